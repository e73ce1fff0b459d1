"""The list of tables as a frame that shows whole titles, on a page and in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from vse_report.data.listing import Listed, lines


class TableList(pd.DataFrame):
    """A frame like any other, but for its looks; whatever is taken from it is a plain frame."""

    def _repr_html_(self) -> str:
        # pandas cuts texts at 50 characters, and titles are longer.
        return self.style.format(na_rep="").set_properties(**{"text-align": "left"}).to_html()

    def __repr__(self) -> str:
        if not set(Listed._fields[1:]) <= set(self.columns):
            return super().__repr__()
        known = self.astype(object).where(self.notna(), None)
        listed = [Listed(name, *row) for name, *row in known[[*Listed._fields[1:]]].itertuples()]
        return "\n".join(lines(listed, self.get("found", ())))


def table_list(listed: Iterable[Listed], found: Sequence[str] | None = None) -> TableList:
    """Return tables as a frame with index ``name``; with a column ``found`` if it is given."""
    frame = pd.DataFrame(list(listed), columns=Listed._fields).set_index("name")
    if found is not None:
        frame["found"] = list(found)
    return TableList(frame)
