"""The look of HTML pages: colours from the figures' palette, and the embedded typeface."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from vse_report.figures.fonts import font_face
from vse_report.figures.palette import PALETTE

TEMPLATES = Path(__file__).parent / "templates"
_FACES = (("Regular", 400, "normal"), ("It", 400, "italic"), ("Semibold", 700, "normal"))
# Latin letters with the accents of Danish and its neighbours, and the punctuation of a Danish text.
_CHARACTERS = (
    [chr(code) for code in range(0x20, 0x7F)]
    + [chr(code) for code in range(0xA0, 0x100)]
    + list("–—‘’‚“”„•…‰′″‹›€−≈≤≥≠×→←↑↓↗↘ŒœŠšŽžΔ\u2009\u202f\u2011")
)
# Tints stand between a colour and the page: share of the colour in light and in dark.
_TINTS = {"finding": ("blue", 0.06, 0.12), "notice": ("brown", 0.08, 0.14)}


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
