"""A card on one screen: all there is to know before reading a table, and the call that reads it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from vse_report import data, paths
from vse_report.data import shown_card
from vse_report.data.usage import usage
from vse_report.errors import InputError

TABLES = list(data.cards())
GROSS = "unemployment_gross_municipal_monthly"
RECIPIENTS = "cash_benefit_municipal_monthly"


@pytest.fixture
def notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that makes cells the only report there is."""

    def write(*cells: str) -> None:
        made = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
        text = {"cell_type": "markdown", "source": [f"# {GROSS}"]}
        (tmp_path / "07_made.ipynb").write_text(json.dumps({"cells": [text, *made]}))
        monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path)

    return write


@pytest.mark.parametrize("table", TABLES)
def test_a_card_fits_a_screen(table):
    lines = str(data.card(table)).splitlines()

    assert len(lines) <= 45
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("table", TABLES)
def test_the_call_on_a_card_reads_rows_of_the_table(table):
    call = re.search(r"data\.read\(.*\)", str(data.card(table)))[0]
    rows = eval(call, {"data": data})

    assert isinstance(rows, pd.DataFrame)
    assert list(rows.columns) == list(data.card(table).columns)


@pytest.mark.parametrize("table", TABLES)
def test_a_card_names_every_column_and_ends_with_the_hash(table):
    card = data.card(table)
    told = str(card)
    end = " ".join(told.split()[-2:])

    assert all(f"  {name}: " in told for name in card.columns)
    assert end == f"sha256 {card.sha256[:12]}"


def test_a_card_tells_what_one_must_know_of_a_table():
    told = " ".join(str(data.card(RECIPIENTS)).split())

    for said in (
        "Kontanthjælpsmodtagere, kommuner og hele landet",
        "what All recipients of cash benefit",
        "a row is an area and month",
        "unit persons; full-time persons; per cent",
        "period 2021M08–2026M07 (hentet 22. august 2026)",
        "breaks cash_benefit_reform_2025, 2025M07: Kontanthjælpsreformen",
        "empty no cell is empty",
        "caveats Series break in 2025M07",
        "000 (Hele landet), 101 (København), 147 (Frederiksberg), … 99 in all",
        'data.read("cash_benefit_municipal_monthly", month="2026M07", code="101")',
        "STAR, jobindsats.dk, Y60A02: Kontanthjælpsmodtagere",
        "kilde skal angives (Jobindsats)",
    ):
        assert said in told


@pytest.mark.parametrize(
    ("table", "meaning"),
    [(GROSS, "0, 1 or 2 persons"), ("municipal_reform_2007", "does not concern that row")],
)
def test_a_card_says_what_an_empty_cell_means(table, meaning):
    assert meaning in str(data.card(table))


def test_a_card_shows_values_with_their_labels():
    told = " ".join(str(data.card(GROSS)).split())

    assert "unemployment_benefit (dagpenge), cash_benefit (kontanthjælp), total (i alt)" in told


def test_a_card_on_a_page_takes_the_colours_of_the_page():
    shown = data.card(GROSS)._repr_html_()

    assert "Bruttoledige efter ydelse" in shown
    assert not re.search(r"(?<!-)\bcolor\s*:|background|#[0-9a-f]{3,6}\b|rgb", shown)


def test_what_a_card_says_is_text_on_a_page():
    card = data.card(GROSS).model_copy(update={"definition": "less < more <script>"})

    assert "less &lt; more &lt;script&gt;" in card._repr_html_()


def test_a_card_of_another_folder_is_shown_as_a_model():
    other = data.card(GROSS).model_copy(update={"table": "elsewhere"})

    assert "table='elsewhere'" in repr(other)
    assert other._repr_html_() is None


def test_a_card_too_long_is_cut_and_says_so():
    card = data.card(GROSS)
    columns = {f"column_{number}": card.columns["month"] for number in range(60)}
    long = shown_card.as_text(card.model_copy(update={"columns": card.columns | columns}))

    assert len(long.splitlines()) == 45
    assert "…" in long
    assert 'data.read("' in long
    assert long.endswith(card.sha256[:12])


def test_an_unknown_table_is_an_error_with_the_nearest_name():
    with pytest.raises(InputError, match=f"Did you mean '{GROSS}'"):
        data.card("unemployment_gross_municipal_month")


# Which reports use it ---------------------------------------------------------------------------


def test_blocks_are_found_by_the_table_their_source_or_text_is_made_of(notebook):
    notebook(
        f'GROSS, OTHER = "{GROSS}", "{RECIPIENTS}"',
        "OF_GROSS = data.source_line(GROSS)\nrows = measures.levels(data.read(GROSS))",
        'now = report.keep("now", rows)\nother = report.keep("other", data.read(OTHER))',
        'report.figure("drawn", draw(now), source=OF_GROSS)',
        'report.figure("of_other", draw(now), source=data.source_line(OTHER))',
        f'report.table("listed", now, source=data.source_line("{GROSS}"))',
        'report.tell("told", f"{now.persons} er ledige")\nreport.tell("untold", f"{other.n}")',
    )

    (use,) = usage(GROSS)

    assert use.report == "07_made"
    assert use.blocks == {"figure": ("drawn",), "table": ("listed",), "tell": ("told",)}
    assert str(use) == "07_made: figures drawn; tables listed; sentences told"


def test_a_variable_made_anew_is_no_longer_of_the_table(notebook):
    notebook(f'now = data.read("{GROSS}")\nnow = 1', 'report.tell("told", f"{now}")')

    assert str(*usage(GROSS)) == "07_made: read only"


def test_blocks_inside_conditions_and_loops_are_found(notebook):
    notebook(
        f'rows = data.read("{GROSS}")',
        'if p.survey:\n    for row in rows:\n        display(report.tell("told", f"{row}"))',
    )

    assert usage(GROSS)[0].blocks["tell"] == ("told",)


def test_a_report_whose_text_alone_names_a_table_does_not_use_it(notebook):
    notebook("x = 1")

    assert usage(GROSS) == []


def test_a_table_of_the_default_edition_names_its_reports():
    assert "02_activation: figures offer_mix" in str(data.card("activation_offers_municipal"))
