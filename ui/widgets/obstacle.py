"""Why what stands below is read only."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from ui import icons, theme
from ui.widgets.labels import Body, Picture
from ui.widgets.layout import layouts


class ObstacleStrip(QFrame):
    """A lock and a sentence; hidden where nothing stands in the way."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setProperty("look", "told")
        picture = Picture(self)
        picture.setPixmap(icons.pixmap("lock", theme.current().colours.muted, layouts.px(1.8)))
        self._words = Body("", self)
        line = layouts.row(self, spacing=1, margins=(0.5, 1))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What is told."""
        return self._words.text()

    def tell(self, sentence: str | None) -> None:
        """Show the sentence; with None nothing."""
        self._words.setText(sentence or "")
        self.setVisible(bool(sentence))
