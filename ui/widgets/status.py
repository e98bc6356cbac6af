"""How an action stands, as everywhere in the window: an icon, a word and a colour."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QPixmap

from ctg_desktop.domain.choices import Priority, Status
from ctg_desktop.typography import short_date
from ui import theme
from ui.icons import pixmap
from ui.widgets.table.columns import Decoration

UNKNOWN = "à compléter"

_TONES = {
    Status.IDEE: "muted",
    Status.A_VENIR: "ink",
    Status.EN_COURS: "accent",
    Status.EN_PAUSE: "warning",
    Status.REALISEE: "good",
    Status.ABANDONNEE: "muted",
}
_LATE = Decoration("late", "alert", tints_text=True)
_BLOCKED = Decoration("blocked", "alert", tints_text=True)
_NO_STATUS = Decoration("status-inconnu", "muted")
_STATUS = {status: Decoration(f"status-{status.value}", tone) for status, tone in _TONES.items()}


def status_words(status: Status | None, *, blocked: bool = False) -> str:
    """Return the words of a status: « En cours », « En cours, bloquée », « à compléter »."""
    words = status.label if status is not None else UNKNOWN
    return f"{words}, bloquée" if blocked else words


def status_decoration(status: Status | None, *, blocked: bool = False) -> Decoration:
    """Return the icon and the colour of a status; being blocked goes before."""
    if blocked:
        return _BLOCKED
    return _STATUS[status] if status is not None else _NO_STATUS


def due_words(ends_on: date | None, *, late: bool) -> str:
    """Return an échéance as words: « 30/06/2026, en retard »; empty when there is none."""
    if ends_on is None:
        return ""
    return f"{short_date(ends_on)}, en retard" if late else short_date(ends_on)


def due_decoration(*, late: bool) -> Decoration | None:
    """Return the mark of an échéance that is past."""
    return _LATE if late else None


def priority_decoration(priority: Priority | None) -> Decoration | None:
    """Return the mark of a priority; only a high one has one."""
    return Decoration("flag", "accent") if priority is Priority.HAUTE else None


def drawn(decoration: Decoration, side: int) -> QPixmap:
    """Return the icon of a decoration in its colour, of `side` logical pixels."""
    return pixmap(decoration.icon, getattr(theme.current().colours, decoration.tone), side)
