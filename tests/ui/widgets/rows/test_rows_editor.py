"""Rows that hang on another, as a person adds, changes, moves and removes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import BudgetLine, Etape
from ctg_desktop.domain.changes import Cell, Changes
from ctg_desktop.domain.choices import BudgetKind
from ctg_desktop.domain.fields import Entity
from ctg_desktop.services import rows
from ctg_desktop.services.pasting import PastedLine, paste
from ctg_desktop.services.totals import budget_totals
from tests.support.accessibility import namesakes, steps_backwards, unnamed
from tests.support.app import TODAY, new_action, plain
from tests.support.forms import Written
from tests.support.window import clicked, find, press, retyped, typed
from ui.desk import Desk
from ui.widgets.layout.scroll import PaperScroll
from ui.widgets.rows.row_strip import TotalLine
from ui.widgets.rows.rows_editor import RowsEditor, RowsLook

ETAPES = ("title", "due_on", "done_on", "responsible")
BUDGET = ("label", "year", "kind", "unit", "planned", "actual")


class WrittenRows(Written):
    """The étapes or the budget lines of the action."""

    def __init__(
        self,
        desk: Desk,
        settle: Callable[[], None],
        qtbot: QtBot,
        cls: type[Etape] | type[BudgetLine],
    ) -> None:
        super().__init__(desk, settle)
        self.cls: type[Entity] = cls
        look = RowsLook("Ajouter", totals=budget_totals if cls is BudgetLine else None)
        names = BUDGET if cls is BudgetLine else ETAPES
        self.editor = self.root = RowsEditor(desk, cls.TYPE, names, owner_field="action", look=look)
        self.page = PaperScroll()
        self.page.column.addWidget(self.editor)
        qtbot.addWidget(self.page)
        self.page.resize(900, 500)
        self.editor.show_rows(self.action.id, [], {})
        self.page.show()
        self.page.activateWindow()

    def rows(self) -> list[Entity]:
        """Return the rows as the folder holds them."""
        return self.read(lambda uow: list(uow.rows(self.cls, where={"action": self.action.id})))

    def titles(self) -> list[str | None]:
        return [getattr(row, "title", None) for row in self.rows()]

    def shown_titles(self) -> list[object]:
        self.settle()
        return [strip.editors["title"].raw() for strip in self.editor.strips]

    def filled(self, *titles: str) -> WrittenRows:
        for title in titles:
            values = {"action": self.action.id, "title": title}
            self.done(lambda uow, values=values: rows.add(uow, Etape.TYPE, values, TODAY))
        return self


@pytest.fixture
def etapes(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> WrittenRows:
    return WrittenRows(desk, settle, qtbot, Etape)


@pytest.fixture
def budget(desk: Desk, settle: Callable[[], None], qtbot: QtBot) -> WrittenRows:
    return WrittenRows(desk, settle, qtbot, BudgetLine)


def test_row_when_added_by_keyboard_alone_then_each_field_is_saved(etapes: WrittenRows) -> None:
    etapes.editor.add_button.setFocus()
    press(etapes.editor.add_button, Qt.Key.Key_Space)
    line = etapes.line("Intitulé, étape 1")
    assert line.hasFocus()
    typed(line, "Trouver un lieu")
    etapes.leave(line)
    assert etapes.titles() == ["Trouver un lieu"]
    due = etapes.line("Échéance, étape 1")
    assert due.hasFocus()
    typed(due, "4 mai")
    etapes.leave(due)

    (row,) = etapes.rows()
    assert isinstance(row, Etape)
    assert (row.due_on, row.order) == (date(2027, 5, 4), 1)
    assert etapes.gestures()[1:] == ["Étape ajoutée", "Étape modifiée\u00a0: échéance"]
    assert not etapes.editor.is_pending()


def test_row_when_its_title_comes_last_then_both_fields_are_one_gesture(
    etapes: WrittenRows,
) -> None:
    clicked(etapes.editor.add_button)
    typed(etapes.line("Échéance, étape 1"), "4/5/26")
    etapes.leave(etapes.line("Échéance, étape 1"))
    assert etapes.rows() == []
    assert "est à remplir" in etapes.editor.strips[0].editors["title"].remark
    assert etapes.editor.is_pending()

    typed(etapes.line("Intitulé, étape 1"), "Trouver un lieu")
    etapes.leave(etapes.line("Intitulé, étape 1"))

    (row,) = etapes.rows()
    assert isinstance(row, Etape)
    assert (row.title, row.due_on) == ("Trouver un lieu", date(2026, 5, 4))
    assert etapes.gestures()[1:] == ["Étape ajoutée"]


def test_row_when_removed_then_undo_brings_it_back(etapes: WrittenRows) -> None:
    etapes.filled("A", "B", "C")
    clicked(find(etapes.editor, "Retirer, étape 2"))
    etapes.settle()
    assert etapes.shown_titles() == ["A", "C"]
    assert etapes.titles() == ["A", "C"]

    etapes.desk.undo()

    assert etapes.shown_titles() == ["A", "B", "C"]


def test_row_when_moved_by_alt_and_arrows_then_its_order_is_written(etapes: WrittenRows) -> None:
    etapes.filled("A", "B", "C")
    etapes.settle()

    press(etapes.line("Intitulé, étape 3"), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    etapes.settle()

    assert etapes.titles() == ["A", "C", "B"]
    assert etapes.shown_titles() == ["A", "C", "B"]
    assert etapes.gestures()[-1] == "Étape déplacée"
    clicked(find(etapes.editor, "Monter, étape 2"))
    assert etapes.shown_titles() == ["C", "A", "B"]


def test_row_when_a_date_is_wrong_then_it_stays_and_other_rows_are_saved(
    etapes: WrittenRows,
) -> None:
    etapes.filled("A", "B")
    etapes.settle()
    typed(etapes.line("Échéance, étape 1"), "bientôt")
    etapes.leave(etapes.line("Échéance, étape 1"))
    retyped(etapes.line("Intitulé, étape 2"), "B bis")
    etapes.leave(etapes.line("Intitulé, étape 2"))

    assert etapes.titles() == ["A", "B bis"]
    assert etapes.line("Échéance, étape 1").text() == "bientôt"
    assert "attend une date" in etapes.editor.strips[0].editors["due_on"].remark


def test_rows_when_another_action_is_shown_then_what_was_typed_comes_back(
    etapes: WrittenRows,
) -> None:
    other = etapes.done(lambda uow: (new_action(uow, "Autre"), Changes()))
    etapes.filled("A")
    etapes.settle()
    typed(etapes.line("Échéance, étape 1"), "bientôt")
    clicked(etapes.editor.add_button)
    typed(etapes.line("Faite le, étape 2"), "3/3/26")

    etapes.editor.show_rows(other.id, [], {})
    etapes.settle()
    assert etapes.shown_titles() == []
    assert etapes.editor.is_pending()
    etapes.editor.show_rows(etapes.action.id, etapes.rows(), {})

    assert etapes.line("Échéance, étape 1").text() == "bientôt"
    assert etapes.line("Faite le, étape 2").text() == "3/3/26"


def test_blank_row_when_removed_then_nothing_was_ever_written(etapes: WrittenRows) -> None:
    clicked(etapes.editor.add_button)
    clicked(etapes.editor.add_button)
    assert len(etapes.editor.strips) == 1

    clicked(find(etapes.editor, "Retirer, étape 1"))

    assert etapes.shown_titles() == []
    assert len(etapes.gestures()) == 1


def totals(written: WrittenRows) -> list[str]:
    return [
        plain(label.text())
        for label in written.editor.findChildren(QLabel)
        if label.isVisible() and ("Total" in label.text() or "€" in label.text())
    ]


def test_budget_when_amounts_are_typed_then_they_are_added_up_by_kind(budget: WrittenRows) -> None:
    for amount, kind in (("12500", BudgetKind.FONCTIONNEMENT), ("4 000,50", None)):
        clicked(budget.editor.add_button)
        number = len(budget.editor.strips)
        typed(budget.line(f"Prévu, ligne de budget {number}"), amount)
        budget.leave(budget.line(f"Prévu, ligne de budget {number}"))
        if kind is not None:
            budget.choose(f"Type, ligne de budget {number}", kind.label)

    assert [row.planned for row in budget.rows()] == [
        Decimal(12500),
        Decimal("4000.50"),
    ]
    assert totals(budget) == [
        *("Total, fonctionnement", "12 500 €"),
        *("Total", "4 000,50 €"),
        *("Total, tous types", "16 500,50 €"),
    ]


def test_amount_when_it_can_be_read_in_two_ways_then_it_waits_for_a_choice(
    budget: WrittenRows,
) -> None:
    clicked(budget.editor.add_button)
    typed(budget.line("Prévu, ligne de budget 1"), "12.000 €")
    budget.leave(budget.line("Prévu, ligne de budget 1"))
    assert budget.rows() == []
    assert budget.editor.is_pending()

    clicked(find(budget.root, "12\u202f000, Prévu, ligne de budget 1"))
    budget.settle()

    assert [row.planned for row in budget.rows()] == [12_000]
    assert budget.line("Prévu, ligne de budget 1").text() == "12\u202f000"
    assert not budget.editor.is_pending()


def test_rows_when_narrow_then_fields_are_stacked_with_their_labels(etapes: WrittenRows) -> None:
    etapes.filled("A")
    etapes.settle()
    field = etapes.line("Intitulé, étape 1")
    due = etapes.line("Échéance, étape 1")
    root = etapes.editor
    assert (
        field.mapTo(root, field.rect().topLeft()).y() == due.mapTo(root, due.rect().topLeft()).y()
    )

    etapes.page.resize(420, 500)
    etapes.settle()

    assert (
        field.mapTo(root, field.rect().bottomLeft()).y() < due.mapTo(root, due.rect().topLeft()).y()
    )
    assert etapes.editor.strips[0].editors["title"].label.isVisible()


def test_rows_when_read_aloud_then_each_field_has_its_own_name(etapes: WrittenRows) -> None:
    etapes.filled("A", "B")
    etapes.settle()

    assert unnamed(etapes.editor) == []
    assert namesakes(etapes.editor) == []
    assert steps_backwards(etapes.editor) == []


def test_rows_when_they_may_not_be_edited_then_they_are_read(etapes: WrittenRows) -> None:
    etapes.filled("A")
    etapes.editor.set_obstacle("Cette action est celle de Bruay.")
    etapes.settle()

    assert not etapes.editor.add_button.isVisible()
    assert not [line for line in etapes.editor.findChildren(QLineEdit) if line.isVisible()]
    assert etapes.text("Intitulé, étape 1").toPlainText() == "A"


# --- typed like a sheet ----------------------------------------------------------------------


def test_rows_when_typed_with_tab_and_enter_then_each_line_is_a_row(etapes: WrittenRows) -> None:
    clicked(etapes.editor.add_button)
    for number, (title, day) in enumerate((("A", "1/3/27"), ("B", "2/3/27"), ("C", "")), 1):
        typed(etapes.line(f"Intitulé, étape {number}"), title)
        press(etapes.line(f"Intitulé, étape {number}"), Qt.Key.Key_Return)
        typed(etapes.line(f"Échéance, étape {number}"), day)
        etapes.line(f"Intitulé, étape {number + 1}").setFocus()
    etapes.settle()

    assert etapes.titles() == ["A", "B", "C"]
    assert [getattr(row, "due_on", None) for row in etapes.rows()] == [
        date(2027, 3, 1),
        date(2027, 3, 2),
        None,
    ]


def test_cell_when_left_by_enter_or_arrows_then_the_same_one_of_the_next_row_is_next(
    etapes: WrittenRows,
) -> None:
    etapes.filled("A", "B")
    etapes.settle()
    due = etapes.line("Échéance, étape 1")
    due.setFocus()

    press(due, Qt.Key.Key_Return)
    assert etapes.line("Échéance, étape 2").hasFocus()
    press(etapes.line("Échéance, étape 2"), Qt.Key.Key_Up)
    assert due.hasFocus()
    press(due, Qt.Key.Key_Tab)
    assert etapes.line("Faite le, étape 1").hasFocus()
    etapes.line("Responsable, étape 1").setFocus()
    press(etapes.line("Responsable, étape 1"), Qt.Key.Key_Tab)
    assert etapes.line("Intitulé, étape 2").hasFocus()


def pasted(written: WrittenRows, name: str, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    line = written.line(name)
    line.setFocus()
    press(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    written.settle()


def test_block_when_pasted_then_it_is_one_gesture_and_what_cannot_stand_stays_on_screen(
    etapes: WrittenRows,
) -> None:
    etapes.filled("A", "B")
    etapes.settle()
    before = len(etapes.gestures())

    pasted(etapes, "Intitulé, étape 2", "B bis\t4/5/27\r\nC\tbientôt\r\n\t6/5/27\r\nD\t7/5/27\r\n")

    assert etapes.titles() == ["A", "B bis", "C", "D"]
    assert etapes.shown_titles() == ["A", "B bis", "C", "D"]
    assert [getattr(row, "order", None) for row in etapes.rows()] == [1, 2, 3, 4]
    assert len(etapes.gestures()) == before + 1
    assert etapes.line("Échéance, étape 3").text() == "bientôt"
    assert "attend une date" in etapes.editor.strips[2].editors["due_on"].remark
    assert etapes.editor.is_pending()
    etapes.desk.undo()
    assert etapes.shown_titles() == ["A", "B"]


def test_column_when_pasted_then_an_empty_cell_erases_nothing(budget: WrittenRows) -> None:
    for planned in ("10", "20", "30"):
        values = {"action": budget.action.id, "planned": Decimal(planned)}
        budget.done(lambda uow, values=values: rows.add(uow, BudgetLine.TYPE, values, TODAY))
    budget.settle()

    pasted(budget, "Prévu, ligne de budget 1", "1 000,50\n\n3 000 €")

    found = [getattr(row, "planned", None) for row in budget.rows()]
    assert found == [Decimal("1000.50"), Decimal(20), Decimal(3000)]


def test_rows_when_the_fiche_is_narrow_then_they_stay_one_line_each(budget: WrittenRows) -> None:
    budget.page.resize(540, 500)
    clicked(budget.editor.add_button)
    budget.settle()

    cells = [budget.editor.strips[0].editors[name] for name in BUDGET]
    assert len({cell.mapTo(budget.editor, cell.rect().topLeft()).y() for cell in cells}) == 1


def test_rows_when_they_are_a_hundred_then_those_out_of_sight_are_made_when_reached(
    etapes: WrittenRows,
) -> None:
    birth = {"action": etapes.action.id}
    lines = [PastedLine(None, {"title": f"Étape {number}"}) for number in range(1, 101)]
    etapes.done(lambda uow: paste(uow, Etape.TYPE, birth, lines, TODAY))
    etapes.settle()
    made = len(etapes.editor.strips)
    assert made < 40
    assert len(etapes.editor.standing) == 100

    scrolled = etapes.page.verticalScrollBar()
    scrolled.setValue(scrolled.maximum() // 2)
    etapes.settle()
    assert made < len(etapes.editor.strips)

    last = etapes.rows()[-1]
    editor = etapes.editor.editor_of(Cell(Etape.TYPE.name, last.id, "title"))
    assert editor is not None
    assert editor.raw() == "Étape 100"
    clicked(etapes.editor.add_button)
    assert etapes.line("Intitulé, étape 101").hasFocus()


@pytest.mark.parametrize("planned", ["12 500 €", "123 456 789,99 €"])
def test_total_when_it_is_larger_than_its_column_then_it_is_said_whole(
    qtbot: QtBot, planned: str
) -> None:
    specs = [spec for spec in BudgetLine.TYPE.fields.values() if spec.typed]
    line = TotalLine(specs, ("Total", {"planned": planned}), buttons=1, is_stacked=False)
    qtbot.addWidget(line)
    line.resize(500, 30)
    line.show()

    label = next(each for each in line.findChildren(QLabel) if planned in plain(each.text()))
    assert label.wordWrap() or label.width() >= label.sizeHint().width()
