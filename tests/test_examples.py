"""Examples in docstrings are true: each is run, and gives what it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

from vse_report.measures import (
    activation,
    areas,
    association,
    months,
    networks,
    peers,
    ranks,
    selection,
    simulation,
    spread,
    standing,
    statements,
    study,
    survey,
    unemployment,
)
from vse_report.paths import PACKAGE

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
# Every public function of these has an example, but those that are TOO_SLOW.
SHOWN = [
    activation,
    areas,
    association,
    months,
    networks,
    peers,
    ranks,
    selection,
    simulation,
    spread,
    standing,
    statements,
    study,
    survey,
    unemployment,
]
# Fits k-means some forty times, which takes half a second and more however few the rows.
TOO_SLOW = {"group_summary"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


WITH_EXAMPLES = sorted(
    module_name(path) for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_give_what_they_say(name):
    result = doctest.testmod(import_module(name), optionflags=OPTIONS)
    assert result.attempted
    assert not result.failed, "see what doctest printed above"


@pytest.mark.parametrize("module", SHOWN, ids=lambda module: module.__name__)
def test_every_public_function_has_an_example(module):
    functions = {
        name: thing
        for name, thing in vars(module).items()
        if not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    }
    assert functions
    without = {name for name, function in functions.items() if ">>> " not in function.__doc__}
    assert without <= TOO_SLOW
