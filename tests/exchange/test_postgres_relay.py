"""Sites that exchange through a real PostgreSQL server, over TLS, that is cut off and put back."""

from __future__ import annotations

import io
import os
import socket
import threading
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import RuleError
from ctg_desktop.exchange.carriers import (
    EnvelopeName,
    GapError,
    PasswordError,
    RelayError,
    Standing,
)
from ctg_desktop.exchange.manifest import Sender
from ctg_desktop.exchange.postgres_relay import PostgresRelay
from ctg_desktop.exchange.postgres_setup import script_for
from ctg_desktop.exchange.relays import choose, invitation_in, prepare, synchronise
from ctg_desktop.exchange.rounds import Round, Share
from ctg_desktop.folder.relay_address import UPKEEP, Server
from ctg_desktop.folder.relay_memory import Memory, load
from tests.support.crowds import PERSONAL, Crowd, round_with, settled
from tests.support.cutting import CuttingWay
from tests.support.data_folders import create_folder
from tests.support.folders import reopened
from tests.support.postgres import HOST, SECRET, Cluster, cluster
from tests.support.sites import START, Site, TurnedClock, hashes

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
HISTORIES, STEPS, SITES = (300, 120, 6) if IS_STRESS else (1, 40, 6)
WRITER = "01900000-0000-7000-8000-0000000000"
MakeSite = Callable[..., Site]


@pytest.fixture(scope="session")
def server_of_all() -> Cluster:
    return cluster()


@pytest.fixture
def place(server_of_all: Cluster) -> Server:
    return server_of_all.prepared()


@dataclass(slots=True)
class Member:
    """A site that exchanges through a server."""

    site: Site
    cluster: Cluster
    place: Server
    is_central: bool = False
    memory: Memory = field(default_factory=Memory)

    def round(self, *, sends: bool = True) -> Round:
        """Do a round with the relay."""
        role = self.place.role + (UPKEEP if self.is_central else "")
        with self.cluster.opened(replace(self.place, role=role)) as relay:
            return round_with(relay, self, sends=sends)


@pytest.fixture
def join(make_site: MakeSite, server_of_all: Cluster, place: Server) -> Callable[[str], Member]:
    return lambda person: Member(make_site(person), server_of_all, place)


Join = Callable[[str], Member]


def names_in(cluster: Cluster, place: Server) -> list[str]:
    """Return what lies in a relay, in the order of its numbers."""
    return [name for name, _body in bodies(cluster, place)]


def bodies(cluster: Cluster, place: Server) -> Iterator[tuple[str, bytes]]:
    """Yield what lies in a relay, unpacked."""
    with cluster.opened(place) as relay:
        for name in relay.beyond(Standing()).names:
            told = relay.get(name) or b""
            with zipfile.ZipFile(io.BytesIO(told)) as zipped:
                yield name, b"".join(zipped.read(each) for each in zipped.namelist())


# ----------------------------------------------------------------------------- exchanging


def test_round_when_two_exchange_then_each_has_what_the_other_wrote_and_nothing_goes_twice(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, there = join("Camille"), join("Dominique")
    here.site.create("D’ici")
    there.site.create("De là-bas")

    settled([here, there])

    assert len(hashes([here.site, there.site])) == 1
    (arrival,) = here.site.uow.arrivals()
    assert (arrival.source.name, arrival.new) == (place.text, 2)
    before = names_in(server_of_all, place)
    assert (here.round().new, here.round().sent) == (0, 0)
    assert names_in(server_of_all, place) == before
    row = here.site.create("Encore une")
    here.round()
    assert there.round(sends=False).new == 2
    there.site.write(row, "title", "Complétée là-bas")
    assert there.round().sent == 1
    late = join("Arrivée plus tard")
    settled([here, there, late])
    assert len(hashes([here.site, there.site, late.site])) == 1
    # Those are few that a folder remembers, however many lie there.
    assert len([name for name in here.memory.put if "certificat" not in name]) == 1


def test_server_when_restored_from_an_older_dump_then_all_is_put_back_and_nothing_is_missed(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, there, gone = join("Camille"), join("Dominique"), join("Partie")
    central = join("Agglomération")
    central.is_central = True
    everybody = [here, there, gone, central]
    here.site.create("Avant la copie")
    settled(everybody)
    dump(server_of_all, place)
    lost = here.site.create("Perdue par le serveur")
    gone.site.create("Perdue aussi, et son ordinateur avec")
    settled(everybody)
    restore(server_of_all, place)
    there.site.create("Écrite depuis")
    there.round()  # so that the numbers go as far as before
    there.site.write(lost, "title", "Complétée")
    there.round()

    assert here.round().lost == 1
    settled([here, there, central])

    late = join("Arrivée plus tard")
    settled([here, there, central, late])
    assert len(hashes([each.site for each in (here, there, central, late)])) == 1
    assert {row.title for row in late.site.uow.rows(Action)} == {
        "Avant la copie",
        "Complétée",
        "Perdue aussi, et son ordinateur avec",
        "Écrite depuis",
    }


def test_server_when_restored_and_first_read_alone_then_what_it_lost_is_put_back_at_the_next_round(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, there = join("Camille"), join("Dominique")
    here.site.create("Avant la copie")
    settled([here, there])
    dump(server_of_all, place)
    here.site.create("Perdue par le serveur")
    settled([here, there])
    restore(server_of_all, place)

    assert here.round(sends=False).lost == 0
    here.site.create("Écrite depuis")

    assert here.round().lost == 1
    late = join("Arrivée plus tard")
    settled([here, there, late])
    assert len(hashes([here.site, there.site, late.site])) == 1


def test_values_when_the_server_goes_back_to_before_they_were_shown_then_they_come_all_the_same(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, there = join("Camille"), join("Dominique")
    row = here.site.create("Gardée, puis montrée", confidential=1)
    settled([here, there])
    dump(server_of_all, place)
    here.site.write(row, "confidential", 0)
    here.round()
    restore(server_of_all, place)

    settled([here, there])

    assert {each.title for each in there.site.uow.rows(Action)} == {"Gardée, puis montrée"}
    assert len(hashes([here.site, there.site])) == 1


def dump(cluster: Cluster, place: Server) -> None:
    cluster.run(
        f"DROP TABLE IF EXISTS {place.schema}.dump; "
        f"CREATE TABLE {place.schema}.dump AS TABLE {place.schema}.envelope"
    )


def restore(cluster: Cluster, place: Server) -> None:
    cluster.run(
        f"BEGIN; DELETE FROM {place.schema}.envelope; "
        f"INSERT INTO {place.schema}.envelope SELECT * FROM {place.schema}.dump; COMMIT"
    )


def test_row_when_put_back_under_its_former_number_then_what_was_put_below_it_is_read_all_the_same(
    server_of_all: Cluster, place: Server
) -> None:
    """The number and the name of the last row read are there again, and yet all is otherwise."""
    one, other, last = (EnvelopeName(f"{WRITER}0{at}", 1, 1, f"{at}" * 16).text for at in (1, 2, 3))
    with server_of_all.opened(place) as relay:
        relay.put(one, b"1")
        relay.put(last, b"3")
        listing = relay.beyond(Standing())
        server_of_all.run(f"DELETE FROM {place.schema}.envelope")
        relay.put(other, b"2")
        relay.put(last, b"3")

        again = relay.beyond(Standing({f"{WRITER}01": 1, f"{WRITER}03": 1}, listing.mark))

    assert other in again.names


def test_folder_when_put_back_by_an_image_then_a_round_finds_it_and_nothing_is_lost(
    join: Join,
) -> None:
    here, there = join("Camille"), join("Dominique")
    here.site.create("Avant l’image")
    settled([here, there])
    here.site.close()
    kept = {name: (here.site.folder / name).read_bytes() for name in ("ctg.sqlite", "dossier.json")}
    here.site.uow = here.site.opened()
    here.site.create("Envoyée, puis perdue ici")
    there.site.create("Reçue, puis perdue ici")
    settled([here, there])
    here.site.close()
    for name, held in kept.items():
        (here.site.folder / name).write_bytes(held)
    here.site.uow = here.site.opened()
    here.site.create("Écrite depuis")

    settled([here, there])

    assert len(hashes([here.site, there.site])) == 1
    assert len(there.site.uow.rows(Action)) == 4
    assert here.site.problems() == there.site.problems() == ()


def test_person_when_erased_then_no_row_names_them_once_the_upkeep_went_by(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, central = join("Camille"), join("Agglomération")
    central.is_central = True
    row = here.site.uow.new_id()
    edits = [Edit(Cell("contact", row, name), "Quartz") for name in PERSONAL]
    here.site.uow.record(Draft("x", (Edit(Cell("contact", row, "deleted"), 0), *edits)))
    settled([here, central])
    assert any(b"Quartz" in body for _name, body in bodies(server_of_all, place))
    dump(server_of_all, place)

    central.site.uow.record(Draft("Effacé", (Edit(Cell("contact", row, "erased"), 1),)))
    settled([here, central])

    assert not any(b"Quartz" in body for _name, body in bodies(server_of_all, place))
    restore(server_of_all, place)
    settled([here, central])
    assert not any(b"Quartz" in body for _name, body in bodies(server_of_all, place))
    late = join("Arrivée plus tard")
    settled([here, central, late])
    assert "Quartz" not in repr(late.site.uow.history([row]))
    assert len(hashes([here.site, central.site, late.site])) == 1


def test_connection_when_cut_at_each_piece_then_it_is_said_and_both_sides_stay_sound(
    join: Join, server_of_all: Cluster, place: Server
) -> None:
    here, there = join("Camille"), join("Dominique")
    here.site.create("D’ici")
    settled([here, there])
    way = CuttingWay(server_of_all.port)
    here.place = replace(place, port=way.port)
    cuts = 0
    try:
        for direction in ("up", "down"):
            pieces = 0
            while True:
                here.site.create(f"D’ici {direction} {pieces}")
                there.site.create(f"De là-bas {direction} {pieces}")
                there.round()
                way.cut_after(pieces, direction)
                with suppress(RelayError):
                    here.round()
                cuts += way.is_cut
                if not way.is_cut:
                    break
                pieces += 1
    finally:
        way.close()
        here.place = place
    settled([here, there])

    assert cuts > 20
    assert len(hashes([here.site, there.site])) == 1
    assert here.site.problems() == there.site.problems() == ()
    late = join("Arrivée plus tard")
    settled([here, there, late])
    assert len(hashes([here.site, there.site, late.site])) == 1


def test_writers_when_at_once_then_a_reader_who_follows_the_numbers_skips_none(
    server_of_all: Cluster, place: Server
) -> None:
    writers, each = 4, 15
    expected = {
        EnvelopeName(f"{WRITER}{at:02}", number, number, f"{number:016}").text
        for at in range(writers)
        for number in range(1, each + 1)
    }

    def write(at: int) -> None:
        with server_of_all.opened(place) as relay:
            for number in range(1, each + 1):
                name = EnvelopeName(f"{WRITER}{at:02}", number, number, f"{number:016}")
                relay.put(name.text, b"x" * 5_000)

    threads = [threading.Thread(target=write, args=(at,)) for at in range(writers)]
    found: list[str] = []
    with server_of_all.opened(place) as reader:
        listing = reader.beyond(Standing())
        for thread in threads:
            thread.start()
        is_last = False
        while not is_last:
            is_last = not any(thread.is_alive() for thread in threads)
            if not listing.mark:
                listing = reader.beyond(Standing())
                found += listing.names
                continue
            listing = reader.beyond(Standing(mark=listing.mark))
            found += listing.names
    for thread in threads:
        thread.join()

    assert sorted(found) == sorted(expected)


def test_writer_when_another_has_not_ended_then_it_waits_so_that_numbers_follow_commits(
    server_of_all: Cluster, place: Server
) -> None:
    first, second = (EnvelopeName(f"{WRITER}0{at}", 1, 1, f"{at}" * 16).text for at in (1, 2))
    with (
        server_of_all.opened(place) as slow,
        server_of_all.opened(place) as quick,
        server_of_all.opened(place) as reader,
    ):
        slow.prepare("BEGIN")
        slow.put(first, b"1")
        thread = threading.Thread(target=quick.put, args=(second, b"2"))
        thread.start()
        with server_of_all.administrator() as seen:
            while not seen.prepare("SELECT 1 FROM pg_locks WHERE NOT granted"):
                assert thread.is_alive()
        before = reader.beyond(Standing())
        slow.prepare("COMMIT")
        thread.join()
        after = reader.beyond(Standing(mark=before.mark))

    assert before.names == {}
    assert list(after.names) == [first, second]


# -------------------------------------------------------------------------------- refusals


def test_role_when_it_changes_deletes_or_reads_another_convention_then_the_server_refuses(
    server_of_all: Cluster, place: Server
) -> None:
    other = server_of_all.prepared()
    name = EnvelopeName(f"{WRITER}01", 1, 1, "1" * 16).text
    with server_of_all.opened(place) as relay:
        relay.put(name, b"1")
        for tried in (
            "UPDATE envelope SET body = 'x'",
            "DELETE FROM envelope",
            "TRUNCATE envelope",
            "INSERT INTO envelope SELECT number + 1, incarnation, last, hash, first, 1, body, "
            "received_at FROM envelope",
            "DROP FUNCTION deposer",
            f"SET ROLE {place.role}{UPKEEP}",
            f"CREATE TABLE {place.schema}.autre (a int)",
            f"SELECT * FROM {other.schema}.envelope",
            f"SELECT {other.schema}.deposer('{WRITER}01', 1, 1, '{'1' * 16}', 0, 'x')",
        ):
            with pytest.raises(RelayError, match=r"ne donne pas à .* le droit"):
                relay.prepare(tried)
        relay.put(name, b"otherwise")  # what lies there is never written over
        assert relay.get(name) == b"1"
        with pytest.raises(RelayError):
            relay.put(EnvelopeName(f"{WRITER}02", 5, 6, "1" * 16).text, b"after a gap")
        with pytest.raises(RelayError):
            relay.put(name, b"")


def refused(relay: PostgresRelay) -> str:
    """Return the sentence with which a server is refused, which keeps the password to itself."""
    with relay, pytest.raises(RelayError) as caught:
        relay.put(EnvelopeName(f"{WRITER}01", 1, 1, "1" * 16).text, b"1")
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    assert "Sésame" not in told
    assert "intact" in caught.value.sentence
    return caught.value.sentence


def test_server_when_it_cannot_be_used_then_the_sentence_tells_why_and_what_to_do(
    server_of_all: Cluster, place: Server
) -> None:
    ca = server_of_all.ca
    server_of_all.run("CREATE ROLE weak_one LOGIN PASSWORD 'x'; CREATE ROLE trusted_one LOGIN")
    try:
        for user in ("weak_one", "trusted_one"):
            told = refused(PostgresRelay(place, SECRET, ca=ca, user=user))
            assert "autrement que par SCRAM" in told
    finally:
        server_of_all.run("DROP ROLE weak_one; DROP ROLE trusted_one")
    assert "son autorité est inconnue ici" in refused(PostgresRelay(place, SECRET))
    elsewhere = replace(place, host="localhost")
    assert "celui d’un autre serveur" in refused(PostgresRelay(elsewhere, SECRET, ca=ca))
    assert "refuse le mot de passe" in refused(PostgresRelay(place, f"{SECRET}8", ca=ca))
    with pytest.raises(PasswordError), PostgresRelay(place, "x", ca=ca) as relay:
        relay.check()
    gone = replace(place, base="ailleurs")
    assert "n’a pas de base" in refused(PostgresRelay(gone, SECRET, ca=ca))
    closed = replace(place, port=1)
    assert "ne répond pas" in refused(PostgresRelay(closed, SECRET, ca=ca))
    unknown = replace(place, host="nulle-part.invalid")
    assert "que le réseau ne connaît pas" in refused(PostgresRelay(unknown, SECRET, ca=ca))
    with server_of_all.administrator(schema="ctg_absente") as unprepared:
        assert "n’est pas préparé" in refused(unprepared)
    for code, said in (("53100", "n’a plus de place"), ("25006", "en lecture seule")):
        server_of_all.run(
            f"CREATE OR REPLACE FUNCTION {place.schema}.deposer(an_incarnation uuid, a_first "
            "integer, a_last integer, a_hash text, a_copy integer, a_body bytea) RETURNS bigint "
            f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '{code}'; END $$"
        )
        assert said in refused(server_of_all.opened(place))
    server_of_all.run(f"REVOKE SELECT ON {place.schema}.envelope FROM {place.role}")
    with server_of_all.opened(place) as relay, pytest.raises(RelayError, match="ne donne pas à"):
        relay.beyond(Standing())


def test_server_when_it_refuses_to_hide_what_is_said_then_it_is_told_nothing() -> None:
    heard: list[bytes] = []
    with socket.create_server((HOST, 0)) as listening:

        def answer() -> None:
            came, _address = listening.accept()
            with came:
                heard.append(came.recv(100))
                came.sendall(b"N")
                heard.append(came.recv(100))

        thread = threading.Thread(target=answer)
        thread.start()
        clear = Server("ctg_essai", HOST, "ctg", listening.getsockname()[1])
        assert "refuse les échanges chiffrés" in refused(PostgresRelay(clear, SECRET))
        thread.join()

    assert [len(each) for each in heard] == [8, 0]


def test_server_when_something_is_missing_then_all_of_it_is_said_and_preparing_again_mends_it(
    server_of_all: Cluster, place: Server
) -> None:
    with server_of_all.opened(place) as relay:
        relay.check()
        server_of_all.run(
            f"REVOKE SELECT ON {place.schema}.envelope FROM {place.role}; "
            f"GRANT DELETE ON {place.schema}.envelope TO {place.role}; "
            f"DROP FUNCTION {place.schema}.deposer"
        )
        with pytest.raises(RelayError) as caught:
            relay.check()
        for said in ("ne peut pas lire", "changer ou effacer", "deposer manque"):
            assert said in caught.value.sentence
        server_of_all.run(f"REVOKE DELETE ON {place.schema}.envelope FROM {place.role}")
        with server_of_all.administrator(schema=place.schema) as administrator:
            administrator.prepare(script_for(place))
        relay.check()
        server_of_all.run(f"REVOKE USAGE ON SCHEMA {place.schema} FROM {place.role}")
        with pytest.raises(RelayError, match="n’a pas l’usage du schéma"):
            relay.check()


# -------------------------------------------------------------------------------- choosing


def test_relay_when_chosen_on_a_server_then_it_is_known_again_and_others_are_refused(
    make_site: MakeSite, server_of_all: Cluster, place: Server, tmp_path: Path
) -> None:
    site, access = make_site(), server_of_all.access(place)
    share = Share(Sender(site.uow.installation.person, "", site.uow.key), START)
    with pytest.raises(RelayError, match="n’est pas un relais"):
        choose(site.uow, site.folder, place, access)
    prepare(site.uow, place, share, access)
    choose(site.uow, site.folder, place, access)
    site.create("D’ici")

    done = synchronise(site.uow, site.folder, share, passwords=access.passwords)

    assert done.sent == 1
    with invitation_in(place, access) as file:
        assert file.manifest.relay == place.text
        assert file.manifest.relay_ca == server_of_all.ca
        assert file.manifest.relay_password == ""
    with pytest.raises(PasswordError, match="demande son mot de passe"):
        synchronise(site.uow, site.folder, share)
    assert SECRET.encode() not in b"".join(
        each.read_bytes() for each in site.folder.rglob("*") if each.is_file()
    )
    create_folder(tmp_path / "essai", person="x", clock=TurnedClock(), demonstration=True)
    trial = reopened(tmp_path / "essai")
    with pytest.raises(RuleError):
        choose(trial.uow, trial.folder, place, access)
    assert load(trial.folder) == Memory()
    trial.close()
    # Some rows were taken out by hand, below the last one.
    synchronise(site.uow, site.folder, share, passwords=access.passwords)
    server_of_all.run(f"DELETE FROM {place.schema}.envelope WHERE last > 0")
    site.create("D’ici encore")
    with pytest.raises(GapError, match="Le prochain échange l’y remet"):
        synchronise(site.uow, site.folder, share, passwords=access.passwords)
    done = synchronise(site.uow, site.folder, share, passwords=access.passwords)
    assert done.sent > 0
    # Prepared again after all was lost, it is the same place.
    before = load(site.folder)
    server_of_all.run(f"DELETE FROM {place.schema}.envelope")
    prepare(site.uow, place, share, access, number=before.number)
    assert synchronise(site.uow, site.folder, share, passwords=access.passwords).lost == 1


# ------------------------------------------------------------------------------- at random


class ServerCrowd(Crowd[Member]):
    """What administrators do to the server, beside what people do."""

    def __init__(self, folder: Path, cluster: Cluster, seed: int) -> None:
        self.cluster = cluster
        self.place = cluster.prepared()
        super().__init__(
            *(folder, seed, SITES),
            lambda site, is_central: Member(site, cluster, self.place, is_central=is_central),
        )
        self.dump()

    def verbs(self) -> Iterable[Callable[[], None]]:
        yield from super().verbs()
        yield from (self.receive, self.forget, self.dump, self.restore)

    def receive(self) -> None:
        self.any().round(sends=False)

    def forget(self) -> None:
        self.any().memory = Memory()

    def dump(self) -> None:
        dump(self.cluster, self.place)

    def restore(self) -> None:
        restore(self.cluster, self.place)


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_server_when_all_happens_to_it_then_six_sites_end_alike(
    tmp_path: Path, server_of_all: Cluster, seed: int
) -> None:
    crowd = ServerCrowd(tmp_path, server_of_all, seed)
    crowd.live(STEPS)
    crowd.end()
    crowd.check()
