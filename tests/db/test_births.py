"""Births: what each incarnation says of itself, signed, under a key that no folder holds."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ctg_desktop.domain.births import birth_terms, is_sound_birth, without_person
from ctg_desktop.domain.changes import ERASED, FORMAT, ChangeKey
from ctg_desktop.domain.entities import Action
from ctg_desktop.folder.keys import KeyRing, is_signed, usual_keys
from ctg_desktop.paths import DataFolder
from tests.support.data_folders import create_folder
from tests.support.folders import content, reopened
from tests.support.sites import START, Site, TurnedClock

MakeSite = Callable[..., Site]


def test_birth_when_a_folder_writes_for_the_first_time_then_it_is_signed(
    make_site: MakeSite,
) -> None:
    site = make_site("Camille Essai")
    site.uow.settle("bethune")
    assert site.uow.births() == []

    site.create("Ludothèque")

    (birth,) = site.uow.births()
    assert birth.id == site.uow.installation.incarnation
    assert (birth.incarnation.person, birth.incarnation.structure) == ("Camille Essai", "bethune")
    assert birth.incarnation.format == FORMAT
    assert is_sound_birth(birth)
    assert is_signed(birth.key, birth_terms(birth), birth.signature)


@pytest.mark.parametrize(
    "forged",
    [
        lambda birth: replace(birth, incarnation=replace(birth.incarnation, person="Autre")),
        lambda birth: replace(birth, incarnation=replace(birth.incarnation, structure="autre")),
        lambda birth: replace(birth, incarnation=replace(birth.incarnation, publication=1)),
        lambda birth: replace(birth, incarnation=replace(birth.incarnation, format=0)),
        lambda birth: replace(birth, convention="autre"),
        lambda birth: replace(birth, continues=ChangeKey("autre", 3)),
        lambda birth: replace(birth, knew=(ChangeKey("autre", 3),)),
        lambda birth: replace(birth, is_demonstration=True),
        lambda birth: replace(birth, person_salt="0" * 16),
    ],
)
def test_birth_when_anything_of_it_is_changed_then_its_signature_does_not_hold(
    make_site: MakeSite, forged: Callable[..., object]
) -> None:
    site = make_site()
    site.create("Ludothèque")
    (birth,) = site.uow.births()

    assert not is_signed(birth.key, birth_terms(forged(birth)), birth.signature)
    endless = replace(birth.incarnation, person="x" * 1_001)
    assert not is_sound_birth(replace(birth, incarnation=endless))


def test_birth_when_the_name_is_erased_then_its_signature_still_holds(make_site: MakeSite) -> None:
    site = make_site("Camille Essai")
    site.create("Ludothèque")

    bare = without_person(site.uow.births()[0])

    assert bare.incarnation.person == ERASED
    assert "Camille" not in repr(bare)
    assert is_sound_birth(bare)
    assert is_signed(bare.key, birth_terms(bare), bare.signature)


def test_birth_when_a_copy_goes_on_then_it_says_what_it_continues_and_knew(
    make_site: MakeSite, tmp_path: Path
) -> None:
    site, other = make_site("Camille"), make_site("Dominique")
    other.create("Ailleurs")
    site.create("Ici")
    site.receive(other)
    site.close()
    shutil.copytree(site.folder, tmp_path / "copie")
    site.uow = site.opened()

    twin = reopened(tmp_path / "copie")
    twin.create("Dans la copie")

    last = twin.uow.births()[-1]
    assert last.continues == ChangeKey(site.uow.installation.incarnation, 2)
    assert ChangeKey(other.uow.installation.incarnation, 2) in last.knew
    twin.close()


def test_key_when_it_is_lost_then_a_new_incarnation_is_born_under_a_new_one(
    make_site: MakeSite,
) -> None:
    site = make_site()
    site.create("Avant")
    (former,) = site.uow.births()
    site.close()
    usual_keys({"CTG_DESKTOP_CLES": str(key_folder())}).forget(former.key)

    site.uow = site.opened()
    site.create("Après")

    born = site.uow.births()
    assert [birth.id for birth in born] == [former.id, site.uow.installation.incarnation]
    assert born[1].key != former.key
    assert born[1].continues == ChangeKey(former.id, 2)
    assert site.problems() == ()


def key_folder() -> Path:
    import os

    return Path(os.environ["CTG_DESKTOP_CLES"])


def test_key_when_a_folder_is_written_and_saved_then_nothing_in_it_holds_the_key(
    make_site: MakeSite,
) -> None:
    site = make_site()
    site.create("Ludothèque")
    site.uow.back_up("essai")
    (birth,) = site.uow.births()
    private = (key_folder() / f"{birth.key}.cle").read_bytes()
    site.close()

    assert len(private) >= 32
    for name, held in content(DataFolder(site.folder)).items():
        assert private not in held, name
        assert private.hex().encode() not in held, name


def test_write_when_no_key_can_be_kept_then_it_is_written_all_the_same_and_born_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    with monkeypatch.context() as broken:
        broken.setenv("CTG_DESKTOP_CLES", str(tmp_path / "fichier" / "cles"))
        create_folder(tmp_path / "ctg", person="Camille", clock=TurnedClock())
        site = reopened(tmp_path / "ctg")
        row = site.create("Écrite")
        assert site.uow.births() == []
        site.close()

    site.uow = site.opened()
    site.write(row, "title", "Écrite encore")

    assert [birth.id for birth in site.uow.births()] == [site.uow.installation.incarnation]
    assert site.problems() == ()
    site.close()


def test_key_ring_when_it_makes_a_key_then_only_its_owner_reads_it(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "cles")

    public = ring.make()

    signature = ring.sign(public, b"message")
    assert is_signed(public, b"message", signature)
    assert not is_signed(public, b"autre", signature)
    assert not is_signed(public, b"message", "00" + signature[2:])
    assert not is_signed("pas une clé", b"message", signature)
    assert (tmp_path / "cles" / f"{public}.cle").stat().st_mode & 0o077 == 0
    assert (tmp_path / "cles").stat().st_mode & 0o077 == 0


# ----------------------------------------------------------------------------- the clocks


def test_write_when_the_clock_was_wrong_once_then_the_next_gestures_do_not_follow_it(
    make_site: MakeSite,
) -> None:
    site = make_site()
    row = site.create("Au début")
    site.clock.at += timedelta(days=3650)
    site.write(row, "constat", "Sous une horloge fausse")
    site.clock.at = START + timedelta(days=1)

    site.write(row, "title", "Le lendemain")

    last = site.uow.history([row])[-1]
    by_title = [each for each in site.uow.history([row]) if each.change.value == "Le lendemain"]
    assert by_title[0].gesture.stamp.ms < (START + timedelta(days=2)).timestamp() * 1000
    assert by_title[0].incarnation.id == site.uow.installation.incarnation
    now_ms = int(site.clock.now().timestamp() * 1000)
    assert last.gesture.is_doubtful(now_ms, last.incarnation.follows_ms)
    assert not by_title[0].gesture.is_doubtful(now_ms, by_title[0].incarnation.follows_ms)
    assert [birth.continues is not None for birth in site.uow.births()] == [False, True]
    assert site.problems() == ()


@pytest.mark.parametrize("years", [50, 10, -10, -50])
def test_as_of_when_the_clock_was_wrong_once_then_each_day_shows_what_stood_then(
    make_site: MakeSite, years: int
) -> None:
    site = make_site()
    row = site.create("Premier")
    site.clock.at += timedelta(days=365 * years)
    site.write(row, "constat", "Sous une horloge fausse")
    site.clock.at = START + timedelta(days=2)
    site.write(row, "title", "Deuxième")
    site.clock.at = START + timedelta(days=9)

    titles = {}
    for day in (-3650, -1, 1, 3):
        with site.uow.as_of(START + timedelta(days=day)) as then:
            found = then.get(Action, row)
            titles[day] = found and (found.title, found.constat)

    wrong = "Sous une horloge fausse"
    assert titles == {-3650: None, -1: None, 1: ("Premier", wrong), 3: ("Deuxième", wrong)}
    now_ms = int(site.clock.now().timestamp() * 1000)
    assert [
        each.change.value
        for each in site.uow.history([row])
        if each.gesture.is_doubtful(now_ms, each.incarnation.follows_ms)
    ] == [wrong]
