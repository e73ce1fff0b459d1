"""Months as people, files and pandas write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from vse_report.errors import quoted

if TYPE_CHECKING:
    import pandas as pd

_MONTH = re.compile(r"(\d{4})(?:M|-)(0[1-9]|1[0-2])")


class Month(NamedTuple):
    """A month, before and after others as in time: all that choosing what to build needs of one.

    Examples
    --------
    >>> Month(2026, 7) < Month(2027, 1)
    True
    """

    year: int
    month: int


def month_of(value: Any) -> Month:
    """Return the month of ``2026M07``, ``2026-07`` or a monthly Period.

    Raises
    ------
    ValueError
        If the value is no month.

    Examples
    --------
    >>> month_of("2026-07")
    Month(year=2026, month=7)
    """
    if isinstance(value, Month):
        return value
    month = as_month(str(value))
    if month is None:
        msg = f"{quoted(value)} is no month; write it as 2026M07 or 2026-07"
        raise ValueError(msg)
    return month


def as_month(text: str) -> Month | None:
    """Return the month that a text is, written as in `month_of`; None if it is none.

    Examples
    --------
    >>> as_month("2026M07")
    Month(year=2026, month=7)
    >>> as_month("2026M13") is None
    True
    """
    match = _MONTH.fullmatch(text.strip())
    return Month(int(match[1]), int(match[2])) if match else None


def parse_month(value: Any) -> pd.Period:
    """Return a month as pandas has it; what ``value`` may be, and errors, as in `month_of`.

    Examples
    --------
    >>> parse_month("2026M07")
    Period('2026-07', 'M')
    """
    import pandas as pd  # here: the command line asks for no Period, and answers at once

    return pd.Period(freq="M", **month_of(value)._asdict())


def period_code(value: Any) -> Any:
    """Return a month, quarter or year of pandas as the statistics write it; else the value.

    Examples
    --------
    >>> period_code(parse_month("2026-07")), period_code("Odense")
    ('2026M07', 'Odense')
    """
    kinds = {"M": "%YM%m", "Q-DEC": "%YQ%q", "Y-DEC": "%Y", "A-DEC": "%Y"}
    kind = kinds.get(getattr(value, "freqstr", ""))
    return value.strftime(kind) if kind else value


def month_code(month: Month | pd.Period) -> str:
    """Return a month as the statistics write it: ``2026M07``.

    Examples
    --------
    >>> month_code(Month(2026, 7))
    '2026M07'
    """
    return f"{month.year}M{month.month:02}"
