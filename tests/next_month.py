"""A plausible August 2026, worked out from last August and the figures' own ties.

Each count moves as the country's did from July to August of last year, with some noise by place;
sums, shares and rounding then follow as they do at the publisher's.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

JULY, AUGUST = pd.Period("2026-07", "M"), pd.Period("2026-08", "M")
NATION = "000"

GROSS = "unemployment_gross_municipal_monthly"
ADJUSTED = "unemployment_gross_national_monthly_sa"
RATE = "unemployment_gross_national_monthly_sa_rate"
LONGTERM = "longterm_unemployment_municipal_monthly"
RECIPIENTS = "cash_benefit_municipal_monthly"
VISITATION = "cash_benefit_visitation_municipal"
HOURS = "cash_benefit_ordinary_hours_municipal_monthly"
ACTIVATION = "activation_rate_municipal_monthly"
OFFERS = "activation_offers_municipal"
INSURED = "activation_offers_insured_national_monthly"
QUARTERLY = "cash_benefit_net_unemployed_municipal_quarterly"

Frames = Mapping[str, pd.DataFrame]


def noise(number: int) -> np.ndarray:
    """Return numbers from -1 to 1 that look like chance and are always the same."""
    return np.sin(np.arange(number) * 12.9898 + 7)


def at(frame: pd.DataFrame, month: pd.Period) -> pd.DataFrame:
    return frame[frame["month"].eq(month)].reset_index(drop=True)


def growth(frame: pd.DataFrame, column: str, by: list[str]) -> pd.Series | float:
    """Return the country's August by its July a year ago, by group."""
    country = frame[frame["code"].eq(NATION)] if "code" in frame else frame
    july, august = (
        at(country, month - 12).set_index(by)[column].astype(float)
        if by
        else float(at(country, month - 12)[column].iloc[0])
        for month in (JULY, AUGUST)
    )
    return august / july


def moved(frame: pd.DataFrame, column: str, by: list[str]) -> pd.DataFrame:
    """Return August: July moved as the country was, chance added; the country the sum of all."""
    july = at(frame, JULY)
    factor = growth(frame, column, by)
    ratio = july[by[0]].map(factor) if by else factor
    counts = july[column].astype(float) * ratio
    counts += noise(len(july)) * (0.4 * np.sqrt(counts) + 0.004 * counts)
    august = july.assign(month=AUGUST, **{column: counts.round().clip(lower=3).astype("Int64")})
    return _with_country(july, august, column, by)


def _with_country(july, august, column: str, by: list[str]) -> pd.DataFrame:
    """Give the country what it had in July over its municipalities, and their sum of August."""
    is_country = august["code"].eq(NATION)
    for line in august.index[is_country]:
        same = ~is_country
        for name in by:
            same &= august[name].eq(august.at[line, name])
        change = august.loc[same, column].sum() - july.loc[same, column].sum()
        august.at[line, column] = july.at[line, column] + change
    return august


def totalled(july: pd.DataFrame, august: pd.DataFrame, column: str) -> pd.DataFrame:
    """Give each total what its parts moved by."""
    for _, rows in august.groupby("code"):
        total = rows.index[rows["benefit_group"].eq("total")]
        parts = rows.index[rows["benefit_group"].ne("total")]
        if len(total) and not pd.isna(july.at[total[0], column]):
            change = august.loc[parts, column].sum() - july.loc[parts, column].sum()
            august.at[total[0], column] = july.at[total[0], column] + change
    return august


def bases(frames: Frames) -> tuple[pd.Series, pd.Series]:
    """Return the labour force and those aged 16 to 66 in July, by code, within all rounding."""
    gross = at(frames[GROSS], JULY)
    recipients = at(frames[RECIPIENTS], JULY)
    labour = pd.concat(
        [
            _range(gross, "full_time_persons", "pct_of_labour_force"),
            _range(recipients, "full_time_persons", "pct_of_labour_force"),
        ]
    )
    people = _range(recipients, "full_time_persons", "pct_of_population")
    return _middle(labour), _middle(people)


def _range(rows: pd.DataFrame, count: str, pct: str) -> pd.DataFrame:
    shown = rows[rows[count].notna() & rows[pct].gt(0)]
    counts, shares = shown[count].astype(float), shown[pct]
    return pd.DataFrame(
        {
            "code": shown["code"],
            "low": 100 * (counts - 0.4) / (shares + 0.049),
            "high": 100 * (counts + 0.4) / (shares - 0.049),
        }
    )


def _middle(ranges: pd.DataFrame) -> pd.Series:
    by = ranges.groupby("code")
    return (by["low"].max() + by["high"].min()) / 2


def share(counts: pd.Series, base: pd.Series, codes: pd.Series) -> pd.Series:
    return (100 * counts.astype(float) / codes.map(base)).round(1)


def next_month(frames: Frames) -> dict[str, pd.DataFrame]:
    """Return the rows of August 2026 by table; of the hours July, of the quarters 2026Q1."""
    labour, people = bases(frames)
    new: dict[str, pd.DataFrame] = {}

    july = at(frames[GROSS], JULY)
    gross = totalled(
        july, moved(frames[GROSS], "full_time_persons", ["benefit_group"]), "full_time_persons"
    )
    gross["pct_of_labour_force"] = share(gross["full_time_persons"], labour, gross["code"])
    new[GROSS] = gross

    july = at(frames[LONGTERM], JULY)
    longterm = moved(frames[LONGTERM], "full_time_persons", ["benefit_group"])
    new[LONGTERM] = totalled(july, longterm, "full_time_persons")

    recipients = moved(frames[RECIPIENTS], "persons", [])
    old = at(frames[RECIPIENTS], JULY)
    difference = (recipients["persons"] - old["persons"]).astype("Int64")
    recipients["full_time_persons"] = old["full_time_persons"] + difference
    recipients["pct_of_labour_force"] = share(recipients["full_time_persons"], labour, old["code"])
    recipients["pct_of_population"] = share(recipients["full_time_persons"], people, old["code"])
    new[RECIPIENTS] = recipients

    visitation = frames[VISITATION].assign(month=AUGUST)
    change = pd.Series(difference.to_numpy(), index=old["code"])
    active = visitation["visitation_category"].eq("activity_ready")
    counts = visitation["full_time_persons"]
    visitation["full_time_persons"] = counts.mask(active, counts + visitation["code"].map(change))
    new[VISITATION] = visitation

    new[OFFERS] = _offers(frames[OFFERS])
    activation = at(frames[ACTIVATION], JULY).assign(month=AUGUST)
    everyone = (old["persons"] / recipients["persons"]).astype(float).to_numpy()
    affected = activation["affected_share_pct"] * everyone
    affected += np.where(activation["code"].eq(NATION), 0.1, 0.3 * noise(len(activation)))
    degree = activation["activation_degree_pct"] * everyone + 0.2
    new[ACTIVATION] = activation.assign(
        affected_share_pct=affected.round(1).clip(1, 99),
        activation_degree_pct=degree.round(1).clip(upper=affected.round(1)),
    )

    hours = frames[HOURS]
    june = hours[hours["month"].eq(JULY - 1)].reset_index(drop=True)
    counts = june["persons"].astype(float) * (1 + 0.02 * noise(len(june)))
    later = june.assign(month=JULY, persons=counts.round().clip(lower=3).astype("Int64"))
    later = _with_country(june, later, "persons", [])
    whole = at(frames[RECIPIENTS], JULY).set_index("code")["persons"]
    new[HOURS] = later.assign(pct_of_recipients=share(later["persons"], whole, later["code"]))

    insured = at(frames[INSURED], JULY).assign(month=AUGUST)
    counts = insured["full_time_persons"] * insured["offer_type"].map(
        growth(frames[INSURED], "full_time_persons", ["offer_type"])
    )
    insured["full_time_persons"] = counts.round().astype("int64")
    parts = insured["offer_type"].ne("total")
    insured.loc[~parts, "full_time_persons"] = insured.loc[parts, "full_time_persons"].sum()
    new[INSURED] = insured

    adjusted = at(frames[ADJUSTED], JULY).assign(month=AUGUST)
    country = gross[gross["code"].eq(NATION)].set_index("benefit_group")["full_time_persons"]
    year_ago = at(frames[GROSS], AUGUST - 12)
    year_ago = year_ago[year_ago["code"].eq(NATION)].set_index("benefit_group")["full_time_persons"]
    factor = at(frames[ADJUSTED], AUGUST - 12).set_index("benefit_group")["full_time_persons"]
    factor = factor / year_ago.astype(float)
    counts = adjusted["benefit_group"].map(country.astype(float) * factor)
    adjusted["full_time_persons"] = counts.round().astype("int64")
    parts = adjusted["benefit_group"].ne("total")
    total = adjusted.loc[parts, "full_time_persons"].sum()
    adjusted.loc[~parts, "full_time_persons"] = total
    new[ADJUSTED] = adjusted

    rate = at(frames[RATE], JULY).assign(month=AUGUST)
    new[RATE] = rate.assign(pct_of_labour_force=round(100 * total / labour[NATION], 1))

    new[QUARTERLY] = _quarter(frames)
    return new


def _offers(july: pd.DataFrame) -> pd.DataFrame:
    """Return August: some more courses of guidance where there are enough to show."""
    august = july.assign(month=AUGUST)
    guidance = august["offer_type"].eq("guidance_and_upskilling")
    shown = guidance & august["code"].ne(NATION) & august["courses"].ge(50)
    more = pd.Series(0, index=august.index)
    more[shown] = (2 + 2 * noise(int(shown.sum()))).round().astype(int)
    by_code = more.groupby(august["code"]).sum()
    by_code[NATION] = more.sum()
    grows = guidance | august["offer_type"].eq("total")
    august.loc[grows, "courses"] += august.loc[grows, "code"].map(by_code)
    return august


def _quarter(frames: Frames) -> pd.DataFrame:
    """Return the first quarter of 2026: that of 2025's last, moved as all unemployed moved."""
    last = frames[QUARTERLY]
    last = last[last["quarter"].eq(pd.Period("2025Q4"))].reset_index(drop=True)
    gross = frames[GROSS][frames[GROSS]["benefit_group"].eq("cash_benefit")]
    mean = gross.groupby(["code", gross["month"].dt.asfreq("Q-DEC")])["full_time_persons"].mean()
    wide = mean.astype(float).unstack()
    ratio = last["code"].map(wide[pd.Period("2026Q1")] / wide[pd.Period("2025Q4")]).fillna(1)
    counts = (last["full_time_persons"] * ratio).round().astype("int64")
    later = last.assign(quarter=pd.Period("2026Q1"), full_time_persons=counts)
    return _with_country(last, later, "full_time_persons", [])
