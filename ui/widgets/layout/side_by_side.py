"""A list and what is opened from it: side by side where there is room, else one over the other."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter, QWidget

from ui.icons import icon
from ui.widgets.layout.escape import escaped
from ui.widgets.layout.layouts import column, px, row

_ROOM = 116.0
"""From this width on, in half-lines, both stand side by side."""


class SideBySide(QWidget):
    """Two parts: the list, always there, and the side, which opens and closes."""

    side_closed = Signal()
    """The person went back to the list."""
    arranged = Signal()
    """The parts stand otherwise: there is more room, or less, or the side opened or closed."""

    def __init__(self, main: QWidget, back: str, shut: str, parent: QWidget | None = None) -> None:
        """Show the list alone.

        `back` is the French text of the button that closes the side where it hides the list,
        `shut` where both are in sight.
        """
        super().__init__(parent)
        self._main = main
        self._is_open = False
        self._halves_due = False
        """Whether the side was opened and has not had its half yet: nothing has its size then."""
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(main)  # before the side exists, for the keyboard too
        self.side = QWidget(self)
        self._head = row(spacing=1)
        self._words = {False: (back, "chevron-left"), True: (shut, "close")}
        self._back = QPushButton(self.side)
        self._back.setProperty("look", "quiet")
        self._back.clicked.connect(self.close_side)
        self._head.addWidget(self._back)
        self._head.addStretch(1)
        self._body = column(self.side, spacing=0.5, margins=(1, 0, 0, 0))
        self._body.addLayout(self._head)
        self._body.setAlignment(
            self._head, Qt.AlignmentFlag.AlignTop
        )  # while there is nothing below
        self._splitter.addWidget(self.side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 1)
        column(self, spacing=0).addWidget(self._splitter)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._escape.activated.connect(self._close_innermost)
        self.side.hide()

    @property
    def is_wide(self) -> bool:
        """Whether both parts have room side by side."""
        return self.width() >= px(_ROOM)

    @property
    def is_open(self) -> bool:
        """Whether the side is on screen."""
        return self._is_open

    def set_side(self, widget: QWidget) -> None:
        """Put a widget into the side, best made as a child of `side`."""
        self._body.addWidget(widget, 1)
        widget.show()  # at once: it is styled before it gets the keyboard

    def open_side(self) -> None:
        """Show the side."""
        if not self._is_open:
            self._is_open = True
            self._arrange()

    def close_side(self) -> None:
        """Show the list alone, with the keyboard in it."""
        if self._is_open:
            self._is_open = False
            self._arrange()
            self._main.setFocus()
            self.side_closed.emit()

    def _close_innermost(self) -> None:
        """Close the side by Escape, unless something within it is open or typed in."""
        if not escaped(self.side, self._back.setFocus):
            self.close_side()

    def _arrange(self) -> None:
        self._halves_due |= self._is_open and self.side.isHidden()
        self._escape.setEnabled(self._is_open)
        self.side.setVisible(self._is_open)
        self._main.setVisible(self.is_wide or not self._is_open)
        words, drawing = self._words[self.is_wide]
        self._back.setText(words)
        self._back.setIcon(icon(drawing))
        if self._halves_due and self.is_wide:
            self._halves_due = False
            half = self.width() // 2
            self._splitter.setSizes([half, half])
        self.arranged.emit()

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side, or one over the other."""
        super().resizeEvent(event)
        self._arrange()
