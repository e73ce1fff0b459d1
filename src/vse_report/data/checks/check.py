"""A check of one table: what it calls, what it needs, and what of it may be confirmed away."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from vse_report.data.checks.common import Tables
from vse_report.data.problems import Problem, capped


@dataclass(frozen=True)
class Check:
    """A check of one table: the function, its settings, and the other tables it looks into.

    A ``firm`` one holds whatever the publisher says, so nothing that is confirmed is excused.
    """

    table: str
    function: Callable[..., Iterator[Problem]]
    settings: dict[str, Any] = field(default_factory=dict)
    needs: Sequence[str] = ()
    firm: bool = False

    def run(self, tables: Tables, confirmed: Collection[int] = ()) -> list[Problem]:
        """Return what the check finds, but for lines of the table that are confirmed.

        Nothing where a table it needs is not there to look into.
        """
        if any(name not in tables for name in (self.table, *self.needs)):
            return []
        found = self.function(tables, self.table, **self.settings)
        if not self.firm:
            found = [_with_way_out(p) for p in found if p.line not in confirmed]
        return capped(sorted(found, key=lambda problem: problem.line or 0))


def _with_way_out(problem: Problem) -> Problem:
    """Return a problem of a row with what to do if the publisher has the figures so."""
    if problem.line is None:
        return problem
    way_out = "If the publisher has it so, name it under `confirmed` in the card."
    return replace(problem, text=f"{problem.text} {way_out}")
