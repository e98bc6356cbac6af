"""Where things stand: the data folder, and what it holds."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "CTG_DESKTOP_DONNEES"
"""The environment variable that names the data folder."""

APPLICATION = "CTG Desktop"

PUT_ASIDE = "mise_de_cote_"
"""How the folders begin in which a base is kept that another one replaced."""

PREFERENCES_NAME = "preferences.json"

KEY_SUFFIX = ".cle"
_KEY = re.compile(f"[0-9a-f]{{64}}{re.escape(KEY_SUFFIX)}", re.IGNORECASE)
"""How the files of the keys are called, wherever they stand (see `folder.keys`)."""

PORTABLE_MARK, PORTABLE_FOLDER = "portable.txt", "Donnees"
"""What makes the delivered folder portable, and the folder beside the program that it uses."""


def asked_folder(given: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Return the data folder that was asked for: the one given, else the variable's, or None.

    The path is absolute; nothing is created. `environ` is the process's environment.
    """
    if given is not None:
        return absolute(given)
    named = environ.get(VARIABLE)
    return absolute(Path(named)) if named else None


def data_folder(given: Path | None, environ: Mapping[str, str]) -> Path:
    """Return the data folder that was asked for, else the user's own place."""
    return asked_folder(given, environ) or usual_folder()


def beside_program() -> Path | None:
    """Return where a portable program keeps everything, beside itself; None for any other.

    The delivered folder is portable for as long as the mark is in it.
    """
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).parent
    return folder / PORTABLE_FOLDER if (folder / PORTABLE_MARK).is_file() else None


def command_name(platform: str = sys.platform) -> str:
    """Return how a person starts the commands of the program, delivered whole or from its sources.

    On Windows a second executable has a console to write to.
    """
    if not getattr(sys, "frozen", False):
        return "python main.py"
    return "ctg-desktop-console" if platform == "win32" else "ctg-desktop"


def usual_folder() -> Path:
    """Return where data stand when nobody asked for another place."""
    if (beside := beside_program()) is not None:
        return beside
    import platformdirs

    return Path(platformdirs.user_data_dir(APPLICATION, appauthor=False))


def absolute(path: Path) -> Path:
    """Return a path that a person gave, whole; as it is where nothing tells the rest of it."""
    try:
        return path.expanduser().absolute()
    except (OSError, RuntimeError):  # the current folder is gone, or `~somebody` is nobody
        return path


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The names of what a data folder holds; all French, since people open it."""

    path: Path

    @property
    def base(self) -> Path:
        """The SQLite base."""
        return self.path / "ctg.sqlite"

    @property
    def new_base(self) -> Path:
        """The base while it is being created: it gets its name once it is whole."""
        return self.path / "ctg.sqlite.nouveau"

    @property
    def memory(self) -> Path:
        """What remembers that a base existed, and how far it went (see `db.folder.identity`)."""
        return self.path / "dossier.json"

    @property
    def lock(self) -> Path:
        """The empty file that carries the lock of the operating system."""
        return self.path / "verrou"

    @property
    def holder(self) -> Path:
        """The readable file that names who has the folder open."""
        return self.path / "ouvert_par.json"

    @property
    def backups(self) -> Path:
        """The folder of the safety copies."""
        return self.path / "sauvegardes"

    @property
    def logs(self) -> Path:
        """The folder of the program's own journals."""
        return self.path / "journaux"

    @property
    def settings(self) -> Path:
        """What was chosen for this folder (see `folder.settings`)."""
        return self.path / "reglages.json"

    @property
    def drafts(self) -> Path:
        """What was typed and is not recorded yet (see `folder.drafts`)."""
        return self.path / "brouillons.json"

    @property
    def relay(self) -> Path:
        """What is remembered of the relay (see `folder.relay_memory`)."""
        return self.path / "echange.json"

    @property
    def exchanged_files(self) -> Path:
        """What is remembered of exchange files (see `folder.exchanged_files`)."""
        return self.path / "fichiers_echanges.json"

    @property
    def imports(self) -> Path:
        """What is remembered of imported spreadsheets (see `folder.import_memory`)."""
        return self.path / "tableaux_importes.json"

    @property
    def is_used(self) -> bool:
        """Whether data stand here, or once did, as far as one can see."""
        try:
            return self.base.exists() or self.memory.exists()
        except OSError:  # closed to us: opening it says so
            return False

    def is_own(self, name: str) -> bool:
        """Whether what bears a name in this folder is a part of it, or would be taken for one."""
        named = name.casefold()
        files = (
            *(self.memory, self.lock, self.holder, self.settings),
            *(self.drafts, self.relay, self.exchanged_files, self.imports),
        )
        # A portable program keeps the preferences there too.
        own = {PREFERENCES_NAME, *(path.name for path in (*files, self.backups, self.logs))}
        return named in own or named.startswith((self.base.name, PUT_ASIDE))


def is_own(path: Path) -> bool:
    """Whether a path, absolute and without links, is a key or a part of any data folder."""
    return _KEY.fullmatch(path.name) is not None or any(
        DataFolder(parent).is_own(path.relative_to(parent).parts[0]) and DataFolder(parent).is_used
        for parent in path.parents
    )
