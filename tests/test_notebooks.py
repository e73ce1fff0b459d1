"""The notebooks: clean as committed, and right when run with other parameters than their own."""

from __future__ import annotations

import ast
import csv
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
import yaml
from conftest import run_notebook
from host import Host

from vse_report import data, paths
from vse_report.blocks import Block, Entry, Figure, Table, blocks_in
from vse_report.make.plan import available_reports, default_edition
from vse_report.parameters import contract

NOTEBOOKS = [paths.NOTEBOOKS / f"{report}.ipynb" for report in available_reports()]
LONGEST_CELL = 15
# Names that hold digits; every other digit in a text cell would be a number typed by hand.
NAMES_WITH_DIGITS = {"AB61107": "Statistics Denmark's name of the study's table"}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    """Return each notebook of the repository."""
    return request.param


@pytest.fixture
def source(path: Path) -> nbformat.NotebookNode:
    """Return that notebook as it is on disk."""
    return nbformat.read(path, as_version=4)


def cells(notebook: nbformat.NotebookNode, kind: str) -> Iterator[nbformat.NotebookNode]:
    return (cell for cell in notebook.cells if cell.cell_type == kind)


# --- as committed ---------------------------------------------------------------------------------


def test_there_are_notebooks():
    assert "01_unemployment" in [notebook.stem for notebook in NOTEBOOKS]


def test_a_notebook_holds_no_outputs_and_no_counts(source):
    assert [c.id for c in cells(source, "code") if c.outputs or c.execution_count is not None] == []


def test_the_parameters_cell_has_the_names_of_the_contract_and_literals_only(source, path):
    (cell,) = [c for c in cells(source, "code") if "parameters" in c.metadata.get("tags", [])]
    given = {
        target.id: ast.literal_eval(node.value)
        for node in ast.parse(cell.source).body
        for target in node.targets
    }
    assert list(given) == list(contract(path.stem).model_fields)


def test_no_number_is_typed_into_a_text_cell(source):
    names = re.compile("|".join(map(re.escape, NAMES_WITH_DIGITS)))
    typed = {
        cell.id: re.findall(r".{0,20}\d.{0,20}", names.sub("", cell.source))
        for cell in cells(source, "markdown")
    }
    assert {id: found for id, found in typed.items() if found} == {}


def test_code_cells_are_short(source):
    lengths = {cell.id: len(cell.source.splitlines()) for cell in cells(source, "code")}
    assert {id: lines for id, lines in lengths.items() if lines > LONGEST_CELL} == {}


def test_every_cell_has_an_id_of_its_own(source):
    assert [
        id for id, times in Counter(cell.id for cell in source.cells).items() if times > 1
    ] == []


# --- the default edition of 01 --------------------------------------------------------------------


def blocks_of(path: Path) -> list[Block]:
    return list(blocks_in(nbformat.read(path, as_version=4)))


def entries_of(blocks: list[Block]) -> list[Entry]:
    return [entry for block in blocks for entry in block.entries]


def texts(blocks: list[Block], value: float) -> set[str]:
    """Return the ways in which a value is printed, wherever it is."""
    found = entries_of(blocks)
    return {
        entry.text.replace("\N{NO-BREAK SPACE}", " ")
        for entry in found
        if isinstance(entry.value, int | float) and entry.value == pytest.approx(value, abs=1e-9)
    }


@pytest.fixture(scope="module")
def default_blocks(default_build: Path) -> list[Block]:
    """Return what the default edition of 01 shows."""
    return blocks_of(default_build / "notebooks" / "01_unemployment.ipynb")


@pytest.fixture(scope="module", params=default_edition())
def blocks(request: pytest.FixtureRequest, default_build: Path) -> list[Block]:
    """Return what each report of the default edition shows."""
    return blocks_of(default_build / "notebooks" / f"{request.param}.ipynb")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (93_694, "93.694"),  # gross unemployment in July 2026, as published
        (78_459, "78.459"),
        (15_236, "15.236"),
        (160_300, "160.300"),
        (71_800, "71.800"),
        (27_200, "27.200"),
        (19_300, "19.300"),
        (45.4, "45,4 pct."),
        (15.0, "15,0 pct."),
        (100 * 88_500 / 160_300, "55,2 pct."),
        (100 * 7_900 / 27_200, "29,0 pct."),
        (100 * 27_200 / 187_500, "fra 14,5 pct. til 21,2 pct."),
    ],
)
def test_published_and_derived_numbers_reach_the_reader(default_blocks, value, text):
    assert text in texts(default_blocks, value)


def test_every_entry_of_the_ledger_has_an_id_of_its_own(blocks):
    times = Counter(entry.id for entry in entries_of(blocks))
    assert [id for id, count in times.items() if count > 1] == []


def test_every_block_has_an_id_of_its_own(blocks):
    times = Counter(block.id for block in blocks if block.kind != "colophon")
    assert [id for id, count in times.items() if count > 1] == []


def test_what_is_recorded_stands_in_the_text(blocks):
    for block in blocks:
        if block.kind == "prose":
            assert [entry.id for entry in block.entries if entry.text not in block.markdown] == []


def test_prose_holds_no_digit_that_is_not_recorded(blocks):
    for block in blocks:
        if block.kind == "prose":
            rest = block.markdown
            for entry in sorted(block.entries, key=lambda entry: -len(entry.text)):
                rest = rest.replace(entry.text, "")
            assert not re.search(r"\d", rest), block.id


def test_there_is_one_main_finding_and_it_comes_before_the_colophon(blocks):
    roles = [getattr(block, "role", "") for block in blocks]
    assert roles.count("finding") == 1
    assert blocks[-1].kind == "colophon"


def test_every_figure_has_a_title_an_alt_text_a_unit_and_a_source(blocks):
    figures = [block for block in blocks if isinstance(block, Figure)]
    assert figures
    for figure in figures:
        assert all((figure.title, figure.description, figure.unit, figure.csv)), figure.id
        assert figure.source.startswith(("Kilde: ", "Kilder: ")), figure.id


def test_the_colophon_names_every_table_that_was_read(default_build):
    colophon = blocks_of(default_build / "notebooks" / "05_study.ipynb")[-1]
    read = {read.table for read in colophon.reads}
    assert {"reported/statements", "reported/contemporary"} < read
    listed = [source.table for source in colophon.sources]
    assert set(listed) == read
    # What the report is about comes first; the newspapers and the publisher's notice are two.
    reported = [table for table in listed if table.startswith("reported/")]
    assert reported == [
        *("reported/statements", "reported/contemporary", "reported/contemporary"),
        "reported/cases",
    ]
    assert listed[:4] == reported
    assert (colophon.is_default, colophon.last_month) == (True, "2016M06")


# --- with other parameters ------------------------------------------------------------------------

AWKWARD = {
    "from a month in the middle": ("2021M08", "2026M07"),
    "the last two months": ("2026M06", "2026M07"),
    "the first two months": ("2016M07", "2016M08"),
    "a rise": ("2022M05", "2026M07"),
}


@pytest.fixture(scope="module", params=AWKWARD.values(), ids=AWKWARD)
def compared(
    host: Host, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, str, list[Block]]:
    """Return two months, and what 01 shows when it compares them."""
    from_month, to_month = request.param
    folder, months = tmp_path_factory.mktemp("01"), {"from_month": from_month, "to_month": to_month}
    return from_month, to_month, run_notebook(host, "01_unemployment", folder, **months)


def published(month: str, group: str) -> int:
    """Return a figure straight from the file, by another way than the notebook's."""
    file = paths.DEFAULT_DATA / "official" / "unemployment_gross_national_monthly_sa.csv"
    (row,) = [
        line for line in file.read_text().splitlines() if line.startswith(f"{month},{group},")
    ]
    return int(row.rsplit(",", 1)[1])


def test_the_compared_months_reach_the_table(compared):
    from_month, to_month, blocks = compared
    (table,) = [b for b in blocks if isinstance(b, Table) and b.id == "now_table"]
    values = {entry.id: entry.value for entry in table.entries}
    for row, group in enumerate(("unemployment_benefit", "cash_benefit", "total"), start=1):
        start, end = published(from_month, group), published(to_month, group)
        assert values[f"now_table.{row}.start.1"] == start
        assert values[f"now_table.{row}.end.1"] == end
        change_pct = values[f"now_table.{row}.change_pct.1"]
        assert change_pct == pytest.approx(100 * (end - start) / start)


def test_direction_words_follow_the_compared_months(compared):
    from_month, to_month, blocks = compared
    (figure,) = [b for b in blocks if isinstance(b, Figure) and b.id == "gross_series"]
    for group in ("unemployment_benefit", "cash_benefit"):
        start, end = published(from_month, group), published(to_month, group)
        change_pct = 100 * (end - start) / start
        told = {
            entry.text
            for entry in figure.entries
            if entry.cells == (f"now[{group}].change_pct",) and entry.unit == "become"
        }
        (words,) = told  # in title and alt text
        directions = ("er faldet", "er mere end halveret", "er næsten halveret")
        directions = ("er steget", "er mere end fordoblet") if change_pct > 0 else directions
        assert words.startswith("er næsten uændret" if abs(change_pct) < 2 else directions)


def test_what_does_not_depend_on_the_months_stays(compared, default_blocks):
    _, _, blocks = compared
    changed = {"gross_series", "now_table", "now_change", "composition", "now_composition"}
    for mine, default in zip(blocks, default_blocks, strict=True):
        assert mine.kind == default.kind
        if mine.kind != "colophon" and mine.id not in changed:
            assert mine == default


def test_ids_stay_apart_and_the_colophon_says_which_months(compared):
    from_month, to_month, blocks = compared
    ids = [entry.id for entry in entries_of(blocks)]
    assert len(ids) == len(set(ids))
    assert blocks[-1].parameters == {"from_month": from_month, "to_month": to_month}
    assert not blocks[-1].is_default


# --- on other figures -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def lagging(host: Host, tmp_path_factory: pytest.TempPathFactory) -> list[Block]:
    """Return what 01 shows when one table ends a month before the others, and breaks are turned."""
    folder = tmp_path_factory.mktemp("lagging") / "data"
    shutil.copytree(paths.DEFAULT_DATA, folder)
    table = folder / "official" / "cash_benefit_municipal_monthly.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",2026M07," not in line]
    table.write_text("".join(kept), encoding="utf-8")
    breaks = yaml.safe_load((folder / "breaks.yaml").read_text(encoding="utf-8"))
    breaks["breaks"].reverse()
    (folder / "breaks.yaml").write_text(
        yaml.safe_dump(breaks, allow_unicode=True), encoding="utf-8"
    )
    data.seal(folder, shrink=True)
    return run_notebook(host, "01_unemployment", folder.parent, folder)


def unadjusted(month: str, group: str) -> int:
    """Return a figure of the whole country straight from the file."""
    file = paths.DEFAULT_DATA / "official" / "unemployment_gross_municipal_monthly.csv"
    rows = csv.DictReader(file.open(encoding="utf-8"))
    (row,) = [
        row
        for row in rows
        if (row["code"], row["month"], row["benefit_group"]) == ("000", month, group)
    ]
    return int(row["full_time_persons"])


def test_figures_set_against_each_other_are_of_one_month(lagging):
    (drawn,) = [
        block for block in lagging if isinstance(block, Figure) and block.id == "who_counts"
    ]
    values = {entry.cells: entry.value for entry in drawn.entries}
    assert values[("who[counted].month",)] == "2026M06"
    on_cash, on_benefit = (
        unadjusted("2026M06", group) for group in ("cash_benefit", "unemployment_benefit")
    )
    assert values[("who[counted].cash_persons",)] == on_cash
    share = values[("who[counted].cash_pct",)]
    assert share == pytest.approx(100 * on_cash / (on_cash + on_benefit))
    (told,) = [block for block in lagging if block.kind == "prose" and block.id == "job_ready"]
    values = {entry.cells: entry.value for entry in told.entries}
    assert values[("ready[ready].month",)] == "2026M07"
    assert values[("ready[ready].unemployed",)] == unadjusted("2026M07", "cash_benefit")


def test_breaks_are_known_by_name_and_not_by_their_place(lagging):
    months = {entry.cells: entry.value for entry in entries_of(lagging)}
    assert months[("reform[reform].month",)] == "2025M07"
