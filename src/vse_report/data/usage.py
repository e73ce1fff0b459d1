"""Which reports use a table, and where: read from the notebooks, none of which is run."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from vse_report import paths
from vse_report.code import parsed
from vse_report.data.catalogue import cards

REPORTS = "[0-9][0-9]_*.ipynb"  # not the tour, nor what else lies there
KINDS = {"figure": "figures", "table": "tables", "tell": "sentences"}


class Use(NamedTuple):
    """A report that uses a table; ``blocks`` is kind of block -> ids, in the report's order."""

    report: str
    blocks: dict[str, tuple[str, ...]]

    def __str__(self) -> str:
        told = [f"{KINDS[kind]} {', '.join(ids)}" for kind, ids in self.blocks.items() if ids]
        return f"{self.report}: {'; '.join(told) or 'read only'}"


def usage(table: str) -> list[Use]:
    """Return the reports whose cells name a table, each with the blocks that show its figures.

    Figures and tables whose source names it; sentences whose text is made of what was read from it,
    as far as the names of a notebook's variables tell.
    """
    return [
        Use(path.stem, blocks[table])
        for path in sorted(paths.NOTEBOOKS.glob(REPORTS))
        if table in (blocks := _blocks(path, path.stat().st_mtime_ns, frozenset(cards())))
    ]


@lru_cache(maxsize=32)
def _blocks(
    path: Path, _modified: int, tables: frozenset[str]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return table -> kind -> ids of blocks for each table that a notebook names."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    follower = _Follower(tables)
    for cell in code:
        follower.follow(parsed(cell).body)
    return {table: follower.blocks_of(table) for table in follower.named}


class _Follower:
    """Follows tables through a notebook, from their names to the variables made of them."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.named: set[str] = set()
        self.made_of: dict[str, frozenset[str]] = {}
        self.blocks: list[tuple[str, str, frozenset[str]]] = []

    def follow(self, statements: Iterable[ast.stmt]) -> None:
        """Take statements in their order, those inside loops and conditions too."""
        for statement in statements:
            self.blocks += list(self._blocks_in(statement))
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    self._assign(target, statement.value)
            elif isinstance(statement, ast.For):
                self._assign(statement.target, statement.iter)
                self.follow(statement.body)
            elif isinstance(statement, (ast.If, ast.With)):
                self.follow(statement.body)

    def blocks_of(self, table: str) -> dict[str, tuple[str, ...]]:
        """Return kind -> ids of the blocks that show a table's figures."""
        having = [(kind, id) for kind, id, tables in self.blocks if table in tables]
        return {of: tuple(id for kind, id in having if kind == of) for of in KINDS}

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for part, given in zip(target.elts, value.elts, strict=True):
                self._assign(part, given)
            return
        origin = self._tables_in(value)
        for node in ast.walk(target):
            if isinstance(node, ast.Name):
                self.made_of[node.id] = origin

    def _tables_in(self, expression: ast.expr) -> frozenset[str]:
        found: set[str] = set()
        for node in ast.walk(expression):
            if isinstance(node, ast.Name):
                found |= self.made_of.get(node.id, frozenset())
            elif isinstance(node, ast.Constant) and node.value in self.tables:
                found.add(node.value)
                self.named.add(node.value)
        return frozenset(found)

    def _blocks_in(self, statement: ast.stmt) -> Iterator[tuple[str, str, frozenset[str]]]:
        """Yield kind, id and tables for each ``report.figure``, ``table`` and ``tell``."""
        if isinstance(statement, (ast.For, ast.If, ast.With)):
            return  # of which every statement is followed by itself
        for node in ast.walk(statement):
            if not (isinstance(node, ast.Call) and _kind(node.func)):
                continue
            kind, (id, *texts) = _kind(node.func), node.args
            source = [word.value for word in node.keywords if word.arg == "source"]
            shown = texts if kind == "tell" else source
            if isinstance(id, ast.Constant):
                yield kind, id.value, frozenset().union(*map(self._tables_in, shown))


def _kind(function: ast.expr) -> str | None:
    """Return which block ``report.…`` makes; None if the function makes none."""
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)):
        return None
    return function.attr if function.value.id == "report" and function.attr in KINDS else None
