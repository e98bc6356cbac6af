"""The référentiel edited at the agglomeration: in cards, in lists, and published."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu, KeyFigure, Objective
from ctg_desktop.referentiel.reading import read as read_file
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import actions
from tests.support import accessibility, layout
from tests.support.alone import read, shown_alone
from tests.support.app import TODAY, Office, ambition, plain
from tests.support.window import (
    answered,
    clicked,
    find,
    is_shown,
    name_of,
    press,
    retyped,
    saved_as,
    settled,
    typed,
)
from tests.support.words import words_of
from ui import theme
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.strategy.page import StrategyPage
from ui.pages.strategy.publishing import PublishDialog

Settle = Callable[[], None]
T = TypeVar("T")


@pytest.fixture
def folder(consolidator: Path) -> Path:
    """The folder of the agglomeration."""
    return consolidator


@pytest.fixture
def page(desk: Desk) -> Iterator[StrategyPage]:
    with shown_alone(StrategyPage(desk)) as made:
        yield made


def rows(desk: Desk, cls: type[T]) -> list[T]:
    found: list[T] = read(desk, lambda uow: uow.rows(cls))  # type: ignore[type-var] # entities
    return found


def text_field(page: QWidget, name: str) -> QWidget:
    """Return the control of a field, of one line or of several."""
    return next(
        each
        for each in page.findChildren(QWidget)
        if isinstance(each, (QLineEdit, QPlainTextEdit)) and each.isVisible()
        if name_of(each) == name
    )


def leave(page: StrategyPage, settle: Settle) -> None:
    """Leave the field that has the keyboard."""
    page.flush()
    settle()


@pytest.fixture
def editor(page: StrategyPage, settle: Settle) -> StrategyPage:
    """The page with the référentiel in fields."""
    page.activateWindow()
    clicked(find(page, "Modifier le référentiel"))
    settle()
    return page


def open_part(page: StrategyPage, title: str, settle: Settle) -> None:
    clicked(find(page, title, QToolButton))
    settle()


def listed(page: StrategyPage, name: str) -> list[str]:
    found = find(page, name, QListWidget)
    return [plain(found.item(at).text()) for at in range(found.count())]


def choose(page: StrategyPage, name: str, at: int, settle: Settle) -> None:
    find(page, name, QListWidget).setCurrentRow(at)
    settle()


# --- in the card -------------------------------------------------------------------------


def test_title_when_typed_in_the_card_then_it_is_there_after_reopening_and_undo_takes_it_back(
    office: Office, page: StrategyPage, desk: Desk, settle: Settle
) -> None:
    clicked(find(page, "Ambition 3"))
    settle()
    typed(text_field(page, "Intitulé"), "Accueillir chaque enfant")
    leave(page, settle)

    said = [plain(each.text()) for each in page.findChildren(QLabel)]
    assert "Ambition 3 : Accueillir chaque enfant" in said
    clicked(find(page, "Toute la stratégie"))
    settle()
    assert is_shown(page, "Ambition 3, Accueillir chaque enfant")
    assert read(desk, lambda uow: ambition(uow, "3").title) == "Accueillir chaque enfant"
    desk.undo()
    settle()
    assert is_shown(page, "Ambition 3")
    assert read(desk, lambda uow: ambition(uow, "3").title) is None


def test_title_when_saved_then_another_opening_of_the_folder_has_it(
    office: Office, page: StrategyPage, desk: Desk, settle: Settle
) -> None:
    clicked(find(page, "Enjeu 2"))
    settle()
    typed(text_field(page, "Intitulé"), "Grandir ici")
    leave(page, settle)
    desk.close()
    settle()

    with office.open() as uow:
        assert [row.title for row in uow.rows(Enjeu)] == [None, "Grandir ici", None]


# --- in the lists ------------------------------------------------------------------------


def test_order_when_a_row_is_moved_then_the_list_and_the_page_follow(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Objectifs", settle)
    choose(editor, "Objectifs", 4, settle)

    clicked(find(editor, "Monter", QPushButton))
    settle()

    moved = ["Mise en œuvre de projets", "Développement des services"]
    assert listed(editor, "Objectifs")[3:] == moved
    assert find(editor, "Objectifs", QListWidget).currentRow() == 3
    assert [row.order for row in rows(desk, Objective)] == [1, 2, 3, 4, 5]
    assert find(editor, "Descendre", QPushButton).isEnabled()


def test_row_when_added_then_it_is_created_as_soon_as_it_has_a_title(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Objectifs", settle)

    clicked(find(editor, "Ajouter", QPushButton))
    settle()
    typed(text_field(editor, "Intitulé"), "Évaluer")
    leave(editor, settle)

    assert listed(editor, "Objectifs")[-1] == "Évaluer"
    made = rows(desk, Objective)[-1]
    assert (made.title, made.order) == ("Évaluer", 6)
    assert made.convention == rows(desk, Convention)[0].id
    desk.undo()
    settle()
    assert len(listed(editor, "Objectifs")) == 5


def test_row_when_it_needs_two_fields_then_it_waits_for_both(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Chiffres clés", settle)

    clicked(find(editor, "Ajouter", QPushButton))
    settle()
    typed(text_field(editor, "Libellé"), "Lieux d’accueil")
    leave(editor, settle)
    assert len(rows(desk, KeyFigure)) == 2
    typed(text_field(editor, "Valeur"), "12")
    leave(editor, settle)

    assert [(row.label, row.value) for row in rows(desk, KeyFigure)][-1] == (
        "Lieux d’accueil",
        "12",
    )


def test_ambition_when_added_then_it_has_the_next_number(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Ambitions", settle)

    clicked(find(editor, "Ajouter", QPushButton))
    settle()
    typed(text_field(editor, "Intitulé"), "Bien vieillir")
    leave(editor, settle)

    assert listed(editor, "Ambitions")[-1] == "Ambition 9 : Bien vieillir"
    assert [row.number for row in rows(desk, Ambition)][-1] == "9"


def test_ambition_when_tied_to_an_enjeu_then_it_stands_under_it(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Ambitions", settle)
    choose(editor, "Ambitions", 6, settle)

    typed(text_field(editor, "Enjeu"), "2\n")
    leave(editor, settle)

    enjeux = {row.id: row.number for row in rows(desk, Enjeu)}
    assert enjeux[rows(desk, Ambition)[6].enjeu or ""] == "2"


def test_row_when_removed_then_undo_brings_it_back(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Cadres liés", settle)
    choose(editor, "Cadres liés", 1, settle)

    clicked(find(editor, "Retirer", QPushButton))
    settle()

    assert "Contrat Local de Santé" not in listed(editor, "Cadres liés")
    desk.undo()
    settle()
    assert listed(editor, "Cadres liés")[1] == "Contrat Local de Santé"


def test_ambition_when_actions_point_there_then_it_is_not_removed_and_one_is_told_why(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    desk.write(
        lambda uow: actions.create(
            uow, {"title": "Café", "main_ambition": ambition(uow, "1").id}, TODAY
        ),
        owner=desk,
    )
    settle()
    open_part(editor, "Ambitions", settle)

    clicked(find(editor, "Retirer", QPushButton))
    settle()

    assert len(rows(desk, Ambition)) == 8
    assert any("1 action en relève" in plain(each.text()) for each in editor.findChildren(QLabel))


def test_convention_when_its_words_are_edited_then_the_pages_use_them(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    retyped(text_field(editor, "Nom du second niveau"), "objectif")
    leave(editor, settle)
    clicked(find(editor, "Toute la stratégie"))
    settle()

    assert is_shown(editor, "Objectif 1")


def test_colour_when_it_is_none_then_the_field_keeps_the_text_and_says_what_is_expected(
    editor: StrategyPage, desk: Desk, settle: Settle
) -> None:
    open_part(editor, "Enjeux", settle)
    choose(editor, "Enjeux", 0, settle)
    before = rows(desk, Enjeu)[0].colour

    retyped(text_field(editor, "Couleur"), "bleu nuit")
    leave(editor, settle)

    assert editor.is_pending()
    assert rows(desk, Enjeu)[0].colour == before
    retyped(text_field(editor, "Couleur"), "#123456")
    leave(editor, settle)
    assert rows(desk, Enjeu)[0].colour == "#123456"


# --- publishing --------------------------------------------------------------------------


@pytest.fixture
def told(page: StrategyPage) -> list[tuple[str, Tone]]:
    found: list[tuple[str, Tone]] = []
    page.told.connect(lambda sentence, tone: found.append((plain(sentence), tone)))
    return found


def test_publication_when_something_changed_then_it_is_the_next_version(
    page: StrategyPage,
    desk: Desk,
    settle: Settle,
    told: list[tuple[str, Tone]],
    tmp_path: Path,
) -> None:
    clicked(find(page, "Ambition 1"))
    settle()
    typed(text_field(page, "Intitulé"), "Accueillir")
    clicked(find(page, "Toute la stratégie"))
    settle()
    path = tmp_path / "référentiel v2.toml"

    clicked(find(page, "Publier le référentiel…"))
    settle()
    dialog = page.findChild(PublishDialog)
    assert isinstance(dialog, PublishDialog)
    following = shipped_referentiel().version + 1
    shown = "\n".join(plain(text) for _, text in words_of(dialog))
    assert f"Depuis la version {following - 1} du" in shown
    assert "1 modifié" in shown
    tree = find(dialog, "Ce qui a changé depuis", QTreeWidget)
    (item,) = (tree.topLevelItem(at) for at in range(tree.topLevelItemCount()))
    assert item is not None
    (field,) = (item.child(at) for at in range(item.childCount()))
    assert [field.text(at) for at in range(3)] == ["Intitulé", "(vide)", "Accueillir"]
    answered(saved_as(path))
    clicked(find(dialog, "Choisir le fichier…"))
    settle()

    written = read_file(path)
    assert written.version == following
    titles = [row.values.get("title") for row in written.rows if row.entity == "ambition"]
    assert titles[0] == "Accueillir"
    assert read(desk, lambda uow: uow.rows(Convention)[0].version) == following
    assert told[0][0] == f"Référentiel version {following} publié : « {path} »."
    assert f"référentiel version {following}" in "\n".join(
        plain(each.text()) for each in page.findChildren(QLabel)
    )


def test_publication_when_nothing_changed_then_the_version_in_place_is_written_again(
    page: StrategyPage, settle: Settle, told: list[tuple[str, Tone]], tmp_path: Path
) -> None:
    path = tmp_path / "copie.toml"

    clicked(find(page, "Publier le référentiel…"))
    settle()
    dialog = page.findChild(PublishDialog)
    assert isinstance(dialog, PublishDialog)
    told_of = [plain(text) for _, text in words_of(dialog)]
    assert any(text.startswith("Rien n'a changé depuis la version") for text in told_of)
    assert not is_shown(dialog, "Version")
    answered(saved_as(path))
    clicked(find(dialog, "Choisir le fichier…"))
    settle()

    assert read_file(path).version == shipped_referentiel().version
    assert told[0][1] is Tone.GOOD


def test_publication_when_the_place_cannot_be_written_then_a_sentence_says_so(
    page: StrategyPage, settle: Settle, told: list[tuple[str, Tone]], tmp_path: Path
) -> None:
    path = tmp_path / "sortie" / "dossier.toml"
    path.mkdir(parents=True)

    clicked(find(page, "Publier le référentiel…"))
    settle()
    dialog = page.findChild(PublishDialog)
    assert isinstance(dialog, PublishDialog)
    answered(_written_to(path))
    clicked(find(dialog, "Choisir le fichier…"))
    settle()

    assert told[0][1] is Tone.ERROR
    assert [*path.parent.rglob("*")] == [path]


def _written_to(path: Path) -> Callable[[QWidget], None]:
    """Answer as a system's own dialog may: with a path that a folder has taken meanwhile."""

    def answer(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.reject()

    return answer


def test_page_when_the_folder_is_read_only_then_it_is_not_edited(
    office: Office, closed_desk: Desk, settle: Settle
) -> None:
    closed_desk.open(read_only=True)
    settled(lambda: closed_desk.is_busy)
    made = StrategyPage(closed_desk)
    made.show()
    settled(lambda: closed_desk.is_busy)

    assert not is_shown(made, "Modifier le référentiel")
    assert made.commands() == {}
    made.close()
    made.deleteLater()


def test_key_when_escape_is_pressed_in_the_editor_then_the_strategy_is_back(
    editor: StrategyPage, settle: Settle
) -> None:
    press(editor, Qt.Key.Key_Escape)
    settle()

    assert is_shown(editor, "Imprimer la synthèse")


# --- for every eye and every hand --------------------------------------------------------


def test_editor_when_heard_and_gone_through_then_every_control_has_its_name_and_its_turn(
    editor: StrategyPage, settle: Settle
) -> None:
    assert editor.editor is not None
    for part in range(7):
        editor.editor.parts.choose(part)
        settle()

        assert accessibility.unnamed(editor) == []
        assert accessibility.without_role(editor) == []
        assert accessibility.namesakes(editor) == []
        assert accessibility.steps_backwards(editor) == []
        assert accessibility.without_visible_focus(editor) == []


@pytest.mark.parametrize(("look", "percent"), [("clair", 100), ("contraste", 200)])
def test_editor_when_the_text_is_large_then_no_word_is_clipped(
    desk: Desk, settle: Settle, look: str, percent: int
) -> None:
    theme.current().apply(look, percent)
    page = StrategyPage(desk)
    page.resize(1090, 600)
    page.show()
    settle()
    page.open_editor()
    settle()
    assert page.editor is not None
    found = []
    for part in range(7):
        page.editor.parts.choose(part)
        settle()
        found += layout.clipped_words(page) + layout.outside_parent(page)
        found += layout.scrolled_sideways(page)

    assert found == []
    page.close()
    page.deleteLater()
