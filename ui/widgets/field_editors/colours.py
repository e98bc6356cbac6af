"""A colour, typed as `#1F6F8B` or picked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QColorDialog, QToolButton, QWidget

from ctg_desktop.domain.fields import FieldSpec
from ctg_desktop.typography import spaced
from ui import icons, theme
from ui.widgets.field_editors.lines import LineEditor


class ColourEditor(LineEditor):
    """A line with a button that shows the colour and opens the choice of it."""

    def __init__(
        self, spec: FieldSpec, today: Callable[[], date], parent: QWidget | None = None
    ) -> None:
        """Make the line and its button."""
        super().__init__(spec, today, parent)
        self.line.setPlaceholderText("#1F6F8B")
        self.button = QToolButton(self)
        self.button.setProperty("look", "quiet")
        self.button.clicked.connect(self.open_palette)
        self._line.insertWidget(1, self.button)
        self.line.textChanged.connect(self._paint)
        self._name_control()
        self._paint()

    def open_palette(self) -> None:
        """Let the colour be picked."""
        dialog = QColorDialog(QColor(self.line.text()), self)
        dialog.setWindowTitle(self.spec.label)
        dialog.setOption(QColorDialog.ColorDialogOption.DontUseNativeDialog)
        dialog.colorSelected.connect(self._pick)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _pick(self, colour: QColor) -> None:
        self.line.setText(colour.name().upper())
        self.typed.emit()
        self.chosen.emit()

    def _paint(self) -> None:
        colour = QColor(self.line.text())
        shown = colour.name() if colour.isValid() else theme.current().colours.line
        self.button.setIcon(icons.icon("drop", shown))

    def _name_control(self) -> None:
        super()._name_control()
        if hasattr(self, "button"):
            self.button.setAccessibleName(spaced(f"Choisir la couleur : {self.accessible_label}"))
