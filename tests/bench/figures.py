"""What was measured, and what it says when held against a reference and a goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


class Took(float):
    """What a step that waits before it measures itself returns: its duration in seconds."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One measure: its durations in seconds, in the order they were taken, and peak memory."""

    seconds: tuple[float, ...]
    peak_bytes: int | None = None

    @property
    def median(self) -> float:
        """The duration that half of the rounds stayed under."""
        return statistics.median(self.seconds)

    @property
    def mean(self) -> float:
        """The raw mean, which tells what happens now and then and the median hides."""
        return statistics.fmean(self.seconds)

    @property
    def p95(self) -> float:
        """The duration that 95 rounds of 100 stayed under."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked at most: a ratio, a duration in seconds, memory in bytes; None asks nothing."""

    ratio: float | None = None
    seconds: float | None = None
    extra_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Something of ours beside a reference that was measured in the same rounds.

    `name` and `against` are French. `ratio` is of ours to the reference; `speed` is the
    duration that a goal in seconds looks at; `extra_bytes` is the memory above that of a process
    at rest. Without a reference, `note` says why.
    """

    name: str
    ours: Figures
    against: str = ""
    reference: Figures | None = None
    ratio: float | None = None
    speed: float | None = None
    extra_bytes: int | None = None
    goal: Goal = Goal()
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; None when nothing is asked, or nothing could be compared."""
        verdicts = []
        if self.goal.ratio is not None and self.ratio is not None:
            verdicts.append(self.ratio <= self.goal.ratio)
        if self.goal.seconds is not None and self.speed is not None:
            verdicts.append(self.speed < self.goal.seconds)
        if self.goal.extra_bytes is not None and self.extra_bytes is not None:
            verdicts.append(self.extra_bytes <= self.goal.extra_bytes)
        return all(verdicts) if verdicts else None


def median_ratio(ours: Sequence[float], reference: Sequence[float]) -> float:
    """Return the median of the ratios of each round: what slows both down cancels out."""
    return statistics.median(a / b for a, b in zip(ours, reference, strict=True))
