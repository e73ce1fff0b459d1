"""02, 03 and 05 as run: published numbers, awkward municipalities, hidden counts kept hidden."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import nbformat
import pytest
from conftest import run_notebook
from host import Host

from vse_report import paths
from vse_report.blocks import Block, Figure, Table, blocks_in

OFFERS = paths.DEFAULT_DATA / "official" / "activation_offers_municipal.csv"
BROKEN = re.compile(r"\bnan\b|\bNone\b|[{}]|\S  ", re.IGNORECASE)


def default(default_build: Path, report: str) -> list[Block]:
    return list(blocks_in(nbformat.read(default_build / "notebooks" / f"{report}.ipynb", 4)))


def words(block: Block) -> str:
    parts = ("markdown", "title", "unit", "alt", "note")
    cells = [cell for row in getattr(block, "rows", []) for cell in row]
    return "\n".join([*(getattr(block, part, "") for part in parts), *cells])


def counts() -> dict[str, dict[str, int | None]]:
    """Return code -> offer type -> courses straight from the file, None where hidden."""
    found: dict[str, dict[str, int | None]] = {}
    for row in csv.DictReader(OFFERS.open(encoding="utf-8")):
        shown = int(row["courses"]) if row["courses"] else None
        found.setdefault(row["code"], {})[row["offer_type"]] = shown
    return found


# --- published numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "value", "text"),
    [
        ("02_activation", 12_181, "12.181 af 49.805 forløb (24,5 pct.)"),
        ("02_activation", 100 * 12_181 / 49_805, "24,5 pct."),
        ("02_activation", 100 * 10_283 / 36_442, "mellem 28,2 og 32,2 pct."),
        ("02_activation", 95, "95"),
        ("05_study", 84, "84"),
        ("05_study", 69, "69"),
        ("05_study", 76, "76"),
        ("05_study", 29, "29"),
        ("05_study", 32, "32"),
    ],
)
def test_published_and_derived_numbers_reach_the_reader(default_build, report, value, text):
    entries = [entry for block in default(default_build, report) for entry in block.entries]
    printed = {
        entry.text.replace("\N{NO-BREAK SPACE}", " ")
        for entry in entries
        if not isinstance(entry.value, str) and entry.value == pytest.approx(value)
    }
    assert text in printed


# --- hidden counts --------------------------------------------------------------------------------


def given_away(blocks: list[Block]) -> list[str]:
    """Return each row of a CSV that holds an area's total and all its other parts but a hidden one.

    Rows that name no area but hold counts of one are found too: all areas are tried on all rows.
    """
    hidden = {code: of for code, of in counts().items() if None in of.values() and of["total"]}
    found = []
    for block in blocks:
        if isinstance(block, Figure | Table):
            for row in csv.DictReader(io.StringIO(block.csv)):
                numbers = {float(cell) for cell in row.values() if re.fullmatch(r"[\d.]+", cell)}
                for code, of in hidden.items():
                    parts = {n for name, n in of.items() if name != "total" and n is not None}
                    shown = parts and {of["total"], *parts} <= numbers
                    if shown and row.get("code") == code:
                        found.append(f"{block.id}: {code}")
    return found


@pytest.mark.parametrize("report", ["02_activation", "03_municipalities"])
def test_no_output_prints_a_total_beside_all_its_parts_but_a_hidden_one(default_build, report):
    assert given_away(default(default_build, report)) == []


def test_a_row_that_gives_a_hidden_count_away_would_be_found():
    of = counts()["563"]
    assert None in of.values()
    shown = [str(n) for n in of.values() if n is not None]
    text = ",".join(["code", *"abcdef"[: len(shown)]]) + "\n563," + ",".join(shown) + "\n"
    table = Table(id="t", title="t", columns=[], rows=[], source="s", csv=text)
    assert given_away([table]) == ["t: 563"]


# --- awkward municipalities -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def islands(host: Host, tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    """Return what 02 shows beside the nation of four islands, three of which cannot be placed."""
    chosen = ["Læsø", "Samsø", "Ærø", "Fanø"]
    return run_notebook(host, "02_activation", tmp_path_factory.mktemp("02"), municipalities=chosen)


def test_areas_that_cannot_be_placed_say_so_and_have_no_rank(islands):
    (table,) = [block for block in islands[:-1] if block.id == "areas"]
    rows = {row[0]: row for row in table.rows}
    for name in ("Læsø", "Samsø", "Ærø"):
        assert rows[name][1:] == ["–", "–", "–", "skjult"]
    assert len(rows) == 98
    assert rows["Fanø"][1] == "60,0–73,3"


def test_every_chosen_area_has_a_line_of_its_own(islands):
    (figure,) = [block for block in islands[:-1] if block.id == "activation_degree"]
    for name in ("Hele landet", "Læsø", "Samsø", "Ærø", "Fanø"):
        assert f">{name}<" in figure.svg
        assert name in figure.description


def test_hidden_counts_stay_hidden_whatever_is_chosen(islands):
    assert given_away(islands) == []


def test_no_choice_prints_all_totals_but_a_hidden_one(islands):
    printed = {
        row["code"]
        for block in islands
        if isinstance(block, Figure | Table) and "code,courses" in block.csv
        for row in csv.DictReader(io.StringIO(block.csv))
        if row["courses"]
    }
    without = set(counts()) - {"000"} - printed
    assert without == {"825", "741", "492"}


@pytest.mark.parametrize(
    ("municipality", "peers", "expected"),
    [
        pytest.param(
            "København",
            8,
            "København har ikke 8 kommuner, der ligger nær; nærmest er ",
            marks=pytest.mark.slow,
        ),
        pytest.param("Bornholm", 3, "Bornholm ligner mest ", marks=pytest.mark.slow),
        pytest.param("Ærø", 48, "Ærø ligner mest ", marks=pytest.mark.slow),
    ],
)
def test_peers_are_told_right_for_awkward_choices(host, tmp_path, municipality, peers, expected):
    choice = {"municipality": municipality, "peers": peers}
    blocks = run_notebook(host, "03_municipalities", tmp_path, **choice)
    by_id = {block.id: block for block in blocks if block.kind != "colophon"}
    assert by_id["peers"].title.startswith(expected)
    assert len(by_id["peers_table"].rows) == peers + 1
    told = [block for block in blocks if block.kind != "colophon"]
    assert [block.id for block in told if BROKEN.search(words(block))] == []
    colophon = blocks[-1]
    assert (colophon.about, municipality in colophon.choice) == (municipality, False)
    ids = [entry.id for block in blocks for entry in block.entries]
    assert len(ids) == len(set(ids))
