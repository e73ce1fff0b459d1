"""Real differences between areas against noise: limits, drawn-in shares and ranks.

Every frame of ``areas`` is indexed by ``code`` and has ``total`` and the bounds ``company_low`` and
``company_high`` of the count whose share is compared (equal where nothing is hidden): the rows of
``activation.company_courses`` that are ``placed``, without the whole country. Shares and limits are
in per cent, spreads in percentage points.

From what an area stands out, and how far it must, are choices. A calculation is one of each: a
centre, and a way to tell how much areas differ beyond chance. Nothing here is drawn at random but
`expected_outside`, and whoever asks again gets the same numbers.

Sources. Funnel limits and additive overdispersion: Spiegelhalter (2005), "Funnel plots for
comparing institutional performance", Statistics in Medicine 24, 1185-1202; and "Handling
over-dispersion of performance indicators", Quality and Safety in Health Care 14, 347-351. Ranks:
Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159, 385-443.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

INNER = 0.95  # of limits and intervals
# How much is winsorised at either end in the estimates of the spread that are compared.
WINSORISED = {"none": 0.0, "tenth": 0.1, "fifth": 0.2}
MODEL = "beta_binomial"
_STEPS = 1000  # of a share from 0 to 1, in which it is reckoned with
_NEGLIGIBLE = 1e-9


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


class Shares(NamedTuple):
    """What the areas' underlying shares may be: one row per area, one column per step of a share.

    ``mass`` is the probability of each step, ``below`` that of all below its middle.
    """

    mass: pd.DataFrame
    below: pd.DataFrame


def midpoints(areas: pd.DataFrame) -> pd.Series:
    """Return the middle of each area's bounds, in the unit of its counts."""
    return (areas["company_low"] + areas["company_high"]) / 2


def overdispersion(
    counts: np.ndarray, totals: np.ndarray, target: float, winsorised: float
) -> Overdispersion:
    """Return how much more the areas differ than chance would make them.

    ``tau`` is the method-of-moments estimate of the additive model, from z-scores winsorised by
    ``winsorised``, a part of them from 0 to below 0.5 as in ``WINSORISED``, at either end; 0 where
    chance alone explains the spread. ``counts`` may have many rows, a set of areas each: then both
    are arrays. ValueError for one area.
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
    """
    if len(areas) < 2:
        msg = (
            f"a comparison needs two areas or more whose share is shown, found {len(areas)}; the "
            "counts of the others are hidden. Choose another month, or leave the comparison out."
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
            "more than chance would make them. Compare more areas, or leave the model out."
        )
        raise ValueError(msg)
    return Prior(*map(float, prior(found.x)))


# --- what stands out, and from what ---------------------------------------------------------------


def centres(areas: pd.DataFrame, nation_pct: float) -> pd.Series:
    """Return what an area may be compared with: three shares [%].

    ``nation``: ``nation_pct``, where an area weighs by its courses; ``mean``: the plain mean of the
    areas; ``model``: the mean of `fit_prior`, in which an area counts for more the more it tells.
    """
    mean = float((100 * midpoints(areas) / areas["total"]).mean())
    return pd.Series({"nation": nation_pct, "mean": mean, "model": fit_prior(areas).mean})


def calculations(areas: pd.DataFrame, centres: pd.Series) -> pd.DataFrame:
    """Return every centre with every way to estimate how much areas differ beyond chance.

    Returns
    -------
    DataFrame, one row per (``centre``, ``method``)
        ``target``: the centre [%]; ``tau``: the spread beyond chance [percentage points]; ``phi``:
        the mean squared z-score, and ``a``, ``b``: the parameters of the beta-binomial model, each
        missing where the method has none.
    """
    counts, totals = midpoints(areas).to_numpy(), areas["total"].to_numpy()
    rows = {}
    for centre, target in centres.items():
        for method, part in WINSORISED.items():
            found = overdispersion(counts, totals, target, part)
            rows[centre, method] = {"target": target, **found._asdict()}
        prior = fit_prior(areas, mean=target)
        rows[centre, MODEL] = {"target": target, "tau": prior.tau, **prior._asdict()}
    found = pd.DataFrame.from_dict(rows, orient="index")
    found.index = found.index.set_names(["centre", "method"])
    return found


def limits(totals: np.ndarray, calculation: pd.Series) -> pd.DataFrame:
    """Return the limits within which 95 per cent of areas would lie, at each total.

    ``calculation`` is a row of `calculations`. One row per total, a whole number: ``low`` and
    ``high`` [%]; of the model its exact limits, interpolated between counts, else the target and
    what chance and the spread beyond it reach.
    """
    totals = np.asarray(totals)
    if pd.notna(calculation.get("a")):
        model = stats.betabinom(totals, calculation["a"], calculation["b"])
        return _of_counts(model, totals)
    low, high = _approximate(totals, calculation["target"], calculation["tau"])
    return pd.DataFrame({"low": low, "high": high})


def _approximate(
    totals: np.ndarray, target: float, tau: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    reach = _REACH * np.sqrt(target * (100 - target) / totals + tau**2)
    return target - reach, target + reach


def limits_of_chance(totals: np.ndarray, target: float) -> pd.DataFrame:
    """Return the exact binomial limits at each total, as if all areas did as ``target`` [%].

    Interpolated between counts, after Spiegelhalter (2005) and alike on both sides; no count
    changes sides by that.
    """
    totals = np.asarray(totals)
    return _of_counts(stats.binom(totals, target / 100), totals)


def outermost(totals: np.ndarray, calculations: pd.DataFrame) -> pd.DataFrame:
    """Return the widest limits at each total: what lies outside them does so in all calculations.

    ``low``, ``high`` [%], within 0 and 100.
    """
    found = [limits(totals, row) for _, row in calculations.iterrows()]
    low = np.min([frame["low"] for frame in found], axis=0)
    high = np.max([frame["high"] for frame in found], axis=0)
    return pd.DataFrame({"low": low, "high": high}).clip(0, 100)


def outside(areas: pd.DataFrame, limits: pd.DataFrame) -> pd.Series:
    """Return -1, 0 or 1 per area: below its limits, within, or above, whatever the hidden counts.

    ``limits`` has a row per area, in the same order. An area stands out only if both its bounds lie
    outside on the same side.
    """
    low, high = (100 * areas[f"company_{end}"] / areas["total"] for end in ("low", "high"))
    above, below = low.to_numpy() > limits["high"], high.to_numpy() < limits["low"]
    return pd.Series(above.astype(int).to_numpy() - below.to_numpy(), index=areas.index)


def standings(areas: pd.DataFrame, calculations: pd.DataFrame) -> pd.DataFrame:
    """Return how each area stands in each calculation: -1, 0 or 1 as `outside`.

    One row per area, one column per row of ``calculations``.
    """
    found = {
        key: outside(areas, limits(areas["total"].to_numpy(), row))
        for key, row in calculations.iterrows()
    }
    columns = pd.MultiIndex.from_tuples(found, names=calculations.index.names)
    return pd.DataFrame(found, index=areas.index).set_axis(columns, axis=1)


def always(standings: pd.DataFrame) -> pd.Series:
    """Return -1 or 1 for each area that stands out on the same side throughout, else 0."""
    same = standings.eq(standings.iloc[:, 0], axis=0).all(axis=1)
    return standings.iloc[:, 0].where(same, 0)


def outside_by_centre(standings: pd.DataFrame) -> pd.DataFrame:
    """Return how many areas stand out from each centre.

    One row per ``centre``, then ``all``: ``outside_low_count`` and ``outside_high_count``, the
    fewest and the most in one calculation, and ``always``, those on the same side in all of them.
    """
    rows = {}
    groups = {centre: standings[centre] for centre in standings.columns.unique("centre")}
    for centre, found in (groups | {"all": standings}).items():
        by_method = found.ne(0).sum()
        counts = {"outside_low_count": by_method.min(), "outside_high_count": by_method.max()}
        rows[centre] = counts | {"always": always(found).ne(0).sum()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("centre")


def expected_outside(
    areas: pd.DataFrame, calculations: pd.DataFrame, *, simulations: int, seed: int
) -> pd.Series:
    """Return how many areas all calculations would agree on if none stood out.

    Areas differ as the beta-binomial model around the centre says, and by chance; the spread is
    estimated anew from each simulation, the limits of the model are its own. Of winsorised
    estimates more than five per cent lie outside then: drawing in the ends makes the spread look
    smaller than it is, and the limits do not make up for that.

    Returns
    -------
    Series
        By ``centre`` the mean number outside on the same side by all methods; as ``all``, by all
        calculations, where areas differ around the centre ``model``.
    """
    rng = np.random.default_rng(seed)
    expected = {}
    for centre, of_centre in calculations.groupby(level="centre", sort=False):
        counts = _simulated(areas, of_centre.loc[centre, MODEL], simulations, rng)
        expected[centre] = _agreed(counts, areas, of_centre)
    counts = _simulated(areas, calculations.loc["model", MODEL], simulations, rng)
    expected["all"] = _agreed(counts, areas, calculations)
    return pd.Series(expected).rename_axis("centre")


def _simulated(
    areas: pd.DataFrame, model: pd.Series, simulations: int, rng: np.random.Generator
) -> np.ndarray:
    shares = rng.beta(model["a"], model["b"], size=(simulations, len(areas)))
    return rng.binomial(areas["total"].to_numpy(int), shares)


def _agreed(counts: np.ndarray, areas: pd.DataFrame, calculations: pd.DataFrame) -> float:
    """Return the mean number of areas on the same side in all calculations, a simulation a row."""
    totals = areas["total"].to_numpy()
    share = 100 * counts / totals
    above = below = np.ones(counts.shape, bool)
    for (_, method), row in calculations.iterrows():
        if method == MODEL:
            found = limits(totals, row)
            low, high = found["low"].to_numpy(), found["high"].to_numpy()
        else:
            target = row["target"]
            tau = overdispersion(counts, totals, target, WINSORISED[method]).tau[:, None]
            low, high = _approximate(totals, target, tau)
        above, below = above & (share > high), below & (share < low)
    return float((above | below).sum(axis=1).mean())


# --- shares and ranks -----------------------------------------------------------------------------


def by_area(areas: pd.DataFrame, calculations: pd.DataFrame, nation_pct: float) -> pd.DataFrame:
    """Return all that is told of each area: its share, what it may be, its ranks, where it stands.

    Returns
    -------
    DataFrame, one row per area, indexed as ``areas``
        ``courses``; ``share_low_pct`` and ``share_high_pct``, the bounds; the columns of `shrunken`
        and `rank_intervals`; ``standing``: -1 or 1 where all calculations put it outside on that
        side, else 0; and the limits at its number of courses, of `limits_of_chance`
        (``chance_low_pct``, ``chance_high_pct``) and `outermost` (``outer_low_pct``,
        ``outer_high_pct``).
    """
    prior = fit_prior(areas)
    names = {"total": "courses", "low_pct": "share_low_pct", "high_pct": "share_high_pct"}
    shares = areas[[*names]].rename(columns=names)
    totals = areas["total"].to_numpy()
    return (
        shares.join(shrunken(areas, prior))
        .join(rank_intervals(underlying(areas, prior)))
        .assign(standing=always(standings(areas, calculations)))
        .join(_both_limits(totals, calculations, nation_pct).set_axis(areas.index))
    )


def limits_along(
    areas: pd.DataFrame, calculations: pd.DataFrame, nation_pct: float
) -> pd.DataFrame:
    """Return both limits of `by_area` at totals a little past those of the areas, to draw lines.

    Indexed by ``courses``, evenly on a log scale.
    """
    first, last = 0.8 * areas["total"].min(), 1.3 * areas["total"].max()
    totals = np.unique(np.geomspace(max(first, 1), last, 200).round().astype(int))
    return _both_limits(totals, calculations, nation_pct).set_axis(pd.Index(totals, name="courses"))


def _both_limits(totals: np.ndarray, calculations: pd.DataFrame, nation_pct: float) -> pd.DataFrame:
    chance = limits_of_chance(totals, nation_pct).add_prefix("chance_").add_suffix("_pct")
    outer = outermost(totals, calculations).add_prefix("outer_").add_suffix("_pct")
    return chance.join(outer)


def underlying(areas: pd.DataFrame, prior: Prior) -> Shares:
    """Return what each area's underlying share may be, given its counts and the prior.

    Of a hidden count every whole number within the bounds is equally likely.
    """
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


def higher(shares: Shares) -> pd.DataFrame:
    """Return how likely the area of each row has a higher share than that of each column."""
    index = shares.mass.index
    return pd.DataFrame(shares.mass.to_numpy() @ shares.below.to_numpy().T, index, index)


def rank_intervals(shares: Shares) -> pd.DataFrame:
    """Return the ranks each area may have, 1 the highest share.

    One row per area: ``places_low_rank`` and ``places_high_rank``, the 95 per cent interval: the
    least ranks up to which the probability reaches 2.5 and 97.5 per cent.
    """
    tail = (1 - INNER) / 2
    at = {"places_low_rank": tail, "places_high_rank": 1 - tail}
    reached = _rank_probabilities(shares).cumsum(axis=1)
    ranks = {name: 1 + (reached >= level).argmax(axis=1) for name, level in at.items()}
    return pd.DataFrame(ranks, index=shares.mass.index)


def spread_over(order: pd.Index, number: int) -> pd.Index:
    """Return so many of an order, evenly from its first to its last; all where it has no more."""
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


_REACH = stats.norm.ppf((1 + INNER) / 2)


def _of_counts(model: stats.rv_discrete, totals: np.ndarray) -> pd.DataFrame:
    """Return the limits of a distribution of counts as shares [%], interpolated between counts.

    ``low`` lies between the least count within and the one below it, which is outside; ``high``
    between the largest within and the one above.
    """
    tail = (1 - INNER) / 2
    least, largest = model.ppf(tail), model.ppf(1 - tail)
    low = least - (model.cdf(least) - tail) / model.pmf(least)
    high = largest + (model.sf(largest - 1) - tail) / model.pmf(largest)
    return pd.DataFrame({"low": 100 * low / totals, "high": 100 * high / totals})


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


def _posterior(areas: pd.DataFrame, count: str, prior: Prior) -> stats.rv_continuous:
    return stats.beta(prior.a + areas[count], prior.b + areas["total"] - areas[count])
