"""A page without the window around it, and reading from its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ctg_desktop.ports import UnitOfWork
from tests.support.window import settled
from ui.desk import Desk
from ui.pages.base import Page

P = TypeVar("P", bound=Page)
T = TypeVar("T")


@contextmanager
def shown_alone(page: P) -> Iterator[P]:
    """Show a page and let it read; it is closed at the end."""
    page.resize(1200, 640)
    page.show()
    settled(lambda: page.desk.is_busy)
    yield page
    settled(lambda: page.desk.is_busy)
    page.close()
    page.deleteLater()


def read(desk: Desk, job: Callable[[UnitOfWork], T]) -> T:
    """Return what a job reads from the open folder."""
    found: list[T] = []
    desk.read(job, found.append, owner=desk)
    settled(lambda: desk.is_busy)
    return found[0]
