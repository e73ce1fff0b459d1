"""Means over twelve months and July's dip, on series worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures import months

JULY = pd.Period("2026-07", "M")


def monthly(first: str, values: list[float]) -> pd.DataFrame:
    at = pd.period_range(first, periods=len(values), freq="M")
    return pd.DataFrame({"month": at, "share_pct": values})


def test_the_mean_is_over_the_twelve_months_that_end_with_the_last():
    one_to_fourteen = monthly("2025-06", [*range(1, 15)])
    # months 3 to 14: (3 + 14) / 2
    assert months.twelve_month_mean(one_to_fourteen, "share_pct", JULY) == 8.5


def test_a_mean_of_fewer_than_twelve_months_is_refused():
    with pytest.raises(ValueError, match="to 2026-07; series has 2 values in 2 months"):
        months.twelve_month_mean(monthly("2026-06", [1, 2]), "share_pct", JULY)
    with pytest.raises(ValueError, match="series has 0 values"):
        months.twelve_month_mean(monthly("2020-06", [1, 2]), "share_pct", JULY)


def test_twelve_rows_with_a_month_twice_are_no_year():
    eleven = monthly("2025-09", [*range(11)])
    with pytest.raises(ValueError, match="12 values in 11 months"):
        months.twelve_month_mean(pd.concat([eleven, eleven.iloc[:1]]), "share_pct", JULY)


def test_the_mean_of_twelve_months_leaves_out_the_country_and_other_months():
    at = pd.period_range("2025-07", "2026-07", freq="M")
    table = pd.DataFrame(
        {
            "code": ["000"] * 13 + ["101"] * 13,
            "month": [*at, *at],
            "rate": [50.0] * 13 + [99.0, *range(1, 13)],
        }
    )
    assert months.twelve_month_mean_by_code(table, "rate", at[-1]).to_dict() == {"101": 6.5}
    with pytest.raises(ValueError, match="101 has 11 values in 11 months"):
        months.twelve_month_mean_by_code(table.drop(index=20), "rate", at[-1])


def test_a_municipality_without_any_of_the_months_is_named_and_not_left_out():
    at = pd.period_range("2025-07", "2026-07", freq="M")
    table = pd.DataFrame({"code": ["101"] * 13, "month": at, "rate": 1.0})
    old = pd.DataFrame({"code": ["147"], "month": at[:1] - 12, "rate": 1.0})
    with pytest.raises(ValueError, match="147 has 0 values in 0 months"):
        months.twelve_month_mean_by_code(pd.concat([table, old]), "rate", at[-1])


def test_a_month_whose_value_is_missing_is_no_month_of_the_year():
    year = monthly("2025-08", [1.0] * 12)
    year.loc[3, "share_pct"] = float("nan")
    with pytest.raises(ValueError, match="11 values in 11 months"):
        months.twelve_month_mean(year, "share_pct", JULY)


def test_no_rows_have_no_mean():
    with pytest.raises(ValueError, match="no rows to take twelve months to 2026-07 of"):
        months.twelve_month_mean(monthly("2025-08", []), "share_pct", JULY)


def test_a_mean_needs_twelve_months_and_stands_at_the_last():
    means = months.twelve_month_means(monthly("2024-01", [0] * 6 + [12] * 7), "share_pct", [])
    assert means["month"].astype(str).tolist() == ["2024-12", "2025-01"]
    assert means["share_pct"].tolist() == [6, 7]


def test_a_mean_never_reaches_across_a_break():
    reform = pd.Period("2025-01", "M")
    series = monthly("2024-01", [10] * 12 + [20] * 12)
    means = months.twelve_month_means(series, "share_pct", [reform])
    assert means["month"].astype(str).tolist() == ["2024-12", "2025-12"]
    assert means["share_pct"].tolist() == [10, 20]


def test_a_missing_month_is_refused():
    series = monthly("2024-01", [1] * 14).drop(index=3)
    with pytest.raises(ValueError, match="one share_pct for every month from 2024-01 to 2025-02"):
        months.twelve_month_means(series, "share_pct", [])


def test_a_month_without_a_value_is_refused():
    series = monthly("2024-01", [1] * 14)
    series.loc[3, "share_pct"] = float("nan")
    with pytest.raises(ValueError, match="one share_pct for every month"):
        months.july_dip(series, "share_pct", [])


def test_julys_dip_is_measured_against_the_months_around_it():
    series = monthly("2023-06", [10, 8, 12, *[10] * 9, 20, 15, 20])
    dips = months.july_dip(series, "share_pct", [])
    assert dips["month"].astype(str).tolist() == ["2023-07", "2024-07"]
    assert dips["dip"].tolist() == [3, 5]


def test_july_is_low_in_as_many_years_as_it_lies_below_the_months_around_it():
    dips = pd.DataFrame({"dip": [3.0, -1.0, 5.0]})
    assert months.july_low(dips).to_dict() == {
        **{"years": 3, "low_years": 2, "gap_low_points": -1, "gap_high_points": 5},
    }
    none = months.july_low(dips.head(0))
    assert (none["years"], none["low_years"]) == (0, 0)
    assert none[["gap_low_points", "gap_high_points"]].isna().all()


@pytest.mark.parametrize("first_after", ["2024-07", "2024-08"])
def test_a_july_beside_a_break_has_no_dip(first_after):
    series = monthly("2023-06", [10, 8, 12, *[10] * 9, 20, 15, 20])
    dips = months.july_dip(series, "share_pct", [pd.Period(first_after, "M")])
    assert dips["month"].astype(str).tolist() == ["2023-07"]


def test_the_course_of_a_series_is_its_ends_and_its_first_extremes():
    span = pd.period_range("2025-01", periods=5, freq="M")
    found = months.course(pd.DataFrame({"month": span, "persons": [3, 1, 5, 1, 5]}), "persons")
    assert list(found.index) == ["first", "lowest", "highest", "last"]
    assert found["persons"].tolist() == [3, 1, 5, 5]
    assert found["month"].tolist() == [span[0], span[1], span[2], span[4]]


@pytest.mark.parametrize(
    ("values", "found"), [([], "no months"), ([1.0, float("nan")], "none in 2025-02")]
)
def test_a_series_without_months_or_with_a_missing_value_has_no_course(values, found):
    span = pd.period_range("2025-01", periods=len(values), freq="M")
    with pytest.raises(ValueError, match=f"with a value of persons each, found {found}"):
        months.course(pd.DataFrame({"month": span, "persons": values}), "persons")
