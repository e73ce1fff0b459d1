"""The command line as a user meets it: exit status, one clear message, nothing half done."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import matplotlib
import psutil
import pytest
import yaml
from conftest import (
    SMALL_REPORTS,
    contents,
    make_notebook,
    small_repository,
    vse_report,
    write_notebook,
)
from fontTools.ttLib import TTFont
from host import Host, Running
from psutil import Process

from vse_report import cli, data, paths
from vse_report.data import Verification, reported
from vse_report.figures.palette import FONT
from vse_report.make import files, fork, plan
from vse_report.make import report as making
from vse_report.parameters import CONTRACTS

GROSS = "unemployment_gross_national_monthly_sa"
NET = "unemployment_net_national_monthly_sa"
SCRIPT = Path(sys.executable).with_name("vse-report")
STOPPED = "stopped; every report that was built is whole, as it was or as it is now"


class Ended(NamedTuple):
    """How a command ended: exit status, and what it wrote where."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Ended]]:
    """Return a function that runs the command line in this process."""
    monkeypatch.setenv(paths.DATA_VARIABLE, str(paths.DEFAULT_DATA))  # put back afterwards

    def run_(*arguments: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["vse-report", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return Ended(ended.value.code or 0, *capsys.readouterr())

    before = dict(os.environ)  # a build makes its own plain
    yield run_
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def folder(small_data: Path, tmp_path: Path) -> Path:
    """Return a copy of the small data folder to damage."""
    return Path(shutil.copytree(small_data, tmp_path / "data"))


# --- wrong input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["01_unemploymnt"], "'01_unemploymnt'; did you mean '01_unemployment'?"),
        (["--format", "pfd"], "'pfd'; did you mean 'pdf'?"),
        (["-p", "from_month"], "cannot read 'from_month'; write -p NAME=VALUE"),
        (["-p", "form_month=2021M08"], "unknown parameter 'form_month'"),
        (["-p", "from_month=2021M13"], "'2021M13' is no month; write it as 2026M07 or 2026-07"),
        (["-p", "from_month=2001M01"], "covers 2016M07 to 2026M07; nearest is 2016M07"),
        (
            ["-p", "from_month=2021M08", "-p", "to_month=2021M07"],
            "to_month 2021M07 is not after from_month 2021M08",
        ),
        (
            ["01_unemployment", "--municipality", "101"],
            "unknown parameter 'municipality'; it takes: from_month, to_month",
        ),
        (["--data", "/dev/null/data"], "/dev/null/data"),
        (
            ["--out", "/dev/null/x"],
            "/dev/null: is a file, where a folder is to be; move it away, or ",
        ),
        (["--out", "x" * 300], "File name too long; give another folder."),
        (["--out", "a\udcff"], "a\\udcff': is not UTF-8; give another --out."),
        (["--out", "loop"], "Symlink loop; give another folder"),
        (["--jobs", "0"], "Invalid value for '--jobs'"),
        (["--fromat", "pdf"], "No such option: --fromat"),
    ],
)
def test_wrong_input_ends_in_2_with_one_message_and_nothing_written(
    run, tmp_path, monkeypatch, arguments, expected
):
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    ended = run("build", "--out", tmp_path / "out", *arguments)
    assert ended.status == 2
    assert expected in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert not (tmp_path / "out").exists()


def test_every_wrong_value_is_named_in_one_message(run, tmp_path):
    ended = run("build", "-p", "from_month=2001M01,i går", "-p", "x=1", "--out", tmp_path / "out")
    assert ended.status == 2
    for culprit in ("2001M01 is outside", "'i går' is no month", "unknown parameter 'x'"):
        assert culprit in ended.err
    assert ended.err.count("error:") == 1


def test_every_municipality_given_counts_in_whatever_way(run, tmp_path):
    given = ("--municipality", "Odens", "--municipality", "Aarhuz", "-p", "municipality=Vejl")
    ended = run("build", "03_municipalities", *given, "--out", tmp_path / "out")
    assert ended.status == 2
    for culprit, nearest in (("Odens", "Odense"), ("Aarhuz", "Aarhus"), ("Vejl", "Vejle")):
        assert f"'{culprit}' is no municipality" in ended.err
        assert f"nearest is {nearest}" in ended.err


def test_brackets_in_a_value_are_printed_and_not_taken_for_markup(run, tmp_path):
    ended = run("build", "-p", "from_month=[bold]", "--out", tmp_path / "out")
    assert "'[bold]' is no month" in ended.err


LONG = "x" * 5000


@pytest.mark.parametrize(
    "arguments",
    [
        [LONG],
        ["--format", LONG],
        ["-p", LONG],
        ["-p", f"{LONG}=1"],
        ["-p", f"from_month={LONG}"],
        ["03_municipalities", "-p", f"peers={LONG}"],
    ],
)
def test_a_very_long_value_is_cut_in_the_message(run, arguments, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "available_reports", lambda: list(CONTRACTS))
    ended = run("build", "--out", tmp_path / "out", *arguments)
    assert ended.status == 2
    assert "xxx…xxx" in ended.err
    assert len(ended.err) < 2000  # each of four reports may name it


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "re\x1b[2Jport"],
        ["build", "-p", "from_month=re\x1b[2Jport"],
        ["build", "--out", "/dev/null/re\x1b[2Jport\udcff"],
        ["parameters", "re\x1b[2Jport"],
    ],
)
def test_what_would_steer_the_terminal_is_printed_as_text(run, arguments):
    ended = run(*arguments)
    assert ended.status == 2
    assert "\x1b" not in ended.err
    assert r"re\x1b[2Jport" in ended.err or "/dev/null: is a file" in ended.err


def test_a_path_that_would_steer_the_terminal_is_printed_as_text(run, tmp_path):
    ended = run("build", "--data", tmp_path / "re\x1b[2Jport\udcff")
    assert ended.status == 2
    assert r"re\x1b[2Jport\udcff" in ended.err


def test_debug_shows_the_traceback_and_the_same_status(run):
    ended = run("--debug", "build", "nothing")
    assert ended.status == 2
    assert "Traceback (most recent call last)" in ended.err
    assert "error: there is no report 'nothing'" in ended.err
    assert "Traceback" not in run("build", "nothing").err


@pytest.mark.parametrize("place", [0, 1, 2])
def test_debug_may_stand_anywhere(run, place):
    arguments = ["build", "nothing"]
    arguments.insert(place, "--debug")
    ended = run(*arguments)
    assert ended.status == 2
    assert "Traceback (most recent call last)" in ended.err
    assert "No such option" not in ended.err


def test_without_a_command_the_help_is_shown(run):
    ended = run()
    assert "build" in ended.out + ended.err
    assert "parameters" in ended.out + ended.err


# --- parameters and data --------------------------------------------------------------------------


def test_parameters_of_one_report(run):
    ended = run("parameters", "01_unemployment")
    assert ended.status == 0
    assert ended.out.splitlines() == [
        "01_unemployment",
        "  from_month  (month, 2016M07 to 2026M07; default 2016M07)",
        "      first month compared; default: the first of the series",
        "  to_month  (month, 2016M07 to 2026M07; default 2026M07)",
        "      last month compared; default: the last of the series",
    ]


def test_parameters_of_every_report_there_is(run):
    ended = run("parameters")
    assert ended.status == 0
    assert "01_unemployment" in ended.out


def test_a_report_without_parameters_says_so(run):
    told = "06_audit (reserved; its notebook is not here yet) has no parameters.\n"
    assert run("parameters", "06_audit").out == told


def test_parameters_of_an_unknown_report(run):
    ended = run("parameters", "04_profil")
    assert ended.status == 2
    assert "did you mean '04_profile'?" in ended.err


def test_sound_figures_verify(run, folder):
    ended = run("data", "verify", folder)
    assert ended.status == 0
    told = rf"{folder}: \d+ tables, \d+ rows, all as their cards say.\n"
    assert re.fullmatch(told, ended.out)


def test_a_data_folder_of_any_name_is_named_as_it_is(run, folder):
    odd = folder.rename(folder.with_name("a[b]\x1b[2J\udcff"))
    for told in ("verify", "seal"):
        ended = run("data", told, odd)
        assert ended.status == 0
        assert r"/a[b]\x1b[2J\udcff: " in ended.out


def test_without_a_folder_the_one_in_use_is_checked_and_sealed(run, folder, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    assert run("data", "verify").out.startswith(f"{folder}: ")
    assert (
        run("data", "seal").out == f"{folder}: nothing has changed; the cards are as they were.\n"
    )
    (folder / "edition.yaml").unlink()
    for ended in (run("data", "verify"), run("data", "seal")):
        assert ended.status == 2
        assert ended.err.startswith(f"error: {folder}: 1 problem.")


def test_sealing_names_what_changed_and_then_nothing(run, folder):
    assert run("data", "seal", folder).out.startswith(f"{folder}: nothing has changed")
    path = folder / "official" / f"{NET}.csv"
    text = path.read_text()
    path.write_text(text.rsplit("\n", 2)[0] + "\n")
    ended = run("data", "seal", folder)
    assert ended.status == 2
    assert f"run `vse-report data seal --shrink {folder}`" in ended.err
    ended = run("data", "seal", "--shrink", folder)
    assert ended.status == 0
    assert f"{NET}: rows" in ended.out
    assert f"{NET}: last 2016M06 -> 2016M05" in ended.out


# --- bad figures ----------------------------------------------------------------------------------


def missing(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def another_number(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"2016M07,total,111735", b"2016M07,total,111736"))


def text_for_a_number(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"cash_benefit,31899", b"cash_benefit,mange"))


def key_twice(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"2026M07,total,93694\n")


def byte_order_mark(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def semicolons(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b",", b";"))


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (missing, "the file is missing; restore it"),
        (emptied, "the file is empty; save it again"),
        (truncated, "line 181: the last line is cut off"),
        (another_number, "line 4, column full_time_persons: the total is 111736"),
        (text_for_a_number, "line 3, column full_time_persons: "),
        (key_twice, "lines 364 and 365 are about the same row (2026M07, total); keep one"),
        (byte_order_mark, "starts with a byte order mark; save it as UTF-8 without BOM"),
        (semicolons, "cells are separated by semicolons; save the file with commas"),
    ],
)
def test_bad_figures_end_in_2_with_their_place_and_nothing_written(
    run, folder, tmp_path, damage, expected
):
    out = tmp_path / "out"
    out.mkdir()
    (out / ".of-another-program").write_text("left alone")
    damage(folder / "official" / f"{GROSS}.csv")
    ended = run("build", "--data", folder, "--out", out)
    assert ended.status == 2
    assert f"{GROSS}.csv" in ended.err
    assert expected in ended.err
    assert "Traceback" not in ended.err
    assert contents(out) == {".of-another-program": b"left alone"}


def test_the_faults_of_all_tables_are_in_one_message(run, folder, tmp_path):
    text_for_a_number(folder / "official" / f"{GROSS}.csv")
    municipalities = folder / "official" / "municipalities.csv"
    municipalities.write_bytes(municipalities.read_bytes().replace("Ærø".encode(), b"?r\xf8"))
    (folder / "official" / f"{NET}.csv").unlink()
    ended = run("build", "--data", folder, "--out", tmp_path / "out")
    assert ended.status == 2
    for table in (GROSS, "municipalities", NET):
        assert f"official/{table}.csv" in ended.err
    assert "mange" in ended.err


def test_a_bad_statement_ends_in_2(run, folder, tmp_path):
    path = folder / "reported" / "statements.yaml"
    path.write_text(path.read_text().replace("values: [160300]", "values: mange"))
    ended = run("build", "--data", folder, "--out", tmp_path / "out")
    assert ended.status == 2
    assert "statements.yaml" in ended.err
    assert "mange" in ended.err
    assert contents(tmp_path / "out") == {} or not (tmp_path / "out").exists()


# --- reports that fail ----------------------------------------------------------------------------


def test_debug_shows_the_traceback_of_a_failing_cell(run, tmp_path, monkeypatch):
    write_notebook(tmp_path / "01_unemployment.ipynb", ["# Titel", "", "rows = []\nrows[3]"])
    monkeypatch.setattr(plan, "NOTEBOOKS", tmp_path)
    ended = run("build", "--jobs", "1", "--out", tmp_path / "out", "--debug")
    assert ended.status == 1
    assert "01_unemployment: cell 3, line 2: IndexError: list index out of range" in ended.err
    assert "Traceback (most recent call last)" in ended.err
    assert "PapermillExecutionError" in ended.err
    assert "----> 2 rows[3]" in re.sub(r"\x1b\[[0-9;]*m", "", ended.err)


def test_debug_shows_the_cause_of_a_failure_in_another_process(host, repository):
    for report in SMALL_REPORTS:
        cells = ["# Titel", SMALL_REPORTS[report][1], "rows = []\nrows[3]"]
        write_notebook(repository / "notebooks" / f"{report}.ipynb", cells)
    ended = host.run("build", "--jobs", "2", "--debug")
    assert ended.returncode == 1
    assert ended.stderr.count("PapermillExecutionError") == 2
    assert ", in execute_notebook\n" in ended.stderr


@pytest.fixture
def without_kernels(run, tmp_path, monkeypatch) -> Callable[..., Ended]:
    """Return a function that builds 01, default and special, from a notebook that has been run."""
    monkeypatch.setattr(data, "verify", lambda _: Verification(paths.DEFAULT_DATA, 1, 1, []))
    monkeypatch.setattr(fork, "obstacle", lambda: "this is a test")  # all in this process
    monkeypatch.setattr(
        making, "execute", lambda task, *_, **__: make_notebook(is_default=task.is_default)
    )
    both = ("-p", "from_month=2016M07,2021M08", "--format", "html", "--jobs", "1")
    return lambda out="out": run("build", "01_unemployment", *both, "--out", tmp_path / out)


def test_a_build_says_once_at_its_end_which_addresses_are_not_set(
    without_kernels, tmp_path, monkeypatch
):
    told = "edition.yaml sets no site_url and no contact_url: pages cannot say where they are found"
    assert without_kernels().out.count(told) == 1
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    with (folder / "edition.yaml").open("a") as edition:
        edition.write("site_url: https://a.dk/\ncontact_url: mailto:os@a.dk\n")
    assert "edition.yaml" not in without_kernels("other").out


def test_a_build_says_which_events_have_no_source(without_kernels, tmp_path, monkeypatch):
    assert "events.yaml" not in without_kernels().out
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    events = folder / "reported" / "events.yaml"
    content = yaml.safe_load(events.read_text(encoding="utf-8"))
    content["events"][1]["sources"] = []
    events.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    reported.seal(folder)
    told = "/reported/events.yaml has no source for ukraine_2022: no report shows it."
    assert without_kernels("other").out.count(told) == 1


@pytest.mark.parametrize("name", ["a[/b]", "a[red]b", "re\x1b[2Jport"])
def test_a_folder_of_any_name_is_named_as_it_is(without_kernels, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    ended = without_kernels(name)
    assert ended.status == 0
    shown = name.replace("\x1b", r"\x1b")
    assert f"  {shown}/01_unemployment.html\n" in ended.out
    assert ended.out.endswith(f"Open {shown}/index.html\n")
    assert "\x1b" not in ended.out


def test_a_fault_in_the_code_ends_that_report_only_and_says_so(
    without_kernels, tmp_path, monkeypatch
):
    assert without_kernels().status == 0
    before = contents(tmp_path / "out")
    rendered = making.render

    def faulty(task, *arguments, **options):
        if task.is_default:
            return {}["no such key"]
        return rendered(task, *arguments, **options)

    monkeypatch.setattr(making, "render", faulty)
    (tmp_path / "out" / "01_unemployment__from_month-2021M08.html").unlink()
    ended = without_kernels()
    assert ended.status == 1
    assert "failed 01_unemployment: KeyError: 'no such key'" in ended.err
    assert "This is a fault in the code; run again with --debug" in ended.err
    assert "Traceback" not in ended.err
    assert "1 built, 1 failed." in ended.out
    assert contents(tmp_path / "out") == before  # the last good page; and the other is built again


# --- builds, end to end ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copied repository with two small reports, both built."""
    copy = small_repository(tmp_path_factory.mktemp("small") / "repository", small_data)
    ended = vse_report("build", "--jobs", "2", root=copy)
    assert (ended.returncode, ended.stderr) == (0, "")
    return copy


@pytest.fixture
def repository(small: Path, host: Host) -> Path:
    """Return the repository of the host, filled with those reports and what was built."""
    host.fill(small)
    return host.root


def test_the_default_build_says_where_to_look(default_build):
    found = contents(default_build)
    assert {"index.html", "manifest.json", "01_unemployment.html", "01_unemployment.pdf"} <= set(
        found
    )
    assert not list(default_build.glob(".staging*"))


def test_two_reports_built_at_the_same_time(small):
    found = contents(small / "build")
    assert {"01_unemployment.html", "01_unemployment.pdf", "06_audit.html", "06_audit.pdf"} <= set(
        found
    )
    assert list(contents(small / "figures")) == ["01_unemployment_shares.svg"]
    assert b"01_unemployment.html" in found["index.html"]
    assert b"06_audit.html" in found["index.html"]


def test_a_cell_that_raises_ends_in_1_and_leaves_the_last_good_page(host, repository):
    before = contents(repository / "build")
    title, parameters, setup, *rest = SMALL_REPORTS["01_unemployment"]
    broken = [title, parameters, setup, "rows = []\nrows[3]", *rest]
    write_notebook(repository / "notebooks" / "01_unemployment.ipynb", broken)
    audit = [*SMALL_REPORTS["06_audit"][:-1], "", SMALL_REPORTS["06_audit"][-1]]
    write_notebook(repository / "notebooks" / "06_audit.ipynb", audit)
    ended = host.run("build", "--jobs", "1")
    after = contents(repository / "build")
    assert ended.returncode == 1
    assert "01_unemployment: cell 4, line 2: IndexError: list index out of range" in ended.stderr
    assert "rows[3]" in ended.stderr
    assert "Traceback" not in ended.stderr
    kept = repository / "build" / "failed" / "01_unemployment.ipynb"
    assert str(kept) in ended.stderr
    assert "IndexError" in kept.read_text()
    assert "1 built, 1 failed." in ended.stdout
    assert after["06_audit.html"] != before["06_audit.html"]  # its code is another one
    mine = [name for name in before if "01_unemployment" in name]
    assert all(after[name] == before[name] for name in mine)


def test_a_special_edition_is_the_same_twice_and_touches_nothing_else(host, repository):
    before = contents(repository)
    twice = []
    for _ in range(2):
        ended = host.run("build", "01_unemployment", "-p", "from_month=2021-08", "--format", "html")
        assert ended.returncode == 0, ended.stderr
        twice.append(contents(repository))
    assert twice[0] == twice[1]
    name = "01_unemployment__from_month-2021M08"
    assert {path for path in twice[0] if path not in before and "__pycache__" not in path} == {
        f"build/{name}.html",
        f"build/{name}_code.html",
        f"build/data/{name}_shares.csv",
        f"build/notebooks/{name}.ipynb",
        f"build/words/{name}.md",
    }
    changed = {path for path in before if before[path] != twice[0][path]}
    assert {path for path in changed if "__pycache__" not in path} == {
        "build/index.html",
        "build/manifest.json",
    }


def test_a_report_that_needs_a_kernel_runs_in_one_and_says_so(host, repository):
    *cells, last = SMALL_REPORTS["06_audit"]
    cells = [*cells, "import asyncio\nawait asyncio.sleep(0)", last]
    write_notebook(repository / "notebooks" / "06_audit.ipynb", cells)
    ended = host.run("build", "06_audit", "--format", "html")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == "06_audit.ipynb runs in a kernel: it needs an event loop\n"


@pytest.fixture
def disturbed(tmp_path: Path) -> dict[str, str]:
    """Return environment variables of a user with settings, fonts and kernels of their own."""
    home = tmp_path / "home"
    startup = home / ".ipython" / "profile_default" / "startup"
    fonts = home / ".local" / "share" / "fonts"
    kernel = home / "jupyter" / "kernels" / "python3"
    for folder in (startup, fonts, kernel):
        folder.mkdir(parents=True)
    (startup / "mine.py").write_text("import pandas\npandas.DataFrame.assign = None\n")
    # Another typeface that says it is ours.
    font = TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf")
    for number in (1, 16):
        font["name"].setName(FONT, number, 3, 1, 0x409)
        font["name"].setName(FONT, number, 1, 0, 0)
    font.save(fonts / "mine.ttf")
    spec = {"argv": ["/bin/false"], "display_name": "Mine", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))
    rc = home / "matplotlibrc"
    rc.write_text("lines.linewidth: 7\ndate.epoch: 0000-12-31\ntimezone: Asia/Tokyo\n")
    return {
        "HOME": str(home),
        "JUPYTER_PATH": str(home / "jupyter"),
        "MATPLOTLIBRC": str(rc),
        "MPLBACKEND": "nonsense",
        "TZ": "Pacific/Auckland",
        "LANG": "C",
        "LC_ALL": "POSIX",
        "PYTHONHASHSEED": "7",
    }


@pytest.mark.slow
def test_settings_of_a_user_do_not_change_a_byte(repository, disturbed):
    before = contents(repository / "build")
    shutil.rmtree(repository / "build")
    ended = vse_report("build", "--jobs", "2", root=repository, **disturbed)
    assert ended.returncode == 0, ended.stderr
    after = contents(repository / "build")
    assert set(after) == set(before)
    assert [name for name in before if after[name] != before[name]] == []


@pytest.fixture
def temporary() -> Iterator[Path]:
    """Return an empty TMPDIR whose path leaves room for sockets, which those of pytest do not."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def in_the_middle(host: Host, temporary: Path, reports: int) -> tuple[Running, list[Process]]:
    """Return a build in cells that take a minute, and every process that it has started.

    ``reports`` is how many are built at the same time.
    """
    parameter = f"from_month={','.join(('2016M07', '2021M08')[:reports])}"
    arguments = ("build", "01_unemployment", "-p", parameter, "--jobs", "2")
    running = host.start(*arguments, SLEEP="60", TMPDIR=str(temporary))
    deadline = time.monotonic() + 60
    asleep = []
    while len(asleep) < reports:
        assert time.monotonic() < deadline
        time.sleep(0.05)
        notebooks = (host.root / "build").glob(".staging-*/*.ipynb")
        texts = [path.read_text() for path in notebooks]
        asleep = [text for text in texts if '"status": "running"' in text and "SLEEP" in text]
    return running, Process(running.pid).children(recursive=True)


def survivors(family: list[Process]) -> list[str]:
    """Return the processes that do not end by themselves within twenty seconds."""
    _, alive = psutil.wait_procs(family, timeout=20)
    return [" ".join(process.cmdline()) for process in alive]


def test_being_stopped_between_two_steps_of_a_kernel_is_told_without_warnings():
    script = (
        "import os, signal\n"
        "from vse_report.cli import _stopped_by_signals\n"
        "async def step(): pass\n"
        "with _stopped_by_signals():\n"
        "    waiting = step()\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize("reports", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_build_that_is_stopped_tidies_up_and_says_so(host, repository, temporary, how, reports):
    before = contents(repository)
    running, family = in_the_middle(host, temporary, reports)
    os.kill(running.pid, how)
    ended = running.wait(timeout=30)
    assert ended.returncode == 128 + how
    assert (ended.stdout, ended.stderr) == ("", f"{STOPPED}\n")
    assert survivors(family) == []
    assert list(temporary.iterdir()) == []
    assert not list((repository / "build").glob(".staging-*"))
    after = contents(repository)
    assert [name for name in {**before, **after} if before.get(name) != after.get(name)] == []


@pytest.mark.parametrize("reports", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_build_killed_in_the_middle_leaves_the_last_good_page_and_the_next_one_works(
    host, repository, temporary, reports
):
    out = repository / "build"
    before, sources = contents(out), contents(repository / "notebooks")
    running, family = in_the_middle(host, temporary, reports)
    os.kill(running.pid, signal.SIGKILL)
    assert running.wait().returncode == -signal.SIGKILL
    assert survivors(family) == []

    assert list(out.glob(".staging-*"))
    assert len(list(temporary.iterdir())) == 1
    assert contents(repository / "notebooks") == sources
    assert {name: out.joinpath(name).read_bytes() for name in before} == before

    ended = host.run("build", "01_unemployment", TMPDIR=str(temporary))
    assert ended.returncode == 0, ended.stderr
    assert not list(out.glob(".staging-*"))
    assert list(temporary.iterdir()) == []
    assert contents(out) == before


def test_the_temporary_folder_of_a_running_build_is_left_alone(temporary, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with files.temporary_folder() as first:
        monkeypatch.setattr(tempfile, "tempdir", str(temporary))
        with files.temporary_folder() as second:
            assert first.is_dir()
            assert second.is_dir()
            assert tempfile.gettempdir() == str(second)
    assert list(temporary.iterdir()) == []


def test_a_report_with_a_list_is_built_under_a_name_that_files_can_have(host, repository):
    cells = (
        "# Lille aktivering",
        "month = None\nmunicipalities = None",
        "from vse_report import data\nfrom vse_report.report import Report\n"
        'report = Report("02_activation", month=month, municipalities=municipalities)\n'
        'data.read("unemployment_net_national_monthly_sa", month="2003M12")',
        'n = report.keep("n", {"areas": len(report.parameters.municipalities)}, "count")\n'
        'report.tell("finding", f"Med {n.areas}.", finding=True)',
        "report.finish()",
    )
    write_notebook(repository / "notebooks" / "02_activation.ipynb", cells)
    table = (repository / "data" / "official" / "municipalities.csv").read_text().splitlines()
    codes = [line.split(",")[0] for line in table[1:]]
    arguments = ("build", "02_activation", "--format", "html")
    for chosen in ("Ærø,101", ",".join(codes)):
        ended = host.run(*arguments, "-p", f"municipalities={chosen}")
        assert ended.returncode == 0, ended.stderr
    built = {path.name for path in (repository / "build").glob("02_*.html")}
    built -= {name for name in built if name.endswith("_code.html")}
    assert len(built) == 2
    assert "02_activation__municipalities-492+101.html" in built


def test_figures_of_another_folder_reach_the_page(host, repository, folder):
    path = folder / "official" / f"{NET}.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n")
    assert host.run("data", "seal", "--shrink", str(folder)).returncode == 0
    arguments = ("build", "06_audit", "--format", "html", "--data", str(folder))
    ended = host.run(*arguments, "--out", str(repository / "other"))
    assert ended.returncode == 0, ended.stderr
    assert "maj 2016" in (repository / "other" / "06_audit.html").read_text(encoding="utf-8")


# --- strange paths, texts and ends ----------------------------------------------------------------


@pytest.mark.parametrize("cold", [[], pytest.param(["--cold"], marks=pytest.mark.slow)])
def test_a_folder_with_any_signs_in_its_name_can_be_built_into(host, repository, tmp_path, cold):
    out = tmp_path / "br{x} {0} 100%20 #1?+æ"
    ended = host.run("build", "06_audit", "--out", out, *cold)
    assert ended.returncode == 0, ended.stderr
    plain = contents(repository / "build")
    mine = [name for name in plain if "06_audit" in name]
    assert [name for name in mine if (out / name).read_bytes() != plain[name]] == []


def with_cell(repository: Path, cell: str) -> None:
    *cells, last = SMALL_REPORTS["06_audit"]
    write_notebook(repository / "notebooks" / "06_audit.ipynb", [*cells, cell, last])


@pytest.mark.parametrize(
    ("cell", "status", "expected"),
    [
        ("print('x', chr(0xd800))", 0, ""),
        ("import sys\nprint(chr(27) + '[2J', file=sys.stderr)", 0, r"\x1b[2J"),
        ("raise ValueError(chr(0xd800) + chr(27) + '[2J')", 1, r"line 1: ValueError: ?\x1b[2J"),
        ("raise ValueError('x' * 6_000_000)", 1, "characters left out"),
        ("raise SystemExit(3)", 1, "06_audit: cell 6: SystemExit: 3"),
        ("print('x' * 1_000_001)", 1, "cell 6 prints 1,000,002 characters; a page has room for 1,"),
        ("'x' * 1_000_001", 1, "cell 6 prints 1,000,003 characters"),
    ],
)
def test_what_cells_print_and_raise_can_be_read_in_a_terminal(
    host, repository, cell, status, expected
):
    with_cell(repository, cell)
    ended = host.run("build", "06_audit", "--format", "html")
    assert ended.returncode == status, ended.stderr
    assert expected in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "\x1b" not in ended.stderr
    assert len(ended.stderr) < 30_000


@pytest.mark.parametrize("arguments", [["--help"], ["data", "verify"]])
def test_output_that_cannot_be_written_is_told_in_one_line(arguments):
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([SCRIPT, *arguments], stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 1
    told = b"error: standard output cannot be written (No space left on device)\n"
    assert ended.stderr == told


def test_a_reader_who_stops_reading_ends_it_quietly():
    program = f"{SCRIPT} parameters | true"
    ended = subprocess.run(["bash", "-c", program], capture_output=True, check=False)
    assert ended.stderr == b""


@pytest.mark.slow
def test_no_warning_is_left_for_the_end(repository):
    ended = vse_report("build", "06_audit", "--cold", root=repository, PYTHONWARNINGS="error")
    assert (ended.returncode, ended.stderr) == (0, "")


IN_THE_SERVER = """
import os, threading, time
from vse_report import cli, data
from vse_report.make import warm
import_all = warm.import_all
def with_a_thread():
    import_all()
    threading.Thread(target=time.sleep, args=[60], daemon=True).start()
"""


def test_a_notebook_that_is_none_stops_no_other_report(host, repository):
    (repository / "notebooks" / "01_unemployment.ipynb").write_text("<<<<<<< HEAD\n{")
    ended = host.run("build", "--format", "html")
    assert ended.returncode == 1, ended.stderr
    assert "01_unemployment.ipynb: is not a notebook (" in ended.stderr
    assert "1 built, 1 failed." in ended.stdout
    assert "Traceback" not in ended.stderr


@pytest.mark.usefixtures("repository")
def test_threads_that_an_import_begins_lead_to_kernels_and_that_is_said(host):
    program = f"{IN_THE_SERVER}warm.import_all = with_a_thread\ncli.main()"
    ended = host.run("build", "06_audit", "--format", "html", code=program)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == (
        "Reports run one after another, each in a kernel: 2 threads run in this process.\n"
    )


def test_a_check_of_the_figures_that_is_killed_ends_in_2_with_nothing_started(host, repository):
    before = contents(repository / "build")
    program = f"{IN_THE_SERVER}data.verify = lambda _: os.kill(os.getpid(), 9)\ncli.main()"
    ended = host.run("build", "06_audit", code=program)
    assert ended.returncode == 2
    assert ended.stderr == (
        "error: the figures were not checked, for the process that did it was killed by signal 9 "
        "(SIGKILL).\n"
    )
    assert contents(repository / "build") == before


@pytest.mark.slow
def test_a_build_in_a_terminal_forks_its_reports_beside_the_bar_of_its_progress(small):
    ours, theirs = os.openpty()
    environment = os.environ | {"PYTHONPATH": str(small / "src"), "TERM": "xterm"}
    build = subprocess.Popen(
        [SCRIPT, "build", "--out", small / "terminal"],
        env=environment,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    told = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while piece := os.read(ours, 65536):
            told += piece
    os.close(ours)
    assert build.wait() == 0
    assert b"2 built, 0 failed." in told
    assert b"Checking figures, building reports" in told
    assert b"kernel" not in told


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_command_ends_as_it_should_where_its_outputs_were_closed_before(closed):
    script = Path(sys.executable).with_name("vse-report")
    ended = subprocess.run(
        f'"{sys.executable}" "{script}" --help {closed}',
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0
    assert "Traceback" not in ended.stderr
