"""What Qt for Python does at each import, and that no module here needs."""

from __future__ import annotations

import sys

_READS = "_mod_uses_pyside"
"""What looks into the source of a module, in the versions that are pinned."""


def spare_sources() -> None:
    """Keep PySide6 from reading the source of each module that is imported from now on.

    It looks there for its own name, to know whether the module asks for its methods in
    snake_case; none does. All lines read stay in `linecache`: 17 MB, and 50 ms of a start. A
    version that does it otherwise is left alone.
    """
    import PySide6.QtCore  # noqa: F401 - which begins to read

    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, _READS):
        setattr(feature, _READS, lambda _module: False)
