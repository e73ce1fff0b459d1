"""``manifest.json``: what each built report was made from, what it says, and which files it has."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ValidationError

from vse_report.blocks import Colophon, Entry
from vse_report.data import breaks, cards
from vse_report.data.provenance import Read
from vse_report.data.publisher import Publisher, publisher
from vse_report.data.sealed import reported_sums, reported_table
from vse_report.edition import code_hash, own_code_hash
from vse_report.errors import DataError, InputError
from vse_report.make.own import read_notebook
from vse_report.paths import data_folder

NAME = "manifest.json"
PAGES = (".html", ".pdf")


def _stays_below(name: str) -> str:
    """Refuse a name that leads out of the output folder: what it names may be deleted."""
    path = PurePosixPath(name)
    if not path.name or path.is_absolute() or ".." in path.parts:
        msg = "is no file below the folder"
        raise ValueError(msg)
    return name


_Name = Annotated[str, AfterValidator(_stays_below)]


class BuiltReport(BaseModel):
    """One built report.

    ``files`` maps paths, relative to the output folder, to sha256; ``tables`` has the `states` of
    what was read; ``looks`` is the hash of what pages look like. ``picture`` is its first drawing,
    for a narrow place; ``own`` the path of a notebook that is none of ours, else empty.
    ``contact_url`` and ``site_url`` are the addresses that its pages give, empty for none.
    """

    report: str
    own: str = ""
    title: str
    finding: str
    picture: str = ""
    picture_alt: str = ""
    colophon: Colophon
    looks: str
    html: _Name | None
    pdf: _Name | None
    files: dict[_Name, str]
    tables: dict[str, str]
    ledger: list[Entry]
    contact_url: str = ""
    site_url: str = ""

    def same_edition(self, other: BuiltReport) -> bool:
        """Tell whether two builds come from the same code, figures and parameters."""
        fields = ("colophon", "looks", "contact_url", "site_url")
        return all(getattr(self, field) == getattr(other, field) for field in fields)

    def is_outdated(self) -> bool:
        """Tell whether code, figures or publisher are others now, so that what is read may be too.

        What only changes the looks of pages makes none of them untrue.
        """
        issued, colophon = publisher(), self.colophon
        return (
            colophon.code != self._code_now()
            or self.tables != states(colophon.reads)
            or (bool(colophon.publisher) and self._sender() != self._sender(issued))
        )

    def _sender(self, issued: Publisher | None = None) -> tuple[str, ...]:
        """Return who publishes, and where: of this report, or of a publisher."""
        named, reached = issued or self.colophon, issued or self
        return named.publisher, named.contact, reached.contact_url, reached.site_url

    def _code_now(self) -> str:
        """Return the hash of the code that would make the report now; "" if it is gone."""
        if not self.own or self.colophon.report:
            return code_hash(self.colophon.report or self.report)
        try:
            return own_code_hash(read_notebook(Path(self.own)).cells)
        except InputError:
            return ""


class Manifest(BaseModel):
    """Every report in an output folder, by the name its files share.

    ``schema_version`` is raised when a field changes its meaning or goes.
    """

    schema_version: Literal[3] = 3
    reports: dict[str, BuiltReport] = {}


def load(out: Path) -> Manifest:
    """Return the manifest of an output folder, without reports whose files are gone.

    Raises
    ------
    InputError
        If there is something of that name that cannot be read.
    DataError
        If it is no manifest, or one of another version.
    """
    path = out / NAME
    if not path.exists():
        return Manifest()
    try:
        manifest = Manifest.model_validate_json(path.read_bytes())
    except OSError as error:
        msg = f"{path}: cannot be read ({error.strerror}); move it away and build again."
        raise InputError(msg) from None
    except ValidationError as error:
        first = error.errors()[0]
        place, found = ".".join(map(str, first["loc"])), str(first["input"])[:60]
        msg = (
            f"{path}: is no manifest of ours ({error.error_count()} problems; the first: "
            f"{place}: {first['msg']}, found {found}); remove it and build again."
        )
        raise DataError(msg) from None
    return Manifest(
        reports={
            name: built
            for name, built in manifest.reports.items()
            if all((out / file).exists() for file in built.files if file.endswith(PAGES))
        }
    )


def to_json(manifest: Manifest) -> bytes:
    """Return the manifest as JSON, sorted, the same bytes for the same reports."""
    payload = manifest.model_dump(mode="json")
    return (json.dumps(payload, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def states(reads: Iterable[Read]) -> dict[str, str]:
    """Return table -> hash of all that is now sealed and said of it, for the tables read.

    Of a table its rows, card and breaks; of a reported file the whole file. What is gone has none.
    """
    known = cards()
    state = {reported_table(file): sha256 for file, sha256 in reported_sums(data_folder()).items()}
    for table in {read.table for read in reads} & set(known):
        said = [known[table], *breaks(table)]
        text = "\n".join(model.model_dump_json() for model in said)
        state[table] = hashlib.sha256(text.encode()).hexdigest()
    return {read.table: state[read.table] for read in reads if read.table in state}


def hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return name -> sha256 of the contents."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def is_file(path: Path, sha256: str) -> bool:
    """Tell whether a file is there and is the one with that hash."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256
