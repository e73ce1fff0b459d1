"""The output folder: one build holds it, and each report's files change as a set, all or none."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from vse_report.errors import BuildError, InputError
from vse_report.make.files import why

_STAGING = ".staging-"
_JOURNAL, _UNDO = "journal.json", "undo.json"
_STOPPING = (signal.SIGINT, signal.SIGTERM)


class Step(NamedTuple):
    """A file to change: ``new`` takes its place, or it goes; ``old`` is a copy of what is there.

    Both are empty where there is none.
    """

    target: str
    new: str
    old: str


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[Path]:
    """Hold the output folder for one build, and yield a staging folder inside it.

    The staging folder is removed at the end. What builds that were killed had begun to put in place
    is finished at the start, and their staging folders removed, which is safe because only one
    build holds the folder.

    Raises
    ------
    InputError
        If the folder cannot be written to, or another build holds it.
    """
    # It stays when the build ends: removing it could remove one that another build holds by then.
    lock = FileLock(out / ".lock")
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        msg = (
            f"{out}: another build is writing here; wait for it, or give another folder with --out."
        )
        raise InputError(msg) from None
    except OSError as error:
        raise InputError(why(out, error)) from None
    try:
        finish(out)
        yield _new_staging(out)
    finally:
        for used in out.glob(f"{_STAGING}*"):
            if not begun(used):
                shutil.rmtree(used, ignore_errors=True)
        lock.release()


def _new_staging(out: Path) -> Path:
    try:
        for left_behind in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left_behind)
        return Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
    except OSError as error:
        raise InputError(why(out, error)) from None


def put(files: Mapping[Path, bytes], gone: Iterable[Path], staging: Path) -> None:
    """Write ``files`` and remove those that are ``gone``: all or, if one cannot be, none.

    Everything is on disk, and a journal of the steps, before the first file is replaced; signals
    wait until the last one is. What a kill cuts short is finished by `finish`. A file that is as it
    should be stays untouched.

    Raises
    ------
    BuildError
        If a file cannot be written, replaced or removed; named, with the reason.
    """
    steps: list[Step] = []
    target = staging
    folder = staging
    try:
        try:
            folder = Path(tempfile.mkdtemp(prefix="set-", dir=staging))
            for target, content in files.items():
                steps += _written(target, content, folder, f"{len(steps)}-{target.name}")
            for target in gone:
                steps += _removed(target, folder, f"{len(steps)}-{target.name}")
        except OSError as error:
            raise BuildError(why(target, error)) from None
        with _signals_wait():
            journal = _begun(steps, folder)
            failure = _taken(journal)
            if failure:
                _undo(journal, f"{failure} ")
                raise BuildError(failure)
    finally:
        if not begun(folder):
            _tidy({*files, *gone}, folder)


def finish(out: Path) -> None:
    """Finish what a process that was killed had begun to put into an output folder.

    Raises
    ------
    InputError
        If a file can now neither be replaced nor put back; named, with the reason.
    """
    try:
        for journal in begun(out):
            if journal.name == _UNDO:
                _undo(journal)
            elif failure := _taken(journal):
                _undo(journal, f"{failure} ")
    except BuildError as error:
        raise InputError(str(error)) from None


def begun(staging: Path) -> list[Path]:
    """Return the journals, below a folder, of sets that were begun and not ended."""
    return sorted(path for name in (_JOURNAL, _UNDO) for path in staging.rglob(f"set-*/{name}"))


def _written(target: Path, content: bytes, folder: Path, name: str) -> Iterator[Step]:
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    new = _near(target, folder) / name
    new.write_bytes(content)
    yield Step(str(target), str(new), _copied(target, new))


def _removed(target: Path, folder: Path, name: str) -> Iterator[Step]:
    if target.exists():
        yield Step(str(target), "", _copied(target, _near(target, folder) / name))


def _near(target: Path, folder: Path) -> Path:
    """Return a folder from which a file can be moved to the target: on the same file system."""
    if target.parent.stat().st_dev == folder.stat().st_dev:
        return folder
    near = target.parent / f"{_STAGING}{folder.name}"
    near.mkdir(exist_ok=True)
    return near


def _tidy(targets: Iterable[Path], folder: Path) -> None:
    """Remove the folders that `_near` made, and those that a killed build left."""
    for parent in {target.parent for target in targets} - {folder}:
        if parent.is_dir() and parent.stat().st_dev != folder.stat().st_dev:
            for near in parent.glob(f"{_STAGING}*"):
                shutil.rmtree(near, ignore_errors=True)


def _copied(target: Path, new: Path) -> str:
    """Return where a copy of a file is, beside what is to take its place; nothing if it is new."""
    if not target.exists():
        return ""
    return str(shutil.copy2(target, new.with_name(f"{new.name}.old")))


def _begun(steps: Iterable[Step], folder: Path) -> Path:
    """Write the journal, whole or not at all, and return it."""
    half, journal = folder / "half", folder / _JOURNAL
    try:
        half.write_text(json.dumps(list(steps)))
        return half.replace(journal)
    except OSError as error:
        raise BuildError(why(journal, error)) from None


def _steps(journal: Path) -> list[Step]:
    return [Step(*step) for step in json.loads(journal.read_bytes())]


def _taken(journal: Path) -> str:
    """Take all steps that are not taken yet and end the journal; or return why that cannot be."""
    target, what = journal, "removed"
    try:
        for step in _steps(journal):
            target, what = Path(step.target), "written" if step.new else "removed"
            if not step.new:
                target.unlink(missing_ok=True)
            elif Path(step.new).exists():
                Path(step.new).replace(target)
        journal.unlink()
    except OSError as error:
        return why(target, error, what)
    return ""


def _undo(journal: Path, cause: str = "") -> None:
    """Put every file back as it was, and end the journal.

    Raises ``BuildError`` if one cannot be; the journal is kept, and the next command tries again.
    """
    target = journal
    try:
        journal = journal.replace(journal.with_name(_UNDO))  # from here on there is only one way
        for step in _steps(journal):
            target = Path(step.target)
            taken = not Path(step.new).exists() if step.new else not target.exists()
            if taken and not step.old:
                target.unlink(missing_ok=True)
            elif taken and Path(step.old).exists():
                Path(step.old).replace(target)
        journal.unlink()
    except OSError as error:
        msg = (
            f"{cause}{target}: cannot be put back ({error.strerror}), so some files of one report "
            "are new and some old. Make it writable, and build again."
        )
        raise BuildError(msg) from None


@contextlib.contextmanager
def _signals_wait() -> Iterator[None]:
    """Let signals that stop a build wait until the files are whole again."""
    if threading.current_thread() is not threading.main_thread():
        yield  # where signals are not met
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: came.append(number)) for number in _STOPPING
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])
