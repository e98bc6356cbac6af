"""A status is always an icon, a word and a colour."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from ctg_desktop.domain.choices import Priority, Status
from ui.widgets import status
from ui.widgets.table.cell_delegate import plain_tip


@pytest.mark.parametrize("each", [*Status, None])
def test_status_when_shown_then_its_word_is_read_and_its_icon_drawn(
    qtbot: QtBot, each: Status | None
) -> None:
    words = status.status_words(each)

    assert words == (each.label if each else "à compléter")
    assert not status.drawn(status.status_decoration(each), 16).isNull()
    assert status.status_words(each, blocked=True) == f"{words}, bloquée"


def test_statuses_when_drawn_then_no_two_look_the_same(qtbot: QtBot) -> None:
    icons = {status.status_decoration(each).icon for each in [*Status, None]}

    assert len(icons) == len(Status) + 1


def test_due_date_when_past_then_a_word_and_a_mark_say_so() -> None:
    due = date(2026, 3, 2)

    assert status.due_words(due, late=True) == "02/03/2026, en retard"
    assert status.due_words(due, late=False) == "02/03/2026"
    assert status.due_words(None, late=False) == ""
    late = status.due_decoration(late=True)
    assert late is not None
    assert (late.icon, late.tints_text) == ("late", True)


def test_priority_when_high_then_it_is_marked() -> None:
    assert status.priority_decoration(Priority.HAUTE) is not None
    assert status.priority_decoration(Priority.BASSE) is None


def test_tooltip_when_the_text_looks_like_markup_then_it_is_shown_as_it_is() -> None:
    assert plain_tip("") == ""
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp;amp;" in plain_tip("<b>Gras</b> &amp;")
