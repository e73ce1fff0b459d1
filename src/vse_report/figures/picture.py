"""A drawing with what it says, and the texts in it with the cells they print."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import Formatter, FuncFormatter

from vse_report.prose.cells import Record, unmark
from vse_report.prose.claims import speaks
from vse_report.results import Kept


class Picture(NamedTuple):
    """What a figure function returns: how to draw it, its alt text, and the kept frame drawn.

    ``draw(narrow)`` draws it for the report's width, or for a narrow place such as a phone;
    ``alt`` is one sentence with the conclusion; ``description`` is what is to be seen.
    """

    draw: Callable[[bool], Figure]
    alt: str
    drawn: Kept
    description: str = ""


def read_texts(where: str, drawing: Figure) -> list[Record]:
    """Take the marks out of the texts in a drawing; return what they print.

    Numbers along an axis are let be: they are of the scale, not of the figures.

    Raises
    ------
    ValueError
        If a text types a digit, or a word of number or direction.
    """
    records: list[Record] = []

    def cleaned(text: str) -> str:
        plain, found, typed = unmark(text)
        if said := speaks(typed):
            msg = f"{where}: the drawing types {', '.join(said)} in {plain!r}; write a cell there"
            raise ValueError(msg)
        records.extend(found)
        return plain

    along_axes = set()
    for axes in drawing.axes:
        for axis in (axes.xaxis, axes.yaxis):
            labels = [label.get_text() for label in axis.get_ticklabels()]
            if any(unmark(label)[1] for label in labels):
                for label in labels:
                    cleaned(label)
                # They are written anew each time the figure is drawn.
                axis.set_major_formatter(_plain(axis.get_major_formatter()))
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            along_axes |= {id(label) for tick in ticks for label in (tick.label1, tick.label2)}
    for text in drawing.findobj(Text):
        if id(text) not in along_axes:
            text.set_text(cleaned(text.get_text()))
    return records


def _plain(formatter: Formatter) -> FuncFormatter:
    return FuncFormatter(lambda value, position: unmark(formatter(value, position))[0])
