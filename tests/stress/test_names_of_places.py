"""Paths as people have them: accents, spaces, quotes, `#`, `%`, 250 signs."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.app import PERSON, Terminal

_HARD = "l'été à Nœux, n° #1 100 % (copie) & +"
NAMES = [
    _HARD,
    *(("a" * 250, "é" * 125, "%20%2F", "#", "e\u0301te\u0301", "CON .", "-tiret", "~x", "🎉")),
]
CHOSEN = NAMES if os.environ.get("CTG_STRESS") == "1" else [f"{_HARD}{'x' * (250 - 45)}"]


@pytest.mark.parametrize("name", CHOSEN)
def test_folder_when_its_path_is_hard_then_everything_is_done_in_it(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / name
    place.mkdir()
    terminal = Terminal(place / "D", capsys)
    terminal.clock.at = datetime(2027, 3, 1, 12, tzinfo=UTC)  # the référentiel was issued by then
    terminal.done("initialiser", "--structure", "62119", "--personne", PERSON)
    terminal.done("action", "creer", "--ambition", "1", "--intitule", "Avant")
    terminal.done("sauvegarde", "creer")
    terminal.done("action", "creer", "--ambition", "1", "--intitule", "Après")

    outputs = {
        place / f"f {name[:60]}.pdf": ("imprimer", "fiche", "--action", "BET-2027-001"),
        place / f"a {name[:60]}.csv": ("exporter", "actions", "--format", "csv"),
        place / f"t {name[:60]}.json": ("exporter", "tout", "--format", "json"),
    }
    for path, words in outputs.items():
        terminal.done(*words, "--sortie", str(path))
        assert path.stat().st_size > 0
    referentiel = place / f"r {name[:60]}.toml"
    terminal.done("referentiel", "exporter", str(referentiel))
    terminal.done("referentiel", "importer", str(referentiel))
    (copy,) = (place / "D" / "sauvegardes").glob("ctg_*.sqlite")
    terminal.done("sauvegarde", "restaurer", str(copy))
    terminal.done("sauvegarde", "completer")

    assert len(terminal.json("action", "lister")) == 2
    terminal.done("verifier")


def test_folder_when_its_path_is_longer_than_a_base_may_have_then_it_is_said_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / ("é" * 120) / ("x" * 250)
    terminal = Terminal(place, capsys)

    told = terminal.refused("initialiser", "--structure", "62119", "--personne", PERSON)

    assert "trop long" in told
    assert not place.exists()
