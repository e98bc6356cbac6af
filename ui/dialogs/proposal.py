"""« Proposer une modification »: another value for a field of a row that is somebody else's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import Entity, FieldSpec, Kind
from ctg_desktop.errors import CtgError, InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.entering import Members, TypedName, read_value
from ctg_desktop.services.proposals import may_propose, propose
from ctg_desktop.services.rows import existing
from ctg_desktop.services.suggesting import names_of
from ctg_desktop.services.typed import Newcomer
from ctg_desktop.typography import spaced
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.labels import Body, Caption, Heading, Note
from ui.widgets.layout.focus import has_left
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.line_breaks import breakable

_REASON = FieldSpec("", "", "Raison (facultative)", Kind.TEXT, maximum=1000)


class ProposalDialog(QDialog):
    """Asks for a field, its new value, and why; proposes it at once."""

    def __init__(self, desk: Desk, subject: Entity, parent: QWidget) -> None:
        """Propose a change of a row; nothing of it is written before it is accepted."""
        super().__init__(parent)
        self.setWindowTitle("Proposer une modification")
        self._desk, self._subject = desk, subject
        self._names: dict[str, str] = {}
        self._editor: FieldEditor | None = None
        self.field = QComboBox(self)
        self.field.setAccessibleName("Champ")
        for spec in subject.TYPE.fields.values():
            if spec.typed and spec.name not in (subject.TYPE.owner, subject.TYPE.structure):
                self.field.addItem(spec.label, spec.name)
        self._place = column(spacing=0)
        self._reason = editor_for(_REASON, desk, self)
        self._failure = Note("", self, look="alert")
        self._failure.hide()
        scroll = PaperScroll(spacing=1.25, margins=2, parent=self)
        scroll.column.addWidget(Heading(breakable(subject.called or subject.TYPE.label), 2))
        scroll.column.addWidget(
            Body(
                "La fiche ne change pas : ceux à qui elle appartient reçoivent la proposition au "
                "prochain échange, et l’acceptent ou la refusent."
            )
        )
        label = Caption("Champ")
        label.setBuddy(self.field)
        scroll.column.addWidget(label)
        scroll.column.addWidget(self.field)
        scroll.column.addLayout(self._place)
        scroll.column.addWidget(self._reason)
        scroll.column.addWidget(self._failure)
        scroll.column.addStretch(1)
        self._send = QPushButton("Proposer", self)
        self._send.setProperty("look", "primary")
        self._send.clicked.connect(self._propose)
        leave = QPushButton("Annuler", self)
        leave.clicked.connect(self.reject)
        foot = row(spacing=1, margins=(0.75, 2))
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(self._send)
        layout = column(self, spacing=0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        room = parent.window().size() * 0.92
        self.resize(min(px(70), room.width()), min(px(52), room.height()))
        self.field.currentIndexChanged.connect(lambda _at: self._show_field())
        self.finished.connect(self.deleteLater)
        desk.read(lambda uow: names_of(uow, [subject]), self._show, owner=self)
        QTimer.singleShot(0, self, self.field.setFocus)

    def _show(self, names: dict[str, str]) -> None:
        self._names = dict(names)
        self._show_field()

    def _show_field(self) -> None:
        """Put the editor of the chosen field in its place, with the value that stands."""
        if self._editor is not None:
            self._place.removeWidget(self._editor)
            self._editor.hide()
            self._editor.deleteLater()
        spec = self._spec
        self._editor = editor_for(spec, self._desk, self)
        self._editor.reset(getattr(self._subject, spec.name), self._names)
        self._place.addWidget(self._editor)
        self._failure.hide()
        follow_layouts(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the text on Escape; from there it closes the dialog."""
        if not has_left(event, (self._editor, self._reason), self.field):
            super().keyPressEvent(event)

    @property
    def _spec(self) -> FieldSpec:
        return self._subject.TYPE.fields[str(self.field.currentData())]

    def _propose(self) -> None:
        editor, spec, subject = self._editor, self._spec, self._subject
        assert editor is not None, "made with the first field"
        try:
            value = editor.entry().value
            why = self._reason.entry().value
        except InputError as error:
            self._tell(error)
            return
        today = self._desk.today

        def write(uow: UnitOfWork) -> tuple[None, Changes]:
            row_now = existing(uow, subject.TYPE, subject.id)
            told: object = value
            newcomers: tuple[Newcomer, ...] = ()
            if isinstance(value, (TypedName, Members)):
                told, newcomers = read_value(uow, row_now, spec, value, today)
            values = {spec.name: told}
            return None, propose(uow, row_now, values, today, reason=why, newcomers=newcomers)

        def written(_nothing: None) -> None:
            self._desk.tell_done(spaced(f"Modification proposée : {spec.label.lower()}."))
            self.accept()

        self._desk.write(write, written, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self._failure.setText(error.sentence)
        self._failure.show()


def propose_change(
    desk: Desk, subject: Entity, parent: QWidget, otherwise: Callable[[], None]
) -> None:
    """Propose a change of a row where this folder exchanges with its owner; `otherwise` where not.

    What is written in a folder that stands alone reaches nobody.
    """

    def reaches(uow: UnitOfWork) -> bool:
        row_now = uow.get(type(subject), subject.id)
        return bool(uow.authority) and row_now is not None and may_propose(uow, row_now)

    def answer(found: bool) -> None:  # noqa: FBT001 - what was read
        if found:
            ProposalDialog(desk, subject, parent).open()
        else:
            otherwise()

    desk.read(reaches, answer, owner=parent)
