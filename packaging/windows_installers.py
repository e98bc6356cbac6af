"""Compile the two Windows installers: NSIS for one person, MSI for a policy: `make installers`.

    python packaging/windows_installers.py [--payload FOLDER]

On Windows the payload is what `freeze.py` made. Elsewhere any folder stands in for it: that the
installers compile is checked with the Linux one, whose links are followed.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

from application_icon import written_icon
from freeze import version
from places import DIST, FOLDER, NAME, ROOT

WINDOWS = Path(__file__).resolve().parent / "windows"
BUILD = ROOT / "build" / "windows"

_COMPONENTS = uuid.UUID("0d6e5c3e-6f0a-4f0b-9d0b-3a5b2f1f7c64")
"""Under which the identity of each installed file is made: the same from version to version."""


def main(arguments: list[str]) -> int:
    """Compile both; return the exit code."""
    parser = argparse.ArgumentParser(prog="windows_installers.py")
    parser.add_argument("--payload", type=Path, default=FOLDER)
    payload: Path = parser.parse_args(arguments).payload
    if not payload.is_dir():
        print(f"Le dossier du programme manque ({payload}) : lancez « make build ».")
        return 1
    if missing := [tool for tool in _tools() if shutil.which(tool) is None]:
        print(f"Il manque {', '.join(missing)} pour compiler les installateurs.", file=sys.stderr)
        return 1
    BUILD.mkdir(parents=True, exist_ok=True)
    DIST.mkdir(exist_ok=True)
    followed = _followed(payload)
    icon = written_icon(BUILD / "ctg-desktop.ico")
    for installer in (compiled_nsis(followed, icon), compiled_msi(followed, icon)):
        print(f"{installer.relative_to(ROOT)} : {installer.stat().st_size / 1e6:.1f} Mo")
    return 0


def _tools() -> tuple[str, ...]:
    return ("makensis", "candle", "light") if sys.platform == "win32" else ("makensis", "wixl")


def _followed(payload: Path) -> Path:
    """Return a copy of the payload in which links are files, as Windows wants it."""
    copy = BUILD / "payload"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(payload, copy)
    return copy


def compiled_nsis(payload: Path, icon: Path) -> Path:
    """Compile the installer for one person.

    Raises:
        subprocess.CalledProcessError: makensis refused; it has said why.
    """
    output = DIST / f"{NAME}-{version()}-installation.exe"
    flag = "/" if sys.platform == "win32" else "-"
    values = {"VERSION": version(), "PAYLOAD": payload, "OUTPUT": output, "ICON": icon}
    defines = [f"{flag}D{name}={value}" for name, value in values.items()]
    script = str(WINDOWS / "ctg_desktop.nsi")
    # Warnings are errors: a misspelt instruction is only warned of.
    command = ["makensis", f"{flag}V2", f"{flag}WX", f"{flag}INPUTCHARSET", "UTF8"]
    subprocess.run([*command, *defines, script], check=True)
    return output


def compiled_msi(payload: Path, icon: Path) -> Path:
    """Compile the package for a policy, with wixl or, on Windows, the WiX toolset.

    Raises:
        subprocess.CalledProcessError: the compiler refused; it has said why.
    """
    output = DIST / f"{NAME}-{version()}.msi"
    fragment = BUILD / "fichiers.wxs"
    fragment.write_text(files_fragment(payload), encoding="utf-8")
    shutil.copy(WINDOWS / "ctg_desktop.wxs", BUILD)
    sources = ["ctg_desktop.wxs", fragment.name]
    # Compiled in the folder that holds all: wixl finds no file by an absolute path.
    values = {"VERSION": version(), "ICON": icon.name}
    if sys.platform == "win32":
        defines = [f"-d{name}={value}" for name, value in values.items()]
        _run("candle", "-nologo", "-arch", "x64", *defines, *sources)
        _run("light", "-nologo", "-out", str(output), *(f"{Path(s).stem}.wixobj" for s in sources))
    else:
        defines = [word for name, value in values.items() for word in ("-D", f"{name}={value}")]
        _run("wixl", "--arch", "x64", *defines, "-o", str(output), *sources)
    return output


def _run(*command: str) -> None:
    subprocess.run(command, cwd=BUILD, check=True)


def files_fragment(payload: Path) -> str:
    """Return the part of the MSI's description that names every file of a folder."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append('<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi"><Fragment>')
    lines.append('<DirectoryRef Id="INSTALLDIR">')
    components: list[str] = []
    _describe(payload, payload, lines, components)
    lines.append('</DirectoryRef><ComponentGroup Id="Fichiers">')
    lines += [f'<ComponentRef Id="{component}"/>' for component in components]
    lines.append("</ComponentGroup></Fragment></Wix>")
    return "\n".join(lines) + "\n"


def _describe(folder: Path, payload: Path, lines: list[str], components: list[str]) -> None:
    for path in sorted(folder.iterdir()):
        name = path.relative_to(payload).as_posix()
        mark = hashlib.sha256(name.encode()).hexdigest()[:24]
        if path.is_dir():
            lines.append(f'<Directory Id="d{mark}" Name={quoteattr(path.name)}>')
            _describe(path, payload, lines, components)
            lines.append("</Directory>")
            continue
        guid = str(uuid.uuid5(_COMPONENTS, name)).upper()
        lines.append(f'<Component Id="c{mark}" Guid="{guid}" Win64="yes">')
        source = quoteattr(f"{payload.name}/{name}")
        named = f'<File Id="f{mark}" Name={quoteattr(path.name)} Source={source} KeyPath="yes"/>'
        lines.append(f"{named}</Component>")
        components.append(f"c{mark}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
