"""Drawings made fit to stand inside a page: own ids, theme colours, an accessible name."""

from __future__ import annotations

import re
from functools import cache

from lxml import etree

from vse_report.figures.palette import FONT, PALETTE
from vse_report.figures.svg import SVG, XLINK_HREF, parse

# Below this many CSS pixels the drawing scrolls sideways instead of shrinking further.
SMALLEST_TEXT = 9.0

_REFERENCE = re.compile(r"url\(\s*[\"']?#([^)\"']+)[\"']?\s*\)")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b")
_COLOUR_ATTRIBUTES = ("fill", "stroke", "stop-color")
_LONG_NUMBER = re.compile(r"(\d+\.\d\d)\d+")
_NUMBER_ATTRIBUTES = ("d", "points", "x", "y", "transform")
_STILL = re.compile(r"^rotate\(-?0(?: [-\d. ]+)?\)$")
_TICK = re.compile(r"[xy]tick_\d+$")
_FONT_SIZE = re.compile(r"(?:font-size:\s*|font:[^;]*?)([\d.]+)px")
_FONT_FAMILY = re.compile(rf"(font(?:-family)?:[^;]*?)['\"]{re.escape(FONT)}['\"][^;]*")


def inline_svg(svg: str, prefix: str, name: str) -> str:
    """Return a standalone ``svg`` as markup for the inside of an HTML page.

    Every id begins with ``prefix`` (matplotlib's ids repeat from figure to figure); palette colours
    are CSS variables, so the drawing follows the reader's theme; size follows the page; assistive
    technology meets one image called ``name``.
    """
    root = parse(svg)
    _drop_what_a_page_has_no_use_for(root)
    _prefix_ids(root, prefix)
    for element in root.iter(f"{SVG}*"):
        _follow_theme(element)
        _shorten_numbers(element)
        if element.tag == f"{SVG}text":
            element.tail = "\n"  # or numbers run together for those who take the text from the page
    _share_styles(root)
    _size_and_name(root, name)
    etree.cleanup_namespaces(root)
    markup = etree.tostring(root, encoding="unicode", with_tail=False)
    # HTML knows svg without its namespace, and a page free of addresses is easy to check.
    return re.sub(r' xmlns(?::\w+)?="[^"]*"', "", markup)


def narrowest_width(svg: str) -> int:
    """Return the width [CSS px] at which the smallest text is still ``SMALLEST_TEXT`` high."""
    return _narrowest(parse(svg))


def _narrowest(root: etree._Element) -> int:
    sizes = [float(size) for e in root.iter() for size in _FONT_SIZE.findall(e.get("style", ""))]
    width = float(root.get("viewBox").split()[2])
    return round(width * SMALLEST_TEXT / min(sizes)) if sizes else 0


def _drop_what_a_page_has_no_use_for(root: etree._Element) -> None:
    # A style element inside an inline drawing would hold for the whole page. matplotlib's only rule
    # moves to the root element, from where it is inherited.
    etree.strip_elements(root, f"{SVG}style", with_tail=False)
    for empty in [e for e in root.iter(f"{SVG}defs") if len(e) == 0]:
        empty.getparent().remove(empty)


def _prefix_ids(root: etree._Element, prefix: str) -> None:
    used = {target for e in root.iter() for target in _targets(e)}
    for element in root.iter(f"{SVG}*"):
        identifier = element.attrib.pop("id", None)
        if _TICK.match(identifier or ""):
            element.set("class", "tick")  # what is of the scale, not of the figures
        if identifier in used:
            element.set("id", f"{prefix}-{identifier}")
        link = element.attrib.pop(XLINK_HREF, None) or element.get("href", "")
        if link:
            element.set("href", f"#{prefix}-{link[1:]}" if link.startswith("#") else link)
        for name, value in element.attrib.items():
            if "url(" in value:
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))


def _targets(element: etree._Element) -> list[str]:
    links = [element.get(name, "") for name in (XLINK_HREF, "href")]
    inside = [m for value in element.attrib.values() for m in _REFERENCE.findall(value)]
    return inside + [link[1:] for link in links if link.startswith("#")]


def _follow_theme(element: etree._Element) -> None:
    # var() works in style, not in presentation attributes.
    moved = [
        f"{name}: {element.attrib.pop(name)}"
        for name in _COLOUR_ATTRIBUTES
        if _COLOUR.search(element.get(name, ""))
    ]
    style = "; ".join(filter(None, [*moved, element.get("style", "")]))
    if style:
        style = _COLOUR.sub(lambda match: _variable(match[0]), style)
        element.set("style", _FONT_FAMILY.sub(r"\1var(--font)", style))


@cache
def _variable(colour: str) -> str:
    names = {value.light.lower(): name for name, value in reversed(PALETTE.items())}
    names |= {"#000000": "ink", "#000": "ink"}
    name = names.get(colour.lower())
    return colour if name is None else f"var(--{name})"


def _shorten_numbers(element: etree._Element) -> None:
    """Cut coordinates to hundredths of a point: nobody sees it, and pages load faster."""
    if _STILL.match(element.get("transform", "")):
        del element.attrib["transform"]
    for name in _NUMBER_ATTRIBUTES:
        if name in element.attrib:
            element.set(name, _LONG_NUMBER.sub(r"\1", " ".join(element.get(name).split())))


def _share_styles(root: etree._Element) -> None:
    """Write a style that all marks of a group have once, on the group: scatters are long else."""
    for group in root.iter(f"{SVG}g"):
        marks = group.findall(f"{SVG}use")
        styles = {mark.get("style") for mark in marks}
        if len(marks) > 1 and len(marks) == len(group) and len(styles) == 1 and None not in styles:
            own = [group.get("style"), *styles]
            group.set("style", "; ".join(filter(None, own)))
            for mark in marks:
                del mark.attrib["style"]


def _size_and_name(root: etree._Element, name: str) -> None:
    narrowest = _narrowest(root)
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.set("role", "img")
    root.set("aria-label", name)
    root.set("style", f"min-width: {narrowest}px")
    root.set("class", "drawing")
