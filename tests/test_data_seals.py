"""Seals by period: a figure once sealed does not move unless the card says it was revised."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from test_data_verify import NET, OFFERS, SA, damage, edit, found, swap

from vse_report import data
from vse_report.data import seals
from vse_report.data.cards import load_cards
from vse_report.data.seals import Seal
from vse_report.errors import DataError

PEOPLE = "population_municipal_annual"


@pytest.fixture
def folder(small_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_data, tmp_path / "data"))


def revise(folder: Path, table: str, revised: str, retrieved: str = "") -> None:
    """Name periods as revised in a table's card, and give it another day of retrieval."""
    path = folder / "sources.yaml"
    edit(path, "    columns:\n", f"    revised: {{{revised}}}\n    columns:\n", of=table)
    if retrieved:
        edit(path, "retrieved: 2026-08-22", f"retrieved: {retrieved}", of=table)


def refusal(folder: Path) -> str:
    """Return why a folder is not sealed, and that verifying it says the same."""
    sealing = found(folder, sealed=False)
    assert [line for line in found(folder).split("\n") if line not in sealing] == []
    return sealing


def test_a_plausible_figure_in_a_sealed_month_is_refused_with_what_to_write(folder):
    damage(folder, NET, swap("2003M12,171.0", "2003M12,170.9"))
    assert (
        f"official/{NET}.csv: 2003M12 no longer reads as it was sealed. If the publisher revised "
        "it, add to the card in sources.yaml `revised: {2003M12: DAY}`, DAY being the day it was "
        "fetched, such as 2026-09-22; else restore the figures." in refusal(folder)
    )


def test_months_that_follow_each_other_are_named_from_and_to(folder):
    damage(
        folder, NET, lambda text: re.sub(r"(?m)^(2003M1[12]|2004M01|2005M03),.*", r"\1,170.5", text)
    )
    assert "`revised: {2003M11-2004M01: DAY, 2005M03: DAY}`" in refusal(folder)


def test_two_rows_exchanged_throughout_a_table_are_refused(folder):
    def exchange(text: str) -> str:
        return text.replace("\n101,", "\nx,").replace("\n851,", "\n101,").replace("\nx,", "\n851,")

    damage(folder, PEOPLE, exchange)
    assert f"official/{PEOPLE}.csv: 2005-2026 no longer reads as it was sealed" in refusal(folder)


def test_columns_that_change_names_are_refused(folder):
    damage(folder, OFFERS, swap("courses,activated_persons", "activated_persons,courses"))
    text = (folder / "sources.yaml").read_text("utf-8")
    card = text[text.index(f"\n  {OFFERS}:") :]
    lines = card.split("\n")
    first, second = (
        next(i for i, line in enumerate(lines) if line.startswith(f"      {name}: {{"))
        for name in ("courses", "activated_persons")
    )
    lines[first], lines[second] = lines[second], lines[first]
    path = folder / "sources.yaml"
    path.write_text(text.replace(card, "\n".join(lines)), encoding="utf-8")
    assert "2026M07 no longer reads as it was sealed" in refusal(folder)


def test_the_order_of_the_rows_is_not_sealed(folder):
    damage(folder, PEOPLE, lambda text: "\n".join([text.split("\n")[0], *reversed(rows(text)), ""]))
    assert "no longer reads" not in found(folder)
    assert data.seal(folder)[0].startswith(f"{PEOPLE}: sha256")
    assert found(folder) == ""


def rows(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")[1:]


def test_a_table_without_periods_is_sealed_as_a_whole(folder):
    damage(folder, "municipalities", swap(",88.25\n", ",88.26\n"))
    assert "municipalities.csv: all no longer reads as it was sealed" in refusal(folder)
    revise(folder, "municipalities", "all: 2026-11-01")
    edit(folder / "sources.yaml", "retrieved: null", "retrieved: 2026-11-01", of="municipalities")
    assert data.seal(folder)[-1] == "municipalities: revised all, words retrieved"
    assert found(folder) == ""


def test_a_revision_that_is_named_is_sealed_with_its_day_and_needs_a_later_day_next_time(folder):
    damage(folder, SA, swap("2026M06,cash_benefit,15287", "2026M06,cash_benefit,15288"))
    revise(folder, SA, "2026M05-2026M06: 2026-09-22", retrieved="2026-09-22")
    assert data.seal(folder)[-1] == f"{SA}: revised 2026M06, words retrieved"
    assert seals.load(folder)[SA, "2026M06"].revised == "2026-09-22"
    assert seals.load(folder)[SA, "2026M05"].revised == "2026-09-22"
    assert seals.load(folder)[SA, "2026M04"].revised == ""
    assert found(folder) == ""
    assert data.seal(folder) == []

    damage(folder, SA, swap("2026M06,cash_benefit,15288", "2026M06,cash_benefit,15287"))
    assert "(2026M06: that day is sealed already; to correct what was sealed by" in refusal(folder)
    damage(folder, SA, swap("2026M05,cash_benefit,", "2026M05,cash_benefit,1"))
    assert "2026M05-2026M06 no longer reads as it was sealed" in refusal(folder)
    damage(folder, SA, swap("2026M05,cash_benefit,1", "2026M05,cash_benefit,"))
    edit(folder / "sources.yaml", "2026M06: 2026-09-22", "2026M06: 2026-10-20", of=SA)
    edit(folder / "sources.yaml", "retrieved: 2026-09-22", "retrieved: 2026-10-20", of=SA)
    assert data.seal(folder)[-1] == f"{SA}: revised 2026M06, words retrieved"


def test_a_revision_fetched_after_the_table_is_refused(folder):
    revise(folder, SA, "2026M06: 2026-09-22")
    with pytest.raises(DataError, match=r"2026M06 later than `retrieved`, 2026-08-22; put"):
        data.verify(folder)


@pytest.mark.parametrize("span", ["2026-06", "2026M13", "all", "2026Q1", "2026M05 - 2026M06"])
def test_a_revision_of_no_month_is_refused_with_how_to_write_one(folder, span):
    revise(folder, SA, f'"{span}": 2026-08-22')
    with pytest.raises(DataError, match="`revised` are months, 2025M12, or from and to, 2025M07-"):
        data.verify(folder)


def test_a_new_month_is_sealed_without_a_word_about_the_old_ones(folder):
    damage(folder, NET, lambda text: text + "2016M07,83.0\n")
    assert data.seal(folder)[-1] == f"{NET}: new 2016M07"
    damage(folder, NET, swap("2016M07,83.0", "2016M07,83.1"))
    assert "2016M07 no longer reads as it was sealed" in refusal(folder)


def test_a_figure_sealed_by_hand_is_refused(folder):
    """Give the card the hash of an altered file, as sealing would."""
    damage(folder, NET, swap("2003M12,171.0", "2003M12,170.9"))
    card = load_cards(folder)[NET]
    sha256 = hashlib.sha256((folder / card.file).read_bytes()).hexdigest()
    edit(folder / "sources.yaml", card.sha256, sha256)
    assert "2003M12 no longer reads as it was sealed" in found(folder)


def test_a_seal_that_is_lost_is_missed_by_verifying_and_given_anew_to_the_same_figures(folder):
    lose_seals(folder, lambda lines: [*lines[:9], *lines[10:]])
    told = "2001M09 not sealed as it reads; restore seals.csv, or run `vse-report data seal /"
    assert told in found(folder)
    assert data.seal(folder) == [f"{NET}: new 2001M09"]
    assert found(folder) == ""


def test_seals_that_are_not_there_are_missed_once_and_sealed_anew_only_as_a_loss(folder):
    lose_seals(folder, lambda _: None)
    told = (
        "seals.csv: is missing, so nobody can tell what was changed; restore "
        f"{folder}/seals.csv. If it is lost for good: `vse-report data seal --shrink {folder}`."
    )
    assert found(folder) == told
    assert told in found(folder, sealed=False)
    assert data.seal(folder, shrink=True)[0] == "seals.csv: was not there and is written anew"
    assert found(folder) == ""


def lose_seals(folder: Path, change: Callable) -> None:
    path = folder / "seals.csv"
    lines = change(path.read_text("utf-8").splitlines(keepends=True))
    path.unlink() if lines is None else path.write_text("".join(lines), encoding="utf-8")


def test_figures_that_changed_are_not_sealed_anew_without_the_seal_they_had(folder):
    lose_seals(folder, lambda lines: [line for line in lines if "2003M12" not in line])
    damage(folder, NET, swap("2003M12,171.0", "2003M12,170.9"))
    told = found(folder, sealed=False)
    assert f"official/{NET}.csv: changed, and 2003M12 has lost its seal, so nobody can tell" in told
    assert "which figures moved; restore seals.csv" in told


@pytest.mark.parametrize(("day", "fits"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_month_is_not_fetched_again_before_it_is_over(folder, day, fits):
    damage(folder, SA, swap("2026M06,cash_benefit,15287", "2026M06,cash_benefit,15288"))
    revise(folder, SA, f"2026M05-2026M06: {day}")
    if fits:
        assert data.seal(folder)
        return
    told = f"`revised` has 2026M05-2026M06 fetched on {day}, before figures of 2026M06 could be;"
    assert told in found(folder, sealed=False)


def test_a_month_that_left_the_table_is_remembered_when_it_comes_back(folder):
    """As when a download covers the newest sixty months."""
    damage(folder, NET, lambda text: swap("2001M01,135.0\n", "")(text) + "2016M07,83.0\n")
    assert f"{NET}: first 2001M01 -> 2001M02" in data.seal(folder)
    damage(folder, NET, swap("2001M02,", "2001M01,135.1\n2001M02,"))
    assert "2001M01 no longer reads as it was sealed" in found(folder, sealed=False)
    damage(folder, NET, swap("2001M01,135.1", "2001M01,135.0"))
    assert f"{NET}: first 2001M02 -> 2001M01" in data.seal(folder)


@pytest.mark.parametrize(
    "more", [f"{NET},2001M01,1be80288c13b878c,\n", f"{NET},2031M01,1be80288c13b878c,zzzz\n"]
)
def test_a_seal_given_twice_or_with_a_day_that_is_none_is_refused(folder, more):
    with (folder / "seals.csv").open("a", encoding="utf-8") as file:
        file.write(more)
    with pytest.raises(DataError, match="rows given twice, or days that are none; restore it"):
        data.seal(folder)


def test_a_revision_of_a_table_without_a_day_of_retrieval_is_refused(folder):
    revise(folder, NET, "2016M06: 2099-12-31")
    with pytest.raises(DataError, match="`revised` needs `retrieved`, the day of the newest down"):
        data.seal(folder)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [(OFFERS, "2026M07", "2026M08"), (SA, "2026M03", "2026M08"), (PEOPLE, "2019", "2027")],
)
def test_figures_of_one_period_given_to_a_new_one_are_refused(folder, table, old, new):
    """Also where the table has the newest month only: the seal remembers the one before it."""

    def put_in(text: str) -> str:
        head, *lines = text.splitlines(keepends=True)
        again = [line.replace(old, new) for line in lines if f"{old}," in line]
        return head + "".join(again if table == OFFERS else [*lines, *again])

    damage(folder, table, put_in)
    told = f"{table}.csv: {new} has the figures of {old} over again; fetch it anew."
    assert told in found(folder, sealed=False)


@pytest.mark.parametrize("content", ["", "table,period\n", "table,period,sha256,revised\na,b\n"])
def test_seals_that_are_no_seals_are_refused(folder, content):
    (folder / "seals.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"seals\.csv: expected the columns table,period,sha256,re"):
        data.verify(folder)


def test_hashes_are_worked_out_by_period_from_the_head_and_the_sorted_rows(folder):
    text = pd.DataFrame(
        {"month": ["2001M02", "2001M01"], "full_time_persons_thousand": ["2.0", "1.0"]}
    )
    expected = {
        month: hashlib.sha256(f"full_time_persons_thousand\n{value}".encode()).hexdigest()[:16]
        for month, value in (("2001M01", "1.0"), ("2001M02", "2.0"))
    }
    assert seals.hashes(text, load_cards(folder)[NET]) == expected


def test_every_period_of_the_repository_is_sealed():
    known = seals.load(Path(__file__).parents[1] / "data")
    periods = [period for _, period in known if not period.startswith(("words", "break "))]
    assert (len(periods), len(known)) == (887, 887 + 11 * 19 + 5)
    assert {seal.revised for seal in known.values()} == {""}
    assert Seal("", "") not in known.values()
