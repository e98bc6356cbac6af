"""A field that points to several rows: each is a chip, a line at the end adds more."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QFrame,
    QSizePolicy,
    QToolButton,
    QWidget,
    QWidgetItem,
)

from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.domain.folding import fold, sort_key
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.services.entering import Members, TypedName
from ctg_desktop.services.suggesting import Suggestion
from ctg_desktop.typography import on_one_line
from ui import icons, theme
from ui.desk import Desk
from ui.widgets.field_editors.base import FieldEditor, Names
from ui.widgets.field_editors.completion import Completion
from ui.widgets.field_editors.lines import LineButton, plain_line
from ui.widgets.field_editors.references import OPENS_LIST, invitation
from ui.widgets.field_editors.remarks import Remark
from ui.widgets.labels import Caption
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.tips import plain_tip

_LINE_SIGNS = 16
"""The least width of the line, in signs."""

_LONGEST_CHIP = 60
"""In signs: a longer name ends by an ellipsis, and is whole in its tooltip."""

_REMOVES = frozenset(
    {
        Qt.Key.Key_Delete,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Space,
    }
)


class MembersEditor(FieldEditor):
    """Several rows, by their names.

    From the beginning of the line, the left arrow walks through the chips; Delete takes one
    out.
    """

    fills_row = True

    def __init__(self, spec: FieldSpec, desk: Desk, parent: QWidget | None = None) -> None:
        """Make the frame with its line and list."""
        super().__init__(spec, parent)
        self._ids: tuple[str, ...] = ()
        self._chips: list[Chip] = []
        self._picked: Suggestion | None = None
        self._invented = ""
        self._box = QFrame(self)
        self._box.setProperty("look", "field")
        self._box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._flow = _ChipFlow(spacing=0.25)
        layouts.row(self._box, margins=(0.25, 0.5)).addLayout(self._flow)
        self.line = plain_line(self._box)
        self.line.setProperty("look", "bare")
        self.line.setMinimumWidth(self.line.fontMetrics().horizontalAdvance("0") * _LINE_SIGNS)
        self.line.setPlaceholderText("Ajouter…")
        LineButton(self.line, *OPENS_LIST).clicked.connect(self._open_all)
        self._flow.addWidget(self.line)
        self.completion = Completion(desk, spec.target, self.line, spec.label)
        self.completion.leaves_out = lambda each: each.id in self._ids
        self.completion.invitation = lambda typed: invitation(spec, typed)
        self.completion.picked.connect(self._add)
        self.completion.invented.connect(self._invent)
        self.completion.found.connect(self._recognise)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self._confirm)
        self._set_control(self.line, frame=self._box)

    # --- values ------------------------------------------------------------------------

    def raw(self) -> Hashable:
        """Return the members and the text of the line."""
        return self._ids, self.line.text().strip()

    def _raw_of(self, value: Any) -> Hashable:
        return self._ordered(value or ()), ""

    def _ordered(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return members in an order of their own: a set has none."""
        return tuple(sorted(ids, key=lambda each: (sort_key(self.names.get(each, each)), each)))

    def _show_raw(self, raw: Any) -> None:
        ids, text = raw
        self._set_ids(ids)
        self.line.setText(text)

    def show_typed(self, text: str) -> None:
        """Put a name on screen as if it had been typed."""
        self.line.setText(text)

    def _read(self) -> Members:
        before: tuple[str, ...] = self.value or ()
        added: list[str | TypedName] = [each for each in self._ids if each not in before]
        text = clean_text(self.line.text(), lines=False)
        if text is not None:
            is_picked = self._picked is not None and self._picked.words == self.line.text()
            is_new = self._invented == self.line.text()
            added.append(self._picked.id if is_picked and self._picked else TypedName(text, is_new))
        removed = tuple(each for each in before if each not in self._ids)
        return Members(tuple(added), removed)

    @property
    def typed_words(self) -> str:
        """The name that is begun."""
        return self.line.text()

    @property
    def proposes(self) -> bool:
        """Whether the list of what may be meant is open."""
        return self.completion.is_open

    @property
    def is_settled(self) -> bool:
        """Whether no half name stands in the line."""
        return not self.line.text().strip()

    def show_value(self, value: Any, names: Names) -> None:
        """Take a new set; what was added and taken out here meanwhile stays so."""
        ids, text = self._ids, self.line.text()
        before: tuple[str, ...] = self.value or ()
        is_touched = self.is_touched
        super().show_value(value, names)
        if is_touched:
            added = [each for each in ids if each not in before]
            removed = {each for each in before if each not in ids}
            kept = list(dict.fromkeys([*(value or ()), *added]))
            self._set_ids(self._ordered(tuple(each for each in kept if each not in removed)))
            self.line.setText(text)

    def adopt(self, raw: Hashable, value: Any, names: Names) -> None:
        """Show what was saved as chips, and leave what was typed since."""
        is_same = self.raw() == raw
        text = "" if is_same else self.line.text()
        if is_same:
            self.value, self.names = value, {**self.names, **names}
            self._show_raw(self._raw_of(value))
            self._shown = self.raw()
            self._after_showing()
            return
        _, saved_text = raw if isinstance(raw, tuple) else ((), "")
        self.show_value(value, names)
        self.line.setText("" if text.strip() == saved_text else text)

    def _set_ids(self, ids: tuple[str, ...]) -> None:
        if ids == self._ids and len(self._chips) == len(ids):
            for chip, each in zip(self._chips, ids, strict=True):
                chip.name_it(self.names.get(each, each), self.accessible_label)
            return
        self._ids = ids
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for at, each in enumerate(ids):
            chip = Chip(each, self._box)
            chip.name_it(self.names.get(each, each), self.accessible_label)
            chip.removed.connect(self._remove)
            chip.button.installEventFilter(self)
            self._flow.insert(at, chip)
            self._chips.append(chip)
            chip.show()
        self.line.setPlaceholderText("" if ids else "Ajouter…")

    def _name_control(self) -> None:
        super()._name_control()
        for chip in self._chips:
            chip.name_it(self.names.get(chip.row_id, chip.row_id), self.accessible_label)

    # --- what the person does ------------------------------------------------------------

    def _add(self, row: Suggestion) -> None:
        self.names = {**self.names, row.id: row.words}
        self._picked = None
        self.line.clear()
        if row.id not in self._ids:
            self._set_ids(self._ordered((*self._ids, row.id)))
        self.typed.emit()
        self.chosen.emit()

    def _invent(self, typed: str) -> None:
        self._invented = typed
        self.typed.emit()
        self.chosen.emit()

    def _remove(self, row_id: str) -> None:
        at = self._ids.index(row_id)
        had_keyboard = self.has_keyboard
        self._set_ids(tuple(each for each in self._ids if each != row_id))
        if had_keyboard and at < len(self._chips):
            self._chips[at].button.setFocus()
        elif had_keyboard:
            self.line.setFocus()
        self.typed.emit()
        self.chosen.emit()

    def _confirm(self) -> None:
        if self._picked is not None and self._picked.words == self.line.text():
            self._add(self._picked)
        else:
            self.chosen.emit()

    def _edited(self, text: str) -> None:
        self._picked = None
        self.typed.emit()
        self.completion.follow(text)

    def _open_all(self) -> None:
        self.line.setFocus()
        self.completion.ask(self.line.text())

    def _recognise(self, typed: str, rows: list[Suggestion]) -> None:
        same = [row for row in rows if fold(row.words) == fold(typed)]
        if typed == self.line.text() and len(same) == 1 and same[0].words == typed:
            self._picked = same[0]

    def _walk(self, button: QToolButton, step: int) -> None:
        at = next(i for i, chip in enumerate(self._chips) if chip.button is button) + step
        if at >= len(self._chips):
            self.line.setFocus()
        elif at >= 0:
            self._chips[at].button.setFocus()

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk through the chips, and open the list by the down arrow."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._show_focus(is_in=event.type() is QEvent.Type.FocusIn)
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and isinstance(watched, QToolButton)
            and event.key() in _REMOVES
        ):
            event.accept()  # Delete is for the chip, not for the action
            return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if isinstance(watched, QToolButton):
                if self._chip_key(watched, event):
                    return True
            elif self._line_key(event):
                return True
        return super().eventFilter(watched, event)

    def _show_focus(self, *, is_in: bool) -> None:
        """Frame the whole field while its line has the keyboard."""
        if self.tone is not Remark.WRONG:
            self._set_state("focus" if is_in and self.line.hasFocus() else "")

    def _chip_key(self, button: QToolButton, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(button, -1 if event.key() == Qt.Key.Key_Left else 1)
            return True
        if event.key() in _REMOVES:
            button.click()
            return True
        return False

    def _line_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and not self.completion.is_open:
            self._open_all()
            return True
        is_back = event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Backspace)
        is_at_start = self.line.cursorPosition() == 0 and not self.line.hasSelectedText()
        if is_back and is_at_start and self._chips:
            self._chips[-1].button.setFocus()
            return True
        return False

    def _reverts_by_undo(self) -> bool:
        return not self.line.text()

    def _undoes_typing(self, event: QKeyEvent) -> bool:
        return super()._undoes_typing(event) or (
            bool(self.line.text()) and event.matches(QKeySequence.StandardKey.Undo)
        )


class Chip(QFrame):
    """A member with the button that takes it out."""

    removed = Signal(str)

    def __init__(self, row_id: str, parent: QWidget) -> None:
        """Make a chip without its name."""
        super().__init__(parent)
        self.row_id = row_id
        self.setProperty("look", "member")
        self._text = Caption("", self)
        self.button = QToolButton(self)
        self.button.setIcon(icons.icon("close"))
        self.button.setProperty("look", "inner")
        side = theme.current().unit + layouts.px(0.5)
        self.button.setFixedSize(side, side)
        self.button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.button.clicked.connect(lambda: self.removed.emit(self.row_id))
        line = layouts.row(self, spacing=0.25, margins=(0.1, 0.5))
        line.addWidget(self._text)
        line.addWidget(self.button)

    def name_it(self, words: str, label: str) -> None:
        """Show how the member is called, in the field of that label."""
        line = on_one_line(words)
        is_long = len(line) > _LONGEST_CHIP
        self._text.setText(line[: _LONGEST_CHIP - 1] + "…" if is_long else line)
        self.setToolTip(plain_tip(line if is_long else ""))
        self.button.setToolTip(plain_tip(f"Retirer {line[:_LONGEST_CHIP]}"))
        self.button.setAccessibleName(f"Retirer {line}, {label}")


class _ChipFlow(Flow):
    """Chips that break into lines; the last widget, where one types, takes the rest of its line."""

    def insert(self, at: int, widget: QWidget) -> None:
        """Put a widget before the item of that rank."""
        self.addChildWidget(widget)
        self._items.insert(at, QWidgetItem(widget))
        self.invalidate()

    # --- overrides of Qt's methods

    def setGeometry(self, rect: QRect, /) -> None:
        """Put the widgets in their places."""
        super().setGeometry(rect)
        last = self.itemAt(self.count() - 1)
        if last is not None:
            place = last.geometry()
            place.setRight(rect.right())
            last.setGeometry(place)
