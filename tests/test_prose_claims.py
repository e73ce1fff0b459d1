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
    message = refusal(f"{text}, en ændring på {INSURED.change}.")
    assert (
        "prints then[insured].change, or a word that goes by it, with [-2, 0] decimals" in message
    )


def test_months_that_run_backwards_are_refused():
    assert told(f"fra {PERIOD.start} til {PERIOD.end}")
    message = refusal(f"fra {PERIOD.end} til {PERIOD.start:short}")
    assert "from august 2007 to dec. 2003 runs backwards" in message


def test_a_text_that_was_cut_is_refused():
    cut = f"{INSURED.end}"[:-1]
    assert "a printed cell was cut apart" in refusal(f"I alt {cut} personer.")


def test_a_label_is_no_subject_of_another_frame():
    other = kept("other", {"share_pct": 5.0})
    assert told(f"De forsikrede: {other.share_pct}") == f"De forsikrede: 5,0{SPACE}pct."
    assert isinstance(other.share_pct, Cell)
