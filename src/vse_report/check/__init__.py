"""A second reader of the finished pages, on a route of its own past the report's own records."""
