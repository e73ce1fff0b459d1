"""Figures of peers: draw and return, never read, never save.

Frames are those of ``measures.peers``. Text in figures is Danish and never rotated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from vse_report.figures import style
from vse_report.prose import wording
from vse_report.prose.labels import BENEFITS, OUTCOMES

# Heights over and under the line, by turns, so that neighbouring dots do not hide each other.
_SCATTER = (0, 0.5, -0.5, 0.25, -0.25)


def plot_peers(shares: pd.DataFrame, chosen: pd.DataFrame, name: str) -> Figure:
    """Return a strip of dots per indicator: all municipalities, the peers, and one by name [%].

    ``shares`` has a row per municipality and a column per indicator; ``chosen`` is a frame of
    ``measures.peers.with_peers``, the named municipality in its first row.
    """
    own, peers = chosen.iloc[0], chosen.iloc[1:]
    others = shares.drop(index=chosen["code"])
    with style.report_style():
        figure, all_axes = style.new_figure(4.2, nrows=shares.shape[1])
        for axes, indicator in zip(all_axes, shares, strict=True):
            _dots(axes, others[indicator], "o", style.MUTED, 4, "øvrige kommuner", alpha=0.7)
            _dots(axes, peers[indicator], "o", style.INSURED, 6, "lignende kommuner")
            axes.plot(own[indicator], 0, "D", color=style.ACCENT, markersize=9, label=name)
            axes.annotate(
                wording.number(own[indicator], 2),
                (own[indicator], 0.75),
                xytext=(0, 3),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color=style.ACCENT,
            )
            axes.set_title(BENEFITS[indicator], color=style.INK)
            axes.set(ylim=(-0.9, 1.9), yticks=[])
            axes.margins(x=0.04)
            # Steps that one decimal can write.
            axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
            axes.xaxis.set_major_formatter(style.danish_numbers(1))
        handles, labels = all_axes[0].get_legend_handles_labels()
        figure.legend(handles[::-1], labels[::-1], loc="outside upper left", ncols=3, frameon=False)
    return figure


def plot_explained(told: pd.DataFrame) -> Figure:
    """Return for each outcome how much peers tell, and a band for what chance gives [%].

    ``told`` is a frame of ``measures.peers.explained``; what tells something is in colour.
    """
    with style.report_style():
        figure, axes = style.new_figure(0.9 + 0.5 * len(told))
        axes.axvline(0, color=style.MUTED, linewidth=1)
        for place, row in enumerate(told.itertuples()):
            width = row.chance_high_pct - row.chance_low_pct
            axes.barh(
                place,
                width,
                left=row.chance_low_pct,
                height=0.5,
                color=style.GRID,
                edgecolor=style.MUTED,
            )
            colour = style.INSURED if row.tells > 0 else style.MUTED
            axes.plot(row.explained_pct, place, "o", color=colour, markersize=9)
            axes.annotate(
                wording.number(row.explained_pct),
                (max(row.explained_pct, row.chance_high_pct), place),  # beyond dot and band
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.set_title("Grå felter: tilfældigt valgte kommuner", color=style.MUTED)
        low = min(told["chance_low_pct"].min(), told["explained_pct"].min())
        high = max(told["chance_high_pct"].max(), told["explained_pct"].max(), 20)
        axes.set(xlim=(low - 5, high + 15), ylim=(len(told) - 0.5, -0.6), yticks=range(len(told)))
        axes.set_yticklabels(told["outcome"].map(OUTCOMES))
        axes.xaxis.set_major_formatter(style.danish_numbers())
        axes.tick_params(length=0)
        axes.grid(axis="x", linewidth=0.8)
    return figure


def _dots(
    axes: Axes,
    values: pd.Series,
    marker: str,
    colour: str,
    size: float,
    label: str,
    alpha: float = 1,
) -> None:
    ordered = np.sort(values.to_numpy(dtype=float))
    heights = np.resize(_SCATTER, len(ordered))
    axes.plot(
        ordered, heights, marker, color=colour, markersize=size, alpha=alpha, mew=0, label=label
    )
