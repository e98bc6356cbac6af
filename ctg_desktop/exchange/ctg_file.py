"""The exchange file: a zip with a manifest, envelopes, certificates and a page for people.

Whatever is opened came from outside: its sizes are bounded before they are believed, nothing is
unpacked to the disk, no path of the zip is used, and each part is compared with the manifest
before any of it is taken in. Parts that this version does not know are passed over.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO, Self

from ctg_desktop.domain.envelope_format import (
    MOST_BYTES,
    TooNewError,
    envelope_bytes,
    envelope_from,
)
from ctg_desktop.domain.envelopes import Envelope, Parcel
from ctg_desktop.domain.parsing import clean_text
from ctg_desktop.domain.strict_json import NotReadableError, loaded
from ctg_desktop.domain.trust import Paper, paper_from, paper_told
from ctg_desktop.errors import FileFormatError
from ctg_desktop.exchange.manifest import (
    MOST_MEMBERS,
    Manifest,
    Member,
    Purpose,
    TooNewFileError,
    manifest_bytes,
    manifest_from,
)
from ctg_desktop.exchange.passphrase import WrongPassphraseError, hidden, is_hidden, shown
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.typography import counted, local_time, quoted, spaced

SUFFIX = ".ctg"

MANIFEST, READ_ME, PAPERS = "manifest.json", "LISEZ-MOI.txt", "certificats.jsonl"
_ENVELOPES = "enveloppes/"

MOST_FILE_BYTES = 256 * 2**20
"""The greatest file that is opened."""

MOST_UNPACKED_BYTES = 2**30
"""The greatest size of all that a file unpacks to."""

_MOST_SMALL_BYTES = 16 * 2**20
"""The greatest size of the manifest and of the certificates."""

_AT = (1980, 1, 1, 0, 0, 0)
_CHUNK = 2**16
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError),
    *(struct.error, OverflowError, KeyError, IndexError),
)
"""What a damaged zip makes Python's readers raise."""


class DamagedError(FileFormatError):
    """The file is cut short, altered, or no exchange file at all."""


class NewerError(FileFormatError):
    """Only a newer version reads the file."""


class PassphraseNeededError(FileFormatError):
    """The file has a passphrase, and none or a wrong one was given."""


# ------------------------------------------------------------------------------- writing


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: how many changes in how many envelopes, the size in bytes."""

    changes: int
    envelopes: int
    size: int


def write_file(path: Path, manifest: Manifest, parcel: Parcel, *, passphrase: str = "") -> Written:
    """Write a parcel to an exchange file, whole or not at all; with a passphrase, hidden.

    Raises:
        OutputError: the file cannot be written; a former one is untouched.
        StorageError: the seals cannot be kept.
    """
    with replacing(path) as temporary:
        told, written = file_bytes(manifest, parcel, passphrase=passphrase)
        temporary.write_bytes(told)
    return written


def file_bytes(
    manifest: Manifest, parcel: Parcel, *, passphrase: str = ""
) -> tuple[bytes, Written]:
    """Return the content of an exchange file, and what it holds.

    Raises:
        StorageError: the seals cannot be kept.
    """
    packing = io.BytesIO()
    written = _pack(packing, manifest, parcel)
    told = packing.getvalue()
    if passphrase:
        told = hidden(told, passphrase)
    return told, replace(written, size=len(told))


def packed(manifest: Manifest, parcel: Parcel) -> bytes:
    """Return a file as a relay keeps it: without the page for people."""
    told = io.BytesIO()
    _pack(told, manifest, parcel, with_page=False)
    return told.getvalue()


def _pack(file: BinaryIO, manifest: Manifest, parcel: Parcel, *, with_page: bool = True) -> Written:
    members: dict[str, Member] = {}
    changes = envelopes = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:

        def put(name: str, told: bytes) -> None:
            info = zipfile.ZipInfo(name, _AT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            zipped.writestr(info, told)
            members[name] = Member(len(told), hashlib.sha256(told).hexdigest())

        for envelope in parcel.envelopes:
            envelopes += 1
            changes += sum(len(record.changes) for record in envelope.records)
            put(f"{_ENVELOPES}{envelopes:06d}.jsonl", envelope_bytes(envelope))
        if parcel.papers:
            put(PAPERS, b"".join(paper_told(paper) + b"\n" for paper in parcel.papers))
        whole = replace(manifest, changes=changes, members=dict(members))
        if with_page:
            put(READ_ME, read_me(whole).encode())
        put(MANIFEST, manifest_bytes(whole))
    return Written(changes, envelopes, 0)


def made_at(manifest: Manifest) -> datetime:
    """Return when a file was made, by the clock of who made it; 1970 if that is no instant."""
    try:
        return datetime.fromtimestamp(manifest.made_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.fromtimestamp(0, UTC)


def read_me(manifest: Manifest) -> str:
    """Return the page that people find who open the zip by hand."""
    of = manifest.sender
    who = f"{of.person} ({of.structure})" if of.structure else of.person
    when = local_time(made_at(manifest))
    if manifest.purpose is Purpose.INVITATION:
        first = f"Invitation de {who}, faite le {when}, à rejoindre « {manifest.title} »."
        how = (
            "Pour la suivre : ouvrez ce fichier d’un double clic, ou au premier démarrage de CTG "
            "Desktop par « J’ai reçu une invitation… » ; ou : rejoindre FICHIER --structure CODE "
            "--personne NOM."
        )
    else:
        first = (
            f"Envoi de {who}, fait le {when} : « {manifest.title} », "
            f"{counted(manifest.changes, 'modification')}."
        )
        how = (
            "Pour le recevoir : ouvrez-le d’un double clic, ou dans CTG Desktop, Échanges, "
            "« Recevoir un fichier » ; ou : echange recevoir FICHIER. Rien n’est repris avant que "
            "vous ayez vu ce qui changerait."
        )
    lines = (
        *(first, "", how, ""),
        "Ce fichier est un zip. Le modifier à la main ne sert à rien : il est scellé, et un "
        "fichier modifié est refusé.",
        "Il peut contenir des noms et des coordonnées de personnes : ne l’envoyez qu’à qui il "
        "est destiné, et effacez-le ensuite.",
        "",
    )
    return "\r\n".join(spaced(line) for line in lines)


# ------------------------------------------------------------------------------- reading


class ExchangeFile:
    """An exchange file that was opened and whose parts are what its manifest says."""

    def __init__(self, name: str, zipped: zipfile.ZipFile, manifest: Manifest) -> None:
        """Read on from an open zip; `name` is told in one line, be it of any signs."""
        self.name = clean_text(name, lines=False) or "?"
        self.manifest = manifest
        self._zipped = zipped

    def __enter__(self) -> Self:
        """Return the file itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close it, whatever happened."""
        self._zipped.close()

    def parcel(self) -> Parcel:
        """Return what the file holds; its envelopes are read as they are asked for.

        Raises:
            FileFormatError: an envelope or a certificate cannot be read.
        """
        return Parcel(self._envelopes(), self._papers())

    def _envelopes(self) -> Iterator[Envelope]:
        for name in sorted(self.manifest.members):
            if name.startswith(_ENVELOPES):
                with _in_french(self.name):
                    envelope = envelope_from(_unpacked(self._zipped, name, MOST_BYTES))
                yield envelope

    def _papers(self) -> tuple[Paper, ...]:
        if PAPERS not in self.manifest.members:
            return ()
        with _in_french(self.name):
            told = _unpacked(self._zipped, PAPERS, _MOST_SMALL_BYTES)
            return tuple(paper_from(loaded(line)) for line in told.splitlines())


@contextmanager
def _in_french(name: str) -> Iterator[None]:
    """Say in French what is wrong with a file."""
    try:
        yield
    except (TooNewError, TooNewFileError) as error:
        raise too_new(name) from error
    except (*_DAMAGE, NotReadableError, MemoryError) as error:
        raise damaged(name) from error


def damaged(name: str) -> DamagedError:
    """Return the error of a file that is cut short, altered or no exchange file at all."""
    return DamagedError(
        f"{quoted(name)} n’est pas un fichier d’échange de CTG Desktop, ou il est abîmé : rien "
        "n’a été repris. Demandez à qui l’a envoyé de l’envoyer de nouveau."
    )


def too_new(name: str) -> NewerError:
    """Return the error of a file that only a newer version reads."""
    return NewerError(
        f"{quoted(name)} a été fait par une version plus récente de CTG Desktop : rien n’a été "
        "repris. Mettez le programme à jour sur cet ordinateur, puis recommencez."
    )


def open_file(path: Path, passphrase: str = "") -> ExchangeFile:
    """Open an exchange file and compare each part with its manifest.

    Raises:
        FileFormatError: it cannot be used; the sentence says why.
        PassphraseNeededError: it has a passphrase, and this is not it.
    """
    try:
        if not path.is_file():
            raise FileFormatError(f"Le fichier {quoted(path)} n’existe pas, ou n’en est pas un.")
        if path.stat().st_size > MOST_FILE_BYTES:
            raise damaged(path.name)
        told = path.read_bytes()
    except OSError as error:
        raise FileFormatError(
            f"{quoted(path)} n’a pas pu être lu : vérifiez le disque ou la connexion, et que "
            "ce fichier vous est ouvert."
        ) from error
    if is_hidden(told):
        told = _shown(path.name, told, passphrase)
    return opened(path.name, told)


def _shown(name: str, told: bytes, passphrase: str) -> bytes:
    if not passphrase:
        raise PassphraseNeededError(
            f"{quoted(name)} est protégé par une phrase de passe : demandez-la à qui l’a envoyé, "
            "par un autre chemin que le fichier."
        )
    try:
        return shown(told, passphrase)
    except WrongPassphraseError as error:
        raise PassphraseNeededError(
            f"La phrase de passe n’est pas celle de {quoted(name)}, ou le fichier est abîmé : "
            "rien n’a été repris. Vérifiez chaque mot."
        ) from error
    except (NotReadableError, MemoryError) as error:
        raise damaged(name) from error


def opened(name: str, told: bytes) -> ExchangeFile:
    """Open an exchange file that was read; see `open_file`."""
    with _in_french(name):
        _check_directory(told)
        zipped = zipfile.ZipFile(io.BytesIO(told))
        manifest = manifest_from(_unpacked(zipped, MANIFEST, _MOST_SMALL_BYTES))
        total = 0
        for member, expected in manifest.members.items():
            total += _check_member(zipped, member, expected, MOST_UNPACKED_BYTES - total)
        return ExchangeFile(name, zipped, manifest)


def _check_directory(told: bytes) -> None:
    """Refuse a zip whose directory alone would fill the memory, before it is read."""
    end = told[-22:]
    is_ours = len(end) == 22 and end[:4] == b"PK\5\6"
    if not is_ours or told[-42:-38] == b"PK\6\7":  # of a zip beyond 4 GB, whose counts would hold
        raise NotReadableError("no zip of ours")
    count, size = struct.unpack("<HL", end[10:16])
    if count > MOST_MEMBERS or size > MOST_MEMBERS * 512:
        raise NotReadableError("too many members")


def _check_member(zipped: zipfile.ZipFile, name: str, expected: Member, most: int) -> int:
    """Compare a member with what the manifest says of it; return its size."""
    digest, size = hashlib.sha256(), 0
    with _member(zipped, name) as member:
        while chunk := member.read(_CHUNK):
            size += len(chunk)
            if size > min(expected.size, most):
                raise NotReadableError("greater than it says")
            digest.update(chunk)
    if size != expected.size or digest.hexdigest() != expected.sha256:
        raise NotReadableError("altered")
    return size


def _member(zipped: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open a member that can be unpacked bit by bit: other packings come whole into the memory."""
    info = zipped.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotReadableError("packed otherwise")
    return zipped.open(info)


def _unpacked(zipped: zipfile.ZipFile, name: str, most: int) -> bytes:
    with _member(zipped, name) as member:
        told = member.read(most + 1)
    if len(told) > most:
        raise NotReadableError("too great")
    return told
