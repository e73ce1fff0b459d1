"""The words of a report as one Markdown file that people review: a sentence a line.

A diff of two such files shows the sentence that changed and nothing else. So what changes with
every commit is left out: hashes, checksums, the code of cells, how to cite and how to recompute.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from itertools import groupby

from lxml import etree, html

from vse_report.blocks import Figure, Table
from vse_report.data.provenance import Source
from vse_report.figures.svg import SVG, parse
from vse_report.render.document import (
    NO_SOURCES,
    SPECIAL_EDITION,
    Document,
    Item,
    Numbered,
    Ordinary,
    Section,
    Subheading,
    Text,
)
from vse_report.render.markup import from_output

FINDING_TITLE = "Hovedresultat"
_BETWEEN = " · "
_WIDTH = 100
# These lead on to what follows and never end a sentence, whatever letter comes. "pct.", "mio." and
# "mv." may end one: they do when a capital follows.
_LEADING = """ca. jf. nr. bl.a. f.eks. dvs. kap. afs. s. inkl. ekskl. hhv. vedr. evt. iflg. dr. skt.
    kl. tlf. jan. feb. mar. apr. aug. sep. sept. okt. nov. dec.""".split()  # noqa: SIM905
_MAY_END = ("pct.", "mio.", "mia.", "kr.", "mv.", "m.v.", "m.m.", "osv.", "o.l.", "mfl.", "m.fl.")
# A word with its full stop and what closes after it, and what the next word opens with.
_END = re.compile(
    r"(?P<word>[^\s(»“\"*_–/-]*[.?!])(?P<close>[*_)\]»«”’\"']*) +(?=[*_(\[»«“„\"']*(?P<next>\w))"
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKER = re.compile(r"(?P<indent>\s*)(?P<marker>[-*+]|\d+[.)])\s+(?P<rest>.*)")
_VERBATIM = ("|", ">")


def words(document: Document) -> str:
    """Return the words of a finished report as Markdown, in the order of the page.

    The same document gives the same text; it ends with one newline.
    """
    parts = [*_head(document)]
    for section in document.sections:
        parts += _section(section, document.colophon.sources)
    contact = _flat(document.colophon.contact)
    parts.append(f"Kontakt: {contact}" if contact else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def sentences(text: str) -> list[str]:
    """Return the sentences of running ``text``, each on one line with plain spaces.

    A sentence ends before a capital letter, or before a digit where no abbreviation stands.
    """
    text, start, found = _flat(text), 0, []
    for match in _END.finditer(text):
        if _ends(match["word"].lower(), match["next"]):
            found.append(text[start : match.end()].rstrip())
            start = match.end()
    return [*found, text[start:]] if text[start:] else found


def lines(markdown: str) -> str:
    """Return Markdown with one sentence a line; items, rows, quotes and code stay what they are."""
    done, fence = [], ""
    running: list[str] = []
    for line in markdown.splitlines():
        opened = _FENCE.match(line)
        if fence or opened:
            done += [*_spread(running), line]
            running = []
            if not fence:
                fence = opened[1]
            elif opened and line.strip() == opened[1] and opened[1].startswith(fence):
                fence = ""
        elif not line.strip() or line.lstrip().startswith(_VERBATIM):
            done += [*_spread(running), line.strip()]
            running = []
        elif _begins_item(line, running):
            done += _spread(running)
            running = [line]
        else:
            running.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join([*done, *_spread(running)])).strip("\n")


def _ends(word: str, following: str) -> bool:
    if word in _LEADING:
        return False
    if following.isdigit():  # "ved 22. 14 af dem" is not for us to part
        return word not in _MAY_END and not word[:-1].isdigit()
    return following.isupper()


def _begins_item(line: str, running: list[str]) -> bool:
    """Tell whether ``line`` begins a list item; "271. De blev" inside a paragraph does not."""
    item = _MARKER.fullmatch(line)
    if item is None or item["marker"] in ("-", "*", "+", "1.", "1)"):
        return item is not None
    return not running or _MARKER.fullmatch(running[0]) is not None


def _flat(text: str) -> str:
    return " ".join(text.split())


def _spread(running: list[str]) -> list[str]:
    """Return a paragraph or list item, broken anyhow, as a line for each sentence."""
    if not running:
        return []
    item = _MARKER.fullmatch(running[0])
    if item is None:
        return sentences(" ".join(running))
    mark = f"{item['indent']}{item['marker']} "
    return _item(mark, " ".join([item["rest"], *running[1:]])).split("\n")


def _item(mark: str, text: str) -> str:
    """Return a list item, its later sentences below its first."""
    return mark + f"\n{' ' * len(mark)}".join(sentences(text))


def _head(document: Document) -> Iterator[str]:
    yield f"# {_flat(document.title_markdown)}"
    yield _flat(document.colophon.publisher)
    yield f"Kommune: {document.colophon.about}" if document.colophon.about else ""
    yield f"Nyeste tal fra {document.data_date}" if document.data_date else ""
    yield f"Til og med {document.last_month}" if document.last_month else ""
    if document.special_edition:
        yield f"{SPECIAL_EDITION}: {_flat(document.special_edition)}"
    yield from map(lines, [*document.notices, *filter(None, [document.lacks])])
    if document.finding:
        yield f"## {FINDING_TITLE}"
        yield lines(document.finding.markdown)


def _section(section: Section, sources: Iterable[Source]) -> Iterator[str]:
    if section.heading:
        yield f"## {_flat(section.heading.markdown)}"
    yield from map(_words_of, section.items)
    if section.holds_sources:
        yield "\n".join(map(_source, sources)) or NO_SOURCES


def _words_of(item: Item) -> str:
    match item:
        case Text():
            return lines(item.markdown)
        case Subheading():
            return f"{'#' * item.heading.level} {_flat(item.heading.markdown)}"
        case Numbered(block=Figure()):
            return _numbered(item, [*_figure(item.block)])
        case Numbered():
            return _numbered(item, [*_foot(item.block)], _rows(_cells(item.block)))
    return _ordinary(item)


def _numbered(shown: Numbered, items: list[str], table: str = "") -> str:
    title = f"**{shown.label}: {_flat(shown.block.title)}**"
    return "\n\n".join(filter(None, [title, table, "\n".join(items)]))


def _figure(figure: Figure) -> Iterator[str]:
    if figure.unit:
        yield f"- Enhed: {_flat(figure.unit)}"
    yield from _drawn(figure.svg)
    told = [("Alternativ tekst", figure.alt), ("I ord", figure.description)]
    for name, text in told:
        if text and text != figure.title:
            yield _item(f"- {name}: ", text).replace(f"\n{' ' * len(f'- {name}: ')}", "\n  ")
    yield from _foot(figure)


def _foot(block: Figure | Table) -> Iterator[str]:
    if block.note:
        yield _item("- ", f"Note: {block.note}")
    if block.source:
        yield _item("- ", block.source)


def _drawn(svg: str) -> Iterator[str]:
    """Yield the texts of a drawing in its order, those along an axis on a line of their own."""
    # matplotlib splits a text of two lines; both stand in the group of that text.
    texts = groupby(parse(svg).iter(f"{SVG}text"), lambda text: _group(text, "text_") or text)
    placed = [
        (_group(parts[0], "matplotlib.axis_") if _ticked(parts[0]) else "", _joined(parts))
        for parts in ([*found] for _, found in texts)
    ]
    for axis, found in groupby(placed, lambda text: text[0]):
        name = "Akse" if axis else "I tegningen"
        yield _wrapped(f"- {name}: ", [text for _, text in found if text])


def _group(text: etree._Element, kind: str) -> str:
    names = (ancestor.get("id", "") for ancestor in text.iterancestors())
    return next((name for name in names if name.startswith(kind)), "")


def _ticked(text: etree._Element) -> bool:
    return bool(_group(text, "xtick_") or _group(text, "ytick_"))


def _joined(texts: list[etree._Element]) -> str:
    whole = _flat(" ".join("".join(text.itertext()) for text in texts))
    return whole.replace("- ", "-")  # a word that was broken


def _wrapped(mark: str, texts: list[str]) -> str:
    # A text is not broken; a space that does not break stands in while lines are filled.
    whole = _BETWEEN.join(text.replace(" ", "\0") for text in texts).replace(_BETWEEN, "\0· ")
    filled = textwrap.wrap(
        whole,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(filled).replace("\0", " ")


def _cells(table: Table) -> list[list[str]]:
    heads = [f"{c.label} ({c.unit})" if c.unit else c.label for c in table.columns]
    return [heads, ["---"] * len(heads), *table.rows]


def _rows(cells: Iterable[Iterable[str]]) -> str:
    rows = ([_flat(cell).replace("|", r"\|") for cell in row] for row in cells)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _ordinary(shown: Ordinary) -> str:
    output = shown.output
    content = output.get("text") or output.get("data", {}).get(shown.mime, "")
    if shown.mime.startswith("image/"):
        return _item("Billede: ", shown.alt).replace("\n         ", "\n")
    if shown.mime == "text/html":
        page = html.fromstring(f"<div>{from_output(content)}</div>")
        rows = [[cell.text_content() for cell in row] for row in page.iter("tr")]
        return _rows(rows) if rows else "\n".join(sentences(page.text_content()))
    return f"```\n{content.strip(chr(10))}\n```"


def _source(source: Source) -> str:
    table = f", {source.publisher_table}" if source.publisher_table else ""
    said = f"**{source.title}** {source.publisher}{table} ({source.vintage})."
    caveats = (_item("  - ", caveat) for caveat in source.caveats)
    return "\n".join([_item("- ", f"{said} Vilkår: {source.licence}."), *caveats])
