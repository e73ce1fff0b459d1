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

TITLE = "Virksomhedernes sociale engagement: tallene regnet efter og fulgt op"
DESCRIPTION = (
    "Rapporter, der regner tallene i SFI’s undersøgelse fra 2007 efter og følger dem op med de "
    "nyeste officielle tal om ledighed og kommunernes beskæftigelsesindsats."
)


@dataclass(frozen=True)
class IndexEntry:
    """One built document as the front page shows it.

    ``finding`` is Markdown, empty if the report states none; ``data_date`` an ISO date; ``html``
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


class Theme(NamedTuple):
    """A theme of the study, and the report that takes it up; none where there can be none."""

    name: str
    covered: str
    report: str | None


# What the study of 2007 is about, in its own order.
THEMES = (
    Theme("Ledighedens niveau og sammensætning", "Regnet efter og fulgt op", "01_unemployment"),
    Theme("Aktivering i virksomheder", "Regnet efter og fulgt op", "02_activation"),
    Theme("Valg og sammenligning af kommuner", "Regnet efter og fulgt op", "03_municipalities"),
    Theme(
        "Forebyggelse og fastholdelse",
        "Ikke med: Vi har ikke fundet offentlig statistik om det",
        None,
    ),
    Theme(
        "Forståelser, praksis og rådslagning",
        "Ikke med: Undersøgelsen bygger her på interview, som ikke kan regnes efter",
        None,
    ),
)
_NOT_BUILT = "Ikke med i denne udgave"


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
            coverage=[_coverage(theme, built) for theme in THEMES],
        )
    )


def _coverage(theme: Theme, built: dict[str, IndexEntry]) -> tuple[str, str, IndexEntry | None]:
    """Return theme, what is done about it, and the report where it is done if that was built."""
    if theme.report is None:
        return theme.name, theme.covered, None
    entry = built.get(theme.report)
    return theme.name, _NOT_BUILT if entry is None else theme.covered, entry


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
    return environment
