"""A build's temporary folder, and what to say of files that cannot be written."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

_TEMPORARY = "vse-report-"
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


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


def why(path: Path, error: OSError, what: str = "written") -> str:
    """Return why ``path`` could not be written, or ``what`` else, and what to do about it."""
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
        f"{path}: cannot be {what} ({error.strerror}). Give the folder write permission, "
        "or another one with --out."
    )
