"""Erasing a person: found by name, e-mail and phone, in the rows, in the log and in the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.domain.action import SuiviNote
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.people import Contact
from ctg_desktop.paths import DataFolder
from ctg_desktop.services.personal_data import erase
from ctg_desktop.services.traces import Place, Trace, signs_of, traces
from tests.support.sites import Site, hashes, unite

NEEDLES = ("Zéphyrine", "ZÉPHYRINE", "zephyrine.quartz", "61 22 33 44", "QUARTZ", "Quartz")


@pytest.fixture
def person(site: Site) -> Contact:
    return contact(site)


def contact(site: Site) -> Contact:
    row = site.uow.new_id()
    values = {
        "deleted": 0,
        "given_name": "Zéphyrine",
        "family_name": "QUARTZ",
        "email": "zephyrine.quartz@exemple.fr",
        "mobile": "06 61 22 33 44",
        "origin": "local",
    }
    edits = tuple(Edit(Cell("contact", row, name), value) for name, value in values.items())
    site.uow.record(Draft("Contact créé", edits))
    found = site.uow.get(Contact, row)
    assert found is not None
    return found


def erased(site: Site, person: Contact) -> list[Trace]:
    left, _ = erase(site.uow, person, traces(site.uow, person, site.folder))
    return left


def bytes_of(folder: Path) -> bytes:
    """Return all that stands in a folder, the safety copies apart."""
    own = DataFolder(folder)
    return b"".join(
        path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and own.backups not in path.parents
    )


def names_in(folder: Path) -> list[str]:
    content = bytes_of(folder)
    return [each for each in NEEDLES if each.encode() in content]


@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("vue avec Zéphyrine Quartz en mai", True),
        ("QUARTZ Zephyrine", True),
        ("écrire à Zephyrine.Quartz@exemple.fr.", True),
        ("rappeler au 0661223344", True),
        ("rappeler au +33 6 61 22 33 44", True),
        ("rappeler au 06.61.22.33.44 le matin", True),
        ("une horloge à quartz", False),
        ("quartzite", None),
        ("06 61 22 33 45", None),
        ("quartzine@exemple.fr", None),
        ("", None),
    ],
)
def test_signs_when_a_text_is_read_then_the_person_is_recognised(
    person: Contact, text: str, certain: bool | None
) -> None:
    found = signs_of(person).where(text)

    assert (found and found[1]) is certain or (found is None and certain is None)


@pytest.mark.parametrize(
    "text",
    ["avec Zéphyrine Quartz", "au 06 61 22 33 44", "à zephyrine.quartz@exemple.fr"],
)
def test_former_versions_when_the_person_is_erased_then_nothing_of_them_is_left_in_the_files(
    site: Site, person: Contact, text: str
) -> None:
    action = site.create("Une action")
    site.write(action, "description", text)
    site.write(action, "description", "avec une collègue")

    left = erased(site, person)

    assert left == []
    assert names_in(site.folder) == []
    assert site.problems() == ()
    history = site.uow.history([action])
    assert [each.change.value for each in history][-1] == "avec une collègue"


def test_current_text_when_the_person_is_erased_then_it_stays_and_is_listed(
    site: Site, person: Contact
) -> None:
    action = site.create("Une action")
    site.write(action, "description", "avec Zéphyrine Quartz")

    left = erased(site, person)

    assert [(each.place, each.field) for each in left] == [(Place.CURRENT, "Description")]
    assert site.problems() == ()


def test_common_word_when_it_is_also_a_family_name_then_its_history_stays(
    site: Site, person: Contact
) -> None:
    action = site.create("Une action")
    site.write(action, "description", "une horloge à quartz")
    site.write(action, "description", "une horloge")

    left = erased(site, person)

    assert {each.is_certain for each in left} == {False}
    values = [each.change.value for each in site.uow.history([action])]
    assert "une horloge à quartz" in values


def test_note_when_its_author_is_erased_then_the_author_is_listed(
    site: Site, person: Contact
) -> None:
    action = site.create("Une action")
    note = site.uow.new_id()
    values = {"deleted": 0, "action": action, "text": "Vu", "author": "Zéphyrine QUARTZ"}
    edits = tuple(Edit(Cell("suivi_note", note, name), value) for name, value in values.items())
    site.uow.record(Draft("Note", edits))

    assert site.uow.get(SuiviNote, note) is not None
    assert [each.place for each in erased(site, person)] == [Place.CURRENT]


def test_reason_when_it_names_the_person_then_it_is_erased(site: Site, person: Contact) -> None:
    action = site.create("Une action")
    edit = Edit(Cell("action", action, "description"), "Un texte")
    site.uow.record(Draft("Champ modifié", (edit,), "à la demande de Zéphyrine Quartz"))

    assert erased(site, person) == []
    assert names_in(site.folder) == []
    assert site.problems() == ()


def test_writer_when_erased_then_what_they_wrote_stays_without_their_name(
    make_site: Callable[..., Site],
) -> None:
    writer, other = make_site("Zéphyrine QUARTZ"), make_site("Camille Essai")
    writer.create("Une action écrite")
    other.receive(writer)
    person = contact(other)

    left = erased(other, person)

    assert [each for each in left if each.place is Place.WRITER] == []
    assert names_in(other.folder) == []
    assert other.problems() == ()


def test_journal_when_it_names_the_person_then_it_is_removed(site: Site, person: Contact) -> None:
    logs = DataFolder(site.folder).logs
    logs.mkdir(exist_ok=True)
    (logs / "incident_2026.txt").write_text("… Zéphyrine Quartz …", encoding="utf-8")

    assert erased(site, person) == []
    assert not (logs / "incident_2026.txt").exists()


def test_erasure_when_it_travels_then_every_site_ends_alike_whatever_came_first(
    make_site: Callable[..., Site],
) -> None:
    first, second, third = (make_site(f"Personne {n}") for n in range(3))
    person = contact(first)
    action = first.create("Une action")
    first.write(action, "description", "avec Zéphyrine Quartz")
    second.receive(first)
    first.write(action, "description", "avec une collègue")
    erased(first, person)

    # The third knows of the erasure before it receives what the second still holds.
    third.receive(first)
    unite([first, second, third])

    assert len(set(hashes([first, second, third]))) == 1
    for site in (first, second, third):
        values = [each.change.value for each in site.uow.history([action])]
        assert "avec Zéphyrine Quartz" not in values
        assert values[-1] == "avec une collègue"
        assert site.problems() == ()
