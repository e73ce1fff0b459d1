"""The HTML page of a small notebook with every kind of content."""

import base64
import copy
import re
import shlex
from io import BytesIO
from itertools import pairwise

import nbformat
import pandas as pd
import pytest
from conftest import (
    AWKWARD,
    ISSUED,
    code,
    colophon,
    figure,
    image_output,
    make_notebook,
    markdown,
    output,
)
from fontTools.ttLib import TTFont
from lxml import html
from nbconvert.filters import markdown2html

from vse_report.blocks import MIME, Column, Prose, Table, blocks_in
from vse_report.errors import BuildError
from vse_report.figures import fonts
from vse_report.figures.palette import PALETTE
from vse_report.render import reading, theme
from vse_report.render.html import VseHtmlExporter, narrowest_table, with_ways
from vse_report.render.markup import lost_of_markdown, plain_text
from vse_report.render.pdf import VsePdfExporter
from vse_report.render.reading import read_document, split_headings

LIMIT_BYTES = 400_000
SAFE = re.compile(r"(https?:|mailto:|#)")


@pytest.fixture(scope="module")
def page(sample_page):
    return html.fromstring(sample_page)


def text(element) -> str:
    return " ".join(element.text_content().split())


def test_page_is_danish_and_says_what_it_is(page):
    assert page.get("lang") == "da"
    assert page.findtext(".//title") == "Forsikrede og uforsikrede ledige"
    (description,) = page.xpath("//meta[@name='description']/@content")
    assert description.startswith("Ledigheden faldt med 45,4 pct. fra januar 2016")


def test_page_has_one_h1_and_no_heading_level_is_skipped(page):
    levels = [int(h.tag[1]) for h in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_page_has_landmarks_and_a_skip_link(page):
    for landmark in ("body/header", "header/nav", "body/main", "main/nav", "body/footer"):
        assert len(page.xpath(f"//{landmark}")) == 1, landmark
    first = page.xpath("//body/*")[0]
    assert first.get("class") == "skip"
    assert page.get_element_by_id(first.get("href")[1:]).tag == "main"


def test_ids_are_unique_and_every_inner_link_arrives(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = [href[1:] for href in page.xpath("//@href") if href.startswith("#")]
    assert targets
    assert set(targets) <= set(ids)


def test_page_fetches_nothing(sample_page, page):
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert not page.xpath("//script | //link | //iframe | //object")
    fetched = page.xpath("//img/@src | //use/@href | //image/@href")
    fetched += re.findall(r"url\(([^)]*)\)", sample_page)
    assert fetched
    assert all(address.startswith(("data:", "#")) for address in fetched)
    assert "@import" not in sample_page


def test_contents_list_every_section_in_order(page):
    sections = "//section[not(@class='finding')]"
    headings = [text(h) for h in page.xpath(f"{sections}//h2 | {sections}//h3")]
    assert [text(a) for a in page.xpath("//main/nav//a")] == headings
    assert headings == [
        "Hvordan er ledigheden udviklet?",
        "Særlige tegn",
        "Hvem er tilbage?",
        "Kilder og forbehold",
        "Sådan citeres rapporten",
        "Genberegn rapporten",
    ]


def test_main_finding_opens_the_main_text_under_its_own_heading(page):
    # So the skip link, and the keys that lead from heading to heading, arrive at it.
    finding = page.xpath("//main/*")[0]
    assert text(finding.find("h2")) == "Hovedresultat"
    assert "45,4 pct." in text(finding)
    assert "45,4 pct." not in text(page.find(".//header"))
    assert "Hovedresultat" not in text(page.find(".//nav"))


def test_contents_come_after_the_main_finding_and_before_the_rest(page):
    # In the source, which is the order of a screen reader, whatever the width.
    parts = [part.get("class") for part in page.xpath("//main/*")]
    assert parts == ["finding", "contents", "sections"]


def test_page_without_a_main_finding_has_no_heading_for_it(sample_notebook):
    bare = changed(sample_notebook, lambda c: not c.source.startswith('tell("finding"'))
    page = html.fromstring(VseHtmlExporter().from_notebook_node(bare)[0])
    assert not page.xpath("//*[@class='finding']")


def test_edition_is_stated_in_words(page):
    assert text(page.xpath("//p[@class='edition']")[0]) == (
        "Nyeste tal fra 22. august 2026 Til og med juli 2026 "
        "Kodeversion: 3f9c2ab41d07 Dataversion: d8e0f1a2b3"
    )
    assert not page.xpath("//p[@class='special']")


def test_special_edition_is_marked_with_its_parameters():
    source, _ = VseHtmlExporter().from_notebook_node(make_notebook(is_default=False))
    page = html.fromstring(source)
    assert text(page.xpath("//p[@class='special']")[0]) == (
        "Særudgave. Beregnet for andre valg end i standardudgaven: "
        "from_month = 2016M01, to_month = 2026M07"
    )
    commands = text(page.xpath("//dl[@class='commands']")[0])
    assert "vse-report build 01_unemployment -p from_month=2016M01 -p to_month=2026M07" in commands
    assert "-p from_month 2016M01 -p to_month 2026M07" in commands
    assert "make report" not in commands


def test_special_edition_of_other_figures_says_both():
    notebook = make_notebook(is_default=False, repository_data=False)
    page = html.fromstring(VseHtmlExporter().from_notebook_node(notebook)[0])
    first, second = (text(notice) for notice in page.xpath("//header//p[@class='special']"))
    assert first.startswith("Særudgave.")
    assert second.startswith("Bygget på andre tal")


def test_way_to_recompute_names_both_versions_and_begins_with_the_default_edition(page):
    told = text(page.get_element_by_id("genberegn").getparent())
    assert "Med kodeversion 3f9c2ab41d07 og dataversion d8e0f1a2b3 får du de samme tal" in told
    assert "Hele standardudgaven (kræver Python og make)make report" in told
    assert "MAPPE" not in told


def test_edition_of_other_figures_says_so_and_is_recomputed_from_their_folder():
    source, _ = VseHtmlExporter().from_notebook_node(make_notebook(repository_data=False))
    told = text(html.fromstring(source).get_element_by_id("genberegn").getparent())
    page = html.fromstring(source)
    assert [text(notice) for notice in page.xpath("//header//p[@class='special']")] == [
        "Bygget på andre tal end dem, der følger med koden."
    ]
    assert "MAPPE står for mappen med de andre tal, UD for den," in told
    assert "vse-report build 01_unemployment --data MAPPE --out UD" in told
    assert "VSE_REPORT_DATA=MAPPE papermill notebooks/01_unemployment.ipynb" in told
    assert "make report" not in told


def test_an_altered_notebook_is_called_so_cited_so_and_recomputed_from_itself(monkeypatch):
    monkeypatch.setattr(reading, "is_altered", lambda *_: True)
    source, _ = VseHtmlExporter().from_notebook_node(make_notebook())
    page = html.fromstring(source)
    (notice,) = (text(found) for found in page.xpath("//header//p[@class='special']"))
    assert notice == "Bearbejdet udgave: Notebooken er en anden end den, der følger med koden."
    assert notice in text(page.get_element_by_id("citer").getparent())
    told = text(page.get_element_by_id("genberegn").getparent())
    assert "Med den ændrede notebook, kodeversion" in told
    assert "papermill NOTEBOOK.ipynb" in told
    assert "make report" not in told
    assert "vse-report build" not in told


def test_figures_are_named_by_their_alternative_text_and_numbered(page, sample_notebook):
    figures = [block for block in blocks_in(sample_notebook) if block.kind == "figure"]
    assert [svg.get("aria-label") for svg in page.xpath("//figure//svg")] == [
        f.alt for f in figures
    ]
    assert [text(n) for n in page.xpath("//figcaption/span[@class='number']")] == [
        "Figur 1",
        "Figur 2",
    ]
    assert [text(n) for n in page.xpath("//figcaption/span[@class='title']")] == [
        f.title for f in figures
    ]


def test_figures_follow_the_theme_instead_of_their_own_colours(sample_page):
    drawings = "".join(re.findall(r"<svg.*?</svg>", sample_page, flags=re.DOTALL))
    for name in ("blue", "brown", "muted", "grid", "page"):
        assert f"var(--{name})" in drawings
        assert PALETTE[name].light not in drawings


def test_csv_links_return_the_numbers_as_they_were(page, sample_notebook):
    blocks = [b for b in blocks_in(sample_notebook) if b.kind in ("figure", "table")]
    links = page.xpath("//a[@download]")
    assert [a.get("download") for a in links] == [f"01_unemployment_{b.id}.csv" for b in blocks]
    decoded = [base64.b64decode(a.get("href").partition("base64,")[2]).decode() for a in links]
    assert decoded == [b.csv for b in blocks]
    assert [text(a) for a in links] == [
        f"Hent tallene (CSV) bag {label}: {b.title}"
        for label, b in zip(("figur 1", "figur 2", "tabel 1"), blocks, strict=True)
    ]


def test_form_of_the_csv_files_is_told_once_beside_the_first_of_them(page):
    told = (
        "CSV-filerne har engelske kolonnenavne, komma mellem kolonnerne og punktum som decimaltegn"
    )
    assert told in text(page.get_element_by_id("levels"))
    assert text(page).count(told) == 1


def test_table_heads_say_what_they_head(page, sample_notebook):
    (block,) = [b for b in blocks_in(sample_notebook) if b.kind == "table"]
    table = page.xpath("//div[@id='by_municipality']//table")[0]
    assert text(table.find("caption")) == "Tabel 1 Ledige i kommunerne"
    assert [th.get("scope") for th in table.xpath("./thead//th")] == ["col"] * 3
    assert text(table.xpath("./thead//th")[1]) == "Ledige fuldtidspersoner"
    rows = table.xpath("./tbody/tr")
    assert [[text(cell) for cell in row] for row in rows] == block.rows
    assert {row[0].get("scope") for row in rows} == {"row"}
    assert {cell.get("class") for row in rows for cell in row[1:]} == {"n"}


def test_what_may_scroll_is_named_by_its_caption_and_nothing_else(page):
    # Most of it fits: a label that says it scrolls would say what is not so.
    names = [
        group.get("aria-label")
        or " ".join(text(page.get_element_by_id(i)) for i in group.get("aria-labelledby").split())
        for group in page.xpath("//*[@role='group']")
    ]
    assert names == [
        "Figur 1 Færre forsikrede ledige end i 2016",
        "Tabel: a, b",
        f"Figur 2 Andele og tegn: {AWKWARD}",
        "Tabel 1 Ledige i kommunerne",
        "Udskrift",
        "Udskrift",
        "Datagrundlag",
    ]


def test_hint_that_a_table_scrolls_is_for_the_eye_and_above_the_table(page, sample_notebook):
    (block,) = [b for b in blocks_in(sample_notebook) if b.kind == "table"]
    hint = page.xpath("//div[@id='by_municipality']/*")[0]
    assert text(hint) == "Rul sidelæns for at se hele tabellen →"
    assert hint.get("aria-hidden") == "true"
    assert hint.get("style") == f"--narrow: {narrowest_table(block)}rem"


def test_table_is_wider_for_each_column_and_longer_word_of_numbers():
    def width(*columns, row=()):
        return narrowest_table(
            Table(id="t", title="", columns=columns, rows=[list(row)], source="", csv="")
        )

    head, text_column = Column(label="A", numeric=False), Column(label="B", numeric=False)
    assert width(head, row=["x"]) == 5
    assert width(head, text_column, row=["x", "en lang tekst i flere ord"]) == 12
    assert width(head, Column(label="C"), row=["x", "1.234.567"]) == pytest.approx(8.8, abs=0.1)
    short, long = Column(label="Ændring, antal"), Column(label="Fuldtidspersoner")
    assert width(head, short, row=["x", "1"]) < width(head, long, row=["x", "1"])


def test_code_and_names_of_tables_are_marked_as_english(page):
    code_blocks = page.xpath("//details[@class='code']//pre | //dl[@class='commands']//pre")
    assert len(code_blocks) > 5
    assert {pre.get("lang") for pre in code_blocks} == {"en"}
    (row,) = page.xpath("//details[@class='reads']//tbody/tr")
    assert [text(e) for e in row.xpath(".//*[@lang='en']")] == ["gross", "group: a, b"]


def test_code_is_folded_once_for_each_section_in_order(page):
    folded = page.xpath("//details[@class='code']")
    assert [text(d.find("summary")) for d in folded] == [
        "Sådan er afsnittet beregnet: Hvordan er ledigheden udviklet?",
        "Sådan er afsnittet beregnet: Hvem er tilbage?",
        "Sådan er rapporten sat op",
    ]
    assert [text(pre) for pre in folded[0].iter("pre")] == [
        "show_figure(levels)",
        'tell("levels_text", ...)',
        "show_figure(shares)",
        'tell("heading", ...)',
    ]
    assert "from_month = None" in text(folded[2])
    assert not page.xpath("//details[@open]")


@pytest.fixture(scope="module")
def pages(sample_notebook):
    """Return the page and the page of the code, as they lie beside each other in a folder."""
    exporter = VseHtmlExporter()
    page, _ = exporter.from_notebook_node(sample_notebook, {"code_page": "r_code.html"})
    return page, exporter.code_page(read_document(sample_notebook), "r.html")


def test_each_figure_and_table_leads_to_the_cell_that_made_it_and_back(pages):
    page, of_code = map(html.fromstring, pages)
    links = page.xpath("//a[starts-with(@href, 'r_code.html#')]")
    assert [text(link) for link in links] == [
        "Se koden bag figur 1: Færre forsikrede ledige end i 2016",
        f"Se koden bag figur 2: Andele og tegn: {AWKWARD}",
        "Se koden bag tabel 1: Ledige i kommunerne",
    ]
    cells = [of_code.get_element_by_id(link.get("href").partition("#")[2]) for link in links]
    assert [text(cell.find("pre")) for cell in cells] == [
        "show_figure(levels)",
        "show_figure(shares)",
        "show_table(by_municipality)",
    ]
    back = [cell.find(".//a").get("href") for cell in cells]
    assert back == ["r.html#levels", "r.html#shares", "r.html#by_municipality"]


def test_page_of_the_code_has_all_of_it_once_in_order_under_the_headings(pages, sample_notebook):
    page, of_code = map(html.fromstring, pages)
    sources = [cell.source for cell in sample_notebook.cells if cell.cell_type == "code"]
    assert [pre.text_content() for pre in of_code.iter("pre")] == sources
    assert of_code.findtext(".//title") == "Koden bag: Forsikrede og uforsikrede ledige"
    headings = ["Sådan er rapporten sat op", "Hvordan er ledigheden udviklet?", "Hvem er tilbage?"]
    assert [text(h) for h in of_code.xpath("//section/h2")] == headings
    assert [text(a) for a in of_code.xpath("//main/nav//a")] == headings
    ids = of_code.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {a[1:] for a in of_code.xpath("//@href") if a.startswith("#")} <= set(ids)
    assert not page.xpath("//details[@class='code']")
    assert "show_figure" not in pages[0]


def test_page_made_by_itself_links_to_no_other_page_but_to_its_sources(page):
    assert "Se koden" not in text(page)
    (link,) = page.xpath("//header/nav/a")
    assert text(link) == "Kilder"
    assert text(page.get_element_by_id(link.get("href")[1:])) == "Kilder og forbehold"


def test_links_to_other_pages_are_replaced_and_not_added_to(sample_page):
    first = with_ways(sample_page, "r.pdf", ("Tal & <tegn>", "2+3.html"))
    links = html.fromstring(first).xpath("//header/nav/a")
    assert [(text(link), link.get("href")) for link in links] == [
        ("Forside", "index.html"),
        ("Hent som PDF", "r.pdf"),
        ("Kilder", "#kilder-og-forbehold"),
        ("Næste rapport: Tal & <tegn>", "2%2B3.html"),
    ]
    alone = with_ways(first, None, None)
    assert [text(a) for a in html.fromstring(alone).xpath("//header/nav/a")] == [
        "Forside",
        "Kilder",
    ]
    assert with_ways(alone, "r.pdf", ("Tal & <tegn>", "2+3.html")) == first


def test_addresses_of_the_publisher_end_the_citation_and_link_the_contact(monkeypatch):
    addresses = {"contact_url": "mailto:os@example.dk", "site_url": "https://example.dk/"}
    issued = ISSUED.model_copy(update=addresses)
    monkeypatch.setattr(reading, "publisher", lambda: issued)
    page = html.fromstring(VseHtmlExporter().from_notebook_node(make_notebook())[0])
    (cited,) = page.xpath("//p[@class='cite']")
    assert text(cited).endswith("dataversion d8e0f1a2b3. https://example.dk/")
    (link,) = page.xpath("//footer//a")
    assert (link.get("href"), text(link)) == ("mailto:os@example.dk", "kontakt@example.dk")


def test_addresses_of_another_publisher_are_not_those_of_this_edition(monkeypatch):
    other = ISSUED.model_copy(update={"contact": "En anden", "site_url": "https://example.dk/"})
    monkeypatch.setattr(reading, "publisher", lambda: other)
    assert "example.dk/" not in read_document(make_notebook()).citation


def test_no_code_stands_outside_a_fold(sample_page):
    without_folds = re.sub(r"<details.*?</details>", "", sample_page, flags=re.DOTALL)
    assert "show_figure" in sample_page
    assert "show_figure" not in without_folds


def test_ordinary_outputs_are_shown_and_warnings_are_not(page, sample_page):
    shown = [text(output) for output in page.xpath("//div[contains(@class, 'output ')]")]
    assert shown == ["kommune ledige 0 Ærø 12 1 Århus 3456", "antal rækker: 98"]
    assert "DeprecationWarning" not in sample_page


def test_characters_with_a_meaning_in_markup_reach_the_reader(page):
    assert "Her står # $ _ * < > & @ \\ ~ og Ærø, Århus, øl; kursiv, fed" in text(
        page.find(".//main")
    )


def test_table_in_prose_scrolls_by_itself_and_its_heads_have_scope(page):
    (table,) = [t for t in page.iter("table") if text(t).startswith("a b")]
    assert "scroll" in table.getparent().get("class")
    assert {th.get("scope") for th in table.iter("th")} == {"col"}


def test_sources_reads_citation_and_contact_are_there(page):
    main, footer = text(page.find(".//main")), text(page.find(".//footer"))
    assert "Danmarks Statistik, AUS07 (opdateret 31. juli 2026). Vilkår: CC 4.0 BY." in main
    assert "Serien har et brud i januar 2017." in main
    assert "gross group: a, b 254 ab12ab12ab12" in main
    assert (
        "Virksomhedernes sociale engagement (2026): Forsikrede og uforsikrede ledige. "
        "Data til og med juli 2026. Kodeversion 3f9c2ab41d07, dataversion d8e0f1a2b3."
    ) in footer
    assert "Kontakt: kontakt@example.dk" in footer


def test_page_is_small_and_the_same_bytes_each_time(sample_page, sample_notebook):
    again, _ = VseHtmlExporter().from_notebook_node(sample_notebook)
    assert again == sample_page
    assert len(sample_page.encode()) < LIMIT_BYTES / 2


def test_colours_of_the_page_come_from_the_palette_in_both_themes():
    css = theme.stylesheet()
    for name, colour in PALETTE.items():
        assert f"--{name}:{colour.light};" in css
        assert f"--{name}:{colour.dark};" in css


def test_embedded_font_has_the_letters_of_danish_and_the_same_bytes_each_time():
    faces = theme.font_faces()
    fonts.MADE.clear()
    assert faces == theme.font_faces()
    embedded = [base64.b64decode(font) for font in re.findall(r"base64,([^)]+)\)", faces)]
    assert len(embedded) == 3
    for font in embedded:
        assert {ord(c) for c in "æøåÆØÅé–−×€½"} <= set(TTFont(BytesIO(font)).getBestCmap())
        assert len(font) < 20_000


def changed(sample, keep):
    notebook = sample.copy()
    notebook.cells = [cell for cell in sample.cells if keep(cell)]
    return notebook


def test_notebook_without_title_or_colophon_is_refused_with_both_named(sample_notebook):
    bare = changed(sample_notebook, lambda c: not c.source.startswith(("# ", "show_colophon")))
    with pytest.raises(BuildError, match=r"no title .* and no colophon"):
        read_document(bare)


def test_image_without_alternative_text_is_refused_and_its_cell_named(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, code("frame.plot()", image_output())]
    with pytest.raises(BuildError, match=r"cell 15 \(frame\.plot\(\)\) .* report.figure"):
        read_document(notebook)


def test_image_with_alternative_text_is_shown_with_it(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, code("frame.plot()", image_output('En "kurve"'))]
    page = html.fromstring(VseHtmlExporter().from_notebook_node(notebook)[0])
    assert page.xpath("//main//img/@alt") == ['En "kurve"']


def test_notebook_that_ended_in_an_error_is_refused(sample_notebook):
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, code("boom()", error)]
    with pytest.raises(BuildError, match=r"cell 15 \(boom\(\)\) ended in KeyError: 'x'"):
        read_document(notebook)


def test_own_heading_for_sources_is_used_instead_of_a_second_one(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [
        *sample_notebook.cells,
        markdown("## Kilder og forbehold\n\nVi har åbne tal."),
    ]
    page = html.fromstring(VseHtmlExporter().from_notebook_node(notebook)[0])
    (heading,) = [h for h in page.iter("h2") if text(h) == "Kilder og forbehold"]
    assert "Vi har åbne tal. Bruttoledige efter ydelsesgruppe" in text(heading.getparent())


def test_headings_of_the_same_name_get_anchors_of_their_own(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, markdown("## Bilag\n\n## Bilag")]
    document = read_document(notebook)
    anchors = [s.heading.anchor for s in document.sections if s.heading]
    assert anchors[-3:] == ["bilag", "bilag-2", "kilder-og-forbehold"]


FINDING = Prose(id="f", markdown="## Svar\n\nJa.", role="finding")


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (markdown("# Ekstra"), r"cell 15 \(# Ekstra\) has a second title, 'Ekstra'; write '## Eks"),
        (
            markdown("## Bilag\n\n#### Dybt"),
            r"cell 15 \(## Bilag\) goes from a heading of level 2 to one of level 4, 'Dybt'; write "
            r"'### Dybt'",
        ),
        (
            code('tell(\n    "dybt", ...)', Prose(id="dybt", markdown="#### Dybt")),
            r"cell 15 \(dybt\) goes from .* level 2 to one of level 4, 'Dybt'",
        ),
        (markdown("Bilag\n-----\n\nTekst"), r"cell 15 \(Bilag\) underlines a heading; .* '## '"),
        (
            markdown("![Foto](attachment:foto.png)"),
            r"cell 15 \(.*\) has an image, which a report does not print",
        ),
        (code('tell("f", ...)', FINDING), r"cell 15 \(f\) has a heading in the main finding"),
        (
            code("finish(p)", colophon({}, is_default=True)),
            r"cell 15 \(finish\(p\)\) shows a second colophon; cell 13 \(show_colophon",
        ),
        (
            code("show_figure(\n    x,\n    id='levels',\n)", figure("levels", "Igen")),
            r"cell 15 \(levels\) shows a second block called 'levels'; cell 5 \(show_figure",
        ),
        (
            code('tell("levels", ...)', Prose(id="levels", markdown="Igen.")),
            r"cell 15 \(levels\) shows a second block called 'levels'",
        ),
    ],
)
def test_what_would_break_the_structure_of_a_page_is_refused_with_its_cell(
    sample_notebook, cell, message
):
    notebook = changed(sample_notebook, lambda c: 'tell("finding"' not in c.source)
    notebook.cells = [*notebook.cells, markdown("Slut."), cell]
    with pytest.raises(BuildError, match=message):
        read_document(notebook)


def test_first_heading_below_the_title_is_of_level_two(sample_notebook):
    notebook = sample_notebook.copy()
    notebook.cells = [markdown("# Titel\n\n### Dybt"), sample_notebook.cells[-1]]
    with pytest.raises(BuildError, match=r"from a heading of level 1 to one of level 3"):
        read_document(notebook)


def test_rules_tables_and_code_with_dashes_are_no_underlined_headings(sample_notebook):
    notebook = sample_notebook.copy()
    dashes = "Tekst\n\n---\n\n| a |\n|---|\n| x |\n\n```\na\n---\n```\n\n- a\n\n---"
    notebook.cells = [*sample_notebook.cells, markdown(dashes)]
    assert read_document(notebook).title


def test_cell_that_papermill_put_in_is_not_counted(sample_notebook):
    notebook = sample_notebook.copy()
    injected = code("from_month = '2019M01'", tags=["injected-parameters"])
    notebook.cells = [injected, *sample_notebook.cells, markdown("# Ekstra")]
    with pytest.raises(BuildError, match="cell 15 "):
        read_document(notebook)


def test_paths_that_papermill_put_in_are_not_on_the_page(sample_notebook):
    notebook = sample_notebook.copy()
    source = '# Parameters\nfrom_month = "2019M01"\nPAPERMILL_INPUT_PATH = "x.ipynb"\n'
    notebook.cells = [
        *sample_notebook.cells[:1],
        code(source + 'PAPERMILL_OUTPUT_PATH = "y.ipynb"\n', tags=["injected-parameters"]),
        *sample_notebook.cells[1:],
    ]
    shown = "\n".join(cell.source for cell in read_document(notebook).sections[0].code)
    assert 'from_month = "2019M01"' in shown
    assert "PAPERMILL" not in shown


def test_notebook_that_was_never_run_says_so_and_how_to_run_it():
    cells = [markdown("# Titel"), code("from_month = None"), code("finish(p)")]
    with pytest.raises(BuildError, match=r"not been run.*\n.*papermill .*ipynb out\.ipynb"):
        read_document(nbformat.v4.new_notebook(cells=cells))


def test_block_of_another_version_asks_for_another_run(sample_notebook):
    notebook = copy.deepcopy(sample_notebook)
    del notebook.cells[-1].outputs[0].data[MIME]["code"]
    with pytest.raises(BuildError, match=r"cell 14 .* another version .* run the notebook again"):
        read_document(notebook)


def test_place_of_a_long_cell_is_its_first_line_cut_short(sample_notebook):
    notebook = sample_notebook.copy()
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="Slut.", traceback=[])
    notebook.cells = [code("\n" + "x" * 80, error)]
    with pytest.raises(BuildError, match=r"^cell 1 \(x{59}…\) ended in KeyError: Slut\. Run "):
        read_document(notebook)


def test_number_sign_in_a_fenced_block_is_no_heading():
    source = "før\n\n```python\n# kommentar\n```\n\n## Efter ##\nslut"
    assert list(split_headings(source)) == [
        (0, "før\n\n```python\n# kommentar\n```\n"),
        (2, "Efter"),
        (0, "slut"),
    ]


def test_plain_text_drops_markup_only():
    assert (
        plain_text("**Fald** på 45,4 pct. & 3 < 4\n[link](x)") == "Fald på 45,4 pct. & 3 < 4 link"
    )


def test_page_of_data_without_months_says_nothing_of_a_last_month(sample_notebook):
    notebook = copy.deepcopy(sample_notebook)
    notebook.cells[-1].outputs[0].data[MIME]["last_month"] = ""
    source, _ = VseHtmlExporter().from_notebook_node(notebook)
    assert "til og med" not in source.casefold()


def test_values_are_quoted_for_a_shell_only_where_needed(sample_notebook):
    values = {"month": "2026M07", "municipalities": "101,147", "name": "Ærø $HOME's", "none": ""}
    notebook = copy.deepcopy(sample_notebook)
    notebook.cells[-1].outputs[0].data[MIME] |= {"parameters": values, "is_default": False}
    (build, papermill) = (command for _, command in read_document(notebook).commands)
    assert build.startswith(
        "vse-report build 01_unemployment -p month=2026M07 -p municipalities=101,147 -p name="
    )
    for command, written in ((build, "{}={}"), (papermill.splitlines()[0], "{} {}")):
        words = " ".join(shlex.split(command))
        assert all(f"-p {written.format(*pair)}" in words for pair in values.items())
    assert shlex.split(papermill.splitlines()[0])[-1] == ""
    assert "'Ærø $HOME'" in build  # not in double quotes, where a shell would look up HOME


HOSTILE = """
<b onclick="alert(3)">fed</b> 3 < 4 og
[knap](javascript:alert(4)) [data](data:text/html,x) <a href="java&#10;script:alert()">skjult</a>

<div style="position:fixed" id="title">kasse</div> <h1>endnu en titel</h1>
"""
KEPT = """
**fed** og _kursiv_, a < b,
[ud](https://www.dst.dk/), [ned](#levels), [post](mailto:os@example.dk)

| a | b |
|---|--:|
| x | 1 |
"""


@pytest.mark.parametrize(
    "cell",
    [
        markdown(HOSTILE + KEPT),
        code("tell(...)", Prose(id="t", markdown=HOSTILE + KEPT)),
        code("tell(...)", Prose(id="t", markdown=HOSTILE + KEPT, role="finding")),
        code("shown", output("text/markdown", HOSTILE + KEPT)),
        code("shown", output("text/html", markdown2html(HOSTILE + KEPT))),
    ],
    ids=["cell", "sentence", "finding", "markdown output", "html output"],
)
def test_nothing_in_text_acts_and_its_markup_is_kept(sample_notebook, cell):
    notebook = sample_notebook.copy()
    notebook.cells = [*changed(sample_notebook, lambda c: 'tell("f' not in c.source).cells, cell]
    page = html.fromstring(VseHtmlExporter().from_notebook_node(notebook)[0])
    assert not page.xpath("//script | //img | //main//*[@id='title']")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert [h for h in page.xpath("//a[not(@download)]/@href") if not SAFE.match(h)] == []
    assert len(page.xpath("//h1")) == 1
    main = page.find(".//main")
    shown = text(main)
    assert "alert" not in shown
    assert "fed 3 < 4 og knap data skjult" in shown
    assert "a < b" in shown
    assert {"fed"} <= {e.text for e in main.iter("strong", "b")}
    assert "kursiv" in {e.text for e in main.iter("em")}
    links = main.xpath(".//a[text()='ud' or text()='ned' or text()='post']/@href")
    assert links == ["https://www.dst.dk/", "#levels", "mailto:os@example.dk"]
    (aligned,) = main.xpath(".//td[text()='1']")
    assert aligned.get("style") == "text-align:right;"


def test_styled_frame_keeps_its_cells_heads_and_caption(sample_notebook):
    frame = pd.DataFrame({"kommune": ["<b>Ærø</b>"], "ledige": [12]})
    styled = frame.style.set_caption("Ledige").to_html()
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells, code("styled", output("text/html", styled))]
    page = html.fromstring(VseHtmlExporter().from_notebook_node(notebook)[0])
    shown = page.xpath("//div[contains(@class, 'output ')]")[-1]
    assert text(shown) == "Ledige kommune ledige 0 Ærø 12"
    assert [caption.text for caption in shown.iter("caption")] == ["Ledige"]
    assert shown.xpath(".//th[text()='0']")
    assert VsePdfExporter().from_notebook_node(notebook)[0].startswith(b"%PDF")


FRAME = pd.DataFrame({"kommune": ["Ærø"], "ledige": [12]})


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Se <img src='x.png' alt='x'></p>", "an image"),
        ("<div id='plot'></div><script>draw()</script>", "what a script draws"),
        ("<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>", "a drawing"),
        ("<iframe src='https://x.dk'></iframe>", "another page"),
        ("<video src='x.mp4'></video>", "a film"),
        ("<p style='color: red'>rød</p>", "colours"),
        (FRAME.style.set_properties(**{"background-color": "red"}).to_html(), "colours"),
        ("<math><mi>x</mi></math>", "a formula"),
        ("<label><input type='range'></label>", "a control"),
    ],
)
def test_what_a_page_would_show_without_what_jupyterlab_shows_is_refused(
    sample_notebook, markup, expected
):
    for cell in (code("shown", output("text/html", markup)), markdown(f"Tekst.\n\n{markup}\n")):
        notebook = sample_notebook.copy()
        notebook.cells = [*sample_notebook.cells[:-1], cell, sample_notebook.cells[-1]]
        with pytest.raises(
            BuildError, match=rf"^cell 14 \(.*\) has .*{expected}.*, which a report"
        ):
            read_document(notebook)


@pytest.mark.parametrize(
    ("source", "gone"),
    [
        ("![x](x.png)", ["an image"]),
        ("![x][r]\n\n[r]: https://x.dk/b.png", ["an image"]),
        ("![x](attachment:foto.png)", ["an image"]),
        ("`![x](y)` og\n\n```\n<img src='x'> $x$\n```\n", []),
        ("Massen er $m = 1$.", ["a formula"]),
        ("Det er $10^3$ gange.", ["a formula"]),
        ("$$\n\\sum_i x_i\n$$", ["a formula"]),
        ("\\begin{align}x\\end{align}", ["a formula"]),
        ("Fra $5 til $6, US$ 7 og $8-$9, \\$a\\$ og $ 10 $.", []),
        ("`$x$` koster 5$ og 6$.", []),
        ("3 < 4 og **fed**", []),
    ],
)
def test_images_and_formulas_are_told_from_code_and_money(source, gone):
    assert lost_of_markdown(source) == gone


def test_a_formula_that_a_cell_shows_is_refused(sample_notebook):
    formula = nbformat.v4.new_output(
        "display_data", data={"text/latex": "$x$", "text/plain": "<Math object>"}
    )
    notebook = sample_notebook.copy()
    notebook.cells = [*sample_notebook.cells[:-1], code("Math('x')", formula)]
    notebook.cells.append(sample_notebook.cells[-1])
    with pytest.raises(BuildError, match=r"cell 14 \(Math\('x'\)\) has a formula, which"):
        read_document(notebook)
