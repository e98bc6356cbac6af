"""Exchange files: what is sent is received; whatever else is opened is refused with a sentence."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.domain.envelope_format import MOST_BYTES
from ctg_desktop.domain.envelopes import Parcel
from ctg_desktop.errors import FileFormatError
from ctg_desktop.exchange.ctg_file import (
    MANIFEST,
    READ_ME,
    PassphraseNeededError,
    open_file,
    opened,
    write_file,
)
from ctg_desktop.exchange.manifest import Purpose, Sender
from ctg_desktop.exchange.passphrase import MAGIC, proposed
from ctg_desktop.exchange.sending import Choice, manifest_of, to_send
from tests.support.sites import START, Site

IS_STRESS = os.environ.get("CTG_STRESS") == "1"
FLIPS = 2_000 if IS_STRESS else 60
MakeSite = Callable[..., Site]


def write(site: Site, path: Path, *, passphrase: str = "", choice: Choice | None = None) -> Path:
    """Write what a site sends."""
    who = Sender(site.uow.installation.person, "Béthune", site.uow.key)
    manifest = manifest_of(site.uow, who, START, Purpose.SENDING)
    write_file(path, manifest, to_send(site.uow, choice or Choice({})), passphrase=passphrase)
    return path


@pytest.fixture
def sent(make_site: MakeSite, tmp_path: Path) -> Path:
    """What a small site sends."""
    site = make_site()
    row = site.create("Ludothèque", status="idee")
    site.write(row, "title", "Ludothèque d’été")
    return write(site, tmp_path / "envoi.ctg")


def content(name: str, told: bytes) -> Parcel:
    with opened(name, told) as file:
        parcel = file.parcel()
        return Parcel(tuple(parcel.envelopes), parcel.papers)


def test_file_when_written_then_all_of_it_is_read_back(make_site: MakeSite, tmp_path: Path) -> None:
    site = make_site()
    site.create("Ludothèque")
    path = write(site, tmp_path / "envoi.ctg")

    with open_file(path) as file:
        parcel = file.parcel()
        assert tuple(parcel.envelopes) == tuple(site.uow.parcel().envelopes)
        assert set(parcel.papers) == set(site.uow.papers())
        assert file.manifest.sender.person == "Camille Essai"
        assert file.manifest.changes == 2
        assert file.manifest.knows == site.uow.known()
    with zipfile.ZipFile(path) as zipped:
        page = zipped.read(READ_ME).decode()
    assert "Envoi de Camille Essai (Béthune)" in page
    assert "2 modifications" in page.replace("\u00a0", " ")


def test_file_when_cut_short_anywhere_then_a_sentence_says_that_it_is_damaged(sent: Path) -> None:
    told = sent.read_bytes()

    for hundredth in range(100):
        with pytest.raises(FileFormatError, match="abîmé"):
            opened("x.ctg", told[: len(told) * hundredth // 100])


def test_file_when_bits_are_turned_then_it_is_refused_or_says_the_same(sent: Path) -> None:
    told, chance = sent.read_bytes(), random.Random(20261130)
    true = content("x.ctg", told)
    refused = 0

    for _ in range(FLIPS):
        bent = bytearray(told)
        bent[chance.randrange(len(told))] ^= 1 << chance.randrange(8)
        try:
            found = content("x.ctg", bytes(bent))
        except FileFormatError:
            refused += 1
        else:
            assert found == true

    assert refused > FLIPS // 2


def zip_of(*members: tuple[str, bytes]) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, held in members:
            zipped.writestr(name, held)
    return told.getvalue()


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_file_when_it_is_a_bomb_then_it_is_refused_in_little_memory(sent: Path) -> None:
    held = members_of(sent)
    manifest = json.loads(held[MANIFEST])
    name = next(iter(manifest["membres"]))
    bomb = bytes(MOST_BYTES + 1)
    manifest["membres"][name] = {
        "octets": len(bomb),
        "sha256": hashlib.sha256(bomb).hexdigest(),
    }
    small = zip_of((name, bomb), (MANIFEST, json.dumps(manifest).encode()))
    told = zip_of((MANIFEST, bytes(20 * 2**20)))
    del bomb

    tracemalloc.start()
    for each in (small, told):
        with pytest.raises(FileFormatError, match="abîmé"), opened("x.ctg", each) as file:
            list(file.parcel().envelopes)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 150 * 2**20


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_file_when_a_member_is_packed_otherwise_then_none_of_it_is_unpacked(
    sent: Path, method: int
) -> None:
    held, told = members_of(sent), io.BytesIO()
    with zipfile.ZipFile(told, "w", method) as zipped:
        for name, each in held.items():
            zipped.writestr(name, each)

    with pytest.raises(FileFormatError, match="abîmé"):
        opened("x.ctg", told.getvalue())


def test_file_when_its_directory_is_endless_then_it_is_not_read(sent: Path) -> None:
    told = sent.read_bytes()
    end = told[:-22] + told[-22:-12] + struct.pack("<HL", 60_000, 2**31) + told[-6:]

    with pytest.raises(FileFormatError, match="abîmé"):
        opened("x.ctg", end)


def test_file_when_a_greater_directory_hides_behind_the_small_one_then_it_is_not_read(
    sent: Path,
) -> None:
    told = sent.read_bytes()
    count, size, begin = struct.unpack("<HLL", told[-12:-2])
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"x"
    more = told[begin : begin + size] + entry * 20_000
    counts = (count + 20_000, count + 20_000, len(more), begin)
    true = b"PK\6\6" + struct.pack("<QHHLLQQQQ", 44, 45, 45, 0, 0, *counts)
    where = b"PK\6\7" + struct.pack("<LQL", 0, begin + len(more), 1)

    with pytest.raises(FileFormatError, match="abîmé"):
        opened("x.ctg", told[:begin] + more + true + where + told[-22:])


@pytest.mark.parametrize(
    "told",
    [b"", b"PK", b"PK\5\6" + bytes(18), b"<html>", bytes(1000), MAGIC, MAGIC + b"{}\n"],
    ids=["empty", "two", "empty-zip", "html", "zeros", "magic", "no-head"],
)
def test_file_when_it_is_none_then_a_sentence_says_so(tmp_path: Path, told: bytes) -> None:
    path = tmp_path / "x.ctg"
    path.write_bytes(told)

    with pytest.raises(FileFormatError):
        open_file(path, "des mots")


@pytest.mark.parametrize("name", ["../../dehors", "/etc/passwd", "C:\\x", "enveloppes/../../x"])
def test_file_when_a_member_names_a_path_then_nothing_is_written_anywhere(
    sent: Path, tmp_path: Path, name: str
) -> None:
    held = members_of(sent)
    before = sorted(tmp_path.rglob("*"))
    told = zip_of(*held.items(), (name, b"dehors"))

    assert content("x.ctg", told) == content("x.ctg", sent.read_bytes())
    assert sorted(tmp_path.rglob("*")) == before


def test_file_when_a_later_minor_format_adds_members_then_they_are_passed_over(sent: Path) -> None:
    held = members_of(sent)
    manifest = {**json.loads(held[MANIFEST]), "nouveaute": [1, None], "format": 2}
    held |= {MANIFEST: json.dumps(manifest).encode(), "pieces/1.bin": b"x"}

    assert content("x.ctg", zip_of(*held.items())) == content("x.ctg", sent.read_bytes())


@pytest.mark.parametrize("format_", [1, 2])
def test_file_when_of_a_later_major_format_then_one_is_told_to_update(
    sent: Path, format_: int
) -> None:
    held = members_of(sent)
    manifest = {**json.loads(held[MANIFEST]), "format": format_, "lecteur": 2}

    with pytest.raises(FileFormatError, match="version plus récente"):
        opened("x.ctg", zip_of((MANIFEST, json.dumps(manifest).encode())))


def test_file_when_a_name_is_endless_then_it_is_shown_to_nobody(sent: Path) -> None:
    held = members_of(sent)
    manifest = json.loads(held[MANIFEST])
    manifest["expediteur"]["personne"] = "x" * 900_000

    with pytest.raises(FileFormatError, match="abîmé"):
        opened("x.ctg", zip_of((MANIFEST, json.dumps(manifest).encode())))


def test_file_when_a_name_disturbs_what_it_is_shown_in_then_only_its_letters_are(
    sent: Path,
) -> None:
    held = members_of(sent)
    manifest = json.loads(held[MANIFEST])
    manifest["expediteur"]["personne"] = "\u202eCamille\x1b[31m\r\nTout va  bien"

    with opened(
        "x.ctg", zip_of(*(held | {MANIFEST: json.dumps(manifest).encode()}).items())
    ) as file:
        assert file.manifest.sender.person == "Camille[31m Tout va bien"


@pytest.mark.parametrize("key", ["pas une clé", "../../x", "a" * 63, "A" * 64, "a" * 100_000])
def test_file_when_the_convention_key_is_none_then_nobody_follows_it(sent: Path, key: str) -> None:
    held = members_of(sent)
    manifest = json.loads(held[MANIFEST])
    manifest["convention"]["cle"] = key

    with pytest.raises(FileFormatError, match="abîmé"):
        opened("x.ctg", zip_of(*(held | {MANIFEST: json.dumps(manifest).encode()}).items()))


def test_file_when_it_vanished_or_is_a_folder_then_a_sentence_says_so(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "rien.ctg"):
        with pytest.raises(FileFormatError, match="n’existe pas"):
            open_file(path)


# --------------------------------------------------------------------------- passphrases


def test_passphrase_when_given_as_people_type_then_the_file_is_read(
    make_site: MakeSite, tmp_path: Path
) -> None:
    site = make_site()
    site.create("Ludothèque confidentielle")
    words = proposed()
    assert len(words.split()) == 6
    path = write(site, tmp_path / "envoi.ctg", passphrase=words)

    assert b"PK\3\4" not in path.read_bytes()
    with open_file(path, f"  {words.upper()} ") as file:
        assert tuple(file.parcel().envelopes) == tuple(site.uow.parcel().envelopes)
    for wrong in ("", "un deux trois"):
        with pytest.raises(PassphraseNeededError):
            open_file(path, wrong)


@pytest.mark.parametrize("costs", [[3, 2**42], [10**6, 2**20], [0, 2**20], [3], "3", [3.5, 2**20]])
def test_passphrase_when_the_head_asks_for_more_than_ours_then_nothing_is_tried(
    tmp_path: Path, costs: object
) -> None:
    head = {"format": 1, "argon2id": costs, "sel": "00" * 16, "destinataires": []}
    path = tmp_path / "x.ctg"
    path.write_bytes(MAGIC + json.dumps(head).encode() + b"\n" + bytes(100))

    with pytest.raises(FileFormatError, match="abîmé"):
        open_file(path, "des mots")
