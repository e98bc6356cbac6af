"""Make the folder that is delivered, and say what is in it: `make build`.

    python packaging/freeze.py             the folder, in dist/
    python packaging/freeze.py --archive   and the portable archive of it (tar.xz, zip on Windows)
    python packaging/freeze.py --archive-only   the archive of a folder that is there already

Run by the environment that `packaging/set_up.py build` makes.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from licences import written_licences
from places import DIST, FOLDER, LICENCES, NAME, ROOT

MOST_MB, MOST_ARCHIVE_MB = 145, 50
"""The goals, in millions of bytes, on Linux. Spreadsheets and Word take 13 of them: lxml, which
python-docx needs, 9.6, python-calamine 1.8, python-docx 1, XlsxWriter less than one."""

PORTABLE_MARK = "portable.txt"
PORTABLE_WORDS = (
    "Tant que ce fichier est ici, CTG Desktop garde ses données à côté du programme,\n"
    "dans le dossier « Donnees » : sur une clé USB, elles suivent le programme.\n"
)


def main(arguments: list[str]) -> int:
    """Make what was asked; return the exit code."""
    if set(arguments) - {"--archive", "--archive-only"}:
        print("Usage : python packaging/freeze.py [--archive|--archive-only]", file=sys.stderr)
        return 2
    if "--archive-only" not in arguments:
        freeze()
    problems = list(told_contents(FOLDER))
    if arguments:
        archive = archived(FOLDER)
        size = archive.stat().st_size / 1e6
        print(f"{archive.relative_to(ROOT)} : {size:.1f} Mo (au plus {MOST_ARCHIVE_MB} souhaités)")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def version() -> str:
    """Return the version, from its single source."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def source_date() -> int:
    """Return when the sources were last changed, in seconds since 1970.

    Two builds of the same sources then bear the same dates.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    question = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(question, cwd=ROOT, capture_output=True, text=True, check=False)
    return int(told.stdout) if told.returncode == 0 and told.stdout.strip() else 0


def freeze() -> None:
    """Run PyInstaller.

    Raises:
        subprocess.CalledProcessError: it failed; it has said why.
    """
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(DIST), "--workpath", str(ROOT / "build" / "pyinstaller")]
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": str(source_date()),
        "PYTHONHASHSEED": "0",  # or sets are written in another order each time
        # icupkg stands where an ordinary person's PATH does not lead.
        "PATH": os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    written_licences(LICENCES)
    spec = str(ROOT / "packaging" / "ctg_desktop.spec")
    subprocess.run([*command, spec], cwd=ROOT, env=environment, check=True)


def told_contents(folder: Path) -> Iterator[str]:
    """Print what is in the folder, largest first; yield what should not be as it is."""
    sizes: Counter[str] = Counter()
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    for path in files:
        sizes[_group(path.relative_to(folder))] += path.stat().st_size
    total = sum(sizes.values())
    print(f"{folder.relative_to(ROOT)} : {len(files)} fichiers, {total / 1e6:.1f} Mo")
    for name, size in sizes.most_common():
        print(f"{size / 1e6:8.2f} Mo  {name}")
    if sys.platform == "linux" and total > MOST_MB * 1e6:
        yield f"Le dossier compte {total / 1e6:.0f} Mo : {MOST_MB} au plus sont souhaités."
    for path in files:
        if _is_forbidden(path.name):
            yield f"{path.relative_to(folder)} n'a rien à faire dans le dossier livré."


def _group(path: Path) -> str:
    """Return under which name a file is counted: large libraries alone, the rest by package."""
    parts = path.parts[1:] if path.parts[0] == "_internal" else path.parts
    if parts[0] == "PySide6" and path.name.startswith(("lib", "Qt")):
        return f"PySide6 : {path.name}"
    return parts[0]


def _is_forbidden(name: str) -> bool:
    """Whether a file is of Qt's SQL, or a second SQLite library."""
    lowered = name.lower()
    return "qtsql" in lowered or "qt6sql" in lowered or lowered.startswith(("libsqlite", "sqlite3"))


def archived(folder: Path) -> Path:
    """Pack the folder with the mark that keeps data beside the program; return the archive."""
    stem = f"{NAME}-{version()}-portable-{sys.platform}"
    if sys.platform == "win32":
        return _zipped(folder, DIST / f"{stem}.zip")
    return _tarred(folder, DIST / f"{stem}.tar.xz")


def _tarred(folder: Path, output: Path) -> Path:
    """Write the folder as a tar.xz that depends on its content alone."""
    with lzma.open(output, "wb", preset=9) as packed, tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted([folder, *folder.rglob("*")]):
            member = tar.gettarinfo(path, str(Path(NAME) / path.relative_to(folder)))
            member.uid = member.gid = 0
            member.uname = member.gname = "root"
            member.mtime = source_date()
            if member.isreg():
                with path.open("rb") as content:
                    tar.addfile(member, content)
            else:
                tar.addfile(member)
        _add_mark(tar)
    return output


def _add_mark(tar: tarfile.TarFile) -> None:
    from io import BytesIO

    content = PORTABLE_WORDS.encode()
    mark = tarfile.TarInfo(f"{NAME}/{PORTABLE_MARK}")
    mark.size, mark.mtime = len(content), source_date()
    tar.addfile(mark, BytesIO(content))


def _zipped(folder: Path, output: Path) -> Path:
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, str(Path(NAME) / path.relative_to(folder)))
        packed.writestr(f"{NAME}/{PORTABLE_MARK}", PORTABLE_WORDS)
    return output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
