"""The page « Territoire »: the communes as a table and a map, the SIVOM, posts and engagement."""
