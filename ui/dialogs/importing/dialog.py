"""« Importer »: a spreadsheet's rows, seen before they are taken in; nothing is written until then.

Four steps stand one below the other: the sheet, the columns, the values, the preview. Whatever is
chosen, the file is examined again on the storage's thread, and every step shows what comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from ctg_desktop.domain.entities import typed_types
from ctg_desktop.domain.fields import describe
from ctg_desktop.errors import CtgError, FieldError
from ctg_desktop.folder.outputs import replacing
from ctg_desktop.importing.correspondence import read as read_correspondence
from ctg_desktop.importing.correspondence import recalled, remember
from ctg_desktop.importing.correspondence import text as correspondence_text
from ctg_desktop.importing.examining import examine
from ctg_desktop.importing.opening import PASTED, opened, pasted, proposed_entity
from ctg_desktop.importing.plan import BLANK, Fate, Plan, Preview
from ctg_desktop.importing.taking_in import Report, take_in, told
from ctg_desktop.importing.waiting import WAITING_NAME, write_waiting_rows
from ctg_desktop.ports import CancelledError
from ctg_desktop.services.ownership import may_record
from ctg_desktop.spreadsheet.reading import read_book
from ctg_desktop.typography import counted, lowered, quoted
from ui.desk import Desk, Work
from ui.dialogs.file_choice import FileChoice, existing_file, file_to_write
from ui.dialogs.importing.columns_part import ColumnsPart
from ui.dialogs.importing.mending_part import MendingPart
from ui.dialogs.importing.questions_part import QuestionsPart
from ui.dialogs.importing.rows_part import RowsPart
from ui.dialogs.importing.source_part import SourcePart
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Steps, let_answer
from ui.widgets.labels import Body, Hairline, Heading, Link, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.line_breaks import breakable, breakable_path
from ui.widgets.work_bar import WorkBar

if TYPE_CHECKING:
    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import Tick, UnitOfWork

_TOML = "Correspondance (*.toml)"
_XLSX = "Classeur Excel (*.xlsx)"
_WRITTEN = (Fate.NEW, Fate.MODIFIED)


@dataclass(frozen=True, slots=True)
class Source:
    """What is taken in: a file, or the `text` of cells that were copied.

    `entity` names what the rows are; empty where that is to be found.
    """

    path: Path | None = None
    text: str = ""
    entity: str = ""

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.name if self.path is not None else PASTED


@dataclass(frozen=True, slots=True)
class _Read:
    plan: Plan
    sheets: tuple[str, ...]


class ImportDialog(QDialog):
    """Reads a spreadsheet, shows what it would change, and takes it in as one gesture."""

    def __init__(self, source: Source, desk: Desk, parent: QWidget) -> None:
        """Begin to read; `source` is a file, or cells."""
        super().__init__(parent)
        self.setWindowTitle(f"Importer {quoted(source.name)}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._source = source
        self._desk = desk
        self._plan: Plan | None = None
        self._preview: Preview | None = None
        self._report: Report | None = None
        self._work: Work | None = None
        self._is_taking = False
        self._is_fresh = True
        """Whether the person chose nothing yet."""
        self._make_parts()
        self._build()
        self.resize((parent.window().size() * 0.96).boundedTo(parent.window().size()))
        self._show_parts(is_any=False)
        self._read(source.entity, "")

    # --- building ---------------------------------------------------------------------

    def _make_parts(self) -> None:
        is_ours = partial(may_record, is_agglomeration=self._desk.office.is_agglomeration)
        self._title = Heading(f"Lecture de {quoted(self._source.name)}…", 3, self)
        self._wrong = Note("", self, look="alert")
        self._wrong.hide()
        self._scroll = PaperScroll(spacing=1.5, margins=(1.5, 1.5), parent=self)
        paper = self._scroll.paper
        self.source_part = SourcePart([k for k in typed_types() if is_ours(k)], paper)
        self.columns_part = ColumnsPart(paper)
        self.questions_part = QuestionsPart(paper)
        self.rows_part = RowsPart(paper)
        self.mending_part = MendingPart(paper)
        self._heads = [
            Heading(words, 2, paper)
            for words in ("1. Le tableau", "2. Les colonnes", "3. Les valeurs", "4. L’aperçu")
        ]
        self._steps = [Link("", self) for _ in self._heads]
        self._newcomers = Note("", paper)
        self._keep = Link("Enregistrer ces choix dans un fichier…", paper)
        self._keep.followed.connect(lambda: self._flow(self._keep_choices()))
        self._take_choices = Link("Reprendre des choix enregistrés…", paper)
        self._take_choices.followed.connect(lambda: self._flow(self._read_choices()))
        self._summary = Body("", self, bold=True)
        self._bar = WorkBar(self)
        self._waiting = self._button("Lignes à corriger dans un fichier…", self._ask_waiting)
        self._leave = self._button("Annuler", self.reject)
        self._take = self._button("Importer", self._begin)
        self._take.setProperty("look", "primary")
        self._connect()

    def _button(self, words: str, do: Callable[[], object]) -> QPushButton:
        button = QPushButton(words, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: do())
        return button

    def _connect(self) -> None:
        self.source_part.read_asked.connect(self._read)
        self.source_part.header_chosen.connect(
            lambda number: self._change(lambda plan: plan.with_header(number))
        )
        self.source_part.forgotten.connect(
            lambda: self._change(lambda plan: Plan(plan.entity, plan.source, plan.table))
        )
        self.columns_part.chosen.connect(
            lambda at, path: self._change(lambda plan: plan.with_column(at, path))
        )
        self.questions_part.answered.connect(
            lambda key, answer: self._change(lambda plan: plan.with_answer(key, answer))
        )
        self.questions_part.left_blank.connect(self._leave_blank)
        self.mending_part.mended.connect(
            lambda line, at, text: self._change(lambda plan: plan.with_cell(line, at, text))
        )
        self.mending_part.left_out.connect(lambda found: self._leave_out(found, is_out=True))
        self.rows_part.turned.connect(lambda found, is_out: self._leave_out(found, is_out=is_out))
        self.mending_part.question_asked.connect(self._show_question)
        for at, step in enumerate(self._steps):
            step.followed.connect(partial(self._go_to, at))

    def _build(self) -> None:
        paper = self._scroll.column
        choices = Flow(spacing=2, line_spacing=0.5)
        for link in (self._keep, self._take_choices):
            choices.addWidget(link)
        parts: Sequence[Sequence[QWidget]] = (
            (self.source_part,),
            (self.columns_part,),
            (self.questions_part, self._newcomers),
            (self.mending_part, self.rows_part),
        )
        for at, (head, below) in enumerate(zip(self._heads, parts, strict=True)):
            if at:
                paper.addWidget(Hairline())
            paper.addWidget(head)
            for part in below:
                paper.addWidget(part)
            if at == 2:
                paper.addLayout(choices)
        paper.addStretch(1)
        layout = column(self, spacing=1, margins=(1.5, 2))
        layout.addWidget(self._title)
        steps = Flow(spacing=2, line_spacing=0.5)
        for link in self._steps:
            steps.addWidget(link)
        layout.addLayout(steps)
        layout.addWidget(self._wrong)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._summary)
        buttons = row(spacing=1)
        buttons.addWidget(self._bar)
        buttons.addStretch(1)
        for button in (self._waiting, self._leave, self._take):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        follow_layouts(self)

    # --- reading ----------------------------------------------------------------------

    def _read(self, entity: str, sheet: str) -> None:
        """Read the file for an entity (empty: found), and a sheet of it (empty: found)."""
        self._stop_work()
        source, folder = self._source, self._desk.office.folder

        def read(_tick: Tick) -> _Read:
            if source.path is None:
                plan = pasted(source.text, entity or "action")
                sheets: tuple[str, ...] = (plan.table.sheet,)
            else:
                sheets = tuple(each.name for each in read_book(source.path).sheets)
                plan = opened(source.path, entity or "action", sheet)
            if not entity:
                plan = replace(plan, entity=proposed_entity(plan.table))
            return _Read(recalled(folder, plan), sheets)

        work = self._desk.work(
            read,
            self._show_read,
            owner=self,
            label="La lecture du tableau",
            failed=self._refuse,
            stopped=self._stop_reading,
        )
        self._follow(work, "Lecture…")

    def _show_read(self, read: _Read) -> None:
        self._work = None
        self._wrong.hide()
        plan = read.plan
        self.source_part.show_entity(plan.entity)
        self.source_part.show_sheets(read.sheets, plan.table.sheet)
        self.source_part.show_rows(plan.table.rows)
        self._is_fresh = True
        self._plan = plan
        self._examine()

    def _stop_reading(self) -> None:
        if self._plan is None and self._work is not None and self._work.is_cancelled:
            self._end_work()
            self.reject()

    # --- examining --------------------------------------------------------------------

    def _change(self, change: Callable[[Plan], Plan]) -> None:
        """Take a choice, and see what comes of it."""
        if self._plan is not None and self._report is None and not self._is_taking:
            self._plan = change(self._plan)
            self._is_fresh = False
            self._examine()

    def _leave_out(self, numbers: Sequence[int], *, is_out: bool) -> None:
        def change(plan: Plan) -> Plan:
            for number in numbers:
                plan = plan.without_row(number, is_out=is_out)
            return plan

        self._change(change)

    def _leave_blank(self, keys: Sequence[str]) -> None:
        def change(plan: Plan) -> Plan:
            return replace(plan, answers={**plan.answers, **dict.fromkeys(keys, BLANK)})

        self._change(change)

    def _examine(self) -> None:
        """Examine the file as it is decided now; what was under way for less is given up."""
        assert self._plan is not None
        self._stop_work()
        plan, today = self._plan, self._desk.today
        self._take.setEnabled(False)

        def look(uow: UnitOfWork, tick: Tick) -> Preview:
            return examine(uow, plan, today, tick)

        work = self._desk.work_on_storage(
            look,
            self._show_preview,
            owner=self,
            label="L’examen du tableau",
            failed=partial(self._refuse_plan, plan),
            stopped=partial(self._stop_examining, plan),
        )
        self._follow(work, "Examen…")

    def _show_preview(self, preview: Preview) -> None:
        if preview.plan is not self._plan or self._report is not None:
            return  # decided otherwise meanwhile
        self._end_work()
        self._wrong.hide()
        self._flow(self._showing(preview))

    def _showing(self, preview: Preview) -> Steps:
        """Show a preview bit by bit, as long as nothing is decided otherwise meanwhile."""
        is_first = self._preview is None
        self._preview = preview
        self._title.hide()  # the window's own says it
        for _ in self._shown_bit_by_bit(preview):
            yield let_answer
            if preview.plan is not self._plan:
                return
        if is_first:
            self._begin_somewhere(preview)

    def _shown_bit_by_bit(self, preview: Preview) -> Iterator[None]:
        self.source_part.show_preview(preview)
        yield from self.columns_part.showing(preview)
        yield
        self.questions_part.show_preview(preview)
        yield
        self.mending_part.show_preview(preview)
        self.rows_part.show_preview(preview)
        yield
        self._name_newcomers(preview)
        self._name_steps(preview)
        self._show_parts(is_any=True)
        yield
        follow_layouts(self)
        self._show_offers(preview)

    def _name_newcomers(self, preview: Preview) -> None:
        named = ", ".join(preview.newcomers[:12])
        more = f" et {len(preview.newcomers) - 12} de plus" if len(preview.newcomers) > 12 else ""
        self._newcomers.setText(
            breakable(f"Seront ajoutés aux contacts et institutions : {named}{more}.")
        )
        self._newcomers.setVisible(bool(preview.newcomers))

    def _name_steps(self, preview: Preview) -> None:
        told_steps = (
            self.source_part.told,
            ColumnsPart.told(preview),
            QuestionsPart.told(preview),
            RowsPart.told(preview),
        )
        for step, head, words in zip(self._steps, self._heads, told_steps, strict=True):
            step.tell(f"{head.text()} : {words}")

    def _show_offers(self, preview: Preview) -> None:
        count = sum(map(preview.count, _WRITTEN))
        waiting, asked = preview.count(Fate.TO_MEND), _blocking(preview)
        kind = preview.plan.kind
        words = counted(count, lowered(kind.label), lowered(kind.plural))
        self._take.setText(f"Importer {words}" if count else "Importer")
        self._take.setEnabled(bool(count) and not asked)
        first = counted(asked, "question est", "questions sont")
        before = f" {first} à décider avant d’importer." if asked else ""
        self._summary.setText(f"{told(preview)}{before}")
        self._waiting.setVisible(bool(waiting))
        self._leave.setText("Ne rien importer")

    def _begin_somewhere(self, preview: Preview) -> None:
        """Put the keyboard where something is to be done first."""
        self._scroll.verticalScrollBar().setValue(0)
        if self._take.isEnabled() and not preview.open_questions:
            self._take.setFocus()
        else:
            self._steps[2 if preview.open_questions else 3].setFocus()

    def _refuse_plan(self, plan: Plan, error: CtgError) -> None:
        if plan is self._plan:
            self._refuse(error)

    def _stop_examining(self, plan: Plan) -> None:
        """Offer to examine again, where it was the person who stopped it."""
        if plan is self._plan and not self._is_taking:
            self._end_work()
            self._summary.setText("L’examen a été arrêté : changez un choix pour le reprendre.")

    # --- going about ------------------------------------------------------------------

    def show_step(self, name: str) -> None:
        """Show a step, by the words that head it."""
        self._go_to(next(at for at, head in enumerate(self._heads) if name in head.text()))

    def _go_to(self, at: int) -> None:
        """Show a step, and put the keyboard into its first part."""
        firsts = (
            self.source_part.focus_first,
            self.columns_part.focus_first,
            self.questions_part.focus_first,
            self._focus_preview,
        )
        firsts[at]()
        head = self._heads[at]
        bar = self._scroll.verticalScrollBar()
        bar.setValue(head.mapTo(self._scroll.paper, head.rect().topLeft()).y() - px(1))

    def _focus_preview(self) -> None:
        part = self.mending_part if self.mending_part.isVisible() else self.rows_part
        part.focus_first()

    def _show_question(self, key: str) -> None:
        line = self.questions_part.show_question(key)
        if line is not None:
            self._scroll.ensureWidgetVisible(line, 0, px(10))

    # --- taking in --------------------------------------------------------------------

    def _begin(self) -> None:
        self._flow(self._taking_in())

    def _taking_in(self) -> Steps:
        assert self._plan is not None
        plan, today, folder = self._plan, self._desk.today, self._desk.office.folder
        self._is_taking = True
        self._scroll.setEnabled(False)
        for button in (self._take, self._waiting):
            button.setEnabled(False)

        def take(uow: UnitOfWork, tick: Tick) -> tuple[Report, Changes]:
            report, changes = take_in(uow, plan, today, tick)
            remember(folder, report.preview)
            return report, changes

        try:
            report = yield self._desk.taking_in(
                take, "L’import du tableau", lambda work: self._follow(work, "Copie de sécurité…")
            )
        except (CtgError, CancelledError):
            self._stay()
            raise
        self._end_work()
        self._is_taking = False
        self._show_done(report)

    def _stay(self) -> None:
        """Go on deciding: nothing was taken in."""
        self._is_taking = False
        self._end_work()
        self._scroll.setEnabled(True)
        self._waiting.setEnabled(True)
        if self._preview is not None:
            self._show_offers(self._preview)

    def _show_done(self, report: Report) -> None:
        """Show what came in, row by row."""
        self._report = report
        preview = report.preview
        self._title.setText(breakable(f"Importé depuis {quoted(self._source.name)}"))
        self._title.show()
        self._scroll.setEnabled(True)
        for part in (
            *self._heads,
            *self._steps,
            *(self.source_part, self.columns_part, self.questions_part, self.mending_part),
            *(self._newcomers, self._keep, self._take_choices, self._take),
        ):
            part.hide()
        for line in self._scroll.paper.findChildren(Hairline):
            line.hide()
        self.rows_part.show_preview(preview, is_over=True)
        self._scroll.verticalScrollBar().setValue(0)
        self.rows_part.fill(self._scroll.viewport().height() - px(4))
        self._summary.setText(
            f"{report.sentence} Un seul Ctrl+Z, une fois cette fenêtre fermée, reprend tout."
        )
        self._waiting.setEnabled(True)
        self._waiting.setVisible(bool(preview.count(Fate.TO_MEND)))
        self._leave.setText("Fermer")
        self._leave.setFocus()

    # --- files ------------------------------------------------------------------------

    def _ask_waiting(self) -> None:
        self._flow(self._write_waiting())

    def _write_waiting(self) -> Steps:
        preview = self._report.preview if self._report is not None else self._preview
        assert preview is not None
        choice = FileChoice(
            "Mettre de côté les lignes à corriger", "import", "Enregistrer", (_XLSX,), WAITING_NAME
        )
        path = yield file_to_write(choice, self, self._desk.preferences)
        if path is None:
            return
        count = yield self._desk.pressing(lambda: write_waiting_rows(preview, path))
        words = counted(count, "ligne à corriger est", "lignes à corriger sont")
        self._summary.setText(
            breakable_path(
                f"{words} dans {quoted(path)} : corrigez-les là, puis importez ce fichier."
            )
        )

    def _keep_choices(self) -> Steps:
        preview = self._preview
        assert preview is not None
        choice = FileChoice(
            *("Enregistrer les choix de cet import", "import", "Enregistrer", (_TOML,)),
            "correspondance",
        )
        path = yield file_to_write(choice, self, self._desk.preferences)
        if path is None:
            return

        def write() -> None:
            with replacing(path) as temporary:
                temporary.write_text(correspondence_text(preview), encoding="utf-8", newline="\n")

        yield self._desk.pressing(write)
        self._summary.setText(breakable_path(f"Choix enregistrés dans {quoted(path)}."))

    def _read_choices(self) -> Steps:
        choice = FileChoice("Reprendre des choix enregistrés", "import", "Reprendre", (_TOML,))
        path = yield existing_file(choice, self, self._desk.preferences)
        if path is None:
            return
        known = yield self._desk.pressing(lambda: read_correspondence(path))
        if self._plan is not None and known.entity != self._plan.entity:
            wanted = describe(known.entity).plural
            raise FieldError(
                "correspondance", f"{quoted(path.name)} est pour autre chose : {wanted}."
            )
        self._change(lambda plan: replace(plan, remembered=known))

    # --- within -----------------------------------------------------------------------

    def _flow(self, steps: Steps) -> None:
        self._desk.flow(steps, owner=self, failed=self._refuse)

    def _follow(self, work: Work, words: str) -> None:
        self._work = work
        self._bar.follow(work, words)

    def _end_work(self) -> None:
        self._work = None

    def _stop_work(self) -> None:
        """Give up what is under way, for something newer."""
        work, self._work = self._work, None
        if work is not None:
            work.cancel()

    def _refuse(self, error: CtgError) -> None:
        """Say why; what was decided stays."""
        self._end_work()
        self._wrong.setText(breakable(error.sentence))
        self._wrong.show()
        if self._plan is not None:
            self.source_part.show_entity(self._plan.entity)
            self.source_part.show_sheet(self._plan.table.sheet)
        if self._plan is None or self._preview is None:
            self._title.setText("Rien n’a été importé")
            self._leave.setText("Fermer")
            self._leave.setFocus()

    def _show_parts(self, *, is_any: bool) -> None:
        for part in (*self._steps, self._scroll, self._summary):
            part.setVisible(is_any)
        self._take.setVisible(is_any)
        if not is_any:
            self._waiting.hide()

    # --- Qt ---------------------------------------------------------------------------

    def reject(self) -> None:
        """Close; ask before choices are lost, and stop what is being written."""
        if self._is_taking:
            if self._work is not None:
                self._work.cancel()
            return
        if self._is_fresh or self._report is not None:
            super().reject()
            return
        asked = Asked(
            "Fermer sans importer ?",
            "Rien n’a été écrit. Ce que vous avez choisi ou corrigé ici serait perdu.",
            go_on="Fermer",
            keep="Revenir à l’import",
        )
        question = QuestionDialog(asked, self)
        question.accepted.connect(lambda: self.done(QDialog.DialogCode.Rejected))
        question.open()

    def done(self, result: int) -> None:
        """Stop what runs; say in the window what came in, with the way back."""
        self._stop_work()
        report = self._report
        super().done(result)
        if report is not None and report.ids:
            self._desk.tell_done(report.sentence)


def _blocking(preview: Preview) -> int:
    """Return how many open questions keep no row out by themselves: they come before all else."""
    holding = {problem.question for found in preview.rows for problem in found.problems}
    return sum(each.key not in holding for each in preview.open_questions)
