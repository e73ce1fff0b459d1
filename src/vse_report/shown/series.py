"""What figures of any subject share: colours of the groups, and clauses on a series."""

from __future__ import annotations

from babel.lists import format_list

from vse_report.figures import style
from vse_report.prose.cells import mark
from vse_report.results import Kept

# The insured, who are on unemployment benefit, are blue in every figure that has them.
INSURED, UNINSURED = style.BLUE, style.BROWN


def between(course: Kept, spec: str = "") -> str:
    """Return the range of a series: ``mellem 11,4 pct. i maj 2021 og 17,0 pct. i juli 2026``.

    ``course`` is a kept frame of `measures.months.course`: ``month`` and one quantity, written as
    ``spec`` says. Of a series that prints alike throughout the one value.
    """
    (quantity,) = (column for column, unit in course.units.items() if unit != "month")
    (low, start), (high, end) = (
        (getattr(row, quantity), row.month) for row in (course.lowest, course.highest)
    )
    if low.printed(spec) == high.printed(spec):
        text = f"{low.worded(spec)} i alle måneder"
        return mark((low, high), "between", text, (low.decimals(spec),) * 2)
    text = f"mellem {low.worded(spec)} i {start.worded()} og {high.worded(spec)} i {end.worded()}"
    decimals = (low.decimals(spec), None, high.decimals(spec), None)
    return mark((low, start, high, end), "between", text, decimals)


def marked(events: Kept) -> str:
    """Return which events a drawing marks, each with its month; nothing if there are none."""
    rows = list(events)
    if not rows:
        return ""
    named = [f"{row.name.worded('lower')} ({row.month.worded()})" for row in rows]
    lines = "Stiplede linjer" if len(rows) > 1 else "En stiplet linje"
    text = f"{lines} markerer {format_list(named, locale='da')}."
    cells = tuple(cell for row in rows for cell in (row.name, row.month))
    return mark(cells, "marked", text)
