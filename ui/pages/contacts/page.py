"""The page « Contacts »: find somebody, reach them, keep the cards right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ctg_desktop.documents import DirectoryRequest, DocumentRequest
from ctg_desktop.documents.naming import file_name
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import CtgError
from ctg_desktop.folder import settings
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.ports import Tick, UnitOfWork
from ctg_desktop.services import personal_data, rows
from ctg_desktop.services.contacts import (
    ContactBook,
    ContactEntry,
    Letter,
    card_lines,
    contact_book,
)
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.correcting import correction, correspondents
from ctg_desktop.services.exports import json_text, vcards
from ctg_desktop.services.traces import Trace, copies_sentence, traces
from ctg_desktop.typography import labelled
from ui import mail
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, file_to_write
from ui.dialogs.moving import removing
from ui.dialogs.proposal import propose_change
from ui.flow import Steps, answered
from ui.notify import Tone
from ui.pages.base import Command, Page
from ui.pages.contacts.card import ContactCard
from ui.pages.contacts.dialogs import ErasureDialog, TracesDialog
from ui.pages.contacts.edit_sheet import EditSheet
from ui.pages.contacts.list_panel import ListPanel
from ui.targets import Target
from ui.widgets.layout import layouts

_SHOWN = frozenset({"contact", "institution", "territoire", "thematique"})
"""The entities whose changes show on this page."""


class ContactsPage(Page):
    """The list at the left, the card of the selected contact at the right."""

    key: ClassVar[str] = "contacts"
    title: ClassVar[str] = "Contacts"
    help_topic: ClassVar[str] = "contacts"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page; it reads when first shown."""
        super().__init__(desk, parent)
        self._book = ContactBook(())
        self._edited: str | None = None
        # Each part is made where it stands: it would take the styles of another place again.
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setChildrenCollapsible(False)
        self._panel = ListPanel(splitter, is_read_only=desk.office.is_read_only)
        self._right = QStackedWidget(splitter)
        self._card = ContactCard(self._right, is_read_only=desk.office.is_read_only)
        self._sheet = EditSheet(desk, self._right)
        self._right.addWidget(self._card)
        self._right.addWidget(self._sheet)
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([layouts.px(40), layouts.px(60)])
        splitter.setHandleWidth(1)
        self.setProperty("look", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layouts.column(self, margins=(2, 1, 0, 0)).addWidget(splitter)
        self._connect()

    def _connect(self) -> None:
        self._panel.picked.connect(self._show_card)
        self._panel.opened.connect(lambda _row: self._card.focus_first())
        self._panel.menu_asked.connect(lambda place: self._card.menu().popup(place))
        self._panel.new_asked.connect(self._create)
        self._panel.print_asked.connect(
            lambda: self.went.emit(Target("printing", request=self.printable()))
        )
        self._panel.links.went.connect(self.went)
        card = self._card
        card.written_to.connect(lambda address: self._write_to((address,)))
        card.copied.connect(self._copy)
        card.verified.connect(self._verify)
        card.favourite_changed.connect(self._mark_favourite)
        card.card_asked.connect(self._save_card)
        card.edit_asked.connect(self._edit_selected)
        card.removal_asked.connect(self._remove)
        card.correction_asked.connect(self._propose)
        card.data_asked.connect(self._export_data)
        card.erasure_asked.connect(self._erase)
        self._sheet.finished.connect(self._read_again)
        self._sheet.contact_saved.connect(self._follow_saved)

    # --- what the window asks ----------------------------------------------------------

    def refresh(self) -> None:
        """Read the book."""
        folder, today = self.desk.office.folder, self.desk.today

        def job(uow: UnitOfWork) -> ContactBook:
            return contact_book(uow, today, settings.load(folder).favourites)

        self.desk.read(job, self._show_book, owner=self, key="book")

    def concerns(self, changes: Changes) -> bool:
        """Tell whether a gesture touched a contact or what a card names."""
        return not changes.entities.isdisjoint(_SHOWN)

    def show_target(self, target: Target) -> None:
        """Show a contact, or a section: `to_verify`, `favourites`."""
        if target.row:
            self._panel.select(target.row)
        elif target.section:
            self._panel.keep_only(target.section)

    def commands(self) -> Mapping[str, Command]:
        """Offer what can be done with the list and the selected contact."""
        offered: dict[str, Command] = {"search": self._focus_search}
        if not self.desk.office.is_read_only:
            offered["new"] = self._create
        entry = self._selected
        if entry is not None:
            offered["copy_rows"] = partial(self._copy, _as_text(entry), "Fiche copiée.")
            if entry.is_editable:
                offered["edit"] = self._edit_selected
                offered["delete"] = self._remove
        return offered

    def command_words(self) -> Mapping[str, str]:
        """Say what is made new here."""
        return {"new": "&Nouveau contact"}

    def target(self) -> Target:
        """Return what leads back to the selected contact."""
        return Target(self.key, Contact.TYPE.name, self._panel.selected)

    def printable(self) -> DocumentRequest:
        """Return the annuaire."""
        return DirectoryRequest()

    def taken_in(self) -> str:
        """Return what the book holds."""
        return Contact.TYPE.name

    def focus_search(self) -> bool:
        """Put the cursor into the search box."""
        self._panel.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._panel.search.selectAll()
        return True

    def flush(self) -> None:
        """Begin to save what is typed."""
        self._sheet.form.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return self._sheet.form.is_pending()

    def _focus_search(self) -> None:
        self.focus_search()

    # --- showing ----------------------------------------------------------------------

    def _show_book(self, book: ContactBook) -> None:
        self._book = book
        if self._edited and book.entry(self._edited) is None:
            self._read_again()  # it was removed meanwhile
        self._panel.show_book(book)
        if self._edited is None:
            self._show_card(self._panel.selected)

    def _show_card(self, contact_id: str) -> None:
        self._card.show_entry(self._book.entry(contact_id) if contact_id else None)
        if self._edited is not None and contact_id != self._edited:
            self._read_again()
        self.commands_changed.emit()

    def _read_again(self) -> None:
        """Go back from the form to the card."""
        self._sheet.form.flush()
        had_keyboard = self._sheet.isAncestorOf(self.focusWidget())
        self._edited = None
        self._right.setCurrentWidget(self._card)
        self._panel.hold(None)
        if had_keyboard:
            self._panel.list.setFocus()

    def _edit_selected(self) -> None:
        entry = self._selected
        if entry is not None and entry.is_editable:
            self._open_sheet(entry.id)
            self._sheet.show_contact(entry.view.contact, self._book.names)
            self._sheet.form.focus_field("given_name")

    def _create(self) -> None:
        self._open_sheet("")
        self._sheet.show_new()

    def _open_sheet(self, contact_id: str) -> None:
        self._edited = contact_id
        self._panel.hold(contact_id)
        self._right.setCurrentWidget(self._sheet)

    def _follow_saved(self, contact_id: str) -> None:
        """Select a contact that was just created, and go on with its form."""
        if self._edited == "":
            self._open_sheet(contact_id)
            self._panel.select(contact_id)

    @property
    def _selected(self) -> ContactEntry | None:
        selected = self._panel.selected
        return self._book.entry(selected) if selected else None

    # --- using a card -----------------------------------------------------------------

    def _copy(self, text: str, told: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(told, Tone.INFO)

    def _write_to(self, to: tuple[str, ...], subject: str = "", body: str = "") -> None:
        if mail.open_draft(to, subject, body):
            return
        QGuiApplication.clipboard().setText(", ".join(to))
        self.told.emit(
            "Aucun logiciel de messagerie n’a répondu. L’adresse a été copiée : "
            "collez-la dans un nouveau message.",
            Tone.WARNING,
        )

    def _propose(self) -> None:
        """Propose a change of the contact: to those who keep it, or else by a draft."""
        entry = self._selected
        if entry is not None:
            propose_change(self.desk, entry.view.contact, self, self._draft_correction)

    def _draft_correction(self) -> None:
        """Open a draft to those who keep the référentiel; nothing is sent."""
        entry = self._selected
        if entry is None:
            return
        office = self.desk.office
        structure = office.structure.name if office.structure else None
        sender = ", ".join(part for part in (office.installation.person, structure) if part)
        name, shown = entry.view.contact.name, card_lines(entry.view)

        def job(uow: UnitOfWork) -> Letter:
            to = correspondents(uow)
            return correction(to, convention_of(uow), f"contact {name}", shown, sender=sender)

        def write(letter: Letter) -> None:
            if letter.to:
                self._write_to(letter.to, letter.subject, letter.body)
            else:
                self.told.emit(
                    "Le référentiel ne donne aucune adresse de l’agglomération : la "
                    "correction ne peut pas être proposée par courriel.",
                    Tone.WARNING,
                )

        self.desk.read(job, write, owner=self)

    def _save_card(self) -> None:
        entry = self._selected
        if entry is not None:
            choice = FileChoice(
                "Enregistrer la carte de visite",
                "export",
                "Enregistrer",
                ("Carte de visite (*.vcf)",),
                file_name(entry.view.contact.name, suffix=".vcf"),
            )
            self.desk.flow(self._save_file(choice, vcards([entry.view])), owner=self)

    def _save_file(self, choice: FileChoice, text: str) -> Steps:
        path = yield file_to_write(choice, self, self.desk.preferences)
        if path is None:
            return

        def write(_tick: Tick) -> None:
            with replacing(path) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="")

        yield self.desk.working(write, choice.title)
        self.told.emit(f"Enregistré dans « {path} ».", Tone.GOOD)

    # --- keeping cards right ------------------------------------------------------------

    def _verify(self) -> None:
        self._edit({"verified_on": self.desk.today})

    def _mark_favourite(self, is_favourite: bool) -> None:  # noqa: FBT001 - a slot
        entry = self._selected
        if entry is None:
            return
        if entry.is_editable:
            self._edit({"favourite": is_favourite})
        else:
            self._remember_favourite(entry.id, is_favourite=is_favourite)

    def _remember_favourite(self, contact_id: str, *, is_favourite: bool) -> None:
        """Mark somebody else's contact beside the base: its row is not ours to change."""
        folder = self.desk.office.folder

        def job(_uow: UnitOfWork) -> None:
            kept = settings.load(folder)
            others = kept.favourites - {contact_id}
            favourites = others | {contact_id} if is_favourite else others
            settings.save(folder, replace(kept, favourites=favourites))

        self.desk.read(job, lambda _nothing: self.refresh(), owner=self, failed=self._refused)

    def _refused(self, error: CtgError) -> None:
        """Show the card as it stands, and why it could not be changed."""
        self._card.show_again()
        self.told.emit(error.sentence, Tone.ERROR)

    def _edit(self, values: Mapping[str, object]) -> None:
        entry = self._selected
        if entry is not None:
            row_id = entry.id

            def job(uow: UnitOfWork) -> tuple[Entity, Changes]:
                return rows.edit(uow, Contact.TYPE, row_id, values)

            self.desk.write(job, owner=self, failed=self._refused)

    def _remove(self) -> None:
        entry = self._selected
        if entry is not None:
            self.desk.flow(self._removing(entry.id), owner=self)

    def _removing(self, row_id: str) -> Steps:
        name = yield from removing(self.desk, Contact.TYPE, row_id, self)
        if name is not None:
            self.desk.tell_done(f"{name} n’est plus dans les contacts.")

    # --- the rights of a person --------------------------------------------------------

    def _export_data(self) -> None:
        entry = self._selected
        if entry is not None:
            self.desk.flow(self._export_person(entry.view.contact), owner=self)

    def _export_person(self, contact: Contact) -> Steps:
        now = self.desk.now
        text = yield self.desk.reading(
            lambda uow: json_text(personal_data.person_data(uow, contact, now))
        )
        choice = FileChoice(
            "Exporter les données d’une personne",
            "export",
            "Enregistrer",
            ("Données (*.json)",),
            file_name("Données", contact.name, suffix=".json"),
        )
        yield from self._save_file(choice, text)

    def _erase(self) -> None:
        entry = self._selected
        if entry is not None:
            self.desk.flow(self._erase_person(entry.view.contact), owner=self)

    def _erase_person(self, contact: Contact) -> Steps:
        folder, now = self.desk.office.folder, self.desk.now

        def look(uow: UnitOfWork) -> tuple[list[Trace], str]:
            copies = len(uow.backups())
            return traces(uow, contact, folder), copies_sentence(copies, now) if copies else ""

        found, copies = yield self.desk.reading(look)
        if not (yield answered(ErasureDialog(contact.name, found, copies, self))):
            return
        left = yield self.desk.writing(lambda uow: personal_data.erase(uow, contact, found))
        self.told.emit("Les données de la personne ont été effacées.", Tone.GOOD)
        if left:
            TracesDialog(left, self).open()


def _as_text(entry: ContactEntry) -> str:
    lines = [entry.view.contact.name]
    lines += [labelled(label, value) for label, value in card_lines(entry.view)]
    return "\n".join(lines)
