"""What a notebook calls: begin with checked parameters, show figures and tables, end with sources.

The functions here put blocks together from frames and phrases. What the numbers are is decided in
``measures``, how they are worded in ``prose``, how they are drawn in ``figures``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from IPython import get_ipython
from matplotlib.figure import Figure as Drawing

from vse_report import data, edition
from vse_report.blocks import Colophon, Column, Entry, Figure, Table
from vse_report.data import reported
from vse_report.data.publisher import publisher
from vse_report.errors import InputError, did_you_mean
from vse_report.figures.style import to_svg
from vse_report.figures.svg import standalone_svg
from vse_report.parameters import Parameters, contract, injected_names, validate
from vse_report.paths import uses_repository_data
from vse_report.periods import month_code
from vse_report.prose.sentences import Phrase, entry_of, say, tell
from vse_report.tables import Show

__all__ = ["Show", "begin", "finish", "say", "show_figure", "show_table", "tell"]

_TEXT_FORMATS = {"name", "phrase", "month"}


def begin(report: str, **values: Any) -> Parameters:
    """Return the report's parameters, checked; a notebook's first cell calls this.

    Also forgets what was read before, so that running the notebook again from the top in
    JupyterLab records the same reads as a fresh kernel. Months come as pandas' Periods.

    Raises
    ------
    InputError
        For a value that cannot be used, or a name injected by papermill that the report does
        not have.
    """
    shell = get_ipython()
    injected = injected_names(shell.user_ns.get("In", [])) if shell else set()
    known = contract(report).model_fields
    unknown = sorted(injected - set(known))
    if unknown:
        culprits = "; ".join(f"{name!r}{did_you_mean(name, known)}" for name in unknown)
        msg = f"{report}: unknown parameters {culprits} It takes: {', '.join(known) or 'none'}."
        raise InputError(msg)
    parameters = validate(report, values).with_periods()
    data.forget_reads()
    return parameters


def show_figure(
    drawing: Drawing,
    *,
    id: str,
    title: str | Phrase,
    unit: str | Phrase,
    alt: Phrase,
    drawn: pd.DataFrame,
    source: str,
    note: str | Phrase = "",
    values: Mapping[str, Any] | None = None,
) -> Figure:
    """Return the figure as a block: title that states the finding, alt text, CSV of ``drawn``.

    The title names the drawing to those who hear the page, and ``alt`` describes it.
    ``title``, ``unit`` and ``note`` are sentences as in ``tell``, their numbers looked up in
    ``values``; ``drawn`` is the frame behind the drawing and becomes the downloadable CSV.
    """
    words = {
        "title": _worded(title, values),
        "unit": _worded(unit, values),
        "alt": _worded(title, values),
        "description": _worded(alt, values),
        "note": _worded(note, values),
    }
    svg = to_svg(drawing)
    return Figure(
        id=id,
        source=source,
        svg=svg,
        file=standalone_svg(svg),
        csv=to_csv(drawn),
        entries=_placed(id, words),
        **{name: phrase.text for name, phrase in words.items()},
    )


def show_table(
    frame: pd.DataFrame,
    columns: Mapping[str, Show],
    *,
    id: str,
    title: str | Phrase,
    source: str,
    note: str | Phrase = "",
    values: Mapping[str, Any] | None = None,
    behind: pd.DataFrame | None = None,
    row_heads: int = 1,
) -> Table:
    """Return the frame as a block: the named columns in that order, every cell recorded.

    ``title`` and ``note`` are sentences as in ``tell``, their numbers looked up in ``values``. The
    first ``row_heads`` columns head its rows and tell each from all others. A missing number is
    printed as an en dash. The downloadable CSV holds what is shown; ``behind`` takes its place
    where cells are phrases made from numbers or codes are wanted beside names.
    """
    words = {"title": _worded(title, values), "note": _worded(note, values)}
    heads = {f"head.{name}": _worded(show.label, values) for name, show in columns.items()}
    shown = frame[list(columns)]
    cells = [
        [_cell(f"{id}.{position}.{name}", value, columns[name]) for name, value in row.items()]
        for position, row in enumerate(shown.to_dict(orient="records"), start=1)
    ]
    return Table(
        id=id,
        columns=[
            Column(label=head.text, unit=show.unit, numeric=show.format not in _TEXT_FORMATS)
            for head, show in zip(heads.values(), columns.values(), strict=True)
        ],
        row_heads=row_heads,
        rows=[[text for text, _ in row] for row in cells],
        source=source,
        csv=to_csv(shown if behind is None else behind),
        entries=[
            *_placed(id, words | heads),
            *(entry for row in cells for _, entries in row for entry in entries),
        ],
        **{name: phrase.text for name, phrase in words.items()},
    )


def finish(parameters: Parameters) -> Colophon:
    """Return what the page was made from, for the last cell: parameters, reads, date, hashes."""
    reads = data.reads()
    names = list(dict.fromkeys(read.table for read in reads))
    tables = [name for name in names if name in data.cards()]
    issued = publisher()
    return Colophon(
        report=parameters.report,
        parameters=parameters.recorded(),
        choice=parameters.in_words(),
        about=parameters.about(),
        is_default=not parameters.changed(),
        data_date=data.data_date(tables),
        issued=data.data_date(data.cards()),
        last_month=_last_month(tables),
        code=edition.code_hash(parameters.report),
        data=edition.data_hash(reads),
        repository_data=uses_repository_data(),
        publisher=issued.publisher,
        contact=issued.contact,
        # What a report is about comes first, what happened around it last.
        sources=[
            *reported.sources(name for name in names if name != "reported/events"),
            *data.sources(tables),
            *reported.sources(name for name in names if name == "reported/events"),
        ],
        reads=reads,
    )


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text: comma, decimal point, months as ``2026M07``, ten digits."""
    monthly = frame.select_dtypes(pd.PeriodDtype("M")).columns
    as_codes = {name: frame[name].map(month_code, na_action="ignore") for name in monthly}
    written = frame.assign(**as_codes).map(lambda v: v.text if isinstance(v, Phrase) else v)
    return written.to_csv(index=False, lineterminator="\n", float_format=_plain)


def _worded(text: str | Phrase, values: Mapping[str, Any] | None) -> Phrase:
    """Return a sentence as a phrase on one line, as titles and alt texts are."""
    phrase = text if isinstance(text, Phrase) else say(text, values)
    return phrase._replace(text=re.sub(r"[ \n]+", " ", phrase.text))


def _placed(id: str, words: Mapping[str, Phrase]) -> list[Entry]:
    return [entry for name, phrase in words.items() for entry in phrase.placed(f"{id}.{name}")]


def _plain(value: float) -> str:
    """Return a number with ten significant digits: beyond them is only the noise of arithmetic."""
    return f"{value:.10g}"


def _cell(id: str, value: Any, show: Show) -> tuple[str, list[Entry]]:
    """Return a cell's text and its ledger entries."""
    if isinstance(value, Phrase):
        return value.text, value.placed(id)
    if pd.isna(value):
        return "–", [Entry(id=id, value="", unit="missing", text="–")]
    entry = entry_of(id, value, show.format, bare=True)
    return entry.text, [entry]


def _last_month(tables: Sequence[str]) -> str:
    """Return the newest month that any of the tables covers; empty if none has months."""
    covered = (data.card(table) for table in tables)
    return max(
        (
            card.coverage.last
            for card in covered
            if card.coverage and card.columns[card.coverage.column].type == "month"
        ),
        default="",
    )
