"""The second reader finds what a page prints, and says what the ledger has not."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from vse_report.check.__main__ import main, missing
from vse_report.check.pages import counts, finds, judge, municipalities
from vse_report.make import manifest
from vse_report.prose.claims import checked

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = ["Assens", "Viborg", "Vejen", "Læsø", "Høje-Taastrup", "Ikast", "Ikast-Brande"]
FIGURE = (
    '<figure id="levels"><figcaption><span class="number">Figur 1</span> '
    '<span class="title">Faldet er 7</span><span class="unit">2007</span></figcaption>'
    '<svg role="img" aria-label="Fra 27 til 19 i Læsø.">'
    "<g><text>27</text><text>dec. 2003</text></g></svg>"
    '<details class="words"><summary>Figur 1 i ord</summary><p>{words}</p></details></figure>'
)
TABLE = (
    '<div class="table" id="gap"><table><caption>Tabel, 2003</caption>'
    "<thead><tr><th>Måned</th><th>dec. 2003 <span class='unit'>antal</span></th></tr></thead>"
    "<tbody><tr><th>A</th><td>16</td></tr><tr><th>B</th><td>16</td></tr></tbody></table></div>"
)


def printed(page: str) -> list[tuple[str, str]]:
    return [(find.kind, find.text) for find in finds(page, NAMES)]


def in_prose(sentence: str) -> list[tuple[str, str]]:
    return printed(f"<p>{sentence}</p>")


def accounted(page: str, **ledger: str) -> list[tuple[str, str | None]]:
    """Return what is printed and the entry for it; ``a__b`` stands for the id ``a.b``."""
    entries = [{"id": key.replace("__", "."), "text": text} for key, text in ledger.items()]
    return [(find.text, entry) for find, entry in judge(finds(page, NAMES), entries)]


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("Antallet er 160.300.", ["160.300"]),
        ("Faldet er 55,2&nbsp;pct., altså −12,3.", ["55,2", "−12,3"]),
        ("I alderen 12–18 år", ["12", "18"]),
        ("Fra 5−3", ["5", "3"]),
        ("80-årige i 1.200,5 dage (CC BY 4.0)", ["80", "1.200,5", "4.0"]),
        ("Tabellen AB61107, S12 og 2026M07", []),
    ],
)
def test_number_is_read_as_printed_and_a_code_is_none(sentence, numbers):
    assert in_prose(sentence) == [("number", number) for number in numbers]


def test_bare_year_is_a_year_and_a_count_of_that_size_a_number():
    assert in_prose("I 2007 var der 2.007 og 2007,5.") == [
        ("year", "2007"),
        ("number", "2.007"),
        ("number", "2007,5"),
    ]


@pytest.mark.parametrize("month", ["december 2003", "dec. 2003", "juli 2026", "maj"])
def test_month_is_one_find_with_its_year(month):
    assert in_prose(f"Fra {month} af.") == [("month", month)]


def test_month_broken_over_two_lines_is_one_month():
    assert in_prose("I december\n  2003.") == [("month", "december 2003")]


def test_date_is_one_find():
    assert in_prose("Hentet 22. august 2026.") == [("date", "22. august 2026")]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Kun tre kommuner, ikke elleve", ["tre", "elleve"]),
        ("Det er knap en femtedel", ["knap en femtedel"]),
        ("Over halvdelen og to tredjedele", ["halvdelen", "to tredjedele"]),
        ("En kommune og et jobcenter til trediveårige, aftener og toget", []),
    ],
)
def test_number_word_is_whole_and_an_article_is_none(sentence, words):
    assert in_prose(sentence) == [("word", word) for word in words]


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Assens' og Assens’ tal, Viborgs og Læsø.", ["Assens", "Assens", "Viborg", "Læsø"]),
        ("Høje-Taastrup og Ikast-Brande", ["Høje-Taastrup", "Ikast-Brande"]),
        ("På vejen til Viborgegnen", []),
    ],
)
def test_municipality_is_a_whole_name_with_or_without_its_genitive(sentence, names):
    assert in_prose(sentence) == [("municipality", name) for name in names]


def test_every_municipality_of_the_table_is_found_whole():
    names = municipalities()
    assert len(names) == 98
    assert {"København", "Ærø", "Høje-Taastrup"} < set(names)
    assert [find.text for find in finds(f"<p>{', '.join(names)}</p>", names)] == names


def test_drawing_alt_text_and_text_are_told_apart_and_a_repeated_alt_text_counts_once():
    found = finds(FIGURE.format(words="Fra 27 til\n19 i Læsø."), NAMES)
    assert [(find.where, find.text) for find in found] == [
        ("text", "7"),
        ("text", "2007"),
        ("alt", "27"),
        ("alt", "19"),
        ("alt", "Læsø"),
        ("drawing", "27"),
        ("drawing", "dec. 2003"),
    ]


def test_alt_text_in_words_that_says_something_else_is_read_as_well():
    found = finds(FIGURE.format(words="Fra 27 til 18."), NAMES)
    assert [find.text for find in found if find.where == "alt"] == ["27", "19", "Læsø", "27", "18"]


def test_alt_of_an_image_is_read():
    assert [find.where for find in finds('<img alt="Fra 3 til 4">', NAMES)] == ["alt", "alt"]


def test_code_contents_style_and_hidden_repeats_are_left_out():
    page = (
        "<head><title>1</title></head><style>2</style><nav><h2 id='n'>3</h2></nav>"
        "<details class='code'><summary>4</summary>5</details><pre>6</pre><!-- 7 -->"
        "<p>Her <code>8</code><script>9</script>er 10<a>, <span class='hidden'>11</span>12</a></p>"
    )
    assert printed(page) == [("number", "10"), ("number", "12")]


def test_texts_of_two_blocks_do_not_run_together():
    assert printed("<ul><li>1<li>2<ul><li>3</ul></ul><p>4<br>5 <b>6</b>7</p>") == [
        ("number", number) for number in ("1", "2", "3", "4", "5", "67")
    ]


def test_place_is_the_heading_above_or_the_table_with_row_and_column():
    page = (
        "<nav><h2 id='contents'>0</h2></nav><p>1</p><h2 id='first'>2</h2><p>3</p>"
        f"{TABLE}<h3 id='next'>4</h3><p>5</p>"
    )
    assert [(f.text, f.place, f.part, f.column) for f in finds(page, NAMES)] == [
        ("1", "top", "", 0),
        ("2", "first", "", 0),
        ("3", "first", "", 0),
        ("2003", "gap", "", 0),
        ("dec. 2003", "gap", "head", 2),
        ("16", "gap", "1", 2),
        ("16", "gap", "2", 2),
        ("4", "next", "", 0),
        ("5", "next", "", 0),
    ]


def test_context_is_what_stands_around_the_find():
    (find,) = finds(f"<p>{'a' * 50} 7 {'b' * 50}</p>", NAMES)
    assert find.context == f"{'a' * 39} 7 {'b' * 39}"


def test_entry_accounts_for_only_one_of_two_equal_numbers():
    assert accounted("<p>21 og 21</p>", s__share="21") == [("21", "s.share"), ("21", None)]


def test_number_that_no_entry_has_is_not_in_the_ledger():
    assert accounted("<p>29 og −29,0</p>", s__a="9", s__b="29,0") == [("29", None), ("−29,0", None)]


def test_unit_belongs_to_the_entry_and_must_be_printed():
    page = "<p>Fra 24,5\npct. til 24,5; 30</p>"
    assert accounted(page, s__bare="24,5", s__pct="24,5\xa0pct.", s__thirty="30\xa0pct.") == [
        ("24,5", "s.pct"),
        ("24,5", "s.bare"),
        ("30", None),
    ]


def test_phrase_accounts_for_its_words_and_less_than_the_phrase_does_not():
    page = "<p>Det er knap en femtedel og omkring halvdelen.</p>"
    assert accounted(page, s__share="knap en femtedel", s__half="halvdelen") == [
        ("knap en femtedel", "s.share"),
        ("omkring halvdelen", None),
    ]


def test_table_row_takes_only_entries_of_that_row():
    ledger = {"gap__2__persons": "16", "gap__head__month": "dec. 2003", "gap__title__year": "2003"}
    assert accounted(TABLE, **ledger) == [
        ("2003", "gap.title.year"),
        ("dec. 2003", "gap.head.month"),
        ("16", None),
        ("16", "gap.2.persons"),
    ]


def test_prose_takes_no_entry_of_a_figure_or_table():
    assert accounted(f"<p>16</p>{TABLE}", gap__1__persons="16")[0] == ("16", None)


def test_figure_takes_no_entry_of_prose_and_its_alt_text_only_those_of_the_alt():
    page = FIGURE.format(words="Fra 27 til 19 i Læsø.")
    ledger = {"levels__alt__end": "19", "levels__title__x": "27", "s__seven": "7"}
    assert accounted(page, **ledger) == [
        ("7", None),
        ("2007", None),
        ("27", None),
        ("19", "levels.alt.end"),
        ("Læsø", None),
        ("27", "levels.title.x"),
        ("dec. 2003", None),
    ]


def test_note_under_a_figure_comes_before_the_drawing_and_takes_nothing_of_the_alt_text():
    page = FIGURE.format(words="").replace("</figure>", "<p>27</p></figure>")
    ledger = [{"id": "levels.note.start", "text": "27"}, {"id": "levels.alt.x", "text": "7"}]
    judged = judge(finds(page, NAMES), ledger)
    assert [(find.where, find.text) for find, entry in judged if entry] == [("text", "27")]


def test_counts_are_by_place_and_kind_in_the_ledger_and_not():
    judged = judge(finds("<p>1, 2 og maj</p>", NAMES), [{"id": "s.x", "text": "2"}])
    assert counts(judged) == {("text", "number"): (1, 1), ("text", "month"): (0, 1)}
    assert missing(judged) == [
        "  text/number '1' in top: …1, 2 og maj…",
        "  text/month 'maj' in top: …1, 2 og maj…",
    ]


def test_an_entry_accounts_for_all_that_stands_in_its_text_and_in_one_place_only():
    page = "<p>Fra 27 i maj til 19 i juni.</p><p>Fra 27 i maj til 19 i juni.</p>"
    told = accounted(page, s__ends="27 i maj til 19 i juni")
    assert [entry for _, entry in told] == ["s.ends"] * 4 + [None] * 4


def test_worded_prose_takes_its_own_entries_and_in_their_order():
    page = "<p>{}</p><div data-block='s'><p>Fra {}</p><p>til {}.</p></div>"
    ledger = {"s__1": "27", "s__2": "19", "t__1": "5"}
    assert [entry for _, entry in accounted(page.format(5, 27, 19), **ledger)] == [
        *("t.1", "s.1", "s.2"),
    ]
    assert [entry for _, entry in accounted(page.format(27, 19, 27), **ledger)] == [
        *(None, "s.2", None),
    ]
    assert [entry for _, entry in accounted(page.format(5, 5, 19), **ledger)] == [
        *("t.1", None, "s.2"),
    ]


def test_scale_and_sources_are_places_of_their_own():
    page = (
        "<figure id='f'><svg aria-label=''><g class='tick'><text>20</text></g><text>7</text></svg>"
        "<p class='source'>Hentet 22. august 2026</p><p>19</p></figure><footer>27</footer>"
    )
    places = [(find.where, find.text) for find in finds(page, NAMES)]
    assert places == [
        *(("axis", "20"), ("drawing", "7"), ("source", "22. august 2026")),
        *(("text", "19"), ("source", "27")),
    ]


ISLANDS = ("Læsø", "Samsø")
# Words of number that the reports on the spine type themselves: no figure can turn them.
TYPED = {
    "01_unemployment": {
        "De to statistikker afgrænser",
        "seriens første tolv måneder",
        "de sidste tolv",
        "så to personer, der hver er ledige",
        "tæller som én",
        "sat sammen i én linje",
    },
    "02_activation": {
        "For halvdelen af kommunerne er mindst",
        "i tre kommuner og i hele landet",
        "i de tre kommuner og landet",
        "er nul, hvis to rækkefølger",
        "hvis to rækkefølger intet har",
        "mellem to grænser",
    },
    "03_municipalities": {
        "Den er nul mellem kommuner",
        "hvornår to kommuner ligner",
        "Hos tre fjerdedele af kommunerne",
        "de tolv måneder til",
        "Under nul: Gættet",
        "To kommuner kan have ens",
        "At to tal følges ad",
        "end hos tre fjerdedele",
    },
    "05_study": {
        "Hvordan de tre kommuner blev valgt",
        "tre kommuner er for få",
        "De fire niveauer kan ikke",
        "sat sammen af to tabeller",
        "hver af metodeændringens to dele vejer",
        "trække halvdelen af det laveste tal",
        "To tal beskriver ledigheden",
        "nul ville være lodtrækning",
        "de to siders bagland",
        "Hvor meget kan tre kommuner vise?",
        "Tre kommuner kan stå",
        "så to personer, der hver er ledige",
        "tæller som én",
    },
}


@pytest.mark.parametrize("report", TYPED)
def test_everything_that_is_printed_is_a_cell_of_what_is_kept_but_few_words(default_build, report):
    page = (default_build / f"{report}.html").read_text(encoding="utf-8")
    ledger = manifest.load(default_build).reports[report].ledger
    entries = [entry.model_dump(include={"id", "text"}) for entry in ledger]
    assert {entry.id for entry in ledger if not entry.cells} == set()
    judged = judge(finds(page, municipalities()), entries)
    printed = [(find, entry) for find, entry in judged if find.where in ("text", "alt", "drawing")]
    assert len(printed) > 200
    left = [find for find, entry in printed if entry is None]
    # July as such is no month of the figures, and two islands are named by the study itself.
    left = [find for find in left if find.kind != "month" or re.search(r"\d", find.text)]
    left = [find for find in left if find.text not in ISLANDS or report != "05_study"]
    typed = TYPED[report]
    assert [find.context for find in left if not any(t in find.run for t in typed)] == []
    assert len(left) == len(typed)


# Words of direction and number in Markdown, which quote the study or define a term.
IN_MARKDOWN = {
    "01_unemployment": [
        *("I hvilken gruppe faldt ledigheden mest", "at ledigheden var faldet mest for"),
        *("så to personer", "på halv tid", "kan blive mindre, fordi"),
    ],
    "02_activation": [
        *("i flere forløb", "en anden målgruppe", "på flere måder, og man", "jo færre forløb"),
        *("Ingen af sammenhængene", "i tre kommuner", "Begge dele kan", "på flere måder: med"),
        *("er højere, jo mere naboer", "er nul, hvis to rækkefølger", "mellem to grænser"),
    ],
    "03_municipalities": [
        *(
            "hvornår to kommuner",
            "Flere kommuner giver",
            "de ligner mindre",
            "To kommuner kan have",
        ),
        "At to tal følges ad",
    ],
    "05_study": [
        *("at ledigheden var faldet mest for", "De fire niveauer", "metodeændringens to dele"),
        *("det første år efter", "hvor kommunerne falder i grupper", "kan tre kommuner vise"),
        *(
            "i begge måneder",
            "halvdelen af det laveste tal",
            "i begge grupper",
            "et skøn over, hvad",
        ),
        *("var faldet så meget", "så to personer", "på halv tid"),
    ],
}


@pytest.mark.parametrize("report", IN_MARKDOWN)
def test_markdown_types_no_number_and_no_direction_but_what_is_quoted(report):
    notebook = nbformat.read(NOTEBOOKS / f"{report}.ipynb", as_version=4)
    used = set()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = " ".join(cell.source.split())
            typed = [words for words in IN_MARKDOWN[report] if words in text]
            checked(cell.id, text, typed)
            used.update(typed)
    assert used == set(IN_MARKDOWN[report])


@pytest.fixture
def built(tmp_path):
    (tmp_path / "r.html").write_text("<h2 id='h'>12</h2><p>13</p>", encoding="utf-8")
    write_manifest(tmp_path, {"r": {"html": "r.html", "ledger": [{"id": "s.x", "text": "12"}]}})
    return tmp_path


def write_manifest(folder, reports):
    (folder / "manifest.json").write_text(json.dumps({"reports": reports}), encoding="utf-8")


def test_command_prints_a_table_for_each_report_and_with_list_what_is_missing(built):
    command = [sys.executable, "-m", "vse_report.check", str(built), "--list"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert [line.split() for line in done.stdout.splitlines()[:4]] == [
        ["r"],
        ["where", "kind", "found", "ledger", "not"],
        ["text", "number", "2", "1", "1"],
        ["all", "2", "1", "1"],
    ]
    assert done.stdout.splitlines()[4:] == ["  text/number '13' in h: …13…", ""]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda out: (out / "manifest.json").unlink(),
            "manifest.json cannot be read (No such file",
        ),
        (lambda out: (out / "manifest.json").write_text("{"), "is no manifest of ours"),
        (lambda out: write_manifest(out, {"r": {"html": "r.html"}}), "is no manifest of ours"),
        (lambda out: write_manifest(out, {"r": {"html": None, "ledger": []}}), "without HTML"),
        (lambda out: (out / "r.html").unlink(), "r.html cannot be read (No such file"),
        (lambda out: (out / "r.html").write_text(""), "r.html is no page"),
    ],
)
def test_folder_that_cannot_be_read_is_one_message_that_says_what_to_do(built, capsys, spoil, said):
    spoil(built)
    assert main([str(built)]) == 2
    message = capsys.readouterr().err
    assert said in message
    assert message.endswith(f"Build the reports there first: vse-report build --out {built}\n")
    assert message.count("Build the reports") == 1


def test_what_can_be_read_is_told_before_every_page_that_cannot(built, capsys):
    page = {"html": "r.html", "ledger": []}
    gone, unbuilt = page | {"html": "gone.html"}, page | {"html": None}
    write_manifest(built, {"gone": gone, "unbuilt": unbuilt, "r": page})
    assert main([str(built)]) == 2
    told = capsys.readouterr()
    assert told.out.startswith("r\nwhere")
    assert "gone.html cannot be read" in told.err
    assert "unbuilt was built without HTML" in told.err
