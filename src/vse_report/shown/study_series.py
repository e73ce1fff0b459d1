"""The study's figures held against the series as it has been revised since: sentences, figures."""

from __future__ import annotations

from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import DASHED, HOLLOW, broken, dates, value_axis
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.results import Kept, Row
from vse_report.shown.series import between
from vse_report.shown.study import INSURANCE

STUDY = "Undersøgelsen"  # as the source of a figure
SOURCES = {"study": "undersøgelsens", "press": "avisernes"}
VARIANTS = {
    "levels": "niveauerne",
    "uninsured": f"fratrukket hos de {INSURANCE['uninsured']}",
    "both": "fratrukket i hver gruppe",
}


# --- sentences ------------------------------------------------------------------------------------


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


def level_fits(ranges: Kept) -> str:
    """Return whether the study's totals lie as far above the later series as those of the press.

    ``ranges`` has ``low`` and ``high`` [full-time persons] for ``study`` and ``press``.
    """
    stated, press = ranges.study, ranges.press
    cells = (stated.low, stated.high, press.low, press.high)
    low, high, least, most = (cell.printed("100") for cell in cells)
    if min(low, least) < 0:
        msg = f"{ranges.name}: a distance has no sign, and one of these is negative"
        raise ValueError(msg)
    fits = "passer" if least <= low and high <= most else "passer ikke"
    of = [_range(*ends) for ends in (cells[2:], cells[:2])]
    text = (
        f"Det samlede niveau {fits} med de tal fra Danmarks Statistik, som aviserne gengav: "
        f"Afstanden til den reviderede serie er {of[0]} fuldtidspersoner for avisernes tal og "
        f"{of[1]} for undersøgelsens."
    )
    return mark(cells, "level_fits", text, (-2,) * 4)


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


def turns(turning: Row, *, short: bool = False) -> str:
    """Return from which deduction the order of the two groups turns, and whether the least does it.

    ``turning`` has ``at_persons`` and ``low_persons``, the least that the new method explains; both
    are taken off the uninsured in both months [full-time persons]. ``short`` leaves the latter out.
    """
    at, low = turning.at_persons, turning.low_persons
    if at.printed("100") <= 0:
        msg = f"{at.place}, {at.worded()}, is no deduction: the order has turned as it is"
        raise ValueError(msg)
    if short:
        text = (
            "Rækkefølgen vender først, hvis en senere ændring af metoden fjernede mindst omkring "
            f"{at.worded('100')} fuldtidspersoner, alle ikke-forsikrede."
        )
        return mark((at,), "turns", text, (-2,))
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


# --- figures --------------------------------------------------------------------------------------


def net_series(net: Kept, totals: Kept, press: Kept, splice: Row, course: Kept) -> Picture:
    """Draw the revised net series, broken at its splice, with figures of the time beside it.

    ``net`` has ``persons``, keyed by month; ``totals`` and ``press`` are frames of
    `measures.study.gap_to_series`; ``splice`` has ``month`` and ``word`` of the break;
    ``course`` is a frame of `measures.months.course` of the series.
    """
    line = net.frame["persons"]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(3.7, narrow=narrow)
            broken(axes, net, "persons", splice, style.GREY, narrow)
            for told, marker, colour, how in (
                # Hollow: figures of the press may lie in the same place.
                (totals, "D", style.VIOLET, {**HOLLOW, "markersize": 9}),
                (press, "o", style.MUTED, {**HOLLOW, "markersize": 4}),
            ):
                axes.plot(
                    dates(told.frame["month"]), told.frame["persons"], marker, color=colour, **how
                )
            first, last = totals.frame.iloc[0], line.iloc[-1]
            later = press.frame[press.frame["month"].gt(first["month"])]
            printed = (later if len(later) else press.frame).iloc[0]
            for month, value, text, colour, how in (
                (
                    first["month"],
                    first["persons"],
                    "Undersøgelsen",
                    style.VIOLET,
                    {"xytext": (9, 11)},
                ),
                (
                    printed["month"],
                    printed["persons"],
                    "Aviserne\ndengang",
                    style.MUTED,
                    {"xytext": (10, 8)},
                ),
                (
                    line.index[-1],
                    last,
                    "Revideret\nserie",
                    style.GREY,
                    {"xytext": (0, -22), "ha": "right"} if narrow else {"xytext": (6, 0)},
                ),
            ):
                axes.annotate(
                    text,
                    (month.to_timestamp(), value),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                    # On a phone a name reaches over the break.
                    bbox={"facecolor": style.PAGE, "edgecolor": "none", "pad": 1},
                    **how,
                )
            value_axis(axes, 1.25 * max(line.max(), totals.frame["persons"].max()))
        return drawing

    first, *_, last = totals
    return Picture(
        draw,
        f"{above_series(totals)}.",
        net,
        f"""Linje for nettoledige, fuldtidspersoner, {w.span(course.first.month, course.last.month)}
        {between(course, "100")}. Punkter viser undersøgelsens samlede tal, {first.persons}
        i {first.month} mod seriens {first.series_persons:100}. I {last.month} er undersøgelsens
        {last.persons} mod seriens {last.series_persons:100}. Andre punkter viser avisernes tal. En
        stiplet linje viser et {splice.word} i {splice.month}.""",
    )


def fall_since(since: Kept, implied: Row, around: Kept, splice: Row, course: Kept) -> Picture:
    """Draw the fall since the starting month, and the fall that the stated percentages imply.

    ``since`` has ``fall_pct``, keyed by month; ``implied`` has ``fall_pct``; ``around`` has the
    two months between which it is passed, rows ``before`` and ``after``; ``splice`` and ``course``
    as above.
    """
    line = since.frame["fall_pct"]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(3.2, narrow=narrow)
            broken(axes, since, "fall_pct", splice, style.GREY, narrow)
            axes.axhline(
                implied.fall_pct.value, color=style.VIOLET, linewidth=1.2, linestyle=DASHED
            )
            axes.annotate(
                f"Beregnet for grupperne tilsammen: {implied.fall_pct:bare}",
                (0, implied.fall_pct.value),
                xycoords=axes.get_yaxis_transform(),
                xytext=(4, 8),
                textcoords="offset points",
                va="center",
                color=style.VIOLET,
            )
            for row in around:
                at = (row.month.value.to_timestamp(), row.fall_pct.value)
                axes.plot(*at, "o", color=style.VIOLET, markersize=6)
            value_axis(axes, 1.25 * max(line.max(), implied.fall_pct.value))
        return drawing

    before, after = around.before, around.after
    return Picture(
        draw,
        fall_reached(around, implied, course),
        since,
        f"""Linje for nettoledighedens fald: {before.fall_pct} i {before.month} og
        {after.fall_pct} i {after.month}. Til sidst er det {course.last.fall_pct} i
        {course.last.month}. En vandret linje viser det
        fald, de oplyste procenter giver tilsammen. Serien er afbrudt ved et {splice.word} i
        {splice.month}.""",
    )
