"""Texts on a page: headings, paragraphs, notes; what people typed is never taken for markup."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

from ctg_desktop.typography import spaced
from ui import theme
from ui.tokens import Size


class _PlainLabel(QLabel):
    """A label without markup, whose words get the spaces of French typography."""

    def __init__(self, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show other words, which may be written with plain spaces."""
        super().setText(spaced(text))


class Picture(_PlainLabel):
    """A drawing, or the words that stand for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet: see Qt's `setPixmap`."""
        super().__init__("", parent)


class Heading(_PlainLabel):
    """The title of a page (level 1), a section (2) or a part (3); it wraps."""

    def __init__(self, text: str, level: int = 2, parent: QWidget | None = None) -> None:
        """Set the size by the level; screen readers hear that it is a heading."""
        super().__init__(text, parent)
        self.setFont(theme.current().font(Size.LARGE if level == 1 else Size.TEXT, bold=True))
        self.setWordWrap(True)
        if level == 2:
            self.setProperty("look", "accent")


class Body(_PlainLabel):
    """A paragraph: it wraps, and can be selected with the mouse."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, bold: bool = False
    ) -> None:
        """Set the text as it is, line breaks kept."""
        super().__init__(text, parent)
        self.setWordWrap(True)
        self.setFont(theme.current().font(bold=bold))
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)  # a new policy forgets what wrapping had set
        self.setSizePolicy(policy)


class Quotation(Body):
    """A paragraph that somebody typed: shown to the letter."""

    def setText(self, text: str) -> None:
        """Show another text."""
        QLabel.setText(self, text)


class Caption(_PlainLabel):
    """A few words of one line, in the text size."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, bold: bool = False
    ) -> None:
        """Set the text as it is."""
        super().__init__(text, parent)
        self.setFont(theme.current().font(bold=bold))


class Note(_PlainLabel):
    """A small grey remark; it wraps. `look` may be `alert` for an error."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        look: str = "muted",
        wraps: bool = True,
    ) -> None:
        """Set the text as it is."""
        super().__init__(text, parent)
        self.setWordWrap(wraps)
        self.setFont(theme.current().font(Size.SMALL))
        self.setProperty("look", look)


class Link(QPushButton):
    """Words that lead somewhere: a button, so that the keyboard reaches it."""

    followed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show the words underlined; `&` in them is no shortcut."""
        super().__init__(parent)
        self.tell(text)
        self.setProperty("look", "link")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.followed)

    def tell(self, text: str) -> None:
        """Show other words."""
        text = spaced(text)
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)


class Hairline(QFrame):
    """A fine horizontal line between two parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the line; it says nothing to a screen reader."""
        super().__init__(parent)
        self.setProperty("look", "hairline")
        self.setFixedHeight(1)
