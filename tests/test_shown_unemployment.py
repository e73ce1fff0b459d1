"""Figures of unemployment: what is drawn, what stands in the drawing, and its alt text."""

from __future__ import annotations

import pandas as pd
import pytest

from vse_report.figures.picture import Picture, read_texts
from vse_report.measures.unemployment import who_counts
from vse_report.prose.claims import checked, one_line
from vse_report.results import kept
from vse_report.shown import unemployment as shown

SPACE = "\N{NO-BREAK SPACE}"


def picture(on_cash: float, recipients: float, on_benefit: float) -> Picture:
    frame = who_counts(on_cash, recipients, on_benefit)
    who = kept("who", frame, labels=shown.COUNTING)
    return shown.who_counts(who, kept("at", {"month": pd.Period("2026-07", "M")}))


def test_two_bars_show_who_counts():
    drawn = picture(10, 60, 40)
    widths = [bar.get_width() for bar in drawn.drawing.axes[0].patches]
    assert widths == [20, 80, 60, 40]
    texts = [record.text for record in read_texts("who", drawn.drawing)]
    assert texts == [
        *(f"20{SPACE}pct.", "10", f"80{SPACE}pct.", "40", "Kun de jobparate tæller"),
        *(f"60{SPACE}pct.", "60", f"40{SPACE}pct.", "40", "Alle kontanthjælpsmodtagere tæller"),
    ]
    assert list(drawn.drawn.frame) == ["cash_persons", "benefit_persons", "cash_pct", "benefit_pct"]


def test_a_part_without_room_for_two_lines_has_one():
    texts = [record.text for record in read_texts("who", picture(5, 60, 95).drawing)]
    assert texts[:3] == [f"5{SPACE}pct.", f"95{SPACE}pct.", "95"]


def test_the_alt_text_is_one_sentence_with_the_conclusion_and_the_rest_follows():
    drawn = picture(10, 60, 40)
    assert checked("alt", one_line(drawn.alt)).plain == (
        f"På kontanthjælp er 20{SPACE}pct. af de ledige, når kun de jobparate tæller, og "
        f"60{SPACE}pct., når alle kontanthjælpsmodtagere gør."
    )
    assert "Tæller kun de jobparate, er 10 på kontanthjælp og 40 på dagpenge." in (
        checked("description", one_line(drawn.description)).plain
    )


@pytest.mark.parametrize("recipients", [10, 0])
def test_nobody_more_and_nobody_at_all_on_cash_benefit_can_be_drawn(recipients):
    drawn = picture(min(10, recipients), recipients, 40)
    assert len(drawn.drawing.axes[0].patches) == 4
