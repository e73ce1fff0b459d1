"""How the words of two editions differ: numbers, wording, judgements, or only the place.

The texts have one sentence a line. New data change numbers in nearly every line, and nobody reads
them all; but a sentence that now says "steg" for "faldt" must be read by a person. So a change of a
word that judges is told apart from every other and has a name, ``faldt→steg``, to accept it by.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain

# The gravest first; a line is told under the first of its kinds.
KINDS = ("judgement", "wording", "numbers", "moved")
ARROW, EXCHANGED = "→", "↔"
# What a sentence stands or falls with. ``fald*`` is every word that begins so; a word without a
# star is itself only: "under*" would be "undersøgelsen". A word too many here costs a look, a word
# too few lets a false sentence pass, so words with a second, harmless sense (godt, efter) are in.
JUDGEMENT_WORDS = {
    "direction": """fald* steg stig* sank synk* voks* øge* mindsk* reducer* forbedr* forværr* op ned
        uændre* ændret ændrede halver* fordobl* tredobl* dobbelt* vend* −""",
    "amount": """få færre færrest* mange flere flest* lidt mindre mindst* meget mere mest* lille små
        stor stort store større størst* halv halve hele flertal* mindretal* kun blot""",
    "height": """lav lavt lave lavere lavest* høj højt høje højere højest* højst* under over kort
        kortere kortest* lang langt længere længst* nær nærmere nærmest* tæt tættere tættest*
        bedre bedst* dårlig* værre værst* stærk* svag* hurtig* langsom*""",
    "order": """før efter først* sidst* tidlig* sen senere senest* foran bagest forrest øverst*
        nederst* samme modsat* omvendt* ens lige forskellig* stadig fortsat""",
    "denial": "ikke ingen intet ingenting hverken uden aldrig altid sjælden* ofte* alle begge hver",
    "agreement": """passe passer passede holde holder holdt modstrid* stemme stemmer stemte bekræft*
        afkræft* støtte støtter støttes afvig* sikker* usikker* tydelig* tilfældig* skyldes""",
    "nearness": "knap godt omkring cirka ca næsten præcis* nogenlunde omtrent mindst højst",
}

_MONTHS = """januar februar marts april maj juni juli august september oktober november december
    jan feb mar apr aug sep sept okt nov dec"""
# Not "en", which is an article far more often than a number.
_NUMERALS = "nul to tre fire fem seks syv otte ni ti elleve tolv halvdelen"
_PARTS = r"(?:en|to|tre|fire) (?:tiendedel|femtedel|fjerdedel|tredjedel)e?"
_NUMBER = re.compile(
    rf"\d+(?:[.,]\d+)*|\b(?:{_PARTS}|{'|'.join(f'{_MONTHS} {_NUMERALS}'.split())})\b",
    re.IGNORECASE,
)
_MASK = "0"
# Hyphens stand alone: "ikke-forsikrede" that became "forsikrede" has lost an "ikke".
_TOKEN = re.compile(r"[^\W\d_]+|\w|[^\w\s]")
_JUDGES = re.compile(
    "|".join(
        re.escape(word).replace(r"\*", r"\w*")
        for word in " ".join(JUDGEMENT_WORDS.values()).split()
    ),
    re.IGNORECASE,
)
# The least likeness of two lines that are one line changed; far from each other it must be greater.
_NEAR, _FAR = 0.5, 0.7


@dataclass(frozen=True)
class Change:
    """A line before and after, "" where there is none, its ``kinds``, and what judges otherwise."""

    old: str
    new: str
    kinds: tuple[str, ...]
    judgements: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Line:
    text: str
    place: tuple[int, int]  # in the new text; what was removed is told where it stood
    tokens: tuple[str, ...]


def compare(old: str, new: str) -> list[Change]:
    """Return the lines that differ, in the order of ``new``; blank lines and indents say nothing.

    A line that is wholly new or removed is of kind ``wording``, and ``judgement`` for its words.
    """
    befores, afters = _lines(old), _lines(new)
    pairs, gone, come = [], [], []
    for i1, i2, j1, j2 in _differing([line.text for line in befores], [x.text for x in afters]):
        removed = [_Line(line.text, (j1, n), line.tokens) for n, line in enumerate(befores[i1:i2])]
        gone.append(removed)
        come.append(afters[j1:j2])
    moved = Counter(x.text for block in gone for x in block)
    moved &= Counter(x.text for block in come for x in block)
    _without(moved, gone)
    places = _without(moved, come)
    for block, other in zip(gone, come, strict=True):
        pairs += _pair_in_order(block, other) + _pair_alike(block, other, _NEAR)
    lost, won = [*chain(*gone)], [*chain(*come)]
    pairs += _pair_alike(lost, won, _FAR)
    told = [(after.place, _changed(before, after)) for before, after in pairs]
    told += [(line.place, Change(line.text, line.text, ("moved",))) for line in places]
    told += [(line.place, _alone(line, "", line.text)) for line in won]
    told += [(line.place, _alone(line, line.text, "")) for line in lost]
    return [change for _, change in sorted(told, key=lambda placed: placed[0])]


def judgements(changes: Iterable[Change]) -> list[str]:
    """Return the names by which a person accepts ``changes``, such as ``faldt→steg``, sorted."""
    return sorted({name for change in changes for name in change.judgements})


def told(changes: Sequence[Change]) -> str:
    """Return an account of ``changes`` for the terminal, the gravest kind first."""
    if not changes:
        return "No word changed."
    count = Counter(kind for change in changes for kind in change.kinds)
    kinds = ", ".join(f"{count[kind]} {kind}" for kind in KINDS if count[kind])
    parts = [f"{len(changes)} line{'s' * (len(changes) > 1)} changed: {kinds}."]
    named = Counter(name for change in changes for name in set(change.judgements))
    if named:
        lines = (f"  {name}  ({n} line{'s' * (n > 1)})" for name, n in sorted(named.items()))
        parts.append("\n".join(["Judgements that changed:", *lines]))
    for kind in KINDS:
        chosen = [change for change in changes if change.kinds[0] == kind]
        if chosen:
            parts.append("\n".join([f"{kind} ({len(chosen)}):", *map(_shown, chosen)]))
    return "\n\n".join(parts)


def _shown(change: Change) -> str:
    if change.kinds == ("moved",):
        return f"  {change.new}"
    named = f"  [{', '.join(change.judgements)}]\n" if change.judgements else ""
    sides = (("-", change.old), ("+", change.new))
    return named + "\n".join(f"  {sign} {line}" for sign, line in sides if line)


def _lines(text: str) -> list[_Line]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [_Line(line, (place, -1), _tokens(line)) for place, line in enumerate(lines)]


def _tokens(line: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(_NUMBER.sub(_MASK, line)))


def _differing(old: Sequence, new: Sequence) -> list[tuple[int, int, int, int]]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [tuple(ends) for tag, *ends in codes if tag != "equal"]


def _without(texts: Counter[str], blocks: list[list[_Line]]) -> list[_Line]:
    """Take lines with ``texts`` out of ``blocks``, each as often as counted, and return them."""
    left, taken = texts.copy(), []
    for block in blocks:
        for line in list(block):
            if left[line.text]:
                left[line.text] -= 1
                block.remove(line)
                taken.append(line)
    return taken


def _pair_in_order(old: list[_Line], new: list[_Line]) -> list[tuple[_Line, _Line]]:
    """Take out and return the lines that differ in numbers only, as in a table of new figures."""
    sides = [line.tokens for line in old], [line.tokens for line in new]
    matches = SequenceMatcher(None, *sides, autojunk=False).get_matching_blocks()
    pairs = [(old[m.a + n], new[m.b + n]) for m in matches for n in range(m.size)]
    return _taken(pairs, old, new)


def _pair_alike(old: list[_Line], new: list[_Line], least: float) -> list[tuple[_Line, _Line]]:
    """Take out and return the lines that are most alike, the likest first."""
    likeness, matcher = [], SequenceMatcher(autojunk=False)
    for j, after in enumerate(new):
        matcher.set_seq2(after.tokens)
        for i, before in enumerate(old):
            matcher.set_seq1(before.tokens)
            bounds = matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio
            if all(bound() >= least for bound in bounds):
                likeness.append((-matcher.ratio(), abs(i - j), i, j))
    pairs, olds, news = [], set(), set()
    for *_, i, j in sorted(likeness):
        if i not in olds and j not in news:
            olds.add(i)
            news.add(j)
            pairs.append((old[i], new[j]))
    return _taken(pairs, old, new)


def _taken(pairs: list, old: list[_Line], new: list[_Line]) -> list[tuple[_Line, _Line]]:
    for before, after in pairs:
        old.remove(before)
        new.remove(after)
    return pairs


def _alone(line: _Line, old: str, new: str) -> Change:
    names = [f"{word}{ARROW}" if old else f"{ARROW}{word}" for word in _judging(line.tokens)]
    return Change(old, new, ("judgement", "wording") if names else ("wording",), tuple(names))


def _changed(old: _Line, new: _Line) -> Change:
    names, kinds = [], set()
    for i1, i2, j1, j2 in _differing(old.tokens, new.tokens):
        went, came = old.tokens[i1:i2], new.tokens[j1:j2]
        names += _swapped(_judging(went), _judging(came))
        # A dot that comes with a number, as on an axis, is no other wording.
        others = (token for token in (*went, *came) if not _JUDGES.fullmatch(token))
        if any(token.isalpha() for token in others):
            kinds.add("wording")
    if _NUMBER.findall(old.text) != _NUMBER.findall(new.text):
        kinds.add("numbers")
    names += _exchanged(old.tokens, new.tokens)
    if names:
        kinds.add("judgement")
    ordered = tuple(kind for kind in KINDS if kind in (kinds or {"wording"}))
    return Change(old.text, new.text, ordered, tuple(names))


def _exchanged(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return a name for words that changed places beside one that judges: who is above whom.

    ``odense↔viborg``, where no word came or went.
    """
    words, others = ([token.lower() for token in side if token.isalpha()] for side in (old, new))
    if words == others or sorted(words) != sorted(others) or not _judging(words):
        return []
    moved = [word for word, other in zip(words, others, strict=True) if word != other]
    return [EXCHANGED.join(list(dict.fromkeys(moved))[:2])]


def _judging(tokens: Iterable[str]) -> list[str]:
    return [token.lower() for token in tokens if _JUDGES.fullmatch(token)]


def _swapped(went: list[str], came: list[str]) -> list[str]:
    """Return names for the words that ``went`` and ``came`` in one place, paired in order."""
    same = Counter(went) & Counter(came)  # such as "Ikke" for "ikke"
    went, came = list((Counter(went) - same).elements()), list((Counter(came) - same).elements())
    longest = max(len(went), len(came))
    went, came = (side + [""] * (longest - len(side)) for side in (went, came))
    return [f"{a}{ARROW}{b}" for a, b in zip(went, came, strict=True)]
