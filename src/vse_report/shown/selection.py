"""How the study chose its cases: the band of conditions, two islands, and simulated answers.

No municipality is named but the two islands that the study names itself. What is simulated says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from vse_report.figures import style
from vse_report.figures.parts import spread
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.prose.cells import mark
from vse_report.results import Kept, Row

BANDS = {"all": "Alle kommuner", "without": "Uden Læsø og Samsø"}
ISLANDS = {"825": "Læsø", "741": "Samsø"}
MEASURES = {
    "days": "Dage med ledighed",
    "rate": "Ledige af arbejdsstyrken",
    "index": "Socioøkonomisk indeks",
}
DEVIATIONS = {
    "population": "alle kommuner",
    "sample": "som stikprøve",
    "weighted": "efter folketal",
}
STAGES = {
    "before": "Gamle kommuner, der blev lagt sammen, inden sammenlægningen",
    "after": "De nye kommuner, de blev til: gennemsnit af svarene",
    "unmerged": "Kommuner, der ikke blev lagt sammen",
}
SURVEYS = {
    "planted": "Simuleret med grupper",
    "cloud": "Simuleret uden grupper",
    "file": "Svarene i filen",
}
_COLOURS = (style.BLUE, style.BROWN, style.VIOLET)


# --- sentences ------------------------------------------------------------------------------------


def procedure(stated: Row) -> str:
    """Return how the study says that it chose, with what it describes as the outcome.

    ``stated`` has the counts ``cases``, ``much`` and ``little`` and ``within``, days that lie
    between the easiest and the hardest conditions of the three at most.
    """
    return (
        "Kommunerne blev først delt i grupper efter, hvor hyppigt deres ledere sagde, at "
        "forvaltningen samarbejdede med andre, med en klyngeanalyse (k-means). Inden for hver "
        "gruppe blev der lavet en liste over kommuner med næsten lige svære rammevilkår og "
        "nogenlunde lige mange indbyggere. Herfra "
        f"kom {stated.much:word} kommuner med meget og {stated.little:word} med lidt samarbejde. "
        "Alle ligger inden for en standardafvigelse fra gennemsnittet af rammevilkårene, og mellem "
        f"de letteste og de sværeste vilkår er der under {stated.within:word} dage. Det er en "
        "beskrivelse af de valgte kommuner, ikke en regel, som undersøgelsen siger at have valgt "
        "efter."
    )


def narrower(bands: Row) -> str:
    """Return what becomes of the band without the islands; without a full stop.

    ``bands`` is a row of `measures.selection.compare_bands`.
    """
    change = bands.sd_change_pct
    gap = change.printed()
    how = "smallere" if gap < 0 else "bredere" if gap > 0 else "lige så bredt"
    return f"Uden Læsø og Samsø bliver båndet {mark((change,), 'narrower', how)}"


def band_told(exact: Row, sample: Row, fits: Row) -> str:
    """Return what the islands do to mean and deviation, and how many lie in the band.

    ``exact`` and ``sample`` are rows of `measures.selection.compare_bands`, of all municipalities
    and as of a sample; ``fits`` has the ``verdict`` of the study's words in ``statements.yaml``.
    """
    mean, sd = (
        w.moved(change, spec=".0", tense="present")
        for change in (exact.mean_change_pct, exact.sd_change_pct)
    )
    told = {"consistent": "passer", "contradicted": "passer ikke"}
    agrees = mark((fits.verdict,), "fits", told.get(fits.verdict.value, "kan ikke sammenholdes"))
    return (
        f"Regnes Læsø og Samsø ikke med, {mean.verb} gennemsnittet {mean.by} til "
        f"{exact.mean_without}, og standardafvigelsen {sd.verb} {sd.by} til "
        f"{exact.sd_without}. Undersøgelsen skriver, at øerne øger standardafvigelsen meget "
        f"og gennemsnittet kun lidt; det {agrees} med tallene her, men afhænger af målet, som "
        "tabellen "
        "nedenfor viser.\n\nI båndet ligger "
        f"{exact.inside_all} kommuner, når øerne er regnet med, og {exact.inside_without}, når de "
        f"ikke er. Regnes standardafvigelsen som for en stikprøve, er det {sample.inside_without}. "
        "Undersøgelsen skriver ikke, hvilken den brugte, og antallet er følsomt, fordi mange "
        "kommuner har det samme afrundede tal."
    )


def suspect(laesoe: Row) -> str:
    """Return whether a number of Læsø can be, and what it does to the band.

    ``laesoe`` has ``of_age`` and ``labour_force``, persons that its numbers imply, ``population``,
    and ``share_pct``, the first of the last, beside ``samsoe_pct`` and ``usual_pct``, of the middle
    municipality; ``alone_change_pct`` of the deviation if Læsø alone is left out, ``mended_days``,
    and ``mended_change_pct`` with those, if both islands are left out.
    """
    cells = (laesoe.of_age, laesoe.labour_force)
    if laesoe.of_age.printed() < laesoe.labour_force.printed():
        lead, end = (
            "færre end de",
            ", som det andet, procenten af arbejdsstyrken, svarer til. Det er altså det første, "
            "der er tvivlsomt",
        )
    else:
        lead, end = (
            "ikke færre end de",
            ", som det andet, procenten af arbejdsstyrken, svarer til. De to tal kan godt passe "
            "sammen",
        )
    lead, end = (mark(cells, f"suspect: {n}", text) for n, text in enumerate((lead, end)))
    alone, mended = (
        w.moved(change, spec=".0", tense="present")
        for change in (laesoe.alone_change_pct, laesoe.mended_change_pct)
    )
    return (
        "To tal beskriver ledigheden på Læsø. Det ene, ledige i forhold til alle i den "
        "erhvervsaktive alder, svarer til "
        f"{laesoe.of_age} personer på øen i den alder, {lead} {laesoe.labour_force} i "
        f"arbejdsstyrken{end}. "
        f"De personer er {laesoe.share_pct} af øens {laesoe.population} indbyggere; regnet på "
        "samme "
        f"måde er det {laesoe.samsoe_pct} på Samsø og {laesoe.usual_pct} i den midterste kommune."
        "\n\nUdelades kun Læsø, "
        f"{alone.verb} standardafvigelsen {alone.by}. Regnes øens dage ud fra procenten af "
        f"arbejdsstyrken i stedet, bliver de {laesoe.mended_days}, og uden øerne {mended.verb} "
        f"standardafvigelsen så {mended.by}."
    )


def averaged(mean: Row) -> str:
    """Return what averaging does to the spread between municipalities, in simulated answers.

    ``mean`` has the mean deviation ``before_index``, ``after_index`` and ``unmerged_index``,
    ``change_pct`` from before to after, ``surveys`` and ``shared_pct``.
    """
    moved = w.moved(mean.change_pct, spec=".0")
    return (
        "For kommuner, der blev lagt sammen, brugte undersøgelsen gennemsnittet af de gamle "
        f"kommuners svar. I {mean.surveys} simuleringer {moved.verb} standardafvigelsen mellem "
        f"kommuner {moved.by}, fra {mean.before_index} til {mean.after_index} trin. Kommuner, der "
        f"ikke blev lagt sammen, beholder deres svar, {mean.unmerged_index} trin, og ligger derfor "
        "lettere yderst, uden at de samarbejder anderledes. Det er antaget, at "
        f"{mean.shared_pct:fraction} af forskellene er fælles for kommuner, der lægges sammen; jo "
        "mere der er fælles, jo tættere er tallene på hinanden."
    )


def found_groups(planted: Row, cloud: Row, many: Row) -> str:
    """Return what k-means and the gap statistic make of answers with and without groups.

    ``planted`` and ``cloud`` are rows of `measures.survey.group_summary`; ``many`` has the counts
    ``surveys``, ``right_planted`` and ``right_cloud`` of other simulations.
    """
    return (
        "K-means laver de grupper, man beder om, også når der ingen er. I den viste simulering "
        f"med grupper er enigheden mellem nye udtræk af kommuner {planted.resampled_index}, og i "
        f"den uden er den {cloud.resampled_index}; nul ville være lodtrækning. At en inddeling kan "
        "gentages, viser altså ikke, at grupperne findes. Det kan gap-statistikken sige noget om: "
        f"Den fandt det rigtige i {many.right_planted} af {many.surveys} andre simuleringer med "
        f"grupper og i {many.right_cloud} af {many.surveys} uden. Undersøgelsen oplyser ingen "
        "sådan prøve."
    )


def gap_title(many: Row) -> str:
    """Return how often the gap statistic is right in simulated answers; no full stop.

    Of many simulations, not of the one that is drawn: in another one it may find something else.
    ``many`` is as in `found_groups`.
    """
    return (
        f"Gap-statistikken har ret i {many.right_planted} af {many.surveys} simuleringer med "
        f"grupper og i {many.right_cloud} af {many.surveys} uden"
    )


def sets_told(candidates: Kept) -> str:
    """Return how many sets meet the criteria at the strictest and the mildest limit.

    ``candidates`` has the range ``sets`` and ``apart_index``, by ascending limit.
    """
    strict, *_, mild = candidates
    low, high = strict.sets
    many = high.printed() > 1
    text = "altså ikke på ét bestemt sæt" if many else "altså på ét sæt eller ingen"
    points = mark((low, high), "sets_told", text)
    return (
        f"Kriterierne peger {points}: Må kommunerne højst være {strict.apart_index} "
        f"standardafvigelser fra hinanden, er antallet af sæt {w.between(strict.sets)}; må de være "
        f"{mild.apart_index}, er det {w.between(mild.sets)}."
    )


def file_told(found: Row, rows: Row) -> str:
    """Return what a file of answers gives, in counts and indices only.

    ``found`` is a row of `measures.survey.group_summary`, ``rows`` has the count ``answered``.
    """
    return (
        f"**Svarene i filen.** {rows.answered} gamle kommuner har svaret på noget; efter "
        f"sammenlægningen har {found.municipalities} kommuner svar på alle spørgsmål. "
        f"Gap-statistikken tyder på {w.counted(found.found, 'gruppe', 'grupper')}. Om svarene er "
        "de "
        "rigtige, kan vi ikke prøve; af dem vises kun antal og indeks."
    )


# --- figures --------------------------------------------------------------------------------------


def bands(counts: Kept, found: Kept, islands: Kept, exact: Row) -> Picture:
    """Draw a dot per municipality, piled up by value, above the bands as lines.

    ``counts`` has ``value_days`` and ``municipalities``; ``found`` is keyed as ``BANDS``:
    ``mean_days`` and the range ``band``; ``islands`` as ``ISLANDS``: ``days``. ``exact`` is as in
    `narrower`.
    """
    frame = counts.frame
    most = frame["municipalities"].max()

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(3.4, narrow=narrow)
            for value, number in zip(frame["value_days"], frame["municipalities"], strict=True):
                heights = [at + 0.5 for at in range(number)]
                axes.plot([value] * number, heights, "o", color=style.GREY, markersize=4.2)
            for row in islands:
                axes.plot(row.days.value, 0.5, "o", color=style.VIOLET, markersize=4.2)
                axes.annotate(
                    f"{row.label}",
                    (row.days.value, 0.5),
                    xytext=(0, 10),
                    textcoords="offset points",
                    ha="center",
                    color=style.VIOLET,
                )
            depth = 0.16 * most
            for position, (row, colour) in enumerate(zip(found, _COLOURS, strict=False), start=1):
                _band(axes, row, -position * depth, colour)
            axes.axhline(0, color=style.GRID, linewidth=1)
            axes.set(
                xlim=(0, 1.08 * frame["value_days"].max()),
                ylim=(-(len(found) + 0.7) * depth, most + 0.5),
                yticks=[],
            )
            axes.xaxis.set_major_formatter(style.danish_numbers())
            axes.tick_params(axis="x", length=0)
        return drawing

    told = "; ".join(f"{row.label} {w.between(row.band)}" for row in found)
    named = " og ".join(f"{row.label} {row.days}" for row in islands)
    return Picture(
        draw,
        f"{narrower(exact)}.",
        counts,
        "En prik for hver kommune uden navn, stablet efter dage, og båndene som streger: "
        f"{told}. Øerne: "
        f"{named}.",
    )


def averaging(spreads: Kept, means: Kept) -> Picture:
    """Draw a row per stage of merging: a dot per simulated survey, and their mean as a line.

    ``spreads`` has a column of deviations per stage, ``<stage>_index``; ``means`` is keyed as
    ``STAGES``: ``mean_index``.
    """

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, strips = style.new_figure(
                3.2, narrow=narrow, nrows=len(STAGES), sharex=True, sharey=True
            )
            for axes, row, stage in zip(strips, means, STAGES, strict=True):
                values = spreads.frame[f"{stage}_index"]
                bins = (values / 0.01).round()
                heights = bins.groupby(bins).cumcount() + 0.5
                axes.scatter(bins * 0.01, heights, s=13, c=style.GREY, linewidths=0)
                # Below the title of the strip.
                axes.axvline(row.mean_index.value, 0, 0.85, color=style.VIOLET, linewidth=2.2)
                axes.annotate(
                    f"{row.mean_index}",
                    (row.mean_index.value, 0.98),
                    xycoords=("data", "axes fraction"),
                    xytext=(5, 0),
                    textcoords="offset points",
                    va="top",
                    color=style.VIOLET,
                )
                axes.set_title(f"{row.label}", color=style.MUTED, pad=2)
                axes.axhline(0, color=style.GRID, linewidth=1)
                axes.set(yticks=[])
                axes.spines["bottom"].set_visible(False)
                axes.tick_params(length=0)
                axes.xaxis.set_major_formatter(style.danish_numbers(1))
            axes.set_ylim(-0.5, 1.4 * axes.get_ylim()[1])  # room for the number above the dots
        return drawing

    told = "; ".join(f"{row.label} {row.mean_index}" for row in means)
    return Picture(
        draw,
        f"{narrowed(means)}.",
        spreads,
        f"En prik for hver simulering på en række for hvert trin, med gennemsnittet som streg: "
        f"{told}.",
    )


def narrowed(means: Kept) -> str:
    """Return whether merged answers differ less; without a full stop. ``means`` is as above."""
    before, after = means.before.mean_index, means.after.mean_index
    gap = after.printed() - before.printed()
    how = "mindre" if gap < 0 else "større" if gap > 0 else "ikke mindre"
    text = f"Forskellene bliver {how}, når gamle kommuners svar slås sammen (simuleret)"
    return mark((after, before), "narrowed", text)


def gaps(statistic: Kept, summaries: Kept, title: str) -> Picture:
    """Draw a line per survey: the gap statistic by number of groups, with its standard error.

    ``statistic`` is keyed by ``survey`` and ``groups``: ``gap_index`` and ``error_index``;
    ``summaries`` is keyed and labelled as ``SURVEYS``.
    """
    frame = statistic.frame

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2.7, narrow=narrow)
            keys = list(frame.index.unique("survey"))
            ends = pd.Series({key: frame.loc[key, "gap_index"].iloc[-1] for key in keys})
            ordered = ends.sort_values()
            step = 0.14 * (frame["gap_index"].max() - frame["gap_index"].min())
            heights = dict(zip(ordered.index, spread(ordered.tolist(), step), strict=True))
            for key, colour in zip(keys, _COLOURS, strict=False):
                rows = frame.loc[key]
                bars = {"yerr": rows["error_index"], "capsize": 4, "linewidth": 2.2}
                axes.errorbar(rows.index, rows["gap_index"], fmt="o-", color=colour, **bars)
                # Without room on the right a name stands by the first point, off the line from it.
                at, then = (rows.index[0], rows["gap_index"].iloc[0]), rows["gap_index"].iloc[1]
                aside = -24 if then > at[1] else 24
                place = {"xytext": (-4, aside)} if narrow else {"xytext": (12, 0)}
                axes.annotate(
                    f"{summaries[key].label}",
                    at if narrow else (rows.index[-1], heights[key]),
                    textcoords="offset points",
                    va="center",
                    color=colour,
                    bbox={"facecolor": style.PAGE, "edgecolor": "none", "pad": 1},
                    **place,
                )
            numbers = frame.loc[keys[0]].index
            axes.set(xticks=numbers, xlim=(numbers.min() - 0.2, numbers.max() + 0.2))
            if not narrow:
                axes.set_xlim(right=numbers.max() + 1.1)
            axes.set_xlabel("Antal grupper")
            axes.xaxis.set_major_formatter(style.danish_numbers())
            axes.yaxis.set_major_formatter(style.danish_numbers(1))
            axes.margins(y=0.22)
            style.horizontal_grid(axes)
        return drawing

    told = ". ".join(
        f"{summaries[key].label} {_along(statistic, key)}" for key in frame.index.unique("survey")
    )
    return Picture(
        draw,
        f"{title}.",
        statistic,
        f"Linjer efter antal grupper, med standardfejlen som lodrette streger. {told}. Reglen "
        "tager det mest beskedne antal, hvor gap-statistikken når op på det næste minus en "
        "standardfejl.",
    )


def _along(statistic: Kept, survey: str) -> str:
    """Return the gap statistic of a survey for each number of groups, from one up."""
    rows = [statistic[survey, number] for number in statistic.frame.loc[survey].index]
    return "; ".join(f"{row.gap_index}" for row in rows)


def _band(axes: Axes, row: Row, y: float, colour: str) -> None:
    low, high = row.band
    axes.plot([low.value, high.value], [y, y], color=colour, linewidth=4)
    axes.plot(row.mean_days.value, y, "|", color=style.PAGE, markersize=9)
    axes.annotate(
        f"{row.label}",
        (high.value, y),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        color=colour,
    )


def labels_of(index: pd.MultiIndex) -> Mapping[tuple[str, str], str]:
    """Return what each measure and kind of deviation is called."""
    return {(m, d): f"{MEASURES[m]}, {DEVIATIONS[d]}" for m, d in index}
