"""Proposing for somebody else's rows, and answering, at the command line."""

from pathlib import Path

import pytest

from tests.support.app import Office, Terminal, new_action, plain
from tests.support.sites import exchanged

REF = "BET-2026-001"


def test_proposal_when_made_sent_and_answered_by_commands_then_each_reads_the_other(
    bethune: Path, consolidator: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Office.copied(bethune, tmp_path / "b")
    there = Office.copied(consolidator, tmp_path / "a")

    def exchange() -> None:
        with here.open() as ours, there.open() as theirs:
            exchanged(ours, theirs)

    with here.open() as uow:
        new_action(uow, "Café")
    exchange()
    ours, theirs = Terminal(here.folder, capsys), Terminal(there.folder, capsys)

    # The référentiel is the agglomeration's: Béthune proposes, with a reason.
    told = ours.refused("ambition", "modifier", "1", "--intitule", "Grandir")
    assert "Vous pouvez lui proposer une modification" in told
    made = ours.done("ambition", "modifier", "1", "--intitule", "Grandir", "--proposer", "Coquille")
    assert "Modification proposée : intitulé" in plain(made)
    assert ours.json("ambition", "montrer", "1")["intitule"] != "Grandir"
    assert "Vous pouvez modifier" in ours.refused(
        "action", "modifier", REF, "--intitule", "X", "--proposer"
    )
    sent = str(tmp_path / "envoi.ctg")
    ours.done("echange", "envoyer", "--sortie", sent)
    shown = plain(theirs.done("echange", "examiner", sent))
    assert "Intitulé : (vide) → Grandir" in shown
    assert "Raison : (vide) → Coquille" in shown
    assert "Identifiant" not in shown
    exchange()

    [found] = theirs.json("propositions", "lister")
    assert (found["etat"], found["a_repondre"], found["raison"]) == ("en_attente", True, "Coquille")
    assert found["champs"][0]["propose"] == "Grandir"
    assert "en attente" in plain(theirs.done("propositions", "lister"))
    theirs.done("propositions", "accepter", "1")
    assert theirs.json("ambition", "montrer", "1")["intitule"] == "Grandir"
    assert "déjà reçu une réponse" in theirs.refused("propositions", "refuser", "1")
    theirs.done("annuler")
    theirs.done("propositions", "refuser", "1", "--raison", "Déjà corrigé")
    exchange()

    [answered] = ours.json("propositions", "lister")
    assert (answered["etat"], answered["reponse"]["raison"]) == ("refusee", "Déjà corrigé")
    assert "Déjà corrigé" in plain(ours.done("propositions", "lister"))
    assert "n° 2" in ours.refused("propositions", "accepter", "2")
