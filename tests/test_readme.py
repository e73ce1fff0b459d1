"""README and CONTRIBUTING keep their word: commands exist, paths exist, the code in them runs."""

import re
import shlex
import subprocess

import pytest
from IPython.core.interactiveshell import InteractiveShell
from typer.testing import CliRunner

from vse_report import data
from vse_report.blocks import Colophon, Figure, Prose, Table
from vse_report.cli import app
from vse_report.data import reported
from vse_report.measures.unemployment import change_by_group
from vse_report.paths import ROOT

GROSS = "unemployment_gross_municipal_monthly"
README = (ROOT / "README.md").read_text(encoding="utf-8")
BOTH = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def fenced(text: str, language: str = "") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[str]:
    """Return what is written after ``program``, in blocks of commands and in running text."""
    lines = [line for block in fenced(BOTH) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", BOTH, flags=re.M | re.S))
    pattern = re.compile(rf"^(?:\.venv/bin/)?{program}(?: (.*))?$")
    found = [match[1] or "" for line in lines if (match := pattern.match(line.strip()))]
    assert found
    return sorted(set(found))


@pytest.mark.parametrize("arguments", commands("make"))
def test_make_knows_the_target(arguments):
    command = ["make", "--dry-run", "--directory", str(ROOT), *shlex.split(arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("arguments", commands("vse-report"))
def test_command_line_knows_command_and_options(arguments):
    words = shlex.split(arguments)
    path = list(takewhile_names(words))
    helped = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "200"})
    assert helped.exit_code == 0, helped.output
    for option in (word for word in words if word.startswith("-")):
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", helped.output), option


def takewhile_names(words: list[str]) -> list[str]:
    """Return the command's own words: ``data seal`` of ``data seal DIR``, ``build`` of the rest."""
    return words[:2] if words[0] == "data" else words[:1]


def test_every_target_of_the_makefile_has_a_line_of_help():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()
    helped = subprocess.run(
        ["make", "--directory", str(ROOT), "--no-print-directory"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert sorted(re.findall(r"^  make ([a-z-]+) +\S", helped, re.MULTILINE)) == sorted(named)


def test_every_linked_file_is_there():
    targets = re.findall(r"\]\(([^)#:]+)\)", BOTH)
    assert targets
    assert [name for name in targets if not (ROOT / name).exists()] == []


def test_every_path_named_is_there():
    named = set(re.findall(r"`((?:src|tests|data|notebooks|figures|bench)/[\w./-]*)`", BOTH))
    built = {"data/", "notebooks/"}
    # What a user makes there is not in the repository.
    kept = {name for name in named - built if not name.startswith("notebooks/own/")}
    assert [name for name in sorted(kept) if not (ROOT / name).exists()] == []


def test_code_in_the_readme_runs_in_a_notebook():
    shell = InteractiveShell()
    results = [shell.run_cell(block) for block in fenced(README, "python")]
    assert [r.error_in_exec or r.error_before_exec for r in results] == [None] * len(results)
    kinds = [type(result.result) for result in results]
    assert kinds[-4:] == [Figure, Prose, Table, Colophon]
    assert "Odense" in results[-4].result.title
    assert results[0].result.index[0] == "longterm_unemployment_municipal_monthly"


def test_numbers_in_the_readme_are_those_of_the_report():
    levels = reported.study_levels()
    change = change_by_group(levels, levels["month"].min(), levels["month"].max())
    insured, uninsured = change.loc["insured"], change.loc["uninsured"]
    on_cash, on_benefit = (
        data.read(GROSS, code="000", month="2026M07", benefit_group=f"{group}_benefit")
        for group in ("cash", "unemployment")
    )
    everyone = data.read("cash_benefit_municipal_monthly", code="000", month="2026M07")
    counts = [frame["full_time_persons"].iloc[0] for frame in (on_cash, everyone, on_benefit)]
    shares = [100 * cash / (cash + counts[-1]) for cash in counts[:2]]
    for number in (
        *(f"{-group.change_pct:.1f}" for group in (insured, uninsured)),
        *(f"{share:.0f}" for share in shares),
    ):
        assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d,]|\.\d)", README), number
    stated = reported.statements()
    for name in ("insured-fall", "uninsured-fall"):
        assert f"{abs(stated[name].values[0]):.1f}" in README
