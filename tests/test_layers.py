"""Data go one way: no part of the package imports one that stands above it, or beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from vse_report.paths import PACKAGE

# From the ground up; what shares a line knows nothing of each other.
LAYERS = [
    {"errors", "characters", "code"},
    {"paths", "periods"},
    {"data"},
    {"measures", "blocks", "edition"},
    {"ledger"},
    {"prose"},
    {"results"},
    {"figures"},
    {"parameters", "shown"},
    {"own"},
    {"notebook", "render"},
    {"report"},
    {"make", "check"},
    {"cli"},
    {"__main__"},
]
HEIGHT = {part: height for height, parts in enumerate(LAYERS) for part in parts}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def part(module: Path) -> str:
    """Return the part of the package that a module belongs to: a folder or a module at the top."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(source: str) -> Iterator[str]:
    """Yield the parts of the package that a module imports anywhere, in functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("vse_report."))


def upward(of: str, source: str) -> list[str]:
    """Return the parts that ``source``, a module of part ``of``, may not import and does."""
    return [name for name in imported_parts(source) if name != of and HEIGHT[name] >= HEIGHT[of]]


def test_every_part_of_the_package_has_its_layer():
    assert {part(module) for module in MODULES} == set(HEIGHT)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_below(module):
    assert upward(part(module), module.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("from vse_report.data.cards import Card", []),
        ("from vse_report.data import read\nfrom vse_report import paths", []),
        ("from vse_report import prose", ["prose"]),
        ("import vse_report.blocks", ["blocks"]),
        ("def later():\n    from vse_report.make.plan import plan", ["make"]),
    ],
)
def test_an_upward_import_is_seen(source, expected):
    assert upward("measures", source) == expected
