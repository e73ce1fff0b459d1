"""Where numbers come from: the record of what was read, and its line in the list of sources."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

HASH_DIGITS = 10  # of a survey's hash, as many as an edition has

_reads: dict[tuple, Read] = {}
_outside: dict[str, Source] = {}


class Source(BaseModel):
    """One line of the source list: a table that was read, in words for the reader.

    ``date`` is the ISO date of a file from outside; tables have theirs in their cards.
    """

    table: str
    title: str
    publisher: str
    publisher_table: str
    vintage: str
    licence: str
    caveats: list[str] = []
    url: str = ""
    date: str = ""


class Read(BaseModel):
    """One read of a table: the keys asked for, rows received, and the hash of those rows."""

    table: str
    keys: dict[str, list[str]]
    rows: int
    sha256: str


class SurveyFile(NamedTuple):
    """A survey that was checked: where it is, and the hash of what it held then."""

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """Return ``svar.csv@1a2b3c4d5e``: which file it was, not where it lay."""
        return f"{self.path.name}@{self.sha256[:HASH_DIGITS]}"


def reads() -> list[Read]:
    """Return what this process has read so far, each table and set of keys once, oldest first.

    Examples
    --------
    >>> from vse_report.data import read
    >>> forget_reads()
    >>> frame = read("population_municipal_annual", code="Odense")
    >>> [(one.table, one.keys) for one in reads()]
    [('population_municipal_annual', {'code': ['461']})]
    """
    return list(_reads.values())


def record(read: Read) -> None:
    """Enter a reading in the record, in place of an earlier one of the same table and keys."""
    _reads[(read.table, *((column, *values) for column, values in read.keys.items()))] = read


def name_outside(source: Source) -> None:
    """Enter where a file comes from that is none of our tables."""
    _outside[source.table] = source


def outside_sources() -> dict[str, Source]:
    """Return name -> source of the files read that are none of our tables, oldest first.

    Examples
    --------
    >>> forget_reads()
    >>> outside_sources()  # until `outside` has read a file
    {}
    """
    return dict(_outside)


def forget_reads() -> None:
    """Start the record of readings anew, as for the next report in the same process.

    Examples
    --------
    >>> forget_reads()
    >>> reads()
    []
    """
    _reads.clear()
    _outside.clear()
