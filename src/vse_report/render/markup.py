"""What a notebook's Markdown and HTML become in a report: text and tables, nothing that acts.

Whatever stands in a cell, an output or a name taken from the data, no script, event handler, style
or image of it reaches a page, and its links lead to the web, to mail or within the page.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import unescape as html_unescape
from urllib.parse import unquote

from lxml import html
from nbconvert.filters import markdown2html, strip_ansi
from nbconvert.filters.markdown_mistune import InvalidNotebook
from nbconvert.preprocessors.sanitize import SanitizeHTML

# fmt: off
_TAGS = [
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl",
    "dt", "em", "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "s", "small", "span", "strong",
    "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
]
# fmt: on
_CELL = ["colspan", "rowspan", "scope", "style"]
_SANITIZER = SanitizeHTML(
    tags=_TAGS,
    attributes={"a": ["href", "title"], "abbr": ["title"], "td": _CELL, "th": _CELL},
    styles=["text-align"],
    strip=True,
)
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(
    r"^ {0,3}(?P<text>[^\s|>#*-].*)\n {0,3}(?P<line>=+|-+)[ \t]*$", re.MULTILINE
)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]]+\]:", re.MULTILINE)
_LINK = re.compile(r'(?P<tag><a\b[^>]*?) href="#(?P<place>[^"]*)"')
_ATTACHED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")
# What a terminal makes a title or a link of; all other codes are nbconvert's to strip.
_TERMINAL_STRING = re.compile(r"\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)", re.DOTALL)
_HEADING = re.compile(r"<h[1-6][ >]")
# Of other elements the text is kept; of these it is none that a reader should see.
_UNREAD = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


# What is there to see in an element that no report has.
_SEEN = {
    "img": "an image",
    "picture": "an image",
    "svg": "a drawing",
    "canvas": "a drawing",
    "script": "what a script draws",
    "iframe": "another page",
    "object": "another page",
    "embed": "another page",
    "video": "a film",
    "audio": "sound",
    "math": "a formula",
    "input": "a control",
    "button": "a control",
    "select": "a control",
    "textarea": "a control",
}
_DANISH = {
    "an image": "et billede",
    "a drawing": "en tegning",
    "what a script draws": "det, et script tegner",
    "another page": "en indlejret side",
    "a film": "en film",
    "sound": "lyd",
    "a formula": "en formel",
    "a footnote": "en fodnote",
    "a control": "et betjeningselement",
    "colours": "farver",
}
_BOX = re.compile(r'<input class="task-list-item-checkbox"[^>]*>')
_RULE = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
_COLOUR = re.compile(r"\b(?:color|background(?:-color|-image)?)\s*:", re.IGNORECASE)
_CODE = re.compile(r"^( {0,3})(`{3,}|~{3,}).*?^ {0,3}\2|(`+)(?!`).*?(?<!`)\3(?!`)", re.S | re.M)
# As Jupyter sets it; sums of money are left alone: a digit comes after the first sign, and nothing
# that only a formula has before the second.
_MATHS = re.compile(
    r"(?<!\\)\$\$.+?\$\$"
    r"|(?<![\\$\w])\$(?=[^\s$\d]|\d[^$\n]*[\\^_={}])[^$\n]*(?<=[^\s\\$])\$(?![\d$])"
    r"|\\begin\{\w+\*?\}",
    re.DOTALL,
)


def lost(markup: str) -> list[str]:
    """Return what is to be seen in HTML and would be lost on a page; empty if nothing is."""
    root = html.fromstring(f"<div>{markup}</div>")
    gone = [what for tag, what in _SEEN.items() if root.find(f".//{tag}") is not None]
    styles = [*root.xpath("//@style"), *root.xpath("//style/text()")]
    if any(_COLOUR.search(style) for style in styles):
        gone.append("colours")
    return list(dict.fromkeys(gone))


def danish_of_lost(what: str) -> str:
    """Return in Danish what `lost` names, or an output of a type that no page shows."""
    return _DANISH.get(what) or what.replace("an output of the type", "et resultat af typen")


def lost_of_markdown(markdown: str) -> list[str]:
    """Return what is to be seen in Markdown and would be lost on a page; as `lost`."""
    text = _CODE.sub("", markdown)
    gone = ["a formula"] if _MATHS.search(text) else []
    gone += ["a footnote"] if _FOOTNOTE.search(text) else []
    try:
        # Without one of these there is nothing but text.
        return gone + (lost(_rendered(markdown)) if re.search(r"<|!\[", markdown) else [])
    except InvalidNotebook:  # of an image that is attached to a cell
        return [*gone, "an image"]


# Both exporters ask for the same texts.
@lru_cache(maxsize=1024)
def from_markdown(markdown: str) -> str:
    """Return Markdown as HTML."""
    return _clean(_rendered(markdown))


@lru_cache(maxsize=1024)
def _rendered(markdown: str) -> str:
    # A box to tick is a control, which no page has; whether it is ticked is to be read.
    return _BOX.sub(lambda box: "[x] " if "checked" in box[0] else "[ ] ", markdown2html(markdown))


def has_broken_table(markdown: str) -> bool:
    """Tell whether a table's rows are not as long as its head, so that none is made of it."""
    text = _CODE.sub("", markdown)
    return bool(_RULE.search(text)) and "<table" not in _rendered(markdown)


def widest_table(markup: str) -> int:
    """Return how many letters wide the widest table in HTML is at least: words do not break."""
    root = html.fromstring(f"<div>{markup}</div>")
    return max((_letters(table) for table in root.iter("table")), default=0)


def _letters(table: html.HtmlElement) -> int:
    longest: dict[int, int] = {}
    for row in table.iter("tr"):
        place = 0
        for cell in row.iterchildren("td", "th"):
            given = cell.get("colspan") or "1"
            span = int(given) if given.isdecimal() else 1  # in pages of others also "100%"
            words = re.split(r"[\s-]", cell.text_content())
            if span == 1:
                longest[place] = max([longest.get(place, 0), *map(len, words)])
            place += span
    return sum(longest.values()) + 2 * len(longest)


def has_underlined_heading(markdown: str) -> bool:
    """Tell whether a line of dashes or equals signs makes the text above it a heading."""
    # Few texts have such a line, and reading Markdown takes time.
    return bool(_UNDERLINE.search(markdown)) and bool(_HEADING.search(_rendered(markdown)))


def with_links(markup: str, places: Mapping[str, str]) -> str:
    """Return HTML of ours whose links lead where ``places`` says; one to "" is no link."""

    def link(found: re.Match[str]) -> str:
        place = places.get(unquote(html_unescape(found["place"])))
        if place is None:
            return found[0]
        return f'{found["tag"]} href="#{place}"' if place else found["tag"]

    return _LINK.sub(link, markup) if places else markup


def is_base64(text: str) -> bool:
    """Tell whether a text is what an image is kept as in a notebook."""
    try:
        return bool(base64.b64decode(text))
    except ValueError:
        return False


def without_attachments(markdown: str) -> str:
    """Return Markdown with the names of images that are attached to a cell in their place."""
    return _ATTACHED.sub(r"\1", markdown)


def without_underlined_headings(markdown: str) -> str:
    """Return Markdown in which headings begin with ``#``, those underlined too."""

    def with_marks(found: re.Match[str]) -> str:
        return f"{'#' if found['line'][0] == '=' else '##'} {found['text'].strip()}"

    return _UNDERLINED.sub(with_marks, markdown)


def plain_text(markdown: str) -> str:
    """Return what a reader sees of ``markdown``, on one line and without markup."""
    return " ".join(html.fromstring(f"<div>{from_markdown(markdown)}</div>").text_content().split())


def one_line(markdown: str) -> str:
    """Return Markdown as HTML without the paragraph around it, for headings."""
    return re.sub(r"^<p>(.*)</p>$", r"\1", from_markdown(markdown).strip(), flags=re.DOTALL)


def from_output(markup: str) -> str:
    """Return the HTML of an ordinary output; a data frame's with scoped heads, without borders."""
    if 'class="dataframe"' not in markup:
        return _clean(markup)
    markup = markup.replace(' style="text-align: right;"', "")
    head, separator, body = markup.partition("</thead>")
    head = head.replace("<th></th>", "<td></td>").replace("<th>", '<th scope="col">')
    return _clean(head + separator + body.replace("<th>", '<th scope="row">'))


def from_terminal(text: str) -> str:
    """Return what a terminal shows of a text: without its codes and other control characters."""
    text = strip_ansi(_TERMINAL_STRING.sub("", text))
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def _clean(markup: str) -> str:
    return _SANITIZER.sanitize_html_tags(_UNREAD.sub("", markup))
