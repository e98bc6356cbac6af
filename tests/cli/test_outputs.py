"""Nothing of a data folder, and no base of SQLite, is ever an output: by any command."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from ctg_desktop.cli.program import build_parser
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import typed_types
from ctg_desktop.folder.backup_marks import FILE_NAME
from ctg_desktop.folder.backup_names import EVERY
from ctg_desktop.folder.keys import usual_keys
from ctg_desktop.paths import DataFolder
from tests.support.app import Office, Terminal, path_to, plain
from tests.support.folders import content
from tests.support.secrets import keep_secret

OUTPUTS: dict[str, tuple[str, ...]] = {
    "imprimer synthese": ("--sortie", "F"),
    "imprimer commune": ("--structure", "62119", "--sortie", "F"),
    "imprimer fiche": ("--action", "BET-2026-001", "--sortie", "F"),
    "imprimer plan": ("--sortie", "F"),
    "imprimer annuaire": ("--sortie", "F"),
    "imprimer recueil": ("--sortie", "F"),
    "exporter actions": ("--format", "csv", "--sortie", "F"),
    "exporter contacts": ("--format", "csv", "--sortie", "F"),
    "exporter tout": ("--format", "json", "--sortie", "F"),
    "exporter territoires": ("--format", "xlsx", "--sortie", "F"),
    "modele": ("--sortie", "F"),
    "contact donnees": ("Lamarre", "--sortie", "F"),
    "referentiel exporter": ("F",),
    "echange inviter": ("--sortie", "F"),
    "echange envoyer": ("--sortie", "F"),
}
"""How each command that writes a file is told to write F."""

SHEETS = {f"{kind.command} imprimer" for kind in typed_types() if kind.cls is not Action}
"""What prints a row: all by one way, tried together on one folder."""

LISTS = {f"exporter {kind.key}" for kind in typed_types()}
"""What exports the rows of an entity: all by one way, of which `OUTPUTS` tries one."""


def leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the commands that have an output among their options."""
    for action in parser._actions:  # noqa: SLF001 - argparse tells its commands no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for word, command in action.choices.items():
                yield from leaves(command, (*words, word))
        elif action.dest == "sortie" or (action.dest == "fichier" and "exporter" in words):
            yield " ".join(words)


def test_commands_when_they_write_a_file_then_this_module_tries_them() -> None:
    assert set(leaves(build_parser(None))) == {*OUTPUTS, *SHEETS, *LISTS}


def ours(folder: DataFolder) -> tuple[Path, ...]:
    """Return files that no command may replace: the base, a copy, a key, and what is beside."""
    (copy,) = folder.backups.glob(EVERY)
    key = next(usual_keys(os.environ).folder.iterdir())
    return (folder.base, folder.settings, copy, folder.backups / FILE_NAME, key)


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    terminal.done("contact", "ajouter", "--nom", "Lamarre", "--prenom", "Léa")
    terminal.done("reglages", "--nom", "Ville")
    terminal.done("sauvegarde", "creer")
    return terminal


def test_output_when_it_would_replace_what_is_ours_then_it_is_refused(filled: Terminal) -> None:
    folder = DataFolder(filled.folder)
    before = content(folder)
    del before["journaux/ctg.log"]
    for command, target in product(OUTPUTS, ours(folder)):
        words = [str(target) if word == "F" else word for word in OUTPUTS[command]]

        assert filled.run(*command.split(), *words) == 1, (command, target)
        assert "fait partie des données de CTG Desktop" in plain(filled.err)

    assert {name: content(folder)[name] for name in before} == before
    filled.done("verifier")


def test_sheet_when_it_would_replace_what_is_ours_then_it_is_refused(filled: Terminal) -> None:
    folder = DataFolder(filled.folder)
    office = Office.__new__(Office)
    office.folder, office.clock = filled.folder, filled.clock
    with office.open() as uow:
        keep_secret(uow)
        rows = {kind.command: next(iter(uow.rows(kind.cls)), None) for kind in typed_types()}
        del rows["action"]  # `imprimer fiche` prints it
        paths = {word: path_to(uow, row) for word, row in rows.items() if row is not None}
    assert len(paths) > len(SHEETS) - 5
    before = content(folder)
    del before["journaux/ctg.log"]

    for word, path in paths.items():
        for target in ours(folder):
            told = filled.refused(
                word, "imprimer", *path, "--confidentielles", "--sortie", str(target)
            )
            assert "fait partie des données de CTG Desktop" in told, (word, target)

    assert {name: content(folder)[name] for name in before} == before


def test_passphrase_when_its_file_would_be_ours_or_the_sending_then_nothing_is_written(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = DataFolder(filled.folder)
    sent = tmp_path / "envoi.ctg"

    for words in (folder.drafts, folder.backups / "phrase.txt", folder.path / "ctg.sqlite-wal"):
        words.unlink(missing_ok=True)
        told = filled.refused(
            "echange", "envoyer", "--sortie", str(sent), "--motdepasse-dans", str(words)
        )
        assert "fait partie des données" in told
        assert not words.exists()
    told = filled.refused(
        "echange", "envoyer", "--sortie", str(sent), "--motdepasse-dans", str(sent)
    )
    assert "même fichier" in told
    assert not sent.exists()


def test_invitation_when_its_file_is_refused_then_no_key_is_made_for_it(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.refused("echange", "inviter", "--sortie", str(DataFolder(filled.folder).base))

    told = filled.done("echange", "inviter", "--sortie", str(tmp_path / "a.ctg"))
    assert "La clé de la convention a été faite" in plain(told)


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
    (copy,) = DataFolder(filled.folder).backups.glob(EVERY)
    shutil.copyfile(copy, elsewhere)
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
