"""A screen that exists in memory only, with a session bus, for the program as a whole.

The tests that use it are passed over where Xvfb or D-Bus is not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

SIZE = "1366x768x24"


@contextmanager
def virtual_screen() -> Iterator[Mapping[str, str]]:
    """Give the environment of a program that is to open a real window on a screen of its own."""
    server = _needed("Xvfb")
    reading, writing = os.pipe()
    command = [server, "-displayfd", str(writing), "-screen", "0", SIZE]
    # Without « -noreset » it starts again whenever its last client leaves.
    command += ["-nolisten", "tcp", "-noreset"]
    with subprocess.Popen(
        command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        os.close(writing)
        try:
            with os.fdopen(reading, encoding="ascii") as told:
                display = told.readline().strip()
            if not display:
                pytest.skip("Xvfb does not start here")
            kept = {
                name: value
                for name, value in os.environ.items()
                if name not in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")
            }
            yield {**kept, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        finally:
            process.terminate()


def on_session_bus(*command: str) -> list[str]:
    """Return the command that runs another one with a session bus of its own."""
    return [_needed("dbus-run-session"), "--", *command]


def _needed(command: str) -> str:
    found = shutil.which(command)
    if found is None:
        pytest.skip(f"{command} is not installed")
    return found
