"""What is remembered beside the data: read back as it was, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_desktop.folder.settings import (
    Preferences,
    Settings,
    TableLayout,
    load,
    load_preferences,
    preferences_file,
    save,
    save_preferences,
)

CHOSEN = Preferences(
    theme="sombre",
    text_percent=150,
    data_folder=Path("/données/œuvre d’été"),
    window="AdnQywAD",
    map_subject="population",
    preview_zoom=125,
    tables={"actions": TableLayout(("titre", "statut"), {"titre": 320})},
    folders={"pdf": Path("/documents")},
)


def test_preferences_when_saved_then_they_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "nouveau" / "preferences.json"

    save_preferences(file, CHOSEN)

    assert load_preferences(file) == CHOSEN
    assert [path.name for path in file.parent.iterdir()] == ["preferences.json"]


def test_preferences_when_they_move_with_the_data_then_the_folder_is_found(tmp_path: Path) -> None:
    key = tmp_path / "E"
    save_preferences(key / "preferences.json", Preferences(data_folder=key))

    key.rename(tmp_path / "F")

    moved = load_preferences(tmp_path / "F" / "preferences.json")
    assert moved.data_folder == tmp_path / "F"


def test_preferences_when_there_are_none_then_nothing_was_chosen(tmp_path: Path) -> None:
    assert load_preferences(tmp_path / "rien.json") == Preferences()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"sombre"',
        "[" * 100_000,
        '{"theme": "rose", "taille_texte": 20, "dossier": 3, "fenetre": null, "carte": []}',
        '{"theme": ["sombre"], "taille_texte": true, "zoom_apercu": 1e9, "tableaux": []}',
        '{"tableaux": [1], "dossiers": {"pdf": 3}, "dossier": "a\\u0000b"}',
        "\ud800",
    ],
)
def test_preferences_when_the_file_is_damaged_then_nothing_was_chosen(
    tmp_path: Path, text: str
) -> None:
    file = tmp_path / "preferences.json"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")

    assert load_preferences(file) == Preferences()


def test_preferences_when_one_line_is_damaged_then_the_others_hold(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    file.write_text(
        '{"theme": "contraste", "taille_texte": 999, "tableaux": {"actions": '
        '{"colonnes": ["titre", 3], "largeurs": {"titre": 200, "statut": -4}}}}',
        encoding="utf-8",
    )

    assert load_preferences(file) == Preferences(
        theme="contraste", tables={"actions": TableLayout(("titre",), {"titre": 200})}
    )


def test_preferences_when_they_cannot_be_written_then_the_former_ones_stay(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    file.mkdir()

    with pytest.raises(OSError, match="preferences"):
        save_preferences(file, CHOSEN)

    assert [path.name for path in tmp_path.iterdir()] == ["preferences.json"]


def test_preferences_file_when_asked_then_it_is_in_the_place_of_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    assert preferences_file().name == "preferences.json"


def test_settings_when_saved_then_they_are_read_back(tmp_path: Path) -> None:
    chosen = Settings(
        logo=tmp_path / "logo.png",
        structure_name="Ville",
        second_backups=tmp_path / "clé",
        outlines=tmp_path / "contours.geojson",
        favourites=frozenset({"un", "deux"}),
    )

    save(tmp_path, chosen)

    assert load(tmp_path) == chosen
