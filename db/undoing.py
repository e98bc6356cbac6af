"""Undo and redo: gestures like others, which put back what stood before a gesture of ours."""

from __future__ import annotations

from collections.abc import Iterable

from ctg_desktop.domain.changes import Change, Changes, Draft, Edit, Gesture
from ctg_desktop.domain.fields import DELETED
from ctg_desktop.domain.merging import Head
from ctg_desktop.errors import RuleError
from ctg_desktop.ports import UndoState
from db.recording import ERASED, Recording
from db.repositories import Repository

UNDO_DEPTH = 50
"""How many gestures can be undone."""

_STACKED_GESTURES = 20 * UNDO_DEPTH
"""How far back undos and redos are traced to know what is undone."""


class Undoing:
    """Undoes and redoes the gestures of this installation."""

    def __init__(self, recording: Recording, reader: Repository) -> None:
        """Write through `recording` what undoes its gestures; `reader` reads the tables."""
        self._recording = recording
        self._log = recording.log
        self._reader = reader

    def state(self) -> UndoState:
        """Return what undo and redo would act on."""
        done, undone = self._stacks()
        return UndoState(done[-1] if done else None, undone[-1] if undone else None)

    def _stacks(self) -> tuple[list[Gesture], list[Gesture]]:
        """Return the gestures that can be undone and those that can be redone, last one last."""
        done: list[Gesture] = []
        undone: list[Gesture] = []
        ours = self._log.gestures(self._recording.installation.incarnation, _STACKED_GESTURES)
        for gesture in reversed(ours):
            if gesture.undoes is None:
                done.append(gesture)
                undone.clear()
            elif done and done[-1].id == gesture.undoes:
                done.pop()
                undone.append(gesture)
            elif undone and undone[-1].id == gesture.undoes:
                undone.pop()
                done.append(gesture)
        return done[-UNDO_DEPTH:], undone

    def undo(self) -> Changes:
        """Undo the last gesture; see `UnitOfWork.undo`."""
        done, _ = self._stacks()
        if not done:
            raise RuleError("Il n'y a rien à annuler.")
        return self._revert(done[-1], f"Annulation\u00a0: {_bare(done[-1].label)}")

    def redo(self) -> Changes:
        """Redo the last undone gesture; see `UnitOfWork.redo`."""
        _, undone = self._stacks()
        if not undone:
            raise RuleError("Il n'y a rien à rétablir.")
        return self._revert(undone[-1], f"Rétablissement\u00a0: {_bare(undone[-1].label)}")

    def _revert(self, gesture: Gesture, label: str) -> Changes:
        changes = self._log.changes_of(gesture.id)
        if any((each.cell.field, each.value) == (ERASED, 1) for each in changes):
            raise RuleError(
                f"« {gesture.label} » ne peut pas être annulé\u00a0: "
                "les données effacées ne sont plus nulle part. Rien n'a été modifié."
            )
        shared = self._shared_rows(changes)
        edits = [
            Edit(change.cell, change.previous)
            for change in changes
            if change.cell.row not in shared and change.salt and self._stands(change)
        ]
        if not edits:
            raise RuleError(
                f"« {gesture.label} » ne peut plus être annulé\u00a0: "
                "ce que ce geste avait écrit a été changé depuis. Rien n'a été modifié."
            )
        with self._recording.transaction():
            return self._recording.write(Draft(label, tuple(edits)), undoes=gesture.id)

    def _stands(self, change: Change) -> bool:
        """Whether a cell shows what a gesture of ours wrote, or what an undo put back."""
        heads = self._log.heads(change.cell.row, change.cell)
        found = heads[change.cell.field, change.cell.member]
        return len(found) == 1 and found[0][1].value == change.value and self._is_ours(found)

    def _shared_rows(self, changes: Iterable[Change]) -> set[str]:
        """Return the rows that these changes made and in which somebody else has written since.

        To undo the making of a row takes it out of sight, with all that was written there.
        """
        made = [
            each.cell.row
            for each in changes
            if (each.cell.field, each.value, each.previous) == (DELETED.name, 0, None)
        ]
        return {
            row
            for row in made
            for part in (row, *self._reader.children(row))
            if not all(self._is_ours(found) for found in self._log.heads(part).values())
        }

    def _is_ours(self, heads: Iterable[tuple[int, Head]]) -> bool:
        ours = self._recording.installation.incarnation
        return all(head.key.incarnation == ours for _, head in heads)


def _bare(label: str) -> str:
    """Return a gesture's name without what earlier undos put before it."""
    return label.rpartition("\u00a0: ")[2] if label.startswith(("Annul", "Rétabl")) else label
