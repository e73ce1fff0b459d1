"""Whose a number is: what a clause names, held against the names of the cells it prints.

A kept frame, its rows and its columns have names; the words around a cell say of which group, end
or source it is. Where the two differ, one of them is wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn

from vse_report.prose.cells import COUNTED, UNITS, Record, parts, unmark

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
_FALL = re.compile(r"\b(?:fald(?:et|ene)?|tilbagegang(?:en)?)\b", re.IGNORECASE)
_AND = "\ue0ff"  # no text has this character


def _refuse_other_rows(where: str, text: str) -> None:
    """Refuse a cell of another row than those its clause names, typed or by their labels."""
    about: dict[str, list[str]] = {}  # by frame: the rows the sentence is speaking of
    labels = {label for r in parts(text)[1::2] for label in (r.subject, *r.others)}
    for clause, is_last in _clauses(text, [label for label in labels if " og " in label]):
        typed = " ".join(part for part in clause if isinstance(part, str)).replace(_AND, "og")
        by_frame: dict[str, list[Record]] = defaultdict(list)
        for record in clause:
            if isinstance(record, Record):
                by_frame[record.frame].append(record)
        for frame, records in by_frame.items():
            labels = {label for r in records for label in (r.subject, *r.others) if label}
            named = [label for label in labels if _names(typed, label)]
            named += [record.subject for record in records if record.names_row]
            about[frame] = named or about.get(frame, [])
            # Months are of all rows, where a frame compares two, and a total may have its parts
            # beside it: of 5 all, 3 insured.
            for record in records:
                if record.unit == "month" or (
                    "[total]" in record.cells[0] and not record.is_word and record.unit in COUNTED
                ):
                    continue
                if record.subject and about[frame] and record.subject not in about[frame]:
                    refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) stands in a clause about "
                        f"{', '.join(sorted(about[frame]))}, and is about {record.subject}; cite "
                        "the row that the clause names, or name the row it cites",
                    )
        if is_last:
            about = {}


def _clauses(text: str, joined: Sequence[str] = ()) -> Iterator[tuple[list[str | Record], bool]]:
    """Yield typed words and records in turn, a clause at a time, and whether its sentence ends.

    ``og`` inside the labels ``joined`` parts no clauses.
    """
    clause: list[str | Record] = []
    for part in parts(text):
        if isinstance(part, Record):
            clause.append(part)
            continue
        for label in sorted(joined):
            together = label.replace(" og ", f" {_AND} ")
            part = re.sub(re.escape(label), together, part, flags=re.IGNORECASE)
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


def refuse(where: str, why: str) -> NoReturn:
    """Raise ValueError that begins with ``where``."""
    msg = f"{where}: {why}"
    raise ValueError(msg)


def refuse_other_subjects(where: str, text: str) -> None:
    """Refuse a text with marks in which the words name another subject than the cells have.

    ValueError that begins with ``where`` and names the cell.
    """
    _refuse_other_rows(where, text)
    _refuse_other_roles(where, text)
    _refuse_other_month(where, text)
    _refuse_two_frames(where, text)
    _refuse_strange_falls(where, text)


def refuse_other_heads(
    where: str, shown: str, units: Mapping[str, str], heads: Mapping[str, str]
) -> None:
    """Refuse a head of a table's column that names what the column does not hold.

    ``shown`` is the name of the frame in the table, ``units`` and ``heads`` are by column.
    ValueError also where a head prints a cell of another frame, or of another end than its column.
    """
    for column, head in heads.items():
        plain, records, _ = unmark(head)
        if any(record.frame != shown for record in records):
            refuse(where, f"{column} is headed {plain!r}, which is of {records[0].frame}")
        others = [f"{units.get(other, '')}_{other}" for other in heads if other != column]
        _refuse_head(where, f"{units.get(column, '')}_{column}", others, plain, records)


def _refuse_head(
    where: str, name: str, others: Sequence[str], plain: str, records: Sequence[Record]
) -> None:
    for family in (*ROLES, *HELD):
        own, of_others = _role_of(name, family), {_role_of(other, family) for other in others}
        said = _said(plain, family)
        if family in _ENDS:
            said += [role for record in records if (role := _role_of(record.cells[0], family))]
        is_other = own or family in HELD or of_others & set(said)
        if said and own not in said and is_other:
            column = name.partition("_")[2]
            refuse(
                where,
                f"{column} is headed {plain!r}, which is of {', '.join(said)}; head it otherwise, "
                f"or name the column for it, {said[0]}_…",
            )


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
                    refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) is of {role} and stands where the text "
                        f"speaks of {', '.join(about[number])}; cite the other, or begin a new "
                        "sentence",
                    )
        if is_last:
            about = {}


def _refuse_other_month(where: str, text: str) -> None:
    """Refuse the number of one end of a row in a clause that names the month of the other only."""
    for clause, _ in _clauses(text):
        of_row: dict[str, dict[bool, list[Record]]] = defaultdict(lambda: defaultdict(list))
        for record in clause:
            if isinstance(record, Record) and not record.is_word:
                row = record.cells[0].rpartition(".")[0]
                of_row[row][record.unit == "month"].append(record)
        for found in of_row.values():
            months = {_role_of(record.cells[0], _ENDS[0]) for record in found[True]} - {""}
            for record in found[False] if len(months) == 1 else []:
                if (role := _role_of(record.cells[0], _ENDS[0])) and role not in months:
                    refuse(
                        where,
                        f"{record.cells[0]} ({record.text}) is of {role}, and the month beside it "
                        f"is of {', '.join(months)}",
                    )


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
            is_end = column in ("start_month", "end_month")
            column = "start_month" if is_end else column  # both are of one period
            for other in said[column]:
                if other.frame != record.frame and (is_end or not _told_apart(other, record)):
                    refuse(
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


def _refuse_strange_falls(where: str, text: str) -> None:
    """Refuse a clause that speaks of a fall and prints a number that is not kept as one."""
    for clause, _ in _clauses(text):
        typed = " ".join(part for part in clause if isinstance(part, str))
        for record in clause if _FALL.search(typed) else []:
            if isinstance(record, str) or record.is_word or record.unit not in ("pct", "points"):
                continue
            if not re.search(r"(?:^|[\W_])fall", record.cells[0]):
                refuse(
                    where,
                    f"types {_FALL.search(typed)[0]} beside {record.cells[0]} ({record.text}); let "
                    "a word of the vocabulary say where it went, or keep it under a name that "
                    "says it is a fall",
                )
