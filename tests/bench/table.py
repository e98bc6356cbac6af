"""The table that a person reads, and the same as plain values for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ctg_desktop.cli.output import show_table
from ctg_desktop.typography import NARROW
from tests.bench.figures import Comparison, Figures, Goal

_HEADERS = (
    *("Mesure", "CTG", "moyenne", "Référence", "moyenne", "Rapport", "But", "Verdict"),
    *("Mémoire", "réf."),
)


def show(comparisons: Sequence[Comparison], machine: Mapping[str, object]) -> None:
    """Print the table: medians with raw means beside them, then the notes."""
    show_table(_HEADERS, [_line(each) for each in comparisons], flexible=0)
    print()
    for each in comparisons:
        beside = f" (à côté de\u00a0: {each.against})" if each.against else ""
        print(
            f"• {each.name}{beside}{NARROW}; {each.note}" if each.note else f"• {each.name}{beside}"
        )
    print()
    missed = [each for each in comparisons if each.is_met is False]
    for each in missed:
        print(f"But manqué\u00a0: {each.name} ({_reached(each)}, but {_goal(each.goal)})")
    if not missed:
        print("Aucun but n'est manqué.")
    print(", ".join(f"{name}\u00a0: {value}" for name, value in machine.items()))


def _reached(comparison: Comparison) -> str:
    """Return what was reached of all that the goal asks."""
    goal, reached = comparison.goal, []
    if goal.ratio is not None and comparison.ratio is not None:
        reached.append(f"{_decimal(comparison.ratio)} ×")
    if goal.seconds is not None:
        reached.append(_duration(comparison.speed))
    if goal.extra_bytes is not None and comparison.extra_bytes is not None:
        reached.append(_size(comparison.extra_bytes))
    return " et ".join(reached)


def _line(comparison: Comparison) -> tuple[str, ...]:
    ours, reference = comparison.ours, comparison.reference
    shown = comparison.speed if comparison.speed is not None else ours.median
    other = None
    if reference is not None:
        other = reference.p95 if comparison.speed is not None else reference.median
    return (
        comparison.name,
        _duration(shown),
        _duration(ours.mean),
        _duration(other),
        _duration(reference.mean if reference else None),
        "" if comparison.ratio is None else f"{_decimal(comparison.ratio)} ×",
        _goal(comparison.goal),
        {True: "atteint", False: "MANQUÉ", None: "—"}[comparison.is_met],
        _memory(ours),
        _memory(reference),
    )


def _goal(goal: Goal) -> str:
    asked = []
    if goal.ratio is not None:
        asked.append(f"≤ {_asked(goal.ratio)} ×")
    if goal.seconds is not None:
        asked.append(f"< {_duration(goal.seconds)}")
    if goal.extra_bytes is not None:
        asked.append(f"≤ {_size(goal.extra_bytes)} en plus")
    return " et ".join(asked)


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{_decimal(seconds / size)}{NARROW}{unit}"
    return f"{_decimal(seconds * 1e6)}{NARROW}µs"


def _decimal(number: float) -> str:
    """Write three figures that count, as French does."""
    digits = 2 if number < 10 else 1 if number < 100 else 0
    return f"{number:.{digits}f}".replace(".", ",")


def _asked(number: float) -> str:
    """Write a goal as people say it."""
    return f"{number:g}".replace(".", ",")


def _memory(figures: Figures | None) -> str:
    if figures is None or figures.peak_bytes is None:
        return ""
    return _size(figures.peak_bytes)


def _size(octets: int) -> str:
    return f"{octets / 2**20:.0f}{NARROW}Mo"


def report(comparisons: Sequence[Comparison], machine: Mapping[str, object]) -> dict[str, Any]:
    """Return everything as plain values; durations in seconds, memory in bytes."""
    return {
        "machine": dict(machine),
        "measures": [
            {
                "name": each.name,
                "against": each.against,
                "ours": _plain(each.ours),
                "reference": _plain(each.reference),
                "ratio": each.ratio,
                "extra_bytes": each.extra_bytes,
                "goal": asdict(each.goal),
                "met": each.is_met,
                "note": each.note,
            }
            for each in comparisons
        ],
    }


def _plain(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    return {
        "rounds": len(figures.seconds),
        "median": figures.median,
        "mean": figures.mean,
        "p95": figures.p95,
        "peak_bytes": figures.peak_bytes,
    }
