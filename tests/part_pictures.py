"""The pictures of `figures/parts/README.md`, drawn by the code that stands beside them there.

    .venv/bin/python tests/part_pictures.py

draws them anew. What each block draws on is made here: constructed frames, and axes with a line.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from vse_report import paths
from vse_report.data import Break
from vse_report.figures import charts, parts, style
from vse_report.figures.palette import PALETTE
from vse_report.figures.picture import Picture, read_texts
from vse_report.figures.svg import standalone_svg
from vse_report.results import kept

FOLDER = paths.FIGURES / "parts"
PAGE = FOLDER / "README.md"
_BLOCK = re.compile(r"```python\n(.*?)```\n((?:\n!\[[^\]]+\]\([^)]+\)\n)+)", re.DOTALL)
MONTHS = pd.period_range("2022-01", "2026-07", freq="M", name="month")
# As `data.breaks(table)` gives them; constructed, as all figures here.
REFORM = Break(
    id="reform",
    tables=["constructed"],
    month="2025M07",
    status="documented",
    text_en="A reform.",
    text_da="En reform ændrede, hvem der tæller med.",
    source="Constructed",
)


class Block(NamedTuple):
    """A block of code of the page, and the files of its pictures."""

    code: str
    files: list[str]


def blocks() -> list[Block]:
    """Return the blocks of code that have pictures."""
    found = _BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    return [Block(code, re.findall(r"\]\(([^)]+)\)", pictures)) for code, pictures in found]


def wave(low: float, high: float, turn: float) -> np.ndarray:
    """Return values that go from high to low, with a season."""
    at = np.arange(len(MONTHS))
    falling = low + (high - low) * np.exp(-at / turn)
    return np.round(falling * (1 + 0.05 * np.cos(at * np.pi / 6)), 1)


def by_area(**values: np.ndarray) -> pd.DataFrame:
    """Return a frame keyed by area and month."""
    frames = [
        pd.DataFrame({"area": area.replace("_", " "), "month": MONTHS, "rate_pct": rates})
        for area, rates in values.items()
    ]
    return pd.concat(frames)


def names() -> dict[str, Any]:
    """Return what the blocks may name."""
    areas = by_area(
        Odense=wave(5, 6.4, 20), Viborg=wave(3.1, 4, 30), Fanø=wave(2, 3.4, 9), Ærø=wave(2.1, 5, 9)
    )
    areas.loc[(areas["area"] == "Fanø") & (areas["month"].dt.year == 2023), "rate_pct"] = None
    parted = {"Odense": (58, 25, 13, 4), "Viborg": (66, 17, 12, 5), "Hele landet": (62, 21, 12, 5)}
    called = ("dagpenge", "kontanthjælp", "uddannelseshjælp", "andet")
    mix = pd.DataFrame(
        [(a, g, float(s)) for a, shares in parted.items() for g, s in zip(called, shares)],  # noqa: B905
        columns=["area", "group", "share_pct"],
    )
    one = areas[areas["area"] == "Odense"].set_index("month")[["rate_pct"]]
    event = {"month": pd.Period("2024-03", "M"), "name": "Ny vejledning"}
    return {
        "areas": kept("areas", areas, key=["area", "month"]),
        "odense": kept("odense", one),
        "mix": kept("mix", mix, key=["area", "group"], parts={}),
        "breaks": [REFORM],
        "at": kept("reform", {"month": pd.Period("2025-07", "M"), "word": "databrud"}),
        "events": [kept("event", event)],
        "line": one["rate_pct"],
        "charts": charts,
        "parts": parts,
        "style": style,
    }


def drawn() -> dict[str, str]:
    """Return file name -> SVG of all pictures, as the code of the page draws them.

    ``_narrow`` is the drawing for a phone, ``_dark`` the same as on a dark page.
    """
    files = {}
    for block in blocks():
        for file in block.files:
            drawing = run(block.code, narrow="_narrow" in file)
            read_texts(file, drawing)
            svg = standalone_svg(style.to_svg(drawing))
            files[file] = darkened(svg) if "_dark" in file else svg
    return files


def run(code: str, *, narrow: bool) -> Figure:
    """Return what a block draws: its ``picture``, or what it adds to the line on ``axes``."""
    with style.report_style():
        drawing, axes = style.new_figure(2.4, narrow=narrow)
        scope = {**names(), "axes": axes, "drawing": drawing, "narrow": narrow}
        line = scope["line"]
        if "axes" in code and "picture" not in code:
            axes.set_xlim(MONTHS[0].to_timestamp(), (MONTHS[-1] + 1).to_timestamp())
            parts.value_axis(axes, 8)
            if "no line" not in code:
                axes.plot(line.index.to_timestamp(), line, color=style.BLUE, linewidth=2.2)
        exec(code, scope)
    picture = scope.get("picture")
    return picture.draw(narrow) if isinstance(picture, Picture) else drawing


def darkened(svg: str) -> str:
    """Return a drawing in the dark values of its colours."""
    dark = {colour.light: colour.dark for colour in PALETTE.values()}
    return re.sub("|".join(dark), lambda found: dark[found[0]], svg)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    made = drawn()
    for path in FOLDER.glob("*.svg"):
        if path.name not in made:
            path.unlink()
    for name, svg in made.items():
        (FOLDER / name).write_text(svg, encoding="utf-8", newline="\n")
