"""Actions as a person types them at the command line."""

import json
from pathlib import Path

import pytest

from tests.support.app import Terminal, plain

REF = "BET-2026-001"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done("action", "creer", "--intitule", "Café des parents", "--ambition", "3")
    return terminal


def test_create_when_only_what_is_needed_is_given_then_the_rest_has_its_default(
    terminal: Terminal,
) -> None:
    told = terminal.done("action", "creer", "--intitule", "Café des parents", "--ambition", "3")

    assert plain(told) == f"Action créée : {REF} – Café des parents.\n"
    record = terminal.json("action", "montrer", REF)
    assert record["statut"] == "idee"
    assert record["structure"] == "62119"
    assert record["ambition"] == "3"
    assert record["completude"]["pourcentage"] == 25


def test_create_when_json_is_asked_then_stdout_is_one_document(terminal: Terminal) -> None:
    record = terminal.json("action", "creer", "--intitule", "A", "--ambition", "1")

    assert record["reference"] == REF


def test_create_when_several_then_references_follow_one_another(filled: Terminal) -> None:
    filled.done("action", "creer", "--intitule", "B", "--ambition", "1")
    filled.done("action", "supprimer", "BET-2026-002")
    filled.done("action", "creer", "--intitule", "C", "--ambition", "1")

    assert [line["reference"] for line in filled.json("action", "lister")] == [
        REF,
        "BET-2026-003",
    ]


def test_create_when_values_are_typed_freely_then_they_are_understood(terminal: Terminal) -> None:
    terminal.done(
        *("action", "creer", "--intitule", " Ludothèque ", "--ambition", "Ambition 2"),
        *("--date-debut", "1er mars 2026", "--date_fin", "30/6/27", "--priorite", "Haute"),
        *("--publics", "0-3 ans ; Familles", "--publics", "seniors", "--recurrente", "oui"),
        *("--territoires", "bethune, NOEUX LES MINES", "--partenaires", "caf"),
    )

    record = terminal.json("action", "montrer", REF)
    assert record["intitule"] == "Ludothèque"
    assert record["ambition"] == "2"
    assert (record["date_debut"], record["date_fin"]) == ("2026-03-01", "2027-06-30")
    assert record["priorite"] == "haute"
    assert len(record["publics"]) == 3
    assert record["recurrente"] is True
    assert record["territoires"] == ["62119", "62617"]
    assert record["partenaires"] == ["CAF"]


def test_modify_when_a_field_is_given_then_it_alone_is_written(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--statut", "en_cours")

    changes = [line["champ"] for line in filled.json("historique", REF)]
    assert changes[-1:] == ["Statut"]
    assert changes.count("Intitulé") == 1


def test_modify_when_the_value_is_empty_then_the_field_is_erased(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--constat", "Trop loin", "--publics", "familles")
    filled.done("action", "modifier", REF, "--constat", "", "--publics", "")

    record = filled.json("action", "montrer", REF)
    assert (record["constat"], record["publics"]) == (None, [])


def test_modify_when_nothing_differs_then_nothing_is_written(filled: Terminal) -> None:
    before = filled.json("historique", REF)

    told = filled.done("action", "modifier", REF, "--intitule", "Café des parents")

    assert told.startswith("Rien à changer")
    assert filled.json("historique", REF) == before


def test_modify_when_members_are_added_and_removed_then_the_others_stay(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--publics", "familles; seniors")
    filled.done(
        "action", "modifier", REF, "--ajouter", "publics=élus", "--retirer", "publics=seniors"
    )

    assert set(filled.json("action", "montrer", REF)["publics"]) == {"familles", "elus"}


def test_modify_when_a_reason_is_given_then_the_history_tells_it(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--statut", "a_venir", "--raison", "Vu en COTECH")

    assert filled.json("historique", REF)[-1]["raison"] == "Vu en COTECH"


def test_record_when_given_back_then_nothing_changes(filled: Terminal, tmp_path: Path) -> None:
    filled.done("etape", "ajouter", REF, "--intitule", "Réunir", "--echeance", "2026-10-01")
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles", "--cible", "40,5")
    filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "12,25")
    filled.done("note", "ajouter", REF, "--texte", "Lancée.")
    record = filled.done("action", "montrer", REF, "--format", "json")
    file = tmp_path / "fiche.json"
    file.write_text(record, encoding="utf-8")

    told = filled.done("action", "modifier", REF, "--depuis", str(file))

    assert told.startswith("Rien à changer")
    assert filled.done("action", "montrer", REF, "--format", "json") == record


def test_record_when_it_points_to_rows_since_removed_then_it_may_be_given_back(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.done("action", "creer", "--intitule", "Liée", "--ambition", "1")
    filled.done(
        *("action", "modifier", REF, "--pilote", "Marie Dupont"),
        *("--referent_technique", "Jean Martin", "--actions_liees", "BET-2026-002"),
    )
    filled.done("contact", "retirer", "Marie Dupont", "--oui")
    filled.done("contact", "effacer", "Jean Martin", "--oui")
    filled.done("action", "supprimer", "BET-2026-002")
    record = filled.done("action", "montrer", REF, "--format", "json")
    file = tmp_path / "fiche.json"
    file.write_text(record, encoding="utf-8")

    told = filled.done("action", "modifier", REF, "--depuis", str(file))

    assert told.startswith("Rien à changer")
    assert filled.done("action", "montrer", REF, "--format", "json") == record
    linked = json.loads(record)["actions_liees"][0]
    filled.done("action", "modifier", REF, "--retirer", f"actions_liees={linked}")
    assert filled.json("action", "montrer", REF)["actions_liees"] == []


def test_record_when_several_members_are_shown_then_they_follow_the_lists(
    filled: Terminal,
) -> None:
    filled.done(
        *("action", "modifier", REF, "--publics", "seniors; 0-3 ans; élus; familles"),
        *("--thematiques", "Seniors; Petite enfance", "--autres_ambitions", "8; 2; 5"),
    )

    shown = filled.json("action", "montrer", REF)

    assert shown["publics"] == ["0-3", "familles", "seniors", "elus"]
    assert shown["thematiques"] == ["petite_enfance", "seniors"]
    assert shown["autres_ambitions"] == ["2", "5", "8"]


@pytest.mark.parametrize(
    "words",
    [
        ("etape", "ajouter", REF, "--intitule", "E"),
        ("note", "lister", REF),
        ("action", "dupliquer", REF),
        ("action", "modifier", REF, "--intitule", "Z"),
    ],
)
def test_action_when_in_the_corbeille_then_the_sentence_says_to_restore_it(
    filled: Terminal, words: tuple[str, ...]
) -> None:
    filled.done("action", "supprimer", REF)

    assert "est dans la corbeille : commencez par restaurer" in filled.refused(*words)


@pytest.mark.parametrize("typed", ["", " ", "\udcff", "\ud800x", "\x00", "x" * 1000])
def test_reference_when_it_is_nothing_readable_then_a_sentence_tells(
    filled: Terminal, typed: str
) -> None:
    for words in (("action", "montrer"), ("historique",), ("etape", "lister"), ("note", "lister")):
        told = filled.refused(*words, typed)
        assert "Action" in told
        assert "imprévue" not in told


def test_record_when_given_to_create_then_the_copy_holds_the_same(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.done("action", "modifier", REF, "--pilote", "Marie Dupont", "--statut", "en_cours")
    filled.done("budget", "ajouter", REF, "--annee", "2026", "--prevu", "1 234,50 €")
    filled.done("indicateur", "ajouter", REF, "--libelle", "Familles")
    filled.done("mesure", "ajouter", REF, "1", "--annee", "2026", "--valeur", "12")
    model = filled.json("action", "montrer", REF)
    file = tmp_path / "fiche.json"
    file.write_text(json.dumps(model), encoding="utf-8")

    copy = filled.json("action", "creer", "--depuis", str(file))

    assert without_identities(copy) == without_identities({**model, "reference": "BET-2026-002"})


def without_identities(record: object) -> object:
    if isinstance(record, dict):
        return {key: without_identities(value) for key, value in record.items() if key != "id"}
    return [without_identities(item) for item in record] if isinstance(record, list) else record


def test_option_when_given_beside_a_file_then_it_wins(filled: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "fiche.json"
    file.write_text('{"intitule": "Du fichier", "statut": "en_cours"}', encoding="utf-8")

    filled.done("action", "modifier", REF, "--depuis", str(file), "--intitule", "De l'option")

    record = filled.json("action", "montrer", REF)
    assert (record["intitule"], record["statut"]) == ("De l'option", "en_cours")


def test_delete_and_restore_when_done_then_the_action_goes_and_comes_back(
    filled: Terminal,
) -> None:
    filled.done("action", "supprimer", REF)
    assert filled.json("action", "lister") == []
    assert [line["id"] for line in filled.json("action", "lister", "--filtre", "corbeille")]
    assert filled.json("action", "montrer", REF)["corbeille"] is True
    assert "commencez par restaurer" in filled.refused("action", "modifier", REF, "--motif", "x")
    assert "déjà dans la corbeille" in filled.refused("action", "supprimer", REF)

    filled.done("action", "restaurer", REF)

    assert [line["reference"] for line in filled.json("action", "lister")] == [REF]
    assert "n'est pas dans la corbeille" in filled.refused("action", "restaurer", REF)


def test_duplicate_when_done_then_what_happened_is_left_behind(filled: Terminal) -> None:
    filled.done("action", "modifier", REF, "--statut", "en_cours", "--objectifs", "Se parler")
    filled.done("etape", "ajouter", REF, "--intitule", "Réunir", "--faite_le", "1/2/2026")
    filled.done("note", "ajouter", REF, "--texte", "Lancée.")

    filled.done("action", "dupliquer", REF)

    copy = filled.json("action", "montrer", "BET-2026-002")
    assert copy["intitule"] == "Café des parents (copie)"
    assert (copy["statut"], copy["objectifs"]) == ("idee", "Se parler")
    assert [(step["intitule"], step["faite_le"]) for step in copy["etapes"]] == [("Réunir", None)]
    assert copy["notes"] == []


def test_pilote_when_unknown_then_a_local_contact_is_created_and_told(filled: Terminal) -> None:
    told = filled.done("action", "modifier", REF, "--pilote", "marie DUPONT-MARTIN")

    assert plain(told).splitlines()[-1] == "Contact local créé : marie DUPONT-MARTIN."
    contact = filled.json("contact", "montrer", "DUPONT-MARTIN Marie")
    assert (contact["origine"], contact["structure"]) == ("local", "62119")
    assert contact["source"] == f"saisi avec l’action {REF}"


def test_pilote_when_known_in_another_order_then_nobody_is_created(filled: Terminal) -> None:
    before = filled.json("contact", "lister")

    told = filled.done("action", "modifier", REF, "--pilote", "hermant alexandre")

    assert "créé" not in told
    assert filled.json("action", "montrer", REF)["pilote"] == "Alexandre HERMANT"
    assert filled.json("contact", "lister") == before


def test_pilote_when_nearly_known_then_the_near_name_is_told(filled: Terminal) -> None:
    told = filled.done("action", "modifier", REF, "--pilote", "Alexandre Hermand")

    assert "noms proches : Alexandre HERMANT" in plain(told)


def test_people_when_one_new_name_is_given_twice_then_one_contact_is_created(
    filled: Terminal,
) -> None:
    filled.done(
        *("action", "modifier", REF),
        *("--pilote", "Lou Nouveau", "--referent_technique", "NOUVEAU lou"),
    )

    names = [contact["nom"] for contact in filled.json("contact", "lister")]
    assert names.count("Nouveau") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--ambition", "99"], "Ambition inconnue : « 99 »."),
        (["--structure", "Betune"], "Territoire inconnu : « Betune ». Vouliez-vous dire"),
        (["--statut", "fini"], "« fini » n'est pas une valeur de « Statut » (au choix : Idée,"),
        (["--statut", "realisee"], "Une action réalisée demande sa date"),
        (["--statut", "abandonnee"], "Une action abandonnée demande un motif"),
        (["--bloquee", "oui"], "Une action bloquée demande un motif"),
        (
            ["--date_fin", "31/2/2026"],
            "du calendrier : février 2026 finit le 28",
        ),
        (["--date_debut", "bientôt"], "« Début » attend une date comme 03/02/2026"),
        (
            ["--date_debut", "1/3/2026", "--date_fin", "1/2/2026"],
            "La fin prévue est avant le début",
        ),
        (["--intitule", "x" * 301], "« Intitulé » compte 301 signes ; 300 au plus"),
        (["--description", "x" * 200_000], "« Description » compte 200 000 signes"),
        (["--intitule", ""], "« Intitulé » est à remplir."),
        (["--intitule", "a", "--intitule", "b"], "« Intitulé » n'attend qu'une valeur."),
        (["--partenaires", "Personne du tout"], "Institution inconnue : « Personne du tout »."),
        (["--pilote", "x@y.fr"], "Contact inconnu"),
        (["--couleur", "rouge"], "« couleur » n'est pas un champ de « Action »."),
        (["--statu", "fini"], "Vouliez-vous dire « statut »"),
        (["--ajouter", "statut=idee"], "« Statut » n'a qu'une valeur."),
    ],
)
def test_modify_when_the_input_is_bad_then_a_sentence_tells_and_nothing_changes(
    filled: Terminal, words: list[str], sentence: str
) -> None:
    before = filled.json("action", "montrer", REF)

    assert sentence in filled.refused("action", "modifier", REF, *words)
    assert filled.json("action", "montrer", REF) == before


@pytest.mark.parametrize(
    "typed",
    [
        "<b>gras</b> & <para>bloc</para>",
        "=1+1",
        "«\u00a0guillemets\u00a0» 👨‍👩‍👧 émojis",
        "من اليمين",
        "--valeur-avec-tirets et espaces",
    ],
)
def test_title_when_it_holds_odd_signs_then_it_is_kept_to_the_letter(
    terminal: Terminal, typed: str
) -> None:
    terminal.done("action", "creer", f"--intitule={typed}", "--ambition", "1")

    assert terminal.json("action", "montrer", REF)["intitule"] == typed


def test_title_when_it_holds_control_signs_and_loose_accents_then_it_is_cleaned(
    terminal: Terminal,
) -> None:
    terminal.done(
        "action", "creer", "--intitule", "Cafe\u0301\x00 des\tparents\udce9", "--ambition", "1"
    )

    assert terminal.json("action", "montrer", REF)["intitule"] == "Café des parents\ufffd"


def test_create_when_the_structure_is_another_then_the_sentence_says_who_may(
    terminal: Terminal,
) -> None:
    told = terminal.refused(
        "action", "creer", "--intitule", "A", "--ambition", "1", "--structure", "Bruay-la-Buissière"
    )

    assert "celle de Bruay-la-Buissière" in told
    assert "Ce dossier est celui de Béthune" in told


@pytest.mark.parametrize("command", ["modifier", "supprimer", "restaurer", "montrer", "dupliquer"])
def test_reference_when_unknown_then_the_nearest_is_told(filled: Terminal, command: str) -> None:
    told = filled.refused("action", command, "BET-2026-0001")

    assert "Action inconnue : « BET-2026-0001 ». Vouliez-vous dire « BET-2026-001 » ?" in told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[]", "ne contient pas une fiche"),
        ("{", "n'est pas du JSON"),
        ("[" * 100_000, "n'est pas du JSON"),
        ('{"couleur": "rouge"}', "« couleur » n'est pas un champ"),
        ('{"statut": {}}', "attend un texte, un nombre ou une liste"),
        ('{"statut": 3}', "n'est pas une valeur de « Statut »"),
        ('{"etapes": "x"}', "attend une liste de fiches"),
        ('{"etapes": [{"intitule": ""}]}', "« Intitulé » est à remplir"),
    ],
)
def test_file_when_it_is_no_record_then_a_sentence_tells(
    filled: Terminal, tmp_path: Path, content: str, sentence: str
) -> None:
    file = tmp_path / "fiche.json"
    file.write_text(content, encoding="utf-8")

    assert sentence in filled.refused("action", "modifier", REF, "--depuis", str(file))


def test_file_when_a_row_has_an_unreadable_identity_then_it_is_a_new_row(
    filled: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "fiche.json"
    file.write_text('{"etapes": [{"id": "\\ud800", "intitule": "E"}]}', encoding="utf-8")

    filled.done("action", "modifier", REF, "--depuis", str(file))

    assert [row["intitule"] for row in filled.json("etape", "lister", REF)] == ["E"]


def test_file_when_absent_then_a_sentence_tells(filled: Terminal, tmp_path: Path) -> None:
    told = filled.refused("action", "modifier", REF, "--depuis", str(tmp_path / "rien.json"))

    assert "ne peut pas être lu" in told


def test_record_when_given_back_as_it_was_shown_then_what_waits_for_its_status_stays(
    filled: Terminal, tmp_path: Path
) -> None:
    done = ("--statut", "realisee", "--realisee_le", "2026-09-01")
    filled.done("action", "modifier", REF, *done)
    filled.done("action", "modifier", REF, "--statut", "en_cours")
    record = filled.json("action", "montrer", REF)
    assert record["realisee_le"] is None
    (tmp_path / "a.json").write_text(json.dumps(record), encoding="utf-8")

    told = filled.done("action", "modifier", REF, "--depuis", str(tmp_path / "a.json"))

    assert "Rien à changer" in told
    filled.done("action", "modifier", REF, "--statut", "realisee")
    assert filled.json("action", "montrer", REF)["realisee_le"] == "2026-09-01"


def test_fiche_when_typed_as_signed_ones_are_then_all_of_it_comes_back(terminal: Terminal) -> None:
    terminal.done(
        *("action", "creer", "--intitule", "Petite enfance", "--ambition", "1"),
        *("--structures-pilotes", "CAF;MSA", "--co_porteurs", "Béthune"),
        *("--co-pilotes", "Lou Témoin", "--calendrier", "dernier trimestre 2025"),
        *("--moyens", "1,5 ETP", "--gouvernance", "Un comité par semestre."),
        *("--autres_partenaires", "Association\n" * 400),
    )
    terminal.done("action", "creer", "--intitule", "Crèche", "--operation-de", REF)
    terminal.done("budget", "ajouter", REF, "--prevu", "50000", "--taxe", "ht")
    funded = ("--financeur", "CAF", "--etat", "à solliciter", "--precision", "par an et par poste")
    terminal.done("financement", "ajouter", REF, *funded)

    whole, part = (terminal.json("action", "montrer", ref) for ref in (REF, REF[:-1] + "2"))
    assert part["operation_de"] == REF
    assert part["ambition"] == "1"
    assert whole["structures_pilotes"] == ["CAF", "MSA"]
    assert whole["co_pilotes"] == ["Lou TÉMOIN"]
    assert whole["calendrier"] == "dernier trimestre 2025"
    assert len(whole["autres_partenaires"]) > 4000
    assert whole["budget"][0]["taxe"] == "ht"
    assert whole["financements"][0]["etat"] == "a_solliciter"
    assert whole["financements"][0]["precision"] == "par an et par poste"


def test_pilote_when_an_organisation_is_typed_then_it_is_no_person(terminal: Terminal) -> None:
    terminal.done("action", "creer", "--intitule", "Petite enfance", "--ambition", "1")

    for key in ("--pilote", "--co-pilotes"):
        told = terminal.refused("action", "modifier", REF, key, "CCAS de Béthune")
        assert "« Structures pilotes »" in told
    assert terminal.json("contact", "lister", "--filtre", "texte=ccas") == []
