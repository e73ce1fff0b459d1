"""Real differences against noise: by hand in small frames, and against a known truth."""

import numpy as np
import pandas as pd
import pytest

from vse_report.measures import comparison


def areas(rows: list[tuple[float, float, float]]) -> pd.DataFrame:
    """Return areas of (total, company_low, company_high)."""
    frame = pd.DataFrame(rows, columns=["total", "company_low", "company_high"])
    return frame.set_index(pd.Index([f"{100 + n}" for n in range(len(rows))], name="code"))


def simulated(seed: int, number: int, mean: float, tau: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Return areas whose underlying shares come from a beta distribution, and those shares."""
    generator = np.random.default_rng(seed)
    size = mean * (1 - mean) / tau**2 - 1
    truth = generator.beta(mean * size, (1 - mean) * size, number)
    totals = generator.integers(60, 1500, number)
    counts = generator.binomial(totals, truth)
    return areas(list(zip(totals, counts, counts, strict=True))), truth


def test_a_z_score_counts_binomial_standard_errors():
    # 100 courses around 20 per cent: one standard error is four points.
    scores = comparison.z_scores(pd.Series([28.0, 20.0]), pd.Series([100.0, 100.0]), 20)
    assert scores.tolist() == pytest.approx([2, 0])


def test_winsorising_draws_in_both_ends():
    scores = pd.Series([-9.0, -1, 0, 1, 9])
    assert comparison.winsorise(scores, 0.25).tolist() == [-1, -1, 0, 1, 1]
    assert comparison.winsorise(scores, 0).tolist() == scores.tolist()


def test_spread_beyond_chance_by_hand():
    # Equal totals: tau squared is the chance variance times (I phi - (I - 1)) / (I - 1).
    found = comparison.overdispersion(areas([(100, 28, 28), (100, 12, 12)]), 20, 0)
    assert found.phi == pytest.approx(4)
    assert found.tau == pytest.approx(100 * np.sqrt(0.0016 * (2 * 4 - 1) / 1))


def test_a_spread_needs_two_areas():
    with pytest.raises(ValueError, match="two areas or more, found 1"):
        comparison.overdispersion(areas([(100, 28, 28)]), 20, 0)


def test_no_spread_beyond_chance_is_zero_not_negative():
    found = comparison.overdispersion(areas([(100, 20, 20), (100, 21, 21)]), 20, 0)
    assert found.tau == 0


def test_limits_by_hand():
    row = comparison.limits(np.array([100]), 20, 3).iloc[0]
    assert row["high"] == pytest.approx(20 + 1.95996 * 5, abs=1e-3)  # sqrt(4^2 + 3^2)
    assert row["low"] == pytest.approx(20 - 1.95996 * 5, abs=1e-3)
    assert comparison.limits(np.array([4]), 20, 0).iloc[0]["low"] == 0


def test_limits_stand_beside_the_areas_they_hold_for():
    (row,) = comparison.with_limits(areas([(100, 28, 28)]), 20, 3).to_dict("records")
    assert row["code"] == "100"
    assert row["thin_high"] == pytest.approx(20 + 1.95996 * 4, abs=1e-3)
    assert row["thick_high"] == pytest.approx(20 + 1.95996 * 5, abs=1e-3)


def test_an_area_stands_out_only_if_both_its_bounds_do():
    # Limits at 100 courses are 12.16 and 27.84.
    rows = areas([(100, 28, 30), (100, 27, 29), (100, 11, 12), (100, 12, 13), (100, 5, 40)])
    assert comparison.standing(rows, 20, 0).tolist() == [1, 0, -1, 0, 0]


def test_limits_hold_nearly_all_areas_that_differ_as_estimated():
    outside, thin = [], []
    for seed in range(20):
        frame, _ = simulated(seed, 95, 0.25, 0.06)
        tau = comparison.overdispersion(frame, 25, 0).tau
        assert 4 < tau < 8.5
        outside.append(comparison.standing(frame, 25, tau).ne(0).mean())
        thin.append(comparison.standing(frame, 25, 0).ne(0).mean())
    assert np.mean(outside) == pytest.approx(0.05, abs=0.02)
    assert np.mean(thin) > 0.4


def test_limits_of_areas_that_are_all_alike_hold_nearly_all():
    generator = np.random.default_rng(1)
    totals = generator.integers(60, 1500, 2000)
    counts = generator.binomial(totals, 0.25)
    frame = areas(list(zip(totals, counts, counts, strict=True)))
    assert comparison.standing(frame, 25, 0).ne(0).mean() == pytest.approx(0.05, abs=0.015)
    assert comparison.overdispersion(frame, 25, 0).phi == pytest.approx(1, abs=0.1)


def test_an_outlier_widens_the_limits_less_when_winsorised():
    frame, _ = simulated(3, 95, 0.25, 0.03)
    frame.loc[frame.index[0], ["total", "company_low", "company_high"]] = [1000, 900, 900]
    taus = [comparison.overdispersion(frame, 25, part).tau for part in (0, 0.1, 0.2)]
    assert taus[0] > 2 * taus[1]
    assert taus[1] > taus[2]


def test_the_prior_finds_the_mean_and_spread_that_made_the_figures():
    frame, _ = simulated(4, 1500, 0.25, 0.08)
    prior = comparison.fit_prior(frame)
    assert (prior.mean, prior.tau) == (pytest.approx(25, abs=0.7), pytest.approx(8, abs=0.5))


def test_the_mean_of_the_prior_can_be_fixed_and_only_its_spread_be_found():
    frame, _ = simulated(4, 1500, 0.25, 0.08)
    prior = comparison.fit_prior(frame, mean=24.0)
    assert (prior.mean, prior.tau) == (pytest.approx(24), pytest.approx(8, abs=0.5))


def test_no_prior_is_made_up_where_all_areas_are_alike():
    with pytest.raises(ValueError, match="no spread between the 3 areas can be estimated"):
        comparison.fit_prior(areas([(1000, 250, 250)] * 3))


def test_a_share_is_shrunk_by_hand_the_more_the_fewer_its_courses():
    prior = comparison.Prior(2, 8)
    found = comparison.shrunken(areas([(10, 5, 5), (1000, 500, 500)]), prior)["shrunken_pct"]
    assert found.tolist() == pytest.approx([100 * 7 / 20, 100 * 502 / 1010])


def test_hidden_counts_widen_the_interval_of_a_share():
    prior = comparison.Prior(2, 8)
    exact, hidden = (
        comparison.shrunken(areas([(50, 10, high)]), prior).iloc[0] for high in (10, 14)
    )
    assert hidden["low_pct"] == exact["low_pct"]
    assert hidden["high_pct"] > exact["high_pct"]


def test_shrunken_shares_are_nearer_the_truth_and_intervals_hold_it():
    covered, raw_error, shrunken_error = [], [], []
    for seed in range(20):
        frame, truth = simulated(seed, 95, 0.25, 0.06)
        found = comparison.shrunken(frame, comparison.fit_prior(frame)) / 100
        covered.append(((found["low_pct"] <= truth) & (truth <= found["high_pct"])).mean())
        raw_error.append(((frame["company_low"] / frame["total"] - truth) ** 2).mean())
        shrunken_error.append(((found["shrunken_pct"] - truth) ** 2).mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
    assert np.mean(shrunken_error) < np.mean(raw_error)


def test_rank_intervals_hold_the_true_ranks():
    covered = []
    for seed in range(10):
        frame, truth = simulated(seed, 95, 0.25, 0.06)
        draws = comparison.draw_shares(frame, comparison.fit_prior(frame), 1000, seed)
        ranks = comparison.rank_intervals(draws)
        true_rank = pd.Series(-truth, index=frame.index).rank()
        covered.append(true_rank.between(ranks["rank_low"], ranks["rank_high"]).mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.025)


def test_ranks_by_hand():
    draws = pd.DataFrame({"a": [0.5] * 100, "b": [0.1] * 100, "c": [0.6] * 50 + [0.4] * 50})
    ranks = comparison.rank_intervals(draws)
    assert ranks.loc["b"].tolist() == [3, 3, 3, 1]
    assert ranks.loc["a", ["rank_low", "rank_high", "width"]].tolist() == [1, 2, 2]
    # a and c cannot be told apart, the other two pairs can.
    assert comparison.pairs_told_apart(draws) == pytest.approx(100 * 2 / 3)
    # On the list c, a, b only a and b are told apart from the next.
    assert comparison.neighbours_told_apart(draws) == 1


def test_drawn_shares_reach_over_both_bounds_and_repeat_with_the_seed():
    frame, prior = areas([(10, 0, 10)]), comparison.Prior(1, 1)
    draws = comparison.draw_shares(frame, prior, 2000, 7)
    assert (draws.min().item() < 0.1, draws.max().item() > 0.9) == (True, True)
    assert draws.equals(comparison.draw_shares(frame, prior, 2000, 7))


def test_only_an_area_that_stands_out_throughout_always_does():
    standings = pd.DataFrame({"none": [1, 1, -1, 0], "tenth": [1, 0, -1, 0]}, index=list("abcd"))
    assert comparison.always(standings).to_dict() == {"a": 1, "b": 0, "c": -1, "d": 0}


def test_winsorising_puts_more_outside_than_five_per_cent_though_none_stands_out():
    frame, _ = simulated(5, 100, 0.25, 0.06)
    prior = comparison.fit_prior(frame, mean=25)
    expected = comparison.expected_outside(
        frame, 25, {"none": 0.0, "fifth": 0.2}, prior, simulations=60, seed=1
    )
    assert expected["none"] == pytest.approx(5, abs=1.5)
    assert expected["beta_binomial"] == pytest.approx(5, abs=1.5)
    assert expected["fifth"] > 20
    assert 0 < expected["always"] <= expected["none"]


def test_the_sensitivity_counts_what_the_standings_show():
    frame, _ = simulated(5, 95, 0.25, 0.06)
    frame.loc[frame.index[0], ["total", "company_low", "company_high"]] = [1000, 900, 900]
    prior = comparison.fit_prior(frame)
    methods = {"none": 0.0, "tenth": 0.1}
    table = comparison.sensitivity(frame, 25, methods, prior)
    standings = comparison.standings(frame, 25, methods, prior)
    assert table.index.tolist() == ["none", "tenth", "beta_binomial"]
    assert table["above"].to_dict() == standings.eq(1).sum().to_dict()
    assert (table["below"] + table["above"]).tolist() == table["outside"].tolist()
    assert pd.isna(table.at["beta_binomial", "phi"])
    assert comparison.always(standings).iloc[0] == 1
