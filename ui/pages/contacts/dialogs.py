"""The decision to erase somebody for good, and what is left to do by hand afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QPushButton,
    QWidget,
)

from ctg_desktop.services.people import Mention
from ui.widgets import layouts
from ui.widgets.labels import Body, Heading, Note


class ErasureDialog(QDialog):
    """Asks twice, since nothing brings the data back."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Say what is erased and what is not."""
        super().__init__(parent)
        self.setWindowTitle("Effacer cette personne")
        layout = layouts.column(self, spacing=1.2, margins=2)
        layout.addWidget(Heading(f"Effacer les données de {name}\u202f?", 2))
        layout.addWidget(
            Body(
                "Nom, prénom, fonction, service, adresse et téléphones sont effacés partout dans "
                "ce dossier, historique compris."
            )
        )
        layout.addWidget(
            Body(
                "Cela ne peut pas être annulé\u00a0: ni Ctrl+Z, ni l’historique de la fiche ne "
                "les ramènent."
            )
        )
        layout.addWidget(
            Note(
                "Les actions restent\u202f; la personne y est nommée «\u00a0Personne "
                "effacée\u00a0». Les sauvegardes déjà faites la contiennent encore jusqu’à leur "
                "remplacement. Les textes libres qui la nomment vous seront montrés pour être "
                "corrigés à la main."
            )
        )
        self._understood = QCheckBox("J’ai compris que c’est définitif")
        layout.addWidget(self._understood)
        buttons, erase = _buttons(self, "Effacer définitivement")
        erase.setEnabled(False)
        erase.setAutoDefault(False)
        self._understood.toggled.connect(erase.setEnabled)
        layout.addWidget(buttons)
        self.setMinimumWidth(layouts.px(56))


class MentionsDialog(QDialog):
    """Shows the free texts that still name somebody who was erased."""

    def __init__(self, mentions: Sequence[Mention], parent: QWidget | None = None) -> None:
        """List where the name stands, with some words around."""
        super().__init__(parent)
        self.setWindowTitle("Textes à relire")
        layout = layouts.column(self, spacing=1.2, margins=2)
        layout.addWidget(Heading("Ces textes nomment encore la personne", 2))
        layout.addWidget(Body("Ouvrez chaque fiche et corrigez-la à la main."))
        found = QListWidget()
        found.setAccessibleName("Textes qui nomment la personne")
        found.setWordWrap(True)
        for each in mentions:
            place = f"{each.entity} {each.row}, {each.field}"
            found.addItem(f"{place}\u00a0: «\u00a0{each.excerpt}\u00a0»")
        layout.addWidget(found, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        self.resize(layouts.px(70), layouts.px(36))


def _buttons(dialog: QDialog, words: str) -> tuple[QDialogButtonBox, QPushButton]:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal)
    accept = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons, accept
