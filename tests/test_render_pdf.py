"""The PDF of a small notebook with every kind of content, read back with pdfium."""

import contextlib
import ctypes
import re
import zlib
from collections import Counter
from io import BytesIO

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from conftest import AWKWARD, code, image_output, make_notebook, markdown, output
from lxml import html

from vse_report.blocks import MIME, Figure, blocks_in
from vse_report.errors import BuildError
from vse_report.render.pdf import VsePdfExporter, compile_pdf, typst_array, typst_string
from vse_report.render.tags import mark_row_heads

TEXT_WIDTH = 442  # points, as are the heights
TEXT_TOP, TEXT_END = 842 - 74, 68
DIVIDED = "\ufffe"  # pdfium's mark of a divided word
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture(scope="module")
def pdf(sample_pdf):
    with pypdfium2.PdfDocument(sample_pdf) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(pdf):
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]


def read_text(source: bytes) -> str:
    with pypdfium2.PdfDocument(source) as opened:
        return " ".join(" ".join(p.get_textpage().get_text_range() for p in opened).split())


def alternative_texts(document) -> list[str]:
    found = []

    def walk(element):
        size = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDF_StructElement_GetAltText(element, buffer, size)
            found.append(buffer.raw[:size].decode("utf-16-le").rstrip("\0"))
        for number in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, number)
            if child:
                walk(child)

    for page in document:
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        for number in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            walk(pdfium.FPDF_StructTree_GetChildAtIndex(tree, number))
        pdfium.FPDF_StructTree_Close(tree)
    return list(dict.fromkeys(found))


def structure(document) -> list[str]:
    """Return the kinds of the first page's parts, in reading order."""
    tree = pdfium.FPDF_StructTree_GetForPage(document[0])
    kinds = []
    root = pdfium.FPDF_StructTree_GetChildAtIndex(tree, 0)
    for number in range(pdfium.FPDF_StructElement_CountChildren(root)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(root, number)
        if child:
            size = pdfium.FPDF_StructElement_GetType(child, None, 0)
            buffer = ctypes.create_string_buffer(size)
            pdfium.FPDF_StructElement_GetType(child, buffer, size)
            kinds.append(buffer.raw.decode("utf-16-le").rstrip("\0"))
    pdfium.FPDF_StructTree_Close(tree)
    return kinds


def gaps(document) -> list[float]:
    """Return how much of each page's height of text is empty at its end."""
    found = []
    for page in document:
        image = page.render(grayscale=True).to_pil().crop((0, 842 - TEXT_TOP, 595, 842 - TEXT_END))
        ink = image.point(lambda shade: 255 * (shade < 245)).getbbox()
        found.append(1 - ink[3] / image.height if ink else 1.0)
    return found


@pytest.fixture(scope="module")
def tagged(sample_pdf):
    with pikepdf.open(BytesIO(sample_pdf)) as opened:
        yield opened.Root.StructTreeRoot


def tags(element: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    """Return the elements of a kind below one, in order."""
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, pikepdf.Array) else [kids]
    elements = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [tag for e in elements for tag in ([e] if kind == e.S else []) + tags(e, kind)]


def said(tag: pikepdf.Object, name: str) -> list[pikepdf.Object]:
    """Return what a tag's attributes say under a name."""
    attributes = tag.get("/A", [])
    several = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    return [attribute[name] for attribute in several if name in attribute]


def drawing_widths(root: pikepdf.Object) -> list[float]:
    """Return the widths that the tags of the drawings give."""
    boxes = [box for tag in tags(root, "/Figure") for box in said(tag, "/BBox")]
    return [float(box[2] - box[0]) for box in boxes]


def divided_words(text: str) -> list[str]:
    """Return what stands before a hyphen at the end of a line."""
    return re.findall(f"(\\w+){DIVIDED}", text)


def lines(page) -> list[tuple[float, str]]:
    """Return each line between head and foot of a page, from above: its height, and its text."""
    text, found = page.get_textpage(), {}
    for number in range(text.count_chars()):
        left, low, _, _ = text.get_charbox(number, loose=True)
        if TEXT_END - 6 < low < TEXT_TOP:
            # Letters of a line may differ in size, and so stand in boxes that do.
            height = next((at for at in found if abs(at - low) < 3), low)
            found.setdefault(height, []).append((left, text.get_text_range(number, 1)))
    return [
        (at, "".join(letter for _, letter in sorted(found[at])).strip())
        for at in sorted(found, reverse=True)
    ]


def stranded_headings(document) -> list[str]:
    """Return the headings with less than two lines, or a drawing's title, below them."""
    found = []
    for bookmark in document.get_toc():
        place = bookmark.get_dest()
        top = place.get_view()[1][1]
        page = document[place.get_index()]
        below = [text for at, text in lines(page) if at < top - 1]
        title = " ".join(bookmark.get_title().split())
        while below and below[0].replace(" ", "") in title.replace(" ", ""):
            below.pop(0)
        if len(below) < 2:
            found.append(title)
    return found


def stranded_lines(document) -> list[str]:
    """Return what stands alone at a page's end or top: a lead-in, or one line of a list."""
    found = []
    for page in document:
        shown = lines(page)
        (_, last), tops = shown[-1], shown[:2]
        if last.endswith(":"):
            found.append(last)
        if len(tops) == 2 and tops[0][1].startswith("•") and tops[0][0] - tops[1][0] > 22:
            found.append(tops[0][1])
        if len(shown) > 2 and last.startswith("•") and shown[-2][0] - shown[-1][0] > 22:
            found.append(last)
    return found


def streams(source: bytes) -> list[bytes]:
    """Return the content of every compressed stream."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", source, flags=re.DOTALL):
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompress(stream))
    return found


def test_pdf_is_tagged_and_claims_universal_accessibility(pdf, sample_pdf):
    assert pdf.is_tagged()
    assert b"/StructTreeRoot" in sample_pdf
    assert re.search(rb"pdfuaid:part[^\d]*1", sample_pdf)
    assert re.search(rb"/Lang\s*\(da", sample_pdf)
    assert re.search(rb"/DisplayDocTitle true", sample_pdf)


def test_pdf_says_what_it_is_and_nothing_of_the_clock(pdf):
    metadata = pdf.get_metadata_dict()
    assert metadata["Title"] == "Forsikrede og uforsikrede ledige"
    assert metadata["Author"] == "Virksomhedernes sociale engagement"
    assert metadata["Subject"].startswith("Ledigheden faldt med 45,4 pct.")
    assert metadata["CreationDate"] == metadata["ModDate"] == ""


def test_pdf_is_a4(pdf):
    assert {tuple(round(side) for side in page.get_size()) for page in pdf} == {(595, 842)}


def test_bookmarks_and_contents_name_the_same_sections_as_the_page(pdf, pages, sample_page):
    contents = [
        " ".join(a.text_content().split())
        for a in html.fromstring(sample_page).xpath("//main/nav//a")
    ]
    assert [bookmark.get_title() for bookmark in pdf.get_toc()] == ["Hovedresultat", *contents]
    printed = " ".join(pages[0].split())
    assert all(title in printed for title in contents)


def test_main_finding_is_a_heading_that_the_contents_leave_out(pdf, pages):
    assert structure(pdf)[:5] == ["P", "P", "P", "H1", "P"]
    assert pages[0].split().count("Hovedresultat") == 1


def test_no_word_joiner_hides_in_the_text_or_in_what_a_font_says_its_letters_mean(
    sample_pdf, pages
):
    # Typst's own contents have one before each page number; copied text would have it too.
    assert not [number for number, text in enumerate(pages, 1) if "\u2060" in text]
    content = streams(sample_pdf)
    maps = [stream for stream in content if b"begincmap" in stream]
    meanings = [m for text in maps for m in re.findall(rb"<[0-9A-F]+> <([0-9A-F]+)>", text)]
    meanings += [m for text in content for m in re.findall(rb"/ActualText\s*<([0-9A-F]+)>", text)]
    letters = [bytes.fromhex(meaning.decode()).decode("utf-16-be") for meaning in meanings]
    assert {"2", "æ"} <= set(letters)
    assert not [text for text in letters if "\u2060" in text]


def test_page_numbers_of_the_contents_stand_after_their_titles(pages):
    first = " ".join(pages[0].split())
    assert re.search(r"Hvem er tilbage\? \d+ Kilder og forbehold \d+ Sådan citeres", first)


def test_paper_names_no_files_of_numbers(pages):
    whole = "\n".join(pages)
    assert "Tallene:" not in whole
    assert "CSV" not in whole
    assert "data/" not in whole


def test_drawings_are_as_wide_as_the_text(tagged):
    assert {round(width) for width in drawing_widths(tagged)} == {TEXT_WIDTH}


def test_words_are_not_divided_at_the_end_of_a_line(pages):
    assert divided_words("".join(pages)) == []


def test_no_page_of_a_report_with_a_tall_drawing_in_the_way_ends_early():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="504pt" height="400pt" '
        'viewBox="0 0 504 400"><rect width="504" height="400"/></svg>'
    )
    block = Figure(id="f", title="T", unit="", alt="A", source="K", svg=drawing, csv="")
    words = "Ord i en sætning. " * 120
    notebook = make_notebook()
    notebook.cells[-1:-1] = [
        markdown("## Før\n\n" + words),
        *[code("show()", output(MIME, block.model_dump(mode="json") | {"id": i})) for i in "fg"],
        markdown(words + "\n\n" + words),
    ]
    source, _ = VsePdfExporter().from_notebook_node(notebook)
    with pypdfium2.PdfDocument(source) as opened:
        assert max(gaps(opened)[:-1]) <= 0.2


def test_figures_carry_their_alternative_text(pdf, sample_notebook):
    figures = [block for block in blocks_in(sample_notebook) if block.kind == "figure"]
    assert alternative_texts(pdf) == [figure.spoken for figure in figures]


def test_cells_name_the_heads_of_their_column_and_of_their_row(tagged, sample_notebook):
    scopes = {str(tag.ID): str(said(tag, "/Scope")[0]) for tag in tags(tagged, "/TH")}
    assert set(scopes) == set(pikepdf.NameTree(tagged.IDTree))
    tables = [block for block in blocks_in(sample_notebook) if block.kind == "table"]
    assert Counter(scopes.values())["/Row"] == sum(t.row_heads * len(t.rows) for t in tables) > 0
    heads = [
        sorted(scopes[str(head)] for head in said(cell, "/Headers")[0])
        for cell in tags(tagged, "/TD")
    ]
    assert heads.count(["/Column", "/Row"]) == sum(
        (len(table.columns) - table.row_heads) * len(table.rows) for table in tables
    )


def test_a_table_that_nobody_counted_is_told(sample_pdf):
    with pytest.raises(BuildError, match="tables with a caption; expected 0"):
        mark_row_heads(sample_pdf, [])


def test_text_in_drawings_can_be_searched(pages):
    whole = "\n".join(pages)
    assert whole.count("Uforsikrede\n") == 2
    assert "Figur 1\nFærre forsikrede ledige end i 2016\nTusinde fuldtidspersoner" in whole


def test_pdf_prints_the_numbers_of_the_page(pages, sample_page):
    page = html.fromstring(sample_page)
    # Not printed: code, and figures in words, which the PDF holds as alternative text.
    for folded in page.xpath("//details[@class='code' or @class='words'] | //head | //nav"):
        folded.drop_tree()
    on_page = set(NUMBER.findall(page.text_content()))
    body = [re.sub(r"Side \d+ af \d+\s*$", "", text.strip()) for text in pages]
    in_pdf = set(NUMBER.findall("\n".join(body)))
    assert on_page - in_pdf == set()
    # Page numbers of the contents are the only numbers of the PDF's own.
    assert in_pdf - on_page <= {str(number) for number in range(1, len(pages) + 1)}


def test_head_of_a_long_table_is_repeated_on_each_page(pages):
    with_rows = [text for text in pages if "Kommune nr." in text]
    assert len(with_rows) >= 3
    assert all(
        "fuldtidspersoner" in text and "pct. af arbejdsstyrken" in text for text in with_rows
    )


def test_pages_are_numbered_and_headed_from_the_second_on(pages):
    count = len(pages)
    assert [f"Side {n} af {count}" in text for n, text in enumerate(pages, 1)] == [True] * count
    head = "Forsikrede og uforsikrede ledige · Nyeste tal fra 22. august 2026"
    assert [text.startswith(head) for text in pages] == [False] + [True] * (count - 1)


def test_pdf_holds_no_code_and_no_warnings(pages):
    whole = "\n".join(pages)
    for absent in ("show_figure", "from_month", "DeprecationWarning", "frame.head"):
        assert absent not in whole


def test_ordinary_outputs_are_printed(pages):
    whole = " ".join("\n".join(pages).split())
    assert "kommune ledige 0 Ærø 12 1 Århus 3456" in whole
    assert "antal rækker: 98" in whole


def test_sources_citation_and_commands_are_printed(pages):
    whole = " ".join("\n".join(pages).split())
    for part in (
        "Danmarks Statistik, AUS07 (opdateret 31. juli 2026). Vilkår: CC 4.0 BY.",
        "Serien har et brud i januar 2017.",
        "gross group: a, b 254 ab12ab12ab12",
        "Til og med juli 2026 Kodeversion: 3f9c2ab41d07 Dataversion: d8e0f1a2b3",
        "Data til og med juli 2026. Kodeversion 3f9c2ab41d07, dataversion d8e0f1a2b3.",
        "Med kodeversion 3f9c2ab41d07 og dataversion d8e0f1a2b3 får du de samme tal",
        "vse-report build 01_unemployment",
        "Kontakt: kontakt@example.dk",
    ):
        assert part in whole


def test_special_edition_is_marked_on_the_first_page():
    source, _ = VsePdfExporter().from_notebook_node(make_notebook(is_default=False))
    with pypdfium2.PdfDocument(source) as opened:
        first = " ".join(opened[0].get_textpage().get_text_range().split())
    assert "Særudgave. Beregnet for andre valg end i standardudgaven" in first
    assert "from_month = 2016M01, to_month = 2026M07" in first


def test_edition_of_other_figures_says_so_and_how_to_recompute_it():
    source, _ = VsePdfExporter().from_notebook_node(make_notebook(repository_data=False))
    with pypdfium2.PdfDocument(source) as opened:
        first = " ".join(opened[0].get_textpage().get_text_range().split())
    assert "Bygget på andre tal end dem, der følger med koden." in first
    assert "Særudgave" not in first
    printed = read_text(source)
    assert "MAPPE står for mappen med de andre tal, UD for den," in printed
    assert "vse-report build 01_unemployment --data MAPPE --out UD" in printed
    assert "make report" not in printed


def test_characters_with_a_meaning_in_markup_reach_the_reader(pages):
    whole = " ".join("\n".join(pages).split())
    assert "Her står # $ _ * < > & @ \\ ~ og Ærø, Århus, øl; kursiv, fed og kode_navn" in whole
    assert f"Andele og tegn: {AWKWARD}" in whole


def test_marks_of_quotation_and_dashes_are_those_of_the_text(sample_notebook):
    marks = "SFI’s “nye” ‘tal’ – og — lige 'her' \"også\" …"
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, markdown(f"Tegn: {marks} slut.")]
    source, _ = VsePdfExporter().from_notebook_node(notebook)
    assert f"Tegn: {marks} slut." in read_text(source)


def test_markdown_and_html_carry_no_typst_and_no_script_into_the_pdf(sample_notebook):
    hostile = "`#panic()`{=typst} [knap](javascript:alert(1)) <b onclick='alert(2)'>fed</b>"
    fenced = "```{=typst}\n#panic()\n```"
    notebook = sample_notebook.copy()
    notebook.cells = [
        *sample_notebook.cells,
        markdown(f"{hostile}\n\n{fenced}"),
        code("shown", output("text/html", "<p>#panic() <a href='javascript:alert(3)'>x</a></p>")),
    ]
    source, _ = VsePdfExporter().from_notebook_node(notebook)
    printed = read_text(source)
    assert printed.count("#panic()") == 3
    assert "knap fed" in printed
    assert b"javascript" not in b"".join([source, *streams(source)])


def test_the_same_notebook_gives_the_same_bytes(sample_pdf, sample_notebook):
    assert VsePdfExporter().from_notebook_node(sample_notebook)[0] == sample_pdf


def test_image_with_alternative_text_is_printed_and_without_refused(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, code("frame.plot()", image_output("En kurve"))]
    source, _ = VsePdfExporter().from_notebook_node(notebook)
    with pypdfium2.PdfDocument(source) as opened:
        assert "En kurve" in alternative_texts(opened)
    notebook.cells[-1] = code("frame.plot()", image_output())
    with pytest.raises(BuildError, match=r"cell 15 \(frame\.plot\(\)\)"):
        VsePdfExporter().from_notebook_node(notebook)


def test_typst_itself_refuses_a_drawing_without_alternative_text():
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    with pytest.raises(BuildError, match="missing alt text"):
        compile_pdf(f'#set document(title: "x")\n#image(bytes({typst_string(drawing)}))', {})


def test_link_to_nowhere_is_refused_by_name():
    with pytest.raises(BuildError, match="findes-ikke"):
        compile_pdf('#set document(title: "x")\n#link(<findes-ikke>)[her]', {})


@pytest.mark.parametrize(
    "text",
    [
        AWKWARD,
        'slut på streng" + panic("x") + "',
        "to\nlinjer\r\nog\ttabulator",
        "\\u{41} \\n #let x",
        "",
    ],
)
def test_string_literal_means_the_text_itself(text):
    assert typst.eval(b"", typst_string(text), format="json").strip() == _json(text)


def _json(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)


def test_array_of_one_is_an_array():
    assert typst.eval(b"", f"type({typst_array(['1'])}) == array") == "true"
    assert typst.eval(b"", f"{typst_array([])}.len()") == "0"
