"""Where a document goes: a PDF, the printer, the reader of PDF; and batches into a folder."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from ctg_desktop.documents.batches import BatchRequest
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import Tick
from ctg_desktop.typography import number
from ui.desk import Desk, Failed, Work
from ui.notify import Tone
from ui.pages.printing.outcome import Outcome, Step
from ui.pages.printing.paper import print_pages
from ui.pages.printing.press import BatchCount, Sheets, print_batch, save, source_of

if TYPE_CHECKING:
    from ctg_desktop.folder.scratch import Scratch

T = TypeVar("T")

_PDF, _BATCH = "pdf", "lot"
"""What the folders of the file dialogs are remembered under."""


class Delivery(QObject):
    """Carries documents out, and says in the strip of the page what came of it."""

    began = Signal()
    ended = Signal()
    """Work that one may follow and stop began, and is over."""

    def __init__(self, desk: Desk, outcome: Outcome, window: QWidget) -> None:
        """Speak through `outcome`; dialogs belong to `window`."""
        super().__init__(window)
        self._desk = desk
        self._outcome = outcome
        self._window = window
        self._work: Work | None = None
        self._readings: Scratch | None = None
        outcome.stopped.connect(self._stop)

    @property
    def is_at_work(self) -> bool:
        """Whether something is being printed or written now."""
        return self._work is not None

    # --- a PDF ------------------------------------------------------------------------

    def ask_where_to_save(self, sheets: Sheets) -> None:
        """Let the person choose a file, then write it."""
        dialog = QFileDialog(self._window, "Enregistrer en PDF")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Documents PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        dialog.setDirectory(str(self._desk.preferences.folder(_PDF)))
        dialog.selectFile(sheets.file_name)
        dialog.fileSelected.connect(lambda chosen: self.save_to(sheets, Path(chosen)))
        self._open(dialog)

    def save_to(self, sheets: Sheets, output: Path) -> None:
        """Write a document, whole or not at all, and say so."""
        self._desk.preferences.remember_folder(_PDF, output.parent)

        def saved(written: Path) -> None:
            self._outcome.tell(
                f"Enregistré\u00a0: «\u00a0{written}\u00a0».",
                steps=[
                    ("Ouvrir le fichier", lambda: self._show(written)),
                    ("Ouvrir le dossier", lambda: self._show(written.parent)),
                ],
            )

        self._desk.work(
            lambda _tick: save(sheets.content, output),
            saved,
            owner=self,
            label=f"L’écriture de {output.name}",
            failed=self._say_why,
        )

    def read_elsewhere(self, sheets: Sheets) -> None:
        """Open a document in the computer's reader of PDF, from a copy for the time of the day."""
        output = self._reading_folder() / sheets.file_name
        self._desk.work(
            lambda _tick: save(sheets.content, output),
            self._show,
            owner=self,
            label=f"L’ouverture de {output.name}",
            failed=self._say_why,
        )

    def _reading_folder(self) -> Path:
        """Return a folder of this program alone, which goes when the program ends."""
        if self._readings is None:
            from ctg_desktop.folder.scratch import Scratch

            self._readings = Scratch()
            atexit.register(self._readings.close)
        return self._readings.path

    def _show(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            what = "Le dossier" if path.is_dir() else "Le fichier"
            advice = "" if path.is_dir() else " Installez un lecteur de PDF, ou enregistrez-le."
            self._outcome.tell(
                f"{what} «\u00a0{path}\u00a0» n’a pas pu être ouvert\u00a0: cet ordinateur n’a "
                f"pas de programme pour cela.{advice}",
                Tone.WARNING,
            )

    # --- paper ------------------------------------------------------------------------

    def ask_how_to_print(self, sheets: Sheets, page: int) -> None:
        """Open the system's dialog, then print; `page` (from 0) is the one on screen."""
        if not QPrinterInfo.availablePrinterNames():
            self._outcome.tell(
                "Aucune imprimante n’est installée sur cet ordinateur. Installez-en une dans les "
                "réglages du système, ou enregistrez le document en PDF.",
                Tone.WARNING,
                [("Enregistrer en PDF…", lambda: self.ask_where_to_save(sheets))],
            )
            return
        printer = make_printer(sheets)
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle("Imprimer")
        dialog.setOptions(
            QAbstractPrintDialog.PrintDialogOption.PrintToFile
            | QAbstractPrintDialog.PrintDialogOption.PrintPageRange
            | QAbstractPrintDialog.PrintDialogOption.PrintCollateCopies
            | QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage
        )
        dialog.setMinMax(1, sheets.page_count)
        dialog.accepted.connect(lambda: self.print_on(printer, sheets, page))
        self._open(dialog)

    def print_on(self, printer: QPrinter, sheets: Sheets, page: int) -> None:
        """Print a document on a printer that is set up; `page` (from 0) is the one on screen."""

        def printed(count: int) -> None:
            # Of a printer's own pages and copies only the system knows the count.
            if output := printer.outputFileName():
                self._over(f"{_pages(count)} dans «\u00a0{output}\u00a0».")
            else:
                self._over(f"Envoyé à l’imprimante «\u00a0{printer.printerName()}\u00a0».")

        self._begin(
            f"L’impression de «\u00a0{sheets.title}\u00a0»",
            lambda tick: print_pages(sheets.content, printer, page, tick),
            printed,
            lambda: self._over("Impression arrêtée.", Tone.WARNING),
        )

    # --- batches ----------------------------------------------------------------------

    def ask_where_to_batch(self, request: BatchRequest) -> None:
        """Let the person choose a folder, then make every document there."""
        dialog = QFileDialog(self._window, "Dossier des documents")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Imprimer ici")
        dialog.setDirectory(str(self._desk.preferences.folder(_BATCH)))
        dialog.fileSelected.connect(lambda chosen: self.batch_into(request, Path(chosen)))
        self._open(dialog)

    def batch_into(self, request: BatchRequest, folder: Path) -> None:
        """Make every document of a batch in a folder; what stood under their names is replaced."""
        self._desk.preferences.remember_folder(_BATCH, folder)
        source = source_of(self._desk)
        count = BatchCount()
        go_on = [("Ouvrir le dossier", lambda: self._show(folder))]

        def done(_nothing: None) -> None:
            if count.total:
                self._over(f"{_documents(count.done)} dans «\u00a0{folder}\u00a0».", steps=go_on)
            else:
                self._over("Aucune action ne répond à ce filtre\u00a0: rien à imprimer.")

        def stopped() -> None:
            self._over(f"Arrêté. {_so_far(count, folder)}", Tone.WARNING, go_on)

        def failed(error: CtgError) -> None:
            self._over(f"{error.sentence} {_so_far(count, folder)}", Tone.ERROR, go_on)

        self._begin(
            "L’impression en lot",
            lambda tick: print_batch(source, request, folder, count, tick),
            done,
            stopped,
            failed,
        )

    # --- within -----------------------------------------------------------------------

    def _begin(
        self,
        what: str,
        job: Callable[[Tick], T],
        then: Callable[[T], None],
        stopped: Callable[[], None],
        failed: Failed | None = None,
    ) -> None:
        """Do work that one may follow and stop; one at a time."""
        if self._work is not None:
            return
        self._outcome.begin(what)
        self._work = self._desk.work(
            job, then, owner=self, label=what, failed=failed or self._refuse, stopped=stopped
        )
        self._work.progressed.connect(self._outcome.progress)
        self.began.emit()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _over(self, sentence: str, tone: Tone = Tone.GOOD, steps: Sequence[Step] = ()) -> None:
        self._work = None
        self._outcome.tell(sentence, tone, steps)
        self.ended.emit()

    def _refuse(self, error: CtgError) -> None:
        self._over(error.sentence, Tone.ERROR)

    def _say_why(self, error: CtgError) -> None:
        self._outcome.tell(error.sentence, Tone.ERROR)

    def _open(self, dialog: QDialog) -> None:
        """Show a dialog without stopping the window; it goes when it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if sys.platform == "win32" and isinstance(dialog, QPrintDialog):
            dialog.exec()  # the system's own dialog knows no other way there
        else:
            QDialog.open(dialog)  # PySide hides it on print dialogs behind another `open`


def make_printer(sheets: Sheets) -> QPrinter:
    """Return the usual printer, on A4, turned as the document is."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheets.title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if sheets.is_wide else orientation.Portrait)
    return printer


def _pages(count: int) -> str:
    return f"{number(count)} page imprimée" if count < 2 else f"{number(count)} pages imprimées"


def _documents(count: int) -> str:
    return f"{number(count)} document écrit" if count < 2 else f"{number(count)} documents écrits"


def _so_far(count: BatchCount, folder: Path) -> str:
    if not count.total:
        return "Rien n’a été écrit."
    return (
        f"{_documents(count.done)} en entier dans «\u00a0{folder}\u00a0», sur "
        f"{number(count.total)}."
    )
