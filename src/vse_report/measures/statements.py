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
