"""A page that scrolls: paper under its text, as tall as it needs, never wider than the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.layout.layouts import Margins, column


class PaperScroll(QScrollArea):
    """A column of widgets on paper that scrolls up and down; the keyboard's focus stays in view."""

    def __init__(
        self, *, spacing: float = 2, margins: Margins = (2, 2), parent: QWidget | None = None
    ) -> None:
        """Make it empty: add to `column`."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.paper = QWidget()
        self.paper.setProperty("look", "paper")
        self.paper.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.column: QVBoxLayout = column(self.paper, spacing=spacing, margins=margins)
        self.setWidget(self.paper)


class PaperCard(PaperScroll):
    """Paper whose content is made again for each thing that it shows."""

    content: QWidget | None = None
    content_spacing = 1.2

    def emptied(self) -> QVBoxLayout:
        """Remove what was shown; return the layout of what comes."""
        if self.content is not None:
            self.column.removeWidget(self.content)
            self.content.hide()
            self.content.deleteLater()
        self.content = QWidget()
        self.column.addWidget(self.content)
        return column(self.content, spacing=self.content_spacing)
