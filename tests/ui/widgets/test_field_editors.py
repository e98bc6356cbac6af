"""One editor per kind of field: what is typed, what is shown, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QDate, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QLineEdit,
    QListView,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.action import Action, Financement
from ctg_desktop.domain.fields import EntityType, FieldSpec, entity_types
from ctg_desktop.domain.people import Contact, Institution
from ctg_desktop.domain.territory import Territoire
from ctg_desktop.errors import InputError
from ctg_desktop.services.entering import Members, TypedName
from tests.support.accessibility import controls, unnamed, without_role
from tests.support.app import TODAY
from tests.support.window import clicked, find, is_shown, press, retyped, typed
from tests.support.words import words_of
from ui import theme
from ui.desk import Desk
from ui.widgets.field_editors import FieldEditor, editor_for
from ui.widgets.field_editors.month import MonthPopup
from ui.widgets.growing_text import MOST_LINES, GrowingText

Shown = Callable[[FieldSpec], FieldEditor]


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Shown:
    """Show the editor of a field, alone in a window."""
    windows: list[QWidget] = []  # nobody else holds them

    def show(spec: FieldSpec) -> FieldEditor:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(600, 300)
        QPushButton("Ailleurs", window).move(10, 250)
        editor = editor_for(spec, desk, window)
        editor.setGeometry(10, 10, 560, 200)
        editor.reset((), {}) if spec.is_multiple else editor.reset(None, {})
        window.show()
        window.activateWindow()
        return editor

    return show


def control(editor: FieldEditor) -> QWidget:
    found = editor.focusProxy()
    assert found is not None
    return found


def value(editor: FieldEditor) -> Any:
    return editor.entry().value


@pytest.mark.parametrize("kind", [pytest.param(kind, id=kind.name) for kind in entity_types()])
def test_editor_when_made_for_any_field_then_it_is_named_and_begins_untouched(
    kind: EntityType, shown: Shown
) -> None:
    for spec in kind.fields.values():
        if not spec.typed:
            continue
        editor = shown(spec)
        assert controls(editor), spec.name
        assert unnamed(editor) == []
        assert without_role(editor) == []
        assert not editor.is_touched
        assert control(editor).accessibleName() == spec.label


@pytest.mark.parametrize(
    ("spec", "text", "expected", "written"),
    [
        (Action.TYPE.fields["starts_on"], "3/2/26", date(2026, 2, 3), "03/02/2026"),
        (Action.TYPE.fields["starts_on"], "3 février", date(2027, 2, 3), "03/02/2027"),
        (Financement.TYPE.fields["year"], "2027", 2027, "2027"),
        (
            Financement.TYPE.fields["requested"],
            "1234.5 €",
            Decimal("1234.5"),
            "1\u202f234,50",
        ),
        (Financement.TYPE.fields["requested"], "12000", Decimal(12000), "12\u202f000"),
        (Territoire.TYPE.fields["population"], "25 034", 25034, "25\u202f034"),
        (
            Contact.TYPE.fields["mobile"],
            "0642215247",
            "06 42 21 52 47",
            "06\u00a042\u00a021\u00a052\u00a047",
        ),
        (Contact.TYPE.fields["email"], " a.b@c.fr ", "a.b@c.fr", "a.b@c.fr"),
        (Action.TYPE.fields["title"], "Café  des\tparents", "Café des parents", None),
    ],
)
def test_text_when_typed_freely_then_it_is_read_and_written_as_it_should(
    spec: FieldSpec, text: str, expected: Any, written: str | None, shown: Shown
) -> None:
    editor = shown(spec)

    if "\t" in text:
        QApplication.clipboard().setText(text)
        control(editor).setFocus()
        press(control(editor), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    else:
        typed(control(editor), text)
    assert value(editor) == expected

    editor.reset(expected, {})
    assert editor.raw() == (written or expected)
    assert value(editor) == expected


@pytest.mark.parametrize(
    ("spec", "text", "sentence"),
    [
        (Action.TYPE.fields["starts_on"], "30/2/2026", "attend une date"),
        (Financement.TYPE.fields["requested"], "beaucoup", "attend un nombre"),
        (Financement.TYPE.fields["requested"], "-3", "ne peut pas être inférieur"),
        (Financement.TYPE.fields["year"], "26", "ne peut pas être inférieur"),
        (Contact.TYPE.fields["mobile"], "06 42", "attend un numéro"),
        (Institution.TYPE.fields["email"], "à bientôt", "attend une adresse"),
        (Action.TYPE.fields["title"], "", "est à remplir"),
    ],
)
def test_text_when_it_is_no_value_then_a_sentence_says_what_is_expected(
    spec: FieldSpec, text: str, sentence: str, shown: Shown
) -> None:
    editor = shown(spec)
    typed(control(editor), text)

    with pytest.raises(InputError, match=sentence):
        editor.entry()


@pytest.mark.parametrize(
    ("spec", "text", "readings"),
    [
        (Financement.TYPE.fields["requested"], "12.000", {"12\u202f000": 12_000, "12": 12}),
        (
            Action.TYPE.fields["starts_on"],
            "26-02-03",
            {
                "26\u00a0février\u00a02003": date(2003, 2, 26),
                "3\u00a0février\u00a02026": date(2026, 2, 3),
            },
        ),
    ],
)
def test_text_when_it_can_be_read_in_two_ways_then_a_choice_stands_under_the_field(
    spec: FieldSpec, text: str, readings: dict[str, Any], shown: Shown
) -> None:
    for words, expected in readings.items():
        editor = shown(spec)
        chosen: list[bool] = []
        editor.chosen.connect(lambda chosen=chosen: chosen.append(True))
        typed(control(editor), text)
        with pytest.raises(InputError) as refusal:
            editor.entry()
        editor.refuse(refusal.value)

        assert editor.readings == tuple(readings)
        press(control(editor), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is find(editor, f"{next(iter(readings))}, {spec.label}")
        clicked(find(editor, f"{words}, {spec.label}", QPushButton))

        assert value(editor) == expected
        assert chosen


def test_choice_when_picked_by_keyboard_then_the_field_has_the_keyboard_again(shown: Shown) -> None:
    editor = shown(Financement.TYPE.fields["requested"])
    typed(control(editor), "8.500")
    editor.mark("Se lit de deux façons.", readings=("8\u202f500", "8,5"))
    press(control(editor), Qt.Key.Key_Tab)
    press(find(editor, "8\u202f500, Demandé"), Qt.Key.Key_Tab)

    press(find(editor, "8,5, Demandé"), Qt.Key.Key_Space)

    assert control(editor).hasFocus()
    assert value(editor) == Decimal("8.5")


def test_date_when_typed_in_part_then_the_day_that_is_read_stands_beside_it(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["completed_on"])

    typed(control(editor), "18/12")
    assert is_shown(editor, "18\u00a0décembre\u00a02025")
    assert "18\u00a0décembre\u00a02025" in control(editor).accessibleDescription()
    typed(control(editor), "/2024")
    assert not is_shown(editor, "18\u00a0décembre\u00a02025")
    assert "décembre" not in control(editor).accessibleDescription()


def test_pasted_text_when_it_is_too_long_then_none_of_it_is_cut(shown: Shown) -> None:
    editor = shown(Contact.TYPE.fields["family_name"])
    QApplication.clipboard().setText("x" * 40_000)
    control(editor).setFocus()

    press(control(editor), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    assert editor.raw() == "x" * 40_000
    with pytest.raises(InputError, match="80 au plus"):
        editor.entry()


def test_long_text_when_it_grows_then_so_does_its_frame_and_tab_leaves(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["description"])
    text = control(editor)
    assert isinstance(text, GrowingText)
    heights = []
    for _ in range(MOST_LINES + 3):
        typed(text, "Une ligne\n")
        heights.append(text.height())

    assert heights == sorted(heights)
    assert heights[0] < heights[5] < heights[MOST_LINES - 2]
    assert heights[-1] == heights[-2], "twelve lines at most"
    assert text.verticalScrollBar().maximum() > 0
    press(text, Qt.Key.Key_Tab)
    assert "\t" not in text.toPlainText()


def test_date_when_f4_is_pressed_then_a_calendar_gives_it(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["starts_on"])
    typed(control(editor), "10/3/26")
    press(control(editor), Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    calendar = popup.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 3, 10)
    assert calendar.locale().monthName(2) == "février"

    press(calendar, Qt.Key.Key_Right)
    press(calendar, Qt.Key.Key_Return)

    assert value(editor) == date(2026, 3, 11)
    assert QApplication.activePopupWidget() is None


def opened_month(editor: FieldEditor) -> MonthPopup:
    press(control(editor), Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, MonthPopup)
    return popup


def test_month_when_opened_then_it_speaks_french_and_begins_on_a_monday(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["starts_on"])
    typed(control(editor), "10/3/26")
    popup = opened_month(editor)
    told = [text for _, text in words_of(popup)]

    assert {"Mars 2026", "Mois précédent", "Mois suivant", "Aujourd’hui"} <= set(told)
    assert popup.calendar.firstDayOfWeek() is Qt.DayOfWeek.Monday
    assert unnamed(popup) == []

    clicked(find(popup, "Mois suivant"))
    assert popup.calendar.selectedDate() == QDate(2026, 4, 10)
    QTest.keyClick(popup.calendar, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert "Avril 2027" in [text for _, text in words_of(popup)]
    clicked(find(popup, "Aujourd’hui"))

    assert value(editor) == TODAY


@pytest.mark.parametrize("name", ["clair", "sombre", "contraste"])
def test_month_when_seen_in_any_colours_then_its_days_are_read(shown: Shown, name: str) -> None:
    theme.current().apply(name, 100)
    editor = shown(Action.TYPE.fields["starts_on"])
    popup = opened_month(editor)
    colours = theme.current().colours

    format_of = popup.calendar.weekdayTextFormat(Qt.DayOfWeek.Sunday)
    assert format_of.foreground().color().name() == colours.ink, "no red that nobody chose"
    now = popup.calendar.dateTextFormat(QDate(TODAY.year, TODAY.month, TODAY.day))
    assert now.foreground().color().name() == colours.accent
    theme.current().apply("clair", 100)


def test_month_when_its_field_is_at_the_foot_of_the_screen_then_it_opens_above(
    shown: Shown,
) -> None:
    editor = shown(Action.TYPE.fields["starts_on"])
    window, line = editor.window(), control(editor)
    room = window.screen().availableGeometry()
    window.move(0, room.bottom() - window.height())
    editor.move(0, window.height() - editor.height())

    popup = opened_month(editor)

    assert room.contains(popup.geometry())
    assert not popup.geometry().intersects(QRect(line.mapToGlobal(QPoint(0, 0)), line.size()))


# --- what points to other rows ---------------------------------------------------------------


def proposals() -> list[str]:
    """Return the lines of the open list."""
    popup = QApplication.activePopupWidget()
    if not isinstance(popup, QListView):
        return []
    model = popup.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


@pytest.fixture(autouse=True)
def no_popup_left() -> Iterator[None]:
    yield
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()


def test_reference_when_a_name_is_begun_then_the_arrows_choose_it(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["main_ambition"])

    typed(control(editor), "3")
    settle()
    assert proposals() == ["Ambition 3 (à compléter)"]
    press(control(editor), Qt.Key.Key_Down)
    press(control(editor), Qt.Key.Key_Return)

    assert editor.raw() == "Ambition 3 (à compléter)"
    assert isinstance(value(editor), str)


def test_reference_when_down_is_pressed_then_everything_is_proposed(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["main_ambition"])
    typed(control(editor), "")

    press(control(editor), Qt.Key.Key_Down)
    settle()

    assert len(proposals()) == 8


def test_reference_when_picked_and_left_then_the_beginning_of_its_name_shows(
    shown: Shown, settle: Callable[[], None], desk: Desk
) -> None:
    editor = shown(Action.TYPE.fields["main_ambition"])
    line = control(editor)
    assert isinstance(line, QLineEdit)

    typed(line, "ambition 2")
    settle()
    press(line, Qt.Key.Key_Down)
    press(line, Qt.Key.Key_Return)
    assert line.cursorPosition() > 0
    find(editor.window(), "Ailleurs").setFocus(Qt.FocusReason.TabFocusReason)

    assert line.text().startswith("Ambition 2")
    assert line.cursorPosition() == 0


def test_pilote_when_nobody_bears_the_name_then_the_list_offers_a_new_contact(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["pilote"])

    typed(control(editor), "Zoé Nouvelle")
    settle()

    assert proposals() == ["Nouveau contact\u00a0: «\u00a0Zoé Nouvelle\u00a0»"]
    assert not editor.is_settled, "half a name makes nobody"
    assert value(editor) == TypedName("Zoé Nouvelle")


def test_reference_when_the_whole_name_is_typed_then_it_is_the_row(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["pilote"])

    typed(control(editor), "Anne-Sophie BIOUT")
    settle()

    assert editor.is_settled
    assert not isinstance(value(editor), TypedName)


def test_members_when_typed_by_keyboard_then_chips_come_and_go(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["publics"])
    line = control(editor)

    for words in ("seniors", "famil"):
        typed(line, words)
        settle()
        press(line, Qt.Key.Key_Down)
        press(line, Qt.Key.Key_Return)
    names = [editor.names[each] for each in editor.entry().raw[0]]
    assert names == ["Familles", "Seniors"]
    assert isinstance(value(editor), Members)
    assert len(value(editor).added) == 2

    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Delete):
        focused = QApplication.focusWidget()
        assert focused is not None
        press(focused, key)

    (left,) = value(editor).added
    assert editor.names[left] == "Seniors"
    assert editor.has_keyboard


def test_member_when_clicked_away_then_it_is_removed(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["publics"])
    editor.reset(("a", "b"), {"a": "Familles", "b": "Seniors"})
    button = next(
        each for each in controls(editor) if each.accessibleName() == "Retirer Seniors, Publics"
    )

    clicked(button)

    assert value(editor) == Members((), ("b",))


def test_member_when_an_unknown_name_is_confirmed_then_the_text_stays(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["publics"])

    typed(control(editor), "Martiens")
    settle()
    press(control(editor), Qt.Key.Key_Return)

    assert value(editor) == Members((TypedName("Martiens"),), ())
    assert editor.is_touched


def test_commune_when_an_earlier_answer_comes_late_then_it_is_not_shown(
    shown: Shown, settle: Callable[[], None]
) -> None:
    editor = shown(Action.TYPE.fields["territoires"])

    typed(control(editor), "n")
    typed(control(editor), "oeux")
    settle()

    assert [words.partition(" –")[0] for words in proposals()] == ["Nœux-les-Mines"]


def test_undo_when_a_chip_was_added_and_not_saved_then_it_goes(shown: Shown) -> None:
    editor = shown(Action.TYPE.fields["publics"])
    editor.reset(("a",), {"a": "Familles"})
    clicked(next(each for each in controls(editor) if "Retirer" in each.accessibleName()))
    control(editor).setFocus()

    press(control(editor), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert not editor.is_touched


def test_value_when_read_only_then_it_is_text_that_can_be_selected(shown: Shown) -> None:
    editor = shown(Contact.TYPE.fields["mobile"])
    editor.reset("06 42 21 52 47", {})

    editor.set_read_only("Ce dossier est ouvert en lecture seule.")

    text = control(editor)
    assert isinstance(text, GrowingText)
    assert text.isReadOnly()
    assert text.toPlainText() == "06 42 21 52 47"
    assert "lecture seule" in text.accessibleDescription()
    retyped(text, "autre")
    assert text.toPlainText() == "06 42 21 52 47"
