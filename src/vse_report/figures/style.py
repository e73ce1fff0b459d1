"""How figures look: matplotlib settings, size, ticks, and the way to SVG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from vse_report.figures.fonts import FONT_FOLDER
from vse_report.figures.palette import CYCLE, FONT, PALETTE
from vse_report.prose import wording

INK, MUTED, GRID, PAGE, BLUE, BROWN, GREY, GREEN, VIOLET, WINE = (
    colour.light for colour in PALETTE.values()
)
COLOURS = tuple(PALETTE[name].light for name in CYCLE)
# Not all six are told apart by colour alone: from the fourth on lines are broken, each otherwise.
STROKES = ("-", "-", "-", (0, (7, 2)), (0, (1.2, 1.2)), (0, (7, 2, 1.2, 2)))
WIDTH_INCHES = 7.0
NARROW_INCHES = 4.8  # where the usual width has no room, as on a phone


@contextmanager
def report_style() -> Iterator[None]:
    """Draw in the report's style; every matplotlib setting is as before afterwards.

    Examples
    --------
    >>> with report_style():
    ...     mpl.rcParams["axes.titlelocation"]
    'left'
    """
    _use_packaged_font()
    settings = {
        **sns.axes_style("white"),
        "font.family": [FONT, "DejaVu Sans"],
        "font.size": 10.5,
        "text.color": INK,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": GRID,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.titlesize": 10.5,
        "axes.titlelocation": "left",
        "axes.titlepad": 10,
        "axes.axisbelow": True,
        "axes.prop_cycle": mpl.cycler(color=COLOURS),
        "xtick.color": GRID,
        "ytick.color": GRID,
        "xtick.labelcolor": MUTED,
        "ytick.labelcolor": MUTED,
        "xtick.labelsize": 10.5,
        "ytick.labelsize": 10.5,
        "grid.color": GRID,
        # On a ground of its own where a notebook shows it, on the page's in a page.
        "figure.facecolor": PAGE,
        "axes.facecolor": "none",
        "savefig.facecolor": "none",
        # Text stays text (searchable, themeable); a fixed salt gives the same ids in every run.
        "svg.fonttype": "none",
        "svg.hashsalt": "vse_report",
    }
    with mpl.rc_context():
        mpl.rcdefaults()  # not on top of what the user's matplotlibrc says
        mpl.rcParams.update(settings)
        yield


def _use_packaged_font() -> None:
    """Let the report's typeface come from the package only, whatever the machine has installed.

    Installed fonts of the same name may have other widths, and then everything moves.
    """
    manager = font_manager.fontManager
    packaged = [str(FONT_FOLDER / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Bold")]
    if {entry.fname for entry in manager.ttflist if entry.name == FONT} != set(packaged):
        manager.ttflist = [entry for entry in manager.ttflist if entry.name != FONT]
        for path in packaged:
            manager.addfont(path)


def new_figure(height: float, *, narrow: bool = False, **subplots: Any) -> tuple[Figure, Any]:
    """Return a figure of the report's width and its axes, without pyplot's global state.

    Examples
    --------
    >>> figure, axes = new_figure(3, narrow=True)
    >>> figure.get_size_inches().tolist()
    [4.8, 3.0]
    """
    width = NARROW_INCHES if narrow else WIDTH_INCHES
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.subplots(**subplots)


def danish_numbers(decimals: int = 0) -> FuncFormatter:
    """Return a tick formatter that writes Danish numbers.

    Examples
    --------
    >>> danish_numbers(1)(1234.5)
    '1.234,5'
    """
    return FuncFormatter(lambda value, _: wording.number(value, decimals))


def horizontal_grid(axes: Axes) -> None:
    """Draw a quiet horizontal grid and no tick marks on the value axis.

    Examples
    --------
    >>> figure, axes = new_figure(3)
    >>> horizontal_grid(axes)
    >>> axes.yaxis.get_gridlines()[0].get_visible()
    True
    """
    axes.grid(axis="y", linewidth=0.8)
    axes.tick_params(axis="y", length=0)


def to_svg(figure: Figure) -> str:
    """Return the figure as standalone SVG, the same bytes for the same drawing.

    Examples
    --------
    >>> figure, axes = new_figure(3)
    >>> to_svg(figure) == to_svg(figure)
    True
    """
    buffer = io.StringIO()
    with report_style():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    # matplotlib writes its own version and a generator comment; neither belongs to the drawing.
    return re.sub(r"<metadata>.*?</metadata>\s*", "", buffer.getvalue(), flags=re.DOTALL)
