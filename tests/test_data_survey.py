"""The form of the survey of 2006: good answers are read, everything wrong is named at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from vse_report import data
from vse_report.data.survey import FEWEST, ITEMS, find_survey, old_municipalities, read_survey
from vse_report.errors import InputError
from vse_report.make.plan import plan
from vse_report.parameters import validate

HEAD = ",".join(["old_code", *ITEMS])
# Enough others to be grouped, in enough ways.
OTHERS = sorted(set(old_municipalities()["old_code"]) - {"101", "825"})[: FEWEST - 1]
GOOD = f"{HEAD}\n101,1,2,3,4,5,1\n825,5,,4,4,4,4\n" + "".join(
    f"{code},2,2,2,{1 + number % 2},{1 + number % 5},2\n" for number, code in enumerate(OTHERS)
)


@pytest.fixture
def survey(tmp_path: Path) -> Path:
    path = tmp_path / "svar.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


def refusal(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="is no survey") as caught:
        find_survey(str(path))
    return str(caught.value)


def test_answers_are_read_as_numbers_and_the_reading_is_recorded_without_its_folder(survey):
    data.forget_reads()
    answers = read_survey(find_survey(str(survey)))
    assert answers["old"].tolist() == ["101", "825", *OTHERS]
    assert answers.loc[0, ITEMS].tolist() == [1, 2, 3, 4, 5, 1]
    assert answers[ITEMS].isna().sum().sum() == 1
    (read,) = (read for read in data.reads() if read.table == "survey")
    digest = hashlib.sha256(GOOD.encode()).hexdigest()
    assert (read.rows, read.sha256) == (FEWEST + 1, digest)
    assert read.keys == {"file": [f"svar.csv@{digest[:10]}"]}


def test_too_few_whole_answers_are_refused_before_anything_is_built(survey):
    short = "".join(GOOD.splitlines(keepends=True)[:-1])
    assert "rows with all six answers: 29; expected at least 30" in refusal(survey, short)


def test_answers_of_too_few_kinds_are_refused(survey):
    alike = f"{HEAD}\n101,1,2,3,4,5,1\n" + "".join(f"{code},2,2,2,2,2,2\n" for code in OTHERS)
    assert "different sets of six answers: 2; expected at least 10" in refusal(survey, alike)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"none\.csv: cannot be read \(No such file"):
        find_survey(str(tmp_path / "none.csv"))


def test_a_row_that_lost_a_cell_is_named_with_line_and_count(survey):
    """Its answers would be shifted to other questions."""
    lost = GOOD.replace("101,1,2,3,4,5,1\n", "101,2,5,2,3,5\n")
    assert f"\n  {survey}, line 2: expected 7 cells, found 6." in refusal(survey, lost)


@pytest.mark.parametrize(
    ("old", "new"),
    [("chief_others", "x"), ("old_code,chief_neighbours", "chief_neighbours,old_code")],
)
def test_other_columns_are_named_beside_those_expected(survey, old, new):
    message = refusal(survey, GOOD.replace(old, new))
    assert f"{survey}, line 1: expected the columns {HEAD}; found " in message
    assert new in message


def test_all_bad_codes_and_answers_are_named_with_their_lines(survey):
    rows = "101,0,2,3,4,5,1\n101,1,2,3,4,5,1\n999,1,2,3,4,5,6\n,1,2.5,3,4,5,viel\n"
    message = refusal(survey, f"{HEAD}\n{rows}")
    for culprit in (
        "line 4, column old_code: expected an old_code of municipal_reform_2007.csv valid in 2005-"
        "12-31 or later; found '999'.",
        "line 5, column old_code: expected a value; no cell of this column may be empty; found an",
        "line 3, column old_code: 101 is in line 2 already; keep one.",
        "line 2, column chief_neighbours: expected a number from 1 to 5; found '0'.",
        "line 5, column chief_social_partners: expected a whole number without separators, or noth",
        "line 4, column manager_others: expected a number from 1 to 5; found '6'.",
        "line 5, column manager_others: expected a whole number without separators, or nothing at",
    ):
        assert f"\n  {survey}, {culprit}" in message


def test_of_very_many_culprits_the_first_are_named_and_the_rest_counted(survey):
    rows = "".join(f"9{number:02d},1,1,1,1,1,1\n" for number in range(30))
    message = refusal(survey, f"{HEAD}\n{rows}")
    assert message.count("expected an old_code of municipal_reform_2007.csv") == 20
    assert f"{survey}: and 10 more of the kind above." in message


@pytest.mark.parametrize("text", ["", f"{HEAD}\n", 'a,"b\n', "old_code\n"])
def test_a_file_without_answers_is_refused(survey, text):
    survey.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"is no survey; see README\.md, The survey of 2006:\n  "):
        find_survey(str(survey))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda text: text.replace(",", ";"), "line 1: cells are separated by semicolons; save"),
        (lambda text: "\ufeff" + text, "line 1: the file starts with a byte order mark; save it"),
        (lambda text: text.replace("\n", "\r\n"), "line 1: lines end in CR or CRLF; save it"),
        (lambda text: text.rstrip("\n"), "the last line is cut off, it has no line end"),
    ],
)
def test_the_rules_are_those_of_the_official_tables(survey, change, expected):
    survey.write_bytes(change(GOOD).encode("utf-8"))
    with pytest.raises(ValueError, match="is no survey") as caught:
        find_survey(str(survey))
    assert expected in str(caught.value)


def test_what_is_not_utf8_is_refused(survey):
    survey.write_bytes("old_code,æ\n".encode("latin-1"))
    with pytest.raises(ValueError, match="line 1: not UTF-8"):
        find_survey(str(survey))


def test_a_hash_behind_the_name_tells_one_file_from_another(survey):
    found = find_survey(str(survey))
    assert find_survey(str(survey.with_name(found.name))) == found
    survey.write_text(GOOD.replace("5", "4"), encoding="utf-8")
    with pytest.raises(ValueError, match="it is another file"):
        find_survey(str(survey.with_name(found.name)))


@pytest.mark.parametrize("digits", ["", "1", "x" * 10])
def test_a_hash_that_says_nothing_is_refused(survey, digits):
    with pytest.raises(ValueError, match="expected 10 or more digits of the file's sha256"):
        find_survey(f"{survey}@{digits}")


def test_a_file_changed_after_it_was_checked_is_refused(survey):
    found = find_survey(str(survey))
    survey.write_text(GOOD.replace("5", "9"), encoding="utf-8")
    with pytest.raises(InputError, match="changed while the report was built"):
        read_survey(found)


# --- as a parameter -------------------------------------------------------------------------------


def test_without_a_file_the_survey_is_simulated():
    for given in ({}, {"survey": ""}, {"survey": None}):
        assert validate("05_study", given).survey is None
    assert validate("05_study", {}).as_text()["survey"] == ""


def test_text_of_the_parameter_finds_the_same_file_again(survey):
    found = validate("05_study", {"survey": str(survey)})
    assert validate("05_study", found.as_text()) == found


def test_what_is_recorded_names_the_file_and_not_its_folder(survey):
    found = validate("05_study", {"survey": str(survey)})
    assert found.recorded()["survey"] == found.survey.name
    assert str(survey.parent) not in found.in_words()
    (task,) = plan(["05_study"], {"survey": [str(survey)]})
    assert task.name == f"05_study__survey-{found.survey.name}"


def test_a_bad_survey_is_refused_before_anything_starts(survey):
    survey.write_text("old_code\n101\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)survey: .*expected the columns old_code,chief_nei"):
        plan(["05_study"], {"survey": [str(survey)]})
