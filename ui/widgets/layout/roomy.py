"""Content that keeps the height it needs: in a window too low for it, it scrolls as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Roomy(QScrollArea):
    """Holds one widget, whose layout may break into lines, as high as the window or higher."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Take the widget, which has its layout already."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.setFocusProxy(content)
        content.installEventFilter(self)

    def _make_room(self) -> None:
        content = self.widget()
        layout = content.layout() if content is not None else None
        if layout is None or content is None:
            return
        width = self.viewport().width()
        needed = layout.minimumSize().height()
        if layout.hasHeightForWidth():
            needed = max(needed, layout.minimumHeightForWidth(width))
        if needed != content.minimumHeight():
            content.setMinimumHeight(needed)
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(layout.minimumSize().width() + bar)

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Make room when a part of the content comes or goes."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._make_room()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the lines that a narrower window breaks."""
        super().resizeEvent(event)
        self._make_room()
