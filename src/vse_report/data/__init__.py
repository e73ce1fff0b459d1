"""The figures: typed, described and checked tables, read by key, with every read recorded.

Importing this is light, for the command line answers at once: pandas is imported when something is
read, pandera when a folder is verified or sealed.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from vse_report.data.cards import NATION, Break, Card, Column
from vse_report.data.catalogue import breaks, card, cards, coverage, find_break, labels
from vse_report.data.listing import tables
from vse_report.data.provenance import forget_reads, outside_sources, reads

if TYPE_CHECKING:
    from vse_report.data.folder import Verification, seal, verify
    from vse_report.data.joining import join
    from vse_report.data.origins import data_date, source_line, sources
    from vse_report.data.outside_files import outside
    from vse_report.data.reading import read
    from vse_report.data.search import find

__all__ = [
    "NATION",
    "Break",
    "Card",
    "Column",
    "Verification",
    "breaks",
    "card",
    "cards",
    "coverage",
    "data_date",
    "find",
    "find_break",
    "forget_reads",
    "join",
    "labels",
    "outside",
    "outside_sources",
    "read",
    "reads",
    "seal",
    "source_line",
    "sources",
    "tables",
    "verify",
]

_LATER = {
    **dict.fromkeys(("Verification", "seal", "verify"), "folder"),
    **dict.fromkeys(("data_date", "source_line", "sources"), "origins"),
    "find": "search",
    "join": "joining",
    "outside": "outside_files",
    "read": "reading",
}


def __getattr__(name: str) -> Any:
    """Fetch what takes long to import when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    """Name what is fetched later as well, for the Tab key."""
    return sorted({*globals(), *__all__})


if "IPython" in sys.modules:
    from vse_report.data.completion import register

    register()
