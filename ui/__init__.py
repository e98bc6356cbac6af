"""The interface: what a person sees and clicks, drawn with Qt.

The one place where PySide6 may be imported; it is kept apart from the storage by the import
contracts of `pyproject.toml`.
"""

from __future__ import annotations

import sys

from ui.pyside_startup import signatures_deferred

with signatures_deferred():
    from ui.overrides import guard_overrides


def _keep_singletons_alive() -> None:
    """Give None, True and their kin references that no count can use up.

    PySide6 6.12 is compiled for Pythons in which they are immortal (3.12 and later): each call
    that returns None or True then takes a reference that it does not own, and an older Python
    ends with « deallocating None » after some thousand calls.
    """
    import ctypes

    for singleton in (None, True, False, NotImplemented, Ellipsis):
        ctypes.c_ssize_t.from_address(id(singleton)).value += 1 << 40


if sys.version_info < (3, 12):
    _keep_singletons_alive()

guard_overrides()
