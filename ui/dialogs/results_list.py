"""The list under a search field: the field keeps the cursor while arrows choose a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QWidget

from ctg_desktop.typography import counted
from ui.delegates.result import ResultDelegate
from ui.models.results import Result, ResultsModel

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ResultsList(QListView):
    """Results that are chosen by the keys of the field above, or by a click."""

    chosen = Signal(object)
    """The Result that was opened."""

    def __init__(self, field: QLineEdit, parent: QWidget | None = None) -> None:
        """Take the arrows and Enter of the field; `field` must live as long as the list."""
        super().__init__(parent)
        self._field = field
        self._model = ResultsModel(self)
        self.setModel(self._model)
        self.setItemDelegate(ResultDelegate(self))
        self.setAccessibleName("Résultats")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setProperty("look", "bare")
        self.clicked.connect(self._choose)
        self.entered.connect(self._point_at)
        field.installEventFilter(self)

    @property
    def results(self) -> tuple[Result, ...]:
        """The lines on show."""
        return self._model.results

    @property
    def current(self) -> Result | None:
        """The line that Enter opens."""
        index = self.currentIndex()
        return self._model.results[index.row()] if index.isValid() else None

    def show_results(self, results: Sequence[Result]) -> None:
        """Show other lines; the first that can be opened is chosen."""
        self._model.show(results)
        self.scrollToTop()
        self._go_to(-1, 1)
        count = sum(result.can_be_chosen for result in results)
        self._say(counted(count, "résultat") if count else "Aucun résultat")

    def full_height(self) -> int:
        """Return the height at which nothing is hidden, in pixels."""
        frame = 2 * self.frameWidth()
        return frame + sum(self.sizeHintForRow(at) for at in range(self._model.rowCount()))

    def _go_to(self, start: int, step: int) -> None:
        """Choose the line `step` lines away from `start`, or the nearest that can be opened."""
        results = self._model.results
        openable = [at for at, result in enumerate(results) if result.can_be_chosen]
        if not openable:
            self.setCurrentIndex(QModelIndex())
            return
        place = openable.index(start) if start in openable else -1 if step > 0 else len(openable)
        wanted = place + step
        if abs(step) == 1:
            wanted %= len(openable)  # from the last to the first, as menus do
        at = openable[min(max(wanted, 0), len(openable) - 1)]
        self.setCurrentIndex(self._model.index(at))

    def _choose(self, index: QModelIndex) -> None:
        result = self._model.results[index.row()]
        if result.can_be_chosen:
            self.chosen.emit(result)

    def _point_at(self, index: QModelIndex) -> None:
        if self._model.results[index.row()].can_be_chosen:
            self.setCurrentIndex(index)

    def _say(self, words: str) -> None:
        """Have something read aloud: the cursor stays in the field, and so does the reader."""
        if QAccessible.isActive() and self._field.hasFocus():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field, words))

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS and self._model.results:
            self._go_to(self.currentIndex().row(), _STEPS[key])
            if self.current is not None:
                self._say(self.current.spoken)
            return True
        if key in _ENTER and self.current is not None:
            self.chosen.emit(self.current)
            return True
        return False

    # --- Qt ---------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Take the field's arrows and Enter while the list is on screen."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.isVisible()
            and self._take_key(event)
        ):
            return True
        return super().eventFilter(watched, event)
