"""A cell prints in the format of its unit, is recorded, and refuses all else."""

from __future__ import annotations

import math
import operator

import pandas as pd
import pytest

from vse_report.prose.cells import UNITS, Cell, Marked, mark, parts, unmark

SPACE, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"
JULY = pd.Period("2016-07", "M")


def cell(value: object, unit: str, column: str = "column") -> Cell:
    return Cell(f"frame[row].{column}", column, value, unit, "Row", ("Other",))


@pytest.mark.parametrize(
    ("value", "unit", "spec", "text"),
    [
        (160_300, "persons", "", "160.300"),
        (16_549.4, "persons", "100", "16.500"),
        (16_550, "persons", "100", "16.600"),
        (55.25, "pct", "", f"55,3{SPACE}pct."),
        (55.25, "pct", "bare", "55,3"),
        (-55.25, "pct", ".0", f"{MINUS}55{SPACE}pct."),
        (-0.04, "pct", "", f"0,0{SPACE}pct."),
        (19.6, "pct", "fraction", "omkring en femtedel"),
        (6.68, "points", "bare .2", "6,68"),
        (1.9, "times", "", "1,9"),
        (3, "count", "word", "tre"),
        (3, "count", "", "3"),
        (14, "count", "word", "14"),
        (JULY, "month", "", "juli 2016"),
        (pd.Period("2016-12", "M"), "month", "short", "dec. 2016"),
        (JULY, "month", "year", "2016"),
        ("Ledige på dagpenge", "name", "", "Ledige på dagpenge"),
        ("Ledige på dagpenge", "name", "lower", "ledige på dagpenge"),
    ],
)
def test_a_cell_is_printed_in_the_format_of_its_unit(value, unit, spec, text):
    plain, (record,), typed = unmark("Det er {:{}} i alt".format(cell(value, unit), spec))
    assert plain == f"Det er {text} i alt"
    assert typed == "Det er \N{OBJECT REPLACEMENT CHARACTER} i alt"
    assert (record.cells, record.text, record.subject) == (("frame[row].column",), text, "Row")


@pytest.mark.parametrize(
    ("value", "unit", "spec", "why"),
    [
        (5, "persons", "abs", "is no number to be written as 'abs'; after the colon may stand ba"),
        (5, "persons", "word", "is no number to be written as 'word'"),
        (5, "points", "fraction", "is no number to be written as 'fraction'"),
        (JULY, "month", ".1", "is a month; after the colon may stand short, year, not '.1'"),
        ("A", "name", "bare", "is a name; after the colon may stand lower, upper, not 'bare'"),
        (True, "truth", "", "is true or false; give it to a word of the vocabulary"),
        (math.nan, "pct", "", "has no value; a sentence cannot print a missing one"),
        (pd.NaT, "month", "", "has no value"),
        (None, "name", "", "has no value"),
    ],
)
def test_a_cell_of_the_wrong_kind_is_refused_with_its_place(value, unit, spec, why):
    with pytest.raises(ValueError, match=r"^frame\[row\]\.column ") as caught:
        "{:{}}".format(cell(value, unit), spec)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    "reckon",
    [
        *(lambda c, op=op: op(c, 1) for op in (operator.add, operator.sub, operator.mul)),
        *(lambda c, op=op: op(1, c) for op in (operator.add, operator.sub, operator.truediv)),
        *(lambda c, op=op: op(c, c) for op in (operator.lt, operator.ge, operator.eq, operator.ne)),
        *(operator.neg, abs, round, float, int, bool, math.sqrt),
    ],
)
def test_arithmetic_on_a_cell_is_refused(reckon):
    with pytest.raises(TypeError, match=r"frame\[row\]\.column is for printing; work it out in a"):
        reckon(cell(5, "persons"))


def test_a_cell_shows_what_it_is_to_who_looks():
    assert repr(cell(5, "persons")) == "<frame[row].column: 5 persons>"


@pytest.mark.parametrize(
    ("value", "unit", "spec", "printed"),
    [
        (16.25, "pct", "", 16.3),
        (16.34, "pct", "", 16.3),
        (16_549, "persons", "100", 16_500),
        (-0.04, "points", "", 0),
        (0.5, "persons", "", 1),
    ],
)
def test_what_words_go_by_is_the_number_as_printed(value, unit, spec, printed):
    assert cell(value, unit).printed(spec) == printed


def test_what_words_go_by_is_neither_missing_nor_a_name():
    with pytest.raises(ValueError, match="has no value to go by"):
        cell(math.nan, "pct").printed()
    with pytest.raises(ValueError, match="is no number"):
        cell("A", "name").printed()


def test_texts_put_together_keep_their_records_in_order():
    one, two = cell(1, "count", "one"), cell(2, "count", "two")
    text = " og ".join(str(c) for c in (two, one)) + f", {one:word}"
    plain, records, _ = unmark(text)
    assert plain == "2 og 1, en"
    assert [record.cells for record in records] == [
        ("frame[row].two",),
        ("frame[row].one",),
        ("frame[row].one",),
    ]
    assert [part if isinstance(part, str) else part.text for part in parts(text)] == [
        *("", "2", " og ", "1", ", ", "en", "")
    ]


def test_a_marked_text_begins_a_sentence_with_a_capital():
    word = mark((cell(5, "persons"),), "word", "færre")
    assert isinstance(word, Marked)
    plain, (record,), _ = unmark(f"{word:upper} end før")
    assert (plain, record.text) == ("Færre end før", "Færre")


def test_months_are_recorded_by_their_code():
    assert unmark(f"{cell(JULY, 'month')}")[1][0].value == "2016M07"


def test_every_unit_says_how_its_column_is_headed():
    assert [name for name, unit in UNITS.items() if not unit.head] == ["index", "rank"]
