"""What is done with a whole folder: exports, safety copies, the check, the référentiel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QMainWindow

from ctg_desktop.errors import CtgError
from ctg_desktop.typography import counted, lowered, noun, quoted
from ui.backups import back_up_now
from ui.desk import Desk, Follow
from ui.dialogs.file_choice import (
    FileChoice,
    existing_file,
    existing_files,
    file_of_a_kind,
    file_to_write,
    tables_choice,
)
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Step, Steps, answered
from ui.notify import Banner, Message, Offer, Tone

if TYPE_CHECKING:
    from ctg_desktop.documents.exporting import Export, How
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.domain.fields import EntityType
    from ctg_desktop.domain.listing import ActionQuery, RowQuery
    from ctg_desktop.ports import Reader, Tick, UnitOfWork
    from ctg_desktop.referentiel.content import Referentiel
    from ctg_desktop.referentiel.reporting import Report

T = TypeVar("T")

_WAITING = "fichier reçu"

_XLSX = "Classeur Excel (*.xlsx)"
_ON_SCREEN = "Classeur Excel, colonnes à l’écran (*.xlsx)"
_CSV = "CSV pour Excel (français) (*.csv)"
_JSON = "Données pour un programme (*.json)"
_VCF = "Cartes pour un téléphone (*.vcf)"
_TOML = "Référentiel (*.toml)"


@dataclass(frozen=True, slots=True)
class _Export:
    """A file to make: its name, the formats that it may have, and how it is made."""

    name: str
    filters: tuple[str, ...]
    singular: str
    plural: str
    make: Callable[[Reader, How], Export]
    query: ActionQuery | None = None
    """The actions that it holds, None for none."""
    fields: tuple[str, ...] = ()
    """What the list on screen shows."""


class FolderWork(QObject):
    """The commands that concern the whole folder; the window hands them over."""

    went = Signal(object)
    """Target: the person asked to go there."""

    def __init__(
        self,
        window: QMainWindow,
        desk: Desk,
        banner: Callable[[], Banner],
    ) -> None:
        """Speak through the banner of the window, asked for each time: another theme makes one."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._find_banner = banner
        self._waiting: list[Path] = []
        """Exchange files that were opened while a dialog was in the way."""

    @property
    def _banner(self) -> Banner:
        return self._find_banner()

    # --- exports ----------------------------------------------------------------------

    def export_actions(self, query: ActionQuery | None, fields: tuple[str, ...] = ()) -> None:
        """Write the actions of a query to a file, all without one; `fields` are on screen."""
        from ctg_desktop.documents.exporting import actions_export
        from ctg_desktop.domain.listing import ActionQuery

        asked = query or ActionQuery()

        def make(reader: Reader, how: How) -> Export:
            return actions_export(reader, asked, how)

        words = "action exportée", "actions exportées"
        filters = (_XLSX, *_on_screen(fields), _CSV, _JSON)
        self._flow(self._export(_Export("actions", filters, *words, make, asked, fields)))

    def export_contacts(self) -> None:
        """Write the contacts in function to a file."""
        from ctg_desktop.documents.exporting import contacts_export

        words = "contact exporté", "contacts exportés"
        filters = (_XLSX, _CSV, _VCF, _JSON)
        self._flow(self._export(_Export("contacts", filters, *words, contacts_export)))

    def export_rows(self, kind: EntityType, query: RowQuery, fields: tuple[str, ...] = ()) -> None:
        """Write the rows of an entity that a query finds to a file; `fields` are on screen."""
        from ctg_desktop.documents.exporting import rows_export
        from ctg_desktop.domain.grammar import agreed
        from ctg_desktop.services.bulk import several

        def make(reader: Reader, how: How) -> Export:
            return rows_export(reader, kind, query, how)

        one = f"{lowered(kind.label)} {agreed(kind, 'exporté')}"
        more = f"{lowered(kind.plural)} {several(kind, 'exporté')}"
        filters = (_XLSX, *_on_screen(fields), _CSV, _JSON)
        self._flow(self._export(_Export(kind.key, filters, one, more, make, fields=fields)))

    def export_all(self) -> None:
        """Write everything to one file."""
        from ctg_desktop.documents.exporting import whole_export
        from ctg_desktop.domain.listing import ActionQuery

        words = "fiche exportée", "fiches exportées"
        made = _Export("dossier", (_XLSX, _JSON), *words, whole_export, ActionQuery())
        self._flow(self._export(made))

    def write_model(self) -> None:
        """Write the workbook to fill in."""
        self._flow(self._write_model())

    def _write_model(self) -> Steps:
        path = yield self._where_to_write("Modèle à remplir", (_XLSX,), "modele")
        if path is None:
            return
        today = self._desk.today

        def write(uow: UnitOfWork) -> None:
            from ctg_desktop.documents.workbooks import model_workbook

            model_workbook(uow, today).write_to(path)

        yield self._desk.reading(write)
        self._tell_file("Modèle écrit", path)

    def _export(self, export: _Export) -> Steps:
        name = f"{export.name} {self._desk.today.isoformat()}"
        choice = FileChoice("Exporter", "export", "Enregistrer", export.filters, name)
        chosen = yield file_of_a_kind(choice, self._window, self._desk.preferences)
        if chosen is None:
            return
        from ctg_desktop.documents.exporting import How

        path, kind = chosen
        query, today = export.query, self._desk.today
        fields = export.fields if kind == _ON_SCREEN else ()
        how = How(path.suffix.removeprefix(".").lower(), today, fields=fields)

        def look(uow: UnitOfWork) -> int:
            from ctg_desktop.services.exports import kept_back

            return 0 if query is None else kept_back(uow, query, today)

        def write(uow: UnitOfWork, _tick: object) -> int:
            made = export.make(uow, how)
            made.write_to(path)
            return made.count

        hidden = yield self._desk.reading(look)
        if hidden:
            asked = yield answered(QuestionDialog(_question(hidden), self._window))
            how = replace(how, with_confidential=bool(asked))
        count = yield from self._long(write, "L’exportation", "Exportation…")
        self._tell_file(counted(count, export.singular, export.plural), path)

    # --- safety copies and the check --------------------------------------------------

    def back_up(self) -> None:
        """Make a safety copy and check it fully."""
        self._flow(self._back_up())

    def _back_up(self) -> Steps:
        backup = yield from back_up_now(self._desk, self._shown("Copie de sécurité…"))
        self._tell_file("Copie de sécurité faite et vérifiée", backup.path)

    def bring_back(self, base: Path | None) -> None:
        """Show what a base that is not in use any more holds beside this one, and take it in.

        Without `base`, that which was put aside last.
        """
        from ui.dialogs.bringing_back import bring_back

        if self._desk.is_open:
            self._flow(bring_back(self._desk, base, self._window, self._banner.tell))

    def verify(self) -> None:
        """Check the folder, in a dialog that shows how far it is."""
        from ui.dialogs.verification import VerificationDialog

        VerificationDialog(self._desk, self._window).open()

    # --- exchange files ---------------------------------------------------------------

    def send_file(self) -> None:
        """Choose what goes into an exchange file, and write it."""
        from ui.dialogs.exchange.sending import SendingDialog

        SendingDialog(self._desk, self._window).open()

    def choose_received(self) -> None:
        """Ask for exchange files, then show what they would change."""
        self._flow(self._choose_received())

    def _choose_received(self) -> Steps:
        from ui.dialogs.exchange.reception import FILTER

        choice = FileChoice("Recevoir un fichier d’échange", "echange", "Examiner", (FILTER,))
        paths = yield existing_files(choice, self._window, self._desk.preferences)
        if paths:
            self._open_reception(paths)

    def receive(self, paths: Sequence[Path]) -> None:
        """Show what exchange files would change, and take them in when the person says so.

        With a dialog in the way they wait until it is closed, and are then shown together.
        """
        self._waiting += [path for path in paths if path not in self._waiting]
        if QApplication.activeModalWidget() is None:
            self.receive_waiting()
            return
        named, *more = self._waiting
        one, several = "fichier sera montré", "fichiers d’échange seront montrés ensemble"
        waiting = (
            counted(1 + len(more), one, several) if more else f"{quoted(named.name)} sera montré"
        )
        self._banner.tell(
            f"{waiting} dès que la boîte de dialogue sera fermée.",
            key=_WAITING,
        )

    def receive_waiting(self) -> None:
        """Show the files that waited, once no dialog is in the way."""
        if self._waiting and QApplication.activeModalWidget() is None:
            paths, self._waiting = self._waiting, []
            self._banner.forget(_WAITING)
            self._open_reception(paths)

    def _open_reception(self, paths: Sequence[Path]) -> None:
        from ui.dialogs.exchange.reception import ReceptionDialog

        dialog = ReceptionDialog(paths, self._desk, self._window)
        dialog.told.connect(self._show_message)
        dialog.went.connect(self.went)
        dialog.open()

    # --- spreadsheets -----------------------------------------------------------------

    def may_import(self, entity: str) -> bool:
        """Whether rows of an entity are this folder's to record."""
        from ctg_desktop.domain.fields import describe
        from ctg_desktop.services.ownership import may_record

        kind = describe(entity)
        is_agglomeration = self._desk.office.is_agglomeration
        return bool(kind.command) and may_record(kind, is_agglomeration=is_agglomeration)

    def choose_import(self, entity: str = "") -> None:
        """Ask for a spreadsheet, then show what its rows would change.

        `entity` names what the rows are rather than another; empty where the file tells.
        """
        self._flow(self._choose_import(entity))

    def _choose_import(self, entity: str) -> Steps:
        path = yield existing_file(tables_choice(), self._window, self._desk.preferences)
        if path is not None:
            self.import_file(path, entity)

    def import_file(self, path: Path, entity: str = "") -> None:
        """Show what the rows of a spreadsheet would change, and take them in when asked to."""
        from ui.dialogs.importing.dialog import ImportDialog, Source

        ImportDialog(Source(path, entity=entity), self._desk, self._window).open()

    def import_cells(self, text: str, entity: str) -> None:
        """Show what cells that were copied would change."""
        from ui.dialogs.importing.dialog import ImportDialog, Source

        if not any(sign in text.strip() for sign in "\t\n"):
            self._banner.tell(
                "Le presse-papiers ne contient pas de cellules : copiez-les dans Excel ou "
                "LibreOffice, avec la ligne des titres, puis collez-les ici."
            )
            return
        ImportDialog(Source(text=text, entity=entity), self._desk, self._window).open()

    # --- référentiel ------------------------------------------------------------------

    def export_reference(self) -> None:
        """Write a copy of the convention; the agglomeration publishes from its own page."""
        self._flow(self._export_reference())

    def _export_reference(self) -> Steps:
        path = yield self._where_to_write("Exporter le référentiel", (_TOML,), "referentiel")
        if path is None:
            return
        today = self._desk.today

        def copy(uow: UnitOfWork) -> None:
            from ctg_desktop.folder.outputs import replacing
            from ctg_desktop.referentiel.writing import export

            text = export(uow, today)
            with replacing(path) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="\n")

        yield self._desk.reading(copy)
        self._tell_file("Référentiel écrit", path)

    def import_reference(self) -> None:
        """Take in the convention of a file, after a preview of what it changes."""
        self._flow(self._import_reference())

    def _import_reference(self) -> Steps:
        choice = FileChoice("Importer un référentiel", "export", "Examiner", (_TOML,))
        path = yield existing_file(choice, self._window, self._desk.preferences)
        if path is None:
            return

        def read() -> Referentiel:
            from ctg_desktop.referentiel.reading import read

            return read(path)

        yield from self._take_in(read)

    def import_delivered(self) -> None:
        """Take in the convention that the program brings, after the same preview."""

        def read() -> Referentiel:
            from ctg_desktop.referentiel.shipped import shipped_referentiel

            return shipped_referentiel()

        self._flow(self._take_in(read))

    def _take_in(self, read: Callable[[], Referentiel]) -> Steps:
        from ctg_desktop.domain.fields import describe
        from ui.dialogs.moving import resettling
        from ui.dialogs.reference_import import ReferenceImportDialog

        today = self._desk.today

        def look(uow: UnitOfWork) -> Report:
            from ctg_desktop.referentiel.importing import preview

            return preview(uow, read(), today)

        def take(uow: UnitOfWork) -> tuple[Report, Changes]:
            from ctg_desktop.referentiel.importing import take_in

            referentiel = read()
            if not uow.is_backed_up():
                uow.back_up("avant import")
            return take_in(uow, referentiel, today)

        report = yield self._desk.reading(look)
        if (yield answered(ReferenceImportDialog(report, self._window))):
            report = yield self._desk.writing(take)
            self._banner.tell(report.sentence(), Tone.GOOD)
            for change in report.rows:
                if change.ties:
                    kind = describe(change.entity)
                    yield from resettling(self._desk, kind, change.id, self._window)
                    self._desk.recall()

    # --- within -----------------------------------------------------------------------

    def _flow(self, steps: Steps) -> None:
        self._desk.flow(steps, owner=self, failed=self._fail)

    def _where_to_write(self, title: str, filters: tuple[str, ...], name: str) -> Step:
        choice = FileChoice(title, "export", "Enregistrer", filters, name)
        return file_to_write(choice, self._window, self._desk.preferences)

    def _long(self, job: Callable[[UnitOfWork, Tick], object], label: str, words: str) -> Steps:
        """Do long work on the base, followed in the status line of the window."""
        return (yield self._desk.working_on_storage(job, label, self._shown(words)))

    def _shown(self, words: str) -> Follow:
        return lambda work: self._desk.work_shown.emit(work, words)

    def _tell_file(self, words: str, path: Path) -> None:
        url = QUrl.fromLocalFile(str(path.parent))
        offer = Offer("Ouvrir le dossier", lambda: _open(url))
        self._banner.tell(f"{words} : « {path} ».", Tone.GOOD, offer=offer)

    def _show_message(self, message: Message) -> None:
        self._banner.show_message(message)

    def _fail(self, error: CtgError) -> None:
        self._banner.tell(error.sentence, Tone.ERROR)


def _on_screen(fields: tuple[str, ...]) -> tuple[str, ...]:
    return (_ON_SCREEN,) if fields else ()


def _question(count: int) -> Asked:
    text = noun(count, "Elle n’entre", "Elles n’entrent")
    return Asked(
        counted(count, "action confidentielle", "actions confidentielles"),
        f"{text} dans ce fichier que si vous le demandez.",
        noun(count, "L’exporter aussi", "Les exporter aussi"),
        noun(count, "La laisser de côté", "Les laisser de côté"),
    )


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)
