"""Forms of notices, one facet a file."""
