"""What the Tab key offers inside ``data.read("…")``: tables, their columns, their values.

Imported only where IPython is there already; see the end of ``data/__init__.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from IPython import get_ipython
from IPython.core.completer import (
    CompletionContext,
    SimpleCompletion,
    SimpleMatcherResult,
    context_matcher,
)

from vse_report import paths
from vse_report.data.cards import load_cards
from vse_report.data.catalogue import cards
from vse_report.data.sealed import plain_rows
from vse_report.errors import ReportError

IDENTIFIER = "vse_report.data"
_STRING = r"""(?:"[^"\n]*"|'[^'\n]*')"""
_VALUE = rf"(?:{_STRING}|\[[^\]]*\]|[\w.]+)"
# An unfinished call, to the cursor: its table, finished keywords, and what is being written.
_TABLE = re.compile(r"""\bdata\.(?:read|card|coverage|breaks|labels)\(\s*["']([\w/]*)$""")
_READ = re.compile(
    rf"\bdata\.read\(\s*({_STRING}|\w+)\s*((?:,\s*\w+\s*=\s*{_VALUE}\s*)*),\s*([^()]*)$"
)
_INSIDE_VALUE = re.compile(rf"""(\w+)\s*=\s*(?:\[\s*(?:{_STRING}\s*,\s*)*)?["']([^"'\n]*)$""")
_KEYWORD = re.compile(r"(\w*)$")


def register() -> None:
    """Let the running IPython ask here too; nothing where none runs, or it does already."""
    shell = get_ipython()
    if shell is None or getattr(shell, "Completer", None) is None:
        return
    matchers = shell.Completer.custom_matchers
    if all(getattr(known, "matcher_identifier", "") != IDENTIFIER for known in matchers):
        matchers.append(_matcher)


@context_matcher(identifier=IDENTIFIER)
def _matcher(context: CompletionContext) -> SimpleMatcherResult:
    before = context.full_text.split("\n")[: context.cursor_line]
    text = "\n".join([*before, context.text_until_cursor])
    try:
        written, kind, offered = completions(text, getattr(get_ipython(), "user_ns", {}))
    except ReportError:  # the Tab key is no place to tell of a bad data folder
        written, kind, offered = "", "", []
    found = [SimpleCompletion(text=name, type=kind) for name in offered]
    return {
        "completions": found,
        "matched_fragment": written,
        "ordered": True,
        "suppress": bool(found),
    }


def completions(text: str, variables: dict[str, Any]) -> tuple[str, str, list[str]]:
    """Return what is written of a word, what kind it is, and what it may become.

    Parameters
    ----------
    text : str
        The code up to the cursor.
    variables : dict
        Those of the notebook, for a table that is named by one.
    """
    if naming := _TABLE.search(text):
        return naming[1], "table", _begun(cards(), naming[1])
    if not (reading := _READ.search(text)):
        return "", "", []
    named, given, rest = reading.groups()
    table = named[1:-1] if named[0] in "\"'" else variables.get(named)
    if not isinstance(table, str) or table not in cards():
        return "", "", []
    if (inside := _INSIDE_VALUE.fullmatch(rest)) and inside[1] in cards()[table].readable_by:
        values = _values(paths.data_folder(), table, inside[1], cards()[table].sha256)
        return inside[2], "value", _begun(values, inside[2])
    if keyword := _KEYWORD.fullmatch(rest):
        taken = re.findall(r"(\w+)\s*=", given)
        free = [f"{name}=" for name in cards()[table].readable_by if name not in taken]
        return keyword[1], "param", _begun(free, keyword[1])
    return "", "", []


def _begun(names: Iterable[str], written: str) -> list[str]:
    return [name for name in names if name.startswith(written)]


@lru_cache(maxsize=64)
def _values(folder: Path, table: str, column: str, _sha256: str | None) -> list[str]:
    """Return the values of a column: as the card lists them, else as the file has them, sorted."""
    listed = load_cards(folder)[table].columns[column].values
    return list(listed) or sorted({row[column] for row in plain_rows(table)})
