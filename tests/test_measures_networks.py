"""Who meets whom, worked out by hand, and how often chance fits as well."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.measures.networks import (
    cases_needed,
    graph,
    matrix,
    meetings,
    orders_that_fit,
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
BODIES, ACTORS = ["council", "club", "fair"], ["union", "mayor", "firm"]


def test_what_no_row_tells_is_not_stated_rather_than_no():
    found = matrix(CODINGS, BODIES, ACTORS, ["A", "B", "C"]).set_index(["body", "actor"])
    assert found.columns.tolist() == ["A", "B", "C"]
    assert found.loc[("club", "")].tolist() == ["yes", "no", "not_stated"]
    assert found.loc[("council", "firm")].tolist() == ["yes", "no", "not_stated"]
    assert found.loc[("council", "mayor")].tolist() == ["yes", "not_stated", "not_stated"]


def test_nobody_takes_part_in_a_body_that_does_not_exist():
    found = matrix(CODINGS, BODIES, ACTORS, ["A", "B", "C"]).set_index(["body", "actor"])
    assert found.loc[("club", "mayor")].tolist() == ["yes", "no", "not_stated"]


def test_bodies_and_actors_come_in_the_orders_given_each_body_before_its_actors():
    found = matrix(CODINGS, BODIES, ACTORS, ["A", "B"])
    assert found["body"].tolist() == ["council"] * 4 + ["club"] * 3
    assert found["actor"].tolist() == ["", "union", "mayor", "firm", "", "union", "mayor"]


def test_who_is_said_not_to_take_part_meets_nobody_there():
    assert set(graph(CODINGS, "B").nodes) == {("body", "council"), ("actor", "union")}
    assert meetings(graph(CODINGS, "B")).empty


def test_pairs_meet_in_the_bodies_they_share():
    assert meetings(graph(CODINGS, "A")).to_numpy().tolist() == [
        ["mayor", "union", 2],
        ["firm", "mayor", 1],
        ["firm", "union", 1],
    ]


def test_a_case_is_summed_up_by_bodies_and_pairs():
    found = summary(CODINGS, BODIES, ["A", "B"])
    assert found.loc["A"].to_dict() == {
        "bodies": 2,
        "absent": 0,
        "not_stated": 1,
        "meeting_places": 2,
        "pairs": 3,
    }
    assert found.loc["B"].tolist() == [1, 1, 1, 0, 0]


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
