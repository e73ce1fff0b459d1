"""Tables of the selection: the bands, the groups of a survey, candidates of a simulated one."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.prose.labels import DEVIATIONS, FRAMEWORK_MEASURES
from vse_report.tables import Show

# The columns of ``measures.selection.sensitivity`` with labels of ``with_measures``.
BAND_COLUMNS: Mapping[str, Show] = {
    "measure_label": Show("Mål", "name"),
    "deviation_label": Show("Standardafvigelse", "name"),
    "mean_change_pct": Show("Middeltal, ændring uden øerne", "pct", "pct."),
    "sd_change_pct": Show("Standardafvigelse, ændring uden øerne", "pct", "pct."),
    "inside_all": Show("I båndet, med øerne", "number", "antal"),
    "inside_without": Show("I båndet, uden øerne", "number", "antal"),
}
# The columns of ``measures.survey.group_summary``, one row per survey.
GROUP_COLUMNS: Mapping[str, Show] = {
    "survey": Show("Undersøgelse", "name"),
    "high": Show("Gruppe med meget samarbejde", "number", "antal"),
    "low": Show("Gruppe med lidt samarbejde", "number", "antal"),
    "seeds": Show("Enighed, nye startpunkter", "number.2"),
    "resampled": Show("Enighed, nye udtræk", "number.2"),
    "silhouette": Show("Silhuet", "number.2"),
    "found": Show("Grupper efter gap-statistikken", "number", "antal"),
}
# Of ``candidate_rows``; all in it is made up.
CANDIDATE_COLUMNS: Mapping[str, Show] = {
    "label": Show("Opdigtet kommune", "name"),
    "set": Show("Sæt", "number"),
    "group_label": Show("Gruppe", "name"),
    "population": Show("Indbyggere", "people", "antal"),
    "days": Show("Ventet tid på ydelse", "number.1", "dage"),
}


def with_measures(bands: pd.DataFrame) -> pd.DataFrame:
    """Return ``measures.selection.sensitivity`` with Danish names of measure and deviation."""
    return bands.assign(
        measure_label=bands["measure"].map(FRAMEWORK_MEASURES),
        deviation_label=bands["deviation"].map(DEVIATIONS),
    )


def candidate_rows(
    sets: pd.DataFrame, groups: pd.Series, conditions: pd.DataFrame, most: int
) -> pd.DataFrame:
    """Return the first ``most`` sets of ``measures.simulation.candidates``, a row per municipality.

    Returns
    -------
    DataFrame
        ``set``, from 1; ``label``; ``group_label``; ``population`` [persons]; ``days``.
    """
    rows = (
        sets.head(most)
        .assign(set=lambda frame: range(1, len(frame) + 1))
        .melt(id_vars="set", value_vars=["first", "second", "third"], value_name="label")
        .sort_values("set", kind="stable", ignore_index=True)
    )
    return rows.assign(
        group_label=rows["label"].map(groups).map({1: "Meget samarbejde", 0: "Lidt samarbejde"}),
        population=rows["label"].map(conditions["population"]),
        days=rows["label"].map(conditions["days"]),
    ).drop(columns="variable")
