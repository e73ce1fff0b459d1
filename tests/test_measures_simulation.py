"""Made-up surveys: drawn from a seed, never of real municipalities, and known truth is found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report.data.survey import HIGHEST, ITEMS, LOWEST, old_municipalities
from vse_report.measures import simulation, survey
from vse_report.measures.selection import Band

SIZES = [1] * 33 + [2] * 12 + [3] * 22 + [4] * 16 + [5] * 15


def simulated(seed: int, *, planted: bool) -> tuple[simulation.Simulated, pd.DataFrame]:
    made = simulation.simulate_survey(SIZES, seed, planted=planted)
    return made, survey.merge_answers(made.answers, made.membership)


def test_a_simulated_survey_is_the_same_for_the_same_seed_only():
    first, again, other = (
        simulation.simulate_survey(SIZES, seed, planted=True).answers for seed in (1, 1, 2)
    )
    assert first.equals(again)
    assert not first.equals(other)


def test_simulated_answers_are_steps_of_the_scale():
    made, _ = simulated(1, planted=True)
    assert set(made.answers[ITEMS].to_numpy().ravel()) == set(range(LOWEST, HIGHEST + 1))


def test_simulated_municipalities_have_the_sizes_asked_for_and_no_real_code():
    made, merged = simulated(1, planted=False)
    assert sorted(made.membership.groupby("new").size()) == sorted(SIZES)
    real = old_municipalities()
    known = {*real["old_code"], *real["new_code"], *real["old_name"], *real["new_name"]}
    assert known.isdisjoint({*made.answers["old"], *merged.index})


def test_simulated_conditions_have_the_distribution_asked_for():
    labels = [f"S{number}" for number in range(4000)]
    found = simulation.simulate_conditions(
        labels, 1, log_population=Band(10.6, 0.7), days=Band(8, 3)
    )
    assert found["days"].mean() == pytest.approx(8, abs=0.2)
    assert found["days"].std() == pytest.approx(3, abs=0.2)
    assert np.log(found["population"]).mean() == pytest.approx(10.6, abs=0.1)
    assert set(found["population"] % 1000) == {0}


def test_over_many_surveys_only_merged_municipalities_lie_closer_together():
    found = simulation.spread_in_many(SIZES, 2007, surveys=40)
    assert found.index.tolist() == list(range(1, 41))
    means = found.mean()
    assert means["after"] < 0.9 * means["before"]
    assert means["unmerged"] == pytest.approx(means["before"], rel=0.05)


def test_in_a_cloud_without_groups_mostly_none_are_found_though_the_split_is_stable():
    found = simulation.found_in_many(SIZES, 2007, planted=False, surveys=10)
    assert found[1] >= 8
    _, merged = simulated(2007, planted=False)
    assert survey.stability(merged, 2007)["seeds"] > 0.9


def test_planted_groups_are_found_in_nearly_all_of_many():
    found = simulation.found_in_many(SIZES, 2007, planted=True, surveys=10)
    assert found[2] >= 9


# --- candidates -----------------------------------------------------------------------------------

GROUPS = pd.Series({"S1": 1, "S2": 1, "S3": 1, "S4": 0, "S5": 0})
# Mean 9.4, standard deviation 4.9: S5 is outside the band.
LOCAL = pd.DataFrame(
    {
        "population": [10_000, 11_000, 40_000, 12_000, 11_000],
        "days": [6.0, 7.0, 7.0, 8.0, 19.0],
    },
    index=GROUPS.index,
)


def test_candidates_are_two_of_one_group_and_one_of_the_other_alike_and_in_the_band():
    found = simulation.candidates(GROUPS, LOCAL, most_days_apart=5, most_times_larger=1.25)
    assert found.to_dict("records") == [
        {"first": "S1", "second": "S2", "third": "S4", "days_apart": 2, "times_larger": 1.2}
    ]


def test_candidates_need_not_be_alike_in_population_if_asked():
    found = simulation.candidates(GROUPS, LOCAL, most_days_apart=5, most_times_larger=4)
    assert found[["first", "second", "third"]].agg("".join, axis=1).tolist() == [
        "S1S2S4",
        "S2S3S4",
        "S1S3S4",
    ]


def test_candidates_lie_in_the_band_however_unlike_they_may_be():
    found = simulation.candidates(GROUPS, LOCAL, most_days_apart=100, most_times_larger=4)
    assert set(found["third"]) == {"S4"}


def test_candidates_must_lie_closer_than_so_many_days():
    assert (
        simulation.candidates(GROUPS, LOCAL, most_days_apart=2, most_times_larger=4).shape[0] == 1
    )


def test_no_candidates_are_formed_of_real_municipalities():
    real = {"S1": "101", "S4": "Samsø"}
    with pytest.raises(ValueError, match="2 labels are not made up"):
        simulation.candidates(
            GROUPS.rename(real), LOCAL.rename(real), most_days_apart=5, most_times_larger=2
        )
