"""What goes through a whole log, and how much memory above rest: `… whole_log FOLDER WHAT`.

`verify` checks the base, `rebuild` writes its tables anew, `past` reads it as it stood, `send` is
all that somebody lacks who knows nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal, median_ratio
from tests.bench.processes import Finished, finished_in_turn, peak_bytes

if TYPE_CHECKING:
    from ctg_desktop.ports import UnitOfWork

GOAL = Goal(ratio=1.5, extra_bytes=150 * 2**20)
"""How much more each change may cost in the longest log (see `rebuilding.LINEAR`), and memory."""

_NAMES = {
    "verify": "Contrôle complet",
    "rebuild": "Reconstruction",
    "past": "État au jour dit",
    "send": "Envoi de tout",
}


def compared(logs: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Go through the longest of the logs, given with their number of changes, and the shortest."""
    (few, _), (many, _) = logs[0], logs[-1]
    module = [sys.executable, "-m", "tests.bench.whole_log"]
    found = []
    for what, name in _NAMES.items():
        commands = {str(changes): [*module, log, what] for changes, log in (logs[0], logs[-1])}
        ran = finished_in_turn(commands, rounds)
        ours, reference = _per(ran[str(many)], many), _per(ran[str(few)], few)
        found.append(
            Comparison(
                f"{name} de {number(many)} modifications (par modification)",
                ours,
                f"journal de {number(few)}",
                reference,
                ratio=median_ratio(ours.seconds, reference.seconds),
                extra_bytes=max(json.loads(each.output)["extra"] for each in ran[str(many)]),
                goal=GOAL,
                note=f"{ours.median * many:.1f} s en tout.".replace(".", ",", 1),
            )
        )
    return found


def _per(ran: Sequence[Finished], changes: int) -> Figures:
    seconds = tuple(json.loads(each.output)["seconds"] / changes for each in ran)
    return Figures(seconds, max(each.peak_bytes for each in ran))


def main(folder: str, what: str) -> None:
    """Measure once, and write what was found."""
    from tests.bench.making import opened

    with opened(folder) as uow:
        uow.undo_state()  # what any work in a folder reads
        rest, began = peak_bytes(), perf_counter()
        _go_through(uow, what)
        seconds = perf_counter() - began
        json.dump({"seconds": seconds, "extra": peak_bytes() - rest}, sys.stdout)


def _go_through(uow: UnitOfWork, what: str) -> None:
    match what:
        case "verify":
            assert not uow.verify(lambda _what, _done, _total: None).problems
        case "rebuild":
            uow.rebuild(lambda _what, _done, _total: None)
        case "past":
            with uow.as_of(datetime.now(UTC)):
                pass
        case _:
            assert sum(1 for _ in uow.parcel().envelopes)


if __name__ == "__main__":
    main(*sys.argv[1:])
