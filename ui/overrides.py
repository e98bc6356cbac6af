"""What Qt calls of ours: an exception there is reported, and never reaches Qt.

PySide 6.12 keeps an exception that leaves an override until the Python call around it returns,
and dies when it gives it back (seen in `keyboardSearch` called from `keyPressEvent`). No author
of a widget can be asked to think of that: each override is guarded when its class is made.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

_GUARDED = "ctg_guarded"


def guard_overrides() -> None:
    """Guard every override of the classes made from now on, whatever they derive from."""

    def guard(cls: type, /) -> None:
        super(Shiboken.Object, cls).__init_subclass__()  # type: ignore[misc] # `cls` derives from it
        for name, method in overrides(cls):
            if not is_guarded(method):
                setattr(cls, name, _guarded(cls, name, method))

    Shiboken.Object.__init_subclass__ = classmethod(guard)  # type: ignore[assignment] # of all that come


def overrides(cls: type) -> list[tuple[str, FunctionType]]:
    """Return the methods of a class, and of those mixed into it, that stand for one of Qt's."""
    qt = qt_base(cls)
    own = [each for each in cls.__mro__ if each is cls or not issubclass(each, qt)]
    found: dict[str, FunctionType] = {}
    for each in own:
        for name, method in vars(each).items():
            if isinstance(method, FunctionType) and not name.startswith("__") and hasattr(qt, name):
                found.setdefault(name, method)
    return list(found.items())


def qt_base(cls: type) -> type:
    """Return the nearest class of Qt itself that a class derives from."""
    return next(each for each in cls.__mro__ if each.__module__.startswith("PySide6."))


def is_guarded(method: Callable[..., Any]) -> bool:
    """Whether an exception of a method is reported instead of raised."""
    return hasattr(method, _GUARDED)


def _guarded(cls: type, name: str, method: FunctionType) -> Callable[..., Any]:
    inherited = getattr(qt_base(cls), name)
    kind = method.__annotations__.get("return")

    @wraps(method)
    def guarded(self: Any, *given: Any, **named: Any) -> Any:
        try:
            return method(self, *given, **named)
        except Exception as error:  # noqa: BLE001 - the border: beyond it is C++
            sys.excepthook(type(error), error, error.__traceback__)
            # What is painted with must let go of what it paints on.
            traceback.clear_frames(error.__traceback__)
        if kind == "None":
            return None
        try:
            return inherited(self, *given, **named)
        except NotImplementedError:  # Qt leaves it to whoever derives from it
            return 0 if kind == "int" else None

    setattr(guarded, _GUARDED, True)
    return guarded
