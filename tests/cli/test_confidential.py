"""What is confidential leaves by no command unless it is asked for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctg_desktop.cli.program import build_parser, commands
from tests.support.app import Office, Terminal, plain
from tests.support.secrets import Kept, keep_secret, readable

READ = {"donnees", "logo", "referentiel"}
"""Options whose file is read."""

COMMAND_LINES: dict[str, list[str]] = {
    "imprimer synthese": ["--progression --sortie {out}"],
    # Its batch asks for each as alone, and takes a hundred times as long.
    "imprimer commune": ["--structure 62119 --sortie {out}"],
    "imprimer fiche": ["--action {public} --notes --sortie {out}", "--lot {out} --notes"],
    "imprimer plan": [
        "--sortie {out}",
        "--filtre confidentielle=non --sortie {out}",
        "--filtre texte=Xylo --sortie {out}",
        "--au 2026-09-15 --sortie {out}",
    ],
    "imprimer annuaire": ["--sortie {out}"],
    "exporter actions": [
        "--format csv --sortie {out}",
        "--format json --sortie {out}",
        "--filtre confidentielle=non --format json --sortie {out}",
        "--filtre pilote={contact} --format csv --sortie {out}",
    ],
    "exporter contacts": [
        "--format csv --sortie {out}",
        "--format json --sortie {out}",
        "--format vcf --sortie {out}",
    ],
    "exporter tout": ["--format json --sortie {out}", "--format csv --sortie {out}"],
    "contact donnees": ["{contact} --sortie {out}"],
    "referentiel exporter": ["{out}"],
}
"""Every command that writes a file, in every way that asks for nothing confidential.

A new one belongs here: the first test fails until it is.
"""

_READING = {"referentiel importer"}
"""Commands whose file is read."""


@pytest.fixture
def kept(terminal: Terminal) -> Kept:
    office = Office.__new__(Office)
    office.folder, office.clock = terminal.folder, terminal.clock
    with office.open() as uow:
        return keep_secret(uow)


def writing_commands(parser: argparse.ArgumentParser, words: str = "") -> Iterator[str]:
    """Yield every command that may be given a file to write."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to be walked
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for name, child in action.choices.items():
                yield from writing_commands(child, f"{words} {name}".strip())
        elif action.type is Path and action.dest not in READ:
            yield words


def test_commands_when_they_write_a_file_then_all_of_them_are_tried_here() -> None:
    found = set(writing_commands(build_parser(list(commands()))))

    assert found - _READING == set(COMMAND_LINES)


@pytest.mark.parametrize(
    ("command", "rest"),
    [(command, rest) for command, lines in COMMAND_LINES.items() for rest in lines],
)
def test_command_when_nothing_confidential_is_asked_then_its_file_tells_of_none(
    terminal: Terminal, tmp_path: Path, kept: Kept, command: str, rest: str
) -> None:
    output = tmp_path / "sortie"
    places = {"{out}": str(output), "{public}": str(kept.public.reference)}
    places |= {"{contact}": kept.contact.name}
    words = [places.get(word, word) for word in f"{command} {rest}".split()]
    words = [word.replace("{contact}", kept.contact.name) for word in words]

    assert terminal.run(*words) == 0, terminal.err

    told = plain("\n".join(readable(output)))
    assert told
    for mark in kept.marks():
        if not (mark == "Xylophage" and "texte=" in rest):
            assert mark not in told, mark
            assert mark not in plain(terminal.out), mark


@pytest.mark.parametrize(
    "words",
    [
        "exporter actions --format csv",
        "exporter actions --format json",
        "exporter tout --format json",
        "exporter tout --format csv",
        "imprimer plan",
    ],
)
def test_command_when_what_is_confidential_is_asked_for_then_its_file_holds_it(
    terminal: Terminal, tmp_path: Path, kept: Kept, words: str
) -> None:
    output = tmp_path / "sortie"

    terminal.done(*words.split(), "--confidentielles", "--sortie", str(output))

    assert kept.secret.reference is not None
    told = plain("\n".join(readable(output)))
    assert "Xylophage" in told
    assert kept.secret.reference in told


def test_export_when_it_leaves_something_out_then_it_says_so(
    terminal: Terminal, tmp_path: Path, kept: Kept
) -> None:
    assert kept.secret.confidential

    assert terminal.run("exporter", "actions", "--sortie", str(tmp_path / "a.csv")) == 0

    assert "1 action confidentielle est laissée de côté" in plain(terminal.err)


def test_data_of_a_person_when_a_confidential_action_names_them_then_that_alone_is_said(
    terminal: Terminal, kept: Kept
) -> None:
    told = json.loads(terminal.done("contact", "donnees", kept.contact.name))

    cited = [each for each in told["cite_dans"] if each["type"] == "Action"]
    assert {"type": "Action", "fiche": "action confidentielle", "champ": "Pilote"} in cited


def test_list_when_an_action_is_confidential_then_it_shows_within_the_folder_with_a_mark(
    terminal: Terminal, kept: Kept
) -> None:
    listed = terminal.done("action", "lister")

    line = next(line for line in listed.splitlines() if str(kept.secret.reference) in line)
    assert "confidentielle" in line
