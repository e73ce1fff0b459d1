"""What must hold of single tables, from what their figures mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vse_report.data.checks.common import Tables, at
from vse_report.data.problems import Problem, shown


def rounded_to_ten(tables: Tables, table: str, column: str) -> Iterator[Problem]:
    """Yield each count that the publisher would have rounded to a multiple of ten."""
    frame = tables[table]
    for line, count in frame.loc[frame[column].mod(10).ne(0), column].items():
        yield at(table, f"expected a multiple of 10, found {count}.", line, column)


# How many municipalities each region has had since 2007, and each of Statistics Denmark's groups
# (Kommunegrupper v1:2018).
_SIZES = {
    "region_code": {"1081": 11, "1082": 19, "1083": 22, "1084": 29, "1085": 17},
    "municipality_group": {
        "capital": 24,
        "metropolitan": 3,
        "provincial": 16,
        "commuter": 24,
        "rural": 31,
    },
}


def regions_add_up(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each region and group of municipalities that has another number of them than it has."""
    frame = tables[table]
    for column, expected in _SIZES.items():
        found = frame[column].value_counts()
        for name, number in expected.items():
            if found.get(name, 0) != number:
                text = f"{name} has {found.get(name, 0)} municipalities, expected {number}."
                yield at(table, text, column=column)
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
    frame = tables[table].reset_index(names="line")
    whole = frame.groupby("old_code").agg(
        line=("line", "first"),
        parts=("line", "size"),
        split=("is_split", "sum"),
        main=("is_main_part", "sum"),
        share=("area_share_approx", "sum"),
    )
    for code, row in whole[whole["parts"].gt(1) | whole["split"].gt(0)].iterrows():
        parts, main, share = int(row["parts"]), int(row["main"]), row["share"]
        if parts == 1 or row["split"] != parts:
            text = f"old municipality {code} has {parts} row(s), but is_split says otherwise."
            yield at(table, text, row["line"], "is_split")
        elif main != 1:
            text = f"old municipality {code} needs one main part, has {main}."
            yield at(table, text, row["line"], "is_main_part")
        elif not 0.97 <= share <= 1.005:
            text = f"the parts of {code} add up to {share:.3f} of its area; expected 1."
            yield at(table, text, row["line"], "area_share_approx")


def units_before_reform(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each time when the number of municipalities is not what it was."""
    frame = tables[table]
    since = frame["old_valid_from"].fillna("")
    for day, number in {"2002-12-31": 275, "2005-12-31": 271, "2006-12-31": 270}.items():
        valid = frame[since.le(day) & frame["old_valid_until"].ge(day)]
        if valid["old_code"].nunique() != number:
            text = f"{valid['old_code'].nunique()} municipalities on {day}, expected {number}."
            yield at(table, text, column="old_code")
