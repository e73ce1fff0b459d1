"""One figure against another: which may not be above, equal, or imply another base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from vse_report.data.cards import NATION
from vse_report.data.checks.common import (
    CATEGORIES,
    Tables,
    at,
    base_of,
    period_of,
    where,
    written,
)
from vse_report.data.problems import Problem


def not_above(
    tables: Tables, table: str, column: str, other: str, slack: float = 0.0
) -> Iterator[Problem]:
    """Yield each row where ``column`` is more than ``slack`` above ``other``."""
    frame = tables[table]
    wrong = frame[(frame[column] - frame[other]).gt(slack).fillna(False)]
    for line, row in wrong.iterrows():
        text = f"{row[column]} is more than {other}, {row[other]}; one of them is wrong."
        yield at(table, text, line, column)


def shown_beside(tables: Tables, table: str, column: str, count: str) -> Iterator[Problem]:
    """Yield each row where ``count`` is shown and ``column`` is not.

    A share is hidden only together with its count.
    """
    frame = tables[table]
    for line, row in frame[frame[column].isna() & frame[count].notna()].iterrows():
        text = f"empty beside {row[count]} {count}; fetch the row anew."
        yield at(table, text, line, column)


def not_above_in(
    tables: Tables, table: str, column: str, other_table: str, other: str, rows: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield each row of ``rows`` where ``column`` is above ``other`` of another table.

    Rows are matched on the key columns both tables have; hidden counts are not compared.
    """
    frame = where(tables[table], rows).reset_index(names="line")
    source = tables[other_table]
    by = [n for n in ("code", "month", *CATEGORIES) if n in frame.columns and n in source.columns]
    theirs = source.rename(columns={other: "theirs"})[[*by, "theirs"]]
    both = frame.merge(theirs, on=by)
    for row in both[(both[column] > both["theirs"]).fillna(False)].to_dict("records"):
        text = f"{row[column]} is more than {row['theirs']}, {other} in {other_table}."
        yield at(table, text, row["line"], column)


def same_as(
    tables: Tables, table: str, column: str, other_table: str, other: str, **rows: int
) -> Iterator[Problem]:
    """Yield each municipality where ``column`` differs from ``other`` of another table."""
    theirs = where(tables[other_table], rows).set_index("code")[other]
    frame = tables[table]
    expected = frame["code"].map(theirs)
    for line, row in frame[frame[column].ne(expected)].iterrows():
        text = f"expected {expected[line]} as {other} in {other_table}, found {row[column]}."
        yield at(table, text, line, column)


def is_ratio(
    tables: Tables, table: str, column: str, over: str, under: str, factor: float, tolerance: float
) -> Iterator[Problem]:
    """Yield each row where ``column`` is not ``factor`` times ``over`` by ``under``."""
    frame = tables[table]
    expected = factor * frame[over] / frame[under]
    for line, row in frame[(frame[column] - expected).abs().gt(tolerance)].iterrows():
        text = f"expected {expected[line]:.3f}, from {over} and {under}; found {row[column]}."
        yield at(table, text, line, column)


def shares_have_one_base(
    tables: Tables,
    table: str,
    pairs: Sequence[tuple[str, str]],
    half_count: float,
    half_pct: float,
) -> Iterator[Problem]:
    """Yield each row whose count and percentage imply another base than its fellows'.

    A count and a percentage, both rounded, leave a range for the base (the labour force, say). All
    benefit groups of an area and month have the same base, so their ranges must meet.
    """
    frame = tables[table]
    by = ["code", "month" if "month" in frame.columns else "period"]
    ranges = []
    for count, pct in pairs:
        low, high = base_of(frame[count], frame[pct], half_count, half_pct)
        ranges.append(frame[by].assign(low=low, high=high, pct=pct))
    together = pd.concat(ranges)
    grouped = together.groupby(by)
    together["floor"] = grouped["low"].transform("max")
    together["ceiling"] = grouped["high"].transform("min")
    apart = together["floor"].gt(together["ceiling"])
    wrong = together[
        apart & (together["low"].eq(together["floor"]) | together["high"].eq(together["ceiling"]))
    ]
    for line, row in wrong.sort_index().iterrows():
        text = (
            f"count and percentage imply a base of {row['low']:.0f} to {row['high']:.0f}, which "
            f"the other figures of {row[by[0]]} in {row[by[1]]} rule out; one of them is wrong."
        )
        yield at(table, text, line, row["pct"])


def base_within_population(
    tables: Tables,
    table: str,
    count: str,
    pct: str,
    low: float,
    high: float,
    half_count: float = 0.5,
    half_pct: float = 0.05,
    rows: Mapping[str, str] | None = None,
    year: int | None = None,
) -> Iterator[Problem]:
    """Yield each row whose count and percentage imply a base that is no likely part of the people.

    ``low`` and ``high`` are shares of all residents on 1 January, of ``year`` where the table has
    no periods; rounding is allowed for.
    """
    people = tables["population_municipal_annual"]
    nation = people.groupby("year", as_index=False)["population"].sum().assign(code=NATION)
    residents = pd.concat([people, nation]).set_index(["code", "year"])["population"]
    frame = where(tables[table], rows or {})
    if year is None:
        # The newest months may be ahead of the last 1 January counted.
        newest = people["year"].max()
        years = written(frame[period_of(frame)]).str[:4].astype(int).clip(upper=newest)
    else:
        years = pd.Series(year, index=frame.index)
    index = pd.MultiIndex.from_arrays([frame["code"], years])
    here = pd.Series(residents.reindex(index).to_numpy(), index=frame.index)
    least, most = (end / here for end in base_of(frame[count], frame[pct], half_count, half_pct))
    wrong = least.gt(high) | most.lt(low)
    for line, row in frame[wrong].iterrows():
        text = (
            f"{count} {row[count]} is not {row[pct]} per cent of anything between "
            f"{low:.0%} and {high:.0%} of the {here[line]} residents; one of the three is wrong."
        )
        yield at(table, text, line, pct)
