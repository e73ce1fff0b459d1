"""The tour runs as it stands, and shows what a researcher is promised."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import vse_report

from vse_report.blocks import blocks_in
from vse_report.paths import NOTEBOOKS

TOUR = NOTEBOOKS / "tour.ipynb"
LONGEST = 15  # lines of a task


def test_no_task_of_the_tour_takes_more_lines_than_promised():
    lines: dict[str, int] = {}
    for cell in nbformat.read(TOUR, as_version=4).cells:
        if cell.cell_type == "markdown":
            heading = cell.source.splitlines()[0]
        elif "setup" not in cell.metadata.get("tags", []):
            lines[heading] = lines.get(heading, 0) + len(cell.source.splitlines())
    tasks = {heading: count for heading, count in lines.items() if "opgave:" in heading}
    assert len(tasks) == 5
    assert {heading: count for heading, count in tasks.items() if count > LONGEST} == {}


def test_the_tour_holds_no_outputs():
    cells = nbformat.read(TOUR, as_version=4).cells
    assert [cell.id for cell in cells if cell.get("outputs") or cell.get("execution_count")] == []


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a build of the tour."""
    out = tmp_path_factory.mktemp("tour") / "out"
    ended = vse_report("build", str(TOUR), "--out", str(out))
    assert ended.returncode == 0, ended.stderr
    return out


@pytest.mark.slow
def test_the_tour_does_all_five_tasks(toured):
    executed = nbformat.read(toured / "notebooks" / "tour.ipynb", as_version=4)
    blocks = {block.id: block for block in blocks_in(executed) if block.kind != "colophon"}
    assert list(blocks) == ["share", "now", "newest", "mix", "jobs"]
    assert "Databrud" in blocks["share"].svg
    assert [row[0] for row in blocks["newest"].rows] == ["Odense", "Randers", "Viborg"]
    (numbers,) = [cell for cell in executed.cells if cell.id == "numbers"]
    assert numbers.outputs[0]["data"]["text/plain"].count("pct.") == 5
    words = (toured / "words" / "tour.md").read_text(encoding="utf-8")
    assert "Opdigtede job i to kommuner" in words.split("## Kilder og forbehold")[1]
    assert "Her mangler" not in words
    assert (toured / "tour.pdf").read_bytes().startswith(b"%PDF")
