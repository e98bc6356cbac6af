"""History, the state on a day, undo and redo."""

from datetime import timedelta

import pytest

from tests.support.app import Terminal, plain

REF = "BET-2026-001"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done("action", "creer", "--intitule", "Café des parents", "--ambition", "3")
    return terminal


def test_history_when_read_then_each_change_has_author_time_and_words(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--statut", "en_cours", "--publics", "familles")
    filled.done("etape", "ajouter", REF, "--intitule", "Réunir")
    filled.done("action", "supprimer", REF)
    filled.done("action", "restaurer", REF)

    told = filled.json("historique", REF)

    lines = [(line["champ"], line["avant"], line["apres"]) for line in told]
    assert lines[0] == ("Fiche", "", "créée")
    assert ("Ambition principale", "", "3") in lines
    assert ("Structure porteuse", "", "Béthune") in lines
    assert ("Statut", "Idée", "En cours") in lines
    assert ("Publics", "", "Familles ajouté") in lines
    assert ("Étape « Réunir », intitulé", "", "Réunir") in [
        tuple(map(plain, line)) for line in lines
    ]
    assert lines[-2:] == [
        ("Fiche", "en place", "mise à la corbeille"),
        ("Fiche", "dans la corbeille", "restaurée"),
    ]
    assert {line["auteur"] for line in told} == {"Camille Essai"}
    assert all(line["date"].startswith("2026-09-15T12:0") for line in told)
    assert "Action modifiée : publics, statut" in plain(filled.done("historique", REF))


def test_history_when_the_reference_is_unknown_then_a_sentence_tells(filled: Terminal) -> None:
    assert "Action inconnue" in filled.refused("historique", "BET-2026-999")


def test_state_when_a_past_day_is_asked_then_it_is_as_it_was(filled: Terminal) -> None:
    filled.clock.at += timedelta(days=10)
    filled.done("action", "modifier", REF, "--intitule", "Autre titre", "--statut", "en_cours")
    filled.done("action", "creer", "--intitule", "Plus tard", "--ambition", "1")

    then = filled.json("etat", "--au", "2026-09-15")
    now = filled.json("etat", "--au", "2026-09-25")

    assert [(line["intitule"], line["statut"]) for line in then] == [("Café des parents", "idee")]
    assert [line["intitule"] for line in now] == ["Autre titre", "Plus tard"]
    assert filled.json("etat", "--au", "2026-09-14") == []
    shown = plain(filled.done("etat", "--au", "15/9/2026"))
    assert shown.startswith("État au 15/09/2026\n")
    assert "1 action sur 1." in shown


def test_state_when_the_deadline_is_later_then_it_was_not_late(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--date_fin", "2026-09-20", "--statut", "a_venir")
    filled.clock.at += timedelta(days=30)

    assert filled.json("action", "lister")[0]["en_retard"] is True
    assert filled.json("etat", "--au", "2026-09-16")[0]["en_retard"] is False


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("un jour", "« Au » attend une date"),
        ("demain", "est à venir"),
        ("2026-02-30", "« Au » attend une date du calendrier : février 2026 finit le 28"),
        ("2027-01-01", "est à venir"),
    ],
)
def test_state_when_the_day_is_none_then_a_sentence_tells(
    filled: Terminal, day: str, sentence: str
) -> None:
    assert sentence in filled.refused("etat", "--au", day)


def test_undo_when_done_then_the_last_gesture_goes_and_redo_brings_it_back(
    filled: Terminal,
) -> None:
    filled.done("action", "modifier", REF, "--statut", "en_cours", "--priorite", "haute")
    before = filled.done("verifier").splitlines()[-1]

    assert "Annulation" in filled.done("annuler")
    record = filled.json("action", "montrer", REF)
    assert (record["statut"], record["priorite"]) == ("idee", None)

    assert "Rétablissement" in filled.done("retablir")
    assert filled.done("verifier").splitlines()[-1] == before


def test_redo_when_nothing_was_undone_then_a_sentence_tells(filled: Terminal) -> None:
    assert "Il n'y a rien à rétablir" in filled.refused("retablir")
