"""Judgements that take a whole sentence: every side is tested with its full wording.

Each goes by the numbers as they are printed and is recorded with the cells it went by.
"""

from __future__ import annotations

from babel.lists import format_list

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row

STUDY = "Undersøgelsen"  # as the source of a figure


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
        below="Konklusionens retning holder: Faldet er mindst for de ikke-forsikrede.",
        alike="Konklusionens retning holder ikke: De to fald er lige store.",
        above="Konklusionens retning holder ikke: Faldet er størst for de ikke-forsikrede.",
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
        "Ingen af faldene er større, end undersøgelsen oplyser",
        "Kun det ene fald er større, end undersøgelsen oplyser",
        "Begge fald er større, end undersøgelsen oplyser",
    )[larger]
    return mark(tuple(cell for pair in pairs for cell in pair), "larger_than_stated", told)


def if_all_counted(who: Kept) -> str:
    """Return what part of the unemployed is on cash benefit, and would be if all on it counted.

    ``who`` is a frame of `measures.unemployment.who_counts`. A title, without a full stop.
    """
    counted, everyone = (row.cash_pct for row in (who.counted, who.everyone))
    if counted.printed(".0") == everyone.printed(".0"):
        end = ", også hvis alle på kontanthjælp talte med"
    else:
        end = f", og ville være {everyone.worded('.0')}, hvis alle på kontanthjælp talte med"
    text = f"Ledige på kontanthjælp er {counted.worded('.0')} af de ledige{end}"
    return mark((counted, everyone), "if_all_counted", text, (0, 0))


def who_would_count(ready: Row, who: Kept) -> str:
    """Return how few of all on cash benefit count as unemployed, and what if all of them did.

    ``ready`` has ``share_pct``, of the job-ready of all on cash benefit, and ``month``; ``who`` is
    as above, with the ``month`` it is of.
    """
    counted, everyone = who.counted, who.everyone
    cells = (ready.share_pct, everyone.cash_pct, counted.cash_pct, counted.month, ready.month)
    apart = ready.month.value != counted.month.value
    part = ready.share_pct.worded("fraction") + (f" (i {ready.month.worded()})" if apart else "")
    now, then = counted.cash_pct.worded(".0"), everyone.cash_pct.worded(".0")
    text = (
        f"Af alle på kontanthjælp er {part} jobparate, og kun de tæller som ledige. Hvis alle på "
        f"kontanthjælp talte med, ville de udgøre {then} af de ledige, "
        f"{'ligesom nu' if now == then else f'ikke {now}'} (i {counted.month.worded()})."
    )
    return mark(cells, "who_would_count", text, (None, 0, 0, None, None))


def became(groups: Kept) -> str:
    """Return what became of the unemployed on either benefit; without a full stop.

    ``groups`` is a frame of `measures.unemployment.change_by_group`.
    """
    cash, benefit = groups.cash_benefit, groups.unemployment_benefit
    return (
        f"Antallet af kontanthjælpsledige {w.become(cash.change_pct)}, og antallet af "
        f"dagpengeledige {w.become(benefit.change_pct)}"
    )


def became_since(groups: Kept) -> str:
    """Return the same in plain words, with the months it is between, as a sentence.

    ``mens`` sets the two against each other, but where the same became of both.
    """
    cash, benefit = groups.cash_benefit, groups.unemployment_benefit
    told = [w.become(row.change_pct) for row in (cash, benefit)]
    one, other = (row.change_pct.printed() for row in (cash, benefit))
    alike = (one > 0, one < 0) == (other > 0, other < 0)
    alike = alike and w.hardly(cash.change_pct) == w.hardly(benefit.change_pct)
    return (
        f"Antallet af ledige på kontanthjælp {told[0]} {w.span(*cash.months)}, "
        f"{'og' if alike else 'mens'} antallet på dagpenge {told[1]}."
    )


def around_break(at: Row, before: Kept, after: Kept) -> str:
    """Return where a share was just before a break in its series, and where it has been since.

    ``at`` has ``month`` and ``word`` of the break; the others are frames of
    `measures.months.course` of ``share_pct`` on either side of it.
    """
    last, now = before.last, after.last
    return (
        f"Ved kontanthjælpsreformen i {at.month} er der et {at.word}, så linjens stykker kan ikke "
        f"sammenlignes. I {last.month}, lige inden, lå de ledige på {last.share_pct} af "
        f"modtagerne. Siden har de ligget på {between(after)}. Senest, i {now.month}, er det "
        f"{now.share_pct}"
    )


def order_by_start(groups: Kept, starts: Row) -> str:
    """Return which group fell more, or rose less, over the whole series, and from other starts.

    ``groups`` is as above; ``starts`` is as of `measures.unemployment.starts_alike`.
    """
    months = f"({w.counted(starts.run, 'måned', 'måneder')})"
    alike = w.ordered(
        groups.cash_benefit.change_pct,
        groups.unemployment_benefit.change_pct,
        below="at antallet af kontanthjælpsledige er faldet mere eller steget mindre.",
        alike="at de to grupper har ændret sig lige meget.",
        above="at antallet af dagpengeledige er faldet mere eller steget mindre.",
    )
    return (
        f"{_order_of(groups)} For enhver begyndelse {w.span(starts.run_starts, starts.run_ends)} "
        f"{months} gælder, når man slutter i {groups.total.end_month}, {alike} "
        f"{_later_starts(starts)}"
    )


def _order_of(groups: Kept) -> str:
    cells = (groups.cash_benefit.change_pct, groups.unemployment_benefit.change_pct)
    one, other = (cell.printed() for cell in cells)
    least, most = "kontanthjælpsledige", "dagpengeledige"
    if one > other:
        least, most = most, least
    low, high = min(one, other), max(one, other)
    if low == high:
        text = "har de to grupper ændret sig lige meget"
    elif low < 0 <= high:
        text = f"er antallet af {least} faldet, antallet af {most} ikke"
    elif low == 0:
        text = f"er antallet af {most} steget, antallet af {least} ikke"
    else:
        how = "faldet mere" if low < 0 else "steget mindre"
        text = f"er antallet af {least} {how} i procent end antallet af {most}"
    text = f"I hele serien {text}."
    return mark(cells, "order_of", text)


def _later_starts(starts: Row) -> str:
    later, alike = int(starts.later.value), int(starts.alike_later.value)
    cells = (starts.later, starts.alike_later)
    if later == 0:
        text = "Senere måneder at begynde i er der ikke."
    elif alike == 0:
        text = "Begynder man senere, gælder det aldrig."
    elif alike == later:
        text = "Begynder man senere, gælder det også altid."
    else:
        out_of = f"{starts.alike_later.worded()} af {starts.later.worded()} begyndelser"
        text = f"Begynder man senere, gælder det for {out_of}."
    return mark(cells, "later_starts", text)


def since_lowest(rise: Kept) -> str:
    """Return where a series of persons was lowest, how far it rose again, and where it is now.

    ``rise`` is a frame of `measures.months.course` of ``persons``, from the lowest month on.
    """
    lowest, highest, last = rise.first, rise.highest, rise.last
    cells = tuple(cell for row in (lowest, highest, last) for cell in (row.persons, row.month))
    told = f"i {lowest.month.worded()} med {lowest.persons.worded()}"
    if lowest.month.value == last.month.value:
        text = f"er lavest {told}, den nyeste måned."
    elif lowest.persons.printed() == highest.persons.printed():
        text = (
            f"har været {lowest.persons.worded()} siden {lowest.month.worded()}, lavest i serien."
        )
    else:
        text = (
            f"var lavest {told}. Siden var det højest i {highest.month.worded()} med "
            f"{highest.persons.worded()}."
        )
        if highest.month.value != last.month.value:
            text += f" I {last.month.worded()} er det {last.persons.worded()}."
    return mark(cells, "since_lowest", text)


def same_pattern(then: Kept, now: Kept) -> str:
    """Return whether two benefit groups have the order that the study's two groups had.

    Both are frames of `measures.unemployment.change_by_group`. The order of two groups is that of
    their relative changes, as printed.
    """
    cells = (
        *(now.cash_benefit.change_pct, now.unemployment_benefit.change_pct),
        *(then.uninsured.change_pct, then.insured.change_pct),
    )
    cash, benefit, uninsured, insured = (cell.printed() for cell in cells)
    if cash == benefit:
        text = "har de to grupper ændret sig lige meget"
    elif uninsured == insured:
        text = "er rækkefølgen en anden"
    else:
        same = (cash > benefit) == (uninsured > insured)
        text = f"er rækkefølgen {'den samme' if same else 'den modsatte'}"
    return mark(cells, "same_pattern", text)


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
    lines = "Stiplede linjer" if len(rows) > 1 else "En stiplet linje"
    text = f"{lines} markerer {format_list(named, locale='da')}."
    cells = tuple(cell for row in rows for cell in (row.name, row.month))
    return mark(cells, "marked", text)


def above_series(gaps: Kept) -> str:
    """Return whether figures of the time lie above the later series they are held against.

    ``gaps`` has ``gap``, the figure less the series [full-time persons], and ``source``.
    """
    of_study = all(row.source.value == STUDY for row in gaps)
    what = "Undersøgelsens samlede tal" if of_study else "Tallene fra dengang"
    cells = [row.gap for row in gaps]
    above = sum(gap.printed("100") > 0 for gap in cells)
    every = "begge" if len(cells) == 2 else "alle"
    told = {0: "ikke over", len(cells): f"{every} over"}.get(above, f"ikke {every} over")
    text = f"{what} ligger {told} den reviderede serie"
    return mark(tuple(cells), "above_series", text, (-2,) * len(cells))


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
        msg = f"{study.low.place} or {press.low.place} is negative; a distance has no sign"
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


def most_of(share: Cell) -> str:
    """Return ``det meste``, ``halvdelen`` or ``mindre end halvdelen``; a percentage up to 100."""
    value = share.printed(".0") if share.unit == "pct" else -1
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
