"""Every series against its own past: leaps, months put in twice, bases that move.

A municipality is expected to move as the country does; what it does beyond that is held up against
the widest departures in the figures as first sealed. A figure that was compared with the publisher
and stands is named under ``confirmed`` in the table's card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from vse_report.data.cards import NATION
from vse_report.data.checks.common import (
    CATEGORIES,
    Tables,
    apart,
    at,
    base_of,
    categories_of,
    period_of,
)
from vse_report.data.problems import Problem

# So many areas of a month may be odd for an exchange of two of them to be looked for.
_FEW = 12


def no_leap(
    tables: Tables,
    table: str,
    column: str,
    pct: float | Mapping[str, float],
    spread_pct: float = 5,
    times: float | None = None,
) -> Iterator[Problem]:
    """Yield each count that is too far from the one before it.

    The country's, and those of a table without areas, change by up to ``pct`` per cent, which may
    be given by category. A municipality's departs from its last one, moved as the country moved, by
    up to ``times`` the root of that count plus the square of ``spread_pct`` per cent of it: chance
    moves small counts, all else moves counts in proportion.
    """
    steps = _steps(tables[table], column)
    country = steps[steps["is_country"]]
    most = country["group"].map(pct).astype(float) if isinstance(pct, Mapping) else pct
    leap = 100 * (country["value"] / country["before"] - 1)
    for line in leap.index[leap.abs().gt(most)]:
        text = f"{leap[line]:+.1f} per cent is more than it has ever changed at once"
        yield at(table, _told(steps.loc[line], text), line, column)
    if times is None:
        return
    for when, group, growth in _without_country(steps, "growth"):
        if abs(100 * (growth - 1)) > pct:
            yield at(
                table, _all_moved(when, group, f"{100 * (growth - 1):+.1f} per cent"), None, column
            )
    areas = steps[~steps["is_country"]]
    expected = areas["before"] * areas["growth"]
    spread = np.sqrt(expected.clip(lower=1) + (spread_pct / 100 * expected) ** 2)
    far = (areas["value"] - expected).abs().gt(times * spread)
    for line in areas.index[far]:
        text = f"expected about {expected[line]:.0f}, as the country moved"
        yield at(table, _told(steps.loc[line], text), line, column)


def no_leap_of_shares(
    tables: Tables,
    table: str,
    column: str,
    points: float,
    spread: float,
    times: float,
    of: tuple[str, str],
) -> Iterator[Problem]:
    """Yield each percentage that is too far from the one before it.

    The country's changes by up to ``points``. A municipality's departs from its last one, moved as
    the country moved, by up to ``times`` what ``spread`` points and chance explain together; ``of``
    is the table and column with the number of persons the percentage is a share of.
    """
    frame, (other_table, other) = tables[table], of
    steps = _steps(frame, column)
    country = steps[steps["is_country"]]
    leap = country["value"] - country["before"]
    for line in leap.index[leap.abs().gt(points)]:
        text = f"{leap[line]:+.1f} points is more than it has ever changed at once"
        yield at(table, _told(steps.loc[line], text), line, column)
    for when, group, moved in _without_country(steps, "points"):
        if abs(moved) > points:
            yield at(table, _all_moved(when, group, f"{moved:+.1f} points"), column=column)
    areas = steps[~steps["is_country"]]
    expected = (areas["before"] + areas["points"]).clip(1, 99)
    keys = ["code", period_of(frame)]
    persons = tables[other_table].set_index(keys)[other].astype(float)
    there = persons.reindex(pd.MultiIndex.from_frame(frame.loc[areas.index, keys])).to_numpy()
    allowed = times * np.sqrt(expected * (100 - expected) / there + spread**2)
    for line in areas.index[(areas["value"] - expected).abs().gt(allowed)]:
        text = f"expected about {expected[line]:.1f}, as the country moved"
        yield at(table, _told(steps.loc[line], text), line, column)


def most_areas_stay(tables: Tables, table: str, column: str, points: float) -> Iterator[Problem]:
    """Yield each period in which half of all areas depart from the country by over ``points``."""
    frame = tables[table]
    period = period_of(frame)
    steps = _steps(frame, column)
    areas = steps[~steps["is_country"]]
    departure = (areas["value"] - areas["before"] - areas["points"]).abs()
    half = departure.groupby(frame.loc[areas.index, period]).median()
    for month, found in half[half.gt(points)].items():
        text = (
            f"half of the areas moved by over {found:.1f} points more or less than the country in "
            f"{month}; {points} is more than has happened. Were rows or columns put in each "
            "other's place?"
        )
        country = steps.index[steps["is_country"] & steps["when"].eq(month)]
        yield at(table, text, country[0] if len(country) else None, column)


def _steps(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return each figure with the one before it and what the country did meanwhile, by line.

    ``value``, ``before``; ``is_country``; ``group``, its category or ""; ``growth`` and ``points``,
    the ratio and the difference of the country's figures, or of all areas' together where a table
    has no row for the country; ``named``, its key in words.
    """
    period, groups = period_of(frame), categories_of(frame)
    by = [name for name in ("code", *groups) if name in frame.columns]
    rows = frame[[*by, period]].assign(value=frame[column].astype(float))
    rows = rows.sort_values(period, kind="stable")
    rows["before"] = rows.groupby(by)["value"].shift() if by else rows["value"].shift()
    rows["is_country"] = rows["code"].eq(NATION) if "code" in rows else True
    rows["group"] = rows[groups[0]] if groups else ""
    whole = rows[rows["is_country"]]
    if whole.empty:
        both = rows[rows[["value", "before"]].notna().all(axis=1)]
        whole = both.groupby(["group", period], as_index=False)[["value", "before"]].mean()
    whole = whole.set_index(["group", period])
    here = pd.MultiIndex.from_frame(rows[["group", period]])
    rows["growth"] = (whole["value"] / whole["before"]).reindex(here).to_numpy()
    rows["points"] = (whole["value"] - whole["before"]).reindex(here).to_numpy()
    return rows.rename(columns={period: "when"})


def _without_country(steps: pd.DataFrame, moved: str) -> list[tuple]:
    """Return period, group and what all areas together did, of a table without the country."""
    if steps["is_country"].any():
        return []
    whole = steps.dropna(subset=[moved]).drop_duplicates(["when", "group"])
    return list(whole[["when", "group", moved]].itertuples(index=False, name=None))


def _all_moved(when: object, group: str, moved: str) -> str:
    """Return a problem's text where all areas together moved too far."""
    named = f" ({group})" if group else ""
    return (
        f"{when}{named}: all areas together moved by {moved}, more than they ever have at once; "
        "compare with the publisher."
    )


def _told(step: pd.Series, reason: str) -> str:
    """Return a problem's text: what was found, after what, and why that cannot be."""
    area = f" of {step['code']}" if "code" in step else ""
    group = f" ({step['group']})" if step["group"] else ""
    found = f"{step['value']:.10g} in {step['when']}{area}{group}, {step['before']:.10g} before it"
    return f"{found}: {reason}; compare with the publisher."


def not_copied(tables: Tables, table: str, column: str, least_cells: int = 3) -> Iterator[Problem]:
    """Yield each period of whose figures more than half are those of an earlier one.

    Fewer than ``least_cells`` figures may be alike by chance.
    """
    frame = tables[table]
    period = period_of(frame)
    by = [name for name in ("code", *categories_of(frame)) if name in frame.columns]
    figures = frame.set_index([period, *by])[column].astype(float).unstack(by).sort_index()
    values = figures.to_numpy()
    for place in range(1, len(values)):
        earlier = values[:place]
        alike = (earlier == values[place]).sum(axis=1)
        shown = (~np.isnan(earlier) & ~np.isnan(values[place])).sum(axis=1)
        for other in np.flatnonzero((alike >= least_cells) & (alike > shown / 2)):
            text = (
                f"{alike[other]} of {shown[other]} figures of {figures.index[place]} are those of "
                f"{figures.index[other]} over again; fetch it anew."
            )
            yield at(table, text, column=column)


def has_its_last_digit(
    tables: Tables, table: str, column: str, step: float, least_cells: int = 20
) -> Iterator[Problem]:
    """Yield each period in which most figures are multiples of ``step``: they were rounded.

    By chance a tenth are multiples of 10 times what the publisher rounds to; a fifth have been.
    """
    frame = tables[table]
    period = period_of(frame)
    shown = frame[frame[column].notna()]
    tens = (shown[column].astype(float) / step).round(6).mod(1).eq(0)
    found = tens.groupby(shown[period]).agg(["mean", "size"])
    for month in found.index[found["mean"].gt(0.5) & found["size"].ge(least_cells)]:
        text = (
            f"{found.at[month, 'mean']:.0%} of the figures of {month} are multiples of {step:g}; "
            "were they rounded on the way? Fetch them anew."
        )
        yield at(table, text, column=column)


def base_is_one_a_year(
    tables: Tables, table: str, pair: tuple[str, str], times: float
) -> Iterator[Problem]:
    """Yield each row whose count and percentage imply another base than the rest of its year do.

    The base is the labour force, say: one figure an area and year, so the ranges that rounding
    leaves for it have always met. Told are rows that do not even meet the month beside them, and
    two areas that have what fits each other. From one year to the next the ranges may be a factor
    of ``times`` apart.
    """
    frame, (count, pct) = tables[table], pair
    low, high = base_of(frame[count], frame[pct], 0.5, 0.05)
    rows = frame[["code", "month"]].assign(year=frame["month"].dt.year, low=low, high=high)
    years = rows.groupby(["code", "year"], observed=True)
    disagree = years["low"].transform("max").gt(years["high"].transform("min"))
    odd = [
        line
        for _, year in rows[disagree].groupby(["code", "year"], observed=True)
        for line in _outvoted(year)
    ]
    agreed = rows.drop(odd).groupby(["code", "year"], observed=True)
    agreed = agreed.agg(low=("low", "max"), high=("high", "min"))
    base, far = pct.removeprefix("pct_of_").replace("_", " "), _from_beside(frame, rows)
    exchanged, strange = set(), rows.loc[odd]
    for line in odd:
        partner = _partner(rows.loc[line], strange, rows, agreed)
        if not (partner or far[line] > 1.01):
            continue
        row, there = rows.loc[line], agreed.loc[tuple(rows.loc[line, ["code", "year"]])]
        text = (
            f"{_implied(frame.loc[line], count, pct)} a {base} of {low[line]:.0f} to "
            f"{high[line]:.0f}; the rest of {row['year']} implies {there['low']:.0f} to "
            f"{there['high']:.0f}."
        )
        if partner:
            both = (row["month"], frozenset((row["code"], partner)))
            if both in exchanged:
                continue
            exchanged.add(both)
            text += f" {partner} has what fits {row['code']}: were the two exchanged?"
        yield at(table, text, line, pct)

    before = agreed.reindex(pd.MultiIndex.from_arrays([rows["code"], rows["year"] - 1]))
    before = before.set_axis(rows.index)
    far = apart(low, high, before["low"], before["high"])
    for line in far.index[far.gt(times)].difference(odd):
        text = (
            f"{_implied(frame.loc[line], count, pct)} a {base} of {low[line]:.0f} to "
            f"{high[line]:.0f}; the year before implies {before.at[line, 'low']:.0f} to "
            f"{before.at[line, 'high']:.0f}, and a {base} moves by less."
        )
        yield at(table, text, line, pct)


def _outvoted(rows: pd.DataFrame) -> list[int]:
    """Return the lines whose ranges leave out the base that most of the rows allow."""
    allowing = [
        rows["low"].le(point) & rows["high"].ge(point) for point in rows["low"].dropna().unique()
    ]
    shown = rows["low"].notna() & rows["high"].notna()
    return list(rows.index[shown & ~max(allowing, key=lambda fits: fits.sum())])


def _from_beside(frame: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """Return how far each range is from that of the month before, or after a year's first."""
    by = [rows["code"], rows["year"], *(frame[name] for name in categories_of(frame))]
    series = rows.sort_values("month", kind="stable").groupby(by, observed=True)[["low", "high"]]
    beside = series.shift(1).fillna(series.shift(-1)).reindex(rows.index)
    return apart(rows["low"], rows["high"], beside["low"], beside["high"])


def _partner(
    row: pd.Series, odd: pd.DataFrame, rows: pd.DataFrame, agreed: pd.DataFrame
) -> str | None:
    """Return the area whose rows of that month fit this one's year, as its rows fit theirs.

    None where many areas are odd in that month: then it is no exchange of two.
    """
    others = odd.loc[odd["month"].eq(row["month"]), "code"].unique()
    if len(others) > _FEW:
        return None
    month = rows[rows["month"].eq(row["month"])]
    for other in others:
        if other != row["code"] and all(
            _fit(month[month["code"].eq(here)], agreed.loc[(there, row["year"])])
            for here, there in ((row["code"], other), (other, row["code"]))
        ):
            return other
    return None


def _fit(rows: pd.DataFrame, base: pd.Series) -> bool:
    shown = rows.dropna(subset=["low", "high"])
    return bool((shown["low"].le(base["high"]) & shown["high"].ge(base["low"])).all())


def _implied(row: pd.Series, count: str, pct: str) -> str:
    groups = ", ".join(str(row[name]) for name in CATEGORIES if name in row)
    group = f" ({groups})" if groups else ""
    return f"{row[count]} and {row[pct]} per cent in {row['month']} of {row['code']}{group} imply"
