"""What a build is to make: reports, parameters and output names, decided before anything starts."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vse_report.errors import InputError, did_you_mean, quoted
from vse_report.make import own
from vse_report.parameters import CONTRACTS, Parameters, checked, contract, is_list, is_text
from vse_report.paths import NOTEBOOKS

FORMATS = ("html", "pdf")
# A file name has room for 255 bytes; ids of figures and a suffix come after this.
LONGEST_NAME = 120
DEFAULT_EDITION = (
    "01_unemployment",
    "02_activation",
    "03_municipalities",
    "05_study",
    "06_audit",
)


@dataclass(frozen=True)
class Task:
    """One report to build: its checked parameters, and the name its files share.

    ``own`` is the path of a notebook that is none of ours; its ``report`` is the name of the file.
    """

    report: str
    parameters: Parameters
    name: str
    own: Path | None = None

    @property
    def notebook(self) -> Path:
        """Return the notebook to run."""
        return self.own or NOTEBOOKS / f"{self.report}.ipynb"

    @property
    def is_default(self) -> bool:
        """Tell whether this is the report of the default edition."""
        return self.name == self.report and not self.own

    def notebook_in(self, folder: Path) -> Path:
        """Return where in a folder the report's notebook lies while it runs."""
        return folder / f"{self.name}.ipynb"


@dataclass(frozen=True)
class Way:
    """How reports are made: formats, how many at once, and how their cells are run.

    ``cold`` runs cells in a kernel of their own; ``cell_seconds`` is how long one cell may take.
    """

    formats: Sequence[str] = FORMATS
    jobs: int = 1
    cold: bool = False
    cell_seconds: float = 1800.0


def available_reports() -> list[str]:
    """Return the reports whose notebook is in the repository, in order."""
    return [report for report in CONTRACTS if (NOTEBOOKS / f"{report}.ipynb").exists()]


def default_edition() -> list[str]:
    """Return the reports of the default edition whose notebook is in the repository, in order."""
    return [report for report in DEFAULT_EDITION if report in available_reports()]


def plan(reports: Sequence[str], values: Mapping[str, Sequence[str]]) -> list[Task]:
    """Return a task per report and combination of parameter values.

    Parameters
    ----------
    reports : list of str
        Report names, and paths of notebooks; empty for the default edition as far as its notebooks
        exist.
    values : mapping of parameter name to the values asked for
        Several values of a parameter make several reports; a parameter that takes a list gets
        them all at once.

    Raises
    ------
    InputError
        For unknown reports, unknown names and values that cannot be used, and files that are no
        notebook in Python, all of them named.
    """
    known = available_reports()
    if not known:
        msg = f"there is no notebook of a report in {NOTEBOOKS}; restore the folder."
        raise InputError(msg)
    refuse_unknown([report for report in reports if not own.is_path(report)], known)
    chosen = list(dict.fromkeys(reports)) or default_edition()
    tasks, problems = [], []
    for given in chosen:
        try:
            report, notebook = _found(given)
            model = own.contract_of(notebook) if notebook else contract(report)
        except InputError as error:
            problems.append(str(error))
            continue
        for combination in _combinations(model, values):
            try:
                tasks.append(_task(report, checked(model, combination, given), notebook))
            except InputError as error:
                problems.append(str(error))
    if problems:
        raise InputError("\n".join(problems))
    _refuse_namesakes(tasks)
    return list({task.name: task for task in tasks}.values())


def _found(given: str) -> tuple[str, Path | None]:
    """Return the name of a report, and where its notebook is if it is none of ours."""
    if not own.is_path(given):
        return given, None
    notebook = Path(given).resolve()
    if notebook.parent == NOTEBOOKS and notebook.stem in CONTRACTS:
        return notebook.stem, None
    if own.is_name_of_ours(notebook.stem):
        msg = f"{given}: {notebook.stem} is the name of a page of ours; give the file another name."
        raise InputError(msg)
    return notebook.stem, notebook


def _refuse_namesakes(tasks: Sequence[Task]) -> None:
    """Refuse notebooks of one name, whose pages would replace each other."""
    paths = {name: {t.own for t in tasks if t.name == name} for name in {t.name for t in tasks}}
    twins = [", ".join(sorted(map(str, found))) for found in paths.values() if len(found) > 1]
    if twins:
        msg = f"these would make pages of the same name: {'; '.join(twins)}; rename one."
        raise InputError(msg)


def refuse_unknown(reports: Sequence[str], known: Sequence[str]) -> None:
    """Raise InputError naming all reports that are not among the known ones."""
    unknown = [report for report in reports if report not in known]
    if unknown:
        named = ", ".join(f"{quoted(report)}{did_you_mean(report, known)}" for report in unknown)
        msg = (
            f"there is no report {named}\n  There is: {', '.join(known)}.\n  "
            "A notebook of your own is built by its path: vse-report build notebooks/own/mine.ipynb"
        )
        raise InputError(msg)


def check_formats(formats: Sequence[str]) -> list[str]:
    """Return the formats to build, all if none is asked for; InputError for unknown ones."""
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        named = ", ".join(f"{quoted(name)}{did_you_mean(name, FORMATS)}" for name in unknown)
        msg = f"there is no format {named}\n  There is: {', '.join(FORMATS)}."
        raise InputError(msg)
    return [name for name in FORMATS if name in formats or not formats]


def parse_assignments(assignments: Sequence[str]) -> dict[str, list[str]]:
    """Return parameter name -> values from ``NAME=VALUE`` and ``NAME=VALUE,VALUE`` arguments.

    Raises
    ------
    InputError
        For arguments without a name or without ``=``, all of them named.
    """
    bad = [item for item in assignments if "=" not in item or item.startswith("=")]
    if bad:
        msg = (
            f"cannot read {', '.join(map(quoted, bad))}; "
            "write -p NAME=VALUE, for instance -p from_month=2021M08."
        )
        raise InputError(msg)
    values: dict[str, list[str]] = {}
    for item in assignments:
        name, _, value = item.partition("=")
        values.setdefault(name.strip(), []).extend(value.split(","))
    return values


def _combinations(
    model: type[Parameters], values: Mapping[str, Sequence[str]]
) -> list[dict[str, object]]:
    choices = [_choices(model, name, given) for name, given in values.items()]
    return [
        dict(zip(values, combination, strict=True)) for combination in itertools.product(*choices)
    ]


def _choices(model: type[Parameters], name: str, given: Sequence[str]) -> list[object]:
    """Return the values of a parameter that each make a report; a text is one, commas and all."""
    if is_text(model, name):
        return [",".join(given)]
    stripped = [value.strip() for value in given]
    return [stripped] if is_list(model, name) else list(stripped)


def _task(report: str, parameters: Parameters, notebook: Path | None) -> Task:
    changed = parameters.changed()
    parts = [f"{name}-{_for_file(text.replace(',', '+'))}" for name, text in changed.items()]
    return Task(report, parameters, _short("__".join([report, *parts])), notebook)


def _for_file(text: str) -> str:
    """Return a value as a file's name can have it; one that is altered is told by its hash."""
    plain = re.sub(r"[^\w.@+-]", "-", text)
    return plain if plain == text else f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _short(name: str) -> str:
    """Return a name that files can have; what is cut off is told apart by its hash."""
    if len(name.encode()) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    room = name.encode()[: LONGEST_NAME - 9].decode(errors="ignore")
    return f"{room}-{digest}"
