"""One window per person and data folder, however many starts there are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.folders import ROOT
from ui.single_instance import SingleInstance

STARTS = 20 if os.environ.get("CTG_STRESS") == "1" else 6

_START = """
import sys
from pathlib import Path
import ui
from PySide6.QtCore import QCoreApplication, QTimer
from ui.single_instance import SingleInstance

app = QCoreApplication([])
instance = SingleInstance(Path(sys.argv[1]))
instance.knocked.connect(lambda: print("knocked", flush=True))
if not instance.hold(Path(sys.argv[2]) if sys.argv[2:] else None):
    print("second", flush=True)
    raise SystemExit
print("first", flush=True)
sys.stdin.readline()  # busy for a while, as a program that starts is
QTimer.singleShot(60_000, app.quit)
app.exec()
"""


def started(folder: Path, *file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _START, str(folder), *map(str, file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(autouse=True)
def runtime(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for locks and pipes of this test alone; short, as names of pipes must be."""
    place = tmp_path_factory.mktemp("r")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(place))
    return place


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    instance = SingleInstance(tmp_path / "dossier")
    assert instance.hold()
    yield instance
    instance.release()


def ended(process: subprocess.Popen[str], qtbot: QtBot) -> str:
    """Return what a start told, once it ended; meanwhile this process goes on."""
    qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
    return process.communicate()[0]


def test_second_start_when_the_first_is_there_then_it_comes_forward(
    qtbot: QtBot, first: SingleInstance, tmp_path: Path
) -> None:
    file = tmp_path / "envoi d’été\n2.ctg"
    told: list[Path] = []
    first.handed.connect(told.append)
    with qtbot.waitSignals([first.knocked, first.handed], timeout=20_000):
        second = started(tmp_path / "dossier", file)

    assert ended(second, qtbot) == "second\n"
    assert told == [file]


def test_second_start_when_it_has_another_folder_then_it_has_its_own_window(
    qtbot: QtBot, first: SingleInstance, tmp_path: Path
) -> None:
    other = SingleInstance(tmp_path / "autre")

    with qtbot.assertNotEmitted(first.knocked):
        assert other.hold()

    other.release()


def test_start_when_the_first_has_ended_then_it_takes_its_place(
    first: SingleInstance, tmp_path: Path
) -> None:
    first.release()
    after = SingleInstance(tmp_path / "dossier")

    assert after.hold()

    after.release()


def test_start_when_the_first_was_killed_then_what_it_left_is_in_no_way(
    qtbot: QtBot, tmp_path: Path
) -> None:
    killed = started(tmp_path / "dossier")
    assert killed.stdout is not None
    assert killed.stdout.readline() == "first\n"
    killed.kill()
    killed.communicate()
    after = SingleInstance(tmp_path / "dossier")
    assert after.hold()

    with qtbot.waitSignal(after.knocked, timeout=20_000):
        second = started(tmp_path / "dossier")

    assert ended(second, qtbot) == "second\n"
    after.release()


def test_starts_when_many_come_at_once_then_one_is_the_first(tmp_path: Path) -> None:
    starts = [started(tmp_path / "dossier") for _ in range(STARTS)]
    for start in starts:
        assert start.stdin is not None
        start.stdin.write("\n")
        start.stdin.flush()
    told = []
    for start in starts:
        assert start.stdout is not None
        told.append(start.stdout.readline().strip())
    for start in starts:
        start.kill()
        start.communicate()

    assert sorted(told) == ["first"] + ["second"] * (STARTS - 1)


def test_start_when_the_place_of_locks_is_closed_then_it_goes_on_alone(
    qtbot: QtBot, tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "f").write_text("")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "absent"))
    monkeypatch.setattr("PySide6.QtCore.QDir.tempPath", lambda: str(tmp_path / "f"))
    instance = SingleInstance(tmp_path / "dossier")

    assert instance.hold()

    instance.release()
