"""Which part of something long is on screen: words in a row that wraps, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QWidget

from ui import theme
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import px
from ui.widgets.tips import plain_tip


class PartBar(QWidget):
    """Buttons of which one is down; unlike tabs, all of them stay in sight at any text size.

    Tab goes to the one chosen, the arrows to the others.
    """

    chosen = Signal(int)
    """The place of the part that is asked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it without parts; see `show_titles`."""
        super().__init__(parent)
        self._buttons: list[QToolButton] = []
        self._flow = Flow(self, spacing=0.5)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.mark)
        self._group.idClicked.connect(self.chosen)
        self.setStyleSheet(_look())

    @property
    def titles(self) -> list[str]:
        """The words of the parts."""
        return [button.accessibleName() for button in self._buttons]

    @property
    def shown(self) -> list[str]:
        """The words of the parts that are offered."""
        return [each.accessibleName() for each in self._buttons if not each.isHidden()]

    @property
    def current(self) -> int:
        """The place of the part that is chosen."""
        return self._group.checkedId()

    def show_titles(self, titles: Sequence[str], tips: Sequence[str] = ()) -> None:
        """Name the parts, and say more of each in its tip; the one chosen stays so."""
        for at, title in enumerate(titles):
            if at == len(self._buttons):
                self._add(at)
            self._buttons[at].setToolTip(plain_tip(tips[at] if tips else ""))
            self._buttons[at].setText(title.replace("&", "&&"))
            self._buttons[at].setAccessibleName(title)

    def _add(self, at: int) -> None:
        button = QToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setCheckable(True)
        self._group.addButton(button, at)
        self._flow.addWidget(button)
        self._buttons.append(button)
        button.setChecked(at == 0)

    def offer(self, place: int, *, offered: bool) -> None:
        """Offer a part, or leave it out."""
        self._buttons[place].setVisible(offered)

    def choose(self, place: int) -> None:
        """Show a part, as a click on it does."""
        self._buttons[place].click()

    def mark(self, place: int) -> None:
        """Show which part is on screen, without asking for it."""
        self._buttons[place].setChecked(True)
        self.setFocusProxy(self._buttons[place])


def _look() -> str:
    """Return the look of tabs: a line under the one chosen, a frame around the focus."""
    colours = theme.current().colours
    line = max(2, px(0.3))
    clear = f"{line}px solid transparent"
    shown = f"{line}px solid {colours.accent}"
    return (
        f"QToolButton {{ background: transparent; color: {colours.muted}; border: {clear};"
        f" border-radius: 0; }}"
        f"QToolButton:hover {{ color: {colours.accent}; }}"
        f"QToolButton:checked {{ color: {colours.ink}; border-bottom: {shown}; }}"
        f"QToolButton:focus {{ border: {shown}; }}"
    )
