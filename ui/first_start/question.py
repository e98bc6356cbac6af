"""One question of the first start: its words, its field, and what is wrong with the answer."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ctg_desktop.typography import spaced
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, row


class Question(QWidget):
    """A title, a remark, a line to fill in, and room for an error below it."""

    def __init__(
        self, title: str, remark: str, line: QLineEdit, button: QPushButton | None = None
    ) -> None:
        """Set the parts one below the other; the button stands beside the line."""
        super().__init__()
        self.line = line
        self.remark = Body(remark, self)
        self.remark.setProperty("look", "muted")
        self._wrong = Note("", self, look="alert")
        self._wrong.hide()
        line.setAccessibleName(spaced(title))
        line.setAccessibleDescription(spaced(remark))
        line.textEdited.connect(self.clear)
        layout = column(self, spacing=0.5)
        layout.addWidget(Heading(title, 2, self))
        if remark:
            layout.addWidget(self.remark)
        beside = row(spacing=1)
        beside.addWidget(line, 1)
        if button is not None:
            beside.addWidget(button)
        layout.addLayout(beside)
        layout.addWidget(self._wrong)

    @property
    def wrong(self) -> str:
        """What is wrong with the answer; empty when nothing is."""
        return "" if self._wrong.isHidden() else self._wrong.text()

    def tell(self, sentence: str) -> None:
        """Say what is wrong with the answer, which stays as it was typed."""
        self._wrong.setText(sentence)
        self._wrong.show()
        self._mark("wrong", sentence)

    def clear(self) -> None:
        """Take the remark about a wrong answer away."""
        if self.wrong:
            self._wrong.hide()
            self._mark("", self.remark.text())

    def _mark(self, state: str, description: str) -> None:
        self.line.setProperty("state", state)
        self.line.setAccessibleDescription(spaced(description))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)
