"""Judgements that take a whole sentence: every side is tested with its full wording.

Each goes by the numbers as they are printed and is recorded with the cells it went by.
"""

from __future__ import annotations

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row


def falls_follow(falls: Kept) -> str:
    """Return whether the stated percentages can come from the levels printed beside them.

    ``falls`` has ``stated_pct`` and ``derived_pct`` for each of two groups.
    """
    pairs = [(row.stated_pct, row.derived_pct) for row in falls]
    wrong = sum(stated.printed() != derived.printed() for stated, derived in pairs)
    told = ("kan altså være", "er altså ikke begge", "er altså ikke")[wrong]
    text = f"Procenterne {told} beregnet ud fra de niveauer, de står sammen med."
    return mark(tuple(cell for pair in pairs for cell in pair), "falls_follow", text)


def conclusion_holds(group: Cell, beside: Cell) -> str:
    """Return whether the study's conclusion keeps its direction: the uninsured fell least.

    ``group`` is the fall of the uninsured, ``beside`` that of the insured, by the levels.
    """
    return w.ordered(
        group,
        beside,
        below="Konklusionens retning holder: Faldet er mindst for de ikke-forsikrede.",
        alike="Konklusionens retning holder ikke: De to fald er lige store.",
        above="Konklusionens retning holder ikke: Faldet er størst for de ikke-forsikrede.",
    )


def later_starts(starts: Row) -> str:
    """Return how many of the later starting months give the order of the first ones.

    ``starts`` has ``later`` and ``alike_later``, both counts.
    """
    later, alike = int(starts.later.value), int(starts.alike_later.value)
    cells = (starts.later, starts.alike_later)
    if later == 0:
        text = "Senere måneder at begynde i er der ikke."
    elif alike == 0:
        text = "Begynder man senere, får man den aldrig."
    elif alike == later:
        text = "Begynder man senere, får man den også altid."
    else:
        out_of = f"{starts.alike_later.worded()} af {starts.later.worded()} måneder"
        text = f"Begynder man senere, får man den i {out_of}."
    return mark(cells, "later_starts", text)


def since_lowest(lowest: Row, highest: Row, last: Row) -> str:
    """Return where a series of persons was lowest, how far it rose again, and where it is now.

    Each has ``month`` and ``persons``; ``highest`` is the highest from the lowest month on.
    """
    cells = tuple(cell for row in (lowest, highest, last) for cell in (row.persons, row.month))
    told = f"i {lowest.month.worded()} med {lowest.persons.worded()}"
    if lowest.month.value == last.month.value:
        return mark(cells, "since_lowest", f"er lavest {told}, den nyeste måned.")
    text = (
        f"var lavest {told}. Siden var det højest i {highest.month.worded()} med "
        f"{highest.persons.worded()}."
    )
    if highest.month.value != last.month.value:
        text += f" I {last.month.worded()} er det {last.persons.worded()}."
    return mark(cells, "since_lowest", text)
