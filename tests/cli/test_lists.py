"""Lists, filters and orders."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.app import Office, Terminal, carried_out, plain


@pytest.fixture(scope="module")
def planned(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four actions: late and blocked, under way with a pilote, done, and an idea."""
    made = Office.copied(bethune, tmp_path_factory.mktemp("planned") / "d").folder
    create = ("action", "creer", "--ambition")
    return carried_out(
        made,
        (*create, "1", "--intitule", "Retard", "--statut", "en_cours", "--date_fin", "1/9/2026"),
        (*create, "3", "--intitule", "Suivie", "--statut", "en_cours", "--pilote", "Hermant"),
        (*create, "3", "--intitule", "Faite", "--statut", "realisee", "--realisee_le", "1/6/2026"),
        (
            *(*create, "2", "--intitule", "Écoute des aînés"),
            *("--priorite", "haute", "--publics", "seniors"),
        ),
        ("action", "modifier", "BET-2026-001", "--bloquee", "oui", "--motif_blocage", "Local"),
    )


@pytest.fixture
def plan(planned: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder of its own with the four actions."""
    Office.copied(planned, nowhere.folder)
    return nowhere


def titles(terminal: Terminal, *words: str) -> list[str]:
    return [line["intitule"] for line in terminal.json("action", "lister", *words)]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["statut=en_cours"], ["Retard", "Suivie"]),
        (["statut=en_cours,realisee"], ["Retard", "Suivie", "Faite"]),
        (["statut = Réalisée"], ["Faite"]),
        (["ambition=3"], ["Suivie", "Faite"]),
        (["ambition=3;statut=en cours"], ["Suivie"]),
        (["ambition=3", "statut=en_cours"], ["Suivie"]),
        (["en_retard"], ["Retard"]),
        (["en_retard=non", "ambition=1"], []),
        (["bloquée"], ["Retard"]),
        (["sans=pilote"], ["Retard", "Faite", "Écoute des aînés"]),
        (["sans pilote", "sans_échéance"], ["Faite", "Écoute des aînés"]),
        (["pilote=HERMANT"], ["Suivie"]),
        (["public=seniors"], ["Écoute des aînés"]),
        (["priorite=haute"], ["Écoute des aînés"]),
        (["texte=ecoute"], ["Écoute des aînés"]),
        (["structure=62119", "texte=suivie"], ["Suivie"]),
        (["territoire=Bruay-la-Buissière"], []),
    ],
)
def test_filter_when_given_then_it_finds_what_it_says(
    plan: Terminal, filters: list[str], found: list[str]
) -> None:
    words = [word for text in filters for word in ("--filtre", text)]

    assert titles(plan, *words) == found


def test_order_when_given_then_lines_follow_it(plan: Terminal) -> None:
    assert titles(plan, "--tri", "intitule") == ["Écoute des aînés", "Faite", "Retard", "Suivie"]
    assert titles(plan, "--tri", "intitule", "--decroissant", "--limite", "1") == ["Suivie"]


def test_table_when_shown_then_it_counts_and_names_the_filter(plan: Terminal) -> None:
    shown = plain(plan.done("action", "lister", "--filtre", "statut=en_cours;sans=pilote"))

    assert shown.splitlines()[0].split() == [
        *("Référence", "Intitulé", "Statut", "Échéance", "Structure", "Pilote"),
    ]
    assert "En cours, en retard, bloquée" in shown
    assert shown.splitlines()[-1] == "1 action sur 4 (filtre : statut : en cours ; sans pilote)."


def test_table_when_the_folder_is_empty_then_it_says_what_to_do(terminal: Terminal) -> None:
    assert "Pour commencer" in terminal.done("action", "lister")
    past = terminal.done("etat", "--au", "3/2/2026")
    assert "Pour commencer" not in past
    assert "Rien n'était encore enregistré." in plain(past)


def test_limit_when_it_is_beyond_any_list_then_all_is_shown(plan: Terminal) -> None:
    assert len(titles(plan, "--limite", "99999999999999999999")) == 4


def test_csv_when_shown_then_excel_reads_it(plan: Terminal) -> None:
    text = plan.done("action", "lister", "--format", "csv")

    assert text.startswith("\ufeffRéférence;Intitulé;")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["En retard"] for row in rows] == ["Oui", "Non", "Non", "Non"]
    assert rows[0]["Fin prévue"] == "01/09/2026"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--filtre", "couleur=rouge"], "« couleur » n'est pas un filtre (au choix : statut,"),
        (["--filtre", "statu=en_cours"], "Vouliez-vous dire « statut » ?"),
        (["--filtre", "statut=fini"], "« fini » n'est pas une valeur de « Statut »"),
        (["--filtre", "statut="], "Le filtre « statut » attend une valeur"),
        (["--filtre", "ambition=3,99"], "Ambition inconnue : « 99 »."),
        (["--filtre", "sans=chocolat"], "« chocolat » n'est pas un filtre (au choix : pilote,"),
        (["--filtre", "annee=deux"], "« Année » attend un nombre à quatre chiffres comme 2026"),
        (["--filtre", "en_retard=peut-être"], "attend « oui » ou « non »"),
        (["--tri", "couleur"], "« couleur » n'est pas un filtre (au choix : reference,"),
        (["--limite", "0"], "La limite est un nombre de lignes"),
    ],
)
def test_filter_when_it_is_bad_then_a_sentence_tells(
    terminal: Terminal, words: list[str], sentence: str
) -> None:
    assert sentence in terminal.refused("action", "lister", *words)
