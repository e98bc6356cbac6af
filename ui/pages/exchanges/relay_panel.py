"""The relay: what colleagues have in common, and how the exchange with it stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QPushButton
from shiboken6 import isValid

from ctg_desktop.errors import CtgError
from ctg_desktop.folder.relay_address import RelayPlace, is_server, server_of
from ctg_desktop.typography import ago, counted, quoted
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, existing_folder, file_to_write
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Steps, answered
from ui.notify import Tone
from ui.pages.sections import READ_ONLY, Section
from ui.widgets.labels import Body, Caption, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column

if TYPE_CHECKING:
    from ctg_desktop.exchange.relays import Place, RelayView, Settled
    from ctg_desktop.ports import UnitOfWork

_MINUTE_MS = 60_000

_NONE = (
    "Aucun relais : ce que vous notez reste sur cet ordinateur. Un relais est un dossier que les "
    "collègues ont en commun (un partage de la mairie, OneDrive, Nextcloud…) ; chacun y dépose ce "
    "qu’il a noté et y prend ce que les autres ont noté, sans serveur. Pour un grand territoire, "
    "c’est une base PostgreSQL que tient l’agglomération ou le département."
)
_USUAL = (
    "Reçu à l’ouverture et toutes les cinq minutes ; envoyé à la fermeture, ou quand vous le "
    "demandez. Un autre rythme se choisit dans Paramètres."
)
_LIVE = (
    "Reçu à l’ouverture et toutes les cinq minutes ; envoyé en continu, vingt secondes après ce "
    "que vous notez. Un autre rythme se choisit dans Paramètres."
)
_KEY = (
    "La clé de la convention sera faite sur cet ordinateur : c’est lui qui acceptera les "
    "participants. Si l’agglomération, ou un collègue, utilise déjà CTG Desktop, demandez-lui "
    "plutôt une invitation."
)


class RelaySection(Section):
    """Which relay this folder exchanges through, when it last did, what waits."""

    key: ClassVar[str] = "relay"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Relais")
        self._view: RelayView | None = None
        self._doing = ""
        self.state = Caption("", self, bold=True)
        self._explained = Body(_NONE, self)
        self._place = QLineEdit(self)
        self._place.setReadOnly(True)
        self._place.setAccessibleName("Adresse du relais")
        self.problem = Note("", self, look="alert")
        self._rhythm = Note(_USUAL, self)
        self.now = QPushButton("Échanger maintenant", self)
        self.now.setProperty("look", "primary")
        self.now.clicked.connect(desk.exchange_asked)
        self._choose = QPushButton("Choisir un dossier…", self)
        self._choose.clicked.connect(lambda: self._flow(self._choose_place()))
        self._server = QPushButton("Choisir un serveur…", self)
        self._server.clicked.connect(lambda: self._flow(self._choose_server()))
        self._password = QPushButton("Donner le mot de passe…", self)
        self._password.setProperty("look", "primary")
        self._password.clicked.connect(lambda: self._flow(self._give_password()))
        self._forget = QPushButton("Ne plus l’utiliser", self)
        self._forget.setAccessibleName("Ne plus utiliser ce relais")
        self._forget.clicked.connect(lambda: self._flow(self._give_up()))
        self._invite = QPushButton("Inviter un collègue…", self)
        self._invite.clicked.connect(lambda: self._flow(self._write_invitation()))
        self._build()
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self._tell_state)
        self._clock.start()
        desk.exchange_changed.connect(self.refresh)
        desk.relay_changed.connect(self.refresh)

    def _build(self) -> None:
        where = column(spacing=0.4)
        for part in (self.state, self._place, self.problem, self._explained, self._rhythm):
            where.addWidget(part)
        buttons = Flow(spacing=1)
        for button in (self._password, self.now, self._choose, self._server):
            buttons.addWidget(button)
        for button in (self._invite, self._forget):
            buttons.addWidget(button)
        self.column.addLayout(where)
        self.column.addLayout(buttons)
        if self.is_read_only:
            self.column.addWidget(Note(READ_ONLY, self))
        for hidden in (self.state, self._place, self.problem, self._rhythm, self.now, self._forget):
            hidden.hide()
        self._password.hide()

    # --- showing ----------------------------------------------------------------------

    def refresh(self) -> None:
        """Read which relay was chosen, and what waits to be sent."""
        if not self.desk.is_open:
            return
        folder = self.desk.office.folder

        def read(uow: UnitOfWork) -> tuple[RelayView, bool]:
            from ctg_desktop.exchange.relays import relay_view
            from ctg_desktop.folder.settings import load

            return relay_view(uow, folder), load(folder).live_exchange

        self.desk.read(read, self._show, owner=self, key="relay")

    def _show(self, found: tuple[RelayView, bool]) -> None:
        view, is_live = found
        self._view = view
        self._rhythm.setText(_LIVE if is_live else _USUAL)
        has_relay = bool(view.address)
        if self._place.text() != view.address:
            self._place.setText(view.address)
            self._place.setCursorPosition(0)
        for part in (self.state, self._place, self._rhythm, self.now, self._forget):
            part.setVisible(has_relay)
        self._explained.setVisible(not has_relay)
        self._choose.setText("Changer de dossier…" if has_relay else "Choisir un dossier…")
        asking = self.desk.exchange.asking
        self._password.setVisible(asking is not None and not self.is_read_only)
        problem = self.desk.exchange.problem if has_relay or asking is not None else ""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.now.setEnabled(not self.is_read_only)  # greyed meanwhile, it would lose the focus
        for button in (self._choose, self._server, self._forget, self._invite):
            button.setEnabled(not self.is_read_only)
        if has_relay and self.window().focusWidget() is self._choose:
            self.now.setFocus()  # it had nothing to do while there was no relay
        self._tell_state()

    def _tell_doing(self, doing: str) -> None:
        """Say what is being done with the relay; nothing else can be asked of it meanwhile."""
        if isValid(self):
            self._doing = doing
            self._tell_state()

    def _tell_state(self) -> None:
        """Say « il y a 4 min · 3 modifications à envoyer »."""
        has_relay = self._view is not None and bool(self._view.address)
        self.state.setVisible(has_relay or bool(self._doing))
        if self._doing:
            self.state.setText(self._doing)
            return
        if self._view is None or not has_relay:
            return
        at = self._view.exchanged_at
        if self.desk.exchange.is_under_way:
            when = "Échange en cours…"
        elif at is None:
            when = "Aucun échange encore"
        else:
            when = f"Dernier échange : {ago(at, self.desk.now)}"
        waiting = self._view.waiting
        left = counted(waiting, "modification") + " à envoyer" if waiting else "tout est envoyé"
        self.state.setText(f"{when} · {left}")

    # --- changing ---------------------------------------------------------------------

    def _flow(self, steps: Steps) -> None:
        if self._doing:
            return
        self.desk.flow(steps, owner=self, failed=self._refuse)

    def _refuse(self, error: CtgError) -> None:
        self.told.emit(error.sentence, Tone.ERROR)

    def _choose_place(self) -> Steps:
        choice = FileChoice("Choisir le dossier du relais", "relais")
        place = yield existing_folder(choice, self, self.desk.preferences)
        if place is not None:
            yield from self._set_relay(place)

    def _choose_server(self) -> Steps:
        from ui.dialogs.exchange.server import ServerDialog

        address = self._view.address if self._view is not None else ""
        asking = self.desk.exchange.asking
        known = asking.text if asking is not None else address if is_server(address) else ""
        dialog = ServerDialog(known, self.window())
        if not (yield answered(dialog)):
            return
        server = dialog.server
        self.desk.passwords.keep(server, dialog.secret)
        try:
            yield from self._set_relay(server)
        except CtgError:
            if address != server.text:
                self.desk.passwords.forget(server)
            raise

    def _give_password(self) -> Steps:
        from ui.dialogs.exchange.server import giving_password

        yield from giving_password(self.desk, self.window())

    def set_relay(self, place: RelayPlace) -> None:
        """Exchange through a place from now on, once the person agreed to what that means."""
        self._flow(self._set_relay(place))

    def _set_relay(self, place: RelayPlace) -> Steps:
        folder, clock, passwords = self.desk.office.folder, self.desk.clock, self.desk.passwords

        def look(uow: UnitOfWork) -> Asked | None:
            from ctg_desktop.exchange import relays

            access = relays.access_to(folder, place, passwords)
            return _asked(place, relays.look(uow, place, access), is_alone=not uow.authority)

        def settle(uow: UnitOfWork) -> Settled:
            from ctg_desktop.exchange import relays

            access = relays.access_to(folder, place, passwords)
            return relays.settle(uow, folder, place, relays.share_of(uow, clock.now()), access)

        asked = yield from self._while_told("Examen du relais…", look)
        if asked is not None and not (yield answered(QuestionDialog(asked, self.window()))):
            return
        settled = yield from self._while_told("Mise en place du relais…", settle)
        self.desk.hear(settled.changes)
        self.desk.relay_changed.emit()
        self.told.emit(f"Relais choisi : {quoted(place)}.", Tone.GOOD)

    def _while_told(self, doing: str, job: Callable[[UnitOfWork], Any]) -> Steps:
        """Have a job of the courier's done, and say so meanwhile: a share may be slow."""
        self._tell_doing(doing)
        try:
            return (yield self.desk.couriering(job))
        finally:
            self._tell_doing("")

    def _give_up(self) -> Steps:
        asked = Asked(
            "Ne plus utiliser ce relais ?",
            "Ce que vous notez restera sur cet ordinateur, et ce que les autres notent n’y viendra "
            "plus. Ce qui est déposé dans le relais y reste ; vous pourrez le choisir de nouveau.",
            go_on="Ne plus l’utiliser",
            keep="Continuer à l’utiliser",
        )
        if not (yield answered(QuestionDialog(asked, self.window()))):
            return
        folder = self.desk.office.folder

        def forget(_uow: UnitOfWork) -> None:
            from ctg_desktop.exchange.relays import forget

            forget(folder)

        yield self.desk.reading(forget)
        self.desk.relay_changed.emit()
        self.told.emit("Ce dossier n’échange plus par un relais.", Tone.GOOD)

    def _write_invitation(self) -> Steps:
        from ctg_desktop.exchange.carriers import INVITATION_NAME

        is_alone = yield self.desk.reading(lambda uow: not uow.authority)
        if is_alone:
            asked = Asked("Inviter un collègue", _KEY, go_on="Continuer", keep="Annuler")
            if not (yield answered(QuestionDialog(asked, self.window()))):
                return
        choice = FileChoice(
            "Inviter un collègue",
            "echange",
            "Enregistrer",
            ("Fichier d’échange (*.ctg)",),
            INVITATION_NAME,
        )
        path = yield file_to_write(choice, self, self.desk.preferences)
        if path is None:
            return
        words = yield from self._words_for_a_password()
        folder, clock, passwords = self.desk.office.folder, self.desk.clock, self.desk.passwords

        def invite(uow: UnitOfWork) -> None:
            from ctg_desktop.exchange.relays import invite_to

            invite_to(uow, folder, path, clock.now(), passphrase=words, passwords=passwords)

        yield self.desk.reading(invite)
        self.refresh()
        apart = f" Sa phrase de passe, à dire de vive voix : {quoted(words)}." if words else ""
        self.told.emit(
            f"Invitation écrite : {quoted(path)}. Donnez-la à votre collègue : elle s’ouvre d’un "
            f"double clic.{apart}",
            Tone.GOOD,
        )

    def _words_for_a_password(self) -> Steps:
        """Ask whether an invitation carries the password of the server; return its passphrase."""
        from ctg_desktop.exchange.passphrase import proposed

        address = self._view.address if self._view is not None else ""
        if not is_server(address):
            return ""
        if not self.desk.passwords.of(server_of(address).for_participants):
            return ""
        words = proposed()
        asked = Asked(
            "Mettre le mot de passe du relais dans l’invitation ?",
            "Votre collègue n’aura rien d’autre à taper que la phrase de passe ci-dessous, qui "
            "protège le fichier : dites-la lui de vive voix. Sans cela, il lui faudra le mot de "
            "passe du serveur.",
            go_on="L’y mettre",
            keep="Sans mot de passe",
            details=words,
        )
        return words if (yield answered(QuestionDialog(asked, self.window()))) else ""


def _asked(place: RelayPlace, found: Place, *, is_alone: bool) -> Asked | None:
    """Return what to ask before a place becomes the relay; None where nothing is."""
    from ctg_desktop.exchange.relays import Place

    is_folder = isinstance(place, Path)

    if found is Place.OURS:
        return None
    if found is Place.TO_JOIN:
        return Asked(
            "Rejoindre cette équipe ?",
            f"{quoted(place)} est le relais d’une équipe de votre convention. Vous "
            "recevrez ce qu’elle a noté ; ce que vous notez comptera chez elle dès que "
            "l’agglomération vous aura accepté.",
            go_on="Rejoindre",
            keep="Annuler",
        )
    return Asked(
        f"Faire de ce {'dossier' if is_folder else 'serveur'} un relais ?",
        f"Une invitation sera déposée dans {quoted(place)}. Tous ceux qui peuvent "
        + ("lire ce dossier " if is_folder else "s’y connecter, et qui administre le serveur, ")
        + "pourront lire ce qui y est échangé : ses droits se règlent là où il est.",
        go_on="En faire un relais",
        keep="Annuler",
        details=_KEY if is_alone else "",
    )
