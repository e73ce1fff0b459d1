"""Children made by fork: copies of this process, with all it has imported, for a piece of work.

A copied process has one thread, whichever thread forked it; a lock that another thread held is then
held for ever. So only a process of one thread is forked, which each fork makes sure of.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, TypeVar

from vse_report.errors import ReportError

_THREADS = Path("/proc/self/task")
_FAULT = 70  # what a child ends with if its work raised; sysexits.h calls it a software error
_STOPPING = {signal.SIGINT, signal.SIGTERM}
_SECONDS_BETWEEN_LOOKS = 0.02
_SECONDS_TO_END = 5.0
_SECONDS_OF_A_JOINED_THREAD = 0.2

# In a child the process that forked it; None in a process that somebody else started, which may
# well live longer than who started it.
_parent: int | None = None

Work = TypeVar("Work")


def obstacle() -> str:
    """Return why this process cannot be forked now, or nothing if it can."""
    if not hasattr(os, "fork") or not _THREADS.is_dir():
        return "this system has no fork, or does not tell the threads of a process"
    count = len(list(_THREADS.iterdir()))
    # One that was joined is there a moment longer, when Python has stopped counting it.
    deadline = time.monotonic() + _SECONDS_OF_A_JOINED_THREAD
    while count > 1 and threading.active_count() == 1 and time.monotonic() < deadline:
        time.sleep(0.001)
        count = len(list(_THREADS.iterdir()))
    return f"{count} threads run in this process" if count > 1 else ""


class Ended(NamedTuple):
    """How a child ended: its exit status, or the signal that ended it as a negative number."""

    status: int

    def __str__(self) -> str:
        """Return it in words that stand after a subject: ``was killed by signal 9 (SIGKILL)``."""
        if self.status < 0:
            names = {number.value: f" ({number.name})" for number in signal.Signals}
            return f"was killed by signal {-self.status}{names.get(-self.status, '')}"
        return f"ended itself with exit status {self.status}"


class Child:
    """A forked process that runs ``work(connection)`` and ends; ``connection`` is this end of it.

    Raises
    ------
    RuntimeError
        If this process has more than one thread.
    """

    def __init__(self, work: Callable[[Connection], None]) -> None:
        reason = obstacle()
        if reason:
            raise RuntimeError(f"a child cannot be forked: {reason}")
        self.connection, theirs = Pipe()
        # What is in the buffers now would be written twice.
        sys.stdout.flush()
        sys.stderr.flush()
        # Until a child has handlers of its own, a signal would make it run its parent's.
        parent = os.getpid()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        self._ended: Ended | None = None
        self.pid = 0
        try:
            self.pid = os.fork()
            if self.pid == 0:
                self.connection.close()
                _run(work, theirs, before, parent)
        finally:
            theirs.close()
            self._unblock(before)

    def _unblock(self, mask: set[signal.Signals]) -> None:
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        except BaseException:  # of a signal that had to wait: nobody will ever have this child
            if self.pid:
                self.kill()
            raise

    def poll(self) -> Ended | None:
        """Return how the child ended, or None while it runs; its number stays its own."""
        if self._ended is None:
            seen = os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if seen:
                by_itself = seen.si_code == os.CLD_EXITED
                return Ended(seen.si_status if by_itself else -seen.si_status)
        return self._ended

    def stop(self) -> Ended:
        """Ask the child to end, kill it if it does not, and return how it ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        deadline = time.monotonic() + _SECONDS_TO_END
        while self.poll() is None and time.monotonic() < deadline:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        return self.kill()

    def kill(self) -> Ended:
        """Kill the child, and if it leads a group all that it has started, and return how it ended.

        Its group is met also where it has ended itself: until it is waited for, its number is kept.
        """
        self.connection.close()
        if self._ended is None:
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self.pid, signal.SIGKILL)
            self._ended = Ended(os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]))
        return self._ended


def _run(
    work: Callable[[Connection], None],
    connection: Connection,
    mask: set[signal.Signals],
    parent: int,
) -> NoReturn:
    """Do the work of a child under a signal mask and end the process, whatever happens.

    It never returns into what the parent was doing, and runs nothing that the parent wanted done at
    its own end.
    """
    global _parent
    _parent = parent
    status = _FAULT
    try:
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to act upon
            signal.signal(signal.SIGTERM, _end_in_order)
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            work(connection)
            status = 0
        finally:
            # One that comes later would be raised where nothing catches it.
            signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else _FAULT
    except BrokenPipeError:
        pass  # the parent is gone, and nobody waits for the result
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


def _end_in_order(number: int, _: object) -> NoReturn:
    signal.signal(number, signal.SIG_IGN)  # once is enough, and a second must not cut it short
    sys.exit(128 + number)


def each(
    pieces: Sequence[Work], do: Callable[[Work], Any], at_once: int
) -> Iterator[tuple[Work, Any]]:
    """Yield each piece with what ``do(piece)`` returned in a child of its own, as they get ready.

    Of a child that ended without a result, how it ended stands in its place (`Ended`). Only the
    calling thread starts children and waits for them; a result counts once it has come through the
    pipe, whatever the exit status. Children that still run when the caller is through are ended.
    """
    waiting = deque(pieces)
    running: dict[Connection, tuple[Work, Child]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                piece = waiting.popleft()
                child = Child(lambda connection, piece=piece: _deliver(connection, do(piece)))
                running[child.connection] = piece, child
            for connection in wait(list(running)):
                piece, child = running[connection]
                del running[connection]
                try:
                    result = connection.recv()
                except (EOFError, OSError):  # also in the middle of sending
                    result = child.stop()
                child.stop()
                yield piece, result
    finally:
        for _, child in running.values():
            child.stop()


def _deliver(connection: Connection, result: Any) -> None:
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(result)


def end_with_parent() -> None:
    """Let a child that waits for others end when its parent does, however that ends.

    For children that fork no more: this one has a second thread from then on.
    """

    def watch() -> None:
        while os.getppid() == _parent:
            time.sleep(1)
        os._exit(1)

    if _parent is not None:
        threading.Thread(target=watch, daemon=True).start()


def receive(child: Child, seconds: float | None) -> Any:
    """Return what the child sends next.

    Raises
    ------
    EOFError
        If the child has ended.
    TimeoutError
        If nothing came within so many seconds; None waits for ever.
    SystemExit
        If this process is a child too and its parent is gone, so that nobody waits for it.
    """
    deadline = None if seconds is None else time.monotonic() + seconds
    while True:
        # Looked at first: a child that never stops sending must end as well.
        if _parent not in (None, os.getppid()):
            sys.exit(1)
        if deadline is not None and time.monotonic() > deadline:
            raise TimeoutError
        if child.connection.poll(_SECONDS_BETWEEN_LOOKS):
            return child.connection.recv()
        # What the child has started may hold its end of the pipe open after it.
        if child.poll() is not None and not child.connection.poll():
            raise EOFError


def caught(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function returns or, for the way to another process, the error it raises."""
    try:
        return function(*arguments)
    except ReportError as error:
        # An error on its way to another process loses its cause, but not its notes.
        error.add_note("".join(traceback.format_exception(error)))
        return error
