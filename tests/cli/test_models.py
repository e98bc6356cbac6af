"""Fiches kept for reuse without a window: made, listed, exported, taken in again, sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.exchange.file_sending import confidential_actions, kept_back
from tests.support.app import TODAY, Office, Terminal, plain

CAFE = ("action", "creer", "--intitule", "Café des parents", "--ambition", "3")
MODEL = "BET-2026-002"


@pytest.fixture
def kept(terminal: Terminal) -> Terminal:
    """A terminal on a folder with an action and a model of it, each with an étape."""
    terminal.done(*CAFE)
    terminal.done("etape", "ajouter", "BET-2026-001", "--intitule", "Réunir les partenaires")
    told = terminal.done("action", "dupliquer", "BET-2026-001", "--modele", "oui")
    assert plain(told).startswith(f"Modèle créé : {MODEL} – Café des parents")
    return terminal


def references(terminal: Terminal, *filters: str) -> list[str]:
    listed = terminal.done("action", "lister", "--format", "json", *filters)
    return [row["reference"] for row in json.loads(listed)]


def test_model_when_made_then_its_filter_alone_lists_it(kept: Terminal) -> None:
    assert references(kept) == ["BET-2026-001"]
    assert references(kept, "--filtre", "modele") == [MODEL]
    assert "1 action sur 1 (filtre : modèle)" in plain(
        kept.done("action", "lister", "--filtre", "modele")
    )


def test_action_when_made_from_a_model_then_what_is_given_takes_the_place_of_its_own(
    kept: Terminal,
) -> None:
    kept.done("action", "dupliquer", MODEL, "--intitule", "Café du centre")

    made = json.loads(kept.done("action", "montrer", "BET-2026-003", "--format", "json"))

    assert (made["intitule"], made["modele"]) == ("Café du centre", False)
    assert [etape["intitule"] for etape in made["etapes"]] == ["Réunir les partenaires"]
    assert references(kept) == ["BET-2026-001", "BET-2026-003"]


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_lists_when_exported_then_they_hold_no_model_and_the_whole_folder_does(
    kept: Terminal, tmp_path: Path, ending: str
) -> None:
    for what, *rest in (("actions",), ("etapes",), ("actions", "--filtre", "modele")):
        path = tmp_path / f"{what}{len(rest)}.{ending}"
        told = kept.done("exporter", what, "--format", ending, "--sortie", str(path), *rest)
        assert plain(told).startswith("1 "), (what, told)
    if ending != "csv":
        path = tmp_path / f"tout.{ending}"
        kept.done("exporter", "tout", "--format", ending, "--sortie", str(path))
    if ending == "json":
        everything = json.loads(path.read_text(encoding="utf-8"))["actions"]
        assert [row["modele"] for row in everything] == [False, True]


def test_model_when_shown_as_json_and_created_from_it_then_it_is_one_again(
    kept: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "modele.json"
    shown = kept.done("action", "montrer", MODEL, "--format", "json")
    path.write_text(shown, encoding="utf-8")

    kept.done("action", "creer", "--depuis", str(path))

    assert references(kept, "--filtre", "modele") == [MODEL, "BET-2026-003"]


def test_model_when_its_sheet_is_taken_in_again_then_nothing_changes(
    kept: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "modeles.xlsx"
    listed = ("exporter", "actions", "--format", "xlsx", "--filtre", "modele")
    kept.done(*listed, "--sortie", str(path))

    told = json.loads(kept.done("importer", "actions", str(path), "--simuler", "--format", "json"))

    assert json.dumps(told).count('"nouveau"') == 0
    assert references(kept, "--filtre", "modele") == [MODEL]


def test_model_when_sent_then_nothing_of_it_is_held_back(kept: Terminal) -> None:
    office = Office.__new__(Office)
    office.folder, office.clock = kept.folder, kept.clock
    with office.open() as uow:
        assert uow.count_actions(ActionQuery(models=True), TODAY) == 1
        assert (confidential_actions(uow), kept_back(uow)) == (0, frozenset())
        (model,) = [row for row in uow.rows(Action) if row.model]
    sent = kept.done("echange", "envoyer", "--sortie", str(kept.folder.parent / "a.ctg"))

    assert model.title not in sent
