"""The fiche of an action: everything that is known of it, typed in place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ctg_desktop.documents import DocumentRequest, SheetRequest
from ctg_desktop.domain.action import Action, SuiviNote, asked_with
from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.choices import Status
from ctg_desktop.domain.fields import Kind
from ctg_desktop.errors import CtgError, NotFoundError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services import actions
from ctg_desktop.services.sheets import Sheet, past_sheet, sheet
from ui.desk import Desk
from ui.dialogs.arbitration import ArbitrationDialog
from ui.dialogs.proposal import ProposalDialog
from ui.dialogs.status import StatusDialog
from ui.pages.actions.past_day import DayChoice, PastStrip
from ui.pages.actions.sheet_body import SheetBody
from ui.pages.actions.sheet_header import SheetHeader
from ui.pages.actions.sheet_section import SheetSection, short_title
from ui.targets import Target
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.layout.filling import set_aside
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_anew
from ui.widgets.obstacle import ObstacleStrip
from ui.widgets.part_bar import PartBar
from ui.widgets.rows.form import RowForm

_HEAD_ROOM = 1.0
"""What is left over a section that one goes to, in half-lines."""

_GOING_MS = 400
"""How long the fiche may still grow while one goes to a section."""


class ActionSheet(QWidget):
    """The fiche of one action at a time.

    Every field is saved when it is left, or soon after the last key. Showing another action
    loses nothing: what could not be saved yet is there again with its action.
    """

    closed = Signal()
    """The action is no more: the list should be shown."""
    went = Signal(object)
    """Target: the person asked to go there."""
    shown = Signal(str)
    """The identity of the action that is on screen now."""

    def __init__(
        self,
        desk: Desk,
        parent: QWidget | None = None,
        forms: Mapping[str, RowForm] | None = None,
    ) -> None:
        """Make the sections; `desk` is open. See `show_row`.

        `forms` are those of `action_forms`, for who made them before, one at a time.
        """
        super().__init__(parent)
        self._desk = desk
        self._action = ""
        self._day: date | None = None
        self._sheet: Sheet | None = None
        self._is_going = False
        self._wanted: Cell | None = None
        self.setAccessibleName("Fiche action")
        self.strip = PastStrip(self)
        self.strip.returned.connect(lambda: self.show_day(None))
        self.bar = PartBar(self)
        self.scroller = PaperScroll(spacing=2, margins=(1.5, 2), parent=self)
        self.header = SheetHeader(self.scroller.paper)
        self.header.asked.connect(self.go_to)
        self.header.renumber_asked.connect(self._renumber)
        self.header.arbitration_asked.connect(self._arbitrate)
        self.header.exchange_asked.connect(
            lambda part: self.went.emit(Target("exchanges", section=part))
        )
        self.header.status_chosen.connect(self._take_status)
        self.header.note_asked.connect(lambda: self.go_to(SuiviNote.TYPE.name))
        self.header.print_asked.connect(
            lambda: self.went.emit(Target("printing", request=self.printable()))
        )
        self.body = SheetBody(desk, self.scroller.paper, forms)
        self.body.operations.went.connect(self.went)
        self.body.operations.add_button.clicked.connect(self._begin_operation)
        self._obstacle = ObstacleStrip(self.scroller.paper)
        self._obstacle.proposing.connect(self._propose)
        self._failure = Note("", self.scroller.paper, look="alert")
        self._failure.hide()
        self.days = DayChoice(desk)
        self.days.day_chosen.connect(self.show_day)
        self.body.sections["historique"].column.insertWidget(2, self.days)
        self._fill_bar(self.bar)
        self._fill()
        self._order_tabs()
        self._reread = QTimer(self)
        self._reread.setSingleShot(True)
        self._reread.setInterval(0)
        self._reread.timeout.connect(self.refresh)
        self._heading_for: tuple[SheetSection, QWidget | None] | None = None
        self._arrival = QTimer(self)
        self._arrival.setSingleShot(True)
        self._arrival.setInterval(_GOING_MS)
        self._arrival.timeout.connect(self._arrive)
        self.scroller.verticalScrollBar().rangeChanged.connect(self._scroll_there)
        desk.changed.connect(self._hear)
        desk.drafts.changed.connect(self._tell_note)

    def _fill_bar(self, bar: PartBar) -> None:
        bar.setAccessibleName("Sections de la fiche")
        ordered = self.body.ordered
        bar.show_titles(
            [short_title(section.key) for section in ordered],
            [section.title for section in ordered],
        )
        bar.mark(0)
        bar.chosen.connect(self._go_to_part)

    def _fill(self) -> None:
        paper = self.scroller.column
        for widget in (self.header, self._obstacle, self._failure, *self.body.ordered):
            paper.addWidget(widget)
        paper.addStretch(1)
        column = layouts.column(self, spacing=0)
        column.addWidget(self.strip)
        column.addWidget(self.bar)
        column.addWidget(self.scroller, 1)
        self.scroller.verticalScrollBar().valueChanged.connect(self._follow_scroll)
        self.setFocusProxy(self.bar)

    def _order_tabs(self) -> None:
        """Let Tab follow reading, whatever was made first."""
        follow_anew(self)
        self.header.gauge.comes_after = self.header.print
        QWidget.setTabOrder(self.body.notes.last_stop, self.days.editor.line)
        QWidget.setTabOrder(self.days.editor.line, self.days.button)
        QWidget.setTabOrder(self.days.button, self.body.history.table)

    # --- showing -----------------------------------------------------------------------

    @property
    def action_id(self) -> str:
        """The identity of the action on screen; empty when there is none."""
        return self._action

    def show_row(self, action_id: str) -> None:
        """Show an action from its top."""
        if action_id != self._action:
            self._action, self._day = action_id, None
            self.scroller.verticalScrollBar().setValue(0)
        self.refresh()

    def show_day(self, day: date | None) -> None:
        """Show the action as it stood at the end of a day, or with None as it stands."""
        self.flush()
        self._day = day
        self.refresh()

    def refresh(self) -> None:
        """Read the fiche again; what is being typed stays."""
        if not self._action:
            return
        action, day, today = self._action, self._day, self._desk.today

        def read(uow: UnitOfWork) -> Sheet:
            return sheet(uow, action, today) if day is None else past_sheet(uow, action, day)

        self._desk.read(read, self._show, owner=self, key="sheet", failed=self._fail)

    def _show(self, found: Sheet) -> None:
        if found.view.action.id != self._action or found.as_of != self._day:
            return
        is_other = self._sheet is None or self._sheet.view.action.id != self._action
        self._sheet = found
        self._failure.hide()
        self.strip.show_day(found.as_of)
        is_now = found.as_of is None
        self._obstacle.tell(
            found.obstacle if is_now else None, may_propose=is_now and found.may_propose
        )
        with set_aside(self.scroller.paper, wanted=is_other):
            self.header.show_sheet(found)
            self.body.show_sheet(found)
        self.bar.offer(len(self.body.ordered) - 1, offered=found.as_of is None)
        at = self.body.ordered.index(self.body.sections["operations"])
        self.bar.offer(at, offered=not found.view.action.parent)
        if found.as_of is None:
            self.body.history.show_row(self._action, may_edit=found.obstacle is None)
        if found.as_of is None and found.view.action.confidential:
            self._tell_sent()
        self._tell_note()
        if is_other:
            self.shown.emit(self._action)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._go_to_editor(wanted)

    def _tell_sent(self) -> None:
        """Say who may know a confidential action already."""
        action, folder = self._action, self._desk.folder

        def read(uow: UnitOfWork) -> str:
            from ctg_desktop.exchange.already_sent import already_sent

            return already_sent(uow, folder, action)

        self._desk.read(read, self.header.tell_sent, owner=self, key="sent")

    def _arbitrate(self) -> None:
        """Settle what is in conflict in this action."""
        ArbitrationDialog(self._desk, self, row_id=self._action).open()

    def _propose(self) -> None:
        """Propose a change of an action that is somebody else's."""
        if self._sheet is not None:
            ProposalDialog(self._desk, self._sheet.view.action, self).open()

    def _begin_operation(self) -> None:
        """Ask for what a new opération needs, and go to its fiche."""
        from ui.pages.actions.new_action import NewActionDialog

        if self._sheet is None:
            return
        action, names = self._sheet.view.action, self._sheet.names
        ambition = action.main_ambition or ""
        told = (ambition, names.get(ambition, ambition)) if ambition else None
        dialog = NewActionDialog(self._desk, self, ambition=told, whole=self._sheet.view)
        dialog.action_created.connect(
            lambda row: self.went.emit(Target("actions", Action.TYPE.name, row))
        )
        dialog.open()

    def _tell_note(self) -> None:
        self.header.tell_note(is_begun=self._action in self._desk.drafts.notes)

    def _fail(self, error: CtgError) -> None:
        """Say why the day cannot be shown, or leave an action that is no more."""
        if self._day is not None:
            self._day = None
            self.days.editor.refuse(error)
        elif isinstance(error, NotFoundError):
            self._action = ""
            self.closed.emit()
        else:
            self._failure.setText(error.sentence)
            self._failure.show()

    def _hear(self, changes: Changes) -> None:
        if self._action and changes:
            self._reread.start()

    # --- saving ------------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""
        for saver in self.body.savers:
            saver.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet, in this action or one before."""
        return any(saver.is_pending() for saver in self.body.savers)

    def _renumber(self) -> None:
        action, today = self._action, self._desk.today

        def renumbered(_done: object) -> None:
            self._desk.tell_done("L’action a une autre référence.")

        self._desk.write(lambda uow: actions.renumber(uow, action, today), renumbered, owner=self)

    def _take_status(self, status: Status) -> None:
        """Give the action another status, and ask first for what that one wants."""
        spec = asked_with(status)
        if spec is None:
            self._write_status({"status": status})
            return
        usual = self._desk.today if spec.kind is Kind.DATE else None
        dialog = StatusDialog(self._desk, status, spec, usual, self)
        dialog.answered.connect(
            lambda value: self._write_status({"status": status, spec.name: value})
        )
        dialog.open()

    def _write_status(self, values: dict[str, Any]) -> None:
        self.flush()
        action = self._action

        def told(_written: object) -> None:
            self._desk.tell_done(f"Statut : {values['status'].label}.")

        self._desk.write(lambda uow: actions.edit(uow, action, values), told, owner=self)

    def printable(self) -> DocumentRequest | None:
        """Return the sheet that Ctrl+P previews."""
        if not self._action:
            return None
        confidential = self._sheet is not None and self._sheet.view.is_confidential
        return SheetRequest(self._action, with_confidential=confidential)

    # --- going around --------------------------------------------------------------------

    def go_to(self, name: str) -> None:
        """Go to a field of the action, to the rows of an entity, or to a section."""
        key, widget = self.body.place_of(name)
        section = self.body.sections.get(key)
        if section is None:
            return
        self._reveal(section, widget)
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def go_to_cell(self, cell: Cell) -> None:
        """Show the action as it is now, and put the caret where a cell of it was changed."""
        self._wanted, self._day = cell, None
        self.refresh()

    def _go_to_editor(self, cell: Cell) -> None:
        editor = self.body.editor_of(cell)
        if editor is None:
            self.go_to(cell.entity)
            return
        if not editor.has_keyboard:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            editor.show_change()
        QTimer.singleShot(0, self, self._show_caret)

    def _show_caret(self) -> None:
        """Scroll to where one types."""
        focused = QApplication.focusWidget()
        if focused is None or not self.scroller.paper.isAncestorOf(focused):
            return
        caret: QRect = focused.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        place = focused.mapTo(self.scroller.paper, caret.center())
        self.scroller.ensureVisible(place.x(), place.y(), 0, layouts.px(6))

    def _go_to_part(self, at: int) -> None:
        self._reveal(self.body.ordered[at])

    def _reveal(self, section: SheetSection, widget: QWidget | None = None) -> None:
        """Bring a section into sight, and what was asked for within it."""
        self._heading_for = section, widget
        self._arrival.start()
        self._scroll_there()

    def _scroll_there(self) -> None:
        """Scroll to what is gone to, again when what stands above it has taken its height."""
        if self._heading_for is None:
            return
        section, widget = self._heading_for
        self._is_going = True
        top = section.mapTo(self.scroller.paper, QPoint()).y() - layouts.px(_HEAD_ROOM)
        self.scroller.verticalScrollBar().setValue(top)
        if widget is not None:
            self.scroller.ensureWidgetVisible(widget, 0, layouts.px(4))
        self.bar.mark(self.body.ordered.index(section))
        self._is_going = False

    def _arrive(self) -> None:
        self._heading_for = None

    def _follow_scroll(self) -> None:
        """Let the bar say which section is on screen."""
        if self._is_going:
            return
        top = self.scroller.verticalScrollBar().value() + self.scroller.viewport().height() // 3
        places = [
            at
            for at, section in enumerate(self.body.ordered)
            if section.isVisible() and section.mapTo(self.scroller.paper, QPoint()).y() <= top
        ]
        self.bar.mark(places[-1] if places else 0)
