"""A report on the spine: what it keeps, and what it shows of it.

``report = Report("01_unemployment", ...)``; ``report.keep`` names a frame, ``report.tell``,
``report.figure`` and ``report.table`` print its cells, ``report.finish`` ends with the sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vse_report import notebook
from vse_report.blocks import Colophon, Column, Entry, Figure, Prose, Table
from vse_report.errors import did_you_mean
from vse_report.figures.picture import Picture, read_texts
from vse_report.figures.style import to_svg
from vse_report.figures.svg import standalone_svg
from vse_report.notebook import to_csv
from vse_report.parameters import Parameters
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import COUNTED, UNITS, Cell, Range, Record, mark, unmark
from vse_report.prose.claims import checked, one_line
from vse_report.prose.subjects import refuse_other_heads
from vse_report.results import Kept, Row, kept, ranges


class Report:
    """A report in the making: ``name`` and values as `notebook.begin` takes them.

    Attributes
    ----------
    parameters : Parameters
        Checked; months as pandas' Periods.
    kept : dict of str to Kept or Row
        What was kept so far, by name.
    typed : dict of str to tuple of str
        The words of direction and number that texts were allowed to type, by block.

    Examples
    --------
    >>> report = Report(municipality="Odense")
    >>> now = report.keep("now", {"persons": 4874})
    >>> report.tell("newest", f"Odense har {now.persons} ledige.").markdown
    'Odense har 4.874 ledige.'
    """

    def __init__(self, name: str = "", /, **values: Any) -> None:
        self.parameters: Parameters = notebook.begin(name, **values)
        self.kept: dict[str, Kept | Row] = {}
        self.typed: dict[str, tuple[str, ...]] = {}
        self._kept_in: dict[str, str] = {}
        self._made: dict[str, tuple[str, Any]] = {}  # block -> the cell that made it, and its run

    def keep(self, name: str, frame: Any, unit: str = "", **how: Any) -> Any:
        """Keep a frame under a name and return it; see `results.kept`.

        Raises
        ------
        ValueError
            If the name is taken, but by the same cell of JupyterLab, run again.

        Examples
        --------
        >>> print(Report().keep("now", {"persons": 4874}).persons)
        4.874
        """
        here = notebook.cell_id()
        if name in self.kept and (not here or self._kept_in[name] != here):
            msg = f"{name} is kept already; give this frame another name"
            raise ValueError(msg)
        self.kept[name] = kept(name, frame, unit, **how)
        self._kept_in[name] = here
        return self.kept[name]

    def tell(
        self, id: str, text: str, *, finding: bool = False, typed: Sequence[str] = ()
    ) -> Prose:
        """Return a block of prose (Markdown); ``finding`` marks the one that answers the question.

        ``typed`` names words of direction or number that the text types itself, with words around
        them: those that no figure can turn. ValueError where `prose.claims` finds a fault.

        Examples
        --------
        >>> report = Report()
        >>> then = report.keep("then", {"change": -71_900}, "persons")
        >>> report.tell("told", f"Ledigheden {w.moved(then.change)}.").markdown
        'Ledigheden faldt med 71.900.'
        """
        found = checked(id, text, typed)
        self._make(id)
        self.typed[id] = found.typed
        return Prose(
            id=id,
            markdown=found.plain,
            role="finding" if finding else "text",
            entries=_entries(id, found.records),
        )

    def figure(
        self,
        id: str,
        picture: Picture,
        *,
        title: str,
        unit: str,
        source: str,
        note: str = "",
        typed: Sequence[str] = (),
    ) -> Figure:
        """Return a figure: what stands around it and in it is recorded as prose is.

        Examples
        --------
        >>> import pandas as pd
        >>> from vse_report.figures.charts import lines
        >>> months = pd.period_range("2026-06", periods=2, freq="M", name="month")
        >>> report, frame = Report(), pd.DataFrame({"rate_pct": [4.6, 4.5]}, index=months)
        >>> picture = lines(report.keep("rate", frame), "rate_pct")
        >>> shown = report.figure("rate", picture, title="Ledige", unit="pct.", source="Os")
        >>> print(shown.alt)
        Tallet var 4,5 pct. i juli 2026.
        """
        self._make(id)
        seen = {"alt": picture.alt, "description": picture.description}
        words = {"title": title, "unit": unit, **seen, "note": note}
        told, entries = self._worded(id, words, typed)
        drawn = {"drawing": picture.draw(False), "narrow": picture.draw(True)}
        for name, drawing in drawn.items():
            entries += _entries(f"{id}.{name}", read_texts(id, drawing))
        svg = to_svg(drawn["drawing"])
        return Figure(
            id=id,
            source=source,
            svg=svg,
            narrow=to_svg(drawn["narrow"]),
            file=standalone_svg(svg),
            csv=to_csv(picture.drawn.frame.reset_index()),
            entries=entries,
            **told,
        )

    def table(
        self,
        id: str,
        shown: Kept,
        columns: Mapping[str, str],
        *,
        title: str,
        source: str,
        note: str = "",
        row_heads: int = 1,
        formats: Mapping[str, str | Callable[[Any], str]] | None = None,
        folded: bool = False,
        typed: Sequence[str] = (),
    ) -> Table:
        """Return a table of a kept frame: column (or ``label``) -> head, units from the frame.

        A range, as ``share`` of ``share_low_pct`` and ``share_high_pct``, is a column, too. The
        first ``row_heads`` columns head the rows; ``formats`` are those of single columns, as after
        a colon, or words of the vocabulary that take the cell; a missing value is an en dash. A
        unit that the title names is not repeated. A page shows a ``folded`` table once the reader
        opens it.

        Examples
        --------
        >>> import pandas as pd
        >>> report = Report()
        >>> frame = pd.DataFrame({"area": ["Odense", "Fanø"], "persons": [4874, 21]})
        >>> shown = report.keep("now", frame, key="area")
        >>> heads = {"area": "Kommune", "persons": "Ledige"}
        >>> report.table("now", shown, heads, title="Ledige", source="Kilde: STAR.").rows
        [['Odense', '4.874'], ['Fanø', '21']]
        """
        self._make(id)
        formats = {"label": "upper", **(formats or {})}
        words = {"title": title, "note": note, **{f"head.{c}": h for c, h in columns.items()}}
        told, entries = self._worded(id, words, typed)
        units = _units(shown)
        unknown = [column for column in columns if column not in units]
        if unknown:
            near = did_you_mean(unknown[0], units)
            msg = f"{id}: {shown.name} has no column {', '.join(unknown)}{near}"
            raise ValueError(msg)
        refuse_other_heads(id, shown.name, units, columns)
        rows = []
        for position, row in enumerate(shown, start=1):
            cells = {
                column: unmark(_in_table(getattr(row, column), formats.get(column, "")))
                for column in columns
            }
            rows.append([plain for plain, *_ in cells.values()])
            for column, (_, records, _) in cells.items():
                entries += _entries(f"{id}.{position}.{column}", records)
        return Table(
            id=id,
            title=told["title"],
            note=told["note"],
            columns=[
                Column(
                    label=told[f"head.{column}"],
                    unit=_unit(units[column], told["title"]),
                    numeric=units[column] in UNITS,
                )
                for column in columns
            ],
            row_heads=row_heads,
            folded=folded,
            rows=rows,
            source=source,
            csv=to_csv(shown.frame.reset_index()),
            entries=entries,
        )

    def finish(self) -> Colophon:
        """Return what the page was made from, for the last cell.

        Examples
        --------
        >>> Report(municipality="Odense").finish().choice
        'municipality = Odense'
        """
        return notebook.finish(self.parameters, self._made)

    def _make(self, id: str) -> None:
        """Enter a block as made, so that one which is then not shown is missed.

        What a cell of JupyterLab made when it was run before is forgotten once it is run again.
        """
        here, run = notebook.cell_id(), notebook.run_number()
        before = self._made.items()
        self._made = {
            other: made for other, made in before if not here or made[0] != here or made[1] == run
        }
        self._made[id] = here, run

    def _worded(
        self, id: str, words: Mapping[str, str], typed: Sequence[str]
    ) -> tuple[dict[str, str], list[Entry]]:
        """Return the plain texts around a block and the entries of what they print."""
        lines = {name: one_line(text) for name, text in words.items()}
        told, entries = {}, []
        for name, text in lines.items():
            own = [words for words in typed if words.lower() in text.lower()]
            found = checked(f"{id}.{name}", text, own)
            told[name] = found.plain
            entries += _entries(f"{id}.{name}", found.records)
        unused = [w for w in typed if not any(w.lower() in text.lower() for text in lines.values())]
        if unused:
            msg = f"{id}: does not type {', '.join(unused)}; take it out of `typed`"
            raise ValueError(msg)
        self.typed[id] = tuple(typed)
        return told, entries


def _units(shown: Kept) -> dict[str, str]:
    """Return the units of all that can be a column of a table: keys, columns, ranges, labels."""
    of_ranges = {together: shown.units[low] for low, _, together in ranges(shown.units)}
    of_keys = {key: unit for key, unit in shown.key_units.items() if unit}
    return {**of_keys, **of_ranges, "label": "name", **shown.units}


def _unit(unit: str, title: str) -> str:
    """Return the unit in a column's head, nothing where it has none or the title names it."""
    head = UNITS[unit].head if unit in UNITS else ""
    named = head and re.search(rf"\b{head}\b", title)
    return "" if unit in COUNTED and named else head


def _in_table(cell: Cell | Range, how: str | Callable[[Any], str]) -> str:
    """Return a cell as a table prints it, its unit in the head; an en dash for a missing one."""
    if callable(how):
        return how(cell)
    if isinstance(cell, Range):
        return w.bounds(cell)
    return _bare(cell, how)


def _bare(cell: Cell, spec: str) -> str:
    if cell.is_missing:
        return mark((cell,), "missing", w.MISSING)
    return format(cell, f"bare {spec}".strip() if cell.unit in UNITS else spec)


def _entries(where: str, records: Sequence[Record]) -> list[Entry]:
    return [
        Entry(
            id=f"{where}.{number}",
            value=_plain(record.value),
            unit=record.format,
            decimals=record.decimals[0],
            text=record.text,
            cells=record.cells,
        )
        for number, record in enumerate(records, start=1)
    ]


def _plain(value: Any) -> float | int | str:
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, float | int) and value == value else str(value)
