"""Whatever is given, only that is written, and only where it differs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.choices import ActionNature, Priority, Status
from ctg_desktop.domain.convention import Public
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.gestures import cleaned, differing
from tests.support.app import Office, new_action

TEXTS = st.none() | st.text(max_size=30) | st.sampled_from(["", " ", "Été\r\n", "=1+1", "<b>"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "description": TEXTS,
    "publics_text": TEXTS,
    "priority": st.none() | st.sampled_from(Priority),
    "nature": st.none() | st.sampled_from(ActionNature),
    "starts_on": DAYS,
    "ends_on": DAYS,
    "completed_on": DAYS,
    "status": st.none() | st.sampled_from(Status),
    "status_reason": TEXTS,
    "recurring": st.none() | st.booleans(),
    "publics": st.sets(st.integers(0, 5)),
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[UnitOfWork, str]]:
    """An open folder, and the action that every example goes on editing."""
    with Office(tmp_path_factory.mktemp("partial") / "d").open() as uow:
        yield uow, new_action(uow).id


@given(given_values=st.fixed_dictionaries({}, optional=FIELDS))
def test_edit_when_any_values_are_given_then_nothing_else_is_written(
    filled: tuple[UnitOfWork, str], given_values: dict[str, Any]
) -> None:
    uow, action_id = filled
    publics = [row.id for row in uow.rows(Public)]
    values = {
        name: tuple(publics[at] for at in value) if name == "publics" else value
        for name, value in given_values.items()
    }
    before = actions.existing(uow, action_id)
    expected = differing(before, cleaned(Action.TYPE, values))

    try:
        after, changes = actions.edit(uow, action_id, values)
    except CtgError:
        assert actions.existing(uow, action_id) == before
        return

    assert {cell.field for cell in changes.cells} == set(expected)
    for name in Action.TYPE.fields:
        wanted = expected.get(name, getattr(before, name))
        found = getattr(after, name)
        assert set(found) == set(wanted) if isinstance(found, tuple) else found == wanted
