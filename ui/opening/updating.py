"""What stands in the window while the base, which another version wrote, is brought up to date."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QWidget

from ctg_desktop.typography import typeset
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll

_TITLE = "Mise à jour de vos données"
_WHY = (
    "Ce dossier a été utilisé avec une autre version de CTG Desktop. Son journal est relu pour que "
    "celle-ci montre tout ce qu’il contient."
)
_SAFE = (
    "Vous pouvez fermer la fenêtre : rien ne sera perdu, la mise à jour recommencera à la "
    "prochaine ouverture."
)


class UpdatingScreen(PaperScroll):
    """Says what is done and how far it is; nothing is asked."""

    def __init__(self) -> None:
        """Begin without knowing how long it takes."""
        super().__init__(spacing=0, margins=(4, 3))
        self.setAccessibleName(_TITLE)
        middle = QWidget()
        middle.setMaximumWidth(px(80))
        self._step = Note("")
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Avancement de la mise à jour")
        layout = column(middle, spacing=1)
        for part in (Heading(_TITLE, 1), Body(typeset(_WHY)), self._bar, self._step):
            layout.addWidget(part)
        layout.addWidget(Body(typeset(_SAFE)))
        beside = row(spacing=0)
        beside.addStretch(1)
        beside.addWidget(middle, 20)
        beside.addStretch(1)
        self.column.addLayout(beside)
        self.column.addStretch(1)

    def tell(self, what: str, done: int, total: int) -> None:
        """Show what is being done, and how far it is."""
        self._step.setText(what)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
