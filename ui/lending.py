"""The unit of work lent to another thread: each call is done on the storage's, in its turn.

Between two calls others use the storage too, so that typing and searching never wait for what is
long; what is lent may be taken back at any of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ctg_desktop.ports import UnitOfWork

if TYPE_CHECKING:
    from ctg_desktop.domain.envelopes import Parcel, UnionReport

T = TypeVar("T")

Ask = Callable[[Callable[[UnitOfWork], Any]], Any]
"""Has something done with the unit of work on its own thread, and waits for it."""


def lent(ask: Ask) -> UnitOfWork:
    """Return a unit of work for another thread than the storage's.

    Blocks that hold a transaction open (`trying`, `as_of`) are not for lending.
    """
    return cast(UnitOfWork, _Lent(ask))


class _Lent:
    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def __getattr__(self, name: str) -> Any:
        if isinstance(inspect.getattr_static(UnitOfWork, name), property):
            return self._ask(lambda uow: getattr(uow, name))
        return lambda *given, **named: self._ask(lambda uow: getattr(uow, name)(*given, **named))

    def union_in_slices(self, *given: Any, **named: Any) -> Iterator[UnionReport]:
        """Leave the storage to others for as long as each slice took."""
        slices = self._each(self._ask(lambda uow: uow.union_in_slices(*given, **named)))
        began = perf_counter()
        for each in slices:
            sleep(perf_counter() - began)
            yield each
            began = perf_counter()

    def parcel(self, *given: Any, **named: Any) -> Parcel:
        made: Parcel = self._ask(lambda uow: uow.parcel(*given, **named))
        return replace(made, envelopes=self._each(iter(made.envelopes)))

    def _each(self, found: Iterator[T]) -> Iterator[T]:
        while (each := self._ask(lambda _uow: next(found, None))) is not None:
            yield each
