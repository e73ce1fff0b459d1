"""The changes by which the reports' rules are tried: one thing at a time, each of them once."""

from __future__ import annotations

import ast
from collections import Counter

import pytest
from mutants import KINDS, every_mutant, mutants

CELL = 'one, two = then.one, then.two\nsay(f"{then.one.start} {then.two.end} {now.one.start}")\n'


def made(source: str) -> set[tuple[str, str]]:
    return {(mutant.kind, mutant.told) for mutant in mutants("report", {0: source})}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (CELL, ("row", "one -> two")),
        (CELL, ("column", "start -> end")),
        (CELL, ("frame", "now -> then")),
        (CELL, ("amount", "then.one.start <-> then.two.end")),
        ('f"{one.a} {two.a}"\none, two = then.one, then.two', ("row", "one -> two")),
        ("w.more(a.b)", ("word", "more -> larger")),
        ("w.compared(a.b, c.d)", ("word", "a.b <-> c.d")),
        ("size.word", ("word", "word -> than")),
        ("'over' if a > b else 'under'", ("word", "'over' if a > b else 'under' exchanged")),
        ("'over' if a > b else 'under'", ("sign", "a > b flipped")),
        ("LABELS = {'a': 'small', 'b': 'large'}", ("label", "'small' <-> 'large'")),
        ("for told in ('stated', 'derived'): pass", ("label", "'stated' <-> 'derived'")),
        ("gap = here - there", ("sign", "here - there exchanged")),
    ],
)
def test_a_kind_of_change_is_made(source, expected):
    assert expected in made(source)


def test_each_mutant_differs_from_the_source_and_from_all_others():
    found = list(mutants("report", {0: CELL, 3: "w.more(a.b)"}))
    assert {mutant.cell for mutant in found} == {0, 3}
    assert len({mutant.source for mutant in found}) == len(found)
    assert {ast.unparse(ast.parse(CELL)), "w.more(a.b)"}.isdisjoint(m.source for m in found)


def test_two_that_are_alike_are_not_exchanged():
    assert made("{'a': 'same', 'b': 'same'}") == set()


def test_the_reports_give_hundreds_of_mutants_of_every_kind():
    kinds = Counter(mutant.kind for mutant in every_mutant())
    assert set(kinds) == set(KINDS)
    assert sum(kinds.values()) >= 300
