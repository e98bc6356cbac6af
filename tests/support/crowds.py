"""Sites that exchange through a relay, and what people do at random."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.entities import Contact
from ctg_desktop.domain.trust import Candidate, Role
from ctg_desktop.errors import RuleError
from ctg_desktop.exchange.carriers import Carrier
from ctg_desktop.exchange.manifest import Sender
from ctg_desktop.exchange.rounds import Round, Share, exchange
from ctg_desktop.folder.relay_memory import Memory
from ctg_desktop.services.outgoing import outgoing
from tests.support.data_folders import create_folder
from tests.support.folders import reopened
from tests.support.sites import START, Site, TurnedClock, authority, trust

PERSONAL = ("given_name", "family_name", "mobile")


class Exchanger(Protocol):
    """A site that exchanges through a relay, and what it remembers of it."""

    site: Site
    is_central: bool
    memory: Memory

    def round(self) -> Round:
        """Do a round with the relay."""


M = TypeVar("M", bound=Exchanger)


def round_with(carrier: Carrier, member: Exchanger, *, sends: bool = True) -> Round:
    """Let a site do a round with its relay."""
    uow = member.site.uow
    share = Share(
        Sender(uow.installation.person, "", uow.key),
        START,
        everybodys=member.is_central,
        hidden=outgoing(uow).kept_back,
    )
    done = exchange(uow, carrier, member.memory, share, sends=sends)
    member.memory = done.memory
    return done


def settled(members: Sequence[Exchanger]) -> None:
    """Let everybody do rounds until nobody has anything new."""
    for _ in range(6):
        done = [member.round() for member in members]
        if not any(each.new or each.sent for each in done):
            return
    raise AssertionError("they never come to rest")


class Crowd(Generic[M]):
    """Sites, the first of which is the agglomeration's, and what people do there."""

    def __init__(
        self, folder: Path, seed: int, sites: int, member: Callable[[Site, bool], M]
    ) -> None:
        self.chance = random.Random(seed)
        self.rows: list[str] = []
        self.contacts: list[str] = []
        self.erased: set[str] = set()
        self.members: list[M] = []
        for at in range(sites):
            create_folder(folder / f"{at}", person=f"Personne {at}", clock=TurnedClock())
            site = reopened(folder / f"{at}")
            site.uow.follow_authority(authority())
            self.members.append(member(site, at == 0))
        trust(self.members[0].site.uow)
        self.people = self.members[1:]

    def verbs(self) -> Iterable[Callable[[], None]]:
        """Return what may happen, the commoner the more often."""
        yield from (self.write, self.write, self.write, self.round, self.round, self.round)
        yield from (self.certify, self.name, self.erase, self.hide, self.kill)

    def live(self, steps: int) -> None:
        verbs = list(self.verbs())
        for _ in range(steps):
            # Who was told to have left writes no more; what was written before that travels.
            with suppress(RuleError):
                self.chance.choice(verbs)()

    def any(self) -> M:
        return self.chance.choice(self.members)

    def write(self) -> None:
        site = self.any().site
        if not self.rows or self.chance.random() < 0.4:
            self.rows.append(site.create(f"Action {len(self.rows)}"))
        elif self.chance.random() < 0.2:
            site.delete(self.chance.choice(self.rows))
        else:
            row = self.chance.choice(self.rows)
            site.write(row, "title", f"Titre {self.chance.randint(0, 9)}")

    def name(self) -> None:
        site = self.any().site
        row = site.uow.new_id()
        told = [
            Edit(Cell("contact", row, name), f"Quartz{len(self.contacts)}") for name in PERSONAL
        ]
        site.uow.record(Draft("Contact", (Edit(Cell("contact", row, "deleted"), 0), *told)))
        self.contacts.append(row)

    def erase(self) -> None:
        central = self.members[0].site
        known = [row for row in self.contacts if central.uow.get(Contact, row) is not None]
        if known:
            row = self.chance.choice(known)
            central.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))
            self.erased.add(row)

    def hide(self) -> None:
        if self.rows:
            row, value = self.chance.choice(self.rows), self.chance.randint(0, 1)
            self.any().site.write(row, "confidential", value)

    def round(self) -> None:
        self.any().round()

    def kill(self) -> None:
        site = self.any().site
        site.close()
        site.uow = site.opened()

    def certify(self) -> None:
        uow, who = self.members[0].site.uow, self.chance.choice(self.people).site.uow
        if self.chance.random() < 0.8:
            uow.certify(Candidate(who.key, who.installation.person, None, Role.PARTICIPANT))
        else:
            uow.revoke(who.key)

    def end(self) -> None:
        """Let everybody be accepted, nothing be kept back, and all come to rest."""
        # What an uncertified one wrote counts with themselves alone.
        for member in self.people:
            uow = member.site.uow
            who = Candidate(uow.key, uow.installation.person, None)
            self.members[0].site.uow.certify(who)
        settled(self.members)
        # Set, then lifted: where a flag stands that was kept back itself, what is shown here
        # may be "no" already, and a value equal to it is not written.
        for row in self.rows:
            for value in (1, 0):
                self.members[0].site.write(row, "confidential", value)
        settled(self.members)

    def check(self) -> None:
        """See that all sites are alike and sound, and nobody erased is named; close them."""
        sites = [member.site for member in self.members]
        assert len({site.uow.state_hash() for site in sites}) == 1
        assert len({frozenset(site.history()) for site in sites}) == 1
        for site in sites:
            assert site.problems() == ()
            for row in self.erased:
                assert "Quartz" not in repr(site.uow.history([row]))
            site.close()
