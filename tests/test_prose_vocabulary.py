"""Words agree with the numbers beside them, as printed: every side, ties, nought and one."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, Ends, Range, unmark

SPACE = "\N{NO-BREAK SPACE}"


def cell(value: object, unit: str = "persons", column: str = "change", row: str = "row") -> Cell:
    return Cell(f"frame[{row}].{column}", column, value, unit)


def ends(start: float, end: float, unit: str = "pct") -> Ends:
    return Ends(cell(start, unit, "share_start"), cell(end, unit, "share_end"))


def month(text: str, column: str = "month") -> Cell:
    return cell(pd.Period(text, "M"), "month", column)


def plain(text: object) -> str:
    return unmark(str(text))[0]


@pytest.mark.parametrize(
    ("change", "pct", "past", "present"),
    [
        (-71_900, -51.46, "faldt med 71.900 (51,5 pct.)", "falder med 71.900 (51,5 pct.)"),
        (12, 0.01, "steg med 12 (under 0,1 pct.)", "stiger med 12 (under 0,1 pct.)"),
        (1, 100.0, "steg med 1 (100,0 pct.)", "stiger med 1 (100,0 pct.)"),
        (0.4, 0.01, "var stort set uændret", "er stort set uændret"),
        (-0.4, -0.01, "var stort set uændret", "er stort set uændret"),
        (0, 0, "var uændret", "er uændret"),
    ],
)
def test_moved(change, pct, past, present):
    cells = cell(change), cell(pct, "pct", "change_pct")
    assert plain(w.moved(*cells)).replace(SPACE, " ") == past
    assert plain(w.moved(*cells, tense="present")).replace(SPACE, " ") == present


def test_moved_names_what_is_counted_and_rounds_as_asked():
    assert plain(w.moved(cell(-71_949), of="fuldtidspersoner", spec="100")) == (
        "faldt med 71.900 fuldtidspersoner"
    )
    assert plain(w.moved(cell(-49), of="fuldtidspersoner", spec="100")) == "var stort set uændret"
    one = w.moved(cell(-1.2), of="fuldtidspersoner")
    assert plain(one) == "faldt med 1 fuldtidsperson"
    few = w.moved(cell(-40), cell(-30.0, "pct", "change_pct"), spec="100")
    assert plain(few).replace(SPACE, " ") == "faldt med under 100 (30,0 pct.)"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (16.26, 16.34, "var stort set uændret"),  # the difference prints 0,1; both ends print 16,3
        (16.249, 16.251, "steg med under 0,1 pct.point"),  # prints 16,2 and 16,3
        (16.24, 16.36, "steg med 0,1 pct.point"),
        (16.3, 16.3, "var uændret"),
        (20.0, 16.3, "faldt med 3,7 pct.point"),
    ],
)
def test_where_the_ends_are_printed_too_they_decide(start, end, expected):
    move = w.moved(cell(end - start, "points"), over=ends(start, end))
    assert plain(move).replace(SPACE, " ") == expected


def test_moved_refuses_what_is_not_one_movement():
    with pytest.raises(ValueError, match="are of different rows"):
        w.moved(cell(-5), cell(-1.0, "pct", row="other"))
    with pytest.raises(ValueError, match="have different signs"):
        w.moved(cell(-5), cell(1.0, "pct"))
    with pytest.raises(ValueError, match="are no change in number and the same in per cent"):
        w.moved(cell(-1.0, "pct"), cell(-5))
    with pytest.raises(ValueError, match=r"\[pct\] is no change of .*share_end \[pct\]"):
        w.moved(cell(-12.2, "pct"), over=ends(28.5, 16.3))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (
            28.5,
            16.3,
            "faldt med 12,2 pct.point, fra 28,5 pct. i juli 2016 til 16,3 pct. i maj 2020",
        ),
        (16.26, 16.34, "var stort set uændret, 16,3 pct. både i juli 2016 og i maj 2020"),
    ],
)
def test_moved_between(start, end, expected):
    change, months = cell(end - start, "points"), Ends(month("2016-07"), month("2020-05"))
    told = w.moved_between(change, ends(start, end), months=months)
    assert plain(told).replace(SPACE, " ") == expected
    beside = cell(9, "pct", row="other")
    with pytest.raises(ValueError, match="are of different rows"):
        w.moved_between(change, Ends(beside, ends(start, end).end))


def test_out_of_tells_a_part_its_whole_and_their_share():
    cells = cell(16_409), cell(83_582)
    told = w.out_of(*cells, cell(19.63, "pct"), "ledige")
    assert plain(told).replace(SPACE, " ") == "16.409 af 83.582 ledige (19,6 pct.)"
    with pytest.raises(ValueError, match=r"19,8.pct\., is not 16.409 of 83.582"):
        w.out_of(*cells, cell(19.8, "pct"), "ledige")
    with pytest.raises(ValueError, match=r"is not 83\.582 of 16\.409"):
        w.out_of(*reversed(cells), cell(19.6, "pct"), "ledige")
    few = w.out_of(cell(3.4), cell(10.4), cell(32.7, "pct"), "ledige")
    assert plain(few).replace(SPACE, " ") == "3 af 10 ledige (32,7 pct.)"
    with pytest.raises(ValueError, match="is nought, of which there is no part"):
        w.out_of(cell(0), cell(0), cell(0.0, "pct"), "ledige")
    with pytest.raises(ValueError, match="is no share of"):
        w.out_of(cell(16, "pct"), cell(83, "pct"), cell(19.6, "pct"), "ledige")


@pytest.mark.parametrize(
    ("change", "number"),
    [(-1, "færre"), (0, "lige så mange"), (0.4, "lige så mange"), (1, "flere")],
)
def test_more(change, number):
    assert plain(w.more(cell(change))) == number


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (0, "er uændret"),
        (0.04, "er stort set uændret"),
        (-1.7, "er næsten uændret (faldet 1,7 pct.)"),
        (2.04, "er næsten uændret (steget 2,0 pct.)"),
        (2.05, "er steget med 2,1 pct."),
        (-44.9, "er faldet med 44,9 pct."),
        (-45, "er næsten halveret (faldet 45,0 pct.)"),
        (-50.04, "er halveret (faldet 50,0 pct.)"),
        (-52.2, "er mere end halveret (faldet 52,2 pct.)"),
        (-60.1, "er faldet med 60,1 pct."),
        (90, "er næsten fordoblet (steget 90,0 pct.)"),
        (100, "er fordoblet (steget 100,0 pct.)"),
        (120, "er mere end fordoblet (steget 120,0 pct.)"),
        (120.1, "er steget med 120,1 pct."),
    ],
)
def test_become(change, expected):
    assert plain(w.become(cell(change, "pct"))).replace(SPACE, " ") == expected


def test_only_a_relative_change_becomes():
    with pytest.raises(ValueError, match=r"\[persons\] is no relative change"):
        w.become(cell(-5))


@pytest.mark.parametrize(
    ("start", "end", "part", "level"),
    [
        (16.3, 16.2, "en mindre del", "et lavere niveau"),
        (16.26, 16.34, "en lige så stor del", "et lige så højt niveau"),
        (16.3, 16.4, "en større del", "et højere niveau"),
    ],
)
def test_larger(start, end, part, level):
    assert plain(w.larger(ends(start, end), "del")) == part
    assert plain(w.larger(ends(start, end), "niveau")) == level


@pytest.mark.parametrize(("form", "word"), [("en", "stor"), ("et", "stort"), ("plural", "store")])
def test_what_is_alike_agrees_in_gender_and_number(form, word):
    one, other = cell(1, "pct"), cell(1, "pct", row="other")
    assert plain(w.compared(one, other, "amount", form).word) == f"lige så {word}"


def test_counts_become_more_and_shares_larger():
    with pytest.raises(ValueError, match=r"\[persons\] does not become"):
        w.larger(cell(5), "del")
    with pytest.raises(ValueError, match=r"\[pct\] does not become færre or flere"):
        w.more(cell(5, "pct"))
    with pytest.raises(ValueError, match="'hus' is not known to become larger or higher; NOUNS"):
        w.larger(cell(5, "pct"), "hus")


@pytest.mark.parametrize(
    ("one", "other", "word", "than"),
    [
        (5.2, 6.1, "lavere", "end"),
        (6.14, 6.06, "lige så høj", "som"),
        (7, 6, "højere", "end"),
    ],
)
def test_compared(one, other, word, than):
    found = w.compared(cell(one, "pct"), cell(other, "pct", row="other"), "height")
    assert (plain(found.word), plain(found.than)) == (word, than)


def test_different_units_are_not_compared():
    with pytest.raises(ValueError, match=r"\[points\] and .* \[pct\] cannot be compared"):
        w.compared(cell(1, "pct", row="a"), cell(1, "points", row="b"), "height")


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(1.0, 2.0, "under"), (1.02, 0.98, "lige"), (2.0, 1.0, "over")]
)
def test_ordered(one, other, expected):
    sides = {"below": "under", "alike": "lige", "above": "over"}
    assert plain(w.ordered(cell(one, "pct"), cell(other, "pct"), **sides)) == expected


@pytest.mark.parametrize(
    ("one", "others", "expected"),
    [
        (5, [3, 4], "størst"),
        (1, [3, 4], "mindst"),
        (3, [1, 5], "hverken størst eller mindst"),
        (5, [3, 5.4], "blandt de største"),
        (3, [3.2, 5], "blandt de mindste"),
        (3, [3, 3], "lige stor"),
    ],
)
def test_superlative(one, others, expected):
    assert plain(w.superlative(cell(one), *map(cell, others))) == expected


@pytest.mark.parametrize(
    ("number", "months", "years"),
    [
        (0, "ingen måneder", "ingen år"),
        (1, "én måned", "ét år"),
        (2, "to måneder", "to år"),
        (2.7, "tre måneder", "tre år"),
        (12, "tolv måneder", "tolv år"),
        (13, "13 måneder", "13 år"),
    ],
)
def test_counted(number, months, years):
    count = cell(number, "count")
    assert plain(w.counted(count, "måned", "måneder")) == months
    assert plain(w.counted(count, "år", "år", neuter=True)) == years


def test_only_counts_are_counted():
    with pytest.raises(ValueError, match=r"\[pct\] is no count"):
        w.counted(cell(3, "pct"), "måned", "måneder")


def test_span():
    first, last = month("2016-07", "start"), month("2020-05", "end")
    assert plain(w.span(first, last)) == "fra juli 2016 til maj 2020"
    assert plain(w.span(first, first)) == "i juli 2016"
    with pytest.raises(ValueError, match=r"end, maj 2020, is not before .*start, juli 2016"):
        w.span(last, first)
    with pytest.raises(ValueError, match=r"\[persons\] is no month"):
        w.span(first, cell(5))


def test_ends():
    months = Ends(month("2016-07"), month("2020-05"))
    assert plain(w.ends(ends(14.5, 21.2))) == f"fra 14,5{SPACE}pct. til 21,2{SPACE}pct."
    assert plain(w.ends(ends(14.5, 21.2), months)) == (
        f"fra 14,5{SPACE}pct. i juli 2016 til 21,2{SPACE}pct. i maj 2020"
    )
    assert plain(w.ends(ends(16.26, 16.34))) == f"16,3{SPACE}pct. både først og sidst"
    assert plain(w.ends(ends(16.26, 16.34), months)) == (
        f"16,3{SPACE}pct. både i juli 2016 og i maj 2020"
    )
    with pytest.raises(ValueError, match="is not before"):
        w.ends(ends(1, 2), Ends(months.end, months.start))
    of_other = cell(pd.Period("2016-07", "M"), "month", row="other")
    with pytest.raises(ValueError, match="are of different rows"):
        w.ends(ends(1, 2), Ends(of_other, months.end))


def bounds(low: float, high: float, unit: str = "pct") -> Range:
    return Range(cell(low, unit, "share_low"), cell(high, unit, "share_high"))


@pytest.mark.parametrize(
    ("of", "told", "in_table"),
    [
        (bounds(28.21, 32.2), "mellem 28,2 og 32,2 pct.", "28,2–32,2"),
        (bounds(24.46, 24.54), "24,5 pct.", "24,5"),
        (bounds(-0.387, 0.0046, "index"), "mellem −0,39 og 0,00", "−0,39 til 0,00"),
        (bounds(1, 3, "rank"), "mellem 1 og 3", "1–3"),
    ],
)
def test_a_range_is_written_as_its_bounds_and_once_where_they_print_alike(of, told, in_table):
    assert plain(w.between(of)).replace(SPACE, " ") == told
    assert plain(w.bounds(of)) == in_table


def test_a_range_without_bounds_is_a_dash_and_without_a_lower_one_at_most():
    missing = float("nan")
    assert plain(w.bounds(bounds(missing, missing))) == "–"
    assert plain(w.bounds(bounds(missing, 0.12, "index"))) == "højst 0,12"
    with pytest.raises(ValueError, match="has no value"):
        w.between(bounds(missing, missing))


@pytest.mark.parametrize("word", [w.between, w.bounds])
def test_bounds_that_changed_places_are_refused(word):
    with pytest.raises(ValueError, match="is above"):
        word(bounds(32, 28))


@pytest.mark.parametrize(
    ("p", "told"),
    [
        (0.02, "under 0,1"),
        (0.1, "0,1 til 1"),
        (0.99, "0,1 til 1"),
        (1, "1 til 5"),
        (5.3, "5 til 10"),
        (10, "over 10"),
    ],
)
def test_a_chance_is_told_by_its_class(p, told):
    assert plain(w.chance(cell(p, "pct"))) == told


def test_a_chance_is_a_percentage():
    with pytest.raises(ValueError, match="no chance in per cent"):
        w.chance(cell(0.02, "index"))


def test_every_word_is_recorded_with_the_cells_it_went_by():
    change, other = cell(-5), cell(-1.0, "pct", "change_pct")
    verb, by = (unmark(half)[1][0] for half in w.moved(change, other))
    assert verb.cells == by.cells == ("frame[row].change", "frame[row].change_pct")
    assert (verb.format, by.format) == ("moved: verb", "moved: by")
    assert unmark(w.more(change))[1][0].cells == ("frame[row].change",)


def test_a_word_that_does_not_exist_is_told_with_the_nearest():
    with pytest.raises(AttributeError, match="no word 'mooved'; did you mean 'moved'"):
        w.mooved  # noqa: B018


# No pair of numbers, at any precision, gives a word that what is printed beside it contradicts.

NUMBERS = st.one_of(
    st.integers(-200_000, 200_000),
    st.floats(-100, 100, allow_nan=False),
    st.sampled_from([0.05, -0.05, 0.049999, 16.25, 16.249999999, -0.0, 1e-12]),
)
UNIT = st.sampled_from(["persons", "pct", "points", "count"])


def read(text: str) -> float:
    """Return the first number of a Danish text."""
    found = re.search(r"−?[\d.]+(?:,\d+)?", text)[0]
    return float(found.replace(".", "").replace(",", ".").replace("−", "-"))


@given(NUMBERS, UNIT, st.sampled_from(["", "100"]))
def test_a_verb_never_contradicts_its_amount(value, unit, spec):
    spec = spec if unit == "persons" else ""
    verb, by = map(plain, w.moved(cell(value, unit), spec=spec))
    if verb == "var":
        assert by in ("uændret", "stort set uændret")
        assert abs(value) <= (50 if spec else 0.05 if unit in ("pct", "points") else 0.5)
    else:
        assert read(by) > 0
        assert verb == ("steg" if value > 0 else "faldt")


@given(NUMBERS, NUMBERS, st.sampled_from(["pct", "points", "times"]))
def test_a_comparative_never_contradicts_the_two_numbers_printed(start, end, unit):
    pair = ends(start, end, unit)
    printed = [read(plain(f"{one}")) for one in pair]
    word = plain(w.larger(pair, "del"))
    assert word == (
        "en mindre del"
        if printed[1] < printed[0]
        else "en større del"
        if printed[1] > printed[0]
        else "en lige så stor del"
    )
    assert ("både" in plain(w.ends(pair))) == (printed[0] == printed[1])
    compared = w.compared(pair.start, pair.end)
    assert (plain(compared.than) == "som") == (printed[0] == printed[1])


@given(NUMBERS)
def test_what_became_of_a_number_never_contradicts_it(value):
    change = cell(value, "pct")
    text = plain(w.become(change))
    printed = read(plain(f"{change}"))
    assert ("fald" in text or "halveret" in text) == (printed < 0)
    assert ("steget" in text or "fordoblet" in text) == (printed > 0)
    if printed:
        assert read(text) == abs(printed)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_part_out_of_a_whole_is_told_with_its_share(part, whole):
    part = min(part, whole)
    share = 100 * part / whole
    text = plain(w.out_of(cell(part), cell(whole), cell(share, "pct"), "ledige"))
    assert read(text) == part
    assert read(text.partition("(")[2]) == pytest.approx(share, abs=0.0501)


@given(NUMBERS, NUMBERS)
def test_a_movement_over_printed_ends_never_contradicts_them(start, end):
    pair = ends(start, end)
    verb, by = map(plain, w.moved(cell(end - start, "points"), over=pair))
    first, last = (read(plain(f"{one}")) for one in pair)
    assert verb == ("faldt" if last < first else "steg" if last > first else "var")
    assert verb == "var" or read(by) > 0
