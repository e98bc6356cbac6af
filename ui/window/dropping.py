"""What may be dropped on the window: exchange files, or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

EXCHANGE_SUFFIX = ".ctg"


def exchange_files(dropped: QMimeData) -> list[Path]:
    """Return the exchange files among what is dropped; nothing when there is anything else."""
    paths = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    is_all = len(paths) == len(dropped.urls())
    return paths if is_all and all(path.suffix.lower() == EXCHANGE_SUFFIX for path in paths) else []


def spreadsheet(dropped: QMimeData) -> Path | None:
    """Return the one spreadsheet that is dropped; None when there is anything else."""
    from ctg_desktop.spreadsheet.reading import SUFFIXES  # not before something is dropped

    paths = [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
    is_one = len(paths) == len(dropped.urls()) == 1
    return paths[0] if is_one and paths[0].suffix.lower() in SUFFIXES else None
