"""Figures of peers through their artists: what is drawn is what the frames say."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from vse_report.figures import peers as figures
from vse_report.figures import style
from vse_report.prose.labels import BENEFITS

SHARES = pd.DataFrame(
    [[1.0, 2.0, 3.0], [1.5, 2.5, 3.5], [2.0, 3.0, 2.0], [1.1, 6.0, 4.0]],
    index=pd.Index(["101", "147", "400", "825"], name="code"),
    columns=list(BENEFITS),
)
CHOSEN = SHARES.loc[["825", "147"]].reset_index().assign(distance=[None, 0.5])
TOLD = pd.DataFrame(
    {
        "outcome": ["unemployment", "company"],
        "explained_pct": [59.4, -21.0],
        "chance_low_pct": [-25.0, -24.0],
        "chance_high_pct": [3.0, 2.0],
        "tells": [1, -1],
    }
)


def dots(axes: Axes, label: str) -> list[float]:
    (line,) = [line for line in axes.lines if line.get_label() == label]
    return [float(value) for value in line.get_xdata()]


def test_every_municipality_is_drawn_once_on_each_strip():
    figure = figures.plot_peers(SHARES, CHOSEN, "Læsø")
    for axes, indicator in zip(figure.axes, SHARES, strict=True):
        assert axes.get_title(loc="left") == BENEFITS[indicator]
        assert dots(axes, "Læsø") == [SHARES.loc["825", indicator]]
        assert dots(axes, "lignende kommuner") == [SHARES.loc["147", indicator]]
        assert dots(axes, "øvrige kommuner") == sorted(SHARES.loc[["101", "400"], indicator])


def test_the_municipality_has_its_value_and_the_key_its_name_first():
    figure = figures.plot_peers(SHARES, CHOSEN, "Læsø")
    assert [axes.texts[0].get_text() for axes in figure.axes] == ["1,10", "6,00", "4,00"]
    (key,) = figure.legends
    assert key.texts[0].get_text() == "Læsø"


def test_all_others_may_be_peers():
    everybody = SHARES.loc[["825", "147", "101", "400"]].reset_index().assign(distance=1.0)
    figure = figures.plot_peers(SHARES, everybody, "Læsø")
    figure.draw_without_rendering()
    assert dots(figure.axes[0], "øvrige kommuner") == []


def test_ticks_say_where_they_stand():
    figure = figures.plot_peers(SHARES, CHOSEN, "Læsø")
    figure.draw_without_rendering()
    for axes in figure.axes:
        written = [tick.get_text() for tick in axes.get_xticklabels()]
        placed = [float(text.replace(",", ".")) for text in written]
        assert placed == pytest.approx([float(at) for at in axes.get_xticks()])


def test_dots_lie_at_what_peers_explain_and_bands_at_what_chance_gives():
    (axes,) = figures.plot_explained(TOLD).axes
    bands = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert bands == [(-25, 3), (-24, 2)]
    found = {line.get_ydata()[0]: line for line in axes.lines if line.get_marker() == "o"}
    assert {place: line.get_xdata()[0] for place, line in found.items()} == {0: 59.4, 1: -21.0}
    assert [found[place].get_color() for place in (0, 1)] == [style.INSURED, style.MUTED]
    assert [text.get_text() for text in axes.texts] == ["59", "−21"]


def test_a_number_stands_beyond_dot_and_band():
    (axes,) = figures.plot_explained(TOLD).axes
    assert [text.xy[0] for text in axes.texts] == [59.4, 2.0]


@pytest.mark.parametrize(
    "drawn", [figures.plot_peers(SHARES, CHOSEN, "Læsø"), figures.plot_explained(TOLD)]
)
def test_nothing_is_rotated_and_nothing_is_outside(drawn):
    drawn.draw_without_rendering()
    shown = [text for text in drawn.findobj(Text) if text.get_text() and text.get_visible()]
    assert {text.get_rotation() for text in shown} == {0}
    left, right = drawn.bbox.x0, drawn.bbox.x1
    for axes in drawn.axes:
        for text in axes.texts:
            box = text.get_window_extent()
            assert left <= box.x0 <= box.x1 <= right
