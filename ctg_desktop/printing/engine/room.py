"""What is left of a page, for a block that does not fit on it whole."""

from __future__ import annotations

from typing import NamedTuple

MOST_WHITE = 0.25
"""The share of a page that may stay white at its foot, where the document goes on."""

_ROUNDING = 0.01


class Room(NamedTuple):
    """The height that is left on a page, in points, and whether a block may leave it.

    `white` is how much of it may stay white, where the page goes on. `kept` is the height of the
    headings right above, which go to the next page with what waits for it. On a page that is
    `fresh`, waiting for the next one is vain: something has to be set here. In a document that is
    `filling` its pages, nothing waits that can be cut.
    """

    height: float
    white: float
    kept: float = 0.0
    fresh: bool = False
    filling: bool = False

    @classmethod
    def whole(cls, height: float) -> Room:
        """Return the room of a page on which nothing stands yet."""
        return cls(height, height * MOST_WHITE, fresh=True)

    def holds(self, height: float) -> bool:
        """Tell whether something of this height fits."""
        return height <= self.height + _ROUNDING

    def below(self, height: float, *, kept: float, begun: bool = False) -> Room:
        """Return what is left under something of this height.

        The last `kept` points of it go with what waits; so does what goes with this room, unless
        something has `begun` in it that stays.
        """
        left = self._replace(height=self.height - height)
        if begun:
            return left._replace(kept=kept, fresh=False)
        return left._replace(kept=self.kept + kept)

    @property
    def may_wait(self) -> bool:
        """Tell whether a block may go to the next page rather than be cut."""
        must_stay = self.fresh or self.filling
        return not must_stay and self.height + self.kept <= self.white + _ROUNDING
