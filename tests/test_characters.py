"""What a report cannot show is told once for both formats, with its cell."""

from __future__ import annotations

import re

import nbformat
import pytest
from conftest import code, markdown, output

from vse_report import characters
from vse_report.blocks import Prose
from vse_report.errors import BuildError
from vse_report.render.html import VseHtmlExporter
from vse_report.render.pdf import VsePdfExporter
from vse_report.render.reading import read_document


def stream(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def with_cell(notebook: nbformat.NotebookNode, cell: nbformat.NotebookNode):
    changed = notebook.copy()
    changed.cells = [*notebook.cells[:-1], cell, notebook.cells[-1]]
    return changed


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a \x1b[31mred\x1b[0m b", "a red b"),
        ("\x1b[1;38;5;208mfed\x1b[m\x1b[2J\x1b[3A", "fed"),
        ("\x1b]8;;https://x.dk\x1b\\link\x1b]8;;\x1b\\ og \x1b]0;titel\x07slut", "link og slut"),
        ("klokke \x07 og nul \x00", "klokke  og nul "),
        ("a\tb\næøå", "a\tb\næøå"),
    ],
)
def test_codes_of_a_terminal_are_left_out_of_what_a_cell_printed(sample_notebook, text, shown):
    notebook = with_cell(sample_notebook, code("print(x)", stream(text)))
    printed = [
        item.output.text
        for section in read_document(notebook).sections
        for item in section.items
        if getattr(getattr(item, "output", None), "name", "") == "stdout"
    ]
    assert printed[-1] == shown
    assert "\x1b" not in VseHtmlExporter().from_notebook_node(notebook)[0]
    assert VsePdfExporter().from_notebook_node(notebook)[0].startswith(b"%PDF")


TABLE = "<table><tr><td>東</td></tr></table>"


@pytest.mark.parametrize(
    "cell",
    [
        markdown("## 東 i en overskrift"),
        markdown("Tekst med 東."),
        code("print(x)", stream("東")),
        code("x", output("text/plain", "東")),
        code("x", output("text/html", TABLE)),
        code("tell('x', ...)", Prose(id="x", markdown="東")),
    ],
    ids=["heading", "text", "printed", "value", "html", "sentence"],
)
def test_a_character_that_no_typeface_has_is_refused_with_its_cell(sample_notebook, cell):
    with pytest.raises(BuildError, match=r"cell 14 .* shows 東 \(U\+6771\), which the report's"):
        read_document(with_cell(sample_notebook, cell))


@pytest.mark.parametrize("part", ["title", "unit", "alt", "note", "source", "svg"])
def test_every_text_of_a_figure_is_looked_at(sample_notebook, part):
    changed = nbformat.from_dict(nbformat.reads(nbformat.writes(sample_notebook), 4))
    (block,) = [
        block
        for cell in changed.cells
        for shown in cell.get("outputs", [])
        for block in shown.get("data", {}).values()
        if isinstance(block, dict) and block.get("id") == "levels"
    ]
    block[part] = block[part].replace("e", "\N{GRINNING FACE}", 1) or "\N{GRINNING FACE}"
    with pytest.raises(BuildError, match="\N{GRINNING FACE} \\(U\\+1F600\\)"):
        read_document(changed)


def test_what_has_no_shape_and_what_the_second_typeface_has_is_no_obstacle(sample_notebook):
    text = "Blød\xadt, \u200b, \u2011, ☃ ✓ → ∑ α ё"
    assert characters.unknown(text) == []
    notebook = with_cell(sample_notebook, markdown(text))
    assert VsePdfExporter().from_notebook_node(notebook)[0].startswith(b"%PDF")


def test_of_many_characters_the_first_are_named():
    assert characters.named(characters.unknown("\x07東\x08京都府県")) == (
        "(U+0007), 東 (U+6771), (U+0008), 京 (U+4EAC), 都 (U+90FD) and 2 more"
    )


@pytest.mark.parametrize(
    "cell",
    [
        markdown("Se [der](#ingen-steder)."),
        markdown("## En [overskrift](#ingen-steder)"),
        code("x", output("text/html", '<a href="#ingen-steder">x</a>')),
        code("tell('x', ...)", Prose(id="x", markdown="[x](#ingen-steder)")),
    ],
    ids=["text", "heading", "html", "sentence"],
)
def test_a_link_to_nowhere_is_refused_with_its_cell_and_the_places_there_are(sample_notebook, cell):
    with pytest.raises(BuildError) as caught:
        read_document(with_cell(sample_notebook, cell))
    assert re.match(r"cell 14 \(.*\) links to #ingen-steder", str(caught.value))
    assert "#levels" in str(caught.value)


def test_links_lead_to_what_comes_later_and_to_danish_names(sample_notebook):
    cells = [markdown("[a](#citer) [b](#slutår) [c](#by_municipality)"), markdown("## Slutår")]
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells[:-1], *cells, sample_notebook.cells[-1]]
    assert read_document(notebook).title
