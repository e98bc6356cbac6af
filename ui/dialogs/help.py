"""F1: the help about what is on screen, beside the window so that one may follow it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QResizeEvent, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QToolButton,
    QWidget,
)

import resources
from ui.dialogs.help_pages import page_text, page_title, pages
from ui.dialogs.markdown import fit_pictures, show_markdown
from ui.icons import icon
from ui.widgets.labels import Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.tips import plain_tip

_SUFFIX = ".md"
_GLOSSARY = "glossaire"


class _Browser(QTextBrowser):
    """A page whose pictures are never wider than its text."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the new width."""
        super().resizeEvent(event)
        fit_pictures(self)


class HelpWindow(QDialog):
    """The contents at the left, the page at the right; it does not hold up the main window."""

    def __init__(self, parent: QWidget) -> None:
        """Make it on no page yet; see `show_topic`."""
        super().__init__(parent)
        self.setWindowTitle("Aide de CTG Desktop")
        self.setModal(False)
        self._behind: list[str] = []
        self._topic = ""
        # In the order in which the keyboard goes through them.
        self.back = self._button("chevron-left", "Page d’aide précédente", self._go_back)
        self.search = QLineEdit(self)
        self.glossary = self._button("book", "Glossaire des mots et des sigles", self._go_glossary)
        self.contents = QListWidget(self)
        self.nothing = Note("Aucune page d’aide ne contient ces mots.", self)
        self.browser = _Browser(self)
        self._build()
        self._list()
        self.resize(QSize(px(96), px(70)).boundedTo(parent.size() * 0.92))

    @property
    def topic(self) -> str:
        """The page on screen."""
        return self._topic

    def show_topic(self, topic: str) -> None:
        """Show a page and come to the front."""
        self._go(topic)
        self.show()
        self.raise_()
        self.activateWindow()
        self.browser.setFocus()

    # --- building ---------------------------------------------------------------------

    def _button(self, sign: str, words: str, do: object) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(sign))
        button.setToolTip(plain_tip(words))
        button.setAccessibleName(words)
        button.setProperty("look", "quiet")
        button.clicked.connect(do)
        return button

    def _build(self) -> None:
        self.search.setPlaceholderText("Chercher dans l’aide")
        self.search.setAccessibleName("Chercher dans l’aide")
        self.search.setClearButtonEnabled(True)
        sign = self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self._open_first)
        self.contents.setAccessibleName("Pages de l’aide")
        self.contents.setFixedWidth(px(28))
        self.contents.setWordWrap(True)
        self.contents.setProperty("look", "bare")
        self.contents.currentItemChanged.connect(self._choose)
        self.browser.setAccessibleName("Page d’aide")
        self.browser.setOpenLinks(False)
        self.browser.setSearchPaths([str(resources.path("help"))])
        self.browser.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.browser.anchorClicked.connect(self._follow)
        self.nothing.hide()
        layout = column(self, spacing=1, margins=1.5)
        layout.addLayout(self._top())
        middle = row(spacing=1.5)
        left = column(spacing=1)
        left.addWidget(self.contents, 1)
        left.addWidget(self.nothing)
        middle.addLayout(left)
        middle.addWidget(self.browser, 1)
        layout.addLayout(middle, 1)
        QShortcut(QKeySequence("Alt+Left"), self, self._go_back)
        QShortcut(QKeySequence("Ctrl+F"), self, self.search.setFocus)

    def _top(self) -> QHBoxLayout:
        top = row(spacing=1)
        top.addWidget(self.back)
        top.addWidget(self.search, 1)
        top.addWidget(self.glossary)
        return top

    # --- going ------------------------------------------------------------------------

    def _go(self, topic: str) -> None:
        if topic == self._topic:
            return
        if self._topic:
            self._behind.append(self._topic)
        self._show(topic)

    def _go_back(self) -> None:
        if self._behind:
            self._show(self._behind.pop())

    def _go_glossary(self) -> None:
        self._go(_GLOSSARY)

    def _show(self, topic: str) -> None:
        self._topic = topic
        show_markdown(self.browser, page_text(topic))
        self.browser.setAccessibleDescription(page_title(topic))
        self.back.setEnabled(bool(self._behind))
        self._mark()
        self._find_words()

    def _mark(self) -> None:
        """Choose in the contents the page on screen."""
        with QSignalBlocker(self.contents):
            for at in range(self.contents.count()):
                item = self.contents.item(at)
                if item.data(Qt.ItemDataRole.UserRole) == self._topic:
                    self.contents.setCurrentItem(item)

    def _list(self) -> None:
        found = pages(self.search.text())
        with QSignalBlocker(self.contents):
            self.contents.clear()
            for page in found:
                item = QListWidgetItem(page.title, self.contents)
                item.setData(Qt.ItemDataRole.UserRole, page.topic)
        self.nothing.setVisible(not found)
        self._mark()
        self._find_words()

    def _find_words(self) -> None:
        """Go to the first place where the words stand on the page."""
        if words := self.search.text().strip():
            self.browser.find(words, QTextDocument.FindFlag(0))

    def _open_first(self) -> None:
        if self.contents.count():
            self.contents.setCurrentRow(max(0, self.contents.currentRow()))
            self._choose(self.contents.currentItem())

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._go(item.data(Qt.ItemDataRole.UserRole))

    def _follow(self, url: QUrl) -> None:
        if url.scheme():
            QDesktopServices.openUrl(url)
        else:
            self._go(url.path().removesuffix(_SUFFIX))
