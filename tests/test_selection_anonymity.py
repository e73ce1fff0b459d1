"""The selection tells no real municipality but the two islands, in words, figures, CSV and ledger.

Checked on a page built from the answers of a real survey (its form, made-up answers), where most
could go wrong.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import nbformat
import pytest

from vse_report import data, paths
from vse_report.blocks import Block, blocks_in
from vse_report.data.survey import ITEMS, old_municipalities
from vse_report.shown import selection as choosing

ISLANDS = {"Læsø", "Samsø"}
# Columns that may have three digits.
COUNTS = {f"{name}_{end}_count" for name in ("sets", "involved") for end in ("low", "high")}
COUNTS |= {"municipalities"}
SECTION = {
    "procedure", "framework_band", "band_told", "suspect", "band_sensitivity",
    "simulated_averaging", "averaged", "simulated_gap", "simulated_groups", "survey_file",
    "groups_told", "simulated_candidates", "main_finding",
}  # fmt: skip


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers") / "svar.csv"
    codes = old_municipalities()["old_code"].drop_duplicates()
    rows = [
        ",".join(
            [
                code,
                *(
                    str(1 + (position * (item + 3) + position // 5) % 5)
                    for item in range(len(ITEMS))
                ),
            ]
        )
        for position, code in enumerate(codes)
    ]
    lines = [",".join(["old_code", *ITEMS]), *rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def executed(host, survey, tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    out = tmp_path_factory.mktemp("survey") / "build"
    shutil.copy(paths.NOTEBOOKS / "05_study.ipynb", host.root / "notebooks")
    arguments = ("05_study", "-p", f"survey={survey}", "--data", paths.DEFAULT_DATA)
    ended = host.run("build", *arguments, "--format", "html", "--out", out)
    assert ended.returncode == 0, ended.stderr
    (notebook,) = (out / "notebooks").glob("*.ipynb")
    return nbformat.read(notebook, as_version=4)


@pytest.fixture(scope="module")
def section(executed) -> dict[str, Block]:
    shown = {block.id: block for block in blocks_in(executed) if block.kind != "colophon"}
    assert set(shown) >= SECTION
    return {id: shown[id] for id in SECTION}


def test_no_real_municipality_is_named(section):
    old, new = old_municipalities(), data.read("municipalities")
    names = {*old["old_name"], *old["new_name"], *new["name"]} - ISLANDS
    everything = "\n".join(block.model_dump_json() for block in section.values())
    assert {name for name in names if re.search(rf"\b{re.escape(name)}\b", everything)} == set()


def test_no_column_holds_codes_of_municipalities(section):
    codes = {*old_municipalities()["old_code"], *data.read("municipalities")["code"]}
    for block in section.values():
        for row in csv.DictReader(io.StringIO(getattr(block, "csv", ""))):
            told = {value for name, value in row.items() if name not in COUNTS}
            assert codes.isdisjoint(told), (block.id, row)
        texts = {entry.value for entry in block.entries if entry.unit == "name"}
        assert codes.isdisjoint(texts), block.id


def test_real_answers_are_told_as_counts_and_indices_only(section):
    telling = {id for id, block in section.items() if "Svarene i filen" in block.model_dump_json()}
    assert telling == {"simulated_gap", "simulated_groups", "survey_file"}
    assert section["simulated_groups"].rows[-1][0] == "Svarene i filen"


def test_what_is_made_up_says_so(section):
    for id, block in section.items():
        if id.startswith("simulated"):
            words = f"{block.title} {getattr(block, 'unit', '')} {block.source}"
            assert "simuler" in words, id


def test_the_page_does_not_tell_where_the_survey_lay(executed, survey):
    assert str(survey.parent) not in str(executed)
    assert "svar.csv@" in str(executed)


def test_the_notebook_picks_no_real_municipality_but_the_islands():
    source = (paths.NOTEBOOKS / "05_study.ipynb").read_text(encoding="utf-8")
    codes = {*old_municipalities()["old_code"], *data.read("municipalities")["code"]}
    assert codes.isdisjoint(re.findall(r'\\"(\d{3})\\"', source))
    assert choosing.ISLANDS == {"825": "Læsø", "741": "Samsø"}
