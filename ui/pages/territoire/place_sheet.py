"""The card of a place as forms: engagement, posts, memberships; each field saves by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ctg_desktop.domain.choices import CoordinationScope, TerritoireKind
from ctg_desktop.domain.people import Coordination
from ctg_desktop.domain.territory import Engagement, Membership
from ctg_desktop.services.territoires import PlaceView
from ui import icons, theme
from ui.desk import Desk
from ui.pages.territoire.members_editor import MembersEditor
from ui.widgets.labels import Heading, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable
from ui.widgets.rows.form import RowForm
from ui.widgets.rows.rows_editor import RowsEditor, RowsLook

_ENGAGEMENT = ("status", "deliberated_on", "number", "document", "comment")
_POST = ("contact", "fte", "scope", "from_on", "to_on")
_MEMBERSHIP = ("sivom", "competence", "from_on", "to_on", "source", "to_verify")


class PlaceSheet(PaperScroll):
    """Edits what this folder may change of one place."""

    finished = Signal()
    """The person goes back to reading; what is typed is being saved."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the forms, empty."""
        super().__init__(spacing=1.2, margins=(1.5, 2), parent=parent)
        self.paper.setAccessibleName("Modification du territoire")
        self._shown = ""
        self._title = Heading("", 1, self.paper)
        self._done = QPushButton("Terminé", self.paper)
        self._done.setProperty("look", "primary")
        self._done.setIcon(icons.icon("check", theme.current().colours.on_accent))
        self._done.clicked.connect(self._finish)
        self.engagement = RowForm(desk, Engagement.TYPE, _ENGAGEMENT, parent=self.paper)
        self.posts = RowsEditor(
            desk,
            Coordination.TYPE,
            _POST,
            owner_field="employer",
            look=RowsLook(
                add="Ajouter un poste",
                none="Aucun poste n’est enregistré.",
                prefilled={"scope": CoordinationScope.LOCALE},
            ),
            parent=self.paper,
        )
        self.members = MembersEditor(desk, self.paper)
        self.sivoms = RowsEditor(
            desk,
            Membership.TYPE,
            _MEMBERSHIP,
            owner_field="member",
            look=RowsLook(add="Ajouter une adhésion", none="Aucune adhésion n’est enregistrée."),
            parent=self.paper,
        )
        self._headings = {
            form: Heading(words, 2, self.paper)
            for form, words in (
                (self.engagement, "Engagement"),
                (self.posts, "Postes employés ici"),
                (self.members, "Communes membres, par compétence"),
                (self.sivoms, "Adhésions à un SIVOM, par compétence"),
            )
        }
        self._lay_out()

    def _lay_out(self) -> None:
        top = layouts.row(spacing=1)
        top.addWidget(self._title, 1)
        top.addWidget(self._done, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(top)
        self.column.addWidget(
            Note("Chaque champ s’enregistre quand vous le quittez ; Ctrl+Z revient en arrière.")
        )
        for form, heading in self._headings.items():
            self.column.addWidget(heading)
            self.column.addWidget(form)
        self.column.addStretch(1)

    # --- showing ------------------------------------------------------------------------

    @property
    def shown(self) -> str:
        """The identity of the place that is edited; empty when none ever was."""
        return self._shown

    def show_place(self, view: PlaceView) -> None:
        """Show a place; what was typed of it meanwhile stays."""
        place = view.place
        is_commune = place.kind is TerritoireKind.COMMUNE
        is_sivom = place.kind is TerritoireKind.SIVOM
        self._title.setText(breakable(place.cited))
        self._show(self.engagement, shown=view.is_editable and (is_commune or is_sivom))
        self._show(self.posts, shown=view.has_editable_posts)
        self._show(self.members, shown=view.is_editable and is_sivom)
        self._show(self.sivoms, shown=view.is_editable and is_commune)
        self._show_engagement(view)
        posts = [each.post for each in view.posts if each.post.employer == place.id]
        self.posts.show_rows(place.id, posts, view.names)
        if is_sivom:
            self.members.show_rows(place.id, view.memberships, view.names)
        if is_commune:
            memberships = [each.membership for each in view.memberships]
            self.sivoms.show_rows(place.id, memberships, view.names)
        self._shown = place.id

    def _show_engagement(self, view: PlaceView) -> None:
        place = view.place
        if view.engagement is not None:
            self.engagement.show_row(view.engagement, view.names)
        elif place.id != self._shown or self.engagement.row is not None:
            owner = {"territoire": place.id}
            self.engagement.show_new(Engagement(id="", territoire=place.id), owner)

    def _show(self, form: RowForm | RowsEditor | MembersEditor, *, shown: bool) -> None:
        form.setVisible(shown)
        self._headings[form].setVisible(shown)

    def focus_first(self) -> None:
        """Give the keyboard to the first field."""
        if self.engagement.isVisibleTo(self):
            self.engagement.focus_field("status")
        else:
            self.posts.add_button.setFocus()

    # --- saving -------------------------------------------------------------------------

    @property
    def _forms(self) -> Sequence[RowForm | RowsEditor | MembersEditor]:
        return (self.engagement, self.posts, self.members, self.sivoms)

    def flush(self) -> None:
        """Begin to save what is typed."""
        for form in self._forms:
            form.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return any(form.is_pending() for form in self._forms)

    def _finish(self) -> None:
        self.flush()
        self.finished.emit()

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to reading by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._finish()
        else:
            super().keyPressEvent(event)
