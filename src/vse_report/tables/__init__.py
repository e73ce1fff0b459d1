"""How the measures are laid out as tables: which columns, under which heads, in which format."""

from __future__ import annotations

from typing import NamedTuple

from vse_report.prose.sentences import Phrase


class Show(NamedTuple):
    """How a column of a frame is printed: head, format as in sentences, and unit in the head."""

    label: str | Phrase
    format: str
    unit: str = ""
