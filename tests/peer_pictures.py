"""Frames of peers made by hand, the pictures of them, and the words those should have."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vse_report.figures.picture import Picture
from vse_report.results import Kept, Row, kept
from vse_report.shown import peers

NAMES = {"101": "Aby", "102": "Bby", "103": "Cby", "104": "Dby", "105": "Eby"}
SHARES = pd.DataFrame(
    [[1.0, 2.0, 3.0], [1.5, 2.5, 3.5], [2.0, 3.0, 2.0], [1.1, 6.0, 4.0], [1.2, 5.0, 3.8]],
    index=pd.Index(list(NAMES), name="code"),
    columns=[f"{benefit}_pct" for benefit in peers.BENEFITS],
)


def shares() -> Kept:
    return kept("shares", SHARES, labels=NAMES)


def own(close: int = 1, first: float = 0.34, reach: float = 0.6, name: str = "Dby") -> Row:
    limits = {"quartile_index": 1.18, "limit_index": 1.87}
    distances = {"first_index": first, "reach_index": reach}
    figures = {**distances, "close": close, "peers": 8, **limits}
    return kept("own", figures, "count", close="rank", labels={"own": name})


def chosen(*codes: str) -> Kept:
    codes = codes or ("104", "105", "102", "101")
    gaps = [np.nan, *np.arange(1, len(codes)) / 2]
    return kept("chosen", SHARES.loc[list(codes)].assign(gap_index=gaps), labels=NAMES)


def explained(**tells: int) -> Kept:
    tells = tells or {"unemployment": 1, "cash_benefit": 1, "activation": -1, "company": -1}
    values = {1: 59.4, 0: 8.2, -1: -21.0}
    frame = pd.DataFrame({"tells": tells}).rename_axis("outcome")
    frame = frame.assign(
        explained_pct=frame["tells"].map(values), chance_low_pct=-25.0, chance_high_pct=3.0
    )
    return kept("explained", frame, tells="rank", labels=peers.OUTCOMES)


PICTURES: dict[str, Callable[[], Picture]] = {
    "peers": lambda: peers.peers(own(), shares(), chosen()),
    "explained": lambda: peers.explained(explained()),
}
WORDS = {
    "peers": (
        "Dby ligner mest Eby, Bby og Aby.",
        "En prik for hver kommune på en linje for hver ydelse. Dby: dagpenge mv. 1,10 pct., "
        "lignende kommuner mellem 1,00 og 1,50 pct.; kontanthjælp mv. 6,00 pct., lignende kommuner "
        "mellem 2,00 og 5,00 pct.; sygedagpenge mv. 4,00 pct., lignende kommuner mellem 3,00 og "
        "3,80 pct.",
    ),
    "explained": (
        "Kommuner, der ligner hinanden, siger noget om ledighed og kontanthjælp og intet sikkert "
        "om aktiveringsgrad og forløb på arbejdspladser.",
        "En prik for hvert mål: den del af fejlen, der forsvinder. Et gråt felt viser det samme "
        "for kommuner valgt ved lodtrækning. Fejlen er for ledighed 59 pct. mindre, ved "
        "lodtrækning mellem 25 pct. større og 3 pct. mindre; kontanthjælp 59 pct. mindre, ved "
        "lodtrækning mellem 25 pct. større og 3 pct. mindre; aktiveringsgrad 21 pct. større, ved "
        "lodtrækning mellem 25 pct. større og 3 pct. mindre; forløb på arbejdspladser 21 pct. "
        "større, ved lodtrækning mellem 25 pct. større og 3 pct. mindre.",
    ),
}
