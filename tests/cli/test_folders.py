"""Making a folder, and what may be wrong with one."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.exchange.invented_sites import COLLEAGUE, NEIGHBOUR, NEWCOMER
from ctg_desktop.folder.settings import Settings, save
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import untold
from db.engine import connected, writing_engine
from db.folder.places import place_at
from tests.support.app import BETHUNE, NOON, PERSON, Office, Terminal, carried_out, plain
from tests.support.folders import ask_sql, fill_disk, run_sql, small_disk
from tests.support.sites import TurnedClock
from tests.support.stored_bases import stored_bases


def test_initialise_when_the_structure_is_named_in_any_way_then_it_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for at, name in enumerate(("62119", "bethune", "216209106", "SIVOM du Bruaysis")):
        terminal = Terminal(tmp_path / str(at), capsys)
        told = terminal.done("initialiser", "--structure", name, "--personne", PERSON)
        assert "Dossier prêt pour" in told


@pytest.mark.parametrize(
    ("structure", "person", "sentence"),
    [
        ("62999", PERSON, "Territoire inconnu : « 62999 »."),
        ("Betune", PERSON, "Vouliez-vous dire « Béthune »"),
        (BETHUNE, "  ", "« Personne » attend un nom"),
        (BETHUNE, "x" * 121, "« Personne » attend un nom"),
    ],
)
def test_initialise_when_refused_then_no_folder_is_left(
    nowhere: Terminal, structure: str, person: str, sentence: str
) -> None:
    told = nowhere.refused("initialiser", "--structure", structure, "--personne", person)

    assert sentence in told
    assert not nowhere.folder.exists()


def test_initialise_when_the_referentiel_is_bad_then_no_folder_is_left(
    nowhere: Terminal, tmp_path: Path
) -> None:
    bad = tmp_path / "convention.toml"
    bad.write_text("[convention]\n", encoding="utf-8")

    nowhere.refused(
        "initialiser", "--structure", BETHUNE, "--personne", PERSON, "--referentiel", str(bad)
    )

    assert not nowhere.folder.exists()


def test_initialise_when_data_stand_there_then_they_are_untouched(terminal: Terminal) -> None:
    base = DataFolder(terminal.folder).base
    before = base.read_bytes()

    told = terminal.refused("initialiser", "--structure", BETHUNE, "--personne", PERSON)

    assert "contient déjà des données" in told
    assert base.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ("action", "lister"),
        ("action", "creer", "--intitule", "A", "--ambition", "1"),
        ("verifier",),
        ("historique", "x"),
        ("etat", "--au", "2026-01-01"),
        ("exporter", "tout", "--sortie", "-"),
        ("annuler",),
        ("sauvegarde", "creer"),
        ("reglages",),
        ("reglages", "--nom", "Ville"),
    ],
)
def test_folder_when_absent_then_a_sentence_tells_and_none_is_made(
    nowhere: Terminal, words: tuple[str, ...]
) -> None:
    assert "Aucune donnée de CTG Desktop" in nowhere.refused(*words)
    assert not nowhere.folder.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "endommag"), (b"Une lettre" * 1000, "endommag")],
    ids=["empty", "no base"],
)
def test_folder_when_the_base_is_none_of_ours_then_a_sentence_tells(
    terminal: Terminal, content: bytes, sentence: str
) -> None:
    base = DataFolder(terminal.folder).base
    for suffix in ("-wal", "-shm"):
        base.with_name(base.name + suffix).unlink(missing_ok=True)
    base.write_bytes(content)

    assert sentence in terminal.refused("action", "lister")
    assert base.read_bytes() == content


@pytest.mark.parametrize(
    "words",
    [
        ("action", "lister"),
        ("action", "lister", "--format", "json"),
        ("action", "montrer", "BET-2026-001"),
        ("action", "modifier", "BET-2026-001", "--priorite", "haute"),
        ("historique", "BET-2026-001"),
        ("exporter", "tout", "--sortie", "-"),
        ("imprimer", "plan", "--sortie", "plan.pdf"),
    ],
)
def test_folder_when_a_value_cannot_be_read_then_the_damage_is_told_and_rebuilding_mends_it(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    run_sql(
        DataFolder(terminal.folder),
        "UPDATE action SET title = CAST(x'ff41' AS TEXT), title_sort = 'a'",
    )

    told = terminal.refused(*words)

    assert "est endommagée" in told
    assert list(DataFolder(terminal.folder).logs.glob("incident_*")) == []
    terminal.done("verifier", "--reconstruire")
    assert terminal.json("action", "lister")[0]["intitule"] == "A"


def test_initialise_when_the_disk_is_full_then_nothing_is_left_and_one_may_try_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_disk(tmp_path / "disque", size="4m") as disk:
        terminal = Terminal(disk / "données", capsys)
        ballast = fill_disk(disk, left=200_000)

        told = terminal.refused("initialiser", "--structure", BETHUNE, "--personne", PERSON)

        assert "est plein" in told
        assert not terminal.folder.exists()
        ballast.unlink()
        terminal.done("initialiser", "--structure", BETHUNE, "--personne", PERSON)


def test_folder_when_open_elsewhere_then_reading_goes_on_and_writing_names_the_holder(
    terminal: Terminal,
) -> None:
    opening = SqliteStorage().open(
        terminal.folder,
        clock=terminal.clock,
        read_only=False,
        warn=lambda _sentence: None,
        tick=untold,
    )
    with opening:
        assert terminal.json("action", "lister") == []
        told = terminal.refused("action", "creer", "--intitule", "A", "--ambition", "1")

    assert f"est ouvert par {PERSON}" in told


@pytest.mark.parametrize(
    "words",
    [
        ("action", "creer", "--intitule", "A", "--ambition", "1"),
        ("annuler",),
        ("sauvegarde", "creer"),
        ("verifier", "--reconstruire"),
        ("reglages", "--nom", "Ville"),
    ],
)
def test_read_only_when_asked_then_nothing_can_be_written(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    before = DataFolder(terminal.folder).base.read_bytes()

    told = terminal.refused("--lecture-seule", *words)

    assert "Recommencez sans cette option" in told
    assert DataFolder(terminal.folder).base.read_bytes() == before
    assert not (terminal.folder / "reglages.json").exists()


@pytest.mark.parametrize("word", ["initialiser", "demonstration"])
def test_read_only_when_asked_then_no_folder_is_made(nowhere: Terminal, word: str) -> None:
    more = ("--personne", PERSON) if word == "initialiser" else ()

    nowhere.refused("--lecture-seule", word, "--structure", BETHUNE, *more)

    assert not nowhere.folder.exists()


def test_folder_when_named_by_the_variable_then_it_is_used(terminal: Terminal) -> None:
    code = terminal.run_alone("action", "lister", CTG_DESKTOP_DONNEES=str(terminal.folder))

    assert code == 0


def test_verify_when_all_is_well_then_the_last_line_is_the_state_hash(terminal: Terminal) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")

    first = terminal.done("verifier").splitlines()
    again = terminal.done("verifier", "--reconstruire").splitlines()

    assert len(first[-1]) == 64
    assert int(first[-1], 16)
    assert again[-1] == first[-1]


def test_backup_when_made_then_it_is_listed_and_found_good(terminal: Terminal) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    assert "Aucune copie" in terminal.done("sauvegarde", "lister")

    terminal.done("sauvegarde", "creer", "--raison", "avant l'été")

    (backup,) = terminal.json("sauvegarde", "lister")
    assert backup["actions"] == 1
    assert Path(backup["chemin"]).is_file()
    assert "en bon état" in terminal.done("sauvegarde", "verifier")
    assert "n'existe pas" in terminal.refused("sauvegarde", "verifier", "autre")


def test_backup_when_damaged_then_the_check_says_so(terminal: Terminal) -> None:
    terminal.done("sauvegarde", "creer")
    (backup,) = terminal.json("sauvegarde", "lister")
    path = Path(backup["chemin"])
    content = bytearray(path.read_bytes())
    content[5000:9000] = b"\xaa" * 4000
    path.write_bytes(content)

    code = terminal.run("sauvegarde", "verifier", backup["nom"])

    assert code == 1
    assert "1 copie défectueuse sur 1" in plain(terminal.err)


@pytest.mark.parametrize("content", [b"", b"n'importe quoi" * 1000])
def test_backup_when_it_cannot_even_be_opened_then_it_is_not_passed_over(
    terminal: Terminal, content: bytes
) -> None:
    terminal.done("sauvegarde", "creer")
    terminal.done("sauvegarde", "creer")
    first, second = terminal.json("sauvegarde", "lister")
    Path(first["chemin"]).write_bytes(content)

    for words in ((), (first["nom"],)):
        assert terminal.run("sauvegarde", "verifier", *words) == 1
        assert f"{first['nom']} : défectueuse" in plain(terminal.out)
        assert "ne s'ouvre plus" in plain(terminal.err)
    told = terminal.done("sauvegarde", "verifier", second["nom"])
    assert plain(told) == f"{second['nom']} : en bon état\n"
    assert terminal.run("sauvegarde", "lister") == 0
    assert first["nom"] in terminal.err


def test_verify_when_values_cannot_be_read_then_only_french_is_said(terminal: Terminal) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    run_sql(DataFolder(terminal.folder), "UPDATE action SET title = CAST(x'ff41' AS TEXT)")

    told = terminal.refused("verifier")

    assert "verifier --reconstruire" in told
    assert "check" not in told


def test_verify_when_tables_differ_from_the_log_then_the_hash_is_still_alone_and_last(
    terminal: Terminal,
) -> None:
    terminal.done("action", "creer", "--intitule", "A", "--ambition", "1")
    sound = terminal.done("verifier").splitlines()[-1]
    run_sql(DataFolder(terminal.folder), "UPDATE action SET title = 'B'")

    code = terminal.run("verifier")

    assert code == 1
    assert len(terminal.out.splitlines()[-1]) == 64
    assert terminal.out.splitlines()[-1] != sound
    assert terminal.done("verifier", "--reconstruire").splitlines()[-1] == sound


def test_journal_when_commands_ran_then_it_holds_nothing_personal(terminal: Terminal) -> None:
    terminal.done("action", "creer", "--intitule", "Titre secret", "--ambition", "1")
    terminal.refused("action", "modifier", "BET-2026-001", "--date_fin", "jamais")

    journal = (DataFolder(terminal.folder).logs / "ctg.log").read_text(encoding="utf-8")

    assert "action" in journal
    assert "FieldError" in journal
    for personal in ("Titre secret", PERSON, "jamais", "BET-2026-001"):
        assert personal not in journal


def test_settings_when_changed_then_they_stay_and_a_bad_logo_is_refused(
    terminal: Terminal, tmp_path: Path
) -> None:
    bad = tmp_path / "logo.png"
    bad.write_bytes(b"ceci n'est pas une image")

    assert "ne peut pas être lu comme une image" in terminal.refused("reglages", "--logo", str(bad))
    terminal.done("reglages", "--nom", "Ville de Béthune")

    assert terminal.json("reglages") == {
        "logo": None,
        "nom": "Ville de Béthune",
        "logos_signataires": {},
    }
    stored = json.loads((terminal.folder / "reglages.json").read_text(encoding="utf-8"))
    assert stored["nom_structure"] == "Ville de Béthune"
    terminal.done("reglages", "--nom", "")
    assert terminal.json("reglages")["nom"] is None


def test_settings_when_the_logo_is_gone_then_printing_says_how_to_go_on(
    terminal: Terminal, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (20, 10)).save(logo)
    output = tmp_path / "annuaire.pdf"
    terminal.done("reglages", "--logo", str(logo))
    logo.unlink()

    told = terminal.refused("imprimer", "annuaire", "--sortie", str(output))

    assert "n'est plus là" in told
    assert "reglages --logo" in told
    assert not output.exists()
    terminal.done("reglages", "--logo", "")
    terminal.done("imprimer", "annuaire", "--sortie", str(output))


def test_demonstration_when_made_then_it_is_marked_and_real_folders_refuse_it(
    nowhere: Terminal,
) -> None:
    told = nowhere.done("demonstration", "--actions", "30")

    assert "Rien n'y est vrai" in plain(told)
    lines = nowhere.json("action", "lister")
    assert len(lines) == 30
    assert len({line["statut"] for line in lines}) > 2
    people = [each["personne"] for each in nowhere.json("echange", "participants")]
    assert people[1:] == [COLLEAGUE, NEIGHBOUR, NEWCOMER]
    assert len(nowhere.json("conflits", "lister")) == 1
    nowhere.done("demonstration", "--actions", "5")
    assert len({line["reference"] for line in nowhere.json("action", "lister")}) == 35


@pytest.mark.parametrize("count", [1, 2])
def test_demonstration_when_few_actions_are_asked_for_then_there_are_no_more(
    nowhere: Terminal, count: int
) -> None:
    nowhere.done("demonstration", "--actions", str(count))

    assert len(nowhere.json("action", "lister")) == count


def test_demonstration_when_the_folder_is_a_real_one_then_it_is_refused(
    terminal: Terminal,
) -> None:
    assert "un vrai travail" in terminal.refused("demonstration", "--actions", "5")
    assert terminal.json("action", "lister") == []


def test_demonstration_when_no_folder_is_named_then_it_asks_for_one(nowhere: Terminal) -> None:
    code = nowhere.run_alone("demonstration", "--actions", "5")

    assert code == 1
    assert "donnez-le par --donnees" in nowhere.err


def test_backup_when_there_is_a_second_place_then_it_is_there_too(
    terminal: Terminal, tmp_path: Path
) -> None:
    second = tmp_path / "clé"
    second.mkdir()
    save(terminal.folder, Settings(second_backups=second))

    assert "Copiée aussi dans le second dossier" in terminal.done("sauvegarde", "creer")
    assert len(list(second.glob("Béthune */ctg_*.sqlite"))) == 1

    shutil.rmtree(second)
    assert terminal.run("sauvegarde", "creer") == 0
    assert "n'est pas là" in plain(terminal.err)


def test_backup_when_taken_back_then_the_base_is_put_aside(terminal: Terminal) -> None:
    assert "Aucune copie" in terminal.refused("sauvegarde", "restaurer")
    create = ("action", "creer", "--ambition", "1", "--intitule")
    terminal.done(*create, "Avant")
    terminal.done("sauvegarde", "creer")
    terminal.done(*create, "Après")
    assert "--lecture-seule" in terminal.refused("--lecture-seule", "sauvegarde", "restaurer")

    told = plain(terminal.done("sauvegarde", "restaurer"))

    assert "1 action." in told
    assert [line["intitule"] for line in terminal.json("action", "lister")] == ["Avant"]
    assert len(list(terminal.folder.glob("mise_de_cote_*/ctg.sqlite"))) == 1


def test_what_was_noted_since_when_a_copy_was_taken_back_then_one_command_puts_it_back(
    terminal: Terminal,
) -> None:
    create = ("action", "creer", "--ambition", "1", "--intitule")
    assert "mise de côté" in terminal.refused("sauvegarde", "completer")
    terminal.done(*create, "Avant")
    terminal.done("sauvegarde", "creer")
    terminal.done(*create, "Après")
    assert "sauvegarde completer" in terminal.done("sauvegarde", "restaurer")

    simulated = plain(terminal.done("sauvegarde", "completer", "--simuler"))
    assert "Après" in simulated
    assert "1 geste à remettre" in simulated
    assert titles(terminal) == ["Avant"]

    assert "1 geste remis" in plain(terminal.done("sauvegarde", "completer"))
    assert titles(terminal) == ["Après", "Avant"]
    assert "déjà là" in plain(terminal.done("sauvegarde", "completer"))
    terminal.done("verifier")


def test_base_when_damaged_and_without_any_copy_then_it_is_made_anew_from_its_log(
    terminal: Terminal,
) -> None:
    terminal.done("action", "creer", "--ambition", "1", "--intitule", "Seule")
    folder = DataFolder(terminal.folder)
    place = "SELECT (rootpage - 1) * (SELECT page_size FROM pragma_page_size) FROM sqlite_schema"
    (found,) = ask_sql(folder, f"{place} WHERE name = 'action'")
    with folder.base.open("r+b") as file:
        file.seek(int(str(found[0])))
        file.write(b"\xa5" * 4096)
    assert "sauvegarde reconstruire" in terminal.refused("action", "lister")

    assert "reconstruite d'après son journal" in plain(terminal.done("sauvegarde", "reconstruire"))

    assert titles(terminal) == ["Seule"]
    terminal.done("verifier")
    assert len(list(terminal.folder.glob("mise_de_cote_*/ctg.sqlite"))) == 1


def test_folder_when_another_version_wrote_it_then_progress_is_told_and_a_copy_made(
    nowhere: Terminal,
) -> None:
    stored_bases()[0].put_into(DataFolder(nowhere.folder))

    assert nowhere.run("--avancement", "sauvegarde", "creer") == 0

    told = plain(nowhere.err)
    assert "Copie de sécurité avant la mise à jour" in told
    assert "Reconstruction terminée" in told
    assert "migration 0001 vers" in nowhere.done("sauvegarde", "lister")


@pytest.fixture(scope="module")
def copied_thrice(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of one, two and three actions, to be copied."""
    folder = Office.copied(bethune, tmp_path_factory.mktemp("copies") / "d").folder
    clock = TurnedClock(NOON)
    for number in range(1, 4):
        creating = ("action", "creer", "--ambition", "1", "--intitule", f"Action {number}")
        copying = ("sauvegarde", "creer", "--raison", f"numero {number}")
        carried_out(folder, creating, copying, clock=clock)
    return folder


@pytest.fixture
def three_copies(copied_thrice: Path, terminal: Terminal) -> list[str]:
    """The names of the copies of that folder, the last one first; the terminal stands on it."""
    shutil.rmtree(terminal.folder)
    Office.copied(copied_thrice, terminal.folder)
    terminal.clock.at += timedelta(hours=1)
    return [copy["nom"] for copy in terminal.json("sauvegarde", "lister")]


def titles(terminal: Terminal) -> list[str]:
    return sorted(line["intitule"] for line in terminal.json("action", "lister"))


def test_copy_when_named_then_that_one_is_taken_back_and_what_it_lacks_is_told(
    terminal: Terminal, three_copies: list[str]
) -> None:
    told = plain(terminal.done("sauvegarde", "restaurer", three_copies[1]))

    assert "2 gestes notés depuis n'y sont pas" in told or "1 geste noté depuis" in told
    assert titles(terminal) == ["Action 1", "Action 2"]
    terminal.done("verifier")


def test_copy_when_it_stands_elsewhere_then_its_path_names_it(
    terminal: Terminal, three_copies: list[str], tmp_path: Path
) -> None:
    elsewhere = tmp_path / "copie de la clé.sqlite"
    copy = DataFolder(terminal.folder).backups / three_copies[2]
    copy.rename(elsewhere)
    shutil.rmtree(terminal.folder)

    terminal.done("sauvegarde", "restaurer", str(elsewhere))

    assert titles(terminal) == ["Action 1"]


def test_copy_when_no_such_one_is_there_then_nothing_is_changed(
    terminal: Terminal, three_copies: list[str], tmp_path: Path
) -> None:
    del three_copies
    assert "n'existe pas" in terminal.refused("sauvegarde", "restaurer", "ctg_autre.sqlite")
    assert "Il n'y a pas de copie" in terminal.refused(
        "sauvegarde", "restaurer", str(tmp_path / "nulle part.sqlite")
    )
    assert titles(terminal) == ["Action 1", "Action 2", "Action 3"]


def flip_a_bit(terminal: Terminal) -> None:
    """Alter one bit of one value of the base, which no check of SQLite sees."""
    run_sql(
        DataFolder(terminal.folder), "UPDATE action SET title = 'Action s' WHERE title = 'Action 3'"
    )


def test_backup_when_one_bit_of_a_value_was_flipped_then_it_is_called_damaged_and_never_preferred(
    terminal: Terminal, three_copies: list[str]
) -> None:
    flip_a_bit(terminal)

    told = terminal.refused("sauvegarde", "creer", "--raison", "abimee")

    assert "est défectueuse et ne servira pas" in told
    assert "« verifier »" in told
    listed = terminal.json("sauvegarde", "lister")
    assert [copy["controle"] for copy in listed] == ["verifiee"] * 3 + ["defectueuse"]
    assert listed[-1]["raison"] == "abimee"
    assert terminal.run("sauvegarde", "restaurer", listed[-1]["nom"]) == 1
    assert "est endommagée" in plain(terminal.err)
    assert "Rien n'a été modifié" in plain(terminal.err)
    assert terminal.run("verifier") == 1
    told = plain(terminal.err)
    for way_out in ("verifier --reconstruire", "sauvegarde lister", "sauvegarde restaurer"):
        assert way_out in told
    assert "intact" not in told

    assert terminal.run("sauvegarde", "restaurer") == 0
    assert three_copies[0] in terminal.out
    assert titles(terminal) == ["Action 1", "Action 2", "Action 3"]
    terminal.done("verifier")


def test_backup_when_the_newest_one_was_altered_then_it_is_named_and_the_one_before_is_taken(
    terminal: Terminal, three_copies: list[str]
) -> None:
    newest = DataFolder(terminal.folder).backups / three_copies[0]
    with connected(writing_engine(place_at(terminal.folder), newest)) as connection:
        connection.exec_driver_sql("UPDATE action SET title = 'pris' WHERE title = 'Action 1'")

    assert terminal.run("sauvegarde", "restaurer") == 0

    assert f"Copie défectueuse, passée : « {three_copies[0]} »" in plain(terminal.err)
    assert titles(terminal) == ["Action 1", "Action 2"]


def test_backups_when_the_base_is_gone_then_they_are_still_listed_and_checked(
    terminal: Terminal, three_copies: list[str]
) -> None:
    DataFolder(terminal.folder).base.write_bytes(b"")

    assert [copy["nom"] for copy in terminal.json("sauvegarde", "lister")] == three_copies
    assert terminal.done("sauvegarde", "verifier").count("en bon état") == 3
    assert "est endommagée" in terminal.refused("verifier")


def test_backup_when_the_clock_was_wrong_then_the_last_one_made_is_the_one_taken_back(
    terminal: Terminal,
) -> None:
    create = ("action", "creer", "--ambition", "1", "--intitule")
    for number, year in enumerate((2026, 2076, 2016, 2026), 1):
        terminal.clock.at = terminal.clock.at.replace(year=year)
        terminal.done(*create, f"Action {number}")
        terminal.done("sauvegarde", "creer")
    listed = terminal.json("sauvegarde", "lister")
    assert [copy["actions"] for copy in listed] == [4, 3, 2, 1]

    terminal.done("sauvegarde", "restaurer")

    assert len(titles(terminal)) == 4


def test_copy_when_from_before_an_erasure_then_the_person_who_is_back_is_named(
    terminal: Terminal,
) -> None:
    terminal.done("contact", "ajouter", "--nom", "Lamarre", "--prenom", "Léa")
    terminal.done("sauvegarde", "creer", "--raison", "avant")
    terminal.done("contact", "effacer", "Léa LAMARRE", "--oui")
    terminal.done("sauvegarde", "creer", "--raison", "apres")
    before = terminal.json("sauvegarde", "lister")[1]["nom"]

    assert terminal.run("sauvegarde", "restaurer", before) == 0

    assert "avant l'effacement des données de Léa LAMARRE" in plain(terminal.err)
    assert "contact effacer" in terminal.err
