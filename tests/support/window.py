"""The window as a person uses it: keys, clicks, names read aloud, pictures.

Interface thread only. `QTest.keyClicks` aborts Python at é, œ or €: texts are typed by `typed`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QModelIndex, QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMenuBar,
    QWidget,
)

from tests.support.app import plain
from tests.support.folders import open_files

W = TypeVar("W", bound=QWidget)

LONGEST_DEBOUNCE_MS = 500
"""Timers that wait longer are left alone: those of saving, of reminders."""

_PATIENCE_SECONDS = 20.0
_LONGEST_SLEEP_MS = 10


# ------------------------------------------------------------------------------- waiting


def settled(is_busy: Callable[[], bool]) -> None:
    """Let the window work until no job is under way, nothing short is put off, all is answered.

    What the window puts off for a moment is made due at once: it happens as it would, in its
    order, without the wait.

    Raises:
        AssertionError: it is still at it after a long time.
    """
    give_up_at = monotonic() + _PATIENCE_SECONDS
    calm = 0
    while calm < 3:
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        if is_busy() or _awaited:
            calm = 0
            _wait_for_an_event()
        elif calm == 2 and _hurried():  # last, since it goes through all there is
            calm = 0
        else:
            calm += 1
        assert monotonic() < give_up_at, "the window is still at work"


def _wait_for_an_event() -> None:
    """Sleep until the window has something to do, a few milliseconds at most."""
    alarm = QTimer()
    alarm.setSingleShot(True)
    alarm.start(_LONGEST_SLEEP_MS)
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def _hurried() -> bool:
    """Make what is put off happen now, and tell whether there was anything."""
    put_off = [
        (timer, timer.interval())
        for top in QApplication.topLevelWidgets()
        if top.parent() is None  # or it is found under its parent
        for timer in top.findChildren(QTimer)
        if timer.isActive() and timer.isSingleShot() and timer.interval() <= LONGEST_DEBOUNCE_MS
    ]
    for timer, _ in put_off:
        timer.setInterval(0)
    if put_off:
        QApplication.processEvents()
    for timer, interval in put_off:
        if shiboken6.isValid(timer):
            timer.setInterval(interval)
    return bool(put_off)


# ------------------------------------------------------------------------------- finding


def name_of(widget: QWidget) -> str:
    """Return the name that a screen reader says, with plain spaces and apostrophes.

    On Linux Qt gives a list its value as its name, and its label by a relation: what was set
    is looked at instead.
    """
    if isinstance(widget, QComboBox) and widget.accessibleName():
        return plain(widget.accessibleName())
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is None:
        return ""
    return plain(interface.text(QAccessible.Text.Name)).replace("&", "")


def visible(root: QWidget, kind: type[W] = QWidget) -> list[W]:  # type: ignore[assignment] # W may be any
    """Return what can be seen under `root`, as a person reads: the outer before the inner.

    What a hidden widget holds is not gone through, as `findChildren` would: a window keeps each
    page that it has shown.
    """
    found: list[QWidget] = []
    _gather(root, found)
    reached = set(found)
    for top in QApplication.topLevelWidgets():  # its parent may be hidden
        if top.isVisible() and top not in reached and _is_under(top, root):
            found.append(top)
            _gather(top, found)
    return [widget for widget in found if isinstance(widget, kind)]


def _gather(parent: QWidget, found: list[QWidget]) -> None:
    for child in parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if child.isVisible():
            found.append(child)
            _gather(child, found)


def _is_under(widget: QWidget, root: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and parent is not root:
        parent = parent.parentWidget()
    return parent is root


def find(root: QWidget, name: str, kind: type[W] = QWidget) -> W:  # type: ignore[assignment] # W may be any
    """Return the one visible widget under `root` of that accessible name.

    Raises:
        AssertionError: there is none, or there are several; the message says which names are.
    """
    named = [(widget, name_of(widget)) for widget in visible(root, kind)]
    found = [widget for widget, each in named if each == plain(name)]
    assert found, f"no « {name} » among {sorted({each for _, each in named if each})}"
    assert len(found) == 1, f"{len(found)} « {name} »: {found}"
    return found[0]


def is_shown(root: QWidget, name: str) -> bool:
    """Whether something of that accessible name is visible under `root`."""
    return any(name_of(widget) == plain(name) for widget in visible(root))


# ---------------------------------------------------------------------------- using it


def typed(widget: QWidget, text: str) -> None:
    """Type a text into a widget, accents and all; a line feed is Enter, a tab Tab."""
    _focus(widget)
    for sign in text:
        if sign in "\n\t":
            press(widget, Qt.Key.Key_Return if sign == "\n" else Qt.Key.Key_Tab)
            continue
        is_plain = sign.isascii() and sign.isalnum()
        key = Qt.Key(ord(sign.upper())) if is_plain else Qt.Key.Key_unknown
        modifier = Qt.KeyboardModifier
        held = modifier.ShiftModifier if sign.isupper() else modifier.NoModifier
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            # Anew each time: an item view that is typed upon opens an editor.
            receiver = _focused(widget)
            QCoreApplication.sendEvent(receiver, QKeyEvent(kind, key, held, sign))


def retyped(widget: QWidget, text: str) -> None:
    """Type a text in place of all that a field holds."""
    _focus(widget)
    press(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(widget, Qt.Key.Key_Delete)
    typed(widget, text)


def press(
    widget: QWidget,
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press and release one key where the focus is: in an open popup, else in `widget`."""
    QTest.keyClick(_focused(widget), key, modifiers)


def shortcut(widget: QWidget, keys: str) -> None:
    """Press the keys of a shortcut, as « Ctrl+N »."""
    _activate(widget)
    sequence = QKeySequence(keys)
    for at in range(sequence.count()):
        press(widget, sequence[at].key(), sequence[at].keyboardModifiers())


def clicked(
    widget: QWidget,
    at: QPoint | None = None,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Click on a widget with the left button, in its middle unless told.

    Raises:
        AssertionError: it is hidden or greyed, and nobody could.
    """
    assert widget.isVisible(), f"{widget} is hidden"
    assert widget.isEnabled(), f"{widget} is greyed"
    point = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifiers, point)


def clicked_cell(
    view: QAbstractItemView,
    index: QModelIndex,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Click on a cell, scrolled to first."""
    clicked(view.viewport(), _middle_of(view, index), modifiers)


def double_clicked_cell(view: QAbstractItemView, index: QModelIndex) -> None:
    """Double-click on a cell, scrolled to first."""
    point = _middle_of(view, index)
    clicked(view.viewport(), point)
    QTest.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point
    )


def _middle_of(view: QAbstractItemView, index: QModelIndex) -> QPoint:
    assert index.isValid()
    view.scrollTo(index)
    return view.visualRect(index).center()


def chosen(bar: QMenuBar, menu: str, entry: str) -> None:
    """Open a menu of the bar with the mouse and click on an entry, both by their words.

    Raises:
        AssertionError: there is no such menu or entry, or it is greyed.
    """
    titles = {_words(action.text()): action for action in bar.actions()}
    assert plain(menu) in titles, f"no menu « {menu} » among {sorted(titles)}"
    opened = titles[plain(menu)]
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(opened).center())
    popup = opened.menu()
    assert isinstance(popup, QMenu)
    try:
        chosen_in(popup, entry)
    finally:
        popup.hide()


def chosen_in(popup: QMenu, entry: str) -> None:
    """Click on an entry of an open menu.

    Raises:
        AssertionError: the menu is closed, or has no such entry, or it is greyed.
    """
    assert popup.isVisible(), "the menu did not open"
    entries = {_words(action.text()): action for action in popup.actions() if action.text()}
    assert plain(entry) in entries, f"no « {entry} » among {sorted(entries)}"
    action = entries[plain(entry)]
    assert action.isEnabled(), f"« {entry} » is greyed"
    QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=popup.actionGeometry(action).center())


def answered(answer: Callable[[QWidget], None]) -> None:
    """Have the next dialog that runs its own loop answered: call this before opening it.

    `answer` gets the dialog; what it raises fails the test, and the dialog is closed.
    """

    def wait() -> None:
        dialog = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if dialog is None:
            if monotonic() < give_up_at:
                QTimer.singleShot(5, wait)
            else:
                _awaited.remove(answer)
            return
        try:
            answer(dialog)
        finally:
            _awaited.remove(answer)
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.close()

    give_up_at = monotonic() + _PATIENCE_SECONDS
    _awaited.append(answer)
    QTimer.singleShot(0, wait)


_awaited: list[Callable[[QWidget], None]] = []
"""The answers that no dialog was given yet."""


def saved_as(path: Path) -> Callable[[QWidget], None]:
    """Return what answers a file dialog with a path, typed over the name that it proposes.

    `selectFile` leaves the name as it is where the field has the focus.
    """

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(str(path))
        dialog.accept()

    return answer


def clipboard_text() -> str:
    """Return what was copied last."""
    return QGuiApplication.clipboard().text()


def picture(widget: QWidget) -> QImage:
    """Return what a widget looks like."""
    return widget.grab().toImage()


def _activate(widget: QWidget) -> None:
    """Make the window of a widget the one that has the keyboard, unless a popup does."""
    if QApplication.activePopupWidget() is None and not widget.isActiveWindow():
        widget.window().activateWindow()
        QApplication.processEvents()


def _focus(widget: QWidget) -> None:
    _activate(widget)
    widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _focused(widget: QWidget) -> QWidget:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        return popup.focusWidget() or popup
    focus = QApplication.focusWidget()
    if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
        return focus
    return widget.focusProxy() or widget


def _words(text: str) -> str:
    return plain(text).replace("&", "").partition("\t")[0]


# ------------------------------------------------------------------------------- leaks


def leftovers(threads: frozenset[threading.Thread], folder: Path) -> list[str]:
    """Return what a test left behind: windows, threads that were not there, open files."""
    found = [f"window {_described(widget)}" for widget in QApplication.topLevelWidgets()]
    found += [f"thread {thread.name}" for thread in threading.enumerate() if thread not in threads]
    return found + [f"open file {path}" for path in open_files(folder)]


def close_dialogs() -> None:
    """Close what was opened over the window."""
    for top in QApplication.topLevelWidgets():
        if isinstance(top, QDialog):
            top.close()
    delete_what_is_due()


def close_windows() -> None:
    """Take away every window that is still there, so that the next test begins with none."""
    for widget in QApplication.topLevelWidgets():
        if shiboken6.isValid(widget):
            shiboken6.delete(widget)


def delete_what_is_due() -> None:
    """Delete at once what was only promised by `deleteLater`."""
    QApplication.sendPostedEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def _described(widget: QWidget) -> str:
    return f"{type(widget).__name__} « {widget.windowTitle() or name_of(widget)} »"


def dialog(kind: type[QDialog]) -> QDialog:
    """Return the dialog of a kind that is on screen."""
    return next(
        top for top in QApplication.topLevelWidgets() if isinstance(top, kind) and top.isVisible()
    )


def name_file(path: Path, name_filter: str = "") -> None:
    """Answer the file dialog on screen as a person does: by typing a path and Enter."""
    asked = dialog(QFileDialog)
    assert isinstance(asked, QFileDialog)
    if name_filter:
        chosen = next(each for each in asked.nameFilters() if name_filter in each)
        asked.selectNameFilter(chosen)
        asked.filterSelected.emit(chosen)
    field = asked.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setText(str(path))
    press(field, Qt.Key.Key_Return)
