"""Putting a safety copy back: the base is put aside, and nothing is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_desktop.errors import DamagedError, DiskFullError, FolderHeldError
from db.places import Place, place_at
from db.restoring import newest_sound, restore
from tests.support.folders import (
    content,
    fill_disk,
    held_elsewhere,
    reopened,
    small_disk,
)
from tests.support.sites import Site, TurnedClock

CLOCK = TurnedClock()


def backed_up(path: Path) -> Place:
    """Make a folder with an action in its copy, and one that came after it."""
    site = Site(path, "Camille Essai")
    site.create("Avant")
    site.uow.back_up("essai")
    site.create("Après")
    site.close()
    return place_at(path)


def titles(folder: Place) -> list[object]:
    from ctg_desktop.domain.action import Action

    site = reopened(folder.path)
    found: list[object] = [row.title for row in site.uow.rows(Action)]
    site.close()
    return found


def test_copy_when_put_back_then_the_base_is_aside_and_the_folder_opens(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    damaged = b"abime" + folder.base.read_bytes()[5:]
    folder.base.write_bytes(damaged)
    copy = newest_sound(folder, clock=CLOCK)
    assert copy is not None

    aside = restore(folder, copy, clock=CLOCK)

    assert (aside / "ctg.sqlite").read_bytes() == damaged
    assert titles(folder) == ["Avant"]
    assert not folder.new_base.exists()
    assert newest_sound(folder, clock=CLOCK) == copy


def test_copy_when_put_back_then_a_new_incarnation_begins(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    site = reopened(folder.path)
    incarnation = site.uow.installation.incarnation
    site.close()
    copy = newest_sound(folder, clock=CLOCK)
    assert copy is not None

    restore(folder, copy, clock=CLOCK)

    site = reopened(folder.path)
    assert site.uow.installation.incarnation != incarnation
    site.close()


def test_newest_copy_when_it_is_damaged_then_the_one_before_is_offered(tmp_path: Path) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    site.create("Avant")
    good = site.uow.back_up("bonne")
    site.create("Après")
    bad = site.uow.back_up("mauvaise")
    site.close()
    content_of_bad = bytearray(bad.path.read_bytes())
    content_of_bad[20_000:24_000] = b"\xff" * 4_000
    bad.path.write_bytes(bytes(content_of_bad))

    assert newest_sound(place_at(tmp_path / "d"), clock=CLOCK) == good
    with pytest.raises(DamagedError):
        restore(place_at(tmp_path / "d"), bad, clock=CLOCK)


def test_copy_when_there_is_none_then_none_is_offered(tmp_path: Path) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    site.close()

    assert newest_sound(place_at(tmp_path / "d"), clock=CLOCK) is None


def test_copy_when_the_folder_is_held_then_nothing_is_changed(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    copy = newest_sound(folder, clock=CLOCK)
    assert copy is not None

    with held_elsewhere(folder):
        with pytest.raises(FolderHeldError):
            restore(folder, copy, clock=CLOCK)

        assert not list(folder.path.glob("mise_de_cote*"))


def test_copy_when_the_disk_is_full_then_nothing_is_changed(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disque", size="4m") as disk:
        folder = backed_up(disk / "d")
        copy = newest_sound(folder, clock=CLOCK)
        assert copy is not None
        ballast = fill_disk(disk, left=50_000)
        before = content(folder)

        with pytest.raises(DiskFullError):
            restore(folder, copy, clock=CLOCK)

        assert content(folder) == before
        ballast.unlink()
        assert titles(folder) == ["Avant", "Après"]
