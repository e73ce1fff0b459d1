"""Alt texts of the figures of the study's networks, from the frames they draw."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.measures.networks import NOT_STATED
from vse_report.prose.sentences import Phrase, enumerate_names, join, say


def network(
    matrix: pd.DataFrame, case: str, actors: Mapping[str, str], bodies: Mapping[str, str]
) -> Phrase:
    """Return who takes part in which body, and which bodies do not exist or are not stated.

    The arguments are those of ``figures.networks.plot_network``.
    """
    answers = matrix.set_index(["body", "actor"])[case]

    def said(body: str, answer: str) -> list[str]:
        return [
            name.lower() for actor, name in actors.items() if answers.get((body, actor)) == answer
        ]

    def bodies_with(answer: str) -> list[str]:
        return [
            name for body, name in bodies.items() if answers.get((body, ""), NOT_STATED) == answer
        ]

    parts = [
        _members(name, said(body, "yes"), said(body, "no"))
        for body, name in bodies.items()
        if answers.get((body, "")) == "yes"
    ]
    for answer, template in (
        ("no", "Findes ikke: {names:phrase}"),
        (NOT_STATED, "Ikke oplyst: {names:phrase}"),
    ):
        if names := bodies_with(answer):
            parts.append(say(template, names=enumerate_names(names)))
    return say(
        """Aktører til venstre, organer til højre, og en streg, hvor en aktør er med. Kommune
        {case:name}. {parts:phrase}.""",
        case=case,
        parts=join(parts, ". "),
    )


def _members(body: str, taking_part: list[str], absent: list[str]) -> Phrase:
    who = enumerate_names(taking_part) if taking_part else say("ingen aktører oplyst")
    told = say("{body:name}: {who:phrase}", body=body, who=who)
    if not absent:
        return told
    return say("{told:phrase}, men ikke {absent:phrase}", told=told, absent=enumerate_names(absent))
