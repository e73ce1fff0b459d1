"""Danish names of the codes that tables use, as readers meet them."""

from __future__ import annotations

GROUPS = {
    "insured": "Forsikrede",
    "uninsured": "Ikke-forsikrede",
    "unemployment_benefit": "Dagpengeledige",
    "cash_benefit": "Kontanthjælpsledige",
    "total": "I alt",
}
