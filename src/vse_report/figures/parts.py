"""Parts that figures of time series share: lines with breaks, notes beside points, axes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter, YearLocator, num2date

from vse_report.data import Break
from vse_report.figures import style
from vse_report.periods import parse_month
from vse_report.prose import wording
from vse_report.prose.labels import break_word

DASHED = (0, (4, 3))
HOLLOW = {"markersize": 5, "markerfacecolor": style.PAGE, "markeredgewidth": 1.5}


def broken_line(axes: Axes, series: pd.DataFrame, value: str, found: Break, colour: str) -> None:
    """Draw a series in two parts, with a labelled line at the break between them."""
    month = parse_month(found.month)
    for part in (series[series["month"].lt(month)], series[series["month"].ge(month)]):
        axes.plot(dates(part["month"]), part[value], color=colour, linewidth=2.2)
    vertical(axes, month, f"{break_word(found).capitalize()},\n{wording.month(month)}")


def vertical(axes: Axes, month: pd.Period, text: str, dx: float = 6, ha: str = "left") -> None:
    """Draw a dashed line at a month, named at the top beside it."""
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


def note(
    axes: Axes,
    row: pd.Series,
    value: str,
    text: str,
    colour: str,
    dx: float = 0,
    dy: float = 0,
    ha: str = "left",
) -> None:
    """Write beside the point that a row stands for, ``dx`` and ``dy`` points away."""
    at = (row["month"].to_timestamp(), row[value])
    axes.annotate(
        text, at, xytext=(dx, dy), textcoords="offset points", ha=ha, va="center", color=colour
    )


def value_axis(axes: Axes, top: float) -> None:
    """From zero, Danish numbers, a quiet grid; years below."""
    axes.set_ylim(0, top)
    axes.yaxis.set_major_formatter(style.danish_numbers())
    first, last = (num2date(bound).year for bound in axes.get_xlim())
    axes.xaxis.set_major_locator(YearLocator(base=2 if last - first > 11 else 1))
    axes.xaxis.set_major_formatter(DateFormatter("%Y"))
    style.horizontal_grid(axes)


def dates(months: pd.Series) -> pd.Series:
    """Return months as the time stamps that matplotlib's axes take."""
    return months.dt.to_timestamp()


def end_labels(
    axes: Axes, at: pd.Timestamp, labels: Sequence[tuple[float, str, str]], line: float
) -> None:
    """Write a label beside the end of each line, moved apart where they would overlap.

    ``labels`` holds height, text and colour; ``line`` is the height of a line of text in the units
    of the value axis.
    """
    ordered = sorted(labels)
    heights = spread([height for height, *_ in ordered], line)
    for place, (_, text, colour) in zip(heights, ordered, strict=True):
        axes.annotate(
            text, (at, place), xytext=(6, 0), textcoords="offset points", va="center", color=colour
        )


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Return ascending heights, moved as little as need be so that each is ``gap`` above the last.

    Labels that collide are centred on where they belong.
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
