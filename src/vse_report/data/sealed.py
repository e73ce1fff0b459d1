"""Files as they were sealed: what has another hash than was checked is not read."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path

from vse_report import paths
from vse_report.data.cards import Card
from vse_report.data.catalogue import card
from vse_report.data.yaml_files import read_regular
from vse_report.errors import DataError

SUMS = "sha256sums.txt"


def sealed_content(folder: Path, described: Card) -> bytes:
    """Return the file of a table.

    `seal` checks everything before it writes a hash, so a file with that hash has been checked and
    nobody need do it again.

    Raises
    ------
    DataError
        If it cannot be read or is not the file that was sealed.
    """
    path = folder / described.file
    try:
        content = read_regular(path)
    except OSError as error:
        raise DataError(
            f"{path}: cannot be read ({error.strerror}). Restore the file, "
            f"or see `vse-report data verify {folder}`."
        ) from error
    refuse_unsealed(folder, path, content, described.sha256 or "")
    return content


def plain_rows(table: str) -> list[dict[str, str]]:
    """Return every row of a table, column -> text as written, without a record of the reading.

    For choosing what to build, which has to answer at once; pandas alone takes longer to import. A
    report's own figures come from `read`. Errors as in `card` and `sealed_content`.
    """
    content = sealed_content(paths.data_folder(), card(table))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


def refuse_unsealed(folder: Path, path: Path, content: bytes, sha256: str) -> None:
    """Raise DataError if the content of a file has not the hash it was sealed with."""
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise DataError(
            f"{path}: not the file that was sealed (expected sha256 {sha256[:12] or 'none yet'}…, "
            f"found {found[:12]}…). If it was changed by mistake, restore it; if the change is "
            f"intended, run `vse-report data seal {folder}`."
        )


def reported_sums(folder: Path) -> dict[str, str]:
    """Return name -> sha256 of the reported files as they were sealed.

    Raises
    ------
    DataError
        If the file that holds the hashes cannot be read.
    """
    path = folder / "reported" / SUMS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        msg = (
            f"{path}: cannot be read ({error}); restore it, or run `vse-report data seal {folder}`."
        )
        raise DataError(msg) from None
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def reported_table(name: str) -> str:
    """Return what a reported file is called among the tables: ``reported/statements``."""
    return f"reported/{name.removesuffix('.yaml')}"
