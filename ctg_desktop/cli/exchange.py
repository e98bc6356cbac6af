"""`echange` and `rejoindre`: sending to colleagues and taking in what they sent."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ctg_desktop.cli.output import say, show_json, show_table, warn
from ctg_desktop.cli.parser import FrenchParser, Options, add_format, sub_commands
from ctg_desktop.cli.session import Session
from ctg_desktop.domain.fields import describe
from ctg_desktop.errors import CtgError, FieldError, FileFormatError
from ctg_desktop.exchange.carriers import INVITATION_NAME, NoRelayError
from ctg_desktop.exchange.ctg_file import ExchangeFile, made_at, open_file
from ctg_desktop.exchange.file_sending import (
    GREAT_BYTES,
    Sending,
    kept_back,
    send_and_note,
)
from ctg_desktop.exchange.invitations import check_invitation, join, relay_of
from ctg_desktop.exchange.passphrase import proposed
from ctg_desktop.exchange.receiving import check_place, examined, take_in_files
from ctg_desktop.exchange.recovery import FILE_NAME, SHEET_NAME, key_in, put_away
from ctg_desktop.exchange.relays import (
    Access,
    access_to,
    carrier_at,
    choose,
    forget,
    invite_to,
    prepare,
    round_sentences,
    round_summary,
    share_of,
    synchronise,
)
from ctg_desktop.exchange.rounds import Round
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.own_files import FILE_MODE
from ctg_desktop.folder.passwords import Passwords
from ctg_desktop.folder.relay_address import (
    RelayPlace,
    Server,
    address_of,
    is_server,
    place_of,
    server_of,
)
from ctg_desktop.folder.relay_memory import load
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.installation import checked_person
from ctg_desktop.services.lookup import find_structure
from ctg_desktop.services.naming import structure_name
from ctg_desktop.services.participants import (
    OTHER_TEAM,
    REUNITED,
    Participant,
    State,
    accept,
    is_of_another_team,
    named,
    participants,
    reunite,
    revoke,
)
from ctg_desktop.services.receptions import Fate, Reception, reception
from ctg_desktop.typography import capitalised, counted, local_time, number, quoted

_MOST_SIGNS = 10_000
"""As much is read of a file with a passphrase or a password."""

_PASSWORD = "le mot de passe du serveur est dans ce fichier (sinon il est demandé)"


def declare(parser: FrenchParser) -> None:
    """Declare `echange` and its commands."""
    add = sub_commands(parser)
    inviting = add(
        "inviter",
        "fait une invitation : le fichier par lequel un collègue rejoint la convention",
        examples=(f'echange inviter --sortie "{INVITATION_NAME}"',),
    )
    inviting.add_argument("--sortie", type=Path, required=True, metavar="F.ctg")
    _add_passphrase(inviting, "protège l’invitation par la phrase de ce fichier, faite s’il manque")
    inviting.add_argument(
        "--motdepasse-serveur-dans",
        type=Path,
        metavar="F",
        help="y met le mot de passe du relais, lu dans ce fichier (phrase de passe nécessaire)",
    )
    inviting.set_defaults(run=invite_somebody)
    sending = add(
        "envoyer",
        "écrit dans un fichier ce que cette structure a enregistré, pour l’envoyer",
        examples=(
            "echange envoyer --sortie envoi.ctg",
            "echange envoyer --sortie envoi.ctg --depuis-vecteur reçu.ctg",
            "echange envoyer --sortie protege.ctg --motdepasse-dans phrase.txt",
        ),
    )
    sending.add_argument("--sortie", type=Path, required=True, metavar="F.ctg")
    sending.add_argument(
        "--depuis-vecteur",
        type=Path,
        metavar="F.ctg",
        help="seulement ce qui manque à qui a envoyé ce fichier",
    )
    _add_passphrase(sending, "protège l’envoi par la phrase de ce fichier, faite s’il manque")
    sending.add_argument(
        "--avec-confidentielles",
        action="store_true",
        help="avec le contenu des actions confidentielles (phrase de passe nécessaire)",
    )
    sending.set_defaults(run=send)
    examining = add(
        "examiner",
        "montre ce que des envois changeraient, sans rien écrire",
        examples=(
            "echange examiner reçu.ctg",
            "echange examiner reçu.ctg reçu_de_l_agglo.ctg --format json",
        ),
    )
    _add_files(examining)
    add_format(examining, "table", "json")
    examining.set_defaults(run=examine)
    receiving = add(
        "recevoir",
        "reprend des envois, après une copie de sécurité",
        examples=("echange recevoir reçu.ctg", "echange recevoir reçu.ctg --oui"),
    )
    _add_files(receiving)
    receiving.add_argument("--oui", action="store_true", help="reprend pour de bon")
    add_format(receiving, "table", "json")
    receiving.set_defaults(run=take_in)
    people = add(
        "participants",
        "liste qui échange ici ; accepte ou retire un ordinateur",
        examples=("echange participants", 'echange participants --accepter "Dominique Essai"'),
    )
    doing = people.add_mutually_exclusive_group()
    doing.add_argument("--accepter", metavar="NOM", help="ce que NOM écrit compte partout")
    doing.add_argument("--revoquer", metavar="NOM", help="ce que NOM écrit ensuite ne compte plus")
    doing.add_argument(
        "--reunir",
        type=Path,
        metavar="F.ctg",
        help="ce que l’équipe qui a fait F.ctg écrit compte aussi ici",
    )
    add_format(people, "table", "json")
    people.set_defaults(run=show_participants)
    journal = add("journal", "liste ce qui a été reçu", examples=("echange journal",))
    add_format(journal, "table", "json")
    journal.set_defaults(run=show_journal)

    key = add(
        "cle",
        "met la clé de la convention en lieu sûr, ou la reprend sur un autre ordinateur",
        examples=(
            "echange cle --sauver . --motdepasse-dans mots.txt",
            f'echange cle --reprendre "{FILE_NAME}" --motdepasse-dans mots.txt',
        ),
    )
    how_key = key.add_mutually_exclusive_group(required=True)
    how_key.add_argument(
        "--sauver", type=Path, metavar="DOSSIER", help="y écrit le fichier et la feuille du coffre"
    )
    how_key.add_argument(
        "--reprendre", type=Path, metavar="F", help="fichier de la clé, ou texte de la feuille"
    )
    _add_passphrase(key, "les mots du fichier de la clé sont dans ce fichier, fait s’il manque")
    key.set_defaults(run=keep_key)

    _declare_relay(add)


def _declare_relay(add: Callable[..., FrenchParser]) -> None:
    relay = add(
        "relais",
        "montre, choisit ou prépare le dossier commun, ou le serveur, par lequel on échange",
        examples=(
            "echange relais",
            "echange relais //serveur/ctg --preparer",
            "echange relais //serveur/ctg",
            "echange relais postgresql://ctg_bethune@serveur/ctg --preparer --sql relais.sql",
        ),
    )
    relay.add_argument("adresse", nargs="?", metavar="DOSSIER|postgresql://…")
    how = relay.add_mutually_exclusive_group()
    how.add_argument(
        "--preparer", action="store_true", help="y dépose l’invitation, puis le choisit"
    )
    how.add_argument("--verifier", action="store_true", help="dit ce qui manque pour s’en servir")
    how.add_argument("--aucun", action="store_true", help="n’échange plus par un relais")
    relay.add_argument(
        "--sql", type=Path, metavar="F.sql", help="y écrit ce que la DSI exécute sur le serveur"
    )
    relay.add_argument(
        "--administrateur", metavar="RÔLE", help="exécute la préparation du serveur par ce rôle"
    )
    relay.add_argument(
        "--motdepasse-administrateur-dans", type=Path, metavar="F", help="son mot de passe"
    )
    _add_passphrase(relay, _PASSWORD)
    relay.set_defaults(run=set_relay)
    syncing = add(
        "synchroniser",
        "reçoit du relais ce que les autres y ont déposé, et y dépose ce qui manque",
        examples=("echange synchroniser",),
    )
    add_format(syncing, "table", "json")
    _add_passphrase(syncing, _PASSWORD)
    syncing.set_defaults(run=synchronise_now)


def declare_join(parser: FrenchParser) -> None:
    """Declare `rejoindre`."""
    parser.add_argument("invitation", type=Path, metavar="F.ctg|DOSSIER")
    parser.add_argument(
        "--structure",
        metavar="CODE",
        help="code INSEE, SIREN, code court ou nom de la structure (nouveau dossier)",
    )
    parser.add_argument("--personne", metavar="NOM", help="qui travaille ici (nouveau dossier)")
    _add_passphrase(parser, "la phrase de passe de l’invitation est dans ce fichier")
    parser.set_defaults(run=join_others, writes=True)


def _add_files(parser: FrenchParser) -> None:
    parser.add_argument("fichiers", type=Path, nargs="+", metavar="F.ctg")
    _add_passphrase(parser, "la phrase de passe est dans ce fichier")


def _add_passphrase(parser: FrenchParser, told: str) -> None:
    parser.add_argument("--motdepasse-dans", type=Path, metavar="F", help=told)


# ------------------------------------------------------------------------------- sending


def invite_somebody(session: Session, options: Options) -> None:
    """Write an invitation."""
    if options.motdepasse_serveur_dans is not None and options.motdepasse_dans is None:
        raise FieldError(
            "motdepasse-serveur-dans",
            "Le mot de passe du relais ne part que derrière une phrase de passe : ajoutez "
            "--motdepasse-dans F.",
        )
    words, passwords = _words_to_hide(options.motdepasse_dans), Passwords()
    address = load(session.folder).address
    if words and is_server(address):
        server = server_of(address).for_participants
        _learn(passwords, server, options.motdepasse_serveur_dans)
    with session.writing() as uow:
        is_new = invite_to(
            *(uow, session.folder, options.sortie, session.now),
            passphrase=words,
            passwords=passwords,
        )
    say(f"Invitation écrite dans {quoted(options.sortie)}.")
    if is_new:
        _tell_key()


def _tell_key() -> None:
    say(
        "La clé de la convention a été faite sur cet ordinateur : c’est lui qui accepte les "
        "participants. Ne la perdez pas : mettez-la en lieu sûr par « echange cle --sauver »."
    )


def send(session: Session, options: Options) -> None:
    """Write what this structure recorded; at the agglomeration, what everybody did."""
    if options.avec_confidentielles and options.motdepasse_dans is None:
        raise FieldError(
            "avec-confidentielles",
            "Les actions confidentielles ne partent qu’avec une phrase de passe : ajoutez "
            "--motdepasse-dans F.",
        )
    if options.motdepasse_dans is not None and _is_same(options.motdepasse_dans, options.sortie):
        raise FieldError(
            "motdepasse-dans",
            "La phrase de passe et l’envoi iraient dans le même fichier : donnez-en deux.",
        )
    words = _words_to_hide(options.motdepasse_dans)
    with session.reading() if session.is_read_only else session.writing() as uow:
        beyond = {}
        if options.depuis_vecteur is not None:
            with open_file(options.depuis_vecteur, words) as known:
                check_place(uow, known.name, known.manifest)
                beyond = dict(known.manifest.knows)
        hidden = kept_back(uow, asked=options.avec_confidentielles)
        asked = Sending(beyond, words, with_confidential=options.avec_confidentielles)
        path = options.sortie.absolute()
        written = send_and_note(uow, session.folder, path, session.now, asked, session.tick)
    size = number(max(1, round(written.size / 1000)))
    say(
        f"Envoi écrit dans {quoted(options.sortie)} : "
        f"{counted(written.changes, 'modification')}, {size} ko."
    )
    if words:
        say(
            f"La phrase de passe est dans {quoted(options.motdepasse_dans)} : donnez-la par un "
            "autre chemin que le fichier, par téléphone par exemple."
        )
    if hidden:
        say("Le contenu des actions confidentielles reste ici.")
    if written.size > GREAT_BYTES:
        warn(
            "Beaucoup de messageries refusent un fichier de cette taille : avec --depuis-vecteur "
            "et le dernier envoi reçu du destinataire, seul ce qui lui manque part."
        )


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _words_to_hide(file: Path | None) -> str:
    """Return the passphrase of a file, which is written if there is none."""
    if file is None:
        return ""
    if file.exists():
        return _words_of(file)
    words = proposed()
    with replacing(file, FILE_MODE) as temporary:
        temporary.write_text(f"{words}\n", encoding="utf-8")
    return words


def _words_of(file: Path | None) -> str:
    if file is None:
        return ""
    try:
        with file.open(encoding="utf-8") as told:
            words = told.read(_MOST_SIGNS).strip()
    except (OSError, ValueError) as error:
        raise FieldError(
            "motdepasse-dans", f"{quoted(file)} n’a pas pu être lu : donnez un fichier de texte."
        ) from error
    if not words:
        raise FieldError("motdepasse-dans", f"{quoted(file)} est vide : écrivez-y la phrase.")
    return words


# ----------------------------------------------------------------------------- receiving


@contextmanager
def _opened(options: Options) -> Iterator[Sequence[ExchangeFile]]:
    words = _words_of(options.motdepasse_dans)
    with ExitStack() as stack:
        yield [stack.enter_context(open_file(path, words)) for path in options.fichiers]


def examine(session: Session, options: Options) -> None:
    """Tell what files would change."""
    with _opened(options) as files, session.writing() as uow:
        with examined(uow, files) as report:
            found = reception(uow, report)
        _tell(found, files, options.format, is_done=False)
        if options.format != "json":
            _tell_team(uow, files)
            say("Rien n’a été écrit.")


def take_in(session: Session, options: Options) -> None:
    """Take files in, once that is confirmed.

    Raises:
        FileFormatError: all that they bring is refused.
    """
    with _opened(options) as files, session.writing() as uow:
        with examined(uow, files, session.tick) as report:
            found = reception(uow, report)
        if options.oui:
            if found.is_refused:
                raise FileFormatError(" ".join((found.sentence(), *found.remarks())))
            take_in_files(uow, session.folder, files, tick=session.tick)
        _tell(found, files, options.format, is_done=options.oui)
        if options.format != "json":
            _tell_team(uow, files)
    if options.format == "json":
        return
    if options.oui:
        say("Reçu. Une copie de sécurité a été faite juste avant.")
    else:
        say("Rien n’a été écrit. Pour recevoir pour de bon, ajoutez --oui.")


def _tell(found: Reception, files: Sequence[ExchangeFile], form: str, *, is_done: bool) -> None:
    if form == "json":
        show_json({**_reception_told(found, files), "recu": is_done})
        return
    for file in files:
        told = file.manifest
        who = told.sender.person
        who += f" ({told.sender.structure})" if told.sender.structure else ""
        say(f"{file.name} : de {who}, fait le {local_time(made_at(told))}.")
    say(found.sentence())
    structure = None
    for row in found.rows:
        if row.structure != structure:
            structure = row.structure
            say("", structure or "Pour tous")
        kind = describe(row.entity)
        say(f"  {kind.label} {row.word} : {row.name}")
        if row.fate is not Fate.REMOVED:
            say(
                *(
                    f"      {each.label} : {each.before or '(vide)'} → {each.after or '(vide)'}"
                    for each in row.fields
                )
            )
    remarks = found.remarks()
    say(*(("", *remarks) if remarks and found.rows else remarks))


def _tell_team(uow: UnitOfWork, files: Sequence[ExchangeFile]) -> None:
    if any(is_of_another_team(uow, file.manifest.authority) for file in files):
        say(OTHER_TEAM)
        if uow.may_certify:
            say("Pour les réunir : echange participants --reunir F.ctg.")


def _reception_told(found: Reception, files: Sequence[ExchangeFile]) -> dict[str, Any]:
    return {
        "fichiers": [
            {
                "nom": file.name,
                "personne": file.manifest.sender.person,
                "structure": file.manifest.sender.structure,
                "fait_le": made_at(file.manifest).isoformat(),
            }
            for file in files
        ],
        "nouvelles": found.new,
        "connues": found.known,
        "sans_effet": found.without_effect,
        "en_attente": list(found.waiting),
        "incomplets": found.gaps,
        "autres_fiches": found.untold,
        "accords": found.papers,
        "refuses": [
            {"personne": each.person, "raison": each.fault.value} for each in found.refused
        ],
        "fiches": [
            {
                "type": describe(row.entity).command,
                "id": row.row,
                "nom": row.name,
                "structure": row.structure,
                "devenir": row.fate.name.lower(),
                "champs": [
                    {"champ": each.key, "avant": each.before, "apres": each.after}
                    for each in row.fields
                ],
            }
            for row in found.rows
        ],
    }


# -------------------------------------------------------------------------------- people


def show_participants(session: Session, options: Options) -> None:
    """List who exchanges here, or change what one may do."""
    if options.reunir is not None:
        with open_file(options.reunir) as file, session.writing() as uow:
            check_place(uow, file.name, file.manifest)
            reunite(uow, file.manifest.authority, file.manifest.sender.person)
        say(REUNITED)
        return
    is_accepted = options.accepter is not None
    asked = options.accepter if is_accepted else options.revoquer
    if asked is not None:
        with session.writing() as uow:
            who = named(participants(uow), asked)
            (accept if is_accepted else revoke)(uow, who)
        done = (
            "accepté : ce qui est écrit compte partout"
            if is_accepted
            else ("retiré : ce qui sera écrit désormais ne compte plus")
        )
        say(f"{who.person} : {done}, dès que les autres l’auront reçu.")
        return
    with session.reading() as uow:
        found = participants(uow)
        told = [_told(uow, each) for each in found]
    if options.format == "json":
        show_json(told)
        return
    headers = ("Personne", "Structure", "Rôle", "État", "Modifications", "Clé")
    keys = ("personne", "structure", "role", "etat", "modifications", "cle")
    lines = [[str(each[key]) for key in keys] for each in told]
    for line in lines:
        line[-1] = line[-1][:8]
    show_table(headers, lines, flexible=1)


def _told(uow: UnitOfWork, each: Participant) -> dict[str, Any]:
    return {
        "personne": each.person,
        "structure": structure_name(uow, each.structure) or "",
        "role": each.role.value if each.role else "",
        "etat": each.state.value,
        "modifications": each.changes,
        "cle": each.key,
        "ici": each.is_self,
    }


def keep_key(session: Session, options: Options) -> None:
    """Put the convention key away, or bring it back."""
    with session.writing() as uow:
        if options.sauver is not None:
            words = _words_to_hide(options.motdepasse_dans)
            put_away(uow, options.sauver, session.today, words)
        else:
            uow.take_in_authority(key_in(options.reprendre, _words_of(options.motdepasse_dans)))
    if options.sauver is None:
        say("Cet ordinateur tient maintenant la clé de la convention.")
        return
    say(
        f"{quoted(FILE_NAME)} et {quoted(SHEET_NAME)} sont dans {quoted(options.sauver)}. Imprimez "
        "la feuille, rangez-la au coffre, puis effacez-la de là."
    )


def show_journal(session: Session, options: Options) -> None:
    """List what was received, the latest first."""
    with session.reading() as uow:
        found = uow.arrivals()
    if options.format == "json":
        show_json(
            [
                {
                    "le": datetime.fromtimestamp(each.at_ms / 1000, UTC).isoformat(),
                    "par": each.source.carrier.value,
                    "nom": each.source.name,
                    "de": each.source.person,
                    "structure": each.source.structure,
                    "nouvelles": each.new,
                    "connues": each.known,
                    "refuses": each.refused,
                    "changements": {key: list(span) for key, span in each.spans.items()},
                }
                for each in found
            ]
        )
        return
    headers = ("Reçu le", "Par", "De", "Nouvelles", "Connues", "Refusés")
    lines = [
        (
            local_time(datetime.fromtimestamp(each.at_ms / 1000, UTC)),
            f"{each.source.carrier.value} {each.source.name}",
            each.source.person,
            *map(number, (each.new, each.known, each.refused)),
        )
        for each in found
    ]
    show_table(headers, lines, flexible=1)


# --------------------------------------------------------------------------------- relay


def set_relay(session: Session, options: Options) -> None:
    """Show, choose, prepare, try or forget the relay."""
    if options.aucun:
        session.begin_to_write()
        forget(session.folder)
        say("Ce dossier n’échange plus par un relais. Ce qui y est déposé y reste.")
        return
    place = place_of(options.adresse or load(session.folder).address)
    is_asked = options.adresse is not None or options.preparer or options.verifier
    if place is None:
        if is_asked or options.sql is not None:
            raise FieldError(
                "adresse",
                "Aucun relais n’est choisi : donnez l’adresse d’un dossier ou d’un serveur.",
            )
        say("Aucun relais n’est choisi.")
        return
    if options.sql is not None:
        _write_preparation(place, options.sql)
        return
    if not is_asked:
        say(f"Relais : {quoted(place)}.")
        return
    passwords = Passwords()
    _learn(passwords, place, options.motdepasse_dans)
    access = access_to(session.folder, place, passwords)
    if options.verifier:
        with carrier_at(place, access) as carrier:
            carrier.check()
        say(f"Le relais {quoted(place)} se lit et s’écrit.")
        return
    if options.preparer and options.administrateur:
        _prepare_server(place, access, options)
    with session.writing() as uow:
        share = share_of(uow, session.now)
        before = load(session.folder)
        number = before.number if before.address == address_of(place) else ""
        is_new = options.preparer and prepare(uow, place, share, access, number=number)
        with _told_how_to_prepare():
            choose(uow, session.folder, place, access)
    say(f"Relais choisi : {quoted(place)}. echange synchroniser échange par lui.")
    if is_new:
        _tell_key()


@contextmanager
def _told_how_to_prepare() -> Iterator[None]:
    """Tell by which command a place becomes a relay, where it is none."""
    try:
        yield
    except NoRelayError as error:
        how = "Par une commande : echange relais ADRESSE --preparer."
        raise NoRelayError(f"{error.sentence} {how}") from error


def _only_a_server(place: RelayPlace, option: str) -> Server:
    if isinstance(place, Server):
        return place
    raise FieldError(option, f"--{option} vaut pour l’adresse d’un serveur (postgresql://…).")


def _write_preparation(place: RelayPlace, path: Path) -> None:
    from ctg_desktop.exchange.postgres_setup import script_for

    server = _only_a_server(place, "sql")
    with replacing(path) as temporary:
        temporary.write_text(script_for(server), encoding="utf-8")
    say(
        f"La préparation du serveur est écrite dans {quoted(path)}, sans mot de passe : la DSI la "
        f"lit, l’exécute dans la base {quoted(server.base)} et donne les mots de passe. Ensuite : "
        f"echange relais {server} --preparer."
    )


def _prepare_server(place: RelayPlace, access: Access, options: Options) -> None:
    from ctg_desktop.exchange.postgres_setup import prepare_server

    server = _only_a_server(place, "administrateur")
    file = options.motdepasse_administrateur_dans
    password = _words_of(file) or _asked(f"Mot de passe de {options.administrateur}")
    prepare_server(server, access, (options.administrateur, password))
    say(f"Serveur préparé : schéma {server.schema}, rôle {server.role}.")


def _learn(passwords: Passwords, place: RelayPlace | None, file: Path | None) -> None:
    """Let the password of a server be known: from a file, the keyring, or who types."""
    if not isinstance(place, Server):
        return
    if file is not None:
        passwords.keep(place, _words_of(file))
    elif not passwords.of(place) and (typed := _asked(f"Mot de passe de {place}")):
        passwords.keep(place, typed)


def _asked(what: str) -> str:
    """Return what a person types without its being shown; empty where nobody is there."""
    if not sys.stdin.isatty():
        return ""
    from getpass import getpass

    return getpass(f"{what} : ")


def synchronise_now(session: Session, options: Options) -> None:
    """Do a round with the relay."""
    passwords = Passwords()
    _learn(passwords, place_of(load(session.folder).address), options.motdepasse_dans)
    with session.writing() as uow, _told_how_to_prepare():
        done = synchronise(uow, session.folder, share_of(uow, session.now), passwords=passwords)
    if options.format == "json":
        show_json(
            {
                "recues": done.new,
                "deposes": done.sent,
                "accords_recus": done.papers_in,
                "accords_deposes": done.papers_out,
                "perdus": done.lost,
                "plus_tard": done.later,
                "plus_recents": done.newer,
                "en_attente": list(done.waiting),
                "refuses": [
                    {"personne": each.person, "raison": each.fault.value} for each in done.refused
                ],
            }
        )
    else:
        _tell_round(done)
    if done.failure is not None:
        raise done.failure


def _tell_round(done: Round) -> None:
    say(f"{capitalised(round_summary(done))}.")
    say(*round_sentences(done))


# ------------------------------------------------------------------------------- joining


def join_others(session: Session, options: Options) -> None:
    """Join the convention of an invitation, with a new folder or the present one."""
    path = options.invitation
    if path.is_dir():
        path = path / INVITATION_NAME
    words, passwords = _words_of(options.motdepasse_dans), Passwords()
    with open_file(path, words) as file:
        check_invitation(file)
        relay, told = relay_of(options.invitation, file), file.manifest
        if session.has_folder:
            with session.writing() as uow:
                join(uow, file)
                uow.ask_to_take_part()
        else:
            _join_anew(session, options, file)
    if relay is not None:
        if isinstance(relay, Server) and told.relay_password:
            passwords.keep(relay, told.relay_password)
        _learn(passwords, relay, None)
        with session.writing() as uow:
            try:
                choose(uow, session.folder, relay, Access(passwords, told.relay_ca), invited=told)
                share = share_of(uow, session.now)
                done = synchronise(uow, session.folder, share, passwords=passwords)
                _tell_round(done)
                if done.failure is not None:
                    raise done.failure
            except CtgError as error:
                warn(error.sentence)  # joined all the same
    with session.reading() as uow:
        state = next(each.state for each in participants(uow) if each.is_self)
    title = quoted(file.manifest.title)
    say(
        f"Vous avez rejoint {title}. Vous pouvez travailler tout de suite ; "
        "ce que vous écrivez comptera chez les autres dès que l’agglomération vous aura accepté."
        if state is State.WAITING
        else f"Ce dossier participe déjà à {title}."
        if state is State.ACCEPTED
        else f"L’agglomération a retiré cet ordinateur de {title} : ce qui s’y écrirait ne "
        "compterait nulle part."
    )


def _join_anew(session: Session, options: Options, file: ExchangeFile) -> None:
    for key in ("structure", "personne"):
        if not getattr(options, key):
            raise FieldError(key, f"Un nouveau dossier demande --{key}.")
    person = checked_person(options.personne)
    is_demonstration = file.manifest.is_demonstration
    with session.creating(person=person, demonstration=is_demonstration) as uow:
        join(uow, file)
        uow.settle(find_structure(uow, options.structure).id)
        uow.ask_to_take_part()
