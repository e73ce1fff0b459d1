"""Months as people, files and pandas write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from vse_report.errors import quoted

if TYPE_CHECKING:
    import pandas as pd

_MONTH = re.compile(r"(\d{4})(?:M|-)(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month, before and after others as in time: all that choosing what to build needs of one."""

    year: int
    month: int


def month_of(value: Any) -> Month:
    """Return the month of ``2026M07``, ``2026-07`` or a monthly Period.

    Raises
    ------
    ValueError
        If the value is no month.
    """
    if isinstance(value, Month):
        return value
    month = as_month(str(value))
    if month is None:
        msg = f"{quoted(value)} is no month; write it as 2026M07 or 2026-07"
        raise ValueError(msg)
    return month


def as_month(text: str) -> Month | None:
    """Return the month that a text is, written as in `month_of`; None if it is none."""
    match = _MONTH.fullmatch(text.strip())
    return Month(int(match[1]), int(match[2])) if match else None


def parse_month(value: Any) -> pd.Period:
    """Return a month as pandas has it; what ``value`` may be, and errors, as in `month_of`."""
    import pandas as pd  # here: the command line asks for no Period, and answers at once

    return pd.Period(freq="M", **month_of(value)._asdict())


def period_code(value: Any) -> Any:
    """Return a month, quarter or year of pandas as the statistics write it; else the value."""
    kinds = {"M": "%YM%m", "Q-DEC": "%YQ%q", "Y-DEC": "%Y", "A-DEC": "%Y"}
    kind = kinds.get(getattr(value, "freqstr", ""))
    return value.strftime(kind) if kind else value


def month_code(month: Month | pd.Period) -> str:
    """Return a month as the statistics write it: ``2026M07``."""
    return f"{month.year}M{month.month:02}"
