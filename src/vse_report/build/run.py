"""A whole build: check the figures, build each report, keep manifest and front page in step."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from multiprocessing import active_children, get_context
from pathlib import Path

from vse_report.build import manifest as manifests
from vse_report.build.execute import execute
from vse_report.build.files import DISK_FULL, output_folder, put, temporary_folder, why
from vse_report.build.plan import Task, available_reports
from vse_report.build.render import Rendered, render
from vse_report.data import verify
from vse_report.data.publisher import Publisher, publisher
from vse_report.edition import code_hash
from vse_report.errors import BuildError, InputError, ReportError, quoted
from vse_report.paths import (
    BUILD,
    DEFAULT_DATA,
    FIGURES,
    NOTEBOOKS,
    PACKAGE,
    data_folder,
    uses_repository_data,
)
from vse_report.render.index import IndexEntry, render_index
from vse_report.render.theme import stylesheet


@dataclass(frozen=True)
class Outcome:
    """How one task ended: paths of the pages, or the message of what went wrong and its error."""

    task: Task
    seconds: float
    pages: tuple[Path, ...] = ()
    problem: str | None = None
    error: ReportError | None = None


def build(
    tasks: Sequence[Task],
    formats: Sequence[str],
    out: Path,
    jobs: int,
    report_progress: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Build every task into ``out`` and return how each ended, in the order of ``tasks``.

    A report that fails does not stop the others, and its last good files stay as they were.

    Raises
    ------
    InputError, DataError
        If the folder cannot be written or the figures do not verify; then nothing was started.
    """
    _refuse_kept_folders(out)
    verify(data_folder()).raise_if_bad()
    issued = publisher()
    with (
        output_folder(out) as staging,
        temporary_folder(),
        closing(_build_all(tasks, formats, staging, jobs)) as results,
    ):
        manifest = manifests.load(out)
        outcomes: dict[str, Outcome] = {}
        for task, seconds, result in results:
            outcome = _settle(task, seconds, result, manifest, issued, out, staging)
            outcomes[task.name] = outcome
            report_progress(outcome)
        return [outcomes[task.name] for task in tasks]


def _refuse_kept_folders(out: Path) -> None:
    """Refuse a folder whose files the build would write over or mix with its output."""
    if out == BUILD.resolve() and not uses_repository_data():
        msg = (
            f"{out}: is kept for the figures in {DEFAULT_DATA}; "
            f"give --out as well to build from those in {data_folder()}."
        )
        raise InputError(msg)
    for kept in (DEFAULT_DATA, data_folder(), NOTEBOOKS, FIGURES, PACKAGE):
        if out.is_relative_to(kept) or kept.is_relative_to(out):
            msg = f"{out}: holds or lies in {kept}, which is not for output; give another --out."
            raise InputError(msg)
    if out.is_dir() and not (out / manifests.NAME).exists():
        # What a build leaves that never got as far as a manifest is hidden, or failed notebooks.
        names = (path.name for path in out.iterdir())
        others = [name for name in names if not name.startswith(".") and name != "failed"]
        if others:
            msg = (
                f"{out}: holds {quoted(min(others))} and no {manifests.NAME}, so it is not of our "
                "making; give a new or empty folder with --out."
            )
            raise InputError(msg)


def _settle(
    task: Task,
    seconds: float,
    result: Rendered | ReportError,
    manifest: manifests.Manifest,
    issued: Publisher,
    out: Path,
    staging: Path,
) -> Outcome:
    """Put a rendered report into place, or say what went wrong with it."""
    if isinstance(result, Rendered):
        try:
            _keep(task, result, manifest, issued, out, staging)
        except ReportError as error:
            return Outcome(task, seconds, problem=str(error), error=error)
        pages = tuple(out / page for page in (result.built.html, result.built.pdf) if page)
        return Outcome(task, seconds, pages)
    problem = _with_kept_notebook(str(result), task, out, staging)
    return Outcome(task, seconds, problem=problem, error=result)


def _build_all(tasks: Sequence[Task], formats: Sequence[str], staging: Path, jobs: int):
    if jobs == 1 or len(tasks) == 1:
        for task in tasks:
            yield task, *_build_one(task, formats, staging)
        return
    # Not forked: a forked child would inherit the threads and sockets that papermill uses.
    with ProcessPoolExecutor(
        min(jobs, len(tasks)),
        mp_context=get_context("spawn"),
        initializer=_prepare_worker,
        initargs=(tempfile.gettempdir(), os.getpid()),
    ) as pool:
        try:
            # Ctrl-C reaches the whole group of processes; the workers inherit that they do not hear
            # it, and are ended below.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            running: dict[Future, Task] = {
                pool.submit(_build_apart, task, formats, staging): task for task in tasks
            }
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            yield from _results(running)
        except BaseException:  # stopped by a signal: do not wait for reports that nobody wants
            for worker in active_children():
                worker.terminate()
            raise


def _results(running: Mapping[Future, Task]):
    for done in as_completed(running):
        task = running[done]
        try:
            yield task, *done.result()
        except BrokenProcessPool as error:
            problem = BuildError(
                f"{task.name}: the process that built it was killed, perhaps for want of "
                "memory. Build it alone, or with --jobs 1."
            )
            problem.__cause__ = error
            yield task, 0.0, problem


def _prepare_worker(temporary: str, parent: int) -> None:
    """Share the build's temporary folder, and end with the build, however that ends."""
    tempfile.tempdir = temporary
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))

    def watch() -> None:
        while os.getppid() == parent:  # a kill of the parent tells its children nothing
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _build_apart(
    task: Task, formats: Sequence[str], staging: Path
) -> tuple[float, Rendered | ReportError]:
    """Build one report in a worker; a worker that is told to end takes its kernel with it."""
    try:
        seconds, result = _build_one(task, formats, staging)
    except SystemExit as stopped:
        os._exit(stopped.code)  # the pool would hand it the next report
    if isinstance(result, ReportError):
        # For --debug: an error on its way to another process loses its cause, but not its notes.
        result.add_note("".join(traceback.format_exception(result)))
    return seconds, result


def _build_one(
    task: Task, formats: Sequence[str], staging: Path
) -> tuple[float, Rendered | ReportError]:
    started = time.perf_counter()
    # The main process is idle while the kernel works; the embedded fonts take a second to make.
    threading.Thread(target=stylesheet, daemon=True).start()
    try:
        result = render(task, execute(task, _partial(task, staging)), formats)
    except ReportError as error:
        result = error
    except Exception as error:
        result = BuildError(f"{task.name}: {_unforeseen(error, staging)}")
        result.__cause__ = error
    return time.perf_counter() - started, result


def _unforeseen(error: Exception, staging: Path) -> str:
    """Return what to say of an error that is not one of ours; it ends only this report."""
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        return why(Path(error.filename or staging), error)
    return (
        f"{type(error).__name__}: {error}\n"
        "  This is a fault in the code; run again with --debug to see where."
    )


def _partial(task: Task, staging: Path) -> Path:
    return staging / f"{task.name}.ipynb"


def _with_kept_notebook(problem: str, task: Task, out: Path, staging: Path) -> str:
    """Move the partial notebook to where a person can look at it, and name that place instead."""
    partial = _partial(task, staging)
    if not partial.exists():
        return problem
    kept = out / "failed" / partial.name
    try:
        kept.parent.mkdir(exist_ok=True)
        shutil.move(partial, kept)
    except OSError as error:
        return f"{problem}\n  It is not kept: {why(kept, error)}"
    return problem.replace(str(partial), str(kept))


def _keep(
    task: Task,
    rendered: Rendered,
    manifest: manifests.Manifest,
    issued: Publisher,
    out: Path,
    staging: Path,
) -> None:
    """Move a report's files into place, then bring manifest and front page in step with them."""
    built = rendered.built
    before = manifest.reports.get(task.name)
    if before and before.same_edition(built):
        # Only one format was asked for now; the other one on disk is of the same edition.
        built = built.model_copy(
            update={
                "html": built.html or before.html,
                "pdf": built.pdf or before.pdf,
                "files": {**before.files, **built.files},
            }
        )
    after = manifests.Manifest(reports={**manifest.reports, task.name: built})
    files = {out / name: content for name, content in rendered.files.items()}
    front = render_index(_entries(after), publisher=issued.publisher, contact=issued.contact)
    files[out / "index.html"] = front.encode()
    files[out / manifests.NAME] = manifests.to_json(after)
    drawings = _committed_drawings(task, rendered, out)
    put({**files, **drawings}, staging)
    manifest.reports[task.name] = built  # only now: a failed write must not reach the next manifest
    gone = [out / name for name in (before.files if before else {}) if name not in built.files]
    if drawings:
        gone += [path for path in FIGURES.glob(f"{task.report}_*.svg") if path not in drawings]
    _remove(gone, failure=out / "failed" / f"{task.name}.ipynb")


def _remove(gone: Sequence[Path], failure: Path) -> None:
    """Remove the files that a report no longer has, and what was kept of its last failure."""
    try:
        for path in gone:
            path.unlink(missing_ok=True)
        if failure.exists():
            failure.unlink()
            if not list(failure.parent.iterdir()):
                failure.parent.rmdir()
    except OSError as error:
        msg = (
            f"{error.filename}: cannot be removed ({error.strerror}); the report is built, "
            "remove this yourself."
        )
        raise BuildError(msg) from None


def _committed_drawings(task: Task, rendered: Rendered, out: Path) -> dict[Path, bytes]:
    """Return what goes to ``figures/``: only the default edition, built to its own folder."""
    if not task.is_default or out != BUILD.resolve():
        return {}
    return {FIGURES / name: content for name, content in rendered.drawings.items()}


def _entries(manifest: manifests.Manifest) -> list[IndexEntry]:
    return [
        IndexEntry(
            report=built.report,
            title=built.title,
            finding=built.finding,
            data_date=built.colophon.data_date,
            html=built.html,
            pdf=built.pdf,
            special="" if built.colophon.is_default else built.colophon.choice,
            other_figures=not built.colophon.repository_data,
            outdated=_is_outdated(built),
        )
        for _, built in sorted(manifest.reports.items())
    ]


def _is_outdated(built: manifests.BuiltReport) -> bool:
    """Tell whether a report was built from other code, figures or words than those of now."""
    return (
        built.report not in available_reports()
        or built.colophon.code != code_hash(built.report)
        or built.tables != manifests.states(built.colophon.reads)
    )
