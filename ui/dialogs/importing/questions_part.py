"""The third step: what is asked once for all cells that say the same; what is proposed beside."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from ctg_desktop.importing.plan import BLANK, Preview, Question
from ctg_desktop.typography import counted, spaced
from ui.dialogs.importing.wording import cells_words, look
from ui.icons import icon
from ui.widgets.labels import Body, Heading, Note
from ui.widgets.layout.layouts import column, px
from ui.widgets.line_breaks import breakable
from ui.widgets.quiet_combo import NamedCombo

_AT_ONCE = 25
"""How many questions are shown at first, and more each time that the next ones are asked for."""

_CELLS = 6
_MANY = 4
"""From so many on, what nobody wants to look up is left blank at once."""


class QuestionsPart(QWidget):
    """What is to be decided stands first and stays in its place once it is; the rest folds."""

    answered = Signal(str, str)
    """The key of a question, and its answer."""
    left_blank = Signal(object)
    """The keys of questions whose cells are left blank, all at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without any question."""
        super().__init__(parent)
        self._none = Note("Rien à décider : toutes les valeurs sont reconnues.", self)
        self._open = _Questions("À décider", self)
        self._proposed = _Questions("Proposé : à vérifier", self)
        self._blank: list[str] = []
        self._leave = QPushButton(self)
        self._leave.setAutoDefault(False)
        self._leave.clicked.connect(lambda _checked=False: self.left_blank.emit(self._blank))
        self._unfold = QPushButton(self)
        self._unfold.setProperty("look", "quiet")
        self._unfold.setAutoDefault(False)
        self._unfold.clicked.connect(self._turn)
        layout = column(self, spacing=1.5)
        layout.addWidget(self._none)
        layout.addWidget(self._open)
        layout.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._unfold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._proposed)
        for part in (self._open, self._proposed):
            part.answered.connect(self.answered)
            part.hide()
        self._is_unfolded = False

    def show_preview(self, preview: Preview) -> None:
        """Show the questions; those that were to be decided stay where they are."""
        known = {each.key: each for each in preview.questions}
        first = [each for each in preview.questions if each.is_open or each.key in self._open.keys]
        stay = [known[key] for key in self._open.keys if key in known]
        first = [*stay, *(each for each in first if each.key not in self._open.keys)]
        keys = {each.key for each in first}
        rest = [each for each in preview.questions if each.key not in keys]
        self._open.show_questions(first)
        self._proposed.show_questions(rest)
        self._none.setVisible(not known)
        self._open.setVisible(bool(first))
        self._blank = [each.key for each in preview.open_questions if _may_be_blank(each)]
        self._leave.setVisible(len(self._blank) >= _MANY)
        self._leave.setText(
            f"Laisser vide ce qui reste à décider ({counted(len(self._blank), 'valeur')})"
        )
        self._unfold.setVisible(bool(rest))
        told = counted(len(rest), "réponse proposée", "réponses proposées")
        self._unfold.setText(spaced(f"{told} : à vérifier" if rest else ""))
        self._show_folding()

    @staticmethod
    def told(preview: Preview) -> str:
        """Return the step in a few words."""
        if waiting := len(preview.open_questions):
            return f"{waiting} à décider"
        return counted(len(preview.questions), "réponse") if preview.questions else "rien à décider"

    def show_question(self, key: str) -> QWidget | None:
        """Put the keyboard on a question, and return its line; None where it is not asked."""
        if key in self._proposed.keys:
            self._is_unfolded = True
            self._show_folding()
        for part in (self._open, self._proposed):
            if key in part.keys:
                return part.focus_on(key)
        return None

    def focus_first(self) -> None:
        """Put the keyboard on what is to be decided first."""
        for part in (self._open, self._proposed):
            if part.isVisible() and part.keys:
                part.focus_on(part.keys[0])
                return
        if self._unfold.isVisible():
            self._unfold.setFocus()

    def _turn(self) -> None:
        self._is_unfolded = not self._is_unfolded
        self._show_folding()

    def _show_folding(self) -> None:
        is_shown = self._is_unfolded and bool(self._proposed.keys)
        self._proposed.setVisible(is_shown)
        self._unfold.setIcon(icon("chevron-up" if is_shown else "chevron-down"))
        self._unfold.setAccessibleDescription("Déplié" if is_shown else "Replié")


def _may_be_blank(question: Question) -> bool:
    """Whether leaving a question aside leaves cells blank, rather than rows out."""
    is_value = question.key.startswith(("nom:", "valeur:"))
    return is_value and any(each.answer == BLANK for each in question.options)


class _Questions(QWidget):
    """Questions one below the other: the sentence and its cells, the answer beside."""

    answered = Signal(str, str)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.keys: list[str] = []
        self._known: dict[str, Question] = {}
        self._lines: dict[str, _Line] = {}
        self._limit = _AT_ONCE
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(2))
        self._grid.setVerticalSpacing(px(1))
        self._grid.setColumnStretch(0, 6)
        self._grid.setColumnStretch(1, 5)
        self._more = QPushButton(self)
        self._more.setAutoDefault(False)
        self._more.clicked.connect(self._show_more)
        self.setAccessibleName(spaced(title))
        layout = column(self, spacing=1)
        layout.addWidget(Heading(title, 3, self))
        layout.addLayout(self._grid)
        layout.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_questions(self, questions: list[Question]) -> None:
        self.keys = [each.key for each in questions]
        self._known = {each.key: each for each in questions}
        for key in [key for key in self._lines if key not in self._known]:
            self._lines.pop(key).leave(self._grid)
        self._show_lines()

    def _show_lines(self) -> None:
        former: QWidget | None = None
        for at, key in enumerate(self.keys[: self._limit]):
            line = self._lines.get(key)
            if line is None:
                line = self._lines[key] = _Line(self._known[key], self)
                line.combo.answered.connect(self.answered)
            line.stand(self._grid, at)
            line.show_question(self._known[key])
            if former is not None:
                QWidget.setTabOrder(former, line.combo)
            former = line.combo
        left = len(self.keys) - self._limit
        self._more.setVisible(left > 0)
        self._more.setText(spaced(f"Montrer les {min(left, _AT_ONCE)} suivantes ({left} en tout)"))
        if former is not None:
            QWidget.setTabOrder(former, self._more)

    def _show_more(self) -> None:
        first = self._limit
        self._limit += _AT_ONCE
        self._show_lines()
        self.focus_on(self.keys[first])

    def focus_on(self, key: str) -> QWidget:
        while key not in self._lines:
            self._limit += _AT_ONCE
            self._show_lines()
        combo = self._lines[key].combo
        combo.setFocus()
        return combo


class _AnswerList(NamedCombo):
    """The answers to one question; where any text will do, it may be typed."""

    answered = Signal(str, str)

    def __init__(self, question: Question, parent: QWidget) -> None:
        super().__init__(spaced(f"Réponse : {question.sentence}"), parent)
        self._key = question.key
        self.setPlaceholderText("À décider…")
        if question.is_free:
            self.setEditable(True)
            self.setInsertPolicy(self.InsertPolicy.NoInsert)
            line = self.lineEdit()
            assert line is not None
            line.setPlaceholderText(spaced("À décider : choisissez, ou écrivez"))
            line.editingFinished.connect(lambda: self._give(self.currentText().strip()))
        self.activated.connect(lambda _at: self._give(self.currentData()))

    def _give(self, answer: object) -> None:
        if isinstance(answer, str) and answer:
            found = self.findText(answer) if self.isEditable() else -1
            self.answered.emit(self._key, self.itemData(found) if found >= 0 else answer)

    def show_answer(self, question: Question) -> None:
        options = [(each.words, each.answer) for each in question.options]
        if options != [(self.itemText(at), self.itemData(at)) for at in range(self.count())]:
            self.clear()
            for words, answer in options:
                self.addItem(words, answer)
        at = self.findData(question.answer) if question.answer else -1
        self.setCurrentIndex(at)
        if at < 0 and question.answer and self.isEditable():
            self.setEditText(question.answer)


class _Line:
    """One question: widgets that stand in a line of the grid."""

    def __init__(self, question: Question, parent: QWidget) -> None:
        self.combo = _AnswerList(question, parent)
        self._words = QWidget(parent)
        self._sentence = Body("", self._words)
        self._cells = Note("", self._words)
        self._problem = Note("", self._words, look="alert")
        layout = column(self._words, spacing=0)
        for part in (self._sentence, self._cells, self._problem):
            layout.addWidget(part)
        self._words.show()
        self.combo.show()

    def stand(self, grid: QGridLayout, at: int) -> None:
        grid.addWidget(self._words, at, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.combo, at, 1, Qt.AlignmentFlag.AlignTop)

    def leave(self, grid: QGridLayout) -> None:
        for part in (self._words, self.combo):
            grid.removeWidget(part)
            part.hide()
            part.deleteLater()

    def show_question(self, question: Question) -> None:
        self._sentence.setText(breakable(question.sentence))
        named = cells_words(question.cells, question.count, most=_CELLS)
        self._cells.setText(f"À décider, {named}" if question.is_open else named)
        look(self._cells, "alert" if question.is_open else "muted")
        self._problem.setText(question.problem)
        self._problem.setVisible(bool(question.problem))
        self.combo.show_answer(question)
        self.combo.setAccessibleDescription(self._cells.text())
