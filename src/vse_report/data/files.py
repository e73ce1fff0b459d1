"""The first look at a CSV file: whether it is whole and written the way all of them are."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vse_report.data.cards import Card, Layout
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
    sha256 = hashlib.sha256(content).hexdigest()
    changed = _hash_problems(folder, card, sha256) if sealed else []
    text, problems, found = take_apart(content, card)
    lost = []
    if 0 <= found < card.rows and not shrink:
        told = (
            f"expected {card.rows} rows, found {found}; the file has lost its end or rows within. "
            "Restore it; if rows were taken out on purpose run "
            f"`vse-report data seal --shrink {folder}`."
        )
        lost.append(Problem(card.file, told))
    return File(sha256, text, problems, changed, lost)


def take_apart(
    content: bytes, layout: Card | Layout
) -> tuple[pd.DataFrame | None, list[Problem], int]:
    """Return a file's cells as written, what is wrong with its form, and how many rows it has.

    The cells are indexed by line number and are None where anything is wrong; the rows are -1 where
    they cannot be counted.
    """
    if not content.strip():
        return None, [Problem(layout.file, "the file is empty; save it again, or restore it.")], -1
    problems = _bytes_problems(layout.file, content)
    try:
        decoded = content.removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = error.object[error.start : error.start + 1].hex()
        text = f"not UTF-8 (byte 0x{byte}); save the file again as UTF-8."
        return None, [*problems, Problem(layout.file, text, line)], -1
    rows, wrong = _split(layout, decoded)
    problems += wrong
    if rows is None or problems:
        return None, problems, -1 if rows is None else len(rows) - 1
    lines = pd.RangeIndex(2, len(rows) + 1)
    text = pd.DataFrame(rows[1:], columns=list(layout.columns), index=lines, dtype="str")
    return text, [], len(rows) - 1


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


def _bytes_problems(file: str, content: bytes) -> list[Problem]:
    problems = []
    if content.startswith(BOM):
        text = "the file starts with a byte order mark; save it as UTF-8 without BOM."
        problems.append(Problem(file, text, 1))
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        problems.append(
            Problem(file, "lines end in CR or CRLF; save it with Unix line ends (LF).", line)
        )
    if not content.endswith(b"\n"):
        text = "the last line is cut off, it has no line end; restore the file."
        problems.append(Problem(file, text, content.count(b"\n") + 1))
    return problems


def _split(layout: Card | Layout, decoded: str) -> tuple[list[list[str]] | None, list[Problem]]:
    """Return the lines as lists of cells, None if they are no such lines, and what is wrong."""
    lines = decoded.removesuffix("\n").replace("\r\n", "\n").split("\n")
    if ";" in lines[0] and "," not in lines[0]:
        text = "cells are separated by semicolons; save the file with commas and decimal points."
        return None, [Problem(layout.file, text, 1)]
    rows, problems = [], []
    for number, line in enumerate(lines, start=1):
        try:
            # Line by line, so that a quote left open cannot swallow the rest of the file.
            rows.append(next(csv.reader([line], strict=True)) if '"' in line else line.split(","))
        except csv.Error as error:
            text = f"cannot be split into cells ({error}); mend the quotes."
            problems.append(Problem(layout.file, text, number))
    if problems:
        return None, capped(problems)
    expected = list(layout.columns)
    if rows[0] != expected:
        # One more than expected is enough to see that there are more.
        found = ",".join(shown(name)[1:-1] for name in rows[0][: len(expected) + 1])
        text = f"expected the columns {','.join(expected)}; found {found}."
        problems.append(Problem(layout.file, text, 1))
    if len(rows) == 1:
        problems.append(
            Problem(
                layout.file, "there is a header but no row; save the file again, or restore it."
            )
        )
    ragged = [
        Problem(layout.file, f"expected {len(rows[0])} cells, found {len(row)}.", number)
        for number, row in enumerate(rows, start=1)
        if len(row) != len(rows[0])
    ]
    return rows, problems + capped(ragged)
