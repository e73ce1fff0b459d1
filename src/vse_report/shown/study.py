"""Figures of the study's unemployment: what it states, and what stands beside it."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import DASHED, HOLLOW, broken, dates, value_axis
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.results import Kept, Row
from vse_report.shown import clauses, verdicts

INSURANCE = {"insured": "forsikrede", "uninsured": "ikke-forsikrede", "total": "i alt"}
PARTS_OF_STUDY = {"total": ["insured", "uninsured"]}
SOURCES = {"study": "undersøgelsens", "press": "avisernes"}
VARIANTS = {
    "levels": "niveauerne",
    "uninsured": "fratrukket hos de ikke-forsikrede",
    "both": "fratrukket i hver gruppe",
}
COLOURS = {"insured": style.INSURED, "uninsured": style.UNINSURED}


def levels_and_shares(groups: Kept) -> Picture:
    """Draw each group's level at both ends, and beside it what the total consists of.

    ``groups`` is a frame of `measures.unemployment.change_by_group`.
    """

    def draw(narrow: bool) -> Figure:
        places = {"nrows": 2, "height_ratios": [3, 2]} if narrow else {"ncols": 2}
        ratios = {} if narrow else {"width_ratios": [3, 2]}
        with style.report_style():
            drawing, (left, right) = style.new_figure(
                5.4 if narrow else 3.3, narrow=narrow, **places, **ratios
            )
            bottoms = [0.0, 0.0]
            for group in reversed(COLOURS):
                _level(left, groups[group], COLOURS[group])
                bottoms = _stacked(right, groups[group], COLOURS[group], bottoms)
            months = [f"{month}" for month in groups.total.months]
            for axes, title in ((left, "Fuldtidspersoner"), (right, "Andel af de ledige")):
                axes.set(xticks=[0, 1], yticks=[])
                axes.set_xticklabels(months)
                axes.set_title(title, color=style.MUTED)
                axes.spines["bottom"].set_visible(False)
                axes.tick_params(length=0)
            left.set(xlim=(-0.45, 1.75), ylim=(0, None))
            right.set(xlim=(-0.5, 1.5), ylim=(0, 100))
        return drawing

    insured, uninsured = groups.insured, groups.uninsured
    return Picture(
        draw,
        f"De ikke-forsikredes andel af de ledige "
        f"{w.moved(uninsured.share_change_points, over=uninsured.share)}.",
        groups,
        f"""Linjer for antallet i fuldtidspersoner: forsikrede
        {w.ends(insured.both, insured.months)}, ikke-forsikrede
        {w.ends(uninsured.both, uninsured.months)}. Delte søjler for andelen: de ikke-forsikrede
        {w.ends(uninsured.share, uninsured.months)}.""",
    )


def _level(axes: Axes, row: Row, colour: str) -> None:
    axes.plot([0, 1], [row.start.value, row.end.value], "o-", color=colour, linewidth=2.2)
    for x, cell, side in ((0, row.start, "right"), (1, row.end, "left")):
        axes.annotate(
            f"{row.label:upper}\n{cell}" if x else f"{cell}",
            (x, cell.value),
            xytext=(-8 if side == "right" else 8, 0),
            textcoords="offset points",
            ha=side,
            va="center",
            color=colour,
        )


def _stacked(axes: Axes, row: Row, colour: str, bottoms: list[float]) -> list[float]:
    for x, (share, bottom) in enumerate(zip(row.share, bottoms, strict=True)):
        axes.bar(x, share.value, bottom=bottom, color=colour, width=0.55)
        middle = (x, bottom + share.value / 2)
        axes.annotate(f"{share}", middle, ha="center", va="center", color=style.PAGE)
    return [bottom + share.value for bottom, share in zip(bottoms, row.share, strict=True)]


def stated_falls(falls: Kept) -> Picture:
    """Draw each group's stated fall as a hollow dot beside the one its levels give.

    ``falls`` is a frame of `measures.statements.stated_and_derived_falls`.
    """

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.1, narrow=narrow)
            most = falls.frame.to_numpy().max()
            for y, row in enumerate(falls):
                colour = list(COLOURS.values())[y]
                both = (row.stated_pct, row.derived_pct)
                axes.plot([cell.value for cell in both], [y, y], color=style.GRID, linewidth=3)
                axes.plot(row.stated_pct.value, y, "o", color=colour, **{**HOLLOW, "markersize": 9})
                axes.plot(row.derived_pct.value, y, "o", color=colour, markersize=10)
                is_less = row.stated_pct.value <= row.derived_pct.value
                for cell, word, is_left in zip(
                    both, ("oplyst", "beregnet"), (is_less, not is_less), strict=True
                ):
                    axes.annotate(
                        f"{word} {cell:bare}",
                        (cell.value, y),
                        xytext=(-10 if is_left else 10, 0),
                        textcoords="offset points",
                        ha="right" if is_left else "left",
                        va="center",
                        color=colour,
                    )
            axes.set(
                # On a phone a stated fall near nought needs room beside the group's name.
                xlim=((-0.2 if narrow else 0) * most, 1.35 * most),
                ylim=(len(falls) - 0.4, -0.6),
                yticks=range(len(falls)),
            )
            axes.set_yticklabels([f"{row.label:upper}" for row in falls])
            axes.grid(axis="x", linewidth=0.8)
            axes.tick_params(length=0)
        return drawing

    insured, uninsured = falls.insured, falls.uninsured
    return Picture(
        draw,
        f"Undersøgelsen oplyser fald på {insured.stated_pct} for de forsikrede og "
        f"{uninsured.stated_pct} for de ikke-forsikrede; dens niveauer giver "
        f"{insured.derived_pct} for de forsikrede og {uninsured.derived_pct} for de "
        "ikke-forsikrede.",
        falls,
        "Punkter på en skala for hver gruppe: hule for det oplyste fald, fyldte for det beregnede.",
    )


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
            broken(axes, net, "persons", splice, style.TOTAL, narrow)
            for told, marker, colour, how in (
                (totals, "D", style.ACCENT, {"markersize": 8}),
                (press, "o", style.MUTED, HOLLOW),
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
                    "Undersøgelsens\nsamlede tal",
                    style.ACCENT,
                    {"xytext": (9, 15)},
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
                    style.TOTAL,
                    {"xytext": (0, -22), "ha": "right"} if narrow else {"xytext": (6, 0)},
                ),
            ):
                axes.annotate(
                    text,
                    (month.to_timestamp(), value),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                    **how,
                )
            value_axis(axes, 1.25 * max(line.max(), totals.frame["persons"].max()))
        return drawing

    first, *_, last = totals
    return Picture(
        draw,
        f"{verdicts.above_series(totals)}.",
        net,
        f"""Linje for nettoledige, fuldtidspersoner, {w.span(course.first.month, course.last.month)}
        {clauses.between(course, "100")}. Punkter viser undersøgelsens samlede tal, {first.persons}
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
            broken(axes, since, "fall_pct", splice, style.TOTAL, narrow)
            axes.axhline(
                implied.fall_pct.value, color=style.ACCENT, linewidth=1.2, linestyle=DASHED
            )
            axes.annotate(
                f"Beregnet for grupperne tilsammen: {implied.fall_pct:bare}",
                (0, implied.fall_pct.value),
                xycoords=axes.get_yaxis_transform(),
                xytext=(4, 8),
                textcoords="offset points",
                va="center",
                color=style.ACCENT,
            )
            for row in around:
                at = (row.month.value.to_timestamp(), row.fall_pct.value)
                axes.plot(*at, "o", color=style.ACCENT, markersize=6)
            value_axis(axes, 1.25 * max(line.max(), implied.fall_pct.value))
        return drawing

    before, after = around.before, around.after
    return Picture(
        draw,
        verdicts.fall_reached(around, implied, course),
        since,
        f"""Linje for nettoledighedens fald: {before.fall_pct} i {before.month} og
        {after.fall_pct} i {after.month}. Til sidst er det {course.last.fall_pct} i
        {course.last.month}. En vandret linje viser det
        fald, de oplyste procenter giver tilsammen. Serien er afbrudt ved et {splice.word} i
        {splice.month}.""",
    )
