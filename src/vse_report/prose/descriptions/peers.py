"""Alt texts of the figures of peers, from the frames they draw, and names by closeness."""

from __future__ import annotations

import pandas as pd

from vse_report.prose.labels import BENEFITS, OUTCOMES
from vse_report.prose.sentences import Phrase, enumerate_names, join, say


def peers(shares: pd.DataFrame, chosen: pd.DataFrame, name: str) -> Phrase:
    """Return where a municipality and its peers lie among all, on each indicator."""
    strips = [
        say(
            """{label:name}: {name:name} {own:pct.2}, lignende kommuner {low:bare pct.2} til
            {high:pct.2}, alle kommuner {least:bare pct.2} til {most:pct.2}""",
            label=BENEFITS[indicator],
            name=name,
            own=chosen[indicator].iloc[0],
            low=chosen[indicator].iloc[1:].min(),
            high=chosen[indicator].iloc[1:].max(),
            least=shares[indicator].min(),
            most=shares[indicator].max(),
        )
        for indicator in shares
    ]
    kind = say(
        "Prikker på {strips:count} linjer, en prik for hver af {all:number} kommuner.",
        strips=len(strips),
        all=len(shares),
    )
    return join([kind, *strips])


def explained(told: pd.DataFrame) -> Phrase:
    """Return how much peers explain of each outcome, and what chance gives."""
    rows = [
        say(
            """{label:name}: lignende kommuner {found:pct.0}, tilfældige kommuner {low:bare pct.0}
            til {high:pct.0}""",
            label=OUTCOMES[row.outcome],
            found=row.explained_pct,
            low=row.chance_low_pct,
            high=row.chance_high_pct,
        )
        for row in told.itertuples()
    ]
    return join([say("En prik og et gråt felt for hvert mål."), *rows])


def judged(row: pd.Series) -> Phrase:
    """Return what a row of ``measures.peers.explained`` amounts to beside what chance gives."""
    return say(
        """{tells:ikke mere, end tilfældet plejer at give|mere, end tilfældet plejer at give|mere,
        end tilfældet plejer at give, men for lidt til at sammenligne på}""",
        tells=row["tells"],
    )


def with_closeness(close: pd.DataFrame, names: pd.Series, grade: int) -> Phrase:
    """Return the names of the municipalities of one grade, farthest first, or ``ingen``.

    ``close`` is a frame of ``measures.peers.closeness``, which tells the grades.
    """
    marked = close.index[close["close"].eq(grade)]
    return enumerate_names([names[code] for code in marked]) if len(marked) else say("ingen")
