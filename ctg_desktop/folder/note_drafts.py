"""Notes that are begun and not recorded: kept beside the base until they are.

A note de suivi is recorded by hand, for it is never rewritten; what was typed of it outlives a
power cut all the same. A small JSON file of this folder, never exchanged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from ctg_desktop.folder.outputs import replacing_quietly

FILE_NAME = "brouillons.json"

NoteDraft = Mapping[str, str]
"""What is on screen, by field name; `corrects` names the note that this one corrects."""


def load(folder: Path) -> dict[str, NoteDraft]:
    """Return the notes that are begun, by action; none when the file is missing or unreadable."""
    try:
        found = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        action: {name: text for name, text in draft.items() if isinstance(text, str)}
        for action, draft in found.items()
        if isinstance(draft, dict)
    }


def save(folder: Path, drafts: Mapping[str, NoteDraft]) -> bool:
    """Keep the notes that are begun; return whether the place could take them."""
    path = folder / FILE_NAME
    try:
        if drafts:
            with replacing_quietly(path) as temporary:
                temporary.write_text(json.dumps(drafts, ensure_ascii=False), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
