"""The program itself on a virtual screen, used and read as a screen reader does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.support.folders import ROOT
from tests.support.virtual_screen import on_session_bus, virtual_screen

SYSTEM_PYTHON = "/usr/bin/python3"
READER = Path(__file__).with_name("screen_reader.py")
TITLE = "Café des parents à l’œuvre"

FIRST_START = [
    ["write", "text", "1. Qui êtes-vous ?", "Camille Essai"],
    ["write", "text", "2. Quelle est votre structure ?", "Béthune"],
    ["press", "push button", "Commencer"],
]


def found_by_screen_reader(steps: Sequence[Sequence[str]], place: Path) -> list[Any]:
    """Start the program for somebody new, take steps in it through AT-SPI alone.

    Returns:
        What each step found.
    """
    with virtual_screen() as screen:
        environ = {
            **screen,
            **own_places(place),
            # As a desktop does when a screen reader runs.
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        task = {"command": [sys.executable, str(ROOT / "main.py")], "steps": steps}
        done = subprocess.run(
            on_session_bus(SYSTEM_PYTHON, str(READER), json.dumps(task)),
            env=environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])  # the bus speaks on it too
    assert isinstance(found, list)
    return found


def own_places(place: Path) -> Mapping[str, str]:
    """Return the places of somebody who never started the program."""
    kinds = ("DATA", "CONFIG", "STATE", "CACHE")
    return {f"XDG_{kind}_HOME": str(place / kind.lower()) for kind in kinds}


@pytest.fixture
def reader() -> None:
    """Pass over a test where the system cannot read windows aloud."""
    question = [SYSTEM_PYTHON, "-c", "import pyatspi"]
    try:
        can = subprocess.run(question, capture_output=True, check=False).returncode == 0
    except OSError:
        can = False
    if not can:
        pytest.skip("pyatspi is not installed in the system's Python")


def test_program_when_started_for_the_first_time_then_it_asks_its_three_questions(
    reader: None, tmp_path: Path
) -> None:
    questions = [
        ["wait", "label", "Bienvenue dans CTG Desktop"],
        ["wait", "text", "1. Qui êtes-vous ?"],
        ["wait", "text", "2. Quelle est votre structure ?"],
        ["wait", "text", "3. Où vont les sauvegardes ?"],
        ["wait", "push button", "Essayer avec des données d’exemple"],
    ]

    found_by_screen_reader(questions, tmp_path)

    assert not list(tmp_path.rglob("*.sqlite"))


def test_screen_reader_when_it_records_an_action_then_it_reads_it_back_in_the_table(
    reader: None, tmp_path: Path
) -> None:
    recorded = [
        *FIRST_START,
        ["press", "push button", "Enregistrer une première action"],
        ["write", "text", "Intitulé", TITLE],
        ["write", "text", "Ambition principale", "Ambition 3"],
        ["press", "push button", "Créer l’action"],
        ["wait", "progress bar", "Complétude de la fiche"],
        ["press", "push button", "Retour à la liste"],
        ["row", "Actions", TITLE],
    ]

    *_, row = found_by_screen_reader(recorded, tmp_path)

    assert {"Idée", "Béthune"} <= set(row)
    listed = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "action", "lister", "--format", "json"],
        env={**os.environ, **own_places(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert [action["intitule"] for action in json.loads(listed.stdout)] == [TITLE]
