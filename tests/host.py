"""A process of one thread with everything imported, which forks a child for each program of a test.

Starting Python and importing what builds a report takes five seconds of processor time; a child is
there at once, and is otherwise what a user starts: a process of its own, with its own environment,
folder and output. What hangs on how Python starts (hash seed, locale, import order) is tested with
real processes instead.

One request a line on standard input, as JSON; the answers are the child's number, then its exit
status, a line each.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from subprocess import PIPE, CompletedProcess, TimeoutExpired
from threading import Timer
from typing import Self

from vse_report.make.environment import make_plain, plain


class Host:
    """The process, seen from the tests. It has the package of the repository at ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._running: Running | None = None
        self._written = root.parent
        without = ("VSE_REPORT_DATA", "PYTEST_CURRENT_TEST")
        own = {name: value for name, value in os.environ.items() if name not in without}
        self._environment = plain(own) | {"PYTHONPATH": str(root / "src")}
        self._process = subprocess.Popen(
            [sys.executable, __file__], env=self._environment, stdin=PIPE, stdout=PIPE, text=True
        )

    def __enter__(self) -> Self:
        self._answer("ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._end_what_runs()
        self._process.communicate(timeout=20)  # the end of its input is the end of it

    def fill(self, source: Path) -> None:
        """Put what is in ``source`` in place of all that the repository holds beside ``src``."""
        for path in self.root.iterdir():
            if path.is_dir() and path.name != "src":
                shutil.rmtree(path)
        shutil.copytree(source, self.root, ignore=shutil.ignore_patterns("src"), dirs_exist_ok=True)

    def start(self, *arguments: object, code: str = "", **variables: str) -> Running:
        """Begin ``vse-report`` with these arguments, or a piece of code, in the repository."""
        out, err = (self._written / name for name in ("out", "err"))
        for path in (out, err):
            path.write_text("")
        asked = {
            "arguments": ["vse-report", *map(str, arguments)],
            "code": code,
            "folder": str(self.root),
            "environment": self._environment | variables,
            "out": str(out),
            "err": str(err),
        }
        self._end_what_runs()
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        self._running = Running(self, self._answer("began"), out, err)
        return self._running

    def run(
        self, *arguments: object, code: str = "", timeout: float = 120, **variables: str
    ) -> CompletedProcess[str]:
        """Run such a program, and return how it ended."""
        return self.start(*arguments, code=code, **variables).wait(timeout)

    def _end_what_runs(self) -> None:
        """End a program of a test that failed before it had waited for it."""
        if self._running and not self._running.ended:
            os.kill(self._running.pid, signal.SIGKILL)
            self._running.wait()

    def _answer(self, expected: str) -> int:
        what, number = self._process.stdout.readline().split()
        assert what == expected
        return int(number)


class Running:
    """A program that was started and not yet waited for."""

    def __init__(self, host: Host, pid: int, out: Path, err: Path) -> None:
        self.pid, self.ended = pid, False
        self._host, self._out, self._err = host, out, err

    def wait(self, timeout: float = 120) -> CompletedProcess[str]:
        """Return how it ended; TimeoutExpired if it had to be killed."""
        late = Timer(timeout, os.kill, (self.pid, signal.SIGKILL))
        late.start()
        try:
            status = self._host._answer("ended")
        finally:
            self.ended, in_time = True, not late.finished.is_set()
            late.cancel()
        if not in_time:
            raise TimeoutExpired(self._err.read_text(), timeout)
        return CompletedProcess(self.pid, status, self._out.read_text(), self._err.read_text())


def warm_up() -> None:
    """Import and make once what every program would else import and make for itself."""
    make_plain()
    from vse_report.figures import fonts
    from vse_report.make import warm
    from vse_report.render import theme

    warm.import_all()
    for module in ("vse_report.cli", "vse_report.make.run", "pandera.pandas", "psutil"):
        import_module(module)
    theme.font_faces()
    fonts.drawing_face()
    warm.warm_up()


def become(asked: dict) -> None:
    """Make this child the program that was asked for, but for running it."""
    for number, path in enumerate((os.devnull, asked["out"], asked["err"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    tempfile.tempdir = None  # chosen anew, as TMPDIR says
    sys.argv = asked["arguments"]
    sys.path[0] = ""


def run(asked: dict) -> None:
    """Run a piece of code, or else the command line."""
    if asked["code"]:
        exec(compile(asked["code"], "<test>", "exec"), {"__name__": "__main__"})
    else:
        import_module("vse_report.cli").main()


if __name__ == "__main__":
    warm_up()
    print("ready", os.getpid(), flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asked = json.loads(line)
            become(asked)
            run(asked)
            break
        print("began", child, flush=True)
        _, status = os.waitpid(child, 0)
        print("ended", os.waitstatus_to_exitcode(status), flush=True)
