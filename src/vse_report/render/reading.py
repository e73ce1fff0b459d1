"""An executed notebook taken apart into a document, and refused where a page would not show it all.

What a notebook shows and a page or a PDF would not is named here with its cell, once for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from logging import Logger
from pathlib import PurePath
from typing import Any, NoReturn
from urllib.parse import unquote

from nbformat.v4 import new_output
from pydantic import ValidationError

from vse_report import characters
from vse_report.blocks import (
    MIME,
    Block,
    Colophon,
    Figure,
    Prose,
    Table,
    block_of,
    without_colophon,
)
from vse_report.data.publisher import publisher
from vse_report.edition import is_altered, own_code_hash
from vse_report.errors import BuildError, did_you_mean
from vse_report.own import injected_values
from vse_report.parameters import PAPERMILL_PATHS
from vse_report.prose.cells import MARKS
from vse_report.render.document import (
    SOURCES_TITLE,
    Cell,
    Document,
    Heading,
    Missing,
    Numbered,
    Ordinary,
    Section,
    Subheading,
    Text,
)
from vse_report.render.markup import (
    danish_of_lost,
    from_markdown,
    from_output,
    from_terminal,
    has_broken_table,
    has_underlined_heading,
    is_base64,
    lost,
    lost_of_markdown,
    plain_text,
    widest_table,
    without_attachments,
    without_underlined_headings,
)

# What we print of an ordinary output, best first.
PRIORITY = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/plain",
)
# Letters that a table of a page of paper has room for; more run into each other.
WIDEST = 100
UNTITLED = "Uden titel"
MISSING_TITLE = Missing("no title (a Markdown cell that begins with '# ')", "titel")
MISSING_SENDER = Missing("no sender (begin with Report(), end with report.finish())", "afsender")
MISSING_SOURCES = Missing("no sources (data.read and data.outside name them)", "kilder")
_INJECTED = "injected-parameters"
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")
_ANY_LINK = re.compile(r'<a[^>]* href="([^"]*)"')
_REACHED = re.compile(r"#|https?:|mailto:", re.IGNORECASE)
_LINK = re.compile(r'<a[^>]* href="#([^"]*)"')
_ID = re.compile(r"(?:\btell\(|\bid ?=)\s*[\"'](?P<id>[^\"']+)")


def read_document(notebook: Any, name: str = "") -> Document:
    """Return the executed ``notebook`` as a document.

    One of our reports, or a copy of it, is refused where it lacks something. Of a notebook of one's
    own the document names what is missing (`Document.missing`); ``name`` is that of its file.

    Raises
    ------
    BuildError
        If the notebook was not run or ended in an error, or has two of what a page has one of. If
        one of ours lacks title or colophon, skips a level of heading, or shows an image without
        alternative text.
    """
    cells = notebook.cells
    if not cells:
        raise BuildError("the notebook has no cells, so there is nothing to show.")
    code = [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]
    if code and not any(cell.get("outputs") or cell.get("execution_count") for cell in code):
        msg = (
            "the notebook has not been run, so there is nothing to show. Run it first and convert "
            "what comes out:\n  papermill NOTEBOOK.ipynb out.ipynb (or run all cells in JupyterLab)"
        )
        raise BuildError(msg)
    reader = _Reader(_name_of(notebook, name), strict=_is_ours(notebook))
    position = 0
    for cell in cells:
        # papermill's own cell is not counted, so that numbers are those of the notebook one edits.
        position += _INJECTED not in cell.metadata.get("tags", [])
        reader.take(cell, position)
    document = reader.document()
    if document.colophon.report:
        document.altered = is_altered(document.colophon.report, cells)
    else:
        _complete_own(document, notebook)
    issued = publisher()
    # The addresses of whoever publishes now are not those of an edition that another published.
    if (issued.publisher, issued.contact) == (
        document.colophon.publisher,
        document.colophon.contact,
    ):
        document.contact_url, document.site_url = issued.contact_url, issued.site_url
    return document


def told(document: Document, log: Logger) -> Document:
    """Return the document, after what it lacks is told to whoever makes a page of it."""
    for missing in document.missing:
        log.warning("%s: %s", document.name, missing.told)
    return document


def _is_ours(notebook: Any) -> bool:
    """Tell whether a notebook is held to what our reports are, by what it shows.

    One of ours or a copy of it; also one that shows our blocks and has not come to its end.
    """
    shown = [
        output["data"][MIME]
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if MIME in output.get("data", {})
    ]
    ends = [block for block in shown if block.get("kind") == "colophon"]
    return any(block.get("report") for block in ends) or bool(shown and not ends)


def _name_of(notebook: Any, name: str) -> str:
    """Return the name of a notebook's file: before papermill ran it, if it did."""
    before = notebook.metadata.get("papermill", {}).get("input_path")
    return PurePath(before).stem if before else name


def _complete_own(document: Document, notebook: Any) -> None:
    """Add to a notebook of one's own what only its file and its cells tell."""
    colophon = document.colophon
    injected = [c for c in notebook.cells if _INJECTED in c.metadata.get("tags", [])]
    given = {} if colophon.publisher else injected_values(injected[-1].source if injected else "")
    told = "; ".join(f"{name} = {value}" for name, value in given.items())
    document.colophon = colophon.model_copy(
        update={
            "code": own_code_hash(notebook.cells),
            "parameters": colophon.parameters or given,
            "choice": colophon.choice or told,
            "is_default": colophon.is_default and not given,
        }
    )


class _Reader:
    """Collects the parts of a document while the cells go by; ``place`` says which one it is at.

    A ``strict`` one refuses what a report of ours must not lack; another tells of it as missing.
    """

    def __init__(self, name: str, *, strict: bool) -> None:
        self.name, self.strict = name, strict
        self.missing: list[Missing] = []
        self.place = ""
        self.where = ""  # the same, for readers
        self.cell = ""  # the anchor of the code cell
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

    def miss(self, problem: str, danish: str) -> None:
        """Refuse a report of ours; of another notebook say that something is missing."""
        if self.strict:
            self.refuse(problem)
        self.missing.append(Missing(f"{self.place} {problem}", danish.format(where=self.where)))

    def take(self, cell: Any, position: int) -> None:
        self.place, self.where = _place(cell, position), f"celle {position}"
        if cell.cell_type == "markdown":
            self.take_markdown(cell.source)
        if cell.cell_type == "raw" and cell.source.strip():
            self.miss(
                "is a raw cell, which a report does not print; make it Markdown or code.",
                "teksten i en rå celle ({where})",
            )
        if cell.cell_type != "code":
            return
        # Code belongs to the section where its cell begins, even if its output opens another.
        section = self.sections[-1]
        injected = _INJECTED in cell.metadata.get("tags", [])
        self.cell = "celle.valg" if injected else f"celle.{position}"
        for output in cell.outputs:
            self.take_output(cell, output)
        code = cell.source
        if injected:  # paths of a machine are not for readers
            lines = code.splitlines(keepends=True)
            code = "".join(line for line in lines if not line.startswith(PAPERMILL_PATHS))
        if code.strip():
            name = "Udgavens valg" if injected else f"Celle {position}"
            section.code.append(Cell(code.strip("\n"), name, self.cell))

    def take_output(self, cell: Any, output: Any) -> None:
        if output.output_type == "error":
            ended = ": ".join(filter(None, [output.ename, output.evalue.rstrip(".")]))
            if self.strict or "raises-exception" not in cell.metadata.get("tags", []):
                self.refuse(f"ended in {ended}. Run the notebook without errors first.")
            output = new_output("stream", name="stdout", text=f"{ended}\n")
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
        text = "".join(texts)
        if any(mark in text for mark in MARKS):
            self.refuse(
                "prints a cell of a kept frame by itself, so nobody knows what it says; print it "
                "with report.tell, report.figure or report.table."
            )
        strange = characters.unknown(text)
        if strange:
            listed = characters.named(strange)
            self.miss(
                f"shows {listed}, which the report's typefaces do not have; write it with other "
                "characters.",
                f"i PDF’en tegnet {listed} ({{where}})",
            )

    def take_block(self, block: Block) -> None:
        self.check(*_texts(block))
        if isinstance(block, Colophon):
            self.only_once("colophon", "end the notebook with one finish(...)")
            self.colophon = block
            return
        self.only_once(
            _called(block.id),
            "give each figure, table and sentence an id of its own, for files are named by it",
        )
        if isinstance(block, Figure | Table):
            self.numbers[block.kind] += 1
            number, anchor = self.numbers[block.kind], self.anchor(block.id)
            self.sections[-1].items.append(Numbered(block, number, anchor, self.cell))
        elif block.role == "finding" and self.finding is None:
            if any(level for level, _ in split_headings(block.markdown)):
                self.refuse("has a heading in the main finding, which has one; leave it out.")
            self.complete(lost_of_markdown(block.markdown))
            self.follow(from_markdown(block.markdown))
            self.finding = block
        else:
            self.take_markdown(block.markdown, block.id)

    def only_once(self, what: str, advice: str) -> None:
        if what in self.shown:
            self.refuse(f"shows a second {what}; {self.shown[what]} has one: {advice}.")
        self.shown[what] = self.place

    def take_ordinary(self, cell: Any, output: Any) -> None:
        if output.output_type != "stream":
            chosen = next((mime for mime in PRIORITY if mime in output.data), None)
            if "text/latex" in output.data and chosen != "text/html":
                self.complete(["a formula"])
            richer = sorted(set(output.data) - set(PRIORITY) - {"text/latex"})
            if richer and chosen in (None, "text/plain"):
                # Jupyter shows these, and offers a name in pointed brackets beside them.
                self.complete([f"an output of the type {richer[0]}"])
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
                self.fit(from_output(output.data[chosen]))
                self.follow(from_output(output.data[chosen]))
        else:
            output = output.copy()
            output["text"] = self.printed(output.text)
        ordinary = Ordinary(cell, output)
        if ordinary.mime in ("image/png", "image/jpeg") and not is_base64(
            output.data[ordinary.mime]
        ):
            self.refuse(f"shows an image that is no {ordinary.mime}; draw it anew.")
        if ordinary.mime.startswith("image/") and not ordinary.alt:
            self.miss(
                "shows an image without a text alternative, so some readers cannot "
                "see it. Show it with report.figure(...), which takes one, or set "
                f'metadata["{ordinary.mime}"]["alt"] on the output.',
                "alternativ tekst til et billede ({where})",
            )
            ordinary = replace(ordinary, stand_in=f"Billede fra {self.where}")
        self.sections[-1].items.append(ordinary)

    def complete(self, gone: Sequence[str]) -> None:
        """Refuse what a page would show without some of what JupyterLab shows."""
        if gone:
            self.miss(
                f"has {' and '.join(gone)}, which a report does not print. Show a figure or table "
                "with report.figure(...) or report.table(...), an image from a code cell with "
                "metadata alt, a formula in words; or leave it out.",
                f"{' og '.join(map(danish_of_lost, gone))} ({{where}})",
            )

    def fit(self, markup: str) -> None:
        """Refuse a table that no page of paper has room for."""
        letters = widest_table(markup)
        if letters > WIDEST:
            self.refuse(
                f"has a table that is {letters} letters wide or more, and a page of paper has room "
                f"for {WIDEST}: show fewer columns, give them shorter names, or turn it with .T."
            )

    def printed(self, text: str) -> str:
        """Return what a cell printed as a terminal shows it."""
        text = from_terminal(text)
        self.check(text)
        return text

    def follow(self, markup: str) -> None:
        """Remember the links within the page; what they lead to may come later."""
        self.links += [(unquote(found), self.place) for found in _LINK.findall(markup)]
        away = [link for link in _ANY_LINK.findall(markup) if not _REACHED.match(link)]
        if away and not self.strict:  # a page has no files beside it
            self.miss(
                f"links to {', '.join(away)}, a file beside it", f"{', '.join(away)} ({{where}})"
            )

    def take_markdown(self, markdown: str, block: str = "") -> None:
        self.check(markdown)
        self.complete(lost_of_markdown(markdown))
        if not self.strict:
            markdown = without_attachments(markdown)
            if has_underlined_heading(markdown):
                markdown = without_underlined_headings(markdown)
        for level, text in split_headings(markdown):
            if level == 0:
                self.take_text(text, block)
            elif level == 1 and not self.title:
                self.title = text
            elif level == 1 and self.strict:
                self.refuse(f"has a second title, {text!r}; write '## {text}'.")
            else:
                # Of a notebook that has several titles, the first names the page.
                self.take_heading(max(level, 2), text)

    def take_text(self, markdown: str, block: str) -> None:
        if has_underlined_heading(markdown):
            self.refuse("underlines a heading; begin it with '## ' instead.")
        if has_broken_table(markdown):
            self.refuse(
                "has a table whose rows are not as long as its head, so it would be printed as it "
                "is typed; give each row as many cells, and write | within a cell as \\|."
            )
        self.fit(from_markdown(markdown))
        self.follow(from_markdown(markdown))
        self.sections[-1].items.append(Text(markdown, block))

    def take_heading(self, level: int, markdown: str) -> None:
        if level > self.level + 1 and not self.strict:
            level = self.level + 1  # in the contents of a page no level is left out
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
        stem = _stem(text)
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
        if missing and self.strict:
            msg = f"the executed notebook has no {' and no '.join(missing)}; a page needs both."
            raise BuildError(msg)
        title, colophon = self.title or self.name or UNTITLED, self.colophon or without_colophon()
        if not any(section.holds_sources for section in self.sections):
            self.sections.append(Section(self.heading(2, SOURCES_TITLE)))
        self.refuse_unshown(colophon)
        links = self.follow_links()
        lacks = [MISSING_TITLE] * (not self.title)
        lacks += [MISSING_SENDER] * (not colophon.publisher)
        lacks += [MISSING_SOURCES] * (not colophon.sources)
        return Document(
            plain_text(title),
            title,
            self.finding,
            self.sections,
            colophon,
            name=colophon.report or self.name,
            links=links,
            missing=[] if self.strict else [*lacks, *self.missing],
        )

    def refuse_unshown(self, colophon: Colophon) -> None:
        """Refuse a notebook that makes a figure, table or sentence and does not show it."""
        lost = [id for id in colophon.made if _called(id) not in self.shown]
        if lost:
            msg = (
                f"{', '.join(lost)}: made and not shown. A figure, table or sentence is shown as "
                "the last line of its cell, or by display(report.figure(...)). In JupyterLab, run "
                "all cells anew after one was taken out."
            )
            raise BuildError(msg)

    def follow_links(self) -> dict[str, str]:
        """Refuse links that lead nowhere; of a notebook of one's own, tell them.

        Return where those lead that are written otherwise than their place is called: a link may
        name a heading as Jupyter does, with capitals. One that leads nowhere leads to "".
        """
        if not self.strict:
            other = {link: place for link, place in self.links if link not in self.anchors}
            found = {link: _stem(link) if _stem(link) in self.anchors else "" for link in other}
            self.missing += [
                Missing(
                    f"{other[link]} links to #{link}, which is not on the page",
                    f"målet for #{link}",
                )
                for link, anchor in found.items()
                if not anchor
            ]
            return found
        dead = [
            f"{place} links to #{anchor}{did_you_mean(anchor, self.anchors)}"
            for anchor, place in self.links
            if anchor not in self.anchors
        ]
        if dead:
            there = ", ".join(f"#{anchor}" for anchor in sorted(self.anchors))
            msg = f"{'; '.join(dead)}; no such place is on the page. There is: {there}."
            raise BuildError(msg)
        return {}


def _called(id: str) -> str:
    return f"block called {id!r}"


def _stem(text: str) -> str:
    """Return what an anchor is made of, for a heading or a block."""
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "afsnit"


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
            yield from (block.unit, block.spoken, block.svg)
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


def _place(cell: Any, position: int) -> str:
    """Return a cell's number, with the id of what it shows or else its first line."""
    named = _ID.search(cell.source) if cell.cell_type == "code" else None
    told = named["id"] if named else cell.source.strip().partition("\n")[0].rstrip()
    return f"cell {position} ({told if len(told) <= 60 else told[:59] + '…'})"
