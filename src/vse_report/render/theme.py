"""The look of HTML pages: colours from the figures' palette, and the embedded typeface."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import font_source_sans_pro
from fontTools import subset
from fontTools.ttLib import TTFont

from vse_report.figures.palette import FONT, PALETTE

TEMPLATES = Path(__file__).parent / "templates"
FONT_FOLDER = Path(font_source_sans_pro.font_directory)
_FACES = (("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 700, "normal"))
# Latin letters with the accents of Danish and its neighbours, and the punctuation of a Danish text.
_CHARACTERS = (
    [chr(code) for code in range(0x20, 0x7F)]
    + [chr(code) for code in range(0xA0, 0x100)]
    + list("–—‘’‚“”„•…‰′″‹›€−≈≤≥≠×→←↑↓↗↘ŒœŠšŽžΔ\u2009\u202f\u2011")
)
# What a drawing is written with. One set for all, so that the typeface is cut once.
_DRAWN = frozenset(
    [chr(code) for code in range(0x20, 0x7F)] + list("ÆØÅæøåÉéÜüÖöÄä–—’”…−≈≤≥×→\xa0\u2009")
)
# Tints stand between an accent and the page: share of the accent in light and in dark.
_TINTS = {"finding": ("insured", 0.06, 0.12), "notice": ("uninsured", 0.08, 0.14)}


@cache
def stylesheet() -> str:
    """Return the whole style sheet of a page."""
    rules = (TEMPLATES / "vse_html" / "style.css").read_text(encoding="utf-8")
    light, dark = variables("light"), variables("dark")
    return (
        f"{font_faces()}\n:root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n{rules}"
    )


def variables(theme: str) -> str:
    """Return the custom properties of ``theme``, ``light`` or ``dark``, one for each colour."""
    colours = {name: getattr(colour, theme) for name, colour in PALETTE.items()}
    position = ("light", "dark").index(theme) + 1
    for name, tint in _TINTS.items():
        colours[name] = _mix(colours[tint[0]], colours["page"], tint[position])
    return "".join(f"--{name}:{value};" for name, value in colours.items())


def _mix(colour: str, ground: str, share: float) -> str:
    """Return ``colour`` laid over ``ground`` with the given opacity, as a plain colour."""
    pairs = [(int(colour[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(share * a + (1 - share) * b):02x}" for a, b in pairs)


def font_faces() -> str:
    """Return the typeface as ``@font-face`` rules that hold the fonts themselves."""
    text = "".join(_CHARACTERS)
    return "\n".join(font_face(face, weight, style, text) for face, weight, style in _FACES)


# Cutting a face takes a third of a second. Another process may do it and hand over what it made.
MADE: dict[tuple[str, int, str, str], str] = {}


def font_face(face: str, weight: int, style: str, characters: str) -> str:
    """Return one ``@font-face`` rule that holds the font for ``characters``."""
    made = (face, weight, style, characters)
    if made not in MADE:
        MADE[made] = _font_face(*made)
    return MADE[made]


def drawing_face(characters: Iterable[str] = ()) -> str:
    """Return the rule for the face of a drawing: the usual characters, and ``characters``."""
    return font_face("Regular", 400, "normal", "".join(sorted(_DRAWN.union(characters))))


def _font_face(face: str, weight: int, style: str, characters: str) -> str:
    encoded = base64.b64encode(subset_font(face, characters)).decode()
    return (
        f"@font-face{{font-family:'{FONT}';font-weight:{weight};font-style:{style};"
        f"src:url(data:font/woff;base64,{encoded}) format('woff')}}"
    )


def subset_font(face: str, characters: str) -> bytes:
    """Return one face as WOFF with the glyphs of ``characters``; the same bytes each time."""
    options = subset.Options(
        flavor="woff",
        hinting=False,
        desubroutinize=True,
        layout_features=["kern", "tnum", "lnum", "ccmp", "locl", "mark", "mkmk"],
        name_IDs=["*"],
        notdef_outline=True,
    )
    path = FONT_FOLDER / f"SourceSansPro-{face}.ttf"
    font = TTFont(path, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
