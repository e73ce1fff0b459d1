"""A card on one screen: as text for a terminal, as HTML for JupyterLab in the theme it has."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from html import escape

from vse_report.data.areas import area_names, municipality_names
from vse_report.data.cards import Break, Card, Column
from vse_report.data.catalogue import breaks, cards
from vse_report.data.origins import sources
from vse_report.data.usage import usage

WIDTH, HEIGHT = 100, 45
HASH_DIGITS = 12
_LABEL = 8  # the width of the labels on the left of the text

EMPTY = {
    "none": "no cell is empty",
    "hidden": "the publisher hides it: 0, 1 or 2 persons; never work it out from the others",
    "not_applicable": "the column does not concern that row",
}


def as_text(described: Card) -> str:
    """Return a card as at most 45 lines of 100 characters; what is long is cut, and says so."""
    # The more columns a table has, the less is said of each, and of the rest.
    for several in (3, 2, 1):
        lines = list(_text_lines(described, several))
        if len(lines) <= HEIGHT:
            return "\n".join(lines)
    end = lines[lines.index(_call_line(described)) :]
    return "\n".join([*lines[: HEIGHT - 1 - len(end)], "  …", *end])


def as_html(described: Card) -> str:
    """Return a card as HTML that takes its colours from the page it stands on."""
    left = ' style="text-align:left;vertical-align:top"'
    told = "".join(
        f'<tr><th scope="row"{left}>{escape(label)}</th>'
        f"<td{left}>{'<br>'.join(map(escape, texts))}</td></tr>"
        for label, texts in _facts(described)
        if texts
    )
    rows = "".join(
        f'<tr><th scope="row"{left}><code>{escape(name)}</code></th>'
        + "".join(f"<td{left}>{escape(text)}</td>" for text in _told(column))
        + "</tr>"
        for name, column in described.columns.items()
    )
    heads = "".join(
        f'<th scope="col"{left}>{head}</th>'
        for head in ("column", "type", "unit", "what", "values")
    )
    return (
        f'<div style="max-width:60em"><p><b>{escape(described.title_da)}</b><br>'
        f"<code>{escape(described.table)}</code></p><table><tbody>{told}</tbody></table>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        f"<pre>{escape(call(described))}</pre><p>{escape(citation(described))}</p></div>"
    )


def call(described: Card) -> str:
    """Return a call that reads some rows of a table: of one municipality, in the last period."""
    keys = {}
    if described.coverage:
        keys[described.coverage.column] = described.coverage.last
    codes = [n for n, c in described.columns.items() if c.type == "code" and c.lookup != "own"]
    if codes:
        keys[codes[0]] = "101"
    given = [json.dumps(described.table), *(f'{name}="{value}"' for name, value in keys.items())]
    return f"data.read({', '.join(given)})"


def citation(described: Card) -> str:
    """Return what names the table in a text of one's own, down to the hash of its file."""
    source = sources([described.table])[0]
    sha256 = (described.sha256 or "not sealed")[:HASH_DIGITS]
    return (
        f"{source.publisher}, {source.publisher_table}: {source.title}, {source.vintage}. "
        f"{source.licence}. sha256 {sha256}"
    )


def _facts(described: Card) -> Iterator[tuple[str, list[str]]]:
    """Yield label -> lines for what is known of the table as a whole."""
    yield "title", [described.title]
    yield "what", [described.definition]
    yield "a row is", [described.row]
    yield "unit", [described.unit]
    yield "period", [_period(described)]
    yield "breaks", [_break(found) for found in breaks(described.table)]
    yield "empty", [EMPTY[described.empty]]
    yield "caveats", described.caveats
    yield "used in", [str(use) for use in usage(described.table)]


def _period(described: Card) -> str:
    coverage = described.coverage
    span = f"{coverage.first}–{coverage.last}" if coverage else "none"
    vintage = sources([described.table])[0].vintage
    return f"{span} ({vintage})"


def _break(found: Break) -> str:
    return f"{found.id}, {found.month or 'whole table'}: {found.text_da}"


def _text_lines(described: Card, several: int) -> Iterator[str]:
    yield described.title_da
    yield described.table
    for label, texts in _facts(described):
        # Few lines a fact, so that the whole fits a screen; the card's field has it all.
        for at, text in enumerate(texts):
            yield from _labelled("" if at else label, text, several)
    yield "columns"
    for name, column in described.columns.items():
        kind, unit, what, values = _told(column)
        told = "; ".join(filter(None, (f"{kind}, {unit}" if unit else kind, what, values)))
        yield from _wrapped(f"  {name}: {told}", "      ", min(several, 2))
    yield _call_line(described)
    yield from _labelled("cite it", citation(described), None)


def _call_line(described: Card) -> str:
    """Return the call in one line, whatever its length: it is there to be copied."""
    return f"{'read it':{_LABEL}} {call(described)}"


def _labelled(label: str, text: str, most: int | None) -> Iterable[str]:
    return _wrapped(f"{label:{_LABEL}} {text}", " " * (_LABEL + 1), most)


def _wrapped(text: str, indent: str, most: int | None) -> Iterable[str]:
    lead = text[: len(text) - len(text.lstrip())]
    return textwrap.wrap(
        text.lstrip(),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=indent,
        max_lines=most,
        placeholder=" …",
        break_on_hyphens=False,
    )


def _told(column: Column) -> tuple[str, str, str, str]:
    """Return type, unit, description and allowed values of a column."""
    kind = f"{column.type}{' (key)' if column.key else ''}"
    return kind, column.unit, column.description, _values(column)


def _values(column: Column) -> str:
    """Return what a column may hold, with labels; of many values the first few and how many."""
    if column.min is not None:
        return f"{column.min:.15g} to {column.max:.15g}"
    values = column.values
    if column.type == "code" and column.lookup == "municipalities" and "municipalities" in cards():
        values = area_names() if column.nation else municipality_names()
    told = [value if value == label else f"{value} ({label})" for value, label in values.items()]
    return ", ".join(told if len(told) <= 6 else [*told[:3], f"… {len(told)} in all"])
