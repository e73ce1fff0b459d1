"""Tables of unemployment."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.prose.labels import GROUPS
from vse_report.prose.sentences import say
from vse_report.tables import Show

# The columns of ``measures.unemployment.gap_to_series``, with the source of each figure.
GAP_COLUMNS: Mapping[str, Show] = {
    "month": Show("Måned", "month"),
    "source": Show("Kilde", "name"),
    "persons": Show("Tal fra dengang", "persons", "antal"),
    "series_persons": Show("Revideret serie", "persons-100", "antal"),
    "gap": Show("Forskel", "persons-100", "antal"),
}
# The columns of ``measures.unemployment.compare_variants`` for the uninsured beside the insured.
VARIANT_COLUMNS: Mapping[str, Show] = {
    "variant": Show("Beregning", "phrase"),
    "change_pct": Show("Ikke-forsikrede, ændring", "pct", "pct."),
    "beside_change_pct": Show("Forsikrede, ændring", "pct", "pct."),
    "share_start_pct": Show("De ikke-forsikredes andel, begyndelse", "pct", "pct."),
    "share_end_pct": Show("De ikke-forsikredes andel, slutning", "pct", "pct."),
}


def with_labels(groups: pd.DataFrame) -> pd.DataFrame:
    """Return a frame that has one row per group with the group's Danish name as ``label``."""
    return groups.reset_index().assign(label=lambda frame: frame["group"].map(GROUPS))


def change_columns(start: pd.Period, end: pd.Period) -> dict[str, Show]:
    """Return the columns of ``measures.unemployment.change_by_group`` for two months."""
    first, last = (say("{month:short_month}", month=month) for month in (start, end))
    return {
        "label": Show("Gruppe", "name"),
        "start": Show(first, "persons", "antal"),
        "end": Show(last, "persons", "antal"),
        "change": Show("Ændring", "persons", "antal"),
        "change_pct": Show("Ændring", "pct", "pct."),
        "share_start_pct": Show(say("Andel, {month:phrase}", month=first), "pct", "pct."),
        "share_end_pct": Show(say("Andel, {month:phrase}", month=last), "pct", "pct."),
    }
