"""Frames of several areas: kept apart or refused, and nothing said of a frame that is not so."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures import (
    activation,
    association,
    months,
    peers,
    ranks,
    selection,
    spread,
    standing,
    study,
    unemployment,
)
from vse_report.measures.areas import area_by_area, expect, named, one_area

FIRST, SECOND = pd.Period("2020-01", "M"), pd.Period("2020-02", "M")
ODENSE = [80.0, 20.0, 40.0, 60.0]
VIBORG = [30.0, 10.0, 60.0, 20.0]


def levels(**areas: list[float]) -> pd.DataFrame:
    """Return groups a and b in two months for each area, a keyword such as ``c461``."""
    frames = [
        pd.DataFrame(
            {
                "code": code.removeprefix("c"),
                "month": [FIRST, FIRST, SECOND, SECOND],
                "group": ["a", "b", "a", "b"],
                "persons": persons,
            }
        )
        for code, persons in areas.items()
    ]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture
def two_areas() -> pd.DataFrame:
    return levels(c461=ODENSE, c791=VIBORG)


def monthly(first: str, **areas: list[float]) -> pd.DataFrame:
    frames = [
        pd.DataFrame(
            {
                "code": code.removeprefix("c"),
                "month": pd.period_range(first, periods=len(values), freq="M"),
                "persons": values,
            }
        )
        for code, values in areas.items()
    ]
    return pd.concat(frames, ignore_index=True)


# --- several areas are kept apart -----------------------------------------------------------------


def test_groups_change_in_each_area_by_themselves(two_areas):
    change = unemployment.change_by_group(two_areas, FIRST, SECOND)
    assert change.index.names == ["code", "group"]
    assert change["change_pct"].to_dict() == {
        ("461", "a"): -50,  # 80 -> 40
        ("461", "b"): 200,  # 20 -> 60
        ("461", "total"): 0,  # 100 -> 100
        ("791", "a"): 100,  # 30 -> 60
        ("791", "b"): 100,  # 10 -> 20
        ("791", "total"): 100,  # 40 -> 80
    }


def test_shares_are_of_the_total_of_their_own_area(two_areas):
    shares = unemployment.composition(two_areas)
    assert shares["share_pct"].tolist() == [80, 20, 40, 60, 75, 25, 75, 25]
    assert shares["code"].tolist() == ["461"] * 4 + ["791"] * 4


def test_totals_of_areas_are_not_added_up(two_areas):
    total = unemployment.with_total(two_areas).query("group == 'total'")
    assert total[["code", "persons"]].values.tolist() == [
        ["461", 100],
        ["461", 100],
        ["791", 40],
        ["791", 80],
    ]


def test_a_total_published_for_some_areas_only_is_refused(two_areas):
    of_one = levels(c461=ODENSE).iloc[[0, 2]].assign(group="total", persons=100.0)
    with pytest.raises(ValueError, match="published, but not for 791 2020-01, 791 2020-02;"):
        unemployment.with_total(pd.concat([two_areas, of_one]))


def test_the_order_of_groups_is_found_and_counted_in_each_area(two_areas):
    starts = unemployment.order_by_start(two_areas, "a", "b", SECOND)
    assert starts[["code", "change_pct", "beside_change_pct", "order"]].values.tolist() == [
        ["461", -50, 200, -1],
        ["791", 100, 100, 0],
    ]
    alike = unemployment.starts_alike(starts)
    assert alike["run"].to_dict() == {"461": 1, "791": 1}
    assert alike.index.name == "code"


def test_a_share_of_a_whole_is_that_of_the_same_area():
    part, whole = (
        monthly("2020-01", c461=[1.0, 2.0], c791=[3.0, 4.0]),
        monthly("2020-01", c791=[30.0, 16.0], c461=[10.0, 40.0]),
    )
    shares = unemployment.share_of(part=part, whole=whole)
    assert list(shares.columns) == ["code", "month", "part", "whole", "share_pct"]
    assert shares["share_pct"].tolist() == [10, 5, 10, 25]


def test_a_part_and_a_whole_of_other_areas_are_refused():
    part, whole = monthly("2020-01", c461=[1.0], c791=[3.0]), monthly("2020-01", c461=[10.0])
    with pytest.raises(ValueError, match="same areas in every frame, found 461, 791 beside 461;"):
        unemployment.share_of(part=part, whole=whole)
    with pytest.raises(ValueError, match="found 461, 791 beside no column code;"):
        unemployment.share_of(part=part, whole=whole.drop(columns="code"))


def test_an_area_may_be_a_part_of_the_whole_country():
    part, whole = monthly("2020-01", c461=[1.0]), monthly("2020-01", c000=[4.0])
    assert unemployment.share_of(part=part, whole=whole)["share_pct"].tolist() == [25]


def test_means_change_in_each_area_and_series():
    rising = monthly("2020-01", c461=[10.0] * 12 + [15.0] * 12, c791=[4.0] * 12 + [3.0] * 12)
    change = unemployment.change_of_means({"all": rising}, FIRST + 11, FIRST + 23)
    assert change["change_pct"].to_dict() == {("461", "all"): 50, ("791", "all"): -25}


def test_each_area_has_its_own_means_course_and_july():
    series = monthly("2020-01", c461=[1.0] * 12 + [13.0], c791=[*[5.0] * 6, 2.0, *[5.0] * 6])
    means = months.twelve_month_means(series, "persons", [])
    assert means[["code", "persons"]].values.tolist() == [
        ["461", 1],
        ["461", 2],
        ["791", 4.75],
        ["791", 4.75],
    ]
    assert months.course(series, "persons").loc[("791", "lowest"), "persons"] == 2
    dips = months.july_dip(series, "persons", [])
    assert dips[["code", "dip"]].values.tolist() == [["461", 0], ["791", 3]]
    assert months.july_low(dips)["low_years"].to_dict() == {"461": 0, "791": 1}


def test_falls_are_since_the_start_of_the_same_area():
    series = monthly("2020-01", c461=[100.0, 90.0, 70.0], c791=[50.0, 20.0, 10.0])
    assert study.fall_since(series, FIRST)["fall_pct"].tolist() == [0, 10, 30, 0, 60, 80]
    around = study.months_around(series, FIRST, 20)
    assert around[["code", "persons"]].values.tolist() == [
        ["461", 90],
        ["461", 70],
        ["791", 50],
        ["791", 20],
    ]


def test_a_jump_is_found_in_each_area():
    series = monthly("2020-01", c461=[100.0, 96.0, 70.0, 64.0], c791=[9.0, 8.0, 7.0, 6.0])
    assert study.excess_change(series, SECOND + 1)["excess"].to_dict() == {"461": -21, "791": 0}


def test_activation_is_shared_out_in_each_area():
    offers = pd.DataFrame(
        {
            "code": ["461", "461", "791", "791"],
            "offer_type": ["guidance", "total"] * 2,
            "courses": [30, 40, 10, 100],
            "activated_persons": [20, 40, 50, 100],
        }
    )
    mix = activation.offer_mix(offers)
    assert mix[["code", "courses_pct", "persons_pct"]].values.tolist() == [
        ["461", 75, 50],
        ["791", 10, 50],
    ]


def test_months_and_years_of_activation_stay_with_their_area():
    offers = pd.concat(
        pd.DataFrame(
            {
                "code": code,
                "month": month,
                "offer_type": ["company_internship", "wage_subsidy", "total"],
                "full_time_persons": [10, 0, total],
            }
        )
        for code, total in (("461", 20), ("791", 40))
        for month in pd.period_range("2024-01", "2024-12", freq="M")
    )
    by_month = activation.company_share_by_month(offers)
    assert by_month["share_pct"].tolist() == [50] * 12 + [25] * 12
    by_year = activation.by_year(by_month)
    assert by_year[["code", "share_pct"]].values.tolist() == [["461", 50], ["791", 25]]


def test_names_of_areas_are_carried_along(two_areas):
    named_areas = two_areas.assign(name=two_areas["code"].map({"461": "Odense", "791": "Viborg"}))
    change = unemployment.change_by_group(named_areas, FIRST, SECOND)
    assert change["name"].tolist() == ["Odense"] * 3 + ["Viborg"] * 3
    starts = unemployment.order_by_start(named_areas, "a", "b", SECOND)
    assert list(starts.columns[:3]) == ["code", "name", "month"]
    assert unemployment.starts_alike(starts)["name"].to_dict() == {"461": "Odense", "791": "Viborg"}
    total = unemployment.with_total(named_areas).query("group == 'total'")
    assert total["name"].tolist() == ["Odense", "Odense", "Viborg", "Viborg"]


@pytest.mark.parametrize(
    "measure",
    [
        lambda frame: unemployment.change_by_group(frame, FIRST, SECOND),
        lambda frame: unemployment.order_by_start(frame, "a", "b", SECOND),
        lambda frame: months.course(frame[frame["group"].eq("a")], "persons"),
        lambda frame: months.july_dip(frame[frame["group"].eq("a")], "persons", []),
    ],
)
def test_one_area_gives_what_a_frame_without_areas_gives(measure):
    odense = levels(c461=ODENSE)
    pd.testing.assert_frame_equal(measure(odense), measure(odense.drop(columns="code")))


def test_every_area_that_is_refused_is_told_with_its_reason():
    series = monthly("2020-01", c461=[1.0, None], c751=[1.0, 2.0], c791=[None, 2.0])
    with pytest.raises(ValueError, match="found none in") as raised:
        months.course(series, "persons")
    first, second = str(raised.value).splitlines()
    assert first.startswith("461: course:")
    assert first.endswith("found none in 2020-02.")
    assert second.startswith("791: course:")
    assert second.endswith("found none in 2020-01.")


def test_rows_without_a_code_are_of_no_area():
    frame = pd.DataFrame({"code": ["461", None, "791"]})
    with pytest.raises(ValueError, match="1 rows have no code"):
        area_by_area(len, frame)


# --- several areas are refused --------------------------------------------------------------------


@pytest.mark.parametrize(
    "measure",
    [
        lambda frame: unemployment.level_at(frame, FIRST, "a"),
        lambda frame: study.deduct(frame, "a", 1),
        lambda frame: study.gap_to_series(frame, frame),
        lambda frame: study.nearest_in_time(frame, FIRST),
        lambda frame: study.implied_end_levels(frame, FIRST, {"a": 10}),
        lambda frame: study.compare_variants({"x": frame}, FIRST, SECOND, group="a", beside="b"),
    ],
)
def test_what_is_of_one_area_names_the_areas_found_and_the_way_out(two_areas, measure):
    way = r'takes one area, found 461, 791: choose one with rows\[rows\["code"\].eq\("461"\)\]\.'
    with pytest.raises(ValueError, match=way):
        measure(two_areas)


def test_a_frame_keyed_by_area_is_chosen_from_by_its_key(two_areas):
    change = unemployment.change_by_group(two_areas, FIRST, SECOND)
    with pytest.raises(ValueError, match=r'found 461, 791: choose one with rows.loc\["461"\]'):
        study.turning_deduction(change, "a", "b")
    assert study.turning_deduction(change.loc["461"], "a", "b") == 100  # 80 + 40 / 2


def test_one_mean_of_several_areas_is_refused_and_the_measure_for_them_named():
    series = monthly("2020-01", c461=[1.0] * 12, c791=[2.0] * 12)
    with pytest.raises(
        ValueError, match="found 461, 791: for several take twelve_month_mean_by_code"
    ):
        months.twelve_month_mean(series, "persons", FIRST + 11)


def test_the_whole_country_alone_is_not_told_to_be_no_rows():
    series = monthly("2020-01", c000=[1.0] * 12)
    with pytest.raises(ValueError, match=r"no rows .* but those of the whole country \(000\)"):
        months.twelve_month_mean_by_code(series, "persons", FIRST + 11)


def test_of_very_many_culprits_the_first_are_named():
    assert named(range(14)) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 2 more"
    one_area("x", pd.DataFrame({"code": ["461", "461"]}))


# --- frames that cannot be measured ---------------------------------------------------------------

OF_LEVELS = {
    "change_by_group": lambda frame: unemployment.change_by_group(frame, FIRST, SECOND),
    "with_total": unemployment.with_total,
    "composition": unemployment.composition,
    "order_by_start": lambda frame: unemployment.order_by_start(frame, "a", "b", SECOND),
    "level_at": lambda frame: unemployment.level_at(frame, FIRST, "a"),
    "twelve_month_means": lambda frame: months.twelve_month_means(frame, "persons", []),
    "july_dip": lambda frame: months.july_dip(frame, "persons", []),
    "course": lambda frame: months.course(frame, "persons"),
    "fall_since": lambda frame: study.fall_since(frame, FIRST),
    "excess_change": lambda frame: study.excess_change(frame, FIRST),
    "deduct": lambda frame: study.deduct(frame, "a", 1),
    "starts_alike": lambda frame: unemployment.starts_alike(frame.assign(order=1)),
}


@pytest.mark.parametrize("of", OF_LEVELS)
def test_a_frame_without_a_column_is_told_what_it_lacks(two_areas, of):
    with pytest.raises(ValueError, match=f"{of}: expected a column month, found code, group, pers"):
        OF_LEVELS[of](two_areas.drop(columns="month"))


@pytest.mark.parametrize("of", [of for of in OF_LEVELS if of != "course"])
def test_a_frame_without_rows_is_told_so(two_areas, of):
    with pytest.raises(ValueError, match=f"{of}: expected rows, found none"):
        OF_LEVELS[of](two_areas.head(0))


@pytest.mark.parametrize("of", [of for of in OF_LEVELS if of != "deduct"])
def test_rows_there_twice_are_named_with_their_area(of):
    twice = pd.concat([levels(c461=ODENSE)] * 2)
    with pytest.raises(ValueError, match=f"{of}: .*found duplicates of 461 2020-01"):
        OF_LEVELS[of](twice)


def test_several_months_of_offers_are_refused_and_not_shared_out():
    offers = pd.DataFrame(
        {
            "code": "461",
            "month": [FIRST, FIRST, SECOND, SECOND],
            "offer_type": ["guidance", "total"] * 2,
            **{"courses": 1, "activated_persons": 1, "full_time_persons": 1},
        }
    )
    for measure in (activation.offer_mix, activation.company_courses, activation.company_persons):
        with pytest.raises(ValueError, match="found duplicates of 461 guidance, 461 total;"):
            measure(offers)
    with pytest.raises(ValueError, match="no figure of every type in 2020-01, 2020-02"):
        activation.company_share_by_month(offers)


def test_offers_without_a_total_are_told_so():
    offers = pd.DataFrame(
        {"code": "461", "offer_type": ["guidance"], "courses": 1, "activated_persons": 1}
    )
    with pytest.raises(ValueError, match="expected a row for total, found guidance"):
        activation.offer_mix(offers)
    with pytest.raises(ValueError, match="no row for 461 company_internship, 461 total, 461 wage"):
        activation.company_courses(offers)


def test_a_level_that_is_hidden_is_not_told_to_be_outside_the_months():
    hidden = levels(c461=[None, 20.0, 40.0, 60.0])
    with pytest.raises(ValueError, match="no level of a at 2020-01; its count is hidden"):
        unemployment.level_at(hidden, FIRST, "a")
    with pytest.raises(ValueError, match="no level of c at 2020-01; the groups are a, b;"):
        unemployment.level_at(hidden, FIRST, "c")
    with pytest.raises(ValueError, match="no level at 2020-01; the series runs from 2020-01"):
        study.fall_since(hidden[hidden["group"].eq("a")], FIRST)


def test_months_without_an_order_do_not_end_a_run():
    starts = pd.DataFrame({"month": [FIRST, SECOND], "order": [1, None]})
    with pytest.raises(ValueError, match="no order from 2020-02; leave them out"):
        unemployment.starts_alike(starts)


def test_a_hidden_month_is_not_passed_over_on_the_way_to_a_fall():
    series = monthly("2020-01", c461=[100.0, None, 70.0])
    with pytest.raises(ValueError, match="months_around: no level at 2020-02"):
        study.months_around(series, FIRST, 20)


def test_months_that_are_missing_or_without_a_value_are_named():
    series = monthly("2020-01", c461=[1.0, 2.0, None, 4.0]).drop(index=1)
    with pytest.raises(ValueError, match="from 2020-01 to 2020-04, found none in 2020-02, 2020-03"):
        months.july_dip(series, "persons", [])


def test_a_course_begins_with_the_first_month_in_whatever_order_the_rows_are():
    series = monthly("2020-01", c461=[5.0, 1.0, 7.0]).iloc[::-1]
    found = months.course(series, "persons")["persons"].to_dict()
    assert found == {"first": 5, "lowest": 1, "highest": 7, "last": 7}


def test_a_share_needs_two_frames():
    with pytest.raises(ValueError, match="a part and a whole, found only"):
        unemployment.share_of(only=monthly("2020-01", c461=[1.0]))


def test_a_table_with_another_kind_of_full_time_persons_is_refused():
    with pytest.raises(ValueError, match="expected a column full_time_persons, found full_time_p"):
        unemployment.levels(pd.DataFrame({"full_time_persons_expected": [1]}))


# --- measures that take all municipalities --------------------------------------------------------


def areas(**columns: list) -> pd.DataFrame:
    frame = {"total": [40.0, 50.0], "company_low": [10.0, 30.0], "company_high": [12.0, 30.0]}
    return pd.DataFrame(frame | columns, index=pd.Index(["461", "791"], name="code"))


COMPARISONS = {
    "fit_prior": spread.fit_prior,
    "shrunken": lambda frame: ranks.shrunken(frame, spread.Prior(1, 2)),
    "underlying": lambda frame: ranks.underlying(frame, spread.Prior(1, 2)),
    "centres": lambda frame: standing.centres(frame, 30.0),
    "outside": lambda frame: standing.outside(frame, pd.DataFrame({"low": [1], "high": [2]})),
    "limits_along": lambda frame: standing.limits_along(frame, pd.DataFrame(), 30.0),
}


@pytest.mark.parametrize("of", COMPARISONS)
def test_areas_that_cannot_be_compared_are_named(of):
    measure = COMPARISONS[of]
    with pytest.raises(ValueError, match="cannot have 791, a total or bound is missing"):
        measure(areas(total=[40.0, None]))
    with pytest.raises(ValueError, match="cannot have 000, which is the whole country"):
        measure(areas().rename({"791": "000"}))
    with pytest.raises(ValueError, match="cannot have 461, as rows are there several times"):
        measure(areas().rename({"791": "461"}))
    with pytest.raises(ValueError, match="expected a column total, found company_low"):
        measure(areas().drop(columns="total"))


def test_values_of_several_months_are_no_values_of_areas():
    values = pd.Series([1.0, 2.0, 3.0, 4.0, 5.0], index=["101", "147", "461", "791", "461"])
    groups = pd.Series("east", index=["101", "147", "461", "791"])
    for measure in (
        lambda: association.between_groups(values, groups, 10, 1),
        lambda: association.within_groups(values, groups),
        lambda: association.rank_correlation(values, groups, 10, 1),
    ):
        with pytest.raises(ValueError, match="one value for each area, found several for 461"):
            measure()


def test_areas_without_a_group_are_named():
    values = pd.Series([1.0, 2.0], index=["000", "461"])
    with pytest.raises(ValueError, match="no group for 000;"):
        association.within_groups(values, pd.Series({"461": "south"}))


def test_a_municipality_that_is_not_compared_is_named():
    apart = pd.DataFrame([[0.0, 1.0], [1.0, 0.0]], index=["461", "791"], columns=["461", "791"])
    with pytest.raises(ValueError, match="999 is not among the 2 municipalities"):
        peers.nearest(apart, "999", 1)
    with pytest.raises(ValueError, match="999 is not among the 2 municipalities"):
        peers.overlap(apart, {"same": apart}, "999", 1)
    with pytest.raises(ValueError, match="two municipalities or more, found 1"):
        peers.nearest(apart.loc[["461"], ["461"]], "461", 1)
    with pytest.raises(ValueError, match="found several for 461"):
        peers.peer_means(apart, pd.Series([1.0, 2.0, 3.0], index=["461", "791", "461"]), 1)


def test_one_municipality_has_no_distance():
    shares = pd.DataFrame({"cash_benefit": [3.0]}, index=["461"])
    with pytest.raises(ValueError, match="shares of all municipalities, one row each, found 1 row"):
        peers.distances(shares)


def test_a_table_of_municipalities_is_one_row_each():
    columns = ["full_time_unemployed", selection.OF_AGE, selection.OF_LABOUR_FORCE, "population"]
    table = pd.DataFrame({"code": ["461", "461"], **dict.fromkeys(columns, 1.0)})
    with pytest.raises(ValueError, match="for each code, found duplicates of 461;"):
        selection.implied_people(table)
    with pytest.raises(ValueError, match="expected a column socioeconomic_index, found code"):
        selection.framework_measures(table)


def test_a_frame_that_is_as_expected_is_let_through():
    expect("x", pd.DataFrame({"code": ["461", "791"], "month": FIRST}), "month", key=["month"])
