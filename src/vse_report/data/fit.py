"""Whether a table can answer what is asked of a period and a place: part of `search`."""

from __future__ import annotations

import re

from vse_report.data.cards import Card

UNCOVERED, COVERED = 0.5, 1.15  # what a table's score is multiplied by

_MONTHS = (
    "januar|january|jan|februar|february|feb|marts|march|april|apr|maj|may|juni|june|juli|july|"
    "august|aug|september|sep|oktober|october|okt|oct|november|nov|december|dec"
)
MONTHS = frozenset(_MONTHS.split("|"))
# A year, with its month or quarter: asked of the period, not of the words.
PERIOD = re.compile(rf"\b(?:(?:{_MONTHS})\W+)?(?:19|20)\d\d(?:[MQ]\d+)?\b", re.IGNORECASE)
GRAINS = {
    "month": r"måneds?\b|måned(?:er|lig|svis)|pr\.? md\b|month(?:s|ly)?\b|\d{4}M\d\d",
    "quarter": r"kvartal|quarter|\d{4}Q[1-4]",
    "year": r"\b(?:pr\.? år|per år|år for år|per year)\b|\b(?:årlig|årsgennemsnit|annual|yearly)",
}
_NATION = (
    r"(?i)\b(?:hele landet|hele danmark|danmarks?|landsplan|denmark|whole country|nation\w*)\b"
)


def is_by_place(described: Card) -> bool:
    """Tell whether a table has municipalities."""
    return any(column.type == "code" for column in described.columns.values())


def years_of(words: str) -> list[int]:
    """Return the years that are asked for, in order."""
    return [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", words)]


def covers(described: Card, years: list[int]) -> float | None:
    """Return the share of the years asked for that a table has; None if it is of no period.

    A table without periods may be of the one year that its title names.
    """
    if described.coverage:
        ends = [described.coverage.first, described.coverage.last]
    else:
        ends = re.findall(r"\b\d{4}\b", described.title_da)[:1] * 2
    if not ends or not years:
        return None
    first, last = (int(end[:4]) for end in ends)
    return sum(first <= year <= last for year in years) / len(years)


def _grain(words: str) -> str | None:
    """Return whether months, quarters or years are asked for; None if nothing is said."""
    for grain, pattern in GRAINS.items():
        if re.search(pattern, words, re.IGNORECASE):
            return grain
    named = any(word in MONTHS for word in re.findall(r"\w+", words.lower()))
    return "month" if named and years_of(words) else None


def fit(described: Card, words: str, years: list[int], has_place: bool) -> tuple[float, list[str]]:
    """Return what to multiply a table's score by for period and place, and what fitted."""
    factor, reasons = 1.0, []
    dated = described.coverage
    share = covers(described, years)
    if share is not None:
        factor *= UNCOVERED + (COVERED - UNCOVERED) * share
        reasons += ["periode"] * (share == 1)
    grain = _grain(words)
    if grain:
        own = described.columns[dated.column].type if dated else None
        one_only = dated is not None and dated.first == dated.last and not years
        factor *= 1.2 if own == grain and not one_only else 0.7
        reasons += ["periode"] * (own == grain)
    if has_place and not is_by_place(described):
        factor *= 0.5
    elif not has_place and re.search(_NATION, words):
        factor *= {"none": 1.2, "municipalities_and_nation": 1.0}.get(described.areas, 0.6)
        reasons += ["hele landet"] * (described.areas != "municipalities")
    return factor, reasons
