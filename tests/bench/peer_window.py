"""A peer with probes on it: novelWriter, run by a Python that has it.

`python tests/bench/peer_window.py PLACE` starts it as for a newcomer who keeps its settings in
PLACE. It writes when its main window was painted first, whole, and ends.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from time import perf_counter
from typing import Any

_BINDING, _PROGRAM = "PyQt6", "novelwriter"
"""None of ours: only the Python that runs this has them."""


def main(place: str) -> None:
    """Start it, and end it once its window is painted."""
    timer = import_module(f"{_BINDING}.QtCore").QTimer
    window = import_module(f"{_PROGRAM}.guimain").GuiMain
    own_paint = window.paintEvent
    told: list[float] = []

    def tell() -> None:
        if not told:
            told.append(perf_counter())
            json.dump({"painted": told[0]}, sys.stdout)
            sys.stdout.flush()
            os._exit(0)  # its welcome would wait for an answer

    def paint(self: Any, event: Any) -> None:
        own_paint(self, event)
        timer.singleShot(0, tell)

    window.paintEvent = paint
    import_module(_PROGRAM).main([f"--config={place}", f"--data={place}"])


if __name__ == "__main__":
    main(*sys.argv[1:])
