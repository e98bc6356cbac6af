"""Fiches kept for reuse in the window: made, chosen, begun with, and on no page but their list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton

from ctg_desktop.domain.action import Action, Etape
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.services import rows
from tests.support.app import TODAY, Office, new_action, plain
from tests.support.secrets import SECRET, Kept, keep_secret
from tests.support.window import chosen, clicked, dialog, find, press
from tests.support.words import words_of
from tests.ui.conftest import Settle
from ui.main_window import MainWindow
from ui.pages import every_page
from ui.pages.actions.new_action import NewActionDialog
from ui.pages.actions.page import ActionsPage
from ui.targets import Target


@pytest.fixture
def kept(office: Office) -> Kept:
    with office.open() as uow:
        made = keep_secret(uow, "model")
        rows.add(uow, Etape.TYPE, {"action": made.public.id, "title": "Réunir"}, TODAY)
        new_action(uow, "Zumba", model=True)
    return made


def shown(window: MainWindow, settle: Settle, query: ActionQuery) -> ActionsPage:
    window.go(Target("actions", query=query))
    settle()
    assert isinstance(window.page, ActionsPage)
    return window.page


def test_pages_when_a_model_is_in_the_folder_then_none_shows_it_but_its_list(
    kept: Kept, window: MainWindow, settle: Settle
) -> None:
    found = {}
    for spec in every_page():
        window.go(Target(spec.key))
        settle()
        assert window.page is not None
        told = [text for _, text in words_of(window.page) if SECRET in text]
        # What was done to it is told where everything that was done is.
        found[spec.key] = [text for text in told if "créée" not in text and "modifiée" not in text]

    assert {key: told for key, told in found.items() if told} == {}
    page = shown(window, settle, ActionQuery(models=True))
    assert plain(page.panel.count_text) == "3 actions"


def test_action_when_kept_as_a_model_then_it_stays_and_another_begins_with_its_rows(
    office: Office, kept: Kept, window: MainWindow, settle: Settle
) -> None:
    page = shown(window, settle, ActionQuery())
    page.panel.table.choose([kept.public.id])
    settle()
    chosen(window.menuBar(), "Action", "Enregistrer comme modèle")
    settle()
    assert "Modèle enregistré" in plain(window.banner.text)
    assert plain(page.panel.count_text) == "1 action"

    chosen(window.menuBar(), "Action", "Nouvelle action depuis un modèle…")
    settle()
    asking = dialog(NewActionDialog)
    models = find(asking, "Commencer par un modèle", QComboBox)
    assert [models.itemText(at) for at in range(models.count())] == [
        "Aucun modèle",
        kept.public.title,
        kept.secret.title,
        "Zumba",
    ]
    models.setCurrentIndex(1)
    settle()
    title = find(asking, "Intitulé", QPlainTextEdit)
    assert title.toPlainText() == kept.public.title
    press(title, Qt.Key.Key_End)
    clicked(find(asking, "Créer l’action", QPushButton))
    settle()

    with office.open(read_only=True) as uow:
        listed = uow.action_ids(ActionQuery(), TODAY)
        made = [uow.get(Action, row) for row in listed if row != kept.public.id]
        assert len(made) == 1
        assert made[0] is not None
        assert made[0].model is None
        steps = uow.rows(Etape, where={"action": made[0].id})
        assert [step.title for step in steps] == ["Réunir"]


def test_model_when_asked_for_where_there_is_none_then_one_reads_how_to_make_it(
    window: MainWindow, settle: Settle
) -> None:
    window.go(Target("actions"))
    settle()
    chosen(window.menuBar(), "Action", "Nouvelle action depuis un modèle…")
    settle()

    told = [plain(text) for _, text in words_of(dialog(NewActionDialog))]

    assert any("pas encore de modèle" in text for text in told)


def test_list_of_models_when_one_is_chosen_then_the_new_action_begins_with_it(
    kept: Kept, window: MainWindow, settle: Settle
) -> None:
    page = shown(window, settle, ActionQuery(models=True))
    page.panel.table.choose([kept.secret.id])
    settle()
    page.commands()["new_from_model"]()
    settle()

    models = find(dialog(NewActionDialog), "Commencer par un modèle", QComboBox)

    assert models.currentText() == kept.secret.title
