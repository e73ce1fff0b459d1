"""Figures beside each other: names, tables joined on their keys, files from outside."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from vse_report import data
from vse_report.data.areas import parse_area, parse_municipality
from vse_report.errors import InputError
from vse_report.notebook import begin, finish

MONTHLY = "unemployment_gross_municipal_monthly"


@pytest.fixture(autouse=True)
def _no_reads():
    data.forget_reads()
    yield
    data.forget_reads()


# --- names ----------------------------------------------------------------------------------------


def test_figures_are_read_by_name_by_code_and_for_the_whole_country():
    asked = {"month": "2026-07", "benefit_group": "total"}
    by_code = data.read(MONTHLY, code=["461", "000", "101"], **asked)
    by_name = data.read(MONTHLY, code=["odense", "Hele landet", 101], **asked)
    assert by_name["code"].tolist() == ["000", "101", "461"]
    pd.testing.assert_frame_equal(by_name, by_code)
    assert {tuple(read.keys["code"]) for read in data.reads()} == {("000", "101", "461")}


def test_names_and_labels_stand_beside_codes_and_categories():
    rows = data.read(MONTHLY, code="Fanø", month="2026M07", names=True)
    assert list(rows)[:5] == ["code", "name", "month", "benefit_group", "benefit_group_label"]
    assert rows["name"].unique().tolist() == ["Fanø"]
    assert rows["benefit_group_label"].tolist() == ["dagpenge", "kontanthjælp", "i alt"]
    pairs = data.read("municipality_neighbours", code="Herning", names=True)
    assert list(pairs) == ["code", "name", "neighbour_code", "neighbour_name"]
    assert "Ikast-Brande" in pairs["neighbour_name"].tolist()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("Odens", "nearest is Odense (461)"),
        ("Bornholms", "nearest is Bornholm (400)"),
        ("Region Nordjylland", "it is a region, of Morsø, Thisted, Brønderslev, Frederikshavn"),
        ("Hadsten", "until 2007 it was one, today part of Favrskov"),
    ],
)
def test_a_name_that_is_no_municipality_is_told_what_it_is(given, told):
    with pytest.raises(InputError) as refused:
        data.read("population_municipal_annual", code=given)
    assert told in str(refused.value)
    assert str(refused.value).startswith(f"population_municipal_annual, code: '{given}' is no ")


def test_a_name_that_is_a_municipality_and_something_else_is_the_municipality():
    """Bornholm was a county and has been a region, København is an old county's name, too."""
    assert [parse_municipality(name) for name in ("Bornholm", "København")] == ["400", "101"]


def test_an_area_is_the_whole_country_or_a_municipality():
    assert [parse_area(given) for given in ("000", 0, "Danmark", "ærø")] == ["000"] * 3 + ["492"]


# --- joined ---------------------------------------------------------------------------------------

UNEMPLOYED = pd.DataFrame(
    {
        "code": ["101", "101", "461"],
        "month": pd.PeriodIndex(["2024-12", "2025-01", "2025-01"], freq="M"),
        "full_time_persons": [10, 20, 30],
    }
)
PEOPLE = pd.DataFrame(
    {"code": ["101", "101", "461"], "year": [2024, 2025, 2024], "population": [100, 200, 400]}
)


def test_months_meet_the_year_they_are_in_and_what_is_not_there_is_missing():
    joined = data.join(UNEMPLOYED, PEOPLE)
    assert list(joined) == ["code", "month", "full_time_persons", "population"]
    assert joined["population"].tolist()[:2] == [100, 200]
    assert joined["population"].isna().tolist() == [False, False, True]


def test_months_meet_their_quarter():
    quarterly = pd.DataFrame(
        {
            "code": ["101", "101"],
            "quarter": pd.PeriodIndex(["2024Q4", "2025Q1"], freq="Q"),
            "net": [1, 2],
        }
    )
    assert data.join(UNEMPLOYED, quarterly)["net"].tolist()[:2] == [1, 2]


def test_several_frames_are_joined_and_names_stand_once():
    named = UNEMPLOYED.assign(name=["København", "København", "Odense"])
    areas = pd.DataFrame(
        {"code": ["101", "461"], "name": ["København", "Odense"], "km2": [88, 305]}
    )
    joined = data.join(named, PEOPLE, areas)
    assert list(joined)[-3:] == ["name", "population", "km2"]
    assert joined["km2"].tolist() == [88, 88, 305]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (
            UNEMPLOYED.assign(benefit_group="total").drop(columns="full_time_persons"),
            None,
        ),
        (
            pd.concat([UNEMPLOYED.assign(benefit_group=g, x=1) for g in ("a", "b")]).drop(
                columns="full_time_persons"
            ),
            "several rows have the same code, month (101, 2024-12; 101, 2025-01; 461, 2025-01); "
            "choose one benefit_group.",
        ),
        (
            UNEMPLOYED.assign(month=["2024-12", "2025-01", "2025-01"]),
            "month is period[M] and str; read both with data.read",
        ),
        (UNEMPLOYED, "both have full_time_persons; rename it in one"),
        (pd.DataFrame({"x": [1]}), "nothing to join on: one has code, month, full_time_persons"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_what_to_do(other, told):
    if told is None:
        assert len(data.join(UNEMPLOYED, other)) == 3
        return
    with pytest.raises(InputError) as refused:
        data.join(UNEMPLOYED, other)
    assert told in str(refused.value)


def test_tables_that_meet_in_no_row_are_refused():
    elsewhere = PEOPLE.assign(code=["751", "761", "791"])
    with pytest.raises(InputError, match="no row of one has the code, year of a row of the other"):
        data.join(UNEMPLOYED, elsewhere)
    assert data.join(UNEMPLOYED.head(0), PEOPLE).empty


def test_figures_of_one_month_are_not_put_beside_those_of_years():
    with pytest.raises(InputError, match="the first has year, the other month; join the finer one"):
        data.join(PEOPLE, UNEMPLOYED.drop_duplicates("code"))
    with pytest.raises(InputError, match="month is str; expected periods"):
        data.join(UNEMPLOYED.assign(month="2024-12"), PEOPLE)


# --- from outside ---------------------------------------------------------------------------------

CARD = """\
title: Nye job
publisher: Jobnet
retrieved: 2026-11-01
licence: kilde skal angives
caveats: [Kun annoncer på nettet.]
"""


@pytest.fixture
def jobs(tmp_path: Path) -> Path:
    """Return a file from outside with its card."""
    path = tmp_path / "jobs.csv"
    path.write_text(
        "code,month,year,jobs,share,open,note\n"
        "461,2026M07,2026,120,1.5,true,a\n"
        "791,2026M08,2026,,2,false,101\n"
    )
    (tmp_path / "jobs.yaml").write_text(CARD)
    return path


def test_a_file_from_outside_is_typed_by_what_it_looks_like(jobs):
    rows = data.outside(jobs)
    assert {name: str(dtype) for name, dtype in rows.dtypes.items()} == {
        "code": "str",
        "month": "period[M]",
        "year": "int64",
        "jobs": "Int64",
        "share": "float64",
        "open": "bool",
        "note": "str",
    }
    assert rows["jobs"].isna().tolist() == [False, True]


def test_municipalities_of_a_file_stand_by_name_or_code_and_other_codes_as_they_are(jobs):
    jobs.write_text("code,x\nodense,1\n0791,2\nHele landet,3\n")
    assert data.outside(jobs)["code"].tolist() == ["461", "791", "000"]
    jobs.write_text("code,x\nA1,1\nB2,2\n")
    assert data.outside(jobs)["code"].tolist() == ["A1", "B2"]


def test_a_file_from_outside_is_named_in_source_lines_and_among_the_sources(jobs):
    parameters = begin("01_unemployment")
    data.outside(jobs)
    data.read("population_municipal_annual", code="Odense")
    assert data.source_line("jobs.csv", "population_municipal_annual") == (
        "Kilder: Jobnet (egen fil), hentet 1. november 2026; "
        "Danmarks Statistik (BEF1A07, FOLK1A, FOLK1AM), udgave marts 2026."
    )
    colophon = finish(parameters)
    assert [source.title for source in colophon.sources][-1] == "Nye job"
    assert colophon.data_date == "2026-11-01"
    assert colophon.sources[-1].caveats == ["Kun annoncer på nettet."]
    assert (colophon.reads[0].table, colophon.reads[0].rows) == ("jobs.csv", 2)


def test_a_file_without_a_card_is_refused_with_one_to_fill_in(jobs):
    jobs.with_suffix(".yaml").unlink()
    with pytest.raises(InputError, match=r"write jobs.yaml beside it, such as:\ntitle"):
        data.outside(jobs)


@pytest.mark.parametrize(
    ("content", "card", "told"),
    [
        ("a\n1\n", CARD.replace("licence", "license"), "licence: is missing"),
        ("a,b\n1,2\n3\n4,5,6\n", CARD, "expected 2 cells in every row, .* not so in row 3, 4"),
        ("", CARD, "expected a name for each column, none twice, in its first line; the file is"),
        ("a,a\n1,2\n", CARD, "none twice, in its first line; found a, a"),
        ("code;jobs\n461;2\n", CARD, "has semicolons between its cells; save it with commas"),
        ("code,x\nOdense,1\nOdnese,2\n", CARD, "'Odnese' is no municipality.*nearest is Odense"),
        ("a\n1\n", CARD + "url: javascript:alert(1)\n", "url: "),
    ],
)
def test_what_is_wrong_with_a_file_or_its_card_is_told(jobs, content, card, told):
    jobs.write_text(content)
    jobs.with_suffix(".yaml").write_text(card)
    with pytest.raises(InputError, match=told):
        data.outside(jobs)
