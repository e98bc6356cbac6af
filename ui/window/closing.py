"""Closing the window: what is typed is saved first, work under way is not cut without a word."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.errors import CtgError
from ui.desk import Desk
from ui.pages.base import Page


class Closing(QObject):
    """Goes from the wish to close to the closed folder; each question is asked once."""

    began = Signal()
    """The last words are being saved."""
    given_up = Signal()
    """The person chose to stay."""
    finished = Signal()
    """The folder is closed: the window may go."""

    def __init__(self, window: QWidget, desk: Desk, pages: Callable[[], Sequence[Page]]) -> None:
        """Ask over the window; `pages` gives those that exist by then."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._pages = pages
        self._is_under_way = False
        self._is_asking = False
        self._reason = ""
        desk.failed.connect(self._keep_reason)
        desk.idled.connect(self._go_on)
        desk.closed.connect(self._finish)

    def begin(self) -> None:
        """Close; asked again while it waits, it asks whether to wait on."""
        if self._is_asking:
            return
        if self._is_under_way:
            self._ask_what_is_lost()
        elif self._asked_about:
            self._ask_about_work()
        else:
            self._save()

    # --- steps ------------------------------------------------------------------------

    def _save(self) -> None:
        self._is_asking = False
        self._is_under_way = True
        self._reason = ""
        self.began.emit()
        for work in self._desk.works:
            work.cancel()
        for page in self._pages():
            page.flush()
        self._go_on()

    def _go_on(self) -> None:
        """Take the next step once nothing is under way any more."""
        if not self._is_under_way or self._is_asking:
            return
        if not self._desk.is_open:
            self._close()
        elif not self._desk.is_busy:
            if any(page.is_pending() for page in self._pages()):
                self._ask_what_is_lost()
            else:
                self._close()

    def _close(self) -> None:
        self._is_asking = True  # nothing more is asked
        self._desk.close()

    def _finish(self) -> None:
        if self._is_under_way:
            self._is_under_way = False
            self.finished.emit()

    def _stay(self) -> None:
        self._is_under_way = self._is_asking = False
        self.given_up.emit()

    @property
    def _asked_about(self) -> list[str]:
        """The labels of long work under way; what has none (a preview) nobody would miss."""
        return [work.label for work in self._desk.works if work.label]

    # --- questions --------------------------------------------------------------------

    def _ask_about_work(self) -> None:
        from ui.dialogs.question import Asked, ask

        labels = self._asked_about
        named = ", ".join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])
        is_one = len(labels) == 1
        self._is_asking = True
        ask(
            Asked(
                "Un travail est en cours",
                f"{named} {'n’est pas finie' if is_one else 'ne sont pas finis'}. Ce qui est déjà "
                "fait reste\u202f; aucun fichier n’est laissé à moitié.",
                go_on="Arrêter et fermer",
                keep="Continuer",
            ),
            self._window,
            self._save,
            self._stay,
        )

    def _ask_what_is_lost(self) -> None:
        from ui.dialogs.question import Asked, ask

        pending = [page for page in self._pages() if page.is_pending()]
        titles = [page.title for page in pending]
        reasons = [self._reason, *(reason for page in pending for reason in page.refusals())]
        where = " et ".join(f"«\u00a0{title}\u00a0»" for title in titles)
        place = f" dans {where}" if titles else ""
        self._is_asking = True
        ask(
            Asked(
                "Tout n’est pas enregistré",
                f"Ce que vous avez tapé en dernier{place} n’est pas enregistré et serait perdu. "
                "Tout le reste l’est.",
                go_on="Fermer sans enregistrer",
                keep="Revenir",
                details="\n".join(filter(None, reasons)),
            ),
            self._window,
            self._close,
            self._stay,
        )

    def _keep_reason(self, error: CtgError) -> None:
        self._reason = error.sentence
