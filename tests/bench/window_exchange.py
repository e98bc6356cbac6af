"""What a person at work notices of an exchange: blocks of the window, and slower searches."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Figures, Goal
from tests.bench.processes import finished_in_turn

BLOCK = Goal(seconds=0.05)
SEARCH = Goal(ratio=2)


def compared(changes: int, folder: Path, rounds: int) -> list[Comparison]:
    """Let all that a folder holds come into a window by a relay, while somebody types or not."""
    module = [sys.executable, "-m", "tests.bench.window_exchange", folder]
    ran = finished_in_turn({"still": [*module, "still"], "typing": [*module, "typing"]}, rounds)
    told = {name: [json.loads(each.output) for each in made] for name, made in ran.items()}
    memory = {name: max(each.peak_bytes for each in made) for name, made in ran.items()}

    def figures(name: str, what: str) -> Figures:
        return Figures(tuple(each[what] for each in told[name]), memory[name])

    longest, during = figures("still", "longest"), figures("typing", "during")
    rest, idle = figures("still", "longest_idle"), figures("typing", "idle")
    seconds = f"{told['still'][0]['seconds']:.1f}".replace(".", ",")
    return [
        Comparison(
            f"Fenêtre, plus long blocage pendant que {number(changes)} modifications arrivent",
            longest,
            "la même fenêtre au repos",
            rest,
            speed=max(longest.seconds),
            goal=BLOCK,
            note=f"Arrivées en {seconds} s.",
        ),
        Comparison(
            "Fenêtre, d'une touche à la liste affichée pendant ce temps, médiane",
            during,
            "la même fenêtre au repos",
            idle,
            ratio=statistics.median(during.seconds) / statistics.median(idle.seconds),
            goal=SEARCH,
        ),
    ]


def main(folder: str, what: str) -> None:
    """Measure once, and write what was found."""
    from tests.bench.shown_window import after, longest_block, shown_window, until
    from tests.bench.window_search import presser
    from ui.relay_keeper import RelayKeeper

    target = _made(Path(folder))
    copy = target.with_name(f"{target.name}-{what}")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(target, copy)
    with shown_window(copy) as window:
        desk = window.desk
        keeper = RelayKeeper(desk, desk)
        problems: list[str] = []
        keeper.warned.connect(problems.append)
        press = presser(window)
        press()
        started = perf_counter()
        keeper.exchange(sends=False)

        def is_over() -> bool:
            return not desk.exchange.is_under_way

        found: dict[str, object] = {}
        if what == "still":
            found["longest"] = longest_block(lambda: until(lambda: is_over() and not desk.is_busy))
            found["seconds"] = perf_counter() - started
            until(lambda: not desk.is_busy)
            found["longest_idle"] = longest_block(lambda: until(after(2.0)))
        else:
            times: list[float] = []
            while not is_over():
                times.append(_taken(press))
            found["seconds"] = perf_counter() - started
            found["during"] = statistics.median(times)
            found["worst"] = max(times)
            found["keys"] = len(times)
            until(lambda: not desk.is_busy)
            found["idle"] = statistics.median(_taken(press) for _ in range(100))
        assert not problems, problems
        json.dump(found, sys.stdout)


def _taken(press: Callable[[], None]) -> float:
    before = perf_counter()
    press()
    return perf_counter() - before


def _made(folder: Path) -> Path:
    """Return a folder that has joined that of `folder`, whose relay holds all that it wrote."""
    from ctg_desktop.bootstrap import SqliteStorage, SystemClock
    from ctg_desktop.exchange.ctg_file import open_file
    from ctg_desktop.exchange.invitations import INVITATION_NAME, join
    from ctg_desktop.exchange.relays import choose, prepare, share_of, synchronise
    from tests.bench.making import opened

    relay, target = folder.with_name(f"{folder.name}-relais"), folder.with_name("arrivee")
    if target.exists():
        return target
    relay.mkdir()
    now = datetime.now(UTC)
    with opened(folder) as uow:
        share = share_of(uow, now)
        prepare(uow, relay, share)
        choose(uow, folder, relay)
        synchronise(uow, folder, share)
    making = SqliteStorage().create(
        target, person="Zoé Mesure", clock=SystemClock(), demonstration=True
    )
    with making as uow, open_file(relay / INVITATION_NAME) as file:
        join(uow, file)
        choose(uow, target, relay)
    return target


if __name__ == "__main__":
    main(*sys.argv[1:])
