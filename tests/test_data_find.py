"""Tables are found: in a list, by what somebody would ask, by the Tab key, on the command line."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell

from vse_report import cli, data, paths
from vse_report.data import completion, listing, search
from vse_report.errors import InputError

LONG_TERM = "longterm_unemployment_municipal_monthly"
GROSS = "unemployment_gross_municipal_monthly"
REFORM = "municipal_reform_2007"
QUESTIONS = Path(__file__).with_name("questions.csv")


# The list ---------------------------------------------------------------------------------------


def test_the_list_has_a_row_per_table_in_the_order_of_the_file():
    assert list(data.tables().index) == list(data.cards())


def test_the_list_tells_of_a_table_what_its_card_and_its_breaks_say():
    listed = data.tables().loc["unemployment_net_national_monthly_sa"]

    assert listed.to_dict() == {
        "title": "Nettoledige, sæsonkorrigeret, hele landet",
        "publisher": "Danmarks Statistik",
        "row": "a month",
        "unit": "thousand full-time persons",
        "first": "2001M01",
        "last": "2016M06",
        "newest": "2016-07-31",
        "breaks": 2,
        "hidden": 0,
    }


def test_a_table_without_periods_or_date_lacks_them_in_the_list():
    neighbours = data.tables().loc["municipality_neighbours", ["first", "last", "newest"]]

    assert neighbours.isna().all()


@pytest.mark.parametrize("table", [GROSS, LONG_TERM])
def test_hidden_counts_are_the_missing_counts_that_reading_gives(table):
    missing = data.read(table)["full_time_persons"].isna().sum()

    assert data.tables().at[table, "hidden"] == missing > 0


def test_an_empty_cell_that_does_not_apply_is_no_hidden_count(monkeypatch, tmp_path):
    cards = (paths.DEFAULT_DATA / "sources.yaml").read_text(encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(
        cards.replace("empty: hidden", "empty: not_applicable"), encoding="utf-8"
    )
    for name in ("official", "breaks.yaml"):
        (tmp_path / name).symlink_to(paths.DEFAULT_DATA / name)
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path))

    assert data.tables()["hidden"].sum() == 0


def test_the_list_names_the_period_of_a_table_that_has_but_one_once():
    (_, line) = listing.lines(listing.rows(["cash_benefit_visitation_municipal"]))

    assert line.startswith("    2026M07; an area and visitation category")


def test_the_list_prints_whole_and_within_a_hundred_columns():
    printed = repr(data.tables()).splitlines()

    assert len(printed) == 2 * len(data.cards())
    assert max(map(len, printed)) <= listing.WIDTH


def test_a_page_shows_whole_titles_and_nothing_where_nothing_is_known():
    shown = data.tables()._repr_html_()

    assert data.card("expected_and_actual_benefit_municipal").title_da in shown
    assert "nan" not in shown.lower()
    assert "None" not in shown


def test_columns_taken_from_the_list_are_an_ordinary_frame():
    taken = data.tables()[["title"]]

    assert type(taken) is pd.DataFrame
    assert "Folketal" in repr(taken)


# What is asked ----------------------------------------------------------------------------------


def test_questions_written_before_the_search_find_their_tables_first():
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        asked = list(csv.DictReader(file))
    found = {row["question"]: data.find(row["question"]).index[0] for row in asked}
    wrong = [
        f"{row['question']}: {found[row['question']]}, not {row['table']}"
        for row in asked
        if found[row["question"]] != row["table"]
    ]
    print(*wrong, sep="\n")

    assert len(asked) == 30
    assert len(asked) - len(wrong) >= 27, wrong


def test_what_is_found_is_listed_as_all_tables_are_with_where_it_matched():
    found = data.find("langtidsledige Odense")

    assert list(found.columns) == [*data.tables().columns, "found"]
    assert found.index[0] == LONG_TERM
    assert found.at[LONG_TERM, "found"] == "titel, kommune"


@pytest.mark.parametrize(
    ("words", "table"),
    [
        ("AUK01", "cash_benefit_net_unemployed_municipal_quarterly"),
        ("job_ready", "cash_benefit_visitation_municipal"),
        ("åbenlyst uddannelsesparat", "cash_benefit_visitation_municipal"),
        ("gini", "framework_conditions_2007"),
        ("long-term unemployed", LONG_TERM),
        ("langtidsledighedens", LONG_TERM),
        ("langtidsldige", LONG_TERM),
        ("befolkningen i Koebenhavn", "population_municipal_annual"),
        ("Hadsten", REFORM),
        ("hadstn", REFORM),
        ("Give", REFORM),
        ("kontanthjælp pr. kvartal", "cash_benefit_net_unemployed_municipal_quarterly"),
        ("ledige pr. år i Vejle", "unemployment_gross_municipal_annual"),
        ("ledige i Vejle, måned for måned", GROSS),
        ("2003", "unemployment_net_national_monthly_sa"),
    ],
)
def test_words_names_values_and_periods_lead_to_the_table(words, table):
    assert data.find(words).index[0] == table


@pytest.mark.parametrize("place", ["Ringkøbing", "Bornholm", "København", "Aarhus", "Fredericia"])
def test_a_name_that_is_also_an_old_municipality_or_county_does_not_lead_to_the_reform(place):
    assert data.find(f"langtidsledige {place}").index[0] == LONG_TERM
    assert data.find(f"folketal {place}").index[0] == "population_municipal_annual"
    assert data.find(place).index[0] != REFORM


def test_every_municipality_is_known_by_its_name():
    names = data.read("municipalities")["name"]

    assert {data.find(f"langtidsledige {name}").index[0] for name in names} == {LONG_TERM}


def test_a_table_that_covers_the_year_comes_before_one_that_does_not():
    early, late = (list(data.find(f"ledige i hele landet {year}").index) for year in (2005, 2025))
    net, gross = "unemployment_net_national_monthly_sa", "unemployment_gross_national_monthly_sa"

    assert early.index(net) < early.index(gross)
    assert late[0] == gross


def test_tables_that_match_much_less_than_the_best_are_left_out():
    assert list(data.find("langtidsledige Odense").index) == [LONG_TERM]


def test_a_table_that_matches_nothing_is_left_out():
    assert "municipality_neighbours" not in data.find("sygedagpenge").index


@pytest.mark.parametrize("words", ["hvor mange er der", "", "qqqq"])
def test_finding_nothing_is_an_error(words):
    with pytest.raises(InputError, match=r"Nothing is found for .*data\.tables\(\) lists all\."):
        data.find(words)


def test_a_compound_of_an_everyday_word_is_found():
    assert data.find("indbyggertal Fanø").index[0] == "population_municipal_annual"


def test_finding_nothing_names_the_nearest_words_there_are():
    with pytest.raises(InputError, match=r"Nearest words: .*kommune"):
        data.find("konumme")


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        (("ledig", "ledige", "ledighed", "ledigheden", "lediges"), "ledig"),
        (("kommune", "kommuner", "kommunerne", "kommunens"), "kommun"),
        (("unemployed", "unemployment"), "unemplo"),
    ],
)
def test_inflections_have_one_stem(words, stem):
    assert {search.stem_of(word) for word in words} == {stem}


# Names by the Tab key ---------------------------------------------------------------------------


def test_each_table_is_an_attribute_that_gives_its_card():
    assert dir(data.tables) == sorted(data.cards())
    assert data.tables.municipalities is data.card("municipalities")


def test_an_attribute_that_is_no_table_names_the_nearest():
    with pytest.raises(AttributeError, match="Did you mean 'municipalities'"):
        _ = data.tables.municipalitis


@pytest.fixture
def offered() -> Callable[[str], list[str]]:
    """Return a function that gives what a shell offers at the end of a text."""
    shell = InteractiveShell.instance()
    shell.push({"data": data, "TABLE": GROSS})
    completion.register()

    def complete(text: str) -> list[str]:
        with provisionalcompleter():
            found = list(shell.Completer.completions(text, len(text)))
        return [text[: one.start] + one.text for one in found]

    yield complete
    InteractiveShell.clear_instance()


def test_a_shell_offers_tables_inside_the_quotes(offered):
    assert offered('data.read("pop') == ['data.read("population_municipal_annual']
    assert offered("data.card('") == [f"data.card('{name}" for name in data.cards()]


def test_a_shell_offers_tables_as_attributes(offered):
    assert offered("data.tables.pop") == ["data.tables.population_municipal_annual"]


def test_a_shell_offers_columns_that_are_not_yet_given(offered):
    start = f'data.read("{GROSS}", '

    assert offered(start) == [f"{start}{name}=" for name in ("code", "month", "benefit_group")]
    assert offered(f'{start}code="101", ') == [
        f'{start}code="101", {name}=' for name in ("month", "benefit_group")
    ]


def test_a_shell_offers_the_values_of_a_column(offered):
    start = f'data.read("{GROSS}", benefit_group="'

    assert offered(start) == [
        f"{start}{value}" for value in ("unemployment_benefit", "cash_benefit", "total")
    ]
    assert offered(f'data.read("{GROSS}", code="10') == [f'data.read("{GROSS}", code="101']


def test_a_shell_knows_a_table_by_a_variable_and_values_in_a_list_over_lines(offered):
    text = 'x = data.read(\n    TABLE,\n    month=["2026M07", "2026M06'

    assert offered(text) == [text]


def test_outside_of_data_the_shell_is_left_alone():
    assert completion.completions('pandas.read("pop', {}) == ("", "", [])
    assert completion.completions('data.read("no_such_table", code="', {}) == ("", "", [])


def test_a_shell_asks_once_however_often_it_is_told(offered):
    completion.register()
    matchers = InteractiveShell.instance().Completer.custom_matchers

    assert offered('data.read("pop')
    assert len(matchers) == 1


@pytest.mark.parametrize(
    ("before", "there"), [("", "False False"), ("import IPython\n", "True False")]
)
def test_importing_the_figures_brings_in_neither_ipython_nor_pandas(before, there):
    code = f"{before}import sys\nfrom vse_report import data\n" + (
        "print('IPython' in sys.modules, 'pandas' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == there


# The command line -------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs ``vse-report tables``: exit status, what is printed, errors."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["vse-report", "tables", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        written = capsys.readouterr()
        return ended.value.code or 0, written.out, written.err

    return run


def test_the_command_lists_all_tables_in_a_hundred_columns(run):
    status, out, _ = run()

    assert status == 0
    assert out == f"{data.tables()!r}\n"


def test_the_command_ranks_by_words(run):
    _, out, _ = run("folketal", "Odense")

    assert out.startswith("population_municipal_annual  Folketal 1. januar, kommuner\n")
    assert "found in titel, kommune" in out


def test_the_command_prints_the_card_of_a_table(run):
    assert run(GROSS)[1] == f"{data.card(GROSS)}\n"


def test_the_command_ends_with_status_2_where_nothing_is_found(run):
    status, out, err = run("qqqq")

    assert (status, out) == (2, "")
    assert "Nothing is found for 'qqqq'" in err


def test_the_list_is_that_of_the_folder_in_use(monkeypatch, tmp_path):
    monkeypatch.setenv(paths.DATA_VARIABLE, str(tmp_path / "none"))

    with pytest.raises(Exception, match="no such folder"):
        data.tables()
