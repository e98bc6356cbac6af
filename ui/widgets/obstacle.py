"""Why what stands below is read only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ui import icons, theme
from ui.widgets.labels import Body, Picture
from ui.widgets.layout import layouts


class ObstacleStrip(QFrame):
    """A lock and a sentence; hidden where nothing stands in the way."""

    proposing = Signal()
    """The person wants to propose a change of what they cannot modify."""

    def __init__(self, parent: QWidget) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setProperty("look", "told")
        picture = Picture(self)
        picture.setPixmap(icons.pixmap("lock", theme.current().colours.muted, layouts.px(1.8)))
        self._words = Body("", self)
        line = layouts.row(self, spacing=1, margins=(0.5, 1))
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self._propose = QPushButton("Proposer une modification…", self)
        self._propose.clicked.connect(self.proposing)
        self._propose.hide()
        words = layouts.column(spacing=0.5)
        words.addWidget(self._words)
        words.addWidget(self._propose, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(words, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What is told."""
        return self._words.text()

    def tell(self, sentence: str | None, *, may_propose: bool = False) -> None:
        """Show the sentence, and offer to propose a change; with None nothing."""
        self._words.setText(sentence or "")
        self._propose.setVisible(may_propose)
        self.setVisible(bool(sentence))
