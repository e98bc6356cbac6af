"""Before a row goes, or after: what hangs on it, and to which other row it is to be moved."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import EntityType, FieldSpec, Kind
from ctg_desktop.domain.grammar import agreed
from ctg_desktop.errors import InputError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import moving, rows
from ctg_desktop.services.moving import Attached, Moved
from ctg_desktop.typography import lowered, spaced
from ui.desk import Desk
from ui.flow import Steps, answered
from ui.widgets.field_editors import editor_for
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row

_LEFT_ALONE = "Ce que votre structure ne peut pas modifier reste en place."


class MovingDialog(QDialog):
    """Tells what hangs on a row and asks for another one; accepted once it is known what to do.

    `successor` is then the row that takes its place, None where nothing is to be moved.
    """

    def __init__(
        self, desk: Desk, found: Attached, parent: QWidget, *, removes: bool, may_leave: bool = True
    ) -> None:
        """Ask about a row to be removed, or about one that is gone already.

        Without `may_leave` it is not removed before all that hangs on it is moved.
        """
        super().__init__(parent)
        self.successor: str | None = None
        self._row_id = found.row_id
        title = f"Avant de retirer {found.name}" if removes else found.name
        self.setWindowTitle(spaced(title))
        self.setModal(True)
        other = f"{agreed(found.kind, 'un')} autre {lowered(found.kind.label)}"
        spec = FieldSpec("", "", f"Rattacher à {other}", Kind.REFERENCE, target=found.kind.name)
        self._editor = editor_for(spec, desk, self)
        self._editor.reset(None, {})
        self._editor.typed.connect(self._show_choice)
        self._editor.chosen.connect(self._show_choice)
        words = "Rattacher, puis retirer" if removes else "Rattacher"
        self._go_on = QPushButton(words, self)
        self._go_on.setProperty("look", "primary")
        self._go_on.clicked.connect(self._move)
        layout = column(self, spacing=1.2, margins=2)
        layout.addWidget(Heading(title, 3, self))
        if found.lines:
            layout.addWidget(Body("S’y rattachent :", self))
        for line in found.lines:
            layout.addWidget(Body(f"– {line}", self))
        layout.addWidget(self._editor)
        layout.addWidget(Note(_LEFT_ALONE, self))
        layout.addStretch(1)
        buttons = row(spacing=1)
        buttons.addStretch(1)
        if removes and may_leave:
            leave = QPushButton("Retirer sans rien déplacer", self)
            leave.setAutoDefault(False)
            leave.clicked.connect(self.accept)
            buttons.addWidget(leave)
        keep = QPushButton("Annuler" if removes else "Plus tard", self)
        keep.clicked.connect(self.reject)
        buttons.addWidget(keep)
        buttons.addWidget(self._go_on)
        layout.addLayout(buttons)
        width = min(px(64), round(parent.window().width() * 0.92))
        self.setMinimumWidth(width)
        self.resize(width, layout.heightForWidth(width))
        self._show_choice()
        self.finished.connect(self.deleteLater)
        QTimer.singleShot(0, self, self._editor.setFocus)

    def _chosen(self) -> str | None:
        """Return the identity of the row that was picked; None for none, or for the row itself."""
        try:
            value = self._editor.entry().value
        except InputError:
            return None
        return value if isinstance(value, str) and value != self._row_id else None

    def _show_choice(self) -> None:
        self._go_on.setEnabled(self._chosen() is not None)

    def _move(self) -> None:
        self.successor = self._chosen()
        if self.successor is not None:
            self.accept()


def removing(
    desk: Desk, kind: EntityType, row_id: str, parent: QWidget, *, may_leave: bool = True
) -> Steps:
    """Take a row away, after a question where something hangs on it; return its name, or None."""
    found = yield desk.reading(lambda uow: moving.attached(uow, kind, row_id))
    successor = None
    if found.lines:
        dialog = MovingDialog(desk, found, parent, removes=True, may_leave=may_leave)
        if not (yield answered(dialog)):
            return None
        successor = dialog.successor

    def remove(uow: UnitOfWork) -> tuple[None, Changes]:
        here = rows.existing(uow, kind, row_id)
        to = None if successor is None else rows.existing(uow, kind, successor)
        return None, moving.remove(uow, here, to)

    yield desk.writing(remove)
    return found.name


def resettling(desk: Desk, kind: EntityType, row_id: str, parent: QWidget) -> Steps:
    """Ask where to move what hangs on a row that is gone; return how many rows moved, or None."""
    found = yield desk.reading(lambda uow: moving.attached(uow, kind, row_id))
    dialog = MovingDialog(desk, found, parent, removes=False)
    if not (yield answered(dialog)):
        return None
    successor = dialog.successor or ""

    def move(uow: UnitOfWork) -> tuple[Moved, Changes]:
        here = rows.existing(uow, kind, row_id)
        return moving.move(uow, here, rows.existing(uow, kind, successor))

    return (yield desk.writing(move))
