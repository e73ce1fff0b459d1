"""Who meets whom in the three cases of the study, and how little three cases can prove.

Codings have one row per (case, body, actor) that the study says something on: ``stated`` is yes
(True) or no (False); ``actor`` is empty where the row is about the body itself. A density is not
computed: it would depend on how many actors and bodies the coding tells apart.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import count, permutations
from math import factorial

import networkx as nx
import pandas as pd

NOT_STATED = "not_stated"


def matrix(
    codings: pd.DataFrame, bodies: Sequence[str], actors: Sequence[str], cases: Sequence[str]
) -> pd.DataFrame:
    """Return ``yes``, ``no`` or ``not_stated`` for each body and each actor in it, case by case.

    Returns
    -------
    DataFrame, one row per (body, actor) with a coding in any case
        ``body`` and ``actor`` in the orders given, the body itself (empty) before its actors; one
        column per case. In a body that does not exist nobody takes part: a no.
    """
    answers = codings.assign(answer=codings["stated"].map({True: "yes", False: "no"}))
    wide = answers.pivot(index=["body", "actor"], columns="case", values="answer")
    order = {name: place for names in (bodies, ["", *actors]) for place, name in enumerate(names)}
    wide = wide.reindex(columns=cases, fill_value=NOT_STATED).fillna(NOT_STATED)
    bodies_themselves = wide.xs("", level="actor").reindex(wide.index, level="body")
    return (
        wide.mask(bodies_themselves.eq("no"), "no")
        .sort_index(key=lambda level: level.map(order))
        .reset_index()
        .rename_axis(columns=None)
    )


def graph(codings: pd.DataFrame, case: str) -> nx.Graph:
    """Return the graph of one case: bodies that exist, and the actors that take part in them.

    Nodes are ``("body", code)`` and ``("actor", code)``; an edge is a yes.
    """
    yes = codings[codings["case"].eq(case) & codings["stated"]]
    network = nx.Graph()
    network.add_nodes_from(("body", body) for body in yes["body"])
    network.add_edges_from(
        (("actor", row.actor), ("body", row.body)) for row in yes.itertuples() if row.actor
    )
    return network


def meetings(network: nx.Graph) -> pd.DataFrame:
    """Return which actors meet.

    Returns
    -------
    DataFrame, one row per pair of actors with a body in common, most bodies first
        ``actor``, ``other``, in the order of the alphabet; ``bodies``, the number they share.
    """
    actors = [node for node in network if node[0] == "actor"]
    projected = nx.bipartite.weighted_projected_graph(network, actors)
    pairs = [
        (*sorted((one[1], other[1])), weight)
        for one, other, weight in projected.edges.data("weight")
    ]
    frame = pd.DataFrame(pairs, columns=["actor", "other", "bodies"])
    return frame.sort_values(
        ["bodies", "actor", "other"], ascending=[False, True, True], ignore_index=True
    )


def summary(codings: pd.DataFrame, bodies: Collection[str], cases: Sequence[str]) -> pd.DataFrame:
    """Return how much of a network each case has.

    Returns
    -------
    DataFrame, one row per case, indexed by it
        ``bodies``: how many of ``bodies`` exist; ``absent``: do not; ``not_stated``: the study does
        not tell; ``meeting_places``: exist and have at least two actors stated; ``pairs``: pairs of
        actors that meet in at least one body.
    """
    rows = {}
    for case in cases:
        itself = codings[codings["case"].eq(case) & codings["actor"].eq("")]
        network = graph(codings, case)
        rows[case] = {
            "bodies": int(itself["stated"].sum()),
            "absent": int((~itself["stated"]).sum()),
            "not_stated": len(bodies) - len(itself),
            "meeting_places": sum(
                kind == "body" and degree > 1 for (kind, _), degree in network.degree
            ),
            "pairs": len(meetings(network)),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("case")


def orders_that_fit(cases: Sequence[str], above: Collection[tuple[str, str]]) -> tuple[int, int]:
    """Return in how many orders of ``cases`` each pair (higher, lower) stands so, and of how many.

    Drawn at random, all orders are equally likely.
    """
    orders = [{case: place for place, case in enumerate(order)} for order in permutations(cases)]
    fitting = [all(place[high] < place[low] for high, low in above) for place in orders]
    return sum(fitting), len(fitting)


def cases_needed(level: float, *, full_order: bool) -> int:
    """Return how many cases it takes before a fit by chance is rarer than ``level``, 0 to 1.

    A fit is that all of them stand in the order foretold (``full_order``), or that the one foretold
    stands at the top.
    """
    return next(n for n in count(1) if 1 / (factorial(n) if full_order else n) < level)


def stated_order(activation: pd.DataFrame, cases: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs (higher, lower) of cases whose order the study states.

    ``activation`` is ``data.reported.study_activation``; only company-directed activation counts.
    """
    higher = activation[
        activation["measure"].eq("company_directed")
        & activation["relation"].eq("above")
        & activation["benchmark"].eq("other_cases")
    ]
    return [(area, case) for area in higher["area"] for case in cases if case != area]
