"""Exports: for Excel, for scripts, for phones, and one person's data."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support.app import Terminal, plain

REF = "BET-2026-001"


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    terminal.done(
        *("action", "creer", "--intitule", "=1+1", "--ambition", "3", "--date_fin", "30/6/2027"),
        *("--description", "Deux lignes\nde texte ; et « guillemets »", "--pilote", "Lou Exemple"),
    )
    terminal.done("budget", "ajouter", REF, "--prevu", "1234,50")
    return terminal


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_csv_when_exported_then_excel_reads_it_and_runs_no_formula(
    filled: Terminal, tmp_path: Path
) -> None:
    output = tmp_path / "actions.csv"
    filled.done("exporter", "actions", "--format", "csv", "--sortie", str(output))

    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    (row,) = read_csv(output)
    assert row["Intitulé"] == "'=1+1"
    assert row["Fin prévue"] == "30/06/2027"
    assert row["Structure porteuse"] == "Béthune"
    assert row["Description"] == "Deux lignes\nde texte ; et « guillemets »"


def test_csv_when_all_is_exported_then_numbers_have_a_comma(
    filled: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "tout"
    filled.done("exporter", "tout", "--format", "csv", "--sortie", str(folder))

    assert read_csv(folder / "budget.csv")[0]["Prévu"] == "1234,5"
    assert len(read_csv(folder / "territoires.csv")) == 104
    assert (folder / "actions.csv").is_file()


@pytest.mark.parametrize(
    ("name", "words", "begins"),
    [
        ("c.vcf", (), b"BEGIN:VCARD"),
        ("c.json", (), b"["),
        ("c.JSON", ("--format", "csv"), b"\xef\xbb\xbf"),
        ("c.txt", (), b"\xef\xbb\xbf"),
        ("c.xlsx", (), b"PK"),
    ],
)
def test_format_when_not_said_then_the_name_of_the_file_tells_it(
    filled: Terminal, tmp_path: Path, name: str, words: tuple[str, ...], begins: bytes
) -> None:
    filled.done("exporter", "contacts", *words, "--sortie", str(tmp_path / name))

    assert (tmp_path / name).read_bytes().startswith(begins)


def test_workbook_when_exported_then_it_holds_what_the_filter_finds(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.done("action", "creer", "--intitule", "Deuxième", "--ambition", "3")
    found = {}
    for words in (
        ("actions", "--filtre", "sans=pilote"),
        ("territoires", "--filtre", "type=sivom"),
        ("budget",),
        ("tout",),
    ):
        output = tmp_path / f"{words[0]}.xlsx"
        filled.done("exporter", *words, "--sortie", str(output))
        found[words[0]] = openpyxl.load_workbook(output)

    assert [row[2].value for row in found["actions"]["Actions"].rows] == ["Intitulé", "Deuxième"]
    assert found["territoires"]["Territoires"].max_row == 4
    assert found["budget"]["Lignes de budget"]["G2"].value == 1234.5
    assert found["tout"]["Actions"].max_row == 3


def test_workbook_when_the_standard_output_is_asked_for_then_a_sentence_asks_for_a_file(
    filled: Terminal,
) -> None:
    words = ("exporter", "actions", "--format", "xlsx", "--sortie", "-")

    assert "s'écrit dans un fichier" in filled.refused(*words)


def test_model_when_written_then_it_has_two_invented_rows_a_list(
    filled: Terminal, tmp_path: Path
) -> None:
    output = tmp_path / "modele.xlsx"
    filled.done("modele", "--sortie", str(output))

    actions = openpyxl.load_workbook(output)["Actions"]
    assert [row[0].value for row in actions.rows] == ["id", "exemple", "exemple"]


def test_csv_of_all_when_no_folder_is_named_then_a_sentence_asks_for_one(
    filled: Terminal, tmp_path: Path
) -> None:
    words = ("exporter", "tout", "--format", "csv", "--sortie")

    assert "dans un dossier" in filled.refused(*words, "-")
    assert "ne peut pas être créé" in filled.refused(*words, str(tmp_path / "absent" / "tout"))


def test_json_when_exported_then_it_is_what_show_gives(filled: Terminal, tmp_path: Path) -> None:
    output = tmp_path / "actions.json"
    filled.done("exporter", "actions", "--format", "json", "--sortie", str(output))

    assert json.loads(output.read_text(encoding="utf-8")) == [filled.json("action", "montrer", REF)]


def test_json_when_all_is_exported_then_every_list_is_there(filled: Terminal) -> None:
    document = json.loads(filled.done("exporter", "tout", "--format", "json", "--sortie", "-"))

    assert len(document["territoires"]) == 104
    assert [action["reference"] for action in document["actions"]] == [REF]
    assert {contact["nom"] for contact in document["contacts"]} >= {"Exemple", "HERMANT"}


def test_vcards_when_exported_then_lines_are_short_and_escaped(
    filled: Terminal, tmp_path: Path
) -> None:
    filled.done(
        *("contact", "ajouter", "--prenom", "Élodie", "--nom", "Ça; va, \\ bien"),
        *("--fonction", "Chargée de mission " + "très longue " * 8, "--mobile", "0601020304"),
    )
    output = tmp_path / "contacts.vcf"
    filled.done("exporter", "contacts", "--format", "vcf", "--sortie", str(output))

    raw = output.read_bytes()
    assert raw.count(b"BEGIN:VCARD\r\n") == raw.count(b"END:VCARD\r\n") == 9
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    unfolded = raw.decode().replace("\r\n ", "")
    assert "N:Ça\\; va\\, \\\\ bien;Élodie;;;" in unfolded
    assert "TEL;TYPE=CELL:06 01 02 03 04" in unfolded
    assert re.search(r"TITLE:Chargée de mission (très longue ?){8}\r\n", unfolded)


@pytest.mark.parametrize("kind", ["actions", "contacts"])
def test_export_when_the_output_is_a_folder_then_a_sentence_tells(
    filled: Terminal, tmp_path: Path, kind: str
) -> None:
    told = filled.refused("exporter", kind, "--format", "json", "--sortie", str(tmp_path))

    assert "est un dossier" in told


def test_export_when_the_folder_is_absent_then_the_sentence_names_it(
    filled: Terminal, tmp_path: Path
) -> None:
    output = tmp_path / "absent" / "a.csv"

    assert "n'existe pas" in filled.refused("exporter", "actions", "--sortie", str(output))


def test_person_when_asked_for_their_data_then_all_of_it_is_in_one_document(
    filled: Terminal,
) -> None:
    filled.done("note", "ajouter", REF, "--texte", "Vu avec Lou EXEMPLE au COTECH.")

    document = json.loads(filled.done("contact", "donnees", "exemple lou"))

    assert document["contact"]["nom"] == "Exemple"
    assert [(row["type"], row["champ"]) for row in document["cite_dans"]] == [("Action", "Pilote")]
    assert [row["champ"] for row in document["textes_libres"]] == ["Note de suivi"]
    assert "Exemple" in [line["apres"] for line in document["historique"]]


def test_person_when_erased_then_nothing_of_them_is_left_and_texts_are_told(
    filled: Terminal,
) -> None:
    filled.done("note", "ajouter", REF, "--texte", "Vu avec Lou EXEMPLE au COTECH.")
    asked = plain(filled.done("contact", "effacer", "Lou Exemple"))
    assert "Rien n'a été effacé" in asked
    assert filled.json("contact", "montrer", "Lou Exemple")["nom"] == "Exemple"

    told = plain(filled.done("contact", "effacer", "Lou Exemple", "--oui"))

    assert "Vu avec Lou EXEMPLE au COTECH" in told
    assert "Contact inconnu" in filled.refused("contact", "montrer", "Lou Exemple")
    document = json.loads(filled.done("exporter", "tout", "--sortie", "-"))
    assert "Exemple" not in json.dumps([document["contacts"], document["territoires"]])
    assert filled.json("action", "montrer", REF)["pilote"] not in ("Lou EXEMPLE", None)
    assert filled.done("verifier")


def test_person_when_taken_out_before_then_they_are_erased_all_the_same(filled: Terminal) -> None:
    filled.done(
        "contact", "ajouter", "--prenom", "Lou", "--nom", "Quartz", "--mobile", "0612345678"
    )
    filled.done("contact", "retirer", "Lou Quartz")
    assert json.loads(filled.done("contact", "donnees", "Lou Quartz"))["contact"]["nom"] == "Quartz"

    filled.done("contact", "effacer", "Lou Quartz", "--oui")

    held = b"".join(path.read_bytes() for path in filled.folder.glob("ctg.sqlite*"))
    assert b"Quartz" not in held
    assert b"0612345678" not in held
    assert filled.done("verifier")


def test_person_when_of_the_referentiel_then_only_the_agglomeration_erases(
    filled: Terminal,
) -> None:
    told = filled.refused("contact", "effacer", "Alexandre Hermant", "--oui")

    assert "fait partie du référentiel" in told


# --- what scripts read -------------------------------------------------------------------------

LINE = (
    "id reference intitule statut priorite bloquee en_retard confidentielle date_debut date_fin "
    "realisee_le ambition structure structure_nom pilote"
)
RECORD = (
    "id reference intitule ambition autres_ambitions structure thematiques description priorite "
    "nature fiche_cadre cadres_lies actions_liees confidentielle constat objectifs "
    "resultats_attendus publics publics_precision territoires pilote referent_technique "
    "elu_referent partenaires autres_partenaires participation date_debut date_fin recurrente "
    "statut motif bloquee motif_blocage realisee_le corbeille structure_nom enjeu en_retard "
    "completude conflits etapes budget financements indicateurs notes"
)
LINE_CSV = (
    "Référence;Intitulé;Ambition principale;Statut;Priorité;Structure porteuse;Début;Fin prévue;"
    "Réalisée le;Bloquée;Confidentielle;Pilote;En retard"
)
TABLES = (
    "territoires adhesions engagements convention objectifs enjeux ambitions thematiques publics "
    "cadres_lies chiffres_cles fiches_cadres institutions signataires contacts coordinations"
)


def test_keys_when_scripts_read_them_then_they_are_those_of_before_in_their_order(
    terminal: Terminal,
) -> None:
    """What is new comes beside what is pinned here, and never moves it."""
    terminal.done("action", "creer", "--intitule", "Café", "--ambition", "1")

    def pinned(found: dict[str, Any], keys: str) -> list[str]:
        return [key for key in found if key in keys.split()]

    [line] = terminal.json("action", "lister")
    assert pinned(line, LINE) == LINE.split()
    record = terminal.json("action", "montrer", line["reference"])
    assert pinned(record, RECORD) == RECORD.split()
    everything = json.loads(terminal.done("exporter", "tout", "--sortie", "-"))
    assert pinned(everything, TABLES) == TABLES.split()
    assert list(everything)[-1] == "actions"
    header = terminal.done("action", "lister", "--format", "csv").splitlines()[0]
    assert header.removeprefix("\ufeff").startswith(LINE_CSV)
