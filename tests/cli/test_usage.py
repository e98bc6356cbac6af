"""Help, errors of usage, encodings, pipes and crashes."""

import argparse
import ast
import inspect
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import pytest

from ctg_desktop.bootstrap import SqliteStorage, main
from ctg_desktop.cli.french import SENTENCES
from ctg_desktop.cli.parser import PROGRAM
from ctg_desktop.cli.program import build_parser, commands, run
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import Clock, Tick, UnitOfWork, Warn
from tests.support.app import Terminal, plain

FOR_PROGRAMMERS = frozenset(
    {
        ".__call__() not defined",
        "'required' is an invalid argument for positionals",
        "mutually exclusive arguments must be optional",
        "cannot merge actions - two groups are named %r",
        "invalid option string %(option)r: must start with a character %(prefix_chars)r",
        "dest= is required for options like %r",
        "invalid conflict_resolution value: %r",
        "cannot have multiple subparser arguments",
        "conflicting subparser: %s",
        "conflicting subparser alias: %s",
        "conflicting option string: %s",
        "conflicting option strings: %s",
        "%r is not callable",
    }
)
"""Sentences that only a mistake in declaring the options can raise."""


ROOT = Path(__file__).resolve().parents[2]


def sentences_of_argparse() -> Iterator[str]:
    """Yield every sentence that argparse of this Python would translate."""
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "_":
                yield from texts(node.args[0])
            elif node.func.id == "ngettext":
                yield from (text for each in node.args[:2] for text in texts(each))


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.Call):  # a title that the caller may give, and its default
        yield from (text for each in node.args[1:] for text in texts(each) if text != "None")


def test_argparse_when_it_speaks_then_every_sentence_has_its_french() -> None:
    found = set(sentences_of_argparse())

    assert len(found) > 20
    assert found - SENTENCES.keys() - FOR_PROGRAMMERS == set()


def all_commands() -> list[list[str]]:
    """Return every command with its own commands, as the help lists them."""
    found = []
    for word in commands():
        text = io.StringIO()
        with redirect_stdout(text), pytest.raises(SystemExit):
            build_parser([word]).parse_args([word, "--aide"])
        listed = plain(text.getvalue()).partition("commandes :")[2].partition("exemples :")[0]
        found += [[word], *([word, name] for name in re.findall(r"^ {4}(\w+)", listed, re.M))]
    return found


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_help_when_asked_of_any_command_then_it_is_french_and_has_an_example(
    nowhere: Terminal, words: list[str]
) -> None:
    assert nowhere.run_alone(*words, "--aide") == 0

    shown = plain(nowhere.out)
    assert shown.startswith(f"Usage : {PROGRAM} {' '.join(words)}")
    assert f"exemples :\n  {PROGRAM}" in shown or "commandes :" in shown
    assert " de un " not in shown
    for english in ("usage:", "options:", "positional", "show this", "exit", "default"):
        assert english not in shown


def test_help_when_asked_in_each_way_then_it_is_the_same(nowhere: Terminal) -> None:
    told = set()
    for words in (["-h"], ["--help"], ["--aide"], ["aide"]):
        assert nowhere.run_alone(*words) == 0
        told.add(nowhere.out)

    assert len(told) == 1
    assert nowhere.run_alone("aide", "action", "creer") == 0
    assert "--intitule" in nowhere.out


def test_help_when_asked_then_what_is_needed_is_told_where_it_is(nowhere: Terminal) -> None:
    def needed(*words: str) -> list[str]:
        nowhere.run_alone(*words, "--aide")
        lines = plain(nowhere.out).splitlines()
        return [line.split()[0] for line in lines if line.endswith("(nécessaire)")]

    assert needed("action", "creer") == ["--intitule", "--ambition"]
    assert needed("action", "modifier") == []
    assert needed("note", "ajouter") == []  # the text has a reminder after it
    assert needed("contact", "ajouter") == ["--nom"]


@pytest.mark.parametrize(
    "words",
    [
        ("action", "creer", "--intitule", "A", "--ambition", "99"),
        ("action", "creer", "--intitule", "x" * 301, "--ambition", "1"),
        ("action", "creer", "--inconnu", "A"),
        ("action", "creer", "--depuis", "absent.json"),
        ("action", "supprimer", "BET-2026-999"),
        ("contact", "ajouter", "--nom", "A", "--courriel", "a"),
        ("conflits", "resoudre", "1", "--choix", "1"),
        ("ambition", "modifier", "1", "--intitule", "A"),
        ("annuler",),
        ("retablir",),
    ],
)
def test_refusal_when_it_was_to_write_then_it_says_that_nothing_was(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    assert len(re.findall("rien", terminal.refused(*words), re.IGNORECASE)) == 1


def test_refusal_when_it_was_to_read_then_it_does_not_speak_of_writing(terminal: Terminal) -> None:
    for words in (("action", "montrer", "x"), ("action", "lister", "--filtre", "statut=x")):
        assert "enregistré" not in terminal.refused(*words)


def test_version_when_asked_then_it_is_that_of_the_project(nowhere: Terminal) -> None:
    assert nowhere.run_alone("--version") == 0
    version = nowhere.out.removeprefix("CTG Desktop ").strip()
    assert f'version = "{version}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["action"], "il manque : COMMANDE"),
        (["action", "danser"], "« danser » n'est pas possible (au choix : creer,"),
        (["action", "montrer"], "il manque : REF"),
        (["action", "lister", "--format", "xml"], "« xml » n'est pas possible (au choix : table,"),
        (["action", "lister", "--limite", "x"], "« x » n'est pas une valeur possible"),
        (["action", "lister", "--filtre"], "attend une valeur"),
        (["action", "lister", "--inconnu"], "arguments inconnus : --inconnu"),
        (["danser"], "la commande « danser » n'existe pas"),
        (["actoin", "lister"], "(proche : action"),
        (["initialiser"], "il manque : --structure, --personne"),
        (["initialiser", "--struct", "62119"], "il manque"),
        (["--donnees"], "attend une valeur"),
        (["--avancement"], "il manque une commande"),
        (["conflits", "resoudre", "1"], "il manque l'un de : --choix --valeur"),
        (["conflits", "resoudre", "1", "--choix", "1", "--valeur", "x"], "ne va pas avec"),
        (["action", "lister", "--decroissant=oui"], "n'attend pas de valeur"),
        (["action", "lister", "--donnees", "D"], "--donnees se donne avant la commande"),
        (["action", "creer", "--donnees=D"], "--donnees=D se donne avant la commande"),
        (["--donnes", "D", "action", "lister"], "« --donnes » n'existe pas (proche : --donnees)"),
        (["action", "creer", "--intitule=--"], "« --intitule=-- » ne donne pas de valeur"),
        (["--format", "json"], "l'option « --format » n'existe pas"),
        (["aide", "actoin"], "la commande « actoin » n'existe pas (proche : action"),
    ],
)
def test_usage_when_wrong_then_the_exit_code_is_two_and_the_sentence_french(
    nowhere: Terminal, words: list[str], sentence: str
) -> None:
    assert nowhere.run_alone(*words) == 2

    assert nowhere.out == ""
    assert sentence in plain(nowhere.err)
    assert "--aide montre l'usage." in plain(nowhere.err).splitlines()[-1]
    assert not nowhere.folder.exists()


class FaultyStorage(SqliteStorage):
    """A storage with a bug, or whose user loses patience."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    @contextmanager
    def open(
        self, folder: Path, *, clock: Clock, read_only: bool, warn: Warn, tick: Tick
    ) -> Iterator[UnitOfWork]:
        if not read_only:
            told = {"warn": warn, "tick": tick}
            with super().open(folder, clock=clock, read_only=read_only, **told) as uow:
                yield uow
        raise self._error


def test_crash_when_the_program_is_wrong_then_a_sentence_says_where_the_report_is(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--donnees", str(terminal.folder), "action", "lister"]

    code = run(words, FaultyStorage(ZeroDivisionError("zéro")), terminal.clock, {})

    told = capsys.readouterr().err
    assert code == 1
    assert "erreur imprévue" in plain(told)
    assert "Traceback" not in told
    (report,) = DataFolder(terminal.folder).logs.glob("incident_*.txt")
    assert str(report) in told
    assert "ZeroDivisionError: zéro" in report.read_text(encoding="utf-8")


def test_interruption_when_it_comes_then_a_sentence_is_said(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--donnees", str(terminal.folder), "action", "lister"]

    assert run(words, FaultyStorage(KeyboardInterrupt()), terminal.clock, {}) == 1
    assert "Arrêté" in capsys.readouterr().err


# --- as a process of its own --------------------------------------------------------------


def process(*words: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as a person would."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        env={**os.environ, **environ},
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("encoding", [{}, {"PYTHONIOENCODING": "ascii"}])
def test_process_when_the_locale_is_poor_then_it_speaks_utf8(
    terminal: Terminal, encoding: dict[str, str]
) -> None:
    environ = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", **encoding}
    folder = str(terminal.folder)

    made = process(
        *("--donnees", folder, "action", "creer", "--intitule", "Été à Nœux ☀"),
        *("--ambition", "1"),
        **environ,
    )
    listed = process("--donnees", folder, "action", "lister", "--format", "json", **environ)

    assert (made.returncode, made.stderr) == (0, b"")
    assert "Été à Nœux ☀" in made.stdout.decode()
    assert "Été à Nœux ☀" in listed.stdout.decode()


def test_process_when_the_folder_has_accents_then_it_is_found(terminal: Terminal) -> None:
    assert "données" in str(terminal.folder)
    done = process("--donnees", str(terminal.folder), "action", "lister", LC_ALL="C")

    assert done.returncode == 0, done.stderr.decode()


def test_process_when_the_pipe_closes_then_it_ends_without_a_word(terminal: Terminal) -> None:
    program = subprocess.Popen(
        [sys.executable, str(ROOT / "main.py"), "--aide"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    with program:
        told = program.stderr.read()

    assert told == b""
    assert program.returncode == 0


def test_process_when_it_starts_then_nothing_heavy_comes_for_a_light_command() -> None:
    question = (
        "import sys; from ctg_desktop.bootstrap import main; code = main(['aide', 'action']);"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=False
    )

    modules = {name.partition(".")[0] for name in done.stderr.split()}
    assert done.stderr.startswith("0 ")
    assert modules & {"sqlalchemy", "alembic", "reportlab", "PIL", "PySide6", "sqlcipher3"} == set()


def test_process_when_a_folder_opens_then_alembic_and_reportlab_stay_away(
    terminal: Terminal,
) -> None:
    question = (
        "import sys; from ctg_desktop.bootstrap import main;"
        f"main(['--donnees', {str(terminal.folder)!r}, 'action', 'lister']);"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, capture_output=True, text=True, check=False
    )

    modules = {name.partition(".")[0] for name in done.stderr.split()}
    assert "sqlalchemy" in modules
    assert modules & {"alembic", "reportlab", "PIL", "PySide6", "babel"} == set()


def test_main_when_called_without_arguments_then_it_reads_those_of_the_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["main.py", "--version"])

    assert main() == 0
    assert capsys.readouterr().out.startswith("CTG Desktop")


def test_run_when_a_progress_is_asked_then_it_goes_to_the_error_output(nowhere: Terminal) -> None:
    code = nowhere.run("--avancement", "demonstration", "--actions", "600")

    assert code == 0
    assert "Création des actions d'exemple : 598 sur 598" in plain(nowhere.err)
    assert "Création" not in nowhere.out


def test_process_when_the_output_is_full_then_no_trace_is_shown(
    terminal: Terminal,
) -> None:
    words = [sys.executable, str(ROOT / "main.py"), "--donnees", str(terminal.folder)]

    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*words, "action", "lister"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 1
    assert "Le résultat n’a pas pu être affiché" in ran.stderr.decode()


@pytest.mark.parametrize(
    ("closing", "words", "code"),
    [
        (">&-", ("action", "lister"), 0),
        ("2>&-", ("action", "lister"), 0),
        ("2>&-", ("action", "montrer", "x"), 1),
        ("2>&-", ("inconnue",), 2),
        (">&- 2>&-", ("--avancement", "action", "lister", "--format", "json"), 0),
        ("<&-", ("action", "creer", "--depuis", "-"), 1),
        ("<&- >&- 2>&-", ("action", "lister"), 0),
        ("2>/dev/full", ("action", "montrer", "x"), 1),
        ("2>/dev/full", ("inconnue",), 2),
        ("2>/dev/full", ("--avancement", "verifier"), 0),
    ],
)
def test_process_when_a_stream_is_closed_or_full_then_it_does_its_work(
    terminal: Terminal, closing: str, words: tuple[str, ...], code: int
) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "--donnees", str(terminal.folder)]
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {closing}', "sh", *command, *words],
        capture_output=True,
        check=False,
    )

    assert ran.returncode == code
    assert b"Traceback" not in ran.stderr
    assert list(DataFolder(terminal.folder).logs.glob("incident_*")) == []
