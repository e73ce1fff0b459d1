"""The numbers we publish: one function per quantity, frame in, frame out, no files."""
