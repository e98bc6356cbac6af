"""Fields with a closed set of values: a list to open, or a box to tick."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.errors import FieldError
from ctg_desktop.typography import quoted
from ui.widgets.field_editors.base import FieldEditor
from ui.widgets.quiet_combo import QuietCombo
from ui.widgets.tips import plain_tip

_NONE = "—"
"""The line of a list that stands for no value."""


class _ChoiceList(QuietCombo):
    """The list of a field: its tip says what there is no room for."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.was_opened = False
        self.usual_tip = ""  # as people read it
        self.currentTextChanged.connect(self._shown_words)

    def _shown_words(self) -> str:
        """Return what there is room for, ended by an ellipsis; the tip then says the whole."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        whole = self.currentText()
        shown = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room.width() - 2)
        tip = whole if shown != whole else self.usual_tip
        if plain_tip(tip) != self.toolTip():
            self.setToolTip(plain_tip(tip))
        return shown

    # --- overrides of Qt's methods

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say in the tip what there is no room for."""
        super().resizeEvent(event)
        self._shown_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        """End by an ellipsis what there is no room for."""
        shown = self._shown_words()
        if shown == self.currentText():
            super().paintEvent(event)
            return
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = shown
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def showPopup(self) -> None:
        """Note that what comes next is picked from the open list."""
        self.was_opened = True
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + self.iconSize().width())
        super().showPopup()


class ChoiceEditor(FieldEditor):
    """One value of a closed set."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        """Make the list; a field that may be empty begins with « — »."""
        super().__init__(spec, parent)
        self.combo = _ChoiceList(self)
        self.combo.addItem(_NONE, None)
        for choice in spec.choices or ():
            self.combo.addItem(choice.label, choice.value)
        self.combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.combo.activated.connect(self._tell_chosen)
        self._set_control(self.combo)
        self.combo.usual_tip = spec.help

    def raw(self) -> Hashable:
        """Return the code of the value, None for none."""
        code: str | None = self.combo.currentData()
        return code

    def _raw_of(self, value: Any) -> Hashable:
        return None if value is None else str(value.value)

    def _show_raw(self, raw: Any) -> None:
        self.combo.setCurrentIndex(max(0, self.combo.findData(raw)))

    def _read(self) -> Any:
        code = self.raw()
        if code is None and self.spec.required:
            raise FieldError(self.spec.key, f"{quoted(self.spec.label)} est à remplir.")
        return next((each for each in self.spec.choices or () if each.value == code), None)

    def _tell_chosen(self) -> None:
        """Save at once what was picked; the arrows pass by values that nobody chose."""
        self.typed.emit()
        if self.combo.was_opened:
            self.combo.was_opened = False
            self.chosen.emit()


class FlagEditor(FieldEditor):
    """A yes or no: the label stands beside its box."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        """Make the box."""
        super().__init__(spec, parent)
        self.box = QCheckBox(spec.label.replace("&", "&&"), self)
        self.box.clicked.connect(self._tell_chosen)
        self._set_control(self.box)
        self.label.setText(" ")

    def raw(self) -> Hashable:
        """Return whether the box is ticked."""
        return self.box.checkState() is Qt.CheckState.Checked

    def _raw_of(self, value: Any) -> Hashable:
        return self._is_yes(value)

    def _is_yes(self, value: Any) -> bool:
        return self.spec.unknown_is_yes if value is None else bool(value)

    def _show_raw(self, raw: Any) -> None:
        self.box.setChecked(bool(raw))

    def _read(self) -> Any:
        return self.raw()

    def words(self) -> str:
        """Return yes or no: an unknown flag says what it means."""
        return "Oui" if self._is_yes(self.value) else "Non"

    def set_label_shown(self, *, shown: bool) -> None:
        """Show the words beside the box, or leave them to the head of a table."""
        super().set_label_shown(shown=shown)
        self.box.setText(self.spec.label.replace("&", "&&") if shown else "")

    def set_read_only(self, reason: str | None) -> None:
        """Show yes or no as text under the label."""
        super().set_read_only(reason)
        self.label.setText(" " if reason is None else self.spec.label)

    def _tell_chosen(self) -> None:
        self.typed.emit()
        self.chosen.emit()
