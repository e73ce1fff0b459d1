"""The cards: complete, honest about licence and breaks, and clear about what is wrong with them."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from vse_report import data, paths
from vse_report.data import schemas, yaml_files
from vse_report.data.cards import load_breaks, load_cards, within
from vse_report.errors import DataError, InputError

CARDS = load_cards(paths.DEFAULT_DATA)
FILES = sorted((paths.DEFAULT_DATA / "official").glob("*.csv"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the cards and breaks, without figures."""
    for name in ("sources.yaml", "breaks.yaml"):
        shutil.copy(paths.DEFAULT_DATA / name, tmp_path)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_file_has_a_card_and_every_card_a_file():
    assert [path.stem for path in FILES] == sorted(CARDS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_is_listed_with_its_hash_rows_and_licence(path):
    card = CARDS[path.stem]
    assert card.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert card.rows == path.read_text(encoding="utf-8").count("\n") - 1
    assert card.licence
    assert card.title_da
    assert card.publisher


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_codes_have_one_form_in_all_tables(path):
    codes = [name for name, column in CARDS[path.stem].columns.items() if column.type == "code"]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert all(name in codes for name in frame if name == "code" or name.endswith("_code")) or (
        path.stem == "municipalities"
    )
    for name in codes:
        assert frame[name].str.fullmatch(r"\d{3}").all()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rows_stand_in_the_order_of_the_key_and_of_the_categories(path):
    card = CARDS[path.stem]
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in card.keys:
        if card.columns[name].type == "category":
            frame[name] = frame[name].map(list(card.columns[name].values).index)
    assert frame.equals(frame.sort_values(card.keys, kind="stable"))


def test_statistics_denmark_is_cc_by_and_star_wants_to_be_named():
    for card in CARDS.values():
        if card.publisher == "Danmarks Statistik":
            assert card.licence == "CC BY 4.0"
        if card.publisher.startswith("STAR"):
            assert card.licence == "kilde skal angives (Jobindsats)"


def test_schema_of_a_table_follows_from_its_card():
    columns = schemas.schema(CARDS["municipal_reform_2007"], []).columns
    assert list(columns) == list(CARDS["municipal_reform_2007"].columns)
    assert [name for name, column in columns.items() if column.nullable] == [
        "old_valid_from",
        "is_main_part",
        "area_share_approx",
    ]


def test_same_offer_types_have_the_same_codes_in_both_tables():
    cash = data.labels("activation_offers_municipal", "offer_type")
    insured = data.labels("activation_offers_insured_national_monthly", "offer_type")
    shared = {"company_internship", "wage_subsidy", "community_work", "total"}
    assert cash.keys() & insured.keys() == shared
    assert all(cash[code] == insured[code] for code in shared)


def test_coverage_comes_from_the_card_alone(folder, monkeypatch):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(folder))
    assert data.coverage("unemployment_gross_national_monthly_sa") == ("2016M07", "2026M07")
    assert data.coverage("population_municipal_annual") == ("2005", "2026")
    with pytest.raises(InputError, match="municipalities has no periods"):
        data.coverage("municipalities")


def test_breaks_have_a_status_a_source_and_both_languages():
    for found in load_breaks(paths.DEFAULT_DATA):
        assert found.status in ("documented", "suspected")
        assert found.source
        assert found.text_en.endswith(".")
        assert found.text_da.endswith(".")


def test_join_of_the_net_series_is_called_suspected_and_the_new_method_documented():
    status = {b.id: b.status for b in data.breaks("unemployment_net_national_monthly_sa")}
    assert status == {
        "net_tables_joined_2007": "suspected",
        "net_method_changed_2008": "documented",
    }


@pytest.mark.parametrize(
    "table",
    [
        "cash_benefit_municipal_monthly",
        "activation_rate_municipal_monthly",
        "cash_benefit_ordinary_hours_municipal_monthly",
    ],
)
def test_cash_benefit_reform_breaks_the_monthly_tables(table):
    assert [b.month for b in data.breaks(table)] == ["2025M07"]


def test_covid_is_not_a_break():
    assert data.breaks("unemployment_gross_national_monthly_sa") == []


def test_a_misspelt_field_is_an_error_that_names_card_and_field(folder):
    replace(folder / "sources.yaml", "    licence: CC BY 4.0\n", "    license: CC BY 4.0\n")
    with pytest.raises(DataError) as caught:
        load_cards(folder)
    assert "unemployment_net_national_monthly_sa, licence: is missing" in str(caught.value)
    assert "unemployment_net_national_monthly_sa, license: is no field of" in str(caught.value)
    assert str(folder / "sources.yaml") in str(caught.value)


def test_all_wrong_fields_of_all_cards_are_named(folder):
    replace(folder / "sources.yaml", "retrieved: 2026-08-22", "retrieved: yesterday")
    replace(folder / "sources.yaml", "row: a municipality and year", "row: null")
    with pytest.raises(DataError) as caught:
        load_cards(folder)
    assert "unemployment_gross_national_monthly_sa, retrieved" in str(caught.value)
    assert "unemployment_gross_municipal_annual, row" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "{type: year, key: true, ",
            "{type: year, ",
            "`coverage.column: year` is not a key column",
        ),
        ("empty: hidden", "empty: none", "does not fit the nullable columns"),
        ("{type: count, min: 1, ", "{type: count, ", "needs `min` and `max`"),
        ("{type: decimal, decimals: 4, ", "{type: decimal, ", "needs `decimals`"),
        ("{type: code, key: true, nation", "{type: code, key: true, nullable: true, nation", "nul"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused(folder, old, new, reason):
    replace(folder / "sources.yaml", old, new)
    with pytest.raises(DataError, match=re.escape(reason)):
        load_cards(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "title_da: Netto",
            "title_da: null # ",
            "title_da: expected a text, found No",
        ),
        ("title_da: Netto", "title_da: ~ # ", "title_da: expected a text, found No"),
        ("title_da: Netto", "title_da: # ", "title_da: expected a text, there is none"),
        ("unit: thousand", "unit: null # ", "unit: expected a text"),
        ("      - Serien er", "      - null # ", "caveats_da.1: expected a text"),
        (
            "{type: month,",
            "{type: months,",
            "month.type: expected 'code', 'text', 'category'",
        ),
        ("min: 0, max: 500,", "min: 500, max: 0,", "`min` 500 is above `max` 0"),
        ("min: 0, max: 500,", "min: nan, max: 500,", "min: expected a finite number"),
        ("min: 0, max: 500,", "min: ０, max: 500,", "min: expected a valid number"),
        ("decimals: 4,", "decimals: -4,", "decimals: expected greater than or equal to 0"),
        ("vintage: 2016-07", "vintage: 2016-13", "vintage: String should match pattern"),
        ("rows: 186", "rows: -1", "rows: expected greater than or equal to 0"),
        (
            "unemployment_benefit: dagpenge",
            "unemployment_benefit: null",
            "unemployment_benefit: expected",
        ),
        (
            "retrieved: 2026-08-22",
            "retrieved: 2026-02-30",
            "retrieved: expected a day, 2026-09-22",
        ),
        (
            r"pattern: '\d{4}",
            "pattern: '(",
            "columns.old_valid_from.pattern: no regular expression (",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_card_and_field(folder, old, new, expected):
    replace(folder / "sources.yaml", old, new)
    with pytest.raises(DataError, match=r"sources\.yaml: \d+ wrong field") as caught:
        load_cards(folder)
    assert expected in str(caught.value)


def test_a_break_without_known_status_is_refused(folder):
    replace(folder / "breaks.yaml", "status: suspected", "status: likely")
    with pytest.raises(
        DataError, match=r"net_tables_joined_2007 \(1\.\), status: .*'documented' or 'suspected'"
    ):
        load_breaks(folder)


def test_missing_cards_say_where_they_should_be(tmp_path):
    with pytest.raises(DataError, match=r"sources\.yaml: cannot be read"):
        load_cards(tmp_path)


@pytest.mark.parametrize(
    "text", ["tables: [", "tables:\n\n", "tabels:\n  a: {}\n", "tables: [a]\n"]
)
def test_broken_yaml_is_an_error_that_names_the_file(tmp_path, text):
    (tmp_path / "sources.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"sources\.yaml"):
        load_cards(tmp_path)


def test_a_card_changed_on_disk_is_read_again(folder):
    assert load_cards(folder)["municipalities"].vintage == "2018"
    replace(folder / "sources.yaml", "vintage: 2018", "vintage: 2018-01")
    assert load_cards(folder)["municipalities"].vintage == "2018-01"


def test_source_line_names_publisher_tables_and_date():
    assert (
        data.source_line("unemployment_net_national_monthly_sa")
        == "Kilde: Danmarks Statistik (AUS01, AUS07), udgave juli 2016."
    )
    assert (
        data.source_line("unemployment_gross_national_monthly_sa")
        == "Kilde: STAR, jobindsats.dk (Y25I03), hentet 22. august 2026."
    )


def test_source_line_joins_tables_of_one_publisher_and_date_and_names_none_twice():
    line = data.source_line(
        "cash_benefit_municipal_monthly",
        "population_municipal_annual",
        "cash_benefit_visitation_municipal",
        "unemployment_gross_municipal_monthly",
    )
    assert line == (
        "Kilder: STAR, jobindsats.dk (Y60A02, Y25I01), hentet 22. august 2026; "
        "Danmarks Statistik (BEF1A07, FOLK1A, FOLK1AM), udgave marts 2026."
    )


def test_source_line_leaves_out_a_date_nobody_knows():
    assert (
        data.source_line("unemployment_gross_municipal_annual")
        == "Kilde: Danmarks Statistik (AUP02)."
    )


def test_source_list_is_danish_and_names_each_table_once():
    gross, net = data.sources(
        [
            "unemployment_gross_national_monthly_sa",
            "unemployment_net_national_monthly_sa",
            "unemployment_gross_national_monthly_sa",
        ]
    )
    assert gross.title == "Bruttoledige efter ydelse, sæsonkorrigeret, hele landet"
    assert gross.vintage == "hentet 22. august 2026"
    assert net.vintage == "udgave juli 2016"
    assert net.licence == "CC BY 4.0"
    assert net.caveats


def test_data_date_is_the_newest_among_the_tables():
    net, gross = "unemployment_net_national_monthly_sa", "unemployment_gross_national_monthly_sa"
    assert data.data_date([net]) == "2016-07-31"
    assert data.data_date([net, gross]) == "2026-08-22"
    with pytest.raises(InputError, match="No date is known for any of: unemployment_gross_mun"):
        data.data_date(["unemployment_gross_municipal_annual"])


def test_labels_are_danish_and_in_the_order_of_the_table():
    assert data.labels("unemployment_gross_national_monthly_sa", "benefit_group") == {
        "unemployment_benefit": "dagpenge",
        "cash_benefit": "kontanthjælp",
        "total": "i alt",
    }
    with pytest.raises(InputError, match="Did you mean 'benefit_group'"):
        data.labels("unemployment_gross_national_monthly_sa", "benefit_groups")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: " + "[" * 5000 + "]" * 5000, "x.yaml: line 1 is nested too deeply"),
        ("x: " + "[" * 50_000, "x.yaml: line 1 is nested too deeply"),
        ("".join(f"{'  ' * n}a:\n" for n in range(3000)), "line 21 is nested too deeply"),
        ("a: &a [1]\nb: [*a, *a]", r"x.yaml: line 2 refers to another place \(\*a\); write it out"),
    ],
)
def test_yaml_that_is_larger_than_it_looks_is_refused(tmp_path, text, expected):
    with pytest.raises(DataError, match=expected):
        yaml_files.parse(text, tmp_path / "x.yaml")


@pytest.mark.parametrize("span", ["2025-12", "2025M13", "2025M12 ", "2025M01--"])
def test_gaps_that_are_no_months_are_named_with_how_to_write_them(folder, span):
    path = folder / "sources.yaml"
    path.write_text(path.read_text().replace("[2025M12]", f'["{span}"]'), encoding="utf-8")
    with pytest.raises(DataError, match="`gaps` are months, 2025M12, or from and to, 2025M07-2026"):
        load_cards(folder)


@pytest.mark.parametrize(
    ("period", "spans", "expected"),
    [
        ("2025M07", ["2025M07"], True),
        ("2025M08", ["2025M07"], False),
        ("2025M08", ["2025M01", "2025M07-2025M09"], True),
        ("2025M10", ["2025M07-2025M09"], False),
        ("2026M08", ["2025M07-"], True),
        ("2025M06", ["2025M07-"], False),
        ("2021QMAT04", ["2021QMAT04"], True),
        ("all", ["all"], True),
        ("2025M07", [], False),
    ],
)
def test_a_span_is_a_period_or_goes_from_one_to_another_or_on(period, spans, expected):
    assert within(period, spans) == expected


@pytest.mark.parametrize("field", ["confirmed", "revised"])
def test_only_a_gap_goes_on_for_ever(folder, field):
    given = {"confirmed": '{"000": [2026M01-]}', "revised": "{2026M01-: 2026-08-01}"}[field]
    path = folder / "sources.yaml"
    text = path.read_text("utf-8").replace("    gaps:\n", f"    {field}: {given}\n    gaps:\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=f"`{field}` are months, 2025M12, or from and to"):
        load_cards(folder)
