"""What the underlying share of an area may be, given its counts, and what ranks follow from that.

Every frame of ``areas`` is indexed by ``code`` and has ``total`` and the bounds ``company_low`` and
``company_high`` of the count whose share is compared (equal where nothing is hidden): the rows of
``activation.company_courses`` that are ``placed``, without the whole country. Shares are in
per cent; a `Prior` is that of `spread.fit_prior`.

Source: Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from vse_report.measures.spread import INNER, Prior, midpoints, refuse_incomparable

_STEPS = 1000  # of a share from 0 to 1, in which it is reckoned with
_NEGLIGIBLE = 1e-9


class Shares(NamedTuple):
    """What the areas' underlying shares may be: one row per area, one column per step of a share.

    ``mass`` is the probability of each step, ``below`` that of all below its middle.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [50], "company_low": [10], "company_high": [10]}, ["901"])
    >>> shares = underlying(areas, Prior(a=2, b=3))
    >>> shares.mass.shape, shares.below.shape
    ((1, 1000), (1, 1000))
    """

    mass: pd.DataFrame
    below: pd.DataFrame


def underlying(areas: pd.DataFrame, prior: Prior) -> Shares:
    """Return what each area's underlying share may be, given its counts and the prior.

    Of a hidden count every whole number within the bounds is equally likely. ValueError as
    `spread.midpoints`.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [50], "company_low": [10], "company_high": [12]}, ["901"])
    >>> underlying(areas, Prior(a=2, b=3)).mass.sum(axis=1).round(6).to_dict()
    {'901': 1.0}
    """
    refuse_incomparable(areas)
    edges = np.linspace(0, 1, _STEPS + 1)
    middles = (edges[:-1] + edges[1:]) / 2
    mass, below = (np.zeros((len(areas), _STEPS)) for _ in range(2))
    for at, area in enumerate(areas.itertuples()):
        counts = np.arange(area.company_low, area.company_high + 1)[:, None]
        of_count = stats.beta(prior.a + counts, prior.b + area.total - counts)
        mass[at] = np.diff(of_count.cdf(edges), axis=1).mean(axis=0)
        below[at] = of_count.cdf(middles).mean(axis=0)
    return Shares(*(pd.DataFrame(table, areas.index, middles) for table in (mass, below)))


def shrunken(areas: pd.DataFrame, prior: Prior) -> pd.DataFrame:
    """Return each area's share drawn towards the mean, the more the fewer its courses.

    Returns
    -------
    DataFrame, one row per area, indexed as ``areas``
        ``shrunken_pct``: the mean of what the underlying share may be, given the area's count and
        the prior (empirical Bayes), ``likely_low_pct`` and ``likely_high_pct``: its 95 per cent
        interval, over both bounds of the count. [%]

    Examples
    --------
    >>> counts = pd.DataFrame({"company_low": [0, 80], "company_high": [2, 80]}, ["901", "902"])
    >>> shrunken(counts.assign(total=[10, 100]), Prior(a=4, b=6)).round(1)
         shrunken_pct  likely_low_pct  likely_high_pct
    901          25.0             6.1             51.2
    902          76.4            68.0             83.8
    """
    middle, totals = midpoints(areas), areas["total"]
    tail = (1 - INNER) / 2
    return pd.DataFrame(
        {
            "shrunken_pct": 100 * (prior.a + middle) / (prior.a + prior.b + totals),
            "likely_low_pct": 100 * _posterior(areas, "company_low", prior).ppf(tail),
            "likely_high_pct": 100 * _posterior(areas, "company_high", prior).ppf(1 - tail),
        },
        index=areas.index,
    )


def _posterior(areas: pd.DataFrame, count: str, prior: Prior) -> stats.rv_continuous:
    return stats.beta(prior.a + areas[count], prior.b + areas["total"] - areas[count])


def higher(shares: Shares) -> pd.DataFrame:
    """Return how likely the area of each row has a higher share than that of each column.

    Examples
    --------
    >>> counts = pd.DataFrame({"company_low": [4, 6], "company_high": [4, 6]}, ["901", "902"])
    >>> higher(underlying(counts.assign(total=10), Prior(a=4, b=6))).round(2)
          901   902
    901  0.50  0.26
    902  0.74  0.50
    """
    index = shares.mass.index
    return pd.DataFrame(shares.mass.to_numpy() @ shares.below.to_numpy().T, index, index)


def rank_intervals(shares: Shares) -> pd.DataFrame:
    """Return the ranks each area may have, 1 the highest share.

    One row per area: ``places_low_rank`` and ``places_high_rank``, the 95 per cent interval: the
    least ranks up to which the probability reaches 2.5 and 97.5 per cent.

    Examples
    --------
    >>> codes, counts = ["901", "902", "903"], [40, 45, 90]
    >>> areas = pd.DataFrame({"total": 100, "company_low": counts, "company_high": counts}, codes)
    >>> rank_intervals(underlying(areas, Prior(a=4, b=6)))
         places_low_rank  places_high_rank
    901                2                 3
    902                2                 3
    903                1                 1
    """
    tail = (1 - INNER) / 2
    at = {"places_low_rank": tail, "places_high_rank": 1 - tail}
    reached = _rank_probabilities(shares).cumsum(axis=1)
    ranks = {name: 1 + (reached >= level).argmax(axis=1) for name, level in at.items()}
    return pd.DataFrame(ranks, index=shares.mass.index)


def _rank_probabilities(shares: Shares) -> np.ndarray:
    """Return the probability of each rank, one row per area.

    Given its share, an area is overtaken by each of the others with a probability of its own, so
    the number of them is Poisson-binomial.
    """
    mass, above = shares.mass.to_numpy(), 1 - shares.below.to_numpy()
    found = np.zeros((len(mass), len(mass)))
    for area, of_area in enumerate(mass):
        steps = np.flatnonzero(of_area > _NEGLIGIBLE)
        overtaken = np.zeros((len(steps), len(mass)))
        overtaken[:, 0] = 1
        for other in range(len(mass)):
            if other != area:
                by_it = above[other, steps][:, None]
                moved = overtaken[:, :-1] * by_it
                overtaken *= 1 - by_it
                overtaken[:, 1:] += moved
        found[area] = of_area[steps] @ overtaken
    return found


def spread_over(order: pd.Index, number: int) -> pd.Index:
    """Return so many of an order, evenly from its first to its last; all where it has no more.

    Examples
    --------
    >>> spread_over(pd.Index([*"pqrst"]), 3).tolist()
    ['p', 'r', 't']
    """
    places = np.linspace(0, len(order) - 1, min(number, len(order)))
    return order[places.round().astype(int)]


def told_apart(higher: pd.DataFrame, order: pd.Index) -> pd.Series:
    """Return how many pairs of areas the data can put in order, by 97.5 per cent.

    ``higher`` is that of the function of the same name, ``order`` the areas from the highest share.

    Returns
    -------
    Series
        ``neighbours`` and ``neighbours_told``: pairs next to each other on the list; ``pairs`` and
        ``pairs_told``: of all, ``told_pct`` in per cent; ``wrong``: how many of those told apart
        are in the wrong order, as is to be expected.

    Examples
    --------
    >>> likely = [[0.5, 0.6, 0.99], [0.4, 0.5, 0.8], [0.01, 0.2, 0.5]]
    >>> found = told_apart(pd.DataFrame(likely, [*"xyz"], [*"xyz"]), pd.Index([*"xyz"]))
    >>> found.drop("told_pct").round(2).to_dict()
    {'neighbours': 2.0, 'neighbours_told': 0.0, 'pairs': 3.0, 'pairs_told': 1.0, 'wrong': 0.01}
    """
    one_way = higher.loc[order, order].to_numpy()
    likelier = np.maximum(one_way, 1 - one_way)
    told = likelier >= (1 + INNER) / 2
    upper = np.triu_indices(len(order), 1)
    found = {
        "neighbours": len(order) - 1,
        "neighbours_told": np.diagonal(told, 1).sum(),
        "pairs": len(upper[0]),
        "pairs_told": told[upper].sum(),
        "told_pct": 100 * told[upper].mean(),
        "wrong": (1 - likelier)[upper][told[upper]].sum(),
    }
    return pd.Series(found)
