"""Figures of the study's networks: draw and return, never read, never save."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import DASHED
from vse_report.measures.networks import NOT_STATED
from vse_report.prose.labels import ANSWERS

# Neighbouring bodies differ, so that lines that cross can be told apart.
_COLOURS = (style.INSURED, style.UNINSURED, style.ACCENT, style.TOTAL)
_LABEL_GAP = 0.05
_CROSS_AT = 0.2  # near the actor, where fewer lines meet


def plot_network(
    matrix: pd.DataFrame, case: str, actors: Mapping[str, str], bodies: Mapping[str, str]
) -> Figure:
    """Return actors to the left, bodies to the right, and a line where an actor takes part.

    ``matrix`` is ``measures.networks.matrix``; ``actors`` and ``bodies`` map codes to names and
    give the places from the top, the same in every case. A body that exists is filled; one that
    does not is a cross; one that is not stated is a small ring. A dashed line with a cross is an
    actor said not to take part.
    """
    answers = matrix.set_index(["body", "actor"])[case]
    rows = max(len(actors), len(bodies))
    left, right = _heights(actors, rows), _heights(bodies, rows)
    with style.report_style():
        figure, axes = style.new_figure(0.34 * rows + 0.4)
        for position, (body, name) in enumerate(bodies.items()):
            colour = _COLOURS[position % len(_COLOURS)]
            answer = answers.get((body, ""), NOT_STATED)
            _body(axes, right[body], name, answer, colour)
            for actor in actors if answer == "yes" else ():
                _tie(axes, left[actor], right[body], answers.get((body, actor)), colour)
        takes_part = {actor for (_, actor), answer in answers.items() if answer == "yes"}
        for actor, name in actors.items():
            known = actor in takes_part
            axes.plot(
                0, left[actor], "o", color=style.INK if known else style.MUTED, **_ring(known)
            )
            _label(axes, 0, left[actor], name, style.INK if known else style.MUTED)
        axes.set(xlim=(-0.78, 2.12), ylim=(rows - 0.4, -1.2), xticks=[], yticks=[])
        for x, head, side in ((0, "Aktører", "right"), (1, "Organer", "left")):
            axes.annotate(head, (x, -0.85), ha=side, va="center", color=style.MUTED, weight="bold")
        axes.spines["bottom"].set_visible(False)
    return figure


def _heights(names: Mapping[str, str], rows: int) -> dict[str, float]:
    """Return the place of each name from the top, spread over all rows."""
    return {name: (place + 0.5) * rows / len(names) - 0.5 for place, name in enumerate(names)}


def _body(axes: Axes, height: float, name: str, answer: str, colour: str) -> None:
    if answer == "yes":
        axes.plot(1, height, "s", color=colour, markersize=8, zorder=3)
        _label(axes, 1, height, name, colour)
        return
    if answer == "no":
        axes.plot(1, height, "x", color=style.INK, markersize=8, markeredgewidth=2, zorder=3)
    else:
        axes.plot(1, height, "o", color=style.MUTED, **_ring(filled=False))
    _label(
        axes, 1, height, f"{name}: {ANSWERS[answer]}", style.INK if answer == "no" else style.MUTED
    )


def _tie(axes: Axes, left: float, right: float, answer: str | None, colour: str) -> None:
    if answer == "yes":
        axes.plot([0, 1], [left, right], color=colour, linewidth=1.8, zorder=1)
    elif answer == "no":
        axes.plot([0, 1], [left, right], color=style.MUTED, linewidth=1.3, linestyle=DASHED)
        near = left + _CROSS_AT * (right - left)
        axes.plot(_CROSS_AT, near, "x", color=style.INK, markersize=8, markeredgewidth=2, zorder=3)


def _label(axes: Axes, x: int, height: float, text: str, colour: str) -> None:
    away, side = (-_LABEL_GAP, "right") if x == 0 else (_LABEL_GAP, "left")
    written = axes.annotate(text, (x + away, height), ha=side, va="center", color=colour)
    written.set_in_layout(False)  # the places are the same in every case, whatever is written


def _ring(filled: bool) -> dict[str, object]:
    if filled:
        return {"markersize": 7, "zorder": 3}
    return {"markersize": 5, "markerfacecolor": style.PAGE, "zorder": 3}
