"""What a frame must have before anything is measured, and of which areas it is.

A row of a table is of the area in its column ``code``; a frame without that column is of one area.
A measure of one area either takes several through `area_by_area`, which keeps them apart, or says
through `one_area` that it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

_NAMED = 12  # culprits in one message


def expect(
    of: str, frame: pd.DataFrame, *columns: str, key: Iterable[str] = (), empty: bool = False
) -> None:
    """Refuse a frame that ``of``, the name of a measure, cannot use, and say what was found.

    ValueError if it lacks one of ``columns``; if it has no rows, unless it may be ``empty``; if two
    rows of an area have the same ``key``.

    Examples
    --------
    >>> expect("levels", pd.DataFrame({"month": ["2020-01"]}), "month", "persons")
    Traceback (most recent call last):
    ValueError: levels: expected a column persons, found month.
    >>> expect("levels", pd.DataFrame({"month": ["2020-01"] * 2}), "month", key=["month"])
    Traceback (most recent call last):
    ValueError: levels: expected one row for each month, found duplicates of 2020-01; choose...
    """
    lacking = [name for name in columns if name not in frame]
    if lacking:
        found = ", ".join(map(str, frame)) or "none"
        raise ValueError(f"{of}: expected a column {', '.join(lacking)}, found {found}.")
    if frame.empty and not empty:
        raise ValueError(f"{of}: expected rows, found none; check what was read and chosen.")
    key = [*(name for name in ["code"] if key and name in frame and name not in key), *key]
    twice = frame.loc[frame.duplicated(key), key].drop_duplicates() if key else frame.head(0)
    if len(twice):
        rows = named(" ".join(map(str, row)) for row in twice.itertuples(index=False))
        msg = (
            f"{of}: expected one row for each {' and '.join(key)}, found duplicates of {rows}; "
            "choose the rows that are meant."
        )
        raise ValueError(msg)


def one_area(of: str, frame: pd.DataFrame, instead: str = "") -> None:
    """Refuse several areas. ValueError names them and how to choose one, or what to do instead.

    Examples
    --------
    >>> one_area("level_at", pd.DataFrame({"code": ["901", "902"]}))
    Traceback (most recent call last):
    ValueError: level_at takes one area, found 901, 902: choose one with...
    """
    codes = areas_of(frame)
    if len(codes) > 1:
        chosen = f'[rows["code"].eq("{codes[0]}")]' if "code" in frame else f'.loc["{codes[0]}"]'
        way = instead or f"choose one with rows{chosen}"
        raise ValueError(f"{of} takes one area, found {named(codes)}: {way}.")


def area_by_area(measure: Callable[..., Any], *frames: pd.DataFrame) -> Any:
    """Return what a measure of one area gives for each area of the frames, areas kept apart.

    Of one area, or none named, it is what ``measure`` gives, as it is. Of several the results are
    joined in order of appearance, with ``code`` as first key: as first level of the index if that
    has a meaning, else as first column; from a row for each area, as index. ``name``, if the first
    frame has it, is the first column that is no key. ValueError if a frame is of other areas than
    the first, or with the reasons for every area that ``measure`` refuses.

    Examples
    --------
    >>> rows = pd.DataFrame({"code": ["901", "901", "902"], "persons": [80, 20, 50]})
    >>> area_by_area(lambda of_area: of_area[["persons"]].sum(), rows)
          persons
    code
    901       100
    902        50
    """
    frames = tuple(f.reset_index("code") if "code" in f.index.names else f for f in frames)
    codes = [areas_of(frame) for frame in frames]
    if all(len(found) < 2 for found in codes):
        return measure(*frames)
    for found in codes:
        if set(found) != set(codes[0]):
            msg = (
                f"expected the same areas in every frame, found {named(codes[0])} beside "
                f"{named(found) or 'no column code'}; choose those that all have."
            )
            raise ValueError(msg)
    measured, refused = {}, []
    for code in codes[0]:
        try:
            measured[code] = measure(*(frame[frame["code"].eq(code)] for frame in frames))
        except ValueError as error:
            refused.append(f"{code}: {error}")
    if refused:
        raise ValueError("\n".join(refused))
    joined = _joined(measured)
    if "name" in frames[0] and "name" not in joined:
        names = frames[0].drop_duplicates("code").set_index("code")["name"]
        place = int("code" in joined)
        of_rows = joined["code"] if place else joined.index.get_level_values("code")
        joined.insert(place, "name", names.loc[of_rows].to_numpy())
    return joined


def areas_of(frame: pd.DataFrame) -> list[Any]:
    """Return the codes of a frame in order of appearance, from its column or level ``code``.

    None if it has neither. ValueError if a row has no code.

    Examples
    --------
    >>> areas_of(pd.DataFrame({"code": ["902", "901", "902"]}))
    ['902', '901']
    """
    if "code" in frame:
        codes = frame["code"]
    elif "code" in frame.index.names:
        codes = frame.index.get_level_values("code").to_series()
    else:
        return []
    if codes.isna().any():
        msg = f"{codes.isna().sum()} rows have no code, so their area is not known; leave them out."
        raise ValueError(msg)
    return codes.unique().tolist()


def named(culprits: Iterable[Any]) -> str:
    """Return culprits one after the other, the first of them where there are very many.

    Examples
    --------
    >>> named([1, 2]), named(range(100))
    ('1, 2', '0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, and 88 more')
    """
    texts = [str(culprit) for culprit in culprits]
    more = [f"and {len(texts) - _NAMED} more"] if len(texts) > _NAMED else []
    return ", ".join([*texts[:_NAMED], *more])


def _joined(measured: dict[Any, Any]) -> pd.DataFrame:
    first = next(iter(measured.values()))
    if isinstance(first, pd.Series):
        return pd.DataFrame([*measured.values()], index=pd.Index([*measured], name="code"))
    if "code" in first:
        return pd.concat(measured.values())
    joined = pd.concat(measured, names=["code", *first.index.names])
    if isinstance(first.index, pd.RangeIndex):
        return joined.reset_index(level="code").reset_index(drop=True)
    return joined
