"""The process of one measure: prepares the sides, times them in turn, writes the durations.

`python -m tests.bench.worker TASK`, where TASK is the JSON that `tests.bench.processes` makes.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from time import perf_counter
from typing import Any

from tests.bench.figures import Took

Durations = dict[str, dict[str, list[float]]]


def main(task: dict[str, Any]) -> Durations:
    """Run the task; return the durations in seconds, by side and by name of what was timed."""
    with ExitStack() as stack:
        steps: dict[tuple[str, str], Callable[[], object]] = {}
        for side, (target, given) in task["sides"].items():
            module, _, function = target.partition(":")
            prepare = getattr(import_module(module), function)
            for part, step in stack.enter_context(prepare(**given)).items():
                steps[part, side] = step
        if task["rounds"] > 1:
            for step in steps.values():
                step()  # once for nothing: caches fill, statements are compiled
        gc.collect()
        gc.freeze()  # what one side prepared is not gone through again in the time of another
        return _timed(steps, task["rounds"])


def _timed(steps: dict[tuple[str, str], Callable[[], object]], rounds: int) -> Durations:
    durations: Durations = {}
    # The sides of one part stand next to each other: what disturbs one disturbs the other.
    names = sorted(steps)
    for number in range(rounds):
        for part, side in in_turn(names, number):
            step = steps[part, side]
            started = perf_counter()
            told = step()
            taken = float(told) if isinstance(told, Took) else perf_counter() - started
            durations.setdefault(side, {}).setdefault(part, []).append(taken)
    return durations


def in_turn(names: list[str], number: int) -> list[str]:
    """Return the order of a round: A B, then B A, so that none always comes first."""
    return names[::-1] if number % 2 else names


if __name__ == "__main__":
    json.dump(main(json.loads(sys.argv[1])), sys.stdout)
