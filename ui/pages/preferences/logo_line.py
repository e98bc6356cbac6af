"""One logo that documents bear: its preview, and the buttons that choose or remove it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from ctg_desktop.errors import FileFormatError
from ui.widgets.labels import Body, Caption, Note, Picture
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.line_breaks import breakable_path

_WIDTH, _HEIGHT = 20, 8
"""The largest preview, in half-lines."""


@dataclass(frozen=True, slots=True)
class ShownLogo:
    """A logo as the window shows it; `note` is what is to be known of it."""

    path: Path | None = None
    image: QImage | None = None
    note: str = ""
    is_wrong: bool = False


def shown_logo(path: Path | None, none: str) -> ShownLogo:
    """Read a logo, from any thread; `none` is said where there is no logo."""
    if path is None:
        return ShownLogo(note=none)
    from ctg_desktop.printing.engine.logo import read_logo

    try:
        told = read_logo(path).note
    except FileFormatError:
        words = f"Le logo n’est plus là, ou ne se lit plus : « {breakable_path(path)} »."
        return ShownLogo(path, note=words, is_wrong=True)
    where = breakable_path(path)
    return ShownLogo(path, _picture_of(path), f"{where} – {told}" if told else where)


def _picture_of(path: Path) -> QImage | None:
    """Read a picture, from any thread; None for what is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setAllocationLimit(256)
    image = reader.read()
    return None if image.isNull() else image


class LogoLine(QWidget):
    """A caption, the logo, its buttons, and a note; `whose` is empty for the structure's own."""

    asked = Signal()
    """The person wants to choose a logo."""
    removed = Signal()
    """The person wants no logo."""

    def __init__(self, caption: str, whose: str = "", parent: QWidget | None = None) -> None:
        """Show nothing before `show_logo`."""
        super().__init__(parent)
        self._of = f" de {whose}" if whose else ""
        self._picture = Picture(self)
        self._picture.setAccessibleName(f"Aperçu du logo{self._of}")
        self._choose = QPushButton("Choisir un logo…", self)
        self._choose.clicked.connect(self.asked)
        self._remove = QPushButton("Retirer" if whose else "Retirer le logo", self)
        self._remove.setAccessibleName(f"Retirer le logo{self._of}")
        self._remove.clicked.connect(self.removed)
        self.note = Note("", self)
        self._picture.hide()
        self._remove.hide()
        self.note.hide()
        own = Body(caption, self) if whose else Caption(caption, self, bold=True)
        self._lay_out(own, beside=bool(whose))

    def _lay_out(self, caption: QWidget, *, beside: bool) -> None:
        """Set the buttons `beside` the caption, as in a list, or below the logo."""
        rows = column(self, spacing=0.6)
        buttons = row(spacing=1)
        if beside:
            buttons.addWidget(caption, 1)
            rows.addLayout(buttons)
        else:
            rows.addWidget(caption)
        rows.addWidget(self._picture)
        buttons.addWidget(self._choose)
        buttons.addWidget(self._remove)
        if not beside:
            buttons.addStretch(1)
            rows.addLayout(buttons)
        rows.addWidget(self.note)

    def show_logo(self, shown: ShownLogo, *, is_editable: bool) -> None:
        """Show a logo, or that there is none."""
        self._picture.setVisible(shown.image is not None)
        if shown.image is not None:
            self._picture.setPixmap(self._scaled(shown.image))
        self._remove.setVisible(shown.path is not None)
        words = "Changer de logo…" if shown.path else "Choisir un logo…"
        self._choose.setText(words)
        self._choose.setAccessibleName(f"{words.rstrip('…')}{self._of}" if self._of else words)
        for button in (self._choose, self._remove):
            button.setEnabled(is_editable)
        self.tell(shown.note, is_wrong=shown.is_wrong)

    def tell(self, words: str, *, is_wrong: bool = False) -> None:
        """Say something of the logo."""
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.note.setProperty("look", "alert" if is_wrong else "muted")
        self.note.style().unpolish(self.note)
        self.note.style().polish(self.note)

    def _scaled(self, image: QImage) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = image.size().scaled(
            round(px(_WIDTH) * ratio),
            round(px(_HEIGHT) * ratio),
            Qt.AspectRatioMode.KeepAspectRatio,
        )
        shown = QPixmap.fromImage(
            image.scaled(
                size.boundedTo(image.size()),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
        shown.setDevicePixelRatio(ratio)
        return shown
