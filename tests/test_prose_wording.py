"""Danish wording of numbers and months, and words chosen by rule at their boundaries."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose import wording

MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (93694, 0, "93.694"),
        (1234567.891, 2, "1.234.567,89"),
        (999, 0, "999"),
        (0.5, 1, "0,5"),
        (55.20898, 1, "55,2"),
        (29.0, 1, "29,0"),
        (-12345.6, 1, f"{MINUS}12.345,6"),
        (-1, 0, f"{MINUS}1"),
    ],
)
def test_numbers_have_danish_separators_and_a_true_minus(value, decimals, expected):
    assert wording.number(value, decimals) == expected


@pytest.mark.parametrize(("value", "decimals"), [(-0.04, 1), (-0.4, 0), (-0.0, 0)])
def test_what_rounds_to_zero_has_no_sign(value, decimals):
    assert wording.number(value, decimals) == ("0,0" if decimals else "0")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [(0.5, 0, "1"), (2.5, 0, "3"), (-2.5, 0, "−3"), (56.25, 1, "56,3"), (0.15, 1, "0,2")],
)
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    assert wording.number(value, decimals) == expected


def test_months_and_dates():
    may = pd.Period("2020-05", "M")
    assert wording.month(may) == "maj 2020"
    assert wording.short_month(may) == "maj 2020"
    assert wording.short_month(pd.Period("2003-12", "M")) == "dec. 2003"
    assert wording.short_month(pd.Period("2026-06", "M")) == "juni 2026"
    assert wording.short_month(pd.Period("2026-07", "M")) == "juli 2026"
    assert wording.short_month(pd.Period("2026-08", "M")) == "aug. 2026"
    assert wording.date("2026-08-22") == "22. august 2026"


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "nul"), (1, "en"), (12, "tolv"), (13, "13"), (1200, "1.200")]
)
def test_counts_are_words_up_to_twelve(value, expected):
    assert wording.small_count(value) == expected


def test_a_negative_count_is_no_word():
    assert wording.small_count(-1) == f"{MINUS}1"


@pytest.mark.parametrize(
    ("share_pct", "expected"),
    [
        (19.4, "knap en femtedel"),
        (19.5, "omkring en femtedel"),
        (20.5, "omkring en femtedel"),
        (20.6, "godt en femtedel"),
        (20.9, "godt en femtedel"),
        (24.1, "knap en fjerdedel"),
        (33.3, "omkring en tredjedel"),
        (50, "omkring halvdelen"),
        (66, "knap to tredjedele"),
        (78, "godt tre fjerdedele"),
        (9.6, "omkring en tiendedel"),
    ],
)
def test_plain_fractions_say_which_side_of_them_a_share_is(share_pct, expected):
    assert wording.fraction(share_pct) == expected


@pytest.mark.parametrize(
    ("share_pct", "expected"),
    [
        (6, "6,0"),
        (13.9, "13,9"),
        (22.4, "22,4"),
        (28.9, "28,9"),
        (40, "40,0"),
        (60, "60,0"),
        (79.1, "79,1"),
        (100, "100,0"),
    ],
)
def test_a_share_far_from_plain_fractions_is_written_as_it_is(share_pct, expected):
    assert wording.fraction(share_pct) == f"{expected}\N{NO-BREAK SPACE}pct."


def test_names_are_sorted_as_in_danish():
    names = ["Ærø", "Aarhus", "Viborg", "Østerby", "Albertslund", "Haderslev"]
    assert sorted(names, key=wording.alphabetical) == [
        *("Albertslund", "Haderslev", "Viborg", "Ærø", "Østerby", "Aarhus")
    ]
