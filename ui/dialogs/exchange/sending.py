"""« Envoyer un fichier »: what goes into it, who may read it, where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ctg_desktop.errors import CtgError
from ctg_desktop.exchange.ctg_file import Written
from ctg_desktop.exchange.file_sending import (
    GREAT_BYTES,
    Sending,
    confidential_actions,
    file_name,
    send_and_note,
    sender_of,
)
from ctg_desktop.exchange.manifest import Sender
from ctg_desktop.exchange.passphrase import proposed
from ctg_desktop.folder.exchanged_files import Correspondent, load
from ctg_desktop.ports import CancelledError
from ctg_desktop.typography import counted, local_time, quoted, spaced
from ui.desk import Desk, Work
from ui.dialogs.exchange.reception import FILTER
from ui.dialogs.exchange.wording import instant, size_words
from ui.dialogs.file_choice import FileChoice, file_to_write
from ui.flow import Steps
from ui.mail import open_draft
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.line_breaks import breakable, breakable_path
from ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from ctg_desktop.ports import Tick, UnitOfWork

_FEWEST_SIGNS = 16
"""Of a passphrase that a person makes up."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the choice depends on."""

    sender: Sender
    confidential: int
    correspondents: tuple[Correspondent, ...]
    is_everybodys: bool


class SendingDialog(QDialog):
    """Writes an exchange file, as often as one likes; the choices stay."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        """Read what there is to choose from."""
        super().__init__(parent)
        self.setWindowTitle("Envoyer un fichier d’échange")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._known: _Known | None = None
        self._work: Work | None = None
        self._path: Path | None = None
        self._make_parts()
        self._build()
        room = parent.window().size() * 0.92
        self.resize(min(px(84), room.width()), min(px(54), room.height()))
        folder = desk.office.folder

        def read(uow: UnitOfWork) -> _Known:
            count, people = confidential_actions(uow), load(folder).correspondents
            return _Known(sender_of(uow), count, people, desk.office.is_agglomeration)

        desk.read(read, self._know, owner=self, failed=self._tell_wrong)

    # --- building ---------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._what = Body("", self)
        self._all = QRadioButton(spaced("Tout : rien ne peut y manquer (conseillé)"), self)
        self._all.setChecked(True)
        self._new = QRadioButton(
            spaced("Seulement ce qui est nouveau depuis le dernier fichier de :"), self
        )
        group = QButtonGroup(self)
        for button in (self._all, self._new):
            group.addButton(button)
        self._new.toggled.connect(self._show_choices)
        self._whose = QComboBox(self)
        self._whose.setAccessibleName("Dernier fichier de")
        self._nobody = Note(
            "Possible dès que vous aurez reçu un fichier de son destinataire.", self
        )
        self._hidden = QCheckBox(spaced("Protéger par une phrase de passe"), self)
        self._hidden.toggled.connect(self._show_choices)
        self._words = QLineEdit(proposed(), self)
        self._words.setAccessibleName("Phrase de passe")
        self._another = self._button("Une autre", lambda: self._words.setText(proposed()))
        self._copy = self._button("Copier", self._copy_words)
        self._copy.setAccessibleName("Copier la phrase de passe")
        self._advice = Note(
            "Dites-la de vive voix ou par téléphone, jamais dans le même courriel. Sans elle, "
            "personne n’ouvre le fichier, nous non plus.",
            self,
        )
        self._confidential = QCheckBox("", self)
        self._confidential.toggled.connect(self._ask_for_words)
        self._confidential.hide()
        self._wrong = Note("", self, look="alert")
        self._done = Body("", self)
        self._remark = Note("", self, look="warning")
        self._open = self._button("Ouvrir le dossier", self._open_folder)
        self._mail = self._button("Préparer un courriel", self._draft)
        self._bar = WorkBar(self)
        self._leave = self._button("Fermer", self.reject)
        self._save = QPushButton("Enregistrer le fichier…", self)
        self._save.setProperty("look", "primary")
        self._save.setDefault(True)
        self._save.setEnabled(False)
        self._save.clicked.connect(lambda: self._desk.flow(self._steps(), owner=self))
        for part in (self._wrong, self._done, self._remark, self._open, self._mail):
            part.hide()
        self._show_choices()

    def _button(self, words: str, do: object) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(do)
        return button

    def _build(self) -> None:
        sheet = PaperScroll(spacing=1.2, margins=2)
        parts = sheet.column
        parts.addWidget(Heading("Envoyer un fichier à vos collègues", 3))
        parts.addWidget(self._what)
        parts.addWidget(self._all)
        parts.addWidget(self._new)
        parts.addLayout(_indented(self._whose, self._nobody))
        parts.addWidget(self._hidden)
        parts.addLayout(_indented(self._words, self._another, self._copy))
        parts.addLayout(_indented(self._advice))
        parts.addWidget(self._confidential)
        parts.addWidget(self._wrong)
        parts.addWidget(self._done)
        parts.addWidget(self._remark)
        after = Flow(spacing=1)
        after.addWidget(self._open)
        after.addWidget(self._mail)
        parts.addLayout(after)
        parts.addStretch(1)
        buttons = row(spacing=1, margins=(1, 2))
        buttons.addWidget(self._bar)
        buttons.addStretch(1)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._save)
        layout = column(self, spacing=0)
        layout.addWidget(sheet, 1)
        layout.addLayout(buttons)
        follow_layouts(self)

    def _know(self, known: _Known) -> None:
        self._known = known
        name = known.sender.structure or known.sender.person
        self._what.setText(
            "Le fichier contient ce que tous les sites ont noté, autant qu’il est connu ici."
            if known.is_everybodys
            else f"Le fichier contient ce qui est noté pour {name} sur cet ordinateur. Qui le "
            "reçoit voit d’abord ce qu’il changerait."
        )
        for each in known.correspondents:
            who = f"{each.person} ({each.structure})" if each.structure else each.person
            self._whose.addItem(spaced(f"{who}, {local_time(instant(each.made_ms))}"), each)
        count = known.confidential
        what = counted(count, "action confidentielle", "actions confidentielles")
        self._confidential.setText(spaced(f"Avec le contenu : {what} (phrase de passe exigée)"))
        self._confidential.setVisible(bool(count))
        self._save.setEnabled(True)
        self._show_choices()

    # --- choosing ---------------------------------------------------------------------

    def _show_choices(self) -> None:
        has_some = self._whose.count() > 0
        self._new.setEnabled(has_some)
        self._whose.setVisible(has_some)
        self._whose.setEnabled(self._new.isChecked())
        self._nobody.setVisible(not has_some)
        for part in (self._words, self._another, self._copy, self._advice):
            part.setVisible(self._hidden.isChecked())

    def _ask_for_words(self, is_asked: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Confidential rows leave behind a passphrase alone."""
        if is_asked:
            self._hidden.setChecked(True)
        self._hidden.setEnabled(not is_asked)

    def _copy_words(self) -> None:
        QGuiApplication.clipboard().setText(self._words.text())

    @property
    def _asked(self) -> Sending:
        since: Correspondent | None = self._whose.currentData() if self._new.isChecked() else None
        return Sending(
            since.knows if since is not None else {},
            self._words.text() if self._hidden.isChecked() else "",
            with_confidential=self._confidential.isChecked(),
            since=since.person if since is not None else "",
        )

    # --- writing ----------------------------------------------------------------------

    def _steps(self) -> Steps:
        """Ask where to, then write; what was chosen stays, whatever happens."""
        assert self._known is not None
        for part in (self._wrong, self._done, self._remark, self._open, self._mail):
            part.hide()
        asked, now, folder = self._asked, self._desk.now, self._desk.office.folder
        if self._hidden.isChecked() and len(asked.passphrase.strip()) < _FEWEST_SIGNS:
            self._tell("Cette phrase de passe est trop courte : quatre mots au moins.")
            self._words.setFocus()
            return
        name = file_name(self._known.sender, now)
        choice = FileChoice("Enregistrer l’envoi", "echange", "Enregistrer", (FILTER,), name)
        path: Path | None = yield file_to_write(choice, self, self._desk.preferences)
        if path is None:
            return
        target = path
        self._save.setEnabled(False)

        def write(uow: UnitOfWork, tick: Tick) -> Written:
            return send_and_note(uow, folder, target, now, asked, tick)

        try:
            written = yield self._desk.working_on_storage(
                write, "L’écriture d’un envoi", partial(self._follow, "Écriture du fichier…")
            )
        except CtgError as error:
            self._tell_wrong(error)
        except CancelledError:
            self._tell("Arrêté : aucun fichier n’a été écrit.")
        else:
            self._show_done(path, written)
            self._desk.exchange_changed.emit()
        finally:
            self._work = None
            self._save.setEnabled(True)

    def _follow(self, words: str, work: Work) -> None:
        self._work = work
        self._bar.follow(work, words)

    def _show_done(self, path: Path, written: Written) -> None:
        self._path = path
        changes = counted(written.changes, "modification")
        told = f"Écrit dans {quoted(path)} : {changes}, {size_words(written.size)}."
        self._done.setText(breakable_path(told))
        for part in (self._done, self._open, self._mail):
            part.show()
        if written.size > GREAT_BYTES:
            self._remark.setText(self._size_remark())
            self._remark.show()
        self._mail.setFocus()

    def _size_remark(self) -> str:
        told = "Beaucoup de messageries refusent un fichier de cette taille."
        if self._whose.count() and not self._new.isChecked():
            self._new.setChecked(True)
            return (
                f"{told} « Seulement ce qui est nouveau » est maintenant choisi : enregistrez de "
                "nouveau, ou passez par une clé USB."
            )
        return f"{told} Passez par une clé USB ou un dossier commun."

    def _open_folder(self) -> None:
        if self._path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent)))

    def _draft(self) -> None:
        """Open a draft, to which the person joins the file."""
        if self._path is None:
            return
        words = (
            "La phrase de passe vous sera dite par téléphone."
            if self._hidden.isChecked()
            else "Il s’ouvre d’un double clic : ce qu’il changerait est montré d’abord."
        )
        body = f"Bonjour,\n\nVoici le fichier « {self._path.name} » pour CTG Desktop. {words}\n"
        if not open_draft((), "CTG : envoi de nos modifications", body):
            self._tell("Aucun programme de courriel ne répond : joignez le fichier vous-même.")

    def _tell_wrong(self, error: CtgError) -> None:
        self._tell(error.sentence)

    def _tell(self, sentence: str) -> None:
        self._wrong.setText(breakable(sentence))
        self._wrong.show()

    # --- Qt ---------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Stop what runs, and close."""
        if self._work is not None:
            self._work.cancel()
        super().done(result)


def _indented(*parts: QWidget) -> QHBoxLayout:
    """Return widgets beside one another, under the choice that they belong to."""
    layout = row(spacing=1, margins=(0, 0, 0, 0))
    layout.addSpacing(px(2.4))
    stretched: Sequence[type[QWidget]] = (QLineEdit, Note)
    for part in parts:
        layout.addWidget(part, 1 if isinstance(part, tuple(stretched)) else 0)
    if not any(isinstance(part, tuple(stretched)) for part in parts):
        layout.addStretch(1)
    return layout
