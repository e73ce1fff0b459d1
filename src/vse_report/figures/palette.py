"""The report's colours, each with a light and a dark value, and its typeface.

Figures are drawn in the light values; the HTML page swaps them for CSS variables of the same name,
so a figure follows the reader's theme. Apart from matplotlib, so that rendering need not load it.
"""

from __future__ import annotations

from typing import NamedTuple


class Colour(NamedTuple):
    """A colour's light and dark value; all but ``grid`` at least 4.5:1 against their ``page``."""

    light: str
    dark: str


PALETTE = {
    "ink": Colour("#1b1f24", "#e9ecef"),
    "muted": Colour("#565e6a", "#aab3bf"),
    "grid": Colour("#d5dae0", "#3b434e"),
    "page": Colour("#ffffff", "#12161b"),
    "blue": Colour("#0b5c8f", "#74bdf0"),
    "brown": Colour("#a8430a", "#f5a66b"),
    "grey": Colour("#3d4450", "#c3cad3"),
    "green": Colour("#1b7f3b", "#8be09a"),
    "violet": Colour("#6b3d8f", "#c9a2ea"),
    "wine": Colour("#7d0f2b", "#e8607f"),
}
# In this order neighbours, and all of the first three, are told apart by the colour-blind too.
CYCLE = ("blue", "brown", "grey", "green", "violet", "wine")
FONT = "Source Sans Pro"
