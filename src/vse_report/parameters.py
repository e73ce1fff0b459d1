"""The typed contract of every notebook: one definition for command line, papermill and Lab.

A notebook's parameters are a model here. The build validates them before a kernel starts, and the
notebook's first cell validates them again by the same model, so that a run from JupyterLab or plain
papermill meets the same rules and the same messages.

A value that is refused is refused at once, so nothing here waits for pandas: months are plain
ones, and what only some parameters need is imported where they are read.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic.fields import FieldInfo

from vse_report import data
from vse_report.data.areas import municipality_names, parse_municipality
from vse_report.data.provenance import SurveyFile
from vse_report.errors import InputError, did_you_mean, quoted
from vse_report.periods import Month, month_code, month_of, parse_month

# What papermill assigns beside the parameters when asked for the paths of its notebooks.
PAPERMILL_PATHS = ("PAPERMILL_INPUT_PATH", "PAPERMILL_OUTPUT_PATH")
_LARGEST_SEED = 2**31 - 1  # with room for the seeds counted up from it
GROSS_SERIES = "unemployment_gross_national_monthly_sa"


class Allowed:
    """Beside a type: its name for people, and a function that tells what it allows."""

    def __init__(self, kind: str, allowed: Callable[[], str]) -> None:
        self.kind, self.allowed = kind, allowed


def _month_in(table: str) -> Any:
    """Return the type of a month that ``table`` covers."""

    def validate(value: Any) -> Month:
        month = month_of(value)
        first, last = (month_of(bound) for bound in data.coverage(table))
        if not first <= month <= last:
            nearest = month_code(first if month < first else last)
            msg = (
                f"{month_code(month)} is outside the figures: {table} covers "
                f"{month_code(first)} to {month_code(last)}; nearest is {nearest}"
            )
            raise ValueError(msg)
        return month

    def allowed() -> str:
        return " to ".join(data.coverage(table))

    return Annotated[Month, BeforeValidator(validate), Allowed("month", allowed)]


def _parse_municipalities(value: Any) -> tuple[str, ...]:
    items = (
        value.split(",")
        if isinstance(value, str)
        else value
        if isinstance(value, list | tuple)
        else [value]
    )
    culprits, codes = [], []
    for item in items:
        if str(item).strip():
            try:
                codes.append(parse_municipality(item))
            except ValueError as error:
                culprits.append(str(error))
    if culprits:
        raise ValueError("; ".join(culprits))
    return tuple(dict.fromkeys(codes))


_98 = Allowed("municipality", lambda: "98 codes or names")
Municipality = Annotated[str, BeforeValidator(parse_municipality), _98]
Municipalities = Annotated[
    tuple[str, ...],
    BeforeValidator(_parse_municipalities),
    Allowed("list of municipalities", lambda: "98 codes or names, comma-separated; may be empty"),
]


def _parse_survey(value: Any) -> SurveyFile | None:
    if isinstance(value, SurveyFile):
        return value
    from vse_report.data.survey import find_survey

    return find_survey(str(value).strip()) if str(value).strip() else None


Survey = Annotated[
    SurveyFile | None,
    BeforeValidator(_parse_survey),
    Allowed("file", lambda: "a CSV file as README.md describes it; empty: simulated"),
]


class Parameters(BaseModel):
    """What every notebook's parameters share: unknown names are errors, values do not change."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=False
    )
    report: ClassVar[str]
    moved_to: ClassVar[dict[str, str]] = {}  # names it once took -> the report that takes them

    @model_validator(mode="before")
    @classmethod
    def _none_means_default(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Let a parameter left at ``None`` in the notebook take its default."""
        return {name: value for name, value in values.items() if value is not None}

    def with_periods(self) -> Parameters:
        """Return the same parameters with months as pandas has them, for a notebook's frames."""
        given = ((name, getattr(self, name)) for name in type(self).model_fields)
        months = {name: parse_month(value) for name, value in given if isinstance(value, Month)}
        return self.model_copy(update=months)

    def as_text(self) -> dict[str, str]:
        """Return every parameter as it would be given on the command line."""
        return {name: as_text(getattr(self, name)) for name in type(self).model_fields}

    def as_given(self) -> dict[str, Any]:
        """Return every parameter as papermill injects it, also those that are the defaults.

        What a researcher left in the parameters cell must not become the default edition.
        """
        return self.as_text()

    def recorded(self) -> dict[str, str]:
        """Return every parameter as pages and file names may show it: of a file no folder."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: value.name if isinstance(value, SurveyFile) else as_text(value)
            for name, value in values.items()
        }

    def in_words(self) -> str:
        """Return, in Danish, what was chosen, for readers of a special edition."""
        return ", ".join(f"{name} = {text}" for name, text in self.recorded().items() if text)

    def about(self) -> str:
        """Return the municipality that the whole page is about; "" if it is about none.

        Whichever it is, the page is no special edition for that.
        """
        return ""

    def _chosen(self, **words: str) -> str:
        """Return the words of those parameters that differ from the default edition's."""
        changed = self.changed()
        return ", ".join(text for name, text in words.items() if name in changed)

    def changed(self) -> dict[str, str]:
        """Return, as recorded, the parameters that differ from the default edition's."""
        default = type(self)().recorded()
        return {name: text for name, text in self.recorded().items() if text != default[name]}


def _first_of(table: str) -> Callable[[], Month]:
    return lambda: month_of(data.coverage(table)[0])


def _last_of(table: str) -> Callable[[], Month]:
    return lambda: month_of(data.coverage(table)[1])


class UnemploymentParameters(Parameters):
    """01_unemployment: any two months of the gross series compared."""

    report = "01_unemployment"
    from_month: _month_in(GROSS_SERIES) = Field(
        default_factory=_first_of(GROSS_SERIES),
        description="first month compared; default: the first of the series",
    )
    to_month: _month_in(GROSS_SERIES) = Field(
        default_factory=_last_of(GROSS_SERIES),
        description="last month compared; default: the last of the series",
    )

    def in_words(self) -> str:
        """Return ``fra maj 2020 til juli 2026``."""
        from vse_report.prose import wording

        return f"fra {wording.month(self.from_month)} til {wording.month(self.to_month)}"

    @model_validator(mode="after")
    def _in_order(self) -> UnemploymentParameters:
        if self.to_month <= self.from_month:
            msg = (
                f"to_month {month_code(self.to_month)} is not after "
                f"from_month {month_code(self.from_month)}; "
                "swap them, or give both"
            )
            raise ValueError(msg)
        return self


class ActivationParameters(Parameters):
    """02_activation: a month of offers, and municipalities to show beside the nation."""

    report = "02_activation"
    month: _month_in("activation_offers_municipal") = Field(
        default_factory=_last_of("activation_offers_municipal"), description="month of the offers"
    )
    municipalities: Municipalities = Field(default=(), description="shown beside the nation")

    def in_words(self) -> str:
        """Return ``Viborg og Fanø ved siden af hele landet``, and the month if it was chosen."""
        from babel.lists import format_list

        from vse_report.prose import wording

        words, names = {"month": wording.month(self.month)}, municipality_names()
        if self.municipalities:
            listed = format_list([names[code] for code in self.municipalities], locale="da")
            words["municipalities"] = f"{listed} ved siden af hele landet"
        return self._chosen(**words)


class MunicipalitiesParameters(Parameters):
    """03_municipalities: a municipality, and how many peers."""

    report = "03_municipalities"
    moved_to: ClassVar = {"seed": "05_study", "survey": "05_study"}
    municipality: Municipality = Field(default="791", description="whose peers are shown")
    peers: Annotated[int, Allowed("whole number", lambda: "3 to 48")] = Field(
        default=8,
        ge=3,
        le=48,
        description="how many peers, fewer than half of all [municipalities]",
    )

    def about(self) -> str:
        """Return the name of the municipality."""
        return municipality_names()[self.municipality]

    def in_words(self) -> str:
        """Return ``12 lignende kommuner`` if another number was chosen."""
        return self._chosen(peers=f"{self.peers} lignende kommuner")


class ProfileParameters(Parameters):
    """04_profile: one municipality, its month, and the month it is compared with."""

    report = "04_profile"
    municipality: Municipality = Field(default="101", description="whose profile it is")
    month: _month_in("unemployment_gross_municipal_monthly") = Field(
        default_factory=_last_of("unemployment_gross_municipal_monthly"),
        description="month of the profile",
    )
    since: _month_in("unemployment_gross_municipal_monthly") = Field(
        default_factory=_first_of("unemployment_gross_municipal_monthly"),
        description="month compared with",
    )

    def about(self) -> str:
        """Return the name of the municipality."""
        return municipality_names()[self.municipality]


class StudyParameters(Parameters):
    """05_study: the seed of the simulated survey, and a file of real answers."""

    report = "05_study"
    seed: Annotated[int, Allowed("whole number", lambda: f"0 to {_LARGEST_SEED}")] = Field(
        default=2007, ge=0, le=_LARGEST_SEED, description="seed of the simulated survey"
    )
    survey: Survey = Field(
        default=None, description="answers of the 2006 survey; default: simulated ones only"
    )

    def in_words(self) -> str:
        """Return seed and survey if they were chosen."""
        return self._chosen(
            seed=f"startværdi {self.seed}",
            survey=f"svarene i {self.survey.name}" if self.survey else "",
        )


class AuditParameters(Parameters):
    """06_audit: no parameters."""

    report = "06_audit"


CONTRACTS: dict[str, type[Parameters]] = {
    model.report: model
    for model in (
        UnemploymentParameters,
        ActivationParameters,
        MunicipalitiesParameters,
        ProfileParameters,
        StudyParameters,
        AuditParameters,
    )
}


def contract(report: str) -> type[Parameters]:
    """Return the model of a report's parameters.

    Raises
    ------
    InputError
        If there is no such report; the message names the nearest one.
    """
    if report not in CONTRACTS:
        near = did_you_mean(report, CONTRACTS)
        msg = f"unknown report {quoted(report)}; expected one of {', '.join(CONTRACTS)}{near}"
        raise InputError(msg)
    return CONTRACTS[report]


def validate(report: str, values: Mapping[str, Any]) -> Parameters:
    """Return a report's parameters, checked and complete.

    Raises
    ------
    InputError
        Naming every unknown name and every bad value, what is allowed, and the nearest match.
    """
    return checked(contract(report), values, report)


def checked(model: type[Parameters], values: Mapping[str, Any], named: str) -> Parameters:
    """Return parameters of a model, checked and complete; errors as in `validate`.

    ``named`` is what messages call the report: its name, or the path of its notebook.
    """
    try:
        return model(**values)
    except ValidationError as error:
        problems = [_explain(model, detail) for detail in error.errors()]
        lines = "\n".join(f"  - {problem}" for problem in problems)
        see = f"\nSee: vse-report parameters {named}" if named else ""
        msg = f"{named or 'this notebook'}: parameters that cannot be used:\n{lines}{see}"
        raise InputError(msg) from None


def injected_names(history: Iterable[str]) -> set[str]:
    """Return the parameters that papermill assigned, read from the cells it injected.

    papermill only logs a warning for a name that a notebook does not have, and runs on with the
    default; looking at what it injected is how the notebook itself can refuse.
    """
    injected = [source for source in history if source.startswith("# Parameters\n")]
    # Of several, the last: in a live kernel the earlier ones may have been mended since.
    body = ast.parse(injected[-1]).body if injected else []
    return {
        target.id
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id not in PAPERMILL_PATHS
    }


def describe(model: type[Parameters]) -> list[dict[str, str]]:
    """Return name, type, allowed values, default and meaning of each parameter of a model."""
    default = model().as_text()
    rows = []
    for name, field in model.model_fields.items():
        allowed = allowed_beside(field)
        rows.append(
            {
                "name": name,
                "type": allowed.kind,
                "allowed": allowed.allowed(),
                "default": default[name] or "none",
                "meaning": field.description or "",
            }
        )
    return rows


def is_list(model: type[Parameters], name: str) -> bool:
    """Tell whether a parameter takes a list, so that a comma separates its items."""
    field = model.model_fields.get(name)
    return field is not None and allowed_beside(field).kind.startswith("list")


def is_text(model: type[Parameters], name: str) -> bool:
    """Tell whether a parameter is free text, of which commas are a part."""
    field = model.model_fields.get(name)
    return field is not None and allowed_beside(field).kind == "text"


def as_text(value: Any) -> str:
    """Return one parameter value as it would be given on the command line."""
    if value is None:
        return ""
    if hasattr(value, "month"):  # a Month, or the Period that a notebook has instead
        return month_code(value)
    if isinstance(value, SurveyFile):
        return str(value.path.with_name(value.name))
    if isinstance(value, tuple | list):
        return ",".join(as_text(item) for item in value)
    return str(value)


def _explain(model: type[Parameters], detail: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields) or "none"
        if name in model.moved_to:
            place = model.moved_to[name]
            return f"{name} is a parameter of {place} now; {model.report} takes: {known}"
        return (
            f"unknown parameter {quoted(name)}; it takes: {known}"
            f"{did_you_mean(name, model.model_fields)}"
        )
    if detail["type"] == "value_error":
        reason = detail["msg"].removeprefix("Value error, ")
        return f"{name}: {reason}" if name else reason
    allowed = allowed_beside(model.model_fields[name])
    found = quoted(detail["input"])
    if detail["type"] in ("greater_than_equal", "less_than_equal"):
        return f"{name}: {found} is out of range; allowed: {allowed.allowed()}"
    return f"{name}: expected a {allowed.kind}, found {found}; allowed: {allowed.allowed()}"


def allowed_beside(field: FieldInfo) -> Allowed:
    """Return what stands beside the type of a parameter: its name for people, what it allows."""
    return next(item for item in field.metadata if isinstance(item, Allowed))
