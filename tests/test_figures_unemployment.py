"""Figures of unemployment through their artists: what is drawn is what the frames say."""

from __future__ import annotations

import re
from collections.abc import Callable

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.text import Text

from vse_report.data import Break
from vse_report.figures import style
from vse_report.figures import unemployment as figures
from vse_report.measures.unemployment import change_by_group, composition
from vse_report.prose.sentences import say

START, END = pd.Period("2003-12", "M"), pd.Period("2007-08", "M")
MINUS = "\N{MINUS SIGN}"


def series(first: str, *persons: float, column: str = "persons") -> pd.DataFrame:
    months = pd.period_range(first, periods=len(persons), freq="M")
    return pd.DataFrame({"month": months, column: [float(count) for count in persons]})


def groups(**persons: tuple[float, float]) -> pd.DataFrame:
    rows = [
        (month, name, level)
        for name, levels in persons.items()
        for month, level in zip((START, END), levels, strict=True)
    ]
    return pd.DataFrame(rows, columns=["month", "group", "persons"])


def split(month: str, status: str) -> Break:
    return Break(
        id="split", tables=["t"], month=month, status=status, text_en="x", text_da="x", source="x"
    )


CHANGE = change_by_group(
    groups(insured=(160_300, 71_800), uninsured=(27_200, 19_300)),
    START,
    END,
)
FALLS = pd.DataFrame(
    {"stated_pct": [45.4, 15.0], "derived_pct": [55.2, 29.04]}, index=["insured", "uninsured"]
)
NET = series("2006-11", 100_000, 90_000, 80_000, 70_000)
STUDY = pd.DataFrame(
    {"month": pd.PeriodIndex(["2006-11", "2007-02"], freq="M"), "persons": [110_000.0, 85_000.0]}
)
PRESS = pd.DataFrame(
    {"month": pd.PeriodIndex(["2006-12", "2007-01"], freq="M"), "persons": [95_000.0, 83_000.0]}
)
SINCE = series("2003-12", 0, 20, 45, 50, column="fall_pct")
TWO_YEARS = pd.period_range("2020-01", periods=24, freq="M")
GROSS = pd.DataFrame(
    {
        "month": [*TWO_YEARS] * 3,
        "group": ["unemployment_benefit"] * 24 + ["cash_benefit"] * 24 + ["total"] * 24,
        "persons": [*range(100, 124), *range(50, 74), *range(150, 198, 2)],
    }
)
CASH = composition(GROSS).query("group == 'cash_benefit'")
VISITATION = pd.DataFrame(
    {
        "group": ["job_ready", "activity_ready"],
        "label": ["jobparat", "aktivitetsparat"],
        "persons": [16_409, 55_751],
    }
)
RATIO = series("2025-05", 12, 13.25, 16, 17.55, column="share_pct")
REFORM = split("2025M07", "documented")

DRAWN: dict[str, Callable[[], Figure]] = {
    "levels_and_shares": lambda: figures.plot_levels_and_shares(CHANGE, START, END),
    "stated_and_derived": lambda: figures.plot_stated_and_derived(FALLS),
    "net_series": lambda: figures.plot_net_series(NET, STUDY, PRESS, split("2007M01", "suspected")),
    "fall_since": lambda: figures.plot_fall_since(
        SINCE, 30, [SINCE.iloc[1], SINCE.iloc[2]], split("2004M03", "suspected")
    ),
    "gross_series": lambda: figures.plot_gross_series(
        GROSS, TWO_YEARS[2], TWO_YEARS[22], TWO_YEARS[12]
    ),
    "composition": lambda: figures.plot_composition(
        CASH, TWO_YEARS[2], TWO_YEARS[22], TWO_YEARS[12]
    ),
    "changes": lambda: figures.plot_changes({say("Netto"): CHANGE, say("Brutto"): CHANGE}),
    "visitation": lambda: figures.plot_visitation(VISITATION),
    "ratio": lambda: figures.plot_ratio(RATIO, REFORM),
}


def settings() -> dict[str, object]:
    """Return matplotlib's settings but the backend, which it chooses when it first needs one."""
    return {name: value for name, value in dict(mpl.rcParams).items() if name != "backend"}


UNTOUCHED = settings()  # before any figure is drawn


def texts(axes: Axes) -> list[str]:
    """Return the text written inside the axes."""
    return [text.get_text() for text in axes.texts]


def values(line: mpl.lines.Line2D) -> list[float]:
    return [float(value) for value in line.get_ydata()]


def months(line: mpl.lines.Line2D) -> list[str]:
    return [num2date(x).strftime("%Y-%m") for x in date2num(line.get_xdata())]


def with_label(axes: Axes, beginning: str) -> Text:
    (found,) = [text for text in axes.texts if text.get_text().startswith(beginning)]
    return found


# --- every figure ---------------------------------------------------------------------------------


def test_every_plot_function_is_tried_here():
    public = {name for name in vars(figures) if name.startswith("plot_")}
    assert public == {f"plot_{name}" for name in DRAWN}


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_rotated(name):
    figure = DRAWN[name]()
    figure.draw_without_rendering()
    written = [text for text in figure.findobj(Text) if text.get_text()]
    assert written
    assert [text.get_text() for text in written if text.get_rotation()] == []


@pytest.mark.parametrize("name", DRAWN)
def test_numbers_are_written_in_danish(name):
    figure = DRAWN[name]()
    figure.draw_without_rendering()
    written = " ".join(text.get_text() for text in figure.findobj(Text))
    assert re.findall(r"\d,\d{3}\b|\d\.\d\b|-\d", written) == []


@pytest.mark.parametrize("name", DRAWN)
def test_drawing_leaves_matplotlib_as_it_was(name):
    DRAWN[name]()
    assert settings() == UNTOUCHED
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_drawing_gives_the_same_svg_with_text_as_text(name):
    first, second = style.to_svg(DRAWN[name]()), style.to_svg(DRAWN[name]())
    assert first == second
    assert "<text" in first
    assert "<metadata>" not in first
    assert style.FONT in first


@pytest.mark.parametrize("name", DRAWN)
def test_frames_are_left_alone(name):
    frames = (CHANGE, FALLS, NET, STUDY, PRESS, SINCE, GROSS, CASH, VISITATION, RATIO)
    before = [frame.copy(deep=True) for frame in frames]
    DRAWN[name]()
    for frame, kept in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, kept)


# --- levels and shares ----------------------------------------------------------------------------


def test_levels_are_lines_and_shares_are_stacked_bars():
    left, right = DRAWN["levels_and_shares"]().axes
    assert [values(line) for line in left.lines] == [[160_300, 71_800], [27_200, 19_300]]
    assert texts(left) == ["160.300", "Forsikrede\n71.800", "27.200", "Ikke-forsikrede\n19.300"]
    heights = [bar.get_height() for bar in right.patches]
    # from the bottom: uninsured then and now, insured then and now
    assert np.round(heights, 1).tolist() == [14.5, 21.2, 85.5, 78.8]
    assert [bar.get_y() for bar in right.patches] == pytest.approx([0, 0, *heights[:2]])
    assert texts(right) == ["14,5", "21,2", "85,5", "78,8"]
    for axes in (left, right):
        ticks = [label.get_text() for label in axes.get_xticklabels()]
        assert ticks == ["december 2003", "august 2007"]


def test_groups_keep_their_colour_from_panel_to_panel():
    left, right = DRAWN["levels_and_shares"]().axes
    assert [line.get_color() for line in left.lines] == [style.INSURED, style.UNINSURED]
    assert [to_hex(bar.get_facecolor()) for bar in right.patches[::2]] == [
        style.UNINSURED,
        style.INSURED,
    ]


# --- stated and derived ---------------------------------------------------------------------------


def test_stated_falls_are_hollow_and_derived_ones_filled():
    (axes,) = DRAWN["stated_and_derived"]().axes
    _, stated, derived, *_ = axes.lines
    assert (stated.get_xdata()[0], derived.get_xdata()[0]) == (45.4, 55.2)
    assert stated.get_markerfacecolor() == style.PAGE
    assert derived.get_markerfacecolor() == style.INSURED
    assert [text for text in texts(axes) if text] == [
        "oplyst 45,4",
        "beregnet 55,2",
        "oplyst 15,0",
        "beregnet 29,0",
    ]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["Forsikrede", "Ikke-forsikrede"]
    assert axes.yaxis_inverted()  # the first row of the frame on top


# --- series ---------------------------------------------------------------------------------------


def test_the_net_series_is_broken_at_the_splice():
    (axes,) = DRAWN["net_series"]().axes
    before, after, splice, study, press = axes.lines
    assert (months(before), values(before)) == (["2006-11", "2006-12"], [100_000, 90_000])
    assert (months(after), values(after)) == (["2007-01", "2007-02"], [80_000, 70_000])
    assert months(splice) == ["2007-01", "2007-01"]
    assert with_label(axes, "Formodet databrud").get_text() == "Formodet databrud,\njanuar 2007"
    assert values(study) == STUDY["persons"].tolist()
    assert values(press) == PRESS["persons"].tolist()


def test_figures_of_the_time_lie_over_those_of_the_study_in_colours_of_no_group():
    (axes,) = DRAWN["net_series"]().axes
    *_, study, press = axes.lines
    assert (study.get_marker(), study.get_color()) == ("D", style.ACCENT)
    assert (press.get_marker(), press.get_color()) == ("o", style.MUTED)
    assert press.get_markerfacecolor() == style.PAGE
    assert study.get_markersize() > press.get_markersize()  # what lies below still shows
    assert with_label(axes, "Undersøgelsens").get_color() == style.ACCENT
    assert with_label(axes, "Aviserne").get_color() == style.MUTED
    assert {style.ACCENT, style.MUTED}.isdisjoint({style.INSURED, style.UNINSURED})


def test_the_points_of_the_net_series_are_named():
    (axes,) = DRAWN["net_series"]().axes
    assert with_label(axes, "Undersøgelsens").xy[1] == 110_000
    assert with_label(axes, "Revideret").xy[1] == 70_000
    assert with_label(axes, "Aviserne").xy[1] == 95_000  # the first after the study's first month


def test_the_implied_fall_is_a_line_and_the_crossing_is_marked():
    (axes,) = DRAWN["fall_since"]().axes
    before, after, splice, implied, *marks = axes.lines
    assert (months(before), values(before)) == (["2003-12", "2004-01", "2004-02"], [0, 20, 45])
    assert (months(after), values(after)) == (["2004-03"], [50])
    assert months(splice) == ["2004-03", "2004-03"]
    assert values(implied) == [30, 30]
    assert {line.get_color() for line in (implied, *marks)} == {style.ACCENT}
    assert [(months(mark), values(mark)) for mark in marks] == [
        (["2004-01"], [20]),
        (["2004-02"], [45]),
    ]
    assert texts(axes) == [
        "Formodet databrud,\nmarts 2004",
        "Beregnet for begge grupper tilsammen: 30,0",
    ]


def test_gross_levels_without_the_total_and_with_both_months_marked():
    (axes,) = DRAWN["gross_series"]().axes
    lines = [line for line in axes.lines if len(line.get_xdata()) > 2]
    assert [values(line) for line in lines] == [
        [float(count) for count in range(100, 124)],
        [float(count) for count in range(50, 74)],
    ]
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert [values(mark)[0] for mark in marks] == [102, 122, 52, 72]
    *of_groups, of_reform = texts(axes)
    assert of_groups == ["102", "122", "Dagpengeledige", "52", "72", "Kontanthjælpsledige"]
    assert of_reform == "Kontanthjælpsreform,\njanuar 2021"


@pytest.mark.parametrize("name", ["gross_series", "composition"])
def test_the_reform_is_a_dashed_line_that_does_not_break_the_series(name):
    (axes,) = DRAWN[name]().axes
    reform = axes.lines[-1]
    assert months(reform) == ["2021-01", "2021-01"]
    assert (reform.get_linestyle(), reform.get_color()) == ("--", style.MUTED)
    assert len(axes.lines[0].get_xdata()) == 24
    label = with_label(axes, "Kontanthjælpsreform")
    assert label.get_horizontalalignment() == "right"
    assert label.xyann[0] < 0  # before the line: the years after the reform are the narrow side
    assert "brud" not in label.get_text().lower()  # the publisher names none


def heights_of_marks(*persons: float, start: int, end: int) -> list[float]:
    """Return how far above its point each mark's number stands on a line through ``persons``."""
    levels = series("2020-01", *persons).assign(group="cash_benefit")
    compared = (TWO_YEARS[start], TWO_YEARS[end])
    (axes,) = figures.plot_gross_series(levels, *compared, reform=TWO_YEARS[12]).axes
    return [text.xyann[1] for text in axes.texts[:2]]


def test_numbers_stand_on_the_side_where_the_line_is_not():
    assert heights_of_marks(*range(100, 124), start=2, end=22) == [-12, 12]
    assert heights_of_marks(*range(123, 99, -1), start=2, end=22) == [12, -12]


def test_numbers_of_months_close_together_stand_on_either_side():
    peak = [50.0] * 24
    peak[10], peak[11] = 99, 98
    assert heights_of_marks(*peak, start=10, end=11) == [12, -12]
    peak[10] = 97
    assert heights_of_marks(*peak, start=10, end=11) == [-12, 12]
    assert heights_of_marks(*[50.0] * 24, start=10, end=11) == [12, -12]


def test_the_composition_is_one_line_with_both_months_marked():
    (axes,) = DRAWN["composition"]().axes
    line, first, last, _ = axes.lines
    assert values(line) == pytest.approx(CASH["share_pct"].tolist())
    assert values(first) == pytest.approx([100 * 52 / 154])
    assert values(last) == pytest.approx([100 * 72 / 194])
    assert texts(axes) == ["33,8", "37,1", "Kontanthjælpsreform,\njanuar 2021"]
    assert axes.get_ylim()[0] == 0


def test_the_ratio_is_broken_at_the_reform():
    (axes,) = DRAWN["ratio"]().axes
    before, after, reform = axes.lines
    assert (months(before), values(before)) == (["2025-05", "2025-06"], [12, 13.25])
    assert (months(after), values(after)) == (["2025-07", "2025-08"], [16, 17.55])
    assert months(reform) == ["2025-07", "2025-07"]
    assert texts(axes) == ["Databrud,\njuli 2025"]  # the axis gives the values


def test_value_axes_begin_at_zero_with_danish_numbers():
    (axes,) = DRAWN["net_series"]().axes
    axes.figure.draw_without_rendering()
    assert axes.get_ylim()[0] == 0
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert "100.000" in labels


# --- bars -----------------------------------------------------------------------------------------


def test_each_panel_of_changes_has_a_bar_for_each_group():
    figure = DRAWN["changes"]()
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Netto", "Brutto"]
    for axes in figure.axes:
        assert [bar.get_height() for bar in axes.patches] == pytest.approx([-55.209, -29.044], 1e-4)
        assert texts(axes) == [f"{MINUS}55,2", f"{MINUS}29,0"]
        assert [text.get_verticalalignment() for text in axes.texts] == ["top", "top"]
        ticks = [label.get_text() for label in axes.get_xticklabels()]
        assert ticks == ["Forsikrede", "Ikke-\nforsikrede"]


def test_panels_of_changes_have_a_common_scale():
    small = change_by_group(groups(insured=(100, 99), uninsured=(100, 98)), START, END)
    first, second = figures.plot_changes({say("a"): CHANGE, say("b"): small}).axes
    assert first.get_ylim() == second.get_ylim()


def test_the_number_of_a_rise_stands_above_its_bar():
    rise = change_by_group(groups(insured=(4, 5), uninsured=(4, 3)), START, END)
    axes = figures.plot_changes({say("a"): rise, say("b"): rise}).axes[0]
    assert texts(axes) == ["25,0", f"{MINUS}25,0"]
    assert [text.get_verticalalignment() for text in axes.texts] == ["bottom", "top"]


def test_only_those_who_count_as_unemployed_are_coloured():
    (axes,) = DRAWN["visitation"]().axes
    assert [bar.get_width() for bar in axes.patches] == [16_409, 55_751]
    assert [to_hex(bar.get_facecolor()) for bar in axes.patches] == [style.UNINSURED, style.MUTED]
    assert texts(axes) == ["16.409", "55.751"]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["Jobparat", "Aktivitetsparat"]
    assert axes.yaxis_inverted()
