"""The convention as a file, sent and taken in."""

from pathlib import Path

import pytest

from tests.support.app import Terminal, plain
from tests.support.folders import ROOT


def test_reference_when_issued_and_taken_in_then_the_other_folder_follows(
    agglomeration: Terminal, terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "convention.toml"
    terminal.done("action", "creer", "--intitule", "Locale", "--ambition", "3")
    agglomeration.done("ambition", "modifier", "3", "--intitule", "Titre d'essai")
    agglomeration.done("referentiel", "exporter", str(file))

    simulated = plain(terminal.done("referentiel", "importer", str(file), "--simuler"))
    assert "Titre d'essai" in simulated
    assert "Rien n'a été écrit" in simulated
    assert terminal.json("ambition", "montrer", "3")["intitule"] is None

    terminal.done("referentiel", "importer", str(file))

    assert terminal.json("ambition", "montrer", "3")["intitule"] == "Titre d'essai"
    assert terminal.json("action", "montrer", "BET-2026-001")["intitule"] == "Locale"
    again = plain(terminal.done("referentiel", "importer", str(file)))
    assert "déjà en place" in again


def test_reference_when_the_delivered_one_is_newer_then_it_is_taken_in_without_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "données"
    first = ROOT / "tests" / "data" / "referentiel" / "ctg_2026_2030_v1.toml"
    terminal = Terminal(data, capsys)
    terminal.done(
        *("initialiser", "--structure", "200072460", "--personne", "Camille Essai"),
        *("--referentiel", str(first)),
    )

    assert terminal.run("referentiel", "importer", "--livre", "--simuler") == 0
    assert "Version du référentiel : 1 → 2" in plain(terminal.out)
    assert terminal.run("referentiel", "importer", "--livre") == 0
    assert terminal.run("referentiel", "importer", "--livre") == 0
    assert "déjà en place" in plain(terminal.out)


def test_reference_when_exported_by_a_commune_then_nothing_changes_there(
    terminal: Terminal, tmp_path: Path
) -> None:
    before = terminal.done("verifier").splitlines()[-1]

    terminal.done("referentiel", "exporter", str(tmp_path / "c.toml"))

    assert terminal.done("verifier").splitlines()[-1] == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [("", "vide"), ("[convention", "ligne 1"), ("\x00", "texte")],
)
def test_reference_when_the_file_is_bad_then_a_sentence_tells(
    terminal: Terminal, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "convention.toml"
    file.write_text(content, encoding="utf-8")

    told = terminal.refused("referentiel", "importer", str(file))

    assert sentence in told.lower()
    assert "convention.toml" in told
