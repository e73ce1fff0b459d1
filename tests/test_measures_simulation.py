"""Made-up surveys: drawn from a seed, never of real municipalities, and known truth is found."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.data.survey import HIGHEST, ITEMS, LOWEST, old_municipalities
from vse_report.measures import simulation, survey

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


def test_simulated_conditions_are_on_a_scale_of_their_own():
    labels = [f"S{number:04d}" for number in range(1, 4001)]
    found = simulation.simulate_conditions(labels, 5)
    assert found.mean().tolist() == pytest.approx([0, 0], abs=0.05)
    assert found.std().tolist() == pytest.approx([1, 1], abs=0.05)
    assert found["burden"].corr(found["size"]) == pytest.approx(0, abs=0.05)
    assert found.equals(simulation.simulate_conditions(labels, 5))


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

# The band of the burdens is about -2.2 to 2.2: S006 lies outside it.
LOCAL = pd.DataFrame(
    {"burden": [0.0, 0.25, 0.5, 0.125, -1.0, 5.0], "size": [0.0, 0.125, 0.25, 0.375, 0.0, 0.0]},
    index=pd.Index([f"S00{number}" for number in range(1, 7)], name="new"),
)
GROUPS = pd.Series([1, 1, 1, 0, 0, 1], index=LOCAL.index)


def sets(apart: float) -> list[list[str]]:
    return simulation.candidates(GROUPS, LOCAL, apart).to_numpy().tolist()


def test_candidates_are_two_of_one_group_and_one_of_the_other_alike_in_both():
    assert sets(0.375) == [["S001", "S002", "S004"], ["S002", "S003", "S004"]]
    # S001, S002 and S004 are near enough in burden, not in size.
    assert sets(0.25) == []


def test_candidates_lie_in_the_band_however_unlike_they_may_be():
    found = {label for row in sets(100) for label in row}
    assert found == {"S001", "S002", "S003", "S004", "S005"}


def test_candidates_are_counted_by_how_far_apart_they_may_lie():
    counts = simulation.candidate_counts(GROUPS, LOCAL, [0.25, 0.375, 100])
    assert counts.to_numpy().tolist() == [[0.25, 0, 0], [0.375, 2, 4], [100, 6, 5]]


def test_candidates_of_many_surveys_range_from_the_fewest_to_the_most():
    one = [counts(seed) for seed in (8, 9, 10)]
    many = simulation.counts_in_many(SIZES, 7, [0.25, 0.5], surveys=3)
    assert many.index.tolist() == [0.25, 0.5]
    for name in ("sets", "involved"):
        values = pd.concat([found[name] for found in one], axis=1)
        assert many[f"{name}_low_count"].tolist() == values.min(axis=1).tolist()
        assert many[f"{name}_high_count"].tolist() == values.max(axis=1).tolist()
    assert (many["sets_low_count"] < many["sets_high_count"]).all()


def counts(seed: int) -> pd.DataFrame:
    _, merged = simulated(seed, planted=True)
    local = simulation.simulate_conditions(list(merged.index), seed)
    return simulation.candidate_counts(survey.two_groups(merged, seed), local, [0.25, 0.5])


def test_no_candidates_are_formed_of_real_municipalities():
    real = LOCAL.rename(index={"S002": "741"})
    with pytest.raises(ValueError, match="1 labels are not made up"):
        simulation.candidates(GROUPS, real, 1)
