"""Models of the reported files, which refuse what is not as the file's head describes."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from vse_report.characters import Shown

# What the reports look up by name.
_NEEDED = (
    "insured-2003m12",
    "insured-2007m08",
    "insured-fall",
    "uninsured-2003m12",
    "uninsured-2007m08",
    "uninsured-fall",
)
_MONTH = r"^[0-9]{4}M(0[1-9]|1[0-2])$"
_NUMERIC = ("level", "relative_change", "bound", "count")  # kinds of statements with a number


class Reported(BaseModel):
    """What all entries share: unknown fields are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


# Whatever reads as a number is one.
_Derivation = Annotated[float | list[str] | str, Field(union_mode="left_to_right")]


class About(Reported):
    """What a statement on activation is about; ``statements.yaml`` tells the benchmarks apart."""

    area: Literal["A", "B", "C", "nation"]
    measure: Literal["company_directed", "private_wage_subsidy", "placement", "guidance"]
    relation: Literal["just_under", "above", "somewhat_below", "high", "very_high", "doubted"]
    benchmark: Literal["other_cases", "job_centre_mean", "national_mean"] | None = None


class _Place(Reported):
    """Where in the study's text something stands; see the head of ``statements.yaml``."""

    section: str
    offset: int = Field(ge=0)
    end: int = Field(ge=0)
    phrase_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Statement(_Place):
    """One mention of one statement of the study; see the head of ``statements.yaml``."""

    id: str
    statement: Shown
    about: About | None = None
    kind: Literal[
        "level",
        "relative_change",
        "bound",
        "count",
        "comparison",
        "ordering",
        "rule",
        "reservation",
    ]
    values: list[Decimal]  # with the decimals they are stated with
    unit: Shown
    qualifier: Shown
    source: Shown
    derivation: dict[str, _Derivation] | None
    verdict: Literal["agrees", "contradicted", "consistent", "unchecked"]

    @model_validator(mode="after")
    def _needs_its_number(self) -> Statement:
        if self.kind in _NUMERIC and not self.values:
            msg = f"values: a {self.kind} needs its number, found none"
            raise ValueError(msg)
        return self


class ContemporaryFigure(Reported):
    """A level printed at the time [full-time persons]."""

    id: str
    month: str = Field(pattern=_MONTH)
    persons: float
    source: Shown


class MethodChange(Reported):
    """The change of method of 2008, as announced: how many fewer persons, and why."""

    announced: datetime.date
    fewer_low: float
    fewer_high: float
    parts_da: Shown
    source: Shown


def _unique_ids(entries: list[Any]) -> list[Any]:
    twice = sorted(id for id, times in Counter(entry.id for entry in entries).items() if times > 1)
    if twice:
        msg = f"ids used more than once: {', '.join(twice)}; give each entry one of its own"
        raise ValueError(msg)
    return entries


class Contemporary(Reported):
    """What was published about unemployment at the time."""

    sources_da: list[Cited]
    figures: Annotated[list[ContemporaryFigure], AfterValidator(_unique_ids)]
    method_change: MethodChange


class Cited(Reported):
    """A source that is not a table, in words for the reader."""

    title: Shown
    publisher: Shown
    publisher_table: Shown
    vintage: Shown
    licence: Shown
    caveats: list[str]
    url: str = Field(default="", pattern=r"^https://[!-~]+$")


class EventCount(Reported):
    """What a source says of an event in one month [full-time persons]."""

    month: str = Field(pattern=_MONTH)
    persons: float


class Event(Reported):
    """Something that happened in the world; see the head of ``events.yaml``."""

    id: str
    month: str = Field(pattern=_MONTH)
    name_da: Shown
    of_break: str | None = Field(default=None, alias="break")
    count: EventCount | None = None
    sources: list[Cited]


class Events(Reported):
    """Events that readers look for in today's series."""

    events: Annotated[list[Event], AfterValidator(_unique_ids)]


class _Study(Reported):
    sources_da: list[Cited]
    table: str
    source_da: Shown
    activation_source_da: Shown
    selection_source_da: Shown


class Statements(Reported):
    """The study's statements, of which derivations name only such as there are."""

    study: _Study
    statements: Annotated[list[Statement], AfterValidator(_unique_ids)]

    @model_validator(mode="after")
    def _derivations_can_be_followed(self) -> Statements:
        known = {statement.id for statement in self.statements}
        asked = {
            id: statement.id
            for statement in self.statements
            for key in ("of", "than", "beside")
            for id in (statement.derivation or {}).get(key, [])
        } | dict.fromkeys(_NEEDED, "the report")
        missing = [f"{id} (needed by {by})" for id, by in asked.items() if id not in known]
        if missing:
            msg = f"no statement is called {', '.join(missing)}"
            raise ValueError(msg)
        return self


class Material(_Place):
    """One mention of what the study was made from."""

    id: str
    statement: Shown
    values: list[Decimal]
    unit: Shown


class Coding(_Place):
    """Whether a body exists in a case, or, with ``actors``, whether they take part in it."""

    case: Literal["A", "B", "C"]
    body: Shown
    actors: list[str]
    stated: bool
    qualifier: str = ""


class Trait(_Place):
    """What the study says of one aspect of one case, in our words."""

    case: Literal["A", "B", "C"]
    aspect: Shown
    statement: Shown


class Cases(Reported):
    """The material, and the bodies, actors and traits of the three cases."""

    sources_da: list[Cited]
    source_da: Shown
    actors: dict[str, str]
    bodies: dict[str, str]
    aspects: dict[str, str]
    material: Annotated[list[Material], AfterValidator(_unique_ids)]
    not_stated: list[str]
    codings: list[Coding]
    traits: list[Trait]

    @model_validator(mode="after")
    def _names_are_known(self) -> Cases:
        asked = {
            "bodies": {coding.body for coding in self.codings},
            "actors": {actor for coding in self.codings for actor in coding.actors},
            "aspects": {trait.aspect for trait in self.traits},
        }
        unknown = [
            f"{kind}: {name}"
            for kind, names in asked.items()
            for name in sorted(names - set(getattr(self, kind)))
        ]
        if unknown:
            msg = f"names that the lists above lack: {', '.join(unknown)}"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _each_is_told_once(self) -> Cases:
        told = Counter(
            (coding.case, coding.body, actor)
            for coding in self.codings
            for actor in coding.actors or ["the body itself"]
        ) + Counter((trait.case, trait.aspect) for trait in self.traits)
        twice = sorted(" ".join(cell) for cell, times in told.items() if times > 1)
        if twice:
            msg = f"told more than once: {', '.join(twice)}; leave one place for each"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _actors_meet_in_bodies_that_exist(self) -> Cases:
        exist = {
            (coding.case, coding.body)
            for coding in self.codings
            if coding.stated and not coding.actors
        }
        astray = sorted(
            {
                f"{coding.case} {coding.body}"
                for coding in self.codings
                if coding.actors and (coding.case, coding.body) not in exist
            }
        )
        if astray:
            msg = f"actors of bodies that no row says exist: {', '.join(astray)}"
            raise ValueError(msg)
        return self
