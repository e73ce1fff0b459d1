"""Whether the study's statements hold: a verdict for each, by rule, recomputed at every sealing.

The verdicts, from strong to weak: ``agrees`` says that the study's own figures, or another source
about the same thing, give the statement; ``contradicted`` that they give something else;
``consistent`` that another source points the same way but measures something else; ``unchecked``
that nothing open can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from vse_report.data.checks.common import Tables
from vse_report.data.problems import Problem
from vse_report.data.reported import printed_figures
from vse_report.data.reported_models import Contemporary, Statement, Statements
from vse_report.periods import parse_month


class Published(NamedTuple):
    """What statements are held up against, one frame per source.

    ``net``, ``contemporary``: today's net series, and figures printed at the time; ``month`` and
    ``persons`` [full-time persons]. ``population``: ``code``, ``year``, ``population`` [persons].
    ``framework``: the table ``framework_conditions_2007``, one row per municipality.
    """

    net: pd.DataFrame
    contemporary: pd.DataFrame
    population: pd.DataFrame
    framework: pd.DataFrame


_NET = "unemployment_net_national_monthly_sa"
_PEOPLE = "population_municipal_annual"
_FRAMEWORK = "framework_conditions_2007"
NEEDED = (_NET, _PEOPLE, _FRAMEWORK)


def verdict_problems(
    reported: tuple[Statements, Contemporary] | None, tables: Tables
) -> list[Problem]:
    """Return each verdict on file that its rule does not give; ``tables`` has all `NEEDED`.

    None where the files could not be read, which is told as that.
    """
    if reported is None:
        return []
    stated, printed = reported
    published = Published(
        tables[_NET].assign(persons=tables[_NET]["full_time_persons_thousand"] * 1000),
        printed_figures(printed),
        tables[_PEOPLE],
        tables[_FRAMEWORK],
    )
    by_id = {found.id: found for found in stated.statements}
    problems = []
    for found in stated.statements:
        try:
            given = verdict(found, by_id, published)
        except (ValueError, KeyError) as error:
            problems.append(Problem("reported/statements.yaml", f"{found.id}: {error}"))
            continue
        if given != found.verdict:
            text = (
                f"{found.id}: the verdict on file is {found.verdict}, its rule gives {given}; "
                "write that, or mend what it is worked out from."
            )
            problems.append(Problem("reported/statements.yaml", text))
    return problems


def relative_change_pct(start: float, end: float) -> float:
    """Return the change from ``start`` to ``end`` relative to ``start`` [%]."""
    return 100 * (end - start) / start


def derived_change_pct(statement: Statement, statements: Mapping[str, Statement]) -> float:
    """Return what the study's own levels give for a stated relative change [%]."""
    return relative_change_pct(*_levels(statements, statement.derivation["of"]))


def verdict(statement: Statement, statements: Mapping[str, Statement], published: Published) -> str:
    """Return ``agrees``, ``contradicted``, ``consistent`` or ``unchecked`` for one statement.

    Parameters
    ----------
    statement : Statement
        Without a derivation it is ``unchecked``.
    statements : mapping of id to Statement
        Where the derivation looks up the levels it needs.
    published : Published
        The figures of others.

    Raises
    ------
    ValueError
        If the derivation names a rule that does not exist, or a municipality, year or month without
        figures.
    """
    if statement.derivation is None:
        return "unchecked"
    rule = statement.derivation["rule"]
    if rule not in _RULES:
        msg = (
            f"statement {statement.id}: unknown rule {rule!r}; expected one of {', '.join(_RULES)}."
        )
        raise ValueError(msg)
    return _RULES[rule](statement, statements, published)


def _relative_change(statement: Statement, statements: Mapping[str, Statement], *_: Any) -> str:
    stated = statement.values[0]
    derived = derived_change_pct(statement, statements)
    decimals = -stated.as_tuple().exponent
    return "agrees" if round(derived, decimals) == float(stated) else "contradicted"


def _falls_less(statement: Statement, statements: Mapping[str, Statement], *_: Any) -> str:
    mine = relative_change_pct(*_levels(statements, statement.derivation["of"]))
    other = relative_change_pct(*_levels(statements, statement.derivation["than"]))
    return "agrees" if mine > other else "contradicted"


def _share_rises(statement: Statement, statements: Mapping[str, Statement], *_: Any) -> str:
    # A larger share without insurance points to, but does not measure, a heavier composition.
    start, end = _levels(statements, statement.derivation["of"])
    start_beside, end_beside = _levels(statements, statement.derivation["beside"])
    return (
        "consistent" if end / (end + end_beside) > start / (start + start_beside) else "unchecked"
    )


def _lowest_so_far(statement: Statement, _: Any, published: Published) -> str:
    # The series begins in 2001: it can be in line with "in decades", never prove it.
    month = parse_month(statement.derivation["month"])
    until = published.net.loc[published.net["month"].le(month)]
    at_month = _at(statement, until, month).iloc[0]
    return "consistent" if at_month == until["persons"].min() else "contradicted"


def _highest_before(statement: Statement, _: Any, published: Published) -> str:
    month, until = (parse_month(statement.derivation[key]) for key in ("month", "until"))
    seen = published.net.loc[published.net["month"].le(until)]
    at_month = _at(statement, seen, month).iloc[0]
    return "consistent" if at_month == seen["persons"].max() else "unchecked"


def _near_contemporary(statement: Statement, _: Any, published: Published) -> str:
    month = parse_month(statement.derivation["month"])
    printed = _at(statement, published.contemporary, month)
    distance_pct = relative_change_pct(float(statement.values[0]), printed).abs().min()
    return "consistent" if distance_pct <= statement.derivation["tolerance_pct"] else "contradicted"


def _at(statement: Statement, series: pd.DataFrame, month: pd.Period) -> pd.Series:
    """Return the figures of one month; ValueError if there is none."""
    found = series.loc[series["month"].eq(month), "persons"]
    if found.empty:
        msg = (
            f"statement {statement.id}: no figure for {month} from {series['month'].min()} to "
            f"{series['month'].max()}; mend the derivation's month."
        )
        raise ValueError(msg)
    return found


def _population_of(statement: Statement, _: Any, published: Published) -> str:
    found, derivation = published.population, statement.derivation
    people = found[found["year"].eq(derivation["year"])].set_index("code")["population"]
    missing = sorted(set(derivation["codes"]) - set(people.index))
    if missing:
        msg = (
            f"statement {statement.id}: no population of {', '.join(missing)} in "
            f"{derivation['year']}; mend the derivation's codes or year."
        )
        raise ValueError(msg)
    step = derivation["to"]
    rounded = round(people[derivation["codes"]].sum() / step) * step
    return "agrees" if rounded == statement.values[0] else "contradicted"


def _widened_by(statement: Statement, _: Any, published: Published) -> str:
    # Unemployment is the nearest in kind: the study's own measure of burden is not open.
    burden = published.framework.set_index("code")["full_time_unemployed_per_100_aged_17_64"]
    missing = sorted(set(statement.derivation["codes"]) - set(burden.index))
    if missing:
        msg = f"statement {statement.id}: no figures of {', '.join(missing)}; mend its codes."
        raise ValueError(msg)
    without = burden.drop(statement.derivation["codes"])
    mean_change = relative_change_pct(burden.mean(), without.mean())
    sd_change = relative_change_pct(burden.std(ddof=0), without.std(ddof=0))
    return "consistent" if sd_change < mean_change < 0 else "contradicted"


_RULES: dict[str, Callable[..., str]] = {
    "relative_change": _relative_change,
    "falls_less": _falls_less,
    "share_rises": _share_rises,
    "lowest_so_far": _lowest_so_far,
    "highest_before": _highest_before,
    "near_contemporary": _near_contemporary,
    "population_of": _population_of,
    "widened_by": _widened_by,
}


def _levels(statements: Mapping[str, Statement], ids: Sequence[str]) -> list[float]:
    return [float(statements[id].values[0]) for id in ids]
