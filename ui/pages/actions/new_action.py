"""Beginning an action: the three things it cannot do without."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.views import ActionView
from ctg_desktop.errors import CtgError, FieldError, InputError
from ctg_desktop.folder.drafts import field_key
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.actions import Model
from ctg_desktop.services.entering import TypedName
from ctg_desktop.services.typed import read
from ui.desk import Desk
from ui.pages.actions.model_choice import ModelChoice
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Note
from ui.widgets.layout import layouts

_NAMES = ("title", "main_ambition", "structure")
_WIDTH = 60
_KEY = field_key(Action.TYPE.name, None, "")
"""What the words of an action that is being begun are kept under."""


class NewActionDialog(QDialog):
    """Title, ambition, structure; the rest is typed in the fiche."""

    action_created = Signal(str)
    """The identity of the new action."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        *,
        ambition: tuple[str, str] | None = None,
        whole: ActionView | None = None,
        model: str | None = None,
    ) -> None:
        """Begin empty; `ambition` is the identity and the name of the one to begin with.

        With `whole` it is an opération of that action, and of its structure. `model` is the
        identity of the fiche kept for reuse to begin with, empty to have one chosen.
        """
        super().__init__(parent)
        self._desk = desk
        self._is_creating = False
        self._whole = whole
        self.model = ModelChoice(desk, model, self)
        self.model.chosen.connect(self._begin_as)
        self.setWindowTitle("Nouvelle action" if whole is None else "Nouvelle opération")
        self.setMinimumWidth(layouts.px(_WIDTH))
        self.setProperty("look", "paper")
        self.editors: Mapping[str, FieldEditor] = {
            name: editor_for(Action.TYPE.fields[name], desk, self) for name in _NAMES
        }
        self._prefill(ambition)
        self._told = Note("", self, look="alert")
        self._told.hide()
        leave = QPushButton("Annuler", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self.button = QPushButton("Créer l’action" if whole is None else "Créer l’opération", self)
        self.button.setDefault(True)
        self.button.clicked.connect(self.create_action)
        column = layouts.column(self, spacing=1.5, margins=2)
        column.addWidget(self.model)
        for editor in self.editors.values():
            column.addWidget(editor)
            editor.typed.connect(editor.unmark)
            editor.typed.connect(self._keep_typed)
        column.addWidget(Note("Le reste se remplit dans la fiche, à tout moment.", self))
        column.addWidget(self._told)
        column.addStretch(1)
        column.addLayout(layouts.answers(leave, self.button))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        (self.editors["title"] if model is None else self.model).setFocus()
        self._take_up()

    # --- what outlives a crash ---------------------------------------------------------

    def _keep_typed(self) -> None:
        raws = {name: each.raw() for name, each in self.editors.items() if each.is_touched}
        texts = {name: raw for name, raw in raws.items() if isinstance(raw, str)}
        self._desk.drafts.put(_KEY, texts)

    def _take_up(self) -> None:
        """Show again what was typed here before the program ended."""
        for name, text in self._desk.drafts.take(_KEY).items():
            if name in self.editors:
                self.editors[name].restore(text)
        self._keep_typed()

    def done(self, result: int) -> None:
        """Close; what was typed is recorded by now, or given up."""
        self._desk.drafts.put(_KEY, {})
        super().done(result)

    # --- creating ----------------------------------------------------------------------

    def _prefill(self, ambition: tuple[str, str] | None) -> None:
        office = self._desk.office
        if office.structure is not None:
            structure = self.editors["structure"]
            structure.reset(office.structure.id, {office.structure.id: office.structure.name or ""})
            if not office.is_agglomeration:
                structure.set_read_only("L’action est celle de la structure de ce dossier.")
        if self._whole is not None and self._whole.structure is not None:
            owner = self._whole.structure
            self.editors["structure"].reset(owner.id, {owner.id: owner.name or ""})
            self.editors["structure"].set_read_only(
                "Une opération est de la structure de l’action."
            )
        if ambition is not None:
            row_id, words = ambition
            self.editors["main_ambition"].reset(row_id, {row_id: words})

    def _begin_as(self, model: Model) -> None:
        """Take the title and the ambition of a model, where nothing else was typed."""
        title, ambition = self.editors["title"], self.editors["main_ambition"]
        if not title.is_touched:
            title.reset(model.title, {})
        if model.ambition and not ambition.is_touched:
            ambition.reset(model.ambition, {model.ambition: model.ambition_words})

    def create_action(self) -> None:
        """Record the action; what is missing says so, and nothing is lost."""
        values: dict[str, object] = {}
        for name, editor in self.editors.items():
            editor.unmark()
            try:
                values[name] = editor.entry().value
            except InputError as error:
                editor.refuse(error)
        wrong = [editor for editor in self.editors.values() if editor.remark]
        if wrong:
            wrong[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._is_creating:
            self._send(values)

    def _send(self, values: Mapping[str, object]) -> None:
        self._is_creating = True
        self.button.setEnabled(False)
        self._told.hide()
        today = self._desk.today
        if self._whole is not None:
            values = {**values, "parent": self._whole.action.id}

        model = self.model.row

        def create(uow: UnitOfWork) -> tuple[Action, Changes]:
            found = _found(uow, values, today)
            if model:
                return actions.duplicate(uow, model, today, found)
            return actions.create(uow, found, today)

        self._desk.write(create, self._end, owner=self, failed=self._fail)

    def _end(self, action: Action) -> None:
        self.accept()
        self.action_created.emit(action.id)

    def _fail(self, error: CtgError) -> None:
        self._is_creating = False
        self.button.setEnabled(True)
        spec = Action.TYPE.by_key(error.field) if isinstance(error, FieldError) else None
        if spec is not None and spec.name in self.editors:
            self.editors[spec.name].refuse(error)
            self.editors[spec.name].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._told.setText(error.sentence)
        self._told.show()


def _found(uow: UnitOfWork, values: Mapping[str, object], today: date) -> dict[str, object]:
    """Return the values with the rows that were typed by name.

    Raises:
        FieldError: a name that nothing bears, or several rows.
    """
    found = dict(values)
    for name, value in values.items():
        if isinstance(value, TypedName):
            key = Action.TYPE.fields[name].key
            try:
                found[name] = read(uow, Action.TYPE, {key: value.text}, today).values[name]
            except InputError as error:
                raise FieldError(key, error.sentence) from error
    return found
