"""Whatever a person does: what was typed is saved, or still on screen when its row is."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtWidgets import QApplication

from ctg_desktop.bootstrap import SqliteStorage
from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Changes
from ctg_desktop.domain.choices import Priority
from ctg_desktop.domain.parsing import parse
from ctg_desktop.errors import InputError
from ctg_desktop.services import actions
from tests.support.app import TODAY, Office, new_action
from tests.support.window import retyped, settled
from ui.desk import Desk
from ui.widgets.rows.form import RowForm

IS_STRESS = os.environ.get("CTG_STRESS") == "1"

FIELDS = ("title", "description", "starts_on", "ends_on")
TEXTS = st.sampled_from(
    ["", "Café", "Nœux d’été", "3/2/26", "1er mars 2027", "31/2/2026", "bientôt", "x" * 400]
)


class Typing(RuleBasedStateMachine):
    """Two actions, one form, and a person who types, leaves, and goes from one to the other."""

    def __init__(self, made: Path) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        office = Office.copied(made, self.place / "dossier")
        self.desk = Desk(SqliteStorage(), office.clock, office.folder)
        self.desk.open()
        self.settle()
        self.rows: list[Action] = []
        for title in ("Une", "Deux"):
            self.desk.write(
                lambda uow, title=title: (new_action(uow, title), Changes()),
                self.rows.append,
                owner=self.desk,
            )
        self.settle()
        self.form = RowForm(self.desk, Action.TYPE, FIELDS)
        self.form.resize(700, 500)
        self.form.show()
        self.shown = 0
        self.typed: dict[tuple[int, str], str] = {}
        self.show(0)

    def settle(self) -> None:
        settled(lambda: self.desk.is_busy)

    def show(self, at: int) -> None:
        self.shown = at
        self.form.show_row(self.stored(at), {})

    def stored(self, at: int) -> Action:
        found: list[Action] = []
        self.settle()
        row = self.rows[at].id
        self.desk.read(lambda uow: actions.existing(uow, row), found.append, owner=self.desk)
        self.settle()
        return found[0]

    @rule(name=st.sampled_from(FIELDS), text=TEXTS)
    def type(self, name: str, text: str) -> None:
        control = self.form.editors[name].focusProxy()
        assert control is not None
        retyped(control, text)
        self.typed[self.shown, name] = text

    @rule()
    def leave(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.settle()

    @rule()
    def close(self) -> None:
        self.form.flush()

    @rule(at=st.sampled_from([0, 1]))
    def go(self, at: int) -> None:
        self.show(at)

    @rule(at=st.sampled_from([0, 1]), priority=st.sampled_from(list(Priority)))
    def be_joined(self, at: int, priority: Priority) -> None:
        row = self.rows[at].id
        self.desk.write(lambda uow: actions.edit(uow, row, {"priority": priority}), owner=self.desk)

    @invariant()
    def nothing_is_lost(self) -> None:
        stored = self.stored(self.shown)
        for (at, name), text in self.typed.items():
            if at == self.shown:
                editor = self.form.editors[name]
                is_there = editor.raw() == text
                assert is_there or getattr(stored, name) == value(name, text), (name, text)

    def teardown(self) -> None:
        self.form.close()
        self.form.deleteLater()
        self.settle()
        self.desk.stop()
        self.desk.deleteLater()
        shutil.rmtree(self.place)


def value(name: str, text: str) -> Any:
    """Return what a text means; something that no field holds when it is no value."""
    try:
        return parse(Action.TYPE.fields[name], text, TODAY)
    except InputError:
        return date.max


@pytest.mark.usefixtures("qapp")
def test_typing_when_anything_happens_then_it_is_saved_or_on_screen(bethune: Path) -> None:
    run_state_machine_as_test(
        lambda: Typing(bethune),
        settings=settings(
            max_examples=500 if IS_STRESS else 6,
            stateful_step_count=14,
            deadline=None,
            phases=(Phase.generate,),  # making an example smaller would take minutes
        ),
    )
