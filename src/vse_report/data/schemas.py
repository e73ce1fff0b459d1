"""From a card's columns to the types `read` delivers and the schema pandera checks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from vse_report.data.cards import NATION, NUMERIC, Card, Column, Layout
from vse_report.data.problems import Problem, capped, shown

if TYPE_CHECKING:
    import pandera.pandas as pa

# One form for each kind of cell. A number with a thousands separator, a decimal comma or a blank
# beside it is not one of these: such a cell comes from a spreadsheet, not from the publisher.
FORMS = {
    "code": (r"\d{3}", "a municipality code of three digits, such as 101"),
    "month": (r"\d{4}M(?:0[1-9]|1[0-2])", "a month such as 2026M07"),
    "quarter": (r"\d{4}Q[1-4]", "a quarter such as 2025Q4"),
    "year": (r"(?:19|20)\d{2}", "a year such as 2026"),
    "count": (r"-?(?:0|[1-9]\d{0,14})", "a whole number without separators"),
    "decimal": (r"-?\d+(?:\.\d+)?", "a number with a decimal point and no other separator"),
    "boolean": (r"true|false", "true or false"),
}

# Signs that æ, ø or å were lost on the way: the replacement character, UTF-8 read as Latin-1
# (Ã¸, Ã˜, Ã¥, â€“), or a question mark inside or at the edge of a name.
LOST_LETTER = r"\ufffd|Ã.|Â[^\w\s]|â€|\w\?|\?\w"


def _dtype(column: Column) -> str:
    match column.type:
        case "month":
            return "period[M]"
        case "quarter":
            return "period[Q-DEC]"
        case "year":
            return "int64"
        case "count":
            return "Int64" if column.nullable else "int64"
        case "decimal":
            return "float64"
        case "boolean":
            return "boolean" if column.nullable else "bool"
        case _:
            return "str"


def typed(text: pd.DataFrame, layout: Card | Layout) -> pd.DataFrame:
    """Return the rows of ``text`` with the types of the columns; order and index are kept.

    ``text`` holds every cell as written in the file, empty cells as "". It must have passed the
    schema; a cell that does not fit its type raises ValueError.
    """
    return pd.DataFrame(
        {name: _typed(text[name], column) for name, column in layout.columns.items()}
    )


def _typed(cells: pd.Series, column: Column) -> pd.Series:
    dtype = _dtype(column)
    match column.type:
        case "month" | "quarter":
            # Parsing a period is slow and a table has few of them: parse each once.
            positions, distinct = pd.factorize(cells)
            parsed = pd.PeriodIndex(pd.Index(distinct).str.replace("M", "-"), dtype=dtype)
            return pd.Series(parsed.take(positions), index=cells.index)
        case "boolean":
            words = {"true": True, "false": False, "": pd.NA}
            return cells.map(words).astype(dtype)
        case "year" | "count" | "decimal":
            return pd.to_numeric(cells.where(cells.ne(""))).astype(dtype)
        case _:
            present = cells.where(cells.ne("")) if column.nullable else cells
            return present.astype(dtype)


def schema(layout: Card | Layout, codes: Collection[str]) -> pa.DataFrameSchema:
    """Return the pandera schema of a table as text: cells as written, empty ones missing.

    ``codes`` are the municipalities there are; if empty, codes are checked for their form only.
    """
    # Imported here because notebooks only read, and need not wait for pandera.
    import pandera.pandas as pa

    columns = {
        name: pa.Column(
            None,
            [pa.Check(passes, error=expected) for passes, expected in _rules(column, codes)],
            nullable=column.nullable,
            unique=column.unique,
        )
        for name, column in layout.columns.items()
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _rules(column: Column, codes: Collection[str]) -> list[tuple]:
    """Return the rules of a column, each a function of its cells and what it expects in words."""
    rules = []
    form, meaning = FORMS.get(column.type, (None, ""))
    if column.pattern:
        form, meaning = column.pattern, f"text of the form {column.pattern}"
    if column.nullable and column.type in NUMERIC:
        meaning += ", or nothing at all where there is no number"
    if form:
        # Only ASCII digits: Python takes those of other scripts for numbers too, pandas does not.
        matches = re.compile(form, re.ASCII).fullmatch
        rules.append((lambda cells: _each(cells, matches), meaning))
    if column.type == "text":
        whole = "Danish letters intact; save the file again as UTF-8 from the original"
        rules.append((lambda cells: ~cells.str.contains(LOST_LETTER), whole))
        rules.append((lambda cells: cells.eq(cells.str.strip()), "no blanks around the text"))
        one = "letters such as å as one character"
        rules.append((lambda cells: _each(cells, _is_composed), one))
        rules.append((lambda cells: _each(cells, str.isprintable), "printable characters only"))
    if column.type == "code" and column.lookup == "municipalities" and codes:
        known = {*codes, NATION} if column.nation else set(codes)
        # A code of the wrong form is named once, by the rule above.
        rules.append(
            (
                lambda cells: cells.isin(known) | ~_each(cells, matches),
                "a code that is in municipalities.csv" + (" or 000" if column.nation else ""),
            )
        )
    if column.values:
        rules.append(
            (lambda cells: cells.isin(list(column.values)), f"one of {', '.join(column.values)}")
        )
    if column.decimals is not None:
        longer = rf"\.\d{{{column.decimals + 1},}}$"
        rules.append(
            (lambda cells: ~cells.str.contains(longer), f"at most {column.decimals} decimals")
        )
    if column.min is not None and column.max is not None:
        rules.append(
            (
                lambda cells: _within(cells, column.min, column.max),
                f"a number from {column.min:g} to {column.max:g}",
            )
        )
    return rules


def _each(cells: pd.Series, passes: Callable[[str], object]) -> pd.Series:
    """Return whether each cell passes; a column has few different ones, and each is asked once."""
    positions, distinct = pd.factorize(cells)
    passed = np.array([bool(passes(cell)) for cell in distinct])
    return pd.Series(passed[positions], index=cells.index)


def _is_composed(cell: str) -> bool:
    """Return whether no letter is put together of two characters, a and a ring for å, say."""
    return unicodedata.is_normalized("NFC", cell)


def _within(cells: pd.Series, low: float, high: float) -> pd.Series:
    """Return whether each number is in range; what is no number is for another rule to name."""
    numbers = pd.to_numeric(cells, errors="coerce")
    return numbers.between(low, high) | numbers.isna()


def schema_problems(
    text: pd.DataFrame, layout: Card | Layout, codes: Collection[str] = ()
) -> list[Problem]:
    """Return every cell that does not fit its column, in the order of the columns and lines.

    ``text`` is indexed by line number.
    """
    import pandera.errors

    try:
        schema(layout, codes).validate(text.mask(text.eq("")), lazy=True)
    except pandera.errors.SchemaErrors as error:
        failures = error.failure_cases
    else:
        return []
    problems = []
    for (column, rule), cases in failures.groupby(["column", "check"], sort=False):
        cases = cases.sort_values("index", kind="stable")
        expected = {
            "not_nullable": "a value; no cell of this column may be empty",
            "field_uniqueness": "a value that no other row has",
        }.get(rule, rule)
        problems += capped(
            Problem(
                layout.file,
                f"expected {expected}; found {_found(case.failure_case)}.",
                int(case.index_),
                column,
            )
            for case in cases.rename(columns={"index": "index_"}).itertuples()
        )
    return problems


def _found(cell: object) -> str:
    return "an empty cell" if pd.isna(cell) else shown(str(cell))
