"""Making ICU's data smaller: of some 200 languages, the delivered folder keeps French and English.

ICU sorts (`QCollator`) and names time zones for Qt on Linux; its data are a quarter of the
folder. What is taken out falls back to the root locale, as for a language that ICU never knew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

LANGUAGES = ("fr", "en")

TOOLS = ("icupkg", "ld", "objcopy", "readelf")
"""What it takes: the Debian packages `icu-devtools` and `binutils`."""

_LOCALE = re.compile(r"(?:.*/)?([a-z]{2,3})(?:_\w*)?\.res")
_SPELLED_OUT = ("translit/root.res",)
# Transliterations, names of signs, and the encodings of former times: Qt has its own for those
# that are still met.
_UNUSED = re.compile(r"translit/.*|unames\.icu|[^/]*\.cnv")


def missing_tools() -> list[str]:
    """Return the tools that this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def is_unwanted(item: str) -> bool:
    """Whether an item of ICU's data serves neither our languages nor Qt itself."""
    locale = _LOCALE.fullmatch(item)
    if locale is not None:
        return locale[1] not in LANGUAGES
    return item not in _SPELLED_OUT and _UNUSED.fullmatch(item) is not None


def trimmed(library: Path, folder: Path) -> Path:
    """Write a smaller copy of `libicudata.so.N` into a folder, and return it.

    Raises:
        subprocess.CalledProcessError: a tool refused; the library is left as it was.
        LookupError: the library is none of ICU's data.
    """
    folder.mkdir(parents=True, exist_ok=True)
    symbol, offset, size = _data_of(library)
    version = symbol.removeprefix("icudt").removesuffix("_dat")
    # The name of the file is that of its items: it must not change.
    name = f"icudt{version}l.dat"
    whole, small = folder / "whole" / name, folder / "small" / name
    for file in (whole, small):
        file.parent.mkdir(exist_ok=True)
    with library.open("rb") as source:
        source.seek(offset)
        whole.write_bytes(source.read(size))
    listed = _told("icupkg", "-l", str(whole)).split()
    unwanted = folder / "unwanted.txt"
    unwanted.write_text("\n".join(filter(is_unwanted, listed)) + "\n", encoding="utf-8")
    _told("icupkg", "-r", str(unwanted), str(whole), str(small))
    return _as_library(small, symbol, folder / library.name)


def _data_of(library: Path) -> tuple[str, int, int]:
    """Return the symbol of the data, where they begin in the file and how long they are."""
    symbols = _told("readelf", "--syms", "--dyn-syms", "--wide", str(library))
    found = re.search(r":\s+([0-9a-f]+)\s+(\w+)\s+OBJECT.*\s(icudt\d+_dat)", symbols)
    sections = _told("readelf", "--sections", "--wide", str(library))
    section = re.search(r"\.rodata\s+PROGBITS\s+([0-9a-f]+)\s+([0-9a-f]+)", sections)
    if found is None or section is None:
        message = f"{library.name} holds no data of ICU"
        raise LookupError(message)
    address, start, offset = (int(part, 16) for part in (found[1], section[1], section[2]))
    return found[3], offset + address - start, int(found[2], 0)


def _as_library(data: Path, symbol: str, output: Path) -> Path:
    """Wrap data in a library that gives them under their symbol."""
    source = data.parent / "data"
    shutil.copyfile(data, source)
    raw, named = data.parent / "raw.o", data.parent / "named.o"
    _told("ld", "-r", "-b", "binary", "-o", raw.name, source.name, folder=data.parent)
    _told(
        *("objcopy", "--redefine-sym", f"_binary_data_start={symbol}"),
        *("--strip-symbol", "_binary_data_end", "--strip-symbol", "_binary_data_size"),
        *("--rename-section", ".data=.rodata,alloc,load,readonly,data,contents"),
        *("--set-section-alignment", ".data=16", str(raw), str(named)),
    )
    _told("ld", "-shared", "-soname", output.name, "-z", "noexecstack", "-o", output, named)
    return output


def _told(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout
