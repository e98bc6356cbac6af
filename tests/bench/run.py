"""The benchmark: `python -m tests.bench.run [--quick] [--only NAME…] [--output FILE]`.

Everything is measured in one run, side by side with a reference, in processes of their own, in
under a quarter of an hour; what takes longer or needs another program when it is named alone. The
folders are made anew in the system's temporary folder, or in `build` where that one is in memory,
and taken away at the end.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from tests.bench import (
    exporting,
    frozen,
    home,
    importing,
    listing,
    opening,
    peer,
    printing,
    rebuilding,
    receiving,
    relaying,
    saving,
    searching,
    server_relay,
    whole_log,
    window_block,
    window_exchange,
    window_gestures,
    window_scroll,
    window_search,
)
from tests.bench.figures import Comparison
from tests.bench.folders import Folders
from tests.bench.processes import ROOT
from tests.bench.sizes import FULL, QUICK, Sizes
from tests.bench.table import report, show

NAMES = (
    *("save", "undo", "search", "lists", "sorts", "home", "rebuild", "log", "receive", "relay"),
    *("plan", "summary", "export", "import"),
    *("window-open", "window-search", "window-scroll", "window-batch", "window-exchange", "frozen"),
)

ON_DEMAND = ("server-relay", "long-log", "office", "long-preview", "window-gestures", "peer")
"""What is measured when it is named: a PostgreSQL server, millions of changes, LibreOffice, a plan
of more than a thousand pages, whatever one does in the window, PyQt6 with novelWriter."""


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write it as JSON; return the exit code, always 0."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: tries the measures")
    parser.add_argument("--only", nargs="+", choices=(*NAMES, *ON_DEMAND), default=NAMES)
    parser.add_argument("--output", type=Path, default=Path("bench.json"), metavar="FILE")
    options = parser.parse_args(arguments)
    _compile()
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="ctg-bench-", dir=_disk()) as place:
        # Keys are kept out of data folders, and these ones out of the profile of who measures.
        os.environ["CTG_DESKTOP_CLES"] = str(Path(place) / "cles")
        folders = Folders(Path(place), are_tried=options.quick)
        load = [os.getloadavg()[0]]
        found = _measured(folders, QUICK if options.quick else FULL, options.only)
        load.append(os.getloadavg()[0])
    machine = _machine(load, perf_counter() - began)
    show(found, machine)
    text = json.dumps(report(found, machine), ensure_ascii=False, indent=2)
    options.output.write_text(text + "\n", encoding="utf-8")
    print(f"Écrit dans {options.output}.")
    return 0


def _compile() -> None:
    """Compile the sources, as they are in a delivered folder.

    Where Python may write nothing beside them, each start would compile them again, and that would
    be measured.
    """
    for name in ("ctg_desktop", "db", "resources", "ui", "tests/bench", "tests/support"):
        compileall.compile_dir(ROOT / name, quiet=1)


def _measured(folders: Folders, sizes: Sizes, names: Sequence[str]) -> list[Comparison]:
    found: list[Comparison] = []
    for name in names:
        began = perf_counter()
        print(f"Mesure : {name}…", end="", file=sys.stderr, flush=True)
        found += _of(name)(folders, sizes, name)
        print(f" {perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return found


_Measure = Callable[[Folders, Sizes, str], list[Comparison]]


def _of(name: str) -> _Measure:
    if name in ("window-open", "frozen", "peer"):
        return _start_measured
    if name.startswith(("window", "long-preview")):
        return _window_measured
    if name in ("plan", "summary", "export", "import", "office"):
        return _files_measured
    return _log_measured if name in _OF_LOG else _base_measured


_OF_LOG = ("rebuild", "log", "long-log", "receive", "relay", "server-relay")


def _base_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    largest = sizes.actions[-1]
    match name:
        case "save":
            return saving.compared(folders.copy_of(folders.lists(sizes.saved_in)), sizes.saves)
        case "undo":
            copy = folders.copy_of(folders.lists(sizes.listed))
            return saving.undo_compared(copy, sizes.listed, sizes.rebuilds)
        case "search":
            return searching.compared(folders.lists(largest), largest, sizes.searches)
    made = [(actions, folders.lists(actions)) for actions in sizes.actions]
    match name:
        case "lists":
            return listing.compared(made, sizes.screens)
        case "sorts":
            return listing.sorts_compared(made, sizes.rebuilds)
        case _:
            return home.compared(made, sizes.screens)


def _log_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    match name:
        case "relay":
            return relaying.compared(folders.aside("relais"), *sizes.relayed, sizes.rounds)
        case "server-relay":
            return server_relay.compared(*sizes.on_server, sizes.rounds, sizes.crowds)
        case "long-log":
            logs = [folders.log(changes) for changes in (sizes.changes[0], sizes.long_log)]
            return whole_log.compared(logs, 1)
    logs = [folders.log(changes) for changes in sizes.changes]
    match name:
        case "rebuild":
            return rebuilding.compared(logs, sizes.rebuilds)
        case "log":
            return whole_log.compared(logs, 1)
        case _:
            return receiving.compared(logs, sizes.rebuilds)


def _files_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    match name:
        case "plan":
            folder = folders.plan(sizes.plan_actions)
            return printing.plan_compared(folder, sizes.plan_actions, sizes.prints)
        case "office":
            folder = folders.plan(sizes.plan_actions)
            long = sizes.long_plan, folders.plan(sizes.long_plan)
            return printing.office_compared(folder, sizes.plan_actions, long, sizes.prints)
        case "summary":
            return printing.summary_compared(folders.empty(), sizes.prints)
        case "import":
            return importing.compared(folders.empty(), sizes.listed, sizes.prints)
        case _:
            folder = folders.lists(sizes.listed)
            return exporting.compared(folder, sizes.listed, sizes.prints)


def _start_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    match name:
        case "window-open":
            opened = dict.fromkeys((sizes.listed, sizes.actions[-1]))
            return opening.compared([(each, folders.lists(each)) for each in opened], sizes.starts)
        case "frozen":
            return frozen.compared(sizes.starts)
        case _:
            return peer.compared(folders.aside("peer"), folders.empty(), sizes.starts)


def _window_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    largest = sizes.actions[-1]
    match name:
        case "window-search":
            return window_search.compared(folders.lists(largest), largest, sizes.keys)
        case "window-scroll":
            return window_scroll.compared(folders.lists(largest), sizes.far, sizes.scrolls)
        case "window-gestures":
            folder = folders.lists(largest)
            return window_gestures.compared(folder, largest, sizes.batches, sizes.calm_seconds)
        case "window-exchange":
            changes, folder = folders.by_hand(sizes.changes[len(sizes.changes) // 2])
            return window_exchange.compared(changes, folder, sizes.batches)
        case "long-preview":
            return window_block.preview_compared(folders.plan(sizes.long_plan), sizes.batches)
        case _:
            return window_block.compared(folders.plan(sizes.printed), sizes.batches)


def _machine(load: Sequence[float], seconds: float) -> dict[str, object]:
    return {
        "durée en minutes": round(seconds / 60, 1),
        "python": platform.python_version(),
        "système": platform.platform(),
        "processeurs": os.cpu_count(),
        "écran des fenêtres": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "charge avant et après": [round(each, 2) for each in load],
    }


def _disk() -> Path:
    """Return where to make the folders: a save is to wait for a disk, as it does in use."""
    place = Path(tempfile.gettempdir())
    if not _is_in_memory(place):
        return place
    (ROOT / "build").mkdir(exist_ok=True)
    return ROOT / "build"


def _is_in_memory(place: Path) -> bool:
    """Whether a folder is in a tmpfs."""
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    points = [line.split()[1:3] for line in mounts]
    under = [point for point in points if f"{place}/".startswith(f"{point[0].rstrip('/')}/")]
    return bool(under) and max(under, key=lambda point: len(point[0]))[1] == "tmpfs"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
