"""A build from plan to files: what is made, what is kept, and what stays when something fails."""

from __future__ import annotations

import errno
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import matplotlib as mpl
import nbformat
import pytest
from conftest import (
    ISSUED,
    SMALL_REPORTS,
    contents,
    make_notebook,
    vse_report,
    write_notebook,
)
from host import Host
from lxml import html

from vse_report import data, paths
from vse_report.blocks import MIME
from vse_report.errors import BuildError, DataError, InputError
from vse_report.figures import style
from vse_report.make import files, fork, manifest, run
from vse_report.make import plan as planning
from vse_report.make import render as rendering
from vse_report.make import report as making
from vse_report.make.output import output_folder, put
from vse_report.make.plan import Task, Way, check_formats, parse_assignments, plan
from vse_report.parameters import validate

FIRST = Task("01_unemployment", validate("01_unemployment", {}), "01_unemployment")
AUDIT = Task("06_audit", validate("06_audit", {}), "06_audit")
SPECIAL = Task(
    "01_unemployment",
    validate("01_unemployment", {"from_month": "2021M08"}),
    "01_unemployment__from_month-2021M08",
)


# --- plan -----------------------------------------------------------------------------------------


@pytest.fixture
def all_notebooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plan find a notebook for every contract."""
    for report in planning.CONTRACTS:
        (tmp_path / f"{report}.ipynb").touch()
    monkeypatch.setattr(planning, "NOTEBOOKS", tmp_path)


def names(tasks: list[Task]) -> list[str]:
    return [task.name for task in tasks]


@pytest.mark.usefixtures("all_notebooks")
def test_without_names_the_default_edition_is_planned():
    expected = ["01_unemployment", "02_activation", "03_municipalities", "05_study", "06_audit"]
    assert names(plan([], {})) == expected
    assert all(task.is_default for task in plan([], {}))


def test_only_reports_whose_notebook_is_there_are_planned(tmp_path, monkeypatch):
    (tmp_path / "06_audit.ipynb").touch()
    monkeypatch.setattr(planning, "NOTEBOOKS", tmp_path)
    assert names(plan([], {})) == ["06_audit"]


@pytest.mark.usefixtures("all_notebooks")
def test_unknown_reports_are_named_with_the_nearest_one():
    with pytest.raises(InputError) as caught:
        plan(["01_unemploymnt", "06_audit", "xyz"], {})
    message = str(caught.value)
    assert "'01_unemploymnt'; did you mean '01_unemployment'?" in message
    assert "'xyz'" in message
    assert "There is: 01_unemployment, 02_activation" in message


@pytest.mark.usefixtures("all_notebooks")
def test_several_values_make_several_reports_named_after_what_differs():
    values = {"from_month": ["2016-07", "2021M08"], "to_month": ["2026M06", "2026M07"]}
    assert names(plan(["01_unemployment"], values)) == [
        "01_unemployment__to_month-2026M06",
        "01_unemployment",
        "01_unemployment__from_month-2021M08__to_month-2026M06",
        "01_unemployment__from_month-2021M08",
    ]


@pytest.mark.usefixtures("all_notebooks")
def test_a_list_stays_together_in_one_report():
    (task,) = plan(["02_activation"], {"municipalities": ["ærø", "101"]})
    assert task.name == "02_activation__municipalities-492+101"
    assert task.parameters.municipalities == ("492", "101")


@pytest.mark.usefixtures("all_notebooks")
def test_the_same_report_asked_for_in_two_ways_is_built_once():
    assert names(plan(["04_profile"] * 2, {"municipality": ["101", "0101", "København"]})) == [
        "04_profile"
    ]
    assert names(plan(["04_profile"], {"municipality": ["Ærø", "492"]})) == [
        "04_profile__municipality-492"
    ]


@pytest.mark.usefixtures("all_notebooks")
def test_all_values_that_cannot_be_used_are_named_at_once():
    with pytest.raises(InputError) as caught:
        plan(["04_profile", "06_audit"], {"municipality": ["Kobenhavn", "101", "Arhus"]})
    message = str(caught.value)
    assert "'Kobenhavn' is no municipality" in message
    assert "'Arhus' is no municipality" in message
    assert "06_audit: parameters that cannot be used:\n  - unknown parameter 'mun" in message


def test_assignments_give_values_by_name():
    given = ["from_month=2021M08, 2022M01", "to_month=2026M07", "from_month=2023M01", "a=b=c", "x="]
    assert parse_assignments(given) == {
        "from_month": ["2021M08", " 2022M01", "2023M01"],  # a text may begin with a space
        "to_month": ["2026M07"],
        "a": ["b=c"],
        "x": [""],
    }


def test_spaces_around_values_that_are_no_text_say_nothing():
    first, second = plan(["01_unemployment"], {"from_month": ["2021M08", " 2022M01 "]})
    assert (first.name, second.name) == (
        "01_unemployment__from_month-2021M08",
        "01_unemployment__from_month-2022M01",
    )
    (both,) = plan(["02_activation"], {"municipalities": ["Viborg", " Fanø"]})
    assert both.parameters.municipalities == ("791", "563")


def test_every_assignment_that_cannot_be_read_is_named():
    with pytest.raises(InputError, match=r"cannot read 'from_month', '=3'; write -p NAME=VALUE"):
        parse_assignments(["from_month", "x=1", "=3"])


def test_formats_come_in_one_order_and_all_if_none_is_asked_for():
    assert check_formats([]) == ["html", "pdf"]
    assert check_formats(["pdf", "html", "pdf"]) == ["html", "pdf"]
    assert check_formats(["pdf"]) == ["pdf"]
    with pytest.raises(
        InputError, match=r"no format 'pfd'; did you mean 'pdf'\?\n  There is: html"
    ):
        check_formats(["html", "pfd"])


# --- writing --------------------------------------------------------------------------------------


def test_files_are_written_and_folders_made(tmp_path):
    with output_folder(tmp_path / "new" / "out") as staging:
        put({tmp_path / "new" / "out" / "data" / "a.csv": b"a"}, [], staging)
    assert contents(tmp_path / "new" / "out") == {"data/a.csv": b"a"}


def test_the_staging_folder_is_gone_whatever_happens(tmp_path):
    def fail_half_way() -> None:
        with output_folder(tmp_path) as staging:
            (staging / "half").touch()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert contents(tmp_path) == {}
    assert not list(tmp_path.glob(".staging*"))


def test_what_a_killed_build_left_is_removed(tmp_path):
    (tmp_path / ".staging-old").mkdir()
    (tmp_path / ".staging-old" / "half.html").touch()
    with output_folder(tmp_path) as staging:
        assert [path.name for path in tmp_path.glob(".staging*")] == [staging.name]


def test_a_second_build_into_the_folder_is_refused_and_harms_nothing(tmp_path):
    with output_folder(tmp_path) as staging:
        with (
            pytest.raises(InputError, match="another build is writing here"),
            output_folder(tmp_path),
        ):
            pass
        assert staging.is_dir()
    with output_folder(tmp_path):
        pass


def test_a_folder_with_files_that_no_build_made_is_refused(world):
    world.out.mkdir(exist_ok=True)
    (world.out / "thesis.docx").write_text("")
    with pytest.raises(InputError, match=r"holds 'thesis.docx' and no manifest.json"):
        world.build(FIRST)
    assert [path.name for path in world.out.iterdir()] == ["thesis.docx"]


def test_a_folder_that_cannot_be_made_is_named():
    with (
        pytest.raises(
            InputError, match="/dev/null: is a file, where a folder is to be; move it away"
        ),
        output_folder(Path("/dev/null/x")),
    ):
        pass


def test_a_folder_without_write_permission_is_named(tmp_path, monkeypatch):
    def refuse(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(files.tempfile, "mkdtemp", refuse)  # permissions do not bind every user
    with (
        pytest.raises(InputError, match=r"cannot be written \(Permission denied\). Give the fold"),
        output_folder(tmp_path),
    ):
        pass


# --- one build after another, without kernels -----------------------------------------------------


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Let builds 'execute' the sample notebook; say what fails, and which code it comes from."""
    state = SimpleNamespace(out=tmp_path / "build", figures=tmp_path / "figures", code="1", bad=[])
    state.reads, state.looks, state.issued = ["municipalities"], "1", ISSUED
    state.figures.mkdir()

    def execute(task: Task, partial: Path, **_: object) -> nbformat.NotebookNode:
        partial.write_text("as far as it came")
        if task.name in state.bad:
            raise BuildError(f"{task.name}: cell 2: broken\n  The notebook: {partial}")
        notebook = make_notebook(is_default=task.is_default)
        for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
            block = output.get("data", {}).get(MIME, {})
            if block.get("kind") == "colophon":
                block["code"] = state.code
                (read,) = block["reads"]
                block["reads"] = [{**read, "table": table} for table in state.reads]
        return notebook

    monkeypatch.setattr(making, "execute", execute)
    monkeypatch.setattr(fork, "obstacle", lambda: "this is a test")  # all in this process
    monkeypatch.setattr(data, "verify", lambda _: SimpleNamespace(raise_if_bad=lambda: None))
    monkeypatch.setattr(run, "FIGURES", state.figures)
    monkeypatch.setattr(manifest, "code_hash", lambda _: state.code)
    monkeypatch.setattr(manifest, "publisher", lambda: state.issued)
    monkeypatch.setattr(rendering, "looks_hash", lambda: state.looks)
    monkeypatch.setattr(run, "available_reports", lambda: list(planning.CONTRACTS))
    state.build = lambda *tasks, formats=("html",), out=state.out: run.build(
        tasks, out, Way(formats)
    )
    return state


def test_a_report_gets_pages_csv_notebook_index_and_manifest(world):
    (outcome,) = world.build(FIRST, formats=("html", "pdf"))
    assert outcome.pages == (world.out / "01_unemployment.html", world.out / "01_unemployment.pdf")
    assert outcome.problem is None
    assert sorted(contents(world.out)) == [
        "01_unemployment.html",
        "01_unemployment.pdf",
        "01_unemployment_code.html",
        "data/01_unemployment_by_municipality.csv",
        "data/01_unemployment_levels.csv",
        "data/01_unemployment_shares.csv",
        "index.html",
        "manifest.json",
        "notebooks/01_unemployment.ipynb",
        "words/01_unemployment.md",
    ]


def test_the_manifest_knows_files_reads_parameters_and_ledger(world):
    world.build(FIRST)
    built = manifest.load(world.out).reports["01_unemployment"]
    here = contents(world.out)
    assert built.files == manifest.hashes(
        {name: here[name] for name in here if name not in ("index.html", "manifest.json")}
    )
    assert built.html == "01_unemployment.html"
    assert built.pdf is None
    assert built.title == "Forsikrede og uforsikrede ledige"
    assert "faldt med 45,4 pct." in built.finding
    assert [read.table for read in built.colophon.reads] == ["municipalities"]
    assert built.colophon.parameters == {"from_month": "2016M01", "to_month": "2026M07"}


def test_a_special_edition_stands_beside_the_default_one(world):
    world.build(FIRST)
    before = contents(world.out)
    world.build(SPECIAL)
    after = contents(world.out)
    assert "01_unemployment__from_month-2021M08.html" in after
    assert "data/01_unemployment__from_month-2021M08_levels.csv" in after
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"index.html", "manifest.json"}
    assert b"01_unemployment__from_month-2021M08.html" in after["index.html"]


def test_building_one_format_keeps_the_other_of_the_same_edition(world):
    world.build(FIRST, formats=("pdf",))
    world.build(FIRST, formats=("html",))
    built = manifest.load(world.out).reports["01_unemployment"]
    assert (built.html, built.pdf) == ("01_unemployment.html", "01_unemployment.pdf")
    assert {"01_unemployment.html", "01_unemployment.pdf"} <= set(built.files)
    assert (world.out / "01_unemployment.pdf").exists()


def test_a_page_that_is_not_the_manifests_is_not_carried_over(world):
    world.build(FIRST, formats=("pdf",))
    (world.out / "01_unemployment.pdf").write_bytes(b"of another edition")
    world.build(FIRST, formats=("html",))
    built = manifest.load(world.out).reports["01_unemployment"]
    assert (built.html, built.pdf) == ("01_unemployment.html", None)
    assert "01_unemployment.pdf" not in {*built.files, *contents(world.out)}


@pytest.mark.parametrize("changed", ["code", "looks"])
def test_building_one_format_removes_the_other_of_an_older_edition(world, changed):
    world.build(FIRST, formats=("pdf",))
    setattr(world, changed, "2")
    world.build(FIRST, formats=("html",))
    built = manifest.load(world.out).reports["01_unemployment"]
    assert (built.html, built.pdf) == ("01_unemployment.html", None)
    assert not (world.out / "01_unemployment.pdf").exists()
    assert b"01_unemployment.pdf" not in (world.out / "index.html").read_bytes()


def links(out: Path) -> dict[str, list[str]]:
    """Return page -> addresses of its links to files, when every link of every page arrives."""
    pages = {path.name: html.parse(path).getroot() for path in out.glob("*.html")}
    found = {}
    for name, page in pages.items():
        hrefs = [href for href in page.xpath("//a/@href") if not re.match(r"https:|data:", href)]
        for file, _, anchor in (unquote(href).partition("#") for href in hrefs):
            assert (out / file).is_file() if file else True, (name, file)
            assert not anchor or pages[file or name].xpath("//*[@id=$id]", id=anchor), (
                name,
                anchor,
            )
        found[name] = [text for a in page.xpath("//header/nav/a") if (text := a.text)]
    return found


@pytest.mark.parametrize("formats", [("html",), ("pdf",), ("html", "pdf")])
@pytest.mark.parametrize("tasks", [(FIRST,), (AUDIT, FIRST), (SPECIAL, AUDIT)])
def test_no_link_between_built_pages_leads_nowhere(world, tasks, formats):
    world.build(*tasks, formats=formats)
    assert ("01_unemployment.html" in links(world.out)) == (FIRST in tasks and "html" in formats)


def test_a_page_links_to_what_is_built_after_it_and_no_longer_to_what_is_gone(world):
    world.build(FIRST)
    page = "01_unemployment.html"
    assert links(world.out)[page] == ["Forside", "Kilder"]
    world.build(FIRST, formats=("pdf",))
    assert links(world.out)[page] == ["Forside", "Hent som PDF", "Kilder"]
    world.build(AUDIT)
    following = "Næste rapport: Forsikrede og uforsikrede ledige"
    found = links(world.out)
    assert found[page] == ["Forside", "Hent som PDF", "Kilder", following]
    assert found["06_audit.html"] == ["Forside", "Kilder"]
    world.code = "2"
    world.build(AUDIT, formats=("pdf",))
    assert links(world.out)[page] == ["Forside", "Hent som PDF", "Kilder"]
    known = manifest.load(world.out).reports["01_unemployment"].files
    assert all(manifest.is_file(world.out / name, known[name]) for name in known)


def test_a_report_that_fails_is_linked_from_nowhere(world):
    world.bad = ["06_audit"]
    world.build(FIRST, AUDIT)
    assert links(world.out)["01_unemployment.html"] == ["Forside", "Kilder"]


@pytest.mark.parametrize("spoiled", ["01_unemployment.html", "01_unemployment_code.html"])
def test_a_report_and_the_page_of_its_code_stay_both_or_none(world, spoiled):
    world.build(FIRST)
    (world.out / spoiled).write_text("of another edition")
    world.build(FIRST, formats=("pdf",))
    assert [path.name for path in world.out.glob("*.html")] == ["index.html"]
    assert manifest.load(world.out).reports["01_unemployment"].html is None


def test_a_failing_report_keeps_its_last_good_files_and_stops_no_other(world):
    world.build(FIRST)
    before = contents(world.out)
    world.bad = ["01_unemployment"]
    failed, built = world.build(FIRST, AUDIT)
    after = contents(world.out)
    assert failed.pages == ()
    assert failed.problem.startswith("01_unemployment: cell 2: broken")
    assert built.problem is None
    assert "06_audit.html" in after
    page, mine = "01_unemployment.html", [name for name in before if "01_unemployment" in name]
    after[page] = re.sub(rb" <a [^>]*>N\xc3\xa6ste rapport.*?</a>", b"", after[page])
    assert all(after[name] == before[name] for name in mine)
    assert set(json.loads(after["manifest.json"])["reports"]) == {"01_unemployment", "06_audit"}


def test_the_partial_notebook_is_kept_until_the_report_is_built_again(world):
    world.bad = ["01_unemployment"]
    (outcome,) = world.build(FIRST)
    kept = world.out / "failed" / "01_unemployment.ipynb"
    assert kept.read_text() == "as far as it came"
    assert str(kept) in outcome.problem
    assert not list(world.out.glob(".staging*"))
    world.bad = []
    world.build(FIRST)
    assert not kept.parent.exists()


def test_a_report_that_cannot_be_written_is_in_no_manifest(world, monkeypatch):
    write, refused = run.put, []

    def refuse_first(*arguments: object) -> None:
        if not refused:
            refused.append(True)
            raise BuildError("no room")
        write(*arguments)

    monkeypatch.setattr(run, "put", refuse_first)
    failed, other = world.build(FIRST, AUDIT)
    assert failed.problem == "no room"
    assert other.problem is None
    assert list(manifest.load(world.out).reports) == ["06_audit"]
    assert "01_unemployment.html" not in (world.out / "index.html").read_text()


def test_a_fault_in_the_code_is_a_problem_with_its_cause(world, monkeypatch):
    def faulty(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(making, "render", faulty)
    failed, other = world.build(FIRST, AUDIT)
    assert failed.problem.startswith("01_unemployment: ZeroDivisionError: by nought\n")
    assert "a fault in the code" in failed.problem
    assert isinstance(failed.error.__cause__, ZeroDivisionError)
    assert other.problem.startswith("06_audit: ")  # it was tried all the same


def test_every_outcome_is_reported_as_it_ends(world):
    seen = []
    run.build([FIRST, AUDIT], world.out, Way(["html"]), lambda it: seen.append(it.task))
    assert seen == [FIRST, AUDIT]


def test_a_report_whose_page_is_gone_leaves_the_index(world):
    world.build(FIRST, SPECIAL)
    (world.out / f"{SPECIAL.name}.html").unlink()
    assert list(manifest.load(world.out).reports) == ["01_unemployment"]
    world.build(FIRST)
    assert SPECIAL.name.encode() not in (world.out / "index.html").read_bytes()


def test_files_that_a_report_no_longer_has_are_removed(world):
    world.build(FIRST)
    found = manifest.load(world.out)
    built = found.reports["01_unemployment"]
    built.files["data/01_unemployment_old.csv"] = "0"
    (world.out / "data" / "01_unemployment_old.csv").touch()
    built.colophon.code = "0"
    (world.out / "manifest.json").write_bytes(manifest.to_json(found))
    world.build(FIRST)
    assert "data/01_unemployment_old.csv" not in contents(world.out)


def test_what_cannot_be_tidied_away_ends_that_report_only(world, monkeypatch):
    unlink, kept = Path.unlink, world.out / "failed" / "01_unemployment.ipynb"

    def refuse(path: Path, **options: object) -> None:
        if path == kept:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        unlink(path, **options)

    world.bad = ["01_unemployment"]
    world.build(FIRST)
    world.bad = []
    monkeypatch.setattr(Path, "unlink", refuse)
    failed, other = world.build(FIRST, AUDIT)
    assert failed.problem.startswith(f"{kept}: cannot be removed (Permission denied)")
    assert isinstance(failed.error, BuildError)
    assert other.problem is None
    assert list(manifest.load(world.out).reports) == ["06_audit"]
    assert not (world.out / "01_unemployment.html").exists()


def test_publisher_and_contact_are_read_before_anything_is_started(world, monkeypatch, tmp_path):
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    rendered = making.render

    def lose_the_publisher(*arguments, **options):
        made = rendered(*arguments, **options)
        (folder / "edition.yaml").unlink()
        return made

    monkeypatch.setattr(making, "render", lose_the_publisher)
    assert [outcome.problem for outcome in world.build(FIRST)] == [None]


def test_figures_that_change_under_a_build_end_that_report_only(world, monkeypatch, tmp_path):
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    cards = (folder / "sources.yaml").read_bytes()
    rendered = making.render

    def lose_the_cards(task, *arguments, **options):
        result = rendered(task, *arguments, **options)
        if task == FIRST:
            (folder / "sources.yaml").unlink()
        return result

    def restore(_: object) -> None:
        (folder / "sources.yaml").write_bytes(cards)

    monkeypatch.setattr(making, "render", lose_the_cards)
    failed, other = run.build([FIRST, AUDIT], world.out, Way(["html"]), restore)
    assert "sources.yaml: cannot be read" in failed.problem
    assert other.problem is None


@pytest.mark.parametrize("name", ["data/../../x", "/etc/x", ""])
@pytest.mark.parametrize("field", ["html", "files"])
def test_a_manifest_that_names_files_elsewhere_is_refused(world, name, field):
    world.build(FIRST)
    path = world.out / "manifest.json"
    found = json.loads(path.read_text())
    built = found["reports"]["01_unemployment"]
    built[field] = {name: "0"} if field == "files" else name
    path.write_text(json.dumps(found))
    expected = rf"no manifest of ours \(1 problem.*is no file below the folder.*, found {name}\)"
    with pytest.raises(DataError, match=expected):
        world.build(FIRST)


def test_a_manifest_of_another_kind_is_refused(world):
    world.out.mkdir()
    (world.out / "manifest.json").write_text('{"reports": {"x": 1}}')
    with pytest.raises(DataError, match=r"manifest.json: is no manifest of ours \(1 problem"):
        world.build(FIRST)


def test_a_manifest_of_another_version_is_refused_with_what_to_do(world):
    world.build(FIRST)
    path = world.out / "manifest.json"
    assert '"schema_version": 3' in path.read_text()
    path.write_text(path.read_text().replace('"schema_version": 3', '"schema_version": 0'))
    expected = r"manifest.json: is no manifest of ours.*schema_version: .* 0\); remove it and build"
    with pytest.raises(DataError, match=expected):
        world.build(FIRST)


def test_a_folder_where_the_manifest_should_be_is_refused(world):
    (world.out / "manifest.json").mkdir(parents=True)
    with pytest.raises(InputError, match=r"manifest.json: cannot be read \(Is a directory\); move"):
        world.build(FIRST)


@pytest.mark.parametrize(
    ("name", "make", "expected"),
    [
        ("data", Path.touch, "data: is a file, where a folder is to be; move it away"),
        ("01_unemployment.html", Path.mkdir, "01_unemployment.html: is a folder, where a file is"),
    ],
)
def test_what_stands_in_the_way_is_named_and_the_next_report_is_tried(world, name, make, expected):
    world.out.mkdir()
    (world.out / manifest.NAME).write_bytes(manifest.to_json(manifest.Manifest()))
    make(world.out / name)
    failed, other = world.build(FIRST, AUDIT)
    assert expected in failed.problem
    assert other.task == AUDIT


def test_a_partial_notebook_that_cannot_be_kept_is_said_beside_the_failure(world):
    world.out.mkdir()
    (world.out / "failed").touch()
    world.bad = ["01_unemployment"]
    failed, other = world.build(FIRST, AUDIT)
    assert failed.problem.startswith("01_unemployment: cell 2: broken")
    assert "failed: is a file, where a folder is to be; move it away" in failed.problem
    assert other.problem is None


def test_a_full_disk_is_called_so_wherever_it_shows(world, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "execute", full)
    (failed,) = world.build(FIRST)
    assert failed.problem.startswith("01_unemployment: ")
    assert "the disk is full" in failed.problem
    assert "permission" not in failed.problem
    assert "fault in the code" not in failed.problem


def test_nothing_to_build_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(planning, "NOTEBOOKS", tmp_path)
    with pytest.raises(InputError, match=f"no notebook of a report in {tmp_path}; restore"):
        plan([], {})


@pytest.mark.usefixtures("all_notebooks")
def test_a_long_list_makes_a_name_that_files_can_have_and_no_other_list_has():
    codes = data.read("municipalities")["code"].tolist()
    (every,) = plan(["02_activation"], {"municipalities": codes})
    (fewer,) = plan(["02_activation"], {"municipalities": codes[:-1]})
    assert every.name != fewer.name
    assert every.name.startswith("02_activation__municipalities-101+147+")
    assert max(len(every.name), len(fewer.name)) <= 120
    assert names(plan(["02_activation"], {"municipalities": codes})) == [every.name]


@pytest.mark.usefixtures("all_notebooks")
def test_tasks_can_be_told_apart_in_a_set():
    (task,) = plan(["02_activation"], {"municipalities": ["ærø", "101"]})
    assert {task} == {plan(["02_activation"], {"municipalities": ["492", "101"]})[0]}


FOLDERS_OF_THE_PROJECT = [".", "data", "data/official", "notebooks", "figures", "src", "..", "/"]


@pytest.mark.parametrize("name", FOLDERS_OF_THE_PROJECT)
def test_a_folder_of_the_project_is_not_built_into(name):
    out = (paths.ROOT / name).resolve()
    before = sorted(path.name for path in out.iterdir())
    with pytest.raises(InputError, match=f"^{out}: holds or lies in .* give another --out"):
        run.build([FIRST], out, Way(["html"]))
    assert sorted(path.name for path in out.iterdir()) == before


def test_the_data_folder_built_from_is_not_built_into(tmp_path, monkeypatch):
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "mine" / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    for out in (folder, folder / "build", tmp_path / "mine"):
        with pytest.raises(InputError, match=f"^{out}: holds or lies in {folder}"):
            run.build([FIRST], out, Way(["html"]))
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        path.name for path in paths.DEFAULT_DATA.iterdir()
    )


def test_an_edition_of_older_code_is_called_outdated_on_the_front_page(world):
    stale = "Forældet: bygget med andre tal eller anden kode end de nyeste rapporter."
    world.build(FIRST, SPECIAL)
    assert stale not in (world.out / "index.html").read_text()
    world.looks = "2"
    world.build(FIRST)
    assert stale not in (world.out / "index.html").read_text()
    world.code = "2"
    world.build(FIRST)
    front = (world.out / "index.html").read_text()
    assert front.count(stale) == 1
    assert front.index("Andre udgaver") < front.index(stale)
    world.build(SPECIAL)
    assert stale not in (world.out / "index.html").read_text()


NET = "unemployment_net_national_monthly_sa"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sources.yaml", "rows: 186", "rows: 187"),
        ("sources.yaml", "Nettoledige", "Ledige, netto,"),
        ("breaks.yaml", "id: net_method_changed_2008", "id: another"),
        ("reported/sha256sums.txt", "  statements.yaml", "0  statements.yaml"),
    ],
)
def test_an_edition_of_older_figures_words_or_breaks_is_outdated(
    world, monkeypatch, tmp_path, name, old, new
):
    folder = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    world.reads = [NET, "reported/statements"]
    world.build(FIRST, SPECIAL)
    world.reads = ["municipalities", "reported/contemporary"]
    world.build(AUDIT)
    assert "Forældet" not in (world.out / "index.html").read_text()
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new))
    world.build(AUDIT)
    assert (world.out / "index.html").read_text().count("Forældet") == 2


@pytest.mark.parametrize("part", ["publisher", "contact", "contact_url", "site_url"])
def test_an_edition_of_another_publisher_or_contact_is_outdated(world, part):
    world.build(FIRST, AUDIT)
    world.issued = ISSUED.model_copy(update={part: "en anden"})
    world.build(AUDIT)
    assert (world.out / "index.html").read_text().count("Forældet") == 2


def test_an_edition_whose_notebook_is_gone_is_outdated(world, monkeypatch):
    world.build(FIRST, AUDIT)
    monkeypatch.setattr(run, "available_reports", lambda: ["06_audit"])
    world.build(AUDIT)
    assert (world.out / "index.html").read_text().count("Forældet") == 1


def test_bad_figures_stop_the_build_before_anything_is_written(world, monkeypatch):
    def verify(_: Path) -> SimpleNamespace:
        return data.Verification(Path("x"), 1, 1, ["row 3 is wrong"])

    monkeypatch.setattr(data, "verify", verify)
    with pytest.raises(DataError, match="row 3 is wrong"):
        world.build(FIRST)
    assert not world.out.exists()


# --- figures in the repository --------------------------------------------------------------------


def test_the_default_edition_in_its_own_folder_writes_the_committed_figures(world, monkeypatch):
    monkeypatch.setattr(run, "BUILD", world.out)
    for old in ("01_unemployment_gone.svg", "02_activation_other.svg"):
        (world.figures / old).touch()
    world.build(FIRST)
    assert sorted(contents(world.figures)) == [
        "01_unemployment_levels.svg",
        "01_unemployment_shares.svg",
        "02_activation_other.svg",
    ]


def test_the_committed_figures_are_written_where_the_build_folder_is_a_link(world, monkeypatch):
    world.out.mkdir()
    link = world.out.with_name("link")
    link.symlink_to(world.out)
    monkeypatch.setattr(run, "BUILD", link)
    world.build(FIRST)
    assert contents(world.figures)


@pytest.mark.parametrize("unlike", ["parameters", "folder"])
def test_no_other_build_writes_the_committed_figures(world, monkeypatch, unlike):
    if unlike != "folder":
        monkeypatch.setattr(run, "BUILD", world.out)
    world.build(SPECIAL if unlike == "parameters" else FIRST)
    assert contents(world.figures) == {}


def test_other_figures_never_go_where_the_default_edition_is(world, monkeypatch, tmp_path):
    monkeypatch.setattr(run, "BUILD", world.out)
    world.build(FIRST)
    mine = shutil.copytree(paths.DEFAULT_DATA, tmp_path / "mine")
    (mine / "breaks.yaml").open("a").write("# ours\n")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(mine))
    before = contents(tmp_path)
    with pytest.raises(InputError) as caught:
        world.build(SPECIAL)
    assert str(caught.value) == (
        f"{world.out}: is kept for the figures in {paths.DEFAULT_DATA}; "
        f"give --out as well to build from those in {mine}."
    )
    assert contents(tmp_path) == before
    drawn = contents(world.figures)
    (world.figures / next(iter(drawn))).unlink()
    world.build(FIRST, out=tmp_path / "other")
    assert len(contents(world.figures)) == len(drawn) - 1


def test_a_drawing_does_not_follow_the_users_matplotlib_settings():
    def drawn() -> str:
        with style.report_style():
            drawing, axes = style.new_figure(2)
            axes.plot([1, 2])
        return style.to_svg(drawing)

    plain = drawn()
    with mpl.rc_context({"lines.linewidth": 7, "axes.xmargin": 0.4}):
        assert drawn() == plain
        assert mpl.rcParams["lines.linewidth"] == 7


@pytest.mark.slow
@pytest.mark.parametrize("how", ["in another place", "in kernels of their own"])
def test_the_default_edition_has_the_same_bytes_however_it_is_built(default_build, tmp_path, how):
    cold = ["--cold"] if "kernels" in how else []
    ended = vse_report("build", *cold, "--out", str(tmp_path / "build"))
    assert ended.returncode == 0, ended.stderr
    first, second = contents(default_build), contents(tmp_path / "build")
    assert set(first) == set(second)
    kinds = {Path(name).suffix for name in first}
    assert kinds == {".html", ".pdf", ".csv", ".json", ".ipynb", ".md"}
    assert [name for name in first if first[name] != second[name]] == []


def test_committed_figures_are_those_of_the_default_edition(default_repository):
    (locked,) = re.findall(r"(?m)^matplotlib==(\S+)", paths.LOCK.read_text())
    if version("matplotlib") != locked:
        pytest.skip(f"figures are compared under the locked matplotlib {locked} only")
    drawn, committed = contents(default_repository / "figures"), contents(paths.FIGURES)
    committed = {name: committed[name] for name in committed if not name.startswith("parts/")}
    assert set(drawn) == set(committed)
    assert [name for name in drawn if drawn[name] != committed[name]] == []


# --- running a notebook ---------------------------------------------------------------------------


@pytest.fixture
def notebooks(tmp_path: Path) -> Path:
    """Return an empty folder in place of the repository's notebooks."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    return folder


EXECUTE = """
import json, sys
from pathlib import Path
import nbformat
from vse_report.make import execute as execution, plan
from vse_report.make.plan import Task
from vse_report.errors import BuildError
from vse_report.parameters import validate
notebooks, partial, report, name, given = sys.argv[1:]
given = json.loads(given)
plan.NOTEBOOKS = Path(notebooks)
task = Task(report, validate(report, given["values"]), name)
try:
    print("ran", nbformat.writes(execution.execute(task, Path(partial), cold=given["cold"])))
except BuildError as error:
    print("refused", error)
"""


@pytest.fixture
def execute(host: Host, notebooks: Path) -> Callable[..., nbformat.NotebookNode]:
    """Return the function that runs a task's notebook, but in a process that can fork."""

    def execute_(
        task: Task, partial: Path = notebooks / "partial.ipynb", cold: bool = False
    ) -> nbformat.NotebookNode:
        given = json.dumps({"values": task.parameters.as_text(), "cold": cold})
        ended = host.run(notebooks, partial, task.report, task.name, given, code=EXECUTE)
        assert ended.returncode == 0, ended.stderr
        how, _, told = ended.stdout.removesuffix("\n").partition(" ")
        if how == "refused":
            raise BuildError(told)
        return nbformat.reads(told, as_version=4)

    return execute_


@pytest.fixture
def failure(execute: Callable, notebooks: Path) -> Callable[..., str]:
    """Return a function that tells how the failure of a notebook is explained."""

    def failure_(task: Task, *cells: str, cold: bool = False) -> str:
        write_notebook(notebooks / f"{task.report}.ipynb", ["# Titel", "from_month = None", *cells])
        with pytest.raises(BuildError) as caught:
            execute(task, cold=cold)
        return str(caught.value)

    return failure_


def test_cells_of_one_id_are_refused(execute, notebooks):
    path = notebooks / "01_unemployment.ipynb"
    write_notebook(path, ["# Titel", "from_month = None", "1", "2"])
    saved = json.loads(path.read_text())
    for cell in saved["cells"][2:]:
        cell["id"] = "twin"
    path.write_text(json.dumps(saved))
    with pytest.raises(BuildError, match="two cells have the id twin"):
        execute(FIRST)


def test_a_cell_that_raises_is_named_with_its_line(failure, notebooks):
    message = failure(FIRST, "a = 1", "b = 2\n\nc = b / 0\n", "d = 3")
    partial = notebooks / "partial.ipynb"
    assert message == (
        "01_unemployment: cell 4, line 3: ZeroDivisionError: division by zero\n"
        f"    c = b / 0\n  The notebook as far as it came: {partial}"
    )
    cells = nbformat.read(partial, as_version=4).cells
    assert any(
        output.output_type == "error" for cell in cells for output in cell.get("outputs", [])
    )


def test_our_own_errors_are_told_without_their_class(failure):
    call = 'from vse_report.notebook import begin\nbegin("01_unemployment", to_month="2099M01")'
    message = failure(SPECIAL, call)
    assert message.startswith(
        "01_unemployment__from_month-2021M08: cell 3, line 2: 01_unemployment: parameters that"
    )
    assert "2099M01 is outside the figures" in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    ("cold", "expected"), [(False, "ended itself with exit status 9"), (True, "died")]
)
def test_a_process_that_ends_itself_is_named_with_its_cell(failure, notebooks, cold, expected):
    message = failure(FIRST, "import os", "os._exit(9)", cold=cold)
    assert "01_unemployment: cell 4" in message
    assert expected in message
    assert str(notebooks / "partial.ipynb") in message


def test_an_executed_notebook_holds_no_times_and_no_chance(execute, notebooks):
    report = SMALL_REPORTS["01_unemployment"]
    write_notebook(notebooks / "01_unemployment.ipynb", [*report[:2], "from_month"])
    first, second = (execute(SPECIAL, notebooks / f"{n}.ipynb") for n in "ab")
    assert nbformat.writes(first) == nbformat.writes(second)
    assert first.cells[-1].outputs[0].data["text/plain"] == "'2021M08'"
    assert "papermill" not in nbformat.writes(first)


def test_a_notebook_without_ids_gives_the_same_bytes_each_time(execute, notebooks):
    path = notebooks / "01_unemployment.ipynb"
    write_notebook(path, ["# Titel", "from_month = None", "1 + 1"])
    saved = json.loads(path.read_text())
    for cell in saved["cells"]:
        del cell["id"]
    path.write_text(json.dumps(saved | {"nbformat_minor": 4}))
    first, second = (execute(SPECIAL, notebooks / f"{name}.ipynb") for name in "ab")
    assert nbformat.writes(first) == nbformat.writes(second)
    assert [cell.id for cell in first.cells if cell.id.startswith("cell-")] == [
        "cell-1",
        "cell-2",
        "cell-3",
    ]


def test_what_was_left_in_the_parameters_cell_does_not_become_the_default_edition(
    execute, notebooks
):
    cells = ["# Titel", 'from_month = "2021M08"\nto_month = None', "from_month, to_month"]
    write_notebook(notebooks / "01_unemployment.ipynb", cells)
    executed = execute(FIRST)
    assert executed.cells[-1].outputs[0].data["text/plain"] == "('2016M07', '2026M07')"


# A notebook without figures: what the page would be made from is all that counts here.
BEGUN = """from vse_report import data
from vse_report.notebook import begin, finish
p = begin("01_unemployment", from_month=from_month, to_month=to_month)
data.read("unemployment_net_national_monthly_sa", month="2003M12")"""


def test_a_report_whose_parameters_cell_lost_its_tag_is_not_started(execute, notebooks):
    write_notebook(notebooks / "01_unemployment.ipynb", ["# Titel", "from_month = None"])
    notebook = nbformat.read(notebooks / "01_unemployment.ipynb", as_version=4)
    notebook.cells[1].metadata.tags = []
    nbformat.write(notebook, notebooks / "01_unemployment.ipynb")
    with pytest.raises(BuildError) as caught:
        execute(SPECIAL)
    message = str(caught.value)
    assert f"{notebooks / '01_unemployment.ipynb'}: no code cell is tagged 'parameters'" in message
    assert "from_month, to_month" in message
    assert not (notebooks / "partial.ipynb").exists()


def test_a_page_made_with_other_parameters_than_asked_for_is_refused(execute, notebooks):
    notebook = notebooks / "01_unemployment.ipynb"
    # The cell that is tagged comes too early: the next one takes back what was asked for.
    cells = ["# Titel", "from_month = to_month = None", "from_month = None", BEGUN, "finish(p)"]
    write_notebook(notebook, cells)
    with pytest.raises(BuildError) as caught:
        execute(SPECIAL)
    message = str(caught.value)
    assert message.startswith(f"{SPECIAL.name}: {notebook}: ")
    assert (
        "asked for 01_unemployment with from_month=2021M08, to_month=2026M07, "
        "which made 01_unemployment with from_month=2016M07, to_month=2026M07" in message
    )
    assert "tagged 'parameters' must come before begin(...)" in message
    assert str(notebooks / "partial.ipynb") in message


def test_a_notebook_that_begins_another_report_is_refused(execute, notebooks):
    cells = ["# Titel", "", f"from_month = to_month = None\n{BEGUN}", "finish(p)"]
    write_notebook(notebooks / "06_audit.ipynb", cells)
    with pytest.raises(BuildError, match="asked for 06_audit, which made 01_unemployment with fr"):
        execute(AUDIT)


def test_a_page_made_with_the_parameters_asked_for_is_accepted(execute, notebooks):
    cells = ["# Titel", "from_month = to_month = None", BEGUN, "finish(p)"]
    write_notebook(notebooks / "01_unemployment.ipynb", cells)
    execute(SPECIAL)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda path: path.unlink(), "cannot be read (No such file or directory)"),
        (lambda path: path.write_text("<<<<<<< HEAD\n{"), "is not a notebook ("),
        (lambda path: path.write_text('{"a": 1}'), "is not a notebook ("),
        (lambda path: path.write_text("[]"), "is not a notebook ("),
    ],
)
def test_a_notebook_that_cannot_be_run_is_named_with_what_to_do(
    execute, notebooks, damage, expected
):
    path = notebooks / "01_unemployment.ipynb"
    write_notebook(path, ["# Titel", "from_month = to_month = None", BEGUN, "finish(p)"])
    damage(path)
    with pytest.raises(BuildError) as caught:
        execute(FIRST)
    assert f"01_unemployment: {path}: {expected}" in str(caught.value)


def test_a_notebook_runs_on_this_python_whatever_kernel_it_was_saved_with(execute, notebooks):
    path = notebooks / "01_unemployment.ipynb"
    write_notebook(path, ["# Titel", "from_month = to_month = None", "import sys\nsys.executable"])
    for kernelspec in ({}, {"kernelspec": {"name": "mine", "display_name": "M", "language": "R"}}):
        notebook = nbformat.read(path, as_version=4)
        notebook.metadata = kernelspec
        nbformat.write(notebook, path)
        executed = execute(FIRST)
        assert executed.cells[-1].outputs[0].data["text/plain"] == repr(sys.executable)
