"""Whether the breaks of breaks.yaml are where they say, and as large as they declare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vse_report.data.cards import NUMERIC, Break, Card, Observed
from vse_report.data.checks.common import Tables, as_written, where
from vse_report.data.checks.grid import coverage_of
from vse_report.data.problems import Problem


def break_problems(
    breaks: Sequence[Break], cards: Mapping[str, Card], tables: Tables
) -> list[Problem]:
    """Return each break that names what is not there, or declares a change the data do not show."""
    problems = []
    ids = [found.id for found in breaks]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        problems.append(Problem("breaks.yaml", f"the id {name} is used more than once."))
    for found in breaks:
        named = {*found.tables, *(change.table for change in found.observed)}
        unknown = sorted(named - set(cards))
        if unknown:
            text = f"{found.id}: no card for {', '.join(unknown)}."
            problems.append(Problem("breaks.yaml", text))
            continue
        problems += [
            problem
            for table in found.tables
            if table in tables
            for problem in _outside_coverage(found, cards[table], tables[table])
        ]
        unseen = sorted(set(found.tables) - {change.table for change in found.observed})
        if found.month and unseen:
            text = (
                f"{found.id}: no `observed` change for {', '.join(unseen)}; add what the data show."
            )
            problems.append(Problem("breaks.yaml", text))
        problems += [
            problem
            for change in found.observed
            if change.table in tables
            for problem in _other_change(found, change, cards[change.table], tables[change.table])
        ]
    return problems


def _outside_coverage(found: Break, card: Card, frame: pd.DataFrame) -> list[Problem]:
    if found.month is None:
        return []
    covered = coverage_of(frame, card)
    # Between means that there are figures on both sides: a break in the first month breaks nothing.
    if covered and covered[0] < found.month <= covered[1]:
        return []
    text = f"{found.id}: {found.month} is not inside {card.table}, which covers {covered}."
    return [Problem("breaks.yaml", text)]


def _other_change(
    found: Break, declared: Observed, card: Card, frame: pd.DataFrame
) -> list[Problem]:
    wrong = sorted({declared.column, *declared.where} - set(card.columns))
    monthly = card.coverage is not None and card.coverage.column == "month"
    if (
        wrong
        or not monthly
        or found.month is None
        or card.columns[declared.column].type not in NUMERIC
    ):
        text = (
            f"{found.id}: an observed change needs a month and columns of monthly figures in "
            f"{card.table}"
        )
        return [Problem("breaks.yaml", f"{text}; see {', '.join(wrong) or declared.column}.")]
    series = where(frame, declared.where).set_index("month")[declared.column]
    month = pd.Period(found.month.replace("M", "-"), freq="M")
    if not series.index.is_unique or not {month - 1, month} <= set(series.index):
        text = f"{found.id}: {card.table} must have one row for each of {month - 1} and {month}"
        return [Problem("breaks.yaml", as_written(f"{text} where {declared.where}."))]
    if series[[month - 1, month]].isna().any():
        text = f"{found.id}: the figures of {card.table} that should show it are hidden there."
        return [Problem("breaks.yaml", text)]
    change = float(series[month] - series[month - 1])
    if abs(change - declared.change) <= declared.tolerance:
        return []
    text = (
        f"{found.id}: {declared.column} in {card.table} changes by {change:g} from {month - 1} "
        f"to {month}, declared is {declared.change:g}. Compare with the publisher, then mend the "
        "figures or the declared change."
    )
    return [Problem("breaks.yaml", as_written(text))]
