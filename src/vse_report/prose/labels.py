"""Danish names of the codes that tables use, as readers meet them."""

from __future__ import annotations

from vse_report.data import Break

# The study's three municipalities, which are anonymous, and the nation.
AREAS = {"A": "Kommune A", "B": "Kommune B", "C": "Kommune C", "nation": "Hele landet"}


def break_word(found: Break) -> str:
    """Return ``databrud``, or ``formodet databrud`` where only the data say so."""
    return "databrud" if found.status == "documented" else "formodet databrud"
