"""Every kind of damage to every table: what the checks of the figures see, and what only seals do.

The checks are counted with the seals of periods set aside, on figures that the other tables have
too. With the seals no figure of a sealed period can change unseen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from damages import RULES, Table

from vse_report import paths
from vse_report.data import seals
from vse_report.data.cards import Card, load_cards
from vse_report.data.checks import CHECKS, grid
from vse_report.data.checks.common import keyed
from vse_report.data.files import read_file
from vse_report.data.schemas import schema_problems, typed

CARDS = load_cards(paths.DEFAULT_DATA)
# What the checks saw of what could be done when this was last counted; never to become less.
KINDS, CASES, SEEN = 113, 1056, 964


@pytest.fixture(scope="module")
def texts() -> dict[str, pd.DataFrame]:
    return {n: read_file(paths.DEFAULT_DATA, card, sealed=True).text for n, card in CARDS.items()}


@pytest.fixture(scope="module")
def frames(texts) -> dict[str, pd.DataFrame]:
    return {name: typed(text, CARDS[name]) for name, text in texts.items()}


def as_text(frame: pd.DataFrame, before: pd.DataFrame, text: pd.DataFrame, card: Card):
    """Return a damaged table as its file would read: cells that are as they were, as written."""
    written = text.reindex(frame.index)
    for name, column in card.columns.items():
        old, new = before[name].reindex(frame.index), frame[name]
        same = (old.eq(new) | (old.isna() & new.isna())).fillna(False).astype(bool)
        for line, value in new[~same].items():
            number = f"{{:.{column.decimals}f}}" if column.type == "decimal" else "{}"
            cell = "" if pd.isna(value) else number.format(value)
            written.at[line, name] = cell.replace("-", "M") if column.type == "month" else cell
    return written


def damages(frames: dict[str, pd.DataFrame]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield kind, table and damaged frame, for every table that a kind changes."""
    for kind, damage in RULES.items():
        for name, frame in frames.items():
            damaged = damage(Table(frame, CARDS[name]))
            if damaged is not None and not damaged.equals(frame):
                yield kind, name, damaged


def is_seen(name: str, text: pd.DataFrame, others: dict[str, pd.DataFrame], stand: dict) -> bool:
    """Return whether the table's own rules, its rows or the checks of figures tell it is wrong."""
    card = CARDS[name]
    codes = sorted(others["municipalities"]["code"].astype(str))
    if schema_problems(text, card, codes):
        return True
    frame = typed(text, card)
    if grid.duplicate_keys(frame, card) or grid.incomplete_grid(frame, card, codes):
        return True
    if grid.lost_periods(frame, card):
        return True
    tables = {**others, name: keyed(frame)}
    concerned = (check for check in CHECKS if name in (check.table, *check.needs))
    return any(check.tell(check.find(tables), stand[check.table]) for check in concerned)


@pytest.mark.slow
def test_what_is_seen_of_every_kind_of_damage(texts, frames, capsys):
    known = seals.load(paths.DEFAULT_DATA)
    others = {name: keyed(frame) for name, frame in frames.items()}
    stand = {name: grid.confirmed_lines(frame, CARDS[name]) for name, frame in frames.items()}
    seen, sealed, neither = [], [], []
    for kind, name, damaged in damages(frames):
        text = as_text(damaged, frames[name], texts[name], CARDS[name])
        if is_seen(name, text, others, stand):
            seen.append((kind, name))
            continue
        found = seals.hashes(text, CARDS[name])
        told = seals.moved(CARDS[name], found, known) or len(text) < CARDS[name].rows
        (sealed if told else neither).append((kind, name))
    kinds = {kind for kind, _ in [*seen, *sealed, *neither]}
    with capsys.disabled():
        total = len(seen) + len(sealed) + len(neither)
        print(f"\n{len(kinds)} kinds, {total} cases: {len(seen)} seen by checks, {len(sealed)} by")
        print(f"seals only, {len(neither)} by neither")
        for kind, name in [*sealed, *neither]:
            print(f"  {kind}: {name}")
    assert neither == []
    assert len(kinds) >= KINDS
    assert total >= CASES
    assert len(seen) >= SEEN
