"""The command line: ``vse-report build``, ``parameters``, ``tables`` and ``data``."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from vse_report import paths
from vse_report.errors import DataError, InputError, ReportError, printable, quoted

if TYPE_CHECKING:
    from vse_report.make.run import Outcome

DEBUG = "--debug"
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_OUTPUT_FAILED = (errno.ENOSPC, errno.EPIPE, errno.EIO, errno.EBADF)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
data_app = typer.Typer(no_args_is_help=True, help="Check the figures, or seal them after a change.")
app.add_typer(data_app, name="data")
out, err = (
    Console(soft_wrap=True, highlight=False),
    Console(stderr=True, soft_wrap=True, highlight=False),
)


@app.callback()
def _root() -> None:
    """Build the report, list its parameters, look after its figures.

    Exit status: 0 all well; 1 a report failed, the others were built; 2 wrong input, bad figures
    or no permission, nothing was started. With --debug, anywhere, an error shows its traceback.
    """


@app.command()
def build(
    reports: Annotated[
        list[str] | None,
        typer.Argument(
            help="Reports, or paths of notebooks; none for the default edition.",
            show_default=False,
        ),
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option(
            "-p",
            "--parameter",
            metavar="NAME=VALUE",
            help="A parameter; several values, comma-separated, make several reports.",
        ),
    ] = None,
    municipality: Annotated[
        list[str] | None, typer.Option(help="Short for -p municipality=…; several make several.")
    ] = None,
    formats: Annotated[
        list[str] | None, typer.Option("--format", help="html or pdf; both if not given.")
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Reports built at the same time.")
    ] = os.cpu_count() or 1,
    cold: Annotated[
        bool,
        typer.Option("--cold", help="Run each report in a kernel of its own, as papermill does."),
    ] = False,
    cell_seconds: Annotated[float, typer.Option(min=1, help="How long one cell may take.")] = 1800,
    data: Annotated[Path | None, typer.Option(help="Data folder to build from.")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = paths.BUILD,
) -> None:
    """Build reports as HTML and PDF."""
    from vse_report.make import environment
    from vse_report.make.plan import Way, check_formats, parse_assignments, plan

    environment.make_plain()
    _use_data(data)
    out_folder = _resolved(out_folder)
    if any("\ud800" <= character <= "\udfff" for character in str(out_folder)):
        raise InputError(f"{quoted(str(out_folder))}: is not UTF-8; give another --out.")
    given = [
        *(parameter or []),
        *(f"municipality={given}" for given in municipality or []),
    ]
    wanted = check_formats(formats or [])
    try:
        tasks = plan(reports or [], parse_assignments(given))
    except DataError:
        # The plan met one bad table by chance; name every fault of the folder, each with its row.
        from vse_report.data import verify

        verify(paths.data_folder()).raise_if_bad()
        raise
    # Imported here: what is refused is refused at once, and need not wait for what builds.
    from vse_report.make.run import build as run

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns,
        console=err,
        transient=True,
        disable=not err.is_terminal,
        auto_refresh=False,  # it would take a thread, and a process with two is not forked
    ) as progress:
        bar = progress.add_task("Checking figures, building reports", total=len(tasks))

        def advance(outcome: Outcome) -> None:
            progress.advance(bar)
            progress.refresh()
            if outcome.problem:
                err.print("[bold red]failed[/]", end=" ")
                err.print(printable(outcome.problem), markup=False)
                if _debugging():
                    traceback.print_exception(outcome.error)

        way = Way(wanted, jobs, cold, cell_seconds)
        outcomes = run(tasks, out_folder, way, advance, lambda text: err.print(text, markup=False))
    _summarise(outcomes, out_folder)
    if any(outcome.problem for outcome in outcomes):
        raise typer.Exit(1)


@app.command()
def accept(
    reports: Annotated[
        list[str] | None,
        typer.Argument(help="Reports; none for the default edition.", show_default=False),
    ] = None,
    word: Annotated[
        list[str] | None,
        typer.Option(
            "--word",
            metavar="OLD→NEW",
            help="A changed word of direction or judgement that is right.",
        ),
    ] = None,
) -> None:
    """Accept the built words of the default edition: copy them to words/, to be committed."""
    from vse_report.make.accept import accept as take
    from vse_report.prose.changes import told

    accepted = take(reports or [], word or [])
    for report, found in accepted.changed.items():
        out.print(printable(f"{report}\n{told(found)}"), markup=False)
    for what, listed in (("new", accepted.new), ("removed", accepted.gone)):
        for report in listed:
            out.print(printable(f"{what}  {report}"), markup=False)
    if not (accepted.changed or accepted.new or accepted.gone):
        out.print("no word has changed.")


@app.command()
def parameters(
    report: Annotated[
        str | None,
        typer.Argument(
            help="A report, or the path of a notebook; all reports if none is given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the parameters of a report: type, allowed values, default, meaning."""
    from vse_report.make import own
    from vse_report.make.plan import available_reports
    from vse_report.parameters import contract, describe

    for name in [report] if report else available_reports():
        is_own = own.is_path(name)
        rows = describe(own.contract_of(Path(name)) if is_own else contract(name))
        here = is_own or name in available_reports()
        later = "" if here else " (reserved; its notebook is not here yet)"
        out.print(f"[bold]{name}[/]{later}" + ("" if rows else " has no parameters."))
        for row in rows:
            out.print(
                f"  {row['name']}  ({row['type']}, {row['allowed']}; default {row['default']})"
            )
            if row["meaning"]:
                out.print(f"      {row['meaning']}", markup=False)


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What the notebook, and its page, is called.")],
    copy: Annotated[
        str, typer.Option(help="A report to copy; if not given, a short template.")
    ] = "",
) -> None:
    """Begin a notebook of your own in notebooks/own/, which git, tests and lint leave alone."""
    from vse_report.make.new import new_notebook

    path = _shown(new_notebook(name, copy))
    out.print(printable(f"{path}\nOpen it with make lab, or build it: vse-report build {path}"))


@app.command()
def tables(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            help="What is looked for, in Danish or English; a table's name for its card.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """List the tables; with words those that match, best first; with a name that table's card."""
    from vse_report.data import card, cards
    from vse_report.data.listing import lines, rows
    from vse_report.data.search import ranked

    asked = " ".join(words or [])
    if asked in cards():
        told = str(card(asked))
    elif words:
        told = "\n".join(lines(*ranked(asked)))
    else:
        told = "\n".join(lines(rows(cards())))
    out.print(printable(told), markup=False)


DataFolder = Annotated[
    Path | None,
    typer.Argument(
        help=f"Data folder; if none is given, that of {paths.DATA_VARIABLE}, else data/.",
        show_default=False,
    ),
]


@data_app.command("verify")
def data_verify(folder: DataFolder = None) -> None:
    """Check every table of a data folder against its card: file, schema, subject checks."""
    from vse_report.data import verify

    found = verify(_resolved(folder or paths.data_folder()))
    found.raise_if_bad()
    told = f"{found.folder}: {found.tables} tables, {found.rows} rows, all as their cards say."
    out.print(printable(told), markup=False)


@data_app.command("seal")
def data_seal(
    folder: DataFolder = None,
    shrink: Annotated[
        bool, typer.Option("--shrink", help="Seal also where a table has lost rows or periods.")
    ] = False,
) -> None:
    """Check a data folder, then write hashes, row counts and coverage into its cards."""
    from vse_report.data import seal

    checked = _resolved(folder or paths.data_folder())
    changed = seal(checked, shrink=shrink)
    told = (
        ["sealed.", *changed] if changed else ["nothing has changed; the cards are as they were."]
    )
    out.print(printable(f"{checked}: " + "\n".join(told)), markup=False)


def main() -> None:
    """Run the command line; show a ReportError as its message and end with its exit status."""
    try:
        with _stopped_by_signals():
            try:
                app(args=[argument for argument in sys.argv[1:] if argument != DEBUG])
            finally:
                if sys.stdout is not None:  # as it is where it was closed before we began
                    sys.stdout.flush()
    except OSError as error:
        if error.filename is not None or error.errno not in _OUTPUT_FAILED:
            raise  # of a file, or of something else than writing
        _give_up_output()
        if not isinstance(error, BrokenPipeError):  # who reads no more need not be told
            err.print(f"error: standard output cannot be written ({error.strerror})", markup=False)
        sys.exit(1)
    except ReportError as error:
        if _debugging():
            traceback.print_exc()
        err.print("error:", style="bold red", end=" ")
        err.print(printable(str(error)), markup=False)
        sys.exit(error.exit_status)
    except SystemExit as ended:
        if ended.code in (128 + number for number in _STOPPING):
            err.print("stopped; every report that was built is whole, as it was or as it is now")
        raise


def _give_up_output() -> None:
    """Let what is still to be printed go nowhere, also what Python prints when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@contextlib.contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """End in order, with the status that shells expect, when told to stop; then hear no more."""

    def stop(number: int, _: object) -> None:
        for other in _STOPPING:
            signal.signal(other, signal.SIG_IGN)
        warnings.simplefilter("ignore")  # Python's, of steps that are now never taken
        sys.exit(128 + number)

    before = {number: signal.signal(number, stop) for number in _STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _debugging() -> bool:
    return DEBUG in sys.argv


def _use_data(folder: Path | None) -> None:
    if folder is not None:
        os.environ[paths.DATA_VARIABLE] = str(_resolved(folder))


def _resolved(folder: Path) -> Path:
    """Return a folder given on the command line as a whole path; InputError if it can be none."""
    try:
        resolved = folder.resolve()
        resolved.exists()  # also false for what is yet to be made; fails for what cannot be
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition(" from ")[0]
        raise InputError(f"{quoted(str(folder))}: {reason}; give another folder.") from None
    return resolved


def _summarise(outcomes: list[Outcome], out_folder: Path) -> None:
    from vse_report.data.publisher import publisher
    from vse_report.data.reported import events_without_source

    for outcome in outcomes:
        out.print("[bold red]failed[/]" if outcome.problem else "[green]built[/] ", end="  ")
        pages = "  ".join(_shown(page) for page in outcome.pages)
        out.print(f"{outcome.seconds:5.1f} s  {outcome.task.name}  {pages}", markup=False)
        for missing in outcome.missing:
            out.print(printable(f"         {missing}"), markup=False)
    failed = sum(1 for outcome in outcomes if outcome.problem)
    out.print(f"{len(outcomes) - failed} built, {failed} failed.")
    unset = publisher().unset
    if unset:
        out.print(printable(f"{_shown(paths.data_folder())}/{unset}"), markup=False)
    unsourced = ", ".join(events_without_source())
    if unsourced:
        told = f"reported/events.yaml has no source for {unsourced}: no report shows it."
        out.print(printable(f"{_shown(paths.data_folder())}/{told}"), markup=False)
    if failed < len(outcomes):
        out.print(f"Open {_shown(out_folder / 'index.html')}", markup=False)


def _shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    here = Path.cwd()
    return printable(str(path.relative_to(here) if path.is_relative_to(here) else path))
