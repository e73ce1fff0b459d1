"""Judgements in whole sentences: every side, with its full wording."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose.cells import unmark
from vse_report.results import Kept, Row, kept
from vse_report.shown import clauses


def plain(text: str) -> str:
    return unmark(text)[0]


@pytest.mark.parametrize(
    ("stated", "derived", "expected"),
    [
        ([45.4, 15.0], [45.44, 14.96], "Procenterne kan altså være beregnet ud fra de niveauer"),
        ([45.4, 15.0], [55.2, 15.0], "Procenterne er altså ikke begge beregnet ud fra de niveauer"),
        ([45.4, 15.0], [55.2, 29.0], "Procenterne er altså ikke beregnet ud fra de niveauer"),
    ],
)
def test_falls_follow(stated, derived, expected):
    index = pd.Index(["insured", "uninsured"], name="group")
    frame = pd.DataFrame({"stated_pct": stated, "derived_pct": derived}, index=index)
    text = clauses.falls_follow(kept("falls", frame, parts={}))
    assert plain(text) == f"{expected}, de står sammen med."
    assert len(unmark(text)[1][0].cells) == 4


@pytest.mark.parametrize(
    ("uninsured", "expected"),
    [
        (29.0, "Konklusionens retning holder: Faldet er mindst for de ikke-forsikrede."),
        (55.24, "Konklusionens retning holder ikke: De to fald er lige store."),
        (60.0, "Konklusionens retning holder ikke: Faldet er størst for de ikke-forsikrede."),
    ],
)
def test_conclusion_holds(uninsured, expected):
    row = kept("falls", {"uninsured_pct": uninsured, "insured_pct": 55.2})
    assert plain(clauses.conclusion_holds(row.uninsured_pct, row.insured_pct)) == expected


@pytest.mark.parametrize(
    ("later", "alike", "expected"),
    [
        (0, 0, "Senere måneder at begynde i er der ikke."),
        (70, 0, "Begynder man senere, gælder det aldrig."),
        (70, 20, "Begynder man senere, gælder det i 20 af 70 måneder."),
        (2, 1, "Begynder man senere, gælder det i 1 af 2 måneder."),
        (70, 70, "Begynder man senere, gælder det også altid."),
    ],
)
def test_later_starts(later, alike, expected):
    row = kept("starts", {"later": later, "alike_later": alike}, "count")
    assert plain(clauses.later_starts(row)) == expected


def at(name: str, month: str, persons: int) -> Row:
    return kept(name, {"month": pd.Period(month, "M"), "persons": persons})


@pytest.mark.parametrize(
    ("lowest", "highest", "last", "expected"),
    [
        (
            *("2022-03", "2022-07", "2026-07"),
            "var lavest i marts 2022 med 10. Siden var det højest i juli 2022 med 16. "
            "I juli 2026 er det 15.",
        ),
        (
            *("2022-03", "2026-07", "2026-07"),
            "var lavest i marts 2022 med 10. Siden var det højest i juli 2026 med 16.",
        ),
        ("2026-07", "2026-07", "2026-07", "er lavest i juli 2026 med 10, den nyeste måned."),
    ],
)
def test_since_lowest(lowest, highest, last, expected):
    rows = at("lowest", lowest, 10), at("highest", highest, 16), at("last", last, 15)
    assert plain(clauses.since_lowest(*rows)) == expected


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
    told = clauses.between(course("c", lowest=("2021-05", low), highest=("2026-07", high)), spec)
    assert plain(told).replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], ""),
        (["Nedlukning"], "Stiplede linjer markerer nedlukning (marts 2020)."),
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
    assert plain(clauses.marked(kept("events", frame))) == expected


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
        (3.0, 0.0, "er antallet af dagpengeledige steget mindre i procent end antallet af kont"),
        (3.04, 3.0, "har de to grupper ændret sig lige meget."),
        (0.0, 0.0, "har de to grupper ændret sig lige meget."),
    ],
)
def test_order_of(cash, benefit, expected):
    rows = (kept(name, {"change_pct": v}) for name, v in (("cash", cash), ("benefit", benefit)))
    assert plain(clauses.order_of(*rows)).startswith(f"I hele serien {expected}")


@pytest.mark.parametrize(
    ("derived", "expected"),
    [
        ((45.44, 14.0), "Ingen af faldene er større"),
        ((55.2, 15.0), "Kun det ene fald er større"),
        ((55.2, 29.0), "Begge fald er større"),
    ],
)
def test_larger_than_stated(derived, expected):
    index = pd.Index(["insured", "uninsured"], name="group")
    frame = pd.DataFrame({"stated_pct": [45.4, 15.0], "derived_pct": derived}, index=index)
    told = clauses.larger_than_stated(kept("falls", frame, parts={}))
    assert plain(told) == f"{expected}, end undersøgelsen oplyser"


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([16_500, 16_400], "ligger begge over"),
        ([16_500, 40], "ligger ikke begge over"),
        ([-3, -900], "ligger ikke over"),
        ([100, 200, 300], "ligger alle over"),
        ([100, -200, 300], "ligger ikke alle over"),
    ],
)
def test_above_series(gaps, expected):
    frame = pd.DataFrame({"gap": [float(gap) for gap in gaps]}).rename_axis("number")
    told = clauses.above_series(kept("gaps", frame, "persons"), "Tallene")
    assert plain(told) == f"Tallene {expected} den reviderede serie"


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (16_450, "16.500 fuldtidspersoner over"),
        (-16_450, "16.500 fuldtidspersoner under"),
        (49, "på linje med"),
    ],
)
def test_lies(gap, expected):
    assert plain(clauses.lies(kept("at", {"gap": float(gap)}, "persons").gap)) == expected


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
    said = f"Det samlede niveau {expected} de tal fra Danmarks Statistik, som aviserne gengav"
    assert plain(clauses.level_fits(ranges, short=True)) == f"{said}."
    assert plain(clauses.level_fits(ranges)).startswith(
        f"{said}: Afstanden til den reviderede serie er 11.800 til 17.800 fuldtidspersoner for "
        "avisernes tal og "
    )


@pytest.mark.parametrize(
    ("share", "expected"), [(49.6, "det meste"), (49.4, "mindre end halvdelen"), (85, "det meste")]
)
def test_most_of(share, expected):
    assert plain(clauses.most_of(kept("at", {"share_pct": float(share)}).share_pct)) == expected


@pytest.mark.parametrize(
    ("excess", "expected"),
    [
        (-3_800, "falder serien omkring 3.800 fuldtidspersoner mere end i måneden før og"),
        (3_800, "stiger serien omkring 3.800 fuldtidspersoner mere end i måneden før og"),
        (-40, "ændrer serien sig som i måneden før og"),
    ],
)
def test_jumps(excess, expected):
    months = {"start": pd.Period("2006-12", "M"), "end": pd.Period("2007-01", "M")}
    told = clauses.jumps(kept("jump", {**months, "excess": float(excess)}, "persons"))
    assert plain(told) == f"Fra december 2006 til januar 2007 {expected} måneden efter"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([-29.0, -39.1], "Rækkefølgen holder"),
        ([-29.0, -60.0], "Rækkefølgen holder ikke altid"),
        ([-29.0, -55.24], "Rækkefølgen holder ikke altid"),
    ],
)
def test_order_kept(changes, expected):
    frame = pd.DataFrame({"change_pct": changes, "beside_change_pct": -55.2})
    assert plain(clauses.order_kept(kept("variants", frame.rename_axis("variant")))) == expected


@pytest.mark.parametrize(
    ("low", "expected"), [(14_000, "vender"), (12_900, "holder"), (12_000, "holder")]
)
def test_turns(low, expected):
    row = kept("turning", {"turning": 12_944.0, "low": float(low)}, "persons")
    told = plain(clauses.turns(row.turning, row.low))
    assert told.startswith("Rækkefølgen vender først, hvis der trækkes omkring 12.900 ")
    assert told.endswith(f"fra de ikke-forsikrede alene, {expected} den altså.")
