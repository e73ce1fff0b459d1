"""What must hold in the figures themselves: sums, parts, shares, the past, sibling series.

A check takes the tables of a folder (name -> typed frame indexed by line number) and the name of
the table it is about, and yields one problem per offending row. `assigned` says which table gets
which. A row that was compared with the publisher and stands is named under ``confirmed`` in the
table's card, and no check speaks of it again.
"""

from vse_report.data.checks.assigned import CHECKS
from vse_report.data.checks.check import Check

__all__ = ["CHECKS", "Check"]
