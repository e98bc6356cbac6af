"""One process per data folder, whose holder the second comer can name."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ctg_desktop.errors import FolderHeldError
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import typeset
from db.folder.hold import Hold, held_error, hold, holder_of
from db.lifecycle.opening import open_folder
from tests.support.folders import filled_folder, heard, held_elsewhere, other_process
from tests.support.sites import TurnedClock

NOW = datetime(2026, 2, 3, 9, 32, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return filled_folder(tmp_path / "ctg", actions=1)


def test_open_when_another_process_has_it_then_the_sentence_names_the_holder(
    folder: DataFolder,
) -> None:
    with held_elsewhere(folder):
        holder = holder_of(folder)
        assert holder is not None
        with pytest.raises(FolderHeldError) as caught:
            open_folder(folder.path, clock=TurnedClock())

    assert (
        f"ouvert par Camille Essai sur l’ordinateur {holder.computer} depuis"
        in caught.value.sentence
    )
    assert "--lecture-seule" in caught.value.sentence
    assert typeset(caught.value.sentence) == caught.value.sentence


def test_open_when_another_process_has_it_then_reading_is_possible(folder: DataFolder) -> None:
    with (
        held_elsewhere(folder),
        open_folder(folder.path, clock=TurnedClock(), read_only=True) as opened,
        opened.engine.connect() as connection,
    ):
        assert opened.is_read_only
        assert connection.exec_driver_sql("SELECT count(*) FROM action").scalar_one() == 1


def test_open_when_this_process_has_it_already_then_it_is_refused(folder: DataFolder) -> None:
    with open_folder(folder.path, clock=TurnedClock()), pytest.raises(FolderHeldError):
        open_folder(folder.path, clock=TurnedClock())

    open_folder(folder.path, clock=TurnedClock()).close()


def test_open_when_the_holder_was_killed_then_nothing_blocks(folder: DataFolder) -> None:
    with held_elsewhere(folder) as process:
        process.kill()
        process.wait()
        assert folder.holder.exists()

        open_folder(folder.path, clock=TurnedClock()).close()

    assert not folder.holder.exists()


@pytest.mark.parametrize("left", ["", "{", "[]", '{"personne": 3}', '{"depuis": "hier"}'])
def test_sentence_when_the_name_of_the_holder_is_unreadable_then_it_does_without(
    folder: DataFolder, left: str
) -> None:
    folder.holder.write_text(left, encoding="utf-8")

    assert "est ouvert dans une autre fenêtre." in held_error(folder, NOW).sentence


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(hours=2), " depuis {0.hour}\u00a0h\u00a032."),
        (timedelta(days=1), " depuis hier à {0.hour}\u00a0h\u00a032."),
        (timedelta(days=2), " depuis le 1er\u00a0février\u00a02026 à {0.hour}\u00a0h\u00a032."),
    ],
)
def test_sentence_when_held_for_long_then_it_tells_the_day(
    folder: DataFolder, ago: timedelta, words: str
) -> None:
    since = NOW - ago
    held = hold(folder, person="Camille Essai", now=since)

    sentence = held_error(folder, NOW).sentence

    held.release()
    assert words.format(since.astimezone()) in sentence


def test_hold_when_released_twice_then_a_later_holder_keeps_it(folder: DataFolder) -> None:
    first = hold(folder, person="", now=NOW)
    first.release()
    second: Hold = hold(folder, person="Dominique", now=NOW)
    first.release()

    with pytest.raises(FolderHeldError):
        hold(folder, person="", now=NOW)
    second.release()


START_AT_ONCE = """
from ctg_desktop.errors import StorageError
tell("ready")
wait()
try:
    create_folder(folder, person="Camille", clock=TurnedClock())
except StorageError as error:
    assert type(error).__name__ in ("FolderExistsError", "FolderHeldError"), error
try:
    opened = open_folder(folder, clock=TurnedClock())
    tell("won")
except StorageError as error:
    tell(type(error).__name__)
wait()
"""


STARTS = 20 if os.environ.get("CTG_STRESS") == "1" else 4


def test_starts_when_many_are_simultaneous_then_one_wins(tmp_path: Path) -> None:
    with ExitStack() as stack:
        processes = [
            stack.enter_context(other_process(START_AT_ONCE, tmp_path / "ctg"))
            for _ in range(STARTS)
        ]
        assert {heard(process) for process in processes} == {"ready"}
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        words = [heard(process) for process in processes]

    assert words.count("won") == 1
    # Who came between the hold and the end of the creation saw no data yet.
    assert set(words) <= {"won", "FolderHeldError", "FolderMissingError"}
