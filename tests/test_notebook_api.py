"""What notebooks call: blocks with every number recorded, CSV that reads back, and the colophon."""

from __future__ import annotations

import base64
import io
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from matplotlib.figure import Figure as Drawing

from vse_report import data, edition, paths
from vse_report.blocks import MIME, Figure, block_of
from vse_report.data.publisher import publisher
from vse_report.errors import DataError, InputError
from vse_report.figures.palette import PALETTE
from vse_report.figures.style import new_figure, report_style, to_svg
from vse_report.notebook import begin, finish, say, show_figure, show_table, to_csv
from vse_report.paths import DATA_VARIABLE, DEFAULT_DATA, uses_repository_data
from vse_report.tables import Show

GROSS = "unemployment_gross_national_monthly_sa"
SPACE = "\N{NO-BREAK SPACE}"
LEVELS = pd.DataFrame(
    {
        "month": pd.PeriodIndex(["2020-01", "2020-02"], freq="M"),
        "label": ["Ærø, by", 'med "gåseøjne"'],
        "persons": [1234.5, None],
        "share_pct": [100 / 3, 66.6],
    }
)
COLUMNS = {
    "label": Show("Navn", "name"),
    "month": Show("Måned", "month"),
    "persons": Show("Ledige", "persons", "fuldtidspersoner"),
    "share_pct": Show("Andel", "pct", "pct."),
}


@pytest.fixture
def figure() -> Figure:
    """Return a figure block whose every text holds a number."""
    return show_figure(
        Drawing(),
        id="levels",
        title="""Der er {n:count}
            grupper""",
        unit="Personer i {month:month}",
        alt=say("Fra {a:persons} til\n{a:persons}", a=1200),
        drawn=LEVELS,
        source="Kilde: os.",
        note="{share:pct}.",
        values={"n": 3, "month": LEVELS["month"][0], "share": 12.34, "unused": 1},
    )


# --- figures --------------------------------------------------------------------------------------


def test_texts_of_a_figure_are_on_one_line(figure):
    assert figure.title == "Der er tre grupper"
    assert figure.unit == "Personer i januar 2020"
    assert figure.alt == "Der er tre grupper"
    assert figure.description == "Fra 1.200 til 1.200"
    assert figure.note == f"12,3{SPACE}pct."


def test_every_number_of_a_figure_is_recorded_under_its_place(figure):
    assert {entry.id: entry.value for entry in figure.entries} == {
        "levels.title.n": 3,
        "levels.unit.month": "2020M01",
        "levels.alt.n": 3,
        "levels.description.a": 1200,
        "levels.description.a#2": 1200,
        "levels.note.share": 12.34,
    }


def test_a_figure_may_go_without_a_note_but_types_no_number():
    kept = show_figure(
        Drawing(), id="x", title="Uden tal", unit="", alt=say("ja"), drawn=LEVELS, source="os"
    )
    assert (kept.note, kept.entries) == ("", [])
    with pytest.raises(ValueError, match="a number is typed into the sentence"):
        show_figure(
            Drawing(), id="x", title="I 2020", unit="", alt=say("ja"), drawn=LEVELS, source="os"
        )


def test_a_block_survives_the_way_through_a_notebook(figure):
    kept = block_of({"data": figure._repr_mimebundle_()})
    assert kept == figure.model_copy(update={"file": ""})


def shown_drawing(figure) -> str:
    """Return the drawing that a notebook shows, as SVG."""
    page = figure._repr_mimebundle_()["text/html"]
    (encoded,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', page)
    return base64.b64decode(encoded).decode()


def test_a_notebook_shows_the_drawing_on_a_ground_and_with_a_typeface_of_its_own(figure):
    drawing = shown_drawing(figure)
    assert f'fill="{PALETTE["page"].light}"' in re.search(r"<rect [^>]*>", drawing)[0]
    assert "@font-face{font-family:'Source Sans Pro'" in drawing
    assert "@font-face" not in figure.svg
    assert figure.file not in str(figure._repr_mimebundle_()[MIME])


def test_a_notebook_shows_units_notes_and_sources():
    frame = pd.DataFrame({"name": ["Odense"], "share": [12.3]})
    columns = {"name": Show("Kommune", "name"), "share": Show("Ændring <a>", "pct", "pct.point")}
    table = show_table(frame, columns, id="t", title="To", source="Kilde: x.", note="Se & hør.")
    page = table._repr_mimebundle_()["text/html"]
    assert '<th scope="col" style="text-align: left">Kommune</th>' in page
    assert '<th scope="col">Ændring &lt;a&gt;<br><small>pct.point</small></th>' in page
    assert "<p><small>Se &amp; hør.</small></p><p><small>Kilde: x.</small></p>" in page


def test_a_drawing_shown_by_itself_has_a_ground_and_none_in_a_page():
    """As the inline backend of a notebook saves it: on the ground of the figure."""
    with report_style():
        drawing, axes = new_figure(2)
        axes.plot([1, 2])
        assert drawing.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert "#ffffff" not in to_svg(drawing)


# --- CSV ------------------------------------------------------------------------------------------


def test_csv_reads_back_as_the_frame_with_values_unrounded(figure):
    back = pd.read_csv(io.StringIO(figure.csv))
    assert back["month"].tolist() == ["2020M01", "2020M02"]
    pd.testing.assert_frame_equal(back.drop(columns="month"), LEVELS.drop(columns="month"))
    assert figure.csv.endswith("\n")
    assert "\r" not in figure.csv


def test_csv_leaves_the_frame_alone_and_missing_months_empty():
    frame = pd.DataFrame({"month": pd.PeriodIndex(["2020-01", None], freq="M"), "n": [1, 2]})
    assert to_csv(frame) == "month,n\n2020M01,1\n,2\n"
    assert frame["month"].dtype == pd.PeriodDtype("M")


def test_numbers_are_written_with_ten_digits_and_without_the_noise_of_arithmetic():
    frame = pd.DataFrame(
        {"x": [0.1 + 0.2, 100 / 3, 160_300.0, 187_500.123456789], "n": 12345678901}
    )
    lines = to_csv(frame).splitlines()
    assert lines[0] == "x,n"
    assert [line.split(",")[0] for line in lines[1:]] == [
        "0.3",
        "33.33333333",
        "160300",
        "187500.1235",
    ]
    assert {line.split(",")[1] for line in lines[1:]} == {"12345678901"}  # whole numbers stay


def test_quarters_are_not_written_as_months():
    frame = pd.DataFrame({"quarter": pd.PeriodIndex(["2020Q1"], freq="Q")})
    assert to_csv(frame) == "quarter\n2020Q1\n"


# --- tables ---------------------------------------------------------------------------------------


def test_cells_are_worded_and_units_stand_in_the_heads():
    table = show_table(LEVELS, COLUMNS, id="t", title="Ledige", source="os")
    assert table.rows == [
        ["Ærø, by", "januar 2020", "1.235", "33,3"],
        ['med "gåseøjne"', "februar 2020", "–", "66,6"],
    ]
    assert [column.label for column in table.columns] == ["Navn", "Måned", "Ledige", "Andel"]
    assert [column.unit for column in table.columns] == ["", "", "fuldtidspersoner", "pct."]
    assert [column.numeric for column in table.columns] == [False, False, True, True]


def test_several_columns_may_head_a_row_together():
    table = show_table(LEVELS, COLUMNS, id="t", title="Ledige", source="os", row_heads=2)
    page = table._repr_mimebundle_()["text/html"]
    left = 'style="text-align: left"'
    heads = f'<th scope="row" {left}>Ærø, by</th><th scope="row" {left}>januar 2020</th>'
    assert f"<tr>{heads}<td>1.235</td>" in page


def test_every_cell_is_recorded_by_row_and_column():
    title = "{n:count} rækker"
    table = show_table(LEVELS, COLUMNS, id="t", title=title, source="os", values={"n": 2})
    ids = [entry.id for entry in table.entries]
    assert ids == ["t.title.n", *(f"t.{row}.{name}" for row in (1, 2) for name in COLUMNS)]
    recorded = {entry.id: entry for entry in table.entries}
    assert recorded["t.1.persons"].value == 1234.5
    assert (recorded["t.2.persons"].text, recorded["t.2.persons"].unit) == ("–", "missing")


def test_only_the_columns_asked_for_are_shown_and_downloaded():
    table = show_table(LEVELS, {"label": Show("Navn", "name")}, id="t", title="", source="os")
    assert table.csv == 'label\n"Ærø, by"\n"med ""gåseøjne"""\n'
    assert table.rows == [["Ærø, by"], ['med "gåseøjne"']]


def test_numbers_in_heads_and_in_worded_cells_are_recorded_too():
    frame = pd.DataFrame({"way": [say("{n:persons} færre", n=7000)], "end": [5]})
    columns = {
        "way": Show("Beregning", "phrase"),
        "end": Show(say("I {month:month}", month=LEVELS["month"][0]), "persons"),
    }
    table = show_table(frame, columns, id="t", title="", source="os")
    assert table.rows == [["7.000 færre", "5"]]
    assert [column.label for column in table.columns] == ["Beregning", "I januar 2020"]
    assert [column.numeric for column in table.columns] == [False, True]
    assert {entry.id: entry.value for entry in table.entries} == {
        "t.head.end.month": "2020M01",
        "t.1.way.n": 7000,
        "t.1.end": 5,
    }
    assert table.csv == "way,end\n7.000 færre,5\n"


def test_a_number_typed_into_a_column_head_is_refused():
    with pytest.raises(ValueError, match="a number is typed into the sentence: 'I 2020'"):
        show_table(LEVELS, {"label": Show("I 2020", "name")}, id="t", title="", source="os")


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="antal"):
        show_table(LEVELS, {"antal": Show("Antal", "persons")}, id="t", title="", source="os")


# --- begin and finish -----------------------------------------------------------------------------


def test_a_column_of_years_is_printed_without_separators():
    people = data.read("population_municipal_annual", code="101").head(2)
    table = show_table(people, {"year": Show("År", "year")}, id="t", title="Folketal", source="os")
    assert [row[0] for row in table.rows] == [str(year) for year in people["year"]]
    assert table.entries[0].unit == "year"


def test_begin_checks_the_parameters_and_forgets_earlier_reads():
    data.read(GROSS, month="2020M01")
    parameters = begin("04_profile", municipality="ærø")
    assert parameters.municipality == "492"
    assert GROSS not in {read.table for read in data.reads()}
    with pytest.raises(InputError, match="unknown parameter 'kommune'"):
        begin("04_profile", kommune="ærø")


def test_the_colophon_says_what_the_page_was_made_from():
    parameters = begin("01_unemployment", from_month="2021-08", to_month=None)
    data.read("unemployment_net_national_monthly_sa", month="2003M12")
    data.read(GROSS, month="2026M07")
    colophon = finish(parameters)
    assert colophon.report == "01_unemployment"
    assert colophon.parameters == {"from_month": "2021M08", "to_month": "2026M07"}
    assert not colophon.is_default
    assert colophon.last_month == "2026M07"
    assert colophon.data_date == "2026-08-22"
    assert re.fullmatch("[0-9a-f]{10}", colophon.code)
    assert colophon.data == edition.data_hash(colophon.reads)
    assert colophon.repository_data
    assert [source.table for source in colophon.sources] == [
        "unemployment_net_national_monthly_sa",
        GROSS,
    ]
    assert [(read.table, read.rows) for read in colophon.reads] == [
        ("unemployment_net_national_monthly_sa", 1),
        (GROSS, 3),
    ]
    assert "issue" in colophon.contact


@pytest.mark.parametrize("from_month", [None, "2016M07", "2021M08"])
def test_the_reads_are_the_same_however_the_month_was_given_and_on_finishing_again(from_month):
    parameters = begin("01_unemployment", from_month=from_month)
    data.read(GROSS, month="2026M07")
    first = finish(parameters)
    assert [(read.rows, read.keys) for read in first.reads] == [(3, {"month": ["2026M07"]})]
    assert finish(parameters) == first


def test_default_values_given_by_hand_are_the_default_edition():
    parameters = begin("01_unemployment", from_month="2016M07", to_month="2026M07")
    data.read(GROSS)
    assert finish(parameters).is_default


def test_tables_without_periods_do_not_disturb_the_last_month(monkeypatch):
    monkeypatch.setattr(edition, "code_hash", lambda _: "0123456789")
    parameters = begin("06_audit")
    data.read("municipalities", code="101")
    data.read("unemployment_net_national_monthly_sa")
    assert finish(parameters).last_month == "2016M06"


# --- edition --------------------------------------------------------------------------------------


def test_each_hash_changes_with_the_files_it_is_of_and_with_no_others(tmp_path, monkeypatch):
    package, lock, notebook = tmp_path / "package", tmp_path / "lock", tmp_path / "x.ipynb"
    for name, place in (("NOTEBOOKS", tmp_path), ("PACKAGE", package), ("LOCK", lock)):
        monkeypatch.setattr(edition, name, place)
    text = '{"cells": [{"cell_type": "code", "metadata": {}, "source": ["%s"]}]}'
    numbers = [notebook, lock, package / "a.py", package / "measures" / "new.py"]
    numbers += [package / "render" / "document.py", package / "build" / "render.py"]
    looks = [package / "render" / "theme.py"]
    neither = [package / "cli.py", package / "check" / "pages.py", package / "notes.txt"]
    for file in [*numbers, *looks, *neither]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text % "før")

    def changed_by(file):
        hashes = (edition.code_hash.__wrapped__, "x"), (edition.looks_hash.__wrapped__,)
        before = [hash_of(*of) for hash_of, *of in hashes]
        file.write_text(text % "efter")
        return [hash_of(*of) != old for (hash_of, *of), old in zip(hashes, before, strict=True)]

    assert [changed_by(file) for file in numbers] == [[True, False]] * len(numbers)
    assert [changed_by(file) for file in looks] == [[False, True]] * len(looks)
    assert [changed_by(file) for file in neither] == [[False, False]] * len(neither)


def test_all_that_is_said_to_be_of_no_hash_or_of_the_looks_is_there():
    listed = [*edition.LOOKS, *edition.NEITHER]
    assert [name for name in listed if not (paths.PACKAGE / name).exists()] == []
    assert not [name for name in edition.LOOKS if name.startswith(edition.NEITHER)]


def test_running_a_notebook_or_changing_its_parameters_leaves_the_hash_of_the_code(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(edition, "NOTEBOOKS", tmp_path)
    text = (
        '{"cells": [{"cell_type": "code", "execution_count": %s, "metadata": {"tags": '
        '["parameters"]}, "source": ["a = %s"]}, {"cell_type": "code", "metadata": {}, '
        '"source": ["%s"]}]}'
    )
    hashes = []
    for values in (("null", "1", "f(a)"), ("7", "2", "f(a)"), ("7", "2", "g(a)")):
        (tmp_path / "x.ipynb").write_text(text % values)
        hashes.append(edition.code_hash.__wrapped__("x"))
    assert hashes[0] == hashes[1] != hashes[2]


def test_a_notebook_with_another_cell_is_altered_and_one_with_other_parameters_is_not():
    name = "01_unemployment"
    cells = nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells
    assert not edition.is_altered(name, cells)
    injected = nbformat.v4.new_code_cell(
        "from_month = 1", metadata={"tags": ["injected-parameters"]}
    )
    assert not edition.is_altered(name, [cells[0], injected, *cells[1:]])
    assert edition.is_altered(name, [*cells, nbformat.v4.new_code_cell("tell(...)")])
    cells[0].source += "!"
    assert edition.is_altered(name, cells)


def test_the_hash_of_the_data_changes_with_rows_labels_and_breaks_that_were_read(
    tmp_path, monkeypatch
):
    folder = tmp_path / "data"
    shutil.copytree(DEFAULT_DATA, folder)
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    parameters = begin("01_unemployment")
    data.read(GROSS, month="2026M07")
    data.read("cash_benefit_municipal_monthly", code="000")
    before = finish(parameters)
    assert re.fullmatch("[0-9a-f]{10}", before.data)
    assert before.repository_data  # an unchanged copy has the same figures

    def after(name, old, new):
        path = folder / name
        kept = path.read_text()
        assert old in kept
        path.write_text(kept.replace(old, new))
        hash = edition.data_hash(before.reads)
        path.write_text(kept)
        return hash

    assert (
        after("sources.yaml", "cash_benefit: kontanthjælp", "cash_benefit: bistand") != before.data
    )
    assert after("breaks.yaml", "status: documented", "status: suspected") != before.data
    assert after("sources.yaml", "MedCom", "Andre") == before.data  # of a table not read
    first, *others = before.reads
    revised = first.model_copy(update={"sha256": "0" * 64})
    assert edition.data_hash([revised, *others]) != before.data
    assert edition.data_hash([*others, first]) == before.data


@pytest.mark.parametrize("name", ["breaks.yaml", f"official/{GROSS}.csv", "edition.yaml"])
@pytest.mark.parametrize("change", [lambda path: path.open("a").write("\n"), Path.unlink])
def test_a_folder_is_another_one_as_soon_as_a_file_is(tmp_path, monkeypatch, name, change):
    folder = Path(shutil.copytree(DEFAULT_DATA, tmp_path / "data"))
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    assert uses_repository_data()
    change(folder / name)
    assert not uses_repository_data()


def test_an_edition_without_a_publisher_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(DataError, match=r"edition.yaml: cannot be read \(No such file"):
        publisher()
    (tmp_path / "edition.yaml").write_text("publisher: os\n")
    with pytest.raises(DataError, match="contact"):
        publisher()
