"""The indicators of an action, each with its measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from ctg_desktop.domain.action import Indicateur, Mesure
from ctg_desktop.domain.changes import Cell
from ctg_desktop.domain.curves import points_of
from ctg_desktop.domain.fields import Entity, EntityType
from ctg_desktop.domain.views import IndicateurView
from ui.desk import Desk
from ui.widgets.curve import Curve
from ui.widgets.field_editors import FieldEditor
from ui.widgets.labels import Note
from ui.widgets.layout import layouts
from ui.widgets.layout.tab_order import follow_layouts
from ui.widgets.rows.row_strip import RowStrip
from ui.widgets.rows.rows_editor import RowsEditor, RowsLook

_FIRST = ("label", "unit", "origin_value", "target_value", "target_year")
_MEASURED = ("year", "value", "appreciation", "comment")


def others(kind: EntityType, first: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that a person may type and that do not stand in the first line."""
    hidden = {*first, kind.owner, "order", "ambition", "action", "structure"}
    return tuple(
        spec.name for spec in kind.fields.values() if spec.typed and spec.name not in hidden
    )


class IndicatorsEditor(RowsEditor):
    """Indicators in lines; the measures of each below it, by year."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make an empty list."""
        self._measures: dict[RowStrip, MeasuresEditor] = {}
        self._curves: dict[RowStrip, Curve] = {}
        self._views: Mapping[str, IndicateurView] = {}
        self._names_of: Mapping[str, str] = {}
        look = RowsLook(
            add="Ajouter un indicateur",
            none="Trois à cinq indicateurs suffisent à dire si l’action atteint son but.",
            more=others(Indicateur.TYPE, _FIRST),
        )
        super().__init__(
            desk, Indicateur.TYPE, _FIRST, owner_field="action", look=look, parent=parent
        )
        self._warning = Note("", self, look="warning")
        self._warning.hide()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._warning)

    def show_indicators(
        self, action_id: str, views: Sequence[IndicateurView], names_of: Mapping[str, str]
    ) -> None:
        """Show the indicators of an action with their measures."""
        self._views = {view.indicateur.id: view for view in views}
        self._names_of = names_of
        self.show_rows(action_id, [view.indicateur for view in views], names_of)

    def _fill(self, strip: RowStrip, row: Entity) -> None:
        view = self._views.get(row.id)
        if view is None:
            return
        self._measures[strip].show_rows(row.id, view.mesures, self._names_of)
        told = view.indicateur
        self._curves[strip].show_points(
            told.label or "", points_of(told, view.mesures), told.target_value, told.unit or ""
        )

    def _order_tabs(self) -> None:
        follow_layouts(self)  # measures are made after the lines that they stand below

    def editor_of(self, cell: Cell) -> FieldEditor | None:
        """Return the editor of a cell of an indicator, or of a measure of one."""
        below = (each.editor_of(cell) for each in self._measures.values())
        return super().editor_of(cell) or next(filter(None, below), None)

    def show_warning(self, sentence: str | None) -> None:
        """Say that there are too many, or nothing."""
        self._warning.setText(sentence or "")
        self._warning.setVisible(bool(sentence))

    def _dress(self, strip: RowStrip) -> None:
        curve = Curve(strip)
        strip.below.addWidget(curve)
        self._curves[strip] = curve
        editor = MeasuresEditor(self._desk, strip)
        editor.set_obstacle(self._obstacle)
        if not self._follows:
            editor.stop_following()
        editor.pending_changed.connect(self.pending_changed)
        editor.row_saved.connect(self.row_saved)
        editor.setContentsMargins(layouts.px(2), 0, 0, layouts.px(0.5))
        strip.below.addWidget(editor)
        self._measures[strip] = editor
        strip.destroyed.connect(lambda: self._forget(strip))
        strip.row_saved.connect(lambda row: editor.take_owner(row.id))

    def _forget(self, strip: RowStrip) -> None:
        self._measures.pop(strip, None)
        self._curves.pop(strip, None)

    def _drop(self, strip: RowStrip) -> None:
        super()._drop(strip)
        if strip in self._measures:
            self._measures[strip].forget()
            self._curves[strip].hide()

    def _holds(self, strip: RowStrip) -> bool:
        """Whether something that was typed in a row, or in its measures, does not stand yet."""
        below = self._measures.get(strip)
        return super()._holds(strip) or (below is not None and below.is_pending())

    def set_obstacle(self, sentence: str | None) -> None:
        """Show everything to be read only, or with None let it be edited again."""
        super().set_obstacle(sentence)
        for editor in self._measures.values():
            editor.set_obstacle(sentence)

    # --- saving ------------------------------------------------------------------------

    def flush(self) -> None:
        """Begin to save what is typed and not saved yet."""
        super().flush()
        for editor in self._measures.values():
            editor.flush()

    def is_pending(self) -> bool:
        """Whether something that was typed does not stand yet."""
        return super().is_pending() or any(each.is_pending() for each in self._measures.values())

    def is_saving(self) -> bool:
        """Whether something will be saved without the person doing anything more."""
        return super().is_saving() or any(each.is_saving() for each in self._measures.values())


class MeasuresEditor(RowsEditor):
    """What was measured of one indicator, oldest first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        """Make an empty list; it has no indicator yet."""
        look = RowsLook(
            add="Ajouter une mesure",
            more=others(Mesure.TYPE, (*_MEASURED, "indicateur")),
            fixed=("year", "measured_on"),
        )
        super().__init__(
            desk, Mesure.TYPE, _MEASURED, owner_field="indicateur", look=look, parent=parent
        )
        self.hide()

    def take_owner(self, row_id: str) -> None:
        """Begin to hold the measures of an indicator that was just created."""
        if not self._owner:
            self.show_rows(row_id, (), {})

    def forget(self) -> None:
        """Belong to no indicator, until another one is shown."""
        super().show_rows("", (), {})
        self.hide()

    def show_rows(
        self, owner_id: str, rows_of: Sequence[Entity], names_of: Mapping[str, str]
    ) -> None:
        """Show the measures of an indicator."""
        super().show_rows(owner_id, rows_of, names_of)
        self.show()

    def _prefilled(self) -> dict[str, object]:
        """Propose the year that comes next: this one, or that after the last one measured."""
        standing = [getattr(strip.binding.row, "year", None) for strip in self.strips]
        years = [year for year in standing if year]
        this_year = self._desk.today.year
        return {"year": max(years) + 1 if this_year in years else this_year}
