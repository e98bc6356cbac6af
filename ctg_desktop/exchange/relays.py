"""The relay of a data folder: choosing one, knowing it again, and doing a round with it."""

from __future__ import annotations

import secrets
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from ctg_desktop.domain.changes import Changes
from ctg_desktop.errors import FileFormatError, RuleError
from ctg_desktop.exchange.carriers import (
    INVITATION_NAME,
    Carrier,
    EnvelopeName,
    GapError,
    NoRelayError,
    PasswordError,
    RelayError,
    covered,
    envelope_name,
    paper_name,
)
from ctg_desktop.exchange.ctg_file import DamagedError, ExchangeFile, opened
from ctg_desktop.exchange.file_sending import kept_back, sender_of
from ctg_desktop.exchange.folder_relay import FolderRelay
from ctg_desktop.exchange.invitations import (
    MeetingPlace,
    check_invitation,
    invitation_bytes,
    invite,
    join,
)
from ctg_desktop.exchange.manifest import Manifest
from ctg_desktop.exchange.receiving import check_place
from ctg_desktop.exchange.rounds import Round, Share, exchange, paper_id
from ctg_desktop.folder.passwords import Passwords
from ctg_desktop.folder.relay_address import (
    RelayPlace,
    Server,
    address_of,
    is_server,
    place_of,
    server_of,
)
from ctg_desktop.folder.relay_memory import Memory, load, save
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.ownership import is_agglomeration
from ctg_desktop.services.participants import is_of_another_team
from ctg_desktop.services.receptions import waiting_sentences
from ctg_desktop.typography import counted, quoted


def share_of(uow: UnitOfWork, now: datetime) -> Share:
    """Return the share of a folder that its relay receives."""
    hidden = kept_back(uow)
    return Share(sender_of(uow), now, everybodys=is_agglomeration(uow), hidden=hidden)


class Place(Enum):
    """What a place is to this folder, as a relay."""

    OURS = "ours"
    TO_JOIN = "to_join"
    """The relay of a team of the convention; this folder belongs to none yet."""
    FREE = "free"
    """No relay; it could be made one."""


@dataclass(frozen=True, slots=True)
class RelayView:
    """How the exchange with the relay stands, as people see it.

    `address` is empty where none was chosen; `waiting` counts the changes that were written here
    and lie in no file there.
    """

    address: str = ""
    exchanged_at: datetime | None = None
    waiting: int = 0


def relay_view(uow: UnitOfWork, data: Path) -> RelayView:
    """Return how the exchange with the relay of a data folder stands."""
    memory = load(data)
    if not memory.address:
        return RelayView()
    at = datetime.fromtimestamp(memory.exchanged_ms / 1000, UTC) if memory.exchanged_ms else None
    return RelayView(memory.address, at, _waiting(uow, memory))


def _waiting(uow: UnitOfWork, memory: Memory) -> int:
    """Return how many changes that were written here no file in the relay tells."""
    put: dict[str, list[EnvelopeName]] = defaultdict(list)
    for text in memory.put:
        if (name := envelope_name(text)) is not None:
            put[name.incarnation].append(name)
    known, own = uow.known(), uow.own_incarnations()
    # What was imported by hand is under our key too, and may not be ours to issue.
    written = [b.id for b in uow.births() if b.id in own and b.incarnation.publication is None]
    return sum(max(0, known.get(each, 0) - covered(put[each])) for each in written)


def has_to_send(uow: UnitOfWork, data: Path) -> bool:
    """Whether something of a data folder lies not in its relay yet; False where there is none."""
    memory = load(data)
    if not memory.address:
        return False
    there = {paper.id for text in memory.put if (paper := paper_name(text)) is not None}
    return _waiting(uow, memory) > 0 or any(paper_id(each) not in there for each in uow.papers())


@dataclass(frozen=True, slots=True)
class Access:
    """What a server asks for: passwords, and the authority that it is known by (PEM)."""

    passwords: Passwords = field(default_factory=Passwords)
    ca: str = ""


def access_to(data: Path, place: RelayPlace, passwords: Passwords) -> Access:
    """Return what is known of a relay here.

    Raises:
        RelayError: the address names an authority's file that cannot be read.
    """
    memory = load(data)
    if isinstance(place, Server) and place.ca_file:
        from ctg_desktop.exchange.postgres_relay import authority_in

        return Access(passwords, authority_in(Path(place.ca_file)))
    return Access(passwords, memory.ca if memory.address == address_of(place) else "")


def carrier_at(place: RelayPlace, access: Access | None = None) -> Carrier:
    """Return what carries envelopes at a place; to be opened, and closed.

    Raises:
        PasswordError: the password of the server is not known.
    """
    if not isinstance(place, Server):
        return FolderRelay(place)
    from ctg_desktop.exchange.postgres_relay import PostgresRelay

    access = access or Access()
    password = access.passwords.of(place)
    if not password:
        raise PasswordError(
            f"Le relais {quoted(place)} demande son mot de passe : rien n’est perdu, ce qui attend "
            "partira quand vous l’aurez donné, sur la page Échanges ou par --motdepasse-dans F.",
            place,
        )
    return PostgresRelay(place, password, ca=access.ca)


def look(uow: UnitOfWork, place: RelayPlace, access: Access | None = None) -> Place:
    """Return what a place is to this folder, as a relay; nothing is written there.

    Raises:
        RelayError: it does not answer, or its invitation is not fully there yet.
        RuleError: it is that of another convention, or of another team.
    """
    with carrier_at(place, access) as carrier:
        told = carrier.invitation()
    if told is None:
        return Place.FREE
    with _invitation(place, told) as file:
        _check_place(uow, place, file.manifest)
        if not uow.authority:
            return Place.TO_JOIN
        _check_team(uow, file.manifest)
    return Place.OURS


def settle(
    uow: UnitOfWork, data: Path, place: RelayPlace, share: Share, access: Access | None = None
) -> Settled:
    """Exchange from now on through a place: prepared, or its team joined, where need be.

    Raises:
        RelayError: the place cannot be used.
        RuleError: it is that of another convention, or of another team.
    """
    found, changes = look(uow, place, access), Changes()
    before = load(data)
    number = before.number if before.address == address_of(place) else ""
    has_made_key = found is Place.FREE and prepare(uow, place, share, access, number=number)
    if found is Place.TO_JOIN:
        with invitation_in(place, access) as file:
            changes = join(uow, file).changes
        uow.ask_to_take_part()
    choose(uow, data, place, access)
    return Settled(found, changes, has_made_key=has_made_key)


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done to exchange through a place.

    `place` is what it was, `changes` what joining its team brought; `has_made_key` tells that
    the convention key was made for it.
    """

    place: Place
    changes: Changes
    has_made_key: bool


def prepare(
    uow: UnitOfWork,
    place: RelayPlace,
    share: Share,
    access: Access | None = None,
    *,
    number: str = "",
) -> bool:
    """Write the invitation into a place, which makes it a relay.

    Return whether a convention key was made for it. An invitation that lies there already is
    kept; `number` is that of the relay that it is to be again, after it lost all.

    Raises:
        RelayError: the place cannot be used.
    """
    where = MeetingPlace(
        place.for_participants.text if isinstance(place, Server) else str(place),
        number or secrets.token_hex(16),
        access.ca if access is not None else "",
    )
    with carrier_at(place, access) as carrier:
        carrier.check()
        if carrier.invitation() is not None:
            return False
        is_new = not uow.authority
        if is_new:
            uow.found_authority()
        carrier.put(INVITATION_NAME, invitation_bytes(uow, share.sender, share.now, where))
    return is_new


def choose(
    uow: UnitOfWork,
    data: Path,
    place: RelayPlace,
    access: Access | None = None,
    *,
    invited: Manifest | None = None,
) -> Memory:
    """Exchange from now on through a place that was prepared.

    With what an invitation says of it (`invited`) it may be out of reach or closed to writing at
    present: who joins receives from it later, and what is written meanwhile leaves later.

    Raises:
        RelayError: the place cannot be used, or was not prepared.
        RuleError: it is that of another convention, or of another team.
    """
    if invited is None:
        with carrier_at(place, access) as carrier:
            carrier.check()
    if invited is None or not isinstance(place, Server):
        with invitation_in(place, access) as file:
            invited = file.manifest
    _check_place(uow, place, invited)
    _check_team(uow, invited)
    before = load(data)
    memory = Memory() if before.number != invited.number else before
    ca = access.ca if access is not None else ""
    memory = replace(memory, address=address_of(place), number=invited.number, ca=ca)
    save(data, memory)
    return memory


def _check_place(uow: UnitOfWork, place: RelayPlace, manifest: Manifest) -> None:
    """Refuse a relay whose people this folder never exchanges with."""
    try:
        check_place(uow, quoted(place), manifest)
    except RuleError as error:
        is_demonstration = manifest.is_demonstration
        if is_demonstration != uow.installation.demonstration:
            why = (
                "est celui d’une démonstration, et vos données sont vraies"
                if is_demonstration
                else "est celui de vraies données, et ce dossier est une démonstration"
            )
        else:
            why = f"est celui d’une autre convention, {quoted(manifest.title)}"
        raise RuleError(
            f"Le relais {quoted(place)} {why} : rien n’a été échangé. Choisissez-en un autre."
        ) from error


def _check_team(uow: UnitOfWork, manifest: Manifest) -> None:
    if not uow.authority or is_of_another_team(uow, manifest.authority):
        raise RuleError(
            "Ce relais est celui d’une équipe que ce dossier n’a pas rejointe : rien n’a été "
            f"changé. Pour la rejoindre, ouvrez son invitation, {quoted(INVITATION_NAME)}."
            if not uow.authority
            else "Ce relais est celui d’une autre équipe de la même convention : rien n’a été "
            "changé. Qui tient la clé de la vôtre peut réunir les deux, en recevant un envoi de "
            "celle-ci."
        )


def invitation_in(place: RelayPlace, access: Access | None = None) -> ExchangeFile:
    """Open the invitation that lies in a relay.

    Raises:
        RelayError: there is none, or it is not fully there.
    """
    with carrier_at(place, access) as carrier:
        return _invitation_of(place, carrier)


def _invitation_of(place: RelayPlace, carrier: Carrier) -> ExchangeFile:
    told = carrier.invitation()
    if told is None:
        what = "Le serveur" if isinstance(place, Server) else "Le dossier"
        raise NoRelayError(
            f"{what} {quoted(place)} n’est pas un relais, ou ne répond pas : rien n’est perdu. "
            "Vérifiez son adresse ; pour en faire un relais, choisissez-le de nouveau."
        )
    return _invitation(place, told)


def _invitation(place: RelayPlace, told: bytes) -> ExchangeFile:
    """Open the invitation that lies in a relay.

    Raises:
        RelayError: it is not fully there.
    """
    try:
        file = opened(INVITATION_NAME, told)
    except DamagedError as error:  # half copied
        raise RelayError(
            f"L’invitation du relais {quoted(place)} n’est pas encore entière, ou elle est "
            "abîmée : rien n’est perdu, ce qui attend partira plus tard. Si cela dure, remettez-y "
            f"une copie de {quoted(INVITATION_NAME)}, ou demandez à l’agglomération de le faire."
        ) from error
    except FileFormatError as error:
        raise RelayError(error.sentence) from error
    check_invitation(file)
    return file


def invite_to(
    uow: UnitOfWork,
    data: Path,
    path: Path,
    now: datetime,
    *,
    passphrase: str = "",
    passwords: Passwords | None = None,
) -> bool:
    """Write an invitation, to the relay of a data folder where it has one.

    With a passphrase it is hidden, and tells the password of a server that is known here. Return
    whether the convention key was made for it.

    Raises:
        OutputError: the file cannot be written.
        RuleError: no key can be kept here.
    """
    memory = load(data)
    address, password = memory.address, ""
    if is_server(address):
        server = server_of(address).for_participants
        address = server.text
        if passphrase and passwords is not None:
            password = passwords.of(server)
    where = MeetingPlace(address, memory.number, memory.ca, password, passphrase)
    return invite(uow, path, sender_of(uow), now, where)


def forget(data: Path) -> None:
    """Exchange through no relay any more; what lies there stays.

    Raises:
        ReadOnlyError: the data folder allows no writing.
    """
    before = load(data)
    save(data, Memory(declined=before.address or before.declined))


def synchronise(
    uow: UnitOfWork,
    data: Path,
    share: Share,
    *,
    sends: bool = True,
    passwords: Passwords | None = None,
) -> Round:
    """Do a round with the relay of a data folder; or receive from it alone.

    Raises:
        RuleError: none was chosen, or it is not for this folder any more.
        RelayError: it is not the one that was chosen, or does not answer and nothing came from it;
            where something did, the round tells its failure.
        StorageError: the folder failed.
    """
    memory = load(data)
    place = place_of(memory.address)
    if place is None:
        raise RuleError(
            "Aucun relais n’est choisi : rien n’a été changé. Choisissez-en un sur la page "
            "Échanges, ou : echange relais ADRESSE."
        )
    with carrier_at(place, Access(passwords or Passwords(), memory.ca)) as carrier:
        if not carrier.goes_on_from(memory.mark):
            with _invitation_of(place, carrier) as file:
                _check_place(uow, place, file.manifest)
                if file.manifest.number != memory.number:
                    raise RelayError(
                        f"{quoted(place)} n’est plus le relais que vous aviez choisi : rien n’a "
                        "été échangé. Choisissez-le de nouveau si c’est voulu."
                    )
        try:
            done = exchange(uow, carrier, memory, share, sends=sends)
        except GapError:
            save(data, replace(memory, mark=""))
            raise
    if isinstance(done.failure, GapError):  # it is looked at again the next time, and filled
        save(data, replace(memory, mark=""))
    elif done.failure is None:
        save(data, replace(done.memory, exchanged_ms=int(share.now.timestamp() * 1000)))
    return done


def round_summary(done: Round) -> str:
    """Return the sentence about what a round received and sent."""
    counts = (
        (done.new, "modification reçue", "modifications reçues"),
        (done.papers_in, "demande, accord ou retrait reçu", "demandes, accords ou retraits reçus"),
        (done.sent, "envoi déposé", "envois déposés"),
        (
            done.papers_out,
            "demande, accord ou retrait déposé",
            "demandes, accords ou retraits déposés",
        ),
    )
    parts = [counted(count, one, several) for count, one, several in counts if count]
    return ", ".join(parts) or "rien de nouveau"


REVOKED = (
    "L’agglomération a retiré cet ordinateur de la convention : ce qui s’y écrirait ne compterait "
    "nulle part. Ce qui en est venu jusque-là reste."
)


def round_sentences(done: Round) -> list[str]:
    """Return what a round did beside the usual, for people: files lost, late or refused."""
    told = [REVOKED] if done.is_revoked else []
    told += [lost_sentence(done.lost)] if done.lost else []
    if done.later:
        files = counted(
            done.later, "fichier n’est pas encore entier", "fichiers ne sont pas encore entiers"
        )
        told.append(f"{files} : ce sera pour la prochaine fois.")
    told += [newer_sentence(done.newer)] if done.newer else []
    told += waiting_sentences(done.waiting)
    told += [f"Un envoi de {each.person} est refusé : {each.fault.value}." for each in done.refused]
    return told


def lost_sentence(count: int) -> str:
    """Return the sentence about files that had vanished from the relay and were sent again."""
    lost = counted(count, "envoi", "envois")
    return f"Le relais avait perdu {lost} de ce dossier : tout y est remis."


def newer_sentence(count: int) -> str:
    """Say that colleagues have a newer version, whose files this one does not read."""
    files = counted(
        count,
        "fichier du relais vient d’une version plus récente",
        "fichiers du relais viennent d’une version plus récente",
    )
    return f"{files} de CTG Desktop : mettez le programme à jour sur cet ordinateur."
