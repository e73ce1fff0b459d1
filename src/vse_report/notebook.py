"""What a notebook calls: begin with checked parameters, show figures and tables, end with sources.

The functions here put blocks together from frames and phrases. What the numbers are is decided in
``measures``, how they are worded in ``prose``, how they are drawn in ``figures``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
from IPython import get_ipython
from matplotlib.figure import Figure as Drawing

from vse_report import data, edition
from vse_report.blocks import Colophon, Column, Entry, Figure, Table
from vse_report.errors import InputError
from vse_report.figures.style import to_svg
from vse_report.parameters import Parameters, contract, did_you_mean, injected_names, validate
from vse_report.periods import month_code
from vse_report.prose.sentences import Phrase, entry_of, say, tell

__all__ = ["Show", "begin", "finish", "say", "show_figure", "show_table", "tell"]


def begin(report: str, **values: Any) -> Parameters:
    """Return the report's parameters, checked; a notebook's first cell calls this.

    Also forgets what was read before, so that running the notebook again from the top in
    JupyterLab records the same reads as a fresh kernel.

    Raises
    ------
    InputError
        For a value that cannot be used, or a name injected by papermill that the report does
        not have.
    """
    data.forget_reads()
    shell = get_ipython()
    injected = injected_names(shell.user_ns.get("In", [])) if shell else set()
    known = contract(report).model_fields
    unknown = sorted(injected - set(known))
    if unknown:
        culprits = "; ".join(f"{name!r}{did_you_mean(name, known)}" for name in unknown)
        msg = f"{report}: unknown parameters {culprits}. It takes: {', '.join(known) or 'none'}."
        raise InputError(msg)
    return validate(report, values)


class Show(NamedTuple):
    """How a column of a frame is printed: head, unit in the head, and format as in sentences."""

    label: str
    format: str
    unit: str = ""


def show_figure(
    drawing: Drawing,
    *,
    id: str,
    title: Phrase,
    unit: str,
    alt: Phrase,
    drawn: pd.DataFrame,
    source: str,
    note: Phrase | None = None,
) -> Figure:
    """Return the figure as a block: title that states the finding, alt text, CSV of ``drawn``.

    ``drawn`` is the frame behind the drawing; its rows become the downloadable CSV.
    """
    title, alt, note = (_one_line(phrase) for phrase in (title, alt, note))
    return Figure(
        id=id,
        title=title.text,
        unit=unit,
        alt=alt.text,
        source=source,
        note=note.text,
        svg=to_svg(drawing),
        csv=to_csv(drawn),
        entries=[
            *title.placed(f"{id}.title"),
            *alt.placed(f"{id}.alt"),
            *note.placed(f"{id}.note"),
        ],
    )


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, Show],
    *,
    id: str,
    title: Phrase,
    source: str,
    note: Phrase | None = None,
) -> Table:
    """Return the frame as a block: the named columns in that order, every cell recorded.

    The first column heads its rows. A missing number is printed as an en dash.
    """
    title, note = _one_line(title), _one_line(note)
    shown = frame[list(columns)]
    cells = [
        [_cell(f"{id}.{position}.{name}", value, columns[name]) for name, value in row.items()]
        for position, row in enumerate(shown.to_dict(orient="records"), start=1)
    ]
    return Table(
        id=id,
        title=title.text,
        columns=[
            Column(label=show.label, unit=show.unit, numeric=show.format not in {"name", "month"})
            for show in columns.values()
        ],
        rows=[[cell.text for cell in row] for row in cells],
        source=source,
        note=note.text,
        csv=to_csv(shown),
        entries=[
            *title.placed(f"{id}.title"),
            *note.placed(f"{id}.note"),
            *(cell for row in cells for cell in row),
        ],
    )


def finish(parameters: Parameters) -> Colophon:
    """Return what the page was made from, for the last cell: parameters, tables read, date, code."""
    reads = data.reads()
    tables = [read.table for read in reads if read.table in data.cards()]
    tables = list(dict.fromkeys(tables))
    publisher = edition.publisher()
    return Colophon(
        report=parameters.report,
        parameters=parameters.as_text(),
        is_default=not parameters.changed(),
        data_date=data.data_date(tables),
        last_month=max(data.coverage(table)[1] for table in tables if _is_monthly(table)),
        code=edition.code_hash(parameters.report),
        publisher=publisher.publisher,
        contact=publisher.contact,
        sources=data.sources(tables),
        reads=reads,
    )


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text: comma, decimal point, months as ``2026M07``, values unrounded."""
    monthly = frame.select_dtypes(pd.PeriodDtype).columns
    as_codes = frame.assign(**{name: frame[name].map(month_code) for name in monthly})
    return as_codes.to_csv(index=False, lineterminator="\n")


def _one_line(phrase: Phrase | None) -> Phrase:
    """Return a phrase on one line, as titles and alt texts are; an empty one for none."""
    return Phrase("", ()) if phrase is None else phrase._replace(text=" ".join(phrase.text.split()))


def _cell(id: str, value: Any, show: Show) -> Entry:
    if pd.isna(value):
        return Entry(id=id, value="", unit="missing", text="–")
    return entry_of(id, value, show.format, bare=True)


def _is_monthly(table: str) -> bool:
    return "M" in str(data.coverage(table)[1])
