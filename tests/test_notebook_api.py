"""Blocks as a notebook shows them, CSV that reads back, and the colophon."""

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
from vse_report.blocks import MIME, Column, Figure, Table, block_of
from vse_report.data.publisher import publisher
from vse_report.errors import DataError, InputError
from vse_report.figures.palette import PALETTE
from vse_report.figures.style import new_figure, report_style, to_svg
from vse_report.figures.svg import standalone_svg
from vse_report.notebook import begin, finish, to_csv
from vse_report.paths import DATA_VARIABLE, DEFAULT_DATA, uses_repository_data

GROSS = "unemployment_gross_national_monthly_sa"
LEVELS = pd.DataFrame(
    {
        "month": pd.PeriodIndex(["2020-01", "2020-02"], freq="M"),
        "label": ["Ærø, by", 'med "gåseøjne"'],
        "persons": [1234.5, None],
        "share_pct": [100 / 3, 66.6],
    }
)


@pytest.fixture
def figure() -> Figure:
    """Return a figure block, with the file that stands alone."""
    svg = to_svg(Drawing())
    return Figure(
        id="levels", title="Tre grupper", unit="Personer", alt="Tre.", source="Kilde: os.",
        svg=svg, file=standalone_svg(svg), csv="a\n",
    )  # fmt: skip


# --- figures --------------------------------------------------------------------------------------


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
    columns = [
        Column(label="Kommune", numeric=False),
        Column(label="Ændring <a>", unit="pct.point"),
    ]
    words = {"title": "To", "source": "Kilde: x.", "note": "Se & hør."}
    table = Table(id="t", columns=columns, rows=[["Odense", "12,3"]], csv="a\n", **words)
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


def test_csv_reads_back_as_the_frame_with_values_unrounded():
    written = to_csv(LEVELS)
    back = pd.read_csv(io.StringIO(written))
    assert back["month"].tolist() == ["2020M01", "2020M02"]
    pd.testing.assert_frame_equal(back.drop(columns="month"), LEVELS.drop(columns="month"))
    assert written.endswith("\n")
    assert "\r" not in written


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


# --- begin and finish -----------------------------------------------------------------------------


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
