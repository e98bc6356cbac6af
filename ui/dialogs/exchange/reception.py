"""« Recevoir »: what files would change, with nothing written; then taking them in, whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTreeView,
    QWidget,
)

from ctg_desktop.domain.text_diff import apart, marked
from ctg_desktop.errors import CtgError, FileFormatError
from ctg_desktop.exchange.ctg_file import (
    ExchangeFile,
    PassphraseNeededError,
    made_at,
    open_file,
)
from ctg_desktop.exchange.invitations import Invitation, read_invitation
from ctg_desktop.exchange.manifest import Manifest, Purpose
from ctg_desktop.exchange.newcomers import Joined, Meeting, join_with, meeting, use_relay
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.folder.settings import load as load_settings
from ctg_desktop.ports import CancelledError
from ctg_desktop.services.participants import (
    OTHER_TEAM,
    REUNITED,
    is_of_another_team,
    reunite,
)
from ctg_desktop.services.receptions import COUNTED, Fate, Reception
from ctg_desktop.typography import capitalised, counted, local_time, quoted, spaced
from ui.desk import Desk, Work
from ui.dialogs.exchange.messages import joined_message
from ui.dialogs.file_choice import FileChoice, file_to_write
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Step, Steps, Turn, answered
from ui.models.reception_model import EMPTY, ReceptionModel
from ui.notify import Message, Offer, Tone
from ui.targets import Target
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.line_breaks import breakable, breakable_path
from ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import Tick, UnitOfWork

_UNFOLDED_ROWS, _UNFOLDED_FIELDS = 300, 25
"""With no more rows than these, structures are unfolded, and rows as well."""

_LINES = 3
"""How many remarks, or files, are told: the report tells all."""

FILTER = "Fichier d’échange (*.ctg)"

_ALL = "Toutes les fiches"


class ReceptionDialog(QDialog):
    """Opens exchange files, shows what they change, and takes them in when the person says so."""

    told = Signal(object)
    """Message: what was received, once the dialog is closed."""
    went = Signal(object)
    """Target: the person wants to see what is to be settled."""

    def __init__(self, paths: Sequence[Path], desk: Desk, parent: QWidget) -> None:
        """Begin to read the files, one at least."""
        super().__init__(parent)
        self.setWindowTitle("Recevoir un fichier d’échange")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._paths = paths
        self._files: list[ExchangeFile] = []
        self._open = ExitStack()
        self._found: Reception | None = None
        self._message: Message | None = None
        self._turn: Turn | None = None
        self._work: Work | None = None
        self._joining: Callable[[], Steps] | None = None
        self._make_parts()
        self._build()
        self._room = parent.window().size() * 0.94
        self._fit(is_large=False)
        desk.flow(self._steps(), owner=self, failed=self._refuse)

    # --- building ---------------------------------------------------------------------

    def _make_parts(self) -> None:
        self._title = Heading("Lecture du fichier…", 3, self)
        self._from = Body("", self)
        self._wrong = Note("", self, look="alert")
        self._remarks = Note("", self)
        self._teams = Note(OTHER_TEAM, self)
        self._strange: Sequence[Manifest] = ()
        self._reunite = QPushButton("Réunir les deux équipes…", self)
        self._reunite.setAutoDefault(False)
        self._reunite.clicked.connect(lambda: self._desk.flow(self._reunited(), owner=self))
        self._words = QLineEdit(self)
        self._words.setAccessibleName("Phrase de passe")
        self._words.setPlaceholderText("Les mots que l’expéditeur vous a dits")
        self._words.returnPressed.connect(self._give_words)
        self._unlock = QPushButton("Ouvrir", self)
        self._unlock.setAutoDefault(False)
        self._unlock.clicked.connect(self._give_words)
        self._shown = QComboBox(self)
        self._shown.setAccessibleName("Fiches montrées")
        self._shown.activated.connect(self._filter)
        self._hint = Note(
            "Cochez une ligne pour revenir à notre valeur juste après la réception : c’est une "
            "modification comme une autre.",
            self,
        )
        self.model = ReceptionModel(self)
        self.tree = QTreeView(self)
        self.tree.setAccessibleName("Ce qui change")
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(False)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.expanded.connect(self._span)
        self.tree.selectionModel().currentChanged.connect(self._show_detail)
        self._detail = QPlainTextEdit(self)
        self._detail.setReadOnly(True)
        self._detail.setTabChangesFocus(True)
        self._detail.setPlaceholderText(spaced("La ligne choisie se lit ici en entier."))
        self._detail.setAccessibleName("La ligne choisie en entier")
        self._detail.setMinimumHeight(px(3.5))
        self._detail.setMaximumHeight(px(9))
        self.tree.setMinimumHeight(px(8))
        self._bar = WorkBar(self)
        self._leave = QPushButton("Annuler", self)
        self._leave.setAutoDefault(False)
        self._leave.clicked.connect(self.reject)
        self._report = QPushButton("Enregistrer le compte rendu…", self)
        self._report.setAutoDefault(False)
        self._report.clicked.connect(lambda: self._desk.flow(self._save_report(), owner=self))
        self._take = QPushButton("Recevoir", self)
        self._take.setProperty("look", "primary")
        self._take.setDefault(True)
        self._take.clicked.connect(self._receive)
        self._hide_all()

    def _hide_all(self) -> None:
        for part in self._changing:
            part.hide()

    @property
    def _changing(self) -> tuple[QWidget, ...]:
        return (
            *(self._from, self._wrong, self._remarks, self._words, self._unlock, self._shown),
            *(self._hint, self.tree, self._detail, self._take, self._report),
            *(self._teams, self._reunite),
        )

    def _build(self) -> None:
        layout = column(self, spacing=1, margins=2)
        layout.addWidget(self._title)
        layout.addWidget(self._from)
        layout.addWidget(self._wrong)
        unlocking = row(spacing=1)
        unlocking.addWidget(self._words, 1)
        unlocking.addWidget(self._unlock)
        layout.addLayout(unlocking)
        layout.addWidget(self._remarks)
        layout.addWidget(self._teams)
        choosing = row(spacing=1)
        choosing.addWidget(self._shown)
        choosing.addWidget(self._hint, 20)
        choosing.addStretch(1)
        layout.addLayout(choosing)
        layout.addWidget(self.tree, 9)
        layout.addWidget(self._detail, 2)
        layout.addStretch(0)
        buttons = row(spacing=1)
        buttons.addWidget(self._bar)
        buttons.addStretch(1)
        buttons.addWidget(self._reunite)
        buttons.addWidget(self._report)
        buttons.addWidget(self._leave)
        buttons.addWidget(self._take)
        layout.addLayout(buttons)
        follow_layouts(self)

    # --- reading ----------------------------------------------------------------------

    def _steps(self) -> Steps:
        """Open the files, show what they change."""
        opened: list[Path] = []
        refused: list[CtgError] = []
        for path in self._paths:
            try:
                file = yield from self._opened(path)
                self._files.append(self._open.enter_context(file))
                yield self._desk.reading(partial(_check, file))
            except CtgError as error:
                refused.append(error)
                self._files = self._files[: len(opened)]
                continue
            opened.append(path)
        if not opened:
            raise refused[0]
        invitations = [f for f in self._files if f.manifest.purpose is Purpose.INVITATION]
        if len(invitations) == len(self._files) == 1:
            yield from self._invitation(opened[0])
            return
        if invitations:
            raise FileFormatError(
                f"{quoted(invitations[0].name)} est une invitation, qui s’ouvre seule : rien n’a "
                "été repris. Laissez-la de côté et recommencez."
            )
        yield from self._look()
        if refused:  # what can be read of the others is shown all the same
            self._wrong.setText(breakable("\n".join(each.sentence for each in refused)))
            self._wrong.show()
            self._fit(is_large=self.tree.isVisible())

    def _look(self) -> Steps:
        """Show what the files change, and whether they come from people who began alone."""
        self._title.setText("Examen de ce qui changerait…")
        files = self._files

        folder = self._desk.office.folder

        def look(uow: UnitOfWork, tick: Tick) -> tuple[Reception, list[Manifest], bool]:
            from ctg_desktop.exchange.receiving import examined, note_senders
            from ctg_desktop.services.receptions import reception

            with examined(uow, files, tick) as report:
                found = reception(uow, report)
            if not found:  # nothing will be taken in, but what they knew is heard
                note_senders(folder, files)
            told = [file.manifest for file in files]
            strange = [each for each in told if is_of_another_team(uow, each.authority)]
            return found, strange, uow.may_certify

        try:
            found, strange, may_certify = yield self._desk.working_on_storage(
                look, "L’examen du fichier reçu", partial(self._follow, "Examen…")
            )
        except CancelledError:
            self.reject()
            raise
        self._end_work()
        self._preview(found)
        self._teams.setVisible(bool(strange))
        self._reunite.setVisible(bool(strange) and may_certify)
        self._strange = strange
        self._fit(is_large=bool(found.rows))

    def _reunited(self) -> Steps:
        """Let what the other team accepted count, once the person says so; then look again."""
        (first, *_) = self._strange
        who = first.sender.person
        asked = Asked(
            "Réunir les deux équipes ?",
            f"{who} et ses collègues ont commencé seuls, avec leur propre clé. Ce que cette équipe "
            "a accepté et acceptera comptera ici, comme si vous l’aviez accepté. Seul un "
            "retrait y met fin.",
            go_on="Réunir",
            keep="Annuler",
        )
        if not (yield answered(QuestionDialog(asked, self))):
            return
        yield self._desk.writing(lambda uow: (None, reunite(uow, first.authority, who)))
        self._desk.exchange_changed.emit()
        self._desk.exchange_due.emit()
        yield from self._look()
        self._teams.setText(REUNITED)
        self._teams.show()
        self._fit(is_large=self.tree.isVisible())

    def _opened(self, path: Path) -> Steps:
        """Open a file, asking for its passphrase as often as it takes."""
        words = ""
        while True:
            try:
                file = yield self._desk.pressing(partial(open_file, path, words))
            except PassphraseNeededError as error:
                words = yield self._asking(error)
                continue
            for part in (self._words, self._unlock, self._wrong):
                part.hide()
            return file

    def _asking(self, error: CtgError) -> Step:
        """Return the step that waits for a passphrase; what was typed before stays."""

        def begin(turn: Turn) -> None:
            self._turn = turn
            self._title.setText("Une phrase de passe protège ce fichier")
            self._tell_wrong(error)
            for part in (self._words, self._unlock):
                part.show()
                part.setEnabled(True)
            self._fit(is_large=False)
            self._words.setFocus()
            self._words.selectAll()

        return begin

    def _give_words(self) -> None:
        turn, self._turn = self._turn, None
        if turn is None:
            return
        self._title.setText("Lecture du fichier…")
        for part in (self._words, self._unlock):
            part.setEnabled(False)
        turn.go_on(self._words.text())

    # --- showing ----------------------------------------------------------------------

    def _preview(self, found: Reception) -> None:
        self._found = found
        self._title.setText(found.sentence())
        self._show_found(found)
        self._take.setText("Recevoir")
        self._take.setVisible(bool(found))
        self._leave.setText("Ne rien changer" if found else "Fermer")
        (self.tree if found.rows else self._take if found else self._leave).setFocus()

    def _show_found(self, found: Reception) -> None:
        self._from.setText(breakable(_first_lines([*map(_origin, self._files)])))
        self._from.show()
        remarks = found.remarks()
        told = _first_lines(remarks) if found.rows else "\n".join(remarks)
        self._remarks.setText(breakable(told))
        self._remarks.setVisible(bool(remarks))
        self._hint.setVisible(any(each.is_ours and each.fields for each in found.rows))
        self._shown.clear()
        self._shown.addItem(spaced(f"{_ALL} ({len(found.rows)})"), None)
        for fate, (_one, several) in COUNTED.items():
            if count := found.count(fate):
                self._shown.addItem(spaced(f"{capitalised(several)} ({count})"), fate)
        self._shown.setVisible(self._shown.count() > 2)
        for part in (self.tree, self._detail):
            part.setVisible(bool(found.rows))
        self._fit(is_large=bool(found.rows))
        self._filter()

    def _filter(self) -> None:
        assert self._found is not None
        fate: Fate | None = self._shown.currentData()
        every = self._found.rows
        rows = every if fate is None else [each for each in every if each.fate is fate]
        self.model.set_rows(rows)
        self._lay_out_columns()
        for at in range(self.model.rowCount()):
            if len(rows) <= _UNFOLDED_ROWS or not at:
                self.tree.expand(self.model.index(at, 0))
        if len(rows) <= _UNFOLDED_FIELDS:
            self.tree.expandAll()
        if rows:
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _lay_out_columns(self) -> None:
        header = self.tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        width = self.tree.viewport().width()
        header.resizeSection(0, width * 2 // 5)
        header.resizeSection(1, width * 3 // 10)
        self._span(QModelIndex())

    def _span(self, index: QModelIndex) -> None:
        """Let the names of structures, and of the rows of one, have the whole line."""
        if not index.parent().isValid():
            for at in range(self.model.rowCount(index)):
                self.tree.setFirstColumnSpanned(at, index, True)  # noqa: FBT003 - Qt's own

    def _show_detail(self, index: QModelIndex, _former: QModelIndex) -> None:
        field, at = self.model.field_at(index), self.model.row_at(index)
        if field is None:
            self._detail.setPlainText(at.name if at is not None else "")
            return
        after = "Reçu, en conflit" if field.is_in_conflict else "Après"
        was, becomes = field.before or EMPTY, field.after or EMPTY
        lines = (
            field.label,
            f"Avant : {_told_apart(was, becomes)}",
            f"{after} : {_told_apart(becomes, was)}",
        )
        self._detail.setPlainText("\n".join(map(spaced, lines)))

    # --- receiving --------------------------------------------------------------------

    def _receive(self) -> None:
        if self._joining is not None:
            self._desk.flow(self._joining(), owner=self, failed=self._refuse)
        else:
            self._desk.flow(self._receiving(), owner=self, failed=self._stay)

    def _receiving(self) -> Steps:
        self._wrong.hide()
        self._take.setEnabled(False)
        self._title.setText("Réception…")
        files, kept, folder = self._files, self.model.kept, self._desk.office.folder

        def take(uow: UnitOfWork, tick: Tick) -> tuple[Reception, Changes]:
            from ctg_desktop.exchange.receiving import take_in_files

            return take_in_files(uow, folder, files, kept, tick)

        try:
            done = yield self._desk.taking_in(
                take, "La réception du fichier", partial(self._follow, "Copie de sécurité…")
            )
        except CancelledError:
            self._stay(None)
            raise
        self._end_work()
        self._show_done(done, len(kept))

    def _show_done(self, done: Reception, kept: int) -> None:
        self._found = done
        told = f"Reçu. {done.sentence()}"
        if kept:
            told += f" {counted(kept, 'valeur remise', 'valeurs remises')}."
        self.model.freeze()
        self._title.setText(told)
        self._show_found(done)
        self._hint.hide()
        self._take.hide()
        self._report.show()
        self._leave.setText("Fermer")
        self._leave.setDefault(True)
        self._leave.setFocus()
        offer = None
        if waiting := done.count(Fate.IN_CONFLICT):
            told += f" {counted(waiting, 'fiche attend', 'fiches attendent')} votre choix."
            target = Target("exchanges", section="conflicts")
            offer = Offer("Voir les conflits", lambda: self.went.emit(target))
        self._message = Message(told, Tone.WARNING if offer else Tone.GOOD, offer)
        self._desk.exchange_changed.emit()  # what waits to be accepted changes no row

    def _save_report(self) -> Steps:
        """Write what was received to a PDF, or say why that failed."""
        from ctg_desktop.documents.issuing import issue_of
        from ctg_desktop.documents.receptions import FILE_NAME, report_of

        desk, found = self._desk, self._found
        assert found is not None
        choice = FileChoice(
            *("Enregistrer le compte rendu", "imprimer", "Enregistrer", ("Document PDF (*.pdf)",)),
            f"{FILE_NAME} {desk.today.isoformat()}",
        )
        path = yield file_to_write(choice, self, desk.preferences)
        if path is None:
            return
        origins, folder, today = [*map(_origin, self._files)], desk.office.folder, desk.today
        restored = {each.cell for each in self.model.kept}
        self._report.setEnabled(False)
        self._wrong.hide()
        try:
            issue = yield desk.reading(lambda uow: issue_of(uow, load_settings(folder), today))

            def write(tick: Tick) -> None:
                content = report_of(found, origins, issue, restored).rendered(tick)
                with replacing(path) as temporary:
                    temporary.write_bytes(content)

            yield desk.working(
                write, "L’écriture du compte rendu", partial(self._follow, "Mise en page…")
            )
        except CtgError as error:
            self._tell_wrong(error)
        else:
            self._from.setText(breakable_path(f"Compte rendu écrit dans {quoted(path)}."))
        finally:
            self._end_work()
            self._report.setEnabled(True)

    # --- invitations ------------------------------------------------------------------

    def _invitation(self, path: Path) -> Steps:
        """Say what an invitation means here, and follow it once the person says so."""
        folder = self._desk.office.folder
        words = self._words.text()
        invitation = yield self._desk.pressing(lambda: read_invitation(path, words))
        means = yield self._desk.reading(lambda uow: meeting(uow, folder, invitation))
        title = quoted(invitation.title)
        place = quoted(invitation.relay) if invitation.relay is not None else ""
        self.setWindowTitle("Invitation")
        if means is Meeting.KNOWN:
            self._title.setText(f"Ce dossier participe déjà à {title}")
            self._say(
                "Cette invitation n’y change rien : elle est pour les collègues qui n’ont pas "
                "encore de dossier."
            )
            self._leave.setText("Fermer")
            self._leave.setFocus()
            return
        if means is Meeting.RELAY:
            self._title.setText(f"Ce dossier participe déjà à {title}")
            self._say(f"Cette invitation mène au relais {place}. Voulez-vous échanger par lui ?")
            self._take.setText("Échanger par ce relais")
        else:
            self._title.setText(f"Rejoindre {title} ?")
            by = f" Les échanges passeront par {place}." if place else ""
            self._say(
                f"Invitation de {invitation.sender.person}. Ce dossier travaille seul jusqu’ici : "
                "tout ce qui y est noté reste, et comptera chez les autres dès que "
                f"l’agglomération vous aura accepté.{by}"
            )
            self._take.setText("Rejoindre")
        self._leave.setText("Ne rien changer")
        self._take.show()
        self._take.setFocus()
        self._joining = partial(self._join, invitation, is_new=means is Meeting.ALONE)

    def _join(self, invitation: Invitation, *, is_new: bool) -> Steps:
        self._take.setEnabled(False)
        folder, now, passwords = self._desk.office.folder, self._desk.now, self._desk.passwords
        follow = join_with if is_new else use_relay

        def take(uow: UnitOfWork, _tick: Tick) -> tuple[Joined, Changes]:
            return follow(uow, folder, invitation, now, passwords=passwords)

        follow_work = partial(self._follow, "Premier échange…")
        try:
            joined = yield self._desk.taking_in(take, "Le premier échange", follow_work)
        except CtgError as error:
            self._end_work()
            self._take.setEnabled(True)
            self._tell_wrong(error)
            return
        done = f"Vous avez rejoint {quoted(invitation.title)}." if is_new else "C’est fait."
        self._message = joined_message(done, joined)
        self._desk.relay_changed.emit()
        self._desk.exchange_changed.emit()
        self._end_work()
        self.accept()

    def _say(self, text: str) -> None:
        self._from.setText(breakable(text))
        self._from.show()
        self._fit(is_large=False)

    # --- within -----------------------------------------------------------------------

    def _follow(self, words: str, work: Work) -> None:
        self._work = work
        self._bar.follow(work, words)

    def _end_work(self) -> None:
        self._work = None

    def _refuse(self, error: CtgError) -> None:
        """Say why nothing can be received."""
        self._end_work()
        self._hide_all()
        self._title.setText("Rien n’a été repris")
        self._tell_wrong(error)
        self._fit(is_large=False)
        self._leave.setText("Fermer")
        self._leave.setDefault(True)
        self._leave.setFocus()

    def _fit(self, *, is_large: bool) -> None:
        """Take the room of what is shown, around the middle of where it stood."""
        layout = self.layout()
        assert layout is not None
        wanted = QSize(px(112), px(66)) if is_large else QSize(px(76), px(16))
        size = wanted.boundedTo(self._room)
        if not is_large:  # text that wraps asks for no height by itself
            size.setHeight(max(size.height(), layout.totalHeightForWidth(size.width())))
        if not self.isVisible():
            self.resize(size)  # it comes up over the middle of the window by itself
            return
        place = self.geometry()
        middle = place.center()
        place.setSize(size)
        place.moveCenter(middle)
        self.setGeometry(place)

    def _stay(self, error: CtgError | None) -> None:
        """Show the preview again: nothing was taken in; ticks stay."""
        self._end_work()
        assert self._found is not None
        self._title.setText(self._found.sentence())
        self._take.setEnabled(True)
        if error is not None:
            self._tell_wrong(error)

    def _tell_wrong(self, error: CtgError) -> None:
        self._wrong.setText(breakable(error.sentence))
        self._wrong.show()

    # --- Qt ---------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Stop what runs, close the files, and tell what was received."""
        if self._work is not None:
            self._work.cancel()
        self._open.close()
        message, self._message = self._message, None
        super().done(result)
        if message is not None:
            self.told.emit(message)


def _check(file: ExchangeFile, uow: UnitOfWork) -> None:
    """Refuse what is not for this folder; an invitation says itself what it means here."""
    from ctg_desktop.exchange.receiving import check_place

    if file.manifest.purpose is not Purpose.INVITATION:
        check_place(uow, file.name, file.manifest)


def _told_apart(text: str, other: str) -> str:
    """Return a text with signs around what differs; one that differs as a whole bears none."""
    parts = apart(text, other)
    return "".join(words for words, _ in marked(parts)) if len(parts) > 1 else text


def _first_lines(lines: Sequence[str]) -> str:
    """Return as many lines as there is room for; how many more there are is said."""
    more = len(lines) - _LINES
    rest = [f"Et {counted(more, 'autre')}."] if more > 0 else []
    return "\n".join([*lines[:_LINES], *rest])


def _origin(file: ExchangeFile) -> str:
    told = file.manifest
    who = (
        f"{told.sender.person} ({told.sender.structure})"
        if told.sender.structure
        else (told.sender.person)
    )
    return f"{file.name} : de {who}, fait le {local_time(made_at(told))}."
