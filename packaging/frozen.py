"""What goes into the delivered folder beside the code, and what stays out of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

DATA = (
    ("resources", "resources"),
    ("db/migrations", "db/migrations"),
    ("pyproject.toml", "."),
    ("LICENSE", "."),
)
"""Files and folders of the project, each with its place in the delivered folder."""

EXCLUDED = [
    # A second SQLite library in the process loses data silently.
    "sqlite3",
    "apsw",
    "pysqlite3",
    "PySide6.QtSql",
    # Asked for by parts of libraries that the program does not use.
    "charset_normalizer",
    "chardet",
    "curses",
    "doctest",
    "lib2to3",
    # python-docx reads and writes XML, and needs nothing else of lxml.
    "lxml.html",
    "lxml.isoschematron",
    "lxml.objectify",
    "multiprocessing",
    "numpy",
    "mako.ext",
    "PIL._avif",
    "PIL._imagingcms",
    "PIL._imagingft",
    "PIL._imagingtk",
    "PIL._webp",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "pip",
    "pydoc",
    "readline",
    "setuptools",
    "sqlalchemy.ext.mypy",
    "sqlalchemy.testing",
    "tkinter",
    "unittest",
]
"""Modules that must not be in the delivered folder."""

FONTS = ("Regular", "It", "Semibold")
"""The faces of Source Sans that the screen and the sheets use."""

_UNWANTED = re.compile(
    r"""
    # Qt speaks French, and the program's own words are in its code.
    PySide6/(Qt/)?translations/(?!qtbase_fr\.qm$)
    # What draws on a display that no office has, or speaks over a network.
    | /plugins/(egldeviceintegrations|generic|networkinformation|qmltooling|sqldrivers|tls)/
    | /plugins/platforms/.*(direct2d|eglfs|linuxfb|minimalegl|vkkhrdisplay|vnc)
    | /plugins/platforminputcontexts/.*virtualkeyboard
    | /plugins/platformthemes/.*gtk
    | /plugins/wayland-graphics-integration-client/.*(dmabuf|drm|vulkan)
    | /plugins/wayland-shell-integration/.*(fullscreen|ivi)
    # Pictures are PNG, JPEG and SVG.
    | /plugins/imageformats/(?!.*(ico|jpeg|svg))
    | Qt6?(Charts|DataVisualization|EglFS|Graphs|Qml|Quick|Sql|VirtualKeyboard)
    | opengl32sw\.dll$
    | (^|/)__pycache__(/|$) | \.pyc$
    """,
    re.VERBOSE,
)

_OURS_OF_THE_SYSTEM = re.compile(
    r"""
    lib(python3|ffi|bz2|lzma|ssl|crypto)\b.*
    # Few offices have these beside X11 itself.
    | libxcb-(cursor|icccm|image|keysyms|render-util|shape|util|xkb)\..*
    | libxkbcommon-x11\..*
    """,
    re.VERBOSE,
)
"""Libraries of the building system that are delivered; all others are the user's own."""

_FONT = re.compile(r"font_source_sans_pro/files/")
_WANTED_FONT = re.compile(rf"SourceSansPro-({'|'.join(FONTS)})\.ttf$|LICENSE")

_SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def is_wanted(name: str, source: str = "") -> bool:
    """Whether a file that PyInstaller found belongs in the delivered folder.

    `name` is its path there, `source` where it comes from.
    """
    name = name.replace("\\", "/")
    if _FONT.search(name) and not _WANTED_FONT.search(name):
        return False
    if source.startswith(_SYSTEM) and not _OURS_OF_THE_SYSTEM.fullmatch(PurePosixPath(name).name):
        return False
    return _UNWANTED.search(name) is None


Entry = tuple[str, str, str]
"""What PyInstaller knows of a file: its place in the folder, where it comes from, its kind."""

_LINK = "SYMLINK"


def needed(libraries: Iterable[Entry]) -> list[Entry]:
    """Return PyInstaller's entries without the libraries that only unwanted ones need.

    What Python or Qt loads by name (modules, plugins) is a root; of the rest, what a root is
    linked to stays. Elsewhere than on Linux all stay.
    """
    entries = list(libraries)
    roots = [entry for entry in entries if _is_root(entry)]
    by_name: dict[str, list[Entry]] = {}
    for entry in entries:
        by_name.setdefault(PurePosixPath(entry[0].replace("\\", "/")).name, []).append(entry)
    kept = dict.fromkeys(roots)
    waiting = list(roots)
    while waiting:
        for linked in _linked(waiting.pop()[1]):
            for entry in by_name.get(linked, ()):
                if entry not in kept:
                    kept[entry] = None
                    waiting.append(entry)
    return [entry for entry in entries if entry in kept]


def _is_root(entry: Entry) -> bool:
    name, _source, kind = entry
    is_library = re.search(r"\.so(\.|$)", name) is not None
    is_loaded_by_name = kind == "EXTENSION" or "/plugins/" in name or name.startswith("libpython")
    return is_loaded_by_name or not is_library


def _linked(library: str) -> list[str]:
    """Return the names of the libraries that a file is linked to itself."""
    if not Path(library).is_file():
        return []
    told = subprocess.run(
        ["objdump", "-p", library], capture_output=True, text=True, check=False
    ).stdout
    return re.findall(r"NEEDED\s+(\S+)", told)


def without_dangling(entries: Iterable[Entry], kept: Iterable[Entry]) -> list[Entry]:
    """Return the entries without the links to libraries that were not kept."""
    names = {entry[0] for entry in kept}
    return [
        entry
        for entry in entries
        if entry[2] != _LINK or str(PurePosixPath(entry[0]).parent / entry[1]) in names
    ]


def stripped(entries: Iterable[Entry], folder: Path) -> list[Entry]:
    """Return the entries with what serves debuggers taken out of the largest libraries.

    Those of Qt come stripped; those that wheels carry beside them do not bear it.
    """
    return [_stripped(entry, folder) for entry in entries]


def _stripped(entry: Entry, folder: Path) -> Entry:
    name, source, kind = entry
    is_bare = "PySide6" in name or "shiboken6" in name or ".libs/" in source or kind == _LINK
    if is_bare or not re.search(r"\.so(\.|$)", name):
        return entry
    copy = folder / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, copy)
    done = subprocess.run(["strip", "--strip-unneeded", str(copy)], check=False)
    return (name, str(copy), kind) if done.returncode == 0 else entry
