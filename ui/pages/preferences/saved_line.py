"""A line of the settings: it saves when left, by Enter, and two seconds after the last key."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ctg_desktop.typography import spaced
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.layouts import column

_SAVED_AFTER_MS = 2_000


class SavedLine(QWidget):
    """A label, a line, and a word below it: what it is for, that it is saved, or what is wrong."""

    entered = Signal(str)
    """The text as it was typed, to be saved: `confirm` or `refuse` follows."""

    def __init__(self, label: str, remark: str = "") -> None:
        """Make it empty; `remark` stands below as long as there is nothing else to say."""
        super().__init__()
        self.line = QLineEdit(self)
        self._remark = remark
        self._note = Note(remark, self)
        self._shown = ""
        self._sent = ""
        caption = Caption(label, self, bold=True)
        caption.setBuddy(self.line)
        self.line.setAccessibleName(label)
        self.line.setAccessibleDescription(spaced(remark))
        layout = column(self, spacing=0.4)
        layout.addWidget(caption)
        layout.addWidget(self.line)
        layout.addWidget(self._note)
        self._note.setVisible(bool(remark))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SAVED_AFTER_MS)
        self._pause.timeout.connect(self.flush)
        self.line.textEdited.connect(self._begin)
        self.line.editingFinished.connect(self.flush)

    @property
    def note(self) -> str:
        """The word below the line."""
        return self._note.text()

    @property
    def is_pending(self) -> bool:
        """Whether something typed is not saved."""
        return self.line.text() != self._shown

    def show_text(self, text: str) -> None:
        """Show what is saved, unless something else is being typed."""
        if not self.is_pending:
            self.line.setText(text)
            self._shown = self._sent = text

    def flush(self) -> None:
        """Ask for what is typed to be saved; a text that was refused is not sent again."""
        self._pause.stop()
        if self.is_pending and self.line.text() != self._sent:
            self._sent = self.line.text()
            self.entered.emit(self._sent)

    def confirm(self, text: str) -> None:
        """Say that what was sent is saved, as `text`."""
        was_typed_on = self.line.text() != self._sent
        self._shown = text
        if not was_typed_on:
            self.line.setText(text)
            self._sent = text
            self._tell("Enregistré", "muted")

    def refuse(self, sentence: str) -> None:
        """Say why what was sent cannot be saved; it stays."""
        self._tell(sentence, "alert")

    def set_read_only(self, reason: str) -> None:
        """Show the text without letting it be changed, and say why."""
        self.line.setReadOnly(True)
        self._remark = reason
        self._tell("", "muted")

    def _begin(self) -> None:
        self._pause.start()
        self._tell("", "muted")

    def _tell(self, words: str, look: str) -> None:
        self._note.setText(words or self._remark)
        self._note.setVisible(bool(words or self._remark))
        self.line.setAccessibleDescription(spaced(words or self._remark))
        for widget, name, value in (
            (self._note, "look", look),
            (self.line, "state", "wrong" if look == "alert" else ""),
        ):
            widget.setProperty(name, value)
            widget.style().unpolish(widget)
            widget.style().polish(widget)
