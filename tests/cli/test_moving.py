"""Removing what others point to: said first, moved if asked, listed when a référentiel does it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.app import Office, Terminal, carried_out, plain

REF = "BET-2026-001"


@pytest.fixture(scope="module")
def led(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Béthune with somebody who leads an action, to be copied."""
    return carried_out(
        Office.copied(bethune, tmp_path_factory.mktemp("made") / "d").folder,
        ("contact", "ajouter", "--prenom", "Lou", "--nom", "ESSAI"),
        ("contact", "ajouter", "--prenom", "Sam", "--nom", "RELÈVE"),
        ("action", "creer", "--intitule", "Café", "--ambition", "1"),
        ("action", "modifier", REF, "--pilote", "Lou ESSAI"),
    )


@pytest.fixture
def filled(led: Path, nowhere: Terminal) -> Terminal:
    """Béthune, with somebody who leads an action."""
    Office.copied(led, nowhere.folder)
    return nowhere


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


@pytest.fixture(scope="module")
def merged(consolidator: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A référentiel of the agglomeration in which Ames and Lières became one commune."""
    with_gone = tmp_path_factory.mktemp("fusion") / "fusion.toml"
    carried_out(
        Office.copied(consolidator, with_gone.with_name("d")).folder,
        ("territoire", "ajouter", "--type", "commune", "--nom", "Ames-Lières", "--insee", "62999"),
        *(("territoire", "retirer", former, "--oui") for former in ("Ames", "Lières")),
        ("referentiel", "exporter", str(with_gone)),
    )
    return with_gone


@pytest.fixture(scope="module")
def made_in_ames(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of Ames, with an action of its own and somebody who follows it, to be copied."""
    return carried_out(
        Office(tmp_path_factory.mktemp("made") / "ames", "Ames").folder,
        ("action", "creer", "--intitule", "Café", "--ambition", "1"),
        ("contact", "ajouter", "--nom", "Essai", "--territoires", "Ames ; Lières"),
    )


@pytest.fixture
def ames(made_in_ames: Path, nowhere: Terminal) -> Terminal:
    """The folder of Ames, with an action of its own and somebody who follows it."""
    Office.copied(made_in_ames, nowhere.folder)
    return nowhere


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
