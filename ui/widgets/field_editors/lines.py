"""Fields of one line: words, numbers, amounts, addresses, phones."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolButton, QWidget

from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.parsing import parse
from ui import icons
from ui.spelling import Spelling
from ui.widgets.field_editors.base import FieldEditor
from ui.widgets.field_editors.written import written
from ui.widgets.growing_text import GrowingText
from ui.widgets.layout import layouts
from ui.widgets.spelling_marks import SpellingMarks
from ui.widgets.tips import plain_tip

_LONGEST_PASTE = 1_000_000
"""Qt would cut what is pasted at 32 767 signs without a word: a refusal says so instead."""

_WIDTHS = {Kind.INTEGER: 10, Kind.DECIMAL: 14, Kind.DATE: 16, Kind.PHONE: 18, Kind.COLOUR: 12}
"""In signs: a field as wide as what it expects tells what it expects."""

_BUTTON_SIDE = 1.7
"""In half-lines."""

WRAPPED = 300
"""From this many signs on, a text of one line wraps in its field instead of hiding its end."""


def is_amount(spec: FieldSpec) -> bool:
    """Whether a field holds a quantity, which stands on the right; a year is none."""
    return spec.kind is Kind.DECIMAL or (spec.kind is Kind.INTEGER and bool(spec.unit))


class _Line(QLineEdit):
    """A line that shows the beginning of its text once the keyboard has left it."""

    # --- overrides of Qt's methods

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Go back to the beginning, unless the keyboard is to come back."""
        super().focusOutEvent(event)
        if event.reason() not in _COMES_BACK:
            self.setCursorPosition(0)


_COMES_BACK = frozenset(
    {
        Qt.FocusReason.PopupFocusReason,
        Qt.FocusReason.MenuBarFocusReason,
        Qt.FocusReason.ActiveWindowFocusReason,
    }
)
"""Ways in which the keyboard leaves a line for a moment."""


def plain_line(parent: QWidget) -> QLineEdit:
    """Return a line for typing that cuts nothing."""
    line = _Line(parent)
    line.setMaxLength(_LONGEST_PASTE)
    return line


class LineButton(QToolButton):
    """A button at the end of a line, in the size of its text; the keyboard has keys of its own."""

    def __init__(self, line: QLineEdit, icon: str, words: str, tip: str) -> None:
        """Stand within the line; `words` is what a screen reader says."""
        super().__init__(line)
        self._host = line
        self.setIcon(icons.icon(icon))
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(tip))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        side = layouts.px(_BUTTON_SIDE)
        self.setIconSize(QSize(side, side))
        self.setFixedSize(side + layouts.px(0.5), side + layouts.px(0.25))
        line.setTextMargins(0, 0, self.width(), 0)
        line.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        room = self._host.rect()
        self.move(
            room.right() - self.width() - layouts.px(0.25),
            room.center().y() - self.height() // 2 + 1,
        )

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the line."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)


def separate_typing(line: QLineEdit) -> None:
    """Let what is typed from here on in a line be undone by itself."""
    if not line.hasSelectedText() and line.cursorPosition() > 0:
        at = line.cursorPosition()
        line.setCursorPosition(at - 1)
        line.setCursorPosition(at)


class LineEditor(FieldEditor):
    """A field of one line, read by the domain's own rules."""

    def __init__(
        self, spec: FieldSpec, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        """Make the line; `today` completes dates without a year."""
        super().__init__(spec, parent)
        self._today = today
        self._changed_at = 0
        self.line = plain_line(self)
        if spec.kind in _WIDTHS:
            signs = self.line.fontMetrics().horizontalAdvance("0") * (_WIDTHS[spec.kind] + 2)
            self.line.setMaximumWidth(signs)
            self.line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if is_amount(spec):
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line.textEdited.connect(self.typed)
        self.line.returnPressed.connect(self.chosen)
        self._set_control(self.line)

    def raw(self) -> Hashable:
        """Return the text of the line."""
        return self.line.text()

    def _raw_of(self, value: Any) -> str:
        return written(self.spec, value)

    def _show_raw(self, raw: Any) -> None:
        self._changed_at = _change_end(self.line.text(), raw)
        self.line.setText(raw)
        self.line.setCursorPosition(self._changed_at if self.has_keyboard else 0)

    def show_change(self) -> None:
        """Put the caret where something else than the keyboard changed the text last."""
        self.line.setCursorPosition(self._changed_at)

    def _read(self) -> Any:
        return parse(self.spec, self.line.text(), self._today())

    def _separate_typing(self) -> None:
        separate_typing(self.line)

    def _reverts_by_undo(self) -> bool:
        return False


class ParagraphEditor(FieldEditor):
    """A text that wraps and grows: of one paragraph, or with `lines` of several."""

    fills_row = True

    def __init__(
        self,
        spec: FieldSpec,
        today: Callable[[], date],
        parent: QWidget | None = None,
        *,
        lines: int = 1,
        spelling: Spelling | None = None,
    ) -> None:
        """Make the text, which shows that many lines when it is empty.

        With `spelling` its misspelt words are underlined.
        """
        super().__init__(spec, parent)
        self._today = today
        is_long = spec.kind is Kind.LONG_TEXT
        self.text = GrowingText(lines=lines, is_line=not is_long, parent=self)
        self._is_showing = False
        self._changed_at = 0
        self.text.textChanged.connect(self._tell_typed)
        self.text.submitted.connect(self.chosen)
        self._set_control(self.text)
        self.spelling = SpellingMarks(self.text, spelling) if spelling is not None else None

    def raw(self) -> Hashable:
        """Return the text."""
        return self.text.toPlainText()

    def _raw_of(self, value: Any) -> str:
        return value or ""

    def _show_raw(self, raw: Any) -> None:
        self._changed_at = _change_end(self.text.toPlainText(), raw)
        self._is_showing = True
        self.text.setPlainText(raw)
        self._is_showing = False
        if self.has_keyboard:
            self.show_change()

    def show_change(self) -> None:
        """Put the caret where something else than the keyboard changed the text last."""
        cursor = self.text.textCursor()
        cursor.setPosition(self._changed_at)
        self.text.setTextCursor(cursor)

    def _read(self) -> Any:
        return parse(self.spec, self.text.toPlainText(), self._today())

    def _separate_typing(self) -> None:
        self.text.separate()

    def _reverts_by_undo(self) -> bool:
        return False

    def _tell_typed(self) -> None:
        if not self._is_showing:
            self.typed.emit()


def _change_end(before: str, after: str) -> int:
    """Return where in `after` ends what makes it differ from `before`, as Qt counts signs."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    return len(after[: len(after) - tail].encode("utf-16-le", "surrogatepass")) // 2


def _alike(one: str, other: str) -> int:
    """Return how many signs two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
