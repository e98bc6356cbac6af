"""The second place of the safety copies: whole copies or none, thinned out, folders apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ctg_desktop.errors import OutputError
from ctg_desktop.folder.backup_names import backup_name, read_name
from ctg_desktop.folder.second_place import copy_over, place_of
from ctg_desktop.ports import BackupInfo
from tests.support.folders import fill_disk, small_disk

NOW = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)


def copy_of(folder: Path, *, made_at: datetime = NOW, content: bytes = b"copie") -> BackupInfo:
    folder.mkdir(exist_ok=True)
    path = folder / backup_name(made_at, "essai")
    path.write_bytes(content)
    return BackupInfo(path, made_at, "essai", 3, len(content))


def listed(place: Path) -> list[BackupInfo]:
    """Return the copies of a folder, each with as long a log as its date is late."""
    named = [(path, read_name(path.name)) for path in place.iterdir()]
    return [
        BackupInfo(path, *told, 3, path.stat().st_size, int(told[0].timestamp()))
        for path, told in named
        if told is not None
    ]


def test_copy_when_the_second_place_is_there_then_it_is_in_a_folder_of_its_own(
    tmp_path: Path,
) -> None:
    second = tmp_path / "clé USB"
    second.mkdir()
    place = place_of(second, tmp_path / "dossier", "Nœux/les:Mines")

    copied = copy_over(copy_of(tmp_path / "premier"), place, listed)

    assert copied.read_bytes() == b"copie"
    assert copied.parent.parent == second
    assert copied.parent.name.startswith("Nœux les Mines ")
    assert list(copied.parent.iterdir()) == [copied]


def test_place_when_two_folders_share_it_then_they_stay_apart(tmp_path: Path) -> None:
    one, other = (place_of(tmp_path, tmp_path / name, "Béthune") for name in ("a", "b"))

    assert one != other


def test_copy_when_it_is_there_already_then_it_is_left_alone(tmp_path: Path) -> None:
    backup = copy_of(tmp_path / "premier")
    copied = copy_over(backup, tmp_path / "second", listed)
    before = copied.stat().st_mtime_ns

    assert copy_over(backup, tmp_path / "second", listed) == copied
    assert copied.stat().st_mtime_ns == before


def test_copy_when_half_of_it_was_there_then_it_is_made_whole(tmp_path: Path) -> None:
    backup = copy_of(tmp_path / "premier")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / backup.path.name).write_bytes(b"co")

    assert copy_over(backup, tmp_path / "second", listed).read_bytes() == b"copie"


def test_copy_when_the_disk_was_pulled_out_then_the_sentence_says_so(tmp_path: Path) -> None:
    backup = copy_of(tmp_path / "premier")

    with pytest.raises(OutputError, match="n’est pas là"):
        copy_over(backup, tmp_path / "clé partie" / "Béthune 1234", listed)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["premier"]


def test_copy_when_the_second_place_is_a_file_then_the_sentence_says_so(tmp_path: Path) -> None:
    backup = copy_of(tmp_path / "premier")
    (tmp_path / "second").write_text("")

    with pytest.raises(OutputError):
        copy_over(backup, tmp_path / "second", listed)


def test_copy_when_the_second_disk_is_full_then_nothing_half_is_left(tmp_path: Path) -> None:
    backup = copy_of(tmp_path / "premier", content=b"x" * 200_000)
    with small_disk(tmp_path / "disque", size="1m") as disk:
        fill_disk(disk, left=50_000)

        with pytest.raises(OutputError, match="plein"):
            copy_over(backup, disk / "copies", listed)

        assert list((disk / "copies").iterdir()) == []


def test_copies_when_many_days_have_passed_then_they_are_thinned_out(tmp_path: Path) -> None:
    place = tmp_path / "second"
    foreign = tmp_path / "second" / "ctg_notes.sqlite"
    for day in range(40):
        made_at = NOW + timedelta(days=day)
        copy_over(copy_of(tmp_path / "premier", made_at=made_at), place, listed)
        foreign.write_text("à moi")

    kept = [path for path in place.iterdir() if read_name(path.name)]
    assert 12 <= len(kept) < 40
    assert backup_name(NOW + timedelta(days=39), "essai") in {path.name for path in kept}
    assert foreign.exists()


@pytest.mark.parametrize(
    "name", ["ctg.sqlite", "ctg_2026-13-45_000000_x.sqlite", "ctg_2026-09-15_120000_.sqlite", ""]
)
def test_name_when_it_is_that_of_no_copy_then_it_says_nothing(name: str) -> None:
    assert read_name(name) is None
