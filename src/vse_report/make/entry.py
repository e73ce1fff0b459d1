"""The engine ``vse`` as papermill finds it: by an entry point, loaded whenever it is imported."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode


class Engine:
    """`ForkEngine`, imported when a notebook is run.

    It imports papermill itself; were it the entry point, whoever imports it first would go round
    in a circle, and every ``papermill`` command would import what only this engine needs.
    """

    @staticmethod
    def execute_notebook(*arguments: Any, **options: Any) -> NotebookNode:
        """Return the executed notebook; arguments as of any engine of papermill."""
        from vse_report.make.engine import ForkEngine

        return ForkEngine.execute_notebook(*arguments, **options)

    @staticmethod
    def nb_kernel_name(*arguments: Any, **options: Any) -> str:
        """Return the kernel that a notebook asks for; arguments as of any engine of papermill."""
        from vse_report.make.engine import ForkEngine

        return ForkEngine.nb_kernel_name(*arguments, **options)

    @staticmethod
    def nb_language(*arguments: Any, **options: Any) -> str:
        """Return the language of a notebook; arguments as of any engine of papermill."""
        from vse_report.make.engine import ForkEngine

        return ForkEngine.nb_language(*arguments, **options)
