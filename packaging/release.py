"""Gather what is published, with its sums: `make release` runs it last.

python packaging/release.py
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from pathlib import Path

from bill_of_materials import written_bill
from debian_package import packaged
from freeze import archived, version
from places import DIST, FOLDER, LICENCES, NAME, ROOT

RELEASE = DIST / "release"
SUMS = "SHA256SUMS"


def main() -> int:
    """Gather the artefacts of a folder that is frozen and tried; return the exit code."""
    if version() not in changelog_versions():
        print(f"CHANGELOG.md ne dit rien de la version {version()}.", file=sys.stderr)
        return 1
    shutil.rmtree(RELEASE, ignore_errors=True)
    RELEASE.mkdir(parents=True)
    for made in (archived(FOLDER), packaged(FOLDER)):
        shutil.move(made, RELEASE / made.name)
    written_bill(RELEASE / f"{NAME}-{version()}.cdx.json")
    shutil.copy(LICENCES, RELEASE / f"{NAME}-{version()}-licences.txt")
    print(written_sums(RELEASE).read_text(encoding="utf-8"), end="")
    return 0


def changelog_versions() -> list[str]:
    """Return the versions that the changelog tells of, newest first."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return re.findall(r"^## (\d+\.\d+\.\d+)", text, re.MULTILINE)


def written_sums(folder: Path) -> Path:
    """Write the SHA-256 sum of each file of a folder, as `sha256sum --check` reads them."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    output = folder / SUMS
    output.write_text("".join(lines), encoding="utf-8")
    return output


if __name__ == "__main__":
    sys.exit(main())
