"""What a report keeps: named, keyed frames with a unit for each column, whose cells are printed.

``then = kept("then", frame, "persons", ...)``; ``then.insured.change_pct`` is a cell,
``then["2026M07", "101"].persons`` too. Everything a page prints cites one.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from vse_report.errors import did_you_mean
from vse_report.periods import parse_month, period_code
from vse_report.prose.cells import UNITS, WORDED, Cell, Ends, Range
from vse_report.prose.claims import speaks

Parts = Mapping[str, Sequence[str]]
# Names of columns whose values are parts of a whole.
GROUPINGS = ("benefit_group", "offer_type", "visitation_category", "group")
TOTALS = ("total", "i alt")  # as the tables have it, and its label
_OF_PERIODS = {"M": "month", "Q": "quarter", "A": "year", "Y": "year"}  # by pandas' frequency
LISTED = 12  # names in a message


class Row:
    """One row of a kept frame: a cell for each column, ``label`` what its key is called.

    ``share_start_pct`` and ``share_end_pct`` also come together, as ``share``; ``start`` and
    ``end`` as ``both``, ``start_month`` and ``end_month`` as ``months``; ``share_low_pct`` and
    ``share_high_pct`` as the range ``share``.

    Examples
    --------
    >>> then = kept("then", {"share_start_pct": 14.5, "share_end_pct": 21.2})
    >>> print(then.share_end_pct)
    21,2 pct.
    >>> print(then.share.start)
    14,5 pct.
    """

    def __init__(self, place: str, cells: Mapping[str, Cell | Ends | Range]) -> None:
        self._place = place
        self.__dict__.update(cells)

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        if hasattr(Cell, name) or name in Cell.__slots__:
            msg = f"{self._place} is a row, and a cell was expected: {', '.join(self._cells())}"
            raise AttributeError(msg)
        raise AttributeError(_unknown(f"{self._place} has no column", name, list(self._cells())))

    def __format__(self, spec: str) -> str:
        named = ", ".join(self._cells())
        msg = f"{self._place} is a row; print one of its columns: {named}"
        raise TypeError(msg)

    def __repr__(self) -> str:
        return "\n".join(repr(cell) for cell in self._cells().values() if isinstance(cell, Cell))

    def _cells(self) -> dict[str, Cell | Ends | Range]:
        return {name: cell for name, cell in vars(self).items() if not name.startswith("_")}


class Kept:
    """A kept frame: ``kept.row.column`` or ``kept[key].column`` is a cell.

    Attributes
    ----------
    name : str
        What it was kept under; that of its CSV file.
    frame : DataFrame
        Indexed by its key.
    units : mapping of column to unit
        One of ``UNITS``, or ``month``, ``name`` or ``truth``.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["Odense"], "change_pct": [-51.5]})
    >>> change = kept("change", frame, key="area")
    >>> change
    <change: 1 rows by area; change_pct [pct]>
    >>> print(change["Odense"].change_pct)
    −51,5 pct.
    """

    def __init__(
        self,
        name: str,
        frame: pd.DataFrame,
        units: Mapping[str, str],
        labels: Mapping[Any, str],
    ) -> None:
        self.name, self.frame, self.units, self._labels = name, frame, units, labels
        types = frame.index.dtypes if frame.index.nlevels > 1 else [frame.index.dtype]
        self._freqs = [_freq(dtype) for dtype in types]
        # Parts of the key that can be printed: periods, and names such as those of areas.
        self.key_units = {
            at: _unit(frame.index.get_level_values(at).to_series(), "") if at != "row" else ""
            for at in frame.index.names
        }
        self._at = {key: position for position, key in enumerate(frame.index)}
        # Few rows with names for keys: also as attributes, so that an editor completes them.
        names = [key for key in self._at if isinstance(key, str) and key.isidentifier()]
        taken = [key for key in names if hasattr(type(self), key) or key in vars(self)]
        if taken:
            _refuse(name, f"the keys {', '.join(taken)} mean something else; rename them")
        self._names = names if len(names) <= 40 else []

    @property
    def month_keys(self) -> list[str]:
        """The parts of the key that are months."""
        return [name for name, unit in self.key_units.items() if unit == "month"]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._names]

    def __getattr__(self, name: str) -> Row:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self._at:
            return self[name]
        raise AttributeError(_unknown(f"{self.name} has no row", name, list(self._at)))

    def __getitem__(self, key: Any) -> Row:
        levels = self.frame.index.nlevels
        given = key if isinstance(key, tuple) else (key,)
        if len(given) != levels:
            named = ", ".join(map(str, self.frame.index.names))
            msg = f"{self.name}[{_written(key)}]: expected a key of {levels} parts, {named}"
            raise LookupError(msg)
        wanted = [self._as_key(*both) for both in zip(given, self._freqs, strict=True)]
        found = self._at.get(tuple(wanted) if levels > 1 else wanted[0])
        if found is None:
            raise LookupError(_unknown(f"{self.name} has no row", key, list(self._at)))
        return self._row(found)

    def __iter__(self) -> Iterator[Row]:
        return (self._row(position) for position in range(len(self.frame)))

    def __len__(self) -> int:
        return len(self.frame)

    def __contains__(self, key: object) -> bool:
        levels = self.frame.index.nlevels
        given = key if isinstance(key, tuple) else (key,)
        if len(given) != levels:
            return False
        wanted = tuple(self._as_key(*both) for both in zip(given, self._freqs, strict=True))
        return (wanted if levels > 1 else wanted[0]) in self._at

    def __format__(self, spec: str) -> str:
        msg = f"{self.name} is a frame; print a cell of one of its rows, {self.name}.row.column"
        raise TypeError(msg)

    def __repr__(self) -> str:
        units = ", ".join(f"{column} [{unit}]" for column, unit in self.units.items())
        return f"<{self.name}: {len(self)} rows by {', '.join(self.frame.index.names)}; {units}>"

    def _repr_html_(self) -> str:
        return self.frame.to_html()

    def _as_key(self, part: Any, freq: str) -> Any:
        value = part.value if isinstance(part, Cell) else part
        if not freq or not isinstance(value, str):
            return value
        return parse_month(value) if freq == "M" else pd.Period(value, freq=freq)

    def _row(self, position: int) -> Row:
        key = self.frame.index[position]
        place, label = f"{self.name}[{_written(key)}]", self._labels.get(key, "")
        others = tuple(
            self._labels[other]
            for other in (self._at if self._labels else ())
            if other in self._labels and other != key
        )
        cells: dict[str, Cell | Ends | Range] = {
            column: Cell(
                f"{place}.{column}", column, self.frame[column].iat[position], unit, label, others
            )
            for column, unit in self.units.items()
        }
        whole = key if isinstance(key, tuple) else (key,)
        for (at, unit), part in zip(self.key_units.items(), whole, strict=True):
            if unit and at not in cells:
                cells[at] = Cell(f"{place}.{at}", at, part, unit, label, others)
        if label:
            cells["label"] = Cell(f"{place}.label", "label", label, "name", label, others)
        for start, end, together in _pairs(cells):
            cells[together] = Ends(cells[start], cells[end])
        for low, high, together in ranges(cells):
            cells[together] = Range(cells[low], cells[high])
        return Row(place, cells)


def kept(
    name: str,
    frame: pd.DataFrame | pd.Series | Mapping[str, Any],
    unit: str = "",
    *,
    key: str | Sequence[str] | None = None,
    labels: Mapping[Any, str] | None = None,
    parts: Parts | None = None,
    titles: Sequence[str] = (),
    **units: str,
) -> Kept | Row:
    """Return a frame under a name, ready to be printed; a single row of values as that row.

    Parameters
    ----------
    name : str
        An identifier; what messages, the record and the CSV file call it.
    frame : DataFrame, or Series or mapping
        A Series or mapping is kept as one row, keyed by ``name``.
    unit : str
        The unit of columns of numbers whose names do not end in one (``change_pct`` does).
    key : str or list of str, optional
        The columns that tell rows apart; by default the frame's own, named index.
    labels : mapping of key to str, optional
        What rows are called in sentences.
    parts : mapping of str to list of str, optional
        Total -> its parts, as keys, values of one key column, or columns. Where the frame has
        groups or types it must be given, ``{}`` if nothing in it is the total of others.
    titles : list of str
        Columns of names that may hold numbers, as titles of articles and tables do; ``label`` for
        the labels, as of groups of age.
    **units : str
        The units of single columns.

    Raises
    ------
    ValueError
        Without a unique and complete key; if a column has no unit; if a hidden part stands beside
        its total, from which it could be worked out; if a name or label says a number or a
        direction, which nothing would hold against the figures.

    Examples
    --------
    >>> frame = pd.DataFrame({"area": ["Odense", "Fanø"], "change_pct": [-51.5, 3.2]})
    >>> change = kept("change", frame, key="area")
    >>> print(change.Odense.change_pct)
    −51,5 pct.
    """
    if not name.isidentifier():
        _refuse(name, "the name must be a Python identifier; it is the name of a file, too")
    single = not isinstance(frame, pd.DataFrame)
    if single and not all(isinstance(column, str) for column in dict(frame)):
        _refuse(name, "is kept as one row, so its index must name columns; or keep a DataFrame")
    if single:
        frame = pd.DataFrame([dict(frame)], index=pd.Index([name], name="row")).infer_objects()
    elif key is not None:
        frame = frame.set_index(key if isinstance(key, str) else list(key))
    _refuse_bad_key(name, frame)
    _refuse_hidden_beside_total(name, frame, parts)
    found = {column: units.get(column) or _unit(frame[column], unit) for column in frame}
    strange = {c: u for c, u in found.items() if u not in (*UNITS, *WORDED)}
    if strange or set(units) - set(found):
        lost = ", ".join(c for c in strange if not strange[c])
        named = ", ".join(
            [*(f"{c} {u!r}" for c, u in strange.items() if u), *set(units) - set(found)]
        )
        _refuse(
            name,
            (f"which unit have {lost}? " if lost else f"no such unit or column: {named}. ")
            + f"End the column's name in one, or give it: {', '.join(UNITS)}",
        )
    both = [*_pairs(found), *ranges(found)]
    clash = [together for _, _, together in both if together in found]
    if clash or "label" in found:
        _refuse(name, f"rename the columns {', '.join([*clash, *({'label'} & set(found))])}")
    named = [column for column, unit in found.items() if unit == "name" and column not in titles]
    texts = [text for column in named for text in frame[column].dropna()]
    texts += [] if "label" in titles else (labels or {}).values()
    speaking = {text: words for text in texts if (words := speaks(text))}
    if speaking:
        listed = "; ".join(f"{text!r} says {', '.join(w)}" for text, w in speaking.items())
        _refuse(
            name,
            f"{listed}; a name tells nothing that figures could turn. Let a cell or a word of the "
            "vocabulary say it, or name the column, or `label`, in `titles` if they are titles",
        )
    unnamed = [key for key in frame.index if labels and key not in labels]
    if unnamed:
        near = did_you_mean(_written(unnamed[0]), map(_written, labels))
        _refuse(name, f"`labels` has none for {', '.join(map(_written, unnamed[:LISTED]))}{near}")
    whole = Kept(name, frame, found, labels or {})
    return next(iter(whole)) if single else whole


def _unit(values: pd.Series, default: str) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "truth"
    if isinstance(values.dtype, pd.PeriodDtype):
        return _OF_PERIODS[_freq(values.dtype)[0]]
    if pd.api.types.is_integer_dtype(values) and _is_of_years(values.name):
        return "year"
    if not pd.api.types.is_numeric_dtype(values):
        units = {_unit_of_period(value, values.name) for value in values}
        return units.pop() if len(units) == 1 and "" not in units else "name"
    ending = str(values.name).rpartition("_")[2]
    return ending if ending in UNITS else default


def _freq(dtype: Any) -> str:
    """Return how often the periods of a type come, ``M`` or ``Q-DEC``; "" of what is none."""
    is_period = isinstance(dtype, pd.PeriodDtype)
    return str(dtype).removeprefix("period[").removesuffix("]") if is_period else ""


def _unit_of_period(value: Any, named: Any) -> str:
    """Return whether a value is a month, quarter or year; "" of what is none."""
    if isinstance(value, pd.Period):
        return _OF_PERIODS[value.freqstr[0]]
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return "year" if is_whole and _is_of_years(named) else ""


def _is_of_years(named: Any) -> bool:
    """Tell whether whole numbers of that name are years: they are written without thousands."""
    return str(named).rpartition("_")[2] == "year"


def ranges(columns: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return lower and upper bound and name of the quantities of which both are there."""
    return _of_two(columns, "low", "high")


def _pairs(columns: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return start, end and name of the quantities of which both are there."""
    named = [("start", "end", "both"), ("start_month", "end_month", "months")]
    named = [pair for pair in named if pair[0] in columns and pair[1] in columns]
    return [*_of_two(columns, "start", "end"), *named]


def _of_two(columns: Iterable[str], one: str, other: str) -> list[tuple[str, str, str]]:
    named = [
        (column, column.replace(f"_{one}_", f"_{other}_"), column.partition(f"_{one}_")[0])
        for column in columns
        if f"_{one}_" in column
    ]
    return [pair for pair in named if pair[1] in columns]


def _refuse_bad_key(name: str, frame: pd.DataFrame) -> None:
    if None in frame.index.names:
        _refuse(name, f"has no key; name its columns in `key`: {', '.join(map(str, frame))}")
    if frame.index.to_frame().isna().any(axis=None):
        _refuse(name, f"the key {', '.join(frame.index.names)} is missing in some rows")
    again = frame.index[frame.index.duplicated()].unique()
    if len(again):
        listed = "; ".join(_written(key) for key in again[:LISTED])
        _refuse(name, f"{', '.join(frame.index.names)} is no key, several rows have {listed}")


def _refuse_hidden_beside_total(name: str, frame: pd.DataFrame, parts: Parts | None) -> None:
    """Refuse what lets a hidden count be found by subtraction: its total and all other parts."""
    named = [str(name) for name in (*frame.index.names, *frame.columns)]
    grouped = [name for name in named if name.removesuffix("_label") in GROUPINGS]
    keys = [frame.index.get_level_values(level) for level in range(frame.index.nlevels)]
    total = next((t for t in TOTALS if t in named or any(t in values for values in keys)), "")
    has_total = bool(total)
    numbers = frame.select_dtypes("number")
    if (parts is None and (grouped or has_total)) or (
        has_total and total not in (parts or {}) and numbers.isna().any(axis=None)
    ):
        named = f"figures by {grouped[0]}" if grouped else f"a {total}"
        beside = " beside missing parts" if parts is not None else ""
        _refuse(
            name,
            f"has {named}{beside}; say in `parts` which is the total of which, "
            f'{{"{total or TOTALS[0]}": ["this", "that"]}}'
            + ("" if has_total else ", or {} if none is"),
        )
    if parts is None:
        return
    for total, members in parts.items():
        for where, table in _by_part(name, frame, [total, *members]):
            hidden = table[list(members)].isna().any(axis=1) & table[total].notna()
            if hidden.any():
                rows = "; ".join(_written(key) for key in table.index[hidden][:LISTED])
                _refuse(
                    name,
                    f"{where} shows {total} beside hidden parts, which subtraction would give "
                    f"away, in {rows}; leave out {total}, or put parts together",
                )


def _by_part(
    name: str, frame: pd.DataFrame, wanted: list[str]
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield each set of figures with total and parts side by side, a row for all else."""
    if set(wanted) <= set(frame.columns):
        yield "a row", frame[wanted]
        return
    known = frame.reset_index()
    level = next(
        (column for column in known if set(wanted) <= set(known[column].astype(str))), None
    )
    if level is None:
        _refuse(name, f"`parts` names {', '.join(wanted)}, which no key column and no columns have")
    rest = [key for key in frame.index.names if key != level]
    for column in frame.select_dtypes("number"):
        wide = (
            known.pivot(index=rest, columns=level, values=column)
            if rest
            else (known.set_index(level)[[column]].T)
        )
        yield f"column {column}", wide.reindex(columns=wanted)


def _refuse(name: str, why: str) -> NoReturn:
    msg = f"{name}: {why}"
    raise ValueError(msg)


def _written(key: Any) -> str:
    parts = key if isinstance(key, tuple) else (key,)
    return ",".join(str(period_code(part)) for part in parts)


def _unknown(what: str, wanted: Any, known: Sequence[Any]) -> str:
    names = [_written(one) for one in known]
    close = difflib.get_close_matches(_written(wanted), names, 1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return f"{what} {_written(wanted)!r}.{hint} It has: {', '.join(names[:LISTED])}{more}."
