"""The front page of a build: which reports there are, what they found, and what they leave out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vse_report.prose import wording
from vse_report.render import markup, theme
from vse_report.render.document import OTHER_FIGURES, TEXT_LICENCE
from vse_report.render.svg import inline_svg
from vse_report.render.words import sentences

TITLE = "Virksomhedernes sociale engagement: tallene regnet efter og fulgt op"
DESCRIPTION = (
    "Rapporter, der regner tallene i SFI’s undersøgelse fra 2007 efter og følger dem op med de "
    "nyeste officielle tal om ledighed og kommunernes beskæftigelsesindsats."
)


@dataclass(frozen=True)
class IndexEntry:
    """One built document as the front page shows it.

    ``finding`` is Markdown, empty if the report states none; ``picture`` its first drawing as SVG,
    empty if it has none, and ``picture_alt`` what that says; ``data_date`` an ISO date; ``html``
    and ``pdf`` are addresses relative to the front page, None for a format that was not built;
    ``special`` names the parameters of an edition that is not the default one; ``other_figures``
    tells that its figures are not those of the repository; ``outdated`` tells that it was built
    from other code or figures than those of now.
    """

    report: str
    title: str
    finding: str
    data_date: str
    html: str | None
    pdf: str | None
    special: str = ""
    other_figures: bool = False
    outdated: bool = False
    picture: str = ""
    picture_alt: str = ""

    @property
    def sentence(self) -> str:
        """Return the first sentence of the finding, which says the most important."""
        return next(iter(sentences(self.finding)), "")


class Theme(NamedTuple):
    """A theme of the study, and the report that takes it up; else why none does."""

    name: str
    report: str | None
    why_not: str = ""


# What the study of 2007 is about, in its own order.
THEMES = (
    Theme("Ledighedens niveau og sammensætning", "01_unemployment"),
    Theme("Aktivering på arbejdspladser", "02_activation"),
    Theme("Kommuner med samme vilkår", "03_municipalities"),
    Theme("Valg af kommuner, organer og aktører", "05_study"),
    Theme("Forebyggelse og fastholdelse", None, "vi har ikke fundet offentlig statistik om det"),
    Theme(
        "Forståelser, praksis og rådslagning",
        None,
        "bygger på interview, som ikke kan regnes efter",
    ),
)
_NOT_BUILT = "ikke bygget i denne udgave"


def render_index(
    entries: Sequence[IndexEntry], *, publisher: str, contact: str, contact_url: str = ""
) -> str:
    """Return the front page for ``entries``, which are listed in the order given.

    ``publisher`` and ``contact`` are printed at its foot, as they are in the reports; the contact
    leads to ``contact_url`` if there is one.
    """
    built = {entry.report: entry for entry in entries if not entry.special}
    return (
        _environment()
        .get_template("front.html.j2")
        .render(
            title=TITLE,
            description=DESCRIPTION,
            stylesheet=theme.stylesheet(),
            reports=[e for e in entries if not e.special],
            special=[e for e in entries if e.special],
            publisher=publisher,
            contact=contact,
            contact_url=contact_url,
            text_licence=TEXT_LICENCE,
            other_figures=OTHER_FIGURES,
            covered=[(found, built[found.report]) for found in THEMES if found.report in built],
            left_out=[
                (found.name, found.why_not or _NOT_BUILT)
                for found in THEMES
                if found.report not in built
            ],
        )
    )


@cache
def _environment() -> Environment:
    # No autoescaping: nbconvert's environment shares the templates and has none.
    environment = Environment(
        loader=FileSystemLoader(theme.TEMPLATES / "vse_html"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["from_markdown"] = markup.from_markdown
    environment.filters["danish_date"] = wording.date
    environment.filters["drawing"] = inline_svg
    return environment
