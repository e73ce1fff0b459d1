"""Real differences between areas against noise: funnel limits, shrinkage and ranks for shares.

Every frame of ``areas`` is indexed by ``code`` and has ``total`` and the bounds ``company_low`` and
``company_high`` of the count whose share is compared (equal where nothing is hidden): the rows of
``activation.company_courses`` that are ``placed``, without the whole country. Shares and limits are
in per cent, spreads in percentage points.

Sources. Funnel limits and additive overdispersion: Spiegelhalter (2005), "Funnel plots for
comparing institutional performance", Statistics in Medicine 24, 1185-1202; and "Handling
over-dispersion of performance indicators", Quality and Safety in Health Care 14, 347-351. Ranks:
Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

INNER = 0.95  # of the limits
# How much is winsorised at either end in the estimates that are compared.
METHODS = {"none": 0.0, "tenth": 0.1, "fifth": 0.2}


class Overdispersion(NamedTuple):
    """Mean squared z-score ``phi`` (1 if only chance), and the spread beyond chance ``tau``."""

    phi: float
    tau: float


class Prior(NamedTuple):
    """A beta distribution of the areas' underlying shares: ``mean`` and ``tau``, its spread."""

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


def midpoints(areas: pd.DataFrame) -> pd.Series:
    """Return the middle of each area's bounds, in the unit of its counts."""
    return (areas["company_low"] + areas["company_high"]) / 2


def z_scores(counts: pd.Series, totals: pd.Series, target: float) -> pd.Series:
    """Return how many binomial standard errors each share lies from ``target`` [%]."""
    share = target / 100
    return (counts / totals - share) / np.sqrt(share * (1 - share) / totals)


def winsorise(scores: pd.Series, part: float) -> pd.Series:
    """Return the scores with the lowest and highest ``part`` drawn in to the quantiles there.

    ``part`` is a fraction of the areas at either end, 0.1 for the tenth at each.
    """
    return scores.clip(*scores.quantile([part, 1 - part]))


def overdispersion(areas: pd.DataFrame, target: float, winsorised: float) -> Overdispersion:
    """Return how much more the areas differ than chance would make them.

    ``tau`` is the method-of-moments estimate of the additive model, from z-scores winsorised by
    ``winsorised``, a part of them from 0 to below 0.5 as in ``METHODS``, at either end; 0 where
    chance alone explains the spread. ValueError for one area.
    """
    share, n = target / 100, len(areas)
    if n < 2:
        msg = f"a spread needs two areas or more, found {n}."
        raise ValueError(msg)
    scores = winsorise(z_scores(midpoints(areas), areas["total"], target), winsorised)
    phi = float((scores**2).mean())
    weights = areas["total"] / (share * (1 - share))
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return Overdispersion(phi, 100 * float(np.sqrt(max(0.0, (n * phi - (n - 1)) / scale))))


def limits(totals: np.ndarray, target: float, tau: float) -> pd.DataFrame:
    """Return the 95 per cent limits around ``target``: what chance and ``tau`` would allow.

    One row per total: ``total``, ``low`` and ``high``, within [0; 100]. ``tau`` 0 gives the
    binomial limits.
    """
    reach = stats.norm.ppf((1 + INNER) / 2) * _spread(np.asarray(totals, float), target, tau)
    bounds = pd.DataFrame({"low": target - reach, "high": target + reach}).clip(0, 100)
    return bounds.assign(total=totals)


def with_limits(areas: pd.DataFrame, target: float, tau: float) -> pd.DataFrame:
    """Return areas with the limits at their totals, for chance alone and with ``tau`` beyond it.

    ``thin_low``, ``thin_high``, ``thick_low``, ``thick_high`` beside the columns given; ``code``
    becomes a column.
    """
    rows = areas.reset_index()
    for name, spread in (("thin", 0.0), ("thick", tau)):
        found = limits(rows["total"].to_numpy(), target, spread)
        rows = rows.assign(**{f"{name}_{side}": found[side] for side in ("low", "high")})
    return rows


def totals_between(totals: pd.Series) -> np.ndarray:
    """Return totals at which to draw limits: evenly on a log scale, a little past both ends."""
    return np.geomspace(0.8 * totals.min(), 1.3 * totals.max(), 200)


def standing(areas: pd.DataFrame, target: float, tau: float, level: float = INNER) -> pd.Series:
    """Return -1, 0 or 1 per area: below the limits, within, or above, whatever the hidden counts.

    An area stands out only if both its bounds lie outside on the same side.
    """
    reach = stats.norm.ppf((1 + level) / 2) * _spread(areas["total"], target, tau)
    low, high = (100 * areas[f"company_{end}"] / areas["total"] for end in ("low", "high"))
    return low.gt(target + reach).astype(int) - high.lt(target - reach).astype(int)


def standing_beta_binomial(areas: pd.DataFrame, prior: Prior, level: float = INNER) -> pd.Series:
    """Return -1, 0 or 1 per area as ``standing``, by exact limits of the beta-binomial model."""
    below, above = _beta_binomial_limits(areas["total"], prior, level)
    return areas["company_low"].gt(above).astype(int) - areas["company_high"].lt(below).astype(int)


def fit_prior(areas: pd.DataFrame, mean: float | None = None) -> Prior:
    """Return the beta distribution under which the areas' counts are most likely.

    ``mean`` fixes its mean [%], as limits around a target need; else the mean is found too.

    Raises
    ------
    ValueError
        If the search does not converge, as when all shares are alike.
    """
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
            "more than chance would make them. Compare more areas, or leave the model out."
        )
        raise ValueError(msg)
    return Prior(*map(float, prior(found.x)))


def shrunken(areas: pd.DataFrame, prior: Prior) -> pd.DataFrame:
    """Return each area's share drawn towards the mean, the more the fewer its courses.

    Returns
    -------
    DataFrame, one row per area, indexed as ``areas``
        ``shrunken_pct``: the mean of what the underlying share may be, given the area's count and
        the prior (empirical Bayes), ``low_pct`` and ``high_pct``: its 95 per cent interval, over
        both bounds of the count. [%]
    """
    middle, totals = midpoints(areas), areas["total"]
    return pd.DataFrame(
        {
            "shrunken_pct": 100 * (prior.a + middle) / (prior.a + prior.b + totals),
            "low_pct": 100 * _posterior(areas, "company_low", prior).ppf((1 - INNER) / 2),
            "high_pct": 100 * _posterior(areas, "company_high", prior).ppf((1 + INNER) / 2),
        },
        index=areas.index,
    )


def draw_shares(areas: pd.DataFrame, prior: Prior, draws: int, seed: int) -> pd.DataFrame:
    """Return simulated underlying shares: one row per draw, one column per area, between 0 and 1.

    Hidden counts are drawn too, every whole number within the bounds equally likely.
    """
    generator = np.random.default_rng(seed)
    counts = generator.integers(
        areas["company_low"], areas["company_high"] + 1, size=(draws, len(areas))
    )
    totals = areas["total"].to_numpy()
    shares = generator.beta(prior.a + counts, prior.b + totals - counts)
    return pd.DataFrame(shares, columns=areas.index)


def rank_intervals(draws: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks each area may have, 1 the highest share.

    ``draws`` is that of ``draw_shares``. One row per area: ``rank`` (median), ``rank_low`` and
    ``rank_high`` (95 per cent interval, whole ranks) and ``width``, the number of ranks in it.
    """
    ranks = draws.rank(axis=1, ascending=False)
    tail = (1 - INNER) / 2
    low = ranks.quantile(tail, interpolation="lower").astype(int)
    high = ranks.quantile(1 - tail, interpolation="higher").astype(int)
    return pd.DataFrame(
        {"rank": ranks.median(), "rank_low": low, "rank_high": high, "width": high - low + 1}
    )


def neighbours_told_apart(draws: pd.DataFrame) -> int:
    """Return how many areas are higher than the next on the list in 97.5 per cent of the draws."""
    ordered = draws[draws.median().sort_values(ascending=False).index].to_numpy()
    ahead = (ordered[:, :-1] > ordered[:, 1:]).mean(axis=0)
    return int(np.count_nonzero(ahead >= (1 + INNER) / 2))


def pairs_told_apart(draws: pd.DataFrame) -> float:
    """Return the share of pairs in which one area is higher in 97.5 per cent of the draws [%]."""
    values = draws.to_numpy()
    told = 0
    for area in range(values.shape[1] - 1):
        ahead = (values[:, [area]] > values[:, area + 1 :]).mean(axis=0)
        told += np.count_nonzero(abs(ahead - 0.5) >= INNER / 2)
    pairs = values.shape[1] * (values.shape[1] - 1) / 2
    return 100 * told / pairs


def standings(
    areas: pd.DataFrame,
    target: float,
    winsorised: Mapping[str, float],
    prior: Prior,
    level: float = INNER,
) -> pd.DataFrame:
    """Return how each area stands under different estimates of the spread beyond chance.

    ``winsorised`` maps a name to the part drawn in at either end. One row per area; one column per
    name, then ``beta_binomial``: -1, 0 or 1 as ``standing``.
    """
    columns = {
        name: standing(areas, target, overdispersion(areas, target, part).tau, level)
        for name, part in winsorised.items()
    }
    return pd.DataFrame(
        columns | {"beta_binomial": standing_beta_binomial(areas, prior, level)}, index=areas.index
    )


def always(standings: pd.DataFrame) -> pd.Series:
    """Return -1 or 1 for each area that stands out on the same side throughout, else 0."""
    same = standings.eq(standings.iloc[:, 0], axis=0).all(axis=1)
    return standings.iloc[:, 0].where(same, 0)


def sensitivity(
    areas: pd.DataFrame, target: float, winsorised: Mapping[str, float], prior: Prior
) -> pd.DataFrame:
    """Return what the estimates of the spread are, and how many areas stand out under each.

    One row per column of ``standings``, named ``method``: ``phi`` (missing for the beta-binomial),
    ``tau``, and the number of areas ``below`` and ``above`` the 95 per cent limits, together
    ``outside``.
    """
    found_at = standings(areas, target, winsorised, prior)
    found = [overdispersion(areas, target, part) for part in winsorised.values()]
    counts = pd.DataFrame(
        {
            "phi": [*(each.phi for each in found), float("nan")],
            "tau": [*(each.tau for each in found), prior.tau],
            "below": found_at.eq(-1).sum(),
            "above": found_at.eq(1).sum(),
            "outside": found_at.ne(0).sum(),
        }
    )
    return counts.rename_axis("method")


def expected_outside(
    areas: pd.DataFrame,
    target: float,
    winsorised: Mapping[str, float],
    prior: Prior,
    *,
    simulations: int,
    seed: int,
) -> pd.Series:
    """Return how many areas would lie outside on average if none stood out.

    The areas differ as the beta-binomial model ``prior`` around the target says, and by chance. Of
    winsorised estimates more than five per cent lie outside then: drawing in the ends makes the
    spread look smaller than it is, and the limits do not make up for that.

    Returns
    -------
    Series
        By the columns of ``standings`` the mean number of areas outside the 95 per cent limits, and
        as ``always`` the mean number that all of them put outside on the same side. The limits of
        the beta-binomial model are those of ``prior`` itself.
    """
    rng = np.random.default_rng(seed)
    totals = areas["total"].to_numpy(int)
    shares = rng.beta(prior.a, prior.b, size=(simulations, len(areas)))
    below, above = _beta_binomial_limits(areas["total"], prior, INNER)
    found = []
    for counts in rng.binomial(totals, shares):
        made = areas[["total"]].assign(company_low=counts, company_high=counts)
        columns = {
            name: standing(made, target, overdispersion(made, target, part).tau)
            for name, part in winsorised.items()
        }
        columns["beta_binomial"] = pd.Series(
            (counts > above).astype(int) - (counts < below), index=areas.index
        )
        sides = pd.DataFrame(columns)
        found.append({**sides.ne(0).sum(), "always": always(sides).ne(0).sum()})
    return pd.DataFrame(found).mean()


def _beta_binomial_limits(
    totals: pd.Series, prior: Prior, level: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest count that are not outside, at each total."""
    tail = (1 - level) / 2
    model = stats.betabinom(totals, prior.a, prior.b)
    return model.ppf(tail), model.ppf(1 - tail)


def _spread(totals: pd.Series | np.ndarray, target: float, tau: float) -> pd.Series | np.ndarray:
    """Return the standard deviation of a share at each total [percentage points]."""
    return np.sqrt(target * (100 - target) / totals + tau**2)


def _posterior(areas: pd.DataFrame, count: str, prior: Prior) -> stats.rv_continuous:
    return stats.beta(prior.a + areas[count], prior.b + areas["total"] - areas[count])
