"""Which characters a report can show: those of the typefaces that its PDF is set with."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

# Danish text: looked at without opening a font.
_COMMON = frozenset(
    [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))] + list("\n\t–—‘’“”„•…−≤≥×→")
)
# These have no shape: they say where a word may break or characters join.
_SHAPELESS = frozenset("\n\t\r\xad\u200b\u200c\u200d\u2060\ufeff")
# Typst sets what is printed with its own DejaVu Sans Mono, and takes from it what the text's
# typeface lacks; matplotlib has the same font as a file.
_FONTS = (
    ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
)


BOX = "□"  # stands for what cannot be shown


@cache
def _in_fonts() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    paths = (Path(find_spec(package).origin).parent / file for package, file in _FONTS)
    fonts = (TTFont(path, lazy=True).getBestCmap() for path in paths)
    return frozenset(code for font in fonts for code in font)


def unknown(text: str) -> list[str]:
    """Return the characters of a text that no typeface of a report has, in order, each once."""
    rare = set(text) - _COMMON - _SHAPELESS
    return sorted((c for c in rare if ord(c) not in _in_fonts()), key=text.index)


def shown(text: str) -> str:
    """Return a text with a box for every character that no typeface of a report has.

    Examples
    --------
    >>> shown("ja 東")
    'ja □'
    """
    for character in unknown(text):
        text = text.replace(character, BOX)
    return text


def named(characters: list[str]) -> str:
    """Return characters as a message names them: ``東 (U+6771)``, of many the first."""
    listed = [f"{c if c.isprintable() else ''} (U+{ord(c):04X})".strip() for c in characters[:5]]
    more = f" and {len(characters) - 5} more" if len(characters) > 5 else ""
    return ", ".join(listed) + more


def _can_be_shown(text: str) -> str:
    if text and not text.strip():
        raise ValueError("there is nothing to read in it")
    strange = unknown(text)
    if strange:
        msg = f"has {named(strange)}, which the report's typefaces do not have"
        raise ValueError(msg)
    return text


Shown = Annotated[str, AfterValidator(_can_be_shown)]
