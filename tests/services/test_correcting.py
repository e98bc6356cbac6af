"""Proposing a correction: whom to write to, and the draft."""

from ctg_desktop.domain.choices import CoordinationScope
from ctg_desktop.domain.people import Contact, Coordination, Institution
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import rows
from ctg_desktop.services.conventions import convention_of
from ctg_desktop.services.correcting import correction, correspondents
from tests.support.app import TODAY, plain

DELIVERED = ("annesophie.biout@bethunebruay.fr", "brigitte.therache@bethunebruay.fr")


def test_correspondents_when_posts_are_unknown_then_functions_tell(uow: UnitOfWork) -> None:
    assert correspondents(uow) == DELIVERED


def test_correspondents_when_somebody_holds_a_post_for_all_then_they_are_written_to(
    agglomeration: UnitOfWork,
) -> None:
    institution = agglomeration.rows(Institution)[0].id
    values = {"family_name": "Neuve", "email": "neuve@exemple.fr", "institution": institution}
    newcomer = rows.add(agglomeration, Contact.TYPE, values, TODAY)[0]
    post = {"contact": newcomer.id, "scope": CoordinationScope.ENSEMBLE}
    rows.add(agglomeration, Coordination.TYPE, post, TODAY)

    assert correspondents(agglomeration) == ("neuve@exemple.fr",)


def test_correspondents_when_nobody_speaks_of_the_ctg_then_all_of_the_agglomeration(
    agglomeration: UnitOfWork,
) -> None:
    for row in agglomeration.rows(Contact):
        if "CTG" in (row.function or ""):
            rows.edit(agglomeration, Contact.TYPE, row.id, {"function": "Chargée de mission"})

    assert len(correspondents(agglomeration)) == 3


def test_correspondents_when_a_local_contact_poses_as_one_then_it_is_left_out(
    uow: UnitOfWork,
) -> None:
    institution = next(row for row in uow.rows(Institution) if row.acronym == "CABBALR")
    values = {
        "family_name": "Faux",
        "function": "CTG",
        "email": "faux@exemple.fr",
        "institution": institution.id,
    }
    rows.add(uow, Contact.TYPE, values, TODAY)

    assert correspondents(uow) == DELIVERED


def test_correction_when_drafted_then_it_quotes_what_is_shown_and_its_version(
    uow: UnitOfWork,
) -> None:
    shown = [("Intitulé", None), ("Texte", "mot " * 200)]
    letter = correction(
        DELIVERED, convention_of(uow), "Ambition 3", shown, sender="Camille Essai, Béthune"
    )

    body = plain(letter.body)
    assert letter.to == DELIVERED
    assert plain(letter.subject) == "CTG 2026-2030 : proposition de correction, Ambition 3"
    assert "version 2 du 30 novembre 2026" in body
    assert "- Intitulé : à compléter" in body
    assert "…" in body
    assert len(body) < 1000
    assert body.endswith("Camille Essai, Béthune")
