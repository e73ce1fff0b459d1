"""Drawings inside a page: own ids, theme colours, a name for those who cannot see them."""

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from matplotlib.figure import Figure as Canvas

from vse_report.errors import BuildError
from vse_report.figures.palette import PALETTE
from vse_report.figures.svg import standalone_svg
from vse_report.render.svg import SMALLEST_TEXT, inline_svg, narrowest_width

SMALL = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="400pt" height="200pt" viewBox="0 0 400 200">'
    "<!-- drawn by hand --><metadata><x/></metadata>"
    "<defs><style>*{{stroke-linejoin: round}}</style>"
    '<clipPath id="c"><path d="M 0 0"/></clipPath><path id="m" d="M 1.234567 2.5"/></defs>'
    '<g id="unused" clip-path="url(#c)"><use xlink:href="#m" style="{style}"/></g>{more}</svg>'
)


def small(style: str = "fill: #0b5c8f", more: str = "") -> str:
    return SMALL.format(style=style, more=more)


@pytest.fixture
def drawing() -> etree._Element:
    return etree.fromstring(inline_svg(small(), "fig", "Kurven falder"))


def test_ids_and_every_reference_to_them_carry_the_prefix(drawing):
    assert [e.get("id") for e in drawing.iter() if e.get("id")] == ["fig-c", "fig-m"]
    assert drawing.find(".//use").get("href") == "#fig-m"
    assert drawing.find("g").get("clip-path") == "url(#fig-c)"


def test_reference_in_a_style_carries_the_prefix():
    markup = inline_svg(small("fill: url('#m'); stroke: none"), "fig", "x")
    assert "fill: url(#fig-m)" in markup


@pytest.mark.parametrize("name", PALETTE)
def test_each_palette_colour_becomes_the_variable_of_its_name(name):
    markup = inline_svg(small(f"fill: {PALETTE[name].light.upper()}"), "fig", "x")
    assert f"fill: var(--{name})" in markup


def test_colour_in_an_attribute_moves_to_the_style_where_variables_work():
    markup = inline_svg(small(more='<rect fill="#0b5c8f" stroke="#a8430a"/>'), "fig", "x")
    assert '<rect style="fill: var(--blue); stroke: var(--brown)"/>' in markup


def test_black_follows_the_ink_and_other_colours_stay():
    markup = inline_svg(small("fill: #000000; stroke: #123456"), "fig", "x")
    assert "fill: var(--ink); stroke: #123456" in markup


@pytest.mark.parametrize(
    "font",
    [
        "font-family: 'Source Sans Pro'",
        "font-family: 'Source Sans Pro', 'DejaVu Sans'",
        "font: 700 10px 'Source Sans Pro', sans-serif",
    ],
)
def test_text_takes_the_typeface_of_the_page(font):
    markup = inline_svg(small(more=f'<text style="{font}; fill: #565e6a">æ</text>'), "fig", "x")
    assert re.search(r'<text style="font[^"]*var\(--font\); fill: var\(--muted\)">æ', markup)
    assert "Source Sans" not in markup


def test_drawing_is_one_image_with_a_name_and_no_size_of_its_own(drawing):
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "Kurven falder"
    assert drawing.get("viewBox") == "0 0 400 200"
    assert drawing.get("width") is None


def test_name_with_quotes_and_brackets_survives():
    name = 'Fald "45,4 pct." & <æ>'
    assert etree.fromstring(inline_svg(small(), "fig", name)).get("aria-label") == name


def test_nothing_leaks_into_the_page_or_points_out_of_it():
    markup = inline_svg(small(), "fig", "x")
    assert "<style" not in markup
    assert "metadata" not in markup
    assert "http" not in markup


HOSTILE = (
    "<script>alert(1)</script><g onclick='alert(1)'/><a xlink:href='javascript:alert(1)'/>"
    "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></body>"
    "</foreignObject><use xlink:href='https://example.org/x.svg#a'/><animate onbegin='alert(1)'/>"
    "<text>a &lt;script&gt; b</text><image href='data:image/png;base64,AA=='/>"
)


@pytest.mark.parametrize("made", [lambda svg: inline_svg(svg, "fig", "x"), standalone_svg])
def test_only_what_is_drawn_is_kept_of_a_drawing(made):
    markup = made(small(more=HOSTILE))
    root = etree.fromstring(markup)
    assert {etree.QName(element).localname for element in root.iter()} <= {
        *("svg", "defs", "clipPath", "path", "g", "use", "text", "image", "style", "rect")
    }
    for absent in ("alert", "onclick", "javascript", "example.org"):
        assert absent not in markup
    assert "a &lt;script&gt; b" in markup
    assert 'href="data:image/png;base64,AA=="' in markup


@pytest.mark.parametrize("made", [lambda svg: inline_svg(svg, "fig", "x"), standalone_svg])
def test_an_image_that_matplotlib_drew_keeps_its_picture(made):
    canvas, target = Canvas(), io.StringIO()
    canvas.add_subplot().imshow([[0, 1], [1, 0]])
    canvas.savefig(target, format="svg")
    assert re.search(r'<image [^>]*href="data:image/png;base64,[^"]{20}', made(target.getvalue()))


def test_coordinates_are_cut_to_hundredths(drawing):
    assert drawing.find(".//path[@id='fig-m']").get("d") == "M 1.23 2.5"


@pytest.mark.parametrize(
    ("styles", "on_group", "on_marks"),
    [
        (["fill: red", "fill: red"], "fill: red", [None, None]),
        (["fill: red", "fill: blue"], None, ["fill: red", "fill: blue"]),
    ],
)
def test_a_style_that_all_marks_of_a_group_share_is_written_once(styles, on_group, on_marks):
    marks = "".join(f'<use href="#m" style="{style}"/>' for style in styles)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g>{marks}</g></svg>'
    group = etree.fromstring(inline_svg(svg, "a", "b")).find("g")
    assert group.get("style") == on_group
    assert [mark.get("style") for mark in group] == on_marks


def test_narrowest_width_keeps_the_smallest_text_readable():
    texts = '<text style="font-size: 12px">a</text><text style="font: 10px x">b</text>'
    assert narrowest_width(small(more=texts)) == round(400 * SMALLEST_TEXT / 10)
    assert narrowest_width(small()) == 0
    assert 'style="min-width: 360px"' in inline_svg(small(more=texts), "fig", "x")


def test_the_same_drawing_twice_shares_no_id_between_its_copies():
    ids = [re.findall(r'id="([^"]+)"', inline_svg(small(), name, "x")) for name in ("a", "b")]
    assert ids[0]
    assert not set(ids[0]) & set(ids[1])


@pytest.mark.parametrize(
    ("svg", "message"),
    [("<svg", "cannot be read"), ('<svg xmlns="http://www.w3.org/2000/svg"/>', "no viewBox")],
)
def test_drawing_that_cannot_be_used_is_refused(svg, message):
    with pytest.raises(BuildError, match=message):
        inline_svg(svg, "fig", "x")


def test_drawing_for_a_file_has_a_light_ground_and_its_letters_inside():
    markup = standalone_svg(
        small(more="<text style=\"font-family: 'Source Sans Pro'\">Ærø ð</text>")
    )
    root = etree.fromstring(markup)
    style, ground = root[0], root[1]
    sides = {"x": "-8", "y": "-8", "width": "416", "height": "216"}
    assert dict(ground.attrib) == sides | {"fill": PALETTE["page"].light}
    assert "font-family:'Source Sans Pro'" in style.text
    font = base64.b64decode(re.search(r"base64,([^)]+)\)", style.text)[1])
    letters = {chr(code) for code in TTFont(io.BytesIO(font)).getBestCmap()}
    assert {"Æ", "r", "ø", "z", "ð"} <= letters  # the usual ones, and what the drawing has besides
    assert "ß" not in letters
    assert (root.get("width"), root.get("viewBox")) == ("416pt", "-8 -8 416 216")
    assert markup == standalone_svg(
        small(more="<text style=\"font-family: 'Source Sans Pro'\">Ærø ð</text>")
    )
