"""Parts that figures of time series share: lines with breaks, notes beside points, axes."""

from __future__ import annotations

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
