"""Closing the window: what is typed is saved first, work under way is not cut without a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from ctg_desktop.errors import CtgError
from ctg_desktop.folder.drafts import TypedTexts
from ctg_desktop.typography import labelled, lowered, quoted
from ui.desk import Desk
from ui.flow import Step, Steps, Turn, answered
from ui.pages.base import Page
from ui.window.unsaved_texts import target_of_text

if TYPE_CHECKING:
    from ctg_desktop.services.unsaved import Unsaved


class Closing(QObject):
    """Goes from the wish to close to the closed folder; each question is asked once."""

    began = Signal()
    """The last words are being saved."""
    given_up = Signal()
    """The person chose to stay."""
    came_back = Signal(object)
    """Target: where the text is that the person came back to."""
    finished = Signal()
    """The folder is closed: the window may go."""

    def __init__(self, window: QWidget, desk: Desk, pages: Callable[[], Sequence[Page]]) -> None:
        """Ask over the window; `pages` gives those that exist by then."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._pages = pages
        self._is_under_way = False
        self._wake: Callable[[], None] | None = None
        self._reason = ""
        desk.failed.connect(self._keep_reason)
        desk.idled.connect(self._go_on)
        desk.closed.connect(self._finish)

    def begin(self) -> None:
        """Close; asked again while it waits, it asks whether to wait on."""
        if self._is_under_way:
            self._go_on()
        else:
            self._is_under_way = True
            self._desk.flow(self._steps(), owner=self)

    # --- steps ------------------------------------------------------------------------

    def _steps(self) -> Steps:
        labels = self._asked_about
        if labels and not (yield answered(self._question_of_work(labels))):
            self._stay()
            return
        self._reason = ""
        self.began.emit()
        for work in self._desk.works:
            work.cancel()
        for page in self._pages():
            page.flush()
        self._desk.await_no_check()
        yield self._until_idle
        lost = (yield self._places(self._desk.drafts.fields)) if self._is_in_doubt else []
        if self._is_in_doubt:
            if not (yield answered(self._question_of_loss(lost))):
                self._stay(lost)
                return
            self._desk.drafts.forget_fields()
        begun = self._desk.drafts.notes.keys() & self._desk.drafts.new_notes
        notes = (yield self._places({key: {} for key in begun})) if begun else []
        if notes and not (yield answered(self._question_of_notes(notes))):
            self._stay(notes)
            return
        self._desk.drafts.flush()
        if self._desk.farewell is not None:
            yield self._desk.farewell
        self._desk.close()

    def _places(self, texts: Mapping[str, TypedTexts]) -> Step:
        """Return the step that finds where texts belong; none where the storage fails."""
        from ctg_desktop.services.unsaved import unsaved

        read = self._desk.read

        def step(turn: Turn) -> None:
            read(
                lambda uow: unsaved(uow, texts),
                turn.go_on,
                owner=turn.owner,
                failed=lambda _error: turn.go_on([]),
            )

        return step

    def _until_idle(self, turn: Turn) -> None:
        """Wait until nothing is under way any more, or until the person asks again."""
        if self._desk.is_open and self._desk.is_busy:
            self._wake = turn.go_on
        else:
            turn.go_on()

    def _go_on(self) -> None:
        wake, self._wake = self._wake, None
        if wake is not None:
            wake()

    def _finish(self) -> None:
        if self._is_under_way:
            self._is_under_way = False
            self.finished.emit()

    def _stay(self, texts: Sequence[Unsaved] = ()) -> None:
        self._is_under_way = False
        self.given_up.emit()
        if texts:
            self.came_back.emit(target_of_text(texts[0]))

    @property
    def _is_in_doubt(self) -> bool:
        """Whether something typed is not saved yet, as far as one knows."""
        is_pending = self._desk.is_busy or any(page.is_pending() for page in self._pages())
        return self._desk.is_open and is_pending

    @property
    def _asked_about(self) -> list[str]:
        """The labels of long work under way; what has none (a preview) nobody would miss."""
        return [work.label for work in self._desk.works if work.label]

    # --- questions --------------------------------------------------------------------

    def _question_of_work(self, labels: Sequence[str]) -> QDialog:
        from ui.dialogs.question import Asked, QuestionDialog

        named = ", ".join([labels[0], *map(lowered, labels[1:])])
        unfinished = "n’est pas finie" if len(labels) == 1 else "ne sont pas finis"
        asked = Asked(
            "Un travail est en cours",
            f"{named} {unfinished}. Ce qui est déjà fait reste ; aucun fichier n’est laissé à "
            "moitié.",
            go_on="Arrêter et fermer",
            keep="Continuer",
        )
        return QuestionDialog(asked, self._window)

    def _question_of_notes(self, notes: Sequence[Unsaved]) -> QDialog:
        from ui.dialogs.question import Asked, QuestionDialog

        is_one = len(notes) == 1
        asked = Asked(
            "Une note n’est pas ajoutée" if is_one else "Des notes ne sont pas ajoutées",
            "Ce qui est commencé est gardé, et vous attend à la prochaine ouverture. Tant que "
            "« Ajouter la note » n’est pas pressé, cela ne compte pas et personne ne le lit.",
            go_on="Fermer",
            keep="Revenir",
            details="\n".join(each.words for each in notes),
        )
        return QuestionDialog(asked, self._window)

    def _question_of_loss(self, lost: Sequence[Unsaved]) -> QDialog:
        from ui.dialogs.question import Asked, QuestionDialog

        pending = [page for page in self._pages() if page.is_pending()]
        reasons = [self._reason, *map(self._words_of, lost)]
        if not lost:
            reasons += [reason for page in pending for reason in page.refusals()]
        where = " et ".join(quoted(page.title) for page in pending)
        place = f" dans {where}" if pending else ""
        asked = Asked(
            "Tout n’est pas enregistré",
            f"Ce que vous avez tapé en dernier{place} n’est pas enregistré et serait perdu. "
            "Tout le reste l’est.",
            go_on="Fermer sans enregistrer",
            keep="Revenir",
            details="\n".join(filter(None, reasons)),
        )
        return QuestionDialog(asked, self._window)

    def _words_of(self, text: Unsaved) -> str:
        """Return which action and field, and what is wrong with it."""
        field = text.cell.field if text.cell is not None else ""
        why = self._desk.drafts.why(text.key).get(field, "")
        return labelled(text.words, why) if why else f"{text.words}."

    def _keep_reason(self, error: CtgError) -> None:
        self._reason = error.sentence
