"""What is recorded beside what the convention published: communes engaged, posts, ETP."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ctg_desktop.services.territoires import Overview, Tally
from ctg_desktop.typography import counted, etp, number
from ui.pages.territoire.wording import TO_COMPLETE
from ui.widgets.labels import Caption, Note
from ui.widgets.layout import layouts


class TotalsLine(QWidget):
    """Three figures of the page, each with what the convention says of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make empty lines."""
        super().__init__(parent)
        column = layouts.column(self, spacing=0.3)
        self._parts = [_Figure() for _ in range(3)]
        for part in self._parts:
            column.addWidget(part)

    def show_overview(self, found: Overview) -> None:
        """Show the totals of an overview."""
        engaged, local, overall = self._parts
        words = "commune engagée enregistrée"
        engaged.tell(
            counted(found.engaged, words, "communes engagées enregistrées"),
            _published(
                number(found.published_engaged) if found.published_engaged is not None else "",
                is_complete=found.engaged >= (found.published_engaged or 0),
            ),
        )
        local.tell(*_tally(found.local, "local", "locaux"))
        overall.tell(*_tally(found.overall, "d’ensemble", "d’ensemble"))


class _Figure(QWidget):
    """A figure with what it counts, and beside it what was published."""

    def __init__(self) -> None:
        super().__init__()
        self._value = Caption("", bold=True)
        self._words = Note("")
        layout = layouts.row(self, spacing=1)
        layout.addWidget(self._value, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1, Qt.AlignmentFlag.AlignVCenter)

    def tell(self, recorded: str, published: str) -> None:
        self._value.setText(recorded)
        self._words.setText(published)


def _published(words: str, *, is_complete: bool) -> str:
    """Return what the convention publishes, and that the rest is still to come."""
    if not words:
        return f"chiffre publié : {TO_COMPLETE}"
    told = f"publié : {words}"
    return told if is_complete else f"{told} ; le détail reste à compléter"


def _tally(tally: Tally, singular: str, plural: str) -> tuple[str, str]:
    """Return the posts of a scope that are recorded, and what was published of them."""
    words = counted(tally.posts, f"poste {singular}", f"postes {plural}")
    count = number(tally.published_posts) if tally.published_posts is not None else ""
    fte = etp(tally.published_fte) if tally.published_fte is not None else ""
    published = ", ".join(part for part in (count, fte) if part)
    return f"{words}, {etp(tally.fte)}", _published(published, is_complete=tally.is_complete)
