"""The errors a user can mend: each says where, what was expected and found, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

LONGEST_MESSAGE = 20_000  # characters; more than anyone reads in a terminal


class ReportError(Exception):
    """A failure with a message for the user; shown without traceback.

    ``exit_status`` is what the command line ends with: 1, work failed on the way;
    2, the input was wrong and nothing was started.
    """

    exit_status = 1


class InputError(ReportError):
    """A parameter, report name, format or path that cannot be used."""

    exit_status = 2


class DataError(ReportError):
    """A data folder that is not what its cards say."""

    exit_status = 2


class BuildError(ReportError):
    """A notebook that stopped, or a page that could not be rendered."""


def quoted(value: Any) -> str:
    """Return what a user gave as it may stand in a message: in quotes, cut if it is very long."""
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:40]}…{text[-20:]}"


def printable(text: str) -> str:
    """Return a message without what would steer a terminal, or what it cannot print.

    Of one that is very long, the beginning and the end.
    """
    if len(text) > LONGEST_MESSAGE:
        left, right = text[: LONGEST_MESSAGE // 2], text[-LONGEST_MESSAGE // 4 :]
        text = f"{left}\n… {len(text) - len(left) - len(right):,} characters left out …\n{right}"
    return "".join(
        character if character.isprintable() or character in "\n\t" else repr(character)[1:-1]
        for character in text
    )


def did_you_mean(value: str, known: Iterable[str]) -> str:
    """Return ``; did you mean 'x'?`` for the nearest known name, or nothing."""
    known = list(known)
    begun = [name for name in known if value and name.startswith(value)]
    near = begun or difflib.get_close_matches(value, known, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""
