"""What is known of the tables: their cards, breaks and labels. No figures, so this is light."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from vse_report import paths
from vse_report.data.cards import Break, Card, load_breaks, load_cards
from vse_report.errors import InputError

# Up to this many allowed values are listed in an error; of more, only the first and the last.
LISTED_VALUES = 20


def cards() -> dict[str, Card]:
    """Return table name -> card of the data folder in use, in the order of ``sources.yaml``.

    Examples
    --------
    >>> len(cards()["population_municipal_annual"].columns)
    3
    """
    return load_cards(paths.data_folder())


def card(table: str) -> Card:
    """Return the card of one table, or raise InputError naming the nearest table there is.

    Examples
    --------
    >>> card("population_municipal_annual").unit
    'persons'
    """
    known = cards()
    if table not in known:
        raise InputError(f"There is no table {table!r}.{nearest(table, known)} {allowed(known)}")
    return known[table]


def coverage(table: str) -> tuple[str, str]:
    """Return the first and last period of a table, such as ("2016M07", "2026M07").

    Taken from the card, so no figures are read. InputError if the table has no periods.

    Examples
    --------
    >>> coverage("unemployment_net_national_monthly_sa")
    ('2001M01', '2016M06')
    """
    described = card(table)
    if described.coverage is None:
        raise InputError(f"{table} has no periods: a row is {described.row}.")
    return described.coverage.first, described.coverage.last


def labels(table: str, column: str) -> dict[str, str]:
    """Return value -> Danish label for a category column, in the order of the table.

    Examples
    --------
    >>> labels("unemployment_gross_municipal_monthly", "benefit_group")
    {'unemployment_benefit': 'dagpenge', 'cash_benefit': 'kontanthjælp', 'total': 'i alt'}
    """
    columns = card(table).columns
    if column not in columns:
        problem = f"{table} has no column {column!r}."
        raise InputError(f"{problem}{nearest(column, columns)} {allowed(columns)}")
    return dict(columns[column].values)


def breaks(table: str) -> list[Break]:
    """Return the breaks that concern a table, in the order of ``breaks.yaml``; often none.

    Examples
    --------
    >>> [found.id for found in breaks("unemployment_net_national_monthly_sa")]
    ['net_tables_joined_2007', 'net_method_changed_2008']
    """
    name = card(table).table
    return [found for found in load_breaks(paths.data_folder()) if name in found.tables]


def find_break(id: str) -> Break:
    """Return the break of that id, or raise InputError naming the nearest one there is.

    Examples
    --------
    >>> find_break("cash_benefit_reform_2025").month
    '2025M07'
    """
    known = {found.id: found for found in load_breaks(paths.data_folder())}
    if id not in known:
        problem = f"There is no break {id!r}."
        raise InputError(f"{problem}{nearest(id, known)} {allowed(known)}")
    return known[id]


def nearest(value: object, allowed: Iterable[str]) -> str:
    """Return a hint to the closest allowed value, or nothing if none is close."""
    close = difflib.get_close_matches(str(value), [str(a) for a in allowed], n=1)
    return f" Did you mean {close[0]!r}?" if close else ""


def allowed(values: Iterable[str]) -> str:
    """Return a sentence that lists what may be asked for, or its ends if that is too much."""
    known = [value or '""' for value in values]
    if len(known) > LISTED_VALUES:
        return f"Allowed: {min(known)} to {max(known)}, {len(known)} values in all."
    return f"Allowed: {', '.join(known)}."
