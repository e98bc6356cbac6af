"""How much a reading asks of SQLite: its statements, and the steps that they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from db.unit_of_work import SqliteUnitOfWork

_EACH = 10
"""After how many steps SQLite calls back."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The statements in their order, with their values, and how many steps they took in all.

    What the index of words asks of its own tables is none of them. A step is an instruction of
    SQLite's machine: a row that is looked at takes some five.
    """

    statements: tuple[str, ...]
    steps: int


def reading_of(uow: SqliteUnitOfWork, work: Callable[[], object]) -> Reading:
    """Do work, and return what it read; what it needs is read once before."""
    work()
    driver: Any = uow._driver  # noqa: SLF001 - what is asked below everything else
    statements: list[str] = []
    calls = [0]

    def called() -> int:
        calls[0] += 1
        return 0

    driver.set_trace_callback(lambda told: told.startswith("--") or statements.append(told))
    driver.set_progress_handler(called, _EACH)
    try:
        work()
    finally:
        driver.set_trace_callback(None)
        driver.set_progress_handler(None, 0)
    return Reading(tuple(statements), calls[0] * _EACH)


def plan_of(uow: SqliteUnitOfWork, statement: str) -> tuple[str, ...]:
    """Return how SQLite goes about a statement."""
    driver: Any = uow._driver  # noqa: SLF001 - what is asked below everything else
    return tuple(line[3] for line in driver.execute(f"EXPLAIN QUERY PLAN {statement}"))
