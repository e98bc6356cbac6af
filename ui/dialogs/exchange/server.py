"""What a relay on a server asks for: its address, and what is typed without being shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QWidget

from ctg_desktop.errors import FieldError
from ctg_desktop.folder.relay_address import Server, server_of
from ctg_desktop.typography import quoted, spaced
from ui.desk import Desk
from ui.flow import Steps, answered
from ui.widgets.labels import Body, Caption, Heading, Note
from ui.widgets.layout.layouts import answers, column, px
from ui.widgets.layout.tab_order import follow_anew

_ADDRESS = (
    "L’administrateur du serveur vous a donné son adresse et le mot de passe, ou une invitation : "
    "elle s’ouvre alors d’un double clic, et rien n’est à taper ici."
)


@dataclass(frozen=True, slots=True)
class Secret:
    """What is asked for, without an address: a password, or a passphrase."""

    title: str
    text: str
    label: str
    go_on: str


class SecretDialog(QDialog):
    """Asks for a password, or for a passphrase."""

    def __init__(self, asked: Secret, parent: QWidget) -> None:
        """Show nothing typed."""
        super().__init__(parent)
        self.setWindowTitle(spaced(asked.title))
        self.setModal(True)
        self._fields = column(spacing=0.4)
        self._wrong = Note("", self, look="alert")
        self._wrong.hide()
        leave = QPushButton("Annuler", self)
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        self._go_on = QPushButton(asked.go_on, self)
        self._go_on.setDefault(True)
        self._go_on.setProperty("look", "primary")
        self._go_on.clicked.connect(self.accept)
        buttons = answers(leave, self._go_on)
        layout = column(self, spacing=1.5, margins=2)
        layout.addWidget(Heading(asked.title, 3, self))
        layout.addWidget(Body(asked.text, self))
        layout.addLayout(self._fields)
        layout.addWidget(self._wrong)
        layout.addStretch(1)
        layout.addLayout(buttons)
        width = min(px(56), round(parent.window().width() * 0.92))
        self.setMinimumWidth(width)
        self._secret = QLineEdit(self)
        self._secret.setAccessibleName(f"{asked.label} (ne s’affiche pas)")
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        caption = Caption(asked.label, self)
        caption.setBuddy(self._secret)
        self._fields.addWidget(caption)
        self._fields.addWidget(self._secret)
        follow_anew(self)
        self._fit()
        self._secret.setFocus()

    @property
    def secret(self) -> str:
        """What was typed without being shown."""
        return self._secret.text().strip()

    def accept(self) -> None:
        """Agree, once something is typed."""
        if self.secret:
            super().accept()
        else:
            self._refuse("Rien n’est tapé.", self._secret)

    def _refuse(self, sentence: str, field: QLineEdit) -> None:
        self._wrong.setText(sentence)
        self._wrong.show()
        self._fit()
        field.setFocus()

    def _fit(self) -> None:
        """Be as high as what is said needs."""
        layout = self.layout()
        assert layout is not None
        layout.activate()
        width = max(self.width(), self.minimumWidth())
        self.resize(width, max(layout.heightForWidth(width), layout.minimumSize().height()))


class ServerDialog(SecretDialog):
    """Asks for the address of a server, and for its password."""

    def __init__(self, address: str, parent: QWidget) -> None:
        """Begin with an address, if one is known."""
        asked = Secret("Choisir un serveur", _ADDRESS, "Mot de passe", "Choisir")
        super().__init__(asked, parent)
        self._address = QLineEdit(address, self)
        self._address.setAccessibleName("Adresse du serveur")
        self._address.setPlaceholderText("postgresql://ctg_bethune@serveur.exemple.fr/ctg")
        caption = Caption("Adresse", self)
        caption.setBuddy(self._address)
        self._fields.insertWidget(0, caption)
        self._fields.insertWidget(1, self._address)
        self._fields.insertSpacing(2, px(0.6))
        follow_anew(self)
        self._fit()
        self._address.setFocus()

    @property
    def server(self) -> Server:
        """The server of the address.

        Raises:
            FieldError: it cannot be read.
        """
        return server_of(self._address.text())

    def accept(self) -> None:
        """Agree, once the address can be read and a password is typed."""
        try:
            server = self.server
        except FieldError as error:
            self._refuse(error.sentence, self._address)
            return
        if not self.secret:
            self._refuse(f"Le mot de passe de {server.role} manque.", self._secret)
            return
        super().accept()


def giving_password(desk: Desk, parent: QWidget) -> Steps:
    """Ask for the password of the server that wants one, and exchange with it."""
    server = desk.exchange.asking
    if server is None:
        return
    kept = "" if desk.passwords.are_kept else " Il vous sera redemandé au prochain démarrage."
    asked = Secret(
        "Mot de passe du relais",
        f"Le serveur {quoted(server.host)} demande le mot de passe de {quoted(server.role)}. Il "
        f"vous a été donné par l’administrateur du serveur.{kept}",
        "Mot de passe",
        "Continuer",
    )
    dialog = SecretDialog(asked, parent)
    if (yield answered(dialog)):
        desk.passwords.keep(server, dialog.secret)
        desk.exchange_asked.emit()


INVITATION_WORDS = Secret(
    "Phrase de passe de l’invitation",
    "Cette invitation est protégée : demandez sa phrase de passe à qui vous l’a envoyée, par un "
    "autre chemin que le fichier.",
    "Phrase de passe",
    "Ouvrir",
)
