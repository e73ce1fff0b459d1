"""The survey: merging by hand, groups that are there found, and none where none are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_measures_simulation import SIZES, simulated

from vse_report.data.survey import ITEMS, old_municipalities
from vse_report.measures import survey

SEEDS = range(2007, 2012)


def answers(**levels: float) -> pd.DataFrame:
    """Return answers that are the same for every item."""
    rows = [{"old": old, **dict.fromkeys(ITEMS, level)} for old, level in levels.items()]
    return pd.DataFrame(rows)


def members(*rows: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["old", "new", "weight"])


# --- merging --------------------------------------------------------------------------------------


def test_answers_of_merged_municipalities_are_averaged_and_others_kept():
    merged = survey.merge_answers(
        answers(a=1, b=4, c=5), members(("a", "X", 1), ("b", "X", 1), ("c", "Y", 1))
    )
    assert merged["level"].to_dict() == {"X": 2.5, "Y": 5}
    assert merged["parts"].to_dict() == {"X": 2, "Y": 1}


def test_a_split_municipality_counts_by_its_share():
    merged = survey.merge_answers(
        answers(a=2, b=5), members(("a", "X", 1), ("b", "X", 0.5), ("b", "Y", 0.5))
    )
    assert merged["level"].to_dict() == {"X": pytest.approx((2 + 0.5 * 5) / 1.5), "Y": 5}


def test_a_missing_answer_does_not_count_and_a_missing_mean_leaves_a_municipality_out():
    given = answers(a=2, b=4, c=3)
    given.loc[[0, 2], ITEMS[0]] = np.nan
    merged = survey.merge_answers(given, members(("a", "X", 1), ("b", "X", 1), ("c", "Y", 1)))
    assert merged[ITEMS[:2]].to_dict("index") == {"X": {ITEMS[0]: 4, ITEMS[1]: 3}}


def test_answers_without_a_new_municipality_are_all_named():
    with pytest.raises(ValueError, match="no new municipality for b, c"):
        survey.merge_answers(answers(a=1, c=2, b=3), members(("a", "X", 1)))


def test_averaging_shows_levels_before_and_after_the_merger():
    levels = survey.averaging(
        answers(a=1, b=4, c=5), members(("a", "X", 1), ("b", "X", 1), ("c", "Y", 1))
    )
    assert levels.values.tolist() == [
        ["before", 1],
        ["before", 4],
        ["after", 2.5],
        ["unmerged", 5],
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_averaging_pulls_merged_municipalities_to_the_middle(seed):
    made, _ = simulated(seed, planted=False)
    found = survey.spread(survey.averaging(made.answers, made.membership))
    assert found["municipalities"].to_dict() == {
        "before": sum(size for size in SIZES if size > 1),
        "after": sum(size > 1 for size in SIZES),
        "unmerged": 33,
    }
    assert found.at["after", "sd"] < found.at["before", "sd"]


def test_split_municipalities_have_the_weight_of_their_area():
    reform = pd.DataFrame(
        {
            "old_code": ["001", "002", "002"],
            "new_code": ["901", "901", "902"],
            "is_split": [False, True, True],
            "is_main_part": pd.array([None, True, False], dtype="boolean"),
            "area_share_approx": [np.nan, 0.7, 0.3],
        }
    )
    assert survey.memberships(reform)["weight"].tolist() == [1, 0.7, 0.3]
    assert survey.merger_sizes(reform) == [2]


def test_mergers_are_counted_as_the_reform_made_them():
    sizes = survey.merger_sizes(survey.valid_in(old_municipalities(), pd.Period("2006-04", "M")))
    assert (len(sizes), sum(sizes), sizes.count(1)) == (98, 270, 33)


def test_there_was_one_old_municipality_more_the_year_before_the_survey():
    before = survey.valid_in(old_municipalities(), pd.Period("2005-12", "M"))
    assert before["old_code"].nunique() == 271


# --- groups ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_planted_groups_are_found_and_are_the_right_ones(seed):
    made, merged = simulated(seed, planted=True)
    groups = survey.two_groups(merged, seed)
    assert survey.groups_found(survey.gap_statistic(merged, seed)) == 2
    assert made.planted.eq(groups).mean() > 0.95
    means = merged["level"].groupby(groups).mean()
    assert means[1] > means[0]


def test_the_smallest_number_within_one_error_of_the_next_is_taken():
    gaps = pd.DataFrame({"groups": [1, 2, 3], "gap": [0.1, 0.5, 0.52], "error": [0.01, 0.01, 0.03]})
    assert survey.groups_found(gaps) == 2
    assert survey.groups_found(gaps.assign(gap=[0.1, 0.5, 0.9])) == 3


def test_the_silhouette_is_that_of_the_groups_and_one_group_has_none():
    # Distances in steps: 1 is 1 from its own and 4 from the others, 2 is 1 and 3, each 5 is 0.
    merged = survey.merge_answers(
        answers(a=1, b=2, c=5, d=5), members(*((x, x.upper(), 1) for x in "abcd"))
    )
    silhouettes = survey.gap_statistic(merged, 1, most=2, references=5)["silhouette"]
    assert np.isnan(silhouettes[0])
    assert silhouettes[1] == pytest.approx((3 / 4 + 2 / 3 + 1 + 1) / 4)


def test_the_summary_counts_both_groups():
    _, merged = simulated(2007, planted=True)
    found = survey.group_summary(merged, survey.gap_statistic(merged, 2007), 2007)
    assert found["high"] + found["low"] == found["municipalities"] == 98
    assert found["found"] == 2


def test_shares_of_area_do_not_tell_equal_answers_apart():
    given = answers(a=3, b=3, c=3)
    merged = survey.merge_answers(
        given, members(("a", "X", 0.1), ("b", "X", 0.7), ("c", "X", 1), ("a", "Y", 0.9))
    )
    assert merged["level"].tolist() == [3, 3]


def test_groups_of_real_municipalities_are_not_counted_where_one_is_small():
    summaries = pd.DataFrame(
        {"municipalities": [98, 98], "high": [1, 3], "low": [97, 95], "seeds": [1.0, 1.0]}
    )
    found = survey.without_small_groups(summaries)
    assert found.loc[0, ["high", "low"]].isna().all()
    assert found.loc[1].tolist() == [98, 3, 95, 1]
    assert found["seeds"].tolist() == [1, 1]
