"""Folders that do not open: each has its screen, and nothing is written before a choice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from ctg_desktop.errors import (
    CtgError,
    DamagedError,
    DiskFullError,
    FolderHeldError,
    FolderMissingError,
    ForeignFileError,
    ReadOnlyError,
    StorageError,
    TooNewError,
    TooOldError,
)
from ctg_desktop.paths import DataFolder
from tests.support.app import Office, new_action, plain
from tests.support.folders import (
    ask_sql,
    content,
    held_elsewhere,
    make_read_only,
    run_sql,
    small_disk,
)
from tests.support.program import Run
from tests.support.window import clicked, dialog, find, is_shown, name_file
from ui.dialogs.bringing_back import BringingBackDialog
from ui.dialogs.copy_choice import CopyChoiceDialog
from ui.first_start.screen import FirstStartScreen
from ui.opening.explanations import Way, explained
from ui.opening.screen import OpeningScreen
from ui.widgets.labels import Body, Note


@pytest.fixture
def folder(bethune: Path, tmp_path: Path) -> DataFolder:
    """A folder with one action in its safety copy, and one that came after it."""
    office = Office.copied(bethune, tmp_path / "dossier")
    with office.open() as uow:
        new_action(uow, "Avant la copie")
        uow.back_up("essai")
        new_action(uow, "Après la copie")
    return DataFolder(office.folder)


def screen(run: Run) -> OpeningScreen:
    found = run.window.findChild(OpeningScreen)
    assert isinstance(found, OpeningScreen)
    return found


def way_out(run: Run, way: Way) -> None:
    clicked(find(run.window, way.value, QPushButton))
    run.settle()


def titles(run: Run) -> list[str]:
    from ctg_desktop.domain.action import Action

    found: list[list[str]] = []
    run.desk.read(
        lambda uow: sorted(row.title or "" for row in uow.rows(Action)),
        found.append,
        owner=run.desk,
    )
    run.settle()
    return found[0]


def test_held_folder_when_opened_then_it_says_who_has_it_and_can_be_read(
    run: Run, folder: DataFolder
) -> None:
    with held_elsewhere(folder):
        run.begin(folder.path)

        assert screen(run).title == "Ce dossier est déjà ouvert"
        told = " ".join(plain(label.text()) for label in screen(run).findChildren(Body))
        assert "ouvert par Camille Essai sur l'ordinateur" in told
        way_out(run, Way.READ)

        assert run.desk.office.is_read_only
        assert is_shown(run.window, "Lecture seule")
        assert titles(run) == ["Après la copie", "Avant la copie"]


def test_held_folder_when_it_is_let_go_then_trying_again_opens_it(
    run: Run, folder: DataFolder
) -> None:
    with held_elsewhere(folder):
        run.begin(folder.path)
        way_out(run, Way.TRY_AGAIN)
        assert is_shown(run.window, Way.READ.value)

    clicked(find(run.window, Way.TRY_AGAIN.value, QPushButton))  # twice, in a hurry
    way_out(run, Way.TRY_AGAIN)

    assert run.desk.is_open
    assert not run.desk.office.is_read_only
    assert not is_shown(run.window, Way.TRY_AGAIN.value)


def test_folder_when_it_was_there_and_is_gone_then_no_first_start_hides_it(
    run: Run, folder: DataFolder, tmp_path: Path
) -> None:
    run.begin(folder.path).close()
    run.end()
    again = Run()
    folder.path.rename(tmp_path / "débranché")

    again.begin(None)

    assert screen(again).title == "Vos données ne sont plus là"
    assert not folder.path.exists()
    (tmp_path / "débranché").rename(folder.path)
    way_out(again, Way.TRY_AGAIN)
    assert again.desk.is_open
    again.end()


def test_folder_when_it_is_only_to_be_read_and_is_not_there_then_it_says_so(
    run: Run, tmp_path: Path
) -> None:
    run.begin(tmp_path / "nulle part", read_only=True)

    assert screen(run).title == "Vos données ne sont plus là"
    assert not (tmp_path / "nulle part").exists()


def test_folder_when_it_is_gone_then_a_new_one_may_be_begun_in_the_own_place(
    run: Run, folder: DataFolder
) -> None:
    run.begin(folder.path).close()
    run.end()
    again = Run()
    shutil.rmtree(folder.path)
    again.begin(None)

    way_out(again, Way.ANEW)

    found = again.window.findChild(FirstStartScreen)
    assert isinstance(found, FirstStartScreen)
    assert found.folder.name == "CTG Desktop"
    assert found.folder != folder.path
    again.end()


def test_damaged_base_when_its_copy_is_taken_back_then_the_folder_opens(
    run: Run, folder: DataFolder
) -> None:
    damaged = b"abime" + folder.base.read_bytes()[5:]
    folder.base.write_bytes(damaged)
    before = content(folder)
    run.begin(folder.path)
    assert screen(run).title == "La base est endommagée"
    assert content(folder) == before

    way_out(run, Way.RESTORE)
    run.settle()
    choice = dialog(CopyChoiceDialog)
    told = " ".join(plain(each.text()) for each in choice.findChildren(Body))
    assert "1 action : tout y est lisible" in told
    clicked(find(choice, "Reprendre cette copie", QPushButton))
    run.settle()

    assert titles(run) == ["Avant la copie"]
    aside = next(folder.path.glob("mise_de_cote_*"))
    assert (aside / "ctg.sqlite").read_bytes() == damaged
    assert aside.name in run.window.banner.text


def damage_tables(folder: DataFolder) -> None:
    """Overwrite the first page of the table of actions, which the log can give again."""
    ((page,),) = ask_sql(folder, "SELECT rootpage FROM sqlite_schema WHERE name = 'action'")
    with folder.base.open("r+b") as file:
        file.seek((int(str(page)) - 1) * 4096)
        file.write(b"\xa5" * 4096)


def test_damaged_base_when_its_copy_is_taken_back_then_what_was_noted_since_is_offered(
    run: Run, folder: DataFolder
) -> None:
    damage_tables(folder)
    run.begin(folder.path)
    way_out(run, Way.RESTORE)
    run.settle()
    clicked(find(dialog(CopyChoiceDialog), "Reprendre cette copie", QPushButton))
    run.settle()
    assert titles(run) == ["Avant la copie"]

    clicked(find(run.window, "Voir ce qui a été noté depuis…", QPushButton))
    run.settle()
    asked = dialog(BringingBackDialog)
    assert is_shown(asked, "1 geste n'est pas dans ce dossier")
    clicked(find(asked, "Le remettre", QPushButton))
    run.settle()

    assert titles(run) == ["Après la copie", "Avant la copie"]


def test_damaged_base_when_it_is_made_anew_from_its_log_then_nothing_is_lost(
    run: Run, folder: DataFolder
) -> None:
    damage_tables(folder)
    damaged = folder.base.read_bytes()
    run.begin(folder.path)

    way_out(run, Way.REBUILD)
    run.settle()

    assert titles(run) == ["Après la copie", "Avant la copie"]
    assert "reconstruite d'après son journal" in plain(run.window.banner.text)
    aside = next(folder.path.glob("mise_de_cote_*"))
    assert (aside / "ctg.sqlite").read_bytes() == damaged


def test_damaged_base_when_its_log_cannot_be_read_then_the_other_ways_out_stay(
    run: Run, folder: DataFolder
) -> None:
    folder.base.write_bytes(b"abime" + folder.base.read_bytes()[5:])
    before = content(folder)
    run.begin(folder.path)

    way_out(run, Way.REBUILD)
    run.settle()

    assert content(folder) == before
    told = " ".join(plain(note.text()) for note in screen(run).findChildren(Note))
    assert "Reprenez une copie de sécurité" in told
    assert is_shown(run.window, Way.RESTORE.value)


def test_damaged_base_when_the_person_thinks_again_then_nothing_is_changed(
    run: Run, folder: DataFolder
) -> None:
    folder.base.write_bytes(b"abime" + folder.base.read_bytes()[5:])
    before = content(folder)
    run.begin(folder.path)

    way_out(run, Way.RESTORE)
    clicked(find(dialog(CopyChoiceDialog), "Ne rien changer", QPushButton))
    run.settle()

    after = content(folder)
    after.pop("sauvegardes/controles.json", None)  # what looking at the copies found
    assert after == before
    assert is_shown(run.window, Way.QUIT.value)


def test_damaged_base_when_there_is_no_copy_then_one_kept_elsewhere_is_chosen_by_its_file(
    run: Run, folder: DataFolder, tmp_path: Path
) -> None:
    folder.base.write_bytes(b"")
    elsewhere = next(folder.backups.iterdir()).rename(tmp_path / "copie de la clé.sqlite")
    shutil.rmtree(folder.backups)
    run.begin(folder.path)

    way_out(run, Way.RESTORE)
    run.settle()
    choice = dialog(CopyChoiceDialog)
    assert isinstance(choice, CopyChoiceDialog)
    assert "Aucune copie de sécurité" in choice.table.empty.words
    assert not find(choice, "Reprendre cette copie", QPushButton).isEnabled()
    clicked(find(choice, "Choisir un fichier…", QPushButton))
    name_file(elsewhere)
    run.settle()
    clicked(find(choice, "Reprendre cette copie", QPushButton))
    run.settle()

    assert titles(run) == ["Avant la copie"]


def test_lost_folder_when_a_copy_is_left_elsewhere_then_it_is_taken_back(
    run: Run, folder: DataFolder, tmp_path: Path
) -> None:
    run.begin(folder.path).close()
    run.end()
    copy = next(each for each in folder.backups.iterdir() if "essai" in each.name)
    elsewhere = copy.rename(tmp_path / "copie.sqlite")
    shutil.rmtree(folder.path)
    again = Run().begin(None)
    assert screen(again).title == "Vos données ne sont plus là"

    way_out(again, Way.RESTORE)
    again.settle()
    choice = dialog(CopyChoiceDialog)
    clicked(find(choice, "Choisir un fichier…", QPushButton))
    name_file(elsewhere)
    again.settle()
    clicked(find(choice, "Reprendre cette copie", QPushButton))
    again.settle()

    assert titles(again) == ["Avant la copie"]
    again.close()
    again.end()


def test_newer_base_when_opened_then_it_says_that_the_program_is_too_old(
    run: Run, folder: DataFolder
) -> None:
    run_sql(folder, "UPDATE alembic_version SET version_num = '9999'")
    before = folder.base.read_bytes()

    run.begin(folder.path)

    assert screen(run).title == "Il faut une version plus récente de CTG Desktop"
    assert folder.base.read_bytes() == before


def test_foreign_base_when_opened_then_it_is_left_alone(run: Run, folder: DataFolder) -> None:
    folder.base.write_bytes(b"PK\x03\x04" + b"\0" * 8000)
    folder.memory.unlink()
    before = content(folder)

    run.begin(folder.path)

    assert screen(run).title == "Ce fichier n’est pas de CTG Desktop"
    assert content(folder) == before


def test_place_when_it_allows_no_writing_then_it_can_be_read(
    run: Run, folder: DataFolder, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disque", size="16m") as disk:
        shutil.copytree(folder.path, disk / "d")
        make_read_only(disk)
        run.begin(disk / "d")
        assert screen(run).title == "Ce dossier ne se laisse pas modifier"

        way_out(run, Way.READ)

        assert run.desk.office.is_read_only
        assert not run.window.commands.action("new").isEnabled()
        assert not run.window.commands.action("undo").isEnabled()
        run.end()


def test_quit_when_the_folder_does_not_open_then_the_program_ends(
    run: Run, folder: DataFolder
) -> None:
    folder.base.write_bytes(b"")
    run.begin(folder.path)

    way_out(run, Way.QUIT)

    assert run.endings == 1


ERRORS = (
    FolderMissingError,
    FolderHeldError,
    ReadOnlyError,
    DiskFullError,
    DamagedError,
    ForeignFileError,
    TooNewError,
    TooOldError,
    StorageError,
)


@pytest.mark.parametrize("kind", ERRORS)
def test_screen_when_shown_then_each_way_out_can_be_taken(
    kind: type[CtgError], qtbot: QtBot
) -> None:
    made = OpeningScreen(kind("Une phrase."), Path("/données/<b>œuvre</b> 100 % !"))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()

    told = explained(kind("Une phrase."), Path("/données/<b>œuvre</b> 100 % !"))
    assert Way.QUIT in told.ways
    assert list(made.buttons) == list(told.ways)
    signals = {
        Way.TRY_AGAIN: made.tried_again,
        Way.READ: made.reading_asked,
        Way.RESTORE: made.restoring_asked,
        Way.REBUILD: made.rebuilding_asked,
        Way.SHOW_BACKUPS: made.backups_asked,
        Way.OTHER: made.other_asked,
        Way.ANEW: made.anew_asked,
        Way.JOIN: made.joining_asked,
        Way.QUIT: made.quit_asked,
    }
    for way, button in made.buttons.items():
        with qtbot.waitSignal(signals[way]):
            clicked(button)


@pytest.mark.parametrize("kind", ERRORS[:-1])
def test_explanation_when_read_then_it_says_all_three_things_and_no_option(
    kind: type[CtgError],
) -> None:
    folder = Path("/données/<b>œuvre</b> 100 % !")
    told = explained(kind("Une phrase."), folder)

    assert told.happened
    assert told.safe
    assert told.advice
    assert "--" not in f"{told.happened}{told.safe}{told.advice}"
    assert str(folder) in told.happened
