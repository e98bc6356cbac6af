"""The map with what chooses its colours, its legend, and the file of its outlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ctg_desktop.services.territoires import PlaceLine
from ui import icons
from ui.pages.territoire.colouring import Subject, colouring
from ui.pages.territoire.wording import TO_COMPLETE, figures
from ui.widgets.labels import Caption
from ui.widgets.layout import layouts
from ui.widgets.map.commune_map import CommuneMap
from ui.widgets.map.legend import MapLegend
from ui.widgets.map.values import MapPlace, Polygons

_WIDE = 58
"""From this width on, in half-lines, the legend stands beside the map, else below."""


class MapPanel(QWidget):
    """The map of the communes, coloured by what the person chooses."""

    file_asked = Signal()
    """The person wants to choose a file of outlines."""
    circles_asked = Signal()
    """The person wants circles."""
    delivered_asked = Signal()
    """The person wants the outlines that came with the program."""
    enlarged = Signal(bool)
    """The map is to have the whole page, or only its part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel, empty."""
        super().__init__(parent)
        self._lines: Sequence[PlaceLine] = ()
        self._is_wide: bool | None = None
        self.map = CommuneMap(self)
        self._legend = MapLegend(self)
        self.subject = QComboBox(self)
        self.subject.setAccessibleName("Colorer la carte par")
        for subject in Subject:
            self.subject.addItem(subject.value, subject)
        self.subject.currentIndexChanged.connect(self._colour)
        self._outlines = self._outlines_button()
        caption = Caption("Colorer par")
        caption.setBuddy(self.subject)
        top = layouts.row(spacing=0.8)
        top.addWidget(caption)
        top.addWidget(self.subject)
        top.addStretch(1)
        self.enlarge = QPushButton(icons.icon("fit-page"), "Agrandir", self)
        self.enlarge.setProperty("look", "quiet")
        self.enlarge.setCheckable(True)
        self.enlarge.setAccessibleName("Agrandir la carte")
        self.enlarge.toggled.connect(self.enlarged)
        top.addWidget(self.enlarge)
        top.addWidget(self._outlines)
        self._grid = QGridLayout()
        self._grid.setSpacing(layouts.px(1))
        layout = layouts.column(self, spacing=0.8, margins=(1.5, 0, 1.5, 1))
        layout.addLayout(top)
        layout.addLayout(self._grid, 1)
        self._arrange()
        stops = (self.subject, self.enlarge, self._outlines, self.map)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _outlines_button(self) -> QPushButton:
        button = QPushButton(icons.icon("map"), "Contours", self)
        button.setProperty("look", "quiet")
        menu = QMenu(button)
        choose = QAction("Choisir un fichier de contours (GeoJSON)…", menu)
        choose.triggered.connect(self.file_asked)
        self._back = QAction("Revenir aux cercles", menu)
        self._back.triggered.connect(self.circles_asked)
        self._back.setEnabled(False)
        delivered = QAction("Contours livrés avec le programme", menu)
        delivered.triggered.connect(self.delivered_asked)
        menu.addAction(delivered)
        menu.addAction(choose)
        menu.addAction(self._back)
        button.setMenu(menu)
        return button

    # --- what it shows ------------------------------------------------------------------

    def show_lines(self, lines: Sequence[PlaceLine]) -> None:
        """Show the communes; those without a position are in the table alone."""
        self._lines = lines
        self._colour()

    def select(self, place_id: str, members: Collection[str] = ()) -> None:
        """Select a commune; of a SIVOM, ring the members."""
        self.map.select(place_id)
        self.map.highlight(members)
        self._legend.remark("Cerclées : les communes membres." if members else "")

    @property
    def coloured_by(self) -> str:
        """The key of what the colours tell; empty for what they tell at first."""
        subject: Subject = self.subject.currentData()
        return "" if self.subject.currentIndex() == 0 else subject.name.lower()

    def colour_by(self, key: str) -> None:
        """Colour the map by the subject of that key; an unknown one changes nothing."""
        keys = [subject.name.lower() for subject in Subject]
        if key in keys:
            self.subject.setCurrentIndex(keys.index(key))

    def show_outlines(self, outlines: Polygons) -> None:
        """Draw real outlines, by place; circles where there is none."""
        self.map.show_outlines(outlines)
        self._back.setEnabled(bool(outlines))

    def _colour(self) -> None:
        subject: Subject = self.subject.currentData()
        legend = colouring(subject, self._lines)
        places = [
            MapPlace(
                id=line.place.id,
                name=line.place.cited or TO_COMPLETE,
                longitude=position[0],
                latitude=position[1],
                population=line.place.population,
                kind=legend.kind_of(line),
                detail=figures(line),
            )
            for line in self._lines
            if (position := line.place.position)
        ]
        self.map.show_places(places, legend.kinds)
        self._legend.show_kinds(legend.title, legend.kinds, places)

    # --- places -------------------------------------------------------------------------

    def _arrange(self) -> None:
        is_wide = self.width() >= layouts.px(_WIDE)
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        for widget in (self.map, self._legend):
            self._grid.removeWidget(widget)
        self._grid.addWidget(self.map, 0, 0)
        policy = QSizePolicy.Policy
        if is_wide:
            self._grid.addWidget(self._legend, 0, 1, Qt.AlignmentFlag.AlignTop)
            self._legend.setSizePolicy(policy.Maximum, policy.Maximum)
        else:
            self._grid.addWidget(self._legend, 1, 0)
            self._legend.setSizePolicy(policy.Preferred, policy.Maximum)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 1)

    # --- Qt ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the legend where there is room for it."""
        super().resizeEvent(event)
        self._arrange()
