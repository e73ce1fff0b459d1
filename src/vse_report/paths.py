"""Where things are. Every location in the repository is named here and nowhere else."""

from __future__ import annotations

import filecmp
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
OWN_NOTEBOOKS = NOTEBOOKS / "own"  # git, tests and lint leave it alone
FIGURES = ROOT / "figures"
WORDS = ROOT / "words"
BUILD = ROOT / "build"
PACKAGE = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"

DEFAULT_DATA = ROOT / "data"
DATA_VARIABLE = "VSE_REPORT_DATA"


def data_folder() -> Path:
    """Return the data folder in use: ``VSE_REPORT_DATA`` if set, else the repository's ``data/``.

    Read at each call, not at import, because the build hands the folder to kernels this way.
    """
    return Path(os.environ.get(DATA_VARIABLE) or DEFAULT_DATA).resolve()


def uses_repository_data() -> bool:
    """Tell whether the data folder in use is the repository's ``data/``, or has all of its files.

    A copy in which nothing was changed has the same figures, wherever it is.
    """
    folder, own = data_folder(), DEFAULT_DATA.resolve()
    if folder == own:
        return True
    names = [path.relative_to(own) for path in own.rglob("*") if path.is_file()]
    _, changed, missing = filecmp.cmpfiles(own, folder, map(str, names), shallow=False)
    return not changed and not missing
