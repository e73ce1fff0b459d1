"""`ledger`: what executed notebooks have printed, as a frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from vse_report.blocks import Colophon, blocks_in
from vse_report.errors import InputError

COLUMNS = ("notebook", "block", "text", "value", "unit", "cells")


def ledger(*paths: str | Path) -> pd.DataFrame:
    """Return every number, month and word that executed notebooks print, in their order.

    Parameters
    ----------
    *paths : str or Path
        Notebooks that were run: by papermill, in JupyterLab, or by the build, which keeps them
        under ``build/notebooks/``.

    Returns
    -------
    DataFrame, a row for each value printed
        ``notebook`` is the name of the file; then a column for each parameter of it, as text;
        ``block`` is the sentence, figure or table, with the part of it, ``text`` the wording as
        printed, ``value`` what it was before rounding, ``unit`` its unit or format, and ``cells``
        the cells of kept frames that it prints or goes by, ``then[insured].change_pct``.

    Raises
    ------
    InputError
        Of a file that cannot be read or is no notebook, or of notebooks that print nothing that
        was kept.

    Examples
    --------
    >>> import tempfile
    >>> from vse_report.report import Report
    >>> report = Report()
    >>> now = report.keep("now", {"persons": 4874})
    >>> told = report.tell("newest", f"Der er {now.persons} ledige.")
    >>> shown = nbformat.v4.new_output("display_data", told._repr_mimebundle_())
    >>> cell = nbformat.v4.new_code_cell(outputs=[shown])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "mine.ipynb")
    ...     nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    ...     ledger(path)
      notebook   block   text  value     unit             cells
    0     mine  newest  4.874   4874  persons  now[now].persons
    """
    rows = [row for path in paths for row in _rows(Path(path))]
    if not rows:
        named = ", ".join(map(str, paths)) or "no notebook given"
        msg = (
            f"{named}: nothing is printed that was kept. Run the notebook first; report.tell, "
            "report.figure and report.table print what report.keep keeps."
        )
        raise InputError(msg)
    return pd.DataFrame(rows)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        blocks = [*blocks_in(nbformat.read(path, as_version=4))]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        msg = f"{path}: is no notebook that this version has run ({reason}); run it again."
        raise InputError(msg) from None
    chosen = next((b.parameters for b in blocks if isinstance(b, Colophon)), {})
    parameters = {f"parameter_{n}" if n in COLUMNS else n: text for n, text in chosen.items()}
    for block in blocks:
        for entry in block.entries:
            yield {
                "notebook": path.stem,
                **parameters,
                "block": entry.id.rpartition(".")[0],
                "text": entry.text,
                "value": entry.value,
                "unit": entry.unit,
                "cells": "; ".join(entry.cells),
            }
