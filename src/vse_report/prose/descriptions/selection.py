"""Alt texts of the figures of the selection, from the frames they draw.

No municipality is named but the two islands that the study names.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.measures.selection import Band
from vse_report.measures.survey import groups_found
from vse_report.prose.labels import STAGES
from vse_report.prose.sentences import Phrase, join, say


def bands(counts: pd.DataFrame, drawn: Mapping[str, Band], named: Mapping[str, float]) -> Phrase:
    """Return the course of the dots, the bands below them and the islands."""
    most = counts.loc[counts["municipalities"].idxmax()]
    return say(
        """En prik for hver af {all:number} kommuner uden navn, stablet efter dage, fra
        {low:number.1} til {high:number.1}. Flest kommuner, {most.municipalities:count}, har
        {most.value:number.1} dage. Nedenunder vandrette linjer: {bands:phrase}.
        {islands:phrase}.""",
        all=counts["municipalities"].sum(),
        low=counts["value"].min(),
        high=counts["value"].max(),
        most=most,
        bands=join(
            [
                say(
                    "{label:name}, fra {band.low:number.1} til {band.high:number.1} med middeltal "
                    "{band.mean:number.1}",
                    label=label,
                    band=band,
                )
                for label, band in drawn.items()
            ],
            "; ",
        ),
        islands=join(
            [
                say("{name:name} ligger på {value:number.1}", name=name, value=value)
                for name, value in named.items()
            ],
            " og ",
        ),
    )


def averaging(spreads: pd.DataFrame) -> Phrase:
    """Return number, mean and extremes of each row of dots."""
    told = [
        say(
            "{stage:name}: gennemsnit {mean:number.2}, fra {low:number.2} til {high:number.2}",
            stage=STAGES[stage],
            mean=spreads[stage].mean(),
            low=spreads[stage].min(),
            high=spreads[stage].max(),
        )
        for stage in spreads
    ]
    return say(
        "Rækker af prikker, en for hver af {surveys:number} simuleringer. {told:phrase}.",
        surveys=len(spreads),
        told=join(told, "; "),
    )


def groups(surveys: Mapping[str, pd.DataFrame]) -> Phrase:
    """Return how many dots of each group a panel has, and where the groups meet."""
    told = [
        say(
            "{heading:name}: {low:number} kommuner med gennemsnit fra {low_min:number.1} til "
            "{low_max:number.1} i den ene gruppe og {high:number} fra {high_min:number.1} til "
            "{high_max:number.1} i den anden",
            heading=heading,
            **_extent("low", survey.loc[survey["group"].eq(0), "level"]),
            **_extent("high", survey.loc[survey["group"].eq(1), "level"]),
        )
        for heading, survey in surveys.items()
    ]
    return say(
        "Felter med en prik for hver opdigtet kommune, farvet efter gruppe. {told:phrase}.",
        told=join(told, "; "),
    )


def gaps(statistics: Mapping[str, pd.DataFrame]) -> Phrase:
    """Return each line's values by number of groups, and the number that the rule takes."""
    told = [
        say(
            "{name:name} {values:phrase}; reglen giver {found:number}",
            name=name,
            values=join(
                [
                    say("{gap:number.2} ved {groups:number}", gap=row.gap, groups=row.groups)
                    for row in rows.itertuples()
                ],
                ", ",
            ),
            found=groups_found(rows),
        )
        for name, rows in statistics.items()
    ]
    return say("Linjer efter antal grupper. {told:phrase}.", told=join(told, ". "))


def _extent(name: str, levels: pd.Series) -> dict[str, float]:
    return {name: len(levels), f"{name}_min": levels.min(), f"{name}_max": levels.max()}
