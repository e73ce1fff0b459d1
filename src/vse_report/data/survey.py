"""The municipal survey of 2006, which is not public: the form its answers are given in, checked.

A CSV file as the official ones, UTF-8 with commas, one row per old municipality that answered, with
these columns in this order:

``old_code``
    Three digits; an old municipality of 2005 or 2006 as in ``municipal_reform_2007``.
``chief_neighbours``, ``chief_social_partners``, ``chief_others``
    How often the administration works with neighbouring municipalities, with unions, unemployment
    funds and employers' associations, and with others on employment, says the head of it.
``manager_neighbours``, ``manager_social_partners``, ``manager_others``
    The same questions, answered by a middle manager.

An answer is a whole number from 1, never, to 5, very often; empty where there is none. At least 30
municipalities must have answered all six, with 10 different sets of answers. The study names
questions and respondents but not the scale: five steps are our assumption.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from vse_report.data.cards import Column, Layout
from vse_report.data.files import take_apart
from vse_report.data.problems import Problem, capped, shown
from vse_report.data.provenance import HASH_DIGITS, Read, SurveyFile, record
from vse_report.data.reading import read
from vse_report.data.schemas import schema_problems, typed
from vse_report.data.yaml_files import read_regular
from vse_report.errors import InputError

RESPONDENTS = ("chief", "manager")
ACTORS = ("neighbours", "social_partners", "others")
ITEMS = [f"{respondent}_{actor}" for respondent in RESPONDENTS for actor in ACTORS]
LOWEST, HIGHEST = 1, 5
FEWEST = 30  # municipalities with whole answers; groups of fewer mean nothing
FEWEST_DIFFERENT = 10  # sets of answers among them
_ANSWER = Column(type="count", nullable=True, min=LOWEST, max=HIGHEST, description="How often")
_COLUMNS = {
    "old_code": Column(type="code", key=True, lookup="own", description="Old municipality"),
    **dict.fromkeys(ITEMS, _ANSWER),
}


def old_municipalities() -> pd.DataFrame:
    """Return the parts of old municipalities of 2005 and 2006, as ``municipal_reform_2007``."""
    reform = read("municipal_reform_2007")
    return reform[reform["old_valid_until"].ge("2005-12-31")].reset_index(drop=True)


def find_survey(given: str) -> SurveyFile:
    """Return the survey in a file, checked.

    ``given`` is a path, with ``@`` and the first digits of its sha256 behind it if it must be one
    certain file.

    Raises
    ------
    ValueError
        If it cannot be read, is another file than the hash says, or is not as the head of this
        module describes; all that is wrong is named.
    """
    whole = "@" not in given or Path(given).is_file()
    text, _, wanted = (given, "", "") if whole else given.rpartition("@")
    path = Path(text).resolve()
    try:
        content = read_regular(path)
    except OSError as error:
        msg = f"{text}: cannot be read ({error.strerror}); give the path of a CSV file"
        raise ValueError(msg) from None
    found = SurveyFile(path, hashlib.sha256(content).hexdigest())
    if not whole and not re.fullmatch(rf"[0-9a-f]{{{HASH_DIGITS},64}}", wanted):
        msg = f"{given}: expected {HASH_DIGITS} or more digits of the file's sha256 behind the @"
        raise ValueError(msg)
    if not found.sha256.startswith(wanted):
        msg = f"{text}: has sha256 {found.sha256[:HASH_DIGITS]}…, not {wanted}; it is another file"
        raise ValueError(msg)
    problems = _problems(content, text)
    if problems:
        listed = "".join(f"\n  {problem}" for problem in problems)
        raise ValueError(f"{text} is no survey; see README.md, The survey of 2006:{listed}")
    return found


def read_survey(survey: SurveyFile) -> pd.DataFrame:
    """Return the answers of a survey that was found, and record the reading.

    Returns
    -------
    DataFrame, one row per old municipality
        ``old``, its code, and the six of ``ITEMS`` [1 to 5; missing: no answer].

    Raises
    ------
    InputError
        If the file has changed since it was found.
    """
    try:
        content = read_regular(survey.path)
    except OSError as error:
        msg = f"{survey.path}: cannot be read ({error.strerror}); put it back."
        raise InputError(msg) from None
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != survey.sha256:
        raise InputError(f"{survey.path}: changed while the report was built; build again.")
    layout = Layout(survey.path.name, _COLUMNS)
    cells, _, _ = take_apart(content, layout)
    answers = typed(cells, layout).rename(columns={"old_code": "old"}).reset_index(drop=True)
    record(Read(table="survey", keys={"file": [survey.name]}, rows=len(answers), sha256=sha256))
    return answers.astype(dict.fromkeys(ITEMS, "float64"))


def _problems(content: bytes, name: str) -> list[Problem]:
    """Return what is wrong with a file of answers, all culprits named; empty if nothing is."""
    layout = Layout(name, _COLUMNS)
    cells, problems, _ = take_apart(content, layout)
    if cells is None:
        return problems
    problems = [*schema_problems(cells, layout), *_wrong_codes(cells["old_code"], name)]
    return problems or _too_little(typed(cells, layout), name)


def _wrong_codes(codes: pd.Series, name: str) -> list[Problem]:
    """Return each code that is no old municipality's, or was given before, by line."""
    known = set(old_municipalities()["old_code"])
    strange = codes[codes.str.fullmatch(r"\d{3}") & ~codes.isin(known)]
    text = (
        "expected an old_code of municipal_reform_2007.csv valid in 2005-12-31 or later; found {}."
    )
    first = {code: line for line, code in reversed(list(codes.items()))}
    again = codes[codes.duplicated() & codes.ne("")]
    return [
        *capped(Problem(name, text.format(shown(c)), n, "old_code") for n, c in strange.items()),
        *capped(
            Problem(name, f"{code} is in line {first[code]} already; keep one.", line, "old_code")
            for line, code in again.items()
        ),
    ]


def _too_little(answers: pd.DataFrame, name: str) -> list[Problem]:
    """Return why the answers cannot be divided into groups; empty if they can."""
    whole = answers[ITEMS].dropna()
    if len(whole) < FEWEST:
        text = f"rows with all six answers: {len(whole)}; expected at least {FEWEST}."
        return [Problem(name, text)]
    different = len(whole.drop_duplicates())
    if different < FEWEST_DIFFERENT:
        text = (
            f"different sets of six answers: {different}; expected at least {FEWEST_DIFFERENT}, "
            "else there is nothing to group."
        )
        return [Problem(name, text)]
    return []
