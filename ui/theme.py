"""The theme in force: tokens turned into Qt's palette, font and style sheet."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, Qt, QTemporaryDir, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from resources import path as resource
from ui.style_sheet import IMAGES, style_sheet
from ui.tokens import BASE_POINTS, DARK, LIGHT, THEMES, Colours, Size

FAMILY = "Source Sans Pro"
_FACES = ("Regular", "It", "Semibold")
_PROPERTY = "ctg_theme"

SYSTEM = "systeme"


class Theme(QObject):
    """The colours and lengths in force; one for the application, kept by it."""

    changing = Signal()
    """Colours are about to change, and every widget with them: what is rebuilt may go before."""
    changed = Signal()
    """Colours changed: what is painted by hand paints again."""

    def __init__(self, app: QApplication) -> None:
        """Load the font and take the place of Qt's own look."""
        super().__init__(app)
        self._app = app
        self._name = SYSTEM
        self.percent = 100
        self.colours: Colours = LIGHT
        self.unit = 1
        self._drawings = QTemporaryDir()
        _load_fonts()
        app.setProperty(_PROPERTY, self)
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def apply(self, name: str, percent: int) -> None:
        """Show the theme of that name (`clair`, `sombre`, `contraste`, `systeme`).

        `percent` is the text size, from 80 to 200.
        """
        self._name, self.percent = name, percent
        self.changing.emit()
        self._show()

    def change(self, name: str, percent: int) -> None:
        """Show another theme in two turns, between which the window answers; see `apply`."""
        self._name, self.percent = name, percent
        self._change()

    def _change(self) -> None:
        self.changing.emit()
        QTimer.singleShot(0, self, self._show)

    def font(self, size: Size = Size.TEXT, *, bold: bool = False, italic: bool = False) -> QFont:
        """Return the font of that size."""
        font = QFont(FAMILY)
        font.setPointSizeF(BASE_POINTS * self.percent / 100 * size.value)
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setItalic(italic)
        return font

    def _show(self) -> None:
        self.colours = THEMES.get(self._name) or (DARK if self._is_system_dark else LIGHT)
        font = self.font()
        self._app.setFont(font)
        self.unit = max(4, round(QFontMetrics(font).lineSpacing() / 2))
        self._app.setPalette(_palette(self.colours))
        self._app.setStyleSheet(style_sheet(self.colours, self.unit, self.font, self._images()))
        self.changed.emit()

    def _images(self) -> dict[str, str]:
        """Return the files that the style sheet shows: it takes no picture but from a file."""
        made = {}
        for name, token in IMAGES.items():
            colour: str = getattr(self.colours, token)
            drawn = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
            file = Path(self._drawings.path()) / f"{name}_{colour[1:]}.svg"
            with suppress(OSError):  # a box without its tick still changes colour
                file.write_text(drawn.replace("currentColor", colour), encoding="utf-8")
            made[name] = file.as_posix()
        return made

    @property
    def _is_system_dark(self) -> bool:
        return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _follow_system(self) -> None:
        if self._name == SYSTEM:
            self._change()


def current() -> Theme:
    """Return the theme in force."""
    app = QApplication.instance()
    assert app is not None, "no application yet"
    return cast(Theme, app.property(_PROPERTY))


def _load_fonts() -> None:
    from importlib.util import find_spec

    found = find_spec("font_source_sans_pro")
    assert found is not None
    assert found.origin is not None
    for face in _FACES:
        path = Path(found.origin).parent / "files" / f"SourceSansPro-{face}.ttf"
        QFontDatabase.addApplicationFont(str(path))


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.ground),
        (role.WindowText, colours.ink),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.ground),
        (role.Text, colours.ink),
        (role.PlaceholderText, colours.muted),
        (role.Button, colours.surface),
        (role.ButtonText, colours.ink),
        (role.BrightText, colours.alert),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.ink),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.raised),
        (role.Midlight, colours.line),
        (role.Mid, colours.line),
        (role.Dark, colours.edge),
        (role.Shadow, colours.edge),
    ):
        palette.setColor(which, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(disabled, which, QColor(colours.disabled))
    palette.setColor(disabled, role.Highlight, QColor(colours.line))
    return palette
