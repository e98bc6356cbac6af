"""The preferences of the window: kept at once, written a moment later, and never in the way."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ctg_desktop.folder.settings import Preferences, TableLayout, load_preferences
from ui.preferences import PreferencesStore


def test_preferences_when_changed_then_they_are_told_and_written(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "p" / "preferences.json"
    store = PreferencesStore(file)

    with qtbot.waitSignal(store.changed) as told:
        store.update(theme="sombre")

    assert told.args == [Preferences(theme="sombre")]
    qtbot.waitUntil(lambda: load_preferences(file).theme == "sombre")


def test_preferences_when_the_program_ends_at_once_then_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    store = PreferencesStore(file)
    layout = TableLayout(("titre",), {"titre": 300}, "titre", descending=True)
    store.update(map_subject="population")
    store.remember_table("actions", layout)
    store.remember_folder("pdf", tmp_path)

    store.flush()

    again = PreferencesStore(file)
    assert again.value.map_subject == "population"
    assert again.table("actions") == layout
    assert again.table("contacts") == TableLayout()
    assert again.folder("pdf") == tmp_path


def test_preferences_when_set_to_what_they_are_then_nothing_is_told(qtbot: QtBot) -> None:
    store = PreferencesStore()

    with qtbot.assertNotEmitted(store.changed):
        store.update(theme="systeme")


def test_file_dialog_when_its_last_folder_is_gone_then_it_begins_at_home(tmp_path: Path) -> None:
    store = PreferencesStore()

    store.remember_folder("pdf", tmp_path / "parti")

    assert store.folder("pdf") == Path.home()


def test_preferences_when_the_place_refuses_them_then_they_last_until_the_end(
    tmp_path: Path,
) -> None:
    (tmp_path / "fichier").write_text("")
    store = PreferencesStore(tmp_path / "fichier" / "preferences.json")

    store.update(theme="clair")
    store.flush()

    assert store.value.theme == "clair"
