"""Temporary folders are gone when their process ends, or at the next start if it was killed."""

from pathlib import Path

import pytest

from ctg_desktop.folder.scratch import Scratch, sweep_scratch
from tests.support.folders import heard, other_process

MAKE = """
from ctg_desktop.folder.scratch import Scratch
import tempfile
tempfile.tempdir = str(folder)
made = Scratch()
(made.path / "sous-dossier").mkdir()
(made.path / "sous-dossier" / "ctg.sqlite").write_text("une base")
(made.path / "ctg.sqlite").write_text("une base")
tell("made")
wait()
"""


SWEEP = """
from ctg_desktop.folder.scratch import sweep_scratch
import tempfile
tempfile.tempdir = str(folder)
tell("sweeping")
while True:
    sweep_scratch()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_folder_when_closed_then_nothing_is_left(place: Path) -> None:
    with Scratch() as made:
        (made / "ctg.sqlite").write_text("une base")
        assert made.parent == place

    assert list(place.iterdir()) == []


def test_folder_when_its_process_was_killed_then_the_next_start_removes_it(place: Path) -> None:
    kept = Scratch()
    with other_process(MAKE, place) as process:
        assert heard(process) == "made"
        sweep_scratch()
        assert len(list(place.iterdir())) == 2

    sweep_scratch()

    assert list(place.iterdir()) == [kept.path]
    kept.close()
    assert list(place.iterdir()) == []


def test_folder_when_another_process_starts_meanwhile_then_it_is_not_taken_away(
    place: Path,
) -> None:
    """Between the making of a claim and its lock, the sweep of another start took it."""
    with other_process(SWEEP, place) as process:
        assert heard(process) == "sweeping"
        for _ in range(3000):
            with Scratch() as made:
                assert made.exists()
                (made / "ctg.sqlite").touch()


def test_folder_when_it_is_not_one_of_ours_then_it_stays(place: Path) -> None:
    foreign = place / "ctg-provisoire-notes"
    foreign.mkdir()
    (foreign / "lettre.odt").touch()
    (place / "ctg-provisoire-lien").symlink_to(foreign)

    sweep_scratch()

    assert (foreign / "lettre.odt").exists()
