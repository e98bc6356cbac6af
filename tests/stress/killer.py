"""Starts work in another process, and kills it: the other side of `tests.stress.doomed`."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.support.folders import ROOT


class Doomed:
    """Starts work in another process and kills it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._heard = b""

    def run(self, after_s: float, since: str, *task: object) -> list[dict[str, Any]]:
        """Run a task and kill it so long after it told `since`; return all that it told."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(task, default=str).encode() + b"\n")
        self._process.stdin.flush()
        told = [self._line(None)]
        child = told[0]["child"]
        while since not in told[-1]:
            told.append(self._line(None))
        end = time.monotonic() + after_s
        while "done" not in told[-1] and (line := self._line(end)) is not None:
            told.append(line)
        os.kill(child, signal.SIGKILL)
        while "ended" not in told[-1]:
            told.append(self._line(None))
        assert told.pop()["ended"] == -signal.SIGKILL
        return told

    def _line(self, end: float | None) -> Any:
        """Return the next line told; None when the time has come before it."""
        stream = self._process.stdout
        assert stream is not None
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while b"\n" not in self._heard:
                left = None if end is None else max(0.0, end - time.monotonic())
                if not selector.select(left):
                    return None
                part = os.read(stream.fileno(), 65536)
                assert part, "the other process failed: what it said is above"
                self._heard += part
        line, _, self._heard = self._heard.partition(b"\n")
        return json.loads(line)


@contextmanager
def doomed_by(module: str, environ: Mapping[str, str]) -> Iterator[Doomed]:
    """Start a module that serves tasks, and end it."""
    with subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield Doomed(process)
        assert process.stdin is not None
        process.stdin.close()
