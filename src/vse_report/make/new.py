"""A notebook of one's own to begin with: from a template, or a copy of a report."""

from __future__ import annotations

import re
from pathlib import Path

from vse_report.errors import InputError, did_you_mean, quoted
from vse_report.make.files import why
from vse_report.make.own import SUFFIX, is_name_of_ours
from vse_report.make.plan import available_reports
from vse_report.paths import NOTEBOOKS, OWN_NOTEBOOKS

TEMPLATE = Path(__file__).parent / "new.ipynb"
_NAME = re.compile(r"\w[\w-]{0,99}")


def new_notebook(name: str, copy: str = "") -> Path:
    """Return the path of a new notebook, which git, tests and lint leave alone.

    Parameters
    ----------
    name : str
        What the file is called, and the page that is made of it.
    copy : str, optional
        A report whose copy it is to be; if left out it is a short template.

    Raises
    ------
    InputError
        If there is one of that name, the name is one of ours or none for a file, there is no such
        report, or the file cannot be written.
    """
    name = name.removesuffix(SUFFIX)
    if is_name_of_ours(name):
        raise InputError(f"{quoted(name)} is the name of a page of ours; give another.")
    if not _NAME.fullmatch(name):
        msg = f"{quoted(name)} is no name for a file; give up to 100 letters, digits, _ and -."
        raise InputError(msg)
    if copy and copy not in available_reports():
        near = did_you_mean(copy, available_reports())
        msg = f"there is no report {quoted(copy)}{near}; there is {', '.join(available_reports())}."
        raise InputError(msg)
    path = OWN_NOTEBOOKS / f"{name}.ipynb"
    content = (NOTEBOOKS / f"{copy}.ipynb" if copy else TEMPLATE).read_bytes()
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        msg = f"{path}: is there already; give another name, or remove it."
        raise InputError(msg) from None
    except OSError as error:
        raise InputError(why(path, error)) from None
    return path
