"""Figures of today's unemployment, and who counts as unemployed."""

from __future__ import annotations

from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import broken, mark_ends, mark_events, value_axis
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell
from vse_report.results import Kept, Row
from vse_report.shown import clauses

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
ON_CASH, ON_BENEFIT = style.UNINSURED, style.INSURED
COLOURS = {"unemployment_benefit": ON_BENEFIT, "cash_benefit": ON_CASH}


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
        f"{clauses.if_all_counted(who)}.",
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
        f"{clauses.became(compared)}.",
        gross,
        f"""Linjer for fuldtidspersoner måned for måned, {w.span(*_period(courses))}.
        Dagpengeledige {w.ends(on_benefit.both, on_benefit.months)}, i hele serien
        {clauses.between(courses["unemployment_benefit"])}. Kontanthjælpsledige
        {w.ends(on_cash.both, on_cash.months)}, i hele serien
        {clauses.between(courses["cash_benefit"])}.
        {clauses.marked(events)}""",
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
        {compared.months.end} og i hele serien {clauses.between(course)}.
        {clauses.marked(events)}""",
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
        {clauses.between(before)}, siden på {clauses.between(after)}.""",
        ratio,
        f"""Linje i stykker, afbrudt af et {at.word} i {at.month}. Før:
        {before.first.share_pct} i {before.first.month}, {before.last.share_pct} i
        {before.last.month}. Siden: {after.first.share_pct} i {after.first.month},
        {after.last.share_pct} i {after.last.month}. {clauses.marked(events)}""",
    )


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


def _period(courses: dict[str, Kept]) -> tuple[Cell, Cell]:
    course = next(iter(courses.values()))
    return course.first.month, course.last.month
