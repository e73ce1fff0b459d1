"""Where numbers come from: what was read, and the line about it in the list of sources."""

from __future__ import annotations

from pydantic import BaseModel


class Source(BaseModel):
    """One line of the source list: a table that was read, in words for the reader."""

    table: str
    title: str
    publisher: str
    publisher_table: str
    vintage: str
    licence: str
    caveats: list[str] = []


class Read(BaseModel):
    """One read of a table: the keys asked for, rows received, and the hash of those rows."""

    table: str
    keys: dict[str, list[str]]
    rows: int
    sha256: str
