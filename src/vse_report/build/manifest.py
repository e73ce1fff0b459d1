"""``manifest.json``: what each built report was made from, what it says, and which files it has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ValidationError

from vse_report.blocks import Colophon, Entry
from vse_report.data.provenance import Read
from vse_report.errors import DataError

NAME = "manifest.json"


class BuiltReport(BaseModel):
    """One built report. ``files`` maps paths, relative to the output folder, to sha256."""

    report: str
    title: str
    finding: str
    colophon: Colophon
    html: str | None
    pdf: str | None
    files: dict[str, str]
    ledger: list[Entry]

    @property
    def reads(self) -> list[Read]:
        """Return what the report read."""
        return self.colophon.reads

    def same_edition(self, other: BuiltReport) -> bool:
        """Tell whether two builds come from the same code, figures and parameters."""
        return self.colophon == other.colophon


class Manifest(BaseModel):
    """Every report in an output folder, by the name its files share."""

    reports: dict[str, BuiltReport] = {}


def load(out: Path) -> Manifest:
    """Return the manifest of an output folder, without reports whose files are gone.

    Raises
    ------
    DataError
        If there is a manifest that cannot be read.
    """
    path = out / NAME
    if not path.exists():
        return Manifest()
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except ValidationError as error:
        msg = (
            f"{path}: is no manifest of ours ({error.error_count()} problems); "
            "remove it and build again."
        )
        raise DataError(msg) from None
    return Manifest(
        reports={
            name: built
            for name, built in manifest.reports.items()
            if all((out / file).exists() for file in (built.html, built.pdf) if file)
        }
    )


def to_json(manifest: Manifest) -> bytes:
    """Return the manifest as JSON, sorted, the same bytes for the same reports."""
    payload = manifest.model_dump(mode="json")
    return (json.dumps(payload, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return name -> sha256 of the contents."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
