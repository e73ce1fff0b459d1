"""Tables of peers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vse_report.prose.labels import BENEFITS, OUTCOMES
from vse_report.prose.sentences import say
from vse_report.tables import Show

# The columns of ``measures.peers.with_peers``.
PEER_COLUMNS: Mapping[str, Show] = {
    "name": Show("Kommune", "name"),
    "distance": Show("Afstand", "number.2", "standardafvigelser"),
    **{indicator: Show(label, "number.2", "pct.") for indicator, label in BENEFITS.items()},
}
# The columns of ``measures.peers.norms``.
NORM_COLUMNS: Mapping[str, Show] = {
    "label": Show("Mål", "name"),
    "own": Show("Kommunen", "number.2", "pct."),
    "peer_mean": Show("Lignende kommuner", "number.2", "pct."),
    "all_mean": Show("Alle andre kommuner", "number.2", "pct."),
    "gap": Show("Forskel til lignende", "number.2", "pct.point"),
    "typical_gap": Show("Sædvanlig forskel", "number.2", "pct.point"),
}
# The columns of ``measures.peers.overlap``.
OVERLAP_COLUMNS: Mapping[str, Show] = {
    "variant": Show("Valgt på en anden måde", "phrase"),
    "kept": Show("Kommunen", "number", "de samme"),
    "mean_kept": Show("Alle kommuner", "number.1", "de samme i gennemsnit"),
    "by_chance": Show("Ved lodtrækning", "number.1", "de samme i gennemsnit"),
}


def with_names(rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Return rows that have a ``code`` with the municipality's ``name``."""
    return rows.assign(name=rows["code"].map(names))


def with_outcomes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows that have an ``outcome`` with its Danish name as ``label``."""
    return rows.assign(label=rows["outcome"].map(OUTCOMES))


def side_by_side(told: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of ``measures.peers.explained``, one for each number of peers, as columns.

    One row per outcome: ``label``, and ``explained_8`` and ``chance_8`` for eight peers: what they
    explain, and the upper end of what chance gives [%]. Where fewer have a value, fewer are used.
    """
    columns = {"label": told[0]["outcome"].map(OUTCOMES)}
    for frame in told:
        peers = frame["peers"].max()
        columns[f"explained_{peers}"] = frame["explained_pct"]
        columns[f"chance_{peers}"] = frame["chance_high_pct"]
    return pd.DataFrame(columns)


def side_by_side_columns(told: Sequence[pd.DataFrame]) -> dict[str, Show]:
    """Return the columns of ``side_by_side``."""
    columns = {"label": Show("Mål", "name")}
    for frame in told:
        peers = frame["peers"].max()
        head = say("{peers:number} lignende", peers=peers)
        columns[f"explained_{peers}"] = Show(head, "number", "pct.")
        columns[f"chance_{peers}"] = Show(
            say("{peers:number} ved lodtrækning, højst", peers=peers), "number", "pct."
        )
    return columns
