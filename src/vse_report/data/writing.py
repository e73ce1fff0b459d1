"""Writing into a data folder so that a file is whole, whatever happens."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from vse_report.errors import InputError


def replace(path: Path, text: str) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

    Raises
    ------
    InputError
        If it cannot be written; then it is as it was.
    """
    if path.exists() and not os.access(path, os.W_OK):
        raise InputError(f"{path}: no permission to write; it was not changed.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise InputError(
            f"{path.parent}: cannot be written to ({error.strerror}); {path.name} was not changed."
        ) from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        beside.chmod(path.stat().st_mode if path.exists() else 0o644)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise InputError(
            f"{path}: cannot be written ({error.strerror}); it was not changed."
        ) from error
