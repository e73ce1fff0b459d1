"""Shares of municipalities against each other: what stands out, from what, and what a list tells.

``areas`` is a kept frame by ``code``, labelled with names, a row for each municipality that has
``courses``, the range ``share``, ``shrunken_pct`` and the range ``likely``, the range ``places``,
``standing`` (-1, 0 or 1), and the ranges ``chance`` and ``outer``, limits at its number of courses;
all missing of one whose share is hidden.
"""

from __future__ import annotations

from collections.abc import Collection

from babel.lists import format_list
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from vse_report.figures import style
from vse_report.figures.parts import DASHED, Room
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.prose.wording import alphabetical
from vse_report.results import Kept, Row

CENTRES = {
    "nation": "Hele landet, forløb for forløb",
    "mean": "Gennemsnittet af kommunerne",
    "model": "Kommunernes anslåede gennemsnit",
    "all": "Alt samlet",
}
ASSOCIATIONS = {
    "region": "Region (eta²)",
    "neighbours": "Nabokommuner (Morans\N{NO-BREAK SPACE}I)",
    "neighbours_inside": "Nabokommuner i samme region (Morans\N{NO-BREAK SPACE}I)",
    "unemployment": "Bruttoledighed (rangkorrelation)",
    "population": "Indbyggertal (rangkorrelation)",
}
COLOURS = {-1: style.BROWN, 0: style.MUTED, 1: style.BLUE}
SURE_PCT = 5  # what is found is more than chance where fewer of random deals are as far out
_SIDES = {-1: "lavere", 0: w.MISSING, 1: "højere"}


# --- sentences ------------------------------------------------------------------------------------


def stand_out(areas: Kept, agreed: Row) -> str:
    """Return which areas stand out whatever they are measured from, as a sentence.

    ``agreed`` is the row ``all`` of `measures.standing.outside_by_centre`.
    """
    return f"{standing_out(areas, agreed)}."


def standing_out(areas: Kept, agreed: Row, then: str = ": ") -> str:
    """Return the same without a full stop, as a title; ``then`` leads to the names."""
    told = [*filter(None, (_on_side(areas, side) for side in (-1, 1)))]
    if not told:
        text = "Ingen kommune skiller sig ud, hvad man end måler fra"
        return mark((agreed.always,), "stand_out", text)
    number = w.counted(agreed.always, "kommune", "kommuner")
    return f"{number:upper} skiller sig ud, uanset hvad man måler fra{then}{', og '.join(told)}"


def beside_chance(areas: Kept, agreed: Row) -> str:
    """Return the same with how many would do so though none did, as a sentence."""
    if agreed.always.value == 0:
        return stand_out(areas, agreed)
    expected = agreed.expected
    number = f"omkring {expected.worded('word')}" if expected.printed() else "knap nok en enkelt"
    text = mark((expected,), "beside_chance", f", mod {number} ved et tilfælde: ")
    return f"{standing_out(areas, agreed, text)}."


def out_of_chance(agreed: Row) -> str:
    """Return how many would stand out though none did, as a sentence; ``agreed`` is as above."""
    expected = agreed.expected
    number = f"Omkring {expected.worded('word')}" if expected.printed() else "Knap nok en enkelt"
    text = f"{number} ville man finde, selv om ingen reelt skilte sig ud."
    return mark((expected,), "out_of_chance", text)


def by_centre_told(found: Kept) -> str:
    """Return how many stand out from the nation, from the mean, from all, and by chance.

    ``found`` is a frame of `measures.standing.outside_by_centre` with ``expected``.
    """
    from_nation, from_mean, from_all = (
        w.counted(row.always, "kommune", "kommuner")
        for row in (found.nation, found.mean, found.all)
    )
    return (
        f"Måler man kun fra hele landet, ligger {from_nation} uden for grænserne, hvordan man end "
        f"anslår dem, og kun fra gennemsnittet {from_mean}. Uanset hvad man måler fra, er det "
        f"{from_all}. {out_of_chance(found.all)}"
    )


def many_places(places: Row) -> str:
    """Return how many places half of the areas may have, as a title.

    ``places`` has ``median_width``, the middle one of their numbers, and ``placed``.
    """
    return (
        f"For halvdelen af kommunerne er mindst {places.median_width} af {places.placed} pladser "
        "mulige"
    )


def verdict(standing: Cell) -> str:
    """Return for a table on which side an area stands out; ``skjult`` where it has no share."""
    text = "skjult" if standing.is_missing else _SIDES[int(standing.value)]
    return mark((standing,), "verdict", text)


def bounds_told(known: Row) -> str:
    """Return how many areas have a share, some only within bounds, and what is hidden.

    ``known`` has the counts ``all``, ``placed`` and ``bounded``, the range ``hidden`` of a count
    that is not shown, and ``widest_points`` between the bounds of a share.
    """
    told = (
        "Styrelsen for Arbejdsmarked og Rekruttering (STAR) viser ikke helt små antal; et skjult "
        f"antal er {w.between(known.hidden)}."
    )
    if known.placed.value == known.all.value and known.bounded.value == 0:
        return f"{told} Her er intet skjult."
    told += f" Af {known.all} kommuner kan {known.placed} sammenlignes"
    if known.bounded.value == 0:
        return f"{told}."
    return (
        f"{told}, heraf {known.bounded} kun med en nedre og en øvre grænse, som ligger højst "
        f"{known.widest_points} fra hinanden."
    )


def told_apart(pairs: Row) -> str:
    """Return what a list by share can tell: of neighbours on it, and of any two areas.

    ``pairs`` is as of `measures.ranks.told_apart`.
    """
    told = pairs.neighbours_told
    if told.printed():
        next_to = f"Af de {pairs.neighbours} par, der står lige efter hinanden, kan {told} skelnes."
    else:
        text = "Ingen kommune kan skelnes fra den næste på listen."
        next_to = mark((told, pairs.neighbours), "told_apart", text)
    if pairs.pairs_told.value == 0:
        text = "Heller ikke to, der står langt fra hinanden, kan skelnes."
        return f"{next_to} {mark((pairs.pairs_told,), 'told_apart', text)}"
    of_all = f"Men af alle {pairs.pairs} par af kommuner kan tallene sætte"
    wrong = f"og {pairs.wrong} af dem må man vente er forkerte."
    if pairs.pairs_told.printed("100") == 0:
        return f"{next_to} {of_all} {pairs.pairs_told} i rækkefølge, {wrong}"
    return (
        f"{next_to} {of_all} {pairs.told_pct:.0} i rækkefølge. Det er omkring "
        f"{pairs.pairs_told:100} par, {wrong}"
    )


def chosen_told(areas: Kept, chosen: Collection[str], known: Row) -> str:
    """Return of each chosen area its share, what it may be, its places and where it stands.

    A bullet each after what leads to them; ``areas`` is keyed by ``code``, ``known`` as above, with
    ``sure_pct``.
    """
    lines = [
        f"Med {known.sure_pct:.0} sikkerhed for hver kommune ligger andelen bag tallene som her:",
        "",
    ]
    for row in (areas[code] for code in chosen):
        if row.standing.is_missing:
            text = "antallene er skjult, så andelen kendes ikke"
            lines.append(f"- {row.label}: {mark((row.standing,), 'chosen_told', text)}.")
            continue
        side = int(row.standing.value)
        text = f"skiller sig ud ({_SIDES[side]})" if side else "skiller sig ikke ud"
        lines.append(
            f"- {row.label}: {w.between(row.share)} af forløbene; andelen bag er "
            f"{w.between(row.likely)}, plads {w.bounds(row.places)} af {known.placed}. Kommunen "
            f"{mark((row.standing,), 'chosen_told', text)}."
        )
    return "\n".join(lines)


def associations_told(found: Kept) -> str:
    """Return of each quantity whether more goes with the shares than chance gives, a bullet each.

    ``found`` is keyed as ``ASSOCIATIONS`` and has ``p_pct``, ``found_index``, and the range
    ``interval`` of the correlations.
    """
    near = (
        "Kommuner i samme region ligner hinanden mere, end tilfældet plejer at give.",
        "Kommuner i samme region ligner ikke hinanden mere, end tilfældet kan give.",
    )
    beside = (
        "Nabokommuner ligner hinanden mere, end tilfældet plejer at give",
        "Nabokommuner ligner ikke hinanden mere, end tilfældet kan give",
    )
    if found.neighbours.p_pct.value < SURE_PCT:
        inside = (
            ", også inden for regionen.",
            "; inden for regionen kan en sådan lighed ikke ses.",
        )
    else:
        inside = ("; inden for regionen gør de.", ", heller ikke inden for regionen.")
    lines = [
        _by_chance(found.region, *near),
        _by_chance(found.neighbours, *beside) + _by_chance(found.neighbours_inside, *inside),
        _correlated(found.unemployment, "ledigheden"),
        _correlated(found.population, "indbyggertallet"),
    ]
    return "\n".join(f"- {line}" for line in lines)


def _on_side(areas: Kept, side: int) -> str:
    """Return the areas on one side by name, and which side it is; "" if there are none."""
    rows = [row for row in areas if row.standing.value == side]
    if not rows:
        return ""
    names = sorted((row.label.worded() for row in rows), key=alphabetical)
    cells = tuple(cell for row in rows for cell in (row.label, row.standing))
    return mark(cells, "on_side", f"{format_list(names, locale='da')} ligger {_SIDES[side]}")


def _by_chance(row: Row, sure: str, unsure: str) -> str:
    return mark((row.p_pct,), "by_chance", sure if row.p_pct.value < SURE_PCT else unsure)


def _correlated(row: Row, what: str) -> str:
    """Return which way a share goes with a quantity, if the data can tell."""
    if row.p_pct.value >= SURE_PCT:
        told = f"Om andelen følges ad med {what}, kan tallene ikke afgøre"
        if 0 in [cell.printed() for cell in row.interval]:
            told = (
                f"At andelen følges ad med {what}, er lige på grænsen af, hvad tallene kan afgøre"
            )
    else:
        how = "højere" if row.found_index.value > 0 else "lavere"
        told = f"Andelen er som regel {how}, hvor {what} er højere"
    told = mark((row.p_pct, row.found_index), "correlated", told)
    return f"{told}; rangkorrelationen ligger med stor sikkerhed {w.between(row.interval)}."


# --- figures --------------------------------------------------------------------------------------


def funnel(areas: Kept, lines: Kept, nation: Cell, agreed: Row, chosen: Kept) -> Picture:
    """Draw each area's share by its number of courses, between limits named in the drawing.

    ``lines`` is keyed by ``courses``: the ranges ``chance`` and ``outer``, limits along the axis;
    ``nation`` is the share of the whole country, ``agreed`` as above; ``chosen`` is keyed by the
    codes of areas to be named beside those that stand out.
    """
    placed = areas.frame.dropna(subset="share_low_pct")
    middle = (placed["share_low_pct"] + placed["share_high_pct"]) / 2

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(4.4, narrow=narrow)
            axes.set_xscale("log")
            low, high = lines.frame.index[[0, -1]]
            axes.set(xlim=(low, high), ylim=(0, 1.06 * placed["share_high_pct"].max()))
            for name, width, dashes in (("chance", 1.0, DASHED), ("outer", 1.8, "solid")):
                for side in ("low", "high"):
                    line = lines.frame[f"{name}_{side}_pct"]
                    axes.plot(line.index, line, color=style.VIOLET, lw=width, ls=dashes)
            axes.axhline(nation.value, color=style.INK, linewidth=1)
            colours = placed["standing"].map(COLOURS)
            ends = (placed["share_low_pct"], placed["share_high_pct"])
            axes.vlines(placed["courses"], *ends, colors=colours, linewidth=1.4)
            axes.scatter(placed["courses"], middle, c=colours, s=17, zorder=3, linewidths=0)
            named = [code for code in placed.index if placed.at[code, "standing"] or code in chosen]
            room = Room(axes)
            room.block(placed["courses"], middle)
            for line in (*(lines.frame[column] for column in lines.frame), None):
                level = [nation.value] * len(lines) if line is None else line
                room.block(lines.frame.index, level, 1)
            for code in named:
                at = ([placed.at[code, "courses"]], [middle[code]])
                room.write(f"{areas[code].label}", *at, colours[code])
            _name_limits(room, lines, nation)
            ticks = [n for n in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if n >= low]
            axes.xaxis.set_major_locator(FixedLocator(ticks))
            axes.xaxis.set_minor_locator(NullLocator())
            axes.xaxis.set_major_formatter(style.danish_numbers())
            axes.yaxis.set_major_formatter(style.danish_numbers())
            axes.set_xlabel("Antal forløb i kommunen (logaritmisk skala)")
            style.horizontal_grid(axes)
        return drawing

    return Picture(
        draw,
        stand_out(areas, agreed),
        areas,
        "En prik for hver kommune: andelen op ad den lodrette akse, antallet af forløb hen ad den "
        f"vandrette. En vandret linje viser hele landet, {nation}. Om den ligger grænser, der "
        "snævrer ind mod højre, hvor kommunerne har mange forløb: stiplet for tilfældige "
        "udsving, optrukket den yderste af de grænser, der også regner med, at kommuner er "
        "forskellige. De kommuner, der skiller sig ud, har farve og navn.",
    )


def intervals(twelve: Kept, known: Row) -> Picture:
    """Draw the likely share of some areas as a dot in a range, with the places it may have.

    ``twelve`` are rows of ``areas`` from the highest share; ``known`` is as in `bounds_told`.
    """

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(0.6 + 0.29 * len(twelve), narrow=narrow)
            for y, row in enumerate(twelve):
                colour = COLOURS[int(row.standing.value)]
                low, high = (cell.value for cell in row.likely)
                axes.hlines(y, low, high, colors=colour, linewidth=2)
                axes.plot(row.shrunken_pct.value, y, "o", color=colour, markersize=6)
                axes.annotate(
                    f"plads {w.bounds(row.places)}",
                    (high, y),
                    xytext=(6, 0),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                )
            axes.set(ylim=(len(twelve) - 0.5, -0.5), yticks=range(len(twelve)))
            axes.set_yticklabels([f"{row.label}" for row in twelve])
            # Room for the text beside the longest range.
            end = max(row.likely.high.value for row in twelve)
            axes.set_xlim(0, end * (1.3 if narrow else 1.2))
            axes.xaxis.set_major_formatter(style.danish_numbers())
            axes.grid(axis="x", linewidth=0.8)
            axes.tick_params(length=0)
        return drawing

    told = "; ".join(
        f"{row.label} {w.between(row.likely)}, plads {w.bounds(row.places)}" for row in twelve
    )
    top, end = (list(twelve)[at] for at in (0, -1))
    return Picture(
        draw,
        f"{top.label} kan have plads {w.bounds(top.places)} af {known.placed}, {end.label} plads "
        f"{w.bounds(end.places)}.",
        twelve,
        f"En vandret streg for hver kommune med den andel, der er bedst dækning for, som prik: "
        f"{told}.",
    )


def _name_limits(room: Room, lines: Kept, nation: Cell) -> None:
    """Name the lines where there is room: the whole country on the left, limits from the right."""
    totals = lines.frame.index.to_numpy(float)
    outer, chance = ("outer_high_pct", "outer_low_pct"), ("chance_high_pct",)
    named = {"Yderste grænse": outer, "Tilfældige udsving": chance}
    room.write(f"Hele landet {nation:bare}", totals[:20:4], [nation.value] * 5, style.INK)
    for text, columns in named.items():
        for column in columns:
            line = lines.frame[column].to_numpy()
            room.write(text, totals[::-8], line[::-8], style.VIOLET)
