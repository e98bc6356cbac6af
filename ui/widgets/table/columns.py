"""The columns of a table: what each shows, how it sorts, what a screen reader says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Decoration:
    """What stands before the text of a cell: an icon of the program, or a patch of colour.

    `tone` names the token of the icon's colour; with `tints_text` the words take it too.
    `swatch` is `#rrggbb`, the colour of an enjeu or an ambition.
    """

    icon: str = ""
    tone: str = "ink"
    tints_text: bool = False
    swatch: str = ""


@dataclass(frozen=True)  # no slots: Python 3.11 then forbids `Column[Row](…)`
class Column(Generic[R]):
    """A column over rows of the type R.

    `key` names it in the preferences and `title` heads it; `sort_key` sorts in place of the
    text (numbers, dates; None is unknown and comes last), `sorts` False forbids it; `width` is
    in half-lines, and the column that `stretches` takes what is left; `shown` tells whether it
    is there before anybody chose; `look` is `muted` or `strong`; `spoken_of` is what a screen
    reader says in place of the text, `copied_of` what is copied. Where a text that `ends_apart`
    does not fit, its middle is left out: it differs from others by its end.
    """

    key: str
    title: str
    text_of: Callable[[R], str]
    sort_key: Callable[[R], Any] | None = None
    sorts: bool = True
    is_number: bool = False
    width: float = 10
    stretches: bool = False
    shown: bool = True
    look: str = ""
    decoration_of: Callable[[R], Decoration | None] | None = None
    spoken_of: Callable[[R], str] | None = None
    copied_of: Callable[[R], str] | None = None
    ends_apart: bool = False
