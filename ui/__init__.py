"""The interface: what a person sees and clicks, drawn with Qt.

The window is not part of this version: the program is used from the command line. This package
exists because it is the one place where PySide6 may be imported, and because the rules that keep
it apart from the storage (`pyproject.toml`, import contracts) are already checked.
"""
