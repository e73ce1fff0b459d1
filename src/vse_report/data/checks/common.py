"""What several checks use: problems with their place, rows by value, what rounding may do."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.data.problems import Problem

Tables = Mapping[str, pd.DataFrame]

CATEGORIES = ("benefit_group", "offer_type", "visitation_category")

# What a hidden count can be at most. Never narrowed by subtracting the parts that are shown.
HIDDEN_MAX = 2

# A difference of numbers with one decimal is seldom exact in binary; this settles ties.
TINY = 1e-6


def at(table: str, text: str, line: object = None, column: str | None = None) -> Problem:
    """Return a problem of a table's file, at a line and column if they are given."""
    number = None if line is None else int(line)
    return Problem(f"official/{table}.csv", text, number, column)


def where(frame: pd.DataFrame, rows: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows that have all the values."""
    for column, value in rows.items():
        frame = frame[frame[column].eq(value)]
    return frame
