"""`importer`: what a script gives, what it hears, and what is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.app import Terminal, plain
from tests.support.peoples_sheets import Sheet, write

ROWS = [
    ["Axe", "Action", "Échéance", "État", "Code interne"],
    [1, "Café des parents", "T4 2027", "En retard", "X1"],
    [2, "Ludothèque", "31/02/2027", "En cours", None],
]


def undecided(terminal: Terminal, *words: str) -> str:
    """Run a command that must tell all that it found, and stop at what is left to decide."""
    assert terminal.run(*words) == 1
    assert terminal.out
    return plain(terminal.err)


@pytest.fixture
def plan(tmp_path: Path) -> str:
    return str(write(Sheet(ROWS, other={"Listes": [["Statut"]]}), tmp_path / "plan.xlsx"))


def test_import_when_something_is_left_to_decide_then_nothing_is_written(
    terminal: Terminal, plan: str
) -> None:
    said = undecided(terminal, "importer", "actions", plan)

    assert "1 question à décider et 2 lignes à corriger : rien n'a été écrit" in plain(said)
    assert "1 colonne non reprise : « Code interne »" in plain(terminal.out)
    assert "À corriger, Fin prévue : 1 cellule, C3" in plain(terminal.out)
    assert terminal.json("action", "lister") == []


def test_import_when_its_questions_are_answered_in_a_file_then_it_is_done_but_what_waits(
    terminal: Terminal, plan: str, tmp_path: Path
) -> None:
    matching, waiting = tmp_path / "plan.toml", tmp_path / "à corriger.xlsx"
    undecided(terminal, "importer", "actions", plan, "--ecrire-correspondance", str(matching))
    asked = matching.read_text(encoding="utf-8")
    assert '# "valeur:statut:en retard" = ""' in asked
    answered = asked.replace(
        '# "valeur:statut:en retard" = ""', '"valeur:statut:en retard" = "en_cours"'
    ).replace('"Code interne" = ""', '"Code interne" = "+description"')
    matching.write_text(answered, encoding="utf-8")
    given = ("importer", "actions", plan, "--correspondance", str(matching))

    undecided(terminal, *given)
    simulated = terminal.done(*given, "--simuler", "--attente", str(waiting))
    assert "Rien n'a été écrit" in plain(simulated)
    assert not waiting.exists()
    done = terminal.done(*given, "--attente", str(waiting))

    assert "Actions : 1 nouvelle fiche, 1 ligne à corriger." in plain(done)
    (action,) = terminal.json("action", "lister")
    assert (action["intitule"], action["statut"]) == ("Café des parents", "en_cours")
    shown = terminal.json("action", "montrer", action["reference"])
    assert plain(shown["description"]) == "Code interne : X1"
    assert waiting.exists()
    terminal.done("annuler")
    assert terminal.json("action", "lister") == []


def test_import_when_json_is_asked_then_one_document_says_all(
    terminal: Terminal, plan: str
) -> None:
    code = terminal.run("importer", "actions", plan, "--format", "json", "--simuler")

    told = json.loads(terminal.out)
    assert code == 1
    assert (told["entite"], told["ecrit"], told["ligne_des_titres"]) == ("actions", False, 1)
    assert [row["sort"] for row in told["lignes"]] == ["a_corriger", "a_corriger"]
    assert told["questions"][0]["choix"]["en_cours"] == "En cours"
    assert told["colonnes"][4]["non_reprise"] == "titre inconnu"


def test_import_when_what_is_given_is_not_there_then_a_sentence_says_what_is(
    terminal: Terminal, plan: str, tmp_path: Path
) -> None:
    other = tmp_path / "autre.toml"
    other.write_text('entite = "contacts"\n', encoding="utf-8")
    broken = tmp_path / "faux.toml"
    broken.write_text("entite = [", encoding="utf-8")

    for words, expected in (
        (("fiches", plan), "On n'importe pas de « fiches »"),
        (("actions", str(tmp_path / "absent.xlsx")), "n'existe pas"),
        (("actions", plan, "--feuille", "Plan"), "il a : « Feuil1 », « Listes »"),
        (("actions", plan, "--correspondance", str(other)), "est pour autre chose"),
        (("actions", plan, "--correspondance", str(broken)), "n'est pas un fichier de corresp"),
        (("engagements", plan), "l'agglomération"),
    ):
        assert expected in plain(terminal.refused("importer", *words)), words
