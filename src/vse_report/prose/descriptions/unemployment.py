"""Alt texts of the figures of unemployment, from the frames they draw."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.data import Break
from vse_report.periods import parse_month
from vse_report.prose.labels import GROUPS, break_word
from vse_report.prose.sentences import Phrase, join, say


def levels_and_shares(change: pd.DataFrame, start: pd.Period, end: pd.Period) -> Phrase:
    """Return the levels and shares of insured and uninsured at both ends."""
    return say(
        """Til venstre to linjer, fuldtidspersoner, fra {start:month} til {end:month}: forsikrede
        fra {i.start:persons} til {i.end:persons}, ikke-forsikrede fra {u.start:persons} til
        {u.end:persons}. Til højre to delte søjler: de ikke-forsikrede er
        {u.share_start_pct:pct} af de ledige i {start:month} og {u.share_end_pct:pct} i
        {end:month}.""",
        start=start,
        end=end,
        i=change.loc["insured"],
        u=change.loc["uninsured"],
    )


def stated_and_derived(falls: pd.DataFrame) -> Phrase:
    """Return each group's stated fall and the one that the levels give."""
    return say(
        """Punkter på en skala for hver gruppe. Forsikrede: oplyst {i.stated_pct:pct}, beregnet
        ud fra niveauerne {i.derived_pct:pct} Ikke-forsikrede: oplyst {u.stated_pct:pct}, beregnet
        ud fra niveauerne
        {u.derived_pct:pct}""",
        i=falls.loc["insured"],
        u=falls.loc["uninsured"],
    )


def net_series(
    series: pd.DataFrame, study: pd.DataFrame, press: pd.DataFrame, splice: Break
) -> Phrase:
    """Return the course of the net series and where the study's and the press's figures lie."""
    extremes = series.set_index("month")["persons"]
    return say(
        """Linje for nettoledige, fuldtidspersoner, fra {first:month} til {last:month}. Den topper
        med {highest:persons-100} i {peak:month}, er nede på {lowest:persons-100} i
        {trough:month} og slutter på {newest:persons-100}. Undersøgelsens samlede tal er to punkter,
        {gap:ikke begge|begge} over linjen: {a.persons:persons} mod
        {a.series_persons:persons-100} i {a.month:month} og {b.persons:persons} mod
        {b.series_persons:persons-100} i {b.month:month}. Avisernes {printed:count} tal, fra
        {from_press:month} til {to_press:month}, ligger {press_gap:ikke alle|alle} over linjen, fra
        {press_gap:persons-100} til {widest:persons-100} fuldtidspersoner. En stiplet linje viser et
        {what:name} i {splice:month}.""",
        first=extremes.index[0],
        last=extremes.index[-1],
        highest=extremes.max(),
        peak=extremes.idxmax(),
        lowest=extremes.min(),
        trough=extremes.idxmin(),
        newest=extremes.iloc[-1],
        gap=study["gap"].min(),
        a=study.iloc[0],
        b=study.iloc[-1],
        printed=len(press),
        from_press=press["month"].min(),
        to_press=press["month"].max(),
        press_gap=press["gap"].min(),
        widest=press["gap"].max(),
        what=break_word(splice),
        splice=parse_month(splice.month),
    )


def fall_since(
    series: pd.DataFrame, implied: float, before: pd.Series, after: pd.Series, splice: Break
) -> Phrase:
    """Return the course of the fall and where it passes the implied one."""
    return say(
        """Stigende linje: Nettoledighedens fald siden {first.month:month} når {last.fall_pct:pct} i
        {last.month:month}. En vandret linje viser det beregnede fald for begge grupper tilsammen,
        {implied:pct} Linjen når det mellem {before.month:month} ({before.fall_pct:pct}) og
        {after.month:month} ({after.fall_pct:pct}). Den er afbrudt ved et {what:name} i
        {splice:month}.""",
        first=series.iloc[0],
        last=series.iloc[-1],
        implied=implied,
        before=before,
        after=after,
        what=break_word(splice),
        splice=parse_month(splice.month),
    )


def gross_series(
    levels: pd.DataFrame, start: pd.Period, end: pd.Period, reform: pd.Period
) -> Phrase:
    """Return the course of each benefit group and its values in the two compared months."""
    groups = {
        group: levels[levels["group"].eq(group)].set_index("month")["persons"]
        for group in ("unemployment_benefit", "cash_benefit")
    }
    return say(
        """To linjer, fuldtidspersoner, fra {first:month} til {last:month}. Dagpengeledige:
        {i_start:persons} i {start:month}, {i_end:persons} i {end:month}, lavest {i_min:persons}
        i {i_low:month} og højest {i_max:persons} i {i_high:month}. Kontanthjælpsledige:
        {u_start:persons} i {start:month}, {u_end:persons} i {end:month}, lavest {u_min:persons}
        i {u_low:month} og højest {u_max:persons} i {u_high:month}. En stiplet linje markerer
        kontanthjælpsreformen i {reform:month}.""",
        first=levels["month"].min(),
        last=levels["month"].max(),
        start=start,
        end=end,
        reform=reform,
        **_course("i", groups["unemployment_benefit"], start, end),
        **_course("u", groups["cash_benefit"], start, end),
    )


def composition(share: pd.DataFrame, start: pd.Period, end: pd.Period, reform: pd.Period) -> Phrase:
    """Return the course of one group's share of all unemployed."""
    values = share.set_index("month")["share_pct"]
    return say(
        """Linje for kontanthjælpslediges andel: {x_first:pct} i {first:month}, højest {x_max:pct}
        i {x_high:month}, lavest {x_min:pct} i {x_low:month}. I de sammenlignede måneder er den
        {x_start:pct} ({start:month}) og {x_end:pct} ({end:month}). En stiplet linje markerer
        kontanthjælpsreformen i {reform:month}.""",
        x_first=values.iloc[0],
        first=values.index[0],
        start=start,
        end=end,
        reform=reform,
        **_course("x", values, start, end),
    )


def panel(concept: str, start: pd.Period, end: pd.Period) -> Phrase:
    """Return the heading of one panel: concept and period."""
    return say(
        "{concept:name}, {start:short_month}–{end:short_month}",
        concept=concept,
        start=start,
        end=end,
    )


def changes(panels: Mapping[Phrase, pd.DataFrame]) -> Phrase:
    """Return the relative change of each group, panel by panel."""
    told = []
    for heading, change in panels.items():
        groups = [
            say("{group:name} {change:pct}", group=GROUPS[group].lower(), change=row["change_pct"])
            for group, row in change.drop(index="total").iterrows()
        ]
        told.append(
            say("{heading:phrase}: {groups:phrase}", heading=heading, groups=join(groups, ", "))
        )
    return say("Søjler i hvert sit felt. {told:phrase}", told=join(told, "; "))


def visitation(categories: pd.DataFrame, month: pd.Period) -> Phrase:
    """Return the number of recipients in each visitation category, and the share of the job-ready.

    ``categories`` has ``group``, ``label``, ``persons`` [full-time persons], ``share_pct`` [%].
    """
    told = [
        say("{label:name} {persons:persons}", label=row.label, persons=row.persons)
        for row in categories.itertuples()
    ]
    return say(
        """Vandrette søjler, fuldtidspersoner, {month:month}: {told:phrase}. De jobparate er
        {share:pct} af alle.""",
        month=month,
        told=join(told, ", "),
        share=categories.set_index("group").at["job_ready", "share_pct"],
    )


def ratio(share: pd.DataFrame, found: Break) -> Phrase:
    """Return the course of a share on either side of a break."""
    values, month = share.set_index("month")["share_pct"], parse_month(found.month)
    sides = [_stretch(values[values.index < month]), _stretch(values[values.index >= month])]
    return say(
        """To linjestykker, afbrudt af et {what:name} i {month:month}. Før: {before:phrase}. Efter:
        {after:phrase}.""",
        what=break_word(found),
        month=month,
        before=sides[0],
        after=sides[1],
    )


def _stretch(values: pd.Series) -> Phrase:
    """Return the course of a share without a break: its ends and its extremes."""
    return say(
        """{x_start:pct} i {first:month}, lavest {x_min:pct} i {x_low:month}, højest {x_max:pct} i
        {x_high:month}, {x_end:pct} i {last:month}""",
        first=values.index[0],
        last=values.index[-1],
        **_course("x", values, values.index[0], values.index[-1]),
    )


def _course(name: str, values: pd.Series, start: pd.Period, end: pd.Period) -> dict[str, object]:
    """Return start, end, lowest and highest of a series by month, under names that begin alike."""
    return {
        f"{name}_start": values[start],
        f"{name}_end": values[end],
        f"{name}_min": values.min(),
        f"{name}_low": values.idxmin(),
        f"{name}_max": values.max(),
        f"{name}_high": values.idxmax(),
    }
