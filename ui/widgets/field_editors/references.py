"""A field that points to one row: its name is typed, the list below completes it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.person_names import are_several, is_organisation
from ctg_desktop.services.entering import TypedName
from ctg_desktop.services.suggesting import Suggestion
from ctg_desktop.typography import labelled, quoted
from ui.desk import Desk
from ui.widgets.field_editors.base import FieldEditor, Names
from ui.widgets.field_editors.completion import Completion
from ui.widgets.field_editors.lines import LineButton, plain_line, separate_typing

OPENS_LIST = ("chevron-down", "Montrer la liste", "Montrer la liste (flèche bas)")
"""The button at the end of a line that has a list: its icon, its words, its tip."""


def invitation(spec: FieldSpec, typed: str) -> str:
    """Return the words that offer to record what a name is no row of yet; empty for none."""
    name = " ".join(typed.split())
    if spec.target == Institution.TYPE.name and fold(name):
        return labelled("Nouvelle institution", quoted(name))
    is_person = spec.target == Contact.TYPE.name and fold(name)
    if not is_person or is_organisation(typed) or are_several(typed):
        return ""
    return labelled("Nouveau contact", quoted(name))


class ReferenceEditor(FieldEditor):
    """One row, by its name.

    A pilote whom nobody knows becomes a local contact when the field is left: the list says
    so, and so does the remark once it is done. An institution is made where the list's offer is
    taken, and not otherwise.
    """

    def __init__(self, spec: FieldSpec, desk: Desk, parent: QWidget | None = None) -> None:
        """Make the line and its list."""
        super().__init__(spec, parent)
        self.line = plain_line(self)
        self._picked: Suggestion | None = None
        self._invented = ""
        self.completion = Completion(desk, spec.target, self.line, spec.label)
        self.completion.picked.connect(self._pick)
        self.completion.invented.connect(self._confirm)
        self.completion.found.connect(self._recognise)
        self.completion.invitation = lambda typed: invitation(spec, typed)
        LineButton(self.line, *OPENS_LIST).clicked.connect(self._open_all)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self.chosen)
        self._set_control(self.line)

    def raw(self) -> Hashable:
        """Return the text of the line."""
        return self.line.text()

    @property
    def proposes(self) -> bool:
        """Whether the list of what may be meant is open."""
        return self.completion.is_open

    @property
    def is_settled(self) -> bool:
        """Whether the text is that of a row, or none: half a name is no person yet."""
        text = self.line.text()
        return not text.strip() or (self._picked is not None and self._picked.words == text)

    def _raw_of(self, value: Any) -> str:
        return self.names.get(value, "") if value is not None else ""

    def _show_raw(self, raw: Any) -> None:
        self.line.setText(raw)
        self.line.setCursorPosition(0)

    def _read(self) -> Any:
        text = clean_text(self.line.text(), lines=False)
        if text is None:
            self.spec.check(None)
            return None
        if self._picked is not None and self._picked.words == self.line.text():
            return self._picked.id
        if self.line.text() == self._raw_of(self.value):
            return self.value
        return TypedName(text, is_new=self._invented == self.line.text())

    def adopt(self, raw: Hashable, value: Any, names: Names) -> None:
        """Show the row's own name in place of what was typed for it."""
        super().adopt(raw, value, names)
        if not self.is_touched:
            self._show_baseline()

    def _separate_typing(self) -> None:
        separate_typing(self.line)

    def _reverts_by_undo(self) -> bool:
        return False

    # --- the list ----------------------------------------------------------------------

    def _edited(self, text: str) -> None:
        self._picked = None
        self.typed.emit()
        self.completion.follow(text)

    def _open_all(self) -> None:
        self.line.setFocus()
        self.completion.ask("" if not self.is_touched else self.line.text())

    def _pick(self, row: Suggestion) -> None:
        self._picked = row
        self.line.setText(row.words)
        self.typed.emit()
        self.chosen.emit()

    def _confirm(self, typed: str) -> None:
        self._invented = typed
        self.typed.emit()
        self.chosen.emit()

    def _recognise(self, typed: str, rows: list[Suggestion]) -> None:
        """Take a name that was typed whole for the row that bears it."""
        if typed != self.line.text():
            return
        same = [row for row in rows if fold(row.words) == fold(typed)]
        if len(same) == 1 and same[0].words == typed:
            self._picked = same[0]

    # --- overrides of Qt's methods

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open the list by the down arrow."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
            and not self.completion.is_open
        ):
            self._open_all()
            return True
        return super().eventFilter(watched, event)
