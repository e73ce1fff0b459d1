"""From an executed notebook to the files of one report, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from vse_report.blocks import Figure, Table, blocks_in
from vse_report.edition import looks_hash
from vse_report.figures.svg import standalone_svg
from vse_report.make.accept import words_file
from vse_report.make.manifest import BuiltReport, hashes, states
from vse_report.make.plan import Task
from vse_report.render.html import VseHtmlExporter
from vse_report.render.pdf import VsePdfExporter
from vse_report.render.reading import read_document
from vse_report.render.words import words


@dataclass(frozen=True)
class Rendered:
    """The files of one report: ``files`` by path below the output folder, ``drawings`` by name.

    ``drawings`` is empty where they are not kept; ``missing`` says what a notebook of one's own
    lacks.
    """

    built: BuiltReport
    files: dict[str, bytes]
    drawings: dict[str, bytes]
    missing: tuple[str, ...] = ()


def render(
    task: Task, executed: NotebookNode, formats: Sequence[str], *, drawings: bool
) -> Rendered:
    """Return pages, CSV and executed notebook of a report, and its drawings if they are wanted.

    Raises
    ------
    BuildError
        If the notebook lacks what a page needs, or the PDF cannot be set.
    """
    document = read_document(executed, task.report)
    named = {"metadata": {"name": task.report}}
    blocks = list(blocks_in(executed))
    pages: dict[str, bytes] = {}
    if "html" in formats:
        exporter, report, code = VseHtmlExporter(), f"{task.name}.html", f"{task.name}_code.html"
        page, _ = exporter.from_notebook_node(executed, {**named, "code_page": code})
        pages[report] = page.encode()
        pages[code] = exporter.code_page(document, report).encode()
    if "pdf" in formats:
        pages[f"{task.name}.pdf"] = VsePdfExporter().from_notebook_node(executed, named)[0]
    tables = {
        f"data/{task.name}_{block.id}.csv": block.csv.encode()
        for block in blocks
        if isinstance(block, Figure | Table)
    }
    notebook = {f"notebooks/{task.name}.ipynb": nbformat.writes(executed).encode()}
    said = {words_file(task.name): words(document).encode()}
    files = {**pages, **tables, **notebook, **said}
    first = next((block for block in blocks if isinstance(block, Figure)), None)
    built = BuiltReport(
        report=task.report,
        own=str(task.own) if task.own else "",
        title=document.title,
        finding=document.finding.markdown if document.finding else "",
        picture=(first.narrow or first.svg) if first else "",
        picture_alt=first.alt if first else "",
        colophon=document.colophon,
        looks=looks_hash(),
        html=f"{task.name}.html" if "html" in formats else None,
        pdf=f"{task.name}.pdf" if "pdf" in formats else None,
        files=hashes(files),
        tables=states(document.colophon.reads),
        ledger=[entry for block in blocks for entry in block.entries],
        contact_url=document.contact_url,
        site_url=document.site_url,
    )
    drawn = {
        f"{task.name}_{block.id}.svg": standalone_svg(block.svg).encode()
        for block in blocks
        if drawings and isinstance(block, Figure)
    }
    return Rendered(built, files, drawn, tuple(missing.told for missing in document.missing))
