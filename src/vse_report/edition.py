"""What identifies an edition: the hashes of code and data behind a report, and who publishes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from vse_report import data
from vse_report.blocks import Read
from vse_report.errors import DataError
from vse_report.paths import LOCK, NOTEBOOKS, PACKAGE, data_folder

_CODE_SUFFIXES = {".py", ".j2", ".css", ".typ", ".json"}


class Publisher(BaseModel):
    """Who publishes the report and where questions go; from ``edition.yaml`` in the data folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    publisher: str
    contact: str


def publisher() -> Publisher:
    """Return publisher and contact of this edition.

    Raises
    ------
    DataError
        If ``edition.yaml`` is missing or lacks one of the two.
    """
    path = data_folder() / "edition.yaml"
    try:
        return Publisher.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        msg = f"{path}: expected the two lines 'publisher: …' and 'contact: …'; found: {error}"
        raise DataError(msg) from None


@lru_cache
def code_hash(report: str) -> str:
    """Return ten hexadecimal digits that change with notebook, package or lock.

    A hash of contents, not a version-control commit: it is the same in a clone, an archive and an
    edited checkout with the same files.
    """
    package = (path for path in PACKAGE.rglob("*") if path.suffix in _CODE_SUFFIXES)
    files = [LOCK, *sorted(package)]
    digest = hashlib.sha256(_sources(NOTEBOOKS / f"{report}.ipynb"))
    for path in files:
        digest.update(_name(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


def data_hash(reads: Sequence[Read]) -> str:
    """Return ten hexadecimal digits that change with the rows read, their cards or their breaks.

    What is the same in any order of reading, and whatever else is in the files or the folder.
    """
    known = data.cards()
    tables = sorted({read.table for read in reads} & set(known))
    said = [
        *sorted(read.model_dump_json() for read in reads),
        # Rows and hash of the whole file stand beside the card, also for rows that were not read.
        *(known[table].model_dump_json(exclude={"rows", "sha256"}) for table in tables),
        *(found.model_dump_json() for table in tables for found in data.breaks(table)),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:10]


def _sources(notebook: Path) -> bytes:
    """Return a notebook's cells without the parameters: what running or saving leaves alone."""
    cells = json.loads(notebook.read_bytes())["cells"]
    kept = [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in cells
        if "parameters" not in cell["metadata"].get("tags", [])
    ]
    return json.dumps(kept, ensure_ascii=False).encode()


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
