"""Alt texts and tables of peers: what they say is what the frames hold."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose.descriptions import peers as descriptions
from vse_report.prose.labels import BENEFITS
from vse_report.tables import peers as tables

SHARES = pd.DataFrame(
    [[1.0, 2.0, 3.0], [1.5, 2.5, 3.5], [2.0, 3.0, 2.0], [1.1, 6.0, 4.0]],
    index=pd.Index(["101", "147", "400", "825"], name="code"),
    columns=list(BENEFITS),
)
NAMES = pd.Series({"101": "København", "400": "Bornholm", "825": "Læsø", "492": "Ærø"})


def told(peers: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "outcome": ["unemployment", "company_low"],
            "peers": peers,
            "explained_pct": [59.4, -21.0],
            "chance_low_pct": [-25.0, -24.0],
            "chance_high_pct": [3.0 + peers, 2.0],
        }
    )


def plain(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def test_each_strip_tells_own_peers_and_all():
    chosen = SHARES.loc[["825", "147", "101"]].reset_index()
    text = plain(descriptions.peers(SHARES, chosen, "Læsø").text)
    assert "en prik for hver af 4 kommuner" in text
    assert (
        "Kontanthjælp mv.: Læsø 6,00 pct., lignende kommuner 2,00 til 2,50 pct., "
        "alle kommuner 2,00 til 6,00 pct." in text
    )


def test_each_outcome_tells_peers_and_chance():
    text = plain(descriptions.explained(told(8)).text)
    assert "Bruttoledighed: lignende kommuner 59 pct., tilfældige kommuner −25 til 11 pct." in text
    assert "Forløb i virksomheder, lavest mulige: lignende kommuner −21 pct." in text


def test_every_number_of_an_alt_text_has_an_entry_of_its_own():
    entries = descriptions.explained(told(8)).entries
    assert len({entry.id for entry in entries}) == len(entries) == 8


def test_names_of_a_grade_come_farthest_first_and_none_is_said():
    close = pd.DataFrame({"close": [-1, 0, -1, -1]}, index=["825", "101", "492", "400"])
    assert descriptions.with_closeness(close, NAMES, -1).text == "Læsø, Ærø og Bornholm"
    assert descriptions.with_closeness(close, NAMES, 0).text == "København"
    assert descriptions.with_closeness(close, NAMES, 1).text == "ingen"


def test_numbers_of_peers_stand_side_by_side():
    frames = [told(4), told(8)]
    rows = tables.side_by_side(frames)
    assert rows.to_dict(orient="list") == {
        "label": ["Bruttoledighed", "Forløb i virksomheder, lavest mulige"],
        "explained_4": [59.4, -21.0],
        "chance_4": [7.0, 2.0],
        "explained_8": [59.4, -21.0],
        "chance_8": [11.0, 2.0],
    }
    columns = tables.side_by_side_columns(frames)
    assert list(columns) == list(rows)
    assert columns["explained_8"].label.text == "8 lignende"


def test_a_name_is_found_by_code():
    rows = tables.with_names(pd.DataFrame({"code": ["492", "101"]}), NAMES)
    assert rows["name"].tolist() == ["Ærø", "København"]


@pytest.mark.parametrize(
    ("tells", "words"),
    [
        (-1, "ikke mere, end tilfældet plejer at give"),
        (0, "mere, end tilfældet plejer at give, men for lidt til at sammenligne på"),
        (1, "mere, end tilfældet plejer at give"),
    ],
)
def test_what_peers_tell_is_judged_beside_chance(tells, words):
    assert plain(descriptions.judged(pd.Series({"tells": tells})).text) == words
