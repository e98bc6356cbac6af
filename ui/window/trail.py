"""Where the person has been: « Page précédente » and « Page suivante »."""

from __future__ import annotations

from ui.targets import Target

_LONGEST = 50


class Trail:
    """The places behind and ahead of the one on screen."""

    def __init__(self) -> None:
        """Begin nowhere."""
        self._behind: list[Target] = []
        self._ahead: list[Target] = []

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place behind."""
        return bool(self._behind)

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place ahead, after one went back."""
        return bool(self._ahead)

    def leave(self, place: Target) -> None:
        """Keep a place that is left for a new one."""
        self._behind = [*self._behind, place][-_LONGEST:]
        self._ahead = []

    def back(self, place: Target) -> Target:
        """Return the place behind; the present one is ahead of it."""
        self._ahead.append(place)
        return self._behind.pop()

    def forward(self, place: Target) -> Target:
        """Return the place ahead; the present one is behind it."""
        self._behind.append(place)
        return self._ahead.pop()
