"""An executed notebook as a reader meets it: title, finding, sections, figures, sources.

Both exporters print a ``Document``, so the page and the PDF have the same sections in the same
order and the same figure numbers.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import unquote

from lxml import html
from pydantic import ValidationError

from vse_report import characters
from vse_report.blocks import Block, Colophon, Figure, Prose, Table, block_of
from vse_report.edition import is_altered
from vse_report.errors import BuildError
from vse_report.parameters import PAPERMILL_PATHS, did_you_mean
from vse_report.paths import DATA_VARIABLE
from vse_report.periods import parse_month
from vse_report.prose import wording
from vse_report.render.markup import (
    from_markdown,
    from_output,
    from_terminal,
    has_underlined_heading,
    lost,
    lost_of_markdown,
)

SOURCES_TITLE = "Kilder og forbehold"
CITATION_TITLE = "Sådan citeres rapporten"
RECOMPUTE_TITLE = "Genberegn rapporten"
TEXT_LICENCE = "Creative Commons Navngivelse 4.0 (CC BY 4.0)"
SPECIAL_EDITION = "Særudgave"
OTHER_FIGURES = "Bygget på andre tal end dem, der følger med koden."
ALTERED = "Bearbejdet udgave: Notebooken er en anden end den, der følger med koden."
CSV_NOTE = (
    "CSV-filerne har engelske kolonnenavne, komma mellem kolonnerne og punktum som decimaltegn; "
    "vælg det, når de åbnes i et dansk regneark."
)

# What we print of an ordinary output, best first. Scripts and widgets are left out: a page that
# needs neither network nor JavaScript cannot run them, and Jupyter always offers text instead.
PRIORITY = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
)
_INJECTED = "injected-parameters"
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_LINK = re.compile(r'<a[^>]* href="#([^"]*)"')
_ID = re.compile(r"(?:\btell\(|\bid ?=)\s*[\"'](?P<id>[^\"']+)")


@dataclass(frozen=True)
class Heading:
    """A heading: ``level`` 2 or more, its Markdown, its plain text, and its anchor in the page."""

    level: int
    markdown: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Text:
    """Markdown without headings."""

    markdown: str
    kind: str = "text"


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section, level 3 or more."""

    heading: Heading
    kind: str = "heading"


@dataclass(frozen=True)
class Numbered:
    """A figure or table with the number it has in this document."""

    block: Figure | Table
    number: int
    anchor: str

    @property
    def kind(self) -> str:
        """Return ``figure`` or ``table``."""
        return self.block.kind

    @property
    def label(self) -> str:
        """Return the name readers use, such as ``Figur 2``."""
        return f"{'Figur' if self.kind == 'figure' else 'Tabel'} {self.number}"


@dataclass(frozen=True)
class Ordinary:
    """An output that is none of our blocks, reduced to the one representation that is printed."""

    cell: Any
    output: Any
    kind: str = "ordinary"

    @property
    def mime(self) -> str:
        """Return the media type printed; printed text counts as ``text/plain``."""
        return next(iter(self.output.get("data", {"text/plain": ""})))

    @property
    def alt(self) -> str:
        """Return the text alternative of an image, empty when there is none."""
        of_output = self.output.get("metadata", {}).get(self.mime, {}).get("alt")
        return of_output or self.cell.metadata.get("alt") or ""


Item = Text | Subheading | Numbered | Ordinary


@dataclass
class Section:
    """What stands under a heading of level 2, and the source of the cells that made it.

    The opening of the report has no heading.
    """

    heading: Heading | None = None
    items: list[Item] = field(default_factory=list)
    code: list[str] = field(default_factory=list)

    @property
    def holds_sources(self) -> bool:
        """Tell whether the list of sources is printed at the end of this section."""
        return self.heading is not None and self.heading.text == SOURCES_TITLE

    @property
    def subheadings(self) -> list[Heading]:
        """Return the headings of level 3, for the contents."""
        headings = [item.heading for item in self.items if isinstance(item, Subheading)]
        return [heading for heading in headings if heading.level == 3]


@dataclass
class Document:
    """A whole report.

    ``sections[0]`` is the opening, which may be empty; ``altered`` tells that the cells that were
    run are not those of the report's notebook, as in a researcher's own copy.
    """

    title: str
    title_markdown: str
    finding: Prose | None
    sections: list[Section]
    colophon: Colophon
    altered: bool = False
    citation_title: str = CITATION_TITLE
    recompute_title: str = RECOMPUTE_TITLE
    text_licence: str = TEXT_LICENCE
    csv_note: str = CSV_NOTE

    @cached_property
    def description(self) -> str:
        """Return the main finding as plain text, or the title when the report states none."""
        return plain_text(self.finding.markdown) if self.finding else self.title

    @cached_property
    def first_shown(self) -> Numbered | None:
        """Return the first figure or table, or None."""
        items = (item for section in self.sections for item in section.items)
        return next((item for item in items if isinstance(item, Numbered)), None)

    @property
    def data_date(self) -> str:
        """Return the data date in words: ``22. august 2026``."""
        return wording.date(self.colophon.data_date)

    @property
    def last_month(self) -> str:
        """Return the last month with data in words, ``juli 2026``; empty if the data have none."""
        last = self.colophon.last_month
        return wording.month(parse_month(last)) if last else ""

    @property
    def special_edition(self) -> str:
        """Return what was chosen for an edition that is not the default one, else nothing."""
        return "" if self.colophon.is_default else self.colophon.choice

    @property
    def other_figures(self) -> str:
        """Return that the figures are not those of the repository, or nothing if they are."""
        return "" if self.colophon.repository_data else OTHER_FIGURES

    @property
    def notices(self) -> list[str]:
        """Return what sets this edition apart from what the repository builds; often nothing."""
        return [*filter(None, [self.other_figures, ALTERED if self.altered else ""])]

    @property
    def citation(self) -> str:
        """Return how to cite this edition."""
        colophon = self.colophon
        edition = f"Kodeversion {colophon.code}, dataversion {colophon.data}"
        if self.last_month:
            edition = f"Data til og med {self.last_month}. {edition}"
        if self.special_edition:
            edition = f"{SPECIAL_EDITION}: {self.special_edition}. {edition}"
        edition = " ".join([*self.notices, edition])
        stop = "" if self.title.endswith(("?", "!", ".")) else "."
        return f"{colophon.publisher} ({colophon.data_date[:4]}): {self.title}{stop} {edition}."

    @property
    def recompute_text(self) -> str:
        """Return what is to be said before the commands."""
        colophon = self.colophon
        changed = "den ændrede notebook, " if self.altered else ""
        told = (
            "Alle tal i rapporten er beregnet af kode ud fra de kilder, der er nævnt ovenfor. "
            f"Med {changed}kodeversion {colophon.code} og dataversion {colophon.data} får du "
            "de samme tal sådan:"
        )
        folders = "MAPPE står for mappen med de andre tal, UD for den, rapporten skal ligge i."
        return f"{self.other_figures} {folders} {told}" if self.other_figures else told

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Return the ways to compute this edition anew: what one does, and the command."""
        colophon = self.colophon
        report = colophon.report
        given = {} if colophon.is_default else colophon.parameters
        folders, variable = (
            (" --data MAPPE --out UD", f"{DATA_VARIABLE}=MAPPE ")
            if self.other_figures
            else ("", "")
        )
        options = "".join(f" -p {name}={shlex.quote(value)}" for name, value in given.items())
        papermill = "".join(f" -p {name} {shlex.quote(value)}" for name, value in given.items())
        whole = [("Hele standardudgaven (kræver Python og make)", "make report")]
        alone = [("Kun denne rapport", f"vse-report build {report}{options}{folders}")]
        notebook = "NOTEBOOK.ipynb" if self.altered else f"notebooks/{report}.ipynb"
        return [
            *(whole if colophon.is_default and not self.notices else []),
            *([] if self.altered else alone),
            (
                "Med papermill og nbconvert",
                f"{variable}papermill {notebook} {report}.ipynb{papermill}\n"
                f"jupyter nbconvert --to vse_html {report}.ipynb\n"
                f"jupyter nbconvert --to vse_pdf {report}.ipynb",
            ),
        ]


def read_document(notebook: Any) -> Document:
    """Return the executed ``notebook`` as a document.

    Raises
    ------
    BuildError
        If the notebook was not run or ended in an error, lacks title or colophon, has two of what
        a page has one of, skips a level of heading, or shows an image without alternative text.
    """
    cells = notebook.cells
    if not any(cell.get("outputs") or cell.get("execution_count") for cell in cells):
        msg = (
            "the notebook has not been run, so there is nothing to show. Run it first and convert "
            "what comes out:\n  papermill NOTEBOOK.ipynb out.ipynb (or run all cells in JupyterLab)"
        )
        raise BuildError(msg)
    reader = _Reader()
    position = 0
    for cell in cells:
        # papermill's own cell is not counted, so that numbers are those of the notebook one edits.
        position += _INJECTED not in cell.metadata.get("tags", [])
        reader.take(cell, _place(cell, position))
    document = reader.document()
    document.altered = is_altered(document.colophon.report, cells)
    return document


class _Reader:
    """Collects the parts of a document while the cells go by; ``place`` says which one it is at."""

    def __init__(self) -> None:
        self.place = ""
        self.title = ""
        self.level = 1
        self.finding: Prose | None = None
        self.colophon: Colophon | None = None
        self.sections = [Section()]
        self.anchors = {"citer", "genberegn"}  # of the sections that every report ends with
        self.shown: dict[str, str] = {}  # what may be shown once, and the cell that shows it
        self.numbers = {"figure": 0, "table": 0}
        self.links: list[tuple[str, str]] = []  # where in the page, and the cell that says so

    def refuse(self, problem: str) -> NoReturn:
        raise BuildError(f"{self.place} {problem}")

    def take(self, cell: Any, place: str) -> None:
        self.place = place
        if cell.cell_type == "markdown":
            self.take_markdown(cell.source)
        if cell.cell_type != "code":
            return
        # Code belongs to the section where its cell begins, even if its output opens another.
        section = self.sections[-1]
        for output in cell.outputs:
            self.take_output(cell, output)
        code = cell.source
        if _INJECTED in cell.metadata.get("tags", []):  # paths of a machine are not for readers
            lines = code.splitlines(keepends=True)
            code = "".join(line for line in lines if not line.startswith(PAPERMILL_PATHS))
        if code.strip():
            section.code.append(code.strip("\n"))

    def take_output(self, cell: Any, output: Any) -> None:
        if output.output_type == "error":
            ended = f"ended in {output.ename}: {output.evalue.rstrip('.')}."
            self.refuse(f"{ended} Run the notebook without errors first.")
        try:
            block = block_of(output)
        except ValidationError:
            self.refuse("was run by another version of vse_report; run the notebook again.")
        if block is not None:
            self.take_block(block)
        # Warnings name paths of the machine and belong to whoever runs the cell, not to readers.
        elif output.get("name") != "stderr":
            self.take_ordinary(cell, output)

    def check(self, *texts: str) -> None:
        """Refuse characters that a PDF could not show, and a page on some machines only."""
        strange = characters.unknown("".join(texts))
        if strange:
            self.refuse(
                f"shows {characters.named(strange)}, which the report's typefaces do not have; "
                "write it with other characters."
            )

    def take_block(self, block: Block) -> None:
        self.check(*_texts(block))
        if isinstance(block, Colophon):
            self.only_once("colophon", "end the notebook with one finish(...)")
            self.colophon = block
            return
        self.only_once(
            f"block called {block.id!r}",
            "give each figure, table and sentence an id of its own, for files are named by it",
        )
        if isinstance(block, Figure | Table):
            self.numbers[block.kind] += 1
            number = Numbered(block, self.numbers[block.kind], self.anchor(block.id))
            self.sections[-1].items.append(number)
        elif block.role == "finding" and self.finding is None:
            if any(level for level, _ in split_headings(block.markdown)):
                self.refuse("has a heading in the main finding, which has one; leave it out.")
            self.complete(lost_of_markdown(block.markdown))
            self.follow(from_markdown(block.markdown))
            self.finding = block
        else:
            self.take_markdown(block.markdown)

    def only_once(self, what: str, advice: str) -> None:
        if what in self.shown:
            self.refuse(f"shows a second {what}; {self.shown[what]} has one: {advice}.")
        self.shown[what] = self.place

    def take_ordinary(self, cell: Any, output: Any) -> None:
        if output.output_type != "stream":
            chosen = next((mime for mime in PRIORITY if mime in output.data), None)
            if "text/latex" in output.data and chosen != "text/html":
                self.complete(["a formula"])
            if chosen is None:
                return
            if chosen == "text/markdown":
                self.take_markdown(output.data[chosen])
                return
            output = output.copy()
            output["data"] = {chosen: output.data[chosen]}
            if chosen == "text/plain":
                output["data"][chosen] = self.printed(output.data[chosen])
            if chosen == "text/html":
                self.check(output.data[chosen])
                self.complete(lost(output.data[chosen]))
                self.follow(from_output(output.data[chosen]))
        else:
            output = output.copy()
            output["text"] = self.printed(output.text)
        ordinary = Ordinary(cell, output)
        if ordinary.mime.startswith("image/") and not ordinary.alt:
            self.refuse(
                "shows an image without a text alternative, so some readers cannot "
                "see it. Show it with show_figure(...), which writes one from the data, or set "
                f'metadata["{ordinary.mime}"]["alt"] on the output.'
            )
        self.sections[-1].items.append(ordinary)

    def complete(self, gone: Sequence[str]) -> None:
        """Refuse what a page would show without some of what JupyterLab shows."""
        if gone:
            self.refuse(
                f"has {' and '.join(gone)}, which a report does not print. Show a figure or table "
                "with show_figure(...) or show_table(...), an image from a code cell with metadata "
                "alt, a formula in words; or leave it out."
            )

    def printed(self, text: str) -> str:
        """Return what a cell printed as a terminal shows it."""
        text = from_terminal(text)
        self.check(text)
        return text

    def follow(self, markup: str) -> None:
        """Remember the links within the page; what they lead to may come later."""
        self.links += [(unquote(found), self.place) for found in _LINK.findall(markup)]

    def take_markdown(self, markdown: str) -> None:
        self.check(markdown)
        self.complete(lost_of_markdown(markdown))
        for level, text in split_headings(markdown):
            if level == 0:
                self.take_text(text)
            elif level == 1:
                if self.title:
                    self.refuse(f"has a second title, {text!r}; write '## {text}'.")
                self.title = text
            else:
                self.take_heading(level, text)

    def take_text(self, markdown: str) -> None:
        if has_underlined_heading(markdown):
            self.refuse("underlines a heading; begin it with '## ' instead.")
        self.follow(from_markdown(markdown))
        self.sections[-1].items.append(Text(markdown))

    def take_heading(self, level: int, markdown: str) -> None:
        if level > self.level + 1:
            self.refuse(
                f"goes from a heading of level {self.level} to one of level {level}, {markdown!r}; "
                f"write '{'#' * (self.level + 1)} {markdown}'."
            )
        self.level = level
        if level == 2:
            self.sections.append(Section(self.heading(2, markdown)))
        else:
            self.sections[-1].items.append(Subheading(self.heading(level, markdown)))

    def heading(self, level: int, markdown: str) -> Heading:
        self.follow(from_markdown(markdown))
        text = plain_text(markdown)
        return Heading(level, markdown, text, self.anchor(text))

    def anchor(self, text: str) -> str:
        """Return an anchor made from ``text`` that nothing else in the page has."""
        stem = re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "afsnit"
        anchor, count = stem, 1
        while anchor in self.anchors:
            count += 1
            anchor = f"{stem}-{count}"
        self.anchors.add(anchor)
        return anchor

    def document(self) -> Document:
        missing = []
        if not self.title:
            missing.append("title (a Markdown cell that begins with '# ')")
        if self.colophon is None:
            missing.append("colophon (a last cell 'finish(...)', run with all before it)")
        if missing:
            msg = f"the executed notebook has no {' and no '.join(missing)}; a page needs both."
            raise BuildError(msg)
        if not any(section.holds_sources for section in self.sections):
            self.sections.append(Section(self.heading(2, SOURCES_TITLE)))
        self.refuse_dead_links()
        title = plain_text(self.title)
        return Document(title, self.title, self.finding, self.sections, self.colophon)

    def refuse_dead_links(self) -> None:
        dead = [
            f"{place} links to #{anchor}{did_you_mean(anchor, self.anchors)}"
            for anchor, place in self.links
            if anchor not in self.anchors
        ]
        if dead:
            there = ", ".join(f"#{anchor}" for anchor in sorted(self.anchors))
            msg = f"{'; '.join(dead)}; no such place is on the page. There is: {there}."
            raise BuildError(msg)


def _texts(block: Block) -> Iterator[str]:
    """Yield what a reader sees or hears of a block."""
    if isinstance(block, Prose):
        yield block.markdown
    elif isinstance(block, Colophon):
        yield from (block.publisher, block.contact, block.choice)
        for source in block.sources:
            yield from (source.title, source.publisher, source.publisher_table, source.vintage)
            yield from (source.licence, *source.caveats)
    else:
        yield from (block.title, block.source, block.note)
        if isinstance(block, Figure):
            yield from (block.unit, block.alt, block.svg)
        else:
            yield from (text for column in block.columns for text in (column.label, column.unit))
            yield from (cell for row in block.rows for cell in row)


def split_headings(markdown: str) -> Iterator[tuple[int, str]]:
    """Split Markdown at its ``#`` headings: yield (level, heading) and (0, text between) in order.

    A ``#`` inside a fenced block of code is no heading.
    """
    fence, kept = "", []
    for line in markdown.splitlines():
        opened = _FENCE.match(line)
        if opened and not fence:
            fence = opened["fence"]
        elif opened and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        heading = None if fence else _HEADING.fullmatch(line)
        if heading is None:
            kept.append(line)
            continue
        if "".join(kept).strip():
            yield 0, "\n".join(kept)
        kept = []
        yield len(heading["marks"]), heading["text"]
    if "".join(kept).strip():
        yield 0, "\n".join(kept)


def plain_text(markdown: str) -> str:
    """Return what a reader sees of ``markdown``, on one line and without markup."""
    return " ".join(html.fromstring(f"<div>{from_markdown(markdown)}</div>").text_content().split())


def _place(cell: Any, position: int) -> str:
    """Return a cell's number, with the id of what it shows or else its first line."""
    named = _ID.search(cell.source) if cell.cell_type == "code" else None
    told = named["id"] if named else cell.source.strip().partition("\n")[0].rstrip()
    return f"cell {position} ({told if len(told) <= 60 else told[:59] + '…'})"
