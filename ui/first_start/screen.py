"""The screen of the first start: who are you, for which structure, where do backups go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QPushButton, QWidget

from ctg_desktop.errors import CtgError, FieldError
from ctg_desktop.paths import APPLICATION, DataFolder, absolute
from ctg_desktop.typography import local_time, quoted, spaced
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, choose_folder, existing_file, tables_choice
from ui.first_start.making import Answers
from ui.first_start.question import Question
from ui.first_start.structure_line import StructureLine
from ui.first_start.structures import choices_of, proposed
from ui.widgets.labels import Body, Hairline, Heading, Link, Note
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.line_breaks import breakable_path

if TYPE_CHECKING:
    from ctg_desktop.exchange.invitations import Invitation
    from ui.first_start.structures import Proposed
    from ui.flow import Steps

_SHARED = (
    "Cet emplacement est sur un partage ou un disque synchronisé : le programme y travaille, "
    "mais plus lentement, et une seule personne à la fois. Un dossier de cet ordinateur est plus "
    "sûr, avec un second dossier de sauvegardes sur le partage."
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, to be put into those of a screen in another look."""

    person: str = ""
    structure: str = ""
    second: str = ""
    folder: Path | None = None
    referentiel: Path | None = None
    table: Path | None = None


class FirstStartScreen(PaperScroll):
    """Three questions in the window itself; Enter goes on from one to the next."""

    answered = Signal(object)
    """Answers: the folder can be made."""
    demonstration_asked = Signal()
    existing_asked = Signal()
    invitation_asked = Signal()
    """The person has an invitation, in a file."""
    relay_asked = Signal()
    """The person knows the common folder, in which an invitation lies."""
    help_asked = Signal(str)
    """A page of the help, by its topic."""
    alone_asked = Signal()
    """The person does not want to follow the invitation."""

    def __init__(
        self,
        desk: Desk,
        is_shared: Callable[[Path], bool],
        typed: Typed | None = None,
        invitation: Invitation | None = None,
    ) -> None:
        """Ask for the folder of `desk`, which is not there yet; `is_shared` may take a while.

        With an `invitation` there are two questions, and the structures are those it brings.
        """
        super().__init__(spacing=0, margins=(3, 3))
        self._invitation = invitation
        self._desk = desk
        self._is_shared = is_shared
        self._proposed: Proposed | None = None
        self._is_waiting = False
        typed = typed or Typed()
        self.folder = typed.folder or desk.folder
        self._name = QLineEdit(typed.person)
        self._structure = StructureLine("Quelle est votre structure ?")
        self._structure.setText(typed.structure)
        self._second = QLineEdit(typed.second)
        self.person = Question("1. Qui êtes-vous ?", _WHO, self._name)
        self.structure = Question("2. Quelle est votre structure ?", _WHICH, self._structure)
        choose = QPushButton("Choisir…")
        choose.setAccessibleName("Choisir le second dossier des sauvegardes")
        choose.clicked.connect(self._choose_second)
        self.backups = Question("3. Où vont les sauvegardes ?", self._where(), self._second, choose)
        self._words = "Commencer" if invitation is None else "Rejoindre"
        self._begin = QPushButton(self._words)
        self._convention = Note("", self)
        self._misread = Note("", self, look="alert")
        self._other = Link("Ma convention est une autre…", self)
        self._usual = Link("Reprendre celle qui est livrée", self)
        self._table = typed.table
        self._about_table = Note("", self)
        self._tell_table()
        self._wrong = Note("", look="alert")
        self._place = Note("")
        self._advice = Note("", look="warning")
        self._build()
        self._connect()
        self._show_place()
        if invitation is None:
            self._know_later(typed.referentiel)
        else:  # whose convention it is is told
            for part in (self._convention, self._misread, self._other, self._usual):
                part.hide()
            self._structure.set_choices(choices_of(invitation.structures))

    def _build(self) -> None:
        self.setAccessibleName("Premier démarrage")
        middle = QWidget()
        middle.setMaximumWidth(px(72))
        layout = column(middle, spacing=2)
        layout.addWidget(Heading(self._title(), 1))
        layout.addWidget(Body(breakable_path(self._welcome())))
        if self._invitation is None:
            layout.addLayout(self._convention_row())
        for question in self._questions:
            layout.addWidget(question)
        if self._invitation is not None:
            self.backups.setParent(self)
            self.backups.hide()
        layout.addLayout(self._place_row())
        layout.addWidget(self._advice)
        layout.addWidget(self._wrong)
        layout.addLayout(self._begin_row())
        layout.addWidget(Hairline())
        layout.addLayout(self._other_ways())
        layout.addStretch(1)
        beside = row(spacing=0)
        beside.addStretch(1)
        beside.addWidget(middle, 20)
        beside.addStretch(1)
        self.column.addLayout(beside)
        self._wrong.hide()
        self._advice.hide()
        self._name.setPlaceholderText("Prénom et nom")
        self._structure.setPlaceholderText("Les premières lettres, ou le code INSEE")
        self._second.setPlaceholderText("Aucun second dossier")

    @property
    def _questions(self) -> tuple[Question, ...]:
        asked = (self.person, self.structure, self.backups)
        return asked if self._invitation is None else asked[:2]

    def _title(self) -> str:
        if self._invitation is None:
            return "Bienvenue dans CTG Desktop"
        return f"Rejoindre {quoted(self._invitation.title)}"

    def _welcome(self) -> str:
        invitation = self._invitation
        if invitation is None:
            return _WELCOME
        of = invitation.sender
        who = f"{of.person} ({of.structure})" if of.structure else of.person
        by = (
            f" Les échanges passeront par {quoted(invitation.relay)}."
            if invitation.relay is not None
            else " Les échanges se font par fichiers."
        )
        return f"Invitation de {who}, faite le {local_time(invitation.made)}. {_JOINING}{by}"

    def _convention_row(self) -> QBoxLayout:
        """Say which convention it is, and how to come with another one."""
        how = Link("Comment écrire la sienne", self)
        how.followed.connect(lambda: self.help_asked.emit("autre_convention"))
        self._other.followed.connect(self._choose_convention)
        self._usual.followed.connect(lambda: self._know_later(None))
        links = row(spacing=2)
        for link in (self._other, self._usual, how):
            links.addWidget(link)
        links.addStretch(1)
        layout = column(spacing=0.3)
        layout.addWidget(self._convention)
        layout.addWidget(self._misread)
        layout.addLayout(links)
        self._misread.hide()
        self._usual.hide()
        return layout

    def _place_row(self) -> QBoxLayout:
        change = Link("Changer…", self)
        change.setAccessibleName("Changer l’emplacement des données")
        change.followed.connect(self._choose_place)
        layout = row(spacing=1)
        layout.addWidget(self._place, 1)
        layout.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        return layout

    def _begin_row(self) -> QBoxLayout:
        self._begin.setProperty("look", "primary")
        self._begin.clicked.connect(self.begin)
        layout = row(spacing=1)
        layout.addWidget(self._begin)
        layout.addStretch(1)
        return layout

    def _other_ways(self) -> QBoxLayout:
        if self._invitation is not None:
            self._about_table.hide()
            alone = Link("Commencer sans cette invitation", self)
            alone.followed.connect(self.alone_asked)
            layout = column(spacing=0.3)
            layout.addWidget(alone)
            layout.addWidget(Note("Vous pourrez la suivre plus tard, en l’ouvrant de nouveau."))
            return layout
        table = Link("J’ai déjà un tableau Excel…", self)
        table.followed.connect(self._choose_table)
        invited = Link("J’ai reçu une invitation…", self)
        invited.followed.connect(self.invitation_asked)
        common = Link("Choisir le dossier commun…", self)
        common.setAccessibleDescription(spaced(_INVITED))
        common.followed.connect(self.relay_asked)
        example = Link("Essayer avec des données d’exemple", self)
        example.followed.connect(self.demonstration_asked)
        existing = Link("Ouvrir un dossier existant…", self)
        existing.followed.connect(self.existing_asked)
        layout = column(spacing=1.5)
        ways = (
            ((table,), self._about_table),
            ((invited, common), Note(_INVITED)),
            ((example,), Note(_EXAMPLE)),
            ((existing,), Note(_EXISTING)),
        )
        for links, remark in ways:
            pair = column(spacing=0.3)
            beside = row(spacing=2)
            for link in links:
                beside.addWidget(link)
            beside.addStretch(1)
            pair.addLayout(beside)
            pair.addWidget(remark)
            layout.addLayout(pair)
        return layout

    def _choose_table(self) -> None:
        def steps() -> Steps:
            path = yield existing_file(tables_choice(), self, self._desk.preferences)
            if path is not None:
                self._table = path
                self._tell_table()

        self._desk.flow(steps(), owner=self)

    def _tell_table(self) -> None:
        told = _TABLE if self._table is None else f"{quoted(self._table.name)} {_TABLE_CHOSEN}"
        self._about_table.setText(breakable_path(told))

    def _connect(self) -> None:
        self._name.returnPressed.connect(self._leave_name)
        self._structure.returnPressed.connect(self._leave_structure)
        self._structure.chosen.connect(self.structure.clear)
        self._second.returnPressed.connect(self.begin)

    # --- from outside -----------------------------------------------------------------

    @property
    def typed(self) -> Typed:
        """What stands in the fields."""
        known = self._proposed.file if self._proposed is not None else None
        lines = self._name.text(), self._structure.text(), self._second.text()
        return Typed(*lines, self.folder, known, self._table)

    def tell_error(self, error: CtgError) -> None:
        """Say why the folder could not be made; the answers stay."""
        self._set_busy(is_busy=False)
        self._wrong.setText(breakable_path(error.sentence))
        self._wrong.show()
        self._begin.setFocus()
        self.ensureWidgetVisible(self._wrong)

    # --- answering --------------------------------------------------------------------

    def begin(self) -> None:
        """Check the answers, the first wrong one gets the cursor; then have the folder made."""
        self._wrong.hide()
        person, second = self._checked_person(), self._checked_second()
        self._check_structure()
        wrong = [q for q in self._questions if q.wrong]
        if wrong:
            wrong[0].line.setFocus()
            self.ensureWidgetVisible(wrong[0])
            return
        self._set_busy(is_busy=True)
        structure = self._structure.choice
        is_ready = self._proposed is not None or self._invitation is not None
        if person is None or structure is None or not is_ready:
            self._is_waiting = True  # the convention is being read: a moment
            return
        made = (
            *(person, structure, self.folder, second),
            *(self._proposed, self._invitation, self._table),
        )
        self.answered.emit(Answers(*made))

    def _checked_person(self) -> str | None:
        from ctg_desktop.services.installation import checked_person

        try:
            return checked_person(self._name.text())
        except FieldError:
            self.person.tell(
                "Écrivez votre nom, de 120 signes au plus : il accompagnera ce que vous notez."
            )
            return None

    def _check_structure(self) -> bool:
        is_reading = self._proposed is None and self._invitation is None
        if is_reading or self._structure.choice is not None:
            return True
        named = " ou ".join(each.name for each in self._structure.named)
        typed = quoted(self._structure.text().strip())
        self.structure.tell(
            f"{typed} peut désigner {named} : choisissez dans la liste."
            if named
            else "Choisissez une structure dans la liste : elle s’ouvre quand vous tapez."
        )
        return False

    def _checked_second(self) -> Path | None:
        written = self._second.text().strip()
        if not written:
            return None
        place = absolute(Path(written))
        if not place.is_dir():
            self.backups.tell("Ce dossier n’existe pas : choisissez-en un autre, ou aucun.")
        return place

    def _leave_name(self) -> None:
        if self._checked_person() is not None:
            self._structure.setFocus()

    def _leave_structure(self) -> None:
        if not self._structure.is_open and self._check_structure():
            if self._invitation is None:
                self._second.setFocus()
            else:
                self._begin.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        """Let nothing be asked for twice, nor another thing, while the folder is made."""
        self.paper.setEnabled(not is_busy)
        self._begin.setText("Préparation…" if is_busy else self._words)

    # --- the convention ---------------------------------------------------------------

    def _choose_convention(self) -> None:
        choice = FileChoice("Ma convention", "export", "Examiner", ("Référentiel (*.toml)",))

        def steps() -> Steps:
            file = yield existing_file(choice, self, self._desk.preferences)
            if file is not None:
                self._know_later(file)

        self._desk.flow(steps(), owner=self)

    def _know_later(self, file: Path | None) -> None:
        """Read the convention of a file, else the delivered one; an error is told beside it."""

        def misread(error: CtgError) -> None:
            self._misread.setText(breakable_path(error.sentence))
            self._misread.show()
            self.ensureWidgetVisible(self._misread)
            if self._proposed is None:
                self._know_later(None)

        self._misread.hide()
        self._desk.press(lambda: proposed(file), self._know, owner=self, failed=misread)

    def _know(self, found: Proposed) -> None:
        self._proposed = found
        title = quoted(found.referentiel.title)
        is_own = found.file is not None
        whence = quoted(found.file.name) if found.file is not None else "livrée avec le programme"
        self._convention.setText(breakable_path(f"Convention : {title}, {whence}."))
        self._usual.setVisible(is_own)
        self._other.setVisible(not is_own)
        self.structure.clear()
        self._structure.set_choices(found.choices)
        if self._is_waiting:
            self._is_waiting = False
            self._set_busy(is_busy=False)
            self.begin()

    # --- places -----------------------------------------------------------------------

    def _where(self) -> str:
        place = breakable_path(DataFolder(self.folder).backups)
        return (
            f"Des copies de sécurité se font toutes seules, dans « {place} ». Un second "
            "dossier, facultatif, les garde aussi ailleurs : clé USB, autre disque, partage."
        )

    def _show_place(self) -> None:
        self._place.setText(f"Vos données iront dans « {breakable_path(self.folder)} ».")
        self.backups.remark.setText(self._where())
        folder = self.folder

        def advise(is_shared: object) -> None:
            if folder == self.folder:
                self._advice.setText(_SHARED)
                self._advice.setVisible(bool(is_shared))

        self._desk.press(lambda: self._is_shared(folder), advise, owner=self)

    def _choose_place(self) -> None:
        def chosen(folder: Path) -> None:
            self.folder = _within(folder)
            self._wrong.hide()
            self._show_place()

        choose_folder(FileChoice("Emplacement des données", "donnees"), self, self._desk, chosen)

    def _choose_second(self) -> None:
        def chosen(folder: Path) -> None:
            self._second.setText(str(folder))
            self.backups.clear()

        choose_folder(
            FileChoice("Second dossier des sauvegardes", "sauvegardes"), self, self._desk, chosen
        )

    # --- Qt ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Put the cursor into the first question."""
        super().showEvent(event)
        self._name.setFocus()


def _within(place: Path) -> Path:
    """Return the folder for the data in a place that was chosen: a new one beside other files."""
    try:
        is_empty = next(place.iterdir(), None) is None
    except OSError:
        is_empty = True
    return place if is_empty else place / APPLICATION


_WELCOME = (
    "Trois questions, et la convention est là. Vos réponses restent sur cet ordinateur. Le nom "
    "et les sauvegardes se changent ensuite dans Paramètres ; la structure aussi, tant que "
    "rien n’a été enregistré."
)
_JOINING = (
    "La convention, son référentiel et ce que vos collègues partagent arrivent ici ; vous "
    "travaillez tout de suite, et ce que vous notez compte chez les autres dès que "
    "l’agglomération vous a accepté."
)
_TABLE = (
    "Un plan d’actions ou une liste, tel qu’il est : il se reprend après un aperçu, dès que les "
    "trois questions ont leur réponse."
)
_TABLE_CHOSEN = "sera montré dès que les questions ont leur réponse ; rien n’est écrit avant."
_INVITED = (
    "Un fichier « Rejoindre la CTG.ctg » reçu d’un collègue, ou le dossier commun où il est rangé."
)
_WHO = "Votre nom accompagne ce que vous notez, dans l’historique et les notes de suivi."
_WHICH = "La commune, le SIVOM ou l’agglomération dont vous suivez les actions."
_EXAMPLE = (
    "Un dossier à part, rempli de 60 actions et de collègues inventés, et marqué comme tel. Rien "
    "n’y est vrai, et vos données n’y vont pas."
)
_EXISTING = "Celui d’un autre ordinateur, d’une clé ou d’un partage, déjà créé avec CTG Desktop."
