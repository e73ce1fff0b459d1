"""The first look at a CSV file: whether it is whole and written the way all of them are."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vse_report.data.cards import Card
from vse_report.data.problems import Problem, capped, shown
from vse_report.data.yaml_files import read_regular

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class File:
    """A file as found.

    ``text`` has every cell as written, indexed by line number (the first row is line 2), or is None
    when the file could not be taken apart. ``changed`` says that the hash is another than at the
    last sealing, ``lost`` that there are fewer rows; these do not keep anyone from looking further.
    """

    sha256: str
    text: pd.DataFrame | None
    problems: list[Problem]
    changed: list[Problem]
    lost: list[Problem]


def read_file(folder: Path, card: Card, *, sealed: bool, shrink: bool = False) -> File:
    """Return a table's file taken apart into cells, with everything wrong about its form.

    With ``sealed`` the card's hash is compared as well; fewer rows than the card says are wrong
    unless ``shrink`` allows them.
    """
    try:
        content = read_regular(folder / card.file)
    except FileNotFoundError:
        return _unreadable(card, "the file is missing; restore it, or remove its card.")
    except OSError as error:
        return _unreadable(card, f"the file cannot be opened ({error.strerror}).")
    if not content.strip():
        return _unreadable(card, "the file is empty; restore it.")

    sha256 = hashlib.sha256(content).hexdigest()
    problems = _bytes_problems(card, content)
    changed = _hash_problems(folder, card, sha256) if sealed else []
    try:
        decoded = content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        found = error.object[error.start : error.start + 1].hex()
        where = Problem(
            card.file, f"not UTF-8 (byte 0x{found}); save the file again as UTF-8.", line
        )
        return File(sha256, None, [*problems, where], changed, [])

    rows, wrong = _split(card, decoded)
    problems += wrong
    lost = []
    if rows and len(rows) - 1 < card.rows and not shrink:
        text = (
            f"expected {card.rows} rows, found {len(rows) - 1}; the file has lost its end or rows "
            "within. Restore it; if rows were taken out on purpose run "
            f"`vse-report data seal --shrink {folder}`."
        )
        lost.append(Problem(card.file, text))
    if problems or rows is None:
        return File(sha256, None, problems, changed, lost)
    lines = pd.RangeIndex(2, len(rows) + 1)
    text = pd.DataFrame(rows[1:], columns=list(card.columns), index=lines, dtype="str")
    return File(sha256, text, [], changed, lost)


def _unreadable(card: Card, text: str) -> File:
    return File("", None, [Problem(card.file, text)], [], [])


def _hash_problems(folder: Path, card: Card, sha256: str) -> list[Problem]:
    if sha256 == card.sha256:
        return []
    text = (
        "changed since it was sealed; if the change is intended run "
        f"`vse-report data seal {folder}`, else restore the file."
    )
    return [Problem(card.file, text)]


def _bytes_problems(card: Card, content: bytes) -> list[Problem]:
    problems = []
    if content.startswith(BOM):
        text = "the file starts with a byte order mark; save it as UTF-8 without BOM."
        problems.append(Problem(card.file, text, 1))
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        problems.append(
            Problem(card.file, "lines end in CR or CRLF; save the file with LF only.", line)
        )
    if not content.endswith(b"\n"):
        text = "the last line is cut off, it has no line end; restore the file."
        problems.append(Problem(card.file, text, content.count(b"\n") + 1))
    return problems


def _split(card: Card, decoded: str) -> tuple[list[list[str]] | None, list[Problem]]:
    """Return the lines as lists of cells, None if they are no such lines, and what is wrong."""
    lines = decoded.removesuffix("\n").replace("\r\n", "\n").split("\n")
    if ";" in lines[0] and "," not in lines[0]:
        text = "cells are separated by semicolons; save the file with commas and decimal points."
        return None, [Problem(card.file, text, 1)]
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            # Line by line, so that a quote left open cannot swallow the rest of the file.
            rows.append(next(csv.reader([line], strict=True)) if '"' in line else line.split(","))
        except csv.Error as error:
            text = f"cannot be split into cells ({error}); mend the quotes."
            problems.append(Problem(card.file, text, number))
    if problems:
        return None, capped(problems)
    expected = list(card.columns)
    if rows[0] != expected:
        # One more than expected is enough to see that there are more.
        found = ",".join(shown(name)[1:-1] for name in rows[0][: len(expected) + 1])
        text = f"expected the columns {','.join(expected)}; found {found}."
        problems.append(Problem(card.file, text, 1))
    if len(rows) == 1:
        problems.append(Problem(card.file, "there is a header but no row; restore the file."))
    ragged = [
        Problem(card.file, f"expected {len(rows[0])} cells, found {len(row)}.", number)
        for number, row in enumerate(rows, start=1)
        if len(row) != len(rows[0])
    ]
    return rows, problems + capped(ragged)
