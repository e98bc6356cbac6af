"""The page « Territoire »: table and map with one selection, and the card of the place selected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from ctg_desktop.documents import DocumentRequest, PlaceRequest
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.fields import EntityType
from ctg_desktop.domain.listing import RowQuery
from ctg_desktop.domain.people import Contact, Coordination
from ctg_desktop.domain.territory import Engagement, Membership, Territoire
from ctg_desktop.errors import CtgError
from ctg_desktop.folder import settings
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.communes import FIELDS
from ctg_desktop.services.outlines import Outlines, read_outlines
from ctg_desktop.services.territoires import Overview, PlaceLine, PlaceView, overview, place_view
from ctg_desktop.typography import counted
from resources import path as resource
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, existing_file
from ui.dialogs.moving import resettling
from ui.flow import Steps
from ui.notify import Tone
from ui.pages.base import Command, Page
from ui.pages.territoire.map_panel import MapPanel
from ui.pages.territoire.place_card import PlaceCard
from ui.pages.territoire.place_sheet import PlaceSheet
from ui.pages.territoire.places_table import PlacesTable
from ui.pages.territoire.together import PlacesTogether
from ui.pages.territoire.totals import TotalsLine
from ui.targets import Target
from ui.widgets.layout import layouts
from ui.widgets.layout.scroll import PaperScroll

if TYPE_CHECKING:
    from ui.pages.territoire.communes_grid import CommunesGrid

_SHOWN = frozenset(
    {"territoire", "engagement", "membership", "coordination", "contact", "action", "convention"}
)
"""The entities whose changes show on this page."""

_SIDE_BY_SIDE = 92
"""From this width on, in half-lines, table and map stand side by side, else one under the other."""

_GRID = "tableau"
"""The section of the page in which the communes are typed like a sheet."""

_DELIVERED = resource("contours_communes.geojson")


class TerritoirePage(Page):
    """Table at the left, map and card at the right; all three show the same place."""

    key: ClassVar[str] = "territoire"
    title: ClassVar[str] = "Territoire"
    help_topic: ClassVar[str] = "territoire"
    edits = frozenset({Membership.TYPE.name, Coordination.TYPE.name})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Build the page; it reads when first shown."""
        super().__init__(desk, parent)
        self._overview: Overview | None = None
        self._view: PlaceView | None = None
        self._asked = ""
        self._edited = ""
        self._drawn: Path | None = None
        # Each part is made where it stands: it would take the styles of another place again.
        self._modes = QStackedWidget(self)
        self._scroll = PaperScroll(spacing=1.2, margins=0, parent=self._modes)
        self._across = QSplitter(Qt.Orientation.Horizontal, self._scroll.paper)
        self._left = QWidget(self._across)
        self._totals = TotalsLine(self._left)
        self._table = PlacesTable(desk, self._left)
        self._beside = QSplitter(Qt.Orientation.Vertical, self._across)
        self._map = MapPanel(self._beside)
        self._right = QStackedWidget(self._beside)
        self._card = PlaceCard(self._right, is_read_only=desk.office.is_read_only)
        self._sheet = PlaceSheet(desk, self._right)
        self._right.addWidget(self._card)
        self._right.addWidget(self._sheet)
        self._grid: CommunesGrid | None = None
        self._together = PlacesTogether(self, self._table, Territoire.TYPE)
        self._table.offer_writing(offered=self._may_write)
        self._lay_out()
        self._connect()

    @property
    def _may_write(self) -> bool:
        """Whether this folder keeps what the référentiel says of the places."""
        office = self.desk.office
        return office.is_agglomeration and not office.is_read_only

    def _lay_out(self) -> None:
        column = layouts.column(self._left, spacing=1, margins=(0, 0, 0, 1))
        column.addWidget(self._table, 1)
        column.addWidget(self._totals)
        self._beside.setChildrenCollapsible(False)
        self._beside.setHandleWidth(1)
        self._beside.setSizes([layouts.px(50), layouts.px(26)])
        self._across.setChildrenCollapsible(False)
        self._across.setHandleWidth(1)
        self._across.setSizes([layouts.px(50), layouts.px(82)])
        self._across.setStretchFactor(1, 1)
        self.setProperty("look", "paper")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._scroll.column.addWidget(self._across)
        self._modes.addWidget(self._scroll)
        layouts.column(self, margins=(2, 1, 0, 0)).addWidget(self._modes)

    def _arrange(self, *, is_wide: bool) -> None:
        """Put table and map side by side, or all parts one under the other, to scroll through."""
        way = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        self._across.setOrientation(way)
        for widget, least in ((self._table, 36), (self._map, 42), (self._right, 30)):
            widget.setMinimumHeight(0 if is_wide else layouts.px(least))

    def _enlarge_map(self, is_large: bool) -> None:  # noqa: FBT001 - what Qt's signal gives
        """Leave the whole page to the map, or give the others back their room."""
        self._left.setVisible(not is_large)
        self._right.setVisible(not is_large)

    def _connect(self) -> None:
        self._table.place_selected.connect(self._select)
        self._table.place_opened.connect(self._open)
        self._table.links.went.connect(self.went)
        self._table.table.menu_asked.connect(self.row_menu_asked)
        self._table.chosen_changed.connect(self._follow_chosen)
        self._table.together_asked.connect(self._together.edit)
        self._table.grid_asked.connect(self._open_grid)
        self._map.map.place_selected.connect(self._select)
        self._map.map.place_opened.connect(self._open)
        self._map.map.chosen_changed.connect(self._table.choose)
        self._map.colour_by(self.desk.preferences.value.map_subject)
        self._map.subject.activated.connect(
            lambda _at: self.desk.preferences.update(map_subject=self._map.coloured_by)
        )
        self._map.enlarged.connect(self._enlarge_map)
        self._map.file_asked.connect(self._choose_outlines)
        self._map.circles_asked.connect(lambda: self._use_outlines(circles=True))
        self._map.delivered_asked.connect(lambda: self._use_outlines(circles=False))
        self._card.went.connect(self.went)
        self._card.place_asked.connect(self._select)
        self._card.edit_asked.connect(self._edit)
        self._card.print_asked.connect(self._print)
        self._card.resettling_asked.connect(
            lambda: self.desk.flow(self._resettling(self._asked), owner=self)
        )
        self._sheet.finished.connect(self._read_again)

    # --- what the window asks ----------------------------------------------------------

    def refresh(self) -> None:
        """Read all places, and the one whose card is shown; or what is typed like a sheet."""
        if self._is_filling and self._grid is not None:
            self._grid.renew()
            return
        today, folder = self.desk.today, self.desk.office.folder

        def job(uow: UnitOfWork) -> tuple[Overview, Path | None]:
            return overview(uow, today), _file_of(settings.load(folder))

        self.desk.read(job, self._show_overview, owner=self, key="overview")

    def concerns(self, changes: Changes) -> bool:
        """Tell whether a gesture touched a place, or what is counted for it."""
        return not changes.entities.isdisjoint(_SHOWN)

    def show_target(self, target: Target) -> None:
        """Show a place, named by itself or by its engagement, or a cell; coloured as asked."""
        if target.section:
            self._map.colour_by(target.section)
        field = target.cell.field if target.cell is not None else ""
        is_engagement = target.entity == Engagement.TYPE.name
        if target.section == _GRID or (field in FIELDS and not is_engagement):
            self._open_grid()
        elif target.row and not is_engagement and self._is_filling:
            self._close_grid()
        if not target.row:
            return
        if not is_engagement:
            self._reach(target.row, field)
            return

        def job(uow: UnitOfWork) -> str:
            engagement = uow.get(Engagement, target.row)
            return (engagement and engagement.territoire) or ""

        self.desk.read(job, lambda place_id: self._reach(place_id, field), owner=self)

    def _reach(self, place_id: str, field: str) -> None:
        """Show a place: its line where the communes are typed like a sheet, else its card."""
        if self._is_filling and self._grid is not None:
            self._grid.go_to(place_id, field)
        else:
            self._scroll.ensureWidgetVisible(self._right)
            self._select(place_id)

    def target(self) -> Target:
        """Return what leads back to the selected place and the colours."""
        section = _GRID if self._is_filling else self._map.coloured_by
        return Target(self.key, Territoire.TYPE.name, self._asked, section=section)

    def commands(self) -> Mapping[str, Command]:
        """Offer what can be done with the table and the selected place."""
        if self._is_filling:
            return {"search": self._focus_search}
        offered: dict[str, Command] = {
            "search": self._focus_search,
            "copy_rows": self._table.table.copy_chosen,
            "columns": self._table.table.show_columns_menu,
        }
        if self._view is not None and (self._view.is_editable or self._view.has_editable_posts):
            offered["edit"] = self._edit
        if self._may_write:
            offered["fill_in"] = self._open_grid
            if len(self._table.chosen) > 1:
                offered["bulk_edit"] = self._together.edit
        return offered

    def command_words(self) -> Mapping[str, str]:
        """Name what is changed together."""
        return {"bulk_edit": "Modifier &plusieurs lieux…"}

    def taken_in(self) -> str:
        """Return what a file of communes tells of them: their délibérations."""
        return Engagement.TYPE.name

    def printable(self) -> DocumentRequest | None:
        """Return the synthèse of the selected commune or SIVOM."""
        place = self._view.place if self._view else None
        if place is None or place.kind is TerritoireKind.AGGLOMERATION:
            return None
        return PlaceRequest(place.id)

    def listed(self) -> tuple[EntityType, RowQuery]:
        """Return every place: the table shows nothing else of them that is written down."""
        return Territoire.TYPE, RowQuery()

    def focus_search(self) -> bool:
        """Put the cursor into the search box."""
        if self._is_filling and self._grid is not None:
            self._grid.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        self._map.enlarge.setChecked(False)
        self._table.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._table.search.selectAll()
        return True

    def _focus_search(self) -> None:
        self.focus_search()

    def flush(self) -> None:
        """Begin to save what is typed."""
        self._sheet.flush()
        if self._grid is not None:
            self._grid.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed is not saved yet."""
        in_grid = self._grid is not None and self._grid.is_pending()
        return in_grid or self._sheet.is_pending()

    def refusals(self) -> tuple[str, ...]:
        """Return why cells of the grid do not stand, in sentences."""
        return self._grid.refusals() if self._grid is not None else ()

    # --- the grid -----------------------------------------------------------------------

    @property
    def _is_filling(self) -> bool:
        """Whether the communes are being typed like a sheet."""
        return self._grid is not None and self._modes.currentWidget() is self._grid

    def _open_grid(self) -> None:
        """Type the communes like a sheet, from the selected one on."""
        if not self._may_write:
            return
        if self._grid is None:
            from ui.pages.territoire.communes_grid import CommunesGrid

            self._grid = CommunesGrid(self.desk, self)
            self._grid.finished.connect(self._close_grid)
            self._grid.told.connect(lambda words: self.told.emit(words, Tone.WARNING))
            self._modes.addWidget(self._grid)
        self._sheet.flush()
        self._modes.setCurrentWidget(self._grid)
        self.edits = TerritoirePage.edits | {Contact.TYPE.name}
        self._grid.renew()
        self._grid.go_to(self._asked, "")
        self.commands_changed.emit()

    def _close_grid(self) -> None:
        self._modes.setCurrentWidget(self._scroll)
        self.edits = TerritoirePage.edits
        self.refresh()
        self._table.table.setFocus()
        self.commands_changed.emit()

    # --- all places ---------------------------------------------------------------------

    def _show_overview(self, found: tuple[Overview, Path | None]) -> None:
        self._overview, outlines = found
        self._totals.show_overview(self._overview)
        self._table.show_overview(self._overview)
        self._map.show_lines(self._overview.communes)
        if outlines != self._drawn:
            self._read_outlines(outlines)
        if not self._asked:
            self._asked = self._first_place()
        self._show_selected()

    def _first_place(self) -> str:
        """Return the structure of this folder, else the first commune."""
        structure = self.desk.office.structure
        lines = self._lines
        if structure is not None and structure.id in lines:
            return structure.id
        return next(iter(lines), "")

    @property
    def _lines(self) -> Mapping[str, PlaceLine]:
        found = self._overview
        lines = (*found.structures, *found.communes) if found else ()
        return {line.place.id: line for line in lines}

    def _follow_chosen(self) -> None:
        """Ring on the map what is chosen in the table."""
        self._map.map.choose(self._table.chosen)
        self.commands_changed.emit()

    # --- the selected place ---------------------------------------------------------------

    def _select(self, place_id: str) -> None:
        if place_id and place_id != self._asked:
            self._asked = place_id
            self._show_selected()

    def _open(self, place_id: str) -> None:
        """Give the keyboard to the card of a place."""
        self._map.enlarge.setChecked(False)
        self._select(place_id)
        self._card.focus_first()
        self._scroll.ensureWidgetVisible(self._right)

    def _resettling(self, place_id: str) -> Steps:
        """Move what hangs on a place that is gone; the folder's own structure follows."""
        moved = yield from resettling(self.desk, Territoire.TYPE, place_id, self)
        if moved is not None:
            self.desk.recall()
            told = counted(moved.moved, "fiche rattachée", "fiches rattachées")
            self.desk.tell_done(f"{told}.")

    def _show_selected(self) -> None:
        """Show the same place in the table, on the map and on the card."""
        if self._overview is None:
            return
        if self._asked not in self._lines:
            self._asked = self._first_place()
        asked, today = self._asked, self.desk.today
        self._table.select(asked)
        self._map.select(asked, self._overview.members.get(asked, frozenset()))
        if self._edited and self._edited != asked:
            self._sheet.flush()  # the next place is edited in its turn
            self._edited = asked
        if asked:
            self.desk.read(
                lambda uow: place_view(uow, asked, today), self._show_view, owner=self, key="place"
            )

    def _show_view(self, view: PlaceView) -> None:
        self._view = view
        self._card.show_place(view, self.desk.today)
        if self._edited == view.place.id and not (view.is_editable or view.has_editable_posts):
            self._read_again()
        elif self._edited == view.place.id:
            self._sheet.show_place(view)
        self.commands_changed.emit()

    def _edit(self) -> None:
        if self._view is not None:
            self._map.enlarge.setChecked(False)
            self._edited = self._view.place.id
            self._sheet.show_place(self._view)
            self._right.setCurrentWidget(self._sheet)
            self._sheet.focus_first()

    def _read_again(self) -> None:
        """Go back from the forms to the card; the keyboard goes along where it was in them."""
        self._sheet.flush()
        self._edited = ""
        focused = QApplication.focusWidget()
        was_within = focused is not None and self._sheet.isAncestorOf(focused)
        self._right.setCurrentWidget(self._card)
        if was_within:
            self._card.focus_first()

    def _print(self) -> None:
        self.went.emit(Target("printing", request=self.printable()))

    # --- outlines -----------------------------------------------------------------------

    def _choose_outlines(self) -> None:
        self.desk.flow(self._outlines_chosen(), owner=self, failed=self._refuse_outlines)

    def _outlines_chosen(self) -> Steps:
        kinds = ("Contours (*.geojson *.json)",)
        choice = FileChoice("Choisir un fichier de contours", "outlines", filters=kinds)
        path = yield existing_file(choice, self, self.desk.preferences)
        if path is None:
            return
        found = yield from self._outlines_drawn(path)
        self._drawn = path
        self._keep_outlines(path, circles=False)
        self.told.emit(_told(found), Tone.GOOD)

    def _read_outlines(self, path: Path | None) -> None:
        """Draw the outlines of a file, or circles without one."""
        self._drawn = path
        if path is None:
            self._map.show_outlines({})
            return
        # Those that are delivered are of one territory: elsewhere there are circles.
        failed = self._forgo_outlines if path == _DELIVERED else self._refuse_outlines
        self.desk.flow(self._outlines_drawn(path), owner=self, failed=failed)

    def _forgo_outlines(self, _error: CtgError) -> None:
        self._map.show_outlines({})

    def _outlines_drawn(self, path: Path) -> Steps:
        """Draw the outlines of a file on the map, and return them."""
        by_code = {
            line.place.insee: line.place for line in self._lines.values() if line.place.insee
        }
        places = {code: place.position for code, place in by_code.items()}
        found: Outlines = yield self.desk.working(
            lambda _tick: read_outlines(path, places), "Lecture des contours"
        )
        self._map.show_outlines(
            {by_code[code].id: polygons for code, polygons in found.polygons.items()}
        )
        return found

    def _refuse_outlines(self, error: CtgError) -> None:
        self.told.emit(error.sentence, Tone.WARNING)

    def _keep_outlines(self, path: Path | None, *, circles: bool) -> None:
        folder = self.desk.office.folder

        def job(_uow: UnitOfWork) -> None:
            kept = replace(settings.load(folder), outlines=path, circles=circles)
            settings.save(folder, kept)

        self.desk.read(job, lambda _nothing: None, owner=self)

    def _use_outlines(self, *, circles: bool) -> None:
        """Draw circles, or the outlines that are delivered."""
        self._read_outlines(None if circles else _DELIVERED)
        self._keep_outlines(None, circles=circles)

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the map under the table where they do not fit side by side."""
        super().resizeEvent(event)
        self._arrange(is_wide=event.size().width() >= layouts.px(_SIDE_BY_SIDE))


def _file_of(kept: settings.Settings) -> Path | None:
    """Return the file of the outlines to draw; None for circles."""
    return None if kept.circles else kept.outlines or _DELIVERED


def _told(found: Outlines) -> str:
    told = counted(len(found.polygons), "commune a son contour", "communes ont leur contour")
    if found.missing:
        left = counted(len(found.missing), "autre reste", "autres restent")
        told += f" ; {left} en cercle"
    if found.swapped:
        told += ". Le fichier donnait la latitude avant la longitude : elles ont été échangées"
    return f"{told}."
