"""Words that carry a direction, an order, an amount or a number agreement: chosen here only.

Each goes by the numbers as they are printed: what prints as nought has not moved, what prints alike
is alike. `prose.claims` refuses these words where a sentence types them itself. Notebooks write
``from vse_report.prose import vocabulary as w``.
"""

from __future__ import annotations

from inspect import isfunction
from typing import NamedTuple, NoReturn

from vse_report.errors import did_you_mean
from vse_report.prose import wording
from vse_report.prose.cells import COUNTED, UNITS, Cell, Ends, Range, mark

UNCHANGED = "stort set uændret"
VERBS = {"past": ("faldt", "var", "steg"), "present": ("falder", "er", "stiger")}
# Less, as much as, more; forms of "as much as" for en-, et- and plural words.
COMPARATIVES = {
    "amount": ("mindre", ("lige så stor", "lige så stort", "lige så store"), "større"),
    "number": ("færre", ("lige så mange",) * 3, "flere"),
    "height": ("lavere", ("lige så høj", "lige så højt", "lige så høje"), "højere"),
}
ONE = {"fuldtidspersoner": "fuldtidsperson", "personer": "person"}
FORMS = {"en": 0, "et": 1, "plural": 2}
# What is larger or smaller, and what is higher or lower, with its article.
NOUNS = {
    **dict.fromkeys(("del", "andel", "forskel"), ("amount", "en")),
    "antal": ("amount", "et"),
    "niveau": ("height", "et"),
}
SUPERLATIVES = ("mindst", "størst")
MISSING = "–"
# Upper ends of the classes in which the chance of a deal is told; above the last it is "over".
CHANCES = (0.1, 1, 5, 10)


def __getattr__(name: str) -> NoReturn:
    """Name the nearest word where there is none of that name."""
    known = [word for word, found in globals().items() if isfunction(found) and word[0] != "_"]
    msg = f"the vocabulary has no word {name!r}{did_you_mean(name, known)}"
    raise AttributeError(msg)


class Move(NamedTuple):
    """A verb and its amount, to stand together or on either side of the subject.

    Examples
    --------
    >>> move = Move("faldt", "med 12 personer")
    >>> f"I juli {move.verb} ledigheden {move.by}."
    'I juli faldt ledigheden med 12 personer.'
    """

    verb: str
    by: str

    def __str__(self) -> str:
        return f"{self.verb} {self.by}"

    def __format__(self, spec: str) -> str:
        return str.__format__(str(self), spec)


class Than(NamedTuple):
    """A comparative and what follows the thing compared: ``mindre`` … ``end``.

    Examples
    --------
    >>> than = Than("mindre", "end")
    >>> f"Fanø er {than.word} {than.than} Odense."
    'Fanø er mindre end Odense.'
    """

    word: str
    than: str


def moved(
    change: Cell,
    relative: Cell | None = None,
    *,
    over: Ends | None = None,
    of: str = "",
    spec: str = "",
    tense: str = "past",
) -> Move:
    """Return ``faldt`` and ``med 71.900 fuldtidspersoner (51,5 pct.)``, by the sign as printed.

    Alike as printed: ``var`` and ``stort set uændret``, ``uændret`` where nothing at all changed.

    Parameters
    ----------
    change : Cell
        The change, negative for a fall.
    relative : Cell, optional
        The same change in per cent, of the same row.
    over : Ends, optional
        What changed, where the sentence prints its ends: these then decide, not their difference.
        `moved_between` prints them, too.
    of : str
        What is counted, after the amount.
    spec : str
        The format of ``change``, as after a colon.
    tense : str
        ``past`` or ``present``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> then = kept("then", {"change": -71_900, "change_pct": -51.5}, "persons")
    >>> print(moved(then.change, then.change_pct, of="fuldtidspersoner"))
    faldt med 71.900 fuldtidspersoner (51,5 pct.)
    """
    both = (change,) if relative is None else (change, relative)
    is_one = abs(change.printed(spec)) == 1
    cells = (*both, *(over or ()))
    _same_row(*cells)
    if relative is not None and (relative.unit != "pct" or change.unit in ("pct", "points")):
        msg = f"{change.place} [{change.unit}] and {relative.place} [{relative.unit}] are no change"
        msg += " in number and the same in per cent"
        raise ValueError(msg)
    if over is not None and change.unit != ("points" if over.end.unit == "pct" else over.end.unit):
        msg = f"{change.place} [{change.unit}] is no change of {over.end.place} [{over.end.unit}]"
        raise ValueError(msg)
    decimals = (change.decimals(spec), *(cell.decimals() for cell in cells[1:]))
    gap = change.printed(spec) if over is None else over.end.printed() - over.start.printed()
    if gap == 0 and over is None and relative is not None:
        gap = relative.printed()  # few, but not of what there was
    down, level, up = VERBS[tense]
    if gap == 0:
        verb, by = level, UNCHANGED if change.value else "uændret"
    else:
        wrong = any(cell.value * gap < 0 for cell in both)
        if wrong:
            msg = f"{' and '.join(cell.place for cell in cells)} have different signs"
            raise ValueError(msg)
        verb, by = (
            down if gap < 0 else up,
            f"med {_amount(change, spec)} {ONE.get(of, of) if is_one else of}".rstrip(),
        )
        by += f" ({_amount(relative)})" if relative is not None else ""
    verb, by = (
        mark(cells, f"moved {spec}".strip() + f": {half}", text, decimals)
        for half, text in (("verb", verb), ("by", by))
    )
    return Move(verb, by)


def moved_between(
    change: Cell,
    ends_of: Ends,
    relative: Cell | None = None,
    *,
    months: Ends | None = None,
    of: str = "",
    tense: str = "past",
) -> str:
    """Return ``faldt med 12,3 pct.point, fra 28,5 pct. til 16,3 pct.``: `moved` and `ends` as one.

    All cells are of one row, the months, which may be printed as well, too.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> then = kept("then", {"share_start_pct": 28.5, "share_end_pct": 16.3, "share_points": -12.2})
    >>> print(moved_between(then.share_points, then.share))
    faldt med 12,2 pct.point, fra 28,5 pct. til 16,3 pct.
    """
    move = moved(change, relative, over=ends_of, of=of, tense=tense)
    return f"{move}, {ends(ends_of, months)}"


def _amount(change: Cell, spec: str = "") -> str:
    """Return a change without its sign; one that prints as nought is ``under 0,1 pct.``."""
    if change.printed(spec):
        return change.worded(spec, signed=False)
    least = wording.number(10.0 ** -change.decimals(spec), max(change.decimals(spec), 0))
    return f"under {least}{UNITS[change.unit].suffix}"


def become(relative: Cell) -> str:
    """Return ``er mere end halveret``, ``er næsten uændret``, or how far it has moved.

    ``relative`` is a change in per cent. As printed: within 2 it is ``næsten uændret``; from 45 to
    60 down, and 90 to 120 up, it is ``næsten`` or ``mere end`` ``halveret`` or ``fordoblet``; else
    ``er faldet med 12,3 pct.`` and the like. The change itself follows in brackets, ``(faldet
    52,2 pct.)``, but where the words give it.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(become(kept("then", {"change_pct": -52.2}).change_pct))
    er mere end halveret (faldet 52,2 pct.)
    """
    if relative.unit != "pct":
        msg = f"{relative.place} [{relative.unit}] is no relative change"
        raise ValueError(msg)
    change, written = relative.printed(), relative.worded(signed=False)
    verb = "faldet" if change < 0 else "steget"
    bounds = (
        ("halveret", -50, change > -50, -60 <= change <= -45),
        ("fordoblet", 100, change < 100, 90 <= change <= 120),
    )
    told = next((bound for bound in bounds if bound[-1]), None)
    if change == 0:
        text = "er uændret" if relative.value == 0 else f"er {UNCHANGED}"
    elif hardly(relative):
        text = f"er næsten uændret ({verb} {written})"
    elif told is None:
        text = f"er {verb} med {written}"
    else:
        name, exact, is_short, _ = told
        much = "" if change == exact else "næsten " if is_short else "mere end "
        text = f"er {much}{name} ({verb} {written})"
    return mark((relative,), "become", text)


def hardly(relative: Cell) -> bool:
    """Return whether a change in per cent is, as printed, within 2: ``næsten uændret``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> hardly(kept("then", {"change_pct": -1.5}).change_pct)
    True
    """
    return abs(relative.printed()) <= 2


def more(what: Cell | Ends) -> str:
    """Return ``færre``, ``lige så mange`` or ``flere``, of a change or from start to end.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(more(kept("then", {"change": -71_900}, "persons").change))
    færre
    """
    return _comparative(what, "number", "en")


def larger(what: Cell | Ends, noun: str) -> str:
    """Return ``en mindre del``, ``en lige så stor del`` or ``en større del``; of a change.

    Also from start to end. ``noun`` is one of ``NOUNS``: a ``niveau`` becomes ``et lavere niveau``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> then = kept("then", {"share_start_pct": 14.5, "share_end_pct": 21.2})
    >>> print(larger(then.share, "andel"))
    en større andel
    """
    if noun not in NOUNS:
        msg = f"{noun!r} is not known to become larger or higher; NOUNS has {', '.join(NOUNS)}"
        raise ValueError(msg)
    kind, article = NOUNS[noun]
    return _comparative(what, kind, article, "larger", around=(f"{article} ", f" {noun}"))


def compared(one: Cell, other: Cell, kind: str = "amount", form: str = "en") -> Than:
    """Return ``mindre`` and ``end`` where ``one`` prints below ``other``.

    Alike: ``lige så stor`` and ``som``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> now = kept("now", {"women_pct": 4.1, "men_pct": 4.8})
    >>> print(*compared(now.women_pct, now.men_pct, "height"))
    lavere end
    """
    pair, how = Ends(other, one), f"compared {kind}"
    word = _comparative(pair, kind, form, how)
    than = "end" if one.printed() != other.printed() else "som"
    return Than(word, mark(tuple(pair), f"{how}: than", than))


def ordered(one: Cell, other: Cell, *, below: str, alike: str, above: str) -> str:
    """Return the wording that fits ``one`` beside ``other`` as printed.

    For clause functions, which are tested with the whole sentence of every side; a notebook that
    calls this would put words beside numbers that no test has seen.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> now = kept("now", {"women_pct": 4.1, "men_pct": 4.8})
    >>> print(ordered(now.women_pct, now.men_pct, below="under", alike="på", above="over"))
    under
    """
    _same_unit(one, other)
    gap = one.printed() - other.printed()
    return mark((one, other), "ordered", below if gap < 0 else above if gap > 0 else alike)


def out_of(part: Cell, whole: Cell, share: Cell, of: str) -> str:
    """Return ``16.409 af 83.582 ledige (19,6 pct.)``; ``of`` names what is counted.

    ValueError if the share, as printed, is not that of the two numbers as printed.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> now = kept("now", {"on_cash": 16_409, "all": 83_582, "share_pct": 19.63}, "persons")
    >>> print(out_of(now.on_cash, now.all, now.share_pct, "ledige"))
    16.409 af 83.582 ledige (19,6 pct.)
    """
    _same_unit(part, whole)
    if share.unit != "pct" or part.unit not in COUNTED:
        msg = f"{share.place} [{share.unit}] is no share of {whole.place} [{whole.unit}]"
        raise ValueError(msg)
    if whole.printed() == 0:
        msg = f"{whole.place} is nought, of which there is no part"
        raise ValueError(msg)
    told, expected = share.printed(), 100 * part.printed() / whole.printed()
    # Half of the last digit printed, of the share and of each number.
    if abs(told - expected) > 0.0501 + (50 + expected / 2) / whole.printed():
        msg = f"{share.place}, {share.worded()}, is not {part.worded()} of {whole.worded()}"
        raise ValueError(msg)
    text = f"{part.worded()} af {whole.worded()} {of} ({share.worded()})"
    return mark((part, whole, share), "out_of", text)


def superlative(one: Cell, *others: Cell) -> str:
    """Return ``størst``, ``mindst``, ``hverken størst eller mindst`` or ``lige stor`` among others.

    ``lige stor`` where all print alike; one that shares its place is ``blandt de største``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> now = kept("now", {"north_pct": 4.1, "south_pct": 4.8, "east_pct": 3.9})
    >>> print(superlative(now.south_pct, now.north_pct, now.east_pct))
    størst
    """
    for other in others:
        _same_unit(one, other)
    gaps = [one.printed() - other.printed() for other in others]
    least, most = SUPERLATIVES
    if not any(gaps):
        word = "lige stor"
    elif min(gaps) > 0:
        word = most
    elif max(gaps) < 0:
        word = least
    elif min(gaps) == 0:
        word = "blandt de største"
    elif max(gaps) == 0:
        word = "blandt de mindste"
    else:
        word = f"hverken {most} eller {least}"
    return mark((one, *others), "superlative", word)


def counted(number: Cell, one: str, many: str, *, neuter: bool = False) -> str:
    """Return ``én måned``, ``ét år``, ``to måneder``, ``14 måneder``, ``ingen måneder``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(counted(kept("now", {"months_count": 2}).months_count, "måned", "måneder"))
    to måneder
    """
    if number.unit != "count":
        msg = f"{number.place} [{number.unit}] is no count"
        raise ValueError(msg)
    written = number.worded("word")
    told = {0: f"ingen {many}", 1: f"{'ét' if neuter else 'én'} {one}"}
    return mark((number,), "counted", told.get(int(number.printed()), f"{written} {many}"))


def span(first: Cell, last: Cell) -> str:
    """Return ``fra juli 2016 til maj 2020``, or ``i juli 2016`` where both are one month.

    Examples
    --------
    >>> import pandas as pd
    >>> from vse_report.results import kept
    >>> then = kept("then", {"first": pd.Period("2016-07"), "last": pd.Period("2020-05")})
    >>> print(span(then.first, then.last))
    fra juli 2016 til maj 2020
    """
    _forward(first, last, may_be_one=True)
    told = f"fra {first.worded()} til {last.worded()}"
    one = first.worded() == last.worded()
    return mark((first, last), "span", f"i {first.worded()}" if one else told)


def ends(what: Ends, months: Ends | None = None) -> str:
    """Return ``fra 14,5 pct. til 21,2 pct.``; with ``months``, ``fra 14,5 pct. i maj 2020 til …``.

    Where both print alike: ``14,5 pct. både først og sidst``, with months ``14,5 pct. både i maj
    2020 og i juli 2026``.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(ends(kept("then", {"share_start_pct": 14.5, "share_end_pct": 21.2}).share))
    fra 14,5 pct. til 21,2 pct.
    """
    _same_unit(*what)
    start, end = what.start.worded(), what.end.worded()
    cells = (*what, *(months or ()))
    _same_row(*cells)
    if months is not None:
        _forward(*months)
    if start == end:
        where = "først og sidst"
        if months is not None:
            where = f"i {months.start.worded()} og i {months.end.worded()}"
        return mark(cells, "ends", f"{start} både {where}")
    at = ["", ""] if months is None else [f" i {month.worded()}" for month in months]
    return mark(cells, "ends", f"fra {start}{at[0]} til {end}{at[1]}")


def between(what: Range, spec: str = "") -> str:
    """Return ``mellem 28,2 og 32,2 pct.``, or ``24,5 pct.`` where both bounds print alike.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(between(kept("now", {"share_low_pct": 28.2, "share_high_pct": 32.2}).share))
    mellem 28,2 og 32,2 pct.
    """
    low, high = what
    bare = f"bare {spec}".rstrip()
    alike = _ascending(what, spec)
    text = high.worded(spec) if alike else f"mellem {low.worded(bare)} og {high.worded(spec)}"
    return mark(tuple(what), f"between {spec}".rstrip(), text, (low.decimals(spec),) * 2)


def bounds(what: Range) -> str:
    """Return ``28,2–32,2`` for a table, ``24,5`` where both print alike, a dash where unknown.

    ``højst 0,12`` where there is no lower bound; beside a minus sign ``til`` stands for the dash.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(bounds(kept("now", {"share_low_pct": 28.2, "share_high_pct": 32.2}).share))
    28,2–32,2
    """
    low, high = what
    if high.is_missing:
        text = MISSING
    elif low.is_missing:
        text = f"højst {high.worded('bare')}"
    elif _ascending(what):
        text = high.worded("bare")
    else:
        dash = " til " if low.printed() < 0 else "–"
        text = dash.join(cell.worded("bare") for cell in what)
    return mark(tuple(what), "bounds", text)


def chance(p: Cell) -> str:
    """Return in which class a p-value in per cent is: ``under 0,1``, ``1 til 5``, ``over 10``.

    A value drawn at random varies within a class, not from one to another.

    Examples
    --------
    >>> from vse_report.results import kept
    >>> print(chance(kept("now", {"p_pct": 3.4}).p_pct))
    1 til 5
    """
    if p.unit != "pct":
        msg = f"{p.place} [{p.unit}] is no chance in per cent"
        raise ValueError(msg)
    below = [end for end in CHANCES if end <= p.value]
    ends_written = [wording.number(end, 1 if end < 1 else 0) for end in CHANCES]
    if not below:
        text = f"under {ends_written[0]}"
    elif len(below) == len(CHANCES):
        text = f"over {ends_written[-1]}"
    else:
        text = f"{ends_written[len(below) - 1]} til {ends_written[len(below)]}"
    return mark((p,), "chance", text)


def _ascending(what: Range, spec: str = "") -> bool:
    """Return whether both bounds print alike; ValueError if they are none."""
    _same_row(*what)
    _same_unit(*what)
    low, high = (cell.printed(spec) for cell in what)
    if low > high:
        msg = f"{what.low.place}, {what.low.worded()}, is above {what.high.worded()}"
        raise ValueError(msg)
    return low == high


def _comparative(
    what: Cell | Ends,
    kind: str,
    form: str,
    how: str = "change",
    around: tuple[str, str] = ("", ""),
) -> str:
    cells = what if isinstance(what, Ends) else (what,)
    less, same, greater = COMPARATIVES[kind]
    for cell in cells:
        if (kind == "number") != (cell.unit in COUNTED):
            msg = f"{cell.place} [{cell.unit}] does not become {less} or {greater}"
            raise ValueError(msg)
    if isinstance(what, Ends):
        _same_unit(*what)
        sign = what.end.printed() - what.start.printed()
    else:
        sign = what.printed()
    word = less if sign < 0 else greater if sign > 0 else same[FORMS[form]]
    return mark(tuple(cells), f"{how}: word", word.join(around))


def _same_row(*cells: Cell) -> None:
    if len({cell.row for cell in cells}) > 1:
        msg = f"{' and '.join(cell.place for cell in cells)} are of different rows"
        raise ValueError(msg)


def _same_unit(*cells: Cell) -> None:
    if len({cell.unit for cell in cells}) > 1:
        named = " and ".join(f"{cell.place} [{cell.unit}]" for cell in cells)
        msg = f"{named} cannot be compared"
        raise ValueError(msg)


def _forward(first: Cell, last: Cell, *, may_be_one: bool = False) -> None:
    for cell in (first, last):
        if cell.unit != "month":
            msg = f"{cell.place} [{cell.unit}] is no month"
            raise ValueError(msg)
    if first.value > last.value or (first.value == last.value and not may_be_one):
        msg = f"{first.place}, {first.worded()}, is not before {last.place}, {last.worded()}"
        raise ValueError(msg)
