"""Which rows must be there, by a table's card: one a key, none missing, none lost since sealing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from vse_report.data.cards import NATION, SOURCES, WHOLE, Card, within
from vse_report.data.checks.common import at, written
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
    problems = []
    for key in missing:
        row = dict(zip(card.keys, key, strict=True))
        period = row[card.coverage.column] if card.coverage else ""
        if not within(period.replace("-", "M"), card.gaps.get(row.get("code"), [])):
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


def confirmed_lines(frame: pd.DataFrame, card: Card) -> set[int]:
    """Return the lines of rows that the card names as compared with the publisher."""
    return {line for lines in _confirmed(frame, card).values() for line in lines}


def confirmed_for_nothing(frame: pd.DataFrame, card: Card, strange: set[int]) -> list[Problem]:
    """Return a problem for each span under ``confirmed`` in which no check finds a row strange.

    It would keep silent about a later mistake.
    """
    return [
        Problem(
            SOURCES,
            f"{card.table}: `confirmed` names {span} of {code}, where no check finds anything "
            "strange; take it out.",
        )
        for (code, span), lines in _confirmed(frame, card).items()
        if not strange.intersection(lines)
    ]


def _confirmed(frame: pd.DataFrame, card: Card) -> dict[tuple[str, str], pd.Index]:
    """Return area and span -> the lines they name."""
    if not card.confirmed:
        return {}
    whole = pd.Series(WHOLE, index=frame.index)
    periods = written(frame[card.coverage.column]) if card.coverage else whole
    found = {}
    for code, spans in card.confirmed.items():
        area = frame["code"].eq(code) if "code" in frame.columns else True
        for span in spans:
            named = [period for period in periods.unique() if within(period, [span])]
            found[code, span] = frame.index[area & periods.isin(named)]
    return found


def unknown_areas(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem for each code under ``confirmed`` or ``gaps`` that no row can have."""
    areas = set(frame["code"]) if "code" in frame.columns else {NATION}
    return [
        Problem(SOURCES, f"{card.table}: `{field}` names {code!r}, which no row has; mend it.")
        for field, named in (("confirmed", card.confirmed), ("gaps", card.gaps))
        for code in sorted(set(named) - areas)
        if field == "confirmed" or not re.fullmatch(r"\d{3}", code)
    ]


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
    first, last = written(pd.Series([periods.min(), periods.max()], dtype=periods.dtype))
    return first, last
