"""What goes with a share: groups, neighbours and ranks, by hand and against chance."""

import itertools

import numpy as np
import pandas as pd
import pytest

from vse_report.measures import association

CODES = [f"{code}" for code in range(101, 141)]


def series(values: object) -> pd.Series:
    return pd.Series(values, index=CODES, dtype=float)


def test_variance_between_groups_by_hand():
    values = pd.Series([1.0, 3, 5, 7], index=CODES[:4])
    groups = pd.Series(["x", "x", "y", "y"], index=CODES[:4])
    # Means 2 and 6 around 4: 16 of 20 lie between the groups.
    found = association.between_groups(values, groups, 99, 1)
    assert found["found_index"] == pytest.approx(0.8)


def test_groups_that_differ_are_told_from_groups_that_do_not():
    noise = np.random.default_rng(3).normal(size=40)
    groups = pd.Series(np.repeat(["x", "y"], 20), index=CODES)
    unlike = association.between_groups(series(noise + np.repeat([0, 3], 20)), groups, 999, 1)
    alike = association.between_groups(series(noise), groups, 999, 1)
    assert unlike["p_pct"] == pytest.approx(0.1)
    assert alike["p_pct"] > 5


def test_p_values_are_spread_evenly_where_there_is_nothing():
    groups = pd.Series(np.repeat(["x", "y"], 20), index=CODES)
    generator = np.random.default_rng(5)
    p = [
        association.between_groups(series(generator.normal(size=40)), groups, 99, n)["p_pct"]
        for n in range(200)
    ]
    assert np.mean(np.array(p) <= 10) == pytest.approx(0.1, abs=0.06)


def chain(codes: list[str]) -> pd.DataFrame:
    """Return neighbours in a row, each pair from both sides."""
    pairs = list(itertools.pairwise(codes))
    both = pairs + [(b, a) for a, b in pairs]
    return pd.DataFrame(both, columns=["code", "neighbour_code"])


def test_morans_i_by_hand():
    # Deviations -1, -1, 2, 0 in a row, each against the mean of its neighbours, -1, 0.5, -0.5, 2:
    # 1 - 0.5 - 1 + 0 over 6.
    values = pd.Series([1.0, 1, 4, 2], index=CODES[:4])
    found = association.between_neighbours(values, chain(CODES[:4]), 99, 1)
    assert found["found_index"] == pytest.approx(-0.5 / 6)


def test_neighbours_that_are_alike_are_seen_and_islands_are_left_out():
    rising = series(np.arange(40))
    found = association.between_neighbours(rising, chain(CODES[:30]), 999, 1)
    assert found["found_index"] > 0.8
    assert (found["p_pct"], found["areas"]) == (pytest.approx(0.1), 30)


def test_a_pair_of_which_one_has_no_value_is_left_out():
    found = association.between_neighbours(
        series(np.arange(40)).drop("102"), chain(CODES[:6]), 99, 1
    )
    assert found["areas"] == 4


def test_values_within_groups_have_the_groups_mean_taken_off():
    values = pd.Series([1.0, 3, 10], index=["a", "b", "c"])
    groups = pd.Series(["x", "x", "y"], index=["a", "b", "c"])
    assert association.within_groups(values, groups).tolist() == [-1, 1, 0]


def test_a_rank_correlation_by_hand_and_its_interval():
    values, other = series(np.arange(40)), series(np.arange(40) ** 3)
    shuffled = other.sample(frac=1, random_state=2).set_axis(CODES)
    found = association.rank_correlation(values, shuffled, 999, 1)
    assert found["interval_low_index"] < found["found_index"] < found["interval_high_index"]
    assert found["interval_low_index"] * found["interval_high_index"] < 0
    # Three of five in order, two swapped: rho = 1 - 6 * 2 / (5 * 24) = 0.9.
    few = pd.Series([1.0, 2, 3, 4, 5], index=CODES[:5])
    swapped = pd.Series([1.0, 2, 3, 5, 4], index=CODES[:5])
    assert association.rank_correlation(few, swapped, 9, 1)["found_index"] == pytest.approx(0.9)


def test_intervals_of_a_correlation_hold_the_truth():
    generator, truth, covered = np.random.default_rng(9), 0.5, 0
    for _ in range(300):
        x = generator.normal(size=95)
        y = truth * x + np.sqrt(1 - truth**2) * generator.normal(size=95)
        found = association.rank_correlation(pd.Series(x), pd.Series(y), 1, 1)
        # Spearman's rho of a normal pair with correlation r is 6 / pi * arcsin(r / 2).
        rho = 6 / np.pi * np.arcsin(truth / 2)
        covered += found["interval_low_index"] < rho < found["interval_high_index"]
    assert covered / 300 == pytest.approx(0.95, abs=0.03)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0, float("nan"), 2, 3], "no value for 102"),
        ([2.0, 2, 2, 2], "found 4 with 1 different values"),
        ([1.0, 2, 3], "found 3 with 3 different values"),
    ],
)
def test_values_that_give_no_statistic_are_refused_not_taken_for_significant(values, message):
    given = pd.Series(values, index=CODES[: len(values)])
    with pytest.raises(ValueError, match=message):
        association.between_groups(given, pd.Series("x", index=given.index), 99, 1)
    with pytest.raises(ValueError, match=message):
        association.between_neighbours(given, chain(list(given.index)), 99, 1)


def test_values_dealt_anew_inside_groups_stay_in_them():
    # Groups of one: nothing can be dealt anew, so every order is the one found, and p is 1.
    rising = series(np.arange(40))
    alone = pd.Series(range(40), index=CODES)
    found = association.between_neighbours(rising, chain(CODES[:30]), 99, 1, within=alone)
    assert (found["p_pct"], found["areas"]) == (100, 30)
    # The level of two groups alone makes neighbours alike; dealt inside them it is nothing odd.
    level = series(np.repeat([0.0, 10], 20) + np.tile([0.0, 1], 20))
    groups = pd.Series(np.repeat(["low", "high"], 20), index=CODES)
    assert association.between_neighbours(level, chain(CODES), 99, 1)["p_pct"] == 1
    inside = association.between_neighbours(level, chain(CODES), 99, 1, within=groups)
    assert inside["p_pct"] > 50


def every_deal(values: list[float]) -> pd.DataFrame:
    """Return all orders of a few values, one in a row."""
    return pd.DataFrame(list(itertools.permutations(values)), columns=CODES[: len(values)])


def test_chance_is_that_of_all_deals():
    values, groups = [1.0, 3, 5, 7, 8], pd.Series(list("xxyyy"), index=CODES[:5])
    deals = every_deal(values)

    def part(deal: pd.Series) -> float:
        means = deal.groupby(groups).transform("mean")
        return ((means - deal.mean()) ** 2).sum() / ((deal - deal.mean()) ** 2).sum()

    parts = deals.apply(part, axis=1)
    found = association.between_groups(pd.Series(values, index=CODES[:5]), groups, 40_000, 3)
    assert found["expected_index"] == pytest.approx(parts.mean(), abs=0.01)
    assert found["p_pct"] == pytest.approx(
        100 * parts.ge(found["found_index"] - 1e-9).mean(), abs=0.8
    )
    assert np.isnan(found["chance_low_index"])


def test_a_correlation_is_as_far_out_on_either_side():
    values = pd.Series([1.0, 2, 3, 4], index=CODES[:4])
    swapped = pd.Series([1.0, 2, 4, 3], index=CODES[:4])
    found = association.rank_correlation(values, swapped, 40_000, 3)
    assert found["found_index"] == pytest.approx(0.8)
    # Of 24 orders three are as near to the other, one is it; and as many to its reverse.
    assert found["p_pct"] == pytest.approx(100 * 8 / 24, abs=0.8)
    assert found["expected_index"] == 0
    assert (found["chance_low_index"], found["chance_high_index"]) == pytest.approx((-1, 1))
