"""A sentence that could say what its numbers do not is refused, and told what to do instead."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, unmark
from vse_report.prose.claims import DIRECTIONS, NUMBER_WORDS, checked
from vse_report.prose.subjects import ROLES
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


SAYS = {
    **{"start": "I begyndelsen", "end": "Det endte her", "first": "Først", "last": "Senest"},
    **{"lowest": "Det laveste tal", "highest": "Det højeste tal", "before": "Lige inden"},
    **{"after": "Siden da", "stated": "Oplyst er", "derived": "Niveauerne giver"},
    **{"study": "Undersøgelsens", "press": "Avisens", "series": "Seriens"},
}


@pytest.mark.parametrize("family", ROLES)
def test_a_cell_of_each_role_is_refused_where_another_of_its_family_is_named(family):
    for role in family:
        cell = Cell(f"frame[{role}].persons", "persons", 7, "persons")
        for other in family:
            text = f"{SAYS[other]} {cell}"
            typed = [SAYS[other]] if other in ("lowest", "highest") else []
            if role == other:
                assert told(text, *typed)
            else:
                assert f"is of {role} and stands where the text speaks of {other}" in (
                    refusal(text, *typed)
                )


def test_the_last_role_in_a_name_is_the_cell_s():
    cell = Cell("first_gaps[last].persons", "persons", 7, "persons")
    assert told(f"Senest {cell}")
    assert "is of last" in refusal(f"Først {cell}")


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


def test_the_number_of_one_end_beside_the_month_of_the_other_is_refused():
    months = {"start_month": PERIOD.start.value, "end_month": PERIOD.end.value}
    row = kept("row", {**months, "start": 5, "end": 7}, "persons")
    assert told(f"I {row.start_month} var der {row.start} og i {row.end_month} {row.end}.")
    assert told(f"fra {row.start} i {row.start_month} til {row.end} i {row.end_month}")
    message = refusal(f"I {row.start_month} var der {row.end} ledige.")
    assert "row[row].end (7) is of end, and the month beside it is of start" in message


def test_months_of_two_periods_do_not_make_one():
    other = kept("then", {"start_month": PERIOD.start.value, "end_month": PERIOD.end.value})
    now = kept("now", {"start_month": PERIOD.start.value, "end_month": PERIOD.end.value})
    assert "of then and of now in one sentence" in refusal(
        f"begyndelsen i {other.start_month} og slutningen i {now.end_month}"
    )


def test_a_fall_is_kept_under_a_name_that_says_so():
    falls = kept("falls", {"stated_pct": 45.4})
    assert told(f"Et fald på {falls.stated_pct} er oplyst.")
    assert "types fald beside at[first].share_pct" in refusal(f"Et fald på {FIRST.share_pct}")


def test_a_unit_typed_after_a_cell_is_refused():
    assert "types pct after at[first].persons (30.100) [persons]" in refusal(
        f"Det er {FIRST.persons} pct. af dem"
    )


def test_a_text_changed_after_its_cells_were_printed_is_refused():
    text = f"Der er {FIRST.persons} ledige."
    with pytest.raises(ValueError, match=r"was printed as '30\.100', which became '99\.100'"):
        checked("block", text.replace("30", "99"))


def test_a_label_of_two_words_and_a_word_in_another_form_name_their_row():
    index = pd.Index(["a", "b"], name="kind")
    labels = {"a": "vejledning og opkvalificering", "b": "jobparat"}
    kinds = kept("kinds", pd.DataFrame({"share_pct": [1.0, 2.0]}, index=index), labels=labels)
    assert told(f"Vejledning og opkvalificering er {kinds.a.share_pct}")
    assert "is about jobparat" in refusal(f"Vejledning og opkvalificering er {kinds.b.share_pct}")
    assert "is about vejledning" in refusal(f"De jobparate er {kinds.a.share_pct}")


def test_a_total_may_stand_in_a_clause_about_a_part():
    total = kept(
        "all",
        pd.DataFrame({"persons": [3, 5]}, index=pd.Index(["insured", "total"], name="group")),
        parts={},
        labels={"insured": "forsikrede", "total": "i alt"},
    )
    assert told(f"Af {total.total.persons} ledige var {total.insured.persons} forsikrede.")


def test_a_bare_word_is_not_allowed_wherever_it_stands():
    assert "is allowed faldt wherever it stands; name words around it" in refusal(
        "Tallet faldt.", "faldt"
    )
    assert told("Tallet faldt.", "Tallet faldt")
    assert told("De\nto tal.", "De to tal")


def test_counts_and_parts_of_something_may_stand_after_i():
    some = kept("some", {"areas": 20, "of": 98, "share_pct": 20.4}, "count")
    assert told(f"I {some.areas} af {some.of} kommuner, altså i {some.share_pct} af dem")


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
