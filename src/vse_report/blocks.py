"""What a notebook shows: prose, figures, tables and the colophon, as structured outputs.

Each block is an object that Jupyter displays (``_repr_mimebundle_``). Beside an ordinary
representation for JupyterLab, its output carries the whole block as JSON under ``MIME``; the HTML
and PDF exporters print that, so both say the same, and the build collects ledger, CSV and SVG.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from vse_report.data.provenance import Read, Source

MIME = "application/vnd.vse-report.block+json"
OPEN_TABLE = "Åbn tabellen"


class Entry(BaseModel, frozen=True):
    """One number, month, share or direction word as a reader meets it.

    ``id`` is unique within a report; ``value`` is the unrounded value (months as ``2016M07``, words
    as the value they were chosen from); ``decimals`` is the printed precision, None where nothing
    is rounded; ``text`` is the wording exactly as printed; ``cells`` are the places in kept frames
    that it prints or goes by, ``then[insured].change_pct``.
    """

    id: str
    value: float | int | str
    unit: str
    decimals: int | None = None
    text: str
    cells: tuple[str, ...] = ()


class Prose(BaseModel):
    """Markdown whose every number was written by a helper; ``finding`` marks the main finding."""

    kind: Literal["prose"] = "prose"
    id: str
    markdown: str
    role: Literal["text", "finding"] = "text"
    entries: list[Entry] = []

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {"text/markdown": self.markdown, MIME: self.model_dump(mode="json")}


class Figure(BaseModel):
    """A drawn figure: title, unit, alt text, source (plain text), SVG, and CSV of what is drawn.

    ``alt`` is one sentence, which names the drawing to those who hear the page; ``description`` is
    what is to be seen in it, to be read by whoever wants to. ``narrow`` is the drawing for a phone,
    nothing where ``svg`` does for both.
    ``file`` is the drawing as it stands alone, on a ground and with a typeface of its own: what a
    notebook shows, on any ground, with the typeface installed or not. It is not kept in the output.
    """

    kind: Literal["figure"] = "figure"
    id: str
    title: str
    unit: str
    alt: str
    description: str = ""
    source: str
    note: str = ""
    svg: str
    narrow: str = ""
    csv: str
    entries: list[Entry] = []
    file: str = Field(default="", exclude=True)

    @property
    def spoken(self) -> str:
        """Return alt text and description in one, where a drawing takes one text."""
        return f"{self.alt} {self.description}".strip()

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        encoded = base64.b64encode((self.file or self.svg).encode()).decode()
        page = (
            f"<figure><figcaption><b>{html.escape(self.title)}</b><br>{html.escape(self.unit)}"
            f'</figcaption><img alt="{html.escape(self.spoken)}" '
            f'src="data:image/svg+xml;base64,{encoded}">{_below(self.note, self.source)}</figure>'
        )
        return {"text/html": page, "text/plain": self.spoken, MIME: self.model_dump(mode="json")}


class Column(BaseModel):
    """A column head: label, unit in a second line (may be empty), and whether it holds numbers."""

    label: str
    unit: str = ""
    numeric: bool = True


class Table(BaseModel):
    """A table as printed: cells are finished text; the first ``row_heads`` of a row head it.

    A page shows a ``folded`` one, a long one, once the reader opens it.
    """

    kind: Literal["table"] = "table"
    id: str
    title: str
    columns: list[Column]
    row_heads: int = 1
    rows: list[list[str]]
    source: str
    note: str = ""
    folded: bool = False
    csv: str
    entries: list[Entry] = []

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        sides = ["" if column.numeric else ' style="text-align: left"' for column in self.columns]
        heads = "".join(
            f'<th scope="col"{side}>{html.escape(column.label)}'
            + (f"<br><small>{html.escape(column.unit)}</small>" if column.unit else "")
            + "</th>"
            for column, side in zip(self.columns, sides, strict=True)
        )
        body = "".join(f"<tr>{self._row(row, sides)}</tr>" for row in self.rows)
        page = (
            f"<table><caption>{html.escape(self.title)}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table>{_below(self.note, self.source)}"
        )
        if self.folded:
            page = f"<details><summary>{OPEN_TABLE}</summary>{page}</details>"
        return {"text/html": page, "text/plain": self.title, MIME: self.model_dump(mode="json")}

    def _row(self, row: list[str], sides: list[str]) -> str:
        tags = ['th scope="row"'] * self.row_heads + ["td"] * (len(row) - self.row_heads)
        return "".join(
            f"<{tag}{side}>{html.escape(cell)}</{tag[:2]}>"
            for tag, side, cell in zip(tags, sides, row, strict=True)
        )


def _below(*texts: str) -> str:
    """Return what stands below a figure or table, a paragraph each; nothing for an empty text."""
    return "".join(f"<p><small>{html.escape(text)}</small></p>" for text in texts if text)


class Colophon(BaseModel):
    """What the page was made from.

    ``parameters`` are as they would be given on the command line, ``choice`` says them in Danish;
    ``about`` is the municipality that the whole page is about, "" if it is about none.
    ``made`` are the ids of all blocks that the notebook has made, shown or not.
    ``code`` and ``data`` are the hashes of the code and of what it read; ``repository_data`` tells
    whether the figures were those in the repository. ``data_date`` is that of the newest figures
    read, ``issued`` that of the newest in the whole folder, by which an edition is cited.
    """

    kind: Literal["colophon"] = "colophon"
    report: str
    parameters: dict[str, str]
    choice: str
    about: str = ""
    is_default: bool
    data_date: str
    issued: str = ""
    last_month: str
    code: str
    data: str
    repository_data: bool
    publisher: str
    contact: str
    sources: list[Source]
    reads: list[Read]
    made: list[str] = []
    entries: list[Entry] = []

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        lines = [
            f"- **{s.title}** ({s.publisher}, {s.publisher_table}; {s.vintage}). {s.licence}."
            for s in self.sources
        ]
        return {"text/markdown": "\n".join(lines), MIME: self.model_dump(mode="json")}


def without_colophon() -> Colophon:
    """Return what is known of a notebook that never says what it was made from: nothing."""
    texts = ("report", "choice", "data_date", "last_month", "code", "data", "publisher", "contact")
    nothing: dict[str, Any] = {"parameters": {}, "sources": [], "reads": []}
    return Colophon(**dict.fromkeys(texts, ""), **nothing, is_default=True, repository_data=True)


Block = Annotated[Prose | Figure | Table | Colophon, Field(discriminator="kind")]
_BLOCK: TypeAdapter[Block] = TypeAdapter(Block)


def block_of(output: dict[str, Any]) -> Block | None:
    """Return the block that a cell output carries, or None for an ordinary output."""
    payload = output.get("data", {}).get(MIME)
    return None if payload is None else _BLOCK.validate_python(payload)


def blocks_in(notebook: dict[str, Any]) -> Iterator[Block]:
    """Yield the blocks of an executed notebook in the order a reader meets them."""
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            block = block_of(output)
            if block is not None:
                yield block
