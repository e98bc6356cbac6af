"""What the delivered program runs before PyInstaller's own hooks, one of which imports Qt.

Qt is imported by way of `ui`, as from the sources: what `ui.pyside_startup` defers is deferred.
"""

import ui  # noqa: F401 - for what its import does
