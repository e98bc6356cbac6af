"""What a screen reader calls a widget that is painted by hand: a picture, a document.

Qt knows the roles of its own widgets only; all others would be announced as nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

W = TypeVar("W", bound=QWidget)

_roles: dict[str, QAccessible.Role] = {}


def spoken_as(role: QAccessible.Role) -> Callable[[type[W]], type[W]]:
    """Return the decorator that gives a class of widgets its role."""

    def told(cls: type[W]) -> type[W]:
        if not _roles:
            QAccessible.installFactory(_interface)
        _roles[cls.__name__] = role
        return cls

    return told


def _interface(class_name: str, widget: QObject) -> QAccessibleInterface | None:
    role = _roles.get(class_name)
    if role is None or not isinstance(widget, QWidget):
        return None
    return QAccessibleWidget(widget, role)
