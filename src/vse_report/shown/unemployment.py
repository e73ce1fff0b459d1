"""Figures of unemployment, and who counts as unemployed."""

from __future__ import annotations

from vse_report.figures import style
from vse_report.figures.picture import Picture
from vse_report.results import Kept, Row

COUNTING = {
    "counted": "Kun de jobparate tæller",
    "everyone": "Alle kontanthjælpsmodtagere tæller",
}
COURSE = {"lowest": "lavest", "highest": "højest"}
INSURANCE = {"insured": "forsikrede", "uninsured": "ikke-forsikrede"}
UNEMPLOYED = {"unemployment_benefit": "dagpengeledige", "cash_benefit": "kontanthjælpsledige"}
BENEFITS = {"unemployment_benefit": "dagpenge", "cash_benefit": "kontanthjælp"}
# Totals and their parts, for `Report.keep`.
PARTS_OF_STUDY = {"total": ["insured", "uninsured"]}
PARTS_OF_GROSS = {"total": ["unemployment_benefit", "cash_benefit"]}
ON_CASH, ON_BENEFIT = style.UNINSURED, style.INSURED


def who_counts(who: Kept, at: Row) -> Picture:
    """Two bars of a hundred per cent: the unemployed by benefit, counted in two ways.

    ``who`` is a frame of `measures.unemployment.who_counts`, ``at`` has its ``month``.
    """
    with style.report_style():
        drawing, axes = style.new_figure(2.5)
        for y, row in enumerate(who):
            left = 0.0
            for share, persons, colour, name in (
                (row.cash_pct, row.cash_persons, ON_CASH, "På kontanthjælp"),
                (row.benefit_pct, row.benefit_persons, ON_BENEFIT, "På dagpenge"),
            ):
                axes.barh(y, share.value, left=left, height=0.5, color=colour)
                # A narrow part has no room for two lines.
                told = f"{share:.0}\n{persons}" if share.value > 12 else f"{share:.0}"
                middle = (left + share.value / 2, y)
                axes.annotate(told, middle, ha="center", va="center", color=style.PAGE)
                if y == 0:
                    end = (left if left == 0 else 100, y)
                    side = "left" if left == 0 else "right"
                    axes.annotate(
                        name, end, xytext=(0, 30), textcoords="offset points", ha=side, color=colour
                    )
                left += share.value
            label = f"{row.label}"
            axes.annotate(
                label, (0, y), xytext=(0, -32), textcoords="offset points", color=style.INK
            )
        axes.set(xlim=(0, 100), ylim=(1.75, -0.75), xticks=[], yticks=[])
        axes.spines["bottom"].set_visible(False)
    counted, everyone = who.counted, who.everyone
    return Picture(
        drawing,
        f"På kontanthjælp er {counted.cash_pct:.0} af de ledige, når kun de jobparate tæller, og "
        f"{everyone.cash_pct:.0}, når alle kontanthjælpsmodtagere gør.",
        who,
        f"Delte søjler for {at.month}. Tæller kun de jobparate, er {counted.cash_persons} på "
        f"kontanthjælp og {counted.benefit_persons} på dagpenge. Tæller alle "
        f"kontanthjælpsmodtagere, er {everyone.cash_persons} på kontanthjælp.",
    )
