"""`--auto-test`: the program tries itself in a temporary folder and says what it found."""

from __future__ import annotations

import os
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from ctg_desktop.cli.output import say
from ctg_desktop.cli.session import Session
from ctg_desktop.documents import BookletRequest, SummaryRequest
from ctg_desktop.documents.gathering import gather
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.errors import CtgError, StorageError
from ctg_desktop.folder.keys import VARIABLE
from ctg_desktop.folder.scratch import Scratch
from ctg_desktop.referentiel import settling
from ctg_desktop.referentiel.shipped import shipped_referentiel
from ctg_desktop.services import actions

_TITLE = "Œuvrer à l’essai"
_SUMMARY = "synthese.pdf"
_WORKBOOK = "classeur.xlsx"
_WORD = "recueil.docx"
_WORDS = "Convention Territoriale Globale 2026-2030"
_TAGGED = (b"/StructTreeRoot", b"/MarkInfo", b"/Lang")
_SQLITE = re.compile(r"(sqlite|sqlcipher)", re.IGNORECASE)


Step = Callable[[Session], None]


class _FailedError(StorageError):
    """A step found something wrong."""


def check(session: Session, _options: Any) -> None:
    """Record, search, print, verify and show the window in a temporary folder.

    Raises:
        StorageError: a step failed; which one was said.
    """
    failures: list[str] = []
    with Scratch() as place, _keys_in(place / "clés"):
        trial = replace(session, folder=place / "données d’essai", is_read_only=False)
        for name, step in (
            ("Convention livrée", _read_convention),
            ("Création d’un dossier", _make_folder),
            ("Enregistrement d’une action", _record),
            ("Recherche sans accent", _search),
            ("Impression de la synthèse", _print),
            ("Recueil écrit pour Word", _write_for_word),
            ("Classeur Excel écrit et relu", _write_workbook),
            ("Orthographe", _spell),
            ("Vérification du dossier", _verify),
            ("Invitation, envoi et réception", _exchange),
            ("Connexion chiffrée à un serveur d’essai", _connect),
            *_further_steps(session),
            ("Une seule bibliothèque SQLite", _count_libraries),
        ):
            with _told(name, failures):
                step(trial)
    if failures:
        raise StorageError(f"L’essai a échoué : {', '.join(failures)}.")
    say("Tout fonctionne.")


@contextmanager
def _keys_in(folder: Path) -> Iterator[None]:
    """Keep the keys that are made meanwhile out of the person's own."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        del os.environ[VARIABLE]
        if before is not None:
            os.environ[VARIABLE] = before


@contextmanager
def _told(name: str, failures: list[str]) -> Iterator[None]:
    """Print how a step ended; an error is printed, and the next steps are still tried."""
    try:
        yield
    except (CtgError, OSError, ImportError, LookupError) as error:
        failures.append(name.lower())
        say(f"ÉCHEC  {name} : {error}")
    else:
        say(f"bon    {name}")


def _read_convention(_trial: Session) -> None:
    if not shipped_referentiel().rows:
        raise _FailedError("elle est vide")


def _make_folder(trial: Session) -> None:
    referentiel = shipped_referentiel()
    structure = settling.agglomeration_in(referentiel)
    with trial.creating(person="Essai") as folder:
        settling.initialise(folder, referentiel, structure, trial.today)


def _record(trial: Session) -> None:
    with trial.writing() as uow:
        ambition = uow.rows(Ambition)[0]
        values = {"title": _TITLE, "main_ambition": ambition.id}
        actions.create(uow, values, trial.today)


def _search(trial: Session) -> None:
    with trial.reading() as uow:
        if [hit.entity for hit in uow.search("oeuvrer essai")] != ["action"]:
            raise _FailedError("l’action n’est pas retrouvée")


def _print(trial: Session) -> None:
    from ctg_desktop.printing.issue import Issue

    output = trial.folder / _SUMMARY
    with trial.reading() as uow:
        manuscript = gather(uow, SummaryRequest(), trial.today)
    manuscript.document(Issue("Essai", trial.today)).print_to(output)
    content = output.read_bytes()
    if not content.startswith(b"%PDF-"):
        raise _FailedError("le fichier n’est pas un PDF")
    if any(mark not in _inflated(content) for mark in _TAGGED):
        raise _FailedError("le fichier n’a pas de balises d’accessibilité")


def _spell(_trial: Session) -> None:
    from ctg_desktop.spelling import Speller

    speller = Speller()
    if [fault.word for fault in speller.faults("Un acceuil à l’école")] != ["acceuil"]:
        raise _FailedError("les mots ne sont pas reconnus")


def _write_for_word(trial: Session) -> None:
    from zipfile import ZipFile

    from ctg_desktop.printing.issue import Issue

    output = trial.folder / _WORD
    with trial.reading() as uow:
        manuscript = gather(uow, BookletRequest(), trial.today)
    manuscript.document(Issue("Essai", trial.today)).print_to(output)
    with ZipFile(output) as parts:
        if _TITLE not in parts.read("word/document.xml").decode("utf-8"):
            raise _FailedError("l’action n’y est pas retrouvée")


def _write_workbook(trial: Session) -> None:
    from ctg_desktop.documents.workbooks import whole_workbook
    from ctg_desktop.domain.action import Action
    from ctg_desktop.spreadsheet.layout import sheet_title
    from ctg_desktop.spreadsheet.reading import read_table

    output = trial.folder / _WORKBOOK
    with trial.reading() as uow:
        whole_workbook(uow, trial.today).write_to(output)
    table = read_table(output, sheet_title(Action.TYPE))
    if not any(_TITLE in row.cells for row in table.rows):
        raise _FailedError("l’action n’y est pas retrouvée")


def _inflated(pdf: bytes) -> bytes:
    """Return the content of the compressed streams of a PDF."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    found = []
    for stream in streams:
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(found)


def _further_steps(session: Session) -> list[tuple[str, Step]]:
    """Return the further steps, which try the storage and the window."""
    trials = session.trials
    if trials is None:
        return []

    def show(trial: Session) -> None:
        trials.show(trial.storage, trial.clock, trial.folder)

    def read(trial: Session) -> None:
        trials.read(trial.folder / _SUMMARY, _WORDS)

    return [
        ("Étapes du schéma", lambda trial: trials.migrate(trial.folder.with_name("schéma"))),
        ("Fenêtre affichée", show),
        ("Texte du document imprimé", read),
        ("Aucune connexion au réseau", lambda _trial: trials.check_connections()),
    ]


def _verify(trial: Session) -> None:
    with trial.reading() as uow:
        problems = uow.verify(trial.tick).problems
    if problems:
        raise _FailedError(" ".join(problems))


def _exchange(trial: Session) -> None:
    """Invite somebody, send them everything behind a passphrase, and receive it there."""
    from ctg_desktop.exchange.ctg_file import open_file, write_file
    from ctg_desktop.exchange.invitations import invite, join
    from ctg_desktop.exchange.manifest import Purpose, Sender
    from ctg_desktop.exchange.passphrase import proposed
    from ctg_desktop.exchange.receiving import receive
    from ctg_desktop.exchange.sending import Choice, manifest_of, to_send

    invitation, sent = (trial.folder.with_name(name) for name in ("invitation.ctg", "envoi.ctg"))
    who, words = Sender("Essai", "", ""), proposed()
    with trial.writing() as uow:
        invite(uow, invitation, who, trial.now)
        manifest = manifest_of(uow, who, trial.now, Purpose.SENDING)
        write_file(sent, manifest, to_send(uow, Choice({})), passphrase=words)
        expected = uow.state_hash()
    other = replace(trial, folder=trial.folder.with_name("autre"))
    with other.creating(person="Invité") as uow:
        with open_file(invitation) as file:
            join(uow, file)
        with open_file(sent, words) as file:
            receive(uow, [file])
        if uow.state_hash() != expected:
            raise _FailedError("ce qui est reçu n’est pas ce qui est envoyé")


def _connect(trial: Session) -> None:
    from ctg_desktop.exchange.postgres_trial import try_connection

    try_connection(trial.folder.with_name("serveur"))


def _count_libraries(_trial: Session) -> None:
    modules = {
        name.partition(".")[0]
        for name, module in sys.modules.items()
        if _SQLITE.search(name.partition(".")[0]) and getattr(module, "__file__", None)
    }
    libraries = _mapped_libraries()
    say(f"       bibliothèques SQLite chargées : {', '.join(sorted(modules)) or 'aucune'}")
    if modules != {"sqlcipher3"} or len(libraries) > 1:
        raise _FailedError(f"{', '.join(sorted({*modules, *libraries}))}")


def _mapped_libraries() -> set[str]:
    """Return the SQLite files that the process has in memory, where the system tells."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    except OSError:
        return set()
    files = {line.split(maxsplit=5)[5] for line in lines if line.count("/") > 0}
    return {name for name in files if _SQLITE.search(Path(name).name) and ".so" in name}
