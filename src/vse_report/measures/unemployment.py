"""Levels, changes and composition of unemployment by insurance or benefit group.

Every frame of levels has one row per month and group: ``month`` (period[M]), ``group`` (text) and
``persons`` (full-time persons). Which groups there are depends on the source: the study of 2007
has ``insured`` and ``uninsured``; today's gross series has ``unemployment_benefit`` and
``cash_benefit``. The two are different concepts and never share a frame.

With a column ``code`` the levels may be those of several areas. Their results have ``code`` as
first key (see `measures.areas`), and nothing is added up across areas.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vse_report.measures.areas import area_by_area, expect, named, one_area
from vse_report.measures.months import twelve_month_mean
from vse_report.periods import parse_month

_ROW = ("month", "group")
_LEVELS = (*_ROW, "persons")


def levels(table: pd.DataFrame) -> pd.DataFrame:
    """Return an unemployment table under the names used here: ``month``, ``group``, ``persons``.

    ``full_time_persons`` (or ``full_time_persons_thousand``, times a thousand) becomes ``persons``
    [full-time persons], in place of a head count of that name; ``benefit_group`` becomes ``group``;
    rows and other columns, such as ``code``, stay. ValueError if the table has neither column of
    full-time persons.

    Examples
    --------
    >>> table = pd.DataFrame({"benefit_group": ["total"], "full_time_persons_thousand": [1.5]})
    >>> levels(table)
       group  persons
    0  total   1500.0
    """
    if "full_time_persons_thousand" not in table:
        expect("levels", table, "full_time_persons", empty=True)
    table = table.drop(columns="persons", errors="ignore")
    if "full_time_persons_thousand" in table:
        thousand = table["full_time_persons_thousand"]
        table = table.drop(columns="full_time_persons_thousand").assign(persons=1000 * thousand)
    return table.rename(columns={"full_time_persons": "persons", "benefit_group": "group"})


def change_by_group(levels: pd.DataFrame, start: pd.Period, end: pd.Period) -> pd.DataFrame:
    """Return what happened to each group, and to all together, between two months.

    Parameters
    ----------
    levels : DataFrame, one row per (month, group), in each area
        ``persons`` is never missing. [full-time persons] A group ``total`` is taken as published;
        without one the total is the sum of the groups.
    start, end : Period
        The two months compared; both must be in ``levels``.

    Returns
    -------
    DataFrame, one row per group in order of appearance, ``total`` last
        ``start_month``, ``end_month``, the months compared; ``start``, ``end``, ``change``
        [full-time persons]; ``change_pct`` relative to ``start`` [%]; ``share_start_pct``,
        ``share_end_pct`` of the total, 0 to 100 [%]; ``share_change_points`` [percentage points];
        ``part_of_change_pct``, the group's part of the total change, missing if the total did not
        change [%]. Of several areas one row per (``code``, group).

    Raises
    ------
    ValueError
        If a month is missing for a group or there twice, or a group starts at zero.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2021-01"], freq="M")
    >>> levels = pd.DataFrame({"month": months, "group": "insured", "persons": [80, 60]})
    >>> change_by_group(levels, *months)[["start", "end", "change_pct"]]
             start   end  change_pct
    group
    insured   80.0  60.0       -25.0
    total     80.0  60.0       -25.0
    """
    start, end = parse_month(start), parse_month(end)
    expect("change_by_group", levels, *_LEVELS, key=_ROW)
    return area_by_area(lambda of_area: _change_by_group(of_area, start, end), levels)


def _change_by_group(levels: pd.DataFrame, start: pd.Period, end: pd.Period) -> pd.DataFrame:
    order = [*(group for group in levels["group"].unique() if group != "total"), "total"]
    wide = with_total(levels).pivot(index="group", columns="month", values="persons")
    result = wide.reindex(index=order, columns=[start, end]).set_axis(["start", "end"], axis=1)
    missing = [
        f"{group} at {month}"
        for month, column in ((start, "start"), (end, "end"))
        for group in result.index[result[column].isna()]
    ]
    if missing:
        msg = f"change_by_group: no level for {named(missing)}; pass months that the levels cover."
        raise ValueError(msg)
    zero = result.index[result["start"].eq(0)]
    if not zero.empty:
        msg = f"change_by_group: {named(zero)} starts at zero, so a relative change has no meaning."
        raise ValueError(msg)
    result = result.astype(float)
    total = result.loc["total"]
    result["change"] = result["end"] - result["start"]
    result["change_pct"] = 100 * result["change"] / result["start"]
    result["share_start_pct"] = 100 * result["start"] / total["start"]
    result["share_end_pct"] = 100 * result["end"] / total["end"]
    result["share_change_points"] = result["share_end_pct"] - result["share_start_pct"]
    total_change = total["end"] - total["start"]
    result["part_of_change_pct"] = 100 * result["change"] / (total_change or float("nan"))
    result.insert(0, "start_month", start)
    result.insert(1, "end_month", end)
    return result


def with_total(levels: pd.DataFrame) -> pd.DataFrame:
    """Return ``levels`` with a group ``total`` in each month: the published one, else the sum.

    One row per month and group [full-time persons], in each area. ValueError if a part is missing
    and there is no published total: it may be hidden, and is no zero. Also if only some months, or
    only some of the areas, have a published total.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> with_total(pd.DataFrame({"month": month, "group": ["a", "b"], "persons": [80, 20]}))
         month  group  persons
    0  2020-01      a       80
    1  2020-01      b       20
    2  2020-01  total      100
    """
    expect("with_total", levels, *_LEVELS, key=_ROW)
    of_month = [name for name in ("code", "name", "month") if name in levels]
    published = levels["group"].eq("total")
    if published.any():
        months = pd.MultiIndex.from_frame(levels[of_month])
        without = levels.loc[~months.isin(months[published]), of_month].drop_duplicates()
        if len(without):
            rows = named(" ".join(map(str, row)) for row in without.itertuples(index=False))
            msg = f"with_total: a total is published, but not for {rows}; read it as well."
            raise ValueError(msg)
        return levels
    missing = levels.loc[levels["persons"].isna()]
    if not missing.empty:
        parts = named(f"{row.group} at {row.month}" for row in missing.itertuples())
        msg = f"with_total: no level for {parts}, so the parts have no sum; read the total as well."
        raise ValueError(msg)
    total = levels.groupby(of_month, as_index=False)["persons"].sum().assign(group="total")
    return pd.concat([levels, total], ignore_index=True)


def composition(levels: pd.DataFrame) -> pd.DataFrame:
    """Return each group's share of the month's total.

    Returns
    -------
    DataFrame, the rows of ``levels`` in the same order, without a group ``total``
        ``levels`` plus ``share_pct``, 0 to 100, missing where a count is hidden; each month of an
        area adds up to 100 (with a published total within its rounding). [%] Of several areas the
        rows of one after those of the other.

    Raises
    ------
    ValueError
        If a month's total is zero, where a share has no meaning, or as `with_total`.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> composition(pd.DataFrame({"month": month, "group": ["a", "b"], "persons": [80, 20]}))
         month group  persons  share_pct
    0  2020-01     a       80       80.0
    1  2020-01     b       20       20.0
    """
    expect("composition", levels, *_LEVELS, key=_ROW)
    return area_by_area(_composition, levels)


def _composition(levels: pd.DataFrame) -> pd.DataFrame:
    complete = with_total(levels)
    total = complete.loc[complete["group"].eq("total")].set_index("month")["persons"]
    empty = sorted(str(month) for month in total.index[total.eq(0)])
    if empty:
        msg = (
            f"composition: nobody at all in {named(empty)}; drop these months or check the extract."
        )
        raise ValueError(msg)
    groups = levels.loc[levels["group"].ne("total")]
    return groups.assign(share_pct=100 * groups["persons"] / groups["month"].map(total))


def order_by_start(levels: pd.DataFrame, group: str, beside: str, end: pd.Period) -> pd.DataFrame:
    """Return, for every month before ``end``, how two groups have changed from then to ``end``.

    Returns
    -------
    DataFrame, one row per possible starting month in time order
        ``month``; ``change_pct`` and ``beside_change_pct`` to ``end`` [%]; ``order``, -1 where
        ``group`` fell more, or rose less, than ``beside``, 0 where both changed alike with one
        decimal, else 1; all three are missing where a level is. Of several areas one row per
        (``code``, ``month``).

    Raises
    ------
    ValueError
        If ``levels`` lack one of the groups at ``end``, or have a month of a group twice.

    Examples
    --------
    >>> months = pd.PeriodIndex(["2020-01", "2020-02"], freq="M")
    >>> a = pd.DataFrame({"month": months, "group": "a", "persons": [80, 60]})
    >>> b = pd.DataFrame({"month": months, "group": "b", "persons": [40, 60]})
    >>> order_by_start(pd.concat([a, b]), "a", "b", months[1])
         month  change_pct  beside_change_pct  order
    0  2020-01       -25.0               50.0   -1.0
    """
    end = parse_month(end)
    expect("order_by_start", levels, *_LEVELS, key=_ROW)
    return area_by_area(lambda of_area: _order_by_start(of_area, group, beside, end), levels)


def _order_by_start(levels: pd.DataFrame, group: str, beside: str, end: pd.Period) -> pd.DataFrame:
    for one in (group, beside):
        level_at(levels, end, one)
    wide = levels.pivot(index="month", columns="group", values="persons")[[group, beside]]
    to_end = 100 * (wide.loc[end] / wide.loc[: end - 1] - 1)
    return pd.DataFrame(
        {
            "month": to_end.index,
            "change_pct": to_end[group].to_numpy(),
            "beside_change_pct": to_end[beside].to_numpy(),
            "order": np.sign(to_end[group].round(1) - to_end[beside].round(1)).to_numpy(),
        }
    )


def starts_alike(starts: pd.DataFrame) -> pd.Series | pd.DataFrame:
    """Return for how many starting months two groups have the order of the first one.

    ``starts`` is a frame of ``order_by_start``. ``run``: the months in a row from the first,
    ``run_starts``, that have it, ``run_ends`` the last of them; ``later``: the months after that,
    ``alike_later`` those of them that have it. Of several areas a DataFrame, one row per ``code``.
    ValueError if there is no starting month, one is there twice, or has no order as a level of it
    is hidden.

    Examples
    --------
    >>> months = pd.period_range("2020-01", "2020-03", freq="M")
    >>> starts_alike(pd.DataFrame({"month": months, "order": [-1, -1, 1]})).to_dict()
    {'run': 2, 'run_starts': Period('2020-01', 'M'), 'run_ends': Period('2020-02', 'M'),
     'later': 1, 'alike_later': 0}
    """
    expect("starts_alike", starts, "month", "order", key=["month"])
    unknown = starts.loc[starts["order"].isna(), "month"]
    if len(unknown):
        raise ValueError(f"starts_alike: no order from {named(unknown.unique())}; leave them out.")
    return area_by_area(_starts_alike, starts)


def _starts_alike(starts: pd.DataFrame) -> pd.Series:
    alike = starts["order"].eq(starts["order"].iloc[0])
    run = int(alike.cummin().sum())
    return pd.Series(
        {
            "run": run,
            "run_starts": starts["month"].iloc[0],
            "run_ends": starts["month"].iloc[run - 1],
            "later": len(starts) - run,
            "alike_later": int(alike.sum()) - run,
        }
    )


def level_at(levels: pd.DataFrame, month: pd.Period, group: str) -> float:
    """Return the level of one group of one area in one month.

    [full-time persons] ValueError if there is none, it is missing or there twice, or the levels are
    of several areas.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> levels = pd.DataFrame({"month": month, "group": ["a", "b"], "persons": [80, 20]})
    >>> level_at(levels, month, "b")
    20.0
    """
    month = parse_month(month)
    expect("level_at", levels, *_LEVELS)
    one_area("level_at", levels)
    found = levels[levels["month"].eq(month) & levels["group"].eq(group)]
    expect("level_at", found, key=_ROW, empty=True)
    found = found["persons"]
    if found.empty or found.isna().any():
        why = "; its count is hidden or missing" if len(found) else ""
        msg = (
            f"level_at: no level of {group} at {month}{why}; the groups are "
            f"{named(levels['group'].unique())}; the levels run from {levels['month'].min()} to "
            f"{levels['month'].max()}."
        )
        raise ValueError(msg)
    return float(found.item())


def change_of_means(
    series: Mapping[str, pd.DataFrame], early: pd.Period, late: pd.Period
) -> pd.DataFrame:
    """Return how the twelve-month mean of each series changed between two months.

    Returns
    -------
    DataFrame, one row per series, indexed by its name
        ``start``, ``end``: means over the twelve months to ``early`` and to ``late``; ``change``
        [full-time persons]; ``change_pct`` [%]. Of several areas, the same in every series, one row
        per (``code``, name).

    Raises
    ------
    ValueError
        As `months.twelve_month_mean`; if series of several areas are not of the same ones.

    Examples
    --------
    >>> months = pd.period_range("2020-01", "2021-12", freq="M")
    >>> rising = pd.DataFrame({"month": months, "persons": [10] * 12 + [15] * 12})
    >>> change_of_means({"rising": rising}, months[11], months[23])
            start   end  change  change_pct
    rising   10.0  15.0     5.0        50.0
    """
    early, late = parse_month(early), parse_month(late)
    for name, frame in series.items():
        expect(f"change_of_means: {name}", frame, "month", "persons", key=["month"])
    return area_by_area(
        lambda *frames: _change_of_means(dict(zip(series, frames, strict=True)), early, late),
        *series.values(),
    )


def _change_of_means(
    series: Mapping[str, pd.DataFrame], early: pd.Period, late: pd.Period
) -> pd.DataFrame:
    result = pd.DataFrame(
        {
            name: {
                "start": twelve_month_mean(frame, "persons", early),
                "end": twelve_month_mean(frame, "persons", late),
            }
            for name, frame in series.items()
        }
    ).T
    result["change"] = result["end"] - result["start"]
    result["change_pct"] = 100 * result["change"] / result["start"]
    return result


def share_of(**levels: pd.DataFrame) -> pd.DataFrame:
    """Return a part as a share of a whole, month by month, for months that both have.

    ``share_of(unemployed=..., recipients=...)``: the part first, each under a name of its own.

    Both frames have one row per month with ``month`` and ``persons`` [full-time persons] and must
    be of the same kind (neither seasonally adjusted, say).

    Returns
    -------
    DataFrame, one row per common month in time order
        ``month``, the two by their names [full-time persons], ``share_pct`` [%], missing where a
        count is hidden. Of several areas, the same in both, one row per (``code``, ``month``).

    Raises
    ------
    ValueError
        If there are not two frames, a month is there twice, or the two are not of the same areas
        though one of them is of several.

    Examples
    --------
    >>> month = pd.Period("2020-01", "M")
    >>> part = pd.DataFrame({"month": [month], "persons": [20]})
    >>> share_of(insured=part, everyone=part.assign(persons=80))
         month  insured  everyone  share_pct
    0  2020-01       20        80       25.0
    """
    if len(levels) != 2:
        found = named(levels) or "none"
        raise ValueError(f"share_of: expected two frames, a part and a whole, found {found}.")
    for name, frame in levels.items():
        expect(f"share_of: {name}", frame, "month", "persons")
    return area_by_area(
        lambda *frames: _share_of(dict(zip(levels, frames, strict=True))), *levels.values()
    )


def _share_of(levels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    part, whole = levels
    merged = levels[part][["month", "persons"]].merge(
        levels[whole][["month", "persons"]], on="month", validate="one_to_one"
    )
    merged = merged.rename(columns={"persons_x": part, "persons_y": whole}).sort_values("month")
    return merged.assign(share_pct=100 * merged[part] / merged[whole]).reset_index(drop=True)


def who_counts(on_cash: float, recipients: float, on_benefit: float) -> pd.DataFrame:
    """Return what the unemployed consist of when more or fewer on cash benefit count.

    Parameters
    ----------
    on_cash : float
        Who are counted as unemployed on cash benefit today, the job-ready. [full-time persons]
    recipients : float
        All on cash benefit. [full-time persons]
    on_benefit : float
        Unemployed on unemployment benefit. [full-time persons]

    Returns
    -------
    DataFrame, a row for ``counted``, as today, and for ``everyone``, all on cash benefit
        ``cash_persons``, ``benefit_persons`` [full-time persons]; ``cash_pct``, ``benefit_pct``,
        which add up to 100 [%]. Of the one area that the three numbers are of.

    Examples
    --------
    >>> who_counts(on_cash=10, recipients=60, on_benefit=40)["cash_pct"].to_dict()
    {'counted': 20.0, 'everyone': 60.0}
    """
    cash = pd.Series({"counted": float(on_cash), "everyone": float(recipients)})
    frame = pd.DataFrame({"cash_persons": cash, "benefit_persons": float(on_benefit)})
    total = frame.sum(axis=1)
    frame["cash_pct"] = 100 * frame["cash_persons"] / total
    frame["benefit_pct"] = 100 * frame["benefit_persons"] / total
    return frame.rename_axis("counting")
