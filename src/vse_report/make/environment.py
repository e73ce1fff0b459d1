"""The environment of what runs cells: nothing that draws or calculates otherwise elsewhere."""

from __future__ import annotations

import os
from collections.abc import Mapping

_SET = {
    "MATPLOTLIBRC": os.devnull,  # an empty file: matplotlib's own defaults, date.epoch too
    # Reports run side by side, and k-means on few rows only waits for its threads.
    "OMP_NUM_THREADS": "1",
}
# OpenBLAS would follow its own before OMP_NUM_THREADS.
_UNSET = (
    "MPLBACKEND",
    "OPENBLAS_NUM_THREADS",
    "OPENBLAS_DEFAULT_NUM_THREADS",
    "GOTO_NUM_THREADS",
)


def plain(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which cells give the same bytes on every machine."""
    return {name: value for name, value in environment.items() if name not in _UNSET} | _SET


def make_plain() -> None:
    """Make this process's environment plain; before it imports numpy or matplotlib."""
    after = plain(os.environ)
    for name in _UNSET:
        os.environ.pop(name, None)
    os.environ.update(after)
