"""Verify names every fault of a data folder with its place; seal refuses a folder with faults."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL_TABLES

from vse_report import data, paths
from vse_report.data.cards import load_cards
from vse_report.errors import DataError, InputError

NET = "unemployment_net_national_monthly_sa"
SA = "unemployment_gross_national_monthly_sa"
OFFERS = "activation_offers_municipal"


@pytest.fixture
def folder(small_data: Path, tmp_path: Path) -> Path:
    """Return a copy of the small data folder to damage."""
    return Path(shutil.copytree(small_data, tmp_path / "data"))


def damage(folder: Path, table: str, change: Callable[[str], str]) -> None:
    """Rewrite a table's file by a change of its text."""
    path = folder / "official" / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_bytes(after.encode("utf-8"))


def edit(path: Path, old: str, new: str, of: str = "") -> None:
    """Replace the first ``old`` in a file by ``new``; with ``of``, the first in a table's card."""
    before = path.read_text(encoding="utf-8")
    start = before.index(f"\n  {of}:\n") if of else 0
    assert old in before[start:]
    path.write_text(before[:start] + before[start:].replace(old, new, 1), encoding="utf-8")


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def found(folder: Path, *, sealed: bool = True) -> str:
    """Return all problems, one a line; with ``sealed=False`` what sealing is refused for."""
    if sealed:
        return "\n".join(str(problem) for problem in data.verify(folder).problems)
    with pytest.raises(DataError) as caught:
        data.seal(folder)
    return str(caught.value)


# --- the folder as delivered ----------------------------------------------------------------------


def test_the_repository_data_are_sound_and_sealed():
    verification = data.verify(paths.DEFAULT_DATA)
    verification.raise_if_bad()
    assert (verification.tables, verification.rows) == (19, 62_902)


def test_the_small_folder_is_sound(folder):
    assert found(folder) == ""


# --- the file -------------------------------------------------------------------------------------


def test_missing_file(folder):
    (folder / "official" / f"{NET}.csv").unlink()
    assert found(folder) == (
        f"official/{NET}.csv: the file is missing; restore it, or remove its card."
    )


@pytest.mark.parametrize("content", ["", "\n"])
def test_empty_file(folder, content):
    damage(folder, NET, lambda _: content)
    assert f"official/{NET}.csv: the file is empty; save it again, or restore it." in found(folder)


def test_file_with_a_header_only(folder):
    damage(folder, NET, lambda text: text.split("\n")[0] + "\n")
    assert "there is a header but no row" in found(folder)
    assert "expected 186 rows, found 0" in found(folder)


def test_file_cut_off_within_a_line(folder):
    damage(folder, NET, lambda text: text[:1000])
    assert re.search(r"line \d+: the last line is cut off", found(folder))
    assert "expected 186 rows, found" in found(folder)


def test_file_cut_off_between_lines(folder):
    damage(folder, NET, lambda text: "".join(text.splitlines(keepends=True)[:100]))
    assert f"official/{NET}.csv: expected 186 rows, found 99; the file has lost" in found(folder)


def swapped_rows(text: str) -> list[str]:
    """Return the lines of a file with the second and third exchanged: other bytes, no other row."""
    head, first, second, *rest = text.splitlines(keepends=True)
    return [head, second, first, *rest]


def test_changed_hash_alone_says_to_seal_or_restore(folder):
    damage(folder, "municipalities", lambda text: "".join(swapped_rows(text)))
    assert found(folder) == (
        "official/municipalities.csv: changed since it was sealed; if the change is intended run "
        f"`vse-report data seal {folder}`, else restore the file."
    )
    assert data.seal(folder)[0].startswith("municipalities: sha256 ")


def test_file_changed_since_sealing_is_still_looked_through(folder):
    damage(folder, NET, swap("2003M12,171.0", "2003M12,17l.0"))
    assert f"official/{NET}.csv: changed since it was sealed" in found(folder)
    assert "line 37, column full_time_persons_thousand" in found(folder)


def test_byte_order_mark(folder):
    damage(folder, NET, lambda text: "\ufeff" + text)
    assert f"official/{NET}.csv, line 1: the file starts with a byte order mark" in found(folder)


def test_semicolons(folder):
    damage(folder, NET, lambda text: text.replace(",", ";"))
    assert "line 1: cells are separated by semicolons" in found(folder)
    assert "rows, found" not in found(folder)


def test_windows_line_ends(folder):
    damage(folder, NET, lambda text: text.replace("\n", "\r\n"))
    assert "line 1: lines end in CR or CRLF; save it with Unix line ends (LF)." in found(folder)


def test_other_encoding(folder):
    path = folder / "official" / "municipalities.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    assert "municipalities.csv, line 2: not UTF-8 (byte 0xf8)" in found(folder)


def test_other_header(folder):
    damage(folder, NET, swap("month,", "maaned,"))
    assert (
        "line 1: expected the columns month,full_time_persons_thousand; "
        "found maaned,full_time_persons_thousand." in found(folder)
    )


def test_row_with_a_cell_too_many_and_an_empty_line(folder):
    damage(folder, NET, swap("2003M12,171.0\n", "2003M12,171.0,\n\n"))
    assert "line 37: expected 2 cells, found 3." in found(folder)
    assert "line 38: expected 2 cells, found 1." in found(folder)


def test_quote_left_open(folder):
    damage(folder, NET, swap("2003M12,171.0", '2003M12,"171.0'))
    assert f"official/{NET}.csv, line 37: cannot be split into cells" in found(folder)


def test_file_without_card_and_card_without_file(folder):
    (folder / "official" / f"{NET}.csv").rename(folder / "official" / "net.csv")
    assert "official/net.csv: no card in sources.yaml describes this file" in found(folder)
    assert f"official/{NET}.csv: the file is missing" in found(folder)


def test_damage_in_several_tables_is_reported_at_once(folder):
    (folder / "official" / f"{NET}.csv").unlink()
    damage(folder, "municipalities", swap("København", "K?benhavn"))
    damage(folder, OFFERS, lambda text: text.replace(",", ";"))
    for place in (NET, "municipalities.csv, line 2, column name", f"{OFFERS}.csv, line 1"):
        assert place in found(folder)


# --- the cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (OFFERS, ",34562,", ",034562,", "expected a whole number without separators"),
        (OFFERS, ",34562,", f",{'9' * 5000},", "expected a whole number without separators"),
        (NET, "12,171.0", "12,x", "full_time_persons_thousand: expected a number with a decimal"),
        (NET, "12,171.0", '12,"171,0"', "expected a number with a decimal point"),
        (
            NET,
            "12,171.0",
            "12,",
            "expected a value; no cell of this column may be empty; found an em",
        ),
        (NET, "12,171.0", "12,1710.0", "expected a number from 0 to 500; found '1710.0'"),
        (NET, "12,171.0", "12,171.00001", "expected at most 4 decimals"),
        (NET, "2003M12", "2003-12", "column month: expected a month such as 2026M07"),
        (NET, "2003M12", "2003M13", "column month: expected a month such as 2026M07"),
        (OFFERS, "101,2026M07", "0101,2026M07", "expected a municipality code of three digits"),
        (OFFERS, "101,2026M07", "102,2026M07", "municipalities.csv or 000; found '102'"),
        (OFFERS, "wage_subsidy,176", "wage_subsidy,1.76", "courses: expected a whole number"),
        (OFFERS, "wage_subsidy,176", "wage_subsidy,2", "expected a number from 3 to 500000"),
        (OFFERS, "wage_subsidy", "løntilskud", "expected one of guidance_and_upskilling, company_"),
        ("municipalities", "København", "K\ufffdbenhavn", "expected Danish letters intact"),
        ("municipalities", "København", "KÃ¸benhavn", "expected Danish letters intact"),
        ("municipalities", "København", "K?benhavn", "expected Danish letters intact"),
        ("municipalities", "København", "København ", "expected no blanks around the text"),
        ("municipalities", "Dragør,", "Brøndby,", "a value that no other row has; found 'Brøndby'"),
        ("municipal_reform_2007", ",false,", ",no,", "column is_split: expected true or false"),
        ("municipal_reform_2007", "2006-12-31", "31-12-2006", "expected text of the form"),
        # Digits of full width: Python counts with them, pandas does not.
        (NET, "12,171.0", "12,１７１.0", "expected a number with a decimal point"),
        (NET, "2003M12", "２００３M12", "column month: expected a month such as 2026M07"),
        (OFFERS, "101,2026M07", "１０１,2026M07", "expected a municipality code of three digits"),
        (OFFERS, "wage_subsidy,176", "wage_subsidy,１７６", "courses: expected a whole number"),
        ("population_municipal_annual", "2005,502362", "２００５,502362", "expected a year"),
        ("municipal_reform_2007", "2006-12-31", "２００６-12-31", "expected text of the form"),
        # What would hide in a message is written out there.
        ("municipalities", "København", "Køben\x1b[2Jhavn", r"found 'Køben\x1b[2Jhavn'"),
        ("municipalities", "København", "Køben\xadhavn", "expected printable characters only"),
        (NET, "12,171.0", "12,\x00171.0", r"found '\x00171.0'"),
    ],
)
def test_cell_that_does_not_fit_its_column(folder, table, old, new, expected):
    damage(folder, table, swap(old, new))
    problems = found(folder)
    assert expected in problems
    sound = (paths.DEFAULT_DATA / "official" / f"{table}.csv").read_text("utf-8")
    line = sound.split(old)[0].count("\n") + 1
    assert f"official/{table}.csv, line {line}, column" in problems


def test_a_long_cell_or_head_is_cut_in_messages(folder):
    damage(folder, NET, swap("2003M12", "2003M12" + "9" * 5000))
    damage(folder, OFFERS, swap("courses", "c" * 5000))
    damage(folder, "municipal_reform_2007", swap(",Frederiksberg,Reg", f",{'F' * 5000},Reg"))
    problems = found(folder).split("\n")
    assert len([problem for problem in problems if "…" in problem]) == 3
    assert max(map(len, problems)) < 400


def test_no_problem_is_told_twice(folder):
    twice = "tables: [unemployment_net_national_monthly_sa, unemployment_net_national_monthly_sa]"
    edit(
        folder / "breaks.yaml",
        f"tables: [{NET}]\n    month: 2007M01",
        f"{twice}\n    month: 2031M01",
    )
    problems = found(folder).split("\n")
    assert "2031M01 is not inside" in "".join(problems)
    assert len(problems) == len(set(problems))


def test_no_danish_letter_that_is_right_is_taken_for_a_lost_one(folder):
    names = (folder / "official" / "municipalities.csv").read_text("utf-8")
    assert all(name in names for name in ("Ærø", "Århus", "Læsø", "Brøndby", "Helsingør"))
    assert found(folder) == ""


@pytest.mark.parametrize("lost", ["Kobenhavn", "Koebenhavn", "Kbenhavn"])
@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("municipalities", "name", "municipal_reform_2007"),
        ("municipal_reform_2007", "new_name", "municipalities"),
    ],
)
def test_a_name_without_its_danish_letters_is_named_where_it_stands(
    folder, lost, table, column, other
):
    damage(folder, table, lambda text: re.sub(r"(?m)^(101.*)København", rf"\1{lost}", text))
    if table == "municipalities":
        damage(folder, table, swap("101,København", f"101,{lost}"))
    found_here = [line for line in found(folder).split("\n") if "no longer reads" not in line]
    assert found_here == [
        f"official/{table}.csv, line 2, column {column}: '{lost}' here, 'København' in "
        f"official/{other}.csv, line 2; mend the one that the publisher does not write so."
    ]


def test_a_name_that_is_wrong_in_municipalities_is_told_once(folder):
    damage(folder, "municipalities", lambda text: text.replace("Ringkøbing", "Ringkobing"))
    assert found(folder).count("'Ringkobing-Skjern' here") == 1


def test_other_names_than_in_municipalities_are_named_where_they_differ(folder):
    damage(folder, "municipal_reform_2007", swap("Frederiksberg,Region", "Gentofte,Region"))
    assert (
        "municipal_reform_2007.csv, line 3, column new_name: 'Gentofte' here, 'Frederiksberg' in "
        "official/municipalities.csv, line 3; mend" in found(folder)
    )


@pytest.mark.parametrize(
    ("table", "name"), [("municipalities", "Århus"), ("municipal_reform_2007", "Langå")]
)
def test_letters_put_together_of_two_characters_are_refused(folder, table, name):
    damage(folder, table, swap(name, unicodedata.normalize("NFD", name)))
    sound = (paths.DEFAULT_DATA / "official" / f"{table}.csv").read_text("utf-8")
    line = sound.split(name)[0].count("\n") + 1
    assert re.search(
        rf"{table}\.csv, line {line}, column \w+: expected letters such as å as", found(folder)
    )


def test_duplicate_key_names_both_lines(folder):
    damage(folder, NET, lambda text: text + "2003M12,172.0\n")
    assert "lines 37 and 188 are about the same row (2003M12); keep one." in found(folder)


def test_a_long_list_of_faults_is_cut_short_and_counted(folder):
    damage(folder, NET, lambda text: text.replace(".", ",").replace(",", '";"'))
    damage(folder, "population_municipal_annual", lambda text: re.sub(r"(?m)(\d)$", r"\1.5", text))
    problems = found(folder)
    assert problems.count("column population: expected a whole number") == 20
    assert "population_municipal_annual.csv: and 2136 more of the kind above." in problems


# --- the figures ----------------------------------------------------------------------------------


def test_missing_month_is_named(folder):
    damage(folder, NET, lambda text: text.replace("2003M12,171.0\n", ""))
    assert "no row for month 2003M12; add it, or declare it" in found(folder, sealed=False)


def test_missing_municipality_and_category_are_named(folder):
    damage(folder, OFFERS, lambda text: re.sub(r"(?m)^101,2026M07,wage_subsidy.*\n", "", text))
    problems = found(folder, sealed=False)
    assert "no row for code 101, month 2026M07, offer_type wage_subsidy" in problems


def test_missing_rows_of_the_country_are_named_wherever_they_are_missing(tmp_path):
    folder = Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))
    with_country = []
    for path in (folder / "official").glob("*_municipal_*.csv"):
        before = path.read_text(encoding="utf-8")
        after = re.sub(r"(?m)^000,.*\n", "", before)
        path.write_text(after, encoding="utf-8")
        with_country += [path.stem] if after != before else []
    assert len(with_country) >= 6
    problems = found(folder, sealed=False)
    assert [table for table in with_country if f"{table}.csv: " not in problems] == []
    assert problems.count("no row for code 000") >= len(with_country)


def test_sum_that_does_not_add_up_is_named_at_the_row_of_the_country(folder):
    damage(
        folder,
        OFFERS,
        swap("000,2026M07,company_internship,10722", "000,2026M07,company_internship,11722"),
    )
    problems = found(folder)
    assert f"{OFFERS}.csv, line 3, column courses: the country has 11722" in problems
    assert f"{OFFERS}.csv, line 7, column courses: the total is 49805" in problems


def test_other_coverage_than_the_card_says(folder):
    damage(folder, NET, lambda text: text + "2016M07,113.0\n")
    assert "the card says 2001M01 to 2016M06, the file has 2001M01 to 2016M07" in found(folder)


def test_break_whose_change_is_no_longer_in_the_data(folder):
    damage(folder, NET, swap("2006M12,95.5", "2006M12,93.5"))
    assert (
        "breaks.yaml: net_tables_joined_2007: full_time_persons_thousand in "
        f"{NET} changes by -3.802 from 2006M12 to 2007M01, declared is -5.8." in found(folder)
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # deleted; moved, with the change that the data show there; no longer of this table
        (r"(?s)  - id: net_tables_joined_2007.*?(?=  - id: net_method)", ""),
        (r"(?s)month: 2007M01(.*?)change: -5.8", r"month: 2007M02\1change: -1.1852"),
        (
            r"(?s)tables: \[unem\w+\](\s+month: 2007M01.*?)observed:.*?\n\n",
            rf"tables: [{OFFERS}]\1\n\n",
        ),
    ],
)
def test_a_break_that_is_lost_or_moved_is_missed_by_the_card(folder, old, new):
    path = folder / "breaks.yaml"
    before = path.read_text("utf-8")
    path.write_text(re.sub(old, new, before, count=1), encoding="utf-8")
    assert path.read_text("utf-8") != before
    for problems in (found(folder), found(folder, sealed=False)):
        assert f"sources.yaml: {NET}: the break net_tables_joined_2007 is at 2007M01 by" in problems


def test_labels_exchanged_in_one_card_are_told_by_the_others(folder):
    old = "unemployment_benefit: dagpenge, cash_benefit: kontanthjælp"
    new = "unemployment_benefit: kontanthjælp, cash_benefit: dagpenge"
    edit(folder / "sources.yaml", old, new, of=SA)
    text = (paths.DEFAULT_DATA / "sources.yaml").read_text("utf-8")
    card = re.search(r"(?ms)^  unemployment_gross_municipal_monthly:\n.*?sha256: \w+\n", text)[0]
    with (folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(card)
    assert (
        f"sources.yaml: benefit_group cash_benefit is called dagpenge in {SA}, "
        "kontanthjælp in unemployment_gross_municipal_monthly; mend" in found(folder)
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "table"),
    [
        ("title_da: Nettoledige,", "title_da: Bruttoledige,", "title_da", NET),
        ("unit: thousand full-time persons", "unit: full-time persons", "unit", NET),
        (
            "unemployment_benefit: dagpenge, cash",
            "unemployment_benefit: ledige, cash",
            "columns",
            SA,
        ),
        ("publisher: STAR", "publisher: DST", "publisher", SA),
        ("retrieved: 2026-08-22", "retrieved: 2026-08-20", "retrieved", SA),
    ],
)
def test_what_a_card_says_is_sealed_and_sealing_anew_says_so(folder, old, new, field, table):
    edit(folder / "sources.yaml", old, new, of=table)
    assert (
        f"sources.yaml: {table}: {field} not as sealed; restore what was changed by mistake, then "
        f"run `vse-report data seal {folder}`." in found(folder)
    )
    assert data.seal(folder) == [f"{table}: revised words {field}"]
    assert found(folder) == ""


def test_two_values_with_one_label_are_refused(folder):
    old = "unemployment_benefit: dagpenge, cash_benefit: kontanthjælp"
    new = "unemployment_benefit: dagpenge, cash_benefit: dagpenge"
    edit(folder / "sources.yaml", old, new, of=SA)
    with pytest.raises(DataError, match="two `values` have one label: dagpenge"):
        data.verify(folder)


@pytest.mark.parametrize(
    ("of_break", "of_card"),
    [
        (
            ("id: net_tables_joined_2007", "id: another_2007"),
            ("net_tables_joined_2007", "another_2007"),
        ),
        (("month: 2007M01", "month: 2007M02"), ("2007: 2007M01", "2007: 2007M02")),
        (("status: suspected", "status: documented"), ("", "")),
        (("Serien skifter tabel", "Serien skifter ikke tabel"), ("", "")),
    ],
)
def test_a_sealed_break_that_goes_or_moves_is_refused_though_all_cards_agree(
    folder, of_break, of_card
):
    edit(folder / "breaks.yaml", *of_break)
    edit(folder / "breaks.yaml", "change: -5.8, tolerance: 0.05", "change: -5.8, tolerance: 9")
    edit(folder / "sources.yaml", *of_card, of=NET)
    assert (
        f"breaks.yaml: {NET}: break net_tables_joined_2007 was sealed and has now another month, "
        "status or text, or is gone; restore it here and in the card, or seal with --shrink if its "
        "source says so." in found(folder, sealed=False)
    )
    assert f"{NET}: " in "".join(data.seal(folder, shrink=True))
    assert found(folder) == ""


@pytest.mark.slow
def test_a_new_break_is_missed_until_it_is_sealed(folder):
    path = folder / "breaks.yaml"
    entry = path.read_text("utf-8").split("  - id: ")[2].replace("net_method_changed_2008", "other")
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n  - id: {entry}", encoding="utf-8")
    edit(
        folder / "sources.yaml",
        "net_method_changed_2008: null",
        "net_method_changed_2008: null, other: null",
        of=NET,
    )
    assert f"breaks.yaml: {NET}: break other not sealed; run" in found(folder)
    assert data.seal(folder) == [f"{NET}: new break other"]


@pytest.mark.slow
def test_what_is_confirmed_where_nothing_is_strange_is_told(tmp_path):
    folder = Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))
    confirmed = '"787": [2023M09]'
    edit(
        folder / "sources.yaml",
        confirmed,
        f'{confirmed}, "101": [2024M01-2024M03], "851": [2027M01]',
    )
    (first, second) = found(folder).split("\n")
    assert first == (
        "sources.yaml: unemployment_gross_municipal_monthly: `confirmed` names 2024M01-2024M03 of "
        "101, where no check finds anything strange; take it out."
    )
    assert "`confirmed` names 2027M01 of 851" in second


@pytest.mark.parametrize(("day", "fits"), [("2027-08-01", True), ("2027-08-02", False)])
def test_a_day_of_retrieval_over_a_year_after_the_newest_figures_is_refused(folder, day, fits):
    edit(folder / "sources.yaml", "retrieved: 2026-08-22", f"retrieved: {day}", of=SA)
    told = f"sources.yaml: {SA}: retrieved {day}, over a year after its newest figures, 2026M07;"
    assert (told in found(folder)) is not fits


@pytest.mark.slow
def test_a_table_dropped_from_a_break_is_missed_by_its_card(tmp_path):
    folder = Path(shutil.copytree(paths.DEFAULT_DATA, tmp_path / "data"))
    table = "activation_rate_municipal_monthly"
    edit(folder / "breaks.yaml", f"      - {table}\n", "")
    assert f"sources.yaml: {table}: the break cash_benefit_reform_2025 is at 2025M07 by" in found(
        folder
    )


# --- the files beside the tables ------------------------------------------------------------------

BESIDE = [
    "sources.yaml",
    "breaks.yaml",
    "edition.yaml",
    "reported/statements.yaml",
    "reported/contemporary.yaml",
    "reported/cases.yaml",
]


def refused(folder: Path) -> str:
    """Return why a folder does not verify."""
    with pytest.raises(DataError) as caught:
        data.verify(folder).raise_if_bad()
    return str(caught.value)


@pytest.mark.parametrize("name", BESIDE)
def test_a_file_in_another_encoding_is_named_with_the_line(folder, name):
    path = folder / name
    line = path.read_bytes().count(b"\n") + 1
    path.write_bytes(path.read_bytes() + "# Køb\n".encode("latin-1"))
    assert f"{name}: line {line} is not UTF-8 (byte 0xf8); save the file" in refused(folder)


@pytest.mark.parametrize("name", BESIDE)
def test_a_folder_in_place_of_a_file_is_named(folder, name):
    (folder / name).unlink()
    (folder / name).mkdir()
    assert f"{name}: cannot be read (Is a directory)" in refused(folder)


@pytest.mark.parametrize("name", BESIDE)
def test_a_file_without_permission_to_read_is_named(folder, name, monkeypatch):
    open_as_ever = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == folder / name:
            raise PermissionError(13, "Permission denied")
        return open_as_ever(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert f"{name}: cannot be read (Permission denied)" in refused(folder)


@pytest.mark.parametrize("name", BESIDE)
def test_a_control_character_is_named_with_its_line_and_written_out(folder, name):
    line = (folder / name).read_text("utf-8").count("\n") + 1
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("x: \x1b[2J\n")
    assert rf"{name}: line {line} has the character '\x1b'; take it out." in refused(folder)


@pytest.mark.parametrize(
    ("name", "line", "key"),
    [
        ("sources.yaml", "    retrieved: null\n", "retrieved"),
        ("sources.yaml", f"  {NET}:\n", NET),
        ("breaks.yaml", "    status: suspected\n", "status"),
        ("edition.yaml", "publisher: VSE-rapporten\n", "publisher"),
        ("reported/statements.yaml", "    kind: comparison\n", "kind"),
        ("reported/contemporary.yaml", "sources_da:\n", "sources_da"),
    ],
)
def test_a_key_given_twice_is_named_with_both_lines(folder, name, line, key):
    first = (folder / name).read_text("utf-8").split(line)[0].count("\n") + 1
    edit(folder / name, line, line.replace("\n", " x\n" if key != NET else "\n") + line)
    problems = refused(folder)
    assert f"{name}: keys given twice:\n" in problems
    assert f"'{key}' in lines {first} and {first + 1}; keep one." in problems


def test_a_key_given_twice_in_one_line_is_named(folder):
    edit(
        folder / "sources.yaml", "{type: month, key: true,", "{type: month, key: true, key: false,"
    )
    line = (folder / "sources.yaml").read_text("utf-8").split("key: false")[0].count("\n") + 1
    assert f"'key' in lines {line} and {line}; keep one." in refused(folder)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("publisher: VSE-rapporten\n", "", "publisher: is missing"),
        ("publisher: VSE-rapporten", "publisher:", "publisher: expected a text, there is none"),
        (
            "publisher: VSE-rapporten",
            "publisher: null",
            "publisher: expected a text",
        ),
        (
            "publisher: V",
            "udgiver: V",
            "udgiver: is no field of this file; take it out, or mend its name, found 'VSE-rapp",
        ),
        ("publisher: V", "- V", "is not valid YAML"),
        ("publisher: V", "publisher: 東京 V", "publisher: has 東 (U+6771), 京 (U+4EAC), which the"),
        ("VSE-rapporten", "'   '", "publisher: there is nothing to read in it"),
        (
            "publisher:",
            "contact_url: http://a.dk\npublisher:",
            "contact_url: is no address that begins with https:/",
        ),
        (
            "publisher:",
            "site_url: mailto:os@a.dk\npublisher:",
            "site_url: is no address that begins with https://",
        ),
        (
            "publisher:",
            "site_url: https://a b\npublisher:",
            "site_url: has blanks, control characters or letters",
        ),
        (
            "publisher:",
            'site_url: "https://a\\n.dk"\npublisher:',
            "site_url: has blanks, control characters or",
        ),
    ],
)
def test_an_edition_without_publisher_or_contact_neither_verifies_nor_seals(
    folder, old, new, expected
):
    edit(folder / "edition.yaml", old, new)
    assert "edition.yaml: " in found(folder)
    assert expected in found(folder)
    assert expected in found(folder, sealed=False)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sources.yaml", "title_da: ", "title_da: 東 "),
        ("sources.yaml", "licence: ", "licence: 東 "),
        ("breaks.yaml", "text_da: ", "text_da: 東 "),
        ("reported/statements.yaml", "statement: ", "statement: 東 "),
        ("reported/statements.yaml", "licence: ", "licence: 東 "),
    ],
)
def test_what_a_page_would_print_and_no_typeface_has_is_found_by_verifying(folder, file, old, new):
    edit(folder / file, old, new)
    with pytest.raises(DataError, match="東 \\(U\\+6771\\), which the report's typefaces"):
        data.verify(folder).raise_if_bad()


@pytest.mark.parametrize("place", ["sources.yaml", "edition.yaml", f"official/{NET}.csv"])
def test_a_pipe_in_place_of_a_file_is_named_and_not_waited_for(folder, place):
    (folder / place).unlink()
    os.mkfifo(folder / place)
    with pytest.raises(DataError, match=r"\(is no regular file\)"):
        data.verify(folder).raise_if_bad()


@pytest.mark.parametrize(
    ("place", "most"), [("sources.yaml", 10), ("seals.csv", 10), (f"official/{NET}.csv", 100)]
)
def test_a_file_larger_than_any_of_ours_is_not_read(folder, place, most):
    os.truncate(folder / place, most * 1_000_000 + 1)
    with pytest.raises(DataError, match=rf"\(is larger than {most} MB\)"):
        data.verify(folder).raise_if_bad()


def test_figures_that_were_retrieved_before_their_last_month_are_told(folder):
    edit(folder / "sources.yaml", "retrieved: 2026-08-22", "retrieved: 2024-01-22")
    told = "retrieved 2024-01-22, but figures of 2026M07 cannot be from 2026-07-31 or before; put"
    assert told in found(folder)
    assert told in found(folder, sealed=False)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (NET, "vintage: 2016-07", "vintage: 2016-05"),
        (NET, "vintage: 2016-07", "vintage: 2015"),
        ("population_municipal_annual", "vintage: 2026-03", "vintage: 2025-12"),
        ("population_municipal_annual", "retrieved: null", "retrieved: 2025-12-31"),
    ],
)
def test_an_issue_or_a_day_before_the_newest_period_is_told(folder, table, old, new):
    edit(folder / "sources.yaml", old, new, of=table)
    assert re.search(
        rf"{table}: (issued|retrieved).* cannot be from .* or before; put", found(folder)
    )


@pytest.mark.parametrize("field", ["confirmed", "gaps"])
def test_a_code_that_no_row_has_is_told(folder, field):
    given = f'    {field}: {{"Odense": [2026M07]}}\n    columns:\n'
    edit(folder / "sources.yaml", "    columns:\n", given, of=OFFERS)
    told = f"sources.yaml: {OFFERS}: `{field}` names 'Odense', which no row has; mend it."
    assert told in found(folder)


@pytest.mark.parametrize("written", ["..", "<3", "-"])
def test_a_hidden_count_written_in_words_is_told_to_be_left_empty(folder, written):
    damage(folder, OFFERS, lambda text: re.sub(r"(?m),$", f",{written}", text, count=1))
    assert "or nothing at all where there is no number; found" in found(folder)


# --- sealing --------------------------------------------------------------------------------------


def test_sealing_a_sealed_folder_changes_nothing(folder):
    before = (folder / "sources.yaml").stat()
    assert data.seal(folder) == []
    after = (folder / "sources.yaml").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_new_figures_are_sealed_and_then_verified(folder):
    damage(folder, NET, lambda text: text + "2016M07,83.0\n")
    changes = data.seal(folder)
    assert [change.split(" -> ")[0] for change in changes[:1]] == [f"{NET}: rows 186"]
    assert f"{NET}: last 2016M06 -> 2016M07" in changes
    assert changes[-1] == f"{NET}: new 2016M07"
    assert len(changes) == 4
    assert found(folder) == ""
    assert load_cards(folder)[NET].coverage.last == "2016M07"
    assert data.seal(folder) == []


def months_until(last: str) -> Callable[[str], str]:
    """Return a change of a monthly table that leaves out all after ``last``."""
    return lambda text: re.sub(
        r"(?m)^(\d{4}M\d\d),.*\n", lambda m: m[0] if m[1] <= last else "", text
    )


def test_figures_that_were_lost_are_refused_in_the_same_words_by_verify_and_seal(folder):
    damage(folder, NET, months_until("2016M05"))
    before = (folder / "sources.yaml").read_bytes()
    for problems in (found(folder), found(folder, sealed=False)):
        assert (
            f"official/{NET}.csv: expected 186 rows, found 185; the file has lost its end or rows "
            "within. Restore it; if rows were taken out on purpose run `vse-report data seal "
            f"--shrink {folder}`." in problems
        )
        assert (
            f"official/{NET}.csv, column month: the card says 2001M01 to 2016M06, the file has "
            "2001M01 to 2016M05; restore the newest" in problems
        )
    assert (folder / "sources.yaml").read_bytes() == before


def test_a_missing_month_is_told_in_the_same_words_by_verify_and_seal(folder):
    damage(folder, NET, swap("2003M12,171.0\n", ""))
    sealing = found(folder, sealed=False)
    verifying = [line for line in found(folder).split("\n") if "changed since" not in line]
    assert [line for line in verifying if line not in sealing] == []
    assert "no row for month 2003M12; add it" in sealing
    assert "expected 186 rows, found 185" in sealing


def test_a_newest_month_that_others_replace_row_for_row_is_refused(folder):
    damage(
        folder,
        NET,
        lambda text: months_until("2016M05")(text).replace("2001", "2000M12,1\n2001", 1),
    )
    assert "the file has 2000M12 to 2016M05; restore the newest" in found(folder, sealed=False)


def test_a_single_month_may_be_replaced_by_a_newer_one(folder):
    damage(folder, OFFERS, lambda text: text.replace("2026M07", "2026M08"))
    for old, new in (
        ("000,2026M08,guidance_and_upskilling,34562", "000,2026M08,guidance_and_upskilling,34563"),
        ("000,2026M08,total,49805", "000,2026M08,total,49806"),
        ("101,2026M08,guidance_and_upskilling,3447", "101,2026M08,guidance_and_upskilling,3448"),
        ("101,2026M08,total,4907", "101,2026M08,total,4908"),
    ):
        damage(folder, OFFERS, swap(old, new))
    edit(folder / "sources.yaml", "retrieved: 2026-08-22", "retrieved: 2026-09-22", of=OFFERS)
    changes = data.seal(folder)
    assert f"{OFFERS}: first 2026M07 -> 2026M08" in changes
    assert found(folder) == ""


def test_figures_taken_out_on_purpose_are_sealed_when_asked_for(folder):
    damage(folder, NET, months_until("2016M05"))
    changes = data.seal(folder, shrink=True)
    assert changes[0] == f"{NET}: rows 186 -> 185"
    assert f"{NET}: last 2016M06 -> 2016M05" in changes
    assert found(folder) == ""


def test_sealing_changes_those_lines_only_and_keeps_comments(folder):
    path = folder / "sources.yaml"
    # A comment behind a value, and one between cards.
    path.write_text(
        path.read_text("utf-8").replace("last: 2016M06", "last: 2016M06  # end"), "utf-8"
    )
    before = path.read_text("utf-8").split("\n")
    damage(folder, NET, lambda text: text + "2016M07,83.0\n")
    data.seal(folder)
    after = path.read_text("utf-8").split("\n")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b.split(":")[0].strip() for _, b in changed] == ["last", "rows", "sha256"]
    assert "      last: 2016M07  # end" in after


def test_a_card_never_sealed_is_filled_in(folder):
    path = folder / "sources.yaml"
    sealed = path.read_text("utf-8")
    blank = re.sub(r"rows: \d+", "rows: 0", re.sub(r"sha256: \w+", "sha256:", sealed))
    path.write_text(re.sub(r"(?m)^(      (?:first|last):) \w+", r"\1", blank), "utf-8")
    # Rows and hash of each; first and last of five tables.
    assert len(data.seal(folder)) == 2 * len(SMALL_TABLES) + 2 * 5
    assert path.read_text("utf-8") == sealed


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        (NET, "2003M12,171.0", "2003M12,"),
        ("municipalities", "København", "KÃ¸benhavn"),
        (OFFERS, "000,2026M07,company_internship,10722", "000,2026M07,company_internship,11722"),
    ],
)
def test_a_bad_folder_is_not_sealed_and_its_cards_stay_untouched(folder, table, old, new):
    before = (folder / "sources.yaml").read_bytes()
    damage(folder, table, swap(old, new))
    assert f"official/{table}.csv, line" in found(folder, sealed=False)
    assert (folder / "sources.yaml").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "breaks.yaml",
        "edition.yaml",
        "official",
        "reported",
        "seals.csv",
        "sources.yaml",
    ]


def test_a_layout_that_cannot_be_edited_by_line_is_refused(folder):
    path = folder / "sources.yaml"
    path.write_text(
        path.read_text("utf-8").replace("    rows: 186\n", '    "rows": 186\n'), "utf-8"
    )
    damage(folder, NET, lambda text: text + "2016M07,83.0\n")
    before = path.read_bytes()
    with pytest.raises(DataError, match="found no line `rows:` for unemployment_net"):
        data.seal(folder)
    assert path.read_bytes() == before


def test_no_permission_names_the_path_and_leaves_no_half_written_file(folder, monkeypatch):
    damage(folder, NET, lambda text: text + "2016M07,83.0\n")
    before = (folder / "sources.yaml").read_bytes()

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(InputError, match=r"sources\.yaml: cannot be written \(Permission denied\)"):
        data.seal(folder)
    assert (folder / "sources.yaml").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == [
        "breaks.yaml",
        "edition.yaml",
        "official",
        "reported",
        "seals.csv",
        "sources.yaml",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(
        DataError, match=r"nowhere: no such folder; name one that has a sources\.yaml"
    ):
        data.verify(tmp_path / "nowhere")


def test_all_problems_are_in_the_error(folder):
    damage(folder, NET, swap("2003M12,171.0", "2003M12,x"))
    (folder / "official" / "municipalities.csv").unlink()
    with pytest.raises(DataError) as caught:
        data.verify(folder).raise_if_bad()
    message = str(caught.value)
    assert message.startswith(f"{folder}: 3 problems.")
    assert "line 37" in message
    assert "the file is missing" in message
