"""The unit of work lent to another thread: each call is done on the storage's, in its turn.

Between two calls others use the storage too, so that typing and searching never wait for what is
long; what is lent may be taken back at any of them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from ctg_desktop.ports import UnitOfWork

if TYPE_CHECKING:
    from ctg_desktop.domain.envelopes import Envelope, Parcel

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

    def parcel(self, *given: Any, **named: Any) -> Parcel:
        made: Parcel = self._ask(lambda uow: uow.parcel(*given, **named))
        return replace(made, envelopes=self._each(iter(made.envelopes)))

    def _each(self, envelopes: Iterator[Envelope]) -> Iterator[Envelope]:
        while (envelope := self._ask(lambda _uow: next(envelopes, None))) is not None:
            yield envelope
