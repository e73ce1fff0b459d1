"""What must hold in the figures themselves: sums, parts, shares, gaps and breaks.

A check takes the tables of a folder (name -> typed frame indexed by line number) and the name of
the table it is about, and yields one problem per offending row. Which checks a table gets, and with
which tolerance, is listed in `CHECKS`. Tolerances were measured in the figures as first sealed and
are kept little wider than what was found, so that a new month passes and a wrong one does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from vse_report.data.cards import NUMERIC, Break, Card, Observed
from vse_report.data.problems import Problem, capped, shown
from vse_report.data.schemas import NATION

Tables = Mapping[str, pd.DataFrame]

_CATEGORIES = ("benefit_group", "offer_type", "visitation_category")

# What a hidden count can be at most. Never narrowed by subtracting the parts that are shown.
HIDDEN_MAX = 2

# A difference of numbers with one decimal is seldom exact in binary; this settles ties.
TINY = 1e-6


@dataclass(frozen=True)
class Check:
    """A check of one table: the function, its settings, and the other tables it looks into."""

    table: str
    function: Callable[..., Iterator[Problem]]
    settings: dict[str, Any] = field(default_factory=dict)
    needs: Sequence[str] = ()

    def run(self, tables: Tables) -> list[Problem]:
        """Return what the check finds; nothing where a table it needs is not there to look into."""
        if any(name not in tables for name in (self.table, *self.needs)):
            return []
        return capped(self.function(tables, self.table, **self.settings))


def _at(table: str, text: str, line: object = None, column: str | None = None) -> Problem:
    number = None if line is None else int(line)
    return Problem(f"official/{table}.csv", text, number, column)


# --- checks of every table, from its card -------------------------------------------------------


def duplicate_keys(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return each key that more than one row has, with the lines of all of them."""
    again = frame[frame.duplicated(card.keys, keep=False)]
    problems = []
    for key, rows in again.groupby(card.keys, sort=False):
        lines = " and ".join(str(line) for line in rows.index)
        named = ", ".join(str(part) for part in key)
        text = f"lines {lines} are about the same row ({named}); keep one."
        problems.append(_at(card.table, text, rows.index[-1], card.keys[-1]))
    return capped(problems)


def incomplete_grid(frame: pd.DataFrame, card: Card, codes: Sequence[str]) -> list[Problem]:
    """Return each row that is missing between the first and last period.

    Every area the card promises must have every period and category, but for the card's ``gaps``.
    """
    if card.areas == "none" and card.coverage is None:
        return []
    sides = [_side(frame[name], card, name, codes) for name in card.keys]
    full = pd.MultiIndex.from_product(sides, names=card.keys)
    there = pd.MultiIndex.from_frame(frame[card.keys].astype(str))
    missing = full.difference(there, sort=False)
    declared = _declared_gaps(card)
    problems = []
    for key in missing:
        row = dict(zip(card.keys, key, strict=True))
        period = row[card.coverage.column] if card.coverage else ""
        if not any(first <= period <= last for first, last in declared.get(row.get("code"), [])):
            named = ", ".join(f"{name} {value}" for name, value in row.items())
            text = f"no row for {named}; add it, or declare it under `gaps` in sources.yaml."
            problems.append(_at(card.table, text))
    return capped(problems)


def _side(cells: pd.Series, card: Card, name: str, codes: Sequence[str]) -> list[str]:
    """Return all values that a key column should run through, as `str` writes them."""
    column = card.columns[name]
    if column.type == "code":
        return [*([NATION] if card.areas == "municipalities_and_nation" else []), *codes]
    if column.type in ("month", "quarter"):
        return [str(p) for p in pd.period_range(cells.min(), cells.max())]
    if column.type == "year":
        return [str(year) for year in range(cells.min(), cells.max() + 1)]
    return list(column.values)


def _declared_gaps(card: Card) -> dict[str, list[tuple[str, str]]]:
    """Return code -> ranges of periods declared missing, ends included, as `str` writes periods."""
    declared = {}
    for code, ranges in card.gaps.items():
        ends = [(span.split("-")[0], span.split("-")[-1]) for span in ranges]
        declared[code] = [(a.replace("M", "-"), b.replace("M", "-")) for a, b in ends]
    return declared


def other_coverage(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem if the periods in the file are not those the card names."""
    found = coverage_of(frame, card)
    if card.coverage is None or found == (card.coverage.first, card.coverage.last):
        return []
    text = (
        f"the card says {card.coverage.first} to {card.coverage.last}, the file has "
        f"{found[0]} to {found[1]}; seal the folder if that is right."
    )
    return [_at(card.table, text, column=card.coverage.column)]


def lost_periods(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem if the newest period that the card names is not in the file."""
    found = coverage_of(frame, card)
    if card.coverage is None or found[1] >= card.coverage.last:
        return []
    text = (
        f"the card says {card.coverage.first} to {card.coverage.last}, the file has "
        f"{found[0]} to {found[1]}; restore the newest figures, or seal with --shrink if they were "
        "taken out on purpose."
    )
    return [_at(card.table, text, column=card.coverage.column)]


def coverage_of(frame: pd.DataFrame, card: Card) -> tuple[str, str] | None:
    """Return the first and last period of a frame as the file writes them, None without periods."""
    if card.coverage is None:
        return None
    periods = frame[card.coverage.column]
    pattern = {"month": "%YM%m", "quarter": "%YQ%q"}.get(card.columns[card.coverage.column].type)
    ends = periods.min(), periods.max()
    return tuple(end.strftime(pattern) if pattern else str(end) for end in ends)


# --- sums and parts -----------------------------------------------------------------------------


def municipal_sums(
    tables: Tables, table: str, column: str, low: float, high: float
) -> Iterator[Problem]:
    """Yield each national row that the municipalities do not add up to.

    The gap, country less the sum of the counts shown, must lie between ``low`` and ``high``, each
    hidden or missing municipality adding up to 2 to the upper end.
    """
    frame = tables[table]
    by = [name for name in frame.columns if name in ("month", "quarter", "year", *_CATEGORIES)]
    nation = frame[frame["code"].eq(NATION)].reset_index(names="line").set_index(by)
    counts = frame[frame["code"].ne(NATION)].groupby(by)[column]
    sums = nation[["line", column]].assign(
        known=counts.sum(), hidden=len(tables["municipalities"]) - counts.count()
    )
    for key, row in sums.iterrows():
        where = ", ".join(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        if pd.isna(row[column]):
            yield _at(table, f"the country's figure is empty ({where}).", row["line"], column)
            continue
        gap = row[column] - row["known"]
        highest = high + HIDDEN_MAX * row["hidden"]
        if not low <= gap <= highest:
            yield _at(
                table,
                f"the country has {row[column]} and the municipalities add up to {row['known']} "
                f"({where}); expected a difference from {low} to {highest}, found {gap}. "
                "Compare both with the publisher.",
                row["line"],
                column,
            )


def parts_add_up(
    tables: Tables,
    table: str,
    category: str,
    column: str,
    rounding: float,
    relative: float = 0.0,
    known_exceptions: Sequence[tuple[str, str]] = (),
) -> Iterator[Problem]:
    """Yield each total that its parts do not add up to.

    Total less the parts shown must lie within ``rounding``, or ``relative`` times the total if that
    is more; each hidden part adds up to 2 to the upper end. A hidden total says nothing.
    """
    frame = tables[table]
    by = [name for name in ("code", "month", "period") if name in frame.columns]
    parts = frame[frame[category].ne("total")].groupby(by)[column]
    totals = frame[frame[category].eq("total")].reset_index(names="line").set_index(by)
    sums = totals[["line"]].assign(
        total=totals[column].astype(float),
        known=parts.sum().astype(float),
        hidden=parts.size() - parts.count(),
    )
    sums = sums[sums["total"].notna() & ~sums.index.isin(known_exceptions)]
    difference = sums["total"] - sums["known"]
    allowed = (relative * sums["total"]).clip(lower=rounding) + TINY
    fits = difference.between(-allowed, allowed + HIDDEN_MAX * sums["hidden"])
    for key, row in sums[~fits].iterrows():
        where = ", ".join(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        text = (
            f"the total is {row['total']:.10g} and its parts add up to {row['known']:.10g} with "
            f"{row['hidden']:g} hidden ({where}); rounding and hiding do not explain "
            f"{row['total'] - row['known']:.10g}."
        )
        yield _at(table, text, row["line"], column)


def visitation_fits_recipients(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each area whose visitation categories do not add up to its recipients.

    Six figures rounded to whole persons rarely differ by more than 2.
    """
    parts = tables[table].groupby(["code", "month"])["full_time_persons"]
    recipients = tables["cash_benefit_municipal_monthly"].set_index(["code", "month"])
    sums = pd.DataFrame({"known": parts.sum(), "hidden": parts.size() - parts.count()})
    sums = sums.join(recipients["full_time_persons"], how="inner")
    for (code, month), row in sums.iterrows():
        difference = row["full_time_persons"] - row["known"]
        if not -2 <= difference <= 2 + HIDDEN_MAX * row["hidden"]:
            text = (
                f"{code} in {month}: the categories add up to {row['known']} with {row['hidden']} "
                f"hidden, but cash_benefit_municipal_monthly has {row['full_time_persons']}."
            )
            yield _at(table, text, column="full_time_persons")


# --- one figure against another -----------------------------------------------------------------


def not_above(
    tables: Tables, table: str, column: str, other: str, slack: float = 0.0
) -> Iterator[Problem]:
    """Yield each row where ``column`` is more than ``slack`` above ``other``."""
    frame = tables[table]
    wrong = frame[(frame[column] - frame[other]).gt(slack).fillna(False)]
    for line, row in wrong.iterrows():
        text = f"{row[column]} is more than {other}, {row[other]}; one of them is wrong."
        yield _at(table, text, line, column)


def not_above_in(
    tables: Tables, table: str, column: str, other_table: str, other: str, rows: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield each row of ``rows`` where ``column`` is above ``other`` of another table.

    Rows are matched on the key columns both tables have; hidden counts are not compared.
    """
    frame = _where(tables[table], rows).reset_index(names="line")
    source = tables[other_table]
    by = [n for n in ("code", "month", *_CATEGORIES) if n in frame.columns and n in source.columns]
    theirs = source.rename(columns={other: "theirs"})[[*by, "theirs"]]
    both = frame.merge(theirs, on=by)
    for row in both[(both[column] > both["theirs"]).fillna(False)].to_dict("records"):
        text = f"{row[column]} is more than {row['theirs']}, {other} in {other_table}."
        yield _at(table, text, row["line"], column)


def same_as(
    tables: Tables, table: str, column: str, other_table: str, other: str, **rows: int
) -> Iterator[Problem]:
    """Yield each municipality where ``column`` differs from ``other`` of another table."""
    theirs = _where(tables[other_table], rows).set_index("code")[other]
    frame = tables[table]
    expected = frame["code"].map(theirs)
    for line, row in frame[frame[column].ne(expected)].iterrows():
        text = f"expected {expected[line]} as {other} in {other_table}, found {row[column]}."
        yield _at(table, text, line, column)


def is_ratio(
    tables: Tables, table: str, column: str, over: str, under: str, factor: float, tolerance: float
) -> Iterator[Problem]:
    """Yield each row where ``column`` is not ``factor`` times ``over`` by ``under``."""
    frame = tables[table]
    expected = factor * frame[over] / frame[under]
    for line, row in frame[(frame[column] - expected).abs().gt(tolerance)].iterrows():
        text = f"expected {expected[line]:.3f}, from {over} and {under}; found {row[column]}."
        yield _at(table, text, line, column)


def shares_have_one_base(
    tables: Tables,
    table: str,
    pairs: Sequence[tuple[str, str]],
    half_count: float,
    half_pct: float,
    known_exceptions: Sequence[tuple[str, str]] = (),
) -> Iterator[Problem]:
    """Yield each row whose count and percentage imply another base than its fellows'.

    A count and a percentage, both rounded, leave a range for the base (the labour force, say). All
    benefit groups of an area and month have the same base, so their ranges must meet.
    """
    frame = tables[table]
    by = ["code", "month" if "month" in frame.columns else "period"]
    ranges = []
    for count, pct in pairs:
        rounded = frame[pct] - half_pct - TINY
        low = 100 * (frame[count] - half_count) / (frame[pct] + half_pct + TINY)
        # 0.0 per cent beside a count leaves the base without upper limit.
        high = (100 * (frame[count] + half_count) / rounded.where(rounded.gt(0))).astype(float)
        ranges.append(frame[by].assign(low=low.astype(float), high=high, pct=pct))
    together = pd.concat(ranges)
    grouped = together.groupby(by)
    together["floor"] = grouped["low"].transform("max")
    together["ceiling"] = grouped["high"].transform("min")
    apart = together["floor"].gt(together["ceiling"])
    wrong = together[
        apart & (together["low"].eq(together["floor"]) | together["high"].eq(together["ceiling"]))
    ]
    for line, row in wrong.sort_index().iterrows():
        key = (row[by[0]], str(row[by[1]]))
        if key not in known_exceptions:
            text = (
                f"count and percentage imply a base of {row['low']:.0f} to {row['high']:.0f}, "
                f"which the other figures of {key[0]} in {key[1]} rule out; one of them is wrong."
            )
            yield _at(table, text, line, row["pct"])


def base_within_population(
    tables: Tables, table: str, count: str, pct: str, low: float, high: float
) -> Iterator[Problem]:
    """Yield each row whose count and percentage imply a base that is no likely part of the people.

    ``low`` and ``high`` are shares of all residents on 1 January; rounding is allowed for.
    """
    people = tables["population_municipal_annual"]
    nation = people.groupby("year", as_index=False)["population"].sum().assign(code=NATION)
    residents = pd.concat([people, nation]).set_index(["code", "year"])["population"]
    frame = tables[table]
    # The newest months may be ahead of the last 1 January counted.
    years = frame["month"].dt.year.clip(upper=people["year"].max())
    index = pd.MultiIndex.from_arrays([frame["code"], years])
    here = pd.Series(residents.reindex(index).to_numpy(), index=frame.index)
    least = 100 * (frame[count] - 0.5) / (frame[pct] + 0.05) / here
    most = 100 * (frame[count] + 0.5) / (frame[pct] - 0.05).where(frame[pct].gt(0.05)) / here
    wrong = (least.gt(high) | most.lt(low)).fillna(False)
    for line, row in frame[wrong].iterrows():
        text = (
            f"{count} {row[count]} is not {row[pct]} per cent of anything between "
            f"{low:.0%} and {high:.0%} of the {here[line]} residents; one of the three is wrong."
        )
        yield _at(table, text, line, pct)


# --- the single tables --------------------------------------------------------------------------


def no_jump(
    tables: Tables, table: str, column: str, pct: float, rows: Mapping[str, str] | None = None
) -> Iterator[Problem]:
    """Yield each period that differs from the one before by more than ``pct`` per cent.

    Meant for slips such as a lost digit; the steps the world itself took are below the limit.
    """
    frame = _where(tables[table], rows or {})
    period = "year" if "year" in frame.columns else "month"
    ordered = frame.sort_values(period)
    values = ordered[column].astype(float)
    before = values.groupby(ordered["code"]).shift() if "code" in ordered else values.shift()
    change = 100 * (values / before - 1)
    for line, row in ordered[change.abs().gt(pct)].iterrows():
        text = (
            f"{row[column]} in {row[period]} is {change[line]:+.1f} per cent from the period "
            f"before; more than {pct} per cent has not happened. Compare with the publisher."
        )
        yield _at(table, text, line, column)


def rate_fits_level(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month whose rate does not fit the unemployed and the months beside it.

    The labour force that level and rate imply moves little: neighbouring months' ranges, rounding
    included, have never been more than 1.8 per cent apart, except by revision.
    """
    level = _where(tables["unemployment_gross_national_monthly_sa"], {"benefit_group": "total"})
    frame = tables[table].sort_values("month")
    persons = frame["month"].map(level.set_index("month")["full_time_persons"])
    low = 100 * (persons - 0.5) / (frame["pct_of_labour_force"] + 0.05)
    high = 100 * (persons + 0.5) / (frame["pct_of_labour_force"] - 0.05)
    apart = pd.concat([low / high.shift(), low.shift() / high], axis=1).max(axis=1)
    for line, row in frame[apart.gt(1.025)].iterrows():
        text = (
            f"{row['pct_of_labour_force']} per cent in {row['month']} implies a labour force of "
            f"{low[line]:.0f} to {high[line]:.0f}, unlike the month before; compare both tables "
            "with the publisher."
        )
        yield _at(table, text, line, "pct_of_labour_force")


def seasonal_adjustment_keeps_the_year(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month where the mean of twelve adjusted months is not that of the unadjusted.

    They differ by up to 0.7 per cent; 1.0 is allowed.
    """
    adjusted = tables[table]
    actual = tables["unemployment_gross_municipal_monthly"]
    actual = actual[actual["code"].eq(NATION)].set_index(["benefit_group", "month"])
    for group, rows in adjusted.sort_values("month").groupby("benefit_group"):
        theirs = rows["month"].map(actual.loc[group, "full_time_persons"]).astype(float)
        ours = rows["full_time_persons"].where(theirs.notna())
        apart = 100 * (ours.rolling(12).mean() / theirs.rolling(12).mean() - 1)
        for line in apart[apart.abs().gt(1.0)].index:
            text = (
                f"{group}: the twelve months to {rows.at[line, 'month']} are on average "
                f"{apart[line]:+.2f} per cent from the unadjusted figures of the country in "
                "unemployment_gross_municipal_monthly; expected within 1 per cent."
            )
            yield _at(table, text, line, "full_time_persons")


def year_is_mean_of_months(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each municipality and year whose rate is not the mean of its twelve monthly rates.

    Two publishers' figures; the monthly ones have one decimal, and they differ by up to 0.03.
    """
    monthly = _where(
        tables["unemployment_gross_municipal_monthly"], {"benefit_group": "total"}
    ).assign(year=lambda rows: rows["month"].dt.year)
    by = monthly.groupby(["code", "year"])["pct_of_labour_force"]
    means = by.mean()[by.count().eq(12)].rename("monthly").reset_index()
    both = tables[table].reset_index(names="line").merge(means, on=["code", "year"])
    apart = (both["pct_of_labour_force"] - both["monthly"]).abs().gt(0.04)
    for row in both[apart].to_dict("records"):
        text = (
            f"expected about {row['monthly']:.2f}, the mean of the months of {row['year']} in "
            f"unemployment_gross_municipal_monthly; found {row['pct_of_labour_force']}."
        )
        yield _at(table, text, row["line"], "pct_of_labour_force")


def hours_share_fits_count(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each row whose share is not its count by all recipients.

    Within 0.15 points, which the publisher's revisions explain, but for the newest month: its
    shares have other denominators and are up to 0.5 points off.
    """
    recipients = tables["cash_benefit_municipal_monthly"].rename(columns={"persons": "all"})
    frame = tables[table].reset_index(names="line")
    both = frame.merge(recipients[["code", "month", "all"]], on=["code", "month"])
    expected = (100 * both["persons"] / both["all"]).astype(float)
    tolerance = both["month"].eq(both["month"].max()).map({True: 0.6, False: 0.15})
    wrong = (expected - both["pct_of_recipients"]).abs().gt(tolerance)
    for position, row in both[wrong].iterrows():
        text = (
            f"expected about {expected[position]:.1f}, {row['persons']} of {row['all']} "
            f"recipients; found {row['pct_of_recipients']}."
        )
        yield _at(table, text, row["line"], "pct_of_recipients")


def rounded_to_ten(tables: Tables, table: str, column: str) -> Iterator[Problem]:
    """Yield each count that the publisher would have rounded to a multiple of ten."""
    frame = tables[table]
    for line, count in frame.loc[frame[column].mod(10).ne(0), column].items():
        yield _at(table, f"expected a multiple of 10, found {count}.", line, column)


def regions_add_up(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each region that has not the number of municipalities it has had since 2007."""
    expected = {"1081": 11, "1082": 19, "1083": 22, "1084": 29, "1085": 17}
    frame = tables[table]
    found = frame["region_code"].value_counts()
    for code, number in expected.items():
        if found.get(code, 0) != number:
            text = f"region {code} has {found.get(code, 0)} municipalities, expected {number}."
            yield _at(table, text, column="region_code")
    names = frame.groupby("region_code")["region"].agg(lambda cells: cells.mode()[0])
    for line, row in frame[frame["region"].ne(frame["region_code"].map(names))].iterrows():
        text = (
            f"expected {names[row['region_code']]} for {row['region_code']}, found {row['region']}."
        )
        yield _at(table, text, line, "region")


def reform_fits_municipalities(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each new name or region unlike that in municipalities.csv, and codes without origin.

    A name is told where its Danish letters were lost, which may be in municipalities.csv.
    """
    known = tables["municipalities"].reset_index(names="line").set_index("code")
    frame = tables[table]
    told = set()
    for column, theirs in (("new_name", "name"), ("region", "region")):
        expected = frame["new_code"].map(known[theirs])
        for line, row in frame[frame[column].ne(expected)].iterrows():
            there = ("municipalities", known["line"].get(row["new_code"]), theirs, expected[line])
            here = (table, line, column, row[column])
            wrong, other = (there, here) if _lost_letters(there[3], here[3]) else (here, there)
            if wrong[:3] in told:
                continue
            told.add(wrong[:3])
            text = (
                f"{shown(wrong[3])} here, {shown(other[3])} in official/{other[0]}.csv, "
                f"line {other[1]}; mend the one that the publisher does not write so."
            )
            yield _at(wrong[0], text, wrong[1], wrong[2])
    for code in sorted(set(known.index) - set(frame["new_code"])):
        yield _at(table, f"no old municipality became part of {code}.", column="new_code")


def _lost_letters(name: object, whole: str) -> bool:
    """Return whether ``name`` is ``whole`` but for Danish letters left out or written otherwise."""
    otherwise = {"æ": "(ae?|e)?", "ø": "(oe?)?", "å": "(aa?)?"}
    form = "".join(otherwise.get(c, re.escape(c)) for c in whole.lower())
    return name != whole and re.fullmatch(form, str(name).lower()) is not None


def splits_add_up(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each old municipality whose parts do not make a whole.

    A split one has several rows, one main part and area shares that add up to 1; the shares come
    from coarse boundaries and add up to between 0.978 and 1.
    """
    frame = tables[table]
    for code, rows in frame.groupby("old_code"):
        line, split = rows.index[0], rows["is_split"].iloc[0]
        if rows["is_split"].nunique() > 1 or split != (len(rows) > 1):
            text = f"old municipality {code} has {len(rows)} row(s), but is_split says otherwise."
            yield _at(table, text, line, "is_split")
        elif split and rows["is_main_part"].sum() != 1:
            text = f"old municipality {code} needs one main part, has {rows['is_main_part'].sum()}."
            yield _at(table, text, line, "is_main_part")
        elif split and not 0.97 <= rows["area_share_approx"].sum() <= 1.005:
            total = rows["area_share_approx"].sum()
            text = f"the parts of {code} add up to {total:.3f} of its area; expected 1."
            yield _at(table, text, line, "area_share_approx")


def units_before_reform(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each time when the number of municipalities is not what it was."""
    frame = tables[table]
    since = frame["old_valid_from"].fillna("")
    for day, number in {"2002-12-31": 275, "2005-12-31": 271, "2006-12-31": 270}.items():
        valid = frame[since.le(day) & frame["old_valid_until"].ge(day)]
        if valid["old_code"].nunique() != number:
            text = f"{valid['old_code'].nunique()} municipalities on {day}, expected {number}."
            yield _at(table, text, column="old_code")


def _where(frame: pd.DataFrame, rows: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows that have all the values."""
    for column, value in rows.items():
        frame = frame[frame[column].eq(value)]
    return frame


# --- breaks -------------------------------------------------------------------------------------


def break_problems(
    breaks: Sequence[Break], cards: Mapping[str, Card], tables: Tables
) -> list[Problem]:
    """Return each break that names what is not there, or declares a change the data do not show."""
    problems = []
    ids = [found.id for found in breaks]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        problems.append(Problem("breaks.yaml", f"the id {name} is used more than once."))
    for found in breaks:
        named = {*found.tables, *(change.table for change in found.observed)}
        unknown = sorted(named - set(cards))
        if unknown:
            text = f"{found.id}: no card for {', '.join(unknown)}."
            problems.append(Problem("breaks.yaml", text))
            continue
        problems += [
            problem
            for table in found.tables
            if table in tables
            for problem in _outside_coverage(found, cards[table], tables[table])
        ]
        problems += [
            problem
            for change in found.observed
            if change.table in tables
            for problem in _other_change(found, change, cards[change.table], tables[change.table])
        ]
    return problems


def _outside_coverage(found: Break, card: Card, frame: pd.DataFrame) -> list[Problem]:
    if found.month is None:
        return []
    covered = coverage_of(frame, card)
    # Between means that there are figures on both sides: a break in the first month breaks nothing.
    if covered and covered[0] < found.month <= covered[1]:
        return []
    text = f"{found.id}: {found.month} is not inside {card.table}, which covers {covered}."
    return [Problem("breaks.yaml", text)]


def _other_change(
    found: Break, declared: Observed, card: Card, frame: pd.DataFrame
) -> list[Problem]:
    wrong = sorted({declared.column, *declared.where} - set(card.columns))
    if wrong or found.month is None or card.columns[declared.column].type not in NUMERIC:
        text = (
            f"{found.id}: an observed change needs a month and columns of figures in {card.table}"
        )
        return [Problem("breaks.yaml", f"{text}; see {', '.join(wrong) or declared.column}.")]
    series = _where(frame, declared.where).set_index("month")[declared.column]
    month = pd.Period(found.month.replace("M", "-"), freq="M")
    if not series.index.is_unique or not {month - 1, month} <= set(series.index):
        text = f"{found.id}: {card.table} must have one row for each of {month - 1} and {month}"
        return [Problem("breaks.yaml", f"{text} where {declared.where}.")]
    change = float(series[month] - series[month - 1])
    if abs(change - declared.change) <= declared.tolerance:
        return []
    text = (
        f"{found.id}: {declared.column} in {card.table} changes by {change:g} from {month - 1} "
        f"to {month}, declared is {declared.change:g}. Compare with the publisher, then mend the "
        "figures or the declared change."
    )
    return [Problem("breaks.yaml", text)]


# --- which table gets which check ---------------------------------------------------------------

_PEOPLE = "population_municipal_annual"
_GROSS = "unemployment_gross_municipal_monthly"
_GROSS_SA = "unemployment_gross_national_monthly_sa"
_RECIPIENTS = "cash_benefit_municipal_monthly"
_OFFERS = "activation_offers_municipal"
_BENCHMARK = "expected_and_actual_benefit_municipal"
_FRAMEWORK = "framework_conditions_2007"
_REFORM = "municipal_reform_2007"
_LONGTERM = "longterm_unemployment_municipal_monthly"
_AUK = "cash_benefit_net_unemployed_municipal_quarterly"
_HOURS = "cash_benefit_ordinary_hours_municipal_monthly"
_VISITATION = "cash_benefit_visitation_municipal"

# Groups and total of the benchmark have different denominators here; see the card's caveats.
_BENCHMARK_ODD = (("163", "2021QMAT04"), ("190", "2021QMAT04"))


def _sums(table: str, column: str, low: float, high: float) -> Check:
    settings = {"column": column, "low": low, "high": high}
    return Check(table, municipal_sums, settings, needs=["municipalities"])


def _parts(table: str, category: str, column: str, rounding: float, **more: Any) -> Check:
    settings = {"category": category, "column": column, "rounding": rounding, **more}
    return Check(table, parts_add_up, settings)


CHECKS: list[Check] = [
    # The winter of 2008-09 rose by up to 13.1 per cent a month.
    Check(
        "unemployment_net_national_monthly_sa",
        no_jump,
        {"column": "full_time_persons_thousand", "pct": 15},
    ),
    # Parts and total are rounded one by one: at most 1 apart.
    _parts(_GROSS_SA, "benefit_group", "full_time_persons", 1),
    # April 2020 rose by 29 per cent.
    Check(
        _GROSS_SA,
        no_jump,
        {"column": "full_time_persons", "pct": 35, "rows": {"benefit_group": "total"}},
    ),
    Check(_GROSS_SA, seasonal_adjustment_keeps_the_year, needs=[_GROSS]),
    Check("unemployment_gross_national_monthly_sa_rate", rate_fits_level, needs=[_GROSS_SA]),
    # Unemployed without a municipality: 12 to 174.
    _sums(_GROSS, "full_time_persons", 0, 200),
    _parts(_GROSS, "benefit_group", "full_time_persons", 1),
    Check(
        _GROSS,
        shares_have_one_base,
        {
            "pairs": [("full_time_persons", "pct_of_labour_force")],
            "half_count": 0.5,
            "half_pct": 0.05,
        },
    ),
    Check("unemployment_gross_municipal_annual", year_is_mean_of_months, needs=[_GROSS]),
    # Unemployed without a municipality: 0 to 24.
    _sums(_LONGTERM, "full_time_persons", 0, 30),
    # 2, not 1: a hidden number of full-time persons may itself be a rounded 2.49.
    _parts(_LONGTERM, "benefit_group", "full_time_persons", 2),
    Check(
        _LONGTERM,
        not_above_in,
        {
            "column": "full_time_persons",
            "other_table": _GROSS,
            "other": "full_time_persons",
            "rows": {},
        },
        needs=[_GROSS],
    ),
    # Who moves in the month is counted in both municipalities: 18 to 45 more than the country.
    _sums(_RECIPIENTS, "persons", -60, 0),
    # Rounding of 98 figures: -8 to 6.
    _sums(_RECIPIENTS, "full_time_persons", -10, 10),
    # A full-time person is one person at most; rounding and corrections make it 2 now and then.
    Check(_RECIPIENTS, not_above, {"column": "full_time_persons", "other": "persons", "slack": 2}),
    # Those aged 16 to 66 are 52 to 76 per cent of the residents.
    Check(
        _RECIPIENTS,
        base_within_population,
        {"count": "full_time_persons", "pct": "pct_of_population", "low": 0.5, "high": 0.78},
        needs=[_PEOPLE],
    ),
    # The labour force, likewise: 38 to 60 per cent.
    Check(
        _RECIPIENTS,
        base_within_population,
        {"count": "full_time_persons", "pct": "pct_of_labour_force", "low": 0.36, "high": 0.62},
        needs=[_PEOPLE],
    ),
    _sums(_VISITATION, "full_time_persons", -10, 10),
    Check(_VISITATION, visitation_fits_recipients, needs=[_RECIPIENTS]),
    # Recipients abroad: 25 to 259.
    _sums(_AUK, "full_time_persons", 0, 300),
    # Rounding and people counted in two municipalities: -6 to 7.
    _sums(_HOURS, "persons", -10, 10),
    Check(_HOURS, hours_share_fits_count, needs=[_RECIPIENTS]),
    Check(
        "activation_rate_municipal_monthly",
        not_above,
        {"column": "activation_degree_pct", "other": "affected_share_pct"},
    ),
    # Courses are whole and unrounded: hiding explains all of the gap.
    _sums(_OFFERS, "courses", 0, 0),
    # Persons active in two municipalities: up to 135 more than the country.
    _sums(_OFFERS, "activated_persons", -160, 0),
    _parts(_OFFERS, "offer_type", "courses", 0),
    Check(_OFFERS, not_above, {"column": "activated_persons", "other": "courses"}),
    Check(
        _OFFERS,
        not_above_in,
        {
            "column": "activated_persons",
            "other_table": _RECIPIENTS,
            "other": "persons",
            "rows": {"offer_type": "total"},
        },
        needs=[_RECIPIENTS],
    ),
    # Six figures rounded one by one: -1 to 2.
    _parts("activation_offers_insured_national_monthly", "offer_type", "full_time_persons", 2),
    Check("municipalities", regions_add_up),
    Check(_REFORM, reform_fits_municipalities, needs=["municipalities"]),
    Check(_REFORM, splits_add_up),
    Check(_REFORM, units_before_reform),
    # The largest steps are 7.8 per cent up (Vallensbæk 2009) and 3.1 down.
    Check(_PEOPLE, no_jump, {"column": "population", "pct": 9}),
    Check(
        _FRAMEWORK,
        same_as,
        {"column": "population", "other_table": _PEOPLE, "other": "population", "year": 2007},
        needs=[_PEOPLE],
    ),
    Check(
        _FRAMEWORK,
        same_as,
        {"column": "area_km2", "other_table": "municipalities", "other": "area_km2"},
        needs=["municipalities"],
    ),
    Check(
        _FRAMEWORK,
        is_ratio,
        {
            "column": "population_per_km2",
            "over": "population",
            "under": "area_km2",
            "factor": 1,
            "tolerance": 0.5 + TINY,
        },
    ),
    Check(
        _FRAMEWORK,
        is_ratio,
        {
            "column": "cash_benefit_recipients_pct_of_population",
            "over": "cash_benefit_recipients",
            "under": "population",
            "factor": 100,
            "tolerance": 0.005 + TINY,
        },
    ),
    # Four figures rounded to ten are at most 20 apart; in the largest cities 0.16 per cent.
    _parts(_BENCHMARK, "benefit_group", "expected_full_time_persons", 20, relative=0.002),
    _parts(_BENCHMARK, "benefit_group", "actual_full_time_persons", 20, relative=0.002),
    # Four percentages rounded to two decimals; twice the half of 0.01 each way.
    *(
        _parts(_BENCHMARK, "benefit_group", column, 0.02, known_exceptions=_BENCHMARK_ODD)
        for column in ("expected_pct_of_population_16_66", "actual_pct_of_population_16_66")
    ),
    *(
        Check(_BENCHMARK, rounded_to_ten, {"column": column})
        for column in ("expected_full_time_persons", "actual_full_time_persons")
    ),
    Check(
        _BENCHMARK,
        shares_have_one_base,
        {
            "pairs": [
                ("expected_full_time_persons", "expected_pct_of_population_16_66"),
                ("actual_full_time_persons", "actual_pct_of_population_16_66"),
            ],
            "half_count": 5,
            "half_pct": 0.005,
            "known_exceptions": _BENCHMARK_ODD,
        },
    ),
]
