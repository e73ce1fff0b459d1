"""The municipal survey of 2006, which is not public: the form its answers are given in, checked.

A CSV file, UTF-8 with commas, one row per old municipality that answered:

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
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from vse_report.data.provenance import HASH_DIGITS, Read, SurveyFile, record
from vse_report.data.tables import read
from vse_report.data.yaml_files import read_regular
from vse_report.errors import InputError, quoted

RESPONDENTS = ("chief", "manager")
ACTORS = ("neighbours", "social_partners", "others")
ITEMS = [f"{respondent}_{actor}" for respondent in RESPONDENTS for actor in ACTORS]
LOWEST, HIGHEST = 1, 5
FEWEST = 30  # municipalities with whole answers; groups of fewer mean nothing
FEWEST_DIFFERENT = 10  # sets of answers among them
_SHOWN = 12


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
    problems = _problems(_parse(content, text))
    if problems:
        raise ValueError(f"{text}: {'; '.join(problems)}; see README.md, The survey of 2006")
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
        msg = f"{survey.path}: cannot be read ({error.strerror}); restore it."
        raise InputError(msg) from None
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != survey.sha256:
        raise InputError(f"{survey.path}: changed while the report was built; build again.")
    answers = _parse(content, survey.path.name)
    record(Read(table="survey", keys={"file": [survey.name]}, rows=len(answers), sha256=sha256))
    numbers = answers[ITEMS].apply(pd.to_numeric)
    return numbers.assign(old=answers["old_code"])[["old", *ITEMS]]


def _parse(content: bytes, name: str) -> pd.DataFrame:
    """Return the file as it stands, every cell as text, empty ones missing."""
    try:
        text = content.decode("utf-8-sig")
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    except (UnicodeDecodeError, ValueError) as error:  # pandas' errors of parsing are ValueErrors
        reason = str(error).splitlines()[0]
        msg = f"{name}: is no CSV file in UTF-8 with commas ({reason}); save it as that"
        raise ValueError(msg) from None


def _problems(answers: pd.DataFrame) -> list[str]:
    """Return what is wrong with the answers, all culprits named; empty if nothing is."""
    expected = ["old_code", *ITEMS]
    missing = [name for name in expected if name not in answers]
    unknown = [str(name) for name in answers if name not in expected]
    if any(";" in name for name in unknown):
        return ["its columns are separated by semicolons; expected commas"]
    if missing or unknown:
        parts = [f"lacks the columns {', '.join(missing)}"] if missing else []
        parts += [f"has unknown columns {_named(map(quoted, unknown))}"] if unknown else []
        return [*parts, f"expected {', '.join(expected)}"]
    if answers.empty:
        return ["has no rows; expected one per old municipality"]
    codes = answers["old_code"].fillna("")
    strange = codes[~codes.isin(set(old_municipalities()["old_code"]))]
    twice = codes[codes.duplicated()]
    problems = []
    if not strange.empty:
        named = _named(repr(code) for code in strange.unique())
        problems.append(f"old_code: no old municipality of 2005 or 2006: {named}")
    if not twice.empty:
        problems.append(f"old_code: more than once: {_named(twice.unique())}")
    allowed = {str(answer) for answer in range(LOWEST, HIGHEST + 1)}
    for name in ITEMS:
        wrong = answers[name].notna() & ~answers[name].isin(allowed)
        if wrong.any():
            named = _named(
                f"{value!r} at {code}"
                for code, value in zip(codes[wrong], answers.loc[wrong, name], strict=True)
            )
            problems.append(f"{name}: not a whole number from {LOWEST} to {HIGHEST}: {named}")
    return problems or _too_little(answers)


def _too_little(answers: pd.DataFrame) -> list[str]:
    """Return why the answers cannot be divided into groups; empty if they can."""
    whole = answers[ITEMS].dropna()
    if len(whole) < FEWEST:
        return [f"rows with all six answers: {len(whole)}; expected at least {FEWEST}"]
    different = len(whole.drop_duplicates())
    if different < FEWEST_DIFFERENT:
        found = f"different sets of six answers: {different}"
        return [f"{found}; expected at least {FEWEST_DIFFERENT}, else there is nothing to group"]
    return []


def _named(culprits: Iterable[object]) -> str:
    listed = [str(culprit) for culprit in culprits]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
