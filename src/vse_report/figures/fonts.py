"""The typeface, cut to the characters needed, to go with a page or a drawing."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path

import font_source_sans_pro
from fontTools import subset
from fontTools.ttLib import TTFont

from vse_report.figures.palette import FONT

FONT_FOLDER = Path(font_source_sans_pro.font_directory)
# What a drawing is written with. One set for all, so that the typeface is cut once.
_DRAWN = frozenset(
    [chr(code) for code in range(0x20, 0x7F)] + list("ÆØÅæøåÉéÜüÖöÄä–—’”…−≈≤≥×→\xa0\u2009")
)

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
