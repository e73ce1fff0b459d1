"""Which bodies there are in the three cases of the study, and how little three cases can prove.

Codings have one row per (case, body, actor) that the study says something on: ``stated`` is yes
(True) or no (False); ``actor`` is empty where the row is about the body itself. A density is not
computed: it would depend on how many actors and bodies the coding tells apart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, permutations
from math import factorial

import pandas as pd

from vse_report.measures.areas import expect


def summary(codings: pd.DataFrame, bodies: Collection[str], cases: Sequence[str]) -> pd.DataFrame:
    """Return how many bodies each case has.

    Returns
    -------
    DataFrame, one row per case, indexed by it
        ``bodies``: how many of ``bodies`` exist; ``absent``: do not; ``not_stated``: the study does
        not tell.

    Examples
    --------
    >>> codings = pd.DataFrame({"case": "P", "body": ["council", "forum"], "actor": "",
    ...                         "stated": [True, False]})
    >>> summary(codings, ["council", "forum", "board"], ["P"])
          bodies  absent  not_stated
    case
    P          1       1           1
    """
    expect("summary", codings, "case", "body", "actor", "stated", empty=True)
    itself = codings[codings["actor"].eq("")]
    found = {
        case: {
            "bodies": int(itself.loc[itself["case"].eq(case), "stated"].sum()),
            "absent": int((~itself.loc[itself["case"].eq(case), "stated"]).sum()),
        }
        for case in cases
    }
    table = pd.DataFrame.from_dict(found, orient="index").rename_axis("case")
    return table.assign(not_stated=len(bodies) - table.sum(axis=1))


def shared_bodies(codings: pd.DataFrame, case: str, actor: str, other: str) -> int:
    """Return in how many bodies of a case both actors take part.

    Examples
    --------
    >>> codings = pd.DataFrame({"case": "P", "body": "council", "actor": ["union", "employers"],
    ...                         "stated": True})
    >>> shared_bodies(codings, "P", "union", "employers")
    1
    """
    yes = codings[codings["case"].eq(case) & codings["stated"]]
    in_body = [set(yes.loc[yes["actor"].eq(name), "body"]) for name in (actor, other)]
    return len(set.intersection(*in_body))


def orders_that_fit(cases: Sequence[str], above: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Return in how many orders of ``cases`` each pair (higher, lower) stands so, and of how many.

    Drawn at random, all orders are equally likely.

    Examples
    --------
    >>> orders_that_fit(["P", "Q", "R"], [("P", "Q"), ("P", "R")])
    (2, 6)
    """
    orders = [{case: place for place, case in enumerate(order)} for order in permutations(cases)]
    fitting = [all(place[high] < place[low] for high, low in above) for place in orders]
    return sum(fitting), len(fitting)


def cases_needed(level: float, *, full_order: bool) -> int:
    """Return how many cases it takes before a fit by chance is rarer than ``level``, 0 to 1.

    A fit is that all of them stand in the order foretold (``full_order``), or that the one foretold
    stands at the top.

    Examples
    --------
    >>> cases_needed(0.05, full_order=True), cases_needed(0.05, full_order=False)
    (4, 21)
    """
    return next(n for n in count(1) if 1 / (factorial(n) if full_order else n) < level)


def stated_order(activation: pd.DataFrame, cases: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs (higher, lower) of cases whose order the study states.

    ``activation`` is ``data.reported.study_activation``; only company-directed activation counts.

    Examples
    --------
    >>> stated = pd.DataFrame({"area": ["P"], "measure": "company_directed", "relation": "above",
    ...                        "benchmark": "other_cases"})
    >>> stated_order(stated, ["P", "Q", "R"])
    [('P', 'Q'), ('P', 'R')]
    """
    higher = activation[
        activation["measure"].eq("company_directed")
        & activation["relation"].eq("above")
        & activation["benchmark"].eq("other_cases")
    ]
    return [(area, case) for area in higher["area"] for case in cases if case != area]
