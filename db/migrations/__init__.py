"""Bringing the schema of a base up to date; imported only when its version differs."""
