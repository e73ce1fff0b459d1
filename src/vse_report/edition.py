"""What identifies an edition: the hashes of the code and the data behind a report."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from vse_report import data
from vse_report.data.provenance import Read
from vse_report.paths import LOCK, NOTEBOOKS, PACKAGE

# Cells that hold the choice of an edition, not its code: ours, and the one that papermill adds.
_INJECTED = "injected-parameters"
_CHOICE = {"parameters", _INJECTED}
_CODE_SUFFIXES = {".py", ".j2", ".css", ".typ", ".json"}
# What changes how a page looks, and nothing that is read on it.
LOOKS = ("render/theme.py", "render/templates/vse_html/style.css")
# What decides which reports are made, and looks after their files: nothing of a page.
NEITHER = (
    "__main__.py",
    "cli.py",
    "make/__init__.py",
    "make/accept.py",
    "make/files.py",
    "make/manifest.py",
    "make/new.py",
    "make/output.py",
    "make/own.py",
    "make/plan.py",
    "make/report.py",
    "make/run.py",
    "check/",
    "ledger.py",
    "data/checks/grid.py",
    "data/checks/past.py",
    "data/checks/siblings.py",
    "data/folder.py",
    "data/seals.py",
    "data/completion.py",
    "data/everyday.py",
    "data/fit.py",
    "data/search.py",
    "prose/changes.py",
)
# The fields of a card that only sealing and verifying look at.
SEALING = {"rows", "sha256", "breaks", "confirmed", "revised"}


@lru_cache
def code_hash(report: str) -> str:
    """Return ten hexadecimal digits that change with what can change what is read in a report.

    These are its notebook, the lock, and all of the package but `LOOKS` and `NEITHER`. A hash of
    contents, not a version-control commit: it is the same in a clone, an archive and an edited
    checkout with the same files.
    """
    return _hash_of(_read_in_reports(), _original(report))


def own_code_hash(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return ten digits as `code_hash`, of a notebook that is none of ours, by what its cells say.

    Also those of its parameters, for its defaults are its own.
    """
    return _hash_of(_read_in_reports(), _sources(cells, {_INJECTED}))


@lru_cache
def looks_hash() -> str:
    """Return ten hexadecimal digits that change with what every report looks like."""
    return _hash_of(path for path in _package() if _name(path).startswith(LOOKS))


def data_hash(reads: Sequence[Read]) -> str:
    """Return ten hexadecimal digits that change with the rows read, their cards or their breaks.

    What is the same in any order of reading, and whatever else is in the files or the folder.
    """
    known = data.cards()
    tables = sorted({read.table for read in reads} & set(known))
    said = [
        *sorted(read.model_dump_json() for read in reads),
        # What only sealing looks at is about the whole file, also about rows that were not read.
        *(known[table].model_dump_json(exclude=SEALING) for table in tables),
        *(found.model_dump_json() for table in tables for found in data.breaks(table)),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:10]


def is_altered(report: str, cells: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether cells that were run are others than those of the report's notebook."""
    return _sources(cells) != _original(report)


def _read_in_reports() -> list[Path]:
    """Return the lock, and the code that can change what is read in a report."""
    package = (path for path in _package() if not _name(path).startswith((*LOOKS, *NEITHER)))
    return [LOCK, *package]


def _package() -> list[Path]:
    """Return the files of the code, without what editors keep beside them."""
    found = (path for path in PACKAGE.rglob("*") if path.suffix in _CODE_SUFFIXES)
    return sorted(path for path in found if "/." not in f"/{_name(path)}")


def _hash_of(files: Iterable[Path], before: bytes = b"") -> str:
    digest = hashlib.sha256(before)
    for path in files:
        digest.update(_name(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


def _original(report: str) -> bytes:
    """Return what a report's notebook says; of a file that is none, all of it: running it tells."""
    content = (NOTEBOOKS / f"{report}.ipynb").read_bytes()
    try:
        return _sources(json.loads(content)["cells"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return content


def _sources(
    cells: Iterable[Mapping[str, Any]], choice: Collection[str] = frozenset(_CHOICE)
) -> bytes:
    """Return what cells say, without the parameters: what running or saving leaves alone."""
    kept = [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in cells
        if not set(choice).intersection(cell["metadata"].get("tags", []))
    ]
    return json.dumps(kept, ensure_ascii=False).encode()


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
