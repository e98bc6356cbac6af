"""Lists of choices on pages that scroll: the wheel never changes them."""

from __future__ import annotations

from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from ui.widgets.layout.layouts import px

_FEWEST_SIGNS = 12


class QuietCombo(QComboBox):
    """A list that the wheel never changes: the page scrolls instead."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class NamedCombo(QuietCombo):
    """One that takes no more room than it is given, whatever its choices."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        """Make it empty; `label` is the French name that a screen reader says."""
        super().__init__(parent)
        self.setAccessibleName(label)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_FEWEST_SIGNS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(px(60))
        self.setMaxVisibleItems(20)
