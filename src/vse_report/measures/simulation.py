"""A made-up survey of made-up municipalities, and what the study's method makes of it.

Of the real ones it takes nothing but how many were put together from one, two, three … old ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from vse_report.data.survey import HIGHEST, ITEMS, LOWEST
from vse_report.measures.selection import band
from vse_report.measures.survey import (
    averaging,
    gap_statistic,
    groups_found,
    merge_answers,
    spread,
    two_groups,
)

_MIDDLE = (LOWEST + HIGHEST) / 2
# Standard deviations in steps of the scale: between old municipalities, and of single answers.
_BETWEEN, _SINGLE = 0.8, 0.6
# Two planted groups lie so far on either side of the middle; the rest of _BETWEEN is inside them.
_APART = 0.72
# How much of the variance of one cloud those that merge have in common.
SHARED = 0.5
# What the labels of made-up municipalities begin with; real ones have three digits.
MADE_UP = "S"


class Simulated(NamedTuple):
    """A made-up survey.

    ``answers`` as ``data.survey.read_survey`` returns them; ``membership`` as ``merge_answers``
    takes it; ``planted``, the group of each new municipality, 0 or 1, where that was planted.

    Examples
    --------
    >>> made = simulate_survey([1, 2], seed=1, planted=False)
    >>> made.membership["old"].tolist(), made.planted
    (['S001-001', 'S002-002', 'S002-003'], None)
    """

    answers: pd.DataFrame
    membership: pd.DataFrame
    planted: pd.Series | None


def simulate_survey(sizes: Sequence[int], seed: int, *, planted: bool) -> Simulated:
    """Return a made-up survey of made-up municipalities.

    Parameters
    ----------
    sizes : sequence of int
        From how many old municipalities each new one is made; their order is shuffled.
    seed : int
        Of the random numbers.
    planted : bool
        Whether the new municipalities, and all old ones in them, belong to one of two groups; else
        they are one cloud, and those that merge share ``SHARED`` of its variance. The spread
        between old municipalities is the same in both.

    Examples
    --------
    >>> made = simulate_survey([1, 2, 3], seed=1, planted=True)
    >>> made.answers.shape, made.planted.index.tolist()
    ((6, 7), ['S001', 'S002', 'S003'])
    """
    rng = np.random.default_rng(seed)
    new = [f"{MADE_UP}{number:03d}" for number in range(1, len(sizes) + 1)]
    owner = np.repeat(np.arange(len(new)), rng.permutation(list(sizes)))
    shared, own = rng.standard_normal(len(new)), rng.standard_normal(len(owner))
    group = rng.integers(0, 2, len(new))
    if planted:
        level = _APART * (2 * group[owner] - 1) + np.sqrt(_BETWEEN**2 - _APART**2) * own
    else:
        level = _BETWEEN * (np.sqrt(SHARED) * shared[owner] + np.sqrt(1 - SHARED) * own)
    exact = _MIDDLE + level[:, None] + _SINGLE * rng.standard_normal((len(owner), len(ITEMS)))
    answers = pd.DataFrame(np.clip(np.rint(exact), LOWEST, HIGHEST), columns=ITEMS)
    old = [f"{MADE_UP}{new_at + 1:03d}-{at:03d}" for at, new_at in enumerate(owner, start=1)]
    membership = pd.DataFrame({"old": old, "new": [new[at] for at in owner], "weight": 1.0})
    truth = pd.Series(group, index=new) if planted else None
    return Simulated(answers.assign(old=old)[["old", *ITEMS]], membership, truth)


def simulate_conditions(labels: Sequence[str], seed: int) -> pd.DataFrame:
    """Return made-up local conditions for made-up municipalities, on a scale of their own.

    Returns
    -------
    DataFrame, one row per label, indexed by it
        ``burden`` and ``size``, in standard deviations from the mean: the study's measure is not
        public, and no other quantity lends its scale.

    Examples
    --------
    >>> simulate_conditions(["S001", "S002", "S003"], seed=1).shape
    (3, 2)
    """
    # Not the generator of the answers: its first numbers would make the two go together.
    rng = np.random.default_rng([seed, 1])
    drawn = rng.standard_normal((len(labels), 2))
    return pd.DataFrame(drawn, columns=["burden", "size"], index=pd.Index(labels, name="new"))


def spread_in_many(sizes: Sequence[int], seed: int, surveys: int) -> pd.DataFrame:
    """Return the standard deviation by stage of merging in each of many simulated clouds.

    In a single one chance may hide what averaging does. One row per simulated survey, ``survey``
    from 1; a column per stage of ``survey.averaging`` [steps of the scale].

    Examples
    --------
    >>> spread_in_many([1, 1, 2, 3], seed=1, surveys=2).columns.tolist()
    ['before', 'after', 'unmerged']
    """
    found = []
    for number in range(surveys):
        made = simulate_survey(sizes, seed + 1 + number, planted=False)
        found.append(spread(averaging(made.answers, made.membership))["sd"])
    return pd.DataFrame(found, index=pd.RangeIndex(1, surveys + 1, name="survey"))


def found_in_many(sizes: Sequence[int], seed: int, *, planted: bool, surveys: int) -> pd.Series:
    """Return in how many simulated surveys the gap statistic finds each number of groups.

    Indexed by the number of groups, 1 to 3; with fewer references than ``gap_statistic`` takes
    for a single survey.

    Examples
    --------
    >>> found = found_in_many([1, 1, 2, 3, 2, 1], seed=1, planted=True, surveys=1)
    >>> found.index.tolist(), int(found.sum())
    ([1, 2, 3], 1)
    """
    found = []
    for number in range(surveys):
        made = simulate_survey(sizes, seed + 1 + number, planted=planted)
        merged = merge_answers(made.answers, made.membership)
        found.append(groups_found(gap_statistic(merged, seed + 1 + number, most=3, references=10)))
    return pd.Series(found).value_counts().reindex([1, 2, 3], fill_value=0)


def candidates(groups: pd.Series, conditions: pd.DataFrame, apart: float) -> pd.DataFrame:
    """Return all sets of three MADE-UP municipalities that the study's criteria would allow.

    Two from the group with the higher answers and one from the other, all within one standard
    deviation of the mean burden, and alike in burden and size. For simulated surveys only: real
    municipalities must not be narrowed down like this, the cases of the study are anonymous.

    Parameters
    ----------
    groups : Series indexed by made-up municipality
        As ``two_groups`` returns them.
    conditions : DataFrame with the same index
        As ``simulate_conditions`` returns them.
    apart : float
        How far the three may lie apart in burden, and in size. [standard deviations]

    Returns
    -------
    DataFrame, one row per set
        ``first``, ``second``: from the group with the higher answers; ``third``: from the other.

    Raises
    ------
    ValueError
        If a municipality is not a made-up one.

    Examples
    --------
    >>> groups = pd.Series({"S001": 1, "S002": 1, "S003": 0, "S004": 0})
    >>> places = pd.DataFrame({"burden": [0, 0.1, 0.2, 3], "size": [1, 1, 1.1, 1]}, groups.index)
    >>> candidates(groups, places, apart=0.5)
      first second third
    0  S001   S002  S003
    """
    labels = sorted({*map(str, groups.index), *map(str, conditions.index)})
    real = [label for label in labels if not re.fullmatch(rf"{MADE_UP}\d+", label)]
    if real:
        msg = (
            f"candidates: {len(real)} labels are not made up, as {MADE_UP}001 is; pass groups and "
            "conditions of a simulated survey."
        )
        raise ValueError(msg)
    inside = band(conditions["burden"]).inside(conditions["burden"])
    table = conditions[inside].join(groups.rename("group"), how="inner").rename_axis("new")
    high, low = (
        table.loc[table["group"].eq(group), ["burden", "size"]].reset_index() for group in (1, 0)
    )
    sets = (
        high.merge(high, how="cross", suffixes=("_1", "_2"))
        .query("new_1 < new_2")
        .merge(low.add_suffix("_3"), how="cross")
    )
    alike = pd.Series(True, index=sets.index)
    for name in ("burden", "size"):
        values = sets.filter(like=f"{name}_")
        alike &= (values.max(axis=1) - values.min(axis=1)).le(apart)
    found = sets.loc[alike, ["new_1", "new_2", "new_3"]]
    return found.set_axis(["first", "second", "third"], axis=1).reset_index(drop=True)


def candidate_counts(
    groups: pd.Series, conditions: pd.DataFrame, limits: Sequence[float]
) -> pd.DataFrame:
    """Return how many sets `candidates` allows, by how far the three may lie apart.

    One row per limit: ``apart_index`` [standard deviations], ``sets``, and ``involved``, how many
    municipalities are in one of them.

    Examples
    --------
    >>> groups = pd.Series({"S001": 1, "S002": 1, "S003": 0, "S004": 0})
    >>> places = pd.DataFrame({"burden": [0, 0.1, 0.2, 3], "size": [1, 1, 1.1, 1]}, groups.index)
    >>> candidate_counts(groups, places, limits=[0.15, 0.5])
       apart_index  sets  involved
    0         0.15     0         0
    1         0.50     1         3
    """
    rows = []
    for limit in limits:
        sets = candidates(groups, conditions, limit)
        involved = pd.unique(sets.to_numpy().ravel()).size
        rows.append({"apart_index": limit, "sets": len(sets), "involved": involved})
    return pd.DataFrame(rows)


def counts_in_many(
    sizes: Sequence[int], seed: int, limits: Sequence[float], surveys: int
) -> pd.DataFrame:
    """Return the fewest and the most sets that `candidates` allows in many planted surveys.

    One row per limit, keyed by it: ``apart_index`` [standard deviations]. ``sets`` and
    ``involved`` as in `candidate_counts`, each as ``<name>_low_count`` and ``<name>_high_count``:
    a single survey may well have a third or three times as many.

    Examples
    --------
    >>> counts_in_many([1, 2, 3, 1, 2, 3], 1, limits=[1, 2], surveys=2).shape
    (2, 4)
    """
    found = []
    for own in range(seed + 1, seed + 1 + surveys):
        made = simulate_survey(sizes, own, planted=True)
        merged = merge_answers(made.answers, made.membership)
        local = simulate_conditions(list(merged.index), own)
        found.append(candidate_counts(two_groups(merged, own), local, limits))
    by_limit = pd.concat(found).groupby("apart_index")
    low, high = by_limit.min().add_suffix("_low_count"), by_limit.max().add_suffix("_high_count")
    return low.join(high)
