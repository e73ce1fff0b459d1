"""How values are written in Danish: numbers, months, percentages, and words chosen by rule."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from babel.dates import format_date
from babel.numbers import format_decimal

if TYPE_CHECKING:
    import pandas as pd

    from vse_report.periods import Month

LOCALE = "da"
MINUS = "\N{MINUS SIGN}"
_SMALL = (
    "nul",
    "en",
    "to",
    "tre",
    "fire",
    "fem",
    "seks",
    "syv",
    "otte",
    "ni",
    "ti",
    "elleve",
    "tolv",
)
_LAST_LETTERS = str.maketrans({"æ": "{", "ø": "|", "å": "}"})  # the characters after z
_FRACTIONS = {
    1 / 10: "en tiendedel",
    1 / 5: "en femtedel",
    1 / 4: "en fjerdedel",
    1 / 3: "en tredjedel",
    1 / 2: "halvdelen",
    2 / 3: "to tredjedele",
    3 / 4: "tre fjerdedele",
}


def halves_up(value: float, decimals: int) -> Decimal:
    """Return ``value`` with so many decimals (tens: -1), halves rounded away from zero.

    What is rounded is the shortest decimal number that stands for the value: 0.15 is a half.

    Examples
    --------
    >>> halves_up(0.15, 1)
    Decimal('0.2')
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float, decimals: int = 0) -> str:
    """Return ``value`` with Danish separators and a true minus sign: ``−12.345,6``.

    Halves are rounded away from zero, as is usual in Danish tables. A value that rounds to zero is
    written without a sign.

    Examples
    --------
    >>> number(-12345.67, 1)
    '−12.345,7'
    """
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = float(halves_up(value, decimals)) + 0.0
    return format_decimal(rounded, format=pattern, locale=LOCALE).replace("-", MINUS)


def month(period: pd.Period | Month) -> str:
    """Return a month as ``december 2003``.

    Examples
    --------
    >>> from vse_report.periods import Month
    >>> month(Month(2003, 12))
    'december 2003'
    """
    return format_date(dt.date(period.year, period.month, 1), "MMMM y", locale=LOCALE)


def quarter(period: pd.Period) -> str:
    """Return a quarter as ``3. kvartal 2026``.

    Examples
    --------
    >>> import pandas as pd
    >>> quarter(pd.Period("2026Q3"))
    '3. kvartal 2026'
    """
    return f"{period.quarter}. kvartal {period.year}"


def short_month(period: pd.Period | Month) -> str:
    """Return a month as ``dec. 2003``, for headings; ``juni`` and ``juli`` are short already.

    Examples
    --------
    >>> from vse_report.periods import Month
    >>> short_month(Month(2003, 12))
    'dec. 2003'
    """
    pattern = "MMMM y" if period.month in (6, 7) else "MMM y"
    return format_date(dt.date(period.year, period.month, 1), pattern, locale=LOCALE)


def date(iso: str) -> str:
    """Return an ISO date as ``22. august 2026``.

    Examples
    --------
    >>> date("2026-08-22")
    '22. august 2026'
    """
    return format_date(dt.date.fromisoformat(iso), "d. MMMM y", locale=LOCALE)


def small_count(value: int) -> str:
    """Return a count as a word up to twelve (``tre``), in figures from there on.

    Examples
    --------
    >>> small_count(3), small_count(1300)
    ('tre', '1.300')
    """
    return _SMALL[value] if 0 <= value < len(_SMALL) else number(value)


def alphabetical(name: str) -> str:
    """Return what names are sorted by in Danish: æ, ø, å last, and aa as å.

    Examples
    --------
    >>> sorted(["Ærø", "Aarhus", "Vejle"], key=alphabetical)
    ['Vejle', 'Ærø', 'Aarhus']
    """
    return name.lower().replace("aa", "å").translate(_LAST_LETTERS)


def fraction(share_pct: float) -> str:
    """Return the nearest plain fraction, with ``knap``, ``omkring`` or ``godt`` in front.

    Within half a percentage point of the fraction it is ``omkring``; below that ``knap``, above it
    ``godt``. More than a twentieth of the fraction away from it there is no honest plain word, and
    the percentage is written.

    Examples
    --------
    >>> fraction(19.2), fraction(50.3), fraction(34.1)
    ('knap en femtedel', 'omkring halvdelen', 'godt en tredjedel')
    """
    nearest = min(_FRACTIONS, key=lambda part: abs(100 * part - share_pct))
    distance = share_pct - 100 * nearest
    if abs(distance) > 100 * nearest / 20:
        return f"{number(share_pct, 1)}\N{NO-BREAK SPACE}pct."
    about = "omkring" if abs(distance) <= 0.5 else "knap" if distance < 0 else "godt"
    return f"{about} {_FRACTIONS[nearest]}"
