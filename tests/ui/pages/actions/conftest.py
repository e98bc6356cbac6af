"""The page of the actions on the open folder of a test, without the window around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ui.desk import Desk
from ui.pages.actions.page import ActionsPage


@pytest.fixture
def page(desk: Desk, settle: Callable[[], None]) -> Iterator[ActionsPage]:
    """The page, narrow enough for a fiche to stand over the list."""
    made = ActionsPage(desk)
    made.resize(1000, 700)
    made.show()
    settle()
    yield made
    settle()
    made.close()
    made.deleteLater()
