"""Who meets whom, worked out by hand, and how often chance fits as well."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures.networks import (
    cases_needed,
    orders_that_fit,
    shared_bodies,
    stated_order,
    summary,
)

CODINGS = pd.DataFrame(
    [
        ("A", "club", "", True),
        ("A", "club", "mayor", True),
        ("A", "club", "union", True),
        ("A", "council", "", True),
        ("A", "council", "union", True),
        ("A", "council", "mayor", True),
        ("A", "council", "firm", True),
        ("B", "council", "", True),
        ("B", "council", "firm", False),
        ("B", "council", "union", True),
        ("B", "club", "", False),
    ],
    columns=["case", "body", "actor", "stated"],
)
BODIES = ["council", "club", "fair"]


def test_a_case_is_summed_up_by_bodies_that_are_there_are_not_or_are_not_told():
    found = summary(CODINGS, BODIES, ["A", "B", "C"])
    assert found.loc["A"].to_dict() == {"bodies": 2, "absent": 0, "not_stated": 1}
    assert found.loc["B"].tolist() == [1, 1, 1]
    assert found.loc["C"].tolist() == [0, 0, 3]


def test_two_actors_share_the_bodies_that_both_are_said_to_take_part_in():
    assert shared_bodies(CODINGS, "A", "mayor", "union") == 2
    assert shared_bodies(CODINGS, "A", "firm", "union") == 1
    assert shared_bodies(CODINGS, "B", "firm", "union") == 0


@pytest.mark.parametrize(
    ("above", "fitting"),
    [
        ([], 6),
        ([("A", "B")], 3),
        ([("A", "B"), ("A", "C")], 2),  # ABC and ACB
        ([("A", "B"), ("B", "C")], 1),
        ([("A", "B"), ("B", "A")], 0),
    ],
)
def test_what_is_said_of_an_order_of_three_fits_some_of_the_six(above, fitting):
    assert orders_that_fit("ABC", above) == (fitting, 6)


def test_more_cases_are_needed_where_only_the_top_is_foretold():
    assert cases_needed(0.05, full_order=True) == 4  # 1/24; 1/6 with three
    assert cases_needed(0.05, full_order=False) == 21  # 1/20 is not rarer than 0.05


def test_the_study_orders_only_the_case_that_it_puts_above_the_others():
    activation = pd.DataFrame(
        [
            ("A", "company_directed", "above", "other_cases"),
            ("A", "company_directed", "above", "job_centre_mean"),
            ("C", "guidance", "above", "other_cases"),
            ("B", "company_directed", "just_under", ""),
        ],
        columns=["area", "measure", "relation", "benchmark"],
    )
    assert stated_order(activation, "ABC") == [("A", "B"), ("A", "C")]
