"""Parameters of a notebook of one's own: declared in its cell tagged ``parameters``, with a kind.

In that cell, such as::

    from vse_report.own import Month, Municipality

    municipality: Municipality = "Odense"  # whose figures are shown
    since: Month = "2019M01"

The build reads the cell before anything runs, the first cell reads it again from what the kernel
has run, and both check by the same model.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, create_model, model_validator

from vse_report.code import parsed, without_magics
from vse_report.data.areas import municipality_names
from vse_report.errors import InputError, did_you_mean, quoted
from vse_report.parameters import (
    CONTRACTS,
    PAPERMILL_PATHS,
    Allowed,
    Municipalities,
    Municipality,
    Parameters,
    allowed_beside,
    as_text,
)
from vse_report.periods import Month as _Month
from vse_report.periods import month_of

Month = Annotated[_Month, BeforeValidator(month_of), Allowed("month", lambda: "as 2026M07")]
"""The kind of a parameter that is a month, given as ``2026M07`` or ``2026-07``."""

KINDS: dict[str, Any] = {
    "Municipality": Municipality,
    "Municipalities": Municipalities,
    "Month": Month,
    "int": Annotated[int, Allowed("whole number", lambda: "any")],
    "float": Annotated[float, Allowed("number", lambda: "any")],
    "bool": Annotated[bool, Allowed("bool", lambda: "True or False")],
    "str": Annotated[str, Allowed("text", lambda: "any")],
}


def _as_papermill(value: Any) -> Any:
    """Return a value as papermill's command line has it: numbers as numbers, else the text."""
    found = _literal(value) if isinstance(value, str) else None
    return found if isinstance(found, bool | int | float) else value


def _as_number(value: Any) -> Any:
    found = _as_papermill(value)
    if isinstance(found, int | float) and not isinstance(found, bool):
        return found
    raise ValueError(f"{quoted(value)} is no number")


_NUMBER = Annotated[Any, BeforeValidator(_as_number), Allowed("number", lambda: "any")]
_ANY = Annotated[Any, BeforeValidator(_as_papermill), Allowed("value", lambda: "any")]


class OwnParameters(Parameters):
    """Parameters that a notebook of one's own declares; ``report`` is empty, a file names it."""

    model_config = ConfigDict(validate_default=True)
    report = ""

    @model_validator(mode="before")
    @classmethod
    def _empty_means_default(cls, values: dict[str, Any]) -> dict[str, Any]:
        """Let an empty text, as a rerun line gives it, be the default where that is None."""
        without = [n for n, field in cls.model_fields.items() if field.default is None]
        return {n: v for n, v in values.items() if not (v == "" and n in without)}

    def in_words(self) -> str:
        """Return what was chosen, ``municipality = Odense``; municipalities by their names."""
        names = municipality_names()
        told = {}
        for name, text in self.changed().items():
            kind = allowed_beside(type(self).model_fields[name]).kind
            codes = text.split(",") if kind in ("municipality", "list of municipalities") else []
            told[name] = ", ".join(names[code] for code in codes if code) or text
        return "; ".join(f"{name} = {text}" for name, text in told.items())

    def as_given(self) -> dict[str, Any]:
        """Return what was chosen, as papermill injects it; the notebook has its own defaults."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        plain = (bool, int, float)
        return {n: v if isinstance(v, plain) else as_text(v) for n, v in given.items()}


INJECTED = "# Parameters\n"


class Declared(NamedTuple):
    """A parameter as a cell declares it; ``kind`` is empty where the cell gives it none."""

    name: str
    kind: str
    default: Any
    meaning: str


def declared(source: str) -> list[Declared]:
    """Return the variables that a cell sets, in order: name, kind, default, and its comment.

    A default that is worked out is None here: only running the cell tells it.

    Examples
    --------
    >>> declared('since: Month = "2019M01"  # the first month shown')
    [Declared(name='since', kind='Month', default='2019M01', meaning='the first month shown')]
    """
    comments = _comments(source)
    return [
        Declared(name, kind, _literal(value), comments.get(value.end_lineno, ""))
        for name, kind, value in _assignments(source)
    ]


def contract_of(cells: Sequence[Mapping[str, Any]]) -> type[Parameters]:
    """Return the model of a notebook's parameters, as its cells say without being run.

    Of a copy of one of our reports, that is the report's own.

    Raises
    ------
    InputError
        If a parameter has a kind that there is none of.

    Examples
    --------
    >>> tags = {"tags": ["parameters"]}
    >>> cell = {"cell_type": "code", "metadata": tags, "source": "since: int = 2019"}
    >>> contract_of([cell])().since
    2019
    """
    code = [_source(cell) for cell in cells if cell["cell_type"] == "code"]
    ours = [report for source in code for report in _reports_begun(source)]
    if ours:
        return CONTRACTS[ours[0]]
    tagged = [
        (position, _source(cell))
        for position, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", [])
    ]
    _refuse_what_is_no_python(tagged)
    if any(_begins(source) for source in code):
        refuse_unknown_kinds(
            (f"cell {position}: ", d) for position, source in tagged for d in declared(source)
        )
    return model_of(d for _, source in tagged for d in declared(source))


def refuse_unknown_kinds(found: Iterable[tuple[str, Declared]]) -> None:
    """Raise InputError naming every parameter of a kind that there is none of, and where it is."""
    unknown = [
        f"{where}{d.name}: there is no kind {d.kind}{did_you_mean(d.kind, KINDS)}"
        for where, d in found
        if d.kind and d.kind not in KINDS
    ]
    if unknown:
        raise InputError("\n".join([*unknown, f"There is: {', '.join(KINDS)}."]))


def _refuse_what_is_no_python(tagged: Iterable[tuple[int, str]]) -> None:
    for position, source in tagged:
        try:
            ast.parse(without_magics(source))
        except SyntaxError as error:
            msg = f"cell {position}, line {error.lineno}: {error.msg}; parameters are read from it."
            raise InputError(msg) from None


def model_of(parameters: Iterable[Declared]) -> type[OwnParameters]:
    """Return the model of declared parameters; one without a kind may have any value.

    Examples
    --------
    >>> model = model_of(declared('since: Month = "2019M01"'))
    >>> model().since, model(since="2026-07").since
    (Month(year=2019, month=1), Month(year=2026, month=7))
    """
    fields = {}
    for d in parameters:
        if hasattr(OwnParameters, d.name) or d.name.startswith("_"):
            if d.kind:
                msg = f"{d.name}: a parameter cannot be called so here; give it another name."
                raise InputError(msg)
            continue  # a variable of somebody else's, which nobody calls a parameter
        without = d.default is None
        field = Field(default=d.default, description=d.meaning, validate_default=not without)
        fields[d.name] = (KINDS.get(d.kind) or _kind_of(d.default), field)
    return create_model("OwnParameters", __base__=OwnParameters, **fields)


def _kind_of(default: Any) -> Any:
    """Return the kind of a parameter that is given none, as its default tells."""
    for kind in (bool, str):
        if isinstance(default, kind):
            return KINDS[kind.__name__]
    return _NUMBER if isinstance(default, int | float) else _ANY


def model_in_kernel(names: Iterable[str], ran: Sequence[str]) -> type[OwnParameters]:
    """Return the model of the parameters of those names, by the code that a kernel has run.

    What papermill injected is a choice, not a default; of other cells the last counts.
    """
    names = list(names)
    injected = injected_in(ran, names)
    found = {d.name: d for source in ran if source != injected for d in declared(source)}
    parameters = [found.get(name, Declared(name, "", None, "")) for name in names]
    refuse_unknown_kinds(("", parameter) for parameter in parameters)
    return model_of(parameters)


def injected_in(ran: Sequence[str], handed_on: Collection[str]) -> str:
    """Return the cell that papermill injected, of those that a kernel has run; "" if it did not.

    A cell of the notebook itself may begin as that one does. It gives kinds, or is the first to set
    names that are then handed on to ``Report``; papermill's sets them again.
    """
    for at in range(len(ran) - 1, -1, -1):
        if not ran[at].startswith(INJECTED):
            continue
        names = {d.name for d in declared(ran[at])} - set(PAPERMILL_PATHS)
        before = {d.name for source in ran[:at] for d in declared(source)}
        has_kinds = any(d.kind for d in declared(ran[at]))
        if not has_kinds and (names & before or not names <= set(handed_on)):
            return ran[at]
    return ""


def injected_values(source: str) -> dict[str, str]:
    """Return name -> value, as on a command line, of the cell that papermill injects.

    Examples
    --------
    >>> injected_values('municipality = "461"')
    {'municipality': '461'}
    """
    return {
        d.name: as_text(tuple(d.default) if isinstance(d.default, list) else d.default)
        for d in declared(source)
        if d.name not in PAPERMILL_PATHS
    }


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _assignments(source: str) -> Iterator[tuple[str, str, ast.expr]]:
    for node in parsed(source).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            yield node.target.id, _kind(node.annotation), node.value
        elif isinstance(node, ast.Assign):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from ((name, "", node.value) for name in names)


def _kind(annotation: ast.expr) -> str:
    """Return an annotation's last name: of ``own.Month`` and of ``"Month"`` it is Month."""
    text = annotation.value if isinstance(annotation, ast.Constant) else ast.unparse(annotation)
    return str(text).rpartition(".")[2]


def _literal(value: ast.expr | str) -> Any:
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError):
        return None


def _comments(source: str) -> dict[int, str]:
    """Return line -> the comment at its end."""
    try:
        tokens = [*tokenize.generate_tokens(io.StringIO(source).readline)]
    except (tokenize.TokenError, IndentationError):
        return {}
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT
    }


def _begins(source: str) -> list[ast.Call]:
    """Return the calls of a cell that begin a report, ``Report(…)`` or ``begin(…)``."""
    calls = [node for node in ast.walk(parsed(source)) if isinstance(node, ast.Call)]
    return [c for c in calls if ast.unparse(c.func).rpartition(".")[2] in ("Report", "begin")]


def _reports_begun(source: str) -> list[str]:
    """Return the reports of ours that a cell begins, such as ``Report("01_unemployment", …)``."""
    first = [call.args[0] for call in _begins(source) if call.args]
    named = [argument.value for argument in first if isinstance(argument, ast.Constant)]
    return [name for name in named if name in CONTRACTS]
