"""What is confidential leaves by no command unless it is asked for."""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctg_desktop.cli.program import build_parser
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.entities import typed_types
from ctg_desktop.exchange.passphrase import is_hidden, shown
from ctg_desktop.ports import UnitOfWork
from tests.support.app import Office, Terminal, path_to, plain
from tests.support.secrets import Kept, keep_secret, readable

READ = {"donnees", "logo", "referentiel", "fichiers", "depuis_vecteur", "motdepasse_dans"}
"""Options whose file is read; that of a passphrase may be written, and holds nothing else."""

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
    "imprimer recueil": ["--sortie {out}"],
    "exporter actions": [
        "--format csv --sortie {out}",
        "--format json --sortie {out}",
        "--filtre confidentielle=non --format json --sortie {out}",
        "--filtre pilote={contact} --format csv --sortie {out}",
        "--filtre pilote={contact} --format xlsx --sortie {out}",
    ],
    "exporter contacts": [
        "--format csv --sortie {out}",
        "--format json --sortie {out}",
        "--format vcf --sortie {out}",
        "--format xlsx --sortie {out}",
    ],
    "exporter tout": [
        "--format json --sortie {out}",
        "--format csv --sortie {out}",
        "--format xlsx --sortie {out}",
    ],
    "modele": ["--sortie {out}"],
    "contact donnees": ["{contact} --sortie {out}"],
    "referentiel exporter": ["{out}"],
}
"""Every command that writes a file, in every way that asks for nothing confidential.

A new one belongs here: the first test fails until it is.
"""

SHEETS = {
    kind.command: f"{kind.command} imprimer" for kind in typed_types() if kind.cls is not Action
}
"""What prints a row, by the entity's word; `test_sheet_…` tries them all."""

LISTS = {
    f"exporter {kind.key}" for kind in typed_types() if f"exporter {kind.key}" not in COMMAND_LINES
}
"""What exports the rows of other entities; `test_list_…` tries them all."""

NONE_DELIVERED = (
    ("adhesion", "ajouter", "SIVOM du Béthunois", "--membre", "62119"),
    ("engagement", "ajouter", "Béthune", "--statut", "deliberation_prise"),
    ("fiche_cadre", "ajouter", "--numero", "1", "--intitule", "Cadre"),
)
"""Makes one row of each entity of which the delivered convention has none."""

EXCHANGES: dict[str, list[str]] = {
    "echange inviter": ["echange inviter --sortie {out}/a.ctg"],
    "echange envoyer": [
        "echange envoyer --sortie {out}/a.ctg",
        "echange envoyer --sortie {out}/a.ctg --depuis-vecteur {invitation}",
        "echange envoyer --sortie {out}/a.ctg --motdepasse-dans {phrase}",
    ],
    "echange relais": ["echange relais {out} --preparer", "echange synchroniser"],
    "rejoindre": ["rejoindre {out}"],
}
"""What writes exchange files."""

_OTHERS = {"referentiel importer", "importer", "echange participants", "echange cle"}
"""Commands whose file is read, what waits being put aside as it was in it; one writes a key."""


@contextmanager
def opened(terminal: Terminal) -> Iterator[UnitOfWork]:
    """Open the folder of a terminal."""
    office = Office.__new__(Office)
    office.folder, office.clock = terminal.folder, terminal.clock
    with office.open() as uow:
        yield uow


@pytest.fixture(scope="module")
def made(bethune: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Kept]:
    """A folder that keeps a secret, to be copied."""
    office = Office.copied(bethune, tmp_path_factory.mktemp("secret") / "dossier")
    with office.open() as uow:
        return office.folder, keep_secret(uow)


@pytest.fixture
def terminal(made: tuple[Path, Kept], nowhere: Terminal) -> Terminal:
    """A terminal on a folder that keeps a secret."""
    Office.copied(made[0], nowhere.folder)
    return nowhere


@pytest.fixture
def kept(made: tuple[Path, Kept]) -> Kept:
    return made[1]


def writing_commands(parser: argparse.ArgumentParser, words: str = "") -> Iterator[str]:
    """Yield every command that may be given a file to write."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to be walked
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - the same
            for name, child in action.choices.items():
                yield from writing_commands(child, f"{words} {name}".strip())
        elif action.type is Path and action.dest not in READ:
            yield words


def test_commands_when_they_write_a_file_then_all_of_them_are_tried_here() -> None:
    found = set(writing_commands(build_parser(None)))

    assert found - _OTHERS == {*COMMAND_LINES, *SHEETS.values(), *LISTS, *EXCHANGES}


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


def test_sheet_when_nothing_confidential_is_asked_then_it_tells_of_none(
    agglomeration: Terminal, tmp_path: Path
) -> None:
    for words in NONE_DELIVERED:
        agglomeration.done(*words)
    with opened(agglomeration) as uow:
        kept = keep_secret(uow)
        found = {
            kind.command: uow.rows(kind.cls) for kind in typed_types() if kind.cls is not Action
        }
        # What the confidential action points to comes first.
        paths = {word: path_to(uow, rows[0]) for word, rows in found.items() if rows}
    if "coordination" not in paths:
        agglomeration.done("coordination", "ajouter", kept.contact.id, "--etp", "0,5")
        paths["coordination"] = [kept.contact.id, "1"]
    assert paths.keys() == SHEETS.keys()
    refused = []

    for word, path in paths.items():
        output = tmp_path / f"{word}.pdf"
        if agglomeration.run(word, "imprimer", *path, "--sortie", str(output)) != 0:
            refused.append(word)
            assert "ajoutez --confidentielles" in plain(agglomeration.err)
            assert not output.exists()
            continue
        told = plain("\n".join(readable(output)))
        assert {mark for mark in kept.marks() if mark in told} == set(), word

    assert refused == ["etape", "budget", "financement", "indicateur", "mesure", "note"]


def test_list_when_exported_then_it_tells_of_nothing_confidential(
    terminal: Terminal, tmp_path: Path, kept: Kept
) -> None:
    for words in sorted(LISTS):
        output = tmp_path / f"{words}.xlsx"
        assert terminal.run(*words.split(), "--sortie", str(output)) == 0, terminal.err

        told = plain("\n".join(readable(output)))
        assert {mark for mark in kept.marks() if mark in told} == set(), words


def parts(path: Path, passphrase: str) -> Iterator[bytes]:
    """Yield all that exchange files hold: as they are, and each part of them unpacked."""
    for each in sorted(path.iterdir()):
        told = each.read_bytes()
        yield told
        if is_hidden(told):
            told = shown(told, passphrase)
        with zipfile.ZipFile(io.BytesIO(told)) as zipped:
            yield from (zipped.read(name) for name in zipped.namelist())


@pytest.fixture
def exchanging(terminal: Terminal, tmp_path: Path, kept: Kept) -> dict[str, str]:
    """Places for exchange files; the confidential action has a reason, and a gone row."""
    assert kept.secret.reference is not None
    terminal.done(
        *("action", "modifier", kept.secret.reference, "--intitule", "Xylophage bis"),
        *("--raison", "Le Xylophage revient"),
    )
    terminal.done("etape", "retirer", kept.secret.reference, "1")
    places = {name: tmp_path / name for name in ("out", "invitation", "phrase")}
    places["out"].mkdir()
    terminal.done("echange", "inviter", "--sortie", str(places["invitation"]))
    return {name: str(path) for name, path in places.items()}


@pytest.mark.parametrize("command", EXCHANGES)
def test_exchange_when_nothing_confidential_is_asked_then_no_byte_tells_of_it(
    terminal: Terminal, tmp_path: Path, kept: Kept, exchanging: dict[str, str], command: str
) -> None:
    phrase = Path(exchanging["phrase"])
    lines = EXCHANGES[command]
    if command == "rejoindre":  # which does a round with the relay that the invitation lies in
        lines = [f"echange relais {exchanging['out']} --preparer", "echange relais --aucun", *lines]

    for line in lines:
        terminal.done(*line.format(**exchanging).split())
        words = phrase.read_text(encoding="utf-8").strip() if phrase.exists() else ""
        held = list(parts(Path(exchanging["out"]), words))
        assert len(held) > 2
        for mark in kept.marks():
            # The row itself is known to be there, under its number: its values are not.
            if mark != kept.secret.id:
                assert not any(mark.encode() in each for each in held), (line, mark)

    if command != "echange inviter":
        assert any(b"Ludoth" in each for each in held) or "vecteur" in lines[-1]


def test_sending_when_what_is_confidential_is_asked_for_then_a_passphrase_alone_shows_it(
    terminal: Terminal, kept: Kept, exchanging: dict[str, str]
) -> None:
    out, phrase = exchanging["out"], exchanging["phrase"]
    terminal.done(
        *("echange", "envoyer", "--sortie", f"{out}/a.ctg", "--avec-confidentielles"),
        *("--motdepasse-dans", phrase),
    )

    hidden, *held = parts(Path(out), Path(phrase).read_text(encoding="utf-8").strip())

    for mark in ("Xylophage", "98765", "Le Xylophage revient"):
        assert mark.encode() not in hidden
        assert any(mark.encode() in each for each in held), mark


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

    assert "2 actions confidentielles sont laissées de côté" in plain(terminal.err)


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
