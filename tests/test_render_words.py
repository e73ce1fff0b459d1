"""The words of a report as Markdown: a sentence a line, in the order of the page, no hashes."""

from __future__ import annotations

import pytest
from conftest import AWKWARD, code, image_output, make_notebook, markdown, output

from vse_report.render.document import ALTERED, OTHER_FIGURES, Numbered
from vse_report.render.reading import read_document
from vse_report.render.words import lines, sentences, words

TWO_PANELS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g id="axes_1">'
    '<g id="matplotlib.axis_1"><g id="xtick_1"><g id="text_1"><text>2016</text></g></g>'
    '<g id="xtick_2"><g id="text_2"><text>2017</text></g></g></g>'
    '<g id="matplotlib.axis_2"><g id="ytick_1"><g id="text_3"><text>Ikke-</text>'
    "<text>forsikrede</text></g></g></g>"
    '<g id="text_4"><text>Databrud,</text><text>juli <tspan>2025</tspan></text></g>'
    '<g id="text_5"><text>78.459</text></g></g></svg>'
)


@pytest.fixture(scope="module")
def sample():
    return words(read_document(make_notebook()))


def with_cells(*cells):
    """Return the words of the sample notebook with ``cells`` before its last."""
    notebook = make_notebook()
    notebook.cells[-1:-1] = cells
    return words(read_document(notebook))


def with_drawing(svg):
    """Return the lines about the first figure of the sample notebook, drawn as ``svg``."""
    document = read_document(make_notebook())
    shown = next(i for s in document.sections for i in s.items if isinstance(i, Numbered))
    shown.block.svg = svg
    return words(document).partition("**Figur 1")[2].partition("**Figur 2")[0].splitlines()


# --- sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expected",
    [
        ["Det faldt med 55,2 pct.", "Det er meget."],
        ["Faldet er 6,7 pct.point.", "Andelen steg."],
        ["Ved skiftet 2. januar 2007 er der et brud."],
        ["Hentet 22. august 2026.", "Egne beregninger."],
        ["Det var i 2007.", "Siden faldt det."],
        ["Fra 11.800 til 17.800 i alt.", "Mellem 85 pct. og 91 pct. af dem."],
        ["Hvorfor?", "Det ved vi ikke!", "Endnu."],
        ["Se fx Læsø, bl.a. Vesterø, jf. Danmarks Statistik, nr. 3 og ca. 12 andre."],
        ["I dec. 2003 og aug. 2007 var det 3 mio.", "Bagefter faldt det 2 mio. i alt."],
        ["Det er 91 pct. 16 af dem er nye, i nr. 22. 14 er gamle."],
        ["Se kap. Ledighed og afs. A."],
        ["Netto, dec. 2003–aug. 2007: begge."],
        ["Dagpenge mv.", "Kontanthjælp mv. er med."],
        ["Aktører, f.eks. LBR, er med."],
        ["Det gælder B.", "Og C (se nedenfor).", "**Fed er den.**", "*Skrå* også."],
        ["Den sagde »nej.«", "»Ja« svarede de."],
        ["De blev 14.000 færre: Personer på ferie tælles ikke."],
        ["Af disse er de fleste kvinder.", "14 af dem er mænd."],
    ],
    ids=lambda expected: expected[0],
)
def test_running_text_is_parted_where_a_sentence_ends_and_nowhere_else(expected):
    assert sentences(" ".join(expected)) == expected


def test_spaces_that_do_not_break_and_line_breaks_become_plain_spaces():
    assert sentences("Det er\n 55,2\N{NO-BREAK SPACE}pct. nu.") == ["Det er 55,2 pct. nu."]


def test_a_paragraph_is_joined_before_it_is_parted():
    assert lines("Antallet faldt\nmed 7. Andelen\nsteg.\n\nNyt afsnit.") == (
        "Antallet faldt med 7.\nAndelen steg.\n\nNyt afsnit."
    )


def test_list_items_stay_items_with_later_sentences_below():
    text = "Heraf:\n- **Et** punkt. Det\n  er langt.\n- Andet.\n\n1. Først. Så.\n2. Sidst."
    assert lines(text) == (
        "Heraf:\n- **Et** punkt.\n  Det er langt.\n- Andet.\n\n1. Først.\n   Så.\n2. Sidst."
    )


def test_a_number_that_happens_to_begin_a_line_begins_no_list():
    assert lines("Til og med 2005 var der\n271. De blev til 98.") == (
        "Til og med 2005 var der 271.\nDe blev til 98."
    )


def test_tables_quotes_and_code_in_a_text_keep_their_lines():
    table, quote, block = "| a. B | b |\n|---|--:|\n| x | 12,5 |", "> Et. To.", "a = 1. B\n\n  b"
    text = f"{table}\n\n{quote}\n\n```\n{block}\n```\nTil sidst."
    assert lines(text) == text


# --- the report -----------------------------------------------------------------------------------


def test_the_report_begins_with_title_edition_and_main_finding(sample):
    assert sample.startswith(
        "# Forsikrede og uforsikrede ledige\n\n"
        "Virksomhedernes sociale engagement\n\n"
        "Nyeste tal fra 22. august 2026\n\n"
        "Til og med juli 2026\n\n"
        "## Hovedresultat\n\n"
        "**Ledigheden faldt med 45,4 pct.** fra januar 2016 til juli 2026.\n\n"
        "Rapporten følger ledigheden måned for måned.\n\n"
        "## Hvordan er ledigheden udviklet?\n\n"
    )


def test_data_without_months_leave_no_gap():
    document = read_document(make_notebook())
    document.colophon.last_month = ""
    assert "\n\nNyeste tal fra 22. august 2026\n\n## Hovedresultat\n" in words(document)


def test_parts_come_in_the_order_of_the_page(sample):
    parts = [
        "\n## Hvordan er ledigheden udviklet?\n",
        "\n**Figur 1: Færre forsikrede ledige end i 2016**\n",
        "\nAntallet faldt til 1.200.\n",
        "\n### Særlige tegn\n",
        "\n- et punkt\n- et andet punkt\n",
        f"\n**Figur 2: Andele og tegn: {AWKWARD}**\n",
        "\n## Hvem er tilbage?\n",
        "\nDe fleste er *dagpengemodtagere*.\n",
        "\n**Tabel 1: Ledige i kommunerne**\n",
        "\n## Kilder og forbehold\n",
        "\nKontakt: kontakt@example.dk\n",
    ]
    places = [sample.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_what_changes_with_every_commit_is_left_out():
    document = read_document(make_notebook())
    colophon = document.colophon
    text = words(document)
    for left_out in (
        *(colophon.code, colophon.data, colophon.reads[0].sha256[:12]),
        *("Kontrolsum", "Genberegn", "vse-report build", "show_figure", "DeprecationWarning"),
    ):
        assert left_out not in text


def test_the_same_report_gives_the_same_text_whatever_code_and_data_are_called():
    document, other = read_document(make_notebook()), read_document(make_notebook())
    other.colophon.code, other.colophon.data, other.colophon.reads = "0" * 12, "1" * 10, []
    assert words(document) == words(other)


def test_the_text_ends_with_one_newline_and_has_no_space_at_an_end_of_line(sample):
    assert sample.endswith("k\n")
    assert [line for line in sample.split("\n") if line != line.rstrip()] == []
    assert "\n\n\n" not in sample


def test_a_figure_is_given_by_its_unit_drawing_alternative_note_and_source(sample):
    figure = sample.partition("**Figur 1: ")[2].partition("\n\nAntallet")[0]
    assert figure.splitlines()[1:] == [
        "",
        "- Enhed: Tusinde fuldtidspersoner",
        "- Akse: 2016 · 2018 · 2020 · 2022 · 2024 · 2026 · 2028",
        "- Akse: 0 · 20 · 40 · 60 · 80 · 100",
        "- I tegningen: Forsikrede · Uforsikrede",
        '- Alternativ tekst: Forsikrede falder fra 90 til 51, andre fra 40 til 1. "levels" <æ>',
        "- Note: Tallene er sæsonkorrigerede.",
        "- Kilde: Danmarks Statistik, AUS07.",
        "  Egne beregninger.",
    ]


def test_texts_of_a_drawing_stand_by_axis_and_broken_ones_are_whole():
    about = with_drawing(TWO_PANELS)
    assert about[3:6] == [
        "- Akse: 2016 · 2017",
        "- Akse: Ikke-forsikrede",
        "- I tegningen: Databrud, juli 2025 · 78.459",
    ]


def test_texts_of_a_drawing_that_is_not_matplotlibs_stand_in_its_order():
    texts = "".join(f"<text>Kommune {n:02d}</text>" for n in range(12))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">{texts}</svg>'
    about = [line for line in with_drawing(svg) if "Kommune" in line]
    assert max(map(len, about)) <= 100
    assert " ".join(line.strip() for line in about) == "- I tegningen: " + " · ".join(
        f"Kommune {n:02d}" for n in range(12)
    )


def test_a_table_has_its_heads_with_units_and_a_line_for_each_row(sample):
    table = sample.partition("**Tabel 1: Ledige i kommunerne**\n\n")[2].partition("\n\n## ")[0]
    rows = table.partition("\n\n")[0].splitlines()
    assert rows[0] == "| Kommune | Ledige (fuldtidspersoner) | Andel (pct. af arbejdsstyrken) |"
    assert rows[1] == "| --- | --- | --- |"
    assert rows[2] == "| Kommune nr. 1 i Ærø_#1 | 1.001 | 1,1 |"
    assert len(rows) == 2 + 98
    assert "\n\n- Kilde: Jobindsats.dk.\n\n" in table


def test_printed_text_frames_and_images_are_given_in_words():
    text = with_cells(code("", image_output("To bjælker. Den ene er kort.")))
    assert "\n```\nantal rækker: 98\n```\n" in text
    assert "\n| 0 | Ærø | 12 |\n| 1 | Århus | 3456 |\n" in text
    assert "\nBillede: To bjælker.\nDen ene er kort.\n" in text


def test_html_that_is_no_table_is_given_as_its_text():
    text = with_cells(code("", output("text/html", "<p>Et <b>fedt</b> ord.</p>")))
    assert "\nEt fedt ord.\n" in text


def test_sources_are_listed_with_vintage_terms_and_caveats(sample):
    assert sample.partition("## Kilder og forbehold\n\n")[2].startswith(
        "- **Bruttoledige efter ydelsesgruppe** Danmarks Statistik, AUS07 "
        "(opdateret 31. juli 2026).\n"
        "  Vilkår: CC 4.0 BY.\n"
        "  - Serien har et brud i januar 2017.\n"
        "- **Nettoledige** Danmarks Statistik, AB61107 (afsluttet serie).\n"
    )


def test_a_special_or_altered_edition_and_other_figures_are_told():
    document = read_document(make_notebook(is_default=False, repository_data=False))
    document.altered = True
    text = words(document)
    assert f"\n\nSærudgave: {document.special_edition}\n\n{OTHER_FIGURES}\n\n" in text
    assert f"\n\n{ALTERED}\n\n## Hovedresultat\n\n" in text


def test_a_sentence_that_changes_changes_one_line():
    before = with_cells(markdown("Først en. Så en til. Sidst en."))
    after = with_cells(markdown("Først en. Så en\nhelt anden. Sidst en."))
    assert set(after.splitlines()) - set(before.splitlines()) == {"Så en helt anden."}
