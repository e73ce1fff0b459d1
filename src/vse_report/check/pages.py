"""Every number, month and municipality that a finished page prints, held against its ledger.

The page is read as anyone could read it, as HTML; nothing of the code that made it is used. Told
apart are ``text`` (headings, prose, tables, captions, notes), ``alt`` (the words for a drawing),
``drawing`` (the words in it), ``axis`` (those along its axes: the scale, but names as well) and
``source`` (sources, dates and versions, which come from the cards of the figures).

Left out, because they are not the report's statements or say them again:

- ``head``, style and script, which nobody reads;
- code: ``details.code``, ``pre`` and ``code``, also hashes and commands;
- ``nav``, which repeats the headings;
- the page's own numbering of figures and tables (``span.number``, ``summary``);
- ``.hidden``, which repeats captions for those who hear the page;
- the name of a drawing for narrow places (``.narrow``), which is that of the wide one;
- ``details.words`` where it says word for word what its drawing's ``aria-label`` says. Where the
  two differ, both are read.

A month may lack its year (``i juli``). ``en`` and ``et`` are not read as numbers: they are nearly
always articles. A municipality must have its capital, so ``vejen`` is a road; a sentence that
begins with ``Vejen`` is mistaken for one.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree, html

from vse_report.paths import DEFAULT_DATA

WHERE = ("text", "alt", "drawing", "axis", "source")
KINDS = ("number", "year", "month", "date", "municipality", "word")
AROUND = 40

_LEFT_OUT = {"head", "style", "script", "nav", "pre", "code", "summary"}
_LEFT_OUT_CLASSES = {("details", "code"), ("span", "number")}
_SOURCE = (
    "boolean(ancestor-or-self::*[self::footer or @class='source' or @class='sources' "
    "or @class='edition' or @class='reads' or @class='ways'])"
)
_INLINE = {"a", "b", "em", "i", "small", "strong", "sub", "sup", "time"}
_MONTHS = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_SHORT = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "nov", "dec")
_SMALL = (
    *("nul", "én", "ét", "to", "tre", "fire", "fem"),
    *("seks", "syv", "otte", "ni", "ti", "elleve", "tolv"),
)
_PARTS = ("tredje", "fjerde", "femte", "sjette", "syvende", "ottende", "niende", "tiende")


@dataclass(frozen=True)
class Find:
    """One thing a page prints.

    ``text`` is as printed, with single spaces and a municipality without its genitive; ``place`` is
    the id of the figure, table or worded prose it stands in, else of the heading above it; ``part``
    is the row of a table (from 1, or ``head``) and ``column`` the column; ``position`` is where it
    begins in ``run``, the paragraph, cell or label that holds it, and ``number`` that of the run on
    the page; ``block`` is ``shown`` of a figure or table, ``told`` of worded prose, else empty.
    """

    kind: str
    text: str
    where: str
    place: str
    position: int
    run: str
    block: str = ""
    part: str = ""
    column: int = 0
    number: int = 0

    @property
    def end(self) -> int:
        """The position in ``run`` after it."""
        return self.position + len(self.text)

    @property
    def context(self) -> str:
        """The find with some ``AROUND`` characters before and after it."""
        return self.run[max(self.position - AROUND, 0) : self.end + AROUND]


class Judged(NamedTuple):
    """A find and the id of the ledger entry that accounts for it, None if there is none."""

    find: Find
    entry: str | None


def municipalities(table: Path = DEFAULT_DATA / "official" / "municipalities.csv") -> list[str]:
    """Return the names of the municipalities."""
    with table.open(encoding="utf-8", newline="") as lines:
        return [row["name"] for row in csv.DictReader(lines)]


def finds(page: str, names: Iterable[str]) -> list[Find]:
    """Return all that ``page`` (HTML) prints of the kinds in ``KINDS``, in the page's order."""
    pattern = _pattern(names)
    return [
        Find(
            *(match.lastgroup, match[0], where),
            position=match.start(),
            run=run,
            number=number,
            **_at(element),
        )
        for number, (element, where, run) in enumerate(_runs(html.document_fromstring(page)))
        for match in pattern.finditer(run)
    ]


def judge(found: Sequence[Find], ledger: Sequence[Mapping[str, Any]]) -> list[Judged]:
    """Return each find with the entry that accounts for it, in the order of ``found``.

    An entry accounts for what stands in its text in one place, and only where the page prints the
    whole of it.
    Finds in a figure or table go with the entries of its id: alt texts with ``.alt.`` or
    ``.description.``, a table's rows and head with those of the same row; a drawing takes what text
    and alt text have left. Of several that fit the longest is taken, so that ``24,5 pct.`` leaves
    ``24,5`` to a bare number.
    Finds in worded prose go with the entries of its id in the order of both, so that two numbers
    that have changed places are not accounted for. Other prose has no entries of its own; a find
    in it may take any that belongs to nothing on the page.
    """
    blocks = {find.place: find.block for find in found if find.block}
    left: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in ledger:
        name = entry["id"].partition(".")[0]
        left[name if name in blocks else ""].append(entry)
    for name, pool in left.items():
        if blocks.get(name) != "told":
            pool.sort(key=lambda entry: -len(entry["text"]))
    entries: dict[int, str] = {}
    for i in sorted(range(len(found)), key=lambda i: WHERE.index(found[i].where)):
        if i in entries:
            continue
        pool = left[found[i].place if found[i].block else ""]
        taken = next(
            (e for e in pool if _of(e["id"], found[i]) and _says(e["text"], found[i])), None
        )
        if taken:
            if found[i].block == "told":
                del pool[: pool.index(taken)]
            pool.remove(taken)
            start, end = _span(taken["text"], found[i])
            entries |= {
                j: taken["id"]
                for j, other in enumerate(found)
                if other.number == found[i].number
                and start <= other.position < end
                and j not in entries
            }
    return [Judged(find, entries.get(i)) for i, find in enumerate(found)]


def counts(judged: Iterable[Judged]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return how many finds the ledger has and has not, for each place and kind that occurs."""
    tally = Counter((find.where, find.kind, entry is not None) for find, entry in judged)
    pairs = [(where, kind) for where in WHERE for kind in KINDS]
    both = {pair: (tally[*pair, True], tally[*pair, False]) for pair in pairs}
    return {pair: numbers for pair, numbers in both.items() if any(numbers)}


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    full, short, small = ("|".join(words) for words in (_MONTHS, _SHORT, _SMALL))
    longest_first = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    share = rf"(?:en|to|tre|fire) (?:{'|'.join(_PARTS)})dele?"
    kinds = {
        "date": rf"\d{{1,2}}\. (?:{full})(?: \d{{4}})?(?!\w)",
        "month": rf"(?:(?:{full}|(?:{short})\.) \d{{4}}|{full})(?!\w)",
        # A genitive is no part of the name, but must not hide it.
        "municipality": rf"(?-i:{longest_first})(?=s?(?!\w))",
        "year": r"(?:19|20)\d\d(?!\w|[.,]\d)",
        # Any groups between dots, so that a version such as 3.11.2 is one number.
        "number": r"−?\d+(?:\.\d+)*(?:,\d+)?(?!\w)",
        "word": rf"(?:(?:(?:knap|omkring|godt) )?(?:{share}|halvdelen)|{small})(?!\w)",
    }
    either = "|".join(f"(?P<{kind}>{body})" for kind, body in kinds.items())
    return re.compile(rf"(?<!\w)(?:{either})", re.IGNORECASE)


def _runs(element: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Yield each text that is read in one go: its element, where it is, and itself."""
    if _left_out(element):
        return
    if element.tag == "svg":
        if not element.xpath("boolean(ancestor::*[@class='narrow'])"):
            yield element, "alt", _tidy(element.get("aria-label", ""))
        for text in element.iter("text"):
            along = text.xpath("boolean(ancestor::*[@class='tick'])")
            yield text, "axis" if along else "drawing", _tidy("".join(text.itertext()))
        return
    source = element.xpath(_SOURCE)
    words = element.xpath("boolean(ancestor-or-self::details[@class='words'])")
    said = element.xpath("ancestor::figure//svg/@aria-label") if words else []
    for text in map(_tidy, [element.get("alt", ""), *_stretches(element)]):
        if text and text not in map(_tidy, said):
            where = "alt" if words or element.tag == "img" else "source" if source else "text"
            yield element, where, text
    for child in element:
        yield from _runs(child)


def _stretches(element: etree._Element) -> list[str]:
    """Return the texts of ``element`` itself, without those of the blocks that part them."""
    texts = [""]

    def gather(inner: etree._Element) -> None:
        texts[-1] += inner.text or ""
        for child in inner:
            if _inline(child):
                gather(child)
            elif isinstance(child.tag, str):
                texts.append("")
            texts[-1] += child.tail or ""

    if not _inline(element):
        gather(element)
    return texts


def _inline(element: etree._Element) -> bool:
    # The page's classed spans are captions' and heads' lines, each of its own.
    plain = element.tag == "span" and not element.get("class")
    return not _left_out(element) and (plain or element.tag in _INLINE)


def _left_out(element: etree._Element) -> bool:
    kind = element.get("class", "").split() if isinstance(element.tag, str) else []
    return (
        not isinstance(element.tag, str)
        or element.tag in _LEFT_OUT
        or "hidden" in kind
        or any((element.tag, name) in _LEFT_OUT_CLASSES for name in kind)
    )


def _at(element: etree._Element) -> dict[str, Any]:
    """Return where an element stands, as fields of ``Find``."""
    cells = element.xpath("ancestor-or-self::*[self::td or self::th][1]")
    place = {
        "part": str(_number(cells[0].getparent())) if cells else "",
        "column": _number(cells[0]) if cells else 0,
    }
    if cells and cells[0].xpath("ancestor::thead"):
        place["part"] = "head"
    block = element.xpath("(ancestor::figure | ancestor::div[@class='table'])[last()]/@id")
    if block:
        return {"place": block[0], "block": "shown", **place}
    told = element.xpath("ancestor-or-self::*/@data-block")
    if told:
        return {"place": told[-1], "block": "told", **place}
    above = element.xpath(
        "(self::* | preceding::*)[self::h2 or self::h3 or self::h4][@id][not(ancestor::nav)]/@id"
    )
    return {"place": (above or element.xpath("ancestor::*/@id") or ["top"])[-1], **place}


def _number(element: etree._Element) -> int:
    return sum(1 for _ in element.itersiblings(preceding=True)) + 1


def _of(entry: str, find: Find) -> bool:
    """Tell whether an entry of the right figure, table or prose may account for ``find``."""
    if find.block != "shown" or find.where in ("drawing", "axis", "source"):
        return True
    part = entry.partition(".")[2].partition(".")[0]
    if find.where == "alt":
        return part in ("alt", "description")
    if find.part:
        return part == find.part
    return part not in ("alt", "description", "head") and not part.isdecimal()


def _says(text: str, find: Find) -> bool:
    """Tell whether ``text`` is printed around ``find``, and holds all of it."""
    return -1 < _span(text, find)[0] <= find.position


def _span(text: str, find: Find) -> tuple[int, int]:
    """Return where in its run ``text`` begins and ends around ``find``; -1 if it does not."""
    text = _tidy(text)
    first = max(find.end - len(text), 0)
    start = find.run.find(text, first, find.position + len(text))
    return start, start + len(text)


def _tidy(text: str) -> str:
    return " ".join(text.split())
