"""Widgets that break into lines as words do."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from ui.widgets.layout.flow import Flow


@pytest.fixture
def box(qapp: object) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.close()
    made.deleteLater()


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (230, 2), (90, 4)])
def test_flow_when_the_width_ends_then_it_goes_on_below(
    box: QWidget, width: int, lines: int
) -> None:
    flow = Flow(box, spacing=1)
    parts = [QWidget() for _ in range(4)]
    for part in parts:
        part.setFixedSize(80, 20)
        flow.addWidget(part)
    box.resize(width, flow.heightForWidth(width))
    box.show()
    flow.activate()

    tops = sorted({part.y() for part in parts})
    assert len(tops) == lines
    assert flow.heightForWidth(width) == tops[-1] + 20


def test_flow_when_a_widget_is_hidden_then_the_others_close_up(box: QWidget) -> None:
    flow = Flow(box, spacing=1)
    first, second = QPushButton("Un"), QPushButton("Deux")
    flow.addWidget(first)
    flow.addWidget(second)
    first.hide()
    box.show()
    flow.activate()

    assert second.x() == 0


def test_flow_when_heights_differ_then_each_stands_in_the_middle_of_its_line(box: QWidget) -> None:
    flow = Flow(box, spacing=1)
    low, high = QWidget(), QWidget()
    low.setFixedSize(80, 10)
    high.setFixedSize(80, 30)
    for part in (low, high):
        flow.addWidget(part)
    box.resize(300, flow.heightForWidth(300))
    box.show()
    flow.activate()

    assert (low.y(), high.y()) == (10, 0)
    assert flow.heightForWidth(300) == 30
