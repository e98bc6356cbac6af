"""A PDF, paper, and batches: whole or absent, told in a sentence, and stopped when asked."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QPageRanges
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QPushButton,
    QRadioButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from ctg_desktop.documents import PlanRequest, SummaryRequest
from ctg_desktop.documents.batches import PlacesBatch, SheetsBatch
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from tests.support.app import plain
from tests.support.folders import fill_disk, small_disk
from tests.support.window import clicked, find, is_shown
from tests.support.word_files import WordFile
from tests.ui.pages.printing.conftest import Screen, answer, text_of
from ui.desk import Desk
from ui.pages.printing.delivery import make_printer
from ui.targets import Target


def saved(screen: Screen, path: Path) -> None:
    clicked(find(screen.page, "Enregistrer en PDF…"))
    screen.settle()
    answer(screen, path)


# --- a PDF ---------------------------------------------------------------------------------


def test_pdf_when_saved_then_it_holds_what_is_on_screen(
    screen: Screen, desk: Desk, tmp_path: Path
) -> None:
    saved(screen, tmp_path / "ma synthèse.pdf")

    assert screen.told == f"Enregistré : « {tmp_path / 'ma synthèse.pdf'} »."
    assert "Ce qu'est la convention" in text_of(tmp_path / "ma synthèse.pdf")
    assert desk.preferences.folder("pdf") == tmp_path


def test_pdf_when_its_name_has_no_suffix_then_it_gets_one(screen: Screen, tmp_path: Path) -> None:
    saved(screen, tmp_path / "synthese")

    assert (tmp_path / "synthese.pdf").is_file()


def test_word_when_saved_then_it_holds_what_is_on_screen_and_confidential_actions_stay_out(
    screen: Screen, desk: Desk, tmp_path: Path
) -> None:
    clicked(find(screen.page, "Recueil des fiches", QRadioButton))
    screen.settle()
    clicked(find(screen.page, "Enregistrer pour Word…"))
    screen.settle()
    answer(screen, tmp_path / "annexe")

    output = tmp_path / "annexe.docx"
    text = plain(WordFile(output.read_bytes()).text())
    assert screen.told == f"Enregistré : « {output} »."
    assert "2 fiches action" in text
    assert "Affaire discrète" not in text
    assert desk.preferences.folder("word") == tmp_path


def test_pdf_when_the_dialog_opens_then_a_name_is_proposed(screen: Screen) -> None:
    clicked(find(screen.page, "Enregistrer en PDF…"))
    dialog = screen.page.findChild(QFileDialog)

    assert dialog is not None
    assert [Path(name).name for name in dialog.selectedFiles()] == ["Synthèse de la convention.pdf"]
    dialog.reject()
    screen.settle()
    assert screen.told == ""


def test_pdf_when_options_just_changed_then_it_is_of_the_new_ones(
    screen: Screen, tmp_path: Path
) -> None:
    clicked(find(screen.page, "Plan d'actions", QRadioButton))
    clicked(find(screen.page, "Enregistrer en PDF…"))
    screen.settle()

    answer(screen, tmp_path / "f.pdf")

    assert "Café des parents" in text_of(tmp_path / "f.pdf")


def test_pdf_when_the_disk_is_full_then_a_sentence_tells_and_nothing_is_left(
    screen: Screen, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "usb", size="64k") as disk:
        fill_disk(disk, left=4096)

        saved(screen, disk / "f.pdf")

        assert "Le disque est plein : rien n'a été écrit" in screen.told
        assert [path.name for path in disk.iterdir()] == ["lest"]
        assert "Ce qu'est la convention" in screen.text


def test_pdf_when_nothing_is_chosen_yet_then_the_page_says_what_to_choose(
    screen: Screen,
) -> None:
    clicked(find(screen.page, "Fiche action", QRadioButton))
    screen.settle()

    clicked(find(screen.page, "Enregistrer en PDF…"))
    screen.settle()

    assert screen.told == "Choisissez une action pour voir sa fiche."


class Reader(QObject):
    """Stands for the computer's reader of PDF: Qt hands it what it would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []
        QDesktopServices.setUrlHandler("file", self, "read")

    @Slot(QUrl)
    def read(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))

    def leave(self) -> None:
        QDesktopServices.unsetUrlHandler("file")


def test_pdf_when_opened_elsewhere_then_the_reader_gets_a_whole_copy(screen: Screen) -> None:
    reader = Reader()
    try:
        clicked(find(screen.page, "Ouvrir dans le lecteur PDF"))
        screen.settle()
    finally:
        reader.leave()

    assert [path.name for path in reader.opened] == ["Synthèse de la convention.pdf"]
    assert "Ce qu'est la convention" in text_of(reader.opened[0])


def test_links_when_followed_after_saving_then_the_file_and_its_folder_open(
    screen: Screen, tmp_path: Path
) -> None:
    saved(screen, tmp_path / "f.pdf")
    reader = Reader()
    try:
        clicked(find(screen.page, "Ouvrir le fichier"))
        clicked(find(screen.page, "Ouvrir le dossier"))
    finally:
        reader.leave()

    assert reader.opened == [tmp_path / "f.pdf", tmp_path]


# --- paper ---------------------------------------------------------------------------------


def pdf_printer(screen: Screen, output: Path) -> QPrinter:
    """Return the printer that the page would set up, writing into a file."""
    assert screen.page.preview.sheets is not None
    printer = make_printer(screen.page.preview.sheets)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(output))
    printer.setResolution(150)
    return printer


def printed(screen: Screen, printer: QPrinter, page: int = 0) -> str:
    assert screen.page.preview.sheets is not None
    screen.page.delivery.print_on(printer, screen.page.preview.sheets, page)
    screen.settle()
    return screen.told


def pages_of(path: Path) -> list[tuple[float, float]]:
    return [(float(p.mediabox.width), float(p.mediabox.height)) for p in PdfReader(path).pages]


def test_paper_when_no_printer_is_installed_then_a_sentence_offers_a_pdf(
    screen: Screen, tmp_path: Path
) -> None:
    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this computer has a printer")

    clicked(find(screen.page, "Imprimer…"))
    screen.settle()

    assert "Aucune imprimante n'est installée" in screen.told
    clicked(find(screen.page.outcome, "Enregistrer en PDF…"))
    answer(screen, tmp_path / "f.pdf")
    assert "Ce qu'est la convention" in text_of(tmp_path / "f.pdf")


def test_paper_when_printed_then_every_page_is_drawn(screen: Screen, tmp_path: Path) -> None:
    told = printed(screen, pdf_printer(screen, tmp_path / "f.pdf"))

    count = screen.page.preview.pages.page_count
    assert told == f"{count} pages imprimées dans « {tmp_path / 'f.pdf'} »."
    portrait = (pytest.approx(595, abs=2), pytest.approx(842, abs=2))
    assert pages_of(tmp_path / "f.pdf") == [portrait] * count
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".pdf"] == ["f.pdf"]


def test_paper_when_the_plan_is_printed_then_its_sheets_lie_across(
    screen: Screen, tmp_path: Path
) -> None:
    screen.page.show_target(Target("printing", request=PlanRequest()))
    screen.settle()

    printed(screen, pdf_printer(screen, tmp_path / "f.pdf"))

    assert all(width > height for width, height in pages_of(tmp_path / "f.pdf"))


def test_paper_when_a_page_is_chosen_then_it_alone_is_drawn(screen: Screen, tmp_path: Path) -> None:
    by_range = pdf_printer(screen, tmp_path / "1.pdf")
    by_range.setPrintRange(QPrinter.PrintRange.PageRange)
    by_range.setPageRanges(QPageRanges.fromString("2"))
    current = pdf_printer(screen, tmp_path / "2.pdf")
    current.setPrintRange(QPrinter.PrintRange.CurrentPage)
    beyond = pdf_printer(screen, tmp_path / "3.pdf")
    beyond.setPrintRange(QPrinter.PrintRange.PageRange)
    beyond.setFromTo(7, 9)

    assert printed(screen, by_range).startswith("1 page imprimée")
    assert printed(screen, current, page=1).startswith("1 page imprimée")
    assert "Aucune de ces pages" in printed(screen, beyond)

    assert len(pages_of(tmp_path / "1.pdf")) == len(pages_of(tmp_path / "2.pdf")) == 1
    assert not (tmp_path / "3.pdf").exists()


@pytest.mark.parametrize("is_collated", [True, False])
def test_paper_when_copies_are_asked_then_each_page_comes_as_often(
    screen: Screen, tmp_path: Path, is_collated: bool
) -> None:
    printer = pdf_printer(screen, tmp_path / "f.pdf")
    printer.setCopyCount(3)
    printer.setCollateCopies(is_collated)

    count = screen.page.preview.pages.page_count
    assert printed(screen, printer).startswith(f"{3 * count} pages imprimées")

    drawn = [page.images[0].data for page in PdfReader(tmp_path / "f.pdf").pages]
    pages = drawn[:count] if is_collated else drawn[::3]
    assert len(set(pages)) == count > 1
    assert drawn == (pages * 3 if is_collated else [page for page in pages for _ in range(3)])


def test_paper_when_stopped_then_no_file_is_left(screen: Screen, tmp_path: Path) -> None:
    printer = pdf_printer(screen, tmp_path / "f.pdf")
    assert screen.page.preview.sheets is not None
    screen.page.delivery.print_on(printer, screen.page.preview.sheets, 0)

    clicked(find(screen.page, "Arrêter le travail en cours"))
    screen.settle()

    assert screen.told == "Impression arrêtée."
    assert list(tmp_path.glob("**/*.pdf")) == []


def test_paper_when_the_file_cannot_be_written_then_a_sentence_tells(
    screen: Screen, tmp_path: Path
) -> None:
    told = printed(screen, pdf_printer(screen, tmp_path / "absent" / "f.pdf"))

    assert "n'a pas pu être écrit" in told or "n'existe pas" in told
    assert not screen.page.delivery.is_at_work


def cups_pdf_queue() -> str:
    """Return the name of a queue that prints into PDF files, or skip the test."""
    if shutil.which("lpstat") is None:
        pytest.skip("no printing system here")
    told = subprocess.run(["lpstat", "-v"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\S+)\s*: cups-pdf:", told)
    if found is None:
        pytest.skip("no queue that prints into files")
    return found[1]


def test_paper_when_a_real_queue_is_chosen_in_the_dialog_then_its_sheets_come_out(
    screen: Screen, qtbot: QtBot
) -> None:
    queue = cups_pdf_queue()
    folder = Path.home() / "PDF"
    before = set(folder.glob("*.pdf"))

    clicked(find(screen.page, "Imprimer…", QPushButton))
    screen.settle()
    dialog = screen.page.findChild(QPrintDialog)
    assert dialog is not None
    names = dialog.findChild(QComboBox, "printers")
    assert names is not None
    names.setCurrentIndex(names.findText(queue))
    copies = dialog.findChild(QSpinBox, "copies")
    assert copies is not None
    copies.setValue(2)
    accept = dialog.findChild(QDialogButtonBox)
    assert accept is not None
    clicked(accept.button(QDialogButtonBox.StandardButton.Ok))
    screen.settle()
    assert screen.told == f"Envoyé à l'imprimante « {queue} »."

    def come_out() -> set[Path]:
        return {path for path in set(folder.glob("*.pdf")) - before if path.stat().st_size}

    qtbot.waitUntil(lambda: bool(come_out()), timeout=60_000)
    qtbot.waitUntil(lambda: _is_whole(next(iter(come_out()))), timeout=60_000)
    assert len(pages_of(next(iter(come_out())))) == 2 * 2


def _is_whole(path: Path) -> bool:
    return path.read_bytes().rstrip().endswith(b"%%EOF")


# --- batches -------------------------------------------------------------------------------


def place_batch(screen: Screen, folder: Path) -> None:
    screen.page.delivery.batch_into(PlacesBatch(), folder)


def wait_for_files(qtbot: QtBot, folder: Path, count: int) -> None:
    qtbot.waitUntil(lambda: len(list(folder.glob("*.pdf"))) >= count, timeout=20_000)


def whole(folder: Path) -> int:
    """Return how many documents a folder holds; each must be whole, and nothing beside them."""
    assert {path.suffix for path in folder.iterdir()} <= {".pdf"}
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    return sum(len(PdfReader(path).pages) > 0 for path in folder.iterdir())


def test_batch_of_sheets_when_made_then_the_filter_chooses_them(
    screen: Screen, tmp_path: Path
) -> None:
    query = ActionQuery(statuses=frozenset({Status.EN_COURS}))
    screen.page.show_target(Target("printing", request=PlanRequest(query)))
    clicked(find(screen.page, "Fiche action", QRadioButton))
    screen.settle()
    assert is_shown(screen.page, "Statut : en cours")
    folder = tmp_path / "fiches"
    folder.mkdir()

    clicked(find(screen.page, "Une fiche par action…"))
    screen.settle()
    answer(screen, folder)

    assert screen.told == f"1 document écrit dans « {folder} »."
    assert [path.name for path in folder.iterdir()] == ["Fiche BET-2026-001 Café des parents.pdf"]
    assert is_shown(screen.page, "Ouvrir le dossier")


def test_batch_when_the_font_lacks_signs_then_the_documents_are_named(
    screen: Screen, desk: Desk, tmp_path: Path
) -> None:
    def marked(uow: UnitOfWork) -> tuple[object, Changes]:
        action = next(row for row in uow.rows(Action) if row.title == "Ludothèque")
        return actions.edit(uow, action.id, {"constat": "🎉"})

    desk.write(marked, owner=desk)
    screen.settle()
    screen.page.delivery.batch_into(SheetsBatch(), tmp_path)
    screen.settle()

    assert screen.told.endswith(
        "Des signes n'ont pas été imprimés dans « Fiche BET-2026-002 Ludothèque.pdf » : l'aperçu "
        "dit lesquels."
    )


def test_batch_when_no_action_is_found_then_it_says_so(screen: Screen, tmp_path: Path) -> None:
    query = ActionQuery(text="introuvable")
    screen.page.show_target(Target("printing", request=PlanRequest(query)))
    clicked(find(screen.page, "Fiche action", QRadioButton))
    screen.settle()

    clicked(find(screen.page, "Une fiche par action…"))
    screen.settle()
    answer(screen, tmp_path)

    assert "Aucune action ne répond à ce filtre" in screen.told


def test_batch_when_stopped_then_what_is_written_is_whole_and_counted(
    screen: Screen, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    place_batch(screen, folder)
    wait_for_files(qtbot, folder, 2)
    assert not find(screen.page, "Imprimer…", QPushButton).isEnabled()

    clicked(find(screen.page, "Arrêter le travail en cours"))
    screen.settle()

    count = whole(folder)
    assert 2 <= count < 100
    assert screen.told == (
        f"Arrêté. {count} documents écrits en entier dans « {folder} », sur 100."
    )
    assert find(screen.page, "Imprimer…", QPushButton).isEnabled()


def test_batch_when_it_runs_then_progress_is_told_and_the_window_answers(
    screen: Screen, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    place_batch(screen, folder)
    wait_for_files(qtbot, folder, 3)

    words = plain(find(screen.page, "Avancement").accessibleDescription())
    assert "sur 100 – 62" in words
    clicked(find(screen.page, "Annuaire des contacts", QRadioButton))
    assert find(screen.page, "Annuaire des contacts", QRadioButton).isChecked()

    clicked(find(screen.page, "Arrêter le travail en cours"))
    screen.settle()
    assert "HERMANT" in screen.text


def test_batch_when_a_file_cannot_be_replaced_then_the_sentence_counts(
    screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    second = folder / "Fiche BET-2026-002 Ludothèque.pdf"
    second.write_bytes(b"ancien")
    second.chmod(0o444)
    clicked(find(screen.page, "Fiche action", QRadioButton))
    screen.settle()

    clicked(find(screen.page, "Une fiche par action…"))
    screen.settle()
    answer(screen, folder)

    assert "l'ancien fichier est intact" in screen.told
    assert f"1 document écrit en entier dans « {folder} », sur 2." in screen.told
    assert second.read_bytes() == b"ancien"


def test_batch_when_the_disk_fills_then_every_file_is_whole(screen: Screen, tmp_path: Path) -> None:
    with small_disk(tmp_path / "usb", size="1m") as disk:
        place_batch(screen, disk)
        screen.settle()

        assert "Le disque est plein" in screen.told
        count = whole(disk)
        assert 0 < count < 100
        assert f"{count} documents écrits en entier" in screen.told


def test_batch_when_the_window_closes_then_no_file_is_half_written(
    desk: Desk, screen: Screen, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "lot"
    folder.mkdir()
    place_batch(screen, folder)
    wait_for_files(qtbot, folder, 2)
    assert [work.label for work in desk.works] == ["L’impression en lot"]

    for work in desk.works:
        work.cancel()
    screen.settle()

    assert 2 <= whole(folder) < 100


def test_dialogs_when_closed_then_nothing_is_left_of_them(
    screen: Screen, settle: Callable[[], None]
) -> None:
    clicked(find(screen.page, "Enregistrer en PDF…"))
    settle()
    dialog = screen.page.findChild(QDialog)
    assert dialog is not None

    dialog.reject()
    settle()
    QApplication.sendPostedEvents(None, 52)  # what is to be deleted

    assert screen.page.findChild(QDialog) is None
    assert screen.page.printable() == SummaryRequest()
