"""Make this process one from which reports are forked: everything imported, nothing begun.

What keeps a pool of threads is imported and never called here: a child that was forked from a
process with such a pool would wait for threads that it has not got. Typst is such a thing.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil

from vse_report import paths

# What notebooks use; their modules import the libraries.
_PARTS = ("data", "measures", "prose", "figures", "tables", "notebook", "render")


def import_all() -> None:
    """Import what reports need."""
    for part in _PARTS:
        for module in pkgutil.walk_packages([str(paths.PACKAGE / part)], f"vse_report.{part}."):
            importlib.import_module(module.name)
        importlib.import_module(f"vse_report.{part}")
    for module in ("report", "cells"):
        importlib.import_module(f"vse_report.build.{module}")


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
