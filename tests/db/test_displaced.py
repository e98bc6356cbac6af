"""A base that is moved, deleted or replaced while it is open: seen at the next commit, and said."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.errors import DisplacedError
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import typeset
from tests.support.folders import content, filled_folder, reopened
from tests.support.sites import Site


def moved(folder: DataFolder) -> None:
    folder.path.rename(folder.path.with_name("ailleurs"))


def deleted(folder: DataFolder) -> None:
    shutil.rmtree(folder.path)


def base_deleted(folder: DataFolder) -> None:
    folder.base.unlink()


def replaced(folder: DataFolder) -> None:
    """Put another base in the place of this one, as a program that synchronises does."""
    other = filled_folder(folder.path.with_name("autre"))
    other.base.replace(folder.base)


def told(folder: DataFolder) -> dict[str, bytes]:
    """Return the files of a folder that say something by themselves."""
    found = content(folder).items()
    return {name: bytes_ for name, bytes_ in found if not name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("harm", [moved, deleted, base_deleted, replaced])
def test_record_when_the_base_is_no_more_at_its_path_then_it_is_said_and_not_kept(
    tmp_path: Path, harm: Callable[[DataFolder], None]
) -> None:
    site = Site(tmp_path / "ctg", "Camille Essai")
    row = site.create("Avant")
    folder = DataFolder(site.folder)
    harm(folder)
    before = told(folder)

    for _ in range(2):
        with pytest.raises(DisplacedError, match="n’est pas enregistré") as caught:
            site.write(row, "title", "Après")
    site.close()

    assert typeset(caught.value.sentence) == caught.value.sentence
    assert told(folder) == before


@pytest.mark.parametrize("is_read_only", [True, False])
def test_base_when_it_took_the_place_of_an_open_one_then_it_is_opened_as_it_was(
    tmp_path: Path, is_read_only: bool
) -> None:
    site = Site(tmp_path / "ctg", "Camille Essai")
    site.create("Avant", description="Un texte. " * 2000)
    folder = DataFolder(site.folder)
    replaced(folder)
    before = folder.base.read_bytes()
    site.close()

    # What the former one had in its -wal would be written over the other one.
    assert folder.base.read_bytes() == before
    again = reopened(folder.path, read_only=is_read_only)
    assert again.problems() == ()
    assert again.uow.search("avant") == []
    assert len(again.uow.search("action")) == 3
    again.close()


def test_record_when_the_folder_is_back_then_it_goes_on(tmp_path: Path) -> None:
    site = Site(tmp_path / "ctg", "Camille Essai")
    row = site.create("Avant")
    away = site.folder.rename(tmp_path / "ailleurs")
    with pytest.raises(DisplacedError):
        site.write(row, "title", "Après")
    away.rename(site.folder)

    site.write(row, "title", "Après")

    site.close()
    again = reopened(site.folder)
    assert again.problems() == ()
    assert again.uow.search("après")
    again.close()


def test_base_when_replaced_during_a_commit_then_the_writing_is_not_called_kept(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path / "ctg", "Camille Essai")
    folder = DataFolder(site.folder)
    other = filled_folder(tmp_path / "autre")

    with pytest.raises(DisplacedError), site.uow._recording.transaction():  # noqa: SLF001 - between
        other.base.replace(folder.base)
    site.close()
    assert len(reopened(folder.path, read_only=True).uow.search("action")) == 3
