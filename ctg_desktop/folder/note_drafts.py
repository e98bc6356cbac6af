"""Notes that are begun and not recorded: kept beside the base until they are.

A note de suivi is recorded by hand, for it is never rewritten; what was typed of it outlives a
power cut all the same. A small JSON file of this folder, never exchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctg_desktop.folder.own_files import read_object, write_object
from ctg_desktop.paths import DataFolder

_MOST_BYTES = 16 * 1024 * 1024

NoteDraft = Mapping[str, str]
"""What is on screen, by field name; `corrects` names the note that this one corrects."""


def load(folder: Path) -> dict[str, NoteDraft]:
    """Return the notes that are begun, by action; none when the file is missing or unreadable."""
    found = read_object(DataFolder(folder).drafts, most_bytes=_MOST_BYTES)
    return {
        action: {name: text for name, text in draft.items() if isinstance(text, str)}
        for action, draft in found.items()
        if isinstance(draft, dict)
    }


def save(folder: Path, drafts: Mapping[str, NoteDraft]) -> bool:
    """Keep the notes that are begun; return whether the place could take them."""
    path = DataFolder(folder).drafts
    try:
        if drafts:
            write_object(path, drafts)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
