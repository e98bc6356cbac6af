"""What the pages Contacts and Territoire show beyond their first look: forms, code, a SIVOM."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from ctg_desktop.domain.choices import Origin, TerritoireKind
from ctg_desktop.domain.fields import Entity
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.territory import Territoire
from tests.support.window import find, settled
from ui.main_window import MainWindow
from ui.targets import Target

E = TypeVar("E", bound=Entity)
Show = Callable[[MainWindow], QWidget]


def contact_code(window: MainWindow) -> QWidget:
    """Show the card of a contact with its QR code."""
    _go_to_contact(window)
    button = find(window, "Code QR", QPushButton)
    if not button.isChecked():
        button.click()
    return window


def contact_form(window: MainWindow) -> QWidget:
    """Show the form of a local contact, an empty one where there is none."""
    _go_to_contact(window)
    window.do("edit")
    if window.page is not None and "edit" not in window.page.commands():
        window.do("new")
    return window


def place_form(window: MainWindow) -> QWidget:
    """Show the forms of the folder's own structure."""
    window.go(Target("territoire"))
    settled(lambda: window.desk.is_busy)
    window.do("edit")
    return window


def sivom(window: MainWindow) -> QWidget:
    """Show a SIVOM, and the map coloured by the number of actions."""
    found = _rows(window, Territoire)
    place = next(row for row in found if row.kind is TerritoireKind.SIVOM)
    window.go(Target("territoire", Territoire.TYPE.name, place.id))
    settled(lambda: window.desk.is_busy)
    find(window, "Colorer la carte par", QComboBox).setCurrentIndex(2)
    return window


SCENES: list[tuple[str, Show]] = [
    ("contact_code", contact_code),
    ("contact_form", contact_form),
    ("place_form", place_form),
    ("sivom", sivom),
]
"""By the name of their picture."""


def _go_to_contact(window: MainWindow) -> None:
    people = _rows(window, Contact)
    local = [row for row in people if row.origin is Origin.LOCAL and row.active is not False]
    window.go(Target("contacts", Contact.TYPE.name, next(iter(local or people)).id))
    settled(lambda: window.desk.is_busy)


def _rows(window: MainWindow, cls: type[E]) -> list[E]:
    found: list[list[E]] = []
    window.desk.read(lambda uow: uow.rows(cls), found.append, owner=window)
    settled(lambda: window.desk.is_busy)
    return found[0]
