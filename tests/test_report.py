"""A report prints cells of what it keeps, and records every one."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.figure import Figure

from vse_report import notebook
from vse_report.figures import style
from vse_report.figures.picture import Picture
from vse_report.prose import vocabulary as w
from vse_report.report import Report
from vse_report.results import Kept

SPACE = "\N{NO-BREAK SPACE}"
LABELS = {"small": "Små", "large": "Store"}


@pytest.fixture
def report() -> Report:
    return Report("06_audit")


@pytest.fixture
def sizes(report) -> Kept:
    """Keep two groups: 10 and 20 persons, a third and missing."""
    frame = pd.DataFrame(
        {"size": ["small", "large"], "persons": [10, 20], "share_pct": [33.333, float("nan")]}
    )
    return report.keep("sizes", frame, key="size", labels=LABELS)


def test_prose_is_recorded_with_the_cells_it_prints(report, sizes):
    compared = w.compared(sizes.small.persons, sizes.large.persons, "number")
    block = report.tell(
        "told", f"Der er {compared.word} små {compared.than} store: {sizes.small.persons}."
    )
    assert block.markdown == "Der er færre små end store: 10."
    assert [(entry.id, entry.text, entry.cells) for entry in block.entries] == [
        ("told.1", "færre", ("sizes[large].persons", "sizes[small].persons")),
        ("told.2", "end", ("sizes[large].persons", "sizes[small].persons")),
        ("told.3", "10", ("sizes[small].persons",)),
    ]
    assert (block.entries[2].value, block.entries[2].unit, block.entries[2].decimals) == (
        *(10, "persons", 0),
    )


def test_a_table_prints_every_cell_in_the_units_of_its_heads(report, sizes):
    columns = {"label": "Gruppe", "persons": "Antal", "share_pct": "Andel"}
    table = report.table("table", sizes, columns, title="Grupper", source="Os")
    assert table.rows == [["Små", "10", "33,3"], ["Store", "20", "–"]]
    assert [(c.label, c.unit, c.numeric) for c in table.columns] == [
        ("Gruppe", "", False),
        ("Antal", "fuldtidspersoner", True),
        ("Andel", "pct.", True),
    ]
    assert [entry.id for entry in table.entries] == [
        *("table.1.label.1", "table.1.persons.1", "table.1.share_pct.1"),
        *("table.2.label.1", "table.2.persons.1", "table.2.share_pct.1"),
    ]
    assert table.entries[-1].cells == ("sizes[large].share_pct",)
    assert table.csv == "size,persons,share_pct\nsmall,10,33.333\nlarge,20,\n"


def drawn(sizes: Kept, note: str) -> Picture:
    """Return two bars, named along the axis, with a note in the drawing."""

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(2, narrow=narrow)
            axes.bar([0, 1], sizes.frame["persons"])
            axes.set_xticks([0, 1], [f"{row.label}" for row in sizes])
            axes.annotate(note, (0, 0))
        return drawing

    return Picture(draw, f"De store er {sizes.large.persons}.", sizes, "To søjler.")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"label": "Andel"}, "label is headed 'Andel', which is of share"),
        ({"share_pct": "Ændring"}, "share_pct is headed 'Ændring', which is of change"),
    ],
)
def test_a_head_that_names_another_column_is_refused(report, sizes, columns, told):
    with pytest.raises(ValueError, match=f"^table: {told}; head it otherwise, or name"):
        report.table("table", sizes, columns, title="Grupper", source="Os")


def test_two_heads_that_changed_places_are_refused(report):
    frame = pd.DataFrame({"persons": [1], "series_persons": [2]}, index=pd.Index(["a"], name="at"))
    shown = report.keep("shown", frame)
    heads = {"persons": "Tal fra dengang", "series_persons": "Revideret serie"}
    assert report.table("table", shown, heads, title="Tal", source="Os", row_heads=0)
    other = dict(zip(heads, reversed(heads.values()), strict=True))
    with pytest.raises(ValueError, match="persons is headed 'Revideret serie', which is of series"):
        report.table("table", shown, other, title="Tal", source="Os", row_heads=0)


def test_a_head_is_the_month_of_its_column_s_end(report):
    months = {"start_month": pd.Period("2016-07", "M"), "end_month": pd.Period("2026-07", "M")}
    frame = pd.DataFrame({"start": [1], "end": [2], **months}, index=pd.Index(["one"], name="row"))
    shown, other = (report.keep(name, frame, "persons") for name in ("shown", "other"))
    row = shown.one
    columns = {"start": f"{row.start_month:short}", "end": f"{row.end_month:short}"}
    assert report.table("table", shown, columns, title="Grupper", source="Os", row_heads=0)
    wrong = dict(zip(columns, reversed(columns.values()), strict=True))
    with pytest.raises(ValueError, match="start is headed 'juli 2026', which is of end"):
        report.table("table", shown, wrong, title="Grupper", source="Os", row_heads=0)
    of_other = {"start": f"{other.one.start_month:short}"}
    with pytest.raises(ValueError, match="start is headed 'juli 2016', which is of other"):
        report.table("table", shown, of_other, title="Grupper", source="Os", row_heads=0)


def test_a_range_is_one_column_and_a_word_may_write_a_cell(report):
    frame = pd.DataFrame(
        {
            "code": ["a", "b"],
            "share_low_pct": [10.0, float("nan")],
            "share_high_pct": [12.5, float("nan")],
            "p_pct": [0.2, 30.0],
        }
    )
    kept = report.keep("areas", frame, key="code", labels={"a": "Aby", "b": "Bby"})
    table = report.table(
        "areas",
        kept,
        {"label": "Kommune", "share": "Andel", "p_pct": "Chance"},
        formats={"p_pct": w.chance},
        title="Kommuner",
        source="Os",
        folded=True,
    )
    assert table.rows == [["Aby", "10,0–12,5", "0,1 til 1"], ["Bby", "–", "over 10"]]
    assert [(c.unit, c.numeric) for c in table.columns] == [
        *(("", False), ("pct.", True), ("pct.", True))
    ]
    assert (
        "<details><summary>Åbn tabellen</summary><table>" in table._repr_mimebundle_()["text/html"]
    )
    assert [entry.cells for entry in table.entries if entry.text == "10,0–12,5"] == [
        ("areas[a].share_low_pct", "areas[a].share_high_pct")
    ]


def test_a_column_that_is_not_there_is_told_with_the_nearest(report, sizes):
    with pytest.raises(ValueError, match="sizes has no column person; did you mean 'persons'"):
        report.table("table", sizes, {"person": "Antal"}, title="Grupper", source="Os")


def test_a_figure_records_what_stands_around_it_and_in_it(report, sizes):
    picture = drawn(sizes, f"i alt {sizes.small.persons}")
    figure = report.figure(
        "sizes", picture, title="Grupper", unit="Antal", source="Os", typed=["To søjler"]
    )
    assert figure.spoken == "De store er 20. To søjler."
    assert [(entry.id, entry.text) for entry in figure.entries] == [
        ("sizes.alt.1", "20"),
        *(("sizes.drawing.1", "Små"), ("sizes.drawing.2", "Store"), ("sizes.drawing.3", "10")),
        *(("sizes.narrow.1", "Små"), ("sizes.narrow.2", "Store"), ("sizes.narrow.3", "10")),
    ]
    assert 'viewBox="0 0 345.6 144"' in figure.narrow
    assert ">i alt 10<" in figure.svg
    assert ">Store<" in figure.svg
    assert not {"\u2063", "\u2064"} & set(figure.svg + figure.narrow + figure.spoken)
    assert report.typed["sizes"] == ("To søjler",)


def test_a_number_typed_in_a_drawing_is_refused(report, sizes):
    picture = drawn(sizes, "i alt 10")
    with pytest.raises(ValueError, match=r"^sizes: the drawing types 10 in 'i alt 10'"):
        report.figure("sizes", picture, title="", unit="", source="", typed=["To søjler"])


@pytest.mark.parametrize("where", ["title", "unit", "note"])
def test_words_around_a_figure_are_checked_as_prose(report, sizes, where):
    words = {"title": "", "unit": "", "note": "", where: "De er flere"}
    with pytest.raises(ValueError, match=rf"^sizes\.{where}: types flere; take the word from"):
        report.figure("sizes", drawn(sizes, ""), source="", typed=["To søjler"], **words)


def test_a_name_is_kept_once(report, sizes):
    with pytest.raises(ValueError, match="sizes is kept already; give this frame another name"):
        report.keep("sizes", sizes.frame)


def test_a_cell_of_jupyterlab_that_is_run_again_keeps_its_frame_anew(report, monkeypatch):
    shell = SimpleNamespace(parent_header={"metadata": {"cellId": "a"}})
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    report.keep("row", {"share_pct": 1.0})
    assert report.keep("row", {"share_pct": 2.0}).share_pct.value == 2.0
    shell.parent_header["metadata"]["cellId"] = "b"
    with pytest.raises(ValueError, match="row is kept already"):
        report.keep("row", {"share_pct": 3.0})


def test_a_drawing_is_drawn_as_often_as_one_likes(report, sizes):
    picture = drawn(sizes, "note")
    shown = [
        report.figure(f"f{n}", picture, title="", unit="", source="", typed=["To søjler"]).svg
        for n in range(2)
    ]
    assert isinstance(picture.draw(False), Figure)
    assert shown[0] == shown[1]
