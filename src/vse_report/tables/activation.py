"""Tables of activation with companies."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.measures.comparison import INNER
from vse_report.prose.labels import AREAS, STANDINGS
from vse_report.prose.sentences import Phrase, say
from vse_report.tables import Show

# What each row of ``shares_in_units`` measures, and its bounds.
UNIT_COLUMNS: Mapping[str, Show] = {
    "label": Show("Opgørelse", "phrase"),
    "low_pct": Show("Andel, mindst", "pct", "pct."),
    "high_pct": Show("Andel, højst", "pct", "pct."),
}
# The columns of ``measures.comparison.sensitivity`` with a ``label`` of each method.
SENSITIVITY_COLUMNS: Mapping[str, Show] = {
    "label": Show("Metode", "phrase"),
    "phi": Show("Kvadreret afstand", "number.1", "gange den tilfældige"),
    "tau": Show("Forskelle ud over tilfældet", "number.1", "pct.point"),
    "below": Show("Lavere", "number", "kommuner"),
    "above": Show("Højere", "number", "kommuner"),
    "expected": Show("Ventet, hvis ingen skiller sig ud", "number", "kommuner"),
}
# The columns of ``stated_rows``.
STUDY_COLUMNS: Mapping[str, Show] = {
    "label": Show("Område", "name"),
    "statement": Show("Undersøgelsen siger, gengivet med vores ord", "name"),
}
THEN_AND_NOW_COLUMNS: Mapping[str, Show] = {
    "label": Show("Forskel", "name"),
    "then": Show("Undersøgelsen", "name"),
    "now": Show("Tallene her", "phrase"),
}
# One row per area: its share with bounds, place in the funnel, shrunken share and ranks. Ranges are
# phrases, aligned as the numbers they hold.
AREA_COLUMNS: Mapping[str, Show] = {
    "name": Show("Kommune", "name"),
    "total": Show("Forløb", "courses", "antal"),
    "share": Show("Andel i virksomheder", "pct", "pct."),
    "standing": Show("I forhold til landet, efter alle metoder", "name"),
    "shrunken_pct": Show("Afdæmpet andel", "number.1", "pct."),
    "interval": Show(say("Interval med {level:pct.0} sikkerhed", level=100 * INNER), "pct", "pct."),
    "ranks": Show("Mulige pladser", "number"),
}


def stated_rows(stated: pd.DataFrame) -> pd.DataFrame:
    """Return all that the study says of each area in one row: ``label`` and ``statement``.

    ``stated`` is ``data.reported.study_activation``.
    """
    by_area = stated.groupby("area")["statement"].agg(" ".join).reindex(AREAS)
    return by_area.rename(AREAS).rename_axis("label").reset_index()


def shares_in_units(shares: Mapping[Phrase, pd.Series]) -> pd.DataFrame:
    """Return a row per way of counting: ``label``, and the bounds of the share [%]."""
    bounds = [{"low_pct": row["low_pct"], "high_pct": row["high_pct"]} for row in shares.values()]
    return pd.DataFrame(bounds).astype(float).assign(label=list(shares))


def area_rows(areas: pd.DataFrame) -> pd.DataFrame:
    """Return areas as ``AREA_COLUMNS`` shows them.

    ``areas`` has the columns of ``measures.activation.company_courses``, ``comparison.shrunken``
    (its interval as ``shrunken_low_pct`` and ``shrunken_high_pct``), ``comparison.rank_intervals``,
    ``standing`` and ``name``; what is missing of an area that cannot be placed stays missing.
    """
    placed = areas["placed"].astype(bool)
    return areas.assign(
        share=[
            _bounds(row.low_pct, row.high_pct) if row.placed else None for row in areas.itertuples()
        ],
        standing=areas["standing"].map(STANDINGS).where(placed, "kan ikke placeres"),
        interval=[
            _bounds(row.shrunken_low_pct, row.shrunken_high_pct) if row.placed else None
            for row in areas.itertuples()
        ],
        ranks=[
            say("{low:number}–{high:number}", low=row.rank_low, high=row.rank_high)
            if row.placed
            else None
            for row in areas.itertuples()
        ],
    )[list(AREA_COLUMNS)]


def then_and_now(month: pd.Period) -> pd.DataFrame:
    """Return why the study's shares and those of ``month`` cannot be compared, a row per reason."""
    rows = {
        "Virksomhedsrettet": (
            "virksomhedspraktik og privat løntilskud",
            say("virksomhedspraktik og løntilskud, både privat og offentligt"),
        ),
        "Enhed": ("ikke oplyst", say("forløb; personer vises ved siden af")),
        "Periode": ("ikke oplyst", say("{month:month}, en enkelt måned", month=month)),
        "Målgruppe": (
            "kontanthjælpsmodtagere efter datidens regler",
            say("kontanthjælpsmodtagere efter nutidens regler"),
        ),
        "Målestok": (
            "dels hele landet, dels landsgennemsnittet og gennemsnittet af jobcentre",
            say("hele landet; gennemsnittet af kommuner vises for sig"),
        ),
    }
    return pd.DataFrame(rows, index=["then", "now"]).T.rename_axis("label").reset_index()


def _bounds(low: float, high: float) -> Phrase:
    """Return a share as ``24,5``, or ``58,5–59,5`` where it lies between two bounds."""
    if low == high:
        return say("{share:bare pct}", share=low)
    return say("{low:bare pct}–{high:bare pct}", low=low, high=high)
