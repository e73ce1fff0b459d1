"""`read`, the only way to the figures, and what a report may say about where they come from."""

from __future__ import annotations

import calendar
import datetime
import difflib
import hashlib
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
from babel.dates import format_date

from vse_report import paths
from vse_report.data.cards import NUMERIC, Break, Card, Column, load_breaks, load_cards
from vse_report.data.provenance import Read, Source
from vse_report.data.schemas import typed
from vse_report.errors import DataError, InputError

# Up to this many allowed values are listed in an error; of more, only the first and the last.
LISTED_VALUES = 20

_reads: dict[tuple, Read] = {}


# --- cards --------------------------------------------------------------------------------------


def cards() -> dict[str, Card]:
    """Return table name -> card of the data folder in use, in the order of ``sources.yaml``."""
    return load_cards(paths.data_folder())


def card(table: str) -> Card:
    """Return the card of one table, or raise InputError naming the nearest table there is."""
    known = cards()
    if table not in known:
        raise InputError(f"There is no table {table!r}.{_nearest(table, known)} {_allowed(known)}")
    return known[table]


def coverage(table: str) -> tuple[str, str]:
    """Return the first and last period of a table, such as ("2016M07", "2026M07").

    Taken from the card, so no figures are read. InputError if the table has no periods.
    """
    described = card(table)
    if described.coverage is None:
        raise InputError(f"{table} has no periods: a row is {described.row}.")
    return described.coverage.first, described.coverage.last


def labels(table: str, column: str) -> dict[str, str]:
    """Return value -> Danish label for a category column, in the order of the table."""
    columns = card(table).columns
    if column not in columns:
        problem = f"{table} has no column {column!r}."
        raise InputError(f"{problem}{_nearest(column, columns)} {_allowed(columns)}")
    return dict(columns[column].values)


def breaks(table: str) -> list[Break]:
    """Return the breaks that concern a table, in the order of ``breaks.yaml``; often none."""
    name = card(table).table
    return [found for found in load_breaks(paths.data_folder()) if name in found.tables]


def find_break(id: str) -> Break:
    """Return the break of that id, or raise InputError naming the nearest one there is."""
    known = {found.id: found for found in load_breaks(paths.data_folder())}
    if id not in known:
        problem = f"There is no break {id!r}."
        raise InputError(f"{problem}{_nearest(id, known)} {_allowed(known)}")
    return known[id]


# --- figures ------------------------------------------------------------------------------------


def read(table: str, **keys: Any) -> pd.DataFrame:
    """Return the rows of a table that have the values asked for, and record the reading.

    Parameters
    ----------
    table : str
        A table that ``sources.yaml`` describes.
    **keys : value or list of values, by column
        Any column that is not a figure: codes as text (``"101"``, ``"000"`` the whole country),
        months as ``"2026M07"`` or a pandas Period. Rows must match all columns given.

    Returns
    -------
    DataFrame, sorted by the card's key columns with a fresh index
        Codes and periods ascend and categories come as the card lists them, whatever the order in
        the file. All columns of the card. Months and quarters are Periods, years and counts
        integers (nullable ``Int64`` where counts may be hidden: missing means 0, 1 or 2), decimals
        floats, the rest text. Units are in the card. Never empty.

    Raises
    ------
    InputError
        If the table, a column or any value is unknown, or no row has all values together.
    DataError
        If the file is missing or is not the one that was sealed.
    """
    described = card(table)
    asked = _asked(described, keys)
    text = _text_of(paths.data_folder(), described)
    _refuse_unknown_values(described, text, asked)

    wanted = pd.Series(True, index=text.index)
    for column, values in asked.items():
        wanted &= text[column].isin(values)
    rows = _in_order_of_key(text.loc[wanted], described)
    if rows.empty:
        together = ", ".join(f"{column} {'/'.join(values)}" for column, values in asked.items())
        raise InputError(
            f"{table}: each value is in the table, but no row has all of {together}. "
            "Ask for fewer columns and see which rows there are."
        )
    _record(table, asked, rows)
    return typed(rows, described)


def reads() -> list[Read]:
    """Return what this process has read so far, each table and set of keys once, oldest first."""
    return list(_reads.values())


def record(read: Read) -> None:
    """Enter a reading in the record, in place of an earlier one of the same table and keys."""
    _reads[(read.table, *((column, *values) for column, values in read.keys.items()))] = read


def forget_reads() -> None:
    """Start the record of readings anew, as for the next report in the same process."""
    _reads.clear()


def _asked(described: Card, keys: dict[str, Any]) -> dict[str, list[str]]:
    """Return column -> sorted values as written in the file; columns in the card's order."""
    usable = [n for n, c in described.columns.items() if c.type == "year" or c.type not in NUMERIC]
    unknown = [f"{name!r}.{_nearest(name, usable)}" for name in keys if name not in usable]
    if unknown:
        raise InputError(
            f"{described.table} cannot be read by {' Nor by '.join(unknown)} {_allowed(usable)}"
        )
    asked = {}
    for name in (name for name in usable if name in keys):
        value = keys[name]
        several = isinstance(value, Iterable) and not isinstance(value, str)
        written = {_written(v, described.columns[name]) for v in (value if several else [value])}
        if not written:
            raise InputError(
                f"{described.table}: no value given for {name}; leave it out to get all rows."
            )
        asked[name] = sorted(written)
    return asked


def _written(value: Any, column: Column) -> str:
    """Return a value as the file writes it."""
    if isinstance(value, pd.Period):
        return value.strftime("%YM%m" if column.type == "month" else "%YQ%q")
    if column.type == "boolean" and str(value) in ("True", "False"):
        return str(value).lower()
    return str(value)


def _in_order_of_key(rows: pd.DataFrame, described: Card) -> pd.DataFrame:
    """Return the rows sorted by the card's key, so that no result hangs on the file's order.

    Codes and periods sort as text, which is their order in time; categories sort as listed.
    """

    def sortable(cells: pd.Series) -> pd.Series:
        listed = {value: place for place, value in enumerate(described.columns[cells.name].values)}
        return cells.map(listed) if listed else cells

    return rows.sort_values(described.keys, key=sortable, ignore_index=True)


def _refuse_unknown_values(
    described: Card, text: pd.DataFrame, asked: dict[str, list[str]]
) -> None:
    problems = []
    for column, values in asked.items():
        there = text[column].unique().tolist()
        unknown = [value for value in values if value not in set(there)]
        if unknown:
            named = " ".join(
                f"{value!r} is not there.{_nearest(value, there)}" for value in unknown
            )
            problems.append(f"{described.table}, {column}: {named} {_allowed(there)}")
    if problems:
        raise InputError("\n".join(problems))


def _nearest(value: object, allowed: Iterable[str]) -> str:
    """Return a hint to the closest allowed value, or nothing if none is close."""
    close = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def _allowed(values: Iterable[str]) -> str:
    known = [value or '""' for value in values]
    if len(known) > LISTED_VALUES:
        return f"Allowed: {min(known)} to {max(known)}, {len(known)} values in all."
    return f"Allowed: {', '.join(known)}."


def _text_of(folder: Path, described: Card) -> pd.DataFrame:
    """Return every cell of a table as written, after checking that the file is the sealed one."""
    return _sealed_text(folder, described.file, described.sha256 or "")


@lru_cache(maxsize=64)
def _sealed_text(folder: Path, file: str, sha256: str) -> pd.DataFrame:
    # `seal` checks everything before it writes a hash, so a file with that hash has been checked
    # and a kernel need not do it again.
    path = folder / file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}). Restore the file, "
            f"or see `vse-report data verify {folder}`."
        ) from error
    refuse_unsealed(folder, path, content, sha256)
    # utf-8 without BOM was checked when sealing; every cell stays text, "" where empty.
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")


def refuse_unsealed(folder: Path, path: Path, content: bytes, sha256: str) -> None:
    """Raise DataError if the content of a file has not the hash it was sealed with."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataError(
            f"{path}: not the file that was sealed (expected sha256 {sha256[:12] or 'none yet'}…, "
            f"found {found[:12]}…). If it was changed by mistake, restore it; if the change is "
            f"intended, run `vse-report data seal {folder}`."
        )


def _record(table: str, asked: dict[str, list[str]], rows: pd.DataFrame) -> None:
    canonical = rows.to_csv(index=False, lineterminator="\n").encode()
    sha256 = hashlib.sha256(canonical).hexdigest()
    record(Read(table=table, keys=asked, rows=len(rows), sha256=sha256))


# --- where they come from -----------------------------------------------------------------------


def source_line(*tables: str, beside: Sequence[str] = (), calculated: bool = False) -> str:
    """Return the Danish source line of a figure or table.

    Tables of one publisher and date are named together:
    ``Kilde: Danmarks Statistik (AUS01, AUS07), udgave juli 2016.``; different ones are separated by
    semicolons after ``Kilder:``. ``beside`` names sources that are not tables, in finished words;
    ``calculated`` adds that the figures shown are worked out by us.
    """
    if not tables and not beside:
        raise InputError("A source line needs at least one table or other source.")
    named: dict[tuple[str, str], list[str]] = {}
    for described in (card(table) for table in tables):
        # Only the first publisher's date is known where a table was put together from several.
        ages = [_age(described), *([""] * len(described.also))]
        for origin, age in zip(described.origins, ages, strict=True):
            known = named.setdefault((origin.publisher, age), [])
            parts = (part.strip() for part in origin.publisher_table.split(","))
            known.extend(part for part in parts if part not in known)
    phrases = [
        f"{publisher} ({', '.join(names)}){', ' if age else ''}{age}"
        for (publisher, age), names in named.items()
    ]
    phrases += beside
    own = " Egne beregninger." if calculated else ""
    return f"{'Kilde' if len(phrases) == 1 else 'Kilder'}: {'; '.join(phrases)}.{own}"


def sources(tables: Sequence[str]) -> list[Source]:
    """Return the lines of the Danish source list, one a table, in the order given, none twice."""
    listed = []
    for described in (card(table) for table in dict.fromkeys(tables)):
        source = Source(
            table=described.table,
            title=described.title_da,
            publisher="; ".join(origin.publisher for origin in described.origins),
            publisher_table="; ".join(origin.publisher_table for origin in described.origins),
            vintage=_age(described) or "udgave ikke oplyst",
            licence=described.licence,
            caveats=described.caveats_da,
        )
        listed.append(source)
    return listed


def data_date(tables: Iterable[str]) -> str:
    """Return the ISO date of the newest figures among the tables.

    The day they were retrieved, or the last day of the month or year of their vintage, which is all
    that is known of older extracts. InputError if no table has either.
    """
    names = list(dict.fromkeys(tables))
    dates = [date for name in names if (date := _date(card(name)))]
    if not dates:
        raise InputError(f"No date is known for any of: {', '.join(names) or 'no tables'}.")
    return max(dates).isoformat()


def _date(described: Card) -> datetime.date | None:
    if described.retrieved or not described.vintage:
        return described.retrieved
    year, _, month = described.vintage.partition("-")
    last_month = int(month or 12)
    return datetime.date(int(year), last_month, calendar.monthrange(int(year), last_month)[1])


def _age(described: Card) -> str:
    """Return when the figures were retrieved or issued, in Danish; "" if not known."""
    if described.retrieved:
        return f"hentet {format_date(described.retrieved, 'd. MMMM y', locale='da')}"
    if described.vintage:
        has_month = "-" in described.vintage
        return (
            f"udgave {format_date(_date(described), 'MMMM y' if has_month else 'y', locale='da')}"
        )
    return ""
