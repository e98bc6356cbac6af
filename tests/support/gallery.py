"""Every page and dialog of the window, as things to be shown: for checks and for pictures.

Pages come from the window's own list, so that a new one is looked at by itself. A new dialog is
added to `DIALOGS`; a test says so when one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import delete

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.convention import Ambition, Convention
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.ports import Clock
from ctg_desktop.referentiel.reporting import Fate, FieldChange, Report, RowChange
from ctg_desktop.services.bringing_back import Since
from ctg_desktop.services.moving import Attached
from ctg_desktop.services.past_gestures import gesture_lines
from ctg_desktop.services.traces import Place, Trace, copies_sentence
from tests.support.action_scenes import (
    asking,
    bulk,
    calendar,
    new_action,
    new_from_model,
    sheet,
    status,
)
from tests.support.exchange_scenes import (
    answers,
    arbitration,
    password,
    proposal,
    reception,
    sending,
    server,
)
from tests.support.import_scenes import importing
from tests.support.people_scenes import SCENES as PEOPLE_SCENES
from tests.support.place_scenes import bulk_places, communes_grid
from tests.support.screens import (
    OPENING_ERRORS,
    opening,
    show_crash,
    show_first_start,
    show_joining,
    show_update,
)
from tests.support.window import delete_what_is_due, settled
from ui.desk import Desk
from ui.dialogs.bringing_back import BringingBackDialog
from ui.dialogs.copy_choice import CopyChoiceDialog
from ui.dialogs.moving import MovingDialog
from ui.dialogs.question import Asked, QuestionDialog
from ui.dialogs.reference_import import ReferenceImportDialog
from ui.main_window import MainWindow
from ui.pages import RegisterSpec, every_page, registers
from ui.pages.contacts.dialogs import ErasureDialog, TracesDialog
from ui.pages.exchanges.accepting import AcceptDialog
from ui.pages.exchanges.key_dialog import KeyDialog
from ui.pages.register.page import RegisterPage
from ui.pages.strategy.publishing import PublishDialog
from ui.targets import Target

WIDTH, HEIGHT = 1366, 768


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to look at: `show` brings it on screen and returns the window it is in."""

    name: str
    show: Callable[[MainWindow], QWidget]


def page_scenes() -> list[Scene]:
    """Return every page, and a fiche of those that are made from a description.

    One to be typed in, one to be made, one that is read only: the others are alike.
    """
    shown = ("institutions", "coordinations", "thematiques")
    fiches = [Scene(f"{spec.key}_fiche", _fiche(spec)) for spec in registers() if spec.key in shown]
    return [*(Scene(spec.key, _page(spec.key)) for spec in every_page()), *fiches]


def _page(key: str) -> Callable[[MainWindow], QWidget]:
    def show(window: MainWindow) -> QWidget:
        window.go(Target(key))
        return window

    return show


def _fiche(spec: RegisterSpec) -> Callable[[MainWindow], QWidget]:
    """Return what opens the first row of an entity on its page; an empty fiche without any."""

    def show(window: MainWindow) -> QWidget:
        window.go(Target(spec.key))
        settled(lambda: window.desk.is_busy)
        page = cast(RegisterPage, window.page)
        if page.panel.model.rows:
            page.open_row(page.panel.model.id_at(0))
        else:
            page.new_row()
        return window

    return show


def _commanded(command: str) -> Callable[[MainWindow], QWidget]:
    """Return what shows the dialog that a command of the window opens."""

    def show(window: MainWindow) -> QWidget:
        before = set(QApplication.topLevelWidgets())
        window.do(command)
        settled(lambda: window.desk.is_busy)
        opened = [
            top for top in QApplication.topLevelWidgets() if top not in before and top.isVisible()
        ]
        assert len(opened) == 1, f"« {command} » opened {opened}"
        return opened[0]

    return show


def _ambition(window: MainWindow) -> QWidget:
    """Show the card of the first ambition."""
    found: list[str] = []
    window.desk.read(lambda uow: uow.rows(Ambition)[0].id, found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    window.go(Target("strategy", entity=Ambition.TYPE.name, row=found[0]))
    return window


def _publishing(window: MainWindow) -> QWidget:
    found: list[Convention] = []
    window.desk.read(lambda uow: uow.rows(Convention)[0], found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    dialog = PublishDialog(found[0], _changes(window), window)
    dialog.open()
    return dialog


def _copies(window: MainWindow) -> QWidget:
    """Choose among safety copies: one checked, one damaged, one that holds less."""
    desk = window.desk
    desk.read(
        lambda uow: [uow.back_up(reason) for reason in ("avant import", "automatique")][-1],
        lambda copy: copy.path.with_name(
            copy.path.name.replace("automatique", "essai")
        ).write_bytes(b"SQLite format 3"),
        owner=desk,
    )
    settled(lambda: desk.is_busy)
    dialog = CopyChoiceDialog(desk, window)
    dialog.open()
    settled(lambda: desk.is_busy)
    return dialog


def _since(window: MainWindow) -> QWidget:
    """Offer what another base holds: here the last gestures of this one."""
    found: list[Since] = []
    window.desk.read(
        lambda uow: Since(12, tuple(gesture_lines(uow, 12))), found.append, owner=window
    )
    settled(lambda: window.desk.is_busy)
    dialog = BringingBackDialog(found[0], window.desk, window)
    dialog.open()
    return dialog


def _question(window: MainWindow) -> QWidget:
    asked = Asked(
        "Un travail est en cours",
        "L’impression en lot n’est pas finie. Ce qui est déjà fait reste\u202f; aucun fichier "
        "n’est laissé à moitié.",
        go_on="Arrêter et fermer",
        keep="Continuer",
    )
    dialog = QuestionDialog(asked, window)
    dialog.open()
    return dialog


def _traces() -> list[Trace]:
    text = "… vue avec Dominique Témoin en mai…"
    return [
        Trace(Place.CURRENT, "Action BET-2026-003", "Constat", text, is_certain=True),
        Trace(Place.FORMER, "", "Description", text, is_certain=False),
        Trace(Place.FILE, "brouillons.json", "", text, is_certain=True),
    ]


def _erasure(window: MainWindow) -> QWidget:
    copies = copies_sentence(12, window.desk.now)
    dialog = ErasureDialog("Dominique Témoin", _traces() * 4, copies, window)
    dialog.open()
    return dialog


def _mentions(window: MainWindow) -> QWidget:
    dialog = TracesDialog(_traces() * 4, window)
    dialog.open()
    return dialog


def _changes(window: MainWindow) -> Report:
    """Return what a référentiel changes, wide fields among it."""
    wide = FieldChange("intitule", "Intitulé", "", "Ouvrir les lieux où l’on s’informe. " * 8)
    rows = tuple(
        RowChange("ambition", str(number), f"{number} – À compléter", Fate.CHANGED, (wide,))
        for number in range(1, 9)
    )
    return Report("Convention d’essai", 3, window.desk.today, 2, rows=rows)


def _reference_import(window: MainWindow) -> QWidget:
    dialog = ReferenceImportDialog(_changes(window), window)
    dialog.open()
    return dialog


def _moving(window: MainWindow) -> QWidget:
    lines = (
        "12\u00a0actions (structure porteuse)\u00a0: BET-2026-001 – Ouvrir un café des parents "
        "dans chaque quartier ; BET-2026-002 – Ludothèque ; …",
        "1\u00a0poste (employeur)",
    )
    attached = Attached(Territoire.TYPE, "ici", "Ames (retirée)", lines)
    dialog = MovingDialog(window.desk, attached, window, removes=True)
    dialog.open()
    return dialog


def _accepting(window: MainWindow) -> QWidget:
    others = [("a" * 64, "Camille Essai (Béthune)"), ("b" * 64, f"{'Marie-' * 12}Ange (SIVOM)")]
    dialog = AcceptDialog("Camille Essai (Béthune)", 34, others, "a" * 64, window)
    dialog.open()
    return dialog


def _key(window: MainWindow) -> QWidget:
    dialog = KeyDialog(window.desk, window)
    dialog.open()
    return dialog


PARTS = [
    Scene("sheet", sheet()),
    *(Scene(f"sheet_{key}", sheet(key)) for key in ("calendrier", "moyens", "suivi", "historique")),
    Scene("calendar", calendar),
    *(Scene(name, show) for name, show in PEOPLE_SCENES),
]
"""Pages again, with more open in them."""

DIALOGS = [
    Scene("new_action", new_action),
    Scene("new_from_model", new_from_model),
    Scene("bulk", bulk),
    Scene("bulk_places", bulk_places),
    Scene("communes_grid", communes_grid),
    Scene("status", status),
    Scene("asking", asking),
    Scene("question", _question),
    Scene("reference_import", _reference_import),
    Scene("erasure", _erasure),
    Scene("moving", _moving),
    Scene("mentions", _mentions),
    Scene("palette", _commanded("palette")),
    Scene("help", _commanded("help")),
    Scene("about", _commanded("about")),
    Scene("verify", _commanded("verify")),
    Scene("gestures", _commanded("gestures")),
    Scene("crash", show_crash),
    Scene("ambition", _ambition),
    Scene("publishing", _publishing),
    Scene("copies", _copies),
    Scene("reception", reception),
    Scene("sending", sending),
    Scene("importing", importing()),
    Scene("importing_values", importing("Les valeurs")),
    Scene("importing_preview", importing("L’aperçu")),
    Scene("proposal", proposal),
    Scene("arbitration", arbitration),
    Scene("answers", answers),
    Scene("since", _since),
    Scene("accepting", _accepting),
    Scene("key", _key),
    Scene("server", server),
    Scene("password", password),
]

SCREENS = [
    Scene("first_start", show_first_start),
    Scene("joining", show_joining),
    Scene("updating", show_update),
    *(Scene(f"opening_{kind}", opening(kind)) for kind in OPENING_ERRORS),
]
"""What stands in place of the pages when no folder is open."""


def scenes() -> list[Scene]:
    """Return all that there is to look at."""
    return [*page_scenes(), *PARTS, *DIALOGS, *SCREENS]


@contextmanager
def open_window(folder: Path, clock: Clock) -> Iterator[MainWindow]:
    """Open a folder in a window as large as a small laptop's screen, and close it at the end."""
    desk = Desk(SqliteStorage(), clock, folder)
    window = MainWindow(desk)
    window.resize(WIDTH, HEIGHT)
    window.show()
    desk.open()
    settled(lambda: desk.is_busy)
    try:
        yield window
    finally:
        window.close()
        settled(lambda: desk.is_busy)
        desk.stop()
        delete(window)
        desk.deleteLater()
        delete_what_is_due()


@contextmanager
def on_screen(scene: Scene, window: MainWindow) -> Iterator[QWidget]:
    """Show a scene in a window that is open; what it opened is closed at the end."""
    shown = scene.show(window)
    settled(lambda: window.desk.is_busy)
    try:
        yield shown
    finally:
        if scene in SCREENS:
            window.show_screen(None)
            delete_what_is_due()
        if shown is not window:
            shown.close()
            delete_what_is_due()
