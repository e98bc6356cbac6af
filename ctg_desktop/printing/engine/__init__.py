"""A tagged PDF engine over reportlab's canvas: it knows pages and blocks, and no document."""
