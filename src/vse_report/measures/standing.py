"""What stands out among areas, and from what: limits around a centre, and what lies outside them.

Every frame of ``areas`` is indexed by ``code`` and has ``total`` and the bounds ``company_low`` and
``company_high`` of the count whose share is compared (equal where nothing is hidden): the rows of
``activation.company_courses`` that are ``placed``, without the whole country. Shares and limits
are in per cent, spreads in percentage points.

From what an area stands out, and how far it must, are choices. A calculation is one of each: a
centre, and a way to tell how much areas differ beyond chance. Nothing here is drawn at random but
`expected_outside`, and whoever asks again gets the same numbers.

Source of funnel limits: Spiegelhalter (2005), "Funnel plots for comparing institutional
performance", Statistics in Medicine 24, 1185-1202.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import stats

from vse_report.measures.areas import expect
from vse_report.measures.ranks import rank_intervals, shrunken, underlying
from vse_report.measures.spread import (
    INNER,
    fit_prior,
    midpoints,
    overdispersion,
    refuse_incomparable,
)

# How much is winsorised at either end in the estimates of the spread that are compared.
WINSORISED = {"none": 0.0, "tenth": 0.1, "fifth": 0.2}
MODEL = "beta_binomial"
_REACH = stats.norm.ppf((1 + INNER) / 2)


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

    Examples
    --------
    >>> counts = [30, 38, 40, 42, 90]
    >>> areas = pd.DataFrame({"company_low": counts, "company_high": counts}, [*"pqrst"])
    >>> areas = areas.assign(total=100, low_pct=counts, high_pct=counts)
    >>> ways = calculations(areas, pd.Series({"nation": 40.0}))
    >>> by_area(areas, ways, 40)[["courses", "share_low_pct", "standing", "places_high_rank"]]
       courses  share_low_pct  standing  places_high_rank
    p      100             30         0                 5
    q      100             38         0                 5
    r      100             40         0                 5
    s      100             42         0                 5
    t      100             90         0                 1
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

    Indexed by ``courses``, evenly on a log scale. ValueError if there are no areas, or as
    `spread.midpoints`.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [50], "company_low": [10], "company_high": [10]}, ["901"])
    >>> drawn = limits_along(areas, pd.DataFrame({"target": [50], "tau": [5]}), nation_pct=50)
    >>> drawn.loc[[40, 65]].round(1)
             chance_low_pct  chance_high_pct  outer_low_pct  outer_high_pct
    courses
    40                 33.2             66.8           31.7            68.3
    65                 37.1             62.9           34.4            65.6
    """
    refuse_incomparable(areas)
    expect("limits_along", areas)
    first, last = 0.8 * areas["total"].min(), 1.3 * areas["total"].max()
    totals = np.unique(np.geomspace(max(first, 1), last, 200).round().astype(int))
    return _both_limits(totals, calculations, nation_pct).set_axis(pd.Index(totals, name="courses"))


def _both_limits(totals: np.ndarray, calculations: pd.DataFrame, nation_pct: float) -> pd.DataFrame:
    chance = limits_of_chance(totals, nation_pct).add_prefix("chance_").add_suffix("_pct")
    outer = outermost(totals, calculations).add_prefix("outer_").add_suffix("_pct")
    return chance.join(outer)


def centres(areas: pd.DataFrame, nation_pct: float) -> pd.Series:
    """Return what an area may be compared with: three shares [%].

    ``nation``: ``nation_pct``, where an area weighs by its courses; ``mean``: the plain mean of the
    areas; ``model``: the mean of `fit_prior`, in which an area counts for more the more it tells.

    Examples
    --------
    >>> counts = [20, 40, 60]
    >>> areas = pd.DataFrame({"company_low": counts, "company_high": counts}, [*"xyz"])
    >>> centres(areas.assign(total=100), nation_pct=45).round().to_dict()
    {'nation': 45.0, 'mean': 40.0, 'model': 40.0}
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

    Examples
    --------
    >>> counts = [20, 40, 60]
    >>> areas = pd.DataFrame({"company_low": counts, "company_high": counts}, [*"xyz"])
    >>> found = calculations(areas.assign(total=100), pd.Series({"nation": 40.0}))
    >>> found[["target", "tau", "phi"]].round(1)
                          target   tau   phi
    centre method
    nation none             40.0  19.4  11.1
           tenth            40.0  15.2   7.1
           fifth            40.0  11.0   4.0
           beta_binomial    40.0  15.2   NaN
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

    Examples
    --------
    >>> limits(np.array([25, 100]), pd.Series({"target": 50, "tau": 5})).round(1)
        low  high
    0  28.1  71.9
    1  36.1  63.9
    """
    totals = np.asarray(totals)
    if pd.notna(calculation.get("a")):
        return _of_counts(stats.betabinom, totals, calculation["a"], calculation["b"])
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

    Examples
    --------
    >>> limits_of_chance(np.array([25, 100]), target=50).round(1)
        low  high
    0  28.4  71.6
    1  39.7  60.3
    """
    return _of_counts(stats.binom, np.asarray(totals), target / 100)


def _of_counts(kind: stats.rv_discrete, totals: np.ndarray, *parameters: float) -> pd.DataFrame:
    """Return the limits of a distribution of counts as shares [%], interpolated between counts.

    ``low`` lies between the least count within and the one below it, which is outside; ``high``
    between the largest within and the one above; neither beyond 0 or 100.
    """
    low, high = _exact(kind, tuple(totals), parameters)
    return pd.DataFrame({"low": low, "high": high})


@lru_cache  # every judgement of the same areas asks for the same, and it takes seconds
def _exact(
    kind: stats.rv_discrete, totals: tuple[float, ...], parameters: tuple[float, ...]
) -> np.ndarray:
    model, tail = kind(np.array(totals), *parameters), (1 - INNER) / 2
    least, largest = model.ppf(tail), model.ppf(1 - tail)
    low = least - (model.cdf(least) - tail) / model.pmf(least)
    high = largest + (model.sf(largest - 1) - tail) / model.pmf(largest)
    return np.clip(100 * np.array([low, high]) / totals, 0, 100)


def outermost(totals: np.ndarray, calculations: pd.DataFrame) -> pd.DataFrame:
    """Return the widest limits at each total: what lies outside them does so in all calculations.

    ``low``, ``high`` [%], within 0 and 100.

    Examples
    --------
    >>> ways = pd.DataFrame({"target": [50, 50], "tau": [0, 5]})
    >>> outermost(np.array([25, 100]), ways).round(1)
        low  high
    0  28.1  71.9
    1  36.1  63.9
    """
    found = [limits(totals, row) for _, row in calculations.iterrows()]
    low = np.min([frame["low"] for frame in found], axis=0)
    high = np.max([frame["high"] for frame in found], axis=0)
    return pd.DataFrame({"low": low, "high": high}).clip(0, 100)


def outside(areas: pd.DataFrame, limits: pd.DataFrame) -> pd.Series:
    """Return -1, 0 or 1 per area: below its limits, within, or above, whatever the hidden counts.

    ``limits`` has a row per area, in the same order. An area stands out only if both its bounds lie
    outside on the same side. ValueError as `spread.midpoints`.

    Examples
    --------
    >>> counts = {"company_low": [10, 49, 60], "company_high": [12, 51, 60]}
    >>> areas = pd.DataFrame({"total": 100, **counts}, ["901", "902", "903"])
    >>> outside(areas, pd.DataFrame({"low": [40] * 3, "high": [50] * 3})).to_dict()
    {'901': -1, '902': 0, '903': 1}
    """
    refuse_incomparable(areas)
    low, high = (100 * areas[f"company_{end}"] / areas["total"] for end in ("low", "high"))
    above, below = low.to_numpy() > limits["high"], high.to_numpy() < limits["low"]
    return pd.Series(above.astype(int).to_numpy() - below.to_numpy(), index=areas.index)


def standings(areas: pd.DataFrame, calculations: pd.DataFrame) -> pd.DataFrame:
    """Return how each area stands in each calculation: -1, 0 or 1 as `outside`.

    One row per area, one column per row of ``calculations``.

    Examples
    --------
    >>> areas = pd.DataFrame({"total": [100], "company_low": [62], "company_high": [62]}, ["901"])
    >>> keys = [("nation", "none"), ("nation", "fifth")]
    >>> index = pd.MultiIndex.from_tuples(keys, names=["centre", "method"])
    >>> standings(areas, pd.DataFrame({"target": 50, "tau": [0, 8]}, index))
    centre nation
    method   none fifth
    901         1     0
    """
    found = {
        key: outside(areas, limits(areas["total"].to_numpy(), row))
        for key, row in calculations.iterrows()
    }
    columns = pd.MultiIndex.from_tuples(found, names=calculations.index.names)
    return pd.DataFrame(found, index=areas.index).set_axis(columns, axis=1)


def always(standings: pd.DataFrame) -> pd.Series:
    """Return -1 or 1 for each area that stands out on the same side throughout, else 0.

    Examples
    --------
    >>> always(pd.DataFrame({"one": [1, 1, -1], "other": [1, 0, 1]}, [*"xyz"])).to_dict()
    {'x': 1, 'y': 0, 'z': 0}
    """
    same = standings.eq(standings.iloc[:, 0], axis=0).all(axis=1)
    return standings.iloc[:, 0].where(same, 0)


def outside_by_centre(standings: pd.DataFrame) -> pd.DataFrame:
    """Return how many areas stand out from each centre.

    One row per ``centre``, then ``all``: ``outside_low_count`` and ``outside_high_count``, the
    fewest and the most in one calculation, and ``always``, those on the same side in all of them.

    Examples
    --------
    >>> keys = [("nation", "none"), ("nation", "fifth")]
    >>> columns = pd.MultiIndex.from_tuples(keys, names=["centre", "method"])
    >>> outside_by_centre(pd.DataFrame([[1, 1], [1, 0], [0, 0]], columns=columns))
            outside_low_count  outside_high_count  always
    centre
    nation                  1                   2       1
    all                     1                   2       1
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

    Examples
    --------
    >>> counts = [20, 30, 40]
    >>> areas = pd.DataFrame({"company_low": counts, "company_high": counts}, [*"xyz"])
    >>> areas = areas.assign(total=100)
    >>> ways = calculations(areas, pd.Series({"model": 30.0}))
    >>> expected_outside(areas, ways, simulations=5, seed=1).round().to_dict()
    {'model': 0.0, 'all': 0.0}
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
