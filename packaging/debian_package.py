"""Make the Debian package of the folder that `freeze.py` made: `make packages`.

It installs for everyone below /usr, with what a desktop wants to know of the program; people's
data are in their own folders, which neither installing nor removing touches.
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

from freeze import source_date, version
from places import DIST, FOLDER, NAME, ROOT

LINUX = Path(__file__).resolve().parent / "linux"

DEPENDENCIES = (
    # What Qt is linked to, and does not bring; tried in a root that had nothing else.
    "libc6 (>= 2.34)",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgl1",
    "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi-krb5-2",
    "libstdc++6",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-randr0",
    "libxcb-render0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-xfixes0",
    "libxcb1",
    "libxkbcommon0",
    "zlib1g",
)
RECOMMENDED = ("libcups2 | libcups2t64", "libwayland-client0", "libwayland-cursor0")

CONTROL = """\
Package: {name}
Version: {version}
Architecture: amd64
Maintainer: CTG Desktop
Installed-Size: {size_kb}
Depends: {depends}
Recommends: {recommends}
Section: misc
Priority: optional
Description: suivi d'une convention territoriale globale (CTG)
 Les communes, les SIVOM et l'agglomération y notent leurs actions, consultent la stratégie et
 les contacts sans réseau, et impriment les synthèses de la convention pour les élus.
"""

COPYRIGHT = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: *
Copyright: CTG Desktop
License: MIT
 Voir /usr/lib/{name}/_internal/LICENSE ; les licences de ce qui est livré avec le programme sont
 dans la fenêtre « À propos » et dans /usr/lib/{name}/_internal/licences.txt.

Files: usr/lib/{name}/_internal/resources/orthographe/*
Copyright: Olivier R. et les contributeurs du dictionnaire
License: MPL-2.0
 Voir LICENCE.txt, à côté du dictionnaire.
"""


def main() -> int:
    """Make the package; return the exit code."""
    if not FOLDER.is_dir():
        print("Le dossier du programme manque : lancez d'abord « make build ».", file=sys.stderr)
        return 1
    print(packaged(FOLDER).relative_to(ROOT))
    return 0


def packaged(folder: Path) -> Path:
    """Write the package of a frozen folder, and return it.

    Raises:
        subprocess.CalledProcessError: dpkg-deb refused; it has said why.
    """
    tree = ROOT / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "usr/lib" / NAME, symlinks=True)
    commands = tree / "usr/bin"
    commands.mkdir(parents=True)
    (commands / NAME).symlink_to(f"../lib/{NAME}/{NAME}")
    _place(LINUX / f"{NAME}.desktop", tree / "usr/share/applications")
    _place(LINUX / f"{NAME}.xml", tree / "usr/share/mime/packages")
    icons = _place(
        ROOT / "resources/icons/application.svg", tree / "usr/share/icons/hicolor/scalable/apps"
    )
    icons.rename(icons.with_name(f"{NAME}.svg"))
    _write_manual(tree / "usr/share/man/fr/man1")
    documents = tree / "usr/share/doc" / NAME
    documents.mkdir(parents=True)
    (documents / "copyright").write_text(COPYRIGHT.format(name=NAME), encoding="utf-8")
    _write_control(tree)
    _normalise(tree)
    output = DIST / f"{NAME}_{version()}_amd64.deb"
    build = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(output)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(source_date())}
    subprocess.run(build, check=True, env=environment, stdout=subprocess.DEVNULL)
    return output


def _place(source: Path, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(source, folder))


def _write_manual(folder: Path) -> None:
    folder.mkdir(parents=True)
    text = (LINUX / f"{NAME}.1").read_bytes()
    # The date inside would make two packages of one version differ.
    (folder / f"{NAME}.1.gz").write_bytes(gzip.compress(text, mtime=0))


def _write_control(tree: Path) -> None:
    size = sum(path.lstat().st_size for path in tree.rglob("*") if not path.is_symlink())
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        CONTROL.format(
            name=NAME,
            version=version(),
            size_kb=size // 1024,
            depends=", ".join(DEPENDENCIES),
            recommends=", ".join(RECOMMENDED),
        ),
        encoding="utf-8",
    )


def _normalise(tree: Path) -> None:
    """Give files the rights that a package has, whatever the umask of who builds."""
    for path in [tree, *tree.rglob("*")]:
        if not path.is_symlink():
            is_run = path.is_dir() or (path.name == NAME and path.parent.name == NAME)
            path.chmod(0o755 if is_run else 0o644)


if __name__ == "__main__":
    sys.exit(main())
