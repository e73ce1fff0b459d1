"""What 01 says of figures made by hand: ties, nought, everything rising, series that end early.

The notebook's cells are run as they are; only the figures they read are others.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from mutants import sources_of

from vse_report import data
from vse_report.blocks import Figure, Prose, Table

NOTEBOOK = Path(__file__).resolve().parents[1] / "notebooks" / "01_unemployment.ipynb"
SPACE = "\N{NO-BREAK SPACE}"
FALLING = [10_000 - 50 * month for month in range(121)]
FLAT = [5_000] * 121


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


@pytest.fixture
def told(monkeypatch):
    """Return a function that runs 01 on tables and returns what each block says, by its id."""

    def run(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
        read = data.read
        monkeypatch.setattr(
            data,
            "read",
            lambda name, **keys: tables[name] if name in tables else read(name, **keys),
        )
        space: dict[str, Any] = {"from_month": None, "to_month": None}
        found = {}
        *cells, _ = sources_of(NOTEBOOK).values()  # the last lists sources, which are others
        for source in cells:
            tree = ast.parse(source)
            shown = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), space)
            if shown is not None:
                block = eval(compile(ast.Expression(shown.value), "cell", "eval"), space)
                found[block.id] = _says(block)
        return found

    return run


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
