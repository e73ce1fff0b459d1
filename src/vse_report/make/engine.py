"""A papermill engine that runs cells in a forked child: ``papermill --engine vse``.

The child has at once whatever this process has imported. What it lacks beside a kernel is an event
loop that runs, widgets and input; a notebook that needs those runs in a kernel, which is said.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import tqdm
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager

from vse_report.code import without_magics
from vse_report.make import fork

NAME = "vse"
_THIS_PYTHON = ("python", NATIVE_KERNEL_NAME)
logger = logging.getLogger(__name__)

_NEEDS = {
    "an event loop": re.compile(r"\basyncio\b|^\s*%gui\b|^\s*%autoawait\b", re.MULTILINE),
    "widgets": re.compile(r"\b(?:ipywidgets|anywidget|FigureWidget|ipympl)\b|%matplotlib widget"),
    "input": re.compile(
        r"\binput\s*\(|\bgetpass\b|^\s*%debug\b|\bset_trace\s*\(|\bbreakpoint\s*\("
    ),
    "a kernel": re.compile(r"\bipykernel\b|\.kernel\b|^\s*%connect_info\b", re.MULTILINE),
}


def needed(notebook: NotebookNode) -> str:
    """Return what a notebook's code needs that a forked child lacks, or nothing."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            if _awaits(cell.source):
                return "an event loop"
            for what, pattern in _NEEDS.items():
                if pattern.search(cell.source):
                    return what
    return ""


def _awaits(source: str) -> bool:
    """Tell whether a cell awaits something outside every function."""
    if not re.search(r"\bawait\b|\basync\b", source):
        return False
    try:
        compile(without_magics(source), "cell", "exec", dont_inherit=True)
        return False
    except SyntaxError:
        return True


def _end_thread_of_progress_bars() -> None:
    """End what papermill's bar of an earlier notebook left; the next one starts it anew."""
    for thread in threading.enumerate():
        if isinstance(thread, tqdm.TMonitor):
            thread.exit()
            thread.tqdm_cls.monitor = None


class NeedsKernelError(Exception):
    """A cell asked for something that only a kernel has; its text says for what."""


class Cells:
    """The child that runs the cells of one notebook, as seen from the process that forked it."""

    def __init__(self, folder: Path) -> None:
        lifeline, self._life = os.pipe()

        def work(connection: fork.Connection) -> None:
            from vse_report.make.cells import serve  # what it imports is the child's alone

            serve(connection, lifeline, folder)

        self._child = fork.Child(work)
        os.close(lifeline)

    def send(self, source: str, cell_id: str | None) -> None:
        """Let the child run one cell."""
        self._child.connection.send((source, cell_id))

    def receive(self, seconds: float | None = None) -> tuple[Any, ...]:
        """Return what the child sends next; see `fork.receive` for what is raised."""
        return fork.receive(self._child, seconds)

    def close(self) -> fork.Ended:
        """End the child and all that its cells have started, and return how it had ended."""
        ended = self._child.kill()
        if self._life is not None:
            os.close(self._life)
            self._life = None
        return ended


class ForkEngine(NBClientEngine):
    """Runs the cells in a child forked from this process, or in a kernel where that cannot be."""

    @classmethod
    def execute_notebook(
        cls, nb: NotebookNode, kernel_name: str, *arguments: Any, **options: Any
    ) -> NotebookNode:
        """Return the notebook with its outputs; see ``papermill.execute_notebook``."""
        _end_thread_of_progress_bars()
        needs = needed(nb)
        reason = f"it needs {needs}" if needs else fork.obstacle()
        if kernel_name not in _THIS_PYTHON:
            reason = f"it asks for the kernel {kernel_name!r}"
        if not reason:
            with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
                # Before the progress bar begins: a process with its thread is not forked.
                cells = Cells(Path(folder))
                try:
                    return super().execute_notebook(
                        nb, kernel_name, *arguments, cells=cells, **options
                    )
                except NeedsKernelError as error:
                    reason = str(error)
                finally:
                    cells.close()
        given = options.get("input_path")  # papermill takes a notebook itself, too
        name = Path(given).name if isinstance(given, str | os.PathLike) else "this notebook"
        logger.warning("%s runs in a kernel: %s", name, reason)
        return super().execute_notebook(nb, kernel_name, *arguments, **options)

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        cells: Cells | None = None,
        **options: Any,
    ) -> None:
        """Run the cells one after the other; ``execute_notebook`` calls this."""
        if cells is None:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
            return
        timeout = options.get("execution_timeout") or options.get("timeout")
        traits = PapermillNotebookClient.class_trait_names()
        # What is for kernels, such as the class of their manager, means nothing to a child.
        known = {name: options[name] for name in traits if name in options} | {"timeout": timeout}
        ForkClient(nb_man, cells, log=logging.getLogger("papermill"), **known).execute()


class ForkClient(PapermillNotebookClient):
    """papermill's client with the child in place of a kernel; it makes the same of messages."""

    def __init__(self, nb_man: NotebookExecutionManager, cells: Cells, **options: Any) -> None:
        super().__init__(nb_man, **options)
        self.cells = cells

    def execute(self, **_: Any) -> NotebookNode:
        """Run all cells and return the notebook."""
        self.reset_execution_trackers()
        _, language = self._received(None, None)
        self.papermill_execute_cells()
        self.nb.metadata["language_info"] = language
        return self.nb

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run one cell, and keep its outputs as they come.

        Raises
        ------
        CellExecutionError, CellTimeoutError, DeadKernelError
            As with a kernel.
        NeedsKernelError
            If the cell asks for what only a kernel has.
        """
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs = []
        if self.record_timing:
            cell.metadata["execution"] = {}
        self.clear_before_next_output = False
        self.code_cells_executed += 1
        timeout = self._get_timeout(cell)
        ends = None if timeout is None else time.monotonic() + timeout
        self._send(cell)
        while True:
            kind, *told = self._received(cell, ends)
            if kind == "needs":
                raise NeedsKernelError(f"a cell needs {told[0]}")
            if kind == "reply":
                break
            message = {
                "msg_type": told[0],
                "content": told[1],
                "header": {"date": datetime.now(UTC), "msg_type": told[0]},
                "parent_header": {},
            }
            self.process_message(message, cell, cell_index)
        (reply,) = told
        may_fail = not self.force_raise_errors and (
            self.allow_errors
            or reply.get("ename") in self.allow_error_names
            or "raises-exception" in tags
        )
        if reply["status"] == "error" and not may_fail:
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _send(self, cell: NotebookNode) -> None:
        try:
            self.cells.send(cell.source, cell.get("id"))
        except OSError:
            raise DeadKernelError(self._how_it_ended()) from None

    def _received(self, cell: NotebookNode | None, ends: float | None) -> tuple[Any, ...]:
        try:
            return self.cells.receive(None if ends is None else ends - time.monotonic())
        except TimeoutError:
            msg, seconds = "Cell execution timed out", self._get_timeout(cell)
            raise CellTimeoutError.error_from_timeout_and_cell(msg, seconds, cell) from None
        except (EOFError, OSError):
            raise DeadKernelError(self._how_it_ended()) from None

    def _how_it_ended(self) -> str:
        return f"the process that ran the cells {self.cells.close()}"
