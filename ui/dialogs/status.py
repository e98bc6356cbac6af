"""What a status asks for: the day on which an action was done, the reason why it was given up."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.errors import InputError
from ctg_desktop.typography import quoted
from ui.desk import Desk
from ui.widgets.field_editors import editor_for
from ui.widgets.labels import Heading
from ui.widgets.layout.layouts import column, px, row


class StatusDialog(QDialog):
    """Asks for the one field without which a status cannot be."""

    answered = Signal(object)
    """The value of the field."""

    def __init__(
        self, desk: Desk, status: Status, spec: FieldSpec, usual: Any, parent: QWidget
    ) -> None:
        """Ask for a field of an action that is to have a status; `usual` is proposed."""
        super().__init__(parent)
        self.setWindowTitle(f"Passer à {quoted(status.label)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.editor = editor_for(spec, desk, self)
        self.editor.reset(usual, {})
        leave = QPushButton("Annuler", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        change = QPushButton("Changer le statut", self)
        change.setProperty("look", "primary")
        change.setDefault(True)
        change.clicked.connect(self._answer)
        foot = row(spacing=1)
        foot.addStretch(1)
        foot.addWidget(leave)
        foot.addWidget(change)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(Heading(f"Statut : {status.label}", 3, self))
        layout.addWidget(self.editor)
        layout.addStretch(1)
        layout.addLayout(foot)
        self.resize(min(px(48), parent.window().width()), self.sizeHint().height())
        QTimer.singleShot(0, self, self.editor.setFocus)

    def _answer(self) -> None:
        try:
            value = self.editor.entry().value
            if value is None:
                raise InputError("Ce statut demande de remplir ce champ.")
        except InputError as error:
            self.editor.refuse(error)
            return
        self.answered.emit(value)
        self.accept()
