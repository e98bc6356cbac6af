"""The address of a relay, as it is typed and kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctg_desktop.folder.relay_address import Server, address_of, place_of, server_of


@pytest.mark.parametrize(
    ("typed", "server"),
    [
        ("postgresql://ctg_a@serveur/ctg", Server("ctg_a", "serveur", "ctg")),
        (" postgresql://ctg_a@SERVEUR:5432/ctg ", Server("ctg_a", "serveur", "ctg")),
        ("postgresql://ctg_a@10.0.0.1:6432/ctg", Server("ctg_a", "10.0.0.1", "ctg", 6432)),
        ("postgresql://ctg_a@[::1]:6432/ctg", Server("ctg_a", "::1", "ctg", 6432)),
        (
            "postgresql://ctg_a@serveur/ctg?sslrootcert=/etc/ssl/dsi.pem",
            Server("ctg_a", "serveur", "ctg", ca_file="/etc/ssl/dsi.pem"),
        ),
    ],
)
def test_address_when_it_names_a_server_then_it_is_read_and_kept_without_this_computers_files(
    typed: str, server: Server
) -> None:
    assert place_of(typed) == server
    kept = server_of(server.text)
    assert (kept.role, kept.host, kept.base, kept.port) == (
        *(server.role, server.host, server.base, server.port),
    )
    assert kept.ca_file == ""


def test_role_when_it_is_that_of_the_upkeep_then_the_schema_is_the_same() -> None:
    upkeep = server_of("postgresql://ctg_a_entretien@serveur/ctg")

    assert upkeep.is_upkeep
    assert upkeep.schema == "ctg_a"
    assert upkeep.for_participants.text == "postgresql://ctg_a@serveur/ctg"
    assert not upkeep.for_participants.is_upkeep


def test_address_when_it_names_a_folder_then_it_is_one(tmp_path: Path) -> None:
    assert place_of(str(tmp_path)) == tmp_path
    assert address_of(tmp_path) == str(tmp_path)
    assert place_of("") is None
