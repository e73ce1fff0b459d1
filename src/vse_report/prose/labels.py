"""Danish names of the codes that tables use, as readers meet them."""

from __future__ import annotations

from vse_report.data import Break

ANSWERS = {"yes": "ja", "no": "nej", "not_stated": "ikke oplyst"}

# What the study says on activation in its cases: of what, how it stands, and against what.
STATED_MEASURES = {
    "company_directed": "virksomhedsrettede tilbud",
    "private_wage_subsidy": "privat løntilskud",
    "placement": "virksomhedspraktik",
    "guidance": "vejledning",
}
STATED_RELATIONS = {
    "above": "over",
    "somewhat_below": "noget under",
    "just_under": "lidt under",
    "high": "i høj grad",
    "very_high": "i meget høj grad",
    "doubted": "tallet betvivles",
}
STATED_BENCHMARKS = {
    "other_cases": "de to andre kommuner",
    "job_centre_mean": "gennemsnittet af jobcentre",
    "national_mean": "landsgennemsnittet",
}
# The study's three municipalities, which are anonymous, and the nation.
AREAS = {"A": "Kommune A", "B": "Kommune B", "C": "Kommune C", "nation": "Hele landet"}
# How an area stands against the limits of a funnel.
STANDINGS = {-1: "lavere", 0: "inden for grænserne", 1: "højere"}
BENEFITS = {
    "unemployment_benefit": "Dagpenge mv.",
    "cash_benefit": "Kontanthjælp mv.",
    "sickness_benefit": "Sygedagpenge mv.",
}
OUTCOMES = {
    "unemployment": "Bruttoledighed",
    "cash_benefit": "Kontanthjælpsmodtagere",
    "activation": "Aktiveringsgrad",
    "company": "Forløb i virksomheder",
    "company_low": "Forløb i virksomheder, lavest mulige",
    "company_high": "Forløb i virksomheder, højest mulige",
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
