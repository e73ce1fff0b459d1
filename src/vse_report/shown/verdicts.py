"""Judgements on the study's figures that take a whole sentence, as `shown.clauses` on today's."""

from __future__ import annotations

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row

STUDY = "Undersøgelsen"  # as the source of a figure


def levels_told(groups: Kept, table: Row) -> str:
    """Return what the study's four levels are and where they come from.

    ``groups`` is a frame of `measures.unemployment.change_by_group`; ``table`` has the ``title`` of
    the table that the study names.
    """
    total = groups.total
    return (
        "Undersøgelsen gengiver antallet af forsikrede og ikke-forsikrede ledige ved periodens "
        f"begyndelse i {total.start_month} og dens slutning i {total.end_month}, i "
        "fuldtidspersoner, sæsonkorrigeret, fra Danmarks Statistik. De kaldes her niveauerne. "
        f"Tabellen, {table.title}, er nedlagt, så der er ikke andet at regne på i dag."
    )


def composition_told(groups: Kept) -> str:
    """Return what became of the share of the uninsured, on which the study lays weight."""
    insured, uninsured = groups.insured, groups.uninsured
    return (
        "Undersøgelsen lægger vægt på sammensætningen. De ikke-forsikredes andel "
        f"{w.moved_between(uninsured.share_change_points, uninsured.share)}. De forsikrede stod "
        f"for {insured.part_of_change_pct} af den samlede ændring."
    )


def falls_told(falls: Kept) -> str:
    """Return the stated falls, those that the levels give, and whether the two agree."""
    insured, uninsured = falls.insured, falls.uninsured
    return (
        f"Undersøgelsen oplyser et fald på {insured.stated_pct} for de forsikrede og "
        f"{uninsured.stated_pct} for de ikke-forsikrede. Niveauerne giver {insured.derived_pct} "
        f"for de forsikrede og {uninsured.derived_pct} for de ikke-forsikrede. "
        f"{falls_follow(falls)}"
    )


def falls_follow(falls: Kept) -> str:
    """Return whether the stated percentages can come from the levels printed beside them.

    ``falls`` has ``stated_pct`` and ``derived_pct`` for each of two groups.
    """
    pairs = [(row.stated_pct, row.derived_pct) for row in falls]
    wrong = sum(stated.printed() != derived.printed() for stated, derived in pairs)
    told = ("kan altså være", "er altså ikke begge", "er altså ikke")[wrong]
    text = f"Procenterne {told} beregnet ud fra de niveauer, de står sammen med."
    return mark(tuple(cell for pair in pairs for cell in pair), "falls_follow", text)


def conclusion_holds(falls: Kept) -> str:
    """Return whether the study's conclusion keeps its direction: the uninsured fell least.

    ``falls`` is as above; it goes by the falls that the levels give.
    """
    return w.ordered(
        falls.uninsured.derived_pct,
        falls.insured.derived_pct,
        below="Rækkefølgen holder efter niveauerne: Faldet er mindst for de ikke-forsikrede.",
        alike="Rækkefølgen holder ikke: De to fald er lige store.",
        above="Rækkefølgen holder ikke: Faldet er størst for de ikke-forsikrede.",
    )


def gap_of_falls(gap: Row, *, short: bool = False) -> str:
    """Return whether the two falls lie as far apart as the study states; a sentence.

    ``gap`` is as of `measures.statements.gap_of_falls`; ``short`` leaves the numbers out.
    """
    derived, stated = gap.derived_points, gap.stated_points
    if short:
        begin, end = "Forskellen på de to fald er", "den oplyste."
    else:
        begin = "Forskellen på faldene er"
        end = f"den, undersøgelsen oplyser: {derived.worded()} mod {stated.worded()}."
    return w.ordered(
        derived,
        stated,
        below=f"{begin} mindre end {end}",
        alike=f"{begin} lige så stor som {end}",
        above=f"{begin} større end {end}",
    )


def ended_at(share: Row) -> str:
    """Return where the share of the uninsured ends by the stated falls, and by the levels.

    ``share`` has ``stated_pct`` and ``derived_pct``.
    """
    by_stated, by_levels = share.stated_pct, share.derived_pct
    text = (
        f"De ikke-forsikredes andel ville efter de oplyste procenter være endt på "
        f"{by_stated.worded()}; efter niveauerne endte den på {by_levels.worded()}"
    )
    return mark((by_stated, by_levels), "ended_at", text)


def larger_than_stated(falls: Kept) -> str:
    """Return which of the falls are larger than the study states, as a title.

    ``falls`` is as for `falls_follow`, with two groups.
    """
    pairs = [(row.stated_pct, row.derived_pct) for row in falls]
    larger = sum(derived.printed() > stated.printed() for stated, derived in pairs)
    told = (
        "Niveauerne giver ingen større fald, end undersøgelsen oplyser",
        "Niveauerne giver ét større fald, end undersøgelsen oplyser",
        "Niveauerne giver to større fald, end undersøgelsen oplyser",
    )[larger]
    return mark(tuple(cell for pair in pairs for cell in pair), "larger_than_stated", told)


def above_series(gaps: Kept) -> str:
    """Return whether figures of the time lie above the later series they are held against.

    ``gaps`` has ``gap``, the figure less the series [full-time persons], and ``source``.
    """
    of_study = all(row.source.value == STUDY for row in gaps)
    what = "undersøgelsens samlede tal" if of_study else "tal fra dengang"
    cells = [row.gap for row in gaps]
    above = sum(gap.printed("100") > 0 for gap in cells)
    every = "begge" if len(cells) == 2 else "alle"
    none = "ingen af" if of_study else "ingen"
    told = {0: none, len(cells): every}.get(above, f"ikke {every}")
    text = f"{told} {what} ligger over den reviderede serie"
    return mark(tuple(cells), "above_series", text[:1].upper() + text[1:], (-2,) * len(cells))


def lies(gaps: Kept) -> str:
    """Return how far the study's totals lie above or below the later series, each with its month.

    ``gaps`` is as above, two rows: ``16.500 fuldtidspersoner over den reviderede serie i …``.
    """
    told = []
    for row, series in zip(gaps, ("den reviderede serie", "den"), strict=True):
        value = row.gap.printed("100")
        side = "over" if value > 0 else "under"
        far = f"{row.gap.worded('100', signed=False)} fuldtidspersoner {side}"
        told.append(f"{far if value else 'på linje med'} {series} i {row.month.worded()}")
    cells = tuple(cell for row in gaps for cell in (row.gap, row.month))
    return mark(cells, "lies", " og ".join(told), (-2, None) * 2)


def fell_in_number(fallen: Row, start: Row) -> str:
    """Return how far the study's total and the series fell, and that one began with more.

    ``fallen`` is as of `measures.study.falls_beside`; ``start`` is the first row of
    `measures.study.gap_to_series` for the study.
    """
    begins = w.compared(start.series_persons, start.persons, "number")
    return (
        f"*Tilbagegangen i antal* er {fallen.study:100} fuldtidspersoner i undersøgelsen og "
        f"{fallen.series:100} i den reviderede serie. I procent er det {fallen.study_pct} i "
        f"undersøgelsen og {fallen.series_pct} i serien, og serien begynder med {begins.word} "
        f"ledige {begins.than} undersøgelsen."
    )


def level_fits(ranges: Kept, *, short: bool = False) -> str:
    """Return whether the study's totals lie as far above the later series as those of the press.

    ``ranges`` has ``low`` and ``high`` [full-time persons] for ``study`` and ``press``; ``short``
    leaves the numbers out.
    """
    study, press = ranges.study, ranges.press
    cells = (study.low, study.high, press.low, press.high)
    low, high, least, most = (cell.printed("100") for cell in cells)
    if min(low, least) < 0:
        msg = f"{ranges.name}: a distance has no sign, and one of these is negative"
        raise ValueError(msg)
    fits = "passer" if least <= low and high <= most else "passer ikke"
    text = f"Det samlede niveau {fits} med de tal fra Danmarks Statistik, som aviserne gengav"
    if not short:
        of = [_range(*ends) for ends in (cells[2:], cells[:2])]
        text += (
            f": Afstanden til den reviderede serie er {of[0]} fuldtidspersoner for avisernes tal "
            f"og {of[1]} for undersøgelsens"
        )
    return mark(cells, "level_fits", f"{text}.", (-2,) * 4)


def _range(low: Cell, high: Cell) -> str:
    """Return ``11.800 til 17.800``, to hundreds; where both print alike the one number."""
    ends = [cell.worded("100") for cell in (low, high)]
    return ends[0] if ends[0] == ends[1] else " til ".join(ends)


def new_method(method: Row) -> str:
    """Return what the later method of counting changed, and how much of the gap it explains.

    ``method`` has the month ``announced``, ``parts`` in words, ``low_persons`` and
    ``high_persons``, by which fewer are counted, and ``explained_low_pct`` and
    ``explained_high_pct``, what these are of the study's distance.
    """
    cells = (
        *(method.low_persons, method.high_persons),
        *(method.explained_low_pct, method.explained_high_pct),
    )
    values = [cell.value for cell in cells]
    if values[0] > values[1] or values[2] > values[3]:
        msg = f"{method.low_persons.row}: low is above high"
        raise ValueError(msg)
    low, high = (cell.worded() for cell in cells[:2])
    least, most = (cell.worded(".0") for cell in cells[2:])
    text = (
        f"I {method.announced.worded()} varslede Danmarks Statistik en ny metode med i gennemsnit "
        f"{low} til {high} færre ledige: {method.parts.worded()}. Gælder gennemsnittet også disse "
        f"to måneder, svarer metodeændringen til mellem {least} og {most} af forskellen."
    )
    decimals = (0, 0, 0, 0, None, None)
    return mark((*cells, method.announced, method.parts), "new_method", text, decimals)


def most_of(method: Row) -> str:
    """Return that the new method explains ``det meste``, or half, or less, of the distance.

    ``method`` is as above; it goes by ``explained_low_pct``, from 0 to 100.
    """
    share = method.explained_low_pct
    value = share.printed(".0")
    if not 0 <= value <= 100:
        msg = f"{share.place}, {share.worded()}, is no part of a whole"
        raise ValueError(msg)
    told = "det meste" if value > 50 else "halvdelen" if value == 50 else "mindre end halvdelen"
    return mark((share,), "most_of", told, (0,))


def jumps(jump: Row) -> str:
    """Return how much more or less a series moved in one month than in those beside it.

    ``jump`` has the months ``start`` and ``end``, ``change``, and ``excess``, by which it is more
    than in the months on either side [full-time persons], told to hundreds.
    """
    change, excess = jump.change.value, jump.excess.printed("100")
    months = f"Fra {jump.start.worded()} til {jump.end.worded()}"
    if excess == 0:
        told = f"{months} ændrer serien sig som i måneden før og måneden efter"
    else:
        falls = change < 0 or (change == 0 and excess > 0)
        much = "mere" if falls == (excess < 0) else "mindre"
        told = (
            f"{months} {'falder' if falls else 'stiger'} serien omkring "
            f"{jump.excess.worded('100', signed=False)} fuldtidspersoner {much} end i måneden før "
            "og måneden efter"
        )
    return mark((jump.excess, jump.start, jump.end), "jumps", told, (-2, None, None))


def order_kept(variants: Kept) -> str:
    """Return whether the uninsured fell least under every assumption, as the study concludes.

    ``variants`` has ``change_pct`` of the uninsured and ``beside_change_pct`` of the insured.
    """
    pairs = [(row.change_pct, row.beside_change_pct) for row in variants]
    least = [one.printed() > other.printed() for one, other in pairs]
    told = "Rækkefølgen holder" + ("" if all(least) else " ikke altid" if any(least) else " ikke")
    return mark(tuple(cell for pair in pairs for cell in pair), "order_kept", told)


def turns(turning: Row) -> str:
    """Return from which deduction the order of the two groups turns, and whether the least does it.

    ``turning`` has ``at_persons`` and ``low_persons``, the least that the new method explains; both
    are taken off the uninsured in both months [full-time persons].
    """
    at, low = turning.at_persons, turning.low_persons
    if at.printed("100") <= 0:
        msg = f"{at.place}, {at.worded()}, is no deduction: the order has turned as it is"
        raise ValueError(msg)
    told = "vender" if low.printed() > at.printed("100") else "holder"
    text = (
        f"Rækkefølgen vender først, hvis der trækkes omkring {at.worded('100')} "
        "fuldtidspersoner fra de ikke-forsikrede i begge måneder. Trækkes hele metodeændringens "
        f"laveste tal, {low.worded()}, fra de ikke-forsikrede alene, {told} den altså."
    )
    return mark((at, low), "turns", text, (-2, 0))


def fall_reached(around: Kept, implied: Row, course: Kept) -> str:
    """Return when a fall since the start of a series was reached, as a title.

    ``around`` has the ``month`` ``before`` and ``after`` it; ``implied`` has ``fall_pct``;
    ``course`` is a frame of `measures.months.course` of the fall.
    """
    before, after, start = around.before.month, around.after.month, course.first.month
    text = (
        f"Mellem {before.worded()} og {after.worded()} nåede faldet siden {start.worded()} op på "
        f"{implied.fall_pct.worded()}"
    )
    return mark((before, after, start, implied.fall_pct), "fall_reached", text)


def fall_in_series(implied: Row, around: Kept, in_number: Row) -> str:
    """Return when the later series had fallen as far as the stated percentages say together.

    ``implied`` has ``fall_pct`` and the same in number, ``fewer`` [full-time persons]; ``around``
    is as above, ``in_number`` has the months ``start`` and ``end`` that the fall in number gives.
    """
    months = (around.before.month, around.after.month, in_number.start, in_number.end)
    before, after, first, last = (month.worded() for month in months)
    text = (
        f"De oplyste procenter svarer tilsammen til et fald på {implied.fall_pct.worded()} Så "
        f"langt var den reviderede serie nået mellem {before} og {after}. Måler man i antal, "
        f"{implied.fewer.worded('100')} fuldtidspersoner, nås faldet mellem {first} og {last}."
    )
    return mark((implied.fall_pct, *months, implied.fewer), "fall_in_series", text)


def hypothesis(around: Kept, in_number: Row, period: Row) -> str:
    """Return from which months the stated percentages may be, and of which the levels are.

    ``around`` and ``in_number`` are as above; ``period`` has ``end_month``.
    """
    months = (around.after.month, in_number.end, period.end_month)
    values = [month.value for month in months]
    if values != sorted(values):
        msg = f"{', '.join(month.place for month in months)} do not follow each other"
        raise ValueError(msg)
    after, last, end = (month.worded() for month in months)
    text = (
        f"procenterne er beregnet på tal fra perioden {after} til {last} og ikke blev rettet, da "
        f"niveauerne blev opdateret til {end}"
    )
    return mark(months, "hypothesis", text)
