"""The default edition as it is published: page, PDF, downloads and ledger tell the same story."""

from __future__ import annotations

import ast
import base64
import re
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

import nbformat
import pikepdf
import pypdfium2
import pytest
from lxml import html
from test_render_pdf import (
    TEXT_WIDTH,
    alternative_texts,
    divided_words,
    drawing_widths,
    gaps,
    lines,
    stranded_headings,
    stranded_lines,
)

from vse_report.blocks import Figure, Table, blocks_in
from vse_report.make import manifest
from vse_report.make.plan import default_edition

# Numbers that each page must print, so that a page without any cannot pass for the same as its PDF.
MUST_PRINT = {
    "01_unemployment": {"52 pct.", "15 pct.", "55,2 pct.", "160.300", "93.694"},
    "02_activation": {"24,5 pct.", "12.181", "49.805", "32,2 pct."},
    "05_study": {"45,4 pct.", "55,2 pct.", "160.300", "27.200", "84", "69", "833", "29"},
    "03_municipalities": {"0,34", "59 pct.", "69 pct.", "2,57"},
}
LARGEST_PAGE = 400_000  # bytes
NUMBER = re.compile(r"\N{MINUS SIGN}?\d+(?:[.,]\d+)*(?: pct\.)?")
RUNNING = re.compile(r"Side \d+ af \d+$")
PAGE_IN_CONTENTS = re.compile(r"\s+\d+$")


@pytest.fixture(scope="module", params=default_edition())
def name(request: pytest.FixtureRequest) -> str:
    """Return each report of the repository in turn."""
    return request.param


@pytest.fixture(scope="module")
def source(default_build: Path, name: str) -> str:
    """Return the report's page as it is written."""
    return (default_build / f"{name}.html").read_text(encoding="utf-8")


@pytest.fixture
def page(source: str) -> html.HtmlElement:
    """Return the page, parsed anew for each test."""
    return html.fromstring(source)


@pytest.fixture(scope="module")
def notebook(default_build: Path, name: str) -> nbformat.NotebookNode:
    """Return the executed notebook that page and PDF are made from."""
    return nbformat.read(default_build / "notebooks" / f"{name}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def pdf(default_build: Path, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Return the report's PDF."""
    with pypdfium2.PdfDocument(default_build / f"{name}.pdf") as opened:
        yield opened


@pytest.fixture(scope="module")
def printed(pdf: pypdfium2.PdfDocument) -> list[str]:
    """Return the text of each page of the PDF, line by line as it is set."""
    return [page.get_textpage().get_text_range().replace("\r\n", "\n").strip() for page in pdf]


def plain(text: str) -> str:
    """Return text on one line, without soft hyphens and words divided at the end of a line."""
    whole = re.sub("\N{SOFT HYPHEN}|\ufffe\n?", "", text)  # pdfium's mark of a divided word
    return " ".join(whole.split())


def row_heads(page: html.HtmlElement, id: str) -> list[tuple[str, ...]]:
    """Return what heads each row of a table, by which a screen reader tells rows apart."""
    rows = page.xpath(f"//div[@id='{id}']//tbody/tr")
    return [tuple(plain(head.text_content()) for head in row.xpath("th")) for row in rows]


def contents(page: html.HtmlElement) -> list[str]:
    return [plain(link.text_content()) for link in page.xpath("//main/nav//a")]


def body_of(printed: list[str], titles: list[str]) -> str:
    """Return the PDF's text without what only paper needs: heads, feet and page references."""
    lines = []
    for number, text in enumerate(printed):
        kept = RUNNING.sub("", text).splitlines()
        lines += kept[1:] if number else kept
    entries = [plain(PAGE_IN_CONTENTS.sub("", line)) for line in lines]
    return plain(
        "\n".join(e if e in titles else line for e, line in zip(entries, lines, strict=True))
    )


def statements(notebook: nbformat.NotebookNode) -> set[str]:
    """Return the first line of every statement in the notebook, but the very short ones."""
    found = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = cell.source.splitlines()
            found |= {
                plain(lines[node.lineno - 1])
                for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, ast.stmt)
            }
    return {line for line in found if len(line) >= 10}


# --- the page by itself ---------------------------------------------------------------------------


def test_the_page_is_small_and_asks_nothing_of_the_network(default_build, source, page):
    assert len(source.encode()) <= LARGEST_PAGE
    # Links to sources are followed by readers only.
    told = {escape(link) for link in page.xpath("//ul[@class='sources']//a/@href")}
    named = re.findall(r"(?:https?|wss?|ftp)://[^\s\"]*|@import\b.{,60}", source)
    assert set(named) <= told
    assert re.findall(r"url\((?![\"']?(?:#|data:)).{,60}", source) == []
    assert page.xpath("//script | //iframe | //link[@rel='stylesheet']") == []
    for address in page.xpath("//@src | //@href | //@srcset | //@action"):
        if escape(address) in told:
            assert address.startswith("https://")
        elif address.startswith("#"):
            assert page.xpath("//*[@id=$id]", id=address[1:]), address
        elif not address.startswith("data:"):
            assert (default_build / address.partition("#")[0]).is_file(), address


def test_every_figure_and_table_offers_the_numbers_that_lie_beside_the_page(
    default_build, name, page, notebook
):
    offered = {link.get("download"): link.get("href") for link in page.xpath("//a[@download]")}
    shown = [block for block in blocks_in(notebook) if isinstance(block, Figure | Table)]
    beside = {p.name: p.read_bytes() for p in (default_build / "data").glob(f"{name}_*.csv")}
    assert set(offered) == set(beside) == {f"{name}_{block.id}.csv" for block in shown}
    for file, address in offered.items():
        head, content = address.split(",", 1)
        assert head == "data:text/csv;charset=utf-8;base64"
        assert base64.b64decode(content) == beside[file], file


def test_every_value_of_the_ledger_in_prose_stands_on_the_page(default_build, name, page, notebook):
    text = plain(page.xpath("//main")[0].text_content())
    prose = [entry for b in blocks_in(notebook) if b.kind == "prose" for entry in b.entries]
    assert len(prose) > 25
    assert [entry.id for entry in prose if plain(entry.text) not in text] == []
    ledger = {entry.id: entry for entry in manifest.load(default_build).reports[name].ledger}
    assert [entry.id for entry in prose if ledger.get(entry.id) != entry] == []


# --- page and PDF ---------------------------------------------------------------------------------


def test_page_and_pdf_print_the_same_numbers(name, page, printed):
    titles = contents(page)
    # Not printed: figures in words, which the PDF holds as alternative text, and what only
    # those hear who do not see the page.
    unprinted = "//details[@class='words'] | //*[@class='hidden'] | //*[@class='narrow']"
    for folded in page.xpath(f"{unprinted} | //head | //nav"):
        folded.drop_tree()
    on_page = NUMBER.findall(plain(page.text_content()))
    in_pdf = NUMBER.findall(body_of(printed, titles))
    assert MUST_PRINT[name] <= set(on_page)
    # Text flows past drawings and tables that do not fit on its page, so the order is not the same.
    assert Counter(in_pdf) == Counter(on_page)


def test_the_pdf_is_danish_and_named_as_the_page(default_build, name, page, pdf):
    assert re.search(rb"/Lang\s*\(da", (default_build / f"{name}.pdf").read_bytes())
    assert page.get("lang") == "da"
    assert pdf.get_metadata_dict()["Title"] == plain(page.xpath("//h1")[0].text_content())


def test_bookmarks_of_the_pdf_are_the_contents_of_the_page(page, pdf):
    finding = page.xpath("//section[@class='finding']/h2")[0].text_content()
    bookmarks = [plain(bookmark.get_title()) for bookmark in pdf.get_toc()]
    assert bookmarks == [finding, *contents(page)]


def test_a_report_is_no_longer_on_paper_than_its_readers_have_time_for(name, pdf):
    assert len(pdf) <= (12 if name == "05_study" else 11)
    starts = {mark.get_title(): 1 + mark.get_dest().get_index() for mark in pdf.get_toc()}
    main_text_ends = starts.get("Alle kommuner", starts["Kilder og forbehold"])
    assert main_text_ends <= (11 if name == "05_study" else 6)


def test_no_page_of_the_pdf_ends_early_but_the_last(pdf):
    assert max(gaps(pdf)[:-1]) <= 0.2


def test_no_heading_lead_in_or_line_of_a_list_is_stranded(pdf):
    assert stranded_headings(pdf) == []
    assert stranded_lines(pdf) == []


def test_the_pdf_divides_words_only_at_a_hyphen_of_their_own(page, printed):
    text = page.text_content()
    assert [w for w in divided_words("".join(printed)) if f"{w}-" not in text] == []


def test_drawings_of_the_pdf_are_as_wide_as_its_text(default_build, name):
    with pikepdf.open(default_build / f"{name}.pdf") as document:
        widths = drawing_widths(document.Root.StructTreeRoot)
    assert {round(width) for width in widths} == {TEXT_WIDTH}


def test_figures_and_tables_follow_their_heading_and_one_another(page, pdf):
    headings = {
        plain(mark.get_title()): (mark.get_dest().get_index(), -mark.get_dest().get_view()[1][1])
        for mark in pdf.get_toc()
    }
    labels = {
        text: (number, -height)
        for number, sheet in enumerate(pdf)
        for height, text in lines(sheet)
        if re.fullmatch(r"(Figur|Tabel) \d+", text)
    }
    heading = reached = (0, -1000.0)
    for part in page.xpath("//main//h2 | //main//h3 | //main//*[@class='number']"):
        text = plain(part.text_content())
        if text in labels:
            assert labels[text] > max(heading, reached), text
            reached = labels[text]
        else:
            heading = headings.get(text, heading)
            # What floats may pass the next heading, of a section by a page, of a part by two.
            assert reached[0] - heading[0] <= (1 if part.tag == "h2" else 2), text


def test_each_figure_of_the_pdf_has_its_alternative_text(default_build, name, pdf, notebook):
    figures = [block for block in blocks_in(notebook) if isinstance(block, Figure)]
    assert len(figures) >= 2
    assert b"/StructTreeRoot" in (default_build / f"{name}.pdf").read_bytes()
    assert [plain(alt) for alt in alternative_texts(pdf)] == [plain(f.spoken) for f in figures]


def test_the_code_has_a_page_of_its_own_and_stands_in_neither_report(
    default_build, name, page, printed, notebook
):
    code = statements(notebook)
    assert len(code) > 50
    of_code = html.fromstring((default_build / f"{name}_code.html").read_text(encoding="utf-8"))
    on_it, on_page, in_pdf = (
        plain(text) for text in (of_code.text_content(), page.text_content(), "\n".join(printed))
    )
    assert {line for line in code if line not in on_it} == set()
    assert {line for line in code if line in on_page or line in in_pdf} == set()


def test_the_heads_of_a_row_are_the_first_columns_and_no_other_row_has_them(page, notebook):
    tables = [block for block in blocks_in(notebook) if isinstance(block, Table)]
    assert tables
    for block in tables:
        heads = row_heads(page, block.id)
        assert heads == [tuple(map(plain, row[: block.row_heads])) for row in block.rows], block.id
        assert len(set(heads)) == len(heads), block.id
