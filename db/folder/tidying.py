"""What killed processes left in a data folder."""

from __future__ import annotations

from contextlib import suppress

from ctg_desktop.folder.outputs import sweep_unfinished
from ctg_desktop.folder.own_files import close_folder_to_others
from ctg_desktop.paths import DataFolder
from db.folder.places import Place

UNFINISHED = "inachevee-*"
"""The names of safety copies that are not complete yet."""


def tidy(folder: Place) -> None:
    """Remove what killed processes left in a folder that is held, and close it to other people.

    On a share, the rights are left to whoever manages it.
    """
    for place in (folder.path, folder.backups):
        sweep_unfinished(place)
    with suppress(OSError):
        folder.new_base.unlink(missing_ok=True)
    remove_unfinished(folder)
    if not folder.is_shared:
        close_folder_to_others(folder)


def remove_unfinished(folder: DataFolder) -> None:
    """Remove incomplete copies; the caller holds the folder."""
    for left in folder.backups.glob(UNFINISHED):
        with suppress(OSError):
            left.unlink()
