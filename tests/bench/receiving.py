"""An exchange file taken in by a folder that has joined, beside a bare insert of as many rows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured, peaked

GOAL = Goal(ratio=5)
MEMORY = Goal(ratio=1.5)
"""How much more memory the reception of the longest log may need: what is told has a bound."""
_SENT = "envoi.ctg"
PREVIEW = Goal(ratio=1.2)


def compared(logs: Sequence[tuple[int, Path]], rounds: int) -> list[Comparison]:
    """Send all that folders hold, and receive it in others, with and without a preview.

    The folders are given with their number of changes, the shortest log first; the time is that
    of the one in the middle, the memory that of the longest beside it.
    """
    changes, folder = logs[len(logs) // 2]
    sides = {
        "ours": Side("tests.bench.receiving:ours", {"folder": folder, "times": rounds + 1}),
        "preview": Side("tests.bench.receiving:preview", {"folder": folder}),
        "raw": Side("tests.bench.rebuilding:raw", {"folder": folder}),
    }
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    ours, seen, raw = (figures[name] for name in sides)
    size = folder.with_name(f"{folder.name}-{_SENT}").stat().st_size / changes
    return [
        Comparison(
            f"Réception de {number(changes)} modifications",
            ours,
            "insertion brute d'autant de lignes",
            raw,
            ratio=median_ratio(ours.seconds, raw.seconds),
            goal=GOAL,
            note=f"{size:.1f} octets par modification dans le fichier.".replace(".", ",", 1),
        ),
        Comparison(
            f"Aperçu de {number(changes)} modifications",
            seen,
            "leur réception",
            ours,
            ratio=median_ratio(seen.seconds, ours.seconds),
            goal=PREVIEW,
        ),
        *([_memory(logs[len(logs) // 2], logs[-1])] if len(logs) > 1 else []),
    ]


def _memory(middle: tuple[int, Path], longest: tuple[int, Path]) -> Comparison:
    """Compare the most memory that the reception of two logs needs, each once, in a new process."""
    figures = []
    for _, folder in (longest, middle):
        side = Side("tests.bench.receiving:ours", {"folder": folder, "times": 1})
        figures.append(peaked(side))
    ours, reference = figures
    assert ours.peak_bytes is not None
    assert reference.peak_bytes is not None
    return Comparison(
        f"Mémoire d'une réception de {number(longest[0])} modifications",
        ours,
        f"réception de {number(middle[0])}",
        reference,
        ratio=ours.peak_bytes / reference.peak_bytes,
        goal=MEMORY,
    )


@contextmanager
def ours(folder: str, times: int) -> Iterator[Mapping[str, Callable[[], object]]]:
    """Receive a file in a folder that has only joined; each time in another one."""
    from ctg_desktop.exchange.ctg_file import open_file
    from ctg_desktop.exchange.receiving import receive
    from tests.bench.making import opened

    joined, sent = _made(Path(folder))
    with ExitStack() as stack:
        fresh = []
        for number in range(times):
            copy = joined.with_name(f"{joined.name}-{os.getpid()}-{number}")
            shutil.copytree(joined, copy)
            stack.callback(shutil.rmtree, copy)
            fresh.append(stack.enter_context(opened(copy)))

        def step() -> None:
            with open_file(sent) as file:
                report = receive(fresh.pop(), [file])
            assert report.new
            assert not report.without_effect

        yield {"": step}


@contextmanager
def preview(folder: str) -> Iterator[Mapping[str, Callable[[], object]]]:
    """See what a file would change, every row of it; nothing is kept."""
    from ctg_desktop.exchange.ctg_file import open_file
    from ctg_desktop.exchange.receiving import examined
    from ctg_desktop.services.receptions import reception
    from tests.bench.making import opened

    joined, sent = _made(Path(folder))

    with opened(joined) as uow:

        def step() -> None:
            with open_file(sent) as file, examined(uow, [file]) as report:
                assert reception(uow, report).rows

        yield {"": step}


def _made(folder: Path) -> tuple[Path, Path]:
    """Return a folder that has joined that of `folder`, and the file that `folder` sends it."""
    from ctg_desktop.bootstrap import SqliteStorage, SystemClock
    from ctg_desktop.exchange.ctg_file import open_file, write_file
    from ctg_desktop.exchange.invitations import INVITATION_NAME, invite, join
    from ctg_desktop.exchange.manifest import Purpose, Sender
    from ctg_desktop.exchange.sending import Choice, manifest_of, to_send
    from tests.bench.making import opened

    joined, sent = (folder.with_name(f"{folder.name}-{of}") for of in ("rejoint", _SENT))
    if joined.exists():
        return joined, sent
    now = datetime.now(UTC)
    invitation = folder.with_name(INVITATION_NAME)
    with opened(folder) as uow:
        who = Sender("Camille Mesure", "", uow.key)
        invite(uow, invitation, who, now)
        parcel = to_send(uow, Choice({}, everybodys=True))
        write_file(sent, manifest_of(uow, who, now, Purpose.SENDING), parcel)
    making = SqliteStorage().create(
        joined, person="Zoé Mesure", clock=SystemClock(), demonstration=True
    )
    with making as uow, open_file(invitation) as file:
        join(uow, file)
    return joined, sent
