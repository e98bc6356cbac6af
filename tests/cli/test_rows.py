"""What hangs on an action, contacts, and the lines of the référentiel."""

import pytest

from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType
from tests.support.app import Terminal, plain

REF = "BET-2026-001"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done("action", "creer", "--intitule", "Café des parents", "--ambition", "3")
    return terminal


def test_sheet_when_filled_without_a_window_then_all_of_it_is_shown(filled: Terminal) -> None:
    filled.done("etape", "ajouter", REF, "--intitule", "Réunir", "--echeance", "15/9/2026")
    filled.done("etape", "modifier", REF, "1", "--faite-le", "12/9/2026")
    filled.done(
        *("budget", "ajouter", REF, "--annee", "2026", "--type", "fonctionnement"),
        *("--prevu", "4 500 €", "--realise", "1200,5"),
    )
    filled.done(
        "financement",
        "ajouter",
        REF,
        "--financeur",
        "CAF",
        "--dispositif",
        "REAAP",
        "--demande",
        "3000",
    )
    filled.done(
        *("indicateur", "ajouter", REF, "--libelle", "Écart", "--valeur_origine", "-3,5"),
        *("--annee_origine", "2025", "--cible", "0"),
    )
    filled.done("mesure", "ajouter", REF, "Écart", "--annee", "2026", "--valeur", "-1,25")
    filled.done("note", "ajouter", REF, "--texte", "Lancée.", "--origine", "COTECH")

    shown = plain(filled.done("action", "montrer", REF))

    for line in (
        "  1. Réunir, échéance 15/09/2026, faite le 12/09/2026",
        "  1. Fonctionnement, 2026, prévu 4 500 €, réalisé 1 200,50 €",
        "  1. CAF, REAAP, demandé 3 000 €",
        "  1. Écart, origine −3,5 (2025), cible 0, 2026 : −1,25",
        "  1. 15/09/2026 (Camille Essai, COTECH) : Lancée.",
    ):
        assert line in shown.splitlines()


def test_measure_when_the_period_has_one_then_it_is_corrected(filled: Terminal) -> None:
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles")
    filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "12")
    told = filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "13")

    assert told.startswith("Mesure corrigée")
    measures = filled.json("action", "montrer", REF)["indicateurs"][0]["mesures"]
    assert [measure["valeur"] for measure in measures] == [13]


def test_measure_when_removed_and_typed_again_then_it_holds_what_was_typed_last(
    filled: Terminal,
) -> None:
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles")
    filled.done(
        "mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "12", "--commentaire", "x"
    )
    filled.done("mesure", "retirer", REF, "1", "1")
    filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "13")

    (measure,) = filled.json("mesure", "lister", REF, "1")
    assert (measure["valeur"], measure["commentaire"]) == (13, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("note", "modifier", REF, "1", "--texte", "autre"), "ne se récrit pas"),
        (("note", "retirer", REF, "1"), "ne se retire pas"),
        (("mesure", "ajouter", REF, "1", "--valeur", "1"), "demande son année ou sa date"),
        (("mesure", "ajouter", REF, "1", "--annee", "2026"), "demande une valeur ou une appr"),
        (("mesure", "modifier", REF, "1", "--annee", "2027"), "« Année » ne se modifie pas"),
        (("mesure", "ajouter", REF, "9", "--annee", "2026"), "Indicateur inconnu : « 9 »"),
        (("budget", "ajouter", REF, "--prevu", "beaucoup"), "attend un nombre comme 1 234,50"),
        (("budget", "ajouter", REF, "--prevu", "-5"), "ne peut pas être inférieur à 0"),
        (("budget", "ajouter", REF, "--prevu", "1,234"), "a 2 chiffres au plus après la virgule"),
        (("etape", "ajouter", REF), "« Intitulé » est à remplir."),
        (("etape", "modifier", REF, "--intitule", "x"), "il n'y en a aucune"),
        (("etape", "ajouter", "BET-2026-009", "--intitule", "x"), "Action inconnue"),
        (("etape", "ajouter", REF, "--couleur", "x"), "n'est pas un champ de « Étape »"),
        (("contact", "ajouter", "--prenom", "Lou"), "« Nom » est à remplir."),
        (
            ("contact", "ajouter", "--nom", "X", "--mobile", "abc"),
            "attend un numéro à dix chiffres",
        ),
        (
            ("contact", "modifier", "Hermant", "--mobile", "0601020304"),
            "fait partie du référentiel",
        ),
        (("ambition", "modifier", "3", "--intitule", "x"), "fait partie du référentiel"),
        (("engagement", "ajouter", "Béthune", "--statut", "non_engage"), "fait partie du référent"),
    ],
)
def test_row_when_the_input_is_bad_then_a_sentence_tells(
    filled: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles")
    filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "12")
    filled.done("note", "ajouter", REF, "--texte", "Lancée.")

    assert sentence in filled.refused(*words)


def test_row_when_several_and_none_is_named_then_the_number_is_asked(filled: Terminal) -> None:
    filled.done("etape", "ajouter", REF, "--intitule", "A")
    filled.done("etape", "ajouter", REF, "--intitule", "B")

    told = filled.refused("etape", "retirer", REF)

    assert "il y en a 2 ; donnez le numéro" in told
    filled.done("etape", "retirer", REF, "B")
    assert [step["intitule"] for step in filled.json("etape", "lister", REF)] == ["A"]


def test_row_when_its_action_is_deleted_then_it_cannot_be_touched(filled: Terminal) -> None:
    identity = filled.json("action", "montrer", REF)["id"]
    filled.done("etape", "ajouter", REF, "--intitule", "A")
    filled.done("action", "supprimer", REF)

    told = filled.refused("etape", "ajouter", identity, "--intitule", "B")

    assert "commencez par restaurer" in told


def test_indicators_when_more_than_five_then_a_warning_is_said(filled: Terminal) -> None:
    for number in range(5):
        assert "indicateurs" not in filled.done(
            "indicateur", "ajouter", REF, "--libelle", f"I{number}"
        )

    told = filled.done("indicateur", "ajouter", REF, "--libelle", "De trop")

    assert "Cette action compte 6 indicateurs" in plain(told)


def test_contact_when_recorded_then_it_is_local_and_can_be_changed(filled: Terminal) -> None:
    filled.done(
        *("contact", "ajouter", "--prenom", "Lou", "--nom", "Exemple"),
        *("--mobile", "+33 6.01.02.03.04", "--territoires", "62119"),
    )
    filled.done("contact", "modifier", "exemple LOU", "--fonction", "Directrice")

    contact = filled.json("contact", "montrer", "Lou EXEMPLE")
    assert contact["mobile"] == "06 01 02 03 04"
    assert (contact["origine"], contact["structure"]) == ("local", "62119")
    assert contact["source"] == "saisi par Camille Essai"
    assert contact["fonction"] == "Directrice"


def test_reference_rows_when_the_agglomeration_edits_them_then_they_change(
    agglomeration: Terminal,
) -> None:
    agglomeration.done("ambition", "modifier", "3", "--intitule", "Titre d'essai")
    agglomeration.done(
        *("engagement", "ajouter", "Béthune", "--statut", "deliberation_prise"),
        *("--deliberation_le", "3/2/2026"),
    )
    agglomeration.done("engagement", "modifier", "bethune", "--deliberation_numero", "12")
    agglomeration.done(
        "coordination", "ajouter", "Alexandre Hermant", "--employeur", "62119", "--etp", "0,5"
    )
    agglomeration.done(
        *("adhesion", "ajouter", "SIVOM du Béthunois", "--membre", "Béthune"),
        *("--competence", "petite enfance", "--du", "1/1/2026"),
    )

    assert agglomeration.json("ambition", "montrer", "3")["intitule"] == "Titre d'essai"
    (engagement,) = agglomeration.json("engagement", "lister", "Béthune")
    assert (engagement["statut"], engagement["deliberation_numero"]) == ("deliberation_prise", "12")
    (post,) = agglomeration.json("coordination", "lister")
    assert (post["contact"], post["employeur"], post["etp"]) == ("Alexandre HERMANT", "62119", 0.5)
    told = agglomeration.refused("adhesion", "modifier", "SIVOM du Béthunois", "--au", "1/1/2025")
    assert "La fin est avant le début" in told


@pytest.mark.parametrize("kind", typed_types(), ids=lambda kind: kind.name)
def test_list_when_asked_of_any_entity_then_it_is_one_document(
    filled: Terminal, kind: EntityType
) -> None:
    word = kind.command
    path = {"mesure": [REF, "1"]}.get(word, [REF] if kind.owner == "action" else [])
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles")

    assert isinstance(filled.json(word, "lister", *path), list)
    assert filled.done(word, "lister", *path)
