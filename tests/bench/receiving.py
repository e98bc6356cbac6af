"""An exchange file taken in by a folder that has joined, beside a bare insert of as many rows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ctg_desktop.typography import number
from tests.bench.figures import Comparison, Goal, median_ratio
from tests.bench.processes import Side, measured

GOAL = Goal(ratio=5)
_SENT = "envoi.ctg"
PREVIEW = Goal(ratio=1.2)


def compared(changes: int, folder: Path, rounds: int) -> list[Comparison]:
    """Send all that a folder holds, and receive it in another one, with and without a preview."""
    sides = {
        "ours": Side("tests.bench.receiving:ours", {"folder": folder, "times": rounds + 1}),
        "preview": Side("tests.bench.receiving:preview", {"folder": folder}),
        "raw": Side("tests.bench.rebuilding:raw", {"folder": folder}),
    }
    figures = {name: parts[""] for name, parts in measured(sides, rounds).items()}
    ours, seen, raw = (figures[name] for name in sides)
    size = folder.with_name(_SENT).stat().st_size / changes
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
    ]


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
    from ctg_desktop.exchange.joining import INVITATION_NAME, invite, join
    from ctg_desktop.exchange.manifest import Purpose, Sender
    from ctg_desktop.exchange.sending import Choice, manifest_of, to_send
    from tests.bench.making import opened

    joined, sent = folder.with_name(f"{folder.name}-rejoint"), folder.with_name(_SENT)
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
