"""Conflicts that a union brings, shown and settled at the command line."""

from pathlib import Path

import pytest

from ctg_desktop.services import actions
from tests.support.app import Office, Terminal, new_action, plain
from tests.support.sites import exchanged


def exchange(first: Office, second: Office) -> None:
    """Let each folder take in what the other knows."""
    with first.open() as ours, second.open() as theirs:
        exchanged(ours, theirs)


@pytest.fixture(scope="module")
def disputed(
    bethune: Path, consolidator: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Folders of Béthune and of the agglomeration, who both changed the title of one action."""
    place = tmp_path_factory.mktemp("disputed")
    ours, theirs = Office.copied(bethune, place / "b"), Office.copied(consolidator, place / "a")
    with ours.open() as uow:
        action = new_action(uow, "Commun")
    exchange(ours, theirs)
    for office, title in ((ours, "De Béthune"), (theirs, "De l'agglo")):
        with office.open() as uow:
            actions.edit(uow, action.id, {"title": title})
    exchange(ours, theirs)
    return ours.folder, theirs.folder


@pytest.fixture
def conflict(
    disputed: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> tuple[Terminal, Terminal]:
    """Terminals of Béthune and of the agglomeration, who both changed one title."""
    ours, theirs = (Office.copied(made, tmp_path / made.name).folder for made in disputed)
    return Terminal(ours, capsys), Terminal(theirs, capsys)


def test_conflict_when_listed_then_both_values_have_their_author(
    conflict: tuple[Terminal, Terminal],
) -> None:
    terminal, _ = conflict

    (found,) = terminal.json("conflits", "lister")

    assert (found["champ"], found["depart"]) == ("intitule", "Commun")
    assert {side["valeur"] for side in found["choix"]} == {"De Béthune", "De l'agglo"}
    assert terminal.json("action", "montrer", "BET-2026-001")["conflits"] == ["intitule"]
    assert "À arbitrer" in plain(terminal.done("action", "montrer", "BET-2026-001"))
    assert "1. Action BET-2026-001" in plain(terminal.done("conflits", "lister", "BET-2026-001"))


@pytest.mark.parametrize("choice", ["choix", "valeur"])
def test_conflict_when_settled_then_it_is_closed(
    conflict: tuple[Terminal, Terminal], choice: str
) -> None:
    terminal, _ = conflict
    (found,) = terminal.json("conflits", "lister")
    wanted = found["choix"][1]["valeur"] if choice == "choix" else "Un troisième"
    words = ("--choix", "2") if choice == "choix" else ("--valeur", "Un troisième")

    terminal.done("conflits", "resoudre", "1", *words, "--raison", "Vu ensemble")

    assert terminal.json("conflits", "lister") == []
    assert terminal.json("action", "montrer", "BET-2026-001")["intitule"] == wanted
    assert terminal.json("historique", "BET-2026-001")[-1]["raison"] == "Vu ensemble"


def test_conflict_when_the_value_in_place_is_typed_again_then_it_still_waits(
    conflict: tuple[Terminal, Terminal],
) -> None:
    terminal, _ = conflict
    title = terminal.json("action", "montrer", "BET-2026-001")["intitule"]

    terminal.done("action", "modifier", "BET-2026-001", "--intitule", title)

    assert len(terminal.json("conflits", "lister")) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["2", "--choix", "1"], "Il n'y a pas de conflit n° 2"),
        (["1", "--choix", "9"], "Il n'y a pas de choix n° 9"),
        (["1", "--valeur", "x" * 301], "compte 301 signes"),
    ],
)
def test_conflict_when_the_choice_is_none_then_a_sentence_tells(
    conflict: tuple[Terminal, Terminal], words: list[str], sentence: str
) -> None:
    assert sentence in conflict[0].refused("conflits", "resoudre", *words)


def test_reference_when_two_sites_gave_it_then_a_and_b_tell_them_apart_and_one_is_renumbered(
    bethune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    offices = [Office.copied(bethune, tmp_path / name) for name in ("1", "2")]
    for office, title in zip(offices, ("Ici", "Là-bas"), strict=True):
        with office.open() as uow:
            new_action(uow, title)
    exchange(*offices)
    terminal = Terminal(offices[0].folder, capsys)

    told = terminal.refused("action", "montrer", "BET-2026-001")

    assert "désigne plusieurs actions" in told
    assert "« Là-bas »" in told
    lines = terminal.json("action", "lister")
    assert [line["reference"] for line in lines] == ["BET-2026-001 (a)", "BET-2026-001 (b)"]
    for line in lines:
        for name in (line["id"], line["reference"]):
            assert terminal.json("action", "montrer", name)["intitule"] == line["intitule"]
    doubled = terminal.json("action", "lister", "--filtre", "sans=numero")
    assert len(doubled) == 2

    told = plain(terminal.done("action", "renumeroter", "bet-2026-001 (b)"))

    assert "BET-2026-001 (b) s'appelle désormais BET-2026-002" in told
    lines = terminal.json("action", "lister")
    assert [line["reference"] for line in lines] == ["BET-2026-001", "BET-2026-002"]
    assert "ne change pas" in terminal.refused("action", "renumeroter", "BET-2026-001")
    terminal.done("verifier")
