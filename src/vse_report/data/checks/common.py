"""What several checks use: problems with their place, rows by value, periods, ranges."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from vse_report.data.problems import Problem

Tables = Mapping[str, pd.DataFrame]

PERIODS = ("month", "quarter", "year", "period")
CATEGORIES = ("benefit_group", "offer_type", "visitation_category")

# What a hidden count can be at most. Never narrowed by subtracting the parts that are shown.
HIDDEN_MAX = 2

# A difference of numbers with one decimal is seldom exact in binary; this settles ties.
TINY = 1e-6


_MONTH = re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])(?![\d-])")


def at(table: str, text: str, line: object = None, column: str | None = None) -> Problem:
    """Return a problem of a table's file, at a line and column if they are given.

    Months in the text are written as in files and cards, 2026M07.
    """
    number = None if line is None else int(line)
    return Problem(f"official/{table}.csv", as_written(text), number, column)


def as_written(text: str) -> str:
    """Return a message with its months as files and cards write them."""
    return _MONTH.sub(r"\1M\2", text)


def where(frame: pd.DataFrame, rows: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows that have all the values."""
    for column, value in rows.items():
        frame = frame[frame[column].eq(value)]
    return frame


def keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with codes and categories as pandas categories: grouped far faster."""
    names = [name for name in ("code", *CATEGORIES) if name in frame.columns]
    return frame.astype(dict.fromkeys(names, "category"))


def period_of(frame: pd.DataFrame) -> str:
    """Return the name of the column that holds a table's periods."""
    return next(name for name in PERIODS if name in frame.columns)


def categories_of(frame: pd.DataFrame) -> list[str]:
    """Return the names of the columns that divide an area's figures into groups or types."""
    return [name for name in CATEGORIES if name in frame.columns]


def written(periods: pd.Series) -> pd.Series:
    """Return periods as files write them: 2026M07, 2025Q4, 2024."""
    pattern = {"period[M]": "%YM%m", "period[Q-DEC]": "%YQ%q"}.get(str(periods.dtype))
    known = periods.unique()
    return periods.map({p: p.strftime(pattern) if pattern else str(p) for p in known})


def base_of(
    count: pd.Series, pct: pd.Series, half_count: float, half_pct: float
) -> tuple[pd.Series, pd.Series]:
    """Return the least and the greatest base that a rounded count and percentage allow.

    The greatest is missing where a percentage rounded to nought sets no limit.
    """
    count, pct = count.astype(float), pct.astype(float)
    low = 100 * (count - half_count) / (pct + half_pct + TINY)
    smallest = pct - half_pct - TINY
    return low, 100 * (count + half_count) / smallest.where(smallest.gt(0))


def apart(
    low: pd.Series, high: pd.Series, other_low: pd.Series, other_high: pd.Series
) -> pd.Series:
    """Return how far two ranges are from meeting: 1 or less if they meet, else their ratio."""
    return pd.concat([low / other_high, other_low / high], axis=1).max(axis=1)
