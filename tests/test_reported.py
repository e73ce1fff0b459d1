"""Reported numbers: read as written, recorded as read, and damaged files named with their fault."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

from vse_report import data, paths
from vse_report.data import reported
from vse_report.errors import DataError, InputError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of ``data/reported``, beside the breaks, read in place of the repository's."""
    copied = shutil.copytree(paths.DEFAULT_DATA / "reported", tmp_path / "data" / "reported")
    shutil.copy(paths.DEFAULT_DATA / "breaks.yaml", tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "data"))
    return Path(copied)


def change(path: Path, old: str, new: str) -> None:
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def test_the_four_levels_of_the_study():
    levels = reported.study_levels()
    assert levels["group"].tolist() == ["insured", "insured", "uninsured", "uninsured"]
    assert levels["month"].astype(str).tolist() == ["2003-12", "2007-08"] * 2
    assert levels["persons"].tolist() == [160_300, 71_800, 27_200, 19_300]


def test_the_study_gives_two_bounds_on_company_directed_activation_and_no_other_number():
    activation = reported.study_activation()
    bounds = activation.dropna(subset="value_pct")
    assert bounds[["area", "measure", "relation", "value_pct"]].to_numpy().tolist() == [
        ["B", "company_directed", "just_under", 20.0],
        ["nation", "company_directed", "just_under", 30.0],
    ]


def test_orderings_name_their_benchmark_as_the_study_words_it():
    activation = reported.study_activation().set_index("id")
    compared = activation.loc[activation["benchmark"].ne(""), ["area", "measure", "benchmark"]]
    assert compared.to_numpy().tolist() == [
        ["A", "company_directed", "other_cases"],
        ["A", "company_directed", "job_centre_mean"],
        ["C", "placement", "national_mean"],
        ["C", "guidance", "national_mean"],
    ]
    assert activation.loc["activation-c-placement", "relation"] == "somewhat_below"
    assert activation.loc["activation-c-wage-subsidy", "benchmark"] == ""


def test_each_part_of_the_study_has_its_source():
    assert "kapitel 1" in reported.study_source()
    assert reported.study_source("activation").endswith("www.jobindsats.dk")


def test_figures_of_the_time_have_months_and_sources():
    figures = reported.contemporary_figures()
    assert figures["month"].dtype == pd.PeriodDtype("M")
    december_2006 = figures.loc[figures["month"].eq(pd.Period("2006-12", "M"))]
    assert december_2006["persons"].tolist() == [107_300]
    assert figures["source"].str.len().min() > 0


def test_the_change_of_method_is_14_to_15_thousand_fewer():
    method = reported.method_change()
    assert (method.fewer_low, method.fewer_high) == (14_000, 15_000)
    assert method.announced.isoformat() == "2008-02-27"


PERIOD = (pd.Period("2020-03", "M"), pd.Period("2025-07", "M"))


def test_events_have_months_names_sources_and_what_is_counted_of_them():
    events = reported.events(*PERIOD)
    assert events["month"].astype(str).tolist() == ["2020-03", "2022-03", "2025-07"]
    assert events["month"].dtype == events["count_month"].dtype == pd.PeriodDtype("M")
    counted = events.loc["ukraine_2022"]
    assert (str(counted["count_month"]), counted["count"]) == ("2022-07", 6_100)
    assert counted["source"] == "Danmarks Statistik (29. september 2022)"
    assert events["count"].isna().tolist() == [True, False, True]
    assert events["name"].str.len().min() > 0
    assert list(reported.events(PERIOD[0] + 1, PERIOD[1] - 1).index) == ["ukraine_2022"]


@pytest.mark.parametrize("kept", [2, 0])
def test_an_event_without_a_source_is_left_out_and_told(folder, kept):
    path = folder / "events.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for event in content["events"][kept:]:
        event["sources"] = []
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    reported.seal(folder.parent)
    assert reported.problems(folder.parent) == []
    assert list(reported.events(*PERIOD).index) == ["lockdown_2020", "ukraine_2022"][:kept]
    assert reported.events(*PERIOD)["count"].dtype == float
    assert reported.events_without_source() == [e["id"] for e in content["events"][kept:]]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2025M07\n    name", "2025M06\n    name", "whose month is 2025M07, and says 2025M06; one"),
        ("break: cash_benefit_reform_2025", "break: another", "whose month is not in breaks.yaml,"),
    ],
)
def test_an_event_that_is_a_break_has_its_month(folder, before, after, told):
    change(folder / "events.yaml", before, after)
    (problem,) = reported.problems(folder.parent)
    assert problem.file == "reported/events.yaml"
    assert told in problem.text


def test_the_address_of_a_source_leads_to_the_web(folder):
    change(folder / "events.yaml", "url: https://jobindsats.dk", "url: javascript:alert(1)")
    (problem,) = reported.problems(folder.parent)
    assert "events.reform_2025.sources.0.url: " in problem.text


def test_reading_is_recorded_with_the_file_s_hash():
    data.forget_reads()
    reported.statements()
    reported.study_levels()
    reported.method_change()
    reads = {read.table: read for read in data.reads()}
    assert list(reads) == ["reported/statements", "reported/contemporary"]
    content = (paths.DEFAULT_DATA / "reported" / "statements.yaml").read_bytes()
    assert reads["reported/statements"].sha256 == hashlib.sha256(content).hexdigest()


def test_sources_of_the_files_asked_for_and_of_no_table():
    tables = ["reported/contemporary", "municipalities", "reported/statements"]
    found = reported.sources(tables)
    assert [source.table for source in found] == ["reported/contemporary"] * 2 + [
        "reported/statements"
    ]
    assert found[2].title.endswith("(Beer og Damgaard)")
    assert found[2].vintage == "december 2007"
    assert [source.publisher for source in found[:2]] == [
        "Berlingske og finans.dk",
        "Danmarks Statistik",
    ]
    assert all((s.title, s.publisher, s.publisher_table, s.vintage, s.licence) for s in found)
    assert "AB61107" in found[2].caveats[0]
    assert reported.sources(["municipalities"]) == []


def test_a_source_without_its_licence_is_named(folder):
    change(folder / "statements.yaml", "      licence: citeret med kilde\n", "")
    with pytest.raises(DataError, match=r"study.sources_da.0.licence: is missing"):
        reported.sources(["reported/statements"])


def test_the_repository_s_files_have_no_problems():
    assert reported.problems(paths.DEFAULT_DATA) == []


def test_problems_of_every_file_are_told_with_its_name(folder):
    change(folder / "contemporary.yaml", "figures:", "figures: [")
    (folder / "statements.yaml").unlink()
    statements, contemporary = reported.problems(folder.parent)
    assert (statements.file, contemporary.file) == (
        "reported/statements.yaml",
        "reported/contemporary.yaml",
    )
    assert statements.text.startswith("cannot be read (No such file or directory)")
    assert contemporary.text.startswith("is not valid YAML; mend the line named here:")
    assert re.search(r"line \d+, column \d+", contemporary.text)


def test_a_missing_file_is_named(folder):
    (folder / "statements.yaml").unlink()
    with pytest.raises(DataError, match=r"statements.yaml: cannot be read \(No such file"):
        reported.statements()


def test_bad_yaml_is_named_with_its_line(folder):
    change(folder / "contemporary.yaml", "figures:", "figures: [")
    with pytest.raises(DataError, match=r"(?s)contemporary.yaml: is not valid YAML.*line \d+"):
        reported.method_change()


def test_a_missing_field_is_named_with_its_row(folder):
    change(folder / "contemporary.yaml", "persons: 186100, ", "")
    with pytest.raises(
        DataError,
        match=r"contemporary.yaml: .*\n  - figures.press-2003m12-early.persons: is missing",
    ):
        reported.contemporary_figures()


def test_every_fault_is_named_at_once(folder):
    path = folder / "statements.yaml"
    change(path, "    verdict: consistent", "    verdict: maybe")
    change(path, "    values: [160300]", "    values: [mange]")
    change(path, "    qualifier: ", "    qualifyer: ")
    with pytest.raises(DataError) as caught:
        reported.statements()
    message = str(caught.value)
    assert "statements.unemployment-lowest-in-decades.verdict: expected 'agrees'" in message
    assert "found 'maybe'" in message
    assert "statements.insured-2003m12.values.0: expected a valid decimal" in message
    assert "found 'mange'" in message
    assert "statements.activation-networks-high.qualifyer: is no field of this file" in message
    assert "statements.activation-networks-high.qualifier: is missing" in message


def test_a_bound_without_its_number_is_refused(folder):
    change(folder / "statements.yaml", "    values: [20]", "    values: []")
    with pytest.raises(DataError, match="a bound needs its number, found none"):
        reported.statements()


def test_an_unknown_benchmark_is_named_with_what_is_allowed(folder):
    change(folder / "statements.yaml", "benchmark: job_centre_mean", "benchmark: the_best")
    with pytest.raises(DataError, match=r"about.benchmark: .*'national_mean', found 'the_best'"):
        reported.statements()


def test_a_body_counts_as_stated_only_with_a_row_of_its_own():
    codings = reported.case_codings()
    exists = codings[codings["actor"].eq("")].set_index(["case", "body"])["stated"]
    assert exists["A", "employers_association"]
    assert not exists["B", "employers_association"]
    assert ("C", "clubs") not in exists.index  # not stated


def test_nothing_told_of_the_cases_names_a_municipality_or_says_what_sort_of_place_it_is():
    told = (paths.DEFAULT_DATA / "reported" / "cases.yaml").read_text(encoding="utf-8")
    names = [*data.read("municipalities")["name"], "hovedstad", "provins", "forstad", "landkommun"]
    assert re.findall(rf"\b(?:{'|'.join(names)})", told) == []


def test_traits_are_of_the_aspects_on_file():
    traits = reported.case_traits()
    assert set(traits["aspect"]) == set(reported.cases().aspects)
    assert traits.groupby("case").size().to_dict() == {"A": 7, "B": 7, "C": 6}  # no chair in C


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("body: clubs", "body: pubs", "names that the lists above lack: bodies: pubs"),
        ("aspect: chair", "aspect: table", "the lists above lack: aspects: table"),
        ("actors: [politicians]", "actors: [mayors]", "the lists above lack: actors: mayors"),
        (
            "actors: [politicians]",
            "actors: [politicians, unions]",
            "told more than once: A council unions; leave one place for each",
        ),
        (
            "stated: true",
            "stated: false",
            "actors of bodies that no row says exist: A council",
        ),
    ],
)
def test_codings_that_cannot_be_are_named(folder, old, new, expected):
    change(folder / "cases.yaml", old, new)
    with pytest.raises(DataError, match=expected):
        reported.cases()


def test_a_level_without_its_number_is_refused(folder):
    change(folder / "statements.yaml", "    values: [160300]", "    values: []")
    with pytest.raises(DataError, match="a level needs its number, found none"):
        reported.statements()


def test_an_empty_file_is_named(folder):
    (folder / "statements.yaml").write_text("", encoding="utf-8")
    with pytest.raises(DataError, match=r"statements.yaml: entries that are not as its head"):
        reported.statements()


@pytest.mark.parametrize("damage", ["missing", "a folder", "another encoding"])
def test_hashes_that_cannot_be_read_are_a_problem(folder, damage):
    sums = folder / "sha256sums.txt"
    digests = sums.read_bytes()
    sums.unlink()
    match damage:
        case "a folder":
            sums.mkdir()
        case "another encoding":
            sums.write_bytes(digests + "ø".encode("latin-1"))
    (problem,) = reported.problems(folder.parent)
    assert problem.file == "reported/sha256sums.txt"
    assert f"`vse-report data seal {folder.parent}`" in problem.text


def test_a_changed_file_is_told_until_it_is_sealed(folder):
    change(folder / "contemporary.yaml", "persons: 186100", "persons: 186200")
    (problem,) = reported.problems(folder.parent)
    assert problem.file == "reported/contemporary.yaml"
    assert problem.text.startswith("changed since it was sealed; if the change is intended run")
    assert reported.seal(folder.parent) == ["reported/sha256sums.txt: written anew"]
    assert reported.problems(folder.parent) == []
    assert reported.seal(folder.parent) == []


def test_a_file_that_is_not_the_sealed_one_is_not_read(folder):
    reported.contemporary_figures()
    change(folder / "contemporary.yaml", "persons: 186100", "persons: 186200")
    with pytest.raises(DataError) as caught:
        reported.contemporary_figures()
    message = str(caught.value)
    path = folder / "contemporary.yaml"
    assert message.startswith(f"{path}: not the file that was sealed (expected sha256 c55ce92c0d2d")
    assert f"`vse-report data seal {folder.parent}`" in message
    reported.seal(folder.parent)
    assert 186_200 in reported.contemporary_figures()["persons"].tolist()


def test_without_hashes_nothing_is_read(folder):
    (folder / "sha256sums.txt").unlink()
    with pytest.raises(
        DataError, match=r"sha256sums.txt: cannot be read .*No such file.* or run `vse"
    ):
        reported.statements()
    assert reported.seal(folder.parent) == ["reported/sha256sums.txt: written anew"]
    assert reported.statements()


def test_hashes_that_cannot_be_put_in_place_stay_as_they_were(folder, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    sums = folder / "sha256sums.txt"
    before = sums.read_bytes()
    change(folder / "contemporary.yaml", "persons: 186100", "persons: 186200")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"sha256sums.txt: cannot be written \(No space left"):
        reported.seal(folder.parent)
    assert sums.read_bytes() == before
    assert {path.suffix for path in folder.iterdir()} == {".yaml", ".txt"}


def test_hashes_that_cannot_be_written_are_an_error_that_names_the_file(folder):
    (folder / "sha256sums.txt").unlink()
    (folder / "sha256sums.txt").mkdir()
    with pytest.raises(InputError, match=r"sha256sums\.txt: cannot be written \(Is a directory\)"):
        reported.seal(folder.parent)


def test_a_day_that_is_not_in_the_calendar_is_named(folder):
    change(folder / "contemporary.yaml", "announced: 2008-02-27", "announced: 2008-02-31")
    with pytest.raises(DataError, match=r"method_change.announced: .*found '2008-02-31'"):
        reported.method_change()


@pytest.mark.parametrize("month", ["２００３M12", "2003M13"])
def test_a_month_that_is_none_is_named(folder, month):
    change(folder / "contemporary.yaml", "month: 2003M12", f"month: {month}")
    with pytest.raises(DataError, match=f"figures.press-2003m12-early.month: .*found '{month}'"):
        reported.contemporary_figures()


def test_two_entries_of_one_id_are_named(folder):
    change(folder / "contemporary.yaml", "id: press-2003m12-late", "id: press-2003m12-early")
    change(folder / "statements.yaml", "id: unemployment-high-2003m12", "id: insured-2003m12")
    statements, contemporary = reported.problems(folder.parent)
    assert "statements: ids used more than once: insured-2003m12; give" in statements.text
    assert "figures: ids used more than once: press-2003m12-early; give" in contemporary.text


def test_a_long_value_is_cut_in_the_message(folder):
    change(folder / "statements.yaml", "verdict: consistent", f"verdict: {'x' * 5000}")
    with pytest.raises(DataError, match=r"verdict: .* found 'x{80}…'"):
        reported.statements()
