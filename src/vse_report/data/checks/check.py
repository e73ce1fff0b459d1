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

    def find(self, tables: Tables) -> list[Problem]:
        """Return what the check finds, in the order of the lines.

        Nothing where a table it needs is not there to look into.
        """
        if any(name not in tables for name in (self.table, *self.needs)):
            return []
        found = self.function(tables, self.table, **self.settings)
        return sorted(found, key=lambda problem: problem.line or 0)

    def tell(self, found: Sequence[Problem], confirmed: Collection[int] = ()) -> list[Problem]:
        """Return what is to be told of it: not of lines that are confirmed, and not all of many."""
        if self.firm:
            return capped(found)
        return capped(_with_way_out(p) for p in found if p.line not in confirmed)

    def excuses(self, found: Sequence[Problem]) -> set[int]:
        """Return the lines that need to be confirmed, lest they are told."""
        return set() if self.firm else {p.line for p in found if p.line is not None}


def _with_way_out(problem: Problem) -> Problem:
    """Return a problem of a row with what to do if the publisher has the figures so."""
    if problem.line is None:
        return problem
    way_out = "If the publisher has it so, name it under `confirmed` in the card."
    return replace(problem, text=f"{problem.text} {way_out}")
