"""An executed notebook as a reader meets it: title, finding, sections, figures, sources.

Both exporters print a ``Document``, so the page and the PDF have the same sections in the same
order and the same figure numbers.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from babel.lists import format_list

from vse_report.blocks import OPEN_TABLE, Colophon, Figure, Prose, Table
from vse_report.paths import DATA_VARIABLE
from vse_report.periods import parse_month
from vse_report.prose import wording
from vse_report.render.markup import plain_text

SOURCES_TITLE = "Kilder og forbehold"
CITATION_TITLE = "Sådan citeres rapporten"
RECOMPUTE_TITLE = "Genberegn rapporten"
TEXT_LICENCE = "Creative Commons Navngivelse 4.0 (CC BY 4.0)"
SPECIAL_EDITION = "Særudgave"
OTHER_FIGURES = "Bygget på andre tal end dem, der følger med koden."
ALTERED = "Bearbejdet udgave: Notebooken er en anden end den, der følger med koden."
TERMS = "For tallene gælder udgivernes egne vilkår, se kilderne."
NO_SOURCES = "Notebooken nævner ingen kilder."
CSV_NOTE = (
    "CSV-filerne har engelske kolonnenavne, komma mellem kolonnerne og punktum som decimaltegn; "
    "vælg det, når de åbnes i et dansk regneark."
)


@dataclass(frozen=True)
class Heading:
    """A heading: ``level`` 2 or more, its Markdown, its plain text, and its anchor in the page."""

    level: int
    markdown: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Text:
    """Markdown without headings; ``block`` is the id of the prose it is of, if it is of one."""

    markdown: str
    block: str = ""
    kind: str = "text"


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section, level 3 or more."""

    heading: Heading
    kind: str = "heading"


@dataclass(frozen=True)
class Cell:
    """The source of a code cell, its name for readers, and its anchor in the page of the code.

    An anchor with a full stop is none that a heading or a block has.
    """

    source: str
    name: str
    anchor: str


@dataclass(frozen=True)
class Numbered:
    """A figure or table with its number in this document, and the anchor of its cell."""

    block: Figure | Table
    number: int
    anchor: str
    cell: str

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
    """An output that is none of our blocks, reduced to the one representation that is printed.

    ``stand_in`` names an image that has no text alternative.
    """

    cell: Any
    output: Any
    stand_in: str = ""
    kind: str = "ordinary"

    @property
    def mime(self) -> str:
        """Return the media type printed; printed text counts as ``text/plain``."""
        return next(iter(self.output.get("data", {"text/plain": ""})))

    @property
    def alt(self) -> str:
        """Return the text alternative of an image, empty when there is none."""
        of_output = self.output.get("metadata", {}).get(self.mime, {}).get("alt")
        return of_output or self.cell.metadata.get("alt") or self.stand_in


Item = Text | Subheading | Numbered | Ordinary


class Missing(NamedTuple):
    """What a notebook of one's own lacks: for whoever makes the page, and for its readers."""

    told: str
    danish: str


@dataclass
class Section:
    """What stands under a heading of level 2, and the cells that made it.

    The opening of the report has no heading.
    """

    heading: Heading | None = None
    items: list[Item] = field(default_factory=list)
    code: list[Cell] = field(default_factory=list)

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
    run are not those of the report's notebook, as in a researcher's own copy. ``contact_url`` and
    ``site_url`` are addresses, empty where the edition sets none. ``name`` is the report's, or that
    of the file of a notebook of one's own, and ``missing`` what such a notebook lacks; ``links``
    has the places of links that are written otherwise, "" for nowhere.
    """

    title: str
    title_markdown: str
    finding: Prose | None
    sections: list[Section]
    colophon: Colophon
    name: str = ""
    missing: list[Missing] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    altered: bool = False
    contact_url: str = ""
    site_url: str = ""
    citation_title: str = CITATION_TITLE
    recompute_title: str = RECOMPUTE_TITLE
    text_licence: str = TEXT_LICENCE
    csv_note: str = CSV_NOTE
    no_sources: str = NO_SOURCES
    open_table: str = OPEN_TABLE

    @cached_property
    def description(self) -> str:
        """Return the main finding as plain text, or the title when the report states none."""
        return plain_text(self.finding.markdown) if self.finding else self.title

    @cached_property
    def shown(self) -> list[Numbered]:
        """Return the figures and tables in order."""
        items = (item for section in self.sections for item in section.items)
        return [item for item in items if isinstance(item, Numbered)]

    @property
    def sources_anchor(self) -> str:
        """Return the anchor of the list of sources."""
        return next(section.heading.anchor for section in self.sections if section.holds_sources)

    @property
    def data_date(self) -> str:
        """Return the data date in words, ``22. august 2026``; empty if no table was read."""
        return wording.date(self.colophon.data_date) if self.colophon.data_date else ""

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
    def lacks(self) -> str:
        """Return, in one sentence, what a notebook of one's own lacks; often nothing."""
        told = list(dict.fromkeys(missing.danish for missing in self.missing))
        return f"Her mangler {format_list(told, locale='da')}." if told else ""

    @property
    def terms(self) -> str:
        """Return on what terms text and figures may be used; nothing where nobody says so."""
        licensed = f"Tekst og figurer må bruges med kildeangivelse: {self.text_licence}. {TERMS}"
        return licensed if self.colophon.publisher else ""

    @property
    def is_own(self) -> bool:
        """Tell whether this is made of a notebook of one's own, none of ours and no copy of it."""
        return not self.colophon.report

    @property
    def versions(self) -> list[str]:
        """Return the versions of code and, where figures of ours were read, of data."""
        colophon = self.colophon
        data = [f"dataversion {colophon.data}"] if colophon.data else []
        return [f"kodeversion {colophon.code}", *data]

    @property
    def citation(self) -> str:
        """Return how to cite this edition."""
        colophon = self.colophon
        edition = ", ".join(self.versions).capitalize()
        if self.last_month:
            edition = f"Data til og med {self.last_month}. {edition}"
        if self.special_edition:
            edition = f"{SPECIAL_EDITION}: {self.special_edition}. {edition}"
        if colophon.about:
            edition = f"Kommune: {colophon.about}. {edition}"
        edition = " ".join([*self.notices, edition])
        stop = "" if self.title.endswith(("?", "!", ".")) else "."
        year = (colophon.issued or colophon.data_date)[:4]
        sender = f"{colophon.publisher} ({year}): " if colophon.publisher else ""
        cited = f"{sender}{self.title}{stop} {edition}."
        return f"{cited} {self.site_url}".rstrip()

    @property
    def recompute_text(self) -> str:
        """Return what is to be said before the commands."""
        known = (
            "Alle tal i rapporten er beregnet af kode ud fra de kilder, der er nævnt ovenfor. "
            if not self.is_own
            else ""
        )
        changed = ["den ændrede notebook"] if self.altered else ["notebooken"] * self.is_own
        needed = format_list([*changed, *self.versions], locale="da")
        where = ", i notebookens mappe" if self.is_own else ""
        told = f"{known}Med {needed} får du de samme tal sådan{where}:"
        folders = "MAPPE står for mappen med de andre tal, UD for den, rapporten skal ligge i."
        return f"{self.other_figures} {folders} {told}" if self.other_figures else told

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Return the ways to compute this edition anew: what one does, and the command."""
        colophon = self.colophon
        report = self.name
        # Sorted, as a notebook has them once it was saved.
        given = {} if colophon.is_default else dict(sorted(colophon.parameters.items()))
        folders, variable = (
            (" --data MAPPE --out UD", f"{DATA_VARIABLE}=MAPPE ")
            if self.other_figures
            else ("", "")
        )
        options = "".join(f" -p {name}={shlex.quote(value)}" for name, value in given.items())
        papermill = "".join(f" -p {name} {shlex.quote(value)}" for name, value in given.items())
        whole = [("Hele standardudgaven (kræver Python og make)", "make report")]
        file = f"{report}.ipynb" if self.is_own else report
        alone = [("Kun denne rapport", f"vse-report build {shlex.quote(file)}{options}{folders}")]
        notebook = "NOTEBOOK.ipynb" if self.altered else f"notebooks/{report}.ipynb"
        if self.is_own:
            notebook, report = file, f"{report}_ud"
        return [
            *(whole if colophon.is_default and not self.notices and not self.is_own else []),
            *([] if self.altered else alone),
            (
                "Med papermill og nbconvert",
                f"{variable}papermill {_for_papermill(notebook)} "
                f"{_for_papermill(f'{report}.ipynb')}{papermill}\n"
                f"jupyter nbconvert --to vse_html {shlex.quote(f'{report}.ipynb')}\n"
                f"jupyter nbconvert --to vse_pdf {shlex.quote(f'{report}.ipynb')}",
            ),
        ]


def _for_papermill(file: str) -> str:
    """Return a file name for a shell and for papermill, which fills in braces."""
    return shlex.quote(file.replace("{", "{{").replace("}", "}}"))
