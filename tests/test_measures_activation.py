"""Shares with companies: hidden counts as bounds, units told apart, means that stop at a break."""

import itertools

import numpy as np
import pandas as pd
import pytest

from vse_report.measures import activation as measures

TYPES = ["guidance", "company_internship", "wage_subsidy", "total"]


def offers(**counts: list[int | None]) -> pd.DataFrame:
    """Return one row per area and type; an area is a keyword ``c101``, its counts as in TYPES."""
    rows = [
        (area.removeprefix("c"), offer, count, count)
        for area, values in counts.items()
        for offer, count in zip(TYPES, values, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["code", "offer_type", "courses", "activated_persons"])
    return frame.astype({"courses": "Int64", "activated_persons": "Int64"})


def test_the_mix_is_shares_of_courses_and_of_persons():
    frame = offers(c000=[60, 30, 10, 100]).assign(activated_persons=[50, 30, 10, 80])
    mix = measures.offer_mix(frame)
    assert mix["offer_type"].tolist() == TYPES[:3]
    assert mix["courses_pct"].tolist() == [60, 30, 10]
    assert mix["persons_pct"].tolist() == [62.5, 37.5, 12.5]


def test_the_mix_is_refused_where_a_type_is_hidden():
    with pytest.raises(ValueError, match="hidden counts of wage_subsidy"):
        measures.offer_mix(offers(c101=[60, 30, None, 92]))


def test_a_share_is_exact_where_nothing_is_hidden():
    row = measures.company_courses(offers(c101=[60, 30, 10, 100])).loc["101"]
    assert (row["low_pct"], row["high_pct"], row["placed"]) == (40, 40, True)


@pytest.mark.parametrize(
    "counts", [[60, 30, None, 92], [60, None, 10, 72], [8, None, None, 10], [None, 5, None, 8]]
)
def test_bounds_are_those_of_all_fillings_of_hidden_counts(counts):
    # By rule each hidden count is 0, 1 or 2; the total is not used to narrow them.
    total = counts[-1]
    fillings = itertools.product(*([c] if c is not None else [0, 1, 2] for c in counts[1:3]))
    shares = [100 * min(sum(filling), total) / total for filling in fillings]
    row = measures.company_courses(offers(c101=counts)).loc["101"]
    assert (row["low_pct"], row["high_pct"]) == (min(shares), max(shares))


def test_persons_lie_between_the_larger_type_and_both_together():
    row = measures.company_persons(offers(c101=[60, 30, 10, 100])).loc["101"]
    assert (row["low_pct"], row["high_pct"]) == (30, 40)


def test_persons_bounds_hold_for_every_filling_and_every_overlap():
    counts, total = [60, 30, None, 90], 90
    shares = [
        100 * both / total
        for hidden in (0, 1, 2)
        for both in range(max(30, hidden), 30 + hidden + 1)
    ]
    row = measures.company_persons(offers(c101=counts)).loc["101"]
    assert (row["low_pct"], row["high_pct"]) == (min(shares), max(shares))


def test_an_area_with_all_its_company_counts_or_its_total_hidden_cannot_be_placed():
    bounds = measures.company_courses(
        offers(c101=[60, 30, None, 92], c492=[17, None, None, 17], c741=[None, None, None, None])
    )
    assert bounds["placed"].to_dict() == {"101": True, "492": False, "741": False}
    assert bounds.loc["741", ["low_pct", "high_pct"]].tolist() == [0, 100]


def test_an_area_without_any_courses_cannot_be_placed():
    row = measures.company_courses(offers(c825=[0, 0, 0, 0])).loc["825"]
    assert (row["placed"], row["low_pct"], row["high_pct"]) == (False, 0, 100)


def test_bounds_do_not_go_beyond_the_total():
    row = measures.company_courses(offers(c825=[4, None, None, 3])).loc["825"]
    assert (row["company_high"], row["high_pct"]) == (3, 100)


def test_areas_are_counted_by_how_well_their_share_is_known():
    bounds = measures.company_courses(
        offers(
            c101=[60, 30, 5, 95],
            c147=[60, 30, None, 100],
            c151=[60, None, 10, 80],
            c492=[17, None, None, 17],
        )
    )
    known = measures.how_known(bounds)
    assert known[["all", "placed", "bounded"]].tolist() == [4, 3, 2]
    assert known["widest_points"] == pytest.approx(100 * 2 / 80)
    assert np.isnan(measures.how_known(bounds.loc[["492"]])["widest_points"])


def shares(**bounds: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(bounds, index=["low_pct", "high_pct"]).T


def test_the_plain_mean_weighs_every_area_alike():
    mean = measures.mean_of_shares(shares(large=(10, 10), small=(50, 60)))
    assert mean.to_dict() == {"low_pct": 30, "high_pct": 35}


def test_a_years_share_weighs_its_months_by_their_totals():
    months = pd.period_range("2024-01", periods=12, freq="M")
    rows = [
        (month, offer, persons)
        for number, month in enumerate(months)
        for offer, persons in (
            ("company_internship", 10),
            ("wage_subsidy", 0),
            ("total", 10 if number == 0 else 40),
        )
    ]
    by_month = measures.company_share_by_month(
        pd.DataFrame(rows, columns=["month", "offer_type", "full_time_persons"])
    )
    assert by_month["share_pct"].tolist() == [100, *[25] * 11]
    (year,) = measures.by_year(by_month).to_dict("records")
    assert year == {
        "month": pd.Period("2024-12", "M"),
        "share_pct": pytest.approx(100 * 120 / 450),
    }


def test_a_year_that_lacks_a_month_has_no_share():
    months = pd.period_range("2024-02", periods=11, freq="M")
    shares = pd.DataFrame({"month": months, "company": 1.0, "total": 4.0, "share_pct": 25.0})
    assert measures.by_year(shares).empty


def test_a_row_that_is_lacking_does_not_pass_for_a_hidden_count():
    given = offers(c101=[60, 30, 10, 100], c825=[2, None, None, 4])
    with pytest.raises(ValueError, match="no row for 825 wage_subsidy;"):
        measures.company_courses(
            given[~(given["code"].eq("825") & given["offer_type"].eq("wage_subsidy"))]
        )
