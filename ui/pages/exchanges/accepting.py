"""Accepting a participant: one more, or the new computer of somebody who takes part already."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QPushButton, QSizePolicy, QWidget

from ctg_desktop.domain.grammar import of
from ctg_desktop.typography import counted, spaced
from ui.widgets.labels import Body, Caption, Note
from ui.widgets.layout.layouts import answers, column, px

_WHOSE = "Son ordinateur"
_ONE_MORE = "S’ajoute aux autres"


class AcceptDialog(QDialog):
    """Asks whether it is one more; accepted to let it count."""

    def __init__(
        self,
        name: str,
        changes: int,
        others: Sequence[tuple[str, str]],
        likely: str,
        parent: QWidget,
    ) -> None:
        """Name who waits; `others` are keys and names of computers that it may stand for."""
        super().__init__(parent)
        self.setWindowTitle(spaced(f"Accepter {name}"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        written = f", avec {counted(changes, 'modification')}" if changes else ""
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(_WHOSE)
        self._choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._choice.addItem(_ONE_MORE, "")
        for key, called in others:
            self._choice.addItem(spaced(f"Remplace l’ordinateur {of(called)}"), key)
        self._choice.setCurrentIndex(max(0, self._choice.findData(likely)) if likely else 0)
        caption = Caption(_WHOSE, self, bold=True)
        caption.setBuddy(self._choice)
        refuse = QPushButton("Annuler", self)
        refuse.setAutoDefault(False)
        refuse.clicked.connect(self.reject)
        agree = QPushButton("Accepter", self)
        agree.setDefault(True)
        agree.clicked.connect(self.accept)
        buttons = answers(refuse, agree)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(
            Body(
                f"{name} demande à participer{written}. Une fois accepté, ce qui est noté "
                "là-bas compte ici et chez tous les autres.",
                self,
            )
        )
        layout.addWidget(caption)
        layout.addWidget(self._choice)
        layout.addWidget(
            Note(
                "En cas de doute, appelez cette personne : n’importe qui peut écrire un nom. Un "
                "ordinateur remplacé garde ce qu’il a écrit ; retirez-le s’il est perdu.",
                self,
            )
        )
        layout.addStretch(1)
        layout.addLayout(buttons)
        width = min(px(60), round(parent.window().width() * 0.92))
        self.setMinimumWidth(width)
        self.resize(width, layout.heightForWidth(width))
        agree.setFocus()

    @property
    def replaces(self) -> str:
        """The key of the computer that this one stands for; empty for none."""
        return str(self._choice.currentData() or "")
