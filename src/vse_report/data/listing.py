"""`tables`, the list of all tables: called it is a frame, and each table's card is an attribute.

No pandas at import, and none for `rows` and `lines`, with which the command line answers at once.
"""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vse_report import paths
from vse_report.data.cards import Card, load_cards
from vse_report.data.catalogue import breaks, card, cards
from vse_report.data.sealed import sealed_content
from vse_report.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100


class Listed(NamedTuple):
    """What the list says of one table; None where a table has no periods or no date."""

    name: str
    title: str
    publisher: str
    row: str
    unit: str
    first: str | None
    last: str | None
    newest: str | None
    breaks: int
    hidden: int


class Tables:
    """All tables of the data folder: ``tables()`` lists them, ``tables.<name>`` is a card.

    Examples
    --------
    >>> tables.population_municipal_annual.title_da
    'Folketal 1. januar, kommuner'
    >>> tables().loc["population_municipal_annual", "unit"]
    'persons'
    """

    def __call__(self) -> pd.DataFrame:
        """Return one row per table of the data folder, in the order of ``sources.yaml``.

        Index ``name``. Columns: title (Danish), publisher, row (what a row is), unit, first and
        last period, newest (ISO date of the newest figures); these three are missing where there is
        none. breaks is the number of breaks that concern the table, hidden the number of counts
        that are empty because the publisher hides them (0, 1 or 2 persons).
        """
        from vse_report.data.table_list import table_list

        return table_list(rows(cards()))

    def __getattr__(self, name: str) -> Card:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return card(name)
        except InputError as error:
            raise AttributeError(str(error)) from None

    def __dir__(self) -> list[str]:
        return list(cards())

    def __repr__(self) -> str:
        return f"data.tables() lists {len(cards())} tables; data.tables.<Tab> names them."


tables = Tables()


def rows(names: Iterable[str]) -> list[Listed]:
    """Return what the list says of these tables, in the order given."""
    return [_listed(card(name)) for name in names]


def lines(listed: Iterable[Listed], found: Iterable[str] = ()) -> Iterator[str]:
    """Yield two lines a table that fit a terminal: name and title; period, row and what else.

    ``found``, if given, says of each where it matched.
    """
    wheres = iter(found)
    for one in listed:
        title = textwrap.shorten(one.title, max(20, WIDTH - len(one.name) - 2), placeholder=" …")
        yield f"{one.name}  {title}"
        span = "" if one.first is None else f"{one.first}–{one.last}"
        where = next(wheres, "")
        told = [
            span if one.first != one.last else one.first,
            f"found in {where}" if where else "",
            one.row,
            one.publisher,
            f"{one.breaks} break{'s' * (one.breaks > 1)}" if one.breaks else "",
            f"{one.hidden} hidden" if one.hidden else "",
        ]
        yield f"    {textwrap.shorten('; '.join(filter(None, told)), WIDTH - 4, placeholder=' …')}"


def _listed(described: Card) -> Listed:
    from vse_report.data.origins import data_date

    dated = described.retrieved or described.vintage
    return Listed(
        name=described.table,
        title=described.title_da,
        publisher=described.publisher,
        row=described.row,
        unit=described.unit,
        first=described.coverage.first if described.coverage else None,
        last=described.coverage.last if described.coverage else None,
        newest=data_date([described.table]) if dated else None,
        breaks=len(breaks(described.table)),
        hidden=_hidden(paths.data_folder(), described.table, described.sha256),
    )


@lru_cache(maxsize=64)
def _hidden(folder: Path, table: str, _sha256: str | None) -> int:
    """Return how many counts are empty in a table whose empty cells are hidden counts."""
    described = load_cards(folder)[table]
    if described.empty != "hidden":
        return 0
    content = sealed_content(folder, described).decode("utf-8")
    head, *cells = csv.reader(io.StringIO(content))  # rows as lists: the file is long
    counts = [at for at, name in enumerate(head) if described.columns[name].type == "count"]
    return sum(not row[at] for row in cells for at in counts)
