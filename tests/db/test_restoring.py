"""Putting a safety copy back: the base is put aside, and nothing is lost on the way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.errors import DamagedError, DiskFullError, FolderHeldError, StorageError
from ctg_desktop.folder.second_place import place_of
from ctg_desktop.folder.settings import Settings, save
from ctg_desktop.ports import CopyState
from db.folder.copies import backups, copy_at, every_copy
from db.folder.places import Place, place_at
from db.recovery.restoring import check, look_into, restore
from tests.support.data_folders import newest_sound
from tests.support.every_backup import prove_every_copy
from tests.support.folders import (
    content,
    fill_disk,
    held_elsewhere,
    reopened,
    run_sql,
    small_disk,
)
from tests.support.sites import Site, TurnedClock
from tests.support.stored_bases import stored_bases

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
    again = newest_sound(folder, clock=CLOCK)
    assert again is not None
    assert again.path == copy.path


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

    found = newest_sound(place_at(tmp_path / "d"), clock=CLOCK)
    assert found is not None
    assert found.path == good.path
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

        after = content(folder)
        assert {name: after[name] for name in before if "controles" not in name} == {
            name: before[name] for name in before if "controles" not in name
        }
        ballast.unlink()
        assert titles(folder) == ["Avant", "Après"]


# ----------------------------------------------------------- checking, and what would change


def altered_base(folder: Place) -> None:
    """Turn one bit of a value of the base, which no check of SQLite sees."""
    run_sql(folder, "UPDATE action SET title = 'Avanu' WHERE title = 'Avant'")


def test_copy_when_a_value_of_the_base_was_altered_then_the_full_check_tells_and_notes_it(
    tmp_path: Path,
) -> None:
    folder = backed_up(tmp_path / "d")
    altered_base(folder)
    site = reopened(folder.path)
    made = site.uow.back_up("essai")
    site.close()
    assert backups(folder)[0] == made
    assert made.state is CopyState.MADE

    assert check(folder, made, clock=CLOCK).problems
    good = newest_sound(folder, clock=CLOCK)

    assert good is not None
    assert good.path != made.path
    first, last = backups(folder)
    assert (first.path, first.state) == (good.path, CopyState.VERIFIED)
    assert (last.path, last.state) == (made.path, CopyState.DAMAGED)
    with pytest.raises(DamagedError, match="n’a pas été reprise"):
        restore(folder, made, clock=CLOCK)


def test_mark_when_the_copy_was_touched_since_then_it_holds_no_more(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    (copy,) = backups(folder)
    check(folder, copy, clock=CLOCK)
    assert backups(folder)[0].state is CopyState.VERIFIED

    copy.path.write_bytes(copy.path.read_bytes())

    assert backups(folder)[0].state is CopyState.MADE


def test_check_when_there_is_no_room_for_it_then_the_copy_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = backed_up(tmp_path / "d")
    (copy,) = backups(folder)
    with small_disk(tmp_path / "disque", size="1m") as disk:
        monkeypatch.setattr("tempfile.tempdir", str(disk))
        fill_disk(disk, left=300_000)

        with pytest.raises(DiskFullError):
            check(folder, copy, clock=CLOCK)

    assert backups(folder)[0].state is CopyState.MADE


def test_copy_when_looked_into_then_it_tells_its_last_gestures_and_what_it_lacks(
    tmp_path: Path,
) -> None:
    folder = backed_up(tmp_path / "d")
    (copy,) = backups(folder)

    found = look_into(folder, copy, clock=CLOCK)

    assert found.check.problems == ()
    assert [gesture.label for gesture in found.last][:1] == ["Action créée"]
    assert found.lacking == 1
    folder.base.write_bytes(b"rien")
    assert look_into(folder, copy, clock=CLOCK).lacking is None


@pytest.mark.parametrize("is_readable", [True, False])
def test_copy_when_from_before_an_erasure_then_it_tells_who_would_be_there_again(
    tmp_path: Path, is_readable: bool
) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    contact = site.uow.new_id()
    told = {"deleted": 0, "family_name": "Lamarre", "given_name": "Léa"}
    edits = [Edit(Cell("contact", contact, name), value) for name, value in told.items()]
    site.uow.record(Draft("Contact créé", tuple(edits)))
    site.uow.back_up("avant")
    (before,) = site.uow.backups()
    site.uow.record(
        Draft(
            "Données d’une personne effacées",
            (
                Edit(Cell("contact", contact, "erased"), 1),
                *(Edit(Cell("contact", contact, name), None) for name in list(told)[1:]),
            ),
        )
    )
    after = site.uow.back_up("apres")
    site.close()
    folder = place_at(site.folder)
    if not is_readable:
        folder.base.write_bytes(b"rien")

    assert look_into(folder, before, clock=CLOCK).returning == ("Léa LAMARRE",)
    assert look_into(folder, after, clock=CLOCK).returning == ()


def test_copy_when_taken_back_then_what_is_written_since_is_the_newest(tmp_path: Path) -> None:
    site = Site(tmp_path / "d", "Camille Essai")
    site.create("Un")
    old = site.uow.back_up("ancienne")
    for number in range(5):
        site.create(f"Action {number}")
    long = site.uow.back_up("longue")
    site.close()
    folder = place_at(site.folder)

    restore(folder, old, clock=CLOCK)
    site = reopened(folder.path)
    assert site.uow.is_backed_up() is True
    site.create("Depuis")
    assert not site.uow.is_backed_up()
    since = site.uow.back_up("depuis")

    assert since.changes < long.changes
    assert [copy.reason for copy in site.uow.backups()] == ["depuis", "longue", "ancienne"]
    site.close()


def test_copy_when_the_whole_folder_is_lost_then_it_makes_a_new_one(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    elsewhere = tmp_path / "copie de la clé.sqlite"
    backups(folder)[0].path.rename(elsewhere)
    shutil.rmtree(folder.path)

    restore(folder, copy_at(folder, elsewhere), clock=CLOCK)

    assert titles(folder) == ["Avant"]


def test_copies_when_the_second_place_has_more_then_they_are_listed_too(tmp_path: Path) -> None:
    folder = backed_up(tmp_path / "d")
    place = place_of(tmp_path / "clé", folder.path, "Béthune")
    place.mkdir(parents=True)
    save(folder.path, Settings(second_backups=place.parent))
    (copy,) = backups(folder)
    shutil.copyfile(copy.path, place / copy.path.name)
    moved = place / copy.path.name.replace("essai", "ancienne")
    shutil.copyfile(copy.path, moved)

    found = every_copy(folder)

    assert {each.path for each in found} == {copy.path, moved}
    assert restore(folder, next(each for each in found if each.path == moved), clock=CLOCK)
    assert titles(folder) == ["Avant"]


@pytest.mark.parametrize("content_", [None, b"", b"PK" * 5000])
def test_copy_when_what_stands_there_is_none_then_it_is_said(
    tmp_path: Path, content_: bytes | None
) -> None:
    folder, file = place_at(tmp_path / "d"), tmp_path / "copie.sqlite"
    if content_ is None:
        with pytest.raises(StorageError, match="Il n’y a pas de copie"):
            copy_at(folder, file)
        return
    file.write_bytes(content_)

    assert copy_at(folder, file).state is CopyState.DAMAGED
    with pytest.raises(DamagedError):
        restore(folder, copy_at(folder, file), clock=CLOCK)
    assert not folder.is_used


# ------------------------------------------------------------------------ every copy made


def test_copies_when_made_for_every_reason_then_each_can_be_taken_back_and_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a long run the same is asked of each copy that any test makes."""
    prove_every_copy(monkeypatch)
    stored_bases()[0].put_into(place_at(tmp_path / "ancien"))
    reopened(tmp_path / "ancien").close()  # a copy before bringing it up to date
    site = Site(tmp_path / "d", "Camille Essai")
    for number, reason in enumerate(("à la demande", "automatique", "avant import")):
        site.delete(site.create(f"Jetée {number}"))
        site.create(f"Action {number}")
        site.uow.back_up(reason)
    site.close()

    assert len(backups(place_at(tmp_path / "d"))) == 3
    assert len(backups(place_at(tmp_path / "ancien"))) == 1
