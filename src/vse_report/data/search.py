"""`find`: which tables hold what somebody asks for in words.

A table is known by its texts, each with a weight: a word of the title says more of it than one of
its definition. A word asked for, or what it stands for in everyday speech, counts as much as the
best of those texts has it, and more the fewer tables have it. What is asked of periods and places
raises the tables that can answer and lowers those that cannot.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from vse_report.data.cards import Card
from vse_report.data.catalogue import breaks, cards
from vse_report.data.everyday import EVERYDAY, SMALL_WORDS
from vse_report.data.fit import PERIOD, covers, fit, is_by_place, years_of
from vse_report.data.listing import Listed, rows
from vse_report.data.sealed import plain_rows
from vse_report.errors import InputError, quoted

if TYPE_CHECKING:
    import pandas as pd

# What is said of a table, and how much a word in it says.
WEIGHTS = {
    "titel": 1.0,
    "navn": 0.9,
    "række": 0.6,
    "værdier": 0.8,
    "kolonner": 0.6,
    "definition": 0.5,
    "forbehold": 0.3,
    "databrud": 0.3,
    "kilde": 0.6,
    "kommune": 0.8,
    "gammel kommune": 1.0,
}
EVERYDAY_WEIGHT = 0.9  # of what a word stands for, beside the word itself
FALLS_BELOW = 0.4  # of the best: what matches less is not shown
_ENDINGS = (
    *(
        "hederne",
        "heden",
        "heder",
        "ernes",
        "erens",
        "erne",
        "ende",
        "enes",
        "eren",
        "eres",
        "ment",
    ),
    *("hed", "ene", "ers", "ere", "ens", "ets", "ede", "ing", "ies"),
    *("er", "en", "et", "es", "ed", "e", "s", "y"),
)


class _Known(NamedTuple):
    """What the tables of a folder know.

    ``stems`` is stem -> table -> the field that weighs most, ``spelled`` stem -> a word as written;
    ``present`` and ``old`` are names of places, folded words -> name as written.
    """

    stems: dict[str, dict[str, str]]
    spelled: dict[str, str]
    present: dict[tuple[str, ...], str]
    old: dict[tuple[str, ...], str]


class _Word(NamedTuple):
    """A word asked for: as written, and for each table how much it says there, and which field."""

    text: str
    scores: dict[str, tuple[float, str]]


def find(words: str) -> pd.DataFrame:
    """Return the tables that match words, best first, as `tables` lists them.

    Parameters
    ----------
    words : str
        Danish or English, as one would ask: "langtidsledige Odense", "ledige pr. kommune siden
        2007". Names of municipalities, periods and everyday words are understood, inflections and
        small misspellings too.

    Returns
    -------
    DataFrame with index ``name`` and the columns of `tables`
        And ``found``, which says in a few words of Danish where the table matched.

    Raises
    ------
    InputError
        If nothing is found; it names the nearest words that the tables know.

    Examples
    --------
    >>> find("langtidsledige Odense").index[0]
    'longterm_unemployment_municipal_monthly'
    """
    from vse_report.data.table_list import table_list

    listed, where = ranked(words)
    return table_list(listed, where)


def ranked(words: str) -> tuple[list[Listed], list[str]]:
    """Return the tables that match, best first, and where each did; InputError if none does."""
    described, known = cards(), _known()
    places = _places(words, known)
    asked = places + _words(_without_places(words, places), known)
    years = years_of(words)
    shares = _shares(asked, len(described))
    if years and not shares:
        shares = {name: {} for name, one in described.items() if covers(one, years) == 1}
    if not shares:
        raise InputError(_nothing(words, known))
    has_place = any("kommune" in f for word in asked for _, f in word.scores.values())
    total, where = {}, {}
    for name, fields in shares.items():
        factor, reasons = fit(described[name], words, years, has_place)
        total[name] = round(factor * (sum(fields.values()) or 1), 6)
        most_first = sorted(fields, key=lambda field: -fields[field])
        where[name] = ", ".join(dict.fromkeys([*most_first, *reasons]))
    enough = FALLS_BELOW * max(total.values())
    kept = [name for name in described if name in total and total[name] >= enough]
    kept.sort(key=lambda name: -total[name])  # equals stay in the order of the file
    return rows(kept), [where[name] for name in kept]


def _shares(asked: Iterable[_Word], number: int) -> dict[str, dict[str, float]]:
    """Return table -> field -> what it adds to the score; a word counts more the fewer have it."""
    shares: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for word in asked:
        rare = math.log((number + 1) / (sum(score for score, _ in word.scores.values()) + 0.5))
        for name, (score, field) in word.scores.items():
            shares[name][field] += score * rare
    return shares


# What the tables know -------------------------------------------------------------------------


def _known() -> _Known:
    """Return the words of the tables. Made anew for each search."""
    stems: dict[str, dict[str, str]] = defaultdict(dict)
    spelled: dict[str, str] = {}
    for name, described in cards().items():
        for field, text in _texts(described):
            for word in _split(text):
                stem = stem_of(word)
                spelled.setdefault(stem, word)
                before = stems[stem].get(name)
                if before is None or WEIGHTS[field] > WEIGHTS[before]:
                    stems[stem][name] = field
    present, old = _names()
    return _Known(dict(stems), spelled, present, old)


def _texts(described: Card) -> Iterator[tuple[str, str]]:
    """Yield field -> text for all that is said of a table."""
    yield "titel", f"{described.title_da} {described.title}"
    yield "navn", described.table.replace("_", " ")
    yield "række", described.row
    yield "definition", described.definition
    yield "forbehold", " ".join([*described.caveats, *described.caveats_da])
    for found in breaks(described.table):
        yield "databrud", f"{found.text_da} {found.text_en}"
    for origin in described.origins:
        yield "kilde", f"{origin.publisher} {origin.publisher_table}"
    for name, column in described.columns.items():
        yield "kolonner", f"{name.replace('_', ' ')} {column.description} {column.unit}"
        values = [*column.values, *column.values.values()] if column.type == "category" else []
        yield "værdier", " ".join(values).replace("_", " ")


def _names() -> tuple[dict[tuple[str, ...], str], dict[tuple[str, ...], str]]:
    """Return the names of municipalities, and those that only the time before 2007 knew.

    Either is folded words -> name as written; the parts of a double name stand for it too. A name
    that is a present one as well (Bornholm, København) is a present one: it misleads to no table.
    """
    present: dict[tuple[str, ...], str] = {}
    old: dict[tuple[str, ...], str] = {}
    if "municipalities" in cards():
        for row in plain_rows("municipalities"):
            for name in (row["name"], row["name_at_reform_2007"]):
                present.setdefault(tuple(_split(name)), name)
                for part in name.split("-"):
                    present.setdefault(tuple(_split(part)), name)
    if "municipal_reform_2007" in cards():
        for row in plain_rows("municipal_reform_2007"):
            for name in (row["old_name"], row["county"]):
                words = tuple(_split(name))
                if words not in present:
                    old.setdefault(words, name)
    return present, old


# What is asked --------------------------------------------------------------------------------


def _places(words: str, known: _Known) -> list[_Word]:
    """Return the places named, the longest name that stands at each point."""
    written = re.findall(r"\w+", words)
    folded = [_fold(word) for word in written]
    found, at = [], 0
    while at < len(folded):
        for length in (4, 3, 2, 1):
            name = tuple(folded[at : at + length])
            # "Give" and "Them" were municipalities; written small they are words.
            small = length == 1 and name[0] in _SMALL and not written[at][0].isupper()
            if len(name) == length and not small and name in {**known.present, **known.old}:
                text = " ".join(written[at : at + length])
                found.append(_Word(text, _tables_of_place(name in known.present)))
                at += length - 1
                break
        at += 1
    return found


def _tables_of_place(is_present: bool) -> dict[str, tuple[float, str]]:
    """Return the tables that have a municipality; of one that is no more, the one of the reform."""
    field = "kommune" if is_present else "gammel kommune"
    reform = "municipal_reform_2007"
    having = [
        name
        for name, described in cards().items()
        if (is_by_place(described) if is_present else name == reform)
    ]
    return dict.fromkeys(having, (WEIGHTS[field], field))


def _without_places(words: str, places: Iterable[_Word]) -> str:
    for place in places:
        pattern = r"\W+".join(map(re.escape, place.text.split()))
        words = re.sub(rf"\b{pattern}\b", " ", words, count=1)
    return words


def _words(words: str, known: _Known) -> list[_Word]:
    """Return what each other word says, with the everyday phrases among them taken whole."""
    stems = [stem_of(word) for word in _split(PERIOD.sub(" ", words))]
    asked, at = [], 0
    phrases = _phrases()
    while at < len(stems):
        length, terms = _phrase_at(stems, at, phrases)
        if length:
            alternatives = [*stems[at : at + 1], *terms] if length == 1 else terms
        elif stems[at] in _SMALL_STEMS:
            at += 1
            continue
        else:
            length, alternatives = 1, [stems[at]]
        asked.append(_Word(stems[at], _scored(alternatives, stems[at], known)))
        at += length
    return [word if word.scores else _mended(word, known) for word in asked]


def _phrase_at(
    stems: list[str], at: int, phrases: dict[tuple[str, ...], list[str]]
) -> tuple[int, list[str]]:
    """Return how many words the longest everyday phrase takes, and what it stands for."""
    for length in (5, 4, 3, 2, 1):
        part = stems[at : at + length]
        bare = tuple(word for word in part if word not in _SMALL_STEMS)
        for words in (tuple(part), bare):
            if len(part) == length and words in phrases and part[-1] == words[-1]:
                return length, phrases[words]
    return 0, []


def _scored(alternatives: list[str], itself: str, known: _Known) -> dict[str, tuple[float, str]]:
    """Return table -> (score, field) of the best that any of the words says of it.

    What several words together stand for counts as their mean, so that all of them are wanted.
    """
    of_word: dict[str, tuple[float, str]] = {}
    meant: dict[str, list[tuple[float, str]]] = defaultdict(list)
    terms = [word for word in alternatives if word != itself]
    for word in alternatives:
        for name, found in _matches(word, known).items():
            if word == itself:
                of_word[name] = found
            else:
                meant[name].append(found)
    for name, several in meant.items():
        score = EVERYDAY_WEIGHT * (sum(s for s, _ in several) + max(several)[0]) / (len(terms) + 1)
        of_word[name] = max(of_word.get(name, (0.0, "")), (score, max(several)[1]))
    return of_word


def _matches(stem: str, known: _Known) -> dict[str, tuple[float, str]]:
    """Return table -> (score, field) of a stem: the same word counts whole, a compound less."""
    best: dict[str, tuple[float, str]] = {}
    for other, tables in known.stems.items():
        alike = _alike(stem, other)
        if alike:
            for name, field in tables.items():
                best[name] = max(best.get(name, (0.0, "")), (alike * WEIGHTS[field], field))
    return best


def _alike(asked: str, known: str) -> float:
    """Return how far a word of a table is the one asked for; of compounds, by what they share."""
    if asked == known:
        return 1.0
    short, long = sorted((asked, known), key=len)
    if len(short) < 4 or not (long.startswith(short) or long.endswith(short)):
        return 0.0
    if short == asked:
        # "kontanthjælpsmodtager" is about kontanthjælp, "langtidsledig" about a part of the ledige.
        return 0.85 if long.startswith(short) else 0.7
    return 0.3 + 0.3 * len(short) / len(long)  # part of what was asked for is missing


def _mended(word: _Word, known: _Known) -> _Word:
    """Return a word that nothing knows as the nearest that is known; unchanged if none is near.

    An everyday word that it begins with is near: "indbyggertal" is of "indbygger".
    """
    if len(word.text) < 4:
        return word
    everyday = [phrase[0] for phrase in _phrases() if len(phrase) == 1]
    places = {
        name[0]: name in known.present for name in (*known.old, *known.present) if len(name) == 1
    }
    pool = [*known.stems, *everyday, *places]
    begun = sorted((key for key in everyday if len(key) > 4 and word.text.startswith(key)), key=len)
    near = begun[-1:] or difflib.get_close_matches(word.text, pool, n=1, cutoff=0.78)
    if not near:
        return word
    if near[0] in places:
        return _Word(word.text, _tables_of_place(places[near[0]]))
    meant = _phrases().get((near[0],), [])
    return _Word(word.text, _scored([near[0], *meant], near[0], known))


def _nothing(words: str, known: _Known) -> str:
    places = (*known.present.values(), *known.old.values()) if re.search("[A-ZÆØÅ]", words) else ()
    names = {stem_of(_fold(name)): name for name in places}
    spelled = {**{stem_of(key): key for key in EVERYDAY}, **known.spelled, **names}
    near: list[str] = []
    for stem in dict.fromkeys(map(stem_of, _split(words))):
        if stem not in _SMALL_STEMS:
            near += difflib.get_close_matches(stem, spelled, n=3, cutoff=0.65)
    told = ", ".join(dict.fromkeys(spelled[stem] for stem in near))
    nearest = f" Nearest words: {told}." if told else " No table has a word like it."
    return f"Nothing is found for {quoted(words)}.{nearest} data.tables() lists all."


# Words ----------------------------------------------------------------------------------------


def _fold(word: str) -> str:
    """Return a word in small letters, with æ, ø and å as they are written without these keys."""
    return word.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")


def _split(text: str) -> list[str]:
    return [_fold(word) for word in re.findall(r"\w+", text)]


@cache
def stem_of(word: str) -> str:
    """Return a word, folded, without the endings of Danish and English inflection."""
    stem = _fold(word)
    while True:
        ending = next((e for e in _ENDINGS if stem.endswith(e) and len(stem) - len(e) >= 4), "")
        if not ending:
            return stem
        stem = stem.removesuffix(ending)


@cache
def _phrases() -> dict[tuple[str, ...], list[str]]:
    return {
        tuple(map(stem_of, _split(key))): [stem_of(word) for word in _split(terms)]
        for key, terms in EVERYDAY.items()
    }


_SMALL = frozenset(map(_fold, SMALL_WORDS))
_SMALL_STEMS = frozenset(map(stem_of, SMALL_WORDS))
