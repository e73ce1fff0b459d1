"""Figures, alt texts and tables of the selection: what is drawn and told is what the frames say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report.figures import selection as figures
from vse_report.measures.selection import Band
from vse_report.prose.descriptions import selection as descriptions
from vse_report.prose.labels import DEVIATIONS, FRAMEWORK_MEASURES
from vse_report.tables import selection as tables

COUNTS = pd.DataFrame({"value": [2.0, 4.0, 30.0], "municipalities": [1, 3, 1]})
BANDS = {"Alle": Band(8, 4), "Uden": Band(4, 1)}
NAMED = {"Læsø": 30.0}
SPREADS = pd.DataFrame({"before": [0.8, 0.9], "after": [0.6, 0.604], "unmerged": [0.7, 1.1]})
SURVEYS = {
    "En": pd.DataFrame({"level": [1.0, 1.0, 4.0], "group": [0, 0, 1]}),
    "To": pd.DataFrame({"level": [2.0, 3.0, 5.0], "group": [0, 1, 1]}),
}
GAPS = {
    "med": pd.DataFrame({"groups": [1, 2, 3], "gap": [0.1, 0.9, 0.8], "error": [0.05] * 3}),
    "uden": pd.DataFrame({"groups": [1, 2, 3], "gap": [0.9, 0.5, 0.7], "error": [0.05] * 3}),
}


def texts(figure) -> set[str]:
    return {text.get_text() for axes in figure.axes for text in axes.texts} - {""}


def test_there_is_a_dot_per_municipality_and_only_the_islands_have_names():
    figure = figures.plot_bands(COUNTS, BANDS, NAMED)
    dots = [line for line in figure.axes[0].lines if line.get_color() == figures.style.TOTAL]
    assert sorted(x for line in dots for x in line.get_xdata()) == [2, 4, 4, 4, 30]
    assert texts(figure) == {"Læsø", "Alle", "Uden"}


def test_bands_reach_from_limit_to_limit():
    figure = figures.plot_bands(COUNTS, BANDS, NAMED)
    ends = [tuple(line.get_xdata()) for line in figure.axes[0].lines if line.get_linewidth() == 4]
    assert ends == [(4, 12), (3, 5)]


def test_each_stage_has_a_dot_per_simulated_survey_and_their_mean():
    figure = figures.plot_averaging(SPREADS)
    drawn = [axes.collections[0].get_offsets().tolist() for axes in figure.axes]
    assert drawn[0] == [pytest.approx([0.8, 0.5]), pytest.approx([0.9, 0.5])]
    assert drawn[1] == [pytest.approx([0.6, 0.5]), pytest.approx([0.6, 1.5])]
    assert texts(figure) == {"0,85", "0,60", "0,90"}


def test_dots_of_a_survey_are_piled_up_in_the_colour_of_their_group():
    panel = figures.plot_groups(SURVEYS).axes[0].collections[0]
    assert panel.get_offsets().tolist() == [[1, 0.5], [1, 1.5], [4, 0.5]]
    assert len(np.unique(panel.get_facecolors(), axis=0)) == 2


def test_a_single_survey_has_a_panel_too():
    assert len(figures.plot_groups({"En": SURVEYS["En"]}).axes) == 1


def test_the_gap_has_a_labelled_line_per_survey():
    figure = figures.plot_gaps(GAPS)
    assert texts(figure) == {"med", "uden"}
    assert [tick.get_text() for tick in figure.axes[0].get_xticklabels()] == ["1", "2", "3"]


# --- alt texts ------------------------------------------------------------------------------------


def test_the_alt_text_of_the_bands_tells_dots_bands_and_islands():
    text = descriptions.bands(COUNTS, BANDS, NAMED).text
    assert "hver af 5 kommuner uden navn" in text
    assert "Flest kommuner, tre, har\n4,0" in text
    assert "Alle, fra 4,0 til 12,0 med middeltal 8,0; Uden, fra 3,0 til 5,0" in text
    assert text.endswith("Læsø ligger på 30,0.")


def test_the_alt_text_of_averaging_tells_every_row():
    text = descriptions.averaging(SPREADS).text
    assert "en for hver af 2 simuleringer" in text
    assert "før sammenlægningen: gennemsnit 0,85, fra 0,80 til 0,90" in text
    assert "ikke blev lagt sammen: gennemsnit 0,90, fra 0,70 til 1,10" in text


def test_the_alt_text_of_groups_tells_where_they_meet():
    text = descriptions.groups(SURVEYS).text
    assert "To: 1 kommuner med gennemsnit fra 2,0 til 2,0" in text
    assert "og 2 fra 3,0 til 5,0 i den anden" in text


def test_the_alt_text_of_the_gap_tells_values_and_what_the_rule_takes():
    text = descriptions.gaps(GAPS).text
    assert "med 0,10 ved 1, 0,90 ved 2, 0,80 ved 3; reglen giver 2" in text
    assert "uden 0,90 ved 1, 0,50 ved 2, 0,70 ved 3; reglen giver 1" in text


# --- tables ---------------------------------------------------------------------------------------


def test_every_figure_and_deviation_has_a_danish_name():
    kinds = [{"measure": m, "deviation": d} for m in FRAMEWORK_MEASURES for d in DEVIATIONS]
    shown = tables.with_measures(pd.DataFrame(kinds))
    assert shown.notna().all(axis=None)


def test_candidates_are_laid_out_a_row_each_in_their_sets():
    sets = pd.DataFrame(
        {"first": ["S1", "S1"], "second": ["S2", "S3"], "third": ["S4", "S4"], "days_apart": 1.0}
    )
    groups = pd.Series({"S1": 1, "S2": 1, "S3": 1, "S4": 0})
    local = pd.DataFrame({"population": 1000.0, "days": [5.0, 6.0, 7.0, 8.0]}, index=groups.index)
    rows = tables.candidate_rows(sets, groups, local, most=1)
    assert rows["label"].tolist() == ["S1", "S2", "S4"]
    assert rows["set"].tolist() == [1, 1, 1]
    assert rows["group_label"].tolist() == ["Meget samarbejde"] * 2 + ["Lidt samarbejde"]
    assert rows["days"].tolist() == [5, 6, 8]
