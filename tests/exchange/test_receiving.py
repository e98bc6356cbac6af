"""Taking in files: the preview is the real thing and writes nothing; then whole or not at all."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.arrivals import Carrier
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.entities import Action
from ctg_desktop.domain.envelopes import Envelope, Parcel
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.ctg_file import ExchangeFile, open_file
from ctg_desktop.exchange.receiving import examined, receive, take_in_files
from ctg_desktop.exchange.sending import Choice
from ctg_desktop.paths import DataFolder
from ctg_desktop.ports import CancelledError, Tick
from ctg_desktop.services.outgoing import outgoing
from ctg_desktop.services.receptions import Fate, reception
from tests.exchange.test_ctg_file import write
from tests.support.data_folders import create_folder
from tests.support.folders import reopened
from tests.support.sites import Site, TurnedClock, hashes

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
MakeSite = Callable[..., Site]


def state(site: Site) -> tuple[object, ...]:
    """Return all that a preview must leave alone."""
    uow = site.uow
    return (
        *(uow.state_hash(), dict(uow.ends()), tuple(uow.births()), frozenset(uow.papers())),
        *(tuple(uow.arrivals()), uow.installation, tuple(uow.conflicts())),
    )


def taken(site: Site, path: Path) -> None:
    with open_file(path) as file:
        receive(site.uow, [file])


def test_preview_when_shown_then_it_is_what_receiving_does_and_nothing_was_written(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    shared = there.create("Commune", status="idee")
    gone = there.create("Retirée")
    taken(here, write(there, tmp_path / "1.ctg"))
    here.write(shared, "title", "D’ici")
    there.write(shared, "title", "De là-bas")
    there.delete(gone)
    there.create("Nouvelle")
    changed = there.create("Avant")
    path = write(there, tmp_path / "2.ctg")
    before = state(here)

    with open_file(path) as file, examined(here.uow, [file]) as report:
        found = reception(here.uow, report)
        seen = here.uow.state_hash()

    assert state(here) == before
    assert here.problems() == ()
    fates = {row.name.split(" ")[-1]: row.fate for row in found.rows}
    assert fates == {
        "là-bas": Fate.IN_CONFLICT,
        "Retirée": Fate.REMOVED,
        "Nouvelle": Fate.NEW,
        "Avant": Fate.NEW,
    }
    assert (found.known, found.without_effect) == (5, 0)
    (conflict,) = (field for row in found.rows for field in row.fields if field.is_in_conflict)
    assert {conflict.before, conflict.after} == {"D’ici", "De là-bas"}
    assert "2\u00a0autres fiches" in replace(found, untold=2).sentence()
    here.create("Entre-temps")
    here.uow.undo()
    with open_file(path) as file:
        receive(here.uow, [file])
    assert {row.id for row in here.uow.rows(Action)} == {row.id for row in there.uow.rows(Action)}
    assert changed in {row.id for row in here.uow.rows(Action)}
    assert len(here.uow.conflicts()) == 1
    assert seen != before[0]


def test_reception_when_done_then_a_copy_was_made_and_the_journal_tells_it(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    there.create("Ludothèque")
    path = write(there, tmp_path / "envoi.ctg")

    for _ in range(2):
        taken(here, path)

    last, first = here.uow.arrivals()
    assert (first.new, first.known, last.new, last.known) == (2, 0, 0, 2)
    assert first.source.carrier is Carrier.FILE
    assert (first.source.name, first.source.person) == ("envoi.ctg", "Dominique")
    assert first.spans == {there.uow.installation.incarnation: (1, 2)}
    assert [copy.reason for copy in here.uow.backups()][-1] == "avant une reception"
    assert len(hashes([here, there])) == 1


def test_reception_when_what_the_sender_knew_cannot_be_noted_then_it_is_received_all_the_same(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    there.create("Ludothèque")
    (DataFolder(here.folder).exchanged_files / "x").mkdir(parents=True)

    with open_file(write(there, tmp_path / "envoi.ctg")) as file:
        found, _ = take_in_files(here.uow, here.folder, [file])

    assert found.new == 2
    assert {row.title for row in here.uow.rows(Action)} == {"Ludothèque"}


def test_files_when_several_are_given_in_any_order_then_the_state_is_one(
    make_site: MakeSite, tmp_path: Path
) -> None:
    sites = [make_site(f"Personne {number}") for number in range(3)]
    for number, site in enumerate(sites):
        site.create(f"Action {number}")
    paths = [write(site, tmp_path / f"{at}.ctg") for at, site in enumerate(sites)]

    for site, order in zip(sites, ((0, 1, 2), (2, 1, 0), (1, 2, 0)), strict=True):
        files = [open_file(paths[at]) for at in order]
        receive(site.uow, files)
        for file in files:
            file.__exit__()

    assert len(hashes(sites)) == 1


class Torn:
    """A file whose second half is gone once it was opened."""

    def __init__(self, file: ExchangeFile) -> None:
        self.name, self.manifest = file.name, file.manifest
        self._whole = file.parcel()

    def parcel(self) -> Parcel:
        return replace(self._whole, envelopes=self._torn())

    def _torn(self) -> Iterator[Envelope]:
        yield from self._whole.envelopes
        raise FileFormatError("abîmé")


def test_file_when_one_of_several_is_damaged_then_none_is_taken_in(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    there.create("Ludothèque")
    path = write(there, tmp_path / "envoi.ctg")
    before = state(here)

    with open_file(path) as file:
        torn = Torn(file)
        with pytest.raises(FileFormatError):
            receive(here.uow, [torn])

    assert state(here) == before
    assert here.problems() == ()
    here.create("On continue")


def test_reception_when_stopped_on_its_way_then_nothing_was_written_and_it_can_be_done_again(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    there.create("Ludothèque")
    path = write(there, tmp_path / "envoi.ctg")
    before = state(here)
    told: list[str] = []

    def stop(what: str, _done: int, _total: int) -> None:
        told.append(what)
        raise CancelledError

    with open_file(path) as file:
        for job in (lambda: receive(here.uow, [file], stop), lambda: look(here, file, stop)):
            with pytest.raises(CancelledError):
                job()
            assert state(here) == before
    assert told == ["Lecture des modifications"] * 2
    assert here.problems() == ()
    taken(here, path)
    assert len(hashes([here, there])) == 1


def look(site: Site, file: ExchangeFile, tick: Tick) -> None:
    with examined(site.uow, [file], tick):
        pass


def test_file_when_of_a_demonstration_or_another_convention_then_it_is_refused(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    create_folder(tmp_path / "essai", person="x", clock=TurnedClock(), demonstration=True)
    trial = reopened(tmp_path / "essai")
    trial.create("Inventée")
    there.create("Convention", "convention")
    here.create("Autre convention", "convention")
    before = state(here)

    for site, words in ((trial, "démonstration"), (there, "autre convention")):
        path = write(site, tmp_path / "x.ctg")
        with open_file(path) as file, pytest.raises(RuleError, match=words):
            receive(here.uow, [file])
    with (
        open_file(write(here, tmp_path / "y.ctg")) as file,
        pytest.raises(RuleError, match="vrai dossier"),
        examined(trial.uow, [file]),
    ):
        pass

    assert state(here) == before
    trial.close()


def test_sending_when_an_action_is_confidential_then_its_values_stay_until_the_flag_is_lifted(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    row = there.create("Secret de Dominique", confidential=1)
    there.write(row, "constat", "Ce que nul ne doit lire")
    edit = Edit(Cell("action", row, "constat"), "Ce que nul ne doit lire non plus")
    there.uow.record(Draft("Action modifiée", (edit,), "Le Secret revient"))
    there.create("Publique")
    hidden = Choice({}, hidden=outgoing(there.uow).kept_back)
    path = write(there, tmp_path / "1.ctg", choice=hidden)

    taken(here, path)

    told = repr(here.uow.history([row]))
    assert "Secret" not in told
    assert "lire" not in told
    assert {action.title for action in here.uow.rows(Action)} == {"Publique"}
    assert here.problems() == ()
    there.write(row, "confidential", 0)
    taken(here, write(there, tmp_path / "2.ctg"))
    assert {action.title for action in here.uow.rows(Action)} == {
        "Publique",
        "Secret de Dominique",
    }
    assert len(hashes([here, there])) == 1
    assert "Le Secret revient" in repr(here.uow.history([row]))
    assert here.problems() == ()


@settings(max_examples=200 if IS_STRESS else 2, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_exchange_when_sites_send_files_at_random_then_all_end_alike(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("alea")
    sites = [Site(folder / f"{at}", f"Personne {at}") for at in range(3)]
    rows: list[str] = []
    for step in range(25):
        site = chance.choice(sites)
        match chance.choice(("create", "write", "delete", "send", "send")):
            case "create":
                rows.append(site.create(f"Action {step}"))
            case "write" if rows:
                site.write(chance.choice(rows), "title", f"Titre {step}")
            case "delete" if rows:
                site.delete(chance.choice(rows))
            case _:
                other = chance.choice(sites)
                beyond = other.uow.known() if chance.random() < 0.3 else {}
                taken(other, write(site, folder / f"{step}.ctg", choice=Choice(beyond)))
    for site in sites:
        site.uow.record(Draft("Fin", (Edit(Cell("action", "fin", "title"), "fin"),)))
    everything = [write(site, folder / f"fin {at}.ctg") for at, site in enumerate(sites)]
    for site in sites:
        for path in everything:
            taken(site, path)

    assert len(hashes(sites)) == 1
    for site in sites:
        assert site.problems() == ()
        site.close()
