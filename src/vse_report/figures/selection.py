"""Figures of the selection of cases: dots without names, bands, and simulated surveys.

Frames are those of ``measures.selection`` and ``measures.survey``. Text in figures is Danish and
never rotated. Only the two islands that the study names are named.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import spread
from vse_report.measures.selection import Band
from vse_report.prose import wording
from vse_report.prose.labels import STAGES

_STEP = 0.1  # width of a pile of dots, in steps of the answers' scale
_GROUP_COLOURS = {1: style.INSURED, 0: style.UNINSURED}
_SURVEY_COLOURS = (style.INSURED, style.UNINSURED, style.ACCENT)


def plot_bands(
    counts: pd.DataFrame, bands: Mapping[str, Band], named: Mapping[str, float]
) -> Figure:
    """Return a dot per municipality, piled up by value, above the bands as lines.

    Parameters
    ----------
    counts : DataFrame
        Of ``measures.selection.count_by_value`` [days].
    bands : mapping of label to Band
        From the top down.
    named : mapping of name to value
        What the study itself names, written beside its dot [days].
    """
    with style.report_style():
        figure, axes = style.new_figure(3.6)
        for row in counts.itertuples():
            heights = [at + 0.5 for at in range(row.municipalities)]
            axes.plot([row.value] * len(heights), heights, "o", color=style.TOTAL, markersize=4.2)
        for name, value in named.items():
            axes.annotate(
                name,
                (value, 0.5),
                xytext=(0, 10),
                textcoords="offset points",
                ha="center",
                color=style.ACCENT,
            )
            axes.plot(value, 0.5, "o", color=style.ACCENT, markersize=4.2)
        depth = 0.16 * counts["municipalities"].max()
        for position, (label, band) in enumerate(bands.items(), start=1):
            colour = _SURVEY_COLOURS[position - 1]
            axes.plot([band.low, band.high], [-position * depth] * 2, color=colour, linewidth=4)
            axes.plot(band.mean, -position * depth, "|", color=style.PAGE, markersize=9)
            axes.annotate(
                label,
                (band.high, -position * depth),
                xytext=(8, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.axhline(0, color=style.GRID, linewidth=1)
        axes.set(
            xlim=(0, 1.08 * counts["value"].max()),
            ylim=(-(len(bands) + 0.7) * depth, counts["municipalities"].max() + 0.5),
            yticks=[],
        )
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.tick_params(axis="x", length=0)
    return figure


def plot_averaging(spreads: pd.DataFrame) -> Figure:
    """Return a row per stage of merging: a dot per simulated survey, and their mean as a line.

    ``spreads`` is ``measures.simulation.spread_in_many`` [steps of the scale].
    """
    with style.report_style():
        figure, all_axes = style.new_figure(3.2, nrows=spreads.shape[1], sharex=True, sharey=True)
        for axes, stage in zip(all_axes, spreads, strict=True):
            mean = spreads[stage].mean()
            _piles(axes, spreads[stage], style.TOTAL, step=0.01)
            axes.axvline(mean, color=style.ACCENT, linewidth=2.2)
            axes.annotate(
                wording.number(mean, 2),
                (mean, 0.98),
                xycoords=("data", "axes fraction"),
                xytext=(5, 0),
                textcoords="offset points",
                va="top",
                color=style.ACCENT,
            )
            axes.set_title(STAGES[stage], color=style.MUTED, pad=2)
            axes.axhline(0, color=style.GRID, linewidth=1)
            axes.set(yticks=[])
            axes.spines["bottom"].set_visible(False)
            axes.tick_params(length=0)
            axes.xaxis.set_major_formatter(style.danish_numbers(1))
        axes.set_ylim(-0.5, 1.4 * axes.get_ylim()[1])  # room for the number above the dots
    return figure


def plot_groups(surveys: Mapping[str, pd.DataFrame]) -> Figure:
    """Return a panel per survey: a dot per municipality by level, in the colour of its group.

    ``surveys`` maps a heading to a frame with ``level`` [1 to 5] and ``group``, 1 or 0.
    """
    with style.report_style():
        figure, all_axes = style.new_figure(
            3.4, nrows=len(surveys), sharex=True, sharey=True, squeeze=False
        )
        for axes, (heading, survey) in zip(all_axes[:, 0], surveys.items(), strict=True):
            ordered = survey.sort_values("level")
            _piles(axes, ordered["level"], ordered["group"].map(_GROUP_COLOURS))
            axes.set_title(heading, color=style.MUTED, pad=2)
        _answer_axes(all_axes[:, 0], low=-0.5)
    return figure


def plot_gaps(gaps: Mapping[str, pd.DataFrame]) -> Figure:
    """Return a line per survey: the gap statistic by number of groups, with its error.

    ``gaps`` maps a name to a frame of ``measures.survey.gap_statistic``.
    """
    with style.report_style():
        figure, axes = style.new_figure(2.9)
        ends = pd.Series({name: rows["gap"].iloc[-1] for name, rows in gaps.items()}).sort_values()
        all_gaps = pd.concat(gaps.values())["gap"]
        apart = spread(ends.tolist(), 0.1 * (all_gaps.max() - all_gaps.min()))
        heights = dict(zip(ends.index, apart, strict=True))
        for (name, rows), colour in zip(gaps.items(), _SURVEY_COLOURS, strict=False):
            axes.errorbar(
                rows["groups"],
                rows["gap"],
                yerr=rows["error"],
                fmt="o-",
                color=colour,
                linewidth=2.2,
                capsize=4,
            )
            axes.annotate(
                name,
                (rows["groups"].iloc[-1], heights[name]),
                xytext=(12, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        numbers = next(iter(gaps.values()))["groups"]
        axes.set(xticks=numbers, xlim=(numbers.min() - 0.2, numbers.max() + 1.1))
        axes.set_xticklabels([wording.number(number) for number in numbers])
        axes.yaxis.set_major_formatter(style.danish_numbers(1))
        axes.margins(y=0.12)
        style.horizontal_grid(axes)
    return figure


def _piles(axes: Axes, values: pd.Series, colours: str | pd.Series, step: float = _STEP) -> None:
    """Draw a dot per value, those of a step on top of each other."""
    bins = (values / step).round()
    heights = bins.groupby(bins).cumcount() + 0.5
    axes.scatter(bins * step, heights, s=13, c=colours, linewidths=0)


def _answer_axes(all_axes: list[Axes], low: float) -> None:
    for axes in all_axes:
        axes.axhline(0, color=style.GRID, linewidth=1)
        axes.set(xlim=(0.9, 5.1), xticks=range(1, 6), yticks=[])
        axes.set_ylim(bottom=low)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
