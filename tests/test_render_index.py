"""The front page: what is built is listed and linked, and nothing else."""

from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from vse_report.render.index import IndexEntry, render_index


def entry(report="01_unemployment", **changes) -> IndexEntry:
    given = {
        "title": "Forsikrede & uforsikrede",
        "finding": "Ledigheden **faldt** 45,4 pct.",
        "data_date": "2026-08-22",
        "html": f"{report}.html",
        "pdf": f"{report}.pdf",
    }
    return IndexEntry(report=report, **(given | changes))


def page(*entries):
    return html.fromstring(front(*entries))


def front(*entries) -> str:
    return render_index(entries, publisher="Udgiver & co.", contact="Skriv til os")


def text(element) -> str:
    return " ".join(element.text_content().split())


def section(source, heading):
    return source.xpath(f"//section[h2='{heading}']")[0]


def test_report_is_shown_with_its_finding_date_and_links():
    (article,) = page(entry()).xpath("//article")
    assert text(article) == (
        "Forsikrede & uforsikrede Ledigheden faldt 45,4 pct. "
        "Hent som PDF: Forsikrede & uforsikrede Nyeste tal fra 22. august 2026"
    )
    assert article.xpath(".//a/@href") == ["01_unemployment.html", "01_unemployment.pdf"]


def test_a_report_has_one_sentence_and_one_small_picture():
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="5pt" viewBox="0 0 10 5">'
        '<text x="1" y="1" style="font-size: 10px">7</text></svg>'
    )
    shown = entry(
        finding="Det er 24,5 pct. af **alle**. Så dette.", picture=drawing, picture_alt="Syv."
    )
    (article,) = page(shown).xpath("//article")
    assert text(article.xpath("./p")[0]) == "Det er 24,5 pct. af alle."
    (image,) = article.xpath(".//div[@class='picture']//*[@role='img']")
    assert image.get("aria-label") == "Syv."
    assert page(entry()).xpath("//div[@class='picture']") == []


def test_nothing_in_a_finding_acts():
    source = front(entry(finding="Fald <script>alert(1)</script>[her](javascript:alert(2))."))
    assert "alert" not in source
    assert "Fald <a>her</a>." in source


def test_links_of_the_same_name_lead_to_the_same_place():
    special = entry(html="special.html", pdf="special.pdf", special="from_month = 2019M01")
    links = page(entry(), special).xpath("//main//a")
    assert len(links) == 5
    named = {(text(link), link.get("href")) for link in links}
    assert len(named) == len({name for name, _ in named}) == 5


def test_foot_says_who_publishes_and_on_which_terms():
    assert text(page(entry()).xpath("//body/footer")[0]) == (
        "Udgiver & co. Tekst og figurer må bruges med kildeangivelse: "
        "Creative Commons Navngivelse 4.0 (CC BY 4.0). For tallene gælder udgivernes egne vilkår. "
        "Kontakt: Skriv til os"
    )


def test_the_contact_is_a_link_where_its_address_is_known():
    told = {"publisher": "Os", "contact": "Skriv til os", "contact_url": "mailto:os@example.dk"}
    (link,) = html.fromstring(render_index([], **told)).xpath("//footer//a")
    assert (link.get("href"), text(link)) == ("mailto:os@example.dk", "Skriv til os")


@pytest.mark.parametrize(
    ("missing", "left"), [("html", "01_unemployment.pdf"), ("pdf", "01_unemployment.html")]
)
def test_only_built_formats_are_linked(missing, left):
    assert set(page(entry(**{missing: None})).xpath("//main//a/@href")) == {left}


def test_special_edition_stands_apart_with_its_parameters():
    source = page(entry(), entry(html="special.html", pdf=None, special="from_month = 2019M01"))
    assert len(section(source, "Rapporter").xpath(".//article")) == 1
    special = section(source, "Andre udgaver")
    assert "from_month = 2019M01" in text(special)
    assert set(special.xpath(".//a/@href")) == {"special.html"}


def test_links_lead_to_files_of_any_name():
    special = "survey = svar #2.csv"
    for name in ("a #2?.html", "100%20.html", "æ+b c.html", 'a"b.html'):
        page_of = page(entry(), entry(html=name, pdf=None, special=special))
        (link,) = section(page_of, "Andre udgaver").xpath(".//a/@href")
        assert unquote(urlsplit(link).path) == name
        assert urlsplit(link).query == urlsplit(link).fragment == ""


@pytest.mark.parametrize("special", ["", "from_month = 2019M01"])
def test_report_of_other_figures_says_so(special):
    told = "Bygget på andre tal end dem, der følger med koden."
    marked = page(entry(special=special, other_figures=True), entry("06_audit", special=special))
    notices = [text(notice) for notice in marked.xpath("//article[1]/p[@class='special']")]
    assert notices == [told]
    assert text(marked).count(told) == 1


def test_special_edition_alone_does_not_count_as_covering_its_theme():
    source = page(entry(html="special.html", pdf=None, special="from_month = 2019M01"))
    first = source.xpath("//ul[@class='coverage']/li")[0]
    assert text(first).startswith("Ikke med: Ledighedens niveau og sammensætning (ikke bygget")


def test_sections_without_entries_are_left_out():
    headings = [text(h) for h in page(entry()).iter("h2")]
    assert headings == ["Rapporter", "Hvad er med, og hvad er ikke med?"]


def test_coverage_links_built_reports_and_names_what_cannot_be_recomputed():
    source = page(entry(), entry("02_activation", title="Aktivering"))
    listed = source.xpath("//ul[@class='coverage']/li")
    assert [text(row) for row in listed] == [
        "Ledighedens niveau og sammensætning",
        "Aktivering på arbejdspladser",
        "Ikke med: Kommuner med samme vilkår (ikke bygget i denne udgave)",
        "Ikke med: Valg af kommuner, organer og aktører (ikke bygget i denne udgave)",
        "Ikke med: Forebyggelse og fastholdelse (vi har ikke fundet offentlig statistik om det)",
        "Ikke med: Forståelser, praksis og rådslagning (bygger på interview, som ikke kan regnes "
        "efter)",
    ]
    assert [row.xpath("./a/@href") for row in listed[:3]] == [
        *(["01_unemployment.html"], ["02_activation.html"], [])
    ]


def test_front_page_is_danish_accessible_and_fetches_nothing():
    source = page(entry())
    assert source.get("lang") == "da"
    assert not source.xpath("//script | //link")
    assert not [a for a in source.xpath("//@href | //@src") if a.startswith(("http", "//"))]
    assert source.xpath("//a[@class='skip']/@href") == ["#indholdet"]


def test_front_page_is_the_same_bytes_each_time():
    assert front(entry()) == front(entry())


def test_front_page_without_reports_says_so():
    assert "ingen rapporter i standardudgaven" in text(page().find(".//main"))
