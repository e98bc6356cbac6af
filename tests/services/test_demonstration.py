"""Invented actions."""

from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.rules import check_action
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.demonstration import fill
from tests.support.app import AGGLOMERATION, TODAY, Office


def silent(_what: str, _done: int, _total: int) -> None:
    """Say nothing of progress."""


def titles(folder: Path) -> list[tuple[str | None, str | None, Status | None]]:
    with Office(folder, AGGLOMERATION, demonstration=True).open() as uow:
        fill(uow, 80, TODAY, silent)
        rows = uow.rows(Action)
        for row in rows:
            check_action(row)
        assert len({row.reference for row in rows}) == 80
        return sorted((row.reference, row.title, row.status) for row in rows)


def test_demonstration_when_made_twice_then_it_is_the_same_and_sound(tmp_path: Path) -> None:
    first = titles(tmp_path / "1")

    assert first == titles(tmp_path / "2")
    assert len({status for _, _, status in first}) >= 5


def test_demonstration_when_made_then_gestures_are_few_and_progress_is_told(
    tmp_path: Path,
) -> None:
    told: list[tuple[int, int]] = []
    with Office(tmp_path / "d", AGGLOMERATION, demonstration=True).open() as uow:
        before = len(uow.recent(100))
        fill(uow, 1200, TODAY, lambda _what, done, total: told.append((done, total)))

        assert len(uow.recent(100)) - before == 4
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]


def test_demonstration_when_the_folder_is_real_then_it_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(RuleError, match="un vrai travail"):
        fill(uow, 1, TODAY, silent)
