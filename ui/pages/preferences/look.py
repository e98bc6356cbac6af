"""The look of the window: its colours, and the size of its text."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QRadioButton, QSlider

from ctg_desktop.folder.settings import LARGEST_PERCENT, SMALLEST_PERCENT
from ctg_desktop.typography import counted, spaced
from ui.desk import Desk
from ui.pages.sections import Section
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.flow import Flow
from ui.widgets.layout.layouts import column, px, row

_THEMES = (
    ("systeme", "Celles du système"),
    ("clair", "Claires"),
    ("sombre", "Sombres"),
    ("contraste", "Très contrastées"),
)
_SPELLING = "Souligner les mots mal écrits des textes longs"
_HOW_SPELLING = (
    "Un clic droit sur un mot souligné, ou la touche Menu, propose comment l’écrire, de l’ajouter "
    "au dictionnaire ou de l’ignorer. Les noms de la convention sont connus. Rien ne quitte "
    "l’ordinateur."
)
_STEP = 10
_APPLIED_AFTER_MS = 250
"""A slider that moves on is not interrupted: the window is built again for each size."""


class LookSection(Section):
    """Colours and text size; both are in force at once."""

    def __init__(self, desk: Desk) -> None:
        """Show what is in force."""
        super().__init__(desk, "Apparence")
        self._themes = QButtonGroup(self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self._percent = Caption("", self)
        self._usual = QPushButton("Taille normale", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_APPLIED_AFTER_MS)
        self._pause.timeout.connect(self._apply_size)
        self._build_themes()
        self._build_size()
        self._spelling = QCheckBox(_SPELLING, self)
        self._forget = QPushButton("Oublier les mots ajoutés", self)
        self._build_spelling()
        self.refresh()
        desk.preferences.changed.connect(self.refresh)

    def _build_themes(self) -> None:
        below = column(spacing=0.5)
        below.addWidget(Caption("Couleurs", self, bold=True))
        choices = Flow(spacing=2)
        for name, words in _THEMES:
            choice = QRadioButton(words, self)
            choice.setProperty("theme", name)
            choice.setAccessibleName(spaced(f"Couleurs : {words.lower()}"))
            choice.toggled.connect(self._choose)
            self._themes.addButton(choice)
            choices.addWidget(choice)
        below.addLayout(choices)
        self.column.addLayout(below)

    def _build_size(self) -> None:
        self.slider.setRange(SMALLEST_PERCENT // _STEP, LARGEST_PERCENT // _STEP)
        self.slider.setPageStep(2)
        self.slider.setTickInterval(1)
        self.slider.setTickPosition(QSlider.TickPosition.TicksBelow)
        self.slider.setAccessibleName(spaced("Taille du texte, de 80 à 200 %"))
        self.slider.setMinimumWidth(px(20))
        self.slider.setMaximumWidth(px(44))
        self.slider.valueChanged.connect(self._move)
        self.slider.sliderReleased.connect(self._apply_size)
        self._percent.setMinimumWidth(px(4))
        self._usual.clicked.connect(lambda: self.desk.preferences.update(text_percent=100))
        below = column(spacing=0.5)
        below.addWidget(Caption("Taille du texte", self, bold=True))
        beside = row(spacing=1)
        beside.addWidget(self.slider, 1)
        beside.addWidget(self._percent)
        beside.addWidget(self._usual)
        beside.addStretch(1)
        below.addLayout(beside)
        below.addWidget(
            Note("Aussi par Ctrl et +, Ctrl et −, et Ctrl+0 pour la taille normale.", self)
        )
        self.column.addLayout(below)

    def _build_spelling(self) -> None:
        self._spelling.toggled.connect(lambda on: self.desk.preferences.update(spelling=on))
        self._forget.clicked.connect(
            lambda: self.desk.preferences.update(known_words=frozenset[str]())
        )
        below = column(spacing=0.5)
        below.addWidget(Caption("Orthographe", self, bold=True))
        choices = Flow(spacing=2)
        choices.addWidget(self._spelling)
        choices.addWidget(self._forget)
        below.addLayout(choices)
        below.addWidget(Note(_HOW_SPELLING, self))
        self.column.addLayout(below)

    def refresh(self) -> None:
        """Show what is in force."""
        preferences = self.desk.preferences.value
        for choice in self._themes.buttons():
            if choice.property("theme") == preferences.theme:
                with QSignalBlocker(choice):
                    choice.setChecked(True)
        if not self.slider.isSliderDown() and not self._pause.isActive():
            with QSignalBlocker(self.slider):
                self.slider.setValue(preferences.text_percent // _STEP)
        self._show_percent()
        with QSignalBlocker(self._spelling):
            self._spelling.setChecked(preferences.spelling)
        count = len(preferences.known_words)
        self._forget.setText(
            f"Oublier {counted(count, 'mot ajouté', 'mots ajoutés')}"
            if count
            else "Aucun mot ajouté"
        )
        self._forget.setEnabled(bool(count))

    def _choose(self, is_chosen: bool) -> None:  # noqa: FBT001 - Qt's signal
        choice = self._themes.checkedButton()
        if is_chosen and choice is not None:
            self.desk.preferences.update(theme=choice.property("theme"))

    def _move(self) -> None:
        self._show_percent()
        if not self.slider.isSliderDown():
            self._pause.start()

    def _show_percent(self) -> None:
        percent = self.slider.value() * _STEP
        self._percent.setText(f"{percent} %")
        self.slider.setAccessibleDescription(spaced(f"{percent} %"))
        self._usual.setEnabled(percent != 100)

    def _apply_size(self) -> None:
        self._pause.stop()
        self.desk.preferences.update(text_percent=self.slider.value() * _STEP)
