"""Real differences against noise: by hand in small frames, and against a known truth."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vse_report.measures import ranks, spread, standing


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


def frame_of(counts: list[int], totals: list[int]) -> pd.DataFrame:
    return areas([(total, count, count) for total, count in zip(totals, counts, strict=True)])


def spread_of(frame: pd.DataFrame, target: float, winsorised: float) -> spread.Overdispersion:
    counts, totals = spread.midpoints(frame).to_numpy(), frame["total"].to_numpy()
    return spread.overdispersion(counts, totals, target, winsorised)


def additive(target: float, tau: float) -> pd.Series:
    return pd.Series({"target": target, "tau": tau})


def outside(frame: pd.DataFrame, target: float, tau: float) -> list[int]:
    limits = standing.limits(frame["total"].to_numpy(), additive(target, tau))
    return standing.outside(frame, limits).tolist()


# --- the spread beyond chance ---------------------------------------------------------------------


def test_spread_beyond_chance_by_hand():
    # Equal totals: tau squared is the chance variance times (I phi - (I - 1)) / (I - 1).
    found = spread_of(areas([(100, 28, 28), (100, 12, 12)]), 20, 0)
    assert found.phi == pytest.approx(4)
    assert found.tau == pytest.approx(100 * np.sqrt(0.0016 * (2 * 4 - 1) / 1))


def test_winsorising_draws_in_both_ends():
    # Of five scores -9, -1, 0, 1 and 9 the outer ones are drawn in to 1.
    counts = [100 * 0.2 + 4 * score for score in (-9, -1, 0, 1, 9)]
    frame = areas([(100, count, count) for count in counts])
    assert spread_of(frame, 20, 0.25).phi == pytest.approx(4 / 5)
    assert spread_of(frame, 20, 0).phi == pytest.approx((81 + 1 + 1 + 81) / 5)


def test_many_sets_of_counts_have_a_spread_each():
    totals = np.array([100, 100])
    both = spread.overdispersion(np.array([[28, 12], [20, 21]]), totals, 20, 0)
    assert both.phi.tolist() == pytest.approx([4, 0.0625 / 2])
    assert both.tau.tolist() == pytest.approx([100 * np.sqrt(0.0016 * 7), 0])


def test_a_spread_needs_two_areas():
    with pytest.raises(ValueError, match="two areas or more, found 1"):
        spread_of(areas([(100, 28, 28)]), 20, 0)


def test_an_outlier_widens_the_limits_less_when_winsorised():
    frame, _ = simulated(3, 95, 0.25, 0.03)
    frame.loc[frame.index[0], ["total", "company_low", "company_high"]] = [1000, 900, 900]
    taus = [spread_of(frame, 25, part).tau for part in (0, 0.1, 0.2)]
    assert taus[0] > 2 * taus[1]
    assert taus[1] > taus[2]


# --- limits ---------------------------------------------------------------------------------------


def test_limits_by_hand():
    row = standing.limits(np.array([100]), additive(20, 3)).iloc[0]
    assert row["high"] == pytest.approx(20 + 1.95996 * 5, abs=1e-3)  # sqrt(4^2 + 3^2)
    assert row["low"] == pytest.approx(20 - 1.95996 * 5, abs=1e-3)


def test_limits_of_chance_are_exact_and_no_count_changes_sides_by_interpolation():
    for total in (12, 40, 333):
        row = standing.limits_of_chance(np.array([total]), 24.5).iloc[0]
        for count in range(total + 1):
            below = stats.binom.cdf(count, total, 0.245) < 0.025
            above = stats.binom.sf(count - 1, total, 0.245) < 0.025
            share = 100 * count / total
            assert (share < row["low"], share > row["high"]) == (below, above), (total, count)


def test_limits_of_few_courses_are_no_share_below_nought_or_above_all():
    few = standing.limits_of_chance(np.array([5]), 24.5).iloc[0]
    many = standing.limits_of_chance(np.array([5]), 75.5).iloc[0]
    assert (few["low"], many["high"]) == (0, 100)
    assert 0 < many["low"] < few["high"] < 100


def test_limits_of_the_model_are_exact_too():
    model = pd.Series({"target": 25.0, "tau": 9.0, "a": 5.0, "b": 15.0})
    row = standing.limits(np.array([60]), model).iloc[0]
    exact = stats.betabinom(60, 5, 15)
    inside = [n for n in range(61) if row["low"] <= 100 * n / 60 <= row["high"]]
    assert exact.cdf(inside[0]) >= 0.025 > exact.cdf(inside[0] - 1)
    assert exact.sf(inside[-1] - 1) >= 0.025 > exact.sf(inside[-1])


def test_an_area_stands_out_only_if_both_its_bounds_do():
    # Limits at 100 courses are 12.16 and 27.84.
    rows = areas([(100, 28, 30), (100, 27, 29), (100, 11, 12), (100, 12, 13), (100, 5, 40)])
    assert outside(rows, 20, 0) == [1, 0, -1, 0, 0]


def test_limits_hold_nearly_all_areas_that_differ_as_estimated():
    beyond = []
    for seed in range(20):
        frame, _ = simulated(seed, 95, 0.25, 0.06)
        tau = spread_of(frame, 25, 0).tau
        assert 4 < tau < 8.5
        beyond.append(np.mean(np.array(outside(frame, 25, tau)) != 0))
    assert np.mean(beyond) == pytest.approx(0.05, abs=0.02)


# --- centres and calculations ---------------------------------------------------------------------


def test_centres_weigh_areas_by_courses_alike_or_by_what_they_tell():
    frame = frame_of([10, 90], [100, 300])
    found = standing.centres(frame, 25.0)
    assert found["nation"] == 25
    assert found["mean"] == pytest.approx((10 + 30) / 2)
    assert 10 < found["model"] < 30


def test_every_centre_goes_with_every_way_to_estimate_the_spread():
    frame, _ = simulated(5, 95, 0.25, 0.06)
    made = standing.calculations(frame, pd.Series({"nation": 24.0, "model": 25.0}))
    assert made.index.tolist() == [
        (centre, method)
        for centre in ("nation", "model")
        for method in ("none", "tenth", "fifth", "beta_binomial")
    ]
    assert made["target"].tolist() == [24.0] * 4 + [25.0] * 4
    assert made.at[("nation", "tenth"), "tau"] == spread_of(frame, 24, 0.1).tau
    prior = spread.fit_prior(frame, mean=24.0)
    assert made.loc[("nation", "beta_binomial"), ["a", "b"]].tolist() == [prior.a, prior.b]


def test_what_lies_outside_the_outermost_limits_does_so_in_all_calculations():
    frame, _ = simulated(5, 95, 0.25, 0.06)
    frame.loc[frame.index[0], ["total", "company_low", "company_high"]] = [1000, 900, 900]
    made = standing.calculations(frame, standing.centres(frame, 25.0))
    always = standing.always(standing.standings(frame, made))
    widest = standing.outermost(frame["total"].to_numpy(), made)
    assert standing.outside(frame, widest).tolist() == always.tolist()
    assert always.iloc[0] == 1


def test_only_an_area_that_stands_out_throughout_always_does():
    table = pd.DataFrame({"none": [1, 1, -1, 0], "tenth": [1, 0, -1, 0]}, index=list("abcd"))
    assert standing.always(table).to_dict() == {"a": 1, "b": 0, "c": -1, "d": 0}


def test_areas_outside_are_counted_by_centre_and_by_all():
    keys = [("nation", "none"), ("nation", "tenth"), ("mean", "none")]
    columns = pd.MultiIndex.from_tuples(keys, names=["centre", "method"])
    table = pd.DataFrame([[1, 1, 1], [1, 1, 0], [-1, 0, -1], [0, 0, 0]], columns=columns)
    found = standing.outside_by_centre(table)
    assert found.loc["nation"].tolist() == [2, 3, 2]
    assert found.loc["mean"].tolist() == [2, 2, 2]
    assert found.loc["all"].tolist() == [2, 3, 1]


def test_the_number_to_expect_is_that_of_areas_none_of_which_stands_out():
    frame, _ = simulated(5, 40, 0.25, 0.06)
    made = standing.calculations(frame, standing.centres(frame, 25.0))
    expected = standing.expected_outside(frame, made, simulations=400, seed=1)
    # The same one simulation at a time, by the functions that judge the figures.
    generator, totals = np.random.default_rng(7), frame["total"].to_numpy(int)
    exact = {key: standing.limits(totals, row) for key, row in made.dropna(subset="a").iterrows()}
    model, agreed = made.loc[("model", "beta_binomial")], []
    for _ in range(400):
        counts = generator.binomial(totals, generator.beta(model["a"], model["b"], len(frame)))
        fresh = frame.assign(company_low=counts, company_high=counts)
        sides = []
        for key, row in made.iterrows():
            found = exact.get(key)
            if found is None:
                tau = spread_of(fresh, row["target"], standing.WINSORISED[key[1]]).tau
                found = standing.limits(totals, additive(row["target"], tau))
            sides.append(standing.outside(fresh, found))
        agreed.append(standing.always(pd.concat(sides, axis=1)).ne(0).sum())
    assert expected["all"] == pytest.approx(np.mean(agreed), abs=0.2)
    assert expected["all"] <= expected.drop("all").min() + 0.2


# --- shares and ranks -----------------------------------------------------------------------------


def test_the_prior_finds_the_mean_and_spread_that_made_the_figures():
    frame, _ = simulated(4, 1500, 0.25, 0.08)
    prior = spread.fit_prior(frame)
    assert (prior.mean, prior.tau) == (pytest.approx(25, abs=0.7), pytest.approx(8, abs=0.5))


def test_the_mean_of_the_prior_can_be_fixed_and_only_its_spread_be_found():
    frame, _ = simulated(4, 1500, 0.25, 0.08)
    prior = spread.fit_prior(frame, mean=24.0)
    assert (prior.mean, prior.tau) == (pytest.approx(24), pytest.approx(8, abs=0.5))


@pytest.mark.parametrize("number", [0, 1])
def test_a_comparison_needs_areas_whose_share_is_shown(number):
    with pytest.raises(ValueError, match=f"two areas or more whose share is shown, found {number}"):
        spread.fit_prior(areas([(100, 20, 20)] * number))


def test_no_prior_is_made_up_where_all_areas_are_alike():
    with pytest.raises(ValueError, match="no spread between the 3 areas can be estimated"):
        spread.fit_prior(areas([(1000, 250, 250)] * 3))


def test_a_share_is_shrunk_by_hand_the_more_the_fewer_its_courses():
    prior = spread.Prior(2, 8)
    found = ranks.shrunken(areas([(10, 5, 5), (1000, 500, 500)]), prior)["shrunken_pct"]
    assert found.tolist() == pytest.approx([100 * 7 / 20, 100 * 502 / 1010])


def test_hidden_counts_widen_the_interval_of_a_share():
    prior = spread.Prior(2, 8)
    exact, hidden = (ranks.shrunken(areas([(50, 10, high)]), prior).iloc[0] for high in (10, 14))
    assert hidden["likely_low_pct"] == exact["likely_low_pct"]
    assert hidden["likely_high_pct"] > exact["likely_high_pct"]


def test_shrunken_shares_are_nearer_the_truth_and_intervals_hold_it():
    covered, raw_error, shrunken_error = [], [], []
    for seed in range(20):
        frame, truth = simulated(seed, 95, 0.25, 0.06)
        found = ranks.shrunken(frame, spread.fit_prior(frame)) / 100
        inside = (found["likely_low_pct"] <= truth) & (truth <= found["likely_high_pct"])
        covered.append(inside.mean())
        raw_error.append(((frame["company_low"] / frame["total"] - truth) ** 2).mean())
        shrunken_error.append(((found["shrunken_pct"] - truth) ** 2).mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)
    assert np.mean(shrunken_error) < np.mean(raw_error)


def test_rank_intervals_hold_the_true_ranks():
    covered = []
    for seed in range(6):
        frame, truth = simulated(seed, 95, 0.25, 0.06)
        found = ranks.rank_intervals(ranks.underlying(frame, spread.fit_prior(frame)))
        true_rank = pd.Series(-truth, index=frame.index).rank()
        inside = true_rank.between(found["places_low_rank"], found["places_high_rank"])
        covered.append(inside.mean())
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)


def test_ranks_and_pairs_are_those_of_a_great_many_draws():
    frame, prior = areas([(40, 20, 24), (60, 18, 18), (200, 50, 50), (10, 1, 3)]), (4, 12)
    shares = ranks.underlying(frame, spread.Prior(*prior))
    generator, size = np.random.default_rng(11), 400_000
    low, high = frame["company_low"], frame["company_high"]
    counts = generator.integers(low, high + 1, size=(size, len(frame)))
    draws = pd.DataFrame(
        generator.beta(prior[0] + counts, prior[1] + frame["total"].to_numpy() - counts),
        columns=frame.index,
    )
    ahead = ranks.higher(shares)
    for one in frame.index:
        for other in frame.index.drop(one):
            assert ahead.at[one, other] == pytest.approx(
                (draws[one] > draws[other]).mean(), abs=0.003
            )
    of_draws = draws.rank(axis=1, ascending=False)
    found = ranks.rank_intervals(shares)
    lowest = of_draws.quantile(0.025, interpolation="lower").tolist()
    assert found["places_low_rank"].tolist() == lowest
    assert (
        found["places_high_rank"].tolist()
        == of_draws.quantile(0.975, interpolation="higher").tolist()
    )


def test_pairs_by_hand():
    codes = list("abc")
    ahead = pd.DataFrame([[0.5, 0.98, 0.6], [0.02, 0.5, 0.01], [0.4, 0.99, 0.5]], codes, codes)
    found = ranks.told_apart(ahead, pd.Index(["a", "c", "b"]))
    assert found[["neighbours", "neighbours_told", "pairs", "pairs_told"]].tolist() == [2, 1, 3, 2]
    assert found["told_pct"] == pytest.approx(100 * 2 / 3)
    assert found["wrong"] == pytest.approx(0.02 + 0.01)


@pytest.mark.parametrize(
    ("number", "expected"), [(3, "ace"), (2, "ae"), (5, "abcde"), (9, "abcde")]
)
def test_some_areas_are_spread_over_the_whole_list(number, expected):
    assert "".join(ranks.spread_over(pd.Index(list("abcde")), number)) == expected


def test_all_that_is_told_of_an_area_stands_in_its_row():
    frame, _ = simulated(5, 30, 0.25, 0.06)
    frame = frame.assign(
        low_pct=100 * frame["company_low"] / frame["total"],
        high_pct=100 * frame["company_high"] / frame["total"],
    )
    made = standing.calculations(frame, standing.centres(frame, 25.0))
    found = standing.by_area(frame, made, 25.0)
    code = frame.index[4]
    totals = frame.loc[[code], "total"].to_numpy()
    assert found.at[code, "courses"] == frame.at[code, "total"]
    assert found.at[code, "chance_high_pct"] == pytest.approx(
        standing.limits_of_chance(totals, 25.0).iloc[0]["high"]
    )
    assert found.at[code, "outer_low_pct"] == pytest.approx(
        standing.outermost(totals, made).iloc[0]["low"]
    )
    along = standing.limits_along(frame, made, 25.0)
    assert along.index.min() < frame["total"].min() < frame["total"].max() < along.index.max()
    assert list(along) == [name for name in found if name.startswith(("chance", "outer"))]
