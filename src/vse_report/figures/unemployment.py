"""Figures of unemployment: draw and return, never read, never save.

Frames are those of ``measures.unemployment``: ``month`` (period[M]), ``group``, ``persons``
[full-time persons] and what the measures add. Text in figures is Danish and never rotated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.data import Break
from vse_report.figures import style
from vse_report.figures.parts import DASHED, HOLLOW, broken_line, dates, note, value_axis, vertical
from vse_report.prose import wording
from vse_report.prose.labels import GROUPS
from vse_report.prose.sentences import Phrase

_WRAPPED = {
    "insured": "Forsikrede",
    "uninsured": "Ikke-\nforsikrede",
    "unemployment_benefit": "Dagpenge-\nledige",
    "cash_benefit": "Kontanthjælps-\nledige",
}
COLOURS = {
    "insured": style.INSURED,
    "unemployment_benefit": style.INSURED,
    "uninsured": style.UNINSURED,
    "cash_benefit": style.UNINSURED,
    "total": style.TOTAL,
}


def plot_levels_and_shares(change: pd.DataFrame, start: pd.Period, end: pd.Period) -> Figure:
    """Return two panels: each group's level at both ends, and what the total consists of.

    ``change`` is ``measures.unemployment.change_by_group``; its row ``total`` is left out.
    """
    groups = change.drop(index="total")
    months = [wording.month(start), wording.month(end)]
    with style.report_style():
        figure, (left, right) = style.new_figure(3.3, ncols=2, width_ratios=[3, 2])
        for group, row in groups.iterrows():
            left.plot([0, 1], [row["start"], row["end"]], "o-", color=COLOURS[group], linewidth=2.2)
            for position, key, side in ((0, "start", "right"), (1, "end", "left")):
                text = wording.number(row[key])
                left.annotate(
                    f"{GROUPS[group]}\n{text}" if key == "end" else text,
                    (position, row[key]),
                    xytext=(-8 if side == "right" else 8, 0),
                    textcoords="offset points",
                    ha=side,
                    va="center",
                    color=COLOURS[group],
                )
        left.set(xlim=(-0.45, 1.75), ylim=(0, None), xticks=[0, 1], xticklabels=months, yticks=[])
        left.set_title("Fuldtidspersoner", color=style.MUTED)
        bottom = pd.Series(0.0, index=["share_start_pct", "share_end_pct"])
        for group, row in groups[::-1].iterrows():
            heights = row[["share_start_pct", "share_end_pct"]].astype(float)
            right.bar([0, 1], heights, bottom=bottom, color=COLOURS[group], width=0.55)
            for position, (base, height) in enumerate(zip(bottom, heights, strict=True)):
                right.annotate(
                    wording.number(height, 1),
                    (position, base + height / 2),
                    ha="center",
                    va="center",
                    color=style.PAGE,
                )
            bottom = bottom + heights
        right.set(xlim=(-0.5, 1.5), ylim=(0, 100), xticks=[0, 1], xticklabels=months, yticks=[])
        right.set_title("Andel af de ledige, pct.", color=style.MUTED)
        for axes in (left, right):
            axes.spines["bottom"].set_visible(False)
            axes.tick_params(length=0)
    return figure


def plot_stated_and_derived(falls: pd.DataFrame) -> Figure:
    """Return a dot plot of each group's stated fall beside the one its levels give.

    ``falls`` has one row per group, indexed by it: ``stated_pct`` and ``derived_pct``, positive
    for a fall [%].
    """
    with style.report_style():
        figure, axes = style.new_figure(2.1)
        for position, row in enumerate(falls.itertuples()):
            colour = COLOURS[row.Index]
            axes.plot(
                [row.stated_pct, row.derived_pct],
                [position] * 2,
                color=style.GRID,
                linewidth=3,
                zorder=1,
            )
            axes.plot(
                row.stated_pct,
                position,
                "o",
                markersize=9,
                markerfacecolor=style.PAGE,
                markeredgecolor=colour,
                markeredgewidth=2,
            )
            axes.plot(row.derived_pct, position, "o", markersize=10, color=colour)
            for value, side, word in (
                (row.stated_pct, -1, "oplyst"),
                (row.derived_pct, 1, "beregnet"),
            ):
                axes.annotate(
                    f"{word} {wording.number(value, 1)}",
                    (value, position),
                    xytext=(10 * side, 0),
                    textcoords="offset points",
                    ha="left" if side > 0 else "right",
                    va="center",
                    color=colour,
                )
        axes.set(
            xlim=(0, 1.35 * falls.to_numpy().max()),
            ylim=(len(falls) - 0.4, -0.6),
            yticks=range(len(falls)),
        )
        axes.set_yticklabels([GROUPS[group] for group in falls.index])
        axes.grid(axis="x", linewidth=0.8)
        axes.tick_params(length=0)
    return figure


def plot_net_series(
    series: pd.DataFrame, study: pd.DataFrame, press: pd.DataFrame, splice: Break
) -> Figure:
    """Return the net series with the study's totals, figures of the time, and the splice marked.

    Each frame has ``month`` and ``persons`` [full-time persons]; at ``splice`` the series passes
    from one source table to the next, and the line is broken.
    """
    with style.report_style():
        figure, axes = style.new_figure(3.7)
        broken_line(axes, series, "persons", splice, style.TOTAL)
        axes.plot(dates(study["month"]), study["persons"], "D", color=style.ACCENT, markersize=8)
        axes.plot(dates(press["month"]), press["persons"], "o", color=style.MUTED, **HOLLOW)
        first, last = study.iloc[0], series.iloc[-1]
        note(
            axes, first, "persons", "Undersøgelsens\nsamlede tal", style.ACCENT, dx=-10, ha="right"
        )
        note(axes, last, "persons", "Revideret\nserie", style.TOTAL, dx=6)
        printed = press.loc[press["month"].gt(first["month"])].iloc[0]
        note(axes, printed, "persons", "Aviserne\ndengang", style.MUTED, dx=10, dy=6)
        value_axis(axes, 1.15 * max(frame["persons"].max() for frame in (series, study, press)))
    return figure


def plot_fall_since(
    series: pd.DataFrame, implied: float, crossing: Sequence[pd.Series], splice: Break
) -> Figure:
    """Return the fall since the starting month, and the fall that stated percentages imply.

    ``series`` has ``month`` and ``fall_pct`` [%]; ``implied`` is a fall [%]; ``crossing`` holds the
    two rows of ``series`` between which it is passed, and they are marked; at ``splice`` the line
    is broken.
    """
    with style.report_style():
        figure, axes = style.new_figure(3.2)
        broken_line(axes, series, "fall_pct", splice, style.TOTAL)
        axes.axhline(implied, color=style.ACCENT, linewidth=1.2, linestyle=DASHED)
        axes.annotate(
            f"Beregnet for begge grupper tilsammen: {wording.number(implied, 1)}",
            (0, implied),
            xycoords=("axes fraction", "data"),
            xytext=(4, 8),
            textcoords="offset points",
            va="center",
            color=style.ACCENT,
        )
        for row in crossing:
            at = row["month"].to_timestamp()
            axes.plot(at, row["fall_pct"], "o", color=style.ACCENT, markersize=6)
        value_axis(axes, 1.25 * max(series["fall_pct"].max(), implied))
    return figure


def plot_gross_series(
    levels: pd.DataFrame, start: pd.Period, end: pd.Period, reform: pd.Period
) -> Figure:
    """Return the groups' monthly levels as lines, the two compared months marked on each.

    The group ``total`` of ``levels``, if there, is left out. ``reform`` is marked: it changed who
    counts, though the publisher names no break in this series.
    """
    groups = levels[levels["group"].ne("total")]
    with style.report_style():
        figure, axes = style.new_figure(3.6)
        for group, rows in groups.groupby("group", sort=False):
            axes.plot(dates(rows["month"]), rows["persons"], color=COLOURS[group], linewidth=2.2)
            _mark_ends(axes, rows, "persons", start, end, COLOURS[group])
            note(axes, rows.iloc[-1], "persons", GROUPS[group], COLOURS[group], dx=9)
        _mark_reform(axes, reform)
        value_axis(axes, 1.15 * groups["persons"].max())
    return figure


def plot_composition(
    share: pd.DataFrame, start: pd.Period, end: pd.Period, reform: pd.Period
) -> Figure:
    """Return one group's share of all unemployed over time, the two compared months marked [%].

    ``share`` has one row per month of that group: ``month``, ``group``, ``share_pct``. ``reform``
    is marked as in ``plot_gross_series``.
    """
    colour = COLOURS[share["group"].iloc[0]]
    with style.report_style():
        figure, axes = style.new_figure(2.9)
        axes.plot(dates(share["month"]), share["share_pct"], color=colour, linewidth=2.2)
        _mark_ends(axes, share, "share_pct", start, end, colour, decimals=1)
        _mark_reform(axes, reform)
        value_axis(axes, 1.25 * share["share_pct"].max())
    return figure


def plot_changes(panels: Mapping[Phrase, pd.DataFrame]) -> Figure:
    """Return one panel per comparison: the relative change of each group as a bar [%].

    ``panels`` maps a heading (period and concept) to a frame of ``change_by_group``. The panels
    stand side by side because they hold different concepts; the scale is common.
    """
    with style.report_style():
        figure, all_axes = style.new_figure(2.9, ncols=len(panels), sharey=True)
        for axes, (heading, change) in zip(all_axes, panels.items(), strict=True):
            groups = change.drop(index="total")
            axes.axhline(0, color=style.MUTED, linewidth=1)
            for position, (group, row) in enumerate(groups.iterrows()):
                axes.bar(position, row["change_pct"], color=COLOURS[group], width=0.55)
                below = row["change_pct"] < 0
                axes.annotate(
                    wording.number(row["change_pct"], 1),
                    (position, row["change_pct"]),
                    xytext=(0, -4 if below else 4),
                    textcoords="offset points",
                    ha="center",
                    va="top" if below else "bottom",
                    color=COLOURS[group],
                )
            axes.set_title(heading.text, color=style.MUTED)
            axes.set(xlim=(-0.7, len(groups) - 0.3), xticks=range(len(groups)), yticks=[])
            axes.set_xticklabels([_WRAPPED[group] for group in groups.index])
            axes.margins(y=0.2)
            axes.spines["bottom"].set_visible(False)
            axes.tick_params(length=0)
    return figure


def plot_visitation(visitation: pd.DataFrame) -> Figure:
    """Return a bar per visitation category, those who count as unemployed in colour.

    ``visitation`` has ``group``, ``label`` and ``persons`` [full-time persons].
    """
    with style.report_style():
        figure, axes = style.new_figure(2.5)
        counted = visitation["group"].eq("job_ready")
        colours = counted.map({True: style.UNINSURED, False: style.MUTED})
        axes.barh(range(len(visitation)), visitation["persons"], color=colours, height=0.62)
        for position, (persons, colour) in enumerate(
            zip(visitation["persons"], colours, strict=True)
        ):
            axes.annotate(
                wording.number(persons),
                (persons, position),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.set(ylim=(len(visitation) - 0.5, -0.5), yticks=range(len(visitation)), xticks=[])
        axes.set_yticklabels(visitation["label"].str.capitalize())
        axes.margins(x=0.12)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(length=0)
    return figure


def plot_ratio(ratio: pd.DataFrame, reform: Break) -> Figure:
    """Return a share over time, the line broken and marked at a series break.

    ``ratio`` has ``month`` and ``share_pct`` [%].
    """
    with style.report_style():
        figure, axes = style.new_figure(2.9)
        broken_line(axes, ratio, "share_pct", reform, style.UNINSURED)
        value_axis(axes, 1.45 * ratio["share_pct"].max())
    return figure


def _mark_reform(axes: Axes, month: pd.Period) -> None:
    vertical(axes, month, f"Kontanthjælpsreform,\n{wording.month(month)}", dx=-6, ha="right")


def _mark_ends(
    axes: Axes,
    rows: pd.DataFrame,
    value: str,
    start: pd.Period,
    end: pd.Period,
    colour: str,
    decimals: int = 0,
) -> None:
    """Mark two months on a line with their values, on the side where the line is not.

    Less than a year and a half apart the values would collide, so they go on either side.
    """
    series = rows.set_index("month")[value]
    above = {month: series[month] >= series[month - 6 : month + 6].mean() for month in (start, end)}
    if (end - start).n < 18:
        above = {start: series[start] >= series[end], end: series[start] < series[end]}
    for month in (start, end):
        row = rows.loc[rows["month"].eq(month)].iloc[0]
        axes.plot(month.to_timestamp(), row[value], "o", color=colour, markersize=7)
        text, dy = wording.number(row[value], decimals), 12 if above[month] else -12
        note(axes, row, value, text, colour, dy=dy, ha="center")
