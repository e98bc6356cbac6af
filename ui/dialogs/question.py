"""A question that a person must answer: a sentence, and two buttons that say what they do."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.typography import spaced
from ui import icons, theme
from ui.widgets.labels import Body, Heading, Picture
from ui.widgets.layout.layouts import column, px, row


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a question; `keep` is the answer that changes nothing, and that Escape gives."""

    title: str
    text: str
    go_on: str
    keep: str
    details: str = ""


class QuestionDialog(QDialog):
    """Asks: accepted to go on, rejected to keep things as they are."""

    def __init__(self, asked: Asked, parent: QWidget) -> None:
        """Write the question."""
        super().__init__(parent)
        self.setWindowTitle(spaced(asked.title))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        sign = Picture(self)
        sign.setPixmap(icons.pixmap("warning", theme.current().colours.warning, px(4)))
        words = column(spacing=1)
        words.addWidget(Heading(asked.title, 3, self))
        words.addWidget(Body(asked.text, self))
        if asked.details:
            words.addWidget(Body(asked.details, self))
        words.addStretch(1)
        keep = QPushButton(asked.keep, self)
        keep.setDefault(True)
        keep.clicked.connect(self.reject)
        go_on = QPushButton(asked.go_on, self)
        go_on.setAutoDefault(False)
        go_on.clicked.connect(self.accept)
        buttons = row(spacing=1)
        buttons.addStretch(1)
        buttons.addWidget(keep)
        buttons.addWidget(go_on)
        top = row(spacing=2)
        top.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(words, 1)
        layout = column(self, spacing=2, margins=2)
        layout.addLayout(top, 1)
        layout.addLayout(buttons)
        width = min(px(56), round(parent.window().width() * 0.92))
        self.setMinimumWidth(width)
        self.resize(width, layout.heightForWidth(width))
        keep.setFocus()
