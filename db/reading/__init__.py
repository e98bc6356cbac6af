"""Reading a base without SQLAlchemy, which takes as long to import as a window to open."""
