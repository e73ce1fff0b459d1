"""Run a notebook through papermill, and say plainly where it stopped if it did."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from vse_report.blocks import Colophon, blocks_in
from vse_report.errors import BuildError, InputError, printable
from vse_report.make import fork
from vse_report.make.engine import NAME, ForkEngine
from vse_report.make.environment import plain
from vse_report.make.own import has_ids, read_notebook
from vse_report.make.plan import Task

_OWN_ERRORS = {"InputError", "DataError", "BuildError", "ReportError"}
# papermill and the kernel note when and how long cells ran, which differs from run to run.
_VOLATILE = ("papermill", "execution")
_INJECTED = "injected-parameters"
_LONGEST_PRINT = 1_000_000  # characters
# What goes wrong is told once, in our words: with a handler of its own papermill's log is silent.
logging.getLogger("papermill").addHandler(logging.NullHandler())
# Also where the package was put on the path without being installed.
papermill_engines.register(NAME, ForkEngine)


class LocalKernelManager(AsyncKernelManager):
    """A kernel of this Python that knows nothing of the user's settings.

    Talks to it through socket files, not TCP ports: no race, nothing to overhear.
    """

    transport = "ipc"

    def __init__(self, **settings: Any) -> None:
        # Without folders to look in, the kernel is the one beside us, not one the user installed.
        super().__init__(**settings, kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        # A private folder for each kernel: the default is the notebooks' folder, where kernels that
        # start at the same time could pick the same name, and a killed one would leave its files.
        self._sockets = tempfile.TemporaryDirectory(prefix="kernel-")
        self.ip = str(Path(self._sockets.name) / "kernel")

    async def start_kernel(self, **settings: Any) -> None:
        """Start it without what would draw or run otherwise than on another machine."""
        fork.end_with_parent()
        environment = plain(os.environ)
        environment["IPYTHONDIR"] = str(Path(self._sockets.name) / "ipython")  # no startup files
        await super().start_kernel(env=environment, **settings)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self._sockets.cleanup()

    cleanup_resources = _async_cleanup_resources


def execute(
    task: Task, partial: Path, *, cold: bool = False, cell_seconds: float | None = None
) -> NotebookNode:
    """Return the executed notebook, without times.

    Parameters
    ----------
    task : Task
        Its parameters are given to papermill as text, as on the command line.
    partial : Path
        Where papermill keeps the notebook while it runs; left there if a cell raises.
    cold : bool
        Run the cells in a kernel of their own and not in a child forked from this process.
    cell_seconds : float, optional
        How long one cell may take; no limit if left out.

    Raises
    ------
    BuildError
        If the notebook cannot be read, or has no place for its parameters. If a cell raises, takes
        too long, or ends the process it runs in: notebook, cell, line as far as known, and where
        the partial notebook is. If the page is made with other parameters than those of the task.
    """
    notebook = task.notebook
    _refuse_unfit(task, notebook)
    try:
        executed = papermill.execute_notebook(
            _untouched(notebook),
            _untouched(partial),
            task.parameters.as_given(),
            cwd=str(notebook.parent),
            engine_name=None if cold else NAME,
            progress_bar=False,
            execution_timeout=cell_seconds,
            # Whatever kernel the notebook was last saved with: a report runs on the locked Python.
            kernel_name=NATIVE_KERNEL_NAME,
            language="python",
            kernel_manager_class=LocalKernelManager,  # where a kernel is needed
            # It has nothing to save, and one that is asked to end may take five seconds.
            shutdown_kernel="immediate",
        )
    except PapermillExecutionError as error:
        raise BuildError(_explain(task, error, partial)) from error
    except (DeadKernelError, CellTimeoutError) as error:
        raise BuildError(_explain_end(task, error, partial, cell_seconds)) from error
    _refuse_floods(task, executed, partial)
    _refuse_other_parameters(task, notebook, executed, partial)
    return without_times(_with_ids(notebook, _as_recorded(task, executed)))


def _untouched(path: Path) -> str:
    """Return a path so that papermill, which fills in braces, finds it as it is."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _refuse_floods(task: Task, executed: NotebookNode, partial: Path) -> None:
    """Refuse a notebook with a cell that prints more than anyone reads or a page can hold."""
    floods = []
    for position, cell in enumerate(_of_the_source(executed.cells), start=1):
        printed = sum(
            len(output.get("text", "")) + len(output.get("data", {}).get("text/plain", ""))
            for output in cell.get("outputs", [])
        )
        if printed > _LONGEST_PRINT:
            floods.append(f"cell {position} prints {printed:,} characters")
    if floods:
        msg = (
            f"{task.name}: {'; '.join(floods)}; a page has room for {_LONGEST_PRINT:,} of a cell. "
            f"Print less.\n  The notebook as it ran: {partial}"
        )
        raise BuildError(msg)


def _of_the_source(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the cells that the notebook on disk has too, which is how people count them."""
    return (cell for cell in cells if _INJECTED not in cell.metadata.get("tags", []))


def _refuse_unfit(task: Task, notebook: Path) -> None:
    """Refuse a notebook that is none, or that would run on without the parameters it is given."""
    try:
        cells = read_notebook(notebook).cells
    except InputError as error:
        raise BuildError(f"{task.name}: {error}") from None
    names = ", ".join(task.parameters.as_given())
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    if names and not any(cell.cell_type == "code" for cell in tagged):
        msg = (
            f"{task.name}: {notebook}: no code cell is tagged 'parameters', so {names} would not "
            "reach it. Give that tag to a cell that sets them to None, before begin(...)."
        )
        raise BuildError(msg)


def _refuse_other_parameters(
    task: Task, notebook: Path, executed: NotebookNode, partial: Path
) -> None:
    """Refuse a page that its own name would misrepresent."""
    asked = (task.parameters.report, task.parameters.recorded())
    for block in blocks_in(executed):
        if isinstance(block, Colophon) and (block.report, block.parameters) != asked:
            msg = (
                f"{task.name}: {notebook}: was asked for {_choice(*asked)}, which made "
                f"{_choice(block.report, block.parameters)}. The cell tagged 'parameters' must "
                "come before begin(...), which takes them all; no other cell may set them.\n"
                f"  The notebook as it ran: {partial}"
            )
            raise BuildError(msg)


def _as_recorded(task: Task, executed: NotebookNode) -> NotebookNode:
    """Return the notebook with papermill's cell as pages may show it: of a file no folder."""
    given, recorded = task.parameters.as_text(), task.parameters.recorded()
    for cell in executed.cells:
        if _INJECTED in cell.metadata.get("tags", []):
            for name in (name for name in given if given[name] != recorded[name]):
                line = f"{name} = {json.dumps(recorded[name], ensure_ascii=False)}"
                cell.source = re.sub(rf"(?m)^{name} = .*$", lambda _, to=line: to, cell.source)
    return executed


def _with_ids(notebook: Path, executed: NotebookNode) -> NotebookNode:
    """Return the executed notebook with ids by position where that on disk has none.

    Older ones have none, and nbformat draws other ones by lot each time they are read.
    """
    of_source = [*_of_the_source(executed.cells)]
    known = has_ids(notebook) or [False] * len(of_source)
    for position, (cell, has_id) in enumerate(zip(of_source, known, strict=True), start=1):
        if not has_id:
            cell.id = f"cell-{position}"
    return executed


def _choice(report: str, parameters: Mapping[str, str]) -> str:
    given = ", ".join(f"{name}={text}" for name, text in parameters.items())
    return f"{report} with {given}" if given else report


def without_times(notebook: NotebookNode) -> NotebookNode:
    """Return ``notebook`` without what changes from run to run."""
    for holder in (notebook, *notebook.cells):
        for key in _VOLATILE:
            holder.metadata.pop(key, None)
    notebook.metadata.get("language_info", {}).pop("version", None)
    for cell in notebook.cells:
        # Warnings name paths of the machine and belong to whoever builds, not to readers.
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":
                sys.stderr.write(printable(output["text"]))
        if "outputs" in cell:
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
    for cell in notebook.cells:
        if _INJECTED in cell.metadata.get("tags", []):
            cell.id = _INJECTED  # papermill draws a new one by lot each time
    # How many pieces a text comes in is a matter of time; JupyterLab shows them as one, too.
    return CoalesceStreamsPreprocessor().preprocess(notebook, {})[0]


def _explain(task: Task, error: PapermillExecutionError, partial: Path) -> str:
    position, cell = _cell_in_source(task.notebook, error.source)
    line = _line(error)
    where = f"{task.name}: cell {position}" + (f", line {line}" if line else "")
    what = error.evalue if error.ename in _OWN_ERRORS else f"{error.ename}: {error.evalue}"
    if not error.traceback:  # of an unknown magic there is only what it printed
        what = _complaint(error.source, partial) or what
    code = (
        f"\n    {cell.splitlines()[line - 1].strip()}"
        if line and line <= len(cell.splitlines())
        else ""
    )
    return f"{where}: {what}{code}\n  The notebook as far as it came: {partial}"


def _complaint(source: str, partial: Path) -> str:
    """Return the last line that a cell printed to stderr."""
    ran = [cell for cell in nbformat.read(partial, as_version=4).cells if cell.source == source]
    printed = [out.text for cell in ran for out in cell.outputs if out.get("name") == "stderr"]
    return (printed[-1].strip().splitlines() or [""])[-1] if printed else ""


def _explain_end(
    task: Task, error: DeadKernelError | CellTimeoutError, partial: Path, seconds: float | None
) -> str:
    """Return in which cell a run ended that no error of the cell ended, and why if it is known."""
    cells = nbformat.read(partial, as_version=4).cells
    started = [cell for cell in cells if cell.metadata.get("papermill", {}).get("start_time")]
    position = _cell_in_source(task.notebook, started[-1].source)[0] if started else "none"
    if isinstance(error, CellTimeoutError):
        what = f"took longer than {seconds:g} seconds; give it more with --cell-seconds."
    elif re.search("killed by signal (?!9)|exit status", str(error)):
        what = f"{error}."
    else:
        what = (
            "the kernel died, or the process that ran its cells; too little memory is the usual "
            "reason, fewer --jobs may help."
        )
    return f"{task.name}: cell {position}: {what}\n  The notebook as far as it came: {partial}"


def _cell_in_source(notebook: Path, source: str) -> tuple[int | str, str]:
    """Return a cell's number in the source notebook, counted from 1 as JupyterLab shows them."""
    cells = read_notebook(notebook).cells
    numbers = [number for number, cell in enumerate(cells, start=1) if cell.source == source]
    return (numbers[0] if numbers else "with the injected parameters"), source


def _line(error: Any) -> int | None:
    """Return the line of the cell in which the error surfaced, read from IPython's traceback."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    found = re.search(r"Cell In\[\d+\], line (\d+)", text)
    return int(found[1]) if found else None
