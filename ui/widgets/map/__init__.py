"""The map of the communes: circles or real outlines, painted; and its legend."""
