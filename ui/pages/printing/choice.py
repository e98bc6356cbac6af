"""Choosing a document: each with a sentence, then the options of the chosen one."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from ctg_desktop.documents import (
    BookletRequest,
    DirectoryRequest,
    DocumentRequest,
    PlaceRequest,
    PlanRequest,
    RowRequest,
    SheetRequest,
    SummaryRequest,
    title,
)
from ctg_desktop.domain.levels import worded
from ctg_desktop.domain.listing import ActionQuery
from ctg_desktop.typography import spaced
from ui import theme
from ui.desk import Desk
from ui.pages.printing.options import (
    BookletOptions,
    DirectoryOptions,
    OptionsPanel,
    PlaceOptions,
    PlanOptions,
    RowOptions,
    SheetOptions,
    SummaryOptions,
)
from ui.widgets.labels import Hairline, Heading, Note
from ui.widgets.layout.layouts import column, px

_DOCUMENTS: tuple[tuple[type, str, type[OptionsPanel]], ...] = (
    (SummaryRequest, "La convention en quelques pages.", SummaryOptions),
    (PlaceRequest, "Où en est une commune, ou un SIVOM.", PlaceOptions),
    (SheetRequest, "Tout ce qui est dit d’une action.", SheetOptions),
    (BookletRequest, "Les fiches en un document, à signer.", BookletOptions),
    (PlanRequest, "Les actions, par enjeu et par ambition.", PlanOptions),
    (DirectoryRequest, "À qui s’adresser, par institution.", DirectoryOptions),
    (RowRequest, "Une institution, un poste, une fiche-cadre…", RowOptions),
)


class DocumentChoice(QWidget):
    """The documents and their options; one is always chosen."""

    changed = Signal()
    """Another document, or other options."""
    batch_asked = Signal(object)
    """BatchRequest."""
    went = Signal(object)
    """Target."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Choose the synthèse of the convention."""
        super().__init__(parent)
        self._buttons: dict[type, QRadioButton] = {}
        self._panels: dict[type, OptionsPanel] = {}
        self._group = QButtonGroup(self)
        self._is_shown_from_outside = False
        rows = column(self, spacing=0)
        for kind, sentence, panel in _DOCUMENTS:
            words = worded(sentence)
            rows.addWidget(self._button(kind, words))
            rows.addLayout(_indented(Note(words, self)))
            self._panels[kind] = panel(desk, self)
        rows.addSpacing(px(0.5))
        rows.addWidget(Hairline(self))
        rows.addSpacing(px(0.5))
        rows.addWidget(Heading("Options", parent=self))
        rows.addSpacing(px(0.7))
        for made in self._panels.values():
            made.changed.connect(self._tell)
            made.batch_asked.connect(self.batch_asked)
            made.went.connect(self.went)
            made.hide()
            rows.addWidget(made)
        rows.addStretch(1)
        self._chosen: type = SummaryRequest
        self._buttons[SummaryRequest].setChecked(True)
        self._panels[SummaryRequest].show()
        self._group.buttonToggled.connect(self._toggled)

    @property
    def panel(self) -> OptionsPanel:
        """The options of the chosen document."""
        return self._panels[self._chosen]

    @property
    def kind(self) -> type:
        """The kind of request of the chosen document."""
        return self._chosen

    def request(self) -> DocumentRequest | None:
        """Return what is asked for; None while something must still be chosen."""
        return self.panel.request()

    def show_request(self, request: DocumentRequest) -> None:
        """Choose a document with its options, and tell it once."""
        self._is_shown_from_outside = True
        try:
            panel: Any = self._panels[type(request)]
            panel.show_request(request)
            self._buttons[type(request)].setChecked(True)
        finally:
            self._is_shown_from_outside = False
        self.changed.emit()

    def show_query(self, query: ActionQuery) -> None:
        """Let the fiches made at once follow the filter of the actions on screen."""
        for panel in self._panels.values():
            if isinstance(panel, SheetOptions | BookletOptions):
                panel.filter.query = query
                panel.refresh()

    def refresh(self) -> None:
        """Read again what the options show of the folder."""
        for panel in self._panels.values():
            panel.refresh()

    def allow_batches(self, *, allowed: bool) -> None:
        """Let batches be asked for, or not while something else is being made."""
        for panel in self._panels.values():
            for button in panel.batches:
                button.setEnabled(allowed)

    def focus_first(self) -> None:
        """Put the focus on the chosen document."""
        self._buttons[self._chosen].setFocus()

    def _button(self, kind: type, sentence: str) -> QRadioButton:
        button = QRadioButton(title(kind), self)
        button.setAccessibleName(title(kind))
        button.setAccessibleDescription(spaced(sentence))
        button.setFont(theme.current().font(bold=True))
        self._group.addButton(button)
        self._buttons[kind] = button
        return button

    def _toggled(self, button: QRadioButton, is_on: bool) -> None:  # noqa: FBT001 - Qt's signal
        kind = next(kind for kind, each in self._buttons.items() if each is button)
        self._panels[kind].setVisible(is_on)
        if is_on:
            self._chosen = kind
            self._tell()

    def _tell(self) -> None:
        if not self._is_shown_from_outside:
            self.changed.emit()


def _indented(note: Note) -> Any:
    layout = column(margins=(2.4, 0, 0, 0.7))
    layout.addWidget(note)
    return layout
