"""Judgements that take a whole sentence: every side is tested with its full wording.

Each goes by the numbers as they are printed and is recorded with the cells it went by.
"""

from __future__ import annotations

from babel.lists import format_list

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


def larger_than_stated(falls: Kept) -> str:
    """Return which of the falls are larger than the study states, as a title.

    ``falls`` is as for `falls_follow`, with two groups.
    """
    pairs = [(row.stated_pct, row.derived_pct) for row in falls]
    larger = sum(derived.printed() > stated.printed() for stated, derived in pairs)
    told = (
        "Ingen af faldene er større, end undersøgelsen oplyser",
        "Kun det ene fald er større, end undersøgelsen oplyser",
        "Begge fald er større, end undersøgelsen oplyser",
    )[larger]
    return mark(tuple(cell for pair in pairs for cell in pair), "larger_than_stated", told)


def order_of(cash: Row, benefit: Row) -> str:
    """Return which of two groups fell more, or rose less, over the whole series.

    Rows of `measures.unemployment.change_by_group`.
    """
    cells = (cash.change_pct, benefit.change_pct)
    one, other = (cell.printed() for cell in cells)
    if one == other:
        text = "I hele serien har de to grupper ændret sig lige meget."
    else:
        least = "kontanthjælpsledige" if one < other else "dagpengeledige"
        most = "dagpengeledige" if one < other else "kontanthjælpsledige"
        how = "faldet mere i procent" if min(one, other) < 0 else "steget mindre i procent"
        if min(one, other) < 0 <= max(one, other):
            text = f"I hele serien er antallet af {least} faldet, antallet af {most} ikke."
        else:
            text = f"I hele serien er antallet af {least} {how} end antallet af {most}."
    return mark(cells, "order_of", text)


def later_starts(starts: Row) -> str:
    """Return how many of the later starting months give the order of the first ones.

    ``starts`` has ``later`` and ``alike_later``, both counts.
    """
    later, alike = int(starts.later.value), int(starts.alike_later.value)
    cells = (starts.later, starts.alike_later)
    if later == 0:
        text = "Senere måneder at begynde i er der ikke."
    elif alike == 0:
        text = "Begynder man senere, gælder det aldrig."
    elif alike == later:
        text = "Begynder man senere, gælder det også altid."
    else:
        out_of = f"{starts.alike_later.worded()} af {starts.later.worded()} måneder"
        text = f"Begynder man senere, gælder det i {out_of}."
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


def between(course: Kept, spec: str = "") -> str:
    """Return the range of a series: ``mellem 11,4 pct. i maj 2021 og 17,0 pct. i juli 2026``.

    ``course`` is a kept frame of `measures.months.course`: ``month`` and one quantity, written as
    ``spec`` says. Of a series that prints alike throughout the one value.
    """
    (quantity,) = (column for column, unit in course.units.items() if unit != "month")
    (low, start), (high, end) = (
        (getattr(row, quantity), row.month) for row in (course.lowest, course.highest)
    )
    if low.printed(spec) == high.printed(spec):
        text = f"{low.worded(spec)} i alle måneder"
        return mark((low, high), "between", text, (low.decimals(spec),) * 2)
    text = f"mellem {low.worded(spec)} i {start.worded()} og {high.worded(spec)} i {end.worded()}"
    decimals = (low.decimals(spec), None, high.decimals(spec), None)
    return mark((low, start, high, end), "between", text, decimals)


def marked(events: Kept) -> str:
    """Return which events a drawing marks, each with its month; nothing if there are none."""
    rows = list(events)
    if not rows:
        return ""
    named = [f"{row.name.worded('lower')} ({row.month.worded()})" for row in rows]
    text = f"Stiplede linjer markerer {format_list(named, locale='da')}."
    cells = tuple(cell for row in rows for cell in (row.name, row.month))
    return mark(cells, "marked", text)


def above_series(gaps: Kept, what: str) -> str:
    """Return whether figures of the time lie above the later series they are held against.

    ``gaps`` has ``gap``, the figure less the series [full-time persons]; ``what`` is the subject.
    """
    cells = [row.gap for row in gaps]
    above = sum(gap.printed("100") > 0 for gap in cells)
    every = "begge" if len(cells) == 2 else "alle"
    told = {0: "ikke over", len(cells): f"{every} over"}.get(above, f"ikke {every} over")
    text = f"{what} ligger {told} den reviderede serie"
    return mark(tuple(cells), "above_series", text, (-2,) * len(cells))


def lies(gap: Cell) -> str:
    """Return ``16.500 fuldtidspersoner over``, ``under``, or ``på linje med``, to hundreds."""
    value = gap.printed("100")
    side = "over" if value > 0 else "under"
    told = f"{gap.worded('100', signed=False)} fuldtidspersoner {side}" if value else "på linje med"
    return mark((gap,), "lies", told, (-2,))


def level_fits(ranges: Kept, *, short: bool = False) -> str:
    """Return whether the study's totals lie as far above the later series as those of the press.

    ``ranges`` has ``low`` and ``high`` [full-time persons] for ``study`` and ``press``; ``short``
    leaves the numbers out.
    """
    study, press = ranges.study, ranges.press
    cells = (study.low, study.high, press.low, press.high)
    low, high, least, most = (cell.printed("100") for cell in cells)
    fits = "passer" if least <= low and high <= most else "passer ikke"
    text = f"Det samlede niveau {fits} med de tal fra Danmarks Statistik, som aviserne gengav"
    if not short:
        of = [f"{a.worded('100')} til {b.worded('100')}" for a, b in (cells[2:], cells[:2])]
        text += (
            f": Afstanden til den reviderede serie er {of[0]} fuldtidspersoner for avisernes tal "
            f"og {of[1]} for undersøgelsens"
        )
    return mark(cells, "level_fits", f"{text}.", (-2,) * 4)


def most_of(share: Cell) -> str:
    """Return ``det meste`` from a half on, else ``mindre end halvdelen``; a percentage."""
    told = "det meste" if share.printed(".0") >= 50 else "mindre end halvdelen"
    return mark((share,), "most_of", told, (0,))


def jumps(jump: Row) -> str:
    """Return how much more a series moved in one month than in those beside it, to hundreds.

    ``jump`` has the months ``start`` and ``end``, and ``excess`` [full-time persons].
    """
    value = jump.excess.printed("100")
    months = f"Fra {jump.start.worded()} til {jump.end.worded()}"
    if value == 0:
        told = f"{months} ændrer serien sig som i måneden før og måneden efter"
    else:
        verb = "falder" if value < 0 else "stiger"
        told = (
            f"{months} {verb} serien omkring {jump.excess.worded('100', signed=False)} "
            "fuldtidspersoner mere end i måneden før og måneden efter"
        )
    return mark((jump.excess, jump.start, jump.end), "jumps", told, (-2, None, None))


def order_kept(variants: Kept) -> str:
    """Return whether the uninsured fell least under every assumption.

    ``variants`` has ``change_pct`` of the uninsured and ``beside_change_pct`` of the insured.
    """
    pairs = [(row.change_pct, row.beside_change_pct) for row in variants]
    signs = {
        (one.printed() > other.printed()) - (one.printed() < other.printed())
        for one, other in pairs
    }
    told = "Rækkefølgen holder" if len(signs) == 1 else "Rækkefølgen holder ikke altid"
    return mark(tuple(cell for pair in pairs for cell in pair), "order_kept", told)


def turns(turning: Cell, low: Cell) -> str:
    """Return from which deduction the order of the two groups turns, and whether ``low`` does it.

    Both are full-time persons taken off the uninsured in both months.
    """
    told = "vender" if low.printed() > turning.printed("100") else "holder"
    text = (
        f"Rækkefølgen vender først, hvis der trækkes omkring {turning.worded('100')} "
        "fuldtidspersoner fra de ikke-forsikrede i begge måneder. Trækkes hele metodeændringens "
        f"laveste tal, {low.worded()}, fra de ikke-forsikrede alene, {told} den altså."
    )
    return mark((turning, low), "turns", text, (-2, 0))
