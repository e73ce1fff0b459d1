"""How a report begins and ends: with checked parameters, and with what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
from IPython import get_ipython

from vse_report import data, edition
from vse_report.blocks import Colophon
from vse_report.data import reported
from vse_report.data.publisher import publisher
from vse_report.errors import InputError, did_you_mean
from vse_report.own import injected_in, model_in_kernel
from vse_report.parameters import Parameters, checked, contract, injected_names
from vse_report.paths import uses_repository_data
from vse_report.periods import month_code

_begun_in = ""  # the cell, by its id in JupyterLab, else by its source


def begin(report: str = "", /, **values: Any) -> Parameters:
    """Return the report's parameters, checked.

    Also forgets what was read before, so that running the notebook again from the top in
    JupyterLab records the same reads as a fresh kernel. Months come as pandas' Periods.

    Parameters
    ----------
    report : str, optional
        One of our reports, or a copy of it. None for a notebook of one's own: its name is that of
        its file, its parameters have the kinds that its cell gives them (see `own`).
    **values
        The parameters, by name.

    Raises
    ------
    InputError
        For a value that cannot be used, a name injected by papermill that the report does not have
        or is not given, or another cell that has begun a report before.

    Examples
    --------
    >>> begin(municipality="Odense").as_text()
    {'municipality': 'Odense'}
    """
    global _begun_in
    shell = get_ipython()
    ran = shell.user_ns.get("In", []) if shell else []
    here = _refuse_a_second(ran)
    model = contract(report) if report else model_in_kernel(values, ran)
    injected = injected_names(ran if report else [injected_in(ran, values)])
    unknown = sorted(injected - set(model.model_fields))
    if unknown:
        raise InputError(_unknown(report, unknown, model.model_fields))
    parameters = checked(model, values, report).with_periods()
    data.forget_reads()
    _begun_in = here
    return parameters


def finish(parameters: Parameters, made: Iterable[str] = ()) -> Colophon:
    """Return what the page was made from, for the last cell: parameters, reads, date, hashes.

    Examples
    --------
    >>> finish(begin(municipality="Odense")).choice
    'municipality = Odense'
    """
    global _begun_in
    _begun_in = ""
    reads = data.reads()
    names = list(dict.fromkeys(read.table for read in reads))
    tables = [name for name in names if name in data.cards()]
    issued, report = publisher(), parameters.report
    return Colophon(
        report=report,
        parameters=parameters.recorded(),
        choice=parameters.in_words(),
        about=parameters.about(),
        is_default=not parameters.changed(),
        data_date=_newest(tables),
        issued=data.data_date(data.cards()),
        last_month=_last_month(tables),
        # Of a notebook of one's own the page tells it, which knows the cells.
        code=edition.code_hash(report) if report else "",
        data=edition.data_hash(reads),
        repository_data=uses_repository_data(),
        publisher=issued.publisher,
        contact=issued.contact,
        # What a report is about comes first, what happened around it last.
        sources=[
            *reported.sources(name for name in names if name != "reported/events"),
            *data.sources(tables),
            *data.outside_sources().values(),
            *reported.sources(name for name in names if name == "reported/events"),
        ],
        reads=reads,
        made=list(made),
    )


def cell_id() -> str:
    """Return the id of the cell that JupyterLab is running; "" elsewhere."""
    shell = get_ipython()
    parent = getattr(shell, "parent_header", None) or {}
    return parent.get("metadata", {}).get("cellId", "") if shell else ""


def run_number() -> int:
    """Return how many cells were run till now, this one included; 0 outside a notebook."""
    shell = get_ipython()
    return shell.execution_count if shell else 0


def _refuse_a_second(ran: Sequence[str]) -> str:
    """Return the cell, unless a report has begun in another one: its reads would be forgotten."""
    here = cell_id() or (ran[-1] if ran else "")
    if here and _begun_in not in ("", here):
        raise InputError(
            "a report has begun in another cell of this notebook; a page has one: take one of the "
            "two out. If there is only one, restart the kernel and run all cells."
        )
    return here


def _unknown(report: str, names: Sequence[str], known: Iterable[str]) -> str:
    culprits = "; ".join(f"{name!r}{did_you_mean(name, known)}" for name in names)
    told = f"unknown parameters {culprits} It takes: {', '.join(known) or 'none'}."
    if report:
        return f"{report}: {told}"
    given = ", ".join(f"{name}={name}" for name in names)
    return f"this notebook: {told} To take it, hand it on: Report({given})."


def to_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV text: comma, decimal point, months as ``2026M07``, ten digits.

    Examples
    --------
    >>> frame = pd.DataFrame({"month": [pd.Period("2026-07")], "pct": [0.1 + 0.2]})
    >>> print(to_csv(frame))
    month,pct
    2026M07,0.3
    """
    monthly = frame.select_dtypes(pd.PeriodDtype("M")).columns
    as_codes = {name: frame[name].map(month_code, na_action="ignore") for name in monthly}
    written = frame.assign(**as_codes)
    return written.to_csv(index=False, lineterminator="\n", float_format=_plain)


def _plain(value: float) -> str:
    """Return a number with ten significant digits: beyond them is only the noise of arithmetic."""
    return f"{value:.10g}"


def _newest(tables: Sequence[str]) -> str:
    """Return the date of the newest figures read, those from outside too; "" if none were."""
    dates = [data.data_date(tables)] if tables else []
    return max([*dates, *(source.date for source in data.outside_sources().values())], default="")


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
