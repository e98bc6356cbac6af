"""The screens that stand in place of the pages, and the dialog of crashes, to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ctg_desktop.crash import report_crash
from ctg_desktop.errors import (
    CtgError,
    DamagedError,
    DiskFullError,
    FolderHeldError,
    FolderMissingError,
    ForeignFileError,
    ReadOnlyError,
    StorageError,
    TooNewError,
    TooOldError,
)
from ctg_desktop.exchange.invitations import Invitation
from ctg_desktop.exchange.manifest import Sender
from ui.crash_dialog import CrashDialog
from ui.first_start.screen import FirstStartScreen, Typed
from ui.main_window import MainWindow
from ui.opening.screen import OpeningScreen
from ui.opening.updating import UpdatingScreen

_FOLDER = Path("C:/Utilisateurs/camille/Données/CTG Desktop")

OPENING_ERRORS: dict[str, CtgError] = {
    "missing": FolderMissingError(""),
    "held": FolderHeldError(
        "", "par Camille Essai sur l’ordinateur ACCUEIL-2 depuis 10\u00a0h\u00a032"
    ),
    "read_only": ReadOnlyError(""),
    "full": DiskFullError(""),
    "damaged": DamagedError("", "son contenu ne se lit plus en entier"),
    "foreign": ForeignFileError(""),
    "too_new": TooNewError(""),
    "too_old": TooOldError(""),
    "other": StorageError(
        f"Le disque ou le réseau qui porte «\u00a0{_FOLDER}\u00a0» ne répond pas\u00a0: rien de "
        "plus n’a été enregistré, ce qui l’était déjà est intact."
    ),
}


def show_first_start(window: MainWindow) -> QWidget:
    """Show the three questions, the last one badly answered, on a place that is shared."""
    typed = Typed("Camille Essai", "Nœux", second="Z:/Débranché", folder=_FOLDER)
    screen = FirstStartScreen(window.desk, lambda _folder: True, typed)
    window.show_screen(screen)
    screen.begin()
    return window


def show_joining(window: MainWindow) -> QWidget:
    """Show the two questions of an invitation that lies in a common folder."""
    typed = Typed(person="Camille Essai", structure="Nœux", folder=_FOLDER)
    sender = Sender("Dominique Exemple", "Béthune-Bruay, Artois-Lys Romane", "")
    title, made = "Convention Territoriale Globale 2026-2030", datetime(2026, 9, 15, 14, tzinfo=UTC)
    relay = Path("//serveur/commun/Politiques familiales/CTG")
    invitation = Invitation(relay, title, sender, made, (), relay, is_demonstration=False)
    screen = FirstStartScreen(window.desk, lambda _folder: False, typed, invitation)
    window.show_screen(screen)
    screen.begin()
    return window


def opening(kind: str) -> Callable[[MainWindow], QWidget]:
    """Return what shows the screen of an error of opening."""

    def show(window: MainWindow) -> QWidget:
        window.show_screen(OpeningScreen(OPENING_ERRORS[kind], _FOLDER))
        return window

    return show


def show_update(window: MainWindow) -> QWidget:
    """Show how far the update of the data is."""
    screen = UpdatingScreen()
    window.show_screen(screen)
    screen.tell("Reconstruction des tables", 9, 25)
    return window


def show_crash(window: MainWindow) -> QWidget:
    """Show the report of an error, which is written nowhere but in the temporary folder."""
    try:
        raise ValueError("le programme s’est trompé")
    except ValueError as error:
        report = report_crash(error, datetime(2026, 9, 15, 12, tzinfo=UTC), None)
    dialog = CrashDialog(report, window)
    dialog.open()
    if report.path is not None:
        report.path.unlink(missing_ok=True)
    return dialog
