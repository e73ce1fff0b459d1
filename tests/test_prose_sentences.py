"""Sentences print what they record, record what they print, and refuse the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report.prose.sentences import Phrase, entry_of, enumerate_names, join, say, tell

MINUS, SPACE = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}"
MAY = pd.Period("2020-05", "M")


def test_every_field_is_recorded_with_value_unit_decimals_and_text():
    block = tell("fall", "Tallet {change:faldt|steg} til {end:persons}.", change=-5, end=1200)
    assert block.markdown == "Tallet faldt til 1.200."
    assert [entry.model_dump(exclude={"cells"}) for entry in block.entries] == [
        {"id": "fall.change", "value": -5, "unit": "sign", "decimals": None, "text": "faldt"},
        {
            "id": "fall.end",
            "value": 1200,
            "unit": "full-time persons",
            "decimals": 0,
            "text": "1.200",
        },
    ]


def test_the_value_recorded_is_the_unrounded_one():
    entry = entry_of("share", np.float64(14.506666), "pct")
    assert (entry.value, entry.text, entry.decimals) == (14.506666, f"14,5{SPACE}pct.", 1)
    assert type(entry.value) is float


@pytest.mark.parametrize(
    ("value", "spec", "text", "unit", "decimals"),
    [
        (160_300, "persons", "160.300", "full-time persons", 0),
        (16_549.4, "persons-100", "16.500", "full-time persons", -2),
        (16_551, "persons-100", "16.600", "full-time persons", -2),
        (16_551, "persons-10", "16.550", "full-time persons", -1),
        (55.209, "pct", f"55,2{SPACE}pct.", "per cent", 1),
        (-55.209, "pct", f"{MINUS}55,2{SPACE}pct.", "per cent", 1),
        (84.848, "pct.0", f"85{SPACE}pct.", "per cent", 0),
        (6.679, "points", f"6,7{SPACE}pct.point", "percentage points", 1),
        (1.9009, "ratio", "1,9", "times", 1),
        (3, "count", "tre", "count", 0),
        (14, "count", "14", "count", 0),
        (19.63, "fraction", "omkring en femtedel", "per cent", None),
        ("Ærø", "name", "Ærø", "name", None),
        (np.int64(2024), "year", "2024", "year", 0),
        (2024.0, "year", "2024", "year", 0),
    ],
)
def test_formats(value, spec, text, unit, decimals):
    entry = entry_of("x", value, spec)
    assert (entry.text, entry.unit, entry.decimals) == (text, unit, decimals)


@pytest.mark.parametrize(
    ("spec", "text"), [("month", "maj 2020"), ("short_month", "maj 2020"), ("year", "2020")]
)
def test_months_are_recorded_by_their_code(spec, text):
    entry = entry_of("x", MAY, spec)
    assert (entry.value, entry.text, entry.unit) == ("2020M05", text, "month")


def test_abs_drops_the_sign_from_the_text_only():
    entry = entry_of("x", -88_500, "abs persons")
    assert (entry.value, entry.text) == (-88_500, "88.500")
    assert entry_of("x", -3.26, "abs pct.0").text == f"3{SPACE}pct."


def test_bare_leaves_the_unit_to_the_column_head():
    assert entry_of("x", 14.5, "pct", bare=True).text == "14,5"


def test_fields_reach_into_rows_and_objects():
    row = pd.Series({"start": 80.0, "end": 40.0})
    phrase = say("fra {row.start:persons} til {row[end]:persons}", row=row)
    assert phrase.text == "fra 80 til 40"
    assert [entry.id for entry in phrase.entries] == ["row.start", "row[end]"]


def test_a_repeated_field_gets_an_id_of_its_own():
    phrase = say("{a:count}, {b:count}, {a:count} og {a:count}", a=1, b=2)
    assert [entry.id for entry in phrase.entries] == ["a", "b", "a#2", "a#3"]


def test_joined_phrases_keep_their_ids_apart():
    joined = join([say("{a:count} og {a:count}", a=1), say("{a:count}", a=2)], separator="; ")
    assert joined.text == "en og en; to"
    assert [(entry.id, entry.value) for entry in joined.entries] == [
        ("a", 1),
        ("a#2", 1),
        ("a#3", 2),
    ]


def test_pct_at_the_end_of_a_sentence_needs_one_full_stop():
    assert say("faldt {x:pct}.", x=5).text == f"faldt 5,0{SPACE}pct."
    assert say("faldt {x:pct} I alt", x=5).text == f"faldt 5,0{SPACE}pct. I alt"


def test_names_are_looked_up_in_a_scope_after_the_values_given():
    scope = {"a": 1, "b": 2, "unused": 3}
    assert say("{a:count} og {b:count}", scope, a=5).text == "fem og to"


def test_indentation_of_the_template_is_not_printed():
    assert tell("x", "\n    Først.\n    Så {n:count}.\n    ", n=2).markdown == "Først.\nSå to."


def test_the_finding_is_marked():
    assert tell("x", "ja", finding=True).role == "finding"
    assert tell("x", "ja").role == "text"


def test_placing_a_phrase_puts_its_place_before_each_id():
    entries = say("{a:count}", a=1).placed("figur.title")
    assert [entry.id for entry in entries] == ["figur.title.a"]


def test_braces_can_be_printed():
    assert say("{{{a:count}}}", a=1) == Phrase("{en}", (entry_of("a", 1, "count"),))


# --- refused --------------------------------------------------------------------------------------


def test_a_digit_typed_into_a_sentence_is_refused():
    with pytest.raises(ValueError, match="a number is typed into the sentence: 'faldt 12 pro"):
        say("faldt 12 procent til {end:persons}", end=1)


def test_digits_inside_a_field_are_no_typed_numbers():
    assert say("{x1:pct.0}", x1=5).text == f"5{SPACE}pct."


def test_values_that_are_not_printed_are_refused_by_name():
    with pytest.raises(ValueError, match="does not use b, c; remove it or print it"):
        say("{a:count}", a=1, c=2, b=3)


def test_an_unknown_format_names_the_field_and_the_formats():
    with pytest.raises(ValueError, match=r"field \{a\.b\} has the format 'procent'; expected pers"):
        say("{a.b:procent}", a=pd.Series({"b": 1}))


def test_a_field_without_a_format_is_refused():
    with pytest.raises(ValueError, match=r"field \{a\} has the format ''"):
        say("{a}", a=1)


@pytest.mark.parametrize("spec", ["persons.", "persons-5", "persons-1", "abs month", "pct.12"])
def test_formats_that_are_nearly_right_are_refused(spec):
    with pytest.raises(ValueError, match="has the format"):
        entry_of("x", 1.0, spec)


@pytest.mark.parametrize("missing", [float("nan"), None, pd.NA, pd.NaT, np.float64("nan")])
@pytest.mark.parametrize(
    "spec", ["persons", "pct", "abs points", "faldt|steg", "fraction", "count", "month", "name"]
)
def test_a_missing_number_is_refused_in_every_format(missing, spec):
    with pytest.raises(ValueError, match=r"field \{x\} has no value; a sentence cannot print"):
        entry_of("x", missing, spec)


def test_a_count_that_is_no_whole_number_is_refused():
    assert entry_of("x", 3.0, "count").text == "tre"
    with pytest.raises(ValueError, match=r"field \{x\} counts 2.7"):
        entry_of("x", 2.7, "count")


def test_a_name_that_nobody_gave_is_refused():
    with pytest.raises(NameError, match=r"prints \{end\}, but there is no such value"):
        say("{end:persons}")
    with pytest.raises(NameError, match=r"prints \{row.slut\}"):
        say("{row.slut:persons}", row=pd.Series({"end": 1}))


def test_a_phrase_inside_a_sentence_brings_its_entries_along():
    inner = say("{n:persons} færre", n=7000)
    phrase = say("Med {way:phrase}: {change:pct}", way=inner, change=-1)
    assert phrase.text == f"Med 7.000 færre: {MINUS}1,0{SPACE}pct."
    assert [entry.id for entry in phrase.entries] == ["way.n", "change"]


def test_words_to_choose_from_type_no_number():
    with pytest.raises(ValueError, match="a number is typed into the sentence"):
        say("Det {change:faldt i 2007|steg}.", change=1)


def test_courses_heads_and_bare_numbers_have_units_of_their_own():
    phrase = say(
        "{c:courses} forløb, {p:people} personer, {d:number.1}, {low:bare pct}–{high:pct.0}",
        c=12181,
        p=9000,
        d=19.04,
        low=28.2,
        high=31.7,
    )
    assert phrase.text == "12.181 forløb, 9.000 personer, 19,0, 28,2–32\N{NO-BREAK SPACE}pct."
    assert [entry.unit for entry in phrase.entries] == [
        "courses",
        "persons",
        "number",
        "per cent",
        "per cent",
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["Læsø"], "Læsø"), (["Læsø", "Samsø"], "Læsø og Samsø"), (["A", "B", "C"], "A, B og C")],
)
def test_names_are_listed_with_an_entry_each(names, expected):
    phrase = enumerate_names(names)
    assert phrase.text == expected
    assert [entry.value for entry in phrase.entries] == names
    assert len({entry.id for entry in phrase.entries}) == len(names)


@pytest.mark.parametrize("value", [24, 20.24, 2024.5, 12_024])
def test_what_is_no_year_is_refused(value):
    with pytest.raises(ValueError, match=rf"{{y}} has {value}; a year is a whole number of four"):
        say("{y:year}", y=value)
