"""What others propose for our rows, and what became of what we proposed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from ctg_desktop.domain.changes import Changes
from ctg_desktop.errors import CtgError
from ctg_desktop.ports import UnitOfWork
from ctg_desktop.services.proposals import ProposalView, State, accept, decline, proposals
from ctg_desktop.typography import ago, counted, labelled, spaced
from ui.desk import Desk
from ui.notify import Tone
from ui.pages.sections import Section
from ui.targets import target_of
from ui.widgets.before_after import BeforeAfter
from ui.widgets.labels import Body, Note, Quotation
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.layouts import column, row
from ui.widgets.line_breaks import breakable
from ui.widgets.line_button import LineButton, under_line

_HEADS = ("En place", "Proposé")

_SHOWN = 20
"""How many are shown at once, those that wait first."""


class ProposalsSection(Section):
    """« Propositions »: those to answer, those that wait elsewhere, the answers."""

    key: ClassVar[str] = "proposals"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Propositions")
        self._list = FlowGrid(1, most=1, spacing=(0, 1))
        self._more = Note("")
        self.column.addWidget(self._list)
        self.column.addWidget(self._more)
        self._more.hide()

    def refresh(self) -> None:
        """Read what is proposed to us and by us."""

        def read(uow: UnitOfWork) -> list[ProposalView]:
            return [each for each in proposals(uow) if each.may_answer or each.is_ours]

        self.desk.read(read, self._show, owner=self, key="proposals")

    def _show(self, found: list[ProposalView]) -> None:
        with focus_kept(self):
            parts: list[QWidget] = [self._card(each) for each in found[:_SHOWN]]
            none = (
                "Aucune proposition. Sur la fiche d’une autre structure, « Proposer une "
                "modification » en envoie une."
            )
            self._list.set_parts(parts or [Body(none)])
            self.refilled.emit()
        left = len(found) - _SHOWN
        self._more.setVisible(left > 0)
        self._more.setText(f"Et {counted(left, 'autre proposition', 'autres propositions')}.")

    def _card(self, found: ProposalView) -> QWidget:
        part = QFrame()
        part.setProperty("look", "card")
        layout = column(part, spacing=0.5, margins=1)
        target = target_of(found.entity, found.row)
        title, about = found.name or found.kind, self._about(found)
        if target is None:
            layout.addWidget(Body(breakable(title), bold=True))
            layout.addWidget(Note(breakable(about)))
        else:
            line = LineButton(title, note=about)
            line.leads_to(partial(self.went.emit, target), f"fiche_{found.ids[0]}")
            layout.addWidget(line)
        for each in found.fields:
            layout.addWidget(BeforeAfter(each.label, each.before, each.after, title, _HEADS))
        if not found.fields:
            none = Body("Cette version du programme ne sait pas montrer la valeur.")
            layout.addWidget(under_line(none))
        if found.reason:
            layout.addWidget(under_line(Quotation(labelled("Raison", found.reason))))
        if found.answer is not None and found.answer.reason:
            said = labelled("Réponse", found.answer.reason)
            layout.addWidget(under_line(Quotation(said)))
        if found.state is State.WAITING and found.may_answer and not self.is_read_only:
            layout.addLayout(self._buttons(found))
        return part

    def _about(self, found: ProposalView) -> str:
        now = self.desk.now
        who = "vous" if found.is_ours else found.author
        parts = [f"Proposé par {who}", found.structure, ago(found.at, now)]
        told = ", ".join(part for part in parts if part)
        answer = found.answer
        state = f"{found.state.value}"
        if answer is not None:
            by = ", ".join(part for part in (answer.author, answer.structure) if part)
            state += f" par {by}, {ago(answer.at, now)}"
        return f"{told} – {state}"

    def _buttons(self, found: ProposalView) -> QHBoxLayout:
        line = row(spacing=1, margins=(LineButton.PADDING, 0, 0, 0))
        for words, name, act in (
            ("Accepter", "accepter", accept),
            ("Refuser", "refuser", decline),
        ):
            button = QPushButton(words)
            button.setObjectName(f"{name}_{found.ids[0]}")
            button.setAccessibleName(spaced(f"{words} : {found.title}"))
            button.clicked.connect(partial(self._answer, found, act))
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        line.addStretch(1)
        return line

    def _answer(
        self,
        found: ProposalView,
        act: Callable[..., Changes],
        _checked: bool = False,  # noqa: FBT001, FBT002 - Qt's
    ) -> None:
        today = self.desk.today

        def write(uow: UnitOfWork) -> tuple[None, Changes]:
            return None, act(uow, found.ids, today)

        done = "acceptée" if act is accept else "refusée"

        def written(_nothing: None) -> None:
            self.desk.tell_done(f"Proposition {done} : {found.title}.")

        self.desk.write(write, written, owner=self, failed=self._tell)

    def _tell(self, error: CtgError) -> None:
        self.told.emit(error.sentence, Tone.WARNING)
