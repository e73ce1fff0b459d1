"""The verdicts on the study's statements: each rule both ways, and those on file recomputed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from vse_report import data, paths
from vse_report.data import reported
from vse_report.data.checks.verdicts import (
    Published,
    derived_change_pct,
    verdict,
    verdict_problems,
)
from vse_report.data.reported import Statement
from vse_report.errors import DataError
from vse_report.measures.statements import gap_of_falls, stated_and_derived_falls

TEXT_VARIABLE = "VSE_REPORT_STUDY_TEXT"
NOTHING = pd.DataFrame({"month": [], "persons": []})


def statement(id: str, *values: float | str, **derivation: Any) -> Statement:
    return Statement(
        id=id,
        section="",
        offset=0,
        end=1,
        phrase_sha256="0" * 64,
        statement="",
        kind="level" if values else "comparison",
        values=list(values),
        unit="",
        qualifier="",
        source="",
        derivation=derivation or None,
        verdict="unchecked",
    )


def stated(**levels: float) -> dict[str, Statement]:
    return {name: statement(name, value) for name, value in levels.items()}


def series(first: str, *persons: float) -> pd.DataFrame:
    months = pd.period_range(first, periods=len(persons), freq="M")
    return pd.DataFrame({"month": months, "persons": persons})


def judged(
    mine: Statement,
    others: dict[str, Statement] | None = None,
    net: pd.DataFrame = NOTHING,
    press: pd.DataFrame = NOTHING,
    population: pd.DataFrame = NOTHING,
    framework: pd.DataFrame = NOTHING,
) -> str:
    return verdict(mine, others or {}, Published(net, press, population, framework))


# --- the rules ------------------------------------------------------------------------------------


def test_without_a_derivation_nothing_is_checked():
    assert judged(statement("a", 12)) == "unchecked"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-33.3", "agrees"),
        ("-33", "agrees"),
        ("-33.0", "contradicted"),
        ("-33.4", "contradicted"),
        ("33.3", "contradicted"),
    ],
)
def test_a_stated_change_is_compared_at_the_precision_it_is_stated_with(value, expected):
    fall = statement("fall", value, rule="relative_change", of=["before", "after"])
    assert judged(fall, stated(before=300, after=200)) == expected  # -33.333


@pytest.mark.parametrize(
    ("mine_after", "expected"), [(90, "agrees"), (50, "contradicted"), (40, "contradicted")]
)
def test_falling_less_than_another_group(mine_after, expected):
    less = statement("less", rule="falls_less", of=["a", "b"], than=["c", "d"])
    assert judged(less, stated(a=100, b=mine_after, c=200, d=100)) == expected


@pytest.mark.parametrize(("end", "expected"), [(21, "consistent"), (20, "unchecked")])
def test_a_rising_share_points_to_a_heavier_composition_and_proves_nothing(end, expected):
    heavier = statement("heavier", rule="share_rises", of=["a", "b"], beside=["c", "d"])
    assert judged(heavier, stated(a=20, b=end, c=80, d=80)) == expected


@pytest.mark.parametrize(("last", "expected"), [(5, "consistent"), (9, "contradicted")])
def test_lowest_so_far_looks_at_no_later_month(last, expected):
    lowest = statement("lowest", rule="lowest_so_far", month="2020M03")
    assert judged(lowest, net=series("2020-01", 8, 7, last, 1)) == expected


@pytest.mark.parametrize(("later", "expected"), [(8, "consistent"), (10, "unchecked")])
def test_highest_looks_only_at_months_up_to_the_end_of_the_period(later, expected):
    high = statement("high", rule="highest_before", month="2020M02", until="2020M03")
    assert judged(high, net=series("2020-01", 7, 9, later, 99)) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [(110, "consistent"), (90, "consistent"), (111, "contradicted"), (89, "contradicted")],
)
def test_a_figure_of_the_time_is_near_within_the_tolerance(printed, expected):
    near = statement("near", 100, rule="near_contemporary", month="2020M02", tolerance_pct=10)
    press = series("2020-01", 100, printed)
    assert judged(near, press=press) == expected


def test_one_near_figure_of_several_is_enough():
    near = statement("near", 100, rule="near_contemporary", month="2020M01", tolerance_pct=10)
    press = pd.concat([series("2020-01", 150), series("2020-01", 105)])
    assert judged(near, press=press) == "consistent"


@pytest.mark.parametrize(
    ("stated", "expected"), [(6200, "agrees"), (6100, "contradicted"), (6188, "contradicted")]
)
def test_a_population_is_the_sum_of_its_municipalities_rounded_as_stated(stated, expected):
    islands = statement(
        "islands", stated, rule="population_of", codes=["1", "2"], year=2007, to=100
    )
    rows = [("1", 2007, 4130), ("2", 2007, 2058), ("2", 2006, 9999), ("3", 2007, 9999)]
    people = pd.DataFrame(rows, columns=["code", "year", "population"])
    assert judged(islands, population=people) == expected  # 4130 + 2058 = 6188


def test_a_population_that_is_not_known_is_no_contradiction():
    islands = statement(
        "islands", 6200, rule="population_of", codes=["1", "2", "4"], year=2007, to=100
    )
    rows = [("1", 2007, 4130), ("2", 2006, 2058)]
    people = pd.DataFrame(rows, columns=["code", "year", "population"])
    with pytest.raises(ValueError, match="statement islands: no population of 2, 4 in 2007"):
        judged(islands, population=people)


@pytest.mark.parametrize(
    ("island", "expected"), [(9, "consistent"), (4, "contradicted"), (1, "contradicted")]
)
def test_extreme_municipalities_widen_the_spread_more_than_they_move_the_mean(island, expected):
    # without the island: mean 4, spread 1. 9 moves the mean by a quarter and widens by 2.6 times
    wider = statement("wider", rule="widened_by", codes=["825"])
    burden = pd.DataFrame(
        {
            "code": ["101", "147", "151", "825"],
            "full_time_unemployed_per_100_aged_17_64": [3.0, 4.0, 5.0, island],
        }
    )
    assert judged(wider, framework=burden) == expected
    with pytest.raises(ValueError, match="statement wider: no figures of 825; mend its codes"):
        judged(wider, framework=burden[burden["code"].ne("825")])


@pytest.mark.parametrize(
    ("rule", "more"),
    [
        ("lowest_so_far", {}),
        ("highest_before", {"until": "2020M03"}),
        ("near_contemporary", {"tolerance_pct": 10}),
    ],
)
def test_a_month_without_a_figure_is_no_contradiction(rule, more):
    early = statement("early", 100, rule=rule, month="2019M12", **more)
    figures = series("2020-01", 100, 90)
    with pytest.raises(ValueError, match="statement early: no figure for 2019-12"):
        judged(early, net=figures, press=figures)


def test_an_unknown_rule_names_the_statement_and_the_rules():
    with pytest.raises(
        ValueError, match="statement odd: unknown rule 'guess'; expected one of rel"
    ):
        judged(statement("odd", rule="guess"))


# --- the study's own figures ----------------------------------------------------------------------


def test_the_study_s_levels_give_falls_of_552_and_290_per_mille():
    statements = reported.statements()
    # 100 * (71,800 - 160,300) / 160,300 and 100 * (19,300 - 27,200) / 27,200
    assert derived_change_pct(statements["insured-fall"], statements) == pytest.approx(-55.2090)
    assert derived_change_pct(statements["uninsured-fall"], statements) == pytest.approx(-29.0441)


def test_stated_falls_beside_derived_ones():
    falls = stated_and_derived_falls(reported.statements()).round(1)
    assert falls.loc["insured"].to_dict() == {"stated_pct": 45.4, "derived_pct": 55.2}
    assert falls.loc["uninsured"].to_dict() == {"stated_pct": 15.0, "derived_pct": 29.0}
    assert gap_of_falls(falls).round(1).to_dict() == {
        "stated_points": 30.4,
        "derived_points": 26.2,
    }


TABLES = (
    "unemployment_net_national_monthly_sa",
    "population_municipal_annual",
    "framework_conditions_2007",
)


def test_every_verdict_on_file_is_what_its_rule_gives():
    on_file = reported.parsed(paths.DEFAULT_DATA)
    assert verdict_problems(on_file, {table: data.read(table) for table in TABLES}) == []
    verdicts = {found.verdict for found in on_file[0].statements}
    assert verdicts == {"agrees", "contradicted", "consistent", "unchecked"}


def test_each_verdict_turned_round_is_told_with_what_its_rule_gives(tmp_path):
    folder = Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))
    path = folder / "reported" / "statements.yaml"
    sound = path.read_text(encoding="utf-8")
    tables = {table: data.read(table) for table in TABLES}
    words = ("agrees", "contradicted", "consistent", "unchecked")
    places = list(re.finditer(rf"(?m)^    verdict: ({'|'.join(words)})$", sound))
    for place in places:
        other = words[(words.index(place[1]) + 1) % 4]
        text = f"{sound[: place.start(1)]}{other}{sound[place.end(1) :]}"
        path.write_text(text, encoding="utf-8")
        (problem,) = verdict_problems(reported.parsed(folder), tables)
        assert f"the verdict on file is {other}, its rule gives {place[1]}" in problem.text
    assert len(places) > 40


def test_figures_are_not_sealed_beside_a_verdict_turned_round(tmp_path):
    folder = Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))
    path = folder / "reported" / "statements.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("verdict: contradicted", "verdict: agrees"), encoding="utf-8")
    with pytest.raises(DataError, match="insured-fall: the verdict on file is agrees, its rule"):
        data.seal(folder)


@pytest.fixture(scope="session")
def study_text() -> str:
    """Return the study's text, which is not part of the repository; skip without it."""
    path = os.environ.get(TEXT_VARIABLE)
    if not path:
        pytest.skip(
            "the study's text is not part of the repository, so offsets and hashes of its phrases "
            f"are not tested; name its place in {TEXT_VARIABLE}."
        )
    return Path(path).read_bytes().decode("utf-8")


def test_every_phrase_stands_where_the_statement_says(study_text):
    cases = reported.cases()
    mentions = [*reported.statements().values(), *cases.material, *cases.codings, *cases.traits]
    wrong = [
        (found.section, found.offset)
        for found in mentions
        if hashlib.sha256(study_text[found.offset : found.end].encode()).hexdigest()
        != found.phrase_sha256
    ]
    assert wrong == []


def test_phrases_hold_the_numbers_that_statements_take_from_them(study_text):
    levels_and_changes = [
        found
        for found in reported.statements().values()
        if found.source == "Statistikbanken, AB61107"
    ]
    assert len(levels_and_changes) == 6
    for found in levels_and_changes:
        phrase = study_text[found.offset : found.end]
        value = abs(found.values[0])
        danish = f"{value:,.0f}".replace(",", ".") if found.kind == "level" else f"{value:.1f}"
        assert danish in phrase.replace(",", "."), found.id
