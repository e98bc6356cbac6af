"""Every example of every help, tried as it is given."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook
from PIL import Image

from ctg_desktop.cli.program import build_parser, commands
from ctg_desktop.domain.entities import entity_types
from tests.support.app import BRUAY, Office, Terminal, plain

ISSUED = {kind.command for kind in entity_types() if not kind.is_local}
"""What the agglomeration alone records."""

LAST = ("contact effacer",)
"""What takes away what other examples speak of."""

AGAIN = (
    *("conflits resoudre", "action renumeroter"),
    *("propositions accepter", "propositions refuser"),
)
"""What needs what two sites made: `test_conflicts` and `test_proposals` do them."""

RELAY = "//serveur/ctg"
"""The shared folder of the examples: one of the test's stands for it."""


def helps(word: str) -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of a command, and those of its own commands."""
    (made,) = (each for each in build_parser(None)._actions if each.dest == "command")  # noqa: SLF001 - argparse tells nothing of its parts
    parser = made.choices[word]
    yield parser
    for action in parser._actions:  # noqa: SLF001 - the same
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            yield from action.choices.values()


def examples(words: set[str]) -> list[str]:
    """Return the examples of some commands, without the program, each once."""
    found = [
        line.strip().removeprefix("python main.py ")
        for word in commands()
        if word in words
        for parser in helps(word)
        for line in (parser.epilog or "").splitlines()[1:]
    ]
    told = [each for each in dict.fromkeys(found) if not each.startswith(AGAIN)]
    return sorted(told, key=lambda each: each.startswith(LAST))


def failures(terminal: Terminal, found: list[str]) -> list[str]:
    """Try examples in turn; return those that fail, with what was said."""
    failed = []
    for example in found:
        words = [_meant(terminal, word) for word in shlex.split(example)]
        code = terminal.run_alone(*words) if "--donnees" in words else terminal.run(*words)
        if code != 0:
            failed.append(f"{example} → {code}: {plain(terminal.err)}")
    return failed


def _meant(terminal: Terminal, word: str) -> str:
    """Put a name in place of the words that stand for one."""
    if word == "NOM":
        terminal.done("sauvegarde", "lister")
        found = re.search(r"\S+\.sqlite", terminal.out)
        assert found is not None, terminal.out
        return found[0]
    if word == RELAY:
        place = terminal.folder.parent / "relais"
        place.mkdir(exist_ok=True)
        return str(place)
    return str(terminal.folder.parent / "neuf") if word == "D" else word


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder to write into, with the logo and the spreadsheet that examples take."""
    (tmp_path / "travail").mkdir()
    monkeypatch.chdir(tmp_path / "travail")
    Image.new("RGB", (200, 100), "white").save("logo.png")
    plan = Workbook()
    plan.active.append(["Axe", "Action"])
    plan.active.append(["1", "Un café des parents"])
    plan.save("plan.xlsx")


@pytest.fixture
def colleagues(
    here: None,
    terminal: Terminal,
    consolidator: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What two colleagues sent who follow an invitation made here, called as in the examples."""
    terminal.done("echange", "inviter", "--sortie", "invitation.ctg")
    bruay = Terminal(tmp_path / "bruay", capsys)
    bruay.done(
        *("rejoindre", "invitation.ctg", "--structure", BRUAY, "--personne", "Dominique Essai")
    )
    bruay.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    bruay.done("echange", "envoyer", "--sortie", "reçu.ctg")
    agglomeration = Terminal(Office.copied(consolidator, tmp_path / "agglo").folder, capsys)
    agglomeration.done("rejoindre", "invitation.ctg")
    agglomeration.done("echange", "envoyer", "--sortie", "reçu_de_l_agglo.ctg")


def is_whole(example: str) -> bool:
    """Whether an example can be typed as it is, but for a name: « ANCIEN » stands for any row."""
    return "ANCIEN" not in example


def test_examples_when_tried_in_a_commune_as_they_are_given_then_each_does_its_work(
    colleagues: None, terminal: Terminal
) -> None:
    for title in ("Un", "Deux", "Trois"):
        terminal.done("action", "creer", "--intitule", title, "--ambition", "1")
    found = examples(set(commands()) - ISSUED)
    assert len(found) > 50

    assert failures(terminal, [each for each in found if is_whole(each)]) == []


def test_examples_when_tried_by_the_agglomeration_as_they_are_given_then_each_does_its_work(
    here: None, agglomeration: Terminal
) -> None:
    agglomeration.done("contact", "ajouter", "--prenom", "Camille", "--nom", "ESSAI")
    found = examples(ISSUED)
    assert len(found) > 10

    assert failures(agglomeration, [each for each in found if is_whole(each)]) == []


def test_commands_when_the_help_is_asked_then_all_are_listed(nowhere: Terminal) -> None:
    nowhere.run_alone("--aide")

    listed = re.findall(r"^ {4}(\w+) {2,}\S", plain(nowhere.out), re.M)
    assert [*commands(), "aide"] == listed
