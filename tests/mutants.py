"""Mutants of reports on the spine: what their rules, units, keys and tests of wording catch.

``make mutants`` changes one thing at a time in the notebooks' cells, in the figure functions and in
the clauses, by rule, and tells by kind how many of the changes nothing notices. The committed words
are left out: they are taken to be accepted, with whatever a mutant says.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import multiprocessing
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
# The modules of `shown`: which tests are of their words, and which reports print them.
MODULES = {
    "unemployment": ("unemployment", ["01_unemployment"]),
    "study": ("unemployment", ["01_unemployment", "05_study"]),
    "study_series": ("unemployment", ["05_study"]),
    "series": ("unemployment", ["01_unemployment", "05_study"]),
    "activation": ("activation", ["02_activation"]),
    "comparison": ("activation", ["02_activation"]),
    "peers": ("peers", ["03_municipalities"]),
    "selection": ("selection", ["05_study"]),
    "networks": ("selection", ["05_study"]),
}
# What stands before the name of a function that makes words, or a picture, of cells.
WORDS = {
    "w",
    "shown",
    "study",
    "study_series",
    "series",
    "comparison",
    "choosing",
    "networks_shown",
}
# Left out, as they see no words: tests of a drawing's layout.
LAYOUT = ("nothing_is_rotated", "same_svg", "legible", "lies_upon")
KINDS = ("row", "column", "frame", "word", "label", "sign", "amount")
# Words of the vocabulary that a sentence could hold in each other's place.
SIBLINGS = {"more": "larger", "larger": "more", "ends": "moved"}
HALVES = {"verb": "by", "by": "verb", "word": "than", "than": "word"}
FLIPPED = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
GIVEN = {
    "01_unemployment": [
        {"from_month": None, "to_month": None},
        {"from_month": "2020M05", "to_month": "2022M03"},
    ],
    "02_activation": [{"month": None, "municipalities": None}],
    "03_municipalities": [{"municipality": None, "peers": None}],
    "05_study": [{"seed": None, "survey": None}],
}


class Mutant(NamedTuple):
    """One change: its kind, the notebook or module, the cell (of a notebook), and the source."""

    kind: str
    where: str
    cell: int
    line: int
    told: str
    source: str


Change = tuple[str, ast.AST, str, Callable[[], None], Callable[[], None]]


def mutants(where: str, sources: dict[int, str]) -> Iterator[Mutant]:
    """Yield each mutant of the sources of a notebook, by cell, or of a module, as its cell 0."""
    trees = {cell: ast.parse(source) for cell, source in sources.items()}
    for cell, tree in trees.items():
        # What may be exchanged is what is known there: of the cells so far, or of the function.
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        rest = ast.Module([node for node in tree.body if node not in functions], [])
        so_far = [trees[earlier] for earlier in trees if earlier <= cell]
        scopes = [(function, [function]) for function in functions] or [(rest, so_far)]
        scopes += [(rest, [rest])] if functions else []
        whole = ast.unparse(tree)
        for scope, known in scopes:
            for kind, node, told, do, undo in _changes(scope, _References(known)):
                do()
                changed = ast.unparse(ast.fix_missing_locations(tree))
                undo()
                if changed == whole:  # two that are alike, exchanged
                    continue
                yield Mutant(kind, where, cell, getattr(node, "lineno", 0), told, changed)


class _References:
    """Which rows and columns of what are cited: those that may stand in each other's place."""

    def __init__(self, trees: Any) -> None:
        self.rows: dict[str, set[str]] = defaultdict(set)
        self.columns: dict[str, set[str]] = defaultdict(set)
        self.named: dict[str, str] = {}  # variable -> the frame whose row it is
        self.given: dict[str, set[str]] = defaultdict(set)  # function -> the frames it is given
        for tree in trees:
            for node in ast.walk(tree):
                if isinstance(node, ast.Assign):
                    self._name_rows(node)
        for tree in trees:
            for chain in _chains(tree):
                *_, base = chain
                if len(chain) == 3:
                    self.rows[base.id].add(chain[1].attr)
                self.columns[base.id].add(chain[0].attr)
            for call, name in _whole(tree):
                self.given[call.func.attr].add(name.id)

    def _name_rows(self, node: ast.Assign) -> None:
        (target,) = node.targets[:1]
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        for name, value in pairs:
            if (
                isinstance(name, ast.Name)
                and isinstance(value, ast.Attribute)
                and isinstance(value.value, ast.Name)
            ):
                self.named[name.id] = value.value.id


def _chains(tree: ast.AST) -> Iterator[list[Any]]:
    """Yield each ``frame.row.column`` or ``row.column`` cited in an f-string or a call of words."""
    for node in ast.walk(tree):
        cited = [node.value] if isinstance(node, ast.FormattedValue) else []
        if isinstance(node, ast.Call) and _is_of_words(node.func):
            cited = [*node.args, *(keyword.value for keyword in node.keywords)]
        for value in cited:
            chain = _chain(value)
            if chain and not _is_of_words(value):
                yield chain


def _whole(tree: ast.AST) -> Iterator[tuple[Any, Any]]:
    """Yield each call of a clause function with each frame or row it is given whole."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_of_words(node.func):
            yield from ((node, arg) for arg in node.args if isinstance(arg, ast.Name))


def _chain(node: ast.AST) -> list[Any] | None:
    found: list[Any] = []
    while isinstance(node, ast.Attribute):
        found.append(node)
        node = node.value
    is_cited = isinstance(node, ast.Name) and len(found) in (1, 2)
    return [*found, node] if is_cited and found[0].attr not in HALVES else None


def _is_of_words(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in WORDS
    )


def _changes(tree: ast.AST, known: _References) -> Iterator[Change]:
    for chain in list(_chains(tree)):
        yield from _of_chain(chain, known)
    for call, name in list(_whole(tree)):
        for other in _others(known.given[call.func.attr], name.id):
            yield _set("frame", name, "id", other)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in HALVES:
            yield _set("word", node, "attr", HALVES[node.attr])
        if isinstance(node, ast.Call) and _is_of_words(node.func):
            if node.func.value.id == "w" and node.func.attr in SIBLINGS:
                yield _set("word", node.func, "attr", SIBLINGS[node.func.attr])
            if len(node.args) >= 2 and all(_chain(arg) for arg in node.args[:2]):
                yield _swap("word", node, node.args, 0, 1)
        if isinstance(node, ast.Dict):
            texts = [i for i, value in enumerate(node.values) if _is_text(value)]
            for one, other in pairwise(texts):
                yield _swap("label", node, node.values, one, other)
        if isinstance(node, ast.Tuple) and len(node.elts) > 1 and all(map(_is_text, node.elts)):
            for place in range(len(node.elts) - 1):
                yield _swap("label", node, node.elts, place, place + 1)
        if isinstance(node, ast.IfExp) and _is_text(node.body) and _is_text(node.orelse):
            yield _exchange("word", node, "body", "orelse")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield _exchange("sign", node, "left", "right")
        if isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
            yield _set("sign", node, "ops", [FLIPPED[type(node.ops[0])](), *node.ops[1:]])
        if isinstance(node, ast.JoinedStr):
            cells = [v for v in node.values if isinstance(v, ast.FormattedValue)]
            cells = [cell for cell in cells if _chain(cell.value)]
            for one, other in pairwise(cells):
                if ast.dump(one.value) != ast.dump(other.value):
                    yield _between("amount", one, other)


def _of_chain(chain: list[Any], known: _References) -> Iterator[Change]:
    column, base = chain[0], chain[-1]
    for other in _others(known.columns[base.id], column.attr):
        yield _set("column", column, "attr", other)
    if len(chain) == 3:
        for other in _others(known.rows[base.id], chain[1].attr):
            yield _set("row", chain[1], "attr", other)
    beside = {
        name
        for name, columns in known.columns.items()
        if column.attr in columns
        and (len(chain) == 2 or chain[1].attr in known.rows[name])
        and bool(known.rows[name]) == (len(chain) == 3)
    }
    frame = known.named.get(base.id)
    for other in _others(beside, base.id):
        is_row = frame is not None and known.named.get(other) == frame
        yield _set("row" if is_row else "frame", base, "id", other)


def _others(names: set[str], but: str) -> list[str]:
    """Return the name that follows in order, so that each is exchanged for one other."""
    ordered = sorted(names)
    return (
        []
        if len(ordered) < 2 or but not in names
        else [ordered[(ordered.index(but) + 1) % len(ordered)]]
    )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 1


def _set(kind: str, node: Any, field: str, value: Any) -> Change:
    old = getattr(node, field)
    told = f"{old} -> {value}" if isinstance(value, str) else f"{ast.unparse(node)} flipped"
    return (
        *(kind, node, told),
        lambda: setattr(node, field, value),
        lambda: setattr(node, field, old),
    )


def _swap(kind: str, node: ast.AST, items: list[Any], one: int, other: int) -> Change:
    def exchange() -> None:
        items[one], items[other] = items[other], items[one]

    told = f"{ast.unparse(items[one])} <-> {ast.unparse(items[other])}"
    return kind, node, told, exchange, exchange


def _exchange(kind: str, node: Any, one: str, other: str) -> Change:
    def exchange() -> None:
        first, second = getattr(node, one), getattr(node, other)
        setattr(node, one, second)
        setattr(node, other, first)

    return kind, node, f"{ast.unparse(node)} exchanged", exchange, exchange


def _between(kind: str, one: Any, other: Any) -> Change:
    def exchange() -> None:
        one.value, other.value = other.value, one.value

    told = f"{ast.unparse(one.value)} <-> {ast.unparse(other.value)}"
    return kind, one, told, exchange, exchange


def sources_of(path: Path) -> dict[int, str]:
    """Return the code cells of a notebook by their place, or a module's text as cell 0."""
    if path.suffix == ".py":
        return {0: path.read_text(encoding="utf-8")}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        place: "".join(cell["source"])
        for place, cell in enumerate(cells)
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", [])
    }


def every_mutant() -> list[Mutant]:
    """Return all mutants of the notebooks, figure functions and clauses, in order."""
    files = [
        *(ROOT / "notebooks" / f"{report}.ipynb" for report in GIVEN),
        *(ROOT / "src" / "vse_report" / "shown" / f"{module}.py" for module in MODULES),
    ]
    return [mutant for file in files for mutant in mutants(file.stem, sources_of(file))]


def caught(mutant: Mutant) -> str:
    """Return what notices a mutant, in a process of its own; "" if nothing does."""
    if mutant.where in GIVEN:
        return _run(mutant.where, mutant)
    from importlib import import_module

    module = import_module(f"vse_report.shown.{mutant.where}")
    try:
        exec(compile(mutant.source, module.__file__, "exec"), module.__dict__)
    except Exception as error:
        return repr(error)
    tests, reports = MODULES[mutant.where]
    if noticed := _tested(f"tests/test_shown_{tests}.py", "tests/test_shown_figures.py"):
        return noticed
    return next(filter(None, (_run(report, None) for report in reports)), "")


def _run(report: str, mutant: Mutant | None) -> str:
    """Run a notebook's cells, one of them changed; return the error that ends them."""
    cells = sources_of(ROOT / "notebooks" / f"{report}.ipynb")
    if mutant is not None:
        cells[mutant.cell] = mutant.source
    for given in GIVEN[report]:
        space: dict[str, Any] = dict(given)
        try:
            for source in cells.values():
                exec(compile(source, report, "exec"), space)
        except Exception as error:
            return repr(error)[:200]
    return ""


def _tested(*how: str) -> str:
    import pytest

    quiet = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header"]
    words = ["-k", f"not ({' or '.join(LAYOUT)})"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        status = pytest.main([*quiet, *words, *how])
    return "" if status == 0 else f"tests of wording ({int(status)})"


def main() -> int:
    """Print each mutant that nothing catches, then, by kind, how many there are and are caught."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "tests"))
    started, made = time.perf_counter(), every_mutant()
    if len(sys.argv) > 1:  # a part of them, to try out
        made = made[:: int(sys.argv[1])]
    for report in GIVEN:  # also imports what every mutant needs
        if noticed := _run(report, None):
            print(f"{report} does not run as it is: {noticed}", file=sys.stderr)
            return 2
    shown = sorted({f"tests/test_shown_{tests}.py" for tests, _ in MODULES.values()})
    _tested("--collect-only", *shown, "tests/test_shown_figures.py")  # the same for the tests
    forked, noticed = multiprocessing.get_context("fork"), []
    with forked.Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for mutant, how in zip(made, pool.imap(caught, made), strict=True):
            noticed.append(how)
            print(f"\r{len(noticed)} of {len(made)}", end="", file=sys.stderr, flush=True)
            if not how:
                place = f"{mutant.where} cell {mutant.cell} line {mutant.line}"
                print(f"{mutant.kind}: {place}: {mutant.told}", flush=True)
    print(file=sys.stderr)
    pairs = list(zip(made, noticed, strict=True))
    total, seen = Counter(m.kind for m in made), Counter(m.kind for m, how in pairs if how)
    for kind in KINDS:
        print(f"{kind:8}{seen[kind]:5} of{total[kind]:5}")
    print(f"{'all':8}{sum(seen.values()):5} of{len(made):5}, {time.perf_counter() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
