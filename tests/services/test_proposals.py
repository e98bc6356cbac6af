"""Proposing a change of somebody else's row, over two folders that exchange."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.convention import Ambition
from ctg_desktop.domain.entities import entity_types
from ctg_desktop.domain.fields import LONG_TEXT_LIMIT, known
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.proposals import Proposal
from ctg_desktop.domain.proposed_edits import asked_for, told
from ctg_desktop.domain.trust import Role
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.dashboard import PROPOSALS, to_do
from ctg_desktop.services.exports import whole_folder_file
from ctg_desktop.services.gestures import creation_edits
from ctg_desktop.services.past_gestures import gesture_lines
from ctg_desktop.services.personal_data import erase
from ctg_desktop.services.proposals import State, accept, decline, proposals, propose, to_answer
from ctg_desktop.services.traces import traces
from tests.support.app import TODAY, Office, ambition, new_action, plain
from tests.support.sites import sent, trust


@dataclass
class Pair:
    """Béthune, whose action it is, and Bruay; both know the action, and trust one another."""

    ours: UnitOfWork
    theirs: UnitOfWork
    action: str
    folder: Path

    def exchange(self) -> None:
        self.ours.union(sent(self.theirs))
        self.theirs.union(sent(self.ours))

    def seen_there(self) -> Action:
        return actions.existing(self.theirs, self.action)


@pytest.fixture
def pair(bethune: Path, bruay: Path, tmp_path: Path) -> Iterator[Pair]:
    ours = Office.copied(bethune, tmp_path / "b")
    with ours.open() as here, Office.copied(bruay, tmp_path / "r").open() as there:
        for uow in (here, there):
            trust(uow, Role.PARTICIPANT)
        made = Pair(here, there, new_action(here).id, ours.folder)
        made.exchange()
        yield made


def test_proposal_when_sent_and_accepted_then_the_value_stands_on_both_sides(pair: Pair) -> None:
    asked = {"status": Status.A_VENIR, "title": "Café des parents du mercredi"}
    propose(pair.theirs, pair.seen_there(), asked, TODAY, reason="Vu ensemble")
    assert pair.seen_there().status is Status.IDEE
    assert to_answer(pair.theirs) == []
    pair.exchange()

    [view] = to_answer(pair.ours)
    assert {each.key: (each.before, each.after) for each in view.fields} == {
        "statut": ("Idée", "À venir"),
        "intitule": ("Café des parents", "Café des parents du mercredi"),
    }
    assert (view.reason, view.structure) == ("Vu ensemble", "Bruay-la-Buissière")
    todo = {each.key: each.count for each in to_do(pair.ours, ActionQuery(), TODAY)}
    assert todo[PROPOSALS] == 1
    accept(pair.ours, view.ids, TODAY)
    pair.exchange()

    assert pair.seen_there().status is Status.A_VENIR
    [answered] = proposals(pair.theirs)
    assert (answered.state, answered.is_ours) == (State.ACCEPTED, True)
    assert answered.answer is not None
    assert answered.answer.structure == "Béthune"
    assert pair.ours.state_hash() == pair.theirs.state_hash()
    with pytest.raises(RuleError, match="déjà reçu une réponse"):
        decline(pair.ours, view.ids, TODAY)


def test_proposal_when_read_in_the_history_then_row_and_field_are_named_in_french(
    pair: Pair,
) -> None:
    propose(pair.theirs, pair.seen_there(), {"title": "Autre"}, TODAY)
    pair.exchange()
    decline(pair.ours, to_answer(pair.ours)[0].ids, TODAY)

    for uow, ends in ((pair.theirs, 1), (pair.ours, 2)):
        lines = gesture_lines(uow, 10)[:ends]
        assert {plain(each.name) for each in lines} == {"BET-2026-001 – Café des parents"}
        assert {(each.entity, each.row) for each in lines} == {("action", pair.action)}
    assert [each.called for each in pair.ours.rows(Proposal)] == ["Intitulé"]


def test_proposal_when_it_speaks_of_itself_then_the_history_can_be_read(pair: Pair) -> None:
    made = pair.theirs.new_id()
    itself = {"subject_kind": "proposal", "subject": made, "subject_field": "reason"}
    edits = creation_edits(Proposal.TYPE, made, itself)
    pair.theirs.record(Draft("Modification proposée", tuple(edits)))

    assert [plain(each.name) for each in gesture_lines(pair.theirs, 1)] == ["Raison"]


def test_proposal_when_accepted_and_undone_then_it_waits_again_with_the_former_value(
    pair: Pair,
) -> None:
    propose(pair.theirs, pair.seen_there(), {"title": "Autre"}, TODAY)
    pair.exchange()
    accept(pair.ours, to_answer(pair.ours)[0].ids, TODAY)

    pair.ours.undo()

    assert actions.existing(pair.ours, pair.action).title == "Café des parents"
    assert len(to_answer(pair.ours)) == 1


def test_proposal_when_declined_then_its_author_reads_why(pair: Pair) -> None:
    propose(pair.theirs, pair.seen_there(), {"title": "Autre"}, TODAY)
    pair.exchange()
    decline(pair.ours, to_answer(pair.ours)[0].ids, TODAY, reason="Déjà décidé")
    pair.exchange()

    [view] = proposals(pair.theirs)
    assert view.state is State.DECLINED
    assert view.answer is not None
    assert view.answer.reason == "Déjà décidé"
    assert pair.seen_there().title == "Café des parents"


def test_proposal_when_of_a_set_then_what_was_added_meanwhile_stays(pair: Pair) -> None:
    first, second, third = (row.id for row in pair.ours.rows(Ambition)[1:4])
    actions.edit(pair.ours, pair.action, {"other_ambitions": (first,)})
    pair.exchange()
    propose(pair.theirs, pair.seen_there(), {"other_ambitions": (second,)}, TODAY)
    actions.edit(pair.ours, pair.action, {"other_ambitions": (first, third)})
    pair.exchange()

    accept(pair.ours, to_answer(pair.ours)[0].ids, TODAY)

    found = actions.existing(pair.ours, pair.action).other_ambitions
    assert set(found) == {second, third}


def test_proposal_when_it_asks_what_stands_or_what_is_ours_then_it_is_refused(pair: Pair) -> None:
    with pytest.raises(RuleError, match="déjà en place"):
        propose(pair.theirs, pair.seen_there(), {"title": "Café des parents"}, TODAY)
    with pytest.raises(RuleError, match="Vous pouvez modifier"):
        propose(pair.ours, actions.existing(pair.ours, pair.action), {"title": "X"}, TODAY)
    propose(pair.theirs, ambition(pair.theirs, "1"), {"title": "Mieux dit"}, TODAY)
    pair.exchange()
    [view] = proposals(pair.ours)  # of the référentiel: Béthune cannot answer
    assert (view.kind, view.may_answer) == ("Ambition", False)
    with pytest.raises(RuleError, match="référentiel"):
        accept(pair.ours, view.ids, TODAY)


NOT_HELD = (
    ("status", '"statut_de_2030"'),
    ("starts_on", '"2026-02-31"'),
    ("title", "12"),
    ("title", '"' + "x" * 301 + '"'),
    ("title", "null"),
    ("reference", '"BET-2026-999"'),
    ("other_ambitions", '{"a": 2}'),
    ("field_of_2030", '"x"'),
    ("title", "[" * 90_000),
    ("title", "1e999"),
)
"""Fields and what is proposed for them: no value of theirs, or nothing that anybody may type."""


def test_proposal_when_this_version_cannot_hold_it_then_it_stays_without_effect(
    pair: Pair,
) -> None:
    for field, proposed in NOT_HELD:
        values = {
            "subject_kind": "action",
            "subject": pair.action,
            "subject_field": field,
            "proposed": proposed,
        }
        edits = creation_edits(Proposal.TYPE, pair.theirs.new_id(), values)
        pair.theirs.record(Draft("Modification proposée", tuple(edits)))
    pair.exchange()

    assert to_answer(pair.ours) == []
    states = [view.state for view in proposals(pair.ours)]
    assert states == [State.WITHOUT_EFFECT] * len(NOT_HELD)


def test_proposal_when_its_row_is_confidential_then_no_export_tells_of_it(pair: Pair) -> None:
    propose(pair.theirs, pair.seen_there(), {"title": "Nom à taire"}, TODAY)
    pair.exchange()
    assert "Nom à taire" in whole_folder_file(pair.ours, TODAY).text
    actions.edit(pair.ours, pair.action, {"confidential": True})

    assert "Nom à taire" not in whole_folder_file(pair.ours, TODAY).text


def test_person_when_erased_then_what_was_proposed_for_them_is_erased_too(pair: Pair) -> None:
    given = {"given_name": "Lou", "family_name": "TÉMOIN", "mobile": "0612345678"}
    person, _ = rows.add(pair.ours, Contact.TYPE, given, TODAY)
    pair.exchange()
    seen = rows.existing(pair.theirs, Contact.TYPE, person.id)
    propose(pair.theirs, seen, {"mobile": "0698765432"}, TODAY)
    pair.exchange()
    trust(pair.ours)  # the agglomeration's erasure reaches everybody's writing
    contact = pair.ours.get(Contact, person.id)
    assert contact is not None

    erase(pair.ours, contact, traces(pair.ours, contact, pair.folder))
    pair.exchange()

    for uow in (pair.ours, pair.theirs):
        told_still = [said.text for said in uow.logged_texts() if "98765432" in said.text]
        assert told_still == []
        assert to_answer(uow) == []


_SCALARS = st.none() | st.text(max_size=400) | st.integers(-(2**62), 2**62)
_FIELDS = [
    (kind.name, spec.name)
    for kind in entity_types()
    for spec in kind.fields.values()
    if spec.typed and not spec.is_multiple
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_FIELDS), _SCALARS)
def test_proposal_when_of_any_value_then_it_asks_for_that_one_or_for_nothing(
    where: tuple[str, str], value: str | int | None
) -> None:
    entity, name = where
    spec = known(entity, name)
    assert spec is not None
    edit = Edit(Cell(entity, "r", name), value)
    made = Proposal(
        id="p", subject_kind=entity, subject="r", subject_field=name, proposed=told(spec, [edit])
    )

    asked = asked_for(made)

    assert asked in ((), (edit,))
    if asked and isinstance(value, str):
        assert len(value) <= (spec.maximum or LONG_TEXT_LIMIT)
