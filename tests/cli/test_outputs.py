"""Nothing of a data folder, and no base of SQLite, is ever an output: by any command."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.cli.program import build_parser, commands
from ctg_desktop.paths import DataFolder
from tests.support.app import Terminal, plain
from tests.support.folders import content

OUTPUTS: dict[str, tuple[str, ...]] = {
    "imprimer synthese": ("--sortie", "F"),
    "imprimer commune": ("--structure", "62119", "--sortie", "F"),
    "imprimer fiche": ("--action", "BET-2026-001", "--sortie", "F"),
    "imprimer plan": ("--sortie", "F"),
    "imprimer annuaire": ("--sortie", "F"),
    "exporter actions": ("--format", "csv", "--sortie", "F"),
    "exporter contacts": ("--format", "csv", "--sortie", "F"),
    "exporter tout": ("--format", "json", "--sortie", "F"),
    "contact donnees": ("Lamarre", "--sortie", "F"),
    "referentiel exporter": ("F",),
}
"""How each command that writes a file is told to write F."""


def leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the commands that have an output among their options."""
    for action in parser._actions:  # noqa: SLF001 - argparse tells its commands no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for word, command in action.choices.items():
                yield from leaves(command, (*words, word))
        elif action.dest == "sortie" or (action.dest == "fichier" and "exporter" in words):
            yield " ".join(words)


def test_commands_when_they_write_a_file_then_this_module_tries_them() -> None:
    assert set(leaves(build_parser(list(commands())))) == set(OUTPUTS)


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    terminal.done("contact", "ajouter", "--nom", "Lamarre", "--prenom", "Léa")
    terminal.done("reglages", "--nom", "Ville")
    terminal.done("sauvegarde", "creer")
    return terminal


@pytest.mark.parametrize("command", OUTPUTS)
def test_output_when_it_would_replace_what_is_ours_then_it_is_refused(
    filled: Terminal, command: str
) -> None:
    folder = DataFolder(filled.folder)
    copy = next(folder.backups.iterdir())
    before = content(folder)
    del before["journaux/ctg.log"]
    for target in (folder.base, copy):
        words = [str(target) if word == "F" else word for word in OUTPUTS[command]]

        assert filled.run(*command.split(), *words) == 1, (command, target)
        assert "fait partie des données de CTG Desktop" in plain(filled.err)

    assert {name: content(folder)[name] for name in before} == before
    filled.done("verifier")


def test_batch_when_it_goes_into_the_copies_then_nothing_is_put_there(filled: Terminal) -> None:
    backups = DataFolder(filled.folder).backups
    before = sorted(backups.iterdir())

    for words in (
        ("imprimer", "fiche", "--lot", str(backups)),
        ("exporter", "tout", "--format", "csv", "--sortie", str(backups)),
    ):
        assert filled.run(*words) == 1
        assert "fait partie des données" in plain(filled.err)

    assert sorted(backups.iterdir()) == before


def test_output_when_it_is_a_copy_kept_elsewhere_then_it_is_refused(
    filled: Terminal, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "clé" / "copie.pdf"
    elsewhere.parent.mkdir()
    shutil.copyfile(next(DataFolder(filled.folder).backups.iterdir()), elsewhere)
    before = elsewhere.read_bytes()

    told = filled.refused("imprimer", "plan", "--sortie", str(elsewhere))

    assert "d'une autre base" in told
    assert elsewhere.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="the rights of POSIX")
def test_files_when_made_then_their_owner_alone_reads_ours_and_documents_are_as_usual(
    nowhere: Terminal, tmp_path: Path
) -> None:
    second = tmp_path / "clé"
    second.mkdir()
    before = os.umask(0o022)
    try:
        nowhere.done("initialiser", "--structure", "62119", "--personne", "Camille Essai")
        nowhere.done("action", "creer", "--intitule", "A", "--ambition", "1")
        nowhere.done("reglages", "--nom", "Ville")
        nowhere.done("sauvegarde", "creer")
        nowhere.done("sauvegarde", "restaurer")
        nowhere.done("action", "lister")
        nowhere.done("imprimer", "plan", "--sortie", str(tmp_path / "plan.pdf"))
    finally:
        os.umask(before)

    held = [nowhere.folder, *nowhere.folder.rglob("*")]
    assert {str(path) for path in held if path.stat().st_mode & 0o077} == set()
    assert len(held) > 8
    assert (tmp_path / "plan.pdf").stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.name != "posix", reason="the rights of POSIX")
@pytest.mark.parametrize("is_alone", [True, False])
def test_folder_when_an_older_version_left_it_open_to_all_then_it_is_closed(
    filled: Terminal, is_alone: bool
) -> None:
    for path in [filled.folder, *filled.folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    stranger = filled.folder / "ordre du jour.odt"
    if not is_alone:
        stranger.touch(0o644)

    filled.done("action", "creer", "--intitule", "B", "--ambition", "1")

    ours = {path for path in filled.folder.rglob("*") if path != stranger}
    assert {str(path) for path in ours if path.stat().st_mode & 0o077} == set()
    # What others put there they may go on reading.
    assert filled.folder.stat().st_mode & 0o777 == (0o700 if is_alone else 0o755)
    assert is_alone or stranger.stat().st_mode & 0o777 == 0o644
