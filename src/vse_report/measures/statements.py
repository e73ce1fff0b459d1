"""What the study states beside what its own figures give."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vse_report.data.checks.verdicts import derived_change_pct
from vse_report.data.reported import Statement


def stated_and_derived_falls(statements: Mapping[str, Statement]) -> pd.DataFrame:
    """Return each stated fall beside the one that the study's own levels give.

    Returns
    -------
    DataFrame, one row per group: ``insured``, ``uninsured``
        ``stated_pct`` and ``derived_pct``, positive for a fall [%].

    Examples
    --------
    >>> start, end = (Statement.model_construct(values=[level]) for level in (80, 60))
    >>> fall = Statement.model_construct(values=[-30], derivation={"of": ["start", "end"]})
    >>> falls = {"insured-fall": fall, "uninsured-fall": fall}
    >>> stated_and_derived_falls({"start": start, "end": end, **falls})
               stated_pct  derived_pct
    group
    insured          30.0         25.0
    uninsured        30.0         25.0
    """
    stated = {group: statements[f"{group}-fall"] for group in ("insured", "uninsured")}
    rows = {
        group: {
            "stated_pct": -float(fall.values[0]),
            "derived_pct": -derived_change_pct(fall, statements),
        }
        for group, fall in stated.items()
    }
    return pd.DataFrame(rows).T.rename_axis("group")


def gap_of_falls(falls: pd.DataFrame) -> pd.Series:
    """Return how much more the insured fell than the uninsured, as stated and by the levels.

    ``falls`` is a frame of ``stated_and_derived_falls``. ``stated_points``, ``derived_points``
    [percentage points].

    Examples
    --------
    >>> groups = ["insured", "uninsured"]
    >>> falls = pd.DataFrame({"stated_pct": [30, 20], "derived_pct": [25, 19]}, index=groups)
    >>> gap_of_falls(falls).to_dict()
    {'stated_points': 10, 'derived_points': 6}
    """
    apart = falls.loc["insured"] - falls.loc["uninsured"]
    return apart.rename({"stated_pct": "stated_points", "derived_pct": "derived_points"})
