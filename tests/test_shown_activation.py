"""Activation at workplaces, nation and municipalities: every side of a clause, and the drawings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from activation_pictures import (
    PICTURES,
    agreed,
    areas,
    available,
    july,
    known,
    month,
    nation,
    over_years,
)
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import Room
from vse_report.figures.picture import read_texts
from vse_report.prose.claims import checked
from vse_report.results import Kept, kept
from vse_report.shown import activation, comparison

SPACE = "\N{NO-BREAK SPACE}"


def said(text: str, *typed: str) -> str:
    return checked("told", text, typed).plain.replace(SPACE, " ")


# --- the nation -----------------------------------------------------------------------------------

NEVER, HALF, UNKNOWN = july(low=0), july(low=1), july(years=0, low=0, gap=(np.nan, np.nan))


@pytest.mark.parametrize(
    ("of", "low", "expected"),
    [
        (
            nation(24.5),
            july(),
            "I juli 2026, en måned, hvor aktiveringen hvert år er lidt lavere, foregik omkring en "
            "fjerdedel af forløbene for "
            "kontanthjælpsmodtagere på en arbejdsplads (24,5 pct.); af de aktiverede personer var "
            "mellem 28,2 og 32,2 pct. på en arbejdsplads.",
        ),
        (
            nation(40.0, (45.04, 44.96 + 0.08)),
            HALF,
            "I juli 2026 foregik 40,0 pct. af forløbene for kontanthjælpsmodtagere på en "
            "arbejdsplads; af de aktiverede personer var 45,0 pct. på en arbejdsplads.",
        ),
    ],
)
def test_what_part_is_at_workplaces_and_whether_july_is_low(of, low, expected):
    assert said(activation.at_workplaces(of, low)) == expected


def test_nation_told():
    counts = {"month": month("2026-07"), "at_workplaces": 100, "courses": 400, "courses_pct": 25.0}
    persons = {"persons_low_pct": 28.2, "persons_high_pct": 32.2}
    means = {"courses_low_pct": 25.8, "courses_high_pct": 28.3}
    means |= {"persons_low_pct": 28.9, "persons_high_pct": 36.0}
    told = activation.nation_told(
        kept("nation", {**counts, **persons}, "courses"), kept("unweighted", means)
    )
    assert said(told, "tæller lige så meget som en stor") == (
        "I juli 2026 var 100 af 400 forløb (25,0 pct.) på en arbejdsplads. Af de aktiverede "
        "personer var det mellem 28,2 og 32,2 pct., fordi nogle kan være i både praktik og "
        "løntilskud.\n\nI gennemsnit af kommunerne, hvor en lille tæller lige så meget som en "
        "stor, er andelen af forløbene mellem 25,8 og 28,3 pct. og af personerne mellem 28,9 og "
        "36,0 pct."
    )


@pytest.mark.parametrize("low", [july(), NEVER, UNKNOWN])
def test_another_month_or_julys_that_are_not_all_low_have_no_word_on_july(low):
    assert said(activation.at_workplaces(nation(at="2026-08"), low)).startswith("I august 2026 for")
    told = said(activation.at_workplaces(nation(), low))
    assert ("hvert år er lidt lavere" in told) == (low.low_years.value > 0)


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ((28.2, 32.2), "en større del"),
        ((25.04, 32.2), "måske en lige så stor del"),
        ((20.0, 25.0), "måske en lige så stor del"),
        ((20.0, 24.9), "en mindre del"),
    ],
)
def test_persons_are_set_beside_courses_only_as_far_as_the_range_tells(persons, expected):
    told = said(activation.courses_or_persons(nation(25.0, persons)))
    assert told == f"Af forløbene er 25,0 pct. på en arbejdsplads, af personerne {expected}"


@pytest.mark.parametrize(
    ("low", "expected"),
    [
        (july(), "Aktiveringen er lav i juli i alle de tre år, der kan vurderes"),
        (july(years=1, low=1), "Aktiveringen er lav i juli i alle de ét år, der kan vurderes"),
        (HALF, "Aktiveringen er lav i juli i 1 af de tre år, der kan vurderes"),
        (UNKNOWN, "Om aktiveringen er lav i juli, kan ikke ses af serien"),
    ],
)
def test_low_in_july(low, expected):
    assert said(activation.low_in_july(low)) == expected


@pytest.mark.parametrize(
    ("gap", "insured_gap", "offers", "at", "expected"),
    [
        (
            (1.1, 1.2),
            (-4.6, -1.8),
            available(),
            "2026-07",
            "I de tre år, der kan vurderes, er aktiveringsgraden i juli lavere end i juni og "
            "august, mellem 1,1 og 1,2 pct.point. I de to år, der kan vurderes, er "
            "arbejdspladsernes andel blandt dagpengemodtagere i juli højere end i juni og august, "
            "mellem 1,8 og 4,6 pct.point. Tallene for tilbud til kontanthjælpsmodtagere findes kun "
            "for juli 2026. Om andelen blandt kontanthjælpsmodtagere er usædvanlig i juli 2026, "
            "kan vi derfor ikke se.",
        ),
        (
            (1.14, 1.1),
            (-1.0, 0.5),
            available(last="2026-08"),
            "2026-08",
            "I de tre år, der kan vurderes, er aktiveringsgraden i juli lavere end i juni og "
            "august, 1,1 pct.point. I juli er arbejdspladsernes andel blandt dagpengemodtagere "
            "ikke altid på den samme side af juni og august. Tallene for tilbud til "
            "kontanthjælpsmodtagere findes fra juli 2026 til august 2026; her er de for august "
            "2026.",
        ),
        (
            (np.nan, np.nan),
            (-1.0, 0.5),
            available(),
            "2026-07",
            "Tallene for tilbud til kontanthjælpsmodtagere findes kun for juli 2026.",
        ),
    ],
)
def test_july_told(gap, insured_gap, offers, at, expected):
    years = 0 if np.isnan(gap[0]) else 3
    insured = july("insured", 2, 0, insured_gap)
    told = activation.july_told(nation(at=at), july(years=years, gap=gap), insured, offers)
    assert said(told) == expected


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ((35.4, 60.0, 49.7), "er {} steget fra 35 pct. i 2022 til 50 pct. i 2024"),
        ((49.7, 35.4), "er {} faldet fra 50 pct. i 2022 til 35 pct. i 2023"),
        ((35.4, 34.6), "er {} stort set uændret, 35 pct. både i 2022 og i 2023"),
        ((35.4,), "var {} 35 pct. i 2022"),
    ],
)
def test_insured_became(shares, expected):
    subject = "arbejdspladsernes andel af aktiveringen"
    told = said(activation.insured_became(over_years(*shares)))
    assert told == f"Blandt dagpengemodtagere {expected.format(subject)}"


def test_study_told():
    uppers = pd.DataFrame({"upper_pct": [20.0, 30.0]}, index=["B", "nation"]).rename_axis("area")
    told = activation.study_told(
        kept("uppers", uppers, labels={"B": "kommune B", "nation": "hele landet"}),
        kept("doubters", {"leaders": 2}, "count"),
        nation(24.5),
    )
    shares, today = said(told, "udgør de lidt under", "hele landet lidt under").split("\n\n")
    assert shares == (
        "Undersøgelsen kalder virksomhedspraktik og privat løntilskud virksomhedsrettede tilbud. I "
        "kommune B udgør de lidt under 20 pct. af aktiveringen, i hele landet lidt under 30 pct. I "
        "kommune B mener to ledere, at tallene er forkerte, fordi praktik er registreret som "
        "vejledning."
    )
    assert today.startswith(
        "Undersøgelsens andele kan ikke sammenlignes med 24,5 pct. i juli 2026: Løntilskud hos "
    )


# --- municipalities -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (
            {"101": 1, "102": 0, "103": -1, "104": -1},
            "Tre kommuner skiller sig ud, uanset hvad man måler fra: Cby og Dby ligger lavere, og "
            "Aby ligger højere.",
        ),
        (
            {"101": 0, "102": 0, "103": -1, "104": 0},
            "Én kommune skiller sig ud, uanset hvad man måler fra: Cby ligger lavere.",
        ),
        (
            dict.fromkeys(("101", "102", "103", "104"), 0),
            "Ingen kommune skiller sig ud, hvad man end måler fra.",
        ),
    ],
)
def test_stand_out(standing, expected):
    always = sum(value != 0 for value in standing.values())
    assert said(comparison.stand_out(areas(**standing), agreed(always))) == expected


@pytest.mark.parametrize(
    ("always", "expected", "told"),
    [
        (
            2,
            2.3,
            "To kommuner skiller sig ud, uanset hvad man måler fra, mod omkring to ved et "
            "tilfælde: Cby ligger lavere, og Dby ligger højere.",
        ),
        (
            2,
            0.2,
            "To kommuner skiller sig ud, uanset hvad man måler fra, mod knap nok en enkelt ved et "
            "tilfælde: Cby ligger lavere, og Dby ligger højere.",
        ),
    ],
)
def test_those_that_stand_out_are_told_beside_what_chance_gives(always, expected, told):
    assert said(comparison.beside_chance(areas(), agreed(always, expected))) == told


@pytest.mark.parametrize(
    ("expected", "number"), [(2.3, "Omkring to"), (0.6, "Omkring en"), (0.2, "Knap nok en enkelt")]
)
def test_out_of_chance(expected, number):
    told = said(comparison.out_of_chance(agreed(expected=expected)))
    assert told == f"{number} ville man finde, selv om ingen reelt skilte sig ud."


def test_what_stands_out_is_told_by_what_it_is_measured_from():
    frame = pd.DataFrame({"always": [9, 1, 5, 0], "expected": [3.0, 3.1, 2.9, 2.2]})
    frame.index = pd.Index(["nation", "mean", "model", "all"], name="centre")
    found = kept("by_centre", frame, "count", labels=comparison.CENTRES)
    assert said(comparison.by_centre_told(found)) == (
        "Måler man kun fra hele landet, ligger ni kommuner uden for grænserne, hvordan man end "
        "anslår dem, og kun fra gennemsnittet én kommune. Uanset hvad man måler fra, er det ingen "
        "kommuner. Omkring to ville man finde, selv om ingen reelt skilte sig ud."
    )


def test_many_places():
    places = kept("ranks", {"median_width": 31.0, "placed": 95}, "count")
    assert said(comparison.many_places(places), "For halvdelen af kommunerne er mindst") == (
        "For halvdelen af kommunerne er mindst 31 af 95 pladser mulige"
    )


@pytest.mark.parametrize(
    ("called", "word"),
    [
        (comparison.CENTRES["nation"], "landet"),
        (comparison.CENTRES["mean"], "Gennemsnittet"),
        (comparison.CENTRES["model"], "anslåede"),
        (comparison.CENTRES["all"], "samlet"),
        (comparison.ASSOCIATIONS["region"], "eta²"),
        (comparison.ASSOCIATIONS["neighbours"], f"Nabokommuner (Morans{SPACE}I)"),
        (comparison.ASSOCIATIONS["neighbours_inside"], "i samme region"),
        (comparison.ASSOCIATIONS["unemployment"], "Bruttoledighed"),
        (comparison.ASSOCIATIONS["population"], "Indbyggertal"),
    ],
)
def test_a_row_of_a_table_is_called_by_what_it_is(called, word):
    assert word in called


def test_verdicts_of_a_table():
    assert [said(comparison.verdict(row.standing)) for row in areas()] == [
        *("–", "–", "lavere", "højere", "skjult")
    ]


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        (
            known(),
            " Af 5 kommuner kan 4 sammenlignes, heraf 1 kun med en nedre og en øvre grænse, som "
            "ligger højst 10,0 pct.point fra hinanden.",
        ),
        (known(bounded=0), " Af 5 kommuner kan 4 sammenlignes."),
        (known(placed=5, bounded=0), " Her er intet skjult."),
    ],
)
def test_bounds_told(of, expected):
    lead = (
        "Styrelsen for Arbejdsmarked og Rekruttering (STAR) viser ikke helt små antal; et skjult "
        "antal er mellem 0 og 2."
    )
    assert said(comparison.bounds_told(of)) == lead + expected


@pytest.mark.parametrize(
    ("told", "lead"),
    [
        (0, "Ingen kommune kan skelnes fra den næste på listen."),
        (3, "Af de 94 par, der står lige efter hinanden, kan 3 skelnes."),
    ],
)
def test_told_apart(told, lead):
    counts = {"neighbours": 94, "neighbours_told": told, "pairs": 4_465, "pairs_told": 2_542}
    pairs = kept("pairs", {**counts, "told_pct": 56.9, "wrong": 7.6}, "count")
    assert said(comparison.told_apart(pairs)) == (
        f"{lead} Men af alle "
        "4.465 par af kommuner kan tallene sætte 57 pct. i rækkefølge. Det er omkring 2.500 par, "
        "og 8 af dem må man vente er forkerte."
    )


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (0, "Heller ikke to, der står langt fra hinanden, kan skelnes."),
        (
            3,
            "Men af alle 4.465 par af kommuner kan tallene sætte 3 i rækkefølge, og 0 af dem må "
            "man vente er forkerte.",
        ),
    ],
)
def test_few_pairs_told_apart_are_not_told_in_hundreds(told, expected):
    counts = {"neighbours": 94, "neighbours_told": 0, "pairs": 4_465, "pairs_told": told}
    pairs = kept("pairs", {**counts, "told_pct": 0.1, "wrong": 0.1}, "count")
    assert said(comparison.told_apart(pairs)) == (
        f"Ingen kommune kan skelnes fra den næste på listen. {expected}"
    )


def test_chosen_municipalities_are_told_one_by_one_whatever_is_known_of_them():
    of = kept("known", {"placed": 4, "sure_pct": 95.0}, "count")
    assert said(comparison.chosen_told(areas(), ["104", "101", "105"], of)).split("\n") == [
        "Med 95 pct. sikkerhed for hver kommune ligger andelen bag tallene som her:",
        "",
        "- Dby: 55,0 pct. af forløbene; andelen bag er mellem 44,0 og 57,0 pct., plads 1–2 af 4. "
        "Kommunen skiller sig ud (højere).",
        "- Aby: mellem 60,0 og 70,0 pct. af forløbene; andelen bag er mellem 25,0 og 62,0 pct., "
        "plads 1–3 af 4. Kommunen skiller sig ikke ud.",
        "- Eby: antallene er skjult, så andelen kendes ikke.",
    ]


def associations(**p: float) -> Kept:
    frame = pd.DataFrame({"p_pct": p}).rename_axis("quantity")
    bounds = {"interval_low_index": -0.39, "interval_high_index": 0.05}
    frame = frame.assign(found_index=-0.2, **bounds)
    return kept("associations", frame, labels=comparison.ASSOCIATIONS)


def test_associations_are_told_as_far_as_chance_lets():
    sure = associations(
        region=0.2, neighbours=0.6, neighbours_inside=4.9, unemployment=1, population=5
    )
    interval = "rangkorrelationen ligger med stor sikkerhed mellem −0,39 og 0,05"
    assert said(comparison.associations_told(sure)).split("\n") == [
        "- Kommuner i samme region ligner hinanden mere, end tilfældet plejer at give.",
        "- Nabokommuner ligner hinanden mere, end tilfældet plejer at give, også inden for "
        "regionen.",
        f"- Andelen er som regel lavere, hvor ledigheden er højere; {interval}.",
        f"- Om andelen følges ad med indbyggertallet, kan tallene ikke afgøre; {interval}.",
    ]
    unsure = associations(
        region=5, neighbours=30, neighbours_inside=30, unemployment=30, population=1
    )
    assert said(comparison.associations_told(unsure)).split("\n") == [
        "- Kommuner i samme region ligner ikke hinanden mere, end tilfældet kan give.",
        "- Nabokommuner ligner ikke hinanden mere, end tilfældet kan give, heller ikke inden for "
        "regionen.",
        f"- Om andelen følges ad med ledigheden, kan tallene ikke afgøre; {interval}.",
        f"- Andelen er som regel lavere, hvor indbyggertallet er højere; {interval}.",
    ]


def test_a_correlation_whose_interval_ends_at_nought_is_on_the_edge_of_what_can_be_told():
    found = associations(
        region=5, neighbours=30, neighbours_inside=30, unemployment=6, population=30
    ).frame.assign(interval_high_index=0.004)
    kept_anew = kept("associations", found, labels=comparison.ASSOCIATIONS)
    assert said(comparison.associations_told(kept_anew)).split("\n")[2] == (
        "- At andelen følges ad med ledigheden, er lige på grænsen af, hvad tallene kan afgøre; "
        "rangkorrelationen ligger med stor sikkerhed mellem −0,39 og 0,00."
    )


@pytest.mark.parametrize(
    ("neighbours", "inside", "expected"),
    [
        (1, 30, "ligner hinanden mere, end tilfældet plejer at give; inden for regionen kan en"),
        (30, 1, "ligner ikke hinanden mere, end tilfældet kan give; inden for regionen gør de."),
    ],
)
def test_neighbours_may_be_alike_in_the_country_or_in_the_region_alone(
    neighbours, inside, expected
):
    found = associations(
        region=30, neighbours=neighbours, neighbours_inside=inside, unemployment=30, population=30
    )
    assert f"- Nabokommuner {expected}" in said(comparison.associations_told(found))


# --- drawings -------------------------------------------------------------------------------------


def drawn(name: str, *, narrow: bool = False) -> Figure:
    drawing = PICTURES[name]().draw(narrow)
    read_texts("figure", drawing)
    return drawing


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_bars_at_workplaces_have_a_colour_of_their_own_in_both_panels():
    courses, persons = drawn("offer_mix").axes
    for axes, widths in ((courses, [75, 20, 5]), (persons, [70, 30, 8])):
        assert [bar.get_width() for bar in axes.patches] == widths
        colours = [to_hex(bar.get_facecolor()) for bar in axes.patches]
        assert colours == [style.MUTED, style.BLUE, style.BLUE]
        assert texts(axes) == [f"{width},0" for width in widths]
    assert [axes.get_title("left") for axes in (courses, persons)] == [
        *("Andel af forløbene", "Andel af personerne")
    ]


def test_a_year_is_a_step_over_its_twelve_months():
    (axes,) = drawn("insured").axes
    steps = [collection.get_segments()[0] for collection in axes.collections]
    days = [[str(np.datetime64(int(x), "D"))[:7] for x in step[:, 0]] for step in steps]
    assert days == [["2022-01", "2022-12"], ["2023-01", "2023-12"]]
    assert [step[0, 1] for step in steps] == [35.5, 47.5]
    assert texts(axes) == ["35,5", "47,5"]


def test_no_line_crosses_the_break_and_every_july_is_marked():
    (axes,) = drawn("activation_degree").axes
    before, after, _, julys, *means = axes.lines
    assert [len(before.get_xdata()), len(after.get_xdata())] == [13, 13]
    assert julys.get_ydata().tolist() == [13, 13, 13]
    assert [line.get_ydata().tolist() for line in means] == [
        *([14.8, 14.9], [14.8, 14.7], [20.0, 20.5], [21.0])
    ]
    assert texts(axes) == ["Databrud,\njuli 2025", "Juli", "Hele landet", "Viborg"]


def test_areas_that_stand_out_or_were_chosen_are_named_and_a_hidden_count_is_a_range():
    (axes,) = drawn("funnel").axes
    assert set(texts(axes)) == {
        *("Bby", "Cby", "Dby", "Hele landet 24,5", "Yderste grænse", "Tilfældige udsving")
    }
    ranges, dots = axes.collections
    assert ranges.get_segments()[0][:, 1].tolist() == [60, 70]
    assert dots.get_offsets()[:, 1].tolist() == [65, 24, 10, 55]
    muted, low, high = style.MUTED, style.BROWN, style.BLUE
    assert [to_hex(colour) for colour in dots.get_facecolors()] == [muted, muted, low, high]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_name_stands_nearest_to_its_own_dot(narrow):
    drawing = drawn("funnel", narrow=narrow)
    drawing.draw_without_rendering()
    (axes,) = drawing.axes
    dots = axes.transData.transform(axes.collections[1].get_offsets())
    by_name = dict(zip(("Aby", "Bby", "Cby", "Dby"), dots, strict=True))
    for text in axes.texts:
        if text.get_text() in by_name:
            box = text.get_window_extent()
            near = [
                max(box.x0 - x, x - box.x1, 0) + max(box.y0 - y, y - box.y1, 0) for x, y in dots
            ]
            assert list(by_name)[int(np.argmin(near))] == text.get_text()


def test_a_name_makes_room_for_what_stands_where_it_would():
    axes = Figure(figsize=(6, 4)).subplots()
    axes.set(xlim=(0, 100), ylim=(0, 100))
    room = Room(axes)
    room.write("first", [50], [50], "black")
    room.block([58], [50])
    room.write("second", [50], [50], "black")
    assert [text.xyann for text in axes.texts] == [(7, 0), (-7, 0)]


def test_intervals_run_from_the_highest_share_with_places_beside_them():
    (axes,) = drawn("intervals").axes
    ranges = [collection.get_segments()[0][:, 0].tolist() for collection in axes.collections]
    assert ranges == [[44, 57], [25, 62], [18, 30], [9, 13]]
    assert texts(axes) == ["plads 1–2", "plads 1–3", "plads 2–3", "plads 4"]
    named = [label.get_text() for label in axes.get_yticklabels()]
    assert named == ["Dby", "Aby", "Bby", "Cby"]
