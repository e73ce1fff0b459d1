"""A sentence that could say what its numbers do not is refused, and told what to do instead."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, unmark
from vse_report.prose.claims import DIRECTIONS, NUMBER_WORDS, checked
from vse_report.results import kept

SPACE = "\N{NO-BREAK SPACE}"
LABELS = {"insured": "Forsikrede", "uninsured": "Ikke-forsikrede", "total": "I alt"}
THEN = kept(
    "then",
    pd.DataFrame(
        {
            "start": [139_700, 30_100],
            "end": [67_800, 18_300],
            "change": [-71_900, -11_800],
            "change_pct": [-51.46, -39.2],
            "share_start_pct": [82.3, 17.7],
            "share_end_pct": [78.7, 21.3],
        },
        index=pd.Index(["insured", "uninsured"], name="group"),
    ),
    "persons",
    labels=LABELS,
    parts={},
)
INSURED, UNINSURED = THEN.insured, THEN.uninsured
PERIOD = kept("period", {"start": pd.Period("2003-12", "M"), "end": pd.Period("2007-08", "M")})


def told(text: str, *typed: str) -> str:
    return checked("block", text, typed).plain


def refusal(text: str, *typed: str) -> str:
    with pytest.raises(ValueError, match=r"^block: ") as caught:
        checked("block", text, typed)
    return str(caught.value)


def test_a_text_comes_out_plain_with_what_it_prints():
    found = checked(
        "block", f"  De blev {w.more(INSURED.change)}: {INSURED.end} i\n  {PERIOD.end}."
    )
    assert found.plain == "De blev færre: 67.800 i\naugust 2007."
    assert [record.text for record in found.records] == ["færre", "67.800", "august 2007"]


def test_a_percentage_that_ends_a_sentence_has_one_full_stop():
    assert told(f"Andelen er {INSURED.share_end_pct}.") == f"Andelen er 78,7{SPACE}pct."


@pytest.mark.parametrize("typed", ["4 tal", "om 2,5 pct.", "i 2007", "1."])
def test_typed_numbers_are_refused(typed):
    assert "keep the number in a frame and cite its cell" in refusal(f"Der er {typed} her.")


@pytest.mark.parametrize("word", [*DIRECTIONS, *NUMBER_WORDS])
def test_typed_words_of_direction_and_number_are_refused_unless_they_are_named(word):
    text = f"Antallet var {word} end ventet."
    assert f"types {word}; take the word from the vocabulary" in refusal(text)
    assert told(text, f"{word} end") == text


def test_a_word_is_refused_inside_no_other_word():
    assert told("Underlaget er totalt og toårigt.") == "Underlaget er totalt og toårigt."


@pytest.mark.parametrize("words", ["færre end", "er her"])
def test_an_exemption_that_is_not_needed_is_refused(words):
    message = refusal("Alt er her.", words)
    assert f"need not be allowed to type {words}; take it out of `typed`" in message


def test_a_forgotten_f_is_told():
    assert "prints a brace; is the f before its quotes missing?" in refusal("Der er {INSURED.end}.")


@pytest.mark.parametrize(
    "text",
    [
        f"De forsikrede gik {w.ends(INSURED.both)} og de ikke-forsikrede {w.ends(UNINSURED.both)}.",
        f"Forsikrede: {INSURED.end}. Ikke-forsikrede: {UNINSURED.end}",
        f"{INSURED.label}: {INSURED.end}, {UNINSURED.label:lower}: {UNINSURED.end}",
        f"De ikke-forsikredes andel var {UNINSURED.share_start_pct}, og den endte på "
        f"{UNINSURED.share_end_pct} De forsikredes endte på {INSURED.share_end_pct}",
        f"Af alle var {INSURED.end} med og {UNINSURED.end} uden.",
    ],
)
def test_a_clause_prints_the_cells_of_the_row_it_names(text):
    assert told(text) == unmark(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        f"De forsikrede gik {w.ends(UNINSURED.both)}.",
        f"De forsikrede gik {w.ends(INSURED.both)} og de ikke-forsikrede {w.ends(INSURED.both)}.",
        f"De ikke-forsikrede endte på {UNINSURED.end} og udgjorde {INSURED.share_end_pct}",
        f"{INSURED.label}: {UNINSURED.end}",
        f"Forsikredes andel var {UNINSURED.share_end_pct}",
    ],
)
def test_a_clause_about_one_row_that_prints_another_is_refused(text):
    message = refusal(text)
    assert "stands in a clause about" in message
    assert "and is about" in message


def test_half_a_movement_is_refused():
    one, other = w.moved(INSURED.change), w.moved(UNINSURED.change)
    assert told(f"Antallet {one.verb} for de forsikrede {one.by}.")
    assert "one half of a pair (verb, by) of then[insured].change" in refusal(
        f"Antallet {one.verb} i alt."
    )
    assert "then[insured].change; then[uninsured].change" in refusal(
        f"Antallet {one.verb} {other.by}."
    )
    smaller = w.compared(UNINSURED.share_end_pct, UNINSURED.share_start_pct)
    assert "one half of a pair (word, than)" in refusal(f"Andelen er {smaller.word} nu.")


def test_a_word_and_its_number_have_the_same_decimals():
    text = f"Antallet {w.moved(INSURED.change, spec='100')} og endte på {INSURED.end}"
    assert told(text)
    message = refusal(f"{text}, {w.moved(INSURED.change)}.")
    assert (
        "prints then[insured].change, or a word that goes by it, with [-2, 0] decimals" in message
    )


AT = kept(
    "at",
    pd.DataFrame(
        {
            "month": pd.PeriodIndex(["2003-12", "2005-06", "2007-08"], freq="M"),
            "persons": [30_100, 35_000, 18_300],
            "share_pct": [17.7, 17.72, 21.3],
        },
        index=pd.Index(["first", "highest", "last"], name="at"),
    ),
    "persons",
)
FIRST, LAST = AT.first, AT.last


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"fra {PERIOD.end} til {PERIOD.start:short}", "august 2007 til dec. 2003 runs backwards"),
        (f"fra {PERIOD.end} til {PERIOD.end}", "august 2007 til august 2007 runs backwards"),
        (f"i {PERIOD.end} og {PERIOD.start}", "august 2007 og december 2003 runs backwards"),
        (f"mellem {FIRST.persons} og {LAST.persons}", "30.100 og 18.300 runs backwards"),
        (f"mellem {FIRST.share_pct} og {AT.highest.share_pct}", "runs backwards"),
        (f"omkring {FIRST.persons} til {LAST.persons}", "30.100 til 18.300 runs backwards"),
        (f"{FIRST.persons} af {LAST.persons}", "30.100 af 18.300 runs backwards"),
        (f"mellem {FIRST.month} og {LAST.persons}", "of different units, is no range"),
    ],
)
def test_ranges_and_parts_that_run_backwards_are_refused(text, why):
    assert why in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        f"fra {PERIOD.start} til {PERIOD.end}",
        f"fra {FIRST.persons} til {LAST.persons}",
        f"mellem {LAST.persons} og {FIRST.persons}",
        f"{LAST.persons} af {FIRST.persons}",
        f"{FIRST.persons} af {FIRST.persons}",
        f"de {FIRST.persons} og {LAST.persons} ledige",
    ],
)
def test_ranges_and_parts_that_can_be_are_told(text):
    assert told(text) == unmark(text)[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"der var {PERIOD.start} ledige", "no word of time leads to it"),
        (f"Ledige, {PERIOD.start}", "no word of time leads to it"),
        (f"I {LAST.persons} var der", "stands where a month belongs, after i"),
        (f"og i\n{LAST.share_pct}", "stands where a month belongs, after i"),
    ],
)
def test_months_stand_after_words_of_time_and_numbers_do_not(text, why):
    assert why in refusal(text)


@pytest.mark.parametrize(
    ("text", "role", "said"),
    [
        (f"ved periodens slutning i {PERIOD.start}", "start", "end"),
        (f"I begyndelsen, i {PERIOD.end}", "end", "start"),
        (f"Senest var det {FIRST.share_pct}", "first", "last"),
        (
            f"den endte med {w.compared(UNINSURED.share_end_pct, UNINSURED.share_start_pct).word} "
            f"{w.compared(UNINSURED.share_end_pct, UNINSURED.share_start_pct).than} den var",
            "start",
            "end",
        ),
    ],
)
def test_a_clause_that_speaks_of_one_end_prints_no_cell_of_another(text, role, said):
    assert f"is of {role} and stands where the text speaks of {said}" in refusal(text)


STUDY = kept("study", {"month": pd.Period("2007-08", "M"), "persons": 91_100.0})


def test_what_a_clause_speaks_of_holds_to_the_end_of_its_sentence_and_not_for_months():
    assert "is of study" in refusal(f"I serien er det, ganske kort, {STUDY.persons}")
    assert told(f"I serien er det andet. Her er {STUDY.persons} og ikke mere.")
    assert told(f"Serien er fra {STUDY.month}.")
    assert told(f"I serien er det lidt og i undersøgelsen {STUDY.persons}")


def test_one_quantity_of_two_frames_in_a_sentence_is_refused_unless_words_tell_them_apart():
    now = kept("now", {"persons": 5.0})
    assert "prints persons of at and of now in one sentence" in refusal(
        f"Der var {FIRST.persons}, her er {now.persons}."
    )
    assert told(f"Der var {FIRST.persons}. Her er {now.persons}.")
    before, after = (kept(name, {"persons": 5.0}) for name in ("before", "after"))
    assert told(f"Før var der {before.persons}, siden {after.persons}.")


def test_a_negative_number_in_a_sentence_is_refused():
    assert "prints then[insured].change as −71.900; say the direction by a word" in refusal(
        f"De stod for {INSURED.change}"
    )


def test_a_text_that_was_cut_is_refused():
    cut = f"{INSURED.end}"[:-1]
    assert "a printed cell was cut apart" in refusal(f"I alt {cut} personer.")


def test_a_label_is_no_subject_of_another_frame():
    other = kept("other", {"share_pct": 5.0})
    assert told(f"De forsikrede: {other.share_pct}") == f"De forsikrede: 5,0{SPACE}pct."
    assert isinstance(other.share_pct, Cell)
