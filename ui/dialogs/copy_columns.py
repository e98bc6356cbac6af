"""How safety copies are listed: when and why they were made, what is known of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ctg_desktop.ports import CopyState
from ctg_desktop.typography import local_time, long_date, number, short_date, spaced
from ui.widgets.table.columns import Column, Decoration

if TYPE_CHECKING:
    from ctg_desktop.ports import BackupInfo

_REASONS = {
    "a l ouverture": "à l’ouverture",
    "a la fermeture": "à la fermeture",
    "a la demande": "à la demande",
    "automatique": "toutes les demi-heures",
    "avant import": "avant un import",
}

_STATES = {
    CopyState.MADE: ("pas encore vérifiée", Decoration("clock", "muted")),
    CopyState.VERIFIED: ("vérifiée", Decoration("verify", "good")),
    CopyState.DAMAGED: ("défectueuse", Decoration("error", "alert", tints_text=True)),
}


def dated(copy: BackupInfo) -> str:
    """Return when a copy was made, in words: `3 février 2026 à 10 h 32`."""
    local = copy.made_at.astimezone()
    return spaced(f"{long_date(local.date())} à {local.hour} h {local.minute:02d}")


def copy_columns() -> tuple[Column[BackupInfo], ...]:
    """Return the columns of a list of copies."""
    return (
        Column(
            "date",
            "Faite le",
            lambda copy: local_time(copy.made_at),
            lambda copy: copy.made_at,
            width=15,
        ),
        Column("raison", "Raison", _reason, stretches=True),
        Column(
            "actions",
            "Actions",
            lambda copy: number(copy.actions),
            lambda copy: copy.actions,
            is_number=True,
            width=8,
        ),
        Column(
            "controle",
            "Contrôle",
            _state,
            lambda copy: copy.state.value,
            width=19,
            decoration_of=lambda copy: _STATES[copy.state][1],
        ),
        Column("taille", "Taille", _size, lambda copy: copy.size, is_number=True, width=9),
    )


def _reason(copy: BackupInfo) -> str:
    return _REASONS.get(copy.reason, copy.reason)


def _state(copy: BackupInfo) -> str:
    told = _STATES[copy.state][0]
    if copy.checked_at is None:
        return told
    return f"{told} le {short_date(copy.checked_at.astimezone().date())}"


def _size(copy: BackupInfo) -> str:
    kilobytes = max(1, copy.size // 1024)
    if kilobytes < 10_000:
        return spaced(f"{number(kilobytes)} Ko")
    return spaced(f"{number(kilobytes // 1024)} Mo")
