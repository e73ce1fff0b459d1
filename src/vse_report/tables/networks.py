"""Tables of the study's material, networks and what it says of its three cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from vse_report.data.reported_models import Cases
from vse_report.prose.labels import (
    ANSWERS,
    STATED_BENCHMARKS,
    STATED_MEASURES,
    STATED_RELATIONS,
)
from vse_report.prose.sentences import Phrase, join, say
from vse_report.tables import Show

MATERIAL_COLUMNS: Mapping[str, Show] = {
    "statement": Show("Hvad", "name"),
    "values": Show("Tal", "phrase"),
    "unit": Show("Enhed", "name"),
    "place": Show("Sted i teksten", "phrase"),
}


def case_columns(cases: Sequence[str], first: Mapping[str, Show]) -> dict[str, Show]:
    """Return ``first`` and a column of text for each case."""
    return {**first, **{case: Show(say("{case:name}", case=case), "name") for case in cases}}


def matrix_columns(cases: Sequence[str]) -> dict[str, Show]:
    """Return the columns of ``matrix_rows``."""
    first = {"body": Show("Organ", "name"), "actor": Show("Aktør", "name")}
    return case_columns(cases, first) | {"place": Show("Sted i teksten", "phrase")}


def matrix_rows(
    matrix: pd.DataFrame, codings: pd.DataFrame, names: Cases, cases: Sequence[str]
) -> pd.DataFrame:
    """Return ``measures.networks.matrix`` in Danish, with where in the text each answer stands."""
    offsets = codings.set_index(["body", "actor", "case"])["offset"]
    places = [
        _place(
            {
                case: offsets[row.body, row.actor, case]
                for case in cases
                if (row.body, row.actor, case) in offsets.index
            }
        )
        for row in matrix.itertuples()
    ]
    return matrix.assign(
        body=matrix["body"].map(names.bodies),
        actor=matrix["actor"].map({**names.actors, "": "findes organet?"}),
        place=places,
        **{case: matrix[case].map(ANSWERS) for case in cases},
    )


def trait_rows(traits: pd.DataFrame, names: Cases, cases: Sequence[str]) -> pd.DataFrame:
    """Return one row per aspect, with what the study says of it in each case."""
    wide = traits.pivot(index="aspect", columns="case", values="statement")
    return (
        wide.reindex(index=list(names.aspects), columns=cases)
        .fillna(ANSWERS["not_stated"])
        .rename(index=names.aspects)
        .rename_axis(index="label", columns=None)
        .reset_index()
    )


def material_rows(names: Cases) -> pd.DataFrame:
    """Return one row per number that the study gives of its material, twice told ones once.

    Told twice with different numbers, both are shown.
    """
    rows = [
        {
            "statement": found.statement,
            "values": join([say("{n:number}", n=float(n)) for n in found.values], " og "),
            "unit": found.unit,
            "place": say("{offset:name}", offset=str(found.offset)),
        }
        for found in {(found.statement, *found.values): found for found in names.material}.values()
        if found.values
    ]
    return pd.DataFrame(rows)


SIDE_BY_SIDE_COLUMNS: Mapping[str, Show] = {
    "case": Show("Kommune", "name"),
    "bodies": Show("Organer, der findes", "number", "antal"),
    "meeting_places": Show("Heraf med mindst to aktører", "number", "antal"),
    "pairs": Show("Par af aktører i samme organ", "number", "antal"),
    "activation": Show("Aktivering ifølge undersøgelsen", "phrase"),
}


def side_by_side(summary: pd.DataFrame, activation: pd.DataFrame) -> pd.DataFrame:
    """Return ``measures.networks.summary`` beside what the study says on each case's activation."""
    told = [
        join(
            [_activation(row) for row in activation[activation["area"].eq(case)].itertuples()], "; "
        )
        for case in summary.index
    ]
    return summary.reset_index().assign(activation=told)


def _activation(row: tuple) -> Phrase:
    words = say(
        "{measure:name}: {relation:name}",
        measure=STATED_MEASURES[row.measure],
        relation=STATED_RELATIONS[row.relation],
    )
    if row.benchmark:
        return say("{words:phrase} {than:name}", words=words, than=STATED_BENCHMARKS[row.benchmark])
    if pd.notna(row.value_pct):
        return say("{words:phrase} {value:pct.0}", words=words, value=row.value_pct)
    return words


def _place(offsets: Mapping[str, int]) -> Phrase:
    return join(
        [
            say("{case:name}\N{NO-BREAK SPACE}{at:name}", case=case, at=str(offset))
            for case, offset in offsets.items()
        ],
        ", ",
    )
