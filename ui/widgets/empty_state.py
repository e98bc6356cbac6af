"""What an empty list says: why it is empty, and what to do first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.labels import Body, Heading
from ui.widgets.layout.layouts import column


class EmptyState(QWidget):
    """A title, a sentence, and at most one thing to do, in the middle of an empty list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it without words; see `tell`."""
        super().__init__(parent)
        self._title = Heading("", 3)
        self._text = Body()
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._button = QPushButton()
        self._button.setProperty("look", "primary")
        self._act: Callable[[], None] | None = None
        self._button.clicked.connect(self._do)
        layout = column(self, spacing=1, margins=2)
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._text)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self._button.hide()

    @property
    def words(self) -> str:
        """The title and the sentence."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def tell(
        self, title: str, text: str = "", *, label: str = "", act: Callable[[], None] | None = None
    ) -> None:
        """Say why there is nothing, and offer to do something about it."""
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self._act = act
        self._button.setText(label)
        self._button.setAccessibleName(label)
        self._button.setVisible(act is not None)

    def _do(self) -> None:
        if self._act is not None:
            self._act()
