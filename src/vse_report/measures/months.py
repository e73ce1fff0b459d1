"""Means over twelve months, which have no season in them, and what one month does to the next.

Frames have one row per ``month``, and per ``code`` where there are several series; ``value`` names
the column of the figures. A mean here is the plain one of monthly figures, not a rate of means.
Of several areas results have ``code`` as first key (see `measures.areas`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vse_report.data.cards import NATION
from vse_report.measures.areas import area_by_area, expect, named, one_area
from vse_report.periods import parse_month


def twelve_month_mean(series: pd.DataFrame, value: str, last: pd.Period) -> float:
    """Return the mean over the twelve months that end with ``last``, in the unit of the series.

    Of one area. ValueError if one of the months is missing, is there twice or has no value, and if
    there are several areas: those are for `twelve_month_mean_by_code`.

    Examples
    --------
    >>> months = pd.period_range("2025-08", "2026-07", freq="M")
    >>> twelve_month_mean(pd.DataFrame({"month": months, "rate": range(12)}), "rate", months[-1])
    5.5
    """
    last = parse_month(last)
    expect("twelve_month_mean", series, "month", value, empty=True)
    one_area("twelve_month_mean", series, "for several take twelve_month_mean_by_code")
    return float(twelve_month_mean_by_code(series.assign(code="series"), value, last)["series"])


def twelve_month_mean_by_code(table: pd.DataFrame, value: str, last: pd.Period) -> pd.Series:
    """Return each municipality's mean over the twelve months to ``last``, indexed by code.

    In the unit of the series. The whole country (``000``) is left out. ValueError if a municipality
    of the table lacks a value in one of the months or has it twice; all are named.

    Examples
    --------
    >>> months = pd.period_range("2025-08", "2026-07", freq="M")
    >>> table = pd.DataFrame({"code": "461", "month": months, "rate": range(12)})
    >>> twelve_month_mean_by_code(table, "rate", months[-1]).to_dict()
    {'461': 5.5}
    """
    last = parse_month(last)
    expect("twelve_month_mean_by_code", table, "code", "month", value, empty=True)
    municipal = table[table["code"].ne(NATION)]
    if municipal.empty:
        only = f" but those of the whole country ({NATION})" if len(table) else ""
        raise ValueError(f"{value}: there are no rows to take twelve months to {last} of{only}.")
    window = municipal[municipal["month"].between(last - 11, last)].dropna(subset=value)
    months = window.groupby("code")["month"].agg(["size", "nunique"])
    months = months.reindex(sorted(set(municipal["code"])), fill_value=0)
    wrong = months[months.ne(12).any(axis=1)]
    if len(wrong):
        found = ", ".join(
            f"{code} has {row['size']} values in {row['nunique']} months"
            for code, row in wrong.iterrows()
        )
        msg = f"{value}: expected one for each month from {last - 11} to {last}; {found}."
        raise ValueError(msg)
    return window.groupby("code")[value].mean().astype(float)


def twelve_month_means(
    series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]
) -> pd.DataFrame:
    """Return the mean of each month and the eleven before it, on the same side of every break.

    Parameters
    ----------
    series : DataFrame, one row per month without gaps
        ``month`` and the column named ``value``.
    breaks : months that begin a new way of counting

    Returns
    -------
    DataFrame, one row per month that has twelve months behind it
        ``month`` (the last of the twelve) and ``value``, in the unit of the series. Of several
        areas one row per (``code``, ``month``).

    Raises
    ------
    ValueError
        If a month is missing, is there twice, or has no value.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2026-01", freq="M")
    >>> series = pd.DataFrame({"month": months, "rate": [0] * 6 + [12] * 7})
    >>> twelve_month_means(series, "rate", breaks=[])
         month  rate
    0  2025-12   6.0
    1  2026-01   7.0
    """
    expect("twelve_month_means", series, "month", value, key=["month"])
    return area_by_area(lambda of_area: _twelve_month_means(of_area, value, breaks), series)


def _twelve_month_means(
    series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]
) -> pd.DataFrame:
    ordered = _every_month("twelve_month_means", series, value)
    side = pd.Series(0, index=ordered.index)
    for month in breaks:
        side += ordered["month"].ge(month)
    means = ordered.assign(**{value: ordered.groupby(side)[value].transform(_rolling_mean)})
    return means.dropna().reset_index(drop=True)


def july_dip(series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]) -> pd.DataFrame:
    """Return how far each July lies below the mean of the June before and the August after.

    ``series`` has one row per month: ``month`` and the column named ``value``. Returns one row per
    July that has both neighbours and no break between them: ``month``, ``dip`` (positive below; the
    unit of the series); of several areas one row per (``code``, ``month``). Raises ValueError as
    ``twelve_month_means``.

    Examples
    --------
    >>> months = pd.period_range("2025-06", "2025-08", freq="M")
    >>> july_dip(pd.DataFrame({"month": months, "rate": [10, 8, 12]}), "rate", breaks=[])
         month  dip
    0  2025-07  3.0
    """
    expect("july_dip", series, "month", value, key=["month"])
    return area_by_area(lambda of_area: _july_dip(of_area, value, breaks), series)


def _july_dip(series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]) -> pd.DataFrame:
    by_month = _every_month("july_dip", series, value).set_index("month")[value]
    neighbours = (by_month.shift(1) + by_month.shift(-1)) / 2
    dip = (neighbours - by_month)[by_month.index.month == 7].dropna()
    broken = {july for month in breaks for july in (month, month - 1)}
    dip = dip[~dip.index.isin(broken)]
    return dip.rename("dip").rename_axis("month").reset_index()


def july_low(dips: pd.DataFrame) -> pd.Series | pd.DataFrame:
    """Return whether July is low: ``years`` that can be judged, ``low_years`` in which it is.

    ``dips`` is that of `july_dip`. ``gap_low_points`` and ``gap_high_points`` are the smallest and
    the largest dip, negative where July is higher, missing where there is none [the unit of the
    dips]. Of several areas a DataFrame, one row per ``code`` that has a dip.

    Examples
    --------
    >>> july_low(pd.DataFrame({"dip": [3.0, -1.0]})).to_dict()
    {'years': 2.0, 'low_years': 1.0, 'gap_low_points': -1.0, 'gap_high_points': 3.0}
    """
    expect("july_low", dips, "dip", empty=True)
    return area_by_area(_july_low, dips)


def _july_low(dips: pd.DataFrame) -> pd.Series:
    dip = dips["dip"]
    return pd.Series(
        {
            "years": len(dip),
            "low_years": int(dip.gt(0).sum()),
            "gap_low_points": dip.min(),
            "gap_high_points": dip.max(),
        }
    )


def course(series: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return where a series began, was lowest, was highest, and is now.

    Parameters
    ----------
    series : DataFrame, one row per month
        ``month`` and ``value``, never missing.

    Returns
    -------
    DataFrame, four rows: ``first``, ``lowest``, ``highest``, ``last``
        ``month`` and ``value``. Of several months that are lowest or highest the first. Of several
        areas four rows each, by (``code``, ``at``).

    Raises
    ------
    ValueError
        If there are no months, a month is there twice, or a value is missing.

    Examples
    --------
    >>> months = pd.period_range("2025-01", "2025-03", freq="M")
    >>> course(pd.DataFrame({"month": months, "rate": [2, 1, 3]}), "rate")
               month  rate
    at
    first    2025-01     2
    lowest   2025-02     1
    highest  2025-03     3
    last     2025-03     3
    """
    expect("course", series, "month", value, key=["month"], empty=True)
    return area_by_area(lambda of_area: _course(of_area, value), series)


def _course(series: pd.DataFrame, value: str) -> pd.DataFrame:
    series = series.sort_values("month", kind="stable")
    missing = series.loc[series[value].isna(), "month"]
    if series.empty or len(missing):
        found = f"none in {named(missing)}" if len(missing) else "no months"
        msg = f"course: expected months with a value of {value} each, found {found}."
        raise ValueError(msg)
    values = series[value].astype(float).to_numpy()
    places = {"first": 0, "lowest": values.argmin(), "highest": values.argmax(), "last": -1}
    rows = series[["month", value]].iloc[list(places.values())]
    return rows.set_axis(pd.Index(list(places), name="at"))


def _every_month(of: str, series: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return month and value in order of time; ValueError unless every month has one."""
    ordered = series.sort_values("month", ignore_index=True)[["month", value]]
    expected = pd.period_range(ordered["month"].min(), ordered["month"].max(), freq="M")
    if ordered["month"].tolist() != expected.tolist() or ordered[value].isna().any():
        without = [*expected.difference(ordered["month"]), *ordered["month"][ordered[value].isna()]]
        msg = (
            f"{of}: expected one {value} for every month from {expected[0]} to {expected[-1]}, "
            f"found none in {named(sorted(without))}."
        )
        raise ValueError(msg)
    return ordered


def _rolling_mean(values: pd.Series) -> pd.Series:
    return values.rolling(12).mean()
