"""A relay on a server, from preparing it to exchanging, by commands alone."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest

from tests.support.app import Terminal, plain
from tests.support.postgres import ADMINISTRATOR, BASE, HOST, SECRET, Cluster, cluster
from tests.support.postgres_keeper import PASSWORD


@pytest.fixture(scope="module")
def server() -> Cluster:
    return cluster()


def test_server_when_prepared_and_joined_by_an_invitation_then_two_offices_see_each_other(
    agglomeration: Terminal,
    server: Cluster,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bare = f"postgresql://ctg_{secrets.token_hex(6)}@{HOST}:{server.port}/{BASE}"
    address = f"{bare}?sslrootcert={server.file()}"
    secret, administrator, words = (tmp_path / name for name in ("secret", "admin", "mots"))
    secret.write_text(SECRET, encoding="utf-8")
    administrator.write_text(PASSWORD, encoding="utf-8")
    relay, known = ("echange", "relais"), ("--motdepasse-dans", str(secret))

    agglomeration.done(*relay, address, "--preparer", "--sql", str(tmp_path / "dsi.sql"))
    assert "CREATE ROLE ctg_" in (tmp_path / "dsi.sql").read_text(encoding="utf-8")
    assert agglomeration.run(*relay, address) == 1
    assert "demande son mot de passe" in plain(agglomeration.err)
    assert agglomeration.run(*relay, address, "--preparer", *known) == 1
    assert "refuse le mot de passe" in plain(agglomeration.err)  # no such role yet
    by = ("--administrateur", ADMINISTRATOR, "--motdepasse-administrateur-dans", administrator)
    told = agglomeration.done(*relay, address, "--preparer", *map(str, by), *known)
    assert "Serveur préparé" in told
    assert bare in told
    assert "se lit et s'écrit" in plain(agglomeration.done(*relay, "--verifier", *known))
    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    assert "déposé" in agglomeration.done("echange", "synchroniser", *known)
    invitation = tmp_path / "invitation.ctg"
    inviting = ("echange", "inviter", "--sortie", str(invitation))
    assert agglomeration.run(*inviting, "--motdepasse-serveur-dans", str(secret)) == 1
    assert "derrière une phrase de passe" in plain(agglomeration.err)
    hidden = ("--motdepasse-dans", str(words), "--motdepasse-serveur-dans", str(secret))
    agglomeration.done(*inviting, *hidden)

    newcomer = Terminal(tmp_path / "nouveau", capsys)
    who = ("--structure", "62178", "--personne", "Dominique Essai")
    assert newcomer.run("rejoindre", str(invitation), *who) == 1
    newcomer.done("rejoindre", str(invitation), *who, "--motdepasse-dans", str(words))

    assert bare in newcomer.done(*relay)
    assert newcomer.run("echange", "synchroniser") == 1
    assert "demande son mot de passe" in plain(newcomer.err)
    newcomer.done("echange", "synchroniser", *known)
    assert "Forum" in newcomer.done("action", "lister")
    told = [newcomer.out, newcomer.err, agglomeration.out, agglomeration.err]
    for folder in (newcomer.folder, agglomeration.folder):
        told += [
            each.read_bytes().decode("utf-8", "replace")
            for each in folder.rglob("*")
            if each.is_file()
        ]
    assert not any(SECRET in each for each in told)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ctg_bethune:Sesame@serveur/ctg", "ne contient pas de mot de passe"),
        ("postgresql://serveur/ctg", "ne se lit pas"),
        ("postgresql://ctg_bethune@serveur:port/ctg", "ne se lit pas"),
        ("postgresql://Ctg;DROP@serveur/ctg", "ne se lit pas"),
        ("postgresql://ctg_bethune@serveur/ctg?sslmode=disable", "ne se lit pas"),
    ],
)
def test_address_when_it_is_not_that_of_a_server_then_it_is_refused_and_no_password_is_repeated(
    agglomeration: Terminal, address: str, said: str
) -> None:
    assert agglomeration.run("echange", "relais", address, "--preparer") == 1
    assert said in plain(agglomeration.err)
    assert "Sesame" not in agglomeration.err
