"""What was asked for comes back after the page is gone, or looks otherwise: nothing happens."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtWidgets import QRadioButton
from shiboken6 import delete

from tests.support.window import clicked, delete_what_is_due, find
from tests.ui.conftest import Settle
from ui import theme
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.pages import PAGES, PageSpec, registers
from ui.targets import Target

on_typical = pytest.mark.parametrize("folder", ["typical"], indirect=True)


@contextmanager
def threads_held(desk: Desk) -> Iterator[None]:
    """Let what is asked meanwhile be done at the end only."""
    gate = threading.Event()
    desk.read(lambda _uow: gate.wait(20), lambda _done: None, owner=desk)
    desk.press(lambda: gate.wait(20), lambda _done: None, owner=desk)
    try:
        yield
    finally:
        gate.set()


@on_typical
@pytest.mark.parametrize("spec", [*PAGES, registers()[0]], ids=lambda spec: spec.key)
def test_page_when_gone_before_what_it_asked_for_came_then_nothing_happens(
    desk: Desk, settle: Settle, spec: PageSpec
) -> None:
    page = spec.load()(desk)
    page.show()
    settle()

    with threads_held(desk):
        page.refresh_now()
        delete(page)
    settle()  # an exception fails the test


@on_typical
def test_pages_when_the_text_grows_while_they_read_then_each_is_there_in_the_new_size(
    window: MainWindow, settle: Settle
) -> None:
    for percent, spec in enumerate(PAGES, 101):
        window.go(Target(spec.key))
        former = window.page
        assert former is not None

        with threads_held(window.desk):
            former.refresh_now()
            theme.current().apply("clair", percent)
            delete_what_is_due()
        settle()

        assert window.page is not None
        assert (window.page.key, window.page is former) == (spec.key, False)


@on_typical
def test_document_when_chosen_just_before_the_text_grows_then_it_is_previewed(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("printing"))
    settle()

    clicked(find(window, "Annuaire des contacts", QRadioButton))
    theme.current().apply("clair", 110)
    delete_what_is_due()
    settle()

    assert window.page is not None
    assert window.page.printable() is not None
