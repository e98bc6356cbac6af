"""Long lives of up to six folders: all that people, clocks and mails do to them, at random.

Sites write, undo, arbitrate, erase people, take in publications, exchange whole or change by
change, are copied, reopened, rebuilt and read as they were, with clocks wrong by up to fifty
years. In the end all know the same, and nothing that anybody wrote is lost.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ctg_desktop.domain.changes import DELIVERED, Cell, Draft, Edit
from ctg_desktop.domain.entities import Action, Contact, Enjeu
from ctg_desktop.errors import RuleError
from tests.support.folders import reopened
from tests.support.sites import START, Site, TurnedClock, by_gesture, hashes, published, unite

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
LIVES, STEPS = (400, 200) if IS_STRESS else (4, 60)
MOST_SITES = 6
WORDS = ("Ludothèque", "Café des parents", "10 places", "2 places", "", "œ", None)
ENJEUX = [f"0190a000-0000-7000-8000-00000000000{number}" for number in range(4)]
PERSONAL = ("given_name", "family_name", "function", "mobile")
YEARS = (-50, -5, 0, 0, 5, 50)


def edit(entity: str, row: str, field: str, value: object, member: str = "") -> Edit:
    return Edit(Cell(entity, row, field, member), value)


class Lives:
    """Folders that live side by side; each verb is a thing that happens to one of them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)
        self.publications: dict[tuple[int, bool], Draft] = {}
        self.sites = []
        for number in range(self.chance.randint(2, 4)):
            wrong = timedelta(days=365 * self.chance.choice(YEARS), hours=self.chance.random())
            clock = TurnedClock(START + wrong)
            self.sites.append(Site(folder / str(number), f"Personne {number}", clock))

    def go_on(self) -> None:
        """Let one thing happen to one site."""
        verb = self.chance.choices(list(VERBS), list(VERBS.values()))[0]
        verb(self, self.chance.choice(self.sites))

    def record(self, site: Site, *edits: Edit) -> None:
        site.uow.record(Draft("Geste", edits))

    def one_of(self, site: Site, cls: type = Action) -> str:
        """Return a row of the site; a new one where there is none."""
        rows = [row.id for row in site.uow.rows(cls, deleted=None)]
        return self.chance.choice(rows or [site.uow.new_id()])

    # ------------------------------------------------------------------- what people do

    def create(self, site: Site) -> None:
        site.create(self.chance.choice(WORDS[:-1]), status="idee")

    def write(self, site: Site) -> None:
        fields = ("title", "constat", "status", "main_ambition", "recurring", "champ_de_2028")
        site.write(self.one_of(site), self.chance.choice(fields), self.chance.choice(WORDS))

    def write_member(self, site: Site) -> None:
        field, member = self.chance.choice(("publics", "territoires")), self.chance.choice("ab")
        site.write(self.one_of(site), field, self.chance.choice((0, 1, 1)), member=member)

    def write_much(self, site: Site) -> None:
        rows = {self.one_of(site) for _ in range(3)}
        self.record(
            site,
            *(edit("action", row, "deleted", self.chance.choice((0, 0, 1))) for row in rows),
            *(edit("action", row, "title", self.chance.choice(WORDS)) for row in rows),
        )

    def delete(self, site: Site) -> None:
        site.delete(self.one_of(site))

    def restore(self, site: Site) -> None:
        site.restore(self.one_of(site))

    def add_child(self, site: Site) -> None:
        child = site.uow.new_id()
        owner = edit("etape", child, "action", self.one_of(site))
        self.record(site, edit("etape", child, "deleted", 0), owner)

    def undo(self, site: Site) -> None:
        for _ in range(self.chance.randint(1, 4)):
            try:
                site.uow.undo()
            except RuleError:
                return

    def redo(self, site: Site) -> None:
        try:
            site.uow.redo()
        except RuleError:
            return

    def settle(self, site: Site) -> None:
        conflicts = site.uow.conflicts()
        if conflicts:
            cell = (conflict := self.chance.choice(conflicts)).cell
            values = [conflict.current, *(side.value for side in conflict.sides)]
            self.record(site, Edit(cell, self.chance.choice(values)))
            assert cell not in [each.cell for each in site.uow.conflicts()]

    def add_contact(self, site: Site) -> None:
        row = site.uow.new_id()
        named = edit("contact", row, "family_name", self.chance.choice(("Quartz", "Béryl")))
        self.record(site, edit("contact", row, "deleted", 0), named)

    def write_contact(self, site: Site) -> None:
        field = self.chance.choice((*PERSONAL, "source"))
        self.record(site, edit("contact", self.one_of(site, Contact), field, "Améthyste"))

    def erase(self, site: Site) -> None:
        row = self.one_of(site, Contact)
        emptied = [edit("contact", row, field, None) for field in PERSONAL]
        self.record(site, edit("contact", row, "erased", 1), *emptied)

    def publish(self, site: Site) -> None:
        version = self.chance.randint(1, 5)
        person = self.chance.choice(("Agglomération", DELIVERED))
        rank = version, person != DELIVERED
        if rank not in self.publications:
            edits = [
                edit("enjeu", row, field, value)
                for row in ENJEUX[: self.chance.randint(1, 4)]
                for field, value in (("deleted", 0), ("title", self.chance.choice(WORDS)))
            ]
            self.publications[rank] = Draft(f"Référentiel {version}", tuple(edits))
        published(site.uow, self.publications[rank], version, person)

    def correct_published(self, site: Site) -> None:
        field, value = self.chance.choice((("title", "Corrigé"), ("number", "9"), ("deleted", 1)))
        self.record(site, edit("enjeu", self.one_of(site, Enjeu), field, value))

    # --------------------------------------------------- what happens to folders and mails

    def receive(self, site: Site) -> None:
        sender = self.chance.choice(self.sites)
        if sender is not site:
            site.receive(sender)

    def receive_in_part(self, site: Site) -> None:
        parts = by_gesture(self.chance.choice(self.sites).uow.parcel(site.uow.known()))
        for part in self.chance.sample(parts, min(len(parts), 6)):
            site.uow.union(part)

    def reopen(self, site: Site) -> None:
        site.close()
        site.uow = site.opened()

    def copy(self, site: Site) -> None:
        if len(self.sites) == MOST_SITES:
            return
        folder = self.folder / str(len(self.sites))
        site.close()
        shutil.copytree(site.folder, folder)
        site.uow = site.opened()
        twin = reopened(folder)
        assert twin.uow.installation.incarnation != site.uow.installation.incarnation
        self.sites.append(twin)

    def jump(self, site: Site) -> None:
        site.clock.at += timedelta(days=self.chance.choice((-3650, -1, 1, 3650)))

    def look_back(self, site: Site) -> None:
        with site.uow.as_of(START + timedelta(days=self.chance.randint(-2000, 2000))) as then:
            then.rows(Action)
            then.search("ludo")

    def check(self, site: Site) -> None:
        assert site.problems() == ()

    def rebuild(self, site: Site) -> None:
        before = site.uow.state_hash()
        site.uow.rebuild(lambda _label, _done, _total: None)
        assert site.uow.state_hash() == before


VERBS = {
    Lives.create: 6,
    Lives.write: 14,
    Lives.write_member: 5,
    Lives.write_much: 3,
    Lives.delete: 4,
    Lives.restore: 3,
    Lives.add_child: 3,
    Lives.undo: 7,
    Lives.redo: 4,
    Lives.settle: 5,
    Lives.add_contact: 2,
    Lives.write_contact: 4,
    Lives.erase: 1,
    Lives.publish: 2,
    Lives.correct_published: 1,
    Lives.receive: 8,
    Lives.receive_in_part: 4,
    Lives.reopen: 1,
    Lives.copy: 1,
    Lives.jump: 1,
    Lives.look_back: 1,
    Lives.check: 1,
    Lives.rebuild: 1,
}
"""What may happen, and how often."""


@pytest.fixture
def lives(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Lives]:
    made = Lives(tmp_path, request.param)
    yield made
    for site in made.sites:
        site.close()


@pytest.mark.parametrize("lives", range(LIVES), indirect=True)
def test_sites_when_they_have_lived_long_end_alike_and_have_lost_nothing(lives: Lives) -> None:
    sites = lives.sites
    for _ in range(STEPS):
        lives.go_on()
    written = set().union(*(site.history() for site in sites))

    unite(sites)

    assert len(hashes(sites)) == 1
    assert all(site.history() == written for site in sites)
    assert len({frozenset(each.cell for each in site.uow.conflicts()) for site in sites}) == 1
    for site in sites:
        assert site.problems() == ()
    arbiter = sites[0]
    for conflict in arbiter.uow.conflicts():
        lives.record(arbiter, Edit(conflict.cell, conflict.current))
    unite(sites)
    assert len(hashes(sites)) == 1
    assert [site.uow.conflicts() for site in sites] == [[]] * len(sites)
    lives.rebuild(arbiter)
    assert hashes(sites) == {arbiter.uow.state_hash()}
