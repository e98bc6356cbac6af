"""Make the delivered folder twice and say in which files the two differ: `make reproducible`."""

from __future__ import annotations

import filecmp
import shutil
import sys
from pathlib import Path

from freeze import freeze
from places import DIST, FOLDER, ROOT


def main() -> int:
    """Build twice; return 0 when the two folders are the same, byte for byte."""
    first = ROOT / "build" / "first"
    shutil.rmtree(first, ignore_errors=True)
    freeze()
    shutil.copytree(FOLDER, first, symlinks=True)
    # Nothing of the first build serves the second.
    shutil.rmtree(ROOT / "build" / "pyinstaller", ignore_errors=True)
    shutil.rmtree(DIST / FOLDER.name)
    freeze()
    found = differing(first, FOLDER)
    for name in found:
        print(f"diffère : {name}")
    print(f"{len(found)} fichiers diffèrent." if found else "Les deux dossiers sont identiques.")
    return 1 if found else 0


def differing(one: Path, other: Path) -> list[str]:
    """Return the files that only one folder has, or that are not the same in both."""
    names = sorted(
        {str(path.relative_to(folder)) for folder in (one, other) for path in folder.rglob("*")}
    )
    return [name for name in names if not _is_same(one / name, other / name)]


def _is_same(one: Path, other: Path) -> bool:
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    if one.is_dir() or other.is_dir():
        return one.is_dir() and other.is_dir()
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)


if __name__ == "__main__":
    sys.exit(main())
