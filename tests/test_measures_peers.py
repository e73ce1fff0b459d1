"""Peers: distances and forecasts worked out by hand, and known truth found in simulated data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report.measures import peers as measures

INDICATORS = list(measures.INDICATORS)


def on_a_line(**places: float) -> pd.DataFrame:
    """Return distances between points on a line."""
    at = pd.Series(places)
    gaps = np.abs(at.to_numpy()[:, None] - at.to_numpy())
    return pd.DataFrame(gaps, index=at.index, columns=at.index)


LINE = on_a_line(a=0, b=1, c=3, d=10)
VALUES = pd.Series({"a": 1.0, "b": 2.0, "c": 4.0, "d": 9.0})


@pytest.fixture
def benchmark() -> pd.DataFrame:
    """Return two municipalities, one period, all four groups."""
    rows = [
        (code, "2022QMAT04", group, share, share + 1)
        for code, shares in {"102": (3.0, 4.0, 5.0, 12.0), "101": (1.0, 2.0, 3.0, 6.0)}.items()
        for group, share in zip([*INDICATORS, "total"], shares, strict=True)
    ]
    columns = ["code", "period", "benefit_group", measures.EXPECTED, measures.ACTUAL]
    return pd.DataFrame(rows, columns=columns)


def cloud(seed: int, municipalities: int = 98) -> tuple[pd.DataFrame, np.random.Generator]:
    """Return three independent indicators of made-up municipalities."""
    rng = np.random.default_rng(seed)
    codes = [f"{code:03}" for code in range(101, 101 + municipalities)]
    return pd.DataFrame(rng.normal(size=(municipalities, 3)), codes, INDICATORS), rng


# --- periods and shares ---------------------------------------------------------------------------


def test_a_rolling_year_ends_with_its_quarter():
    assert measures.year_ends("2022QMAT04") == pd.Period("2022-12", "M")
    assert measures.year_ends("2021QMAT02") == pd.Period("2021-06", "M")
    assert measures.years_before("2022QMAT02", 2) == "2020QMAT02"


def test_shares_have_a_column_per_group_and_not_the_total(benchmark):
    found = measures.shares(benchmark, "2022QMAT04")
    assert list(found) == INDICATORS
    assert found.index.tolist() == ["101", "102"]
    assert found.loc["101"].tolist() == [1, 2, 3]
    actual = measures.shares(benchmark, "2022QMAT04", measures.ACTUAL)
    assert actual.loc["102"].tolist() == [4, 5, 6]


def test_a_missing_share_or_period_is_named(benchmark):
    with pytest.raises(ValueError, match="2020QMAT04 is missing for all municipalities"):
        measures.shares(benchmark, "2020QMAT04")
    with pytest.raises(ValueError, match="missing for 102"):
        measures.shares(benchmark.drop(index=0), "2022QMAT04")


# --- distances and peers --------------------------------------------------------------------------


def test_distances_count_every_indicator_in_its_own_standard_deviation():
    # Means 2 and 20, deviations 1 and 10 (divided by n): scores (-1, -1), (1, -1), (1, 1), (-1, 1).
    square = pd.DataFrame({"x": [1, 3, 3, 1], "y": [10, 10, 30, 30]}, index=list("abcd"))
    apart = measures.distances(square)
    assert apart.loc["a"].tolist() == pytest.approx([0, 2, 8**0.5, 2])
    assert measures.typical_distance(apart) == pytest.approx(2)


def test_the_unit_of_an_indicator_does_not_matter():
    shares, _ = cloud(1)
    scaled = shares * [1, 100, 0.01] + [5, 0, -3]
    pd.testing.assert_frame_equal(measures.distances(shares), measures.distances(scaled))


def test_an_indicator_without_differences_is_named():
    with pytest.raises(ValueError, match="y is the same everywhere"):
        measures.distances(pd.DataFrame({"x": [1, 2], "y": [3, 3]}))


def test_peers_come_nearest_first_and_the_lower_code_first_of_equals():
    assert measures.nearest(LINE, "c", 3).to_dict() == {"b": 2, "a": 3, "d": 7}
    assert measures.nearest(on_a_line(a=0, b=1, c=2), "b", 1).index.tolist() == ["a"]


def test_a_municipality_is_no_peer_of_itself_even_beside_its_double():
    twins = on_a_line(a=5, b=5, c=9)
    assert measures.nearest(twins, "b", 2).index.tolist() == ["a", "c"]


@pytest.mark.parametrize("peers", [0, 4])
def test_more_peers_than_others_are_refused(peers):
    with pytest.raises(ValueError, match=f"expected 1 to 3 of 4 municipalities, found {peers}"):
        measures.nearest(LINE, "a", peers)


def test_the_municipality_stands_before_its_peers_without_distance():
    shares = pd.DataFrame({"x": [1.0, 2.0, 3.0, 4.0]}, index=pd.Index(list("abcd"), name="code"))
    rows = measures.with_peers(shares, LINE, "c", 2)
    assert rows["code"].tolist() == ["c", "b", "a"]
    assert rows["x"].tolist() == [3, 2, 1]
    assert rows["distance"].tolist()[1:] == [2, 3]
    assert np.isnan(rows["distance"].iloc[0])


# --- close or not ---------------------------------------------------------------------------------


def test_only_the_far_one_has_no_close_peers():
    # Nearest other: 1 1 1 1 for a..d, 2 for e, 90 for f. Quartiles 1 and 1.75, so the limit is
    # 1.75 + 1.5 * 0.75 = 2.875.
    found = measures.closeness(on_a_line(a=0, b=1, c=2, d=3, e=5, f=95), peers=1)
    assert found.index[0] == "f"
    assert found["reach_index"].to_dict() == {"f": 90, "e": 2, "a": 1, "b": 1, "c": 1, "d": 1}
    assert found["limit_index"].unique().tolist() == [2.88]
    assert found["close"].to_dict() == {"f": -1, "e": 0, "a": 1, "b": 1, "c": 1, "d": 1}


def test_reach_is_the_last_peer_and_first_the_nearest():
    found = measures.closeness(LINE, peers=2)
    assert found.loc["c", ["first_index", "reach_index"]].tolist() == [2, 3]


def test_municipalities_evenly_spread_all_have_close_peers():
    even = on_a_line(**{f"m{place:02}": place for place in range(20)})
    assert measures.closeness(even, peers=1)["close"].eq(1).all()


# --- outcomes -------------------------------------------------------------------------------------


def test_a_municipality_whose_share_is_not_known_or_only_within_bounds_gets_no_norm():
    told = pd.DataFrame({"outcome": ["company"], "tells": [1], "peers": [1]})
    values, code = {"company": VALUES}, VALUES.index[0]
    assert len(measures.norms(LINE, values, code, told, {})) == 1
    assert measures.norms(LINE, {"company": VALUES.drop(code)}, code, told, {}).empty
    assert measures.norms(LINE, values, code, told, {"company": [code]}).empty


def test_a_forecast_is_the_mean_of_the_peers_without_oneself():
    # Two nearest: a: b c; b: a c; c: b a; d: c b.
    found = measures.peer_means(LINE, VALUES, 2)
    assert found.to_dict() == {"a": 3.0, "b": 2.5, "c": 1.5, "d": 3.0}


def test_peers_are_found_among_those_that_have_a_value():
    found = measures.peer_means(LINE, VALUES.drop("c"), 1)
    assert found.to_dict() == {"a": 2.0, "b": 1.0, "d": 2.0}


def test_values_that_cannot_be_used_are_named():
    with pytest.raises(ValueError, match=r"unknown: x; without value: b\."):
        measures.peer_means(LINE, pd.Series({"a": 1.0, "b": None, "x": 2.0}), 1)


def test_explained_is_what_peers_take_off_the_squared_error():
    # Peers' errors: -2, -0.5, 2.5, 6; errors by all others' mean (5, 14/3, 4, 7/3): -4, -8/3, 0,
    # 20/3.
    with_peers = 4 + 0.25 + 6.25 + 36
    with_others = 16 + 64 / 9 + 400 / 9
    expected = 100 * (1 - with_peers / with_others)
    assert measures.explained_pct(LINE, VALUES, 2) == pytest.approx(expected)


def test_all_others_as_peers_explain_nothing():
    assert measures.explained_pct(LINE, VALUES, 3) == pytest.approx(0)
    (row,) = measures.explained(LINE, {"x": VALUES}, 3, shuffles=50, seed=1).itertuples()
    assert row.tells == -1


def test_where_fewer_have_a_value_all_of_them_are_peers():
    told = measures.explained(LINE, {"x": VALUES, "y": VALUES[:2]}, 3, shuffles=50, seed=1)
    assert told["peers"].tolist() == [3, 1]
    assert told["municipalities"].tolist() == [4, 2]


@pytest.mark.parametrize("peers", [4, 8, 16])
def test_what_the_indicators_decide_is_found(peers):
    shares, rng = cloud(2)
    outcomes = {
        "decided": shares.sum(axis=1) + rng.normal(scale=0.3, size=98),
        "noise": pd.Series(rng.normal(size=98), shares.index),
    }
    told = measures.explained(
        measures.distances(shares), outcomes, peers, shuffles=400, seed=1
    ).set_index("outcome")
    assert told["tells"].to_dict() == {"decided": 1, "noise": -1}
    assert told.loc["decided", "explained_pct"] > 60


def test_noise_passes_for_telling_about_as_often_as_it_should():
    # The interval holds 95 per cent, so about 1 in 40 lies above it. 4 standard errors allowed.
    shares, rng = cloud(3, 40)
    apart = measures.distances(shares)
    noise = {str(n): pd.Series(rng.normal(size=40), shares.index) for n in range(200)}
    told = measures.explained(apart, noise, 5, shuffles=300, seed=1)
    outside = ~told["explained_pct"].between(told["chance_low_pct"], told["chance_high_pct"])
    assert outside.mean() == pytest.approx(0.05, abs=4 * (0.05 * 0.95 / 200) ** 0.5)


def test_a_faint_relation_tells_little_and_gets_no_norm():
    shares, rng = cloud(4)
    faint = shares.iloc[:, 0] + rng.normal(scale=1.5, size=98)
    apart = measures.distances(shares)
    told = measures.explained(apart, {"faint": faint}, 16, shuffles=400, seed=1)
    assert told["tells"].tolist() == [0]
    assert measures.norms(apart, {"faint": faint}, "101", told, {}).empty


def test_outcomes_in_which_nobody_differs_are_named_and_refused():
    flat, nobody = pd.Series(5.0, VALUES.index), VALUES[:0]
    outcomes = {"x": VALUES, "flat": flat, "nobody": nobody}
    with pytest.raises(ValueError, match=r"different values of flat \(4\), nobody \(0\)"):
        measures.explained(LINE, outcomes, 2, shuffles=50, seed=1)


def test_the_same_seed_gives_the_same_interval():
    shares, _ = cloud(5)
    apart, values = measures.distances(shares), shares.iloc[:, 0]
    first, again, other = (
        measures.by_chance_pct(apart, values, 8, shuffles=50, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again != other


def test_a_norm_is_the_peers_mean_beside_ones_own():
    told = pd.DataFrame({"outcome": ["x", "y"], "peers": [2, 2], "tells": [1, -1]})
    (row,) = measures.norms(LINE, {"x": VALUES, "y": VALUES}, "c", told, {}).itertuples()
    found = (row.Index, row.own_pct, row.peer_mean_pct, row.gap_points)
    assert found == ("x", 4, 1.5, 2.5)
    gaps = [-2, -0.5, 2.5, 6]
    assert row.typical_gap_points == pytest.approx(np.std(gaps))


# --- other choices --------------------------------------------------------------------------------


def test_peers_kept_are_counted_for_one_and_for_all():
    # Nearest: a b, b a, c b, d c; turned round: a b, b c, c d, d c.
    other = on_a_line(a=0, b=7, c=9, d=10)
    (row,) = measures.overlap(LINE, {"other": other}, "b", 1).itertuples(index=False)
    assert (row.kept, row.mean_kept, row.by_chance) == (0, 0.5, pytest.approx(1 / 3))


def test_the_same_distances_keep_every_peer():
    (row,) = measures.overlap(LINE, {"same": LINE}, "a", 2).itertuples(index=False)
    assert (row.kept, row.mean_kept) == (2, 2)


def test_every_municipality_has_its_nearest_by_name_and_its_distances():
    names = {code: code.upper() for code in "abcdefgh"}
    line = on_a_line(**{code: float(2**at) for at, code in enumerate("abcdefgh")})
    found = measures.of_all(line, 6, names)
    assert found.loc["a"].tolist() == ["B, C, D, E, F", 1, 63, 1]
    assert found.loc["d"].tolist() == ["C, B, A, E, F", 4, 56, 1]
    close = measures.closeness(line, 6)
    assert found["close"].to_dict() == close["close"].to_dict()


def test_the_most_that_is_told_at_any_number_of_peers():
    few = pd.DataFrame({"outcome": ["a", "b", "c"], "tells": [-1, -1, 1]})
    many = pd.DataFrame({"outcome": ["a", "b", "c"], "tells": [0, -1, -1]})
    found = [measures.most_told([few, many], names) for names in (["a"], ["b"], ["b", "a"], ["c"])]
    assert found == [0, -1, -1, 1]
