"""Danish names of the codes that tables use, as readers meet them."""

from __future__ import annotations

from vse_report.data import Break

GROUPS = {
    "insured": "Forsikrede",
    "uninsured": "Ikke-forsikrede",
    "unemployment_benefit": "Dagpengeledige",
    "cash_benefit": "Kontanthjælpsledige",
    "total": "I alt",
}
ANSWERS = {"yes": "ja", "no": "nej", "not_stated": "ikke oplyst"}


def break_word(found: Break) -> str:
    """Return ``databrud``, or ``formodet databrud`` where only the data say so."""
    return "databrud" if found.status == "documented" else "formodet databrud"
