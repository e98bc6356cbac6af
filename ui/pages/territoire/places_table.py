"""The table of the communes and the structures, with its search."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.people import Coordination
from ctg_desktop.domain.searching import Sought
from ctg_desktop.domain.territory import Membership
from ctg_desktop.services.territoires import Coverage, Overview, PlaceLine
from ctg_desktop.typography import counted, etp, number, short_date
from ui import icons
from ui.desk import Desk
from ui.models.rows_model import RowsModel
from ui.pages.register_links import RegisterLinks
from ui.pages.territoire.wording import (
    TO_COMPLETE,
    coverage_words,
    progress_words,
    status_decoration,
    status_words,
)
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.table.columns import Column, Decoration
from ui.widgets.table.table_view import TableView
from ui.widgets.tips import plain_tip

_STRUCTURE = Decoration("building", "muted")


def _name(line: PlaceLine) -> str:
    return line.place.cited or TO_COMPLETE


def _decoration(line: PlaceLine) -> Decoration | None:
    return None if line.place.kind is TerritoireKind.COMMUNE else _STRUCTURE


def _population(line: PlaceLine) -> str:
    return number(line.place.population) if line.place.population is not None else ""


def _deliberated(line: PlaceLine) -> str:
    day = line.engagement.deliberated_on if line.engagement else None
    return short_date(day) if day else ""


def _engagement(line: PlaceLine) -> str:
    if line.place.kind is TerritoireKind.AGGLOMERATION:
        return ""
    return status_words(line.status)


def _engagement_mark(line: PlaceLine) -> Decoration | None:
    return status_decoration(line.status) if _engagement(line) else None


def _coordination(line: PlaceLine) -> str:
    """Return how a place is coordinated in a word; nothing where no post is recorded."""
    if line.coverage is Coverage.EMPLOYED:
        return counted(line.posts, "poste")
    return "suivie" if line.coverage is Coverage.FOLLOWED else ""


COLUMNS: tuple[Column[PlaceLine], ...] = (
    Column(
        "nom",
        "Commune ou structure",
        _name,
        sort_key=lambda line: sort_key(line.place.name or ""),
        width=17.4,
        stretches=True,
        look="strong",
        decoration_of=_decoration,
    ),
    Column(
        "population",
        "Habitants",
        _population,
        sort_key=lambda line: line.place.population,
        is_number=True,
        width=7,
    ),
    Column("engagement", "Engagement", _engagement, width=15.6, decoration_of=_engagement_mark),
    Column(
        "deliberation",
        "Délibération",
        _deliberated,
        sort_key=lambda line: line.engagement.deliberated_on if line.engagement else None,
        width=9,
        shown=False,
    ),
    Column(
        "coordination",
        "Coordination",
        _coordination,
        sort_key=lambda line: (line.coverage is not Coverage.NONE_RECORDED, line.posts),
        width=8.5,
        spoken_of=coverage_words,
        copied_of=coverage_words,
    ),
    Column(
        "etp",
        "ETP",
        lambda line: etp(line.fte) if line.posts else "",
        sort_key=lambda line: line.fte if line.posts else None,
        is_number=True,
        width=8,
        shown=False,
    ),
    Column(
        "actions",
        "Actions",
        lambda line: number(line.actions),
        sort_key=lambda line: line.actions,
        is_number=True,
        width=5.2,
    ),
    Column(
        "avancement",
        "Réalisées",
        progress_words,
        sort_key=lambda line: line.percent,
        is_number=True,
        width=6.4,
    ),
    Column("insee", "Code INSEE", lambda line: line.place.insee or "", width=8, shown=False),
    Column(
        "codes_postaux",
        "Codes postaux",
        lambda line: line.place.postal_codes or "",
        width=12,
        shown=False,
    ),
)


_FEW = ("nom", "engagement", "actions")
"""The columns that stay where there is little room."""


class PlacesTable(QWidget):
    """A search box over the table; what is chosen in it is chosen on the map."""

    place_selected = Signal(str)
    """The identity of the row that has the keyboard."""
    place_opened = Signal(str)
    chosen_changed = Signal()
    together_asked = Signal()
    """The chosen places are to be changed together."""
    grid_asked = Signal()
    """The communes are to be typed like a sheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the table, empty."""
        super().__init__(parent)
        self._lines: Sequence[PlaceLine] = ()
        self._found = ""
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Commune, SIVOM, code…")
        self.search.setAccessibleName("Rechercher une commune ou un SIVOM")
        self.search.setClearButtonEnabled(True)
        sign = self.search.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        sign.setText("Rechercher")
        self.search.textChanged.connect(self._show_found)
        self._count = Note("", self, wraps=False)
        self.fill_in = _quiet("table", "Compléter en tableau", self.grid_asked)
        self._together = _quiet("bulk", "Modifier ensemble…", self.together_asked)
        how = "Choisissez plusieurs lieux : Ctrl ou Maj avec un clic, ou avec les flèches"
        self._together.setToolTip(plain_tip(how))
        self._model = RowsModel(COLUMNS, lambda line: line.place.id, self)
        self.table = TableView(
            "territoires", COLUMNS, "Communes et structures", desk.preferences, self
        )
        self.table.show_model(self._model)
        self.table.tell_when_empty(
            "Aucune commune ne correspond",
            "Essayez un autre mot.",
            label="Montrer toutes les communes",
            act=self.search.clear,
        )
        self.table.current_changed.connect(self._tell_current)
        self.table.chosen_changed.connect(self._hear_chosen)
        self.table.row_opened.connect(self.place_opened)
        self.links = RegisterLinks((Membership.TYPE, Coordination.TYPE), self)
        layout = layouts.column(self, spacing=0.8, margins=(0, 0, 1, 0))
        layout.addWidget(self.search)
        offers = Flow(spacing=1)
        offers.addWidget(self.fill_in)
        offers.addWidget(self._together)
        layout.addLayout(offers)
        layout.addWidget(self._count)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.links)
        follow_layouts(self)

    def show_overview(self, found: Overview) -> None:
        """Show the places; the search and the selection stay."""
        self._lines = (*found.structures, *found.communes)
        self._show_found()

    def _show_found(self) -> None:
        sought = Sought.of(self.search.text())
        found = [line for line in self._lines if sought.is_in(line.words)]
        self._model.set_rows(found)
        communes = sum(line.place.kind is TerritoireKind.COMMUNE for line in found)
        others = len(found) - communes
        told = counted(communes, "commune")
        self._found = f"{told}, {counted(others, 'structure')}" if others else told
        self._hear_chosen()

    def _hear_chosen(self) -> None:
        count = self.table.chosen_count
        chosen = f" · {counted(count, 'choisi')}" if count > 1 else ""
        self._count.setText(f"{self._found}{chosen}")
        self._together.setEnabled(count > 1)
        self.chosen_changed.emit()

    def _tell_current(self, place_id: str) -> None:
        if place_id:
            self.place_selected.emit(place_id)

    @property
    def selected(self) -> str:
        """The identity of the selected row; empty when none is."""
        return self.table.current_id

    @property
    def chosen(self) -> list[str]:
        """The identities of the places that are chosen."""
        return self.table.chosen_ids

    def with_chosen(self, then: Callable[[list[str]], None]) -> None:
        """Hand over the identities of the chosen places."""
        then(self.chosen)

    def choose_near(self) -> None:
        """Stay: places do not go away from here."""

    def choose(self, place_ids: Collection[str], current: str) -> None:
        """Choose places; a search that hides one of them is cleared."""
        if any(self._model.row_of(each) is None for each in place_ids):
            self.search.clear()
        self.table.choose(list(place_ids), current)

    def offer_writing(self, *, offered: bool) -> None:
        """Offer what changes the places, where this folder may."""
        self.fill_in.setVisible(offered)
        self._together.setVisible(offered)

    def select(self, place_id: str) -> None:
        """Select a place; a search that hides it is cleared."""
        if self._model.row_of(place_id) is None and self.search.text():
            self.search.clear()
        if self._model.row_of(place_id) is not None and self.table.current_id != place_id:
            self.table.choose([place_id])

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the selected row in sight, and its name whole."""
        super().resizeEvent(event)
        wide = sum(column.width for column in COLUMNS if column.shown)
        is_roomy = event.size().width() >= layouts.px(wide)
        self.table.layout_of_columns.limit(None if is_roomy else _FEW)
        if self.table.currentIndex().isValid():
            self.table.scrollTo(self.table.currentIndex())


def _quiet(icon: str, words: str, asked: SignalInstance) -> QPushButton:
    button = QPushButton(icons.icon(icon), words)
    button.setProperty("look", "quiet")
    button.clicked.connect(lambda _checked: asked.emit())
    return button
