"""Frames of the study's selection made by hand, the pictures of them, and their words."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from vse_report.figures.picture import Picture
from vse_report.measures import selection as measures
from vse_report.results import Kept, Row, kept
from vse_report.shown import selection

# Two of one value, and an island far off.
DAYS = pd.Series({"a": 4.0, "b": 4.0, "c": 6.0, "825": 16.0}).rename_axis("code")
COUNTED = {"inside_all": "count", "inside_without": "count"}


def compared(name: str = "exact", days: pd.Series = DAYS, without: str = "825", **how: bool) -> Row:
    return kept(name, measures.compare_bands(days, [without], **how), "days", **COUNTED)


def bands() -> Picture:
    found = measures.compare_bands(DAYS, ["825"])
    piles = measures.count_by_value(DAYS).rename(columns={"value": "value_days"})
    return selection.bands(
        kept("piles", piles.rename_axis("number"), "count"),
        kept("bands", measures.bands_of(found), labels=selection.BANDS),
        kept("islands", DAYS[["825"]].to_frame("days"), "days", labels=selection.ISLANDS),
        compared(),
    )


def stages(before: float = 0.8, after: float = 0.6, unmerged: float = 0.84) -> Kept:
    frame = pd.DataFrame({"mean_index": [before, after, unmerged]}, index=list(selection.STAGES))
    return kept("stages", frame.rename_axis("stage"), labels=selection.STAGES)


def averaging() -> Picture:
    frame = pd.DataFrame(
        {
            "before_index": [0.79, 0.79, 0.82],
            "after_index": [0.6, 0.6, 0.6],
            "unmerged_index": [0.7, 0.9, 0.92],
        }
    )
    return selection.averaging(kept("spreads", frame.rename_axis("survey")), stages())


def summaries(planted: int = 2, cloud: int = 1) -> Kept:
    frame = pd.DataFrame(
        {
            "municipalities": [98, 98],
            "resampled_index": [0.99, 0.81],
            "found": [planted, cloud],
        },
        index=pd.Index(["planted", "cloud"], name="survey"),
    )
    return kept("groups", frame, "count", labels=selection.SURVEYS)


def many() -> Row:
    return kept("many", {"surveys": 20, "right_planted": 19, "right_cloud": 17}, "count")


def gaps() -> Picture:
    rows = [
        *(("planted", 1, 0.3, 0.02), ("planted", 2, 0.8, 0.03)),
        *(("cloud", 1, 0.75, 0.04), ("cloud", 2, 0.6, 0.05)),
    ]
    frame = pd.DataFrame(rows, columns=["survey", "groups", "gap_index", "error_index"])
    lines = kept("lines", frame, key=["survey", "groups"])
    found = summaries()
    return selection.gaps(lines, found, selection.gap_title(many()))


PICTURES: dict[str, Callable[[], Picture]] = {"bands": bands, "averaging": averaging, "gaps": gaps}
WORDS = {
    "bands": (
        "Uden Læsø og Samsø bliver båndet smallere.",
        "En prik for hver kommune uden navn, stablet efter dage, og båndene som streger: Alle "
        "kommuner mellem 2,5 og 12,5 dage; Uden Læsø og Samsø mellem 3,7 og 5,6 dage. Øerne: Læsø "
        "16,0 dage.",
    ),
    "averaging": (
        "Forskellene bliver mindre, når gamle kommuners svar slås sammen (simuleret).",
        "En prik for hver simulering på en række for hvert trin, med gennemsnittet som streg: "
        "Gamle "
        "kommuner, der blev lagt sammen, inden sammenlægningen 0,80; De nye kommuner, de blev til: "
        "gennemsnit af svarene 0,60; Kommuner, der ikke blev lagt sammen 0,84.",
    ),
    "gaps": (
        "Gap-statistikken har ret i 19 af 20 simuleringer med grupper og i 17 af 20 uden.",
        "Linjer efter antal grupper, med standardfejlen som lodrette streger. Simuleret med "
        "grupper 0,30; 0,80. Simuleret uden grupper 0,75; 0,60. Reglen tager det mest beskedne "
        "antal, hvor gap-statistikken når op på det næste minus en standardfejl.",
    ),
}
