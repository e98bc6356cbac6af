"""The card of a contact: how to reach them, what they follow, where the card comes from."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ctg_desktop.domain.people import Contact
from ctg_desktop.domain.rules import CONTACT_CHECK_AGE
from ctg_desktop.services.contacts import ContactEntry, card_lines
from ctg_desktop.services.exports import vcards
from ctg_desktop.typography import NO_BREAK, long_date
from ui import icons, theme
from ui.tokens import Size
from ui.widgets.labels import Caption, Hairline, Heading, Link, Note, Picture, Quotation
from ui.widgets.layout import layouts
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.scroll import PaperCard
from ui.widgets.line_breaks import breakable
from ui.widgets.qr_code import QrCode
from ui.widgets.tips import plain_tip

_COPIED = {
    "email": ("Copier l’adresse", "Adresse copiée"),
    "landline": ("Copier le téléphone fixe", "Téléphone fixe copié"),
    "mobile": ("Copier le téléphone mobile", "Téléphone mobile copié"),
}
"""By field: what the button says, and what is told afterwards."""

_HEAD = ("function", "service", "institution")
"""What stands under the name rather than in the list below."""


_READ_ONLY = "Ce dossier est ouvert en lecture seule."
_KEPT_ELSEWHERE = (
    "Cette fiche fait partie du référentiel, que l’agglomération tient à jour, ou d’une autre "
    "structure."
)


class ContactCard(PaperCard):
    """One contact to be read and used; the page does what its signals ask."""

    written_to = Signal(str)
    """The person wants to write to this address."""
    copied = Signal(str, str)
    """A text to copy, and what to tell when it is."""
    verified = Signal()
    favourite_changed = Signal(bool)
    card_asked = Signal()
    """A vCard as a file."""
    edit_asked = Signal()
    removal_asked = Signal()
    correction_asked = Signal()
    data_asked = Signal()
    """« Exporter les données »."""
    erasure_asked = Signal()

    def __init__(self, parent: QWidget | None = None, *, is_read_only: bool) -> None:
        """Make an empty card; where the folder is read-only nobody can be marked."""
        super().__init__(spacing=0, parent=parent)
        self._is_read_only = is_read_only
        self._entry: ContactEntry | None = None
        self._shows_code = False
        self.paper.setAccessibleName("Fiche du contact")
        self._show_nobody()

    def show_entry(self, entry: ContactEntry | None) -> None:
        """Show a contact, or nobody; the keyboard stays on the button that it was on."""
        if entry is not None and entry == self._entry:
            return
        is_same = entry is not None and self._entry is not None and entry.id == self._entry.id
        focused = self.focusWidget() if is_same else None
        name = focused.objectName() if focused is not None and focused.hasFocus() else ""
        self._shows_code = self._shows_code and is_same
        self._entry = entry
        place = self.verticalScrollBar().value() if is_same else 0
        if entry is None:
            self._show_nobody()
        else:
            self._show_somebody(entry)
        if self.content is not None:
            self.content.show()
        self.verticalScrollBar().setValue(place)
        if name and self.content is not None:
            button = self.content.findChild(QWidget, name)
            if isinstance(button, QWidget):
                button.setFocus()

    def show_again(self) -> None:
        """Show the contact as it stands: what was pressed could not be done."""
        entry, self._entry = self._entry, None
        self.show_entry(entry)

    def focus_first(self) -> None:
        """Give the keyboard to the first thing that one can do with the contact."""
        first = self.paper.findChild(QPushButton)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def menu(self) -> QMenu:
        """Return what the buttons of the card offer, as a right click in the list shows it."""
        menu = QMenu(self)
        menu.setAccessibleName("Contact choisi")
        for button in self.paper.findChildren(QAbstractButton):
            if button.isEnabled() and not button.isHidden() and not isinstance(button, Link):
                words = button.text() or button.accessibleName()
                action = menu.addAction(button.icon(), words.replace("&", "&&"))
                action.setCheckable(button.isCheckable())
                action.setChecked(button.isChecked())
                action.triggered.connect(button.click)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _show_nobody(self) -> None:
        layout = self.emptied()
        layout.addWidget(Note("Choisissez un contact dans la liste."))
        layout.addStretch(1)

    def _show_somebody(self, entry: ContactEntry) -> None:
        layout = self.emptied()
        layout.addLayout(self._head(entry))
        self._add_check(layout, entry)
        layout.addWidget(Hairline())
        layout.addLayout(self._reach(entry))
        layout.addLayout(self._details(entry))
        layout.addLayout(self._code(entry))
        layout.addWidget(Hairline())
        self._add_upkeep(layout, entry)
        self._add_rights(layout, entry)
        layout.addStretch(1)

    # --- who --------------------------------------------------------------------------

    def _head(self, entry: ContactEntry) -> QVBoxLayout:
        contact, institution = entry.view.contact, entry.view.institution
        layout = layouts.column(spacing=0.3)
        line = layouts.row(spacing=1)
        name = Heading(breakable(contact.name), 1)
        line.addWidget(name, 1)
        line.addWidget(self._star(entry), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(line)
        if contact.active is False:
            layout.addWidget(_Remark("archive", "N’est plus en fonction", "muted"))
        for text in (contact.function, contact.service):
            if text:
                layout.addWidget(Quotation(breakable(text)))
        if institution is not None:
            called = institution.marked(institution.name or institution.acronym or "")
            layout.addWidget(Quotation(breakable(called), bold=True))
        return layout

    def _star(self, entry: ContactEntry) -> QToolButton:
        star = QToolButton()
        star.setObjectName("favourite")
        star.setProperty("look", "quiet")
        star.setCheckable(True)
        star.setChecked(entry.is_favourite)
        star.setIcon(icons.icon("star-filled" if entry.is_favourite else "star"))
        star.setText("Favori")
        star.setEnabled(not self._is_read_only)
        star.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        star.clicked.connect(self.favourite_changed)
        return star

    def _add_check(self, layout: QVBoxLayout, entry: ContactEntry) -> None:
        """Say when the card was checked last, and what to do when that is long ago."""
        checked_on = entry.view.contact.verified_on
        if not entry.is_to_verify:
            if checked_on is not None:
                words = f"Vérifié le {long_date(checked_on)}"
                layout.addWidget(_Remark("success", words, "good"))
            return
        words = "À vérifier : date de vérification inconnue"
        if checked_on is not None:
            words = f"À vérifier : dernière vérification le {long_date(checked_on)}"
        remark = _Remark("verify", words, "warning")
        days = CONTACT_CHECK_AGE.days
        remark.setToolTip(plain_tip(f"Une fiche se vérifie au moins tous les {days} jours."))
        layout.addWidget(remark)
        if entry.is_editable:
            flow = Flow(spacing=0.7)
            words = "Marquer comme vérifié aujourd’hui"
            flow.addWidget(self._button("verified", "check", words, self.verified))
            layout.addLayout(flow)

    # --- how to reach them --------------------------------------------------------------

    def _reach(self, entry: ContactEntry) -> Flow:
        contact = entry.view.contact
        flow = Flow(spacing=0.7)
        if contact.email:
            write = self._button("write", "mail", "Écrire")
            write.setProperty("look", "primary")
            address = contact.email
            write.setIcon(icons.icon("mail", theme.current().colours.on_accent))
            write.clicked.connect(lambda: self.written_to.emit(address))
            flow.addWidget(write)
        flow.addWidget(self._button("vcard", "export", "Carte de visite (vCard)…", self.card_asked))
        code = self._button("code", "qr", "Code QR")
        code.setCheckable(True)
        code.setChecked(self._shows_code)
        code.toggled.connect(self._show_code)
        flow.addWidget(code)
        return flow

    def _details(self, entry: ContactEntry) -> QVBoxLayout:
        """Return what is known line by line, each under its label: narrow at every text size."""
        layout = layouts.column(spacing=0.9)
        labels = {Contact.TYPE.fields[name].label: name for name in Contact.TYPE.fields}
        shown = [(labels[label], label, value) for label, value in card_lines(entry.view)]
        lines = [line for line in shown if line[0] not in (*_HEAD, "verified_on")]
        for name, label, value in lines:
            layout.addLayout(self._line(name, label, value))
        if not _COPIED.keys() & {name for name, _label, _value in lines}:
            layout.addWidget(Note("Ni adresse ni téléphone : à compléter."))
        return layout

    def _line(self, name: str, label: str, value: str) -> QVBoxLayout:
        layout = layouts.column(spacing=0)
        layout.addWidget(Note(label, wraps=False))
        line = layouts.row(spacing=0.5)
        line.addWidget(self._value(name, value))
        if name in _COPIED:
            line.addWidget(self._copy(name, value))
            line.addStretch(1)
        layout.addLayout(line)
        return layout

    def _value(self, name: str, value: str) -> QWidget:
        if name != "email":
            return Caption(value) if name in _COPIED else Quotation(breakable(value))
        link = _Address(value)
        link.setObjectName("address")
        link.followed.connect(lambda: self.written_to.emit(value))
        return link

    def _copy(self, name: str, value: str) -> QToolButton:
        words, told = _COPIED[name]
        button = QToolButton()
        button.setObjectName(f"copy_{name}")
        button.setProperty("look", "quiet")
        button.setIcon(icons.icon("copy"))
        button.setToolTip(plain_tip(words))
        button.setAccessibleName(words)
        plain = value.replace(NO_BREAK, " ")
        button.clicked.connect(lambda: self.copied.emit(plain, f"{told} : {value}"))
        return button

    # --- the code -------------------------------------------------------------------------

    def _code(self, entry: ContactEntry) -> QVBoxLayout:
        self._code_place = layouts.column(spacing=0.5)
        if self._shows_code:
            self._draw_code(entry)
        return self._code_place

    def _show_code(self, is_shown: bool) -> None:  # noqa: FBT001 - a slot of `toggled`
        self._shows_code = is_shown
        while (item := self._code_place.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if is_shown and self._entry is not None:
            self._draw_code(self._entry)

    def _draw_code(self, entry: ContactEntry) -> None:
        code = QrCode()
        name = entry.view.contact.name
        words = f"Carte de visite de {name}, à photographier avec un téléphone."
        if code.show_text(vcards([entry.view]), words):
            self._code_place.addWidget(code, 0, Qt.AlignmentFlag.AlignLeft)
            code.show()
            self._code_place.addWidget(Note(words))
        else:
            code.deleteLater()
            self._code_place.addWidget(
                Note("Cette fiche est trop longue pour un code QR : utilisez le fichier vCard.")
            )

    # --- keeping it right --------------------------------------------------------------

    def _add_upkeep(self, layout: QVBoxLayout, entry: ContactEntry) -> None:
        flow = Flow(spacing=0.7)
        if entry.is_editable:
            flow.addWidget(self._button("edit", "edit", "Modifier", self.edit_asked))
            flow.addWidget(self._button("remove", "trash", "Retirer", self.removal_asked))
        else:
            layout.addWidget(Note(_READ_ONLY if self._is_read_only else _KEPT_ELSEWHERE))
            words = "Proposer une correction…"
            flow.addWidget(self._button("correct", "mail", words, self.correction_asked))
        layout.addLayout(flow)

    def _add_rights(self, layout: QVBoxLayout, entry: ContactEntry) -> None:
        layout.addWidget(Heading("Droits de la personne", 3))
        layout.addWidget(
            Note(
                "Chacun peut demander ce que ce dossier contient à son sujet, ou demander "
                "d’en être effacé."
            )
        )
        flow = Flow(spacing=0.7)
        words = "Exporter les données d’une personne…"
        flow.addWidget(self._button("data", "export", words, self.data_asked))
        if entry.is_editable:
            words = "Effacer cette personne…"
            flow.addWidget(self._button("erase", "drop", words, self.erasure_asked))
        layout.addLayout(flow)

    @staticmethod
    def _button(
        name: str, icon: str, words: str, asked: SignalInstance | None = None
    ) -> QPushButton:
        button = QPushButton(icons.icon(icon), words)
        button.setObjectName(name)
        if asked is not None:
            button.clicked.connect(lambda _checked: asked.emit())
        return button


class _Address(Link):
    """An address that leads to a draft; it is shortened in the middle where it does not fit."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self._whole = address
        self._usual = super().sizeHint()
        self.setToolTip(plain_tip(address))

    def sizeHint(self) -> QSize:
        return self._usual

    def minimumSizeHint(self) -> QSize:
        return QSize(layouts.px(10), self._usual.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        around = self._usual.width() - metrics.horizontalAdvance(self._whole)
        room = event.size().width() - max(0, around)
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideMiddle, room)
        if event.size().width() >= self._usual.width():
            shown = self._whole
        self.setText(shown.replace("&", "&&"))


class _Remark(QWidget):
    """An icon and a few words in one colour: how a card stands."""

    def __init__(self, icon: str, words: str, tone: str) -> None:
        super().__init__()
        colour = getattr(theme.current().colours, tone)
        mark = Picture()
        mark.setPixmap(icons.pixmap(icon, colour, layouts.px(1.8)))
        text = Caption(words)
        text.setFont(theme.current().font(Size.TEXT, bold=tone == "warning"))
        text.setWordWrap(True)
        text.setStyleSheet(f"color: {colour}")
        line = layouts.row(self, spacing=0.6)
        line.addWidget(mark)
        line.addWidget(text, 1)
