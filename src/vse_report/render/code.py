"""Python source with a small palette: as few kinds of token as a reader can tell apart."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from itertools import groupby

from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Number, Operator, String, _TokenType

_LEXER = PythonLexer(stripnl=False)
_CLASSES = (
    (Comment, "c"),
    (String, "s"),
    (Number, "m"),
    (Keyword, "k"),
    (Operator.Word, "k"),
)


# The same cells come again in every municipality's report.
@lru_cache(maxsize=1024)
def highlight(source: str) -> str:
    """Return ``source`` as HTML, with ``span`` elements of class c, s, m and k."""
    tokens = ((_css_class(kind), text) for kind, text in _LEXER.get_tokens(source))
    parts = []
    for css_class, group in groupby(tokens, key=lambda token: token[0]):
        text = escape("".join(text for _, text in group), quote=False)
        parts.append(f'<span class="{css_class}">{text}</span>' if css_class else text)
    return "".join(parts).rstrip("\n")


def _css_class(kind: _TokenType) -> str:
    return next((css_class for parent, css_class in _CLASSES if kind in parent), "")
