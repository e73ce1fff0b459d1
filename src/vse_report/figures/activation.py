"""Figures of activation with companies: draw and return, never read, never save.

Frames are those of ``measures.activation`` and ``measures.comparison``. Text in figures is Danish
and never rotated. Hidden counts are drawn as what they are: a range, not a point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from vse_report.data import Break
from vse_report.figures import style
from vse_report.figures.parts import DASHED, broken_line, dates, end_labels, spread, value_axis
from vse_report.measures.activation import COMPANY_TYPES
from vse_report.periods import parse_month
from vse_report.prose import wording

# How far a bar fades out from a stated bound: only a picture of "just under" [points].
_FADE_POINTS = 12
_STANDING_COLOURS = {-1: style.UNINSURED, 0: style.MUTED, 1: style.INSURED}
_LINE_COLOURS = (style.INSURED, style.UNINSURED, style.ACCENT)


def plot_study_statements(uppers: pd.DataFrame) -> Figure:
    """Return a row per area that fades away from what is stated, so that nothing looks exact.

    ``uppers`` is indexed by ``label``: ``upper_pct``, the number that a share is said to lie just
    under, missing where none is given; ``above``: the number that the highest of those lies just
    under whose share is said to be smaller, missing where none is. [%]
    """
    with style.report_style():
        figure, axes = style.new_figure(2.4)
        for position, row in enumerate(uppers.itertuples()):
            start, colour = row.upper_pct, style.INSURED
            text = "ingen andel oplyst; lavere end A"
            if pd.notna(start):
                _fade(axes, start, -_FADE_POINTS, position, colour)
                text = f"lidt under {wording.number(start)}"
            elif pd.notna(row.above):
                start, colour = row.above, style.UNINSURED
                _fade(axes, start, _FADE_POINTS, position, colour)
                start += _FADE_POINTS
                text = "ingen andel oplyst; højere end B, C og jobcentrenes gennemsnit"
            else:
                start, colour = 0, style.MUTED
            _beside(axes, start, position, text, colour)
        stated = uppers["upper_pct"].dropna().unique()
        axes.set(xlim=(0, 110), ylim=(len(uppers) - 0.5, -0.5), xticks=[0, *sorted(stated)])
        axes.set(yticks=range(len(uppers)), yticklabels=uppers.index)
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.tick_params(length=0)
    return figure


def plot_offer_mix(mix: pd.DataFrame) -> Figure:
    """Return two panels of bars, courses and persons, types with companies in colour.

    ``mix`` is ``measures.activation.offer_mix`` with a ``label`` beside each type.
    """
    panels = {"courses_pct": "Andel af forløbene", "persons_pct": "Andel af personerne"}
    with style.report_style():
        figure, all_axes = style.new_figure(2.7, ncols=2, sharey=True)
        colours = (
            mix["offer_type"].isin(COMPANY_TYPES).map({True: style.INSURED, False: style.MUTED})
        )
        for axes, (column, heading) in zip(all_axes, panels.items(), strict=True):
            axes.barh(range(len(mix)), mix[column], color=colours, height=0.62)
            for position, (share, colour) in enumerate(zip(mix[column], colours, strict=True)):
                _beside(axes, share, position, wording.number(share, 1), colour)
            axes.set_title(heading, color=style.MUTED)
            axes.set(xlim=(0, 100), ylim=(len(mix) - 0.5, -0.5), xticks=[])
            axes.set(yticks=range(len(mix)), yticklabels=mix["label"])
            axes.spines["bottom"].set_visible(False)
            axes.tick_params(length=0)
    return figure


def plot_funnel(
    areas: pd.DataFrame,
    target: float,
    thin: pd.DataFrame,
    thick: pd.DataFrame,
    named: Mapping[str, str],
) -> Figure:
    """Return each area's share against its number of courses, between two pairs of limits.

    ``areas`` is ``measures.activation.company_courses`` with a column ``standing``; ``thin`` and
    ``thick`` are ``measures.comparison.limits`` for chance alone and with the spread beyond it;
    ``named`` maps the codes that are labelled to names.
    """
    with style.report_style():
        figure, axes = style.new_figure(4.6)
        axes.axhline(target, color=style.INK, linewidth=1)
        for frame, width, dashes in ((thin, 0.9, DASHED), (thick, 2.2, "solid")):
            for side in ("low", "high"):
                axes.plot(
                    frame["total"],
                    frame[side],
                    color=style.ACCENT,
                    linewidth=width,
                    linestyle=dashes,
                )
        colours = areas["standing"].map(_STANDING_COLOURS)
        middle = areas["middle_pct"]
        axes.vlines(
            areas["total"], areas["low_pct"], areas["high_pct"], colors=colours, linewidth=1.4
        )
        axes.scatter(areas["total"], middle, c=colours, s=17, zorder=3, linewidths=0)
        _name_points(axes, areas.loc[list(named)], named)
        first = thin["total"].iloc[0]
        axes.annotate(
            f"Hele landet {wording.number(target, 1)}",
            (first, target),
            xytext=(2, 4),
            textcoords="offset points",
            color=style.INK,
        )
        axes.set_xscale("log")
        axes.set(xlim=(first, thin["total"].iloc[-1]), ylim=(0, 1.05 * areas["high_pct"].max()))
        ticks = [n for n in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if n >= first]
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.yaxis.set_major_formatter(style.danish_numbers())
        axes.set_xlabel("Antal forløb i kommunen (logaritmisk skala)")
        style.horizontal_grid(axes)
    return figure


def plot_ranks(ranks: pd.DataFrame, named: Mapping[str, str]) -> Figure:
    """Return a line per area over the ranks it may have, ordered by the middle one.

    ``ranks`` is ``measures.comparison.rank_intervals``; ``named`` maps the codes drawn in colour to
    names.
    """
    ordered = ranks.sort_values(["rank", "rank_low"])
    with style.report_style():
        figure, axes = style.new_figure(5.2)
        places = pd.Series(range(1, len(ordered) + 1), index=ordered.index)
        early = ordered["rank"].le(len(ordered) / 2)
        sides = early.map({True: _STANDING_COLOURS[1], False: _STANDING_COLOURS[-1]})
        colours = sides.where(ordered.index.isin(named), style.MUTED)
        axes.hlines(
            places, ordered["rank_low"], ordered["rank_high"], colors=colours, linewidth=1.6
        )
        axes.scatter(ordered["rank"], places, c=colours, s=9, zorder=3, linewidths=0)
        listed = [code for code in ordered.index if code in named]
        for code, height in zip(listed, spread(places[listed].tolist(), 4.6), strict=True):
            near = ordered[(places - height).abs().lt(8)]
            beside = near["rank_high"].max() + 4 if early[code] else near["rank_low"].min() - 4
            axes.annotate(
                named[code],
                (ordered.at[code, "rank_high" if early[code] else "rank_low"], places[code]),
                xytext=(beside, height),
                textcoords="data",
                ha="left" if early[code] else "right",
                va="center",
                color=sides[code],
                arrowprops={"arrowstyle": "-", "color": sides[code], "linewidth": 0.6},
            )
        axes.set(xlim=(0, len(ordered) + 1), ylim=(len(ordered) + 4, -3), yticks=[])
        axes.xaxis.set_major_locator(FixedLocator([1, *range(20, len(ordered), 20), len(ordered)]))
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.set_xlabel("Plads, når den højeste andel har plads 1")
        axes.grid(axis="x", linewidth=0.8)
        axes.tick_params(length=0)
    return figure


def plot_regions(shares: pd.DataFrame) -> Figure:
    """Return a strip of points per region with its mean as a line.

    ``shares`` has one row per municipality: ``region`` and ``share_pct``.
    """
    order = shares.groupby("region")["share_pct"].mean().sort_values(ascending=False).index
    with style.report_style():
        figure, axes = style.new_figure(3.7)
        for position, region in enumerate(order):
            values = shares.loc[shares["region"].eq(region), "share_pct"].sort_values()
            # In turn above and below the line, so that points of like value can be told apart.
            offsets = np.resize([-0.18, 0.06, 0.18, -0.06], len(values))
            axes.scatter(values, position + offsets, s=15, color=style.MUTED, linewidths=0)
            mean = values.mean()
            axes.vlines(mean, position - 0.34, position + 0.34, colors=style.INSURED, linewidth=2.4)
            axes.annotate(
                wording.number(mean, 1),
                (mean, position - 0.36),
                ha="center",
                va="bottom",
                color=style.INSURED,
            )
        axes.set(ylim=(len(order) - 0.5, -0.75), yticks=range(len(order)), yticklabels=order)
        axes.set_xlim(0, None)
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.grid(axis="x", linewidth=0.8)
        axes.tick_params(length=0)
    return figure


def plot_activation_degree(
    monthly: pd.DataFrame, means: Mapping[str, pd.DataFrame], reform: Break
) -> Figure:
    """Return the nation's activation degree by month, and the twelve-month means of each area.

    ``monthly`` has ``month`` and ``activation_degree_pct``, as has each of ``means``, by the name
    written beside the line; the first is the nation. Lines are broken at ``reform``.
    """
    value = "activation_degree_pct"
    colours = [
        style.TOTAL,
        *(_LINE_COLOURS[at % len(_LINE_COLOURS)] for at in range(len(means) - 1)),
    ]
    with style.report_style():
        figure, axes = style.new_figure(max(3.4, 2 + 0.3 * len(means)))
        broken_line(axes, monthly, value, reform, style.MUTED)
        for line in axes.lines:
            line.set(linewidth=1, alpha=0.9)
        labels = []
        for (name, series), colour in zip(means.items(), colours, strict=True):
            for part in _sides(series, reform):
                axes.plot(dates(part["month"]), part[value], color=colour, linewidth=2.4)
            labels.append((series[value].iloc[-1], name, colour))
        top = 1.3 * max(frame[value].max() for frame in (monthly, *means.values()))
        value_axis(axes, top)
        line_height = top * 0.19 / (figure.get_figheight() - 0.6)
        end_labels(axes, monthly["month"].max().to_timestamp(), labels, line_height)
    return figure


def plot_company_share(shares: pd.DataFrame, years: pd.DataFrame) -> Figure:
    """Return the companies' share of activation by month as a line, and of whole years as steps.

    ``shares`` has ``month`` and ``share_pct``, ``years`` has ``year`` and ``share_pct``.
    """
    with style.report_style():
        figure, axes = style.new_figure(3.0)
        axes.plot(dates(shares["month"]), shares["share_pct"], color=style.MUTED, linewidth=1)
        for row in years.itertuples():
            first, last = pd.Timestamp(row.year, 1, 1), pd.Timestamp(row.year, 12, 1)
            axes.hlines(row.share_pct, first, last, colors=style.INSURED, linewidth=3)
            axes.annotate(
                wording.number(row.share_pct, 1),
                (first + (last - first) / 2, row.share_pct),
                xytext=(0, -17),
                textcoords="offset points",
                ha="center",
                color=style.INSURED,
            )
        value_axis(axes, 1.3 * shares["share_pct"].max())
    return figure


def _fade(axes: Axes, start: float, length: float, position: float, colour: str) -> None:
    """Draw a bar from ``start`` that fades out along ``length``, in thin slices."""
    slices = 16
    edges = start + length * np.arange(slices) / slices
    for edge, opacity in zip(edges, np.linspace(0.85, 0, slices), strict=True):
        axes.barh(
            position,
            length / slices,
            left=edge,
            align="center",
            height=0.5,
            color=colour,
            alpha=round(float(opacity), 3),
            edgecolor="none",
        )


def _sides(series: pd.DataFrame, found: Break) -> Sequence[pd.DataFrame]:
    month = parse_month(found.month)
    return series[series["month"].lt(month)], series[series["month"].ge(month)]


def _beside(axes: Axes, value: float, position: float, text: str, colour: str) -> None:
    """Write a text to the right of a bar's end."""
    axes.annotate(
        text,
        (value, position),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )


def _name_points(axes: Axes, points: pd.DataFrame, named: Mapping[str, str]) -> None:
    """Write names beside points, to the right, moved apart where they are near each other."""
    ordered = points.sort_values("middle_pct")
    heights = spread(ordered["middle_pct"].tolist(), 3.2)
    for (code, row), height in zip(ordered.iterrows(), heights, strict=True):
        axes.annotate(
            named[code],
            (row["total"], row["middle_pct"]),
            xytext=(1.09 * row["total"], height),
            textcoords="data",
            va="center",
            color=_STANDING_COLOURS[row["standing"]],
            arrowprops={"arrowstyle": "-", "color": style.GRID, "linewidth": 0.6},
        )
