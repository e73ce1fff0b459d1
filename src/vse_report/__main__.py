"""``python -m vse_report``: the command line, also where ``vse-report`` is not on the path."""

from vse_report.cli import main

main()
