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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from vse_report.prose.cells import MARKS, PRINTED, UNITS, Record, parts, unmark
from vse_report.prose.wording import halves_up

# Innocent uses are named, one by one, where a sentence is told (``typed=``).
DIRECTIONS = (
    *("faldt", "falder", "faldet", "steg", "stiger", "steget", "voksede", "vokser", "øgedes"),
    *("faldende", "stigende", "voksende", "øget", "øges", "reduceret", "aftaget", "tiltaget"),
    *("oftere", "sjældnere", "flertallet", "mindretallet"),
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
# Parts of names of frames, rows and columns of which a cell has one, and words that say which:
# first of the ends of a time, then of what numbers are from, which months in the same clause are
# not; heads of tables also say what a column holds.
_ENDS = (
    {"start": r"begynd\w*", "end": r"slut\w*|endt\w*|nu"},
    {
        "first": r"først\w*",
        "last": r"senest\w*|sidst\w*",
        "lowest": r"lavest\w*",
        "highest": r"højest\w*",
    },
    {"before": r"før|inden(?! for)", "after": r"siden"},
)
ROLES = (
    *_ENDS,
    {"stated": r"oply\w+", "derived": r"niveauer\w*|beregn\w*"},
    {"study": r"undersøgelsen?s?", "press": r"avis\w*", "series": r"serie\w*"},
)
HELD = (
    {"month": r"måned\w*", "source": r"kilde\w*"},
    {
        "change": r"ændring\w*",
        "share": r"andel\w*",
        "gap": r"forskel\w*|afstand\w*",
        "persons": r"modtagere",
    },
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
        _refuse(where, "a printed cell was cut apart; write cells into f-strings only")
    _refuse_typed(where, left, typed)
    _refuse_other_rows(where, text)
    _refuse_other_roles(where, text)
    _refuse_two_frames(where, text)
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


def _refuse(where: str, why: str) -> NoReturn:
    msg = f"{where}: {why}"
    raise ValueError(msg)


def _refuse_typed(where: str, left: str, typed: Sequence[str]) -> None:
    digits = re.findall(rf"[^\s{PRINTED}]*\d[^\s{PRINTED}]*", left)
    if digits:
        _refuse(where, f"types {', '.join(digits)}; keep the number in a frame and cite its cell")
    if "{" in left or "}" in left:
        _refuse(where, "prints a brace; is the f before its quotes missing?")
    left = " ".join(left.split())
    bare = [words for words in typed if _TYPED.fullmatch(words)]
    if bare:
        _refuse(where, f"is allowed {', '.join(bare)} wherever it stands; name words around it")
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
            # Months are of all rows, where a frame compares two, and a total is of all groups.
            for record in records:
                if record.unit == "month" or "[total]" in record.cells[0]:
                    continue
                if record.subject and about[frame] and record.subject not in about[frame]:
                    _refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) stands in a clause about "
                        f"{', '.join(sorted(about[frame]))}, and is about {record.subject}; cite "
                        "the row that the clause names, or name the row it cites",
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
    # Also in another form: jobparat, jobparate.
    how = rf"(?<![\w-]){re.escape(label)}(?:s|e|es|n|ne|nes|er|et|en)?(?!\w)"
    return re.search(how, typed, re.IGNORECASE) is not None


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


def refuse_other_head(where: str, shown: str, column: str, unit: str, head: str) -> None:
    """Refuse a head of a table's column that names what the column does not hold.

    ValueError also where the head prints a cell of another frame than ``shown``, the name of the
    one in the table, or of another end than the column is of.
    """
    plain, records, _ = unmark(head)
    if any(record.frame != shown for record in records):
        _refuse(where, f"{column} is headed {plain!r}, which is of {records[0].frame}")
    for family in (*ROLES, *HELD):
        own = _role_of(f"{unit}_{column}", family)
        said = _said(plain, family)
        if family in _ENDS:
            said += [role for record in records if (role := _role_of(record.cells[0], family))]
        if said and own not in said and (own or family in HELD):
            _refuse(where, f"{column} is headed {plain!r}, which is of {', '.join(said)}")


def _role_of(name: str, family: Mapping[str, str]) -> str:
    """Return the role in the name of a cell; the last, as its column says most of it."""
    return next((part for part in reversed(re.split(r"[\W_]+", name)) if part in family), "")


def _said(words: str, family: Mapping[str, str]) -> list[str]:
    return [role for role, how in family.items() if re.search(rf"\b(?:{how})\b", words, re.I)]


def _refuse_other_roles(where: str, text: str) -> None:
    """Refuse a cell of one end or source in a clause that speaks of another of them."""
    about: dict[int, list[str]] = {}  # by family: what the sentence is speaking of
    for clause, is_last in _clauses(text):
        typed = " ".join(part for part in clause if isinstance(part, str))
        # A word goes by two cells; "end" and "som" lead to the first of them.
        cited = [r for r in clause if isinstance(r, Record)]
        cited = [r for r in cited if not r.is_word or ": than" in r.format]
        for number, family in enumerate(ROLES):
            about[number] = _said(typed, family) or about.get(number, [])
            for record in cited if about[number] else []:
                role = _role_of(record.cells[0], family)
                of_other_kind = record.unit == "month" and family not in _ENDS
                if role and role not in about[number] and not of_other_kind:
                    _refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) is of {role} and stands where the text "
                        f"speaks of {', '.join(about[number])}; cite the other, or begin a new "
                        "sentence",
                    )
        if is_last:
            about = {}


def _refuse_two_frames(where: str, text: str) -> None:
    """Refuse one quantity of two frames in a sentence, unless words tell the two apart.

    Of two frames that look alike, one is easily the wrong one.
    """
    said: dict[str, list[Record]] = defaultdict(list)  # by column
    for clause, is_last in _clauses(text):
        for record in clause:
            if isinstance(record, str) or len({c.rpartition(".")[0] for c in record.cells}) > 1:
                continue  # typed, or a clause of its own about several rows
            column = record.cells[0].rpartition(".")[2]
            if record.unit not in UNITS and column not in ("start_month", "end_month"):
                continue
            column = "start_month" if column == "end_month" else column  # ends of one period
            for other in said[column]:
                if other.frame != record.frame and not _told_apart(other, record):
                    _refuse(
                        where,
                        f"prints {column} of {other.frame} and of {record.frame} in one sentence; "
                        "keep them in one frame, or let a clause function tell them apart",
                    )
            said[column].append(record)
        if is_last:
            said.clear()


def _told_apart(one: Record, other: Record) -> bool:
    """Tell whether two cells have different roles, which words must go by."""
    roles = [[_role_of(record.cells[0], family) for family in ROLES] for record in (one, other)]
    return any(a and b and a != b for a, b in zip(*roles, strict=True))


def _refuse_signs(where: str, records: Iterable[Record]) -> None:
    for record in records:
        if not record.is_word and record.text.startswith("\N{MINUS SIGN}"):
            _refuse(
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
            _refuse(
                where,
                f"{record.cells[0]} ({record.text}) is a month, and no word of time leads to it, "
                "such as i, fra, til, siden",
            )
        if record.unit in UNITS and (unit := re.match(r"\s*(pct|procent|%|promille)", after)):
            _refuse(
                where,
                f"types {unit[1]} after {record.cells[0]} ({record.text}) [{record.unit}]; a cell "
                "prints the unit it has",
            )
        # "i 98 kommuner" and "i 5,2 pct. af dem" may be.
        is_part = record.unit == "count" or re.match(r"\s+af\b", after)
        if record.unit in UNITS and _ONLY_TIME.search(before) and not is_part:
            _refuse(
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
        is_range = lead.rstrip().lower().endswith("mellem") or word in ("til", "–")
        if is_range and first.unit != last.unit:
            _refuse(where, f"between {first.text} and {last.text}, of different units, is no range")
        of_months, comes_from = first.unit == "month", lead.rstrip().lower().endswith("fra")
        ascends = of_months or word.endswith("af") or (is_range and not comes_from)
        if not ascends or first.unit != last.unit or first.unit in ("name", "truth"):
            continue
        low, high = (_printed(record) for record in (first, last))
        if low > high or (is_range and first.text == last.text):
            _refuse(where, f"{first.text} {word} {last.text} runs backwards")


def _printed(record: Record) -> Any:
    """Return what is printed, to be compared; of months their codes."""
    (decimals,) = record.decimals
    return record.value if decimals is None else float(halves_up(record.value, decimals))
