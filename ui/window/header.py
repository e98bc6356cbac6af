"""The top of the window: the title of the page, what kind of folder is open, the search box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ctg_desktop.typography import spaced
from ui import theme
from ui.desk import Desk, Office
from ui.icons import icon, pixmap
from ui.tokens import Size
from ui.widgets.labels import Caption, Heading, Picture
from ui.widgets.layout.layouts import px, row
from ui.widgets.tips import plain_tip
from ui.window.search_box import SearchBox


@dataclass(frozen=True, slots=True)
class Mark:
    """A lasting remark about the folder: a few words, an icon, and the whole sentence."""

    words: str
    icon: str
    sentence: str


def marks_of(office: Office) -> list[Mark]:
    """Return what a person must know of the open folder for as long as it is open."""
    marks = []
    if office.installation.demonstration:
        marks.append(
            Mark(
                "Données d’exemple",
                "info",
                "Ce dossier est rempli d’actions inventées, pour essayer. Vos vraies données sont "
                "ailleurs.",
            )
        )
    if office.is_read_only:
        marks.append(
            Mark("Lecture seule", "lock", "Ce dossier se lit et s’imprime, sans se modifier.")
        )
    marks += [Mark("Dossier partagé", "warning", notice) for notice in office.notices]
    return marks


class Header(QFrame):
    """Stands above every page."""

    help_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Draw it without a title."""
        super().__init__(parent)
        self.setProperty("look", "bar")
        self.title = Heading("", 1, self)
        self.title.setWordWrap(False)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.search = SearchBox(desk, self)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.search.setMaximumWidth(px(44))
        self.search.setMinimumWidth(px(16))
        self._marks = row(spacing=0.5)
        self._help = QToolButton(self)
        self._help.setIcon(icon("help"))
        self._help.setIconSize(QSize(px(2.1), px(2.1)))
        self._help.setProperty("look", "quiet")
        self._help.setAccessibleName("Aide sur cette page")
        self._help.setToolTip("Aide sur cette page (F1)")
        self._help.clicked.connect(self.help_asked)
        layout = row(self, spacing=1, margins=(0.8, 2))
        layout.addWidget(self.title, 3)
        layout.addLayout(self._marks)
        layout.addWidget(self.search, 4)
        layout.addWidget(self._help)

    def show_title(self, words: str) -> None:
        """Name the page on screen."""
        self.title.setText(words)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Show what kind of folder is open, for as long as it is."""
        while (item := self._marks.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for mark in marks:
            self._marks.addWidget(_Chip(mark, self))


class _Chip(QFrame):
    """A mark: icon and words in a frame, so that it needs no colour."""

    def __init__(self, mark: Mark, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "chip")
        self.setToolTip(plain_tip(mark.sentence))
        self.setAccessibleName(mark.words)
        self.setAccessibleDescription(spaced(mark.sentence))
        sign = Picture(self)
        sign.setPixmap(pixmap(mark.icon, theme.current().colours.warning, px(1.7)))
        words = Caption(mark.words, self)
        words.setFont(theme.current().font(Size.SMALL, bold=True))
        layout: QHBoxLayout = row(self, spacing=0.5, margins=(0.3, 0.8))
        layout.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(words, 0, Qt.AlignmentFlag.AlignVCenter)
