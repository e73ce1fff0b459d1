"""Judgements in whole sentences: every side, with its full wording."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.prose.cells import unmark
from vse_report.results import Row, kept
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
        (70, 0, "Begynder man senere, får man den aldrig."),
        (70, 20, "Begynder man senere, får man den i 20 af 70 måneder."),
        (2, 1, "Begynder man senere, får man den i 1 af 2 måneder."),
        (70, 70, "Begynder man senere, får man den også altid."),
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
