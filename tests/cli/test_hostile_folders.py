"""Data folders in which somebody put what is not ours: each command answers in a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.paths import DataFolder
from tests.support.app import Office, Terminal, plain
from tests.support.folders import fill_disk, run_sql, small_disk

DEEP = "[" * 200_000
UNEXPECTED = "erreur imprévue"

COMMANDS = (
    ("action", "lister"),
    ("action", "creer", "--intitule", "B", "--ambition", "1"),
    ("annuler",),
    ("sauvegarde", "creer"),
    ("sauvegarde", "lister"),
    ("reglages",),
    ("verifier",),
    ("sauvegarde", "restaurer"),
    ("sauvegarde", "completer", "--simuler"),
)
"""What each one ends with is told; the last two change which base there is, and look at both."""


def outcomes(terminal: Terminal) -> dict[str, tuple[int, str]]:
    """Run every command; return how each ended, by its words."""
    found = {}
    for words in COMMANDS:
        code = terminal.run(*words)
        told = plain(terminal.out + terminal.err)
        assert UNEXPECTED not in told, (words, told)
        assert code in (0, 1)
        assert (code == 0) or terminal.err.strip(), words
        found[" ".join(words[:2])] = (code, told)
    assert not list(terminal.folder.glob("journaux/incident_*"))
    return found


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in the place of a file or a folder."""
    if path.is_dir():
        for held in path.iterdir():
            held.unlink()
        path.rmdir()
    path.unlink(missing_ok=True)
    make(path)


@pytest.mark.parametrize("name", ["dossier.json", "ouvert_par.json", "reglages.json"])
@pytest.mark.parametrize("text", [DEEP, '{"incarnation": "a", "sequence": 1e999}'])
def test_small_file_when_it_says_nothing_readable_then_commands_go_on(
    terminal: Terminal, name: str, text: str
) -> None:
    (terminal.folder / name).write_text(text, encoding="utf-8")

    found = outcomes(terminal)

    assert found["action creer"][0] == found["annuler"][0] == found["sauvegarde creer"][0] == 0


def test_memory_when_unreadable_then_verifying_names_it_and_writing_mends_it(
    terminal: Terminal,
) -> None:
    DataFolder(terminal.folder).memory.write_text(DEEP, encoding="utf-8")

    assert terminal.run("verifier") == 1
    assert "« dossier.json » ne se lit plus" in plain(terminal.err)

    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    terminal.done("verifier")


MISPLACED: dict[str, tuple[str, Callable[[Path], object]]] = {
    "sauvegardes, a file": ("sauvegardes", Path.touch),
    "verrou, a folder": ("verrou", Path.mkdir),
    "verrou, a pipe": ("verrou", os.mkfifo),
    "journaux, a file": ("journaux", Path.touch),
    "dossier.json, a folder": ("dossier.json", Path.mkdir),
}


@pytest.mark.parametrize("harm", MISPLACED)
def test_name_when_something_else_bears_it_then_it_is_named_and_verifying_sees_it(
    terminal: Terminal, harm: str
) -> None:
    name, make = MISPLACED[harm]
    replaced(terminal.folder / name, make)

    found = outcomes(terminal)

    code, told = found["verifier"]
    assert code == 1
    assert f"« {name} » devrait être" in told
    if name == "verrou":
        assert all("verrou » devrait être" in found[words][1] for words in ("annuler",))
    if name == "sauvegardes":
        for words in ("sauvegarde creer", "sauvegarde lister", "sauvegarde restaurer"):
            assert found[words][0] == 1
            assert "sauvegardes » devrait être un dossier" in found[words][1]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
@pytest.mark.parametrize(
    "name", ["ctg.sqlite", "ctg.sqlite-wal", "ouvert_par.json", "reglages.json"]
)
def test_file_when_a_folder_or_a_pipe_stands_there_then_each_command_ends_in_a_sentence(
    terminal: Terminal, name: str, make: Callable[[Path], object]
) -> None:
    for left in terminal.folder.glob("ctg.sqlite-*"):
        left.unlink()
    replaced(terminal.folder / name, make)

    found = outcomes(terminal)

    if name == "ctg.sqlite":
        assert all(found[words][0] == 1 for words in ("action lister", "verifier"))


def test_base_when_it_does_not_say_who_works_there_then_a_copy_may_be_taken_back(
    terminal: Terminal,
) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    terminal.done("sauvegarde", "creer")
    run_sql(DataFolder(terminal.folder), "DELETE FROM installation")

    found = outcomes(terminal)

    for words in ("action lister", "action creer", "verifier"):
        code, told = found[words]
        assert code == 1
        assert "est endommagée" in told
        assert "sauvegarde" in told
    assert found["sauvegarde restaurer"][0] == 0
    terminal.done("verifier")
    assert [line["intitule"] for line in terminal.json("action", "lister")] == ["A"]


FOREIGN = (
    "CREATE TRIGGER t AFTER INSERT ON action BEGIN UPDATE action SET title = 'pris'; END",
    "DROP TRIGGER change_never_deleted",
    'CREATE TABLE "un autre ""x" (a)',
    "CREATE VIEW vue AS SELECT 1",
)


@pytest.mark.parametrize("statement", FOREIGN)
def test_base_when_another_program_changed_it_then_verifying_says_so_and_rebuilding_mends_it(
    terminal: Terminal, statement: str
) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    run_sql(DataFolder(terminal.folder), statement)

    assert outcomes(terminal)["verifier"][0] == 1
    assert terminal.run("verifier") == 1
    assert "Un autre programme" in plain(terminal.err)
    assert "verifier --reconstruire" in plain(terminal.err)

    terminal.done("verifier", "--reconstruire")
    terminal.done("verifier")
    assert "A" in {line["intitule"] for line in terminal.json("action", "lister")}


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every name is Unicode")
def test_folder_when_its_name_is_no_utf8_then_everything_works(
    bethune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / os.fsdecode(b"donn\xe9es")
    terminal = Terminal(Office.copied(bethune, folder).folder, capsys)
    logo = folder / os.fsdecode(b"logo \xe9.png")

    found = outcomes(terminal)

    assert {code for code, _ in found.values()} == {0}
    terminal.done("imprimer", "plan", "--sortie", str(folder / "plan.pdf"))
    assert terminal.run("reglages", "--logo", str(logo)) == 1
    assert terminal.run("sauvegarde", "lister", "--format", "json") == 0


def test_disk_when_full_then_each_command_ends_in_a_sentence_and_goes_on_once_there_is_room(
    bethune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disque", size="8m") as disk:
        terminal = Terminal(Office.copied(bethune, disk / "d").folder, capsys)
        terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
        ballast = fill_disk(disk)

        found = outcomes(terminal)

        assert found["action lister"][0] == 0
        assert found["action creer"][0] == found["sauvegarde creer"][0] == 1
        assert "plein" in found["action creer"][1]
        ballast.unlink()
        terminal.done("verifier")
        terminal.done("action", "creer", "--intitule", "B", "--ambition", "1")
