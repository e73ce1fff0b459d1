"""A drawing as a file of its own: what is drawn, on its ground, with its typeface."""

from __future__ import annotations

from lxml import etree

from vse_report.errors import BuildError
from vse_report.figures.fonts import drawing_face
from vse_report.figures.palette import PALETTE

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_MARGIN = 8  # points of ground around a drawing, whose texts reach its edges
# The elements that matplotlib draws with, and their like; others may act, or lead out of the page.
_DRAWN = {
    SVG + name
    for name in (
        *("svg", "g", "defs", "style", "use", "clipPath", "mask", "pattern", "marker", "image"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"),
        *("linearGradient", "radialGradient", "stop"),
    )
}


def standalone_svg(svg: str) -> str:
    """Return ``svg`` fit to be shown as a file: on the page's light ground, its typeface inside.

    A file is shown where the typeface need not be installed and the ground may be dark.
    """
    root = parse(svg)
    style = etree.Element(f"{SVG}style")
    style.text = drawing_face(character for text in root.itertext() for character in text)
    root[:0] = [style, _ground(root)]
    return etree.tostring(root, encoding="unicode") + "\n"


def _ground(root: etree._Element) -> etree._Element:
    """Return the page's ground for a drawing, and give the drawing a margin on it."""
    left, top, width, height = (float(number) for number in root.get("viewBox").split())
    box = [left - _MARGIN, top - _MARGIN, width + 2 * _MARGIN, height + 2 * _MARGIN]
    written = [f"{number:g}" for number in box]
    root.set("viewBox", " ".join(written))
    root.set("width", f"{written[2]}pt")
    root.set("height", f"{written[3]}pt")
    sides = dict(zip(("x", "y", "width", "height"), written, strict=True))
    return etree.Element(f"{SVG}rect", sides, fill=PALETTE["page"].light)


def parse(svg: str) -> etree._Element:
    """Return the root element of ``svg``: what is drawn, without scripts, links and comments."""
    parser = etree.XMLParser(
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        no_network=True,
        load_dtd=False,
    )
    try:
        root = etree.fromstring(svg.encode(), parser)
    except etree.XMLSyntaxError as error:
        msg = f"a figure's SVG cannot be read: {error}. Draw it with figures.style."
        raise BuildError(msg) from error
    if root.get("viewBox") is None:
        msg = "a figure's SVG has no viewBox, so it cannot follow the width of the page."
        raise BuildError(msg)
    _keep_what_is_drawn(root)
    return root


def _keep_what_is_drawn(root: etree._Element) -> None:
    others = {element.tag for element in root.iter()} - _DRAWN
    etree.strip_elements(root, *others, with_tail=False)
    for element in root.iter():
        for name, value in element.attrib.items():
            link = name in ("href", XLINK_HREF) and not value.startswith(("#", "data:image/"))
            if link or name.startswith("on"):
                del element.attrib[name]
