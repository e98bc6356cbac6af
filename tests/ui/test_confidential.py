"""What is confidential in the window: a lock within the folder, and no way out unasked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from ctg_desktop.domain.listing import ActionQuery
from tests.support.app import Office, new_action, plain
from tests.support.secrets import SECRET, Kept, keep_secret
from tests.support.window import (
    clicked,
    clipboard_text,
    dialog,
    find,
    name_file,
    shortcut,
    typed,
)
from tests.ui.conftest import Settle
from ui.dialogs.question import QuestionDialog
from ui.main_window import MainWindow
from ui.pages.actions.page import ActionsPage
from ui.targets import Target


@pytest.fixture
def kept(office: Office) -> Kept:
    with office.open() as uow:
        made = keep_secret(uow)
        new_action(uow, "Café des parents")
    return made


@pytest.fixture
def window(kept: Kept, window: MainWindow) -> MainWindow:
    assert kept
    return window


def actions_page(window: MainWindow, settle: Settle, query: ActionQuery) -> ActionsPage:
    window.go(Target("actions", query=query))
    settle()
    page = window.findChild(ActionsPage)
    assert isinstance(page, ActionsPage)
    return page


def copied(window: MainWindow, settle: Settle, query: ActionQuery) -> str:
    page = actions_page(window, settle, query)
    QApplication.clipboard().setText("avant")
    shortcut(page.panel.table, "Ctrl+A")
    page.panel.copy()
    settle()
    return clipboard_text()


def test_list_when_copied_then_a_confidential_action_stays_and_that_is_said(
    window: MainWindow, settle: Settle, kept: Kept
) -> None:
    text = copied(window, settle, ActionQuery())

    assert len(text.split("\n")) == 3
    for mark in kept.marks():
        assert mark not in text
    assert "2 actions confidentielles sont restées de côté" in plain(window.banner.text)


def test_list_when_it_shows_linked_actions_then_no_confidential_one_is_copied(
    window: MainWindow, settle: Settle, kept: Kept
) -> None:
    page = actions_page(window, settle, ActionQuery())
    keys = [each.key for each in page.panel.model.columns]
    for key in keys:
        page.panel.table.layout_of_columns.show(keys.index(key), shown=True)
    settle()

    text = copied(window, settle, ActionQuery())

    assert "Ludothèque ouverte" in text
    assert "Actions liées" in text
    for mark in kept.marks():
        assert mark not in text


def test_list_when_all_its_actions_are_confidential_then_they_were_asked_for(
    window: MainWindow, settle: Settle
) -> None:
    assert SECRET in copied(window, settle, ActionQuery(confidential=True))


def test_copy_when_only_confidential_actions_are_chosen_then_the_clipboard_stays_as_it_was(
    window: MainWindow, settle: Settle
) -> None:
    assert copied(window, settle, ActionQuery(text=SECRET)) == "avant"
    assert "Rien n'a été copié" in plain(window.banner.text)


@pytest.mark.parametrize(
    ("command", "answer", "is_there"),
    [
        ("export_actions", "Les laisser de côté", False),
        ("export_actions", "Les exporter aussi", True),
        ("export_all", "Les laisser de côté", False),
        ("export_all", "Les exporter aussi", True),
    ],
)
def test_export_when_it_would_hold_a_confidential_action_then_it_asks(
    window: MainWindow, settle: Settle, tmp_path: Path, command: str, answer: str, is_there: bool
) -> None:
    window.do(command)
    name_file(tmp_path / "a.json", "json")
    settle()
    clicked(find(dialog(QuestionDialog), answer))
    settle()

    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    assert (SECRET in text) == is_there
    json.loads(text)


def test_search_when_it_finds_a_confidential_action_then_it_shows_with_a_lock(
    window: MainWindow, settle: Settle
) -> None:
    box = window.header.search
    typed(box, SECRET)
    settle()

    found = next(each for each in box.results if SECRET in each.title)
    assert (found.icon, found.detail) == ("lock", "confidentielle")
