"""The survey that grouped municipalities: answers merged as in the study, split in two, doubted.

Scikit-learn's k-means works on one thread for so few rows, and every random number comes from a
seed that is given: the same input gives the same groups.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score
from threadpoolctl import ThreadpoolController

from vse_report.data.survey import ITEMS
from vse_report.measures.areas import expect

_STARTS = 10
FEWEST_TOLD = 3  # municipalities in a group, as with the hidden counts of STAR


def valid_in(reform: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    """Return the rows of ``municipal_reform_2007`` whose old municipality existed in a month.

    That is, on its first day. An empty first day means since the reform of 1970.

    Examples
    --------
    >>> reform = pd.DataFrame({"old_code": ["901", "902"], "old_valid_from": [None, "2003-01-01"],
    ...                        "old_valid_until": ["2002-12-31", "2006-12-31"]})
    >>> valid_in(reform, pd.Period("2004-06", "M"))["old_code"].tolist()
    ['902']
    """
    expect("valid_in", reform, "old_valid_from", "old_valid_until", empty=True)
    date = month.start_time.date().isoformat()
    begun = reform["old_valid_from"].isna() | reform["old_valid_from"].le(date)
    return reform[begun & reform["old_valid_until"].ge(date)]


def merger_sizes(reform: pd.DataFrame) -> list[int]:
    """Return how many old municipalities each new one was made from, ascending, without names.

    ``reform`` is ``municipal_reform_2007``; a split municipality counts where its main part went.

    Examples
    --------
    >>> reform = pd.DataFrame({"new_code": ["901", "901", "902"], "is_split": False})
    >>> merger_sizes(reform.assign(is_main_part=None))
    [1, 2]
    """
    expect("merger_sizes", reform, "new_code", "is_split", "is_main_part", empty=True)
    whole = reform[~reform["is_split"] | reform["is_main_part"].fillna(False).astype(bool)]
    return sorted(int(size) for size in whole.groupby("new_code").size())


def memberships(reform: pd.DataFrame) -> pd.DataFrame:
    """Return which new municipality each old one became part of.

    Returns
    -------
    DataFrame, one row per old municipality and new one that got all or part of it
        ``old``, ``new``, codes; ``weight``, 1 or, where it was split, its share of the old AREA:
        shares of the population are not known. ValueError if the share of a split one is missing.

    Examples
    --------
    >>> reform = pd.DataFrame({"old_code": ["901", "901", "902"], "new_code": ["911", "912", "912"],
    ...                        "is_split": [True, True, False]})
    >>> memberships(reform.assign(area_share_approx=[0.7, 0.3, None]))
       old  new  weight
    0  901  911     0.7
    1  901  912     0.3
    2  902  912     1.0
    """
    expect(
        "memberships", reform, "old_code", "new_code", "is_split", "area_share_approx", empty=True
    )
    unknown = reform.loc[reform["is_split"] & reform["area_share_approx"].isna(), "old_code"]
    if len(unknown):
        msg = f"memberships: no share of area for split {', '.join(unknown)}; restore the table."
        raise ValueError(msg)
    return pd.DataFrame(
        {
            "old": reform["old_code"],
            "new": reform["new_code"],
            "weight": reform["area_share_approx"].fillna(1.0),
        }
    )


def merge_answers(answers: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the mean answers of each new municipality, as the study averaged them.

    Parameters
    ----------
    answers : DataFrame, one row per old municipality
        ``old`` and ``ITEMS`` [1 to 5]; a missing answer does not count.
    membership : DataFrame, one row per old municipality and new one
        ``old``, ``new``, and ``weight`` in the mean, above 0.

    Returns
    -------
    DataFrame, one row per new municipality with a mean for every item, indexed by ``new``
        ``ITEMS``; ``level``, their mean; ``parts``, how many old municipalities answered, those
        that answered some of the items only among them.

    Raises
    ------
    ValueError
        If an old municipality that answered is not in ``membership``; all are named.

    Examples
    --------
    >>> answers = pd.DataFrame({"old": ["901", "902"], **dict.fromkeys(ITEMS, [2.0, 4.0])})
    >>> membership = pd.DataFrame({"old": ["901", "902"], "new": "911", "weight": 1})
    >>> merge_answers(answers, membership)[["level", "parts"]]
         level  parts
    new
    911    3.0      2
    """
    expect("merge_answers: answers", answers, "old", *ITEMS)
    expect("merge_answers: membership", membership, "old", "new", "weight")
    homeless = sorted(set(answers["old"]) - set(membership["old"]))
    if homeless:
        raise ValueError(f"merge_answers: no new municipality for {', '.join(homeless)}.")
    joined = membership.merge(answers.dropna(subset=ITEMS, how="all"), on="old")
    weights = joined[ITEMS].notna().mul(joined["weight"], axis=0)
    sums = joined[ITEMS].mul(joined["weight"], axis=0).groupby(joined["new"]).sum()
    # Shares of area carry the noise of arithmetic, in which equal answers would differ.
    means = (sums / weights.groupby(joined["new"]).sum()).round(10)
    merged = means.assign(parts=joined.groupby("new").size(), level=means.mean(axis=1))
    return merged.dropna(subset=ITEMS)


def averaging(answers: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the level of answers before and after municipalities were merged.

    Returns
    -------
    DataFrame, one row per old municipality that was merged (``stage`` ``before``), new one that was
    made from several (``after``) and municipality left as it was (``unmerged``)
        ``stage``; ``level``, the mean of ``ITEMS`` [1 to 5]. No labels.

    Examples
    --------
    >>> answers = pd.DataFrame({"old": ["901", "902"], **dict.fromkeys(ITEMS, [2.0, 4.0])})
    >>> membership = pd.DataFrame({"old": ["901", "902"], "new": "911", "weight": 1})
    >>> averaging(answers, membership)
        stage  level
    0  before    2.0
    1  before    4.0
    2   after    3.0
    """
    merged = merge_answers(answers, membership)
    joined = membership.merge(answers, on="old").drop_duplicates("old")
    before = joined[joined["new"].map(merged["parts"]).gt(1)][ITEMS].mean(axis=1)
    stages = {
        "before": before,
        "after": merged.loc[merged["parts"].gt(1), "level"],
        "unmerged": merged.loc[merged["parts"].eq(1), "level"],
    }
    return pd.concat(
        [pd.DataFrame({"stage": stage, "level": level}) for stage, level in stages.items()],
        ignore_index=True,
    )


def spread(levels: pd.DataFrame) -> pd.DataFrame:
    """Return number, mean and standard deviation of ``level`` by ``stage``, indexed by stage.

    From ``averaging``: ``municipalities``, a count; ``mean``, ``sd`` [steps of the scale].

    Examples
    --------
    >>> spread(pd.DataFrame({"stage": ["before", "before", "before"], "level": [2, 3, 4]}))
            municipalities  mean   sd
    stage
    before               3   3.0  1.0
    """
    found = levels.groupby("stage", sort=False)["level"].agg(["size", "mean", "std"])
    return found.set_axis(["municipalities", "mean", "sd"], axis=1)


def two_groups(merged: pd.DataFrame, seed: int) -> pd.Series:
    """Return the group of each municipality: 1 for the one with the higher answers, else 0.

    Examples
    --------
    >>> merged = pd.DataFrame(dict.fromkeys(ITEMS, [1, 2, 5, 4]), [*"wxyz"])
    >>> two_groups(merged, seed=1).to_dict()
    {'w': 0, 'x': 0, 'y': 1, 'z': 1}
    """
    return pd.Series(_split(merged[ITEMS].to_numpy(), seed), index=merged.index, name="group")


def stability(merged: pd.DataFrame, seed: int, runs: int = 20) -> pd.Series:
    """Return how alike the two groups come out when k-means is run again.

    The adjusted Rand index is 1 for the same groups and about 0 for groups drawn by lot.

    Returns
    -------
    Series
        ``seeds``: mean index over ``runs`` other seeds of k-means; ``resampled``: mean index when
        the groups are formed from ``runs`` draws of as many municipalities with replacement, and
        all municipalities then put in the nearer group.

    Examples
    --------
    >>> merged = pd.DataFrame(dict.fromkeys(ITEMS, [1, 1.1, 1.2, 4.8, 4.9, 5]))
    >>> stability(merged, seed=1, runs=2).round(1).to_dict()
    {'seeds': 1.0, 'resampled': 1.0}
    """
    values = merged[ITEMS].to_numpy()
    first = _split(values, seed)
    rng = np.random.default_rng([seed, 2])
    again = [_fit(values, 2, int(other)) for other in rng.integers(0, 2**31, runs)]
    drawn = [_fit(values[rng.integers(0, len(values), len(values))], 2, seed) for _ in range(runs)]
    return pd.Series(
        {
            name: float(np.mean([adjusted_rand_score(first, fit.predict(values)) for fit in fits]))
            for name, fits in (("seeds", again), ("resampled", drawn))
        }
    )


def gap_statistic(
    merged: pd.DataFrame, seed: int, *, most: int = 4, references: int = 30
) -> pd.DataFrame:
    """Return how much tighter k groups are than they would be in an even cloud.

    Tibshirani, Walther and Hastie (2001), with reference points drawn evenly from a box along the
    principal components of the answers.

    Returns
    -------
    DataFrame, one row per number of groups, 1 to ``most``
        ``groups``; ``gap``, the mean logarithm of the within-group sum of squares of the
        references minus that of the answers; ``error``, its standard error with the references'
        own; ``silhouette``, the mean silhouette width, -1 to 1, missing for one group.

    Examples
    --------
    >>> merged = pd.DataFrame(dict.fromkeys(ITEMS, [1, 2, 1, 2, 4, 5, 4, 5]))
    >>> merged[ITEMS[0]] = [1, 1, 2, 2, 4, 4, 5, 5]
    >>> gap_statistic(merged, seed=1, most=2, references=2)[["groups", "silhouette"]].round(1)
       groups  silhouette
    0       1         NaN
    1       2         0.7
    """
    values = merged[ITEMS].to_numpy()
    centred = values - values.mean(axis=0)
    turn = np.linalg.eigh(centred.T @ centred).eigenvectors
    low, high = (centred @ turn).min(axis=0), (centred @ turn).max(axis=0)
    rng = np.random.default_rng([seed, 3])
    # Turning the box back would change no distance.
    boxes = rng.uniform(low, high, (references, *values.shape))
    rows = []
    for k in range(1, most + 1):
        fit = _fit(centred, k, seed)
        expected = np.log([_fit(box, k, seed, starts=3).inertia_ for box in boxes])
        rows.append(
            {
                "groups": k,
                "gap": expected.mean() - np.log(fit.inertia_),
                "error": expected.std() * np.sqrt(1 + 1 / references),
                "silhouette": silhouette_score(values, fit.labels_) if k > 1 else np.nan,
            }
        )
    return pd.DataFrame(rows)


def groups_found(gaps: pd.DataFrame) -> int:
    """Return the number of groups by the rule of the gap statistic.

    The smallest number whose gap is no more than one standard error below that of the next; the
    largest number tried if there is none.

    Examples
    --------
    >>> groups_found(pd.DataFrame({"groups": [1, 2, 3], "gap": [0.1, 0.6, 0.5], "error": 0.1}))
    2
    """
    following = (gaps["gap"] - gaps["error"]).shift(-1)
    enough = gaps["gap"].ge(following)
    return int(gaps.loc[enough.idxmax() if enough.any() else gaps.index[-1], "groups"])


def group_summary(merged: pd.DataFrame, gaps: pd.DataFrame, seed: int) -> pd.Series:
    """Return what can be said of two groups in a survey, in counts and indices only.

    ``gaps`` is the ``gap_statistic`` of ``merged``.

    Returns
    -------
    Series
        ``municipalities``, ``high``, ``low``: counts, of all and in either group; ``seeds`` and
        ``resampled`` as in ``stability``; ``silhouette`` of two groups; ``found``, the number of
        groups by the gap statistic.
    """
    group = two_groups(merged, seed)
    counts = {"municipalities": len(group), "high": group.sum(), "low": group.eq(0).sum()}
    silhouette = gaps.set_index("groups").at[2, "silhouette"]
    rest = {"silhouette": silhouette, "found": groups_found(gaps)}
    return pd.Series(counts | stability(merged, seed).to_dict() | rest)


def without_small_groups(summaries: pd.DataFrame) -> pd.DataFrame:
    """Return rows of ``group_summary``, both groups' counts missing where either is very small.

    That is, below ``FEWEST_TOLD``. Answers of real municipalities are confidential, and one alone
    in its group would be told; the other count would give it away.

    Examples
    --------
    >>> without_small_groups(pd.DataFrame({"high": [40, 2], "low": [30, 60], "found": 2}))
       high   low  found
    0  40.0  30.0      2
    1   NaN   NaN      2
    """
    small = summaries[["high", "low"]].min(axis=1).lt(FEWEST_TOLD)
    return summaries.assign(**{name: summaries[name].mask(small) for name in ("high", "low")})


def _split(values: np.ndarray, seed: int) -> np.ndarray:
    """Return 0 or 1 per row, 1 for the group with the higher mean."""
    labels = _fit(values, 2, seed).labels_
    higher = values[labels == 1].mean() > values[labels == 0].mean()
    return labels if higher else 1 - labels


@cache
def _threads() -> ThreadpoolController:
    """Return what limits threads; finding the libraries anew for each fit takes longer than it."""
    return ThreadpoolController()


def _fit(values: np.ndarray, k: int, seed: int, starts: int = _STARTS) -> KMeans:
    # One thread: so few points gain nothing from more, and lose much where cores are busy.
    with _threads().limit(limits=1):
        return KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(values)
