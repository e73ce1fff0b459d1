"""What 01, 02 and 03 say of figures made by hand: ties, nought, nearly everything hidden.

The notebooks' cells are run as they are; only the figures they read are others.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from mutants import sources_of

from vse_report import data
from vse_report.blocks import Figure, Prose, Table

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
SPACE = "\N{NO-BREAK SPACE}"
FALLING = [10_000 - 50 * month for month in range(121)]
FLAT = [5_000] * 121
# Simulations and deals: here words are looked at, not digits.
FEWER = {
    "SIMULATIONS = 2007, 5_000": "SIMULATIONS = 2007, 50",
    "PERMUTATIONS = 100_000": "PERMUTATIONS = 500",
    'shuffles": 20_000': 'shuffles": 200',
}


def gross(cash: list[float], benefit: list[float]) -> pd.DataFrame:
    """Return a table of the gross series by benefit group, a number a month up to July 2026."""
    months = pd.period_range(end="2026-07", periods=len(cash), freq="M")
    groups = {"unemployment_benefit": benefit, "cash_benefit": cash}
    groups["total"] = [one + other for one, other in zip(cash, benefit, strict=True)]
    tables = [
        pd.DataFrame({"month": months, "benefit_group": group, "full_time_persons": numbers})
        for group, numbers in groups.items()
    ]
    return pd.concat(tables).sort_values("month", kind="stable", ignore_index=True)


def figures(
    cash: list[float] = FALLING,
    benefit: list[float] = FLAT,
    *,
    job_ready: int = 10,
    others: int = 60,
    last: str = "2026-07",
) -> dict[str, pd.DataFrame]:
    """Return the tables that 01 reads; the two municipal ones have the same in all 24 months.

    ``last`` is the last month of those on cash benefit.
    """
    recipients = pd.DataFrame(
        {
            "month": pd.period_range(end=last, periods=24, freq="M"),
            "full_time_persons": job_ready + others,
        }
    )
    categories = {"job_ready": job_ready, "activity_ready": others}
    visitation = pd.DataFrame(
        {
            "month": pd.Period("2026-07", "M"),
            "visitation_category": list(categories),
            "full_time_persons": list(categories.values()),
        }
    )
    return {
        "unemployment_gross_national_monthly_sa": gross(cash, benefit),
        "unemployment_gross_municipal_monthly": gross([job_ready] * 24, [100] * 24),
        "cash_benefit_municipal_monthly": recipients,
        "cash_benefit_visitation_municipal": visitation,
    }


def run(
    monkeypatch: pytest.MonkeyPatch,
    report: str,
    tables: dict[str, pd.DataFrame | Callable[[pd.DataFrame], pd.DataFrame]],
    **parameters: object,
) -> dict[str, str]:
    """Return what each block of a report says, by its id, of tables made or changed by hand."""
    read = data.read

    def instead(name: str, **keys: object) -> pd.DataFrame:
        made = tables.get(name)
        if made is None:
            return read(name, **keys)
        return made if isinstance(made, pd.DataFrame) else made(read(name, **keys).copy())

    monkeypatch.setattr(data, "read", instead)
    space: dict[str, Any] = dict(parameters)
    found = {}
    *cells, _ = sources_of(NOTEBOOKS / f"{report}.ipynb").values()  # the last lists sources
    for source in cells:
        for many, few in FEWER.items():
            source = source.replace(many, few)
        tree = ast.parse(source)
        shown = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), space)
        if shown is not None:
            block = eval(compile(ast.Expression(shown.value), "cell", "eval"), space)
            if block is not None:
                found[block.id] = _says(block)
    return found


@pytest.fixture
def told(monkeypatch):
    """Return a function that runs 01 on tables and returns what each block says, by its id."""
    return lambda tables: run(
        monkeypatch, "01_unemployment", tables, from_month=None, to_month=None
    )


def _says(block: Prose | Figure | Table) -> str:
    if isinstance(block, Prose):
        text = block.markdown
    elif isinstance(block, Figure):
        text = "\n".join([block.title, block.alt, block.description])
    else:
        text = "\n".join([block.title, *(" ".join(row) for row in block.rows)])
    return text.replace(SPACE, " ")


def test_two_groups_that_changed_alike_are_not_set_against_each_other(told):
    said = told(figures(FALLING, [2 * persons for persons in FALLING]))
    assert said["main_finding"].endswith(
        "Antallet af ledige på kontanthjælp er mere end halveret (faldet 60,0 pct.) fra juli 2016 "
        "til juli 2026, og antallet på dagpenge er mere end halveret (faldet 60,0 pct.)."
    )
    assert (
        "Fra juli 2016 til juli 2026 har de to grupper ændret sig lige meget:"
        in (said["pattern_text"])
    )
    assert "at de to grupper har ændret sig lige meget." in said["by_start"]
    assert said["composition"].startswith(
        "De kontanthjælpsledige udgør en lige så stor del af de ledige som ved seriens begyndelse\n"
        "De kontanthjælpslediges andel af de ledige var uændret."
    )
    assert (
        "Den er 33,3 pct. i juli 2016, 33,3 pct. i juli 2026 og i hele serien"
        in (said["composition"])
    )


def test_alike_over_the_whole_series_is_not_alike_from_a_later_start(told):
    cash = [5_000, *[10_000] * 119, 5_000]
    said = told(figures(cash, FLAT))
    assert (
        "For enhver begyndelse i juli 2016 (én måned) gælder, når man slutter i juli 2026, at de "
        "to grupper har ændret sig lige meget. Begynder man senere, gælder det aldrig."
    ) in said["by_start"]


def test_what_never_moved_has_neither_fallen_nor_risen(told):
    said = told(figures(FLAT, FLAT))
    assert (
        "er uændret fra juli 2016 til juli 2026, og antallet på dagpenge er uændret."
        in (said["main_finding"])
    )
    assert said["now_change"].strip() == (
        "Bruttoledigheden var uændret, 10.000 både i juli 2016 og i juli 2026. I hele serien har "
        "den været 10.000 i alle måneder."
    )
    assert (
        "kontanthjælpsledige har været 5.000 siden juli 2016, lavest i serien."
        in (said["since_lowest"])
    )
    directions = {"faldt", "steg", "faldet", "steget", "mindre", "større", "halveret"}
    of_series = ("main_finding", "gross_series", "composition", "now_change", "by_start")
    words = {word for name in of_series for word in said[name].replace(",", "").split()}
    assert words & directions == set()


def test_everything_rising_is_said_to_rise(told):
    said = told(figures(FALLING[::-1], [3 * persons for persons in FALLING[::-1]]))
    assert (
        "er steget med 150,0 pct. fra juli 2016 til juli 2026, og antallet på dagpenge er"
        in (said["main_finding"])
    )
    assert (
        "var lavest i juli 2016 med 4.000. Derefter var det højest i juli 2026 med 10.000."
        in (said["since_lowest"])
    )
    assert not any("faldt" in said[name] for name in ("now_change", "by_start", "pattern_text"))


def test_nobody_job_ready_is_nought_per_cent(told):
    said = told(figures(job_ready=0))
    assert "var 0 af 60 kontanthjælpsmodtagere (0,0 pct.) jobparate" in said["job_ready"]
    assert said["who_counts"].startswith(
        "Ledige på kontanthjælp udgør 0 pct. af de ledige og ville "
    )
    assert "lå de ledige før kontanthjælpsreformen på 0,0 pct. i alle måneder" in said["ratio"]


def test_a_group_that_ends_at_nought_has_fallen_by_a_hundred_per_cent(told):
    said = told(figures([5_000 - 5_000 * month / 120 for month in range(121)], FLAT))
    assert "er faldet med 100,0 pct. fra juli 2016" in said["main_finding"]
    assert "er lavest i juli 2026 med 0, den nyeste måned." in said["since_lowest"]


def test_nobody_at_all_on_cash_benefit_is_refused(told):
    with pytest.raises(ValueError, match=r"nobody at all in 2026-07; drop these months"):
        told(figures(job_ready=0, others=0))


def test_figures_that_end_before_the_reform_that_parts_them_are_refused(told):
    with pytest.raises(ValueError, match="a value of share_pct each, found no months"):
        told(figures(last="2025-05"))


# --- 02 and 03: municipalities --------------------------------------------------------------------

OFFERS, BENEFITS = "activation_offers_municipal", "expected_and_actual_benefit_municipal"
NEIGHBOURS = ["Frederiksberg", "København", "Gentofte", "Gladsaxe", "Hvidovre", "Rødovre", "Herlev"]


def all_hidden(but: Collection[str] = ()) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return what hides every count of the municipalities that are not named."""
    names = data.read("municipalities").set_index("name")["code"]
    shown = {data.NATION, *names[list(but)]}

    def change(offers: pd.DataFrame) -> pd.DataFrame:
        counts = ["courses", "activated_persons"]
        offers.loc[~offers["code"].isin(shown), counts] = pd.NA
        return offers

    return change


def all_alike(offers: pd.DataFrame) -> pd.DataFrame:
    """Give every municipality 250 courses of 1,000 at workplaces."""
    numbers = {"total": 1_000, "company_internship": 200, "wage_subsidy": 50}
    counts = offers["offer_type"].map(numbers).fillna(250)
    of_area = offers["code"].ne(data.NATION)
    for column in ("courses", "activated_persons"):
        offers.loc[of_area, column] = counts[of_area]
    return offers


def activation(monkeypatch: pytest.MonkeyPatch, change: Callable) -> dict[str, str]:
    tables = {OFFERS: change}
    return run(monkeypatch, "02_activation", tables, month=None, municipalities=None)


def municipalities(monkeypatch: pytest.MonkeyPatch, **changes: Callable) -> dict[str, str]:
    return run(monkeypatch, "03_municipalities", changes, municipality="Viborg", peers=None)


def test_where_few_municipalities_are_shown_02_tells_of_these_alone(monkeypatch):
    said = activation(monkeypatch, all_hidden(but=NEIGHBOURS))
    assert "Af 98 kommuner kan 7 sammenlignes." in said["bounds_told"]
    assert "af 7 pladser mulige" in said["intervals"]
    assert "af alle 21 par af kommuner kan tallene sætte" in said["pairs_told"]
    rows = said["areas"].split("\n")[1:]
    assert len(rows) == 98
    assert sum(row.endswith("skjult") for row in rows) == 91
    hidden = next(row for row in rows if row.startswith("Viborg"))
    assert hidden == "Viborg – – – skjult"


@pytest.mark.parametrize("but", [[], ["Viborg"]])
def test_02_says_plainly_that_one_municipality_cannot_be_compared(monkeypatch, but):
    with pytest.raises(
        ValueError, match=f"two areas or more whose share is shown, found {len(but)}"
    ):
        activation(monkeypatch, all_hidden(but))


def test_02_makes_up_no_differences_between_municipalities_that_are_alike(monkeypatch):
    with pytest.raises(ValueError, match="98 areas can be estimated: their shares differ no more"):
        activation(monkeypatch, all_alike)


def test_03_names_the_figures_in_which_no_municipalities_differ(monkeypatch):
    with pytest.raises(ValueError, match=r"different values of company \(0\)"):
        municipalities(monkeypatch, **{OFFERS: all_hidden()})
    with pytest.raises(ValueError, match=r"different values of company \(98\)"):
        municipalities(monkeypatch, **{OFFERS: all_alike})


def test_two_municipalities_with_the_same_benefits_are_each_others_nearest(monkeypatch):
    def twins(benefits: pd.DataFrame) -> pd.DataFrame:
        keys = ["period", "benefit_group"]
        viborg = benefits[benefits["code"].eq("791")].assign(code="661")
        others = benefits[benefits["code"].ne("661")]
        return pd.concat([others, viborg]).sort_values(["code", *keys], ignore_index=True)

    said = municipalities(monkeypatch, **{BENEFITS: twins})
    assert said["main_finding"].startswith("Viborg ligner mest Holstebro, ")
    assert "er afstanden til den nærmeste 0,00 og til" in said["how_near"]
    assert "\nHolstebro Viborg, " in said["areas"]
