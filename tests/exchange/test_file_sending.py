"""What a person sends by file: its name, what is confidential, what is remembered of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ctg_desktop.domain.entities import Action
from ctg_desktop.errors import FieldError
from ctg_desktop.exchange.ctg_file import open_file
from ctg_desktop.exchange.file_sending import Sending, file_name, send_and_note, send_file
from ctg_desktop.exchange.manifest import Sender
from ctg_desktop.exchange.receiving import receive
from ctg_desktop.folder.exchanged_files import Correspondent, load, note_correspondents
from ctg_desktop.paths import DataFolder
from tests.support.sites import START, Site

MakeSite = Callable[..., Site]


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        (Sender("Zoé Lefèvre", "Nœux-les-Mines", ""), "CTG_Noeux-les-Mines_Zoe-Lefevre_"),
        (Sender("", "", ""), "CTG_2026"),
        (Sender("../../x", "a" * 300, ""), f"CTG_{'a' * 40}_x_"),
    ],
)
def test_name_when_proposed_then_every_mail_and_disk_takes_it(sender: Sender, name: str) -> None:
    proposed = file_name(sender, START)

    assert proposed.startswith(name)
    assert proposed.endswith(".ctg")
    assert proposed.isascii()
    assert Path(proposed).name == proposed


def test_sending_when_only_what_is_new_is_asked_then_the_rest_stays_and_it_is_remembered(
    make_site: MakeSite, tmp_path: Path
) -> None:
    site = make_site()
    site.create("Avant")
    known = dict(site.uow.known())
    site.create("Depuis")
    asked = Sending(known, since="Dominique Essai")

    send_and_note(site.uow, site.folder, tmp_path / "envoi.ctg", START, asked)

    with open_file(tmp_path / "envoi.ctg") as file:
        told = repr(tuple(file.parcel().envelopes))
    assert "Depuis" in told
    assert "Avant" not in told
    (sent,) = load(site.folder).sent
    assert (Path(sent.path).name, sent.changes, sent.since) == ("envoi.ctg", 2, "Dominique Essai")


def test_what_is_new_when_a_row_was_confidential_before_then_its_values_go_too(
    make_site: MakeSite, tmp_path: Path
) -> None:
    here, there = make_site("Camille"), make_site("Dominique")
    row = here.create("Secret", confidential=1)
    first, answer, second = (tmp_path / f"{name}.ctg" for name in ("un", "reponse", "deux"))
    send_file(here.uow, first, START, Sending())
    received(there, first)
    send_file(there.uow, answer, START, Sending())
    here.write(row, "confidential", 0)

    with open_file(answer) as file:
        known = dict(file.manifest.knows)
    send_file(here.uow, second, START, Sending(known))
    received(there, second)

    assert {each.title for each in there.uow.rows(Action)} == {"Secret"}


def received(site: Site, path: Path) -> None:
    with open_file(path) as file:
        receive(site.uow, [file])


def test_confidential_rows_when_asked_for_without_a_passphrase_then_nothing_is_written(
    make_site: MakeSite, tmp_path: Path
) -> None:
    site = make_site()

    with pytest.raises(FieldError):
        send_file(site.uow, tmp_path / "x.ctg", START, Sending(with_confidential=True))

    assert not (tmp_path / "x.ctg").exists()


def test_memory_when_damaged_or_forged_then_it_is_as_if_there_were_none(tmp_path: Path) -> None:
    file = DataFolder(tmp_path).exchanged_files
    for told in ("", "[]", '{"envoyes": [3, {"le": -1, "fichier": "a\\u0000b"}]}', "{" * 9000):
        file.write_text(told)
        assert all(each.at_ms == 0 and each.path == "" for each in load(tmp_path).sent)
    heard = [Correspondent("clé", "Alix", "Béthune", at, {"inc": at}) for at in (2, 1)]

    note_correspondents(tmp_path, tuple(heard[:1]))
    note_correspondents(tmp_path, tuple(heard[1:]))  # an older file, read later

    (kept,) = load(tmp_path).correspondents
    assert (kept.made_ms, kept.knows) == (2, {"inc": 2})
