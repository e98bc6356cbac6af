"""Who works here, and for which structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox

from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.errors import CtgError
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.preferences.saved_line import SavedLine
from ui.pages.sections import READ_ONLY, Section
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.layouts import column

if TYPE_CHECKING:
    from ctg_desktop.domain.territory import Territoire
    from ctg_desktop.ports import UnitOfWork

_NAME = "Il accompagne ce que vous notez à partir de maintenant ; ce qui est noté garde son auteur."
_FREE = "Rien n’est encore noté dans ce dossier : vous pouvez changer de structure."
_BOUND = (
    "La structure ne change plus : ce qui a été noté dans ce dossier lui appartient. Pour "
    "une autre structure, créez un autre dossier."
)


class WhoSection(Section):
    """The name of the person, and the structure."""

    def __init__(self, desk: Desk) -> None:
        """Show who the desk says; the rest comes with `refresh`."""
        super().__init__(desk, "Qui")
        self.name = SavedLine("Votre nom", _NAME)
        self.name.entered.connect(self._rename)
        if self.is_read_only:
            self.name.set_read_only(READ_ONLY)
        self._structure = QComboBox(self)
        self._structure.setAccessibleName("Votre structure")
        self._structure.activated.connect(self._change)
        self._why = Note("", self)
        caption = Caption("Votre structure", self, bold=True)
        caption.setBuddy(self._structure)
        below = column(spacing=0.4)
        below.addWidget(caption)
        below.addWidget(self._structure)
        below.addWidget(self._why)
        self.column.addWidget(self.name)
        self.column.addLayout(below)

    def refresh(self) -> None:
        """Read who works here, and which structures there are to choose among."""

        def read(uow: UnitOfWork) -> tuple[str, str | None, bool, list[Territoire]]:
            from ctg_desktop.domain.choices import STRUCTURES
            from ctg_desktop.domain.territory import Territoire

            known = [row for row in uow.rows(Territoire) if row.kind in STRUCTURES]
            here = uow.installation
            return here.person, here.structure, uow.has_own_gestures(), known

        self.desk.read(read, self._show, owner=self, key="who")

    def _show(self, found: tuple[str, str | None, bool, list[Territoire]]) -> None:
        person, structure, is_bound, known = found
        self.name.show_text(person)
        self._structure.clear()
        for row in sorted(known, key=lambda row: sort_key(row.name or "")):
            self._structure.addItem(row.name or "", row.id)
        self._structure.setCurrentIndex(self._structure.findData(structure))
        self._structure.setEnabled(not is_bound and not self.is_read_only)
        self._why.setText(READ_ONLY if self.is_read_only else _BOUND if is_bound else _FREE)
        self._structure.setAccessibleDescription(self._why.text())

    def flush(self) -> None:
        """Begin to save the name."""
        self.name.flush()

    def is_pending(self) -> bool:
        """Whether the name is not saved."""
        return self.name.is_pending

    def _rename(self, typed: str) -> None:
        def rename(uow: UnitOfWork) -> tuple[str, Changes]:
            from ctg_desktop.services.installation import rename_person

            return rename_person(uow, typed), Changes()

        def renamed(person: str) -> None:
            self.name.confirm(person)
            self.desk.recall()

        self.desk.write(rename, renamed, owner=self, failed=self._refuse_name)

    def _refuse_name(self, error: CtgError) -> None:
        self.name.refuse(error.sentence)

    def _change(self, _at: int) -> None:
        chosen = str(self._structure.currentData())
        if chosen == self.desk.office.installation.structure:
            return

        def change(uow: UnitOfWork) -> tuple[None, Changes]:
            from ctg_desktop.services.installation import change_structure

            change_structure(uow, chosen)
            return None, Changes()

        def changed(_none: None) -> None:
            # All that the window shows depends on it: it begins again.
            self.desk.folder_asked.emit(self.desk.folder)

        def refused(error: CtgError) -> None:
            self.told.emit(error.sentence, Tone.ERROR)
            self.refresh()

        self.desk.write(change, changed, owner=self, failed=refused)
