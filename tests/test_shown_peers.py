"""Peers: every side of a clause with its full wording, and what is drawn."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure
from peer_pictures import NAMES, SHARES, chosen, explained, own, shares

from vse_report.figures import style
from vse_report.figures.picture import Picture, read_texts
from vse_report.prose.claims import checked
from vse_report.results import kept
from vse_report.shown import peers

SPACE = "\N{NO-BREAK SPACE}"


TYPED = ("tre fjerdedele af kommunerne", "Den er nul mellem")


def said(text: str) -> str:
    typed = [words for words in TYPED if words in text]
    return checked("told", text, typed).plain.replace(SPACE, " ")


@pytest.mark.parametrize(
    ("close", "expected"),
    [
        (1, "Dby ligner mest Eby, Bby og Aby"),
        (
            0,
            "Dby ligner mest Eby, Bby og Aby, men dens 8 lignende kommuner ligger fjernere end hos "
            "de fleste",
        ),
        (-1, "Dby har ikke 8 kommuner, der ligger nær; nærmest er Eby, Bby og Aby"),
    ],
)
def test_whom_a_municipality_is_most_like_or_that_too_few_are_near(close, expected):
    assert said(peers.likest(own(close), chosen())) == expected


def test_only_the_nearest_are_named_in_a_title():
    everyone = chosen("104", "105", "102", "101", "103")
    assert said(peers.likest(own(), everyone)) == "Dby ligner mest Eby, Bby og Aby"


ABOUT = {"ends": pd.Period("2022-12", "M"), "youngest": 16, "oldest": 66, "peers": 8}


def test_finding():
    about = kept("about", ABOUT, "count")
    assert said(peers.finding(own(), chosen(), about, explained())) == (
        "Dby ligner mest Eby, Bby og Aby, målt på, hvor mange man kunne forvente på dagpenge, "
        "kontanthjælp og sygedagpenge i året til december 2022. Kommuner, der ligner hinanden, "
        "siger noget om ledighed og kontanthjælp og intet sikkert om aktiveringsgrad og forløb på "
        "arbejdspladser."
    )


def test_a_column_is_headed_as_what_it_holds_is_called():
    names = {**peers.BENEFITS, **peers.OUTCOMES}
    for key, head in peers.HEADS.items():
        assert head.replace("\N{SOFT HYPHEN}", "").lower() == names[key].removesuffix(" mv.")


def test_method():
    told = peers.method(kept("about", {**ABOUT, "typical_index": 2.04}, "count"))
    assert said(told) == (
        "De lignende kommuner er fundet ud fra, hvor stor en del af de 16–66-årige man kan "
        "forvente på offentlig forsørgelse, når man ser på de lokale vilkår. Det beregner VIVE for "
        "Beskæftigelsesministeriet. Vi bruger de forventede andele for dagpenge, kontanthjælp og "
        "sygedagpenge i året til december 2022, de nyeste, vi har.\n\n*Afstanden* er forskellen "
        "på andelene regnet sammen, så hver ydelse tæller lige meget: Den er nul mellem kommuner, "
        "der er ens, og 2,04 for et typisk par. De 8 med den korteste afstand kaldes lignende, "
        "uanset hvor i landet de ligger."
    )


def test_other_ways_to_find_peers_are_called_by_what_they_do():
    called = peers.other_ways(["year_2021QMAT04", "year_2020QMAT04"])
    assert called["without_cash_benefit"] == "Uden kontanthjælp mv."
    assert called["year_2021QMAT04"] == "Tal fra året før"
    assert called["year_2020QMAT04"] == "Tal fra året før det"


@pytest.mark.parametrize(
    ("close", "reach", "expected"),
    [
        (1, 0.6, "ikke længere væk end hos de fleste"),
        (0, 1.5, "længere væk end hos de fleste"),
        (-1, 2.5, "så langt væk, at den ikke har så mange, der ligger nær"),
    ],
)
def test_how_near(close, reach, expected):
    written = f"{reach:.2f}".replace(".", ",")
    assert said(peers.how_near(own(close, 0.34, reach))) == (
        f"Fra Dby er afstanden til den nærmeste 0,34 og til den fjerneste af de lignende kommuner "
        f"{written}. Hos tre fjerdedele af kommunerne er den højst 1,18, og grænsen for, hvad der "
        f"er usædvanligt, er 1,87. De lignende kommuner ligger altså {expected}."
    )


@pytest.mark.parametrize(
    ("close", "told", "in_table"),
    [
        ([1, 0, 1], "Alle kommuner har så mange, der ligger nær.", ["–", "fjern", "–"]),
        (
            [-1, 1, -1],
            "Over grænsen er Aby og Cby.",
            ["alene", "–", "alene"],
        ),
    ],
)
def test_municipalities_without_near_peers_are_named(close, told, in_table):
    frame = pd.DataFrame({"close": close}, index=pd.Index(["103", "102", "101"], name="code"))
    areas = kept("areas", frame, close="rank", labels=NAMES)
    assert said(peers.without_near(areas)) == told
    assert [said(peers.closeness(row.close)) for row in areas] == in_table


@pytest.mark.parametrize(
    ("tells", "expected"),
    [
        (
            {"unemployment": 1, "activation": 0, "company": -1},
            "noget om ledighed, lidt om aktiveringsgrad og intet sikkert om forløb på "
            "arbejdspladser",
        ),
        ({"unemployment": 1, "cash_benefit": 1}, "noget om ledighed og kontanthjælp"),
        ({"unemployment": -1}, "intet sikkert om ledighed"),
    ],
)
def test_what_peers_tell_about(tells, expected):
    told = said(peers.tells(explained(**tells)))
    assert told == f"Kommuner, der ligner hinanden, siger {expected}"


def test_each_outcome_has_its_part_and_whether_it_is_more_than_chance():
    found = explained(unemployment=1, activation=0, company=-1)
    assert said(peers.explained_told(found)).split("\n") == [
        "- Ledighed: 59 pct. af fejlen forsvinder, mere, end man kan vente ved et tilfælde.",
        "- Aktiveringsgrad: 8 pct. af fejlen forsvinder, mere, end man kan vente ved et tilfælde, "
        "men for lidt til at sammenligne på.",
        "- Forløb på arbejdspladser: fejlen bliver 21 pct. større, så gættet hjælper ikke.",
    ]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (1, "noget ved et eller flere af antallene"),
        (0, "lidt ved et eller flere af antallene, og det kan være et tilfælde"),
        (-1, "intet sikkert, uanset antallet"),
    ],
)
def test_by_number(level, expected):
    most = kept("most", {"company": level, "activation": -1}, "rank")
    assert said(peers.by_number(most)) == (
        f"Om forløb på arbejdspladser siger lignende kommuner {expected}, hvad skjulte antal end "
        "er. Om aktiveringsgraden siger de intet sikkert, uanset antallet."
    )


@pytest.mark.parametrize(
    ("gap", "expected"),
    [
        (0.004, "som hos de lignende"),
        (0.38, "0,38 pct.point højere end hos de lignende, inden for det sædvanlige"),
        (-0.74, "0,74 pct.point lavere end hos de lignende, mere end sædvanligt"),
    ],
)
def test_a_municipality_is_held_against_its_peers_and_what_is_usual(gap, expected):
    frame = pd.DataFrame({"gap_points": [gap], "typical_gap_points": 0.38})
    frame.index = pd.Index(["unemployment"], name="outcome")
    norms = kept("norms", frame, labels=peers.OUTCOMES)
    assert said(peers.beside_peers(norms)) == f"- Ledighed: {expected}."


# --- drawings -------------------------------------------------------------------------------------


def drawn(picture: Picture) -> Figure:
    drawing = picture.draw(False)
    read_texts("figure", drawing)
    return drawing


def test_every_municipality_is_drawn_once_on_each_strip():
    drawing = drawn(peers.peers(own(), shares(), chosen("104", "102")))
    for axes, column in zip(drawing.axes, SHARES, strict=True):
        others, alike, mine = (line.get_xdata().tolist() for line in axes.lines)
        assert others == sorted(SHARES.loc[["101", "103", "105"], column])
        assert alike == [SHARES.loc["102", column]]
        assert mine == [SHARES.loc["104", column]]
    assert [axes.texts[0].get_text() for axes in drawing.axes] == ["Dby 1,10", "6,00", "4,00"]
    assert drawing.axes[0].texts[1].get_text() == "• Lignende kommuner"


def test_all_others_may_be_peers():
    drawing = drawn(peers.peers(own(), shares(), chosen("104", "105", "102", "101", "103")))
    assert drawing.axes[0].lines[0].get_xdata().tolist() == []


def test_ticks_say_where_they_stand():
    drawing = drawn(peers.peers(own(), shares(), chosen()))
    drawing.draw_without_rendering()
    for axes in drawing.axes:
        written = [tick.get_text() for tick in axes.get_xticklabels()]
        placed = [float(text.replace(",", ".")) for text in written]
        assert placed == pytest.approx([float(at) for at in axes.get_xticks()])


def test_dots_lie_at_what_peers_explain_and_bands_at_what_chance_gives():
    (axes,) = drawn(peers.explained(explained(unemployment=1, company=-1))).axes
    bands = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
    assert bands == [(-25, 3), (-25, 3)]
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    assert [(dot.get_xdata()[0], dot.get_color()) for dot in dots] == [
        *((59.4, style.BLUE), (-21.0, style.MUTED))
    ]
    assert [(text.get_text(), text.xy[0]) for text in axes.texts] == [("59", 59.4), ("−21", 3.0)]
