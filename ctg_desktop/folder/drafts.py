"""What is typed and does not stand yet: kept beside the base until it does.

A note de suivi is recorded by hand, for it is never rewritten; a field is saved when one rests.
What was typed meanwhile outlives a power cut all the same. A small private JSON file of this
folder, never exchanged.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctg_desktop.folder.own_files import read_object, write_object
from ctg_desktop.paths import DataFolder

_MOST_BYTES = 16 * 1024 * 1024

TypedTexts = Mapping[str, str]
"""What is on screen, by field name; of a note, `corrects` names the one that it corrects."""

_BEFORE_NEW = "+"


def field_key(entity: str, row: str | None, owner: str) -> str:
    """Return the key of the fields of a row, or of one to be created within `owner`."""
    return f"{entity}/{row if row is not None else f'{_BEFORE_NEW}{owner}'}"


def read_key(key: str) -> tuple[str, str, str]:
    """Return the entity, the row and the owner that a key of `field_key` tells; row or owner."""
    entity, _, row = key.partition("/")
    is_new = row.startswith(_BEFORE_NEW)
    return entity, "" if is_new else row, row.removeprefix(_BEFORE_NEW) if is_new else ""


def is_note(key: str) -> bool:
    """Whether a key is that of a note, which is the identity of its action alone."""
    return "/" not in key


def load(folder: Path) -> dict[str, TypedTexts]:
    """Return what is kept, by key; nothing when the file is missing or unreadable."""
    found = read_object(DataFolder(folder).drafts, most_bytes=_MOST_BYTES)
    return {
        key: {name: text for name, text in draft.items() if isinstance(text, str)}
        for key, draft in found.items()
        if isinstance(draft, dict)
    }


def save(folder: Path, drafts: Mapping[str, TypedTexts]) -> bool:
    """Keep what is typed; return whether the place could take it."""
    path = DataFolder(folder).drafts
    try:
        if drafts:
            write_object(path, drafts)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
