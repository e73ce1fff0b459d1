"""The errors a user can mend: each says where, what was expected and found, and what to do."""

from __future__ import annotations


class ReportError(Exception):
    """A failure with a message for the user; shown without traceback.

    ``exit_status`` is what the command line ends with: 1, work failed on the way;
    2, the input was wrong and nothing was started.
    """

    exit_status = 1


class InputError(ReportError):
    """A parameter, report name, format or path that cannot be used."""

    exit_status = 2


class DataError(ReportError):
    """A data folder that is not what its cards say."""

    exit_status = 2


class BuildError(ReportError):
    """A notebook that stopped, or a page that could not be rendered."""
