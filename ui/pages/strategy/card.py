"""The card of one enjeu or ambition: its text, how its actions stand, where to go from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ctg_desktop.domain.convention import Ambition, Convention, Enjeu
from ctg_desktop.domain.convention_views import EnjeuView, Progress
from ctg_desktop.domain.levels import cited_level, colour_of, level_name, level_plural
from ctg_desktop.domain.listing import ActionLine
from ctg_desktop.services.overview import LevelCard, StrategyView
from ctg_desktop.typography import capitalised, counted, labelled, number
from ui import theme
from ui.desk import Desk
from ui.icons import icon
from ui.targets import Target
from ui.widgets.labels import Body, Heading, Note, Quotation
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.layouts import column
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.level_line import LevelLine, LevelWords
from ui.widgets.levels import full_label, readable
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton
from ui.widgets.progress_bar import ProgressBar, StatusLegend
from ui.widgets.rows.form import RowForm
from ui.widgets.status import status_decoration, status_words

_FIELDS: Mapping[type[Enjeu] | type[Ambition], tuple[str, ...]] = {
    Enjeu: ("number", "colour", "title", "text"),
    Ambition: ("number", "colour", "enjeu", "title", "text"),
}


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a level stands: its enjeu, and the progress of its actions."""

    enjeu: EnjeuView | None
    progress: Progress


class CardView(PaperScroll):
    """Shows a level; where the référentiel is edited, in fields."""

    left = Signal()
    """The person asked for the whole strategy again."""
    went = Signal(object)
    """Target."""
    level_asked = Signal(object)
    """Another level, to be shown instead."""
    correction_asked = Signal()

    def __init__(self, desk: Desk, *, is_editable: bool, parent: QWidget | None = None) -> None:
        """Make it empty; see `show_card`."""
        super().__init__(spacing=2, parent=parent)
        self._desk = desk
        self._is_editable = is_editable
        self.card: LevelCard | None = None
        self._heading = Heading("", 1)
        self._above = Note("")
        self._text = Quotation("")
        self._missing = Note("")
        self._forms = (
            {kind: RowForm(desk, kind.TYPE, names) for kind, names in _FIELDS.items()}
            if is_editable
            else {}
        )
        self._bar = ProgressBar()
        self._legend = StatusLegend()
        self._lists = FlowGrid(1, most=1)
        self._back = _button("Toute la stratégie", "chevron-left", look="quiet")
        self._new = _button("", "plus", look="primary")
        self._see = _button("", "actions")
        self._enjeu = _button("", "strategy")
        self._correct = _button("Proposer une correction", "mail")
        self._build()

    def _build(self) -> None:
        self._back.clicked.connect(self.left)
        self._new.clicked.connect(self._begin_action)
        self._see.clicked.connect(self._show_actions)
        self._enjeu.clicked.connect(self._show_enjeu)
        self._correct.clicked.connect(self.correction_asked)
        self._correct.setVisible(not self._is_editable)
        buttons = Flow(spacing=1)
        for button in (self._back, self._new, self._see, self._enjeu, self._correct):
            buttons.addWidget(button)
        title = column(spacing=0)
        title.addWidget(self._above)
        title.addWidget(self._heading)
        self.column.addLayout(buttons)
        self.column.addLayout(title)
        for widget in (self._text, self._missing, *self._forms.values()):
            self.column.addWidget(widget)
        progress = column(spacing=0.75)
        progress.addWidget(Heading("Avancement", 2))
        progress.addWidget(self._bar)
        progress.addWidget(self._legend)
        self.column.addLayout(progress)
        self.column.addWidget(self._lists)
        self.column.addStretch(1)

    # --- showing ----------------------------------------------------------------------

    def show_card(self, card: LevelCard, strategy: StrategyView) -> None:
        """Show a level with its actions."""
        self.card = card
        self._strategy = strategy
        row, convention = card.row, strategy.view.convention
        place = _place_of(row, strategy)
        enjeu = place.enjeu.enjeu if place.enjeu is not None else None
        ambition = row if isinstance(row, Ambition) else None
        colour = colour_of(ambition, enjeu, theme.current().colours.accent)
        self._heading.setText(breakable(full_label(convention, row)))
        self._heading.setStyleSheet(f"color: {readable(colour)}")
        self._above.setText(breakable(_above_words(convention, row, enjeu)))
        self._above.setVisible(bool(self._above.text()))
        self._show_text(row)
        self._bar.show_progress(place.progress, colour)
        self._legend.show_progress(place.progress)
        self._show_buttons(card, convention, enjeu)
        self._lists.set_parts([self._ambitions(place) if ambition is None else self._actions(card)])

    def _show_text(self, row: Enjeu | Ambition) -> None:
        for kind, form in self._forms.items():
            form.setVisible(isinstance(row, kind))
            if isinstance(row, kind) and self.card is not None:
                form.show_row(row, self.card.names)
        self._text.setText(breakable(row.text or ""))
        self._text.setVisible(bool(row.text) and not self._forms)
        missing = [
            words for words, said in (("l’intitulé", row.title), ("le texte", row.text)) if not said
        ]
        self._missing.setText(
            f"À compléter par l’agglomération : {' et '.join(missing)}." if missing else ""
        )
        self._missing.setVisible(bool(missing) and not self._forms)

    def _show_buttons(self, card: LevelCard, convention: Convention, enjeu: Enjeu | None) -> None:
        is_ambition = isinstance(card.row, Ambition)
        _name(self._new, labelled("Nouvelle action", cited_level(convention, card.row)))
        self._new.setVisible(is_ambition and not self._desk.office.is_read_only)
        some = f"Voir les {counted(card.total, 'action')}" if card.total > 1 else "Voir l’action"
        _name(self._see, some)
        self._see.setVisible(bool(card.total))
        self._enjeu.setVisible(is_ambition and enjeu is not None)
        if enjeu is not None:
            _name(self._enjeu, cited_level(convention, enjeu))

    def _ambitions(self, place: _Standing) -> QWidget:
        """Return the ambitions of an enjeu."""
        view = self._strategy.view
        part = QWidget()
        layout = column(part, spacing=0.5)
        layout.addWidget(
            Heading(breakable(capitalised(level_plural(view.convention, first=False))), 2)
        )
        words = LevelWords.of(view.convention, view.strategy, self._strategy.contributing)
        level = place.enjeu
        for each in level.ambitions if level is not None else ():
            line = LevelLine(words.level(each, place.enjeu.enjeu if place.enjeu else None))
            line.leads_to(partial(self._ask, each.ambition), f"carte_{each.ambition.id}")
            layout.addWidget(line)
        if layout.count() == 1:
            layout.addWidget(Body("Le référentiel ne lui en rattache encore aucune."))
        return part

    def _actions(self, card: LevelCard) -> QWidget:
        """Return the first actions of an ambition, each a line that leads to its sheet."""
        part = QWidget()
        layout = column(part, spacing=0.5)
        layout.addWidget(Heading("Actions", 2))
        if not card.actions:
            layout.addWidget(Body("Aucune action n’y contribue encore."))
        for each in card.actions:
            layout.addWidget(self._action_line(each))
        if card.total > len(card.actions):
            shown = f"Les {counted(len(card.actions), 'première')} sur {number(card.total)}."
            layout.addWidget(Note(shown))
        return part

    def _action_line(self, action: ActionLine) -> LineButton:
        mark = status_decoration(action.status, blocked=action.blocked)
        notes = [action.reference, status_words(action.status, blocked=action.blocked)]
        if action.late:
            notes.append("en retard")
        if self._strategy.structure is None:
            notes.append(action.structure_name)
        line = LineButton(
            action.title,
            icon=mark.icon,
            tone=mark.tone,
            note=" · ".join(note for note in notes if note),
        )
        line.setAccessibleName(f"{action.reference}, {action.title}")
        target = Target("actions", entity="action", row=action.id)
        line.leads_to(partial(self.went.emit, target), f"action_{action.id}")
        return line

    # --- leading on -------------------------------------------------------------------

    def _ask(self, row: Enjeu | Ambition) -> None:
        self.level_asked.emit(row)

    def _begin_action(self) -> None:
        if self.card is not None:
            self.went.emit(
                Target("actions", entity="ambition", row=self.card.row.id, section="new")
            )

    def _show_actions(self) -> None:
        if self.card is not None:
            self.went.emit(Target("actions", query=self.card.query))

    def _show_enjeu(self) -> None:
        if self.card is not None:
            place = _place_of(self.card.row, self._strategy)
            if place.enjeu is not None and place.enjeu.enjeu is not None:
                self._ask(place.enjeu.enjeu)

    def take_focus(self) -> None:
        """Put the keyboard on the way back."""
        self._back.setFocus()

    # --- saving -----------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to save what is typed."""
        for form in self._forms.values():
            form.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        return any(form.is_pending() for form in self._forms.values())


def _place_of(row: Enjeu | Ambition, strategy: StrategyView) -> _Standing:
    """Find a level in the strategy."""
    for level in strategy.view.strategy:
        if isinstance(row, Enjeu):
            if level.enjeu is not None and level.enjeu.id == row.id:
                return _Standing(level, level.progress)
            continue
        for each in level.ambitions:
            if each.ambition.id == row.id:
                return _Standing(level, each.progress)
    return _Standing(None, Progress())


def _above_words(convention: Convention, row: Enjeu | Ambition, enjeu: Enjeu | None) -> str:
    """Return what a level belongs to."""
    if isinstance(row, Enjeu):
        return convention.short_title or convention.title or ""
    if enjeu is None:
        first = capitalised(level_name(convention, first=True))
        return f"{first} : à préciser par l’agglomération"
    return full_label(convention, enjeu)


def _button(words: str, drawing: str, *, look: str = "") -> QPushButton:
    button = QPushButton()
    button.setIcon(icon(drawing, theme.current().colours.on_accent if look == "primary" else ""))
    if look:
        button.setProperty("look", look)
    _name(button, words)
    return button


def _name(button: QPushButton, words: str) -> None:
    button.setText(words.replace("&", "&&"))
    button.setAccessibleName(words)
