"""Ready-made figures: what they draw and say of frames made by hand, and what they refuse."""

from __future__ import annotations

import doctest
import itertools
import re
from importlib.metadata import version

import matplotlib as mpl
import numpy as np
import pandas as pd
import part_pictures
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex

from vse_report import paths
from vse_report.data import Break
from vse_report.figures import charts, style
from vse_report.figures.palette import CYCLE, PALETTE
from vse_report.figures.picture import Picture, read_texts
from vse_report.prose.cells import unmark
from vse_report.prose.claims import checked, one_line
from vse_report.report import Report
from vse_report.results import Kept, kept

NAN = float("nan")


def month(text: str) -> pd.Period:
    return pd.Period(text, "M")


def by_area(unit: str = "pct", first: str = "2026-05", **values: list[float]) -> Kept:
    frames = [
        pd.DataFrame(
            {
                "area": area,
                "month": pd.period_range(first, periods=len(numbers), freq="M"),
                "rate": numbers,
            }
        )
        for area, numbers in values.items()
    ]
    return kept("areas", pd.concat(frames), unit, key=["area", "month"])


def three() -> Kept:
    return by_area(Fanø=[2.2, 2.1, 2.0], Odense=[5.3, 5.2, 5.1], Viborg=[3.0, 3.1, 3.2])


def mix(unit: str = "pct", **shares: list[float]) -> Kept:
    rows = [(a, f"gruppe {'abcdefg'[n]}", s) for a, v in shares.items() for n, s in enumerate(v)]
    frame = pd.DataFrame(rows, columns=["area", "group", "share"])
    return kept("mix", frame, unit, key=["area", "group"], parts={})


def series_break(at: str | None = "2026M06", status: str = "suspected") -> Break:
    return Break(
        id="reform", tables=["t"], month=at, status=status, source="os",
        text_en="Reform.", text_da="Reformen fra 1. juni 2026 giver et databrud.",
    )  # fmt: skip


def said(picture: Picture, part: str = "alt") -> str:
    """Return what a report says, by its rules, with plain spaces."""
    return checked("x", one_line(getattr(picture, part))).plain.replace("\xa0", " ")


def panels(picture: Picture, narrow: bool = False) -> list[Axes]:
    drawing = picture.draw(narrow)
    read_texts("x", drawing)
    drawing.draw_without_rendering()
    return drawing.axes


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


def pieces(axes: Axes) -> list[tuple[list[float], str]]:
    """Return the values and the colour of each line with more than one point that has values."""
    return [
        (list(line.get_ydata()), to_hex(line.get_color()))
        for line in axes.lines
        if len(line.get_ydata()) > 1 and line.get_xdata()[0] != line.get_xdata()[1]
    ]


# --- lines ----------------------------------------------------------------------------------------


def test_alt_text_says_the_newest_values_the_highest_first():
    picture = charts.lines(three(), "rate", of="ledige")
    assert said(picture) == "Odense havde 5,1 pct. ledige i juli 2026, Viborg 3,2 og Fanø 2,0."


def test_an_area_with_an_older_newest_month_says_so_in_text_and_drawing():
    picture = charts.lines(by_area(Fanø=[2.2, 2.1], Odense=[5.3, 5.2, 5.1]), "rate")
    assert said(picture) == "Odense havde 5,1 pct. i juli 2026 og Fanø 2,1 i juni 2026."
    assert texts(panels(picture)[0]) == ["Fanø 2,1 (juni 2026)", "Odense 5,1"]


def test_persons_are_called_what_they_are_and_one_is_no_plural():
    assert said(charts.lines(by_area("persons", Fanø=[1.0]), "rate")) == (
        "Fanø havde 1 fuldtidsperson i maj 2026."
    )
    assert said(charts.lines(by_area("persons", Fanø=[1200.0]), "rate")) == (
        "Fanø havde 1.200 fuldtidspersoner i maj 2026."
    )


@pytest.mark.parametrize(
    ("of", "expected"), [("", "Tallet var 5,1 pct."), ("ledige", "Der var 5,1 pct. ledige")]
)
def test_a_frame_keyed_by_month_alone_is_one_line_without_a_name(of, expected):
    frame = three().frame.loc["Odense"]
    picture = charts.lines(kept("odense", frame, "pct"), "rate", of=of)
    assert said(picture) == f"{expected} i juli 2026."
    assert texts(panels(picture)[0]) == ["5,1"]


def test_description_tells_first_and_newest_value_of_each_line():
    assert said(charts.lines(three(), "rate"), "description") == (
        "Linjer måned for måned. Fanø: 2,2 pct. i maj 2026, 2,0 pct. i juli 2026; "
        "Odense: 5,3 pct. i maj 2026, 5,1 pct. i juli 2026; "
        "Viborg: 3,0 pct. i maj 2026, 3,2 pct. i juli 2026."
    )


def test_labels_or_names_are_what_areas_are_called():
    frame = three().frame.rename(index={"Odense": "461"}).loc[["461"]]
    labels = dict.fromkeys(frame.index, "Odense")
    for named in (
        charts.lines(kept("areas", frame, "pct", labels=labels), "rate"),
        charts.lines(kept("areas", frame, "pct"), "rate", names={"461": "Odense"}),
    ):
        assert said(named) == "Odense havde 5,1 pct. i juli 2026."


def test_lines_have_the_colours_of_the_cycle_and_no_legend():
    (axes,) = panels(charts.lines(three(), "rate"))
    assert [colour for _, colour in pieces(axes)] == list(style.COLOURS[:3])
    assert axes.get_legend() is None


@pytest.mark.parametrize("missing", [NAN, None], ids=["no value", "no row"])
def test_missing_months_leave_a_gap(missing):
    picture = by_area(Odense=[5.0, NAN, 4.0, 3.0])
    if missing is None:
        picture = kept("areas", picture.frame.dropna(), "pct")
    (axes,) = panels(charts.lines(picture, "rate"))
    ((values, _),) = pieces(axes)
    assert np.isnan(values[1])
    # The first month has none beside it, so it is a dot.
    assert [list(line.get_ydata()) for line in axes.lines if line.get_marker() == "o"] == [[5.0]]


def test_no_line_crosses_a_break_which_is_named_and_told():
    picture = charts.lines(by_area(Odense=[5, 4, 3, 2]), "rate", breaks=[series_break("2026M07")])
    for narrow in (False, True):
        (axes,) = panels(picture, narrow)
        assert [values for values, _ in pieces(axes)] == [[5, 4], [3, 2]]
        assert texts(axes)[0] == "Formodet databrud,\njuli 2026"
    assert said(picture, "description").endswith(
        "Afbrudt i juli 2026: Reformen fra 1. juni 2026 giver et databrud."
    )


@pytest.mark.parametrize("at", [None, "2026M05", "2026M08"])
def test_a_break_outside_the_months_is_not_drawn(at):
    picture = charts.lines(three(), "rate", breaks=[series_break(at)])
    assert "Afbrudt" not in said(picture, "description")
    assert len(pieces(panels(picture)[0])) == 3


def test_an_event_is_marked_and_told_and_parts_no_line():
    event = kept("event", {"month": month("2026-06"), "name": "Ny lov"})
    picture = charts.lines(three(), "rate", events=[event])
    assert len(pieces(panels(picture)[0])) == 3
    assert said(picture, "description").endswith("En stiplet linje markerer ny lov i juni 2026.")


def test_end_labels_of_equal_lines_do_not_overlap_or_go_below_the_axis():
    areas = by_area(Høj=[9, 9], **{f"By{letter}": [0.1, 0.1] for letter in "abcde"})
    for narrow in (False, True):
        (axes,) = panels(charts.lines(areas, "rate"), narrow)
        boxes = sorted((t.get_window_extent().y0, t.get_window_extent().y1) for t in axes.texts)
        assert len(boxes) == 6
        assert all(low[1] <= high[0] + 1 for low, high in itertools.pairwise(boxes))
        assert sum(boxes[0]) / 2 >= axes.get_window_extent().y0 - 1


@pytest.mark.parametrize("top", [0.02, 0.4, 2.7, 7, 140, 52000])
def test_axis_begins_at_nought_and_its_numbers_are_those_of_its_steps(top):
    (axes,) = panels(charts.lines(by_area(Odense=[top, top / 2]), "rate"))
    assert axes.get_ylim()[0] == 0
    for place, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True):
        assert float(label.get_text().replace(".", "").replace(",", ".")) == pytest.approx(place)


@pytest.mark.parametrize(
    ("frame", "given", "message"),
    [
        (three, {"column": "rates"}, r"no numbers 'rates' .*; it has rate; did you mean 'rate'\?"),
        (lambda: three().frame, {}, "a DataFrame cannot be drawn; keep it first"),
        (lambda: by_area(Fanø=[NAN]), {}, "areas: has no rate for Fanø; leave the area out"),
        (lambda: by_area(Fanø=[-1.0]), {}, "below nought in rate, and the axis begins there"),
        (three, {"area": "code"}, "of which month holds months; expected code"),
        (three, {"of": "færre ledige"}, "`of` says færre"),
        (three, {"names": {"Fano": "x"}}, "none for Fanø; it has Fano; did you mean 'Fano'"),
        (lambda: by_area(**{f"By{n}": [1.0] for n in "abcdefg"}), {}, "has 7 areas.*draw `facets`"),
        (lambda: mix(Odense=[60, 40]), {"column": "share"}, "none holds months; expected area and"),
    ],
)  # fmt: skip
def test_a_frame_that_does_not_fit_is_refused_with_what_to_do(frame, given, message):
    with pytest.raises(ValueError, match=message):
        charts.lines(frame(), **{"column": "rate", **given})


# --- facets ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("narrow", "columns"), [(False, 2), (True, 1)])
def test_a_panel_an_area_two_beside_each_other_and_on_a_phone_one(narrow, columns):
    found = panels(charts.facets(three(), "rate"), narrow)
    assert [axes.get_title(loc="left") for axes in found] == ["Fanø", "Odense", "Viborg"]
    assert len({round(axes.get_position().x0, 3) for axes in found}) == columns
    assert len({axes.get_ylim() for axes in found}) == 1
    assert [texts(axes) for axes in found] == [["2,0"], ["5,1"], ["3,2"]]


def test_a_break_parts_every_panel_and_is_named_in_the_first():
    found = panels(charts.facets(three(), "rate", breaks=[series_break()]))
    assert [len(pieces(axes)) for axes in found] == [1, 1, 1]  # a single month is a dot
    assert [texts(axes)[-1] for axes in found] == ["Formodet databrud, juni 2026", "5,1", "3,2"]
    dashed = [
        [line.get_xdata()[0].month for line in axes.lines if line.get_linestyle() == "--"]
        for axes in found
    ]
    assert dashed == [[6], [6], [6]]


def test_of_many_areas_the_range_is_told():
    areas = {f"By{letter}": [4.0 + number] for number, letter in enumerate("abcdefg")}
    assert said(charts.facets(by_area(**areas), "rate")) == (
        "De 7 områder lå i maj 2026 fra 4,0 pct. (Bya) til 10,0 pct. (Byg)."
    )
    alike = by_area(**{area: [4.0] for area in areas})
    assert said(charts.facets(alike, "rate")) == "Alle 7 områder havde 4,0 pct. i maj 2026."


# --- bars -----------------------------------------------------------------------------------------


def test_alt_text_says_what_the_largest_group_is_of_each_area():
    picture = charts.bars(mix(Odense=[30, 70.0], Fanø=[45, 55]), "share", of="af de ledige")
    assert said(picture) == "Gruppe b udgør 70,0 pct. af de ledige (Odense) og 55,0 (Fanø)."
    assert said(picture, "description") == (
        "Delte søjler. Odense: gruppe a 30,0 pct. og gruppe b 70,0 pct.; "
        "Fanø: gruppe a 45,0 pct. og gruppe b 55,0 pct."
    )


def test_of_one_bar_all_groups_are_told_the_largest_first():
    frame = mix(Odense=[10, 65, 25]).frame.loc["Odense"]
    picture = charts.bars(kept("mix", frame, "pct", parts={}), "share")
    assert said(picture) == "Gruppe b udgør 65,0 pct., gruppe c 25,0 og gruppe a 10,0."


def test_bars_have_the_shares_as_widths_and_the_cycle_as_colours():
    (axes,) = panels(charts.bars(mix(Odense=[30, 68, 2], Fanø=[45, 50, 5]), "share"))
    drawn = [(bar.get_width(), to_hex(bar.get_facecolor())) for bar in axes.patches[:3]]
    assert drawn == list(zip([30, 68, 2], style.COLOURS, strict=False))
    written = texts(axes)
    assert {"Gruppe a", "Gruppe b", "Gruppe c", "Odense", "Fanø"} <= set(written)
    assert "2" not in written  # no room


@pytest.mark.parametrize("narrow", [False, True])
def test_names_of_small_groups_beside_each_other_do_not_meet(narrow):
    (axes,) = panels(charts.bars(mix(Odense=[88, 4, 3, 5]), "share"), narrow)
    names = [t for t in axes.texts if "ruppe" in t.get_text()]
    boxes = [text.get_window_extent() for text in names]
    assert len(boxes) == 4
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (lambda: mix(Odense=[60, 60]), "share for Odense adds up to 120.0, not 100; leave out the"),
        (lambda: mix("persons", Odense=[60, 40]), "has share in persons; expected shares in pct"),
        (
            lambda: mix(Odense=[60, 40], Fanø=[100]),
            "no share for Fanø of gruppe b; every bar needs",
        ),
        (lambda: mix(Odense=[60, NAN]), "no share for Odense of gruppe b"),
        (lambda: mix(Odense=[10] * 7), "has 7 groups.*put small ones together"),
    ],
)
def test_shares_that_do_not_fit_are_refused_with_what_to_do(frame, message):
    with pytest.raises(ValueError, match=message):
        charts.bars(frame(), "share")


# --- colours --------------------------------------------------------------------------------------

# Machado, Oliveira and Fernandes (2009), A Physiologically-based Model for Simulation of Color
# Vision Deficiency, IEEE TVCG 15(6), severity 1.0; for linear RGB.
SEEN = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
}  # fmt: skip
# sRGB to CIE XYZ under D65 (IEC 61966-2-1).
TO_XYZ = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)  # fmt: skip
# CIE 1976. What is just noticed is 2.3; marks as thin as lines need many times that.
APART = 20


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, seen: str) -> np.ndarray:
    rgb = np.clip(np.array(SEEN[seen]) @ linear(colour), 0, 1)
    ratio = TO_XYZ @ rgb / TO_XYZ.sum(axis=1)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, theme: str, seen: str) -> float:
    colours = (getattr(PALETTE[name], theme) for name in (one, other))
    first, second = (lab(colour, seen) for colour in colours)
    return float(np.linalg.norm(first - second))


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", [name for name in PALETTE if name not in ("page", "grid")])
def test_every_colour_can_be_read_on_its_page(name, theme):
    assert contrast(*(getattr(PALETTE[one], theme) for one in (name, "page"))) >= 4.5


@pytest.mark.parametrize("seen", SEEN)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neighbours_in_the_cycle_and_all_lines_of_one_stroke_are_told_apart(theme, seen):
    pairs = [*itertools.pairwise((*CYCLE, CYCLE[0]))]
    pairs += [
        (CYCLE[a], CYCLE[b])
        for a, b in itertools.combinations(range(len(CYCLE)), 2)
        if style.STROKES[a] == style.STROKES[b]
    ]
    close = {pair: d for pair in pairs if (d := distance(*pair, theme, seen)) < APART}
    assert close == {}


def test_colours_alike_to_the_colour_blind_are_seen_to_be():
    assert distance("blue", "violet", "light", "normal") > APART
    assert distance("blue", "violet", "light", "protanopia") < APART


def test_what_is_drawn_without_a_colour_has_those_of_the_cycle():
    with style.report_style():
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()
    assert cycle == {"color": [PALETTE[name].light for name in CYCLE]}


# --- pictures -------------------------------------------------------------------------------------


def test_committed_pictures_of_the_page_are_what_its_code_draws():
    (locked,) = re.findall(r"(?m)^matplotlib==(\S+)", paths.LOCK.read_text())
    if version("matplotlib") != locked:
        pytest.skip(f"pictures are compared under the locked matplotlib {locked} only")
    drawn = part_pictures.drawn()
    committed = {path.name: path.read_text("utf-8") for path in part_pictures.FOLDER.glob("*.svg")}
    outdated = [name for name in {*drawn, *committed} if drawn.get(name) != committed.get(name)]
    assert not outdated, "draw them anew: .venv/bin/python tests/part_pictures.py"


def test_every_chart_and_block_of_the_page_is_short_and_has_a_picture():
    page = part_pictures.PAGE.read_text(encoding="utf-8")
    blocks = part_pictures.blocks()
    assert len(blocks) == page.count("```python")
    assert [block.code for block in blocks if block.code.count("\n") > 5] == []
    for chart in ("lines", "facets", "bars"):
        assert f"charts.{chart}(" in page
    assert all(len(alt) > 10 for alt in re.findall(r"!\[([^]]*)\]", page))


def test_examples_in_the_docstrings_are_true():
    found = doctest.testmod(charts)
    assert (found.failed, found.attempted > 9) == (0, True)


def test_a_report_takes_each_chart():
    report = Report()
    given: dict[str, Picture] = {
        "lines": charts.lines(three(), "rate", breaks=[series_break()]),
        "facets": charts.facets(three(), "rate"),
        "bars": charts.bars(mix(Odense=[60, 40], Fanø=[50, 50]), "share"),
    }
    for id, picture in given.items():
        figure = report.figure(id, picture, title="Ledige", unit="Pct.", source="Kilde: os.")
        assert figure.alt.endswith(".")
        assert figure.narrow != figure.svg


def test_no_line_from_a_name_above_runs_through_another_name():
    shares = {"a": 62.0, "b": 30.7, "meget små": 0.3, "også små": 1.0, "de sidste af dem": 6.0}
    frame = pd.DataFrame({"share_pct": shares.values()}, index=pd.Index(shares, name="group"))
    drawing = charts.bars(kept("mix", frame, parts={}), "share_pct").draw(False)
    canvas = FigureCanvasAgg(drawing)
    canvas.draw()
    (axes,), renderer = drawing.axes, canvas.get_renderer()
    arrows = [arrow for t in axes.texts if (arrow := getattr(t, "arrow_patch", None))]
    lines = [arrow.get_window_extent(renderer) for arrow in arrows]
    said = {name.capitalize() for name in shares}
    names = [t.get_window_extent(renderer) for t in axes.texts if unmark(t.get_text())[0] in said]
    assert len(names) == len(lines) == 5
    crossed = [
        (at, other)
        for at, line in enumerate(lines)
        for other, name in enumerate(names)
        if name.x0 + 2 < (line.x0 + line.x1) / 2 < name.x1 - 2 and line.y1 > name.y0 + 2
    ]
    assert crossed == []
