"""Parameters: each way of writing a value, each trap, and all culprits in one message."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from conftest import KERNEL
from host import Host

from vse_report import paths
from vse_report.blocks import blocks_in
from vse_report.data.areas import parse_municipality
from vse_report.errors import InputError, did_you_mean
from vse_report.parameters import (
    CONTRACTS,
    contract,
    describe,
    injected_names,
    is_list,
    validate,
)
from vse_report.periods import Month


def month(code: str) -> Month:
    return Month(*map(int, code.split("-")))


def refusal(report: str, **values: object) -> str:
    """Return the message by which values are refused."""
    with pytest.raises(InputError) as caught:
        validate(report, values)
    assert caught.value.exit_status == 2
    return str(caught.value)


# --- months ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", ["2021M08", "2021-08", " 2021M08 ", month("2021-08"), pd.Period("2021-08")]
)
def test_a_month_may_be_written_in_both_ways(value):
    assert validate("01_unemployment", {"from_month": value}).from_month == month("2021-08")


@pytest.mark.parametrize("value", ["2021M13", "2021M8", "2021", "august 2021", "", 202108, 2021.08])
def test_what_is_no_month_is_named_with_how_to_write_one(value):
    message = refusal("01_unemployment", from_month=value)
    assert f"from_month: {value!r} is no month; write it as 2026M07 or 2026-07" in message


@pytest.mark.parametrize(
    ("value", "nearest"),
    [("2016M06", "2016M07"), ("1999-01", "2016M07"), ("2026M08", "2026M07")],
)
def test_a_month_outside_the_figures_says_what_they_cover(value, nearest):
    message = refusal("01_unemployment", from_month=value)
    assert f"{value.replace('-', 'M')} is outside the figures" in message
    assert "covers 2016M07 to 2026M07" in message
    assert f"nearest is {nearest}" in message


def test_first_and_last_month_of_the_series_can_be_used():
    found = validate("01_unemployment", {"from_month": "2016M07", "to_month": "2026M07"})
    assert found.as_text() == {"from_month": "2016M07", "to_month": "2026M07"}


@pytest.mark.parametrize("to_month", ["2021M08", "2021M07"])
def test_the_last_month_must_come_after_the_first(to_month):
    message = refusal("01_unemployment", from_month="2021M08", to_month=to_month)
    assert f"to_month {to_month} is not after from_month 2021M08; swap them" in message


def test_a_last_month_before_the_default_first_one_is_refused_too():
    message = refusal("01_unemployment", to_month="2016M07")
    assert "to_month 2016M07 is not after from_month 2016M07" in message


def test_the_default_months_are_the_ends_of_the_series():
    found = validate("01_unemployment", {"from_month": None, "to_month": None})
    assert (found.from_month, found.to_month) == (month("2016-07"), month("2026-07"))


# --- municipalities -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("101", "101"),
        ("0101", "101"),
        (101, "101"),
        (" 101 ", "101"),
        ("0751", "751"),
        (751, "751"),
        ("København", "101"),
        ("KØBENHAVN", "101"),
        ("ærø", "492"),
        ("ÆRØ", "492"),
        ("aarhus", "751"),
        ("Høje-Taastrup", "169"),
    ],
)
def test_a_municipality_is_known_by_code_and_by_name_in_any_case(value, code):
    assert parse_municipality(value) == code
    assert validate("04_profile", {"municipality": value}).municipality == code


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ("Kobenhavn", "København (101)"),
        ("Arhus", "Aarhus (751)"),
        ("Hoje Tåstrup", "Høje-Taastrup (169)"),
    ],
)
def test_an_unknown_municipality_gets_the_nearest_one(value, nearest):
    message = refusal("04_profile", municipality=value)
    assert f"municipality: {value!r} is no municipality; give one of the 98 by code" in message
    assert nearest in message


@pytest.mark.parametrize("value", ["", "000", 0, "xyzzy", -101, True, 101.0])
def test_what_is_no_municipality_at_all_is_refused(value):
    assert f"{value!r} is no municipality" in refusal("04_profile", municipality=value)


def test_a_list_of_municipalities_in_one_text_or_many():
    for value in ("101, Aarhus,0101", ["101", 751], ("København", "aarhus", "101")):
        assert validate("02_activation", {"municipalities": value}).municipalities == ("101", "751")
    assert validate("02_activation", {"municipalities": 101}).municipalities == ("101",)


@pytest.mark.parametrize("value", ["", [], " , "])
def test_a_list_of_municipalities_may_be_empty(value):
    assert validate("02_activation", {"municipalities": value}).municipalities == ()


def test_every_unknown_municipality_of_a_list_is_named():
    message = refusal("02_activation", municipalities="Kobenhavn,101,Arhus")
    assert "'Kobenhavn' is no municipality" in message
    assert "'Arhus' is no municipality" in message


# --- numbers --------------------------------------------------------------------------------------


def test_numbers_given_as_text_are_numbers():
    assert validate("03_municipalities", {"peers": "12"}).peers == 12
    assert validate("05_study", {"seed": "1"}).seed == 1


@pytest.mark.parametrize("name", ["seed", "survey"])
def test_a_parameter_that_moved_is_refused_with_its_new_place(name):
    message = refusal("03_municipalities", **{name: "1"})
    assert (
        f"{name} is a parameter of 05_study now; 03_municipalities takes: municipality, peers"
        in message
    )


@pytest.mark.parametrize(
    ("report", "name", "value", "allowed"),
    [
        ("03_municipalities", "peers", "mange", "3 to 48"),
        ("05_study", "seed", 1.5, "0 to 2147483647"),
    ],
)
def test_a_number_that_cannot_be_used_is_named_with_what_is_allowed(report, name, value, allowed):
    message = refusal(report, **{name: value})
    assert f"  - {name}: " in message
    assert f"expected a whole number, found {value!r}; allowed: {allowed}" in message


@pytest.mark.parametrize(
    ("report", "name", "value", "allowed"),
    [
        ("03_municipalities", "peers", 2, "3 to 48"),
        ("03_municipalities", "peers", 49, "3 to 48"),
        ("05_study", "seed", -1, "0 to 2147483647"),
        ("05_study", "seed", 2**31, "0 to 2147483647"),
    ],
)
def test_a_whole_number_out_of_range_is_not_called_anything_else(report, name, value, allowed):
    message = refusal(report, **{name: value})
    assert f"  - {name}: {value} is out of range; allowed: {allowed}" in message


# --- what readers are told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "values", "words"),
    [
        ("02_activation", {}, ""),
        (
            "02_activation",
            {"municipalities": "791,Fanø,Ærø"},
            "Viborg, Fanø og Ærø ved siden af hele landet",
        ),
        ("05_study", {"seed": 5}, "startværdi 5"),
        (
            "03_municipalities",
            {"municipality": "101", "peers": 3},
            "3 lignende kommuner",
        ),
        ("03_municipalities", {"municipality": "101"}, ""),
    ],
)
def test_a_special_edition_says_in_words_what_was_chosen(report, values, words):
    assert validate(report, values).in_words() == words


def test_a_page_about_a_municipality_is_named_after_it_and_no_special_edition_for_that():
    for given in ({}, {"municipality": None}, {"municipality": "Viborg"}):
        assert validate("03_municipalities", given).about() == "Viborg"
    assert validate("04_profile", {"municipality": "101"}).about() == "København"
    assert validate("01_unemployment", {}).about() == ""


# --- names and messages ---------------------------------------------------------------------------


def test_all_culprits_are_in_one_message():
    message = refusal(
        "04_profile", municipality="Kobenhavn", month="2050M01", since="i går", kommune="101"
    )
    lines = [line.split()[1] for line in message.splitlines() if line.startswith("  - ")]
    assert sorted(lines) == ["month:", "municipality:", "since:", "unknown"]
    assert message.startswith("04_profile: parameters that cannot be used:")
    assert message.endswith("See: vse-report parameters 04_profile")


def test_a_misspelt_name_gets_the_nearest_one_and_all_that_there_are():
    message = refusal("01_unemployment", form_month="2021M08")
    assert "unknown parameter 'form_month'; it takes: from_month, to_month" in message
    assert "did you mean 'from_month'?" in message


def test_a_report_without_parameters_says_that_it_takes_none():
    assert "unknown parameter 'month'; it takes: none" in refusal("06_audit", month="2021M08")


def test_a_misspelt_report_gets_the_nearest_one():
    with pytest.raises(InputError, match=r"unknown report '04_profil'.*did you mean '04_profile'"):
        contract("04_profil")


def test_the_beginning_of_a_name_is_near_enough():
    with pytest.raises(InputError, match="did you mean '03_municipalities'"):
        contract("03")


def test_no_suggestion_where_nothing_is_near():
    assert did_you_mean("xyz", ["from_month"]) == ""


def test_parameters_cannot_be_changed_afterwards():
    found = validate("06_audit", {})
    with pytest.raises(ValueError, match="frozen"):
        validate("01_unemployment", {}).to_month = month("2020-01")
    assert found.as_text() == {}


def test_only_what_differs_from_the_default_counts_as_changed():
    assert validate("01_unemployment", {}).changed() == {}
    assert validate("01_unemployment", {"from_month": "2016-07"}).changed() == {}
    assert validate("04_profile", {"municipality": "Ærø"}).changed() == {"municipality": "492"}


def test_text_of_parameters_gives_the_same_parameters_again():
    first = validate("02_activation", {"municipalities": "Ærø,101"})
    assert first.as_text()["municipalities"] == "492,101"
    assert validate("02_activation", first.as_text()) == first


def test_the_choice_is_told_in_words_for_a_reader():
    compared = validate("01_unemployment", {"from_month": "2021-08", "to_month": "2026M07"})
    assert compared.in_words() == "fra august 2021 til juli 2026"


def test_a_report_without_words_of_its_own_names_its_parameters():
    chosen = validate("04_profile", {"municipality": "Ærø", "since": "2022M01"})
    assert chosen.in_words() == "municipality = 492, month = 2026M07, since = 2022M01"
    assert validate("06_audit", {}).in_words() == ""


def test_only_lists_are_lists():
    assert is_list(contract("02_activation"), "municipalities")
    assert not is_list(contract("02_activation"), "month")
    assert not is_list(contract("02_activation"), "unknown")


@pytest.mark.parametrize("report", CONTRACTS)
def test_every_parameter_is_described(report):
    rows = describe(contract(report))
    assert [row["name"] for row in rows] == list(contract(report).model_fields)
    assert all(row["type"] and row["allowed"] and row["meaning"] for row in rows)


def test_the_description_of_a_month_names_its_coverage_and_default():
    assert describe(contract("01_unemployment"))[0] == {
        "name": "from_month",
        "type": "month",
        "allowed": "2016M07 to 2026M07",
        "default": "2016M07",
        "meaning": "first month compared; default: the first of the series",
    }


# --- papermill ------------------------------------------------------------------------------------


def test_names_are_read_only_from_cells_that_papermill_injected():
    history = ["", "x = 1", '# Parameters\nmunicipality = 101\nmonth = "2026M07"\n', "y = 2"]
    assert injected_names(history) == {"municipality", "month"}
    assert injected_names(["x = 1"]) == set()


def test_paths_that_papermill_gives_when_asked_are_no_parameters():
    paths_too = '# Parameters\nmonth = "2026M07"\nPAPERMILL_INPUT_PATH = "a.ipynb"\n'
    assert injected_names([paths_too + 'PAPERMILL_OUTPUT_PATH = "b.ipynb"\n']) == {"month"}


@pytest.fixture(scope="module")
def papermill_runs(
    host: Host, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[int, str, Path]]:
    """Return how papermill's own command ends with a good and with a misspelt parameter."""
    folder = tmp_path_factory.mktemp("papermill")
    first, begin = (nbformat.v4.new_code_cell(source) for source in PROFILE)
    first.metadata.tags = ["parameters"]
    notebook = nbformat.v4.new_notebook(cells=[first, begin], metadata={"kernelspec": KERNEL})
    nbformat.write(notebook, folder / "profile.ipynb")
    program, ended = "from papermill.__main__ import papermill\npapermill()", {}
    for name in ("municipality", "municpality"):
        executed = folder / f"{name}.ipynb"
        arguments = (folder / "profile.ipynb", executed, "-p", name, "0101")
        run = host.run(*arguments, code=program, **{paths.DATA_VARIABLE: str(paths.DEFAULT_DATA)})
        ended[name] = (run.returncode, run.stderr, executed)
    return ended


PROFILE = (
    "municipality = None",
    "from vse_report.report import Report\n"
    'report = Report("04_profile", municipality=municipality)\n'
    'given = {"code": report.parameters.municipality, "given": repr(municipality)}\n'
    'given = report.keep("given", given, titles=["code", "given"])\n'
    'report.tell("given", f"{given.code} {given.given}")',
)


def test_papermill_turns_0101_into_a_number_and_the_notebook_understands(papermill_runs):
    status, errors, executed = papermill_runs["municipality"]
    assert status == 0, errors
    (block,) = blocks_in(nbformat.read(executed, as_version=4))
    assert block.markdown == "101 101"


def test_a_name_that_papermill_only_warns_of_is_refused_in_the_notebook(papermill_runs):
    status, errors, _ = papermill_runs["municpality"]
    assert status != 0
    assert "04_profile: unknown parameters 'municpality'; did you mean 'municipality'?" in errors
    assert "It takes: municipality, month, since." in errors


def test_a_notebook_gets_months_as_its_frames_have_them():
    chosen = validate("01_unemployment", {"from_month": "2021M08"})
    given = chosen.with_periods()
    assert given.from_month == pd.Period("2021-08")
    assert given.as_text() == chosen.as_text()
    assert given.changed() == chosen.changed() == {"from_month": "2021M08"}


def test_choosing_what_to_build_and_looking_at_what_is_built_waits_for_no_heavy_package():
    program = """
import sys
from vse_report import cli
from vse_report.make import accept, manifest, run
from vse_report.make.plan import plan
from vse_report.data.provenance import Read
from vse_report.edition import code_hash, looks_hash
assert [task.name for task in plan([], {})][0] == "01_unemployment"
plan(["02_activation"], {"municipalities": ["Fanø", "101"]})
plan(["01_unemployment"], {"to_month": ["2025-03"]})
read = Read(table="municipalities", keys={}, rows=1, sha256="")
assert code_hash("01_unemployment") and looks_hash() and manifest.states([read])
heavy = {"pandas", "numpy", "matplotlib", "IPython", "nbformat", "nbconvert", "papermill"}
heavy |= {"ipykernel", "jupyter_client", "jupyter_core", "traitlets"}
print(*sorted(heavy.intersection(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("\n", "")
