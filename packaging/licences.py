"""The licences of all that is delivered, in one file, and which distributions these are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from places import ROOT

_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)

_RUNTIME = "Python (PSF-2.0), OpenSSL (Apache-2.0)"
"""What the delivered folder takes from the machine on which it is made."""

EMBEDDED = {
    "chunspell": "Hunspell 1.7.2, sans changement (MPL-1.1, choisie parmi MPL-1.1, GPL-2.0 et "
    "LGPL-2.1) : https://github.com/hunspell/hunspell",
    "lxml": "libxml2 et libxslt (MIT), zlib (Zlib)",
    "pynacl": "libsodium (ISC)",
    "pyside6-essentials": "Qt et ICU : https://doc.qt.io/qt-6/licenses-used-in-qt.html",
    "pyside6-pdf": "Qt PDF et PDFium : https://doc.qt.io/qt-6/qtpdf-licensing.html",
    "sqlcipher3": "SQLite (domaine public), SQLCipher (BSD-3-Clause), OpenSSL (Apache-2.0)",
}
"""What some distributions carry inside, and where its licences are told."""


def delivered() -> list[Distribution]:
    """Return the pinned distributions that are installed here, in the order of their names."""
    found = []
    for name in re.findall(r"^([a-z0-9][\w.-]*)==", _pins(), re.MULTILINE):
        try:
            found.append(distribution(name))
        except PackageNotFoundError:  # of another system
            continue
    return found


def _pins() -> str:
    return (ROOT / "requirements.txt").read_text(encoding="utf-8")


def licence_of(package: Distribution) -> str:
    """Return the name of a licence as its package tells it; an empty text when it does not."""
    told = package.metadata
    if name := told.get("License-Expression"):
        return str(name)
    classifiers = [
        line.rpartition("::")[2].strip()
        for line in told.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    return ", ".join(classifiers) or (told.get("License") or "").partition("\n")[0]


def written_licences(output: Path) -> Path:
    """Write the licences of the program and of what it carries, and return the file."""
    output.parent.mkdir(parents=True, exist_ok=True)
    own = (ROOT / "LICENSE").read_text(encoding="utf-8")
    parts = [_part("CTG Desktop", "MIT", _RUNTIME, [own])]
    for package in delivered():
        name = package.metadata["Name"]
        embedded = EMBEDDED.get(name.lower().replace("_", "-"), "")
        title = f"{name} {package.version}"
        parts.append(_part(title, licence_of(package), embedded, list(_texts(package))))
    parts.append(_part("Dictionnaire orthographique français 7.5", "MPL-2.0", "", [_dictionary()]))
    output.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return output


def _dictionary() -> str:
    return (ROOT / "resources" / "orthographe" / "LICENCE.txt").read_text(encoding="utf-8")


def _part(title: str, licence: str, embedded: str, texts: list[str]) -> str:
    lines = ["=" * 78, title, licence or "licence : voir le texte ci-dessous"]
    if embedded:
        lines.append(f"contient : {embedded}")
    return "\n".join([*lines, "=" * 78, *texts])


def _texts(package: Distribution) -> Iterator[str]:
    for file in package.files or ():
        if _LICENCE_FILE.search(str(file)) and not str(file).endswith((".py", ".pyc")):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path.read_text(encoding="utf-8", errors="replace").strip()
