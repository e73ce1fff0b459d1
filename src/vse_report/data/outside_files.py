"""`outside`: a CSV that is none of our tables, with a card of its own in a YAML file beside it."""

from __future__ import annotations

import datetime
import hashlib
import io
import re
from pathlib import Path

import pandas as pd
from babel.dates import format_date
from pydantic import BaseModel, ConfigDict, ValidationError

from vse_report.characters import Shown
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
    url: str | None = None


def outside(path: str | Path) -> pd.DataFrame:
    """Return the rows of a CSV that is none of our tables, and record the reading.

    Its card is a YAML file of the same name beside it, with ``title``, ``publisher``,
    ``publisher_table``, ``retrieved`` (a day) and ``licence``, and if wanted ``caveats`` and
    ``url``, all in Danish: the page lists it among its sources, `source_line` takes its name.

    Parameters
    ----------
    path : str or Path
        UTF-8, commas, decimal points, names of columns in the first line.

    Returns
    -------
    DataFrame, in the order of the file
        Columns whose every cell is a month (``2026M07``), a quarter (``2026Q3``), a number or true
        or false are read as such, all else as text; so are codes of municipalities, in a column
        called ``code``. Empty cells are missing.

    Raises
    ------
    InputError
        If file or card cannot be read, or a field of the card is missing or wrong.

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
        text = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except ValueError as error:  # pandas' own errors, and that of bytes that are no UTF-8
        msg = f"{path}: is no CSV in UTF-8 with commas ({str(error).strip()}); save it as one."
        raise InputError(msg) from None
    sha256 = hashlib.sha256(content).hexdigest()
    record(Read(table=path.name, keys={}, rows=len(text), sha256=sha256))
    name_outside(_source(path.name, described))
    return typed(text, Layout(path.name, {name: _column(text[name]) for name in text}))


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
