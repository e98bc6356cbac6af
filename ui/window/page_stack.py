"""The middle of the window: the pages that exist, the one on screen, or a screen in their place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import delete

from ui.desk import Desk
from ui.notify import Message, Tone
from ui.pages import page_spec
from ui.pages.base import Page
from ui.targets import Target


class PageStack(QStackedWidget):
    """Makes each page when it is first asked for, and hands on what the pages say."""

    went = Signal(object)
    """Target: a page asks to go there."""
    commands_changed = Signal()
    row_menu_asked = Signal(object)
    """A page asks for the menu of its chosen rows; see `Page.row_menu_asked`."""
    spoken = Signal(object)
    """Message: a page has something for the banner."""

    def __init__(self, desk: Desk, kept: Sequence[Page] = ()) -> None:
        """Begin with pages that another stack let go; see `let_go`."""
        super().__init__()
        self._desk = desk
        self._pages: dict[str, Page] = {}
        self._screen: QWidget | None = None
        self.setMinimumSize(0, 0)
        for page in kept:
            self._add(page)

    @property
    def page(self) -> Page | None:
        """The page on screen."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Page) else None

    @property
    def pages(self) -> list[Page]:
        """The pages that exist by now."""
        return list(self._pages.values())

    @property
    def pending(self) -> list[Page]:
        """The pages in which something that was typed is not saved yet."""
        return [page for page in self.pages if page.is_pending()]

    @property
    def has_screen(self) -> bool:
        """Whether a screen stands in place of the pages."""
        return self._screen is not None

    def flush(self) -> None:
        """Begin to save what is typed on any page."""
        for page in self.pages:
            page.flush()

    def show_page(self, target: Target) -> None:
        """Show a page, made now if it never was, and what the target asks for there."""
        page = self._pages.get(target.page)
        if page is None:
            # Given its place as it is made: later, each part of it would be told of another style.
            page = page_spec(target.page).load()(self._desk, self)
            self._add(page)
        if self.page is not None:
            self.page.flush()
        self.setCurrentWidget(page)
        if (stop := _first_stop(page)) is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)
        page.show_target(target)

    def show_screen(self, screen: QWidget | None) -> None:
        """Show something in place of the pages, and own it until another takes its place."""
        if self._screen is not None:
            self.removeWidget(self._screen)
            self._screen.deleteLater()
        self._screen = screen
        if screen is not None:
            self.addWidget(screen)
            self.setCurrentWidget(screen)

    def let_go(self) -> list[Page]:
        """Release the pages that hold unsaved texts, for another stack; the others are deleted."""
        kept = self.pending
        for page in kept:
            page.setParent(None)
        self._pages.clear()
        return kept

    def forget(self) -> None:
        """End all pages: the folder that they show turned out not to be sound."""
        for page in self.pages:
            self.removeWidget(page)
            page.deleteLater()
        self._pages.clear()

    def forget_hidden(self) -> None:
        """End at once the pages that are not on screen, but for those with something to save."""
        kept = {self.page, *self.pending}
        for key, page in list(self._pages.items()):
            if page not in kept:
                del self._pages[key]
                delete(page)

    def _add(self, page: Page) -> None:
        self._pages[page.key] = page
        page.went.connect(self.went)
        page.commands_changed.connect(self.commands_changed)
        page.row_menu_asked.connect(self.row_menu_asked)
        page.told.connect(self._tell)
        page.offered.connect(self.spoken)
        self.addWidget(page)

    def _tell(self, sentence: str, tone: Tone) -> None:
        self.spoken.emit(Message(sentence, tone))


def _first_stop(page: QWidget) -> QWidget | None:
    """Return the first thing in a page, as one reads, that the Tab key stops at; None if none.

    `QWidget.nextInFocusChain` would tell, but PySide 6.12 takes what it returns for a child of
    the widget asked, and the whole window becomes invalid when that widget is deleted.
    """
    stops = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isEnabled()
        and widget.isVisibleTo(page)
    ]
    return min(stops, key=lambda stop: _place(stop, page), default=None)


def _place(widget: QWidget, page: QWidget) -> tuple[int, int]:
    corner = widget.mapTo(page, QPoint(0, 0))
    return corner.y(), corner.x()
