"""Parts that figures of time series share: lines with breaks, notes beside points, axes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, date2num, num2date
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from vse_report.figures import style
from vse_report.prose.cells import Cell, unmark
from vse_report.results import Kept, Row

DASHED = (0, (4, 3))
PLOT_SHARE = 0.75  # of a figure's width, that its axes take at least
# Where a name may stand by its point, in points from it, the nearest first.
_PLACES = [
    *((7, 0), (-7, 0), (0, 11), (0, -11), (7, 9), (7, -9), (-7, 9), (-7, -9)),
    *((12, 0), (-12, 0), (0, 17), (0, -17), (10, 15), (10, -15), (-10, 15), (-10, -15)),
    *((0, 24), (0, -24), (12, 22), (12, -22), (-12, 22), (-12, -22)),
]
_ROOM_FOR_LINE = 3  # points between a line and a name beside it
HOLLOW = {"markersize": 5, "markerfacecolor": style.PAGE, "markeredgewidth": 1.5}


def vertical(axes: Axes, month: pd.Period, text: str, dx: float = 6, ha: str = "left") -> None:
    """Draw a dashed line at a month, named at the top beside it.

    Examples
    --------
    >>> figure, axes = style.new_figure(3)
    >>> vertical(axes, pd.Period("2026-07"), "reform")
    >>> axes.texts[0].get_text()
    'reform'
    """
    axes.axvline(month.to_timestamp(), color=style.MUTED, linewidth=1, linestyle=DASHED)
    axes.annotate(
        text,
        (month.to_timestamp(), 1),
        xycoords=("data", "axes fraction"),
        xytext=(dx, -2),
        textcoords="offset points",
        ha=ha,
        va="top",
        color=style.MUTED,
    )


def broken(axes: Axes, series: Kept, column: str, at: Row, colour: str, narrow: bool) -> None:
    """Draw a kept series in two parts, with a line at the break between them that names it.

    ``series`` is keyed by month; ``at`` has ``month`` and ``word`` of the break.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> months = pd.period_range("2026-01", periods=4, freq="M", name="month")
    >>> series = kept("series", pd.DataFrame({"persons": [5, 6, 9, 8]}, index=months))
    >>> at = kept("at", {"month": months[2], "word": "databrud"})
    >>> figure, axes = style.new_figure(3)
    >>> broken(axes, series, "persons", at, style.BLUE, narrow=False)
    >>> print(axes.texts[0].get_text())
    Databrud,
    marts 2026
    """
    line = series.frame[column]
    for side in (line.index < at.month.value, line.index >= at.month.value):
        axes.plot(line.index[side].to_timestamp(), line[side], color=colour, linewidth=2.2)
    month = f"{at.month:short}" if narrow else f"{at.month}"
    vertical(axes, at.month.value, f"{at.word:upper},\n{month}")


def mark_events(axes: Axes, events: Kept | Sequence[Row], narrow: bool) -> None:
    """Draw a dashed line at each event (``month``, ``name``), named right above it.

    Where names would meet, one stands higher, and its line goes up to it.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> figure, axes = style.new_figure(3, subplot_kw={"xlim": (20000, 21000)})
    >>> event = kept("event", {"month": pd.Period("2026-01"), "name": "Reform"})
    >>> mark_events(axes, [event], narrow=True)
    >>> print(axes.texts[0].get_text())
    Reform,
    jan. 2026
    """
    first, last = axes.get_xlim()
    width = PLOT_SHARE * 72 * axes.figure.get_figwidth()  # points
    placed: list[tuple[int, float, float]] = []  # row, middle, half of the width
    for row in events:
        at = row.month.value.to_timestamp()
        month = date2num(at)
        text = f"{row.name},\n{row.month:short}" if narrow else f"{row.name},\n{row.month}"
        middle, half = width * (month - first) / (last - first), text_width(text) / 2
        free = (n for n in range(len(events)) if not _meets(n, middle, half, placed))
        rank = next(free, len(placed))
        placed.append((rank, middle, half))
        axes.axvline(at, color=style.MUTED, linewidth=1, linestyle=DASHED)
        line = {"color": style.MUTED, "linewidth": 1, "linestyle": DASHED}
        axes.annotate(
            text,
            (month, 1),
            xycoords=axes.get_xaxis_transform(),
            # Near the end of the axis a name ends where the axis does.
            xytext=(min(0, width - middle - half), 3 + rank * 27),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=style.MUTED,
        )
        if rank:
            axes.annotate(
                "",
                (month, 1),
                xycoords=axes.get_xaxis_transform(),
                xytext=(0, 2 + rank * 27),
                textcoords="offset points",
                arrowprops={"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, **line},
            )


def names_above(axes: Axes, names: Sequence[tuple[float, str, str]]) -> None:
    """Write names above axes, each with a line down to what it names, through no other name.

    ``names`` holds place along the axis, in order, text and colour. Where names would meet, one
    stands higher; one that would reach over the next place ends at its own line. The limits of the
    axes are to be set before.

    Examples
    --------
    >>> figure, axes = style.new_figure(3)
    >>> names_above(axes, [(0.2, "dagpenge", style.BLUE), (0.25, "kontanthjælp", style.BROWN)])
    >>> [text.get_text() for text in axes.texts if text.get_text()]
    ['dagpenge', 'kontanthjælp']
    """
    first, last = axes.get_xlim()
    width = PLOT_SHARE * 72 * axes.figure.get_figwidth()  # points
    points = [width * (at - first) / (last - first) for at, *_ in names]
    placed: list[tuple[int, float, float]] = []
    for (at, text, colour), point, following in zip(
        names, points, [*points[1:], np.inf], strict=True
    ):
        half = text_width(text) / 2
        middle = (
            point if point + half < following - _ROOM_FOR_LINE else point - half + _ROOM_FOR_LINE
        )
        middle = min(max(middle, half), width - half)
        under = [r for (r, *_), x in zip(placed, points, strict=False) if abs(x - middle) < half]
        lowest = max((r + 1 for r in under), default=0)  # above the lines that it reaches over
        free = (n for n in range(lowest, len(names)) if not _meets(n, middle, half, placed))
        rank = next(free, len(placed))
        placed.append((rank, middle, half))
        axes.annotate(
            text,
            (at, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(middle - point, 6 + rank * 15),
            textcoords="offset points",
            ha="center",
            va="bottom",
            color=colour,
        )
        axes.annotate(
            "",
            (at, 1),
            xycoords=axes.get_xaxis_transform(),
            xytext=(0, 6 + rank * 15),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "shrinkA": 0, "shrinkB": 0, "color": colour, "lw": 1},
        )


def text_width(text: str) -> float:
    """Return the width in points of the longest line, without marks.

    Examples
    --------
    >>> text_width("Fanø") < text_width("Odense")
    True
    """
    size = FontProperties(size=rcParams["font.size"])
    lines = unmark(text)[0].split("\n")
    return max(text_to_path.get_text_width_height_descent(line, size, False)[0] for line in lines)


def _meets(
    rank: int, middle: float, half: float, placed: Sequence[tuple[int, float, float]]
) -> bool:
    """Tell whether a name in a row meets another there, or a line that goes up through a row."""
    for other, centre, width in placed:
        room = {True: half + width, False: half if other > rank else width}[other == rank]
        if abs(middle - centre) < room + 4:
            return True
    return False


def mark_ends(
    axes: Axes, line: pd.Series, ends: Sequence[tuple[Cell, Cell]], colour: str, spec: str = ""
) -> None:
    """Mark two months on a line with their values, on the side where the line is not.

    ``line`` has the values by month, ``ends`` a cell with a month and one with its value for each
    mark. Less than a year and a half apart the values would collide, so they go on either side.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> months = pd.period_range("2026-01", periods=2, freq="M", name="month")
    >>> series = kept("series", pd.DataFrame({"persons": [5000, 6000]}, index=months))
    >>> figure, axes = style.new_figure(3)
    >>> ends = [(row.month, row.persons) for row in series]
    >>> mark_ends(axes, series.frame["persons"], ends, style.BLUE)
    >>> print(*(text.get_text() for text in axes.texts))
    5.000 6.000
    """
    (start, first), (end, last) = ends
    months = (start.value, end.value)
    above = [line[month] >= line[month - 6 : month + 6].mean() for month in months]
    if (end.value - start.value).n < 18:
        above = [first.value >= last.value, first.value < last.value]
    for (month, value), is_above in zip(ends, above, strict=True):
        at = (month.value.to_timestamp(), value.value)
        axes.plot(*at, "o", color=colour, markersize=7)
        dy = 12 if is_above else -12
        axes.annotate(
            format(value, spec),
            at,
            xytext=(0, dy),
            textcoords="offset points",
            ha="center",
            va="center",
            color=colour,
        )


class Room:
    """Where in axes there is room for names: beside their own point, off points and lines.

    The limits of the axes are to be set before.

    Examples
    --------
    >>> figure, axes = style.new_figure(3)
    >>> room = Room(axes)
    >>> room.block([0.2, 0.5], [0.5, 0.5])
    >>> room.write("Fanø", [0.5], [0.5], style.BLUE)
    >>> axes.texts[0].xyann
    (7, 0)
    """

    def __init__(self, axes: Axes) -> None:
        self.axes = axes
        self.size = 72 * axes.figure.get_size_inches() * (PLOT_SHARE, 0.85)
        self.taken = np.empty((0, 4))  # left, low, right, top [points]

    def block(self, x: Sequence[float], y: Sequence[float], reach: float = 4) -> None:
        """Let no name stand within ``reach`` points of these.

        Examples
        --------
        >>> figure, axes = style.new_figure(3)
        >>> room = Room(axes)
        >>> room.block([0.2, 0.5], [0.5, 0.5])
        >>> len(room.taken)
        2
        """
        at = self._at(x, y)
        self.taken = np.vstack([self.taken, np.hstack([at - reach, at + reach])])

    def write(self, text: str, x: Sequence[float], y: Sequence[float], colour: str) -> None:
        """Write a text beside one of these points, the first where it is least in the way.

        Examples
        --------
        >>> figure, axes = style.new_figure(3)
        >>> Room(axes).write("Fanø", [0.5], [0.5], style.BLUE)
        >>> axes.texts[0].get_text()
        'Fanø'
        """
        width, height = text_width(text), 1.1 * rcParams["font.size"]
        aside = np.array(_PLACES)
        # A row of boxes a point, one for each place beside it.
        middle = self._at(x, y)[:, None] + aside + np.sign(aside) * (width / 2, 0)
        half = np.array([width, height]) / 2
        boxes = np.concatenate([middle - half, middle + half], axis=2)
        beyond = np.clip(-boxes[..., 0], 0, None) + np.clip(boxes[..., 2] - self.size[0], 0, None)
        crossed = _overlap(boxes[..., None, :], self.taken).sum(axis=-1) + 100 * beyond
        number, place = np.unravel_index(crossed.argmin(), crossed.shape)
        self.taken = np.vstack([self.taken, boxes[number, place]])
        dx, dy = _PLACES[place]
        self.axes.annotate(
            text,
            (x[number], y[number]),
            xytext=(dx, dy),
            textcoords="offset points",
            ha="center" if dx == 0 else "left" if dx > 0 else "right",
            va="center",
            color=colour,
        )

    def _at(self, x: Sequence[float], y: Sequence[float]) -> np.ndarray:
        to_axes = self.axes.transData + self.axes.transAxes.inverted()
        return to_axes.transform(np.column_stack([x, y])) * self.size


def _overlap(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return the area that two boxes share, of each with each."""
    shared = np.minimum(boxes[..., 2:], others[..., 2:]) - np.maximum(
        boxes[..., :2], others[..., :2]
    )
    return np.clip(shared, 0, None).prod(axis=-1)


def value_axis(axes: Axes, top: float) -> None:
    """From zero, Danish numbers, a quiet grid; years below.

    Examples
    --------
    >>> figure, axes = style.new_figure(3)
    >>> value_axis(axes, top=2000)
    >>> axes.yaxis.get_major_formatter()(1500)
    '1.500'
    """
    axes.set_ylim(0, top or 1)  # where all is nought there is still an axis
    axes.yaxis.set_major_formatter(style.danish_numbers())
    first, last = (num2date(bound).year for bound in axes.get_xlim())
    axes.xaxis.set_major_locator(YearLocator(base=2 if last - first > 11 else 1))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    style.horizontal_grid(axes)


def dates(months: pd.Series) -> pd.Series:
    """Return months as the time stamps that matplotlib's axes take.

    Examples
    --------
    >>> dates(pd.Series([pd.Period("2026-07")]))[0]
    Timestamp('2026-07-01 00:00:00')
    """
    return months.dt.to_timestamp()


def end_labels(
    axes: Axes, at: pd.Timestamp, labels: Sequence[tuple[float, str, str]], line: float
) -> None:
    """Write a label beside the end of each line, moved apart where they would overlap.

    ``labels`` holds height, text and colour; ``line`` is the height of a line of text in the units
    of the value axis.

    Examples
    --------
    >>> figure, axes = style.new_figure(3)
    >>> labels = [(5, "Fanø", style.BLUE), (5, "Odense", style.BROWN)]
    >>> end_labels(axes, pd.Timestamp("2026-07"), labels, line=1)
    >>> [text.xy[1] for text in axes.texts]
    [4.5, 5.5]
    """
    ordered = sorted(labels)
    heights = spread([height for height, *_ in ordered], line)
    for number, (height, (_, text, colour)) in enumerate(zip(heights, ordered, strict=True)):
        place = max(height, number * line)  # none below the axis
        axes.annotate(
            text, (at, place), xytext=(6, 0), textcoords="offset points", va="center", color=colour
        )


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Return ascending heights, moved as little as need be so that each is ``gap`` above the last.

    Labels that collide are centred on where they belong.

    Examples
    --------
    >>> spread([5, 5, 9], gap=1)
    [4.5, 5.5, 9.0]
    """
    merged: list[list[float]] = []  # middle and number of labels
    for height in heights:
        merged.append([height, 1])
        while (
            len(merged) > 1
            and merged[-1][0] - merged[-2][0] < gap * (merged[-1][1] + merged[-2][1]) / 2
        ):
            (low, few), (high, more) = merged[-2:]
            merged[-2:] = [[(low * few + high * more) / (few + more), few + more]]
    return [
        middle + gap * (place - (number - 1) / 2)
        for middle, number in merged
        for place in range(int(number))
    ]
