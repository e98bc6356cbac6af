"""Whether a window can open here, found out before Qt is asked.

Without a display, or with a system library missing, Qt ends the process with a message of its
own in English. Nothing of Qt is imported here.
"""

from __future__ import annotations

import ctypes
import re
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

_X, _WAYLAND = "xcb", "wayland"

_NO_DISPLAY = "il n’y a pas d’écran ici"

_ATTEMPTS, _PAUSE_S = 6, 0.2


def obstacle(environ: Mapping[str, str]) -> str | None:
    """Return what keeps a window from opening, in a few French words; None when nothing does.

    `environ` is the environment of the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    found = [_obstacle_of(platform, environ) for platform in _platforms(environ)]
    if not found:
        return _NO_DISPLAY
    return None if None in found else found[0]


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """Return the ways to a screen that Qt will try, in its order."""
    if asked := environ.get("QT_QPA_PLATFORM"):
        return [way.partition(":")[0] for way in asked.split(";")]
    has = [_X] if environ.get("DISPLAY") else []
    return [*has, _WAYLAND] if environ.get("WAYLAND_DISPLAY") else has


def _obstacle_of(platform: str, environ: Mapping[str, str]) -> str | None:
    plugin = _plugin(platform)
    if plugin is None:
        return f"Qt ne connaît pas l’affichage « {platform} »"
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        missing = re.match(r"(lib[\w.+-]+):", str(error))
        return f"il manque {missing[1] if missing else 'une bibliothèque'} à ce système"
    if platform == _X:
        return None if _answers(environ.get("DISPLAY", "")) else _NO_DISPLAY
    return None


def _plugin(platform: str) -> Path | None:
    found = find_spec("PySide6")
    if found is None or not found.submodule_search_locations:
        return None
    name = f"libq{platform.removesuffix('-egl')}.so"
    path = Path(found.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms" / name
    return path if path.exists() else None


def _answers(display: str) -> bool:
    """Whether the X server of that name lets us in, at once or within a second.

    The connection stays open: a server starts again when its last client leaves it, and lets
    nobody in meanwhile, neither us nor Qt after us.
    """
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(_PAUSE_S)
        connection = ctypes.c_void_p(xcb.xcb_connect(display.encode(), None))
        if not xcb.xcb_connection_has_error(connection):
            return True
        xcb.xcb_disconnect(connection)
    return False
