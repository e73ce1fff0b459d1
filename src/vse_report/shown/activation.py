"""Activation at workplaces in the whole country: figures, and clauses that take a whole sentence.

A workplace is virksomhedspraktik or løntilskud, with private or public employers.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import HOLLOW, broken, end_labels, value_axis
from vse_report.figures.picture import Picture
from vse_report.measures.activation import COMPANY_TYPES
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row

AT_WORKPLACES, ELSEWHERE = style.BLUE, style.MUTED
_AREA_COLOURS = (style.GREY, style.BLUE, style.BROWN, style.VIOLET)
JULY = 7


# --- sentences ------------------------------------------------------------------------------------


def at_workplaces(nation: Row, july: Row) -> str:
    """Return what part of courses, and of persons, was at a workplace, and that July is low.

    ``nation`` has ``month``, ``courses_pct`` and the range ``persons``; ``july`` is as of
    `measures.months.july_low`, of the activation degree.
    """
    month = nation.month
    if month.value.month == JULY and always_low(july):
        when = f"I {month}, {_low_every_year(july)}, foregik"
    else:
        when = f"I {month} foregik"
    share = nation.courses_pct
    plain = share.worded("fraction") != share.worded()
    part = f"{share:fraction} af forløbene" if plain else f"{share} af forløbene"
    return (
        f"{when} {part} for kontanthjælpsmodtagere på en arbejdsplads"
        f"{f' ({share})' if plain else ''}; af de aktiverede personer var "
        f"{w.between(nation.persons)} på en arbejdsplads."
    )


def nation_told(nation: Row, means: Row) -> str:
    """Return what part of courses and of persons was at workplaces, and the areas' plain means.

    ``nation`` is as above, with ``at_workplaces`` and ``courses``; ``means`` has the ranges
    ``courses`` and ``persons``.
    """
    out_of = w.out_of(nation.at_workplaces, nation.courses, nation.courses_pct, "forløb")
    return (
        f"I {nation.month} var {out_of} på en arbejdsplads. Af de aktiverede personer var det "
        f"{w.between(nation.persons)}, fordi nogle kan være i både praktik og løntilskud.\n\n"
        "I gennemsnit af kommunerne, hvor en lille tæller lige så meget som en stor, er andelen "
        f"af forløbene {w.between(means.courses)} og af personerne {w.between(means.persons)}."
    )


def courses_or_persons(nation: Row) -> str:
    """Return whether persons at workplaces are a larger part than courses; without a full stop.

    ``nation`` is as above. A range that the share of courses lies within tells neither.
    """
    courses, (low, high) = nation.courses_pct, nation.persons
    part = f"Af forløbene er {courses} på en arbejdsplads"
    if courses.printed() < low.printed():
        end = "af personerne en større del"
    elif courses.printed() > high.printed():
        end = "af personerne en mindre del"
    else:
        end = "af personerne måske en lige så stor del"
    return f"{part}, {mark((courses, low, high), 'courses_or_persons', end)}"


def always_low(july: Row) -> bool:
    """Return whether every July that can be judged is below the months around it."""
    return july.years.value > 0 and july.years.value == july.low_years.value


def low_in_july(july: Row) -> str:
    """Return whether activation is low in July, as a title; ``july`` is as above."""
    years = w.counted(july.years, "år", "år", neuter=True)
    if july.years.value == 0:
        return "Om aktiveringen er lav i juli, kan ikke ses af serien"
    if always_low(july):
        return f"Aktiveringen er lav i juli i alle de {years}, der kan vurderes"
    return f"Aktiveringen er lav i juli i {july.low_years} af de {years}, der kan vurderes"


def july_told(nation: Row, july: Row, insured: Row, offers: Row) -> str:
    """Return what July means for figures of offers, of which there are only some months.

    ``july`` and ``insured`` are as of `measures.months.july_low`, of the activation degree and of
    the insured's share; ``offers`` has ``first_month`` and ``last_month`` of what there is.
    """
    one = offers.first_month.value == offers.last_month.value
    month = nation.month
    told = (
        f"Tallene for tilbud til kontanthjælpsmodtagere findes kun for {offers.last_month}."
        if one
        else f"Tallene for tilbud til kontanthjælpsmodtagere findes {_span(offers)}; her er de for "
        f"{month}."
    )
    if july.years.value == 0 or insured.years.value == 0:
        return told
    low = _side(july, "aktiveringsgraden")
    share = _side(insured, "arbejdspladsernes andel blandt dagpengemodtagere")
    end = (
        f" Om andelen blandt kontanthjælpsmodtagere er usædvanlig i {month}, kan vi derfor ikke se."
        if one and month.value.month == JULY
        else ""
    )
    return f"{low} {share} {told}{end}"


def insured_became(course: Kept) -> str:
    """Return from what to what the insured's share at workplaces went, without a full stop.

    ``course`` is a frame of `measures.months.course` of ``share_pct`` by whole years, each known by
    its last month.
    """
    (start, first), (end, last) = (
        (row.share_pct, row.month) for row in (course.first, course.last)
    )
    cells = (start, end, first, last)
    shares = [cell.worded(".0") for cell in (start, end)]
    years = [month.worded("year") for month in (first, last)]
    subject = "arbejdspladsernes andel af aktiveringen"
    if years[0] == years[1]:
        text = f"var {subject} {shares[0]} i {years[0]}"
    elif start.printed(".0") == end.printed(".0"):
        text = f"er {subject} stort set uændret, {shares[0]} både i {years[0]} og i {years[1]}"
    else:
        verb = "steget" if end.printed(".0") > start.printed(".0") else "faldet"
        text = f"er {subject} {verb} fra {shares[0]} i {years[0]} til {shares[1]} i {years[1]}"
    text = f"Blandt dagpengemodtagere {text}"
    return mark(cells, "insured_became", text, (0, 0, None, None))


def study_told(uppers: Kept, doubters: Row, nation: Row) -> str:
    """Return what the study says of the shares, and why today's cannot be held against them.

    ``uppers`` has ``upper_pct``, which the share lies just under, for ``B`` and ``nation``;
    ``doubters`` how many ``leaders`` think the figures of B are wrong.
    """
    leaders = w.counted(doubters.leaders, "leder", "ledere")
    return (
        "Undersøgelsen kalder virksomhedspraktik og privat løntilskud virksomhedsrettede tilbud. I "
        f"kommune B udgør de lidt under {uppers.B.upper_pct:.0} af aktiveringen, i hele landet "
        f"lidt under {uppers.nation.upper_pct:.0} I kommune B mener {leaders}, at tallene er "
        "forkerte, fordi praktik er registreret som vejledning.\n\n"
        f"Undersøgelsens andele kan ikke sammenlignes med {nation.courses_pct} i {nation.month}: "
        "Løntilskud hos offentlige arbejdsgivere er med i tallene her, og i undersøgelsen er det "
        "ikke oplyst, om der er talt forløb eller personer, eller i hvilken periode. Undersøgelsen "
        "sammenligner nogle steder med hele landet, andre steder med gennemsnittet af jobcentre."
    )


# --- figures --------------------------------------------------------------------------------------


def offer_mix(mix: Kept, nation: Row) -> Picture:
    """Draw two panels of bars, courses and persons by type, those at workplaces in colour.

    ``mix`` is keyed by ``offer_type``: ``courses_pct`` and ``persons_pct``, of which a person may
    be in several; ``nation`` is as in `courses_or_persons`.
    """

    def draw(narrow: bool) -> Figure:
        panels = {"courses_pct": "Andel af forløbene", "persons_pct": "Andel af personerne"}
        stacked = {"nrows": 2} if narrow else {"ncols": 2, "sharey": True}
        with style.report_style():
            drawing, both = style.new_figure(4.6 if narrow else 2.4, narrow=narrow, **stacked)
            for axes, (column, heading) in zip(both, panels.items(), strict=True):
                for y, (kind, row) in enumerate(zip(mix.frame.index, mix, strict=True)):
                    share = getattr(row, column)
                    colour = AT_WORKPLACES if kind in COMPANY_TYPES else ELSEWHERE
                    axes.barh(y, share.value, color=colour, height=0.62)
                    _beside(axes, share, y, colour)
                axes.set_title(heading, color=style.MUTED)
                axes.set(xlim=(0, 100), ylim=(len(mix) - 0.5, -0.5), xticks=[])
                axes.set(yticks=range(len(mix)), yticklabels=[f"{row.label:upper}" for row in mix])
                axes.spines["bottom"].set_visible(False)
                axes.tick_params(length=0)
        return drawing

    told = "; ".join(f"{row.label} {row.courses_pct} og {row.persons_pct}" for row in mix)
    return Picture(
        draw,
        f"{courses_or_persons(nation)}.",
        mix,
        f"Søjler for hver slags tilbud i {nation.month}, først andelen af forløbene, så andelen af "
        f"personerne: {told}.",
    )


def insured(months: Kept, years: Kept, course: Kept, became: str) -> Picture:
    """Draw the insured's share at workplaces: months as a thin line, whole years as steps.

    ``months`` and ``years`` have ``share_pct``, keyed by month, of a year its last; ``course`` is a
    frame of `measures.months.course` of the months; ``became`` is the sentence of the finding.
    """
    line = months.frame["share_pct"]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.7, narrow=narrow)
            axes.plot(line.index.to_timestamp(), line, color=ELSEWHERE, linewidth=1)
            for row in years:
                last = row.month.value
                first, end = (last - 11).to_timestamp(), last.to_timestamp()
                axes.hlines(row.share_pct.value, first, end, colors=AT_WORKPLACES, linewidth=3)
                axes.annotate(
                    f"{row.share_pct:bare}",
                    (first + (end - first) / 2, row.share_pct.value),
                    xytext=(0, -17),
                    textcoords="offset points",
                    ha="center",
                    color=AT_WORKPLACES,
                )
            value_axis(axes, 1.25 * line.max())
        return drawing

    told = ", ".join(f"{row.share_pct} i {row.month:year}" for row in years)
    low, high = course.lowest, course.highest
    return Picture(
        draw,
        f"{became}.",
        years,
        f"Streger for hele år: {told}. En tynd linje viser måneder, "
        f"{w.span(course.first.month, course.last.month)}. Yderpunkterne er {low.share_pct} i "
        f"{low.month} og {high.share_pct} i {high.month}.",
    )


def activation_degree(monthly: Kept, means: Kept, at: Row, july: Row) -> Picture:
    """Draw the activation degree by month with its Julys marked, and twelve-month means of areas.

    ``monthly`` has ``degree_pct`` of the whole country, keyed by month; ``means`` is keyed by
    ``code`` and ``month``, the whole country first; ``at`` has ``month`` and ``word`` of the break
    that no line crosses; ``july`` is as above.
    """
    codes = list(means.frame.index.unique("code"))

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(max(2.9, 2 + 0.3 * len(codes)), narrow=narrow)
            broken(axes, monthly, "degree_pct", at, ELSEWHERE, narrow)
            for line in axes.lines[:2]:
                line.set(linewidth=1)
            _mark_julys(axes, monthly)
            ends = []
            for number, code in enumerate(codes):
                colour = _AREA_COLOURS[number % len(_AREA_COLOURS)]
                series = means.frame.loc[code, "degree_pct"]
                for side in (series.index < at.month.value, series.index >= at.month.value):
                    axes.plot(series.index[side].to_timestamp(), series[side], color=colour, lw=2.4)
                label = means[code, series.index[-1]].label
                ends.append((series.iloc[-1], f"{label}", colour))
            top = 1.3 * max(frame["degree_pct"].max() for frame in (monthly.frame, means.frame))
            value_axis(axes, top)
            height = top * 0.19 / (drawing.get_figheight() - 0.6)
            last = monthly.frame.index[-1].to_timestamp()
            end_labels(axes, last, ends, height)
        return drawing

    told = "; ".join(_either_side(means, code, at) for code in codes)
    months = list(monthly)
    return Picture(
        draw,
        f"{low_in_july(july)}.",
        monthly,
        f"Tynd linje for hele landet måned for måned, {w.span(months[0].month, months[-1].month)}, "
        f"med en prik for hver juli. Tykke linjer er tolvmånedersgennemsnit: {told}. Linjerne er "
        f"afbrudt ved et {at.word} i {at.month}, og tal fra hver sin side af det kan ikke "
        "sammenlignes.",
    )


def _mark_julys(axes: Axes, monthly: Kept) -> None:
    """Mark every July on the line, and name the first of them."""
    julys = monthly.frame[monthly.frame.index.month == JULY]["degree_pct"]
    axes.plot(julys.index.to_timestamp(), julys, "o", color=ELSEWHERE, **HOLLOW)
    for month, value in julys[:1].items():
        axes.annotate(
            "Juli",
            (month.to_timestamp(), value),
            xytext=(0, -14),
            textcoords="offset points",
            ha="center",
            va="center",
            color=ELSEWHERE,
        )


def _either_side(means: Kept, code: str, at: Row) -> str:
    """Return the means of an area at the ends of its line, on either side of a break."""
    months = means.frame.loc[code].index
    told = ""
    for side in (months[months < at.month.value], months[months >= at.month.value]):
        if len(side):
            first, last = means[code, side[0]], means[code, side[-1]]
            told += ", derpå " if told else f"{first.label} "
            told += _ends(first, last)
    return told


def _ends(first: Row, last: Row) -> str:
    if first.month.value == last.month.value:
        return f"{last.degree_pct} i {last.month}"
    return f"{first.degree_pct} i {first.month} og {last.degree_pct} i {last.month}"


def _beside(axes: Axes, share: Cell, y: float, colour: str) -> None:
    """Write a share to the right of its bar."""
    axes.annotate(
        f"{share:bare}",
        (share.value, y),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )


def _low_every_year(july: Row) -> str:
    return mark(
        (july.low_years, july.years),
        "low_every_year",
        "en måned, hvor aktiveringen hvert år er lidt lavere",
    )


def _span(offers: Row) -> str:
    return w.span(offers.first_month, offers.last_month)


def _side(july: Row, what: str) -> str:
    """Return on which side of the months around it July lies, with the range, as a sentence.

    ``july`` has the gap of each July as a range of points, positive where July is lower.
    """
    years = w.counted(july.years, "år", "år", neuter=True)
    low, high = july.gap
    cells = (low, high, july.low_years)
    if low.printed() > 0:
        side = "lavere end"
        ends = (low, high)
    elif high.printed() < 0:
        side, ends = "højere end", (high, low)
    else:
        text = "ikke altid på den samme side af juni og august."
        return f"I juli er {what} {mark(cells, 'side', text)}"
    near, far = (cell.worded(signed=False) for cell in ends)
    by = near if near == far else f"mellem {ends[0].worded('bare', signed=False)} og {far}"
    text = f"{side} i juni og august, {by}."
    return f"I de {years}, der kan vurderes, er {what} i juli {mark(cells, 'side', text)}"
