"""Unemployment, activation and municipalities: the study of 2007 and today's official figures.

The way of the data, one direction only::

    data  ->  measures  ->  figures, tables, prose  ->  blocks  ->  render  ->  build  ->  cli

Importing the package reads no file and changes no setting.
"""

__version__ = "0.2.0"
