"""Damages to figures, by rule: what slips of copying, pasting, sorting and fetching look like.

A rule takes a table and returns it damaged, or None where the table has nothing of the kind. No
chance is involved; where a rule needs noise it is worked out from the place of a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from vse_report.data.cards import Card

NATION = "000"


@dataclass(frozen=True)
class Table:
    """A table as a rule sees it: the typed frame, and what its card says of the columns."""

    frame: pd.DataFrame
    card: Card

    @property
    def period(self) -> str | None:
        return self.card.coverage.column if self.card.coverage else None

    @property
    def periods(self) -> list[Any]:
        return sorted(self.frame[self.period].unique()) if self.period else []

    @property
    def figures(self) -> list[str]:
        return [n for n, c in self.card.columns.items() if c.type in ("count", "decimal")]

    @property
    def category(self) -> str | None:
        named = ("benefit_group", "offer_type", "visitation_category")
        return next((name for name in named if name in self.frame), None)

    @property
    def has_areas(self) -> bool:
        return "code" in self.frame and "neighbour_code" not in self.frame

    def by_size(self) -> list[str]:
        """Return the municipalities by their first figure in the newest period, largest first."""
        rows = self.frame[self.frame["code"].ne(NATION)]
        rows = rows[rows[self.period].eq(self.periods[-1])] if self.period else rows
        sizes = rows.assign(size=rows[self.figures[0]].astype(float)).groupby("code")["size"].max()
        return sizes.sort_values(ascending=False, kind="stable").index.tolist()

    def rows(self, code: str | None = None, ago: int | None = None, group: str | None = None):
        """Return which rows are of an area, a period (0 the newest) and a category."""
        chosen = pd.Series(True, index=self.frame.index)
        if code is not None and self.has_areas:
            chosen &= self.frame["code"].eq(code)
        if ago is not None and self.period:
            chosen &= self.frame[self.period].eq(self.periods[-1 - ago])
        if group is not None:
            chosen &= self.frame[self.category].eq(group)
        return self.frame.index[chosen]


Rule = Callable[[Table], pd.DataFrame | None]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    RULES[function.__name__] = function
    return function


def with_cells(table: Table, lines: pd.Index, columns: list[str], change: Callable) -> pd.DataFrame:
    """Return the frame with cells changed; figures stay whole where they are counts."""
    frame = table.frame.copy()
    for column in columns:
        described = table.card.columns[column]
        values = change(frame.loc[lines, column].astype(float))
        values = values.round(described.decimals or 0).clip(lower=0)
        if described.type == "count":
            values = values.astype("Int64").astype(frame[column].dtype)
        frame.loc[lines, column] = values
    return frame


# --- one cell -------------------------------------------------------------------------------------


def _digits(change: Callable[[str], str]) -> Callable:
    """Return a change of the digits of each number, as a slip of the keyboard makes it."""
    return lambda values: values.map(lambda v: v if pd.isna(v) else float(change(f"{v:.10g}")))


CELL_CHANGES: dict[str, Callable] = {
    "tenfold": lambda v: v * 10,
    "a_tenth": lambda v: v / 10,
    "doubled": lambda v: v * 2,
    "halved": lambda v: v / 2,
    "a_fifth_more": lambda v: v * 1.2,
    "a_fifth_less": lambda v: v * 0.8,
    "first_digits_transposed": _digits(lambda t: t[1] + t[0] + t[2:] if t[1:2].isdigit() else t),
    "last_digit_lost": _digits(lambda t: t[:-1].rstrip(".") or "0"),
    "a_digit_typed_twice": _digits(lambda t: t[0] + t),
    "rounded_to_hundreds": lambda v: v.round(-2),
    "nought": lambda v: v * 0,
}
PLACES = {
    "of_the_country": lambda _: NATION,
    "of_the_largest": lambda t: t.by_size()[0],
    "of_a_middling_one": lambda t: t.by_size()[49],
}


def _cell_rule(name: str, place: str, change: Callable) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if not table.figures or not table.has_areas:
            return None
        lines = table.rows(PLACES[place](table), ago=0)
        if lines.empty:
            return None
        # The last row is the total where there is one.
        return with_cells(table, lines[-1:], table.figures[:1], change)

    RULES[f"cell_{name}_{place}"] = damage


for _name, _change in CELL_CHANGES.items():
    for _place in PLACES:
        _cell_rule(_name, _place, _change)


def _series_rule(name: str, change: Callable) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if not table.figures or table.has_areas or not table.period:
            return None
        return with_cells(table, table.rows(ago=0)[-1:], table.figures[:1], change)

    RULES[f"cell_{name}_of_a_national_series"] = damage


for _name, _change in CELL_CHANGES.items():
    _series_rule(_name, _change)


# --- exchanged ------------------------------------------------------------------------------------


def _exchanged(table: Table, first: pd.Index, second: pd.Index) -> pd.DataFrame | None:
    if len(first) == 0 or len(first) != len(second):
        return None
    frame = table.frame.copy()
    for column in table.figures:
        frame.loc[first, column] = table.frame.loc[second, column].to_numpy()
        frame.loc[second, column] = table.frame.loc[first, column].to_numpy()
    return frame


def _areas_rule(name: str, first: int, second: int, ago: int | None) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if not table.has_areas or not table.figures or (ago is not None and not table.period):
            return None
        if ago is not None and len(table.periods) <= ago:
            return None
        codes = table.by_size()
        return _exchanged(table, table.rows(codes[first], ago), table.rows(codes[second], ago))

    RULES[f"exchanged_{name}"] = damage


_areas_rule("largest_and_third_in_the_newest_period", 0, 2, 0)
_areas_rule("two_middling_areas_in_the_newest_period", 40, 60, 0)
_areas_rule("two_of_one_size_in_the_newest_period", 49, 50, 0)
_areas_rule("largest_and_third_throughout", 0, 2, None)
_areas_rule("two_middling_areas_throughout", 40, 60, None)
_areas_rule("two_of_one_size_throughout", 49, 50, None)
_areas_rule("two_middling_areas_long_ago", 40, 60, 5)


def _categories_rule(name: str, places: tuple[int, int], where: str, ago: int | None) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if not table.category or not table.figures:
            return None
        if ago is not None and len(table.periods) <= ago:
            return None
        if (where != "everywhere") and not table.has_areas:
            return None
        known = list(table.card.columns[table.category].values)
        code = {"everywhere": None, "country": NATION}.get(where) or (
            table.by_size()[0] if where == "largest" else None
        )
        first, second = (table.rows(code, ago, known[place]) for place in places)
        return _exchanged(table, first, second)

    RULES[f"exchanged_{name}"] = damage


_categories_rule("two_categories_in_the_newest_period", (0, 1), "everywhere", 0)
_categories_rule("second_and_third_category_in_the_newest_period", (1, 2), "everywhere", 0)
_categories_rule("two_categories_of_the_country", (0, 1), "country", 0)
_categories_rule("two_categories_of_the_largest", (0, 1), "largest", 0)
_categories_rule("two_categories_throughout", (0, 1), "everywhere", None)
_categories_rule("two_categories_long_ago", (0, 1), "everywhere", 7)
_categories_rule("total_and_a_part_in_the_newest_period", (0, -1), "everywhere", 0)


def _periods_rule(name: str, first: int, second: int) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if len(table.periods) <= max(first, second) or not table.figures:
            return None
        one, other = (_in_key_order(table, table.rows(ago=ago)) for ago in (first, second))
        return _exchanged(table, one, other)

    RULES[f"exchanged_{name}"] = damage


def _in_key_order(table: Table, lines: pd.Index) -> pd.Index:
    keys = [key for key in table.card.keys if key != table.period]
    return table.frame.loc[lines].sort_values(keys, kind="stable").index if keys else lines


_periods_rule("the_two_newest_periods", 0, 1)
_periods_rule("the_newest_and_half_a_year_before", 0, 6)
_periods_rule("two_old_periods", 8, 14)


@rule
def exchanged_columns_in_the_newest_period(table: Table) -> pd.DataFrame | None:
    return _columns_exchanged(table, table.rows(ago=0)) if table.period else None


@rule
def exchanged_columns_throughout(table: Table) -> pd.DataFrame | None:
    return _columns_exchanged(table, table.frame.index)


def _columns_exchanged(table: Table, lines: pd.Index) -> pd.DataFrame | None:
    pairs = [
        (a, b)
        for a, b in zip(table.figures, table.figures[1:], strict=False)
        if table.frame[a].dtype == table.frame[b].dtype
    ]
    if not pairs:
        return None
    frame, (first, second) = table.frame.copy(), pairs[0]
    frame.loc[lines, [first, second]] = table.frame.loc[lines, [second, first]].to_numpy()
    return frame.astype(table.frame.dtypes.to_dict())


# --- put in twice, moved by a row -----------------------------------------------------------------


def _copy_rule(name: str, ago: int, part: Callable[[Table], set[str] | None], target: int = 0):
    def damage(table: Table) -> pd.DataFrame | None:
        if len(table.periods) <= target + ago or not table.figures:
            return None
        chosen = part(table) if table.has_areas else None
        if not table.has_areas and part is not _everyone:
            return None
        new, old = (_in_key_order(table, table.rows(ago=place)) for place in (target, target + ago))
        if len(new) != len(old):
            return None
        frame = table.frame.copy()
        kept = frame.loc[new, "code"].isin(chosen).to_numpy() if chosen else np.full(len(new), True)
        for column in table.figures:
            frame.loc[new[kept], column] = table.frame.loc[old[kept], column].to_numpy()
        return frame

    RULES[f"copied_{name}"] = damage


def _everyone(_: Table) -> None:
    return None


_copy_rule("newest_period_from_the_one_before", 1, _everyone)
_copy_rule("newest_period_from_a_year_before", 12, _everyone)
_copy_rule("old_period_from_the_one_before", 1, _everyone, target=6)
_copy_rule("newest_period_from_three_before", 3, _everyone)
_copy_rule("newest_period_from_ten_before", 10, _everyone)
_copy_rule("larger_half_of_the_areas", 1, lambda t: {NATION, *t.by_size()[:60]})
_copy_rule("the_country_only", 1, lambda _: {NATION})
_copy_rule("the_largest_only", 1, lambda t: {t.by_size()[0]})
_copy_rule("a_region_of_ten", 1, lambda t: set(t.by_size()[10:20]))


@rule
def copied_one_column_of_the_newest_period(table: Table) -> pd.DataFrame | None:
    if len(table.periods) < 2 or not table.has_areas:
        return None
    frame = table.frame.copy()
    new, old = (_in_key_order(table, table.rows(ago=place)) for place in (0, 1))
    if len(new) != len(old):
        return None
    frame.loc[new, table.figures[-1]] = table.frame.loc[old, table.figures[-1]].to_numpy()
    return frame


def _moved_rule(name: str, order: Callable[[np.ndarray], np.ndarray], all_columns: bool) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if not table.has_areas or not table.figures:
            return None
        lines = table.rows(ago=0) if table.period else table.frame.index
        lines = lines[table.frame.loc[lines, "code"].ne(NATION)]
        frame = table.frame.copy()
        for column in table.figures if all_columns else table.figures[-1:]:
            frame.loc[lines, column] = table.frame.loc[order(lines.to_numpy()), column].to_numpy()
        return frame

    RULES[f"moved_{name}"] = damage


_moved_rule("rows_by_one", lambda lines: np.roll(lines, 1), True)
_moved_rule("one_column_by_a_row", lambda lines: np.roll(lines, 1), False)
_moved_rule("rows_upside_down", lambda lines: lines[::-1], True)
_moved_rule("rows_by_ten", lambda lines: np.roll(lines, 10), True)


@rule
def moved_one_area_by_a_period(table: Table) -> pd.DataFrame | None:
    return _shifted_series(table, table.by_size()[3]) if table.has_areas else None


@rule
def moved_all_areas_by_a_period(table: Table) -> pd.DataFrame | None:
    return _shifted_series(table, None)


def _shifted_series(table: Table, code: str | None) -> pd.DataFrame | None:
    if len(table.periods) < 3 or not table.figures:
        return None
    frame = table.frame.copy()
    lines = table.rows(code)
    keys = [key for key in table.card.keys if key != table.period]
    rows = frame.loc[lines].sort_values(table.period, kind="stable")
    for column in table.figures:
        moved = rows.groupby(keys)[column].shift() if keys else rows[column].shift()
        frame.loc[rows.index, column] = moved.where(moved.notna(), rows[column])
    return frame.astype(table.frame.dtypes.to_dict())


# --- scaled, rounded, evened out ------------------------------------------------------------------


def _newest_rule(name: str, change: Callable, kinds: tuple[str, ...]) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        columns = [n for n in table.figures if table.card.columns[n].type in kinds]
        if not columns:
            return None
        lines = table.rows(ago=0) if table.period else table.frame.index
        return with_cells(table, lines, columns, change)

    RULES[f"newest_{name}"] = damage


_newest_rule("counts_in_thousands", lambda v: v / 1000, ("count",))
_newest_rule("counts_a_tenth_more", lambda v: v * 1.1, ("count",))
_newest_rule("counts_rounded_to_tens", lambda v: v.round(-1), ("count",))
_newest_rule("counts_doubled", lambda v: v * 2, ("count",))
_newest_rule("shares_as_fractions", lambda v: v / 100, ("decimal",))
_newest_rule("shares_tenfold", lambda v: v * 10, ("decimal",))
_newest_rule("shares_without_decimals", lambda v: v.round(0), ("decimal",))
_newest_rule("all_half_as_much_again", lambda v: v * 1.5, ("count", "decimal"))
_newest_rule(
    "all_noise_of_a_tenth", lambda v: v * (1 + 0.1 * np.sin(v.index)), ("count", "decimal")
)
_newest_rule(
    "all_noise_of_a_third", lambda v: v * (1 + 0.33 * np.sin(v.index)), ("count", "decimal")
)
_newest_rule("all_their_mean", lambda v: v * 0 + v.mean(), ("count", "decimal"))


@rule
def moved_a_tenth_from_one_group_to_another(table: Table) -> pd.DataFrame | None:
    """Keep every total."""
    if table.category is None or not table.has_areas:
        return None
    known = list(table.card.columns[table.category].values)
    code, column = table.by_size()[0], table.figures[0]
    giver, taker = (table.rows(code, 0, group)[:1] for group in known[:2])
    return _given(table, giver, taker, column)


@rule
def moved_a_fifth_from_one_area_to_another(table: Table) -> pd.DataFrame | None:
    """Keep the sum of the country."""
    if not table.has_areas or not table.figures:
        return None
    codes = table.by_size()
    giver, taker = (table.rows(code, 0)[-1:] for code in (codes[1], codes[3]))
    return _given(table, giver, taker, table.figures[0], 0.2)


def _given(
    table: Table, giver: pd.Index, taker: pd.Index, column: str, part: float = 0.1
) -> pd.DataFrame | None:
    if giver.empty or taker.empty or table.card.columns[column].type != "count":
        return None
    frame = table.frame.copy()
    amount = int(frame.loc[giver, column].iloc[0] * part)
    frame.loc[giver, column] -= amount
    frame.loc[taker, column] += amount
    return frame


# --- hidden counts --------------------------------------------------------------------------------


def _hidden_rule(name: str, change: Callable[[pd.Series], pd.Series]) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        columns = [
            n
            for n, c in table.card.columns.items()
            if c.nullable and c.type == "count" and table.frame[n].isna().any()
        ]
        if not columns:
            return None
        frame = table.frame.copy()
        frame[columns[0]] = change(frame[columns[0]])
        return frame

    RULES[f"hidden_{name}"] = damage


_hidden_rule("counts_filled_in_with_three", lambda v: v.fillna(3))
_hidden_rule("counts_filled_in_with_a_dozen", lambda v: v.fillna(12))
_hidden_rule("counts_below_ten", lambda v: v.where(v.ge(10)))
_hidden_rule("counts_below_a_hundred", lambda v: v.where(v.ge(100)))


@rule
def hidden_shares_of_the_newest_period(table: Table) -> pd.DataFrame | None:
    columns = [n for n, c in table.card.columns.items() if c.nullable and c.type == "decimal"]
    if not columns or not table.period:
        return None
    frame = table.frame.copy()
    lines = table.rows(ago=0)
    frame.loc[lines[frame.loc[lines, "code"].ne(NATION)], columns[0]] = np.nan
    return frame


# --- rows -----------------------------------------------------------------------------------------


@rule
def rows_of_an_area_lost_in_the_newest_period(table: Table) -> pd.DataFrame | None:
    if not table.has_areas:
        return None
    return table.frame.drop(table.rows(table.by_size()[20], 0))


@rule
def rows_of_an_area_lost_throughout(table: Table) -> pd.DataFrame | None:
    return table.frame.drop(table.rows(table.by_size()[20])) if table.has_areas else None


@rule
def rows_of_an_old_period_lost(table: Table) -> pd.DataFrame | None:
    return table.frame.drop(table.rows(ago=3)) if len(table.periods) > 4 else None


@rule
def rows_of_the_newest_period_lost(table: Table) -> pd.DataFrame | None:
    return table.frame.drop(table.rows(ago=0)) if len(table.periods) > 1 else None


@rule
def rows_of_the_first_period_lost(table: Table) -> pd.DataFrame | None:
    return (
        table.frame.drop(table.rows(ago=len(table.periods) - 1)) if len(table.periods) > 1 else None
    )


@rule
def rows_of_a_category_lost(table: Table) -> pd.DataFrame | None:
    if table.category is None:
        return None
    return table.frame.drop(table.rows(group=list(table.card.columns[table.category].values)[1]))


@rule
def rows_of_the_country_lost(table: Table) -> pd.DataFrame | None:
    lines = table.rows(NATION)
    return table.frame.drop(lines) if table.has_areas and len(lines) else None


@rule
def row_put_in_twice(table: Table) -> pd.DataFrame | None:
    again = table.frame.iloc[[-1]]
    return pd.concat([table.frame, again.set_axis([table.frame.index[-1] + 1])])


@rule
def code_of_one_area_given_to_another(table: Table) -> pd.DataFrame | None:
    if not table.has_areas:
        return None
    first, second = table.by_size()[30:32]
    frame = table.frame.copy()
    frame.loc[table.rows(first), "code"] = second
    return frame


# --- names and neighbours -------------------------------------------------------------------------


def _swap_values(column: str, first: str, second: str, name: str) -> None:
    def damage(table: Table) -> pd.DataFrame | None:
        if column not in table.frame or first not in set(table.frame[column].astype(str)):
            return None
        frame = table.frame.copy()
        frame[column] = frame[column].replace({first: second, second: first})
        return frame

    RULES[f"names_{name}"] = damage


_swap_values("name", "Odense", "Viborg", "of_two_municipalities_exchanged")
_swap_values("new_name", "Odense", "Viborg", "of_two_new_municipalities_exchanged")
_swap_values("region", "Region Sjælland", "Region Nordjylland", "of_two_regions_exchanged")
_swap_values("municipality_group", "rural", "commuter", "of_two_groups_exchanged")
_swap_values("neighbour_code", "461", "791", "of_two_neighbours_exchanged")
_swap_values("new_code", "461", "791", "of_two_new_codes_exchanged")
_swap_values("old_code", "461", "791", "of_two_old_codes_exchanged")
