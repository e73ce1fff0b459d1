"""Alt texts: each figure told in words, from the frames it draws, one module per report.

A function here takes the frames that the figure draws and says what a reader would see: the kind of
drawing, the values that carry its point, and the course of a series.
"""
