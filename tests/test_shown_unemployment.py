"""What is said of unemployment, today's and the study's: every side, with its full wording."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest

from vse_report.measures.unemployment import change_by_group
from vse_report.prose.cells import unmark
from vse_report.prose.claims import checked
from vse_report.results import Kept, Row, kept
from vse_report.shown import series, study, study_series, unemployment
from vse_report.shown.study import INSURANCE

SPACE = "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    return unmark(text)[0]


def falls(stated: Sequence[float] = (45.4, 15.0), derived: Sequence[float] = (55.2, 29.0)) -> Kept:
    index = pd.Index(["insured", "uninsured"], name="group")
    frame = pd.DataFrame({"stated_pct": stated, "derived_pct": derived}, index=index)
    return kept("falls", frame, parts={})


def changes(**pct: float) -> Kept:
    """Keep groups by their change in per cent from July 2016 to July 2026, all of them last."""
    index = pd.Index([*pct, "total"], name="group")
    frame = pd.DataFrame({"change_pct": [*pct.values(), 0.0]}, index=index)
    months = {"start_month": pd.Period("2016-07", "M"), "end_month": pd.Period("2026-07", "M")}
    return kept("changes", frame.assign(**months), parts={})


@pytest.mark.parametrize(
    ("stated", "derived", "expected"),
    [
        ([45.4, 15.0], [45.44, 14.96], "Procenterne kan altså være beregnet ud fra de niveauer"),
        ([45.4, 15.0], [55.2, 15.0], "Procenterne er altså ikke begge beregnet ud fra de niveauer"),
        ([45.4, 15.0], [55.2, 29.0], "Procenterne er altså ikke beregnet ud fra de niveauer"),
    ],
)
def test_falls_follow(stated, derived, expected):
    text = study.falls_follow(falls(stated, derived))
    assert plain(text) == f"{expected}, de står sammen med."
    assert len(unmark(text)[1][0].cells) == 4


@pytest.mark.parametrize(
    ("uninsured", "expected"),
    [
        (29.0, "Rækkefølgen holder efter niveauerne: Faldet er mindst for de ikke-forsikrede."),
        (55.24, "Rækkefølgen holder ikke: De to fald er lige store."),
        (60.0, "Rækkefølgen holder ikke: Faldet er størst for de ikke-forsikrede."),
    ],
)
def test_conclusion_holds(uninsured, expected):
    assert plain(study.conclusion_holds(falls(derived=(55.2, uninsured)))) == expected


@pytest.mark.parametrize(
    ("derived", "size"), [(26.2, "mindre end"), (30.42, "lige så stor som"), (31.0, "større end")]
)
def test_gap_of_falls(derived, size):
    gap = kept("gap", {"derived_points": derived, "stated_points": 30.4})
    number = f"{derived:.1f}".replace(".", ",")
    assert plain(study.gap_of_falls(gap)).replace(SPACE, " ") == (
        f"Forskellen på faldene er {size} den, undersøgelsen oplyser: {number} pct.point mod "
        "30,4 pct.point."
    )


def of_study() -> Kept:
    rows = [(START, "insured", 160_300.0), (START, "uninsured", 27_200.0)]
    rows += [(END, "insured", 71_800.0), (END, "uninsured", 19_300.0)]
    frame = change_by_group(pd.DataFrame(rows, columns=["month", "group", "persons"]), START, END)
    return kept("then", frame, "persons", parts={}, labels=INSURANCE)


START, END = pd.Period("2003-12", "M"), pd.Period("2007-08", "M")


def test_what_the_study_says_of_levels_composition_and_falls():
    table = kept("table", {"title": "AB1"}, titles=["title"])
    assert " begyndelse i december 2003 og dens slutning i august 2007, i fuldtidspersoner" in (
        plain(study.levels_told(of_study(), table))
    )
    assert plain(study.levels_told(of_study(), table)).endswith(
        "Tabellen, AB1, er nedlagt, så der er ikke andet at regne på i dag."
    )
    assert checked("told", study.composition_told(of_study())).plain.replace(SPACE, " ") == (
        "Undersøgelsen lægger vægt på sammensætningen. De ikke-forsikredes andel steg med 6,7 "
        "pct.point, fra 14,5 pct. til 21,2 pct. De forsikrede stod for 91,8 pct. af den samlede "
        "ændring."
    )
    assert plain(study.falls_told(falls())).replace(SPACE, " ") == (
        "Undersøgelsen oplyser et fald på 45,4 pct. for de forsikrede og 15,0 pct. for de "
        "ikke-forsikrede. Niveauerne giver 55,2 pct. for de forsikrede og 29,0 pct. for de "
        "ikke-forsikrede. Procenterne er altså ikke beregnet ud fra de niveauer, de står sammen "
        "med."
    )


def test_ended_at():
    share = kept("share", {"stated_pct": 20.9, "derived_pct": 21.2})
    assert plain(study.ended_at(share)).replace(SPACE, " ") == (
        "De ikke-forsikredes andel ville efter de oplyste procenter være endt på 20,9 pct.; efter "
        "niveauerne endte den på 21,2 pct."
    )


def who(everyone: float = 51.8) -> Kept:
    index = pd.Index(["counted", "everyone"], name="counting")
    frame = pd.DataFrame({"cash_pct": [14.95, everyone]}, index=index)
    return kept("who", frame.assign(month=pd.Period("2026-07", "M")))


def test_if_all_counted():
    assert plain(unemployment.if_all_counted(who())).replace(SPACE, " ") == (
        "Ledige på kontanthjælp udgør 15 pct. af de ledige og ville udgøre 52 pct., hvis alle på "
        "kontanthjælp talte med"
    )
    assert plain(unemployment.if_all_counted(who(14.6))).replace(SPACE, " ") == (
        "Ledige på kontanthjælp udgør 15 pct. af de ledige, også hvis alle på kontanthjælp talte "
        "med"
    )


@pytest.mark.parametrize(
    ("month", "everyone", "part", "then"),
    [
        ("2026-07", 51.8, "omkring en femtedel jobparate", "52 pct. af de ledige, ikke 15 pct."),
        ("2026-06", 51.8, "omkring en femtedel (i juni 2026) jobparate", "52 pct. af de ledige, "),
        ("2026-07", 14.6, "omkring en femtedel jobparate", "15 pct. af de ledige, ligesom nu"),
    ],
)
def test_who_would_count(month, everyone, part, then):
    ready = kept("ready", {"share_pct": 19.6, "month": pd.Period(month, "M")})
    told = plain(unemployment.who_would_count(ready, who(everyone))).replace(SPACE, " ")
    assert told.startswith(
        f"Af alle på kontanthjælp er {part}, og kun de tæller som ledige. Hvis alle på "
        f"kontanthjælp talte med, ville de udgøre {then}"
    )
    assert told.endswith(" (i juli 2026).")


def test_became():
    groups = changes(cash_benefit=-52.2, unemployment_benefit=-1.7)
    assert plain(unemployment.became(groups)).replace(SPACE, " ") == (
        "Antallet af kontanthjælpsledige er mere end halveret (faldet 52,2 pct.), og antallet af "
        "dagpengeledige er næsten uændret (faldet 1,7 pct.)"
    )
    assert plain(unemployment.became_since(groups)).replace(SPACE, " ") == (
        "Antallet af ledige på kontanthjælp er mere end halveret (faldet 52,2 pct.) fra juli 2016 "
        "til juli 2026, mens antallet på dagpenge er næsten uændret (faldet 1,7 pct.)."
    )


@pytest.mark.parametrize(
    ("cash", "benefit", "word"),
    [
        (-44.0, -46.0, "og"),
        (0.0, 0.0, "og"),
        (0.0, 0.04, "og"),
        (-20.0, -1.0, "mens"),
        (-20.0, 30.0, "mens"),
        (-1.0, 1.0, "mens"),
    ],
)
def test_only_what_differs_is_set_against_each_other(cash, benefit, word):
    told = plain(
        unemployment.became_since(changes(cash_benefit=cash, unemployment_benefit=benefit))
    )
    assert f", {word} antallet på dagpenge" in told


def test_around_break():
    at = kept("reform", {"month": pd.Period("2025-07", "M"), "word": "databrud"})
    before = course("before", last=("2025-06", 14.5))
    months = {"lowest": ("2025-07", 14.2), "highest": ("2026-03", 18.5), "last": ("2026-07", 16.4)}
    told = unemployment.around_break(at, before, course("after", **months))
    assert plain(told).replace(SPACE, " ") == (
        "Ved kontanthjælpsreformen i juli 2025 er der et databrud, så linjens stykker kan ikke "
        "sammenlignes. I juni 2025, lige inden, lå de ledige på 14,5 pct. af "
        "modtagerne. Siden har de ligget på mellem 14,2 pct. i juli 2025 og 18,5 pct. i marts "
        "2026. Senest, i juli 2026, er det 16,4 pct."
    )
    with pytest.raises(ValueError, match="the courses are not on either side of 2025-07"):
        unemployment.around_break(at, before, before)


@pytest.mark.parametrize(
    ("run", "later", "alike", "counted", "expected"),
    [
        (50, 0, 0, "50 måneder", "Senere måneder at begynde i er der ikke."),
        (1, 70, 0, "én måned", "Begynder man senere, gælder det aldrig."),
        (50, 70, 20, "50 måneder", "Begynder man senere, gælder det for 20 af 70 begyndelser."),
        (50, 2, 2, "50 måneder", "Begynder man senere, gælder det også altid."),
    ],
)
def test_order_by_start(run, later, alike, counted, expected):
    told = unemployment.order_by_start(
        changes(cash_benefit=-2, unemployment_benefit=-1), starts(run, later, alike)
    )
    assert plain(told) == (
        "I hele serien er antallet af kontanthjælpsledige faldet mere i procent end antallet af "
        f"dagpengeledige. For enhver begyndelse fra juli 2016 til august 2020 ({counted}) gælder, "
        "når man slutter i juli 2026, at antallet af kontanthjælpsledige er faldet mere eller "
        f"steget mindre. {expected}"
    )


def starts(run: int = 50, later: int = 0, alike: int = 0) -> Row:
    ends = {"run_starts": pd.Period("2016-07", "M"), "run_ends": pd.Period("2020-08", "M")}
    return kept("starts", {**ends, "run": run, "later": later, "alike_later": alike}, "count")


def rise(**at: tuple[str, int]) -> Kept:
    rows = {name: {"month": pd.Period(m, "M"), "persons": n} for name, (m, n) in at.items()}
    return kept("rise", pd.DataFrame(rows).T.infer_objects().rename_axis("at"), "persons")


@pytest.mark.parametrize(
    ("first", "highest", "last", "expected"),
    [
        (
            *("2022-03", "2022-07", "2026-07"),
            "var lavest i marts 2022 med 10. Derefter var det højest i juli 2022 med 16. "
            "I juli 2026 er det 15.",
        ),
        (
            *("2022-03", "2026-07", "2026-07"),
            "var lavest i marts 2022 med 10. Derefter var det højest i juli 2026 med 16.",
        ),
        ("2026-07", "2026-07", "2026-07", "er lavest i juli 2026 med 10, den nyeste måned."),
    ],
)
def test_since_lowest(first, highest, last, expected):
    frame = rise(first=(first, 10), highest=(highest, 16), last=(last, 15))
    assert plain(unemployment.since_lowest(frame)) == expected


def test_what_has_not_risen_since_it_was_lowest_has_no_highest_month():
    frame = rise(first=("2022-03", 10), highest=("2022-03", 10), last=("2026-07", 10))
    assert (
        plain(unemployment.since_lowest(frame)) == "har været 10 siden marts 2022, lavest i serien."
    )


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ((-29.0, -55.2), (-1.7, -52.2), "er rækkefølgen den samme"),
        ((-55.2, -29.0), (-52.2, -1.7), "er rækkefølgen den samme"),
        ((-29.0, -55.2), (-52.2, -1.7), "er rækkefølgen den modsatte"),
        ((-29.0, -29.04), (-1.7, -52.2), "er rækkefølgen en anden"),
        ((-29.0, -55.2), (-1.7, -1.74), "har de to grupper ændret sig lige meget"),
    ],
)
def test_same_pattern(then, now, expected):
    of_study = changes(uninsured=then[0], insured=then[1])
    today = changes(cash_benefit=now[0], unemployment_benefit=now[1])
    assert plain(unemployment.same_pattern(of_study, today)) == expected


def course(name: str, **cells: tuple[str, float]) -> Kept:
    rows = {at: {"month": pd.Period(m, "M"), "share_pct": v} for at, (m, v) in cells.items()}
    return kept(name, pd.DataFrame(rows).T.astype({"share_pct": float}).rename_axis("at"))


@pytest.mark.parametrize(
    ("low", "high", "spec", "expected"),
    [
        (11.44, 17.0, "", "mellem 11,4 pct. i maj 2021 og 17,0 pct. i juli 2026"),
        (11.44, 11.41, "", "11,4 pct. i alle måneder"),
        (11.44, 11.6, ".0", "mellem 11 pct. i maj 2021 og 12 pct. i juli 2026"),
        (11.4, 11.2, ".0", "11 pct. i alle måneder"),
    ],
)
def test_between(low, high, spec, expected):
    told = series.between(course("c", lowest=("2021-05", low), highest=("2026-07", high)), spec)
    assert plain(told).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["Nedlukning"], "En stiplet linje markerer nedlukning (marts 2020)."),
        (
            ["Nedlukning", "Særlov", "Reform"],
            "Stiplede linjer markerer nedlukning (marts 2020), særlov (april 2020) og reform "
            "(maj 2020).",
        ),
    ],
)
def test_marked(names, expected):
    months = pd.period_range("2020-03", periods=len(names), freq="M")
    frame = pd.DataFrame({"month": months, "name": pd.Series(names, dtype=str)}).rename_axis("id")
    assert plain(series.marked(kept("events", frame))) == expected


@pytest.mark.parametrize(
    ("cash", "benefit", "expected"),
    [
        (
            -52.2,
            -1.7,
            "er antallet af kontanthjælpsledige faldet mere i procent end antallet af dagp",
        ),
        (-1.7, -52.2, "er antallet af dagpengeledige faldet mere i procent end antallet af kont"),
        (-1.7, 3.0, "er antallet af kontanthjælpsledige faldet, antallet af dagpengeledige ikke."),
        (0.04, -3.0, "er antallet af dagpengeledige faldet, antallet af kontanthjælpsledige ikke."),
        (
            2.0,
            3.0,
            "er antallet af kontanthjælpsledige steget mindre i procent end antallet af dagp",
        ),
        (3.0, 0.0, "er antallet af kontanthjælpsledige steget, antallet af dagpengeledige ikke."),
        (3.0, 2.0, "er antallet af dagpengeledige steget mindre i procent end antallet af kont"),
        (3.04, 3.0, "har de to grupper ændret sig lige meget."),
        (0.0, 0.0, "har de to grupper ændret sig lige meget."),
    ],
)
def test_the_order_over_the_whole_series(cash, benefit, expected):
    groups = changes(cash_benefit=cash, unemployment_benefit=benefit)
    assert plain(unemployment.order_by_start(groups, starts())).startswith(
        f"I hele serien {expected}"
    )


@pytest.mark.parametrize(
    ("cash", "benefit", "expected"),
    [
        (-2.0, -1.0, "at antallet af kontanthjælpsledige er faldet mere eller steget mindre."),
        (2.0, 1.0, "at antallet af dagpengeledige er faldet mere eller steget mindre."),
        (1.04, 1.0, "at de to grupper har ændret sig lige meget."),
    ],
)
def test_from_other_starts_the_order_may_be_of_a_fall_or_a_rise(cash, benefit, expected):
    groups = changes(cash_benefit=cash, unemployment_benefit=benefit)
    assert f"i juli 2026, {expected} " in plain(unemployment.order_by_start(groups, starts()))


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ((45.44, 14.0), "Niveauerne giver ingen større fald"),
        ((55.2, 15.0), "Niveauerne giver ét større fald"),
        ((55.2, 29.0), "Niveauerne giver to større fald"),
    ],
)
def test_larger_than_stated(derived, expected):
    told = study.larger_than_stated(falls(derived=derived))
    assert plain(told) == f"{expected}, end undersøgelsen oplyser"


@pytest.mark.parametrize(
    ("gaps", "sources", "expected"),
    [
        ([16_500, 16_400], "UU", "Begge undersøgelsens samlede tal ligger over"),
        ([16_500, 40], "UA", "Ikke begge tal fra dengang ligger over"),
        ([-3, -900], "AA", "Ingen tal fra dengang ligger over"),
        ([-3, -900], "UU", "Ingen af undersøgelsens samlede tal ligger over"),
        ([100, 200, 300], "UUA", "Alle tal fra dengang ligger over"),
        ([100, -200, 300], "UUU", "Ikke alle undersøgelsens samlede tal ligger over"),
    ],
)
def test_above_series(gaps, sources, expected):
    named = [study_series.STUDY if source == "U" else "Avisen" for source in sources]
    frame = pd.DataFrame({"gap": [float(gap) for gap in gaps], "source": named})
    told = study_series.above_series(kept("gaps", frame.rename_axis("number"), "persons"))
    assert plain(told) == f"{expected} den reviderede serie"


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (16_450, "16.500 fuldtidspersoner over den"),
        (-16_450, "16.500 fuldtidspersoner under den"),
        (49, "på linje med den"),
    ],
)
def test_lies(gap, expected):
    months = pd.PeriodIndex(["2003-12", "2007-08"], freq="M")
    frame = pd.DataFrame({"month": months, "gap": [14_900.0, float(gap)]}).rename_axis("number")
    assert plain(study_series.lies(kept("gaps", frame, "persons"))) == (
        f"14.900 fuldtidspersoner over den reviderede serie i december 2003 og {expected} i august "
        "2007"
    )


@pytest.mark.parametrize(
    ("start", "begins"),
    [(171_000, "færre ledige end"), (187_500, "lige så mange ledige som"), (190_000, "flere led")],
)
def test_fell_in_number(start, begins):
    falls = {"study": 96_420, "series": 80_800, "study_pct": 51.44, "series_pct": 46.1}
    at_start = kept("start", {"persons": 187_500, "series_persons": start}, "persons")
    told = plain(study_series.fell_in_number(kept("fallen", falls, "persons"), at_start))
    assert told.replace(SPACE, " ").startswith(
        "*Tilbagegangen i antal* er 96.400 fuldtidspersoner i undersøgelsen og 80.800 i den "
        "reviderede serie. I procent er det 51,4 pct. i undersøgelsen og 46,1 pct. i serien, og "
        f"serien begynder med {begins}"
    )
    assert told.endswith(" undersøgelsen.")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (11_800, 17_800, "passer med"),
        (11_840, 17_840, "passer med"),
        (11_700, 17_800, "passer ikke med"),
        (11_800, 17_900, "passer ikke med"),
    ],
)
def test_level_fits(low, high, expected):
    frame = pd.DataFrame(
        {"low": [low, 11_800.0], "high": [high, 17_800.0]},
        index=pd.Index(["study", "press"], name="source"),
    )
    ranges = kept("ranges", frame, "persons")
    of_study = " til ".join(f"{round(n, -2):,}".replace(",", ".") for n in (low, high))
    assert plain(study_series.level_fits(ranges)) == (
        f"Det samlede niveau {expected} de tal fra Danmarks Statistik, som aviserne gengav: "
        "Afstanden til den reviderede serie er 11.800 til 17.800 fuldtidspersoner for avisernes "
        f"tal og {of_study} for undersøgelsens."
    )


def test_a_distance_has_no_sign():
    frame = pd.DataFrame({"low": [-500.0, 1.0], "high": [800.0, 2.0]})
    ranges = kept("r", frame.set_axis(pd.Index(["study", "press"], name="source")), "persons")
    with pytest.raises(ValueError, match="a distance has no sign"):
        study_series.level_fits(ranges)


def test_a_range_of_one_number_is_that_number():
    frame = pd.DataFrame(
        {"low": [16_400.0, 11_800.0], "high": [16_440.0, 17_800.0]},
        index=pd.Index(["study", "press"], name="source"),
    )
    assert plain(study_series.level_fits(kept("ranges", frame, "persons"))).endswith(
        "11.800 til 17.800 fuldtidspersoner for avisernes tal og 16.400 for undersøgelsens."
    )


def method(least: float, most: float = 91.4, low: int = 14_000) -> Row:
    return kept(
        "method",
        {
            "announced": pd.Period("2008-02", "M"),
            "parts": "Personer opgøres mere præcist",
            "low_persons": low,
            "high_persons": 15_000,
            "explained_low_pct": float(least),
            "explained_high_pct": most,
        },
    )


def test_new_method():
    assert plain(study_series.new_method(method(84.8))).replace(SPACE, " ") == (
        "I februar 2008 varslede Danmarks Statistik en ny metode med i gennemsnit 14.000 til "
        "15.000 færre ledige: Personer opgøres mere præcist. Gælder gennemsnittet også disse to "
        "måneder, svarer metodeændringen til mellem 85 pct. og 91 pct. af forskellen."
    )
    for wrong in (method(95), method(84.8, low=16_000)):
        with pytest.raises(ValueError, match="low is above high"):
            study_series.new_method(wrong)


@pytest.mark.parametrize(
    ("share", "expected"),
    [(50.6, "det meste"), (49.6, "halvdelen"), (49.4, "mindre end halvdelen"), (100, "det meste")],
)
def test_most_of(share, expected):
    assert plain(study_series.most_of(method(share))) == expected


@pytest.mark.parametrize("share", [101, -1])
def test_only_of_a_part_of_a_whole_there_is_most(share):
    with pytest.raises(ValueError, match="is no part of a whole"):
        study_series.most_of(method(share))


@pytest.mark.parametrize(
    ("change", "excess", "expected"),
    [
        (-6_000, -3_800, "falder serien omkring 3.800 fuldtidspersoner mere end i måneden før og"),
        (6_000, 3_800, "stiger serien omkring 3.800 fuldtidspersoner mere end i måneden før og"),
        (100, -200, "stiger serien omkring 200 fuldtidspersoner mindre end i måneden før og"),
        (-100, 200, "falder serien omkring 200 fuldtidspersoner mindre end i måneden før og"),
        (0, 200, "falder serien omkring 200 fuldtidspersoner mindre end i måneden før og"),
        (0, -200, "stiger serien omkring 200 fuldtidspersoner mindre end i måneden før og"),
        (-900, -40, "ændrer serien sig som i måneden før og"),
    ],
)
def test_jumps(change, excess, expected):
    ends = {"start": pd.Period("2006-12", "M"), "end": pd.Period("2007-01", "M")}
    numbers = {"change": float(change), "excess": float(excess)}
    told = study_series.jumps(kept("jump", {**ends, **numbers}, "persons"))
    assert plain(told) == f"Fra december 2006 til januar 2007 {expected} måneden efter"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([-29.0, -39.1], "Rækkefølgen holder"),
        ([-29.0, -60.0], "Rækkefølgen holder ikke altid"),
        ([-29.0, -55.24], "Rækkefølgen holder ikke altid"),
        ([-55.24, -60.0], "Rækkefølgen holder ikke"),
    ],
)
def test_order_kept(changes, expected):
    frame = pd.DataFrame({"change_pct": changes, "beside_change_pct": -55.2})
    assert (
        plain(study_series.order_kept(kept("variants", frame.rename_axis("variant")))) == expected
    )


@pytest.mark.parametrize(
    ("low", "expected"), [(14_000, "vender"), (12_900, "holder"), (12_000, "holder")]
)
def test_turns(low, expected):
    row = kept("turning", {"at_persons": 12_944.0, "low_persons": float(low)})
    told = plain(study_series.turns(row))
    assert told.startswith("Rækkefølgen vender først, hvis der trækkes omkring 12.900 ")
    assert told.endswith(f"fra de ikke-forsikrede alene, {expected} den altså.")


def test_turns_in_short():
    row = kept("turning", {"at_persons": 12_940.0, "low_persons": 14_000.0})
    assert plain(study_series.turns(row, short=True)) == (
        "Rækkefølgen vender først, hvis en senere ændring af metoden fjernede mindst omkring "
        "12.900 fuldtidspersoner, alle ikke-forsikrede."
    )


def test_no_deduction_turns_an_order_that_has_turned():
    with pytest.raises(ValueError, match="the order has turned as it is"):
        study_series.turns(kept("turning", {"at_persons": -30.0, "low_persons": 5.0}))


def months(name: str, **at: str) -> Row:
    return kept(name, {column: pd.Period(month, "M") for column, month in at.items()})


def test_the_fall_that_stated_percentages_imply():
    frame = pd.DataFrame({"month": pd.PeriodIndex(["2006-09", "2006-10"], freq="M")})
    around = kept("around", frame.set_axis(pd.Index(["before", "after"], name="side")))
    implied = kept("implied", {"fall_pct": 40.99, "fewer": 76_856.0}, "persons")
    in_number = months("in_number", start="2007-05", end="2007-06")
    period = months("period", start_month="2003-12", end_month="2007-08")
    since = course("since", first=("2003-12", 0.0))
    assert plain(study_series.fall_reached(around, implied, since)).replace(SPACE, " ") == (
        "Mellem september 2006 og oktober 2006 nåede faldet siden december 2003 op på 41,0 pct."
    )
    assert plain(study_series.fall_in_series(implied, around, in_number)).replace(SPACE, " ") == (
        "De oplyste procenter svarer tilsammen til et fald på 41,0 pct. Så langt var den "
        "reviderede serie nået mellem september 2006 og oktober 2006. Måler man i antal, 76.900 "
        "fuldtidspersoner, nås faldet mellem maj 2007 og juni 2007."
    )
    assert plain(study_series.hypothesis(around, in_number, period)) == (
        "procenterne er beregnet på tal fra perioden oktober 2006 til juni 2007 og ikke blev "
        "rettet, da niveauerne blev opdateret til august 2007"
    )
    with pytest.raises(ValueError, match="do not follow each other"):
        study_series.hypothesis(around, months("early", start="2006-01", end="2006-02"), period)
