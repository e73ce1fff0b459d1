"""Cells of kept frames, and texts that remember which cells they print.

A cell written into an f-string leaves its text between invisible marks. `unmark` takes them out
and finds again what was printed: from which cells, in which format. Format follows from the unit;
after the colon may stand, of a number, ``bare`` (without its unit), ``.0`` (decimals), ``100``
(rounded to hundreds), ``word`` (a count up to twelve as a word) or ``fraction`` (of a percentage);
of a month or quarter ``short`` or ``year``; of a name ``lower`` or ``upper``.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, NoReturn

import pandas as pd

from vse_report.periods import period_code
from vse_report.prose import wording

_OPEN, _SHUT, _BITS = "\u2063", "\u2064", "\u200b\u200c"
MARKS = _OPEN + _SHUT
_MARKED = re.compile(f"{_OPEN}([{_BITS}]+){_OPEN}([^{MARKS}]*){_SHUT}")
PRINTED = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for what a cell prints, where texts are read
# Never emptied: a text may be worded in one cell of a notebook and printed in another.
_records: list[Record] = []


class Unit(NamedTuple):
    """How numbers of a unit are written, and how a column's head names it."""

    suffix: str
    decimals: int
    head: str


UNITS = {
    "persons": Unit("", 0, "fuldtidspersoner"),
    "people": Unit("", 0, "personer"),
    "courses": Unit("", 0, "forløb"),
    "pct": Unit("\N{NO-BREAK SPACE}pct.", 1, "pct."),
    "points": Unit("\N{NO-BREAK SPACE}pct.point", 1, "pct.point"),
    "count": Unit("", 0, "antal"),
    "times": Unit("", 1, "gange"),
    "days": Unit("\N{NO-BREAK SPACE}dage", 1, "dage"),
    "index": Unit("", 2, ""),
    "rank": Unit("", 0, ""),
}
COUNTED = ("persons", "people", "courses", "count")
WORDED = ("month", "quarter", "year", "name", "truth")  # units of what is no number
_NUMBER = re.compile(r"(?P<bare>bare)? ?(?:\.(?P<decimals>\d)|(?P<step>10+))?")
_OF_MONTHS = {
    "": wording.month,
    "short": wording.short_month,
    "year": lambda month: str(month.year),
}
_OF_QUARTERS = {
    "": wording.quarter,
    "short": lambda quarter: wording.quarter(quarter).replace("kvartal", "kvt."),
    "year": lambda quarter: str(quarter.year),
}
_OF_YEARS = {"": lambda year: str(getattr(year, "year", year))}  # no thousands in a year
_OF_NAMES = {
    "": str,
    "lower": lambda text: text[:1].lower() + text[1:],
    "upper": lambda text: text[:1].upper() + text[1:],
}


class Record(NamedTuple):
    """What was printed: the places of its cells, how it was worded, the text.

    ``decimals`` are those each cell was printed with, or a word went by, None where it is no
    number. ``frame``, ``subject``, ``unit`` and ``value`` are of the first cell: the kept frame,
    and the label of its row, "" where it has none; ``others`` are the labels of the frame's other
    rows. ``names_row`` tells that the text is that label, ``is_word`` that a word was made of the
    cells, which then are not printed themselves.
    """

    cells: tuple[str, ...]
    format: str
    text: str
    decimals: tuple[int | None, ...]
    value: Any
    frame: str
    subject: str = ""
    others: tuple[str, ...] = ()
    unit: str = ""
    names_row: bool = False
    is_word: bool = True


class Marked(str):
    """A text between marks; ``{word:upper}`` begins it with a capital."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec != "upper":
            return str.__format__(self, spec)
        start, number, text = self.split(_OPEN, 2)
        return f"{start}{_OPEN}{number}{_OPEN}{text[:1].upper()}{text[1:]}"


class Cell:
    """One value of a kept frame. Write it into an f-string to print it; reckon in a measure."""

    __slots__ = ("column", "others", "place", "subject", "unit", "value")

    def __init__(
        self,
        place: str,
        column: str,
        value: Any,
        unit: str,
        subject: str = "",
        others: tuple[str, ...] = (),
    ) -> None:
        self.place, self.column, self.value, self.unit = place, column, value, unit
        self.subject, self.others = subject, others

    def __repr__(self) -> str:
        return f"<{self.place}: {self.value!r} {self.unit}>"

    def __str__(self) -> str:
        return format(self)

    def __format__(self, spec: str) -> str:
        text, decimals = self.worded(spec), (self.decimals(spec),)
        return mark((self,), spec or self.unit, text, decimals, is_word=False)

    def _no_arithmetic(self, *_: object) -> NoReturn:
        msg = f"{self.place} is for printing; work it out in a measure and keep the result"
        raise TypeError(msg)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _no_arithmetic
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __pow__ = _no_arithmetic
    __neg__ = __abs__ = __round__ = __float__ = __int__ = __index__ = __bool__ = _no_arithmetic
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _no_arithmetic
    __hash__ = object.__hash__

    @property
    def row(self) -> str:
        """The place of the row it stands in."""
        return self.place.rpartition(".")[0]

    @property
    def is_missing(self) -> bool:
        """Whether there is no value."""
        return bool(pd.isna(self.value))

    def worded(self, spec: str = "", *, signed: bool = True) -> str:
        """Return the text in the format of the unit, changed by ``spec``, see the module's head.

        Raises
        ------
        ValueError
            If the unit cannot be written so, or the value is missing.
        """
        if self.unit == "truth":
            self._refuse("is true or false; give it to a word of the vocabulary")
        if self.is_missing:
            self._refuse("has no value; a sentence cannot print a missing one")
        ways = {
            "month": _OF_MONTHS,
            "quarter": _OF_QUARTERS,
            "year": _OF_YEARS,
            "name": _OF_NAMES,
        }
        if self.unit in ways:
            return self._chosen(ways[self.unit], spec)
        if spec == "word" and self.unit == "count":
            return wording.small_count(int(self.printed()))
        if spec == "fraction" and self.unit == "pct":
            return wording.fraction(self.value)
        decimals, suffix = self._precision(spec)
        value = float(self.value) if signed else abs(float(self.value))
        rounded = float(wording.halves_up(value, decimals))
        return wording.number(rounded, max(decimals, 0)) + suffix

    def printed(self, spec: str = "") -> float:
        """Return the number as it is printed: what a word beside it has to go by."""
        if self.unit in WORDED:
            self._refuse("is no number")
        if self.is_missing:
            self._refuse("has no value to go by")
        return float(wording.halves_up(self.value, self._precision(spec)[0])) + 0.0

    def decimals(self, spec: str = "") -> int | None:
        """Return the decimals it is printed with, tens -1; None of what is no number."""
        if self.unit in WORDED or spec in ("word", "fraction"):
            return None
        return self._precision(spec)[0]

    def _precision(self, spec: str) -> tuple[int, str]:
        match, unit = _NUMBER.fullmatch(spec), UNITS[self.unit]
        if match is None:
            self._refuse(
                f"is no number to be written as {spec!r}; after the colon may stand bare, .0, 100"
                + (", word" if self.unit == "count" else "")
                + (", fraction" if self.unit == "pct" else "")
            )
        decimals = unit.decimals if match["decimals"] is None else int(match["decimals"])
        decimals = 1 - len(match["step"]) if match["step"] else decimals
        return decimals, "" if match["bare"] else unit.suffix

    def _chosen(self, ways: dict[str, Any], spec: str) -> str:
        if spec not in ways:
            named = ", ".join(filter(None, ways))
            self._refuse(f"is a {self.unit}; after the colon may stand {named}, not {spec!r}")
        return ways[spec](self.value)

    def _refuse(self, why: str) -> NoReturn:
        msg = f"{self.place} {why}"
        raise ValueError(msg)


class Ends(NamedTuple):
    """Start and end of one quantity in one row, in that order."""

    start: Cell
    end: Cell


class Range(NamedTuple):
    """The bounds of one quantity in one row, the lower first."""

    low: Cell
    high: Cell


def mark(
    cells: tuple[Cell, ...],
    how: str,
    text: str,
    decimals: tuple[int | None, ...] | None = None,
    *,
    is_word: bool = True,
) -> Marked:
    """Return ``text`` between marks that lead to its record.

    ``decimals``: what it went by, cell by cell; each unit's own if not given. ``is_word``: whether
    the text is a word of the vocabulary or a clause, not the cell itself.
    """
    first = cells[0]
    _records.append(
        Record(
            cells=tuple(cell.place for cell in cells),
            format=how,
            text=text,
            decimals=tuple(cell.decimals() for cell in cells) if decimals is None else decimals,
            value=period_code(first.value),
            frame=first.place.partition("[")[0],
            subject=first.subject,
            others=first.others,
            unit=first.unit,
            names_row=first.column == "label",
            is_word=is_word,
        )
    )
    number = f"{len(_records) - 1:b}".translate({ord("0"): _BITS[0], ord("1"): _BITS[1]})
    return Marked(f"{_OPEN}{number}{_OPEN}{text}{_SHUT}")


def parts(text: str) -> list[str | Record]:
    """Return typed text and records in turn, as they follow each other in ``text``."""
    found: list[str | Record] = []
    at = 0
    for match in _MARKED.finditer(text):
        found += [text[at : match.start()], _record_of(match)]
        at = match.end()
    return [*found, text[at:]]


def unmark(text: str) -> tuple[str, list[Record], str]:
    """Return the plain text, the records in it, and the text with ``PRINTED`` in their place."""
    records = [_record_of(match) for match in _MARKED.finditer(text)]
    return _MARKED.sub(r"\2", text), records, _MARKED.sub(PRINTED, text)


def _record_of(match: re.Match[str]) -> Record:
    bits = match[1].translate({ord(_BITS[0]): "0", ord(_BITS[1]): "1"})
    record, text = _records[int(bits, 2)], " ".join(match[2].split())
    known = " ".join(record.text.split())
    if text not in (known, known[:1].upper() + known[1:]):
        msg = (
            f"{record.cells[0]} was printed as {known!r}, which became {text!r}; leave a text as "
            "it is once cells are printed in it, and say after the colon how a cell is written"
        )
        raise ValueError(msg)
    return record._replace(text=match[2])
