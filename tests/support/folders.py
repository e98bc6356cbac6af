"""Data folders in every state, on disks of every kind, used by other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ctg_desktop.paths import DataFolder
from db.engine import connected, reading_engine, writing_engine
from db.folder.places import Place, place_at
from db.lifecycle.opening import open_folder
from db.unit_of_work import SqliteUnitOfWork
from tests.support.sites import Site, TurnedClock

ROOT = Path(__file__).resolve().parents[2]


def filled_folder(path: Path, *, actions: int = 3) -> Place:
    """Make a data folder with some actions, and close it."""
    site = Site(path, "Camille Essai")
    for number in range(actions):
        site.create(f"Action {number}", description=f"Ce que fait l’action {number}. " * 20)
    site.close()
    return place_at(path)


def reopened(path: Path, *, read_only: bool = False) -> Site:
    """Open a folder that exists already, as the site that it is."""
    site = Site.__new__(Site)
    site.folder, site.clock = path, TurnedClock()
    opened = open_folder(path, clock=site.clock, read_only=read_only)
    site.uow = SqliteUnitOfWork(opened, site.clock)
    return site


def run_sql(folder: DataFolder, *statements: str) -> None:
    """Do to a base what the program never does."""
    with connected(writing_engine(place_at(folder.path))) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def make_slow_to_check(folder: DataFolder, rows: int) -> None:
    """Have the check of the content take some milliseconds for each of so many rows more."""
    run_sql(
        folder,
        "CREATE TABLE lest (size INTEGER)",
        "WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row LIMIT"
        f" {rows}) INSERT INTO lest SELECT 2000000 FROM row",
        "PRAGMA writable_schema = ON",  # what computes it is said afterwards, or writing is slow
        "UPDATE sqlite_schema SET sql = 'CREATE TABLE lest (size INTEGER, told TEXT NOT NULL"
        " AS (hex(zeroblob(size))))' WHERE name = 'lest'",
    )


def ask_sql(folder: DataFolder, question: str) -> list[tuple[object, ...]]:
    """Read from a base without opening the folder."""
    with connected(reading_engine(place_at(folder.path))) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(question)]


def content(folder: DataFolder) -> dict[str, bytes]:
    """Return every file of a folder with its bytes, less the lock and who holds it."""
    return {
        str(path.relative_to(folder.path)): path.read_bytes()
        for path in sorted(folder.path.rglob("*"))
        if path.is_file() and path not in (folder.lock, folder.holder)
    }


# ---------------------------------------------------------------------------------- disks


@contextmanager
def small_disk(path: Path, *, size: str) -> Iterator[Path]:
    """Give a disk of `size` (`2m`) of its own; skip the test where none can be mounted."""
    path.mkdir()
    _mount(["-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(path)])
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)


def make_read_only(disk: Path) -> None:
    """Turn a disk that `small_disk` gave into one that refuses writing, even to root."""
    _mount(["-o", "remount,ro", str(disk)])


def _mount(arguments: list[str]) -> None:
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small disk: {error}")
    if done.returncode != 0:
        pytest.skip(f"no small disk: {done.stderr.strip() or 'mount refused'}")


def fill_disk(disk: Path, *, left: int = 0) -> Path:
    """Take all the room of a disk but `left` bytes; return the file that takes it."""
    ballast = disk / "lest"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    os.truncate(ballast, ballast.stat().st_size - left)
    return ballast


def open_files(folder: Path) -> Iterator[str]:
    """Yield the files under a folder that this process has open, where the system tells."""
    held = Path("/proc/self/fd")
    if not held.exists():
        return
    for link in held.iterdir():
        try:
            path = link.readlink()
        except OSError:
            continue  # closed meanwhile: the one that lists them
        if path.is_relative_to(folder):
            yield str(path)


# ------------------------------------------------------------------------------ processes

_PRELUDE = """
import sys
from pathlib import Path
from tests.support.sites import Site, TurnedClock
from tests.support.data_folders import create_folder
from db.lifecycle.opening import open_folder
folder = Path(sys.argv[1])
def tell(word):
    print(word, flush=True)
def wait():
    sys.stdin.readline()
"""


@contextmanager
def other_process(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run code in another process, which is killed at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PRELUDE + code, *map(str, arguments)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def heard(process: subprocess.Popen[str]) -> str:
    """Wait for the next word that another process tells."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


HOLD = """
opened = open_folder(folder, clock=TurnedClock())
tell("open")
wait()
"""


@contextmanager
def held_elsewhere(folder: DataFolder) -> Iterator[subprocess.Popen[str]]:
    """Let another process have the folder open."""
    with other_process(HOLD, folder.path) as process:
        assert heard(process) == "open"
        yield process
