"""When the program itself is wrong: a sentence for the person, a report for who mends it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ctg_desktop.folder.own_files import make_private_file, make_private_folder
from ctg_desktop.typography import spaced
from ctg_desktop.version import version


@dataclass(frozen=True, slots=True)
class CrashReport:
    """What went wrong, whole, and the file that says so; `path` is None when none was written."""

    text: str
    path: Path | None

    @property
    def sentence(self) -> str:
        """What to tell the person, in French."""
        happened = (
            "Le programme a rencontré une erreur imprévue ; ce qui était enregistré l’est "
            "toujours. "
        )
        if self.path is None:
            return spaced(f"{happened}Le rapport n’a pas pu être écrit.")
        return spaced(
            f"{happened}Un rapport est dans « {self.path} » : relisez-le, puis "
            "transmettez-le à la personne qui vous aide."
        )


def report_crash(error: BaseException, now: datetime, folder: Path | None) -> CrashReport:
    """Write a report.

    `now` is aware; `folder` is where journals go, the system's temporary folder without one.
    """
    text = _report(error, now)
    places = [folder] if folder is not None else []
    for place in [*places, Path(tempfile.gettempdir())]:
        path = place / f"incident_{now:%Y-%m-%d_%H%M%S_%f}.txt"
        try:
            if place.parent.is_dir() and not place.exists():
                make_private_folder(place)
            make_private_file(path)
            path.write_text(text, encoding="utf-8", errors="replace")
        except OSError:
            continue
        return CrashReport(text, path)
    return CrashReport(text, None)


def _report(error: BaseException, now: datetime) -> str:
    trace = "".join(traceback.format_exception(error))
    return (
        spaced(
            "CTG Desktop, rapport d’erreur\n"
            "Relisez ce fichier avant de l’envoyer : l’erreur peut citer une donnée.\n\n"
            f"Date : {now.isoformat(timespec='seconds')}\n"
            f"Version : {version()}\n"
            f"Python : {sys.version.split()[0]}\n"
            f"Système : {platform.system()} {platform.release()} {platform.machine()}\n\n"
        )
        + trace
    )
