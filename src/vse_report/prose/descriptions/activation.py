"""Alt texts of the figures of activation with companies, from the frames they draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from vse_report.data import Break
from vse_report.measures.activation import may_be_highest
from vse_report.periods import parse_month
from vse_report.prose.labels import break_word
from vse_report.prose.sentences import Phrase, enumerate_names, join, say

# How the spread beyond chance is estimated, by the names of ``comparison.sensitivity``.
METHODS = {
    "none": say("Alle kommuner, som de er"),
    "tenth": say("Yderste tiendedel i hver ende trukket ind"),
    "fifth": say("Yderste femtedel i hver ende trukket ind"),
    "beta_binomial": say("Betabinomial model"),
}


def study_statements(uppers: pd.DataFrame) -> Phrase:
    """Return what is stated of each area; ``uppers`` is indexed by ``label``: ``upper_pct`` [%]."""
    told = [
        say("{label:name} {told:phrase}", label=label, told=_upper(upper))
        for label, upper in uppers["upper_pct"].items()
    ]
    return say(
        """En række for hvert område på en skala i procent, uden punkter, fordi ingen andel er
        oplyst præcist: {told:phrase}. Kommune A ligger højere end B, C og gennemsnittet af
        jobcentre, og kommune C lavere end A.""",
        told=join(told, "; "),
    )


def _upper(upper: float) -> Phrase:
    if pd.isna(upper):
        return say("ingen andel oplyst")
    return say("lidt under {upper:pct.0}", upper=upper)


def highest(bounds: pd.DataFrame, names: Mapping[str, str]) -> Phrase:
    """Return which area has the highest share, or that the data cannot tell between several."""
    candidates = [names[code] for code in may_be_highest(bounds)]
    if len(candidates) == 1:
        return say(
            "{name:name} har den højeste andel, også når de skjulte antal regnes med",
            name=candidates[0],
        )
    either = "enten " if len(candidates) == 2 else ""
    return say(
        f"Regner man de skjulte antal med, kan {either}{{names:phrase}} have den højeste andel",
        names=enumerate_names(sorted(candidates), last=" eller "),
    )


def offer_mix(mix: pd.DataFrame) -> Phrase:
    """Return each type's share of courses and of persons; ``mix`` has ``label``."""
    told = [
        say(
            "{label:name} {courses:pct} af forløbene og {persons:pct} af personerne",
            label=row.label,
            courses=row.courses_pct,
            persons=row.persons_pct,
        )
        for row in mix.itertuples()
    ]
    return say(
        "Vandrette søjler i to felter, forløb og personer: {told:phrase}", told=join(told, "; ")
    )


def funnel(areas: pd.DataFrame, target: float, names: Mapping[str, str]) -> Phrase:
    """Return how many areas lie within, below and above the thick limits, and which.

    ``areas`` has ``total``, ``low_pct``, ``high_pct``, ``standing``; ``names`` maps code to name.
    """
    standing = areas["standing"]
    return say(
        """Et punkt for hver af {number:number} kommuner: andelen af forløb i virksomheder op ad den
        lodrette akse, antallet af forløb, fra {fewest:courses} til {most:courses}, hen ad den
        vandrette på en logaritmisk skala. En vandret linje viser hele landet, {target:pct} To sæt
        grænser kommer tættere på linjen, jo flere forløb kommunen har. Inden for de brede grænser
        ligger {within:number} kommuner, under dem {low:phrase}, over dem {high:phrase}. Den laveste
        andel er {lowest:phrase}, den højeste {highest:phrase}""",
        number=len(areas),
        fewest=areas["total"].min(),
        most=areas["total"].max(),
        target=target,
        within=int(standing.eq(0).sum()),
        low=listed(standing, -1, names),
        high=listed(standing, 1, names),
        lowest=_share(areas.loc[areas["middle_pct"].idxmin()]),
        highest=_share(areas.loc[areas["middle_pct"].idxmax()]),
    )


def _share(area: pd.Series) -> Phrase:
    """Return a share, or its bounds where a count is hidden."""
    if area["low_pct"] == area["high_pct"]:
        return say("{share:pct}", share=area["low_pct"])
    return say(
        "mellem {low:bare pct} og {high:pct}, fordi et antal er skjult",
        low=area["low_pct"],
        high=area["high_pct"],
    )


def listed_names(codes: Iterable[str], names: Mapping[str, str]) -> Phrase:
    """Return the names of municipalities in order; or ``ingen``."""
    found = sorted(names[code] for code in codes)
    return enumerate_names(found) if found else say("ingen")


def listed(standing: pd.Series, side: int, names: Mapping[str, str]) -> Phrase:
    """Return the names of the areas on one side of the limits, in order; or ``ingen``."""
    return listed_names(standing.index[standing.eq(side)], names)


def ranks(ranks: pd.DataFrame, named: Mapping[str, str]) -> Phrase:
    """Return how wide the rank intervals are, and those of the areas named."""
    told = [
        say(
            "{name:name} {low:number} til {high:number}",
            name=name,
            low=ranks.at[code, "rank_low"],
            high=ranks.at[code, "rank_high"],
        )
        for code, name in named.items()
    ]
    return say(
        """En vandret streg for hver af {number:number} kommuner viser, hvilke pladser den kan have;
        den korteste dækker {least:number} pladser, halvdelen mindst {middle:number} og den længste
        {widest:number}. Navngivne kommuner: {told:phrase}.""",
        number=len(ranks),
        least=ranks["width"].min(),
        middle=ranks["width"].median(),
        widest=ranks["width"].max(),
        told=join(told, ", "),
    )


def regions(shares: pd.DataFrame) -> Phrase:
    """Return each region's mean and range; ``shares`` has ``region`` and ``share_pct``."""
    groups = shares.groupby("region")["share_pct"].agg(["mean", "min", "max", "size"])
    told = [
        say(
            """{region:name} {mean:pct} i gennemsnit af {size:number} kommuner, fra {min:pct} til
            {max:pct}""",
            region=region,
            **row.to_dict(),
        )
        for region, row in groups.sort_values("mean", ascending=False).iterrows()
    ]
    return say(
        "Et punkt for hver kommune på en række for hver region; hvor et antal er skjult, midten af "
        "det mulige: {told:phrase}",
        told=join(told, "; "),
    )


def activation_degree(
    monthly: pd.DataFrame, means: Mapping[str, pd.DataFrame], reform: Break
) -> Phrase:
    """Return the course of the nation's activation degree, and each mean up to and after a break.

    The two sides of the break are told apart, as they cannot be compared.
    """
    value = "activation_degree_pct"
    told = [
        say("{name:name} {course:phrase}", name=name, course=_on_both_sides(series, value, reform))
        for name, series in means.items()
    ]
    return say(
        """En tynd linje viser aktiveringsgraden i hele landet måned for måned fra {first:month} til
        {last:month}; den er lavest i {low:phrase} og højest i {high:phrase} Tykke linjer viser
        gennemsnit af tolv måneder: {told:phrase}. Linjerne er afbrudt ved et {what:name} i
        {reform:month}, og tal før og efter kan ikke sammenlignes.""",
        first=monthly["month"].iloc[0],
        last=monthly["month"].iloc[-1],
        low=_months_with(monthly, value, monthly[value].min()),
        high=_months_with(monthly, value, monthly[value].max()),
        told=join(told, "; "),
        what=break_word(reform),
        reform=parse_month(reform.month),
    )


def _on_both_sides(series: pd.DataFrame, value: str, reform: Break) -> Phrase:
    """Return the first and last value before a break, then the last one after it."""
    after = series["month"].ge(parse_month(reform.month))
    before = series[~after]
    told = [
        say(
            "fra {start:pct} i {first:month} til {end:pct} i {last:month}",
            start=before[value].iloc[0],
            first=before["month"].iloc[0],
            end=before[value].iloc[-1],
            last=before["month"].iloc[-1],
        )
    ]
    if after.any():
        last = series.iloc[-1]
        told.append(say("efter bruddet {end:pct} i {at:month}", end=last[value], at=last["month"]))
    return join(told, ", ")


def company_share(shares: pd.DataFrame, years: pd.DataFrame) -> Phrase:
    """Return the course of a share by month, and that of each whole year."""
    told = [
        say("{year:name} {share:pct}", year=str(row.year), share=row.share_pct)
        for row in years.itertuples()
    ]
    return say(
        """En tynd linje viser virksomhedernes andel måned for måned fra {first:month} til
        {last:month}, lavest i {low:phrase} og højest i {high:phrase} Vandrette
        streger viser hele år: {told:phrase}""",
        first=shares["month"].iloc[0],
        last=shares["month"].iloc[-1],
        low=_months_with(shares, "share_pct", shares["share_pct"].min()),
        high=_months_with(shares, "share_pct", shares["share_pct"].max()),
        told=join(told, ", "),
    )


def _months_with(series: pd.DataFrame, value: str, sought: float) -> Phrase:
    """Return all months in which a share is printed as the one sought, and that share."""
    same = series.loc[series[value].round(1).eq(round(sought, 1)), "month"]
    *first, final = [say("{month:month}", month=month) for month in same]
    months = join([join(first, ", "), final], " og ") if first else final
    return say("{months:phrase} med {share:pct}", months=months, share=sought)
