"""Conflicts as people meet them: whose they are to settle, how they are found, who is named."""

from datetime import timedelta
from pathlib import Path

import pytest

from ctg_desktop.domain.action import Action, Etape
from ctg_desktop.domain.arrivals import Carrier, Source
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions, rows
from ctg_desktop.services.conflicts import conflict_views, conflicts_to_settle, resolve
from ctg_desktop.services.history import history
from ctg_desktop.services.past_gestures import undo
from ctg_desktop.services.queries import parse_filters
from ctg_desktop.services.sheets import sheet
from tests.support.app import NOON, PERSON, TODAY, Office, new_action, plain
from tests.support.sites import exchanged, sent


def disagree(ours: UnitOfWork, theirs: UnitOfWork) -> tuple[str, str]:
    """Let both write the title of one action, and of an étape of another; return both actions."""
    first, second = new_action(ours, "Un").id, new_action(ours, "Deux").id
    values = {"action": second, "title": "Étape"}
    step = rows.add(ours, Etape.TYPE, values, TODAY)[0].id
    exchanged(ours, theirs)
    for uow, told in ((ours, "à Béthune"), (theirs, "à l’agglomération")):
        actions.edit(uow, first, {"title": f"Écrit {told}"})
        uow.record(Draft("Étape modifiée", (Edit(Cell("etape", step, "title"), told),)))
    exchanged(ours, theirs)
    return first, second


def test_conflicts_when_on_a_structures_rows_then_the_agglomeration_is_asked_after_thirty_days(
    bethune: Path, consolidator: Path, tmp_path: Path
) -> None:
    here, there = (
        Office.copied(bethune, tmp_path / "b"),
        Office.copied(consolidator, tmp_path / "a"),
    )
    with here.open() as ours, there.open() as theirs:
        first, second = disagree(ours, theirs)
        at_once = conflicts_to_settle(ours, TODAY)
        early = conflicts_to_settle(theirs, TODAY + timedelta(days=29))
        late = conflicts_to_settle(theirs, TODAY + timedelta(days=30))

        assert {each.conflict.cell.entity for each in at_once} == {"action", "etape"}
        assert (len(early), len(late)) == (0, 2)

        # The list, the fiche and the filter agree, whatever the conflict hangs on.
        query = parse_filters(ours, ["a_arbitrer"], TODAY)
        assert set(ours.action_ids(query, TODAY)) == {first, second}
        assert ours.action_ids(ActionQuery(disputed=False), TODAY) == []
        assert sheet(ours, first, TODAY).view.conflicts == ("Intitulé",)
        assert sheet(ours, second, TODAY).view.conflicts == ("Étape, intitulé",)
        assert len(conflict_views(ours, second)) == 1

        # A choice descends from all that it settles, and closes the conflict at the other too.
        [view] = conflict_views(ours, first)
        assert (view.common, len(view.received)) == ("Un", 1)
        resolve(ours, view.conflict, view.received[0].value, reason="Vu ensemble")
        made = ours.history([first])[-1]
        assert set(made.change.parents) == {side.key for side in view.conflict.sides}
        theirs.union(sent(ours))
        assert theirs.conflicts(first) == []
        assert ours.action_ids(query, TODAY) == [second]

        # Taken back, the value from before stands and the conflict stays closed, which is said;
        # what was done before that can be undone as well.
        told, _ = undo(ours)
        assert "le conflit reste clos" in plain(told.note)
        assert actions.existing(ours, first).title == "Écrit à Béthune"
        assert ours.conflicts(first) == []
        with pytest.raises(RuleError, match="ne peut plus être annulé"):
            undo(ours)  # the étape, which is in conflict
        assert "intitulé" in undo(ours)[0].words


def test_history_when_a_change_was_received_then_it_says_how_and_names_whom_is_certified(
    bethune: Path, consolidator: Path, tmp_path: Path
) -> None:
    here, there = (
        Office.copied(bethune, tmp_path / "b"),
        Office.copied(consolidator, tmp_path / "a"),
    )
    with here.open() as ours, there.open() as theirs:
        action = new_action(ours, "Un").id
        exchanged(ours, theirs)
        theirs.name_person("Lou Exemple")
        actions.edit(theirs, action, {"title": "Écrit par Lou"})
        source = Source(Carrier.FILE, "envoi.ctg", "Lou Exemple", "Agglomération")
        ours.union(sent(theirs), source)

        line = history(ours, action, NOON)[-1]

        assert line.author == f"{PERSON} (saisi par Lou Exemple)"
        assert plain(line.received_by) == "le fichier « envoi.ctg » de Lou Exemple"
        assert line.received_at is not None
        own = history(ours, action, NOON)[0]
        assert (own.author, own.received_by, own.received_at) == (PERSON, "", None)
        assert isinstance(ours.get(Action, action), Action)
