"""A notebook of one's own: read from wherever it lies, and refused where it is none to be run."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from vse_report import own
from vse_report.errors import InputError, did_you_mean, quoted
from vse_report.parameters import CONTRACTS, Parameters

if TYPE_CHECKING:
    from nbformat import NotebookNode

SUFFIX = ".ipynb"


def is_path(report: str) -> bool:
    """Tell whether what was asked for is the path of a notebook, not the name of a report."""
    return report.endswith(SUFFIX) or "/" in report


def is_name_of_ours(name: str) -> bool:
    """Tell whether a page of ours is called so: a report, the front page, or a page of code."""
    return name.casefold() in (*CONTRACTS, "index") or name.endswith("_code")


def read_notebook(path: Path) -> NotebookNode:
    """Return a notebook, whatever format it is saved in, as the newest one.

    Raises
    ------
    InputError
        If there is none, or the file is none, or two of its cells have one id.
    """
    import nbformat
    from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", MissingIDFieldWarning)
            # Where cells have the same id, nbformat warns and draws new ones by lot.
            warnings.simplefilter("error", DuplicateCellId)
            return nbformat.read(path, as_version=4)
    except OSError as error:
        beside = [p.name for p in path.parent.glob(f"*{SUFFIX}")] if path.parent.is_dir() else []
        near = did_you_mean(path.name, beside)
        raise InputError(f"{path}: cannot be read ({error.strerror}){near}.") from None
    except DuplicateCellId as error:
        twin = str(error).split("'")[1]
        msg = f"{path}: two cells have the id {twin}; give each one of its own."
        raise InputError(msg) from None
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        msg = f"{path}: is not a notebook ({reason}); save it anew in JupyterLab."
        raise InputError(msg) from None


def contract_of(path: Path) -> type[Parameters]:
    """Return the model of the parameters of a notebook; InputError for one that cannot be run."""
    notebook = read_notebook(path)
    if not notebook.cells:
        raise InputError(f"{path}: has no cells, so there is nothing to show; write some first.")
    kernel = notebook.metadata.get("kernelspec", {})
    language = kernel.get("language") or notebook.metadata.get("language_info", {}).get("name")
    if (language or "python").lower() not in ("python", "python3", "ipython"):
        msg = f"{path}: is written in {quoted(language)}; only notebooks in Python are run here."
        raise InputError(msg)
    try:
        return own.contract_of(notebook.cells)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def has_ids(path: Path) -> list[bool]:
    """Tell of each cell on disk whether it has an id of its own; those of old formats have none."""
    content = json.loads(path.read_bytes())
    return ["id" in cell for cell in content.get("cells", [])]
