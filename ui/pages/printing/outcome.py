"""What came of it: a sentence with where to go next, or the progress of long work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QPushButton, QWidget

from ctg_desktop.typography import spaced
from ui import theme
from ui.icons import pixmap
from ui.notify import Tone
from ui.widgets.labels import Body, Link, Note, Picture
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.tips import plain_tip

Step = tuple[str, Callable[[], None]]
"""Words that lead somewhere, and what they do."""


_MARKS = {
    Tone.INFO: ("info", "Information"),
    Tone.GOOD: ("success", "C’est fait"),
    Tone.WARNING: ("warning", "Attention"),
    Tone.ERROR: ("error", "Erreur"),
}
"""The drawing and the word of each tone, which so is never told by its colour alone."""


class Outcome(QFrame):
    """A strip over the preview: one sentence, or one piece of work that can be stopped."""

    stopped = Signal()
    """The person asked the work to stop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden."""
        super().__init__(parent)
        self._mark = Picture()
        self._text = Body("")
        self._detail = Note("")
        self._bar = QProgressBar()
        self._bar.setAccessibleName("Avancement")
        self._bar.setTextVisible(False)
        self._stop = QPushButton("Arrêter")
        self._stop.setAccessibleName("Arrêter le travail en cours")
        self._stop.clicked.connect(self._ask_to_stop)
        self._close = QPushButton("Fermer")
        self._close.setAccessibleName("Fermer le message de l’impression")
        self._close.setProperty("look", "quiet")
        self._close.clicked.connect(self.hide)
        self._links = row(spacing=2)
        self._links.addStretch(1)
        self._build()
        self.hide()

    def _build(self) -> None:
        words = column(spacing=0.5)
        first = row(spacing=1)
        first.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(self._text, 1)
        words.addLayout(first)
        words.addWidget(self._bar)
        words.addWidget(self._detail)
        words.addLayout(self._links)
        across = row(self, spacing=1.5, margins=(1, 1.5))
        across.addLayout(words, 1)
        across.addWidget(self._stop)
        across.addWidget(self._close)

    @property
    def text(self) -> str:
        """The sentence on screen; empty when there is none."""
        return "" if self.isHidden() else self._text.text()

    @property
    def is_at_work(self) -> bool:
        """Whether the progress of some work is on screen."""
        return not self.isHidden() and not self._stop.isHidden()

    def tell(self, sentence: str, tone: Tone = Tone.GOOD, steps: Sequence[Step] = ()) -> None:
        """Show a sentence until it is closed, with words that lead further."""
        had_focus = self._stop.hasFocus()
        self._lay_out(at_work=False, tone=tone)
        self._text.setText(sentence)
        self._show_links(steps)
        if had_focus:
            self._close.setFocus()
        self._announce(sentence)

    def begin(self, what: str) -> None:
        """Show that work has begun."""
        self._lay_out(at_work=True, tone=Tone.INFO)
        self._text.setText(what)
        self._detail.setText("")
        self._bar.setRange(0, 0)
        self._stop.setEnabled(True)
        self._show_links(())
        self._announce(what)

    def progress(self, what: str, done: int, total: int) -> None:
        """Show how far the work is; `total` 0 when nobody knows yet."""
        if not self.is_at_work:
            return
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        count = f"{done} sur {total}" if total else ""
        words = " – ".join(part for part in (count, what) if part)
        self._detail.setText(words)
        self._bar.setAccessibleDescription(spaced(words))

    def _ask_to_stop(self) -> None:
        self._stop.setEnabled(False)
        self._detail.setText("Arrêt en cours…")
        self.stopped.emit()

    def _lay_out(self, *, at_work: bool, tone: Tone) -> None:
        for part in (self._bar, self._detail, self._stop):
            part.setVisible(at_work)
        self._close.setVisible(not at_work)
        colours = theme.current().colours
        ground, edge = getattr(colours, f"{tone.value}_soft"), getattr(colours, tone.value)
        drawing, word = _MARKS[tone]
        self._mark.setPixmap(pixmap(drawing, edge, px(2)))
        self._mark.setToolTip(plain_tip(word))
        self.setStyleSheet(
            f"Outcome {{ background: {ground}; border: none; "
            f"border-left: {px(0.5)}px solid {edge}; }}"
        )
        self.show()

    def _show_links(self, steps: Sequence[Step]) -> None:
        while self._links.count() > 1:
            item = self._links.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for at, (words, do) in enumerate(steps):
            link = Link(words)
            link.followed.connect(do)
            self._links.insertWidget(at, link)

    def _announce(self, sentence: str) -> None:
        """Let a screen reader say it, wherever the focus is."""
        self.setAccessibleName(sentence)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
