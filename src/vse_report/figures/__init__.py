"""Figures: each function takes frames and returns a drawn figure; none reads or saves."""
