"""Levels, changes and composition of unemployment by insurance or benefit group.

Every frame of levels has one row per month and group: ``month`` (period[M]), ``group`` (text) and
``persons`` (full-time persons). Which groups there are depends on the source: the study of 2007
has ``insured`` and ``uninsured``; today's gross series has ``unemployment_benefit`` and
``cash_benefit``. The two are different concepts and never share a frame.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vse_report.measures.months import twelve_month_mean


def levels(table: pd.DataFrame) -> pd.DataFrame:
    """Return an unemployment table under the names used here: ``month``, ``group``, ``persons``.

    ``full_time_persons`` (or ``full_time_persons_thousand``, times a thousand) becomes ``persons``
    [full-time persons], in place of a head count of that name; ``benefit_group`` becomes ``group``;
    other columns stay. ValueError if the table has neither column of full-time persons.
    """
    counts = [name for name in table if name.startswith("full_time_persons")]
    if not counts:
        msg = f"levels: expected a column full_time_persons, found {', '.join(table)}."
        raise ValueError(msg)
    table = table.drop(columns="persons", errors="ignore")
    if "full_time_persons_thousand" in table:
        thousand = table["full_time_persons_thousand"]
        table = table.drop(columns="full_time_persons_thousand").assign(persons=1000 * thousand)
    return table.rename(columns={"full_time_persons": "persons", "benefit_group": "group"})


def change_by_group(levels: pd.DataFrame, start: pd.Period, end: pd.Period) -> pd.DataFrame:
    """Return what happened to each group, and to all together, between two months.

    Parameters
    ----------
    levels : DataFrame, one row per (month, group)
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
        change [%].

    Raises
    ------
    ValueError
        If a month is missing for a group, or a group starts at zero.
    """
    order = [*(group for group in levels["group"].unique() if group != "total"), "total"]
    wide = with_total(levels).pivot(index="group", columns="month", values="persons")
    result = wide.reindex(index=order, columns=[start, end]).set_axis(["start", "end"], axis=1)
    missing = [
        f"{group} at {month}"
        for month, column in ((start, "start"), (end, "end"))
        for group in result.index[result[column].isna()]
    ]
    if missing:
        named = ", ".join(missing)
        msg = f"change_by_group: no level for {named}; pass months that the levels cover."
        raise ValueError(msg)
    zero = result.index[result["start"].eq(0)]
    if not zero.empty:
        named = ", ".join(zero)
        msg = f"change_by_group: {named} starts at zero, so a relative change has no meaning."
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

    ValueError if a part is missing and there is no published total: it may be hidden, and is no
    zero.
    """
    if levels["group"].eq("total").any():
        return levels
    missing = levels.loc[levels["persons"].isna()]
    if not missing.empty:
        named = ", ".join(f"{row.group} at {row.month}" for row in missing.itertuples())
        msg = f"with_total: no level for {named}, so the parts have no sum; read the total as well."
        raise ValueError(msg)
    total = levels.groupby("month", as_index=False)["persons"].sum().assign(group="total")
    return pd.concat([levels, total], ignore_index=True)


def composition(levels: pd.DataFrame) -> pd.DataFrame:
    """Return each group's share of the month's total.

    Returns
    -------
    DataFrame, the rows of ``levels`` in the same order, without a group ``total``
        ``levels`` plus ``share_pct``, 0 to 100; each month adds up to 100 (with a published total
        within its rounding). [%]

    Raises
    ------
    ValueError
        If a month's total is zero, where a share has no meaning.
    """
    complete = with_total(levels)
    total = complete.loc[complete["group"].eq("total")].set_index("month")["persons"]
    empty = sorted(str(month) for month in total.index[total.eq(0)])
    if empty:
        named = ", ".join(empty)
        msg = f"composition: nobody at all in {named}; drop these months or check the extract."
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
        decimal, else 1.
    """
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


def starts_alike(starts: pd.DataFrame) -> pd.Series:
    """Return for how many starting months two groups have the order of the first one.

    ``starts`` is a frame of ``order_by_start``. ``run``: the months in a row from the first,
    ``run_starts``, that have it, ``run_ends`` the last of them; ``later``: the months after that,
    ``alike_later`` those of them that have it.
    """
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
    """Return the level of one group in one month.

    [full-time persons] ValueError if there is none, or it is missing.
    """
    found = levels.loc[levels["month"].eq(month) & levels["group"].eq(group), "persons"].dropna()
    if len(found) != 1:
        months = f"{levels['month'].min()} to {levels['month'].max()}"
        msg = f"level_at: no level of {group} at {month}; the levels run from {months}."
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
        [full-time persons]; ``change_pct`` [%].
    """
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
        ``month``, the two by their names [full-time persons], ``share_pct`` [%].
    """
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
        which add up to 100 [%].
    """
    cash = pd.Series({"counted": float(on_cash), "everyone": float(recipients)})
    frame = pd.DataFrame({"cash_persons": cash, "benefit_persons": float(on_benefit)})
    total = frame.sum(axis=1)
    frame["cash_pct"] = 100 * frame["cash_persons"] / total
    frame["benefit_pct"] = 100 * frame["benefit_persons"] / total
    return frame.rename_axis("counting")
