"""Row heads of tables as heads in the tagged PDF: Typst's wheel for Python has no call for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, NameTree, String

from vse_report.errors import BuildError


def mark_row_heads(pdf: bytes, row_heads: Sequence[int]) -> bytes:
    """Return ``pdf`` with the first cells of each row as its heads; the same bytes each time.

    ``row_heads`` says of each table with a caption, in order, how many cells head a row. The other
    cells of the row name them beside the heads of their columns (ISO 32000-2, 14.8.4.8.3 and
    14.8.5.7).

    Raises
    ------
    BuildError
        If the document has another number of such tables.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        tables = [table for table in _within(root, Name.Table) if any(_kids(table, Name.Caption))]
        if len(tables) != len(row_heads):
            msg = f"the PDF has {len(tables)} tables with a caption; expected {len(row_heads)}."
            raise BuildError(msg)
        if not any(row_heads):
            return pdf
        ids = NameTree(root.IDTree)
        for number, (table, count) in enumerate(zip(tables, row_heads, strict=True)):
            rows = [row for body in _kids(table, Name.TBody) for row in _kids(body, Name.TR)]
            for y, row in enumerate(rows):
                cells = list(_kids(row, Name.TD))
                names = [String(f"R{number}x{x}y{y}") for x in range(count)]
                for cell, name in zip(cells, names, strict=False):
                    cell.S, cell.ID = Name.TH, name
                    _of_table(cell).Scope = Name.Row
                    ids[str(name)] = cell
                for cell in cells[count:]:
                    _of_table(cell).Headers.extend(names)
        marked = BytesIO()
        document.save(marked, deterministic_id=True)
        return marked.getvalue()


def _within(element: pikepdf.Object, kind: Name) -> Iterator[pikepdf.Object]:
    """Yield the elements of a kind in the structure below one, in order."""
    for kid in _kids(element):
        if kind == kid.S:
            yield kid
        yield from _within(kid, kind)


def _kids(element: pikepdf.Object, kind: Name | None = None) -> Iterator[pikepdf.Object]:
    """Yield the elements right below one; not the marked content, which has numbers or no kind."""
    kids = element.get(Name.K, [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, Dictionary) and Name.S in kid and kind in (None, kid.S):
            yield kid


def _of_table(cell: pikepdf.Object) -> pikepdf.Object:
    """Return what a cell says as part of a table."""
    return next(attributes for attributes in cell.A if Name.Table == attributes.O)
