"""Means over twelve months, which have no season in them, and what one month does to the next.

Frames have one row per ``month``, and per ``code`` where there are several series; ``value`` names
the column of the figures. A mean here is the plain one of monthly figures, not a rate of means.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vse_report.data.cards import NATION


def twelve_month_mean(series: pd.DataFrame, value: str, last: pd.Period) -> float:
    """Return the mean over the twelve months that end with ``last``, in the unit of the series.

    ValueError if one of the months is missing, is there twice or has no value.
    """
    return float(twelve_month_mean_by_code(series.assign(code="series"), value, last)["series"])


def twelve_month_mean_by_code(table: pd.DataFrame, value: str, last: pd.Period) -> pd.Series:
    """Return each municipality's mean over the twelve months to ``last``, indexed by code.

    The whole country (``000``) is left out. ValueError if a municipality of the table lacks a value
    in one of the months or has it twice; all are named.
    """
    municipal = table[table["code"].ne(NATION)]
    if municipal.empty:
        raise ValueError(f"{value}: there are no rows to take twelve months to {last} of.")
    window = municipal[municipal["month"].between(last - 11, last)].dropna(subset=value)
    months = window.groupby("code")["month"].agg(["size", "nunique"])
    months = months.reindex(sorted(set(municipal["code"])), fill_value=0)
    wrong = months[months.ne(12).any(axis=1)]
    if len(wrong):
        named = ", ".join(
            f"{code} has {row['size']} values in {row['nunique']} months"
            for code, row in wrong.iterrows()
        )
        msg = f"{value}: expected one for each month from {last - 11} to {last}; {named}."
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
        ``month`` (the last of the twelve) and ``value``, in the unit of the series.

    Raises
    ------
    ValueError
        If a month is missing, is there twice, or has no value.
    """
    ordered = _every_month(series, value)
    side = pd.Series(0, index=ordered.index)
    for month in breaks:
        side += ordered["month"].ge(month)
    means = ordered.assign(**{value: ordered.groupby(side)[value].transform(_rolling_mean)})
    return means.dropna().reset_index(drop=True)


def july_dip(series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]) -> pd.DataFrame:
    """Return how far each July lies below the mean of the June before and the August after.

    ``series`` has one row per month: ``month`` and the column named ``value``. Returns one row per
    July that has both neighbours and no break between them: ``month``, ``dip`` (positive below; the
    unit of the series). Raises ValueError as ``twelve_month_means``.
    """
    by_month = _every_month(series, value).set_index("month")[value]
    neighbours = (by_month.shift(1) + by_month.shift(-1)) / 2
    dip = (neighbours - by_month)[by_month.index.month == 7].dropna()
    broken = {july for month in breaks for july in (month, month - 1)}
    dip = dip[~dip.index.isin(broken)]
    return dip.rename("dip").rename_axis("month").reset_index()


def july_low(dips: pd.DataFrame) -> pd.Series:
    """Return whether July is low: ``years`` that can be judged, ``low_years`` in which it is.

    ``dips`` is that of `july_dip`. ``gap_low_points`` and ``gap_high_points`` are the smallest and
    the largest dip, negative where July is higher, missing where there is none.
    """
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
    series : DataFrame, one row per month in order
        ``month`` and ``value``, never missing.

    Returns
    -------
    DataFrame, four rows: ``first``, ``lowest``, ``highest``, ``last``
        ``month`` and ``value``. Of several months that are lowest or highest the first.

    Raises
    ------
    ValueError
        If there are no months, or a value is missing.
    """
    missing = series.loc[series[value].isna(), "month"]
    if series.empty or len(missing):
        found = f"none in {', '.join(map(str, missing))}" if len(missing) else "no months"
        msg = f"course: expected months with a value of {value} each, found {found}."
        raise ValueError(msg)
    values = series[value].astype(float).to_numpy()
    places = {"first": 0, "lowest": values.argmin(), "highest": values.argmax(), "last": -1}
    rows = series[["month", value]].iloc[list(places.values())]
    return rows.set_axis(pd.Index(list(places), name="at"))


def _every_month(series: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return month and value in order of time; ValueError unless every month has one."""
    ordered = series.sort_values("month", ignore_index=True)[["month", value]]
    expected = pd.period_range(ordered["month"].min(), ordered["month"].max(), freq="M")
    if ordered["month"].tolist() != expected.tolist() or ordered[value].isna().any():
        msg = f"expected one {value} for every month from {expected[0]} to {expected[-1]}."
        raise ValueError(msg)
    return ordered


def _rolling_mean(values: pd.Series) -> pd.Series:
    return values.rolling(12).mean()
