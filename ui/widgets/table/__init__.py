"""A table of rows: its columns, its model, what it remembers, what is copied from it."""
