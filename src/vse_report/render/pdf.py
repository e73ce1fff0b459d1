"""The PDF: the same document as the page, set by Typst as a tagged PDF/UA-1 on A4, without code."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypandoc
import typst
from matplotlib.image import imread
from nbconvert.exporters import Exporter
from traitlets import default

from vse_report import characters
from vse_report.blocks import Figure, Table
from vse_report.errors import BuildError
from vse_report.figures.fonts import FONT_FOLDER
from vse_report.figures.svg import parse
from vse_report.render import theme
from vse_report.render.document import (
    NO_SOURCES,
    Document,
    Heading,
    Item,
    Ordinary,
    Section,
    Subheading,
    Text,
)
from vse_report.render.markup import from_markdown, from_output, one_line, with_links
from vse_report.render.reading import read_document, told
from vse_report.render.tags import mark_row_heads

# Around the number of a piece of Typst in the HTML that pandoc reads; no text has these characters.
_TYPST = re.compile("\ue000(\\d+)\ue001")
# A paragraph that ends in a colon, before anything but a heading.
_LEAD = re.compile(r"^(\S.*:)$(?=\n\n[^=])", flags=re.MULTILINE)
_LIST = re.compile(r"^- .*\n(?:(?:- |  ).*\n|\n(?=- |  ))*", flags=re.MULTILINE)
# Letters in a line of a table's text column, beyond which it wraps.
LONGEST_TEXT = 34
LARGEST_GAP = 0.12  # of the height of the text, at the end of a page; more moves a block
_TOP, _FOOT = 26 / 297, 24 / 297  # the margins of report.typ, of the height of the page
_PPI = 24  # enough to see where a page's text ends
_LINE = 84  # characters in a line of what a cell printed
# One file for each face: the font package has every face twice, and Typst would take the one that
# the file system happens to name first.
_FACES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt")


class VsePdfExporter(Exporter):
    """Executed notebook to a PDF; ``jupyter nbconvert --to vse_pdf``."""

    export_from_notebook = "VSE report (PDF)"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _pdf_extension(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and nbconvert's resources."""
        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = told(read_document(notebook, resources["metadata"]["name"]), self.log)
        pdf = compile_pdf(*typst_source(document))
        tables = [item.block for item in document.shown if isinstance(item.block, Table)]
        return mark_row_heads(pdf, [table.row_heads for table in tables]), resources


def typst_source(document: Document) -> tuple[str, dict[str, bytes]]:
    """Return the Typst text of ``document``, and the image files it names."""
    writer = _Writer(document)
    body = pypandoc.convert_text(
        with_links(writer.html(), document.links),
        "typst-smart",  # what is typed is printed: no quotation marks made straight, nor curly
        format="html-auto_identifiers",
        extra_args=["--shift-heading-level-by=-1", "--wrap=none"],
    )
    template = (theme.TEMPLATES / "report.typ").read_text(encoding="utf-8")
    body = _LIST.sub(r"#bullets[\n\g<0>]\n", body + "\n")
    body = _LEAD.sub(r"#lead[\1]", body)
    body = _TYPST.sub(lambda found: writer.pieces[int(found[1])], body)
    parts = [_palette(), template, _opening(document), body]
    return characters.shown("\n".join(parts)), writer.files


def compile_pdf(source: str, files: dict[str, bytes]) -> bytes:
    """Return ``source`` as PDF/UA-1; the same bytes each time, whatever the clock says.

    Raises
    ------
    BuildError
        If Typst refuses the document, for example because of a link to nowhere.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        fonts = root / "fonts"
        fonts.mkdir()
        for face in _FACES:
            shutil.copy(FONT_FOLDER / f"SourceSansPro-{face}.ttf", fonts)
        for name, content in files.items():
            (root / name).write_bytes(content)
        set_by = {"root": root, "font_paths": [fonts], "ignore_system_fonts": True}
        try:
            chosen = {"floating": " ".join(_floating(source.encode(), set_by))}
            return typst.compile(
                source.encode(), format="pdf", pdf_standards=["ua-1"], sys_inputs=chosen, **set_by
            )
        except typst.TypstError as error:
            hints = "".join(f" {hint}." for hint in error.hints)
            msg = f"the PDF could not be set: {error.message}.{hints}\n{error.diagnostic}"
            raise BuildError(msg) from error


def _floating(source: bytes, set_by: dict[str, Any]) -> list[str]:
    """Return the anchors of the blocks that text must flow past, so that no page ends early.

    Typst sets a block where it stands, or floats it whether that is needed or not. So the document
    is set again after each block that did not fit on its page, from the front to the back.
    """
    floating: list[str] = []
    kept: list[str] = []
    while True:
        chosen = {"floating": " ".join(floating)}
        images = typst.compile(source, format="png", ppi=_PPI, sys_inputs=chosen, **set_by)
        early = {n for n, image in enumerate(_pages(images)[:-1], 1) if _gap(image) > LARGEST_GAP}
        found = typst.query(source, "<placed>", field="value", sys_inputs=chosen, **set_by)
        blocks = [block for blocks in json.loads(found) for block in blocks]
        if late := _first_late(blocks, floating, kept, early):
            floating.append(late)
        elif soon := _above_its_heading(blocks, floating):
            floating.remove(soon)
            kept.append(soon)
        else:
            return floating


def _above_its_heading(blocks: list[dict[str, Any]], floating: list[str]) -> str | None:
    """Return the first block at the top of a page that has the heading of its section below it."""
    for block in blocks:
        if block["anchor"] in floating and block["heading"] >= block["page"]:
            return block["anchor"]
    return None


def _first_late(
    blocks: list[dict[str, Any]], floating: list[str], kept: list[str], early: set[int]
) -> str | None:
    """Return the first block set as the text has it that leaves a gap, or has overtaken another."""
    reached = 0
    for block in blocks:
        anchor, page = block["anchor"], block["page"]
        if anchor in floating:
            if page - 1 in early:
                early = early | {page}  # the page may hold nothing else, and what follows was kept
            reached = max(reached, page)
        elif anchor not in kept and (page - 1 in early or page < reached):
            return anchor
    return None


def _pages(images: bytes | list[bytes]) -> list[bytes]:
    return [images] if isinstance(images, bytes) else images


def _gap(image: bytes) -> float:
    """Return how much of the height of a page's text is empty below its last line."""
    ink = (imread(BytesIO(image))[:, :, :3] < 0.96).any(axis=(1, 2))
    top, end = (round(len(ink) * share) for share in (_TOP, 1 - _FOOT))
    used = ink[top:end].nonzero()[0]
    return 1 - (used[-1] + 1) / (end - top) if len(used) else 1.0


def typst_string(text: str) -> str:
    r"""Return ``text`` as a Typst string literal: nothing in it can be markup or code.

    >>> print(typst_string('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    for character, escape in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(character, escape)
    return f'"{escaped}"'


def typst_array(values: Iterable[str]) -> str:
    """Return finished Typst expressions as an array; the comma after one makes it an array too."""
    return f"({''.join(f'{value}, ' for value in values)})"


def _call(function: str, *arguments: str) -> str:
    return f"{function}({', '.join(arguments)})"


def _strings(*texts: str) -> list[str]:
    return [typst_string(text) for text in texts]


class _Writer:
    """Writes a document as HTML for pandoc, with pieces of Typst beside it that pandoc never reads.

    It would drop alternative texts, and take its time over drawings.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces: list[str] = []
        self.files: dict[str, bytes] = {}

    def typst(self, code: str) -> str:
        """Return what stands in the HTML for a piece of Typst."""
        self.pieces.append(code)
        return f"\ue000{len(self.pieces) - 1}\ue001"

    def block(self, code: str) -> str:
        return f"<p>{self.typst(code)}</p>"

    def html(self) -> str:
        document, parts = self.document, []
        if document.special_edition:
            parts.append(self.block(f"#special({typst_string(document.special_edition)})"))
        for notice in document.notices:
            parts.append(self.block(f"#notice({typst_string(notice)})"))
        if document.lacks:
            parts.append(self.block(f"#notice({typst_string(document.lacks)})"))
        if document.finding:
            finding = from_markdown(document.finding.markdown)
            parts += [self.block("#finding["), finding, self.block("]")]
        opening, *sections = document.sections
        parts.append(self.block("#contents()"))
        if opening.items:
            parts.append(self.block("#v(1.2em)"))
            parts += [self.item(item) for item in opening.items]
        for section in sections:
            parts += self.section(section)
        return "\n".join([*parts, *self.closing()])

    def section(self, section: Section) -> list[str]:
        parts = [self.heading(section.heading)]
        parts += [self.item(item) for item in section.items]
        if section.holds_sources:
            parts.append(self.block(_sources(self.document)))
        return parts

    def heading(self, heading: Heading) -> str:
        level, anchor = heading.level, self.typst(f"<{heading.anchor}>")
        return f"<h{level}>{one_line(heading.markdown)} {anchor}</h{level}>"

    def item(self, item: Item) -> str:
        if isinstance(item, Text):
            return from_markdown(item.markdown)
        if isinstance(item, Ordinary):
            return self.ordinary(item)
        if isinstance(item, Subheading):
            return self.heading(item.heading)
        write = _figure if item.kind == "figure" else _table
        return self.block(f"#{write(item.block, item.label, item.anchor)}")

    def ordinary(self, item: Ordinary) -> str:
        if not item.output.get("data"):
            return self.block(_printout(_broken(item.output.text.rstrip())))
        content = item.output.data[item.mime]
        if item.mime == "text/html":
            return from_output(content)
        if item.mime == "text/plain":
            return self.block(_printout(_broken(content.rstrip())))
        if item.mime == "image/svg+xml":
            drawing = f'bytes({typst_string(content)}), format: "svg"'
            return self.block(f"#image({drawing}, alt: {typst_string(item.alt)})")
        name = f"image-{len(self.files)}.{item.mime.partition('/')[2]}"
        self.files[name] = base64.b64decode(content)
        return self.block(f'#image("/{name}", alt: {typst_string(item.alt)})')

    def closing(self) -> list[str]:
        document = self.document
        citation = Heading(2, document.citation_title, document.citation_title, "citer")
        recompute = Heading(2, document.recompute_title, document.recompute_title, "genberegn")
        parts = [
            self.heading(citation),
            self.block(f"#quote(block: true, {typst_string(document.citation)})"),
            *([f"<p>{document.terms}</p>"] if document.terms else []),
            self.heading(recompute),
            f"<p>{html.escape(document.recompute_text)}</p>",
        ]
        for what, command in document.commands:
            parts += [f"<p>{what}:</p>", self.block(_printout(command))]
        parts[-1] = self.block(f"#lead[{_printout(document.commands[-1][1])}]")  # nor the contact
        contact = document.colophon.contact
        return [*parts, *([f"<p>Kontakt: {html.escape(contact)}</p>"] if contact else [])]


def _broken(text: str) -> str:
    """Return printed text whose longest words are broken as a terminal does, to stay on paper."""
    return re.sub(rf"(\S{{{_LINE}}})(?=\S)", r"\1\n", text)


def _printout(text: str) -> str:
    return f"#printout({typst_string(text)})"


def _opening(document: Document) -> str:
    dated = [f"Nyeste tal fra {document.data_date}"] if document.data_date else []
    edition = [
        *([f"Kommune: {document.colophon.about}"] if document.colophon.about else []),
        *dated,
        *([f"Til og med {document.last_month}"] if document.last_month else []),
        f"Kodeversion: {document.colophon.code}",
        *([f"Dataversion: {document.colophon.data}"] if document.colophon.data else []),
    ]
    named = {
        "title": typst_string(document.title),
        "publisher": typst_string(document.colophon.publisher),
        "description": typst_string(document.description),
        "edition": typst_array(_strings(*edition)),
        "running": typst_string("  ·  ".join([document.title, *dated])),
    }
    arguments = ", ".join(f"{name}: {value}" for name, value in named.items())
    return f"#show: report.with({arguments})"


def _figure(block: Figure, label: str, anchor: str) -> str:
    parse(block.svg)  # a drawing that cannot be read is named as such, before Typst sees it
    start = (anchor, label, block.title, block.unit, block.spoken)
    return _call("drawing", *_strings(*start, block.source, block.note, block.svg))


def _table(block: Table, label: str, anchor: str) -> str:
    columns = [
        f"(label: {typst_string(column.label)}, unit: {typst_string(column.unit)}, "
        f"numeric: {str(column.numeric).lower()}, width: {width}fr)"
        for column, width in zip(block.columns, column_widths(block), strict=True)
    ]
    rows = [typst_array(_strings(*row)) for row in block.rows]
    start = _strings(anchor, label, block.title)
    end = _strings(block.source, block.note)
    return _call("chart-table", *start, typst_array(columns), typst_array(rows), *end)


def column_widths(table: Table) -> list[int]:
    """Return each column's share of the width, in letters: text may wrap, numbers may not.

    Typst's own automatic widths let one long text squeeze its neighbours to nothing.
    """
    widths = []
    for number, column in enumerate(table.columns):
        cells = [len(row[number]) for row in table.rows]
        head = [len(word) for word in f"{column.label} {column.unit}".split()]
        longest = max(cells, default=0)
        widths.append(max([*head, longest if column.numeric else min(longest, LONGEST_TEXT)]) + 2)
    return widths


def _sources(document: Document) -> str:
    lines = [] if document.colophon.sources else [NO_SOURCES]
    for source in document.colophon.sources:
        where = ", ".join(filter(None, [source.publisher, source.publisher_table]))
        rest = f"{where} ({source.vintage}). Vilkår: {source.licence}."
        title = f"#{typst_string(source.title)}"
        title = f"#link({typst_string(source.url)})[{title}]" if source.url else title
        lines.append(f"- #block(breakable: false)[*{title}* \\")
        lines.append(f"  #{typst_string(rest)}")
        lines += [f"  - #{typst_string(caveat)}" for caveat in source.caveats]
        lines.append("  ]")
    reads = [
        [read.table, _keys(read.keys), str(read.rows), read.sha256[:12]]
        for read in document.colophon.reads
    ]
    if reads:
        rows = typst_array(typst_array(_strings(*row)) for row in reads)
        lines.append(f"#reads-table({rows})")
    return "\n".join(lines)


def _keys(keys: dict[str, list[str]]) -> str:
    return (
        "; ".join(f"{key}: {', '.join(values)}" for key, values in keys.items()) or "hele tabellen"
    )


def _palette() -> str:
    pairs = [pair.split(":") for pair in theme.variables("light").strip(";").split(";")]
    colours = ", ".join(f'{name.removeprefix("--")}: rgb("{value}")' for name, value in pairs)
    return f"#let palette = ({colours})"
