"""The study's levels of unemployment beside later figures, and how firm its conclusion is.

Frames of levels are those of `measures.unemployment`, of one area: the study's figures are of the
whole country. `excess_change`, `fall_since` and `months_around` take several areas too, and have
``code`` as first key then (see `measures.areas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vse_report.measures.areas import area_by_area, expect, one_area
from vse_report.measures.unemployment import change_by_group, level_at
from vse_report.periods import parse_month


def gap_to_series(reported: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Return how far figures of the time lie above a later series, month by month.

    Parameters
    ----------
    reported : DataFrame, one row per figure
        ``month`` and ``persons``, as published at the time. [full-time persons]
    series : DataFrame, one row per month
        ``month`` and ``persons`` in a later vintage. [full-time persons]

    Returns
    -------
    DataFrame, the rows of ``reported`` in the same order
        ``reported`` plus ``series_persons`` and ``gap``, reported minus series.
        [full-time persons]

    Raises
    ------
    ValueError
        If the series lacks a reported month, or either is of several areas.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2020-02"], freq="M")
    >>> reported = pd.DataFrame({"month": months, "persons": [80, 60]})
    >>> gap_to_series(reported, reported.assign(persons=[70, 55]))
         month  persons  series_persons  gap
    0  2020-01       80              70   10
    1  2020-02       60              55    5
    """
    for frame in (reported, series):
        expect("gap_to_series", frame, "month", "persons")
        one_area("gap_to_series", frame)
    merged = reported.merge(
        series[["month", "persons"]].rename(columns={"persons": "series_persons"}),
        on="month",
        how="left",
        validate="many_to_one",
    )
    missing = merged.loc[merged["series_persons"].isna(), "month"]
    if not missing.empty:
        msg = f"gap_to_series: the series has no {', '.join(str(m) for m in missing)}."
        raise ValueError(msg)
    return merged.assign(gap=merged["persons"] - merged["series_persons"])


def falls_beside(gaps: pd.DataFrame) -> pd.Series:
    """Return how far the study's totals fell, and the series in the same months.

    ``gaps``: rows of ``gap_to_series`` in time order. ``study``, ``series`` [full-time persons];
    ``study_pct``, ``series_pct`` relative to the first [%]. All positive for a fall. ValueError if
    there is no row.

    Examples
    --------
    >>> falls_beside(pd.DataFrame({"persons": [80, 60], "series_persons": [70, 56]})).to_dict()
    {'study': 20.0, 'series': 14.0, 'study_pct': 25.0, 'series_pct': 20.0}
    """
    expect("falls_beside", gaps, "persons", "series_persons")
    ends = gaps[["persons", "series_persons"]].set_axis(["study", "series"], axis=1)
    first, last = ends.iloc[0], ends.iloc[-1]
    falls_pct = relative_fall(first, last).add_suffix("_pct")
    return pd.concat([first - last, falls_pct])


def relative_fall(start: Any, end: Any) -> Any:
    """Return how far levels, or one level, fell from ``start`` to ``end``, a rise negative [%].

    Examples
    --------
    >>> relative_fall(80, 60)
    25.0
    """
    return 100 * (start - end) / start


def implied_fall(start: float, end: float) -> pd.Series:
    """Return a fall in per cent and in number: ``fall_pct`` [%], ``fewer`` [full-time persons].

    Examples
    --------
    >>> implied_fall(80, 60).to_dict()
    {'fall_pct': 25.0, 'fewer': 20.0}
    """
    return pd.Series({"fall_pct": relative_fall(start, end), "fewer": start - end})


def excess_change(series: pd.DataFrame, month: pd.Period) -> pd.Series | pd.DataFrame:
    """Return how much more the series changed in ``month`` than in the months on either side.

    ``change`` from the month before; ``excess``, that less the mean of the changes one month
    earlier and one later: a rough size of a jump, season and trend being alike [full-time
    persons]. Of several areas a DataFrame, one row per ``code``. ValueError if a month is there
    twice, KeyError if one of the four months is missing.

    Examples
    --------
    >>> months = pd.period_range("2020-01", "2020-04", freq="M")
    >>> series = pd.DataFrame({"month": months, "persons": [10, 11, 19, 20]})
    >>> excess_change(series, months[2]).to_dict()
    {'change': 8.0, 'excess': 7.0}
    """
    month = parse_month(month)
    expect("excess_change", series, "month", "persons", key=["month"])
    return area_by_area(lambda of_area: _excess_change(of_area, month), series)


def _excess_change(series: pd.DataFrame, month: pd.Period) -> pd.Series:
    needed = pd.period_range(month - 2, month + 1, freq="M")
    lacking = needed.difference(series["month"])
    if len(lacking):
        raise KeyError(f"excess_change: no row for {', '.join(map(str, lacking))}.")
    persons = series.set_index("month")["persons"]
    early, before, at, after = (persons[month + step] for step in (-2, -1, 0, 1))
    change = float(at - before)
    return pd.Series({"change": change, "excess": change - (after - at + before - early) / 2})


def fall_of_source(figures: pd.DataFrame, month: pd.Period, near: pd.Period) -> pd.Series:
    """Return the fall since ``month`` by what one source printed: that nearest in time to ``near``.

    ``figures``: ``month``, ``persons`` [full-time persons] and ``source``. Returns ``month`` and
    ``fall_pct`` [%]. ValueError if that source has no figure, or several, of ``month``.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2021-01"], freq="M")
    >>> figures = pd.DataFrame({"month": months, "persons": [80, 60], "source": "yearbook"})
    >>> fall_of_source(figures, months[0], near=months[1]).to_dict()
    {'month': Period('2021-01', 'M'), 'fall_pct': 25.0}
    """
    expect("fall_of_source", figures, "month", "persons", "source")
    nearest = nearest_in_time(figures, near)
    of_source = figures[figures["source"].eq(nearest["source"]) & figures["month"].eq(month)]
    if len(of_source) != 1:
        msg = f"{nearest['source']} has {len(of_source)} figures of {month}; expected one."
        raise ValueError(msg)
    fall_pct = relative_fall(of_source["persons"].item(), nearest["persons"])
    return pd.Series({"month": nearest["month"], "fall_pct": fall_pct})


def nearest_in_time(figures: pd.DataFrame, month: pd.Period) -> pd.Series:
    """Return the row of ``figures`` whose ``month`` is nearest; the first if there are several.

    ValueError if there is no row, or rows are of several areas.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2021-01"], freq="M")
    >>> figures = pd.DataFrame({"month": months, "persons": [80, 60]})
    >>> nearest_in_time(figures, pd.Period("2020-11", "M"))["persons"].item()
    60
    """
    expect("nearest_in_time", figures, "month")
    one_area("nearest_in_time", figures)
    apart = figures["month"].map(lambda at: abs((at - month).n))
    return figures.loc[apart.idxmin()]


def deduct(levels: pd.DataFrame, group: str, persons: float) -> pd.DataFrame:
    """Return ``levels`` with ``persons`` taken off one group in every month.

    Raises
    ------
    ValueError
        If the deduction would leave fewer than one person in some month, if ``levels`` do not have
        the group, or are of several areas.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> levels = pd.DataFrame({"month": month, "group": ["a", "b"], "persons": [80, 20]})
    >>> deduct(levels, "a", 10)
         month group  persons
    0  2020-01     a       70
    1  2020-01     b       20
    """
    expect("deduct", levels, "month", "group", "persons")
    one_area("deduct", levels)
    if not levels["group"].eq(group).any():
        found = ", ".join(levels["group"].unique())
        raise ValueError(f"deduct: expected a group {group!r}, found {found}.")
    reduced = levels["persons"].where(levels["group"].ne(group), levels["persons"] - persons)
    if reduced.lt(1).any():
        msg = (
            f"deduct: taking {persons:,.0f} off {group!r} leaves nobody in "
            f"{', '.join(str(m) for m in levels.loc[reduced.lt(1), 'month'])}; deduct fewer."
        )
        raise ValueError(msg)
    return levels.assign(persons=reduced)


def compare_variants(
    variants: Mapping[str, pd.DataFrame],
    start: pd.Period,
    end: pd.Period,
    *,
    group: str,
    beside: str,
) -> pd.DataFrame:
    """Return how one group fared beside another under different assumptions about the levels.

    Returns
    -------
    DataFrame, one row per variant
        ``variant``, the columns of ``change_by_group`` for ``group``, and ``beside_change_pct``,
        the relative change of ``beside`` [%].

    Raises
    ------
    ValueError
        As ``change_by_group``, and if the levels are of several areas.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2021-01"] * 2, freq="M")
    >>> levels = pd.DataFrame({"month": months, "group": [*"aabb"], "persons": [80, 60, 40, 36]})
    >>> variants = {"as_told": levels, "fewer": deduct(levels, "a", 20)}
    >>> found = compare_variants(variants, months[0], months[1], group="a", beside="b")
    >>> found[["variant", "change_pct", "beside_change_pct"]].round(1)
       variant  change_pct  beside_change_pct
    0  as_told       -25.0              -10.0
    1    fewer       -33.3              -10.0
    """
    rows = []
    for variant, levels in variants.items():
        one_area(f"compare_variants: {variant}", levels)
        change = change_by_group(levels, start, end)
        rows.append(
            {
                "variant": variant,
                **change.loc[group],
                "beside_change_pct": change.at[beside, "change_pct"],
            }
        )
    return pd.DataFrame(rows)


def turning_deduction(change: pd.DataFrame, group: str, beside: str) -> float:
    """Return how many persons, taken off ``group`` in both months, make it change like ``beside``.

    [full-time persons] Beyond this the order of the two turns. From ``change_by_group``: the
    deduction d solves change / (start - d) = relative change of ``beside``. ValueError if
    ``change`` is that of several areas.

    Examples
    --------
    >>> change = pd.DataFrame({"start": [80, 40], "change": [-20, -20]}, index=["a", "b"])
    >>> turning_deduction(change.assign(change_pct=[-25, -50]), "a", "b")
    40.0
    """
    one_area("turning_deduction", change)
    row = change.loc[group]
    return float(row["start"] - row["change"] / (change.at[beside, "change_pct"] / 100))


def implied_end_levels(
    levels: pd.DataFrame, start: pd.Period, falls_pct: dict[str, float]
) -> pd.Series:
    """Return the level each group would end at if it fell by the stated percentage, plus ``total``.

    ``falls_pct`` maps group to a positive fall [%]. [full-time persons] ValueError if ``levels``
    lack one of the groups at ``start``, or are of several areas.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> levels = pd.DataFrame({"month": month, "group": ["a", "b"], "persons": [80, 20]})
    >>> implied_end_levels(levels, month, {"a": 25, "b": 50}).to_dict()
    {'a': 60.0, 'b': 10.0, 'total': 70.0}
    """
    one_area("implied_end_levels", levels)
    falls = pd.Series(falls_pct)
    starting = pd.Series({group: level_at(levels, start, group) for group in falls.index})
    ends = starting * (1 - falls / 100)
    ends.loc["total"] = ends.sum()
    return ends


def fall_since(series: pd.DataFrame, start: pd.Period) -> pd.DataFrame:
    """Return the months from ``start`` on with their relative fall since then.

    Returns
    -------
    DataFrame, one row per month in the order of ``series``
        ``month``, ``persons`` [full-time persons], ``fall_pct``, negative for a rise [%]. Of
        several areas one row per (``code``, ``month``).

    Raises
    ------
    ValueError
        If the series has no level of the starting month, or has a month twice.

    Examples
    --------
    >>> months = pd.period_range("2020-01", "2020-03", freq="M")
    >>> fall_since(pd.DataFrame({"month": months, "persons": [80, 60, 100]}), months[0])
         month  persons  fall_pct
    0  2020-01       80       0.0
    1  2020-02       60      25.0
    2  2020-03      100     -25.0
    """
    start = parse_month(start)
    expect("fall_since", series, "month", "persons", key=["month"])
    return area_by_area(lambda of_area: _fall_since(of_area, start), series)


def _fall_since(series: pd.DataFrame, start: pd.Period) -> pd.DataFrame:
    known = series.dropna(subset="persons")["month"]
    if not known.eq(start).any():
        found = f"{series['month'].min()} to {series['month'].max()}"
        raise ValueError(f"fall_since: no level at {start}; the series runs from {found}.")
    base = series.loc[series["month"].eq(start), "persons"].item()
    later = series.loc[series["month"].ge(start), ["month", "persons"]]
    fall_pct = relative_fall(base, later["persons"])
    return later.assign(fall_pct=fall_pct).reset_index(drop=True)


def months_around(series: pd.DataFrame, start: pd.Period, fall_pct: float) -> pd.DataFrame:
    """Return the two months between which the fall since ``start`` passes ``fall_pct``.

    Parameters
    ----------
    series : DataFrame, one row per month in order
        ``month`` and ``persons``. [full-time persons]
    fall_pct : float
        The fall looked for, positive. [%]

    Returns
    -------
    DataFrame, two rows in time order: the last month before and the first month at or past it
        ``month``, ``persons`` and ``fall_pct`` since ``start``. [%] Of several areas two rows each,
        by (``code``, ``month``).

    Raises
    ------
    ValueError
        If the fall is never reached after ``start``, a level is missing, or as `fall_since`.

    Examples
    --------
    >>> months = pd.period_range("2020-01", "2020-04", freq="M")
    >>> series = pd.DataFrame({"month": months, "persons": [80, 72, 60, 40]})
    >>> months_around(series, months[0], fall_pct=20)
         month  persons  fall_pct
    0  2020-02       72      10.0
    1  2020-03       60      25.0
    """
    start = parse_month(start)
    expect("months_around", series, "month", "persons", key=["month"])
    return area_by_area(lambda of_area: _months_around(of_area, start, fall_pct), series)


def _months_around(series: pd.DataFrame, start: pd.Period, fall_pct: float) -> pd.DataFrame:
    later = fall_since(series, start)
    missing = later.loc[later["persons"].isna(), "month"]
    if len(missing):
        raise ValueError(f"months_around: no level at {', '.join(map(str, missing))}.")
    reached = later["fall_pct"].ge(fall_pct).to_numpy()
    if not reached.any() or reached[0]:
        msg = (
            f"months_around: a fall of {fall_pct:.1f} % since {start} is not passed in the series."
        )
        raise ValueError(msg)
    first = int(reached.argmax())
    return later.iloc[first - 1 : first + 1].reset_index(drop=True)
