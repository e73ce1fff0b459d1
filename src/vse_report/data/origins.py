"""What a report may say about where its figures come from: source lines, list, newest date."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence

from babel.dates import format_date

from vse_report.data.cards import Card
from vse_report.data.catalogue import card
from vse_report.data.provenance import Source, outside_sources
from vse_report.errors import InputError


def source_line(*tables: str, beside: Sequence[str] = (), calculated: bool = False) -> str:
    """Return the Danish source line of a figure or table.

    Tables of one publisher and date are named together:
    ``Kilde: Danmarks Statistik (AUS01, AUS07), udgave juli 2016.``; different ones are separated by
    semicolons after ``Kilder:``. A file that `outside` has read is named by its file name.
    ``beside`` names sources that are not tables, in finished words;
    ``calculated`` adds that the figures shown are worked out by us.

    Examples
    --------
    >>> source_line("population_municipal_annual", calculated=True)
    'Kilde: Danmarks Statistik (BEF1A07, FOLK1A, FOLK1AM), udgave marts 2026. Egne beregninger.'
    """
    if not tables and not beside:
        raise InputError("A source line needs at least one table or other source.")
    named: dict[tuple[str, str], list[str]] = {}
    outside = outside_sources()
    for found in (outside[table] for table in tables if table in outside):
        named.setdefault((found.publisher, found.vintage), []).append(found.publisher_table)
    for described in (card(table) for table in tables if table not in outside):
        # Only the first publisher's date is known where a table was put together from several.
        ages = [_age(described), *([""] * len(described.also))]
        for origin, age in zip(described.origins, ages, strict=True):
            known = named.setdefault((origin.publisher, age), [])
            parts = (part.strip() for part in origin.publisher_table.split(","))
            known.extend(part for part in parts if part not in known)
    phrases = [
        f"{publisher} ({', '.join(names)}){', ' if age else ''}{age}"
        for (publisher, age), names in named.items()
    ]
    phrases += beside
    own = " Egne beregninger." if calculated else ""
    return f"{'Kilde' if len(phrases) == 1 else 'Kilder'}: {'; '.join(phrases)}.{own}"


def sources(tables: Sequence[str]) -> list[Source]:
    """Return the lines of the Danish source list, one a table, in the order given, none twice.

    Examples
    --------
    >>> [(one.title, one.licence) for one in sources(["population_municipal_annual"])]
    [('Folketal 1. januar, kommuner', 'CC BY 4.0')]
    """
    listed = []
    for described in (card(table) for table in dict.fromkeys(tables)):
        source = Source(
            table=described.table,
            title=described.title_da,
            publisher="; ".join(origin.publisher for origin in described.origins),
            publisher_table="; ".join(origin.publisher_table for origin in described.origins),
            vintage=_age(described) or "udgave ikke oplyst",
            licence=described.licence,
            caveats=described.caveats_da,
        )
        listed.append(source)
    return listed


def data_date(tables: Iterable[str]) -> str:
    """Return the ISO date of the newest figures among the tables.

    The day they were retrieved, or the last day of the month or year of their vintage, which is all
    that is known of older extracts. InputError if no table has either.

    Examples
    --------
    >>> data_date(["population_municipal_annual"])
    '2026-03-31'
    """
    names = list(dict.fromkeys(tables))
    dates = [date for name in names if (date := _date(card(name)))]
    if not dates:
        raise InputError(f"No date is known for any of: {', '.join(names) or 'no tables'}.")
    return max(dates).isoformat()


def _date(described: Card) -> datetime.date | None:
    if described.retrieved or not described.vintage:
        return described.retrieved
    year, _, month = described.vintage.partition("-")
    last_month = int(month or 12)
    return datetime.date(int(year), last_month, calendar.monthrange(int(year), last_month)[1])


def _age(described: Card) -> str:
    """Return when the figures were retrieved or issued, in Danish; "" if not known."""
    if described.retrieved:
        return f"hentet {format_date(described.retrieved, 'd. MMMM y', locale='da')}"
    if described.vintage:
        has_month = "-" in described.vintage
        return (
            f"udgave {format_date(_date(described), 'MMMM y' if has_month else 'y', locale='da')}"
        )
    return ""
