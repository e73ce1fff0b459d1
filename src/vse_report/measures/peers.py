"""Which municipalities are alike on expected shares of benefit recipients, and what that tells.

``shares`` frames have one row per municipality, indexed by ``code`` in ascending order, and one
column per indicator [% of persons aged 16-66]. ``apart`` frames are the square of distances between
them: codes as index and columns, in units of standard deviations. The peers of a municipality are
the nearest others; of equally near ones the lower code comes first.

A municipality's value is foretold from its peers only, never from itself, so what peers explain is
measured on values that had no part in the forecast (leave one out).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist, squareform

from vse_report.measures.areas import expect, named

INDICATORS = ("unemployment_benefit", "cash_benefit", "sickness_benefit")
EXPECTED, ACTUAL = "expected_pct_of_population_16_66", "actual_pct_of_population_16_66"
AGES = (16, 66)  # of those the shares are taken of, both included
# The middle part of what chance gives that counts as usual.
USUAL = 0.95
LISTED = 5  # peers that are named in a list of all municipalities
# A part of the error this size or larger is worth a norm; below it most of the error is left.
WORTH_A_NORM_PCT = 25.0


def year_ends(period: str) -> pd.Period:
    """Return the last month of a rolling year: ``2022QMAT02`` is the four quarters to June 2022.

    Examples
    --------
    >>> year_ends("2022QMAT02")
    Period('2022-06', 'M')
    """
    year, quarter = period.split("QMAT")
    return pd.Period(f"{year}Q{int(quarter)}", freq="Q").asfreq("M")


def years_before(period: str, years: int) -> str:
    """Return the rolling year that ends so many years earlier: ``2022QMAT04``, 1: 2021QMAT04.

    Examples
    --------
    >>> years_before("2022QMAT04", 1)
    '2021QMAT04'
    """
    year, quarter = period.split("QMAT")
    return f"{int(year) - years}QMAT{quarter}"


def shares(benchmark: pd.DataFrame, period: str, column: str = EXPECTED) -> pd.DataFrame:
    """Return the shares of one period, a column per indicator [%].

    ``benchmark`` is the table ``expected_and_actual_benefit_municipal``: one row per ``code``,
    ``period`` (such as ``2022QMAT04``, its last) and ``benefit_group``. The group ``total`` is
    left out: as the sum of the others it would count them twice. ValueError if a share is missing,
    or there twice.

    Examples
    --------
    >>> groups = ["cash_benefit", "sickness_benefit", "unemployment_benefit"]
    >>> table = pd.DataFrame({"code": "901", "period": "2022QMAT04", "benefit_group": groups})
    >>> shares(table.assign(actual=[2, 3, 4]), "2022QMAT04", "actual")
          unemployment_benefit  cash_benefit  sickness_benefit
    code
    901                    4.0           2.0               3.0
    """
    key = ("code", "period", "benefit_group")
    expect("shares", benchmark, *key, column, key=key)
    rows = benchmark[benchmark["period"].eq(period) & benchmark["benefit_group"].isin(INDICATORS)]
    wide = rows.pivot(index="code", columns="benefit_group", values=column).astype(float)
    wide = wide.reindex(columns=list(INDICATORS)).sort_index().rename_axis(columns=None)
    missing = wide.index[wide.isna().any(axis=1)]
    if wide.empty or len(missing):
        where = ", ".join(missing) or "all municipalities"
        msg = f"shares: {column} of {period} is missing for {where}; choose a period that has it."
        raise ValueError(msg)
    return wide


def distances(shares: pd.DataFrame) -> pd.DataFrame:
    """Return how far apart every two municipalities are [standard deviations].

    Euclidean distance between z-scores: each indicator counts by how much the municipalities
    differ on it. The deviation is that of the whole (divided by n), as these are all there are.
    ValueError if there are not two municipalities, a share is missing, or an indicator is the same
    everywhere.

    Examples
    --------
    >>> shares = pd.DataFrame({"cash_benefit": [1, 1, 3, 3], "pension": [2, 4, 4, 2]}, [*"wxyz"])
    >>> distances(shares).round(2)
          w     x     y     z
    w  0.00  2.00  2.83  2.00
    x  2.00  0.00  2.00  2.83
    y  2.83  2.00  0.00  2.00
    z  2.00  2.83  2.00  0.00
    """
    missing = shares.index[shares.isna().any(axis=1)]
    if len(shares) < 2 or len(missing) or shares.index.has_duplicates:
        msg = (
            f"distances: expected shares of all municipalities, one row each, found {len(shares)} "
            f"rows of {shares.index.nunique()}; a share is missing for "
            f"{', '.join(map(str, missing)) or 'none'}."
        )
        raise ValueError(msg)
    spread = shares.std(ddof=0)
    if spread.eq(0).any():
        alike = ", ".join(spread.index[spread.eq(0)])
        msg = f"distances: {alike} is the same everywhere and tells nobody apart; leave it out."
        raise ValueError(msg)
    scores = (shares - shares.mean()) / spread
    return pd.DataFrame(squareform(pdist(scores)), index=shares.index, columns=shares.index)


def nearest(apart: pd.DataFrame, code: str, peers: int) -> pd.Series:
    """Return the distances to the nearest municipalities, nearest first, indexed by code.

    ValueError if ``code`` is not among them.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> nearest(apart, "z", peers=2).to_dict()
    {'y': 2, 'x': 3}
    """
    if code not in apart.index:
        msg = f"peers: {code} is not among the {len(apart)} municipalities that are compared."
        raise ValueError(msg)
    places = _order(apart, peers)[apart.index.get_loc(code)]
    return apart.loc[code].iloc[places].rename("distance")


def with_peers(shares: pd.DataFrame, apart: pd.DataFrame, code: str, peers: int) -> pd.DataFrame:
    """Return the shares of a municipality, in the first row, and of its peers, nearest first.

    ``distance`` is missing for the municipality itself; ``code`` is a column.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> shares = pd.DataFrame({"code": [*"xyz"], "cash_benefit": [1, 2, 4]}).set_index("code")
    >>> with_peers(shares, apart, "z", peers=1)
      code  cash_benefit  distance
    0    z             4       NaN
    1    y             2       2.0
    """
    found = nearest(apart, code, peers)
    return shares.loc[[code, *found.index]].assign(distance=found).reset_index()


def of_all(apart: pd.DataFrame, peers: int, names: Mapping[str, str]) -> pd.DataFrame:
    """Return whom every municipality is most like, and how near they are.

    Returns
    -------
    DataFrame, one row per municipality, indexed by ``code`` as ``apart``
        ``nearest``: the names of its first few peers, ``LISTED``, nearest first; ``gap_low_index``
        and ``gap_high_index``: the distances to the first and to the last of all its peers
        [standard deviations]; ``close`` as in `closeness`.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> of_all(apart, 2, {"x": "Xby", "y": "Yby", "z": "Zby"})
        nearest  gap_low_index  gap_high_index  close
    x  Yby, Zby              1               3      1
    y  Xby, Zby              1               2      1
    z  Yby, Xby              2               3      1
    """
    found = {code: nearest(apart, code, peers) for code in apart.index}
    close = closeness(apart, peers)
    listed = [", ".join(names[peer] for peer in found[code].index[:LISTED]) for code in apart.index]
    return pd.DataFrame(
        {
            "nearest": listed,
            "gap_low_index": close["first_index"],
            "gap_high_index": close["reach_index"],
            "close": close["close"],
        },
        index=apart.index,
    )


def closeness(apart: pd.DataFrame, peers: int) -> pd.DataFrame:
    """Return how far each municipality must go for its last peer, and whether that is close.

    The rule is that of a box plot (Tukey 1977): the distance to the last peer is compared with
    those of all municipalities. Beyond the upper quartile plus one and a half times the
    interquartile range it is an outlier: no close peers. Else beyond the upper quartile, it is
    among the quarter that go farthest. Nothing else offers a limit: the distances have no unit in
    which "alike" could be stated, so it is close or not beside what is usual. A higher number of
    peers moves both the distance and the limit.

    Returns
    -------
    DataFrame, one row per municipality, indexed by ``code``, farthest first
        ``reach_index``, the distance to the last peer; ``first_index``, to the first one [standard
        deviations]; ``close``: 1 for close peers, 0 for peers farther off than those of three
        quarters, -1 for none that are close; ``quartile_index`` and ``limit_index``, the same in
        every row.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> closeness(apart, peers=1)[["reach_index", "close", "quartile_index", "limit_index"]]
       reach_index  close  quartile_index  limit_index
    z            2      0             1.5         2.25
    x            1      1             1.5         2.25
    y            1      1             1.5         2.25
    """
    ordered = np.take_along_axis(apart.to_numpy(), _order(apart, peers), axis=1)
    # To the digit that is printed: what prints alike is alike.
    reach = pd.Series(ordered[:, -1].round(2), index=apart.index)
    lower, upper = reach.quantile([0.25, 0.75]).round(2)
    limit = round(upper + 1.5 * (upper - lower), 2)
    result = pd.DataFrame(
        {
            "reach_index": reach,
            "first_index": ordered[:, 0],
            "close": np.select([reach.gt(limit), reach.gt(upper)], [-1, 0], 1),
            "quartile_index": upper,
            "limit_index": limit,
        }
    )
    return result.sort_values("reach_index", ascending=False, kind="stable")


def typical_distance(apart: pd.DataFrame) -> float:
    """Return the median distance between two municipalities [standard deviations].

    Examples
    --------
    >>> typical_distance(pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"]))
    2.0
    """
    return float(np.median(squareform(apart.to_numpy())))


def peer_means(apart: pd.DataFrame, values: pd.Series, peers: int) -> pd.Series:
    """Return for each municipality the mean of its peers' values, itself left out.

    Unweighted. ``values`` may lack municipalities; peers are then found among those it has.
    ValueError if it has a missing value or no more municipalities than peers.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> peer_means(apart, pd.Series({"x": 5, "y": 6, "z": 9}), peers=1).to_dict()
    {'x': 6.0, 'y': 5.0, 'z': 6.0}
    """
    apart, values = _together(apart, values, peers)
    return pd.Series(_weights(apart, peers) @ values.to_numpy(), index=apart.index)


def explained_pct(apart: pd.DataFrame, values: pd.Series, peers: int) -> float:
    """Return how much of the squared error peers take away (leave-one-out R²) [%].

    Against foretelling each municipality by the mean of all others. 100: peers tell everything; 0:
    no better than all others together; below 0: worse.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> round(explained_pct(apart, pd.Series({"x": 5, "y": 6, "z": 9}), peers=1), 1)
    43.6
    """
    apart, values = _together(apart, values, peers)
    return float(_explained(_weights(apart, peers), values.to_numpy()[None, :])[0])


def by_chance_pct(
    apart: pd.DataFrame, values: pd.Series, peers: int, *, shuffles: int, seed: int
) -> tuple[float, float]:
    """Return between which bounds ``explained_pct`` mostly lies if peers tell nothing [%].

    The values are dealt out anew among the municipalities ``shuffles`` times; the bounds hold the
    middle part of them, ``USUAL``. They lie mostly below zero, as the mean of a few random
    municipalities is a worse forecast than the mean of all.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> values = pd.Series({"x": 5, "y": 6, "z": 9})
    >>> [round(bound) for bound in by_chance_pct(apart, values, 1, shuffles=100, seed=1)]
    [-110, 44]
    """
    apart, values = _together(apart, values, peers)
    dealt = np.random.default_rng(seed).permuted(np.tile(values, (shuffles, 1)), axis=1)
    low, high = np.quantile(
        _explained(_weights(apart, peers), dealt), [(1 - USUAL) / 2, (1 + USUAL) / 2]
    )
    return float(low), float(high)


def explained(
    apart: pd.DataFrame,
    outcomes: Mapping[str, pd.Series],
    peers: int,
    *,
    shuffles: int,
    seed: int,
) -> pd.DataFrame:
    """Return how much peers tell about each outcome, beside what chance gives.

    Returns
    -------
    DataFrame, one row per outcome in their order
        ``outcome``; ``municipalities``, how many have a value; ``peers``, as asked for or, if not
        that many others have a value, all of them; ``explained_pct``, with
        ``chance_low_pct`` and ``chance_high_pct`` [%]; ``tells``: 1 if it lies above what chance
        gives and is at least ``WORTH_A_NORM_PCT``, 0 if it only lies above, -1 if not even that.

    Raises
    ------
    ValueError
        If an outcome has no two different values: there is no error then that peers could take.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> outcomes = {"jobs": pd.Series({"x": 5, "y": 6, "z": 9})}
    >>> found = explained(apart, outcomes, 1, shuffles=100, seed=1)
    >>> found[["outcome", "municipalities", "explained_pct", "tells"]].round(1)
      outcome  municipalities  explained_pct  tells
    0    jobs               3           43.6     -1
    """
    alike = {outcome: values for outcome, values in outcomes.items() if values.nunique() < 2}
    if alike:
        found = ", ".join(f"{outcome} ({len(values)})" for outcome, values in alike.items())
        msg = (
            f"explained: no two municipalities have different values of {found}, with the number "
            "that have a value; leave that out."
        )
        raise ValueError(msg)
    rows = []
    for outcome, values in outcomes.items():
        used = min(peers, len(values) - 1)
        found = explained_pct(apart, values, used)
        low, high = by_chance_pct(apart, values, used, shuffles=shuffles, seed=seed)
        # With all others as peers every forecast is the same: rounding must not pass for telling.
        above = found > max(high, 0) + 1e-9
        rows.append(
            {
                "outcome": outcome,
                "peers": used,
                "municipalities": len(values),
                "explained_pct": found,
                "chance_low_pct": low,
                "chance_high_pct": high,
                "tells": (1 if found >= WORTH_A_NORM_PCT else 0) if above else -1,
            }
        )
    return pd.DataFrame(rows)


def most_told(frames: Iterable[pd.DataFrame], outcomes: Collection[str]) -> int:
    """Return the most that a frame of ``explained`` tells of all the outcomes: -1, 0 or 1.

    Examples
    --------
    >>> told = pd.DataFrame({"outcome": ["jobs", "wages"], "tells": [1, 0]})
    >>> most_told([told], ["jobs"]), most_told([told], ["jobs", "wages"])
    (1, 0)
    """
    return max(int(frame.loc[frame["outcome"].isin(outcomes), "tells"].min()) for frame in frames)


def norms(
    apart: pd.DataFrame,
    outcomes: Mapping[str, pd.Series],
    code: str,
    told: pd.DataFrame,
    bounded: Mapping[str, Collection[str]],
) -> pd.DataFrame:
    """Return a municipality beside its peers' mean, for outcomes of which peers tell something.

    ``told`` is a frame of ``explained``; outcomes that it does not mark with 1 get no norm and no
    row, nor do those that ``code`` has no value of, or by ``bounded``, outcome to codes, only the
    middle of what it may be, as counts are hidden. Indexed by ``outcome``: ``own_pct``,
    ``peer_mean_pct`` [%]; ``gap_points``, own minus peers' mean; ``typical_gap_points``, the
    standard deviation of that gap over all municipalities.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> outcomes = {"jobs": pd.Series({"x": 5, "y": 6, "z": 9})}
    >>> told = pd.DataFrame({"outcome": ["jobs"], "peers": 1, "tells": 1})
    >>> norms(apart, outcomes, "z", told, bounded={}).round(1)
             own_pct  peer_mean_pct  gap_points  typical_gap_points
    outcome
    jobs           9            6.0         3.0                 1.6
    """
    rows = []
    for row in told[told["tells"].eq(1)].itertuples():
        values = outcomes[row.outcome]
        if code not in values.index or code in bounded.get(row.outcome, ()):
            continue
        gaps = values - peer_means(apart, values, row.peers)
        rows.append(
            {
                "outcome": row.outcome,
                "own_pct": values[code],
                "peer_mean_pct": values[code] - gaps[code],
                "gap_points": gaps[code],
                "typical_gap_points": gaps.std(ddof=0),
            }
        )
    columns = ["own_pct", "peer_mean_pct", "gap_points", "typical_gap_points"]
    return pd.DataFrame(rows, columns=["outcome", *columns]).set_index("outcome")


def overlap(
    apart: pd.DataFrame, variants: Mapping[str, pd.DataFrame], code: str, peers: int
) -> pd.DataFrame:
    """Return how many peers stay when they are chosen in another way.

    Returns
    -------
    DataFrame, one row per variant in their order
        ``variant``; ``kept``, how many of the municipality's peers are peers there too;
        ``mean_kept``, the mean of that over all municipalities; ``by_chance``, what would be kept
        on average if the variant chose at random.

    Examples
    --------
    >>> apart = pd.DataFrame([[0, 1, 3], [1, 0, 2], [3, 2, 0]], [*"xyz"], [*"xyz"])
    >>> other = pd.DataFrame([[0, 2, 3], [2, 0, 1], [3, 1, 0]], [*"xyz"], [*"xyz"])
    >>> overlap(apart, {"other": other}, "x", peers=1).round(2)
      variant  kept  mean_kept  by_chance
    0   other     1       0.67        0.5
    """
    nearest(apart, code, peers)
    rows = []
    mine = _weights(apart, peers) > 0
    for variant, other in variants.items():
        kept = (mine & (_weights(other.loc[apart.index, apart.index], peers) > 0)).sum(axis=1)
        rows.append(
            {
                "variant": variant,
                "kept": int(kept[apart.index.get_loc(code)]),
                "mean_kept": kept.mean(),
                "by_chance": peers * peers / (len(apart) - 1),
            }
        )
    return pd.DataFrame(rows)


def _order(apart: pd.DataFrame, peers: int) -> np.ndarray:
    """Return a row of places per municipality: its peers', nearest first."""
    if len(apart) < 2:
        raise ValueError(f"peers: expected two municipalities or more, found {len(apart)}.")
    if not 1 <= peers < len(apart):
        msg = (
            f"peers: expected 1 to {len(apart) - 1} of {len(apart)} municipalities, found {peers}."
        )
        raise ValueError(msg)
    others = apart.to_numpy(dtype=float, copy=True)
    np.fill_diagonal(others, np.inf)
    return np.argsort(others, axis=1, kind="stable")[:, :peers]


def _weights(apart: pd.DataFrame, peers: int) -> np.ndarray:
    """Return the matrix that turns values into peers' means."""
    weights = np.zeros(apart.shape)
    np.put_along_axis(weights, _order(apart, peers), 1 / peers, axis=1)
    return weights


def _together(apart: pd.DataFrame, values: pd.Series, peers: int) -> tuple[pd.DataFrame, pd.Series]:
    """Return distances and values of the same municipalities in the same order."""
    unknown = values.index.difference(apart.index)
    missing = values.index[values.isna()]
    twice = values.index[values.index.duplicated()].unique()
    if len(twice):
        msg = f"peers: expected one value for each municipality, found several for {named(twice)}."
        raise ValueError(msg)
    if len(unknown) or len(missing) or len(values) <= peers:
        msg = (
            f"peers: expected values for more than {peers} known municipalities, found "
            f"{len(values)}; unknown: {', '.join(unknown) or 'none'}; without value: "
            f"{', '.join(missing) or 'none'}. Leave those out, or ask for fewer peers."
        )
        raise ValueError(msg)
    codes = apart.index[apart.index.isin(values.index)]
    return apart.loc[codes, codes], values[codes].astype(float)


def _explained(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the part of the squared error that peers take away, for each row of values [%]."""
    others = (values.sum(axis=1, keepdims=True) - values) / (values.shape[1] - 1)
    error = ((values - values @ weights.T) ** 2).sum(axis=1)
    return 100 * (1 - error / ((values - others) ** 2).sum(axis=1))
