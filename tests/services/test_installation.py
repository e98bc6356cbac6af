"""Who works in a folder, and for which structure: what may change, and what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_desktop.errors import FieldError, NotFoundError, RuleError
from ctg_desktop.services.installation import change_structure, rename_person
from ctg_desktop.services.lookup import find_structure
from tests.support.app import Office, new_action


@pytest.fixture
def office(bethune: Path, tmp_path: Path) -> Office:
    return Office.copied(bethune, tmp_path / "dossier")


def test_person_when_renamed_then_what_follows_bears_the_new_name(office: Office) -> None:
    with office.open() as uow:
        new_action(uow, "Avant")
        assert rename_person(uow, "  Camille   Nouvelle ") == "Camille Nouvelle"
        new_action(uow, "Après")

    with office.open() as uow:
        assert uow.installation.person == "Camille Nouvelle"
        authors = [gesture.author for gesture in uow.recent(9) if "Camille" in gesture.author]
        problems = uow.verify(lambda _what, _done, _total: None).problems
    assert authors == ["Camille Nouvelle", "Camille Essai"]
    assert problems == ()


@pytest.mark.parametrize("typed", ["", "   ", "x" * 121])
def test_person_when_the_name_is_no_name_then_it_stays(office: Office, typed: str) -> None:
    with office.open() as uow:
        with pytest.raises(FieldError):
            rename_person(uow, typed)

        assert uow.installation.person == "Camille Essai"


def test_structure_when_nothing_was_recorded_then_it_changes(office: Office) -> None:
    with office.open() as uow:
        bruay = find_structure(uow, "62178")
        assert not uow.has_own_gestures()

        change_structure(uow, bruay.id)

    with office.open() as uow:
        assert uow.installation.structure == bruay.id
        assert new_action(uow).reference.startswith("BRU")


def test_structure_when_something_was_recorded_then_it_stays(office: Office) -> None:
    with office.open() as uow:
        new_action(uow)
        bruay = find_structure(uow, "62178")

        with pytest.raises(RuleError, match="créez un autre dossier"):
            change_structure(uow, bruay.id)

        assert uow.installation.structure != bruay.id


def test_structure_when_it_is_unknown_then_it_stays(office: Office) -> None:
    with office.open() as uow, pytest.raises(NotFoundError):
        change_structure(uow, "inconnue")
