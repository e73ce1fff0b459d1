"""Writing so that a build that is killed leaves the last good files whole."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from filelock import FileLock, Timeout

from vse_report.errors import BuildError, InputError

_STAGING = ".staging-"
_TEMPORARY = "vse-report-"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextlib.contextmanager
def output_folder(out: Path) -> Iterator[Path]:
    """Hold the output folder for one build, and yield a staging folder inside it.

    The staging folder is removed at the end; those of builds that were killed are removed at the
    start, which is safe because only one build holds the folder.

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
        yield _new_staging(out)
    finally:
        for used in out.glob(f"{_STAGING}*"):
            shutil.rmtree(used, ignore_errors=True)
        lock.release()


def _new_staging(out: Path) -> Path:
    try:
        for left_behind in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left_behind)
        return Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
    except OSError as error:
        raise InputError(why(out, error)) from None


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a folder for what lives no longer than this build; ``tempfile`` uses it meanwhile.

    It is removed at the end. Those of builds that were killed are removed at the start, known by a
    lock that nobody holds any more.
    """
    # The path of a socket has little room (107 bytes), and some machines' TMPDIR fills it.
    base = Path("/tmp" if len(tempfile.gettempdir()) > 60 else tempfile.gettempdir())
    for lock in base.glob(f"{_TEMPORARY}*/lock"):
        with contextlib.suppress(Timeout, OSError), FileLock(lock, timeout=0):
            shutil.rmtree(lock.parent)
    before = tempfile.tempdir
    try:
        with (
            tempfile.TemporaryDirectory(prefix=_TEMPORARY, dir=base) as name,
            FileLock(Path(name) / "lock"),
        ):
            tempfile.tempdir = name
            yield Path(name)
    finally:
        tempfile.tempdir = before


def put(files: Mapping[Path, bytes], staging: Path) -> None:
    """Write all ``files`` to the staging folder, then move each into place.

    All bytes are on disk before the first file is replaced, and each replacement is whole or not
    at all.

    Raises
    ------
    BuildError
        If a file cannot be written or replaced; named, with the reason.
    """
    staged: dict[Path, Path] = {}
    for number, (target, content) in enumerate(files.items()):
        staged[target] = staging / f"{number}-{target.name}"
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            staged[target].write_bytes(content)
        except OSError as error:
            raise BuildError(why(target, error)) from None
    for target, source in staged.items():
        try:
            source.replace(target)
        except OSError as error:
            raise BuildError(why(target, error)) from None


def why(path: Path, error: OSError) -> str:
    """Return why ``path`` could not be written, and what to do about it."""
    if error.errno in DISK_FULL:
        return f"{path}: cannot be written, the disk is full; make room and build again."
    in_the_way = [place for place in (path, *path.parents) if place.exists() and not place.is_dir()]
    if isinstance(error, FileExistsError | NotADirectoryError) and in_the_way:
        return (
            f"{in_the_way[0]}: is a file, where a folder is to be; move it away, "
            "or give another folder with --out."
        )
    if isinstance(error, IsADirectoryError):
        return f"{path}: is a folder, where a file is to be; move it away."
    return (
        f"{path}: cannot be written ({error.strerror}). Give the folder write permission, "
        "or another one with --out."
    )
