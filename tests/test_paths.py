"""Which data folder is meant."""

import sys
from pathlib import Path

import pytest

from ctg_desktop.folder.settings import preferences_file
from ctg_desktop.paths import command_name, data_folder, usual_folder


def test_data_folder_when_one_is_given_then_it_wins(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert data_folder(Path("ici"), {"CTG_DESKTOP_DONNEES": "là"}) == tmp_path / "ici"


def test_data_folder_when_the_variable_is_set_then_it_names_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert data_folder(None, {"CTG_DESKTOP_DONNEES": "là"}) == tmp_path / "là"


def test_data_folder_when_nothing_is_said_then_it_is_the_users_own() -> None:
    own = data_folder(None, {"CTG_DESKTOP_DONNEES": ""})

    assert own.is_absolute()
    assert own.name == "CTG Desktop"


def test_data_folder_when_it_begins_with_a_tilde_then_it_is_in_the_home() -> None:
    assert data_folder(Path("~/ctg"), {}) == Path.home() / "ctg"


def test_data_folder_when_its_place_cannot_be_told_then_it_stays_as_given(
    tmp_path: Path, monkeypatch
) -> None:
    gone = tmp_path / "parti"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    assert data_folder(Path("ici"), {}) == Path("ici")
    assert data_folder(Path("~personne-de-ce-nom/ctg"), {}) == Path("~personne-de-ce-nom/ctg")


def test_data_when_the_program_is_portable_then_they_stay_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "ctg-desktop"))
    elsewhere = usual_folder()

    (tmp_path / "portable.txt").touch()

    assert usual_folder() == tmp_path / "Donnees"
    assert preferences_file().parent == tmp_path / "Donnees"
    assert not elsewhere.is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("is_frozen", "platform", "name"),
    [
        (False, "linux", "python main.py"),
        (True, "linux", "ctg-desktop"),
        (True, "win32", "ctg-desktop-console"),
    ],
)
def test_command_when_named_in_the_help_then_it_is_that_of_this_program(
    monkeypatch: pytest.MonkeyPatch, is_frozen: bool, platform: str, name: str
) -> None:
    monkeypatch.setattr(sys, "frozen", is_frozen, raising=False)

    assert command_name(platform) == name
