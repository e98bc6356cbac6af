"""Lists, filters and orders."""

import csv
import io
from pathlib import Path

import pytest

from tests.support.app import Office, Terminal, carried_out, plain

REF = "BET-2026-001"


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
        (["--filtre", "date_debut=mars 2026"], "avec son jour, entre le 1er mars 2026"),
        (["--filtre", "annee=deux"], "« Année » attend un nombre à quatre chiffres comme 2026"),
        (["--filtre", "en_retard=peut-être"], "attend « oui » ou « non »"),
        (["--tri", "couleur"], "« couleur » n'est pas un champ qui trie (au choix : reference,"),
        (["--limite", "0"], "La limite est un nombre de lignes"),
    ],
)
def test_filter_when_it_is_bad_then_a_sentence_tells(
    terminal: Terminal, words: list[str], sentence: str
) -> None:
    assert sentence in terminal.refused("action", "lister", *words)


# --- any field of any entity -------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_action(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one action, to be copied."""
    folder = Office.copied(bethune, tmp_path_factory.mktemp("une") / "action").folder
    made = ("--intitule", "Café des parents", "--ambition", "1")
    changed = ("--nature", "nouvelle", "--date_debut", "2/3/2026")
    return carried_out(folder, ("action", "creer", *made), ("action", "modifier", REF, *changed))


@pytest.fixture
def filled(with_action: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder with one action."""
    Office.copied(with_action, nowhere.folder)
    return nowhere


@pytest.fixture(scope="module")
def with_steps(with_action: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one action of three steps, to be copied."""
    folder = Office.copied(with_action, tmp_path_factory.mktemp("trois") / "etapes").folder
    steps = (("Réunir", "1/9/2026"), ("Ouvrir", "15/1/2027"), ("Évaluer", ""))
    return carried_out(
        folder,
        *(
            ("etape", "ajouter", REF, "--intitule", title, "--echeance", due)
            for title, due in steps
        ),
    )


@pytest.fixture
def steps(with_steps: Path, nowhere: Terminal) -> Terminal:
    """A terminal on a folder with one action of three steps."""
    Office.copied(with_steps, nowhere.folder)
    return nowhere


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (("--filtre", "echeance>=2027"), ["Ouvrir"]),
        (("--filtre", "echeance<=2026-09"), ["Réunir"]),
        (("--filtre", "echeance=1/9/2026"), ["Réunir"]),
        (("--filtre", "sans=echeance"), ["Évaluer"]),
        (("--filtre", "sans_echeance"), ["Évaluer"]),
        (("--filtre", "avec=echeance"), ["Réunir", "Ouvrir"]),
        (("--filtre", "intitule~ev"), ["Évaluer"]),
        (("--filtre", "texte=OUV"), ["Ouvrir"]),
        (("--filtre", "sans=responsable;avec=echeance"), ["Réunir", "Ouvrir"]),
        (("--tri", "intitule"), ["Évaluer", "Ouvrir", "Réunir"]),
        (("--tri", "echeance", "--decroissant"), ["Ouvrir", "Réunir", "Évaluer"]),
        (("--tri", "echeance", "--limite", "1"), ["Réunir"]),
        (("--filtre", "corbeille"), []),
    ],
)
def test_rows_when_filtered_by_any_field_then_those_are_listed_everywhere(
    steps: Terminal, words: tuple[str, ...], titles: list[str]
) -> None:
    command = ("etape", "lister", REF, *words)

    assert [row["intitule"] for row in steps.json(*command)] == titles
    csv = steps.done(*command, "--format", "csv").splitlines()[1:]
    assert [line.split(";")[1] for line in csv] == titles
    table = steps.done(*command)
    assert [title for title in titles if title not in table] == []


def test_row_when_listed_by_a_filter_then_its_number_is_that_of_the_whole_list(
    steps: Terminal,
) -> None:
    table = plain(steps.done("etape", "lister", REF, "--filtre", "sans=echeance"))
    assert "3 " in next(line for line in table.splitlines() if "Évaluer" in line)

    steps.done("etape", "retirer", REF, "3")
    assert [row["intitule"] for row in steps.json("etape", "lister", REF)] == ["Réunir", "Ouvrir"]
    steps.done("etape", "restaurer", REF, "Évaluer")
    assert len(steps.json("etape", "lister", REF)) == 3


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("etape", "lister", REF, "--filtre", "coleur=x"), "n'est pas un filtre (au choix"),
        (("etape", "lister", REF, "--filtre", "intitul=x"), "Vouliez-vous dire « intitule »"),
        (("etape", "lister", REF, "--filtre", "echeance=bientôt"), "« Échéance » attend"),
        (("etape", "lister", REF, "--filtre", "intitule="), "attend une valeur"),
        (("etape", "lister", REF, "--filtre", "intitule>=A"), "ne se compare pas par « >= »"),
        (("etape", "lister", REF, "--filtre", "sans=intitule"), "n'est pas un filtre"),
        (("etape", "lister", REF, "--tri", "couleur"), "n'est pas un champ qui trie"),
        (("etape", "lister", REF, "--limite", "0"), "à partir de 1"),
        (("contact", "lister", "--filtre", "institution=Zzz"), "Institution inconnue"),
    ],
)
def test_rows_when_the_filter_is_bad_then_a_sentence_tells(
    steps: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in steps.refused(*words)


@pytest.mark.parametrize(
    ("condition", "count", "phrase"),
    [
        ("nature=nouvelle", 1, "nature : nouvelle"),
        ("nature!=nouvelle", 0, "nature : pas nouvelle"),
        ("sans=fiche_cadre", 1, "sans fiche-cadre"),
        ("sans=fiche_cadre,pilote", 1, "sans pilote ; sans fiche-cadre"),
        ("avec=description", 0, "avec description"),
        ("intitule~CAFÉ", 1, "intitulé contenant « CAFÉ »"),
        ("date_debut>=2026", 1, "début à partir de 01/01/2026"),
        ("date_debut<=2025", 0, "début jusqu'à 31/12/2025"),
        ("date_debut<=15/6", 1, "début jusqu'à 15/06/2026"),
        ("date_debut<=demain", 1, "début jusqu'à 16/09/2026"),
        ("realisee_le<=2027", 0, "réalisée le jusqu'à 31/12/2027"),
        ("statut!=realisee", 1, "statut : pas réalisée"),
        ("recurrente", 0, "reconduite chaque année : oui"),
        ("recurrente=non", 1, "reconduite chaque année : non"),
    ],
)
def test_actions_when_filtered_by_any_field_then_the_condition_is_told_back(
    filled: Terminal, condition: str, count: int, phrase: str
) -> None:
    assert len(filled.json("action", "lister", "--filtre", condition)) == count
    told = plain(filled.done("action", "lister", "--filtre", condition))
    assert f"filtre : {phrase}" in told


def test_actions_when_sorted_by_any_field_then_they_are_in_its_order(filled: Terminal) -> None:
    filled.done("action", "creer", "--intitule", "Atelier", "--ambition", "2")

    assert titles(filled, "--tri", "nature")[1] == "Atelier"
    assert titles(filled, "--tri", "nature", "--decroissant")[1] == "Atelier", "unknown comes last"


def test_filter_when_the_convention_calls_its_levels_otherwise_then_so_does_the_phrase(
    agglomeration: Terminal,
) -> None:
    levels = ("--niveau_1", "axe", "--niveau_2", "fiche")
    agglomeration.done("convention", "modifier", "1", *levels)

    told = plain(agglomeration.done("action", "lister", "--filtre", "ambition=3;enjeu=1"))

    assert "filtre : axe : 1 ; fiche : 3" in told
