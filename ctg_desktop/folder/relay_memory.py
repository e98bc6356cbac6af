"""What a data folder remembers of its relay; losing it costs a few more looks, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ctg_desktop.errors import ReadOnlyError
from ctg_desktop.folder.own_files import read_object, text_of, write_object
from ctg_desktop.paths import DataFolder
from ctg_desktop.typography import quoted

_MOST_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Memory:
    """Where the relay is, and what is known of it.

    `number` is the random one of the place, by which it is the same under several addresses;
    `put` are the files that were laid there, with the marks that they had when they were read
    back, `seen` those that need no second look, `hidden` the rows whose values were kept back,
    `erased` the people whose data was erased. Of a server, `mark` is how far it was read, `read`
    how far each incarnation was known then, `late` the names that were not whole, `ca` the
    certificate authority to trust (PEM). `exchanged_ms` is when a round last came to its
    end, in milliseconds since 1970 (UTC), 0 for never; `declined` the address that the person
    gave up.
    """

    address: str = ""
    number: str = ""
    put: Mapping[str, str] = field(default_factory=dict)
    seen: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    erased: frozenset[str] = frozenset()
    exchanged_ms: int = 0
    declined: str = ""
    mark: str = ""
    read: Mapping[str, int] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    ca: str = ""


def load(folder: Path) -> Memory:
    """Return what a data folder remembers; nothing where the file is missing or damaged."""
    found = read_object(DataFolder(folder).relay, most_bytes=_MOST_BYTES)
    put, read = found.get("deposes"), found.get("lus")
    return Memory(
        text_of(found.get("adresse")),
        text_of(found.get("numero")),
        {
            name: text_of(mark)
            for name, mark in (put.items() if isinstance(put, dict) else ())
            if text_of(name)
        },
        seen=_texts(found.get("vus")),
        hidden=_texts(found.get("retenues")),
        erased=_texts(found.get("effaces")),
        exchanged_ms=at if type(at := found.get("echange_ms")) is int and at > 0 else 0,
        declined=text_of(found.get("abandonne")),
        mark=text_of(found.get("lu_jusqua")),
        read={
            text_of(name): last
            for name, last in (read.items() if isinstance(read, dict) else ())
            if type(last) is int
        },
        late=_texts(found.get("plus_tard")),
        ca="\n".join(map(text_of, ca)) if isinstance(ca := found.get("autorite"), list) else "",
    )


def save(folder: Path, memory: Memory) -> None:
    """Write what a data folder remembers, whole or not at all.

    Raises:
        ReadOnlyError: the place allows no writing.
    """
    told: dict[str, object] = {
        "ce_fichier": "rappelle à CTG Desktop où est son relais : à laisser ici",
        "adresse": memory.address,
        "numero": memory.number,
        "deposes": dict(memory.put),
        "vus": sorted(memory.seen),
        "retenues": sorted(memory.hidden),
        "effaces": sorted(memory.erased),
        "echange_ms": memory.exchanged_ms,
        "abandonne": memory.declined,
    }
    if memory.mark or memory.ca:
        told |= {
            "lu_jusqua": memory.mark,
            "lus": dict(memory.read),
            "plus_tard": sorted(memory.late),
            "autorite": memory.ca.splitlines(),
        }
    try:
        write_object(DataFolder(folder).relay, told)
    except OSError as error:
        raise ReadOnlyError(
            f"Le relais n’a pas pu être retenu dans {quoted(folder)} : vérifiez la place et les "
            "droits sur ce dossier."
        ) from error


def _texts(told: object) -> frozenset[str]:
    return frozenset(filter(None, map(text_of, told if isinstance(told, list) else [])))
