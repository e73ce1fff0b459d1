"""How much areas differ beyond chance: two estimates of the spread of their underlying shares.

Every frame of ``areas`` is indexed by ``code`` and has ``total`` and the bounds ``company_low`` and
``company_high`` of the count whose share is compared (equal where nothing is hidden): the rows of
``activation.company_courses`` that are ``placed``, without the whole country. Shares are in
per cent, spreads in percentage points.

Source of the additive model: Spiegelhalter (2005), "Handling over-dispersion of performance
indicators", Quality and Safety in Health Care 14, 347-351.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special

from vse_report.data.cards import NATION
from vse_report.measures.areas import expect, named

INNER = 0.95  # of limits and intervals


class Overdispersion(NamedTuple):
    """Mean squared z-score ``phi`` (1 if only chance), and the spread beyond chance ``tau``.

    Examples
    --------
    >>> Overdispersion(phi=1.5, tau=2.0)
    Overdispersion(phi=1.5, tau=2.0)
    """

    phi: float
    tau: float


class Prior(NamedTuple):
    """A beta distribution of the areas' underlying shares: ``mean`` and ``tau``, its spread.

    Examples
    --------
    >>> prior = Prior(a=2, b=2)
    >>> prior.mean, round(prior.tau, 1)
    (50.0, 22.4)
    """

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Return the mean share [%]."""
        return 100 * self.a / (self.a + self.b)

    @property
    def tau(self) -> float:
        """Return the standard deviation of the underlying shares [percentage points]."""
        share = self.a / (self.a + self.b)
        return 100 * float(np.sqrt(share * (1 - share) / (self.a + self.b + 1)))


def refuse_incomparable(areas: pd.DataFrame) -> None:
    """Raise ValueError for ``areas`` that are not what the head of this module says they are.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [50, 0], "company_low": 0, "company_high": 2}, [*"xy"])
    >>> refuse_incomparable(areas)
    Traceback (most recent call last):
    ValueError: a comparison of areas cannot have y, a total or bound is missing, or the...
    """
    counts = ["total", "company_low", "company_high"]
    expect("a comparison of areas", areas, *counts, empty=True)
    unknown = areas.index[areas[counts].isna().any(axis=1) | areas["total"].eq(0)]
    twice = areas.index[areas.index.duplicated()].unique()
    for wrong, why in (
        (unknown, "a total or bound is missing, or the total is 0: take areas that are placed"),
        (twice, "as rows are there several times: take one month"),
        (areas.index.intersection([NATION]), "which is the whole country: leave it out"),
    ):
        if len(wrong):
            raise ValueError(f"a comparison of areas cannot have {named(wrong)}, {why}.")


def midpoints(areas: pd.DataFrame) -> pd.Series:
    """Return the middle of each area's bounds, in the unit of its counts.

    ValueError if the areas cannot be compared: one without a known total, there twice, or the whole
    country.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [50], "company_low": [0], "company_high": [2]}, ["901"])
    >>> midpoints(areas).to_dict()
    {'901': 1.0}
    """
    refuse_incomparable(areas)
    return (areas["company_low"] + areas["company_high"]) / 2


def overdispersion(
    counts: np.ndarray, totals: np.ndarray, target: float, winsorised: float
) -> Overdispersion:
    """Return how much more the areas differ than chance would make them.

    ``tau`` is the method-of-moments estimate of the additive model, from z-scores winsorised by
    ``winsorised``, a part of them from 0 to below 0.5 as in ``WINSORISED``, at either end; 0 where
    chance alone explains the spread. ``counts`` may have many rows, a set of areas each: then both
    are arrays. ValueError for one area.

    Examples
    --------
    >>> found = overdispersion([40, 50, 60], [100, 100, 100], target=50, winsorised=0)
    >>> round(float(found.phi), 2), round(float(found.tau), 2)
    (2.67, 8.66)
    """
    counts, totals, share = np.asarray(counts, float), np.asarray(totals, float), target / 100
    n = counts.shape[-1]
    if n < 2:
        msg = f"a spread needs two areas or more, found {n}."
        raise ValueError(msg)
    scores = (counts / totals - share) / np.sqrt(share * (1 - share) / totals)
    ends = np.quantile(scores, [winsorised, 1 - winsorised], axis=-1, keepdims=True)
    phi = (np.clip(scores, *ends) ** 2).mean(axis=-1)
    weights = totals / (share * (1 - share))
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return Overdispersion(phi, 100 * np.sqrt(np.maximum(0.0, (n * phi - (n - 1)) / scale)))


def fit_prior(areas: pd.DataFrame, mean: float | None = None) -> Prior:
    """Return the beta distribution under which the areas' counts are most likely.

    ``mean`` fixes its mean [%], as limits around a target need; else the mean is found too.

    Raises
    ------
    ValueError
        With fewer than two areas, and if the search does not converge, as when all shares are
        alike.

    Examples
    --------
    >>> counts = [20, 40, 60]
    >>> areas = pd.DataFrame({"company_low": counts, "company_high": counts}, ["901", "902", "903"])
    >>> prior = fit_prior(areas.assign(total=100))
    >>> round(prior.mean), round(prior.tau)
    (40, 15)
    """
    if len(areas) < 2:
        msg = (
            f"a comparison needs two areas or more whose share is shown, found {len(areas)}; the "
            "counts of others may be hidden. Choose another month, or leave the comparison out."
        )
        raise ValueError(msg)
    counts, totals = midpoints(areas), areas["total"]

    def prior(logs: np.ndarray) -> Prior:
        size, odds = np.exp(logs[0]), np.exp(logs[1]) if mean is None else mean / (100 - mean)
        return Prior(size * odds / (1 + odds), size / (1 + odds))

    def unlikeliness(logs: np.ndarray) -> float:
        a, b = prior(logs)
        # Of the beta-binomial, without the binomial coefficient, which does not depend on a and b.
        return -float(
            (special.betaln(counts + a, totals - counts + b) - special.betaln(a, b)).sum()
        )

    share = float(counts.sum() / totals.sum())
    start = np.log([20, share / (1 - share)])[: 2 if mean is None else 1]
    found = optimize.minimize(unlikeliness, start, method="Nelder-Mead", options={"xatol": 1e-6})
    if not found.success or np.exp(found.x[0]) > 1e6:
        msg = (
            f"no spread between the {len(areas)} areas can be estimated: their shares differ no "
            "more than chance would make them, so nothing can be told of them one by one. Leave "
            "the comparison and the ranks out, or compare more areas."
        )
        raise ValueError(msg)
    return Prior(*map(float, prior(found.x)))
