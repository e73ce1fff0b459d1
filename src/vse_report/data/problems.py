"""What is wrong with a data folder, said so that an analyst finds the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# A file put in wrong can fail in every row; beyond this many of one kind the rest are counted.
LISTED = 20
# A cell, name or value is cut after this many characters; they are enough to find it by.
SHOWN = 80


@dataclass(frozen=True)
class Problem:
    """One thing wrong: file within the data folder, line (the header is line 1), column, and what.

    ``text`` says what was expected, what was found and what to do. Line and column are None where
    the whole file or several rows are meant.
    """

    file: str
    text: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.line is not None:
            place.append(f"line {self.line}")
        if self.column is not None:
            place.append(f"column {self.column}")
        return escaped(f"{', '.join(place)}: {self.text}")


def shown(value: object) -> str:
    """Return a value found, for a message: quoted, on one line, cut where it is long."""
    text = value if isinstance(value, str) else repr(value)
    cut = f"{text[:SHOWN]}…" if len(text) > SHOWN else text
    return repr(cut) if isinstance(value, str) else escaped(cut)


def escaped(text: str) -> str:
    """Return the text with all that does not print written out, but for line ends."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems of one kind, those beyond the first twenty replaced by their number."""
    found = list(problems)
    if len(found) <= LISTED:
        return found
    rest = Problem(found[0].file, f"and {len(found) - LISTED} more of the kind above.")
    return [*found[:LISTED], rest]
