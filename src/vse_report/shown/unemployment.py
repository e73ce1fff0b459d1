"""Today's unemployment and who counts as unemployed: sentences and figures."""

from __future__ import annotations

from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import broken, mark_ends, mark_events, value_axis
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row
from vse_report.shown.series import INSURED, UNINSURED, between, marked

COUNTING = {
    "counted": "Kun de jobparate tæller",
    "everyone": "Alle kontanthjælpsmodtagere tæller",
}
UNEMPLOYED = {
    "unemployment_benefit": "dagpengeledige",
    "cash_benefit": "kontanthjælpsledige",
    "total": "i alt",
}
# The total and its parts, for `Report.keep`.
PARTS_OF_GROSS = {"total": ["unemployment_benefit", "cash_benefit"]}
ON_CASH, ON_BENEFIT = UNINSURED, INSURED
COLOURS = {"unemployment_benefit": ON_BENEFIT, "cash_benefit": ON_CASH}


# --- sentences ------------------------------------------------------------------------------------


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


def events_told(events: Kept, counted: Kept) -> str:
    """Return what a reader should know of each event, a bullet each, in Markdown.

    ``events`` is as above, keyed by the ids of ``events.yaml``; ``counted`` has ``month`` and
    ``persons`` of what a source counts of an event, under the same ids.
    """
    lines = []
    if "lockdown_2020" in events:
        at = events.lockdown_2020.month
        lines.append(f"I {at} lukkede store dele af samfundet ned på grund af coronapandemien.")
    if "ukraine_2022" in events:
        at, known = events.ukraine_2022.month, counted.ukraine_2022
        lines.append(
            f"Siden {at} har fordrevne fra Ukraine kunnet få ophold efter en særlov, og de "
            f"jobparate af dem tælles med på kontanthjælp. I {known.month} var der "
            f"{known.persons} ledige efter særloven, ikke sæsonkorrigeret. Ifølge Danmarks "
            "Statistik ser antallet på kontanthjælp ud til siden at være overvurderet, fordi nogle "
            "ikke bliver afmeldt."
        )
    if "reform_2025" in events:
        at = events.reform_2025.month
        lines.append(
            f"I {at} trådte kontanthjælpsreformen i kraft. Den giver et databrud i tallene for "
            "kontanthjælpsmodtagere. I denne serie oplyser udgiveren ikke noget brud, men reformen "
            "kan have ændret, hvem der tæller med."
        )
    return "\n".join(f"- {line}" for line in lines)


# --- figures --------------------------------------------------------------------------------------


def who_counts(who: Kept) -> Picture:
    """Draw two bars of a hundred per cent: the unemployed by benefit, counted in two ways.

    ``who`` is a frame of `measures.unemployment.who_counts`, with the ``month`` it is of.
    """

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.3, narrow=narrow)
            for y, row in enumerate(who):
                left = 0.0
                for share, persons, colour, name in (
                    (row.cash_pct, row.cash_persons, ON_CASH, "På kontanthjælp"),
                    (row.benefit_pct, row.benefit_persons, ON_BENEFIT, "På dagpenge"),
                ):
                    axes.barh(y, share.value, left=left, height=0.5, color=colour)
                    # A narrow part has no room for two lines.
                    told = f"{share:.0}\n{persons}" if share.value > 12 else f"{share:.0}"
                    middle = (left + share.value / 2, y)
                    axes.annotate(told, middle, ha="center", va="center", color=style.PAGE)
                    if y == 0:
                        end, side = ((0, y), "left") if left == 0 else ((100, y), "right")
                        axes.annotate(
                            name,
                            end,
                            xytext=(0, 30),
                            textcoords="offset points",
                            ha=side,
                            color=colour,
                        )
                    left += share.value
                axes.annotate(
                    f"{row.label}",
                    (0, y),
                    xytext=(0, -32),
                    textcoords="offset points",
                    color=style.INK,
                )
            axes.set(xlim=(0, 100), ylim=(1.75, -0.75), xticks=[], yticks=[])
            axes.spines["bottom"].set_visible(False)
        return drawing

    counted, everyone = who.counted, who.everyone
    return Picture(
        draw,
        f"{if_all_counted(who)}.",
        who,
        f"Delte søjler for {counted.month}. Tæller kun de jobparate, er {counted.cash_persons} på "
        f"kontanthjælp og {counted.benefit_persons} på dagpenge. Tæller alle "
        f"kontanthjælpsmodtagere, er {everyone.cash_persons} på kontanthjælp.",
    )


def gross_series(gross: Kept, compared: Kept, courses: dict[str, Kept], events: Kept) -> Picture:
    """Draw lines of the two benefit groups by month, the two compared months and events marked.

    ``gross`` has a column of persons a group, keyed by month; ``compared`` is a frame of
    `measures.unemployment.change_by_group`; ``courses`` has for each group a frame of
    `measures.months.course`; ``events`` has ``month`` and ``name``.
    """
    series = gross.frame

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(3.4, narrow=narrow)
            for group, colour in COLOURS.items():
                row = compared[group]
                axes.plot(series.index.to_timestamp(), series[group], color=colour, linewidth=2.2)
                ends = zip(row.months, row.both, strict=True)
                mark_ends(axes, series[group], tuple(ends), colour)
                last = (series.index[-1].to_timestamp(), series[group].iloc[-1])
                # Where there is no room beside a line its name stands above it.
                place = {"xytext": (4, 25), "ha": "right"} if narrow else {"xytext": (9, 0)}
                axes.annotate(
                    f"{row.label:upper}",
                    last,
                    textcoords="offset points",
                    va="center",
                    color=colour,
                    **place,
                )
            value_axis(axes, 1.15 * series[list(COLOURS)].to_numpy().max())
            mark_events(axes, events, narrow)
        return drawing

    on_benefit, on_cash = compared.unemployment_benefit, compared.cash_benefit
    return Picture(
        draw,
        f"{became(compared)}.",
        gross,
        f"""Linjer for fuldtidspersoner måned for måned, {w.span(*_period(courses))}.
        Dagpengeledige {w.ends(on_benefit.both, on_benefit.months)}, i hele serien
        {between(courses["unemployment_benefit"])}. Kontanthjælpsledige
        {w.ends(on_cash.both, on_cash.months)}, i hele serien
        {between(courses["cash_benefit"])}.
        {marked(events)}""",
    )


def composition(share: Kept, compared: Row, course: Kept, events: Kept) -> Picture:
    """Draw the share that unemployed on cash benefit are, compared months and events marked.

    ``share`` has ``share_pct``, keyed by month; ``compared`` is the group's row of
    `measures.unemployment.change_by_group`; the others are as in `gross_series`.
    """
    line = share.frame["share_pct"]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.6, narrow=narrow)
            axes.plot(line.index.to_timestamp(), line, color=ON_CASH, linewidth=2.2)
            ends = zip(compared.months, compared.share, strict=True)
            mark_ends(axes, line, tuple(ends), ON_CASH, "bare")
            value_axis(axes, 1.25 * line.max())
            mark_events(axes, events, narrow)
        return drawing

    moved = w.moved(compared.share_change_points, over=compared.share)
    return Picture(
        draw,
        f"De kontanthjælpslediges andel af de ledige {moved}.",
        share,
        f"""Linje for andelen måned for måned, {w.span(course.first.month, course.last.month)}. Den
        er {compared.share.start} i {compared.months.start}, {compared.share.end} i
        {compared.months.end} og i hele serien {between(course)}.
        {marked(events)}""",
    )


def ratio(ratio: Kept, at: Row, before: Kept, after: Kept, events: Kept) -> Picture:
    """Draw a line of the counted on cash benefit beside all on it, broken at a series break.

    ``ratio`` has ``share_pct``, keyed by month; ``at`` has ``month`` and ``word`` of the break,
    ``before`` and ``after`` are frames of `measures.months.course` on either side of it; ``events``
    has ``month`` and ``name`` of others.
    """
    line = ratio.frame["share_pct"]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.6, narrow=narrow)
            broken(axes, ratio, "share_pct", at, ON_CASH, narrow)
            value_axis(axes, 1.45 * line.max())
            mark_events(axes, events, narrow)
        return drawing

    return Picture(
        draw,
        f"""Målt mod alle kontanthjælpsmodtagere lå de ledige før et {at.word} i {at.month} på
        {between(before)}, siden på {between(after)}.""",
        ratio,
        f"""Linje i stykker, afbrudt af et {at.word} i {at.month}. Før:
        {before.first.share_pct} i {before.first.month}, {before.last.share_pct} i
        {before.last.month}. Siden: {after.first.share_pct} i {after.first.month},
        {after.last.share_pct} i {after.last.month}. {marked(events)}""",
    )


def _period(courses: dict[str, Kept]) -> tuple[Cell, Cell]:
    course = next(iter(courses.values()))
    return course.first.month, course.last.month
