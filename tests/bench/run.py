"""The benchmark: `python -m tests.bench.run [--quick] [--only NAME…] [--output FILE]`.

Everything is measured in one run, side by side with a reference, in processes of their own. The
folders are made anew in the system's temporary folder, or in `build` where that one is in memory,
and taken away at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import (
    exporting,
    frozen,
    importing,
    listing,
    opening,
    printing,
    rebuilding,
    receiving,
    relaying,
    saving,
    searching,
    server_relay,
    window_block,
    window_exchange,
    window_search,
)
from tests.bench.figures import Comparison
from tests.bench.folders import Folders
from tests.bench.processes import ROOT
from tests.bench.table import report, show

NAMES = (
    *("save", "search", "lists", "rebuild", "receive", "relay", "plan", "summary", "export"),
    "import",
    *("window-open", "window-search", "window-batch", "window-exchange", "frozen"),
)


ON_DEMAND = ("server-relay",)
"""What is measured when it is named alone: it needs a PostgreSQL server, and takes minutes."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the folders are, smallest first, and how often things are measured.

    A field is saved in the folder of `saved_in` actions, and searched in the largest one; the
    window opens on `listed` actions and prints `printed` fiches; `relayed` are the
    people who write into a relay, and how many gestures of each length; `on_server` are the sites
    that write to a server, and how many envelopes lie there before and after it grew.
    """

    actions: tuple[int, ...]
    saved_in: int
    changes: tuple[int, ...]
    relayed: tuple[int, int]
    on_server: tuple[int, tuple[int, int]]
    crowds: int
    plan_actions: int
    saves: int
    searches: int
    screens: int
    rebuilds: int
    rounds: int
    prints: int
    listed: int
    starts: int
    keys: int
    printed: int
    batches: int


FULL = Sizes(
    actions=(1_000, 10_000, 100_000),
    saved_in=10_000,
    changes=(15_000, 60_000, 240_000),
    relayed=(25, 15),
    on_server=(1_000, (50_000, 500_000)),
    crowds=3,
    plan_actions=2_000,
    saves=400,
    searches=10,
    screens=40,
    rebuilds=5,
    rounds=40,
    prints=7,
    listed=5_000,
    starts=15,
    keys=3,
    printed=100,
    batches=5,
)
QUICK = Sizes(
    actions=(20,),
    saved_in=20,
    changes=(1_700,),
    relayed=(1, 1),
    on_server=(30, (60, 300)),
    crowds=1,
    plan_actions=20,
    saves=1,
    searches=1,
    screens=1,
    rebuilds=1,
    rounds=1,
    prints=1,
    listed=20,
    starts=1,
    keys=1,
    printed=2,
    batches=1,
)


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table and write it as JSON; return the exit code, always 0."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: tries the measures")
    parser.add_argument("--only", nargs="+", choices=(*NAMES, *ON_DEMAND), default=NAMES)
    parser.add_argument("--output", type=Path, default=Path("bench.json"), metavar="FILE")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ctg-bench-", dir=_disk()) as place:
        # Keys are kept out of data folders, and these ones out of the profile of who measures.
        os.environ["CTG_DESKTOP_CLES"] = str(Path(place) / "cles")
        folders = Folders(Path(place))
        load = [os.getloadavg()[0]]
        found = _measured(folders, QUICK if options.quick else FULL, options.only)
        load.append(os.getloadavg()[0])
    machine = _machine(load)
    show(found, machine)
    text = json.dumps(report(found, machine), ensure_ascii=False, indent=2)
    options.output.write_text(text + "\n", encoding="utf-8")
    print(f"Écrit dans {options.output}.")
    return 0


def _measured(folders: Folders, sizes: Sizes, names: Sequence[str]) -> list[Comparison]:
    found: list[Comparison] = []
    largest = sizes.actions[-1]
    for name in names:
        print(f"Mesure : {name}…", file=sys.stderr, flush=True)
        match name:
            case "save":
                found += saving.compared(
                    folders.copy_of(folders.lists(sizes.saved_in)), sizes.saves
                )
            case "search":
                found += searching.compared(folders.lists(largest), largest, sizes.searches)
            case "lists":
                made = [(actions, folders.lists(actions)) for actions in sizes.actions]
                found += listing.compared(made, sizes.screens)
            case "rebuild":
                logs = [folders.log(changes) for changes in sizes.changes]
                found += rebuilding.compared(logs, sizes.rebuilds)
            case "receive":
                logs = [folders.log(changes) for changes in sizes.changes]
                found += receiving.compared(logs, sizes.rebuilds)
            case "relay":
                place = folders.aside("relais")
                found += relaying.compared(place, *sizes.relayed, sizes.rounds)
            case "server-relay":
                found += server_relay.compared(*sizes.on_server, sizes.rounds, sizes.crowds)
            case "plan" | "summary" | "export" | "import":
                found += _files_measured(folders, sizes, name)
            case _:
                found += _window_measured(folders, sizes, name)
    return found


def _files_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    match name:
        case "plan":
            folder = folders.plan(sizes.plan_actions)
            return printing.plan_compared(folder, sizes.plan_actions, sizes.prints)
        case "summary":
            return printing.summary_compared(folders.empty(), sizes.prints)
        case "import":
            return importing.compared(folders.empty(), sizes.listed, sizes.prints)
        case _:
            folder = folders.lists(sizes.listed)
            return exporting.compared(folder, sizes.listed, sizes.prints)


def _window_measured(folders: Folders, sizes: Sizes, name: str) -> list[Comparison]:
    match name:
        case "window-open":
            return opening.compared(folders.lists(sizes.listed), sizes.listed, sizes.starts)
        case "window-search":
            largest = sizes.actions[-1]
            return window_search.compared(folders.lists(largest), largest, sizes.keys)
        case "window-exchange":
            changes, folder = folders.by_hand(sizes.changes[len(sizes.changes) // 2])
            return window_exchange.compared(changes, folder, sizes.batches)
        case "frozen":
            return frozen.compared(min(sizes.starts, 7))
        case _:
            return window_block.compared(folders.plan(sizes.printed), sizes.batches)


def _machine(load: Sequence[float]) -> dict[str, object]:
    return {
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
