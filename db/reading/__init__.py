"""Reading a base without SQLAlchemy, which takes as long to import as a window to open.

Import contracts hold it: nothing here, and nothing it imports, needs SQLAlchemy.
"""
