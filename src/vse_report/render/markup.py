"""What a notebook's Markdown and HTML become in a report: text and tables, nothing that acts.

Whatever stands in a cell, an output or a name taken from the data, no script, event handler, style
or image of it reaches a page, and its links lead to the web, to mail or within the page.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from nbconvert.filters import markdown2html, strip_ansi
from nbconvert.preprocessors.sanitize import SanitizeHTML

# fmt: off
_TAGS = [
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "hr", "i", "kbd", "li", "mark", "ol", "p", "pre", "s", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
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
# What a terminal makes a title or a link of; all other codes are nbconvert's to strip.
_TERMINAL_STRING = re.compile(r"\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)", re.DOTALL)
_HEADING = re.compile(r"<h[1-6][ >]")
# Of other elements the text is kept; of these it is none that a reader should see.
_UNREAD = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


# Both exporters ask for the same texts.
@lru_cache(maxsize=1024)
def from_markdown(markdown: str) -> str:
    """Return Markdown as HTML."""
    return _clean(markdown2html(markdown))


def has_underlined_heading(markdown: str) -> bool:
    """Tell whether a line of dashes or equals signs makes the text above it a heading."""
    # Few texts have such a line, and reading Markdown takes time.
    return bool(_UNDERLINE.search(markdown)) and bool(_HEADING.search(markdown2html(markdown)))


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
