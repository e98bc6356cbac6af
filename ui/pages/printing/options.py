"""The options of each document, and the request that they make up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPushButton, QWidget

from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
)
from ctg_desktop.documents.batches import BatchRequest, PlacesBatch, SheetsBatch
from ctg_desktop.domain.choices import TerritoireKind
from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import EntityType, describe
from ctg_desktop.domain.folding import sort_key
from ctg_desktop.domain.levels import worded
from ctg_desktop.domain.people import Contact
from ctg_desktop.errors import FieldError
from ctg_desktop.services.history import past_day
from ctg_desktop.typography import short_date, spaced
from ui.desk import Desk
from ui.pages.printing.filter_note import FilterNote
from ui.pages.printing.looking_up import (
    action_named,
    find_actions,
    find_places,
    find_rows,
    place_named,
    row_named,
)
from ui.pages.printing.picker import Found, Receive, RowPicker
from ui.widgets.labels import Caption, Hairline, Note
from ui.widgets.layout.layouts import column, px
from ui.widgets.tips import plain_tip

_CONFIDENTIAL = "Avec les confidentielles"
_WHY_CONFIDENTIAL = (
    "Les actions confidentielles restent hors de ce qu’on imprime, sauf à cocher cette case."
)

_TYPING_PAUSE_MS = 600


class OptionsPanel(QWidget):
    """The options of one document."""

    changed = Signal()
    """The request is another one than before."""
    batch_asked = Signal(object)
    """BatchRequest: the person wants them all."""
    went = Signal(object)
    """Target: the person asked to go there."""

    missing = ""
    """What is still to be chosen, as an invitation, when `request` is None."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(parent)
        self.desk = desk
        self.rows = column(self, spacing=0.5)
        self.batches: list[QPushButton] = []

    def request(self) -> DocumentRequest | None:
        """Return what is asked for; None while something must still be chosen."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Read again what is shown of the folder."""

    def add_line(self) -> None:
        """Set what follows apart."""
        self.rows.addSpacing(px(0.5))
        self.rows.addWidget(Hairline())
        self.rows.addSpacing(px(0.5))

    def add_box(self, text: str, *, checked: bool = False, help_text: str = "") -> QCheckBox:
        """Add an option that holds or not."""
        box = QCheckBox(text)
        box.setAccessibleName(text)
        box.setToolTip(plain_tip(help_text))
        box.setAccessibleDescription(spaced(help_text))
        box.setChecked(checked)
        box.toggled.connect(lambda _on: self.changed.emit())
        self.rows.addWidget(box)
        return box

    def add_batch(self, text: str, made: Callable[[], BatchRequest]) -> None:
        """Add the button that makes one document per row."""
        button = QPushButton(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda: self.batch_asked.emit(made()))
        self.batches.append(button)
        self.rows.addWidget(button)


class SummaryOptions(OptionsPanel):
    """The synthèse of the convention."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self._progress = self.add_box(worded("Avec l’avancement par ambition"))

    def request(self) -> SummaryRequest:
        """Return what is asked for."""
        return SummaryRequest(with_progress=self._progress.isChecked())

    def show_request(self, request: SummaryRequest) -> None:
        """Show the options of a request."""
        self._progress.setChecked(request.with_progress)


class PlaceOptions(OptionsPanel):
    """The synthèse of a commune or a SIVOM; this folder's own structure to begin with."""

    missing = "Choisissez une commune ou un SIVOM pour voir sa synthèse."

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self.rows.addWidget(Caption("Commune ou SIVOM"))
        self.picker = RowPicker("Commune ou SIVOM", self._find)
        self.picker.picked.connect(lambda _found: self.changed.emit())
        self.rows.addWidget(self.picker)
        self._confidential = self.add_box(_CONFIDENTIAL, help_text=_WHY_CONFIDENTIAL)
        self.add_line()
        self.add_batch(
            "Une synthèse par commune…",
            lambda: PlacesBatch(with_confidential=self._confidential.isChecked()),
        )
        ours = desk.office.structure
        if ours is not None and ours.kind is not TerritoireKind.AGGLOMERATION:
            self.picker.choose(Found(ours.id, ours.name or ours.id))

    def request(self) -> PlaceRequest | None:
        """Return what is asked for; None without a place."""
        chosen = self.picker.chosen
        if chosen is None:
            return None
        return PlaceRequest(chosen.id, with_confidential=self._confidential.isChecked())

    def show_request(self, request: PlaceRequest) -> None:
        """Show the options of a request."""
        self._confidential.setChecked(request.with_confidential)
        _choose(self.picker, request.territoire)
        self.desk.read(
            lambda uow: place_named(uow, request.territoire),
            self._name,
            owner=self,
            key="name",
        )

    def _name(self, found: Found | None) -> None:
        self.picker.choose(found)
        if found is None:
            self.changed.emit()

    def _find(self, typed: str, receive: Receive) -> None:
        self.desk.read(lambda uow: find_places(uow, typed), receive, owner=self, key="find")


class SheetOptions(OptionsPanel):
    """The fiche of an action."""

    missing = "Choisissez une action pour voir sa fiche."

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self.rows.addWidget(Caption("Action"))
        self.picker = RowPicker("Action", self._find)
        self.picker.picked.connect(self._pick)
        self.rows.addWidget(self.picker)
        self._notes = self.add_box("Avec les notes de suivi")
        self._confidential = self.add_box(_CONFIDENTIAL, help_text=_WHY_CONFIDENTIAL)
        self.add_line()
        self.filter = FilterNote(desk, "En lot")
        self.filter.went.connect(self.went)
        self.filter.cleared.connect(self._show_filter)
        self.rows.addWidget(self.filter)
        self.add_batch("Une fiche par action…", self._batch)
        self._confidential.toggled.connect(lambda _on: self._show_filter())
        self._asked_for = ""
        """The action whose own fiche asked for what is confidential, rather than the person."""

    def request(self) -> SheetRequest | None:
        """Return what is asked for; None without an action."""
        chosen = self.picker.chosen
        if chosen is None:
            return None
        return SheetRequest(
            chosen.id,
            with_notes=self._notes.isChecked(),
            with_confidential=self._confidential.isChecked(),
        )

    def show_request(self, request: SheetRequest) -> None:
        """Show the options of a request."""
        self._notes.setChecked(request.with_notes)
        self._confidential.setChecked(request.with_confidential)
        self._asked_for = request.action if request.with_confidential else ""
        _choose(self.picker, request.action)
        self.refresh()

    def _pick(self, found: Found | None) -> None:
        """Take another action; what was asked for one fiche is not asked for the next."""
        if self._asked_for and found is not None and found.id != self._asked_for:
            self._asked_for = ""
            self._confidential.setChecked(False)
        self.changed.emit()

    def refresh(self) -> None:
        """Name the action as it is called now, and count those of the filter."""
        self._show_filter()
        chosen = self.picker.chosen
        if chosen is not None:
            self.desk.read(
                lambda uow: action_named(uow, chosen.id), self._name, owner=self, key="name"
            )

    def _name(self, found: Found | None) -> None:
        if found is not None:
            self.picker.choose(found)

    def _find(self, typed: str, receive: Receive) -> None:
        today = self.desk.today
        self.desk.read(lambda uow: find_actions(uow, typed, today), receive, owner=self, key="find")

    def _batch(self) -> SheetsBatch:
        return SheetsBatch(
            self.filter.query,
            with_notes=self._notes.isChecked(),
            with_confidential=self._confidential.isChecked(),
        )

    def _show_filter(self) -> None:
        self.filter.show_count(with_confidential=self._confidential.isChecked())


class BookletOptions(OptionsPanel):
    """The recueil of the fiches, filtered as the page of the actions was."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self.filter = FilterNote(desk, "Actions du recueil")
        self.filter.went.connect(self.went)
        self.filter.cleared.connect(self._show_filter)
        self.filter.cleared.connect(self.changed)
        self.rows.addWidget(self.filter)
        self._notes = self.add_box("Avec les notes de suivi")
        self._confidential = self.add_box(_CONFIDENTIAL, help_text=_WHY_CONFIDENTIAL)
        self._confidential.toggled.connect(lambda _on: self._show_filter())

    def request(self) -> BookletRequest:
        """Return what is asked for."""
        return BookletRequest(
            self.filter.query,
            with_notes=self._notes.isChecked(),
            with_confidential=self._confidential.isChecked(),
        )

    def show_request(self, request: BookletRequest) -> None:
        """Show the options of a request."""
        self._notes.setChecked(request.with_notes)
        self._confidential.setChecked(request.with_confidential)
        self.filter.query = request.query
        self._show_filter()

    def refresh(self) -> None:
        """Count the actions of the filter again."""
        self._show_filter()

    def _show_filter(self) -> None:
        self.filter.show_count(with_confidential=self._confidential.isChecked())


class PlanOptions(OptionsPanel):
    """The plan d'actions, filtered as the page of the actions was."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self.filter = FilterNote(desk, "Actions du plan")
        self.filter.went.connect(self.went)
        self.filter.cleared.connect(self._show_filter)
        self.filter.cleared.connect(self.changed)
        self.rows.addWidget(self.filter)
        self.rows.addWidget(Caption("Tel qu’il était le"))
        self._day = QLineEdit()
        self._day.setAccessibleName("Tel qu’il était le")
        self._day.setPlaceholderText("aujourd’hui")
        self._day.setToolTip(
            plain_tip("Une date passée : 3/2/26, 3 février… Vide pour aujourd’hui.")
        )
        self.rows.addWidget(self._day)
        self._wrong = Note("", look="alert")
        self._wrong.hide()
        self.rows.addWidget(self._wrong)
        self._confidential = self.add_box(_CONFIDENTIAL, help_text=_WHY_CONFIDENTIAL)
        self._confidential.toggled.connect(lambda _on: self._show_filter())
        self._as_of: date | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._read_day)
        self._day.textEdited.connect(lambda _text: self._pause.start())
        self._day.editingFinished.connect(self._write_day)

    def request(self) -> PlanRequest:
        """Return what is asked for."""
        return PlanRequest(
            self.filter.query, self._as_of, with_confidential=self._confidential.isChecked()
        )

    def show_request(self, request: PlanRequest) -> None:
        """Show the options of a request."""
        self._confidential.setChecked(request.with_confidential)
        self._day.setText(short_date(request.as_of) if request.as_of else "")
        self._take_day(request.as_of, "")
        self.filter.query = request.query
        self._show_filter()

    def refresh(self) -> None:
        """Count the actions of the filter again."""
        self._show_filter()

    def _write_day(self) -> None:
        """Read the day, and write it in full where it stands: its year may have been left out."""
        self._read_day()
        if self._as_of is not None and not self._day.accessibleDescription():
            self._day.setText(short_date(self._as_of))

    def _read_day(self) -> None:
        self._pause.stop()
        typed = self._day.text().strip()
        before = self._as_of
        try:
            self._take_day(past_day(typed, self.desk.today) if typed else None, "")
        except FieldError as error:
            self._take_day(self._as_of, error.sentence)
        if self._as_of != before:
            self._show_filter()
            self.changed.emit()

    def _take_day(self, day: date | None, wrong: str) -> None:
        self._as_of = day
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self._day.setAccessibleDescription(spaced(wrong))
        self._day.setProperty("state", "wrong" if wrong else "")
        self._day.style().unpolish(self._day)
        self._day.style().polish(self._day)

    def _show_filter(self) -> None:
        self.filter.show_count(
            with_confidential=self._confidential.isChecked(), is_past=self._as_of is not None
        )


class DirectoryOptions(OptionsPanel):
    """The annuaire."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Show the usual options."""
        super().__init__(desk, parent)
        self._local = self.add_box(
            "Avec les contacts locaux",
            checked=True,
            help_text="Les contacts ajoutés par votre structure, en plus de ceux du référentiel.",
        )

    def request(self) -> DirectoryRequest:
        """Return what is asked for."""
        return DirectoryRequest(with_local=self._local.isChecked())

    def show_request(self, request: DirectoryRequest) -> None:
        """Show the options of a request."""
        self._local.setChecked(request.with_local)


class RowOptions(OptionsPanel):
    """The sheet of any row: first of what, then which."""

    missing = "Choisissez une fiche pour la voir."

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Offer the contacts to begin with."""
        super().__init__(desk, parent)
        self.rows.addWidget(Caption("Fiches de"))
        self.kind = QComboBox(self)
        self.kind.setAccessibleName("Fiches de")
        for kind in sorted(typed_types(), key=lambda kind: sort_key(kind.plural)):
            if not kind.is_nested and not kind.printed:
                self.kind.addItem(kind.plural, kind.name)
        self._take_kind(Contact.TYPE)
        self.rows.addWidget(self.kind)
        self.picker = RowPicker("Fiche", self._find)
        self.picker.picked.connect(lambda _found: self.changed.emit())
        self.rows.addWidget(self.picker)
        self._confidential = self.add_box(_CONFIDENTIAL, help_text=_WHY_CONFIDENTIAL)
        self.kind.currentIndexChanged.connect(self._start_anew)

    def request(self) -> RowRequest | None:
        """Return what is asked for; None without a row."""
        chosen = self.picker.chosen
        if chosen is None:
            return None
        return RowRequest(
            self._kind.name, chosen.id, with_confidential=self._confidential.isChecked()
        )

    def show_request(self, request: RowRequest) -> None:
        """Show the options of a request."""
        self._confidential.setChecked(request.with_confidential)
        self._take_kind(describe(request.entity))
        _choose(self.picker, request.row)
        self.refresh()

    def refresh(self) -> None:
        """Name the row as it is called now."""
        chosen, kind = self.picker.chosen, self._kind
        if chosen is not None:
            self.desk.read(
                lambda uow: row_named(uow, kind, chosen.id), self._name, owner=self, key="name"
            )

    @property
    def _kind(self) -> EntityType:
        return describe(self.kind.currentData())

    def _take_kind(self, kind: EntityType) -> None:
        if self.kind.findData(kind.name) < 0:  # the rows of an action have its fiche, and may ask
            self.kind.addItem(kind.plural, kind.name)
        self.kind.setCurrentIndex(self.kind.findData(kind.name))

    def _start_anew(self) -> None:
        self.picker.choose(None)
        self.changed.emit()

    def _name(self, found: Found | None) -> None:
        if found is not None:
            self.picker.choose(found)

    def _find(self, typed: str, receive: Receive) -> None:
        kind = self._kind
        self.desk.read(lambda uow: find_rows(uow, kind, typed), receive, owner=self, key="find")


def _choose(picker: RowPicker, row_id: str) -> None:
    """Choose a row at once; its name follows when it is read."""
    if picker.chosen is None or picker.chosen.id != row_id:
        picker.choose(Found(row_id, ""))
