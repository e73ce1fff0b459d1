"""Alt texts: what they say is what the frames hold, and every number is recorded once."""

from __future__ import annotations

import pandas as pd

from vse_report.prose import descriptions

SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
MONTHS = pd.period_range("2020-01", periods=4, freq="M")


def plain(text: str) -> str:
    return " ".join(text.replace(SPACE, " ").split())


def gross(benefit: list[int], cash: list[int]) -> pd.DataFrame:
    groups = {"unemployment_benefit": benefit, "cash_benefit": cash}
    return pd.concat(
        pd.DataFrame({"month": MONTHS, "group": group, "persons": persons})
        for group, persons in groups.items()
    )


def test_the_course_of_both_groups_with_lowest_and_highest():
    phrase = descriptions.gross_series(gross([50, 20, 70, 60], [5, 9, 8, 4]), MONTHS[0], MONTHS[3])
    told = plain(phrase.text)
    assert "fra januar 2020 til april 2020" in told
    for group in (
        "50 i januar 2020, 60 i april 2020, lavest 20 i februar 2020 og højest 70 i marts 2020",
        "5 i januar 2020, 4 i april 2020, lavest 4 i april 2020 og højest 9 i februar 2020",
    ):
        assert group in told


def test_every_bar_of_every_panel_is_told_and_recorded_apart():
    change = pd.DataFrame(
        {"change_pct": [-55.2, 29.04, 0]}, index=["insured", "uninsured", "total"]
    )
    phrase = descriptions.changes({"Netto": change, "Brutto": change})
    told = plain(phrase.text)
    assert told.count(f"forsikrede {MINUS}55,2 pct.") == 2
    assert told.count("ikke-forsikrede 29,0 pct.") == 2
    assert "i alt" not in told.lower()
    changes = [entry.value for entry in phrase.entries if entry.id.startswith("change")]
    assert changes == [-55.2, 29.04, -55.2, 29.04]
    ids = [entry.id for entry in phrase.entries]
    assert len(ids) == len(set(ids))


def test_every_category_is_told_with_its_number():
    categories = pd.DataFrame({"label": ["jobparat", "andre"], "persons": [16_409, 657]})
    phrase = descriptions.visitation(categories)
    assert "jobparat 16.409" in plain(phrase.text)
    assert "andre 657" in plain(phrase.text)
    assert [entry.id for entry in phrase.entries] == ["label", "persons", "label#2", "persons#2"]


def test_a_panel_is_headed_by_concept_and_period():
    assert descriptions.panel("Netto", MONTHS[0], MONTHS[3]) == "Netto, jan. 2020–apr. 2020"
