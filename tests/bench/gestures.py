"""What a person does in the window: the gestures that `tests.bench.window_gestures` times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from ctg_desktop.domain.action import Action
from ctg_desktop.domain.changes import Cell, Draft, Edit
from ctg_desktop.domain.choices import Priority
from ctg_desktop.typography import number
from tests.bench.shown_window import after, until
from tests.bench.watch import Watch
from ui import theme
from ui.main_window import MainWindow
from ui.pages import every_page
from ui.targets import Target

_KEY = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_WORDS = "accueil mercredi"
_MANY = 5_000
_WHEEL = -360


class Gestures:
    """The gestures on the list of actions, then on all else."""

    def __init__(self, window: MainWindow, watch: Watch) -> None:
        """Go to the list of one window."""
        self._window, self._watch, self._time = window, watch, watch.time
        self._time("aller à la liste", *self._visit("actions"))
        from ui.pages.actions.page import ActionsPage  # not before it was timed

        assert isinstance(window.page, ActionsPage)
        self._page = window.page
        self._table = self._page.panel.table
        self._many = min(_MANY, self._table.rows.rowCount())

    def go_through(self) -> None:
        """Do everything once."""
        self._search()
        self._scroll()
        self._sort()
        self._filter()
        self._choose_all()
        self._open_fiches()
        self._change_many()
        self._open_dialogs()
        self._see_pages()
        self._change_looks()

    # --- the list ---------------------------------------------------------------------

    def _search(self) -> None:
        box = self._page.panel.bar.search
        box.setFocus()
        keys = [partial(QTest.keyClicks, box, sign) for sign in _WORDS]
        self._time("chercher, une lettre après l'autre", *keys)
        self._time("effacer la recherche", partial(QTest.keyClick, box, _KEY.Key_Escape))

    def _scroll(self) -> None:
        table, bar = self._table, self._table.verticalScrollBar()
        table.setFocus()
        self._time("défiler à la molette", *[self._turn_wheel] * 20)
        self._time("page suivante", *[self._press(_KEY.Key_PageDown)] * 10)
        places = [bar.maximum() * share // 12 for share in range(1, 13)]
        self._time("tirer la barre", *(partial(bar.setValue, place) for place in places))
        self._time("aller à la fin", self._press(_KEY.Key_End))
        self._time("revenir au début", self._press(_KEY.Key_Home))

    def _turn_wheel(self) -> None:
        view = self._table.viewport()
        at = view.rect().center().toPointF()
        turned = QWheelEvent(
            at,
            view.mapToGlobal(at),
            QPoint(),
            QPoint(0, _WHEEL),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(view, turned)

    def _press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> Callable[[], None]:
        return partial(QTest.keyClick, self._table, key, held)

    def _sort(self) -> None:
        header = self._table.horizontalHeader()
        shown = [at for at in range(header.count()) if not header.isSectionHidden(at)]
        usual = self._table.rows.columns[0].key
        assert usual == "reference"
        for section in (*shown[1:], 0):
            title = self._table.rows.columns[section].title.lower()
            turns = [partial(self._click_header, section)] * 2
            self._time(f"trier par {title}", *turns)
        self._click_header(0)

    def _click_header(self, section: int) -> None:
        header = self._table.horizontalHeader()
        at = QPoint(header.sectionViewportPosition(section) + 12, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    def _filter(self) -> None:
        bar = self._page.panel.bar
        self._time("montrer les filtres", bar.toggle.click)
        opening, ticking, clearing = [], [], []
        for menu in bar.buttons:
            opening.append(menu.open_panel)
            ticking.append(partial(self._tick, menu.title))
            clearing.append(bar.clear)
        self._time("ouvrir un filtre", *opening)
        each = [step for pair in zip(ticking, clearing, strict=True) for step in pair]
        self._time("filtrer, puis ne plus filtrer", *each)
        self._time("cacher les filtres", bar.toggle.click)

    def _tick(self, title: str) -> None:
        """Tick the first option of a filter, as Space does."""
        (menu,) = (each for each in self._page.panel.bar.buttons if each.title == title)
        assert menu.panel is not None
        menu.panel.list.item(0).setCheckState(Qt.CheckState.Checked)
        menu.panel.close()

    def _choose_all(self) -> None:
        self._table.setFocus()
        self._time("tout choisir", self._press(_KEY.Key_A, _CTRL))
        self._time("tout copier", self._press(_KEY.Key_C, _CTRL))
        self._time("modifier tout : ouvrir", partial(self._window.do, "bulk_edit"))
        self._time("modifier tout : refermer", self._close_dialogs)
        self._time("relire la liste", partial(self._window.do, "refresh"))
        self._time("ne plus tout choisir", self._press(_KEY.Key_Down))
        self._time("voir la corbeille", partial(self._window.do, "show_bin"))
        self._time("quitter la corbeille", partial(self._window.do, "show_bin"))

    def _close_dialogs(self) -> None:
        for top in QApplication.topLevelWidgets():
            if isinstance(top, QDialog) and top.isVisible():
                top.reject()
        if popup := QApplication.activePopupWidget():
            popup.close()

    # --- a fiche ----------------------------------------------------------------------

    def _open_fiches(self) -> None:
        window, table, sides = self._window, self._table, self._page.sides
        table.setFocus()
        table.selectRow(3)
        self._time("ouvrir une fiche", self._open_first)
        rows = range(4, 10)
        self._time("passer à la fiche suivante", *(partial(table.selectRow, row) for row in rows))
        self._time("enregistrer un champ", self._write)
        for name, command in (("annuler", "undo"), ("rétablir", "redo")):
            self._time(f"{name} ce champ", partial(window.do, command))
        self._time("dupliquer l'action", partial(window.do, "duplicate"))
        for _ in range(2):
            window.do("undo")
            self._watch.settle()
        self._time("revenir à la liste", sides.close_side)
        middle = table.rows.rowCount() * 6 // 10
        table.scrollTo(table.rows.index(middle, 0))
        self._watch.settle()
        self._time("choisir au milieu de la liste", partial(table.selectRow, middle))
        self._time("ouvrir cette fiche", self._press(_KEY.Key_Return))
        self._time("enregistrer un champ, au milieu de la liste", self._write)
        window.do("undo")
        self._watch.settle()
        sides.close_side()

    def _open_first(self) -> None:
        """Open a fiche for the first time, which is made in several turns."""
        self._press(_KEY.Key_Return)()
        until(lambda: self._page.sheet is not None)

    def _write(self) -> None:
        """Record another title, as leaving the field does."""
        cell = Cell(Action.TYPE.name, self._table.current_id, "title")
        draft = Draft("Action modifiée", (Edit(cell, "Un autre intitulé"),))
        self._window.desk.write(lambda uow: (None, uow.record(draft)), owner=self._page)

    # --- many -------------------------------------------------------------------------

    def _change_many(self) -> None:
        window, many = self._window, f"{number(self._many)} actions"
        self._choose_many()
        self._time(f"mettre {many} à la corbeille", partial(window.do, "delete"))
        self._time("les en ressortir par Annuler", partial(window.do, "undo"))
        window.go(Target("actions"))
        self._choose_many()
        self._time(f"modifier {many}", self._write_many)
        self._time("annuler cette modification", partial(window.do, "undo"))
        self._table.clearSelection()

    def _choose_many(self) -> None:
        table = self._table
        table.setFocus()
        last = table.rows.columnCount() - 1
        part = QItemSelection(table.rows.index(0, 0), table.rows.index(self._many - 1, last))
        table.selectionModel().select(part, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        assert table.chosen_count == self._many
        self._watch.settle()

    def _write_many(self) -> None:
        """Do what « Modifier » of the dialog does."""
        from ctg_desktop.services import bulk

        desk, page, values = self._window.desk, self._page, {"priority": Priority.HAUTE}

        def change(row_ids: list[str]) -> None:
            desk.write(lambda uow: bulk.edit(uow, Action.TYPE, row_ids, values), owner=page)

        page.panel.with_chosen(change)

    # --- elsewhere --------------------------------------------------------------------

    def _open_dialogs(self) -> None:
        for command, name in _OPENED.items():
            self._time(f"ouvrir {name}", partial(self._window.do, command))
            self._close_dialogs()
        box = self._window.header.search
        box.setFocus()
        keys = [partial(QTest.keyClicks, box, sign) for sign in _WORDS]
        self._time("chercher partout", *keys)
        box.clear()

    def _see_pages(self) -> None:
        for spec in every_page():
            self._time(f"page {spec.title}, la première fois", *self._visit(spec.key))
        pages = [partial(self._window.go, Target(spec.key)) for spec in every_page()]
        self._time("aller d'une page à l'autre", *pages)
        self._window.go(Target("actions"))

    def _visit(self, page: str) -> Sequence[Callable[[], None]]:
        """Go to a page as a person does: the button goes down, and up in a later turn."""
        button = self._window.findChild(QPushButton, f"page_{page}")
        if button is None:
            return [partial(self._window.go, Target(page))]
        turns = (QTest.mousePress, QTest.mouseRelease)
        return [partial(turn, button, Qt.MouseButton.LeftButton) for turn in turns]

    def _change_looks(self) -> None:
        window, usual = self._window, self._window.size()
        self._time(
            "rétrécir la fenêtre", partial(window.resize, usual.width() // 2, usual.height())
        )
        self._time("l'élargir", partial(window.resize, usual))
        percent = window.desk.preferences.value.text_percent
        for name in ("sombre", "clair"):
            self._time(f"thème {name}", partial(self._change_theme, name, percent))

    def _change_theme(self, name: str, percent: int) -> None:
        theme.current().change(name, percent)
        until(after(0))  # it comes in two turns


_OPENED = {
    "new": "une nouvelle action",
    "gestures": "l'Historique",
    "export_actions": "l'export",
    "palette": "la palette",
    "send_file": "l'envoi d'un fichier",
    "columns": "le menu des colonnes",
}
