"""What an administrator proposes to everybody on a computer."""

from pathlib import Path

import pytest

from ctg_desktop.folder.policy import Policy, load_policy, policy_file
from ctg_desktop.folder.relay_address import Server
from tests.support.app import plain


def policy(tmp_path: Path, text: str) -> Policy:
    file = tmp_path / "politique.toml"
    file.write_text(text, encoding="utf-8")
    return load_policy(file)


def test_policy_when_there_is_none_then_nothing_is_proposed(tmp_path: Path) -> None:
    assert load_policy(tmp_path / "politique.toml") == Policy()


def test_policy_when_it_is_whole_then_each_setting_is_proposed(tmp_path: Path) -> None:
    found = policy(
        tmp_path,
        "structure = '62119'\ndossier_sauvegarde = 'S:\\CTG'\ntheme = 'contraste'\n"
        "relais = '//serveur/ctg'\n",
    )

    assert found == Policy("62119", Path("S:\\CTG"), "contraste", Path("//serveur/ctg"))


def test_policy_when_the_relay_is_a_server_then_it_is_proposed_and_one_misspelt_is_named(
    tmp_path: Path,
) -> None:
    found = policy(tmp_path, "relais = 'postgresql://ctg_a@serveur/ctg'\n")
    assert (found.relay, found.problem) == (Server("ctg_a", "serveur", "ctg"), "")

    found = policy(tmp_path, "relais = 'postgresql://ctg_a:sesame@serveur/ctg'\n")
    assert found.relay is None
    assert "« relais »" in plain(found.problem)
    assert "sesame" not in found.problem


def test_policy_when_it_was_saved_by_the_notepad_of_windows_then_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "politique.toml"
    file.write_bytes("theme = 'sombre'\r\n".encode("utf-8-sig"))

    assert load_policy(file) == Policy(theme="sombre")


@pytest.mark.parametrize("text", ["theme = ", "\x00", "structure = 'a\nb'"])
def test_policy_when_it_is_damaged_then_a_sentence_tells_and_nothing_is_proposed(
    tmp_path: Path, text: str
) -> None:
    found = policy(tmp_path, text)

    assert (found.structure, found.second_backups, found.theme) == (None, None, None)
    assert "ne peut pas être lu" in plain(found.problem)


def test_policy_when_one_setting_is_wrong_then_it_is_named_and_the_others_hold(
    tmp_path: Path,
) -> None:
    found = policy(tmp_path, "structure = 62119\ntheme = 'rose'\ncouleur = 'bleu'\n")

    assert (found.structure, found.theme) == (None, None)
    for key in ("structure", "theme", "couleur"):
        assert f"« {key} »" in plain(found.problem)


def test_policy_when_a_variable_names_a_file_then_it_is_that_one(tmp_path: Path) -> None:
    assert policy_file({"CTG_DESKTOP_POLITIQUE": str(tmp_path)}) == tmp_path
    assert policy_file({}).name == "politique.toml"
