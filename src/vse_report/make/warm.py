"""Make this process one from which reports are forked: everything imported, nothing begun.

What keeps a pool of threads is imported and never called here: a child that was forked from a
process with such a pool would wait for threads that it has not got. Typst is such a thing.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from types import ModuleType

from vse_report import paths

# What notebooks use; their modules import the libraries.
_PARTS = ("data", "measures", "prose", "figures", "shown", "report", "render")


def import_all() -> None:
    """Import what reports need."""
    with _grammar_of_addresses_later():
        importlib.import_module("jsonschema")
    for part in _PARTS:
        for module in pkgutil.walk_packages([str(paths.PACKAGE / part)], f"vse_report.{part}."):
            importlib.import_module(module.name)
        importlib.import_module(f"vse_report.{part}")
    for module in ("report", "cells"):
        importlib.import_module(f"vse_report.make.{module}")


@contextlib.contextmanager
def _grammar_of_addresses_later() -> Iterator[None]:
    """Let jsonschema have its check of international web addresses without building it yet.

    The package for it builds a grammar when it is imported, which takes a second; notebooks are
    read by a schema that never asks for it. Whoever asks gets it built then.
    """
    name = "rfc3987_syntax"
    if name in sys.modules or "jsonschema" in sys.modules:
        yield
        return

    def is_valid_syntax(*arguments: str) -> bool:
        return importlib.import_module(name).is_valid_syntax(*arguments)

    stand_in = ModuleType(name)
    stand_in.is_valid_syntax = is_valid_syntax
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        del sys.modules[name]


def warm_up() -> None:
    """Do once, after `import_all`, what every report would else do for itself."""
    from vse_report.figures.style import new_figure, report_style, to_svg
    from vse_report.render.html import VseHtmlExporter
    from vse_report.render.theme import stylesheet

    with report_style():
        drawing, axes = new_figure(1)
        axes.plot([0, 1], label="æ")
        axes.legend()
    to_svg(drawing)
    stylesheet()
    VseHtmlExporter().template  # noqa: B018 - reads and compiles the template
    gc.collect()
    gc.freeze()  # so that collecting garbage in a child copies none of this
