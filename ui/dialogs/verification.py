"""« Vérifier le dossier »: the full check, its progress and what it found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from ctg_desktop.errors import CtgError
from ctg_desktop.typography import counted, labelled, number, spaced
from ui import icons, theme
from ui.desk import Desk, Work
from ui.flow import Steps
from ui.widgets.labels import Body, Heading, Note, Picture
from ui.widgets.layout.layouts import column, px, row

if TYPE_CHECKING:
    from ctg_desktop.ports import Verification

_TITLE = "Vérifier le dossier"
_SOUND = (
    "Le fichier est sain, le journal est complet, et les tables reconstruites à partir du journal "
    "sont égales aux tables."
)
_WAY_OUT = (
    "Rien n’a été modifié. Reprenez une copie de sécurité vérifiée : Paramètres, puis Reprendre "
    "une copie. Ou demandez de l’aide en copiant ce qui suit."
)


class VerificationDialog(QDialog):
    """Runs the check as soon as it is shown; closing it stops the check."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Begin the check of the open folder."""
        super().__init__(parent)
        self.setWindowTitle(_TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._sign = Picture(self)
        self._sign.hide()
        self._title = Heading("Vérification en cours…", 3, self)
        self._text = Body("Le fichier, le journal et les tables sont relus. Rien n’est modifié.")
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Avancement de la vérification")
        self._step = Note("", self)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setAccessibleName("Ce que la vérification a trouvé")
        self._details.hide()
        self._copy = QPushButton("Copier le résultat", self)
        self._copy.clicked.connect(self._copy_result)
        self._copy.hide()
        self._end = QPushButton("Arrêter", self)
        self._end.clicked.connect(self.reject)
        self._build()
        self._work: Work | None = None
        desk.flow(self._check(desk), owner=self)

    def _build(self) -> None:
        top = row(spacing=1)
        top.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addWidget(self._title, 1)
        buttons = row(spacing=1)
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._end)
        layout = column(self, spacing=1, margins=2)
        layout.addLayout(top)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addWidget(self._step)
        layout.addWidget(self._details, 1)
        layout.addStretch(0)
        layout.addLayout(buttons)
        self.setMinimumWidth(px(60))

    def _check(self, desk: Desk) -> Steps:
        try:
            found = yield desk.working_on_storage(
                lambda uow, tick: uow.verify(tick), "La vérification du dossier", self._follow
            )
        except CtgError as error:
            told = error.sentence
            self._finish("error", "alert", "La vérification n’a pas pu finir", told, [])
        else:
            self._show_found(found)

    def _follow(self, work: Work) -> None:
        self._work = work
        work.progressed.connect(self._show_progress)

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._step.setText(what)

    def _show_found(self, found: Verification) -> None:
        lines = [
            *found.problems,
            *(labelled(name, number(n)) for name, n in found.counts.items()),
        ]
        if found.state_hash:
            lines.append(labelled("Empreinte du contenu", found.state_hash))
        if found.problems:
            count = len(found.problems)
            told = counted(count, "problème trouvé", "problèmes trouvés")
            self._finish("error", "alert", told, _WAY_OUT, lines)
        else:
            self._finish("verify", "good", "Tout est en bon état", _SOUND, lines)

    def _finish(self, sign: str, colour: str, title: str, text: str, lines: list[str]) -> None:
        self._work = None
        shade = getattr(theme.current().colours, colour)
        self._sign.setPixmap(icons.pixmap(sign, shade, px(2.6)))
        self._sign.show()
        self._title.setText(title)
        self._text.setText(text)
        self._bar.hide()
        self._step.hide()
        self._details.setPlainText("\n".join(map(spaced, lines)))
        self._details.setVisible(bool(lines))
        self._details.setMinimumHeight(px(13) if lines else 0)
        self._copy.setVisible(bool(lines))
        self._end.setText("Fermer")
        self._end.setDefault(True)
        self._end.setFocus()
        if (layout := self.layout()) is not None:  # text that wraps asks for no height by itself
            width = self.width()
            self.resize(width, max(self.height(), layout.totalHeightForWidth(width)))

    def _copy_result(self) -> None:
        found = f"{self._title.text()}\n{self._text.text()}\n{self._details.toPlainText()}\n"
        QGuiApplication.clipboard().setText(found)

    # --- Qt ---------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Stop the check, if it runs, and close."""
        if self._work is not None:
            self._work.cancel()
        super().done(result)
