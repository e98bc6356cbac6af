"""The pages themselves: what they hold of a document, and when they let go of it."""

import gc
import threading

import pytest
import shiboken6
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QWidget

from ctg_desktop.printing.engine.document import Edition, rendered
from ctg_desktop.printing.masthead import masthead
from tests.support.app import TODAY
from tests.support.window import delete_what_is_due, settled
from ui.pages.printing.pages_view import PagesView, open_pages


@pytest.fixture
def content() -> bytes:
    """A PDF of one page."""
    story = [masthead("Essai", structure="Béthune", subtitle="")]
    return rendered(story, Edition("Essai", "Essai", "Béthune", TODAY))


def opened_aside(content: bytes) -> QPdfDocument:
    """Open a PDF on a thread of its own, as the press does."""
    made: list[QPdfDocument] = []
    thread = threading.Thread(target=lambda: made.append(open_pages(content)))
    thread.start()
    thread.join()
    return made.pop()


def documents(app: QApplication) -> int:
    return len(app.findChildren(QPdfDocument))


def test_documents_when_others_take_their_place_then_only_the_last_stays(
    qapp: QApplication, content: bytes
) -> None:
    place = QWidget()
    view = PagesView(place)
    place.show()
    for _ in range(3):
        view.show_pdf(opened_aside(content), "Essai", is_same=True)
        settled(lambda: False)

    delete_what_is_due()

    assert documents(qapp) == 1
    assert view.page_text(0).startswith("Béthune")
    place.close()
    shiboken6.delete(place)
    delete_what_is_due()
    assert documents(qapp) == 0


def test_view_when_it_goes_while_python_has_let_go_of_its_document_then_all_is_well(
    qapp: QApplication, content: bytes
) -> None:
    for _ in range(10):
        place = QWidget()
        view = PagesView(place)
        view.show_pdf(opened_aside(content), "Essai", is_same=False)
        place.show()
        QApplication.processEvents()
        view._shown = None  # noqa: SLF001 - as when the collector is quicker than Qt
        gc.collect()

        shiboken6.delete(place)
        delete_what_is_due()

    assert documents(qapp) == 0


def test_document_when_it_was_opened_aside_then_it_is_the_interface_thread_s(
    qapp: QApplication, content: bytes
) -> None:
    document = opened_aside(content)

    assert document.thread() is qapp.thread()
    assert document.children()[0].thread() is qapp.thread()
    shiboken6.delete(document)


def test_document_when_nobody_waits_for_it_any_more_then_it_goes(
    qapp: QApplication, content: bytes
) -> None:
    gone: list[bool] = []
    document = opened_aside(content)
    document.destroyed.connect(lambda: gone.append(True))

    del document
    gc.collect()

    assert gone
    assert documents(qapp) == 0
