"""The participants: whose computers write, for whom, and whether it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from ctg_desktop.services.participants import (
    Participant,
    State,
    accept,
    former,
    participants,
    revoke,
)
from ctg_desktop.typography import ago, counted, quoted
from ui.desk import Desk, in_parts
from ui.dialogs.file_choice import FileChoice, existing_folder
from ui.dialogs.question import Asked, QuestionDialog
from ui.flow import Steps, answered
from ui.notify import Tone
from ui.pages.exchanges.accepting import AcceptDialog
from ui.pages.exchanges.key_dialog import KeyDialog
from ui.pages.sections import Section
from ui.widgets.labels import Body, Caption, Link, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.flow_grid import FlowGrid
from ui.widgets.layout.focus import focus_kept
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.line_breaks import breakable

if TYPE_CHECKING:
    from datetime import datetime

    from ctg_desktop.domain.changes import Changes
    from ctg_desktop.ports import UnitOfWork

_STATES = {
    State.ACCEPTED: "accepté",
    State.WAITING: "attend un accord",
    State.GONE: "ne participe plus",
    State.ALONE: "seul pour l’instant",
}


_PUT_AWAY = "Mettre la clé en lieu sûr…"

_CAREFUL = (
    "Une fois accepté, ce qu’un participant note compte ici et chez tous les autres. En cas de "
    "doute, appelez cette personne : n’importe qui peut écrire un nom."
)


@dataclass(frozen=True, slots=True)
class People:
    """Everybody whose writing is known here, with the names of their structures by row.

    `may_certify` tells that this computer holds the convention key.
    """

    found: Sequence[Participant]
    structures: dict[str, str]
    may_certify: bool

    def name(self, who: Participant) -> str:
        """Return how a participant is called: no two alike."""
        structure = self.structures.get(who.structure or "", "")
        name = f"{who.person} ({structure})" if structure else who.person
        same = Counter((each.person, each.structure) for each in self.found)
        is_one = same[who.person, who.structure] == 1
        return name if is_one else f"{name}, ordinateur {who.key[:8]}"


def people(uow: UnitOfWork) -> People:
    """Read everybody whose writing is known here."""
    from ctg_desktop.services.naming import structure_name

    found = participants(uow)
    structures = {each.structure for each in found if each.structure}
    return People(found, {each: structure_name(uow, each) for each in structures}, uow.may_certify)


class ParticipantsSection(Section):
    """Who waits for an agreement first, then everybody else."""

    key: ClassVar[str] = "participants"

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Participants")
        self._people = People((), {}, may_certify=False)
        self.waiting = Caption("", self, bold=True)
        self.waiting.hide()
        self._list = FlowGrid(1, most=1, spacing=(0, 1.5))
        self._who_accepts = Note("", self)
        self._careful = Note(_CAREFUL, self)
        self._careful.hide()
        self.column.addWidget(self.waiting)
        self.column.addWidget(self._careful)
        self.column.addWidget(self._list)
        self.column.addWidget(self._who_accepts)
        self._put_away = QPushButton(_PUT_AWAY, self)
        self._put_away.clicked.connect(lambda: self.desk.flow(self._save_key(), owner=self))
        self._take_back = Link("Reprendre la clé de la convention…", self)
        self._take_back.followed.connect(lambda: self.desk.flow(self._restore_key(), owner=self))
        keys = Flow(spacing=1)
        for button in (self._put_away, self._take_back):
            button.hide()
            keys.addWidget(button)
        self.column.addLayout(keys)
        desk.exchange_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Read who takes part."""
        if self.desk.is_open:
            self.desk.read(people, self._show, owner=self, key="participants")

    def _show(self, found: People) -> None:
        self._people = found
        waiting = [each for each in found.found if each.state is State.WAITING]
        others = [each for each in found.found if each.state is not State.WAITING]
        whose = "votre accord" if found.may_certify else "l’accord de l’agglomération"
        count = counted(len(waiting), "participant attend", "participants attendent")
        self.waiting.setText(f"{count} {whose}")
        self.waiting.setVisible(bool(waiting))
        self._careful.setVisible(bool(waiting) and found.may_certify)
        self._who_accepts.setText(_who_accepts(found))
        self._put_away.setVisible(found.may_certify)
        self._take_back.setVisible(not found.may_certify and not self.is_read_only)
        now = self.desk.now
        with focus_kept(self):
            self._list.set_parts(self._part(each, now) for each in (*waiting, *others))

    def _part(self, who: Participant, now: datetime) -> QWidget:
        """Return a participant: who, for whom, how it stands, what can be done."""
        found, part = self._people, QWidget()
        name = found.name(who)
        layout = row(part, spacing=2)
        words = column(spacing=0.2)
        here = ", cet ordinateur" if who.is_self else ""
        words.addWidget(Body(breakable(f"{name}{here}"), part, bold=True))
        is_replaced = any(each.replaces == who.key for each in found.found)
        standing = _standing(who, now, is_replaced=is_replaced)
        words.addWidget(Note(breakable(standing), part))
        layout.addLayout(words, 1)
        if found.may_certify and not self.is_read_only and not who.is_self:
            for act in self._acts(who, name):
                layout.addWidget(act, 0, Qt.AlignmentFlag.AlignTop)
        return part

    def _acts(self, who: Participant, name: str) -> Iterator[QPushButton]:
        """Yield what can be done with a participant; one click accepts whom nobody resembles."""
        if who.state is State.WAITING:
            colleagues = self._colleagues(who)
            likely = former(self._people.found, who)
            if likely is None:
                yield self._button("Accepter", f"Accepter {name}", partial(self._accept, who, ""))
            if colleagues:
                words = "Accepter…" if likely is not None else "À la place de…"
                called = name if likely is not None else f"{name} à la place d’un autre ordinateur"
                asking = partial(self._ask_whose, who, colleagues)
                yield self._button(words, f"Accepter {called}", asking)
        if who.state is not State.GONE:
            yield self._button("Retirer…", f"Retirer {name}", partial(self._revoke, who))

    def _colleagues(self, who: Participant) -> list[Participant]:
        """Return the participants whose computer another one of their structure may replace."""
        return [
            each
            for each in self._people.found
            if each.state is State.ACCEPTED
            and each.structure == who.structure
            and each.key != who.key
        ]

    def _button(self, words: str, name: str, steps: Callable[[], Steps]) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(name)
        button.setObjectName(name)
        button.setMinimumWidth(px(10))
        button.clicked.connect(lambda: self.desk.flow(steps(), owner=self))
        return button

    # --- accepting and revoking -------------------------------------------------------

    def _ask_whose(self, who: Participant, colleagues: Sequence[Participant]) -> Steps:
        found = self._people
        others = [(each.key, found.name(each)) for each in colleagues]
        likely = former(found.found, who) or colleagues[0]
        name = found.name(who)
        dialog = AcceptDialog(name, who.changes, others, likely.key, self.window())
        if (yield answered(dialog)):
            yield from self._accept(who, dialog.replaces)

    def _accept(self, who: Participant, replaces: str) -> Steps:
        yield self.desk.writing(lambda uow: (None, accept(uow, who, replaces)))
        self._go_on(f"Participation acceptée : {who.person}. Ce qui est noté là-bas compte ici.")

    def _revoke(self, who: Participant) -> Steps:
        name = self._people.name(who)
        kept = counted(who.changes, "modification connue", "modifications connues")
        asked = Asked(
            f"Retirer {name} ?",
            f"Ce qui en est venu jusqu’ici ({kept}) continue de compter. Ce qui en viendra ensuite "
            "ne comptera nulle part. Le droit d’ouvrir le relais se retire là où il est, par le "
            "service informatique.",
            go_on="Retirer",
            keep="Annuler",
        )
        if not (yield answered(QuestionDialog(asked, self.window()))):
            return
        yield self.desk.writing(lambda uow: (None, revoke(uow, who)))
        self._go_on(f"{who.person} ne participe plus : ce qui en viendra ne comptera pas.")

    # --- the convention key -----------------------------------------------------------

    def _save_key(self) -> Steps:
        from ctg_desktop.exchange.recovery import FILE_NAME, SHEET_NAME, put_away

        choice = FileChoice("Où mettre la clé : une clé USB par exemple", "cle")
        place = yield existing_folder(choice, self, self.desk.preferences)
        if place is None:
            return
        today = self.desk.today
        self._put_away.setText("Écriture de la clé…")  # its file is made hard to open, on purpose
        try:
            yield self.desk.couriering(lambda uow: put_away(uow, place, today))
        finally:
            if isValid(self._put_away):
                self._put_away.setText(_PUT_AWAY)
        self.told.emit(
            f"{quoted(FILE_NAME)} et {quoted(SHEET_NAME)} sont dans {quoted(place)}. Imprimez la "
            "feuille, rangez-la au coffre, puis effacez-la d’ici : elle seule suffit à reprendre "
            "la clé.",
            Tone.WARNING,
        )

    def _restore_key(self) -> Steps:
        from ctg_desktop.exchange.recovery import key_in, typed_key

        dialog = KeyDialog(self.desk, self.window())
        if not (yield answered(dialog)):
            return
        path, typed = dialog.path, dialog.typed

        def take_in(uow: UnitOfWork) -> tuple[Changes, ...]:
            seed = key_in(path, typed) if path is not None else typed_key(typed)
            return in_parts(uow.take_in_authority(seed))

        self.desk.hear(*(yield self.desk.couriering(take_in)))
        self._go_on("Cet ordinateur tient maintenant la clé de la convention.")

    def _go_on(self, sentence: str) -> None:
        """Tell it, and let the others know at once where there is a relay."""
        self.refresh()
        self.told.emit(sentence, Tone.GOOD)
        self.desk.tell_exchange(self.desk.exchange)
        self.desk.exchange_due.emit()


def _who_accepts(found: People) -> str:
    if found.may_certify:
        return (
            "Cet ordinateur tient la clé de la convention : c’est lui qui accepte et retire les "
            "participants."
        )
    if any(each.is_self and each.state is State.GONE for each in found.found):
        return (
            "L’agglomération a retiré cet ordinateur de la convention : ce qui s’y écrit ne compte "
            "nulle part ailleurs. Pour participer de nouveau, demandez-lui une invitation."
        )
    if any(each.state is State.ALONE for each in found.found):
        return (
            "Personne n’est encore là : le premier relais ou la première invitation fait la clé "
            "de la convention, et l’ordinateur qui la tient accepte les participants."
        )
    return (
        "L’ordinateur qui tient la clé de la convention, celui de l’agglomération d’ordinaire, "
        "accepte et retire les participants."
    )


def _standing(who: Participant, now: datetime, *, is_replaced: bool) -> str:
    """Return « participant · accepté · 34 modifications · dernier envoi reçu il y a 2 h »."""
    parts = [who.role.value] if who.role is not None and who.state is State.ACCEPTED else []
    parts.append(_STATES[who.state])
    parts += ["remplacé par un autre ordinateur"] if is_replaced else []
    if who.changes:
        parts.append(counted(who.changes, "modification"))
        if who.received_at is not None:
            parts.append(f"dernier envoi reçu {ago(who.received_at, now)}")
    else:
        parts.append("rien d’écrit encore")
    return " · ".join(parts)
