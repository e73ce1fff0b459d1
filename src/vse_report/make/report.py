"""One report from its notebook to its files, and what to say if it did not get there."""

from __future__ import annotations

import time
from pathlib import Path

from vse_report.errors import BuildError, ReportError
from vse_report.make.execute import execute
from vse_report.make.files import DISK_FULL, why
from vse_report.make.fork import caught
from vse_report.make.plan import Task, Way
from vse_report.make.render import Rendered, render


def build_one(
    task: Task, way: Way, staging: Path, *, drawings: bool
) -> tuple[float, Rendered | ReportError]:
    """Return how many seconds a report took, and its files or why there are none."""
    started = time.perf_counter()
    result = caught(_rendered, task, way, staging, drawings)
    return time.perf_counter() - started, result


def _rendered(task: Task, way: Way, staging: Path, drawings: bool) -> Rendered:
    try:
        executed = execute(
            task, task.notebook_in(staging), cold=way.cold, cell_seconds=way.cell_seconds
        )
        return render(task, executed, way.formats, drawings=drawings)
    except ReportError as error:
        if str(error).startswith(task.name):
            raise
        raise BuildError(f"{task.name}: {error}") from error
    except Exception as error:
        raise BuildError(f"{task.name}: {_unforeseen(error, staging)}") from error


def _unforeseen(error: Exception, staging: Path) -> str:
    """Return what to say of an error that is not one of ours; it ends only this report."""
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return why(Path(error.filename or staging), error)
    return (
        f"{type(error).__name__}: {error}\n"
        "  This is a fault in the code; run again with --debug to see where."
    )
