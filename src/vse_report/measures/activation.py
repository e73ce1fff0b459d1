"""Activation with companies: shares with bounds where counts are hidden, and the course over time.

An empty count of STAR means 0, 1 or 2. It is bounded by [0; 2] by rule and never worked out from a
total. Of several areas results have ``code`` as first key (see `measures.areas`). Companies are
virksomhedspraktik (``company_internship``) and løntilskud (``wage_subsidy``, private and public
employers together).
"""

from __future__ import annotations

import pandas as pd

from vse_report.measures.areas import area_by_area, expect, named

COMPANY_TYPES = ["company_internship", "wage_subsidy"]
HIDDEN_AT_MOST = 2


def offer_mix(offers: pd.DataFrame) -> pd.DataFrame:
    """Return each type's share of all courses, and of all activated persons.

    Parameters
    ----------
    offers : DataFrame, one row per ``offer_type`` of an area in one month, ``total`` among them
        ``courses`` and ``activated_persons``. [courses; persons]

    Returns
    -------
    DataFrame, one row per type but ``total``, in the order given
        ``offer_type``, ``courses``, ``activated_persons``, ``courses_pct`` (adds up to 100) and
        ``persons_pct`` (does not: a person may be in several types). [%] Of several areas one row
        per (``code``, ``offer_type``).

    Raises
    ------
    ValueError
        If a count is hidden: beside the total and the other types it would be given away. If a type
        is there twice, as with several months, or ``total`` is not.

    Examples
    --------
    >>> offers = pd.DataFrame({"offer_type": ["guidance", "total"], "courses": [30, 40],
    ...                        "activated_persons": [20, 25]})
    >>> offer_mix(offers)
      offer_type  courses  activated_persons  courses_pct  persons_pct
    0   guidance       30                 20         75.0         80.0
    """
    expect("offer_mix", offers, "offer_type", "courses", "activated_persons", key=["offer_type"])
    return area_by_area(_offer_mix, offers)


def _offer_mix(offers: pd.DataFrame) -> pd.DataFrame:
    if not offers["offer_type"].eq("total").any():
        msg = f"offer_mix: expected a row for total, found {named(offers['offer_type'])}."
        raise ValueError(msg)
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

    Raises
    ------
    ValueError
        If an area lacks a row for a type, hidden or not, or has it twice, as with several months.

    Examples
    --------
    >>> offers = pd.DataFrame({"code": "461", "courses": [30, None, 100],
    ...                        "offer_type": [*COMPANY_TYPES, "total"]})
    >>> company_courses(offers)[["low_pct", "high_pct", "placed"]]
          low_pct  high_pct  placed
    code
    461      30.0      32.0    True
    """
    courses = _by_type(offers, "courses")
    low, hidden = _known(courses[COMPANY_TYPES])
    return _bounds(courses["total"], low, low + HIDDEN_AT_MOST * hidden, hidden)


def company_persons(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the share of activated persons who are with companies, with bounds.

    A person may be in both types, so the share lies between that of the larger type alone and that
    of both together. Areas, columns, hidden counts and errors as in ``company_courses``, with
    ``activated_persons`` for ``courses``.

    Examples
    --------
    >>> offers = pd.DataFrame({"code": "461", "activated_persons": [30, 10, 100],
    ...                        "offer_type": [*COMPANY_TYPES, "total"]})
    >>> company_persons(offers)[["low_pct", "high_pct"]]
          low_pct  high_pct
    code
    461      30.0      40.0
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
    share that is placed [percentage points], missing if none is. One result for all areas together.

    Examples
    --------
    >>> bounds = pd.DataFrame({"low_pct": [30, 20], "high_pct": [32, 20], "placed": True})
    >>> how_known(bounds).to_dict()
    {'all': 2, 'placed': 2, 'bounded': 1, 'widest_points': 2}
    """
    expect("how_known", bounds, "placed", "low_pct", "high_pct", empty=True)
    placed = bounds[bounds["placed"]]
    apart = placed["high_pct"] - placed["low_pct"]
    found = {"all": len(bounds), "placed": len(placed), "bounded": apart.gt(0).sum()}
    return pd.Series({**found, "widest_points": apart.max()})


def mean_of_shares(bounds: pd.DataFrame) -> pd.Series:
    """Return the plain mean of the areas' shares, by their bounds: ``low_pct``, ``high_pct`` [%].

    Every area weighs the same, whatever its size; the share of all courses weighs them by courses.

    Examples
    --------
    >>> mean_of_shares(pd.DataFrame({"low_pct": [10, 50], "high_pct": [10, 60]})).to_dict()
    {'low_pct': 30.0, 'high_pct': 35.0}
    """
    expect("mean_of_shares", bounds, "low_pct", "high_pct")
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
        ``month``, ``company`` and ``total`` [full-time persons], ``share_pct`` [%]. Of several
        areas one row per (``code``, ``month``).

    Raises
    ------
    ValueError
        If a month lacks one of the types it needs, has it hidden, or has it twice.

    Examples
    --------
    >>> offers = pd.DataFrame({"month": pd.Period("2024-01", "M"),
    ...                        "offer_type": [*COMPANY_TYPES, "total"],
    ...                        "full_time_persons": [10, 5, 60]})
    >>> company_share_by_month(offers)
         month  company  total  share_pct
    0  2024-01     15.0   60.0       25.0
    """
    of = "company_share_by_month"
    columns = ("month", "offer_type", "full_time_persons")
    expect(of, offers, *columns, key=["month", "offer_type"])
    return area_by_area(_company_share_by_month, offers)


def _company_share_by_month(offers: pd.DataFrame) -> pd.DataFrame:
    by_type = offers.pivot(index="month", columns="offer_type", values="full_time_persons")
    by_type = by_type.reindex(columns=by_type.columns.union([*COMPANY_TYPES, "total"]))
    lacking = by_type.index[by_type[[*COMPANY_TYPES, "total"]].isna().any(axis=1)]
    if len(lacking):
        msg = f"no figure of every type in {named(lacking)}; a share needs all."
        raise ValueError(msg)
    company, total = by_type[COMPANY_TYPES].sum(axis=1), by_type["total"]
    frame = pd.DataFrame({"company": company, "total": total, "share_pct": 100 * company / total})
    return frame.astype(float).sort_index().reset_index()


def by_year(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the companies' share of each whole year's activation, months weighted by their totals.

    ``shares`` is that of ``company_share_by_month``. One row per year that has all twelve months,
    in order: ``month``, its last, and ``share_pct`` [%]; of several areas one row per (``code``,
    year). ValueError if a month is there twice.

    Examples
    --------
    >>> months = pd.period_range("2024-01", "2024-12", freq="M")
    >>> by_year(pd.DataFrame({"month": months, "company": 15, "total": 60}))
         month  share_pct
    0  2024-12       25.0
    """
    expect("by_year", shares, "month", "company", "total", key=["month"])
    return area_by_area(_by_year, shares)


def _by_year(shares: pd.DataFrame) -> pd.DataFrame:
    years = shares.groupby(shares["month"].dt.year)[["company", "total"]].agg(["sum", "size"])
    whole = years[years["total", "size"].eq(12)]
    share = 100 * whole["company", "sum"] / whole["total", "sum"]
    decembers = pd.PeriodIndex([f"{year}-12" for year in share.index], freq="M", name="month")
    return share.set_axis(decembers).rename("share_pct").reset_index()


def _by_type(offers: pd.DataFrame, count: str) -> pd.DataFrame:
    """Return a row per area and a column per type; ValueError where a row is not there at all.

    A hidden count is a row without a number; a row that is lacking could hold any number.
    """
    key = ["code", "offer_type"]
    expect("offers", offers, *key, count, key=key)
    rows = pd.MultiIndex.from_frame(offers[key])
    types = rows.unique(1).union([*COMPANY_TYPES, "total"])
    lacking = pd.MultiIndex.from_product([rows.unique(0), types]).difference(rows)
    if len(lacking):
        missing = named(f"{code} {kind}" for code, kind in lacking)
        msg = f"offers: no row for {missing}; an area needs one for every type, hidden or not."
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
