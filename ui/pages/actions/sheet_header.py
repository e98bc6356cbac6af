"""The top of a fiche: what it is called, where it belongs, how it stands, what it lacks."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from ctg_desktop.domain.action_reference import bare_reference
from ctg_desktop.domain.colours import legible
from ctg_desktop.domain.levels import colour_of
from ctg_desktop.services.sheets import Sheet
from ctg_desktop.typography import counted, lowered, on_one_line, short_date
from ui import icons, theme
from ui.pages.actions.completeness_gauge import CompletenessGauge
from ui.pages.actions.status_button import StatusButton
from ui.widgets.labels import Body, Caption, Heading, Link, Note, Picture
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.tips import plain_tip

UNTITLED = "Action sans intitulé"

_SHARED = (
    "Deux actions ont reçu cette référence sur deux ordinateurs. L’une des deux en prend une "
    "autre : prévenez ceux qui l’ont déjà citée."
)

_KEPT = "Modèle : hors des listes, des totaux et des documents"


class SheetHeader(QWidget):
    """The top of the fiche of one action."""

    asked = Signal(str)
    """The field, or the entity of the rows, that the gauge names and was clicked."""
    renumber_asked = Signal()
    """The reference is to be another: two actions have this one."""
    arbitration_asked = Signal()
    """The person wants to settle what is in conflict."""
    status_chosen = Signal(object)
    """The Status that the action is to have."""
    note_asked = Signal()
    """The person wants to write a note de suivi."""
    print_asked = Signal()
    """The person wants the fiche on paper."""
    exchange_asked = Signal(str)
    """The part of the page of exchanges that the person wants to see."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_sheet`."""
        super().__init__(parent)
        self._is_confidential = False
        self._place = Note("", self, wraps=False)
        self.renumber = Link("Donner une autre référence", self)
        self.renumber.setToolTip(plain_tip(_SHARED))
        self.renumber.followed.connect(self.renumber_asked)
        self.renumber.hide()
        self._title = Heading("", 1, self)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status = StatusButton(self)
        self.status.chosen.connect(self.status_chosen)
        self.add_note = _tool("Ajouter une note", "note", self)
        self.add_note.clicked.connect(self.note_asked)
        self.print = _tool("Imprimer", "print", self)
        self.print.clicked.connect(self.print_asked)
        self._late = _Mark("late", self)
        self._blocked = _Mark("blocked", self)
        self._hidden = _Mark("eye-off", self, tone="muted")
        self._model = _Mark("star", self, tone="muted")
        self._conflicts = Link("", self)
        self._conflicts.followed.connect(self.arbitration_asked)
        self._proposals = Link("", self)
        self._proposals.followed.connect(lambda: self.exchange_asked.emit("proposals"))
        self._foreign = Link("", self)
        self._foreign.followed.connect(lambda: self.exchange_asked.emit("foreign"))
        self._note = _Mark("note", self, tone="warning")
        self._ambition = _Ambition(self)
        self.gauge = CompletenessGauge(self)
        self.gauge.asked.connect(self.asked)
        tools = Flow(spacing=1)
        for tool in (self.status, self.add_note, self.print):
            tools.addWidget(tool)
        marks = Flow(spacing=1.5)
        links = (self._conflicts, self._proposals, self._foreign)
        told = (self._late, self._blocked, self._hidden, self._model, *links, self._note)
        for mark in told:
            marks.addWidget(mark)
        column = layouts.column(self, spacing=0.75)
        place = Flow(spacing=1.5)
        place.addWidget(self._place)
        place.addWidget(self.renumber)
        column.addLayout(place)
        column.addWidget(self._title)
        column.addWidget(self._ambition)
        column.addLayout(tools)
        column.addLayout(marks)
        column.addWidget(self.gauge)

    def tell_note(self, *, is_begun: bool) -> None:
        """Say that a note de suivi is begun and not added yet, or that none is."""
        self._note.tell("Note de suivi commencée, pas encore ajoutée" if is_begun else "")

    def tell_sent(self, sent: str) -> None:
        """Say what of a confidential action left before it was marked; nothing for what never did.

        What it is then is said in full in the tip.
        """
        if self._is_confidential:
            where = sent or "visible sur cet ordinateur seulement"
            self._hidden.tell(f"Confidentielle : {lowered(where)}")

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the top of a fiche."""
        view, action = sheet.view, sheet.view.action
        structure = view.structure.cited if view.structure else None
        self._place.setText(" · ".join(part for part in (action.reference, structure) if part))
        reference = action.reference or ""
        is_shared = bare_reference(reference) != reference
        self._title.setText(action.title or UNTITLED)
        may_write = sheet.obstacle is None and sheet.as_of is None
        self.status.show_status(action.status, may_change=may_write)
        self.renumber.setVisible(is_shared and may_write)
        self.add_note.setVisible(may_write)
        self.print.setVisible(sheet.as_of is None)
        ended = f" depuis le {short_date(action.ends_on)}" if action.ends_on else ""
        self._late.tell(f"En retard{ended}" if view.late else "")
        reason = f" : {action.blocked_reason}" if action.blocked_reason else ""
        self._blocked.tell(f"Bloquée{reason}" if action.blocked else "")
        self._is_confidential = view.is_confidential
        self._hidden.tell("Confidentielle" if view.is_confidential else "")
        self._model.tell(_KEPT if action.model else "")
        self._link(self._conflicts, f"À arbitrer : {', '.join(view.conflicts)}", view.conflicts)
        self._conflicts.setEnabled(sheet.obstacle is None)
        waiting = counted(sheet.proposals, "proposition en attente", "propositions en attente")
        self._link(self._proposals, waiting, sheet.proposals)
        told = counted(
            sheet.foreign,
            "modification par une autre structure, à revoir",
            "modifications par d’autres structures, à revoir",
        )
        self._link(self._foreign, told, sheet.foreign)
        words = sheet.names.get(action.main_ambition or "", "")
        self._ambition.tell(
            words, colour_of(view.ambition, view.enjeu, theme.current().colours.accent)
        )
        self.gauge.setVisible(sheet.as_of is None)
        self.gauge.show_completeness(view.completeness)

    def _link(self, link: Link, words: str, wanted: object) -> None:
        """Show a link with its words where there is anything to say."""
        short = _short(words)
        link.tell(short)
        link.setToolTip(plain_tip(words if short != words else ""))
        link.setVisible(bool(wanted))


def _tool(words: str, name: str, parent: QWidget) -> QPushButton:
    button = QPushButton(icons.icon(name), words, parent)
    button.setProperty("look", "quiet")
    return button


def _short(words: str) -> str:
    line = on_one_line(words)
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


class _Mark(QWidget):
    """An icon with its words, in one colour; hidden when there is nothing to say."""

    def __init__(self, icon: str, parent: QWidget, *, tone: str = "alert") -> None:
        super().__init__(parent)
        colour = getattr(theme.current().colours, tone)
        side = layouts.px(1.6)
        picture = Picture(self)
        picture.setPixmap(icons.pixmap(icon, colour, side))
        self._words = Body("", self)
        self._words.setProperty("look", tone)
        self._words.setWordWrap(False)
        line = layouts.row(self, spacing=0.5)
        line.addWidget(picture)
        line.addWidget(self._words)
        self.hide()

    def tell(self, words: str) -> None:
        line = on_one_line(words)
        short = _short(words)
        self._words.setText(short)
        self._words.setToolTip(plain_tip(line if short != line else ""))
        self.setVisible(bool(line))


_LONGEST = 70
"""In signs: the whole reason stands in its field."""


class _Ambition(QWidget):
    """The main ambition: a bar in its colour, and its name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QFrame(self)
        self._bar.setFixedWidth(layouts.px(0.5))
        self._words = Caption("", self)
        self._words.setWordWrap(True)
        line = layouts.row(self, spacing=0.75)
        line.addWidget(self._bar)
        line.addWidget(self._words, 1)

    def tell(self, words: str, colour: str) -> None:
        self._words.setText(words)
        shown = legible(colour, theme.current().colours.surface, ratio=3.0)
        self._bar.setStyleSheet(f"background: {shown};")
        self.setVisible(bool(words))
