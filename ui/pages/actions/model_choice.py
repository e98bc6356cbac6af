"""Which fiche kept for reuse a new action begins with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ctg_desktop.services.actions import Model, models
from ui import theme
from ui.desk import Desk
from ui.tokens import Size
from ui.widgets.field_editors.base import TEXT_INSET
from ui.widgets.labels import Caption, Note
from ui.widgets.layout import layouts
from ui.widgets.quiet_combo import NamedCombo

_LABEL = "Commencer par un modèle"
_NONE = "Aucun modèle"
_HOW = (
    "Le dossier n’a pas encore de modèle : « Enregistrer comme modèle », dans le menu Action, en "
    "fait un de l’action choisie."
)


class ModelChoice(QWidget):
    """The models of the folder; it takes no room where there are none and none was asked for."""

    chosen = Signal(Model)

    def __init__(self, desk: Desk, asked: str | None, parent: QWidget) -> None:
        """Read the models; `asked` is the one to begin with, empty to tell where there is none."""
        super().__init__(parent)
        self._models: tuple[Model, ...] = ()
        self._asked = asked
        self.list = NamedCombo(_LABEL, self)
        self._none = Note(_HOW, self)
        self._label = Caption(_LABEL, self)
        self._label.setFont(theme.current().font(Size.SMALL))
        self._label.setProperty("look", "muted")
        self._label.setIndent(layouts.px(TEXT_INSET))
        self.list.setProperty("look", "ruled")
        column = layouts.column(self, spacing=0.25)
        for part in (self._label, self.list, self._none):
            column.addWidget(part)
            part.hide()
        self.setVisible(asked is not None)
        self.setFocusProxy(self.list)
        self.list.currentIndexChanged.connect(self._tell)
        desk.read(models, self._show, owner=self)

    @property
    def row(self) -> str:
        """The identity of the model that is chosen; empty for none."""
        at = self.list.currentIndex() - 1
        return self._models[at].id if at >= 0 else ""

    def _show(self, found: tuple[Model, ...]) -> None:
        self._models = found
        self.setVisible(bool(found) or self._asked is not None)
        self._none.setVisible(not found)
        self._label.setVisible(bool(found))
        self.list.setVisible(bool(found))
        self.list.addItems([_NONE, *(model.title for model in found)] if found else [])
        ids = [model.id for model in found]
        if self._asked in ids:
            self.list.setCurrentIndex(ids.index(self._asked) + 1)
        elif self._asked is not None and len(found) == 1:
            self.list.setCurrentIndex(1)

    def _tell(self, at: int) -> None:
        if at > 0:
            self.chosen.emit(self._models[at - 1])
