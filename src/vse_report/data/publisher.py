"""Who publishes the report and where questions go, from ``edition.yaml`` in the data folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from vse_report.characters import Shown
from vse_report.data.problems import Problem
from vse_report.data.yaml_files import faults, parse, read_text
from vse_report.errors import DataError
from vse_report.paths import data_folder

EDITION = "edition.yaml"


class Publisher(BaseModel):
    """Who publishes the report and where questions go; both stand on every page."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)
    publisher: Shown
    contact: Shown


def publisher(folder: Path | None = None) -> Publisher:
    """Return publisher and contact of a data folder, of the one in use if none is given.

    Raises
    ------
    DataError
        If ``edition.yaml`` is missing or lacks one of the two.
    """
    path = (folder or data_folder()) / EDITION
    try:
        return Publisher.model_validate(parse(read_text(path), path))
    except ValidationError as error:
        found = "\n".join(f"  - {fault}" for fault in faults(error))
        msg = f"{path}: expected the two lines 'publisher: …' and 'contact: …':\n{found}"
        raise DataError(msg) from None


def problems(folder: Path) -> list[Problem]:
    """Return what is wrong with a folder's ``edition.yaml``; empty if nothing is."""
    try:
        publisher(folder)
    except DataError as error:
        return [Problem(EDITION, str(error).removeprefix(f"{folder / EDITION}: "))]
    return []
