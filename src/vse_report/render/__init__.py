"""Executed notebooks made into pages: HTML, PDF and the index of all reports."""
