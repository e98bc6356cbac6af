"""The page of any entity that has none of its own: all of it is read from the description."""
