"""Two bases that go on from one state never number their changes alike."""

import shutil
from pathlib import Path

import pytest

from ctg_desktop.domain.envelopes import Parcel
from ctg_desktop.paths import DataFolder
from db.folder.identity import Identity, Memory, Renewal, needs_new_incarnation, remembered
from db.lifecycle.opening import open_folder
from tests.support.folders import ask_sql, filled_folder, heard, other_process, reopened
from tests.support.sites import Site, TurnedClock, hashes, sent, unite

HERE, ELSEWHERE = "ici", "ailleurs"


@pytest.mark.parametrize(
    ("place", "memory", "expected"),
    [
        (HERE, Memory("a", 12, ""), None),
        (HERE, Memory("a", 11, ""), None),  # the last close did not happen
        (HERE, None, None),
        (ELSEWHERE, Memory("a", 12, ""), Renewal.MOVED),
        (ELSEWHERE, None, Renewal.MOVED),
        (HERE, Memory("a", 13, ""), Renewal.OLDER),
        (HERE, Memory("b", 1, ""), Renewal.OLDER),
        (HERE, Memory("a", 11, "", is_open=True), None),
        (HERE, Memory("a", 12, "", is_open=True), Renewal.OLDER),
    ],
)
def test_incarnation_when_the_base_is_not_what_it_was_then_a_new_one_is_needed(
    place: str, memory: Memory | None, expected: Renewal | None
) -> None:
    identity = Identity("a", "Camille", None, HERE, 12)

    assert needs_new_incarnation(identity, memory, place) is expected


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return filled_folder(tmp_path / "ctg")


def renewal_of(folder: DataFolder) -> Renewal | None:
    with open_folder(folder.path, clock=TurnedClock()) as opened:
        return opened.renewal


def incarnations(folder: DataFolder) -> list[object]:
    return [row[0] for row in ask_sql(folder, "SELECT uuid FROM incarnation ORDER BY id")]


def test_folder_when_opened_again_then_it_goes_on(folder: DataFolder) -> None:
    assert renewal_of(folder) is None
    assert len(incarnations(folder)) == 1


def test_folder_when_copied_then_the_copy_begins_anew_once(
    folder: DataFolder, tmp_path: Path
) -> None:
    copy = DataFolder(tmp_path / "copie")
    shutil.copytree(folder.path, copy.path)

    assert renewal_of(copy) is Renewal.MOVED
    assert renewal_of(copy) is None
    assert renewal_of(folder) is None
    assert incarnations(copy)[:-1] == incarnations(folder)
    assert ask_sql(copy, "SELECT incarnation FROM installation") == [(incarnations(copy)[-1],)]


def test_folder_when_moved_then_it_begins_anew(folder: DataFolder, tmp_path: Path) -> None:
    moved = DataFolder(tmp_path / "ailleurs")
    folder.path.rename(moved.path)

    assert renewal_of(moved) is Renewal.MOVED


def test_folder_when_a_copy_takes_its_place_then_it_begins_anew(
    folder: DataFolder, tmp_path: Path
) -> None:
    # Same path, same memory: only the file itself is another one.
    shutil.copytree(folder.path, tmp_path / "copie")
    shutil.move(folder.path, tmp_path / "ancien")
    (tmp_path / "copie").rename(folder.path)

    assert renewal_of(folder) is Renewal.MOVED


def test_base_when_an_older_copy_is_written_over_it_then_it_begins_anew(
    folder: DataFolder,
) -> None:
    older = folder.base.read_bytes()
    site = reopened(folder.path)
    site.create("Perdue de vue")
    site.close()
    folder.base.write_bytes(older)  # the same file: its inode number says nothing

    assert renewal_of(folder) is Renewal.OLDER
    assert renewal_of(folder) is None


def test_folder_when_its_process_was_killed_then_it_goes_on(tmp_path: Path) -> None:
    code = 'site = Site(folder, "Camille"); site.create("Première"); tell("written"); wait()'
    with other_process(code, tmp_path / "ctg") as process:
        assert heard(process) == "written"

    assert renewal_of(DataFolder(tmp_path / "ctg")) is None


@pytest.mark.parametrize("copied", [False, True])
def test_base_when_its_process_was_killed_and_an_older_copy_written_over_it_then_it_begins_anew(
    folder: DataFolder, *, copied: bool
) -> None:
    older = folder.base.read_bytes()
    made = 'site.uow.back_up("avant"); ' if copied else ""
    code = f"""
from tests.support.folders import reopened
site = reopened(folder); site.create("Perdue"); {made}site.create("Aussi"); tell("written"); wait()
"""
    with other_process(code, folder.path) as process:
        assert heard(process) == "written"
    if copied:
        (copy,) = folder.backups.iterdir()
        older = copy.read_bytes()
    folder.base.with_name("ctg.sqlite-wal").unlink()
    folder.base.write_bytes(older)  # the same file: its inode number says nothing

    assert renewal_of(folder) is Renewal.OLDER
    assert renewal_of(folder) is None


@pytest.mark.parametrize("left", [None, "", "{", "[]", '{"incarnation": 1}'])
def test_folder_when_its_memory_is_lost_then_it_goes_on_and_remembers_again(
    folder: DataFolder, left: str | None
) -> None:
    before = remembered(folder)
    if left is None:
        folder.memory.unlink()
    else:
        folder.memory.write_text(left, encoding="utf-8")

    assert renewal_of(folder) is None
    assert remembered(folder) == before
    assert before is not None
    assert (before.person, before.sequence > 0) == ("Camille Essai", True)


def test_folder_when_it_and_its_copy_go_on_then_their_histories_unite(tmp_path: Path) -> None:
    site = Site(tmp_path / "ctg", "Camille Essai")
    row = site.create("Ludothèque")
    site.close()
    shutil.copytree(site.folder, tmp_path / "copie")
    site, twin = reopened(site.folder), reopened(tmp_path / "copie")

    site.write(row, "status", "en_cours")
    twin.write(row, "description", "Dans le quartier")
    unite([site, twin])

    assert len(hashes([site, twin])) == 1
    assert site.history() == twin.history()
    assert site.problems() == twin.problems() == ()
    site.close()
    twin.close()


@pytest.mark.parametrize("comes_first", ["the colleague's", "our own"])
def test_folder_when_others_go_on_from_what_it_lost_then_their_changes_stay_as_written(
    tmp_path: Path, comes_first: str
) -> None:
    """An image brought an older base back: what is written since moves, and nothing else."""
    site, colleague = (Site(tmp_path / name, name) for name in ("Ici", "Là-bas"))
    row = site.create("Ludothèque")
    site.close()
    base = DataFolder(site.folder)
    image = base.base.read_bytes()
    site = reopened(site.folder)
    site.write(row, "title", "Ludothèque mobile")
    colleague.receive(site)
    colleague.write(row, "title", "Ludobus")
    site.close()
    base.base.write_bytes(image)
    base.memory.unlink()
    site = reopened(site.folder)
    ours = site.uow.installation.incarnation
    site.write(row, "title", "Ludothèque en réseau")

    parcel = sent(colleague.uow)
    is_first = comes_first == "our own"
    envelopes = sorted(parcel.envelopes, key=lambda each: (each.birth.id == ours) != is_first)
    site.uow.union(Parcel(tuple(envelopes), parcel.papers))
    colleague.receive(site)

    assert site.problems() == colleague.problems() == ()
    assert len(hashes([site, colleague])) == 1
    assert [conflict.cell.field for conflict in site.uow.conflicts()] == ["title"]
    site.close()
    colleague.close()


def test_folder_when_a_part_of_what_it_lost_comes_then_the_other_part_is_known_to_be_missing(
    tmp_path: Path,
) -> None:
    site, colleague = (Site(tmp_path / name, name) for name in ("Ici", "Là-bas"))
    row = site.create("Ludothèque")
    site.close()
    base = DataFolder(site.folder)
    image = base.base.read_bytes()
    site = reopened(site.folder)
    former, kept = site.uow.installation.incarnation, site.uow.known()
    lost = (
        site.write(row, "title", "Ludothèque mobile").cells
        | site.write(row, "status", "idee").cells
    )
    colleague.receive(site)
    site.close()
    base.base.write_bytes(image)
    base.memory.unlink()
    site = reopened(site.folder)
    site.write(row, "title", "Ludothèque en réseau")

    report = site.uow.union(sent(colleague.uow, {**kept, former: kept[former] + 1}))

    assert len(lost) == 2
    assert report.gaps == {former: kept[former] + 1}
    assert site.receive(colleague).gaps == {}
    assert site.problems() == ()
    site.close()
    colleague.close()
