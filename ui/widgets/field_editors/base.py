"""What every field has on screen: its label, its control, its unit, and a line for remarks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from ctg_desktop.domain.fields import FieldSpec, Kind
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.errors import CtgError, InputError
from ctg_desktop.services.wording import plain_words
from ctg_desktop.typography import quoted, spaced
from ui import theme
from ui.tokens import Size
from ui.widgets.field_editors.remarks import Remark, RemarkLine
from ui.widgets.field_editors.written import written
from ui.widgets.growing_text import ReadingText
from ui.widgets.labels import Caption
from ui.widgets.layout import layouts
from ui.widgets.layout.tab_order import laid_out
from ui.widgets.tips import plain_tip

Names = Mapping[str, str]
"""How what a field points to is called, by identity."""

OPENS = "Ouvrir la fiche"
"""What is offered under a field that named a row for the first time."""

_PASSING = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason})
"""Ways in which the keyboard leaves a control without leaving the field."""


TEXT_INSET = 0.75
"""How far from the edge of its control a text begins, in half-lines: labels begin there too."""

_ANY_WIDTH = 16_777_215
"""Qt's own word for « as wide as there is room » (QWIDGETSIZE_MAX)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a field: as it is on screen, and the value it means.

    The value may be `TypedName` or `Members` of `services.entering`.
    """

    raw: Hashable
    value: Any


class FieldEditor(QWidget):
    """One field: a subclass gives it the control for its kind.

    The field holds a baseline, the value that stands, and what is on screen (`raw`). It is
    touched as long as the two differ by what the person did.
    """

    typed = Signal()
    """What is on screen changed by the keyboard or the mouse."""
    chosen = Signal()
    """A whole value was picked or confirmed: it may be saved at once."""
    left = Signal()
    """The keyboard went to another field, or another window."""
    readdressed = Signal()
    """What was typed is to stand in another field: see `offer_elsewhere`."""

    opening_asked = Signal()
    """The row that was recorded with this field is to be shown."""

    fills_row = False
    """Whether a form gives the field its whole width."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        """Make the frame; `_set_control` puts the control into it."""
        super().__init__(parent)
        self.spec = spec
        self.value: Any = () if spec.is_multiple else None
        self.names: Names = {}
        self._shown: Hashable = None
        self._context = ""
        self._sentence = ""
        self._elsewhere = ""
        self._read_as = ""
        """What was read of what is on screen, where that does not say it in full."""
        self._reading: ReadingText | None = None
        self._control: QWidget
        self._frame: QWidget
        self._leaving = QTimer(self)
        self._leaving.setSingleShot(True)
        self._leaving.setInterval(0)
        self._leaving.timeout.connect(self._tell_left)
        self.label = Caption(spec.label, self)
        self.label.setFont(theme.current().font(Size.SMALL))
        self.label.setProperty("look", "muted")
        self.label.setToolTip(plain_tip(spec.help))
        self.label.setIndent(layouts.px(TEXT_INSET))
        self._remark: RemarkLine | None = None
        self._line = QHBoxLayout()
        self._rest: QSpacerItem | None = None
        """What fills the line beside a control that is narrower than it."""
        self._line.setSpacing(layouts.px(0.5))
        column = layouts.column(self, spacing=0.25)
        column.addWidget(self.label)
        column.addLayout(self._line)
        self._remark_place: QBoxLayout = column
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _set_control(
        self, control: QWidget, *watched: QWidget, frame: QWidget | None = None
    ) -> None:
        """Put the control in its place, within `frame` if there is one.

        The control gets the keyboard; `watched` are others that the field's keyboard may be on.
        """
        self._control = control
        self._frame = frame or control
        self._line.insertWidget(0, self._frame)
        if self._frame is control:
            control.setProperty("look", "ruled")
            if control.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
                control.style().unpolish(control)
                control.style().polish(control)
        if self.spec.unit:
            unit = Caption(self.spec.unit, self)
            unit.setProperty("look", "muted")
            self._line.addWidget(unit)
        if self._frame.sizePolicy().horizontalPolicy() is not QSizePolicy.Policy.Expanding:
            self._rest = QSpacerItem(0, 0, QSizePolicy.Policy.Expanding)
            self._line.addItem(self._rest)
        for each in (control, *watched):
            each.installEventFilter(self)
        control.setToolTip(plain_tip(self.spec.help))
        self.label.setBuddy(control)
        self.setFocusProxy(control)
        self._name_control()
        self._shown = self.raw()

    def fill_cell(self) -> None:
        """Let the control take the whole width, as in the cell of a table."""
        if self._rest is not None:
            self._line.removeItem(self._rest)
            self._rest = None
        self._control.setMaximumWidth(_ANY_WIDTH)
        policy = self._control.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        self._control.setSizePolicy(policy)

    # --- for the subclass --------------------------------------------------------------

    def raw(self) -> Hashable:
        """Return what is on screen."""
        raise NotImplementedError

    def _raw_of(self, value: Any) -> Hashable:
        """Return what is on screen when the value is shown."""
        raise NotImplementedError

    def _show_raw(self, raw: Any) -> None:
        """Put on screen what `raw` returned before."""
        raise NotImplementedError

    def _read(self) -> Any:
        """Return the value of what is on screen.

        Raises:
            InputError: it is none.
        """
        raise NotImplementedError

    def words(self) -> str:
        """Return the baseline in words; an empty text when there is none."""
        if self.value is None:
            return ""
        if self.spec.kind is Kind.REFERENCE:
            return self.names.get(self.value, self.value)
        if self.spec.is_multiple:
            found = (self.names.get(each, each) for each in self.value)
            return ", ".join(sorted(found, key=sort_key))
        if self.spec.unit_from:  # the unit stands in its own field
            return written(self.spec, self.value)
        return plain_words(self.spec, self.value)

    @property
    def proposes(self) -> bool:
        """Whether a list of what may be meant is open: Enter picks in it."""
        return False

    @property
    def typed_words(self) -> str:
        """The text on screen, where one types a text."""
        raw = self.raw()
        return raw if isinstance(raw, str) else ""

    @property
    def is_settled(self) -> bool:
        """Whether a pause in typing is enough to save what is on screen."""
        return True

    # --- values ------------------------------------------------------------------------

    @property
    def is_touched(self) -> bool:
        """Whether the person changed what is on screen, and it is not the baseline yet."""
        return self.raw() != self._shown

    def entry(self) -> Entry:
        """Return what stands in the field.

        Raises:
            InputError: it is no value of the field.
        """
        return Entry(self.raw(), self._read())

    def reset(self, value: Any, names: Names) -> None:
        """Show another row's value; what was on screen goes."""
        self.value, self.names = value, names
        self.unmark()
        self._show_baseline()

    def show_value(self, value: Any, names: Names) -> None:
        """Take a new baseline; what the person typed meanwhile stays on screen."""
        names = {**self.names, **names}
        if value == self.value and names == self.names:
            return
        is_touched = self.is_touched
        self.value, self.names = value, names
        if not is_touched:
            self._show_baseline()
        else:
            self._shown = self._raw_of(value)

    def adopt(self, raw: Hashable, value: Any, names: Names) -> None:
        """Take as baseline what was saved from `raw`, without disturbing who types on."""
        self.value, self.names = value, {**self.names, **names}
        if self.raw() != raw:
            self._shown = self._raw_of(value)
        elif self.has_keyboard:
            self._shown = raw
            self._separate_typing()
        else:
            self._show_baseline()

    def restore(self, raw: Hashable) -> None:
        """Put back on screen what was typed and could not be saved."""
        self._show_raw(raw)
        self._after_showing()

    def revert(self) -> None:
        """Show the baseline again, instead of what was typed."""
        self._show_baseline()
        self.typed.emit()

    def tidy(self) -> None:
        """Show the baseline as it is written, once the keyboard has left it as it stands."""
        if not self.is_touched:
            self._show_baseline()

    def _show_baseline(self) -> None:
        raw = self._raw_of(self.value)
        if raw != self.raw():
            self._show_raw(raw)
        self._shown = self.raw()
        self._after_showing()

    def show_change(self) -> None:
        """Put the caret where something else than the keyboard changed the text last."""

    def _after_showing(self) -> None:
        if self._reading is not None and not self._reading.isHidden():
            words = self.words()
            self._reading.show_words(words or "Non renseigné", is_missing=not words)

    def _separate_typing(self) -> None:
        """Let what is typed from here on be undone by itself."""

    # --- remarks -----------------------------------------------------------------------

    @property
    def remark(self) -> str:
        """The sentence under the field; an empty text when there is none."""
        return self._sentence

    @property
    def tone(self) -> Remark | None:
        """What the sentence under the field is for."""
        return self._remark.tone if self._remark is not None and self._sentence else None

    @property
    def readings(self) -> tuple[str, ...]:
        """What is offered under the field in place of what was typed."""
        is_told = self._remark is not None and self._sentence
        return self._remark.readings if self._remark is not None and is_told else ()

    def mark(
        self, sentence: str, tone: Remark = Remark.WRONG, readings: tuple[str, ...] = ()
    ) -> None:
        """Say something under the field, in words, with an icon and a colour.

        Each of the `readings` may be picked in place of what was typed.
        """
        self._sentence = sentence = spaced(sentence)
        if self._remark is None:
            self._remark = RemarkLine(self.accessible_label, self)
            self._remark.picked.connect(self._type_over)
            self._remark_place.addWidget(self._remark)
        self._remark.tell(sentence, tone, readings)
        self._remark.follow(self._control)
        self._set_state("wrong" if tone is Remark.WRONG else "")
        self._describe()

    def refuse(self, error: CtgError) -> None:
        """Say why what was typed cannot stand, and offer what it may have meant."""
        readings = error.readings if isinstance(error, InputError) else ()
        self.mark(error.sentence, Remark.WRONG, readings)

    def offer_elsewhere(self, label: str) -> str:
        """Return the words that offer what was typed to another field, among the readings."""
        self._elsewhere = spaced(f"Noter dans {quoted(label)}")
        return self._elsewhere

    def _type_over(self, reading: str) -> None:
        """Take a reading that was picked in place of what was typed."""
        if reading == OPENS:
            self.opening_asked.emit()
            return
        if reading == self._elsewhere:
            self.readdressed.emit()
            return
        if self._remark is not None and self._remark.has_keyboard:
            self.setFocus()
        self.show_typed(reading)
        self.typed.emit()
        self.chosen.emit()

    def show_typed(self, text: str) -> None:
        """Put a text on screen as if it had been typed."""
        self._show_raw(text)

    def unmark(self) -> None:
        """Take the remark away."""
        if self._sentence:
            self._sentence = ""
            if self._remark is not None:
                self._remark.hide()
            self._set_state("")
            self._describe()

    def _set_state(self, state: str) -> None:
        if self._frame.property("state") != state:
            for widget in {self._frame, self._control}:
                widget.setProperty("state", state)
                widget.style().unpolish(widget)
                widget.style().polish(widget)

    # --- names -------------------------------------------------------------------------

    def set_context(self, context: str) -> None:
        """Tell fields of the same label apart for a screen reader (« étape 2 »)."""
        self._context = context
        self._name_control()

    def put_remarks(self, place: QBoxLayout | None) -> None:
        """Say remarks in another layout, or with None under the control."""
        own = self.layout()
        assert isinstance(own, QBoxLayout)
        self._remark_place = own if place is None else place
        if self._remark is not None:
            self._remark_place.addWidget(self._remark)

    def set_label_shown(self, *, shown: bool) -> None:
        """Show the label above, or leave that to the head of a table."""
        self.label.setVisible(shown)

    @property
    def accessible_label(self) -> str:
        """How a screen reader names the field."""
        return f"{self.spec.label}, {self._context}" if self._context else self.spec.label

    def _name_control(self) -> None:
        self._control.setAccessibleName(self.accessible_label)
        if self._reading is not None:
            self._reading.setAccessibleName(self.accessible_label)
        self._describe()

    def _describe(self) -> None:
        unit = f"En {self.spec.unit}." if self.spec.unit else ""
        parts = (self._read_as, self._sentence, self.spec.help, unit)
        self._control.setAccessibleDescription(" ".join(part for part in parts if part))

    # --- reading only ------------------------------------------------------------------

    def set_read_only(self, reason: str | None) -> None:
        """Show the value as text to be read, or with None let it be typed again."""
        is_read_only = reason is not None
        if not is_read_only and not self.is_read_only:
            return
        if is_read_only and self._reading is None:
            self._reading = ReadingText(self)
            self._line.insertWidget(0, self._reading)
            QWidget.setTabOrder(self._control, self._reading)
            self._name_control()
        if self._reading is not None:
            self._reading.setVisible(is_read_only)
            self._reading.setAccessibleDescription(reason or "")
        for part in laid_out(self._line):
            if isinstance(part, QWidget) and part is not self._reading:
                part.setVisible(not is_read_only)
        chosen = self._reading if is_read_only and self._reading is not None else self._control
        self.label.setBuddy(chosen)
        self.setFocusProxy(chosen)
        self._after_showing()

    @property
    def is_read_only(self) -> bool:
        """Whether the value is shown to be read only."""
        return self._reading is not None and not self._reading.isHidden()

    # --- the keyboard ------------------------------------------------------------------

    @property
    def has_keyboard(self) -> bool:
        """Whether what is typed goes into this field."""
        focused = QApplication.focusWidget()
        return focused is not None and (focused is self or self.isAncestorOf(focused))

    def _tell_left(self) -> None:
        if not self.has_keyboard:
            self.left.emit()

    def _undoes_typing(self, event: QKeyEvent) -> bool:
        """Whether undo and redo belong to the typing in this field rather than to gestures."""
        return self.is_touched and event.matches(QKeySequence.StandardKey.Undo)

    def _reverts_by_undo(self) -> bool:
        """Whether the control cannot undo typing by itself, so that the baseline comes back."""
        return True

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch the keyboard leave, and undo typing before gestures."""
        kind = event.type()
        if kind is QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _PASSING:
                self._leaving.start()
        elif isinstance(event, QKeyEvent) and kind is QEvent.Type.ShortcutOverride:
            if _is_undo_or_redo(event) and not self._undoes_typing(event):
                event.ignore()  # the window undoes the last gesture
                return True
            if event.matches(QKeySequence.StandardKey.Undo) and self._reverts_by_undo():
                event.accept()
                return True
        elif (
            isinstance(event, QKeyEvent)
            and kind is QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Undo)
            and self._reverts_by_undo()
            and self.is_touched
        ):
            self.revert()
            return True
        return super().eventFilter(watched, event)


def _is_undo_or_redo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(
        QKeySequence.StandardKey.Redo
    )
