"""Tables and words of activation: bounds read as bounds, names only where the data can tell."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures import comparison
from vse_report.prose.descriptions import activation as descriptions
from vse_report.tables import activation as tables

SPACE = "\N{NO-BREAK SPACE}"
NAMES = {"101": "København", "563": "Fanø", "825": "Læsø"}


def areas(**changes: object) -> pd.DataFrame:
    row = {
        "name": "Fanø",
        "total": 15.0,
        "low_pct": 60.0,
        "high_pct": 73.3,
        "placed": True,
        "shrunken_pct": 40.0,
        "shrunken_low_pct": 25.0,
        "shrunken_high_pct": 60.0,
        "rank_low": 1,
        "rank_high": 42,
        "standing": 1,
    }
    return pd.DataFrame([row | changes])


def test_what_is_said_of_an_area_stands_in_one_row():
    stated = pd.DataFrame(
        {"area": ["B", "A", "nation", "B", "C"], "statement": ["B1.", "A.", "N.", "B2.", "C."]}
    )
    assert tables.stated_rows(stated).to_numpy().tolist() == [
        ["Kommune A", "A."],
        ["Kommune B", "B1. B2."],
        ["Kommune C", "C."],
        ["Hele landet", "N."],
    ]


def test_a_hidden_count_is_printed_as_a_range_and_an_exact_one_as_a_number():
    (row,) = tables.area_rows(areas()).to_dict("records")
    assert row["share"].text == "60,0–73,3"
    assert (row["interval"].text, row["ranks"].text) == ("25,0–60,0", "1–42")
    assert row["standing"] == "højere"
    (exact,) = tables.area_rows(areas(high_pct=60.0)).to_dict("records")
    assert exact["share"].text == "60,0"


def test_an_area_that_cannot_be_placed_says_so_and_has_no_rank():
    unplaced = areas(
        placed=False, standing=None, rank_low=None, rank_high=None, shrunken_low_pct=None
    )
    (row,) = tables.area_rows(unplaced).to_dict("records")
    assert row["standing"] == "kan ikke placeres"
    assert (row["ranks"], row["interval"]) == (None, None)


def test_reasons_not_to_compare_name_the_month_shown():
    reasons = tables.then_and_now(pd.Period("2026-07", "M")).set_index("label")
    assert list(reasons.index) == [
        "Virksomhedsrettet",
        "Enhed",
        "Periode",
        "Målgruppe",
        "Målestok",
    ]
    assert reasons.at["Periode", "now"].text == "juli 2026, en enkelt måned"


def bounds(**shares: tuple[float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(shares, index=["low_pct", "high_pct"]).T
    return frame.set_axis([name.removeprefix("c") for name in frame.index])


@pytest.mark.parametrize(
    ("læsø", "expected"),
    [
        ((0, 59), "Fanø har den højeste andel, også når de skjulte antal regnes med"),
        (
            (0, 100),
            "Regner man de skjulte antal med, kan enten Fanø eller Læsø have den højeste andel",
        ),
    ],
)
def test_the_highest_is_named_only_where_hidden_counts_allow_it(læsø, expected):
    found = bounds(c101=(20, 20), c563=(60, 73), c825=læsø)
    assert descriptions.highest(found, NAMES).text == expected


def test_the_alt_text_of_the_funnel_counts_and_names_who_stands_out():
    funnel = pd.DataFrame(
        {"total": [20, 4900], "low_pct": [60.0, 20], "high_pct": [70.0, 20]},
        index=["563", "101"],
    ).assign(middle_pct=[65.0, 20], standing=[1, 0])
    told = descriptions.funnel(funnel, 24.46, NAMES).text
    assert "hver af 2 kommuner" in told
    assert "ligger 1 kommuner, under dem ingen, over dem Fanø" in told
    assert (
        f"laveste\nandel er 20,0{SPACE}pct., den højeste mellem 60,0 og 70,0{SPACE}pct., fordi"
        in told
    )


def test_every_method_of_the_sensitivity_has_a_name():
    assert list(descriptions.METHODS) == [*comparison.METHODS, "beta_binomial"]
    assert descriptions.METHODS["tenth"].text == "Yderste tiendedel i hver ende trukket ind"


def test_the_alt_text_of_what_the_study_says_gives_bounds_only():
    uppers = pd.DataFrame({"upper_pct": [float("nan"), 20]}, index=["Kommune C", "Kommune B"])
    told = descriptions.study_statements(uppers).text
    assert f"Kommune C ingen andel oplyst; Kommune B lidt under 20{SPACE}pct." in told
