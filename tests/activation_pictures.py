"""Frames of activation made by hand, the pictures of them, and the words those should have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vse_report.figures.picture import Picture
from vse_report.measures.months import course
from vse_report.results import Kept, Row, kept
from vse_report.shown import activation, comparison


def month(text: str) -> pd.Period:
    return pd.Period(text, "M")


def nation(
    share: float = 25.0, persons: tuple[float, float] = (28.2, 32.2), at: str = "2026-07"
) -> Row:
    low, high = persons
    figures = {"courses_pct": share, "persons_low_pct": low, "persons_high_pct": high}
    return kept("nation", {"month": month(at), "courses": 400, **figures}, "courses")


def july(name: str = "july", years: int = 3, low: int = 3, gap: tuple = (1.1, 1.2)) -> Row:
    bounds = dict(zip(("gap_low_points", "gap_high_points"), gap, strict=True))
    return kept(name, {"years": years, "low_years": low, **bounds}, "count")


def available(first: str = "2026-07", last: str = "2026-07") -> Row:
    return kept("available", {"first_month": month(first), "last_month": month(last)})


def by_years(*shares: float) -> Kept:
    months = pd.PeriodIndex([f"{2022 + n}-12" for n in range(len(shares))], freq="M", name="month")
    return kept("years", pd.DataFrame({"share_pct": shares}, index=months))


def over_years(*shares: float) -> Kept:
    frame = by_years(*shares).frame.reset_index()
    return kept("over_years", course(frame, "share_pct"))


MIX = pd.DataFrame(
    {"courses_pct": [75.0, 20.0, 5.0], "persons_pct": [70.0, 30.0, 8.0]},
    index=pd.Index(
        ["guidance_and_upskilling", "company_internship", "wage_subsidy"], name="offer_type"
    ),
)


def offer_mix() -> Picture:
    labels = {
        "guidance_and_upskilling": "vejledning og opkvalificering",
        "company_internship": "praktik",
        "wage_subsidy": "løntilskud",
    }
    return activation.offer_mix(kept("mix", MIX, parts={}, labels=labels), nation())


def insured() -> Picture:
    months = pd.period_range("2022-01", periods=24, freq="M", name="month")
    frame = pd.DataFrame({"share_pct": np.linspace(30, 53, 24)}, index=months)
    return activation.insured(
        kept("months", frame),
        by_years(35.5, 47.5),
        kept("course", course(frame.reset_index(), "share_pct")),
        activation.insured_became(over_years(35.5, 47.5)),
    )


def activation_degree() -> Picture:
    months = pd.period_range("2024-06", periods=26, freq="M", name="month")
    degree = [15.0 - 2 * (at.month == 7) for at in months]
    monthly = pd.DataFrame({"degree_pct": degree}, index=months)
    rows = [
        ("000", "2025-05", 14.8),
        ("000", "2025-06", 14.9),
        ("000", "2026-06", 14.8),
        ("000", "2026-07", 14.7),
        ("791", "2025-05", 20.0),
        ("791", "2025-06", 20.5),
        ("791", "2026-07", 21.0),
    ]
    means = pd.DataFrame(rows, columns=["code", "month", "degree_pct"])
    means = means.assign(month=pd.PeriodIndex(means["month"], freq="M"))
    means = means.set_index(["code", "month"])
    names = {"000": "Hele landet", "791": "Viborg"}
    return activation.activation_degree(
        kept("degree", monthly),
        kept("means", means, labels={key: names[key[0]] for key in means.index}),
        kept("reform", {"month": month("2025-07"), "word": "databrud"}),
        july(years=2, low=2),
    )


NAMES = {"101": "Aby", "102": "Bby", "103": "Cby", "104": "Dby", "105": "Eby"}
AREAS = pd.DataFrame(
    {
        "courses": [20.0, 200, 2000, 200, np.nan],
        "share_low_pct": [60.0, 24, 10, 55, np.nan],
        "share_high_pct": [70.0, 24, 10, 55, np.nan],
        "shrunken_pct": [45.0, 24, 11, 50, np.nan],
        "likely_low_pct": [25.0, 18, 9, 44, np.nan],
        "likely_high_pct": [62.0, 30, 13, 57, np.nan],
        "places_low_rank": [1.0, 2, 4, 1, np.nan],
        "places_high_rank": [3.0, 3, 4, 2, np.nan],
        "standing": [0.0, 0, -1, 1, np.nan],
        "chance_low_pct": [5.0, 18, 22, 18, np.nan],
        "chance_high_pct": [45.0, 31, 26, 31, np.nan],
        "outer_low_pct": [0.0, 11, 11, 11, np.nan],
        "outer_high_pct": [60.0, 45, 40, 45, np.nan],
    },
    index=pd.Index(list(NAMES), name="code"),
)


def areas(frame: pd.DataFrame = AREAS, **standing: float) -> Kept:
    frame = frame.assign(standing=pd.Series(standing)) if standing else frame
    return kept("areas", frame, courses="courses", standing="rank", labels=NAMES)


def agreed(always: int = 2, expected: float = 2.3) -> Row:
    return kept("agreed", {"always": always, "expected": expected}, "count")


def known(placed: int = 4, bounded: int = 1, everyone: int = 5) -> Row:
    counts = {"all": everyone, "placed": placed, "bounded": bounded}
    hidden = {"hidden_low_count": 0, "hidden_high_count": 2}
    return kept("known", {**counts, **hidden, "widest_points": 10.0}, "count")


def funnel() -> Picture:
    columns = ["chance_low_pct", "chance_high_pct", "outer_low_pct", "outer_high_pct"]
    lines = AREAS.set_index("courses")[columns].dropna().drop_duplicates()
    steps = pd.Index(np.geomspace(16, 2600, 60).round(), name="courses").unique()
    lines = lines.groupby(level=0).first().reindex(steps, method="nearest")
    national = nation(24.5).courses_pct
    return comparison.funnel(areas(), kept("limits", lines), national, agreed(), ("102",))


def intervals() -> Picture:
    some = AREAS.dropna().sort_values("shrunken_pct", ascending=False)
    return comparison.intervals(areas(some), known())


PICTURES: dict[str, Callable[[], Picture]] = {
    "offer_mix": offer_mix,
    "insured": insured,
    "activation_degree": activation_degree,
    "funnel": funnel,
    "intervals": intervals,
}
WORDS = {
    "offer_mix": (
        "Af forløbene er 25,0 pct. på en arbejdsplads, af personerne en større del.",
        "Søjler for hver slags tilbud i juli 2026, først andelen af forløbene, så andelen af "
        "personerne: vejledning og opkvalificering 75,0 pct. og 70,0 pct.; praktik 20,0 pct. og "
        "30,0 pct.; løntilskud 5,0 pct. og 8,0 pct.",
    ),
    "insured": (
        "Blandt dagpengemodtagere er arbejdspladsernes andel af aktiveringen steget fra 36 pct. i "
        "2022 til 48 pct. i 2023.",
        "Streger for hele år: 35,5 pct. i 2022, 47,5 pct. i 2023. En tynd linje viser måneder, fra "
        "januar 2022 til december 2023. Yderpunkterne er 30,0 pct. i januar 2022 og 53,0 pct. i "
        "december 2023.",
    ),
    "activation_degree": (
        "Aktiveringen er lav i juli i alle de to år, der kan vurderes.",
        "Tynd linje for hele landet måned for måned, fra juni 2024 til juli 2026, med en prik for "
        "hver juli. Tykke linjer er tolvmånedersgennemsnit: Hele landet 14,8 pct. i maj 2025 og "
        "14,9 pct. i juni 2025, derpå 14,8 pct. i juni 2026 og 14,7 pct. i juli 2026; Viborg 20,0 "
        "pct. i maj 2025 og 20,5 pct. i juni 2025, derpå 21,0 pct. i juli 2026. Linjerne er "
        "afbrudt ved et databrud i juli 2025, og tal fra hver sin side af det kan ikke "
        "sammenlignes.",
    ),
    "funnel": (
        "To kommuner skiller sig ud, uanset hvad man måler fra: Cby ligger lavere, og Dby ligger "
        "højere.",
        "En prik for hver kommune: andelen op ad den lodrette akse, antallet af forløb hen ad den "
        "vandrette. En vandret linje viser hele landet, 24,5 pct. Om den ligger grænser, der "
        "snævrer ind mod højre, hvor kommunerne har mange forløb: stiplet for tilfældige udsving, "
        "optrukket den yderste af de grænser, der også regner med, at kommuner er forskellige. De "
        "kommuner, der skiller sig ud, har farve og navn.",
    ),
    "intervals": (
        "Dby kan have plads 1–2 af 4, Cby plads 4.",
        "En vandret streg for hver kommune med den andel, der er bedst dækning for, som prik: Dby "
        "mellem 44,0 og 57,0 pct., plads 1–2; Aby mellem 25,0 og 62,0 pct., plads 1–3; Bby mellem "
        "18,0 og 30,0 pct., plads 2–3; Cby mellem 9,0 og 13,0 pct., plads 4.",
    ),
}
