"""Code of notebooks, read without being run."""

from __future__ import annotations

import ast


def without_magics(source: str) -> str:
    r"""Return a cell's code with empty lines for those that only IPython understands.

    Examples
    --------
    >>> without_magics("%matplotlib inline\na = 1")
    '\na = 1'
    """
    lines = source.splitlines()
    return "\n".join("" if line.lstrip().startswith(("%", "!", "?")) else line for line in lines)


def parsed(source: str) -> ast.Module:
    r"""Return a cell's code as a tree; an empty one of what is no Python: running it tells.

    Examples
    --------
    >>> ast.unparse(parsed("!ls\na = 1"))
    'a = 1'
    >>> ast.unparse(parsed("a = = 1"))
    ''
    """
    try:
        return ast.parse(without_magics(source))
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])
