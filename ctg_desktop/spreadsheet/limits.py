"""How large a file of sheets may be, so that a hostile one costs neither memory nor minutes."""

from __future__ import annotations

from ctg_desktop.errors import FileFormatError
from ctg_desktop.typography import number

MOST_BYTES = 60 * 2**20
"""Of the file."""

MOST_UNPACKED = 400 * 2**20
"""Of its parts together, unpacked, in bytes."""

MOST_HELD = 64 * 2**20
"""Of one row, or of a small part that is read whole, in bytes."""

MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
MOST_AREA = 8_000_000
"""Cells from the first to the last, empty ones included: the reader makes room for each."""


def check_area(sheet: str, rows: int, columns: int) -> None:
    """Refuse a sheet that spans more cells than are read.

    Raises:
        FileFormatError: with what to do.
    """
    if columns > MOST_COLUMNS or rows * columns > MOST_AREA:
        raise FileFormatError(
            f"La feuille « {sheet} » s’étend jusqu’à la ligne {number(rows)} et à la colonne "
            f"{number(columns)} : supprimez ce qui est loin du tableau, ou copiez le tableau seul "
            "dans un nouveau classeur."
        )


def too_large() -> FileFormatError:
    """Return the refusal of a file that is too large."""
    return FileFormatError(
        "Ce fichier est trop grand pour un tableau d’actions : gardez-y la seule feuille à "
        "importer."
    )
