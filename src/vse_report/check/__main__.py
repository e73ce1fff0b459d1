"""The command line: ``python -m vse_report.check [OUT] [--list]``, for a folder that was built."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml.etree import ParserError

from vse_report.check.pages import Judged, counts, finds, judge, municipalities
from vse_report.errors import InputError, printable
from vse_report.paths import BUILD


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0, the pages were read; 2, there was none to read."""
    parser = argparse.ArgumentParser(prog="python -m vse_report.check", description=__doc__)
    parser.add_argument("out", nargs="?", type=Path, default=BUILD, help="folder that was built")
    parser.add_argument("--list", action="store_true", help="show each find not in the ledger")
    given = parser.parse_args(arguments)
    try:
        for name, judged in read(given.out):
            print("\n".join([name, *table(judged), *(missing(judged) if given.list else []), ""]))
    except InputError as error:
        print(printable(str(error)), file=sys.stderr)
        return error.exit_status
    return 0


def read(out: Path) -> Iterator[tuple[str, list[Judged]]]:
    """Yield the name of each report in ``out`` and what its page prints, held against its ledger.

    Raises ``InputError`` if the manifest cannot be read; or, after all that can be read, if a page
    is gone, is none or was not built, each of them named.
    """
    try:
        manifest = _text(out / "manifest.json")
    except InputError as error:
        raise InputError(f"{error} {_again(out)}") from None
    try:
        reports = {
            name: (report["html"], [{k: e[k] for k in ("id", "text")} for e in report["ledger"]])
            for name, report in json.loads(manifest)["reports"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        msg = f"{out / 'manifest.json'} is no manifest of ours ({error!r:.80}). {_again(out)}"
        raise InputError(msg) from None
    names, problems = municipalities(), []
    for name, (page, ledger) in reports.items():
        if page is None:
            problems.append(f"{name} was built without HTML, so there is no page to read.")
            continue
        try:
            found = finds(_text(out / page), names)
        except ParserError as error:
            problems.append(f"{out / page} is no page ({error}).")
        except InputError as error:
            problems.append(str(error))
        else:
            yield name, judge(found, ledger)
    if problems:
        raise InputError("\n".join([*problems, _again(out)]))


def table(judged: Sequence[Judged]) -> list[str]:
    """Return the lines of a plain table: place and kind; found, in the ledger, not in it."""
    rows = [(*pair, has + lacks, has, lacks) for pair, (has, lacks) in counts(judged).items()]
    rows.append(("all", "", *(sum(row[i] for row in rows) for i in (2, 3, 4))))
    heads = ("where", "kind", "found", "ledger", "not")
    return ["{:9}{:14}{:>7}{:>8}{:>7}".format(*row) for row in (heads, *rows)]


def missing(judged: Sequence[Judged]) -> list[str]:
    """Return a line for each find that the ledger has not: what, where, and the words around it."""
    return [
        f"  {find.where}/{find.kind} {find.text!r} in {find.place}"
        f"{f' row {find.part} column {find.column}' if find.part else ''}: …{find.context}…"
        for find, entry in judged
        if entry is None
    ]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{file} cannot be read ({getattr(error, 'strerror', error)})."
        raise InputError(msg) from None


def _again(out: Path) -> str:
    return f"Build the reports there first: vse-report build --out {out}"


if __name__ == "__main__":
    sys.exit(main())
