"""What the study and its time said: restated statements and figures printed then, with sources.

These files hold reported numbers, never ours: what is computed stays apart from what is quoted.
"""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from vse_report.data.problems import Problem
from vse_report.data.provenance import Read, Source
from vse_report.data.tables import record, refuse_unsealed
from vse_report.data.writing import replace
from vse_report.data.yaml_files import faults, parse, read_text
from vse_report.errors import DataError
from vse_report.paths import data_folder
from vse_report.periods import parse_month

# What the reports look up by name.
_NEEDED = (
    "insured-2003m12",
    "insured-2007m08",
    "insured-fall",
    "uninsured-2003m12",
    "uninsured-2007m08",
    "uninsured-fall",
)
_NUMERIC = ("level", "relative_change", "bound", "count")  # kinds of statements with a number
SUMS = "sha256sums.txt"


class _Reported(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


# Whatever reads as a number is one.
_Derivation = Annotated[float | list[str] | str, Field(union_mode="left_to_right")]


class About(_Reported):
    """What a statement on activation is about; ``statements.yaml`` tells the benchmarks apart."""

    area: Literal["A", "B", "C", "nation"]
    measure: Literal["company_directed", "private_wage_subsidy", "placement", "guidance"]
    relation: Literal["just_under", "above", "somewhat_below", "high", "very_high", "doubted"]
    benchmark: Literal["other_cases", "job_centre_mean", "national_mean"] | None = None


class Statement(_Reported):
    """One mention of one statement of the study; see the head of ``statements.yaml``."""

    id: str
    section: str
    offset: int = Field(ge=0)
    end: int = Field(ge=0)
    phrase_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    statement: str
    about: About | None = None
    kind: Literal[
        "level",
        "relative_change",
        "bound",
        "count",
        "comparison",
        "ordering",
        "rule",
        "reservation",
    ]
    values: list[Decimal]  # with the decimals they are stated with
    unit: str
    qualifier: str
    source: str
    derivation: dict[str, _Derivation] | None
    verdict: Literal["agrees", "contradicted", "consistent", "unchecked"]

    @model_validator(mode="after")
    def _needs_its_number(self) -> Statement:
        if self.kind in _NUMERIC and not self.values:
            msg = f"values: a {self.kind} needs its number, found none"
            raise ValueError(msg)
        return self


class ContemporaryFigure(_Reported):
    """A level printed at the time [full-time persons]."""

    id: str
    month: str = Field(pattern=r"^[0-9]{4}M(0[1-9]|1[0-2])$")
    persons: float
    source: str


class MethodChange(_Reported):
    """The change of method of 2008, as announced: how many fewer persons, and why."""

    announced: datetime.date
    fewer_low: float
    fewer_high: float
    parts_da: str
    source: str


def _unique_ids(entries: list[Any]) -> list[Any]:
    twice = sorted(id for id, times in Counter(entry.id for entry in entries).items() if times > 1)
    if twice:
        msg = f"ids used more than once: {', '.join(twice)}; give each entry one of its own"
        raise ValueError(msg)
    return entries


class _Contemporary(_Reported):
    sources_da: list[_Cited]
    figures: Annotated[list[ContemporaryFigure], AfterValidator(_unique_ids)]
    method_change: MethodChange


class _Cited(_Reported):
    """A source that is not a table, in words for the reader."""

    title: str
    publisher: str
    publisher_table: str
    vintage: str
    licence: str
    caveats: list[str]


class _Study(_Reported):
    sources_da: list[_Cited]
    table: str
    source_da: str
    activation_source_da: str
    selection_source_da: str


class _Statements(_Reported):
    study: _Study
    statements: Annotated[list[Statement], AfterValidator(_unique_ids)]

    @model_validator(mode="after")
    def _derivations_can_be_followed(self) -> _Statements:
        known = {statement.id for statement in self.statements}
        asked = {
            id: statement.id
            for statement in self.statements
            for key in ("of", "than", "beside")
            for id in (statement.derivation or {}).get(key, [])
        } | dict.fromkeys(_NEEDED, "the report")
        missing = [f"{id} (needed by {by})" for id, by in asked.items() if id not in known]
        if missing:
            msg = f"no statement is called {', '.join(missing)}"
            raise ValueError(msg)
        return self


_FILES: dict[str, type[_Reported]] = {
    "statements.yaml": _Statements,
    "contemporary.yaml": _Contemporary,
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
    figures = _load("contemporary.yaml").figures
    frame = pd.DataFrame([figure.model_dump() for figure in figures])
    return frame.assign(month=frame["month"].map(parse_month).astype("period[M]"))


def method_change() -> MethodChange:
    """Return what Statistics Denmark announced about its change of method in 2008."""
    return _load("contemporary.yaml").method_change


def sources(tables: Iterable[str]) -> list[Source]:
    """Return the entries of the source list for those of ``tables`` that are reported files."""
    listed = {
        "reported/statements": lambda: _load("statements.yaml").study.sources_da,
        "reported/contemporary": lambda: _load("contemporary.yaml").sources_da,
    }
    return [
        Source(table=table, **cited.model_dump())
        for table in tables
        if table in listed
        for cited in listed[table]()
    ]


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
    return found or (_hash_problems(folder) if sealed else [])


def sealed() -> dict[str, str]:
    """Return table -> sha256 of the reported files of the data folder in use, as sealed.

    Raises
    ------
    DataError
        If the file that holds the hashes cannot be read.
    """
    return {_table(name): digest for name, digest in _sealed(data_folder()).items()}


def _table(name: str) -> str:
    return f"reported/{name.removesuffix('.yaml')}"


def _hash_problems(folder: Path) -> list[Problem]:
    """Return a problem for each reported file that is not the one that was sealed."""
    try:
        known = _sealed(folder)
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


def _sealed(folder: Path) -> dict[str, str]:
    """Return name -> sha256 of the reported files as they were sealed."""
    path = folder / "reported" / SUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = (
            f"{path}: cannot be read ({error}); restore it, or run `vse-report data seal {folder}`."
        )
        raise DataError(msg) from None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _load(name: str) -> Any:
    folder = data_folder()
    path = folder / "reported" / name
    text, parsed = _parse(path, _FILES[name])
    refuse_unsealed(folder, path, text.encode(), _sealed(folder).get(name, ""))
    record(
        Read(
            table=_table(name),
            keys={},
            rows=sum(len(value) if isinstance(value, list) else 1 for _, value in parsed),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        )
    )
    return parsed


def _parse(path: Path, model: type[_Reported]) -> tuple[str, Any]:
    text = read_text(path)
    try:
        return text, model.model_validate(parse(text, path))
    except ValidationError as error:
        problems = "\n".join(f"  - {fault}" for fault in faults(error))
        msg = f"{path}: entries that are not as its head describes:\n{problems}"
        raise DataError(msg) from None
