"""Figures of kept frames: what is drawn is what the frames say, at both widths."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import activation_pictures
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import peer_pictures
import pytest
import selection_pictures
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.text import Text

from vse_report.figures import style
from vse_report.figures.parts import mark_events
from vse_report.figures.picture import Picture, read_texts
from vse_report.measures.months import course
from vse_report.measures.unemployment import change_by_group, composition, who_counts
from vse_report.prose.claims import checked, one_line
from vse_report.render.svg import narrowest_width
from vse_report.results import Kept, kept
from vse_report.shown import (
    activation,
    comparison,
    peers,
    selection,
    study,
    study_series,
    unemployment,
)

SPACE = "\N{NO-BREAK SPACE}"
NARROWEST = 303  # CSS pixels: what a drawing has on a phone 320 wide


def month(text: str) -> pd.Period:
    return pd.Period(text, "M")


def by_month(first: str, column: str, *values: float) -> pd.DataFrame:
    months = pd.period_range(first, periods=len(values), freq="M", name="month")
    return pd.DataFrame({column: [float(value) for value in values]}, index=months)


def of(frame: pd.DataFrame, name: str) -> Kept:
    return kept(name, course(frame.reset_index(), frame.columns[0]), "persons")


def events(**months: str) -> Kept:
    frame = pd.DataFrame({"month": pd.PeriodIndex(months.values(), freq="M")})
    return kept("events", frame.assign(name="Nedlukning").set_axis(pd.Index(months, name="id")))


def who(on_cash: float, recipients: float, on_benefit: float) -> Picture:
    frame = who_counts(on_cash, recipients, on_benefit)
    frame = frame.assign(month=month("2026-07"))
    return unemployment.who_counts(kept("who", frame, labels=unemployment.COUNTING))


GROUPS = ("unemployment_benefit", "cash_benefit")
SERIES = (np.arange(100, 124), np.arange(73, 49, -1))


def gross(
    start: str = "2020-03", end: str = "2021-11", benefit: Any = SERIES[0], cash: Any = SERIES[1]
) -> Picture:
    wide = by_month("2020-01", "unemployment_benefit", *benefit)
    wide["cash_benefit"] = by_month("2020-01", "cash_benefit", *cash)
    levels = wide.rename_axis(columns="group").stack().rename("persons").reset_index()
    return unemployment.gross_series(
        kept("gross", wide, "persons", parts={}),
        changes(change_by_group(levels, month(start), month(end))),
        {group: of(wide[[group]], f"{group}_course") for group in GROUPS},
        events(lockdown="2020-03"),
    )


def changes(frame: pd.DataFrame) -> Kept:
    labels = unemployment.UNEMPLOYED
    return kept("now", frame, "persons", parts=unemployment.PARTS_OF_GROSS, labels=labels)


def composed() -> Picture:
    wide = pd.DataFrame({"month": by_month("2020-01", "x", *SERIES[0]).index})
    levels = pd.concat(wide.assign(group=g, persons=s) for g, s in zip(GROUPS, SERIES, strict=True))
    share = composition(levels).query("group == 'cash_benefit'").set_index("month")[["share_pct"]]
    row = changes(change_by_group(levels, month("2020-03"), month("2021-11"))).cash_benefit
    return unemployment.composition(
        kept("share", share),
        row,
        of(share, "share_course"),
        events(lockdown="2020-03", reform="2021-10"),
    )


def ratio() -> Picture:
    frame = by_month("2025-05", "share_pct", 12, 13.25, 16, 17.55)
    reform = month("2025-07")
    return unemployment.ratio(
        kept("ratio", frame),
        kept("reform", {"month": reform, "word": "databrud"}),
        of(frame[frame.index < reform], "before"),
        of(frame[frame.index >= reform], "after"),
        events(lockdown="2025-06"),
    )


START, END = month("2003-12"), month("2007-08")
SPLICE = kept("splice", {"month": month("2007-01"), "word": "formodet databrud"})


def levels_and_shares() -> Picture:
    rows = [
        (START, "insured", 160_300.0),
        (START, "uninsured", 27_200.0),
        (END, "insured", 71_800.0),
        (END, "uninsured", 19_300.0),
    ]
    levels = pd.DataFrame(rows, columns=["month", "group", "persons"])
    frame = change_by_group(levels, START, END)
    parts, labels = study.PARTS_OF_STUDY, study.INSURANCE
    groups = kept("then", frame, "persons", parts=parts, labels=labels)
    return study.levels_and_shares(groups)


def stated_falls(stated: tuple[float, float] = (45.4, 15.0)) -> Picture:
    index = pd.Index(["insured", "uninsured"], name="group")
    frame = pd.DataFrame({"stated_pct": stated, "derived_pct": (55.2, 29.04)}, index=index)
    return study.stated_falls(kept("falls", frame, parts={}, labels=study.INSURANCE))


def gaps(name: str, **figures: float) -> Kept:
    frame = pd.DataFrame({"month": pd.PeriodIndex(figures, freq="M"), "persons": figures.values()})
    frame = frame.assign(series_persons=frame["persons"] - 900, gap=900.0)
    frame["source"] = study_series.STUDY if name == "totals" else "Avisen"
    return kept(name, frame.rename_axis("number"), "persons", month="month")


def net_series() -> Picture:
    frame = by_month("2006-11", "persons", 100_000, 90_000, 80_000, 70_000)
    return study_series.net_series(
        kept("net", frame, "persons"),
        gaps("totals", **{"2006-11": 110_000.0, "2007-02": 85_000.0}),
        gaps("press", **{"2006-12": 95_000.0, "2007-01": 83_000.0}),
        SPLICE,
        of(frame, "net_course"),
    )


def fall_since() -> Picture:
    frame = by_month("2006-11", "fall_pct", 0, 20, 45, 50)
    around = frame.reset_index().iloc[1:3].set_axis(pd.Index(["before", "after"], name="side"))
    implied = kept("implied", {"fall_pct": 30.0})
    since, passed = kept("since", frame), kept("around", around)
    return study_series.fall_since(since, implied, passed, SPLICE, of(frame, "since_course"))


PICTURES: dict[str, Callable[[], Picture]] = {
    "who_counts": lambda: who(10, 60, 40),
    "gross_series": gross,
    "composition": composed,
    "ratio": ratio,
    "levels_and_shares": levels_and_shares,
    "stated_falls": stated_falls,
    "net_series": net_series,
    "fall_since": fall_since,
    **activation_pictures.PICTURES,
    **peer_pictures.PICTURES,
    **selection_pictures.PICTURES,
}
BOTH = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
EVERY = pytest.mark.parametrize("name", PICTURES)


def settings() -> dict[str, object]:
    """Return matplotlib's settings but the backend, which it chooses when it first needs one."""
    return {name: value for name, value in dict(mpl.rcParams).items() if name != "backend"}


UNTOUCHED = settings()  # before any figure is drawn


def drawn(picture: Picture, *, narrow: bool = False) -> Figure:
    """Return a drawing as a page has it, its texts without marks."""
    drawing = picture.draw(narrow)
    read_texts("figure", drawing)
    return drawing


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def values(line: mpl.lines.Line2D) -> list[float]:
    return [float(value) for value in line.get_ydata()]


def months(line: mpl.lines.Line2D) -> list[str]:
    return [num2date(x).strftime("%Y-%m") for x in date2num(line.get_xdata())]


# --- every figure ---------------------------------------------------------------------------------


def test_every_figure_function_is_tried_here():
    modules = (activation, comparison, peers, selection, study, study_series, unemployment)
    public = {
        name
        for module in modules
        for name, found in vars(module).items()
        if getattr(found, "__annotations__", {}).get("return") == "Picture"
    }
    assert public == set(PICTURES)


@EVERY
@BOTH
def test_nothing_is_rotated_and_numbers_are_written_in_danish(name, narrow):
    drawing = drawn(PICTURES[name](), narrow=narrow)
    drawing.draw_without_rendering()
    written = [text for text in drawing.findobj(Text) if text.get_text()]
    assert written
    assert [text.get_text() for text in written if text.get_rotation()] == []
    assert re.findall(r"\d,\d{3}\b|\d\.\d\b|-\d", " ".join(t.get_text() for t in written)) == []


@EVERY
@BOTH
def test_the_same_picture_gives_the_same_svg_and_leaves_matplotlib_as_it_was(name, narrow):
    first, second = (style.to_svg(drawn(PICTURES[name](), narrow=narrow)) for _ in range(2))
    assert first == second
    assert settings() == UNTOUCHED
    assert plt.get_fignums() == []


@EVERY
def test_the_narrow_drawing_is_legible_on_the_narrowest_phone(name):
    assert narrowest_width(style.to_svg(drawn(PICTURES[name](), narrow=True))) <= NARROWEST


@EVERY
@BOTH
def test_no_text_of_a_drawing_lies_upon_another(name, narrow):
    drawing = drawn(PICTURES[name](), narrow=narrow)
    drawing.draw_without_rendering()
    ticks = [label for axes in drawing.axes for label in axes.get_yticklabels()]
    labels = [label for label in ticks if label.get_text()]
    boxes = {}
    for text in [*labels, *(text for axes in drawing.axes for text in axes.texts)]:
        boxes[text.get_text()] = text.get_window_extent().padded(-1)
    upon = [
        (one, other)
        for one, box in boxes.items()
        for other, beside in boxes.items()
        if one < other and box.overlaps(beside)
    ]
    assert upon == []


# Alt text and description of each picture above, worked out by hand.
WORDS = {
    "who_counts": (
        "Ledige på kontanthjælp udgør 20 pct. af de ledige og ville udgøre 60 pct., hvis alle på "
        "kontanthjælp talte med.",
        "Delte søjler for juli 2026. Tæller kun de jobparate, er 10 på kontanthjælp og 40 på "
        "dagpenge. Tæller alle kontanthjælpsmodtagere, er 60 på kontanthjælp.",
    ),
    "gross_series": (
        "Antallet af kontanthjælpsledige er faldet med 28,2 pct., og antallet af dagpengeledige er "
        "steget med 19,6 pct.",
        "Linjer for fuldtidspersoner måned for måned, fra januar 2020 til december 2021. "
        "Dagpengeledige fra 102 i marts 2020 til 122 i november 2021, i hele serien mellem 100 i "
        "januar 2020 og 123 i december 2021. Kontanthjælpsledige fra 71 i marts 2020 til 51 i "
        "november 2021, i hele serien mellem 50 i december 2021 og 73 i januar 2020. En stiplet "
        "linje markerer nedlukning (marts 2020).",
    ),
    "composition": (
        "De kontanthjælpslediges andel af de ledige faldt med 11,6 pct.point.",
        "Linje for andelen måned for måned, fra januar 2020 til december 2021. Den er 41,0 pct. "
        "i marts 2020, 29,5 pct. i november 2021 og i hele serien mellem 28,9 pct. i december 2021 "
        "og 42,2 pct. i januar 2020. Stiplede linjer markerer nedlukning (marts 2020) og "
        "nedlukning (oktober 2021).",
    ),
    "ratio": (
        "Målt mod alle kontanthjælpsmodtagere lå de ledige før et databrud i juli 2025 på mellem "
        "12,0 pct. i maj 2025 og 13,3 pct. i juni 2025, siden på mellem 16,0 pct. i juli 2025 og "
        "17,6 pct. i august 2025.",
        "Linje i stykker, afbrudt af et databrud i juli 2025. Før: 12,0 pct. i maj 2025, 13,3 pct. "
        "i juni 2025. Siden: 16,0 pct. i juli 2025, 17,6 pct. i august 2025. En stiplet linje "
        "markerer nedlukning (juni 2025).",
    ),
    "levels_and_shares": (
        "De ikke-forsikredes andel af de ledige steg med 6,7 pct.point.",
        "Linjer for antallet i fuldtidspersoner: forsikrede fra 160.300 i december 2003 til 71.800 "
        "i august 2007, ikke-forsikrede fra 27.200 i december 2003 til 19.300 i august 2007. Delte "
        "søjler for andelen: de ikke-forsikrede fra 14,5 pct. i december 2003 til 21,2 pct. i "
        "august 2007.",
    ),
    "stated_falls": (
        "Undersøgelsen oplyser fald på 45,4 pct. for de forsikrede og 15,0 pct. for de "
        "ikke-forsikrede; dens niveauer giver 55,2 pct. for de forsikrede og 29,0 pct. for de "
        "ikke-forsikrede.",
        "Punkter på en skala for hver gruppe: hule for det oplyste fald, fyldte for det beregnede.",
    ),
    "net_series": (
        "Begge undersøgelsens samlede tal ligger over den reviderede serie.",
        "Linje for nettoledige, fuldtidspersoner, fra november 2006 til februar 2007 mellem 70.000 "
        "i februar 2007 og 100.000 i november 2006. Punkter viser undersøgelsens samlede tal, "
        "110.000 i november 2006 mod seriens 109.100. I februar 2007 er undersøgelsens 85.000 mod "
        "seriens 84.100. Andre punkter viser avisernes tal. En stiplet linje viser et formodet "
        "databrud i januar 2007.",
    ),
    "fall_since": (
        "Mellem december 2006 og januar 2007 nåede faldet siden november 2006 op på 30,0 pct.",
        "Linje for nettoledighedens fald: 20,0 pct. i december 2006 og 45,0 pct. i januar 2007. "
        "Til sidst er det 50,0 pct. i februar 2007. En vandret linje viser det fald, de oplyste "
        "procenter giver tilsammen. Serien er afbrudt ved et formodet databrud i januar 2007.",
    ),
    **activation_pictures.WORDS,
    **peer_pictures.WORDS,
    **selection_pictures.WORDS,
}


@EVERY
def test_alt_text_is_one_sentence_and_with_the_description_says_what_is_drawn(name):
    picture = PICTURES[name]()
    alt, description = (
        checked("words", one_line(text)).plain.replace(SPACE, " ")
        for text in (picture.alt, picture.description)
    )
    assert (alt, description) == WORDS[name]
    assert re.findall(r"(?<!pct)\. [A-ZÆØÅ]", alt) == []


# --- today ----------------------------------------------------------------------------------------


def test_two_bars_show_who_counts():
    picture = who(10, 60, 40)
    assert [bar.get_width() for bar in picture.draw(False).axes[0].patches] == [20, 80, 60, 40]
    assert texts(drawn(picture).axes[0]) == [
        *(f"20{SPACE}pct.\n10", "På kontanthjælp", f"80{SPACE}pct.\n40", "På dagpenge"),
        *("Kun de jobparate tæller", f"60{SPACE}pct.\n60", f"40{SPACE}pct.\n40"),
        "Alle kontanthjælpsmodtagere tæller",
    ]
    assert list(picture.drawn.frame) == [
        *("cash_persons", "benefit_persons", "cash_pct", "benefit_pct", "month")
    ]


def test_a_part_without_room_for_two_lines_has_one():
    assert texts(drawn(who(5, 60, 95)).axes[0])[0] == f"5{SPACE}pct."


@pytest.mark.parametrize("recipients", [10, 0])
def test_nobody_more_and_nobody_at_all_on_cash_benefit_can_be_drawn(recipients):
    picture = who(min(10, recipients), recipients, 40)
    assert len(picture.draw(False).axes[0].patches) == 4


@BOTH
def test_gross_levels_have_both_months_and_the_events_marked(narrow):
    (axes,) = drawn(gross(), narrow=narrow).axes
    *lines, event = [line for line in axes.lines if len(line.get_xdata()) > 1]
    assert [values(line) for line in lines] == [[float(n) for n in part] for part in SERIES]
    marks = [line for line in axes.lines if len(line.get_xdata()) == 1]
    assert [values(mark)[0] for mark in marks] == [102, 122, 71, 51]
    assert (months(event), event.get_linestyle()) == (["2020-03"] * 2, "--")
    told = "Nedlukning,\nmar. 2020" if narrow else "Nedlukning,\nmarts 2020"
    assert texts(axes) == ["102", "122", "Dagpengeledige", "71", "51", "Kontanthjælpsledige", told]


def heights_of_marks(*benefit: float, start: int, end: int) -> list[float]:
    """Return how far above its point each mark's number stands on a line through ``benefit``."""
    two_years = pd.period_range("2020-01", periods=24, freq="M")
    (axes,) = gross(str(two_years[start]), str(two_years[end]), benefit).draw(False).axes
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


def heights_of_names(width: float, **months: str) -> list[float]:
    axes = Figure(figsize=(width, 3)).subplots()
    axes.set_xlim(date2num(pd.Timestamp("2016-01")), date2num(pd.Timestamp("2026-01")))
    mark_events(axes, events(**months), narrow=False)
    return [text.xyann[1] for text in axes.texts if text.get_text()]


def test_names_of_events_stand_above_their_line_and_higher_where_they_would_meet():
    far, near = {"a": "2018-01", "b": "2022-01"}, {"a": "2020-01", "b": "2020-06", "c": "2020-11"}
    assert heights_of_names(6, **far) == [3, 3]
    assert heights_of_names(6, **near) == [3, 30, 57]
    # A line that goes up to its name passes none that stands lower.
    assert heights_of_names(6, a="2018-01", b="2019-06", c="2020-11") == [3, 30, 3]
    assert heights_of_names(3, a="2018-01", b="2019-01", c="2020-01") == [3, 30, 57]


def test_a_name_near_the_end_of_the_axis_ends_with_it():
    axes = Figure(figsize=(6, 3)).subplots()
    axes.set_xlim(date2num(pd.Timestamp("2016-01")), date2num(pd.Timestamp("2026-01")))
    mark_events(axes, events(early="2020-01", late="2025-12"), narrow=False)
    assert axes.texts[0].xyann[0] == 0 > axes.texts[1].xyann[0]


def test_the_composition_is_one_line_with_both_months_marked():
    (axes,) = drawn(composed()).axes
    line, first, last, *_ = axes.lines
    share = 100 * SERIES[1] / (SERIES[0] + SERIES[1])
    assert values(line) == pytest.approx(share.tolist())
    assert [*values(first), *values(last)] == pytest.approx([share[2], share[22]])
    assert texts(axes)[:2] == ["41,0", "29,5"]
    assert axes.get_ylim()[0] == 0


def test_the_ratio_is_broken_at_the_reform():
    (axes,) = drawn(ratio()).axes
    before, after, reform, event = axes.lines
    assert (months(before), values(before)) == (["2025-05", "2025-06"], [12, 13.25])
    assert (months(after), values(after)) == (["2025-07", "2025-08"], [16, 17.55])
    assert (months(reform), months(event)) == (["2025-07"] * 2, ["2025-06"] * 2)
    assert texts(axes)[0] == "Databrud,\njuli 2025"


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({}, ""),
        (
            {"lockdown_2020": "2020-03", "ukraine_2022": "2022-03"},
            "- I marts 2020 lukkede store dele af samfundet ned på grund af coronapandemien.\n"
            "- Siden marts 2022 har fordrevne fra Ukraine kunnet få ophold efter en særlov, og de "
            "jobparate af dem tælles med på kontanthjælp. I juli 2022 var der 6.100 ledige efter "
            "særloven, ikke sæsonkorrigeret. Ifølge Danmarks Statistik ser antallet på "
            "kontanthjælp ud til siden at være overvurderet, fordi nogle ikke bliver afmeldt.",
        ),
        (
            {"reform_2025": "2025-07"},
            "- I juli 2025 trådte kontanthjælpsreformen i kraft. Den giver et databrud i tallene "
            "for kontanthjælpsmodtagere. I denne serie oplyser udgiveren ikke noget brud, men "
            "reformen kan have ændret, hvem der tæller med.",
        ),
    ],
)
def test_events_are_told_with_their_month_and_only_those_that_have_a_source(known, expected):
    counts = {"month": month("2022-07"), "persons": 6_100.0}
    counted = kept("counted", pd.DataFrame(counts, index=pd.Index(["ukraine_2022"], name="id")))
    assert checked("told", unemployment.events_told(events(**known), counted)).plain == expected


# --- the study ------------------------------------------------------------------------------------


@BOTH
def test_levels_are_lines_and_shares_are_stacked_bars(narrow):
    left, right = drawn(levels_and_shares(), narrow=narrow).axes
    assert [values(line) for line in left.lines] == [[27_200, 19_300], [160_300, 71_800]]
    assert texts(left) == ["27.200", "Ikke-forsikrede\n19.300", "160.300", "Forsikrede\n71.800"]
    heights = [bar.get_height() for bar in right.patches]
    assert np.round(heights, 1).tolist() == [14.5, 21.2, 85.5, 78.8]
    assert [bar.get_y() for bar in right.patches] == pytest.approx([0, 0, *heights[:2]])
    assert texts(right) == [f"{share}{SPACE}pct." for share in ("14,5", "21,2", "85,5", "78,8")]
    assert [to_hex(bar.get_facecolor()) for bar in right.patches[::2]] == [
        line.get_color() for line in left.lines
    ]
    titles = [axes.get_title("left") for axes in (left, right)]
    assert titles == ["Fuldtidspersoner", "Andel af de ledige"]
    for axes in (left, right):
        ticks = [label.get_text() for label in axes.get_xticklabels()]
        assert ticks == ["december 2003", "august 2007"]


@pytest.mark.parametrize(("stated", "sides"), [((45.4, 15.0), "left"), ((60.0, 40.0), "right")])
def test_stated_falls_are_hollow_derived_ones_filled_and_their_words_on_the_outer_side(
    stated, sides
):
    (axes,) = drawn(stated_falls(stated)).axes
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [line.get_xdata()[0] for line in dots] == [stated[0], 55.2, stated[1], 29.04]
    assert [line.get_markerfacecolor() == style.PAGE for line in dots] == [True, False] * 2
    first, second = axes.texts[:2]
    outer = {"left": ("right", "left"), "right": ("left", "right")}[sides]
    assert (first.get_ha(), second.get_ha()) == outer
    assert axes.get_ylim() == (1.6, -0.6)
    assert texts(axes) == [
        *(f"oplyst {stated[0]:.1f}".replace(".", ","), "beregnet 55,2"),
        *(f"oplyst {stated[1]:.1f}".replace(".", ","), "beregnet 29,0"),
    ]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        *("Forsikrede", "Ikke-forsikrede")
    ]


def test_the_net_series_is_broken_at_the_splice_and_has_figures_of_the_time_beside_it():
    (axes,) = drawn(net_series()).axes
    before, after, splice, totals, press = axes.lines
    assert (values(before), values(after)) == ([100_000, 90_000], [80_000, 70_000])
    assert months(splice) == ["2007-01", "2007-01"]
    assert (values(totals), totals.get_marker()) == ([110_000, 85_000], "D")
    assert (values(press), press.get_markerfacecolor()) == ([95_000, 83_000], style.PAGE)
    assert texts(axes) == [
        *("Formodet databrud,\njanuar 2007", "Undersøgelsen"),
        *("Aviserne\ndengang", "Revideret\nserie"),
    ]
    named = [(text.xy[0].strftime("%Y-%m"), text.xy[1]) for text in axes.texts[1:]]
    assert named == [("2006-11", 110_000), ("2006-12", 95_000), ("2007-02", 70_000)]
    axes.figure.draw_without_rendering()
    assert axes.get_ylim()[0] == 0
    assert "100.000" in [label.get_text() for label in axes.get_yticklabels()]


def test_the_implied_fall_is_a_line_and_the_crossing_is_marked():
    (axes,) = drawn(fall_since()).axes
    before, after, splice, implied, *marks = axes.lines
    assert (values(before), values(after)) == ([0, 20], [45, 50])
    assert months(splice) == ["2007-01", "2007-01"]
    assert values(implied) == [30, 30]
    assert [(months(mark), values(mark)) for mark in marks] == [
        (["2006-12"], [20]),
        (["2007-01"], [45]),
    ]
    assert texts(axes) == [
        "Formodet databrud,\njanuar 2007",
        "Beregnet for grupperne tilsammen: 30,0",
    ]
