"""What goes with a share across areas: groups, neighbours, and other quantities.

Each function returns one row of results and tells nothing about causes. Values are indexed by
``code``; p-values of permutations count the arrangement found as one of them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats


def between_groups(values: pd.Series, groups: pd.Series, permutations: int, seed: int) -> pd.Series:
    """Return how much of the variance of ``values`` lies between ``groups``, against chance.

    Returns
    -------
    Series
        ``explained_pct`` (eta squared), ``expected_pct`` (its mean when groups are dealt at random)
        [%], and ``p``: how often random groups of the same sizes explain at least as much.
    """
    _refuse_unusable(values)
    codes, sizes = _group_codes(groups.loc[values.index])
    deviations = values.to_numpy() - values.mean()
    total = (deviations**2).sum()

    def explained(order: np.ndarray) -> float:
        means = np.bincount(codes, weights=deviations[order]) / sizes
        return 100 * float((sizes * means**2).sum() / total)

    found, random, p = _against_chance(explained, len(values), permutations, seed)
    return pd.Series({"explained_pct": found, "expected_pct": random.mean(), "p": p})


def between_neighbours(
    values: pd.Series,
    neighbours: pd.DataFrame,
    permutations: int,
    seed: int,
    *,
    within: pd.Series | None = None,
) -> pd.Series:
    """Return how alike neighbours are: Moran's I, against chance.

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
        ``moran`` (a little below 0 by chance, 1 all alike their neighbours), ``p`` (how often
        values dealt at random are at least as alike) and ``areas``, the number of areas compared.
        Source of the formula: Moran (1950), Biometrika 37, 17-23, neighbours of one area weighing 1
        together.
    """
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

    def moran(order: np.ndarray) -> float:
        return float(deviations[order] @ weights @ deviations[order] / total)

    groups = None if within is None else within.loc[compared.index]
    found, _, p = _against_chance(moran, len(compared), permutations, seed, groups)
    return pd.Series({"moran": found, "p": p, "areas": len(compared)})


def within_groups(values: pd.Series, groups: pd.Series) -> pd.Series:
    """Return how far each value lies from the mean of its group, in the unit of the values."""
    return values - values.groupby(groups.loc[values.index]).transform("mean")


def rank_correlation(values: pd.Series, other: pd.Series) -> pd.Series:
    """Return Spearman's correlation of two quantities by area, with an interval.

    Returns
    -------
    Series
        ``rho``, and ``low`` and ``high``, its 95 per cent interval by Fisher's transformation with
        the standard error of Bonett and Wright (2000), Psychometrika 65, 23-28. Areas that have
        only one of the two are left out.
    """
    both = pd.concat([values, other], axis=1, join="inner").dropna()
    _refuse_unusable(both.iloc[:, 0])
    _refuse_unusable(both.iloc[:, 1])
    rho = float(stats.spearmanr(both.iloc[:, 0], both.iloc[:, 1]).statistic)
    reach = stats.norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / (len(both) - 3))
    low, high = np.tanh([np.arctanh(rho) - reach, np.arctanh(rho) + reach])
    return pd.Series({"rho": rho, "low": low, "high": high})


def _refuse_unusable(values: pd.Series) -> None:
    """Raise ValueError for what gives no statistic: missing values, all alike, fewer than four."""
    missing = values.index[values.isna()].tolist()
    if missing:
        msg = f"no value for {', '.join(map(str, missing))}; leave them out before comparing."
        raise ValueError(msg)
    if len(values) < 4 or values.nunique() == 1:
        found = f"{values.nunique()} different values of {len(values)}"
        msg = f"found {found}; need four areas that are not all alike."
        raise ValueError(msg)


def _group_codes(groups: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    codes, _ = pd.factorize(groups)
    return codes, np.bincount(codes)


def _against_chance(
    statistic: Callable[[np.ndarray], float],
    size: int,
    permutations: int,
    seed: int,
    groups: pd.Series | None = None,
) -> tuple[float, np.ndarray, float]:
    """Return the statistic as found, under random orders (in groups), and the one-sided p-value."""
    generator = np.random.default_rng(seed)
    codes = np.zeros(size, int) if groups is None else pd.factorize(groups)[0]
    places = [np.flatnonzero(codes == code) for code in np.unique(codes)]

    def order() -> np.ndarray:
        dealt = np.arange(size)
        for group in places:
            dealt[group] = generator.permutation(group)
        return dealt

    found = statistic(np.arange(size))
    random = np.array([statistic(order()) for _ in range(permutations)])
    p = (1 + np.count_nonzero(random >= found - 1e-12)) / (permutations + 1)
    return found, random, p
