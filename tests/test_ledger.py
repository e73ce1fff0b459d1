"""What executed notebooks printed, as a frame."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import code

from vse_report.blocks import Colophon, Entry, Prose, without_colophon
from vse_report.errors import InputError
from vse_report.ledger import ledger


def executed(path: Path, share: float, **parameters: str) -> Path:
    """Write an executed notebook that prints one share."""
    printed = Entry(
        id="told.1", value=share, unit="pct", decimals=1, text="5,1 pct.", cells=("a[x].share_pct",)
    )
    cells = [
        code("tell()", Prose(id="told", markdown="5,1 pct.", entries=[printed])),
        code("finish()", Colophon(**{**without_colophon().model_dump(), "parameters": parameters})),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_a_number_out_of_several_notebooks_comes_with_their_parameters(tmp_path):
    paths = [
        executed(tmp_path / "a.ipynb", 5.123, municipality="461"),
        executed(tmp_path / "b.ipynb", 4.9, municipality="791", unit="x"),
    ]
    found = ledger(*paths)
    assert found.drop(columns=["cells", "unit", "parameter_unit"]).to_dict("list") == {
        "notebook": ["a", "b"],
        "municipality": ["461", "791"],
        "block": ["told", "told"],
        "text": ["5,1 pct.", "5,1 pct."],
        "value": [5.123, 4.9],
    }
    assert found["unit"].tolist() == ["pct", "pct"]
    assert found["parameter_unit"].tolist()[1] == "x"
    assert found["cells"].tolist() == ["a[x].share_pct"] * 2


def test_what_holds_no_printed_value_is_refused(tmp_path):
    empty, broken = tmp_path / "empty.ipynb", tmp_path / "broken.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[code("1")]), empty)
    broken.write_text("{")
    with pytest.raises(InputError, match=r"empty.ipynb: nothing is printed that was kept. Run"):
        ledger(empty)
    with pytest.raises(InputError, match="no notebook given"):
        ledger()
    with pytest.raises(InputError, match=r"broken.ipynb: is no notebook that this version has run"):
        ledger(broken)
    with pytest.raises(InputError, match=r"gone.ipynb: cannot be read"):
        ledger(tmp_path / "gone.ipynb")
