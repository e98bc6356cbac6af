"""What documents print of the structure: its logo and its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QPushButton

from ctg_desktop.errors import CtgError, FieldError
from ctg_desktop.folder.settings import Settings, load, printed_name, save
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, existing_file
from ui.flow import Steps
from ui.pages.preferences.saved_line import SavedLine
from ui.pages.sections import READ_ONLY, Section
from ui.widgets.labels import Caption, Note, Picture
from ui.widgets.layout.layouts import column, px, row
from ui.widgets.line_breaks import breakable_path

if TYPE_CHECKING:
    from collections.abc import Callable

_LOGO_WIDTH, _LOGO_HEIGHT = 20, 8
"""The largest preview, in half-lines."""


class PrintedSection(Section):
    """The logo chosen, previewed or removed, and the name that is printed."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Documents imprimés")
        self.name = SavedLine("Nom imprimé", "Sur chaque document. Vide : le nom de la structure.")
        self.name.entered.connect(self._save_name)
        structure = desk.office.structure
        self.name.line.setPlaceholderText(structure.name or "" if structure else "")
        self._picture = Picture(self)
        self._picture.setAccessibleName("Aperçu du logo")
        self._choose = QPushButton("Choisir un logo…", self)
        self._choose.clicked.connect(self._ask)
        self._remove = QPushButton("Retirer le logo", self)
        self._remove.clicked.connect(lambda: self._save_logo(None))
        self.logo_note = Note("", self)
        self._build()
        if self.is_read_only:
            self.name.set_read_only(READ_ONLY)

    def _build(self) -> None:
        self.column.addWidget(self.name)
        logo = column(spacing=0.6)
        logo.addWidget(Caption("Logo", self, bold=True))
        logo.addWidget(self._picture)
        buttons = row(spacing=1)
        buttons.addWidget(self._choose)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        logo.addLayout(buttons)
        logo.addWidget(self.logo_note)
        self.column.addLayout(logo)

    def refresh(self) -> None:
        """Read the settings of the folder, and the picture."""
        folder = self.desk.office.folder

        def read() -> tuple[Settings, QImage | None]:
            settings = load(folder)
            return settings, _picture_of(settings.logo) if settings.logo else None

        self.desk.press(read, self._show, owner=self)

    def _show(self, found: tuple[Settings, QImage | None]) -> None:
        settings, image = found
        self.name.show_text(settings.structure_name or "")
        self._picture.setVisible(image is not None)
        if image is not None:
            ratio = self.devicePixelRatioF()
            size = image.size().scaled(
                round(px(_LOGO_WIDTH) * ratio),
                round(px(_LOGO_HEIGHT) * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
            )
            shown = QPixmap.fromImage(
                image.scaled(
                    size.boundedTo(image.size()),
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            shown.setDevicePixelRatio(ratio)
            self._picture.setPixmap(shown)
        self._remove.setVisible(settings.logo is not None)
        self._choose.setText("Changer de logo…" if settings.logo else "Choisir un logo…")
        for button in (self._choose, self._remove):
            button.setEnabled(not self.is_read_only)
        self._tell_logo(_words_of(settings.logo, is_read=image is not None))

    def _tell_logo(self, words: str, *, is_wrong: bool = False) -> None:
        self.logo_note.setText(words)
        self.logo_note.setProperty("look", "alert" if is_wrong else "muted")
        self.logo_note.style().unpolish(self.logo_note)
        self.logo_note.style().polish(self.logo_note)

    def flush(self) -> None:
        """Begin to save the name."""
        self.name.flush()

    def is_pending(self) -> bool:
        """Whether the name is not saved."""
        return self.name.is_pending

    # --- saving -----------------------------------------------------------------------

    def _save(
        self,
        change: Callable[[Settings], Settings],
        then: Callable[[None], None],
        failed: Callable[[CtgError], None],
    ) -> None:
        folder = self.desk.office.folder

        def saved(_none: None) -> None:
            self.desk.saved.emit(self.desk.now)
            then(None)

        # On the thread of the storage: one writer of the folder at a time.
        self.desk.read(
            lambda _uow: save(folder, change(load(folder))), saved, owner=self, failed=failed
        )

    def _save_name(self, typed: str) -> None:
        try:
            name = printed_name(typed)
        except FieldError as error:
            self.name.refuse(error.sentence)
            return
        self._save(
            lambda settings: replace(settings, structure_name=name),
            lambda _none: self.name.confirm(name or ""),
            lambda error: self.name.refuse(error.sentence),
        )

    def _ask(self) -> None:
        self.desk.flow(self._choose_logo(), owner=self, failed=self._refuse_logo)

    def _choose_logo(self) -> Steps:
        kinds = ("Images PNG ou JPEG (*.png *.jpg *.jpeg)",)
        choice = FileChoice("Choisir un logo", "logo", filters=kinds)
        path = yield existing_file(choice, self, self.desk.preferences)
        if path is not None:
            yield from self._take_logo(path)

    def choose_logo(self, path: Path) -> None:
        """Take a picture as the logo, once it was read as one."""
        self.desk.flow(self._take_logo(path), owner=self, failed=self._refuse_logo)

    def _take_logo(self, path: Path) -> Steps:
        def check() -> None:
            from ctg_desktop.printing.engine.logo import read_logo

            read_logo(path)

        yield self.desk.pressing(check)
        self._save_logo(path)

    def _save_logo(self, path: Path | None) -> None:
        self._save(
            lambda settings: replace(settings, logo=path),
            lambda _none: self.refresh(),
            self._refuse_logo,
        )

    def _refuse_logo(self, error: CtgError) -> None:
        self._tell_logo(error.sentence, is_wrong=True)


def _picture_of(path: Path) -> QImage | None:
    """Read a picture, from any thread; None for what is none."""
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setAllocationLimit(256)
    image = reader.read()
    return None if image.isNull() else image


def _words_of(logo: Path | None, *, is_read: bool) -> str:
    if logo is None:
        return "Aucun logo. Une image PNG ou JPEG, en haut de chaque document."
    if not is_read:
        return f"Le logo n’est plus là, ou ne se lit plus : « {breakable_path(logo)} »."
    return breakable_path(logo)
