"""The second step: each column of the file, its first values, and the field that it goes into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ctg_desktop.importing.plan import LEFT_OUT, Column, Preview, Target
from ctg_desktop.importing.targets import targets_of
from ctg_desktop.typography import counted, spaced
from ui import theme
from ui.dialogs.importing.wording import look
from ui.widgets.labels import Body, Note
from ui.widgets.layout.layouts import column, px
from ui.widgets.line_breaks import breakable
from ui.widgets.quiet_combo import NamedCombo

_PATH = Qt.ItemDataRole.UserRole
_LONGEST_SAMPLE = 60
_AT_ONCE = 8
"""How many columns are made before the window answers: each takes more than a millisecond."""


class ColumnsPart(QWidget):
    """A line for each column; what a list says is taken at once."""

    chosen = Signal(int, str)
    """A column, counted from 0, and the path of its target; see `plan.LEFT_OUT`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without any column."""
        super().__init__(parent)
        self._layout = column(self)
        self._grid: QWidget | None = None
        self._lists: dict[int, NamedCombo] = {}
        self._effects: dict[int, Note] = {}
        self._shown: tuple[tuple[int, str, tuple[str, ...]], ...] = ()
        self._targets: list[Target] = []
        self._model = QStandardItemModel(self)

    def showing(self, preview: Preview) -> Iterator[None]:
        """Show the columns, what becomes of each, and how many of its cells are to be mended.

        The window may answer at each `yield`; who does not go on shows another preview.
        """
        shown = tuple((each.index, each.title, each.samples) for each in preview.columns)
        paths = [each.path for each in preview.columns if each.path]
        targets = targets_of(preview.plan.kind, paths)
        if targets != self._targets:
            self._targets = targets
            self._fill(targets)
        if shown != self._shown:
            self._shown = ()
            yield from self._build(preview.columns)
            self._shown = shown
        wrong = Counter(
            problem.column
            for row in preview.rows
            for problem in row.problems
            if problem.column is not None
        )
        for each in preview.columns:
            self._show(each, wrong[each.index])

    @staticmethod
    def told(preview: Preview) -> str:
        """Return the step in a few words."""
        taken = sum(bool(each.path) for each in preview.columns)
        left = sum(not each.path and bool(each.filled) for each in preview.columns)
        words = counted(taken, "reprise", "reprises")
        return f"{words}, {left} non" if left else words

    # --- building ---------------------------------------------------------------------

    def _fill(self, targets: Sequence[Target]) -> None:
        """Offer targets in every list: one model for all, made again since each list hears it."""
        former, self._model = self._model, QStandardItemModel(self)
        self._model.appendRow(_item("Ne pas reprendre", LEFT_OUT))
        group = ""
        for each in targets:
            if each.group != group:
                group = each.group
                head = QStandardItem(each.group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setFont(theme.current().font(bold=True))
                self._model.appendRow(head)
            self._model.appendRow(_item(each.label, each.path))
        for combo in self._lists.values():
            combo.setModel(self._model)
        former.deleteLater()

    def _build(self, columns: Sequence[Column]) -> Iterator[None]:
        if self._grid is not None:
            self._grid.hide()
            self._grid.deleteLater()
        self._lists, self._effects = {}, {}
        self._grid = QWidget(self)
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(2))
        grid.setVerticalSpacing(px(0.9))
        for at, stretch in enumerate((3, 4, 4)):
            grid.setColumnStretch(at, stretch)
        for at, words in enumerate(("Dans le tableau", "Premières valeurs", "Va dans")):
            grid.addWidget(Note(words, self._grid), 0, at)
        former: QWidget | None = None
        for line, each in enumerate(columns, 1):
            title = Body(breakable(each.title or "Sans titre"), self._grid, bold=bool(each.title))
            hidden = ", masquée" if each.is_hidden else ""
            about = Note(f"Colonne {each.letters}{hidden}", self._grid)
            grid.addLayout(_pair(title, about), line, 0, Qt.AlignmentFlag.AlignTop)
            samples = Body(breakable(_samples(each)), self._grid)
            samples.setAccessibleName(spaced(f"Premières valeurs de la colonne {each.letters}"))
            grid.addWidget(samples, line, 1, Qt.AlignmentFlag.AlignTop)
            combo = self._list(each)
            self._effects[each.index] = Note("", self._grid)
            grid.addLayout(_pair(combo, self._effects[each.index]), line, 2)
            if former is not None:
                QWidget.setTabOrder(former, combo)
            former = combo
            if not line % _AT_ONCE:
                yield
        self._layout.addWidget(self._grid)
        self._grid.show()

    def _list(self, of: Column) -> NamedCombo:
        named = f"{of.letters} {of.title}".strip()
        combo = NamedCombo(spaced(f"Va dans : {named}"), self._grid)
        combo.setModel(self._model)
        combo.activated.connect(lambda _at: self._choose(of.index, combo))
        self._lists[of.index] = combo
        return combo

    def _choose(self, at: int, combo: NamedCombo) -> None:
        path = combo.currentData(_PATH)
        if isinstance(path, str):
            self.chosen.emit(at, path)

    def _show(self, of: Column, wrong: int) -> None:
        combo, effect = self._lists[of.index], self._effects[of.index]
        combo.setCurrentIndex(combo.findData(of.path, _PATH))
        words = ""
        if wrong:
            words = counted(wrong, "cellule à corriger", "cellules à corriger")
        elif not of.path and of.why and of.filled:
            words = f"Non reprise : {of.why}."
        effect.setText(breakable(words))
        effect.setVisible(bool(words))
        look(effect, "alert" if wrong else "muted")
        combo.setAccessibleDescription(spaced(words or f"Exemples : {_samples(of)}"))

    def focus_first(self) -> None:
        """Put the keyboard on the first column."""
        if self._lists:
            next(iter(self._lists.values())).setFocus()


def _pair(above: QWidget, below: QWidget) -> QVBoxLayout:
    pair = column(spacing=0)
    pair.addWidget(above)
    pair.addWidget(below)
    pair.addStretch(1)
    return pair


def _item(words: str, path: str) -> QStandardItem:
    item = QStandardItem(words)
    item.setData(path, _PATH)
    return item


def _samples(of: Column) -> str:
    if not of.samples:
        return "(vide)"
    distinct = dict.fromkeys(of.samples)
    told = (
        each if len(each) <= _LONGEST_SAMPLE else f"{each[:_LONGEST_SAMPLE]}…" for each in distinct
    )
    return "\n".join(told)
