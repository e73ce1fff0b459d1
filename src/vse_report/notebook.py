"""How a report begins and ends: with checked parameters, and with what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from IPython import get_ipython

from vse_report import data, edition
from vse_report.blocks import Colophon
from vse_report.data import reported
from vse_report.data.publisher import publisher
from vse_report.errors import InputError, did_you_mean
from vse_report.parameters import Parameters, contract, injected_names, validate
from vse_report.paths import uses_repository_data
from vse_report.periods import month_code


def begin(report: str, **values: Any) -> Parameters:
    """Return the report's parameters, checked.

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
    written = frame.assign(**as_codes)
    return written.to_csv(index=False, lineterminator="\n", float_format=_plain)


def _plain(value: float) -> str:
    """Return a number with ten significant digits: beyond them is only the noise of arithmetic."""
    return f"{value:.10g}"


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
