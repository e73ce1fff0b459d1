"""Running a notebook's cells in this process, a forked child, as a kernel would run them.

The shell is ipykernel's own. Where a kernel sends messages through sockets, this one sends the same
messages through a pipe, so that what reads them (nbclient) makes the same notebook of them.
"""

from __future__ import annotations

import builtins
import getpass
import io
import os
import random
import signal
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import comm
import matplotlib as mpl
import numpy as np
from ipykernel.eventloops import loop_map
from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from traitlets.config import Config

INLINE = "module://matplotlib_inline.backend_inline"
# What a kernel's streams do too: text that comes slower than this is sent on at once.
_SECONDS_BETWEEN_FLUSHES = 0.2
_LONGEST_BUFFER = 1 << 20  # characters


def serve(connection: Connection, lifeline: int, folder: Path) -> None:
    """Run the cells that come through ``connection``, until this process is killed.

    Answers ``("ready", language info)`` at first; then for each ``(source, cell id)``, what the
    cell sends as ``("message", type, content)`` and its reply as ``("reply", content)``; and
    ``("needs", what)`` before anything that only a kernel has.

    Parameters
    ----------
    lifeline : int
        Open for reading; once its other end is closed, this process and all it has started end.
    folder : Path
        For IPython's files; whoever made it removes it.
    """
    _become_independent(connection, lifeline)
    session = _PipeSession(connection=connection)
    streams = [_Stream("stdout", session, 1), _Stream("stderr", session, 2)]
    sys.stdout, sys.stderr = streams
    _forget_what_the_server_did(folder)
    shell = _shell(session, folder)
    _refuse_what_only_a_kernel_has(shell, session)
    connection.send(("ready", IPythonKernel.language_info))
    owner = os.getpid()
    while not shell.exit_now:
        source, cell_id = connection.recv()
        reply = _run_cell(shell, session, source, cell_id)
        for stream in streams:
            stream.flush()
            stream.send_what_came_past_python()
        if os.getpid() != owner:  # a copy that a cell has made of this process and let run on
            os._exit(0)
        session.tell("reply", reply)


def _become_independent(connection: Connection, lifeline: int) -> None:
    """Lead a group of processes, hold no file of the parent, end when the parent does."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    kept = sorted({connection.fileno(), lifeline})
    for first, last in zip([2, *kept], [*kept, os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(first + 1, last)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def wait_for_the_end() -> None:
        os.read(lifeline, 1)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait_for_the_end, daemon=True).start()


def _forget_what_the_server_did(folder: Path) -> None:
    """Make this process look like one that was started for this notebook alone."""
    random.seed()
    np.random.seed()
    sys.argv = sys.argv[:1]
    if "" not in sys.path:  # as in a kernel, a notebook can import what lies beside it
        sites = [n for n, path in enumerate(sys.path) if Path(path).name.endswith("-packages")]
        sys.path.insert(min(sites, default=len(sys.path)), "")
    os.environ["IPYTHONDIR"] = str(folder)
    os.environ["MPLBACKEND"] = INLINE
    mpl.rcParams["backend"] = INLINE


def _shell(session: Session, folder: Path) -> ZMQInteractiveShell:
    config = Config()
    config.HistoryManager.enabled = False  # no file, and no thread that writes to it
    config.ProfileDir.location = str(folder / "profile")
    ZMQInteractiveShell.clear_instance()
    shell = ZMQInteractiveShell.instance(
        config=config, kernel=SimpleNamespace(eventloop=None, shell=None)
    )
    for publisher in (shell.displayhook, shell.display_pub):
        publisher.session = session
    return shell


def _run_cell(
    shell: ZMQInteractiveShell, session: Session, source: str, cell_id: str | None
) -> dict[str, Any]:
    """Run one cell and return the reply that a kernel would give."""
    count = shell.execution_count
    session.send(None, "execute_input", {"code": source, "execution_count": count})
    result = shell.run_cell(source, store_history=True, silent=False, cell_id=cell_id)
    shell.payload_manager.clear_payload()
    if result.success and not shell._last_traceback_during_displayhook:
        return {"status": "ok", "execution_count": count}
    error = result.error_before_exec or result.error_in_exec
    return {
        "status": "error",
        "execution_count": count,
        "ename": type(error).__name__,
        "evalue": _encodable(str(error)),
        "traceback": _encodable(shell._last_traceback or []),
    }


def _refuse_what_only_a_kernel_has(shell: ZMQInteractiveShell, session: _PipeSession) -> None:
    def no_input(*_: object, **__: object) -> NoReturn:
        msg = "raw_input was called, but this frontend does not support input requests."
        raise StdinNotImplementedError(msg)

    def no_widgets(*_: object, **__: object) -> NoReturn:
        session.tell("needs", "widgets")
        raise RuntimeError("widgets need a kernel")

    def no_windows(gui: str | None = None) -> None:
        # ``%matplotlib inline`` asks for none, and is what most notebooks begin with.
        if loop_map.get(gui, gui) is not None:
            session.tell("needs", "windows")
            raise RuntimeError("windows need a kernel")

    shell.enable_gui = no_windows
    builtins.input = getpass.getpass = no_input
    comm.create_comm = no_widgets


class _PipeSession(Session):
    """Hands messages to the pipe, and only those of the process that was forked for the cells."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self._owner = os.getpid()
        self._one_at_a_time = threading.RLock()

    def send(self, _stream: Any, message: Any, content: Any = None, *_: Any, **__: Any) -> None:
        kind, content = (
            (message, content)
            if isinstance(message, str)
            else (message["msg_type"], message["content"])
        )
        if kind in ("stream", "error"):
            content = _encodable(content)
        if os.getpid() == self._owner:
            # Through JSON and back, as between a kernel and its client.
            plain = self.unpack(self.pack(content))
            self.tell("message", kind, plain)

    def tell(self, *message: Any) -> None:
        """Send one message whole, whatever threads of the notebook send at the same time."""
        with self._one_at_a_time:
            self.connection.send(message)


def _encodable(content: Any) -> Any:
    """Return a message in which halves of a character, which no file can hold, are ``?``."""
    if isinstance(content, str):
        return content.encode("utf-8", "replace").decode("utf-8")
    if isinstance(content, dict):
        return {name: _encodable(value) for name, value in content.items()}
    return [_encodable(value) for value in content] if isinstance(content, list) else content


class _Stream(io.TextIOBase):
    """What cells print, and what reaches the same file descriptor past Python."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, session: _PipeSession, descriptor: int) -> None:
        self.name, self._session, self._descriptor = name, session, descriptor
        self._owner = os.getpid()
        self._buffer = io.StringIO()
        self._flushed = time.monotonic()
        self._past = tempfile.TemporaryFile(buffering=0, mode="a+b")  # noqa: SIM115 - till the end
        os.dup2(self._past.fileno(), descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._buffer.write(text)
        late = time.monotonic() - self._flushed > _SECONDS_BETWEEN_FLUSHES
        if late or self._buffer.tell() > _LONGEST_BUFFER:
            self.flush()
        return len(text)

    def flush(self) -> None:
        text = self._buffer.getvalue()
        self._flushed = time.monotonic()
        if text:
            self._buffer = io.StringIO()
            self._session.send(None, "stream", {"name": self.name, "text": text})

    def send_what_came_past_python(self) -> None:
        self._past.seek(0)
        text = self._past.read().decode("utf-8", errors="replace")
        if text:
            self._past.truncate(0)
            self._past.seek(0)  # whoever writes there next begins here, not behind a hole
            self._session.send(None, "stream", {"name": self.name, "text": text})
