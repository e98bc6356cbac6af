"""Which data folder is meant."""

from pathlib import Path

from ctg_desktop.paths import data_folder


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
