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
STAGES = {
    "before": "Gamle kommuner, der blev lagt sammen, før sammenlægningen",
    "after": "De nye kommuner, de blev til: gennemsnit af svarene",
    "unmerged": "Kommuner, der ikke blev lagt sammen",
}
FRAMEWORK_MEASURES = {
    "days": "Dage med ledighed pr. person",
    "rate": "Ledige i pct. af arbejdsstyrken",
    "index": "Socioøkonomisk indeks",
}
DEVIATIONS = {
    "population": "De faktiske kommuner",
    "sample": "Som en stikprøve",
    "weighted": "Vægtet efter folketal",
}


def break_word(found: Break) -> str:
    """Return ``databrud``, or ``formodet databrud`` where only the data say so."""
    return "databrud" if found.status == "documented" else "formodet databrud"
