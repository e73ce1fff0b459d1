"""Ready-made figures of kept frames: lines, small multiples, bars of shares.

Each takes a kept frame and returns a `Picture` for ``report.figure``: the drawing for a page and
for a phone, alt text and description with the numbers in them, and the frame drawn. What they look
like is shown in ``figures/parts/README.md``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

import numpy as np
import pandas as pd
from babel.lists import format_list
from matplotlib.axes import Axes
from matplotlib.dates import YearLocator, date2num, num2date
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from vse_report.data.cards import Break
from vse_report.errors import did_you_mean
from vse_report.figures import parts, style
from vse_report.figures.picture import Picture
from vse_report.periods import parse_month
from vse_report.prose.cells import COUNTED, UNITS, Cell, mark, unmark
from vse_report.prose.claims import speaks
from vse_report.prose.vocabulary import ONE
from vse_report.prose.wording import number
from vse_report.results import Kept, Row

MOST_TOLD = 6  # areas that a sentence names one by one
_STATUS = {"documented": "Databrud", "suspected": "Formodet databrud"}
_LINE_INCHES = 0.19  # of text


class _Point(NamedTuple):
    month: Cell
    value: Cell


class _Series(NamedTuple):
    """The values of an area by month, gaps included, and the cells of its first and newest."""

    name: Cell | None
    values: pd.Series
    first: _Point
    newest: _Point


def lines(
    kept: Kept,
    column: str,
    *,
    area: str = "",
    names: Mapping[str, str] | None = None,
    of: str = "",
    breaks: Iterable[Break] = (),
    events: Iterable[Row] = (),
) -> Picture:
    """Draw a line an area, its name and newest value at its end.

    Parameters
    ----------
    kept : Kept
        Keyed by area and month, or by month alone. Months that are missing leave a gap.
    column : str
        What is drawn; numbers from nought up.
    area : str
        The key that tells areas apart; by default the one that is no month.
    names : mapping of str to str, optional
        What areas are called, if neither their labels nor their keys say it.
    of : str
        What is counted, for the sentence: ``5,1 pct. ledige``.
    breaks : list of Break
        As of ``data.breaks(table)``; no line crosses one, and each is named.
    events : Kept or list of Row
        ``month`` and ``name`` of what is to be marked, as well.

    Raises
    ------
    ValueError
        If the frame does not fit; of more areas than there are colours.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> months = pd.period_range("2026-06", periods=2, freq="M", name="month")
    >>> key = pd.MultiIndex.from_product([["Fanø", "Odense"], months], names=["area", "month"])
    >>> ledige = kept("ledige", pd.DataFrame({"rate_pct": [2.1, 2.0, 5.0, 5.1]}, index=key))
    >>> print(unmark(lines(ledige, "rate_pct").alt)[0])
    Odense havde 5,1 pct. i juli 2026 og Fanø 2,0.
    """
    series = _series_of(kept, column, area, names)
    if len(series) > len(style.COLOURS):
        _refuse(
            kept,
            f"has {len(series)} areas, and lines of more than {len(style.COLOURS)} cannot be told "
            "apart; draw `facets`, or keep fewer",
        )
    _refuse_spoken(kept, of)
    at = _breaks_within(breaks, series)
    marks = [*at, *events]

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            height = max(2.7, 1.2 + 0.25 * len(series))
            drawing, axes = style.new_figure(height + 0.4 * bool(marks), narrow=narrow)
            for one, colour, stroke in zip(series, style.COLOURS, style.STROKES, strict=False):
                _draw_line(axes, one, at, colour, stroke)
            top, ends = 1.12 * _highest(series), _newest_month(series)
            axes.set_xlim(right=ends.to_timestamp())  # no grid behind the names
            _value_axis(axes, top)
            parts.mark_events(axes, marks, narrow)
            labels = [
                (one.newest.value.value, _end_label(one, ends), colour)
                for one, colour in zip(series, style.COLOURS, strict=False)
            ]
            parts.end_labels(
                axes, ends.to_timestamp(), labels, (top or 1) * _LINE_INCHES / (height - 0.6)
            )
        return drawing

    return Picture(draw, f"{_newest_told(series, of)}.", kept, _described(series, at, events, of))


def facets(
    kept: Kept,
    column: str,
    *,
    area: str = "",
    names: Mapping[str, str] | None = None,
    of: str = "",
    breaks: Iterable[Break] = (),
) -> Picture:
    """Draw a small panel an area, all on the same axes; two beside each other, on a phone one.

    Parameters are those of `lines`; here there may be many areas.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> months = pd.period_range("2026-06", periods=2, freq="M", name="month")
    >>> key = pd.MultiIndex.from_product([["Fanø", "Odense"], months], names=["area", "month"])
    >>> frame = pd.DataFrame({"persons": [20, 21, 5000, 5100]}, index=key)
    >>> ledige = kept("ledige", frame, "persons")
    >>> print(unmark(facets(ledige, "persons", of="ledige").alt)[0])
    Odense havde 5.100 ledige i juli 2026 og Fanø 21.
    """
    series = _series_of(kept, column, area, names)
    _refuse_spoken(kept, of)
    at = _breaks_within(breaks, series)

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            beside = 1 if narrow or len(series) == 1 else 2
            rows = -(-len(series) // beside)
            drawing, grid = style.new_figure(
                0.3 + 1.55 * rows,
                narrow=narrow,
                nrows=rows,
                ncols=beside,
                sharex=True,
                sharey=True,
                squeeze=False,
            )
            panels = grid.ravel()
            for axes, one in zip(panels, series, strict=False):
                _draw_line(axes, one, at, style.BLUE, "-")
                axes.set_title(
                    f"{one.name:upper}" if one.name is not None else "", color=style.INK, pad=4
                )
            top = (1.5 if at else 1.2) * _highest(series)
            for axes, one in zip(panels, series, strict=False):
                _value_axis(axes, top, few=True)
                _mark_newest(axes, one, style.BLUE)
                for row in at if axes is not panels[0] else ():
                    axes.axvline(
                        row.month.value.to_timestamp(),
                        color=style.MUTED,
                        linewidth=1,
                        linestyle=parts.DASHED,
                    )
            for row in at:  # named once
                middle = sum(panels[0].get_xlim()) / 2
                is_late = date2num(row.month.value.to_timestamp()) > middle
                side = {"dx": -6, "ha": "right"} if is_late else {}
                parts.vertical(panels[0], row.month.value, f"{row.name}, {row.month:short}", **side)
            for axes in panels[len(series) :]:
                axes.remove()
            for axes in panels[max(0, len(series) - beside) : len(series)]:
                axes.tick_params(labelbottom=True)
        return drawing

    return Picture(draw, f"{_newest_told(series, of)}.", kept, _described(series, at, (), of))


def bars(
    kept: Kept,
    column: str,
    *,
    group: str = "",
    names: Mapping[str, str] | None = None,
    of: str = "",
) -> Picture:
    """Draw what areas are made up of: a bar of a hundred per cent each, parted by group.

    Parameters
    ----------
    kept : Kept
        Keyed by area and group, or by group alone; of each area the same groups, without a total.
    column : str
        The shares, in per cent, which add up to a hundred.
    group : str
        The key that tells groups apart; by default the last.
    names : mapping of str to str, optional
        What areas and groups are called, if their keys do not say it.
    of : str
        What is parted, for the sentence: ``5,1 pct. af de ledige``.

    Raises
    ------
    ValueError
        If the frame does not fit, or the shares of an area do not add up.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> key = pd.MultiIndex.from_product(
    ...     [["Fanø", "Odense"], ["dagpenge", "kontanthjælp"]], names=["area", "group"]
    ... )
    >>> frame = pd.DataFrame({"share_pct": [80.0, 20.0, 70.0, 30.0]}, index=key)
    >>> print(unmark(bars(kept("mix", frame, parts={}), "share_pct", of="af de ledige").alt)[0])
    Dagpenge udgør 80,0 pct. af de ledige (Fanø) og 70,0 (Odense).
    """
    areas, groups = _shares_of(kept, column, group, names)
    _refuse_spoken(kept, of)

    def draw(narrow: bool) -> Figure:
        with style.report_style():
            drawing, axes = style.new_figure(0.95 + 0.52 * len(areas), narrow=narrow)
            axes.set(xlim=(0, 100), ylim=(len(areas) - 0.6, -0.4), xticks=[], yticks=[])
            axes.spines["bottom"].set_visible(False)
            above = []
            for y, (name, shares) in enumerate(areas):
                left = 0.0
                for called, share, colour in zip(groups, shares, style.COLOURS, strict=False):
                    width, middle = share.value, left + share.value / 2
                    axes.barh(
                        y, width, left=left, height=0.62, color=colour, edgecolor=style.PAGE, lw=1
                    )
                    text, room = f"{share:bare .0}", 0.72 * drawing.get_figwidth() * width
                    if parts.text_width(text) + 4 < parts.PLOT_SHARE * room:
                        axes.text(middle, y, text, ha="center", va="center", color=style.PAGE)
                    if y == 0:
                        above.append((middle, f"{called:upper}", colour))
                    left += width
                if name is not None:
                    axes.annotate(
                        _wrapped(f"{name:upper}", 12 if narrow else 20),
                        (0, y),
                        xytext=(-8, 0),
                        textcoords="offset points",
                        ha="right",
                        va="center",
                        color=style.INK,
                    )
            parts.names_above(axes, above)
        return drawing

    return Picture(draw, f"{_largest_told(areas, groups, of)}.", kept, _parted(areas, groups))


# --- what is drawn --------------------------------------------------------------------------------


def _draw_line(
    axes: Axes, one: _Series, at: Sequence[Row], colour: str, stroke: Any, width: float = 2.2
) -> None:
    """Draw the values, a gap where months are missing, in pieces between breaks."""
    edges = [None, *sorted(row.month.value for row in at), None]
    for start, end in pairwise(edges):
        months = one.values.index
        piece = one.values[
            (months >= start if start is not None else True)
            & (months < end if end is not None else np.ones(len(months), dtype=bool))
        ]
        axes.plot(
            piece.index.to_timestamp(),
            piece,
            color=colour,
            linestyle=stroke,
            linewidth=width,
            clip_on=False,  # whole, at nought too
        )
        # A month with none on either side has no line.
        known = piece.notna()
        alone = piece[known & ~known.shift(fill_value=False) & ~known.shift(-1, fill_value=False)]
        axes.plot(alone.index.to_timestamp(), alone, "o", color=colour, markersize=3)


def _value_axis(axes: Axes, top: float, *, few: bool = False) -> None:
    """From nought, with as many decimals as its steps have; few steps in a small panel."""
    if few:
        axes.yaxis.set_major_locator(MaxNLocator(3))
    parts.value_axis(axes, top)
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: number(value, _decimals(axes.get_yticks())))
    )
    if few:
        first, last = (num2date(bound).year for bound in axes.get_xlim())
        base = -(-(last - first + 1) // 4)
        axes.xaxis.set_major_locator(YearLocator(base=base))


def _decimals(ticks: np.ndarray) -> int:
    """Return how many decimals tell ticks apart; a drawing's height decides how many there are."""
    return next((n for n in range(5) if np.allclose(ticks, np.round(ticks, n), atol=1e-9)), 5)


def _mark_newest(axes: Axes, one: _Series, colour: str) -> None:
    """Mark the newest value with a dot, its number above."""
    at = (one.newest.month.value.to_timestamp(), one.newest.value.value)
    axes.plot(*at, "o", color=colour, markersize=5, clip_on=False)
    axes.annotate(
        f"{one.newest.value:bare}",
        at,
        xytext=(0, 10),
        textcoords="offset points",
        ha="center",
        va="center",
        color=colour,
    )


def _end_label(one: _Series, ends: pd.Period) -> str:
    """Return name and newest value, with its month where others have a newer one."""
    value = f"{one.newest.value:bare}"
    if one.newest.month.value != ends:
        value += f" ({one.newest.month:short})"
    return f"{one.name:upper} {value}" if one.name is not None else value


def _wrapped(name: str, width: int) -> str:
    """Return a name in lines of so many characters, its marks left whole."""
    plain = unmark(name)[0]
    lines = textwrap.wrap(plain, width, break_long_words=False)
    return name.replace(plain, "\n".join(lines))


# --- what is said ---------------------------------------------------------------------------------


def _newest_told(series: Sequence[_Series], of: str) -> str:
    """Return the newest values, the highest first; of many areas the range they are in."""
    if len(series) > MOST_TOLD:
        return _range_told(series, of)
    ordered = sorted(series, key=lambda one: -one.newest.value.value)
    (first, *others) = ordered
    value, month = _with_unit(first.newest.value, of), first.newest.month
    if first.name is None:
        subject = "Der var" if of else "Tallet var"
    else:
        subject = f"{first.name.worded('upper')} havde"
    told = [f"{subject} {value} i {month.worded()}"]
    for one in others:
        later = one.newest.month.value != month.value
        at = f" i {one.newest.month.worded()}" if later else ""
        told.append(f"{one.name.worded()} {one.newest.value.worded('bare')}{at}")
    cells = [cell for one in ordered for cell in one.newest]
    return mark(tuple(cells), "newest", format_list(told, locale="da"))


def _range_told(series: Sequence[_Series], of: str) -> str:
    month = _newest_month(series)
    known = [one for one in series if one.newest.month.value == month]
    low, high = (pick(known, key=lambda one: one.newest.value.value) for pick in (min, max))
    cells = (low.newest.value, high.newest.value, high.newest.month)
    when = high.newest.month.worded()
    if low.newest.value.printed() == high.newest.value.printed():
        text = f"Alle {len(known)} områder havde {_with_unit(high.newest.value, of)} i {when}"
    else:
        text = (
            f"De {len(known)} områder lå i {when} fra {low.newest.value.worded()} "
            f"({low.name.worded()}) til {_with_unit(high.newest.value, of)} ({high.name.worded()})"
        )
    return mark(cells, "newest_range", text)


def _described(series: Sequence[_Series], at: Sequence[Row], events: Iterable[Row], of: str) -> str:
    """Return what is to be seen: the ends of each line, breaks and events."""
    told = []
    for one in series:
        (month, value), (last, newest) = one.first, one.newest
        text = f"{value.worded()} i {month.worded()}"
        if last.value != month.value:
            text += f", {newest.worded()} i {last.worded()}"
        name = "" if one.name is None else f"{one.name.worded()}: "
        told.append(f"{mark((value, month, newest, last), 'line', name + text)}")
    lead = "Linje" if len(series) == 1 else "Linjer"
    text = f"{lead} måned for måned{f', {of}' if of else ''}. {'; '.join(told)}."
    for row in at:
        text += f" Afbrudt i {row.month}: {row.text}"
    for row in events:
        text += f" En stiplet linje markerer {row.name:lower} i {row.month}."
    return text


def _largest_told(areas: Sequence[tuple], groups: Sequence[Cell], of: str) -> str:
    """Return what is the largest group in the first area, and its share of each."""
    of = f" {of}" if of else ""
    shares = areas[0][1]
    largest = max(range(len(groups)), key=lambda number: shares[number].value)
    if len(areas) == 1:
        order = sorted(range(len(groups)), key=lambda number: -shares[number].value)
        told = [f"{groups[n].worded()} {shares[n].worded('bare')}" for n in order]
        told[0] = f"{groups[order[0]].worded('upper')} udgør {shares[order[0]].worded()}{of}"
        return mark(tuple(shares), "shares", format_list(told, locale="da"))
    subject = f"{groups[largest].worded('upper')} udgør"
    of_largest = [(name, shares[largest]) for name, shares in areas]
    if len(areas) > MOST_TOLD:
        (low_name, low), (high_name, high) = (
            pick(of_largest, key=lambda both: both[1].value) for pick in (min, max)
        )
        text = (
            f"{subject} fra {low.worded()} ({low_name.worded()}) til {high.worded()} "
            f"({high_name.worded()}){of}"
        )
        if low.printed() == high.printed():
            text = f"{subject} {high.worded()}{of} i alle {len(areas)} områder"
        return mark((low, high), "shares_range", text)
    told = [f"{share.worded('bare')} ({name.worded()})" for name, share in of_largest]
    told[0] = f"{subject} {of_largest[0][1].worded()}{of} ({of_largest[0][0].worded()})"
    cells = tuple(share for _, share in of_largest)
    return mark(cells, "shares", format_list(told, locale="da"))


def _parted(areas: Sequence[tuple], groups: Sequence[Cell]) -> str:
    """Return what is to be seen: the share of every group in every bar."""
    told = []
    for name, shares in areas:
        listed = format_list(
            [
                f"{called.worded()} {share.worded()}"
                for called, share in zip(groups, shares, strict=True)
            ],
            locale="da",
        )
        lead = "" if name is None else f"{name.worded()}: "
        told.append(f"{mark(tuple(shares), 'parts', lead + listed)}")
    bars = "En delt søjle" if len(areas) == 1 else "Delte søjler"
    return f"{bars}. {'; '.join(told)}".rstrip(".") + "."


def _with_unit(cell: Cell, of: str) -> str:
    """Return a number with its unit and what is counted; ``of`` names what counts are of."""
    unit = UNITS[cell.unit].head if cell.unit in COUNTED and cell.unit != "count" else ""
    what = of or (ONE.get(unit, unit) if cell.printed() == 1 else unit)
    return f"{cell.worded()} {what}".rstrip()


# --- what fits ------------------------------------------------------------------------------------


def _series_of(
    kept: Kept, column: str, area: str, names: Mapping[str, str] | None
) -> list[_Series]:
    """Return the series of a frame in its own order; ValueError where it does not fit."""
    _refuse_unfit(kept, column, "a line's values")
    frame = kept.frame
    keys = list(frame.index.names)
    months = kept.month_keys
    areas = [key for key in keys if key not in months]
    if len(months) != 1 or len(areas) > 1 or area not in ("", *areas):
        expected = f"{area or 'area'} and month, or by month alone"
        _refuse(
            kept,
            f"is keyed by {', '.join(keys)}, of which {', '.join(months) or 'none'} holds months; "
            f"expected {expected}, months as data.read gives them. Take one group of it, name the "
            "area's key in `area`, and keep it with "
            'key=["area", "month"]',
        )
    (month,) = months
    known = frame[column].dropna()
    if (known < 0).any():
        _refuse(
            kept,
            f"has values below nought in {column}, and the axis begins there; draw changes with "
            "a function of your own, see figures/parts",
        )
    every = [None] if not areas else list(frame.index.unique(areas[0]))
    found = []
    for key in every:
        of_area = known if key is None else known[known.index.get_level_values(areas[0]) == key]
        at = of_area.index.get_level_values(month)
        if not len(at):
            whose = "" if key is None else f" for {key}"
            _refuse(kept, f"has no {column}{whose}; leave the area out, and say why in `note`")
        values = pd.Series(of_area.to_numpy(dtype=float), at).sort_index()
        values = values.reindex(pd.period_range(values.index[0], values.index[-1], freq="M"))
        ends = []
        for end in (values.index[0], values.index[-1]):
            whole = end if key is None else tuple(key if k != month else end for k in keys)
            row = kept[whole]
            ends.append(_Point(getattr(row, month), getattr(row, column)))
        label = vars(row).get("label")
        name = None if key is None else _name(kept, areas[0], key, names, label)
        found.append(_Series(name, values, *ends))
    return found


def _shares_of(
    kept: Kept, column: str, group: str, names: Mapping[str, str] | None
) -> tuple[list[tuple[Cell | None, list[Cell]]], list[Cell]]:
    """Return each area's name and shares, and the names of groups; ValueError if unfit."""
    _refuse_unfit(kept, column, "shares")
    if kept.units[column] != "pct":
        _refuse(kept, f"has {column} in {kept.units[column]}; expected shares in pct")
    keys = list(kept.frame.index.names)
    group = group or keys[-1]
    if len(keys) > 2 or group not in keys:
        _refuse(
            kept,
            f"is keyed by {', '.join(keys)}; expected area and group, or group alone. Take one "
            'month of it, and keep it with key=["area", "group"]',
        )
    areas = [key for key in keys if key != group]
    groups = list(kept.frame.index.unique(group))
    if len(groups) > len(style.COLOURS):
        _refuse(
            kept,
            f"has {len(groups)} groups, and more than {len(style.COLOURS)} cannot be told apart; "
            "put small ones together",
        )
    found = []
    for area in list(kept.frame.index.unique(areas[0])) if areas else [None]:
        whole = {one: one if area is None else _key(keys, group, one, area) for one in groups}
        lost = [one for one in groups if whole[one] not in kept]
        shares = [] if lost else [getattr(kept[whole[one]], column) for one in groups]
        lost += [one for one, share in zip(groups, shares, strict=False) if share.is_missing]
        whose = "" if area is None else f" for {area}"
        if lost:
            _refuse(
                kept,
                f"has no {column}{whose} of {', '.join(map(str, lost))}; every bar needs all "
                "groups: put the hidden ones together, or leave the area out",
            )
        total = sum(share.value for share in shares)
        if abs(total - 100) > 1 or min(share.value for share in shares) < 0:
            _refuse(
                kept,
                f"{column}{whose} adds up to {total:.1f}, not 100; leave out the total, and work "
                "out shares of all that is drawn",
            )
        found.append((None if area is None else _name(kept, areas[0], area, names), shares))
    return found, [_name(kept, group, one, names) for one in groups]


def _key(keys: Sequence[str], group: str, one: Any, area: Any) -> tuple:
    return tuple(one if key == group else area for key in keys)


def _name(
    kept: Kept, key: str, value: Any, names: Mapping[str, str] | None, label: Cell | None = None
) -> Cell:
    """Return what an area or group is called: by ``names``, its label, or its key."""
    if names is not None and value not in names:
        near = did_you_mean(str(value), map(str, names))
        _refuse(kept, f"`names` has none for {value}; it has {', '.join(map(str, names))}{near}")
    if names is None and label is not None:
        return label
    called = names[value] if names is not None else str(value)
    return Cell(f"{kept.name}[{value}].{key}", key, called, "name")


def _breaks_within(breaks: Iterable[Break], series: Sequence[_Series]) -> list[Row]:
    """Return the breaks that part a line, as rows of ``month``, ``name`` and ``text``."""
    first = min(one.values.index[0] for one in series)
    found = []
    for one in breaks:
        if one.month is None or not first < parse_month(one.month) <= _newest_month(series):
            continue
        place = f"breaks[{one.id}]"
        cells = {
            "month": Cell(f"{place}.month", "month", parse_month(one.month), "month"),
            "name": Cell(f"{place}.status", "status", _STATUS[one.status], "name"),
            "text": Cell(f"{place}.text_da", "text_da", one.text_da, "name"),
        }
        found.append(Row(place, cells))
    return sorted(found, key=lambda row: row.month.value)


def _newest_month(series: Sequence[_Series]) -> pd.Period:
    return max(one.newest.month.value for one in series)


def _highest(series: Sequence[_Series]) -> float:
    return max(one.values.max() for one in series)


def _refuse_unfit(kept: Kept, column: str, what: str) -> None:
    if not isinstance(kept, Kept):
        msg = (
            f"a {type(kept).__name__} cannot be drawn; keep it first, "
            'as in areas = report.keep("areas", frame, key=["area", "month"])'
        )
        raise ValueError(msg)
    numbers = [name for name, unit in kept.units.items() if unit in UNITS]
    if column not in numbers:
        near = did_you_mean(column, numbers)
        _refuse(
            kept,
            f"has no numbers {column!r} for {what}; it has {', '.join(numbers) or 'none'}{near}",
        )
    if not len(kept):
        _refuse(kept, "has no rows; look at what was chosen before it was kept")


def _refuse_spoken(kept: Kept, of: str) -> None:
    if said := speaks(of):
        _refuse(kept, f"`of` says {', '.join(said)}; it names what is counted, and no number")


def _refuse(kept: Kept, why: str) -> NoReturn:
    msg = f"{kept.name}: {why}"
    raise ValueError(msg)
