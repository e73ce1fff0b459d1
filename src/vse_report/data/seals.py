"""Seals: a hash for each period of each table, so that a figure once sealed cannot move unseen.

``seals.csv`` has one row per table and period: the hash, and the last day on which the card named
it as revised. Only `vse-report data seal` writes it. A sealed period that reads otherwise is
refused unless the card names it under ``revised`` with a later day than that. Periods that are no
longer in the table keep their seals, in case they come back.

Two kinds of rows are about no period: ``words FIELD``, what the card says of the figures, may be
sealed anew at any time, which is told; ``break ID``, a break that was sealed, changes only when
losses are allowed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from vse_report.data.cards import BREAKS, SOURCES, WHOLE, Break, Card, within
from vse_report.data.problems import Problem
from vse_report.data.writing import replace
from vse_report.data.yaml_files import read_text
from vse_report.errors import DataError

SEALS = "seals.csv"
_HEAD = ["table", "period", "sha256", "revised"]
_DAY = re.compile(r"(?:\d{4}-\d{2}-\d{2})?", re.ASCII).fullmatch
_WORDS, _BREAK = _MARKS = "words ", "break "
# What pages print of a card or take from it, beside the figures.
_SAID = (
    *("title", "title_da", "publisher", "publisher_table", "licence", "unit", "definition"),
    *("caveats_da", "retrieved", "vintage", "columns"),
)
_DIGITS = 16  # of a hash: enough that no slip meets it by chance


class Seal(NamedTuple):
    """What a period was sealed with: its hash, and the day of its last revision, or ""."""

    sha256: str
    revised: str = ""


Seals = Mapping[tuple[str, str], Seal]  # by table and period


def load(folder: Path) -> Seals:
    """Return the seals of a data folder; empty if it never was sealed.

    Raises
    ------
    DataError
        If the file cannot be read, or is not as sealing wrote it.
    """
    path = folder / SEALS
    if not path.exists():
        return {}
    rows = [line.split(",") for line in read_text(path).splitlines()]
    if rows[:1] != [_HEAD] or any(len(row) != len(_HEAD) for row in rows):
        raise DataError(f"{path}: expected the columns {','.join(_HEAD)} in every row; restore it.")
    seals = {(table, period): Seal(*rest) for table, period, *rest in rows[1:]}
    if len(seals) < len(rows) - 1 or not all(_DAY(seal.revised) for seal in seals.values()):
        raise DataError(f"{path}: rows given twice, or days that are none; restore it.")
    return seals


def hashes(text: pd.DataFrame, card: Card) -> dict[str, str]:
    """Return period -> hash of a table's rows, whatever their order in the file.

    ``text`` holds every cell as written. The names of the columns are part of what is hashed, the
    period is not: what was put in twice has one hash.
    """
    cells = {name: text[name].to_numpy(dtype=object).tolist() for name in text}
    periods = cells.pop(card.coverage.column) if card.coverage else [WHOLE] * len(text)
    rows = map(",".join, zip(*cells.values(), strict=True))
    lines = defaultdict(list)
    for period, row in zip(periods, rows, strict=True):
        lines[period].append(row)
    head = ",".join(cells)
    return {period: _hash([head, *sorted(found)]) for period, found in sorted(lines.items())}


def marks(card: Card, breaks: Iterable[Break]) -> dict[str, str]:
    """Return what else is sealed of a table -> its hash: what its figures are called, its breaks.

    ``words FIELD`` for each field of the card that a reader relies on, all columns as one; of a
    break all but what is looked for in the data.
    """
    said = card.model_dump(mode="json", include=set(_SAID))
    return {
        f"{_WORDS}{field}": _hash([json.dumps(said[field], sort_keys=True)]) for field in _SAID
    } | {
        f"{_BREAK}{found.id}": _hash([str(found.month), found.status, found.text_da])
        for found in breaks
        if card.table in found.tables
    }


def other_marks(
    folder: Path, card: Card, found: Mapping[str, str], seals: Seals, *, sealed: bool, shrink: bool
) -> Iterator[Problem]:
    """Yield what is called otherwise than it was sealed, and sealed breaks that moved or are gone.

    ``sealed`` and ``shrink`` as in `folder`: to be as sealed; losses are allowed.
    """
    before = {
        mark: seal.sha256
        for (table, mark), seal in seals.items()
        if table == card.table and mark.startswith(_MARKS)
    }
    other = [mark for mark, sha256 in before.items() if found.get(mark) != sha256]
    moved = [mark for mark in other if mark.startswith(_BREAK)]
    if moved and not shrink:
        text = (
            f"{card.table}: {', '.join(moved)} was sealed and has now another month, status or "
            "text, or is gone; restore it here and in the card, or seal with --shrink if its "
            "source says so."
        )
        yield Problem(BREAKS, text)
    if not sealed or not seals:
        return
    words = [mark.removeprefix(_WORDS) for mark in other if mark.startswith(_WORDS)]
    if words:
        text = (
            f"{card.table}: {', '.join(words)} not as sealed; restore what was changed by mistake, "
            f"then run `vse-report data seal {folder}`."
        )
        yield Problem(SOURCES, text)
    new = [mark for mark in found if mark not in before]
    if new:
        text = f"{card.table}: {', '.join(new)} not sealed; run `vse-report data seal {folder}`."
        yield Problem(BREAKS if new[-1].startswith(_BREAK) else SOURCES, text)


def missing(folder: Path, cards: Iterable[Card]) -> list[Problem]:
    """Return a problem if a folder that was sealed, by its cards, has no seals at all."""
    if (folder / SEALS).exists() or not any(card.sha256 for card in cards):
        return []
    text = (
        f"is missing, so nobody can tell what was changed; restore {folder / SEALS}. If it is lost "
        f"for good: `vse-report data seal --shrink {folder}`."
    )
    return [Problem(SEALS, text)]


def _hash(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:_DIGITS]


def repeated(
    text: pd.DataFrame, card: Card, found: Mapping[str, str], seals: Seals
) -> list[Problem]:
    """Return a problem for each period whose figures are to the last those of an earlier one.

    Tables with fewer than three figures a period are let be: a rate may stand still.
    """
    if card.coverage is None or len(text) < 3 * len(found):
        return []
    sealed = {p: seal.sha256 for (table, p), seal in seals.items() if table == card.table}
    first: dict[str, str] = {}
    for period, sha256 in sorted({**sealed, **found}.items()):
        first.setdefault(sha256, period)
    return [
        Problem(
            card.file, f"{period} has the figures of {first[sha256]} over again; fetch it anew."
        )
        for period, sha256 in found.items()
        if first[sha256] != period
    ]


def moved(card: Card, found: Mapping[str, str], seals: Seals) -> list[Problem]:
    """Return a problem if sealed periods read otherwise and are not named as revised since."""
    changed = [period for period in found if _has_moved(card, period, found, seals)]
    if not changed:
        return []
    named = _spans(changed, list(found))
    settled = _spans([period for period in changed if _revised(card, period)], list(found))
    already = (
        f" ({', '.join(settled)}: that day is sealed already; to correct what was sealed by "
        f"mistake, restore {SEALS} and {SOURCES} from before it.)"
        if settled
        else ""
    )
    text = (
        f"{', '.join(named)} no longer reads as it was sealed. If the publisher revised it, add to "
        f"the card in {SOURCES} `revised: {{{': DAY, '.join(named)}: DAY}}`, DAY being the day it "
        f"was fetched, such as 2026-09-22; else restore the figures.{already}"
    )
    return [Problem(card.file, text)]


def unknown(card: Card, found: Mapping[str, str], seals: Seals) -> list[Problem]:
    """Return a problem if periods that were sealed, by the card, have lost their seals."""
    if not card.sha256 or not seals:
        return []
    lost = [
        period
        for period in found
        if (card.table, period) not in seals
        and (card.coverage is None or card.coverage.first <= period <= card.coverage.last)
    ]
    if not lost:
        return []
    named = ", ".join(_spans(lost, list(found)))
    text = (
        f"changed, and {named} has lost its seal, so nobody can tell which figures moved; restore "
        f"{SEALS}, or the figures as they were sealed."
    )
    return [Problem(card.file, text)]


def unsealed(folder: Path, card: Card, found: Mapping[str, str], seals: Seals) -> list[Problem]:
    """Return a problem if periods have no seal, or another one than their figures.

    None where there are no seals at all, see `missing`.
    """
    if not seals:
        return []
    without = [p for p in found if seals.get((card.table, p), Seal("")).sha256 != found[p]]
    if not without:
        return []
    named = ", ".join(_spans(without, list(found)))
    text = (
        f"{named} not sealed as it reads; restore {SEALS}, or run `vse-report data seal {folder}`."
    )
    return [Problem(card.file, text)]


def _has_moved(card: Card, period: str, found: Mapping[str, str], seals: Seals) -> bool:
    sealed = seals.get((card.table, period))
    if sealed is None or sealed.sha256 == found[period]:
        return False
    return _revised(card, period) <= sealed.revised


def _revised(card: Card, period: str) -> str:
    """Return the last day on which the card says that a period was revised, or ""."""
    days = [day for span, day in card.revised.items() if within(period, [span])]
    return max(days, default=datetime.date.min).isoformat() if days else ""


def _spans(periods: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return periods as spans, ``2026M05-2026M07``, of those that follow each other."""
    spans: list[list[str]] = []
    for period in periods:
        if (
            spans
            and not period.startswith(_MARKS)
            and known.index(period) == known.index(spans[-1][-1]) + 1
        ):
            spans[-1].append(period)
        else:
            spans.append([period])
    return [span[0] if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans]


def write(
    folder: Path, cards: Mapping[str, Card], found: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Seal the periods and marks found of each table anew; return what changed, a line a kind.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    before = load(folder)
    kept = {
        (table, period): seal
        for (table, period), seal in before.items()
        if table in cards and not period.startswith(_BREAK)
    }
    after = kept | {
        (table, period): _seal(cards[table], period, sha256, before)
        for table, periods in found.items()
        for period, sha256 in periods.items()
    }
    if after == before:
        return []
    order = {table: place for place, table in enumerate(cards)}
    ordered = sorted(after.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    rows = [_HEAD, *([*key, *seal] for key, seal in ordered)]
    replace(folder / SEALS, "".join(f"{','.join(row)}\n" for row in rows))
    anew = [] if before else [f"{SEALS}: was not there and is written anew"]
    return [*anew, *_changes(before, after)]


def _seal(card: Card, period: str, sha256: str, before: Seals) -> Seal:
    sealed = before.get((card.table, period), Seal("", ""))
    return Seal(sha256, max(sealed.revised, _revised(card, period)))


def _changes(before: Seals, after: Seals) -> Iterator[str]:
    kinds = {
        "new": [key for key in after if key not in before],
        "revised": [k for k in after if k in before and before[k].sha256 != after[k].sha256],
        "taken out": [key for key in before if key not in after],
    }
    for kind, keys in kinds.items():
        for table in dict.fromkeys(table for table, _ in keys):
            known = sorted({p for t, p in {**before, **after} if t == table})
            periods = [period for t, period in keys if t == table]
            yield f"{table}: {kind} {', '.join(_spans(sorted(periods), known))}"
