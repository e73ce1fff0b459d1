"""The figures: typed, described and checked tables, read by key, with every read recorded.

Importing this is light; pandera is imported only when a folder is verified or sealed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vse_report.data.cards import Break, Card, Column
from vse_report.data.schemas import NATION
from vse_report.data.tables import (
    breaks,
    card,
    cards,
    coverage,
    data_date,
    find_break,
    forget_reads,
    labels,
    read,
    reads,
    source_line,
    sources,
)

if TYPE_CHECKING:
    from vse_report.data.folder import Verification, seal, verify

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
    "find_break",
    "forget_reads",
    "labels",
    "read",
    "reads",
    "seal",
    "source_line",
    "sources",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Fetch ``verify``, ``seal`` and ``Verification`` when first asked for; notebooks never ask."""
    if name in ("Verification", "seal", "verify"):
        from vse_report.data import folder

        return getattr(folder, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
