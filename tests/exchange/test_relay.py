"""Sites that exchange through a folder that is late, doubles, cuts, renames and loses files."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.entities import Action
from ctg_desktop.domain.trust import Candidate
from ctg_desktop.errors import RuleError
from ctg_desktop.exchange.carriers import RelayError, envelope_name
from ctg_desktop.exchange.ctg_file import MANIFEST
from ctg_desktop.exchange.folder_relay import LONGEST_NAME, MOST_PATH, FolderRelay
from ctg_desktop.exchange.invitations import INVITATION_NAME
from ctg_desktop.exchange.manifest import Sender
from ctg_desktop.exchange.relays import (
    REVOKED,
    Place,
    choose,
    has_to_send,
    prepare,
    relay_view,
    round_sentences,
    round_summary,
    settle,
    synchronise,
)
from ctg_desktop.exchange.rounds import Round, Share
from ctg_desktop.folder.relay_memory import Memory, load, save
from ctg_desktop.services.participants import State, accept, awaiting, participants
from tests.support.crowds import PERSONAL, Crowd, round_with, settled
from tests.support.data_folders import create_folder
from tests.support.folders import reopened, small_disk
from tests.support.sites import START, Site, TurnedClock, authority, hashes

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
HISTORIES, STEPS, SITES = (1_000, 120, 6) if IS_STRESS else (2, 30, 4)
MakeSite = Callable[..., Site]


@dataclass(slots=True)
class Member:
    """A site that exchanges through a folder."""

    site: Site
    relay: Path
    is_central: bool = False
    memory: Memory = field(default_factory=Memory)

    def round(self) -> Round:
        """Do a round with the relay."""
        return round_with(FolderRelay(self.relay), self)


@pytest.fixture
def relay(tmp_path: Path) -> Path:
    place = tmp_path / "relais"
    place.mkdir()
    return place


def members(make_site: MakeSite, relay: Path, *people: str) -> list[Member]:
    return [Member(make_site(person), relay) for person in people]


def test_round_when_two_exchange_then_each_has_what_the_other_wrote(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    there.site.create("De là-bas")

    settled([here, there])

    assert len(hashes([here.site, there.site])) == 1
    assert {row.title for row in here.site.uow.rows(Action)} == {"D’ici", "De là-bas"}
    (arrival,) = here.site.uow.arrivals()
    assert (arrival.source.name, arrival.new) == (str(relay), 2)
    before = sorted(relay.iterdir())
    assert (here.round().new, here.round().sent) == (0, 0)
    assert sorted(relay.iterdir()) == before


def test_relay_when_it_lost_everything_then_all_is_put_back_and_it_is_said(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    settled([here, there])
    for path in relay.iterdir():
        path.unlink()

    done = here.round()

    assert (done.lost, done.sent) == (1, 1)
    late = Member(make_site("Arrivée plus tard"), relay)
    settled([here, there, late])
    assert len(hashes([each.site for each in (here, there, late)])) == 1


def test_relay_when_one_is_gone_for_good_then_the_agglomeration_puts_back_what_they_wrote(
    make_site: MakeSite, relay: Path
) -> None:
    gone, central = members(make_site, relay, "Partie", "Agglomération")
    central.is_central = True
    gone.site.create("Écrite avant de partir")
    settled([gone, central])
    for path in relay.iterdir():
        path.unlink()
    central.round()

    late = Member(make_site("Arrivée plus tard"), relay)
    late.round()

    assert {row.title for row in late.site.uow.rows(Action)} == {"Écrite avant de partir"}


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_file_when_it_is_half_there_then_it_is_for_later_and_its_writer_puts_it_anew(
    make_site: MakeSite, relay: Path, size: int
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    here.round()
    (path,) = (each for each in relay.iterdir() if envelope_name(each.name))
    whole = path.read_bytes()
    path.write_bytes(whole[:size])

    assert there.round().later == 1
    assert there.site.uow.rows(Action) == []
    here.round()
    settled([here, there])

    assert len(hashes([here.site, there.site])) == 1
    assert len([each for each in relay.iterdir() if envelope_name(each.name)]) == 1


def test_file_when_a_byte_of_it_is_altered_then_its_writer_puts_it_anew(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    here.round()
    here.round()
    (path,) = (each for each in relay.iterdir() if envelope_name(each.name))
    told = bytearray(path.read_bytes())
    told[len(told) // 2] ^= 1
    path.write_bytes(told)

    assert there.round().later == 1
    settled([here, there])

    assert len(hashes([here.site, there.site])) == 1


def test_file_when_it_holds_something_else_than_its_name_tells_then_it_is_passed_over(
    make_site: MakeSite, relay: Path
) -> None:
    here, there, reader = members(make_site, relay, "Camille", "Dominique", "Lecture")
    here.site.create("D’ici")
    here.round()
    there.site.create("De là-bas")
    there.round()
    one, other = sorted(each for each in relay.iterdir() if envelope_name(each.name))
    shutil.copy(one, other)

    reader.round()

    assert len(reader.site.uow.rows(Action)) == 1
    assert reader.site.problems() == ()
    there.round()
    settled([here, there, reader])
    assert len(hashes([here.site, there.site, reader.site])) == 1


def test_file_when_only_a_newer_version_reads_it_then_it_is_said_and_read_after_the_update(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    here.site.uow.certify(Candidate("ab" * 32, "Maxence", None))
    here.round()
    whole = {path: path.read_bytes() for path in relay.iterdir()}
    for path, told in whole.items():
        with zipfile.ZipFile(io.BytesIO(told)) as zipped:
            held = {name: zipped.read(name) for name in zipped.namelist()}
        manifest = {**json.loads(held[MANIFEST]), "format": 2, "lecteur": 2}
        with zipfile.ZipFile(path, "w") as zipped:
            for name, each in (held | {MANIFEST: json.dumps(manifest).encode()}).items():
                zipped.writestr(name, each)

    for done in (there.round(), there.round()):
        assert (done.new, done.later, done.newer) == (0, 0, len(whole))
        assert "mettez le programme à jour" in " ".join(round_sentences(done))

    for path, told in whole.items():
        path.write_bytes(told)
    settled([here, there])
    assert len(hashes([here.site, there.site])) == 1
    assert there.round().newer == 0


def test_round_when_what_one_writes_finds_no_room_then_what_came_is_told_and_stays(
    make_site: MakeSite, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "commun", size="200k") as relay:
        here, there = members(make_site, relay, "Camille", "Dominique")
        there.site.create("De là-bas")
        there.round()
        with suppress(OSError):
            (relay / "autre.pdf").write_bytes(bytes(200_000))
        row = here.site.create("D’ici")

        done = here.round()

        assert done.failure is not None
        assert "n’a plus de place" in done.failure.sentence
        assert (done.new, done.sent) == (2, 0)
        assert {cell.row for cell in done.changes.cells} - {row}
        with pytest.raises(RelayError, match="n’a plus de place"):
            here.round()
        (relay / "autre.pdf").unlink()
        settled([here, there])
        assert len(hashes([here.site, there.site])) == 1


def test_relay_when_a_folder_bears_the_name_of_a_file_then_it_is_named_and_nothing_is_lost(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    here.round()
    (path,) = (each for each in relay.iterdir() if envelope_name(each.name))
    path.unlink()
    path.mkdir()

    with pytest.raises(RelayError, match=path.name):
        here.round()

    path.rmdir()
    settled([here, there])
    assert len(hashes([here.site, there.site])) == 1


def test_folder_when_put_back_by_an_image_then_a_round_finds_it_and_nothing_is_lost(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("Avant l’image")
    here.round()
    here.site.close()
    kept = {name: (here.site.folder / name).read_bytes() for name in ("ctg.sqlite", "dossier.json")}
    here.site.uow = here.site.opened()
    here.site.create("Envoyée, puis perdue ici")
    here.round()
    here.site.close()
    for name, held in kept.items():
        (here.site.folder / name).write_bytes(held)
    here.site.uow = here.site.opened()
    here.site.create("Écrite depuis")

    settled([here, there])

    assert {row.title for row in there.site.uow.rows(Action)} == {
        "Avant l’image",
        "Envoyée, puis perdue ici",
        "Écrite depuis",
    }
    assert len(hashes([here.site, there.site])) == 1
    assert here.site.problems() == there.site.problems() == ()


def test_values_when_confidential_then_they_come_once_the_flag_is_lifted(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    row = here.site.create("Secret", confidential=1)
    settled([here, there])
    assert there.site.uow.rows(Action) == []
    assert b"Secret" not in b"".join(contents(relay))

    edit = Edit(Cell("action", row, "title"), "Secret bien gardé")
    here.site.uow.record(Draft("Titre modifié", (edit,), "Une raison tue"))
    settled([here, there])
    assert "tue" not in repr(there.site.uow.history([row]))

    here.site.write(row, "confidential", 0)
    settled([here, there])

    assert {row.title for row in there.site.uow.rows(Action)} == {"Secret bien gardé"}
    assert "Une raison tue" in repr(there.site.uow.history([row]))
    assert len(hashes([here.site, there.site])) == 1


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_values_when_the_file_without_them_was_lost_then_they_come_all_the_same(
    make_site: MakeSite, relay: Path, rounds: int
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    row = here.site.create("Secret", confidential=1)
    settled([here, there])
    there.site.write(row, "confidential", 0)
    there.round()
    for _ in range(rounds):
        here.round()
    (writer,) = here.site.uow.own_incarnations()
    for path in relay.glob(f"{writer.replace('-', '')}-*"):
        path.unlink()  # what is laid there next bears the name of what lay there without values

    settled([here, there])

    assert {row.title for row in there.site.uow.rows(Action)} == {"Secret"}
    assert len(hashes([here.site, there.site])) == 1
    before = sorted(relay.iterdir())
    there.memory = Memory()
    assert there.round().new == 0
    assert sorted(relay.iterdir()) == before


def test_values_when_a_colleague_laid_the_file_without_them_anew_then_they_come_all_the_same(
    make_site: MakeSite, relay: Path
) -> None:
    here, central = members(make_site, relay, "Camille", "Dominique")
    central.is_central = True
    row = here.site.create("Secret", confidential=1)
    settled([here, central])
    here.site.write(row, "confidential", 0)
    here.round()
    (writer,) = here.site.uow.own_incarnations()
    for path in relay.glob(f"{writer.replace('-', '')}-*"):
        path.rename(path.with_name(f"{path.stem}-PC de Camille.ctg"))
    assert central.round().sent

    settled([here, central])

    assert {row.title for row in central.site.uow.rows(Action)} == {"Secret"}
    assert len(hashes([here.site, central.site])) == 1


def contents(relay: Path) -> Iterator[bytes]:
    """Yield all that the files of a relay hold, unpacked."""
    for path in relay.iterdir():
        with zipfile.ZipFile(path) as zipped:
            yield from (zipped.read(name) for name in zipped.namelist())


def test_person_when_erased_then_no_file_of_the_relay_names_them(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    there.is_central = True
    row = here.site.uow.new_id()
    edits = [Edit(Cell("contact", row, name), "Quartz") for name in PERSONAL]
    here.site.uow.record(Draft("x", (Edit(Cell("contact", row, "deleted"), 0), *edits)))
    settled([here, there])
    assert b"Quartz" in b"".join(contents(relay))

    there.site.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))
    settled([here, there])

    assert b"Quartz" not in b"".join(contents(relay))
    assert len(hashes([here.site, there.site])) == 1
    late = Member(make_site("Arrivée plus tard"), relay)
    settled([here, there, late])
    assert "Quartz" not in repr(late.site.uow.history([row]))
    assert len(hashes([here.site, there.site, late.site])) == 1


def test_round_when_a_paper_alone_travels_then_it_is_told_and_who_is_withdrawn_reads_so(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    there.site.create("De là-bas")
    settled([here, there])
    here.site.uow.revoke(there.site.uow.key)

    laid, found, after = here.round(), there.round(), there.round()

    assert round_summary(laid) == "1\u00a0demande, accord ou retrait déposé"
    assert round_summary(found) == "1\u00a0demande, accord ou retrait reçu"
    assert round_sentences(found) == [REVOKED]
    assert round_summary(after) == "rien de nouveau"
    assert round_sentences(after) == []


def test_file_when_a_damaged_one_tells_more_than_sound_ones_then_these_are_read(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    here.site.create("D’ici")
    here.round()
    (path,) = (each for each in relay.iterdir() if envelope_name(each.name))
    name = envelope_name(path.name)
    assert name is not None
    (relay / replace(name, last=name.last + 5).text).write_bytes(path.read_bytes()[:59])

    done = there.round()

    assert (done.new, done.later) == (2, 1)
    assert {row.title for row in there.site.uow.rows(Action)} == {"D’ici"}


def test_relay_when_anything_lies_there_then_what_is_sound_enters_and_nothing_of_it_is_followed(
    make_site: MakeSite, relay: Path, tmp_path: Path
) -> None:
    here, there = members(make_site, relay, "Camille", "Dominique")
    there.site.create("Saine")
    there.round()
    (path,) = (each for each in relay.iterdir() if envelope_name(each.name))
    whole = path.read_bytes()

    def named(sequence: int, suffix: str = "") -> Path:
        text = f"{'0' * 31}{sequence}-1-{sequence}-{'a' * 16}{suffix}.ctg"
        assert envelope_name(text)
        return relay / text

    named(1).mkdir()
    named(2).symlink_to(named(2))
    named(3).symlink_to("/dev/zero")
    os.mkfifo(named(4))
    with named(5).open("wb") as endless:
        endless.truncate(2**33)
    named(6).write_bytes(whole)
    named(7, ".99").write_bytes(b"PK\5\6" + bytes(18))
    named(8).symlink_to(tmp_path / "parti")
    os.close(os.open(os.fsencode(relay) + b"/nom\n\xff\xfe.ctg", os.O_CREAT | os.O_WRONLY))
    (relay / f"{path.stem.upper()}.CTG").write_bytes(whole)
    before = sorted(os.fsencode(each.name) for each in relay.iterdir())

    done = [here.round() for _ in range(3)]

    assert {row.title for row in here.site.uow.rows(Action)} == {"Saine"}
    assert [each.new for each in done] == [2, 0, 0]
    assert here.site.problems() == ()
    assert set(before) <= {os.fsencode(each.name) for each in relay.iterdir()}


def test_newcomer_when_nothing_was_written_yet_then_the_agglomeration_sees_and_accepts_them(
    make_site: MakeSite, relay: Path, tmp_path: Path
) -> None:
    (central,) = members(make_site, relay, "Agglomération")
    create_folder(tmp_path / "neuf", person="Zoé", clock=TurnedClock())
    newcomer = Member(reopened(tmp_path / "neuf"), relay)
    newcomer.site.uow.follow_authority(authority())
    for _ in range(2):
        newcomer.site.uow.ask_to_take_part()

    assert newcomer.round().papers_out == 1
    assert "Zoé" in central.round().waiting
    (who,) = awaiting(central.site.uow)
    assert (who.person, who.changes, who.is_self) == ("Zoé", 0, False)
    accept(central.site.uow, who)
    settled([central, newcomer])

    assert awaiting(central.site.uow) == []
    (here,) = (each for each in participants(newcomer.site.uow) if each.is_self)
    assert here.state is State.ACCEPTED
    newcomer.site.create("Enfin")
    settled([central, newcomer])
    assert {row.title for row in central.site.uow.rows(Action)} == {"Enfin"}
    newcomer.site.close()


def test_relay_when_it_does_not_answer_then_a_sentence_says_so_and_it_goes_on_later(
    make_site: MakeSite, relay: Path
) -> None:
    (here,) = members(make_site, relay, "Camille")
    here.site.create("D’ici")
    relay.rename(relay.with_name("ailleurs"))

    with pytest.raises(RelayError, match="ne répond pas"):
        here.round()

    relay.with_name("ailleurs").rename(relay)
    assert here.round().sent == 1


# ------------------------------------------------------------------------------- choosing


def share_of(site: Site) -> Share:
    return Share(Sender(site.uow.installation.person, "", site.uow.key), START)


def test_relay_when_seen_under_another_address_then_it_is_the_same_one(
    make_site: MakeSite, relay: Path
) -> None:
    site = make_site()
    prepare(site.uow, relay, share_of(site))
    choose(site.uow, site.folder, relay)
    site.create("D’ici")
    synchronise(site.uow, site.folder, share_of(site))
    put = load(site.folder).put
    other = relay.with_name("autre_lettre")
    other.symlink_to(relay, target_is_directory=True)

    choose(site.uow, site.folder, other)

    assert put
    assert load(site.folder).put == put
    done = synchronise(site.uow, site.folder, share_of(site))
    assert (done.sent, done.lost) == (0, 0)


def test_relay_when_another_one_took_its_place_then_nothing_is_exchanged(
    make_site: MakeSite, relay: Path
) -> None:
    site = make_site()
    prepare(site.uow, relay, share_of(site))
    choose(site.uow, site.folder, relay)
    whole = (relay / INVITATION_NAME).read_bytes()
    (relay / INVITATION_NAME).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RelayError, match=r"L’invitation du relais .* n’est pas encore entière"):
        synchronise(site.uow, site.folder, share_of(site))
    (relay / INVITATION_NAME).unlink()
    with pytest.raises(RelayError, match="n’est pas un relais"):
        synchronise(site.uow, site.folder, share_of(site))
    prepare(site.uow, relay, share_of(site))
    site.create("D’ici")

    with pytest.raises(RelayError, match="n’est plus le relais"):
        synchronise(site.uow, site.folder, share_of(site))

    assert [each.name for each in relay.iterdir()] == [INVITATION_NAME]


def test_relay_when_of_a_demonstration_or_another_team_then_it_is_refused(
    make_site: MakeSite, relay: Path, tmp_path: Path
) -> None:
    site = make_site()
    create_folder(tmp_path / "essai", person="x", clock=TurnedClock(), demonstration=True)
    create_folder(tmp_path / "seule", person="x", clock=TurnedClock())
    trial, alone = reopened(tmp_path / "essai"), reopened(tmp_path / "seule")
    prepare(site.uow, relay, share_of(site))

    for other, why in (
        (trial, "est celui de vraies données, et ce dossier est une démonstration"),
        (alone, "est celui d’une équipe que ce dossier n’a pas rejointe"),
    ):
        with pytest.raises(RuleError, match=why):
            choose(other.uow, other.folder, relay)
        assert load(other.folder) == Memory()
        other.close()


def test_relay_when_settled_by_who_works_alone_then_it_joins_and_waits_to_be_accepted(
    make_site: MakeSite, relay: Path, tmp_path: Path
) -> None:
    site = make_site()
    prepare(site.uow, relay, share_of(site))
    choose(site.uow, site.folder, relay)
    create_folder(tmp_path / "seule", person="Dominique", clock=TurnedClock())
    alone = reopened(tmp_path / "seule")

    found = settle(alone.uow, alone.folder, relay, share_of(alone))
    synchronise(alone.uow, alone.folder, share_of(alone))
    synchronise(site.uow, site.folder, share_of(site))

    assert found.place is Place.TO_JOIN
    assert [who.person for who in awaiting(site.uow)] == ["Dominique"]
    alone.close()


def test_relay_when_its_path_is_too_long_for_its_files_then_it_is_not_chosen(
    make_site: MakeSite, relay: Path, tmp_path: Path
) -> None:
    site = make_site()
    prepare(site.uow, relay, share_of(site))
    deep = tmp_path / ("commun " * (MOST_PATH // 7))[: MOST_PATH - LONGEST_NAME].strip()
    shutil.copytree(relay, deep)

    with pytest.raises(RelayError, match="trop long"):
        choose(site.uow, site.folder, deep)

    assert load(site.folder) == Memory()


def test_relay_when_colleagues_wrote_then_only_what_was_written_here_waits_to_be_sent(
    make_site: MakeSite, relay: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    there.create("De là-bas")
    prepare(here.uow, relay, share_of(here))
    for site in (here, there, here):
        choose(site.uow, site.folder, relay)
        synchronise(site.uow, site.folder, share_of(site))
    assert {row.title for row in here.uow.rows(Action)} == {"De là-bas"}
    assert relay_view(here.uow, here.folder).waiting == 0
    assert not has_to_send(here.uow, here.folder)

    here.create("D’ici")  # a row, and its title

    assert relay_view(here.uow, here.folder).waiting == 2
    assert has_to_send(here.uow, here.folder)


def test_memory_when_damaged_then_one_looks_a_little_more_and_nothing_else(
    make_site: MakeSite, relay: Path
) -> None:
    site = make_site()
    prepare(site.uow, relay, share_of(site))
    choose(site.uow, site.folder, relay)
    site.create("D’ici")
    synchronise(site.uow, site.folder, share_of(site))
    memory = load(site.folder)
    save(site.folder, replace(memory, put={}, seen=frozenset()))

    assert synchronise(site.uow, site.folder, share_of(site)).sent == 0
    (site.folder / "echange.json").write_text("{", encoding="utf-8")
    assert load(site.folder) == Memory()


# --------------------------------------------------------------------------------- at random


class FolderCrowd(Crowd[Member]):
    """What synchronisers do to the relay, beside what people do."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.relay = folder / "relais"
        self.relay.mkdir(parents=True)
        self.aside = folder / "en_route"
        self.aside.mkdir()
        super().__init__(
            *(folder, seed, SITES),
            lambda site, is_central: Member(site, self.relay, is_central=is_central),
        )

    def verbs(self) -> Iterable[Callable[[], None]]:
        yield from super().verbs()
        yield from (self.delay, self.double, self.cut, self.rename, self.lose)

    def one_file(self) -> Path | None:
        found = sorted(self.relay.iterdir())
        return self.chance.choice(found) if found else None

    def delay(self) -> None:
        waiting = sorted(self.aside.iterdir())
        if waiting and self.chance.random() < 0.6:
            path = self.chance.choice(waiting)
            path.replace(self.relay / path.name)
        elif (path := self.one_file()) is not None:
            path.replace(self.aside / path.name)

    def double(self) -> None:
        if (path := self.one_file()) is not None:
            shutil.copy(path, path.with_name(f"{path.stem} (1){path.suffix}"))

    def cut(self) -> None:
        if (path := self.one_file()) is not None:
            path.write_bytes(path.read_bytes()[: self.chance.randint(0, 200)])

    def rename(self) -> None:
        if (path := self.one_file()) is not None:
            path.rename(path.with_name(f"{path.stem}-PC de Camille{path.suffix}"))

    def lose(self) -> None:
        if (path := self.one_file()) is not None:
            path.unlink()

    def end(self) -> None:
        for path in self.aside.iterdir():
            path.replace(self.relay / path.name)
        super().end()


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_relay_when_all_happens_to_it_then_all_sites_end_alike(tmp_path: Path, seed: int) -> None:
    crowd = FolderCrowd(tmp_path, seed)
    crowd.live(STEPS)
    crowd.end()
    crowd.check()
