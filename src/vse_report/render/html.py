"""The HTML page: one file, no request, no script.

In a folder of pages the code of a report stands on a page of its own, and its links to other pages
are set when it is known which there are.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape
from typing import Any
from urllib.parse import quote

from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters import Highlight2HTML
from traitlets import default

from vse_report.blocks import MIME, Table
from vse_report.render import markup, reading, theme
from vse_report.render.code import highlight
from vse_report.render.document import Document
from vse_report.render.svg import inline_svg, narrowest_width

# Of a table on a phone, in rem as style.css sets it: a letter, the space between columns, and the
# narrowest head of a row and cell of text.
_LETTER, _GAP, _ROW_HEAD, _TEXT_CELL = 0.367, 0.45, 5.0, 7.0
_WAYS = re.compile(
    r'(?P<begin><nav class="ways"[^>]*>).*?(?P<sources><a href="#[^"]*">Kilder</a>).*?(?=</nav>)',
    re.DOTALL,
)
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


class VseHtmlExporter(HTMLExporter):
    """Executed notebook to a report page; ``jupyter nbconvert --to vse_html``."""

    export_from_notebook = "VSE report (HTML)"

    @default("template_name")
    def _our_template(self) -> str:
        return "vse_html"

    @default("extra_template_basedirs")
    def _our_templates(self) -> list[str]:
        return [str(theme.TEMPLATES)]

    @default("exclude_anchor_links")
    def _no_pilcrows(self) -> bool:
        return True

    @property
    def default_config(self) -> Any:
        """Return nbconvert's defaults, with our blocks before every other representation."""
        config = super().default_config
        config.NbConvertBase.display_data_priority = [MIME, *reading.PRIORITY]
        return config

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """Yield nbconvert's filters and those of our template."""
        yield from super().default_filters()
        # Named by nbconvert's base template, though only ours is used.
        yield "highlight_code", Highlight2HTML(parent=self)
        yield "document", self._document
        yield "drawing", inline_svg
        yield "narrowest", narrowest_width
        yield "narrowest_table", narrowest_table
        yield "highlight_python", highlight
        yield "prose", prose
        yield "csv_link", csv_link
        yield "one_line", markup.one_line
        yield "from_markdown", markup.from_markdown
        yield "from_output", markup.from_output

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources.

        With ``code_page`` among the resources, the address of the page of the code, the code is
        left to that page and linked.

        HTMLExporter would parse the finished page once more to add a placeholder to images without
        alternative text. Ours refuses such images instead, so that step is skipped: it is slow, and
        its parser writes ``viewbox`` for ``viewBox``.
        """
        resources = self._init_resources(resources)
        resources["stylesheet"] = theme.stylesheet()
        page, resources = TemplateExporter.from_notebook_node(self, nb, resources, **kw)
        return markup.with_links(page, self._links), resources

    def _document(self, notebook: Any, name: str) -> Document:
        document = reading.told(reading.read_document(notebook, name), self.log)
        self._links = document.links
        return document

    def code_page(self, document: Document, report_page: str) -> str:
        """Return the page of a report's code, for the report at the address ``report_page``."""
        template = self.environment.get_template("code.html.j2")
        return template.render(doc=document, report_page=report_page, stylesheet=theme.stylesheet())


def with_ways(page: str, pdf: str | None, following: tuple[str, str] | None) -> str:
    """Return a report's page with links to the front page, its PDF and the report after it.

    ``pdf`` is a file beside the page, ``following`` the title and the file of the next report; None
    where there is none. Links that the page had before are replaced.
    """
    before, after = _link("index.html", "Forside"), ""
    if pdf:
        before += _link(pdf, "Hent som PDF")
    if following:
        after = _link(following[1], f"Næste rapport: {following[0]}")
    return _WAYS.sub(
        lambda found: f"{found['begin']}{before}{found['sources']} {after}".rstrip(), page, count=1
    )


def _link(file: str, text: str) -> str:
    return f'<a href="{quote(file)}">{escape(text)}</a> '


def narrowest_table(table: Table) -> float:
    """Return about how narrow [rem] ``table`` can be on a phone before it scrolls sideways."""
    width = 0.0
    for number, column in enumerate(table.columns):
        cells = [row[number] for row in table.rows]
        words = re.split(r"[ \n-]", " ".join([column.label, column.unit, *cells]))
        longest = max(map(len, words)) * _LETTER + _GAP
        least = _ROW_HEAD if number == 0 else 0 if column.numeric else _TEXT_CELL
        width += max(longest, least)
    return round(width, 1)


def csv_link(csv: str) -> str:
    """Return ``csv`` as the address of a link that downloads it."""
    return f"data:text/csv;charset=utf-8;base64,{base64.b64encode(csv.encode()).decode()}"


def prose(markdown: str) -> str:
    """Return Markdown as HTML in which a wide table scrolls instead of widening a phone's page."""
    page = _TABLE.sub(lambda found: _scrolling(found[0]), markup.from_markdown(markdown))
    return re.sub(r"<th(?=[ >])", '<th scope="col"', page)


def _scrolling(table: str) -> str:
    """Return a table in a group that scrolls, named by the heads of its columns."""
    heads = re.findall(r"<th(?: [^>]*)?>(.*?)</th>", table, re.DOTALL)
    name = ", ".join(filter(None, (re.sub(r"<[^>]*>", "", head).strip() for head in heads)))
    label = f"Tabel: {name}" if name else "Tabel"
    label = label.replace('"', "&quot;")
    return f'<div class="scroll" role="group" tabindex="0" aria-label="{label}">\n{table}\n</div>'
