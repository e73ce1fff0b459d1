"""Which rows must be there, by a table's card: one a key, none missing, none lost since sealing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vse_report.data.cards import NATION, Card
from vse_report.data.checks.common import at
from vse_report.data.problems import Problem, capped


def duplicate_keys(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return each key that more than one row has, with the lines of all of them."""
    again = frame[frame.duplicated(card.keys, keep=False)]
    problems = []
    for key, rows in again.groupby(card.keys, sort=False):
        lines = " and ".join(str(line) for line in rows.index)
        named = ", ".join(str(part) for part in key)
        text = f"lines {lines} are about the same row ({named}); keep one."
        problems.append(at(card.table, text, rows.index[-1], card.keys[-1]))
    return capped(problems)


def incomplete_grid(frame: pd.DataFrame, card: Card, codes: Sequence[str]) -> list[Problem]:
    """Return each row that is missing between the first and last period.

    Every area the card promises must have every period and category, but for the card's ``gaps``.
    """
    if card.areas == "none" and card.coverage is None:
        return []
    sides = [_side(frame[name], card, name, codes) for name in card.keys]
    full = pd.MultiIndex.from_product(sides, names=card.keys)
    there = pd.MultiIndex.from_frame(frame[card.keys].astype(str))
    missing = full.difference(there, sort=False)
    declared = _declared_gaps(card)
    problems = []
    for key in missing:
        row = dict(zip(card.keys, key, strict=True))
        period = row[card.coverage.column] if card.coverage else ""
        if not any(first <= period <= last for first, last in declared.get(row.get("code"), [])):
            named = ", ".join(f"{name} {value}" for name, value in row.items())
            text = f"no row for {named}; add it, or declare it under `gaps` in sources.yaml."
            problems.append(at(card.table, text))
    return capped(problems)


def _side(cells: pd.Series, card: Card, name: str, codes: Sequence[str]) -> list[str]:
    """Return all values that a key column should run through, as `str` writes them."""
    column = card.columns[name]
    if column.type == "code":
        return [*([NATION] if card.areas == "municipalities_and_nation" else []), *codes]
    if column.type in ("month", "quarter"):
        return [str(p) for p in pd.period_range(cells.min(), cells.max())]
    if column.type == "year":
        return [str(year) for year in range(cells.min(), cells.max() + 1)]
    return list(column.values)


def _declared_gaps(card: Card) -> dict[str, list[tuple[str, str]]]:
    """Return code -> ranges of periods declared missing, ends included, as `str` writes periods."""
    declared = {}
    for code, ranges in card.gaps.items():
        ends = [(span.split("-")[0], span.split("-")[-1]) for span in ranges]
        declared[code] = [(a.replace("M", "-"), b.replace("M", "-")) for a, b in ends]
    return declared


def other_coverage(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem if the periods in the file are not those the card names."""
    found = coverage_of(frame, card)
    if card.coverage is None or found == (card.coverage.first, card.coverage.last):
        return []
    text = (
        f"the card says {card.coverage.first} to {card.coverage.last}, the file has "
        f"{found[0]} to {found[1]}; seal the folder if that is right."
    )
    return [at(card.table, text, column=card.coverage.column)]


def lost_periods(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem if the newest period that the card names is not in the file."""
    found = coverage_of(frame, card)
    if card.coverage is None or found[1] >= card.coverage.last:
        return []
    text = (
        f"the card says {card.coverage.first} to {card.coverage.last}, the file has "
        f"{found[0]} to {found[1]}; restore the newest figures, or seal with --shrink if they were "
        "taken out on purpose."
    )
    return [at(card.table, text, column=card.coverage.column)]


def coverage_of(frame: pd.DataFrame, card: Card) -> tuple[str, str] | None:
    """Return the first and last period of a frame as the file writes them, None without periods."""
    if card.coverage is None:
        return None
    periods = frame[card.coverage.column]
    pattern = {"month": "%YM%m", "quarter": "%YQ%q"}.get(card.columns[card.coverage.column].type)
    ends = periods.min(), periods.max()
    return tuple(end.strftime(pattern) if pattern else str(end) for end in ends)
