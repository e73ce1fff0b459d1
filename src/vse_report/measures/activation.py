"""Activation with companies: shares with bounds where counts are hidden, and the course over time.

An empty count of STAR means 0, 1 or 2. It is bounded by [0; 2] by rule and never worked out from a
total. Companies are virksomhedspraktik (``company_internship``) and løntilskud (``wage_subsidy``,
private and public employers together).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

COMPANY_TYPES = ["company_internship", "wage_subsidy"]
HIDDEN_AT_MOST = 2
NATION = "000"


def offer_mix(offers: pd.DataFrame) -> pd.DataFrame:
    """Return each type's share of all courses, and of all activated persons.

    Parameters
    ----------
    offers : DataFrame, one row per ``offer_type`` of one area and month, ``total`` among them
        ``courses`` and ``activated_persons``. [courses; persons]

    Returns
    -------
    DataFrame, one row per type but ``total``, in the order given
        ``offer_type``, ``courses``, ``activated_persons``, ``courses_pct`` (adds up to 100) and
        ``persons_pct`` (does not: a person may be in several types). [%]

    Raises
    ------
    ValueError
        If a count is hidden: beside the total and the other types it would be given away.
    """
    hidden = offers.loc[offers[["courses", "activated_persons"]].isna().any(axis=1), "offer_type"]
    if not hidden.empty:
        msg = f"hidden counts of {', '.join(hidden)}: their shares cannot be shown type by type."
        raise ValueError(msg)
    total = offers.set_index("offer_type").loc["total"]
    mix = offers.loc[
        offers["offer_type"].ne("total"), ["offer_type", "courses", "activated_persons"]
    ]
    return mix.assign(
        courses_pct=100 * mix["courses"] / total["courses"],
        persons_pct=100 * mix["activated_persons"] / total["activated_persons"],
    ).reset_index(drop=True)


def company_courses(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the company-directed share of each area's courses, with bounds.

    Parameters
    ----------
    offers : DataFrame, one row per (``code``, ``offer_type``) of one month
        ``courses``, missing where hidden.

    Returns
    -------
    DataFrame, one row per area, indexed by ``code``
        ``total`` (missing where hidden) and ``company_low``, ``company_high`` [courses];
        ``low_pct``, ``high_pct`` [% of courses]; ``placed``: whether the area can be placed on the
        scale: its total is shown, and at least one of the counts of companies.
    """
    courses = _by_type(offers, "courses")
    total = courses["total"]
    low, hidden = _known(courses[COMPANY_TYPES])
    high = (low + HIDDEN_AT_MOST * hidden).clip(upper=total.fillna(float("inf")))
    return pd.DataFrame(
        {
            "total": total,
            "company_low": low,
            "company_high": high,
            # Without a total nothing is known of the share.
            "low_pct": (100 * low / total).fillna(0),
            "high_pct": (100 * high / total).fillna(100),
            "placed": total.notna() & hidden.lt(len(COMPANY_TYPES)),
        }
    )


def company_persons(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the share of activated persons who are with companies, with bounds.

    A person may be in both types, so the share lies between that of the larger type alone and that
    of both together. Areas, columns and hidden counts as in ``company_courses``, with
    ``activated_persons`` for ``courses``.
    """
    persons = _by_type(offers, "activated_persons")
    total, types = persons["total"], persons[COMPANY_TYPES]
    both, hidden = _known(types)
    low = types.max(axis=1).fillna(0)
    high = (both + HIDDEN_AT_MOST * hidden).clip(upper=total.fillna(float("inf")))
    return pd.DataFrame(
        {
            "total": total,
            "low_pct": (100 * low / total).fillna(0),
            "high_pct": (100 * high / total).fillna(100),
            "placed": total.notna() & hidden.lt(len(COMPANY_TYPES)),
        }
    )


def may_be_highest(bounds: pd.DataFrame) -> list[str]:
    """Return the codes of all areas that may have the highest share, given the bounds.

    Every area whose ``high_pct`` reaches the largest ``low_pct``; one only if the data can tell.
    """
    return bounds.index[bounds["high_pct"].ge(bounds["low_pct"].max())].tolist()


def mean_of_shares(bounds: pd.DataFrame) -> pd.Series:
    """Return the plain mean of the areas' shares, by their bounds: ``low_pct``, ``high_pct`` [%].

    Every area weighs the same, whatever its size; the share of all courses weighs them by courses.
    """
    return bounds[["low_pct", "high_pct"]].mean().astype(float)


def company_share_by_month(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the companies' share of activation month by month.

    Parameters
    ----------
    offers : DataFrame, one row per (``month``, ``offer_type``), none hidden
        ``full_time_persons``.

    Returns
    -------
    DataFrame, one row per month, in order
        ``month``, ``company`` and ``total`` [full-time persons], ``share_pct`` [%].
    """
    by_type = offers.pivot(index="month", columns="offer_type", values="full_time_persons")
    company, total = by_type[COMPANY_TYPES].sum(axis=1), by_type["total"]
    frame = pd.DataFrame({"company": company, "total": total, "share_pct": 100 * company / total})
    return frame.astype(float).sort_index().reset_index()


def share_of_year(shares: pd.DataFrame, year: int) -> float:
    """Return the companies' share of a year's activation, months weighted by their totals [%].

    ``shares`` is that of ``company_share_by_month``.

    Raises
    ------
    ValueError
        If the year has not all its twelve months.
    """
    months = shares[shares["month"].dt.year.eq(year)]
    if len(months) != 12:
        msg = f"{year}: needs twelve months, found {len(months)}."
        raise ValueError(msg)
    return float(100 * months["company"].sum() / months["total"].sum())


def twelve_month_means(
    series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]
) -> pd.DataFrame:
    """Return the mean of each month and the eleven before it, on the same side of every break.

    Parameters
    ----------
    series : DataFrame, one row per month without gaps
        ``month`` and the column named ``value``.
    breaks : months that begin a new way of counting

    Returns
    -------
    DataFrame, one row per month that has twelve months behind it
        ``month`` (the last of the twelve) and ``value``, in the unit of the series.

    Raises
    ------
    ValueError
        If a month is missing or there twice.
    """
    ordered = series.sort_values("month")[["month", value]]
    expected = pd.period_range(ordered["month"].min(), ordered["month"].max(), freq="M")
    if ordered["month"].tolist() != expected.tolist():
        msg = f"expected one row for every month from {expected[0]} to {expected[-1]}."
        raise ValueError(msg)
    side = sum((ordered["month"].ge(month).astype(int) for month in breaks), start=0)
    means = ordered.assign(
        **{value: ordered.groupby(side if breaks else lambda _: 0)[value].transform(_rolling_mean)}
    )
    return means.dropna().reset_index(drop=True)


def july_dip(series: pd.DataFrame, value: str, breaks: Sequence[pd.Period]) -> pd.DataFrame:
    """Return how far each July lies below the mean of the June before and the August after.

    ``series`` has one row per month: ``month`` and the column named ``value``. Returns one row per
    July that has both neighbours and no break between them: ``month``, ``dip`` (positive below; the
    unit of the series).
    """
    by_month = series.set_index("month")[value].sort_index()
    neighbours = (by_month.shift(1) + by_month.shift(-1)) / 2
    dip = (neighbours - by_month)[by_month.index.month == 7].dropna()
    broken = {july for month in breaks for july in (month, month - 1)}
    dip = dip[~dip.index.isin(broken)]
    return dip.rename("dip").rename_axis("month").reset_index()


def _rolling_mean(values: pd.Series) -> pd.Series:
    return values.rolling(12).mean()


def _by_type(offers: pd.DataFrame, count: str) -> pd.DataFrame:
    wide = offers.pivot(index="code", columns="offer_type", values=count)
    return wide.astype(float)


def _known(counts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the sum of the counts that are shown, and how many are hidden."""
    return counts.sum(axis=1), counts.isna().sum(axis=1)
