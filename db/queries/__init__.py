"""Reading the tables with SQLAlchemy: rows, lists, conditions, the full-text index."""
