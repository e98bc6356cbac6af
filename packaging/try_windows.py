"""Install what was built on this Windows machine without a question, try it, and remove it.

    python packaging/try_windows.py

Run by the workflow on a Windows runner; nothing here ran anywhere else. Each step is told in a
line; the exit code is 0 when all hold.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from freeze import version
from places import DIST, NAME

CONSOLE = f"{NAME}-console.exe"


def main() -> int:
    """Try the three artefacts; return the exit code."""
    if sys.platform != "win32":
        print("Cet essai demande Windows.", file=sys.stderr)
        return 2
    local = Path(os.environ["LOCALAPPDATA"])
    data = local / "CTG Desktop" / "essai d'installation"
    data.mkdir(parents=True, exist_ok=True)
    (data / "à garder.txt").write_text("donnée", encoding="utf-8")
    failures = [name for name, step in _steps(local) if not _told(name, step)]
    if not (data / "à garder.txt").is_file():
        failures.append("données gardées")
    print("ÉCHEC : " + ", ".join(failures) if failures else "Tout fonctionne.")
    return 1 if failures else 0


def _steps(local: Path) -> list[tuple[str, Callable[[], None]]]:
    mine = local / "Programs" / "CTG Desktop"
    everyones = Path(os.environ["PROGRAMFILES"]) / "CTG Desktop"
    installer = DIST / f"{NAME}-{version()}-installation.exe"
    package = DIST / f"{NAME}-{version()}.msi"
    return [
        ("installation silencieuse", lambda: _run(str(installer), "/S")),
        ("essai du programme installé", lambda: _try(mine)),
        ("installation par-dessus", lambda: _run(str(installer), "/S")),
        ("désinstallation silencieuse", lambda: _uninstall(mine)),
        ("paquet MSI installé", lambda: _run("msiexec", "/i", str(package), "/qn")),
        ("essai du programme du MSI", lambda: _try(everyones)),
        ("paquet MSI retiré", lambda: _run("msiexec", "/x", str(package), "/qn")),
        ("programme portable", _try_portable),
    ]


def _told(name: str, step: Callable[[], None]) -> bool:
    try:
        step()
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        print(f"ÉCHEC  {name} : {error}")
        return False
    print(f"bon    {name}")
    return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=600)


def _try(folder: Path) -> None:
    _run(str(folder / CONSOLE), "--auto-test")


def _uninstall(folder: Path) -> None:
    # `_?=` keeps the uninstaller from running as a copy that nobody waits for.
    _run(str(folder / "desinstaller.exe"), "/S", f"_?={folder}")
    assert not (folder / CONSOLE).exists(), "le programme est encore là"


def _try_portable() -> None:
    """Unpack the portable archive under a name that paths break on, and try it."""
    place = Path(tempfile.mkdtemp()) / "clé d'été #1 à 100 %"
    with zipfile.ZipFile(DIST / f"{NAME}-{version()}-portable-win32.zip") as packed:
        packed.extractall(place)
    _try(place / NAME)
    shutil.rmtree(place.parent)


if __name__ == "__main__":
    sys.exit(main())
