"""What documents print of the structure: its logo and its name, and the signatories' logos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ctg_desktop.errors import CtgError, FieldError
from ctg_desktop.folder.settings import Settings, load, printed_name, save
from ctg_desktop.services.conventions import signing_institutions
from ui.desk import Desk
from ui.dialogs.file_choice import FileChoice, existing_file
from ui.flow import Steps
from ui.pages.preferences.logo_line import LogoLine, ShownLogo, shown_logo
from ui.pages.preferences.saved_line import SavedLine
from ui.pages.sections import READ_ONLY, Section
from ui.widgets.labels import Caption, Note
from ui.widgets.layout.layouts import column

if TYPE_CHECKING:
    from collections.abc import Callable

_OWN = ""
"""Stands for the structure among the identities of institutions."""

_NO_LOGO = "Aucun logo. Une image PNG ou JPEG, en haut de chaque document."
_SIGNATORIES = "Réunis en bandeau au-dessus du titre, avec celui de votre structure."


class PrintedSection(Section):
    """The name that is printed, and the logos chosen, previewed or removed."""

    def __init__(self, desk: Desk) -> None:
        """Show nothing before `refresh`."""
        super().__init__(desk, "Documents imprimés")
        self.name = SavedLine("Nom imprimé", "Sur chaque document. Vide : le nom de la structure.")
        self.name.entered.connect(self._save_name)
        structure = desk.office.structure
        self.name.line.setPlaceholderText(structure.name or "" if structure else "")
        self._lines: dict[str, LogoLine] = {}
        self.column.addWidget(self.name)
        self.column.addWidget(self._line(_OWN, "Logo"))
        self._heading = Caption("Logos des signataires", self, bold=True)
        self._about = Note(_SIGNATORIES, self)
        self._others = column(spacing=0.75)
        self._others.addWidget(self._heading)
        self._others.addWidget(self._about)
        self.column.addLayout(self._others)
        self._show_signatories({})
        if self.is_read_only:
            self.name.set_read_only(READ_ONLY)

    @property
    def logo_note(self) -> Note:
        """What is said of the structure's own logo."""
        return self._lines[_OWN].note

    def signatory_note(self, institution: str) -> Note:
        """Return what is said of the logo of an institution that signs."""
        return self._lines[institution].note

    def _line(self, key: str, caption: str, whose: str = "") -> LogoLine:
        line = self._lines[key] = LogoLine(caption, whose, self)
        line.asked.connect(lambda: self._ask(key))
        line.removed.connect(lambda: self._save_logo(key, None))
        return line

    def refresh(self) -> None:
        """Read the settings of the folder, who signs, and the pictures."""
        self.desk.read(signing_institutions, self._read_logos, owner=self, key="signatories")

    def _read_logos(self, names: Mapping[str, str]) -> None:
        folder = self.desk.office.folder

        def read() -> tuple[Settings, Mapping[str, ShownLogo]]:
            settings = load(folder)
            logos = {key: shown_logo(settings.signatory_logos.get(key), "") for key in names}
            return settings, {_OWN: shown_logo(settings.logo, _NO_LOGO), **logos}

        self._show_signatories(names)
        self.desk.press(read, self._show, owner=self)

    def _show_signatories(self, names: Mapping[str, str]) -> None:
        """Make a line for each institution that signs, unless they stand already."""
        for part in (self._heading, self._about):
            part.setVisible(bool(names))
        if list(names) == [key for key in self._lines if key != _OWN]:
            return
        for key in [key for key in self._lines if key != _OWN]:
            line = self._lines.pop(key)
            self._others.removeWidget(line)
            line.hide()
            line.deleteLater()
        for key, name in names.items():
            self._others.addWidget(self._line(key, name, name))
        self.refilled.emit()

    def _show(self, found: tuple[Settings, Mapping[str, ShownLogo]]) -> None:
        settings, logos = found
        self.name.show_text(settings.structure_name or "")
        for key, shown in logos.items():
            if key in self._lines:
                self._lines[key].show_logo(shown, is_editable=not self.is_read_only)

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

    def _ask(self, key: str) -> None:
        self.desk.flow(self._choose_logo(key), owner=self, failed=lambda e: self._refuse(key, e))

    def _choose_logo(self, key: str) -> Steps:
        kinds = ("Images PNG ou JPEG (*.png *.jpg *.jpeg)",)
        choice = FileChoice("Choisir un logo", "logo", filters=kinds)
        path = yield existing_file(choice, self, self.desk.preferences)
        if path is not None:
            yield from self._take_logo(key, path)

    def choose_logo(self, path: Path, institution: str = _OWN) -> None:
        """Take a picture as the logo of the structure or a signatory, once it was read as one."""
        self.desk.flow(
            self._take_logo(institution, path),
            owner=self,
            failed=lambda error: self._refuse(institution, error),
        )

    def _take_logo(self, key: str, path: Path) -> Steps:
        def check() -> None:
            from ctg_desktop.printing.engine.logo import read_logo

            read_logo(path)

        yield self.desk.pressing(check)
        self._save_logo(key, path)

    def _save_logo(self, key: str, path: Path | None) -> None:
        self._save(
            lambda settings: _with_logo(settings, key, path),
            lambda _none: self.refresh(),
            lambda error: self._refuse(key, error),
        )

    def _refuse(self, key: str, error: CtgError) -> None:
        if key in self._lines:
            self._lines[key].tell(error.sentence, is_wrong=True)


def _with_logo(settings: Settings, key: str, path: Path | None) -> Settings:
    if key == _OWN:
        return replace(settings, logo=path)
    others = {each: kept for each, kept in settings.signatory_logos.items() if each != key}
    return replace(settings, signatory_logos=others if path is None else {**others, key: path})
