"""`read`, the only way to the figures; every reading is recorded."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from vse_report import paths
from vse_report.data.areas import area_names, name_beside, parse_area
from vse_report.data.cards import Card, Column, load_cards
from vse_report.data.catalogue import allowed, card, nearest
from vse_report.data.provenance import Read, record
from vse_report.data.schemas import typed
from vse_report.data.sealed import sealed_content
from vse_report.errors import InputError
from vse_report.periods import as_month, month_code


def read(table: str, *, names: bool = False, **keys: Any) -> pd.DataFrame:
    """Return the rows of a table that have the values asked for, and record the reading.

    Parameters
    ----------
    table : str
        A table that ``sources.yaml`` describes; `find` looks for one.
    names : bool
        Whether a ``name`` follows each ``code`` of a municipality, and a ``…_label`` each category:
        what readers call them, in Danish.
    **keys : value or list of values, by column
        Any column that is not a figure: municipalities by code or name (``"101"``, ``"København"``;
        ``"000"`` or ``"hele landet"``), categories by value or label, months as ``"2026M07"``,
        ``"2026-07"`` or a pandas Period. Rows must match all columns given.

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

    Examples
    --------
    >>> read("population_municipal_annual", code=["Odense", "Fanø"], year=2026, names=True)
      code    name  year  population
    0  461  Odense  2026      213168
    1  563    Fanø  2026        3332
    """
    described = card(table)
    asked = _asked(described, keys)
    text = _text(paths.data_folder(), table, described.sha256)
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
    found = typed(rows, described)
    return _with_names(found, described) if names else found


def _with_names(rows: pd.DataFrame, described: Card) -> pd.DataFrame:
    """Return rows with the names of their municipalities, and the labels of their categories."""
    for column, of in described.columns.items():
        beside = ""
        if of.type == "code" and of.lookup == "municipalities":
            beside, known = name_beside(column), area_names()
        elif of.type == "category":
            beside, known = f"{column}_label", of.values
        if beside and beside not in rows:
            rows.insert(rows.columns.get_loc(column) + 1, beside, rows[column].map(known))
    return rows


def _asked(described: Card, keys: dict[str, Any]) -> dict[str, list[str]]:
    """Return column -> sorted values as written in the file; columns in the card's order."""
    usable = described.readable_by
    unknown = [f"{name!r}.{nearest(name, usable)}" for name in keys if name not in usable]
    if unknown:
        raise InputError(
            f"{described.table} cannot be read by {' Nor by '.join(unknown)} {allowed(usable)}"
        )
    asked = {}
    for name in (name for name in usable if name in keys):
        value = keys[name]
        several = isinstance(value, Iterable) and not isinstance(value, str)
        given, column = value if several else [value], described.columns[name]
        try:
            written = {_written(v, column) for v in given}
        except ValueError as error:
            raise InputError(f"{described.table}, {name}: {error}.") from None
        if not written:
            raise InputError(
                f"{described.table}: no value given for {name}; leave it out to get all rows."
            )
        asked[name] = sorted(written)
    return asked


def _written(value: Any, column: Column) -> str:
    """Return a value as the file writes it.

    Raises ``ValueError`` for what is no municipality.
    """
    if isinstance(value, pd.Period):
        of = {"M": ("month", "%YM%m"), "Q-DEC": ("quarter", "%YQ%q")}
        kind, pattern = of.get(value.freqstr, ("other", "%Y"))
        if kind != column.type:
            raise InputError(f"{value} is no {column.type}; ask for one such as the table has.")
        return value.strftime(pattern)
    if column.type == "boolean" and str(value) in ("True", "False"):
        return str(value).lower()
    text = str(value).strip()
    is_code = text.isdigit() and len(text) == 3  # one that is not there is told with all that are
    if column.type == "code" and column.lookup == "municipalities" and not is_code:
        return parse_area(value)
    if column.type == "month":
        found = as_month(text)
        return month_code(found) if found else text
    by_label = {label.casefold(): value for value, label in column.values.items()}
    return text if text in column.values else by_label.get(text.casefold(), text)


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
            # Of a period the nearest in letters is any; that the table has others tells enough.
            dated = described.coverage and described.coverage.column == column
            hints = ["" if dated else nearest(value, there) for value in unknown]
            told = (f"{v!r} is not there.{hint}" for v, hint in zip(unknown, hints, strict=True))
            named = " ".join(told)
            problems.append(f"{described.table}, {column}: {named} {allowed(there)}")
    if problems:
        raise InputError("\n".join(problems))


@lru_cache(maxsize=64)
def _text(folder: Path, table: str, _sha256: str | None) -> pd.DataFrame:
    """Return every cell of a table as written, from the sealed file."""
    content = sealed_content(folder, load_cards(folder)[table])
    # utf-8 without BOM was checked when sealing; every cell stays text, "" where empty.
    return pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False, encoding="utf-8")


def _record(table: str, asked: dict[str, list[str]], rows: pd.DataFrame) -> None:
    canonical = rows.to_csv(index=False, lineterminator="\n").encode()
    sha256 = hashlib.sha256(canonical).hexdigest()
    record(Read(table=table, keys=asked, rows=len(rows), sha256=sha256))
