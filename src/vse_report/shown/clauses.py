"""Judgements that take a whole sentence: every side is tested with its full wording.

Each goes by the numbers as they are printed and is recorded with the cells it went by.
"""

from __future__ import annotations

from babel.lists import format_list

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import mark
from vse_report.results import Kept, Row


def if_all_counted(who: Kept) -> str:
    """Return what part of the unemployed is on cash benefit, and would be if all on it counted.

    ``who`` is a frame of `measures.unemployment.who_counts`. A title, without a full stop.
    """
    counted, everyone = (row.cash_pct for row in (who.counted, who.everyone))
    if counted.printed(".0") == everyone.printed(".0"):
        end = ", også hvis alle på kontanthjælp talte med"
    else:
        end = f" og ville udgøre {everyone.worded('.0')}, hvis alle på kontanthjælp talte med"
    text = f"Ledige på kontanthjælp udgør {counted.worded('.0')} af de ledige{end}"
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
    break_month = at.month.value
    if not last.month.value < break_month <= now.month.value:
        msg = f"around_break: the courses are not on either side of {break_month}"
        raise ValueError(msg)
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
            f"var lavest {told}. Derefter var det højest i {highest.month.worded()} med "
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
