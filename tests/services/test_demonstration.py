"""Invented actions."""

from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action, Etape, Indicateur, Mesure, SuiviNote
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import check_row, is_late
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import communes
from ctg_desktop.services.demonstration import fill
from tests.support.app import AGGLOMERATION, TODAY, Office


def silent(_what: str, _done: int, _total: int) -> None:
    """Say nothing of progress."""


def titles(folder: Path) -> list[tuple[str | None, str | None, Status | None]]:
    with Office(folder, AGGLOMERATION, demonstration=True).open() as uow:
        fill(uow, 60, TODAY, silent)
        rows = uow.rows(Action)
        for row in rows:
            check_row(row)
        assert len({row.reference for row in rows}) == 60
        return sorted((row.reference, row.title, row.status) for row in rows)


def test_demonstration_when_made_twice_then_it_is_the_same_and_sound(tmp_path: Path) -> None:
    first = titles(tmp_path / "1")

    assert first == titles(tmp_path / "2")
    assert len({status for _, _, status in first}) >= 5


def test_demonstration_when_made_then_dates_agree_with_statuses(tmp_path: Path) -> None:
    with Office(tmp_path / "d", AGGLOMERATION, demonstration=True).open() as uow:
        fill(uow, 200, TODAY, silent)
        actions = {row.id: row for row in uow.rows(Action)}

        late = [row for row in actions.values() if is_late(row, TODAY)]
        for row in actions.values():
            assert row.starts_on is not None
            has_begun = row.starts_on <= TODAY
            assert has_begun == (row.status not in (Status.IDEE, Status.A_VENIR)), row
            assert (row.completed_on is not None) == (row.status is Status.REALISEE), row
            assert row.completed_on is None or row.starts_on <= row.completed_on <= TODAY, row
        assert 3 <= len(late) <= 40
        assert any(row.ends_on is None for row in actions.values())
        assert len({row.structure for row in actions.values()}) > 20
        assert len({row.pilote for row in actions.values()}) > 5

        for etape in uow.rows(Etape):
            action = actions[etape.action or ""]
            assert action.starts_on is not None
            assert etape.due_on is not None
            assert action.starts_on <= etape.due_on <= (action.ends_on or etape.due_on)
            assert (etape.done_on is not None) == (action.status is Status.REALISEE)
            assert etape.done_on is None or etape.done_on <= TODAY
        for note in uow.rows(SuiviNote):
            assert note.noted_on is not None
            assert note.noted_on <= TODAY
        owners = {row.id: row.action for row in uow.rows(Indicateur)}
        for mesure in uow.rows(Mesure):
            action = actions[owners[mesure.indicateur or ""] or ""]
            assert mesure.year is not None
            assert mesure.year <= TODAY.year
            assert action.status not in (Status.IDEE, Status.A_VENIR)


def test_demonstration_when_made_then_nobody_in_it_can_be_reached(tmp_path: Path) -> None:
    with Office(tmp_path / "d", AGGLOMERATION, demonstration=True).open() as uow:
        known = {row.id for row in uow.rows(Contact)}
        fill(uow, 10, TODAY, silent)
        invented = [row for row in uow.rows(Contact) if row.id not in known]

    assert len(invented) >= 5
    assert all((row.email or "").endswith(".invalid") for row in invented)
    assert {(row.landline, row.mobile) for row in invented} == {(None, None)}


def test_demonstration_when_it_is_a_communes_then_half_of_it_is_its_own(tmp_path: Path) -> None:
    with Office(tmp_path / "d", demonstration=True).open() as uow:
        fill(uow, 60, TODAY, silent)
        own = [row for row in uow.rows(Action) if row.structure == uow.installation.structure]

    assert 20 <= len(own) <= 40


def test_demonstration_when_made_then_gestures_are_few_and_progress_is_told(
    tmp_path: Path,
) -> None:
    told: list[tuple[int, int]] = []
    with Office(tmp_path / "d", AGGLOMERATION, demonstration=True).open() as uow:
        before = len(uow.recent(100))
        fill(uow, 501, TODAY, lambda _what, done, total: told.append((done, total)))

        assert len(uow.recent(100)) - before == 3 + 2  # people, communes and their posts
    assert told == [(500, 501), (501, 501)]


def test_demonstration_when_the_folder_is_real_then_it_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(RuleError, match="un vrai travail"):
        fill(uow, 1, TODAY, silent)


def test_demonstration_when_it_is_the_agglomerations_then_most_communes_are_completed(
    tmp_path: Path,
) -> None:
    with Office(tmp_path / "d", AGGLOMERATION, demonstration=True).open() as uow:
        fill(uow, 1, TODAY, silent)
        lines = communes.grid(uow, TODAY).lines
        fill(uow, 1, TODAY, silent)

        assert 30 < sum(line.is_complete for line in lines) < 100
        assert sum(bool(line.texts[communes.SIVOMS]) for line in lines) > 30
        assert sum(bool(line.texts[communes.FOLLOWED]) for line in lines) > 30
        assert communes.grid(uow, TODAY).lines == lines  # nothing is invented twice
