"""Series that tell of the same thing in two tables, or adjusted and unadjusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from vse_report.data.cards import NATION
from vse_report.data.checks.common import (
    CATEGORIES,
    PERIODS,
    Tables,
    apart,
    at,
    base_of,
    categories_of,
    where,
)
from vse_report.data.problems import Problem

_UNADJUSTED = "unemployment_gross_municipal_monthly"
_ADJUSTED = "unemployment_gross_national_monthly_sa"
# So many shares that are off are no slip: that month has not been fetched again.
_FIRST_RELEASE = 10


def bases_meet(
    tables: Tables,
    table: str,
    pair: tuple[str, str],
    other_table: str,
    other_pair: tuple[str, str],
    other_rows: Mapping[str, str],
) -> Iterator[Problem]:
    """Yield each row that implies another base, such as the labour force, than the other table."""
    frame = tables[table]
    other = where(tables[other_table], other_rows).set_index(["code", "month"])
    here = pd.MultiIndex.from_frame(frame[["code", "month"]])
    theirs = other[list(other_pair)].reindex(here).set_axis(frame.index)
    low, high = base_of(frame[pair[0]], frame[pair[1]], 0.5, 0.05)
    other_low, other_high = base_of(theirs[other_pair[0]], theirs[other_pair[1]], 0.5, 0.05)
    far = apart(low, high, other_low, other_high)
    for line, row in frame[far.gt(1)].iterrows():
        text = (
            f"{row[pair[0]]} and {row[pair[1]]} per cent imply a base of {low[line]:.0f} to "
            f"{high[line]:.0f}; {other_table} has {other_low[line]:.0f} to {other_high[line]:.0f} "
            f"for {row['code']} in {row['month']}. One of the four figures is wrong."
        )
        yield at(table, text, line, pair[1])


def ratio_within(
    tables: Tables,
    table: str,
    column: str,
    other_table: str,
    other: str,
    low: float,
    high: float,
    slack: float = 0,
    rows: Mapping[str, str] | None = None,
    other_rows: Mapping[str, str] | None = None,
) -> Iterator[Problem]:
    """Yield each row where ``column`` is not ``low`` to ``high`` times ``other``, give or take.

    ``slack`` is what small counts may be off. Rows are matched on the keys both tables have; a
    quarter is held up against the mean of its months. Hidden counts are not compared.
    """
    frame = where(tables[table], rows or {})
    source = where(tables[other_table], other_rows or {})
    if "quarter" in frame.columns:
        source = _quarters(source, other)
    given = {*(rows or {}), *(other_rows or {})}
    shared = [name for name in ("code", *PERIODS, *CATEGORIES) if name not in given]
    by = [name for name in shared if name in frame.columns and name in source.columns]
    theirs = source.set_index(by)[other].astype(float)
    index = pd.MultiIndex.from_frame(frame[by]) if len(by) > 1 else pd.Index(frame[by[0]])
    expected = pd.Series(theirs.reindex(index).to_numpy(), index=frame.index)
    mine = frame[column].astype(float)
    wrong = mine.lt(low * expected - slack) | mine.gt(high * expected + slack)
    for line, row in frame[wrong].iterrows():
        named = ", ".join(str(row[name]) for name in by)
        text = (
            f"{row[column]} beside {expected[line]:.10g}, {other} in {other_table} ({named}); "
            f"expected {low:g} to {high:g} times as much. Compare both with the publisher."
        )
        yield at(table, text, line, column)


def _quarters(monthly: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the means of the quarters of which all months are there."""
    quarter = monthly["month"].dt.asfreq("Q-DEC").rename("quarter")
    by = monthly.groupby([monthly["code"], quarter])[column]
    return by.mean()[by.count().eq(3)].reset_index()


def share_is_of(
    tables: Tables,
    table: str,
    column: str,
    part: tuple[str, str],
    whole: tuple[str, str],
    rows: Mapping[str, str],
) -> Iterator[Problem]:
    """Yield each percentage that is not ``part`` of ``whole``, counted in two other tables.

    Within two points and six persons, a third more than what corrections were found to explain.
    """
    keys = ["code", "month"]
    counts = where(tables[part[0]], rows).set_index(keys)[part[1]].astype(float)
    everyone = tables[whole[0]].set_index(keys)[whole[1]].astype(float)
    frame = tables[table]
    here = pd.MultiIndex.from_frame(frame[keys])
    counted = pd.Series(counts.reindex(here).to_numpy(), index=frame.index)
    persons = pd.Series(everyone.reindex(here).to_numpy(), index=frame.index)
    expected = 100 * counted / persons
    wrong = (frame[column] - expected).abs().gt(2 + 600 / persons)
    for line, row in frame[wrong].iterrows():
        text = (
            f"expected about {expected[line]:.1f}, {counted[line]:.0f} in {part[0]} of "
            f"{persons[line]:.0f} in {whole[0]} for {row['code']} in {row['month']}; "
            f"found {row[column]}."
        )
        yield at(table, text, line, column)


def is_larger(
    tables: Tables, table: str, column: str, pairs: Sequence[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield each period in which the first category of a pair is not above the second.

    Looked at is the country; the pairs are those that have never been close.
    """
    frame = tables[table]
    frame = where(frame, {"code": NATION}) if "code" in frame.columns else frame
    (category,) = categories_of(frame)
    wide = frame.pivot(index="month", columns=category, values=column)
    lines = frame.reset_index(names="line").pivot(index="month", columns=category, values="line")
    for first, second in pairs:
        if not {first, second} <= set(wide):  # told as rows that are missing
            continue
        for month in wide.index[wide[first].le(wide[second])]:
            text = (
                f"{first} {wide.at[month, first]} is not above {second} "
                f"{wide.at[month, second]} in {month}; were the types exchanged?"
            )
            yield at(table, text, lines.at[month, first], column)


def _country(tables: Tables) -> pd.DataFrame:
    """Return the country's unadjusted figures, by group and month."""
    frame = where(tables[_UNADJUSTED], {"code": NATION})
    return frame.set_index(["benefit_group", "month"])[["full_time_persons", "pct_of_labour_force"]]


def adjusted_differs(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month in which two groups or more are equal to the unadjusted figures."""
    frame = tables[table]
    here = pd.MultiIndex.from_frame(frame[["benefit_group", "month"]])
    theirs = _country(tables)["full_time_persons"].reindex(here).to_numpy()
    equal = frame[frame["full_time_persons"].eq(pd.Series(theirs, index=frame.index)).fillna(False)]
    for month, rows in equal.groupby("month"):
        if len(rows) > 1:
            text = (
                f"{', '.join(rows['benefit_group'])} in {month} are equal to the unadjusted "
                f"figures of the country in {_UNADJUSTED}; fetch the seasonally adjusted ones."
            )
            yield at(table, text, rows.index[0], "full_time_persons")


def season_is_last_years(tables: Tables, table: str, pct: Mapping[str, float]) -> Iterator[Problem]:
    """Yield each figure whose seasonal adjustment is unlike that of the same month a year before.

    Adjusted over unadjusted changes slowly: by up to ``pct`` per cent, by group.
    """
    frame = tables[table].sort_values("month", kind="stable")
    here = pd.MultiIndex.from_frame(frame[["benefit_group", "month"]])
    theirs = _country(tables)["full_time_persons"].reindex(here).astype(float).to_numpy()
    factor = pd.Series(frame["full_time_persons"].to_numpy() / theirs, index=frame.index)
    earlier = factor.groupby(frame["benefit_group"]).shift(12)
    change = 100 * (factor / earlier - 1)
    most = frame["benefit_group"].map(pct).astype(float)
    for line, row in frame[change.abs().gt(most)].iterrows():
        text = (
            f"{row['benefit_group']} in {row['month']} is {factor[line]:.3f} times the unadjusted "
            f"figure in {_UNADJUSTED}, a year before {earlier[line]:.3f} times; a season changes "
            f"by {most[line]:g} per cent at most. Compare both with the publisher."
        )
        yield at(table, text, line, "full_time_persons")


def labour_forces_meet(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month whose rate implies another labour force than the unadjusted figures do.

    Ranges of rounding have always met.
    """
    frame = tables[table]
    level = where(tables[_ADJUSTED], {"benefit_group": "total"}).set_index("month")
    persons = frame["month"].map(level["full_time_persons"])
    low, high = base_of(persons, frame["pct_of_labour_force"], 0.5, 0.05)
    country = _country(tables)
    if "total" not in country.index:
        return
    theirs = country.loc["total"].reindex(frame["month"]).set_axis(frame.index)
    other_low, other_high = base_of(
        theirs["full_time_persons"], theirs["pct_of_labour_force"], 0.5, 0.05
    )
    far = apart(low, high, other_low, other_high)
    for line, row in frame[far.gt(1.005)].iterrows():
        text = (
            f"{row['pct_of_labour_force']} per cent in {row['month']} implies a labour force of "
            f"{low[line]:.0f} to {high[line]:.0f}; the unadjusted figures imply "
            f"{other_low[line]:.0f} to {other_high[line]:.0f}. Is it the adjusted rate?"
        )
        yield at(table, text, line, "pct_of_labour_force")


def rate_fits_level(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month whose rate does not fit the unemployed and the months beside it.

    The labour force that level and rate imply moves little: neighbouring months' ranges, rounding
    included, have never been more than 1.8 per cent apart, except by revision.
    """
    level = where(tables[_ADJUSTED], {"benefit_group": "total"})
    frame = tables[table].sort_values("month")
    persons = frame["month"].map(level.set_index("month")["full_time_persons"])
    low, high = base_of(persons, frame["pct_of_labour_force"], 0.5, 0.05)
    for line, row in frame[apart(low, high, low.shift(), high.shift()).gt(1.025)].iterrows():
        text = (
            f"{row['pct_of_labour_force']} per cent in {row['month']} implies a labour force of "
            f"{low[line]:.0f} to {high[line]:.0f}, unlike the month before; compare both tables "
            "with the publisher."
        )
        yield at(table, text, line, "pct_of_labour_force")


def seasonal_adjustment_keeps_the_year(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month where the mean of twelve adjusted months is not that of the unadjusted.

    They differ by up to 0.7 per cent; 1.0 is allowed.
    """
    adjusted = tables[table]
    actual = _country(tables)
    for group, rows in adjusted.sort_values("month").groupby("benefit_group"):
        if group not in actual.index:  # told as rows that are missing
            continue
        theirs = rows["month"].map(actual.loc[group, "full_time_persons"]).astype(float)
        ours = rows["full_time_persons"].where(theirs.notna())
        off = 100 * (ours.rolling(12).mean() / theirs.rolling(12).mean() - 1)
        for line in off[off.abs().gt(1.0)].index:
            text = (
                f"{group}: the twelve months to {rows.at[line, 'month']} are on average "
                f"{off[line]:+.2f} per cent from the unadjusted figures of the country in "
                f"{_UNADJUSTED}; expected within 1 per cent."
            )
            yield at(table, text, line, "full_time_persons")


def year_is_mean_of_months(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each municipality and year whose rate is not the mean of its twelve monthly rates.

    Two publishers' figures; the monthly ones have one decimal, and they differ by up to 0.03.
    """
    monthly = where(tables[_UNADJUSTED], {"benefit_group": "total"})
    monthly = monthly.assign(year=monthly["month"].dt.year)
    by = monthly.groupby(["code", "year"])["pct_of_labour_force"]
    means = by.mean()[by.count().eq(12)].rename("monthly").reset_index()
    both = tables[table].reset_index(names="line").merge(means, on=["code", "year"])
    apart = (both["pct_of_labour_force"] - both["monthly"]).abs().gt(0.04)
    for row in both[apart].to_dict("records"):
        text = (
            f"expected about {row['monthly']:.2f}, the mean of the months of {row['year']} in "
            f"{_UNADJUSTED}; found {row['pct_of_labour_force']}."
        )
        yield at(table, text, row["line"], "pct_of_labour_force")


def hours_share_fits_count(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each row whose share is not its count by all recipients.

    Within 0.15 points, which the publisher's revisions explain, but for the newest month: its
    shares have other denominators and are up to 0.5 points off, until it is published again with
    the month after it. An older month that is still as first published is told as that.
    """
    recipients = tables["cash_benefit_municipal_monthly"].rename(columns={"persons": "all"})
    frame = tables[table].reset_index(names="line")
    both = frame.merge(recipients[["code", "month", "all"]], on=["code", "month"])
    expected = (100 * both["persons"] / both["all"]).astype(float)
    off = (expected - both["pct_of_recipients"]).abs()
    newest = both["month"].eq(frame["month"].max())
    for month, rows in both[off.gt(0.15) & ~newest].groupby("month"):
        if len(rows) >= _FIRST_RELEASE and off[rows.index].le(0.6).all():
            text = (
                f"{len(rows)} shares of {month} are as first published, with other denominators; "
                f"fetch {month.strftime('%YM%m')} again with the newer months."
            )
            yield at(table, text, rows["line"].iloc[0], "pct_of_recipients")
            off[rows.index] = 0
    for position, row in both[off.gt(newest.map({True: 0.6, False: 0.15}))].iterrows():
        text = (
            f"expected about {expected[position]:.1f}, {row['persons']} of {row['all']} "
            f"recipients; found {row['pct_of_recipients']}."
        )
        yield at(table, text, row["line"], "pct_of_recipients")
