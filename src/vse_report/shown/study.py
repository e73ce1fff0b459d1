"""The levels and falls that the study states, and whether they agree: sentences and figures."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import HOLLOW
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import mark
from vse_report.results import Kept, Row
from vse_report.shown.series import INSURED, UNINSURED

INSURANCE = {"insured": "forsikrede", "uninsured": "ikke-forsikrede", "total": "i alt"}
PARTS_OF_STUDY = {"total": ["insured", "uninsured"]}
COLOURS = {"insured": INSURED, "uninsured": UNINSURED}


# --- sentences ------------------------------------------------------------------------------------


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


def gap_of_falls(gap: Row) -> str:
    """Return whether the two falls lie as far apart as the study states; a sentence.

    ``gap`` is as of `measures.statements.gap_of_falls`.
    """
    derived, stated = gap.derived_points, gap.stated_points
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


# --- figures --------------------------------------------------------------------------------------


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
