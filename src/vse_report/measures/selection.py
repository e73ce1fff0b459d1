"""The band of local conditions that cases were chosen within: its limits, and how many are inside.

The study took municipalities within one standard deviation of the mean of expected benefit days.
That figure is not public; the functions here take any figure with one value per municipality. They
return limits and counts, never which municipalities are inside: the cases are anonymous.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from vse_report.measures.areas import expect

# A rate of full-time unemployed per 100 persons is the same as so many days per person and year.
DAYS_PER_PERCENT = 3.65
OF_AGE, OF_LABOUR_FORCE = (
    "full_time_unemployed_per_100_aged_17_64",
    "unemployment_pct_of_labour_force",
)
AGES = (17, 64)  # of the persons whose days these are, both included


class Band(NamedTuple):
    """Mean plus and minus one standard deviation, in the unit of the values.

    Examples
    --------
    >>> found = Band(mean=10, sd=2)
    >>> found.low, found.high, found.count(pd.Series([8, 11, 13]))
    (8, 12, 2)
    """

    mean: float
    sd: float

    @property
    def low(self) -> float:
        """Return the lower limit."""
        return self.mean - self.sd

    @property
    def high(self) -> float:
        """Return the upper limit."""
        return self.mean + self.sd

    def inside(self, values: pd.Series) -> pd.Series:
        """Return which values lie in the band, its limits included."""
        return values.between(self.low, self.high)

    def count(self, values: pd.Series) -> int:
        """Return how many values lie in the band, its limits included."""
        return int(self.inside(values).sum())


def framework_measures(conditions: pd.DataFrame) -> pd.DataFrame:
    """Return what says how hard a municipality's task was, from ``framework_conditions_2007``.

    Returns
    -------
    DataFrame, one row per municipality, indexed by code
        ``days`` of full-time unemployment per person aged 17-64 and year; ``rate``, unemployed in
        per cent of the labour force; ``index``, the socioeconomic index (1 is the whole country);
        ``population``. ValueError if a municipality is there twice.

    Examples
    --------
    >>> row = {"code": "901", OF_AGE: 4, OF_LABOUR_FORCE: 5.0, "socioeconomic_index": 1.2}
    >>> framework_measures(pd.DataFrame([row | {"population": 9000}]))
          days  rate  index  population
    code
    901   14.6   5.0    1.2        9000
    """
    rates = (OF_AGE, OF_LABOUR_FORCE)
    expect(
        "framework_measures",
        conditions,
        "code",
        *rates,
        "socioeconomic_index",
        "population",
        key=["code"],
    )
    by_code = conditions.set_index("code")
    return pd.DataFrame(
        {
            "days": DAYS_PER_PERCENT * by_code[OF_AGE],
            "rate": by_code[OF_LABOUR_FORCE],
            "index": by_code["socioeconomic_index"],
            "population": by_code["population"],
        }
    )


def band(values: pd.Series, *, sample: bool = False, weights: pd.Series | None = None) -> Band:
    """Return the band of ``values``.

    The standard deviation is that of the values as a whole population (divided by their number);
    with ``sample``, that of a sample from a larger one (divided by one less). ``weights``, one for
    each label of ``values``, count each value so many times; KeyError if one has none.

    Examples
    --------
    >>> band(pd.Series([1, 1, 3, 3]))
    Band(mean=2.0, sd=1.0)
    """
    if weights is None:
        return Band(float(values.mean()), float(values.std(ddof=int(sample))))
    if sample:
        raise ValueError("band: a weighted band is that of the population; leave sample out.")
    weights = weights.loc[values.index]
    mean = np.average(values, weights=weights)
    return Band(float(mean), float(np.sqrt(np.average((values - mean) ** 2, weights=weights))))


def compare_bands(
    values: pd.Series,
    without: Collection[str],
    *,
    sample: bool = False,
    weights: pd.Series | None = None,
) -> pd.Series:
    """Return the band of all values beside the one worked out without some of them.

    Parameters
    ----------
    values, weights : Series indexed by municipality code
        ``weights`` as in ``band``.
    without : collection of codes
        Left out of mean and standard deviation, as the study left out two islands.

    Returns
    -------
    Series
        ``mean_all``, ``sd_all``, ``low_all``, ``high_all``, in the unit of the values, and
        ``inside_all``, how many municipalities lie in that band; the same with ``_without`` for
        ``_all``, still counted among all;
        ``mean_change_pct`` and ``sd_change_pct``, from all to without [%].

    Raises
    ------
    ValueError
        If ``values`` lacks one of the codes; all are named.

    Examples
    --------
    >>> found = compare_bands(pd.Series({"x": 1, "y": 3, "z": 8}), without=["z"])
    >>> found[["mean_all", "inside_all", "mean_without", "inside_without"]].to_dict()
    {'mean_all': 4.0, 'inside_all': 1.0, 'mean_without': 2.0, 'inside_without': 2.0}
    """
    missing = sorted(set(without) - set(values.index))
    if missing:
        msg = f"compare_bands: no value for {', '.join(missing)}; pass codes that the values have."
        raise ValueError(msg)
    kept = values.drop(list(without))
    every = band(values, sample=sample, weights=weights)
    fewer = band(kept, sample=sample, weights=weights)
    result = {"mean_change_pct": 100 * (fewer.mean / every.mean - 1)}
    result["sd_change_pct"] = 100 * (fewer.sd / every.sd - 1)
    for suffix, found in (("_all", every), ("_without", fewer)):
        result |= {
            f"mean{suffix}": found.mean,
            f"sd{suffix}": found.sd,
            f"low{suffix}": found.low,
            f"high{suffix}": found.high,
            f"inside{suffix}": found.count(values),
        }
    return pd.Series(result)


def sensitivity(measures: pd.DataFrame, without: Collection[str]) -> pd.DataFrame:
    """Return how the band moves without some municipalities, by figure and kind of deviation.

    Returns
    -------
    DataFrame, one row per ``measure`` (``days``, ``rate``, ``index``) and ``deviation``
        ``population``, ``sample`` or ``weighted`` (by the population of the municipalities), and
        the columns of ``compare_bands``.

    Examples
    --------
    >>> columns = {"days": [1, 3, 8], "rate": [2, 3, 4], "index": [1, 1.5, 2], "population": 100}
    >>> found = sensitivity(pd.DataFrame(columns, [*"xyz"]), without=["z"])
    >>> found[["measure", "deviation", "sd_all", "sd_without"]].head(3).round(2)
      measure   deviation  sd_all  sd_without
    0    days  population    2.94        1.00
    1    days      sample    3.61        1.41
    2    days    weighted    2.94        1.00
    """
    kinds: Mapping[str, dict] = {
        "population": {},
        "sample": {"sample": True},
        "weighted": {"weights": measures["population"]},
    }
    rows = [
        {"measure": measure, "deviation": kind}
        | compare_bands(measures[measure], without, **options).to_dict()
        for measure in ("days", "rate", "index")
        for kind, options in kinds.items()
    ]
    return pd.DataFrame(rows)


def count_by_value(values: pd.Series) -> pd.DataFrame:
    """Return how many municipalities have each value, without telling which.

    Returns
    -------
    DataFrame, one row per value in ascending order
        ``value``, in the unit of the values; ``municipalities``, a count.

    Examples
    --------
    >>> count_by_value(pd.Series([4, 3, 4]))
       value  municipalities
    0      3               1
    1      4               2
    """
    counts = values.value_counts().sort_index()
    return counts.rename_axis("value").rename("municipalities").reset_index()


def bands_of(found: pd.Series) -> pd.DataFrame:
    """Return both bands of `compare_bands` as rows, ``all`` and ``without``, indexed by ``band``.

    ``mean_days``; ``band_low_days`` and ``band_high_days``, the limits [days].

    Examples
    --------
    >>> found = compare_bands(pd.Series({"w": 1, "x": 1, "y": 3, "z": 3}), without=["z", "y"])
    >>> bands_of(found)
             mean_days  band_low_days  band_high_days
    band
    all            2.0            1.0             3.0
    without        1.0            1.0             1.0
    """
    columns = {"mean": "mean_days", "low": "band_low_days", "high": "band_high_days"}
    rows = {
        which: {name: found[f"{key}_{which}"] for key, name in columns.items()}
        for which in ("all", "without")
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("band")


def implied_people(conditions: pd.DataFrame) -> pd.DataFrame:
    """Return how many people the two rates of unemployment imply, from the number of unemployed.

    Returns
    -------
    DataFrame, one row per municipality, indexed by code
        ``of_age``: persons aged 17-64; ``labour_force``: persons in it, nearly all of whom are of
        that age; ``share_pct``: the first as a part of the population [%]. Both are rounded as the
        rates are. ValueError if a municipality is there twice.

    Examples
    --------
    >>> row = {"code": "901", "full_time_unemployed": 200, OF_AGE: 4, OF_LABOUR_FORCE: 5}
    >>> implied_people(pd.DataFrame([row | {"population": 8000}]))
          of_age  labour_force  share_pct
    code
    901   5000.0        4000.0       62.5
    """
    columns = ("full_time_unemployed", OF_AGE, OF_LABOUR_FORCE, "population")
    expect("implied_people", conditions, "code", *columns, key=["code"])
    by_code = conditions.set_index("code")
    unemployed = by_code["full_time_unemployed"]
    of_age = 100 * unemployed / by_code[OF_AGE]
    return pd.DataFrame(
        {
            "of_age": of_age,
            "labour_force": 100 * unemployed / by_code[OF_LABOUR_FORCE],
            "share_pct": 100 * of_age / by_code["population"],
        }
    )


def replaced_by_rate(measures: pd.DataFrame, code: str) -> pd.Series:
    """Return ``days`` with one municipality's value worked out from its ``rate`` instead.

    By the median of days per point of the rate in all other municipalities.

    Examples
    --------
    >>> measures = pd.DataFrame({"days": [10.0, 20.0, 99.0], "rate": [1, 2, 3]}, [*"xyz"])
    >>> replaced_by_rate(measures, "z").to_dict()
    {'x': 10.0, 'y': 20.0, 'z': 30.0}
    """
    days, rate = measures["days"].copy(), measures["rate"]
    days[code] = rate[code] * (days / rate).drop(code).median()
    return days
