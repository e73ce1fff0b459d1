"""The study's networks as drawn, told and tabled: yes, no and not stated are told apart."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from vse_report.data.reported_models import Cases
from vse_report.figures import style
from vse_report.figures.networks import plot_network
from vse_report.measures.networks import matrix, summary
from vse_report.prose.descriptions.networks import network
from vse_report.tables.networks import material_rows, matrix_rows, side_by_side, trait_rows

ACTORS = {"union": "Fagforeninger", "firm": "De store virksomheder", "mayor": "Politikere"}
BODIES = {"council": "Beskæftigelsesråd", "club": "Klub", "fair": "Messe"}
CODINGS = pd.DataFrame(
    [
        ("A", "council", "", True, 10),
        ("A", "council", "union", True, 20),
        ("A", "council", "mayor", True, 30),
        ("A", "club", "", True, 40),
        ("B", "council", "", True, 50),
        ("B", "council", "union", True, 60),
        ("B", "council", "firm", False, 1070),
        ("B", "club", "", False, 80),
    ],
    columns=["case", "body", "actor", "stated", "offset"],
)
MATRIX = matrix(CODINGS, list(BODIES), list(ACTORS), ["A", "B"])
PLACE = {"section": "kapitel", "offset": 1234, "end": 1240, "phrase_sha256": "0" * 64}
NAMES = Cases(
    sources_da=[],
    source_da="undersøgelsen",
    actors=ACTORS,
    bodies=BODIES,
    aspects={"chair": "Formand", "strategy": "Strategi"},
    material=[
        {**PLACE, "id": "one", "statement": "Interview", "values": [29], "unit": "antal"},
        {**PLACE, "id": "two", "statement": "Interview", "values": [29], "unit": "antal"},
        {**PLACE, "id": "size", "statement": "Mellemstore", "values": [50, 200], "unit": "ansatte"},
        {**PLACE, "id": "how", "statement": "Fundet i registre", "values": [], "unit": ""},
    ],
    not_stated=[],
    codings=[],
    traits=[],
)


def drawn(case: str) -> Figure:
    return plot_network(MATRIX, case, ACTORS, BODIES)


def lines(case: str, style_: str) -> list[list[float]]:
    """Return the ends of the lines between actors and bodies that are drawn in a style."""
    (axes,) = drawn(case).axes
    return [
        line.get_ydata().tolist()
        for line in axes.lines
        if len(line.get_xdata()) == 2 and (line.get_linestyle() == "-") == (style_ == "solid")
    ]


def texts(case: str) -> dict[str, Text]:
    (axes,) = drawn(case).axes
    return {text.get_text(): text for text in axes.texts}


def test_a_line_for_every_yes_and_a_dashed_one_for_every_no():
    # from the top: union, firm, mayor at 0, 1, 2; council, club, fair at the same heights
    assert lines("A", "solid") == [[0, 0], [2, 0]]
    assert lines("A", "dashed") == []
    assert lines("B", "solid") == [[0, 0]]
    assert lines("B", "dashed") == [[1, 0]]


def test_a_body_that_does_not_exist_differs_from_one_that_is_not_stated():
    (axes,) = drawn("B").axes
    marks = {
        line.get_ydata()[0]: line.get_marker()
        for line in axes.lines
        if list(line.get_xdata()) == [1]
    }
    assert marks == {0: "s", 1: "x", 2: "o"}
    assert {"Beskæftigelsesråd", "Klub: nej", "Messe: ikke oplyst"} < set(texts("B"))


def test_places_are_the_same_in_every_case_whatever_is_written():
    long = {**BODIES, "club": "Klub for" + " ledere" * 12}
    figures = [plot_network(MATRIX, case, ACTORS, long) for case in "AB"]
    for figure in figures:
        figure.draw_without_rendering()
    first, second = (figure.axes[0] for figure in figures)
    assert first.get_position().bounds == pytest.approx(second.get_position().bounds)
    assert [text.xy for text in first.texts] == [text.xy for text in second.texts]


def test_nothing_is_rotated_and_the_same_drawing_gives_the_same_svg():
    written = [text for text in drawn("A").findobj(Text) if text.get_text()]
    assert written
    assert not any(text.get_rotation() for text in written)
    assert style.to_svg(drawn("B")) == style.to_svg(drawn("B"))


def test_the_alt_text_tells_members_absent_ones_and_what_is_not_stated():
    assert network(MATRIX, "A", ACTORS, BODIES).text.endswith(
        "A. Beskæftigelsesråd: fagforeninger og politikere. Klub: ingen aktører oplyst. "
        "Ikke oplyst: Messe."
    )
    assert network(MATRIX, "B", ACTORS, BODIES).text.endswith(
        "B. Beskæftigelsesråd: fagforeninger, men ikke de store virksomheder. Findes ikke: Klub. "
        "Ikke oplyst: Messe."
    )


def test_the_matrix_is_tabled_with_the_place_of_each_answer():
    rows = matrix_rows(MATRIX, CODINGS, NAMES, ["A", "B"]).set_index(["body", "actor"])
    firms = rows.loc[("Beskæftigelsesråd", "De store virksomheder")]
    assert (firms["A"], firms["B"], firms["place"].text) == (
        "ikke oplyst",
        "nej",
        "B\N{NO-BREAK SPACE}1070",
    )
    council = rows.loc[("Beskæftigelsesråd", "findes organet?"), "place"]
    assert council.text == "A\N{NO-BREAK SPACE}10, B\N{NO-BREAK SPACE}50"


def test_traits_stand_case_beside_case_and_gaps_are_named():
    traits = pd.DataFrame(
        [("A", "strategy", "Én branche"), ("B", "strategy", "Aftaler"), ("B", "chair", "På skift")],
        columns=["case", "aspect", "statement"],
    )
    assert trait_rows(traits, NAMES, ["A", "B"]).to_numpy().tolist() == [
        ["Formand", "ikke oplyst", "På skift"],
        ["Strategi", "Én branche", "Aftaler"],
    ]


def test_numbers_of_the_material_are_told_once_each():
    rows = material_rows(NAMES)
    assert rows["statement"].tolist() == ["Interview", "Mellemstore"]
    assert [phrase.text for phrase in rows["values"]] == ["29", "50 og 200"]
    assert rows["place"].iloc[0].text == "1234"


def test_a_number_told_twice_in_different_ways_is_shown_twice():
    other = NAMES.material[0].model_copy(update={"values": [30]})
    rows = material_rows(NAMES.model_copy(update={"material": [*NAMES.material, other]}))
    told = dict(enumerate(phrase.text for phrase in rows["values"]))
    assert sorted(told.values()) == ["29", "30", "50 og 200"]


def test_activation_stands_beside_the_networks_in_the_study_s_own_bounds():
    activation = pd.DataFrame(
        [
            ("A", "company_directed", "above", float("nan"), "job_centre_mean"),
            ("B", "company_directed", "just_under", 20.0, ""),
            ("B", "guidance", "very_high", float("nan"), ""),
            ("nation", "company_directed", "just_under", 30.0, ""),
        ],
        columns=["area", "measure", "relation", "value_pct", "benchmark"],
    )
    rows = side_by_side(summary(CODINGS, BODIES, ["A", "B"]), activation)
    assert rows["bodies"].tolist() == [2, 1]
    assert [phrase.text for phrase in rows["activation"]] == [
        "virksomhedsrettede tilbud: over gennemsnittet af jobcentre",
        "virksomhedsrettede tilbud: lidt under 20\N{NO-BREAK SPACE}pct.; "
        "vejledning: i meget høj grad",
    ]
