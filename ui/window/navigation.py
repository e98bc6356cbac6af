"""The pages at the left of the window: one button each, words that can be folded away."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from ui import icons, theme
from ui.command_list import page_shortcut
from ui.icons import icon
from ui.pages import PAGES, PageSpec
from ui.tokens import Size
from ui.widgets.labels import Caption, Note, Picture
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.painted_text import PaintedText
from ui.widgets.tips import plain_tip

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class Navigation(QFrame):
    """The list of pages: one stop of the Tab key, arrows within, Enter or Space to go."""

    asked = Signal(str)
    """The key of a page."""
    pressed = Signal(str)
    """The key of a page that is about to be asked for: the button is down."""
    folded = Signal(bool)
    """Whether only the icons are left, by the person's own wish."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Draw the pages; nothing is chosen yet."""
        super().__init__(parent)
        self.setProperty("look", "navigation")
        self.setAccessibleName("Pages")
        self._brand = _Brand(self)
        self._buttons = {spec.key: self._button(spec, at) for at, spec in enumerate(PAGES, 1)}
        self._fold = QPushButton(icon("sidebar"), "", self)
        self._is_folded = False
        self._is_narrow = False
        self._build()
        self._show_width()

    def _button(self, spec: PageSpec, number: int) -> _PageButton:
        button = _PageButton(icon(spec.icon), spec.title.replace("&", "&&"), self)
        button.setObjectName(f"page_{spec.key}")
        button.setProperty("look", "page")
        button.setCheckable(True)
        button.setAutoExclusive(False)
        button.setAccessibleName(spec.title)
        button.setAccessibleDescription(page_shortcut(number))
        button.setToolTip(plain_tip(f"{spec.title} ({page_shortcut(number)})"))
        button.setIconSize(QSize(px(2.1), px(2.1)))
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        button.pressed.connect(partial(self.pressed.emit, spec.key))
        button.clicked.connect(partial(self._ask, spec.key))
        return button

    def _build(self) -> None:
        self._fold.setProperty("look", "page")
        self._fold.setIconSize(QSize(px(2.1), px(2.1)))
        self._fold.clicked.connect(self._toggle)
        layout = column(self, spacing=0.3, margins=(1, 0, 1, 0))
        layout.addWidget(self._brand)
        layout.addSpacing(px(1))
        for button in self._buttons.values():
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self._fold)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        next(iter(self._buttons.values())).setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # --- from outside -----------------------------------------------------------------

    @property
    def is_folded(self) -> bool:
        """Whether only the icons are on screen."""
        return self._is_folded or self._is_narrow

    def check(self, key: str) -> None:
        """Mark the page on screen; the Tab key stops at it, at the first where none is marked."""
        stop = key if key in self._buttons else next(iter(self._buttons))
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            policy = Qt.FocusPolicy.StrongFocus if name == stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)

    def mark(self, key: str, count: int, words: str) -> None:
        """Show a number at a page, and say it by `words`; nothing for 0."""
        button = self._buttons[key]
        button.show_count(count)
        number = next(at for at, spec in enumerate(PAGES, 1) if spec.key == key)
        told = ", ".join(filter(None, (words, page_shortcut(number))))
        button.setAccessibleDescription(told)
        title = button.accessibleName()
        button.setToolTip(plain_tip(f"{title} ({told})"))

    def name_office(self, words: str) -> None:
        """Show who works here, under the name of the program."""
        self._brand.name_office(words)

    def fold(self, *, is_folded: bool) -> None:
        """Leave the icons alone, or show the words again."""
        self._is_folded = is_folded
        self._show_width()

    def fit(self, width: int) -> None:
        """Fold the words where the window is too narrow for them; `width` in pixels."""
        is_narrow = width < px(80)
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_width()

    # --- within -----------------------------------------------------------------------

    def _ask(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        # The mark follows the page, which may not come.
        self._buttons[key].setChecked(not self._buttons[key].isChecked())
        self.asked.emit(key)

    def _toggle(self) -> None:
        self.fold(is_folded=not self._is_folded)
        self.folded.emit(self._is_folded)

    def _show_width(self) -> None:
        is_folded = self.is_folded
        for spec in PAGES:
            self._buttons[spec.key].setText("" if is_folded else spec.title.replace("&", "&&"))
        words = "Déplier la navigation" if is_folded else "Réduire la navigation"
        self._fold.setText("" if is_folded else "Réduire")
        self._fold.setAccessibleName(words)
        self._fold.setToolTip(plain_tip(f"{words} (F9)"))
        self._fold.setVisible(not self._is_narrow)
        self._brand.fold(is_folded=is_folded)
        self.setFixedWidth(px(7) if is_folded else px(22))

    # --- Qt ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk through the pages by the arrows."""
        buttons = list(self._buttons.values())
        step = _STEPS.get(Qt.Key(event.key()))
        at = next((at for at, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
            return
        buttons[(at + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)


class _PageButton(QPushButton):
    """A page, with the number of what waits there; the arrows are the list's."""

    def __init__(self, drawing: QIcon, words: str, parent: QWidget) -> None:
        super().__init__(drawing, words, parent)
        self._count = PaintedText("", theme.current().font(Size.SMALL, bold=True))

    def show_count(self, count: int) -> None:
        """Show a number at the right end; nothing for 0."""
        told = "" if not count else str(count) if count < 100 else "99+"
        self._count = PaintedText(told, theme.current().font(Size.SMALL, bold=True))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number over the button."""
        super().paintEvent(event)
        if not self._count.text:
            return
        colours = theme.current().colours
        height = self._count.line_height
        width = max(height, self._count.natural_width + px(0.8))
        right = self.width() - px(0.6)
        # Where only the icons are left it stands at their corner.
        top = (self.height() - height) / 2 if self.text() else px(0.1)
        pill = QRectF(right - width, top, width, height)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        left = pill.left() + (width - self._count.natural_width) / 2
        self._count.paint(painter, left, top, self._count.natural_width + 1, colours.on_accent)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the list: a button alone would leave it."""
        if event.key() in _STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Brand(QWidget):
    """The sign and the name of the program, and who works here."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sign = Picture(self)
        self._sign.setPixmap(icons.pixmap("application", "", px(3)))
        self._name = Caption("CTG Desktop", self, bold=True)
        self._office = Note("", self, wraps=False)
        self._office.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words = ""
        self._row: QHBoxLayout = row(self, spacing=0.8, margins=(0.5, 1))
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        words = column(spacing=0)
        words.addWidget(self._name)
        words.addWidget(self._office)
        self._row.addLayout(words, 1)

    def name_office(self, words: str) -> None:
        """Show the structure, cut where it is too long; whole when one points at it."""
        self._words = words
        self._office.setToolTip(plain_tip(words))
        self._office.setAccessibleName(words)
        self._cut()

    def _cut(self) -> None:
        metrics, room = self._office.fontMetrics(), self._office.width()
        self._office.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def fold(self, *, is_folded: bool) -> None:
        """Leave the sign alone."""
        self._name.setHidden(is_folded)
        self._office.setHidden(is_folded)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the structure to the room that there is."""
        super().resizeEvent(event)
        self._cut()
