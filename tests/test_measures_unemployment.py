"""Measures of unemployment against values worked out by hand, and what they refuse."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures import study
from vse_report.measures import unemployment as measures


def month(code: str) -> pd.Period:
    return pd.Period(code, "M")


EARLY, LATE = month("2020-01"), month("2020-03")


@pytest.fixture
def two_months() -> pd.DataFrame:
    """Return two groups at 80 and 20 persons, then at 40 and 60."""
    return pd.DataFrame(
        {
            "month": [EARLY, EARLY, LATE, LATE],
            "group": ["insured", "uninsured", "insured", "uninsured"],
            "persons": [80.0, 20.0, 40.0, 60.0],
        }
    )


def series(first: str, *persons: float) -> pd.DataFrame:
    months = pd.period_range(first, periods=len(persons), freq="M")
    return pd.DataFrame({"month": months, "persons": [float(count) for count in persons]})


def unchanged(frame: pd.DataFrame, measure) -> None:
    before = frame.copy(deep=True)
    measure(frame)
    pd.testing.assert_frame_equal(frame, before)


# --- levels ---------------------------------------------------------------------------------------


def test_thousands_become_persons():
    table = pd.DataFrame({"month": [EARLY], "full_time_persons_thousand": [171.0]})
    assert measures.levels(table).to_dict("list") == {"month": [EARLY], "persons": [171_000.0]}


def test_full_time_persons_take_the_place_of_a_head_count():
    table = pd.DataFrame({"persons": [9], "full_time_persons": [7], "benefit_group": ["total"]})
    named = measures.levels(table)
    assert list(named.columns) == ["persons", "group"]
    assert named["persons"].tolist() == [7]


def test_columns_that_are_not_about_persons_stay():
    table = pd.DataFrame({"code": ["101"], "full_time_persons": [7]})
    assert measures.levels(table).to_dict("list") == {"code": ["101"], "persons": [7]}


def test_a_table_without_full_time_persons_is_refused():
    with pytest.raises(ValueError, match="expected a column full_time_persons, found code, rate"):
        measures.levels(pd.DataFrame({"code": ["101"], "rate": [3.1]}))


# --- change_by_group ------------------------------------------------------------------------------


def test_change_of_each_group_and_of_all_together(two_months):
    change = measures.change_by_group(two_months, EARLY, LATE)
    assert list(change.index) == ["insured", "uninsured", "total"]
    assert change.loc["insured"].to_dict() == {
        "start_month": EARLY,
        "end_month": LATE,
        "start": 80,
        "end": 40,
        "change": -40,
        "change_pct": -50,  # 100 * -40 / 80
        "share_start_pct": 80,
        "share_end_pct": 40,
        "share_change_points": -40,
        "part_of_change_pct": pytest.approx(float("nan"), nan_ok=True),  # all together: 100 -> 100
    }
    assert change.at["uninsured", "change_pct"] == 200  # 100 * 40 / 20
    assert change.loc["total", ["start", "end", "change"]].tolist() == [100, 100, 0]


def test_a_group_s_part_of_the_whole_change(two_months):
    two_months.loc[3, "persons"] = 10  # insured 80 -> 40, uninsured 20 -> 10, all 100 -> 50
    parts = measures.change_by_group(two_months, EARLY, LATE)["part_of_change_pct"]
    assert parts.to_dict() == {"insured": 80, "uninsured": 20, "total": 100}


def test_a_published_total_is_taken_as_it_is(two_months):
    published = pd.DataFrame({"month": [EARLY, LATE], "group": "total", "persons": [101.0, 99.0]})
    both = pd.concat([published, two_months], ignore_index=True)
    change = measures.change_by_group(both, EARLY, LATE)
    assert list(change.index) == ["insured", "uninsured", "total"]
    assert change.loc["total", ["start", "end"]].tolist() == [101, 99]
    assert change.at["insured", "share_start_pct"] == pytest.approx(100 * 80 / 101)


def test_months_may_be_compared_backwards(two_months):
    change = measures.change_by_group(two_months, LATE, EARLY)
    assert change["change_pct"].round(4).to_dict() == {
        "insured": 100,  # 40 -> 80
        "uninsured": -66.6667,  # 60 -> 20
        "total": 0,
    }


def test_every_missing_level_is_named(two_months):
    with pytest.raises(ValueError, match=r"no level for uninsured at 2020-03; pass months"):
        measures.change_by_group(two_months.iloc[:3], EARLY, LATE)
    with pytest.raises(
        ValueError, match="insured at 2020-02, uninsured at 2020-02, total at 2020-02"
    ):
        measures.change_by_group(two_months, EARLY, month("2020-02"))


def test_a_group_that_starts_at_zero_is_named(two_months):
    two_months.loc[1, "persons"] = 0
    with pytest.raises(ValueError, match="uninsured starts at zero"):
        measures.change_by_group(two_months, EARLY, LATE)


def test_a_group_may_end_at_zero(two_months):
    two_months.loc[2, "persons"] = 0
    change = measures.change_by_group(two_months, EARLY, LATE)
    assert change.at["insured", "change_pct"] == -100


def test_a_level_given_twice_is_refused(two_months):
    twice = pd.concat([two_months, two_months.iloc[:1]])
    with pytest.raises(ValueError, match="duplicate"):
        measures.change_by_group(twice, EARLY, LATE)


def test_measures_leave_their_frames_alone(two_months):
    unchanged(two_months, lambda frame: measures.change_by_group(frame, EARLY, LATE))
    unchanged(two_months, measures.composition)
    unchanged(two_months, lambda frame: study.deduct(frame, "insured", 5))
    unchanged(series("2020-01", 10, 5), lambda frame: study.fall_since(frame, EARLY))


# --- composition ----------------------------------------------------------------------------------


def test_shares_of_each_month_add_up_to_100(two_months):
    shares = measures.composition(two_months)
    assert shares["share_pct"].tolist() == [80, 20, 40, 60]


def test_the_published_total_is_the_base_of_shares_and_not_a_share_itself(two_months):
    published = pd.DataFrame({"month": [EARLY, LATE], "group": "total", "persons": [200.0, 400.0]})
    shares = measures.composition(pd.concat([two_months, published]))
    assert shares["group"].tolist() == ["insured", "uninsured"] * 2
    assert shares["share_pct"].tolist() == [40, 10, 10, 15]


def test_months_without_anybody_are_named(two_months):
    two_months.loc[two_months["month"].eq(LATE), "persons"] = 0
    with pytest.raises(ValueError, match="nobody at all in 2020-03; drop these months"):
        measures.composition(two_months)


# --- sensitivity ----------------------------------------------------------------------------------


def test_a_deduction_touches_one_group_in_every_month(two_months):
    assert study.deduct(two_months, "uninsured", 15)["persons"].tolist() == [80, 5, 40, 45]


def test_a_deduction_may_leave_one_person_but_not_fewer(two_months):
    assert study.deduct(two_months, "uninsured", 19)["persons"].min() == 1
    with pytest.raises(
        ValueError, match="taking 20 off 'uninsured' leaves nobody in 2020-01; deduct fewer"
    ):
        study.deduct(two_months, "uninsured", 20)


def test_variants_stand_side_by_side_with_the_other_group(two_months):
    fewer = study.deduct(two_months, "uninsured", 10)  # 10 -> 50
    table = study.compare_variants(
        {"as stated": two_months, "fewer": fewer}, EARLY, LATE, group="uninsured", beside="insured"
    )
    assert table["variant"].tolist() == ["as stated", "fewer"]
    assert table["change_pct"].tolist() == [200, 400]
    assert table["beside_change_pct"].tolist() == [-50, -50]
    assert table["share_start_pct"].tolist() == [20, pytest.approx(100 * 10 / 90)]


def change(**ends: tuple[float, float]) -> pd.DataFrame:
    """Return ``change_by_group`` of groups given as their levels in two months."""
    rows = [
        (at, group, persons)
        for group, levels in ends.items()
        for at, persons in zip((EARLY, LATE), levels, strict=True)
    ]
    levels = pd.DataFrame(rows, columns=["month", "group", "persons"])
    return measures.change_by_group(levels, EARLY, LATE)


def test_a_hidden_part_has_no_sum_and_is_no_zero():
    levels = pd.DataFrame({"month": [EARLY] * 2, "group": ["a", "b"], "persons": [8, None]})
    with pytest.raises(ValueError, match="no level for b at 2020-01"):
        measures.with_total(levels)
    with pytest.raises(ValueError, match="no level for b at 2020-01"):
        measures.composition(levels)


def test_the_deduction_at_which_the_order_turns():
    falls = change(uninsured=(20, 10), insured=(100, 20))  # -50 % beside -80 %
    turning = study.turning_deduction(falls, "uninsured", "insured")
    assert turning == pytest.approx(7.5)  # 20 - 10 / 0.8; then 12.5 -> 2.5, which is -80 %


@pytest.mark.parametrize(("persons", "falls_less"), [(7.4, True), (7.6, False)])
def test_on_either_side_of_that_deduction_the_order_differs(persons, falls_less):
    falls = change(uninsured=(20 - persons, 10 - persons), insured=(100, 20))["change_pct"]
    assert (falls["uninsured"] > falls["insured"]) == falls_less


def test_the_turning_deduction_of_rising_groups_and_of_a_larger_fall():
    rises = change(uninsured=(30, 40), insured=(100, 150))  # +33 % beside +50 %
    assert study.turning_deduction(rises, "uninsured", "insured") == pytest.approx(10)
    steep = change(uninsured=(30, 15), insured=(100, 75))  # -50 % beside -25 %: 30 more are needed
    assert study.turning_deduction(steep, "uninsured", "insured") == pytest.approx(-30)


def test_the_study_s_own_order_turns_at_12891_persons():
    then = change(insured=(160_300, 71_800), uninsured=(27_200, 19_300))
    turning = study.turning_deduction(then, "uninsured", "insured")
    # 27,200 - 7,900 / (88,500 / 160,300) = 27,200 - 14,309.27
    assert turning == pytest.approx(12_890.73, abs=0.01)


def test_the_order_from_every_starting_month():
    levels = pd.concat(
        [
            series("2020-01", 40, 60, 50, 45).assign(group="cash_benefit"),
            series("2020-01", 80, 100, 160, 80).assign(group="unemployment_benefit"),
            series("2020-01", 120, 160, 210, 125).assign(group="total"),
        ],
        ignore_index=True,
    )
    shuffled = levels.sample(frac=1, random_state=1)
    order = measures.order_by_start(
        shuffled, "cash_benefit", "unemployment_benefit", month("2020-04")
    )
    assert order["month"].tolist() == [month("2020-01"), month("2020-02"), month("2020-03")]
    # 40 -> 45 beside 80 -> 80; 60 -> 45 beside 100 -> 80; 50 -> 45 beside 160 -> 80
    assert order["change_pct"].tolist() == pytest.approx([12.5, -25, -10])
    assert order["beside_change_pct"].tolist() == pytest.approx([0, -20, -50])
    assert order["order"].tolist() == [1, -1, 1]


def test_the_order_is_counted_to_the_last_month_asked_for_and_equal_is_not_lower():
    levels = pd.concat(
        [
            series("2020-01", 40, 20, 1).assign(group="a"),
            series("2020-01", 80, 40, 90).assign(group="b"),
        ]
    )
    order = measures.order_by_start(levels, "a", "b", month("2020-02"))
    assert order.to_dict("list") == {
        "month": [EARLY],
        "change_pct": [-50],
        "beside_change_pct": [-50],
        "order": [0],
    }


def test_a_jump_is_what_one_month_changed_more_than_its_neighbours():
    jumping = series("2020-01", 100, 96, 70, 64)  # -4, then -26, then -6
    assert study.excess_change(jumping, LATE).to_dict() == {"change": -26, "excess": -21}
    even = study.excess_change(series("2020-01", 9, 8, 7, 6), LATE)
    assert even.to_dict() == {"change": -1, "excess": 0}
    with pytest.raises(KeyError, match="2020-01"):  # a month further back is not the month before
        study.excess_change(series("2020-01", 9, 8, 7, 6).drop(index=0), LATE)


def test_starting_months_alike_in_a_row_and_later():
    months = pd.period_range("2020-01", periods=5, freq="M")
    starts = pd.DataFrame({"month": months, "order": [-1, -1, 0, -1, 1]})
    alike = measures.starts_alike(starts)
    assert alike.to_dict() == {
        "run": 2,
        "run_starts": month("2020-01"),
        "run_ends": month("2020-02"),
        "later": 3,
        "alike_later": 1,
    }
    unanimous = measures.starts_alike(starts.assign(order=0))
    assert (unanimous.run, unanimous.later) == (5, 0)


# --- single months --------------------------------------------------------------------------------


def test_the_level_of_a_group_in_a_month(two_months):
    assert measures.level_at(two_months, EARLY, "insured") == 80


@pytest.mark.parametrize(("at", "persons"), [("2020-05", 1.0), ("2020-01", None)])
def test_a_level_that_is_not_there_or_hidden_is_refused(at, persons):
    levels = pd.DataFrame({"month": [EARLY], "group": ["a"], "persons": [persons]})
    with pytest.raises(ValueError, match=r"no level of a at .*the levels run from 2020-01"):
        measures.level_at(levels, month(at), "a")


def test_the_nearest_figure_in_time_is_the_first_of_those_as_near():
    figures = pd.DataFrame({"month": [month("2020-01"), month("2020-05")], "persons": [1, 2]})
    assert study.nearest_in_time(figures, month("2020-04")).persons == 2
    assert study.nearest_in_time(figures, month("2020-03")).persons == 1


def test_the_fall_of_the_source_nearest_in_time_is_from_that_source_s_own_start():
    figures = pd.DataFrame(
        {
            "month": [EARLY, EARLY, month("2020-05"), month("2020-09")],
            "persons": [80.0, 50.0, 60.0, 40.0],
            "source": ["a", "b", "a", "b"],
        }
    )
    found = study.fall_of_source(figures, EARLY, month("2020-06"))
    assert found.to_dict() == {"month": month("2020-05"), "fall_pct": 25}
    with pytest.raises(ValueError, match="a has 0 figures of 2020-02; expected one"):
        study.fall_of_source(figures, month("2020-02"), month("2020-06"))


# --- against a later series -----------------------------------------------------------------------


def test_the_gap_is_what_was_printed_minus_the_later_series():
    printed = pd.DataFrame(
        {
            "month": [month("2020-02"), EARLY, EARLY],
            "persons": [12.0, 7.0, 9.0],
            "source": ["b", "a", "c"],
        }
    )
    gaps = study.gap_to_series(printed, series("2020-01", 8, 10))
    assert gaps["series_persons"].tolist() == [10, 8, 8]
    assert gaps["gap"].tolist() == [2, -1, 1]
    assert gaps["source"].tolist() == ["b", "a", "c"]


def test_months_that_the_later_series_lacks_are_named():
    with pytest.raises(ValueError, match="the series has no 2020-02, 2020-03"):
        study.gap_to_series(series("2020-01", 1, 2, 3), series("2020-01", 1))


def test_a_later_series_with_a_month_twice_is_refused():
    twice = pd.concat([series("2020-01", 1), series("2020-01", 2)])
    with pytest.raises(ValueError, match="not a many-to-one merge"):
        study.gap_to_series(series("2020-01", 1), twice)


def test_falls_of_printed_figures_and_of_the_series_beside_them():
    gaps = pd.DataFrame({"persons": [100.0, 70.0, 60.0], "series_persons": [80.0, 70.0, 20.0]})
    assert study.falls_beside(gaps).to_dict() == {
        "study": 40,
        "series": 60,
        "study_pct": 40,
        "series_pct": 75,
    }


def test_a_fall_is_relative_to_where_it_begins():
    assert study.relative_fall(80, 60) == 25
    assert study.implied_fall(80, 60).to_dict() == {"fall_pct": 25, "fewer": 20}
    assert study.relative_fall(60, 80) == pytest.approx(-100 / 3)


def test_levels_that_stated_falls_imply(two_months):
    ends = study.implied_end_levels(two_months, EARLY, {"insured": 50, "uninsured": 10})
    assert ends.to_dict() == {"insured": 40, "uninsured": 18, "total": 58}


def test_the_study_s_own_falls_imply_110644_unemployed():
    levels = pd.DataFrame(
        {"month": EARLY, "group": ["insured", "uninsured"], "persons": [160_300, 27_200]}
    )
    ends = study.implied_end_levels(levels, EARLY, {"insured": 45.4, "uninsured": 15.0})
    # 160,300 * 0.546 = 87,523.8 and 27,200 * 0.85 = 23,120
    assert ends["total"] == pytest.approx(110_643.8)


# --- falls over time ------------------------------------------------------------------------------


def test_the_fall_counts_from_the_starting_month_and_is_negative_for_a_rise():
    falls = study.fall_since(series("2020-01", 999, 200, 150, 220), month("2020-02"))
    assert falls["month"].tolist() == list(pd.period_range("2020-02", periods=3, freq="M"))
    assert falls["fall_pct"].tolist() == [0, 25, -10]


def test_the_two_months_around_a_fall():
    around = study.months_around(series("2020-01", 100, 90, 80, 60), EARLY, 15)
    assert around["month"].tolist() == [month("2020-02"), month("2020-03")]
    assert around["fall_pct"].tolist() == [10, 20]


def test_a_fall_that_is_met_exactly_counts_as_reached():
    around = study.months_around(series("2020-01", 100, 90, 80, 60), EARLY, 20)
    assert around["month"].tolist() == [month("2020-02"), month("2020-03")]


@pytest.mark.parametrize("fall_pct", [41, 0])
def test_a_fall_that_is_never_passed_is_refused(fall_pct):
    with pytest.raises(ValueError, match=rf"a fall of {fall_pct}.0 % since 2020-01 is not passed"):
        study.months_around(series("2020-01", 100, 90, 60), EARLY, fall_pct)


# --- changes of means and shares ------------------------------------------------------------------


def test_change_of_means_series_by_series():
    level = series("2020-01", *[10] * 12, *[15] * 12)
    rising = series("2020-01", *[4] * 12, *[3] * 12)
    change = measures.change_of_means({"a": level, "b": rising}, month("2020-12"), month("2021-12"))
    assert change.loc["a"].to_dict() == {"start": 10, "end": 15, "change": 5, "change_pct": 50}
    assert change.loc["b"].to_dict() == {"start": 4, "end": 3, "change": -1, "change_pct": -25}


def test_share_month_by_month_for_months_that_both_have():
    part = series("2020-02", 5, 30)
    whole = series("2020-01", 40, 50, 60).sort_values("month", ascending=False)
    shares = measures.share_of(part=part, whole=whole)
    assert shares["month"].tolist() == [month("2020-02"), month("2020-03")]
    assert shares[["part", "whole", "share_pct"]].values.tolist() == [[5, 50, 10], [30, 60, 50]]


def test_a_share_of_a_month_given_twice_is_refused():
    twice = pd.concat([series("2020-01", 1), series("2020-01", 2)])
    with pytest.raises(ValueError, match="not a one-to-one merge"):
        measures.share_of(part=twice, whole=series("2020-01", 3))


# --- who counts -----------------------------------------------------------------------------------


def test_who_counts_decides_what_the_unemployed_consist_of():
    found = measures.who_counts(on_cash=10, recipients=60, on_benefit=40)
    assert found.loc["counted"].to_dict() == {
        "cash_persons": 10,
        "benefit_persons": 40,
        "cash_pct": 20,
        "benefit_pct": 80,
    }
    assert found.loc["everyone"].to_dict() == {
        "cash_persons": 60,
        "benefit_persons": 40,
        "cash_pct": 60,
        "benefit_pct": 40,
    }
