"""Examples in docstrings are true: each is run, and gives what it says."""

from __future__ import annotations

import ast
import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from vse_report import data, ledger, notebook, own, periods, results
from vse_report import measures as all_measures
from vse_report.data import joining
from vse_report.figures import charts, parts, style
from vse_report.paths import PACKAGE
from vse_report.prose import vocabulary, wording
from vse_report.prose.cells import unmark
from vse_report.report import Report

SPACE = "\N{NO-BREAK SPACE}"
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
# Every public function and class of these has an example, but those that are TOO_SLOW.
MEASURES = [
    import_module(f"vse_report.measures.{module.name}")
    for module in pkgutil.iter_modules(all_measures.__path__)
]
SHOWN = [*MEASURES, periods, ledger, joining, vocabulary, wording, charts, parts, style]
# Fits k-means some forty times, which takes half a second and more however few the rows.
TOO_SLOW = {"group_summary"}
# And so has each of these: what a researcher calls, of modules that hold other things as well.
CALLED = {
    **{f"data.{name}": getattr(data, name) for name in data.__all__},
    **{f"Report.{name}": thing for name, thing in vars(Report).items() if name[0] != "_"},
    **{f"Room.{name}": thing for name, thing in vars(parts.Room).items() if name[0] != "_"},
    "Report": Report,
    **{f"results.{name}": getattr(results, name) for name in ("kept", "Kept", "Row")},
    **{f"notebook.{name}": getattr(notebook, name) for name in ("begin", "finish", "to_csv")},
    **{
        f"own.{name}": getattr(own, name)
        for name in ("declared", "contract_of", "model_of", "injected_values")
    },
}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


WITH_EXAMPLES = sorted(
    module_name(path) for path in PACKAGE.rglob("*.py") if ">>> " in path.read_text("utf-8")
)


class AsSeen(doctest.OutputChecker):
    """Compare outputs as a reader sees them: no marks around what is printed, blanks all alike."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        want, got = (unmark(text)[0].replace(SPACE, " ") for text in (want, got))
        return super().check_output(want, got, optionflags)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_give_what_they_say(name):
    runner = doctest.DocTestRunner(AsSeen(), optionflags=OPTIONS)
    for found in doctest.DocTestFinder(exclude_empty=True).find(import_module(name)):
        runner.run(found)
    assert runner.tries
    assert not runner.failures, "see what doctest printed above"


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


@pytest.mark.parametrize("name", [name for name, thing in CALLED.items() if callable(thing)])
def test_all_that_a_researcher_calls_has_an_example(name):
    assert ">>> " in CALLED[name].__doc__


def test_no_docstring_is_longer_than_a_screen():
    nodes = [
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    ]
    kinds = (ast.ClassDef, ast.FunctionDef)
    texts = [(n.name, ast.get_docstring(n) or "") for n in nodes if isinstance(n, kinds)]
    assert len(texts) > 500
    assert [name for name, text in texts if len(text.splitlines()) > 45] == []
