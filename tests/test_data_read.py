"""`read`: typed rows, published totals, clear refusals, and a record of what was read."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from vse_report import data, paths
from vse_report.errors import DataError, InputError

GROSS = "unemployment_gross_municipal_monthly"


@pytest.fixture(autouse=True)
def no_reads_before():
    data.forget_reads()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data folder that `read` uses."""
    shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data")
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "data"))
    return tmp_path / "data"


# --- published totals -----------------------------------------------------------------------------


def test_net_unemployment_of_december_2003_is_171_thousand():
    # Statistics Denmark, AUS01, vintage July 2016.
    rows = data.read("unemployment_net_national_monthly_sa", month="2003M12")
    assert rows["full_time_persons_thousand"].tolist() == [171.0]


def test_the_98_municipalities_had_5446989_residents_in_2007():
    # Statistics Denmark, BEF1A07: 5,447,084 with the 95 of Christiansø.
    rows = data.read("population_municipal_annual", year=2007)
    assert len(rows) == 98
    assert rows["population"].sum() == 5_446_989


def test_gross_unemployment_of_july_2026_is_93694():
    # STAR, Y25I03, seasonally adjusted, retrieved 22 August 2026.
    rows = data.read(
        "unemployment_gross_national_monthly_sa", month="2026M07", benefit_group="total"
    )
    assert rows["full_time_persons"].tolist() == [93_694]


def test_the_country_had_49805_courses_in_july_2026():
    # STAR, Y60C02, retrieved 22 August 2026.
    rows = data.read("activation_offers_municipal", code="000", offer_type="total")
    assert rows["courses"].tolist() == [49_805]


def test_16409_cash_benefit_recipients_were_job_ready_in_july_2026():
    # STAR, Y60A02, retrieved 22 August 2026.
    rows = data.read(
        "cash_benefit_visitation_municipal", code="000", visitation_category="job_ready"
    )
    assert rows["full_time_persons"].tolist() == [16_409]


def test_19206_net_unemployed_had_cash_benefit_in_the_first_quarter_of_2007():
    # Statistics Denmark, AUK01.
    rows = data.read(
        "cash_benefit_net_unemployed_municipal_quarterly", code="000", quarter="2007Q1"
    )
    assert rows["full_time_persons"].tolist() == [19_206]


# --- rows -----------------------------------------------------------------------------------------


def test_only_rows_asked_for_come_back_in_the_order_of_the_key_with_a_fresh_index():
    rows = data.read(
        GROSS, code=["101", "000"], month=["2026M07", "2026M06"], benefit_group="total"
    )
    assert rows["code"].tolist() == ["000", "000", "101", "101"]
    assert rows["month"].astype(str).tolist() == ["2026-06", "2026-07"] * 2
    assert rows.index.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("table", sorted(data.cards()))
def test_the_order_of_rows_in_a_file_changes_neither_what_is_read_nor_its_hash(table, folder):
    in_order, recorded = data.read(table), data.reads()
    # As when next month's rows are put in front of the others, or the file is sorted by a figure.
    path = folder / "official" / f"{table}.csv"
    head, *rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text(head + "".join(sorted(rows, key=lambda row: row[::-1])), "utf-8")
    cards, card = folder / "sources.yaml", data.card(table)
    sealed = hashlib.sha256(path.read_bytes()).hexdigest()
    cards.write_text(cards.read_text("utf-8").replace(card.sha256, sealed), "utf-8")

    assert data.read(table).equals(in_order)
    assert data.reads() == recorded


def test_columns_are_typed_as_the_card_says():
    rows = data.read(GROSS, code="825")
    assert rows.dtypes.astype(str).to_dict() == {
        "code": "str",
        "month": "period[M]",
        "benefit_group": "str",
        "full_time_persons": "Int64",
        "pct_of_labour_force": "float64",
    }
    quarter = data.read("cash_benefit_net_unemployed_municipal_quarterly", quarter="2025Q4")
    assert quarter["quarter"].dtype == "period[Q-DEC]"
    assert quarter["full_time_persons"].dtype == "int64"
    assert data.read("population_municipal_annual", year=2026)["year"].dtype == "int64"


def test_a_hidden_count_is_missing_not_zero():
    rows = data.read("activation_offers_municipal", code="825", offer_type="wage_subsidy")
    assert rows["courses"].isna().all()


def test_true_and_false_are_booleans_and_may_be_asked_for():
    rows = data.read("municipal_reform_2007", is_split=True)
    assert rows["is_split"].dtype == "bool"
    assert rows["is_main_part"].dtype == "boolean"
    # Thirteen split municipalities; Aalestrup went three ways.
    assert (len(rows), rows["old_code"].nunique()) == (27, 13)
    unsplit = data.read("municipal_reform_2007", old_code="101")
    assert unsplit[["old_valid_from", "is_main_part", "area_share_approx"]].isna().all(axis=None)


def test_months_may_be_periods():
    month = pd.Period("2021-08", freq="M")
    assert data.read(GROSS, month=month).equals(data.read(GROSS, month="2021M08"))
    quarter = pd.Period("2025Q4", freq="Q")
    table = "cash_benefit_net_unemployed_municipal_quarterly"
    assert data.read(table, quarter=quarter).equals(data.read(table, quarter="2025Q4"))


def test_a_series_or_set_of_values_is_a_list():
    codes = pd.Series(["101", "147"])
    assert data.read("municipalities", code=codes)["name"].tolist() == [
        "København",
        "Frederiksberg",
    ]
    assert len(data.read("municipalities", code={"101", "147"})) == 2


def test_changing_what_was_read_does_not_change_the_next_reading():
    first = data.read("municipalities", code="101")
    first["name"] = "Elsewhere"
    assert data.read("municipalities", code="101")["name"].tolist() == ["København"]


def test_notebooks_do_not_wait_for_pandera():
    script = (
        "import sys, vse_report.data as data; data.read('municipalities'); "
        "assert 'pandera' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


# --- refusals -------------------------------------------------------------------------------------


def test_unknown_table_gets_the_nearest_name():
    with pytest.raises(InputError, match=r"'municipalites'\. Did you mean 'municipalities'"):
        data.read("municipalites")


def test_all_unknown_columns_are_named_with_those_allowed():
    with pytest.raises(InputError) as caught:
        data.read(GROSS, mont="2021M08", cod="101", full_time_persons=5)
    message = str(caught.value)
    assert "'mont'. Did you mean 'month'?" in message
    assert "'cod'. Did you mean 'code'?" in message
    assert "'full_time_persons'" in message
    assert "Allowed: code, month, benefit_group." in message


def test_all_unknown_values_of_all_columns_are_named():
    with pytest.raises(InputError) as caught:
        data.read(GROSS, month=["2021M07", "2021M08", "2030M01"], benefit_group="cashbenefit")
    message = str(caught.value)
    assert "'2021M07' is not there" in message
    assert "'2030M01' is not there" in message
    assert "'2021M08' is not there" not in message
    assert "Allowed: 2021M08 to 2026M07, 60 values in all." in message
    assert "'cashbenefit' is not there. Did you mean 'cash_benefit'?" in message


def test_values_that_never_meet_are_refused_not_answered_with_nothing():
    with pytest.raises(InputError, match="no row has all of code 825, month 2026M07"):
        data.read("longterm_unemployment_municipal_monthly", code="825", month="2026M07")


def test_an_empty_list_of_values_is_refused():
    with pytest.raises(InputError, match="no value given for code"):
        data.read(GROSS, code=[])


def test_a_changed_file_is_refused_with_what_to_do(folder):
    path = folder / "official" / "municipalities.csv"
    path.write_text(path.read_text("utf-8").replace("København", "Købnhavn"), "utf-8")
    with pytest.raises(DataError, match=r"not the file that was sealed .*restore it.*data seal"):
        data.read("municipalities")


def test_a_missing_file_is_refused_with_what_to_do(folder):
    (folder / "official" / "municipalities.csv").unlink()
    with pytest.raises(DataError, match=r"municipalities\.csv: cannot be read.*data verify"):
        data.read("municipalities")


def test_nothing_is_recorded_of_a_reading_that_was_refused():
    with pytest.raises(InputError):
        data.read(GROSS, code="999")
    assert data.reads() == []


# --- the record -----------------------------------------------------------------------------------


def test_a_reading_is_recorded_with_the_hash_of_the_rows_as_csv():
    data.read("municipalities", code="101")
    (read,) = data.reads()
    csv = (
        "code,name,name_at_reform_2007,region_code,region,municipality_group,area_km2\n"
        "101,København,København,1084,Region Hovedstaden,capital,88.25\n"
    )
    assert read.table == "municipalities"
    assert read.keys == {"code": ["101"]}
    assert read.rows == 1
    assert read.sha256 == hashlib.sha256(csv.encode()).hexdigest()


def test_running_a_cell_again_records_nothing_new():
    data.read(GROSS, code=["101", "000"], month="2026M07")
    data.read(GROSS, month=pd.Period("2026-07", freq="M"), code=["000", "101", "101"])
    assert len(data.reads()) == 1
    data.read(GROSS, code="101", month="2026M07")
    assert [read.rows for read in data.reads()] == [6, 3]


def test_the_hash_changes_with_the_rows_read_and_only_with_them():
    data.read(GROSS, month="2026M07")
    data.read(GROSS, month="2026M06")
    data.read(
        GROSS, month="2026M07", benefit_group=["total", "cash_benefit", "unemployment_benefit"]
    )
    july, june, july_by_group = (read.sha256 for read in data.reads())
    assert july != june
    assert july == july_by_group


def test_a_forgotten_record_is_empty():
    data.read("municipalities")
    data.forget_reads()
    assert data.reads() == []


def test_a_break_is_found_by_its_id_and_an_unknown_one_named():
    assert data.find_break("cash_benefit_reform_2025").month == "2025M07"
    with pytest.raises(InputError, match=r"no break 'cash_reform_2025'.*Did you mean"):
        data.find_break("cash_reform_2025")


@pytest.mark.parametrize("value", [pd.Period("2026Q2"), pd.Period("2026", "Y")])
def test_a_period_of_another_length_than_the_table_s_is_refused(value):
    """A quarter would otherwise be taken for its last month, a year for December."""
    with pytest.raises(InputError, match=rf"{value} is no month; ask for one such as the table"):
        data.read("unemployment_gross_national_monthly_sa", month=value)
