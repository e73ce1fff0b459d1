"""Verify a whole data folder against its cards, and seal one that is right."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from vse_report.data import publisher, reported, seals
from vse_report.data.cards import (
    OFFICIAL,
    SOURCES,
    Break,
    Card,
    known_from,
    load_breaks,
    load_cards,
)
from vse_report.data.checks import CHECKS, breaks, grid, verdicts
from vse_report.data.checks.common import keyed
from vse_report.data.files import read_file
from vse_report.data.problems import Problem
from vse_report.data.schemas import schema_problems, typed
from vse_report.data.writing import replace
from vse_report.data.yaml_files import parse, read_text
from vse_report.errors import DataError

MUNICIPALITIES = "municipalities"
_YEAR = 366


@dataclass(frozen=True)
class Verification:
    """What a look through a data folder found: how much there was, and all that is wrong.

    Examples
    --------
    >>> problem = Problem("sources.yaml", "no such card")
    >>> Verification(Path("mine"), tables=1, rows=98, problems=[problem]).raise_if_bad()
    Traceback (most recent call last):
    ...
    vse_report.errors.DataError: mine: 1 problem.
      sources.yaml: no such card
    """

    folder: Path
    tables: int
    rows: int
    problems: list[Problem]

    def raise_if_bad(self) -> None:
        """Raise DataError listing every problem, or do nothing if there is none."""
        if self.problems:
            listed = "\n".join(f"  {problem}" for problem in self.problems)
            count = f"{len(self.problems)} problem{'s' if len(self.problems) > 1 else ''}"
            raise DataError(f"{self.folder}: {count}.\n{listed}")


@dataclass(frozen=True)
class _Contents:
    """The tables that could be read: name -> typed frame by line number, and hashes as found."""

    frames: dict[str, pd.DataFrame]
    sha256: dict[str, str]
    to_seal: dict[str, dict[str, str]]


def verify(folder: Path | str) -> Verification:
    """Return how many tables and rows a folder has and everything that is wrong with them.

    Each table is looked at as a file, then cell by cell, then as figures; a level that fails keeps
    that table from the next one, not the other tables. A changed hash alone keeps nothing back.

    Raises
    ------
    DataError
        If ``sources.yaml`` or ``breaks.yaml`` is missing or wrong; nothing else can be checked.

    Examples
    --------
    >>> from vse_report.paths import data_folder
    >>> verify(data_folder()).problems
    []
    """
    contents, problems = _examine(Path(folder), sealed=True)
    problems += reported.problems(Path(folder))
    problems += publisher.problems(Path(folder))
    return _verification(Path(folder), contents, problems)


def seal(folder: Path | str, *, shrink: bool = False) -> list[str]:
    """Write hash, rows and coverage of every table into ``sources.yaml``; return what changed.

    Everything but these three is verified first, so that a matching hash means checked figures.
    Each period's own hash goes into ``seals.csv``; one that was sealed and reads otherwise is
    refused unless the card names it as revised. Fewer rows, or an older newest period, are sealed
    only with ``shrink``: a download cut short looks the same.
    Only the lines that hold them are changed. Sealing twice changes nothing.

    Raises
    ------
    DataError
        If anything is wrong with the folder; then nothing is written.
    InputError
        If ``sources.yaml`` or ``seals.csv`` cannot be written.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from vse_report.paths import data_folder
    >>> with tempfile.TemporaryDirectory() as copy:
    ...     seal(shutil.copytree(data_folder(), copy, dirs_exist_ok=True))
    []
    """
    folder = Path(folder)
    contents, problems = _examine(folder, sealed=False, shrink=shrink)
    problems += reported.problems(folder, sealed=False)
    problems += publisher.problems(folder)
    _verification(folder, contents, problems).raise_if_bad()

    path = folder / SOURCES
    before = read_text(path)
    after, changes = before, []
    expected = parse(before, path)
    for table, card in load_cards(folder).items():
        for field, old, new in _differences(card, contents):
            after = _with_line(after, table, field, new, path)
            entry = expected["tables"][table]
            (entry if field in entry else entry["coverage"])[field] = new
            changes.append(f"{table}: {field} {old or 'none'} -> {new}")
    # Lines are found by their looks; only reading them shows that they were the right ones.
    if parse(after, path) != expected:
        raise DataError(
            f"{path}: `rows`, `sha256`, `first` and `last` must be lines of their own, without "
            "quotes, as in the other cards; nothing was changed."
        )
    if changes:
        replace(path, after)
    changes += seals.write(folder, load_cards(folder), contents.to_seal)
    return [*changes, *reported.seal(folder)]


def _verification(folder: Path, contents: _Contents, problems: list[Problem]) -> Verification:
    rows = sum(len(frame) for frame in contents.frames.values())
    return Verification(folder, len(contents.frames), rows, list(dict.fromkeys(problems)))


def _examine(
    folder: Path, *, sealed: bool, shrink: bool = False
) -> tuple[_Contents, list[Problem]]:
    """Return a folder's contents and problems.

    ``sealed`` compares with the last sealing too; ``shrink`` allows figures to be lost since then.
    """
    cards = load_cards(folder)
    declared = load_breaks(folder)
    known = seals.load(folder)
    problems = [
        *_without_card(folder, cards),
        *_other_breaks(cards.values(), declared),
        *_other_labels(cards.values()),
        *([] if shrink else seals.missing(folder, cards.values())),
    ]
    texts, hashes, changed, lost_rows, found = {}, {}, {}, {}, {}
    for table, card in cards.items():
        found[table] = seals.marks(card, declared)
        problems += seals.other_marks(
            folder, card, found[table], known, sealed=sealed, shrink=shrink
        )
        file = read_file(folder, card, sealed=sealed, shrink=shrink)
        problems += [*file.problems, *file.lost]
        lost_rows[table] = file.lost
        hashes[table] = file.sha256
        changed[table] = file.changed
        if file.text is not None:
            texts[table] = file.text

    # A list that lost rows would make the other tables look wrong.
    whole = MUNICIPALITIES in texts and not lost_rows.get(MUNICIPALITIES)
    codes = sorted(texts[MUNICIPALITIES]["code"]) if whole else []
    frames = {}
    for table, text in texts.items():
        wrong = schema_problems(text, cards[table], codes)
        problems += wrong
        if not wrong:
            frames[table] = typed(text, cards[table])
            periods = seals.hashes(text, cards[table])
            found[table] |= periods
            problems += seals.repeated(text, cards[table], periods, known)
            moved = seals.moved(cards[table], periods, known)
            if hashes[table] != cards[table].sha256:
                moved += seals.unknown(cards[table], periods, known)
            elif sealed:
                moved = moved or seals.unsealed(folder, cards[table], periods, known)
            # The hash of the file says less, and that sealing it would do.
            changed[table] = moved or changed[table]

    sound, confirmed = {}, {}
    for table, frame in frames.items():
        twice = grid.duplicate_keys(frame, cards[table])
        problems += twice or grid.incomplete_grid(frame, cards[table], codes)
        lost = [] if shrink else grid.lost_periods(frame, cards[table])
        problems += lost or (grid.other_coverage(frame, cards[table]) if sealed else [])
        problems += [*_too_early(frame, cards[table]), *grid.unknown_areas(frame, cards[table])]
        if not twice:
            sound[table] = keyed(frame)
            confirmed[table] = grid.confirmed_lines(frame, cards[table])
    needed = defaultdict(set)
    for check in CHECKS:
        strange = check.find(sound)
        problems += check.tell(strange, confirmed.get(check.table, ()))
        needed[check.table] |= check.excuses(strange)
    for table, frame in sound.items():
        # A check that could not look into another table may be the one that finds the row strange.
        if all(set(check.needs) <= set(sound) for check in CHECKS if check.table == table):
            problems += grid.confirmed_for_nothing(frame, cards[table], needed[table])
    problems += breaks.break_problems(declared, cards, sound)
    if set(verdicts.NEEDED) <= set(sound):
        problems += verdicts.verdict_problems(reported.parsed(folder), sound)
    problems += [problem for told in changed.values() for problem in told]
    return _Contents(frames, hashes, found), problems


def _too_early(frame: pd.DataFrame, card: Card) -> list[Problem]:
    """Return a problem if a table was retrieved, or issued, before its last period was over.

    Or over a year after it: then newer figures are there, or the day is wrong. Never compared with
    today, for a folder that was right stays right.
    """
    covered = grid.coverage_of(frame, card)
    if covered is None:
        return []
    for span, day in card.revised.items():
        last = span.rpartition("-")[2]
        if day <= known_from(last):
            text = (
                f"{card.table}: `revised` has {span} fetched on {day}, before figures of {last} "
                "could be; put in the day when they were fetched again."
            )
            return [Problem(SOURCES, text)]
    over = known_from(covered[1])
    monthly = card.columns[card.coverage.column].type in ("month", "quarter")
    if monthly and not (card.retrieved or card.vintage):
        text = f"{card.table}: neither `retrieved` nor `vintage` says how old the figures are."
        return [Problem(SOURCES, text)]
    if card.retrieved and card.retrieved <= over:
        text = (
            f"{card.table}: retrieved {card.retrieved}, but figures of {covered[1]} cannot be from "
            f"{over} or before; put the day when the newest were fetched into `retrieved`."
        )
        return [Problem(SOURCES, text)]
    if monthly and card.retrieved and (card.retrieved - over).days > _YEAR:
        text = (
            f"{card.table}: retrieved {card.retrieved}, over a year after its newest figures, "
            f"{covered[1]}; mend the day, or fetch the newest. If the publisher has no newer ones, "
            "put their issue into `vintage` and null into `retrieved`."
        )
        return [Problem(SOURCES, text)]
    if card.vintage and not card.retrieved and card.vintage < over.isoformat()[: len(card.vintage)]:
        text = (
            f"{card.table}: issued in {card.vintage}, but figures of {covered[1]} cannot be from "
            f"{over} or before; put the issue of the newest into `vintage`."
        )
        return [Problem(SOURCES, text)]
    return []


def _other_breaks(cards: Iterable[Card], declared: Iterable[Break]) -> Iterator[Problem]:
    """Yield a problem for each table whose card names other breaks than ``breaks.yaml`` has.

    Said twice, a break that is lost or moved in one of the two places is missed.
    """
    known = list(declared)
    for card in cards:
        there = {found.id: found.month for found in known if card.table in found.tables}
        for id in sorted({*there, *card.breaks}):
            here, other = (
                f"at {side[id] or 'all of the table'}" if id in side else "nowhere"
                for side in (card.breaks, there)
            )
            if here != other:
                text = (
                    f"{card.table}: the break {id} is {here} by `breaks` in its card and "
                    f"{other} in breaks.yaml; mend the one that is wrong."
                )
                yield Problem(SOURCES, text)


def _other_labels(cards: Iterable[Card]) -> Iterator[Problem]:
    """Yield a problem for each value that tables call by another Danish word.

    What follows the first word may differ: ``dagpenge`` and ``dagpenge mv.`` are one.
    """
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for card in cards:
        for name, column in card.columns.items():
            for value, label in column.values.items():
                table, other = first.setdefault((name, value), (card.table, label))
                if label.split()[:1] != other.split()[:1]:
                    text = (
                        f"{name} {value} is called {other} in {table}, {label} in {card.table}; "
                        "mend the card that is wrong."
                    )
                    yield Problem(SOURCES, text)


def _without_card(folder: Path, cards: Mapping[str, Card]) -> list[Problem]:
    described = {card.file for card in cards.values()}
    there = sorted(path.name for path in (folder / OFFICIAL).glob("*") if path.is_file())
    text = f"no card in {SOURCES} describes this file; write one, or take the file out."
    return [
        Problem(f"{OFFICIAL}/{name}", text)
        for name in there
        if f"{OFFICIAL}/{name}" not in described and not name.startswith(".")
    ]


def _differences(card: Card, contents: _Contents) -> Iterator[tuple[str, str, str]]:
    """Yield field, old and new value of what sealing fills in, where they differ."""
    frame = contents.frames[card.table]
    fields = [
        ("rows", str(card.rows), str(len(frame))),
        ("sha256", card.sha256 or "", contents.sha256[card.table]),
    ]
    if card.coverage is not None:
        first, last = grid.coverage_of(frame, card)
        fields += [("first", card.coverage.first, first), ("last", card.coverage.last, last)]
    return ((field, old, new) for field, old, new in fields if old != new)


def _with_line(text: str, table: str, field: str, value: str, path: Path) -> str:
    """Return the YAML text with one field of one card replaced and nothing else touched."""
    # A card begins with its name, two blanks in, and ends where the next line is as far out.
    card = re.search(
        rf"^  {re.escape(table)}:.*\n(?:(?: {{3,}}.*)?\n|  #.*\n)*", text, re.MULTILINE
    )
    line = card and re.search(rf"^ +{field}:[ \t]*([^\s#]*)", card[0], re.MULTILINE)
    if not line:
        raise DataError(
            f"{path}: found no line `{field}:` for {table}; "
            "the card needs `rows`, `sha256` and `coverage` on lines of their own."
        )
    start, end = card.start() + line.start(1), card.start() + line.end(1)
    blank = "" if text[start - 1] == " " else " "
    return f"{text[:start]}{blank}{value}{text[end:]}"
