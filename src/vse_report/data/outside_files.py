"""`outside`: a CSV that is none of our tables, with a card of its own in a YAML file beside it."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import re
from pathlib import Path
from typing import Annotated

import pandas as pd
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vse_report.characters import Shown
from vse_report.data.areas import parse_area
from vse_report.data.cards import Column, Layout
from vse_report.data.provenance import Read, Source, name_outside, record
from vse_report.data.schemas import FORMS, typed
from vse_report.data.yaml_files import faults, parse, read_regular, read_text
from vse_report.errors import InputError

CARD = """\
title: Nye job i tre kommuner
publisher: Jobnet
publisher_table: udtræk af annoncer
retrieved: 2026-11-01
licence: kilde skal angives
"""
_LISTED = 5
_MOST = 1e15  # of a number, either way: what a file of figures may hold


class OutsideCard(BaseModel):
    """What a reader is told of an outside file; ``url`` is where it can be had."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)

    title: Shown
    publisher: Shown
    publisher_table: Shown = "egen fil"
    retrieved: datetime.date
    licence: Shown
    caveats: list[Shown] = []
    url: Annotated[str, Field(pattern="^https?://")] | None = None


def outside(path: str | Path) -> pd.DataFrame:
    """Return the rows of a CSV that is none of our tables, and record the reading.

    Its card is a YAML file of the same name beside it, with ``title``, ``publisher``,
    ``retrieved`` (a day) and ``licence``, and if wanted ``publisher_table``, ``caveats`` and
    ``url``, all in Danish: the page lists it among its sources, `source_line` takes its name.

    Parameters
    ----------
    path : str or Path
        UTF-8, commas, decimal points, names of columns in the first line.

    Returns
    -------
    DataFrame, in the order of the file
        Columns whose every cell is a month (``2026M07``), a quarter (``2026Q3``), a number or true
        or false are read as such, all else as text. In a column called ``code`` municipalities
        stand by code or name. Empty cells are missing.

    Raises
    ------
    InputError
        If file or card cannot be read, a row is not as long as the head, a field of the card is
        missing or wrong, or some of ``code`` are no municipalities.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "jobs.csv")
    ...     pd.DataFrame({"code": ["461", "563"], "jobs": [812, 9]}).to_csv(path, index=False)
    ...     _ = path.with_suffix(".yaml").write_text(CARD, "utf-8")
    ...     outside(path)
      code  jobs
    0  461   812
    1  563     9
    >>> from vse_report.data import source_line
    >>> source_line("jobs.csv", calculated=True)
    'Kilde: Jobnet (udtræk af annoncer), hentet 1. november 2026. Egne beregninger.'
    """
    path = Path(path)
    described = _card(path)
    try:
        content = read_regular(path)
        text = _rows(path, content.decode("utf-8-sig"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it anew as CSV in UTF-8.") from None
    text = text.assign(**_as_codes(path, text))
    sha256 = hashlib.sha256(content).hexdigest()
    record(Read(table=path.name, keys={}, rows=len(text), sha256=sha256))
    name_outside(_source(path.name, described))
    return typed(text, Layout(path.name, {name: _column(text[name]) for name in text}))


def _rows(path: Path, content: str) -> pd.DataFrame:
    """Return every cell as text; InputError names the rows that are not as long as the head."""
    head, *rows = [*csv.reader(io.StringIO(content))] or [[]]
    rows = [row for row in rows if row]
    if len(head) < 2 and ";" in content.partition("\n")[0]:
        raise InputError(f"{path}: has semicolons between its cells; save it with commas.")
    if not head or "" in head or len(set(head)) < len(head):
        found = f"found {', '.join(head)}" if head else "the file is empty"
        msg = f"{path}: expected a name for each column, none twice, in its first line; {found}."
        raise InputError(msg)
    wrong = [n for n, row in enumerate(rows, start=2) if len(row) != len(head)]
    if wrong:
        listed = ", ".join(map(str, wrong[:_LISTED]))
        more = f" and {len(wrong) - _LISTED} more" if len(wrong) > _LISTED else ""
        msg = (
            f"{path}: expected {len(head)} cells in every row, as in the head; not so in row "
            f"{listed}{more}. Put text with commas in quotes."
        )
        raise InputError(msg)
    return pd.DataFrame(rows, columns=head, dtype=str)


def _as_codes(path: Path, text: pd.DataFrame) -> dict[str, list[str]]:
    """Return the column ``code`` with municipalities by code, if it is one of municipalities."""
    if "code" not in text:
        return {}
    codes, wrong = [], []
    for cell in text["code"]:
        try:
            codes.append(parse_area(cell) if cell else "")
        except ValueError as error:
            wrong.append(str(error))
    if len(wrong) == len(text):  # codes of something else
        return {}
    if wrong:
        raise InputError(f"{path}, code: " + "; ".join(list(dict.fromkeys(wrong))[:_LISTED]) + ".")
    return {"code": codes}


def _card(path: Path) -> OutsideCard:
    beside = path.with_suffix(".yaml")
    if not beside.exists():
        msg = f"{path}: has no card; write {beside.name} beside it, such as:\n{CARD}"
        raise InputError(msg)
    fields = parse(read_text(beside), beside)
    try:
        return OutsideCard.model_validate(fields)
    except ValidationError as error:
        wrong = "\n".join(f"  {fault}" for fault in faults(error, fields))
        raise InputError(
            f"{beside}: is no card of a file; one looks so:\n{CARD}\n{wrong}"
        ) from None


def _source(name: str, described: OutsideCard) -> Source:
    retrieved = format_date(described.retrieved, "d. MMMM y", locale="da")
    return Source(
        table=name,
        title=described.title,
        publisher=described.publisher,
        publisher_table=described.publisher_table,
        vintage=f"hentet {retrieved}",
        licence=described.licence,
        caveats=described.caveats,
        url=described.url or "",
        date=described.retrieved.isoformat(),
    )


def _column(cells: pd.Series) -> Column:
    """Return what a column is by what its cells look like; one with no cell filled is text.

    Only a name tells that three digits are a code, and four a year.
    """
    filled = [cell for cell in cells if cell]
    nullable, last_word = len(filled) < len(cells), str(cells.name).rpartition("_")[2]
    meant = {"code": last_word == "code", "year": last_word == "year" and not nullable}
    kinds = [kind for kind in FORMS if meant.get(kind, True)]
    fitting = (k for k in kinds if filled and all(re.fullmatch(FORMS[k][0], c) for c in filled))
    kind = next(fitting, "text")
    number = {"min": -_MOST, "max": _MOST} if kind in ("count", "decimal") else {}
    decimals = {"decimals": 10} if kind == "decimal" else {}
    return Column(type=kind, description=str(cells.name), nullable=nullable, **number, **decimals)
