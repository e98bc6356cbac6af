"""The commands that send to colleagues and take in what they sent."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.app import Terminal, plain
from tests.support.folders import small_disk


@pytest.fixture
def newcomer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal whose data folder does not exist yet."""
    return Terminal(tmp_path / "nouveau", capsys)


def invited(agglomeration: Terminal, newcomer: Terminal, folder: Path) -> Path:
    """Let a newcomer of Bruay join by an invitation of the agglomeration."""
    path = folder / "invitation.ctg"
    agglomeration.done("echange", "inviter", "--sortie", str(path))
    named = ("--structure", "62178", "--personne", "Dominique Essai")
    assert "vous aura accepté" in plain(newcomer.done("rejoindre", str(path), *named))
    return path


def test_exchange_when_a_newcomer_is_invited_and_accepted_then_each_sees_the_other(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    invitation = invited(agglomeration, newcomer, tmp_path)
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    sent = tmp_path / "envoi.ctg"

    told = newcomer.done("echange", "envoyer", "--sortie", str(sent))
    assert "Envoi écrit" in told
    told = plain(agglomeration.done("echange", "recevoir", str(sent), "--oui"))
    assert "Dominique Essai attend l'accord" in told
    assert "Ludothèque" not in agglomeration.done("action", "lister")
    agglomeration.done("echange", "participants", "--accepter", "dominique essai")

    assert "Ludothèque" in agglomeration.done("action", "lister")
    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    back = tmp_path / "retour.ctg"
    told = agglomeration.done(
        "echange", "envoyer", "--sortie", str(back), "--depuis-vecteur", str(sent)
    )
    told = plain(newcomer.done("echange", "examiner", str(back)))
    assert "Action ajoutée : " in told
    assert "Rien n'a été écrit" in told
    assert "Forum" not in newcomer.done("action", "lister")
    newcomer.done("echange", "recevoir", str(back), "--oui")
    assert "Forum" in newcomer.done("action", "lister")
    hashes = {each.done("verifier").splitlines()[-1] for each in (agglomeration, newcomer)}
    assert len(hashes) == 1
    people = newcomer.json("echange", "participants")
    assert {(each["personne"], each["etat"]) for each in people} >= {("Dominique Essai", "accepté")}
    journal = newcomer.json("echange", "journal")
    assert [each["par"] for each in journal] == ["fichier", "fichier"]
    assert "participe déjà" in plain(newcomer.done("rejoindre", str(invitation)))
    assert newcomer.json("echange", "journal") == journal


def test_teams_when_the_agglomeration_reunites_them_then_each_reads_the_other(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    sent, former, later = (tmp_path / f"{name}.ctg" for name in ("envoi", "avant", "apres"))
    agglomeration.done("echange", "inviter", "--sortie", str(former))
    newcomer.done("initialiser", "--structure", "62178", "--personne", "Dominique Essai")
    newcomer.done("echange", "inviter", "--sortie", str(tmp_path / "seule.ctg"))
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    newcomer.done("echange", "envoyer", "--sortie", str(sent))

    assert "autre équipe" in plain(agglomeration.done("echange", "recevoir", str(sent), "--oui"))
    assert "Ludothèque" not in agglomeration.done("action", "lister")
    assert "réunir les deux" in plain(newcomer.refused("rejoindre", str(former)))
    agglomeration.done("echange", "participants", "--reunir", str(sent))
    assert "Ludothèque" in agglomeration.done("action", "lister")
    agglomeration.refused("echange", "participants", "--reunir", str(sent))

    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    agglomeration.done("echange", "envoyer", "--sortie", str(sent))
    agglomeration.done("echange", "inviter", "--sortie", str(later))
    newcomer.refused("rejoindre", str(later))  # what they say of us is not our word
    newcomer.done("echange", "recevoir", str(sent), "--oui")
    assert "Forum" not in newcomer.done("action", "lister")
    newcomer.done("echange", "participants", "--reunir", str(sent))
    assert "participe déjà" in plain(newcomer.done("rejoindre", str(later)))
    assert "Forum" in newcomer.done("action", "lister")
    hashes = {each.done("verifier").splitlines()[-1] for each in (agglomeration, newcomer)}
    assert len(hashes) == 1


def test_exchange_when_the_agglomeration_notes_the_next_convention_then_all_still_exchange(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    invited(agglomeration, newcomer, tmp_path)
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    sent, back, again = (tmp_path / f"{name}.ctg" for name in ("envoi", "retour", "invitation"))
    newcomer.done("echange", "envoyer", "--sortie", str(sent))
    agglomeration.done("echange", "recevoir", str(sent), "--oui")
    agglomeration.done("echange", "participants", "--accepter", "Dominique Essai")
    years = ("--annee-debut", "2031", "--annee-fin", "2035")

    agglomeration.done("convention", "ajouter", "--intitule", "CTG 2031-2035", *years)
    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    agglomeration.done("echange", "envoyer", "--sortie", str(back))
    newcomer.done("echange", "recevoir", str(back), "--oui")
    newcomer.done("action", "creer", "--intitule", "Crèche", "--ambition", "2")
    newcomer.done("echange", "envoyer", "--sortie", str(sent))
    agglomeration.done("echange", "recevoir", str(sent), "--oui")

    assert {"Forum", "Crèche"} <= {
        each["intitule"] for each in agglomeration.json("action", "lister")
    }
    hashes = {each.done("verifier").splitlines()[-1] for each in (agglomeration, newcomer)}
    assert len(hashes) == 1
    agglomeration.done("echange", "inviter", "--sortie", str(again))
    assert "participe déjà" in plain(newcomer.done("rejoindre", str(again)))


def test_receive_when_not_confirmed_then_it_is_shown_and_nothing_is_written(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    invited(agglomeration, newcomer, tmp_path)
    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    sent = tmp_path / "envoi.ctg"
    agglomeration.done("echange", "envoyer", "--sortie", str(sent))

    told = newcomer.done("echange", "recevoir", str(sent))

    assert "ajoutez --oui" in told
    assert "Forum" not in newcomer.done("action", "lister")
    told = newcomer.json("echange", "examiner", str(sent))
    (row,) = told["fiches"]
    assert (row["type"], row["devenir"], told["recu"]) == ("action", "new", False)
    assert {"champ": "intitule", "avant": "", "apres": "Forum"} in row["champs"]
    copy = tmp_path / "copie.ctg"
    copy.write_bytes(sent.read_bytes())
    assert newcomer.json("echange", "examiner", str(sent), str(copy))["connues"] == told["connues"]


def test_passphrase_when_asked_for_then_it_is_proposed_and_needed(
    agglomeration: Terminal, tmp_path: Path
) -> None:
    sent, words = tmp_path / "envoi.ctg", tmp_path / "phrase.txt"

    agglomeration.done("echange", "envoyer", "--sortie", str(sent), "--motdepasse-dans", str(words))

    assert len(words.read_text(encoding="utf-8").split()) == 6
    assert "phrase de passe" in agglomeration.refused("echange", "examiner", str(sent))
    told = agglomeration.done("echange", "examiner", str(sent), "--motdepasse-dans", str(words))
    assert "était déjà là" in told


def test_confidential_when_sent_without_a_passphrase_then_it_is_refused(
    agglomeration: Terminal, tmp_path: Path
) -> None:
    sent = tmp_path / "envoi.ctg"

    told = agglomeration.refused(
        "echange", "envoyer", "--sortie", str(sent), "--avec-confidentielles"
    )

    assert "phrase de passe" in told
    assert not sent.exists()


def test_join_when_the_file_is_no_invitation_then_a_sentence_says_what_to_do(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    sent = tmp_path / "envoi.ctg"
    agglomeration.done("echange", "envoyer", "--sortie", str(sent))

    told = newcomer.refused("rejoindre", str(sent), "--structure", "62178", "--personne", "x")

    assert "n'est pas une invitation" in told
    assert not newcomer.folder.exists()


def test_relay_when_joined_by_its_folder_then_two_offices_see_each_other(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    place = tmp_path / "commun"
    place.mkdir()
    assert "--preparer" in agglomeration.refused("echange", "relais", str(place))
    for wanted in ("--preparer", "--verifier"):
        assert "donnez l'adresse" in agglomeration.refused("echange", "relais", wanted)
    (tmp_path / "fichier").touch()
    for no_place, why in (
        (agglomeration.folder, "est un dossier de données"),
        (tmp_path / "fichier", "n'est pas un dossier"),
        (tmp_path / "nulle part", "ne répond pas"),
    ):
        told = agglomeration.refused("echange", "relais", str(no_place), "--preparer")
        assert why in told
    agglomeration.done("echange", "relais", str(place), "--preparer")
    agglomeration.done("action", "creer", "--intitule", "Forum", "--ambition", "1")
    agglomeration.done("echange", "synchroniser")

    told = newcomer.done("rejoindre", str(place), "--structure", "62178", "--personne", "Dominique")

    assert "Vous avez rejoint" in told
    assert "Forum" in newcomer.done("action", "lister")
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    assert newcomer.json("echange", "synchroniser")["deposes"] == 1
    assert agglomeration.json("echange", "synchroniser")["en_attente"] == ["Dominique"]
    agglomeration.done("echange", "participants", "--accepter", "Dominique")
    assert "Ludothèque" in agglomeration.done("action", "lister")
    agglomeration.done("echange", "synchroniser")
    newcomer.done("echange", "synchroniser")
    hashes = {each.done("verifier").splitlines()[-1] for each in (agglomeration, newcomer)}
    assert len(hashes) == 1
    assert str(place) in newcomer.done("echange", "relais")
    newcomer.done("echange", "relais", "--verifier")
    newcomer.done("echange", "relais", "--aucun")
    assert "Aucun relais" in newcomer.refused("echange", "synchroniser")
    (place / "Rejoindre la CTG.ctg").unlink()
    agglomeration.refused("echange", "synchroniser")
    agglomeration.done("echange", "relais", "--preparer")
    agglomeration.done("echange", "synchroniser")
    assert "Cet ordinateur" in agglomeration.refused(
        "echange", "participants", "--revoquer", "Camille Essai"
    )
    agglomeration.done("echange", "participants", "--revoquer", "Dominique")
    for nobody, why in (("Dominique", "déjà retiré"), ("", "Aucun participant")):
        assert why in agglomeration.refused("echange", "participants", "--revoquer", nobody)


def test_join_when_the_invitation_is_a_copy_and_the_true_one_is_gone_then_one_has_joined(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    place = tmp_path / "commun"
    place.mkdir()
    agglomeration.done("echange", "relais", str(place), "--preparer")
    agglomeration.done("echange", "synchroniser")
    copy = (place / "Rejoindre la CTG.ctg").rename(place / "Rejoindre la CTG (1).ctg")

    code = newcomer.run("rejoindre", str(copy), "--structure", "62178", "--personne", "Dominique")

    assert (code, "Vous avez rejoint" in newcomer.out) == (0, True)
    assert "n'est pas un relais" in plain(newcomer.err)
    copy.rename(place / "Rejoindre la CTG.ctg")
    newcomer.done("rejoindre", str(place))
    assert str(place) in newcomer.done("echange", "relais")


def altered(sent: Path, path: Path, *, person: str) -> Path:
    """Copy a file whose sender is called otherwise, and whose seals are broken."""
    with zipfile.ZipFile(sent) as zipped:
        held = {name: zipped.read(name) for name in zipped.namelist()}
    manifest = json.loads(held.pop("manifest.json"))
    manifest["expediteur"]["personne"] = person
    for name in manifest["membres"]:
        if name.startswith("enveloppes/"):
            lines = held[name].splitlines(keepends=True)
            held[name] = b"".join(lines[:-1]) + re.sub(rb'"sceau":"..', b'"sceau":"00', lines[-1])
            digest = hashlib.sha256(held[name]).hexdigest()
            manifest["membres"][name] = {"octets": len(held[name]), "sha256": digest}
    with zipfile.ZipFile(path, "w") as zipped:
        for name, told in (held | {"manifest.json": json.dumps(manifest).encode()}).items():
            zipped.writestr(name, told)
    return path


def test_receive_when_no_seal_holds_then_it_is_refused_and_no_sign_of_it_draws_on_the_terminal(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    invited(agglomeration, newcomer, tmp_path)
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    sent = tmp_path / "envoi.ctg"
    newcomer.done("echange", "envoyer", "--sortie", str(sent))
    agglomeration.done("echange", "recevoir", str(sent), "--oui")
    journal = agglomeration.json("echange", "journal")
    newcomer.done("action", "creer", "--intitule", "Crèche", "--ambition", "3")
    newcomer.done("echange", "envoyer", "--sortie", str(sent))
    forged = altered(sent, tmp_path / "fau\x1b[31mx\nb.ctg", person="\x1b]0;x\x07Dominique\r\nVrai")

    told = agglomeration.done("echange", "examiner", str(forged))
    assert "Rien n'est à reprendre." in plain(told)
    assert "son sceau manque" in told
    assert not set(told) & set("\x1b\x07\r")
    assert "son sceau manque" in agglomeration.refused("echange", "recevoir", str(forged), "--oui")
    assert agglomeration.json("echange", "journal") == journal


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_receive_when_the_name_of_the_file_is_no_text_then_it_is_received(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    invited(agglomeration, newcomer, tmp_path)
    newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
    sent = tmp_path / os.fsdecode(b"re\xe7u.ctg")
    newcomer.done("echange", "envoyer", "--sortie", str(sent))

    agglomeration.done("echange", "recevoir", str(sent), "--oui")

    (journal,) = agglomeration.json("echange", "journal")
    assert journal["nom"] == "re\ufffdu.ctg"
    place = tmp_path / os.fsdecode(b"commun\xff")
    place.mkdir()
    told = agglomeration.refused("echange", "relais", str(place), "--preparer")
    assert "Renommez-le" in told
    assert list(place.iterdir()) == []


def test_join_when_the_relay_has_no_room_then_it_is_used_as_soon_as_it_has(
    agglomeration: Terminal, newcomer: Terminal, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "commun", size="200k") as place:
        agglomeration.done("echange", "relais", str(place), "--preparer")
        filling = place / "autre.pdf"
        with suppress(OSError):
            filling.write_bytes(bytes(200_000))

        named = ("--structure", "62178", "--personne", "x")
        assert newcomer.run("rejoindre", str(place), *named) == 0
        assert "Vous avez rejoint" in newcomer.out
        assert "n'a plus de place" in plain(newcomer.err)

        newcomer.done("action", "creer", "--intitule", "Ludothèque", "--ambition", "3")
        assert "n'a plus de place" in newcomer.refused("echange", "synchroniser")
        filling.unlink()
        assert newcomer.json("echange", "synchroniser")["deposes"] > 0
