"""The band of local conditions: hand-worked limits and counts, and the figures of 2007."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report import data
from vse_report.measures import selection

LAESOE, SAMSOE = "825", "741"
VALUES = pd.Series({"a": 2.0, "b": 4.0, "c": 4.0, "d": 6.0, "e": 14.0})
CONDITIONS = pd.DataFrame(
    {
        "code": ["a", "b", "c"],
        "population": [1000, 2000, 3000],
        "full_time_unemployed": [20, 30, 51],
        "unemployment_pct_of_labour_force": [4.0, 5.0, 6.0],
        "full_time_unemployed_per_100_aged_17_64": [3.0, 3.75, 10.2],
        "socioeconomic_index": [0.9, 1.0, 1.1],
    }
)


@pytest.fixture(scope="module")
def measures_2007() -> pd.DataFrame:
    return selection.framework_measures(data.read("framework_conditions_2007"))


def test_a_band_is_one_standard_deviation_on_either_side_of_the_mean():
    # 2, 4, 4, 6: mean 4, squares 4 + 0 + 0 + 4 over 4.
    found = selection.band(VALUES.drop("e"))
    assert (found.mean, found.sd) == (4, pytest.approx(2**0.5))
    assert (found.low, found.high) == pytest.approx((4 - 2**0.5, 4 + 2**0.5))


def test_a_samples_standard_deviation_divides_by_one_less():
    assert selection.band(VALUES.drop("e"), sample=True).sd == pytest.approx((8 / 3) ** 0.5)


def test_weights_count_a_value_so_many_times():
    weights = pd.Series({"a": 1, "b": 3})
    repeated = selection.band(pd.Series([2.0, 4.0, 4.0, 4.0]))
    assert selection.band(VALUES[["a", "b"]], weights=weights) == pytest.approx(repeated)


def test_weights_find_their_values_by_label():
    values, weights = pd.Series({"a": 2.0, "b": 4.0}), pd.Series({"b": 3, "a": 1, "c": 9})
    assert selection.band(values, weights=weights).mean == 3.5  # (2 + 3 * 4) / 4
    with pytest.raises(KeyError, match="b"):
        selection.band(values, weights=weights.drop("b"))


def test_a_weighted_sample_is_refused():
    with pytest.raises(ValueError, match="leave sample out"):
        selection.band(VALUES, sample=True, weights=VALUES)


def test_the_limits_belong_to_the_band():
    assert selection.Band(mean=4, sd=2).count(VALUES) == 4


def test_those_left_out_of_the_limits_are_still_counted():
    # All: mean 6, squares 16 + 4 + 4 + 0 + 64 over 5, so from 1.8 to 10.2; without e 2.6 to 5.4.
    found = selection.compare_bands(VALUES, ["e"])
    assert found[["mean_all", "inside_all", "mean_without", "inside_without"]].tolist() == [
        6,
        4,
        4,
        2,
    ]
    assert found["mean_change_pct"] == pytest.approx(-100 / 3)
    assert found["sd_change_pct"] == pytest.approx(100 * ((2 / 17.6) ** 0.5 - 1))


def test_codes_without_a_value_are_all_named():
    with pytest.raises(ValueError, match="no value for x, y"):
        selection.compare_bands(VALUES, ["y", "a", "x"])


def test_days_are_so_many_per_cent_of_a_year():
    days = selection.framework_measures(CONDITIONS)["days"]
    assert days["a"] == pytest.approx(3 / 100 * 365)


def test_both_bands_are_rows_with_their_limits():
    found = selection.bands_of(selection.compare_bands(VALUES, [VALUES.index[-1]]))
    assert list(found.index) == ["all", "without"]
    every, fewer = selection.band(VALUES), selection.band(VALUES.iloc[:-1])
    assert found.loc["all"].tolist() == [every.mean, every.low, every.high]
    assert found.loc["without"].tolist() == [fewer.mean, fewer.low, fewer.high]


def test_counts_by_value_do_not_tell_which():
    assert selection.count_by_value(VALUES).to_dict("list") == {
        "value": [2, 4, 6, 14],
        "municipalities": [1, 2, 1, 1],
    }


def test_a_rate_implies_the_people_it_is_taken_of():
    conditions = pd.DataFrame(
        {
            "code": ["a"],
            "population": [2000],
            "full_time_unemployed": [85],
            "full_time_unemployed_per_100_aged_17_64": [10.0],
            "unemployment_pct_of_labour_force": [8.5],
        }
    )
    assert selection.implied_people(conditions).loc["a"].tolist() == [850, 1000, 42.5]


def test_a_doubted_value_can_be_replaced_by_what_its_rate_gives_elsewhere():
    # Days per point of the rate are 10.95 / 4 and 13.6875 / 5: both 2.7375.
    days = selection.replaced_by_rate(selection.framework_measures(CONDITIONS), "c")
    assert days["c"] == pytest.approx(6 * 2.7375)
    assert days["a"] == pytest.approx(10.95)


# --- the figures of 2007 --------------------------------------------------------------------------


def test_without_the_islands_mean_and_spread_fall_and_the_band_holds_fewer(measures_2007):
    found = selection.compare_bands(measures_2007["days"], [LAESOE, SAMSOE])
    assert round(found["mean_change_pct"]) == -4
    assert round(found["sd_change_pct"]) == -30
    assert (found["inside_all"], found["inside_without"]) == (84, 69)


def test_with_the_standard_deviation_of_a_sample_the_band_holds_more(measures_2007):
    found = selection.compare_bands(measures_2007["days"], [LAESOE, SAMSOE], sample=True)
    assert (found["inside_all"], found["inside_without"]) == (84, 76)


def test_on_the_socioeconomic_index_nothing_moves(measures_2007):
    rows = selection.sensitivity(measures_2007, [LAESOE, SAMSOE])
    index = rows[rows["measure"].eq("index")]
    assert index[["mean_change_pct", "sd_change_pct"]].abs().to_numpy().max() < 1
    assert np.abs(index["inside_all"] - index["inside_without"]).max() <= 2


def test_the_sensitivity_has_a_row_per_figure_and_deviation(measures_2007):
    rows = selection.sensitivity(measures_2007, [LAESOE, SAMSOE])
    assert list(zip(rows["measure"], rows["deviation"], strict=True)) == [
        (measure, kind)
        for measure in ("days", "rate", "index")
        for kind in ("population", "sample", "weighted")
    ]


def test_no_result_tells_which_municipalities_are_inside(measures_2007):
    without = [LAESOE, SAMSOE]
    results = [
        selection.compare_bands(measures_2007["days"], without).to_frame(),
        selection.sensitivity(measures_2007, without),
        selection.count_by_value(measures_2007["days"]),
    ]
    cells = {str(cell) for frame in results for cell in [*frame.index, *frame.to_numpy().ravel()]}
    assert cells.isdisjoint(measures_2007.index)
