"""A whole build: check the figures, build each report, keep manifest and front page in step."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vse_report import data
from vse_report.data.publisher import Publisher, publisher
from vse_report.edition import code_hash, looks_hash
from vse_report.errors import BuildError, DataError, InputError, ReportError, quoted
from vse_report.figures import fonts
from vse_report.make import fork, warm
from vse_report.make import manifest as manifests
from vse_report.make.files import temporary_folder, why
from vse_report.make.output import output_folder, put
from vse_report.make.plan import DEFAULT_EDITION, Task, Way, available_reports
from vse_report.paths import (
    BUILD,
    DEFAULT_DATA,
    FIGURES,
    NOTEBOOKS,
    PACKAGE,
    WORDS,
    data_folder,
    uses_repository_data,
)
from vse_report.render import theme

if TYPE_CHECKING:
    from vse_report.data import Verification
    from vse_report.make.render import Rendered
    from vse_report.render.index import IndexEntry

OWN = "Egen notebook"


@dataclass(frozen=True)
class Outcome:
    """How one task ended: paths of the pages, or the message of what went wrong and its error.

    ``missing`` says what the pages of a notebook of one's own lack.
    """

    task: Task
    seconds: float
    pages: tuple[Path, ...] = ()
    problem: str | None = None
    error: ReportError | None = None
    missing: tuple[str, ...] = ()


def build(
    tasks: Sequence[Task],
    out: Path,
    way: Way,
    report_progress: Callable[[Outcome], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Build every task into ``out`` and return how each ended, in the order of ``tasks``.

    A report that fails does not stop the others, and its last good files stay as they were.

    Raises
    ------
    InputError, DataError
        If the folder cannot be written or the figures do not verify; then nothing was started.
    """
    _refuse_kept_folders(out)
    obstacle = fork.obstacle()
    if obstacle:
        data.verify(data_folder()).raise_if_bad()
    else:
        _verified_while_warming_up(tasks, out).raise_if_bad()
        obstacle = fork.obstacle()  # what was imported may have begun threads
    if obstacle:
        say(f"Reports run one after another, each in a kernel: {obstacle}.")
    issued = publisher()
    with (
        output_folder(out) as staging,
        temporary_folder(),
        closing(_build_all(tasks, way, out, staging, in_turn=bool(obstacle))) as results,
    ):
        manifest = manifests.load(out)
        _refuse_pages_of_others(tasks, manifest)
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
    for kept in (DEFAULT_DATA, data_folder(), NOTEBOOKS, FIGURES, WORDS, PACKAGE):
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


def _refuse_pages_of_others(tasks: Sequence[Task], manifest: manifests.Manifest) -> None:
    """Refuse to replace the pages of another notebook that has the same name."""
    for task in tasks:
        before = manifest.reports.get(task.name)
        other = before.own if before else ""
        if task.own and other not in ("", str(task.own)) and Path(other).exists():
            msg = (
                f"{task.own}: {task.name} is here the page of {other}; rename one of the two, or "
                "give another folder with --out."
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
    if isinstance(result, ReportError):
        problem = _with_kept_notebook(str(result), task, out, staging)
        return Outcome(task, seconds, problem=problem, error=result)
    try:
        _keep(task, result, manifest, issued, out, staging)
    except ReportError as error:
        return Outcome(task, seconds, problem=str(error), error=error)
    pages = tuple(out / page for page in (result.built.html, result.built.pdf) if page)
    return Outcome(task, seconds, pages, missing=result.missing)


def _verified_while_warming_up(tasks: Sequence[Task], out: Path) -> Verification:
    """Return what a child finds of the figures, while this process imports what reports need.

    The child also cuts the typeface, for pages and if wanted for drawings that are kept.
    """

    def check(connection: fork.Connection) -> None:
        connection.send(fork.caught(data.verify, data_folder()))
        theme.font_faces()
        if any(keeps_drawings(task, out) for task in tasks):
            fonts.drawing_face()
        connection.send(fonts.MADE)

    checking = fork.Child(check)
    try:
        # Before the code is imported: a file that is edited from here on makes a report outdated.
        looks_hash()
        for task in tasks:
            if not task.own:
                code_hash(task.report)
        warm.import_all()
        found = _received(checking)
        fonts.MADE.update(_received(checking))
    finally:
        checking.stop()
    warm.warm_up()
    return found


def _received(checking: fork.Child) -> Any:
    """Return what the child that checks the figures sends, or raise the error that it sends."""
    try:
        found = fork.receive(checking, None)
    except (EOFError, OSError):
        msg = f"the figures were not checked, for the process that did it {checking.stop()}."
        raise DataError(msg) from None
    if isinstance(found, ReportError):
        raise found
    return found


def _build_all(
    tasks: Sequence[Task], way: Way, out: Path, staging: Path, *, in_turn: bool
) -> Iterator[tuple[Task, float, Rendered | ReportError]]:
    """Yield each report as it gets ready, each made in a child of its own unless ``in_turn``."""
    # Imported here: while it is, a child checks the figures.
    from vse_report.make.report import build_one

    def one(task: Task) -> tuple[float, Rendered | ReportError]:
        return build_one(task, way, staging, drawings=keeps_drawings(task, out))

    if in_turn:
        way = replace(way, cold=True)
        for task in tasks:
            yield task, *one(task)
        return
    # The longest first: begun last, it would run on alone.
    longest = sorted(tasks, key=lambda task: -task.notebook.stat().st_size)
    for task, result in fork.each(longest, one, way.jobs):
        if isinstance(result, fork.Ended):
            problem = BuildError(
                f"{task.name}: the process that built it {result}, perhaps for want of memory. "
                "Build it alone, or with --jobs 1."
            )
            yield task, 0.0, problem
        else:
            yield task, *result


def _with_kept_notebook(problem: str, task: Task, out: Path, staging: Path) -> str:
    """Move the partial notebook to where a person can look at it, and name that place instead."""
    partial = task.notebook_in(staging)
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
    from vse_report.render.index import render_index  # see `_build_all`

    before = manifest.reports.get(task.name)
    built = _with_the_other_format(rendered.built, before, out)
    after = manifests.Manifest(reports={**manifest.reports, task.name: built})
    linked = _linked(after, task, rendered, out)
    for name, pages in linked.items():
        of_report = after.reports[name]
        sums = {**of_report.files, **manifests.hashes(pages)}
        after.reports[name] = of_report.model_copy(update={"files": sums})
    files = {out / name: content for name, content in rendered.files.items()}
    files |= {out / name: page for pages in linked.values() for name, page in pages.items()}
    front = render_index(
        _entries(after),
        publisher=issued.publisher,
        contact=issued.contact,
        contact_url=issued.contact_url,
    )
    files[out / "index.html"] = front.encode()
    files[out / manifests.NAME] = manifests.to_json(after)
    drawings = {FIGURES / name: content for name, content in rendered.drawings.items()}
    gone = [out / name for name in (before.files if before else {}) if name not in built.files]
    if drawings:
        gone += [path for path in FIGURES.glob(f"{task.report}_*.svg") if path not in drawings]
    failed = out / "failed" / f"{task.name}.ipynb"
    put({**files, **drawings}, [*gone, failed], staging)
    manifest.reports = after.reports  # only now: a failed write must not reach the next manifest
    with contextlib.suppress(OSError):  # others failed too, or there was no such folder
        failed.parent.rmdir()


def _linked(
    after: manifests.Manifest, task: Task, rendered: Rendered, out: Path
) -> dict[str, dict[str, bytes]]:
    """Return report -> page -> contents, of pages whose links change with the report just built.

    What a page links to may be built before or after it, so every page is linked anew.
    """
    from vse_report.render.html import with_ways  # see `_build_all`

    edition = [name for name in DEFAULT_EDITION if name in after.reports]
    linked = {}
    for name in {task.name, *edition}:
        built = after.reports[name]
        page = rendered.files.get(built.html)
        if (
            page is None
            and built.html
            and manifests.is_file(out / built.html, built.files[built.html])
        ):
            page = (out / built.html).read_bytes()
        if page is None:
            continue
        later = edition[edition.index(name) + 1 :] if name in edition else []
        following = next((found for other in later if (found := after.reports[other]).html), None)
        titled = (following.title, following.html) if following else None
        content = with_ways(page.decode(), built.pdf, titled).encode()
        if content != page:
            linked[name] = {built.html: content}
    return linked


def _with_the_other_format(
    built: manifests.BuiltReport, before: manifests.BuiltReport | None, out: Path
) -> manifests.BuiltReport:
    """Return a report with those files too that stand in ``out`` and are of the same edition.

    Where only one format was asked for, that is the other one, if it is what the manifest says.
    """
    if not before or not before.same_edition(built):
        return built
    kept = {
        name: sha256
        for name, sha256 in before.files.items()
        if manifests.is_file(out / name, sha256)
    }
    if any(name.endswith(".html") for name in before.files.keys() - kept.keys()):
        # A report and the page of its code link to each other: both stay, or none.
        kept = {name: sha256 for name, sha256 in kept.items() if not name.endswith(".html")}
    pages = {
        kind: getattr(built, kind) or (page if (page := getattr(before, kind)) in kept else None)
        for kind in ("html", "pdf")
    }
    return built.model_copy(update={**pages, "files": {**kept, **built.files}})


def keeps_drawings(task: Task, out: Path) -> bool:
    """Tell whether drawings go to ``figures/``: of the default edition, built to its own folder."""
    return task.is_default and out == BUILD.resolve()


def _special(built: manifests.BuiltReport) -> str:
    """Return what sets an edition apart from the default one on the front page; "" of that one."""
    colophon = built.colophon
    told = (colophon.about, colophon.choice)
    chosen = "" if colophon.is_default else ", ".join(filter(None, told))
    return ": ".join(filter(None, [OWN, chosen])) if built.own else chosen


def _is_outdated(built: manifests.BuiltReport) -> bool:
    gone = not built.own and built.report not in available_reports()
    return gone or built.is_outdated()


def _entries(manifest: manifests.Manifest) -> list[IndexEntry]:
    from vse_report.render.index import IndexEntry

    return [
        IndexEntry(
            report=built.report,
            title=built.title,
            finding=built.finding,
            picture=built.picture,
            picture_alt=built.picture_alt,
            data_date=built.colophon.data_date,
            html=built.html,
            pdf=built.pdf,
            special=_special(built),
            other_figures=not built.colophon.repository_data,
            outdated=_is_outdated(built),
        )
        for _, built in sorted(manifest.reports.items())
    ]
