"""Bodies and actors in the study's three cases, and what three cases can show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from babel.lists import format_list

from vse_report.prose import vocabulary as w
from vse_report.prose.cells import mark
from vse_report.results import Kept, Row

CASES = {"A": "kommune A", "B": "kommune B", "C": "kommune C"}
NOT_STATED = "ikke oplyst"


def matrix(
    codings: pd.DataFrame, bodies: Mapping[str, str], actors: Mapping[str, str]
) -> pd.DataFrame:
    """Return for each body and case whether it exists, what is added to that, and who takes part.

    ``codings`` is ``data.reported.case_codings``. One row per body, in the order of ``bodies``,
    indexed by ``body``; a column of text per case. What the study does not tell is ``NOT_STATED``.
    """
    told = {
        case: [_cell(codings[codings["case"].eq(case)], body, actors) for body in bodies]
        for case in CASES
    }
    return pd.DataFrame(told, index=pd.Index(bodies, name="body"))


def traits(told: pd.DataFrame, aspects: Mapping[str, str]) -> pd.DataFrame:
    """Return for each aspect and case what the study says, indexed by ``aspect``.

    ``told`` is ``data.reported.case_traits``.
    """
    wide = told.pivot(index="aspect", columns="case", values="statement")
    wide = wide.reindex(index=list(aspects), columns=list(CASES))
    return wide.astype(object).fillna(NOT_STATED)


def material_told(counts: Row, quoted: Row, left_out: Kept) -> str:
    """Return what the study rests on, and, a bullet each, what it does not tell of that.

    ``counts`` has ``interviews`` and ``persons``; ``quoted`` the statements ``period``, ``roles``,
    ``found`` and ``experience``; ``left_out`` has ``what`` is not told.
    """
    lines = [
        f"Undersøgelsen bygger på {counts.interviews} interview med {counts.persons} personer. "
        f"{quoted.period} {quoted.roles} {quoted.found} {quoted.experience}",
        "",
        "Undersøgelsen oplyser ikke:",
        "",
        *(f"- {row.what}" for row in left_out),
    ]
    return "\n".join(lines)


def bodies_told(sums: Kept, listed: Row) -> str:
    """Return how many bodies there are in each case, and what that is worth.

    ``sums`` is a frame of `measures.networks.summary`, labelled with ``CASES``; ``listed`` has the
    count ``bodies`` of the list and ``shared``, those in which both sides meet in the first case.
    """
    a, b, c = (sums[case] for case in CASES)
    return (
        f"Undersøgelsen nævner {a.bodies:word} organer i {a.label}, {b.bodies:word} i {b.label} og "
        f"{c.bodies:word} i {c.label}. Arbejdsgivere og fagforeninger er med i "
        f"{w.counted(listed.shared, 'organ', 'organer')} i {a.label}. Ikke oplyst er "
        f"{a.not_stated:word} i {a.label}, {b.not_stated:word} i {b.label} og "
        f"{c.not_stated:word} i "
        f"{c.label}.\n\nTallene er vores optælling, ikke undersøgelsens. Deler man organerne "
        f"anderledes op, bliver tallene andre, og listen på {listed.bodies:word} er mest lavet "
        f"efter {a.label}. Derfor regner vi ikke ud, hvor tætte netværkene er."
    )


def three_cases(found: Row) -> str:
    """Return how easily three cases agree by chance, and how many it would take.

    ``found`` has the counts ``orders``, all orders of the cases, and ``top_fits``, those in which
    the one with most bodies also stands at the top as stated; ``needed_top`` and ``needed_order``:
    cases it takes before chance is rarer than ``level_pct``.
    """
    return (
        "Undersøgelsen ser mange netværk og meget virksomhedsrettet aktivering sammen i kommune A "
        "og skriver selv, at den hverken kan af- eller bekræfte, om det gælder andre. Den siger, "
        "at A bruger virksomhedsrettede tilbud mere end B og C, men ikke, hvem af dem der kommer "
        f"efter. Tre kommuner kan stå i {w.counted(found.orders, 'rækkefølge', 'rækkefølger')}, og "
        f"{found.top_fits:word} af dem har A øverst. Trækker man lod, sker det altså let. For at "
        f"det skulle ske i under {found.level_pct:.0} af lodtrækningerne, skulle der være "
        f"{found.needed_top:word} kommuner, eller {found.needed_order:word}, hvis hele rækkefølgen "
        "var oplyst og passede."
    )


def most_bodies(sums: Kept) -> str:
    """Return which case has most bodies; without a full stop. ``sums`` is as above."""
    rows = [sums[case] for case in CASES]
    most = max(row.bodies.value for row in rows)
    first = [row.label.worded() for row in rows if row.bodies.value == most]
    text = f"Flest organer er nævnt i {format_list(first, locale='da')} (vores optælling)"
    return mark(tuple(cell for row in rows for cell in (row.bodies, row.label)), "most", text)


def _cell(codings: pd.DataFrame, body: str, actors: Mapping[str, str]) -> str:
    of_body = codings[codings["body"].eq(body)]
    itself = of_body[of_body["actor"].eq("")]
    if itself.empty:
        return NOT_STATED
    (row,) = itself.itertuples()
    if not row.stated:
        return ", ".join(filter(None, ["nej", row.qualifier]))
    taking_part = _named(of_body[of_body["actor"].ne("") & of_body["stated"]], actors)
    without = _named(of_body[of_body["actor"].ne("") & ~of_body["stated"]], actors)
    told = ", ".join(filter(None, ["ja", row.qualifier]))
    told += f": {taking_part}" if taking_part else ""
    return told + (f"; ikke {without}" if without else "")


def _named(rows: pd.DataFrame, actors: Mapping[str, str]) -> str:
    found = [name for actor, name in actors.items() if actor in set(rows["actor"])]
    lower: Sequence[str] = [
        name if name.isupper() else name[:1].lower() + name[1:] for name in found
    ]
    return format_list(lower, locale="da") if lower else ""
