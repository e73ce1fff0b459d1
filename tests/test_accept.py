"""The words of the default edition: committed, compared, and accepted by one command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from conftest import ISSUED, contents, make_notebook

from vse_report import cli, paths
from vse_report.errors import InputError
from vse_report.make import accept as accepting
from vse_report.make import manifest
from vse_report.make.accept import accept
from vse_report.make.plan import Task, default_edition
from vse_report.make.render import render
from vse_report.parameters import validate

NAME = "01_unemployment"
TASK = Task(NAME, validate(NAME, {}), NAME)
OLD = "**Ledigheden faldt med 45,4 pct.** fra januar 2016 til juli 2026."


def test_reports_write_one_term_for_one_thing():
    guide = (paths.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = guide.partition("| write | not |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    others = [word for row in rows for word in row.split("|")[2].strip().split(", ")]
    assert len(others) > 8
    said = "".join(file.read_text(encoding="utf-8") for file in paths.WORDS.glob("*.md"))
    said = said.replace("**Helårspersoner** skriver undersøgelsen", "")
    assert [word for word in others if re.search(rf"\b{re.escape(word)}", said, re.I)] == []


def test_the_committed_words_are_those_of_the_default_edition(default_build: Path):
    built, committed = contents(default_build / "words"), contents(paths.WORDS)
    assert set(committed) == {f"{report}.md" for report in default_edition()}
    differing = [name for name in built if built[name] != committed.get(name)]
    assert differing == [], "look at the changes: make report, then vse-report accept"


@pytest.fixture
def edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Return an edition of one small report: ``build`` puts it in place with other words."""
    state = SimpleNamespace(out=tmp_path / "build", words=tmp_path / "words", code="3f9c2ab41d07")
    for name, value in (("BUILD", state.out), ("WORDS", state.words)):
        monkeypatch.setattr(accepting, name, value)
    monkeypatch.setattr(accepting, "default_edition", lambda: [NAME])
    monkeypatch.setattr(manifest, "code_hash", lambda _: state.code)
    monkeypatch.setattr(manifest, "publisher", lambda: ISSUED)

    def build(*swaps: tuple[str, str], **unlike: bool) -> None:
        source = nbformat.writes(make_notebook(**unlike))
        for old, new in swaps:
            assert old in source
            source = source.replace(old, new)
        made = render(TASK, nbformat.reads(source, 4), ["html"], drawings=False)
        for name, content in made.files.items():
            path = state.out / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        found = manifest.Manifest(reports={NAME: made.built})
        (state.out / manifest.NAME).write_bytes(manifest.to_json(found))

    state.build = build
    state.committed = lambda: (state.words / f"{NAME}.md").read_text(encoding="utf-8")
    build()
    accept([], [])
    return state


def test_words_are_accepted_as_they_were_built(edition):
    assert OLD in edition.committed().splitlines()
    accepted = accept([], [])
    assert (accepted.changed, accepted.new, accepted.gone) == ({}, [], [])


def test_changed_numbers_and_wording_are_accepted_and_told(edition):
    edition.build(("45,4", "45,5"), ("Ledige i kommunerne", "Ledige kommunevis"))
    accepted = accept([NAME], [])
    kinds = {kind for change in accepted.changed[NAME] for kind in change.kinds}
    assert {"numbers", "wording"} <= kinds
    assert "45,5 pct." in edition.committed()


def test_a_judging_word_is_accepted_only_by_name(edition):
    before = edition.committed()
    edition.build(("Ledigheden faldt", "Ledigheden steg"))
    with pytest.raises(InputError) as caught:
        accept([], [])
    assert 'vse-report accept --word "faldt→steg"' in str(caught.value)
    assert "+ **Ledigheden steg med 45,4 pct.**" in str(caught.value)
    assert edition.committed() == before
    accept([], ["faldt→steg"])
    assert "Ledigheden steg" in edition.committed()


def test_the_command_that_is_suggested_has_every_name_and_is_taken(edition):
    edition.build(("Ledigheden faldt", "Ledigheden steg"), ("Antallet faldt", "Antallet sank"))
    with pytest.raises(InputError) as caught:
        accept([], ["faldt→steg"])
    suggested = re.findall(r'--word "(.*?)"', str(caught.value))
    assert suggested == ["faldt→sank", "faldt→steg"]
    accept([], suggested)
    assert "Antallet sank" in edition.committed()


def test_a_name_that_no_change_has_is_refused_with_those_there_are(edition):
    edition.build(("Ledigheden faldt", "Ledigheden steg"))
    with pytest.raises(InputError, match=r"way: steg→faldt\. Judging words changed: faldt→s"):
        accept([], ["steg→faldt"])


def altered(edition: SimpleNamespace) -> None:
    (edition.out / "words" / f"{NAME}.md").write_text("andre ord")


def lost(edition: SimpleNamespace) -> None:
    (edition.out / "words" / f"{NAME}.md").unlink()


def failed(edition: SimpleNamespace) -> None:
    (edition.out / "failed").mkdir()
    (edition.out / "failed" / f"{NAME}.ipynb").touch()


def older(edition: SimpleNamespace) -> None:
    edition.code = "another"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (altered, "was altered since it was built; build it anew with `make report`"),
        (lost, "is missing; build it anew"),
        (failed, "failed when it was last built; mend it"),
        (older, "is built from older code or figures"),
        (lambda edition: edition.build(is_default=False), "other parameters or figures"),
        (lambda edition: edition.build(repository_data=False), "other parameters or figures"),
        (lambda edition: (edition.out / manifest.NAME).unlink(), "is not built in "),
    ],
)
def test_words_of_no_sound_default_edition_are_refused_and_nothing_is_written(
    edition, damage, expected
):
    before = edition.committed()
    damage(edition)
    with pytest.raises(InputError) as caught:
        accept([], [])
    assert f"{NAME}: " in str(caught.value)
    assert expected in str(caught.value)
    assert edition.committed() == before


def test_committed_words_that_are_missing_are_new_and_those_of_a_report_that_is_gone_go(edition):
    (edition.words / f"{NAME}.md").rename(edition.words / "99_gone.md")
    accepted = accept([], [])
    assert (accepted.new, accepted.gone) == ([NAME], ["99_gone"])
    assert list(contents(edition.words)) == [f"{NAME}.md"]


def test_committed_words_that_were_altered_by_hand_are_set_right(edition):
    path = edition.words / f"{NAME}.md"
    path.write_text(edition.committed().replace("45,4", "45,9"))
    assert accept([], []).changed
    assert OLD in edition.committed()


@pytest.mark.usefixtures("edition")
def test_an_unknown_report_is_named_with_the_nearest():
    with pytest.raises(InputError, match="'01_unemploymnt'; did you mean '01_unemployment'"):
        accept(["01_unemploymnt"], [])


@pytest.fixture
def accepted_from_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["vse-report", "accept", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, *capsys.readouterr()

    return run


def test_the_command_tells_what_changed_and_what_to_do(edition, accepted_from_shell):
    assert accepted_from_shell() == (0, "no word has changed.\n", "")
    edition.build(("Ledigheden faldt", "Ledigheden steg"))
    status, out, err = accepted_from_shell()
    assert (status, out) == (2, "")
    assert '--word "faldt→steg"' in err
    status, out, err = accepted_from_shell("--word", "faldt→steg")
    assert (status, err) == (0, "")
    assert "faldt→steg" in out
