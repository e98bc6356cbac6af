"""The commands that change how the window looks: colours and size of the text."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ui.preferences import PreferencesStore
from ui.tokens import LARGEST_PERCENT, SMALLEST_PERCENT, THEMES

THEME_PREFIX = "theme_"
"""Begins the id of the command that chooses a theme."""

_SYSTEM = "systeme"
_STEP = 10


def look_commands(store: PreferencesStore) -> dict[str, Callable[[], None]]:
    """Return the commands; they are rebuilt when the preferences change."""
    percent = store.value.text_percent
    found: dict[str, Callable[[], None]] = {
        f"{THEME_PREFIX}{name}": partial(store.update, theme=name) for name in (_SYSTEM, *THEMES)
    }
    larger = min(percent + _STEP, LARGEST_PERCENT)
    smaller = max(percent - _STEP, SMALLEST_PERCENT)
    for command, wanted in (("larger", larger), ("smaller", smaller), ("usual_size", 100)):
        if wanted != percent:
            found[command] = partial(store.update, text_percent=wanted)
    return found
