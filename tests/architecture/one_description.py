"""The exercise of `test_one_description`, in a process where `tests.support.invented` is loaded.

Each test is something that another field or another entity gets without being told.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctg_desktop.documents import sheet_of
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Draft
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import describe
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.services import rows
from ctg_desktop.services.finding import find_records
from ctg_desktop.services.gestures import creation_edits
from ctg_desktop.services.history import history
from ctg_desktop.services.row_list import list_rows
from tests.support.app import AGGLOMERATION, NOON, TODAY, Office, Terminal, new_action
from tests.support.invented import Atelier, Constat
from tests.support.printed import words_of
from tests.support.sites import Site, unite

REF = "BET-2026-001"


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    """A folder of Béthune of its own."""
    return Office.copied(bethune, tmp_path / "d")


@pytest.fixture
def terminal(office: Office, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal on the folder, where an action has its field and a workshop its finding."""
    made = Terminal(office.folder, capsys)
    given = ("--intitule", "Ludothèque", "--ambition", "2", "--accroche", "Jouer ensemble")
    made.done("action", "creer", *given)
    made.done("contact", "ajouter", "--prenom", "Lou", "--nom", "TÉMOIN")
    held = ("--intitule", "Parents", "--date", "3/9/2026", "--invites", "Lou TÉMOIN")
    made.done("atelier", "ajouter", *held, "--compte_rendu", "Vu par Lou TÉMOIN.")
    made.done("constat", "ajouter", "Parents", "--texte", "Manque de places")
    return made


# --- a field ---------------------------------------------------------------------------------


def test_field_when_given_to_a_command_then_it_comes_back_as_json(terminal: Terminal) -> None:
    shown = terminal.json("action", "montrer", REF)
    assert shown["accroche"] == "Jouer ensemble"

    given = terminal.folder.parent / "action.json"
    given.write_text(json.dumps({**shown, "accroche": "Jouer dehors"}), encoding="utf-8")
    terminal.done("action", "modifier", REF, "--depuis", str(given))
    assert terminal.json("action", "montrer", REF)["accroche"] == "Jouer dehors"


def test_field_when_actions_are_exported_then_it_is_a_column(terminal: Terminal) -> None:
    header, line = terminal.done("exporter", "actions", "--sortie", "-").splitlines()[:2]

    assert line.split(";")[header.split(";").index("Accroche")] == "Jouer ensemble"


@pytest.mark.parametrize(
    ("condition", "count"), [("accroche~jouer", 1), ("sans=accroche", 0), ("avec=accroche", 1)]
)
def test_field_when_a_list_asks_for_it_then_it_filters_and_sorts(
    terminal: Terminal, condition: str, count: int
) -> None:
    listed = terminal.json("action", "lister", "--filtre", condition, "--tri", "accroche")

    assert len(listed) == count


def test_field_when_written_then_history_and_search_tell_of_it(office: Office) -> None:
    with office.open() as uow:
        row = new_action(uow, accroche="Œuvrer à plusieurs").id

        assert any(line.field == "Accroche" for line in history(uow, row, NOON))
        assert [hit.id for hit in uow.search("oeuvrer plusieurs")] == [row]


def test_field_when_the_fiche_is_printed_then_it_is_there_under_its_label(
    terminal: Terminal, office: Office
) -> None:
    with office.open() as uow:
        [row] = uow.rows(Action)
        assert "Accroche Jouer ensemble" in words_of(uow, sheet_of(Action.TYPE, row.id))

    terminal.done("imprimer", "fiche", "--action", REF, "--sortie", str(office.folder / "f.pdf"))


def test_field_of_the_referentiel_when_issued_then_every_site_takes_it_in(
    tmp_path: Path, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    agglomeration = Terminal(Office(tmp_path / "agglo", AGGLOMERATION).folder, capsys)
    agglomeration.done("ambition", "modifier", "1", "--mot_cle", "Grandir")
    issued = tmp_path / "referentiel.toml"
    agglomeration.done("referentiel", "exporter", str(issued))
    assert 'mot_cle = "Grandir"' in issued.read_text(encoding="utf-8")

    here = Terminal(office.folder, capsys)
    here.done("referentiel", "importer", str(issued))
    assert here.json("ambition", "montrer", "1")["mot_cle"] == "Grandir"


# --- an entity, and one that it owns -----------------------------------------------------------


def test_entity_when_asked_by_commands_then_they_are_all_there(terminal: Terminal) -> None:
    assert "les ateliers" in terminal.done("--aide")
    told = terminal.done("atelier", "montrer", "Parents")
    assert "Date : 03/09/2026" in told.replace("\u00a0", " ")
    assert "Manque de places" in told

    terminal.done("atelier", "modifier", "Parents", "--animateur", "Camille Neuve")
    assert terminal.json("atelier", "montrer", "Parents")["animateur"] == "Camille NEUVE"
    terminal.done("constat", "retirer", "Parents", "1")
    assert terminal.json("constat", "lister", "Parents") == []
    terminal.done("constat", "restaurer", "Parents", "1")
    assert "Manque de places" in terminal.done("constat", "lister", "Parents")
    assert "TÉMOIN" in terminal.done("atelier", "lister", "--format", "csv")
    assert terminal.json("atelier", "lister", "--filtre", "date>=2027") == []


def test_entity_when_given_back_as_json_then_what_it_owns_comes_too(terminal: Terminal) -> None:
    shown = terminal.json("atelier", "montrer", "Parents")
    assert [each["texte"] for each in shown["constats"]] == ["Manque de places"]

    shown["constats"][0]["texte"] = "Manque de lits"
    shown["constats"].append({"texte": "Bel accueil"})
    given = terminal.folder.parent / "atelier.json"
    given.write_text(json.dumps(shown), encoding="utf-8")
    terminal.done("atelier", "modifier", "Parents", "--depuis", str(given))
    found = terminal.json("constat", "lister", "Parents")
    assert [each["texte"] for each in found] == ["Manque de lits", "Bel accueil"]

    terminal.done("atelier", "ajouter", "--depuis", str(given), "--intitule", "Jeunes")
    assert len(terminal.json("atelier", "montrer", "Jeunes")["constats"]) == 2


def test_entity_when_printed_then_its_sheet_holds_it_and_what_it_owns(
    terminal: Terminal, office: Office
) -> None:
    terminal.done("atelier", "imprimer", "Parents", "--sortie", str(office.folder / "a.pdf"))
    terminal.done("constat", "imprimer", "Parents", "1", "--sortie", str(office.folder / "c.pdf"))

    with office.open() as uow:
        [row], [seen] = uow.rows(Atelier), uow.rows(Constat)
        told = words_of(uow, sheet_of(Atelier.TYPE, row.id))
        for words in ("Date 03/09/2026", "Invités Lou TÉMOIN", "Compte rendu Vu par Lou TÉMOIN"):
            assert words in told
        assert "Constats – Manque de places" in told
        assert "Atelier Parents" in words_of(uow, sheet_of(Constat.TYPE, seen.id))


def test_entity_when_the_folder_is_exported_then_it_is_there(terminal: Terminal) -> None:
    everything = json.loads(terminal.done("exporter", "tout", "--sortie", "-"))
    assert everything["ateliers"][0]["constats"][0]["texte"] == "Manque de places"
    assert "constats" not in everything

    tables = terminal.folder.parent / "tables"
    terminal.done("exporter", "tout", "--format", "csv", "--sortie", str(tables))
    assert "Manque de places" in (tables / "constats.csv").read_text(encoding="utf-8")


def test_entity_when_searched_then_it_stands_under_its_own_head(
    terminal: Terminal, office: Office
) -> None:
    with office.open() as uow:
        groups = {group.head: group.records for group in find_records(uow, "manque").groups}
        assert [found.title for found in groups["Constats"]] == ["Manque de places"]
        assert [row.words["guests"] for row in list_rows(uow, Atelier.TYPE, RowQuery(text="vu"))]


def test_entity_when_a_gesture_is_undone_then_it_is_as_before(office: Office) -> None:
    with office.open() as uow:
        row, _ = rows.add(uow, Atelier.TYPE, {"title": "Parents"}, TODAY)
        rows.edit(uow, Atelier.TYPE, row.id, {"title": "Jeunes"})
        uow.undo()
        assert uow.get(Atelier, row.id) == row
        uow.undo()
        assert uow.rows(Atelier) == []
        uow.redo()
        assert uow.rows(Atelier) == [row]


def test_entity_when_sites_are_united_then_all_hold_the_same(tmp_path: Path) -> None:
    sites = [Site(tmp_path / name, name) for name in ("un", "deux")]
    try:
        for site in sites:
            row = site.create(f"Atelier {site.folder.name}", "atelier")
            made = site.uow.new_id()
            told = {"atelier": row, "text": site.folder.name}
            site.uow.record(Draft("constat", tuple(creation_edits(Constat.TYPE, made, told))))
        unite(sites)

        assert [len(site.uow.rows(Constat)) for site in sites] == [2, 2]
        assert {site.uow.state_hash() for site in sites} == {sites[0].uow.state_hash()}
        assert [site.problems() for site in sites] == [(), ()]
    finally:
        for site in sites:
            site.close()


def test_person_when_asking_for_their_data_then_what_names_them_there_is_told(
    terminal: Terminal,
) -> None:
    told = json.loads(terminal.done("contact", "donnees", "Lou TÉMOIN"))

    assert ("Atelier", "Parents", "Invités") in [
        (each["type"], each["fiche"], each["champ"]) for each in told["cite_dans"]
    ]
    assert "Compte rendu" in [each["champ"] for each in told["textes_libres"]]
    terminal.done("contact", "effacer", "Lou TÉMOIN", "--oui")
    assert "TÉMOIN" not in "".join(terminal.json("atelier", "montrer", "Parents")["invites"])


def test_folder_when_it_holds_all_that_then_its_check_is_clean(terminal: Terminal) -> None:
    assert terminal.done("verifier")


def test_descriptions_when_asked_then_the_invented_ones_follow_the_others() -> None:
    names = [kind.name for kind in entity_types()]

    assert names[-2:] == ["atelier", "constat"]
    assert [kind.name for kind in describe("atelier").owned] == ["constat"]
