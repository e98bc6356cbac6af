"""What a folder remembers about how it looks: its logo, and the name printed for its structure.

A small JSON file beside the base: it belongs to the place, not to the convention, and is never
exchanged.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ctg_desktop.errors import ReadOnlyError
from ctg_desktop.outputs import replacing_quietly

FILE_NAME = "reglages.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a folder; None means that nothing was chosen.

    `logo` is a PNG or JPEG file, `structure_name` what documents print for the structure.
    """

    logo: Path | None = None
    structure_name: str | None = None


def load(folder: Path) -> Settings:
    """Return the settings of a data folder; a file that is missing or unreadable says nothing."""
    try:
        found = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    logo, name = found.get("logo"), found.get("nom_structure")
    return Settings(
        logo=Path(logo) if isinstance(logo, str) and logo else None,
        structure_name=name if isinstance(name, str) and name else None,
    )


def save(folder: Path, settings: Settings) -> None:
    """Write the settings of a data folder, whole or not at all.

    Raises:
        ReadOnlyError: the place allows no writing.
    """
    kept = {
        "logo": str(settings.logo) if settings.logo else None,
        "nom_structure": settings.structure_name,
    }
    try:
        with replacing_quietly(folder / FILE_NAME) as temporary:
            temporary.write_text(
                json.dumps(kept, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
            )
    except OSError as error:
        raise ReadOnlyError(
            f"Les réglages n’ont pas pu être écrits dans «\u00a0{folder}\u00a0»\u00a0: "
            "rien n’a été changé. Vérifiez la place et les droits sur ce dossier."
        ) from error
