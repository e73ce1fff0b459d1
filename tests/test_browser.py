"""The page in a real browser: themes, phone, keyboard, network off, and the rules of WCAG 2.2 AA.

Every test takes ``page_path``: the sample notebook's page, then the report as it is built.
"""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html

from vse_report.render.html import VseHtmlExporter
from vse_report.render.index import IndexEntry, render_index
from vse_report.render.reading import read_document

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = 4.5
THEMES = ["light", "dark"]

# For each text in a drawing: its colour, and the colours painted below its middle, uppermost first.
# axe leaves text in SVG alone, so this is computed here.
TEXT_AND_GROUND = """
() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((v, i) => i < 3 ? v : v / 255);
  };
  const opaque = (top, below) =>
    top.slice(0, 3).map((v, i) => v * top[3] + below[i] * (1 - top[3]));
  const paint = element => {
    const style = getComputedStyle(element);
    const shape = element instanceof SVGGeometryElement;
    const colour = rgba(shape ? style.fill : style.backgroundColor);
    const fade = shape ? style.fillOpacity * style.opacity : style.opacity;
    return [...colour.slice(0, 3), (shape && style.fill === 'none' ? 0 : colour[3]) * fade];
  };
  const found = [];
  for (const text of document.querySelectorAll('svg text')) {
    if (!text.getClientRects().length) continue;  // of the drawing for another width
    text.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = text.getBoundingClientRect();
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    // Text itself is no ground; shapes ignore the pointer nowhere in our drawings.
    const below = document.elementsFromPoint(...middle).filter(e => !e.closest('text'));
    const layers = below.map(paint).reverse();
    if (!layers.length) throw new Error('nothing below ' + text.textContent);
    let ground = [255, 255, 255];
    for (const layer of layers) ground = opaque(layer, ground);
    const style = getComputedStyle(text);
    const fill = rgba(style.fill);
    found.push({
      text: text.textContent,
      colour: opaque([...fill.slice(0, 3), fill[3] * style.fillOpacity * style.opacity], ground),
      ground,
    });
  }
  return found;
}
"""


def luminance(colour) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture(params=THEMES)
def themed(request, open_page):
    return open_page(color_scheme=request.param)


def test_contrast_formula_gives_the_known_extremes():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((0x76,) * 3, (255,) * 3) == pytest.approx(4.54, abs=0.01)


def test_page_follows_the_theme(open_page):
    grounds = [
        open_page(color_scheme=theme).evaluate("getComputedStyle(document.body).backgroundColor")
        for theme in THEMES
    ]
    light, dark = ([int(v) for v in re.findall(r"\d+", ground)] for ground in grounds)
    assert luminance(light) > 0.9
    assert luminance(dark) < 0.05


def test_page_opens_without_network_request_or_console_message(open_page, page_path):
    page = open_page(offline=True)
    page.wait_for_load_state("networkidle")
    assert page.requests_seen == [page_path.as_uri()]
    assert page.messages_seen == []
    assert page.evaluate("document.fonts.check('16px \"Source Sans Pro\"')")


def test_axe_finds_no_violation_in_either_theme(themed):
    themed.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(themed, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_no_violation_on_a_phone_where_figures_and_tables_scroll(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", THEMES)
def test_page_of_the_code_passes_the_same_rules_and_fits_a_phone(
    open_page, tmp_path, sample_notebook, theme
):
    path = tmp_path / "r_code.html"
    path.write_text(VseHtmlExporter().code_page(read_document(sample_notebook), "r.html"))
    page = open_page(path, color_scheme=theme, viewport={"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.requests_seen == [path.as_uri()]
    assert page.messages_seen == []
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("theme", THEMES)
def test_front_page_passes_the_same_rules_and_fits_a_phone(open_page, tmp_path, theme):
    given = {"title": "Ledige", "finding": "De **faldt**.", "data_date": "2026-08-22"}
    addresses = {"html": "a.html", "pdf": "a.pdf"}
    entries = [
        IndexEntry(report="01_unemployment", **given, **addresses),
        IndexEntry(report="02_activation", **given, **addresses, special="month = 2026M07"),
        IndexEntry(report="04_profile", **given, **addresses),
    ]
    path = tmp_path / "index.html"
    path.write_text(render_index(entries, publisher="Os", contact="Ring"), encoding="utf-8")
    page = open_page(path, color_scheme=theme, viewport={"width": 320, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.messages_seen == []
    found = Axe().run(page, options={"runOnly": RULES})
    assert found.violations_count == 0, found.generate_report()


def test_text_in_drawings_stands_out_in_either_theme(themed):
    texts = themed.evaluate(TEXT_AND_GROUND)
    assert texts
    weak = [(t["text"], round(contrast(t["colour"], t["ground"]), 2)) for t in texts]
    assert [pair for pair in weak if pair[1] < CONTRAST] == []


@pytest.mark.parametrize("width", [320, 360])
def test_phone_scrolls_the_page_in_one_direction_only(open_page, width):
    page = open_page(viewport={"width": width, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_in_drawings_stays_readable_on_a_phone(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].map(t =>"
        " parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert heights
    assert min(heights) >= 8.9


FIRST_SCREEN = """() => {
  const shown = document.querySelector('.finding').getBoundingClientRect();
  return [shown.bottom, innerHeight];
}"""


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_the_first_screen_of_01_holds_the_whole_finding(open_page, default_build, width, height):
    viewport = {"width": width, "height": height}
    page = open_page(default_build / "01_unemployment.html", viewport=viewport)
    end, screen = page.evaluate(FIRST_SCREEN)
    assert end <= screen


@pytest.mark.parametrize(
    ("report", "width"),
    [
        *(("01_unemployment", 320), ("01_unemployment", 360), ("02_activation", 360)),
        *(("03_municipalities", 360), ("05_study", 360)),
    ],
)
def test_on_a_phone_nothing_scrolls_sideways_and_drawn_text_is_legible(
    open_page, default_build, report, width
):
    viewport = {"width": width, "height": 740}
    page = open_page(default_build / f"{report}.html", viewport=viewport)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    wider = page.evaluate(
        "[document.documentElement, ...document.querySelectorAll('.scroll')]"
        ".filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent.slice(0, 40))"
    )
    assert wider == []
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].filter(t => t.getClientRects().length)"
        ".map(t => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
    )
    assert len(heights) > 20
    assert min(heights) >= 9


def test_finding_stands_above_the_contents_on_a_phone_and_beside_them_on_a_wide_screen(open_page):
    parts = ("header", ".finding", ".contents", ".sections", "footer")

    def boxes(width):
        page = open_page(viewport={"width": width, "height": 740})
        return page, [page.locator(part).first.bounding_box() for part in parts]

    page, phone = boxes(360)
    tops = [box["y"] for box in phone]
    assert tops == sorted(tops)
    for above, below in pairwise(phone):
        assert above["y"] + above["height"] <= below["y"] + 1
    page.locator(".contents a").last.click(
        timeout=2000
    )  # the main text does not lie over the contents
    assert page.url.endswith("#genberegn")
    _, (header, finding, nav, *_) = boxes(1280)
    assert nav["x"] + nav["width"] < finding["x"] == header["x"]
    assert nav["y"] < finding["y"] + finding["height"]


@pytest.mark.parametrize("width", [320, 360, 600, 1280])
def test_tables_say_that_they_scroll_where_they_do(open_page, width):
    page = open_page(viewport={"width": width, "height": 740})
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    tables = page.evaluate(
        "[...document.querySelectorAll('div.table')].map(t => {"
        " const s = t.querySelector('.scroll');"
        " return [s.scrollWidth - s.clientWidth, t.querySelector('.hint').offsetHeight]})"
    )
    assert tables
    for hidden, hint in tables:
        assert (hint > 10) == (hidden > 0)


@pytest.mark.parametrize("theme", THEMES)
def test_reader_with_own_colours_gets_them_in_drawings_too(open_page, theme):
    page = open_page(forced_colors="active", color_scheme=theme)
    own, used = page.evaluate(
        """() => {
          const probe = document.body.appendChild(document.createElement('p'));
          const own = ['CanvasText', 'Canvas', 'LinkText'].map(name => {
            probe.style.cssText = 'forced-color-adjust: none; color: ' + name;
            return getComputedStyle(probe).color;
          });
          const texts = [...document.querySelectorAll('svg text')];
          return [own, [...new Set(texts.map(t => getComputedStyle(t).fill))]];
        }"""
    )
    assert used
    assert set(used) <= set(own)


def test_links_to_the_numbers_are_large_enough_to_hit(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    heights = [link.bounding_box()["height"] for link in page.locator("a[download]").all()]
    assert heights
    assert min(heights) >= 24


def test_what_scrolls_sideways_can_be_reached_and_named(open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    scrolling = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
        " && /auto|scroll/.test(getComputedStyle(e).overflowX))"
        ".map(e => [e.tabIndex, e.ariaLabel || e.getAttribute('aria-labelledby')?.split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')])"
    )
    assert all(index == 0 and label for index, label in scrolling), scrolling


def test_screen_readers_meet_each_drawing_as_one_named_image(open_page, page_path):
    names = html.parse(str(page_path)).xpath("//figure//svg/@aria-label")
    page = open_page()
    assert names
    for name in names:
        assert page.get_by_role("img", name=name, exact=True).count() == 1


def test_a_folded_part_opens_by_keyboard(open_page):
    page = open_page()
    fold = page.locator("details").first
    inside = fold.locator("p").first
    assert not inside.is_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    assert inside.is_visible()
    page.keyboard.press("Space")
    assert not inside.is_visible()


def test_each_csv_link_downloads_the_numbers_of_its_figure(open_page, page_csv):
    for number, (name, csv) in enumerate(page_csv.items()):
        # Chromium drops the eleventh download that one page starts within a second.
        if number % 8 == 0:
            page = open_page(reduced_motion="reduce")  # or the link may still be gliding
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        with page.expect_download() as download:
            page.locator(f'a[download="{name}"]').click()
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).read_bytes().decode() == csv


def test_keyboard_alone_reaches_everything_in_order_with_visible_focus(open_page):
    page = open_page(reduced_motion="reduce")  # or the page is still gliding to the focus
    reached, unseen = [], []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
              const e = document.activeElement;
              if (!e || e === document.body) return null;
              const style = getComputedStyle(e), box = e.getBoundingClientRect();
              return {
                what: e.className === 'skip' ? 'skip' : e.closest('nav') ? 'contents'
                  : e.hasAttribute('download') ? 'download' : e.tagName.toLowerCase(),
                seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                  && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
                name: e.textContent.slice(0, 40),
              };
            }"""
        )
        if stop is None:
            break
        reached.append(stop["what"])
        if not stop["seen"]:
            unseen.append(stop)
    assert reached[:2] == ["skip", "contents"]
    assert {"skip", "contents", "download", "summary"} <= set(reached)
    assert reached.count("download") == page.locator("a[download]:visible").count()
    assert reached.count("summary") == page.locator("summary").count()
    assert unseen == []


def test_skip_link_leads_to_the_main_text(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"
    assert page.evaluate("document.activeElement.innerText").startswith("Hovedresultat")


def test_print_is_light_and_without_navigation_even_from_a_dark_screen(open_page):
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    for hidden in ("nav", "details", ".skip", "a[download]"):
        assert not page.locator(hidden).first.is_visible()
    assert page.locator("figure svg").first.is_visible()


def test_reader_who_wants_less_motion_gets_none(open_page):
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    assert open_page(reduced_motion="reduce").evaluate(behaviour) == "auto"
    assert open_page(reduced_motion="no-preference").evaluate(behaviour) == "smooth"
