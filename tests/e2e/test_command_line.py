"""The main job from an empty folder, as a person does it: one real process per command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.app import plain

MAIN = Path(__file__).resolve().parents[2] / "main.py"
TODAY = datetime.now().astimezone().date()
CODE = f"BET-{TODAY.year}-001"


class Desk:
    """A person at a terminal, in a folder of their own."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(MAIN), *words],
            cwd=self.place,
            env={**os.environ, "CTG_DESKTOP_DONNEES": "", "XDG_DATA_HOME": str(self.place)},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )

    def done(self, *words: str) -> str:
        ran = self.run("--donnees", "D", *words)
        assert (ran.returncode, ran.stderr) == (0, ""), (words, ran)
        return plain(ran.stdout)

    def json(self, *words: str) -> Any:
        return json.loads(self.done(*words, "--format", "json"))


def test_command_line_when_used_from_an_empty_folder_then_the_main_job_runs(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)

    assert "Dossier prêt pour Béthune" in desk.done(
        "initialiser", "--structure", "62119", "--personne", "Camille Essai"
    )
    assert CODE in desk.done(
        *("action", "creer", "--intitule", "Ouvrir un café des parents", "--ambition", "3"),
        *("--date_fin", "30/6/2030", "--pilote", "Alexandre Hermant"),
    )
    assert "statut" in desk.done("action", "modifier", CODE, "--statut", "en_cours")
    assert "corbeille" in desk.done("action", "supprimer", CODE)
    assert desk.json("action", "lister") == []
    assert "restaurée" in desk.done("action", "restaurer", CODE)
    assert "Ouvrir un café des parents" in desk.done("action", "lister")

    shown = desk.json("action", "montrer", CODE)
    assert (shown["statut"], shown["ambition"], shown["date_fin"]) == (
        "en_cours",
        "3",
        "2030-06-30",
    )

    desk.done("imprimer", "fiche", "--action", CODE, "--sortie", "fiche.pdf")
    assert (tmp_path / "fiche.pdf").read_bytes().startswith(b"%PDF-")

    history = desk.json("historique", CODE)
    assert [(line["champ"], line["apres"]) for line in history[-3:]] == [
        ("Statut", "En cours"),
        ("Fiche", "mise à la corbeille"),
        ("Fiche", "restaurée"),
    ]
    assert {line["auteur"] for line in history} == {"Camille Essai"}
    assert all(line["date"] for line in history)

    assert [line["reference"] for line in desk.json("etat", "--au", TODAY.isoformat())] == [CODE]
    assert desk.json("etat", "--au", "2026-02-03") == []

    checked = desk.done("verifier")
    rebuilt = desk.done("verifier", "--reconstruire")
    assert "sont égales aux tables" in checked
    assert len(checked.splitlines()[-1]) == 64
    assert rebuilt.splitlines()[-1] == checked.splitlines()[-1]


def test_self_check_when_asked_then_each_step_is_told_and_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CTG_DESKTOP_CLES", str(tmp_path / "clés"))
    ran = Desk(tmp_path).run("--auto-test")

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Tout fonctionne." in ran.stdout
    assert "bibliothèques SQLite chargées : sqlcipher3" in plain(ran.stdout)
    assert list(tmp_path.iterdir()) == []


def test_program_when_two_write_at_once_then_one_is_told_who_has_the_folder(
    tmp_path: Path,
) -> None:
    desk = Desk(tmp_path)
    desk.done("initialiser", "--structure", "62119", "--personne", "Camille Essai")
    words = ["--donnees", "D", "action", "creer", "--ambition", "1", "--intitule"]
    running = [
        subprocess.Popen(
            [sys.executable, str(MAIN), *words, f"Action {at}"],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for at in range(4)
    ]

    ended = [(*process.communicate(timeout=60), process.returncode) for process in running]

    done = [code for _, _, code in ended].count(0)
    assert done >= 1
    assert len(desk.json("action", "lister")) == done
    assert all("est ouvert" in told for _, told, code in ended if code == 1)
