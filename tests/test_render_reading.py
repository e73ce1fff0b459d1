"""Cells after public trouble reports of notebook tools: printed as in JupyterLab, or refused."""

from __future__ import annotations

import re

import nbformat
import pandas as pd
import pytest
from lxml import html
from test_characters import with_cell

from vse_report.errors import BuildError
from vse_report.prose.cells import Cell
from vse_report.render.document import Ordinary
from vse_report.render.markup import from_markdown, from_output, has_broken_table, widest_table
from vse_report.render.pdf import typst_source
from vse_report.render.reading import WIDEST, read_document


def shown(mimes: dict[str, object], source: str = "x") -> nbformat.NotebookNode:
    output = nbformat.v4.new_output("display_data", data=mimes)
    return nbformat.v4.new_code_cell(source, outputs=[output])


@pytest.mark.parametrize(
    "mime",
    [
        "image/gif",
        "image/webp",
        "application/pdf",
        "application/json",
        "application/javascript",
        "application/vnd.vegalite.v5+json",
        "application/vnd.jupyter.widget-view+json",
    ],
)
@pytest.mark.parametrize("beside", [{}, {"text/plain": "<IPython.core.display.Image object>"}])
def test_an_output_that_no_page_prints_is_refused_with_its_type(sample_notebook, mime, beside):
    cell = shown({mime: "R0lGODlh", **beside}, "Image(data=gif)")
    with pytest.raises(
        BuildError, match=re.escape(f"(Image(data=gif)) has an output of the type {mime}")
    ):
        read_document(with_cell(sample_notebook, cell))


def test_an_output_with_a_printed_form_beside_others_is_printed(sample_notebook):
    table = "<table><tr><td>1</td></tr></table>"
    cell = shown({"application/vnd.dataresource+json": {}, "text/html": table, "text/plain": "1"})
    document = read_document(with_cell(sample_notebook, cell))
    printed = [item for s in document.sections for item in s.items if isinstance(item, Ordinary)]
    assert printed[-1].output.data == {"text/html": table}


def test_a_raw_cell_is_refused_and_an_empty_one_is_not(sample_notebook):
    raw = nbformat.v4.new_raw_cell("\\section{x}", metadata={"raw_mimetype": "text/latex"})
    with pytest.raises(BuildError, match=r"\\section{x}\) is a raw cell, which a report does not"):
        read_document(with_cell(sample_notebook, raw))
    read_document(with_cell(sample_notebook, nbformat.v4.new_raw_cell(" \n")))


def test_a_list_of_tasks_tells_which_are_done():
    page = html.fromstring(from_markdown("- [x] gjort\n- [ ] ikke gjort"))
    assert [item.text_content() for item in page.iter("li")] == ["[x] gjort", "[ ] ikke gjort"]


@pytest.mark.parametrize(
    ("markdown", "broken"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", False),
        ("| a | b |\n|---|---|\n| 1 | `x\\|y` |", False),
        ("a | b\n--- | ---\n1 | 2", False),
        ("| a | b |\n|---|---|\n| 1 |", True),
        ("| a | b |\n|:--|--:|\n| 1 | 2 | 3 |", True),
        ("| a | b |\n|---|---|\n| 1 | `x|y` |", True),
        ("```\n| a | b |\n|---|---|\n| 1 |\n```", False),
        ("Et | to\n\n- - -", False),
    ],
)
def test_a_table_whose_rows_are_not_as_long_as_its_head_is_refused(
    sample_notebook, markdown, broken
):
    assert has_broken_table(markdown) == broken
    changed = with_cell(sample_notebook, nbformat.v4.new_markdown_cell(markdown))
    if broken:
        with pytest.raises(BuildError, match="a table whose rows are not as long as its head, so"):
            read_document(changed)
    else:
        read_document(changed)


def test_a_table_wider_than_paper_is_refused_before_its_heads_run_into_each_other(sample_notebook):
    frame = pd.DataFrame([range(30)], columns=[f"kolonne_{number}" for number in range(30)])
    cell = shown({"text/html": frame.to_html(), "text/plain": ""}, "wide")
    with pytest.raises(BuildError, match=r"\(wide\) has a table that is 353 letters wide or more"):
        read_document(with_cell(sample_notebook, cell))
    read_document(with_cell(sample_notebook, shown({"text/html": frame.T.to_html()})))


def test_the_width_of_a_table_is_that_of_its_longest_words():
    # 5 and 7 letters, two more for each column; a head over both does not count, nor do blanks
    table = "<table><tr><th colspan='2'>en meget lang overskrift</th></tr>"
    table += (
        "<tr><td>to ord12</td><td>mellem-rum</td></tr><tr><td>1</td><td>1234567</td></tr></table>"
    )
    assert widest_table(table) == 5 + 2 + 7 + 2
    assert widest_table("<p>ingen</p>") == 0
    assert WIDEST == 100


def test_heads_in_two_lines_keep_their_places():
    columns = pd.MultiIndex.from_product([["mænd", "kvinder"], ["2025", "2026"]])
    index = pd.MultiIndex.from_tuples([("Fyn", "Odense"), ("Fyn", "Assens")])
    frame = pd.DataFrame([[1, 2, 3, 4], [5, 6, 7, 8]], index=index, columns=columns)
    rows = html.fromstring(from_output(frame.to_html())).xpath("//tr")
    texts = [[cell.text_content() for cell in row.xpath("td|th")] for row in rows]
    assert texts[0] == ["", "", "mænd", "kvinder"]
    assert texts[2:] == [["Fyn", "Odense", "1", "2", "3", "4"], ["Assens", "5", "6", "7", "8"]]


def test_texts_that_look_like_missing_values_are_printed_as_they_are():
    frame = pd.DataFrame({"kode": ["NA", "nan", "007", None]})
    cells = html.fromstring(from_output(frame.to_html())).xpath("//td/text()")
    assert cells == ["NA", "nan", "007", "NaN"]


def test_a_word_longer_than_a_line_is_broken_on_paper_and_nothing_else_is(sample_notebook):
    text = f"{'x' * 200} {'ord ' * 40}"
    output = nbformat.v4.new_output("stream", name="stdout", text=text)
    cell = nbformat.v4.new_code_cell("print()", outputs=[output])
    source, _ = typst_source(read_document(with_cell(sample_notebook, cell)))
    broken = rf"{'x' * 84}\n{'x' * 84}\n{'x' * 32} {('ord ' * 40).rstrip()}"
    assert f'#printout("{broken}")' in source


@pytest.mark.parametrize("mime", ["text/plain", "text/markdown", "text/html"])
def test_a_cell_of_a_kept_frame_that_nobody_checked_is_refused(sample_notebook, mime):
    text = f"{Cell('then[insured].end', 'end', 5, 'persons')} personer"
    with pytest.raises(BuildError, match=r"prints a cell of a kept frame by itself.*report\.tell"):
        read_document(with_cell(sample_notebook, shown({mime: text})))
