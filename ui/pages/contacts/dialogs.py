"""The decision to erase somebody for good, and what is left to do by hand afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPushButton,
    QWidget,
)

from ctg_desktop.services.traces import Place, Trace
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout import layouts
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable


class ErasureDialog(QDialog):
    """Shows where a person is named, and asks twice, since nothing brings the data back."""

    def __init__(
        self, name: str, found: Sequence[Trace], copies: str, parent: QWidget | None = None
    ) -> None:
        """Say what is erased and what is not; `copies` is what the safety copies keep."""
        super().__init__(parent)
        self.setWindowTitle("Effacer cette personne")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = layouts.column(self, spacing=1.2, margins=2)
        scroll = PaperScroll(spacing=1.2)
        layout.addWidget(scroll, 1)
        said = scroll.column
        said.addWidget(Heading(breakable(f"Effacer les données de {name} ?"), 2))
        said.addWidget(
            Body(
                "Nom, prénom, fonction, service, adresse et téléphones sont effacés partout dans "
                "ce dossier, historique compris. Cela ne peut pas être annulé : ni Ctrl+Z, ni "
                "l’historique de la fiche ne les ramènent."
            )
        )
        if found:
            said.addWidget(
                Body(
                    "La personne est aussi nommée ici. Corrigez d’abord à la main les textes "
                    "actuels : une fois la personne effacée, rien ne permettra plus de les "
                    "retrouver. Ce qui porte « effacé aussi » l’est en même temps."
                )
            )
            said.addWidget(_list_of(found), 1)
        said.addWidget(
            Note(f"Les actions restent ; la personne y est nommée « Personne effacée ». {copies}")
        )
        understood = QCheckBox("J’ai compris que c’est définitif")
        layout.addWidget(understood)
        keep, erase = QPushButton("Annuler"), QPushButton("Effacer définitivement")
        keep.setDefault(True)
        keep.clicked.connect(self.reject)
        erase.setAutoDefault(False)
        erase.setEnabled(False)
        erase.clicked.connect(self.accept)
        understood.toggled.connect(erase.setEnabled)
        buttons = layouts.row(spacing=1)
        buttons.addStretch(1)
        buttons.addWidget(keep)
        buttons.addWidget(erase)
        layout.addLayout(buttons)
        wanted = QSize(layouts.px(66), layouts.px(50) if found else layouts.px(26))
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.94))


def _list_of(found: Sequence[Trace]) -> QListWidget:
    """Return the places that name a person, by kind, each with some words around."""
    places = QListWidget()
    places.setAccessibleName("Textes qui nomment la personne")
    places.setWordWrap(True)
    for place in Place:
        for each in found:
            if each.place is place:
                fate = " – effacé aussi" if each.can_be_erased else ""
                places.addItem(f"{place.value}{fate}\n{each.sentence}")
    return places


class TracesDialog(QDialog):
    """Shows the texts that still name somebody who was erased."""

    def __init__(self, found: Sequence[Trace], parent: QWidget | None = None) -> None:
        """List where the name stands, with some words around."""
        super().__init__(parent)
        self.setWindowTitle("Textes à relire")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = layouts.column(self, spacing=1.2, margins=2)
        layout.addWidget(Heading("Ces textes nomment encore la personne", 2))
        layout.addWidget(Body("Ouvrez chaque fiche et corrigez-la à la main."))
        layout.addWidget(_list_of(found), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(layouts.px(70), layouts.px(36))
