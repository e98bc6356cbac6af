"""Undo and redo: gestures like others, which put back what stood before a gesture of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ctg_desktop.domain.changes import REDONE, UNDONE, Change, Changes, Draft, Edit, Gesture
from ctg_desktop.domain.fields import DELETED
from ctg_desktop.domain.merging import Head
from ctg_desktop.errors import RuleError
from ctg_desktop.garbage_collector import collector_held
from ctg_desktop.ports import UndoState
from db.log.log import Heads
from db.queries.repositories import Repository
from db.writing.recording import ERASED, Recording

UNDO_DEPTH = 50
"""How many gestures can be undone since the folder was opened."""

_STACKED_GESTURES = 20 * UNDO_DEPTH
"""How many undos and redos are followed back to know what is undone."""

Lineage = dict[str, int | None]
"""Incarnations with the last change that counts as theirs, None for all of them."""


class Undoing:
    """Undoes and redoes the gestures of this installation."""

    def __init__(self, recording: Recording, reader: Repository) -> None:
        """Write through `recording` what undoes its gestures; `reader` reads the tables."""
        self._recording = recording
        self._log = recording.log
        self._reader = reader
        self._opening = self._log.last_gesture
        self._passed: set[str] = set()
        self._lives = {self._incarnation}
        """The incarnations that wrote here since the opening: the clock may begin another."""

    @property
    def _incarnation(self) -> str:
        return self._recording.installation.incarnation

    def state(self, *, since_opening: bool = True) -> UndoState:
        """Return what undo and redo would act on."""
        done, undone = self._stacks(since_opening=since_opening)
        lineage = self._log.lineage(self._incarnation)
        has_older = len(undone) >= UNDO_DEPTH or self._log.has_gesture(lineage, until=self._opening)
        return UndoState(done[-1] if done else None, undone[-1] if undone else None, has_older)

    def _stacks(self, *, since_opening: bool) -> tuple[list[Gesture], list[Gesture]]:
        """Return the gestures that can be undone and those that can be redone, last one last.

        One that was taken back out of turn can be redone like the others.
        """
        done: dict[str, Gesture] = {}
        undone: dict[str, Gesture] = {}
        for gesture in reversed(self._written(since_opening=since_opening)):
            if gesture.undoes is None:
                done[gesture.id] = gesture
                undone.clear()
            elif gesture.undoes in undone:
                del undone[gesture.undoes]
                done[gesture.id] = gesture
            else:
                done.pop(gesture.undoes, None)
                undone[gesture.id] = gesture
        done = {each: gesture for each, gesture in done.items() if each not in self._passed}
        reach = max(0, UNDO_DEPTH - len(undone)) if since_opening else len(done)
        return list(done.values())[len(done) - min(reach, len(done)) :], list(undone.values())

    def _written(self, *, since_opening: bool) -> list[Gesture]:
        if not since_opening:
            return self._log.gestures({self._incarnation})
        self._lives.add(self._incarnation)
        return self._log.gestures(self._lives, after=self._opening, limit=_STACKED_GESTURES)

    def undo(self, *, since_opening: bool = False) -> Changes:
        """Undo the last gesture; see `UnitOfWork.undo`."""
        done, _ = self._stacks(since_opening=since_opening)
        if not done:
            raise RuleError("Il n’y a rien à annuler.")
        try:
            return self._revert(done[-1], f"{UNDONE}{done[-1].bare_label}")
        except RuleError:  # the next undo is that of the gesture before
            self._passed.add(done[-1].id)
            raise

    def redo(self, *, since_opening: bool = False) -> Changes:
        """Redo the last undone gesture; see `UnitOfWork.redo`."""
        _, undone = self._stacks(since_opening=since_opening)
        if not undone:
            raise RuleError("Il n’y a rien à rétablir.")
        return self._revert(undone[-1], f"{REDONE}{undone[-1].bare_label}")

    def take_back(self, gesture_id: str) -> Changes:
        """Undo one gesture, whatever was done since; see `UnitOfWork.take_back`."""
        lineage = self._log.lineage(self._incarnation)
        found = [self._log.gesture(gesture_id, each) for each in lineage]
        known = next((each for each in found if each is not None), None)
        if known is None:
            raise RuleError(
                "Ce geste n’a pas été fait dans ce dossier : seul son auteur peut l’annuler. "
                "Rien n’a été modifié."
            )
        gesture = known[1]
        return self._revert(gesture, f"{UNDONE}{gesture.bare_label}")

    def is_ours(self, gesture: Gesture) -> bool:
        """Whether a gesture was made here; see `UnitOfWork.is_ours`."""
        return gesture.incarnation in self._log.lineage(self._incarnation)

    @collector_held()
    def _revert(self, gesture: Gesture, label: str) -> Changes:
        number = self._number(gesture)
        lineage = self._lineage_with(gesture, number)
        edits: list[Edit] = []
        shared: set[str] = set()
        for changes, heads in self._log.parts_of_gesture(number):
            if any((each.cell.field, each.value) == (ERASED, 1) for each in changes):
                raise RuleError(
                    f"« {gesture.label} » ne peut pas être annulé : "
                    "les données effacées ne sont plus nulle part. Rien n’a été modifié."
                )
            shared |= self._shared_rows(changes, lineage)  # a row is made before it is filled
            edits += [
                Edit(change.cell, change.previous)
                for change in changes
                if change.cell.row not in shared and change.salt and _stands(change, heads, lineage)
            ]
        if not edits:
            raise RuleError(
                f"« {gesture.label} » ne peut plus être annulé : "
                "ce que ce geste avait écrit a été changé depuis. Rien n’a été modifié."
            )
        with self._recording.transaction():
            written = self._recording.write(Draft(label, tuple(edits)), undoes=gesture.id)
        self._follow_home(gesture, number)
        return written

    def _number(self, gesture: Gesture) -> int:
        """Return the number of a gesture that is known."""
        found = self._log.gesture(gesture.id, gesture.incarnation)
        assert found is not None
        return found[0]

    def _follow_home(self, gesture: Gesture, number: int) -> None:
        """Let this folder work again for the place that what was undone had moved it away from."""
        present = self._recording.installation.structure
        former = self._log.structure(gesture.incarnation)
        if former is None or former == present:
            return
        changes = [each for part, _ in self._log.parts_of_gesture(number) for each in part]
        left = {each.cell.member or each.previous for each in changes}
        reached = {each.cell.member or each.value for each in changes}
        if former in left and present in reached:
            self._recording.settle(former)

    def _lineage_with(self, gesture: Gesture, number: int) -> Lineage:
        """Return our lineage, with the incarnation that wrote a gesture taken to its end.

        What it wrote after we left it is of a copy of this folder, or of a base that was put
        aside. Such a gesture is only taken back by who chooses it.
        """
        lineage = self._log.lineage(self._incarnation)
        last = self._log.last_of_gesture(number)
        if last > (lineage.get(gesture.incarnation) or last):
            lineage[gesture.incarnation] = None
        return lineage

    def _shared_rows(self, changes: Iterable[Change], lineage: Lineage) -> set[str]:
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
            if not all(_are_ours(found, lineage) for found in self._log.heads(part).values())
        }


def _stands(change: Change, heads: Mapping[str, Heads], lineage: Lineage) -> bool:
    """Whether a cell shows what a gesture of ours wrote, or what an undo put back."""
    found = heads[change.cell.row][change.cell.field, change.cell.member]
    return len(found) == 1 and found[0][1].value == change.value and _are_ours(found, lineage)


def _are_ours(heads: Iterable[tuple[int, Head]], lineage: Lineage) -> bool:
    return all(
        head.key.incarnation in lineage
        and head.key.sequence <= (lineage[head.key.incarnation] or head.key.sequence)
        for _, head in heads
    )
