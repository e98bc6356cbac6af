"""A file that cannot be used: one clear sentence, with the file, the line and the key."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from ctg_desktop.errors import FileFormatError
from ctg_desktop.referentiel.reading import read
from ctg_desktop.referentiel.source import SIZE_LIMIT
from tests.referentiel.texts import DELIVERED, SMALL, spaced, written

ONE_ID = 'id = "3f8a7c1e-2b4d-4e6f-8a9b-0c1d2e3f4a5b"\n'
SAME_ID = ONE_ID.upper().replace("ID", "id")
NOT_TOML = "cette ligne n'est pas du TOML ; vérifiez ses guillemets, ses crochets et son signe ="


def refusal(path: Path) -> str:
    with pytest.raises(FileFormatError) as caught:
        read(path)
    sentence = spaced(caught.value.sentence)
    assert sentence.endswith(" Rien n'a été modifié.")
    return sentence.removesuffix(" Rien n'a été modifié.")


# -------------------------------------------------------------------------- rows and values


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        # a key that is missing, or empty
        (
            '[[enjeux]]\nintitule = "Sans numéro"\n',
            "ligne 8 : rien ne nomme cet élément, il manque « numero ».",
        ),
        (
            f'[[enjeux]]\n{ONE_ID}numero = ""\n',
            "ligne 8 : la clé « numero » manque, ou elle est vide.",
        ),
        ('[[thematiques]]\ncode = "a"\n', "ligne 8 : la clé « libelle » manque, ou elle est vide."),
        (
            '[[engagements]]\nstatut = "en_attente"\n',
            "ligne 8 : rien ne nomme cet élément, il manque « territoire ».",
        ),
        # a doubled identity, code or row
        (
            f'[[enjeux]]\n{ONE_ID}numero = "1"\n[[publics]]\n{ONE_ID}code = "a"\nlibelle = "A"\n',
            "ligne 12, clé « id » : cet id est déjà celui d'un autre élément (ligne 9).",
        ),
        (
            f'[[enjeux]]\n{ONE_ID}numero = "1"\n[[enjeux]]\n{SAME_ID}numero = "2"\n',
            "ligne 12, clé « id » : cet id est déjà celui d'un autre élément (ligne 9).",
        ),
        (
            '[[enjeux]]\nnumero = "1"\n\n[[enjeux]]\nnumero = "1"\n',
            "ligne 11 : cet élément est déjà écrit (ligne 8) ; retirez l'un des deux.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\ncode = "AAA"\n'
            '[[territoires]]\ntype = "sivom"\nnom = "B"\ncode = "AAA"\n',
            "ligne 15, clé « code » : « AAA » est déjà pris (ligne 11).",
        ),
        # a wrong type
        (
            "[[enjeux]]\nnumero = 1\n",
            "ligne 9, clé « numero » : un texte entre guillemets est attendu, pas 1.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\npopulation_municipale = "1 204"\n',
            "ligne 11, clé « population_municipale » : un nombre entier est attendu, "
            "sans guillemets, pas « 1 204 ».",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\npopulation_municipale = 3.5\n',
            "ligne 11, clé « population_municipale » : un nombre entier est attendu, "
            "sans guillemets, pas 3.5.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\nlatitude = "50,5"\n',
            "ligne 11, clé « latitude » : un nombre est attendu, sans guillemets et avec un "
            "point (9.24), pas « 50,5 ».",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\npopulation_municipale = true\n',
            "ligne 11, clé « population_municipale » : un nombre entier est attendu, "
            "sans guillemets, pas true.",
        ),
        (
            '[[thematiques]]\ncode = "a"\nlibelle = "A"\nactif = "oui"\n',
            "ligne 11, clé « actif » : true ou false est attendu, sans guillemets, pas « oui ».",
        ),
        (
            '[[enjeux]]\nnumero = "1"\nsupprime = 1\n',
            "ligne 10, clé « supprime » : true ou false est attendu, sans guillemets, pas 1.",
        ),
        (
            '[[fiches_cadres]]\nnumero = "1"\nintitule = "A"\nambitions = "1"\n',
            "ligne 11, clé « ambitions » : une liste entre crochets est attendue, pas « 1 ».",
        ),
        (
            '[[fiches_cadres]]\nnumero = "1"\nintitule = "A"\nambitions = [\n  1,\n]\n',
            "ligne 11, clé « ambitions » : un texte entre guillemets est attendu, pas 1.",
        ),
        (
            '[[enjeux]]\nnumero = "1"\n[enjeux.texte]\na = 1\n',
            "ligne 8, clé « texte » : un texte entre guillemets est attendu, pas un tableau.",
        ),
        (
            '[[enjeux]]\nnumero = ["1"]\n',
            "ligne 9, clé « numero » : un texte entre guillemets est attendu, pas une liste.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\nlatitude = 99999999999999999999\n',
            "ligne 11, clé « latitude » : ce nombre est trop grand.",
        ),
        # a wrong value
        (
            '[[enjeux]]\nnumero = "1"\ncouleur = "rouge"\n',
            "ligne 10, clé « couleur » : « Couleur » attend une couleur comme #1F6F8B.",
        ),
        (
            '[[contacts]]\nnom = "A"\ncourriel = "chez moi"\n',
            "ligne 10, clé « courriel » : « Courriel » attend une adresse comme "
            "prenom.nom@exemple.fr, pas « chez moi ».",
        ),
        (
            '[[contacts]]\nnom = "A"\ntelephone = "0321"\n',
            "ligne 10, clé « telephone » : « Téléphone fixe » attend un numéro à dix chiffres "
            "comme 03 21 00 00 00, pas « 0321 ».",
        ),
        (
            '[[contacts]]\nnom = "A"\nverifie_le = "2026-02-03"\n',
            "ligne 10, clé « verifie_le » : une date comme 2026-02-03 est attendue, sans "
            "guillemets, pas « 2026-02-03 ».",
        ),
        (
            '[[contacts]]\nnom = "A"\nverifie_le = 2026-02-03T10:00:00\n',
            "ligne 10, clé « verifie_le » : une date comme 2026-02-03 est attendue, sans "
            "guillemets, pas 2026-02-03 10:00:00.",
        ),
        (
            '[[contacts]]\nnom = "A"\nverifie_le = 0026-02-03\n',
            "ligne 10, clé « verifie_le » : l'année de 0026-02-03 n'est pas possible.",
        ),
        (
            '[[territoires]]\ntype = "ville"\nnom = "A"\n',
            "ligne 9, clé « type » : « ville » n'est pas une valeur de « Type » (au choix : "
            "Agglomération, Commune, SIVOM, Quartier, Secteur).",
        ),
        (
            f'[[enjeux]]\nnumero = "1"\nintitule = "{"x" * 301}"\n',
            "ligne 10, clé « intitule » : « Intitulé » compte 301 signes ; 300 au plus sont "
            "possibles.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\nlatitude = 1e400\n',
            "ligne 11, clé « latitude » : ce nombre a trop de chiffres.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\nlatitude = -1e-999999999\n',
            "ligne 11, clé « latitude » : ce nombre a trop de chiffres.",
        ),
        (
            '[[territoires]]\ntype = "commune"\nnom = "A"\nlatitude = nan\n',
            "ligne 11, clé « latitude » : un nombre est attendu, pas NaN.",
        ),
        (
            '[[enjeux]]\nnumero = "1"\nordre = 99999999999999999999\n',
            "ligne 10, clé « ordre » : ce nombre est trop grand.",
        ),
        (
            '[[contacts]]\nnom = "A"\n[[coordinations]]\ncontact = "A"\netp = -0.5\n',
            "ligne 12, clé « etp » : « ETP » ne peut pas être inférieur à 0.",
        ),
        (
            '[[contacts]]\nnom = "A"\n[[coordinations]]\ncontact = "A"\ndu = 2027-05-01\n'
            "au = 2027-04-01\n",
            "ligne 13, clé « au » : la fin est avant le début.",
        ),
        (
            '[[enjeux]]\nid = "3"\nnumero = "1"\n',
            "ligne 9, clé « id » : « 3 » n'est pas un identifiant (UUID) ; remettez celui "
            "d'origine, ou retirez cette ligne si l'élément est nouveau.",
        ),
        (
            '[[enjeux]]\nid = 3\nnumero = "1"\n',
            "ligne 9, clé « id » : un texte entre guillemets est attendu, pas 3.",
        ),
        # a reference to nothing, or to several
        (
            '[[ambitions]]\nnumero = "1"\nenjeu = "9"\n',
            "ligne 10, clé « enjeu » : rien ne s'appelle « 9 » dans ce fichier.",
        ),
        (
            '[[institutions]]\nnom = "A"\nsigle = "CCAS"\n[[institutions]]\nnom = "B"\n'
            'sigle = "CCAS"\n[[contacts]]\nnom = "C"\ninstitution = "ccas"\n',
            "ligne 16, clé « institution » : plusieurs éléments s'appellent « ccas » (A ; B) ; "
            "écrivez l'id du bon, ou ce qui le nomme seul.",
        ),
        (
            '[[enjeux]]\nnumero = "1"\nsupprime = true\n[[ambitions]]\nnumero = "1"\nenjeu = "1"\n',
            "ligne 13, clé « enjeu » : rien ne s'appelle « 1 » dans ce fichier.",
        ),
        # an unknown key or table
        (
            '[[enjeux]]\nnumero = "1"\nintitulé = "A"\n',
            None,
        ),
        (
            '[[enjeux]]\nnumero = "1"\ncouleurs = "#000000"\n',
            "ligne 10, clé « couleurs » : cette clé n'est pas connue ; vouliez-vous écrire "
            "« couleur » ?",
        ),
        (
            '[[enjeux]]\nnumero = "1"\nzzz = 1\n',
            "ligne 10, clé « zzz » : cette clé n'est pas connue.",
        ),
        (
            '[[enjeu]]\nnumero = "1"\n',
            "ligne 8 : « enjeu » n'est pas connu d'un référentiel ; vouliez-vous écrire "
            "« enjeux » ?",
        ),
        (
            "[[contacts]]\nnom = 'A'\nfavori = true\n",
            "ligne 10, clé « favori » : cette clé n'est pas connue.",
        ),
        (
            '[enjeux]\nnumero = "1"\n',
            "ligne 8 : chaque élément s'écrit sous [[enjeux]], avec des crochets doubles.",
        ),
    ],
)
def test_read_when_a_row_is_wrong_then_its_line_is_named(
    tmp_path: Path, more: str, problem: str | None
) -> None:
    path = written(tmp_path, SMALL + more)
    expected = problem or (
        # A bare key cannot bear an accent: this is no TOML.
        f"ligne 10 : {NOT_TOML} (colonne 8)."
    )

    assert refusal(path) == f"Fichier « essai.toml », {expected}"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("version = 1\n", "", "ligne 1 : la clé « version » manque, ou elle est vide."),
        ("emis_le = 2027-01-15\n", "", "ligne 1 : la clé « emis_le » manque, ou elle est vide."),
        ("annee_debut = 2027\n", "", "ligne 1 : la clé « annee_debut » manque, ou elle est vide."),
        (
            'intitule = "Convention d’essai"',
            'intitule = ""',
            "ligne 1 : la clé « intitule » manque, ou elle est vide.",
        ),
        (
            "version = 1\n",
            'version = "1"\n',
            "ligne 3, clé « version » : un nombre entier est attendu, sans guillemets, pas « 1 ».",
        ),
        (
            "version = 1\n",
            "version = 0\n",
            "ligne 3, clé « version » : la première version porte le numéro 1.",
        ),
        (
            "annee_fin = 2031",
            "annee_fin = 2020",
            "ligne 7, clé « annee_fin » : la fin est avant le début.",
        ),
        (
            "annee_fin = 2031",
            "annee_fin = 3031",
            "ligne 7, clé « annee_fin » : « Dernière année » ne peut pas dépasser 2 200.",
        ),
        (
            'id = "7f3c1a52-0d3e-4b7a-9c54-1d2e3f405162"\n',
            "",
            "ligne 1 : la clé « id » manque, et rien n'en tient lieu : écrivez les deux années de "
            "la convention, et le « siren » de l'agglomération (ou de la structure que nomme "
            "« emetteur ») dans son bloc [[territoires]].",
        ),
        (
            "[convention]",
            "[[convention]]",
            "ligne 1 : la convention s'écrit une seule fois, sous [convention].",
        ),
        (
            "version = 1\n",
            "version = 1\nsupprime = true\n",
            "ligne 4, clé « supprime » : cette clé n'est pas connue.",
        ),
    ],
)
def test_read_when_the_convention_is_wrong_then_its_line_is_named(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    path = written(tmp_path, SMALL.replace(before, after))

    assert refusal(path) == f"Fichier « essai.toml », {problem}"


def test_read_when_no_convention_stands_there_then_it_is_no_referentiel(tmp_path: Path) -> None:
    path = written(tmp_path, '[[enjeux]]\nnumero = "1"\n')

    assert refusal(path) == (
        "Fichier « essai.toml » : le bloc [convention] manque, ce n'est pas un référentiel."
    )


# ------------------------------------------------------------------------------ the file


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = ", f"ligne 1 : {NOT_TOML} (colonne 5)."),
        ("a = 1\nb = \n", f"ligne 2 : {NOT_TOML} (colonne 5)."),
        ('a = "x\n', f"ligne 1 : {NOT_TOML} (colonne 7)."),
        ("a = 1\na = 2\n", "ligne 2 : cette clé ou ce bloc est écrit deux fois (colonne 6)."),
        ("[a]\n[a]\n", "ligne 2 : cette clé ou ce bloc est écrit deux fois (colonne 3)."),
        ("[[a]]\n[a]\n", "ligne 2 : cette clé ou ce bloc est écrit deux fois (colonne 3)."),
        (
            "a = { b = 1 }\na.c = 2\n",
            "ligne 2 : ce bloc est déjà écrit sous une autre forme (colonne 8).",
        ),
        ("a = 2026-02-30\n", "ligne 1 : cette date n'existe pas au calendrier (colonne 5)."),
        ("bonjour, voici le fichier\n", f"ligne 1 : {NOT_TOML} (colonne 8)."),
        ("a = " + "[" * 5000 + "\n", " : ce fichier contient trop de crochets imbriqués."),
        ("a = " + "9" * 5000 + "\n", " : ce fichier contient un nombre beaucoup trop long."),
    ],
)
def test_read_when_it_is_no_toml_then_line_and_column_are_named(
    tmp_path: Path, text: str, problem: str
) -> None:
    separator = "" if problem.startswith(" ") else ", "

    assert refusal(written(tmp_path, text)) == f"Fichier « essai.toml »{separator}{problem}"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", " : ce fichier est vide."),
        (b" \n\n", " : ce fichier est vide."),
        (b"\x89PNG\r\n\x1a\n\0\0\0", " : ce n'est pas un fichier de texte."),
        (
            '# première ligne\nnom = "Nœux"\n'.encode("cp1252"),
            ", ligne 1 : ce fichier n'est pas en UTF-8 ; enregistrez-le avec l'encodage UTF-8.",
        ),
        (b" " * SIZE_LIMIT + b"a", " : ce fichier dépasse 5 Mo, ce n'est pas un référentiel."),
    ],
    ids=["nothing", "blanks", "an image", "another encoding", "too large"],
)
def test_read_when_it_is_no_text_then_the_sentence_says_so(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "essai.toml"
    path.write_bytes(content)

    assert refusal(path) == f"Fichier « essai.toml »{problem}"


@pytest.mark.parametrize(
    "line",
    [
        "a" + ".a" * 40_000 + " = 1",
        "[a" + ".a" * 40_000 + "]",
        "x = {a" + ".a" * 40_000 + " = 1}",
        "'a'" + " . 'a'" * 20_000 + " = 1",
        '"\\"a"' + '."\\"a"' * 20_000 + " = 1",
    ],
    ids=["key", "table", "inline", "quoted", "escaped"],
)
def test_read_when_a_key_has_thousands_of_parts_then_it_is_not_even_parsed(
    tmp_path: Path, line: str
) -> None:
    """The parser would take minutes and gigabytes for each of these."""
    path = written(tmp_path, f"# un référentiel\n{line}\n")

    assert refusal(path) == (
        "Fichier « essai.toml », ligne 2 : cette clé a trop de parties séparées par des points."
    )


def test_read_when_it_is_a_folder_then_the_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "essai.toml").mkdir()

    assert refusal(tmp_path / "essai.toml") == (
        "Fichier « essai.toml » : c'est un dossier, un fichier est attendu."
    )


def test_read_when_nothing_is_there_then_the_whole_path_is_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"

    assert refusal(path) == f"Fichier « {path} » : ce fichier n'existe pas."


def test_read_when_it_is_a_pipe_then_it_does_not_wait(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes on this system")
    os.mkfifo(tmp_path / "essai.toml")

    assert refusal(tmp_path / "essai.toml") == (
        "Fichier « essai.toml » : ce n'est pas un fichier ordinaire."
    )


def test_read_when_the_name_is_impossible_then_the_sentence_says_so(tmp_path: Path) -> None:
    assert "ne peut pas être lu" in refusal(tmp_path / ("x" * 300))


# ------------------------------------------------------------------- the table of communes

HEADER = "code_insee,nom,population_municipale\n"


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        (HEADER + "99001,A\n", ", ligne 2 : 3 colonnes sont attendues, cette ligne en a 2."),
        (
            HEADER + "99001,A,beaucoup\n",
            ", ligne 2, clé « population_municipale » : « Population municipale » "
            "attend un nombre entier comme 1 234, pas « beaucoup ».",
        ),
        (
            HEADER + "99001,A,1\n99001,B,1\n",
            ", ligne 3 : cet élément est déjà écrit (ligne 2) ; retirez l'un des deux.",
        ),
        (HEADER + "99001,,1\n", ", ligne 2 : la clé « nom » manque, ou elle est vide."),
        (
            "code_insee,noms\n99001,A\n",
            ", ligne 1, clé « noms » : cette colonne n'est pas connue ; vouliez-vous "
            "écrire « nom » ?",
        ),
        ("nom,nom\nA,A\n", ", ligne 1, clé « nom » : cette colonne est écrite deux fois."),
        (
            HEADER + '99001,"A,1\n',
            ", ligne 2 : cette ligne n'est pas du CSV ; vérifiez ses guillemets.",
        ),
        ("", " : ce fichier est vide."),
    ],
)
def test_read_when_a_commune_is_wrong_then_its_line_is_named(
    tmp_path: Path, table: str, problem: str
) -> None:
    path = written(tmp_path, 'communes = "liste.csv"\n' + SMALL)
    written(tmp_path, table, "liste.csv")

    assert refusal(path) == f"Fichier « liste.csv »{problem}"


@pytest.mark.parametrize(
    "name",
    [
        "../communes.csv",
        "a/communes.csv",
        "a\\communes.csv",
        "C:communes.csv",
        "..",
        "",
        "a\\u0000",
    ],
)
def test_read_when_the_table_of_communes_is_elsewhere_then_it_is_refused(
    tmp_path: Path, name: str
) -> None:
    escaped = name if "u0000" in name else name.replace("\\", "\\\\")
    path = written(tmp_path, f'communes = "{escaped}"\n' + SMALL)

    assert refusal(path) == (
        "Fichier « essai.toml », ligne 1, clé « communes » : un simple nom de fichier est "
        "attendu, sans dossier, comme « communes.csv »."
    )


def test_read_when_the_table_of_communes_is_absent_then_it_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, 'communes = "liste.csv"\n' + SMALL)

    assert refusal(path) == (
        "Fichier « essai.toml », ligne 1, clé « communes » : le fichier « liste.csv » n'est pas "
        "à côté du référentiel."
    )


def test_read_when_a_commune_is_also_a_block_then_both_places_are_named(tmp_path: Path) -> None:
    more = '[[territoires]]\ntype = "commune"\nnom = "Béthune"\ninsee = "62119"\n'
    table = "code_insee,nom\n99001,A\n62119,Béthune\n"
    written(tmp_path, table, "communes.csv")
    path = written(tmp_path, 'communes = "communes.csv"\n' + SMALL + more)

    assert refusal(path) == (
        "Fichier « communes.csv », ligne 3 : cet élément est déjà écrit (ligne 9 de "
        "« essai.toml ») ; retirez l'un des deux."
    )


def test_delivered_file_when_any_line_is_cut_then_it_reads_or_is_refused(tmp_path: Path) -> None:
    lines = DELIVERED.read_text(encoding="utf-8").splitlines()
    for number in range(0, len(lines), 29):
        cut = "\n".join([*lines[:number], *lines[number + 1 :]])
        path = written(tmp_path, cut)
        with suppress(FileFormatError):
            read(path)
