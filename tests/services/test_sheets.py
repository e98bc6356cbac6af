"""The fiche as the window shows it, now and on a day that is past."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Etape, Indicateur
from ctg_desktop.domain.rules import COMPLETED_BY
from ctg_desktop.errors import NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.sheets import past_sheet, sheet
from tests.support.app import TODAY, Office, new_action


def test_sheet_when_read_then_it_names_what_its_rows_point_to(uow: UnitOfWork) -> None:
    action = new_action(uow)
    for number in range(6):
        rows.add(uow, Indicateur.TYPE, {"action": action.id, "label": f"I{number}"}, TODAY)

    found = sheet(uow, action.id, TODAY)

    assert found.obstacle is None
    assert found.warning is not None
    assert found.names[action.structure or ""] == "Béthune"
    assert set(found.view.completeness.missing) < set(COMPLETED_BY)


def test_past_sheet_when_read_then_it_is_that_of_the_day_and_read_only(
    bethune: Path, tmp_path: Path
) -> None:
    office = Office.copied(bethune, tmp_path / "bethune")
    with office.open() as uow:
        action = new_action(uow, "Avant")
        rows.add(uow, Etape.TYPE, {"action": action.id, "title": "Ouvrir"}, TODAY)
        office.clock.at = datetime(2026, 9, 20, 12, 0, tzinfo=UTC)
        actions.edit(uow, action.id, {"title": "Après"})

        found = past_sheet(uow, action.id, TODAY)

        assert found.view.action.title == "Avant"
        assert [etape.title for etape in found.view.etapes] == ["Ouvrir"]
        assert "15/09/2026" in (found.obstacle or "")
        with pytest.raises(NotFoundError, match="pas encore"):
            past_sheet(uow, action.id, date(2026, 9, 14))
