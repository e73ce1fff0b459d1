"""The checks of the figures: each holds for the real tables and has been seen to fail."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from vse_report import paths
from vse_report.data import checks
from vse_report.data.cards import Break, load_breaks, load_cards
from vse_report.data.checks import CHECKS, Check, breaks, grid
from vse_report.data.files import read_file
from vse_report.data.schemas import typed

CARDS = load_cards(paths.DEFAULT_DATA)
JULY = pd.Period("2026-07", freq="M")


@pytest.fixture(scope="session")
def tables() -> dict[str, pd.DataFrame]:
    """Return all real tables, typed and indexed by line number. Not to be changed."""
    files = {name: read_file(paths.DEFAULT_DATA, card, sealed=True) for name, card in CARDS.items()}
    return {name: typed(file.text, CARDS[name]) for name, file in files.items()}


# --- every check, broken once in the real figures -------------------------------------------------
# How to break what a check looks at: which rows to take the last of, which column, and to what.

Breaker = tuple[Callable[[pd.DataFrame], pd.Series], str | None, Callable[[object], object]]


def everywhere(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=frame.index)


def total_of_101(frame: pd.DataFrame) -> pd.Series:
    chosen = frame["code"].eq("101") if "code" in frame else everywhere(frame)
    for category in ("benefit_group", "offer_type"):
        if category in frame:
            chosen &= frame[category].eq("total")
    return chosen


BREAKERS: dict[Callable, Breaker] = {
    checks.municipal_sums: (lambda f: f["code"].eq("000"), None, lambda v: v + 5000),
    checks.parts_add_up: (total_of_101, None, lambda v: v * 2),
    checks.visitation_fits_recipients: (
        lambda f: f["code"].eq("101") & f["visitation_category"].eq("job_ready"),
        "full_time_persons",
        lambda v: v + 3,
    ),
    checks.not_above: (total_of_101, None, lambda v: v * 100),
    checks.not_above_in: (total_of_101, None, lambda v: v * 100),
    checks.same_as: (everywhere, None, lambda v: v + 1),
    checks.is_ratio: (everywhere, None, lambda v: v + 1),
    checks.shares_have_one_base: (total_of_101, None, lambda v: v * 2),
    checks.base_within_population: (lambda f: f["code"].eq("101"), None, lambda v: v * 2),
    checks.no_jump: (total_of_101, None, lambda v: v * 2),
    checks.rate_fits_level: (everywhere, "pct_of_labour_force", lambda v: v + 0.5),
    checks.seasonal_adjustment_keeps_the_year: (
        lambda f: f["benefit_group"].eq("total"),
        "full_time_persons",
        lambda v: round(v * 1.2),
    ),
    checks.year_is_mean_of_months: (
        lambda f: f["code"].eq("101"),
        "pct_of_labour_force",
        lambda v: v + 0.1,
    ),
    checks.hours_share_fits_count: (
        lambda f: f["code"].eq("101"),
        "pct_of_recipients",
        lambda v: v + 1,
    ),
    checks.rounded_to_ten: (everywhere, None, lambda v: v + 1),
    checks.regions_add_up: (everywhere, "region_code", lambda _: "1085"),
    checks.neighbours_are_mutual: (everywhere, "neighbour_code", lambda _: "411"),
    checks.reform_fits_municipalities: (everywhere, "new_name", lambda _: "Hjorring"),
    checks.splits_add_up: (lambda f: f["is_split"], "area_share_approx", lambda _: 0.5),
    checks.units_before_reform: (everywhere, "old_valid_until", lambda _: "2002-12-31"),
}
# What names the column in a check's settings.
COLUMN_SETTINGS = ("column", "pct", "pairs")


def broken_column(check: Check) -> str:
    column = BREAKERS[check.function][1]
    if column is None:
        setting = check.settings.get("column") or check.settings.get("pairs") or ""
        column = setting if isinstance(setting, str) else setting[0][0]
    return column or check.settings["pct"]


def names(check: Check) -> str:
    return f"{check.table}-{check.function.__name__}-{broken_column(check)}"


@pytest.mark.parametrize("check", CHECKS, ids=names)
def test_check_passes_on_the_real_figures_and_fails_when_one_is_wrong(tables, check):
    assert check.run(tables) == []
    choose, _, change = BREAKERS[check.function]
    frame, column = tables[check.table].copy(), broken_column(check)
    line = frame.index[choose(frame)][-1]
    frame.loc[line, column] = change(frame.loc[line, column])

    problems = check.run({**tables, check.table: frame})

    assert problems
    assert {problem.file for problem in problems} == {f"official/{check.table}.csv"}
    whole_table = (
        checks.visitation_fits_recipients,
        checks.regions_add_up,
        checks.splits_add_up,
        checks.units_before_reform,
    )
    if check.function not in whole_table:
        assert line in [problem.line for problem in problems]


def test_bornholm_and_six_other_islands_have_no_neighbour_and_all_others_one(tables):
    with_one = set(tables["municipality_neighbours"]["code"])
    alone = tables["municipalities"].set_index("code")["name"].drop(sorted(with_one))
    assert sorted(alone) == ["Bornholm", "Fanø", "Langeland", "Læsø", "Morsø", "Samsø", "Ærø"]


def test_every_table_with_more_than_names_has_a_check_of_its_figures():
    assert {check.table for check in CHECKS} == set(CARDS)


def test_a_check_is_left_out_when_a_table_it_needs_could_not_be_read(tables):
    check = next(c for c in CHECKS if c.function is checks.visitation_fits_recipients)
    assert check.run({check.table: tables[check.table]}) == []


# --- hidden counts, worked out by hand ------------------------------------------------------------


def offers(**courses: list[int | None]) -> dict[str, pd.DataFrame]:
    """Return a country of two municipalities: area -> internship and total, by line."""
    rows = [
        (code.removeprefix("c"), JULY, offer, count)
        for code, counts in courses.items()
        for offer, count in zip(("company_internship", "total"), counts, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["code", "month", "offer_type", "courses"])
    frame["courses"] = frame["courses"].astype("Int64")
    frame.index = range(2, len(frame) + 2)
    return {"offers": frame, "municipalities": pd.DataFrame({"code": ["101", "147"]})}


def lines_of(problems: object) -> list[int | None]:
    return [problem.line for problem in problems]


@pytest.mark.parametrize(("country", "fits"), [(9, False), (10, True), (12, True), (13, False)])
def test_a_hidden_municipality_explains_zero_to_two(country, fits):
    given = offers(c000=[country, 20], c101=[10, 10], c147=[None, 10])
    found = checks.municipal_sums(given, "offers", "courses", 0, 0)
    assert lines_of(found) == ([] if fits else [2])


@pytest.mark.parametrize(("country", "fits"), [(7, True), (6, False), (15, True), (16, False)])
def test_rounding_widens_the_gap_on_both_sides(country, fits):
    given = offers(c000=[country, 20], c101=[10, 10], c147=[None, 10])
    found = checks.municipal_sums(given, "offers", "courses", -3, 3)
    assert lines_of(found) == ([] if fits else [2])


def test_a_missing_municipality_is_as_good_as_hidden():
    given = offers(c000=[12, 12], c101=[10, 12])
    assert lines_of(checks.municipal_sums(given, "offers", "courses", 0, 0)) == []


def test_a_hidden_country_is_an_error():
    given = offers(c000=[None, 20], c101=[10, 10], c147=[3, 10])
    assert lines_of(checks.municipal_sums(given, "offers", "courses", 0, 0)) == [2]


@pytest.mark.parametrize(
    ("parts", "fits"),
    [([10, 10], True), ([10, 11], False), ([None, 2], True), ([None, 3], False), ([5, None], True)],
)
def test_a_hidden_part_explains_zero_to_two_and_a_hidden_total_nothing(parts, fits):
    given = offers(c000=[20, 20], c101=parts)
    found = checks.parts_add_up(given, "offers", "offer_type", "courses", 0)
    assert lines_of(found) == ([] if fits else [5])


def test_all_offending_rows_are_named_up_to_twenty(tables):
    frame = tables["expected_and_actual_benefit_municipal"].copy()
    frame["actual_full_time_persons"] += 1
    check = next(
        c
        for c in CHECKS
        if c.function is checks.rounded_to_ten and c.settings["column"].startswith("actual")
    )
    problems = check.run({check.table: frame})
    assert [problem.line for problem in problems[:20]] == list(range(2, 22))
    assert problems[20].text == "and 2332 more of the kind above."


def test_known_exceptions_are_exceptions_only_where_declared(tables):
    check = next(
        c for c in CHECKS if c.settings.get("column") == "expected_pct_of_population_16_66"
    )
    undeclared = Check(check.table, check.function, {**check.settings, "known_exceptions": ()})
    frame = tables[check.table]
    rows = frame.loc[lines_of(undeclared.run(tables)), ["code", "period"]]
    assert sorted(rows.itertuples(index=False, name=None)) == [
        ("163", "2021QMAT04"),
        ("190", "2021QMAT04"),
    ]


# --- keys, gaps, coverage -------------------------------------------------------------------------

LONGTERM = "longterm_unemployment_municipal_monthly"


def test_duplicate_keys_are_named_with_all_their_lines(tables):
    frame = tables["population_municipal_annual"].iloc[:3]
    twice = pd.concat([frame, frame.iloc[:1], frame.iloc[:1]])
    twice.index = range(2, 7)
    (problem,) = grid.duplicate_keys(twice, CARDS["population_municipal_annual"])
    assert problem.text == "lines 2 and 5 and 6 are about the same row (101, 2005); keep one."


def test_declared_gaps_are_no_problem_and_others_are(tables):
    card, codes = CARDS[LONGTERM], sorted(tables["municipalities"]["code"])
    assert grid.incomplete_grid(tables[LONGTERM], card, codes) == []
    undeclared = card.model_copy(update={"gaps": {**card.gaps, "741": ["2024M04-2024M10"]}})
    texts = [p.text for p in grid.incomplete_grid(tables[LONGTERM], undeclared, codes)]
    assert len(texts) == 9  # 2025M01, 2025M02 and 2026M04, three groups each
    assert texts[0].startswith(
        "no row for code 741, month 2025-01, benefit_group unemployment_benefit; add it"
    )


@pytest.mark.parametrize(
    ("table", "key", "value"),
    [
        ("unemployment_gross_municipal_monthly", "month", pd.Period("2024-02", freq="M")),
        ("unemployment_gross_municipal_monthly", "code", "000"),
        ("cash_benefit_net_unemployed_municipal_quarterly", "quarter", pd.Period("2010Q3")),
        ("population_municipal_annual", "year", 2010),
        ("expected_and_actual_benefit_municipal", "period", "2021QMAT02"),
        ("framework_conditions_2007", "code", "825"),
    ],
)
def test_rows_taken_out_are_found_missing(tables, table, key, value):
    frame, codes = tables[table], sorted(tables["municipalities"]["code"])
    assert grid.incomplete_grid(frame, CARDS[table], codes) == []
    found = grid.incomplete_grid(frame[frame[key].ne(value)], CARDS[table], codes)
    assert f"{key} {value}" in found[0].text


@pytest.mark.parametrize("table", sorted(name for name, card in CARDS.items() if card.coverage))
def test_coverage_on_the_card_is_that_of_the_file(tables, table):
    card = CARDS[table]
    covered = card.coverage.first, card.coverage.last
    assert grid.coverage_of(tables[table], card) == covered


# --- breaks ---------------------------------------------------------------------------------------


def changed(found: Break, **fields: object) -> list[Break]:
    return [found.model_copy(update=fields)]


@pytest.fixture(scope="session")
def joined() -> Break:
    return next(b for b in load_breaks(paths.DEFAULT_DATA) if b.id == "net_tables_joined_2007")


def test_declared_breaks_are_in_the_data(tables):
    assert breaks.break_problems(load_breaks(paths.DEFAULT_DATA), CARDS, tables) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"month": "2007M02"}, "changes by -1.1852 from 2007-01 to 2007-02, declared is -5.8"),
        ({"month": "2016M07", "observed": []}, "2016M07 is not inside unemployment_net"),
        ({"month": "2001M01", "observed": []}, "2001M01 is not inside unemployment_net"),
        ({"tables": ["unemployment_nett"]}, "no card for unemployment_nett"),
        ({"month": None}, "needs a month and columns of figures"),
    ],
)
def test_a_wrong_break_is_named(tables, joined, fields, expected):
    (problem,) = breaks.break_problems(changed(joined, **fields), CARDS, tables)
    assert problem.file == "breaks.yaml"
    assert problem.text.startswith("net_tables_joined_2007: ")
    assert expected in problem.text


@pytest.mark.parametrize(
    ("where", "column", "expected"),
    [
        ({}, "full_time_persons", "must have one row for each of 2025-06 and 2025-07"),
        ({"kommune": "000"}, "full_time_persons", "see kommune"),
        ({"code": "000"}, "code", "columns of figures"),
    ],
)
def test_an_observed_change_that_names_no_single_series_is_refused(tables, where, column, expected):
    reform = next(b for b in load_breaks(paths.DEFAULT_DATA) if b.id == "cash_benefit_reform_2025")
    observed = reform.observed[0].model_copy(update={"where": where, "column": column})
    (problem,) = breaks.break_problems(changed(reform, observed=[observed]), CARDS, tables)
    assert expected in problem.text


def test_two_breaks_of_one_id_are_refused(tables, joined):
    (problem,) = breaks.break_problems([joined, joined], CARDS, tables)
    assert problem.text == "the id net_tables_joined_2007 is used more than once."
