"""Figures of activation through their artists: ranges stay ranges, labels stand apart."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from vse_report.data import Break
from vse_report.figures import activation as figures
from vse_report.figures import parts, style
from vse_report.measures import comparison
from vse_report.prose.descriptions import activation as descriptions

REFORM = Break(
    id="reform",
    tables=["t"],
    month="2025M07",
    status="documented",
    text_en="x",
    text_da="x",
    source="x",
)
UPPERS = pd.DataFrame(
    {
        "upper_pct": [float("nan"), 20, float("nan"), 30],
        "above": [20, *[float("nan")] * 3],
    },
    index=pd.Index(["Kommune A", "Kommune B", "Kommune C", "Hele landet"], name="label"),
)
MIX = pd.DataFrame(
    {
        "offer_type": ["guidance_and_upskilling", "company_internship"],
        "label": ["Vejledning", "Virksomhedspraktik"],
        "courses_pct": [75.0, 25.0],
        "persons_pct": [70.0, 40.0],
    }
)
AREAS = pd.DataFrame(
    {
        "total": [20.0, 200, 2000],
        "low_pct": [60.0, 24, 10],
        "high_pct": [70.0, 24, 10],
        "middle_pct": [65.0, 24, 10],
        "standing": [1, 0, -1],
    },
    index=["563", "791", "615"],
)


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def only(figure: Figure) -> Axes:
    (axes,) = figure.axes
    return axes


def test_what_the_study_says_fades_out_and_has_no_points():
    axes = only(figures.plot_study_statements(UPPERS))
    assert list(axes.lines) == []
    assert list(axes.collections) == []
    opacity = [bar.get_alpha() for bar in axes.patches]
    assert (max(opacity), min(opacity)) == (0.85, 0)
    # Strongest at the number stated, nothing beyond it.
    of_b = [bar for bar in axes.patches if round(bar.get_y() + bar.get_height() / 2) == 1]
    strongest = max(of_b, key=lambda bar: bar.get_alpha())
    assert strongest.get_x() + strongest.get_width() / 2 == pytest.approx(20, abs=0.5)
    assert max(bar.get_x() for bar in of_b) <= 20
    assert list(axes.get_xticks()) == [0, 20, 30]


def test_an_area_of_which_no_share_is_stated_gets_no_bar():
    axes = only(figures.plot_study_statements(UPPERS))
    rows = {round(bar.get_y() + bar.get_height() / 2) for bar in axes.patches}
    assert rows == {0, 1, 3}
    assert "ingen andel oplyst; lavere end A" in texts(axes.figure)


def test_the_mix_draws_both_units_with_their_numbers_and_companies_in_colour():
    figure = figures.plot_offer_mix(MIX)
    assert texts(figure) == ["75,0", "25,0", "70,0", "40,0"]
    for axes in figure.axes:
        assert [to_hex(bar.get_facecolor()) for bar in axes.patches] == [
            style.MUTED,
            style.INSURED,
        ]


def funnel(named: dict[str, str]) -> Figure:
    grid = comparison.totals_between(AREAS["total"])
    thin, thick = (comparison.limits(grid, 25, tau) for tau in (0, 6))
    return figures.plot_funnel(AREAS, 25, thin, thick, named)


def test_the_funnel_draws_a_range_where_a_count_is_hidden_and_both_pairs_of_limits():
    axes = only(funnel({"563": "Fanø"}))
    points, ranges = axes.collections[-1], axes.collections[0]
    assert points.get_offsets().tolist() == [[20, 65], [200, 24], [2000, 10]]
    assert ranges.get_segments()[0][:, 1].tolist() == [60, 70]
    widths = sorted({line.get_linewidth() for line in axes.lines})
    assert widths == [0.9, 1, 2.2]
    assert {"Fanø", "Hele landet 25,0"} == set(texts(axes.figure))


def test_the_funnel_colours_areas_by_how_they_stand():
    points = only(funnel({})).collections[-1]
    assert [to_hex(colour) for colour in points.get_facecolors()] == [
        style.INSURED,
        style.MUTED,
        style.UNINSURED,
    ]


def test_ranks_are_drawn_as_intervals_in_order():
    ranks = pd.DataFrame(
        {"rank": [3.0, 1, 2], "rank_low": [2, 1, 1], "rank_high": [3, 2, 3], "width": [2, 2, 3]},
        index=["a", "b", "c"],
    )
    axes = only(figures.plot_ranks(ranks, {"b": "Bornholm"}))
    drawn = [segment[:, 0].tolist() for segment in axes.collections[0].get_segments()]
    assert drawn == [[1, 2], [1, 3], [2, 3]]
    assert axes.yaxis_inverted()
    assert texts(axes.figure) == ["Bornholm"]


def test_regions_are_ordered_by_their_mean_and_hold_every_municipality():
    shares = pd.DataFrame({"region": ["x", "x", "y"], "share_pct": [10.0, 20, 40]})
    axes = only(figures.plot_regions(shares))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["y", "x"]
    assert texts(axes.figure) == ["40,0", "15,0"]
    points = [c for c in axes.collections if len(c.get_offsets()) and c.get_offsets().any()]
    assert sum(len(c.get_offsets()) for c in points if len(c.get_sizes())) == 3


def degrees(first: str, number: int, value: float) -> pd.DataFrame:
    months = pd.period_range(first, periods=number, freq="M")
    return pd.DataFrame({"month": months, "activation_degree_pct": [value] * number})


def test_no_line_of_the_activation_degree_crosses_the_break():
    series = degrees("2025-01", 12, 15)
    figure = figures.plot_activation_degree(
        series, {"Hele landet": series, "Viborg": degrees("2025-01", 12, 20)}, REFORM
    )
    lines = [line for line in only(figure).lines if len(line.get_xdata()) > 2]
    assert [len(line.get_xdata()) for line in lines] == [6] * 6
    assert {"Hele landet", "Viborg"} <= set(texts(figure))


def test_all_months_that_print_the_same_extreme_are_named():
    series = degrees("2025-01", 4, 15).assign(activation_degree_pct=[15.0, 17.04, 16, 16.96])
    text = descriptions.activation_degree(series, {"Hele landet": series}, REFORM).text
    assert "lavest i januar 2025 med 15,0" in text
    assert "højest i februar 2025 og april 2025 med 17,0" in text


def test_the_two_sides_of_the_break_are_told_apart():
    series = degrees("2025-05", 4, 15).assign(activation_degree_pct=[10.0, 11, 20, 21])
    text = descriptions.activation_degree(series, {"Viborg": series}, REFORM).text
    told = " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    assert "Viborg fra 10,0 pct. i maj 2025 til 11,0 pct. i juni 2025, efter bruddet 21,0" in told


def test_the_companies_share_is_drawn_by_month_and_for_whole_years():
    months = pd.period_range("2024-01", periods=13, freq="M")
    shares = pd.DataFrame({"month": months, "share_pct": [30.0] * 12 + [40]})
    years = pd.DataFrame({"year": [2024], "share_pct": [30.0]})
    axes = only(figures.plot_company_share(shares, years))
    assert texts(axes.figure) == ["30,0"]
    ((first, last),) = axes.collections[0].get_segments()
    assert (first[1], last[1]) == (30, 30)
    assert axes.get_ylim()[0] == 0


@pytest.mark.parametrize(
    ("heights", "expected"),
    [
        ([], []),
        ([1, 5], [1, 5]),
        ([1, 1], [0, 2]),
        ([1, 1.5, 9], [0.25, 2.25, 9]),
        ([0, 1, 2], [-1, 1, 3]),
        ([0, 0, 2.5], [-1.1666666, 0.8333333, 2.8333333]),
    ],
)
def test_labels_that_collide_are_spread_around_where_they_belong(heights, expected):
    assert parts.spread(heights, 2) == pytest.approx(expected)
