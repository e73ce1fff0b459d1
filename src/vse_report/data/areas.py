"""Municipalities by code or by name, wherever one is asked for."""

from __future__ import annotations

import difflib
from typing import Any

from vse_report.data.cards import NATION
from vse_report.data.sealed import plain_rows
from vse_report.errors import quoted

NATION_NAME = "Hele landet"
_NATION_NAMES = ("hele landet", "danmark", "denmark", "landet")


def municipality_names() -> dict[str, str]:
    """Return code -> name of every municipality."""
    return {row["code"]: row["name"] for row in plain_rows("municipalities")}


def area_names() -> dict[str, str]:
    """Return code -> name of the whole country and of every municipality."""
    return {NATION: NATION_NAME, **municipality_names()}


def name_beside(code: str) -> str:
    """Return what the column is called that has the names of a column of codes."""
    return code.removesuffix("code") + "name"


def parse_municipality(value: Any) -> str:
    """Return the three-character code of a municipality given as ``101``, ``0101`` or its name.

    Names may be in any case; papermill's command line turns ``0101`` into the number 101, which
    is understood too.

    Raises
    ------
    ValueError
        If there is no such municipality; the message names the nearest one, or those of the region
        that has the name.
    """
    names = municipality_names()
    text = str(value).strip()
    if text.isdigit():
        code = text.lstrip("0").zfill(3)
        if code in names:
            return code
    by_name = {name.casefold(): code for code, name in names.items()}
    if text.casefold() in by_name:
        return by_name[text.casefold()]
    msg = (
        f"{quoted(value)} is no municipality; "
        f"give one of the 98 by code (101, 0101) or name{_what_it_is(text, names, by_name)}"
    )
    raise ValueError(msg)


def parse_area(value: Any) -> str:
    """Return a code as `parse_municipality`, or ``000`` of the whole country by code or name."""
    text = str(value).strip().casefold()
    return NATION if text in (NATION, "0", *_NATION_NAMES) else parse_municipality(value)


def _what_it_is(text: str, names: dict[str, str], by_name: dict[str, str]) -> str:
    """Return what a name that is no municipality's is instead, or the nearest that is one's."""
    folded = text.casefold()
    of_region = [
        row["name"]
        for row in plain_rows("municipalities")
        if folded in (row["region"].casefold(), row["region"].casefold().removeprefix("region "))
    ]
    if of_region:
        return f"; it is a region, of {', '.join(of_region)}"
    successors = {
        row["new_name"]
        for row in plain_rows("municipal_reform_2007")
        if folded in (row["old_name"].casefold(), row["county"].casefold())
    }
    if successors:
        return f"; until 2007 it was one, today part of {', '.join(sorted(successors))}"
    near = difflib.get_close_matches(folded.lstrip("0"), [*names, *by_name], n=1, cutoff=0.6)
    code = by_name.get(near[0], near[0]) if near else ""
    return f"; nearest is {names[code]} ({code})" if code else ""
