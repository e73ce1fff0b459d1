"""Who publishes the report and where questions go, from ``edition.yaml`` in the data folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from vse_report.characters import Shown
from vse_report.data.problems import Problem
from vse_report.data.yaml_files import faults, parse, read_text
from vse_report.errors import DataError
from vse_report.paths import data_folder

EDITION = "edition.yaml"


def _can_be_followed(address: str) -> str:
    if not re.fullmatch(r"[!-~]+", address):
        raise ValueError("has blanks, control characters or letters that no address has")
    if not re.match(r"https://[^/]|mailto:[^@]+@[^@]", address):
        raise ValueError("is no address that begins with https:// or mailto:")
    return address


def _is_a_site(address: str) -> str:
    if not address.startswith("https://"):
        raise ValueError("is no address that begins with https://")
    return address


_Address = Annotated[str, AfterValidator(_can_be_followed)]


class Publisher(BaseModel):
    """Who publishes the report and where questions go; both stand on every page.

    ``contact_url`` is where the contact leads, ``site_url`` where the front page is found; either
    is empty if it is not set.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_min_length=1)
    publisher: Shown
    contact: Shown
    contact_url: _Address = ""
    site_url: Annotated[_Address, AfterValidator(_is_a_site)] = ""

    @property
    def unset(self) -> str:
        """Return what pages cannot say for want of an address, as one line; often nothing."""
        lacking = {
            "site_url": "pages cannot say where they are found",
            "contact_url": "the contact is no link",
        }
        lacking = {name: told for name, told in lacking.items() if not getattr(self, name)}
        if not lacking:
            return ""
        return f"{EDITION} sets no {' and no '.join(lacking)}: {', and '.join(lacking.values())}."


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
        msg = (
            f"{path}: expected the two lines 'publisher: …' and 'contact: …', and where they are "
            f"known 'contact_url: …' and 'site_url: …':\n{found}"
        )
        raise DataError(msg) from None


def problems(folder: Path) -> list[Problem]:
    """Return what is wrong with a folder's ``edition.yaml``; empty if nothing is."""
    try:
        publisher(folder)
    except DataError as error:
        return [Problem(EDITION, str(error).removeprefix(f"{folder / EDITION}: "))]
    return []
