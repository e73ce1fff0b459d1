"""What a sentence may say of its numbers: rules for texts in which cells are written.

Refused are numbers and words of direction that are typed, not taken from a cell or the vocabulary;
a verb without its amount; a clause about one row that prints another row's cell; a cell printed
with other decimals than a word about it went by; months that run backwards.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from vse_report.prose.cells import MARKS, PRINTED, Record, parts, unmark

# Innocent uses are named, one by one, where a sentence is told (``typed=``).
DIRECTIONS = (
    *("faldt", "falder", "faldet", "steg", "stiger", "steget", "voksede", "vokser", "øgedes"),
    *("færre", "flere", "færrest", "flest", "mindre", "større", "mindst", "størst", "mindste"),
    *("største", "lavere", "højere", "lavest", "højest", "laveste", "højeste", "uændret"),
    *("modsatte", "den samme", "begge", "ingen af", "lige så", "lige mange", "over", "under"),
)
NUMBER_WORDS = (
    *("nul", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
    *("hundrede", "tusind", "halvdelen", "halv", "halveret", "fordoblet", "dobbelt"),
    *("tredjedel", "fjerdedel", "femtedel", "tiendedel", "tredjedele", "første", "anden"),
)
_TYPED = re.compile(
    rf"\b(?:{'|'.join(sorted((*DIRECTIONS, *NUMBER_WORDS), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# Where a clause ends: at a mark, or in front of a word that may bring a new subject.
_BETWEEN = re.compile(r"(?<=[.,;:!?])\s+|\n\s*\n|(?=\b(?:og|men|mens|mod)\b)")
_PAIRS = {"moved": ("verb", "by"), "compared": ("word", "than")}


class Checked(NamedTuple):
    """A text without marks, what it prints, and which innocent words it was allowed to type."""

    plain: str
    records: list[Record]
    typed: tuple[str, ...]


def checked(where: str, text: str, typed: Sequence[str] = ()) -> Checked:
    """Return a text that keeps the rules; ``typed`` names the words it may type itself.

    Raises
    ------
    ValueError
        If it breaks one; the message begins with ``where`` and says what to do.
    """
    plain, records, left = unmark(inspect.cleandoc(text))
    if any(mark in left for mark in MARKS):
        _refuse(where, "a printed cell was cut apart; write cells into f-strings only")
    _refuse_typed(where, left, typed)
    _refuse_other_rows(where, text)
    _refuse_half_a_pair(where, records)
    _refuse_other_decimals(where, records)
    _refuse_backward_months(where, text)
    # "pct." ends in a full stop of its own; a sentence that ends there needs no second one.
    return Checked(
        re.sub(r"(?<=\S)  +", " ", plain).replace("pct..", "pct."), records, tuple(typed)
    )


def speaks(text: str) -> list[str]:
    """Return the numbers and words of direction in a text that is to be a name only."""
    return [*re.findall(r"\S*\d\S*", text), *(match[0] for match in _TYPED.finditer(text))]


def one_line(text: str) -> str:
    """Return a text on one line, as titles and alt texts are."""
    return re.sub(r"[ \n]+", " ", inspect.cleandoc(text))


def _refuse(where: str, why: str) -> NoReturn:
    msg = f"{where}: {why}"
    raise ValueError(msg)


def _refuse_typed(where: str, left: str, typed: Sequence[str]) -> None:
    digits = re.findall(rf"[^\s{PRINTED}]*\d[^\s{PRINTED}]*", left)
    if digits:
        _refuse(where, f"types {', '.join(digits)}; keep the number in a frame and cite its cell")
    if "{" in left or "}" in left:
        _refuse(where, "prints a brace; is the f before its quotes missing?")
    unused = [w for w in typed if w.lower() not in left.lower() or not _TYPED.search(w)]
    if unused:
        _refuse(where, f"need not be allowed to type {', '.join(unused)}; take it out of `typed`")
    for words in typed:
        left = re.sub(re.escape(words), " ", left, flags=re.IGNORECASE)
    found = list(dict.fromkeys(match[0] for match in _TYPED.finditer(left)))
    if found:
        _refuse(
            where,
            f"types {', '.join(found)}; take the word from the vocabulary, or name it in `typed` "
            "with the words around it if no figure can turn it",
        )


def _refuse_other_rows(where: str, text: str) -> None:
    """Refuse a cell of another row than those its clause names, typed or by their labels."""
    about: dict[str, list[str]] = {}  # by frame: the rows the sentence is speaking of
    for clause, is_last in _clauses(text):
        typed = " ".join(part for part in clause if isinstance(part, str))
        by_frame: dict[str, list[Record]] = defaultdict(list)
        for record in clause:
            if isinstance(record, Record):
                by_frame[record.frame].append(record)
        for frame, records in by_frame.items():
            labels = {label for r in records for label in (r.subject, *r.others) if label}
            named = [label for label in labels if _names(typed, label)]
            named += [record.subject for record in records if record.names_row]
            about[frame] = named or about.get(frame, [])
            for record in records:
                if record.subject and about[frame] and record.subject not in about[frame]:
                    _refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) stands in a clause about "
                        f"{', '.join(sorted(about[frame]))}, and is about {record.subject}",
                    )
        if is_last:
            about = {}


def _clauses(text: str) -> Iterator[tuple[list[str | Record], bool]]:
    """Yield typed words and records in turn, a clause at a time, and whether its sentence ends."""
    clause: list[str | Record] = []
    for part in parts(text):
        if isinstance(part, Record):
            clause.append(part)
            continue
        # "pct." ends a sentence as well, where a capital follows.
        if clause and clause[-1].text.endswith(".") and re.match(r"\s+[A-ZÆØÅ*]|\s*\n\s*\n", part):
            yield clause, True
            clause = []
        *ended, rest = _BETWEEN.split(part)
        for piece in ended:
            yield [*clause, piece], piece.endswith((".", "!", "?"))
            clause = []
        clause.append(rest)
    yield clause, True


def _names(typed: str, label: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(label)}s?(?!\w)", typed, re.IGNORECASE) is not None


def _refuse_half_a_pair(where: str, records: Iterable[Record]) -> None:
    found: dict[str, Counter] = defaultdict(Counter)
    for record in records:
        how, _, half = record.format.rpartition(": ")
        found[half][how, record.cells] += 1
    for half, other in _PAIRS.values():
        alone = {
            cells
            for how, cells in (found[half] - found[other]) + (found[other] - found[half])
            if how.partition(" ")[0] in _PAIRS
        }
        if alone:
            named = "; ".join(" and ".join(cells) for cells in sorted(alone))
            _refuse(where, f"prints one half of a pair ({half}, {other}) of {named}; print both")


def _refuse_other_decimals(where: str, records: Iterable[Record]) -> None:
    by_cell: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for place, decimals in zip(record.cells, record.decimals, strict=True):
            if decimals is not None:
                by_cell[place].add(decimals)
    for place, several in by_cell.items():
        if len(several) > 1:
            _refuse(
                where,
                f"prints {place}, or a word that goes by it, with {sorted(several)} decimals; "
                "give both one format, or they may contradict each other",
            )


def _refuse_backward_months(where: str, text: str) -> None:
    for first, between, last in zip(*(parts(text)[at:] for at in range(3)), strict=False):
        if (
            isinstance(between, str)
            and between.strip() == "til"
            and first.format in ("month", "short")
            and last.format in ("month", "short")
            and first.value >= last.value
        ):
            _refuse(where, f"from {first.text} to {last.text} runs backwards")
