"""Frames are kept by name with a key and units; what could mislead is refused with its name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from vse_report.prose.cells import unmark
from vse_report.results import Kept, Row, kept

MONTHS = pd.period_range("2026-06", periods=2, freq="M")


def levels() -> pd.DataFrame:
    """Return two months and two areas: 1 and 2 in June, 3 and 4 in July."""
    index = pd.MultiIndex.from_product([MONTHS, ["101", "751"]], names=["month", "code"])
    return pd.DataFrame({"persons": [1, 2, 3, 4]}, index=index)


def groups(*values: float, total: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"group": ["one", "two", "three", "total"], "persons": [*values, total]}
    ).set_index("group")


def refusal(*given: object, **how: object) -> str:
    with pytest.raises(ValueError, match=r"^frame: ") as caught:
        kept("frame", *given, **how)
    return str(caught.value)


def test_a_cell_is_found_by_row_and_column():
    frame = groups(1, 2, 3, total=6).drop(index="total")
    found = kept("frame", frame, parts={})
    assert (found.two.persons.value, found["two"].persons.place) == (2, "frame[two].persons")
    assert [row.persons.value for row in found] == [1, 2, 3]
    assert len(found) == 3


def test_months_are_found_as_periods_as_codes_and_as_cells():
    found = kept("frame", levels())
    july = kept("chosen", {"month": MONTHS[1]}).month
    for month in (MONTHS[1], "2026M07", "2026-07", july):
        cell = found[month, "751"].persons
        assert (cell.value, cell.place) == (4, "frame[2026M07,751].persons")


def test_a_single_row_is_kept_as_that_row():
    row = kept("chosen", {"start": MONTHS[0], "end": MONTHS[1], "count": 2})
    assert isinstance(row, Row)
    assert row.start.place == "chosen[chosen].start"
    assert [row.start.unit, row.count.unit] == ["month", "count"]
    assert isinstance(kept("one", pd.Series({"share_pct": 2.5})), Row)


def test_start_and_end_come_together_too():
    row = kept(
        "row", {"start": 1, "end": 2, "share_start_pct": 3.0, "share_end_pct": 4.0}, "persons"
    )
    assert [cell.value for cell in row.both] == [1, 2]
    assert [cell.value for cell in row.share] == [3.0, 4.0]


def test_low_and_high_come_together_as_a_range():
    row = kept("row", {"share_low_pct": 3.0, "share_high_pct": 4.0, "at_low_count": 1})
    assert (row.share.low.value, row.share.high.value) == (3, 4)
    assert not hasattr(row, "at")
    with pytest.raises(ValueError, match="rename the columns share"):
        kept("row", {"share_low_pct": 3.0, "share_high_pct": 4.0, "share": 1.0}, "pct")


def test_a_row_knows_its_label_and_those_of_the_others():
    frame = groups(1, 2, 3, total=6).drop(index="total")
    found = kept(
        "frame", frame, parts={}, labels={"one": "Den ene", "two": "Den store", "three": "C"}
    )
    plain, (record,), _ = unmark(f"{found.one.label:lower}")
    assert (plain, record.names_row, record.others) == (*("den ene", True, ("Den store", "C")),)


@pytest.mark.parametrize(
    ("column", "values", "unit"),
    [
        ("change_pct", [1.0], "pct"),
        ("share_change_points", [1.0], "points"),
        ("courses", [1], "courses"),
        ("anything", [1], "persons"),
        ("month", [MONTHS[0]], "month"),
        ("holds", [True], "truth"),
        ("who", ["A"], "name"),
    ],
)
def test_units_follow_from_names_and_kinds(column, values, unit):
    frame = pd.DataFrame({column: values}, index=pd.Index(["row"], name="key"))
    assert kept("frame", frame, "persons").units == {column: unit}


def test_a_column_may_be_given_its_own_unit():
    frame = pd.DataFrame({"n": [1], "m": [2]}, index=pd.Index(["row"], name="key"))
    assert kept("frame", frame, "persons", m="people").units == {"n": "persons", "m": "people"}


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({}, "which unit have n? End the column's name in one, or give it: persons, people"),
        ({"n": "kroner"}, "no such unit or column: n 'kroner'."),
        ({"n": "pct", "m": "pct"}, "no such unit or column: m."),
    ],
)
def test_a_column_without_a_unit_is_refused(how, why):
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(["row"], name="key"))
    assert why in refusal(frame, **how)


@pytest.mark.parametrize(
    ("frame", "how", "why"),
    [
        (pd.DataFrame({"code": ["101"], "persons": [1]}), {}, "has no key; name its columns in `k"),
        (
            pd.DataFrame({"code": ["101", "101", "751"], "persons": [1, 2, 3]}),
            {"key": "code"},
            "code is no key, several rows have 101",
        ),
        (
            pd.DataFrame({"code": ["101", None], "persons": [1, 2]}),
            {"key": "code"},
            "the key code is missing in some rows",
        ),
    ],
)
def test_a_frame_without_a_unique_and_complete_key_is_refused(frame, how, why):
    assert why in refusal(frame, **how)


def test_names_that_mean_something_else_are_refused():
    key = pd.Index(["frame"], name="key")
    assert "the keys frame mean something else" in refusal(
        pd.DataFrame({"persons": [1]}, index=key)
    )
    key = pd.Index(["row"], name="key")
    assert "rename the columns label" in refusal(pd.DataFrame({"label": ["A"]}, index=key))
    both = pd.DataFrame({"start": [1], "end": [2], "both": [3]}, index=key)
    assert "rename the columns both" in refusal(both, "persons")
    with pytest.raises(ValueError, match=r"^my frame: the name must be a Python identifier"):
        kept("my frame", both, "persons")


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (lambda k: k.tow, "frame has no row 'tow'. Did you mean 'two'? It has: one, two, three."),
        (lambda k: k["fore"], "frame has no row 'fore'."),
        (lambda k: k.two.person, "frame[two] has no column 'person'. Did you mean 'persons'?"),
        (lambda k: k["two", "x"], "frame[two,x]: expected a key of 1 parts, group"),
    ],
)
def test_a_cell_that_is_not_there_is_refused_with_the_nearest_name(wanted, why):
    found = kept("frame", groups(1, 2, 3, total=6).drop(index="total"), parts={})
    with pytest.raises((AttributeError, LookupError)) as caught:
        wanted(found)
    assert str(caught.value).startswith(why)


def test_half_a_key_is_refused():
    found = kept("frame", levels())
    with pytest.raises(
        LookupError, match=r"frame\[2026M07\]: expected a key of 2 parts, month, code"
    ):
        found["2026M07"]


def test_a_row_is_not_printed():
    found = kept("frame", levels())
    with pytest.raises(TypeError, match=r"is a row; print one of its columns: persons"):
        f"{found['2026M07', '101']}"


def test_completion_offers_rows_and_columns():
    found = kept("frame", groups(1, 2, 3, total=6).drop(index="total"), parts={})
    assert {"one", "two", "three"} <= set(dir(found))
    assert "persons" in dir(found.one)
    many = pd.DataFrame(
        {"persons": range(98)}, index=pd.Index([f"c{n}" for n in range(98)], name="c")
    )
    assert "c1" not in dir(kept("many", many))
    assert kept("many", many).c1.persons.value == 1


# --- a hidden part beside its total ---------------------------------------------------------------

PARTS = {"total": ["one", "two", "three"]}
NAN = np.nan


def test_a_total_beside_parts_that_are_all_shown_is_kept():
    assert isinstance(kept("frame", groups(1, 2, 3, total=6), parts=PARTS), Kept)


def test_hidden_parts_without_their_total_are_kept():
    assert isinstance(kept("frame", groups(1, NAN, 3, total=NAN), parts=PARTS), Kept)


@pytest.mark.parametrize("hidden", [(1, NAN, 3), (NAN, NAN, 3), (NAN, NAN, NAN)])
def test_hidden_parts_beside_their_total_are_refused(hidden):
    message = refusal(groups(*hidden, total=6), parts=PARTS)
    assert "column persons shows total beside hidden parts, which subtraction would give" in message


def test_a_hidden_part_is_found_in_the_row_of_its_area_and_month():
    frame = pd.concat(
        {"101": groups(1, 2, 3, total=6), "751": groups(1, NAN, 3, total=6)}, names=["code"]
    )
    message = refusal(frame, parts=PARTS)
    assert message.endswith("in 751; leave out total, or put parts together")


def test_parts_may_be_columns():
    frame = groups(1, NAN, 3, total=6).T.rename_axis("code")
    message = refusal(frame, "persons", parts=PARTS)
    assert "a row shows total beside hidden parts" in message
    assert isinstance(kept("frame", frame.drop(columns="total"), "persons", parts={}), Kept)


@pytest.mark.parametrize("name", ["group", "benefit_group", "offer_type", "visitation_category"])
def test_a_frame_of_groups_that_does_not_tell_its_total_is_refused(name):
    frame = groups(1, 2, 3, total=6).rename_axis(name)
    assert f"has figures by {name}; say in `parts` which is the total of which" in refusal(frame)
    assert "say in `parts`" in refusal(frame.reset_index(), key=name)


def test_parts_that_are_not_there_are_refused():
    message = refusal(groups(1, 2, 3, total=6), parts={"total": ["one", "four"]})
    assert "`parts` names total, one, four, which no key column and no columns have" in message


@pytest.mark.parametrize("said", ["Tabel 7", "De fleste er færre", "Halvdelen"])
def test_a_name_that_says_a_number_or_a_direction_is_refused_unless_it_is_a_title(said):
    row = {"share_pct": 1.0, "source": said}
    with pytest.raises(
        ValueError, match=f"^row: '{said}' says .*name the column, or `label`, in `titles`"
    ):
        kept("row", row)
    assert f"{kept('row', row, titles=['source']).source}"


def test_a_label_that_says_a_direction_is_refused():
    frame = pd.DataFrame({"share_pct": [1.0]}, index=pd.Index(["least"], name="at"))
    with pytest.raises(ValueError, match=r"^row: 'lavest' says lavest; a name tells nothing"):
        kept("row", frame, labels={"least": "lavest"})
    named = kept("row", frame, labels={"least": "18-24 år"}, titles=["label"])
    assert unmark(f"{named.least.label}")[0] == "18-24 år"


def test_a_row_that_has_no_label_where_others_have_is_told():
    frame = groups(1, 2, 3, total=6)
    labels = {"one": "a", "two": "b", "three": "c", "totl": "i alt"}
    with pytest.raises(ValueError, match="`labels` has none for total; did you mean 'totl'"):
        kept("frame", frame, parts={"total": ["one", "two", "three"]}, labels=labels)


@pytest.mark.parametrize("wide", [True, False])
def test_a_total_beside_missing_parts_needs_to_say_which_are_its_parts(wide):
    frame = groups(1, float("nan"), 3, total=6)
    frame = frame.T.rename_axis("row") if wide else frame
    with pytest.raises(ValueError, match=r"beside missing parts; say in `parts`.*\]}$"):
        kept("frame", frame, "persons", parts={})


def test_a_total_in_any_level_of_the_key_is_seen():
    frame = pd.DataFrame({"sex": ["men", "total"], "code": ["101", "101"], "persons": [1, 3]})
    with pytest.raises(ValueError, match="say in `parts`"):
        kept("frame", frame, key=["sex", "code"])


def test_a_month_in_the_key_is_a_cell_of_the_row():
    frame = pd.DataFrame(
        {"persons": [5]}, index=pd.PeriodIndex(["2026-07"], freq="M", name="month")
    )
    found = kept("frame", frame)
    assert unmark(f"{found['2026M07'].month}")[0] == "juli 2026"
    assert "2026M07" in found
    assert "2026M08" not in found


def test_a_frame_says_what_it_is():
    frame = pd.DataFrame({"persons": [5]}, index=pd.Index(["a"], name="group"))
    assert repr(kept("now", frame, parts={})) == "<now: 1 rows by group; persons [persons]>"


def test_a_frame_or_a_row_where_a_cell_belongs_is_told():
    found = kept("frame", groups(1, 2, 3, total=6).drop(index="total"), parts={})
    with pytest.raises(TypeError, match="frame is a frame; print a cell of one of its rows"):
        f"{found}"
    with pytest.raises(AttributeError, match=r"frame\[one\] is a row, and a cell was expected"):
        found.one.printed()


def test_a_series_of_many_rows_is_no_single_row():
    series = pd.Series([1, 2], index=pd.PeriodIndex(["2026-06", "2026-07"], freq="M"))
    with pytest.raises(ValueError, match="is kept as one row, so its index must name columns"):
        kept("series", series, "persons")


def test_quarters_and_years_are_periods_and_print_without_thousands():
    frame = pd.DataFrame(
        {
            "quarter": pd.PeriodIndex(["2025Q4", "2026Q1"], freq="Q"),
            "year": [2025, 2026],
            "persons": [1200, 1300],
        }
    )
    by_quarter = kept("quarters", frame.set_index("quarter"))
    assert by_quarter.units == {"year": "year", "persons": "persons"}
    row = by_quarter["2026Q1"]
    assert unmark(f"{row.quarter}, {row.quarter:short}, {row.quarter:year}, {row.year}")[0] == (
        "1. kvartal 2026, 1. kvt. 2026, 2026, 2026"
    )
    by_year = kept("years", frame.set_index("year")[["persons"]])
    assert unmark(f"{by_year[2025].year}: {by_year[2025].persons}")[0] == "2025: 1.200"
    assert [record.value for record in unmark(f"{row.quarter}")[1]] == ["2026Q1"]


@pytest.mark.parametrize("total", ["total", "i alt"])
def test_a_total_by_its_label_is_a_total(total):
    key = pd.Index(["kursus", total], name="offer_type_label")
    frame = pd.DataFrame({"courses": [1, 2]}, index=key)
    with pytest.raises(ValueError, match=f"figures by offer_type_label; say .*{total}"):
        kept("mix", frame)
    assert kept("mix", frame, parts={total: ["kursus"]})
