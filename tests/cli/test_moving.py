"""Removing what others point to: said first, moved if asked, listed when a référentiel does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.app import Office, Terminal, plain

REF = "BET-2026-001"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """Béthune, with somebody who leads an action."""
    for name in ("Lou ESSAI", "Sam RELÈVE"):
        given, family = name.split()
        terminal.done("contact", "ajouter", "--prenom", given, "--nom", family)
    terminal.done("action", "creer", "--intitule", "Café", "--ambition", "1")
    terminal.done("action", "modifier", REF, "--pilote", "Lou ESSAI")
    return terminal


def test_contact_when_actions_name_them_then_removing_says_so_first(filled: Terminal) -> None:
    told = filled.refused("contact", "retirer", "Lou ESSAI")

    assert "À Lou ESSAI se rattachent : 1 action (pilote)" in told
    assert "--vers NOM" in told
    assert "--oui" in told
    assert "ESSAI" in filled.done("contact", "lister")


def test_contact_when_nothing_names_them_then_it_is_removed_at_once(filled: Terminal) -> None:
    assert "Contact retiré : Sam RELÈVE" in plain(filled.done("contact", "retirer", "Sam RELÈVE"))


def test_contact_when_removed_all_the_same_then_the_action_names_them_as_gone(
    filled: Terminal,
) -> None:
    filled.done("contact", "retirer", "Lou ESSAI", "--oui")

    assert "Pilote : Lou ESSAI (retiré)" in plain(filled.done("action", "montrer", REF))
    listed = filled.done("action", "lister", "--filtre", "sans=pilote")
    assert REF in listed
    assert REF in filled.done("action", "lister", "--filtre", "pilote=Lou ESSAI")
    assert filled.json("action", "montrer", REF)["pilote"] == "Lou ESSAI (retiré)"


def test_contact_when_a_successor_is_named_then_the_action_goes_over_to_them(
    filled: Terminal,
) -> None:
    filled.done("contact", "retirer", "Lou ESSAI", "--vers", "Sam RELÈVE")

    assert "Pilote : Sam RELÈVE" in plain(filled.done("action", "montrer", REF))
    filled.done("annuler")
    assert "Pilote : Lou ESSAI" in plain(filled.done("action", "montrer", REF))


def test_contact_when_gone_already_then_what_names_them_can_still_be_moved(
    filled: Terminal,
) -> None:
    filled.done("contact", "retirer", "Lou ESSAI", "--oui")

    told = filled.done("contact", "deplacer", "Lou ESSAI (retiré)", "--vers", "Sam RELÈVE")

    assert "1 fiche rattachée à Sam RELÈVE." in plain(told)
    assert "Pilote : Sam RELÈVE" in plain(filled.done("action", "montrer", REF))


def test_action_when_another_is_linked_to_it_then_the_corbeille_says_so(filled: Terminal) -> None:
    filled.done("action", "creer", "--intitule", "Liée", "--ambition", "1", "--actions_liees", REF)

    told = plain(filled.done("action", "supprimer", REF))

    assert "S'y rattachent toujours : 1 action (actions liées)." in told


@pytest.fixture
def merged(agglomeration: Terminal, tmp_path: Path) -> Path:
    """A référentiel of the agglomeration in which Ames and Lières became one commune."""
    with_gone = tmp_path / "fusion.toml"
    agglomeration.done(
        "territoire", "ajouter", "--type", "commune", "--nom", "Ames-Lières", "--insee", "62999"
    )
    for former in ("Ames", "Lières"):
        agglomeration.done("territoire", "retirer", former, "--oui")
    agglomeration.done("referentiel", "exporter", str(with_gone))
    return with_gone


@pytest.fixture
def ames(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """The folder of Ames, with an action of its own and somebody who follows it."""
    terminal = Terminal(Office(tmp_path / "ames", "Ames").folder, capsys)
    terminal.done("action", "creer", "--intitule", "Café", "--ambition", "1")
    terminal.done("contact", "ajouter", "--nom", "Essai", "--territoires", "Ames ; Lières")
    return terminal


def test_reference_when_it_removes_a_place_then_simulating_lists_what_hangs_on_it(
    ames: Terminal, merged: Path
) -> None:
    told = plain(ames.done("referentiel", "importer", str(merged), "--simuler"))

    assert re.search(r"Retiré : Ames\n +.*\n? *S'y rattachent : .*1 action \(structure", told)
    assert "1 contact (territoires suivis)" in told
    assert "--deplacer ANCIEN=NOUVEAU" in told
    assert "Rien n'a été écrit" in told


def test_reference_when_a_place_is_moved_with_it_then_the_folder_goes_on_as_the_new_one(
    ames: Terminal, merged: Path
) -> None:
    moves = ("--deplacer", "Ames=Ames-Lières", "--deplacer", "Lières=Ames-Lières")
    told = plain(ames.done("referentiel", "importer", str(merged), *moves))

    assert "Ames : 2 fiches rattachées à Ames-Lières." in told
    [action] = ames.json("action", "lister")
    assert action["structure_nom"] == "Ames-Lières"
    # It is this folder's own still, under the name of the new commune.
    ames.done("action", "modifier", action["reference"], "--intitule", "Café des familles")
    told = plain(ames.done("contact", "montrer", "ESSAI"))
    assert "Territoires suivis : Ames-Lières\n" in told
    assert ames.done("action", "lister", "--filtre", "structure=62999").count("BET") == 0
    assert "2 fiches" not in plain(ames.done("referentiel", "importer", str(merged)))


def test_reference_when_a_place_is_not_moved_then_its_actions_stay_named_and_found(
    ames: Terminal, merged: Path
) -> None:
    ames.done("referentiel", "importer", str(merged))

    listed = ames.done("action", "lister", "--filtre", "structure=Ames")
    assert "Ames (retirée)" in listed
    told = plain(ames.done("territoire", "deplacer", "Ames", "--vers", "Ames-Lières"))
    assert "fiches rattachées à Ames-Lières" in told
    assert "(retirée)" not in ames.done("action", "lister")


@pytest.mark.parametrize("pair", ["Ames", "Ames=Nulle-Part", "Nulle-Part=Ames-Lières"])
def test_reference_when_a_move_cannot_be_read_then_nothing_is_taken_in(
    ames: Terminal, merged: Path, pair: str
) -> None:
    before = ames.done("verifier").splitlines()[-1]

    assert ames.run("referentiel", "importer", str(merged), "--deplacer", pair) == 1

    assert ames.done("verifier").splitlines()[-1] == before
