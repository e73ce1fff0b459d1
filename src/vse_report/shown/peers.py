"""Which municipalities are alike, and what likeness tells: sentences and figures.

``own`` is the row of the chosen municipality, labelled with its name: ``first_index`` and
``reach_index``, the distances to its nearest and its last peer, how many ``peers``, ``close`` and
the limits that decide it, ``quartile_index`` and ``limit_index``, as of `measures.peers.closeness`.
``chosen`` is a kept frame by code, labelled with names: the municipality, then its peers, nearest
first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from babel.lists import format_list
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from vse_report.figures import style
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import Cell, mark
from vse_report.prose.wording import alphabetical
from vse_report.results import Kept, Row

BENEFITS = {
    "unemployment_benefit": "dagpenge mv.",
    "cash_benefit": "kontanthjælp mv.",
    "sickness_benefit": "sygedagpenge mv.",
}
OUTCOMES = {
    "unemployment": "ledighed",
    "cash_benefit": "kontanthjælp",
    "activation": "aktiveringsgrad",
    "company": "forløb på arbejdspladser",
}
# Heads of columns, with the places where a narrow one may part a word.
HEADS = {
    "unemployment": "Ledighed",
    "cash_benefit": "Kontant\N{SOFT HYPHEN}hjælp",
    "activation": "Aktiverings\N{SOFT HYPHEN}grad",
    "company": "Forløb på arbejds\N{SOFT HYPHEN}pladser",
    "unemployment_benefit": "Dagpenge",
    "sickness_benefit": "Syge\N{SOFT HYPHEN}dagpenge",
}
NAMED = 3  # of the peers, in a title
# Heights over and under the line, by turns, so that neighbouring dots do not hide each other.
_SCATTER = (0, 0.5, -0.5, 0.25, -0.25)
_CLOSE = {
    -1: "{} har ikke {} kommuner, der ligger nær; nærmest er {}",
    0: "{0} ligner mest {2}, men dens {1} lignende kommuner ligger fjernere end hos de fleste",
    1: "{0} ligner mest {2}",
}
_TELLS = {1: "noget om", 0: "lidt om", -1: "intet sikkert om"}


# --- sentences ------------------------------------------------------------------------------------


def likest(own: Row, chosen: Kept) -> str:
    """Return whom the municipality is most like, or that too few are near, without a full stop.

    Whether they are near goes by the last of all its peers, as in `measures.peers.closeness`.
    """
    _, *peers = chosen
    named = [row.label for row in peers[:NAMED]]
    written = format_list([name.worded() for name in named], locale="da")
    told = _CLOSE[int(own.close.value)].format(own.label.worded(), own.peers.worded(), written)
    return mark((own.label, own.close, own.peers, *named), "likest", told)


def finding(own: Row, chosen: Kept, about: Row, found: Kept) -> str:
    """Return whom the municipality is most like, by what and when, and what that tells.

    ``about`` has the month ``ends`` of the year that the shares are of; ``found`` is as in `tells`.
    """
    return (
        f"{likest(own, chosen)}, målt på, hvor mange man kunne forvente på dagpenge, kontanthjælp "
        f"og sygedagpenge i året til {about.ends}. {tells(found)}."
    )


def method(about: Row) -> str:
    """Return how alike municipalities are found, and what the distance between them is.

    ``about`` has the month ``ends``, the ages ``youngest`` and ``oldest``, the number of ``peers``
    and ``typical_index``, the distance between a typical pair.
    """
    return (
        "De lignende kommuner er fundet ud fra, hvor stor en del af de "
        f"{about.youngest}–{about.oldest}-årige man kan forvente på offentlig forsørgelse, når man "
        "ser på de lokale vilkår. Det beregner VIVE for Beskæftigelsesministeriet. Vi bruger de "
        "forventede andele for dagpenge, kontanthjælp og sygedagpenge i året til "
        f"{about.ends}, de nyeste, vi har.\n\n"
        "*Afstanden* er forskellen på andelene regnet sammen, så hver ydelse tæller lige meget: "
        f"Den er nul mellem kommuner, der er ens, og {about.typical_index} for et typisk par. De "
        f"{about.peers} med den korteste afstand kaldes lignende, uanset hvor i landet de ligger."
    )


def other_ways(years: Sequence[str]) -> dict[str, str]:
    """Return what each other way to find peers is called: without a benefit, in earlier years.

    ``years`` are the keys of the last year but one and of the one before it.
    """
    last, before = years
    without = {f"without_{benefit}": f"Uden {label}" for benefit, label in BENEFITS.items()}
    earlier = {last: "Tal fra året før", before: "Tal fra året før det"}
    return {**without, **earlier, "actual": "Faktiske andele"}


def how_near(own: Row) -> str:
    """Return how near the peers are, beside what is usual."""
    told = {
        -1: "så langt væk, at den ikke har så mange, der ligger nær",
        0: "længere væk end hos de fleste",
        1: "ikke længere væk end hos de fleste",
    }
    verdict = mark((own.close,), "how_near", told[int(own.close.value)])
    return (
        f"Fra {own.label} er afstanden til den nærmeste {own.first_index} og til den fjerneste af "
        f"de lignende kommuner {own.reach_index}. Hos tre fjerdedele af kommunerne er den højst "
        f"{own.quartile_index}, og grænsen for, hvad der er usædvanligt, er {own.limit_index}. De "
        f"lignende kommuner ligger altså {verdict}."
    )


def without_near(areas: Kept) -> str:
    """Return which municipalities have no near peers; ``areas`` has ``close`` and labels."""
    rows = [row for row in areas if row.close.value == -1]
    if not rows:
        return "Alle kommuner har så mange, der ligger nær."
    names = sorted((row.label.worded() for row in rows), key=alphabetical)
    text = f"Over grænsen er {format_list(names, locale='da')}."
    return mark(tuple(cell for row in rows for cell in (row.label, row.close)), "without", text)


def closeness(close: Cell) -> str:
    """Return for a table whether peers are near; ``close`` is -1, 0 or 1."""
    text = {-1: "alene", 0: "fjern", 1: w.MISSING}[int(close.value)]
    return mark((close,), "closeness", text)


def tells(found: Kept) -> str:
    """Return what peers tell about, much and little, without a full stop.

    ``found`` is a frame of `measures.peers.explained`, keyed and labelled by ``outcome``.
    """
    parts = []
    for level, words in _TELLS.items():
        labels = [row.label.worded() for row in found if row.tells.value == level]
        parts += [f"{words} {format_list(labels, locale='da')}"] if labels else []
    text = f"Kommuner, der ligner hinanden, siger {format_list(parts, locale='da')}"
    return mark(tuple(cell for row in found for cell in (row.tells, row.label)), "tells", text)


def explained_told(found: Kept) -> str:
    """Return of each outcome how much of the error peers take away, a bullet each."""
    judged = {
        1: "mere, end man kan vente ved et tilfælde",
        0: "mere, end man kan vente ved et tilfælde, men for lidt til at sammenligne på",
        -1: "ikke mere, end man kan vente ved et tilfælde",
    }
    lines = []
    for row in found:
        printed = row.explained_pct.printed(".0")
        part = row.explained_pct.worded(".0", signed=False)
        if printed > 0:
            text = f"{part} af fejlen forsvinder, {judged[int(row.tells.value)]}"
        elif printed < 0:
            text = f"fejlen bliver {part} større, så gættet hjælper ikke"
        else:
            text = "fejlen er den samme, så gættet hjælper ikke"
        told = mark((row.explained_pct, row.tells), "explained", text, (0, 0))
        lines.append(f"- {row.label:upper}: {told}.")
    return "\n".join(lines)


def beside_peers(norms: Kept) -> str:
    """Return for each outcome whether the municipality differs from its peers, a bullet each.

    ``norms`` is a frame of `measures.peers.norms`: ``gap_points`` beside ``typical_gap_points``.
    """
    lines = []
    for row in norms:
        gap, typical = row.gap_points, row.typical_gap_points
        size = gap.worded(".2", signed=False)
        side = "højere" if gap.printed(".2") > 0 else "lavere"
        if gap.printed(".2") == 0:
            text = "som hos de lignende"
        elif abs(gap.printed(".2")) <= typical.printed(".2"):
            text = f"{size} {side} end hos de lignende, inden for det sædvanlige"
        else:
            text = f"{size} {side} end hos de lignende, mere end sædvanligt"
        lines.append(f"- {row.label:upper}: {mark((gap, typical), 'beside', text, (2, 2))}.")
    return "\n".join(lines)


def by_number(most: Row) -> str:
    """Return whether another number of peers would tell of workplaces; ``most`` has ``company``.

    And ``activation``: the most that any number of peers tells, -1, 0 or 1.
    """
    levels = {
        1: "noget ved et eller flere af antallene",
        0: "lidt ved et eller flere af antallene, og det kan være et tilfælde",
        -1: "intet sikkert, uanset antallet",
    }
    company, activation = (
        mark((cell,), "by_number", levels[int(cell.value)])
        for cell in (most.company, most.activation)
    )
    return (
        f"Om forløb på arbejdspladser siger lignende kommuner {company}, hvad skjulte antal end "
        f"er. Om aktiveringsgraden siger de {activation}."
    )


# --- figures --------------------------------------------------------------------------------------


def peers(own: Row, shares: Kept, chosen: Kept) -> Picture:
    """Draw a strip of dots for each benefit: all municipalities, the peers, and the chosen one.

    ``shares`` and ``chosen`` have a column of per cent a benefit, ``<benefit>_pct``.
    """
    mine, *others = chosen
    columns = {f"{benefit}_pct": label for benefit, label in BENEFITS.items()}
    rest = shares.frame.drop(index=chosen.frame.index)

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, strips = style.new_figure(4.0, narrow=narrow, nrows=len(columns))
            for axes, (column, label) in zip(strips, columns.items(), strict=True):
                _dots(axes, rest[column], style.MUTED, 4, 0.7)
                _dots(axes, chosen.frame[column].iloc[1:], style.BLUE, 6, 1)
                share = getattr(mine, column)
                axes.plot(share.value, 0, "D", color=style.VIOLET, markersize=9)
                axes.annotate(
                    f"{mine.label} {share:bare .2}" if axes is strips[0] else f"{share:bare .2}",
                    (share.value, 0.75),
                    xytext=(0, 3),
                    textcoords="offset points",
                    ha="center",
                    va="bottom",
                    color=style.VIOLET,
                )
                axes.set_title(label[:1].upper() + label[1:], color=style.INK)
                axes.set(ylim=(-0.9, 1.9), yticks=[])
                axes.margins(x=0.04)
                # Steps that one decimal can write.
                axes.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
                axes.xaxis.set_major_formatter(style.danish_numbers(1))
            strips[0].annotate(
                "\N{BULLET} Lignende kommuner",
                (1, 1),
                xycoords="axes fraction",
                xytext=(0, 10),
                textcoords="offset points",
                ha="right",
                va="bottom",
                color=style.BLUE,
            )
        return drawing

    told = "; ".join(
        f"{label} {getattr(mine, column):.2}, lignende kommuner {_span(others, column)}"
        for column, label in columns.items()
    )
    return Picture(
        draw,
        f"{likest(own, chosen)}.",
        shares,
        f"En prik for hver kommune på en linje for hver ydelse. {own.label}: {told}.",
    )


def explained(found: Kept) -> Picture:
    """Draw for each outcome how much of the error peers take away, and what chance gives."""

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(0.9 + 0.5 * len(found), narrow=narrow)
            axes.axvline(0, color=style.MUTED, linewidth=1)
            for place, row in enumerate(found):
                low, high = (cell.value for cell in row.chance)
                axes.barh(place, high - low, left=low, height=0.5, color=style.GRID)
                colour = style.BLUE if row.tells.value > 0 else style.MUTED
                value = row.explained_pct.value
                axes.plot(value, place, "o", color=colour, markersize=9)
                axes.annotate(
                    f"{row.explained_pct:bare .0}",
                    (max(value, high), place),  # beyond dot and band
                    xytext=(9, 0),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                )
            axes.set_title("Gråt felt: kommuner valgt ved lodtrækning", color=style.MUTED)
            values = [
                found.frame[c] for c in ("chance_low_pct", "explained_pct", "chance_high_pct")
            ]
            low, high = min(v.min() for v in values), max(20, *(v.max() for v in values))
            axes.set(xlim=(low - 5, high + 15), ylim=(len(found) - 0.5, -0.6))
            axes.set(yticks=range(len(found)), yticklabels=[f"{row.label:upper}" for row in found])
            axes.xaxis.set_major_formatter(style.danish_numbers())
            axes.tick_params(length=0)
            axes.grid(axis="x", linewidth=0.8)
        return drawing

    told = "; ".join(
        f"{row.label} {_part(row.explained_pct)}, ved lodtrækning mellem "
        f"{_part(row.chance_low_pct)} og {_part(row.chance_high_pct)}"
        for row in found
    )
    return Picture(
        draw,
        f"{tells(found)}.",
        found,
        "En prik for hvert mål: den del af fejlen, der forsvinder. Et gråt felt viser det samme "
        f"for kommuner valgt ved lodtrækning. Fejlen er for {told}.",
    )


def _part(explained: Cell) -> str:
    """Return how much smaller, or larger, an error is."""
    printed = explained.printed(".0")
    if printed == 0:
        return mark((explained,), "part", "den samme", (0,))
    how = "mindre" if printed > 0 else "større"
    text = f"{explained.worded('.0', signed=False)} {how}"
    return mark((explained,), "part", text, (0,))


def _span(rows: list[Row], column: str) -> str:
    """Return the lowest and the highest share of some rows, as a range."""
    ordered = sorted((getattr(row, column) for row in rows), key=lambda cell: cell.value)
    low, high = ordered[0], ordered[-1]
    text = f"mellem {low.worded('bare .2')} og {high.worded('.2')}"
    if low.printed(".2") == high.printed(".2"):
        text = high.worded(".2")
    return mark((low, high), "span of peers", text, (2, 2))


def _dots(axes: Axes, values: object, colour: str, size: float, alpha: float) -> None:
    ordered = np.sort(np.asarray(values, dtype=float))
    heights = np.resize(_SCATTER, len(ordered))
    axes.plot(ordered, heights, "o", color=colour, markersize=size, alpha=alpha, mew=0)
