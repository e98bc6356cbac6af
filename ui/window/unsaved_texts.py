"""What was typed and not saved before the program ended: offered where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ctg_desktop.typography import counted
from ui.desk import Desk
from ui.notify import Banner, Offer, Tone
from ui.targets import Target, page_of

if TYPE_CHECKING:
    from ctg_desktop.services.unsaved import Unsaved

_NAMED = 3
"""How many places a message names."""


Go = Callable[[Target], None]


class UnsavedTexts(QObject):
    """Tells, once the folder is open, what a former run left."""

    def __init__(self, desk: Desk, banner: Callable[[], Banner], go: Go, parent: QObject) -> None:
        """Wait for the folder to be open."""
        super().__init__(parent)
        self._desk = desk
        self._banner = banner
        self._go = go
        desk.opened.connect(self._look)

    def _look(self) -> None:
        texts = self._desk.drafts.found
        if texts and not self._desk.office.is_read_only:
            from ctg_desktop.services.unsaved import unsaved

            self._desk.read(lambda uow: unsaved(uow, texts), self._tell, owner=self)

    def _tell(self, found: list[Unsaved]) -> None:
        if not found:
            return
        named = " ; ".join(each.words for each in found[:_NAMED])
        more = f" ; et {counted(len(found) - _NAMED, 'autre')}" if len(found) > _NAMED else ""
        one = "Un texte tapé avant la dernière fermeture n’a pas été enregistré, et a été gardé"
        several = (
            "Des textes tapés avant la dernière fermeture n’ont pas été enregistrés, et ont été "
            "gardés"
        )
        self._banner().tell(
            f"{one if len(found) == 1 else several} : {named}{more}.",
            Tone.WARNING,
            offer=Offer("Reprendre", lambda: self._go(target_of_text(found[0]))),
            key="textes",
        )


def target_of_text(text: Unsaved) -> Target:
    """Return where a text is typed: its fiche, and the field there."""
    from ctg_desktop.domain.action import Action, SuiviNote

    page = page_of(text.entity)
    if not text.subject:
        return Target(page, section="new" if text.entity == Action.TYPE.name else "")
    section = "" if text.cell is not None else SuiviNote.TYPE.name
    return Target(page, text.entity, text.subject, section=section, cell=text.cell)
