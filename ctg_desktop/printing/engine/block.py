"""What stands on a page: anything that knows its height, where it may be cut, how it is drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from ctg_desktop.printing.engine.canvas import TaggedCanvas
from ctg_desktop.printing.engine.lines import Place
from ctg_desktop.printing.engine.room import Room
from ctg_desktop.printing.engine.telling import Teller


class Opened(NamedTuple):
    """A part of a document that has begun: the level of its heading, from 1, and its title."""

    level: int
    title: str


class Block(ABC):
    """Something that stands on a page; `before` and `after` are the white around it.

    `opens` are the parts of the document that begin with it, or go on with it, outermost first.
    """

    before: float = 0.0
    after: float = 0.0
    keeps_with_next: bool = False
    opens: tuple[Opened, ...] = ()

    @abstractmethod
    def height(self, width: float) -> float:
        """Return the height in a column of `width`."""

    def split(self, width: float, room: Room) -> tuple[Block, Block] | None:
        """Cut into what fits in a room and what remains; None if it cannot be, or rather waits."""
        del width, room
        return None

    @abstractmethod
    def draw(self, canvas: TaggedCanvas, place: Place) -> None:
        """Draw at a place: left edge, top and width."""

    def tell(self, teller: Teller) -> None:
        """Tell what the block says, in reading order; a decoration says nothing."""
        del teller
