"""What is done with a whole folder: exports, safety copies, the check, the référentiel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMainWindow

from ctg_desktop.errors import CtgError
from ui.desk import Desk
from ui.dialogs.question import Asked, ask
from ui.notify import Banner, Offer, Tone
from ui.window.work_bar import WorkBar

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.domain.views import ActionQuery
    from ctg_desktop.ports import BackupInfo, Reader, UnitOfWork
    from ctg_desktop.referentiel.reporting import Report
    from ctg_desktop.services.exports import Exported

_CSV = "Tableau pour Excel (*.csv)"
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
    make: Callable[[Reader, str, date, bool], Exported]
    query: ActionQuery | None = None
    """The actions that it holds, None for none."""


class FolderWork(QObject):
    """The commands that concern the whole folder; the window hands them over."""

    def __init__(
        self,
        window: QMainWindow,
        desk: Desk,
        banner: Callable[[], Banner],
        bar: Callable[[], WorkBar],
    ) -> None:
        """Speak through the banner of the window and show progress in its status line.

        They are asked for when they are needed: another theme makes other ones.
        """
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._find_banner = banner
        self._find_bar = bar

    @property
    def _banner(self) -> Banner:
        return self._find_banner()

    @property
    def _bar(self) -> WorkBar:
        return self._find_bar()

    def _end(self) -> None:
        self._bar.end()

    # --- exports ----------------------------------------------------------------------

    def export_actions(self, query: ActionQuery | None) -> None:
        """Write the actions of a query to a file; all of them without one."""
        from ctg_desktop.domain.views import ActionQuery
        from ctg_desktop.services.exports import actions_file

        asked = query or ActionQuery()
        self._export(
            _Export(
                "actions",
                (_CSV, _JSON),
                "action exportée",
                "actions exportées",
                lambda reader, suffix, today, confidential: actions_file(
                    reader, asked, suffix, today, with_confidential=confidential
                ),
                asked,
            )
        )

    def export_contacts(self) -> None:
        """Write the contacts in function to a file."""
        from ctg_desktop.services.exports import contacts_file

        self._export(
            _Export(
                "contacts",
                (_CSV, _VCF, _JSON),
                "contact exporté",
                "contacts exportés",
                lambda reader, suffix, today, _confidential: contacts_file(reader, suffix, today),
            )
        )

    def export_all(self) -> None:
        """Write everything to one file."""
        from ctg_desktop.domain.views import ActionQuery
        from ctg_desktop.services.exports import whole_folder_file

        self._export(
            _Export(
                "dossier",
                (_JSON,),
                "fiche exportée",
                "fiches exportées",
                lambda reader, _suffix, today, confidential: whole_folder_file(
                    reader, today, with_confidential=confidential
                ),
                ActionQuery(),
            )
        )

    def _export(self, export: _Export) -> None:
        name = f"{export.name} {self._desk.today.isoformat()}"
        self._choose_output(
            "Exporter", name, export.filters, lambda path: self._ask_what_leaves(export, path)
        )

    def _ask_what_leaves(self, export: _Export, path: Path) -> None:
        """Ask about the confidential actions that the file would hold, where there are any."""
        query, today = export.query, self._desk.today

        def look(uow: UnitOfWork) -> int:
            from ctg_desktop.services.exports import kept_back

            return 0 if query is None else kept_back(uow, query, today)

        def decide(count: int) -> None:
            def write(*, confidential: bool = False) -> None:
                self._write_export(export, path, confidential=confidential)

            if count:
                ask(_question(count), self._window, lambda: write(confidential=True), write)
            else:
                write()

        self._desk.read(look, decide, owner=self, failed=self._fail)

    def _write_export(self, export: _Export, path: Path, *, confidential: bool) -> None:
        from ctg_desktop.folder.outputs import replacing

        today, suffix = self._desk.today, path.suffix.removeprefix(".").lower()

        def write(uow: UnitOfWork, _tick: object) -> int:
            made = export.make(uow, suffix, today, confidential)
            with replacing(path) as temporary:
                temporary.write_text(made.text, encoding="utf-8", newline="")
            return made.count

        def written(count: int) -> None:
            self._end()
            words = export.singular if count == 1 else export.plural
            self._tell_file(f"{count} {words}", path)

        work = self._desk.work_on_storage(
            write,
            written,
            owner=self,
            label="L’exportation",
            failed=self._fail,
            stopped=self._end,
        )
        self._bar.follow(work, "Exportation…")

    # --- safety copies and the check --------------------------------------------------

    def back_up(self) -> None:
        """Make a verified safety copy."""

        def made(backup: BackupInfo) -> None:
            self._end()
            self._tell_file("Copie de sécurité faite et vérifiée", backup.path)
            self._desk.backed_up.emit(backup)

        work = self._desk.work_on_storage(
            lambda uow, _tick: uow.back_up("à la demande"),
            made,
            owner=self,
            label="La copie de sécurité",
            failed=self._fail,
            stopped=self._end,
        )
        self._bar.follow(work, "Copie de sécurité…")

    def verify(self) -> None:
        """Check the folder, in a dialog that shows how far it is."""
        from ui.dialogs.verification import VerificationDialog

        VerificationDialog(self._desk, self._window).open()

    # --- référentiel ------------------------------------------------------------------

    def export_reference(self) -> None:
        """Write a copy of the convention; the agglomeration publishes from its own page."""
        self._choose_output("Exporter le référentiel", "referentiel", (_TOML,), self._copy_to)

    def _copy_to(self, path: Path) -> None:
        today = self._desk.today

        def copy(uow: UnitOfWork) -> None:
            from ctg_desktop.folder.outputs import replacing
            from ctg_desktop.referentiel.writing import export

            text = export(uow, today)
            with replacing(path) as temporary:
                temporary.write_text(text, encoding="utf-8", newline="\n")

        def written(_nothing: None) -> None:
            self._tell_file("Référentiel écrit", path)

        self._desk.read(copy, written, owner=self, failed=self._fail)

    def import_reference(self) -> None:
        """Take in the convention of a file, after a preview of what it changes."""
        dialog = self._dialog("Importer un référentiel", (_TOML,))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Examiner")
        dialog.fileSelected.connect(lambda chosen: self._preview(Path(chosen)))
        dialog.open()

    def _preview(self, path: Path) -> None:
        today = self._desk.today
        self._desk.preferences.remember_folder("export", path.parent)

        def look(uow: UnitOfWork) -> Report:
            from ctg_desktop.referentiel.importing import preview
            from ctg_desktop.referentiel.reading import read

            return preview(uow, read(path), today)

        def show(report: Report) -> None:
            from ui.dialogs.reference_import import ReferenceImportDialog

            dialog = ReferenceImportDialog(report, self._window)
            dialog.confirmed.connect(lambda: self._take_in(path))
            dialog.open()

        self._desk.read(look, show, owner=self, failed=self._fail)

    def _take_in(self, path: Path) -> None:
        today = self._desk.today

        def take(uow: UnitOfWork) -> tuple[Report, Changes]:
            from ctg_desktop.referentiel.importing import take_in
            from ctg_desktop.referentiel.reading import read

            referentiel = read(path)
            if not uow.is_backed_up():
                uow.back_up("avant import")
            return take_in(uow, referentiel, today)

        def taken(report: Report) -> None:
            self._banner.tell(report.sentence(), Tone.GOOD)

        self._desk.write(take, taken, owner=self, failed=self._fail)

    # --- within -----------------------------------------------------------------------

    def _choose_output(
        self, title: str, name: str, filters: tuple[str, ...], then: Callable[[Path], None]
    ) -> None:
        """Ask where to write; the format follows the kind of file that is chosen."""
        dialog = self._dialog(title, filters)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Enregistrer")
        dialog.setDefaultSuffix(_suffix(filters[0]))
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_suffix(chosen)))
        dialog.selectFile(name)

        def write(chosen: str) -> None:
            path = Path(chosen)
            self._desk.preferences.remember_folder("export", path.parent)
            then(path)

        dialog.fileSelected.connect(write)
        dialog.open()

    def _dialog(self, title: str, filters: tuple[str, ...]) -> QFileDialog:
        folder = self._desk.preferences.folder("export")
        dialog = QFileDialog(self._window, title, str(folder))
        dialog.setNameFilters(list(filters))
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _tell_file(self, words: str, path: Path) -> None:
        url = QUrl.fromLocalFile(str(path.parent))
        offer = Offer("Ouvrir le dossier", lambda: _open(url))
        self._banner.tell(f"{words}\u00a0: «\u00a0{path}\u00a0».", Tone.GOOD, offer=offer)

    def _fail(self, error: CtgError) -> None:
        self._end()
        self._banner.tell(error.sentence, Tone.ERROR)


def _question(count: int) -> Asked:
    if count == 1:
        return Asked(
            "Une action confidentielle",
            "Une action confidentielle n’entre dans ce fichier que si vous le demandez.",
            "L’exporter aussi",
            "La laisser de côté",
        )
    return Asked(
        f"{count} actions confidentielles",
        f"{count} actions confidentielles n’entrent dans ce fichier que si vous le demandez.",
        "Les exporter aussi",
        "Les laisser de côté",
    )


def _open(url: QUrl) -> None:
    QDesktopServices.openUrl(url)


def _suffix(file_filter: str) -> str:
    """Return the suffix of a filter: `Tableau pour Excel (*.csv)` gives `csv`."""
    return file_filter.rpartition(".")[2].rstrip(")")
