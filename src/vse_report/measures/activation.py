"""Activation with companies: shares with bounds where counts are hidden, and the course over time.

An empty count of STAR means 0, 1 or 2. It is bounded by [0; 2] by rule and never worked out from a
total. Companies are virksomhedspraktik (``company_internship``) and løntilskud (``wage_subsidy``,
private and public employers together).
"""

from __future__ import annotations

import pandas as pd

COMPANY_TYPES = ["company_internship", "wage_subsidy"]
HIDDEN_AT_MOST = 2


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
        ``low_pct``, ``high_pct`` and their middle, ``middle_pct`` [% of courses]; ``placed``:
        whether the area can be placed on the scale: its total is shown and not zero, and at least
        one of the counts of companies is shown.
    """
    courses = _by_type(offers, "courses")
    low, hidden = _known(courses[COMPANY_TYPES])
    return _bounds(courses["total"], low, low + HIDDEN_AT_MOST * hidden, hidden)


def company_persons(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the share of activated persons who are with companies, with bounds.

    A person may be in both types, so the share lies between that of the larger type alone and that
    of both together. Areas, columns and hidden counts as in ``company_courses``, with
    ``activated_persons`` for ``courses``.
    """
    persons = _by_type(offers, "activated_persons")
    types = persons[COMPANY_TYPES]
    both, hidden = _known(types)
    larger = types.max(axis=1).fillna(0)
    return _bounds(persons["total"], larger, both + HIDDEN_AT_MOST * hidden, hidden)


def how_known(bounds: pd.DataFrame) -> pd.Series:
    """Return how many areas there are, how many are placed, and how many of these within bounds.

    ``bounds`` is that of ``company_courses`` or ``company_persons``, without the whole country.
    ``all``, ``placed``, ``bounded``; ``widest_points``: the widest distance between the bounds of a
    share that is placed [percentage points], missing if none is.
    """
    placed = bounds[bounds["placed"]]
    apart = placed["high_pct"] - placed["low_pct"]
    found = {"all": len(bounds), "placed": len(placed), "bounded": apart.gt(0).sum()}
    return pd.Series({**found, "widest_points": apart.max()})


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

    Raises
    ------
    ValueError
        If a month lacks one of the types it needs.
    """
    by_type = offers.pivot(index="month", columns="offer_type", values="full_time_persons")
    lacking = by_type.index[by_type[[*COMPANY_TYPES, "total"]].isna().any(axis=1)]
    if len(lacking):
        msg = f"no figure of every type in {', '.join(map(str, lacking))}; a share needs all."
        raise ValueError(msg)
    company, total = by_type[COMPANY_TYPES].sum(axis=1), by_type["total"]
    frame = pd.DataFrame({"company": company, "total": total, "share_pct": 100 * company / total})
    return frame.astype(float).sort_index().reset_index()


def by_year(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the companies' share of each whole year's activation, months weighted by their totals.

    ``shares`` is that of ``company_share_by_month``. One row per year that has all twelve months,
    in order: ``month``, its last, and ``share_pct`` [%].
    """
    years = shares.groupby(shares["month"].dt.year)[["company", "total"]].agg(["sum", "size"])
    whole = years[years["total", "size"].eq(12)]
    share = 100 * whole["company", "sum"] / whole["total", "sum"]
    decembers = pd.PeriodIndex([f"{year}-12" for year in share.index], freq="M", name="month")
    return share.set_axis(decembers).rename("share_pct").reset_index()


def _by_type(offers: pd.DataFrame, count: str) -> pd.DataFrame:
    """Return a row per area and a column per type; ValueError where a row is not there at all.

    A hidden count is a row without a number; a row that is lacking could hold any number.
    """
    rows = pd.MultiIndex.from_frame(offers[["code", "offer_type"]])
    lacking = pd.MultiIndex.from_product([rows.unique(0), rows.unique(1)]).difference(rows)
    if len(lacking):
        named = ", ".join(f"{code} {kind}" for code, kind in lacking)
        msg = f"offers: no row for {named}; an area needs one for every type, hidden or not."
        raise ValueError(msg)
    wide = offers.pivot(index="code", columns="offer_type", values=count)
    return wide.astype(float)


def _bounds(total: pd.Series, low: pd.Series, high: pd.Series, hidden: pd.Series) -> pd.DataFrame:
    """Return counts and shares between two bounds; without a total nothing is known of a share."""
    known = total.where(total.gt(0))
    high = high.clip(upper=total.fillna(float("inf")))
    low_pct, high_pct = (100 * low / known).fillna(0), (100 * high / known).fillna(100)
    return pd.DataFrame(
        {
            "total": total,
            "company_low": low,
            "company_high": high,
            "low_pct": low_pct,
            "high_pct": high_pct,
            "middle_pct": (low_pct + high_pct) / 2,
            "placed": known.notna() & hidden.lt(len(COMPANY_TYPES)),
        }
    )


def _known(counts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the sum of the counts that are shown, and how many are hidden."""
    return counts.sum(axis=1), counts.isna().sum(axis=1)
