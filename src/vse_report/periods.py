"""Months as people, files and pandas write them."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from vse_report.errors import quoted

_MONTH = re.compile(r"(\d{4})(?:M|-)(0[1-9]|1[0-2])")


def parse_month(value: Any) -> pd.Period:
    """Return the month of ``2026M07``, ``2026-07`` or a monthly Period.

    Raises
    ------
    ValueError
        If the value is no month.
    """
    if isinstance(value, pd.Period):
        return value
    match = _MONTH.fullmatch(str(value).strip())
    if match is None:
        msg = f"{quoted(value)} is no month; write it as 2026M07 or 2026-07"
        raise ValueError(msg)
    return pd.Period(f"{match[1]}-{match[2]}", freq="M")


def month_code(month: pd.Period) -> str:
    """Return a month as the statistics write it: ``2026M07``."""
    return month.strftime("%YM%m")
