"""The next month is sealed without a false alarm: all tables together, and each one alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from next_month import GROSS, HOURS, OFFERS, QUARTERLY, VISITATION, next_month, noise
from test_data_damages import as_text
from test_data_verify import edit

from vse_report import data, paths
from vse_report.data.cards import load_cards
from vse_report.data.files import read_file
from vse_report.data.schemas import typed
from vse_report.errors import DataError

CARDS = load_cards(paths.DEFAULT_DATA)
REPLACED = (OFFERS, VISITATION)  # tables of a single month


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    files = {name: read_file(paths.DEFAULT_DATA, card, sealed=True) for name, card in CARDS.items()}
    return {name: typed(file.text, CARDS[name]) for name, file in files.items()}


@pytest.fixture(scope="module")
def august(frames) -> dict[str, str]:
    """Return table -> the lines of the next period as its file would have them."""
    lines = {}
    for name, rows in next_month(frames).items():
        nothing = rows.iloc[:0]
        text = as_text(rows, nothing, nothing.astype("str"), CARDS[name])
        lines[name] = text.to_csv(index=False, header=False, lineterminator="\n")
    return lines


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))


def put_in(folder: Path, table: str, lines: str) -> None:
    """Add a period to a table, or give it in place of the only one; with its day of retrieval."""
    path = folder / "official" / f"{table}.csv"
    before = path.read_text("utf-8")
    kept = before.split("\n")[0] + "\n" if table in REPLACED else before
    path.write_text(kept + lines, encoding="utf-8")
    old, new = ("retrieved: 2026-08-22", "retrieved: 2026-09-22")
    if table == QUARTERLY:
        old, new = ("vintage: 2026-03", "vintage: 2026-06")
    edit(folder / "sources.yaml", old, new, of=table)


def fetch_june_again(folder: Path, frames: dict[str, pd.DataFrame]) -> None:
    """Give the hours of June the shares that follow from the recipients, and say so in the card."""
    recipients = frames["cash_benefit_municipal_monthly"].set_index(["code", "month"])["persons"]
    june = pd.Period("2026-06", "M")
    path = folder / "official" / f"{HOURS}.csv"

    def mended(line: re.Match) -> str:
        share = 100 * int(line[2]) / recipients[line[1], june]
        return f"{line[1]},2026M06,{line[2]},{share:.1f}"

    text = re.sub(r"(?m)^(\d{3}),2026M06,(\d+),.*$", mended, path.read_text("utf-8"))
    path.write_text(text, encoding="utf-8")
    revised = "    revised: {2026M06: 2026-09-22}\n    columns:\n"
    edit(folder / "sources.yaml", "    columns:\n", revised, of=HOURS)


@pytest.mark.slow
def test_all_tables_together(folder, frames, august):
    for table, lines in august.items():
        put_in(folder, table, lines)
    fetch_june_again(folder, frames)
    changes = data.seal(folder)
    assert f"{HOURS}: new 2026M07" in changes
    assert f"{HOURS}: revised 2026M06, words retrieved" in changes
    assert len([change for change in changes if change.endswith(": new 2026M08")]) == 9
    data.verify(folder).raise_if_bad()


ALONE = [
    "activation_offers_insured_national_monthly",
    "activation_offers_municipal",
    "activation_rate_municipal_monthly",
    "cash_benefit_municipal_monthly",
    "cash_benefit_net_unemployed_municipal_quarterly",
    "cash_benefit_ordinary_hours_municipal_monthly",
    "cash_benefit_visitation_municipal",
    "longterm_unemployment_municipal_monthly",
    "unemployment_gross_municipal_monthly",
    "unemployment_gross_national_monthly_sa",
    "unemployment_gross_national_monthly_sa_rate",
]


@pytest.mark.slow
@pytest.mark.parametrize("table", ALONE)
def test_each_table_alone(folder, frames, august, table):
    put_in(folder, table, august[table])
    if table == HOURS:
        fetch_june_again(folder, frames)
    assert data.seal(folder)
    data.verify(folder).raise_if_bad()


@pytest.mark.slow
def test_a_new_year_of_population(folder, frames):
    """As the country grew, by 0.4 per cent, and each municipality a little otherwise."""
    people = frames["population_municipal_annual"]
    last = people[people["year"].eq(2026)].reset_index(drop=True)
    grown = last["population"] * (1.004 + 0.01 * noise(len(last)))
    rows = last.assign(year=2027, population=grown.round().astype("int64"))
    path = folder / "official" / "population_municipal_annual.csv"
    with path.open("a", encoding="utf-8") as file:
        rows.to_csv(file, index=False, header=False, lineterminator="\n")
    edit(folder / "sources.yaml", "vintage: 2026-03", "vintage: 2027-03", of=path.stem)
    assert f"{path.stem}: new 2027" in data.seal(folder)
    data.verify(folder).raise_if_bad()


@pytest.mark.slow
def test_a_works_that_closes_is_told_confirmed_and_sealed(folder, august):
    """Lemvig's unemployed double in a month, as the publisher has it: counts, total and rate."""
    rows = {}
    for row in august[GROSS].splitlines():
        code, _, group, count, rate = row.split(",")
        rows[code, group] = (int(count or 0), float(rate or 0))
    extra = rows["665", "unemployment_benefit"][0]

    def more(line: str) -> str:
        code, month, group, count, rate = line.split(",")
        if code not in ("665", "000") or group == "cash_benefit":
            return line
        total = int(count) + extra
        base = rows[code, group][0] / rows[code, group][1] if rows[code, group][1] else 0
        share = f"{total / base:.1f}" if code == "665" else rate
        return f"{code},{month},{group},{total},{share}"

    put_in(folder, GROSS, "".join(f"{more(line)}\n" for line in august[GROSS].splitlines()))
    with pytest.raises(DataError) as caught:
        data.seal(folder)
    told = str(caught.value)
    assert "of 665 (unemployment_benefit)" in told
    assert "If the publisher has it so, name it under `confirmed` in the card." in told
    confirmed = '    confirmed: {"787": [2023M09], "665": [2026M08]}'
    edit(folder / "sources.yaml", '    confirmed: {"787": [2023M09]}', confirmed, of=GROSS)
    data.seal(folder)
    data.verify(folder).raise_if_bad()


@pytest.mark.slow
def test_hours_whose_last_month_was_not_fetched_again_are_told_so_in_one_line(folder, august):
    put_in(folder, HOURS, august[HOURS])
    with pytest.raises(DataError) as caught:
        data.seal(folder)
    message = str(caught.value)
    assert message.startswith(f"{folder}: 1 problem.\n  official/{HOURS}.csv, line ")
    assert "30 shares of 2026M06 are as first published, with other denominators" in message
    assert "fetch 2026M06 again with the newer months." in message
