"""How two editions' words differ: what judges, what is worded otherwise, numbers, and places."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vse_report.prose.changes import JUDGEMENT_WORDS, Change, compare, judgements, told

# Words of the list, or inflected forms of its stems, that a sentence may have.
INFLECTED = {
    "direction": "fald faldt falder faldet faldene steg stiger stigning stigende sank synker "
    "vokser voksede øges øgede mindsker reduceret forbedret forværres op ned uændret uændrede "
    "ændret ændrede halveret halverede fordoblet fordobles tredoblet dobbelt vender vendte vendt −",
    "amount": "få færre færrest mange flere flest fleste lidt mindre mindst mindste meget mere "
    "mest lille små stor stort store større størst største halv halve hele flertallet mindretallet "
    "kun blot",
    "height": "lav lavt lave lavere lavest laveste høj højt høje højere højest højeste højst under "
    "over kort kortere kortest længere længst lang langt nær nærmere nærmest nærmeste tæt tættere "
    "tættest bedre bedst bedste dårligere værre værste stærkere svagt hurtigere langsommere",
    "order": "før efter først første sidst sidste tidligere sen senere senest seneste foran bagest "
    "forrest øverst nederst samme modsatte modsat omvendt ens lige forskellige stadig fortsat",
    "denial": "ikke ingen intet ingenting hverken uden aldrig altid sjældent ofte oftere alle "
    "begge hver",
    "agreement": "passe passer passede holde holder holdt modstrid stemme stemmer stemte bekræftes "
    "afkræftes støtte støtter støttes afviger sikkert usikkert tydelig tilfældige skyldes",
    "nearness": "knap godt omkring cirka ca næsten præcist nogenlunde omtrent mindst højst",
}


def only(old: str, new: str) -> Change:
    """Return the one change between two texts."""
    (change,) = compare(old, new)
    return change


@pytest.mark.parametrize("group", JUDGEMENT_WORDS)
def test_words_that_judge_are_found_however_they_are_inflected(group):
    missed = [word for word in INFLECTED[group].split() if not only(word, "").judgements]
    assert missed == []


@pytest.mark.parametrize("group", JUDGEMENT_WORDS)
def test_every_entry_of_the_list_has_a_word_here_that_shows_it(group):
    shown = INFLECTED[group].split()
    entries = JUDGEMENT_WORDS[group].split()
    assert [e for e in entries if not any(w.startswith(e.rstrip("*")) for w in shown)] == []


@pytest.mark.parametrize("word", ["undersøgelsen", "overveje", "efterår", "lavet", "hverdag"])
def test_a_word_that_only_begins_like_one_that_judges_is_none(word):
    assert only(word, "").kinds == ("wording",)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("Det er 120 færre.", "Det er 120 flere.", "færre→flere"),
        ("Faldet er mindst for dem.", "Faldet er størst for dem.", "mindst→størst"),
        ("Forskellen er mindre.", "Forskellen er større.", "mindre→større"),
        ("Rækkefølgen er den modsatte.", "Rækkefølgen er den samme.", "modsatte→samme"),
        ("Antallet faldt.", "Antallet steg.", "faldt→steg"),
        ("Færre fik job.", "Flere fik job.", "færre→flere"),
    ],
)
def test_a_word_swapped_for_its_opposite_is_a_judgement_with_a_name(old, new, name):
    assert only(old, new) == Change(old, new, ("judgement",), (name,))
    assert only(new, old).judgements == ("→".join(reversed(name.split("→"))),)


def test_a_denial_that_comes_or_goes_is_a_judgement():
    said, denied = "Hypotesen er bekræftet.", "Hypotesen er ikke bekræftet."
    assert only(said, denied).judgements == ("→ikke",)
    assert only(denied, said).judgements == ("ikke→",)


def test_a_denial_joined_to_a_word_by_a_hyphen_counts_as_one():
    change = only("Mindst hos de ikke-forsikrede.", "Mindst hos de forsikrede.")
    assert change.judgements == ("ikke→",)


def test_a_judging_word_at_another_place_in_its_sentence_judges_otherwise():
    assert only("Ikke alle fik job.", "Alle fik ikke job.").kinds[0] == "judgement"


def test_a_capital_letter_judges_nothing():
    assert only("Antallet: Flere fik job.", "Antallet: flere fik job.").kinds == ("wording",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Der er 1.200 ledige.", "Der er 1.300 ledige."),
        ("Ændringen er −5,5 pct.", "Ændringen er −12,0 pct."),
        ("Det var i juni 2026.", "Det var i juli 2026."),
        ("Fra dec. 2003 til nu.", "Fra aug. 2007 til nu."),
        ("I fire kommuner.", "I tolv kommuner."),
        ("Knap halvdelen.", "Knap to tredjedele."),
        ("- Akse: 0 · 10 · 20", "- Akse: 0 · 10 · 20 · 30"),
    ],
)
def test_other_figures_months_and_numerals_are_numbers_only(old, new):
    assert only(old, new) == Change(old, new, ("numbers",))


def test_other_words_that_judge_nothing_are_wording():
    assert only("Tallene er nye.", "Tallene er friske.").kinds == ("wording",)


def test_other_punctuation_is_wording():
    assert only("Nye tal, altså.", "Nye tal altså.").kinds == ("wording",)


def test_a_line_may_be_of_several_kinds_the_gravest_first():
    change = only("Antallet faldt til 1.200 i byen.", "Antallet steg til 1.300 i landet.")
    assert change.kinds == ("judgement", "wording", "numbers")
    assert change.judgements == ("faldt→steg",)


def test_a_removed_line_loses_each_word_that_judges():
    change = only("Tallene viser ikke hvorfor.\nAlle er med.", "Alle er med.")
    assert change == Change("Tallene viser ikke hvorfor.", "", ("judgement", "wording"), ("ikke→",))


def test_a_new_line_brings_each_word_that_judges():
    assert only("", "Ingen steg.").judgements == ("→ingen", "→steg")
    assert only("", "Se kilderne.") == Change("", "Se kilderne.", ("wording",))


def test_a_line_that_moved_unchanged_judges_nothing():
    change = only("Antallet faldt.\nEt.\nAndet.\n", "Et.\nAndet.\nAntallet faldt.\n")
    assert change == Change("Antallet faldt.", "Antallet faldt.", ("moved",))


def test_a_line_that_stood_twice_and_now_once_is_removed():
    assert only("Det faldt.\nOg så.\nDet faldt.", "Det faldt.\nOg så.").judgements == ("faldt→",)


def test_a_line_that_moved_and_came_twice_is_moved_once_and_new_once():
    changes = compare("Det faldt.\nEt.\nAndet.", "Et.\nAndet.\nDet faldt.\nDet faldt.")
    assert [change.kinds for change in changes] == [("moved",), ("judgement", "wording")]


def test_a_line_that_moved_and_changed_is_still_compared_with_itself():
    old = "Antallet af ledige faldt i alle kommuner.\nEt.\nAndet.\nTredje."
    new = "Et.\nAndet.\nTredje.\nAntallet af ledige steg i alle kommuner."
    assert only(old, new).judgements == ("faldt→steg",)


def test_a_paragraph_with_all_its_numbers_changed_is_paired_line_by_line():
    old = "I 2025 faldt antallet med 12 pct.\nI byen var det 7.\nTilsammen 19.\n"
    new = "I 2026 faldt antallet med 9 pct.\nI byen var det 8.\nTilsammen 17.\n"
    changes = compare(old, new)
    assert [(c.old, c.new) for c in changes] == [
        *zip(old.splitlines(), new.splitlines(), strict=True)
    ]
    assert {c.kinds for c in changes} == {("numbers",)}


def test_a_line_put_in_between_does_not_part_others_from_themselves():
    old = "Antallet faldt med 12.\nAndelen steg med 3."
    new = "Antallet faldt med 9.\nHer er noget helt nyt.\nAndelen steg med 2."
    first, last = old.splitlines()
    assert [change.old for change in compare(old, new)] == [first, "", last]


def test_unlike_lines_are_not_one_line_changed():
    changes = compare("Ledigheden faldt mest på øerne.", "Se også kilder og forbehold nedenfor.")
    assert [(bool(c.old), bool(c.new)) for c in changes].count((True, True)) == 0
    assert len(changes) == 2


def test_equal_texts_differ_in_nothing_and_neither_do_blank_lines():
    text = "# Titel\n\nAntallet faldt.\n"
    assert compare(text, text) == []
    assert compare(text, text.replace("\n\n", "\n")) == []
    assert judgements([]) == []
    assert told([]) == "No word changed."


def test_names_of_judgements_are_sorted_and_each_is_named_once():
    changes = compare("A faldt.\nB faldt.\nVi ved ikke.", "A steg.\nB steg.\nVi ved.\nAlle, ingen.")
    assert judgements(changes) == ["faldt→steg", "ikke→", "→alle", "→ingen"]


def test_the_account_lists_judgements_then_each_line_under_its_gravest_kind():
    old = "Flyttet.\n# Et\nHer.\nAntallet faldt til 12.\nTallene er nye.\nI alt 7."
    new = "# Et\nHer.\nAntallet steg til 13.\nTallene er friske.\nI alt 8.\nFlyttet."
    assert told(compare(old, new)) == (
        "4 lines changed: 1 judgement, 1 wording, 2 numbers, 1 moved.\n"
        "\n"
        "Judgements that changed:\n"
        "  faldt→steg  (1 line)\n"
        "\n"
        "judgement (1):\n"
        "  [faldt→steg]\n"
        "  - Antallet faldt til 12.\n"
        "  + Antallet steg til 13.\n"
        "\n"
        "wording (1):\n"
        "  - Tallene er nye.\n"
        "  + Tallene er friske.\n"
        "\n"
        "numbers (1):\n"
        "  - I alt 7.\n"
        "  + I alt 8.\n"
        "\n"
        "moved (1):\n"
        "  Flyttet."
    )


def test_a_new_line_is_told_by_itself():
    assert "\n  + Se kilderne." in told(compare("", "Se kilderne."))
    assert "\n  -" not in told(compare("", "Se kilderne."))


def test_the_module_is_light_to_import():
    code = "import sys, vse_report.prose.changes; print('pandas' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "False\n"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("Odense ligger over Viborg.", "Viborg ligger over Odense.", ["odense↔viborg"]),
        (
            "Kontanthjælp faldt 5, dagpenge 2.",
            "Dagpenge faldt 5, kontanthjælp 2.",
            ["kontanthjælp↔dagpenge"],
        ),
        ("Odense og Viborg er byer.", "Viborg og Odense er byer.", []),
        ("Ændringen er 5 pct.", "Ændringen er −5 pct.", ["→−"]),
        ("| Fanø | −5,2 |", "| Fanø | 5,2 |", ["−→"]),
        ("Mellem 25–61 pct.", "Mellem 26–60 pct.", []),
    ],
)
def test_who_stands_where_and_a_sign_are_judgements(old, new, named):
    assert judgements(compare(old, new)) == named
