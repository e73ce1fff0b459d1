"""Sentences whose every number is computed, worded and recorded in one step.

``tell("fall", "Tallet {change:faldt|steg} til {end:persons}.", change=-5, end=1200)`` gives the
sentence "Tallet faldt til 1.200." and two ledger entries, ``fall.change`` and ``fall.end``.
Fields may reach into frames and rows as in ``str.format``: ``{insured.change_pct:pct}``. In a
notebook, ``tell(id, template, globals())`` finds the notebook's own names.

What may stand after the colon:

=============================  ===================  ==================================
format                         printed              value
=============================  ===================  ==================================
``persons``                    ``160.300``          full-time persons
``persons-100``                ``16.500``           the same, rounded to hundreds
``pct``, ``pct.0``             ``55,2 pct.``        per cent
``points``                     ``6,7 pct.point``    percentage points
``ratio``                      ``1,9``              one number over another
``courses``, ``people``        ``12.181``           courses; persons counted as heads
``number``, ``number.2``       ``19``, ``0,34``     a number without a unit
``month``                      ``december 2003``    a month
``short_month``                ``dec. 2003``        the same, shorter
``year``                       ``2003``             a month, or a year as ``read`` returns it
``count``                      ``tre``, ``14``      a count of things
``fraction``                   ``knap en femtedel`` per cent
``name``                       the text itself      a name
``phrase``                     its text             a Phrase; its entries come along
``faldt|steg``                 the word             its sign; a third word for zero
=============================  ===================  ==================================

``abs`` before a number format drops the sign where the wording carries it:
``{change_pct:abs pct}``; ``bare`` drops the unit where the wording carries that:
``{low:bare pct} til {high:pct}``.
"""

from __future__ import annotations

import inspect
import re
import string
from collections import ChainMap, Counter
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from vse_report.blocks import Entry, Prose
from vse_report.periods import month_code
from vse_report.prose import wording


class Phrase(NamedTuple):
    """A worded text and the ledger entries of its numbers, not yet placed in the report."""

    text: str
    entries: tuple[Entry, ...]

    def placed(self, where: str) -> list[Entry]:
        """Return the entries with ``where`` in front of their ids."""
        return [entry.model_copy(update={"id": f"{where}.{entry.id}"}) for entry in self.entries]


class _Style(NamedTuple):
    unit: str
    suffix: str = ""
    decimals: int = 0


_STYLES = {
    "persons": _Style("full-time persons"),
    "pct": _Style("per cent", "\N{NO-BREAK SPACE}pct.", decimals=1),
    "points": _Style("percentage points", "\N{NO-BREAK SPACE}pct.point", decimals=1),
    "ratio": _Style("times", decimals=1),
    "courses": _Style("courses"),
    "people": _Style("persons"),
    "number": _Style("number"),
}
_MONTHS = {
    "month": wording.month,
    "short_month": wording.short_month,
    "year": lambda period: str(period.year),
}
_NUMERIC = re.compile(
    r"(?P<abs>abs )?(?P<bare>bare )?(?P<style>persons|pct|points|ratio|courses|people|number)"
    r"(?:\.(?P<decimals>\d)|-(?P<step>10+))?"
)


class _Recorder(string.Formatter):
    """``str.format`` that knows our formats and keeps an entry of each field."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        try:
            value, used = super().get_field(field_name, args, kwargs)
        except (KeyError, AttributeError) as error:
            msg = f"the sentence prints {{{field_name}}}, but there is no such value: {error}"
            raise NameError(msg) from None
        return (field_name, value), used

    def format_field(self, value: tuple[str, Any], format_spec: str) -> str:
        name, raw = value
        if format_spec == "phrase":
            self.entries += raw.placed(name)
            return raw.text
        entry = entry_of(name, raw, format_spec)
        self.entries.append(entry)
        return entry.text


def say(template: str, scope: Mapping[str, Any] | None = None, **values: Any) -> Phrase:
    """Return ``template`` worded with values, and the entries of what it printed.

    Parameters
    ----------
    template : str
        Text with fields, see the module's table; it types no digit itself.
    scope : mapping of name to value, optional
        Where fields are looked up by name; in a notebook ``globals()``.
    **values
        Further values by name, before those of ``scope``. Each must be printed.

    Raises
    ------
    ValueError
        If the template types a digit, has a field without a format or with an unknown one, or is
        given a value that it does not print.
    NameError
        If a field names a value that was not given.
    TypeError
        If a value is not of the kind its format prints.
    """
    template = inspect.cleandoc(template)
    parsed = list(string.Formatter().parse(template))
    worded = [spec for *_, spec, _ in parsed if spec and "|" in spec]
    typed = [text for text in (*(part[0] for part in parsed), *worded) if re.search(r"\d", text)]
    if typed:
        named = "; ".join(literal.strip() for literal in typed)
        msg = f"a number is typed into the sentence: {named!r}. Pass it as a value."
        raise ValueError(msg)
    recorder = _Recorder()
    text = recorder.vformat(template, (), ChainMap(values, scope or {}))
    used = {re.split(r"[.\[]", field)[0] for _, field, *_ in parsed if field}
    unused = sorted(set(values) - used)
    if unused:
        msg = f"the sentence does not use {', '.join(unused)}; remove it or print it."
        raise ValueError(msg)
    # "pct." ends in a full stop of its own; a sentence ending there needs no second one.
    text = text.replace("pct..", "pct.")
    return Phrase(text, tuple(_numbered(recorder.entries)))


def tell(
    id: str,
    template: str,
    scope: Mapping[str, Any] | None = None,
    *,
    finding: bool = False,
    **values: Any,
) -> Prose:
    """Return a block of prose (Markdown) with recorded numbers, ready to be a cell's output.

    ``id`` is the block's name in the ledger, unique in the report; ``finding`` marks the one that
    answers the report's question and is quoted on the index page. Else as ``say``.
    """
    phrase = say(template, scope, **values)
    role = "finding" if finding else "text"
    return Prose(id=id, markdown=phrase.text, role=role, entries=phrase.placed(id))


def join(phrases: Iterable[Phrase], separator: str = " ") -> Phrase:
    """Return several phrases as one, fields of the same name told apart."""
    phrases = list(phrases)
    entries = (entry for phrase in phrases for entry in phrase.entries)
    return Phrase(separator.join(phrase.text for phrase in phrases), tuple(_numbered(entries)))


def enumerate_names(names: Sequence[str], last: str = " og ") -> Phrase:
    """Return names as ``Læsø, Samsø og Ærø``, each with an entry of its own."""
    *first, final = [say("{name:name}", name=name) for name in names]
    return join([join(first, ", "), final], last) if first else final


def entry_of(name: str, raw: Any, spec: str, *, bare: bool = False) -> Entry:
    """Return the ledger entry of one value printed in one format; see the module's table.

    ``bare`` leaves the unit out of the text, for cells whose column head names it.
    """
    value = raw.item() if isinstance(raw, np.generic) else raw
    if spec == "year" and isinstance(value, Real) and not pd.isna(value):
        year = _year(name, value)
        return Entry(id=name, value=year, unit="year", decimals=0, text=str(year))
    expected = pd.Period if spec in _MONTHS else str if spec == "name" else Real
    if not pd.api.types.is_scalar(value) or not (pd.isna(value) or isinstance(value, expected)):
        wanted = {pd.Period: "a month (pandas Period)", str: "a text", Real: "a number"}[expected]
        msg = f"field {{{name}:{spec}}} needs {wanted}, found {type(value).__name__}: {value!r:.60}"
        raise TypeError(msg)
    if pd.isna(value):
        msg = f"field {{{name}}} has no value; a sentence cannot print a missing number."
        raise ValueError(msg)
    if "|" in spec:
        return Entry(
            id=name, value=value, unit="sign", text=wording.by_sign(value, *spec.split("|"))
        )
    if spec in _MONTHS:
        return Entry(id=name, value=month_code(value), unit="month", text=_MONTHS[spec](value))
    if spec == "count":
        count = _whole(name, value)
        text = wording.small_count(count)
        return Entry(id=name, value=count, unit="count", decimals=0, text=text)
    if spec == "fraction":
        return Entry(id=name, value=value, unit="per cent", text=wording.fraction(value))
    if spec == "name":
        return Entry(id=name, value=str(value), unit="name", text=str(value))
    return _numeric_entry(name, value, spec, bare=bare)


def _year(name: str, value: float) -> int:
    if value != int(value) or not 1000 <= value <= 9999:
        raise ValueError(f"field {{{name}}} has {value}; a year is a whole number of four digits.")
    return int(value)


def _whole(name: str, value: float) -> int:
    if value != int(value):
        msg = f"field {{{name}}} counts {value}; a count is a whole number."
        raise ValueError(msg)
    return int(value)


def _numeric_entry(name: str, value: float, spec: str, *, bare: bool) -> Entry:
    match = _NUMERIC.fullmatch(spec)
    if match is None:
        msg = (
            f"field {{{name}}} has the format {spec!r}; expected persons, pct, points, ratio, "
            "courses, people, number, month, short_month, year, count, fraction, name, phrase or "
            "words such as faldt|steg."
        )
        raise ValueError(msg)
    style = _STYLES[match["style"]]
    decimals = style.decimals if match["decimals"] is None else int(match["decimals"])
    shown = abs(value) if match["abs"] else value
    if match["step"]:
        decimals = 1 - len(match["step"])
        shown = float(wording.halves_up(shown, decimals))
    text = wording.number(shown, max(decimals, 0)) + ("" if bare or match["bare"] else style.suffix)
    return Entry(id=name, value=value, unit=style.unit, decimals=decimals, text=text)


def _numbered(entries: Iterable[Entry]) -> list[Entry]:
    """Tell repeated fields of one text apart: ``end``, ``end#2``."""
    seen: Counter[str] = Counter()
    result = []
    for entry in entries:
        name = entry.id.partition("#")[0]
        seen[name] += 1
        id = name if seen[name] == 1 else f"{name}#{seen[name]}"
        result.append(entry.model_copy(update={"id": id}))
    return result
