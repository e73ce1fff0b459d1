"""How the cases were chosen and who meets whom: every side of a clause, and the drawings."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from selection_pictures import DAYS, PICTURES, compared, many, stages, summaries

from vse_report.figures.picture import read_texts
from vse_report.prose.claims import checked
from vse_report.results import Row, kept
from vse_report.shown import networks, selection

SPACE = "\N{NO-BREAK SPACE}"
TYPED = (
    *("vilkår er der under", "nogenlunde lige mange", "en liste over kommuner", "nul ville være"),
    *("To tal beskriver", "Tre kommuner kan stå", "ske i under"),
)


def said(text: str) -> str:
    return checked("told", text, [t for t in TYPED if t in text]).plain.replace(SPACE, " ")


@pytest.mark.parametrize(
    ("fewest", "most", "expected"),
    [
        (
            1,
            85,
            "altså ikke på ét bestemt sæt: Må kommunerne højst være 0,25 "
            "standardafvigelser fra hinanden, er "
            "antallet af sæt mellem 1 og 85",
        ),
        (
            0,
            1,
            "altså på ét sæt eller ingen: Må kommunerne højst være 0,25 "
            "standardafvigelser fra hinanden, er "
            "antallet af sæt mellem 0 og 1",
        ),
    ],
)
def test_sets_told(fewest, most, expected):
    frame = pd.DataFrame(
        {
            "apart_index": [0.25, 0.5, 1.0],
            "sets_low_count": [fewest, 70, 1_207],
            "sets_high_count": [most, 543, 5_426],
        }
    )
    told = selection.sets_told(kept("candidates", frame.rename_axis("number"), "count"))
    assert said(told) == (
        f"Kriterierne peger {expected}; må de være 1,00, er det mellem 1.207 og 5.426."
    )


def test_material_told():
    words = {"period": "Om foråret.", "roles": "Ledere.", "found": "Ved lod.", "experience": "Ja."}
    left_out = pd.DataFrame({"what": ["Hvem", "Hvor længe"]}).rename_axis("number")
    told = networks.material_told(
        kept("material", {"interviews": 29, "persons": 32}, "count"),
        kept("material_words", words, titles=list(words)),
        kept("not_stated", left_out, titles=["what"]),
    )
    assert said(told) == (
        "Undersøgelsen bygger på 29 interview med 32 personer. Om foråret. Ledere. Ved lod. Ja."
        "\n\nUndersøgelsen oplyser ikke:\n\n- Hvem\n- Hvor længe"
    )


def test_a_measure_and_a_deviation_are_called_by_what_they_are():
    kinds = [("days", "sample"), ("rate", "population"), ("index", "weighted")]
    assert selection.labels_of(pd.MultiIndex.from_tuples(kinds)) == {
        ("days", "sample"): "Dage med ledighed, som stikprøve",
        ("rate", "population"): "Ledige af arbejdsstyrken, alle kommuner",
        ("index", "weighted"): "Socioøkonomisk indeks, efter folketal",
    }


def test_the_procedure_is_told_with_its_outcome_as_an_outcome():
    stated = kept("stated", {"much": 2, "little": 1, "within": 5}, "count")
    told = said(selection.procedure(stated))
    assert "Herfra kom to kommuner med meget og en med lidt samarbejde." in told
    assert "er der under fem dage. Det er en beskrivelse af de valgte kommuner" in told


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (DAYS, "smallere"),
        (pd.Series({"a": 0.0, "b": 20.0, "825": 10.0}), "bredere"),
        (pd.Series({"a": 4.0, "b": 6.0, "c": 4.0, "d": 6.0, "825": 6.0}), "bredere"),
    ],
)
def test_the_band_becomes_narrower_or_wider(days, expected):
    told = said(selection.narrower(compared(days=days)))
    assert told == f"Uden Læsø og Samsø bliver båndet {expected}"


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        ("consistent", "passer"),
        ("contradicted", "passer ikke"),
        ("unchecked", "kan ikke sammenholdes"),
    ],
)
def test_band_told(found, verdict):
    agrees = kept("fits", {"verdict": found})
    # Mean 7.5 and 4.67, deviation 4.97 and 0.94; of a sample 1.15.
    assert said(selection.band_told(compared(), compared("sample", sample=True), agrees)) == (
        "Regnes Læsø og Samsø ikke med, falder gennemsnittet med 38 pct. til 4,7 dage, og "
        "standardafvigelsen falder med 81 pct. til 0,9 dage. Undersøgelsen skriver, at øerne øger "
        f"standardafvigelsen meget og gennemsnittet kun lidt; det {verdict} med tallene her, "
        "men afhænger af målet, som tabellen nedenfor viser.\n\nI båndet ligger 3 kommuner, når "
        "øerne er regnet med, og 2, når de ikke er. Regnes "
        "standardafvigelsen som for en stikprøve, er det 2. Undersøgelsen skriver ikke, hvilken "
        "den brugte, og antallet er følsomt, fordi mange kommuner har det samme afrundede tal."
    )


def laesoe(of_age: float) -> Row:
    numbers = {"of_age": of_age, "labour_force": 934, "population": 2058, "share_pct": 40.5}
    others = {"samsoe_pct": 49.4, "usual_pct": 72.0, "mended_days": 23.1}
    changes = {"alone_change_pct": -27.3, "mended_change_pct": -13.2}
    return kept("laesoe", {**numbers, **others, **changes}, "people")


@pytest.mark.parametrize(
    ("of_age", "lead", "end"),
    [
        (833, "færre end de", "Det er altså det første, der er tvivlsomt."),
        (934.4, "ikke færre end de", "De to tal kan godt passe sammen."),
    ],
)
def test_a_number_that_cannot_be_is_told(of_age, lead, end):
    assert said(selection.suspect(laesoe(of_age))) == (
        "To tal beskriver ledigheden på Læsø. Det ene, ledige i forhold til alle i den "
        f"erhvervsaktive alder, svarer til {of_age:.0f} personer på øen i den alder, {lead} 934 i "
        "arbejdsstyrken, som det andet, procenten af arbejdsstyrken, svarer til. "
        f"{end} De personer er 40,5 pct. af øens 2.058 indbyggere; regnet på samme måde er det "
        "49,4 "
        "pct. på Samsø og 72,0 pct. i den midterste kommune.\n\nUdelades kun Læsø, falder "
        "standardafvigelsen med 27 pct. Regnes øens dage ud fra procenten af arbejdsstyrken i "
        "stedet, bliver de 23,1 dage, og uden øerne falder standardafvigelsen så med 13 pct."
    )


@pytest.mark.parametrize(
    ("after", "how"), [(0.6, "mindre"), (0.8049, "ikke mindre"), (0.9, "større")]
)
def test_narrowed(after, how):
    told = said(selection.narrowed(stages(after=after)))
    assert told == f"Forskellene bliver {how}, når gamle kommuners svar slås sammen (simuleret)"


def test_averaged():
    numbers = {"before_index": 0.81, "after_index": 0.64, "unmerged_index": 0.82}
    mean = kept(
        "averaged", {**numbers, "change_pct": -21.3, "surveys": 100, "shared_pct": 50.0}, "count"
    )
    assert (
        said(selection.averaged(mean))
        .partition(". ")[2]
        .startswith(
            "I 100 simuleringer faldt standardafvigelsen mellem kommuner med 21 pct., fra 0,81 til "
            "0,64 trin. Kommuner, der ikke blev lagt sammen, beholder deres svar, 0,82 trin"
        )
    )


def test_found_groups_and_the_title_of_the_gap():
    found = summaries(planted=3, cloud=1)
    told = said(selection.found_groups(found.planted, found.cloud, many()))
    assert (
        "I den viste simulering med grupper er enigheden mellem nye udtræk af kommuner 0,99, "
        in told
    )
    assert "og i den uden er den 0,81; " in told
    assert "i 19 af 20 andre simuleringer med grupper og i 17 af 20 uden." in told
    assert said(selection.gap_title(many())) == (
        "Gap-statistikken har ret i 19 af 20 simuleringer med grupper og i 17 af 20 uden"
    )


def test_of_a_file_only_counts_are_told():
    rows = kept("survey_file", {"answered": 260}, "count")
    told = said(selection.file_told(summaries().cloud, rows))
    assert told.startswith("**Svarene i filen.** 260 gamle kommuner har svaret på noget")
    assert "har 98 kommuner svar på alle spørgsmål. Gap-statistikken tyder på én gruppe." in told


# --- bodies ---------------------------------------------------------------------------------------

CODINGS = pd.DataFrame(
    [
        ("A", "council", "", True, ""),
        ("A", "council", "union", True, ""),
        ("A", "council", "mayor", True, ""),
        ("A", "club", "", True, ""),
        ("B", "council", "", True, "kun delvist"),
        ("B", "council", "union", True, ""),
        ("B", "council", "firm", False, ""),
        ("B", "club", "", False, ""),
    ],
    columns=["case", "body", "actor", "stated", "qualifier"],
)
BODIES = {"council": "Råd", "club": "Klub", "fair": "Messe"}
ACTORS = {"firm": "De store virksomheder", "mayor": "Politikere", "union": "LO"}


def test_the_matrix_tells_yes_with_its_qualifier_and_actors_no_and_not_stated():
    assert networks.matrix(CODINGS, BODIES, ACTORS).to_numpy().tolist() == [
        ["ja: politikere og LO", "ja, kun delvist: LO; ikke de store virksomheder", "ikke oplyst"],
        ["ja", "nej", "ikke oplyst"],
        ["ikke oplyst", "ikke oplyst", "ikke oplyst"],
    ]


def test_traits_that_no_row_tells_are_not_stated():
    told = pd.DataFrame({"case": ["A", "B"], "aspect": "chair", "statement": ["Valgt", "Skiftes"]})
    found = networks.traits(told, {"chair": "Formand", "strategy": "Strategi"})
    assert found.to_numpy().tolist() == [["Valgt", "Skiftes", "ikke oplyst"], ["ikke oplyst"] * 3]


def sums(**bodies: int) -> object:
    frame = pd.DataFrame({"bodies": bodies}).rename_axis("case")
    frame["not_stated"] = 11 - frame["bodies"]
    return kept("sums", frame, "count", labels=networks.CASES)


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [({"A": 9, "B": 5, "C": 4}, "kommune A"), ({"A": 5, "B": 5, "C": 4}, "kommune A og kommune B")],
)
def test_most_bodies(bodies, expected):
    told = said(networks.most_bodies(sums(**bodies)))
    assert told == f"Flest organer er nævnt i {expected} (vores optælling)"


def test_bodies_told():
    listed = kept("listed", {"bodies": 11, "shared": 3}, "count")
    assert said(networks.bodies_told(sums(A=9, B=5, C=4), listed)).startswith(
        "Undersøgelsen nævner ni organer i kommune A, fem i kommune B og fire i kommune C. "
        "Arbejdsgivere og fagforeninger er med i tre organer i kommune A. Ikke oplyst er to i "
        "kommune A, seks i kommune B og syv i kommune C."
    )
    assert "listen på elleve er mest lavet efter kommune A" in said(
        networks.bodies_told(sums(A=9, B=5, C=4), listed)
    )


def test_three_cases():
    counts = {"orders": 6, "top_fits": 2, "needed_top": 21, "needed_order": 4, "level_pct": 5.0}
    assert said(networks.three_cases(kept("orders", counts, "count"))).endswith(
        "Tre kommuner kan stå i seks rækkefølger, og to af dem har A øverst. Trækker man lod, sker "
        "det altså let. For at det skulle ske i under 5 pct. af lodtrækningerne, skulle der være "
        "21 kommuner, eller fire, hvis hele rækkefølgen var oplyst og passede."
    )


# --- drawings -------------------------------------------------------------------------------------


def drawn(name: str) -> Figure:
    drawing = PICTURES[name]().draw(False)
    read_texts("figure", drawing)
    return drawing


def test_a_dot_is_a_municipality_and_only_the_islands_are_named():
    (axes,) = drawn("bands").axes
    piles = [line.get_xdata() for line in axes.lines if line.get_marker() == "o"]
    assert sorted(float(x) for pile in piles[:3] for x in pile) == DAYS.sort_values().tolist()
    assert [text.get_text() for text in axes.texts] == [
        *("Læsø", "Alle kommuner", "Uden Læsø og Samsø")
    ]
    lines = [line.get_xdata().tolist() for line in axes.lines if line.get_linewidth() == 4]
    assert np.round(lines, 2).tolist() == [[2.53, 12.47], [3.72, 5.61]]


def test_a_dot_is_a_simulation_and_a_line_their_mean():
    drawing = drawn("averaging")
    dots = [np.round(axes.collections[0].get_offsets()[:, 0], 2) for axes in drawing.axes]
    assert [sorted(row.tolist()) for row in dots] == [
        *([0.79, 0.79, 0.82], [0.6, 0.6, 0.6], [0.7, 0.9, 0.92])
    ]
    assert [axes.texts[0].get_text() for axes in drawing.axes] == ["0,80", "0,60", "0,84"]


def test_a_line_has_the_gap_of_each_number_of_groups_and_the_name_of_its_answers():
    (axes,) = drawn("gaps").axes
    lines = [c.lines[0].get_ydata().tolist() for c in axes.containers]
    assert lines == [[0.3, 0.8], [0.75, 0.6]]
    assert [text.get_text() for text in axes.texts] == [
        *("Simuleret med grupper", "Simuleret uden grupper")
    ]
