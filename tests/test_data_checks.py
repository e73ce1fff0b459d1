"""The checks of the figures: each holds for the real tables and has been seen to fail."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd
import pytest

from vse_report import paths
from vse_report.data.cards import Break, load_breaks, load_cards
from vse_report.data.checks import (
    CHECKS,
    Check,
    breaks,
    grid,
    past,
    relations,
    siblings,
    subjects,
    sums,
)
from vse_report.data.checks.common import as_written
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
    sums.municipal_sums: (lambda f: f["code"].eq("000"), None, lambda v: v + 5000),
    sums.parts_add_up: (total_of_101, None, lambda v: v * 2),
    sums.visitation_fits_recipients: (
        lambda f: f["code"].eq("101") & f["visitation_category"].eq("job_ready"),
        "full_time_persons",
        lambda v: v + 3,
    ),
    relations.not_above: (total_of_101, None, lambda v: v * 100),
    relations.not_above_in: (total_of_101, None, lambda v: v * 100),
    relations.same_as: (everywhere, None, lambda v: v + 1),
    relations.is_ratio: (everywhere, None, lambda v: v + 1),
    relations.shares_have_one_base: (total_of_101, None, lambda v: v * 2),
    relations.base_within_population: (total_of_101, None, lambda v: v * 3),
    past.no_leap: (total_of_101, None, lambda v: v * 10),
    past.no_leap_of_shares: (lambda f: f["code"].eq("101"), None, lambda v: v + 40),
    past.base_is_one_a_year: (total_of_101, None, lambda v: v * 2),
    siblings.bases_meet: (lambda f: f["code"].eq("101"), None, lambda v: v * 2),
    siblings.ratio_within: (
        lambda f: (
            total_of_101(f) & f.get("visitation_category", "job_ready").eq("job_ready")
            if "visitation_category" in f
            else total_of_101(f)
        ),
        None,
        lambda v: v * 10,
    ),
    siblings.share_is_of: (lambda f: f["code"].eq("101"), None, lambda v: v + 20),
    siblings.season_is_last_years: (
        lambda f: f["benefit_group"].eq("total"),
        "full_time_persons",
        lambda v: round(v * 1.1),
    ),
    siblings.labour_forces_meet: (everywhere, "pct_of_labour_force", lambda v: v + 0.4),
    siblings.rate_fits_level: (everywhere, "pct_of_labour_force", lambda v: v + 0.5),
    siblings.seasonal_adjustment_keeps_the_year: (
        lambda f: f["benefit_group"].eq("total"),
        "full_time_persons",
        lambda v: round(v * 1.2),
    ),
    siblings.year_is_mean_of_months: (
        lambda f: f["code"].eq("101"),
        "pct_of_labour_force",
        lambda v: v + 0.1,
    ),
    siblings.hours_share_fits_count: (
        lambda f: f["code"].eq("101"),
        "pct_of_recipients",
        lambda v: v + 1,
    ),
    subjects.rounded_to_ten: (everywhere, None, lambda v: v + 1),
    subjects.regions_add_up: (everywhere, "region_code", lambda _: "1085"),
    subjects.neighbours_are_mutual: (everywhere, "neighbour_code", lambda _: "411"),
    subjects.reform_fits_municipalities: (everywhere, "new_name", lambda _: "Hjorring"),
    subjects.splits_add_up: (lambda f: f["is_split"], "area_share_approx", lambda _: 0.5),
    subjects.units_before_reform: (everywhere, "old_valid_until", lambda _: "2002-12-31"),
}


def doubled_month(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give the newest period the figures of the one before."""
    period = next(name for name in ("month", "quarter", "year", "period") if name in frame)
    newest, before = sorted(frame[period].unique())[:-3:-1]
    keys = [n for n in ("code", "benefit_group", "offer_type") if n in frame]
    old = frame[frame[period].eq(before)].set_index(keys)[column]
    rows = frame.index[frame[period].eq(newest)]
    frame.loc[rows, column] = old.reindex(frame.loc[rows].set_index(keys).index).to_numpy()
    return frame


def shifted_by_a_row(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = frame.index[frame["month"].eq(JULY) & frame["code"].ne("000")]
    frame.loc[rows, column] = frame.loc[rows, column].shift(fill_value=20).to_numpy()
    return frame


def rounded(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Take the last digit from the figures of the newest period."""
    period = next(name for name in ("month", "quarter", "year") if name in frame)
    rows = frame.index[frame[period].eq(frame[period].max())]
    whole = pd.api.types.is_integer_dtype(frame[column].dtype)
    frame.loc[rows, column] = frame.loc[rows, column].floordiv(10 if whole else 1) * (
        10 if whole else 1
    )
    return frame


def unadjusted(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    rows = frame.index[frame["month"].eq(JULY)]
    frame.loc[rows, column] = [77888, 13695, 91583]
    return frame


def exchanged(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Exchange the largest type of the newest month, but for the total, with the smallest."""
    category = next(n for n in ("offer_type", "visitation_category") if n in frame)
    rows = frame[frame["month"].eq(JULY) & frame[category].ne("total")]
    rows = rows[rows["code"].eq("000")] if "code" in rows else rows
    high, low = rows[column].astype(int).idxmax(), rows[column].astype(int).idxmin()
    frame.loc[[high, low], column] = frame.loc[[low, high], column].to_numpy()
    return frame


# What takes more than one wrong cell.
BREAKERS_OF_MANY: dict[Callable, Callable[[pd.DataFrame, str], pd.DataFrame]] = {
    past.not_copied: doubled_month,
    past.most_areas_stay: shifted_by_a_row,
    past.has_its_last_digit: rounded,
    relations.shown_beside: lambda f, c: f.assign(**{c: f[c].mask(f["code"].eq("101"))}),
    siblings.adjusted_differs: unadjusted,
    siblings.is_larger: exchanged,
}


def broken_column(check: Check) -> str:
    if check.function is siblings.adjusted_differs:
        return "full_time_persons"
    column = BREAKERS[check.function][1] if check.function in BREAKERS else None
    if column is None:
        settings = check.settings
        setting = settings.get("column") or settings.get("pairs") or settings.get("pair") or ""
        column = setting if isinstance(setting, str) else setting[-1]
        column = column if isinstance(column, str) else column[0]
    return column or check.settings["pct"]


@pytest.fixture(scope="session")
def confirmed(tables) -> dict[str, set[int]]:
    return {name: grid.confirmed_lines(frame, CARDS[name]) for name, frame in tables.items()}


def names(check: Check) -> str:
    return f"{check.table}-{check.function.__name__}-{broken_column(check)}"


def run(check: Check, tables: dict[str, pd.DataFrame], confirmed: Collection[int] = ()) -> list:
    return check.tell(check.find(tables), confirmed)


@pytest.mark.parametrize("check", CHECKS, ids=names)
def test_check_passes_on_the_real_figures_and_fails_when_one_is_wrong(tables, confirmed, check):
    stand = confirmed[check.table]
    assert run(check, tables, stand) == []
    frame, column, line = tables[check.table].copy(), broken_column(check), None
    if check.function in BREAKERS_OF_MANY:
        frame = BREAKERS_OF_MANY[check.function](frame, column)
    else:
        choose, _, change = BREAKERS[check.function]
        line = frame.index[choose(frame)][-1]
        frame.loc[line, column] = change(frame.loc[line, column])

    problems = run(check, {**tables, check.table: frame}, stand)

    assert problems
    assert {problem.file for problem in problems} == {f"official/{check.table}.csv"}
    whole_table = (
        sums.visitation_fits_recipients,
        subjects.regions_add_up,
        subjects.splits_add_up,
        subjects.units_before_reform,
    )
    if line is not None and check.function not in whole_table:
        assert line in [problem.line for problem in problems]


def test_bornholm_and_six_other_islands_have_no_neighbour_and_all_others_one(tables):
    with_one = set(tables["municipality_neighbours"]["code"])
    alone = tables["municipalities"].set_index("code")["name"].drop(sorted(with_one))
    assert sorted(alone) == ["Bornholm", "Fanø", "Langeland", "Læsø", "Morsø", "Samsø", "Ærø"]


def test_every_table_with_more_than_names_has_a_check_of_its_figures():
    assert {check.table for check in CHECKS} == set(CARDS)


def test_a_check_is_left_out_when_a_table_it_needs_could_not_be_read(tables):
    check = next(c for c in CHECKS if c.function is sums.visitation_fits_recipients)
    assert run(check, {check.table: tables[check.table]}) == []


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
    found = sums.municipal_sums(given, "offers", "courses", 0, 0)
    assert lines_of(found) == ([] if fits else [2])


@pytest.mark.parametrize(("country", "fits"), [(7, True), (6, False), (15, True), (16, False)])
def test_rounding_widens_the_gap_on_both_sides(country, fits):
    given = offers(c000=[country, 20], c101=[10, 10], c147=[None, 10])
    found = sums.municipal_sums(given, "offers", "courses", -3, 3)
    assert lines_of(found) == ([] if fits else [2])


def test_a_municipality_that_was_never_there_is_as_good_as_hidden():
    given = offers(c000=[12, 12], c101=[10, 12])
    assert lines_of(sums.municipal_sums(given, "offers", "courses", 0, 0)) == []
    given = offers(c000=[13, 12], c101=[10, 12])
    assert lines_of(sums.municipal_sums(given, "offers", "courses", 0, 0)) == [2]


@pytest.mark.parametrize(("country", "fits"), [(100, True), (131, True), (132, False), (99, False)])
def test_a_municipality_without_a_row_may_have_half_as_much_again_as_it_ever_had(country, fits):
    before = offers(c000=[120, 20], c101=[100, 10], c147=[20, 10])["offers"]
    now = offers(c000=[country, 10], c101=[100, 10])["offers"].assign(month=JULY + 1)
    frame = pd.concat([before, now], ignore_index=True)
    frame.index += 2
    given = {"offers": frame, "municipalities": pd.DataFrame({"code": ["101", "147"]})}
    # 101 has 100, and 147 had 20 in the month before: up to 30 more, and 1 for rounding
    found = lines_of(sums.municipal_sums(given, "offers", "courses", 0, 1))
    assert found == ([] if fits else [8])


def test_a_hidden_country_is_an_error():
    given = offers(c000=[None, 20], c101=[10, 10], c147=[3, 10])
    assert lines_of(sums.municipal_sums(given, "offers", "courses", 0, 0)) == [2]


@pytest.mark.parametrize(
    ("parts", "fits"),
    [([10, 10], True), ([10, 11], False), ([None, 2], True), ([None, 3], False), ([5, None], True)],
)
def test_a_hidden_part_explains_zero_to_two_and_a_hidden_total_nothing(parts, fits):
    given = offers(c000=[20, 20], c101=parts)
    found = sums.parts_add_up(given, "offers", "offer_type", "courses", 0)
    assert lines_of(found) == ([] if fits else [5])


def test_all_offending_rows_are_named_up_to_twenty(tables):
    frame = tables["expected_and_actual_benefit_municipal"].copy()
    frame["actual_full_time_persons"] += 1
    check = next(
        c
        for c in CHECKS
        if c.function is subjects.rounded_to_ten and c.settings["column"].startswith("actual")
    )
    problems = run(check, {check.table: frame})
    assert [problem.line for problem in problems[:20]] == list(range(2, 22))
    assert problems[20].text == "and 2332 more of the kind above."


def test_a_confirmed_row_is_not_told_and_the_rows_beside_it_are():
    frame = monthly("101", [100, 100, 300, 300], country=[1000, 1000, 1000, 1000])
    check = Check("t", past.no_leap, {"column": "persons", "pct": 5, "times": 5})
    assert lines_of(run(check, {"t": frame})) == [6]
    assert lines_of(run(check, {"t": frame}, {6})) == []
    assert lines_of(run(check, {"t": frame}, {4, 8})) == [6]


# --- the past and sibling series, worked out by hand ----------------------------------------------


def monthly(code: str, figures: list, country: list) -> pd.DataFrame:
    """Return an area and the country, month by month: lines 2, 4, 6 … the area, 3, 5, 7 …."""
    months = pd.period_range("2025-01", periods=len(figures), freq="M")
    rows = [
        row
        for month, here, there in zip(months, figures, country, strict=True)
        for row in ((code, month, here), ("000", month, there))
    ]
    frame = pd.DataFrame(rows, columns=["code", "month", "persons"])
    frame.index = range(2, len(frame) + 2)
    return frame


@pytest.mark.parametrize(
    ("figures", "country", "expected"),
    [
        # 5 times the root of 100 + 5 squared is 55.9: 155 is near enough and 156 is not
        ([100, 155], [1000, 1000], []),
        ([100, 156], [1000, 1000], [4]),
        ([100, 44], [1000, 1000], [4]),
        # the country rises by a half, so 150 are expected: 5 times the root of 150 + 7.5 squared
        ([100, 221], [1000, 1500], [5]),
        ([100, 222], [1000, 1500], [4, 5]),
        # a hidden count is compared with neither side
        ([100, None, 900], [1000, 1000, 1000], []),
    ],
)
def test_a_municipality_may_depart_from_the_country_by_what_chance_and_size_allow(
    figures, country, expected
):
    tables = {"t": monthly("101", figures, country)}
    found = past.no_leap(tables, "t", "persons", pct=20, spread_pct=5, times=5)
    assert sorted(lines_of(found)) == expected


def test_groups_of_a_table_without_areas_have_a_limit_each():
    rows = [
        ("2025-01", "a", 100),
        ("2025-01", "b", 100),
        ("2025-02", "a", 121),
        ("2025-02", "b", 121),
    ]
    frame = pd.DataFrame(rows, columns=["month", "benefit_group", "persons"])
    frame["month"] = frame["month"].map(lambda m: pd.Period(m, "M"))
    found = past.no_leap({"t": frame}, "t", "persons", pct={"a": 20, "b": 25})
    assert lines_of(found) == [2]


@pytest.mark.parametrize(("share", "expected"), [(29, []), (31, [4])])
def test_a_share_may_move_by_what_chance_among_so_many_explains(share, expected):
    # 20 per cent of 100 persons: 4 points of chance and 3 more are 5; twice that is 10
    frame = monthly("101", [20, share], [20, 20]).rename(columns={"persons": "pct"})
    persons = monthly("101", [100, 100], [9999, 9999])
    found = past.no_leap_of_shares(
        {"t": frame, "n": persons}, "t", "pct", points=5, spread=3, times=2, of=("n", "persons")
    )
    assert lines_of(found) == expected


@pytest.mark.parametrize(
    ("copied", "expected"), [([1, 2, 3, 4], 1), ([1, 2, 3, 9], 1), ([1, 2, 8, 9], 0)]
)
def test_a_month_that_is_mostly_the_one_before_is_told_once(copied, expected):
    rows = [("2025-01", code, value) for code, value in zip("abcd", [1, 2, 3, 4], strict=True)]
    rows += [("2025-02", code, value) for code, value in zip("abcd", copied, strict=True)]
    frame = pd.DataFrame(rows, columns=["month", "code", "persons"], index=range(2, 10))
    frame["month"] = frame["month"].map(lambda m: pd.Period(m, "M"))
    assert len(lines_of(past.not_copied({"t": frame}, "t", "persons"))) == expected


def with_bases(rows: list[tuple[str, str, int, float]]) -> pd.DataFrame:
    """Return a table of months, municipalities, persons and the percentage they are."""
    frame = pd.DataFrame(rows, columns=["month", "code", "n", "pct_of_labour_force"])
    frame["month"] = frame["month"].map(lambda month: pd.Period(month, "M"))
    return frame.set_axis(range(2, 2 + len(frame)))


@pytest.mark.parametrize(
    ("month", "pct", "expected"),
    [
        ("2025-03", 1.9, []),  # 100 persons and 2.0 per cent: a base of 4854 to 5154; 1.9: 5103 up
        ("2025-03", 1.8, [4]),  # 5378 to 5743
        ("2026-01", 1.8, []),  # 1.043 times
        ("2026-01", 1.7, [4]),  # 5686 to 6091, 1.103 times
    ],
)
def test_a_base_is_one_figure_a_year_and_moves_little_to_the_next(month, pct, expected):
    frame = with_bases([("2025-01", "101", 100, 2.0), ("2025-02", "101", 100, 2.0)])
    frame.loc[4] = [pd.Period(month, "M"), "101", 100, pct]
    found = past.base_is_one_a_year({"t": frame}, "t", ("n", "pct_of_labour_force"), times=1.09)
    assert lines_of(found) == expected


def test_the_month_that_is_unlike_the_rest_of_its_year_is_told_wherever_it_stands():
    rows = [(f"2025-0{month}", "101", 100, 2.0) for month in range(1, 5)]
    for wrong in range(4):
        frame = with_bases([(*row[:3], 1.7 if i == wrong else 2.0) for i, row in enumerate(rows)])
        found = past.base_is_one_a_year({"t": frame}, "t", ("n", "pct_of_labour_force"), times=1.09)
        assert lines_of(found) == [2 + wrong]


def test_two_municipalities_of_one_size_exchanged_in_a_month_are_both_named(tables):
    gross = "unemployment_gross_municipal_monthly"
    pair = ["full_time_persons", "pct_of_labour_force"]
    frame = tables[gross].astype({"code": str})
    newest = frame["month"].eq(frame["month"].max())
    horsens, kolding = (frame.index[newest & frame["code"].eq(code)] for code in ("615", "621"))
    exchanged = frame.copy()
    exchanged.loc[horsens, pair] = frame.loc[kolding, pair].to_numpy()
    exchanged.loc[kolding, pair] = frame.loc[horsens, pair].to_numpy()
    found = list(past.base_is_one_a_year({gross: exchanged}, gross, tuple(pair), times=1.09))
    assert lines_of(found) == [horsens[0]]
    assert "of 615 (unemployment_benefit) imply a labour force of 47093 to 49439; th" in str(
        found[0]
    )
    assert str(found[0]).endswith("621 has what fits 615: were the two exchanged?")


@pytest.mark.parametrize(("net", "expected"), [(45, []), (34, [2]), (111, [2])])
def test_a_quarter_is_held_up_against_the_mean_of_its_months(net, expected):
    gross = monthly("101", [90, 100, 110], [1, 1, 1])
    frame = pd.DataFrame({"code": ["101"], "quarter": [pd.Period("2025Q1")], "n": [net]}, index=[2])
    found = siblings.ratio_within(
        {"q": frame, "m": gross}, "q", "n", "m", "persons", low=0.4, high=1, slack=5
    )
    assert lines_of(found) == expected


def test_a_quarter_with_a_month_to_come_is_not_compared():
    gross = monthly("101", [90, 100], [1, 1])
    frame = pd.DataFrame({"code": ["101"], "quarter": [pd.Period("2025Q1")], "n": [900]}, index=[2])
    settings = {"low": 0.4, "high": 1}
    found = siblings.ratio_within({"q": frame, "m": gross}, "q", "n", "m", "persons", **settings)
    assert lines_of(found) == []


def test_shares_of_a_month_that_was_not_fetched_again_are_told_as_that(tables):
    frame = tables["cash_benefit_ordinary_hours_municipal_monthly"]
    june = frame[frame["month"].eq(JULY - 1)]
    july = june.assign(month=JULY)
    july.index = range(frame.index[-1] + 1, frame.index[-1] + 1 + len(july))
    longer = pd.concat([frame, july])
    given = {**tables, "cash_benefit_ordinary_hours_municipal_monthly": longer}
    found = list(
        siblings.hours_share_fits_count(given, "cash_benefit_ordinary_hours_municipal_monthly")
    )
    told = [problem.text for problem in found if "fetch 2026M06 again" in problem.text]
    assert len(told) == 1
    assert told[0].startswith("30 shares of 2026M06 are as first published")
    assert not [
        problem for problem in found if problem.line in june.index and problem.text not in told
    ]


# --- slips that once were sealed ------------------------------------------------------------------

ADJUSTED = "unemployment_gross_national_monthly_sa"
ACTIVATION = "activation_rate_municipal_monthly"
INSURED = "activation_offers_insured_national_monthly"


def told(tables: dict[str, pd.DataFrame], table: str, frame: pd.DataFrame) -> str:
    """Return all that the checks say of the figures with one table changed."""
    given = {**tables, table: frame}
    found = [p for c in CHECKS if table in (c.table, *c.needs) for p in run(c, given)]
    return "\n".join(map(str, found))


def test_unadjusted_figures_in_the_adjusted_table_are_told_as_that(tables):
    frame = tables[ADJUSTED].copy()
    assert frame.loc[frame["month"].eq(JULY), "full_time_persons"].tolist() == [78459, 15236, 93694]
    problems = told(tables, ADJUSTED, unadjusted(frame, "full_time_persons"))
    assert (
        "unemployment_benefit, cash_benefit, total in 2026M07 are equal to the unadjusted figures"
        in problems
    )


def test_an_unadjusted_rate_beside_adjusted_figures_is_told(tables):
    frame = tables[f"{ADJUSTED}_rate"].copy()
    assert frame["pct_of_labour_force"].iloc[-1] == 3.1
    frame.loc[frame.index[-1], "pct_of_labour_force"] = 2.9
    assert "2.9 per cent in 2026M07 implies a labour force of" in told(
        tables, f"{ADJUSTED}_rate", frame
    )


@pytest.mark.parametrize("month", ["2020-05", "2018-02", "2026-07"])
def test_two_benefit_groups_exchanged_in_a_month_are_both_told(tables, month):
    frame = tables[ADJUSTED].copy()
    rows = frame["month"].eq(pd.Period(month, "M")) & frame["benefit_group"].ne("total")
    frame.loc[rows, "full_time_persons"] = frame.loc[rows, "full_time_persons"].to_numpy()[::-1]
    problems = told(tables, ADJUSTED, frame)
    for group in ("unemployment_benefit", "cash_benefit"):
        assert f"in {as_written(month)} ({group}), " in problems


def test_two_municipalities_exchanged_throughout_are_told_by_the_sibling_series(tables):
    frame = tables[ACTIVATION].copy()
    frame["code"] = frame["code"].replace({"101": "851", "851": "101"})
    problems = told(tables, ACTIVATION, frame)
    for code in ("101", "851"):
        assert f"in cash_benefit_municipal_monthly for {code} in 2026M07; found" in problems


def test_a_newest_month_that_is_the_one_before_is_told(tables):
    frame = doubled_month(tables[ACTIVATION].copy(), "activation_degree_pct")
    assert "99 of 99 figures of 2026M07 are those of 2026M06 over again" in told(
        tables, ACTIVATION, frame
    )


def test_two_types_of_offer_exchanged_in_a_month_are_told_where_sizes_tell_them_apart(tables):
    frame = tables[INSURED].copy()
    rows = frame["month"].eq(pd.Period("2024-03", "M"))
    rows &= frame["offer_type"].isin(["wage_subsidy", "community_work"])
    frame.loc[rows, "full_time_persons"] = frame.loc[rows, "full_time_persons"].to_numpy()[::-1]
    problems = told(tables, INSURED, frame)
    assert "wage_subsidy 27 is not above community_work 1004 in 2024M03" in problems
    assert "27 in 2024M03 (wage_subsidy), 930 before it: -97.1 per cent" in problems


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
        "no row for code 741, month 2025M01, benefit_group unemployment_benefit; add it"
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
    assert f"{key} {as_written(str(value))}" in found[0].text


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
        ({"month": "2007M02"}, "changes by -1.1852 from 2007M01 to 2007M02, declared is -5.8"),
        ({"month": "2016M07", "observed": []}, "2016M07 is not inside unemployment_net"),
        ({"month": "2001M01", "observed": []}, "2001M01 is not inside unemployment_net"),
        ({"tables": ["unemployment_nett"]}, "no card for unemployment_nett"),
        ({"month": None}, "needs a month and columns of monthly figures"),
        ({"observed": []}, "no `observed` change for unemployment_net"),
    ],
)
def test_a_wrong_break_is_named(tables, joined, fields, expected):
    problems = breaks.break_problems(changed(joined, **fields), CARDS, tables)
    assert {problem.file for problem in problems} == {"breaks.yaml"}
    assert [p for p in problems if p.text.startswith("net_tables_joined_2007: ")] == problems
    assert expected in "\n".join(problem.text for problem in problems)


@pytest.mark.parametrize(
    ("where", "column", "expected"),
    [
        ({}, "full_time_persons", "must have one row for each of 2025M06 and 2025M07"),
        ({"kommune": "000"}, "full_time_persons", "see kommune"),
        ({"code": "000"}, "code", "columns of monthly figures"),
    ],
)
def test_an_observed_change_that_names_no_single_series_is_refused(tables, where, column, expected):
    reform = next(b for b in load_breaks(paths.DEFAULT_DATA) if b.id == "cash_benefit_reform_2025")
    observed = reform.observed[0].model_copy(update={"where": where, "column": column})
    found = changed(reform, observed=[observed], tables=[observed.table])
    (problem,) = breaks.break_problems(found, CARDS, tables)
    assert expected in problem.text


def test_an_observed_change_of_a_table_without_months_is_refused(tables):
    found = load_breaks(paths.DEFAULT_DATA)[0]
    people = found.observed[0].model_copy(
        update={"table": "population_municipal_annual", "column": "population"}
    )
    moved = changed(found, observed=[people], tables=["population_municipal_annual"])
    problems = breaks.break_problems(moved, CARDS, tables)
    assert "columns of monthly figures in population_municipal_annual" in problems[-1].text


def test_a_type_that_is_missing_altogether_is_for_the_rows_to_tell(tables):
    frame = tables["activation_offers_municipal"]
    frame = frame[frame["offer_type"].ne("community_work")]
    check = next(c for c in CHECKS if c.function is siblings.is_larger and "offers_m" in c.table)
    assert run(check, {**tables, check.table: frame}) == []


def test_two_breaks_of_one_id_are_refused(tables, joined):
    (problem,) = breaks.break_problems([joined, joined], CARDS, tables)
    assert problem.text == "the id net_tables_joined_2007 is used more than once."
