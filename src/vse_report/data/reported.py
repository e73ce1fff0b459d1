"""What the study and its time said: restated statements and figures printed then, with sources.

These files hold reported numbers, never ours: what is computed stays apart from what is quoted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import ValidationError

from vse_report.data.cards import load_breaks
from vse_report.data.problems import Problem
from vse_report.data.provenance import Read, Source, record
from vse_report.data.reported_models import (
    Cases,
    Contemporary,
    Events,
    MethodChange,
    Reported,
    Statement,
    Statements,
)
from vse_report.data.sealed import SUMS, refuse_unsealed, reported_sums, reported_table
from vse_report.data.writing import replace
from vse_report.data.yaml_files import faults, parse, read_text
from vse_report.errors import DataError
from vse_report.paths import data_folder
from vse_report.periods import parse_month

_FILES: dict[str, type[Reported]] = {
    "statements.yaml": Statements,
    "contemporary.yaml": Contemporary,
    "cases.yaml": Cases,
    "events.yaml": Events,
}


def statements() -> dict[str, Statement]:
    """Return the study's statements by id, in the order of the text; the read is recorded.

    Raises
    ------
    DataError
        If the file is missing, is not the one that was sealed, or a row is not as described in its
        head.
    """
    found = _load("statements.yaml").statements
    return {statement.id: statement for statement in found}


def study_levels() -> pd.DataFrame:
    """Return the four levels of unemployment that the study states.

    Returns
    -------
    DataFrame, one row per (month, group): two months, ``insured`` and ``uninsured``
        ``persons``, seasonally adjusted, table AB61107 as the study cites it. [full-time persons]
    """
    stated = statements()
    rows = [
        (group, pd.Period(month, "M"), float(stated[f"{group}-{label}"].values[0]))
        for group in ("insured", "uninsured")
        for label, month in (("2003m12", "2003-12"), ("2007m08", "2007-08"))
    ]
    return pd.DataFrame(rows, columns=["group", "month", "persons"])


def study_activation() -> pd.DataFrame:
    """Return what the study says on activation in its three cases and the nation.

    Returns
    -------
    DataFrame, one row per statement, in the order of the text
        ``id``; ``area``: ``A``, ``B``, ``C`` or ``nation``; ``measure``: ``company_directed``,
        ``private_wage_subsidy``, ``placement`` or ``guidance``; ``relation``, for instance
        ``just_under``; ``value_pct`` [%], missing unless a bound; ``benchmark``, empty unless the
        study names one; ``unit``, what it is a share of where that is said; ``statement``.
    """
    rows = [
        {
            "id": found.id,
            **found.about.model_dump(),
            "value_pct": float(found.values[0]) if found.kind == "bound" else float("nan"),
            "benchmark": found.about.benchmark or "",
            "unit": found.unit,
            "statement": found.statement,
        }
        for found in statements().values()
        if found.about
    ]
    columns = ["id", "area", "measure", "relation", "value_pct", "benchmark", "unit", "statement"]
    return pd.DataFrame(rows)[columns]


def study_source(part: Literal["unemployment", "activation", "selection"] = "unemployment") -> str:
    """Return, in Danish, where in the study the figures stand; for ``source_line(beside=)``."""
    study = _load("statements.yaml").study
    return {
        "unemployment": study.source_da,
        "activation": study.activation_source_da,
        "selection": study.selection_source_da,
    }[part]


def study_table() -> str:
    """Return the name of the table that the study cites for its levels."""
    return _load("statements.yaml").study.table


def contemporary_figures() -> pd.DataFrame:
    """Return totals printed in the press at the time.

    Returns
    -------
    DataFrame, one row per printed figure
        ``id``, ``month`` (period[M]), ``persons`` [full-time persons, seasonally adjusted, net],
        ``source``. A month may have more than one figure.
    """
    return printed_figures(_load("contemporary.yaml"))


def printed_figures(printed: Contemporary) -> pd.DataFrame:
    """Return the figures of a file as `contemporary_figures` describes them."""
    frame = pd.DataFrame([figure.model_dump() for figure in printed.figures])
    return frame.assign(month=frame["month"].map(parse_month).astype("period[M]"))


def method_change() -> MethodChange:
    """Return what Statistics Denmark announced about its change of method in 2008."""
    return _load("contemporary.yaml").method_change


def events(first: pd.Period, last: pd.Period) -> pd.DataFrame:
    """Return what happened from ``first`` to ``last`` that readers look for, if it has a source.

    Returns
    -------
    DataFrame, one row per event in order of time, indexed by ``id``
        ``month`` (period[M]), ``name``; ``count_month`` (period[M]) and ``count`` [full-time
        persons] of what its first source counts, missing where it counts nothing; ``source``, for
        ``source_line(beside=)``.
    """
    rows = [
        {
            "id": event.id,
            "month": event.month,
            "name": event.name_da,
            "count_month": event.count and event.count.month,
            "count": event.count and event.count.persons,
            "source": f"{event.sources[0].publisher} ({event.sources[0].vintage})",
        }
        for event in _load("events.yaml").events
        if event.sources and first <= parse_month(event.month) <= last
    ]
    columns = ["id", "month", "name", "count_month", "count", "source"]
    frame = pd.DataFrame(rows, columns=columns).set_index("id").sort_values("month", kind="stable")
    months = {
        name: frame[name].map(parse_month, na_action="ignore").astype("period[M]")
        for name in ("month", "count_month")
    }
    return frame.assign(**months).astype({"count": float})


def events_without_source() -> list[str]:
    """Return the ids of the events that no report shows, for want of a source."""
    return [event.id for event in _load("events.yaml").events if not event.sources]


def cases() -> Cases:
    """Return the study's material, and the bodies, actors and traits of its three cases."""
    return _load("cases.yaml")


def case_codings() -> pd.DataFrame:
    """Return which bodies exist, and who takes part, in each of the three cases, where stated.

    Returns
    -------
    DataFrame, one row per (case, body, actor) that the study says something on
        ``case``: ``A``, ``B`` or ``C``; ``body`` and ``actor``, codes of ``cases()``; ``actor`` is
        empty where the row is about the body itself; ``stated``: yes (True) or no (False);
        ``qualifier``, what is added to a yes; ``section``, ``offset``, ``end``: where in the text.
    """
    kept = {"case", "body", "stated", "qualifier", "section", "offset", "end"}
    rows = [
        coding.model_dump(include=kept) | {"actor": actor}
        for coding in cases().codings
        for actor in coding.actors or [""]
    ]
    columns = ["case", "body", "actor", "stated", "qualifier", "section", "offset", "end"]
    return pd.DataFrame(rows)[columns]


def case_traits() -> pd.DataFrame:
    """Return the traits of the three cases' councils, backing and strategies.

    Returns
    -------
    DataFrame, one row per (case, aspect) that the study says something on
        ``case``, ``aspect`` (code of ``cases()``), ``statement`` in our words, ``section``,
        ``offset``, ``end``.
    """
    columns = ["case", "aspect", "statement", "section", "offset", "end"]
    return pd.DataFrame([trait.model_dump() for trait in cases().traits])[columns]


def sources(tables: Iterable[str]) -> list[Source]:
    """Return the entries of the source list for those of ``tables`` that are reported files."""
    listed = {
        "reported/statements": lambda: _load("statements.yaml").study.sources_da,
        "reported/contemporary": lambda: _load("contemporary.yaml").sources_da,
        "reported/cases": lambda: _load("cases.yaml").sources_da,
        "reported/events": lambda: [
            cited for event in _load("events.yaml").events for cited in event.sources
        ],
    }
    return [
        Source(table=table, **cited.model_dump())
        for table in tables
        if table in listed
        for cited in listed[table]()
    ]


def parsed(folder: Path) -> tuple[Statements, Contemporary] | None:
    """Return the study's statements and the figures of the time as they stand, sealed or not.

    None where one of them is wrong; `problems` tells how.
    """
    try:
        _, stated = _parse(folder / "reported" / "statements.yaml", Statements)
        _, printed = _parse(folder / "reported" / "contemporary.yaml", Contemporary)
    except DataError:
        return None
    return stated, printed


def problems(folder: Path, *, sealed: bool = True) -> list[Problem]:
    """Return what is wrong with the reported files of a data folder; empty if nothing is.

    ``sealed`` compares them with the hashes of the last sealing too.
    """
    found = []
    for name, model in _FILES.items():
        path = folder / "reported" / name
        try:
            _parse(path, model)
        except DataError as error:
            found.append(Problem(f"reported/{name}", str(error).removeprefix(f"{path}: ")))
    found = found or _moved_events(folder)
    return found or (_hash_problems(folder) if sealed else [])


def _moved_events(folder: Path) -> list[Problem]:
    """Return a problem for each event that is said to be a break and has not its month."""
    _, told = _parse(folder / "reported" / "events.yaml", Events)
    months = {found.id: found.month for found in load_breaks(folder)}
    return [
        Problem(
            "reported/events.yaml",
            f"{event.id}: is the break {event.of_break}, whose month is "
            f"{months.get(event.of_break, 'not in breaks.yaml')}, and says {event.month}; "
            "one of the two is wrong.",
        )
        for event in told.events
        if event.of_break and months.get(event.of_break) != event.month
    ]


def _hash_problems(folder: Path) -> list[Problem]:
    """Return a problem for each reported file that is not the one that was sealed."""
    try:
        known = reported_sums(folder)
    except DataError as error:
        path = folder / "reported" / SUMS
        return [Problem(f"reported/{SUMS}", str(error).removeprefix(f"{path}: "))]
    text = (
        f"changed since it was sealed; if the change is intended run `vse-report data seal {folder}"
        "`, else restore it."
    )
    return [
        Problem(f"reported/{name}", text)
        for name, digest in _digests(folder).items()
        if digest != known.get(name)
    ]


def seal(folder: Path) -> list[str]:
    """Write the hashes of the reported files; return what changed.

    Raises
    ------
    InputError
        If they cannot be written.
    """
    path = folder / "reported" / SUMS
    # As `sha256sum` writes and checks them.
    sums = "".join(f"{digest}  {name}\n" for name, digest in _digests(folder).items())
    if path.is_file() and path.read_bytes() == sums.encode():
        return []
    replace(path, sums)
    return [f"reported/{SUMS}: written anew"]


def _digests(folder: Path) -> dict[str, str]:
    """Return name -> sha256 of the reported files as they are."""
    return {
        name: hashlib.sha256((folder / "reported" / name).read_bytes()).hexdigest()
        for name in _FILES
    }


def _load(name: str) -> Any:
    folder = data_folder()
    path = folder / "reported" / name
    text, parsed = _parse(path, _FILES[name])
    refuse_unsealed(folder, path, text.encode(), reported_sums(folder).get(name, ""))
    record(
        Read(
            table=reported_table(name),
            keys={},
            rows=sum(len(value) if isinstance(value, list) else 1 for _, value in parsed),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    )
    return parsed


def _parse(path: Path, model: type[Reported]) -> tuple[str, Any]:
    text = read_text(path)
    content = parse(text, path)
    try:
        return text, model.model_validate(content)
    except ValidationError as error:
        problems = "\n".join(f"  - {fault}" for fault in faults(error, content))
        msg = f"{path}: entries that are not as its head describes:\n{problems}"
        raise DataError(msg) from None
