"""Where a document goes: a PDF, the printer, the reader of PDF; and batches into a folder."""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPageLayout, QPageSize
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from ctg_desktop.documents import Form
from ctg_desktop.documents.batches import BatchRequest
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import CancelledError, Tick
from ctg_desktop.typography import counted, number
from ui.desk import Desk, Work
from ui.dialogs.file_choice import FileChoice, existing_folder, file_to_write
from ui.flow import Steps, answered
from ui.notify import Tone
from ui.pages.printing.outcome import Outcome
from ui.pages.printing.outcome import Step as NextStep
from ui.pages.printing.paper import print_pages
from ui.pages.printing.press import (
    BatchCount,
    Sheets,
    print_batch,
    pull_for_word,
    save,
    source_of,
)

if TYPE_CHECKING:
    from ctg_desktop.folder.scratch import Scratch

T = TypeVar("T")

_WITHOUT_READER = {
    Form.PDF.value: " Installez un lecteur de PDF, ou enregistrez-le.",
    Form.WORD.value: " Installez LibreOffice ou Word.",
}
"""What one may do where nothing opens a file."""


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
        self._flow(self._save_as(sheets))

    def _save_as(self, sheets: Sheets) -> Steps:
        kinds = ("Documents PDF (*.pdf)",)
        choice = FileChoice("Enregistrer en PDF", "pdf", "Enregistrer", kinds, sheets.file_name)
        output = yield file_to_write(choice, self._window, self._desk.preferences)
        if output is not None:
            yield from self._save(sheets, output)

    def _save(self, sheets: Sheets, output: Path) -> Steps:
        written = yield self._desk.working(
            lambda _tick: save(sheets.content, output), f"L’écriture de {output.name}"
        )
        self._outcome.tell(f"Enregistré : « {written} ».", steps=self._ways_to(written))

    def ask_where_to_reword(self, sheets: Sheets) -> None:
        """Let the person choose a file, then write the document there for Word."""
        self._flow(self._reword_as(sheets))

    def _reword_as(self, sheets: Sheets) -> Steps:
        kinds = (f"Documents Word (*{Form.WORD.value})",)
        name = str(Path(sheets.file_name).with_suffix(Form.WORD.value))
        choice = FileChoice("Enregistrer pour Word", "word", "Enregistrer", kinds, name)
        output = yield file_to_write(choice, self._window, self._desk.preferences)
        if output is None or self.is_at_work:
            return
        source = source_of(self._desk)
        try:
            written = yield from self._long(
                f"L’écriture de {output.name}",
                lambda tick: pull_for_word(source, sheets.request, output, tick),
            )
        except CancelledError:
            self._over("Enregistrement arrêté : rien n’a été écrit.", Tone.WARNING)
        except CtgError as error:
            self._over(error.sentence, Tone.ERROR)
        else:
            self._over(f"Enregistré : « {written} ».", steps=self._ways_to(written))

    def _ways_to(self, written: Path) -> list[NextStep]:
        return [
            ("Ouvrir le fichier", lambda: self._show(written)),
            ("Ouvrir le dossier", lambda: self._show(written.parent)),
        ]

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
            advice = _WITHOUT_READER.get(path.suffix, "") if path.is_file() else ""
            self._outcome.tell(
                f"{what} « {path} » n’a pas pu être ouvert : cet ordinateur n’a "
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
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._flow(self._ask_and_print(dialog, printer, sheets, page))

    def _ask_and_print(
        self, dialog: QPrintDialog, printer: QPrinter, sheets: Sheets, page: int
    ) -> Steps:
        if (yield answered(dialog, partial(_show_print_dialog, dialog))):
            yield from self._print(printer, sheets, page)

    def print_on(self, printer: QPrinter, sheets: Sheets, page: int) -> None:
        """Print a document on a printer that is set up; `page` (from 0) is the one on screen."""
        self._flow(self._print(printer, sheets, page))

    def _print(self, printer: QPrinter, sheets: Sheets, page: int) -> Steps:
        if self.is_at_work:
            return
        try:
            count = yield from self._long(
                f"L’impression de « {sheets.title} »",
                lambda tick: print_pages(sheets.content, printer, page, tick),
            )
        except CancelledError:
            self._over("Impression arrêtée.", Tone.WARNING)
        except CtgError as error:
            self._over(error.sentence, Tone.ERROR)
        else:
            # Of a printer's own pages and copies only the system knows the count.
            if output := printer.outputFileName():
                self._over(f"{_pages(count)} dans « {output} ».")
            else:
                self._over(f"Envoyé à l’imprimante « {printer.printerName()} ».")

    # --- batches ----------------------------------------------------------------------

    def ask_where_to_batch(self, request: BatchRequest) -> None:
        """Let the person choose a folder, then make every document there."""
        self._flow(self._batch_somewhere(request))

    def _batch_somewhere(self, request: BatchRequest) -> Steps:
        choice = FileChoice("Dossier des documents", "lot", "Imprimer ici")
        folder = yield existing_folder(choice, self._window, self._desk.preferences)
        if folder is not None:
            yield from self._batch(request, folder)

    def batch_into(self, request: BatchRequest, folder: Path) -> None:
        """Make every document of a batch in a folder; what stood under their names is replaced."""
        self._flow(self._batch(request, folder))

    def _batch(self, request: BatchRequest, folder: Path) -> Steps:
        if self.is_at_work:
            return
        source, count = source_of(self._desk), BatchCount()
        go_on = [("Ouvrir le dossier", lambda: self._show(folder))]
        try:
            yield from self._long(
                "L’impression en lot",
                lambda tick: print_batch(source, request, folder, count, tick),
            )
        except CancelledError:
            self._over(f"Arrêté. {_so_far(count, folder)}", Tone.WARNING, go_on)
        except CtgError as error:
            self._over(f"{error.sentence} {_so_far(count, folder)}", Tone.ERROR, go_on)
        else:
            if count.total:
                told = f"{_documents(count.done)} dans « {folder} »."
                self._over(f"{told} {_remarked(count)}".rstrip(), steps=go_on)
            else:
                self._over("Aucune action ne répond à ce filtre : rien à imprimer.")

    # --- within -----------------------------------------------------------------------

    def _flow(self, steps: Steps) -> None:
        self._desk.flow(steps, owner=self, failed=self._say_why)

    def _long(self, what: str, job: Callable[[Tick], object]) -> Steps:
        """Do work that one may follow and stop."""
        self._outcome.begin(what)
        return (yield self._desk.working(job, what, self._follow))

    def _follow(self, work: Work) -> None:
        self._work = work
        work.progressed.connect(self._outcome.progress)
        self.began.emit()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _over(self, sentence: str, tone: Tone = Tone.GOOD, steps: Sequence[NextStep] = ()) -> None:
        self._work = None
        self._outcome.tell(sentence, tone, steps)
        self.ended.emit()

    def _say_why(self, error: CtgError) -> None:
        self._outcome.tell(error.sentence, Tone.ERROR)


def _show_print_dialog(dialog: QPrintDialog) -> None:
    if sys.platform == "win32":
        dialog.exec()  # the system's own dialog knows no other way there
    else:
        QDialog.open(dialog)  # PySide hides it behind another `open`


def make_printer(sheets: Sheets) -> QPrinter:
    """Return the usual printer, on A4, turned as the document is."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheets.title)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if sheets.is_wide else orientation.Portrait)
    return printer


def _pages(count: int) -> str:
    return counted(count, "page imprimée", "pages imprimées")


def _documents(count: int) -> str:
    return counted(count, "document écrit", "documents écrits")


_MOST_NAMED = 5
"""How many files of a batch are named."""


def _remarked(count: BatchCount) -> str:
    """Return what is to be known of a batch: its logos, and where signs were not printed."""
    told = [*count.remarks]
    if count.lacking:
        names = ", ".join(f"« {name} »" for name in count.lacking[:_MOST_NAMED])
        more = "…" if len(count.lacking) > _MOST_NAMED else ""
        told.append(
            f"Des signes n’ont pas été imprimés dans {names}{more} : l’aperçu dit lesquels."
        )
    return " ".join(told)


def _so_far(count: BatchCount, folder: Path) -> str:
    if not count.total:
        return "Rien n’a été écrit."
    return f"{_documents(count.done)} en entier dans « {folder} », sur {number(count.total)}."
