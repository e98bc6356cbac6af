"""The communes as lines of a grid: many written at once, what cannot stand told by its cell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ctg_desktop.domain.choices import EngagementStatus
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import FieldError, RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import commune_changes, communes, rows
from ctg_desktop.services.commune_changes import FOLLOWER, SIVOM, Written
from ctg_desktop.services.communes import FOLLOWED, SIVOMS
from ctg_desktop.services.lookup import find_structure
from tests.support.app import AGGLOMERATION, BETHUNE, BRUAY, TODAY, plain

BETHUNOIS, ARTOIS = "SIVOM du Béthunois", "SIVOM de l’Artois"
DELIBERATION = "Délibération prise"


def place(uow: UnitOfWork, name: str = BETHUNE) -> Territoire:
    return find_structure(uow, name)


def write(uow: UnitOfWork, name: str = BETHUNE, **texts: str) -> Written:
    """Type the texts into the cells of a commune."""
    return commune_changes.write(uow, {place(uow, name).id: texts}, TODAY)[0]


def texts_of(uow: UnitOfWork, name: str = BETHUNE) -> Mapping[str, str]:
    wanted = place(uow, name).id
    lines = communes.grid(uow, TODAY).lines
    return next(line.texts for line in lines if line.place.id == wanted)


def why(written: Written, field: str) -> str:
    (cells,) = written.refused.values()
    return plain(cells[field].sentence)


def contact(uow: UnitOfWork, name: str, *followed: str) -> Contact:
    values = {"family_name": name, "territoires": tuple(place(uow, each).id for each in followed)}
    made, _ = rows.add(uow, Contact.TYPE, values, TODAY)
    assert isinstance(made, Contact)
    return made


def test_column_when_82_are_written_then_it_is_one_gesture_and_one_undo_takes_it_back(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    lines = communes.grid(uow, TODAY).lines
    texts = {
        line.place.id: {"status": DELIBERATION, "deliberated_on": "3/11/25", "number": f"2025-{at}"}
        for at, line in enumerate(lines[:82], 1)
    }

    written, changes = commune_changes.write(uow, texts, TODAY)

    assert (len(written.touched), written.refused) == (82, {})
    found = uow.rows(Engagement)
    assert sum(row.status is EngagementStatus.DELIBERATION for row in found) == 82 + 3  # the SIVOM
    again = communes.grid(uow, TODAY).lines
    assert [line.is_complete for line in again] == [True] * 82 + [False] * 18
    assert dict(again[81].texts) | {} == {
        "status": DELIBERATION,
        "deliberated_on": "03/11/2025",
        "number": "2025-82",
        FOLLOWED: "",
        SIVOMS: "",
    }
    assert changes
    uow.undo()
    assert len(uow.rows(Engagement)) == 3


def test_cells_when_some_cannot_be_read_then_the_others_of_the_line_stand(
    agglomeration: UnitOfWork,
) -> None:
    written = write(
        agglomeration, status=DELIBERATION, deliberated_on="32/11/2025", number="2025-12"
    )

    assert "attend une date" in why(written, "deliberated_on")
    assert texts_of(agglomeration)["number"] == "2025-12"
    assert texts_of(agglomeration)["deliberated_on"] == ""


def test_date_when_no_status_is_known_then_it_waits_for_it_and_is_not_guessed(
    agglomeration: UnitOfWork,
) -> None:
    written = write(agglomeration, deliberated_on="3/11/25", number="")

    (cells,) = written.refused.values()
    assert [(name, each.is_waiting) for name, each in cells.items()] == [("deliberated_on", True)]
    assert why(written, "deliberated_on") == "Sera enregistré avec « Statut »."
    assert written.touched == ()


def test_line_when_all_is_erased_then_nothing_is_left_but_a_status_alone_is_not_erased(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    write(uow, status=DELIBERATION, number="12")

    assert "est à remplir" in why(write(uow, status=""), "status")
    assert write(uow, status="", deliberated_on="", number="").refused == {}
    assert all(row.territoire != place(uow).id for row in uow.rows(Engagement))
    assert write(uow, status="").touched == ()


def test_names_when_typed_for_two_communes_then_one_newcomer_follows_both(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    typed = {FOLLOWED: "Dominique Témoin", SIVOMS: f"{BETHUNOIS} ; sivom artois"}
    both = {place(uow, name).id: typed for name in (BETHUNE, BRUAY)}

    written, _ = commune_changes.write(uow, both, TODAY)

    assert "sivom artois" in why_of(written)  # it is not guessed
    typed = {SIVOMS: f"{BETHUNOIS}, {ARTOIS}"}
    commune_changes.write(uow, {place(uow).id: typed}, TODAY)
    (made,) = [row for row in uow.rows(Contact) if row.family_name == "Témoin"]
    assert set(made.territoires) == set(both)
    assert texts_of(uow)[FOLLOWED] == made.cited
    assert texts_of(uow)[SIVOMS] == ", ".join([place(uow, ARTOIS).cited, BETHUNOIS])


def why_of(written: Written) -> str:
    return " ".join(
        plain(each.sentence) for cells in written.refused.values() for each in cells.values()
    )


def test_newcomer_when_his_cell_is_refused_then_he_is_not_recorded(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    before = {row.id for row in uow.rows(Contact)}

    written = write(uow, status=DELIBERATION, **{FOLLOWED: "Dominique Témoin, Mairie d’Annezin"})

    assert FOLLOWED in written.refused[place(uow).id]
    assert written.newcomers == ()
    assert {row.id for row in uow.rows(Contact)} == before
    written = write(uow, **{FOLLOWED: "Dominique Témoin"})
    assert [plain(each.sentence) for each in written.newcomers] == [
        "Dominique TÉMOIN : nouveau contact local."
    ]


def test_names_when_one_is_left_out_then_only_that_tie_goes(agglomeration: UnitOfWork) -> None:
    uow = agglomeration
    first, second = contact(uow, "Premier", BETHUNE, BRUAY), contact(uow, "Second", BETHUNE)
    write(uow, **{SIVOMS: f"{BETHUNOIS}, {ARTOIS}"})
    kept = next(row for row in uow.rows(Membership) if row.sivom == place(uow, BETHUNOIS).id)

    write(uow, **{FOLLOWED: second.cited, SIVOMS: BETHUNOIS})

    assert texts_of(uow)[FOLLOWED] == second.cited
    assert texts_of(uow, BRUAY)[FOLLOWED] == first.cited
    assert [row.id for row in uow.rows(Membership)] == [kept.id]


def test_holder_of_a_post_when_left_out_then_a_sentence_says_where_it_is_removed(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    holder = contact(uow, "Poste")
    rows.add(uow, Coordination.TYPE, {"contact": holder.id, "employer": place(uow).id}, TODAY)
    assert texts_of(uow)[FOLLOWED] == holder.cited

    assert "a un poste ici" in why(write(uow, **{FOLLOWED: ""}), FOLLOWED)
    assert texts_of(uow)[FOLLOWED] == holder.cited


def test_sivom_when_a_commune_is_named_then_it_is_refused(agglomeration: UnitOfWork) -> None:
    written = write(agglomeration, **{SIVOMS: "Annezin"})

    assert why(written, SIVOMS) == "Annezin n'est pas un SIVOM."


def test_sivom_when_it_is_gone_then_it_is_named_so_and_stays_beside_another(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    write(uow, **{SIVOMS: BETHUNOIS})
    rows.remove(uow, Territoire.TYPE, place(uow, BETHUNOIS).id)
    gone = texts_of(uow)[SIVOMS]
    assert gone == f"{BETHUNOIS} (retiré)"

    assert write(uow, **{SIVOMS: f"{gone}, {ARTOIS}"}).refused == {}
    assert len(uow.rows(Membership)) == 2


def test_write_when_the_folder_is_a_communes_then_it_is_refused(uow: UnitOfWork) -> None:
    with pytest.raises(RuleError):
        write(uow, status=DELIBERATION)


def test_cells_when_there_are_more_of_them_then_the_base_is_asked_no_more_often(
    agglomeration: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    uow = agglomeration
    lines = communes.grid(uow, TODAY).lines
    who = contact(uow, "Suivi").cited
    asked: list[str] = []
    for name in ("rows", "get"):
        real = getattr(type(uow), name)

        def counted(*given: Any, real: Any = real, name: str = name, **more: Any) -> Any:
            asked.append(name)
            return real(*given, **more)

        monkeypatch.setattr(type(uow), name, counted)

    def asking(first: int, after: int) -> int:
        typed = {"status": "En attente", FOLLOWED: who, SIVOMS: BETHUNOIS}
        asked.clear()
        written, _ = commune_changes.write(
            uow, {line.place.id: typed for line in lines[first:after]}, TODAY
        )
        assert len(written.touched) == after - first
        return len(asked)

    few = asking(0, 2)
    assert 0 < asking(2, 62) <= few


# --- several together ------------------------------------------------------------------------


def test_places_when_changed_together_then_one_gesture_writes_them_and_the_others_say_why(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    ids = [place(uow, name).id for name in (BETHUNE, BRUAY, BETHUNOIS, AGGLOMERATION)]
    who = contact(uow, "Suivi")
    values = {
        "status": EngagementStatus.DELIBERATION,
        "deliberated_on": date(2025, 11, 3),
        FOLLOWER: who.id,
        SIVOM: place(uow, BETHUNOIS).id,
        "competence": "Petite enfance",
    }
    before = commune_changes.examine(uow, ids, values, TODAY)

    report, _ = commune_changes.edit(uow, ids, values, TODAY)

    assert report == before
    assert len(report.touched) == 2
    assert {plain(each.sentence) for each in report.refused} == {
        "Seule une commune adhère à un SIVOM.",
        "L'engagement est celui d'une commune ou d'un SIVOM.",
    }
    assert texts_of(uow, BRUAY) == {
        "status": DELIBERATION,
        "deliberated_on": "03/11/2025",
        "number": "",
        FOLLOWED: who.cited,
        SIVOMS: BETHUNOIS,
    }
    assert {row.competence for row in uow.rows(Membership)} == {"Petite enfance"}
    assert commune_changes.examine(uow, ids[:2], values, TODAY).same == 2
    uow.undo()
    assert uow.rows(Membership) == []
    assert texts_of(uow)[FOLLOWED] == ""


def test_place_when_one_value_cannot_stand_then_none_of_it_is_written(
    agglomeration: UnitOfWork,
) -> None:
    uow = agglomeration
    values = {"number": "12", SIVOM: place(uow, BETHUNOIS).id}

    report, changes = commune_changes.edit(uow, [place(uow).id], values, TODAY)

    assert report.touched == ()
    assert "Statut" in report.refused[0].sentence
    assert not changes
    with pytest.raises(FieldError, match="Choisissez le SIVOM"):
        commune_changes.examine(uow, [place(uow).id], {"competence": "Jeunesse"}, TODAY)
