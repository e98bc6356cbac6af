"""A link that fits where its words do not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.labels import Link
from ui.widgets.layout import layouts
from ui.widgets.tips import plain_tip


class ShrinkingLink(Link):
    """A link whose words are shortened in the middle where they do not fit."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Lead somewhere; the whole words show when one points at them."""
        super().__init__(words, parent)
        self._whole = words
        self._usual = super().sizeHint()
        self.setToolTip(plain_tip(words))

    # --- Qt ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Ask for room for all the words."""
        return self._usual

    def minimumSizeHint(self) -> QSize:
        """Be content with a few signs."""
        return QSize(layouts.px(10), self._usual.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what fits."""
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        around = self._usual.width() - metrics.horizontalAdvance(self._whole)
        room = event.size().width() - max(0, around)
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        if event.size().width() >= self._usual.width():
            shown = self._whole
        self.setText(shown.replace("&", "&&"))
