"""A colleague of another town hall, who writes beside us, and what that makes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.domain.trust import Candidate, Role
from ctg_desktop.ports import Clock, UnitOfWork
from ctg_desktop.services.proposals import propose
from tests.support.app import BRUAY
from tests.support.sites import authority, sent, trust

COLLEAGUE = "Dominique Essai"


@contextmanager
def colleague(place: Path, ours: UnitOfWork, clock: Clock) -> Iterator[UnitOfWork]:
    """Open a folder of Bruay that knows all that ours does; both count at the other's."""
    trust(ours, Role.PARTICIPANT)
    told = sent(ours)
    making = SqliteStorage().create(
        place, person=COLLEAGUE, clock=clock, demonstration=ours.installation.demonstration
    )
    with making as theirs:
        theirs.follow_authority(authority())
        theirs.union(told)
        [bruay] = [row.id for row in theirs.rows(Territoire) if row.insee == BRUAY]
        theirs.settle(bruay)
        theirs.certify(Candidate(theirs.key, COLLEAGUE, bruay))
        ours.union(sent(theirs))
        yield theirs


def write(uow: UnitOfWork, row: str, **values: str) -> None:
    """Write into an action, whoever it belongs to: what the window would refuse."""
    edits = tuple(Edit(Cell(Action.TYPE.name, row, name), told) for name, told in values.items())
    uow.record(Draft("Écrit par un autre moyen", edits))


def disagree(place: Path, ours: UnitOfWork, clock: Clock, today: date) -> None:
    """Let a colleague and us write of the same actions: all that Échanges shows comes of it."""
    own = ours.installation.structure
    first, second, third = ours.rows(Action, where={"structure": own})[:3]
    text = first.constat or "Les familles viennent de loin."
    with colleague(place, ours, clock) as theirs:
        write(theirs, first.id, constat=f"{text} Elles le disent au centre social.", title="Autre")
        write(ours, first.id, constat=text.replace("familles", "parents") + " À revoir.")
        write(ours, first.id, title="Un titre bien à nous")
        write(theirs, second.id, status="en_pause")
        seen = theirs.get(Action, third.id)
        assert seen is not None
        asked = {"title": f"{seen.title}, le mercredi", "status": Status.EN_COURS}
        propose(theirs, seen, asked, today, reason="Vu avec les parents au comité de juin")
        ours.union(sent(theirs))
