"""How cells of a table are painted and edited."""
