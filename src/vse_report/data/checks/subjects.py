"""What must hold of single tables, from what their figures mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from vse_report.data.cards import NATION
from vse_report.data.checks.common import Tables, at, where
from vse_report.data.problems import Problem, shown


def no_jump(
    tables: Tables, table: str, column: str, pct: float, rows: Mapping[str, str] | None = None
) -> Iterator[Problem]:
    """Yield each period that differs from the one before by more than ``pct`` per cent.

    Meant for slips such as a lost digit; the steps the world itself took are below the limit.
    """
    frame = where(tables[table], rows or {})
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
        yield at(table, text, line, column)


def rate_fits_level(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month whose rate does not fit the unemployed and the months beside it.

    The labour force that level and rate imply moves little: neighbouring months' ranges, rounding
    included, have never been more than 1.8 per cent apart, except by revision.
    """
    level = where(tables["unemployment_gross_national_monthly_sa"], {"benefit_group": "total"})
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
        yield at(table, text, line, "pct_of_labour_force")


def seasonal_adjustment_keeps_the_year(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each month where the mean of twelve adjusted months is not that of the unadjusted.

    They differ by up to 0.7 per cent; 1.0 is allowed.
    """
    adjusted = tables[table]
    actual = tables["unemployment_gross_municipal_monthly"]
    actual = actual[actual["code"].eq(NATION)].set_index(["benefit_group", "month"])
    for group, rows in adjusted.sort_values("month").groupby("benefit_group"):
        if group not in actual.index:  # told as rows that are missing
            continue
        theirs = rows["month"].map(actual.loc[group, "full_time_persons"]).astype(float)
        ours = rows["full_time_persons"].where(theirs.notna())
        apart = 100 * (ours.rolling(12).mean() / theirs.rolling(12).mean() - 1)
        for line in apart[apart.abs().gt(1.0)].index:
            text = (
                f"{group}: the twelve months to {rows.at[line, 'month']} are on average "
                f"{apart[line]:+.2f} per cent from the unadjusted figures of the country in "
                "unemployment_gross_municipal_monthly; expected within 1 per cent."
            )
            yield at(table, text, line, "full_time_persons")


def year_is_mean_of_months(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each municipality and year whose rate is not the mean of its twelve monthly rates.

    Two publishers' figures; the monthly ones have one decimal, and they differ by up to 0.03.
    """
    monthly = where(
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
        yield at(table, text, row["line"], "pct_of_labour_force")


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
        yield at(table, text, row["line"], "pct_of_recipients")


def rounded_to_ten(tables: Tables, table: str, column: str) -> Iterator[Problem]:
    """Yield each count that the publisher would have rounded to a multiple of ten."""
    frame = tables[table]
    for line, count in frame.loc[frame[column].mod(10).ne(0), column].items():
        yield at(table, f"expected a multiple of 10, found {count}.", line, column)


def regions_add_up(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each region that has not the number of municipalities it has had since 2007."""
    expected = {"1081": 11, "1082": 19, "1083": 22, "1084": 29, "1085": 17}
    frame = tables[table]
    found = frame["region_code"].value_counts()
    for code, number in expected.items():
        if found.get(code, 0) != number:
            text = f"region {code} has {found.get(code, 0)} municipalities, expected {number}."
            yield at(table, text, column="region_code")
    names = frame.groupby("region_code")["region"].agg(lambda cells: cells.mode()[0])
    for line, row in frame[frame["region"].ne(frame["region_code"].map(names))].iterrows():
        text = (
            f"expected {names[row['region_code']]} for {row['region_code']}, found {row['region']}."
        )
        yield at(table, text, line, "region")


def neighbours_are_mutual(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each row that makes a municipality its own neighbour, or has no row the other way."""
    frame = tables[table]
    pairs = set(zip(frame["code"], frame["neighbour_code"], strict=True))
    for line, row in frame.iterrows():
        code, neighbour = row["code"], row["neighbour_code"]
        if code == neighbour:
            yield at(table, f"{code} is listed as its own neighbour.", line, "neighbour_code")
        elif (neighbour, code) not in pairs:
            text = f"{code} has the neighbour {neighbour}, but not the other way round; add it."
            yield at(table, text, line, "neighbour_code")


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
            yield at(wrong[0], text, wrong[1], wrong[2])
    for code in sorted(set(known.index) - set(frame["new_code"])):
        yield at(table, f"no old municipality became part of {code}.", column="new_code")


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
            yield at(table, text, line, "is_split")
        elif split and rows["is_main_part"].sum() != 1:
            text = f"old municipality {code} needs one main part, has {rows['is_main_part'].sum()}."
            yield at(table, text, line, "is_main_part")
        elif split and not 0.97 <= rows["area_share_approx"].sum() <= 1.005:
            total = rows["area_share_approx"].sum()
            text = f"the parts of {code} add up to {total:.3f} of its area; expected 1."
            yield at(table, text, line, "area_share_approx")


def units_before_reform(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each time when the number of municipalities is not what it was."""
    frame = tables[table]
    since = frame["old_valid_from"].fillna("")
    for day, number in {"2002-12-31": 275, "2005-12-31": 271, "2006-12-31": 270}.items():
        valid = frame[since.le(day) & frame["old_valid_until"].ge(day)]
        if valid["old_code"].nunique() != number:
            text = f"{valid['old_code'].nunique()} municipalities on {day}, expected {number}."
            yield at(table, text, column="old_code")
