"""The study's levels of unemployment beside later figures, and how firm its conclusion is.

Frames of levels are those of `measures.unemployment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vse_report.measures.unemployment import change_by_group


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
        If the series lacks a reported month.
    """
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
    ``study_pct``, ``series_pct`` relative to the first [%]. All positive for a fall.
    """
    ends = gaps[["persons", "series_persons"]].set_axis(["study", "series"], axis=1)
    first, last = ends.iloc[0], ends.iloc[-1]
    falls_pct = relative_fall(first, last).add_suffix("_pct")
    return pd.concat([first - last, falls_pct])


def relative_fall(start: Any, end: Any) -> Any:
    """Return how far levels, or one level, fell from ``start`` to ``end``, a rise negative [%]."""
    return 100 * (start - end) / start


def implied_fall(start: float, end: float) -> pd.Series:
    """Return a fall in per cent and in number: ``fall_pct`` [%], ``fewer`` [full-time persons]."""
    return pd.Series({"fall_pct": relative_fall(start, end), "fewer": start - end})


def excess_change(series: pd.DataFrame, month: pd.Period) -> pd.Series:
    """Return how much more the series changed in ``month`` than in the months on either side.

    ``change`` from the month before; ``excess``, that less the mean of the changes one month
    earlier and one later: a rough size of a jump, season and trend being alike [full-time
    persons]. KeyError if one of the four months is missing.
    """
    persons = series.set_index("month")["persons"]
    early, before, at, after = (persons[month + step] for step in (-2, -1, 0, 1))
    change = float(at - before)
    return pd.Series({"change": change, "excess": change - (after - at + before - early) / 2})


def fall_of_source(figures: pd.DataFrame, month: pd.Period, near: pd.Period) -> pd.Series:
    """Return the fall since ``month`` by what one source printed: that nearest in time to ``near``.

    ``figures``: ``month``, ``persons`` [full-time persons] and ``source``. Returns ``month`` and
    ``fall_pct`` [%]. ValueError if that source has no figure, or several, of ``month``.
    """
    nearest = nearest_in_time(figures, near)
    of_source = figures[figures["source"].eq(nearest["source"]) & figures["month"].eq(month)]
    if len(of_source) != 1:
        msg = f"{nearest['source']} has {len(of_source)} figures of {month}; expected one."
        raise ValueError(msg)
    fall_pct = relative_fall(of_source["persons"].item(), nearest["persons"])
    return pd.Series({"month": nearest["month"], "fall_pct": fall_pct})


def nearest_in_time(figures: pd.DataFrame, month: pd.Period) -> pd.Series:
    """Return the row of ``figures`` whose ``month`` is nearest; the first if there are several."""
    apart = figures["month"].map(lambda at: abs((at - month).n))
    return figures.loc[apart.idxmin()]


def deduct(levels: pd.DataFrame, group: str, persons: float) -> pd.DataFrame:
    """Return ``levels`` with ``persons`` taken off one group in every month.

    Raises
    ------
    ValueError
        If the deduction would leave fewer than one person in some month.
    """
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
    """
    rows = []
    for variant, levels in variants.items():
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
    deduction d solves change / (start - d) = relative change of ``beside``.
    """
    row = change.loc[group]
    return float(row["start"] - row["change"] / (change.at[beside, "change_pct"] / 100))


def implied_end_levels(
    levels: pd.DataFrame, start: pd.Period, falls_pct: dict[str, float]
) -> pd.Series:
    """Return the level each group would end at if it fell by the stated percentage, plus ``total``.

    ``falls_pct`` maps group to a positive fall [%]. [full-time persons]
    """
    starting = levels.loc[levels["month"].eq(start)].set_index("group")["persons"].astype(float)
    falls = pd.Series(falls_pct)
    ends = starting[falls.index] * (1 - falls / 100)
    ends.loc["total"] = ends.sum()
    return ends


def fall_since(series: pd.DataFrame, start: pd.Period) -> pd.DataFrame:
    """Return the months from ``start`` on with their relative fall since then.

    Returns
    -------
    DataFrame, one row per month in the order of ``series``
        ``month``, ``persons`` [full-time persons], ``fall_pct``, negative for a rise [%].
    """
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
        ``month``, ``persons`` and ``fall_pct`` since ``start``. [%]

    Raises
    ------
    ValueError
        If the fall is never reached after ``start``.
    """
    later = fall_since(series, start)
    reached = later["fall_pct"].ge(fall_pct).to_numpy()
    if not reached.any() or reached[0]:
        msg = (
            f"months_around: a fall of {fall_pct:.1f} % since {start} is not passed in the series."
        )
        raise ValueError(msg)
    first = int(reached.argmax())
    return later.iloc[first - 1 : first + 1].reset_index(drop=True)
