"""A disk that fills up at each thing one does: a sentence, nothing lost, and on it goes."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ctg_desktop.referentiel.reading import read
from tests.support.app import Office, Terminal, plain
from tests.support.folders import ROOT, fill_disk, small_disk

STRESS = os.environ.get("CTG_STRESS") == "1"
ROOMS = range(0, 1_600_000, 40_000) if STRESS else (0, 60_000)
"""How many bytes are left on the disk."""

_CREATE = ("action", "creer", "--ambition", "1", "--intitule")
_OLDER = ROOT / "tests" / "data" / "referentiel" / "ctg_2026_2030_v1.toml"
_DAY = datetime(2027, 3, 1, 12, tzinfo=UTC)
"""After the delivered référentiel was issued."""


def attempts(disk: Path) -> dict[str, tuple[str, ...]]:
    """Return what is tried, by name; each output stands there already, from before."""
    return {
        "entry": (*_CREATE, "Pendant"),
        "backup": ("sauvegarde", "creer"),
        "import": ("referentiel", "importer", "--livre"),
        "sheet": ("imprimer", "fiche", "--action", "BET-2026-001", "--sortie", str(disk / "f.pdf")),
        "export": ("exporter", "actions", "--format", "csv", "--sortie", str(disk / "a.csv")),
        "whole export": ("exporter", "tout", "--format", "json", "--sortie", str(disk / "t.json")),
    }


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A folder begun with the first référentiel, with one action, to be copied on a small disk."""
    folder = Office(tmp_path / "d", referentiel=read(_OLDER)).folder
    made = Terminal(folder, capsys)
    made.done(*_CREATE, "Avant")
    return made


@pytest.mark.parametrize("room", ROOMS)
def test_disk_when_it_fills_up_at_anything_then_a_sentence_says_so_and_nothing_is_lost(
    terminal: Terminal, tmp_path: Path, room: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disque", size="12m") as disk:
        there = Terminal(Office.copied(terminal.folder, disk / "d").folder, capsys)
        there.clock.at = _DAY
        outputs = [disk / name for name in ("f.pdf", "a.csv", "t.json")]
        for path in outputs:
            path.write_bytes(b"avant")
        ballast = fill_disk(disk, left=room)
        refused = 0

        for name, words in attempts(disk).items():
            code = there.run(*words)
            told = plain(there.out + there.err)
            assert code in (0, 1), name
            assert "imprévue" not in told, (name, told)
            if code == 1:
                refused += 1
                assert "plein" in told, (name, told)
                kept = {path: path.read_bytes() for path in outputs if str(path) in words}
                assert set(kept.values()) <= {b"avant"}, name
        assert refused or room
        assert not list(disk.rglob(".ctg-*"))

        ballast.unlink()
        there.done("verifier")
        assert "Avant" in there.done("action", "lister")
        for words in attempts(disk).values():
            there.done(*words)
        assert all(path.read_bytes() != b"avant" for path in outputs)
