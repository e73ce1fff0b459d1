"""`join`: tables side by side, on the keys that they share."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vse_report.data.areas import name_beside
from vse_report.data.catalogue import cards
from vse_report.errors import InputError

# A row of a finer period belongs to one of a coarser, which it is looked up by.
_COARSER = {"quarter": "Q-DEC", "year": "Y-DEC"}
PERIODS = ("month", "quarter", "year")
_LISTED = 5


def join(first: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the first frame, with the other columns of frames read from other tables.

    Parameters
    ----------
    first, *others : DataFrame
        As `read` returns them, or parts of that. Each is looked up by the keys it shares with the
        first: area, period, group. A month is looked up in a table of years by its year, and in
        one of quarters by its quarter.

    Returns
    -------
    DataFrame
        A row for each of ``first``, in its order; missing where another has no such row.

    Raises
    ------
    InputError
        If two share no key, or no row; if another has several rows for one of the first, as with
        groups the first does not have; if they have a figure of the same name.

    Examples
    --------
    >>> from vse_report.data import read
    >>> of_odense = {"code": "Odense", "benefit_group": "total"}
    >>> unemployed = read("unemployment_gross_municipal_monthly", month="2026M07", **of_odense)
    >>> people = read("population_municipal_annual", code="Odense")
    >>> join(unemployed, people)[["month", "full_time_persons", "population"]]
         month  full_time_persons  population
    0  2026-07               4874      213168
    """
    joined = first
    for other in others:
        joined = _with(joined, other)
    return joined


def _with(first: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    left = _with_coarser_periods(first, other)
    keys = [name for name in other if name in left and name in _keys()]
    if not keys:
        raise InputError(
            f"nothing to join on: one has {', '.join(first)}, the other {', '.join(other)}; both "
            f"need a key such as {', '.join(_keys()[:4])}."
        )
    _refuse_periods_apart(left, other, keys)
    # What only names a key, as `read` adds it, is the same on both sides.
    named = {name_beside(key) for key in keys} | {f"{key}_label" for key in keys}
    other = other.drop(columns=[name for name in named if name in other and name in first])
    twice = [name for name in other if name in first and name not in keys]
    if twice:
        raise InputError(
            f"both have {', '.join(twice)}; rename it in one, "
            f"frame.rename(columns={{{twice[0]!r}: …}}), or leave it out."
        )
    _refuse_several(other, keys)
    if len(left) and left.merge(other[keys], on=keys).empty:
        raise InputError(
            f"no row of one has the {', '.join(keys)} of a row of the other; look at both before "
            "they are joined."
        )
    found = left.merge(other, on=keys, how="left", validate="many_to_one")
    return found.drop(columns=[name for name in left if name not in first])


def _refuse_periods_apart(left: pd.DataFrame, other: pd.DataFrame, keys: Sequence[str]) -> None:
    """Refuse periods that cannot meet: of another form, or only in the second beside others.

    Figures of one month would else stand beside those of every other.
    """
    apart = [key for key in keys if str(left[key].dtype) != str(other[key].dtype)]
    if apart:
        told = "; ".join(f"{key} is {left[key].dtype} and {other[key].dtype}" for key in apart)
        raise InputError(f"{told}; read both with data.read or data.outside, or convert one.")
    lacking = [name for name in PERIODS if name in other and name not in left]
    own = [name for name in PERIODS if name in left]
    if lacking and own:
        msg = (
            f"the first has {' and '.join(own)}, the other {' and '.join(lacking)}; join the finer "
            f"one with the coarser, or leave out {lacking[0]} once you have chosen one."
        )
        raise InputError(msg)


def _keys() -> list[str]:
    """Return the columns that tell rows apart in any table, the most frequent first."""
    names = [name for described in cards().values() for name in described.keys]
    return sorted(set(names), key=lambda name: -names.count(name))


def _with_coarser_periods(first: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with the quarter or year of its months, where the other has only these."""
    for name, freq in _COARSER.items():
        finer = next((f for f in ("month", "quarter") if f in first and f not in other), None)
        if name in other and name not in first and finer:
            if not isinstance(first[finer].dtype, pd.PeriodDtype):
                msg = f"{finer} is {first[finer].dtype}; expected periods, as data.read gives them."
                raise InputError(msg)
            period = first[finer].dt.asfreq(freq)
            return first.assign(**{name: period.dt.year if name == "year" else period})
    return first


def _refuse_several(other: pd.DataFrame, keys: Sequence[str]) -> None:
    again = other.loc[other.duplicated(list(keys)), list(keys)].drop_duplicates()
    if again.empty:
        return
    differing = [name for name in _keys() if name in other and name not in keys]
    rows = "; ".join(
        ", ".join(map(str, row)) for row in again.head(_LISTED).itertuples(index=False)
    )
    choose = f"; choose one {' and one '.join(differing)}" if differing else "; leave one out"
    raise InputError(f"several rows have the same {', '.join(keys)} ({rows}){choose}.")
