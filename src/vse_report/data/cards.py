"""The cards of a data folder: what each table is, what its columns may hold, where it breaks."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from vse_report.characters import Shown
from vse_report.data.yaml_files import faults, parse, read_text
from vse_report.errors import DataError, ReportError

SOURCES = "sources.yaml"
BREAKS = "breaks.yaml"
OFFICIAL = "official"

ColumnType = Literal[
    "code",
    "text",
    "category",
    "period",
    "month",
    "quarter",
    "year",
    "count",
    "decimal",
    "boolean",
]
NUMERIC = ("year", "count", "decimal")
NATION = "000"


# How periods are written in a card, by the type of their column; a span is from one to another.
_PERIODS = {
    "month": (r"\d{4}M(?:0[1-9]|1[0-2])", "months, 2025M12, or from and to, 2025M07-2026M07"),
    "quarter": (r"\d{4}Q[1-4]", "quarters, 2025Q4, or from and to, 2025Q1-2025Q4"),
    "year": (r"\d{4}", "years, 2025, or from and to, 2024-2025"),
}
# What the period of a table without periods is called.
WHOLE = "all"

# What sealing fills in is left empty when a card is written.
_FilledIn = Annotated[str, Field(min_length=0)]


class _Strict(BaseModel):
    """A model in which a misspelt field or an empty text is an error, not silently left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, str_min_length=1)


class Column(_Strict):
    """One column: its type, and the values it may hold.

    ``values`` is value -> Danish label for ``category`` and ``period``, in the order of the file;
    ``min`` and ``max`` are inclusive; ``decimals`` is the publisher's precision; in ``pattern``,
    digits and letters mean those of ASCII.

    Examples
    --------
    >>> from vse_report.data import card
    >>> column = card("population_municipal_annual").columns["population"]
    >>> column.type, column.unit
    ('count', 'persons')
    """

    type: ColumnType
    description: str
    unit: str = ""
    key: bool = False
    nullable: bool = False
    unique: bool = False
    nation: bool = False
    lookup: Literal["municipalities", "own"] = "municipalities"
    values: dict[str, Shown] = {}
    pattern: str | None = None
    decimals: int | None = Field(default=None, ge=0)
    min: float | None = None
    max: float | None = None

    @field_validator("values", mode="before")
    @classmethod
    def _list_labels_itself(cls, values: Any) -> Any:
        """Accept a plain list where the values are already what a reader should see."""
        return {value: value for value in values} if isinstance(values, list) else values

    @field_validator("pattern")
    @classmethod
    def _is_a_regular_expression(cls, pattern: str | None) -> str | None:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise ValueError(f"no regular expression ({error})") from None
        return pattern

    @model_validator(mode="after")
    def _fits_its_type(self) -> Column:
        if self.type in ("category", "period") and not self.values:
            raise ValueError("a category or period needs `values`")
        labels = list(self.values.values())
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise ValueError(f"two `values` have one label: {', '.join(twice)}")
        if self.type == "decimal" and self.decimals is None:
            raise ValueError("a decimal needs `decimals`, the publisher's precision")
        if self.type in ("count", "decimal") and (self.min is None or self.max is None):
            raise ValueError("a count or decimal needs `min` and `max`")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"`min` {self.min:g} is above `max` {self.max:g}")
        if self.key and self.nullable:
            raise ValueError("a key column cannot be nullable")
        return self


class Layout(NamedTuple):
    """What reading a CSV file takes, of a file without a card: its name and its columns."""

    file: str
    columns: dict[str, Column]


class Coverage(_Strict):
    """The first and last period in a table, in the column that holds them."""

    column: str
    first: _FilledIn
    last: _FilledIn


class Origin(_Strict):
    """A publisher and the name of its table."""

    publisher: Shown
    publisher_table: Shown


class Card(_Strict):
    """All that is known of one table. See the head of ``sources.yaml`` for the fields.

    Examples
    --------
    >>> from vse_report.data import card
    >>> found = card("population_municipal_annual")
    >>> found.title_da, found.keys
    ('Folketal 1. januar, kommuner', ['code', 'year'])
    """

    table: str
    title: str
    title_da: Shown
    publisher: Shown
    publisher_table: Shown
    also: list[Origin] = []
    unit: str
    row: str
    coverage: Coverage | None
    retrieved: datetime.date | None
    vintage: str | None = Field(default=None, pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$")
    licence: Shown = Field(min_length=3)
    definition: str
    caveats: list[str] = []
    caveats_da: list[Shown] = []
    empty: Literal["none", "hidden", "not_applicable"]
    areas: Literal["none", "municipalities", "municipalities_and_nation"]
    gaps: dict[str, list[str]] = {}
    breaks: dict[str, str | None] = {}
    confirmed: dict[str, list[str]] = {}
    revised: dict[str, datetime.date] = {}
    columns: dict[str, Column]
    rows: int = Field(ge=0)
    sha256: _FilledIn | None

    @model_validator(mode="after")
    def _holds_together(self) -> Card:
        if not self.keys:
            raise ValueError("no column is marked `key: true`")
        nullable = [name for name, column in self.columns.items() if column.nullable]
        if bool(nullable) != (self.empty != "none"):
            raise ValueError(f"`empty: {self.empty}` does not fit the nullable columns {nullable}")
        if self.coverage and self.coverage.column not in self.keys:
            raise ValueError(f"`coverage.column: {self.coverage.column}` is not a key column")
        return self

    @model_validator(mode="after")
    def _spans_are_periods(self) -> Card:
        form, meaning = WHOLE, f"`{WHOLE}`, as it has no periods"
        if self.coverage:
            column = self.columns[self.coverage.column]
            listed = "|".join(map(re.escape, column.values))
            form, meaning = _PERIODS.get(column.type, (listed, f"one of {listed}"))
        fits = re.compile(f"(?:{form})(?:-(?:{form}))?", re.ASCII).fullmatch
        # A gap without an end goes on in months to come.
        gap = re.compile(f"(?:{form})(?:-(?:{form})?)?", re.ASCII).fullmatch
        named = {
            "gaps": [span for spans in self.gaps.values() for span in spans],
            "confirmed": [span for spans in self.confirmed.values() for span in spans],
            "revised": list(self.revised),
        }
        for field, spans in named.items():
            fit = gap if field == "gaps" else fits
            wrong = [s for s in spans if not fit(s) or _ends(s)[0] > _ends(s)[1]]
            if wrong:
                raise ValueError(f"`{field}` are {meaning}; not {', '.join(wrong)}")
        if self.revised and self.retrieved is None:
            msg = "`revised` needs `retrieved`, the day of the newest download"
            raise ValueError(msg)
        late = [span for span, day in self.revised.items() if day > self.retrieved]
        if late:
            msg = f"`revised` names {', '.join(late)} later than `retrieved`, {self.retrieved}"
            raise ValueError(f"{msg}; put the day of the newest download into `retrieved`")
        return self

    @property
    def keys(self) -> list[str]:
        """The columns that tell rows apart, in the order of the file."""
        return [name for name, column in self.columns.items() if column.key]

    @property
    def readable_by(self) -> list[str]:
        """The columns that rows can be chosen by: all but the figures."""
        columns = self.columns.items()
        return [name for name, c in columns if c.type == "year" or c.type not in NUMERIC]

    @property
    def origins(self) -> list[Origin]:
        """Publisher and table, then any further ones the table was put together from."""
        first = Origin(publisher=self.publisher, publisher_table=self.publisher_table)
        return [first, *self.also]

    @property
    def file(self) -> str:
        """Path of the CSV file inside the data folder."""
        return f"{OFFICIAL}/{self.table}.csv"

    def __repr__(self) -> str:
        from vse_report.data.shown_card import as_text  # how it looks is no part of the model

        try:
            return as_text(self)
        except ReportError:  # a card of a folder that is not the one in use
            return super().__repr__()

    __str__ = __repr__

    def _repr_html_(self) -> str | None:
        from vse_report.data.shown_card import as_html

        try:
            return as_html(self)
        except ReportError:
            return None


def within(period: str, spans: Iterable[str]) -> bool:
    """Return whether a period, as the file writes it, is one of the spans or inside one."""
    return any(first <= period <= last for first, last in (_ends(span) for span in spans))


def _ends(span: str) -> tuple[str, str]:
    first, dash, last = span.partition("-")
    return first, last or ("\uffff" if dash else first)


def known_from(period: str) -> datetime.date:
    """Return the last day on which nobody can know a period's figures.

    The last one of a month or quarter; of a year its first, for a count may be of that day.
    """
    found = re.match(r"(\d{4})(?:M(\d\d)$|Q([1-4])$)?", period)
    year = int(found[1])
    if not (found[2] or found[3]):
        return datetime.date(year, 1, 1)
    month = int(found[2] or 3 * int(found[3]))
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


class Observed(_Strict):
    """A change from the month before a break to its month, to be found again in the data."""

    table: str
    column: str
    where: dict[str, str] = {}
    change: float
    tolerance: float


class Break(_Strict):
    """Where figures stop being comparable.

    ``month`` is the first month on the new side, or None where the whole table lies on one side.

    Examples
    --------
    >>> from vse_report.data import find_break
    >>> found = find_break("cash_benefit_reform_2025")
    >>> found.month, found.status
    ('2025M07', 'documented')
    """

    id: str
    tables: list[str] = Field(min_length=1)
    month: str | None = Field(pattern=r"^[0-9]{4}M(0[1-9]|1[0-2])$")
    status: Literal["documented", "suspected"]
    text_en: str
    text_da: Shown
    source: str
    observed: list[Observed] = []


_Model = TypeVar("_Model", bound=BaseModel)


def load_cards(folder: Path) -> dict[str, Card]:
    """Return table name -> card from ``sources.yaml``, in the order of the file.

    Raises
    ------
    DataError
        If the file is missing or not YAML, or any field of any card is wrong: all are listed.
    """
    path = folder / SOURCES
    return _load_cards(path, _stamp(path))


def load_breaks(folder: Path) -> list[Break]:
    """Return the breaks of ``breaks.yaml``; errors as in `load_cards`."""
    path = folder / BREAKS
    return _load_breaks(path, _stamp(path))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when the file does, so a cached card is never an old one."""
    if not path.parent.is_dir():
        raise DataError(f"{path.parent}: no such folder; name one that has a {path.name}.")
    try:
        state = path.stat()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); restore the file.") from error
    return state.st_mtime_ns, state.st_size


@lru_cache(maxsize=8)
def _load_cards(path: Path, _stamp: tuple[int, int]) -> dict[str, Card]:
    entries = _mapping(path, "tables", dict)
    return _models(
        path, {name: (Card, {"table": name, **entry}) for name, entry in entries.items()}
    )


@lru_cache(maxsize=8)
def _load_breaks(path: Path, _stamp: tuple[int, int]) -> list[Break]:
    entries = _mapping(path, "breaks", list)
    named = {
        f"{entry.get('id', 'a break without id')} ({place}.)": (Break, entry)
        for place, entry in enumerate(entries, start=1)
    }
    return list(_models(path, named).values())


def _mapping(path: Path, top: str, kind: type) -> Any:
    """Return what stands under the only top-level name of a YAML file."""
    content = parse(read_text(path), path)
    if not isinstance(content, dict) or list(content) != [top]:
        raise DataError(f"{path}: expected one top-level name, `{top}`; nothing else.")
    entries = content[top]
    wrong = not isinstance(entries, kind) or not entries
    members = entries.values() if isinstance(entries, dict) else entries
    if wrong or not all(isinstance(member, dict) for member in members):
        raise DataError(f"{path}: `{top}` must be a list of entries, each with its fields.")
    return entries


def _models(path: Path, entries: dict[str, tuple[type[_Model], dict]]) -> dict[str, _Model]:
    """Return name -> model for all entries, or raise with every wrong field of every entry."""
    models, problems = {}, []
    for name, (model, fields) in entries.items():
        try:
            models[name] = model.model_validate(fields)
        except ValidationError as error:
            problems += [f"  {name}, {fault}" for fault in faults(error, fields)]
    if problems:
        count = f"{len(problems)} wrong field{'s' if len(problems) > 1 else ''}"
        raise DataError(f"{path}: {count}.\n" + "\n".join(problems))
    return models
