"""Alt texts: what they say is what the frames hold, and every number is recorded once."""

from __future__ import annotations

import pandas as pd

from vse_report.data import Break
from vse_report.prose.descriptions import unemployment as descriptions
from vse_report.prose.sentences import say

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
    levels = gross([50, 20, 70, 60], [5, 9, 8, 4])
    phrase = descriptions.gross_series(levels, MONTHS[0], MONTHS[3], MONTHS[2])
    told = plain(phrase.text)
    assert told.endswith("En stiplet linje markerer kontanthjælpsreformen i marts 2020.")
    assert "fra januar 2020 til april 2020" in told
    for group in (
        "50 i januar 2020, 60 i april 2020, lavest 20 i februar 2020 og højest 70 i marts 2020",
        "5 i januar 2020, 4 i april 2020, lavest 4 i april 2020 og højest 9 i februar 2020",
    ):
        assert group in told


def test_the_course_of_a_share_and_the_reform():
    share = pd.DataFrame({"month": MONTHS, "share_pct": [20.0, 12.5, 30.04, 25.0]})
    told = plain(descriptions.composition(share, MONTHS[0], MONTHS[3], MONTHS[1]).text)
    assert "20,0 pct. i januar 2020, højest 30,0 pct. i marts 2020" in told
    assert "lavest 12,5 pct. i februar 2020" in told
    assert "20,0 pct. (januar 2020) og 25,0 pct. (april 2020)" in told
    assert told.endswith("En stiplet linje markerer kontanthjælpsreformen i februar 2020.")


def test_the_fall_where_it_passes_the_implied_one_and_its_break():
    falls = pd.DataFrame({"month": MONTHS, "fall_pct": [0.0, 20.0, 45.0, 50.0]})
    splice = Break(
        id="s",
        tables=["t"],
        month="2020M04",
        status="suspected",
        text_en="x",
        text_da="x",
        source="x",
    )
    told = plain(
        descriptions.fall_since(falls, 30, falls.iloc[1], falls.iloc[2], splice=splice).text
    )
    assert "siden januar 2020 når 50,0 pct. i april 2020" in told
    assert "beregnede fald for begge grupper tilsammen, 30,0 pct. Linjen når det mellem" in told
    assert "mellem februar 2020 (20,0 pct.) og marts 2020 (45,0 pct.)" in told
    assert told.endswith("afbrudt ved et formodet databrud i april 2020.")
    known = splice.model_copy(update={"status": "documented"})
    told = plain(descriptions.fall_since(falls, 30, falls.iloc[1], falls.iloc[2], known).text)
    assert told.endswith("afbrudt ved et databrud i april 2020.")


def test_every_bar_of_every_panel_is_told_and_recorded_apart():
    change = pd.DataFrame(
        {"change_pct": [-55.2, 29.04, 0]}, index=["insured", "uninsured", "total"]
    )
    phrase = descriptions.changes(
        {say("Netto"): change, descriptions.panel("Brutto", *MONTHS[:2]): change}
    )
    told = plain(phrase.text)
    assert told.count(f"forsikrede {MINUS}55,2 pct.") == 2
    assert told.count("ikke-forsikrede 29,0 pct.") == 2
    assert "i alt" not in told.lower()
    values = [entry.value for entry in phrase.entries if entry.unit in {"per cent", "month"}]
    assert values == [-55.2, 29.04, "2020M01", "2020M02", -55.2, 29.04]
    ids = [entry.id for entry in phrase.entries]
    assert len(ids) == len(set(ids))


def test_every_category_is_told_with_its_number_and_the_job_ready_with_their_share():
    categories = pd.DataFrame(
        {
            "group": ["job_ready", "other"],
            "label": ["jobparat", "andre"],
            "persons": [25, 75],
            "share_pct": [25.0, 75.0],
        }
    )
    told = plain(descriptions.visitation(categories, MONTHS[0]).text)
    assert told.endswith("januar 2020: jobparat 25, andre 75. De jobparate er 25,0 pct. af alle.")


def test_a_share_is_told_on_each_side_of_its_break():
    share = pd.DataFrame({"month": MONTHS, "share_pct": [20.0, 12.5, 30.0, 25.0]})
    found = Break(
        id="s",
        tables=["t"],
        month="2020M03",
        status="documented",
        text_en="x",
        text_da="x",
        source="x",
    )
    told = plain(descriptions.ratio(share, found).text)
    before, after = told.split("Efter:")
    assert "afbrudt af et databrud i marts 2020" in before
    assert "20,0 pct. i januar 2020, lavest 12,5 pct. i februar 2020, højest 20,0 pct." in before
    assert "30,0 pct. i marts 2020, lavest 25,0 pct. i april 2020" in after


def test_a_panel_is_headed_by_concept_and_period():
    assert descriptions.panel("Netto", MONTHS[0], MONTHS[3]).text == "Netto, jan. 2020–apr. 2020"
