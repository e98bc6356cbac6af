"""Running measures in processes of their own, so that each has its time and its memory.

Needs a system that tells what a child used (`os.wait4`): Linux or macOS.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import Figures
from tests.bench.worker import in_turn
from tests.bench.worker import main as work

ROOT = Path(__file__).resolve().parents[2]

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

_LAUNCHER = """
import json, os, sys, time
report, *words = sys.argv[1:]
started = time.perf_counter()
child = os.posix_spawnp(words[0], words, os.environ)
_, status, used = os.wait4(child, 0)
told = [started, time.perf_counter(), status, used.ru_maxrss]
os.write(int(report), json.dumps(told).encode())
"""
"""Starts a command and says what it used: the peak of a process counts that of the one which
started it, so a small one does."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a function `module:name`, and what it is given.

    The function is a context manager that prepares everything, then gives what is timed: named
    functions without parameters.
    """

    target: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well: what it wrote, its duration in seconds, its peak memory.

    `started_at` is an instant of `perf_counter`, which all processes share.
    """

    output: bytes
    seconds: float
    peak_bytes: int
    started_at: float


def run(command: Sequence[str | Path]) -> Finished:
    """Run a command to its end, in the project's folder.

    Raises:
        CalledProcessError: the command failed; what it said is on the error output.
    """
    words = [str(word) for word in command]
    reading, writing = os.pipe()
    with (
        os.fdopen(reading, "rb") as report,
        subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(writing), *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            pass_fds=[writing],
        ) as launcher,
    ):
        os.close(writing)
        assert launcher.stdout is not None
        output = launcher.stdout.read()
        started, ended, status, peak = json.load(report)
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise subprocess.CalledProcessError(code, words, output)
    return Finished(output, ended - started, peak * _PEAK_UNIT, started)


def measured(sides: Mapping[str, Side], rounds: int) -> dict[str, dict[str, Figures]]:
    """Time the sides in turn in one process, then take the peak of each in its own.

    With one round, which only tries the measure, all is done in the present process.

    Returns:
        The figures of each side, by the name of what was timed.
    """
    if rounds == 1:
        durations, peak = _tried(sides)
        peaks = dict.fromkeys(sides, peak)
    else:
        together = _worker(sides, rounds)
        durations = json.loads(together.output)
        peaks = {
            name: (
                together if len(sides) == 1 else _worker({name: side}, min(rounds, 5))
            ).peak_bytes
            for name, side in sides.items()
        }
    return {
        name: {part: Figures(tuple(taken), peaks[name]) for part, taken in durations[name].items()}
        for name in sides
    }


def peaked(side: Side) -> Figures:
    """Time what a side does, once, in a process of its own, for the memory that it takes."""
    alone = _worker({"": side}, 1)
    (taken,) = json.loads(alone.output)[""].values()
    return Figures(tuple(taken), alone.peak_bytes)


def _tried(sides: Mapping[str, Side]) -> tuple[dict[str, dict[str, list[float]]], int]:
    durations = work(json.loads(_task(sides, 1)))
    return durations, peak_bytes()


def peak_bytes() -> int:
    """Return the most memory that this process had so far."""
    import resource  # which Windows has not

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT


def _worker(sides: Mapping[str, Side], rounds: int) -> Finished:
    return run([sys.executable, "-m", "tests.bench.worker", _task(sides, rounds)])


def _task(sides: Mapping[str, Side], rounds: int) -> str:
    told = {name: [side.target, dict(side.given)] for name, side in sides.items()}
    return json.dumps({"rounds": rounds, "sides": told}, default=str)


def commands_measured(
    commands: Mapping[str, Sequence[str | Path]], rounds: int
) -> dict[str, Figures]:
    """Time whole commands, run in turn."""
    return {
        name: Figures(tuple(each.seconds for each in ran), max(each.peak_bytes for each in ran))
        for name, ran in finished_in_turn(commands, rounds).items()
    }


def finished_in_turn(
    commands: Mapping[str, Sequence[str | Path]], rounds: int
) -> dict[str, list[Finished]]:
    """Run whole commands in turn, after a round for nothing: the disk gets warm."""
    ran: dict[str, list[Finished]] = {name: [] for name in commands}
    warming = 1 if rounds > 1 else 0
    for number in range(rounds + warming):
        for name in in_turn(list(commands), number):
            finished = run(commands[name])
            if number >= warming:
                ran[name].append(finished)
    return ran
