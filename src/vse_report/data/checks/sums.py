"""Sums and parts: whether municipalities and groups add up, hidden counts allowed for."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from vse_report.data.cards import NATION
from vse_report.data.checks.common import (
    CATEGORIES,
    HIDDEN_MAX,
    TINY,
    Tables,
    at,
)
from vse_report.data.problems import Problem


def municipal_sums(
    tables: Tables, table: str, column: str, low: float, high: float
) -> Iterator[Problem]:
    """Yield each national row that the municipalities do not add up to.

    The gap, country less the sum of the counts shown, must lie between ``low`` and ``high``. Each
    hidden municipality adds up to 2 to the upper end; one without a row up to half as much again as
    it ever had.
    """
    frame = tables[table]
    by = [name for name in frame.columns if name in ("month", "quarter", "year", *CATEGORIES)]
    nation = frame[frame["code"].eq(NATION)].reset_index(names="line").set_index(by)
    if nation.empty:  # told as rows that are missing
        return
    areas = frame[frame["code"].ne(NATION)]
    counts = areas.groupby(by)[column]
    sums = nation[["line", column]].assign(
        known=counts.sum(),
        hidden=counts.size() - counts.count(),
        missing=_missing(areas, tables["municipalities"]["code"], by, column),
    )
    for key, row in sums.iterrows():
        named = ", ".join(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        if pd.isna(row[column]):
            yield at(table, f"the country's figure is empty ({named}).", row["line"], column)
            continue
        gap = row[column] - row["known"]
        highest = high + HIDDEN_MAX * row["hidden"] + row["missing"]
        if not low <= gap <= highest:
            yield at(
                table,
                f"the country has {row[column]} and the municipalities add up to {row['known']} "
                f"({named}); expected a difference from {low} to {highest}, found {gap}. "
                "Compare both with the publisher.",
                row["line"],
                column,
            )


def _missing(areas: pd.DataFrame, codes: pd.Series, by: list[str], column: str) -> pd.Series | int:
    """Return what municipalities without a row may have, by the key of the country's rows."""
    sizes = areas.groupby(by).size()
    short = sizes.index[sizes.lt(len(codes))]
    if short.empty:
        return 0
    groups = [name for name in by if name in CATEGORIES]
    figures = areas.set_index([*by, "code"])[column].astype(float).unstack("code")
    figures = figures.reindex(columns=codes)
    ever = figures.groupby(groups).transform("max") if groups else figures.max()
    there = areas.assign(there=True).set_index([*by, "code"])["there"].unstack("code")
    absent = there.reindex(columns=codes).isna()
    most = np.ceil(1.5 * (absent * ever)).where(absent, 0).clip(lower=absent * HIDDEN_MAX)
    return most.fillna(HIDDEN_MAX).sum(axis=1).astype(int)


def parts_add_up(
    tables: Tables,
    table: str,
    category: str,
    column: str,
    rounding: float,
    relative: float = 0.0,
) -> Iterator[Problem]:
    """Yield each total that its parts do not add up to.

    Total less the parts shown must lie within ``rounding``, or ``relative`` times the total if that
    is more; each hidden part adds up to 2 to the upper end. A hidden total says nothing.
    """
    frame = tables[table]
    by = [name for name in ("code", "month", "period") if name in frame.columns]
    parts = frame[frame[category].ne("total")].groupby(by)[column]
    totals = frame[frame[category].eq("total")].reset_index(names="line").set_index(by)
    sums = totals[["line"]].assign(
        total=totals[column].astype(float),
        known=parts.sum().astype(float),
        hidden=parts.size() - parts.count(),
    )
    sums = sums[sums["total"].notna()]
    difference = sums["total"] - sums["known"]
    allowed = (relative * sums["total"]).clip(lower=rounding) + TINY
    fits = difference.between(-allowed, allowed + HIDDEN_MAX * sums["hidden"])
    for key, row in sums[~fits].iterrows():
        named = ", ".join(str(part) for part in (key if isinstance(key, tuple) else (key,)))
        text = (
            f"the total is {row['total']:.10g} and its parts add up to {row['known']:.10g} with "
            f"{row['hidden']:g} hidden ({named}); rounding and hiding do not explain "
            f"{row['total'] - row['known']:.10g}."
        )
        yield at(table, text, row["line"], column)


def visitation_fits_recipients(tables: Tables, table: str) -> Iterator[Problem]:
    """Yield each area whose visitation categories do not add up to its recipients.

    Six figures rounded to whole persons rarely differ by more than 2.
    """
    frame = tables[table].reset_index(names="line")
    parts = frame.groupby(["code", "month"])["full_time_persons"]
    lines = frame.groupby(["code", "month"])["line"].first()
    recipients = tables["cash_benefit_municipal_monthly"].set_index(["code", "month"])
    sums = pd.DataFrame({"known": parts.sum(), "hidden": parts.size() - parts.count()})
    sums = sums.join(recipients["full_time_persons"], how="inner")
    for (code, month), row in sums.iterrows():
        difference = row["full_time_persons"] - row["known"]
        if not -2 <= difference <= 2 + HIDDEN_MAX * row["hidden"]:
            text = (
                f"{code} in {month}: the categories add up to {row['known']} with {row['hidden']} "
                f"hidden, but cash_benefit_municipal_monthly has {row['full_time_persons']}."
            )
            yield at(table, text, lines[code, month], "full_time_persons")
