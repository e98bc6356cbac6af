"""Instants and sizes of exchange files, as they are told."""

from __future__ import annotations

from datetime import UTC, datetime

from ctg_desktop.typography import quantity


def instant(at_ms: int) -> datetime:
    """Return an instant of a file, in UTC; that of 1970 for nonsense."""
    try:
        return datetime.fromtimestamp(at_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def size_words(size: int) -> str:
    """Return a size in bytes as people read it."""
    if size >= 1_000_000:
        return quantity(round(size / 1_000_000), "Mo")
    return quantity(max(1, round(size / 1000)), "ko")
