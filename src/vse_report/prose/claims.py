"""What a sentence may say of its numbers: rules for texts in which cells are written.

Refused are numbers and words of direction that are typed, not taken from a cell or the vocabulary;
a verb without its amount; a clause about one row, or one end or source, that prints a cell of
another; one quantity from two frames in a sentence; a cell printed with other decimals than a word
about it went by; a month where none belongs; a number with a sign; ranges and parts that run
backwards.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from vse_report.prose.cells import MARKS, PRINTED, UNITS, Record, parts, unmark
from vse_report.prose.subjects import refuse, refuse_other_subjects
from vse_report.prose.wording import halves_up

# Innocent uses are named, one by one, where a sentence is told (``typed=``).
DIRECTIONS = (
    *("faldt", "falder", "faldet", "steg", "stiger", "steget", "voksede", "vokser", "øgedes"),
    *("faldende", "stigende", "voksende", "øget", "øges", "reduceret", "aftaget", "tiltaget"),
    *("aftog", "aftager", "tiltog", "tiltager", "sank", "synker", "sunket", "dalede", "daler"),
    *(
        "dalet",
        "mindskes",
        "mindsket",
        "reduceres",
        "stigning",
        "stigningen",
        "nedgang",
        "fremgang",
    ),
    *("vækst", "halvering", "fordobling", "gik ned", "gik op", "går ned", "går op", "gået ned"),
    *("gået op", "oftere", "sjældnere", "flertallet", "mindretallet", "hovedparten", "flest"),
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
_OF_TIME = re.compile(
    r"(?:^|\(|\b(?:i|for|fra|til|indtil|og|eller|mellem|siden|end|perioden|med|før|efter|inden|omkring|den)\s+)$",
    re.IGNORECASE,
)
_ONLY_TIME = re.compile(r"\bi\s+$", re.IGNORECASE)
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
        refuse(where, "a printed cell was cut apart; write cells into f-strings only")
    _refuse_typed(where, left, typed)
    refuse_other_subjects(where, text)
    _refuse_half_a_pair(where, records)
    _refuse_other_decimals(where, records)
    _refuse_signs(where, records)
    _refuse_misplaced_months(where, text)
    _refuse_backward(where, text)
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


def _refuse_typed(where: str, left: str, typed: Sequence[str]) -> None:
    digits = re.findall(rf"[^\s{PRINTED}]*\d[^\s{PRINTED}]*", left)
    if digits:
        refuse(where, f"types {', '.join(digits)}; keep the number in a frame and cite its cell")
    if "{" in left or "}" in left:
        refuse(where, "prints a brace; is the f before its quotes missing?")
    left = " ".join(left.split())
    bare = [words for words in typed if _TYPED.fullmatch(words)]
    if bare:
        refuse(where, f"is allowed {', '.join(bare)} wherever it stands; name words around it")
    unused = [w for w in typed if w.lower() not in left.lower() or not _TYPED.search(w)]
    if unused:
        refuse(where, f"need not be allowed to type {', '.join(unused)}; take it out of `typed`")
    for words in typed:
        left = re.sub(re.escape(words), " ", left, flags=re.IGNORECASE)
    found = list(dict.fromkeys(match[0] for match in _TYPED.finditer(left)))
    if found:
        refuse(
            where,
            f"types {', '.join(found)}; take the word from the vocabulary, or name it in `typed` "
            "with the words around it if no figure can turn it",
        )


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
            refuse(where, f"prints one half of a pair ({half}, {other}) of {named}; print both")


def _refuse_other_decimals(where: str, records: Iterable[Record]) -> None:
    by_cell: dict[str, set[int]] = defaultdict(set)
    for record in records:
        for place, decimals in zip(record.cells, record.decimals, strict=True):
            if decimals is not None:
                by_cell[place].add(decimals)
    for place, several in by_cell.items():
        if len(several) > 1:
            refuse(
                where,
                f"prints {place}, or a word that goes by it, with {sorted(several)} decimals; "
                "give both one format, or they may contradict each other",
            )


def _refuse_signs(where: str, records: Iterable[Record]) -> None:
    for record in records:
        if not record.is_word and record.text.startswith("\N{MINUS SIGN}"):
            refuse(
                where,
                f"prints {record.cells[0]} as {record.text}; say the direction by a word of the "
                "vocabulary, such as moved",
            )


def _refuse_misplaced_months(where: str, text: str) -> None:
    found = parts(text)
    for before, record, after in zip(found[::2], found[1::2], found[2::2], strict=False):
        if record.is_word:
            continue
        if record.unit == "month" and not _OF_TIME.search(before):
            refuse(
                where,
                f"{record.cells[0]} ({record.text}) is a month, and no word of time leads to it, "
                "such as i, fra, til, siden",
            )
        if record.unit in UNITS and (unit := re.match(r"\s*(pct|procent|%|promille)", after)):
            refuse(
                where,
                f"types {unit[1]} after {record.cells[0]} ({record.text}) [{record.unit}]; a cell "
                "prints the unit it has",
            )
        # "i 98 kommuner" and "i 5,2 pct. af dem" may be.
        is_part = record.unit == "count" or re.match(r"\s+af\b", after)
        if record.unit in UNITS and _ONLY_TIME.search(before) and not is_part:
            refuse(
                where,
                f"{record.cells[0]} ({record.text}) stands where a month belongs, after i",
            )


def _refuse_backward(where: str, text: str) -> None:
    """Refuse ranges and parts that cannot be: ``mellem 5 og 3``, ``7 af 5``, ``fra 2026 til 2016``.

    ``fra 5 til 3`` may be, of numbers; of months not.
    """
    found = parts(text)
    for at in range(1, len(found) - 2, 2):
        (lead, first, between, last) = found[at - 1 : at + 3]
        word = " ".join(between.split())
        if first.is_word or last.is_word or word not in ("og", "til", "–", "af", "ud af"):
            continue
        of_months, before = first.unit == "month", lead.split()[-1].lower() if lead.split() else ""
        comes_from, is_range = before == "fra", before == "mellem" or word in ("til", "–")
        has_month = "month" in (first.unit, last.unit)
        apart = before in ("fra", "mellem") or (is_range and not has_month)
        if first.unit != last.unit and apart:
            refuse(where, f"between {first.text} and {last.text}, of different units, is no range")
        ascends = of_months or word.endswith("af") or (is_range and not comes_from)
        if not ascends or first.unit != last.unit or first.unit in ("name", "truth"):
            continue
        low, high = (_printed(record) for record in (first, last))
        if low > high or ((is_range or of_months) and first.text == last.text):
            refuse(where, f"{first.text} {word} {last.text} runs backwards")


def _printed(record: Record) -> Any:
    """Return what is printed, to be compared; of months their codes."""
    (decimals,) = record.decimals
    return record.value if decimals is None else float(halves_up(record.value, decimals))
