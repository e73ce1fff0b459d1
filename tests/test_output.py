"""A report's files change as a set: all or none, whatever happens at whatever file operation."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from conftest import contents, make_notebook
from host import Host

from vse_report.errors import BuildError, InputError
from vse_report.make.output import output_folder, put

# A report is rendered in two versions, the second without a figure and after a failed build. Then
# its files are put in place again and again, each time with one fault at the next file operation.
FAULTS = """
import errno, json, os, shutil, signal, sys
from pathlib import Path
import nbformat
from vse_report import cli
from vse_report.make import manifest, output, run
from vse_report.make.plan import Task
from vse_report.make.render import render
from vse_report.data.publisher import publisher
from vse_report.errors import ReportError
from vse_report.parameters import validate
from vse_report.render import reading

reading.is_altered = lambda *_: False
OPERATIONS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate"}
CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
FAULTS = {
    "no space": OSError(errno.ENOSPC, "No space left on device"),
    "no permission": PermissionError(errno.EACCES, "Permission denied"),
    "not replaceable": IsADirectoryError(errno.EISDIR, "Is a directory"),
    "SIGTERM": signal.SIGTERM, "SIGINT": signal.SIGINT, "SIGKILL": signal.SIGKILL,
}
DONE, REFUSED, NEVER = 0, 10, 77

folder = Path(sys.argv[1])
work = folder / "work"
run.BUILD, run.FIGURES = work / "build", work / "figures"
report = "01_unemployment"
task = Task(report, validate(report, {}), report)
old, new = (
    render(task, nbformat.read(path, 4), ["html", "pdf"], drawings=True) for path in sys.argv[2:]
)

def keep(rendered):
    with output.output_folder(run.BUILD) as staging:
        known = manifest.load(run.BUILD)
        run._keep(task, rendered, known, publisher(), run.BUILD, staging)

def state():
    files = (path for path in work.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(work)): path.read_bytes() for path in files}

def start():
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder / "before", work)

work.mkdir()
run.FIGURES.mkdir()
keep(old)
(run.BUILD / "failed").mkdir()
(run.BUILD / "failed" / f"{report}.ipynb").touch()
shutil.copytree(work, folder / "before")
before = state()
keep(new)
after = state()
assert before.keys() - after.keys() and before != after

def fail_at(number, fault):
    seen = 0

    def hook(event, arguments):
        nonlocal seen
        changes = event in OPERATIONS or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & CHANGES
        )
        if changes and str(work) in str(arguments[0]):
            seen += 1
            if seen == number and isinstance(fault, OSError):
                raise fault
            if seen == number:
                os.kill(os.getpid(), fault)

    sys.addaudithook(hook)
    try:
        with cli._stopped_by_signals():
            keep(new)
        ended = DONE
    except ReportError as error:
        ended = REFUSED
    except SystemExit as stopped:
        ended = stopped.code
    os._exit(ended if seen >= number else NEVER)

tried, wrong = {}, []
for name, fault in FAULTS.items():
    for number in range(1, 500):
        start()
        pid = os.fork()
        if pid == 0:
            fail_at(number, fault)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if ended == NEVER:
            break
        tried[name] = number
        if name == "SIGKILL":
            with output.output_folder(run.BUILD):
                pass
        found = state()
        right = {DONE: [after], REFUSED: [before]}.get(ended, [before, after])
        known = {DONE, REFUSED} if isinstance(fault, OSError) else {DONE, -9, 128 + fault}
        if found not in right or ended not in known:
            files = {*before, *after, *found}
            mixed = sorted(file for file in files if found.get(file) != after.get(file))
            wrong.append([name, number, ended, mixed])
print(json.dumps([tried, wrong]))
"""


@pytest.mark.slow
def test_a_report_is_old_or_new_whatever_happens_at_whatever_file_operation(host: Host, tmp_path):
    old, new = make_notebook(), make_notebook()
    texts = nbformat.writes(new).replace("Antallet faldt", "Antallet steg")
    new = nbformat.reads(texts, as_version=4)
    new.cells = [cell for cell in new.cells if "shares" not in cell.source]
    for name, notebook in (("old", old), ("new", new)):
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
    ended = host.run(tmp_path, tmp_path / "old.ipynb", tmp_path / "new.ipynb", code=FAULTS)
    assert ended.returncode == 0, ended.stderr
    tried, wrong = json.loads(ended.stdout.splitlines()[-1])
    print(tried)
    assert wrong == []
    assert len(tried) == 6
    assert min(tried.values()) > 30


def test_all_that_changes_is_written_and_all_that_goes_is_removed(tmp_path):
    out = tmp_path / "new" / "out"
    with output_folder(out) as staging:
        put({out / "data" / "a.csv": b"a", out / "b": b"b"}, [], staging)
    with output_folder(out) as staging:
        put({out / "data" / "a.csv": b"other"}, [out / "b", out / "never"], staging)
    assert contents(out) == {"data/a.csv": b"other"}


def test_a_file_that_is_as_it_should_be_is_left_alone(tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "a").chmod(0o444)
    before = (tmp_path / "a").stat()
    with output_folder(tmp_path) as staging:
        put({tmp_path / "a": b"a"}, [], staging)
    assert (tmp_path / "a").stat() == before


def test_what_can_neither_be_replaced_nor_put_back_is_told_and_tried_again(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"old")
    replace, refused = Path.replace, ["b", "a"]

    def refuse(source: Path, target: Path) -> Path:
        if target.name in refused and (target.name == "b" or source.name.endswith(".old")):
            raise PermissionError(13, "Permission denied")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(BuildError) as caught, output_folder(tmp_path) as staging:
        put({tmp_path / "a": b"new", tmp_path / "b": b"new"}, [], staging)
    assert f"{tmp_path / 'b'}: cannot be written (Permission denied)" in str(caught.value)
    assert f"{tmp_path / 'a'}: cannot be put back (Permission denied)" in str(caught.value)
    assert "some files of one report are new and some old" in str(caught.value)
    with pytest.raises(InputError, match="a: cannot be put back"), output_folder(tmp_path):
        pass
    refused.clear()
    with output_folder(tmp_path):
        assert contents(tmp_path) == {"a": b"old", "b": b"old"}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """Return a folder on another file system than ``tmp_path``, as a scratch disk may be."""
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second file system to write to")
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


def test_files_on_two_file_systems_change_as_a_set_and_nothing_is_left_beside_them(
    tmp_path, elsewhere
):
    here, there, gone = tmp_path / "page.html", elsewhere / "figure.svg", elsewhere / "old.svg"
    here.write_text("old page")
    gone.write_text("old figure")
    with output_folder(tmp_path) as staging:
        put({here: b"new page", there: b"new figure"}, [gone], staging)
    assert contents(tmp_path) == {"page.html": b"new page"}
    assert contents(elsewhere) == {"figure.svg": b"new figure"}
    assert [path.name for path in elsewhere.iterdir()] == ["figure.svg"]


def test_a_file_that_cannot_be_replaced_on_another_file_system_leaves_both_as_they_were(
    tmp_path, elsewhere
):
    here, there = tmp_path / "page.html", elsewhere / "figure.svg"
    here.write_text("old page")
    there.mkdir()
    (there / "in the way").touch()
    with (
        output_folder(tmp_path) as staging,
        pytest.raises(BuildError, match="svg: is a folder"),
    ):
        put({here: b"new page", there: b"new figure"}, [], staging)
    assert here.read_text() == "old page"
    assert [path.name for path in elsewhere.iterdir()] == ["figure.svg"]
