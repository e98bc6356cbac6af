"""The card of a contact as a form: each field saves by itself."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ctg_desktop.domain.people import Contact
from ui import icons, theme
from ui.desk import Desk
from ui.widgets.labels import Heading, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.rows.form import RowForm

_FIELDS = (
    *("given_name", "family_name", "function", "service", "institution", "email"),
    *("landline", "mobile", "territoires", "thematiques", "source", "verified_on", "active"),
)


class EditSheet(PaperScroll):
    """Edits a contact of this folder, or makes a new one."""

    finished = Signal()
    """The person goes back to reading; what is typed is being saved."""
    contact_saved = Signal(str)
    """The identity of the contact that was saved, a new one included."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the form, empty."""
        super().__init__(spacing=1.5, parent=parent)
        self.paper.setAccessibleName("Modification du contact")
        self._title = Heading("", 1)
        self._done = QPushButton("Terminé")
        self._done.setProperty("look", "primary")
        self._done.setIcon(icons.icon("check", theme.current().colours.on_accent))
        self._done.clicked.connect(self._finish)
        self.form = RowForm(desk, Contact.TYPE, _FIELDS)
        self.form.row_saved.connect(lambda row: self.contact_saved.emit(row.id))
        top = layouts.row(spacing=1)
        top.addWidget(self._title, 1)
        top.addWidget(self._done, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(top)
        self.column.addWidget(
            Note(
                "Coordonnées professionnelles seulement ; indiquez d’où elles viennent. "
                "Chaque champ s’enregistre quand vous le quittez."
            )
        )
        self.column.addWidget(self.form)
        self.column.addStretch(1)

    def show_contact(self, contact: Contact, names: Mapping[str, str]) -> None:
        """Show the contact to be edited."""
        self._title.setText("Modifier la fiche")
        self.form.show_row(contact, names)

    def show_new(self) -> None:
        """Show an empty form: the contact exists as soon as the family name is there."""
        self._title.setText("Nouveau contact")
        self.form.show_new(Contact(id="", active=True), {})
        self.verticalScrollBar().setValue(0)
        self.form.focus_field("given_name")

    def _finish(self) -> None:
        self.form.flush()
        self.finished.emit()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to reading by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._finish()
        else:
            super().keyPressEvent(event)
