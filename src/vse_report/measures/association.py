"""What goes with a share across areas: groups, neighbours, and other quantities.

Each function returns one row of results against chance, and tells nothing about causes. Values are
indexed by ``code``. ``found_index`` is the statistic, ``expected_index`` its mean where values are
dealt to areas at random, ``chance_low_index`` and ``chance_high_index`` what 95 per cent of such
deals lie between (``chance_low_index`` is missing where a test is one-sided), and ``p_pct`` how
often a deal is at least as far out, the arrangement found counting as one of them [%].
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from vse_report.measures.areas import expect, named

_BATCH = 20_000  # deals at a time


def between_groups(values: pd.Series, groups: pd.Series, permutations: int, seed: int) -> pd.Series:
    """Return what part of the variance of ``values`` lies between ``groups``: eta squared.

    ``found_index`` is between 0 and 1; the test is one-sided: do random groups of the same sizes
    explain as much?

    Examples
    --------
    >>> values = pd.Series({"p": 1, "q": 2, "r": 2, "s": 9, "t": 8, "u": 9})
    >>> groups = pd.Series({"p": 1, "q": 1, "r": 1, "s": 2, "t": 2, "u": 2})
    >>> between_groups(values, groups, 99, seed=1)[["found_index"]].round(2).to_dict()
    {'found_index': 0.98}
    """
    _refuse_unusable(values)
    codes, sizes = _group_codes(_groups_of(values, groups))
    deviations = values.to_numpy() - values.mean()
    member = (codes[:, None] == np.arange(len(sizes))).astype(float)
    total = (deviations**2).sum()

    def explained(dealt: np.ndarray) -> np.ndarray:
        means = dealt @ member / sizes
        return (sizes * means**2).sum(axis=1) / total

    found, random = _against_chance(explained, deviations, permutations, seed)
    return _one_sided(found, random)


def between_neighbours(
    values: pd.Series,
    neighbours: pd.DataFrame,
    permutations: int,
    seed: int,
    *,
    within: pd.Series | None = None,
) -> pd.Series:
    """Return how alike neighbours are: Moran's I.

    Parameters
    ----------
    values : Series by ``code``
    neighbours : DataFrame, one row per (``code``, ``neighbour_code``), each pair from both sides
        Pairs of which one has no value are left out, and areas without a neighbour.
    within : Series by ``code``, optional
        Groups inside which values are dealt anew, as values net of their group's mean need.

    Returns
    -------
    Series
        ``found_index``: 1 where all are alike their neighbours; the test is one-sided, towards more
        alike; also ``areas``, the number of areas compared. Source of the formula: Moran (1950),
        Biometrika 37, 17-23, neighbours of one area weighing 1 together.

    Examples
    --------
    >>> values = pd.Series({"p": 1, "q": 2, "r": 8, "s": 9})
    >>> pairs = pd.DataFrame({"code": [*"pqrs"], "neighbour_code": [*"qpsr"]})
    >>> found = between_neighbours(values, pairs, permutations=99, seed=1)
    >>> found[["found_index", "areas"]].round(2).to_dict()
    {'found_index': 0.96, 'areas': 4.0}
    """
    expect("between_neighbours", neighbours, "code", "neighbour_code", empty=True)
    _refuse_twice(values)
    pairs = neighbours[
        neighbours["code"].isin(values.index) & neighbours["neighbour_code"].isin(values.index)
    ]
    compared = values.loc[sorted(set(pairs["code"]))]
    _refuse_unusable(compared)
    place = pd.Series(range(len(compared)), index=compared.index)
    weights = np.zeros((len(compared), len(compared)))
    weights[place[pairs["code"]], place[pairs["neighbour_code"]]] = 1
    weights /= weights.sum(axis=1, keepdims=True)
    deviations = compared.to_numpy() - compared.mean()
    total = (deviations**2).sum()

    def moran(dealt: np.ndarray) -> np.ndarray:
        return np.einsum("ij,ij->i", dealt @ weights, dealt) / total

    groups = None if within is None else _groups_of(compared, within)
    found, random = _against_chance(moran, deviations, permutations, seed, groups)
    return pd.concat([_one_sided(found, random), pd.Series({"areas": len(compared)})])


def within_groups(values: pd.Series, groups: pd.Series) -> pd.Series:
    """Return how far each value lies from the mean of its group, in the unit of the values.

    Examples
    --------
    >>> values, groups = pd.Series({"x": 1, "y": 3, "z": 9}), pd.Series({"x": 1, "y": 1, "z": 2})
    >>> within_groups(values, groups).to_dict()
    {'x': -1.0, 'y': 1.0, 'z': 0.0}
    """
    _refuse_twice(values)
    return values - values.groupby(_groups_of(values, groups)).transform("mean")


def rank_correlation(
    values: pd.Series, other: pd.Series, permutations: int, seed: int
) -> pd.Series:
    """Return Spearman's correlation of two quantities by area.

    ``found_index`` is from -1 to 1; the test is two-sided. Also ``interval_low_index`` and
    ``interval_high_index``, its 95 per cent interval by Fisher's transformation with the standard
    error of Bonett and Wright (2000),     Psychometrika 65, 23-28. Areas that have only one of the
    two are left out.

    Examples
    --------
    >>> values, other = pd.Series([1, 2, 3, 4, 5]), pd.Series([10, 40, 20, 50, 60])
    >>> found = rank_correlation(values, other, permutations=99, seed=1)
    >>> found[["found_index", "interval_low_index", "interval_high_index"]].round(2).to_dict()
    {'found_index': 0.9, 'interval_low_index': -0.17, 'interval_high_index': 1.0}
    """
    _refuse_twice(values)
    _refuse_twice(other)
    both = pd.concat([values, other], axis=1, join="inner").dropna()
    _refuse_unusable(both.iloc[:, 0])
    _refuse_unusable(both.iloc[:, 1])
    ranks = both.rank().to_numpy()
    one, another = (ranks - ranks.mean(axis=0)).T
    scale = np.sqrt((one**2).sum() * (another**2).sum())
    found, random = _against_chance(lambda dealt: dealt @ another / scale, one, permutations, seed)
    reach = stats.norm.ppf(0.975) * np.sqrt((1 + found**2 / 2) / (len(both) - 3))
    low, high = np.tanh([np.arctanh(found) - reach, np.arctanh(found) + reach])
    chance_low, chance_high = np.quantile(random, [0.025, 0.975])
    return pd.Series(
        {
            "found_index": found,
            "expected_index": 0.0,
            "chance_low_index": chance_low,
            "chance_high_index": chance_high,
            "p_pct": _as_far_out(abs(found), abs(random)),
            "interval_low_index": low,
            "interval_high_index": high,
        }
    )


def _refuse_twice(values: pd.Series) -> None:
    """Raise ValueError if an area has several values, of several months for instance."""
    twice = values.index[values.index.duplicated()].unique()
    if len(twice):
        raise ValueError(f"expected one value for each area, found several for {named(twice)}.")


def _groups_of(values: pd.Series, groups: pd.Series) -> pd.Series:
    """Return the group of each area that has a value; ValueError if one has none."""
    lacking = values.index.difference(groups.dropna().index)
    if len(lacking):
        msg = f"no group for {named(lacking)}; leave out their values, or give them a group."
        raise ValueError(msg)
    return groups.loc[values.index]


def _refuse_unusable(values: pd.Series) -> None:
    """Raise ValueError for what gives no statistic.

    Missing values, an area with several, all alike, fewer than four.
    """
    _refuse_twice(values)
    missing = values.index[values.isna()].tolist()
    if missing:
        msg = f"no value for {', '.join(map(str, missing))}; leave them out before comparing."
        raise ValueError(msg)
    if len(values) < 4 or values.nunique() == 1:
        msg = (
            f"a test against chance needs four areas or more that are not all alike, found "
            f"{len(values)} with {values.nunique()} different values; leave it out."
        )
        raise ValueError(msg)


def _group_codes(groups: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, _ = pd.factorize(groups)
    return codes, np.bincount(codes)


def _against_chance(
    statistic: Callable[[np.ndarray], np.ndarray],
    values: np.ndarray,
    permutations: int,
    seed: int,
    groups: pd.Series | None = None,
) -> tuple[float, np.ndarray]:
    """Return the statistic as found, and of values dealt at random, inside groups if given.

    ``statistic`` takes deals, one in each row.
    """
    generator = np.random.default_rng(seed)
    codes = np.zeros(len(values), int) if groups is None else pd.factorize(groups)[0]
    places = [np.flatnonzero(codes == code) for code in np.unique(codes)]
    random = []
    for start in range(0, permutations, _BATCH):
        dealt = np.tile(values, (min(_BATCH, permutations - start), 1))
        for group in places:
            dealt[:, group] = generator.permuted(dealt[:, group], axis=1)
        random.append(statistic(dealt))
    return float(statistic(values[None])[0]), np.concatenate(random)


def _one_sided(found: float, random: np.ndarray) -> pd.Series:
    return pd.Series(
        {
            "found_index": found,
            "expected_index": random.mean(),
            "chance_low_index": np.nan,
            "chance_high_index": np.quantile(random, 0.95),
            "p_pct": _as_far_out(found, random),
        }
    )


def _as_far_out(found: float, random: np.ndarray) -> float:
    return 100 * (1 + np.count_nonzero(random >= found - 1e-12)) / (len(random) + 1)
