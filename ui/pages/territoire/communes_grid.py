"""The communes typed like a sheet: délibération, who follows, SIVOM; a cell or a column at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.folding import fold
from ctg_desktop.domain.searching import Sought
from ctg_desktop.errors import CtgError, StorageError
from ctg_desktop.services import commune_changes, communes
from ctg_desktop.services.commune_changes import Refused, Written
from ctg_desktop.services.communes import FIELDS, CommuneLine, Grid
from ctg_desktop.typography import counted, number, quoted, spaced
from ui import icons, theme
from ui.desk import Desk
from ui.models.typing_rows import TypingRows
from ui.pages.territoire.grid_lines import NAME, GridLine, draft_key, grid_columns
from ui.widgets.labels import Heading, Link, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.rows.row_draft import RETRY_MS
from ui.widgets.table.typing_table import Block, TypingTable

_HOW = (
    "Tapez dans une case, ou collez une colonne depuis un tableur : Entrée passe à la commune "
    "suivante, Tab à la case suivante, F4 montre les choix, Suppr efface. Ctrl+Entrée remplit "
    "toutes les cases choisies. Ctrl+Z revient en arrière."
)
_TOLD_FROM = 56
"""From this height on, in half-lines, what one can do is told above the lines."""

_TAKEN_UP = "Retrouvé : tapé avant la dernière fermeture, pas encore enregistré."


class CommunesGrid(QWidget):
    """Types and pastes what is known of the communes; each cell or block is one gesture.

    What cannot stand stays in its cell with the reason, over a crash as well.
    """

    finished = Signal()
    """The person goes back to the map."""
    told = Signal(str)
    """Why nothing of a block was written."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the grid, empty."""
        super().__init__(parent)
        self._desk = desk
        self._lines: dict[str, GridLine] = {}
        self._shown: tuple[str, ...] = ()
        self._goal = ("", "")
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._try_again)
        # In the order in which the keyboard goes through them.
        self.done = QPushButton("Terminé", self)
        self.search = QLineEdit(self)
        self.only_open = QCheckBox("À compléter seulement", self)
        self._next = Link("", self)
        self._model: TypingRows[GridLine] = TypingRows(
            grid_columns(), lambda line: line.line.place.id, self
        )
        self._model.let_type(FIELDS, lambda line, name: line.remark(name))
        self.table = TypingTable(
            "communes", self._model.columns, "Communes à compléter", desk.preferences, self
        )
        self.table.show_model(self._model)
        self.table.row_named = self._named
        self.table.tell_when_empty(
            "Aucune commune ici",
            "Toutes sont complètes, ou aucune ne répond à la recherche.",
            label="Montrer toutes les communes",
            act=self._show_all,
        )
        self._count = Note("", self, wraps=False)
        self._how = Note(_HOW, self)
        self._remark = Note("", self, look="")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Commune, code…")
        self.search.setAccessibleName("Rechercher une commune dans le tableau")
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(layouts.px(24))
        sign = self.search.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        self.done.setProperty("look", "primary")
        self.done.setIcon(icons.icon("check", theme.current().colours.on_accent))
        self.done.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._next.hide()
        top = layouts.row(spacing=1)
        top.addWidget(Heading("Compléter les communes", 2, self), 1)
        top.addWidget(self.done)
        filters = Flow(spacing=1.5)
        for widget in (self.search, self.only_open, self._next):
            filters.addWidget(widget)
        layout = layouts.column(self, spacing=0.8, margins=(0, 0, 2, 1))
        layout.addLayout(top)
        layout.addWidget(self._how)
        layout.addLayout(filters)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._remark)
        layout.addWidget(self._count)
        follow_layouts(self)

    def _connect(self) -> None:
        self.table.typed.connect(self._take)
        self.table.typing.connect(self._keep_typing)
        self.table.given_up.connect(lambda place_id, _name: self._keep(place_id))
        self.table.cell_changed.connect(self._tell_cell)
        self.search.textChanged.connect(self._filter)
        self.only_open.toggled.connect(self._filter)
        self._next.followed.connect(self._go_to_wrong)
        self.done.clicked.connect(self.finish)
        self._desk.recovered.connect(self._try_again)

    # --- showing ------------------------------------------------------------------------

    def renew(self) -> None:
        """Read the communes as they stand."""
        today = self._desk.today
        self._desk.read(lambda uow: communes.grid(uow, today), self._show, owner=self, key="grid")

    def go_to(self, place_id: str, name: str) -> None:
        """Put the keyboard into a cell, as soon as the communes are read."""
        self._goal = (place_id, name if name in FIELDS else next(iter(FIELDS)))
        self._reach_goal()

    def _reach_goal(self) -> None:
        place_id, name = self._goal
        if place_id not in self._lines:
            return
        self._goal = ("", "")
        if self._model.row_of(place_id) is None:
            self._show_all()
        self.table.go_to(place_id, name)

    def _show(self, found: Grid) -> None:
        self.table.cells.propose(found.proposals)
        before, self._lines = self._lines, {}
        for line in found.lines:
            kept = before.get(line.place.id)
            self._lines[line.place.id] = kept or self._taken_up(line)
            self._lines[line.place.id].line = line
        if set(before) != set(self._lines):
            self._filter()
        else:
            self._fill()
        self._reach_goal()

    def _taken_up(self, line: CommuneLine) -> GridLine:
        """Return a line with what a former run left in its cells."""
        texts = self._desk.drafts.take(draft_key(line.place.id))
        told = {name: text for name, text in texts.items() if name in FIELDS}
        refused = {name: Refused(text, spaced(_TAKEN_UP)) for name, text in told.items()}
        return GridLine(line, refused=refused)

    def _filter(self) -> None:
        """Choose which communes are shown; those that are completed meanwhile stay in sight."""
        sought, is_open = Sought.of(self.search.text()), self.only_open.isChecked()
        self._shown = tuple(
            place_id
            for place_id, line in self._lines.items()
            if sought.is_in(line.line.words)
            and not (is_open and line.line.is_complete and not line.refused)
        )
        self._fill()
        if not self.table.currentIndex().isValid() and self._shown:
            self.table.setCurrentIndex(self._model.index(0, 1))

    def _fill(self) -> None:
        if self.table.is_typing and self._shown != tuple(
            line.line.place.id for line in self._model.rows
        ):
            self.table.leave_cell()
        self._model.set_rows([self._lines[each] for each in self._shown if each in self._lines])
        self._tell_counts()
        self._tell_cell()

    def _show_all(self) -> None:
        self.search.clear()
        self.only_open.setChecked(False)
        self._filter()

    def _named(self, text: str) -> str:
        """Return the commune that a pasted line names: by its name or its INSEE code."""
        wanted = fold(text)
        return next(
            (
                place_id
                for place_id, line in self._lines.items()
                if wanted and wanted in (fold(line.line.place.name or ""), line.line.place.insee)
            ),
            "",
        )

    # --- words --------------------------------------------------------------------------

    @property
    def _wrong(self) -> list[tuple[str, str]]:
        """The cells that hold what does not stand, from top to bottom."""
        return [
            (place_id, name)
            for place_id, line in self._lines.items()
            for name in FIELDS
            if name in line.refused and name not in line.sent
        ]

    def _tell_counts(self) -> None:
        known = counted(sum(line.line.is_complete for line in self._lines.values()), "commune")
        self._count.setText(f"Engagement complet : {known} sur {number(len(self._lines))}.")
        wrong = len(self._wrong)
        self._next.setVisible(wrong > 0)
        self._next.tell(counted(wrong, "case à corriger", "cases à corriger"))

    def _tell_cell(self) -> None:
        """Say under the table what is to be mended in the cell that has the keyboard."""
        at = self.table.currentIndex()
        remark = self._model.remark_at(at.row(), at.column()) if at.isValid() else ""
        title = self._model.title_at(at.row(), at.column()) if remark else ""
        self._remark.setText(f"{title} : {remark}" if remark else "")

    @property
    def remark(self) -> str:
        """What is said under the table of the cell that has the keyboard."""
        return self._remark.text()

    def _go_to_wrong(self) -> None:
        """Go to the cell to mend that follows the current one."""
        wrong = self._wrong
        if not wrong:
            return
        order = [*self._lines]
        at = self.table.currentIndex()
        here = order.index(self._model.id_at(at.row())) if at.isValid() else -1
        column = at.column() if at.isValid() else 0
        names = [NAME, *FIELDS]
        after = [
            (place_id, name)
            for place_id, name in wrong
            if (order.index(place_id), names.index(name)) > (here, column)
        ]
        self.go_to(*(after or wrong)[0])

    # --- writing ------------------------------------------------------------------------

    def _take(self, block: Block) -> None:
        """Write what was typed, with what waits for it in the same lines."""
        texts: dict[str, dict[str, str]] = {}
        for place_id, cells in block.texts.items():
            line = self._lines[place_id]
            other = line.retyped(cells)
            self._keep(place_id)
            if other:
                texts[place_id] = {**line.waiting, **other}
        self._fill()
        self._write(texts, block)

    def _write(self, texts: Mapping[str, Mapping[str, str]], block: Block) -> None:
        if not texts:
            self._tell_block(Written((), {}), block)
            return
        for place_id, cells in texts.items():
            self._lines[place_id].sent |= cells
            self._keep(place_id)
        self._fill()
        today = self._desk.today

        def failed(error: CtgError) -> None:
            waits = isinstance(error, StorageError)
            why = {
                place_id: {n: Refused(t, error.sentence, waits) for n, t in cells.items()}
                for place_id, cells in texts.items()
            }
            self._settle(texts, why)
            if waits:
                for place_id in texts:
                    self._lines[place_id].is_unwritten = True
                self._again.start()

        def done(written: Written) -> None:
            self._settle(texts, written.refused)
            self._tell_block(written, block)
            self.renew()

        self._desk.write(
            lambda uow: commune_changes.write(uow, texts, today), done, owner=self, failed=failed
        )

    def _settle(
        self,
        texts: Mapping[str, Mapping[str, str]],
        refused: Mapping[str, Mapping[str, Refused]],
    ) -> None:
        """Take what became of texts that were sent, unless others stand there by now."""
        for place_id, cells in texts.items():
            line = self._lines.get(place_id)
            if line is None:
                continue
            for name, text in cells.items():
                if line.sent.get(name) != text:
                    continue
                del line.sent[name]
                line.refused.pop(name, None)
                why = refused.get(place_id, {}).get(name)
                if why is not None:
                    line.refused[name] = why
                else:
                    line.line = replace(line.line, texts={**line.line.texts, name: text})
            self._keep(place_id)
        self._fill()

    def _tell_block(self, written: Written, block: Block) -> None:
        """Say what became of a block; of one cell, why it does not stand."""
        first = next(
            (
                (place_id, name, cells[name])
                for place_id, cells in written.refused.items()
                for name in FIELDS
                if name in cells
            ),
            None,
        )
        told = [block.left] if block.left else []
        if first is not None:
            place_id, name, why = first
            where = f"{self._lines[place_id].line.place.cited}, {FIELDS[name].label}"
            many = sum(map(len, written.refused.values()))
            count = counted(many, "case à corriger", "cases à corriger")
            told.insert(0, f"{count}, {quoted(where)} : {why.sentence.rstrip('.')}")
        news = [person.sentence.rstrip(".") for person in written.newcomers]
        if block.is_block or block.left:
            done = counted(len(written.touched), "commune complétée", "communes complétées")
            words = f"{' ; '.join([done, *told, *news])}."
            (self._desk.tell_done if written.touched else self.told.emit)(words)
        elif news:
            self._desk.tell_done(f"{' ; '.join(news)}.")
        elif told:
            event = QAccessibleAnnouncementEvent(self.table, spaced(told[0]))
            QAccessible.updateAccessibility(event)

    def _try_again(self) -> None:
        """Write what the storage could not take."""
        self._again.stop()
        waiting: dict[str, dict[str, str]] = {}
        for place_id, line in self._lines.items():
            if line.is_unwritten and line.waiting:
                waiting[place_id] = line.waiting
            line.is_unwritten = False
        if waiting:
            self._write(waiting, Block({}))

    # --- what outlives a crash ------------------------------------------------------------

    def _keep_typing(self, place_id: str, name: str, text: str) -> None:
        self._keep(place_id, {name: text})

    def _keep(self, place_id: str, typing: Mapping[str, str] | None = None) -> None:
        """Have what does not stand yet kept in the file of what is typed."""
        line = self._lines.get(place_id)
        if line is None:
            return
        held = {name: each.text for name, each in line.refused.items()}
        why = {name: each.sentence for name, each in line.refused.items()}
        self._desk.drafts.put(draft_key(place_id), {**held, **line.sent, **(typing or {})}, why)

    def flush(self) -> None:
        """Begin to save what is typed."""
        self.table.leave_cell()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet."""
        lines = self._lines.values()
        return self.table.is_typing or any(line.sent or line.refused for line in lines)

    def refusals(self) -> tuple[str, ...]:
        """Return why cells do not stand, in sentences."""
        return tuple(self._lines[place].remark(name) for place, name in self._wrong)

    def finish(self) -> None:
        """Go back to the map; what is typed is being saved."""
        self.flush()
        self.finished.emit()

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room to the lines where there is little: F1 tells how as well."""
        super().resizeEvent(event)
        is_roomy = event.size().height() >= layouts.px(_TOLD_FROM)
        self._how.setVisible(is_roomy)
        self._count.setVisible(is_roomy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.finish()
        else:
            super().keyPressEvent(event)
